// Package bundle is what labs on kind need as one file, to be carried to where there is no network:
// the node image, scenarios that are not of harden's catalogue, and harden itself.
//
// A bundle is a tar of plain files that any tar unpacks. Its bundle.json locks every other file by
// size and SHA-256, and bundle.json.sha256 locks that one; nothing else may be in it, and every
// byte has one value that it may have. So a bundle that is damaged or was added to is refused before
// anything of it is used. That is no signature: who made a bundle is told by its digest, if
// that was heard from them (see Bundle.Digest).
//
// The package knows of no provider: one whose nodes are images is an Images.
package bundle

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/hardenway/hardenway/scenarios"
)

// Version is that of the format this build writes, and the newest that it reads.
const Version = 1

// ItemKind is what an item of a bundle is.
type ItemKind string

// The kinds of item.
const (
	NodeImage ItemKind = "node-image" // as docker save writes it
	Scenario  ItemKind = "scenario"   // a zip file of a folder, which harden start takes
	Harden    ItemKind = "harden"     // the program itself
)

// The files that are no items.
const (
	indexFile = "bundle.json"
	sumFile   = "bundle.json.sha256" // in the form of sha256sum
)

const nodeImageFile = "node-image.tar"

// Index is the content of bundle.json.
type Index struct {
	Version    int    `json:"version"`
	Harden     string `json:"harden"`     // the build that wrote it
	Kubernetes string `json:"kubernetes"` // of that build; the node image has its own
	// Platform is the node image's, "linux/amd64": what Docker has to run on.
	Platform string    `json:"platform"`
	Created  time.Time `json:"created"`
	// Scenarios are those of harden's catalogue that the bundle was made for. They are in every
	// harden, so the bundle does not hold them.
	Scenarios []Listed `json:"scenarios"`
	Items     []Item   `json:"items"`
}

// Listed is a scenario of harden's own catalogue.
type Listed struct {
	ID scenarios.ID `json:"id"`
	// NeedsKind says that it runs on no cluster that needs no bundle.
	NeedsKind bool `json:"needsKind"`
}

// Item is one file of a bundle.
type Item struct {
	Kind     ItemKind `json:"kind"`
	Name     string   `json:"name"` // of the image, the scenario, or harden's version
	File     string   `json:"file"` // its path in the bundle
	Size     int64    `json:"size"`
	Digest   string   `json:"digest"`             // of the file, "sha256:…"
	Platform string   `json:"platform,omitempty"` // "linux/amd64", where it depends on one
	// ImageID and Layers are what a node image is known by once it is in Docker: the digests of its
	// configuration, and of its layers as they are unpacked.
	ImageID string   `json:"imageID,omitempty"`
	Layers  []string `json:"layers,omitempty"`
}

func (i Item) image() Image {
	return Image{Name: i.Name, ID: i.ImageID, Platform: i.Platform, Layers: i.Layers, Size: i.Size}
}

// Image is a node image.
type Image struct {
	Name     string
	ID       string // digest of its configuration
	Platform string // "linux/amd64"
	Layers   []string
	Size     int64 // bytes; before it is saved, about
}

// Images is what a provider has whose nodes are images that can be carried. It is a provider's
// second ability, found by assertion.
type Images interface {
	// Platform is what node images have to be for here. It fails, and says how to mend it, when
	// images cannot be used on this machine at all.
	Platform(ctx context.Context) (string, error)
	// NodeImage is the image of that name, or for "" the one that a new cluster would have. It
	// is on this machine.
	NodeImage(ctx context.Context, name string) (Image, error)
	// SaveImage writes an image that NodeImage found. It returns what w does, if that fails.
	SaveImage(ctx context.Context, image Image, w io.Writer) error
	// ReadImage tells which image an archive holds that SaveImage wrote, and refuses one that holds
	// anything besides. It reads to the end.
	ReadImage(r io.Reader) (Image, error)
	// LoadImage makes an image known to the machine under its name, and to the provider as
	// the one for new clusters. When the very image is there already, nothing is
	// opened. It fails unless what is there afterwards is that image.
	LoadImage(ctx context.Context, image Image, open func() (io.ReadCloser, error)) (already bool, err error)
}

// RefusedError: a file is no bundle that can be used here. Nothing of it was used.
type RefusedError struct {
	File string
	Why  string
	Try  string
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("refused %s: %s; nothing of it was used", e.File, e.Why)
}

// Mend says where a whole one is to be had.
func (e *RefusedError) Mend() string { return e.Try }

