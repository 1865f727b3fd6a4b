package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/docs"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/scenarios"
)

func newNew(f *Factory) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "new <id>",
		Short: "Write the template of a new scenario",
		Long:  "Writes a small, whole scenario that passes its own proof, to be changed step by step. Nothing is overwritten.",
		Example: `harden new my-scenario
			harden prove ./my-scenario`,
		Args:              exactlyOne("an id for the scenario", "harden new my-scenario"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(_ *cobra.Command, args []string) error {
			id := scenarios.ID(args[0])
			if !id.Valid() {
				return usagef("harden new my-scenario", "%q cannot be the id of a scenario: use 1 to 40 lower-case letters, digits and dashes, starting and ending with a letter or digit", args[0])
			}
			folder, err := scenarios.New(dir, id)
			if err != nil {
				return err
			}
			f.out().Line(folder)
			f.note("A whole scenario is there. Change it, and prove it as you go:")
			f.note("  harden prove ", shellQuote(asPath(folder)))
			return nil
		},
	}
	cmd.Flags().StringVarP(&dir, "dir", "d", ".", "the `folder` to make it in")
	return cmd
}

// asPath makes a relative path look like one: harden prove takes a bare word for an id.
func asPath(path string) string {
	if filepath.IsAbs(path) || strings.ContainsRune(path, filepath.Separator) {
		return path
	}
	return "." + string(filepath.Separator) + path
}

func newSchema(f *Factory) *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON schema of scenario.yaml",
		Long:    "Prints the schema, made from the types that read the file, for editors that check YAML against one.",
		Example: "harden schema > scenario.schema.json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			f.out().Print(docs.ScenarioSchema)
			return nil
		},
	}
}

type proveOptions struct {
	Targets  []string
	All      bool
	On       string
	Image    string
	Parallel int
	Only     []string
	Format   format
}

func newProve(f *Factory) *cobra.Command {
	o := &proveOptions{}
	cmd := &cobra.Command{
		Use:   "prove <id or folder>... | --all",
		Short: "Prove that scenarios are what they say",
		Long: `Freshly seeded, every goal fails, every guard passes and the attack works. After each solution all pass and the attack fails. After each wrong fix exactly the checks fail that it declares. With the API server stopped every check could not tell. A reset equals a fresh start.

A folder proves a scenario that is not in this build.`,
		Example: `harden prove weak-rbac
			harden prove ./my-scenario --only wrong/
			harden prove --all --parallel 2 -o junit > proof.xml`,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			names, _ := f.completeScenarios(0)(cmd, args, word)
			return names, cobra.ShellCompDirectiveDefault // folders are fine too
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Targets = args
			return runProve(cmd.Context(), f, o)
		},
	}
	cmd.Flags().BoolVarP(&o.All, "all", "a", false, "every scenario in this build")
	cmd.Flags().StringVar(&o.On, "on", "", "`provider` of the clusters, embedded if not given")
	cmd.Flags().StringVar(&o.Image, "image", "", "node `image` for --on kind, kind's own if not given")
	cmd.Flags().IntVarP(&o.Parallel, "parallel", "p", 2, "prove this `number` of scenarios at once, each on a cluster of its own")
	cmd.Flags().StringSliceVar(&o.Only, "only", nil, "only steps whose name contains this `word`, such as fresh or wrong/")
	formatFlag(cmd, &o.Format, formatJSON, formatJUnit)
	mustComplete(cmd, "on", f.completeProviders)
	cmd.AddCommand(newProveLessons(f))
	return cmd
}

// proofRun is what is proved of one catalogue; each folder is a catalogue of its own.
type proofRun struct {
	catalogue *scenarios.Catalogue
	ids       []scenarios.ID
}

