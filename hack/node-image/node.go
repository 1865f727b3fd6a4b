//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// kubernetesPrograms are what `kube` is called on the node.
var kubernetesPrograms = []string{"kubeadm", "kubelet", "kubectl"}

// layOut makes the base system a node of kind's, as the Dockerfile in kind's images/base does.
func (b *builder) layOut(ctx context.Context, bin, root string) error {
	at := func(name string) string { return filepath.Join(root, filepath.FromSlash(name)) }
	files := filepath.Join(b.kind, "images", "base", "files")
	if err := filepath.WalkDir(files, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(files, path)
		if err != nil || rel == "LICENSES" || strings.HasPrefix(rel, "LICENSES/") {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(at(rel), 0o755) //nolint:gosec // as in kind's image
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o644)
		if strings.HasPrefix(rel, "usr/local/bin/") || strings.HasPrefix(rel, "kind/bin/") {
			mode = 0o755
		}
		return errors.Join(os.WriteFile(at(rel), data, mode), os.Chmod(at(rel), mode))
	}); err != nil {
		return err
	}
	if err := b.trimSystemd(ctx, root); err != nil {
		return err
	}
	for _, dir := range []string{"etc/kubernetes/manifests", "opt/cni/bin", "kind/manifests", "etc/cni/net.d"} {
		if err := os.MkdirAll(at(dir), 0o755); err != nil { //nolint:gosec // as in kind's image
			return err
		}
	}
	for name, to := range map[string]string{
		"kube": "usr/local/lib/hardenway/kube", "containerd": "usr/local/bin/containerd", "ctr": "usr/local/bin/ctr",
		"containerd-shim-runc-v2": "usr/local/bin/containerd-shim-runc-v2", "runc": "usr/local/sbin/runc", "crictl": "usr/local/bin/crictl",
		"ptp": "opt/cni/bin/ptp", "loopback": "opt/cni/bin/loopback", "host-local": "opt/cni/bin/host-local", "portmap": "opt/cni/bin/portmap",
	} {
		if err := install(filepath.Join(bin, name), at(to)); err != nil {
			return err
		}
	}
	for _, name := range kubernetesPrograms {
		if err := os.Symlink("/usr/local/lib/hardenway/kube", at("usr/bin/"+name)); err != nil {
			return err
		}
	}
	if err := b.settings(ctx, bin, at); err != nil {
		return err
	}
	manifests, err := b.constants("pkg/build/nodeimage", "defaultCNIManifest", "defaultStorageManifest")
	if err != nil {
		return err
	}
	for name, data := range map[string]string{
		"kind/version": b.version, "kind/manifests/default-cni.yaml": manifests["defaultCNIManifest"], "kind/manifests/default-storage.yaml": manifests["defaultStorageManifest"],
	} {
		if err := os.WriteFile(at(name), []byte(data), 0o644); err != nil { //nolint:gosec // as in kind's image
			return err
		}
	}
	return nil
}

// trimSystemd takes away what Debian starts, and enables what a node needs.
func (b *builder) trimSystemd(ctx context.Context, root string) error {
	for _, pattern := range []string{
		"lib/systemd/system/sysinit.target.wants/systemd-tmpfiles-setup.service", "lib/systemd/system/multi-user.target.wants/*", "etc/systemd/system/*.wants/*",
		"lib/systemd/system/local-fs.target.wants/*", "lib/systemd/system/sockets.target.wants/*udev*", "lib/systemd/system/sockets.target.wants/*initctl*",
		"lib/systemd/system/basic.target.wants/*",
	} {
		matches, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return err
		}
		for _, match := range matches {
			if err := os.Remove(match); err != nil {
				return err
			}
		}
	}
	journald, err := os.OpenFile(filepath.Join(root, "etc/systemd/journald.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := journald.WriteString("ReadKMsg=no\n"); err != nil {
		return errors.Join(err, journald.Close())
	}
	if err := journald.Close(); err != nil {
		return err
	}
	for _, args := range [][]string{{"enable", "kubelet.service", "containerd.service", "undo-mount-hacks.service"}, {"mask", "systemd-binfmt.service"}} {
		if err := command(ctx, "chroot", append([]string{root, "systemctl"}, args...)...); err != nil {
			return err
		}
	}
	return nil
}

// settings are the two things in which this image differs from kind's own on purpose, and the
// container runtime's basic spec, which kind has made by ctr too.
func (b *builder) settings(ctx context.Context, bin string, at func(string) string) error {
	// Where the host may not raise what the kernel protects from memory pressure, containerd
	// must not try. On other hosts this makes no difference to a lab.
	if err := replaceIn(at("etc/containerd/config.toml"), "restrict_oom_score_adj = false", "restrict_oom_score_adj = true"); err != nil {
		return err
	}
	// The kubelet refuses cgroup v1 unless it is told not to. The API of its configuration file
	// has this too, but that file is made by kind.
	if err := replaceIn(at("etc/default/kubelet"), "KUBELET_EXTRA_ARGS=", "KUBELET_EXTRA_ARGS=--fail-cgroupv1=false "); err != nil {
		return err
	}
	spec, err := exec.CommandContext(ctx, filepath.Join(bin, "ctr"), "oci", "spec").Output()
	if err != nil {
		return fmt.Errorf("ctr oci spec: %w", outputOf(err))
	}
	spec, err = criSpec(spec)
	if err != nil {
		return err
	}
	return os.WriteFile(at("etc/containerd/cri-base.json"), spec, 0o644) //nolint:gosec // as in kind's image
}

func replaceIn(name, old, with string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if bytes.Count(data, []byte(old)) != 1 {
		return fmt.Errorf("%s of this version of kind does not say %q once: look what it says now", filepath.Base(name), old)
	}
	return os.WriteFile(name, bytes.Replace(data, []byte(old), []byte(with), 1), 0o644) //nolint:gosec // as in kind's image
}

func install(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil { //nolint:gosec // programs
		return err
	}
	if err := os.Link(from, to); err != nil { // one file system: no second copy
		return err
	}
	return os.Chmod(to, 0o755) //nolint:gosec // programs
}

// constants reads string constants and variables of a package in kind's module. They are not
// exported, and copying them here would let them drift.
func (b *builder) constants(dir string, names ...string) (map[string]string, error) {
	set := token.NewFileSet()
	files, err := filepath.Glob(filepath.Join(b.kind, filepath.FromSlash(dir), "*.go"))
	if err != nil {
		return nil, err
	}
	values := map[string]ast.Expr{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range general.Specs {
				if value, ok := spec.(*ast.ValueSpec); ok && len(value.Values) == len(value.Names) {
					for i, name := range value.Names {
						values[name.Name] = value.Values[i]
					}
				}
			}
		}
	}
	found := map[string]string{}
	for _, name := range names {
		text, err := evaluate(values[name], values)
		if err != nil {
			return nil, fmt.Errorf("%s of kind's %s: %w", name, dir, err)
		}
		found[name] = text
	}
	return found, nil
}

func evaluate(expr ast.Expr, values map[string]ast.Expr) (string, error) {
	switch e := expr.(type) {
	case *ast.BasicLit:
		return constant.StringVal(constant.MakeFromLiteral(e.Value, e.Kind, 0)), nil
	case *ast.Ident:
		return evaluate(values[e.Name], values)
	case *ast.BinaryExpr:
		left, err := evaluate(e.X, values)
		if err != nil {
			return "", err
		}
		right, err := evaluate(e.Y, values)
		return left + right, err
	}
	return "", fmt.Errorf("it is no string, or is not there: %T", expr)
}
