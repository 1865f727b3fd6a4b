package kind

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/bundle"
)

const layerOne = "sha256:1111111111111111111111111111111111111111111111111111111111111111"

const imageConfig = `{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":["` + layerOne + `"]}}`

var imageID = fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(imageConfig)))

// savedImage is an archive as docker save writes it.
func savedImage(t *testing.T, manifest string, more ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	files := append([]string{"blobs/sha256/layer", strings.Repeat("x", maxDescription+1), "blobs/sha256/config", imageConfig}, more...)
	if manifest != "" {
		files = append(files, "manifest.json", manifest)
	}
	for i := 0; i < len(files); i += 2 {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: files[i], Size: int64(len(files[i+1])), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const goodManifest = `[{"Config":"blobs/sha256/config","RepoTags":["example.com/node:v1.37.1"],"Layers":["blobs/sha256/layer"]}]`

func TestReadImage(t *testing.T) {
	for _, test := range []struct {
		name, manifest string
		more           []string
		wantName, want string
	}{
		{name: "with a name", manifest: goodManifest, wantName: "example.com/node:v1.37.1"},
		{name: "without", manifest: strings.Replace(goodManifest, `["example.com/node:v1.37.1"]`, "null", 1)},
		{name: "a name in full", manifest: strings.Replace(goodManifest, "example.com", "docker.io/library", 1), wantName: "node:v1.37.1"},
		{
			name: "the older form", manifest: goodManifest, wantName: "example.com/node:v1.37.1",
			more: []string{"repositories", `{"example.com/node":{"v1.37.1":"00"}}`},
		},
		{name: "a second name", manifest: strings.Replace(goodManifest, `"RepoTags":[`, `"RepoTags":["debian:13",`, 1), want: "it would give the image 2 names: debian:13, example.com/node:v1.37.1"},
		{name: "a second name in the older form", manifest: goodManifest, more: []string{"repositories", `{"debian":{"13":"00"}}`}, want: "it would give the image another name too: debian:13"},
		{name: "two images", manifest: strings.Replace(goodManifest, "]}]", "]},{}]", 1), want: "it holds 2 images, not 1"},
		{name: "no manifest", want: "its manifest.json: unexpected end of JSON input"},
		{name: "no configuration", manifest: strings.Replace(goodManifest, "sha256/config", "sha256/other", 1), want: `it has no "blobs/sha256/other"`},
		{name: "a file twice", manifest: goodManifest, more: []string{"manifest.json", goodManifest}, want: `it holds "manifest.json" twice`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := bytes.NewReader(append(savedImage(t, test.manifest, test.more...), "more"...))
			got, err := (&Provider{}).ReadImage(r)
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("got %v, want %q", err, test.want)
				}
				return
			}
			if err != nil || got.Name != test.wantName || got.ID != imageID || got.Platform != "linux/amd64" || len(got.Layers) != 1 || got.Layers[0] != layerOne {
				t.Errorf("got %+v, %v", got, err)
			}
			if r.Len() > 0 {
				t.Errorf("%d bytes were not read: whoever writes them would wait", r.Len())
			}
		})
	}
	if _, err := (&Provider{}).ReadImage(strings.NewReader("no tar, and longer than what the head of one takes" + strings.Repeat(".", 512))); err == nil || !strings.Contains(err.Error(), "as an archive of docker save") {
		t.Errorf("got %v", err)
	}
}

// imageDocker is a Docker that knows one image once $STATE/loaded is there, by $STATE/id. What
// else it is told is in $STATE/said.
const imageDocker = `echo "$*" >> "$STATE/said"
case "$*" in
"context "*) echo unix:///var/run/docker.sock ;;
"info "*) cat "$STATE/info" ;;
"image inspect --format "*) [ -e "$STATE/loaded" ] && echo amd64 || { echo "Error: No such image: $5" >&2; exit 1; } ;;
"image inspect "*)
  [ -e "$STATE/loaded" ] || { echo "Error: No such image: $3" >&2; exit 1; }
  echo "[{\"Id\":\"$(cat "$STATE/id")\",\"Os\":\"linux\",\"Architecture\":\"amd64\",\"Size\":7,\"RootFS\":{\"Layers\":[\"` + layerOne + `\"]}}]" ;;
"image load") cat > "$STATE/archive" && cat "$STATE/answer" && [ ! -e "$STATE/named" ] || : > "$STATE/loaded" ;;
"image tag "*) : > "$STATE/loaded" ;;
"image save "*) cat "$STATE/archive" ;;
*) echo "unexpected: docker $*" >&2; exit 1 ;;
esac`

