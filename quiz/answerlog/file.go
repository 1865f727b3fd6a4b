package answerlog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/hardenway/hardenway/internal/disk"
	"github.com/hardenway/hardenway/quiz"
)

// MaxSize is how large a file may be and still be read, in bytes: some hundred thousand answers.
const MaxSize = 64 << 20

// File is a log on disk. It holds nothing open. Its methods may be called from several
// goroutines and several processes.
type File struct{ path string }

// Open names the file. It touches nothing: the file is made by the first Append.
func Open(path string) *File { return &File{path: path} }

// Path is where the file is.
func (f *File) Path() string { return f.path }

// NewerError: a newer harden has written to the file. It was not touched.
type NewerError struct {
	Path    string
	Line    int
	Version int
}

// Error says what stands in which line.
func (e *NewerError) Error() string {
	return fmt.Sprintf("answers are not recorded: line %d of %s has version %d, and this harden knows version %d", e.Line, e.Path, e.Version, Version)
}

// Mend is what to do about it, fit to follow "try:".
func (e *NewerError) Mend() string { return "update harden, or set HARDEN_HOME to another directory" }

// FileError: the file could not be read or written. What was recorded before is as it was.
type FileError struct {
	What string // "reading answers", "recording answers"
	Path string
	Err  error
}

// Error says where and why.
func (e *FileError) Error() string {
	err := e.Err
	if pathError, is := errors.AsType[*fs.PathError](err); is {
		err = pathError.Err // the path stands before it
	}
	return fmt.Sprintf("%s in %s: %v", e.What, e.Path, err)
}

// Unwrap is why.
func (e *FileError) Unwrap() error { return e.Err }

// Mend is what to do about it, fit to follow "try:".
func (e *FileError) Mend() string {
	return "look at the file and its directory, or set HARDEN_HOME to a directory you can write"
}

// Append records events. Once it returns nil they are on the disk. With an error, at most a line
// cut short was added. Errors: *NewerError, *FileError.
func (f *File) Append(events ...quiz.Event) error {
	if len(events) == 0 {
		return nil
	}
	failed := func(err error) error { return &FileError{What: "recording answers", Path: f.path, Err: err} }
	var out bytes.Buffer
	for _, e := range events {
		line, err := Encode(e)
		if err != nil {
			return failed(err)
		}
		out.Write(line)
	}
	dir := filepath.Dir(f.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return failed(err)
	}
	file, err := os.OpenFile(f.path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return failed(err)
	}
	data, err := readAll(file)
	if err == nil {
		if log := Decode(data); log.Newer > 0 {
			return errors.Join(&NewerError{Path: f.path, Line: log.NewerLine, Version: log.Newer}, file.Close())
		}
		lines := out.Bytes()
		if len(data) > 0 && data[len(data)-1] != '\n' {
			lines = append([]byte("\n"), lines...) // what was cut short stays a line of its own
		}
		_, err = file.Write(lines)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return failed(err)
	}
	if len(data) == 0 {
		_ = disk.SyncDir(dir) // what it guards against is a power cut just now; the answers are written
	}
	return nil
}

// settle is how long a reader waits for a writer that it caught in the middle.
const settle = 100 * time.Millisecond

// Events returns every event that can be read. A file that is not there yet has none.
func (f *File) Events() ([]quiz.Event, []Note, error) {
	deadline := time.Now().Add(settle)
	for {
		log, err := f.read()
		if err != nil {
			return nil, nil, &FileError{What: "reading answers", Path: f.path, Err: err}
		}
		if !log.Torn || time.Now().After(deadline) {
			return log.Events, log.Notes, nil
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (f *File) read() (Log, error) {
	file, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return Log{}, nil
	}
	if err != nil {
		return Log{}, err
	}
	data, err := readAll(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return Log{}, err
	}
	return Decode(data), nil
}

// readAll reads the whole file, wherever its offset stands.
func readAll(file *os.File) ([]byte, error) {
	data, err := io.ReadAll(io.NewSectionReader(file, 0, MaxSize+1))
	if err == nil && len(data) > MaxSize {
		err = fmt.Errorf("the file is larger than %d MiB", MaxSize>>20)
	}
	return data, err
}
