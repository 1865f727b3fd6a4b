package bundle

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/scenarios"
)

// machine is a provider on a machine, whose archives are one line of JSON and then noise.
type machine struct {
	platform string
	has      map[string]string // name to ID
	loads    int
	image    Image
	// cut makes a save fail after that many bytes, when it is not 0.
	cut int
	// saving is called with each piece that a save wrote.
	saving func()
}

var _ Images = (*machine)(nil)

type described struct {
	Name, Platform string
	Layers         []string
}

var errDisk = errors.New("the disk of Docker is broken")

func newMachine() *machine {
	m := &machine{platform: "linux/amd64", has: map[string]string{}}
	m.image = Image{Name: "example.com/node:v1.37.1", Platform: "linux/amd64", Layers: []string{"sha256:" + strings.Repeat("1", 64)}, Size: 70_000}
	m.image.ID = digestOf(m.line())
	return m
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (m *machine) line() []byte {
	data, err := json.Marshal(described{Name: m.image.Name, Platform: m.image.Platform, Layers: m.image.Layers})
	if err != nil {
		panic(err)
	}
	return append(data, '\n')
}

func (m *machine) Platform(context.Context) (string, error) { return m.platform, nil }

func (m *machine) NodeImage(context.Context, string) (Image, error) { return m.image, nil }

func (m *machine) SaveImage(ctx context.Context, _ Image, w io.Writer) error {
	data := append(m.line(), bytes.Repeat([]byte("layer "), 10_000)...)
	if m.cut > 0 {
		data = data[:m.cut]
	}
	for piece := range slices.Chunk(data, 5_000) {
		if _, err := w.Write(piece); err != nil {
			return err
		}
		if m.saving != nil {
			m.saving()
		}
	}
	if m.cut > 0 {
		return errDisk
	}
	return ctx.Err()
}

func (m *machine) ReadImage(r io.Reader) (Image, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return Image{}, err
	}
	line, _, _ := bytes.Cut(data, []byte("\n"))
	var d described
	if err := json.Unmarshal(line, &d); err != nil {
		return Image{}, err
	}
	return Image{Name: d.Name, ID: digestOf(append(line, '\n')), Platform: d.Platform, Layers: d.Layers}, nil
}

func (m *machine) LoadImage(_ context.Context, image Image, open func() (io.ReadCloser, error)) (bool, error) {
	if m.has[image.Name] == image.ID {
		return true, nil
	}
	r, err := open()
	if err != nil {
		return false, err
	}
	found, err := m.ReadImage(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return false, err
	}
	m.loads++
	m.has[found.Name] = found.ID
	return false, nil
}

var fixedTime = time.Date(2026, 3, 4, 12, 0, 0, 987, time.UTC)

func plan(t *testing.T, m *machine) *Plan {
	t.Helper()
	p := NewPlan("v0.1.0", "v1.37.1", fixedTime)
	p.List("default-deny", true)
	p.List("weak-rbac", false)
	p.List("weak-rbac", false)
	must(t, p.AddImage(m, m.image))
	s, err := scenarios.Builtin().Get("weak-rbac") // as if it were somebody's own
	must(t, err)
	must(t, p.AddScenario(s))
	program := filepath.Join(t.TempDir(), "harden")
	must(t, os.WriteFile(program, []byte("#!/bin/sh\necho harden\n"), 0o755)) //nolint:gosec // a program
	must(t, p.AddHarden(program, "linux/amd64"))
	return p
}

func save(t *testing.T, m *machine) (file, digest string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "class.tar")
	_, digest, err := plan(t, m).Save(t.Context(), file, nil)
	must(t, err)
	return file, digest
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// load loads a file into a machine that has nothing. It closes what it opens.
func load(t *testing.T, file string, m *machine, o LoadOptions) ([]Done, error) {
	t.Helper()
	b, err := Open(file)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	o.Images = m
	if o.Scenarios == "" {
		o.Scenarios = filepath.Join(t.TempDir(), "scenarios")
	}
	return b.Load(t.Context(), o)
}

