package kind

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/compression"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/hardenway/hardenway/labs/shell"
	"github.com/hardenway/hardenway/labs/workload"
)

//go:embed bin
var programs embed.FS

// NoProgramError: this build does not have what it would bring into a node.
type NoProgramError struct{ Arch string }

func (e *NoProgramError) Error() string {
	return fmt.Sprintf("this harden was built without the programs that it brings into a kind node of architecture %s", e.Arch)
}

// Mend says where builds with them come from.
func (e *NoProgramError) Mend() string {
	return "start the scenario without --on kind, or use a released harden, or one made by make build: go install leaves those programs out"
}

// embedded is the program for a node's architecture, as this build has it.
func embedded(arch string) ([]byte, error) {
	packed, err := programs.ReadFile("bin/linux-" + arch + ".gz")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &NoProgramError{Arch: arch}
	}
	if err != nil {
		return nil, err
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("the program for %s in this build: %w", arch, err)
	}
	program, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("the program for %s in this build is damaged: %w", arch, err)
	}
	return program, nil
}

// workloadImage writes the image of the lab's own container programs, in the form that docker
// save has and containerd imports. The same program and architecture give the same bytes.
func workloadImage(w io.Writer, program []byte, arch string) error {
	layer, err := workloadLayer(program)
	if err != nil {
		return err
	}
	content, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(layer)), nil },
		tarball.WithCompression(compression.None))
	if err != nil {
		return err
	}
	image, err := mutate.AppendLayers(empty.Image, content)
	if err != nil {
		return err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = "linux", arch, v1.Time{Time: time.Unix(0, 0).UTC()}
	config.Config = v1.Config{Entrypoint: []string{"/bin/workload"}, Env: []string{"PATH=/bin"}}
	if image, err = mutate.ConfigFile(image, config); err != nil {
		return err
	}
	tag, err := name.NewTag("docker.io/" + workload.Image)
	if err != nil {
		return err
	}
	return tarball.Write(tag, image, w)
}

// workloadLayer is a root file system: one program under the names of all its commands.
func workloadLayer(program []byte) ([]byte, error) {
	var layer bytes.Buffer
	t := tar.NewWriter(&layer)
	for _, dir := range []struct {
		name string
		mode int64
	}{{"bin/", 0o755}, {"etc/", 0o755}, {"root/", 0o700}, {"tmp/", 0o1777}, {"usr/", 0o755}, {"var/", 0o755}} {
		if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: dir.name, Mode: dir.mode}); err != nil {
			return nil, err
		}
	}
	files := []struct {
		name string
		mode int64
		data []byte
	}{
		{"bin/workload", 0o755, program},
		{"etc/passwd", 0o644, []byte("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n")},
		{"etc/group", 0o644, []byte("root:x:0:\nnogroup:x:65534:\n")},
	}
	for _, f := range files {
		if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: f.mode, Size: int64(len(f.data))}); err != nil {
			return nil, err
		}
		if _, err := t.Write(f.data); err != nil {
			return nil, err
		}
	}
	commands := shell.New(shell.Options{}).Commands()
	// The language's own words are programs too, for those who exec them without a shell.
	for _, builtin := range []string{"echo", "printf", "pwd", "test"} {
		if !slices.Contains(commands, builtin) {
			commands = append(commands, builtin)
		}
	}
	slices.Sort(commands)
	for _, command := range commands {
		if strings.ContainsAny(command, "/%") {
			continue
		}
		if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: "bin/" + command, Linkname: "workload", Mode: 0o777}); err != nil {
			return nil, err
		}
	}
	if err := t.Close(); err != nil {
		return nil, err
	}
	return layer.Bytes(), nil
}
