package labs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/hardenway/hardenway/labs/shell"
)

// kubectlCommand is kubectl inside scripts: this executable once more, under the name
// kubectl, with nothing of this machine's environment. Files that a script names are in
// the script's file system, which kubectl cannot see, so they are copied for it.
//
// Scripts may be a stranger's. kubectl itself could read and write any file, run a
// credential plug-in and talk to any server, so what would is refused or taken out here; where
// the kernel can, it also refuses every file outside host and every program.
type kubectlCommand struct {
	self    string
	host    string // a directory of this run's own on this machine
	address string // of the lab's node, the only host a server may have
	// inside and here are the addresses of a node that is elsewhere, there and on this machine.
	inside, here Endpoints

	mu     sync.Mutex
	copies int
}

// fileFlags are kubectl's flags whose value is a file to be read.
var fileFlags = []string{
	"-f", "--filename", "-k", "--kustomize", "--patch-file", "--from-env-file", "--from-file",
	"--kubeconfig", "--certificate-authority", "--client-certificate", "--client-key", "--cert", "--key", "--custom",
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
	server, err := k.server(c.Args[1:])
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	config, err := k.kubeconfig(c, kubeconfig, server)
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	args, err := k.arguments(c, server)
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	cmd := exec.CommandContext(ctx, k.self, args...)
	cmd.Args[0] = "kubectl"
	cmd.Dir = k.host
	cmd.Env = append(kubectlEnv(k.host), "KUBECONFIG="+config, EnvConfined+"="+k.host)
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

// EnvConfined tells a kubectl of this binary that it works for a script, and in which
// directory.
const EnvConfined = "HARDENWAY_CONFINED_TO"

// kubectlEnv is the whole environment of kubectl, but for what run adds.
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

// refusedCommands read or write files of this machine by position, or listen on it.
var refusedCommands = []string{"cp", "proxy", "plugin", "kuberc", "edit", "kustomize", "diff"}

// refusedFlags name files of this machine to write, or where to listen.
var refusedFlags = []string{"--profile", "--profile-output", "--cache-dir", "--output-directory", "--address", "--log-file", "--log-dir", "--kuberc"}

// booleanShorts are kubectl's short flags without a value: others may follow in one word.
const booleanShorts = "AhiqRtw"

// splitFlag takes flag and value of one word apart: "--kubeconfig=x", "-f=x", "-Rfx".
func splitFlag(word string) (flag, value string, joined bool) {
	if strings.HasPrefix(word, "--") || len(word) < 2 || word[0] != '-' {
		return strings.Cut(word, "=")
	}
	rest := strings.TrimLeft(word[1:], booleanShorts)
	if rest == "" {
		return word, "", false
	}
	if value = strings.TrimPrefix(rest[1:], "="); len(rest) > 1 {
		return "-" + rest[:1], value, true
	}
	return "-" + rest[:1], "", false
}

// arguments are the words after kubectl, with copies in place of files of the script's. What
// follows "--" is a command for a container and left alone. server is what --server says.
func (k *kubectlCommand) arguments(c *shell.Call, server string) ([]string, error) {
	args := slices.Clone(c.Args[1:])
	follows := isLogs(args)
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		flag, value, joined := splitFlag(args[i])
		if slices.Contains(refusedCommands, args[i]) && isCommand(args, i) {
			return nil, fmt.Errorf("kubectl %s: not in a script: it would use files or ports of the machine that harden runs on", args[i])
		}
		if slices.Contains(refusedFlags, flag) {
			return nil, fmt.Errorf("kubectl %s: not in a script: it would use files or ports of the machine that harden runs on", flag)
		}
		if (flag == "-o" || flag == "--output") && strings.Contains(args[i]+strings.Join(args[i+1:min(i+2, len(args))], ""), "-file=") {
			return nil, errors.New("kubectl -o …-file: not in a script: write the template itself")
		}
		if !slices.Contains(fileFlags, flag) || flag == "-f" && follows {
			continue
		}
		at, word := i, args[i]
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
		copied, err := k.copyArgument(c, flag, value, server)
		if err != nil {
			return nil, err
		}
		if joined {
			before = strings.TrimSuffix(word[:len(word)-len(value)-len(before)], "=") + "=" + before
		}
		args[at] = before + copied
	}
	return args, nil
}

// isCommand says whether the word at i is kubectl's subcommand, and not the value of a flag
// or the name of an object. In doubt it is: the flags can be written after the command.
func isCommand(args []string, i int) bool {
	for j, word := range args[:i] {
		value := j > 0 && strings.HasPrefix(args[j-1], "-") && !strings.Contains(args[j-1], "=")
		if !strings.HasPrefix(word, "-") && !value {
			return false
		}
	}
	return true
}

