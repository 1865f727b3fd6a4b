package labs

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"k8s.io/client-go/rest"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/labs/shell"
	"github.com/hardenway/hardenway/scenarios"
)

// fakeProvider keeps names instead of clusters. Its clusters have no API server, so a
// Start gets as far as seeding.
type fakeProvider struct {
	name string
	has  []Capability

	mu       sync.Mutex
	clusters map[ID]bool // true: runs
	created  []ClusterSpec
	deleted  []ID
	create   func(ctx context.Context) error // before a cluster is there
	fail     error                           // of Delete
}

var _ Provider = (*fakeProvider)(nil)

func newFake(name string, has ...Capability) *fakeProvider {
	return &fakeProvider{name: name, has: has, clusters: map[ID]bool{}}
}

func (p *fakeProvider) Name() string { return p.name }

func (p *fakeProvider) Capabilities() []Capability { return p.has }

func (p *fakeProvider) Create(ctx context.Context, spec ClusterSpec, _ Reporter) (Cluster, error) {
	if p.create != nil {
		if err := p.create(ctx); err != nil {
			return nil, err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, exists := p.clusters[spec.ID]; exists {
		return nil, &ExistsError{ID: spec.ID}
	}
	p.clusters[spec.ID] = true
	p.created = append(p.created, spec)
	return &fakeCluster{id: spec.ID, provider: p.name}, nil
}

func (p *fakeProvider) Open(_ context.Context, id ID) (Cluster, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch runs, exists := p.clusters[id]; {
	case !exists:
		return nil, &NotFoundError{ID: id}
	case !runs:
		return nil, &StoppedError{ID: id, Why: "its node process (pid 4711) has ended"}
	}
	return &fakeCluster{id: id, provider: p.name}, nil
}

func (p *fakeProvider) List(context.Context) ([]ID, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var ids []ID
	for id := range p.clusters {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, nil
}

func (p *fakeProvider) Delete(ctx context.Context, id ID, _ Reporter) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		return p.fail
	}
	delete(p.clusters, id)
	p.deleted = append(p.deleted, id)
	return nil
}

func (p *fakeProvider) Diagnose(context.Context) []Diagnosis { return nil }

var errNoAPI = errors.New("this cluster has no API server")

type fakeCluster struct {
	id         ID
	provider   string
	files      shell.FS
	kubeconfig string
	exec       func(argv []string, stdio Stdio) (int, error)
}

var _ Cluster = (*fakeCluster)(nil)

func (c *fakeCluster) ID() ID                             { return c.id }
func (c *fakeCluster) Provider() string                   { return c.provider }
func (c *fakeCluster) Kubeconfig() string                 { return c.kubeconfig }
func (c *fakeCluster) AdminConfig() (*rest.Config, error) { return nil, errNoAPI }
func (c *fakeCluster) Node() Node                         { return fakeNode{c} }

func (c *fakeCluster) Endpoints() Endpoints {
	return Endpoints{APIServer: "127.20.0.9:6443", Kubelet: "127.20.0.9:10250", Etcd: "127.20.0.9:2379", NodeAddress: "127.20.0.9"}
}

func (c *fakeCluster) Etcd(context.Context) (*clientv3.Client, error) { return nil, errNoAPI }

func (c *fakeCluster) Dial(_ context.Context, from Vantage, _, address string) (net.Conn, error) {
	return nil, errors.New("dialled " + address + " from " + string(from))
}
func (c *fakeCluster) Checkpoint(context.Context) error        { return nil }
func (c *fakeCluster) Restore(context.Context, Reporter) error { return errNoAPI }

type fakeNode struct{ c *fakeCluster }

func (n fakeNode) Name() string                         { return "fake-node" }
func (n fakeNode) Files() shell.FS                      { return n.c.files }
func (n fakeNode) Root() string                         { return "" }
func (n fakeNode) RestartKubelet(context.Context) error { return nil }
func (n fakeNode) Exec(_ context.Context, argv []string, stdio Stdio) (int, error) {
	return n.c.exec(argv, stdio)
}
func (n fakeNode) Shell(context.Context, Stdio) (int, error) { return 0, nil }

func newEngine(t *testing.T, providers ...Provider) *Engine {
	t.Helper()
	return &Engine{Home: Home(t.TempDir()), Providers: providers, Scenarios: scenarios.Builtin(), Version: "v0.1.0"}
}

// put writes a lab as Start would have.
func put(t *testing.T, e *Engine, provider *fakeProvider, id ID, phase Phase) {
	t.Helper()
	state := goodState(id)
	state.Phase = phase
	if err := e.Home.writeState(state); err != nil {
		t.Fatal(err)
	}
	provider.clusters[id] = true
}

func TestWordsOfCapabilities(t *testing.T) {
	var ours []string
	for _, capability := range AllCapabilities() {
		ours = append(ours, string(capability))
	}
	theirs := scenarios.Capabilities()
	slices.Sort(ours)
	slices.Sort(theirs)
	if !slices.Equal(ours, theirs) {
		t.Errorf("scenarios may require %v, and providers may have %v", theirs, ours)
	}
}

func TestStartRefusals(t *testing.T) {
	all := AllCapabilities()
	for _, test := range []struct {
		name        string
		prepare     func(*testing.T, *Engine, *fakeProvider)
		options     StartOptions
		err, advice string
		created     int
		left        bool // the lab that was there is still there
	}{
		{
			name: "unknown scenario", options: StartOptions{Scenario: "weak-rbca"},
			err: `there is no scenario "weak-rbca"; did you mean "weak-rbac"?`,
		},
		{
			name: "unknown provider", options: StartOptions{Scenario: "weak-rbac", Provider: "cloud"},
			err: `there is no cluster provider "cloud"`, advice: "--on fake or --on poor",
		},
		{
			name: "bad name", options: StartOptions{Scenario: "weak-rbac", Name: "My Lab"},
			err: `lab name "My Lab": use 1 to 40 lower-case letters, digits and dashes, starting and ending with a letter or digit`,
		},
		{
			name: "not runnable", options: StartOptions{Scenario: "anonymous-kubelet", Provider: "poor"},
			err:    `cannot start "anonymous-kubelet": it needs kubelet-api and node-files, which the poor cluster does not have`,
			advice: "harden start anonymous-kubelet --on fake",
		},
		{
			name: "exists", options: StartOptions{Scenario: "weak-rbac"},
			prepare: func(t *testing.T, e *Engine, p *fakeProvider) { put(t, e, p, "weak-rbac", PhaseReady) },
			err:     `lab "weak-rbac" exists already`,
			advice:  "harden status weak-rbac to look at it, or harden stop weak-rbac to remove it, or start with another --name", left: true,
		},
		{
			name: "damaged", options: StartOptions{Scenario: "weak-rbac"},
			prepare: func(t *testing.T, e *Engine, p *fakeProvider) {
				put(t, e, p, "weak-rbac", PhaseReady)
				if err := os.WriteFile(e.Home.statePath("weak-rbac"), []byte("{"), 0o600); err != nil {
					t.Fatal(err)
				}
			},
			err:    `the state of lab "weak-rbac" is damaged: HOME/labs/weak-rbac/lab.json: unexpected end of JSON input`,
			advice: "harden stop weak-rbac, which removes the lab and keeps that file aside; then start it again", left: true,
		},
		{
			name: "newer", options: StartOptions{Scenario: "weak-rbac"},
			prepare: func(t *testing.T, e *Engine, p *fakeProvider) {
				put(t, e, p, "weak-rbac", PhaseReady)
				if err := os.WriteFile(e.Home.statePath("weak-rbac"), []byte(`{"version": 7}`), 0o600); err != nil {
					t.Fatal(err)
				}
			},
			err:    `lab "weak-rbac" was made by a newer harden: its state has version 7 and this build knows up to 1; it was left as it is`,
			advice: "the newer harden for this lab, or another --name for a new one", left: true,
		},
		{
			name: "cluster without a note", options: StartOptions{Scenario: "weak-rbac"},
			prepare: func(_ *testing.T, _ *Engine, p *fakeProvider) { p.clusters["weak-rbac"] = true },
			err:     `lab "weak-rbac" exists already`,
			advice:  "harden status weak-rbac to look at it, or harden stop weak-rbac to remove it, or start with another --name", left: true,
		},
		{
			name: "create fails", options: StartOptions{Scenario: "weak-rbac"},
			prepare: func(_ *testing.T, _ *Engine, p *fakeProvider) {
				p.create = func(context.Context) error { return errors.New("port 6443 is taken") }
			},
			err: "port 6443 is taken",
		},
		{
			name: "seeding fails", options: StartOptions{Scenario: "weak-rbac"},
			err: "this cluster has no API server", created: 1,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			fake := newFake("fake", all...)
			e := newEngine(t, fake, newFake("poor"))
			if test.prepare != nil {
				test.prepare(t, e, fake)
			}
			lab, err := e.Start(t.Context(), test.options)
			if lab != nil {
				t.Error("a Start that failed returned a lab")
			}
			wantError(t, err, strings.ReplaceAll(test.err, "HOME/", string(e.Home)+string(filepath.Separator)), test.advice)
			if len(fake.created) != test.created {
				t.Errorf("%d clusters were made, want %d", len(fake.created), test.created)
			}
			if locks, err := filepath.Glob(filepath.Join(string(e.Home), "locks", "*")); err != nil || len(locks) != 0 && !test.left {
				t.Errorf("locks were left: %v, %v", locks, err)
			}
			if test.left != fake.clusters["weak-rbac"] {
				t.Errorf("the cluster is there: %v, want %v", fake.clusters["weak-rbac"], test.left)
			}
			if !test.left {
				if ids, err := e.Home.labIDs(); err != nil || len(ids) != 0 {
					t.Errorf("something was left: %v, %v", ids, err)
				}
			}
		})
	}
}

