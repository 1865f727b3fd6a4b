package bundle

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/scenarios"
)

// Bundle is a bundle on disk. Its form is right: nothing is in it but what its index locks, and each
// file has the size it should have. Whether their content is right too, Verify tells.
type Bundle struct {
	Index Index
	// Digest is that of bundle.json, and so stands for the whole.
	Digest string
	// Size of the whole file.
	Size int64

	file string
	f    *os.File
	at   map[string]int64 // where the content of each file begins
}

// maxIndex bounds bundle.json: hundreds of scenarios.
const maxIndex = 1 << 20

// entry is a file in a bundle as its header tells of it.
type entry struct {
	name string
	head []byte
	at   int64 // of its content
	size int64
}

// Open opens a bundle and looks at its form, which takes no time. An error about the bundle
// itself is a *RefusedError.
func Open(file string) (_ *Bundle, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, &labs.Problem{Err: err, Try: "the name of a file that harden bundle save wrote"}
	}
	defer func() {
		if err != nil {
			_ = f.Close() // it was only read
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	b := &Bundle{file: file, f: f, Size: info.Size()}
	if !info.Mode().IsRegular() {
		return nil, b.refused("", errors.New("it is no plain file"))
	}
	entries, err := b.entries()
	if err != nil {
		return nil, b.refused("", err)
	}
	if err := b.readIndex(entries); err != nil {
		if newer, ok := errors.AsType[*newerError](err); ok {
			return nil, b.refused(fmt.Sprintf("harden %s, or a bundle saved by harden as it is here", newer.harden), err)
		}
		return nil, b.refused("", err)
	}
	if err := b.compare(entries); err != nil {
		return nil, b.refused("", err)
	}
	return b, nil
}

// Close ends the use of the file.
func (b *Bundle) Close() error { return b.f.Close() }

const anotherCopy = "copy it once more from where it came from, and compare the digest that harden bundle show tells with the one harden bundle save told"

func (b *Bundle) refused(try string, why error) error {
	if try == "" {
		try = anotherCopy
	}
	return &RefusedError{File: b.file, Why: why.Error(), Try: try}
}

var (
	errCutOff = errors.New("it is cut off: its end is missing")
	errNoTar  = errors.New("it is no bundle, or it is damaged")
)

// entries reads the headers of all files.
func (b *Bundle) entries() ([]entry, error) {
	var found []entry
	zeros := make([]byte, blockSize)
	for at := int64(0); ; {
		head := make([]byte, blockSize)
		if _, err := b.f.ReadAt(head, at); errors.Is(err, io.EOF) {
			if at == 0 {
				return nil, errNoTar
			}
			return nil, errCutOff
		} else if err != nil {
			return nil, err
		}
		if bytes.Equal(head, zeros) {
			return found, b.checkEnd(at)
		}
		e, err := parse(head)
		if err != nil {
			return nil, err
		}
		if len(found) == 1000 {
			return nil, errors.New("it holds more than 1000 files")
		}
		e.at = at + blockSize
		if at = e.at + e.size + padding(e.size); at > b.Size {
			return nil, errCutOff
		}
		rest := make([]byte, padding(e.size))
		if _, err := b.f.ReadAt(rest, e.at+e.size); err != nil {
			return nil, err
		}
		if !bytes.Equal(rest, zeros[:len(rest)]) {
			return nil, fmt.Errorf("it is damaged behind %s", e.name)
		}
		found = append(found, e)
	}
}

// checkEnd sees that two blocks of zeros are the end.
func (b *Bundle) checkEnd(at int64) error {
	switch {
	case b.Size < at+2*blockSize:
		return errCutOff
	case b.Size > at+2*blockSize:
		return errors.New("there is something behind its end")
	}
	last := make([]byte, blockSize)
	if _, err := b.f.ReadAt(last, at+blockSize); err != nil {
		return err
	}
	if !bytes.Equal(last, make([]byte, blockSize)) {
		return errors.New("it is damaged at its end")
	}
	return nil
}

// parse reads a header as far as is needed; compare looks at every bit of it. archive/tar is not
// asked: it follows headers that tell of the next one, which have no place here.
func parse(head []byte) (entry, error) {
	name, _, _ := strings.Cut(string(head[:100]), "\x00")
	// The last fields of old and new forms differ, and the magic tells a tar at all.
	if !strings.HasPrefix(string(head[257:]), "ustar") || !checksumFits(head) {
		return entry{}, errNoTar
	}
	if head[156] != '0' && head[156] != 0 {
		return entry{}, fmt.Errorf("it holds %q, which is no plain file", name)
	}
	if !fs.ValidPath(name) || strings.Contains(name, `\`) {
		return entry{}, fmt.Errorf("it holds %q, which leads out of it", name)
	}
	if !known(name) {
		return entry{}, fmt.Errorf("it holds %q, which has no place in a bundle", name)
	}
	size, err := sizeOf(head[124:136])
	if err != nil {
		return entry{}, errNoTar
	}
	return entry{name: name, head: head, size: size}, nil
}

// sizeOf reads the size field: octal digits, or eleven bytes after one that marks them.
func sizeOf(field []byte) (int64, error) {
	if field[0] == 0x80 {
		var n uint64
		for _, c := range field[4:] {
			n = n<<8 | uint64(c)
		}
		if n > 1<<50 || !bytes.Equal(field[1:4], []byte{0, 0, 0}) {
			return 0, errors.New("too large")
		}
		return int64(n), nil
	}
	return strconv.ParseInt(strings.Trim(string(field), " \x00"), 8, 64)
}

func checksumFits(head []byte) bool {
	want, err := strconv.ParseInt(strings.Trim(string(head[148:156]), " \x00"), 8, 64)
	if err != nil {
		return false
	}
	var sum int64
	for i, c := range head {
		if i >= 148 && i < 156 {
			c = ' '
		}
		sum += int64(c)
	}
	return sum == want
}

func (b *Bundle) readIndex(entries []entry) error {
	read := func(name string) ([]byte, error) {
		i := slices.IndexFunc(entries, func(e entry) bool { return e.name == name })
		if i < 0 {
			return nil, fmt.Errorf("it has no %s", name)
		}
		if entries[i].size > maxIndex {
			return nil, fmt.Errorf("its %s is larger than %d bytes", name, maxIndex)
		}
		data := make([]byte, entries[i].size)
		_, err := b.f.ReadAt(data, entries[i].at)
		return data, err
	}
	data, err := read(indexFile)
	if err != nil {
		return err
	}
	locked, err := read(sumFile)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	if !bytes.Equal(locked, sumLine(sum)) {
		return fmt.Errorf("it is damaged: %s is not what %s locks", indexFile, sumFile)
	}
	index, err := decodeIndex(data)
	if err != nil {
		if _, newer := errors.AsType[*newerError](err); newer {
			return err
		}
		return fmt.Errorf("its %s is wrong: %w", indexFile, err)
	}
	b.Index, b.Digest = *index, "sha256:"+hex.EncodeToString(sum[:])
	return nil
}

// compare sees that the files are those of the index, no more and no fewer, and their headers
// what this package writes.
func (b *Bundle) compare(entries []entry) error {
	b.at = map[string]int64{}
	for _, e := range entries {
		if _, twice := b.at[e.name]; twice {
			return fmt.Errorf("it holds %q twice", e.name)
		}
		b.at[e.name] = e.at
		if e.name != indexFile && e.name != sumFile {
			i := slices.IndexFunc(b.Index.Items, func(i Item) bool { return i.File == e.name })
			if i < 0 {
				return fmt.Errorf("it holds %q, of which its %s does not tell", e.name, indexFile)
			}
			if locked := b.Index.Items[i].Size; locked != e.size {
				return fmt.Errorf("%s has %d bytes, and its %s locks %d", e.name, e.size, indexFile, locked)
			}
		}
		want, err := header(e.name, e.size, b.Index.Created)
		if err != nil {
			return err
		}
		if !bytes.Equal(want, e.head) {
			return fmt.Errorf("it is damaged before %s", e.name)
		}
	}
	for _, item := range b.Index.Items {
		if _, there := b.at[item.File]; !there {
			return fmt.Errorf("%s is missing, of which its %s tells", item.File, indexFile)
		}
	}
	return nil
}

// Verify reads the whole bundle and sees that each file has its digest, and that the archive of
// the node image is of that image and nothing else. A provider that knows images may be nil: then
// only digests are looked at.
func (b *Bundle) Verify(ctx context.Context, images Images, report labs.Reporter) error {
	for _, item := range b.Index.Items {
		name := "checking " + item.File
		began := time.Now()
		labs.Report(report, labs.Event{Step: name})
		if err := b.verify(ctx, images, item); err != nil {
			return err
		}
		labs.Report(report, labs.Event{Step: name, Done: true, Took: time.Since(began)})
	}
	return nil
}

func (b *Bundle) verify(ctx context.Context, images Images, item Item) error {
	// All bytes go through the digest before they are looked into: a parser sees damaged ones,
	// but what it says of them is not the news.
	hash := sha256.New()
	if _, err := io.Copy(hash, b.section(ctx, item)); err != nil {
		return readError(ctx, item, err)
	}
	if got := "sha256:" + hex.EncodeToString(hash.Sum(nil)); got != item.Digest {
		return b.refused("", fmt.Errorf("it is damaged: the digest of %s is %s, and its %s locks %s", item.File, got, indexFile, item.Digest))
	}
	if item.Kind != NodeImage || images == nil {
		return nil
	}
	found, err := images.ReadImage(b.section(ctx, item))
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	const made = "a bundle that harden bundle save wrote: this one was made otherwise"
	if err != nil {
		return b.refused(made, fmt.Errorf("%s: %w", item.File, err))
	}
	if found.ID != item.ImageID || found.Platform != item.Platform || !slices.Equal(found.Layers, item.Layers) || found.Name != "" && found.Name != item.Name {
		return b.refused(made, fmt.Errorf("%s holds the image %s (%s, %s), and its %s locks %s (%s, %s)",
			item.File, found.Name, found.ID, found.Platform, indexFile, item.Name, item.ImageID, item.Platform))
	}
	return nil
}

func readError(ctx context.Context, item Item, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return &labs.Problem{Err: fmt.Errorf("reading %s: %w", item.File, err), Try: anotherCopy}
}

// section reads an item, until ctx ends.
func (b *Bundle) section(ctx context.Context, item Item) io.Reader {
	return reader{ctx: ctx, r: io.NewSectionReader(b.f, b.at[item.File], item.Size)}
}

type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.r.Read(p)
}

// Outcome is what became of an item.
type Outcome string

// The outcomes.
const (
	Loaded  Outcome = "loaded"
	Already Outcome = "already there"
	Left    Outcome = "left in the bundle" // harden itself: whoever loads has one
)

// Done is what became of one item.
type Done struct {
	Item    Item
	Outcome Outcome
	Path    string // of a scenario that was put on this machine
}

// LoadOptions say where a bundle goes.
type LoadOptions struct {
	Images Images
	// Scenarios is the directory for scenarios that are not harden's own.
	Scenarios string
	// Digest, when not empty, is the one the bundle has to have.
	Digest string
	Report labs.Reporter
}

// Load brings what is in the bundle onto this machine. Everything is verified before the first
// thing is used. What is there already is left as it is, so a load that was cut off is
// done by another.
func (b *Bundle) Load(ctx context.Context, o LoadOptions) ([]Done, error) {
	if o.Digest != "" && o.Digest != b.Digest {
		return nil, b.refused("", fmt.Errorf("its digest is %s, and %s was asked for", b.Digest, o.Digest))
	}
	platform, err := o.Images.Platform(ctx)
	if err != nil {
		return nil, err
	}
	if platform != b.Index.Platform {
		return nil, b.refused("a bundle saved on a machine like this one; scenarios that do not need kind start without any", fmt.Errorf("its node image is for %s, and Docker here runs %s", b.Index.Platform, platform))
	}
	if err := b.Verify(ctx, o.Images, o.Report); err != nil {
		return nil, err
	}
	var done []Done
	for _, item := range b.Index.Items {
		began := time.Now()
		result := Done{Item: item, Outcome: Left}
		switch item.Kind {
		case NodeImage:
			labs.Report(o.Report, labs.Event{Step: step(item)})
			already, err := o.Images.LoadImage(ctx, item.image(), func() (io.ReadCloser, error) { return b.again(ctx, item), nil })
			if err != nil {
				return done, fmt.Errorf("%s: %w", step(item), err)
			}
			result.Outcome = Loaded
			if already {
				result.Outcome = Already
			}
		case Scenario:
			labs.Report(o.Report, labs.Event{Step: step(item)})
			if result.Path, result.Outcome, err = b.keep(ctx, item, o.Scenarios); err != nil {
				return done, fmt.Errorf("%s: %w", step(item), err)
			}
		case Harden:
		}
		if result.Outcome != Left {
			labs.Report(o.Report, labs.Event{Step: step(item), Done: true, Took: time.Since(began)})
		}
		done = append(done, result)
	}
	return done, nil
}

// again reads an item that was verified, and holds the end back unless it still is what it was:
// a stick can be changed between two looks.
func (b *Bundle) again(ctx context.Context, item Item) io.ReadCloser {
	hash := sha256.New()
	left := item.Size
	r := b.section(ctx, item)
	return io.NopCloser(readFunc(func(p []byte) (int, error) {
		n, err := r.Read(p)
		hash.Write(p[:n])
		if left -= int64(n); left > 0 || n == 0 {
			return n, err
		}
		if got := "sha256:" + hex.EncodeToString(hash.Sum(nil)); got != item.Digest {
			return 0, &RefusedError{File: b.file, Why: item.File + " changed while it was read", Try: anotherCopy}
		}
		return n, err
	}))
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// keep writes a scenario's zip file. It is small: Open has bounded what it unpacks to.
func (b *Bundle) keep(ctx context.Context, item Item, dir string) (file string, outcome Outcome, err error) {
	file = filepath.Join(dir, item.Name+".zip")
	if item.Size > scenarios.MaxBundleSize {
		return "", "", fmt.Errorf("it is larger than %d MiB", scenarios.MaxBundleSize>>20)
	}
	if old, err := os.ReadFile(file); err == nil {
		if sum := sha256.Sum256(old); "sha256:"+hex.EncodeToString(sum[:]) == item.Digest {
			return file, Already, nil
		}
	}
	data, err := io.ReadAll(b.again(ctx, item))
	if err != nil {
		return "", "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", mend(err)
	}
	temp := file + partSuffix
	if err := os.WriteFile(temp, data, 0o600); err != nil {
		return "", "", errors.Join(mend(err), remove(temp))
	}
	return file, Loaded, mend(os.Rename(temp, file))
}

func remove(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
