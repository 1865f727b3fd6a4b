package player

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/hardenway/hardenway/internal/term"
)

// margin keeps text off the terminal's edge, as term.Markdown does.
const margin = "  "

// screen is where the conversation is shown. It only ever adds lines, so that everything can
// be read again by scrolling back.
type screen struct {
	out *term.Output
	// lessons says whether there is a lesson of that name to be read; nil when there are none.
	lessons func(id string) bool
}

func (s screen) line(pieces ...string) { s.out.Line(pieces...) }

// inline sets one line of markdown.
func (s screen) inline(text string) string { return term.Inline(s.out, text) }

// markdown sets a text of several paragraphs, with its margin.
func (s screen) markdown(text string) {
	s.out.Print(term.Markdown(s.out, text))
}

// hang sets a text behind a lead, and its further lines below its first.
func (s screen) hang(lead, text string) {
	s.line(hang(lead, text, s.out.TextWidth()))
}

func hang(lead, text string, width int) string {
	w := term.Width(lead)
	return lead + term.Wrap(text, max(width-w, 20), strings.Repeat(" ", w))
}

// paragraph sets a text with the margin.
func (s screen) paragraph(text string) { s.hang(margin, text) }

// code shows lines as they are, numbered from 1 or not. A line that is too wide for the terminal
// goes on below itself, behind a mark that is no number, so that it cannot be taken for two.
// Elsewhere it stays whole.
func (s screen) code(lines []string, numbered bool) {
	digits := len(strconv.Itoa(len(lines)))
	for i, line := range lines {
		lead := margin + margin
		more := margin + s.out.Pick("↪ ", "> ")
		if numbered {
			lead = fmt.Sprintf("%s%*d %s ", margin, digits, i+1, s.out.Pick("│", "|"))
			more = fmt.Sprintf("%s%*s %s ", margin, digits, "", s.out.Pick("┆", ":"))
		}
		for n, piece := range s.pieces(term.Clean(strings.ReplaceAll(line, "\t", "    ")), term.Width(lead)) {
			if n > 0 {
				lead = more
			}
			if piece == "" {
				s.line(strings.TrimRight(s.out.Style(lead, term.Dim), " "))
				continue
			}
			s.line(s.out.Style(lead, term.Dim), s.out.Style(piece, term.Cyan))
		}
	}
}

// pieces cuts a line so that it fits behind a lead.
func (s screen) pieces(line string, lead int) []string {
	width := s.out.Width()
	if width == 0 || lead+term.Width(line) <= width {
		return []string{line}
	}
	return strings.Split(ansi.Hardwrap(line, max(width-lead, 20), true), "\n")
}

// clock is a time that is left: 59:07, or 1:02:30.
func clock(d time.Duration) string {
	seconds := int(d.Round(time.Second).Seconds())
	if seconds >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// count is "1 question" or "2 questions".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// percent is a share from 0 to 1. It is rounded down: what is not all is never 100 %.
func percent(share float64) string { return fmt.Sprintf("%d %%", int(share*100+1e-9)) }
