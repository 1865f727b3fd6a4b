package scenarios

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

func writeZip(t *testing.T, files fstest.MapFS, more ...*zip.FileHeader) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "bundle.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	if err := w.AddFS(files); err != nil {
		t.Fatal(err)
	}
	for _, h := range more {
		entry, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(entry, "/etc/passwd"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

func tarOf(t *testing.T, files fs.FS, more ...*tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.AddFS(files); err != nil {
		t.Fatal(err)
	}
	for _, h := range more {
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// writeLayout makes an OCI image layout of one image with one layer.
func writeLayout(t *testing.T, layer []byte) string {
	t.Helper()
	dir := t.TempDir()
	l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(layer)), nil })
	if err != nil {
		t.Fatal(err)
	}
	var image v1.Image
	if image, err = mutate.AppendLayers(empty.Image, l); err != nil {
		t.Fatal(err)
	}
	path, err := layout.Write(dir, empty.Index)
	if err != nil {
		t.Fatal(err)
	}
	if err := path.AppendImage(image); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestOpenBundles(t *testing.T) {
	files := sample(t)
	ociDir := writeLayout(t, tarOf(t, files))
	ociTar := filepath.Join(t.TempDir(), "bundle.tar")
	if err := os.WriteFile(ociTar, tarOf(t, os.DirFS(ociDir)), 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := Load(files, "sample")
	if err != nil {
		t.Fatal(err)
	}
	for name, bundle := range map[string]string{"zip": writeZip(t, files), "OCI layout": ociDir, "tar of an OCI layout": ociTar} {
		t.Run(name, func(t *testing.T) {
			catalogue, err := Open(bundle)
			if err != nil {
				t.Fatal(err)
			}
			got, err := catalogue.Get("sample")
			if err != nil {
				t.Fatal(err)
			}
			if got.Title != want.Title || got.Attack != want.Attack || len(got.Manifests) != len(want.Manifests) || len(got.NodeFiles) != len(want.NodeFiles) {
				t.Errorf("it is another scenario than the folder's: %q", got.Title)
			}
		})
	}
}

// A bundle is held to the rules for folders: what is wrong in it is told with its line.
func TestBundleWithMistakes(t *testing.T) {
	files := sample(t)
	yml("minutes: 10\n", "minuets: 10\n")(t, files)
	bundle := writeZip(t, files)
	catalogue, err := Open(bundle)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := catalogue.Get("sample"); err == nil || !strings.Contains(err.Error(), filepath.Join(bundle, "sample", "scenario.yaml")+":16: unknown key") || !strings.Contains(err.Error(), `"minuets"`) {
		t.Errorf("err = %v, want the unknown key with its line", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	files := sample(t)
	write := func(name string, data []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	link := &zip.FileHeader{Name: "sample/files/link"}
	link.SetMode(fs.ModeSymlink | 0o777)
	damaged := writeLayout(t, tarOf(t, files))
	blobs, err := filepath.Glob(filepath.Join(damaged, "blobs", "sha256", "*"))
	if err != nil || len(blobs) == 0 {
		t.Fatalf("%v, %v", blobs, err)
	}
	largest := blobs[0]
	for _, blob := range blobs {
		a, errA := os.Stat(blob)
		b, errB := os.Stat(largest)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if a.Size() > b.Size() {
			largest = blob
		}
	}
	data, err := os.ReadFile(largest)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(largest, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, bundle, want string }{
		{"nothing there", filepath.Join(t.TempDir(), "none.zip"), "no such file"},
		{"a file of another kind", write("x.txt", []byte("x")), "it is neither a folder nor a bundle"},
		{"no zip", write("x.zip", []byte("x")), "not a valid zip file"},
		{"half a zip", write("x.zip", []byte("PK\x03\x04")), "not a valid zip file"},
		{"no tar", write("x.tar", []byte("x")), "unexpected EOF"},
		{"a tar of something else", write("x.tar", tarOf(t, fstest.MapFS{"a": {Data: []byte("b")}})), "it has no file oci-layout"},
		{"an empty zip", writeZip(t, fstest.MapFS{}), "no folder in it has a scenario.yaml"},
		{"a path that leads out", writeZip(t, files, &zip.FileHeader{Name: "../evil"}), `"../evil", which is no path inside it`},
		{"an absolute path", writeZip(t, files, &zip.FileHeader{Name: "/evil"}), `"/evil", which is no path inside it`},
		{"a path of Windows", writeZip(t, files, &zip.FileHeader{Name: `..\evil`}), "which is no path inside it"},
		{"a symbolic link", writeZip(t, files, link), `"sample/files/link", which is no plain file`},
		{"a file twice", writeZip(t, files, &zip.FileHeader{Name: "sample/brief.md"}), `"sample/brief.md" twice`},
		{"a layer with a device", writeLayout(t, tarOf(t, files, &tar.Header{Name: "sample/files/d", Typeflag: tar.TypeChar})), "which is no plain file"},
		{"a layer with a link", writeLayout(t, tarOf(t, files, &tar.Header{Name: "sample/files/l", Typeflag: tar.TypeLink, Linkname: "/etc/passwd"})), "which is no plain file"},
		{"a layer that was tampered with", damaged, "is not what its digest says"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(test.bundle)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("err = %v, want one with %q", err, test.want)
			}
		})
	}
}

// A bomb is refused before it is unpacked whole.
func TestBundleThatGrows(t *testing.T) {
	files := fstest.MapFS{}
	zeros := make([]byte, 8<<20)
	for i := range 9 {
		files["sample/files/"+strings.Repeat("x", i+1)] = &fstest.MapFile{Data: zeros}
	}
	name := filepath.Join(t.TempDir(), "bomb.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	for path, file := range files {
		entry, err := w.Create(path) // deflated
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write(file.Data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(name); err == nil || !strings.Contains(err.Error(), "unpacked it is larger than 64 MiB") {
		t.Errorf("err = %v", err)
	}
}
