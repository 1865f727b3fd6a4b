package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/progress"
	"github.com/hardenway/hardenway/scenarios"
)

// labListVersion is the version of `harden status -o json`. Within it fields are only added.
const labListVersion = "hardenway.dev/labs/v1"

type labList struct {
	APIVersion string      `json:"apiVersion"`
	Labs       []labStatus `json:"labs"`
}

type labStatus struct {
	labs.Status
	Problem string `json:"problem,omitempty"`
	Mend    string `json:"mend,omitempty"`
}

func newStatus(f *Factory) *cobra.Command {
	var as format
	cmd := &cobra.Command{
		Use:   "status [lab]",
		Short: "Show the labs on this machine",
		Long:  "Shows every lab there is, also those that do not run any more. Named, one lab is shown with its addresses.",
		Example: `harden status
			harden status weak-rbac`,
		Args:              atMost(1, "one lab"),
		ValidArgsFunction: f.completeLabs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runStatus(cmd.Context(), f, first(args), as)
		},
	}
	formatFlag(cmd, &as, formatJSON)
	return cmd
}

func runStatus(ctx context.Context, f *Factory, name string, as format) error {
	e, err := f.engine()
	if err != nil {
		return err
	}
	statuses, err := e.List(ctx)
	if err != nil {
		return err
	}
	if name != "" {
		id, err := f.pickID(ctx, e, name, "status")
		if err != nil {
			return err
		}
		for _, s := range statuses {
			if s.ID == id {
				statuses = []labs.Status{s}
				break
			}
		}
	}
	list := labList{APIVersion: labListVersion, Labs: []labStatus{}}
	for _, s := range statuses {
		item := labStatus{Status: s}
		if s.Problem != nil {
			item.Problem, item.Mend = s.Problem.Error(), advice(s.Problem)
		}
		list.Labs = append(list.Labs, item)
	}
	switch {
	case as == formatJSON:
		return writeJSON(f.out(), list)
	case len(list.Labs) == 0:
		f.note("There is no lab on this machine.")
		f.try("harden start <scenario>; harden list shows what there is")
	case name != "":
		statusDetail(f, list.Labs[0])
	default:
		statusTable(f, list.Labs)
	}
	return nil
}

func (s labStatus) word() string {
	var busy *labs.BusyError
	switch {
	case s.Running && s.Status.Problem == nil:
		return "running"
	case stopped(s.Status.Problem):
		return "stopped"
	case errors.As(s.Status.Problem, &busy):
		return "busy"
	default:
		return "broken"
	}
}

func statusTable(f *Factory, list []labStatus) {
	table := &term.Table{Columns: []term.Column{
		{Title: "LAB", Style: []term.Style{term.Cyan}},
		{Title: "SCENARIO"},
		{Title: "ON"},
		{Title: "STATE"},
		{Title: "AGE", Right: true},
		{Title: "KUBECONFIG", Optional: true},
	}}
	for _, s := range list {
		table.Row(string(s.ID), s.Scenario, s.Provider, s.word(), f.age(s.Created), s.Kubeconfig)
	}
	table.Write(f.out())
	for _, s := range list {
		if s.Problem == "" {
			continue
		}
		f.note()
		f.note(term.Clean(s.Problem))
		if s.Mend != "" {
			f.try(term.Clean(s.Mend))
		}
	}
}

func (f *Factory) age(created time.Time) string {
	if created.IsZero() {
		return ""
	}
	d := max(0, f.Now().Sub(created))
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
	default:
		return fmt.Sprintf("%dd", int(d.Hours()/24))
	}
}

func statusDetail(f *Factory, s labStatus) {
	o := f.out()
	field := func(name, value string) {
		if value != "" {
			o.Line(o.Style(fmt.Sprintf("%-12s", name), term.Dim), term.CleanLine(value))
		}
	}
	field("lab", string(s.ID))
	field("scenario", s.Scenario)
	field("on", s.Provider)
	field("state", s.word())
	field("age", f.age(s.Created))
	if s.Resets > 0 {
		field("resets", fmt.Sprint(s.Resets))
	}
	field("API server", s.Endpoints.APIServer)
	field("kubelet", s.Endpoints.Kubelet)
	field("etcd", s.Endpoints.Etcd)
	field("kubeconfig", s.Kubeconfig)
	if s.Problem != "" {
		f.note()
		f.note(term.Clean(s.Problem))
		if s.Mend != "" {
			f.try(term.Clean(s.Mend))
		}
	}
}

func newStop(f *Factory) *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "stop [lab]...",
		Short: "Remove labs: their processes, ports and files",
		Long:  "Removes a lab and everything of it. Your progress stays.",
		Example: `harden stop
			harden stop weak-rbac
			harden stop --all`,
		Aliases:           []string{"rm"},
		ValidArgsFunction: f.completeLabs(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runStop(cmd.Context(), f, args, all)
		},
	}
	cmd.Flags().BoolVarP(&all, "all", "a", false, "every lab on this machine")
	return cmd
}

