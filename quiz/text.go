package quiz

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Plain is what counts of a text when it is compared: letters of any width and case are
// one (NFKC), runs of space are one space, quotes and backquotes are left out, and the
// dashes that editors make of hyphens are hyphens again.
func Plain(text string) string {
	text = norm.NFKC.String(text)
	var b strings.Builder
	space := false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case strings.ContainsRune("`'\"´‘’‚‛“”„‟«»‹›", r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		switch r {
		case '‐', '‑', '‒', '–', '−':
			b.WriteByte('-')
		case '—', '―':
			b.WriteString("--")
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// accepts says whether a typed answer is one of those that are right.
func (q *Question) accepts(text string) bool {
	plain := Plain(text)
	for _, accepted := range q.Accept {
		if Plain(accepted) == plain {
			return true
		}
	}
	return false
}

// Rights are the right sides of match that there are to choose from, each once: those of
// the pairs, then the extra ones.
func (q *Question) Rights() []string {
	var list []string
	seen := map[string]bool{}
	add := func(text string) {
		if key := Plain(text); !seen[key] {
			seen[key] = true
			list = append(list, text)
		}
	}
	for _, p := range q.Pairs {
		add(p.Right)
	}
	for _, e := range q.Extra {
		add(e.Text)
	}
	return list
}

// manifestLines are the lines that a learner sees numbered.
func manifestLines(manifest string) []string {
	manifest = strings.TrimRight(manifest, "\n")
	if manifest == "" {
		return nil
	}
	return strings.Split(manifest, "\n")
}
