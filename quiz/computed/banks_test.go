package computed_test

import (
	"os"
	"path/filepath"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/computed"
)

// banks reads every bank of questions.
func banks(t *testing.T) []quiz.Bank {
	t.Helper()
	files, err := filepath.Glob("../banks/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all []quiz.Bank
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var bank struct {
			APIVersion string `json:"apiVersion"`
			Kind       string `json:"kind"`
			quiz.Bank  `json:",inline"`
		}
		if err := yaml.UnmarshalStrict(data, &bank); err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		all = append(all, bank.Bank)
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
