//go:build unix

package node_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/hardenway/hardenway/internal/kubectl"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/embedded"
	"github.com/hardenway/hardenway/labs/embedded/cri"
	"github.com/hardenway/hardenway/labs/embedded/node"
	"github.com/hardenway/hardenway/labs/labtest"
	"github.com/hardenway/hardenway/labs/workload"
	"github.com/hardenway/hardenway/scenarios"
)

// The test binary is the node's binary: it becomes a component as harden does.
func TestMain(m *testing.M) {
	if code, ok := node.Dispatch(context.Background(), os.Args, tryExec); ok {
		os.Exit(code)
	}
	if code, ok := kubectl.Dispatch(os.Args); ok { // of scripts
		os.Exit(code)
	}
	if dir := os.Getenv(envCreate); dir != "" {
		os.Exit(createAndLeave(dir))
	}
	os.Exit(m.Run())
}

func newProvider(t *testing.T) *embedded.Provider {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &embedded.Provider{Dir: filepath.Join(t.TempDir(), "embedded"), Executable: self, Version: "test"}
}

func TestConformance(t *testing.T) {
	labtest.Run(t, func(t *testing.T) labs.Provider { return newProvider(t) })
}

// A whole scenario on this provider, with its scripts.
func TestLab(t *testing.T) {
	provider := newProvider(t)
	labtest.RunLab(t, &labs.Engine{
		Home: labs.Home(t.TempDir()), Providers: []labs.Provider{provider}, Scenarios: scenarios.Builtin(), Version: "test", Self: provider.Executable,
	}, "weak-rbac")
}

func create(t *testing.T, p *embedded.Provider, id labs.ID) labs.Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	c, err := p.Create(ctx, labs.ClusterSpec{ID: id}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Delete(context.Background(), id, nil); err != nil {
			t.Error(err)
		}
		if left := marked(t, id); len(left) > 0 {
			t.Errorf("processes %v are left over", left)
		}
	})
	return c
}

// marked finds the processes that bear a lab's mark and run this very binary.
func marked(t *testing.T, id labs.ID) map[string]int {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("processes are found in /proc")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		exe, err := os.Readlink(filepath.Join("/proc", e.Name(), "exe"))
		if err != nil || strings.TrimSuffix(exe, " (deleted)") != self {
			continue
		}
		env, err := os.ReadFile(filepath.Join("/proc", e.Name(), "environ"))
		if err != nil || !strings.Contains("\x00"+string(env), "\x00"+cri.EnvLab+"="+string(id)+"\x00") {
			continue
		}
		cmdline, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline"))
		name, _, _ := strings.Cut(string(cmdline), "\x00")
		found[name] = pid
	}
	return found
}

