package confine

import "golang.org/x/sys/unix"

// kernelHasLandlock asks for the version of Landlock; see landlock_create_ruleset(2).
func kernelHasLandlock() bool {
	_, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	return errno == 0
}
