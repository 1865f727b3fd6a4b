package porttest

import (
	"fmt"
	"net"
	"os"
	"syscall"
)

// Hold is Address for what has no testing.TB. The port is held until release is called.
func Hold() (address string, release func(), err error) {
	// A socket that is bound and does not listen: others may bind to its port, as both of them allow reuse of it, but the
	// kernel gives it to nobody who asks for just any.
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return "", nil, os.NewSyscallError("socket", err)
	}
	defer func() {
		if err != nil {
			_ = syscall.Close(fd)
		}
	}()
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return "", nil, os.NewSyscallError("setsockopt", err)
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return "", nil, os.NewSyscallError("bind", err)
	}
	bound, err := syscall.Getsockname(fd)
	if err != nil {
		return "", nil, os.NewSyscallError("getsockname", err)
	}
	at, ok := bound.(*syscall.SockaddrInet4)
	if !ok {
		return "", nil, fmt.Errorf("the socket is bound to a %T", bound)
	}
	return (&net.TCPAddr{IP: at.Addr[:], Port: at.Port}).String(), func() { _ = syscall.Close(fd) }, nil
}