func runStop(ctx context.Context, f *Factory, names []string, all bool) error {
	e, err := f.engine()
	if err != nil {
		return err
	}
	if all && len(names) > 0 {
		return usagef("harden stop --all", "--all stops every lab, so %q is one too many", names[0])
	}
	var ids []labs.ID
	statuses, err := e.List(ctx)
	if err != nil {
		return err
	}
	if all {
		for _, s := range statuses {
			ids = append(ids, s.ID)
		}
		if len(ids) == 0 {
			f.note("There is no lab to stop.")
			return nil
		}
	} else {
		if len(names) == 0 {
			names = []string{""}
		}
		for _, name := range names {
			id, err := f.pickID(ctx, e, name, "stop")
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
	}
	// One that cannot be stopped does not keep the others.
	var failed []error
	for _, id := range ids {
		err := f.withProgress(ctx, false, func(report labs.Reporter) error { return e.Stop(ctx, id, report) })
		if err != nil {
			failed = append(failed, err)
			continue
		}
		f.out().Line(fmt.Sprintf("Stopped %s.", id))
		for _, s := range statuses {
			if s.ID == id && s.Scenario != "" {
				f.remember(ctx, progress.Event{Kind: progress.Stopped, Scenario: scenarios.RecordName(scenarios.ID(s.Scenario), s.Foreign), Lab: string(id), Provider: s.Provider})
			}
		}
	}
	return errors.Join(failed...)
}

func newReset(f *Factory) *cobra.Command {
	return &cobra.Command{
		Use:   "reset [lab]",
		Short: "Put a lab back as it was seeded, and prove it",
		Long:  "Puts every object and every node file back as they were when the lab started, cluster-scoped objects included, and compares the result with what was remembered then. What you did in the lab is lost; your progress stays.",
		Example: `harden reset
			harden reset weak-rbac`,
		Args:              atMost(1, "one lab"),
		ValidArgsFunction: f.completeLabs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runReset(cmd.Context(), f, first(args))
		},
	}
}

func runReset(ctx context.Context, f *Factory, name string) error {
	lab, err := f.pickStopped(ctx, name, "reset")
	if err != nil && (lab == nil || !stopped(err)) {
		return err
	}
	var report *labs.ResetReport
	err = f.withProgress(ctx, false, func(r labs.Reporter) error {
		var err error
		report, err = lab.Reset(ctx, r)
		return err
	})
	if err != nil {
		return err
	}
	resetText(f, lab, report)
	f.remember(ctx, about(progress.Reset, lab))
	return nil
}

// mostPutBack is how many differences are listed; who has more has no use for the list.
const mostPutBack = 20

func resetText(f *Factory, lab Lab, report *labs.ResetReport) {
	o := f.out()
	if report.Again != "" {
		o.Line(term.Wrap("It was put back a second time. After the first: "+term.Clean(report.Again), o.TextWidth(), ""))
	}
	switch {
	case report.Recreated != "":
		o.Line(term.Wrap("The cluster was made anew: "+term.Clean(report.Recreated), o.TextWidth(), ""))
		if report.Logs != "" {
			o.Line("The last of its logs is in ", term.Clean(report.Logs))
		}
	case len(report.PutBack) == 0 && report.Unknown == "":
		o.Line("Nothing was different.")
	case len(report.PutBack) > 0:
		o.Line(o.Style("Put back", term.Bold))
		for i, d := range report.PutBack {
			if i == mostPutBack {
				o.Line(fmt.Sprintf("  and %d more", len(report.PutBack)-i))
				break
			}
			o.Line("  ", term.CleanLine(d.Name), ", which had been ", d.What)
		}
	}
	if report.Unknown != "" {
		o.Line(term.Wrap("What was different is not known for certain: "+term.Clean(report.Unknown), o.TextWidth(), ""))
	}
	digest := strings.TrimPrefix(report.Digest, "sha256:")
	o.Line(term.Wrap(fmt.Sprintf("%s and %s are as they were seeded (sha256 %.12s), and so are the checks.",
		count(report.Objects, "object"), count(report.Files, "file"), digest), o.TextWidth(), ""))
	f.note(fmt.Sprintf("%s is as it was at the start. It took %s.", lab.ID(), term.Elapsed(report.Took)))
}

// newKubectl passes everything on, so it reads no flag of its own but a leading --lab.
func newKubectl(f *Factory) *cobra.Command {
	return &cobra.Command{
		Use:   "kubectl [--lab name] <arguments>",
		Short: "Run kubectl against a lab",
		Long: `Runs kubectl with the lab's kubeconfig; your own is neither read nor written. Everything after kubectl is kubectl's, except --lab in first place.

Returns kubectl's exit code.`,
		Example: `harden kubectl get pods -A
			harden kubectl --lab weak-rbac auth can-i --list`,
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runKubectl(cmd, f, args)
		},
	}
}

