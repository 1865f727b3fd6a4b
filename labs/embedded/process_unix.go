//go:build unix

package embedded

import (
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// alive is true while the very process of s exists, whatever has its number now.
func alive(s State) bool {
	if s.PID <= 0 || syscall.Kill(s.PID, 0) != nil {
		return false
	}
	began, err := processBegan(s.PID)
	return err == nil && began == s.Began
}

func terminate(s State) error { return syscall.Kill(s.PID, syscall.SIGTERM) }

func kill(s State) error { return syscall.Kill(s.PID, syscall.SIGKILL) }

func shortTemp() string { return "/tmp" }

func ownedByUs(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(st.Uid) != os.Getuid() {
		return fmt.Errorf("%s is not a directory of yours", dir)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return os.Chmod(dir, 0o700) //nolint:gosec // a directory
	}
	return nil
}

// freeSpace is in bytes.
func freeSpace(dir string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return st.Bavail * uint64(st.Bsize), nil //nolint:gosec,unconvert // a size
}
