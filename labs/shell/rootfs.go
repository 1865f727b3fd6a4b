package shell

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// RootFS shows a directory of the host as a whole file system. Everything goes
// through root, so neither "..", nor a symbolic link, nor one swapped in at the wrong
// moment leads out. Absolute links are followed as on a real node, where the
// directory is "/".
//
// What it makes has the permissions asked for, whatever the umask of the process.
// Links are stored relative, and never climb above the directory, so a program of
// the host that follows one later stays inside as well. Set-user-id bits, devices and
// pipes are refused for the same reason.
//
// The caller keeps root open as long as the FS is used.
func RootFS(root *os.Root) FS {
	r := &rootFS{root: root}
	if host, err := filepath.Abs(root.Name()); err == nil {
		r.host = filepath.ToSlash(host)
	}
	return r
}

type rootFS struct {
	root *os.Root
	host string // where the directory is on the host, to recognise links that say so
}

var _ ChtimesFS = (*rootFS)(nil)

func (r *rootFS) lstat(name string) (fs.FileInfo, error) { return r.root.Lstat(name) }

// readlink returns what a link says. A link made by a program of the host may name
// the directory by its place there; inside, that place is "/".
func (r *rootFS) readlink(name string) (string, error) {
	target, err := r.root.Readlink(name)
	if err != nil {
		return "", err
	}
	target = filepath.ToSlash(target)
	if r.host != "" && r.host != "/" {
		if target == r.host {
			return "/", nil
		}
		if rest, ok := strings.CutPrefix(target, r.host+"/"); ok {
			return "/" + rest, nil
		}
	}
	return target, nil
}

func (r *rootFS) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	p, err := resolve(r, name, flag&(os.O_CREATE|os.O_EXCL) != os.O_CREATE|os.O_EXCL)
	if err != nil {
		return nil, fail("open", name, err)
	}
	if fi, err := r.root.Lstat(p); err == nil && !fi.Mode().IsRegular() && !fi.IsDir() {
		// Opening a pipe would wait for its other end, and a device is the host's.
		return nil, fail("open", name, fs.ErrPermission)
	}
	f, err := r.open(p, flag, perm.Perm())
	if err != nil {
		return nil, fail("open", name, err)
	}
	return &rootFile{f: f, name: name}, nil
}

// open makes a new file with exactly perm, which os.OpenFile would narrow by the
// umask of the process.
func (r *rootFS) open(p string, flag int, perm fs.FileMode) (*os.File, error) {
	if flag&os.O_CREATE == 0 {
		return r.root.OpenFile(p, flag, 0)
	}
	f, err := r.root.OpenFile(p, flag|os.O_EXCL, perm)
	switch {
	case err == nil:
		if err := f.Chmod(perm); err != nil && !errors.Is(err, errors.ErrUnsupported) {
			done(f)
			return nil, err
		}
		return f, nil
	case flag&os.O_EXCL == 0 && errors.Is(err, fs.ErrExist):
		return r.root.OpenFile(p, flag&^os.O_CREATE, 0)
	}
	return nil, err
}

func (r *rootFS) Stat(name string) (fs.FileInfo, error) {
	p, err := resolve(r, name, true)
	if err != nil {
		return nil, fail("stat", name, err)
	}
	fi, err := r.root.Lstat(p)
	if err != nil {
		return nil, fail("stat", name, err)
	}
	return infoOf(fi, baseName(name)), nil
}

func (r *rootFS) Lstat(name string) (fs.FileInfo, error) {
	p, err := resolve(r, name, false)
	if err != nil {
		return nil, fail("lstat", name, err)
	}
	fi, err := r.root.Lstat(p)
	if err != nil {
		return nil, fail("lstat", name, err)
	}
	return infoOf(fi, baseName(name)), nil
}

