//go:build linux

// Node-image builds a node image for kind out of Debian packages and Go modules, where no
// registry can be reached: for this project's own tests and for classrooms behind an air gap.
//
// kind's own files, configuration and manifests are taken from its module as they are. What is
// not is said where it is done: the pod network's program (see kindnetd), Kubernetes in one
// program (see kube), and two settings that let the node run on older kernels and in sandboxes.
//
// It needs root (debootstrap does), Go, a C compiler and libseccomp's headers, and no Docker: the
// image is a file, to be loaded with `docker load`. All that it makes is kept in a cache by a
// hash of what went in, so a second run is over at once.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// packages are what kind's base image installs, without what serves network storage and rootless
// Docker, and with socat and ipset, which Kubernetes uses where it finds them.
var packages = strings.Fields(`
	systemd systemd-sysv dbus conntrack iptables nftables iproute2 ethtool util-linux mount kmod libseccomp2 pigz e2fsprogs
	bash ca-certificates curl jq procps socat ipset`)

const suite = "bookworm" // the last release whose systemd runs on hosts with cgroup v1

// programs are built with one go build each, in the module in dir.
var programs = []struct {
	dir, pkg, tags string
	cgo            bool
	names          []string // what pkg's last elements are called; for several packages, several
}{
	{dir: "kube", pkg: ".", names: []string{"kube"}},
	{
		dir: "containerd", tags: "no_aufs,no_zfs,no_btrfs,no_devmapper", pkg: "github.com/containerd/containerd/v2/cmd/",
		names: []string{"containerd", "ctr", "containerd-shim-runc-v2"},
	},
	{dir: "cni", pkg: "github.com/containernetworking/plugins/plugins/main/", names: []string{"ptp", "loopback"}},
	{dir: "cni", pkg: "github.com/containernetworking/plugins/plugins/ipam/", names: []string{"host-local"}},
	{dir: "cni", pkg: "github.com/containernetworking/plugins/plugins/meta/", names: []string{"portmap"}},
	{dir: "runc", pkg: "github.com/opencontainers/", tags: "seccomp", cgo: true, names: []string{"runc"}},
	{dir: "crictl", pkg: "sigs.k8s.io/cri-tools/cmd/", names: []string{"crictl"}},
	{dir: "coredns", pkg: ".", names: []string{"coredns"}},
	{dir: "localpath", pkg: "github.com/rancher/", names: []string{"local-path-provisioner"}},
	{dir: ".", pkg: "./", names: []string{"kindnetd", "pause"}},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b := builder{}
	flag.StringVar(&b.out, "o", "", "`file` to write the image to; without it the cache's own path is printed")
	flag.StringVar(&b.cache, "cache", "", "`directory` for what is kept (default: hardenway/node-image in the user's cache)")
	flag.StringVar(&b.mirror, "mirror", "", "`address` of a Debian mirror (default: debootstrap's)")
	load := flag.Bool("load", false, "load the image into Docker, unless it is there already")
	flag.Parse()
	if err := b.run(ctx, *load); err != nil {
		fmt.Fprintln(os.Stderr, "node-image:", err)
		os.Exit(1)
	}
}

type builder struct {
	out, cache, mirror string
	here               string // this directory
	kind               string // kind's module
	version            string // of Kubernetes
}

func (b *builder) run(ctx context.Context, load bool) error {
	if err := b.find(ctx); err != nil {
		return err
	}
	key, err := b.key()
	if err != nil {
		return err
	}
	image := filepath.Join(b.cache, "image-"+key+".tar")
	if _, err := os.Stat(image); errors.Is(err, fs.ErrNotExist) {
		if err := b.build(ctx, key, image); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	tag := b.tag(key)
	if load {
		if err := loadImage(ctx, image, tag); err != nil {
			return err
		}
	}
	if b.out != "" {
		if err := copyFile(image, b.out); err != nil {
			return err
		}
		image = b.out
	}
	fmt.Printf("%s %s\n", tag, image)
	return nil
}

// tag names the image by the version of Kubernetes, which kind reads no tag for but people do,
// and by its inputs.
func (b *builder) tag(key string) string { return "hardenway/node:" + b.version + "-" + key[:8] }

func (b *builder) find(ctx context.Context) error {
	module := func(name, format string) (string, error) {
		out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", format, name).Output()
		if err != nil {
			return "", fmt.Errorf("go list -m %s: %w", name, outputOf(err))
		}
		return strings.TrimSpace(string(out)), nil
	}
	root, err := module("github.com/hardenway/hardenway", "{{.Dir}}")
	if err != nil {
		return err
	}
	b.here = filepath.Join(root, "hack", "node-image")
	if _, err := exec.CommandContext(ctx, "go", "mod", "download", "sigs.k8s.io/kind").Output(); err != nil {
		return fmt.Errorf("downloading kind's module: %w", outputOf(err))
	}
	if b.kind, err = module("sigs.k8s.io/kind", "{{.Dir}}"); err != nil {
		return err
	}
	if b.version, err = module("k8s.io/kubernetes", "{{.Version}}"); err != nil {
		return err
	}
	if b.cache == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return err
		}
		b.cache = filepath.Join(user, "hardenway", "node-image")
	}
	if b.cache, err = filepath.Abs(b.cache); err != nil {
		return err
	}
	return os.MkdirAll(b.cache, 0o755) //nolint:gosec // nothing secret
}

