package progress

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"slices"
	"time"
)

// Version is the version of the file that this build writes. Within it, kinds and
// fields are only added. It rises when an older build would misread a file.
const Version = 1

const format = "hardenway.dev/progress"

// headerLine is always these bytes, so that one cut short can be told from a file
// that is none of ours.
var headerLine = fmt.Sprintf(`{"format":%q,"version":%d}`, format, Version)

// Kind is what happened.
type Kind string

// The kinds.
const (
	Started      Kind = "started"       // a lab was started, freshly seeded
	Graded       Kind = "graded"        // somebody asked for a verdict
	Solved       Kind = "solved"        // every goal and guard passed
	HintUnlocked Kind = "hint-unlocked" // one step of the ladder was read
	Reset        Kind = "reset"         // the lab went back to its seeded state
	Stopped      Kind = "stopped"       // the lab was removed
	DebriefRead  Kind = "debrief-read"
	LessonRead   Kind = "lesson-read" // has a lesson and no scenario
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{Started, Graded, Solved, HintUnlocked, Reset, Stopped, DebriefRead, LessonRead}
}

// Event is one thing that happened.
type Event struct {
	// ID tells events apart when files are merged. Append fills it in.
	ID string `json:"id"`
	// Time is kept in UTC to the millisecond. Append fills in now when it is zero.
	Time     time.Time `json:"time"`
	Kind     Kind      `json:"kind"`
	Scenario string    `json:"scenario"`
	// Lab is the lab's name, which tells two labs of one scenario apart.
	Lab string `json:"lab,omitempty"`
	// Provider is the cluster it ran on: "embedded", "kind".
	Provider string `json:"provider,omitempty"`
	// Harden is the version of the program that wrote the event.
	Harden string `json:"harden,omitempty"`
	// Solved belongs to Graded.
	Solved bool `json:"solved,omitempty"`
	// Outcomes belongs to Graded: check to pass, fail, pending or error.
	Outcomes map[string]string `json:"outcomes,omitempty"`
	// Hint belongs to HintUnlocked: which one.
	Hint string `json:"hint,omitempty"`
	// Lesson belongs to LessonRead: which one.
	Lesson string `json:"lesson,omitempty"`
}

// record is a line as it is written.
type record struct {
	V     int             `json:"v"`
	Sum   string          `json:"sum"`
	Event json.RawMessage `json:"event"`

	// These two make a line a header.
	Format  string `json:"format"`
	Version int    `json:"version"`
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(event []byte) string { return fmt.Sprintf("%08x", crc32.Checksum(event, castagnoli)) }

// encode is the event as a line, without its end.
func encode(e Event) ([]byte, error) {
	event, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, `{"v":%d,"sum":%q,"event":%s}`, Version, checksum(event), event), nil
}

// lineKind is what a line turned out to be.
type lineKind int

const (
	lineDamaged lineKind = iota
	lineBlank
	lineHeader
	lineEvent
	lineUnknown // whole, of this version, but of a kind that this build does not know
	lineNewer   // written by a build that knows more
)

// decode reads one line. The version is 0 when the line has none.
func decode(line []byte) (kind lineKind, e Event, version int) {
	line = bytes.TrimPrefix(bytes.TrimSpace(line), []byte("\ufeff")) // an editor or a sync tool may add these
	if len(line) == 0 {
		return lineBlank, e, 0
	}
	var r record
	if err := json.Unmarshal(line, &r); err != nil {
		return lineDamaged, e, 0
	}
	switch {
	case r.Format == format && r.Version > Version:
		return lineNewer, e, r.Version
	case r.Format == format && r.Version == Version:
		return lineHeader, e, r.Version
	case r.V > Version && r.Sum != "":
		return lineNewer, e, r.V
	case r.V != Version || r.Sum != checksum(r.Event):
		return lineDamaged, e, 0
	}
	if err := json.Unmarshal(r.Event, &e); err != nil || e.ID == "" || e.Time.IsZero() {
		return lineDamaged, Event{}, 0
	}
	if !slices.Contains(Kinds(), e.Kind) {
		return lineUnknown, e, r.V
	}
	return lineEvent, e, r.V
}
