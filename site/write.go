package site

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Marker is the file by which a folder is known to hold a site of ours. It lists what was written, a
// line for each file, so that a later build removes what it no longer makes and nothing else.
const Marker = ".hardenway-site"

const markerHead = "# written by harden site build; the files below are its own\n"

// FolderError is a folder that a site is not written into.
type FolderError struct {
	Dir  string
	Why  string
	mend string
}

func (e *FolderError) Error() string {
	return fmt.Sprintf("cannot write the site into %s: %s", e.Dir, e.Why)
}

// Mend says what to do about it.
func (e *FolderError) Mend() string { return e.mend }

// Write puts the site into a folder. One that is not there appears when it is whole. One that holds a
// site of ours is brought up to date, each file at once, and keeps what others have put there. Any
// other folder that is not empty is refused with a *FolderError, and nothing is written.
func (s *Site) Write(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.writeNew(dir)
	case err != nil:
		return fmt.Errorf("writing the site: %w", err)
	case info.Mode()&fs.ModeSymlink != 0:
		if info, err = os.Stat(dir); err != nil {
			return fmt.Errorf("writing the site: %w", err)
		}
	}
	if !info.IsDir() {
		return &FolderError{dir, "it is a file", "name a folder, or one that is not there yet"}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("writing the site: %w", err)
	}
	defer func() { _ = root.Close() }() // what was written is closed by itself
	before, err := s.mayWrite(root, dir)
	if err != nil {
		return err
	}
	if err := s.update(root, before); err != nil {
		return fmt.Errorf("writing the site into %s: %w", dir, err)
	}
	return nil
}

// writeNew writes the site next to where it is to be, and gives it its name in the end.
func (s *Site) writeNew(dir string) (err error) {
	dir = filepath.Clean(dir)
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fmt.Errorf("writing the site: %w", err)
	}
	temporary, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+"-")
	if err != nil {
		return fmt.Errorf("writing the site: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("writing the site into %s: %w", dir, err), os.RemoveAll(temporary))
		}
	}()
	root, err := os.OpenRoot(temporary)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // what was written is closed by itself
	if err := s.update(root, nil); err != nil {
		return err
	}
	if err := os.Chmod(temporary, 0o755); err != nil { //nolint:gosec // pages are for a web server to read
		return err
	}
	return os.Rename(temporary, dir)
}

// mayWrite says which files of the folder an earlier build wrote, or why nothing may be written.
func (s *Site) mayWrite(root *os.Root, dir string) ([]string, error) {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("writing the site: %w", err)
	}
	if len(entries) == 0 {
		return nil, nil
	}
	data, err := root.ReadFile(Marker)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &FolderError{dir, "it is not empty, and not a site that harden wrote", "name a folder that is empty or not there yet"}
	}
	if err != nil {
		return nil, fmt.Errorf("writing the site: %w", err)
	}
	list, ours := strings.CutPrefix(string(data), markerHead)
	if !ours {
		return nil, &FolderError{dir, "its file " + Marker + " is not one that harden wrote", "name another folder"}
	}
	var before []string
	for name := range strings.Lines(list) {
		if name = strings.TrimSuffix(name, "\n"); name != "" && fs.ValidPath(name) {
			before = append(before, name)
		}
	}
	for _, name := range s.Names() {
		if slices.Contains(before, name) {
			continue
		}
		if _, err := root.Lstat(name); err == nil {
			return nil, &FolderError{dir, "it holds " + name + ", which harden did not write and the site has to", "move that file away, or name another folder"}
		}
	}
	return before, nil
}

// update writes the files, those of pages last, and removes what was there before and is not any
// more. The marker names both until all is done, so that a build which is cut short is mended by the
// next.
func (s *Site) update(root *os.Root, before []string) error {
	names := s.Names()
	both := slices.Compact(slices.Sorted(slices.Values(slices.Concat(before, names))))
	if err := replace(root, Marker, marker(both)); err != nil {
		return err
	}
	slices.SortStableFunc(names, func(x, y string) int { return cmp.Compare(path.Ext(y), path.Ext(x)) }) // scripts, then pages
	for _, name := range names {
		if err := replace(root, name, s.Files[name]); err != nil {
			return err
		}
	}
	for _, name := range before {
		if _, still := s.Files[name]; still {
			continue
		}
		if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		// A folder goes with its last file, if that was the last.
		for d := path.Dir(name); d != "."; d = path.Dir(d) {
			if root.Remove(d) != nil {
				break
			}
		}
	}
	return replace(root, Marker, marker(s.Names()))
}

func marker(names []string) []byte {
	return []byte(markerHead + strings.Join(names, "\n") + "\n")
}

// replace writes a file by another name first, so that whoever reads it sees the old or the new one.
// One that is the same already is left as it is.
func replace(root *os.Root, name string, data []byte) error {
	if old, err := root.ReadFile(name); err == nil && bytes.Equal(old, data) {
		return nil
	}
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	temporary := path.Join(path.Dir(name), "."+path.Base(name)+".new")
	if err := root.WriteFile(temporary, data, 0o644); err != nil {
		return errors.Join(err, ignoreMissing(root.Remove(temporary)))
	}
	if err := root.Rename(temporary, name); err != nil {
		return errors.Join(err, ignoreMissing(root.Remove(temporary)))
	}
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
