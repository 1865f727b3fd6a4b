package shell

import (
	"io/fs"
	"time"
)

// FS is a file system that can be written: a node's files, or what a pod sees
// through its mounts. Names are slash-separated and absolute ("/etc/hosts"); a
// relative name is taken from "/". No name, no "..", and no symbolic link leads out
// of it.
//
// Errors are *fs.PathError wrapping fs.ErrNotExist, fs.ErrPermission and so on, with
// the name as the caller gave it, never a path of the host.
//
// An FS may be used from several goroutines at once.
type FS interface {
	OpenFile(name string, flag int, perm fs.FileMode) (File, error)
	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	// ReadDir lists a directory in the order of names.
	ReadDir(name string) ([]fs.DirEntry, error)
	Readlink(name string) (string, error)
	MkdirAll(name string, perm fs.FileMode) error
	Remove(name string) error
	RemoveAll(name string) error
	Rename(oldname, newname string) error
	// Symlink makes newname a link that says oldname.
	Symlink(oldname, newname string) error
	Chmod(name string, mode fs.FileMode) error
}

// File is an open file of an FS.
type File interface {
	fs.File
	Write(p []byte) (int, error)
}

// ChtimesFS is an FS that can set a file's modification time. touch and cp -p use
// it; without it touch only makes new files.
type ChtimesFS interface {
	FS
	Chtimes(name string, atime, mtime time.Time) error
}

// info is a FileInfo that tells nothing of the host: no owner, no inode, no name
// but the one in the FS.
type info struct {
	name  string
	size  int64
	mode  fs.FileMode
	mtime time.Time
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return i.mtime }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }

func infoOf(fi fs.FileInfo, name string) info {
	return info{name: name, size: fi.Size(), mode: fi.Mode(), mtime: fi.ModTime()}
}
