// Quizcheck puts generated questions to a real API server: it starts a lab with the harden
// binary, gives it the roles, pods and policies of the questions, and compares what the
// server answers with the keys. It is the last of three ways in which keys are checked; the
// other two are tests of quiz/computed, and need no cluster.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, out, talk io.Writer) int {
	flags := flag.NewFlagSet("quizcheck", flag.ContinueOnError)
	flags.SetOutput(talk)
	harden := flags.String("harden", "bin/harden", "the `binary` that starts the lab")
	scenario := flags.String("scenario", "anonymous-kubelet", "the `scenario` whose cluster is used")
	n := flags.Int("n", 60, "how many questions of each kind")
	first := flags.Uint64("first", 0, "the first `seed`")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 || *n < 1 {
		_, _ = fmt.Fprintln(talk, "quizcheck: takes flags only, and -n is at least 1")
		return 2
	}
	results, err := inLab(ctx, *harden, *scenario, func(ctx context.Context, kubeconfig string) ([]result, error) {
		return check(ctx, kubeconfig, *first, *n, talk)
	})
	for _, r := range results {
		_, _ = fmt.Fprintln(out, r)
		for _, d := range r.differences {
			_, _ = fmt.Fprintln(out, "  "+d)
			err = errors.Join(err, errDiffers)
		}
	}
	if err != nil {
		_, _ = fmt.Fprintf(talk, "quizcheck: %v\n", err)
		return 1
	}
	return 0
}

// errDiffers is returned for each key that the cluster contradicts.
var errDiffers = errors.New("the cluster contradicts a key")

// inLab starts a lab with a home of its own, does something with the kubeconfig of its
// administrator, and removes the lab.
func inLab(ctx context.Context, binary, scenario string, do func(ctx context.Context, kubeconfig string) ([]result, error)) (_ []result, err error) {
	binary, err = filepath.Abs(binary)
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp("", "harden-quizcheck-")
	if err != nil {
		return nil, err
	}
	harden := func(ctx context.Context, args ...string) error {
		cmd := exec.CommandContext(ctx, binary, args...)
		cmd.Env = append(os.Environ(), "HARDEN_HOME="+home, "ACCESSIBLE=1")
		cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // so that it cleans up
		cmd.WaitDelay = 30 * time.Second
		if said, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("harden %v: %w\n%s", args, err, said)
		}
		return nil
	}
	lab := fmt.Sprintf("quizcheck-%d", os.Getpid())
	defer func() {
		cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		err = errors.Join(err, harden(cleanup, "stop", "--all"), os.RemoveAll(home))
	}()
	if err := harden(ctx, "start", scenario, "--name", lab, "--plain"); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(home, "embedded", lab, "spec.json"))
	if err != nil {
		return nil, err
	}
	var spec struct{ Root string }
	if err := json.Unmarshal(data, &spec); err != nil {
		return nil, fmt.Errorf("spec.json: %w", err)
	}
	return do(ctx, filepath.Join(spec.Root, "etc/kubernetes/admin.conf"))
}
