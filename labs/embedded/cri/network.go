package cri

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
)

// DialProxy opens a connection through the pod network's proxy at socket. Addresses
// may name Services, ClusterIPs and pods.
func DialProxy(ctx context.Context, socket, address string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", socket)
	if err != nil {
		return nil, fmt.Errorf("pod network: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if _, err := fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", address, address); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("pod network: %w", err)
	}
	r := bufio.NewReader(conn)
	resp, err := http.ReadResponse(r, &http.Request{Method: http.MethodConnect})
	if err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("pod network: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		why, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		_, _ = resp.Body.Close(), conn.Close()
		return nil, fmt.Errorf("%s", why)
	}
	return &bufferedConn{Conn: conn, r: r}, nil
}

// bufferedConn gives back what was read together with the proxy's answer.
type bufferedConn struct {
	net.Conn
	r *bufio.Reader
}

func (c *bufferedConn) Read(p []byte) (int, error) { return c.r.Read(p) }

// CloseWrite says that nothing more will be written.
func (c *bufferedConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
