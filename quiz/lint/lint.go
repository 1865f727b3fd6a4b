package lint

import (
	"fmt"
	"path"

	"github.com/hardenway/hardenway/internal/strictyaml"
	"github.com/hardenway/hardenway/quiz"
)

// Options are what lint is told of the world. The zero value looks at the banks alone.
type Options struct {
	// Topics are those that need a question.
	Topics []string
	// Kubernetes is the version that answers must hold for, such as v1.37.1.
	Kubernetes string
	// Module says what is wrong with a source in a Go module, such as
	// k8s.io/api/core/v1/types.go and MaxSecretSize, or returns nil.
	Module func(file, symbol string) error
}

// Banks lints banks as Load returns them. Paths of findings are those of the files.
func Banks(banks []quiz.Bank, options Options) []quiz.Problem {
	l := &linter{banks: banks, options: options}
	for _, rule := range rules {
		rule(l)
	}
	return strictyaml.Sort(l.findings)
}

// rules are the rules, one function each.
var rules = []func(*linter){
	reasons, oneLine, words, sources, versions,
	twins, positions, lengths, booleans, topics,
}

type linter struct {
	banks    []quiz.Bank
	options  Options
	findings []quiz.Problem
}

// each calls do for every question.
func (l *linter) each(do func(b *quiz.Bank, q *quiz.Question)) {
	for i := range l.banks {
		for j := range l.banks[i].Questions {
			do(&l.banks[i], &l.banks[i].Questions[j])
		}
	}
}

// question reports a finding about one question.
func (l *linter) question(b *quiz.Bank, q *quiz.Question, what, why, mend string) {
	l.findings = append(l.findings, quiz.Problem{
		Path: file(b), Line: b.Lines[q.ID], What: string(q.ID) + ": " + what, Why: why, Mend: mend,
	})
}

// bank reports a finding about a bank; nil means all of them together.
func (l *linter) bank(b *quiz.Bank, what, why, mend string) {
	name := "."
	if b != nil {
		name = file(b)
	}
	l.findings = append(l.findings, quiz.Problem{Path: name, What: what, Why: why, Mend: mend})
}

func file(b *quiz.Bank) string {
	if b.File != "" {
		return b.File
	}
	return path.Base(b.ID) + ".yaml"
}

// percent is a share as people read it.
func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }
