//go:build !linux

package porttest

import "net"

// Hold is Address for what has no testing.TB. This system has no way to hold a port for somebody else: it was free a moment
// ago.
func Hold() (address string, release func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it takes no time
	if err != nil {
		return "", nil, err
	}
	return l.Addr().String(), func() {}, l.Close()
}
