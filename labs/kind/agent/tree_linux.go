package agent

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/labs/remote"
)

// node is one file of a tree.
type node struct {
	mode     fs.FileMode // type and permissions
	uid, gid int
	data     []byte // of a regular file
	link     string // of a symbolic link
}

func (n node) equal(m node) bool {
	return n.mode == m.mode && n.link == m.link && n.uid == m.uid && n.gid == m.gid && bytes.Equal(n.data, m.data)
}

// readTree reads what a call names. Sockets and the like are their makers' to remake, and what
// is mounted from elsewhere (/etc/hosts in a container) is not the node's to put back.
func (s *server) readTree(call TreeCall) (map[string]node, error) {
	files := map[string]node{}
	mounts, err := mountPoints()
	if err != nil {
		return nil, err
	}
	for _, root := range call.Roots {
		if err := filepath.WalkDir(s.at(root), func(file string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // it has gone meanwhile
			}
			if err != nil {
				return err
			}
			name := path.Join("/", strings.TrimPrefix(file, path.Clean(s.root)))
			if slices.Contains(call.Skip, name) || mounts[name] && !slices.Contains(call.Roots, name) {
				if entry.IsDir() {
					return filepath.SkipDir
				}
				return nil
			}
			n, ok, err := readNode(file)
			if err != nil || !ok {
				return err
			}
			files[name] = n
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func readNode(file string) (n node, ok bool, err error) {
	info, err := os.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return n, false, nil
	}
	if err != nil {
		return n, false, err
	}
	n.mode = info.Mode() & (fs.ModeType | fs.ModePerm)
	n.uid, n.gid = ownerOf(info)
	switch {
	case n.mode.IsRegular():
		n.data, err = os.ReadFile(file)
	case n.mode&fs.ModeSymlink != 0:
		n.link, err = os.Readlink(file)
	case !n.mode.IsDir():
		return n, false, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return n, false, nil
	}
	return n, err == nil, err
}

func (s *server) tree(w http.ResponseWriter, r *http.Request) {
	var call TreeCall
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	files, err := s.readTree(call)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if err := writeNodes(w, files); err != nil {
		panic(http.ErrAbortHandler) // half an archive must not look whole
	}
}

func writeNodes(w io.Writer, files map[string]node) error {
	t := tar.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		n := files[name]
		h := &tar.Header{Name: strings.TrimPrefix(name, "/"), Mode: int64(n.mode.Perm()), Uid: n.uid, Gid: n.gid, Size: int64(len(n.data)), Linkname: n.link, Typeflag: tar.TypeReg}
		switch {
		case n.mode.IsDir():
			h.Typeflag = tar.TypeDir
		case n.mode&fs.ModeSymlink != 0:
			h.Typeflag = tar.TypeSymlink
		}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if _, err := t.Write(n.data); err != nil {
			return err
		}
	}
	return t.Close()
}

func readNodes(r io.Reader) (map[string]node, error) {
	files := map[string]node{}
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		n := node{mode: h.FileInfo().Mode() & (fs.ModeType | fs.ModePerm), uid: h.Uid, gid: h.Gid, link: h.Linkname}
		if n.mode.IsRegular() {
			if n.data, err = io.ReadAll(t); err != nil {
				return nil, err
			}
		}
		files[path.Join("/", h.Name)] = n
	}
}

func (s *server) restore(w http.ResponseWriter, r *http.Request) {
	var call TreeCall
	if err := json.Unmarshal([]byte(r.Header.Get(HeaderTree)), &call); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	want, err := readNodes(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	changed, err := s.restoreTree(call, want)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	remote.Answer(w, changed)
}

// restoreTree makes the files of a call what want says, and returns what it changed.
func (s *server) restoreTree(call TreeCall, want map[string]node) (changed []string, err error) {
	now, err := s.readTree(call)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(now))) { // contents before their directory
		if wanted, ok := want[name]; !ok || wanted.mode.Type() != now[name].mode.Type() {
			if err := os.RemoveAll(s.at(name)); err != nil {
				return nil, err
			}
			delete(now, name)
			changed = append(changed, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) { // directories before their contents
		if have, ok := now[name]; ok && have.equal(want[name]) {
			continue
		}
		changed = append(changed, name)
		if err := s.put(name, want[name]); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

// put writes one file, under another name first: nobody who watches the directory may see
// half of it. The kubelet takes no notice of names that begin with a dot.
func (s *server) put(name string, n node) error {
	file := s.at(name)
	tmp := path.Join(path.Dir(file), ".hardenway-restore")
	switch {
	case n.mode.IsDir():
		if err := os.MkdirAll(file, 0o755); err != nil { //nolint:gosec // its own mode follows
			return err
		}
	case n.mode&fs.ModeSymlink != 0:
		if err := errors.Join(os.RemoveAll(tmp), os.Symlink(n.link, tmp), os.Lchown(tmp, n.uid, n.gid)); err != nil {
			return err
		}
		return os.Rename(tmp, file)
	default:
		if err := errors.Join(os.MkdirAll(path.Dir(file), 0o755), os.WriteFile(tmp, n.data, 0o600), os.Chown(tmp, n.uid, n.gid), os.Chmod(tmp, n.mode.Perm())); err != nil { //nolint:gosec // a directory of its own has been put before
			return err
		}
		return os.Rename(tmp, file)
	}
	return errors.Join(os.Chown(file, n.uid, n.gid), os.Chmod(file, n.mode.Perm()))
}

// mountPoints are the names at which something is mounted.
func mountPoints() (map[string]bool, error) {
	data, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	points := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if fields := strings.Fields(line); len(fields) > 4 {
			points[fields[4]] = true
		}
	}
	return points, nil
}
