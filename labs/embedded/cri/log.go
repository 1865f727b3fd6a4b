package cri

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// logFile is a container's log in the format of the CRI: time, stream, tag, line.
type logFile struct {
	path string
	mu   sync.Mutex
	f    *os.File
}

func openLog(path string) (*logFile, error) {
	l := &logFile{path: path}
	return l, l.reopen()
}

func (l *logFile) reopen() error {
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.f != nil {
		_ = l.f.Close()
	}
	l.f = f
	return nil
}

func (l *logFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.f.Close()
}

func (l *logFile) writeLine(stream string, line []byte) {
	var b bytes.Buffer
	b.WriteString(time.Now().Format(time.RFC3339Nano))
	fmt.Fprintf(&b, " %s F ", stream)
	b.Write(bytes.TrimSuffix(line, []byte("\n")))
	b.WriteByte('\n')
	l.mu.Lock()
	defer l.mu.Unlock()
	// A log that cannot be written (no space) must not end the program that writes it.
	_, _ = l.f.Write(b.Bytes())
}

type streamWriter struct {
	l    *logFile
	name string
}

func (l *logFile) stream(name string) io.Writer { return streamWriter{l, name} }

func (w streamWriter) Write(p []byte) (int, error) {
	w.l.writeLine(w.name, p)
	return len(p), nil
}

// lines returns a writer that logs what is written line by line, each passed through
// edit, so that a log speaks of the container's paths and not of this machine's.
func (l *logFile) lines(stream string, edit *strings.Replacer) io.WriteCloser {
	pr, pw := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b := bufio.NewReaderSize(pr, 64<<10)
		for {
			line, err := b.ReadSlice('\n')
			if len(line) > 0 { // over-long lines are logged in pieces
				l.writeLine(stream, []byte(edit.Replace(string(line))))
			}
			if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
				return
			}
		}
	}()
	return &lineWriter{pw, ended}
}

type lineWriter struct {
	*io.PipeWriter
	ended chan struct{}
}

func (w *lineWriter) Close() error {
	err := w.PipeWriter.Close()
	<-w.ended
	return err
}
