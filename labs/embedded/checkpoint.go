package embedded

import (
	"archive/tar"
	"bytes"
	"cmp"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/objects"
)

// A checkpoint is the node's files and every key in etcd. To return to it, the files are
// put back first; where that changed what a component reads, the components start anew;
// then etcd's keys are written back byte for byte. The API server follows etcd's watch, so
// it and everything behind it see those writes as ordinary changes. That restores objects
// of any kind, cluster-scoped ones included, past finalizers and admission, in less time
// than any component takes to start.

const (
	checkpointFiles = "files.tar"
	checkpointKeys  = "etcd.gob"
)

// livePaths change by themselves and are no part of a checkpoint.
func livePath(rel string) bool {
	rel = filepath.ToSlash(rel)
	for _, live := range []string{"var/lib/etcd", "var/log", "tmp"} {
		if rel == live || strings.HasPrefix(rel, live+"/") {
			return true
		}
	}
	// Of the kubelet's directory only what an administrator writes counts.
	if rest, ok := strings.CutPrefix(rel, "var/lib/kubelet/"); ok {
		return rest != "config.yaml" && rest != "kubeadm-flags.env" && rest != "pki" && !strings.HasPrefix(rest, "pki/")
	}
	return false
}

type nodeFile struct {
	mode fs.FileMode // type and permissions
	data []byte      // of a regular file
	link string      // of a symbolic link
}

func (f nodeFile) equal(g nodeFile) bool {
	return f.mode == g.mode && f.link == g.link && bytes.Equal(f.data, g.data)
}

// Checkpoint implements labs.Cluster.
func (c *Cluster) Checkpoint(ctx context.Context) error {
	dir := filepath.Join(c.spec.Dir, checkpointDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	files, err := readTree(c.spec.Root)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	var archive bytes.Buffer
	if err := writeTar(&archive, files); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	keys, err := c.readKeys(ctx)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	var encoded bytes.Buffer
	if err := gob.NewEncoder(&encoded).Encode(keys); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	for name, data := range map[string][]byte{checkpointFiles: archive.Bytes(), checkpointKeys: encoded.Bytes()} {
		tmp := filepath.Join(dir, name+".new")
		if err := os.WriteFile(tmp, data, 0o600); err != nil {
			return fmt.Errorf("checkpoint: %w", err)
		}
		if err := os.Rename(tmp, filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("checkpoint: %w", err)
		}
	}
	return nil
}

func readTree(root string) (map[string]nodeFile, error) {
	files := map[string]nodeFile{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil || rel == "." {
			return err
		}
		if livePath(rel) {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		f := nodeFile{mode: info.Mode() & (fs.ModeType | fs.ModePerm)}
		switch {
		case f.mode.IsRegular():
			if f.data, err = os.ReadFile(path); err != nil {
				return err
			}
		case f.mode&fs.ModeSymlink != 0:
			if f.link, err = os.Readlink(path); err != nil {
				return err
			}
		case !f.mode.IsDir():
			return nil // sockets and the like are their makers' to remake
		}
		files[filepath.ToSlash(rel)] = f
		return nil
	})
	return files, err
}

func writeTar(w io.Writer, files map[string]nodeFile) error {
	t := tar.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f := files[name]
		h := &tar.Header{Name: name, Mode: int64(f.mode.Perm()), Size: int64(len(f.data)), Linkname: f.link, Typeflag: tar.TypeReg}
		switch {
		case f.mode.IsDir():
			h.Typeflag = tar.TypeDir
		case f.mode&fs.ModeSymlink != 0:
			h.Typeflag = tar.TypeSymlink
		}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if _, err := t.Write(f.data); err != nil {
			return err
		}
	}
	return t.Close()
}

func readTar(r io.Reader) (map[string]nodeFile, error) {
	files := map[string]nodeFile{}
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		f := nodeFile{mode: h.FileInfo().Mode() & (fs.ModeType | fs.ModePerm), link: h.Linkname}
		if f.mode.IsRegular() {
			if f.data, err = io.ReadAll(t); err != nil {
				return nil, err
			}
		}
		files[strings.TrimSuffix(h.Name, "/")] = f
	}
}

// readKeys reads all of etcd but what changes by itself.
func (c *Cluster) readKeys(ctx context.Context) (map[string][]byte, error) {
	client, err := c.Etcd(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Close() }()
	return objects.Read(ctx, client)
}

