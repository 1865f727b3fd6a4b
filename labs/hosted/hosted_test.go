package hosted

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"k8s.io/client-go/rest"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/remote"
	"github.com/hardenway/hardenway/labs/shell"
)

// fakeProvider has clusters that are no more than files and an address that answers.
type fakeProvider struct {
	dir  string
	echo string

	mu   sync.Mutex
	has  map[labs.ID]*fakeCluster
	hold chan struct{} // a creation waits for it, or for its context
}

func (*fakeProvider) Name() string                              { return "fake" }
func (*fakeProvider) Capabilities() []labs.Capability           { return []labs.Capability{labs.NodeFiles} }
func (*fakeProvider) Diagnose(context.Context) []labs.Diagnosis { return nil }

func (p *fakeProvider) Create(ctx context.Context, spec labs.ClusterSpec, report labs.Reporter) (labs.Cluster, error) {
	labs.Report(report, labs.Event{Step: "etcd"})
	if p.hold != nil {
		select {
		case <-p.hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.has[spec.ID] != nil {
		return nil, &labs.ExistsError{ID: spec.ID}
	}
	kubeconfig := filepath.Join(p.dir, string(spec.ID))
	if err := os.WriteFile(kubeconfig, []byte("kubeconfig of "+spec.ID), 0o600); err != nil {
		return nil, err
	}
	c := &fakeCluster{id: spec.ID, kubeconfig: kubeconfig, echo: p.echo, files: shell.MemoryFS(map[string]string{"etc/one.txt": "one"})}
	p.has[spec.ID] = c
	return c, nil
}

func (p *fakeProvider) Open(_ context.Context, id labs.ID) (labs.Cluster, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.has[id]; c != nil {
		return c, nil
	}
	return nil, &labs.NotFoundError{ID: id}
}

func (p *fakeProvider) List(context.Context) ([]labs.ID, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var ids []labs.ID
	for id := range p.has {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, nil
}

func (p *fakeProvider) Delete(_ context.Context, id labs.ID, _ labs.Reporter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.has, id)
	return nil
}

type fakeCluster struct {
	id               labs.ID
	kubeconfig, echo string
	files            shell.FS
}

func (c *fakeCluster) ID() labs.ID        { return c.id }
func (*fakeCluster) Provider() string     { return "fake" }
func (c *fakeCluster) Kubeconfig() string { return c.kubeconfig }
func (c *fakeCluster) Node() labs.Node    { return fakeNode{c} }
func (c *fakeCluster) AdminConfig() (*rest.Config, error) {
	return &rest.Config{Host: "https://127.20.1.1:6443"}, nil
}

func (c *fakeCluster) Endpoints() labs.Endpoints {
	return labs.Endpoints{APIServer: "127.20.1.1:6443", NodeAddress: "127.20.1.1"}
}

func (*fakeCluster) Etcd(context.Context) (*clientv3.Client, error) {
	return nil, errors.New("no etcd")
}

func (c *fakeCluster) Dial(ctx context.Context, _ labs.Vantage, network, address string) (net.Conn, error) {
	if address != "echo:1" {
		return nil, errors.New("connect: network is unreachable")
	}
	return (&net.Dialer{}).DialContext(ctx, network, c.echo)
}
func (*fakeCluster) Checkpoint(context.Context) error { return nil }
func (*fakeCluster) Restore(context.Context, labs.Reporter) error {
	return errors.New("there is no checkpoint")
}

type fakeNode struct{ c *fakeCluster }

func (n fakeNode) Name() string                                 { return "node-of-" + string(n.c.id) }
func (n fakeNode) Files() shell.FS                              { return n.c.files }
func (fakeNode) Root() string                                   { return "" }
func (fakeNode) RestartKubelet(context.Context) error           { return errors.New("no kubelet") }
func (fakeNode) Shell(context.Context, labs.Stdio) (int, error) { return 0, nil }

func (fakeNode) Exec(_ context.Context, argv []string, stdio labs.Stdio) (int, error) {
	switch argv[0] {
	case "say":
		_, _ = io.WriteString(stdio.Out, strings.Join(argv[1:], " "))
		_, _ = io.WriteString(stdio.Err, "careful")
		return 3, nil
	case "much":
		for range 3 * maxOutput >> 10 {
			_, _ = stdio.Out.Write(bytes.Repeat([]byte("x"), 1<<10))
		}
		_, _ = io.WriteString(stdio.Out, "the end")
		return 0, nil
	}
	return 127, errors.New("there is no such command")
}

// place is an agent that is being served.
type place struct {
	fake         *fakeProvider
	agent        *Agent
	address      string
	certificates *Certificates
	provider     *Provider
}

func newPlace(t *testing.T) *place {
	t.Helper()
	echo := listen(t)
	go func() {
		for {
			conn, err := echo.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(conn, conn)
				_ = conn.Close()
			}()
		}
	}()
	p := &place{fake: &fakeProvider{dir: t.TempDir(), echo: echo.Addr().String(), has: map[labs.ID]*fakeCluster{}}}
	p.agent = &Agent{Provider: p.fake, Most: 1, Harden: "test"}
	var err error
	if p.certificates, err = NewCertificates([]string{"127.0.0.1"}, time.Now(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	l := listen(t)
	p.address = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.agent.Serve(ctx, l, p.certificates.Labs["127.0.0.1"]) }()
	client := p.client(t, p.certificates.Server)
	p.provider = &Provider{Agent: client, Dir: t.TempDir()}
	t.Cleanup(func() {
		client.Close()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return p
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func (p *place) client(t *testing.T, c Certificate) *AgentClient {
	t.Helper()
	client, err := NewAgentClient(p.address, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// Who may speak to an agent: one certificate of one CA.
func TestWhoMay(t *testing.T) {
	p := newPlace(t)
	if about, err := p.provider.Agent.About(t.Context()); err != nil || about.Harden != "test" {
		t.Fatalf("the server: %+v, %v", about, err)
	}
	other, err := NewCertificates([]string{"127.0.0.1"}, time.Now(), time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	foreign := other.Server
	foreign.CA = p.certificates.Server.CA // it trusts the agent, and is not trusted
	for name, c := range map[string]Certificate{"a lab": p.certificates.Labs["127.0.0.1"], "another workshop's server": foreign} {
		if about, err := p.client(t, c).About(t.Context()); err == nil {
			t.Errorf("%s is let in: %+v", name, about)
		}
	}
	// And the server speaks to no agent of another CA.
	if _, err := p.client(t, other.Server).About(t.Context()); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("an agent that another CA vouches for: %v", err)
	}
	// Of the right CA and for clients, but another's.
	config, err := p.certificates.Labs["127.0.0.1"].agentTLS()
	if err != nil {
		t.Fatal(err)
	}
	somebody := &x509.Certificate{Subject: pkix.Name{CommonName: "somebody"}}
	err = config.VerifyConnection(tls.ConnectionState{PeerCertificates: []*x509.Certificate{somebody}})
	if err == nil || err.Error() != `the client is "somebody", and only "harden workshop server" may come` {
		t.Errorf("another name: %v", err)
	}
}

func TestOneAtATime(t *testing.T) {
	p := newPlace(t)
	ctx := t.Context()
	var steps []string
	c, err := p.provider.Create(ctx, labs.ClusterSpec{ID: "one"}, func(e labs.Event) { steps = append(steps, e.Step) })
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(steps, []string{"etcd"}) {
		t.Errorf("steps: %q", steps)
	}
	if data, err := os.ReadFile(c.Kubeconfig()); err != nil || string(data) != "kubeconfig of one" {
		t.Errorf("kubeconfig: %s, %v", data, err)
	}
	_, err = p.provider.Create(ctx, labs.ClusterSpec{ID: "two"}, nil)
	if err == nil || err.Error() != "this hosted lab runs [one] already, and runs one at a time" {
		t.Errorf("a second one: %v", err)
	}
	_, err = p.provider.Create(ctx, labs.ClusterSpec{ID: "one"}, nil)
	if _, ok := errors.AsType[*labs.ExistsError](err); !ok {
		t.Errorf("the same once more: %v", err)
	}
	if _, err = p.provider.Create(ctx, labs.ClusterSpec{ID: "x", Image: "y"}, nil); err == nil || labs.Advice(err) != "the same without --image" {
		t.Errorf("with an image: %v", err)
	}
	// Whoever undoes another creation undoes nothing.
	if _, err := follow(ctx, p.provider.Agent.caller, Path("one", CallDelete)+"?made=another", http.NoBody, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := p.provider.Open(ctx, "one"); err != nil {
		t.Errorf("it is gone: %v", err)
	}
	if err := p.provider.Delete(ctx, "one", nil); err != nil {
		t.Fatal(err)
	}
	_, err = p.provider.Open(ctx, "one")
	if _, ok := errors.AsType[*labs.NotFoundError](err); !ok {
		t.Errorf("after the delete: %v", err)
	}
	if _, err := os.Stat(c.Kubeconfig()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the kubeconfig is still there: %v", err)
	}
}

// A delete does not wait for a creation that is under way.
func TestDeleteWhileCreating(t *testing.T) {
	p := newPlace(t)
	p.fake.hold = make(chan struct{})
	began := make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		_, err := p.provider.Create(t.Context(), labs.ClusterSpec{ID: "one"}, func(labs.Event) { close(began) })
		ended <- err
	}()
	<-began
	if err := p.provider.Delete(t.Context(), "one", nil); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the creation ended with %v", err)
	}
}

func TestCluster(t *testing.T) {
	p := newPlace(t)
	c, err := p.provider.Create(t.Context(), labs.ClusterSpec{ID: "one"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("exec", func(t *testing.T) {
		var out, errOut bytes.Buffer
		code, err := c.Node().Exec(t.Context(), []string{"say", "hello"}, labs.Stdio{Out: &out, Err: &errOut})
		if code != 3 || err != nil || out.String() != "hello" || errOut.String() != "careful" {
			t.Errorf("%d, %v, %q, %q", code, err, out.String(), errOut.String())
		}
		code, err = c.Node().Exec(t.Context(), []string{"levitate"}, labs.Stdio{})
		if code != 127 || err == nil || err.Error() != "there is no such command" {
			t.Errorf("%d, %v", code, err)
		}
		out.Reset()
		if _, err := c.Node().Exec(t.Context(), []string{"much"}, labs.Stdio{Out: &out}); err != nil || out.Len() != maxOutput || !strings.HasSuffix(out.String(), "the end") {
			t.Errorf("a long output: %d bytes, %v", out.Len(), err)
		}
	})
	t.Run("files", func(t *testing.T) {
		files := c.Node().Files()
		if _, ok := files.(shell.ChtimesFS); ok {
			t.Error("times of files can be set, which the node cannot do")
		}
		_, err := files.Stat("/etc/none")
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("what is not there: %v", err)
		}
		f, err := files.OpenFile("/etc/one.txt", os.O_RDONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(f)
		if err != nil || string(data) != "one" {
			t.Errorf("%q, %v", data, err)
		}
	})
	t.Run("dial", func(t *testing.T) {
		conn, err := c.Dial(t.Context(), labs.FromPods, "tcp", "echo:1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, "hello"); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 5)
		if _, err := io.ReadFull(conn, got); err != nil || string(got) != "hello" {
			t.Errorf("%q, %v", got, err)
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		for address, want := range map[string]string{
			"169.254.169.254:80":                  "connect: network is unreachable",
			strings.Repeat("a", maxTarget) + ":1": "the address is empty or longer than 300 bytes",
		} {
			if _, err := c.Dial(t.Context(), labs.FromHost, "tcp", address); err == nil || err.Error() != want {
				t.Errorf("%.30s: %v, want %q", address, err, want)
			}
		}
		if _, err := c.Dial(t.Context(), "moon", "tcp", "echo:1"); err == nil || err.Error() != `no vantage point is called "moon"` {
			t.Errorf("from elsewhere: %v", err)
		}
	})
	t.Run("restore", func(t *testing.T) {
		if err := c.Restore(t.Context(), nil); err == nil || err.Error() != "there is no checkpoint" {
			t.Errorf("%v", err)
		}
	})
	t.Run("bounds", func(t *testing.T) {
		big := bytes.NewReader(bytes.Repeat([]byte(" "), remote.MaxCall+1))
		err := p.provider.Agent.caller.JSON(t.Context(), Path("one", CallFile), nil, big, nil)
		if status, ok := errors.AsType[*remote.StatusError](err); !ok || status.Status != http.StatusBadRequest {
			t.Errorf("a call that is too large: %v", err)
		}
		if _, ok := errors.AsType[*remote.StatusError](p.provider.Agent.caller.JSON(t.Context(), Path("one", "levitate"), nil, http.NoBody, nil)); !ok {
			t.Error("a call that there is not is taken")
		}
	})
}

// What is the server's is refused to learners, before any agent is asked.
func TestLearnerHandler(t *testing.T) {
	p := newPlace(t)
	if _, err := p.provider.Create(t.Context(), labs.ClusterSpec{ID: "one"}, nil); err != nil {
		t.Fatal(err)
	}
	lab, none := labs.ID("one"), error(nil)
	server := httptest.NewServer(p.provider.Agent.LearnerHandler(func(context.Context) (labs.ID, error) { return lab, none }))
	defer server.Close()
	caller := remote.Caller{Client: server.Client(), Base: server.URL}
	for _, call := range Calls() {
		t.Run(string(call), func(t *testing.T) {
			err := caller.JSON(t.Context(), learnerPath(call), nil, strings.NewReader(`{"op":"stat","name":"/etc","args":["say"]}`), nil)
			status, _ := errors.AsType[*remote.StatusError](err)
			if forbidden := status != nil && status.Status == http.StatusForbidden; forbidden == slices.Contains(LearnerCalls(), call) {
				t.Errorf("forbidden: %v (%v)", forbidden, err)
			}
		})
	}
	if _, err := p.provider.Open(t.Context(), "one"); err != nil {
		t.Errorf("after all of that the cluster is gone: %v", err)
	}
	c, err := OpenAsLearner(t.Context(), caller, "one", "")
	if err != nil || c.Node().Name() != "node-of-one" {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, err := c.AdminConfig(); err == nil || !strings.Contains(err.Error(), "that is for the workshop's server to do") {
		t.Errorf("the lab's own credential: %v", err)
	}
	// Another's cannot be named: the path has no place for one, and a query goes nowhere.
	if _, err := OpenAsLearner(t.Context(), caller, "two", ""); err == nil {
		t.Error("a cluster of another name was opened")
	}
	none = errors.New("your hosted lab has ended")
	if _, err := OpenAsLearner(t.Context(), caller, "one", ""); err == nil || err.Error() != none.Error() {
		t.Errorf("after the end: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"lab-0.labs.svc:7444\n# more\n\n lab-1.labs.svc:7444 # the second\n", "lab-0.labs.svc:7444 lab-1.labs.svc:7444"},
		{"", "labs: there is no address in it: write one on each line, such as lab-0.labs.workshop.svc:7444"},
		{"lab-0", `labs:1: "lab-0" is no address with a port: write lab-0.labs.workshop.svc:7444`},
		{"a:1\n:2\na:1", "labs:2: \":2\" is no address with a host and a port: write lab-0.labs.workshop.svc:7444\nlabs:3: a:1 is there already, in line 1: each learner has a lab alone"},
	} {
		list, err := parseAddresses("labs", test.text)
		got := strings.Join(list, " ")
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q: %s, want %s", test.text, got, test.want)
		}
	}
}

func TestCertificateFiles(t *testing.T) {
	now := time.Now()
	if _, err := NewCertificates(nil, now, now); err == nil || !strings.HasPrefix(err.Error(), "certificates that end at") {
		t.Errorf("without a time: %v", err)
	}
	all, err := NewCertificates([]string{"lab-0.labs.svc"}, now, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := all.Labs["lab-0.labs.svc"].Write(dir); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadCertificate(dir); err != nil || !bytes.Equal(got.Key, all.Labs["lab-0.labs.svc"].Key) {
		t.Errorf("read again: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, KeyFile), all.Server.Key, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadCertificate(dir); err == nil || !strings.Contains(err.Error(), "private key does not match") || labs.Advice(err) == "" {
		t.Errorf("with another's key: %v", err)
	}
	if _, err := ReadCertificate(t.TempDir()); err == nil || !strings.Contains(labs.Advice(err), "ca.crt, tls.crt and tls.key") {
		t.Errorf("an empty directory: %v", err)
	}
}

func FuzzTarget(f *testing.F) {
	f.Add(`{"from":"host","network":"tcp","address":"127.20.1.1:6443"}`)
	f.Add(`{"from":"moon","network":"unix","address":""}`)
	f.Fuzz(func(t *testing.T, text string) {
		target, err := ParseTarget(text)
		if err == nil && (target.Network != "tcp" || target.Address == "" || len(target.Address) > maxTarget) {
			t.Errorf("%+v", target)
		}
	})
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("{\"step\":\"etcd\"}\n{\"alive\":true}\n{\"ended\":true}\n"))
	f.Add([]byte(`{"error":{"code":"stopped","id":"x","text":"gone"}}`))
	f.Add([]byte("{}\n\n[]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cluster, err := readLines(bytes.NewReader(data), func(labs.Event) {})
		if err == nil && len(data) == 0 {
			t.Errorf("nothing was said, and it came to %+v", cluster)
		}
		if err == nil && cluster.check("one") == nil && (cluster.ID != "one" || len(cluster.Kubeconfig) == 0) {
			t.Errorf("%+v passes for the cluster that was asked for", cluster)
		}
	})
}

func FuzzFile(f *testing.F) {
	for _, call := range []remote.FileCall{{Op: "read", Name: "/etc/one.txt", Count: 3}, {Op: "write", Name: "../../x", Offset: -1, Data: []byte("x")}, {Op: "open", Name: "/", Flag: remote.Flag{Write: true}}} {
		data, err := json.Marshal(call)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "outside"), []byte("untouched"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Join(dir, "root"), 0o700); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(filepath.Join(dir, "root"))
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		var call remote.FileCall
		if json.Unmarshal(data, &call) != nil {
			return
		}
		got, err := doFile(shell.RootFS(root), call)
		if err == nil && len(got.Data) > remote.MaxRead {
			t.Errorf("%d bytes", len(got.Data))
		}
		if kept, err := os.ReadFile(filepath.Join(dir, "outside")); err != nil || string(kept) != "untouched" {
			t.Errorf("outside of the node: %q, %v", kept, err)
		}
	})
}
