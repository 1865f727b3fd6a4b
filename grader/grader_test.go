package grader

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"k8s.io/client-go/rest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func within(d time.Duration) *Duration {
	w := Duration(d)
	return &w
}

// podCheck passes once the pod shop/web is there.
func podCheck(role Role, settle time.Duration) Check {
	return Check{
		ID: "web-there", Title: "The web pod is there", Role: role, Within: within(settle),
		Objects: &ObjectsProbe{List: []ObjectRef{{ID: "web", Resource: "pods", Namespace: "shop", Name: "web", Optional: true}}},
		Expect:  "has(objects.web.metadata)",
	}
}

func TestZeroOutcomeIsError(t *testing.T) {
	if (Result{}).Outcome != Error {
		t.Fatal("a result nobody filled in must be an error")
	}
	if got := (&Report{}).Outcome(); got != Error {
		t.Fatalf("an empty report is %s", got)
	}
	var r Report
	r.settle()
	if r.Solved {
		t.Fatal("an empty report is solved")
	}
}

func TestSolved(t *testing.T) {
	res := func(role Role, o Outcome) Result { return Result{ID: string(role), Role: role, Outcome: o} }
	for _, tc := range []struct {
		name    string
		results []Result
		solved  bool
		outcome Outcome
	}{
		{"all pass", []Result{res(Goal, Pass), res(Guard, Pass), res(Trap, Pass)}, true, Pass},
		{"a goal fails", []Result{res(Goal, Fail), res(Guard, Pass)}, false, Fail},
		{"a guard fails", []Result{res(Goal, Pass), res(Guard, Fail)}, false, Fail},
		{"a trap is sprung", []Result{res(Goal, Pass), res(Trap, Fail)}, false, Fail},
		{"pending", []Result{res(Goal, Pending), res(Guard, Pass)}, false, Pending},
		{"in doubt", []Result{res(Goal, Pass), res(Guard, Error)}, false, Error},
		{"doubt before failure", []Result{res(Goal, Fail), res(Guard, Error)}, false, Error},
		{"no goal", []Result{res(Guard, Pass)}, false, Pass},
	} {
		r := Report{Results: tc.results}
		r.settle()
		if r.Solved != tc.solved || r.Outcome() != tc.outcome {
			t.Errorf("%s: solved %v, %s; want %v, %s", tc.name, r.Solved, r.Outcome(), tc.solved, tc.outcome)
		}
	}
}

func TestSettle(t *testing.T) {
	now := time.Now()
	for _, tc := range []struct {
		name    string
		options Options
		within  time.Duration
		after   time.Duration // the first look, when the pod comes; 0 never
		want    Outcome
		looks   string
		least   time.Duration
	}{
		{name: "one look, nothing known", within: time.Minute, want: Fail},
		{name: "one look, just changed", options: Options{LastChange: now}, within: time.Minute, want: Pending},
		{name: "one look, changed long ago", options: Options{LastChange: now.Add(-time.Hour)}, within: time.Minute, want: Fail},
		{name: "settles, and it comes true", options: Options{Settle: true}, within: time.Minute, after: 700 * time.Millisecond, want: Pass, looks: "looked", least: 700 * time.Millisecond},
		{name: "settles in vain", options: Options{Settle: true}, within: 3 * time.Second, want: Fail, looks: "looked", least: 3 * time.Second},
		{name: "nothing to wait for", options: Options{Settle: true, LastChange: now.Add(-time.Hour)}, within: time.Minute, want: Fail},
		{name: "within zero", options: Options{Settle: true}, within: 0, want: Fail},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newFakeCluster(t)
			if tc.after > 0 {
				comes := sync.OnceFunc(func() { time.AfterFunc(tc.after, func() { podRunning(c) }) })
				c.sees = func(request string) {
					if request == "GET /api/v1/namespaces/shop/pods/web" {
						comes()
					}
				}
			}
			began := time.Now()
			res := New(c, tc.options).Grade(t.Context(), []Check{podCheck(Goal, tc.within)}).Results[0]
			took := time.Since(began)
			if res.Outcome != tc.want {
				t.Fatalf("got %s (%s), want %s", res.Outcome, res.Said, tc.want)
			}
			// A machine may be busy; what is waited for in vain takes a minute, or the deadline of 20 s.
			if most := 15 * time.Second; took < tc.least || took > most {
				t.Errorf("took %s, want %s to %s", took, tc.least, most)
			}
			if notes := strings.Join(res.Evidence.Notes, "\n"); !strings.Contains(notes, tc.looks) || tc.looks == "" && notes != "" {
				t.Errorf("notes: %q, want %q", notes, tc.looks)
			}
		})
	}
}

