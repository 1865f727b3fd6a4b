package kind

import (
	"archive/tar"
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/bundle"
)

var _ bundle.Images = (*Provider)(nil)

// Platform implements bundle.Images.
func (p *Provider) Platform(ctx context.Context) (string, error) {
	info, err := systemInfo(ctx)
	if err != nil {
		return "", err
	}
	return "linux/" + cmp.Or(info.arch(), info.Architecture), nil
}

// dockerImage is what is asked of `docker image inspect`.
type dockerImage struct {
	ID           string `json:"Id"`
	OS           string `json:"Os"`
	Architecture string
	Size         int64
	RepoTags     []string
	RootFS       struct{ Layers []string }
}

// inspectImage looks for an image on this machine, or returns errNoImage.
func inspectImage(ctx context.Context, name string) (*dockerImage, error) {
	out, err := docker(ctx, "image", "inspect", name)
	if err != nil {
		if strings.Contains(strings.ToLower(err.Error()), "no such image") {
			return nil, errNoImage
		}
		return nil, err
	}
	var found []dockerImage
	if err := json.Unmarshal(out, &found); err != nil || len(found) != 1 {
		return nil, fmt.Errorf("docker image inspect %s printed something else than one image: %w", name, err)
	}
	return &found[0], nil
}

// tagOf is an image's name without a digest. Docker keeps no digest of an image that comes from a
// file, so it cannot be found by one there.
func tagOf(name string) string {
	tag, _, _ := strings.Cut(name, "@")
	return tag
}

// NodeImage implements bundle.Images. It also sees that this harden has the programs that go into a
// node: without them the image is of no use to it.
func (p *Provider) NodeImage(ctx context.Context, name string) (bundle.Image, error) {
	info, err := systemInfo(ctx)
	if err != nil {
		return bundle.Image{}, err
	}
	if name == "" {
		name = p.nodeImage(ctx)
	}
	found, err := inspectImage(ctx, name)
	if errors.Is(err, errNoImage) {
		return bundle.Image{}, &labs.Problem{
			Err: fmt.Errorf("the node image %s is not on this machine", name),
			Try: fmt.Sprintf("docker pull %s, once, while there is a network; or --image with one that docker image ls shows", name),
		}
	}
	if err != nil {
		return bundle.Image{}, err
	}
	if own := info.arch(); own != "" && found.Architecture != own {
		return bundle.Image{}, &labs.Problem{
			Err: fmt.Errorf("the node image %s is for %s, and Docker runs on %s", name, found.Architecture, own),
			Try: "an --image for " + own,
		}
	}
	get := p.Program
	if get == nil {
		get = embedded
	}
	if _, err := get(found.Architecture); err != nil {
		return bundle.Image{}, err
	}
	return bundle.Image{
		Name: tagOf(name), ID: found.ID, Platform: found.OS + "/" + found.Architecture, Layers: found.RootFS.Layers, Size: found.Size,
	}, nil
}

// SaveImage implements bundle.Images.
func (p *Provider) SaveImage(ctx context.Context, image bundle.Image, w io.Writer) error {
	// By its name when that is a tag of the very image, so that the archive has the name too. An
	// image that was pulled by digest has none.
	what := image.ID
	if tagged, err := inspectImage(ctx, image.Name); err == nil && tagged.ID == image.ID {
		what = image.Name
	}
	var errOut bytes.Buffer
	args := []string{"image", "save", what}
	cmd, err := dockerCommand(ctx, args...)
	if err != nil {
		return err
	}
	to := &keepError{w: w}
	cmd.Stdout, cmd.Stderr = to, &limited{to: &errOut, left: 4 << 10}
	if err := cmd.Run(); err != nil {
		if to.err != nil && ctx.Err() == nil {
			return to.err // the pipe that broke is our end
		}
		return dockerFailure(ctx, args, err, errOut.String())
	}
	return nil
}

// keepError remembers why writing failed.
type keepError struct {
	w   io.Writer
	err error
}

