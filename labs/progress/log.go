package progress

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/hardenway/hardenway/internal/disk"
)

// MaxSize is how large a file may be and still be read, in bytes: some hundred thousand
// events.
const MaxSize = 64 << 20

// Log is the file. It holds nothing open, so a copy or a sync tool may replace the
// file at any time. Its methods may be called from several goroutines and several
// processes.
type Log struct{ path string }

// Open names the file. It touches nothing: the file is made by the first Append.
func Open(path string) *Log { return &Log{path: path} }

// Path is where the file is.
func (l *Log) Path() string { return l.path }

// Note is something about the file that its owner should know. It is not an error:
// everything else was read.
type Note struct {
	Line int    `json:"line"` // 1 is the first
	Text string `json:"text"`
}

func (n Note) String() string { return fmt.Sprintf("line %d: %s", n.Line, n.Text) }

// NewerError: a newer harden has written to the file. It was not touched.
type NewerError struct {
	Path    string
	Line    int
	Version int
}

// Error says what stands in which line.
func (e *NewerError) Error() string {
	return fmt.Sprintf("progress is not recorded: line %d of %s has version %d, and this harden knows version %d", e.Line, e.Path, e.Version, Version)
}

// Mend is what to do about it.
func (e *NewerError) Mend() string { return "update harden, or set HARDEN_HOME to another directory" }

// ForeignError: the file holds something else than progress. It was not touched.
type ForeignError struct{ Path string }

// Error names the file.
func (e *ForeignError) Error() string {
	return fmt.Sprintf("progress is not recorded: %s holds no line that harden wrote", e.Path)
}

// Mend is what to do about it.
func (e *ForeignError) Mend() string { return "move the file away; harden begins a new one" }

// WriteError: the event was not recorded, and what was recorded before is as it was.
// The caller can go on without.
type WriteError struct {
	Path string
	Err  error
	mend string
}

// Error says where and why.
func (e *WriteError) Error() string {
	return fmt.Sprintf("progress is not recorded in %s: %v", e.Path, bare(e.Err))
}

// Unwrap is why.
func (e *WriteError) Unwrap() error { return e.Err }

// Mend is what to do about it.
func (e *WriteError) Mend() string { return e.mend }

// bare is the reason without the operation and the path, which stand before it.
func bare(err error) error {
	if pathError, is := errors.AsType[*fs.PathError](err); is {
		return pathError.Err
	}
	return err
}

func (l *Log) writeError(err error) error {
	mend := "look at the file and its directory, or set HARDEN_HOME to a directory you can write"
	switch {
	case errors.Is(err, fs.ErrPermission), disk.IsReadOnly(err):
		mend = "make it writable for you, or set HARDEN_HOME to a directory you can write"
	case disk.IsFull(err):
		mend = "make room on that disk, or set HARDEN_HOME to a directory on another"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		mend = "try again; another harden holds the file's lock for the time of one write"
	}
	return &WriteError{Path: l.path, Err: err, mend: mend}
}

