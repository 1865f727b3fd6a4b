//go:build unix

package node_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/labs/labtest"
	"github.com/hardenway/hardenway/scenarios"
)

// newHosted is a provider whose clusters an agent serves, with TLS, on this machine.
func newHosted(t *testing.T, most int) *hosted.Provider {
	t.Helper()
	certificates, err := hosted.NewCertificates([]string{"127.0.0.1"}, time.Now(), time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	agent := &hosted.Agent{Provider: newProvider(t), Most: most, Harden: "test"}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- agent.Serve(ctx, listener, certificates.Labs["127.0.0.1"]) }()
	t.Cleanup(func() {
		if err := agent.RemoveAll(context.Background()); err != nil {
			t.Errorf("removing what is left: %v", err)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the agent ended with: %v", err)
		}
	})
	client, err := hosted.NewAgentClient(listener.Addr().String(), certificates.Server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return &hosted.Provider{Agent: client, Dir: filepath.Join(t.TempDir(), "hosted")}
}

// What a workshop hosts is this cluster, served by an agent: it has to be as good from there.
func TestHostedConformance(t *testing.T) {
	labtest.Run(t, func(t *testing.T) labs.Provider { return newHosted(t, 3) })
}

// A whole scenario, started, graded and reset from elsewhere.
func TestHostedLab(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	provider := newHosted(t, 1)
	labtest.RunLab(t, &labs.Engine{
		Home: labs.Home(t.TempDir()), Providers: []labs.Provider{provider}, Scenarios: scenarios.Builtin(), Version: "test", Self: self,
	}, "weak-rbac")
}
