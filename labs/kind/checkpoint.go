package kind

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/kind/agent"
	"github.com/hardenway/hardenway/labs/objects"
	"github.com/hardenway/hardenway/labs/shell"
)

// A checkpoint is what an administrator edits on the node, and every key in etcd. To return to
// it, the files are put back; what reads a changed file starts anew; then etcd's keys are
// written back.

const (
	checkpointFiles = "files.tar"
	checkpointKeys  = "etcd.gob"
)

const manifestsDir = "/etc/kubernetes/manifests"

// watched are the files that a checkpoint has: those of an administrator. The rest of the node
// is Debian's and the container runtime's. What a learner puts elsewhere stays until stop.
func (s *spec) watched() agent.TreeCall {
	call := agent.TreeCall{
		Roots: []string{
			"/etc", "/root", "/srv", "/home", "/opt",
			"/var/lib/kubelet/config.yaml", "/var/lib/kubelet/kubeadm-flags.env", "/var/lib/kubelet/instance-config.yaml", "/var/lib/kubelet/config.d", "/var/lib/kubelet/pki",
		},
		// What the node's own programs write: addresses of the network, caches, names of users of a package.
		Skip: []string{"/etc/mtab", "/etc/resolv.conf", "/etc/hosts", "/etc/hostname", "/etc/machine-id", "/etc/ld.so.cache", "/etc/.pwd.lock", "/etc/cni", "/opt/cni"},
	}
	for _, name := range s.Files {
		name = path.Clean("/" + name)
		if !slices.ContainsFunc(call.Roots, func(root string) bool { return name == root || strings.HasPrefix(name, root+"/") }) {
			call.Roots = append(call.Roots, name)
		}
	}
	return call
}

// Checkpoint implements labs.Cluster.
func (c *Cluster) Checkpoint(ctx context.Context) error {
	archive, err := c.agent.tree(ctx, c.spec.watched())
	if err != nil {
		return fmt.Errorf("checkpoint: the node's files: %w", err)
	}
	client, err := c.Etcd(ctx)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	defer client.Close() //nolint:errcheck // all answers have been had
	limited, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	keys, err := objects.Read(limited, client)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	var encoded bytes.Buffer
	if err := gob.NewEncoder(&encoded).Encode(keys); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	dir := filepath.Join(c.dir, checkpointDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	for name, data := range map[string][]byte{checkpointFiles: archive, checkpointKeys: encoded.Bytes()} {
		if err := writeFile(filepath.Join(dir, name), data); err != nil {
			return fmt.Errorf("checkpoint: %w", err)
		}
	}
	return nil
}

// Restore implements labs.Cluster.
func (c *Cluster) Restore(ctx context.Context, report labs.Reporter) error {
	step := func(name string, run func() error) error {
		began := time.Now()
		labs.Report(report, labs.Event{Step: name})
		if err := run(); err != nil {
			return fmt.Errorf("restoring %s: %w", name, err)
		}
		labs.Report(report, labs.Event{Step: name, Done: true, Took: time.Since(began)})
		return nil
	}
	dir := filepath.Join(c.dir, checkpointDir)
	archive, err := os.ReadFile(filepath.Join(dir, checkpointFiles))
	if err != nil {
		return fmt.Errorf("lab %q has no checkpoint to return to: %w", c.spec.ID, err)
	}
	encoded, err := os.ReadFile(filepath.Join(dir, checkpointKeys))
	if err != nil {
		return fmt.Errorf("lab %q has no checkpoint to return to: %w", c.spec.ID, err)
	}
	var keys map[string][]byte
	if err := gob.NewDecoder(bytes.NewReader(encoded)).Decode(&keys); err != nil {
		return fmt.Errorf("the checkpoint of etcd is damaged: %w", err)
	}
	manifests, err := manifestsIn(archive)
	if err != nil {
		return fmt.Errorf("the checkpoint's files are damaged: %w", err)
	}
	var changed []string
	if err := step("node files", func() (err error) {
		changed, err = c.agent.restore(ctx, c.spec.watched(), archive)
		return err
	}); err != nil {
		return err
	}
	if err := step("components", func() error { return c.restartFor(ctx, changed, manifests) }); err != nil {
		return err
	}
	if err := step("etcd", func() error {
		return retry(ctx, 2*time.Minute, func() error { return c.restoreKeys(ctx, keys) })
	}); err != nil {
		return err
	}
	return step("node Ready", func() error {
		if err := c.awaitReady(ctx); err != nil {
			return err
		}
		return c.awaitEnds(ctx, changed, manifests)
	})
}

// awaitEnds waits until the kubelet has ended the static pods that no manifest has any more, be it gone or
// of another pod: as long as they run, they hold their ports.
func (c *Cluster) awaitEnds(ctx context.Context, changed []string, manifests map[string][]byte) error {
	if !slices.ContainsFunc(changed, func(name string) bool { return path.Dir(name) == manifestsDir }) {
		return nil
	}
	names := map[string]bool{}
	for component, data := range manifests {
		pod, err := decodePod(data)
		if err != nil {
			return fmt.Errorf("the checkpoint's manifest of %s: %w", component, err)
		}
		names[pod.Name] = true
	}
	return retry(ctx, time.Minute, func() error {
		pods, err := c.StaticPods(ctx)
		if err != nil {
			return err
		}
		for name := range pods {
			if !names[name] {
				return fmt.Errorf("static pod %s, which has no manifest any more, still runs", name)
			}
		}
		return nil
	})
}

// manifestsIn are the static pods' manifests of a checkpoint, by component.
func manifestsIn(archive []byte) (map[string][]byte, error) {
	manifests := map[string][]byte{}
	t := tar.NewReader(bytes.NewReader(archive))
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return manifests, nil
		}
		if err != nil {
			return nil, err
		}
		component, ok := strings.CutSuffix(path.Base(h.Name), ".yaml")
		if path.Dir("/"+h.Name) != manifestsDir || !ok || h.Typeflag != tar.TypeReg {
			continue
		}
		if manifests[component], err = io.ReadAll(t); err != nil {
			return nil, err
		}
	}
}

