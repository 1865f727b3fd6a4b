package airgap

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// envTest asks for this test, as for all that make kind clusters. With it, whatever keeps
	// the test from running is a failure.
	envTest = "HARDEN_TEST_KIND"
	// envHarden is the binary to try.
	envHarden = "HARDEN_BIN"
	// envRoom makes this test binary the classroom: a directory with class.tar in it.
	envRoom = "HARDEN_TEST_ROOM"
)

const scenario = "default-deny" // it needs kind

// TestClassroom saves a bundle with the Docker and the node image that the environment names, and
// then is a machine without a network that has the bundle and a Docker, and nothing else.
//
// The room's Docker runs in the room's network namespace, like harden: so its published ports are
// there, and neither it nor a node has a way out.
func TestClassroom(t *testing.T) {
	if os.Getenv(envTest) == "" {
		t.Skipf("this makes a cluster in a Docker of its own: run make test-air-gap, or set %s=1", envTest)
	}
	if os.Geteuid() != 0 {
		t.Fatal("a network namespace, and a Docker in it, need root")
	}
	harden, err := filepath.Abs(os.Getenv(envHarden))
	if _, statErr := os.Stat(harden); err != nil || statErr != nil || os.Getenv(envHarden) == "" {
		t.Fatalf("%s has to name the harden to try: %v", envHarden, errors.Join(err, statErr))
	}
	// Not below the test's own directory, whose name is too long for Docker's sockets.
	room, err := os.MkdirTemp("/var/tmp", "harden-room-")
	must(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
		defer cancel()
		// The room does it itself, unless it was killed.
		if out, err := daemon(ctx, room, "stop").CombinedOutput(); err != nil {
			t.Errorf("stopping the room's Docker: %v\n%s", err, out)
		}
		must(t, os.RemoveAll(room))
	})

	home := commands{t: t, env: append(os.Environ(), "HARDEN_HOME="+filepath.Join(room, "home"))}
	bundle := filepath.Join(room, "class.tar")
	home.run(0, harden, "bundle", "save", scenario, "--with-harden", "--dry-run", "-f", bundle)
	if _, err := os.Stat(bundle); err == nil {
		t.Fatal("--dry-run wrote the bundle")
	}
	said := home.run(0, harden, "bundle", "save", scenario, "--with-harden", "-f", bundle)
	digest := regexp.MustCompile(`sha256:[0-9a-f]{64}`).FindString(said)
	if digest == "" {
		t.Fatalf("no digest in\n%s", said)
	}

	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestRoom$", "-test.v", "-test.timeout=30m")
	// The room knows nothing of the home's Docker and image.
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); name != "DOCKER_HOST" && name != "HARDEN_NODE_IMAGE" && name != "HARDEN_HOME" {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, envRoom+"="+room, "HARDEN_TEST_DIGEST="+digest)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	t.Logf("in the room:\n%s", out.String())
	if err != nil || !strings.Contains(out.String(), "--- PASS: TestRoom") {
		t.Errorf("the room: %v", err)
	}
}

// daemon is the script that starts and stops a Docker of the room's own.
func daemon(ctx context.Context, room, verb string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "../docker/daemon", verb)
	cmd.Env = append(os.Environ(), "HARDEN_DOCKER_DIR="+filepath.Join(room, "docker"))
	return cmd
}

