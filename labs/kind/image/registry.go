package image

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	v1 "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/hardenway/hardenway/labs/image/rootfs"
)

// Host is the registry whose images are all hollow: RFC 2606 reserves the name, so that nobody can have pushed one.
const Host = "example.com"

// Address is where the registry listens on a node.
const Address = "127.0.0.1:5992"

// Registry is a registry of images that nobody has: whatever is asked for is the one image whose
// container does nothing until it is told to stop. It speaks the part of the distribution
// specification (v1.1) that pulling takes.
//
// Scenarios are full of bystanders, such as example.com/collector:4.2, whose account or mount is of
// interest and not what they run. The embedded cluster shows such a container as running without a
// process. On kind containerd wants an image. The registry stands on the node's own loopback, so
// nothing is pulled from anywhere, with or without a network.
type Registry struct {
	executable string
	layer      v1.Descriptor
	config     []byte
	manifest   []byte
}

// NewRegistry makes the registry of that executable, which is read again for whoever asks for the layer: it
// has to stay as it is.
func NewRegistry(executable, arch string) (*Registry, error) {
	r := &Registry{executable: executable}
	sum := digest.Canonical.Digester()
	size := &counter{w: sum.Hash()}
	if err := r.writeLayer(size); err != nil {
		return nil, err
	}
	r.layer = v1.Descriptor{MediaType: v1.MediaTypeImageLayer, Digest: sum.Digest(), Size: size.n}
	var err error
	if r.config, err = json.Marshal(v1.Image{
		Platform: v1.Platform{OS: "linux", Architecture: arch},
		Config:   v1.ImageConfig{Entrypoint: []string{hollowEntrypoint}, Env: []string{"PATH=" + Path}},
		RootFS:   v1.RootFS{Type: "layers", DiffIDs: []digest.Digest{r.layer.Digest}},
	}); err != nil {
		return nil, err
	}
	r.manifest, err = json.Marshal(v1.Manifest{
		Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: v1.MediaTypeImageManifest,
		Config: v1.Descriptor{MediaType: v1.MediaTypeImageConfig, Digest: digest.FromBytes(r.config), Size: int64(len(r.config))},
		Layers: []v1.Descriptor{r.layer},
	})
	return r, err
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

func (r *Registry) writeLayer(w io.Writer) error {
	stat, err := os.Stat(r.executable)
	if err != nil {
		return err
	}
	return rootfs.Write(w, Entries(func() (io.ReadCloser, error) { return os.Open(r.executable) }, stat.Size()))
}

// ServeHTTP implements http.Handler.
func (r *Registry) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodGet && request.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "this registry is for pulling", http.StatusMethodNotAllowed)
		return
	}
	rest, ok := strings.CutPrefix(request.URL.Path, "/v2/")
	if !ok {
		http.NotFound(w, request)
		return
	}
	if rest == "" {
		return // that is how a registry says which API it has
	}
	// An image's name may have slashes, and these words in it.
	dir, reference := path.Split(rest)
	switch path.Base(dir) {
	case "manifests":
		sum := digest.FromBytes(r.manifest)
		if strings.Contains(reference, ":") && reference != sum.String() {
			http.NotFound(w, request)
			return
		}
		send(w, request, v1.MediaTypeImageManifest, sum, r.manifest)
	case "blobs":
		switch sum := digest.FromBytes(r.config); reference {
		case sum.String():
			send(w, request, v1.MediaTypeImageConfig, sum, r.config)
		case r.layer.Digest.String():
			r.sendLayer(w, request)
		default:
			http.NotFound(w, request)
		}
	default:
		http.NotFound(w, request)
	}
}

func describe(w http.ResponseWriter, mediaType string, sum digest.Digest, size int64) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Docker-Content-Digest", sum.String())
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
}

func send(w http.ResponseWriter, request *http.Request, mediaType string, sum digest.Digest, data []byte) {
	describe(w, mediaType, sum, int64(len(data)))
	if request.Method == http.MethodGet {
		_, _ = w.Write(data) // who does not hear it asks again
	}
}

func (r *Registry) sendLayer(w http.ResponseWriter, request *http.Request) {
	describe(w, r.layer.MediaType, r.layer.Digest, r.layer.Size)
	if request.Method == http.MethodGet {
		_ = r.writeLayer(w) // who does not hear all of it, or something else, asks again
	}
}

// Serve answers on Address until ctx ends.
func (r *Registry) Serve(ctx context.Context) error {
	server := &http.Server{Addr: Address, Handler: r, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