func TestSaveAndLoad(t *testing.T) {
	home := newMachine()
	file, digest := save(t, home)
	if leftovers, _ := filepath.Glob(filepath.Dir(file) + "/*"); len(leftovers) != 1 {
		t.Errorf("beside the bundle there are %v", leftovers)
	}

	room := newMachine()
	dir := filepath.Join(t.TempDir(), "scenarios")
	done, err := load(t, file, room, LoadOptions{Scenarios: dir, Digest: digest})
	must(t, err)
	want := []Outcome{Left, Loaded, Loaded}
	var got []Outcome
	for _, d := range done {
		got = append(got, d.Outcome)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the outcomes are %v, want %v", got, want)
	}
	if room.has[home.image.Name] != home.image.ID {
		t.Errorf("the machine has %v", room.has)
	}
	// What was carried can be started: it is the scenario.
	catalogue, err := scenarios.Open(done[1].Path)
	must(t, err)
	carried, err := catalogue.Get("weak-rbac")
	must(t, err)
	original, err := scenarios.Builtin().Get("weak-rbac")
	must(t, err)
	if carried.Brief != original.Brief || len(carried.Manifests) != len(original.Manifests) || carried.Attack.Text != original.Attack.Text {
		t.Error("the scenario that was carried differs from the one that was saved")
	}

	// Once more: nothing is done again.
	done, err = load(t, file, room, LoadOptions{Scenarios: dir})
	must(t, err)
	if room.loads != 1 || done[1].Outcome != Already || done[2].Outcome != Already {
		t.Errorf("a second load gave the image to Docker %d times in all, and ended with %v and %v", room.loads, done[1].Outcome, done[2].Outcome)
	}
	// A load that was cut off before the image: the rest is done.
	room.has = map[string]string{}
	done, err = load(t, file, room, LoadOptions{Scenarios: dir})
	must(t, err)
	if room.loads != 2 || done[1].Outcome != Already || done[2].Outcome != Loaded {
		t.Errorf("a resumed load: %d loads, %v and %v", room.loads, done[1].Outcome, done[2].Outcome)
	}
	// Another version of the scenario under its name is replaced.
	must(t, os.WriteFile(done[1].Path, []byte("older"), 0o600))
	done, err = load(t, file, room, LoadOptions{Scenarios: dir})
	must(t, err)
	if done[1].Outcome != Loaded {
		t.Errorf("an older scenario is %s", done[1].Outcome)
	}
}

func TestSameInSameOut(t *testing.T) {
	one, digest := save(t, newMachine())
	other, again := save(t, newMachine())
	a, err := os.ReadFile(one)
	must(t, err)
	b, err := os.ReadFile(other)
	must(t, err)
	if digest != again || !bytes.Equal(a, b) {
		t.Errorf("two bundles of the same things differ: %s and %s", digest, again)
	}
}

// People without harden unpack harden with tar, and look whether the stick is whole with sha256sum.
func TestAnyTarUnpacksIt(t *testing.T) {
	file, _ := save(t, newMachine())
	f, err := os.Open(file)
	must(t, err)
	defer f.Close()
	r := tar.NewReader(f)
	var names []string
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		names = append(names, fmt.Sprintf("%s %o", h.Name, h.Mode))
	}
	want := []string{"harden 755", "scenarios/weak-rbac.zip 644", "node-image.tar 644", "bundle.json 644", "bundle.json.sha256 644"}
	if !slices.Equal(names, want) {
		t.Errorf("it holds %v, want %v", names, want)
	}
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Skip("no sha256sum here")
	}
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", `tar -xf "$1" && ./harden && sha256sum -c bundle.json.sha256`, "sh", file)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "harden\nbundle.json: OK\n" {
		t.Errorf("unpacking: %v\n%s", err, out)
	}
}

// Every bit of a bundle has one value that it may have: whichever is flipped, it is refused, and
// nothing is loaded.
func TestOneFlippedBit(t *testing.T) {
	file, _ := save(t, newMachine())
	data, err := os.ReadFile(file)
	must(t, err)
	damaged := filepath.Join(t.TempDir(), "class.tar")
	b, err := Open(file)
	must(t, err)
	at := b.at
	must(t, b.Close())
	// All of headers, padding, index and end are tried in steps that meet every field, the large
	// rest here and there.
	var places []int
	small := func(from, to int) {
		for i := from; i < to; i += 7 {
			places = append(places, i)
		}
	}
	for _, begin := range at {
		small(int(begin)-blockSize, int(begin))
	}
	small(int(at[indexFile])-600, len(data))
	for i := 0; i < len(data); i += 9_973 {
		places = append(places, i)
	}
	for _, place := range places {
		flipped := slices.Clone(data)
		flipped[place] ^= 1 << (place % 8)
		must(t, os.WriteFile(damaged, flipped, 0o600))
		m := newMachine()
		_, err := load(t, damaged, m, LoadOptions{})
		refused, ok := errors.AsType[*RefusedError](err)
		if !ok || !strings.Contains(err.Error(), "nothing of it was used") || labs.Advice(err) == "" {
			t.Fatalf("byte %d of %d changed: %v", place, len(data), err)
		}
		if refused.File != damaged || m.loads > 0 {
			t.Fatalf("byte %d changed: %d loads", place, m.loads)
		}
	}
}