func client(t *testing.T, c labs.Cluster) kubernetes.Interface {
	t.Helper()
	config, err := c.AdminConfig()
	if err != nil {
		t.Fatal(err)
	}
	config.Timeout = 5 * time.Second
	k, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// eventually tries until it works, for at most limit, and fails with the last thing seen.
func eventually(t *testing.T, limit time.Duration, what string, try func() error) {
	t.Helper()
	deadline := time.Now().Add(limit)
	for {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: last seen: %v", what, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// backTime is more than a component needs to come back, with the kubelet's back-off, on a machine that is busy.
const backTime = 3 * time.Minute

// TestKilledComponentsComeBack: whatever is killed is started again by whoever minds it.
func TestKilledComponentsComeBack(t *testing.T) {
	p := newProvider(t)
	c := create(t, p, "killed")
	k := client(t, c)
	for _, name := range []string{"kubelet", "etcd", "kube-scheduler", "kube-controller-manager", "kube-apiserver"} {
		// The death of one may have ended another that depends on it.
		before := 0
		eventually(t, backTime, name, func() error {
			if before = marked(t, "killed")[name]; before == 0 {
				return errors.New("it does not run")
			}
			return syscall.Kill(before, syscall.SIGKILL)
		})
		eventually(t, backTime, name+" after kill -9", func() error {
			if now := marked(t, "killed")[name]; now == 0 || now == before {
				return fmt.Errorf("process %d", now)
			}
			_, err := k.CoreV1().Namespaces().Get(t.Context(), "default", metav1.GetOptions{})
			return err
		})
	}
}

// TestDeletedDirectory: a node whose directory somebody deletes ends by itself, since harden stop cannot
// find it any more.
func TestDeletedDirectory(t *testing.T) {
	p := newProvider(t)
	create(t, p, "orphan")
	spec, err := embedded.ReadSpec(filepath.Join(p.Dir, "orphan"))
	if err != nil {
		t.Fatal(err)
	}
	// What still runs may write meanwhile.
	eventually(t, time.Minute, "deleting the lab's directory", func() error { return os.RemoveAll(spec.Dir) })
	eventually(t, 2*time.Minute, "the node of a deleted directory", func() error {
		if left := marked(t, "orphan"); len(left) > 0 {
			return fmt.Errorf("still running: %v", left)
		}
		_, err := os.Stat(spec.Run)
		if err == nil {
			return errors.New("its sockets are still there")
		}
		return nil
	})
}

// TestKilledNode: the death of the node's process, even by kill -9 and even with children
// that are stopped, leaves nothing after the next delete.
func TestKilledNode(t *testing.T) {
	p := newProvider(t)
	create(t, p, "murdered")
	var etcdPID, nodePID int // 0 would be every process of this test's
	eventually(t, time.Minute, "etcd and the node", func() error {
		all := marked(t, "murdered")
		if etcdPID, nodePID = all["etcd"], all[embedded.NodeComponent]; etcdPID == 0 || nodePID == 0 {
			return fmt.Errorf("of its processes there are only %v", all)
		}
		return nil
	})
	if err := syscall.Kill(etcdPID, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(nodePID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, "children of a killed node", func() error {
		left := marked(t, "murdered")
		delete(left, "etcd") // it cannot see that the node is gone while it is stopped
		if len(left) > 0 {
			return fmt.Errorf("still running: %v", left)
		}
		return nil
	})
	_, err := p.Open(t.Context(), "murdered")
	var stopped *labs.StoppedError
	if !errors.As(err, &stopped) || !strings.Contains(err.Error(), "has ended") {
		t.Errorf("opening a lab whose node was killed: %v", err)
	}
	if err := p.Delete(t.Context(), "murdered", nil); err != nil {
		t.Fatal(err)
	}
	if left := marked(t, "murdered"); len(left) > 0 {
		t.Errorf("after delete: %v", left)
	}
	// The name and the address are free again.
	create(t, p, "murdered")
}

const envCreate = "NODE_TEST_CREATE"

// createAndLeave makes a lab in a process that ends right after, as harden does.
func createAndLeave(dir string) int {
	self, err := os.Executable()
	if err == nil {
		p := &embedded.Provider{Dir: dir, Executable: self, Version: "test"}
		_, err = p.Create(context.Background(), labs.ClusterSpec{ID: "left"}, nil)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// TestOrdinaryUser makes a lab as a user without any right, from a process of its own
// terminal session that is over once the lab runs.
func TestOrdinaryUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("the other tests run as an ordinary user already")
	}
	const nobody = 65534
	base, err := os.MkdirTemp("/tmp", "harden-user-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(base) })
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(base, "harden.test")
	if err := copyFile(binary, self); err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(base, "home")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	for path, mode := range map[string]os.FileMode{base: 0o755, binary: 0o755, home: 0o700} {
		if err := errors.Join(os.Chmod(path, mode), os.Chown(path, nobody, nobody)); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(home, "embedded")
	cmd := exec.CommandContext(t.Context(), binary)
	cmd.Env = []string{envCreate + "=" + dir, "HOME=" + home, "PATH="}
	cmd.Dir = home
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}, Setsid: true}
	out, err := cmd.CombinedOutput()
	p := &embedded.Provider{Dir: dir, Executable: binary, Version: "test"}
	t.Cleanup(func() {
		if err := p.Delete(context.Background(), "left", nil); err != nil {
			t.Error(err)
		}
		_ = os.RemoveAll("/tmp/harden-" + strconv.Itoa(nobody))
	})
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	config := filepath.Join(dir, "left", embedded.UserKubeconfig)
	info, err := os.Stat(config)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the learner's kubeconfig has mode %v, want 0600", info.Mode().Perm())
	}
	spec, err := embedded.ReadSpec(filepath.Join(dir, "left"))
	if err != nil {
		t.Fatal(err)
	}
	transport, err := rest.TransportFor(&rest.Config{TLSClientConfig: rest.TLSClientConfig{Insecure: true}})
	if err != nil {
		t.Fatal(err)
	}
	hc := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	// It is not well for the moment that its etcd takes too long, as on a machine that is busy.
	eventually(t, time.Minute, "the lab after its maker ended", func() error {
		resp, err := hc.Get(spec.URL("https", spec.APIServerPort) + "/livez") //nolint:noctx // a test
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			err = fmt.Errorf("it answers %s", resp.Status)
		}
		return errors.Join(err, resp.Body.Close())
	})
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// TestLoopbackOnly: nothing of a lab listens beyond this machine.
func TestLoopbackOnly(t *testing.T) {
	p := newProvider(t)
	create(t, p, "quiet")
	pids := map[string]bool{}
	for _, pid := range marked(t, "quiet") {
		pids[strconv.Itoa(pid)] = true
	}
	for _, file := range []string{"tcp", "tcp6", "udp", "udp6"} {
		listening := 0
		for pid := range pids {
			data, err := os.ReadFile(filepath.Join("/proc", pid, "net", file))
			if err != nil {
				continue
			}
			inodes := sockets(t, pid)
			for _, line := range strings.Split(string(data), "\n")[1:] {
				f := strings.Fields(line)
				if len(f) < 10 || !inodes[f[9]] || strings.HasPrefix(file, "tcp") && f[3] != "0A" { // TCP_LISTEN
					continue
				}
				listening++
				if !strings.HasSuffix(strings.Split(f[1], ":")[0], "7F") { // 127.x.x.x, least byte first
					t.Errorf("process %s listens on %s (%s)", pid, f[1], file)
				}
			}
		}
		if file == "tcp" && listening < 6 {
			t.Errorf("only %d listening sockets were seen: the test looks in the wrong place", listening)
		}
	}
}

func sockets(t *testing.T, pid string) map[string]bool {
	t.Helper()
	inodes := map[string]bool{}
	fds, err := os.ReadDir(filepath.Join("/proc", pid, "fd"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it has ended since it was found
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range fds {
		target, _ := os.Readlink(filepath.Join("/proc", pid, "fd", fd.Name()))
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			inodes[strings.TrimSuffix(inode, "]")] = true
		}
	}
	return inodes
}

// TestTakenPort: an address whose port is taken is passed over.
func TestTakenPort(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("labs share one address")
	}
	var lc net.ListenConfig
	p := newProvider(t)
	d := p.Diagnose(t.Context())
	_, rest, _ := strings.Cut(d[1].Finding, "would get ")
	address, _, err := net.SplitHostPort(rest)
	if err != nil {
		t.Fatalf("doctor says %q", d[1].Finding)
	}
	l, err := lc.Listen(t.Context(), "tcp", net.JoinHostPort(address, strconv.Itoa(embedded.EtcdPort)))
	if err != nil {
		t.Skipf("another lab took the address meanwhile: %v", err)
	}
	defer func() { _ = l.Close() }()
	c := create(t, p, "taken")
	if got := c.Endpoints().NodeAddress; got == address {
		t.Errorf("the lab got %s, whose etcd port is taken", got)
	}
}

// TestForbidExec: after it has given up the right, a component cannot run a program, however
// it is asked to. The node's process keeps the right, since it starts the others.
func TestForbidExec(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has the filter")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	stdin, lifeline, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = stdin.Close(), lifeline.Close() }()
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = []string{"workload", "run-a-program"}
	cmd.Env = []string{cri.EnvComponent + "=workload", envTryExec + "=1"}
	cmd.Stdin = stdin
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "operation not permitted") {
		t.Errorf("a component that tries to run a program: %v: %s", err, out)
	}
}

const envTryExec = "NODE_TEST_TRY_EXEC"

// tryExec stands in for a lab program and tries to run a program of the machine.
func tryExec(ctx context.Context, args []string) int {
	if os.Getenv(envTryExec) == "" {
		return workload.Process(ctx, args)
	}
	err := exec.CommandContext(ctx, "/bin/true").Run()
	fmt.Println(err) //nolint:forbidigo // this process's output is what the test reads
	return 0
}
