package main

import (
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	green, bold, quietly := plain, plain, plain
	green.colour, bold.bold, quietly.dim = 2, true, true
	light := plain
	light.colour = 9
	for _, tt := range []struct {
		name  string
		lines []string
		want  [][]span
	}{
		{"plain", []string{"$ ls"}, [][]span{{{0, "$ ls", plain}}}},
		{"empty", []string{""}, [][]span{nil}},
		{"a mark and its step", []string{"  \x1b[32m✓\x1b[39m etcd"}, [][]span{{{0, "  ", plain}, {2, "✓", green}, {3, " etcd", plain}}}},
		{"goes on over the end of a line", []string{"a\x1b[1mb", "c\x1b[0md"}, [][]span{{{0, "a", plain}, {1, "b", bold}}, {{0, "c", bold}, {1, "d", plain}}}},
		{"an empty parameter resets", []string{"\x1b[1ma\x1b[mb"}, [][]span{{{0, "a", bold}, {1, "b", plain}}}},
		{"several at once", []string{"\x1b[1;2m\x1b[22;2mx"}, [][]span{{{0, "x", quietly}}}},
		{"one of 256 colours", []string{"\x1b[38;5;9mx\x1b[38;5;200my"}, [][]span{{{0, "x", light}, {1, "y", plain}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := parse(tt.lines); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%q becomes %+v, want %+v", tt.lines, got, tt.want)
			}
		})
	}
}

// The picture has to be XML, hold every word, and draw every class it defines.
func TestDraw(t *testing.T) {
	svg := string(draw("a <title>", []frame{
		{"first & last", parse([]string{"if a < b && c", "\x1b[31;1;7mred\x1b[0m"})},
		{"second", parse([]string{"done"})},
	}))
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
	}
	for _, want := range []string{
		"a &lt;title&gt;", "if a &lt; b &amp;&amp; c\nred\nsecond\ndone\n", `textLength="109.2">if a`,
		`fill="#ff8f85"`, "#s1 { visibility: hidden }", "prefers-reduced-motion",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("%q is not in\n%s", want, svg)
		}
	}
	if strings.Contains(svg, "#s2 { visibility: hidden }") {
		t.Error("the last screen is hidden where nothing moves")
	}
}
