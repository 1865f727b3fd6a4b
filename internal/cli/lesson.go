package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs/progress"
	"github.com/hardenway/hardenway/scenarios"
)

func newBrief(f *Factory) *cobra.Command {
	return &cobra.Command{
		Use:   "brief [lab or scenario]",
		Short: "Read a scenario's brief again",
		Example: `harden brief
			harden brief unencrypted-etcd`,
		Args:              atMost(1, "one lab or scenario"),
		ValidArgsFunction: f.completeScenarios(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			scenario, err := f.pickScenario(cmd.Context(), first(args), "brief")
			if err != nil {
				return err
			}
			f.showBrief(scenario)
			return nil
		},
	}
}

func (f *Factory) showBrief(scenario *scenarios.Scenario) {
	f.out().Print(term.Markdown(f.out(), scenario.Brief))
}

type hintOptions struct {
	Lab  string
	Next bool
	Show int
}

func newHint(f *Factory) *cobra.Command {
	o := &hintOptions{}
	cmd := &cobra.Command{
		Use:   "hint [lab or scenario]",
		Short: "Show the ladder of hints, and unlock the next",
		Long:  "Each scenario has a ladder of hints, from a nudge to nearly the answer. Without a flag their titles are shown. Hints are unlocked one by one and stay unlocked.",
		Example: `harden hint
			harden hint --next
			harden hint --show 1`,
		Args:              atMost(1, "one lab or scenario"),
		ValidArgsFunction: f.completeLabs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Lab = first(args)
			return runHint(cmd.Context(), f, o)
		},
	}
	cmd.Flags().BoolVarP(&o.Next, "next", "n", false, "unlock the next hint and show it")
	cmd.Flags().IntVar(&o.Show, "show", 0, "show hint `number` again, one that is unlocked")
	return cmd
}

func runHint(ctx context.Context, f *Factory, o *hintOptions) error {
	if o.Lab == "next" { // what a person types who has not read the help
		o.Lab, o.Next = "", true
	}
	if o.Next && o.Show != 0 {
		return usagef("harden hint --next", "--next and --show are two wishes: give one of them")
	}
	scenario, err := f.pickScenario(ctx, o.Lab, "hint")
	if err != nil {
		return err
	}
	if len(scenario.Hints) == 0 {
		return usagef("harden brief "+string(scenario.ID), "scenario %q has no hints", scenario.ID)
	}
	l, err := f.ladder(scenario)
	if err != nil {
		return err
	}
	switch {
	case o.Next:
		if l.next() < 0 {
			return usagef(fmt.Sprintf("harden hint %s --show %d", scenario.ID, len(scenario.Hints)), "every hint of %q is unlocked already", scenario.ID)
		}
		if n, held := f.released(ctx, scenario, true); held && l.next() >= n {
			return heldError(scenario, l.next()+1)
		}
		n := l.unlock(ctx, f)
		writeHint(f.out(), scenario, n)
		if left := len(scenario.Hints) - n - 1; left > 0 {
			f.note()
			f.note(fmt.Sprintf("%s left.", count(left, "hint")))
		}
	case o.Show != 0:
		if o.Show < 1 || o.Show > len(scenario.Hints) {
			return usagef("harden hint "+string(scenario.ID), "there is no hint %d: %q has %s", o.Show, scenario.ID, count(len(scenario.Hints), "hint"))
		}
		if !l.open[o.Show-1] {
			return usagef(fmt.Sprintf("harden hint %s --next", scenario.ID), "hint %d of %q is not unlocked yet", o.Show, scenario.ID)
		}
		writeHint(f.out(), scenario, o.Show-1)
	default:
		l.write(f)
	}
	return nil
}

// ladder is a scenario's hints and which of them are unlocked.
type ladder struct {
	scenario *scenarios.Scenario
	open     []bool
}

func (f *Factory) ladder(scenario *scenarios.Scenario) (*ladder, error) {
	learned, err := f.learnedOf(scenario)
	if err != nil {
		return nil, err
	}
	l := &ladder{scenario: scenario, open: make([]bool, len(scenario.Hints))}
	for i, h := range scenario.Hints {
		l.open[i] = slices.Contains(learned.Hints, h.Name)
	}
	return l, nil
}

