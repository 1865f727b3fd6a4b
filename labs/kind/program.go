package kind

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/hardenway/hardenway/labs/image"
	kindimage "github.com/hardenway/hardenway/labs/kind/image"
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

// workloadImage writes the image of the lab's own container programs.
func workloadImage(w io.Writer, program []byte, arch string) error {
	made := &image.Image{
		Name: workload.Image, Arch: arch, Entrypoint: []string{kindimage.WorkloadEntrypoint}, Env: []string{"PATH=" + kindimage.Path},
		Entries: kindimage.Entries(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(program)), nil }, int64(len(program))),
	}
	return made.Write(w)
}
