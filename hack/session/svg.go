package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// frame is one screen with its caption.
type frame struct {
	caption string
	lines   [][]span
}

// span is text in one style.
type span struct {
	column int
	text   string
	style  style
}

// style is what a terminal's SGR sequences say (ECMA-48, 8.3.117). A colour is one of 16,
// or -1.
type style struct {
	colour, background int
	bold, dim, under   bool
	reverse            bool
}

var plain = style{colour: -1, background: -1}

var escape = regexp.MustCompile("\x1b\\[([0-9;]*)m")

// parse reads lines as tmux prints them. A style goes on over the end of a line.
func parse(lines []string) [][]span {
	now := plain
	var out [][]span
	for _, line := range lines {
		var spans []span
		column := 0
		add := func(text string) {
			if text != "" {
				spans = append(spans, span{column, text, now})
				column += utf8.RuneCountInString(text)
			}
		}
		for line != "" {
			at := escape.FindStringSubmatchIndex(line)
			if at == nil {
				add(line)
				break
			}
			add(line[:at[0]])
			now = now.apply(line[at[2]:at[3]])
			line = line[at[1]:]
		}
		out = append(out, spans)
	}
	return out
}

// apply returns the style after one SGR sequence.
func (s style) apply(codes string) style {
	list := strings.Split(codes, ";")
	for i := 0; i < len(list); i++ {
		n, err := strconv.Atoi(list[i])
		if err != nil {
			n = 0 // an empty parameter is 0
		}
		switch {
		case n == 0:
			s = plain
		case n == 1:
			s.bold = true
		case n == 2:
			s.dim = true
		case n == 4:
			s.under = true
		case n == 7:
			s.reverse = true
		case n == 22:
			s.bold, s.dim = false, false
		case n == 24:
			s.under = false
		case n == 27:
			s.reverse = false
		case n >= 30 && n <= 37:
			s.colour = n - 30
		case n == 39:
			s.colour = -1
		case n >= 40 && n <= 47:
			s.background = n - 40
		case n == 49:
			s.background = -1
		case n >= 90 && n <= 97:
			s.colour = n - 90 + 8
		case (n == 38 || n == 48) && i+2 < len(list) && list[i+1] == "5":
			colour, err := strconv.Atoi(list[i+2])
			if err != nil || colour > 15 {
				colour = -1 // the 256 colours are not drawn
			}
			if n == 38 {
				s.colour = colour
			} else {
				s.background = colour
			}
			i += 2
		}
	}
	return s
}

// The palette is chosen for contrast on the background, 4.5 to 1 and better.
const (
	paper = "#14181f"
	ink   = "#d8dee9"
	quiet = "#9aa5b8"
)

var palette = [16]string{
	"#14181f", "#ff8f85", "#8fd694", "#f2cc60", "#8ab4f8", "#d7a8ff", "#7fdbca", "#d8dee9",
	"#9aa5b8", "#ffb3ab", "#b4e8b8", "#f7dd94", "#b3cffb", "#e6caff", "#a8ebdf", "#ffffff",
}

// Sizes are in pixels of a picture that is shown at its own width or smaller.
const (
	cellWidth  = 8.4
	cellHeight = 18
	margin     = 16
	captionRow = 42
	gap        = 14
	seconds    = 7 // each frame is shown for
)

// draw makes the picture: one screen after the other, each for some seconds. Where
// nothing moves (a printout, or a reader who asked for less motion) the last one stays.
func draw(title string, frames []frame) []byte {
	var b bytes.Buffer
	height := 0
	for _, f := range frames {
		height = max(height, len(f.lines))
	}
	w := columns*cellWidth + 2*margin
	h := captionRow + height*cellHeight + 2*margin
	n := len(frames)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" height="%d" role="img" aria-labelledby="title words">`+"\n", w, h, w, h)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n<desc id=\"words\">", escaped(title))
	for _, f := range frames {
		fmt.Fprintf(&b, "%s\n", escaped(f.caption))
		for _, line := range f.lines {
			var text strings.Builder
			for _, s := range line {
				text.WriteString(strings.Repeat(" ", max(0, s.column-utf8.RuneCountInString(text.String()))) + s.text)
			}
			fmt.Fprintf(&b, "%s\n", escaped(strings.TrimRight(text.String(), " ")))
		}
	}
	b.WriteString("</desc>\n<style>\n")
	fmt.Fprintf(&b, "text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: %s; white-space: pre }\n", ink)
	b.WriteString(".caption { font-weight: bold } .b { font-weight: bold } .u { text-decoration: underline }\n")
	fmt.Fprintf(&b, ".d { fill: %s }\n", quiet)
	for i, colour := range palette {
		fmt.Fprintf(&b, ".f%d { fill: %s } ", i, colour)
	}
	b.WriteByte('\n')
	if n > 1 {
		share := 100 / float64(n)
		fmt.Fprintf(&b, "@keyframes show { 0%%, %.3f%% { visibility: visible } %.3f%%, 100%% { visibility: hidden } }\n", share, share+0.001)
		for i := range n {
			if i < n-1 {
				fmt.Fprintf(&b, "#s%d { visibility: hidden }\n", i+1)
			}
			fmt.Fprintf(&b, "@media (prefers-reduced-motion: no-preference) { #s%d { animation: show %ds %ds infinite backwards step-end } }\n", i+1, n*seconds, (i-n)*seconds)
		}
	}
	fmt.Fprintf(&b, "</style>\n<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"%s\"/>\n", paper)
	for i, f := range frames {
		fmt.Fprintf(&b, "<g id=\"s%d\">\n<text class=\"caption\" x=\"%d\" y=\"%d\">%s</text>\n", i+1, margin, margin+14, escaped(f.caption))
		for row, line := range f.lines {
			y := margin + captionRow + row*cellHeight
			for _, s := range line {
				s.write(&b, y)
			}
		}
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// write draws a span. Its length is given, so that columns line up in whatever font the
// reader has.
func (s span) write(b *bytes.Buffer, y int) {
	n := float64(utf8.RuneCountInString(s.text))
	x := margin + float64(s.column)*cellWidth
	colour, background := s.style.colour, s.style.background
	if s.style.reverse {
		colour, background = max(background, 0), colour
		if background < 0 {
			background = 7
		}
	}
	if background >= 0 {
		fmt.Fprintf(b, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", x, y-cellHeight+gap-9, n*cellWidth, cellHeight, palette[background])
	}
	if strings.TrimSpace(s.text) == "" {
		return
	}
	var classes []string
	if colour >= 0 {
		classes = append(classes, "f"+strconv.Itoa(colour))
	}
	for _, c := range []struct {
		name string
		on   bool
	}{{"b", s.style.bold}, {"d", s.style.dim}, {"u", s.style.under}} {
		if c.on {
			classes = append(classes, c.name)
		}
	}
	class := ""
	if len(classes) > 0 {
		class = fmt.Sprintf(" class=%q", strings.Join(classes, " "))
	}
	fmt.Fprintf(b, "<text%s xml:space=\"preserve\" x=\"%.1f\" y=\"%d\" textLength=\"%.1f\">%s</text>\n", class, x, y, n*cellWidth, escaped(s.text))
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a bytes.Buffer takes everything
	return b.String()
}
