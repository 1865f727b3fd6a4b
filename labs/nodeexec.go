package labs

import (
	"context"
	"errors"
	"net"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/labs/shell"
)

// NodeTools are commands that harden brings along for people who do not have them: they
// work on the node's files as if they ran there.
func NodeTools() []string { return []string{"etcdctl", "openssl"} }

// NodeExec runs a command on the cluster's node and returns its exit code: one of NodeTools,
// or a command of the node's own. dir is where on this machine the caller is; below the
// node's root it decides what relative paths mean.
func NodeExec(ctx context.Context, cluster Cluster, dir string, argv []string, stdio Stdio) (_ int, err error) {
	node := cluster.Node()
	if len(argv) == 0 || !slices.Contains(NodeTools(), argv[0]) {
		return node.Exec(ctx, argv, stdio)
	}
	tmp, closeTmp, err := shell.HostMount("/tmp", os.TempDir(), false)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, closeTmp()) }()
	fsys, err := shell.MountFS(shell.Mount{At: "/", FS: node.Files()}, tmp, shell.Mount{At: "/dev", FS: shell.DevFS()})
	if err != nil {
		return 0, err
	}
	args := slices.Clone(argv)
	for i, arg := range args {
		// A person in the node shell completes paths of this machine; the node's begin at its root.
		if node.Root() != "" {
			args[i] = strings.ReplaceAll(arg, node.Root(), "")
		}
	}
	sh := shell.New(shell.Options{
		FS: fsys, Dir: onNode(node.Root(), dir), Hostname: node.Name(),
		Commands: map[string]shell.Command{"etcdctl": (&etcdctlCommand{cluster}).run},
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			return cluster.Dial(ctx, FromNode, network, address)
		},
	})
	return sh.RunArgs(ctx, args, shell.Stdio{In: stdio.In, Out: stdio.Out, Err: stdio.Err})
}

// onNode is a directory of this machine as the node calls it, or "/" outside of the node's
// root.
func onNode(root, dir string) string {
	rel, err := filepath.Rel(root, dir)
	if root == "" || err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "/"
	}
	return path.Join("/", filepath.ToSlash(rel))
}
