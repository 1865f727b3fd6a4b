package kind_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/kind"
	"github.com/hardenway/hardenway/labs/labtest"
)

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

// bounded is a context for one long step.
func bounded(t *testing.T, limit time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}