func runKubectl(cmd *cobra.Command, f *Factory, args []string) error {
	name, args, err := leadingLab(args)
	if err != nil {
		return err
	}
	if len(args) > 0 && args[0] == "--" { // by habit; kubectl would print its help
		args = args[1:]
	}
	if len(args) == 1 && (args[0] == "--help" || args[0] == "-h") {
		return cmd.Help()
	}
	ctx := cmd.Context()
	lab, err := f.pick(ctx, name, "kubectl")
	if err != nil {
		return err
	}
	type result struct {
		code int
		err  error
	}
	done := make(chan result, 1)
	go func() {
		code, err := f.Kubectl(ctx, lab.Cluster().Kubeconfig(), args, f.stdio())
		done <- result{code, err}
	}()
	select {
	case r := <-done:
		return passOn(r.code, r.err)
	case <-ctx.Done():
	}
	// kubectl does not heed a context everywhere. It ends with this process.
	select {
	case <-done:
	case <-time.After(kubectlGrace):
	}
	return &codeError{ExitCancelled}
}

// leadingLab takes --lab off the head of args.
func leadingLab(args []string) (name string, rest []string, err error) {
	if len(args) == 0 {
		return "", nil, nil
	}
	if value, ok := strings.CutPrefix(args[0], "--lab="); ok {
		return value, args[1:], nil
	}
	if args[0] == "--lab" {
		if len(args) < 2 {
			return "", nil, usagef("harden kubectl --lab weak-rbac get pods", "--lab needs the name of a lab")
		}
		return args[1], args[2:], nil
	}
	return "", args, nil
}

// passOn makes another program's exit code ours.
func passOn(code int, err error) error {
	switch {
	case err != nil:
		return err
	case code != 0:
		return &codeError{ExitCode(code)}
	}
	return nil
}

func newNode(f *Factory) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "node",
		Short: "Work on the node: shell, exec, restart",
		Long:  "The node's files are at their usual kubeadm places. In the shell, paths start at the node's root.",
		Example: `harden node shell
			harden node restart kubelet
			harden node exec -- systemctl status kubelet`,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			writeHelp(f.out(), cmd)
			return nil
		},
	}
	cmd.PersistentFlags().StringVar(&name, "lab", "", "`name` of the lab whose node is meant")
	mustComplete(cmd, "lab", f.completeLabs(0))
	cmd.AddCommand(
		&cobra.Command{
			Use:     "shell",
			Short:   "Open a shell on the node",
			Long:    "Opens a shell in the node's root directory, with the lab's kubeconfig set and the node's own commands (systemctl, journalctl, crictl) at hand, also etcdctl and openssl where you have none. Returns the shell's exit code.",
			Example: "harden node shell",
			Args:    noArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				node, err := f.node(cmd.Context(), name, "node shell")
				if err != nil {
					return err
				}
				// Ctrl-C is the shell's, and must not end what runs it.
				defer f.Delegate()()
				return passOn(node.Shell(cmd.Context(), f.stdio()))
			},
		},
		&cobra.Command{
			Use:   "exec [flags] -- <command> [arguments]",
			Short: "Run one command on the node",
			Long:  "Runs one of the node's commands (systemctl, journalctl, crictl) or of those that harden brings along for its files (etcdctl, openssl), and returns its exit code.",
			Example: `harden node exec -- systemctl status kubelet
				harden node exec -- journalctl -u kubelet
				harden node exec -- etcdctl get --prefix --keys-only /registry/secrets`,
			Args: func(_ *cobra.Command, args []string) error {
				if len(args) == 0 {
					return usagef("harden node exec -- systemctl status kubelet", "harden node exec needs a command")
				}
				return nil
			},
			RunE: func(cmd *cobra.Command, args []string) error {
				lab, err := f.pick(cmd.Context(), name, "node exec")
				if err != nil {
					return err
				}
				dir, err := os.Getwd()
				if err != nil {
					dir = "" // it was deleted; relative paths then start at the node's root
				}
				return passOn(labs.NodeExec(cmd.Context(), lab.Cluster(), dir, args, f.stdio()))
			},
		},
		&cobra.Command{
			Use:     "restart [kubelet]",
			Short:   "Restart the kubelet, so that it reads its configuration",
			Long:    "Restarts the kubelet, like systemctl restart kubelet on the node. The control plane follows its manifests by itself and needs no restart.",
			Example: "harden node restart kubelet",
			Args: func(_ *cobra.Command, args []string) error {
				if len(args) > 1 || len(args) == 1 && args[0] != "kubelet" {
					return usagef("harden node restart kubelet", "only the kubelet can be restarted, not %s; the control plane restarts when its manifest in etc/kubernetes/manifests changes", strings.Join(quoted(args), " "))
				}
				return nil
			},
			ValidArgsFunction: fixed("kubelet"),
			RunE: func(cmd *cobra.Command, _ []string) error {
				node, err := f.node(cmd.Context(), name, "node restart")
				if err != nil {
					return err
				}
				if err := node.RestartKubelet(cmd.Context()); err != nil {
					return err
				}
				f.out().Line("The kubelet was restarted. Whether it likes its configuration shows in a moment: harden node exec -- systemctl status kubelet")
				return nil
			},
		},
	)
	return cmd
}

func (f *Factory) node(ctx context.Context, name, verb string) (labs.Node, error) {
	lab, err := f.pick(ctx, name, verb)
	if err != nil {
		return nil, err
	}
	return lab.Cluster().Node(), nil
}