const (
	classicInfo    = `{"ServerVersion":"28.0","OSType":"linux","Architecture":"x86_64","DriverStatus":[["Backing Filesystem","extfs"]]}`
	containerdInfo = `{"ServerVersion":"29.0","OSType":"linux","Architecture":"x86_64","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}`
)

func imageState(t *testing.T, files map[string]string) string {
	t.Helper()
	fakeDocker(t, imageDocker)
	dir := t.TempDir()
	t.Setenv("STATE", dir)
	for name, data := range map[string]string{"info": classicInfo, "id": imageID, "answer": "Loaded image: example.com/node:v1.37.1\n"} {
		if _, given := files[name]; !given {
			write(t, filepath.Join(dir, name), data)
		}
	}
	for name, data := range files {
		write(t, filepath.Join(dir, name), data)
	}
	return dir
}

func write(t *testing.T, file, data string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

func theImage() bundle.Image {
	return bundle.Image{Name: "example.com/node:v1.37.1", ID: imageID, Platform: "linux/amd64", Layers: []string{layerOne}}
}

func TestLoadImage(t *testing.T) {
	other := "sha256:" + strings.Repeat("f", 64)
	for _, test := range []struct {
		name    string
		state   map[string]string
		already bool
		said    string // among what Docker was told
		want    string // of the error
	}{
		{name: "new", state: map[string]string{"named": ""}, said: "image load"},
		{name: "there", state: map[string]string{"loaded": ""}, already: true},
		{name: "an archive without a name", state: map[string]string{"answer": "Loaded image ID: " + imageID + "\n"}, said: "image tag " + imageID + " example.com/node:v1.37.1"},
		{name: "another image under the name, and after it too", state: map[string]string{"loaded": "", "id": other}, want: "docker load made example.com/node:v1.37.1 the image " + other + ", and it should be " + imageID},
		{name: "Docker says it did and has not", want: "docker load brought no image example.com/node:v1.37.1"},
		{name: "containerd's store has another ID", state: map[string]string{"named": "", "id": other, "info": containerdInfo}, said: "image load"},
		{name: "containerd's store has it", state: map[string]string{"loaded": "", "id": other, "info": containerdInfo}, already: true},
		{name: "Docker is down", state: map[string]string{"info": `{"ServerErrors":["` + saidDown28 + `"]}`}, want: "no Docker daemon answers"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := imageState(t, test.state)
			p := &Provider{Dir: filepath.Join(t.TempDir(), "kind")}
			already, err := p.LoadImage(t.Context(), theImage(), func() (io.ReadCloser, error) {
				return io.NopCloser(strings.NewReader("archive")), nil
			})
			said, _ := os.ReadFile(filepath.Join(dir, "said"))
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("got %v, want %q", err, test.want)
				}
				if got := p.nodeImage(t.Context()); got != DefaultImage {
					t.Errorf("it is used all the same: %s", got)
				}
				return
			}
			if err != nil || already != test.already || !strings.Contains(string(said), test.said) {
				t.Errorf("got %v, %v; Docker was told\n%s", already, err, said)
			}
			if strings.Contains(string(said), "image load") == already {
				t.Errorf("Docker was told\n%s", said)
			}
			// From now on new clusters have it, unless another is named, or it is gone.
			if got := p.nodeImage(t.Context()); got != "example.com/node:v1.37.1" {
				t.Errorf("new clusters would have %s", got)
			}
			if d := p.diagnoseImage(t.Context()); !d.OK || d.Finding != "example.com/node:v1.37.1, from a bundle" {
				t.Errorf("doctor says %+v", d)
			}
			if got := (&Provider{Dir: p.Dir, Image: "mine:1"}).nodeImage(t.Context()); got != "mine:1" {
				t.Errorf("with another that is named, new clusters would have %s", got)
			}
			write(t, filepath.Join(dir, "id"), "sha256:"+strings.Repeat("e", 64))
			if got := p.nodeImage(t.Context()); got != DefaultImage {
				t.Errorf("with another image under its name, new clusters would have %s", got)
			}
			if err := os.Remove(filepath.Join(dir, "loaded")); err != nil {
				t.Fatal(err)
			}
			if got := p.nodeImage(t.Context()); got != DefaultImage {
				t.Errorf("without the image, new clusters would have %s", got)
			}
		})
	}
}

