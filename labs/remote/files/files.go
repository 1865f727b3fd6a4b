// Package files shows the files of a node that is elsewhere as a shell.FS. It is apart from package remote
// because what answers in a node is to be small, and has no need of a shell.
package files

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/hardenway/hardenway/labs/remote"
	"github.com/hardenway/hardenway/labs/shell"
)

// callTime is how long one call about a file may take.
const callTime = 30 * time.Second

// New are a node's files, by a call that takes a remote.FileCall. What of them may be written is for the
// other end to say.
func New(caller remote.Caller, call string) shell.ChtimesFS { return nodeFS{caller, call} }

type nodeFS struct {
	caller remote.Caller
	path   string
}

var _ shell.ChtimesFS = nodeFS{}

func (f nodeFS) call(c remote.FileCall) (remote.FileAnswer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	op, asked := c.Op, c.Name
	fail := func(err error) (remote.FileAnswer, error) {
		return remote.FileAnswer{}, &fs.PathError{Op: op, Path: asked, Err: err}
	}
	c.Name = path.Clean("/" + c.Name)
	body, err := json.Marshal(c)
	if err != nil {
		return fail(err)
	}
	var got remote.FileAnswer
	if err := f.caller.JSON(ctx, f.path, nil, bytes.NewReader(body), &got); err != nil {
		return fail(err)
	}
	if got.Error != nil {
		if known := got.Error.Unwrap(); known != nil {
			return fail(known)
		}
		return fail(got.Error)
	}
	return got, nil
}

// errNoAnswer: the other end did not say what it was asked.
var errNoAnswer = errors.New("the node gave no answer")

func (f nodeFS) only(c remote.FileCall) error {
	_, err := f.call(c)
	return err
}

func (f nodeFS) info(op, name string) (fs.FileInfo, error) {
	got, err := f.call(remote.FileCall{Op: op, Name: name})
	if err != nil {
		return nil, err
	}
	if got.Info == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: errNoAnswer}
	}
	return fileInfo{*got.Info}, nil
}

// OpenFile implements shell.FS.
func (f nodeFS) OpenFile(name string, flag int, perm fs.FileMode) (shell.File, error) {
	how := remote.FlagOf(flag)
	got, err := f.call(remote.FileCall{Op: "open", Name: name, Flag: how, Mode: perm})
	if err != nil {
		return nil, err
	}
	if got.Info == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errNoAnswer}
	}
	return &nodeFile{fs: f, name: name, how: how, info: *got.Info}, nil
}

// Stat implements shell.FS.
func (f nodeFS) Stat(name string) (fs.FileInfo, error) { return f.info("stat", name) }

// Lstat implements shell.FS.
func (f nodeFS) Lstat(name string) (fs.FileInfo, error) { return f.info("lstat", name) }

