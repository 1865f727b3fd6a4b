package cri

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// paths resolves the paths of one container through its mounts.
type paths struct {
	mounts []Mount
	rootfs string // everything that no mount covers
}

// sort puts the deepest mount first, so that the first match is the right one.
func (p *paths) sort() {
	slices.SortStableFunc(p.mounts, func(a, b Mount) int { return len(b.ContainerPath) - len(a.ContainerPath) })
}

// toHost resolves an absolute path of the container. mounted is false where no mount
// covers it: the result is then below the container's own empty root, where a file of
// the host can never be found.
func (p *paths) toHost(name string) (host string, mounted bool) {
	name = path.Clean(name)
	for _, m := range p.mounts {
		if name == m.ContainerPath {
			return m.HostPath, true
		}
		if rest, ok := strings.CutPrefix(name, strings.TrimSuffix(m.ContainerPath, "/")+"/"); ok {
			return filepath.Join(m.HostPath, filepath.FromSlash(rest)), true
		}
	}
	return filepath.Join(p.rootfs, filepath.FromSlash(name)), false
}

// notPaths are flags whose values begin with a slash and are paths of URLs.
var notPaths = []string{"--authorization-always-allow-paths", "--http-request-path"}

// translateArgs resolves the paths in a component's or program's arguments. A flag that
// names a file which is not mounted will fail as it would on a real node. Configuration
// files that themselves name paths are copied below dir with those resolved, and kept
// up to date until stop is called, so that a program which reloads its file does.
func (p *paths) translateArgs(argv []string, dir string) (out []string, stop func(), err error) {
	m := &mirror{paths: p, dir: dir, done: make(chan struct{})}
	out = []string{argv[0]}
	for _, arg := range argv[1:] {
		flag, value, ok := strings.Cut(arg, "=")
		if !ok || !strings.HasPrefix(flag, "-") {
			flag, value = "", arg
		}
		if slices.Contains(notPaths, flag) {
			out = append(out, arg)
			continue
		}
		parts := strings.Split(value, ",")
		for i, part := range parts {
			scheme, file := "", part
			for _, s := range []string{"unix://", "file://"} {
				if rest, ok := strings.CutPrefix(part, s+"/"); ok {
					scheme, file = s, "/"+rest
				}
			}
			if !strings.HasPrefix(file, "/") {
				continue
			}
			host, mounted := p.toHost(file)
			if !mounted {
				// A file the program is to write (a log, say) needs its directory.
				if err := os.MkdirAll(filepath.Dir(host), 0o700); err != nil {
					return nil, nil, fmt.Errorf("container root: %w", err)
				}
			}
			if host, err = m.add(host); err != nil {
				return nil, nil, err
			}
			parts[i] = scheme + host
		}
		value = strings.Join(parts, ",")
		if flag != "" {
			value = flag + "=" + value
		}
		out = append(out, value)
	}
	m.start()
	return out, m.stop, nil
}

// toContainerReplacer turns paths of this machine back into the container's.
func (p *paths) toContainerReplacer(nodeRoot string) *strings.Replacer {
	var pairs []string
	for _, m := range p.mounts {
		pairs = append(pairs, m.HostPath, m.ContainerPath)
	}
	pairs = append(pairs, filepath.Join(filepath.Dir(p.rootfs), "translated"), "", p.rootfs, "", nodeRoot, "")
	return strings.NewReplacer(pairs...)
}

// mirror keeps resolved copies of configuration files.
type mirror struct {
	paths *paths
	dir   string
	files []mirrored
	once  sync.Once
	done  chan struct{}
}

type mirrored struct {
	source, target string
	seen           []byte
}

// A configuration file is far smaller; a bigger one is left alone.
const maxMirrored = 1 << 20

// add returns the path a program should be given for host.
func (m *mirror) add(host string) (string, error) {
	if !slices.Contains([]string{".yaml", ".yml", ".json", ".conf", ".kubeconfig"}, filepath.Ext(host)) {
		return host, nil
	}
	data, err := readSmall(host)
	if err != nil || !m.namesPaths(data) {
		// A file that cannot be read is the program's to complain about, in its own words.
		return host, nil //nolint:nilerr // see above
	}
	target := filepath.Join(m.dir, fmt.Sprintf("%d-%s", len(m.files), filepath.Base(host)))
	if err := os.MkdirAll(m.dir, 0o700); err != nil {
		return "", fmt.Errorf("container root: %w", err)
	}
	if err := m.write(target, data); err != nil {
		return "", fmt.Errorf("container root: %w", err)
	}
	m.files = append(m.files, mirrored{source: host, target: target, seen: data})
	return target, nil
}

func readSmall(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxMirrored {
		return nil, fmt.Errorf("%s is not a small regular file", name)
	}
	return os.ReadFile(name)
}

func (m *mirror) namesPaths(data []byte) bool {
	return slices.ContainsFunc(m.paths.mounts, func(mount Mount) bool {
		return bytes.Contains(data, []byte(strings.TrimSuffix(mount.ContainerPath, "/")+"/"))
	})
}

// write resolves every mounted path in data. A path begins where a value does: after
// white space, a quote, a colon or "unix://".
func (m *mirror) write(target string, data []byte) error {
	var pairs []string
	for _, mount := range m.paths.mounts {
		p := strings.TrimSuffix(mount.ContainerPath, "/") + "/"
		for _, before := range []string{" ", "\"", "'", "unix://"} {
			pairs = append(pairs, before+p, before+mount.HostPath+"/")
		}
	}
	tmp := target + ".new"
	if err := os.WriteFile(tmp, []byte(strings.NewReplacer(pairs...).Replace(string(data))), 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, target)
}

func (m *mirror) start() {
	if len(m.files) == 0 {
		return
	}
	go func() {
		tick := time.NewTicker(500 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-m.done:
				return
			case <-tick.C:
			}
			for i := range m.files {
				f := &m.files[i]
				data, err := readSmall(f.source)
				if err != nil {
					_ = os.Remove(f.target) // the program sees that its file is gone
					f.seen = nil
					continue
				}
				if !bytes.Equal(data, f.seen) && m.write(f.target, data) == nil {
					f.seen = data
				}
			}
		}
	}()
}

func (m *mirror) stop() { m.once.Do(func() { close(m.done) }) }
