package main

import (
	"github.com/hardenway/hardenway/internal/cli"
	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/computed"
)

// generator makes the quiz's questions by Kubernetes' own code, which package cli does without, so
// that its tests need not be built from it.
type generator struct{}

var _ cli.Generator = generator{}

func (generator) Kinds() []string {
	var kinds []string
	for _, kind := range computed.Kinds() {
		kinds = append(kinds, string(kind))
	}
	return kinds
}

func (generator) Generate(kind string, seed uint64) (quiz.Question, error) {
	return computed.Generate(computed.Kind(kind), seed)
}

func (generator) FromID(id quiz.ID) (quiz.Question, bool, error) { return computed.FromID(id) }