// Cancelling during Create and a seeding that fails with a context that is over both
// clear up.
func TestStartCancelled(t *testing.T) {
	fake := newFake("fake", AllCapabilities()...)
	e := newEngine(t, fake)
	ctx, cancel := context.WithCancel(t.Context())
	fake.create = func(context.Context) error { cancel(); return nil } // the cluster comes up all the same
	if _, err := e.Start(ctx, StartOptions{Scenario: "weak-rbac"}); err == nil {
		t.Fatal("a cancelled Start succeeded")
	}
	if len(fake.clusters) != 0 || len(fake.deleted) != 1 {
		t.Errorf("left %v, deleted %v", fake.clusters, fake.deleted)
	}
	if ids, err := e.Home.labIDs(); err != nil || len(ids) != 0 {
		t.Errorf("left %v, %v", ids, err)
	}
}

// What a start or stop that was cut short left is cleared by the next start.
func TestStartAfterUnfinished(t *testing.T) {
	for _, phase := range []Phase{PhaseStarting, PhaseStopping} {
		t.Run(string(phase), func(t *testing.T) {
			fake := newFake("fake", AllCapabilities()...)
			e := newEngine(t, fake)
			put(t, e, fake, "weak-rbac", phase)
			_, err := e.Start(t.Context(), StartOptions{Scenario: "weak-rbac"})
			if !errors.Is(err, errNoAPI) { // so it got as far as a new cluster
				t.Errorf("got %v", err)
			}
			if len(fake.deleted) != 2 || len(fake.created) != 1 {
				t.Errorf("deleted %v and made %d, want the old one deleted, one made, and that deleted", fake.deleted, len(fake.created))
			}
		})
	}
}

