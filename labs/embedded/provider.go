// Package embedded is the cluster that needs no Docker: one node whose control plane,
// kubelet and etcd are real and run as processes of the harden binary, each lab on a
// loopback address of its own.
//
// It listens on loopback only, works as an ordinary user, and keeps everything below
// one directory. The node itself is in package node, which alone imports Kubernetes; this
// package starts it as a process and talks to it over a socket.
package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/hardenway/hardenway/internal/detach"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/embedded/cri"
)

// Name is the word after --on.
const Name = "embedded"

// Provider makes embedded clusters below one directory.
type Provider struct {
	// Dir holds one directory a cluster.
	Dir string
	// Executable is the harden binary, which runs as every process of a node.
	Executable string
	// Version is harden's own; a node keeps the version that made it.
	Version string
}

var _ labs.Provider = (*Provider)(nil)

// Name implements labs.Provider.
func (*Provider) Name() string { return Name }

// Capabilities implements labs.Provider.
func (*Provider) Capabilities() []labs.Capability {
	return []labs.Capability{labs.KubeletAPI, labs.NodeFiles, labs.StaticPods, labs.EtcdAccess}
}

func (p *Provider) dir(id labs.ID) string { return filepath.Join(p.Dir, string(id)) }

// State is who runs a node: enough to find its processes again, and never another's.
type State struct {
	PID int `json:"pid"`
	// Began tells this process from a later one that got the same number.
	Began string `json:"began"`
}

// Create implements labs.Provider.
func (p *Provider) Create(ctx context.Context, cs labs.ClusterSpec, report labs.Reporter) (_ labs.Cluster, err error) {
	if err := cs.ID.Validate(); err != nil {
		return nil, err
	}
	if cs.Image != "" {
		return nil, &labs.Problem{Err: fmt.Errorf("the embedded cluster has no node image, so it cannot be made from %s", cs.Image), Try: "the same with --on kind, or without --image"}
	}
	dir := p.dir(cs.ID)
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the directory for labs: %w", err)
	}
	// Making the directory is what claims the name: of two creates at once one wins.
	if err := os.Mkdir(dir, 0o700); errors.Is(err, fs.ErrExist) {
		return nil, &labs.ExistsError{ID: cs.ID}
	} else if err != nil {
		return nil, fmt.Errorf("making the lab's directory: %w", err)
	}
	release := func() {}
	defer func() { release() }() // at the very end: as long as something of this lab runs, its address is nobody else's
	defer func() {
		if err != nil {
			cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
			defer cancel()
			err = errors.Join(err, p.Delete(cleanup, cs.ID, nil))
		}
	}()
	spec := Spec{
		Version: specVersion, Harden: p.Version, ID: cs.ID, Dir: dir, Root: filepath.Join(dir, nodeRoot), Executable: p.Executable,
		NodeName: string(cs.ID), Kubeadm: cs.Kubeadm, Kubelet: cs.Kubelet, SharedEtcdCA: cs.SharedEtcdCA, Files: cs.Files,
	}
	if spec.Run, err = runDir(dir); err != nil {
		return nil, err
	}
	if err := os.Mkdir(spec.Root, 0o755); err != nil {
		return nil, err
	}
	claim, err := assignAddress(ctx, &spec, p.reservedAddresses(cs.ID))
	if err != nil {
		return nil, err
	}
	release = claim
	if err := writeJSON(filepath.Join(dir, SpecFile), spec); err != nil {
		return nil, err
	}
	if err := p.launch(spec); err != nil {
		return nil, err
	}
	control := newControl(spec.ControlSocket())
	if err := p.await(ctx, spec, control, report); err != nil {
		return nil, err
	}
	return &Cluster{spec: spec, control: control, provider: p}, nil
}

