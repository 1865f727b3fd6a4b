package formats

import (
	"fmt"
	"strings"

	"github.com/hardenway/hardenway/quiz"
)

// common is a question in the types that learning platforms have in common: single, multiple,
// boolean, short and match. What is to be looked at goes into the text, and what is said
// afterwards into the explanation.
func common(q *quiz.Question) (quiz.Question, []Loss) {
	c := quiz.Question{ID: q.ID, Type: q.Type, Text: body(q), Explanation: after(q), Tags: q.Tags}
	var losses []Loss
	lose := func(what string) { losses = append(losses, Loss{Question: q.ID, What: what}) }
	fold := func(title string, entries []string) {
		if len(entries) > 0 {
			c.Explanation = strings.TrimSpace(c.Explanation + "\n\n" + title + "\n\n" + list(entries))
			lose("the reasons of its parts stand in the general feedback")
		}
	}
	reason := func(part, why string) []string {
		if strings.TrimSpace(why) == "" {
			return nil
		}
		return []string{part + ": " + strings.TrimSpace(why)}
	}
	switch q.Type {
	case quiz.Single, quiz.Verdict, quiz.Multiple:
		if q.Type == quiz.Verdict {
			c.Type = quiz.Single
		}
		for _, o := range q.Options {
			c.Options = append(c.Options, quiz.Option{Text: trim(o.Text), Correct: o.Correct, Why: trim(o.Why)})
		}
	case quiz.Boolean:
		c.Answer = q.Answer
		c.Why = &quiz.Why{}
		if q.Why != nil {
			*c.Why = quiz.Why{True: trim(q.Why.True), False: trim(q.Why.False)}
		}
	case quiz.Short:
		for _, a := range q.Accept {
			c.Accept = append(c.Accept, trim(a))
		}
		for _, w := range q.Wrong {
			c.Wrong = append(c.Wrong, quiz.Wrong{Text: trim(w.Text), Why: trim(w.Why)})
		}
	case quiz.Match:
		var why []string
		for _, p := range q.Pairs {
			c.Pairs = append(c.Pairs, quiz.Pair{Left: trim(p.Left), Right: trim(p.Right)})
			why = append(why, reason(trim(p.Left)+" → "+trim(p.Right), p.Why)...)
		}
		for _, e := range q.Extra {
			c.Extra = append(c.Extra, quiz.Item{Text: trim(e.Text)})
			why = append(why, reason(trim(e.Text), e.Why)...)
		}
		fold("Why:", why)
	case quiz.Order:
		// The nearest that every platform has: which item stands in which place.
		c.Type = quiz.Match
		var why []string
		for i, item := range q.Items {
			c.Pairs = append(c.Pairs, quiz.Pair{Left: fmt.Sprint(i + 1), Right: trim(item.Text)})
			why = append(why, reason(fmt.Sprintf(`%d\. %s`, i+1, trim(item.Text)), item.Why)...)
		}
		lose("to put in order is asked as a matching of places")
		fold("Why in this order:", why)
	case quiz.Line:
		// The nearest: several of the lines are right.
		c.Type = quiz.Multiple
		fault := map[int]string{}
		for _, l := range q.Lines {
			fault[l.Line] = l.Why
		}
		for i, line := range strings.Split(strings.TrimRight(q.Manifest, "\n"), "\n") {
			if trim(line) == "" {
				continue
			}
			why, right := fault[i+1]
			c.Options = append(c.Options, quiz.Option{Text: fmt.Sprintf("%d: %s", i+1, inCode(trim(line))), Correct: right, Why: trim(why)})
		}
		lose("to spot lines is asked as a choice of several lines")
	}
	return c, losses
}

func trim(text string) string { return strings.TrimSpace(text) }

// fractions are the parts of a mark that Moodle knows, for one right answer of so many.
var fractions = []string{"100", "100", "50", "33.33333", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10"}

// fraction is what one of n right answers is worth. Moodle has no smaller part than a tenth that is
// the same for all.
func fraction(n int) string { return fractions[min(max(n, 1), len(fractions)-1)] }

// rights counts the right options.
func rights(options []quiz.Option) int {
	n := 0
	for _, o := range options {
		if o.Correct {
			n++
		}
	}
	return n
}
