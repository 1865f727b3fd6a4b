package shell

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Mount puts a file system, or one file of it, at a place in a MountFS.
type Mount struct {
	At string // absolute, such as "/var/run/secrets/kubernetes.io/serviceaccount"
	FS FS
	// File is the one file of FS that is to be seen at At, as with a subPath. Empty
	// means all of FS.
	File     string
	ReadOnly bool
}

// HostMount is a Mount of a file or directory of the host, the way a container
// runtime is asked for one. close lets go of the host directory.
func HostMount(at, hostPath string, readOnly bool) (m Mount, closer func() error, err error) {
	fi, err := os.Stat(hostPath)
	if err != nil {
		return Mount{}, nil, fmt.Errorf("mounting %s: %w", at, err)
	}
	m = Mount{At: at, ReadOnly: readOnly}
	dir := hostPath
	if !fi.IsDir() {
		real, err := filepath.EvalSymlinks(hostPath)
		if err != nil {
			return Mount{}, nil, fmt.Errorf("mounting %s: %w", at, err)
		}
		dir, m.File = filepath.Dir(real), "/"+filepath.Base(real)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Mount{}, nil, fmt.Errorf("mounting %s: %w", at, err)
	}
	m.FS = RootFS(root)
	return m, root.Close, nil
}

// MountFS joins file systems into one, as a container's mounts do. The longest At
// that a name starts with decides; directories that lead to a mount are there even
// when no file system holds them. A symbolic link is followed inside its own mount
// only. Names are taken literally, as "cd -L" does: "/a/b/../c" is "/a/c".
//
// It fails when an At is not absolute, is there twice, or has no FS.
func MountFS(mounts ...Mount) (FS, error) {
	m := &mountFS{}
	seen := map[string]bool{}
	for _, mt := range mounts {
		at := path.Clean(mt.At)
		switch {
		case !path.IsAbs(mt.At):
			return nil, fmt.Errorf("mount at %q: the place must be an absolute path", mt.At)
		case mt.FS == nil:
			return nil, fmt.Errorf("mount at %q: no file system given", mt.At)
		case seen[at]:
			return nil, fmt.Errorf("mount at %q: something is mounted there already", mt.At)
		}
		seen[at] = true
		mt.At = at
		if mt.File != "" {
			mt.File = path.Join("/", mt.File)
		}
		if mt.ReadOnly {
			mt.FS = ReadOnly(mt.FS)
		}
		m.mounts = append(m.mounts, mt)
	}
	slices.SortFunc(m.mounts, func(a, b Mount) int { return len(b.At) - len(a.At) })
	return m, nil
}

type mountFS struct {
	mounts []Mount // longest At first
}

var _ ChtimesFS = (*mountFS)(nil)

// find returns the mount that holds name and the name inside it. The mount is nil
// when none does.
func (m *mountFS) find(name string) (mt *Mount, inside, clean string) {
	clean = path.Join("/", name)
	for i := range m.mounts {
		mt := &m.mounts[i]
		rest, ok := under(clean, mt.At)
		if !ok {
			continue
		}
		if mt.File != "" {
			if rest != "/" || strings.HasSuffix(name, "/") {
				return mt, "", clean // below a file there is nothing
			}
			return mt, mt.File, clean
		}
		if rest != "/" && strings.HasSuffix(name, "/") {
			rest += "/"
		}
		return mt, rest, clean
	}
	return nil, "", clean
}

// under returns clean as seen from the directory at, and whether it is there.
func under(clean, at string) (string, bool) {
	if at == "/" {
		return clean, true
	}
	rest, ok := strings.CutPrefix(clean, at)
	if !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	return path.Join("/", rest), true
}

// holds says whether clean is a mount point or leads to one.
func (m *mountFS) holds(clean string) bool {
	return slices.ContainsFunc(m.mounts, func(mt Mount) bool {
		_, ok := under(mt.At, clean)
		return ok && mt.At != "/"
	}) || clean == "/"
}

// renamed gives an error of a mount the name the caller used.
func renamed(err error, name string) error {
	if err == nil {
		return nil
	}
	op := "use"
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		op = e.Op
	}
	return fail(op, name, err)
}

func (m *mountFS) in(op, name string) (*Mount, string, error) {
	mt, inside, clean := m.find(name)
	switch {
	case strings.IndexByte(name, 0) >= 0:
		return nil, "", fail(op, name, syscall.EINVAL)
	case mt == nil && m.holds(clean):
		return nil, "", fail(op, name, syscall.EROFS)
	case mt == nil:
		return nil, "", fail(op, name, syscall.ENOENT)
	case inside == "":
		return nil, "", fail(op, name, syscall.ENOTDIR)
	}
	return mt, inside, nil
}