// key is a hash of everything the image is made from: this folder, kind's version, that of Go,
// and the names of Debian's packages. Debian's updates are not in it: remove the cache for those.
func (b *builder) key() (string, error) {
	hash := sha256.New()
	fmt.Fprintln(hash, runtime.Version(), runtime.GOARCH, filepath.Base(b.kind), b.version, suite, packages)
	err := filepath.WalkDir(b.here, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(b.here, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(hash, "%s %d\n", rel, len(data))
		hash.Write(data)
		return nil
	})
	return hex.EncodeToString(hash.Sum(nil))[:16], err
}

func (b *builder) build(ctx context.Context, key, image string) (err error) {
	if os.Geteuid() != 0 {
		return errors.New("building needs root: debootstrap makes a system that belongs to root")
	}
	for program, pkg := range map[string]string{"debootstrap": "debootstrap", "gcc": "gcc", "pkg-config": "pkg-config"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("%s is missing: apt-get install %s libseccomp-dev", program, pkg)
		}
	}
	work, err := os.MkdirTemp(b.cache, "work-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	if err := os.Chmod(work, 0o755); err != nil { //nolint:gosec // the root directory of the node is in it
		return err
	}
	bin, root := filepath.Join(work, "bin"), filepath.Join(work, "root")
	steps := []struct {
		name string
		do   func() error
	}{
		{"programs", func() error { return b.compile(ctx, bin) }},
		{"Debian " + suite, func() error { return b.debian(ctx, work, root) }},
		{"files of the node", func() error { return b.layOut(ctx, bin, root) }},
		{"images of the control plane", func() error { return b.images(ctx, work, bin, root) }},
		{"image", func() error { return writeNodeImage(root, image, b.tag(key), key) }},
	}
	for _, step := range steps {
		began := time.Now()
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		fmt.Fprintf(os.Stderr, "%-28s %6.1f s\n", step.name, time.Since(began).Seconds())
	}
	return nil
}

func (b *builder) compile(ctx context.Context, bin string) error {
	if err := os.MkdirAll(bin, 0o755); err != nil { //nolint:gosec // nothing secret
		return err
	}
	for _, p := range programs {
		// The same flags as the Makefile's, so that what is compiled there is not compiled again.
		args := []string{"build", "-o", bin + "/", "-ldflags", "-s -w -X k8s.io/component-base/version.gitVersion=" + b.version}
		if p.tags != "" {
			args = append(args, "-tags", p.tags)
		}
		if p.pkg == "." {
			args = append(args, ".")
		} else {
			for _, name := range p.names {
				args = append(args, p.pkg+name)
			}
		}
		cmd := exec.CommandContext(ctx, "go", args...)
		cmd.Dir = filepath.Join(b.here, p.dir)
		cmd.Env = append(os.Environ(), "CGO_ENABLED="+map[bool]string{true: "1", false: "0"}[p.cgo], "GOFLAGS=-trimpath -buildvcs=false", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", p.dir, err, out)
		}
	}
	return nil
}

// debian unpacks the base system, which is kept by itself: it takes a minute and a mirror.
func (b *builder) debian(ctx context.Context, work, root string) error {
	sum := sha256.Sum256([]byte(suite + runtime.GOARCH + strings.Join(packages, " ")))
	kept := filepath.Join(b.cache, fmt.Sprintf("debian-%x.tar", sum[:8]))
	if _, err := os.Stat(kept); errors.Is(err, fs.ErrNotExist) {
		fresh := filepath.Join(work, "debian")
		args := []string{"--variant=minbase", "--include=" + strings.Join(packages, ","), suite, fresh}
		if b.mirror != "" {
			args = append(args, b.mirror)
		}
		if out, err := exec.CommandContext(ctx, "debootstrap", args...).CombinedOutput(); err != nil {
			return fmt.Errorf("debootstrap: %w\n%s", err, tail(out))
		}
		for _, dir := range []string{"var/cache/apt/archives", "var/lib/apt/lists", "usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info"} {
			if err := os.RemoveAll(filepath.Join(fresh, dir)); err != nil {
				return err
			}
		}
		if err := command(ctx, "tar", "--numeric-owner", "-C", fresh, "-cf", kept+".new", "."); err != nil {
			return err
		}
		if err := os.Rename(kept+".new", kept); err != nil {
			return err
		}
	}
	if err := os.Mkdir(root, 0o755); err != nil { //nolint:gosec // the node's root
		return err
	}
	return command(ctx, "tar", "--numeric-owner", "-C", root, "-xpf", kept)
}

func command(ctx context.Context, name string, args ...string) error {
	if out, err := exec.CommandContext(ctx, name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(append([]string{name}, args...), " "), err, tail(out))
	}
	return nil
}

func outputOf(err error) error {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Errorf("%w: %s", err, tail(exit.Stderr))
	}
	return err
}

func tail(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return errors.Join(err, out.Close())
	}
	return out.Close()
}

// loadImage gives the image to Docker, and takes away those of other inputs: each is a gigabyte.
func loadImage(ctx context.Context, image, tag string) error {
	out, err := exec.CommandContext(ctx, "docker", "images", "--format", "{{.Repository}}:{{.Tag}}", "hardenway/node").Output()
	if err != nil {
		return fmt.Errorf("docker images: %w", outputOf(err))
	}
	have := strings.Fields(string(out))
	if slices.Contains(have, tag) {
		return nil
	}
	if err := command(ctx, "docker", "load", "-q", "-i", image); err != nil {
		return err
	}
	for _, old := range have {
		if err := command(ctx, "docker", "rmi", old); err != nil {
			fmt.Fprintln(os.Stderr, "node-image: an older image stays:", err) // a cluster may run on it
		}
	}
	return nil
}
