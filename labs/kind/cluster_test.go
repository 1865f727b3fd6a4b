package kind_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hardenway/hardenway/internal/kubectl"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/kind"
	"github.com/hardenway/hardenway/labs/labtest"
	"github.com/hardenway/hardenway/scenarios"
)

// envCreate makes this test binary a process that makes a cluster below that directory and says
// each step, for a test that kills it.
const envCreate = "HARDEN_TEST_KIND_CREATE"

func TestMain(m *testing.M) {
	if code, ok := kubectl.Dispatch(os.Args); ok { // of scripts
		os.Exit(code)
	}
	if dir := os.Getenv(envCreate); dir != "" {
		p := &kind.Provider{Dir: dir, Version: "test", Image: os.Getenv(kind.EnvImage), Program: func(string) ([]byte, error) { return []byte("none"), nil }}
		_, err := p.Create(context.Background(), labs.ClusterSpec{ID: "labtest-killed"}, func(e labs.Event) {
			if !e.Done {
				fmt.Println(e.Step) //nolint:forbidigo // the other process reads it
			}
		})
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// envTest asks for the tests that make clusters in Docker. Without it they are not run: a
// machine with no Docker can still run go test ./... . With it, whatever keeps them from running
// is a failure.
const envTest = "HARDEN_TEST_KIND"

// provider is one with a home of the test's own.
func provider(t *testing.T) *kind.Provider {
	t.Helper()
	if os.Getenv(envTest) == "" {
		t.Skipf("this makes clusters in Docker: run make test-kind, or set %s=1", envTest)
	}
	dir := filepath.Join(t.TempDir(), "kind")
	p := &kind.Provider{Dir: dir, Version: "test", Image: os.Getenv(kind.EnvImage), Program: program(t)}
	for _, d := range p.Diagnose(t.Context()) {
		t.Logf("%s: ok %v: %s", d.Subject, d.OK, d.Finding)
		if d.Subject == "Docker" && !d.OK {
			t.Fatalf("%s=%s, and %s\n%s", envTest, os.Getenv(envTest), d.Finding, d.Mend)
		}
	}
	return p
}

// program builds what goes into a node, so that the tests are of this source and not of what
// make has last put into bin.
func program(t *testing.T) func(string) ([]byte, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "program")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-ldflags", "-s -w", "-o", file, "./program")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+runtime.GOARCH, "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building the program for the node: %v\n%s", err, out)
	}
	return func(arch string) ([]byte, error) {
		if arch != runtime.GOARCH {
			return nil, &kind.NoProgramError{Arch: arch}
		}
		return os.ReadFile(file)
	}
}

func TestConformance(t *testing.T) {
	labtest.Run(t, func(t *testing.T) labs.Provider { return provider(t) })
}

// TestLab takes one scenario through its life, with its scripts.
func TestLab(t *testing.T) {
	p := provider(t)
	self, err := os.Executable()
	must(t, err)
	labtest.RunLab(t, &labs.Engine{
		Home: labs.Home(filepath.Join(t.TempDir(), "home")), Providers: []labs.Provider{p}, Scenarios: scenarios.Builtin(), Version: "test", Self: self,
	}, "anonymous-kubelet")
}

const pods = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: server, namespace: shop, labels: {app: server}}
spec:
  terminationGracePeriodSeconds: 0
  containers: [{name: c, image: "hardenway/workload:v1", args: [shop, --port=8080], ports: [{containerPort: 8080}]}]
---
apiVersion: v1
kind: Service
metadata: {name: server, namespace: shop}
spec: {selector: {app: server}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: shop, labels: {app: client}}
spec:
  terminationGracePeriodSeconds: 0
  containers: [{name: c, image: "hardenway/workload:v1", args: [idle], volumeMounts: [{name: host, mountPath: /host}], securityContext: {runAsUser: 4711}}]
  volumes: [{name: host, hostPath: {path: /etc/kubernetes/pki}}]
`

const policies = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: server, namespace: shop}
spec:
  podSelector: {matchLabels: {app: server}}
  policyTypes: [Ingress]
  ingress: [{from: [{podSelector: {matchLabels: {access: "yes"}}}]}]
`

