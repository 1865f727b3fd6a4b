package labs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hardenway/hardenway/labs/shell"
)

// kubectlCommand is kubectl inside scripts: this executable once more, under the name
// kubectl, with nothing of this machine's environment. Files that a script names are in
// the script's file system, which kubectl cannot see, so they are copied for it.
type kubectlCommand struct {
	self string
	host string // a directory of this run's own on this machine

	mu     sync.Mutex
	copies int
}

// fileFlags are kubectl's flags whose value is a file to be read.
var fileFlags = []string{
	"-f", "--filename", "-k", "--kustomize", "--patch-file", "--from-env-file", "--from-file",
	"--kubeconfig", "--certificate-authority", "--client-certificate", "--client-key", "--cert", "--key",
}

func (k *kubectlCommand) run(ctx context.Context, c *shell.Call) int {
	if k.self == "" {
		c.Errorf("there is no kubectl here")
		return 127
	}
	kubeconfig := c.Getenv("KUBECONFIG")
	if kubeconfig == "" {
		kubeconfig = scriptKubeconfig
	}
	config, err := k.copy(c, kubeconfig)
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	args, err := k.arguments(c)
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	cmd := exec.CommandContext(ctx, k.self, args...)
	cmd.Args[0] = "kubectl"
	cmd.Dir = k.host
	cmd.Env = append(kubectlEnv(k.host), "KUBECONFIG="+config)
	cmd.Stdout, cmd.Stderr = c.Out, c.Err
	// Asked politely first: port-forwards and watches then close what they hold.
	cmd.Cancel = func() error { return interrupt(cmd.Process) }
	cmd.WaitDelay = 2 * time.Second
	if wantsInput(c.Args) {
		in, err := cmd.StdinPipe()
		if err != nil {
			c.Errorf("%v", err)
			return 1
		}
		go func() {
			// kubectl may end without reading everything; then there is nobody to tell.
			_, _ = io.Copy(in, c.In)
			_ = in.Close()
		}()
	}
	err = cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		if code := exit.ExitCode(); code >= 0 {
			return code
		}
		return 130 // ended by a signal
	}
	if err != nil {
		c.Errorf("%v", err)
		return 126
	}
	return 0
}

// kubectlEnv is the whole environment of kubectl, but for KUBECONFIG.
func kubectlEnv(home string) []string {
	env := []string{"HOME=" + home, "USERPROFILE=" + home, "TMPDIR=" + home, "TEMP=" + home}
	if root := os.Getenv("SystemRoot"); root != "" { // without it Windows opens no socket
		env = append(env, "SystemRoot="+root)
	}
	return env
}

// wantsInput says whether kubectl reads its input. A kubectl in a loop must not eat what the
// loop reads.
func wantsInput(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		switch arg {
		case "-", "-f-", "-f=-", "--filename=-", "-i", "-it", "-ti", "--stdin", "--stdin=true", "/dev/stdin":
			return true
		}
		return strings.HasSuffix(arg, "=/dev/stdin") || strings.HasSuffix(arg, "=-")
	})
}

// arguments are the words after kubectl, with copies in place of files of the script's. What
// follows "--" is a command for a container and left alone.
func (k *kubectlCommand) arguments(c *shell.Call) ([]string, error) {
	args := slices.Clone(c.Args[1:])
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		flag, value, joined := strings.Cut(args[i], "=")
		if !slices.Contains(fileFlags, flag) {
			continue
		}
		at := i
		if !joined {
			if i+1 == len(args) {
				break
			}
			i++
			at, value = i, args[i]
		}
		before := ""
		if flag == "--from-file" { // key=path
			if key, file, ok := strings.Cut(value, "="); ok {
				before, value = key+"=", file
			}
		}
		copied, err := k.copyArgument(c, flag, value)
		if err != nil {
			return nil, err
		}
		if joined {
			before = flag + "=" + before
		}
		args[at] = before + copied
	}
	return args, nil
}

func (k *kubectlCommand) copyArgument(c *shell.Call, flag, value string) (string, error) {
	switch {
	case value == "-", value == "/dev/stdin":
		return "-", nil
	case value == "", strings.HasPrefix(value, "http://"), strings.HasPrefix(value, "https://"):
		return value, nil
	case flag == "-f" && (c.Args[1] == "logs" || c.Args[1] == "log"): // --follow
		return value, nil
	}
	return k.copy(c, value)
}

// copy puts a file or folder of the script's on this machine and returns where. A file
// keeps its name, which kubectl shows and --from-file uses.
func (k *kubectlCommand) copy(c *shell.Call, name string) (string, error) {
	name = c.Path(name)
	info, err := c.FS.Stat(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("error: the path %q does not exist", name)
		}
		return "", err
	}
	k.mu.Lock()
	k.copies++
	target := filepath.Join(k.host, fmt.Sprintf("files-%d", k.copies), path.Base(name))
	k.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return "", err
	}
	return target, copyTree(c.FS, name, target, info.IsDir())
}

func copyTree(fsys shell.FS, name, target string, isDir bool) error {
	if !isDir {
		data, err := readAll(fsys, name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o600)
	}
	if err := os.MkdirAll(target, 0o700); err != nil {
		return err
	}
	entries, err := fsys.ReadDir(name)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := copyTree(fsys, path.Join(name, entry.Name()), filepath.Join(target, entry.Name()), entry.IsDir()); err != nil {
			return err
		}
	}
	return nil
}
