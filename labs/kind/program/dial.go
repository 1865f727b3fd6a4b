package main

import (
	"context"
	"net"
)

// dial is the container's own network.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, network, address)
}
