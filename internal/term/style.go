package term

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Style is a way to set a word. Only the sixteen colours of every terminal are used,
// so the person's own theme decides how they look.
type Style string

// The styles.
const (
	Bold   Style = "1"
	Dim    Style = "2"
	Italic Style = "3"
	Under  Style = "4"
	Red    Style = "31"
	Green  Style = "32"
	Yellow Style = "33"
	Blue   Style = "34"
	Cyan   Style = "36"
)

// Style returns text in the styles, or as it is where colour is off.
func (o *Output) Style(text string, styles ...Style) string {
	if !o.Colour || text == "" || len(styles) == 0 {
		return text
	}
	codes := make([]string, len(styles))
	for i, s := range styles {
		codes[i] = string(s)
	}
	return "\x1b[" + strings.Join(codes, ";") + "m" + text + "\x1b[0m"
}

// Pick returns fancy where UTF-8 may be shown, and ascii elsewhere.
func (o *Output) Pick(fancy, ascii string) string {
	if o.ASCII {
		return ascii
	}
	return fancy
}

// Clean makes text from a cluster, a file or a server safe to show: a control
// character becomes visible instead of steering the terminal. Newlines and tabs
// stay.
func Clean(text string) string {
	if !strings.ContainsFunc(text, unsafeRune) && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == utf8.RuneError:
			b.WriteRune(utf8.RuneError)
		case unsafeRune(r) && r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case unsafeRune(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unsafeRune reports the C0 and C1 controls and the invisible characters that change
// the direction of text (Unicode's Bidi_Control), but neither newline nor tab.
func unsafeRune(r rune) bool {
	if r == '\n' || r == '\t' {
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// CleanLine is Clean for text that must stay on one line: white space of any kind
// becomes single spaces.
func CleanLine(text string) string {
	return Clean(strings.Join(strings.Fields(text), " "))
}

// Width is the number of terminal cells text takes; styling takes none.
func Width(text string) int { return ansi.StringWidth(text) }

// Truncate cuts text to at most width cells, ending it with a mark when it was cut.
func (o *Output) Truncate(text string, width int) string {
	if width <= 0 || Width(text) <= width {
		return text
	}
	return ansi.Truncate(text, width, o.Pick("…", "..."))
}

// Wrap breaks text at spaces so that no line is wider than width cells, and keeps the
// line breaks that are there. A word wider than width keeps its own line whole, since a
// URL or a command that is broken cannot be copied. Each line after the first is put
// behind indent, which is not counted.
func Wrap(text string, width int, indent string) string {
	var b strings.Builder
	for i, paragraph := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString("\n" + indent)
		}
		column := 0
		for word := range strings.FieldsSeq(paragraph) {
			w := Width(word)
			switch {
			case column == 0:
			case width > 0 && column+1+w > width:
				b.WriteString("\n" + indent)
				column = 0
			default:
				b.WriteByte(' ')
				column++
			}
			b.WriteString(word)
			column += w
		}
	}
	return b.String()
}

// Indent puts prefix before every line of text that is not empty.
func Indent(text, prefix string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = prefix + line
		}
	}
	return strings.Join(lines, "\n")
}
