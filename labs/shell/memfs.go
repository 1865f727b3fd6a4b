package shell

import (
	"crypto/rand"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// memoryLimit is how many bytes one MemoryFS holds before it is full, so that a
// lesson's loop does not eat the learner's machine.
const memoryLimit = 64 << 20

// MemoryFS is a small file system in memory: a pod's /tmp, or its /etc/hostname.
// files maps names to contents; a name that ends in "/" is an empty directory. Files
// are 0644 and directories 0755 until somebody changes them.
func MemoryFS(files map[string]string) FS {
	m := newMemFS()
	for name, data := range files {
		dir := m.root
		parts := components(path.Join("/", name))
		for i, c := range parts {
			child := dir.children[c]
			if child == nil {
				child = &node{mode: fs.ModeDir | 0o755, mtime: time.Now(), children: map[string]*node{}}
				if i == len(parts)-1 && !strings.HasSuffix(name, "/") {
					child = &node{mode: 0o644, mtime: time.Now(), data: []byte(data)}
					m.used += int64(len(data))
				}
				dir.children[c] = child
			}
			if child.children == nil {
				break // a file where a directory would have to be; the file stays
			}
			dir = child
		}
	}
	return m
}

func newMemFS() *memFS {
	return &memFS{root: &node{mode: fs.ModeDir | 0o755, mtime: time.Now(), children: map[string]*node{}}}
}

// TempFS is an empty MemoryFS whose root anyone may write, as /tmp is.
func TempFS() FS {
	m := newMemFS()
	m.root.mode = fs.ModeDir | fs.ModeSticky | 0o777
	return m
}

// DevFS holds the devices a script uses: null, zero, full, random and urandom.
func DevFS() FS {
	m := newMemFS()
	for name, dev := range map[string]device{
		"null":    {read: func([]byte) (int, error) { return 0, io.EOF }},
		"zero":    {read: func(p []byte) (int, error) { clear(p); return len(p), nil }},
		"full":    {read: func(p []byte) (int, error) { clear(p); return len(p), nil }, full: true},
		"random":  {read: rand.Read},
		"urandom": {read: rand.Read},
	} {
		m.root.children[name] = &node{mode: fs.ModeDevice | fs.ModeCharDevice | 0o666, mtime: time.Now(), dev: &dev}
	}
	return m
}

type device struct {
	read func([]byte) (int, error)
	full bool // writing finds no space
}

type memFS struct {
	mu   sync.Mutex
	root *node
	used int64
}

var _ ChtimesFS = (*memFS)(nil)

// node is a file, directory (children), link (target) or device of a memFS.
type node struct {
	mode     fs.FileMode
	mtime    time.Time
	data     []byte
	target   string
	children map[string]*node
	dev      *device
}

func (n *node) info(name string) info {
	size := int64(len(n.data))
	if n.target != "" {
		size = int64(len(n.target))
	}
	return info{name: name, size: size, mode: n.mode, mtime: n.mtime}
}

// at returns the node of a resolved name, or nil.
func (m *memFS) at(name string) *node {
	n := m.root
	for _, c := range components(name) {
		if n = n.children[c]; n == nil {
			return nil
		}
	}
	return n
}

func (m *memFS) lstat(name string) (fs.FileInfo, error) {
	n := m.at(name)
	if n == nil {
		return nil, syscall.ENOENT
	}
	return n.info(path.Base(name)), nil
}

func (m *memFS) readlink(name string) (string, error) {
	n := m.at(name)
	switch {
	case n == nil:
		return "", syscall.ENOENT
	case n.mode&fs.ModeSymlink == 0:
		return "", syscall.EINVAL
	}
	return n.target, nil
}

func (m *memFS) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, err := resolve(m, name, flag&(os.O_CREATE|os.O_EXCL) != os.O_CREATE|os.O_EXCL)
	if err != nil {
		return nil, fail("open", name, err)
	}
	writes := flag&(os.O_WRONLY|os.O_RDWR) != 0
	n := m.at(p)
	switch {
	case n == nil && flag&os.O_CREATE == 0:
		return nil, fail("open", name, syscall.ENOENT)
	case n == nil && strings.HasSuffix(name, "/"):
		return nil, fail("open", name, syscall.EISDIR)
	case n == nil:
		n = &node{mode: perm.Perm(), mtime: time.Now()}
		m.at(path.Dir(p)).children[path.Base(p)] = n
	case flag&(os.O_CREATE|os.O_EXCL) == os.O_CREATE|os.O_EXCL:
		return nil, fail("open", name, syscall.EEXIST)
	case n.mode.IsDir() && (writes || flag&os.O_CREATE != 0):
		return nil, fail("open", name, syscall.EISDIR)
	}
	if flag&os.O_TRUNC != 0 && writes && n.dev == nil {
		m.used -= int64(len(n.data))
		n.data, n.mtime = nil, time.Now()
	}
	return &memFile{fs: m, node: n, name: name, flag: flag}, nil
}