// A learner whose edit has just restarted the API server gets a verdict, not an error.
func TestSettleWaitsForAnAPIServerThatComesBack(t *testing.T) {
	c := newFakeCluster(t)
	podRunning(c)
	c.fault, c.faultAt = unavailable, 0
	var looked atomic.Int64
	target := &hookedTarget{fakeCluster: c, files: func() { looked.Add(1) }}
	time.AfterFunc(500*time.Millisecond, func() { c.requests.Store(-1 << 30) }) // healthy from now on
	r := New(target, Options{Settle: true}).Grade(t.Context(), []Check{podCheck(Goal, time.Second)})
	if r.Results[0].Outcome != Pass {
		t.Fatalf("got %s: %s", r.Results[0].Outcome, r.Results[0].Said)
	}
}

// hookedTarget calls a function whenever the node's files are asked for.
type hookedTarget struct {
	*fakeCluster
	files func()
	dial  func()
}

func (h *hookedTarget) Files() Files {
	if h.files != nil {
		h.files()
	}
	return h.fakeCluster.Files()
}

func (h *hookedTarget) Dial(ctx context.Context, from Vantage, network, address string) (net.Conn, error) {
	if h.dial != nil && address != h.vars["apiserver.address"] {
		h.dial()
	}
	return h.fakeCluster.Dial(ctx, from, network, address)
}

// The API server dies while a probe of something else is under way and is back before the
// end: the look does not count, although both sides of the gate are open.
func TestAPIServerThatDiesAndComesBack(t *testing.T) {
	for name, e := range map[string]Check{
		"files": {ID: "f", Title: "t", Role: Guard, Files: &FilesProbe{Paths: []FileRef{{ID: "key", Path: "/etc/kubernetes/pki/ca.key"}}}, Expect: "files.key.exists"},
		"tcp":   {ID: "f", Title: "t", Role: Guard, TCP: &TCPProbe{Address: "${node.address}:${node.kubeletPort}"}, Expect: "connected"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newFakeCluster(t)
			var watches atomic.Int64
			c.sees = func(request string) {
				if request == "GET /api/v1/namespaces" {
					watches.Add(1)
				}
			}
			died := false
			die := func() {
				before := watches.Load()
				c.api.CloseClientConnections()
				died = true
				// The server itself goes on. That there is another watch shows that the one before was seen broken.
				for end := time.Now().Add(10 * time.Second); watches.Load() == before && time.Now().Before(end); time.Sleep(time.Millisecond) {
				}
			}
			r := New(&hookedTarget{fakeCluster: c, files: die, dial: die}, Options{}).Grade(t.Context(), []Check{e})
			if !died {
				t.Fatal("it did not die")
			}
			if res := r.Results[0]; res.Outcome != Error || !strings.Contains(res.Said, "went away meanwhile") {
				t.Fatalf("got %s: %s", res.Outcome, res.Said)
			}
		})
	}
}

func TestWrongCAIsAnError(t *testing.T) {
	c := newFakeCluster(t)
	c.conf.CAData = newPKI(t).pem
	for name, e := range examples() {
		if name == "etcd" {
			continue // it would need an etcd before it could fail at the gate
		}
		r := New(c, Options{}).Grade(t.Context(), []Check{e.check})
		if res := r.Results[0]; res.Outcome != Error || !strings.Contains(res.Said, "certificate signed by unknown authority") {
			t.Errorf("%s: got %s: %s", name, res.Outcome, res.Said)
		}
	}
}

// hangingTarget never says how to reach the cluster, or never gives its files.
type hangingTarget struct {
	*fakeCluster
	config, files, etcd bool
	release             chan struct{}
}

func (h *hangingTarget) AdminConfig() (*rest.Config, error) {
	if h.config {
		<-h.release
	}
	return h.fakeCluster.AdminConfig()
}

func (h *hangingTarget) Files() Files {
	if h.files {
		<-h.release
	}
	return h.fakeCluster.Files()
}

