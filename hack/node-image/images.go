//go:build linux

package main

import (
	"archive/tar"
	"context"
	"debug/elf"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/google/go-containerregistry/pkg/compression"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// criSpec is the spec that every container starts from: ctr's, with kind's hook that hides the
// host's product name, and without limits, which are the runtime's own.
func criSpec(spec []byte) ([]byte, error) {
	var doc map[string]any
	if err := json.Unmarshal(spec, &doc); err != nil {
		return nil, err
	}
	hooks, _ := doc["hooks"].(map[string]any)
	if hooks == nil {
		hooks = map[string]any{}
		doc["hooks"] = hooks
	}
	create, _ := hooks["createContainer"].([]any)
	hooks["createContainer"] = append(create, map[string]any{"path": "/kind/bin/mount-product-files.sh"})
	if process, ok := doc["process"].(map[string]any); ok {
		delete(process, "rlimits")
	}
	return json.Marshal(doc)
}

// tools are Debian's programs that some images need beside their own.
var tools = strings.Fields("sh rm mkdir iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore nft conntrack ipset ip modprobe")

// images makes the images that a control plane starts from and puts them into containerd's
// content store of the node, as kind's own builder does with those that it pulls.
func (b *builder) images(ctx context.Context, work, bin, root string) error {
	names, err := b.imageNames(ctx, bin, root)
	if err != nil {
		return err
	}
	kubeLinks := map[string]string{}
	for _, program := range []string{"kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "etcd"} {
		kubeLinks["usr/local/bin/"+program] = "/usr/local/bin/kube"
	}
	layers := map[string]v1.Layer{}
	for name, write := range map[string]func(*tar.Writer) error{
		"kube": func(t *tar.Writer) error {
			return writeProgram(t, filepath.Join(bin, "kube"), "usr/local/bin/kube", kubeLinks)
		},
		"tools":    func(t *tar.Writer) error { return writeTools(t, root, tools) },
		"coredns":  func(t *tar.Writer) error { return writeProgram(t, filepath.Join(bin, "coredns"), "coredns", nil) },
		"pause":    func(t *tar.Writer) error { return writeProgram(t, filepath.Join(bin, "pause"), "pause", nil) },
		"kindnetd": func(t *tar.Writer) error { return writeProgram(t, filepath.Join(bin, "kindnetd"), "bin/kindnetd", nil) },
		"local-path-provisioner": func(t *tar.Writer) error {
			return writeProgram(t, filepath.Join(bin, "local-path-provisioner"), "usr/local/bin/local-path-provisioner", nil)
		},
	} {
		file := filepath.Join(work, "layer-"+name+".tar")
		if err := writeTar(file, write); err != nil {
			return fmt.Errorf("layer %s: %w", name, err)
		}
		if layers[name], err = tarball.LayerFromFile(file, tarball.WithCompression(compression.None)); err != nil {
			return err
		}
	}
	content := map[string][]string{ // which layers an image is, by the last part of its name
		"kube-apiserver": {"kube"}, "kube-controller-manager": {"kube"}, "kube-scheduler": {"kube"}, "etcd": {"kube"},
		"kube-proxy": {"tools", "kube"}, "coredns": {"coredns"}, "pause": {"pause"}, "kindnetd": {"tools", "kindnetd"},
		"local-path-provisioner": {"local-path-provisioner"}, "local-path-helper": {"tools"},
	}
	entrypoints := map[string][]string{"coredns": {"/coredns"}, "pause": {"/pause"}, "kindnetd": {"/bin/kindnetd"}}
	archive := map[name.Tag]v1.Image{}
	for _, ref := range names {
		tag, err := name.NewTag(ref, name.StrictValidation)
		if err != nil {
			return err
		}
		short := path.Base(tag.RepositoryStr())
		parts, ok := content[short]
		if !ok {
			return fmt.Errorf("kubeadm or kind wants the image %s, which this builder does not know", ref)
		}
		var of []v1.Layer
		for _, part := range parts {
			of = append(of, layers[part])
		}
		if archive[tag], err = newImage(v1.Config{Entrypoint: entrypoints[short], Env: []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}}, of...); err != nil {
			return err
		}
	}
	file := filepath.Join(work, "images.tar")
	if err := tarball.MultiWriteToFile(file, archive); err != nil {
		return err
	}
	return importImages(ctx, work, bin, root, file)
}

// imageNames asks kubeadm, kind and containerd's configuration which images a node starts from.
func (b *builder) imageNames(ctx context.Context, bin, root string) ([]string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "kube"), "config", "images", "list", "--kubernetes-version", b.version)
	cmd.Args[0] = "kubeadm"
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("kubeadm config images list: %w", outputOf(err))
	}
	names := slices.DeleteFunc(strings.Fields(string(out)), func(n string) bool { return strings.Contains(n, "/pause:") })
	config, err := os.ReadFile(filepath.Join(root, "etc/containerd/config.toml"))
	if err != nil {
		return nil, err
	}
	sandbox := regexp.MustCompile(`sandbox_image = "([^"]+)"`).FindSubmatch(config)
	if sandbox == nil {
		return nil, errors.New("containerd's configuration names no sandbox image")
	}
	constants, err := b.constants("pkg/build/nodeimage", "kindnetdImage", "storageProvisionerImage", "storageHelperImage")
	if err != nil {
		return nil, err
	}
	names = append(names, string(sandbox[1]))
	for _, ref := range constants {
		names = append(names, ref)
	}
	slices.Sort(names)
	return names, nil
}

