package labs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hardenway/hardenway/labs/shell"
)

// A lab that has to be made anew takes with it what would tell why. So the last of its
// components' logs is kept.
const (
	keptLogs = 3         // directories, the newest
	keptSize = 256 << 10 // bytes of each log, its end
)

// logRoots is where a node's components log: the static pods, and the embedded cluster's kubelet.
var logRoots = []string{"/var/log/pods", "/var/log/kubelet.log"}

// keepLogs copies the end of each log of the node's components below the home, with the reason,
// and returns where to. What cannot be read is left out.
func (h Home) keepLogs(id ID, files shell.FS, why string, now time.Time) (string, error) {
	parent := filepath.Join(string(h), "logs")
	dir := filepath.Join(parent, fmt.Sprintf("%s-%s", id, now.UTC().Format("20060102T150405.000Z")))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", mendFile(err)
	}
	write := func(name string, data []byte) error {
		return mendFile(os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	if err := write("why", []byte(why+"\n")); err != nil {
		return "", err
	}
	for _, name := range componentLogs(files) {
		data, err := endOf(files, name)
		if err != nil {
			continue
		}
		if err := write(strings.ReplaceAll(strings.TrimPrefix(name, "/var/log/"), "/", "_"), data); err != nil {
			return "", err
		}
	}
	entries, err := os.ReadDir(parent) // by name, so of each lab the oldest first
	if err != nil {
		return "", mendFile(err)
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !strings.HasPrefix(e.Name(), string(id)+"-20") })
	for len(entries) > keptLogs {
		if err := os.RemoveAll(filepath.Join(parent, entries[0].Name())); err != nil {
			return "", mendFile(err)
		}
		entries = entries[1:]
	}
	return dir, nil
}

// componentLogs lists files below logRoots, of pods only those of kube-system: a learner's own
// may be many.
func componentLogs(files shell.FS) []string {
	var found []string
	var walk func(name string, depth int)
	walk = func(name string, depth int) {
		info, err := files.Lstat(name)
		switch {
		case err != nil:
		case info.Mode().IsRegular():
			found = append(found, name)
		case info.IsDir() && depth < 4:
			entries, err := files.ReadDir(name)
			if err != nil {
				return
			}
			for _, entry := range entries {
				if depth > 0 || strings.HasPrefix(entry.Name(), "kube-system_") {
					walk(path.Join(name, entry.Name()), depth+1)
				}
			}
		}
	}
	for _, root := range logRoots {
		walk(root, 0)
	}
	return found
}

// endOf is the last keptSize bytes of a file.
func endOf(files shell.FS, name string) (_ []byte, err error) {
	file, err := files.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var end []byte
	chunk := make([]byte, keptSize)
	for {
		n, err := io.ReadFull(file, chunk)
		end = append(end, chunk[:n]...)
		end = end[max(0, len(end)-keptSize):]
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return end, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