func TestHangingTargetIsAnError(t *testing.T) {
	file := Check{ID: "f", Title: "t", Role: Goal, Files: &FilesProbe{Paths: []FileRef{{ID: "key", Path: "/x"}}}, Expect: "!files.key.exists"}
	t.Parallel() // it only waits
	for _, tc := range []struct {
		name     string
		target   hangingTarget
		deadline time.Duration
		want     string
	}{
		{"config", hangingTarget{config: true}, 500 * time.Millisecond, "the lab's admin credential: context deadline exceeded"},
		// A third of it is what the API server has for an answer, and that one is alive.
		{"files", hangingTarget{files: true}, 7 * time.Second, "stat /x: context deadline exceeded"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.target.fakeCluster = newFakeCluster(t)
			tc.target.release = make(chan struct{})
			defer close(tc.target.release)
			r := New(&tc.target, Options{Deadline: tc.deadline}).Grade(t.Context(), []Check{file})
			if res := r.Results[0]; res.Outcome != Error || !strings.Contains(res.Said, tc.want) {
				t.Fatalf("got %s: %s", res.Outcome, res.Said)
			}
		})
	}
}

func TestFeedback(t *testing.T) {
	check := func(f ...Feedback) Check {
		return Check{
			ID: "it", Title: "t", Role: Goal,
			HTTP: &HTTPProbe{HTTPRequest: HTTPRequest{URL: "https://${node.address}:${node.kubeletPort}/pods"}}, Expect: "response.code == 200", Feedback: f,
		}
	}
	for _, tc := range []struct {
		name  string
		check Check
		role  Role
		want  string
		note  string
	}{
		{"the first that holds", check(Feedback{"response.code == 500", "a"}, Feedback{"response.code == 401", "b"}, Feedback{"response.code > 400", "c"}), Goal, "b", ""},
		{"one that cannot be tried is passed over, and told", check(Feedback{"response.json.x == 1", "a"}, Feedback{"response.code == 401", "b"}), Goal, "b", "feedback 1 could not be tried (response.json.x == 1): no such key: json"},
		{"variables", check(Feedback{"true", "Look at ${node.name}. Write $${x} so."}), Goal, "Look at node-1. Write ${x} so.", ""},
		{"none holds", check(Feedback{"false", "a"}), Goal, "This is not so yet.", ""},
		{"none, of a guard", check(), Guard, "This has to keep working, and it does not any more.", ""},
		{"none, of a trap", check(), Trap, "The state is past saving from here. Reset the lab to start over.", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.check.Role = tc.role
			res := New(newFakeCluster(t), Options{}).Grade(t.Context(), []Check{tc.check}).Results[0]
			if res.Outcome != Fail || res.Said != tc.want {
				t.Fatalf("got %s: %q, want %q", res.Outcome, res.Said, tc.want)
			}
			if got := strings.Join(res.Evidence.Notes, "\n"); got != tc.note {
				t.Errorf("notes %q, want %q", got, tc.note)
			}
		})
	}
}

// An expect that cannot be evaluated is neither pass nor fail.
func TestExpectThatCannotBeEvaluated(t *testing.T) {
	for _, expect := range []string{"exec.code == 0", "exec.code != 0", "!(exec.code == 0)"} {
		c := Check{ID: "it", Title: "t", Role: Goal, Exec: &ExecProbe{Pod: "shop/web", Command: []string{"id"}}, Expect: expect}
		res := New(newFakeCluster(t), Options{}).Grade(t.Context(), []Check{c}).Results[0]
		if res.Outcome != Error || !strings.Contains(res.Said, "no such key: code") {
			t.Errorf("%s: got %s: %s", expect, res.Outcome, res.Said)
		}
	}
	c := Check{ID: "it", Title: "t", Role: Goal, Exec: &ExecProbe{Pod: "shop/web", Command: []string{"id"}}, Expect: "exec.ran && exec.code == 0"}
	if res := New(newFakeCluster(t), Options{}).Grade(t.Context(), []Check{c}).Results[0]; res.Outcome != Fail {
		t.Errorf("got %s: %s", res.Outcome, res.Said)
	}
}