var (
	digestForm   = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	platformForm = regexp.MustCompile(`^[a-z0-9]+/[a-z0-9]+$`)
)

// validate says what is wrong with an index, apart from its version.
func (x *Index) validate() error {
	if x.Created.IsZero() || x.Created.Nanosecond() != 0 {
		return errors.New("created is no whole second")
	}
	for _, listed := range x.Scenarios {
		if !listed.ID.Valid() {
			return fmt.Errorf("%q is no scenario's id", listed.ID)
		}
	}
	files, images := map[string]bool{}, 0
	for _, item := range x.Items {
		if err := item.validate(); err != nil {
			return fmt.Errorf("item %q: %w", item.File, err)
		}
		if files[item.File] {
			return fmt.Errorf("item %q is there twice", item.File)
		}
		files[item.File] = true
		if item.Kind == NodeImage {
			images++
			if item.Platform != x.Platform {
				return fmt.Errorf("the bundle is for %q, and its node image for %q", x.Platform, item.Platform)
			}
		}
	}
	if images != 1 {
		return fmt.Errorf("it has %d node images, not 1", images)
	}
	return nil
}

func (i Item) validate() error {
	if i.Size < 0 || !digestForm.MatchString(i.Digest) {
		return fmt.Errorf("size %d and digest %q cannot be", i.Size, i.Digest)
	}
	if i.Name == "" || strings.ContainsFunc(i.Name, func(r rune) bool { return r <= ' ' || r == 0x7f }) || strings.HasPrefix(i.Name, "-") {
		return fmt.Errorf("the name %q cannot be", i.Name)
	}
	want := ""
	switch i.Kind {
	case NodeImage:
		want = nodeImageFile
		if !digestForm.MatchString(i.ImageID) || len(i.Layers) == 0 {
			return errors.New("it does not lock the image")
		}
	case Scenario:
		if !scenarios.ID(i.Name).Valid() {
			return fmt.Errorf("%q is no scenario's id", i.Name)
		}
		want = scenarioFile(scenarios.ID(i.Name))
	case Harden:
		want = hardenFile(i.Platform)
	default:
		return fmt.Errorf("this harden knows no %q", i.Kind)
	}
	if i.File != want {
		return fmt.Errorf("its file should be %q", want)
	}
	if i.Kind != Scenario && !platformForm.MatchString(i.Platform) {
		return fmt.Errorf("%q is no platform", i.Platform)
	}
	return nil
}

func scenarioFile(id scenarios.ID) string { return path.Join("scenarios", string(id)+".zip") }

// hardenFile is its name on that platform.
func hardenFile(platform string) string {
	if strings.HasPrefix(platform, "windows/") {
		return "harden.exe"
	}
	return "harden"
}

// known says whether a bundle may hold a file of that name at all.
func known(name string) bool {
	switch name {
	case indexFile, sumFile, nodeImageFile, "harden", "harden.exe":
		return true
	}
	id, ok := strings.CutSuffix(strings.TrimPrefix(name, "scenarios/"), ".zip")
	return ok && strings.HasPrefix(name, "scenarios/") && scenarios.ID(id).Valid()
}

const blockSize = 512

// header is the block before a file: the same file at the same time has the same, to the bit.
func header(name string, size int64, created time.Time) ([]byte, error) {
	mode := int64(0o644)
	if name == "harden" || name == "harden.exe" {
		mode = 0o755
	}
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	// GNU's form has sizes over 8 GiB in one block.
	err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: mode, ModTime: created, Format: tar.FormatGNU})
	if err == nil && b.Len() != blockSize {
		err = fmt.Errorf("its header takes %d bytes", b.Len())
	}
	return b.Bytes(), err
}

// padding is how many zeros follow a file.
func padding(size int64) int64 { return -size & (blockSize - 1) }

// decodeIndex reads bundle.json. The version comes first: a newer file may well not fit the rest.
func decodeIndex(data []byte) (*Index, error) {
	var head struct {
		Version int    `json:"version"`
		Harden  string `json:"harden"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, err
	}
	switch {
	case head.Version > Version:
		return nil, &newerError{version: head.Version, harden: head.Harden}
	case head.Version < 1:
		return nil, fmt.Errorf("its version is %d", head.Version)
	}
	index := &Index{}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(index); err != nil {
		return nil, err
	}
	return index, index.validate()
}

type newerError struct {
	version int
	harden  string
}

func (e *newerError) Error() string {
	return fmt.Sprintf("it was made by a newer harden (%q): it has version %d, and this one knows up to %d", e.harden, e.version, Version)
}