func TestStartTwiceAtOnce(t *testing.T) {
	fake := newFake("fake", AllCapabilities()...)
	e := newEngine(t, fake)
	inside, leave := make(chan struct{}), make(chan struct{})
	fake.create = func(context.Context) error { close(inside); <-leave; return errors.New("enough") }
	done := make(chan error)
	go func() {
		_, err := e.Start(t.Context(), StartOptions{Scenario: "weak-rbac"})
		done <- err
	}()
	<-inside
	for what, do := range map[string]func() error{
		"start": func() error { _, err := e.Start(t.Context(), StartOptions{Scenario: "weak-rbac"}); return err },
		"stop":  func() error { return e.Stop(t.Context(), "weak-rbac", nil) },
		"open":  func() error { _, err := e.Open(t.Context(), "weak-rbac"); return err },
	} {
		err := do()
		busy, ok := errors.AsType[*BusyError](err)
		if !ok || busy.Doing != "start" || busy.Wanted != what {
			t.Errorf("%s meanwhile: got %v", what, err)
		}
	}
	close(leave)
	if err := <-done; err == nil || err.Error() != "enough" {
		t.Errorf("the first start: got %v", err)
	}
}

func TestStartKeep(t *testing.T) {
	fake := newFake("fake", AllCapabilities()...)
	e := newEngine(t, fake)
	_, err := e.Start(t.Context(), StartOptions{Scenario: "weak-rbac", Name: "mine", Keep: true})
	if !errors.Is(err, errNoAPI) {
		t.Fatalf("got %v", err)
	}
	lab, err := e.Open(t.Context(), "mine")
	if err != nil || lab.Scenario().ID != "weak-rbac" || lab.Cluster().ID() != "mine" {
		t.Errorf("the lab to look at cannot be opened: %v, %v", lab, err)
	}
}

