// Package node is the node of the embedded cluster, and the only package that imports
// k8s.io/kubernetes.
//
// The harden binary is every program of the node: started under the name of a
// component it becomes that component. One process, the node itself, lays out the
// files as kubeadm does, serves the kubelet a container runtime and keeps the kubelet
// running. The kubelet starts the control plane from its manifests; so editing them
// does what it does on any kubeadm node.
package node

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"

	"github.com/hardenway/hardenway/internal/confine"
	"github.com/hardenway/hardenway/internal/kubeversion"
	"github.com/hardenway/hardenway/labs/embedded"
	"github.com/hardenway/hardenway/labs/embedded/cri"
)

// WorkloadFunc runs one of the lab's own container programs and returns its exit code.
type WorkloadFunc func(ctx context.Context, args []string) int

// Dispatch makes this process the component that the environment names, runs it to its
// end and returns its exit code. ok is false in an ordinary run of harden.
//
// The name must be in both the environment and argv[0], so that neither a stray variable
// nor a stray link turns a user's command into a server.
func Dispatch(ctx context.Context, args []string, workload WorkloadFunc) (code int, ok bool) {
	component := os.Getenv(cri.EnvComponent)
	if component == "" || len(args) == 0 || filepath.Base(args[0]) != component {
		return 0, false
	}
	if component != embedded.NodeComponent { // the node itself starts the others
		go endWithParent(os.Stdin)
		if err := confine.NoExec(); err != nil {
			fmt.Fprintf(os.Stderr, "%s: cannot give up the right to execute programs: %v\n", component, err)
			return 1, true
		}
		var read []string
		if component == embedded.KubeletComponent {
			read = []string{"/etc/passwd", "/etc/group"} // it looks for a user "kubelet" to map ids for
		}
		if err := confine.ToDirectories(filepath.SplitList(os.Getenv(cri.EnvDirectories)), read...); err != nil {
			fmt.Fprintf(os.Stderr, "%s: cannot give up the right to open files outside the lab: %v\n", component, err)
			return 1, true
		}
	}
	if err := kubeversion.Set(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1, true
	}
	switch component {
	case embedded.NodeComponent:
		return report(component, runNode(ctx)), true
	case embedded.KubeletComponent:
		return report(component, runKubelet(ctx, args[1:])), true
	case "workload":
		return workload(ctx, args[1:]), true
	case "etcd":
		etcdmain.Main(args)
		return 0, true
	case "kube-apiserver":
		return runCommand(apiserver.NewAPIServerCommand(), args[1:]), true
	case "kube-controller-manager":
		return runCommand(controllermanager.NewControllerManagerCommand(), args[1:]), true
	case "kube-scheduler":
		return runCommand(scheduler.NewSchedulerCommand(), args[1:]), true
	}
	return report(component, fmt.Errorf("unknown component: this binary is older or newer than the lab that started it")), true
}

func runCommand(cmd *cobra.Command, args []string) int {
	cmd.SetArgs(args)
	return cli.Run(cmd)
}

func report(component string, err error) int {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", component, err)
		return 1
	}
	return 0
}

// endWithParent ends this process when r ends: the other end is held by the node, and
// closes with it however it ends, kill -9 included.
func endWithParent(r io.Reader) {
	_, _ = io.Copy(io.Discard, r)
	os.Exit(137) //nolint:forbidigo // there is no caller left to return to
}
