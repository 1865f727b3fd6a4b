package pages

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"time"
)

// pack is a package of npm's registry, one version of it, locked by its digest.
type pack struct{ name, version, sha512 string }

var (
	axe = pack{"axe-core", "4.14.1", "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="}
	vnu = pack{"vnu-jar", "26.9.27", "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="}
)

// file is one file of the package. The package is fetched once and kept in the user's cache; nothing
// of it is run in between, and one whose digest differs is refused.
func (p pack) file(ctx context.Context, name string) ([]byte, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, "hardenway", "pages")
	archive := filepath.Join(dir, p.name+"-"+p.version+".tgz")
	data, err := os.ReadFile(archive)
	if errors.Is(err, os.ErrNotExist) {
		data, err = p.fetch(ctx, dir, archive)
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", p.name, p.version, err)
	}
	if sum := sha512.Sum512(data); base64.StdEncoding.EncodeToString(sum[:]) != p.sha512 {
		return nil, fmt.Errorf("%s is not what its digest says: remove it, and look where it came from", archive)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	for files := tar.NewReader(unpacked); ; {
		head, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s has no %s", archive, name)
		}
		if err != nil {
			return nil, err
		}
		if head.Name == path.Join("package", name) {
			return io.ReadAll(files)
		}
	}
}

func (p pack) fetch(ctx context.Context, dir, archive string) ([]byte, error) {
	if err := found("npm", "npm"); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	temporary, err := os.MkdirTemp(dir, "fetch-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temporary)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "pack", "--ignore-scripts", "--pack-destination", temporary, p.name+"@"+p.version)
	cmd.Dir = temporary
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm pack: %w\n%s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(temporary, filepath.Base(archive)))
	if err != nil {
		return nil, err
	}
	return data, os.Rename(filepath.Join(temporary, filepath.Base(archive)), archive)
}

// found says what to install where a program is missing.
func found(program, debian string) error {
	if _, err := exec.LookPath(program); err != nil {
		return fmt.Errorf("%s is not in PATH: install it (on Debian: apt-get install %s)", program, debian)
	}
	return nil
}