// isLogs says whether -f means --follow. In doubt it does not: a file is never left alone.
func isLogs(args []string) bool {
	for i, word := range args {
		if word == "logs" || word == "log" {
			value := i > 0 && strings.HasPrefix(args[i-1], "-") && !strings.Contains(args[i-1], "=")
			return !value && isCommand(args, i)
		}
	}
	return false
}

// server is what --server says, which goes before a kubeconfig's: "" if it is not there. Only
// the lab's is one.
func (k *kubectlCommand) server(args []string) (server string, err error) {
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		flag, value, joined := splitFlag(args[i])
		if flag != "-s" && flag != "--server" {
			continue
		}
		if !joined {
			if i+1 == len(args) {
				break
			}
			i++
			value = args[i]
		}
		if err := k.ownServer(value); err != nil {
			return "", err
		}
		server = value // the last one counts
	}
	return server, nil
}

// ownServer refuses every server but the lab's.
func (k *kubectlCommand) ownServer(server string) error {
	address := server
	if !strings.Contains(server, "://") { // "address:port", which kubectl takes too
		address = "//" + server
	}
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("%q is no address of a server: %w", server, err)
	}
	if u.Hostname() != k.address {
		return fmt.Errorf("the server %q is not this lab's: a script reaches only the node, %s", server, k.address)
	}
	return nil
}

// bringHere turns the API server's address on a node that is elsewhere into the one it has on this machine.
func (k *kubectlCommand) bringHere(cluster *clientcmdapi.Cluster) {
	if k.inside.APIServer == "" || cluster.Server != "https://"+k.inside.APIServer {
		return
	}
	cluster.Server = "https://" + k.here.APIServer
	if cluster.TLSServerName == "" {
		cluster.TLSServerName = k.inside.NodeAddress // which its certificate is for
	}
}

// kubeconfig puts a kubeconfig of the script's on this machine, with the files that it
// names inside it, and returns where. Where there is a server, it stands in place of the
// kubeconfig's own: one for pods says https://kubernetes.default.svc, and can be tried so.
func (k *kubectlCommand) kubeconfig(c *shell.Call, name, server string) (string, error) {
	name = c.Path(name)
	data, err := readAll(c.FS, name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("error: the path %q does not exist", name)
	}
	if err != nil {
		return "", err
	}
	config, err := clientcmd.Load(data)
	if err != nil {
		return "", fmt.Errorf("error loading config file %q: %w", name, err)
	}
	inline := func(file *string, into *[]byte) {
		if *file == "" || err != nil {
			return
		}
		at := *file
		if !path.IsAbs(at) {
			at = path.Join(path.Dir(name), at)
		}
		*into, err = readAll(c.FS, at)
		*file = ""
	}
	for _, cluster := range config.Clusters {
		if server != "" {
			cluster.Server = server
		}
		k.bringHere(cluster)
		if err := k.ownServer(cluster.Server); err != nil {
			return "", err
		}
		if cluster.ProxyURL != "" {
			return "", fmt.Errorf("%s: a script's kubectl uses no proxy", name)
		}
		inline(&cluster.CertificateAuthority, &cluster.CertificateAuthorityData)
	}
	for user, info := range config.AuthInfos {
		if info.Exec != nil || info.AuthProvider != nil {
			return "", fmt.Errorf("%s: the credential of %q comes from a program, and a script's kubectl runs none", name, user)
		}
		inline(&info.ClientCertificate, &info.ClientCertificateData)
		inline(&info.ClientKey, &info.ClientKeyData)
		var token []byte
		inline(&info.TokenFile, &token)
		if len(token) > 0 {
			info.Token = strings.TrimSpace(string(token))
		}
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	target := k.target(name)
	if err := clientcmd.WriteToFile(*config, target); err != nil {
		return "", err
	}
	return target, nil
}

func (k *kubectlCommand) copyArgument(c *shell.Call, flag, value, server string) (string, error) {
	switch {
	case value == "-", value == "/dev/stdin":
		return "-", nil
	case value == "":
		return value, nil
	case strings.Contains(value, "://"):
		return "", fmt.Errorf("kubectl %s %s: a script reaches nothing outside its lab", flag, value)
	}
	if flag == "--kubeconfig" {
		return k.kubeconfig(c, value, server)
	}
	return k.copy(c, value)
}

// target is a place of its own on this machine for a file of the script's, which keeps its
// name: kubectl shows it, and --from-file uses it.
func (k *kubectlCommand) target(name string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.copies++
	return filepath.Join(k.host, fmt.Sprintf("files-%d", k.copies), path.Base(name))
}

// copy puts a file or folder of the script's on this machine and returns where.
func (k *kubectlCommand) copy(c *shell.Call, name string) (string, error) {
	name = c.Path(name)
	info, err := c.FS.Stat(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("error: the path %q does not exist", name)
		}
		return "", err
	}
	target := k.target(name)
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
