package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"k8s.io/client-go/rest"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/progress"
	"github.com/hardenway/hardenway/labs/shell"
	"github.com/hardenway/hardenway/scenarios"
)

// fakeMain is the harden command over a fake engine. Its labs are files below
// HARDEN_HOME, so that scripts can run one command after the other, and change what
// the next grading sees by writing to $HARDEN_HOME/outcomes:
//
//	no-secrets pass
//	door-closed error the API server does not answer
//
// FAKE_TTY=80x24 makes standard output and error terminals of that size, FAKE_SLOW
// is how long each step takes, FAKE_FAIL makes an operation fail, FAKE_CLOCK=1 lets
// time pass.
func fakeMain() int {
	s := &signals{}
	ctx, stop := s.listen(context.Background())
	defer stop()
	f := fakeFactory(os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	f.Delegate = s.delegate
	return int(Run(ctx, f, os.Args[1:]))
}

// fakeNow is the time in goldens.
var fakeNow = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func fakeFactory(env term.Env, in io.Reader, out, err io.Writer) *Factory {
	width, height, tty := 0, 0, false
	if size := env("FAKE_TTY"); size == "real" {
		tty = true
	} else if size != "" {
		w, h, _ := strings.Cut(size, "x")
		width, _ = strconv.Atoi(w)
		height, _ = strconv.Atoi(h)
		tty = true
	}
	size := func() (int, int) { return width, height }
	f := &Factory{
		IO: &term.Streams{
			In: in, InTTY: tty,
			Out: term.NewOutput(out, tty, env, false, size),
			Err: term.NewOutput(err, tty, env, false, size),
		},
		Env:       env,
		Now:       func() time.Time { return fakeNow },
		Build:     "v0.1.0-test",
		Generator: fakeGenerator{},
		reports:   reporter{patience: time.Minute},
	}
	if env("FAKE_TTY") == "real" {
		f.IO = term.System(env, false)
	}
	if env("FAKE_CLOCK") != "" {
		f.Now = time.Now
	}
	slow, _ := time.ParseDuration(env("FAKE_SLOW"))
	e := &fakeEngine{home: env("HARDEN_HOME"), slow: slow, fail: env("FAKE_FAIL"), now: f.Now}
	f.Home = func() (labs.Home, error) { return labs.Home(e.home), nil }
	f.Catalogue = func() (*scenarios.Catalogue, error) { return scenarios.OpenDir(env("HARDEN_SCENARIOS")) }
	f.Engine = func(c *scenarios.Catalogue) (Engine, error) {
		e.catalogue = c
		return e, nil
	}
	f.Providers = func() ([]labs.Provider, error) {
		return []labs.Provider{&fakeProvider{name: "embedded", ok: e.fail != "doctor"}, &fakeKind{fakeProvider: fakeProvider{name: "kind", all: true}, home: e.home, fail: e.fail, slow: slow}}, nil
	}
	f.Self = func() (string, error) { return filepath.Join(e.home, "harden"), nil }
	f.Free = func(string) (uint64, error) {
		if e.fail == "full" {
			return 1000, nil
		}
		return 14_900_000_000, nil
	}
	f.Record = func() (Record, error) { return progress.Open(labs.Home(e.home).Progress()), nil }
	f.Delegate = func() func() { return func() {} }
	f.Kubectl = func(_ context.Context, kubeconfig string, args []string, stdio labs.Stdio) (int, error) {
		fmt.Fprintf(stdio.Out, "kubectl --kubeconfig=%s %q\n", filepath.ToSlash(kubeconfig), args)
		switch {
		case len(args) > 0 && args[0] == "fail":
			return 7, nil
		case len(args) > 0 && args[0] == "hang":
			select {} // kubectl does not heed a context everywhere
		}
		return 0, nil
	}
	return f
}

type fakeProvider struct {
	labs.Provider
	name    string
	all, ok bool
}

func (p *fakeProvider) Name() string { return p.name }

func (p *fakeProvider) Capabilities() []labs.Capability {
	if p.all {
		return labs.AllCapabilities()
	}
	return []labs.Capability{labs.KubeletAPI, labs.NodeFiles, labs.StaticPods, labs.EtcdAccess}
}

func (p *fakeProvider) Diagnose(context.Context) []labs.Diagnosis {
	if p.all {
		return []labs.Diagnosis{{Subject: "Docker", Finding: "no daemon answers at /var/run/docker.sock", Mend: "start Docker, or use the embedded cluster"}}
	}
	return []labs.Diagnosis{
		{Subject: "loopback addresses", OK: true, Finding: "127.20.0.1 can be bound"},
		{Subject: "room for labs", OK: p.ok, Finding: "12 GB free", Mend: "free 1 GB"},
	}
}

type fakeEngine struct {
	home      string
	slow      time.Duration
	fail      string
	now       func() time.Time
	catalogue *scenarios.Catalogue
}

func (e *fakeEngine) path(id labs.ID) string {
	return filepath.Join(e.home, "fake", string(id)+".json")
}

// nap waits as long as a step takes, or until ctx ends.
func (e *fakeEngine) nap(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(e.slow):
		return nil
	}
}

