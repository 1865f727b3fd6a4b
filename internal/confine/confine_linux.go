package confine

import (
	"fmt"
	"runtime"
	"unsafe"

	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/sys/unix"
)

// ToDirectories makes the kernel refuse this process every file outside dirs, but for what
// any program reads of a system: its time zones, its certificates, how it resolves names,
// and the files named in read. See landlock(7). A kernel without Landlock (before 5.13)
// refuses nothing; what one knows less of than this does is left out.
func ToDirectories(dirs []string, read ...string) error {
	return landlock.V5.BestEffort().RestrictPaths(
		landlock.RWDirs(dirs...).WithRefer().IgnoreIfMissing(),
		landlock.RODirs(
			"/proc", "/sys", "/usr/share/zoneinfo", "/usr/share/mime", "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/usr/share/ca-certificates",
			"/usr/local/share/ca-certificates", "/run/systemd/resolve",
		).IgnoreIfMissing(),
		landlock.ROFiles(read...).IgnoreIfMissing(),
		landlock.ROFiles(
			"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/localtime", "/etc/mime.types", "/etc/protocols", "/etc/services", "/etc/os-release",
		).IgnoreIfMissing(),
		landlock.RWFiles("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty").IgnoreIfMissing(),
	)
}

// NoExec makes the kernel refuse this process, for good, to execute any program.
// No component needs to, but several would if their configuration said so (a
// kubeconfig's exec plug-in, say), and a lab's configuration is the learner's or a
// scenario author's. See seccomp(2).
func NoExec() error {
	var arch uint32
	switch runtime.GOARCH {
	case "amd64":
		arch = unix.AUDIT_ARCH_X86_64
	case "arm64":
		arch = unix.AUDIT_ARCH_AARCH64
	default:
		return fmt.Errorf("no system call filter is written for %s", runtime.GOARCH)
	}
	const (
		nrOffset, archOffset = 0, 4 // in struct seccomp_data
		x32                  = 0x40000000
	)
	load := func(offset uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
	}
	jump := func(how uint16, k uint32, yes, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | how | unix.BPF_K, Jt: yes, Jf: no, K: k}
	}
	ret := func(k uint32) unix.SockFilter { return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: k} }
	filter := []unix.SockFilter{
		load(archOffset),
		jump(unix.BPF_JEQ, arch, 0, 4), // another ABI numbers its calls differently: refuse it
		load(nrOffset),
		jump(unix.BPF_JGE, x32, 2, 0),
		jump(unix.BPF_JEQ, unix.SYS_EXECVE, 1, 0),
		jump(unix.BPF_JEQ, unix.SYS_EXECVEAT, 0, 1),
		ret(unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)),
		ret(unix.SECCOMP_RET_ALLOW),
	}
	prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	// TSYNC applies the filter to every thread the runtime has started already.
	if _, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&prog))); errno != 0 {
		return errno
	}
	return nil
}
