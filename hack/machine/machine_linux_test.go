package machine

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/testcontainers/testcontainers-go"
	tcexec "github.com/testcontainers/testcontainers-go/exec"
)

const (
	// envTest asks for these tests. With it, whatever keeps them from running is a failure.
	envTest = "HARDEN_TEST_DOCKER"
	// envHarden is the binary to try.
	envHarden = "HARDEN_BIN"
	// envCrash makes this test binary a process that makes a container and is then killed.
	envCrash = "HARDEN_TEST_MACHINE_CRASH"
)

func TestMain(m *testing.M) {
	// Its reaper is an image that has to be pulled; sweep does what it would.
	if err := os.Setenv("TESTCONTAINERS_RYUK_DISABLED", "true"); err != nil {
		panic(err)
	}
	if image := os.Getenv(envCrash); image != "" {
		c, err := start(context.Background(), image)
		if err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		fmt.Println(c.GetContainerID())
		time.Sleep(time.Hour) // until it is killed
	}
	os.Exit(m.Run())
}

// start makes a container without a network, whose only process sleeps as an ordinary user.
func start(ctx context.Context, image string, more ...testcontainers.ContainerCustomizer) (*testcontainers.DockerContainer, error) {
	me, err := owner(os.Getpid())
	if err != nil {
		return nil, err
	}
	options := append([]testcontainers.ContainerCustomizer{
		testcontainers.WithLabels(map[string]string{label: labelValue, ownerLabel: me}),
		testcontainers.WithEntrypoint("sleep"), testcontainers.WithCmd("infinity"),
		testcontainers.WithConfigModifier(func(c *container.Config) { c.User = user }),
		testcontainers.WithHostConfigModifier(func(c *container.HostConfig) {
			c.NetworkMode = "none"
			c.Init = new(true) // somebody has to wait for the processes of a lab that ended
		}),
	}, more...)
	return testcontainers.Run(ctx, image, options...)
}

const user = "4711:4711"

func wanted(t *testing.T) {
	t.Helper()
	if os.Getenv(envTest) == "" {
		t.Skipf("this makes containers in Docker: run make test-machine, or set %s=1", envTest)
	}
	swept, err := sweep(t.Context())
	if err != nil {
		t.Fatalf("%s=%s, and Docker cannot be used: %v\nlook at DOCKER_HOST; make docker starts one", envTest, os.Getenv(envTest), err)
	}
	for _, id := range swept {
		t.Logf("an earlier run had left the container %.12s; it is gone now", id)
	}
}

// machine is a container with harden in it.
type machine struct {
	t *testing.T
	c *testcontainers.DockerContainer
}

// run runs a command as the ordinary user and returns what it printed.
func (m machine) run(command ...string) (code int, out string) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), 5*time.Minute)
	defer cancel()
	code, r, err := m.c.Exec(ctx, command, tcexec.WithUser(user), tcexec.WithEnv([]string{"HOME=/tmp/learner", "LC_ALL=C.UTF-8"}), tcexec.Multiplexed())
	if err != nil {
		m.t.Fatalf("%s: %v", strings.Join(command, " "), err)
	}
	data, err := io.ReadAll(r)
	must(m.t, err)
	return code, string(data)
}

// expects runs a command and asserts its exit code and words in what it printed.
func (m machine) expects(want int, words []string, command ...string) string {
	m.t.Helper()
	began := time.Now()
	code, out := m.run(command...)
	m.t.Logf("%s: exit code %d after %s", strings.Join(command, " "), code, time.Since(began).Round(100*time.Millisecond))
	if code != want {
		m.t.Fatalf("%s: exit code %d, want %d\n%s", strings.Join(command, " "), code, want, out)
	}
	for _, word := range words {
		if !strings.Contains(out, word) {
			m.t.Errorf("%s: want %q in\n%s", strings.Join(command, " "), word, out)
		}
	}
	return out
}

const fix = `set -e
sed -i -e '/anonymous:/,/enabled:/s/enabled: true/enabled: false/' -e 's/mode: AlwaysAllow/mode: Webhook/' -e 's/^readOnlyPort: .*/readOnlyPort: 0/' \
  var/lib/kubelet/config.yaml
systemctl restart kubelet
`

// whatIsThere lists files and counts processes, by the shell alone: a second program in a pipe
// may not have begun yet when the first one looks.
const whatIsThere = "ls -A / /tmp; set -- /proc/[0-9]*; echo $#"