func TestTruncated(t *testing.T) {
	file, _ := save(t, newMachine())
	data, err := os.ReadFile(file)
	must(t, err)
	for _, length := range []int{0, 1, 511, 512, 600, 5000, len(data) / 2, len(data) - 1024, len(data) - 512, len(data) - 1} {
		short := filepath.Join(t.TempDir(), "class.tar")
		must(t, os.WriteFile(short, data[:length], 0o600))
		m := newMachine()
		_, err := load(t, short, m, LoadOptions{})
		want := "it is cut off: its end is missing"
		if length < 512 {
			want = "it is no bundle, or it is damaged"
		}
		checkRefused(t, err, want, "copy it once more", m)
	}
	long := filepath.Join(t.TempDir(), "class.tar")
	must(t, os.WriteFile(long, append(data, 0), 0o600))
	m := newMachine()
	_, err = load(t, long, m, LoadOptions{})
	checkRefused(t, err, "there is something behind its end", "copy it once more", m)
}

func checkRefused(t *testing.T, err error, want, try string, m *machine) {
	t.Helper()
	if _, ok := errors.AsType[*RefusedError](err); !ok || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want a refusal with %q", err, want)
	}
	if advice := labs.Advice(err); !strings.Contains(advice, try) {
		t.Errorf("the advice is %q, want %q in it", advice, try)
	}
	if m.loads > 0 {
		t.Error("the image was loaded all the same")
	}
}

// file is one entry of a bundle that somebody made by hand.
type file struct {
	head tar.Header
	data string
}

// crafted writes a bundle with every digest right: the index is what change makes of a good one,
// and more is added to its files.
func crafted(t *testing.T, change func(*Index), more ...file) string {
	t.Helper()
	m := newMachine()
	var image bytes.Buffer
	must(t, m.SaveImage(t.Context(), m.image, &image))
	index := &Index{
		Version: 1, Harden: "v0.1.0", Kubernetes: "v1.37.1", Platform: "linux/amd64", Created: fixedTime.Truncate(time.Second),
		Scenarios: []Listed{},
		Items: []Item{{
			Kind: NodeImage, Name: m.image.Name, File: nodeImageFile, Size: int64(image.Len()), Digest: digestOf(image.Bytes()),
			Platform: "linux/amd64", ImageID: m.image.ID, Layers: m.image.Layers,
		}},
	}
	if change != nil {
		change(index)
	}
	data, err := json.Marshal(index)
	must(t, err)
	sum := sha256.Sum256(data)
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	files := append([]file{{tar.Header{Name: nodeImageFile}, image.String()}}, more...)
	files = append(files, file{tar.Header{Name: indexFile}, string(data)}, file{tar.Header{Name: sumFile}, string(sumLine(sum))})
	for _, f := range files {
		if f.head.Typeflag == 0 {
			f.head.Typeflag = tar.TypeReg
		}
		f.head.Mode, f.head.Size, f.head.ModTime, f.head.Format = 0o644, int64(len(f.data)), index.Created, tar.FormatGNU
		must(t, w.WriteHeader(&f.head))
		_, err := w.Write([]byte(f.data))
		must(t, err)
	}
	must(t, w.Close())
	name := filepath.Join(t.TempDir(), "class.tar")
	must(t, os.WriteFile(name, b.Bytes(), 0o600))
	return name
}

