package shell

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

const (
	maxLinks   = 40   // symbolic links followed for one name, as on Linux
	maxPathLen = 4096 // bytes of one name, as on Linux
)

// tree is what resolving a name needs to know of a file system. The names are
// clean and relative, "." is the root, and no component but the last is a link.
type tree interface {
	lstat(name string) (fs.FileInfo, error)
	readlink(name string) (string, error)
}

// resolve follows name through t, one component after the other, and returns a
// clean relative name without symbolic links; with follow the last component is
// followed too. Absolute links start again at the root of t, and ".." at the root
// stays there, so the answer is always inside. The last component need not exist.
func resolve(t tree, name string, follow bool) (string, error) {
	if strings.IndexByte(name, 0) >= 0 {
		return "", syscall.EINVAL
	}
	if len(name) > maxPathLen {
		return "", syscall.ENAMETOOLONG
	}
	mustDir := strings.HasSuffix(name, "/") || strings.HasSuffix(name, "/.")
	follow = follow || mustDir
	todo := components(name)
	var done []string
	links := 0
	for len(todo) > 0 {
		c := todo[0]
		todo = todo[1:]
		if c == ".." {
			done = done[:max(0, len(done)-1)]
			continue
		}
		if filepath.Separator != '/' && strings.ContainsRune(c, filepath.Separator) {
			return "", syscall.EINVAL
		}
		p := path.Join(append(done[:len(done):len(done)], c)...)
		last := len(todo) == 0
		fi, err := t.lstat(p)
		switch {
		case err != nil && last && errors.Is(err, fs.ErrNotExist):
			return p, nil
		case err != nil:
			return "", cause(err)
		case fi.Mode()&fs.ModeSymlink != 0 && (!last || follow):
			if links++; links > maxLinks {
				return "", syscall.ELOOP
			}
			target, err := t.readlink(p)
			if err != nil {
				return "", cause(err)
			}
			if strings.HasPrefix(target, "/") {
				done = done[:0]
			}
			todo = append(components(target), todo...)
			if len(todo) > maxPathLen {
				return "", syscall.ENAMETOOLONG
			}
			continue
		case (!last || mustDir) && !fi.IsDir():
			return "", syscall.ENOTDIR
		}
		done = append(done, c)
	}
	if len(done) == 0 {
		return ".", nil
	}
	return path.Join(done...), nil
}

// components splits a name, dropping what means nothing.
func components(name string) []string {
	var out []string
	for c := range strings.SplitSeq(name, "/") {
		if c != "" && c != "." {
			out = append(out, c)
		}
	}
	return out
}

// cause takes the reason out of an error, leaving behind the names it carries:
// those may be names of the host.
func cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	} else if e, ok := errors.AsType[*os.LinkError](err); ok {
		err = e.Err
	} else if e, ok := errors.AsType[*os.SyscallError](err); ok {
		err = e.Err
	}
	if err != nil && strings.Contains(err.Error(), "escapes from parent") {
		// os.Root's word for a link that somebody put there between our look and
		// the use.
		return fs.ErrPermission
	}
	return err
}

// fail makes the error an FS returns.
func fail(op, name string, err error) error {
	return &fs.PathError{Op: op, Path: name, Err: cause(err)}
}

// baseName is the name a FileInfo gives for a file.
func baseName(name string) string {
	return path.Base(path.Join("/", name))
}
