package bundle

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/scenarios"
)

// Plan is what a bundle is to hold, before any of it is written.
type Plan struct {
	index Index
	parts []part
}

// part is one item that is yet to be written.
type part struct {
	item  Item // without its digest
	write func(ctx context.Context, w io.Writer) (Item, error)
}

// NewPlan is an empty plan of that build of harden.
func NewPlan(harden, kubernetes string, now time.Time) *Plan {
	return &Plan{index: Index{
		Version: Version, Harden: harden, Kubernetes: kubernetes, Created: now.UTC().Truncate(time.Second), Scenarios: []Listed{},
	}}
}

// Items are what will be written. The size of a node image is about what it will be.
func (p *Plan) Items() []Item {
	items := make([]Item, len(p.parts))
	for i, part := range p.parts {
		items[i] = part.item
	}
	return items
}

// Size is about how large the bundle will be, in bytes.
func (p *Plan) Size() int64 {
	total := int64(16 << 10) // bundle.json and the ends
	for _, part := range p.parts {
		total += part.item.Size + padding(part.item.Size) + blockSize
	}
	return total
}

// List notes a scenario that every harden has in itself.
func (p *Plan) List(id scenarios.ID, needsKind bool) {
	if !slices.ContainsFunc(p.index.Scenarios, func(l Listed) bool { return l.ID == id }) {
		p.index.Scenarios = append(p.index.Scenarios, Listed{ID: id, NeedsKind: needsKind})
	}
}

// Listed are the scenarios noted by List.
func (p *Plan) Listed() []Listed { return slices.Clone(p.index.Scenarios) }

// add puts in a part, each file once, in an order that suits who unpacks by hand: what is small first.
func (p *Plan) add(new part) error {
	for _, old := range p.parts {
		if old.item.File == new.item.File {
			return fmt.Errorf("two things are to be %q in the bundle", new.item.File)
		}
	}
	p.parts = append(p.parts, new)
	rank := func(k ItemKind) int { return slices.Index([]ItemKind{Harden, Scenario, NodeImage}, k) }
	slices.SortStableFunc(p.parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(rank(a.item.Kind), rank(b.item.Kind)), cmp.Compare(a.item.File, b.item.File))
	})
	return nil
}

// AddHarden puts in the program at a path, which is for that platform.
func (p *Plan) AddHarden(file, platform string) error {
	info, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("harden itself: %w", err)
	}
	item := Item{Kind: Harden, Name: p.index.Harden, File: hardenFile(platform), Size: info.Size(), Platform: platform}
	return p.add(part{item: item, write: func(_ context.Context, w io.Writer) (Item, error) {
		f, err := os.Open(file)
		if err != nil {
			return item, err
		}
		defer func() { _ = f.Close() }() // it was only read
		_, err = io.Copy(w, f)
		return item, err
	}})
}

// AddScenario puts in a scenario that harden does not have in itself.
func (p *Plan) AddScenario(s *scenarios.Scenario) error {
	data, err := zipScenario(s)
	if err != nil {
		return fmt.Errorf("scenario %q: %w", s.ID, err)
	}
	item := Item{Kind: Scenario, Name: string(s.ID), File: scenarioFile(s.ID), Size: int64(len(data))}
	return p.add(part{item: item, write: func(_ context.Context, w io.Writer) (Item, error) {
		_, err := w.Write(data)
		return item, err
	}})
}

// zipScenario packs a scenario's folder, the same folder always into the same bytes.
func zipScenario(s *scenarios.Scenario) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	err := fs.WalkDir(s.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(name, "."): // .git and the like, which is no part of it
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		data, err := fs.ReadFile(s.FS, name)
		if err != nil {
			return err
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: path.Join(string(s.ID), name), Method: zip.Deflate})
		if err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	})
	err = errors.Join(err, z.Close())
	return b.Bytes(), err
}

// imageName finds the images that manifests name.
var imageName = regexp.MustCompile(`(?m)(?:^|[\s{,])-?\s*["']?image["']?:\s*["']?([^\s"',}\]]+)`)