// launch starts the node's process in a session of its own, so that it outlives the
// terminal, and notes who it is.
func (p *Provider) launch(spec Spec) error {
	log, err := os.OpenFile(filepath.Join(spec.Dir, NodeLog), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	null, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	defer func() { _ = null.Close() }()
	process, err := os.StartProcess(p.Executable, []string{NodeComponent}, &os.ProcAttr{
		Dir:   spec.Dir,
		Env:   []string{cri.EnvComponent + "=" + NodeComponent, cri.EnvLab + "=" + string(spec.ID), EnvDir + "=" + spec.Dir, "GOGC=60", "HOME=" + spec.Dir},
		Files: []*os.File{null, log, log},
		Sys:   detach.Attr(),
	})
	if err != nil {
		return fmt.Errorf("starting the node: %w", err)
	}
	began, err := processBegan(process.Pid)
	if err != nil {
		_ = process.Kill()
		return fmt.Errorf("starting the node: %w", err)
	}
	if err := writeJSON(filepath.Join(spec.Dir, StateFile), State{PID: process.Pid, Began: began}); err != nil {
		_ = process.Kill()
		return err
	}
	go func() { _, _ = process.Wait() }() // so that an early end leaves no zombie while we follow
	return nil
}

// await follows the node until it is ready.
func (p *Provider) await(ctx context.Context, spec Spec, control *control, report labs.Reporter) error {
	for {
		err := control.follow(ctx, report)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case !isNotListening(err):
			return fmt.Errorf("the node of lab %q did not start: %w", spec.ID, errors.Join(err, logTail(filepath.Join(spec.Dir, NodeLog))))
		}
		if state, err := readState(spec.Dir); err == nil && !alive(state) {
			return fmt.Errorf("the node of lab %q ended at once: %w", spec.ID, logTail(filepath.Join(spec.Dir, NodeLog)))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// logTail is the end of a log as an error, or nil when it says nothing.
func logTail(name string) error {
	data, err := os.ReadFile(name)
	if err != nil || len(strings.TrimSpace(string(data))) == 0 {
		return nil //nolint:nilerr // there is no log to add, see above
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	lines = lines[max(0, len(lines)-5):]
	return errors.New("its log ends:\n  " + strings.Join(lines, "\n  "))
}

func readState(dir string) (State, error) {
	var s State
	data, err := os.ReadFile(filepath.Join(dir, StateFile))
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(data, &s)
}

// Open implements labs.Provider.
func (p *Provider) Open(ctx context.Context, id labs.ID) (labs.Cluster, error) {
	spec, err := ReadSpec(p.dir(id))
	if errors.Is(err, fs.ErrNotExist) {
		if _, statErr := os.Stat(p.dir(id)); statErr == nil {
			return nil, &labs.StoppedError{ID: id, Why: "its start was cut off"}
		}
		return nil, &labs.NotFoundError{ID: id}
	}
	if err != nil {
		return nil, err
	}
	state, err := readState(spec.Dir)
	if err != nil {
		return nil, &labs.StoppedError{ID: id, Why: "its start was cut off"}
	}
	if !alive(state) {
		return nil, &labs.StoppedError{ID: id, Why: fmt.Sprintf("its node (process %d) has ended", state.PID)}
	}
	control := newControl(spec.ControlSocket())
	if _, err := control.do(ctx, "POST", PathKubelet+"?action=status"); err != nil {
		return nil, &labs.StoppedError{ID: id, Why: fmt.Sprintf("its node (process %d) does not answer: %v", state.PID, err)}
	}
	return &Cluster{spec: spec, control: control, provider: p}, nil
}

// List implements labs.Provider.
func (p *Provider) List(context.Context) ([]labs.ID, error) {
	entries, err := os.ReadDir(p.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var ids []labs.ID
	for _, e := range entries {
		if id := labs.ID(e.Name()); e.IsDir() && id.Validate() == nil {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Delete implements labs.Provider. It ends the node politely, then by force, then any
// process that still bears the lab's mark, and removes the lab's files.
func (p *Provider) Delete(ctx context.Context, id labs.ID, report labs.Reporter) error {
	if err := id.Validate(); err != nil {
		return err
	}
	dir := p.dir(id)
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	began := time.Now()
	labs.Report(report, labs.Event{Step: "processes"})
	if state, err := readState(dir); err == nil && alive(state) {
		_ = terminate(state)
		if !ended(ctx, 5*time.Second, func() bool { return !alive(state) }) {
			_ = kill(state)
		}
	}
	// The children end with the node; one that is stopped or stuck is ended here.
	err := endMarked(ctx, id, dir)
	labs.Report(report, labs.Event{Step: "processes", Done: true, Took: time.Since(began)})
	if err != nil {
		return fmt.Errorf("lab %q: %w", id, err)
	}
	began = time.Now()
	labs.Report(report, labs.Event{Step: "files"})
	run, runErr := runDirOf(dir)
	if runErr == nil {
		if err := os.RemoveAll(run); err != nil {
			return fmt.Errorf("lab %q: removing its sockets: %w", id, err)
		}
	}
	if err := removeAll(dir); err != nil {
		return fmt.Errorf("lab %q: removing its files: %w", id, err)
	}
	labs.Report(report, labs.Event{Step: "files", Done: true, Took: time.Since(began)})
	return nil
}

// ended waits until done is true, for at most limit.
func ended(ctx context.Context, limit time.Duration, done func() bool) bool {
	deadline := time.After(limit)
	for !done() {
		select {
		case <-deadline:
			return done()
		case <-ctx.Done():
			return done()
		case <-time.After(10 * time.Millisecond):
		}
	}
	return true
}

// removeAll removes a tree in which a learner may have taken rights away.
func removeAll(dir string) error {
	if err := os.RemoveAll(dir); err == nil {
		return nil
	}
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			_ = os.Chmod(path, 0o700) //nolint:gosec // about to be removed
		}
		return nil
	})
	return os.RemoveAll(dir)
}

// writeJSON writes v to a temporary file and renames it, so that no reader sees a half.
func writeJSON(name string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	tmp := name + ".new"
	if err := os.WriteFile(tmp, append(data, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, name)
}

// Diagnose implements labs.Provider.
func (p *Provider) Diagnose(ctx context.Context) []labs.Diagnosis {
	found := []labs.Diagnosis{{Subject: "embedded cluster", OK: true, Finding: fmt.Sprintf("%s/%s, no Docker needed", runtime.GOOS, runtime.GOARCH)}}
	var spec Spec
	release, err := assignAddress(ctx, &spec, p.reservedAddresses(""))
	d := labs.Diagnosis{Subject: "loopback addresses", OK: err == nil}
	if err != nil {
		d.Finding, d.Mend = err.Error(), "stop a lab (harden stop), or whatever else listens on those ports"
	} else {
		release()
		d.Finding = fmt.Sprintf("a new lab would get %s", spec.HostPort(spec.APIServerPort))
	}
	found = append(found, d)
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return append(found, labs.Diagnosis{Subject: "lab directory", Finding: err.Error(), Mend: "set HARDEN_HOME to a directory you can write"})
	}
	free, err := freeSpace(p.Dir)
	d = labs.Diagnosis{Subject: "disk space", OK: err != nil || free >= neededSpace, Finding: fmt.Sprintf("%d MB free in %s", free>>20, p.Dir)}
	if err != nil {
		d.Finding = fmt.Sprintf("unknown: %v", err)
	}
	if !d.OK {
		d.Mend = fmt.Sprintf("a lab wants %d MB: free some, or set HARDEN_HOME to another disk", neededSpace>>20)
	}
	found = append(found, d)
	if memory, err := availableMemory(); err == nil {
		d = labs.Diagnosis{Subject: "memory", OK: memory >= neededMemory, Finding: fmt.Sprintf("%d MB available", memory>>20)}
		if !d.OK {
			d.Mend = fmt.Sprintf("a lab takes about %d MB: close something", neededMemory>>20)
		}
		found = append(found, d)
	}
	return found
}

const (
	neededSpace  = 300 << 20 // bytes: etcd's log and the files of a node
	neededMemory = 600 << 20
)

// reservedAddresses are those of the other labs here, running or not.
func (p *Provider) reservedAddresses(except labs.ID) []string {
	ids, err := p.List(context.Background())
	if err != nil {
		return nil
	}
	var taken []string
	for _, id := range ids {
		if id == except {
			continue
		}
		if s, err := ReadSpec(p.dir(id)); err == nil {
			taken = append(taken, s.Address)
		}
	}
	slices.Sort(taken)
	return taken
}
