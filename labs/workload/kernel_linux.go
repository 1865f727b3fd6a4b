package workload

import (
	"errors"
	"fmt"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// syscalls are the calls of the program syscalls, by name.
func syscalls() map[string]func() string {
	outcome := func(err error) string {
		if err == nil {
			return "ok"
		}
		if errno, ok := errors.AsType[unix.Errno](err); ok {
			return unix.ErrnoName(errno)
		}
		return err.Error()
	}
	raw := func(number uintptr, args ...uintptr) error {
		args = append(args, 0, 0, 0)
		if _, _, errno := unix.Syscall(number, args[0], args[1], args[2]); errno != 0 {
			return errno
		}
		return nil
	}
	return map[string]func() string{
		"getpid": func() string { os.Getpid(); return "ok" },
		"keyctl": func() string {
			_, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_SESSION_KEYRING, false)
			return outcome(err)
		},
		// No address to read the arguments from: EFAULT, unless the call is not let through.
		"add_key":        func() string { return outcome(raw(unix.SYS_ADD_KEY)) },
		"io_uring_setup": func() string { return outcome(raw(unix.SYS_IO_URING_SETUP, 1)) },
		"mkdir": func() string {
			dir, err := os.MkdirTemp("", "syscalls-")
			if err == nil {
				err = os.Remove(dir)
			}
			return outcome(err)
		},
		// What the kernel does with calls: off, strict or filter.
		"seccomp": func() string {
			mode, err := unix.PrctlRetInt(unix.PR_GET_SECCOMP, 0, 0, 0, 0)
			if err != nil || mode < 0 || mode > 2 {
				return outcome(err)
			}
			return []string{"off", "strict", "filter"}[mode]
		},
		// A process of several threads cannot have another user namespace: EINVAL.
		"unshare": func() string { return outcome(unix.Unshare(unix.CLONE_NEWUSER)) },
	}
}

// addLoopbackAddress adds an address to lo, as an alias whose name follows from the address.
func addLoopbackAddress(address netip.Addr) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer func() { _ = unix.Close(fd) }()
	octets := address.As4()
	alias, err := unix.NewIfreq(fmt.Sprintf("lo:%x", octets))
	if err != nil {
		return err
	}
	// The mask comes after the address: it is the kernel's guess until then.
	for _, set := range []struct {
		request uint
		value   []byte
	}{{unix.SIOCSIFADDR, octets[:]}, {unix.SIOCSIFNETMASK, []byte{255, 255, 255, 255}}} {
		if err := alias.SetInet4Addr(set.value); err != nil {
			return err
		}
		if err := unix.IoctlIfreq(fd, set.request, alias); err != nil {
			return err
		}
	}
	return nil
}
