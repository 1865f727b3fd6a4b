package labs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/hardenway/hardenway/internal/disk"
)

// Mender is an error that knows what its reader can do about it, in one line
// fit to follow "try:".
type Mender interface {
	error
	Mend() string
}

// Advice returns what mends an error, or "" when nothing in its chain knows. The
// outermost advice wins, since it knows most about what was wanted.
func Advice(err error) string {
	if m, ok := errors.AsType[Mender](err); ok {
		return m.Mend()
	}
	return ""
}

// Problem is an error together with what to try.
type Problem struct {
	Err error
	Try string
}

func (p *Problem) Error() string { return p.Err.Error() }
func (p *Problem) Unwrap() error { return p.Err }

// Mend is what to try.
func (p *Problem) Mend() string { return p.Try }

// Mend says how to see what there is.
func (e *NotFoundError) Mend() string { return "harden status, which shows the labs there are" }

// Mend says how to get back to the lab that has the name, or rid of it.
func (e *ExistsError) Mend() string {
	return fmt.Sprintf("harden status %[1]s to look at it, or harden stop %[1]s to remove it, or start with another --name", e.ID)
}

// Mend says how to get the lab going again.
func (e *StoppedError) Mend() string {
	return fmt.Sprintf("harden reset %[1]s, which makes it anew as it was seeded, or harden stop %[1]s", e.ID)
}

// DamagedError: a lab's state file is there but cannot be understood. Nothing was
// changed. Stopping the lab keeps the file aside and removes the rest.
type DamagedError struct {
	ID   ID
	Path string
	Why  error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("the state of lab %q is damaged: %s: %v", e.ID, e.Path, e.Why)
}

func (e *DamagedError) Unwrap() error { return e.Why }

// Mend says how to get rid of the lab without losing the file.
func (e *DamagedError) Mend() string {
	return fmt.Sprintf("harden stop %s, which removes the lab and keeps that file aside; then start it again", e.ID)
}

// VersionError: a newer harden made the lab, in a way that this one does not know.
// Nothing was changed.
type VersionError struct {
	ID         ID
	Lab, Known int    // versions of the state file
	LabHarden  string // the build that wrote it
}

func (e *VersionError) Error() string {
	by := "a newer harden"
	if e.LabHarden != "" {
		by += " (" + e.LabHarden + ")"
	}
	return fmt.Sprintf("lab %q was made by %s: its state has version %d and this build knows up to %d; it was left as it is",
		e.ID, by, e.Lab, e.Known)
}

// Mend says what is needed to look after the lab.
func (e *VersionError) Mend() string {
	if e.LabHarden == "" {
		return "the newer harden for this lab, or another --name for a new one"
	}
	return fmt.Sprintf("harden %s for this lab, or another --name for a new one", e.LabHarden)
}

// BusyError: another process is starting, stopping or resetting the lab.
type BusyError struct {
	ID     ID
	Doing  string // "start", "stop", "reset"; "" when it is not known
	PID    int    // 0 when it is not known
	Since  time.Time
	Wanted string // what was asked for here
}

func (e *BusyError) Error() string {
	var holder strings.Builder
	holder.WriteString("another harden")
	if e.PID != 0 {
		fmt.Fprintf(&holder, " (pid %d)", e.PID)
	}
	doing := e.Doing
	if doing == "" {
		doing = "work"
	}
	fmt.Fprintf(&holder, " is at %s of it", doing)
	if !e.Since.IsZero() {
		fmt.Fprintf(&holder, " since %s", e.Since.Local().Format(time.TimeOnly))
	}
	return fmt.Sprintf("cannot %s lab %q now: %s", e.Wanted, e.ID, holder.String())
}

// Mend says to wait.
func (e *BusyError) Mend() string {
	return "wait for it to end, or start with another --name: several labs may run at once"
}

// UnknownProviderError: no provider of that name is in this build.
type UnknownProviderError struct {
	Name  string
	Known []string
}

func (e *UnknownProviderError) Error() string {
	return fmt.Sprintf("there is no cluster provider %q", e.Name)
}

// Mend lists the providers.
func (e *UnknownProviderError) Mend() string {
	return "--on " + strings.Join(e.Known, " or --on ")
}

// mendFile adds advice to those errors of the file system that a person can do something about.
func mendFile(err error) error {
	path := "the directory"
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		path = p.Path
	}
	switch {
	case err == nil:
		return nil
	case disk.IsFull(err):
		return &Problem{Err: err, Try: "free some space on that disk, or set " + HomeVariable + " to a directory on another"}
	case disk.IsReadOnly(err), errors.Is(err, os.ErrPermission):
		return &Problem{Err: err, Try: fmt.Sprintf("make %s writable for you, or set %s to a directory that is", path, HomeVariable)}
	default:
		return err
	}
}