func (r *rootFS) ReadDir(name string) ([]fs.DirEntry, error) {
	p, err := resolve(r, name, true)
	if err != nil {
		return nil, fail("open", name, err)
	}
	// A pipe must not be opened, and a plain file gives a clear error this way.
	fi, err := r.root.Lstat(p)
	if err != nil {
		return nil, fail("open", name, err)
	}
	if !fi.IsDir() {
		return nil, fail("readdir", name, syscall.ENOTDIR)
	}
	f, err := r.root.Open(p)
	if err != nil {
		return nil, fail("open", name, err)
	}
	defer done(f)
	entries, err := f.ReadDir(-1)
	if err != nil {
		return nil, fail("readdir", name, err)
	}
	out := make([]fs.DirEntry, 0, len(entries))
	for _, e := range entries {
		// Not e.Info(), which looks the name up again by its path on the host.
		fi, err := r.root.Lstat(path.Join(p, e.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // gone since
		}
		if err != nil {
			return nil, fail("readdir", name, err)
		}
		out = append(out, fs.FileInfoToDirEntry(infoOf(fi, e.Name())))
	}
	sortEntries(out)
	return out, nil
}

func sortEntries(entries []fs.DirEntry) {
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
}

func (r *rootFS) Readlink(name string) (string, error) {
	p, err := resolve(r, name, false)
	if err != nil {
		return "", fail("readlink", name, err)
	}
	target, err := r.readlink(p)
	if err != nil {
		return "", fail("readlink", name, err)
	}
	return target, nil
}

func (r *rootFS) MkdirAll(name string, perm fs.FileMode) error {
	if perm&(fs.ModeSetuid|fs.ModeSetgid) != 0 {
		return fail("mkdir", name, fs.ErrPermission)
	}
	mode := perm & (fs.ModePerm | fs.ModeSticky)
	return mkdirAll(name, func(prefix string) error {
		p, err := resolve(r, prefix, true)
		if err != nil {
			return fail("mkdir", name, err)
		}
		fi, err := r.root.Lstat(p)
		switch {
		case err == nil && fi.IsDir():
			return nil
		case err == nil:
			return fail("mkdir", name, syscall.ENOTDIR)
		case !errors.Is(err, fs.ErrNotExist):
			return fail("mkdir", name, err)
		}
		if err := r.root.Mkdir(p, mode.Perm()); err != nil {
			if errors.Is(err, fs.ErrExist) {
				return nil // somebody was quicker
			}
			return fail("mkdir", name, err)
		}
		if err := r.root.Chmod(p, mode); err != nil {
			return fail("mkdir", name, err)
		}
		return nil
	})
}

// mkdirAll calls mkdir for every leading part of name, the shortest first.
func mkdirAll(name string, mkdir func(prefix string) error) error {
	prefix := "/"
	for _, c := range components(name) {
		prefix = strings.TrimSuffix(prefix, "/") + "/" + c
		if err := mkdir(prefix); err != nil {
			return err
		}
	}
	return nil
}

// unlinkable resolves a name that is going to be removed or renamed.
func (r *rootFS) unlinkable(op, name string) (string, error) {
	// "rm link/" speaks of the link, not of what it points to.
	p, err := resolve(r, strings.TrimRight(name, "/"), false)
	if err != nil {
		return "", fail(op, name, err)
	}
	if p == "." {
		return "", fail(op, name, syscall.EBUSY)
	}
	return p, nil
}

func (r *rootFS) Remove(name string) error {
	p, err := r.unlinkable("remove", name)
	if err != nil {
		return err
	}
	if err := r.root.Remove(p); err != nil {
		return fail("remove", name, err)
	}
	return nil
}

func (r *rootFS) RemoveAll(name string) error {
	p, err := r.unlinkable("remove", name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := r.root.RemoveAll(p); err != nil {
		return fail("remove", name, err)
	}
	return nil
}

func (r *rootFS) Rename(oldname, newname string) error {
	from, err := r.unlinkable("rename", oldname)
	if err != nil {
		return err
	}
	to, err := r.unlinkable("rename", newname)
	if err != nil {
		return err
	}
	if err := r.linksStayInside(from, to); err != nil {
		return fail("rename", oldname, err)
	}
	if err := r.root.Rename(from, to); err != nil {
		return fail("rename", oldname, err)
	}
	return nil
}

// linksStayInside refuses a move towards the root that would make a relative link
// in what is moved climb above the root, for a program of the host that follows it.
func (r *rootFS) linksStayInside(from, to string) error {
	shallower := strings.Count(from, "/") - strings.Count(to, "/")
	if shallower <= 0 {
		return nil
	}
	var walk func(p string, depth int) error
	walk = func(p string, depth int) error {
		fi, err := r.root.Lstat(p)
		if err != nil {
			return err
		}
		if fi.Mode()&fs.ModeSymlink != 0 {
			target, err := r.root.Readlink(p)
			if err != nil {
				return err
			}
			if strings.HasPrefix(target, "/") {
				return nil
			}
			for _, c := range strings.Split(filepath.ToSlash(target), "/") {
				if c == ".." {
					depth--
				}
			}
			if depth < 0 {
				return fs.ErrPermission
			}
			return nil
		}
		if !fi.IsDir() {
			return nil
		}
		f, err := r.root.Open(p)
		if err != nil {
			return err
		}
		names, err := f.Readdirnames(-1)
		done(f)
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := walk(path.Join(p, name), depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return walk(from, strings.Count(to, "/"))
}

func (r *rootFS) Symlink(oldname, newname string) error {
	p, err := resolve(r, newname, false)
	if err != nil {
		return fail("symlink", newname, err)
	}
	if oldname == "" || strings.IndexByte(oldname, 0) >= 0 {
		return fail("symlink", newname, syscall.ENOENT)
	}
	// p has no links in it, so the number of ".." a link may say is known.
	dir := path.Join("/", path.Dir(p))
	target := oldname
	if !path.IsAbs(target) {
		target = path.Join(dir, target)
	}
	if err := r.root.Symlink(filepath.FromSlash(relative(dir, path.Clean(target))), p); err != nil {
		return fail("symlink", newname, err)
	}
	return nil
}

// relative says how to get from one clean absolute directory to a clean absolute name.
func relative(dir, target string) string {
	from, to := components(dir), components(target)
	for len(from) > 0 && len(to) > 0 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	parts := append(slices.Repeat([]string{".."}, len(from)), to...)
	if len(parts) == 0 {
		return "."
	}
	return strings.Join(parts, "/")
}

func (r *rootFS) Chmod(name string, mode fs.FileMode) error {
	p, err := resolve(r, name, true)
	if err != nil {
		return fail("chmod", name, err)
	}
	if mode&(fs.ModeSetuid|fs.ModeSetgid) != 0 {
		return fail("chmod", name, fs.ErrPermission)
	}
	if err := r.root.Chmod(p, mode&(fs.ModePerm|fs.ModeSticky)); err != nil {
		return fail("chmod", name, err)
	}
	return nil
}

func (r *rootFS) Chtimes(name string, atime, mtime time.Time) error {
	p, err := resolve(r, name, true)
	if err != nil {
		return fail("chtimes", name, err)
	}
	if err := r.root.Chtimes(p, atime, mtime); err != nil {
		return fail("chtimes", name, err)
	}
	return nil
}

// rootFile is an open file whose errors name it as the caller did.
type rootFile struct {
	f    *os.File
	name string
}

func (f *rootFile) Read(p []byte) (int, error)  { return f.named("read")(f.f.Read(p)) }
func (f *rootFile) Write(p []byte) (int, error) { return f.named("write")(f.f.Write(p)) }

// Seek implements io.Seeker.
func (f *rootFile) Seek(offset int64, whence int) (int64, error) {
	at, err := f.f.Seek(offset, whence)
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return at, fail("seek", f.name, e.Err)
	}
	return at, err
}

func (f *rootFile) named(op string) func(int, error) (int, error) {
	return func(n int, err error) (int, error) {
		if e, ok := errors.AsType[*fs.PathError](err); ok {
			return n, fail(op, f.name, e.Err)
		}
		return n, err // io.EOF stays io.EOF
	}
}

func (f *rootFile) Stat() (fs.FileInfo, error) {
	fi, err := f.f.Stat()
	if err != nil {
		return nil, fail("stat", f.name, err)
	}
	return infoOf(fi, baseName(f.name)), nil
}

func (f *rootFile) Close() error {
	if err := f.f.Close(); err != nil {
		return fail("close", f.name, err)
	}
	return nil
}