func (k *keepError) Write(p []byte) (int, error) {
	n, err := k.w.Write(p)
	if err != nil {
		k.err = err
	}
	return n, err
}

// What of an archive is kept in memory: the files that describe it. They are a few kilobytes.
const (
	maxDescription  = 1 << 20
	maxDescriptions = 16 << 20
)

// ReadImage implements bundle.Images. Docker itself compares each layer with what the configuration
// says of it, so the configuration's digest stands for the image.
func (p *Provider) ReadImage(r io.Reader) (bundle.Image, error) {
	described, err := descriptions(r)
	if err != nil {
		return bundle.Image{}, fmt.Errorf("as an archive of docker save: %w", err)
	}
	var manifest []struct {
		Config   string
		RepoTags []string
		Layers   []string
	}
	if err := json.Unmarshal(described["manifest.json"], &manifest); err != nil {
		return bundle.Image{}, fmt.Errorf("its manifest.json: %w", err)
	}
	if len(manifest) != 1 {
		return bundle.Image{}, fmt.Errorf("it holds %d images, not 1", len(manifest))
	}
	one := manifest[0]
	if len(one.RepoTags) > 1 {
		return bundle.Image{}, fmt.Errorf("it would give the image %d names: %s", len(one.RepoTags), strings.Join(one.RepoTags, ", "))
	}
	config, ok := described[path.Clean(one.Config)]
	if !ok {
		return bundle.Image{}, fmt.Errorf("it has no %q, which is to be the image's configuration", one.Config)
	}
	var image struct {
		OS           string `json:"os"`
		Architecture string `json:"architecture"`
		RootFS       struct {
			DiffIDs []string `json:"diff_ids"`
		} `json:"rootfs"`
	}
	if err := json.Unmarshal(config, &image); err != nil {
		return bundle.Image{}, fmt.Errorf("the image's configuration: %w", err)
	}
	sum := sha256.Sum256(config)
	found := bundle.Image{ID: "sha256:" + hex.EncodeToString(sum[:]), Platform: image.OS + "/" + image.Architecture, Layers: image.RootFS.DiffIDs}
	if len(one.RepoTags) == 1 {
		found.Name = familiar(one.RepoTags[0])
	}
	// The older form names images once more, in a file that some versions of Docker follow.
	return found, checkRepositories(described["repositories"], found.Name)
}

// familiar is a name as people write it: Docker with containerd's image store writes it in full.
func familiar(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "docker.io/"), "library/")
}

func checkRepositories(data []byte, name string) error {
	if data == nil {
		return nil
	}
	var repositories map[string]map[string]string
	if err := json.Unmarshal(data, &repositories); err != nil {
		return fmt.Errorf("its repositories: %w", err)
	}
	for repository, tags := range repositories {
		for tag := range tags {
			if full := familiar(repository + ":" + tag); full != name {
				return fmt.Errorf("it would give the image another name too: %s", full)
			}
		}
	}
	return nil
}

// descriptions are the small files of an archive. All of it is read.
func descriptions(r io.Reader) (map[string][]byte, error) {
	found, total := map[string][]byte{}, int64(0)
	buffered := bufio.NewReaderSize(r, 1<<20)
	t := tar.NewReader(buffered)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			_, err := io.Copy(io.Discard, buffered)
			return found, err
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag != tar.TypeReg || h.Size > maxDescription {
			continue // layers, and links to those that occur twice
		}
		if total += h.Size; total > maxDescriptions {
			return nil, fmt.Errorf("its descriptions are larger than %d MiB", maxDescriptions>>20)
		}
		data, err := io.ReadAll(t)
		if err != nil {
			return nil, err
		}
		name := path.Clean(h.Name)
		if _, twice := found[name]; twice {
			return nil, fmt.Errorf("it holds %q twice", name)
		}
		found[name] = data
	}
}

// loadedID is what docker load says of an image without a name.
const loadedID = "Loaded image ID: "

