// Package kubectl is the kubectl in the harden binary, so that a learner needs nothing
// installed and every lesson has the same one.
package kubectl

import (
	"os"
	"path/filepath"
	"strings"

	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"

	_ "github.com/hardenway/hardenway/internal/kubectl/english" // before kubectl's packages, see there
	"github.com/hardenway/hardenway/internal/kubeversion"
)

// Dispatch runs kubectl when the process was started under that name. ok is false
// otherwise. Plug-ins (kubectl-NAME in the PATH) are not run: they are programs of the
// host, and a lesson must work the same everywhere.
func Dispatch(args []string) (code int, ok bool) {
	if len(args) == 0 || strings.TrimSuffix(filepath.Base(args[0]), ".exe") != "kubectl" {
		return 0, false
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