// Append records one event. Once it returns nil the event is on the disk. It waits for
// others who are writing, until ctx ends. Errors: *WriteError, *NewerError,
// *ForeignError; with each of them nothing was recorded.
func (l *Log) Append(ctx context.Context, e Event) error {
	if e.Kind == "" || (e.Scenario == "") != (e.Kind == LessonRead) || (e.Lesson != "") != (e.Kind == LessonRead) {
		return fmt.Errorf("recording progress: the event has no kind, or not what it is about: %+v", e)
	}
	if e.ID == "" {
		var id [8]byte
		if _, err := rand.Read(id[:]); err != nil {
			return fmt.Errorf("recording progress: %w", err)
		}
		e.ID = hex.EncodeToString(id[:])
	}
	if e.Time.IsZero() {
		e.Time = time.Now()
	}
	e.Time = e.Time.UTC().Truncate(time.Millisecond)
	line, err := encode(e)
	if err != nil {
		return fmt.Errorf("recording progress: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
		return l.writeError(err)
	}
	f, err := l.openLocked(ctx)
	if err != nil {
		return l.writeError(err)
	}
	return errors.Join(l.write(f, line), closing(f, l))
}

// closing gives the lock back. The line is on the disk by then, so what goes wrong
// here takes nothing from it; but a caller should hear of it.
func closing(f *os.File, l *Log) error {
	if err := f.Close(); err != nil {
		return l.writeError(err)
	}
	return nil
}

// openLocked opens the file and locks it. A sync tool may put another file in its
// place meanwhile; then that one is taken.
func (l *Log) openLocked(ctx context.Context) (*os.File, error) {
	for {
		f, err := os.OpenFile(l.path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return nil, err
		}
		if err := lock(ctx, f, disk.Exclusive); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		ours, err := f.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if !ours.Mode().IsRegular() {
			return nil, errors.Join(errors.New("it is not a file"), f.Close())
		}
		there, err := os.Stat(l.path)
		if err == nil && os.SameFile(ours, there) {
			return f, nil
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

// write adds the line to the locked file.
func (l *Log) write(f *os.File, line []byte) error {
	data, err := readAll(f)
	if err != nil {
		return l.writeError(err)
	}
	state := look(data)
	if state.newer != nil {
		state.newer.Path = l.path
		return state.newer
	}
	// A file with nothing of ours in it is left alone, unless all there is of it is
	// the beginning of our own header.
	if !state.ours && !bytes.HasPrefix([]byte(headerLine), bytes.TrimSpace(data)) {
		return &ForeignError{Path: l.path}
	}
	var out bytes.Buffer
	if len(data) > 0 && data[len(data)-1] != '\n' {
		out.WriteByte('\n') // what was cut short stays a line of its own
	}
	if !state.header {
		out.WriteString(headerLine + "\n")
	}
	out.Write(line)
	out.WriteByte('\n')
	// One write, so that even without the lock lines would not be mixed.
	_, err = f.Write(out.Bytes())
	if err == nil {
		err = f.Sync()
	}
	if err == nil && len(data) == 0 {
		err = disk.SyncDir(filepath.Dir(l.path)) // the file itself is new
	}
	if err != nil {
		// Half a line would be skipped anyway; without it the file is as it was.
		return l.writeError(errors.Join(err, f.Truncate(int64(len(data)))))
	}
	return nil
}

// state is what stands in a file.
type state struct {
	header bool // a header of this version
	ours   bool // at least one whole line that some harden wrote
	newer  *NewerError
	events []Event
	notes  []Note
	torn   bool // the last line was cut short
}

// look reads everything that can be read.
func look(data []byte) state {
	var s state
	number := 0
	for len(data) > 0 {
		number++
		line, rest, ended := bytes.Cut(data, []byte("\n"))
		data = rest
		kind, event, version := decode(line)
		s.ours = s.ours || kind == lineHeader || kind == lineEvent || kind == lineUnknown || kind == lineNewer
		note := ""
		switch kind {
		case lineBlank:
		case lineHeader:
			s.header = true
		case lineEvent:
			s.events = append(s.events, event)
		case lineUnknown:
			note = fmt.Sprintf("an event of the kind %q, which this harden does not know; it was passed over", event.Kind)
		case lineNewer:
			note = fmt.Sprintf("version %d, and this harden knows version %d; it was passed over", version, Version)
			if s.newer == nil {
				s.newer = &NewerError{Line: number, Version: version}
			}
		case lineDamaged:
			note = "not as harden wrote it; it was passed over and left where it is"
			if !ended {
				s.torn = true
				note = "cut short, as when harden is killed while it writes; it was passed over and left where it is"
			}
		}
		if note != "" {
			s.notes = append(s.notes, Note{Line: number, Text: note})
		}
	}
	return s
}

// Events returns every event that can be read, each once, in the order of the file. A
// file that is not there yet has none.
func (l *Log) Events() ([]Event, []Note, error) {
	s, err := l.read()
	if err != nil {
		return nil, nil, err
	}
	seen := make(map[string]bool, len(s.events))
	events := s.events[:0]
	for _, e := range s.events {
		if !seen[e.ID] {
			seen[e.ID] = true
			events = append(events, e)
		}
	}
	return events, s.notes, nil
}

// settle is how long a reader waits for a writer it caught in the middle, and settleLook how often it looks meanwhile.
const (
	settle     = time.Second
	settleLook = 20 * time.Millisecond
)

// settled reads the file once the lock is ours, for then no one writes. Many who write may keep it from us for long;
// then what is whole in the meantime will do. Where neither comes, the last that was read stands.
func settled(f *os.File) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), settle)
	defer cancel()
	for {
		brief, cancel := context.WithTimeout(ctx, settleLook)
		locked := lock(brief, f, disk.Shared)
		cancel()
		data, err := readAll(f)
		if err != nil || !errors.Is(locked, context.DeadlineExceeded) || ctx.Err() != nil || !look(data).torn {
			return data, err
		}
	}
}

func (l *Log) read() (state, error) {
	f, err := os.Open(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return state{}, nil
	}
	if err != nil {
		return state{}, fmt.Errorf("reading progress: %w", err)
	}
	data, err := readAll(f)
	if err == nil {
		if s := look(data); !s.torn {
			return s, f.Close()
		}
		// Torn, or being written at this moment?
		data, err = settled(f)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return state{}, fmt.Errorf("reading progress in %s: %w", l.path, bare(err))
	}
	return look(data), nil
}

// readAll reads the whole file, wherever its offset stands.
func readAll(f *os.File) ([]byte, error) {
	data, err := io.ReadAll(io.NewSectionReader(f, 0, MaxSize+1))
	if err == nil && len(data) > MaxSize {
		err = fmt.Errorf("the file is larger than %d MiB", MaxSize>>20)
	}
	return data, err
}
