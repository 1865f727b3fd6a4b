package formats

import (
	"fmt"
	"io"

	"github.com/hardenway/hardenway/quiz"
)

// Format is one way to write questions.
type Format struct {
	Name      string // as a user names it
	Title     string
	Extension string // of a file, with its dot
	// Write writes the banks. The losses are what the format cannot say as we do.
	Write func(w io.Writer, banks []quiz.Bank) ([]Loss, error)
}

// All lists the formats.
func All() []Format {
	return []Format{
		{"gift", "Moodle's GIFT", ".gift.txt", WriteGIFT},
		{"moodle", "Moodle XML", ".xml", WriteMoodle},
		{"anki", "notes for Anki", ".txt", WriteAnki},
		{"csv", "a table", ".csv", WriteCSV},
		{"json", "JSON", ".json", WriteJSON},
	}
}

// Loss is what a format cannot say of a question.
type Loss struct {
	Question quiz.ID `json:"question"`
	What     string  `json:"what"`
}

// String is the loss on one line.
func (l Loss) String() string { return fmt.Sprintf("%s: %s", l.Question, l.What) }
