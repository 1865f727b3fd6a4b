package node

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/volume"
	"k8s.io/kubernetes/pkg/volume/configmap"
	"k8s.io/kubernetes/pkg/volume/downwardapi"
	"k8s.io/kubernetes/pkg/volume/emptydir"
	"k8s.io/kubernetes/pkg/volume/hostpath"
	"k8s.io/kubernetes/pkg/volume/projected"
	"k8s.io/kubernetes/pkg/volume/secret"
	"k8s.io/kubernetes/pkg/volume/util/subpath"

	"github.com/hardenway/hardenway/labs/embedded"
)

// volumePlugins are those that need neither a mount nor a program of the machine. A pod
// with any other volume stays Pending, and its events say which is missing.
func volumePlugins(spec embedded.Spec) []volume.VolumePlugin {
	var plugins []volume.VolumePlugin
	plugins = append(plugins, emptydir.ProbeVolumePlugins()...)
	plugins = append(plugins, secret.ProbeVolumePlugins()...)
	plugins = append(plugins, configmap.ProbeVolumePlugins()...)
	plugins = append(plugins, downwardapi.ProbeVolumePlugins()...)
	plugins = append(plugins, projected.ProbeVolumePlugins()...)
	for _, p := range hostpath.ProbeVolumePlugins(volume.VolumeConfig{}) {
		plugins = append(plugins, nodePath{VolumePlugin: p, spec: spec})
	}
	return plugins
}

// nodePath is the hostPath plug-in for a host that is a directory: paths are taken from
// the node's root, so that neither a check nor DirectoryOrCreate touches the machine.
type nodePath struct {
	volume.VolumePlugin
	spec embedded.Spec
}

func (p nodePath) NewMounter(s *volume.Spec, pod *corev1.Pod) (volume.Mounter, error) {
	translated := &volume.Spec{ReadOnly: s.ReadOnly}
	switch {
	case s.Volume != nil:
		translated.Volume = s.Volume.DeepCopy()
		translated.Volume.HostPath.Path = p.onNode(s.Volume.HostPath.Path)
	case s.PersistentVolume != nil:
		translated.PersistentVolume = s.PersistentVolume.DeepCopy()
		translated.PersistentVolume.Spec.HostPath.Path = p.onNode(s.PersistentVolume.Spec.HostPath.Path)
	default:
		return nil, fmt.Errorf("volume %s is no hostPath", s.Name())
	}
	return p.VolumePlugin.NewMounter(translated, pod)
}

func (p nodePath) onNode(name string) string {
	return filepath.Join(p.spec.Root, filepath.Join(string(filepath.Separator), name))
}

var _ subpath.Interface = subpather{}

// subpather prepares sub-paths of volumes without bind mounts.
type subpather struct{}

func (subpather) CleanSubPaths(string, string) error { return nil }

// PrepareSafeSubpath refuses a sub-path that a link leads out of its volume.
func (subpather) PrepareSafeSubpath(s subpath.Subpath) (string, func(), error) {
	real, err := filepath.EvalSymlinks(s.Path)
	if err != nil {
		return "", nil, err
	}
	base, err := filepath.EvalSymlinks(s.VolumePath)
	if err != nil {
		return "", nil, err
	}
	if real != base && !strings.HasPrefix(real, base+string(filepath.Separator)) {
		return "", nil, fmt.Errorf("subpath %q not within volume path %q", s.Path, s.VolumePath)
	}
	return real, func() {}, nil
}

// SafeMakeDir creates subdir, which must lie within base whatever links are on the way.
func (subpather) SafeMakeDir(subdir, base string, perm os.FileMode) error {
	root, err := os.OpenRoot(base)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	rel, err := filepath.Rel(base, filepath.Join(base, filepath.Join(string(filepath.Separator), subdir)))
	if err != nil {
		return err
	}
	return root.MkdirAll(rel, perm)
}