func runProve(ctx context.Context, f *Factory, o *proveOptions) error {
	switch {
	case o.All && len(o.Targets) > 0:
		return usagef("harden prove --all", "--all proves every scenario, so %q is one too many", o.Targets[0])
	case !o.All && len(o.Targets) == 0:
		return usagef("harden prove --all", "harden prove needs the name of a scenario, a folder, or --all")
	case o.Parallel < 1:
		return usagef("harden prove --parallel 2", "--parallel %d: at least one scenario has to be proved at a time", o.Parallel)
	}
	runs, err := f.proofRuns(o)
	if err != nil {
		return err
	}
	var whole *labs.ProofReport
	var problems []error
	for _, run := range runs {
		e, err := f.Engine(run.catalogue)
		if err != nil {
			return err
		}
		report, err := e.Prove(ctx, labs.ProveOptions{
			Scenarios: run.ids, Provider: o.On, Image: o.Image, Parallel: o.Parallel, Only: o.Only, Report: f.proofProgress(),
		})
		if report != nil {
			whole = merge(whole, report)
		}
		if err != nil {
			problems = append(problems, err)
			if ctx.Err() != nil {
				break
			}
		}
	}
	if whole != nil {
		if err := writeProof(f, o.Format, whole); err != nil {
			return err
		}
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	return proofVerdict(whole)
}

func (f *Factory) proofRuns(o *proveOptions) ([]proofRun, error) {
	builtin, err := f.Catalogue()
	if err != nil {
		return nil, err
	}
	if o.All {
		return []proofRun{{catalogue: builtin}}, nil
	}
	var runs []proofRun
	own := proofRun{catalogue: builtin}
	for _, target := range o.Targets {
		if !isFolder(target) {
			id := scenarios.ID(target)
			// Loaded here, so that a mistyped name is told of before any cluster is made.
			if _, err := builtin.Get(id); err != nil {
				return nil, err
			}
			own.ids = append(own.ids, id)
			continue
		}
		folder, err := scenarios.Open(target)
		if err != nil {
			return nil, &usageError{what: err.Error(), try: "harden new my-scenario, which writes one to begin with", err: err}
		}
		metas, err := folder.All()
		if err != nil {
			return nil, err
		}
		run := proofRun{catalogue: folder}
		for _, meta := range metas {
			if _, err := folder.Get(meta.ID); err != nil {
				return nil, err
			}
			run.ids = append(run.ids, meta.ID)
		}
		runs = append(runs, run)
	}
	if len(own.ids) > 0 {
		runs = append([]proofRun{own}, runs...)
	}
	return runs, nil
}

// isFolder tells a path from an id: a path has a separator, is "." or "..", or ends as a
// bundle does.
func isFolder(target string) bool {
	return scenarios.IsBundle(target) || target == "." || target == ".." || strings.ContainsRune(target, '/') || strings.ContainsRune(target, os.PathSeparator)
}

// proofProgress tells of each step when it ends. Several scenarios are proved at
// once, so one line each is all that stays readable.
func (f *Factory) proofProgress() func(labs.ProofEvent) {
	o := f.IO.Err
	return func(e labs.ProofEvent) {
		if !e.Done || e.Step == nil {
			return
		}
		mark := proofMark(o, e.Step.Outcome)
		o.Line(fmt.Sprintf("%s %s %d/%d %s ", mark, e.Scenario, e.Number, e.Steps, e.Step.Name),
			o.Style(term.Elapsed(e.Step.Took), term.Dim))
		if e.Step.Outcome != labs.Proven { // the whole report may be half an hour away
			proofReasons(o, *e.Step)
		}
	}
}

func proofMark(o *term.Output, outcome labs.ProofOutcome) string {
	switch outcome {
	case labs.Proven:
		return verdictMark(o, "pass")
	case labs.Disproven:
		return verdictMark(o, "fail")
	case labs.NotRunnable:
		return o.Style(o.Pick("-", "SKIP"), term.Dim)
	default:
		return verdictMark(o, "error")
	}
}

func merge(whole, report *labs.ProofReport) *labs.ProofReport {
	if whole == nil {
		return report
	}
	whole.Scenarios = append(whole.Scenarios, report.Scenarios...)
	whole.Took += report.Took
	whole.Partial = whole.Partial || report.Partial
	return whole
}

func writeProof(f *Factory, as format, report *labs.ProofReport) error {
	switch as {
	case formatJSON:
		return writeJSON(f.out(), report)
	case formatJUnit:
		return writeJUnit(f.out(), proofJUnit(report))
	case formatText: // below
	}
	o := f.out()
	for _, s := range report.Scenarios {
		proven := 0
		for _, step := range s.Steps {
			if step.Outcome == labs.Proven {
				proven++
			}
		}
		line := fmt.Sprintf("%s %s: %s", proofMark(o, s.Outcome), o.Style(string(s.Scenario), term.Bold), proofWord(s.Outcome))
		if len(s.Steps) > 0 {
			line += fmt.Sprintf(", %d of %s as declared, %s", proven, count(len(s.Steps), "step"), term.Elapsed(s.Took))
		}
		o.Line(line)
		if s.Problem != "" {
			o.Line("  ", term.Wrap(term.Clean(s.Problem), o.TextWidth()-2, "  "))
		}
		for _, step := range s.Steps {
			if step.Outcome != labs.Proven {
				proofStep(o, step)
			}
		}
	}
	if len(report.Scenarios) > 1 {
		o.Line(proofTimes(report))
	}
	if report.Partial {
		o.Line("Only some steps were asked for: this is not the whole proof.")
	}
	return nil
}

// proofTimes says how long it all took, and what of it: so that who wants it faster knows
// where to look.
func proofTimes(report *labs.ProofReport) string {
	spent, took, steps := report.Spent()
	part := func(d time.Duration) string { return fmt.Sprintf("%.0f%%", 100*d.Seconds()/max(took.Seconds(), 1e-9)) }
	return fmt.Sprintf("%s in %s. Of a step's time (%s on average) resets took %s, scripts %s, gradings %s.",
		count(steps, "step"), term.Elapsed(report.Took), term.Elapsed(took/time.Duration(max(steps, 1))), part(spent.Reset), part(spent.Scripts), part(spent.Grading))
}

func proofWord(outcome labs.ProofOutcome) string {
	switch outcome {
	case labs.Proven:
		return "proven"
	case labs.Disproven:
		return "not what it says"
	case labs.NotRunnable:
		return "not runnable on this cluster"
	default:
		return "could not tell"
	}
}

func proofStep(o *term.Output, step labs.ProofStep) {
	o.Line("  ", proofMark(o, step.Outcome), " ", o.Style(step.Name, term.Bold), "  ", term.CleanLine(step.Title))
	proofReasons(o, step)
}

// proofReasons says what was seen of a step that is not as declared.
func proofReasons(o *term.Output, step labs.ProofStep) {
	list := func(title string, lines []string) {
		if len(lines) == 0 {
			return
		}
		o.Line("      ", o.Style(title, term.Dim))
		for _, line := range lines {
			o.Line("        ", term.Wrap(term.Clean(line), o.TextWidth()-8, "        "))
		}
	}
	if len(step.Wrong) > 0 {
		list("where they differ", step.Wrong)
	} else {
		list("expected", step.Expected)
		list("seen", step.Seen)
	}
	if output := strings.TrimSpace(step.Output); output != "" {
		list("what the scripts printed last", strings.Split(output, "\n"))
	}
}

func proofVerdict(report *labs.ProofReport) error {
	if report == nil {
		return errors.New("nothing was proved")
	}
	return outcomeError(report.Outcome())
}