// restarts says what must start anew because files of the node changed.
type restarts struct {
	renew   []string // components that read a file that changed
	units   bool     // systemd's own configuration changed
	kubelet bool
}

// restartsFor finds what reads the changed files, by the manifests of the checkpoint. A pod
// whose manifest changed is made anew by the kubelet itself.
func restartsFor(changed []string, manifests map[string][]byte) (restarts, error) {
	var r restarts
	ended := map[string]bool{}
	for _, name := range changed {
		switch {
		case path.Dir(name) == manifestsDir:
			ended[strings.TrimSuffix(path.Base(name), ".yaml")] = true
		case strings.HasPrefix(name, "/etc/systemd/"):
			r.units, r.kubelet = true, true
		case strings.HasPrefix(name, "/var/lib/kubelet/"), name == "/etc/default/kubelet", name == "/etc/kubernetes/kubelet.conf", name == "/etc/kubernetes/pki/ca.crt":
			r.kubelet = true
		}
	}
	for component, data := range manifests {
		pod, err := decodePod(data)
		if err != nil {
			return r, fmt.Errorf("the checkpoint's manifest of %s: %w", component, err)
		}
		if !ended[component] && slices.ContainsFunc(changed, func(name string) bool { return path.Dir(name) != manifestsDir && mounts(pod, name) }) {
			r.renew = append(r.renew, component)
		}
	}
	slices.Sort(r.renew)
	return r, nil
}

