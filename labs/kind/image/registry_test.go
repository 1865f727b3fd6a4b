package image_test

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/opencontainers/go-digest"
	v1 "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/hardenway/hardenway/labs/kind/image"
)

func serve(t *testing.T, program []byte) (host string) {
	t.Helper()
	executable := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(executable, program, 0o600); err != nil {
		t.Fatal(err)
	}
	registry, err := image.NewRegistry(executable, "arm64")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(registry)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// get fetches what a descriptor tells of, and holds it to that.
func get(t *testing.T, address string, want v1.Descriptor) []byte {
	t.Helper()
	var body []byte
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		request, err := http.NewRequestWithContext(t.Context(), method, address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err = io.ReadAll(response.Body)
		if err = errors.Join(err, response.Body.Close()); err != nil {
			t.Fatal(err)
		}
		h := response.Header
		if response.StatusCode != http.StatusOK || h.Get("Content-Type") != want.MediaType || response.ContentLength != want.Size ||
			h.Get("Docker-Content-Digest") != want.Digest.String() {
			t.Fatalf("%s %s: %s %v, want %+v", method, address, response.Status, h, want)
		}
	}
	if sum := digest.FromBytes(body); sum != want.Digest {
		t.Fatalf("%s has the digest %s, want %s", address, sum, want.Digest)
	}
	return body
}

// TestPull pulls as containerd does: the manifest by its tag, and all else by the digests that are
// named in turn.
func TestPull(t *testing.T) {
	for _, size := range []int{1, 511, 512, 513, 1 << 20} {
		program := bytes.Repeat([]byte{7}, size)
		host := serve(t, program)
		for _, name := range []string{"collector", "ops/disk-watch", "manifests/blobs"} {
			base := "http://" + host + "/v2/" + name
			response, err := http.Head(base + "/manifests/4.2")
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			known := v1.Descriptor{
				MediaType: v1.MediaTypeImageManifest, Size: response.ContentLength,
				Digest: digest.Digest(response.Header.Get("Docker-Content-Digest")),
			}
			get(t, base+"/manifests/4.2", known)
			var manifest v1.Manifest
			if err := json.Unmarshal(get(t, base+"/manifests/"+known.Digest.String(), known), &manifest); err != nil {
				t.Fatal(err)
			}
			var config v1.Image
			if err := json.Unmarshal(get(t, base+"/blobs/"+manifest.Config.Digest.String(), manifest.Config), &config); err != nil {
				t.Fatal(err)
			}
			if config.Architecture != "arm64" || config.OS != "linux" || !slices.Equal(config.Config.Entrypoint, []string{"/bin/hollow"}) {
				t.Errorf("%s: its configuration is %+v", name, config)
			}
			if len(manifest.Layers) != 1 || !slices.Equal(config.RootFS.DiffIDs, []digest.Digest{manifest.Layers[0].Digest}) {
				t.Fatalf("%s: layers %+v, of which the configuration says %v", name, manifest.Layers, config.RootFS.DiffIDs)
			}
			layer := get(t, base+"/blobs/"+manifest.Layers[0].Digest.String(), manifest.Layers[0])
			files := map[string]*tar.Header{}
			for r := tar.NewReader(bytes.NewReader(layer)); ; {
				header, err := r.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				files[header.Name] = header
				if header.Name == "bin/workload" {
					if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, program) || header.Mode != 0o755 {
						t.Errorf("%s: its program has %d bytes, mode %o, %v", name, len(got), header.Mode, err)
					}
				}
			}
			for _, link := range []string{"bin/hollow", "bin/ls", "bin/echo"} {
				if files[link] == nil || files[link].Typeflag != tar.TypeSymlink || files[link].Linkname != "workload" {
					t.Errorf("%s: %s is %+v", name, link, files[link])
				}
			}
		}
	}
}

func TestNothingElse(t *testing.T) {
	host := serve(t, []byte("x"))
	const unknown = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/v2/", http.StatusOK},
		{http.MethodGet, "/", http.StatusNotFound},
		{http.MethodGet, "/v2/app/manifests/" + unknown, http.StatusNotFound},
		{http.MethodGet, "/v2/app/blobs/" + unknown, http.StatusNotFound},
		{http.MethodGet, "/v2/app/tags/list", http.StatusNotFound},
		{http.MethodPut, "/v2/app/manifests/v1", http.StatusMethodNotAllowed},
		{http.MethodPost, "/v2/app/blobs/uploads/", http.StatusMethodNotAllowed},
	} {
		request, err := http.NewRequestWithContext(t.Context(), c.method, "http://"+host+c.path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, response.StatusCode, c.want)
		}
	}
}

func TestNoExecutable(t *testing.T) {
	if _, err := image.NewRegistry(filepath.Join(t.TempDir(), "none"), "amd64"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