func (e *fakeEngine) steps(ctx context.Context, report labs.Reporter, names ...string) error {
	for _, name := range names {
		labs.Report(report, labs.Event{Step: name})
		if err := e.nap(ctx); err != nil {
			return fmt.Errorf("starting %s: %w", name, err)
		}
		labs.Report(report, labs.Event{Step: name, Done: true, Took: 300*time.Millisecond + e.slow})
	}
	return nil
}

func (e *fakeEngine) Start(ctx context.Context, o labs.StartOptions) (Lab, error) {
	from := e.catalogue
	if o.From != nil {
		from = o.From
	}
	scenario, err := from.Get(o.Scenario)
	if err != nil {
		return nil, err
	}
	if o.Provider != "" && o.Provider != "kind" && o.Provider != "embedded" {
		return nil, &labs.UnknownProviderError{Name: o.Provider, Known: []string{"embedded", "kind"}}
	}
	if len(scenario.Requires) > 0 && o.Provider != "kind" {
		return nil, &labs.Problem{
			Err: &labs.UnsupportedError{What: string(scenario.ID), Provider: "embedded", Missing: []labs.Capability{labs.NetworkPolicy}},
			Try: fmt.Sprintf("harden start %s --on kind", scenario.ID),
		}
	}
	id := o.Name
	if id == "" {
		id = labs.ID(scenario.ID)
	}
	if err := id.Validate(); err != nil {
		return nil, err
	}
	if _, err := os.Stat(e.path(id)); err == nil {
		return nil, &labs.ExistsError{ID: id}
	}
	switch e.fail {
	case "full":
		return nil, &labs.Problem{Err: fmt.Errorf("writing %s: %w", "lab.json", syscall.ENOSPC), Try: "free some space on that disk, or set HARDEN_HOME to a directory on another"}
	case "seeded":
		return nil, &labs.SeededError{Scenario: scenario.ID, Broken: []grader.Result{{ID: "no-secrets", Role: grader.Goal, Outcome: grader.Pass}}}
	case "busy":
		return nil, &labs.BusyError{ID: id, Doing: "start", PID: 4711, Wanted: "start"}
	}
	// Tests that interrupt a start wait for this file.
	if err := os.MkdirAll(e.home, 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(e.home, "starting"), nil, 0o644); err != nil {
		return nil, err
	}
	if err := e.steps(ctx, o.Report, "certificates", "etcd", "API server", "node Ready", "scenario", "first grading", "checkpoint"); err != nil {
		if e.fail == "hang" {
			select {} // a clear-up that never ends
		}
		if e.fail == "clear" {
			return nil, errors.Join(err, errors.New("clearing up lab \"open-door\": a process would not end"))
		}
		return nil, err
	}
	state := labs.State{
		Version: 1, Harden: "v0.1.0-test", ID: id, Scenario: string(scenario.ID), Provider: "embedded",
		Phase: labs.PhaseReady, Created: e.now().Add(-90 * time.Second), Foreign: o.From != nil,
	}
	scenario.Foreign = state.Foreign
	data, err := json.Marshal(state)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(e.path(id)), 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(e.path(id), data, 0o644); err != nil {
		return nil, err
	}
	return &fakeLab{engine: e, state: state, scenario: scenario}, nil
}

