package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/bundle"
)

// fakeKind is a provider whose only image is a line of JSON; Docker's store is a file below HARDEN_HOME.
type fakeKind struct {
	fakeProvider
	home, fail string
	slow       time.Duration
}

var _ bundle.Images = (*fakeKind)(nil)

func (k *fakeKind) Platform(context.Context) (string, error) {
	switch k.fail {
	case "docker":
		return "", &labs.Problem{Err: errors.New("no Docker daemon answers"), Try: "start Docker"}
	case "arm":
		return "linux/arm64", nil
	}
	return "linux/amd64", nil
}

func (k *fakeKind) NodeImage(ctx context.Context, name string) (bundle.Image, error) {
	if name == "" {
		name = "kindest/node:v1.36.1"
	}
	image := bundle.Image{Name: name, Layers: []string{"sha256:" + strings.Repeat("1", 64)}, Size: 982_000_000}
	var err error
	image.Platform, err = k.Platform(ctx)
	return image, err
}

func (k *fakeKind) SaveImage(ctx context.Context, image bundle.Image, w io.Writer) error {
	data, err := json.Marshal(image)
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	// Tests that interrupt a save wait for this file.
	if err := os.WriteFile(filepath.Join(k.home, "saving"), nil, 0o644); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(k.slow):
		return nil
	}
}

func (k *fakeKind) ReadImage(r io.Reader) (bundle.Image, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return bundle.Image{}, err
	}
	var image bundle.Image
	err = json.Unmarshal(data, &image)
	image.ID = fmt.Sprintf("sha256:%x", sha256.Sum256(data))
	return image, err
}

func (k *fakeKind) LoadImage(_ context.Context, image bundle.Image, open func() (io.ReadCloser, error)) (bool, error) {
	store := filepath.Join(k.home, "docker-images")
	if data, _ := os.ReadFile(store); bytes.Contains(data, []byte(image.ID)) {
		return true, nil
	}
	r, err := open()
	if err != nil {
		return false, err
	}
	defer r.Close()
	found, err := k.ReadImage(r)
	if err != nil {
		return false, err
	}
	return false, os.WriteFile(store, []byte(found.ID), 0o644)
}