// OtherImages are the images that a scenario's manifests name and no bundle has: all but the
// lab's own programs, which are in harden.
func OtherImages(s *scenarios.Scenario, own string) []string {
	var names []string
	for _, manifest := range s.Manifests {
		for _, found := range imageName.FindAllStringSubmatch(string(manifest.Data), -1) {
			if name := found[1]; name != own && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// AddImage puts in a node image that images found.
func (p *Plan) AddImage(images Images, image Image) error {
	p.index.Platform = image.Platform
	item := Item{Kind: NodeImage, Name: image.Name, File: nodeImageFile, Size: image.Size, Platform: image.Platform}
	return p.add(part{item: item, write: func(ctx context.Context, w io.Writer) (Item, error) {
		saved, err := saveImage(ctx, images, image, w)
		if err != nil {
			return item, err
		}
		item.ImageID, item.Layers = saved.ID, saved.Layers
		return item, nil
	}})
}

// saveImage writes an image and reads along, so that what is locked is what was written.
func saveImage(ctx context.Context, images Images, image Image, w io.Writer) (Image, error) {
	r, along := io.Pipe()
	type answer struct {
		image Image
		err   error
	}
	read := make(chan answer, 1)
	go func() {
		found, err := images.ReadImage(r)
		// Nobody reads any more: let the writer go on, or fail with the reason.
		r.CloseWithError(cmp.Or(err, error(errReadAll)))
		read <- answer{found, err}
	}()
	err := images.SaveImage(ctx, image, io.MultiWriter(w, untilReadAll{along}))
	along.CloseWithError(err) // nil is the end
	found := <-read
	if err := cmp.Or(err, found.err); err != nil {
		return Image{}, err
	}
	if found.image.Platform != image.Platform || !slices.Equal(found.image.Layers, image.Layers) {
		return Image{}, fmt.Errorf("what was saved as %s is another image: it has changed meanwhile", image.Name)
	}
	found.image.Name = image.Name
	return found.image, nil
}

var errReadAll = errors.New("the reader has read all it wants")

// untilReadAll writes to a reader that may stop before the end.
type untilReadAll struct{ w io.Writer }

func (u untilReadAll) Write(p []byte) (int, error) {
	n, err := u.w.Write(p)
	if errors.Is(err, errReadAll) {
		return len(p), nil
	}
	return n, err
}

// partSuffix is of the file that is written until it is whole.
const partSuffix = ".part"

// Save writes the bundle and returns what is in it, and its digest. The file is there when it is
// whole, and not before; a file of that name is replaced. When Save fails or ctx ends, nothing is left.
func (p *Plan) Save(ctx context.Context, file string, report labs.Reporter) (_ *Index, digest string, err error) {
	temp := file + partSuffix
	f, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // to be read by whoever is given it
	if errors.Is(err, fs.ErrExist) {
		return nil, "", &labs.Problem{
			Err: fmt.Errorf("%s is there: another harden is writing the bundle, or one was killed while it did", temp),
			Try: "remove it, if no other harden bundle save runs",
		}
	}
	if err != nil {
		return nil, "", mend(err)
	}
	defer func() {
		if err != nil {
			_ = f.Close() // its error would hide the one that matters
			err = errors.Join(mend(err), os.Remove(temp))
		}
	}()
	w := &writer{f: f, created: p.index.Created}
	index := p.index
	for _, part := range p.parts {
		name := step(part.item)
		began := time.Now()
		labs.Report(report, labs.Event{Step: name})
		item, err := w.item(ctx, part)
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", name, err)
		}
		index.Items = append(index.Items, item)
		labs.Report(report, labs.Event{Step: name, Done: true, Took: time.Since(began)})
	}
	if err := index.validate(); err != nil {
		return nil, "", fmt.Errorf("the bundle would not be loaded again: %w", err)
	}
	if digest, err = w.finish(&index); err != nil {
		return nil, "", err
	}
	// It is a stick, as likely as not, and pulled out next.
	if err := f.Sync(); err != nil {
		return nil, "", err
	}
	if err := f.Close(); err != nil {
		return nil, "", err
	}
	if ctx.Err() != nil {
		return nil, "", context.Cause(ctx)
	}
	return &index, digest, os.Rename(temp, file)
}

// step is what a person is told of an item.
func step(i Item) string {
	switch i.Kind {
	case NodeImage:
		return "node image"
	case Scenario:
		return "scenario " + i.Name
	case Harden:
		return "harden itself"
	}
	return string(i.Kind)
}

// mend adds advice to the errors of a disk.
func mend(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return &labs.Problem{Err: err, Try: "free some space there, or name a file on another disk"}
	case errors.Is(err, syscall.EFBIG):
		return &labs.Problem{Err: err, Try: "a stick with another file system (exFAT): this one cannot hold so large a file"}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &labs.Problem{Err: err, Try: "-f with a file in a directory you can write"}
	case errors.Is(err, fs.ErrNotExist):
		return &labs.Problem{Err: err, Try: "-f with a file in a directory that is there"}
	}
	return err
}

// writer writes the files of a bundle one after the other. How large one is, and so what is
// before it, is known when it was written.
type writer struct {
	f       *os.File
	at      int64
	created time.Time
}

// stopping fails when ctx has ended.
type stopping struct {
	ctx context.Context
	w   io.Writer
}

func (s stopping) Write(p []byte) (int, error) {
	if s.ctx.Err() != nil {
		return 0, context.Cause(s.ctx)
	}
	return s.w.Write(p)
}

func (w *writer) item(ctx context.Context, p part) (Item, error) {
	begin := w.at
	if _, err := w.f.Seek(begin+blockSize, io.SeekStart); err != nil {
		return p.item, err
	}
	hash := sha256.New()
	written := &counter{w: io.MultiWriter(w.f, hash)}
	item, err := p.write(ctx, stopping{ctx: ctx, w: written})
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return item, err
	}
	item.Size, item.Digest = written.n, "sha256:"+hex.EncodeToString(hash.Sum(nil))
	return item, w.close(begin, item.File, written.n)
}

// close writes what is around a file that was written.
func (w *writer) close(begin int64, name string, size int64) error {
	head, err := header(name, size, w.created)
	if err != nil {
		return err
	}
	if _, err := w.f.WriteAt(head, begin); err != nil {
		return err
	}
	if _, err := w.f.WriteAt(make([]byte, padding(size)), begin+blockSize+size); err != nil {
		return err
	}
	w.at = begin + blockSize + size + padding(size)
	return nil
}

func (w *writer) file(name string, data []byte) error {
	if _, err := w.f.WriteAt(data, w.at+blockSize); err != nil {
		return err
	}
	return w.close(w.at, name, int64(len(data)))
}

// finish writes the index, what locks it, and the end.
func (w *writer) finish(index *Index) (digest string, err error) {
	data, err := json.MarshalIndent(index, "", "  ")
	if err != nil {
		return "", err
	}
	data = append(data, '\n')
	if err := w.file(indexFile, data); err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	if err := w.file(sumFile, sumLine(sum)); err != nil {
		return "", err
	}
	_, err = w.f.WriteAt(make([]byte, 2*blockSize), w.at)
	return "sha256:" + hex.EncodeToString(sum[:]), err
}

// sumLine is what `sha256sum -c` reads.
func sumLine(sum [sha256.Size]byte) []byte {
	return fmt.Appendf(nil, "%x  %s\n", sum, indexFile)
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
