package lint

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/hardenway/hardenway/quiz"
)

// Two questions are twins when so many of their runs of words are the same (Jaccard index of
// word shingles). What is given to look at does not count, since several questions may be asked
// about one manifest; that of a question for lines does, since it is what is asked about.
const (
	shingle = 2
	alike   = 0.5
)

// twins: a question that is asked twice counts twice, and bores the second time.
func twins(l *linter) {
	type entry struct {
		bank *quiz.Bank
		q    *quiz.Question
		set  map[string]bool
	}
	var entries []entry
	index := map[string][]int{} // shingle to entries
	l.each(func(b *quiz.Bank, q *quiz.Question) {
		e := entry{b, q, shingles(q)}
		shared := map[int]int{}
		for s := range e.set {
			for _, i := range index[s] {
				shared[i]++
			}
		}
		var near []int
		for i, n := range shared {
			if float64(n) >= alike*float64(len(e.set)+len(entries[i].set)-n) {
				near = append(near, i)
			}
		}
		slices.Sort(near)
		for _, i := range near {
			n, other := shared[i], entries[i]
			l.question(b, q, fmt.Sprintf("it is much like %s (%s:%d)", other.q.ID, file(other.bank), other.bank.Lines[other.q.ID]),
				fmt.Sprintf("%s of their runs of two words are the same", percent(float64(n)/float64(len(e.set)+len(other.set)-n))), "change or remove one")
		}
		for s := range e.set {
			index[s] = append(index[s], len(entries))
		}
		entries = append(entries, e)
	})
}

// shingles are the runs of words of what is asked and of what there is to choose from. The parts
// are cut one by one, so that their order does not matter.
func shingles(q *quiz.Question) map[string]bool {
	parts := append([]string{q.Text}, q.Accept...)
	parts = append(parts, strings.Split(q.Manifest, "\n")...)
	for _, o := range q.Options {
		parts = append(parts, o.Text)
	}
	for _, i := range q.Items {
		parts = append(parts, i.Text)
	}
	for _, p := range q.Pairs {
		parts = append(parts, p.Left, p.Right)
	}
	set := map[string]bool{}
	for _, part := range parts {
		words := strings.FieldsFunc(quiz.Plain(part), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})
		for i := range len(words) - shingle + 1 {
			set[strings.Join(words[i:i+shingle], " ")] = true
		}
		if len(words) > 0 && len(words) < shingle {
			set[strings.Join(words, " ")] = true
		}
	}
	return set
}