func (e *fakeEngine) Open(_ context.Context, id labs.ID) (Lab, error) {
	data, err := os.ReadFile(e.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &labs.NotFoundError{ID: id}
	}
	if err != nil {
		return nil, err
	}
	var state labs.State
	if err := json.Unmarshal(data, &state); err != nil {
		return nil, &labs.DamagedError{ID: id, Path: e.path(id), Why: err}
	}
	scenario, err := e.ScenarioOf(&state)
	if err != nil {
		return nil, err
	}
	l := &fakeLab{engine: e, state: state, scenario: scenario}
	if e.fail == "stopped" {
		return l, &labs.StoppedError{ID: id, Why: "its node process (pid 4711) has ended"}
	}
	return l, nil
}

// ScenarioOf takes a foreign scenario for the one of the catalogue that has its ID.
func (e *fakeEngine) ScenarioOf(state *labs.State) (*scenarios.Scenario, error) {
	scenario, err := e.catalogue.Get(scenarios.ID(state.Scenario))
	if err == nil {
		scenario.Foreign = state.Foreign
	}
	return scenario, err
}

func (e *fakeEngine) List(ctx context.Context) ([]labs.Status, error) {
	files, err := filepath.Glob(filepath.Join(e.home, "fake", "*.json"))
	if err != nil {
		return nil, err
	}
	var list []labs.Status
	for _, file := range files {
		id := labs.ID(strings.TrimSuffix(filepath.Base(file), ".json"))
		l, err := e.Open(ctx, id)
		s := labs.Status{State: labs.State{ID: id}, Problem: err}
		if l != nil {
			s.State = l.State()
		}
		if err == nil {
			s.Running, s.Kubeconfig, s.Endpoints = true, l.Cluster().Kubeconfig(), l.Cluster().Endpoints()
		}
		list = append(list, s)
	}
	return list, nil
}

func (e *fakeEngine) Stop(ctx context.Context, id labs.ID, report labs.Reporter) error {
	if e.fail == "stop" {
		return fmt.Errorf("stopping lab %q: a process would not end", id)
	}
	if err := e.steps(ctx, report, "processes", "files"); err != nil {
		return err
	}
	return os.Remove(e.path(id))
}

// ProveLessons says of every block that it is as shown, of all but the first of a lesson's not with
// FAKE_FAIL=prove, and that the lab did not come up with FAKE_FAIL=lessonlab.
func (e *fakeEngine) ProveLessons(_ context.Context, o labs.LessonOptions) (*labs.LessonReport, error) {
	report := &labs.LessonReport{APIVersion: labs.LessonsVersion, Harden: "v0.1.0-test", Provider: "embedded", Started: fakeNow, Took: 42 * time.Second}
	for _, text := range o.Lessons {
		proof := labs.LessonProof{Lesson: text.ID, Title: text.Title, File: text.File, Scenario: text.Scenario, Outcome: labs.Proven, Took: 21 * time.Second}
		for i, block := range text.Blocks {
			b := labs.BlockProof{Line: block.Line, Outcome: labs.Proven, Took: 3 * time.Second}
			switch {
			case block.Info.NoRun != "":
				b.Outcome, b.Why = labs.NotRunnable, block.Info.NoRun
				report.Blocks.NotRun++
			case e.fail == "lessonlab":
				proof.Outcome, proof.Problem = labs.NotProvable, "the lab did not come up"
				b.Outcome, b.Why = labs.NotRunnable, proof.Problem
				report.Blocks.NotRun++
			case e.fail == "prove" && i > 0:
				b.Outcome, proof.Outcome = labs.Disproven, labs.Disproven
				command := block.Commands[0]
				b.Differs = []labs.OutputDiff{{Line: command.Line, Command: command.Text, Exit: 1, Why: "it exits 1 and prints something else", Diff: "- yes\n+ no\n"}}
				report.Blocks.Different++
			default:
				report.Blocks.AsShown++
			}
			proof.Blocks = append(proof.Blocks, b)
			if o.Report != nil {
				o.Report(labs.LessonEvent{Lesson: &proof, Block: &b, Number: i + 1, Blocks: len(text.Blocks)})
			}
		}
		report.Lessons = append(report.Lessons, proof)
	}
	return report, nil
}

