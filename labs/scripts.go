package labs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/labs/shell"
	"github.com/hardenway/hardenway/scenarios"
)

// scriptKubeconfig is where scripts find the learner's kubeconfig.
const scriptKubeconfig = "/root/.kube/config"

// RunScript runs one of the scenario's scripts ("attack.sh", "solutions/edit.sh") on the
// lab's node and returns its exit code. The script sees the node's files at "/", the
// scenario's folder at /scenario, and no program, file or variable of this machine's. err
// tells that it could not be run to its end.
func (l *Lab) RunScript(ctx context.Context, name string, stdio Stdio) (_ int, err error) {
	cluster, err := l.running()
	if err != nil {
		return 0, err
	}
	script, err := findScript(l.scenario, name)
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("running %s of %q: %w", name, l.scenario.ID, err)
		}
	}()
	sh, remove, err := l.shell(cluster, script.Name)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	return sh.Run(ctx, script.Text, nil, shell.Stdio{In: stdio.In, Out: stdio.Out, Err: stdio.Err})
}

// Console is a shell on a lab's node, as scripts have it, that stays between commands.
type Console struct {
	*shell.Conversation
	remove func() error
}

// Console opens a shell. It ends with ctx, and has to be closed.
func (l *Lab) Console(ctx context.Context) (*Console, error) {
	cluster, err := l.running()
	if err != nil {
		return nil, err
	}
	sh, remove, err := l.shell(cluster, "")
	if err != nil {
		return nil, fmt.Errorf("opening a shell on the node of %q: %w", l.state.ID, err)
	}
	return &Console{Conversation: sh.Converse(ctx), remove: remove}, nil
}

// Close ends the shell and removes what kubectl kept for it.
func (c *Console) Close() error {
	c.Conversation.Close()
	return c.remove()
}

// shell makes the shell in which a script runs; its name, "" for none, says where its
// connections come from. remove tidys up once nothing runs in it any more.
func (l *Lab) shell(cluster Cluster, script string) (_ *shell.Shell, remove func() error, err error) {
	scenarioFiles, err := memoryCopy(l.scenario.FS)
	if err != nil {
		return nil, nil, err
	}
	return shellOnNode{
		cluster: cluster, self: l.engine.Self,
		mounts:   []shell.Mount{{At: "/scenario", FS: scenarioFiles, ReadOnly: true}},
		commands: map[string]shell.Command{"wait-restart": l.waitRestart},
		vantage:  func(address string) Vantage { return scriptVantage(l.scenario, script, address) },
	}.shell()
}

// scriptVantage is where a script's connection comes from. The attack's come from where
// the attacker is said to be; everybody reaches Services by name from the pods' network only.
func scriptVantage(scenario *scenarios.Scenario, script, address string) Vantage {
	if namesService(address) {
		return FromPods
	}
	if script == scenario.Attack.Name && slices.Contains([]Vantage{FromNode, FromPods}, Vantage(scenario.Attacker.From)) {
		return Vantage(scenario.Attacker.From)
	}
	return FromHost
}

// namesService says whether an address is a Service's by name.
func namesService(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && (strings.HasSuffix(host, ".svc") || strings.HasSuffix(host, ".svc.cluster.local"))
}

// findScript finds a script of the scenario by its name.
func findScript(scenario *scenarios.Scenario, name string) (scenarios.Script, error) {
	scripts := []scenarios.Script{scenario.Attack}
	for _, solution := range scenario.Proof.Solutions {
		scripts = append(scripts, solution.Script)
	}
	for _, wrong := range scenario.Proof.Wrong {
		scripts = append(scripts, wrong.Script)
	}
	names := make([]string, len(scripts))
	for i, script := range scripts {
		if script.Name == name {
			return script, nil
		}
		names[i] = script.Name
	}
	return scenarios.Script{}, &Problem{
		Err: fmt.Errorf("scenario %q has no script %q", scenario.ID, name),
		Try: strings.Join(names, ", "),
	}
}

// memoryCopy copies a read-only file system into one that scripts can see.
func memoryCopy(from fs.FS) (shell.FS, error) {
	files := map[string]string{}
	if from == nil {
		return shell.MemoryFS(files), nil
	}
	err := fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(from, name)
		files[name] = string(data)
		return err
	})
	return shell.MemoryFS(files), err
}

// readAll reads one file of a file system.
// maxNodeFile is how large a file of a node may be that is read into memory, in bytes.
const maxNodeFile = 64 << 20

func readAll(fsys shell.FS, name string) (_ []byte, err error) {
	file, err := fsys.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	data, err := io.ReadAll(io.LimitReader(file, maxNodeFile+1))
	if len(data) > maxNodeFile {
		return nil, fmt.Errorf("%s: larger than %d MiB", name, maxNodeFile>>20)
	}
	return data, err
}
