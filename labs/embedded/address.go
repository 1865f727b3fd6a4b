package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// assignAddress gives a lab its address and ports, and holds them until release, so that
// of two labs started at once each gets its own.
//
// On Linux the whole of 127.0.0.0/8 is loopback, so a lab has an address to itself and
// the standard ports, and what a lesson says is what the learner types. Elsewhere there
// is one loopback address, and the ports are whatever is free.
func assignAddress(ctx context.Context, spec *Spec, taken []string) (release func(), err error) {
	if runtime.GOOS != "linux" {
		return assignPorts(ctx, spec)
	}
	var firstErr error
	for i := 1; i < 255; i++ {
		address := fmt.Sprintf("127.20.%d.1", i)
		if slices.Contains(taken, address) {
			continue
		}
		release, err := hold(ctx, address, APIServerPort, KubeletPort, KubeletHealthzPort, EtcdPort, EtcdPeerPort, EtcdMetricsPort, 10257, 10259)
		if err != nil {
			firstErr = cmpErr(firstErr, err)
			continue
		}
		spec.Address = address
		spec.APIServerPort, spec.KubeletPort, spec.KubeletHealthzPort = APIServerPort, KubeletPort, KubeletHealthzPort
		spec.EtcdPort, spec.EtcdPeerPort, spec.EtcdMetricsPort = EtcdPort, EtcdPeerPort, EtcdMetricsPort
		return release, nil
	}
	return nil, fmt.Errorf("no loopback address is free for a lab: tried 127.20.1.1 to 127.20.254.1, first failure: %w", firstErr)
}

func cmpErr(first, next error) error {
	if first != nil {
		return first
	}
	return next
}

// hold claims address for as long as the lab is being made. The claim is a listener on a
// port that no component uses; the components' own ports are tried and let go, since
// they must be free when the components come.
func hold(ctx context.Context, address string, ports ...int) (release func(), err error) {
	var lc net.ListenConfig
	claim, err := lc.Listen(ctx, "tcp", net.JoinHostPort(address, strconv.Itoa(claimPort)))
	if err != nil {
		return nil, err
	}
	for _, port := range ports {
		l, err := lc.Listen(ctx, "tcp", net.JoinHostPort(address, strconv.Itoa(port)))
		if err != nil {
			return nil, errors.Join(err, claim.Close())
		}
		if err := l.Close(); err != nil {
			return nil, errors.Join(err, claim.Close())
		}
	}
	return func() { _ = claim.Close() }, nil
}

// claimPort is in none of the ranges a lab uses (node ports begin at 30000).
const claimPort = 6442

// assignPorts finds free ports on 127.0.0.1.
func assignPorts(ctx context.Context, spec *Spec) (release func(), err error) {
	spec.Address = sharedAddress
	var held []net.Listener
	release = func() {
		for _, l := range held {
			_ = l.Close()
		}
	}
	var lc net.ListenConfig
	for _, port := range []*int{
		&spec.APIServerPort, &spec.KubeletPort, &spec.KubeletHealthzPort, &spec.EtcdPort, &spec.EtcdPeerPort, &spec.EtcdMetricsPort,
		&spec.ControllerManagerPort, &spec.SchedulerPort,
	} {
		l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			release()
			return nil, fmt.Errorf("no port is free on 127.0.0.1: %w", err)
		}
		held = append(held, l)
		_, text, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			release()
			return nil, err
		}
		if *port, err = strconv.Atoi(text); err != nil {
			release()
			return nil, err
		}
	}
	// All were open at once, so they differ; they are let go for the components to take.
	release()
	return func() {}, nil
}

func isNotListening(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial" || strings.Contains(err.Error(), "no such file or directory")
}

// sharedAddress is the one loopback address of systems other than Linux.
const sharedAddress = "127.0.0.1"

// The ports a Service of type NodePort can have by default.
const firstNodePort, lastNodePort = 30000, 32767

// Owns is nil for an address at which this lab's node listens or could. An address of its own is the
// lab's with every port; on 127.0.0.1, which belongs to the whole machine, only the lab's ports are.
func (s Spec) Owns(address string) error {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("dial tcp %s: %w", address, err)
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return fmt.Errorf("dial tcp %s: %q is not a port", address, portText)
	}
	if host != s.Address {
		return fmt.Errorf("dial tcp %s: connect: network is unreachable: from here only this lab's node, %s, can be reached", address, s.Address)
	}
	if s.Address != sharedAddress || port >= firstNodePort && port <= lastNodePort ||
		slices.Contains([]int{
			s.APIServerPort, s.KubeletPort, s.KubeletHealthzPort, s.EtcdPort, s.EtcdPeerPort, s.EtcdMetricsPort, s.ControllerManagerPort, s.SchedulerPort,
		}, int(port)) && port != 0 { // ports that are not set are 0
		return nil
	}
	return fmt.Errorf("dial tcp %s: connect: connection refused: this lab has no such port", address)
}
