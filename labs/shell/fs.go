package shell

import "io/fs"

// FS is a file system that can be written: a node's files, or what a pod sees
// through its mounts. Names are slash-separated and absolute ("/etc/hosts"); a
// relative name is taken from "/". No name, no "..", and no symbolic link leads out
// of it.
//
// Errors are *fs.PathError wrapping fs.ErrNotExist, fs.ErrPermission and so on, with
// the name as the caller gave it, never a path of the host.
type FS interface {
	OpenFile(name string, flag int, perm fs.FileMode) (File, error)
	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	ReadDir(name string) ([]fs.DirEntry, error)
	Readlink(name string) (string, error)
	MkdirAll(name string, perm fs.FileMode) error
	Remove(name string) error
	RemoveAll(name string) error
	Rename(oldname, newname string) error
	Symlink(oldname, newname string) error
	Chmod(name string, mode fs.FileMode) error
}

// File is an open file of an FS.
type File interface {
	fs.File
	Write(p []byte) (int, error)
}