// A look whose control fails tells nothing, whatever it saw otherwise.
func TestControl(t *testing.T) {
	for _, tc := range []struct {
		control, expect string
		outcome         Outcome
		said            string
	}{
		{"response.code == 401", "response.code == 401", Pass, ""},
		{"response.code == 401", "response.code == 200", Fail, "This is not so yet."},
		{"response.code == 200", "response.code == 401", Error, "cannot reach what it has to reach, so nothing can be told of what it does not reach (response.code == 200)"},
		{"response.json.x == 1", "response.code == 401", Error, "the facts do not answer the check's control: no such key: json"},
	} {
		c := Check{
			ID: "it", Title: "t", Role: Goal, Control: tc.control, Expect: tc.expect,
			HTTP: &HTTPProbe{HTTPRequest: HTTPRequest{URL: "https://${node.address}:${node.kubeletPort}/pods"}},
		}
		res := New(newFakeCluster(t), Options{}).Grade(t.Context(), []Check{c}).Results[0]
		if res.Outcome != tc.outcome || !strings.Contains(res.Said, tc.said) {
			t.Errorf("control %s, expect %s: got %s: %s", tc.control, tc.expect, res.Outcome, res.Said)
		}
	}
}

// A grading that is cancelled says so of every check, and leaves nothing, wherever it was.
func TestCancelled(t *testing.T) {
	token := Check{ID: "tok", Title: "t", Role: Goal, Token: &TokenProbe{ServiceAccount: "shop/bot", Bound: BoundToSecret, Revoke: true}, Expect: "token.codeAfter == 401"}
	for _, at := range []string{
		"POST /api/v1/namespaces/shop/secrets",
		"POST /api/v1/namespaces/shop/serviceaccounts/bot/token",
		"DELETE /api/v1/namespaces/shop/secrets/",
	} {
		t.Run(at, func(t *testing.T) {
			c := newFakeCluster(t)
			account(c)
			c.remembers = math.MaxInt // so that the revoked token would be polled for long
			ctx, cancel := context.WithCancel(t.Context())
			c.sees = func(request string) {
				if strings.HasPrefix(request, at) {
					cancel()
				}
			}
			r := New(c, Options{}).Grade(ctx, []Check{token, podCheck(Guard, 0)})
			if ctx.Err() == nil {
				t.Fatalf("there was no such request:\n%s", strings.Join(c.seen, "\n"))
			}
			for _, res := range r.Results {
				if res.Outcome != Error || !strings.Contains(res.Said, "cancelled") {
					t.Errorf("%s: got %s: %s", res.ID, res.Outcome, res.Said)
				}
			}
			if left := c.leftovers(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestCleanUp(t *testing.T) {
	c := newFakeCluster(t)
	check := Check{
		ID: "it", Title: "t", Role: Guard,
		Admission: &AdmissionProbe{Cases: []AdmissionCase{{ID: "pod", Namespace: "${canary.ns}", Object: podObject(false), Real: true}}}, Expect: "admission.pod.allowed",
	}
	r := New(c, Options{}).Grade(t.Context(), []Check{check})
	if r.Results[0].Outcome != Pass {
		t.Fatalf("%s: %s", r.Results[0].Outcome, r.Results[0].Said)
	}
	c.mu.Lock()
	seen := strings.Join(c.seen, "\n")
	c.mu.Unlock()
	if !strings.Contains(seen, "POST /api/v1/namespaces\n") || strings.Count(seen, "DELETE /api/v1/namespaces/") < 2 {
		t.Errorf("a namespace and a pod should have come and gone:\n%s", seen)
	}
	if left := c.leftovers(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestSweep(t *testing.T) {
	c := newFakeCluster(t)
	object := func(name string, age time.Duration, labels map[string]any) map[string]any {
		return map[string]any{"kind": "Namespace", "metadata": map[string]any{"name": name, "labels": labels, "creationTimestamp": time.Now().Add(-age).UTC().Format(time.RFC3339)}}
	}
	mine := map[string]any{Label: "true"}
	c.put("/api/v1/namespaces/old", object("old", time.Hour, mine))
	c.put("/api/v1/namespaces/young", object("young", time.Minute, mine))
	c.put("/api/v1/namespaces/learners", object("learners", time.Hour, map[string]any{}))
	g := New(c, Options{Settle: true})
	g.Grade(t.Context(), []Check{podCheck(Guard, 0)})
	if c.has("/api/v1/namespaces/old") {
		t.Error("a leftover of an hour ago is still there")
	}
	if !c.has("/api/v1/namespaces/young") {
		t.Error("what may be another grading's was swept away")
	}
	if !c.has("/api/v1/namespaces/learners") {
		t.Error("the learner's namespace was swept away")
	}
}

func TestOneLookIsOneLook(t *testing.T) {
	c := newFakeCluster(t)
	podRunning(c)
	r := New(c, Options{}).Grade(t.Context(), []Check{podCheck(Goal, 0)})
	if !r.Solved {
		t.Fatal(r.Results[0].Said)
	}
	want := []string{"GET " + liveObject, "GET /api/v1/namespaces", "GET /readyz", "GET /api/v1/namespaces/shop/pods/web", "GET " + liveObject}
	if !slices.Equal(c.seen, want) {
		t.Errorf("asked %v, want %v", c.seen, want)
	}
}

func TestReportRendering(t *testing.T) {
	at := time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)
	r := &Report{
		APIVersion: ReportVersion, Scenario: "anonymous-kubelet", Lab: "lab-1", Started: at, Took: Duration(212 * time.Millisecond),
		Results: []Result{
			{ID: "anonymous-denied", Title: "A caller without a credential is turned away", Role: Goal, Outcome: Fail, Said: `Anyone can "still" list <pods>.`, Took: Duration(12 * time.Millisecond), Evidence: Evidence{Wanted: "responses.all(r, r.code == 401)", Seen: []Observation{{Asked: "GET https://127.20.0.1:10250/pods", As: "anonymous", From: "host", Got: "200 OK"}}}},
			{ID: "node-ready", Title: "The node is Ready", Role: Guard, Outcome: Pass, Took: Duration(3 * time.Millisecond), Evidence: Evidence{Wanted: "true", Seen: []Observation{{Asked: "GET /api/v1/nodes/n", As: "grader", From: "host", Got: "200 OK"}}}},
			{ID: "tokens", Title: "Tokens need rights", Role: Goal, Outcome: Pending, Said: "This is not so yet.", Evidence: Evidence{Wanted: "true", Notes: []string{"looked 3 times in 1.2s; this is the last"}}},
			{ID: "logs", Title: "Logs work", Role: Guard, Outcome: Error, Said: "GET /x: the API server did not answer: connection refused", Evidence: Evidence{Wanted: "true"}},
			{ID: "kept", Title: "Nothing is lost", Role: Trap, Outcome: Pass, Evidence: Evidence{Wanted: "true"}},
		},
	}
	r.settle()
	for name, write := range map[string]func(io.Writer) error{
		"report.json": r.WriteJSON,
		"report.xml":  func(w io.Writer) error { return WriteJUnit(w, r) },
	} {
		var got bytes.Buffer
		if err := write(&got); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v (run the test with -update)", err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s is not as it was (run with -update if that is meant):\n%s", name, got.String())
		}
	}
}

// The verdict of a whole scenario, with evidence, holds no credential.
func TestNoCredentialInTheReport(t *testing.T) {
	c := newFakeCluster(t)
	account(c)
	podRunning(c)
	c.kubelet = func(w http.ResponseWriter, r *http.Request) bool {
		http.Error(w, "no", http.StatusForbidden)
		return true
	}
	var checks []Check
	for name, e := range examples() {
		if name != "etcd" && name != "token" {
			checks = append(checks, e.check)
		}
	}
	checks = append(checks, Check{ID: "tok", Title: "t", Role: Goal, HTTP: &HTTPProbe{HTTPRequest: HTTPRequest{URL: "https://${node.address}:${node.kubeletPort}/x", As: &Identity{Token: "${seed.leaked}"}}}, Expect: "response.code == 401"})
	var out bytes.Buffer
	if err := New(c, Options{}).Grade(t.Context(), checks).WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	secrets := []string{"leaked-token", "PRIVATE KEY"}
	c.mu.Lock()
	for token := range c.tokens {
		secrets = append(secrets, token)
	}
	c.mu.Unlock()
	if len(secrets) < 3 {
		t.Fatal("no token was issued, so nothing could have leaked")
	}
	for _, s := range secrets {
		if strings.Contains(out.String(), s) {
			t.Errorf("the report holds %q", short(s, 30))
		}
	}
}

func TestIdentities(t *testing.T) {
	c := newFakeCluster(t)
	account(c)
	cert, key := c.ca.issue(t, "watcher", "watchers")
	c.files["etc/watcher.crt"] = &fstest.MapFile{Data: cert}
	c.files["etc/watcher.key"] = &fstest.MapFile{Data: key}
	c.files["etc/plugin.conf"] = &fstest.MapFile{Data: []byte(`
apiVersion: v1
kind: Config
current-context: x
contexts: [{name: x, context: {cluster: x, user: x}}]
clusters: [{name: x, cluster: {server: "https://192.0.2.1"}}]
users: [{name: x, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: /tmp/evil, interactiveMode: Never}}}]
`)}
	c.may = func(string, []string, string, string) bool { return true }
	for _, tc := range []struct {
		name string
		as   *Identity
		want string // user and groups, as the API server sees them
		err  string
	}{
		{"anonymous", &Identity{Word: Anonymous}, "system:anonymous [system:unauthenticated]", ""},
		{"grader", &Identity{Word: Self}, "hardenway-grader [system:authenticated system:masters]", ""},
		{"learner", &Identity{Word: Learner}, "kubernetes-admin [system:authenticated kubeadm:cluster-admins]", ""},
		{"serviceAccount", &Identity{ServiceAccount: "shop/bot"}, "system:serviceaccount:shop:bot [system:serviceaccounts system:authenticated]", ""},
		{"user", &Identity{User: "jane", Groups: []string{"dev"}}, "jane [system:authenticated dev]", ""},
		{"certificate", &Identity{Certificate: &Certificate{CN: "jane", Organizations: []string{"dev"}}}, "jane [system:authenticated dev]", ""},
		{"keyPair", &Identity{KeyPair: &KeyPair{Cert: "/etc/watcher.crt", Key: "/etc/watcher.key"}}, "watcher [system:authenticated watchers]", ""},
		{"kubeconfig", &Identity{Kubeconfig: "/etc/kubernetes/admin.conf"}, "kubernetes-admin [system:authenticated kubeadm:cluster-admins]", ""},
		{"token", &Identity{Token: "nonsense"}, "401", ""},
		{"no such account", &Identity{ServiceAccount: "shop/nobody"}, "", "no token for serviceaccount shop/nobody: the API server answered 404"},
		{"no such CA", &Identity{Certificate: &Certificate{CN: "x", CA: "/etc/none"}}, "", "reading /etc/none.crt on the node: open etc/none.crt: file does not exist"},
		{"no such kubeconfig", &Identity{Kubeconfig: "/etc/none.conf"}, "", "reading /etc/none.conf on the node"},
		{"a kubeconfig that runs a program", &Identity{Kubeconfig: "/etc/plugin.conf"}, "", "its credential comes from a program (/tmp/evil), and the grader runs none"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			check := Check{
				ID: "it", Title: "t", Role: Goal, Expect: "access.who.code == 201",
				Access: &AccessProbe{As: tc.as, Requests: []AccessRequest{{ID: "who", Verb: "create", Resource: "selfsubjectreviews.authentication.k8s.io", Mode: ByRequest}}},
			}
			res := New(c, Options{Facts: true}).Grade(t.Context(), []Check{check}).Results[0]
			if tc.err != "" {
				if res.Outcome != Error || !strings.Contains(res.Said, tc.err) {
					t.Fatalf("got %s: %s, want %s", res.Outcome, res.Said, tc.err)
				}
				return
			}
			who := res.Facts["access"].(map[string]any)["who"].(map[string]any)
			got := fmt.Sprint(who["code"])
			if who["code"] == int64(201) {
				info := who["object"].(map[string]any)["status"].(map[string]any)["userInfo"].(map[string]any)
				got = fmt.Sprint(info["username"], " ", info["groups"])
			}
			if got != tc.want {
				t.Fatalf("the API server takes it for %s, want %s", got, tc.want)
			}
		})
	}
}

// Whatever has to be issued is issued anew for each look, so that no cache has seen it.
func TestIdentitiesAreFresh(t *testing.T) {
	c := newFakeCluster(t)
	account(c)
	e := examples()["access"].check
	g := New(c, Options{})
	for range 3 {
		if r := g.Grade(t.Context(), []Check{e}); !r.Solved {
			t.Fatal(r.Results[0].Said)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.tokens) != 3 {
		t.Errorf("%d tokens were issued for 3 gradings", len(c.tokens))
	}
}

func TestVariables(t *testing.T) {
	c := newFakeCluster(t)
	for _, tc := range []struct{ url, want string }{
		{"https://${node.address}:${apiserver.port}/", "this lab has no variable ${apiserver.port}"},
		{"https://${node.address}/${seed.none}", "nothing was noted as ${seed.none} when the lab was seeded"},
	} {
		check := Check{ID: "it", Title: "t", Role: Goal, HTTP: &HTTPProbe{HTTPRequest: HTTPRequest{URL: tc.url}}, Expect: "response.code == 0"}
		res := New(c, Options{}).Grade(t.Context(), []Check{check}).Results[0]
		if res.Outcome != Error || !strings.Contains(res.Said, tc.want) {
			t.Errorf("%s: got %s: %s", tc.url, res.Outcome, res.Said)
		}
	}
}

func TestCanaries(t *testing.T) {
	c := newFakeCluster(t)
	podRunning(c)
	var words []string
	c.exec = func(command []string) (int, string) {
		words = append(words, command[1])
		return 0, command[1]
	}
	echo := func(id string) Check {
		return Check{ID: id, Title: "t", Role: Goal, Exec: &ExecProbe{Pod: "shop/web", Command: []string{"echo", "${canary.word}"}}, Expect: "exec.stdout == canary.word && exec.stdout != canary.other && size(canary.word) == 16"}
	}
	g := New(c, Options{Parallel: 1})
	for range 2 {
		if r := g.Grade(t.Context(), []Check{echo("a"), echo("b")}); !r.Solved {
			t.Fatal(r.Results[0].Said)
		}
	}
	if len(words) != 4 || words[0] != words[1] || words[2] != words[3] || words[0] == words[2] {
		t.Errorf("canaries should be the same within a grading and differ between two: %v", words)
	}
}

// A source of randomness that fails is an error, not a canary anyone can guess.
func TestNoRandomness(t *testing.T) {
	c := newFakeCluster(t)
	podRunning(c)
	check := Check{ID: "it", Title: "t", Role: Goal, Exec: &ExecProbe{Pod: "shop/web", Command: []string{"echo", "${canary.word}"}}, Expect: "exec.ran"}
	res := New(c, Options{Rand: failingReader{}}).Grade(t.Context(), []Check{check}).Results[0]
	if res.Outcome != Error || !strings.Contains(res.Said, "no randomness for a canary") {
		t.Fatalf("got %s: %s", res.Outcome, res.Said)
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errors.New("the well is dry") }

// A scenario's worth of checks, healthy: what `check` costs.
func BenchmarkGrade(b *testing.B) {
	c := newFakeCluster(b)
	account(c)
	podRunning(c)
	c.exec = func([]string) (int, string) { return 1, "no" }
	var checks []Check
	for _, name := range []string{"objects", "access", "http", "configz", "exec", "files", "access", "http"} {
		checks = append(checks, examples()[name].check)
	}
	g := New(c, Options{})
	for b.Loop() {
		if r := g.Grade(b.Context(), checks); !r.Solved {
			b.Fatal(r.Outcome())
		}
	}
}

// An API server that has not read its rules yet refuses everybody, which must not pass for
// a strict one. What a learner broke for good must not count.
func TestUnready(t *testing.T) {
	for _, tc := range []struct {
		name     string
		unready  []string
		unsynced string
		want     string // "" can be graded
	}{
		{"ready", nil, "", ""},
		{"rules are being written", []string{"poststarthook/rbac/bootstrap-roles"}, "", "The API server is not ready, so nothing can be told: poststarthook/rbac/bootstrap-roles"},
		{"rules are being read", []string{"informer-sync"}, "2 informers not started yet: [*v1.Role *v1.Secret]", "The API server is not ready, so nothing can be told: informer-sync"},
		{"going down", []string{"shutdown"}, "", "so nothing can be told: shutdown"},
		{"secrets that cannot be read", []string{"informer-sync", "poststarthook/storage-readiness"}, "1 informers not started yet: [*v1.Secret]", ""},
		{"a KMS plugin that is gone", []string{"kms-provider-0"}, "", ""},
		{"much", []string{"a", "b", "c", "d", "e"}, "", "so nothing can be told: a, b, c, and 2 more"},
		{"both", []string{"kms-providers", "etcd"}, "", "so nothing can be told: etcd"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newFakeCluster(t)
			podRunning(c)
			c.unready, c.unsynced = tc.unready, tc.unsynced
			res := New(c, Options{}).Grade(t.Context(), []Check{podCheck(Guard, 0)}).Results[0]
			if tc.want == "" && res.Outcome != Pass || tc.want != "" && (res.Outcome != Error || !strings.Contains(res.Said, tc.want)) {
				t.Fatalf("got %s: %s, want %q", res.Outcome, res.Said, tc.want)
			}
		})
	}
}
