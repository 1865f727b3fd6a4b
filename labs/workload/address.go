package workload

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"github.com/hardenway/hardenway/labs/workload/podfs"
)

// runAddress gives the loopback interface of the pod's network an address, and ends. With hostNetwork
// that is the node's, and the pods of the node reach what listens there. It needs NET_ADMIN.
//
//	address 169.254.169.254
func runAddress(_ context.Context, p *pod, args []string) error {
	set := p.flags("address")
	if err := parseSome(set, args); err != nil {
		return err
	}
	address, err := netip.ParseAddr(set.Arg(0))
	if set.NArg() != 1 || err != nil || !address.Is4() {
		return &usageError{errors.New("want one IPv4 address, such as: address 169.254.169.254")}
	}
	if p.env.Getenv(podfs.EnvMounts) != "" {
		return errors.New("this pod has no network of its own, and the machine's is not changed")
	}
	if err := addLoopbackAddress(address); err != nil {
		return fmt.Errorf("adding %s to the loopback interface: %w", address, err)
	}
	p.logf("the loopback interface has the address %s", address)
	return nil
}
