package cli

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/progress"
	"github.com/hardenway/hardenway/scenarios"
)

type startOptions struct {
	Scenario string
	On       string
	Image    string
	Name     string
	Keep     bool
	Quiet    bool
}

func newStart(f *Factory) *cobra.Command {
	o := &startOptions{}
	cmd := &cobra.Command{
		Use:   "start <scenario, folder or bundle>",
		Short: "Start a scenario on a cluster of its own",
		Long: `Makes a cluster, puts the scenario's hole into it, sees that it is there, and prints the brief.

The cluster goes on running when the terminal is closed, until harden stop. Several may run at once, each under its own --name. Ctrl-C while it starts removes what was made.

A folder, a .zip of one or an OCI image layout starts a scenario that is not of this build. The lab keeps a copy of it. On the embedded cluster it may do anything inside its lab, and nothing outside of it; on kind its pods are containers of this machine's Docker, and a privileged one is not held by its lab.`,
		Example: `harden start weak-rbac
			harden start ./my-scenario
			harden start weak-rbac --name second-try
			harden start weak-rbac --on kind
			eval "$(harden start weak-rbac -q)"`,
		Args:              exactlyOne("the name of a scenario", "harden list, which shows every scenario"),
		ValidArgsFunction: f.completeScenarios(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Scenario = args[0]
			return runStart(cmd.Context(), f, o)
		},
	}
	cmd.Flags().StringVar(&o.On, "on", "", "`provider` of the cluster: embedded if not given, kind, or workshop for a lab that the workshop you joined hosts")
	cmd.Flags().StringVar(&o.Image, "image", "", "node `image` for --on kind, kind's own if not given")
	cmd.Flags().StringVar(&o.Name, "name", "", "`name` of the lab, the scenario's if not given")
	cmd.Flags().BoolVar(&o.Keep, "keep", false, "keep the cluster when the scenario does not come up as its author promises")
	cmd.Flags().BoolVarP(&o.Quiet, "quiet", "q", false, "print only the line that sets KUBECONFIG")
	mustComplete(cmd, "on", f.completeProviders)
	return cmd
}

func runStart(ctx context.Context, f *Factory, o *startOptions) error {
	e, err := f.engine()
	if err != nil {
		return err
	}
	began := f.Now()
	if !o.Quiet {
		f.note(fmt.Sprintf("Starting %s.", term.CleanLine(o.Scenario)))
	}
	options := labs.StartOptions{Scenario: scenarios.ID(o.Scenario), Provider: o.On, Image: o.Image, Name: labs.ID(o.Name), Keep: o.Keep}
	if isFolder(o.Scenario) {
		if options.From, options.Scenario, err = onlyScenario(o.Scenario); err != nil {
			return err
		}
		if !o.Quiet {
			what := "it may do anything inside its lab, and nothing outside of it."
			if o.On == "kind" {
				what = "its pods run in this machine's Docker, and a privileged one is not held by its lab."
			}
			f.note(fmt.Sprintf("%s is not of this harden: %s", term.CleanLine(string(options.Scenario)), what))
		}
	}
	var lab Lab
	err = f.withProgress(ctx, o.Quiet, func(report labs.Reporter) error {
		var err error
		options.Report = report
		lab, err = e.Start(ctx, options)
		return err
	})
	if err != nil {
		return startError(o, err)
	}
	f.remember(ctx, about(progress.Started, lab))
	if o.Quiet {
		f.out().Line(exportLine(runtime.GOOS, lab.Cluster().Kubeconfig()))
		return nil
	}
	f.note(fmt.Sprintf("Ready in %s.", term.Elapsed(f.Now().Sub(began))))
	f.note()
	f.out().Print(term.Markdown(f.out(), lab.Scenario().Brief))
	f.out().Line()
	whereAndWhat(f, lab)
	return nil
}

// onlyScenario opens a folder or bundle that holds one scenario.
func onlyScenario(target string) (*scenarios.Catalogue, scenarios.ID, error) {
	catalogue, err := scenarios.Open(target)
	if err != nil {
		return nil, "", err
	}
	metas, err := catalogue.All()
	if err != nil {
		return nil, "", err
	}
	if len(metas) != 1 {
		var ids []string
		for _, meta := range metas {
			ids = append(ids, string(meta.ID))
		}
		return nil, "", usagef(fmt.Sprintf("%s=%s harden start %s", ScenariosVariable, target, ids[0]), "%s holds %d scenarios: %s", target, len(metas), strings.Join(ids, ", "))
	}
	return catalogue, metas[0].ID, nil
}

// startError adds advice that only this command can give.
func startError(o *startOptions, err error) error {
	if id := labs.ID(o.Name); o.Name != "" && id.Validate() != nil {
		return &usageError{what: err.Error(), try: fmt.Sprintf("harden start %s --name my-lab", o.Scenario), err: err}
	}
	return err
}

// whereAndWhat says where the lab is and what can be done next.
func whereAndWhat(f *Factory, lab Lab) {
	o := f.out()
	cluster := lab.Cluster()
	suffix := ""
	if string(lab.ID()) != string(lab.Scenario().ID) {
		suffix = " " + string(lab.ID())
	}
	command := func(text string) string { return o.Style(text, term.Cyan) }
	o.Line(o.Style("Your way in", term.Bold))
	o.Line("  ", command(exportLine(runtime.GOOS, cluster.Kubeconfig())))
	nodeLab := ""
	if suffix != "" {
		nodeLab = " --lab" + suffix
	}
	pairs(o, [][2]string{
		{"harden kubectl" + nodeLab + " get pods -A", "the same, without setting anything"},
		{"harden node shell" + nodeLab, "a shell on the node " + term.CleanLine(cluster.Node().Name())},
	}, o.TextWidth())
	if root := cluster.Node().Root(); root != "" {
		o.Line("  The node's files: ", term.CleanLine(root))
	}
	o.Line()
	o.Line(o.Style("Next", term.Bold))
	pairs(o, [][2]string{
		{"harden watch" + suffix, "see the checks change while you work (in a second terminal)"},
		{"harden hint" + suffix, "when you are stuck"},
		{"harden check" + suffix, "the verdict, once"},
		{"harden stop" + suffix, "remove the lab"},
	}, o.TextWidth())
}

// exportLine is the line to copy into the shell that people of that system have.
func exportLine(goos, path string) string {
	if goos == "windows" {
		return "$env:KUBECONFIG = '" + strings.ReplaceAll(path, "'", "''") + "'"
	}
	return "export KUBECONFIG=" + shellQuote(path)
}

// shellQuote leaves a path alone when no shell would change it.
func shellQuote(s string) string {
	plain := s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r == '/' || r == '.' || r == '-' || r == '_' || r == ':' || r == '@' || r == '+' ||
			r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	})
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// withProgress shows the steps of do on standard error.
func (f *Factory) withProgress(ctx context.Context, quiet bool, do func(labs.Reporter) error) error {
	if quiet {
		return do(nil)
	}
	const clearing = "clearing up (Ctrl-C again ends at once)"
	steps := term.NewProgress(f.IO.Err, f.Now)
	begun := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(begun)
		steps.Step(clearing, false, 0)
	})
	err := do(func(e labs.Event) { steps.Step(e.Step, e.Done, e.Took) })
	if !stop() {
		<-begun
	}
	// What is done may have seen the end of ctx, and ended, before it was told here.
	if ctx.Err() != nil {
		steps.Step(clearing, true, 0)
	}
	steps.Close(err != nil)
	return err
}
