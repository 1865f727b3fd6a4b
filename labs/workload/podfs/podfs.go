// Package podfs finds the files of a pod.
//
// In a real container a mount is where the manifest puts it. On the embedded
// cluster a lab program is a process without a mount namespace of its own: the
// runtime says in HARDENWAY_MOUNTS where each mount of the pod is on the host, and
// this package reads the pod's paths through it. A program therefore names the
// ordinary path (/var/run/secrets/kubernetes.io/serviceaccount/token) everywhere.
//
// Where HARDENWAY_MOUNTS is set, a path that no mount covers does not exist: a lab
// program never reads a file of the host that its pod was not given.
package podfs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// EnvMounts names the variable that holds the mounts as a JSON list of Mount.
const EnvMounts = "HARDENWAY_MOUNTS"

// MaxFileSize is the largest file ReadFile returns, in bytes. Nothing a lab program
// reads comes near it; a log mounted by mistake should fail, not fill the memory.
const MaxFileSize = 8 << 20

// Mount is one volume mount of a container: a directory or, for a subPath or a
// hostPath file, a single file.
type Mount struct {
	ContainerPath string `json:"containerPath"`
	HostPath      string `json:"hostPath"`
	ReadOnly      bool   `json:"readOnly,omitempty"`
}

// FS reads a pod's files by the paths the pod knows. The zero value is the file
// system as it is, which is right inside a real container.
type FS struct {
	mapped bool
	mounts []Mount
}

// FromEnv returns the pod's file system as HARDENWAY_MOUNTS describes it, and the
// plain file system when that variable is not set.
func FromEnv(getenv func(string) string) (FS, error) {
	raw := getenv(EnvMounts)
	if raw == "" {
		return FS{}, nil
	}
	var mounts []Mount
	if err := json.Unmarshal([]byte(raw), &mounts); err != nil {
		return FS{}, fmt.Errorf(`reading %s: %w; want a JSON list such as [{"containerPath":"/data","hostPath":"/…/data"}]`, EnvMounts, err)
	}
	return New(mounts)
}

// New returns a file system that holds exactly these mounts.
func New(mounts []Mount) (FS, error) {
	f := FS{mapped: true}
	for _, m := range mounts {
		if !path.IsAbs(m.ContainerPath) || m.HostPath == "" {
			return FS{}, fmt.Errorf("mount %q from %q: the path in the container must be absolute and the path on the host must be named", m.ContainerPath, m.HostPath)
		}
		m.ContainerPath = path.Clean(m.ContainerPath)
		f.mounts = append(f.mounts, m)
	}
	return f, nil
}

// find returns the mount that covers name, by longest prefix of whole path elements
// as a kernel would choose, and the rest of the name below it ("." for the mount).
func (f FS) find(name string) (m Mount, rest string, ok bool) {
	best := -1
	for _, candidate := range f.mounts {
		below, covers := cut(name, candidate.ContainerPath)
		if covers && len(candidate.ContainerPath) > best {
			best, m, rest, ok = len(candidate.ContainerPath), candidate, below, true
		}
	}
	return m, rest, ok
}

func cut(name, prefix string) (rest string, ok bool) {
	if name == prefix {
		return ".", true
	}
	if prefix != "/" {
		prefix += "/"
	}
	rest, ok = strings.CutPrefix(name, prefix)
	return rest, ok
}

// Resolve returns where a pod's path is on this machine. It is meant for messages
// and for tests; to read, use ReadFile and ReadDir, which no symbolic link leads out
// of the mount.
func (f FS) Resolve(name string) (string, error) {
	name = path.Clean("/" + name)
	if !f.mapped {
		return filepath.FromSlash(name), nil
	}
	m, rest, ok := f.find(name)
	if !ok {
		return "", notMounted("resolve", name)
	}
	return filepath.Join(m.HostPath, filepath.FromSlash(rest)), nil
}

