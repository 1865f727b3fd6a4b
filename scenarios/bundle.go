package scenarios

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// MaxBundleSize bounds a bundle, packed and unpacked: a few hundred scenarios.
const MaxBundleSize = 64 << 20

// Open is the catalogue of what name is: a folder as OpenDir takes it, a zip file of
// such a folder, or an OCI image layout (a folder, or a tar file of one) whose layers hold
// it. A bundle is read into memory, so nothing of it is unpacked onto the disk, and it is
// held to the rules for folders; the digests of an OCI layout must be right.
func Open(name string) (*Catalogue, error) {
	info, err := os.Stat(name)
	if err != nil {
		return OpenDir(name) // which says what is wrong
	}
	if info.IsDir() {
		if _, err := os.Stat(filepath.Join(name, "oci-layout")); err == nil {
			return openBundle(name, func() (map[string][]byte, error) { return readLayout(name) })
		}
		return OpenDir(name)
	}
	if info.Size() > MaxBundleSize {
		return nil, &refusal{what: "opening the scenarios in " + name, why: fmt.Errorf("the file is larger than %d MiB", MaxBundleSize>>20), mend: "name a bundle of scenarios, or unpack it and name a folder"}
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".zip":
		return openBundle(name, func() (map[string][]byte, error) { return readZip(name) })
	case ".tar":
		return openBundle(name, func() (map[string][]byte, error) { return readLayoutTar(name) })
	}
	return nil, &refusal{what: "opening the scenarios in " + name, why: errors.New("it is neither a folder nor a bundle"), mend: "name a folder, a .zip of one, or an OCI image layout (a folder or a .tar)"}
}

// IsBundle says whether a word is meant as the file name of a bundle.
func IsBundle(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".zip" || ext == ".tar"
}

func openBundle(name string, read func() (map[string][]byte, error)) (*Catalogue, error) {
	refused := func(err error) error {
		return &refusal{what: "opening the scenarios in " + name, why: err, mend: "see that it came whole, and that it holds scenario folders"}
	}
	files, err := read()
	if err != nil {
		return nil, refused(err)
	}
	fsys, err := inMemory(files)
	if err != nil {
		return nil, refused(err)
	}
	c := &Catalogue{fsys: fsys, name: name, prefix: name}
	dirs, err := c.dirs()
	if err != nil {
		return nil, refused(err)
	}
	if len(dirs) == 0 {
		return nil, refused(errors.New("no folder in it has a " + fileScenario))
	}
	return c, nil
}

// inMemory is a file system of files: an uncompressed zip, which the standard library
// reads as one.
func inMemory(files map[string][]byte) (fs.FS, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
}

// collector gathers the files of a bundle, within bounds.
type collector struct {
	files map[string][]byte
	size  int64
}

// add takes one file. A name that leads out of the bundle is refused, not tidied: whoever
// made it meant harm, or made a mistake.
func (c *collector) add(name string, r io.Reader) error {
	clean := strings.TrimPrefix(name, "./")
	if !fs.ValidPath(clean) || strings.Contains(clean, `\`) {
		return fmt.Errorf("it holds %q, which is no path inside it", name)
	}
	if _, twice := c.files[clean]; twice {
		return fmt.Errorf("it holds %q twice", clean)
	}
	if len(c.files) == 100*MaxFiles {
		return fmt.Errorf("it holds more than %d files", 100*MaxFiles)
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxBundleSize-c.size+1))
	if err != nil {
		return fmt.Errorf("%s: %w", clean, err)
	}
	if c.size += int64(len(data)); c.size > MaxBundleSize {
		return fmt.Errorf("unpacked it is larger than %d MiB", MaxBundleSize>>20)
	}
	c.files[clean] = data
	return nil
}

func readZip(name string) (map[string][]byte, error) {
	r, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // it was only read
	c := &collector{files: map[string][]byte{}}
	for _, entry := range r.File {
		switch {
		case entry.FileInfo().IsDir():
			continue
		case !entry.Mode().IsRegular():
			return nil, fmt.Errorf("it holds %q, which is no plain file", entry.Name)
		}
		f, err := entry.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name, err)
		}
		err = c.add(entry.Name, f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
	}
	return c.files, nil
}

// addTar takes the files of a tar stream.
func (c *collector) addTar(r io.Reader) error {
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch h.Typeflag {
		case tar.TypeDir, tar.TypeXGlobalHeader:
			continue
		case tar.TypeReg:
		default:
			return fmt.Errorf("it holds %q, which is no plain file", h.Name)
		}
		if err := c.add(h.Name, t); err != nil {
			return err
		}
	}
}

// readLayoutTar unpacks the blobs of an OCI image layout, all of them plain files, into a
// directory of its own, and reads that.
func readLayoutTar(name string) (_ map[string][]byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, bare(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	c := &collector{files: map[string][]byte{}}
	if err := c.addTar(f); err != nil {
		return nil, err
	}
	if _, ok := c.files["oci-layout"]; !ok {
		return nil, errors.New("it is no OCI image layout: it has no file oci-layout")
	}
	dir, err := os.MkdirTemp("", "harden-bundle-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // nothing is written through it any more
	for name, data := range c.files {
		if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
			return nil, err
		}
		if err := root.WriteFile(name, data, 0o600); err != nil {
			return nil, err
		}
	}
	return readLayout(dir)
}

// readLayout reads the files in the layers of every image of an OCI image layout.
func readLayout(dir string) (map[string][]byte, error) {
	index, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		return nil, fmt.Errorf("as an OCI image layout: %w", err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, fmt.Errorf("as an OCI image layout: %w", err)
	}
	c := &collector{files: map[string][]byte{}}
	for _, descriptor := range manifest.Manifests {
		if !descriptor.MediaType.IsImage() {
			continue
		}
		image, err := index.Image(descriptor.Digest)
		if err != nil {
			return nil, fmt.Errorf("image %s: %w", descriptor.Digest, err)
		}
		if err := validate.Image(image); err != nil {
			return nil, fmt.Errorf("image %s is not what its digest says: %w", descriptor.Digest, err)
		}
		if err := c.addImage(image); err != nil {
			return nil, fmt.Errorf("image %s: %w", descriptor.Digest, err)
		}
	}
	return c.files, nil
}

func (c *collector) addImage(image v1.Image) error {
	layers, err := image.Layers()
	if err != nil {
		return err
	}
	for _, layer := range layers {
		r, err := layer.Uncompressed()
		if err != nil {
			return err
		}
		err = c.addTar(r)
		if err = errors.Join(err, r.Close()); err != nil {
			return err
		}
	}
	return nil
}