func (e *fakeEngine) Prove(_ context.Context, o labs.ProveOptions) (*labs.ProofReport, error) {
	report := &labs.ProofReport{APIVersion: labs.ProofVersion, Harden: "v0.1.0-test", Provider: "embedded", Started: fakeNow, Took: 42 * time.Second}
	ids := o.Scenarios
	if len(ids) == 0 {
		all, err := e.catalogue.All()
		if err != nil {
			return nil, err
		}
		for _, m := range all {
			ids = append(ids, m.ID)
		}
	}
	for _, id := range ids {
		scenario, err := e.catalogue.Get(id)
		if err != nil {
			return nil, err
		}
		proof := labs.ScenarioProof{Scenario: id, Title: scenario.Title, Outcome: labs.Proven, Took: 21 * time.Second}
		if len(scenario.Requires) > 0 {
			proof.Outcome, proof.Problem = labs.NotRunnable, "the embedded cluster has no network-policy"
			report.Scenarios = append(report.Scenarios, proof)
			continue
		}
		steps := []labs.ProofStep{
			{Name: "fresh", Title: "Freshly seeded", Outcome: labs.Proven, Took: 6 * time.Second},
			{
				Name: "wrong/deleted.sh", Title: "Delete the binding", Outcome: labs.Proven, Took: 3 * time.Second,
				Spent: labs.Spent{Reset: 1800 * time.Millisecond, Scripts: 200 * time.Millisecond, Grading: 900 * time.Millisecond},
			},
		}
		if e.fail == "prove" {
			steps[1].Outcome = labs.Disproven
			steps[1].Expected, steps[1].Seen = []string{"reads-settings: fail"}, []string{"reads-settings: pass"}
			steps[1].Wrong = []string{"reads-settings: should fail, but is pass"}
			steps[1].Output = "role \"x\" deleted\n"
			proof.Outcome = labs.Disproven
		}
		for i := range steps {
			if o.Report != nil {
				o.Report(labs.ProofEvent{Scenario: id, Step: &steps[i], Number: i + 1, Steps: len(steps), Done: true})
			}
		}
		proof.Steps = steps
		report.Scenarios = append(report.Scenarios, proof)
	}
	report.Partial = len(o.Only) > 0
	return report, nil
}

type fakeLab struct {
	engine   *fakeEngine
	state    labs.State
	scenario *scenarios.Scenario
}

func (l *fakeLab) ID() labs.ID                   { return l.state.ID }
func (l *fakeLab) Scenario() *scenarios.Scenario { return l.scenario }
func (l *fakeLab) State() labs.State             { return l.state }
func (l *fakeLab) Cluster() labs.Cluster         { return &fakeCluster{lab: l} }

// outcomes is where scripts say what the next grading sees.
func (l *fakeLab) outcomes() string { return filepath.Join(l.engine.home, "outcomes") }

