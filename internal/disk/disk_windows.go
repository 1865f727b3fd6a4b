package disk

import (
	"errors"
	"math"
	"os"

	"golang.org/x/sys/windows"
)

// Free is how many bytes an ordinary user can write to the disk of a directory.
func Free(dir string) (uint64, error) {
	p, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	return free, windows.GetDiskFreeSpaceEx(p, &free, nil, nil)
}

// IsFull reports whether an error means that there is no room left on the disk.
func IsFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// IsReadOnly reports whether an error means that a disk cannot be written to by anybody.
func IsReadOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// SyncDir does nothing: Windows has no such call, and journals names by itself.
func SyncDir(string) error { return nil }

// TryLock takes the lock of an open file and says whether it got it: not, when somebody else has it. Closing the file
// gives it back, and so does the end of the process, however it ends. The file can still be read and written by all:
// locks keep others from what they cover here, so it is one byte far beyond the end.
func TryLock(f *os.File, how Lock) (bool, error) {
	flags := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if how == Exclusive {
		flags |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	at := &windows.Overlapped{Offset: math.MaxUint32, OffsetHigh: math.MaxInt32}
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}
