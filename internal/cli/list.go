package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/progress"
	"github.com/hardenway/hardenway/scenarios"
)

// scenarioListVersion is the version of `harden list -o json`. Within it fields are only added.
const scenarioListVersion = "hardenway.dev/scenarios/v1"

type listOptions struct {
	Tags       []string
	Difficulty string
	On         string
	Format     format
}

type scenarioList struct {
	APIVersion string         `json:"apiVersion"`
	Scenarios  []listScenario `json:"scenarios"`
}

type listScenario struct {
	scenarios.Meta
	// RunsOn are the providers of this build that have what it requires.
	RunsOn []string `json:"runsOn"`
	// State is "solved", "started" or "new".
	State string `json:"state"`
}

func newList(f *Factory) *cobra.Command {
	o := &listOptions{}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Show the scenarios",
		Long:  "Shows every scenario with how hard it is, how many minutes it takes, and whether you have solved it.",
		Example: `harden list
			harden list --tag rbac --difficulty easy
			harden list -o json`,
		Aliases: []string{"ls"},
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			return runList(f, o)
		},
	}
	cmd.Flags().StringSliceVar(&o.Tags, "tag", nil, "only scenarios with this `tag`; may be given several times")
	cmd.Flags().StringVar(&o.Difficulty, "difficulty", "", "only scenarios of this `level`: easy, medium or hard")
	cmd.Flags().StringVar(&o.On, "on", "", "only scenarios that run on this `provider`")
	formatFlag(cmd, &o.Format, formatJSON)
	mustComplete(cmd, "on", f.completeProviders)
	mustComplete(cmd, "tag", fixed(scenarios.Tags()...))
	mustComplete(cmd, "difficulty", fixed(words(scenarios.Difficulties())...))
	return cmd
}

func runList(f *Factory, o *listOptions) error {
	if o.Difficulty != "" && !contains(scenarios.Difficulties(), o.Difficulty) {
		return usagef("harden list --difficulty easy", "there is no difficulty %q: use %s", o.Difficulty, or(words(scenarios.Difficulties())))
	}
	for _, tag := range o.Tags {
		if contains(scenarios.Tags(), tag) {
			continue
		}
		what := fmt.Sprintf("there is no tag %q", tag)
		if near := scenarios.Nearest(tag, words(scenarios.Tags())); len(near) > 0 {
			what += "; did you mean " + or(quoted(near)) + "?"
		}
		return usagef("harden list, which shows the tags of each scenario", "%s", what)
	}
	catalogue, err := f.Catalogue()
	if err != nil {
		return err
	}
	// Scenarios that cannot be read are told of at the end; the others are listed.
	metas, broken := catalogue.All()
	providers, err := f.Providers()
	if err != nil {
		return err
	}
	if o.On != "" {
		known := make([]string, len(providers))
		for i, p := range providers {
			known[i] = p.Name()
		}
		if !contains(known, o.On) {
			return &labs.UnknownProviderError{Name: o.On, Known: known}
		}
	}
	summary, err := f.learned()
	if err != nil {
		return err
	}
	list := scenarioList{APIVersion: scenarioListVersion, Scenarios: []listScenario{}}
	for _, meta := range metas {
		item := listScenario{Meta: meta, RunsOn: runsOn(meta, providers)}
		if !o.keep(item) {
			continue
		}
		item.State = learnedWord(summary.Scenarios[string(meta.ID)])
		list.Scenarios = append(list.Scenarios, item)
	}
	if o.Format == formatJSON {
		if err := writeJSON(f.out(), list); err != nil {
			return err
		}
	} else {
		listText(f, list, len(metas) > 0)
	}
	if broken != nil {
		return broken
	}
	return nil
}

func learnedWord(s progress.Scenario) string {
	switch {
	case s.Solved():
		return "solved"
	case s.Starts > 0:
		return "started"
	default:
		return "new"
	}
}

func runsOn(meta scenarios.Meta, providers []labs.Provider) []string {
	wanted := make([]labs.Capability, len(meta.Requires))
	for i, word := range meta.Requires {
		wanted[i] = labs.Capability(word)
	}
	on := []string{}
	for _, p := range providers {
		if len(labs.Missing(p.Capabilities(), wanted)) == 0 {
			on = append(on, p.Name())
		}
	}
	return on
}

func (o *listOptions) keep(item listScenario) bool {
	for _, tag := range o.Tags {
		if !item.HasTag(tag) {
			return false
		}
	}
	if o.Difficulty != "" && string(item.Difficulty) != o.Difficulty {
		return false
	}
	return o.On == "" || contains(item.RunsOn, o.On)
}

func listText(f *Factory, list scenarioList, any bool) {
	if len(list.Scenarios) == 0 {
		if any {
			f.note("No scenario is like that.")
		} else {
			f.note("There are no scenarios in this build.")
		}
		return
	}
	table := &term.Table{Columns: []term.Column{
		{Title: "SCENARIO", Style: []term.Style{term.Cyan}},
		{Title: "LEVEL"},
		{Title: "MIN", Right: true},
		{Title: "STATE"},
		{Title: "WHAT IT IS", Flexible: true},
		{Title: "TAGS", Flexible: true, Optional: true, Style: []term.Style{term.Dim}},
		{Title: "RUNS ON", Optional: true},
	}}
	for _, s := range list.Scenarios {
		state := s.State
		if state == "new" {
			state = "-"
		}
		table.Row(string(s.ID), string(s.Difficulty), fmt.Sprint(s.Minutes), state, s.Title, strings.Join(s.Tags, ", "), strings.Join(s.RunsOn, ", "))
	}
	table.Write(f.out())
	f.note()
	f.note(fmt.Sprintf("Start one with harden start %s", list.Scenarios[0].ID))
}

func mustComplete(cmd *cobra.Command, flag string, complete completeFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err) // a flag of that name was not registered: a mistake in the constructor
	}
}

func fixed(values ...string) completeFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values, cobra.ShellCompDirectiveNoFileComp
	}
}

// words turns a list of named strings into plain ones.
func words[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func contains[S ~string](list []S, word string) bool {
	for _, s := range list {
		if string(s) == word {
			return true
		}
	}
	return false
}