func (m *memFS) stat(op, name string, follow bool) (fs.FileInfo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, err := resolve(m, name, follow)
	if err != nil {
		return nil, fail(op, name, err)
	}
	n := m.at(p)
	if n == nil {
		return nil, fail(op, name, syscall.ENOENT)
	}
	return n.info(baseName(name)), nil
}

func (m *memFS) Stat(name string) (fs.FileInfo, error)  { return m.stat("stat", name, true) }
func (m *memFS) Lstat(name string) (fs.FileInfo, error) { return m.stat("lstat", name, false) }

func (m *memFS) ReadDir(name string) ([]fs.DirEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, err := resolve(m, name, true)
	if err != nil {
		return nil, fail("readdir", name, err)
	}
	n := m.at(p)
	switch {
	case n == nil:
		return nil, fail("readdir", name, syscall.ENOENT)
	case !n.mode.IsDir():
		return nil, fail("readdir", name, syscall.ENOTDIR)
	}
	out := make([]fs.DirEntry, 0, len(n.children))
	for name, child := range n.children {
		out = append(out, fs.FileInfoToDirEntry(child.info(name)))
	}
	sortEntries(out)
	return out, nil
}

func (m *memFS) Readlink(name string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, err := resolve(m, name, false)
	if err != nil {
		return "", fail("readlink", name, err)
	}
	target, err := m.readlink(p)
	if err != nil {
		return "", fail("readlink", name, err)
	}
	return target, nil
}

func (m *memFS) MkdirAll(name string, perm fs.FileMode) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return mkdirAll(name, func(prefix string) error {
		p, err := resolve(m, prefix, true)
		if err != nil {
			return fail("mkdir", name, err)
		}
		if n := m.at(p); n != nil {
			if n.mode.IsDir() {
				return nil
			}
			return fail("mkdir", name, syscall.ENOTDIR)
		}
		m.at(path.Dir(p)).children[path.Base(p)] = &node{
			mode: fs.ModeDir | perm&(fs.ModePerm|fs.ModeSticky), mtime: time.Now(), children: map[string]*node{},
		}
		return nil
	})
}

// parent resolves name for an operation on the name itself and returns the directory
// it is in.
func (m *memFS) parent(op, name string) (dir *node, base string, err error) {
	p, err := resolve(m, strings.TrimRight(name, "/"), false)
	if err != nil {
		return nil, "", fail(op, name, err)
	}
	if p == "." {
		return nil, "", fail(op, name, syscall.EBUSY)
	}
	return m.at(path.Dir(p)), path.Base(p), nil
}

func (m *memFS) Remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, base, err := m.parent("remove", name)
	if err != nil {
		return err
	}
	n := dir.children[base]
	switch {
	case n == nil:
		return fail("remove", name, syscall.ENOENT)
	case len(n.children) > 0:
		return fail("remove", name, syscall.ENOTEMPTY)
	}
	m.forget(n)
	delete(dir.children, base)
	return nil
}

func (m *memFS) RemoveAll(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, base, err := m.parent("remove", name)
	if err != nil {
		return err
	}
	if n := dir.children[base]; n != nil {
		m.forget(n)
		delete(dir.children, base)
	}
	return nil
}

// forget gives back the space of what is removed.
func (m *memFS) forget(n *node) {
	m.used -= int64(len(n.data))
	n.data = nil
	for _, child := range n.children {
		m.forget(child)
	}
}

