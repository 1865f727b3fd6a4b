//go:build !linux

package workload

import "net/netip"

func syscalls() map[string]func() string {
	return map[string]func() string{"getpid": func() string { return errNotHere.Error() }}
}

func addLoopbackAddress(netip.Addr) error { return errNotHere }
