package guest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/labs/remote"
)

func TestInside(t *testing.T) {
	there := labs.Endpoints{APIServer: "127.20.1.1:6443", Kubelet: "127.20.1.1:10250", Etcd: "127.20.1.1:2379", NodeAddress: "127.20.1.1"}
	mapped := labs.Endpoints{APIServer: "127.20.2.1:6443", Kubelet: "127.20.2.1:10250", Etcd: "127.20.2.1:2379", NodeAddress: "127.20.2.1"}
	shared := labs.Endpoints{APIServer: "127.0.0.1:40001", Kubelet: "127.0.0.1:40002", Etcd: "127.0.0.1:40003", NodeAddress: "127.0.0.1"}
	for _, test := range []struct {
		local         labs.Endpoints
		address, want string
	}{
		{there, "127.20.1.1:6443", "127.20.1.1:6443"},
		{mapped, "127.20.2.1:6443", "127.20.1.1:6443"},
		{mapped, "127.20.2.1:30080", "127.20.1.1:30080"},
		{mapped, "127.20.1.1:10250", "127.20.1.1:10250"}, // as the node's own files have it
		{shared, "127.0.0.1:40002", "127.20.1.1:10250"},
		{shared, "127.0.0.1:30080", "127.20.1.1:30080"},
		{mapped, "shop.default.svc:80", "shop.default.svc:80"},
	} {
		if got := inside(test.address, test.local, there); got != test.want {
			t.Errorf("%s with %s: %s, want %s", test.address, test.local.NodeAddress, got, test.want)
		}
	}
}

const kubeconfig = `apiVersion: v1
kind: Config
current-context: lab
contexts:
- {name: lab, context: {cluster: lab, user: learner}}
clusters:
- {name: lab, cluster: {server: "https://127.20.1.1:6443"}}
users:
- {name: learner, user: {token: abc}}
`

// cluster is one as a workshop's server would describe it.
func cluster(t *testing.T, d hosted.Description) *hosted.Cluster {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { remote.Answer(w, d) }))
	defer server.Close()
	c, err := hosted.OpenAsLearner(t.Context(), remote.Caller{Client: server.Client(), Base: server.URL}, d.ID, filepath.Join(t.TempDir(), "kubeconfig"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestKubeconfig(t *testing.T) {
	for _, test := range []struct {
		name, text string
		local      labs.Endpoints
		server     string
		tls        string
		want       string // of the error
	}{
		{name: "the same address", text: kubeconfig, local: labs.Endpoints{APIServer: "127.20.1.1:6443", NodeAddress: "127.20.1.1"}, server: "https://127.20.1.1:6443"},
		{name: "another address", text: kubeconfig, local: labs.Endpoints{APIServer: "127.0.0.1:4000", NodeAddress: "127.0.0.1"}, server: "https://127.0.0.1:4000", tls: "127.20.1.1"},
		{
			name: "a program", text: strings.Replace(kubeconfig, "token: abc", "exec: {command: sh, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}", 1),
			want: "the lab's kubeconfig would start a program here, which it has no business to",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := hosted.Description{ID: "one", NodeName: "one", Endpoints: labs.Endpoints{APIServer: "127.20.1.1:6443", NodeAddress: "127.20.1.1"}, Kubeconfig: []byte(test.text)}
			c := &Cluster{Cluster: cluster(t, d), id: "one", local: test.local}
			err := c.writeKubeconfig()
			if test.want != "" {
				if err == nil || err.Error() != test.want {
					t.Errorf("%v, want %q", err, test.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(c.Kubeconfig())
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("mode: %v, %v", info, err)
			}
			config, err := clientcmd.LoadFromFile(c.Kubeconfig())
			if err != nil {
				t.Fatal(err)
			}
			if got := config.Clusters["lab"]; got.Server != test.server || got.TLSServerName != test.tls {
				t.Errorf("%s as %q, want %s as %q", got.Server, got.TLSServerName, test.server, test.tls)
			}
		})
	}
}

func TestNotes(t *testing.T) {
	g := &Guest{Dir: filepath.Join(t.TempDir(), "hosted")}
	if ids, err := g.Labs(); err != nil || len(ids) != 0 {
		t.Errorf("before any: %v, %v", ids, err)
	}
	note := Note{Harden: "v1", Lab: "mine", Remote: "weak-rbac", Scenario: "weak-rbac", Created: time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)}
	if err := g.Keep(note); err != nil {
		t.Fatal(err)
	}
	got, err := g.Note("mine")
	if note.Version = noteVersion; err != nil || *got != note {
		t.Errorf("%+v, %v", got, err)
	}
	for _, test := range []struct{ text, want string }{
		{"{", "the state of lab \"mine\" is damaged: "},
		{`{"version":1,"lab":"other","remote":"x","scenario":"x"}`, "it does not say what runs there"},
		{`{"version":9,"harden":"v9"}`, "was made by a newer harden (v9)"},
	} {
		if err := os.WriteFile(g.path("mine", noteFile), []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := g.Note("mine"); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.text, err, test.want)
		}
	}
	if err := g.Forget(t.Context(), "mine"); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Note("mine"); !errors.As(err, new(*labs.NotFoundError)) {
		t.Errorf("after it was forgotten: %v", err)
	}
	if _, err := g.Note("../mine"); err == nil {
		t.Error("a name that leads elsewhere is taken")
	}
}

// Only whoever can read the learner's files ends the process in the background.
func TestControl(t *testing.T) {
	stopped := false
	f := &forward{Nonce: "secret"}
	server := httptest.NewServer(f.handler(func() { stopped = true }))
	defer server.Close()
	f.Control = strings.TrimPrefix(server.URL, "http://")
	other := &forward{Nonce: "another", Control: f.Control}
	for _, path := range []string{"/alive", "/stop"} {
		method := map[string]string{"/alive": "GET", "/stop": "POST"}[path]
		if err := other.ask(t.Context(), method, path); err == nil || err.Error() != "403 Forbidden" {
			t.Errorf("%s with another nonce: %v", path, err)
		}
	}
	if stopped {
		t.Error("it was stopped by somebody else")
	}
	if err := f.ask(t.Context(), "GET", "/alive"); err != nil {
		t.Error(err)
	}
	if f.stop(context.Background()); !stopped {
		t.Error("it was not stopped")
	}
}
