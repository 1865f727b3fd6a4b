package quiz

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
)

// Presented is a question with the order in which its parts are shown. The letters and
// numbers that a learner types are places in this order.
type Presented struct {
	Question *Question
	// Options are places in Question.Options, in the order shown: a, b, c…
	Options []int
	// Items are places in Question.Items, in the order shown: 1, 2, 3…
	Items []int
	// Rights are places in Question.Rights, in the order shown: a, b, c… The left sides are
	// shown as they are written: 1, 2, 3…
	Rights []int
}

// Present shuffles what may be shuffled. The same seed gives the same order, whatever other
// questions there are. True and false, allowed and denied, and options that are all numbers
// keep the order that everybody expects.
func Present(q *Question, seed uint64) Presented {
	p := AsWritten(q)
	random := rand.New(rand.NewPCG(seed, idHash(q.ID)))
	shuffle := func(list []int) {
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	if !Ordered(q.Options) {
		shuffle(p.Options)
	}
	shuffle(p.Rights)
	shuffle(p.Items)
	if len(p.Items) > 1 && slices.IsSorted(p.Items) {
		slices.Reverse(p.Items) // what is to be put in order must not be in order
	}
	return p
}

// AsWritten is the question in the order of its file, which is that of exports.
func AsWritten(q *Question) Presented {
	p := Presented{Question: q, Options: sequence(len(q.Options)), Items: sequence(len(q.Items))}
	if q.Type == Match {
		p.Rights = sequence(len(q.Rights()))
	}
	return p
}

func sequence(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func idHash(id ID) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id)) //nolint:errcheck // a hash takes every byte
	return h.Sum64()
}

// opposites are pairs that are always said in this order.
var opposites = [][2]string{{"true", "false"}, {"yes", "no"}, {"allowed", "denied"}, {"admitted", "rejected"}, {"admitted", "refused"}}

// Ordered says whether options have an order that everybody expects, so that Present keeps it: true
// and false, allowed and denied, or all of them numbers.
func Ordered(options []Option) bool {
	if len(options) == 2 {
		first, second := Plain(options[0].Text), Plain(options[1].Text)
		if slices.ContainsFunc(opposites, func(o [2]string) bool {
			return first == o[0] && second == o[1] || first == o[1] && second == o[0]
		}) {
			return true
		}
	}
	return !slices.ContainsFunc(options, func(o Option) bool {
		return strings.Trim(Plain(o.Text), "0123456789.") != ""
	})
}

// Letter is what a learner types for the n-th option or right side shown, from 0.
func (p Presented) Letter(n int) string { return label(n) }

// Lines are the manifest's lines, of which the first is shown as number 1.
func (p Presented) Lines() []string { return manifestLines(p.Question.Manifest) }