func newImage(config v1.Config, layers ...v1.Layer) (v1.Image, error) {
	image, err := mutate.AppendLayers(empty.Image, layers...)
	if err != nil {
		return nil, err
	}
	file, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	file = file.DeepCopy()
	file.Config = config
	file.OS, file.Architecture = "linux", runtime.GOARCH
	file.Created = v1.Time{Time: time.Unix(0, 0).UTC()}
	return mutate.ConfigFile(image, file)
}

// importImages runs containerd for a moment, with the node's directory as its own.
func importImages(ctx context.Context, work, bin, root, archive string) (err error) {
	run := filepath.Join(work, "run")
	config := fmt.Sprintf("version = 2\nroot = %q\nstate = %q\ndisabled_plugins = [\"io.containerd.grpc.v1.cri\", \"io.containerd.cri.v1.images\", \"io.containerd.cri.v1.runtime\", \"io.containerd.nri.v1.nri\"]\n[grpc]\n  address = %q\n[ttrpc]\n  address = %q\n",
		filepath.Join(root, "var/lib/containerd"), run, filepath.Join(run, "c.sock"), filepath.Join(run, "t.sock"))
	if err := os.WriteFile(filepath.Join(work, "containerd.toml"), []byte(config), 0o600); err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(work, "containerd.log"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	daemon := exec.CommandContext(ctx, filepath.Join(bin, "containerd"), "--config", filepath.Join(work, "containerd.toml"))
	daemon.Stdout, daemon.Stderr = log, log
	if err := daemon.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- daemon.Wait() }()
	defer func() {
		if daemon.Process.Signal(syscall.SIGTERM) == nil {
			<-ended //nolint:errcheck // it was told to end
		}
	}()
	ctr := func(args ...string) error {
		return command(ctx, filepath.Join(bin, "ctr"), append([]string{"--address", filepath.Join(run, "c.sock"), "--namespace", "k8s.io"}, args...)...)
	}
	for deadline := time.Now().Add(30 * time.Second); ; {
		if _, err := os.Stat(filepath.Join(run, "c.sock")); err == nil && ctr("version") == nil {
			break
		}
		select {
		case err := <-ended:
			ended <- err
			data, _ := os.ReadFile(log.Name())
			return fmt.Errorf("containerd ended: %w\n%s", err, tail(data))
		case <-time.After(100 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			data, _ := os.ReadFile(log.Name())
			return fmt.Errorf("containerd did not come up in 30 s\n%s", tail(data))
		}
	}
	return ctr("images", "import", "--label=io.cri-containerd.pinned=pinned", "--no-unpack", "--digests", archive)
}

// writeNodeImage writes the node's root as an image of one layer, in the form docker load takes.
func writeNodeImage(root, file, tag, key string) (err error) {
	layerFile := file + ".layer"
	defer func() { err = errors.Join(err, os.Remove(layerFile)) }()
	if err := writeTar(layerFile, func(t *tar.Writer) error { return writeTree(t, root) }); err != nil {
		return err
	}
	layer, err := tarball.LayerFromFile(layerFile, tarball.WithCompression(compression.None))
	if err != nil {
		return err
	}
	image, err := newImage(v1.Config{
		Env:        []string{"container=docker", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
		Entrypoint: []string{"/usr/local/bin/entrypoint", "/sbin/init"},
		StopSignal: "SIGRTMIN+3", // to systemd: halt
		Labels:     map[string]string{"dev.hardenway.inputs": key},
	}, layer)
	if err != nil {
		return err
	}
	ref, err := name.NewTag(tag)
	if err != nil {
		return err
	}
	if err := tarball.WriteToFile(file+".new", ref, image); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

func writeTar(file string, write func(*tar.Writer) error) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	t := tar.NewWriter(f)
	if err := write(t); err != nil {
		return errors.Join(err, f.Close())
	}
	return errors.Join(t.Close(), f.Close())
}

// writeTree writes everything below root, with owners, modes and hard links.
func writeTree(t *tar.Writer, root string) error {
	links := map[uint64]string{}
	return filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil || rel == "." {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if info.Mode()&fs.ModeSocket != 0 {
			return nil
		}
		target := ""
		if info.Mode()&fs.ModeSymlink != 0 {
			if target, err = os.Readlink(file); err != nil {
				return err
			}
		}
		header, err := tar.FileInfoHeader(info, target)
		if err != nil {
			return err
		}
		header.Name, header.Uname, header.Gname = filepath.ToSlash(rel), "", ""
		if entry.IsDir() {
			header.Name += "/"
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); ok && info.Mode().IsRegular() && stat.Nlink > 1 {
			if first, seen := links[stat.Ino]; seen {
				header.Typeflag, header.Linkname, header.Size = tar.TypeLink, first, 0
				return t.WriteHeader(header)
			}
			links[stat.Ino] = header.Name
		}
		if err := t.WriteHeader(header); err != nil || !info.Mode().IsRegular() {
			return err
		}
		return copyInto(t, file)
	})
}

func copyInto(w io.Writer, file string) (err error) {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(w, f)
	return err
}

// writeProgram writes one program, the directories above it, and links to it.
func writeProgram(t *tar.Writer, file, to string, links map[string]string) error {
	made := map[string]bool{}
	if err := writeFile(t, made, file, to, 0o755); err != nil {
		return err
	}
	names := []string{}
	for name := range links {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: links[name], Mode: 0o777}); err != nil {
			return err
		}
	}
	return nil
}