// next is the first hint that is not unlocked, or -1.
func (l *ladder) next() int { return slices.Index(l.open, false) }

// unlock unlocks the next hint and returns which it was, or -1. It is noted before it
// is shown.
func (l *ladder) unlock(ctx context.Context, f *Factory) int {
	n := l.next()
	if n < 0 {
		return -1
	}
	f.remember(ctx, progress.Event{
		Kind: progress.HintUnlocked, Scenario: recordName(l.scenario), Hint: l.scenario.Hints[n].Name,
	})
	l.open[n] = true
	f.tellHint(ctx, l.scenario, n+1)
	return n
}

func (l *ladder) write(f *Factory) {
	o := f.out()
	o.Line(o.Style("Hints for "+term.CleanLine(l.scenario.Title), term.Bold))
	o.Line()
	for i, h := range l.scenario.Hints {
		state, style := o.Pick("·", "locked  "), []term.Style{term.Dim}
		if l.open[i] {
			state, style = o.Pick("✓", "unlocked"), nil
		}
		o.Line(fmt.Sprintf("  %s %d. ", o.Style(state, style...), i+1), o.Style(term.CleanLine(h.Title), style...))
	}
	f.note()
	if l.next() >= 0 {
		f.note(fmt.Sprintf("harden hint %s --next  shows hint %d", l.scenario.ID, l.next()+1))
	}
	if slices.Contains(l.open, true) {
		f.note(fmt.Sprintf("harden hint %s --show 1  shows one again", l.scenario.ID))
	}
}

func writeHint(o *term.Output, scenario *scenarios.Scenario, n int) {
	h := scenario.Hints[n]
	o.Line(o.Style(fmt.Sprintf("Hint %d of %d: %s", n+1, len(scenario.Hints), term.CleanLine(h.Title)), term.Bold))
	o.Line()
	o.Print(term.Markdown(o, h.Text))
}

func newDebrief(f *Factory) *cobra.Command {
	var spoil bool
	cmd := &cobra.Command{
		Use:   "debrief [lab or scenario]",
		Short: "Read why it mattered, once it is solved",
		Example: `harden debrief
			harden debrief weak-rbac --spoil`,
		Args:              atMost(1, "one lab or scenario"),
		ValidArgsFunction: f.completeLabs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runDebrief(cmd.Context(), f, first(args), spoil)
		},
	}
	cmd.Flags().BoolVar(&spoil, "spoil", false, "show it although the scenario is not solved; it tells the answer")
	return cmd
}

func runDebrief(ctx context.Context, f *Factory, name string, spoil bool) error {
	scenario, err := f.pickScenario(ctx, name, "debrief")
	if err != nil {
		return err
	}
	learned, err := f.learnedOf(scenario)
	if err != nil {
		return err
	}
	if !learned.Solved() && !spoil {
		return usagef(fmt.Sprintf("harden check, which notes it when it is solved, or harden debrief %s --spoil", scenario.ID),
			"the debrief of %q gives the answer away, and you have not solved it yet", scenario.ID)
	}
	f.out().Print(term.Markdown(f.out(), scenario.Debrief))
	f.noteLessons(scenario)
	f.remember(ctx, progress.Event{Kind: progress.DebriefRead, Scenario: recordName(scenario)})
	return nil
}

// noteLessons tells which lessons a scenario is practice for. It is the lessons that know: so
// no debrief has to be kept in step with them. A stranger's scenario may be called like ours.
func (f *Factory) noteLessons(scenario *scenarios.Scenario) {
	lessons, err := content.Lessons()
	if err != nil || scenario.Foreign {
		return
	}
	for i, lesson := range content.ByScenario(lessons, string(scenario.ID)) {
		if i == 0 {
			f.note()
		}
		f.note(fmt.Sprintf("harden lesson %s  %s, %d min", lesson.ID, term.CleanLine(lesson.Title), lesson.Minutes))
	}
}
