package labs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/labs/shell"
)

// shellOnNode is what a shell on a node is made of.
type shellOnNode struct {
	cluster  Cluster
	self     string // the executable that is kubectl too; "" for none
	mounts   []shell.Mount
	commands map[string]shell.Command // besides those of every node
	vantage  func(address string) Vantage
	prompt   string
}

// shell makes a shell that sees the node's files at "/" and no program, file or variable of this machine's.
// remove tidys up once nothing runs in it any more.
func (o shellOnNode) shell() (_ *shell.Shell, remove func() error, err error) {
	host, err := os.MkdirTemp("", "harden-script-")
	if err != nil {
		return nil, nil, mendFile(err)
	}
	tidy := func() error { return os.RemoveAll(host) }
	defer func() {
		if err != nil {
			err = errors.Join(err, tidy())
		}
	}()
	kubeconfig, err := os.ReadFile(o.cluster.Kubeconfig())
	if err != nil {
		return nil, nil, err
	}
	fsys, err := shell.MountFS(append([]shell.Mount{
		{At: "/", FS: o.cluster.Node().Files()},
		{At: "/tmp", FS: shell.TempFS()},
		{At: "/dev", FS: shell.DevFS()},
		{At: scriptKubeconfig, FS: shell.MemoryFS(map[string]string{"config": string(kubeconfig)}), File: "/config"},
	}, o.mounts...)...)
	if err != nil {
		return nil, nil, err
	}
	vars := variables(o.cluster)
	kubectl := &kubectlCommand{self: o.self, host: host, address: vars["node.address"]}
	if e, ok := o.cluster.(Elsewhere); ok {
		kubectl.here, kubectl.inside = o.cluster.Endpoints(), e.Inside()
	}
	own := func(ctx context.Context, c *shell.Call) int {
		code, err := o.cluster.Node().Exec(ctx, c.Args, Stdio{In: c.In, Out: c.Out, Err: c.Err})
		if err != nil {
			c.Errorf("%v", err)
			return 127
		}
		return code
	}
	commands := map[string]shell.Command{
		"kubectl": kubectl.run, "etcdctl": (&etcdctlCommand{o.cluster}).run, "systemctl": own, "journalctl": own, "crictl": own,
	}
	maps.Copy(commands, o.commands)
	return shell.New(shell.Options{
		FS: fsys, Prompt: o.prompt,
		Env: []string{
			"NODE_NAME=" + vars["node.name"],
			"NODE_ADDRESS=" + vars["node.address"],
			"KUBELET_PORT=" + vars["node.kubeletPort"],
			"APISERVER=" + vars["apiserver.address"],
			"ETCD=" + vars["etcd.address"],
			"KUBECONFIG=" + scriptKubeconfig,
		},
		Hostname: vars["node.name"], Commands: commands,
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			return o.cluster.Dial(ctx, o.vantage(address), network, address)
		},
	}), tidy, nil
}

// Elsewhere is a Cluster whose addresses on this machine need not be those that it has where it runs, which the files of its
// node name.
type Elsewhere interface {
	// Inside are the addresses that it has there.
	Inside() Endpoints
}

// editors are the names under which a node shell opens a file in an editor of this machine's.
var editors = []string{"edit", "vi", "vim", "nano"}

// NodeShell is a shell for a person on a node whose files are elsewhere: harden's own, with the node's commands, kubectl by
// the executable self, and an editor of this machine's for one file at a time. It returns the exit code of its
// last command.
func NodeShell(ctx context.Context, cluster Cluster, self string, stdio Stdio) (_ int, err error) {
	name := cluster.Node().Name()
	o := shellOnNode{
		cluster: cluster, self: self, prompt: "[" + name + "]# ", commands: map[string]shell.Command{},
		vantage: func(address string) Vantage {
			if namesService(address) {
				return FromPods
			}
			return FromNode
		},
	}
	for _, editor := range editors {
		o.commands[editor] = func(ctx context.Context, c *shell.Call) int { return editFile(ctx, c, stdio) }
	}
	sh, remove, err := o.shell()
	if err != nil {
		return 0, fmt.Errorf("opening a shell on the node of %q: %w", cluster.ID(), err)
	}
	defer func() { err = errors.Join(err, remove()) }()
	in, isFile := stdio.In.(*os.File)
	tty := false
	if isFile {
		info, err := in.Stat()
		tty = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return sh.RunArgs(ctx, []string{"sh"}, shell.Stdio{In: stdio.In, Out: stdio.Out, Err: stdio.Err, TTY: tty})
}

// editFile opens a copy of a node's file in the editor of the person at the terminal, and writes it back when it was
// changed.
func editFile(ctx context.Context, c *shell.Call, stdio Stdio) (code int) {
	fail := func(err error) int {
		c.Errorf("%v", err)
		return 1
	}
	if len(c.Args) != 2 || strings.HasPrefix(c.Args[1], "-") {
		return fail(errors.New("usage: edit FILE"))
	}
	name := c.Path(c.Args[1])
	before, err := readAll(c.FS, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(err)
	}
	dir, err := os.MkdirTemp("", "harden-edit-")
	if err != nil {
		return fail(err)
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			code = fail(err)
		}
	}()
	local := filepath.Join(dir, path.Base(name)) // its ending tells the editor what it is
	if err := os.WriteFile(local, before, 0o600); err != nil {
		return fail(err)
	}
	editor := editorOf(os.Getenv)
	cmd := exec.CommandContext(ctx, editor[0], append(slices.Clone(editor[1:]), local)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdio.In, stdio.Out, stdio.Err
	if err := cmd.Run(); err != nil {
		return fail(fmt.Errorf("%s: %w; nothing was written (EDITOR names another editor)", editor[0], err))
	}
	after, err := os.ReadFile(local)
	if err != nil {
		return fail(err)
	}
	if string(after) == string(before) {
		return 0
	}
	if err := writeWhole(c.FS, name, after); err != nil {
		return fail(err)
	}
	return 0
}

// editorOf is the command by which a person edits files.
func editorOf(getenv func(string) string) []string {
	for _, variable := range []string{"VISUAL", "EDITOR"} {
		if words := strings.Fields(getenv(variable)); len(words) > 0 {
			return words
		}
	}
	if runtime.GOOS == "windows" {
		return []string{"notepad"}
	}
	return []string{"vi"}
}

func writeWhole(fsys shell.FS, name string, data []byte) (err error) {
	file, err := fsys.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	_, err = file.Write(data)
	return err
}