func (m *memFS) Rename(oldname, newname string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	from, a, err := m.parent("rename", oldname)
	if err != nil {
		return err
	}
	to, b, err := m.parent("rename", newname)
	if err != nil {
		return err
	}
	n, old := from.children[a], to.children[b]
	switch {
	case n == nil:
		return fail("rename", oldname, syscall.ENOENT)
	case n == old:
		return nil
	case n.contains(to):
		return fail("rename", oldname, syscall.EINVAL)
	case old != nil && old.mode.IsDir() && !n.mode.IsDir():
		return fail("rename", newname, syscall.EISDIR)
	case old != nil && !old.mode.IsDir() && n.mode.IsDir():
		return fail("rename", newname, syscall.ENOTDIR)
	case old != nil && len(old.children) > 0:
		return fail("rename", newname, syscall.ENOTEMPTY)
	case old != nil:
		m.forget(old)
	}
	delete(from.children, a)
	to.children[b] = n
	return nil
}

func (n *node) contains(other *node) bool {
	if n == other {
		return true
	}
	for _, child := range n.children {
		if child.contains(other) {
			return true
		}
	}
	return false
}

func (m *memFS) Symlink(oldname, newname string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if oldname == "" || strings.IndexByte(oldname, 0) >= 0 {
		return fail("symlink", newname, syscall.ENOENT)
	}
	dir, base, err := m.parent("symlink", newname)
	if err != nil {
		return err
	}
	if dir.children[base] != nil {
		return fail("symlink", newname, syscall.EEXIST)
	}
	dir.children[base] = &node{mode: fs.ModeSymlink | 0o777, mtime: time.Now(), target: oldname}
	return nil
}

// change calls f on the node of name, links followed.
func (m *memFS) change(op, name string, f func(*node)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, err := resolve(m, name, true)
	if err != nil {
		return fail(op, name, err)
	}
	n := m.at(p)
	if n == nil {
		return fail(op, name, syscall.ENOENT)
	}
	f(n)
	return nil
}

func (m *memFS) Chmod(name string, mode fs.FileMode) error {
	return m.change("chmod", name, func(n *node) {
		const settable = fs.ModePerm | fs.ModeSticky | fs.ModeSetuid | fs.ModeSetgid
		n.mode = n.mode&^settable | mode&settable
	})
}

func (m *memFS) Chtimes(name string, _, mtime time.Time) error {
	return m.change("chtimes", name, func(n *node) { n.mtime = mtime })
}

// memFile is an open file of a memFS.
type memFile struct {
	fs     *memFS
	node   *node
	name   string
	flag   int
	offset int64
	closed bool
}

func (f *memFile) Stat() (fs.FileInfo, error) {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	return f.node.info(baseName(f.name)), nil
}

func (f *memFile) Read(p []byte) (int, error) {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	switch {
	case f.closed:
		return 0, fail("read", f.name, fs.ErrClosed)
	case f.node.mode.IsDir():
		return 0, fail("read", f.name, syscall.EISDIR)
	case f.flag&os.O_WRONLY != 0:
		return 0, fail("read", f.name, syscall.EBADF)
	case f.node.dev != nil:
		return f.node.dev.read(p)
	case f.offset >= int64(len(f.node.data)):
		return 0, io.EOF
	}
	n := copy(p, f.node.data[f.offset:])
	f.offset += int64(n)
	return n, nil
}

func (f *memFile) Write(p []byte) (int, error) {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	switch {
	case f.closed:
		return 0, fail("write", f.name, fs.ErrClosed)
	case f.flag&(os.O_WRONLY|os.O_RDWR) == 0:
		return 0, fail("write", f.name, syscall.EBADF)
	case f.node.dev != nil && f.node.dev.full:
		return 0, fail("write", f.name, syscall.ENOSPC)
	case f.node.dev != nil:
		return len(p), nil
	}
	if f.flag&os.O_APPEND != 0 {
		f.offset = int64(len(f.node.data))
	}
	end := f.offset + int64(len(p))
	if grow := end - int64(len(f.node.data)); grow > 0 {
		if f.fs.used+grow > memoryLimit {
			return 0, fail("write", f.name, syscall.ENOSPC)
		}
		f.fs.used += grow
		f.node.data = slices.Grow(f.node.data, int(grow))[:end]
	}
	copy(f.node.data[f.offset:], p)
	f.offset, f.node.mtime = end, time.Now()
	return len(p), nil
}

func (f *memFile) Close() error {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	if f.closed {
		return fail("close", f.name, fs.ErrClosed)
	}
	f.closed = true
	return nil
}
