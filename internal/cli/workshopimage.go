package cli

import (
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/image"
	"github.com/hardenway/hardenway/labs/image/rootfs"
)

// imageRepository is what the image of harden itself is called where nobody says otherwise.
const imageRepository = "hardenway/harden"

// imageName is what the image of this harden is called.
func imageName(build string) string {
	if build == "" {
		build = "devel"
	}
	tag := regexp.MustCompile(`[^A-Za-z0-9_.-]`).ReplaceAllString(build, "-")
	return imageRepository + ":" + tag[:min(len(tag), 128)]
}

type imageOptions struct {
	File    string
	Program string
	Name    string
	Force   bool
}

func newWorkshopImage(f *Factory) *cobra.Command {
	o := &imageOptions{}
	cmd := &cobra.Command{
		Use:   "image",
		Short: "Write the container image that hosted labs run",
		Long: `The image is this harden and nothing else. It is written as one file, without Docker and without a registry; where it is to run, something has to load it or have it pulled.

On another system than Linux, --program names the Linux harden that is to be in it. The same program gives the same file.`,
		Example: `harden workshop image -f harden.tar
			harden workshop image -f harden.tar --program ./harden-linux-arm64 --name registry.example.org/harden:v1`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runWorkshopImage(cmd.Context(), f, o) },
	}
	cmd.Flags().StringVarP(&o.File, "file", "f", "", "the `file` to write")
	cmd.Flags().StringVar(&o.Program, "program", "", "a harden for Linux, the `file` to put in; this harden if not given")
	cmd.Flags().StringVar(&o.Name, "name", "", "what the image is called, a `name` with a tag; "+imageRepository+" with this version if not given")
	cmd.Flags().BoolVar(&o.Force, "force", false, "replace a file that is there")
	return cmd
}

func runWorkshopImage(ctx context.Context, f *Factory, o *imageOptions) (err error) {
	if o.File == "" {
		return usagef("harden workshop image -f harden.tar", "harden workshop image needs the name of a file to write: -f")
	}
	if _, err := os.Stat(o.File); err == nil && !o.Force {
		return usagef("another -f, or --force, which replaces it", "%s is there already", o.File)
	}
	name := o.Name
	if name == "" {
		name = imageName(f.Build)
	}
	if _, err := image.Tag(name); err != nil {
		return usagef("--name registry.example.org/harden:v1", "--name: %v", err)
	}
	program := o.Program
	if program == "" {
		if runtime.GOOS != "linux" {
			return usagef("harden workshop image -f "+shellQuote(o.File)+" --program harden-linux-amd64", "containers run Linux, and this harden does not")
		}
		if program, err = f.Self(); err != nil {
			return err
		}
	}
	made, size, err := hardenImage(name, program)
	if err != nil {
		return err
	}
	if err := writeWhole(ctx, o.File, made.Write); err != nil {
		return fmt.Errorf("writing the image: %w", err)
	}
	f.out().Line(name, "  linux/", made.Arch, "  ", sizeWord(size))
	f.note()
	f.note("To where it is to run, one of:")
	pairs(f.IO.Err, imageWays(shellQuote(o.File), name), f.IO.Err.TextWidth())
	return nil
}

// imageWays are ways to bring an image to a cluster.
func imageWays(file, name string) [][2]string {
	return [][2]string{
		{"docker load -i " + file, "then docker tag and docker push to a registry that the cluster pulls from, and --image with that name"},
		{"kind load image-archive " + file, "for a cluster of kind's"},
		{"ctr -n k8s.io images import " + file, "on every node, as root, where nodes run containerd"},
	}
}

// machines are the architectures, by what an executable calls them.
var machines = map[elf.Machine]string{elf.EM_X86_64: "amd64", elf.EM_AARCH64: "arm64"}

// hardenImage is the image of a harden for Linux, and that program's size.
func hardenImage(name, program string) (*image.Image, int64, error) {
	const try = "--program with a harden for Linux: a released one, or one built with CGO_ENABLED=0 GOOS=linux"
	problem := func(format string, args ...any) error {
		return &labs.Problem{Err: fmt.Errorf("%s cannot be in an image: "+format, append([]any{program}, args...)...), Try: try}
	}
	info, err := os.Stat(program)
	if err != nil {
		return nil, 0, problem("%w", err)
	}
	file, err := elf.Open(program)
	if err != nil {
		if _, ok := errors.AsType[*fs.PathError](err); ok {
			return nil, 0, problem("%w", err)
		}
		return nil, 0, problem("it is no program for Linux")
	}
	defer file.Close() //nolint:errcheck // it was only read
	arch := machines[file.Machine]
	if arch == "" {
		return nil, 0, problem("it is for %s", file.Machine)
	}
	for _, p := range file.Progs {
		if p.Type == elf.PT_INTERP {
			return nil, 0, problem("it needs libraries of the system's, and the image has none")
		}
	}
	return &image.Image{
		Name: name, Arch: arch, Entrypoint: []string{"/bin/harden"}, Env: []string{"PATH=/bin"}, User: "65532:65532",
		Entries: []rootfs.Entry{
			{Path: "bin/", Mode: 0o755},
			{Path: "etc/", Mode: 0o755},
			{Path: "tmp/", Mode: 0o1777},
			{Path: "bin/harden", Mode: 0o755, Size: info.Size(), Open: func() (io.ReadCloser, error) { return os.Open(program) }},
			{Path: "etc/passwd", Mode: 0o644, Data: []byte("root:x:0:0:root:/:/bin/harden\nharden:x:65532:65532:harden:/tmp:/bin/harden\n")},
			{Path: "etc/group", Mode: 0o644, Data: []byte("root:x:0:\nharden:x:65532:\n")},
		},
	}, info.Size(), nil
}

// writeWhole writes a file that is there when it is whole and not before.
func writeWhole(ctx context.Context, file string, write func(io.Writer) error) error {
	part, err := os.OpenFile(file+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = write(&interrupted{ctx, part})
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(part.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return nil
}

// interrupted is a writer that Ctrl-C ends.
type interrupted struct {
	ctx context.Context //nolint:containedctx // for as long as one file is written
	w   io.Writer
}

func (i *interrupted) Write(p []byte) (int, error) {
	if err := context.Cause(i.ctx); err != nil {
		return 0, err
	}
	return i.w.Write(p)
}
