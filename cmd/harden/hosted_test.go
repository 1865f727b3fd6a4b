//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hardenway/hardenway/internal/porttest"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/labs/remote"
	"github.com/hardenway/hardenway/labs/workshop"
	"github.com/hardenway/hardenway/scenarios"
)

// envHarden makes the test binary harden.
const envHarden = "HARDENWAY_TEST_HARDEN"

func TestMain(m *testing.M) {
	if code, ok := component(); ok {
		os.Exit(code)
	}
	if os.Getenv(envHarden) != "" {
		os.Exit(harden())
	}
	os.Exit(m.Run())
}

// machine is one of those that take part: a home, and harden.
type machine struct {
	t    *testing.T
	home string
	self string
}

func newMachine(t *testing.T, home string) *machine {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &machine{t, home, self}
}

func (m *machine) command(args ...string) *exec.Cmd {
	cmd := exec.Command(m.self, args...)
	cmd.Env = append(os.Environ(), envHarden+"=1", labs.HomeVariable+"="+m.home, "HOME="+m.home, "TERM=dumb", "KUBECONFIG=")
	return cmd
}

// run runs harden and returns its exit code with all that it said.
func (m *machine) run(in string, args ...string) (int, string) {
	cmd := m.command(args...)
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(in), &out, &out
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		m.t.Errorf("harden %s: %v", strings.Join(args, " "), err)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

// must runs harden, which has to return that exit code.
func (m *machine) must(code int, args ...string) string {
	m.t.Helper()
	got, said := m.run("", args...)
	if got != code {
		m.t.Errorf("harden %s: exit code %d, want %d:\n%s", strings.Join(args, " "), got, code, said)
	}
	return said
}

// background starts harden and leaves it running.
func (m *machine) background(args ...string) (*exec.Cmd, *syncBuffer) {
	m.t.Helper()
	cmd, said := m.command(args...), &syncBuffer{}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() {
		if cmd.ProcessState != nil {
			return
		}
		// Politely: a lab that is killed leaves its cluster running.
		_ = cmd.Process.Signal(syscall.SIGTERM)
		kill := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
		defer kill.Stop()
		_ = cmd.Wait()
	})
	return cmd, said
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// room is a workshop on this machine: a server, two labs and two laptops.
type room struct {
	t        *testing.T
	dir      string
	server   *machine
	serving  *exec.Cmd
	address  string
	agents   []string
	hosts    []*machine
	labs     []*exec.Cmd
	ada, bob *machine
}

func newRoom(t *testing.T) *room {
	t.Helper()
	// Sockets of a lab need short paths, and the forwarders end with their labs' directories.
	dir := t.TempDir()
	r := &room{t: t, dir: dir, address: porttest.Address(t)}
	for name, into := range map[string]**machine{"server": &r.server, "ada": &r.ada, "bob": &r.bob} {
		*into = newMachine(t, filepath.Join(dir, name))
	}
	r.server.must(0, "workshop", "lab-certificates", filepath.Join(dir, "certificates"), "127.0.0.1")
	for i := range 2 {
		address := porttest.Address(t)
		host := newMachine(t, filepath.Join(dir, fmt.Sprintf("lab%d", i)))
		health := porttest.Address(t)
		cmd, said := host.background("workshop", "lab", "--tls", filepath.Join(dir, "certificates", "127.0.0.1"), "--listen", address, "--health", health)
		r.agents, r.hosts, r.labs = append(r.agents, address), append(r.hosts, host), append(r.labs, cmd)
		// A lab that does not answer yet when the server first asks is given to nobody until it is asked again.
		await(t, "a lab", func() bool { return answers(t, health+"/readyz", cmd, said) })
	}
	write(t, filepath.Join(dir, "labs"), strings.Join(r.agents, "\n"))
	write(t, filepath.Join(dir, "event.yaml"), `apiVersion: hardenway.dev/v1alpha1
kind: Workshop
title: Two labs
code: blue-harbour
items:
- scenario: weak-rbac
- scenario: anonymous-kubelet
`)
	r.serve()
	return r
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (r *room) serve() {
	r.t.Helper()
	var said *syncBuffer
	r.serving, said = r.server.background("workshop", "serve", filepath.Join(r.dir, "event.yaml"), "--listen", r.address, "--no-course",
		"--labs", filepath.Join(r.dir, "labs"), "--labs-tls", filepath.Join(r.dir, "certificates", "server"), "--log", filepath.Join(r.dir, "log"))
	await(r.t, "the workshop's server", func() bool { return answers(r.t, r.address+"/healthz", r.serving, said) })
}

// answers says whether a process that was just started is well by its own account.
func answers(t *testing.T, where string, process *exec.Cmd, said *syncBuffer) bool {
	t.Helper()
	response, err := http.Get("http://" + where) //nolint:noctx // on this machine
	if err != nil {
		if process.ProcessState != nil {
			t.Fatalf("it ended: %s", said)
		}
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

func (r *room) kill() {
	r.t.Helper()
	if err := r.serving.Process.Kill(); err != nil {
		r.t.Fatal(err)
	}
	_ = r.serving.Wait() // it was killed, which is what it says
}

// item is where a learner stands with a scenario, as the journal has it.
func (r *room) item(learner, scenario string) *workshop.ItemState {
	r.t.Helper()
	var view workshop.RoomView
	text := r.server.must(0, "workshop", "export", filepath.Join(r.dir, "event.yaml"), "-o", "json")
	if err := json.Unmarshal([]byte(text), &view); err != nil {
		r.t.Fatalf("%v: %s", err, text)
	}
	for _, l := range view.Learners {
		for i, item := range l.Items {
			if l.Name == learner && item.Name == scenario {
				return &l.Items[i]
			}
		}
	}
	r.t.Fatalf("the export knows nothing of %s and %s", learner, scenario)
	return nil
}

func solution(t *testing.T, id scenarios.ID) string {
	t.Helper()
	scenario, err := scenarios.Builtin().Get(id)
	if err != nil {
		t.Fatal(err)
	}
	return scenario.Proof.Solutions[0].Script.Text
}

// A workshop with hosted labs, whole and on one machine: every part is a process of harden. What deploys it on Kubernetes
// puts the same processes into pods.
func TestHostedWorkshop(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts two clusters")
	}
	r := newRoom(t)
	if said := r.ada.must(2, "start", "weak-rbac", "--on", "workshop"); !strings.Contains(said, "you have joined no workshop") {
		t.Errorf("before joining: %s", said)
	}
	for name, m := range map[string]*machine{"Ada": r.ada, "Bob": r.bob} {
		m.must(0, "workshop", "join", "http://"+r.address, "blue-harbour", "--name", name)
	}
	t.Run("refusals", func(t *testing.T) {
		for _, test := range []struct {
			args []string
			code int
			want string
		}{
			{[]string{"start", "token-lifetimes", "--on", "workshop"}, 2, `"token-lifetimes" is not part of this workshop`},
			{[]string{"start", "weak-rbac", "--on", "workshop", "--image", "x"}, 2, "a hosted cluster has no node image"},
			{[]string{"start", "no-such-scenario", "--on", "workshop"}, 2, "no-such-scenario"},
		} {
			code, said := r.ada.run("", test.args...)
			if code != test.code || !strings.Contains(said, test.want) {
				t.Errorf("harden %s: exit code %d, want %d with %q:\n%s", strings.Join(test.args, " "), code, test.code, test.want, said)
			}
		}
	})
	if !t.Run("start", func(t *testing.T) {
		var both sync.WaitGroup
		both.Go(func() { r.ada.must(0, "start", "weak-rbac", "--on", "workshop") })
		both.Go(func() { r.bob.must(0, "start", "anonymous-kubelet", "--on", "workshop") })
		both.Wait()
		again := r.ada.must(0, "start", "weak-rbac", "--on", "workshop") // it goes on
		if !strings.Contains(again, "harden check") {
			t.Errorf("started again, it says: %s", again)
		}
		if _, said := r.ada.run("", "start", "anonymous-kubelet", "--on", "workshop"); !strings.Contains(said, `your hosted lab runs "weak-rbac", and runs one scenario at a time`) {
			t.Errorf("another scenario: %s", said)
		}
	}) || t.Failed() {
		t.FailNow()
	}
	t.Run("status", func(t *testing.T) {
		// On a busy machine the server may not answer within the time that a listing gives it.
		await(t, "a status that says it runs", func() bool { return strings.Contains(r.ada.must(0, "status"), "workshop  running") })
	})
	t.Run("kubectl", func(t *testing.T) {
		if said := r.ada.must(0, "kubectl", "get", "nodes"); !strings.Contains(said, "weak-rbac") {
			t.Errorf("nodes: %s", said)
		}
		// The lab's own identities and tokens pass.
		said := r.ada.must(0, "kubectl", "auth", "whoami", "--as", "system:serviceaccount:team-b:reporter")
		if !strings.Contains(said, "system:serviceaccount:team-b:reporter") {
			t.Errorf("whoami: %s", said)
		}
	})
	t.Run("node shell", func(t *testing.T) {
		t.Setenv("EDITOR", "sed -i s/one/two/")
		for script, want := range map[string]string{
			"echo one > /etc/x; edit /etc/x; cat /etc/x":                        "two\n",
			"kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes -o name": "node/weak-rbac\n", // whose address is the lab's own
			"curl -sk https://$NODE_ADDRESS:$KUBELET_PORT/healthz":              "Unauthorized",
			"systemctl is-active kubelet":                                       "active\n",
			"ls /proc /usr /home":                                               "No such file", // it is the node's, and nothing else
		} {
			if code, said := r.ada.run(script, "node", "shell"); !strings.Contains(said, want) {
				t.Errorf("%s: exit code %d: %q, want %q", script, code, said, want)
			}
		}
	})
	t.Run("another's lab", r.outOfReach)
	t.Run("a check fails", func(t *testing.T) {
		said := r.ada.must(1, "check", "-o", "json")
		if !strings.Contains(said, `"outcome": "fail"`) || !strings.Contains(said, `"scenario": "weak-rbac"`) {
			t.Errorf("check: %s", said)
		}
		if item := r.item("Ada", "weak-rbac"); item.Gradings != 1 || item.Origin != workshop.Graded || item.Done {
			t.Errorf("after one check that failed: %+v", item)
		}
	})
	t.Run("solutions", func(t *testing.T) {
		watching, seen := r.ada.background("watch")
		await(t, "the watch to begin", func() bool { return strings.Contains(seen.String(), "fail    goal") })
		defer func() {
			await(t, "the watch to see it", func() bool { return strings.Contains(seen.String(), "solved: ") })
			if err := watching.Process.Signal(os.Interrupt); err != nil {
				t.Error(err)
			}
			_ = watching.Wait() // it was told to end
		}()
		for m, id := range map[*machine]scenarios.ID{r.ada: "weak-rbac", r.bob: "anonymous-kubelet"} {
			if code, said := m.run(solution(t, id), "node", "shell"); code != 0 {
				t.Errorf("the solution of %s: exit code %d: %s", id, code, said)
			}
		}
	})
	t.Run("killed in the middle of a check", func(t *testing.T) {
		cut, said := r.bob.background("check", "--wait")
		time.Sleep(300 * time.Millisecond) // at some point of it
		r.kill()
		_ = cut.Wait() // its exit code is looked at
		if code := cut.ProcessState.ExitCode(); code != 3 && code != 0 {
			t.Errorf("a check whose server was killed: exit code %d, want 3: %s", code, said)
		}
		r.ada.must(3, "check")
		r.serve()
	})
	t.Run("a check passes", func(t *testing.T) {
		for _, m := range []*machine{r.ada, r.bob} {
			m.must(0, "check", "--wait")
		}
		ada, bob := r.item("Ada", "weak-rbac"), r.item("Bob", "anonymous-kubelet")
		if ada.Gradings < 4 || !ada.Done || ada.Origin != workshop.Graded { // a watch tells of each change
			t.Errorf("Ada, after two checks and a watch: %+v", ada)
		}
		if bob.Gradings < 1 || bob.Gradings > 2 || !bob.Done || bob.Origin != workshop.Graded {
			t.Errorf("Bob, after one check and one that was cut off: %+v", bob)
		}
		if said := r.ada.must(0, "workshop", "transcript"); !strings.Contains(said, "The signature holds.") {
			t.Errorf("transcript: %s", said)
		}
	})
	t.Run("reset", func(t *testing.T) {
		if said := r.ada.must(0, "reset"); !strings.Contains(said, "as they were seeded") {
			t.Errorf("reset: %s", said)
		}
		r.ada.must(1, "check")
	})
	t.Run("a lab that crashed", r.crash)
	t.Run("stop", func(t *testing.T) {
		r.ada.must(0, "stop")
		if said := r.ada.must(0, "status"); !strings.Contains(said, "no lab") {
			t.Errorf("status after the stop: %s", said)
		}
		await(t, "the process in the background to end", func() bool { return len(forwarders(t, r.ada.home)) == 0 })
	})
	t.Run("leave", func(t *testing.T) {
		r.bob.must(0, "workshop", "leave")
		await(t, "the lab of who left to be removed", func() bool { return len(clusters(t, r)) == 0 })
		if said := r.bob.must(0, "status"); !strings.Contains(said, "no lab") {
			t.Errorf("status after leaving: %s", said)
		}
	})
	t.Run("end", func(t *testing.T) {
		for i, cmd := range append(slices.Clone(r.labs), r.serving) {
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Error(err)
			}
			want := 130 // a lab has not done its work, and another is made in its place
			if i == len(r.labs) {
				want = 0
			}
			if err := cmd.Wait(); cmd.ProcessState.ExitCode() != want {
				t.Errorf("after SIGTERM: exit code %d: %v, want %d", cmd.ProcessState.ExitCode(), err, want)
			}
		}
	})
}

// clusters are the directories of clusters where labs run.
func clusters(t *testing.T, r *room) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(r.dir, "lab[01]", "embedded", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// forwarders are the processes in the background of a laptop.
func forwarders(t *testing.T, home string) []string {
	t.Helper()
	found, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var running []string
	for _, name := range found {
		line, err := os.ReadFile(name)
		env, envErr := os.ReadFile(filepath.Join(filepath.Dir(name), "environ"))
		if err == nil && envErr == nil && bytes.Contains(line, []byte("\x00forward\x00")) && bytes.Contains(env, []byte(labs.HomeVariable+"="+home+"\x00")) {
			running = append(running, name)
		}
	}
	return running
}

// outOfReach is Ada trying to get at Bob's lab, and at what is the server's.
func (r *room) outOfReach(t *testing.T) {
	caller := func(m *machine) remote.Caller {
		transport := remote.Transport(workshop.OpenDesk(filepath.Join(m.home, "workshop")).Tunnel)
		t.Cleanup(transport.CloseIdleConnections)
		return remote.Caller{Client: &http.Client{Transport: transport}, Base: "http://lab"}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	ada, bob := caller(r.ada), caller(r.bob)
	own, err := hosted.OpenAsLearner(ctx, ada, "weak-rbac", filepath.Join(t.TempDir(), "kubeconfig"))
	if err != nil {
		t.Fatal(err)
	}
	others, err := hosted.OpenAsLearner(ctx, bob, "anonymous-kubelet", filepath.Join(t.TempDir(), "kubeconfig"))
	if err != nil {
		t.Fatal(err)
	}
	// There is no way to name another's lab: what is hers is what she gets.
	if c, err := hosted.OpenAsLearner(ctx, ada, "anonymous-kubelet", ""); err == nil {
		t.Errorf("Ada opened %+v", c.Description)
	}
	// And hers is no way on: not to Bob's lab, not to an agent, not to this machine.
	for _, address := range []string{others.Endpoints().APIServer, others.Endpoints().Kubelet, r.agents[0], r.agents[1], r.address} {
		for _, from := range []labs.Vantage{labs.FromHost, labs.FromNode, labs.FromPods} {
			conn, err := own.Dial(ctx, from, "tcp", address)
			if err != nil {
				continue
			}
			_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
			client := tls.Client(conn, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // whoever it is
			if err := client.HandshakeContext(ctx); err == nil && from != labs.FromNode {
				t.Errorf("from %s in Ada's lab %s answers", from, address)
			} else if err == nil && slices.Contains(client.ConnectionState().PeerCertificates[0].DNSNames, "anonymous-kubelet") {
				t.Errorf("from the node in Ada's lab Bob's answers at %s", address)
			}
			_ = conn.Close()
		}
	}
	for _, call := range hosted.Calls() {
		response, err := ada.Post(ctx, "/v1/lab/"+string(call), http.Header{"Content-Type": {"application/json"}}, strings.NewReader("{}"))
		if err != nil {
			t.Errorf("%s: %v", call, err)
			continue
		}
		said, _ := io.ReadAll(io.LimitReader(response.Body, 1000))
		_ = response.Body.Close()
		if allowed := slices.Contains(hosted.LearnerCalls(), call); (response.StatusCode == http.StatusForbidden) == allowed {
			t.Errorf("%s as a learner: %s: %s", call, response.Status, said)
		}
	}
	// The agent's own paths are not the server's.
	for _, path := range []string{hosted.Path("weak-rbac", hosted.CallAdmin), hosted.Path("anonymous-kubelet", hosted.CallOpen), "/v1/clusters", "/v1/about", "/v1/lab/../clusters"} {
		response, err := ada.Post(ctx, path, nil, http.NoBody)
		if err != nil {
			continue
		}
		_ = response.Body.Close()
		if response.StatusCode < 300 {
			t.Errorf("%s as a learner: %s", path, response.Status)
		}
	}
	// An agent knows nobody but the server.
	for name, config := range map[string]*tls.Config{"nobody": {}, "another lab": r.labAsClient(t)} {
		config.InsecureSkipVerify, config.NextProtos = true, []string{"h2"}
		conn, err := (&tls.Dialer{Config: config}).DialContext(ctx, "tcp", r.agents[0])
		if err != nil {
			continue
		}
		// With TLS 1.3 a client is refused after its own side is done.
		_ = conn.SetDeadline(time.Now().Add(time.Minute))
		if _, err := conn.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the agent lets in %s: %v", name, err)
		}
		_ = conn.Close()
	}
}

// labAsClient is a lab that shows its own certificate where the server's is wanted.
func (r *room) labAsClient(t *testing.T) *tls.Config {
	t.Helper()
	dir := filepath.Join(r.dir, "certificates", "127.0.0.1")
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, hosted.CertFile), filepath.Join(dir, hosted.KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}}
}

// crash is Bob's cluster ending by itself: he is told, and starts it anew.
func (r *room) crash(t *testing.T) {
	found, err := filepath.Glob(filepath.Join(r.dir, "lab[01]", "embedded", "anonymous-kubelet", "state.json"))
	if err != nil || len(found) != 1 {
		t.Fatalf("Bob's cluster is in %v, %v", found, err)
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	var state struct{ PID int }
	if err := json.Unmarshal(data, &state); err != nil || state.PID <= 1 {
		t.Fatalf("%s: %s", found[0], data)
	}
	if err := syscall.Kill(state.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	await(t, "the node to end", func() bool { return syscall.Kill(state.PID, 0) != nil })
	if code, said := r.bob.run("", "check"); code != 3 && code != 2 || !strings.Contains(said, "has ended") {
		t.Errorf("a check of it: exit code %d: %s", code, said)
	}
	r.bob.must(0, "start", "anonymous-kubelet", "--on", "workshop")
	r.bob.must(1, "check")
	if item := r.item("Bob", "anonymous-kubelet"); !item.Done {
		t.Errorf("what was solved is not any more: %+v", item)
	}
}