func (c *Cluster) restartFor(ctx context.Context, changed []string, manifests map[string][]byte) error {
	r, err := restartsFor(changed, manifests)
	if err != nil {
		return err
	}
	if !r.kubelet {
		var out bytes.Buffer
		code, err := run(ctx, labs.Stdio{Out: &out, Err: &out}, "exec", c.spec.Node, "systemctl", "is-active", "kubelet")
		if err != nil {
			return err
		}
		r.kubelet = code != 0 // somebody stopped it
	}
	if err := c.renew(ctx, r.renew...); err != nil {
		return err
	}
	if r.units {
		if err := c.inNode(ctx, "systemctl", "daemon-reload"); err != nil {
			return err
		}
	}
	if r.kubelet {
		// A unit that failed often is not started again before its count is forgotten.
		if _, err := run(ctx, labs.Stdio{}, "exec", c.spec.Node, "systemctl", "reset-failed", "kubelet"); err != nil {
			return err
		}
		return c.inNode(ctx, "systemctl", "restart", "kubelet")
	}
	return nil
}

// renew ends the containers of components and forgets them: the kubelet makes new ones at
// once, since it knows of none that failed.
func (c *Cluster) renew(ctx context.Context, components ...string) error {
	if len(components) == 0 {
		return nil
	}
	running, err := c.containers(ctx)
	if err != nil {
		return err
	}
	var ids []string
	for _, container := range running {
		if container.Labels["io.kubernetes.pod.namespace"] == "kube-system" && slices.Contains(components, container.Metadata.Name) {
			ids = append(ids, container.ID)
		}
	}
	if len(ids) == 0 {
		return nil // what does not run will start with everything in view
	}
	// By force, which ends a frozen one too, before it can do anything more.
	return c.inNode(ctx, append([]string{"crictl", "rm", "--force"}, ids...)...)
}

// olderThanAPIServer is true when a component was started before the API server that runs now,
// and when that cannot be told.
func (c *Cluster) olderThanAPIServer(ctx context.Context, component string) bool {
	running, err := c.containers(ctx)
	if err != nil {
		return true
	}
	started := map[string]int64{}
	for _, container := range running {
		if at, err := strconv.ParseInt(container.CreatedAt, 10, 64); err == nil && container.Labels["io.kubernetes.pod.namespace"] == "kube-system" {
			started[container.Metadata.Name] = max(at, started[container.Metadata.Name])
		}
	}
	return started[component] == 0 || started[component] < started[apiServer]
}

// restoreKeys makes etcd hold keys, apart from what changes by itself.
func (c *Cluster) restoreKeys(ctx context.Context, keys map[string][]byte) (err error) {
	client, err := c.Etcd(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	limited, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	ops, pods, err := objects.Changes(limited, client, keys, c.spec.Node)
	if err != nil || len(ops)+len(pods) == 0 {
		return err
	}
	if len(pods) > 0 || slices.ContainsFunc(ops, func(op clientv3.Op) bool { return objects.Minded(string(op.KeyBytes())) }) {
		// A controller that sees a workload's objects change one by one acts on what it sees half
		// way. So the controllers hold still meanwhile, and afterwards start anew with the restored
		// objects in view. So does a scheduler that has seen the API server go, and waits before
		// it looks again. They are ended as they stand, and their leases go before: or their
		// successors would wait for those to run out.
		var held, leaders []string
		for _, component := range []string{controllerManager, scheduler} {
			if component == scheduler && !c.olderThanAPIServer(limited, scheduler) {
				continue
			}
			leaders = append(leaders, component)
			// One that does not run now will start with everything in view.
			if c.freeze(limited, component, true) == nil {
				held = append(held, component)
			}
		}
		defer func() {
			fresh, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
			defer cancel()
			err = errors.Join(err, c.renew(fresh, held...))
		}()
		if ops, pods, err = objects.Changes(limited, client, keys, c.spec.Node); err != nil {
			return err
		}
		for _, component := range leaders {
			ops = append(ops, clientv3.OpDelete("/registry/leases/kube-system/"+component))
		}
	}
	return objects.Write(limited, client, ops, pods)
}

// readFile reads a file of the node.
func readFile(files shell.FS, name string) (_ []byte, err error) {
	file, err := files.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return io.ReadAll(file)
}

// writeFile writes to a temporary file and renames it, so that no reader sees a half.
func writeFile(name string, data []byte) error {
	tmp := name + ".new"
	if err := os.WriteFile(tmp, data, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, name)
}