// followed resolves, for a single-file mount, no link: whoever can write the
// directory the file comes from could otherwise show its neighbours.
func followed(mt *Mount, inside, op, name string) error {
	if mt.File == "" {
		return nil
	}
	fi, err := mt.FS.Lstat(inside)
	if err != nil {
		return renamed(err, name)
	}
	if fi.Mode()&fs.ModeSymlink != 0 {
		return fail(op, name, fs.ErrPermission)
	}
	return nil
}

func (m *mountFS) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	mt, inside, err := m.in("open", name)
	if err != nil {
		if _, _, clean := m.find(name); errors.Is(err, syscall.EROFS) && flag&(os.O_WRONLY|os.O_RDWR|os.O_CREATE) == 0 && m.holds(clean) {
			return dirFile{info{name: baseName(name), mode: fs.ModeDir | 0o755}}, nil
		}
		return nil, err
	}
	if err := followed(mt, inside, "open", name); err != nil {
		return nil, err
	}
	f, err := mt.FS.OpenFile(inside, flag, perm)
	if err != nil {
		if _, _, clean := m.find(name); errors.Is(err, fs.ErrNotExist) && m.holds(clean) {
			return dirFile{info{name: baseName(name), mode: fs.ModeDir | 0o755}}, nil
		}
		return nil, renamed(err, name)
	}
	return f, nil
}

func (m *mountFS) stat(name string, stat func(FS, string) (fs.FileInfo, error)) (fs.FileInfo, error) {
	mt, inside, clean := m.find(name)
	if strings.IndexByte(name, 0) >= 0 {
		return nil, fail("stat", name, syscall.EINVAL)
	}
	if mt != nil && inside == "" {
		return nil, fail("stat", name, syscall.ENOTDIR)
	}
	if mt != nil {
		if err := followed(mt, inside, "stat", name); err != nil {
			return nil, err
		}
		fi, err := stat(mt.FS, inside)
		if err == nil {
			return infoOf(fi, baseName(name)), nil
		}
		if !errors.Is(err, fs.ErrNotExist) || !m.holds(clean) || mt.File != "" {
			return nil, renamed(err, name)
		}
	} else if !m.holds(clean) {
		return nil, fail("stat", name, syscall.ENOENT)
	}
	return info{name: baseName(name), mode: fs.ModeDir | 0o755}, nil
}

func (m *mountFS) Stat(name string) (fs.FileInfo, error)  { return m.stat(name, FS.Stat) }
func (m *mountFS) Lstat(name string) (fs.FileInfo, error) { return m.stat(name, FS.Lstat) }

func (m *mountFS) ReadDir(name string) ([]fs.DirEntry, error) {
	mt, inside, clean := m.find(name)
	if strings.IndexByte(name, 0) >= 0 {
		return nil, fail("readdir", name, syscall.EINVAL)
	}
	byName := map[string]fs.DirEntry{}
	if mt != nil {
		if inside == "" || mt.File != "" {
			return nil, fail("readdir", name, syscall.ENOTDIR)
		}
		entries, err := mt.FS.ReadDir(inside)
		if err != nil && (!errors.Is(err, fs.ErrNotExist) || !m.holds(clean)) {
			return nil, renamed(err, name)
		}
		for _, e := range entries {
			byName[e.Name()] = e
		}
	} else if !m.holds(clean) {
		return nil, fail("readdir", name, syscall.ENOENT)
	}
	// What is mounted below shows, over whatever the directory holds itself.
	for _, sub := range m.mounts {
		rest, ok := under(sub.At, clean)
		if !ok || rest == "/" {
			continue
		}
		child := components(rest)[0]
		fi, err := m.Stat(path.Join(clean, child))
		if err != nil {
			continue // a mounted file whose source is gone
		}
		byName[child] = fs.FileInfoToDirEntry(fi)
	}
	out := make([]fs.DirEntry, 0, len(byName))
	for _, e := range byName {
		out = append(out, e)
	}
	sortEntries(out)
	return out, nil
}

func (m *mountFS) Readlink(name string) (string, error) {
	mt, inside, err := m.in("readlink", name)
	if errors.Is(err, syscall.EROFS) {
		return "", fail("readlink", name, syscall.EINVAL)
	}
	if err != nil {
		return "", err
	}
	target, err := mt.FS.Readlink(inside)
	if path.IsAbs(target) {
		// The mount means its own root.
		target = path.Join(mt.At, target)
	}
	return target, renamed(err, name)
}