// TestRoom is what happens in the room. TestClassroom runs it.
func TestRoom(t *testing.T) {
	room := os.Getenv(envRoom)
	if room == "" {
		t.Skip("TestClassroom runs this in a network namespace of its own")
	}
	if out, err := exec.CommandContext(t.Context(), "ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
		t.Fatalf("ip link set lo up: %v\n%s", err, out)
	}
	cutOff(t)

	out, err := daemon(t.Context(), room, "start").CombinedOutput()
	if err != nil {
		t.Fatalf("starting the room's Docker: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
		defer cancel()
		if out, err := daemon(ctx, room, "stop").CombinedOutput(); err != nil {
			t.Errorf("stopping the room's Docker: %v\n%s", err, out)
		}
		must(t, os.RemoveAll(filepath.Join(room, "learner")))
	})
	c := commands{t: t, env: append(os.Environ(), "DOCKER_HOST=unix://"+filepath.Join(room, "docker", "docker.sock"), "HARDEN_HOME="+filepath.Join(room, "learner"))}
	if images := c.run(0, "docker", "image", "ls", "-q"); strings.TrimSpace(images) != "" {
		t.Fatalf("the room's Docker has images: %s", images)
	}

	// What the page says, in its order.
	bundle := filepath.Join(room, "class.tar")
	c.run(0, "tar", "-xf", bundle, "-C", room, "harden")
	harden := filepath.Join(room, "harden")
	has(t, c.run(3, harden, "start", scenario, "--on", "kind"), "is not on this machine and cannot be had", "harden bundle load")
	has(t, c.run(0, harden, "bundle", "show", bundle, "--check"), "all as they should be", os.Getenv("HARDEN_TEST_DIGEST"))
	has(t, c.run(0, harden, "bundle", "load", bundle, "--digest", os.Getenv("HARDEN_TEST_DIGEST")), " loaded", "harden start "+scenario+" --on kind")
	has(t, c.run(0, harden, "bundle", "load", bundle), "already there")
	has(t, c.run(0, harden, "start", scenario, "--on", "kind"), "Ready in")
	var report struct {
		Results []struct{ ID, Role, Outcome string }
	}
	said := c.run(1, harden, "check", "-o", "json")
	must(t, json.Unmarshal([]byte(said), &report))
	failing := 0
	for _, r := range report.Results {
		switch r.Outcome {
		case "pass":
		case "fail":
			failing++
		default:
			t.Errorf("%s: %s, and without a network everything can be told", r.ID, r.Outcome)
		}
	}
	if failing == 0 {
		t.Errorf("no goal is open: %+v", report)
	}
	cutOff(t)
	c.run(0, harden, "stop")
	if left := c.run(0, "docker", "ps", "-aq"); strings.TrimSpace(left) != "" {
		t.Errorf("containers are left: %s", left)
	}
	// And without kind the one binary is enough.
	has(t, c.run(0, harden, "start", "weak-rbac"), "Ready in")
	c.run(1, harden, "check")
	c.run(0, harden, "stop")
}

// cutOff sees that no packet gets out of here: there is no route but those of Docker's own bridges.
func cutOff(t *testing.T) {
	t.Helper()
	routes, err := os.ReadFile("/proc/net/route")
	must(t, err)
	for line := range strings.Lines(string(routes)) {
		if fields := strings.Fields(line); len(fields) > 2 && (fields[1] == "00000000" || fields[2] != "00000000" && fields[2] != "Gateway") {
			t.Fatalf("there is a way out: %s", line)
		}
	}
	// Addresses for documentation, which nobody has.
	for _, address := range []string{"192.0.2.1:443", "[2001:db8::1]:443"} {
		d := net.Dialer{Timeout: 5 * time.Second}
		conn, err := d.DialContext(t.Context(), "tcp", address)
		if err == nil {
			conn.Close()
		}
		if !errors.Is(err, syscall.ENETUNREACH) && !errors.Is(err, syscall.EADDRNOTAVAIL) {
			t.Fatalf("%s: %v, want no route to any network", address, err)
		}
	}
}

// commands runs programs with an environment.
type commands struct {
	t   *testing.T
	env []string
}

// run runs a program, asserts its exit code, and returns what it printed: of a result in JSON
// only that.
func (c commands) run(want int, name string, args ...string) string {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 15*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = c.env
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	began := time.Now()
	err := cmd.Run()
	line := fmt.Sprintf("%s %s", filepath.Base(name), strings.Join(args, " "))
	c.t.Logf("%s: exit code %d after %s", line, cmd.ProcessState.ExitCode(), time.Since(began).Round(100*time.Millisecond))
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != want {
		c.t.Fatalf("%s: %v, want exit code %d\n%s%s", line, err, want, &out, &talk)
	}
	if json.Valid(out.Bytes()) && out.Len() > 0 {
		return out.String()
	}
	return out.String() + talk.String()
}

func has(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(said, word) {
			t.Errorf("want %q in\n%s", word, said)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