// TestBareDebian: one binary on a machine with nothing, without a network and without root, is
// all that the embedded cluster needs.
func TestBareDebian(t *testing.T) {
	wanted(t)
	binary, err := filepath.Abs(os.Getenv(envHarden))
	must(t, err)
	if _, err := os.Stat(binary); err != nil || os.Getenv(envHarden) == "" {
		t.Fatalf("%s has to name the harden to try: %v", envHarden, err)
	}
	c, err := start(t.Context(), debian(t), testcontainers.WithFiles(testcontainers.ContainerFile{
		HostFilePath: binary, ContainerFilePath: "/usr/local/bin/harden", FileMode: 0o755,
	}))
	testcontainers.CleanupContainer(t, c)
	must(t, err)
	m := machine{t, c}

	// That this is the machine it is meant to be.
	m.expects(0, []string{"uid=4711"}, "id")
	if out := m.expects(0, nil, "cat", "/proc/net/route"); strings.Count(strings.TrimSpace(out), "\n") > 0 {
		t.Fatalf("it has a way out:\n%s", out)
	}
	if code, _ := m.run("sh", "-c", "command -v docker || command -v kubectl || command -v curl || command -v python3"); code == 0 {
		t.Fatal("it has programs that a bare Debian has not")
	}
	m.expects(0, nil, "mkdir", "/tmp/learner")
	before := m.expects(0, nil, "sh", "-c", whatIsThere)

	out := m.expects(0, nil, "harden", "version", "-o", "json")
	var version struct{ Harden, Kubernetes string }
	if err := json.Unmarshal([]byte(out), &version); err != nil || version.Harden == "" || !strings.HasPrefix(version.Kubernetes, "v1.") {
		t.Errorf("version: %v in\n%s", err, out)
	}
	m.expects(0, []string{"anonymous-kubelet", "weak-rbac"}, "harden", "list")
	// kind is not to be had, and says why; that is no failure of the machine.
	m.expects(0, []string{"embedded: ready, the default", "kind: not ready", "there is no docker command"}, "harden", "doctor")
	m.expects(3, []string{"there is no docker command in the PATH", "try: start the scenario without --on kind"}, "harden", "start", "anonymous-kubelet", "--on", "kind")

	m.expects(0, []string{"Ready in"}, "harden", "start", "anonymous-kubelet")
	// The lab is ready when what is seeded is; the kubelet may tell of the control plane a moment later.
	m.expects(0, []string{"checkout-0"}, "harden", "kubectl", "get", "pods", "-A")
	m.expects(1, []string{"FAIL"}, "harden", "check")
	// What a learner would do, with the shell and the sed of a bare Debian.
	m.expects(0, nil, "sh", "-c", "harden node shell <<'END'\n"+fix+"END\n")
	m.expects(0, []string{"PASS"}, "harden", "check", "--wait")
	m.expects(0, nil, "harden", "reset")
	m.expects(1, []string{"FAIL"}, "harden", "check")
	m.expects(0, nil, "harden", "stop")
	// The directory for the sockets of this user's labs may stay, with nothing in it.
	m.expects(0, nil, "sh", "-c", "[ ! -e /tmp/harden-4711 ] || rmdir /tmp/harden-4711")
	// A process that has ended is there until the container's first one has taken note of it.
	after := m.expects(0, nil, "sh", "-c", whatIsThere)
	for deadline := time.Now().Add(20 * time.Second); after != before && time.Now().Before(deadline); {
		time.Sleep(100 * time.Millisecond)
		after = m.expects(0, nil, "sh", "-c", whatIsThere)
	}
	if after != before {
		t.Errorf("harden stop left something: before\n%s\nafter\n%s", before, after)
	}
}

// TestSweep: a run that is killed with kill -9 leaves a container, and the next run removes it,
// and leaves those of runs that are still going.
func TestSweep(t *testing.T) {
	wanted(t)
	image := debian(t)
	ours, err := start(t.Context(), image)
	testcontainers.CleanupContainer(t, ours)
	must(t, err)

	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), envCrash+"="+image)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	// testcontainers logs to the standard error.
	line, err := bufio.NewReader(out).ReadString('\n')
	id := strings.TrimSpace(line)
	if err != nil || len(id) != 64 {
		t.Fatalf("the process that is to be killed said %q, %v", line, err)
	}
	if swept, err := sweep(t.Context()); err != nil || slices.Contains(swept, id) {
		t.Errorf("while its process lives: swept %v, %v", swept, err)
	}
	must(t, cmd.Process.Kill())
	_ = cmd.Wait() // it was killed
	if left, err := output(t.Context(), "docker", "ps", "-q", "--no-trunc", "--filter", "id="+id); err != nil || left != id {
		t.Fatalf("the container went with its process, so this shows nothing: %q, %v", left, err)
	}
	swept, err := sweep(t.Context())
	if err != nil || !slices.Equal(swept, []string{id}) {
		t.Errorf("swept %v, %v, want %s", swept, err, id)
	}
	left, err := output(t.Context(), "docker", "ps", "-aq", "--no-trunc", "--filter", "label="+label+"="+labelValue)
	if err != nil || !slices.Contains(strings.Fields(left), ours.GetContainerID()) || strings.Contains(left, id) {
		t.Errorf("after it there are %q, %v, want %s", left, err, ours.GetContainerID())
	}
}

func TestOwner(t *testing.T) {
	me, err := owner(os.Getpid())
	if err != nil || strings.Count(me, "/") != 2 {
		t.Fatalf("this process is %q, %v", me, err)
	}
	boot, _, _ := strings.Cut(me, "/")
	for name, want := range map[string]bool{
		me: true, "": false, "nobody": false, boot + "/1/0": false, me + "0": false, "another-boot" + strings.TrimPrefix(me, boot): false, boot + "/x/1": false,
	} {
		if got, err := lives(name); err != nil || got != want {
			t.Errorf("%q lives: %v, %v", name, got, err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "true")
	must(t, cmd.Start())
	child, err := owner(cmd.Process.Pid)
	must(t, err)
	_ = cmd.Wait()
	if got, err := lives(child); err != nil || got {
		t.Errorf("a process that has ended lives: %v", err)
	}
}
