// Package nearest guesses what someone meant who typed a name that there is not.
package nearest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// most is how many suggestions still help.
const most = 3

// Names returns the names that someone who typed name may have meant, best first,
// at most three. Names too different are left out, so the answer may be empty.
// Letter case and a missing or added part ("kubelet" for "anonymous-kubelet") count
// little.
func Names(name string, names []string) []string {
	type candidate struct {
		name string
		cost int
	}
	typed := strings.ToLower(strings.TrimSpace(name))
	if typed == "" || len(typed) > 200 {
		return nil
	}
	// A third of the letters may be wrong, but always one or two.
	limit := max(2, utf8.RuneCountInString(typed)/3)
	var near []candidate
	for _, n := range names {
		known := strings.ToLower(n)
		cost := distance(typed, known)
		// A whole part of the name, or a good beginning of it, is worth telling
		// even when much is missing.
		if cost > limit && len(typed) >= 3 {
			switch {
			case slices.Contains(strings.Split(known, "-"), typed), strings.HasPrefix(known, typed):
				cost = limit
			case strings.Contains(known, typed), sharesPart(typed, known):
				cost = limit + 1
			default:
				continue
			}
		}
		if cost > limit+1 {
			continue
		}
		near = append(near, candidate{n, cost})
	}
	slices.SortStableFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.name, b.name))
	})
	// Those that only share a part are worth telling when nothing is nearer.
	if len(near) > 0 && near[0].cost <= limit {
		near = slices.DeleteFunc(near, func(c candidate) bool { return c.cost > limit })
	}
	near = near[:min(len(near), most)]
	out := make([]string, len(near))
	for i, c := range near {
		out[i] = c.name
	}
	return out
}

// sharesPart says whether two dashed names have a part of four letters or more in
// common: "rbac-weak" for "weak-rbac".
func sharesPart(a, b string) bool {
	parts := strings.Split(b, "-")
	for part := range strings.SplitSeq(a, "-") {
		if len(part) >= 4 && slices.Contains(parts, part) {
			return true
		}
	}
	return false
}

// distance is the number of letters to insert, delete, change or swap with their
// neighbour to get from a to b (optimal string alignment).
func distance(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	rows := make([][]int, len(ra)+1)
	for i := range rows {
		rows[i] = make([]int, len(rb)+1)
		rows[i][0] = i
	}
	for j := range rb {
		rows[0][j+1] = j + 1
	}
	for i := range ra {
		for j := range rb {
			change := 1
			if ra[i] == rb[j] {
				change = 0
			}
			d := min(rows[i][j+1]+1, rows[i+1][j]+1, rows[i][j]+change)
			if i > 0 && j > 0 && ra[i] == rb[j-1] && ra[i-1] == rb[j] {
				d = min(d, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = d
		}
	}
	return rows[len(ra)][len(rb)]
}

// DidYouMean is "did you mean "x"?", `one of: …` when nothing is near, or "" when
// there is nothing to say.
func DidYouMean(name string, names []string) string {
	if near := Names(name, names); len(near) > 0 {
		return "did you mean " + QuoteOr(near) + "?"
	}
	if len(names) == 0 {
		return ""
	}
	return "use one of " + strings.Join(names, ", ")
}

// QuoteOr is `"a"`, `"a" or "b"`, `"a", "b" or "c"`.
func QuoteOr(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + " or " + quoted[len(quoted)-1]
}