// Restore implements labs.Cluster.
func (c *Cluster) Restore(ctx context.Context, report labs.Reporter) error {
	began := time.Now()
	step := func(name string, run func() error) error {
		began = time.Now()
		labs.Report(report, labs.Event{Step: name})
		if err := run(); err != nil {
			return fmt.Errorf("restoring %s: %w", name, err)
		}
		labs.Report(report, labs.Event{Step: name, Done: true, Took: time.Since(began)})
		return nil
	}
	dir := filepath.Join(c.spec.Dir, checkpointDir)
	archive, err := os.ReadFile(filepath.Join(dir, checkpointFiles))
	if err != nil {
		return fmt.Errorf("lab %q has no checkpoint to return to: %w", c.spec.ID, err)
	}
	files, err := readTar(bytes.NewReader(archive))
	if err != nil {
		return fmt.Errorf("the checkpoint's files are damaged: %w", err)
	}
	encoded, err := os.ReadFile(filepath.Join(dir, checkpointKeys))
	if err != nil {
		return fmt.Errorf("lab %q has no checkpoint to return to: %w", c.spec.ID, err)
	}
	var keys map[string][]byte
	if err := gob.NewDecoder(bytes.NewReader(encoded)).Decode(&keys); err != nil {
		return fmt.Errorf("the checkpoint of etcd is damaged: %w", err)
	}
	var changed []string
	if err := step("node files", func() (err error) {
		changed, err = restoreTree(c.spec.Root, files)
		return err
	}); err != nil {
		return err
	}
	if err := step("components", func() error { return c.restartFor(ctx, changed, files) }); err != nil {
		return err
	}
	if err := step("etcd", func() error {
		return retry(ctx, func() error {
			anew, err := c.restoreKeys(ctx, keys)
			if err != nil || anew {
				return err
			}
			return c.freshControllers(ctx)
		})
	}); err != nil {
		return err
	}
	return step("node Ready", func() error { return c.awaitReady(ctx) })
}

