package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/scenarios"
)

type checkOptions struct {
	Lab     string
	Verbose bool
	Wait    bool
	Format  format
}

func newCheck(f *Factory) *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Use:   "check [lab]",
		Short: "Grade a lab once",
		Long: `Asks the cluster and says what holds. Goals are what you are to reach, guards are what must go on working, traps are what must not happen.

"Could not tell" is an outcome of its own: a cluster that does not answer has neither passed nor failed. The exit code says which it was (harden help exit-codes).

Some changes take seconds to act. With --wait, what is not as it should be is looked at again until it would have had to act.`,
		Example: `harden check
			harden check weak-rbac -v
			harden check --wait -o junit > result.xml`,
		Args:              atMost(1, "one lab"),
		ValidArgsFunction: f.completeLabs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Lab = first(args)
			return runCheck(cmd.Context(), f, o)
		},
	}
	cmd.Flags().BoolVarP(&o.Verbose, "verbose", "v", false, "show the evidence: what was asked, as whom, from where, and what came back")
	cmd.Flags().BoolVarP(&o.Wait, "wait", "w", false, "give changes the time they need to act")
	formatFlag(cmd, &o.Format, formatJSON, formatJUnit)
	return cmd
}

func runCheck(ctx context.Context, f *Factory, o *checkOptions) error {
	lab, err := f.pick(ctx, o.Lab, "check")
	if err != nil {
		return err
	}
	report, err := lab.Grade(ctx, grader.Options{Settle: o.Wait})
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err // what was cut short is no verdict
	}
	f.remember(ctx, graded(lab, report))
	f.tellGraded(ctx, lab, report)
	switch o.Format {
	case formatJSON:
		err = report.WriteJSON(f.out())
	case formatJUnit:
		err = grader.WriteJUnit(f.out(), report)
	default:
		v := &reportView{out: f.out(), scenario: lab.Scenario(), lab: string(lab.ID()), verbose: o.Verbose}
		v.write(report)
		if report.Outcome() == grader.Fail && !o.Wait {
			f.note(f.IO.Err.Style("Changed something a moment ago? harden check --wait gives it time to act.", term.Dim))
		}
	}
	if err != nil {
		return err
	}
	return verdict(report)
}

// verdict is the report as an exit code.
func verdict(report *grader.Report) error {
	switch {
	case report.Solved:
		return nil
	case report.Outcome() == grader.Error, len(report.Results) == 0:
		return &codeError{ExitUnknown}
	default:
		return &codeError{ExitFailed}
	}
}

// reportView writes a grading for a person.
type reportView struct {
	out      *term.Output
	scenario *scenarios.Scenario
	lab      string
	verbose  bool
	// saidLines bounds how many lines of what is said about a check are shown; 0 is all.
	saidLines int
	// changed tells of results that were otherwise before, by id: "was fail".
	changed map[string]string
}

func (v *reportView) write(report *grader.Report) {
	v.out.Line(v.out.Style(term.CleanLine(v.scenario.Title), term.Bold), v.name())
	v.out.Line()
	v.results(report)
	v.out.Line(v.summary(report))
	for _, line := range v.next(report) {
		v.out.Line("  ", line)
	}
}

func (v *reportView) name() string {
	return v.out.Style("  "+v.lab, term.Dim)
}

var roleTitles = []struct {
	role  grader.Role
	title string
}{
	{grader.Goal, "Goals"},
	{grader.Guard, "Guards"},
	{grader.Trap, "Traps"},
}

func (v *reportView) results(report *grader.Report) {
	o := v.out
	if report.Problem != "" {
		o.Line(verdictMark(o, "error"), " ", term.Wrap("Nothing could be told: "+term.Clean(report.Problem), o.TextWidth()-6, "      "))
		o.Line()
	}
	for _, group := range roleTitles {
		shown := false
		for _, result := range report.Results {
			if result.Role != group.role {
				continue
			}
			if !shown {
				o.Line(o.Style(group.title, term.Bold))
				shown = true
			}
			v.result(result, result.Said != report.Problem)
		}
		if shown {
			o.Line()
		}
	}
}