func TestRefused(t *testing.T) {
	if _, err := load(t, crafted(t, nil), newMachine(), LoadOptions{}); err != nil {
		t.Fatalf("what the others are made from is refused itself: %v", err)
	}
	regular := func(name, data string) file { return file{tar.Header{Name: name}, data} }
	for _, test := range []struct {
		name      string
		change    func(*Index)
		more      []file
		room      string
		want, try string
	}{
		{name: "a name that leads out", more: []file{regular("../evil", "x")}, want: `it holds "../evil", which leads out of it`},
		{name: "a name that leads out later", more: []file{regular("scenarios/../../evil.zip", "x")}, want: `it holds "scenarios/../../evil.zip", which leads out of it`},
		{name: "an absolute name", more: []file{regular("/etc/passwd", "x")}, want: `it holds "/etc/passwd", which leads out of it`},
		{name: "a name for Windows", more: []file{regular(`scenarios\..\evil.zip`, "x")}, want: `which leads out of it`},
		{name: "a symlink", more: []file{{tar.Header{Name: "harden", Typeflag: tar.TypeSymlink, Linkname: "/bin/sh"}, ""}}, want: `it holds "harden", which is no plain file`},
		{name: "a hard link", more: []file{{tar.Header{Name: "harden", Typeflag: tar.TypeLink, Linkname: "bundle.json"}, ""}}, want: `it holds "harden", which is no plain file`},
		{name: "a device", more: []file{{tar.Header{Name: "harden", Typeflag: tar.TypeChar}, ""}}, want: `it holds "harden", which is no plain file`},
		{name: "a directory", more: []file{{tar.Header{Name: "scenarios", Typeflag: tar.TypeDir}, ""}}, want: `it holds "scenarios", which is no plain file`},
		{name: "an unknown file", more: []file{regular("notes.txt", "x")}, want: `it holds "notes.txt", which has no place in a bundle`},
		{name: "a scenario that is no id", more: []file{regular("scenarios/A b.zip", "x")}, want: `it holds "scenarios/A b.zip", which has no place in a bundle`},
		{name: "a file of which the index does not tell", more: []file{regular("harden", "x")}, want: `it holds "harden", of which its bundle.json does not tell`},
		{name: "a file twice", more: []file{regular(nodeImageFile, "x")}, want: `it holds "node-image.tar" twice`},
		{name: "a file that is missing", change: func(x *Index) {
			x.Items = append(x.Items, Item{Kind: Harden, Name: "v1", File: "harden", Size: 1, Digest: digestOf(nil), Platform: "linux/amd64"})
		}, want: "harden is missing, of which its bundle.json tells"},
		{name: "a newer version", change: func(x *Index) { x.Version, x.Harden = 2, "v9.0.0" }, want: `it was made by a newer harden ("v9.0.0"): it has version 2, and this one knows up to 1`, try: "harden v9.0.0"},
		{name: "no version", change: func(x *Index) { x.Version = 0 }, want: "its version is 0"},
		{name: "no image", change: func(x *Index) { x.Items = nil }, want: "it has 0 node images, not 1"},
		{name: "another size", change: func(x *Index) { x.Items[0].Size++ }, want: "node-image.tar has "},
		{name: "another digest", change: func(x *Index) { x.Items[0].Digest = digestOf(nil) }, want: "it is damaged: the digest of node-image.tar is sha256:"},
		{name: "no digest", change: func(x *Index) { x.Items[0].Digest = "sha256:0" }, want: `digest "sha256:0" cannot be`},
		{name: "another image", change: func(x *Index) { x.Items[0].ImageID = digestOf(nil) }, want: "node-image.tar holds the image example.com/node:v1.37.1 (sha256:", try: "made otherwise"},
		{name: "another name in the archive", change: func(x *Index) { x.Items[0].Name = "debian:13" }, want: "and its bundle.json locks debian:13", try: "made otherwise"},
		{name: "an option for a name", change: func(x *Index) { x.Items[0].Name = "--privileged" }, want: `the name "--privileged" cannot be`},
		{name: "a file elsewhere", change: func(x *Index) { x.Items[0].File = "../node-image.tar" }, want: `its file should be "node-image.tar"`},
		{name: "an unknown kind", change: func(x *Index) { x.Items[0].Kind = "script" }, want: `this harden knows no "script"`},
		{name: "another architecture", room: "linux/arm64", want: "its node image is for linux/amd64, and Docker here runs linux/arm64", try: "a machine like this one"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMachine()
			if test.room != "" {
				m.platform = test.room
			}
			if test.try == "" {
				test.try = "copy it once more"
			}
			_, err := load(t, crafted(t, test.change, test.more...), m, LoadOptions{})
			checkRefused(t, err, test.want, test.try, m)
		})
	}
	t.Run("another digest than was heard of", func(t *testing.T) {
		m := newMachine()
		_, err := load(t, crafted(t, nil), m, LoadOptions{Digest: digestOf(nil)})
		checkRefused(t, err, "and "+digestOf(nil)+" was asked for", "copy it once more", m)
	})
	t.Run("no bundle", func(t *testing.T) {
		name := filepath.Join(t.TempDir(), "class.tar")
		must(t, os.WriteFile(name, bytes.Repeat([]byte("notes\n"), 1000), 0o600))
		m := newMachine()
		_, err := load(t, name, m, LoadOptions{})
		checkRefused(t, err, "it is no bundle, or it is damaged", "copy it once more", m)
		_, err = load(t, t.TempDir(), m, LoadOptions{})
		checkRefused(t, err, "it is no plain file", "copy it once more", m)
	})
	t.Run("no file", func(t *testing.T) {
		_, err := Open(filepath.Join(t.TempDir(), "class.tar"))
		if err == nil || !strings.Contains(labs.Advice(err), "harden bundle save wrote") {
			t.Errorf("got %v, with the advice %q", err, labs.Advice(err))
		}
	})
}