// restoreTree makes the tree below root what files says and returns what it changed.
func restoreTree(root string, files map[string]nodeFile) ([]string, error) {
	var changed []string
	now, err := readTree(root)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		// Whatever cannot be read is put back as if it were gone.
		now, err = map[string]nodeFile{}, os.MkdirAll(root, 0o755) //nolint:gosec // as Create makes it
	}
	if err != nil {
		return nil, err
	}
	r, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(now))) { // contents before their directory
		if want, ok := files[name]; !ok || want.mode.Type() != now[name].mode.Type() {
			if err := r.RemoveAll(filepath.FromSlash(name)); err != nil {
				return nil, err
			}
			delete(now, name)
			changed = append(changed, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) { // directories before their contents
		want := files[name]
		if have, ok := now[name]; ok && have.equal(want) {
			continue
		}
		changed = append(changed, name)
		if err := putFile(r, filepath.FromSlash(name), want); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

// putFile writes one file, by a temporary name outside any watched directory and a rename:
// the kubelet must never see half a manifest.
func putFile(r *os.Root, name string, f nodeFile) error {
	switch {
	case f.mode.IsDir():
		if err := r.MkdirAll(name, 0o755); err != nil {
			return err
		}
	case f.mode&fs.ModeSymlink != 0:
		if err := r.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return r.Symlink(f.link, name)
	default:
		const tmp = ".hardenway-restore"
		if err := r.WriteFile(tmp, f.data, 0o600); err != nil {
			return err
		}
		if err := r.Chmod(tmp, f.mode.Perm()); err != nil {
			return err
		}
		return r.Rename(tmp, name)
	}
	return r.Chmod(name, f.mode.Perm())
}

// restarts says what must start anew because files of the node changed.
type restarts struct {
	end     []string // components whose manifest is another: the kubelet makes their pods anew
	renew   []string // components that read a file that changed: a new process in the same pod
	older   []string // components to renew if they are older than the API server's process
	pods    []string // namespace/name of the static pods that there are to be, when the kubelet starts anew
	kubelet bool
}

// restartsFor finds what reads the changed files, by the manifests of the checkpoint.
func restartsFor(changed []string, files map[string]nodeFile) (restarts, error) {
	const manifests = "etc/kubernetes/manifests/"
	var r restarts
	for _, name := range changed {
		if base, ok := strings.CutPrefix(name, manifests); ok {
			r.end = append(r.end, strings.TrimSuffix(base, ".yaml"))
			r.kubelet = true
		}
		if strings.HasPrefix(name, "var/lib/kubelet/") || name == "etc/kubernetes/kubelet.conf" || name == "etc/kubernetes/pki/ca.crt" {
			r.kubelet = true
		}
	}
	for name, f := range files {
		component, ok := strings.CutPrefix(name, manifests)
		if !ok || !f.mode.IsRegular() {
			continue
		}
		component = strings.TrimSuffix(component, ".yaml")
		pod, err := objects.DecodePod(f.data)
		if err != nil {
			return r, fmt.Errorf("the checkpoint's %s: %w", name, err)
		}
		r.pods = append(r.pods, cmp.Or(pod.Namespace, metav1.NamespaceDefault)+"/"+pod.Name)
		if !slices.Contains(r.end, component) && slices.ContainsFunc(changed, func(name string) bool { return mounts(pod, "/"+name) }) {
			r.renew = append(r.renew, component)
		}
	}
	return r, nil
}

// mounts is true when a pod has a path of the node, or the directory it is in.
func mounts(pod *corev1.Pod, path string) bool {
	return slices.ContainsFunc(pod.Spec.Volumes, func(v corev1.Volume) bool {
		return v.HostPath != nil && (path == v.HostPath.Path || strings.HasPrefix(path, strings.TrimSuffix(v.HostPath.Path, "/")+"/"))
	})
}

// restartFor starts anew what reads the changed files, and a kubelet that does not run.
func (c *Cluster) restartFor(ctx context.Context, changed []string, files map[string]nodeFile) error {
	r, err := restartsFor(changed, files)
	if err != nil {
		return err
	}
	status, err := c.control.do(ctx, "POST", PathKubelet+"?action=status")
	if err != nil {
		return err
	}
	r.kubelet = r.kubelet || !strings.Contains(string(status), "active (running)")
	return c.restart(ctx, r)
}

func (c *Cluster) restart(ctx context.Context, r restarts) error {
	if len(r.end)+len(r.renew)+len(r.older) == 0 && !r.kubelet {
		return nil
	}
	q := url.Values{"end": r.end, "renew": r.renew, "renew-older": r.older}
	if r.kubelet {
		q.Set("kubelet", "restart")
		if len(r.pods) > 0 {
			q.Set("static-pods", strings.Join(r.pods, ","))
		}
	}
	_, err := c.control.do(ctx, "POST", PathRestart+"?"+q.Encode())
	return err
}

// freshControllers starts the controller manager and the scheduler anew if they have seen
// the API server go. A watch that found none some times in two minutes waits for up to a
// minute before it looks again (client-go, tools/cache/reflector.go), and what a learner does
// first after a reset would seem to have no effect.
func (c *Cluster) freshControllers(ctx context.Context) error {
	if err := c.restart(ctx, restarts{older: []string{controllerManager, scheduler}}); err != nil {
		return err
	}
	client, err := c.Etcd(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if _, err := client.Txn(ctx).Then(leaseDeletes()...).Commit(); err != nil {
		return fmt.Errorf("writing etcd: %w", err)
	}
	return nil
}

// leaseDeletes take the leases of components that start anew, which would wait for them to
// run out. One that goes on running takes its lease again.
func leaseDeletes() (ops []clientv3.Op) {
	for _, component := range []string{controllerManager, scheduler} {
		ops = append(ops, clientv3.OpDelete("/registry/leases/kube-system/"+component))
	}
	return ops
}

// restoreKeys makes etcd hold keys, apart from what changes by itself. anew says that the
// controllers have been started anew for that.
func (c *Cluster) restoreKeys(ctx context.Context, keys map[string][]byte) (anew bool, err error) {
	client, err := c.Etcd(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = client.Close() }()
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	ops, pods, err := objects.Changes(ctx, client, keys, c.spec.NodeName)
	if err != nil || len(ops)+len(pods) == 0 {
		return false, err
	}
	controllers := len(pods) > 0 || slices.ContainsFunc(ops, func(op clientv3.Op) bool { return objects.Minded(string(op.KeyBytes())) })
	if controllers {
		// A controller that sees a workload's objects change one by one acts on what it sees
		// half way: it would make again what has just been put away. And the garbage collector
		// remembers the UIDs of owners that are gone. So the controllers hold still meanwhile,
		// and afterwards start anew with the restored objects in view. So does a scheduler
		// that has seen the API server go; see freshControllers.
		if _, err := c.control.do(ctx, "POST", PathFreeze+"?action=freeze&component="+controllerManager); err == nil {
			anew = true
			defer func() {
				err = errors.Join(err, c.restart(context.WithoutCancel(ctx), restarts{renew: []string{controllerManager}, older: []string{scheduler}}))
			}()
		} // else it does not run now, and will start with everything in view
		if ops, pods, err = objects.Changes(ctx, client, keys, c.spec.NodeName); err != nil {
			return anew, err
		}
		ops = append(ops, leaseDeletes()...)
	}
	return anew, objects.Write(ctx, client, ops, pods)
}

const (
	controllerManager = "kube-controller-manager"
	scheduler         = "kube-scheduler"
)

// retry tries until it works or ctx ends, at most a minute: the components may be on
// their way up.
func retry(ctx context.Context, try func() error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("last seen: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// awaitReady waits until the API server is ready and the node is.
func (c *Cluster) awaitReady(ctx context.Context) error {
	config, err := c.AdminConfig()
	if err != nil {
		return err
	}
	config.Timeout = 5 * time.Second
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	return retry(ctx, func() error {
		if _, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx); err != nil {
			return err
		}
		node, err := client.CoreV1().Nodes().Get(ctx, c.spec.NodeName, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, cond := range node.Status.Conditions {
			if cond.Type == corev1.NodeReady && cond.Status == corev1.ConditionTrue {
				return nil
			}
		}
		return fmt.Errorf("node %s is not Ready", c.spec.NodeName)
	})
}
