package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/embedded/cri"
	"github.com/hardenway/hardenway/labs/shell"
)

// Cluster is a running embedded cluster.
type Cluster struct {
	spec     Spec
	control  *control
	provider *Provider
}

var (
	_ labs.Cluster         = (*Cluster)(nil)
	_ labs.StaticPodTeller = (*Cluster)(nil)
)

// ID implements labs.Cluster.
func (c *Cluster) ID() labs.ID { return c.spec.ID }

// Provider implements labs.Cluster.
func (*Cluster) Provider() string { return Name }

// Kubeconfig implements labs.Cluster.
func (c *Cluster) Kubeconfig() string { return filepath.Join(c.spec.Dir, UserKubeconfig) }

// AdminConfig implements labs.Cluster.
func (c *Cluster) AdminConfig() (*rest.Config, error) {
	config, err := clientcmd.BuildConfigFromFlags("", filepath.Join(c.spec.Dir, AdminKubeconfig))
	if err != nil {
		return nil, fmt.Errorf("the lab's own kubeconfig: %w", err)
	}
	config.QPS = -1 // the API server limits for itself
	return config, nil
}

// Endpoints implements labs.Cluster.
func (c *Cluster) Endpoints() labs.Endpoints {
	return labs.Endpoints{
		APIServer: c.spec.HostPort(c.spec.APIServerPort), Kubelet: c.spec.HostPort(c.spec.KubeletPort),
		Etcd: c.spec.HostPort(c.spec.EtcdPort), NodeAddress: c.spec.Address,
	}
}

// Dial implements labs.Cluster. Scripts and checks, which may be a stranger's, reach
// through it, so it leads to this cluster and nowhere else.
func (c *Cluster) Dial(ctx context.Context, from labs.Vantage, network, address string) (net.Conn, error) {
	switch from {
	case labs.FromHost, labs.FromNode:
		if host, port, err := net.SplitHostPort(address); err == nil && from == labs.FromNode && (host == "localhost" || net.ParseIP(host).IsLoopback()) {
			address = net.JoinHostPort(c.spec.Address, port) // the node's own loopback
		}
		if err := c.spec.Owns(address); err != nil {
			return nil, err
		}
		var d net.Dialer
		return d.DialContext(ctx, network, address)
	case labs.FromPods:
		return cri.DialProxy(ctx, c.spec.PodProxy(), address)
	}
	return nil, fmt.Errorf("no vantage point is called %q", from)
}

// Etcd implements labs.Cluster.
func (c *Cluster) Etcd(ctx context.Context) (*clientv3.Client, error) {
	config, endpoint, err := labs.EtcdClientConfig(c.Node().Files())
	if err != nil {
		return nil, fmt.Errorf("etcd: %w", err)
	}
	if endpoint == "" {
		endpoint = c.spec.URL("https", c.spec.EtcdPort)
	}
	return clientv3.New(clientv3.Config{
		Endpoints: []string{endpoint}, TLS: config, DialTimeout: 5 * time.Second, Context: context.WithoutCancel(ctx), Logger: zap.NewNop(),
	})
}

// FreezeAPIServer stops the API server's process without ending it: connections are
// accepted by the kernel and never answered. thaw lets it go on.
func (c *Cluster) FreezeAPIServer(ctx context.Context) (thaw func() error, err error) {
	order := PathFreeze + "?component=kube-apiserver&action="
	if _, err := c.control.do(ctx, "POST", order+"freeze"); err != nil {
		return nil, err
	}
	return func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		_, err := c.control.do(ctx, "POST", order+"thaw")
		return err
	}, nil
}

// StaticPods implements labs.StaticPodTeller.
func (c *Cluster) StaticPods(ctx context.Context) (map[string]time.Time, error) {
	data, err := c.control.do(ctx, "GET", PathStatic)
	if err != nil {
		return nil, err
	}
	pods := map[string]time.Time{}
	return pods, json.Unmarshal(data, &pods)
}

// Node implements labs.Cluster.
func (c *Cluster) Node() labs.Node { return &Node{c: c} }

// Node is the one node of an embedded cluster.
type Node struct{ c *Cluster }

var _ labs.Node = (*Node)(nil)

// Name implements labs.Node.
func (n *Node) Name() string { return n.c.spec.NodeName }

// Root implements labs.Node.
func (n *Node) Root() string { return n.c.spec.Root }

// Files implements labs.Node.
func (n *Node) Files() shell.FS { return dirFS(n.c.spec.Root) }

// RestartKubelet implements labs.Node.
func (n *Node) RestartKubelet(ctx context.Context) error {
	_, err := n.c.control.do(ctx, "POST", PathKubelet+"?action=restart")
	return err
}

// Exec implements labs.Node: systemctl and journalctl for the kubelet's unit, and crictl
// ps. The rest of a node's commands have no counterpart here.
func (n *Node) Exec(ctx context.Context, argv []string, stdio labs.Stdio) (int, error) {
	if len(argv) == 0 {
		return 0, errors.New("no command: try systemctl restart kubelet")
	}
	switch argv[0] {
	case "systemctl":
		return n.systemctl(ctx, argv[1:], stdio), nil
	case "journalctl":
		return n.journalctl(ctx, argv[1:], stdio), nil
	case "crictl":
		if len(argv) > 1 && argv[1] == "ps" {
			out, err := n.c.control.do(ctx, "GET", PathPods)
			return say(stdio, string(out), err), nil
		}
		return say(stdio, "", errors.New("the embedded node's crictl knows: crictl ps")), nil
	}
	return 127, fmt.Errorf("the embedded node has no command %q, only systemctl, journalctl and crictl ps", argv[0])
}

