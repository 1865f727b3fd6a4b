package banks_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/editorial/modules"
	"github.com/hardenway/hardenway/internal/kubeversion"
	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/lint"
)

// TestLint: nothing keeps harden's own questions from being good ones, as far as a program can
// tell.
func TestLint(t *testing.T) {
	topics, err := content.Topics()
	if err != nil {
		t.Fatal(err)
	}
	options := lint.Options{Kubernetes: kubeversion.Version, Module: modules.Source}
	for _, topic := range topics {
		if topic.Question {
			options.Topics = append(options.Topics, topic.ID)
		}
	}
	findings := lint.Banks(load(t), options)
	for _, f := range findings {
		t.Error(f)
	}
	if len(findings) > 0 {
		t.Errorf("%d findings", len(findings))
	}
}

// TestCounts: there are enough questions, every type of them, and every module and topic has
// some. With -v it lists the counts.
func TestCounts(t *testing.T) {
	c := quiz.Count(load(t))
	if c.Questions < 320 {
		t.Errorf("there are %d questions, and at least 320 are wanted", c.Questions)
	}
	for _, kind := range quiz.Types() {
		if c.Types[kind] < 15 {
			t.Errorf("there are %d questions of type %s", c.Types[kind], kind)
		}
	}
	for _, m := range vocabulary.Modules() {
		if c.Modules[m.ID] < 5 {
			t.Errorf("module %s has %d questions", m.ID, c.Modules[m.ID])
		}
	}
	t.Logf("%d questions, %d opinions, %d whose key is computed; %d topics, %d scenarios that practise one", c.Questions, c.Opinions, c.Computed, len(c.Topics), len(c.Scenarios))
	t.Log("types:", counted(c.Types))
	t.Log("difficulties:", counted(c.Difficulties))
	t.Log("modules:", counted(c.Modules))
	t.Log("tags:", counted(c.Tags))
}

func counted[K cmp.Ordered](counts map[K]int) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%v %d", key, counts[key]))
	}
	return strings.Join(parts, ", ")
}
