package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/hardenway/hardenway/labs"
)

// selfKubectl runs this executable again under the name of kubectl, which main knows.
// A process of its own has the terminal's signals, and kubectl's way of ending the
// process harms nobody.
func selfKubectl(self string) func(context.Context, string, []string, labs.Stdio) (int, error) {
	return func(ctx context.Context, kubeconfig string, args []string, stdio labs.Stdio) (int, error) {
		cmd := exec.CommandContext(ctx, self, args...) //nolint:gosec // this executable
		cmd.Args[0] = "kubectl"
		cmd.Env = kubectlEnv(os.Environ(), kubeconfig)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = stdio.In, stdio.Out, stdio.Err
		cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
		cmd.WaitDelay = kubectlGrace
		err := cmd.Run()
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			if code := exit.ExitCode(); code >= 0 {
				return code, nil
			}
			return int(ExitCancelled), nil // ended by a signal
		}
		if err != nil {
			return 0, fmt.Errorf("running kubectl: %w", err)
		}
		return 0, nil
	}
}

// kubectlGrace is how long kubectl has to end in good order after Ctrl-C.
const kubectlGrace = 500 * time.Millisecond

// kubectlEnv is the environment with everything of kubectl's own replaced: the user's
// kubeconfig and kuberc are not read, and what is cached about a cluster goes away with it.
func kubectlEnv(environ []string, kubeconfig string) []string {
	var env []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		switch strings.ToUpper(name) {
		case "KUBECONFIG", "KUBERC", "KUBECACHEDIR":
			continue
		}
		env = append(env, entry)
	}
	return append(env,
		"KUBECONFIG="+kubeconfig,
		"KUBERC=off",
		"KUBECACHEDIR="+filepath.Join(filepath.Dir(kubeconfig), "kubectl-cache"))
}