// ReadDir implements shell.FS.
func (f nodeFS) ReadDir(name string) ([]fs.DirEntry, error) {
	got, err := f.call(remote.FileCall{Op: "readdir", Name: name})
	if err != nil {
		return nil, err
	}
	entries := make([]fs.DirEntry, len(got.Entries))
	for i, info := range got.Entries {
		entries[i] = fs.FileInfoToDirEntry(fileInfo{info})
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// Readlink implements shell.FS.
func (f nodeFS) Readlink(name string) (string, error) {
	got, err := f.call(remote.FileCall{Op: "readlink", Name: name})
	return got.Link, err
}

// MkdirAll implements shell.FS.
func (f nodeFS) MkdirAll(name string, perm fs.FileMode) error {
	return f.only(remote.FileCall{Op: "mkdir", Name: name, Mode: perm})
}

// Remove implements shell.FS.
func (f nodeFS) Remove(name string) error { return f.only(remote.FileCall{Op: "remove", Name: name}) }

// RemoveAll implements shell.FS.
func (f nodeFS) RemoveAll(name string) error {
	return f.only(remote.FileCall{Op: "removeall", Name: name})
}

// Rename implements shell.FS.
func (f nodeFS) Rename(oldname, newname string) error {
	return f.only(remote.FileCall{Op: "rename", Name: oldname, To: path.Clean("/" + newname)})
}

// Symlink implements shell.FS.
func (f nodeFS) Symlink(oldname, newname string) error {
	return f.only(remote.FileCall{Op: "symlink", Name: newname, To: oldname})
}

// Chmod implements shell.FS.
func (f nodeFS) Chmod(name string, mode fs.FileMode) error {
	return f.only(remote.FileCall{Op: "chmod", Name: name, Mode: mode})
}

// Chtimes implements shell.ChtimesFS.
func (f nodeFS) Chtimes(name string, atime, mtime time.Time) error {
	return f.only(remote.FileCall{Op: "chtimes", Name: name, ATime: atime, MTime: mtime})
}

// fileInfo is an remote.Info as a fs.FileInfo.
type fileInfo struct{ i remote.Info }

func (f fileInfo) Name() string       { return f.i.Name }
func (f fileInfo) Size() int64        { return f.i.Size }
func (f fileInfo) Mode() fs.FileMode  { return f.i.Mode }
func (f fileInfo) ModTime() time.Time { return f.i.MTime }
func (f fileInfo) IsDir() bool        { return f.i.Mode.IsDir() }
func (f fileInfo) Sys() any           { return nil }

// nodeFile is an open file: a name and a place in it.
type nodeFile struct {
	fs   nodeFS
	name string
	how  remote.Flag
	info remote.Info

	mu     sync.Mutex
	offset int64
	rest   []byte // read and not yet asked for
	ended  bool
	closed bool
}

var _ shell.File = (*nodeFile)(nil)

func (f *nodeFile) Stat() (fs.FileInfo, error) { return f.fs.info("stat", f.name) }

// Read implements fs.File.
func (f *nodeFile) Read(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.usable("read", f.how.Read); err != nil || len(p) == 0 {
		return 0, err
	}
	if len(f.rest) == 0 && !f.ended {
		got, err := f.fs.call(remote.FileCall{Op: "read", Name: f.name, Offset: f.offset, Count: min(max(len(p), 64<<10), remote.MaxRead)})
		if err != nil {
			return 0, err
		}
		f.rest, f.ended = got.Data, got.EOF
	}
	if len(f.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	f.offset += int64(n)
	return n, nil
}

// Seek implements io.Seeker.
func (f *nodeFile) Seek(offset int64, whence int) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return 0, &fs.PathError{Op: "seek", Path: f.name, Err: fs.ErrClosed}
	}
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += f.offset
	case io.SeekEnd:
		info, err := f.Stat()
		if err != nil {
			return 0, err
		}
		offset += info.Size()
	default:
		return 0, &fs.PathError{Op: "seek", Path: f.name, Err: fs.ErrInvalid}
	}
	if offset < 0 {
		return 0, &fs.PathError{Op: "seek", Path: f.name, Err: fs.ErrInvalid}
	}
	f.offset, f.rest, f.ended = offset, nil, false
	return offset, nil
}

// Write implements shell.File.
func (f *nodeFile) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.usable("write", f.how.Write); err != nil {
		return 0, err
	}
	written := 0
	for chunk := range slices.Chunk(p, remote.MaxWrite) {
		if _, err := f.fs.call(remote.FileCall{Op: "write", Name: f.name, Offset: f.offset, Data: chunk, Flag: f.how}); err != nil {
			return written, err
		}
		f.offset += int64(len(chunk))
		written += len(chunk)
		f.rest, f.ended = nil, false
	}
	return written, nil
}

func (f *nodeFile) usable(op string, allowed bool) error {
	switch {
	case f.closed:
		return &fs.PathError{Op: op, Path: f.name, Err: fs.ErrClosed}
	case !allowed:
		return &fs.PathError{Op: op, Path: f.name, Err: fs.ErrPermission}
	case f.info.Mode.IsDir():
		return &fs.PathError{Op: op, Path: f.name, Err: syscall.EISDIR}
	}
	return nil
}

// Close implements fs.File.
func (f *nodeFile) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return &fs.PathError{Op: "close", Path: f.name, Err: fs.ErrClosed}
	}
	f.closed = true
	return nil
}