// LoadImage implements bundle.Images.
func (p *Provider) LoadImage(ctx context.Context, image bundle.Image, open func() (io.ReadCloser, error)) (already bool, err error) {
	info, err := systemInfo(ctx)
	if err != nil {
		return false, err
	}
	found, err := inspectImage(ctx, image.Name)
	switch {
	case err == nil && isImage(info, found, image):
		return true, p.remember(image.Name, found.ID)
	case err != nil && !errors.Is(err, errNoImage):
		return false, err
	}
	if found, err = load(ctx, image, open); err != nil {
		return false, err
	}
	if !isImage(info, found, image) {
		return false, &labs.Problem{
			Err: fmt.Errorf("docker load made %s the image %s, and it should be %s", image.Name, found.ID, image.ID),
			Try: fmt.Sprintf("docker image rm %s, and load the bundle once more", image.Name),
		}
	}
	return false, p.remember(image.Name, found.ID)
}

func load(ctx context.Context, image bundle.Image, open func() (io.ReadCloser, error)) (*dockerImage, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	// What cannot be read is not to reach Docker as a shorter archive, so the command is ended; where Docker is faster, the error counts.
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	out, err := dockerWith(ctx, &stopOnError{r: r, stop: stop}, "image", "load")
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, err
	}
	found, err := inspectImage(ctx, image.Name)
	if err == nil && found.ID == image.ID {
		return found, nil
	}
	if err != nil && !errors.Is(err, errNoImage) {
		return nil, err
	}
	// The archive had no name for it.
	for line := range strings.Lines(string(out)) {
		if id, ok := strings.CutPrefix(strings.TrimSpace(line), loadedID); ok {
			if _, err := docker(ctx, "image", "tag", id, image.Name); err != nil {
				return nil, err
			}
			return inspectImage(ctx, image.Name)
		}
	}
	if found == nil {
		return nil, fmt.Errorf("docker load brought no image %s; it said %q", image.Name, strings.TrimSpace(string(out)))
	}
	return found, nil
}

// stopOnError ends a command whose input fails.
type stopOnError struct {
	r    io.Reader
	stop context.CancelCauseFunc
}

func (s *stopOnError) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.stop(err)
	}
	return n, err
}

// isImage says whether what Docker has is that image. With containerd's image store an image's ID is
// the digest of its manifest, which is another after every save; its layers are not.
func isImage(info *dockerInfo, found *dockerImage, image bundle.Image) bool {
	if found.ID == image.ID {
		return true
	}
	return info.containerdStore() && slices.Equal(found.RootFS.Layers, image.Layers) && found.OS+"/"+found.Architecture == image.Platform
}

// carried is the node image that a bundle brought. It is for new clusters where none is named.
type carried struct {
	Version int    `json:"version"`
	Image   string `json:"image"`
	ID      string `json:"id"` // as Docker here names it
}

func (p *Provider) carriedFile() string { return filepath.Join(p.Dir, "node-image.json") }

func (p *Provider) remember(name, id string) error {
	data, err := json.MarshalIndent(carried{Version: 1, Image: name, ID: id}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return fmt.Errorf("making the directory for labs: %w", err)
	}
	return writeFile(p.carriedFile(), append(data, '\n'))
}

// carriedImage is the image a bundle brought, or "": none did, or Docker does not have it any
// more, or has another under its name.
func (p *Provider) carriedImage(ctx context.Context) string {
	data, err := os.ReadFile(p.carriedFile())
	if err != nil {
		return ""
	}
	var c carried
	if json.Unmarshal(data, &c) != nil || c.Image == "" {
		return ""
	}
	if found, err := inspectImage(ctx, c.Image); err != nil || found.ID != c.ID {
		return ""
	}
	return c.Image
}

// nodeImage is the image of new clusters: what was asked for, what a bundle brought, kind's own.
func (p *Provider) nodeImage(ctx context.Context) string {
	if p.Image != "" {
		return p.Image
	}
	return cmp.Or(p.carriedImage(ctx), DefaultImage)
}
