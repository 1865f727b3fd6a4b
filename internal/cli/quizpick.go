package cli

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/nearest"
	"github.com/hardenway/hardenway/quiz"
)

// questionPick are the flags that choose questions.
type questionPick struct {
	Tags, Modules, Scenarios, Topics, Types, Difficulties []string
}

func (p *questionPick) flags(cmd *cobra.Command) {
	add := func(target *[]string, name, usage string, complete ...string) {
		cmd.Flags().StringSliceVar(target, name, nil, usage)
		mustComplete(cmd, name, fixed(complete...))
	}
	add(&p.Tags, "tag", "only questions with this `tag`; several mean any of them", vocabulary.Words()...)
	add(&p.Modules, "module", "only questions of this `module` of the course, such as M10 or kubelet-nodes", moduleNames()...)
	add(&p.Scenarios, "scenario", "only questions that this `scenario` practises")
	add(&p.Topics, "topic", "only questions on this `topic` of the course, such as S3-23")
	add(&p.Types, "type", "only questions of this `type`: "+or(words(quiz.Types())), words(quiz.Types())...)
	add(&p.Difficulties, "difficulty", "only questions of this `level`: easy, medium or hard", words(quiz.Difficulties())...)
}

func (p *questionPick) empty() bool {
	return len(p.Tags)+len(p.Modules)+len(p.Scenarios)+len(p.Topics)+len(p.Types)+len(p.Difficulties) == 0
}

// check finds words that no question can have. Scenarios and topics are not looked at here: reading
// them takes longer than the whole start of a quiz, and a question without them is not found.
func (p *questionPick) check() error {
	if err := knownWords("tag", p.Tags, vocabulary.Words(), func(w string) bool {
		_, ok := vocabulary.Canonical(w)
		return ok
	}); err != nil {
		return err
	}
	if err := knownWords("module", p.Modules, moduleNames(), func(w string) bool {
		_, ok := vocabulary.ModuleOf(w)
		return ok
	}); err != nil {
		return err
	}
	types, levels := words(quiz.Types()), words(quiz.Difficulties())
	if err := knownWords("type of question", p.Types, types, func(w string) bool { return slices.Contains(types, w) }); err != nil {
		return err
	}
	return knownWords("difficulty", p.Difficulties, levels, func(w string) bool { return slices.Contains(levels, w) })
}

func knownWords(noun string, given, known []string, ok func(string) bool) error {
	for _, word := range given {
		if ok(word) {
			continue
		}
		what := fmt.Sprintf("there is no %s %q", noun, word)
		if near := nearest.Names(word, known); len(near) > 0 {
			what += "; did you mean " + or(quoted(near)) + "?"
		}
		return usagef("harden quiz list, which shows the words there are", "%s", what)
	}
	return nil
}

func (p *questionPick) filter() quiz.Filter {
	f := quiz.Filter{
		Tags: p.Tags, Modules: p.Modules, Scenarios: p.Scenarios, Topics: p.Topics, Kubernetes: quizKubernetes,
	}
	for _, word := range p.Types {
		f.Types = append(f.Types, quiz.Type(word))
	}
	for _, word := range p.Difficulties {
		f.Difficulties = append(f.Difficulties, quiz.Difficulty(word))
	}
	return f
}

// moduleNames are the ids and the slugs of the modules.
func moduleNames() []string {
	var names []string
	for _, m := range vocabulary.Modules() {
		names = append(names, m.ID, m.Slug)
	}
	return names
}

// oneFile is a folder of which one file is seen.
type oneFile struct {
	fs.FS

	name string
}

// ReadDir lists the one file.
func (o oneFile) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() != o.name }), err
}