// ReadFile reads the file the pod sees at name. It reads anew at each call, since
// the kubelet replaces tokens and mounted ConfigMaps while the pod runs.
func (f FS) ReadFile(name string) ([]byte, error) {
	file, err := f.open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, MaxFileSize+1))
	if err != nil {
		return nil, asPod("read", name, err)
	}
	if len(data) > MaxFileSize {
		return nil, fmt.Errorf("read %s: the file is larger than the %d MiB a lab program reads", name, MaxFileSize>>20)
	}
	return data, nil
}

// AppendLine writes one line at the end of the file the pod sees at name, and makes the file when
// there is none. The line is on the disk when it returns.
func (f FS) AppendLine(name, line string) (err error) {
	file, err := f.openToAppend(path.Clean("/" + name))
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
	}()
	if _, err := file.WriteString(line + "\n"); err != nil {
		return asPod("write", name, err)
	}
	return file.Sync()
}

func (f FS) openToAppend(name string) (*os.File, error) {
	const how, mode = os.O_APPEND | os.O_CREATE | os.O_WRONLY, 0o600
	if !f.mapped {
		return os.OpenFile(filepath.FromSlash(name), how, mode)
	}
	m, rest, ok := f.find(name)
	switch {
	case !ok:
		return nil, notMounted("open", name)
	case m.ReadOnly:
		return nil, &fs.PathError{Op: "open", Path: name, Err: errReadOnly}
	case rest == ".": // a single file mounted at this very path
		file, err := os.OpenFile(m.HostPath, how, mode)
		if err != nil {
			return nil, asPod("open", name, err)
		}
		return file, nil
	}
	root, err := os.OpenRoot(m.HostPath)
	if err != nil {
		return nil, asPod("open", name, err)
	}
	defer func() { _ = root.Close() }()
	file, err := root.OpenFile(filepath.FromSlash(rest), how, mode)
	if err != nil {
		return nil, asPod("open", name, err)
	}
	return file, nil
}

// errReadOnly is in the words of a kernel.
var errReadOnly = errors.New("read-only file system")

// ReadDir lists the directory the pod sees at name, sorted by name.
func (f FS) ReadDir(name string) ([]fs.DirEntry, error) {
	name = path.Clean("/" + name)
	if !f.mapped {
		return os.ReadDir(filepath.FromSlash(name))
	}
	m, rest, ok := f.find(name)
	if !ok {
		return nil, notMounted("readdir", name)
	}
	root, err := os.OpenRoot(m.HostPath)
	if err != nil {
		return nil, asPod("readdir", name, err)
	}
	defer func() { _ = root.Close() }()
	entries, err := fs.ReadDir(root.FS(), rest)
	if err != nil {
		return nil, asPod("readdir", name, err)
	}
	return entries, nil
}

func (f FS) open(name string) (*os.File, error) {
	name = path.Clean("/" + name)
	if !f.mapped {
		return os.Open(filepath.FromSlash(name))
	}
	m, rest, ok := f.find(name)
	if !ok {
		return nil, notMounted("open", name)
	}
	if rest == "." { // a single file mounted at this very path
		file, err := os.Open(m.HostPath)
		if err != nil {
			return nil, asPod("open", name, err)
		}
		return file, nil
	}
	root, err := os.OpenRoot(m.HostPath)
	if err != nil {
		return nil, asPod("open", name, err)
	}
	defer func() { _ = root.Close() }()
	file, err := root.Open(filepath.FromSlash(rest))
	if err != nil {
		return nil, asPod("open", name, err)
	}
	return file, nil
}

func notMounted(op, name string) error {
	return &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// asPod renames the path in an error to the pod's own, so that no log line of a pod
// shows where the lab lives on the learner's machine.
func asPod(op, name string, err error) error {
	if pathErr, ok := err.(*fs.PathError); ok { //nolint:errorlint // the error comes from os directly
		err = pathErr.Err
	}
	return &fs.PathError{Op: op, Path: name, Err: err}
}
