package labs

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

func isNoSpace(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

func isReadOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// syncDir does nothing: Windows has no such call, and renames there are journalled.
func syncDir(string) error { return nil }

// tryLock takes an exclusive lock on an open file and says whether it got it. The
// system gives it back when the process ends, however it ends. The locked byte lies
// beyond the text, so that others can still read who holds it.
func tryLock(f *os.File) (bool, error) {
	overlapped := &windows.Overlapped{OffsetHigh: 1}
	err := windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, overlapped)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}

// interrupt ends a process: Windows has no way to ask one that has no window.
func interrupt(process *os.Process) error { return process.Kill() }
