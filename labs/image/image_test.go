package image

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/hardenway/hardenway/labs/image/rootfs"
)

func opener(data []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
}

func TestWrite(t *testing.T) {
	large := bytes.Repeat([]byte("harden"), 100_000)
	made := &Image{
		Name: "hardenway/harden:v1", Arch: "arm64", Entrypoint: []string{"/bin/harden"}, Env: []string{"PATH=/bin"}, User: "65532:65532",
		Entries: []rootfs.Entry{
			{Path: "bin/", Mode: 0o755},
			{Path: "bin/harden", Mode: 0o755, Open: opener(large), Size: int64(len(large))},
			{Path: "bin/sh", Mode: 0o777, Link: "harden"},
			{Path: "etc/passwd", Mode: 0o644, Data: []byte("root")},
		},
	}
	var first, second bytes.Buffer
	if err := errors.Join(made.Write(&first), made.Write(&second)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same files made two different images")
	}
	manifest, err := tarball.LoadManifest(opener(first.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(manifest[0].RepoTags); got != "[docker.io/hardenway/harden:v1]" {
		t.Errorf("it is called %s", got)
	}
	got, err := tarball.Image(opener(first.Bytes()), nil)
	if err != nil {
		t.Fatal(err)
	}
	config, err := got.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if config.OS != "linux" || config.Architecture != "arm64" || config.Config.User != "65532:65532" || !slices.Equal(config.Config.Entrypoint, []string{"/bin/harden"}) ||
		!slices.Equal(config.Config.Env, []string{"PATH=/bin"}) {
		t.Errorf("%s/%s %+v", config.OS, config.Architecture, config.Config)
	}
	layers, err := got.Layers()
	if err != nil || len(layers) != 1 {
		t.Fatalf("%d layers, %v", len(layers), err)
	}
	content, err := layers[0].Uncompressed()
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	var found []string
	for r := tar.NewReader(content); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if h.Name == "bin/harden" && !bytes.Equal(data, large) {
			t.Error("the program is not what it was")
		}
		found = append(found, fmt.Sprintf("%s %s %d %s %d", h.Name, h.FileInfo().Mode(), h.ModTime.Unix(), h.Linkname, len(data)))
	}
	want := []string{"bin/ drwxr-xr-x 0  0", "bin/harden -rwxr-xr-x 0  600000", "bin/sh Lrwxrwxrwx 0 harden 0", "etc/passwd -rw-r--r-- 0  4"}
	if !slices.Equal(found, want) {
		t.Errorf("in it are\n%q, not\n%q", found, want)
	}
}

func TestWriteFails(t *testing.T) {
	for name, tt := range map[string]struct {
		image Image
		want  string
	}{
		"no tag's name": {Image{Name: "Harden:v1"}, `"Harden:v1" is no name of an image with a tag`},
		"a file that grows": {
			Image{Name: "a/b:v1", Entries: []rootfs.Entry{{Path: "x", Open: opener([]byte("12345")), Size: 4}}}, "x: archive/tar: write too long",
		},
		"a file that shrinks": {
			Image{Name: "a/b:v1", Entries: []rootfs.Entry{{Path: "x", Open: opener([]byte("123")), Size: 4}}}, "x: it has 3 bytes, and 4 a moment ago",
		},
		"a file that is not there": {
			Image{Name: "a/b:v1", Entries: []rootfs.Entry{{Path: "x", Open: func() (io.ReadCloser, error) { return nil, errors.New("it is gone") }, Size: 4}}}, "x: it is gone",
		},
	} {
		if err := tt.image.Write(io.Discard); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, not %q", name, err, tt.want)
		}
	}
}