func say(stdio labs.Stdio, out string, err error) int {
	if err != nil {
		_, _ = fmt.Fprintln(stdio.Err, err)
		return 1
	}
	_, _ = io.WriteString(stdio.Out, out)
	return 0
}

func (n *Node) systemctl(ctx context.Context, args []string, stdio labs.Stdio) int {
	var words []string
	for _, a := range args {
		if !strings.HasPrefix(a, "-") {
			words = append(words, strings.TrimSuffix(a, ".service"))
		}
	}
	if len(words) == 1 && words[0] == "daemon-reload" {
		return 0
	}
	if len(words) != 2 || words[1] != "kubelet" {
		return say(stdio, "", errors.New("the embedded node has one unit: try systemctl restart kubelet"))
	}
	switch words[0] {
	case "start", "stop", "restart":
		_, err := n.c.control.do(ctx, "POST", PathKubelet+"?action="+words[0])
		return say(stdio, "", err)
	case "reload-or-restart", "try-restart":
		_, err := n.c.control.do(ctx, "POST", PathKubelet+"?action=restart")
		return say(stdio, "", err)
	case "status", "is-active":
		out, err := n.c.control.do(ctx, "POST", PathKubelet+"?action=status")
		active := strings.Contains(string(out), "active (running)")
		text := "* kubelet.service - kubelet: The Kubernetes Node Agent\n     " + string(out)
		if words[0] == "is-active" {
			text = map[bool]string{true: "active\n", false: "inactive\n"}[active]
		}
		if code := say(stdio, text, err); code != 0 || active {
			return code
		}
		return 3 // as systemctl does for a unit that is not active
	}
	return say(stdio, "", fmt.Errorf("systemctl %s is not for the embedded node: try start, stop, restart or status", words[0]))
}

func (n *Node) journalctl(ctx context.Context, args []string, stdio labs.Stdio) int {
	out, err := n.c.control.do(ctx, "GET", PathLog)
	if err != nil {
		return say(stdio, "", err)
	}
	lines := strings.SplitAfter(string(out), "\n")
	for i, a := range args {
		if (a == "-n" || a == "--lines") && i+1 < len(args) {
			var count int
			if _, err := fmt.Sscan(args[i+1], &count); err == nil && count >= 0 && count < len(lines) {
				lines = lines[len(lines)-count-1:]
			}
		}
	}
	return say(stdio, strings.Join(lines, ""), nil)
}

// Shell implements labs.Node: the user's own shell in the node's root directory, with the
// lab's kubeconfig, and with systemctl, journalctl, crictl and kubectl of the lab first in
// its PATH. It is no jail: the learner is at home on this machine.
func (n *Node) Shell(ctx context.Context, stdio labs.Stdio) (int, error) {
	bin, fallback := filepath.Join(n.c.spec.Run, "bin"), filepath.Join(n.c.spec.Run, "bin-fallback")
	if err := errors.Join(n.linkCommands(bin, NodeCommands()), n.linkCommands(fallback, labs.NodeTools())); err != nil {
		return 0, err
	}
	program := os.Getenv("SHELL")
	if program == "" {
		program = map[bool]string{true: "cmd.exe", false: "/bin/sh"}[runtime.GOOS == "windows"]
	}
	cmd := exec.CommandContext(ctx, program) //nolint:gosec // the user's own shell
	cmd.Dir = n.c.spec.Root
	cmd.Env = append(os.Environ(),
		"PATH="+strings.Join([]string{bin, os.Getenv("PATH"), fallback}, string(os.PathListSeparator)), "KUBECONFIG="+n.c.Kubeconfig(),
		EnvShell+"="+string(n.c.spec.ID), "PS1=["+n.c.spec.NodeName+" \\W]# ",
		// The names that a scenario's scripts have too.
		"NODE_NAME="+n.c.spec.NodeName, "NODE_ADDRESS="+n.c.spec.Address, fmt.Sprintf("KUBELET_PORT=%d", n.c.spec.KubeletPort),
		"APISERVER="+n.c.spec.HostPort(n.c.spec.APIServerPort), "ETCD="+n.c.spec.HostPort(n.c.spec.EtcdPort))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdio.In, stdio.Out, stdio.Err
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// EnvShell is set in a node shell, to the lab's name.
const EnvShell = "HARDENWAY_NODE_SHELL"

// NodeCommands are the names under which harden runs inside a node shell.
func NodeCommands() []string { return []string{"systemctl", "journalctl", "crictl", "kubectl"} }

func (n *Node) linkCommands(bin string, names []string) error {
	if err := os.MkdirAll(bin, 0o700); err != nil {
		return err
	}
	for _, name := range names {
		link := filepath.Join(bin, name)
		if target, err := os.Readlink(link); err == nil && target == n.c.spec.Executable {
			continue
		}
		_ = os.Remove(link)
		if err := os.Symlink(n.c.spec.Executable, link); err != nil {
			return fmt.Errorf("node shell: %w", err)
		}
	}
	return nil
}

// ShellArgs returns harden's arguments for a process started as args. Inside a node shell
// harden is also systemctl, journalctl and crictl, and what labs.NodeTools names: those
// become `harden node exec`.
func ShellArgs(args []string, getenv func(string) string) []string {
	lab := getenv(EnvShell)
	name := strings.TrimSuffix(filepath.Base(args[0]), ".exe")
	if lab == "" || !slices.Contains(NodeCommands(), name) && !slices.Contains(labs.NodeTools(), name) {
		return args[1:]
	}
	return append([]string{"node", "exec", "--lab", lab, "--", name}, args[1:]...)
}