// An input that fails must not look to Docker like an archive that ends there.
func TestLoadImageOfAStickThatFails(t *testing.T) {
	imageState(t, map[string]string{"named": ""})
	p := &Provider{Dir: filepath.Join(t.TempDir(), "kind")}
	broken := errors.New("the stick was pulled out")
	_, err := p.LoadImage(t.Context(), theImage(), func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("arch"), failing{broken})), nil
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if got := p.nodeImage(t.Context()); got != DefaultImage {
		t.Errorf("it is used all the same: %s", got)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestNodeImageToSave(t *testing.T) {
	ask := func(t *testing.T, p *Provider, name string) (bundle.Image, error) {
		t.Helper()
		if p.Program == nil {
			p.Program = func(string) ([]byte, error) { return nil, nil }
		}
		p.Dir = t.TempDir()
		return p.NodeImage(t.Context(), name)
	}
	t.Run("there", func(t *testing.T) {
		dir := imageState(t, map[string]string{"loaded": "", "archive": "archive"})
		image, err := ask(t, &Provider{}, "example.com/node:v1.37.1@"+layerOne)
		if err != nil || image.Name != "example.com/node:v1.37.1" || image.ID != imageID || image.Platform != "linux/amd64" || image.Size != 7 {
			t.Errorf("got %+v, %v", image, err)
		}
		var saved bytes.Buffer
		if err := (&Provider{}).SaveImage(t.Context(), image, &saved); err != nil || saved.String() != "archive" {
			t.Errorf("saved %q, %v", saved.String(), err)
		}
		// Pulled by digest, the name is of no image: it is saved by its ID.
		image.ID = layerOne
		if err := (&Provider{}).SaveImage(t.Context(), image, &saved); err != nil {
			t.Error(err)
		}
		said, _ := os.ReadFile(filepath.Join(dir, "said"))
		if !strings.Contains(string(said), "image save example.com/node:v1.37.1\n") || !strings.Contains(string(said), "image save "+layerOne+"\n") {
			t.Errorf("Docker was told\n%s", said)
		}
		full := errors.New("the stick is full")
		if err := (&Provider{}).SaveImage(t.Context(), image, failingWriter{full}); !errors.Is(err, full) {
			t.Errorf("a full stick: %v", err)
		}
	})
	t.Run("not there", func(t *testing.T) {
		imageState(t, nil)
		_, err := ask(t, &Provider{}, "")
		if err == nil || err.Error() != "the node image "+DefaultImage+" is not on this machine" || !strings.Contains(labs.Advice(err), "docker pull "+DefaultImage+", once") {
			t.Errorf("got %v, with the advice %q", err, labs.Advice(err))
		}
	})
	t.Run("for another machine", func(t *testing.T) {
		imageState(t, map[string]string{"loaded": "", "info": strings.Replace(classicInfo, "x86_64", "aarch64", 1)})
		_, err := ask(t, &Provider{}, "mine:1")
		if err == nil || err.Error() != "the node image mine:1 is for amd64, and Docker runs on arm64" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a harden that could not use it", func(t *testing.T) {
		imageState(t, map[string]string{"loaded": ""})
		_, err := ask(t, &Provider{Program: func(arch string) ([]byte, error) { return nil, &NoProgramError{Arch: arch} }}, "mine:1")
		if _, ok := errors.AsType[*NoProgramError](err); !ok {
			t.Errorf("got %v", err)
		}
	})
	t.Run("Ctrl-C", func(t *testing.T) {
		imageState(t, map[string]string{"loaded": "", "archive": "archive"})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := (&Provider{}).SaveImage(ctx, theImage(), io.Discard); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

type failingWriter struct{ err error }

func (f failingWriter) Write([]byte) (int, error) { return 0, f.err }
