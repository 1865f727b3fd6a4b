package computed_test

import (
	"os"
	"testing"

	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/computed"
)

// banks reads every bank of questions.
func banks(t *testing.T) []quiz.Bank {
	t.Helper()
	all, err := quiz.Load(os.DirFS("../banks"), quiz.Known{})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestBanks compares every key that can be computed with what Kubernetes' code computes.
func TestBanks(t *testing.T) {
	computedKeys, all := 0, 0
	for _, bank := range banks(t) {
		for i := range bank.Questions {
			q := &bank.Questions[i]
			all++
			if !computed.Computes(q) {
				continue
			}
			computedKeys++
			if err := computed.Verify(q); err != nil {
				t.Errorf("%s: %v", bank.ID, err)
			}
		}
	}
	t.Logf("%d of %d keys are computed", computedKeys, all)
}
