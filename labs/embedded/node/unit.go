package node

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"k8s.io/klog/v2"

	"github.com/hardenway/hardenway/labs/embedded"
	"github.com/hardenway/hardenway/labs/embedded/cri"
)

// restartDelay is how long a kubelet that ended by itself stays down. kubeadm's unit has
// RestartSec=10; a learner who mends a file should not wait that long.
const restartDelay = time.Second

// unit runs the kubelet as systemd runs its unit with Restart=always. Containers are
// children of the node, not of the kubelet, so they outlive it as they do under containerd.
type unit struct {
	spec embedded.Spec

	mu       sync.Mutex
	wanted   bool
	cmd      *exec.Cmd
	lifeline io.Closer
	ended    chan struct{} // closed when cmd has ended
	since    time.Time
	restarts int
	lastEnd  string
}

func newUnit(spec embedded.Spec) *unit { return &unit{spec: spec} }

func (u *unit) start() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.wanted = true
	if u.cmd == nil {
		u.launch()
	}
}

// directories are all that a process of the node may open files in.
func directories(spec embedded.Spec) []string { return []string{spec.Dir, spec.Run} }

// launch is called with u.mu held.
func (u *unit) launch() {
	if err := u.tryLaunch(); err != nil {
		klog.ErrorS(err, "Starting the kubelet")
		u.lastEnd = err.Error()
		time.AfterFunc(restartDelay, u.relaunch)
	}
}

func (u *unit) tryLaunch() error {
	if err := os.MkdirAll(filepath.Dir(u.spec.KubeletLog()), 0o755); err != nil {
		return err
	}
	log, err := os.OpenFile(u.spec.KubeletLog(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	stdin, lifeline, err := os.Pipe()
	if err != nil {
		return err
	}
	defer func() { _ = stdin.Close() }()
	cmd := exec.Command(u.spec.Executable) //nolint:gosec,noctx // harden itself, stopped by stop
	cmd.Args = []string{embedded.KubeletComponent, u.spec.Dir}
	cmd.Dir = u.spec.Root
	cmd.Env = []string{
		cri.EnvComponent + "=" + embedded.KubeletComponent, cri.EnvLab + "=" + string(u.spec.ID), "GOGC=60",
		cri.EnvDirectories + "=" + strings.Join(directories(u.spec), string(filepath.ListSeparator)),
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, log, log
	if err := cmd.Start(); err != nil {
		_ = lifeline.Close()
		return err
	}
	u.cmd, u.lifeline, u.ended, u.since = cmd, lifeline, make(chan struct{}), time.Now()
	go u.wait(cmd, u.ended)
	return nil
}

func (u *unit) wait(cmd *exec.Cmd, ended chan struct{}) {
	_ = cmd.Wait() // how it ended is in its state
	u.mu.Lock()
	defer u.mu.Unlock()
	_ = u.lifeline.Close()
	u.cmd, u.lastEnd = nil, cmd.ProcessState.String()
	close(ended)
	if u.wanted {
		u.restarts++
		time.AfterFunc(restartDelay, u.relaunch)
	}
}

func (u *unit) relaunch() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.wanted && u.cmd == nil {
		u.launch()
	}
}

// stop ends the kubelet and keeps it down.
func (u *unit) stop() {
	u.mu.Lock()
	u.wanted = false
	cmd, ended := u.cmd, u.ended
	u.mu.Unlock()
	if cmd == nil {
		return
	}
	// The kubelet keeps nothing it must save, and its graceful end waits for open watches.
	_ = cmd.Process.Kill()
	<-ended
}

// status is the line `systemctl status` shows that people look for.
func (u *unit) status() (line string, active bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case u.cmd != nil:
		return fmt.Sprintf("Active: active (running) since %s; %d restarts", u.since.Format(time.RFC3339), u.restarts), true
	case u.wanted:
		return fmt.Sprintf("Active: activating (auto-restart), last end: %s; %d restarts", u.lastEnd, u.restarts), false
	}
	return "Active: inactive (dead)", false
}
