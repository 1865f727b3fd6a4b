package console

import (
	"fmt"
	"strings"
)

// Varies stands for whatever varies: within a line for any text, alone on it for any number of
// lines.
const Varies = "…"

// Match compares what a page shows with what was printed. Where they differ, diff has both
// line by line: "- " before what is shown only, "+ " before what was printed only. Spaces at the
// end of a line do not count, nor do empty lines at the end, and several spaces are as good
// as one.
func Match(want, got string) (diff string, ok bool) {
	w, g := lines(want), lines(got)
	if fits(w, g) {
		return "", true
	}
	return difference(w, g), false
}

// line is a line as it is shown, and as it is compared.
type line struct {
	shown string
	plain string
	parts []string // of plain, between what varies; nil where nothing does
}

func (l *line) any() bool { return l.plain == Varies }

func lines(text string) []line {
	var list []line
	for shown := range strings.SplitSeq(text, "\n") {
		l := line{shown: strings.TrimRight(shown, " \t\r"), plain: squeeze(shown)}
		if strings.Contains(l.plain, Varies) {
			l.parts = strings.Split(l.plain, Varies)
		}
		list = append(list, l)
	}
	for len(list) > 0 && list[len(list)-1].plain == "" {
		list = list[:len(list)-1]
	}
	return list
}

// squeeze makes one space of each run of them.
func squeeze(text string) string {
	var b strings.Builder
	space := false
	for _, r := range strings.TrimRight(text, " \t\r") {
		if r == ' ' || r == '\t' {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// fits says whether a printed line is as the shown one says.
func (l *line) fits(got *line) bool {
	if l.parts == nil {
		return l.plain == got.plain
	}
	rest, is := strings.CutPrefix(got.plain, l.parts[0])
	if !is {
		return false
	}
	last := len(l.parts) - 1
	for _, part := range l.parts[1:last] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, l.parts[last])
}

// fits says whether all lines fit. Where a line of "…" has been, a later mismatch means that it
// should have taken one line more; only the last such line has to be tried again.
func fits(want, got []line) bool {
	w, g, star, from := 0, 0, -1, 0
	for g < len(got) {
		switch {
		case w < len(want) && want[w].any():
			star, from = w, g
			w++
		case w < len(want) && want[w].fits(&got[g]):
			w++
			g++
		case star >= 0:
			from++
			w, g = star+1, from
		default:
			return false
		}
	}
	for w < len(want) && want[w].any() {
		w++
	}
	return w == len(want)
}

// mostLines is how many lines of either side are laid beside each other.
const mostLines = 300

// difference lays the two beside each other with as few differences as there can be.
func difference(want, got []line) string {
	cut := max(len(want), len(got)) - mostLines
	want, got = want[:min(len(want), mostLines)], got[:min(len(got), mostLines)]
	// cost[w][g] is how many lines differ from there on.
	cost := make([][]int, len(want)+1)
	for w := range cost {
		cost[w] = make([]int, len(got)+1)
	}
	for w := len(want); w >= 0; w-- {
		for g := len(got); g >= 0; g-- {
			cost[w][g] = cheapest(cost, want, got, w, g)
		}
	}
	var b strings.Builder
	w, g := 0, 0
	for w < len(want) || g < len(got) {
		switch {
		case w < len(want) && want[w].any():
			n := 0
			for g < len(got) && cost[w][g] == cost[w][g+1] && cost[w][g] != cost[w+1][g] {
				g, n = g+1, n+1
			}
			fmt.Fprintf(&b, "  %s\n", Varies)
			w++
		case w < len(want) && g < len(got) && want[w].fits(&got[g]) && cost[w][g] == cost[w+1][g+1]:
			fmt.Fprintf(&b, "  %s\n", got[g].shown)
			w++
			g++
		case w < len(want) && cost[w][g] == cost[w+1][g]+1:
			fmt.Fprintf(&b, "- %s\n", want[w].shown)
			w++
		default:
			fmt.Fprintf(&b, "+ %s\n", got[g].shown)
			g++
		}
	}
	if cut > 0 {
		fmt.Fprintf(&b, "  (and %d lines more)\n", cut)
	}
	return b.String()
}

// cheapest is how many lines differ from w and g on, when all later places are known.
func cheapest(cost [][]int, want, got []line, w, g int) int {
	switch {
	case w == len(want):
		return len(got) - g
	case want[w].any() && g < len(got):
		return min(cost[w+1][g], cost[w][g+1])
	case want[w].any():
		return cost[w+1][g]
	case g == len(got):
		return cost[w+1][g] + 1
	}
	least := min(cost[w+1][g], cost[w][g+1]) + 1
	if want[w].fits(&got[g]) {
		least = min(least, cost[w+1][g+1])
	}
	return least
}
