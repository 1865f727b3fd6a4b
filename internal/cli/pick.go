package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/scenarios"
)

// LabVariable names the lab that commands mean when none is named.
const LabVariable = "HARDEN_LAB"

// pickID finds the lab that is meant: the one named, the one in HARDEN_LAB, or the
// only one there is. A scenario's name will do when a single lab runs it.
func (f *Factory) pickID(ctx context.Context, e Engine, name, verb string) (labs.ID, error) {
	if name == "" {
		name = f.Env(LabVariable)
	}
	statuses, err := e.List(ctx)
	if err != nil {
		return "", err
	}
	ids := make([]string, len(statuses))
	for i, s := range statuses {
		ids[i] = string(s.ID)
	}
	if name == "" {
		switch len(statuses) {
		case 0:
			return "", usagef("harden start <scenario>; harden list shows what there is", "there is no lab: none was started")
		case 1:
			return statuses[0].ID, nil
		}
		return "", usagef(naming(verb, ids[0]), "which lab? There are %s; name one of them, or set %s", and(ids), LabVariable)
	}
	if slices.Contains(ids, name) {
		return labs.ID(name), nil
	}
	var runs []string
	for _, s := range statuses {
		if s.Scenario == name {
			runs = append(runs, string(s.ID))
		}
	}
	switch len(runs) {
	case 0:
	case 1:
		return labs.ID(runs[0]), nil
	default:
		return "", usagef(naming(verb, runs[0]), "which lab? %s run %q; name one of them", and(runs), name)
	}
	what := fmt.Sprintf("no lab %q is on this machine", name)
	if near := scenarios.Nearest(name, ids); len(near) > 0 {
		return "", usagef("harden status, which shows the labs there are", "%s; did you mean %s?", what, or(quoted(near)))
	}
	if f.isScenario(name) {
		return "", usagef("harden start "+name, "scenario %q was not started", name)
	}
	return "", &labs.NotFoundError{ID: labs.ID(name)}
}

// naming is how the verb is told which lab is meant.
func naming(verb, id string) string {
	if verb == "kubectl" || strings.HasPrefix(verb, "node ") {
		return fmt.Sprintf("harden %s --lab %s", verb, id)
	}
	return fmt.Sprintf("harden %s %s", verb, id)
}

func (f *Factory) isScenario(name string) bool {
	catalogue, err := f.Catalogue()
	if err != nil {
		return false
	}
	all, _ := catalogue.All() // problems elsewhere in the catalogue do not matter here
	return slices.ContainsFunc(all, func(m scenarios.Meta) bool { return string(m.ID) == name })
}

// pick opens the lab that is meant. It must run.
func (f *Factory) pick(ctx context.Context, name, verb string) (Lab, error) {
	l, err := f.pickStopped(ctx, name, verb)
	if err != nil {
		return nil, err
	}
	return l, nil
}

// pickStopped is pick for commands that can use a lab which does not run: it is then
// returned together with the *labs.StoppedError.
func (f *Factory) pickStopped(ctx context.Context, name, verb string) (Lab, error) {
	e, err := f.engine()
	if err != nil {
		return nil, err
	}
	id, err := f.pickID(ctx, e, name, verb)
	if err != nil {
		return nil, err
	}
	return e.Open(ctx, id)
}

// pickScenario finds the scenario that is meant by the name of a lab or of the
// scenario itself. It need not run.
func (f *Factory) pickScenario(ctx context.Context, name, verb string) (*scenarios.Scenario, error) {
	catalogue, err := f.Catalogue()
	if err != nil {
		return nil, err
	}
	e, err := f.Engine(catalogue)
	if err != nil {
		return nil, err
	}
	if name == "" {
		name = f.Env(LabVariable)
	}
	statuses, err := e.List(ctx)
	if err != nil {
		return nil, err
	}
	if name == "" {
		id, err := f.pickID(ctx, e, name, verb)
		if err != nil {
			return nil, err
		}
		name = string(id)
	}
	for _, s := range statuses {
		if string(s.ID) == name && s.Scenario != "" {
			return e.ScenarioOf(&s.State)
		}
	}
	return catalogue.Get(scenarios.ID(name))
}

// first is the first argument, or "".
func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

type completeFunc = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// completeLabs offers the labs there are.
func (f *Factory) completeLabs(most int) completeFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if most > 0 && len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		e, err := f.engine()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		statuses, err := e.List(cmd.Context())
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var names []string
		for _, s := range statuses {
			if !slices.Contains(args, string(s.ID)) {
				names = append(names, fmt.Sprintf("%s\t%s on %s", s.ID, s.Scenario, s.Provider))
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeScenarios offers the scenarios there are.
func (f *Factory) completeScenarios(most int) completeFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if most > 0 && len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		catalogue, err := f.Catalogue()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		all, _ := catalogue.All() // those that can be read are still worth offering
		var names []string
		for _, m := range all {
			if !slices.Contains(args, string(m.ID)) {
				names = append(names, fmt.Sprintf("%s\t%s", m.ID, m.Title))
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeProviders offers what --on takes.
func (f *Factory) completeProviders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	providers, err := f.Providers()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, p := range providers {
		names = append(names, p.Name())
	}
	if f.joined() != nil {
		names = append(names, hosted.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// stopped reports an error that only says that the lab does not run.
func stopped(err error) bool {
	_, ok := errors.AsType[*labs.StoppedError](err)
	return ok
}
