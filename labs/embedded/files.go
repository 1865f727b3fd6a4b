package embedded

import (
	"io/fs"
	"os"

	"github.com/hardenway/hardenway/labs/shell"
)

// dirFS is the file system of a directory that may come and go: a learner can delete the
// node's root, and Restore makes it again. Each call opens it anew.
type dirFS string

var _ shell.FS = dirFS("")

func with[T any](d dirFS, op string, name string, do func(shell.FS) (T, error)) (T, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		var zero T
		return zero, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	// An open file stays open when its root is closed.
	defer func() { _ = root.Close() }()
	return do(shell.RootFS(root))
}

func only(d dirFS, op, name string, do func(shell.FS) error) error {
	_, err := with(d, op, name, func(f shell.FS) (struct{}, error) { return struct{}{}, do(f) })
	return err
}

func (d dirFS) OpenFile(name string, flag int, perm fs.FileMode) (shell.File, error) {
	return with(d, "open", name, func(f shell.FS) (shell.File, error) { return f.OpenFile(name, flag, perm) })
}

func (d dirFS) Stat(name string) (fs.FileInfo, error) {
	return with(d, "stat", name, func(f shell.FS) (fs.FileInfo, error) { return f.Stat(name) })
}

func (d dirFS) Lstat(name string) (fs.FileInfo, error) {
	return with(d, "lstat", name, func(f shell.FS) (fs.FileInfo, error) { return f.Lstat(name) })
}

func (d dirFS) ReadDir(name string) ([]fs.DirEntry, error) {
	return with(d, "readdir", name, func(f shell.FS) ([]fs.DirEntry, error) { return f.ReadDir(name) })
}

func (d dirFS) Readlink(name string) (string, error) {
	return with(d, "readlink", name, func(f shell.FS) (string, error) { return f.Readlink(name) })
}

func (d dirFS) MkdirAll(name string, perm fs.FileMode) error {
	return only(d, "mkdir", name, func(f shell.FS) error { return f.MkdirAll(name, perm) })
}

func (d dirFS) Remove(name string) error {
	return only(d, "remove", name, func(f shell.FS) error { return f.Remove(name) })
}

func (d dirFS) RemoveAll(name string) error {
	return only(d, "remove", name, func(f shell.FS) error { return f.RemoveAll(name) })
}

func (d dirFS) Rename(oldname, newname string) error {
	return only(d, "rename", oldname, func(f shell.FS) error { return f.Rename(oldname, newname) })
}

func (d dirFS) Symlink(oldname, newname string) error {
	return only(d, "symlink", newname, func(f shell.FS) error { return f.Symlink(oldname, newname) })
}

func (d dirFS) Chmod(name string, mode fs.FileMode) error {
	return only(d, "chmod", name, func(f shell.FS) error { return f.Chmod(name, mode) })
}
