package node

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// forbidExec makes the kernel refuse this process, for good, to execute any program.
// No component needs to, but several would if their configuration said so (a
// kubeconfig's exec plug-in, say), and a lab's configuration is the learner's or a
// scenario author's. See seccomp(2).
func forbidExec() error {
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
