package strictyaml

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Problem is one thing wrong with a file, told so that it can be mended.
type Problem struct {
	Path string `json:"path"`           // of the file, relative to where the loading began
	Line int    `json:"line,omitempty"` // 1 is the first; 0 means the file as a whole
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
	Mend string `json:"mend,omitempty"`
}

// String is the problem on one line: "path:line: what: why; how to mend".
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.Path)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	b.WriteString(": ")
	b.WriteString(p.What)
	if p.Why != "" {
		b.WriteString(": ")
		b.WriteString(p.Why)
	}
	if p.Mend != "" {
		b.WriteString("; ")
		b.WriteString(p.Mend)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' ' // what a file holds must not break lines or talk to the terminal
	}, b.String())
}

// Problems is the error of a load: everything that is wrong, in the order of the
// files' lines.
type Problems struct {
	Noun string // what was loaded: "scenario", "question bank"
	Of   string // which one: an id, a folder or a file
	List []Problem
}

// Error has a headline and one line for each problem.
func (p *Problems) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %q has %s", p.Noun, p.Of, count(len(p.List), "problem"))
	for _, problem := range p.List {
		b.WriteString("\n")
		b.WriteString(problem.String())
	}
	return b.String()
}

// Sort orders by file, then line, keeping the order of discovery within one line, and
// drops exact repetitions.
func Sort(list []Problem) []Problem {
	slices.SortStableFunc(list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	return slices.Compact(list)
}

// count is "1 problem", "2 problems".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
