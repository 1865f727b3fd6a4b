package kind

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/workload"
)

func TestWorkloadImage(t *testing.T) {
	var first, second bytes.Buffer
	for _, w := range []io.Writer{&first, &second} {
		if err := workloadImage(w, []byte("a program"), "arm64"); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same program made two different images")
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(first.Bytes())), nil }
	manifest, err := tarball.LoadManifest(open)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(manifest[0].RepoTags, func(tag string) bool { return strings.HasSuffix(tag, workload.Image) }) {
		t.Errorf("the image is called %v, and pods ask for %s", manifest[0].RepoTags, workload.Image)
	}
	image, err := tarball.Image(open, nil)
	if err != nil {
		t.Fatal(err)
	}
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if config.Architecture != "arm64" || config.OS != "linux" || !slices.Equal(config.Config.Entrypoint, []string{"/bin/workload"}) {
		t.Errorf("got %s/%s, %v", config.OS, config.Architecture, config.Config.Entrypoint)
	}
	layers, err := image.Layers()
	if err != nil || len(layers) != 1 {
		t.Fatalf("%d layers, %v", len(layers), err)
	}
	content, err := layers[0].Uncompressed()
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close() //nolint:errcheck // it is read
	names := map[string]string{}
	for r := tar.NewReader(content); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		names[h.Name] = h.Linkname
		if h.Name == "bin/workload" {
			if data, err := io.ReadAll(r); err != nil || string(data) != "a program" || h.Mode != 0o755 {
				t.Errorf("the program is %q, mode %o, %v", data, h.Mode, err)
			}
		}
	}
	for _, command := range []string{"sh", "id", "cat", "ls", "curl"} {
		if names["bin/"+command] != "workload" {
			t.Errorf("kubectl exec pod -- %s would find nothing", command)
		}
	}
}

func TestNoProgram(t *testing.T) {
	_, err := embedded("s390x")
	if _, ok := errors.AsType[*NoProgramError](err); !ok || !strings.Contains(labs.Advice(err), "make build") {
		t.Errorf("got %v, %q", err, labs.Advice(err))
	}
}

func TestFilesArchive(t *testing.T) {
	data, err := filesArchive(map[string]labs.File{"/etc/../../b": {Data: []byte("b"), Mode: 0o600}, "a/x": {Data: []byte("x")}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for r := tar.NewReader(bytes.NewReader(data)); ; {
		h, err := r.Next()
		if err != nil {
			break
		}
		got = append(got, h.Name, h.FileInfo().Mode().String())
	}
	if want := []string{"b", "-rw-------", "a/x", "-rw-r--r--"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := filesArchive(map[string]labs.File{"..": {}}); err == nil {
		t.Error("the root itself was taken for a file")
	}
}
