package lint_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/lint"
)

// fine is a question that no rule has anything against.
func fine(id string) quiz.Question {
	return quiz.Question{
		ID: quiz.ID(id), Type: quiz.Single, Text: "What is " + id + "?", Explanation: "It is asked.",
		Options: []quiz.Option{
			{Text: id + " first", Correct: true, Why: "It is that one."},
			{Text: id + " other", Why: "It is the first."},
			{Text: id + " worse", Why: "It is the first."},
			{Text: id + " later", Why: "It is the first."},
		},
		Sources: []quiz.Source{{Title: "The documentation", URL: "https://kubernetes.io/docs/"}},
	}
}

func bank(questions ...quiz.Question) quiz.Bank {
	b := quiz.Bank{ID: "b", Module: "M01", File: "b.yaml", Questions: questions, Lines: map[quiz.ID]int{}}
	for i, q := range questions {
		b.Lines[q.ID] = 10 * (i + 1)
	}
	return b
}

// change is fine with something wrong.
func change(id string, do func(*quiz.Question)) quiz.Question {
	q := fine(id)
	do(&q)
	return q
}

// many are n questions whose right option is placed and worded by the function.
func many(n int, do func(i int, q *quiz.Question)) []quiz.Question {
	var list []quiz.Question
	for i := range n {
		q := fine(fmt.Sprintf("q%d", i))
		right := q.Options[0]
		q.Options = slices.Insert(slices.Delete(slices.Clone(q.Options), 0, 1), i%4, right)
		do(i, &q)
		list = append(list, q)
	}
	return list
}

// boolean makes a question true or false.
func boolean(q *quiz.Question, answer bool) {
	q.Type, q.Options, q.Answer = quiz.Boolean, nil, &answer
	q.Why = &quiz.Why{True: "It is.", False: "It is not."}
}