// result writes one check. With say, also what there is to say about it: not when the
// head of the report said the same for all.
func (v *reportView) result(result grader.Result, say bool) {
	o := v.out
	mark := verdictMark(o, result.Outcome.String())
	indent := "    "
	if o.ASCII {
		mark += spaces(5 - term.Width(mark))
		indent = "        "
	}
	title := term.CleanLine(result.Title)
	if was := v.changed[result.ID]; was != "" {
		title += o.Style("  < "+was, term.Bold, term.Cyan)
	}
	o.Line("  ", mark, " ", term.Wrap(title, o.TextWidth()-len(indent), indent))
	if result.Said != "" && result.Outcome != grader.Pass && say {
		text := term.Clean(result.Said)
		if result.Outcome == grader.Error {
			text = "Could not tell: " + text
		}
		width := o.TextWidth() - len(indent)
		lines := strings.Split(term.Wrap(text, width, ""), "\n")
		if v.saidLines > 0 && len(lines) > v.saidLines {
			last := v.saidLines - 1
			lines[last] = o.Truncate(lines[last]+" "+lines[last+1], width)
			lines = lines[:v.saidLines]
		}
		for _, line := range lines {
			o.Line(indent, line)
		}
	}
	if v.verbose {
		v.evidence(result, indent)
	}
}

func (v *reportView) evidence(result grader.Result, indent string) {
	o := v.out
	field := func(name, value string) {
		if value == "" {
			return
		}
		head := name + spaces(8-len(name))
		deeper := indent + spaces(8)
		o.Line(indent, o.Style(head, term.Dim), term.Wrap(term.Clean(value), o.TextWidth()-len(deeper), deeper))
	}
	field("check", fmt.Sprintf("%s, took %s", result.ID, time.Duration(result.Took).Round(time.Millisecond)))
	for _, seen := range result.Evidence.Seen {
		// On one line, to be copied.
		o.Line(indent, o.Style("asked   ", term.Dim), term.CleanLine(seen.Asked))
		who := seen.As
		if who != "" && seen.From != "" {
			who += ", from "
		}
		field("as", who+seen.From)
		field("got", seen.Got)
	}
	field("wanted", result.Evidence.Wanted)
	for _, note := range result.Evidence.Notes {
		field("note", note)
	}
}

func spaces(n int) string { return fmt.Sprintf("%*s", max(0, n), "") }

// summary is the verdict in one line.
func (v *reportView) summary(report *grader.Report) string {
	o := v.out
	if report.Solved {
		return o.Style("Solved.", term.Bold, term.Green) + " Every goal is reached and nothing else broke."
	}
	open, reached, broken := 0, 0, 0
	for _, r := range report.Results {
		switch {
		case r.Role == grader.Goal && r.Outcome == grader.Pass:
			reached++
		case r.Role == grader.Goal:
			open++
		case r.Role == grader.Guard && r.Outcome == grader.Fail:
			broken++
		}
	}
	switch {
	case report.Outcome() == grader.Error:
		n := report.Count(grader.Error)
		return o.Style("Could not tell.", term.Bold, term.Yellow) + fmt.Sprintf(" %d of %s had no answer, so there is no verdict.", n, count(len(report.Results), "check"))
	case len(report.Sprung()) > 0:
		return o.Style("Past saving.", term.Bold, term.Red) + " A trap is sprung; start over from the seeded state."
	case open == 0 && broken == 0:
		return o.Style("Not yet.", term.Bold, term.Yellow) + " What changed last may still be taking effect."
	case open == 0:
		return o.Style("Not solved.", term.Bold, term.Red) + fmt.Sprintf(" Every goal is reached, but %s no longer %s.", count(broken, "guard"), plural(broken, "holds", "hold"))
	default:
		text := fmt.Sprintf(" %d of %s reached", reached, count(open+reached, "goal"))
		if broken > 0 {
			text += fmt.Sprintf(", and %s no longer %s", count(broken, "guard"), plural(broken, "holds", "hold"))
		}
		return o.Style("Not solved.", term.Bold, term.Red) + text + "."
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// next says what to do with the verdict.
func (v *reportView) next(report *grader.Report) []string {
	command := func(verb string) string { return v.out.Style("harden "+verb+" "+v.lab, term.Cyan) }
	switch {
	case report.Solved:
		return []string{command("debrief") + "  what happened here, and what to take home"}
	case report.Outcome() == grader.Error:
		return []string{command("check") + "  again, once the API server answers", command("reset") + "  back to the seeded state"}
	case len(report.Sprung()) > 0:
		return []string{command("reset") + "  back to the seeded state"}
	default:
		return []string{command("hint") + "  when you are stuck"}
	}
}