// TestReal: what kind has and the embedded cluster has not. And a cluster leaves nothing.
func TestReal(t *testing.T) {
	p := provider(t)
	before := inDocker(t)
	cluster, err := p.Create(bounded(t, 5*time.Minute), labs.ClusterSpec{ID: "labtest-real", SharedEtcdCA: true}, nil)
	must(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		if err := p.Delete(ctx, "labtest-real", nil); err != nil {
			t.Error(err)
		}
	})
	onNode := func(input string, argv ...string) (string, int) {
		t.Helper()
		var out bytes.Buffer
		code, err := cluster.Node().Exec(bounded(t, 4*time.Minute), argv, labs.Stdio{In: strings.NewReader(input), Out: &out, Err: &out})
		must(t, err)
		return out.String(), code
	}
	apply := func(manifest string) {
		t.Helper()
		eventually(t, func() error {
			if out, code := onNode(manifest, "kubectl", "apply", "-f", "-"); code != 0 {
				return fmt.Errorf("kubectl apply: %s", out)
			}
			return nil
		})
	}
	inClient := func(argv ...string) (string, int) {
		t.Helper()
		return onNode("", append([]string{"kubectl", "exec", "-n", "shop", "client", "--"}, argv...)...)
	}
	reaches := func(want bool) {
		t.Helper()
		eventually(t, func() error {
			out, code := inClient("curl", "-s", "-m", "2", "http://server.shop.svc.cluster.local/")
			if (code == 0) != want {
				return fmt.Errorf("curl: exit code %d: %s", code, out)
			}
			return nil
		})
	}
	apply(pods)
	if out, code := onNode("", "kubectl", "wait", "-n", "shop", "--for=condition=Ready", "pod", "--all", "--timeout=180s"); code != 0 {
		t.Fatalf("the lab's own programs do not run: %s", out)
	}
	t.Run("containers", func(t *testing.T) {
		if out, code := inClient("id", "-u"); code != 0 || strings.TrimSpace(out) != "4711" {
			t.Errorf("id: %q, %d", out, code)
		}
		if out, code := inClient("sh", "-c", "id >/dev/null && cat /etc/passwd | head -n 1 && echo x > /tmp/x && cat /tmp/x"); code != 0 || !strings.HasSuffix(out, "\nx\n") {
			t.Errorf("the shell of the image: %q, %d", out, code)
		}
		if out, code := inClient("ls", "/etc/kubernetes"); code == 0 {
			t.Errorf("a container sees the node's files: %s", out)
		}
	})
	t.Run("host volumes", func(t *testing.T) {
		if out, code := inClient("cat", "/host/ca.crt"); code != 0 || !strings.Contains(out, "BEGIN CERTIFICATE") {
			t.Errorf("cat: %q, %d", out, code)
		}
		if out, code := inClient("cat", "/host/ca.key"); code == 0 {
			t.Errorf("user 4711 reads root's file: %q", out)
		}
	})
	t.Run("network policy", func(t *testing.T) {
		reaches(true)
		apply(policies)
		reaches(false)
		if out, code := onNode("", "kubectl", "label", "-n", "shop", "pod", "client", "access=yes"); code != 0 {
			t.Fatal(out)
		}
		reaches(true)
	})
	t.Run("shared CA", func(t *testing.T) {
		one, _ := onNode("", "sha256sum", "/etc/kubernetes/pki/ca.crt")
		other, _ := onNode("", "sha256sum", "/etc/kubernetes/pki/etcd/ca.crt")
		if a, b := strings.Fields(one), strings.Fields(other); len(a) == 0 || len(b) == 0 || a[0] != b[0] {
			t.Errorf("the CAs differ: %s%s", one, other)
		}
	})
	t.Run("nothing is left", func(t *testing.T) {
		must(t, p.Delete(bounded(t, 2*time.Minute), "labtest-real", nil))
		if after := inDocker(t); !slices.Equal(before, after) {
			t.Errorf("Docker had %v, and has %v", before, after)
		}
	})
}

// TestKilled: a create that ends by kill -9, in its first steps and late, leaves nothing that
// a delete does not remove.
func TestKilled(t *testing.T) {
	p := provider(t)
	self, err := os.Executable()
	must(t, err)
	before := inDocker(t)
	for _, step := range []string{"Preparing nodes", "Starting control-plane"} {
		t.Run(step, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), self)
			cmd.Env = append(os.Environ(), envCreate+"="+p.Dir)
			var said bytes.Buffer
			cmd.Stderr = &said
			out, err := cmd.StdoutPipe()
			must(t, err)
			must(t, cmd.Start())
			lines, found := bufio.NewScanner(out), false
			for !found && lines.Scan() {
				found = strings.HasPrefix(lines.Text(), step)
			}
			must(t, cmd.Process.Kill())
			_ = cmd.Wait() // it was killed
			if !found {
				t.Fatalf("it ended before: %s", said.String())
			}
			ids, err := p.List(t.Context())
			if err != nil || !slices.Contains(ids, "labtest-killed") {
				t.Errorf("what it left is not listed: %v, %v", ids, err)
			}
			must(t, p.Delete(bounded(t, 2*time.Minute), "labtest-killed", nil))
			if after := inDocker(t); !slices.Equal(before, after) {
				t.Errorf("Docker had %v, and has %v", before, after)
			}
		})
	}
}

// inDocker lists all containers, networks and volumes.
func inDocker(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, args := range [][]string{{"ps", "-aq"}, {"network", "ls", "-q"}, {"volume", "ls", "-q"}} {
		out, err := exec.CommandContext(t.Context(), "docker", args...).Output()
		must(t, err)
		all = append(all, strings.Fields(string(out))...)
	}
	slices.Sort(all)
	return all
}

func eventually(t *testing.T, condition func() error) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		err := condition()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited three minutes; last: %v", err)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// bounded is a context for one long step.
func bounded(t *testing.T, limit time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}
