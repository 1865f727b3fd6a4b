package labs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/hardenway/hardenway/internal/disk"
)

// lock is the right to change one lab, held across processes.
type lock struct {
	file *os.File
	path string
}

type lockHolder struct {
	PID   int       `json:"pid"`
	Doing string    `json:"doing"`
	Since time.Time `json:"since"`
}

// lockTime is how long a lock is waited for: long enough for those who only look
// whether somebody holds it.
const lockTime = 300 * time.Millisecond

// lock takes the lab's lock, or returns *BusyError when somebody is at work there.
func (h Home) lock(id ID, doing string) (*lock, error) {
	if err := id.Validate(); err != nil {
		return nil, err
	}
	path := h.lockPath(id)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("locking lab %q: %w", id, mendFile(err))
	}
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		taken, err := takeLock(path, doing)
		if err != nil {
			return nil, fmt.Errorf("locking lab %q: %w", id, mendFile(err))
		}
		if taken != nil {
			return taken, nil
		}
		if time.Since(began) >= lockTime {
			return nil, busy(path, id, doing)
		}
	}
}

// takeLock returns nil, nil when somebody else has it.
func takeLock(path, doing string) (_ *lock, err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	taken := false
	defer func() {
		if !taken {
			err = errors.Join(err, file.Close())
		}
	}()
	got, err := disk.TryLock(file, disk.Exclusive)
	if err != nil || !got {
		return nil, err
	}
	// Whoever had it before may have removed the file; then another one may hold the
	// lock of the file that has the name now.
	ours, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if there, err := os.Stat(path); err != nil || !os.SameFile(ours, there) {
		return nil, nil //nolint:nilerr // it is gone: try again
	}
	data, err := json.Marshal(lockHolder{PID: os.Getpid(), Doing: doing, Since: time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return nil, err
	}
	if err := file.Truncate(0); err != nil {
		return nil, err
	}
	if _, err := file.WriteAt(append(data, '\n'), 0); err != nil {
		return nil, err
	}
	taken = true
	return &lock{file: file, path: path}, nil
}

// busy says who holds a lock, as far as they wrote it down.
func busy(path string, id ID, wanted string) error {
	e := &BusyError{ID: id, Wanted: wanted}
	var holder lockHolder
	// What the holder wrote only makes the message better.
	if data, err := os.ReadFile(path); err == nil && json.Unmarshal(data, &holder) == nil {
		e.PID, e.Doing, e.Since = holder.PID, holder.Doing, holder.Since
	}
	return e
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

// remove gives the lock back and leaves no file, for a lab that is gone. Where an open
// file cannot be removed it stays, empty.
func (l *lock) remove() {
	if l != nil && l.file != nil {
		_ = os.Remove(l.path)
	}
	l.release()
}
