//go:build unix

package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// Free is how many bytes an ordinary user can write to the disk of a directory.
func Free(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return s.Bavail * uint64(s.Bsize), nil //nolint:gosec,unconvert // a block size
}

// IsFull reports whether an error means that there is no room left, on the disk or in a user's quota.
func IsFull(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }

// IsReadOnly reports whether an error means that a disk cannot be written to by anybody.
func IsReadOnly(err error) bool { return errors.Is(err, unix.EROFS) }

// SyncDir makes the names of files within dir, new ones and those of a rename, last through a power cut.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// TryLock takes the lock of an open file and says whether it got it: not, when somebody else has it. Closing the file
// gives it back, and so does the end of the process, however it ends. The file can still be read and written by all.
func TryLock(f *os.File, how Lock) (bool, error) {
	operation := unix.LOCK_EX
	if how == Shared {
		operation = unix.LOCK_SH
	}
	for {
		err := unix.Flock(int(f.Fd()), operation|unix.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, unix.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, unix.EINTR):
			return false, err
		}
	}
}
