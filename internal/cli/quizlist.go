package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/banks"
)

// questionListVersion is the version of `harden quiz list -o json`. Within it fields are only added.
const questionListVersion = "hardenway.dev/questions/v1"

type questionList struct {
	APIVersion   string          `json:"apiVersion"`
	Questions    int             `json:"questions"`
	Types        []questionCount `json:"types"`
	Difficulties []questionCount `json:"difficulties"`
	Modules      []questionCount `json:"modules"`
	Tags         []questionCount `json:"tags"`
	// IDs are the questions in the order of the banks.
	IDs []quiz.ID `json:"ids"`
}

type questionCount struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Count int    `json:"count"`
}

func newQuizList(f *Factory) *cobra.Command {
	var pick questionPick
	var bank string
	var as format
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Count the questions by type, level, module and tag",
		Example: `harden quiz list
			harden quiz list --tag rbac --type line
			harden quiz list --module M10 -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			return runQuizList(f, &pick, bank, as)
		},
	}
	pick.flags(cmd)
	cmd.Flags().StringVar(&bank, "bank", "", "count the questions of this `file`")
	formatFlag(cmd, &as, formatJSON)
	return cmd
}

func runQuizList(f *Factory, pick *questionPick, bank string, as format) error {
	if err := pick.check(); err != nil {
		return err
	}
	all := banks.All()
	if bank != "" {
		var err error
		if all, err = loadBank(bank); err != nil {
			return err
		}
	}
	list := countQuestions(quiz.NewPool(all...), pick.filter())
	if as == formatJSON {
		return writeJSON(f.out(), list)
	}
	if list.Questions == 0 {
		f.note("No question is like that.")
		return nil
	}
	writeQuestionList(f.out(), list)
	return nil
}

func writeQuestionList(o *term.Output, list questionList) {
	o.Line(o.Style(count(list.Questions, "question"), term.Bold))
	for _, part := range []struct {
		title string
		rows  []questionCount
	}{{"TYPE", list.Types}, {"LEVEL", list.Difficulties}, {"MODULE", list.Modules}, {"TAG", list.Tags}} {
		if len(part.rows) == 0 {
			continue
		}
		o.Line()
		table := &term.Table{Columns: []term.Column{
			{Title: part.title, Style: []term.Style{term.Cyan}}, {Title: "QUESTIONS", Right: true}, {Title: "", Flexible: true},
		}}
		for _, row := range part.rows {
			table.Row(row.Name, fmt.Sprint(row.Count), row.Title)
		}
		table.Write(o)
	}
}

// countQuestions counts what a filter takes. Words without a question are left out.
func countQuestions(pool *quiz.Pool, filter quiz.Filter) questionList {
	list := questionList{APIVersion: questionListVersion, IDs: pool.Select(filter)}
	list.Questions = len(list.IDs)
	types, levels, modules, tags := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, id := range list.IDs {
		q, _ := pool.Question(id)
		types[string(q.Type)]++
		levels[string(q.Difficulty)]++
		modules[pool.Module(id)]++
		for _, tag := range q.Tags {
			tags[tag]++
		}
	}
	add := func(to *[]questionCount, counts map[string]int, name, title string) {
		if n := counts[name]; n > 0 {
			*to = append(*to, questionCount{name, title, n})
		}
	}
	for _, t := range quiz.Types() {
		add(&list.Types, types, string(t), "")
	}
	for _, d := range quiz.Difficulties() {
		add(&list.Difficulties, levels, string(d), "")
	}
	for _, m := range vocabulary.Modules() {
		add(&list.Modules, modules, m.ID, m.Title)
	}
	for _, tag := range vocabulary.Tags() {
		add(&list.Tags, tags, tag.Word, tag.Means)
	}
	return list
}
