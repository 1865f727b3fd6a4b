package player

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/hardenway/hardenway/internal/disk"
)

// Seat is the right to play, which one process has at a time, and the session that is played on it.
// Two players at once would each put away their own session over the other's.
//
//	session.json   the session in hand, replaced whole after every answer
//	player.lock    held while somebody plays
type Seat struct {
	dir  string
	lock *os.File
}

// SavedVersion is the version of session.json that this build writes.
const SavedVersion = 1

const savedFormat = "hardenway.dev/quiz-saved"

// Saved is a session that is not over.
type Saved struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	When    time.Time `json:"when"`
	// Asked is the command that chose the questions, as it was typed.
	Asked string `json:"asked"`
	// Bank is the file that the questions are from, when they are not harden's own.
	Bank string `json:"bank,omitempty"`
	// Session is what quiz.Session.Snapshot wrote.
	Session json.RawMessage `json:"session"`
}

// TakenError: somebody else plays.
type TakenError struct {
	PID   int       `json:"pid"`
	Since time.Time `json:"since"`
}

// Error says who.
func (e *TakenError) Error() string {
	if e.PID == 0 {
		return "a quiz is being played already"
	}
	return fmt.Sprintf("a quiz is being played already, by process %d since %s", e.PID, e.Since.Local().Format("15:04 on 2 January"))
}

// Mend is what to do about it.
func (e *TakenError) Mend() string {
	return "go on where it is played, or end it there with q; its answers are kept. HARDEN_HOME gives a second learner a place of their own"
}

// DamagedError: session.json is there and cannot be read. It was not touched.
type DamagedError struct {
	Path string
	Err  error
}

// Error says which file, and why.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("the quiz that was not finished cannot be read from %s: %v", e.Path, e.Err)
}

// Unwrap is why.
func (e *DamagedError) Unwrap() error { return e.Err }

// Mend is what to do about it.
func (e *DamagedError) Mend() string {
	return "harden quiz --new, which begins another; what was answered is in the log"
}

// TakeSeat takes the seat in a folder, which it makes when it is not there. Leave gives it back, and
// so does the end of the process, however it ends. The error is a *TakenError when somebody else
// has it.
func TakeSeat(dir string, now time.Time) (*Seat, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making a place for the quiz: %w", err)
	}
	path := filepath.Join(dir, "player.lock")
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("making a place for the quiz: %w", err)
	}
	got, err := disk.TryLock(file, disk.Exclusive)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("locking %s: %w", path, err), file.Close())
	}
	if !got {
		taken := &TakenError{}
		// What the other one wrote only makes the message better.
		if data, err := os.ReadFile(path); err == nil && json.Unmarshal(data, taken) != nil {
			*taken = TakenError{}
		}
		_ = file.Close() // nothing was written
		return nil, taken
	}
	data, err := json.Marshal(TakenError{PID: os.Getpid(), Since: now.UTC().Truncate(time.Second)})
	if err == nil {
		err = file.Truncate(0)
	}
	if err == nil {
		_, err = file.WriteAt(append(data, '\n'), 0)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("locking %s: %w", path, err), file.Close())
	}
	return &Seat{dir: dir, lock: file}, nil
}

// Leave gives the seat back. The file stays: removing it would let two others lock two files.
func (s *Seat) Leave() {
	_ = s.lock.Truncate(0) // a stale name would only mislead; the lock itself goes with Close
	_ = s.lock.Close()
}

func (s *Seat) path() string { return filepath.Join(s.dir, "session.json") }

// Saved is the session that was not finished, or nil. The error is a *DamagedError when the file
// cannot be understood.
func (s *Seat) Saved() (*Saved, error) {
	data, err := os.ReadFile(s.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var saved Saved
	if err == nil {
		err = json.Unmarshal(data, &saved)
	}
	switch {
	case err != nil:
	case saved.Format != savedFormat:
		err = errors.New("it holds something else")
	case saved.Version != SavedVersion:
		err = fmt.Errorf("it has version %d, and this harden knows version %d", saved.Version, SavedVersion)
	}
	if err != nil {
		return nil, &DamagedError{Path: s.path(), Err: err}
	}
	return &saved, nil
}

// Save replaces the session that was kept, whole or not at all: it goes to a file next to it,
// which reaches the disk and is renamed.
func (s *Seat) Save(saved Saved) (err error) {
	saved.Format, saved.Version = savedFormat, SavedVersion
	data, err := json.MarshalIndent(saved, "", " ")
	if err != nil {
		return fmt.Errorf("keeping the session: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("keeping the session: %w", err)
		}
	}()
	temp, err := os.CreateTemp(s.dir, ".session-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(append(data, '\n'))
	if err == nil {
		err = temp.Sync()
	}
	err = errors.Join(err, temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), s.path())
	}
	if err != nil {
		_ = os.Remove(temp.Name()) // its error would hide the one that matters
	}
	return err
}

// Clear forgets the session, which is over.
func (s *Seat) Clear() error {
	if err := os.Remove(s.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the session that is over: %w", err)
	}
	return nil
}
