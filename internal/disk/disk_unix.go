//go:build unix

package disk

import "golang.org/x/sys/unix"

// Free is how many bytes an ordinary user can write to the disk of a directory.
func Free(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return s.Bavail * uint64(s.Bsize), nil //nolint:gosec,unconvert // a block size
}
