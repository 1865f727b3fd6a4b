//go:build !linux

package workload

import (
	"errors"
	"net/netip"
)

// errNotHere is for the systems that the lab's containers are not of.
var errNotHere = errors.New("only Linux has it")

func syscalls() map[string]func() string {
	return map[string]func() string{"getpid": func() string { return errNotHere.Error() }}
}

func addLoopbackAddress(netip.Addr) error { return errNotHere }
