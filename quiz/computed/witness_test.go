package computed_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/computed"
)

const witnessPage = "../../docs/quiz-witness.md"

// TestWitness flips the key of every question. Either the computed truth contradicts, or the
// question's sources are the only witness of its key, or it is marked as an opinion. The page
// in docs lists those of the second kind, so that a person can look after them.
func TestWitness(t *testing.T) {
	var page strings.Builder
	total := map[string]int{}
	var rows []string
	for _, bank := range banks(t) {
		counts := map[string]int{}
		var listed []string
		for i := range bank.Questions {
			q := &bank.Questions[i]
			by := "source"
			switch {
			case computed.Computes(q):
				by = "computed"
				flipped(t, q)
			case q.Opinion:
				by = "opinion"
			case len(q.Sources) == 0:
				t.Errorf("%s: the key has no witness: give it a truth, a source, or say that it is an opinion", q.ID)
			}
			counts[by]++
			total[by]++
			if by == "source" {
				listed = append(listed, fmt.Sprintf("- `%s` (%s): %s", q.ID, q.Type, sources(q)))
			}
		}
		rows = append(rows, fmt.Sprintf("| %s | %d | %d | %d | %d |", bank.ID, len(bank.Questions), counts["computed"], counts["source"], counts["opinion"]))
		if len(listed) > 0 {
			fmt.Fprintf(&page, "\n## %s\n\n%s\n", bank.Title, strings.Join(listed, "\n"))
		}
	}
	head := fmt.Sprintf(`# Who vouches for a key

Made by the tests of quiz/computed; write it anew with %[1]sgo test ./quiz/computed -run TestWitness -update%[1]s.

The key of a question is *computed* if Kubernetes' own code gives it: a test flips it, and the code contradicts. Other
keys stand on their *sources* alone, and are listed below with them. An *opinion* has neither.

| bank | questions | computed | source alone | opinion |
|---|---|---|---|---|
%[2]s
| all | %[3]d | %[4]d | %[5]d | %[6]d |
`, "`", strings.Join(rows, "\n"), total["computed"]+total["source"]+total["opinion"], total["computed"], total["source"], total["opinion"])
	got := head + page.String()
	if *update {
		if err := os.WriteFile(witnessPage, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(witnessPage)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error("docs/quiz-witness.md is not as the banks are: write it anew with go test ./quiz/computed -run TestWitness -update")
	}
}

// sources are links to where a fact stands.
func sources(q *quiz.Question) string {
	var links []string
	for _, source := range q.Sources {
		if source.URL != "" {
			links = append(links, fmt.Sprintf("[%s](%s)", source.Title, source.URL))
		} else {
			links = append(links, fmt.Sprintf("%s (`%s`)", source.Title, source.Module))
		}
	}
	return strings.Join(links, "; ")
}

// flipped fails if a key that is wrong agrees with what is computed. Every part of the key
// is flipped that has a truth.
func flipped(t *testing.T, q *quiz.Question) {
	t.Helper()
	flip := func(what string, change func(*quiz.Question)) {
		wrong := *q
		wrong.Options, wrong.Lines, wrong.Accept = slices.Clone(q.Options), slices.Clone(q.Lines), slices.Clone(q.Accept)
		change(&wrong)
		if computed.Verify(&wrong) == nil {
			t.Errorf("%s: with %s, nothing contradicts", q.ID, what)
		}
	}
	if q.Truth != nil {
		switch q.Type {
		case quiz.Boolean:
			flip("the other answer", func(wrong *quiz.Question) { other := !*q.Answer; wrong.Answer = &other })
		case quiz.Short:
			flip("another word", func(wrong *quiz.Question) { wrong.Accept[0] += "x" })
		case quiz.Single, quiz.Verdict:
			for i := range q.Options {
				if !q.Options[i].Correct {
					flip(fmt.Sprintf("option %d", i+1), func(wrong *quiz.Question) {
						for n := range wrong.Options {
							wrong.Options[n].Correct = n == i
						}
					})
				}
			}
		case quiz.Line:
			for i := range q.Lines {
				flip("another line", func(wrong *quiz.Question) { wrong.Lines[i].Line++ })
				flip("a line less", func(wrong *quiz.Question) { wrong.Lines = slices.Delete(wrong.Lines, i, i+1) })
			}
		case quiz.Multiple, quiz.Order, quiz.Match:
		}
	}
	for i := range q.Options {
		if q.Options[i].Truth != nil {
			flip(fmt.Sprintf("option %d the other way", i+1), func(wrong *quiz.Question) { wrong.Options[i].Correct = !wrong.Options[i].Correct })
		}
	}
	if q.Type == quiz.Multiple && slices.ContainsFunc(q.Options, func(o quiz.Option) bool { return o.Truth == nil }) {
		t.Errorf("%s: some options are computed and some are not: give each a truth, or none", q.ID)
	}
}

// TestWitnessGenerated flips the keys of generated questions too.
func TestWitnessGenerated(t *testing.T) {
	for _, kind := range computed.Kinds() {
		for seed := range uint64(40) {
			q := generate(t, kind, seed)
			flipped(t, &q)
		}
	}
}
