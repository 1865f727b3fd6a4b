// Package image writes container images as archives: without a registry, without Docker, from files that are at hand.
//
// The archive has the form of docker save, which docker load, kind load image-archive and ctr images import all read. The same
// files give the same bytes: nothing in it says when or where it was made.
package image

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/compression"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/hardenway/hardenway/labs/image/rootfs"
)

// Image is an image of one layer.
type Image struct {
	// Name is how it is called where it is loaded, "hardenway/workload:v1".
	Name string
	// Arch is the architecture in Go's word: amd64, arm64.
	Arch string
	// Entries are what is in it, directories before what is in them.
	Entries []rootfs.Entry
	// Entrypoint, Env and User are its configuration; User is "uid:gid", or "" for root.
	Entrypoint, Env []string
	User            string
}

// Write writes the archive.
func (i *Image) Write(w io.Writer) error {
	tag, err := Tag(i.Name)
	if err != nil {
		return err
	}
	layer, err := tarball.LayerFromOpener(i.layer, tarball.WithCompression(compression.None))
	if err != nil {
		return fmt.Errorf("the layer of %s: %w", i.Name, err)
	}
	made, err := mutate.AppendLayers(empty.Image, layer)
	if err != nil {
		return err
	}
	config, err := made.ConfigFile()
	if err != nil {
		return err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = "linux", i.Arch, v1.Time{Time: time.Unix(0, 0).UTC()}
	config.Config = v1.Config{Entrypoint: i.Entrypoint, Env: i.Env, User: i.User}
	if made, err = mutate.ConfigFile(made, config); err != nil {
		return err
	}
	return tarball.Write(tag, made, w)
}

// Tag reads an image's name as container runtimes do, and says it in full: one that names no registry is docker.io's.
func Tag(text string) (name.Tag, error) {
	tag, err := name.NewTag(text)
	if err != nil {
		return tag, fmt.Errorf("%q is no name of an image with a tag: %w", text, err)
	}
	return name.NewTag(strings.Replace(tag.Name(), "index.docker.io/", "docker.io/", 1))
}

// Reference reads the name of an image that is to be pulled: with a tag, or a digest.
func Reference(text string) (name.Reference, error) {
	reference, err := name.ParseReference(text, name.WithDefaultTag(""))
	if err != nil || reference.Identifier() == "" {
		return nil, fmt.Errorf("%q is no name of an image: use one with a tag or a digest, such as registry.example.org/harden:v1", text)
	}
	return reference, nil
}

// layer is the layer as a tar archive, made while it is read.
func (i *Image) layer() (io.ReadCloser, error) {
	r, w := io.Pipe()
	go func() { w.CloseWithError(rootfs.Write(w, i.Entries)) }()
	return r, nil
}