func (m *mountFS) MkdirAll(name string, perm fs.FileMode) error {
	if fi, err := m.Stat(name); err == nil {
		if fi.IsDir() {
			return nil
		}
		return fail("mkdir", name, syscall.ENOTDIR)
	}
	mt, inside, err := m.in("mkdir", name)
	if err != nil {
		return err
	}
	return renamed(mt.FS.MkdirAll(inside, perm), name)
}

func (m *mountFS) Remove(name string) error {
	if _, _, clean := m.find(name); m.holds(clean) {
		return fail("remove", name, syscall.EBUSY)
	}
	mt, inside, err := m.in("remove", name)
	if err != nil {
		return err
	}
	return renamed(mt.FS.Remove(inside), name)
}

func (m *mountFS) RemoveAll(name string) error {
	if _, _, clean := m.find(name); m.holds(clean) {
		return fail("remove", name, syscall.EBUSY)
	}
	mt, inside, err := m.in("remove", name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return renamed(mt.FS.RemoveAll(inside), name)
}

func (m *mountFS) Rename(oldname, newname string) error {
	for _, name := range []string{oldname, newname} {
		if _, _, clean := m.find(name); m.holds(clean) {
			return fail("rename", name, syscall.EBUSY)
		}
	}
	from, a, err := m.in("rename", oldname)
	if err != nil {
		return err
	}
	to, b, err := m.in("rename", newname)
	if err != nil {
		return err
	}
	if from != to {
		return fail("rename", oldname, syscall.EXDEV)
	}
	return renamed(from.FS.Rename(a, b), oldname)
}

func (m *mountFS) Symlink(oldname, newname string) error {
	mt, inside, err := m.in("symlink", newname)
	if err != nil {
		return err
	}
	target := oldname
	if !path.IsAbs(target) {
		target = path.Join("/", path.Dir(path.Join("/", newname)), target)
	}
	other, there, _ := m.find(target)
	if other != mt || mt.File != "" {
		// It would lead somewhere else than it says.
		return fail("symlink", newname, syscall.EXDEV)
	}
	if path.IsAbs(oldname) {
		oldname = there
	}
	return renamed(mt.FS.Symlink(oldname, inside), newname)
}

func (m *mountFS) Chmod(name string, mode fs.FileMode) error {
	mt, inside, err := m.in("chmod", name)
	if err != nil {
		return err
	}
	if err := followed(mt, inside, "chmod", name); err != nil {
		return err
	}
	return renamed(mt.FS.Chmod(inside, mode), name)
}

func (m *mountFS) Chtimes(name string, atime, mtime time.Time) error {
	mt, inside, err := m.in("chtimes", name)
	if err != nil {
		return err
	}
	if err := followed(mt, inside, "chtimes", name); err != nil {
		return err
	}
	c, ok := mt.FS.(ChtimesFS)
	if !ok {
		return fail("chtimes", name, errors.ErrUnsupported)
	}
	return renamed(c.Chtimes(inside, atime, mtime), name)
}

// dirFile is an open directory that no file system holds.
type dirFile struct{ fi info }

func (d dirFile) Stat() (fs.FileInfo, error) { return d.fi, nil }
func (d dirFile) Close() error               { return nil }
func (d dirFile) Read([]byte) (int, error)   { return 0, fail("read", d.fi.name, syscall.EISDIR) }
func (d dirFile) Write([]byte) (int, error)  { return 0, fail("write", d.fi.name, syscall.EBADF) }

// ReadOnly refuses every change of fsys.
func ReadOnly(fsys FS) FS { return readOnly{fsys} }

type readOnly struct{ FS }

var _ ChtimesFS = readOnly{}

func (r readOnly) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	if flag&(os.O_WRONLY|os.O_RDWR|os.O_CREATE|os.O_TRUNC|os.O_APPEND) != 0 {
		return nil, fail("open", name, syscall.EROFS)
	}
	return r.FS.OpenFile(name, flag, perm)
}

func (r readOnly) MkdirAll(name string, _ fs.FileMode) error {
	if fi, err := r.Stat(name); err == nil && fi.IsDir() {
		return nil
	}
	return fail("mkdir", name, syscall.EROFS)
}
func (r readOnly) Remove(name string) error        { return fail("remove", name, syscall.EROFS) }
func (r readOnly) RemoveAll(name string) error     { return fail("remove", name, syscall.EROFS) }
func (r readOnly) Rename(old, _ string) error      { return fail("rename", old, syscall.EROFS) }
func (r readOnly) Symlink(_, newname string) error { return fail("symlink", newname, syscall.EROFS) }

func (r readOnly) Chmod(name string, _ fs.FileMode) error {
	return fail("chmod", name, syscall.EROFS)
}

func (r readOnly) Chtimes(name string, _, _ time.Time) error {
	return fail("chtimes", name, syscall.EROFS)
}
