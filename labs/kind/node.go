package kind

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/shell"
)

// Node is the one node of a kind cluster: a container with systemd in it.
type Node struct{ c *Cluster }

var _ labs.Node = (*Node)(nil)

// Name implements labs.Node.
func (n *Node) Name() string { return n.c.spec.Node }

// Root implements labs.Node: the files are in the container.
func (*Node) Root() string { return "" }

// Files implements labs.Node.
func (n *Node) Files() shell.FS { return n.c.agent.files() }

// RestartKubelet implements labs.Node.
func (n *Node) RestartKubelet(ctx context.Context) error {
	return n.c.inNode(ctx, "systemctl", "restart", "kubelet")
}

// Exec implements labs.Node: any command there is on the node.
func (n *Node) Exec(ctx context.Context, argv []string, stdio labs.Stdio) (int, error) {
	if len(argv) == 0 {
		return 0, errors.New("no command: try systemctl restart kubelet")
	}
	args := []string{"exec"}
	if stdio.In != nil {
		args = append(args, "-i")
	}
	return run(ctx, stdio, append(append(args, n.c.spec.Node), argv...)...)
}

// Shell implements labs.Node: the node's own bash, in its root directory.
func (n *Node) Shell(ctx context.Context, stdio labs.Stdio) (int, error) {
	args := []string{"exec", "-i"}
	if isTerminal(stdio) {
		args = append(args, "-t")
	}
	e := n.c.Endpoints()
	for _, env := range []string{
		"KUBECONFIG=/etc/kubernetes/admin.conf",
		// The names that a scenario's scripts have too.
		"NODE_NAME=" + n.c.spec.Node, "NODE_ADDRESS=" + e.NodeAddress, fmt.Sprintf("KUBELET_PORT=%d", n.c.spec.Ports[kubeletPort]),
		"APISERVER=" + e.APIServer, "ETCD=" + e.Etcd,
	} {
		args = append(args, "-e", env)
	}
	return run(ctx, stdio, append(args, "-w", "/", n.c.spec.Node, "bash")...)
}

// inNode runs a command on the node that has to succeed.
func (c *Cluster) inNode(ctx context.Context, argv ...string) error {
	_, err := c.outputOf(ctx, argv...)
	return err
}

func (c *Cluster) outputOf(ctx context.Context, argv ...string) ([]byte, error) {
	var out, errOut bytes.Buffer
	code, err := run(ctx, labs.Stdio{Out: &out, Err: &errOut}, append([]string{"exec", c.spec.Node}, argv...)...)
	if err != nil {
		return nil, err
	}
	if code != 0 {
		return nil, fmt.Errorf("%s on the node: exit code %d: %s", strings.Join(argv, " "), code, strings.TrimSpace(errOut.String()+out.String()))
	}
	return out.Bytes(), nil
}