func TestClusterSpec(t *testing.T) {
	scenario, err := scenarios.Builtin().Get("anonymous-kubelet")
	if err != nil {
		t.Fatal(err)
	}
	scenario.NodeFiles = map[string]scenarios.NodeFile{"etc/x": {Data: []byte("x"), Mode: 0o600}}
	spec := clusterSpec(&State{ID: "mine", Image: "node:test"}, scenario)
	if spec.ID != "mine" || spec.Image != "node:test" || spec.Kubelet["readOnlyPort"] == nil || spec.Files["etc/x"].Mode != 0o600 || string(spec.Files["etc/x"].Data) != "x" {
		t.Errorf("got %+v", spec)
	}
}

func TestOpen(t *testing.T) {
	fake := newFake("fake", AllCapabilities()...)
	e := newEngine(t, fake)
	for _, test := range []struct {
		id          ID
		prepare     func()
		err, advice string
		lab         bool
	}{
		{id: "nobody", err: `no lab "nobody" is on this machine`, advice: "harden status, which shows the labs there are"},
		{id: "runs", prepare: func() {}, lab: true},
		{id: "resetting", prepare: func() { put(t, e, fake, "resetting", PhaseResetting) }, lab: true},
		{
			id: "stopped", prepare: func() { fake.clusters["stopped"] = false },
			err:    `lab "stopped" is not running: its node process (pid 4711) has ended`,
			advice: "harden reset stopped, which makes it anew as it was seeded, or harden stop stopped", lab: true,
		},
		{
			id: "gone", prepare: func() { delete(fake.clusters, "gone") },
			err:    `lab "gone" is not running: its cluster is gone`,
			advice: "harden reset gone, which makes it anew as it was seeded, or harden stop gone", lab: true,
		},
		{
			id: "half-started", prepare: func() { put(t, e, fake, "half-started", PhaseStarting) },
			err:    `lab "half-started" is unfinished: a start of it was cut short`,
			advice: "harden stop half-started, or start it again, which clears it first",
		},
		{
			id: "half-stopped", prepare: func() { put(t, e, fake, "half-stopped", PhaseStopping) },
			err:    `lab "half-stopped" is unfinished: a stop of it was cut short`,
			advice: "harden stop half-stopped, or start it again, which clears it first",
		},
		{
			id: "old-scenario", prepare: func() {
				state := goodState("old-scenario")
				state.Scenario = "weak-rbca"
				if err := e.Home.writeState(state); err != nil {
					t.Fatal(err)
				}
			},
			err: `lab "old-scenario": there is no scenario "weak-rbca"; did you mean "weak-rbac"?`,
		},
		{
			id: "elsewhere", prepare: func() {
				state := goodState("elsewhere")
				state.Provider = "cloud"
				if err := e.Home.writeState(state); err != nil {
					t.Fatal(err)
				}
			},
			err: `lab "elsewhere": there is no cluster provider "cloud"`, advice: "--on fake",
		},
	} {
		t.Run(string(test.id), func(t *testing.T) {
			if test.prepare != nil {
				put(t, e, fake, test.id, PhaseReady)
				test.prepare()
			}
			lab, err := e.Open(t.Context(), test.id)
			if test.err == "" {
				if err != nil {
					t.Fatal(err)
				}
			} else {
				wantError(t, err, test.err, test.advice)
			}
			if (lab != nil) != test.lab {
				t.Errorf("got a lab: %v, want one: %v", lab != nil, test.lab)
			}
			if lab != nil && test.err != "" {
				if _, err := lab.Grade(t.Context(), graderOptions()); err == nil {
					t.Error("a lab that does not run was graded")
				}
				if _, err := lab.RunScript(t.Context(), "attack.sh", Stdio{}); err == nil {
					t.Error("a script ran in a lab that does not run")
				}
				if err := lab.Watch(t.Context(), nil); err == nil {
					t.Error("a lab that does not run was watched")
				}
			}
		})
	}
}

