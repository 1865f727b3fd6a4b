//go:build unix

package kind

import "golang.org/x/sys/unix"

// freeSpace is how many bytes an ordinary user can write to the disk of a directory.
func freeSpace(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return s.Bavail * uint64(s.Bsize), nil //nolint:gosec,unconvert // a block size
}