func (l *fakeLab) Grade(context.Context, grader.Options) (*grader.Report, error) {
	if l.engine.fail == "grade" {
		return nil, fmt.Errorf("grading lab %q: its node does not answer", l.state.ID)
	}
	said := map[string][2]string{}
	file, err := os.Open(l.outcomes())
	if err == nil {
		defer file.Close()
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			id, rest, _ := strings.Cut(lines.Text(), " ")
			outcome, words, _ := strings.Cut(rest, " ")
			said[id] = [2]string{outcome, words}
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	r := &grader.Report{
		APIVersion: grader.ReportVersion, Scenario: string(l.scenario.ID), Lab: string(l.state.ID),
		Started: fakeNow, Took: grader.Duration(120 * time.Millisecond), Solved: true,
	}
	for _, c := range l.scenario.Checks {
		result := grader.Result{
			ID: c.ID, Title: c.Title, Role: c.Role, Outcome: grader.Pass, Took: grader.Duration(40 * time.Millisecond),
			Evidence: grader.Evidence{
				Wanted: c.Expect,
				Seen:   []grader.Observation{{Asked: "GET https://127.20.0.1:6443/api/v1/namespaces/shop/secrets/payment", As: "serviceaccount shop/reader", From: "host", Got: "200 OK"}},
			},
		}
		if c.Role == grader.Goal {
			result.Outcome = grader.Fail
			result.Said = "The reader can still read the Secret next to its settings, and so can whoever takes it over."
		}
		if s, ok := said[c.ID]; ok {
			if err := result.Outcome.UnmarshalText([]byte(s[0])); err != nil {
				return nil, err
			}
			result.Said = s[1]
		}
		r.Solved = r.Solved && result.Outcome == grader.Pass
		r.Results = append(r.Results, result)
	}
	if s, ok := said["problem"]; ok {
		r.Problem = strings.TrimSpace(s[0] + " " + s[1])
		for i := range r.Results {
			r.Results[i].Outcome, r.Results[i].Said = grader.Error, r.Problem
		}
		r.Solved = false
	}
	return r, nil
}

func (l *fakeLab) Watch(ctx context.Context, each func(*grader.Report, labs.Changes)) error {
	var last *grader.Report
	var content string
	for first := true; ; first = false {
		now, err := os.ReadFile(l.outcomes())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if first || string(now) != content {
			content = string(now)
			report, err := l.Grade(ctx, grader.Options{})
			if err != nil {
				return err
			}
			var changes labs.Changes
			for _, r := range report.Results {
				if last == nil {
					break
				}
				if was := last.Result(r.ID); was.Outcome != r.Outcome {
					changes = append(changes, labs.Change{ID: r.ID, Title: r.Title, Role: r.Role, From: was.Outcome, To: r.Outcome})
				}
			}
			each(report, changes)
			last = report
			if err := os.WriteFile(filepath.Join(l.engine.home, "looked"), now, 0o644); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (l *fakeLab) Reset(ctx context.Context, report labs.Reporter) (*labs.ResetReport, error) {
	if err := l.engine.steps(ctx, report, "objects", "files", "comparison"); err != nil {
		return nil, err
	}
	if err := os.Remove(l.outcomes()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	r := &labs.ResetReport{Objects: 312, Files: 41, Digest: "sha256:0123456789abcdef0123", Took: 2100 * time.Millisecond}
	switch l.engine.fail {
	case "stopped":
		r.Recreated = "its node process (pid 4711) has ended"
	case "many":
		for i := range 25 {
			r.PutBack = append(r.PutBack, labs.Difference{Kind: labs.ObjectDifference, Name: fmt.Sprintf("role/shop/r%d", i), What: "added"})
		}
	default:
		r.PutBack = []labs.Difference{
			{Kind: labs.ObjectDifference, Name: "clusterrole/reader", What: "changed"},
			{Kind: labs.FileDifference, Name: "etc/kubernetes/manifests/kube-apiserver.yaml", What: "changed"},
		}
	}
	return r, nil
}

type fakeCluster struct{ lab *fakeLab }

var _ labs.Cluster = (*fakeCluster)(nil)

var errFake = errors.New("the fake cluster has none")

func (c *fakeCluster) ID() labs.ID      { return c.lab.state.ID }
func (c *fakeCluster) Provider() string { return "embedded" }
func (c *fakeCluster) Kubeconfig() string {
	return filepath.Join(c.lab.engine.home, "embedded", string(c.lab.state.ID), "kubeconfig")
}
func (c *fakeCluster) AdminConfig() (*rest.Config, error) { return nil, errFake }
func (c *fakeCluster) Node() labs.Node                    { return &fakeNode{c} }
func (c *fakeCluster) Endpoints() labs.Endpoints {
	return labs.Endpoints{APIServer: "127.20.0.1:6443", Kubelet: "127.20.0.1:10250", Etcd: "127.20.0.1:2379", NodeAddress: "127.20.0.1"}
}
func (c *fakeCluster) Etcd(context.Context) (*clientv3.Client, error) { return nil, errFake }
func (c *fakeCluster) Dial(context.Context, labs.Vantage, string, string) (net.Conn, error) {
	return nil, errFake
}
func (c *fakeCluster) Checkpoint(context.Context) error             { return errFake }
func (c *fakeCluster) Restore(context.Context, labs.Reporter) error { return errFake }

type fakeNode struct{ cluster *fakeCluster }

func (n *fakeNode) Name() string    { return "node-1" }
func (n *fakeNode) Files() shell.FS { return nil }
func (n *fakeNode) Root() string {
	return filepath.Join(n.cluster.lab.engine.home, "embedded", string(n.cluster.ID()), "root")
}
func (n *fakeNode) RestartKubelet(context.Context) error { return nil }
func (n *fakeNode) Exec(_ context.Context, argv []string, stdio labs.Stdio) (int, error) {
	fmt.Fprintf(stdio.Out, "on node-1: %q\n", argv)
	if argv[0] == "false" {
		return 1, nil
	}
	return 0, nil
}

func (n *fakeNode) Shell(_ context.Context, stdio labs.Stdio) (int, error) {
	fmt.Fprintln(stdio.Out, "shell begins")
	lines := bufio.NewScanner(stdio.In)
	for lines.Scan() {
		fmt.Fprintf(stdio.Out, "shell heard %q\n", lines.Text())
	}
	return 3, lines.Err()
}