func TestList(t *testing.T) {
	fake := newFake("fake", AllCapabilities()...)
	e := newEngine(t, fake)
	put(t, e, fake, "runs", PhaseReady)
	put(t, e, fake, "ended", PhaseReady)
	fake.clusters["ended"] = false
	put(t, e, fake, "broken", PhaseReady)
	if err := os.WriteFile(e.Home.statePath("broken"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	fake.clusters["orphan"] = true
	statuses, err := e.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, status := range statuses {
		line := string(status.ID) + " " + status.Scenario
		if status.Running {
			line += " runs at " + status.Endpoints.APIServer
		}
		if status.Problem != nil {
			line += ": " + status.Problem.Error()
		}
		got = append(got, strings.ReplaceAll(line, string(e.Home)+string(filepath.Separator), "HOME/"))
	}
	want := []string{
		`broken : the state of lab "broken" is damaged: HOME/labs/broken/lab.json: unexpected end of JSON input`,
		`ended weak-rbac: lab "ended" is not running: its node process (pid 4711) has ended`,
		`orphan : the cluster of lab "orphan" is there, but no note of what it is`,
		`runs weak-rbac runs at 127.20.0.9:6443`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestStop(t *testing.T) {
	for _, test := range []struct {
		name    string
		prepare func(*testing.T, *Engine, *fakeProvider)
		err     string
		kept    bool // the state file is kept aside
		left    bool // the lab is still there
	}{
		{name: "nothing there"},
		{name: "runs", prepare: func(t *testing.T, e *Engine, p *fakeProvider) { put(t, e, p, "shop", PhaseReady) }},
		{name: "unfinished", prepare: func(t *testing.T, e *Engine, p *fakeProvider) { put(t, e, p, "shop", PhaseStarting) }},
		{name: "cluster only", prepare: func(_ *testing.T, _ *Engine, p *fakeProvider) { p.clusters["shop"] = true }},
		{
			name: "damaged", kept: true,
			prepare: func(t *testing.T, e *Engine, p *fakeProvider) {
				put(t, e, p, "shop", PhaseReady)
				if err := os.WriteFile(e.Home.statePath("shop"), []byte("precious"), 0o600); err != nil {
					t.Fatal(err)
				}
			},
		},
		{
			name: "newer", left: true,
			prepare: func(t *testing.T, e *Engine, p *fakeProvider) {
				put(t, e, p, "shop", PhaseReady)
				if err := os.WriteFile(e.Home.statePath("shop"), []byte(`{"version": 2, "harden": "v9"}`), 0o600); err != nil {
					t.Fatal(err)
				}
			},
			err: `lab "shop" was made by a newer harden (v9): its state has version 2 and this build knows up to 1; it was left as it is`,
		},
		{
			name: "provider fails", left: true,
			prepare: func(t *testing.T, e *Engine, p *fakeProvider) {
				put(t, e, p, "shop", PhaseReady)
				p.fail = errors.New("a process does not end")
			},
			err: `stopping lab "shop": a process does not end`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			fake := newFake("fake", AllCapabilities()...)
			e := newEngine(t, fake, newFake("poor"))
			if test.prepare != nil {
				test.prepare(t, e, fake)
			}
			err := e.Stop(t.Context(), "shop", nil)
			if got := errorText(err); got != test.err {
				t.Fatalf("got %q, want %q", got, test.err)
			}
			if fake.clusters["shop"] != test.left {
				t.Errorf("the cluster is there: %v, want %v", fake.clusters["shop"], test.left)
			}
			if _, err := os.Stat(e.Home.Lab("shop")); (err == nil) != test.left {
				t.Errorf("the state is there: %v, want %v", err, test.left)
			}
			kept, err := filepath.Glob(filepath.Join(string(e.Home), "damaged", "shop-*.json"))
			if err != nil || (len(kept) == 1) != test.kept {
				t.Errorf("kept %v, %v, want one: %v", kept, err, test.kept)
			}
			if fake.fail = nil; test.name == "provider fails" {
				// It can be called again, and the lab counts as unfinished meanwhile.
				_, err := e.Open(t.Context(), "shop")
				if _, ok := errors.AsType[*UnfinishedError](err); !ok {
					t.Errorf("Open of a lab half stopped: %v", err)
				}
				if err := e.Stop(t.Context(), "shop", nil); err != nil || fake.clusters["shop"] {
					t.Errorf("stopping again: %v", err)
				}
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A lab whose cluster cannot be put back or does not run is made anew.
func TestResetRecreates(t *testing.T) {
	for _, runs := range []bool{true, false} {
		fake := newFake("fake", AllCapabilities()...)
		e := newEngine(t, fake)
		put(t, e, fake, "shop", PhaseReady)
		fake.clusters["shop"] = runs
		lab, err := e.Open(t.Context(), "shop")
		if lab == nil {
			t.Fatal(err)
		}
		// The fake has no API server, so the new lab does not come to be, and nothing is left.
		_, err = lab.Reset(t.Context(), nil)
		if got := errorText(err); got != `making lab "shop" anew: this cluster has no API server` {
			t.Errorf("got %q", got)
		}
		if len(fake.created) != 1 || len(fake.clusters) != 0 {
			t.Errorf("made %d, left %v", len(fake.created), fake.clusters)
		}
		if _, err := os.Stat(e.Home.Lab("shop")); err == nil {
			t.Error("the state of a lab that is gone was left")
		}
	}
}

func TestTwice(t *testing.T) {
	differs := &ResetError{ID: "shop", Differences: []Difference{{Kind: ObjectDifference, Name: "pods/shop/web", What: "added"}}}
	broken := &ResetError{ID: "shop", Broken: []grader.Result{{ID: "runs", Role: grader.Guard, Outcome: grader.Fail}}}
	silent := &ResetError{ID: "shop", Last: "the API server does not answer"}
	for _, tt := range []struct {
		name  string
		comes []error
		again string
		err   error
	}{
		{"at once", []error{nil}, "", nil},
		{"the second time", []error{differs, nil}, `lab "shop" was reset, but differs from how it was seeded: object pods/shop/web added`, nil},
		{"checks, the second time", []error{broken, nil}, `lab "shop" was reset, but its checks are not as they were: runs should pass, but is fail`, nil},
		{"never", []error{differs, differs}, differs.Error(), differs},
		{"nothing to compare", []error{silent}, "", silent},
		{"no checkpoint", []error{errDamaged}, "", errDamaged},
	} {
		n := 0
		again, err := twice(func() error { n++; return tt.comes[n-1] })
		if n != len(tt.comes) || again != tt.again || !errors.Is(err, tt.err) {
			t.Errorf("%s: put back %d times, %q, %v", tt.name, n, again, err)
		}
	}
}

// TestUntilSeeded: a lab in which something still happens is waited for, and one that stays as
// it is, or never comes to rest, is not.
func TestUntilSeeded(t *testing.T) {
	const quiet = 200 * time.Millisecond
	differs := func(what string) *ResetError {
		return &ResetError{ID: "shop", Differences: []Difference{{Kind: ObjectDifference, Name: "pods/shop/web", What: what}}}
	}
	for _, tt := range []struct {
		name string
		look func(since time.Duration) (*ResetError, error)
		want string
		most time.Duration // until it gives up; 0: not earlier than quiet
	}{
		{"seeded after a while of changes", func(since time.Duration) (*ResetError, error) {
			if since > 3*quiet {
				return nil, nil
			}
			return differs(since.Truncate(quiet / 2).String()), nil
		}, "", 0},
		{"as it is", func(time.Duration) (*ResetError, error) { return differs("removed"), nil }, differs("removed").Error(), 2 * quiet},
		{"silent, each time in other words", func(since time.Duration) (*ResetError, error) { return nil, errors.New(since.String()) }, "could not be shown", 2 * quiet},
		{"never at rest", func(since time.Duration) (*ResetError, error) { return differs(since.String()), nil }, "differs from how it was seeded", 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			err := untilSeeded(t.Context(), "shop", quiet, 10*quiet, func(context.Context) (*ResetError, error) { return tt.look(time.Since(began)) })
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
			}
			if took := time.Since(began); took < quiet || tt.most > 0 && took > tt.most {
				t.Errorf("%s: gave up after %s", tt.name, took)
			}
		})
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errDamaged)
	if err := untilSeeded(ctx, "shop", quiet, quiet, func(context.Context) (*ResetError, error) { return differs("removed"), nil }); !errors.Is(err, errDamaged) {
		t.Errorf("cancelled: %v", err)
	}
}

var errDamaged = errors.New("the checkpoint's files are damaged")

func TestResetAfterStop(t *testing.T) {
	fake := newFake("fake", AllCapabilities()...)
	e := newEngine(t, fake)
	put(t, e, fake, "shop", PhaseReady)
	lab, err := e.Open(t.Context(), "shop")
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Stop(t.Context(), "shop", nil); err != nil {
		t.Fatal(err)
	}
	_, err = lab.Reset(t.Context(), nil)
	if _, ok := errors.AsType[*NotFoundError](err); !ok || len(fake.created) != 0 {
		t.Errorf("Reset brought back a lab that was stopped: %v", err)
	}
}