func writeFile(t *tar.Writer, made map[string]bool, file, to string, mode int64) error {
	if err := writeParents(t, made, to); err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: to, Mode: mode, Size: info.Size()}); err != nil {
		return err
	}
	return copyInto(t, file)
}

func writeParents(t *tar.Writer, made map[string]bool, name string) error {
	dir := path.Dir(name)
	if dir == "." || made[dir] {
		return nil
	}
	if err := writeParents(t, made, dir); err != nil {
		return err
	}
	made[dir] = true
	return t.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: dir + "/", Mode: 0o755})
}

// writeTools writes programs of the base system with every library they need, those that
// they load by name (iptables' extensions) included.
func writeTools(t *tar.Writer, root string, programs []string) error {
	w := &toolWriter{t: t, root: root, made: map[string]bool{}, written: map[string]bool{}}
	for _, program := range programs {
		found := false
		for _, dir := range []string{"usr/sbin", "usr/bin"} {
			if _, err := os.Lstat(filepath.Join(root, dir, program)); err == nil {
				found = true
				if err := w.add(path.Join(dir, program)); err != nil {
					return err
				}
			}
		}
		if !found {
			return fmt.Errorf("the base system has no %s", program)
		}
	}
	extensions, err := filepath.Glob(filepath.Join(root, "usr/lib/*/xtables/*.so"))
	if err != nil {
		return err
	}
	if len(extensions) == 0 {
		return errors.New("iptables has no extensions in usr/lib/*/xtables")
	}
	for _, extension := range extensions {
		rel, err := filepath.Rel(root, extension)
		if err != nil {
			return err
		}
		if err := w.add(filepath.ToSlash(rel)); err != nil {
			return err
		}
	}
	// Where /usr is merged, the old names are links; programs and the linker's path use them.
	for _, dir := range []string{"bin", "sbin", "lib", "lib64"} {
		if target, err := os.Readlink(filepath.Join(root, dir)); err == nil {
			if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: dir, Linkname: target, Mode: 0o777}); err != nil {
				return err
			}
		}
	}
	for _, dir := range []string{"run", "etc", "var/lib"} {
		if err := writeParents(t, w.made, dir+"/x"); err != nil {
			return err
		}
	}
	return nil
}

type toolWriter struct {
	t             *tar.Writer
	root          string
	made, written map[string]bool
}

// add writes a file of the base system, what it links to, and its libraries.
func (w *toolWriter) add(name string) error {
	name = w.merged(name)
	if w.written[name] {
		return nil
	}
	w.written[name] = true
	file := filepath.Join(w.root, name)
	if target, err := os.Readlink(file); err == nil {
		if err := writeParents(w.t, w.made, name); err != nil {
			return err
		}
		if err := w.t.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: target, Mode: 0o777}); err != nil {
			return err
		}
		if !path.IsAbs(target) {
			target = path.Join(path.Dir(name), target)
		}
		return w.add(strings.TrimPrefix(target, "/"))
	}
	if err := writeFile(w.t, w.made, file, name, 0o755); err != nil {
		return err
	}
	program, err := elf.Open(file)
	if err != nil {
		return nil //nolint:nilerr // a script has no libraries
	}
	defer func() { _ = program.Close() }() // it was read
	libraries, err := program.ImportedLibraries()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if section := program.Section(".interp"); section != nil {
		data, err := section.Data()
		if err != nil {
			return err
		}
		if err := w.add(strings.Trim(string(data), "/\x00")); err != nil {
			return err
		}
	}
	for _, library := range libraries {
		matches, err := filepath.Glob(filepath.Join(w.root, "usr/lib/*", library))
		if err != nil {
			return err
		}
		if len(matches) == 0 {
			return fmt.Errorf("%s needs %s, which the base system does not have", name, library)
		}
		rel, err := filepath.Rel(w.root, matches[0])
		if err != nil {
			return err
		}
		if err := w.add(filepath.ToSlash(rel)); err != nil {
			return err
		}
	}
	return nil
}

// merged is a name below /usr for one that a link at the root leads there.
func (w *toolWriter) merged(name string) string {
	first, rest, _ := strings.Cut(name, "/")
	if target, err := os.Readlink(filepath.Join(w.root, first)); err == nil {
		return path.Join(target, rest)
	}
	return name
}
