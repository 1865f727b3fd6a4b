// Package kubectl is the kubectl in the harden binary, so that a learner needs nothing
// installed and every lesson has the same one.
package kubectl

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"

	"github.com/hardenway/hardenway/internal/confine"
	_ "github.com/hardenway/hardenway/internal/kubectl/english" // before kubectl's packages, see there
	"github.com/hardenway/hardenway/internal/kubeversion"
	"github.com/hardenway/hardenway/labs"
)

// Dispatch runs kubectl when the process was started under that name. ok is false
// otherwise. Plug-ins (kubectl-NAME in the PATH) are not run: they are programs of the
// host, and a lesson must work the same everywhere.
func Dispatch(args []string) (code int, ok bool) {
	if len(args) == 0 || strings.TrimSuffix(filepath.Base(args[0]), ".exe") != "kubectl" {
		return 0, false
	}
	if dir := os.Getenv(labs.EnvConfined); dir != "" {
		if err := errors.Join(confine.NoExec(), confine.ToDirectories([]string{dir})); err != nil {
			_, _ = os.Stderr.WriteString("kubectl: cannot be confined to the script it works for: " + err.Error() + "\n")
			return 1, true
		}
	}
	if err := kubeversion.Set(); err != nil {
		_, _ = os.Stderr.WriteString(err.Error() + "\n")
		return 1, true
	}
	command := cmd.NewKubectlCommand(cmd.KubectlOptions{
		Arguments: args, IOStreams: genericiooptions.IOStreams{In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr},
	})
	return cli.Run(command), true
}