// Between the check and the use, the stick is written to.
func TestChangedWhileItIsRead(t *testing.T) {
	file, _ := save(t, newMachine())
	b, err := Open(file)
	must(t, err)
	defer b.Close()
	must(t, b.Verify(t.Context(), newMachine(), nil))
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	must(t, err)
	_, err = f.WriteAt([]byte("X"), b.at[nodeImageFile]+1000)
	must(t, errors.Join(err, f.Close()))
	item := b.Index.Items[2]
	data, err := io.ReadAll(b.again(t.Context(), item))
	if _, ok := errors.AsType[*RefusedError](err); !ok || !strings.Contains(err.Error(), "node-image.tar changed while it was read") {
		t.Errorf("got %v", err)
	}
	if int64(len(data)) >= item.Size {
		t.Error("all of it was handed out")
	}
}

func TestInterruptedSave(t *testing.T) {
	for _, test := range []struct {
		name string
		save func(*machine, context.CancelFunc)
		want string
	}{
		{"Ctrl-C", func(m *machine, cancel context.CancelFunc) { m.saving = cancel }, context.Canceled.Error()},
		{"Docker fails", func(m *machine, _ context.CancelFunc) { m.cut = 12_000 }, "node image: " + errDisk.Error()},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMachine()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			test.save(m, cancel)
			file := filepath.Join(t.TempDir(), "class.tar")
			must(t, os.WriteFile(file, []byte("the last one"), 0o600))
			_, _, err := plan(t, m).Save(ctx, file, nil)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if left, _ := filepath.Glob(filepath.Dir(file) + "/*"); len(left) != 1 {
				t.Errorf("it left %v", left)
			}
			if data, _ := os.ReadFile(file); string(data) != "the last one" {
				t.Errorf("what was there before is now %.20q", data)
			}
		})
	}
}

func TestSaveIsNotDoneTwiceAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "class.tar")
	must(t, os.WriteFile(file+".part", nil, 0o600))
	_, _, err := plan(t, newMachine()).Save(t.Context(), file, nil)
	if err == nil || !strings.Contains(err.Error(), "class.tar.part is there: another harden is writing the bundle, or one was killed") || labs.Advice(err) == "" {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(file + ".part"); err != nil {
		t.Errorf("somebody else's file is gone: %v", err)
	}
}

// What Docker saves may be another image than the one that was looked at.
func TestImageThatChanged(t *testing.T) {
	m := newMachine()
	p := plan(t, m)
	m.image.Layers = []string{"sha256:" + strings.Repeat("2", 64)}
	_, _, err := p.Save(t.Context(), filepath.Join(t.TempDir(), "class.tar"), nil)
	if err == nil || !strings.Contains(err.Error(), "what was saved as example.com/node:v1.37.1 is another image") {
		t.Errorf("got %v", err)
	}
}

func TestDisksAreToldApart(t *testing.T) {
	for err, want := range map[error]string{
		syscall.ENOSPC: "free some space", syscall.EFBIG: "exFAT", syscall.EROFS: "a directory you can write", os.ErrNotExist: "a directory that is there",
	} {
		if got := labs.Advice(mend(fmt.Errorf("x: %w", err))); !strings.Contains(got, want) {
			t.Errorf("%v: the advice is %q, want %q", err, got, want)
		}
	}
}

func TestOtherImages(t *testing.T) {
	s := &scenarios.Scenario{Manifests: []scenarios.Manifest{{Data: []byte(`
spec:
  containers:
  - image: nginx:1.29
  - {name: own, image: "hardenway/workload:v1"}
  - {name: flow, image: 'registry.example/app@sha256:00'}
  - name: again
    image: nginx:1.29
  imagePullPolicy: Never
`)}}}
	if got, want := OtherImages(s, "hardenway/workload:v1"), []string{"nginx:1.29", "registry.example/app@sha256:00"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHeaderOfALargeFile(t *testing.T) {
	for _, size := range []int64{0, 1, 8<<30 - 1, 8 << 30, 1 << 40} {
		head, err := header(nodeImageFile, size, fixedTime.Truncate(time.Second))
		must(t, err)
		e, err := parse(head)
		if err != nil || e.size != size || e.name != nodeImageFile {
			t.Errorf("%d: read as %q of %d bytes, %v", size, e.name, e.size, err)
		}
	}
}
