package remote

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// FileCall is one operation on the node's files. Names are absolute.
type FileCall struct {
	Op     string      `json:"op"`
	Name   string      `json:"name"`
	To     string      `json:"to,omitempty"`     // rename, symlink
	Flag   Flag        `json:"flag,omitempty"`   // open
	Mode   fs.FileMode `json:"mode,omitempty"`   // open, mkdir, chmod
	Offset int64       `json:"offset,omitempty"` // read, write
	Count  int         `json:"count,omitempty"`  // read
	Data   []byte      `json:"data,omitempty"`   // write
	ATime  time.Time   `json:"atime,omitzero"`   // chtimes
	MTime  time.Time   `json:"mtime,omitzero"`
}

// Bounds of a FileCall, in bytes.
const (
	MaxRead  = 1 << 20   // of one answer's data
	MaxWrite = 256 << 10 // of one call's data
	// MaxCall is that of a whole call, in which data is base64.
	MaxCall = 512 << 10
)

// Flag is how to open a file, in words that mean the same on every system.
type Flag struct {
	Read, Write, Append, Create, Exclusive, Truncate bool
}

// FlagOf is a Flag for the flags of os.OpenFile.
func FlagOf(flag int) Flag {
	access := flag & (os.O_RDONLY | os.O_WRONLY | os.O_RDWR)
	return Flag{
		Read: access != os.O_WRONLY, Write: access != os.O_RDONLY, Append: flag&os.O_APPEND != 0,
		Create: flag&os.O_CREATE != 0, Exclusive: flag&os.O_EXCL != 0, Truncate: flag&os.O_TRUNC != 0,
	}
}

// System are the flags of os.OpenFile.
func (f Flag) System() int {
	flag := os.O_RDONLY
	switch {
	case f.Read && f.Write:
		flag = os.O_RDWR
	case f.Write:
		flag = os.O_WRONLY
	}
	for set, bit := range map[*bool]int{&f.Append: os.O_APPEND, &f.Create: os.O_CREATE, &f.Exclusive: os.O_EXCL, &f.Truncate: os.O_TRUNC} {
		if *set {
			flag |= bit
		}
	}
	return flag
}

// FileAnswer is what came of it.
type FileAnswer struct {
	Error   *FileError `json:"error,omitempty"`
	Info    *Info      `json:"info,omitempty"`
	Entries []Info     `json:"entries,omitempty"`
	Link    string     `json:"link,omitempty"`
	Data    []byte     `json:"data,omitempty"`
	EOF     bool       `json:"eof,omitempty"`
	Offset  int64      `json:"offset,omitempty"`
}

// Info is a fs.FileInfo.
type Info struct {
	Name  string      `json:"name"`
	Size  int64       `json:"size"`
	Mode  fs.FileMode `json:"mode"`
	MTime time.Time   `json:"mtime"`
}

// InfoOf is the Info of what os.Stat and the like returned.
func InfoOf(info fs.FileInfo, err error) (*Info, error) {
	if err != nil {
		return nil, err
	}
	return &Info{Name: info.Name(), Size: info.Size(), Mode: info.Mode(), MTime: info.ModTime()}, nil
}

// FileError is an error of the node's system, by a name that means the same elsewhere.
type FileError struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// kinds are the errors that have a meaning of their own at the other end.
var kinds = []struct {
	kind string
	is   error
}{
	{"not-exist", fs.ErrNotExist},
	{"exist", fs.ErrExist},
	{"permission", fs.ErrPermission},
	{"is-directory", syscall.EISDIR},
	{"not-directory", syscall.ENOTDIR},
	{"not-empty", syscall.ENOTEMPTY},
	{"read-only", syscall.EROFS},
	{"no-space", syscall.ENOSPC},
	{"busy", syscall.EBUSY},
	{"loop", syscall.ELOOP},
	{"cross-device", syscall.EXDEV},
	{"too-long", syscall.ENAMETOOLONG},
	{"invalid", syscall.EINVAL},
}

// Unwrap makes the error one that errors.Is knows on this system.
func (e *FileError) Unwrap() error {
	for _, k := range kinds {
		if k.kind == e.Kind {
			return k.is
		}
	}
	return nil
}

func (e *FileError) Error() string { return e.Text }

// FileErrorOf is an error as the other end is told of it: without the path, which the caller knows by another
// name.
func FileErrorOf(err error) *FileError {
	text := err.Error()
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		text = path.Err.Error()
	}
	if cause, ok := errors.AsType[syscall.Errno](err); ok {
		text = cause.Error()
	}
	for _, k := range kinds {
		// Not by ENOTEMPTY being an "exist" error: the more exact name wins.
		if errors.Is(err, k.is) && (k.kind != "exist" || !errors.Is(err, syscall.ENOTEMPTY)) {
			return &FileError{Kind: k.kind, Text: text}
		}
	}
	return &FileError{Kind: "other", Text: text}
}