// TestBanks: what each rule finds, and what it says.
func TestBanks(t *testing.T) {
	module := func(file, symbol string) error {
		if file == "k8s.io/api/core/v1/types.go" && symbol == "Pod" {
			return nil
		}
		return errors.New("the file has no " + symbol)
	}
	tests := []struct {
		name  string
		banks []quiz.Bank
		want  []string
	}{
		{"nothing", []quiz.Bank{bank(fine("one"), fine("two"))}, nil},
		{"an option without a reason", []quiz.Bank{bank(change("one", func(q *quiz.Question) { q.Options[1].Why = " " }))}, []string{
			"b.yaml:10: one: one other has no reason: a learner who chose it is told nothing; add `why`",
		}},
		{"a reason that repeats", []quiz.Bank{bank(change("one", func(q *quiz.Question) { q.Options[1].Why = "One other" }))}, []string{
			"b.yaml:10: one: one other is its own reason: it says nothing new; say what holds instead, or where the confusion comes from",
		}},
		{"parts of every type without reasons", []quiz.Bank{bank(change("one", func(q *quiz.Question) {
			q.Type = quiz.Order
			q.Options, q.Items, q.Pairs = nil, []quiz.Item{{Text: "item"}}, []quiz.Pair{{Left: "left", Right: "right"}}
			q.Extra, q.Wrong, q.Lines, q.Why = []quiz.Item{{Text: "extra"}}, []quiz.Wrong{{Text: "wrong"}}, []quiz.FaultLine{{Line: 3}}, &quiz.Why{True: "It is."}
		}))}, []string{
			"b.yaml:10: one: item has no reason: a learner who chose it is told nothing; add `why`",
			"b.yaml:10: one: left has no reason: a learner who chose it is told nothing; add `why`",
			"b.yaml:10: one: extra has no reason: a learner who chose it is told nothing; add `why`",
			"b.yaml:10: one: wrong has no reason: a learner who chose it is told nothing; add `why`",
			"b.yaml:10: one: line 3 has no reason: a learner who chose it is told nothing; add `why`",
			"b.yaml:10: one: false has no reason: a learner who chose it is told nothing; add `why`",
		}},
		{"an option of two lines", []quiz.Bank{bank(change("one", func(q *quiz.Question) { q.Options[3].Text = "first\nsecond" }))}, []string{
			`b.yaml:10: one: "first"… has several lines: it is shown on one; shorten it, or put the long part under ` + "`given`",
		}},
		{"words", []quiz.Bank{bank(change("one", func(q *quiz.Question) {
			q.Text = "Which of the following is right? `set -e; echo hello!`"
			q.Explanation = "Simply this! See S1-012."
			q.Options[2].Text = "All of the above"
		}))}, []string{
			`b.yaml:10: one: there is "Which of the following": it is a formula: ask the question; say it otherwise`,
			`b.yaml:10: one: there is "!": the tone is plain; say it otherwise`,
			`b.yaml:10: one: there is "Simply": what is obvious to one is not to another; say it otherwise`,
			`b.yaml:10: one: there is "S1-012": topics have their own field, and a learner does not know their numbers; say it otherwise`,
			`b.yaml:10: one: there is "All of the above": options are shuffled, so nothing is above; say it otherwise`,
		}},
		{"a fact without a source", []quiz.Bank{bank(change("one", func(q *quiz.Question) { q.Sources = nil }))}, []string{
			"b.yaml:10: one: there is no source: a fact says where it stands; add one, or set `opinion: true` where experienced people disagree",
		}},
		{"an opinion with one", []quiz.Bank{bank(change("one", func(q *quiz.Question) { q.Opinion = true }))}, []string{
			"b.yaml:10: one: an opinion has a source: then it is a fact, or somebody's opinion passes for one; remove `opinion` or the sources",
		}},
		{"sources that lead nowhere", []quiz.Bank{bank(change("one", func(q *quiz.Question) {
			q.Sources = []quiz.Source{
				{Title: "a", URL: "http://kubernetes.io/docs/"},
				{Title: "b", URL: "https://kubernetes.example.com/"},
				{Title: "c", URL: "https://kubernetes.io:8443/"},
				{Title: "d", Module: "k8s.io/api/core/v1/types.go#Pod"},
				{Title: "e", Module: "k8s.io/api/core/v1/types.go#Pood"},
			}
		}))}, []string{
			"b.yaml:10: one: the source http://kubernetes.io/docs/ cannot be followed: it does not begin with https://",
			"b.yaml:10: one: the source https://kubernetes.example.com/ cannot be followed: kubernetes.example.com is not among the hosts of internal/editorial/sources.go",
			"b.yaml:10: one: the source https://kubernetes.io:8443/ cannot be followed: it has a user or a port",
			"b.yaml:10: one: the source k8s.io/api/core/v1/types.go#Pood cannot be followed: the file has no Pood; look at it, and name what is there",
		}},
		{"what no longer holds", []quiz.Bank{bank(change("one", func(q *quiz.Question) { q.Kubernetes = "<1.30" }), change("two", func(q *quiz.Question) { q.Kubernetes = ">=1.30" }))}, []string{
			"b.yaml:10: one: it holds for Kubernetes <1.30: harden is built from v1.37.1; ask what holds now, or remove it",
		}},
		{"twins", []quiz.Bank{bank(fine("one"), change("two", func(q *quiz.Question) {
			*q = fine("one")
			q.ID = "two"
			slices.Reverse(q.Options)
			q.Text = "Now what is ONE?"
		}))}, []string{
			"b.yaml:20: two: it is much like one (b.yaml:10): 86 % of their runs of two words are the same; change or remove one",
		}},
		{"the key in one place", []quiz.Bank{bank(many(16, func(i int, q *quiz.Question) {
			slices.SortFunc(q.Options, func(a, b quiz.Option) int { return strings.Compare(a.Text, b.Text) })
		})...)}, []string{
			".: option 1 is right 16 times: by chance it would be 4.0 times, give or take 1.7; spread the right options over all places",
			"b.yaml: option 1 is right 16 times: by chance it would be 4.0 times, give or take 1.7; spread the right options over all places",
		}},
		{"the longest is right", []quiz.Bank{bank(many(12, func(i int, q *quiz.Question) {
			right := slices.IndexFunc(q.Options, func(o quiz.Option) bool { return o.Correct })
			q.Options[right].Text += ", at least as far as anybody knows"
		})...)}, []string{
			"b.yaml: right options have 42 characters on average, and wrong ones 8: the key can be guessed from the length; bring them within 25 % of each other",
			"b.yaml: in 12 of 12 questions of type single the right option is the longest: the key can be guessed from the length; bring it to 40 % at most",
		}},
		{"coins", []quiz.Bank{bank(many(12, func(i int, q *quiz.Question) { boolean(q, true) })...)}, []string{
			".: 12 of 12 true-or-false questions are true: the answer can be guessed; turn some round",
			".: 12 of 12 questions are true or false: half of them are guessed; bring them to 20 % at most",
			"b.yaml: 12 of 12 true-or-false questions are true: the answer can be guessed; turn some round",
			"b.yaml: 12 of 12 questions are true or false: half of them are guessed; bring them to 30 % at most",
		}},
		{"a topic that nobody asks about", []quiz.Bank{bank(change("one", func(q *quiz.Question) { q.Topics = []string{"S1-001"} }))}, []string{
			".: no question is about topic S1-002: every topic needs one, unless content/topics.yaml has `question: false`; write one, or name the topic in one that asks about it",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			options := lint.Options{Kubernetes: "v1.37.1", Module: module}
			if strings.Contains(tt.name, "topic") {
				options.Topics = []string{"S1-001", "S1-002"}
			}
			var got []string
			for _, finding := range lint.Banks(tt.banks, options) {
				got = append(got, finding.String())
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}
