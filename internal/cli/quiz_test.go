package cli

import (
	"fmt"

	"github.com/hardenway/hardenway/quiz"
)

// fakeGenerator makes questions as quiz/computed does, without Kubernetes: who has an odd seed may
// do it.
type fakeGenerator struct{}

func (fakeGenerator) Kinds() []string { return []string{"rbac", "podsecurity", "vap"} }

func (fakeGenerator) Generate(kind string, seed uint64) (quiz.Question, error) {
	return quiz.Question{
		ID: quiz.ID(fmt.Sprintf("gen-%s-%06d", kind, seed)), Type: quiz.Verdict,
		Text: fmt.Sprintf("May `user-%d` list pods?", seed),
		Options: []quiz.Option{
			{Text: "allowed", Correct: seed%2 == 1, Why: "A binding says so."},
			{Text: "denied", Correct: seed%2 == 0, Why: "No binding says otherwise."},
		},
		Explanation: "Rights only add up.", Tags: []string{"rbac"}, Difficulty: quiz.Easy,
		Practice: quiz.Practice{Scenario: "open-door", Lesson: "M07"},
	}, nil
}

func (g fakeGenerator) FromID(id quiz.ID) (quiz.Question, bool, error) {
	var seed uint64
	for _, kind := range g.Kinds() {
		if _, err := fmt.Sscanf(string(id), "gen-"+kind+"-%d", &seed); err == nil {
			q, err := g.Generate(kind, seed)
			return q, true, err
		}
	}
	return quiz.Question{}, false, nil
}
