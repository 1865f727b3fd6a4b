package labs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// lock is the right to change one lab, held across processes.
type lock struct{ file *os.File }

type lockHolder struct {
	PID   int       `json:"pid"`
	Doing string    `json:"doing"`
	Since time.Time `json:"since"`
}

// lock takes the lab's lock or returns *BusyError at once. The file itself stays
// when the lock is released: removing it would let two processes lock two files of the
// same name.
func (h Home) lock(id ID, doing string) (*lock, error) {
	if err := id.Validate(); err != nil {
		return nil, err
	}
	path := h.lockPath(id)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("locking lab %q: %w", id, mendFile(err))
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("locking lab %q: %w", id, mendFile(err))
	}
	got, err := tryLock(file)
	if err != nil {
		return nil, fmt.Errorf("locking lab %q: %w", id, errors.Join(err, file.Close()))
	}
	if !got {
		busy := &BusyError{ID: id, Wanted: doing}
		var holder lockHolder
		// What the holder wrote of itself only makes the message better.
		if data, err := io.ReadAll(io.LimitReader(file, 1<<12)); err == nil && json.Unmarshal(data, &holder) == nil {
			busy.PID, busy.Doing, busy.Since = holder.PID, holder.Doing, holder.Since
		}
		_ = file.Close() // nothing was written
		return nil, busy
	}
	data, err := json.Marshal(lockHolder{PID: os.Getpid(), Doing: doing, Since: time.Now().UTC().Truncate(time.Second)})
	if err == nil {
		err = file.Truncate(0)
	}
	if err == nil {
		_, err = file.WriteAt(append(data, '\n'), 0)
	}
	if err != nil {
		return nil, fmt.Errorf("locking lab %q: %w", id, mendFile(errors.Join(err, file.Close())))
	}
	return &lock{file: file}, nil
}

// release gives the lock back. It is safe to call twice and on nil.
func (l *lock) release() {
	if l == nil || l.file == nil {
		return
	}
	_ = l.file.Truncate(0) // a stale name would only mislead; the lock itself goes with Close
	_ = l.file.Close()
	l.file = nil
}
