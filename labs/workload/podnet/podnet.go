// Package podnet is how a lab program listens and dials.
//
// In a real container that is plain TCP. On the embedded cluster there is no pod
// network: a pod's ports are unix sockets that the node maps its pod IP to, and what
// a pod dials goes through the node, which knows Services and pod IPs. The programs
// do not see the difference.
//
// A program never listens on all interfaces of a learner's machine.
package podnet

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// The variables the embedded node's runtime sets for a pod.
const (
	// EnvSockets is a directory. A port the pod listens on is the socket <port>.sock in it.
	EnvSockets = "HARDENWAY_POD_SOCKETS"
	// EnvProxy is the path of a unix socket that answers HTTP CONNECT and reaches
	// Services, pods and the node on the pod's behalf.
	EnvProxy = "HARDENWAY_POD_PROXY"
	// EnvNodeAddress is the address a pod with hostNetwork listens on.
	EnvNodeAddress = "HARDENWAY_NODE_ADDRESS"
)

// dialTimeout is how long a connection may take to be made when the caller's context
// has no earlier deadline.
const dialTimeout = 5 * time.Second

// Net is a pod's network. The zero value is plain TCP on loopback.
type Net struct {
	sockets     string
	proxy       string
	nodeAddress string
	apiServer   string // host:port, dialled directly
	inPod       bool
}

// FromEnv reads the pod's network from its environment.
func FromEnv(getenv func(string) string) Net {
	n := Net{
		sockets:     getenv(EnvSockets),
		proxy:       getenv(EnvProxy),
		nodeAddress: getenv(EnvNodeAddress),
	}
	if host := getenv("KUBERNETES_SERVICE_HOST"); host != "" {
		n.inPod = true
		n.apiServer = net.JoinHostPort(host, getenv("KUBERNETES_SERVICE_PORT"))
	}
	return n
}

// Listen opens the pod's port. The error names the port and says what holds it.
func (n Net) Listen(ctx context.Context, port int) (net.Listener, error) {
	if port < 1 || port > 65535 {
		return nil, fmt.Errorf("listening on port %d: a port is 1 to 65535", port)
	}
	if n.sockets != "" {
		return n.listenSocket(ctx, port)
	}
	host := "" // a container's own network namespace
	switch {
	case n.nodeAddress != "":
		host = n.nodeAddress
	case !n.inPod: // someone runs the program by hand
		host = "127.0.0.1"
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("listening on port %d: %w", port, err)
	}
	return l, nil
}

func (n Net) listenSocket(ctx context.Context, port int) (net.Listener, error) {
	name := n.socket(port)
	// A container that was killed leaves its socket behind. One that still answers
	// belongs to another container of the pod, and the port is taken.
	if info, err := os.Lstat(name); err == nil && info.Mode().Type() == fs.ModeSocket {
		c, err := new(net.Dialer).DialContext(ctx, "unix", name)
		if err == nil {
			_ = c.Close()
			return nil, fmt.Errorf("listening on port %d: another container of this pod listens on it already", port)
		}
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("listening on port %d: removing the socket of the container before: %w", port, err)
		}
	}
	l, err := new(net.ListenConfig).Listen(ctx, "unix", name)
	if err != nil {
		return nil, fmt.Errorf("listening on port %d of the pod: %w", port, err)
	}
	return l, nil
}

func (n Net) socket(port int) string {
	return filepath.Join(n.sockets, strconv.Itoa(port)+".sock")
}

// DialContext connects to a host:port as the pod would: its own localhost, the API
// server, a Service by name, a ClusterIP, a pod IP.
func (n Net) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("dialling %q: %w", address, err)
	}
	if address == n.apiServer {
		// Before all else: where a host has one loopback address, it is that one.
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	if n.sockets != "" && isLocalhost(host) {
		number, err := strconv.Atoi(port)
		if err != nil {
			return nil, fmt.Errorf("dialling %q: port %q is not a number", address, port)
		}
		c, err := new(net.Dialer).DialContext(ctx, "unix", n.socket(number))
		if err != nil {
			return nil, fmt.Errorf("dialling %s: nothing in this pod listens on port %d: %w", address, number, cause(err))
		}
		return c, nil
	}
	if n.proxy != "" {
		return n.dialProxy(ctx, address)
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}

func isLocalhost(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	// Not all of 127.0.0.0/8: the embedded node itself has an address there.
	return ip != nil && (ip.Equal(net.IPv4(127, 0, 0, 1)) || ip.Equal(net.IPv6loopback))
}

// dialProxy asks the node for a connection with HTTP CONNECT.
func (n Net) dialProxy(ctx context.Context, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, "unix", n.proxy)
	if err != nil {
		return nil, fmt.Errorf("dialling %s: the node's pod network does not answer: %w", address, cause(err))
	}
	stop := context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
	tunnel, err := connect(c, address)
	if !stop() && err == nil { // the context ended while the answer came in
		err = context.Cause(ctx)
	}
	if err != nil {
		_ = c.Close()
		if ctxErr := ctx.Err(); ctxErr != nil {
			err = ctxErr
		}
		return nil, fmt.Errorf("dialling %s: %w", address, err)
	}
	return tunnel, nil
}

func connect(c net.Conn, address string) (net.Conn, error) {
	if _, err := fmt.Fprintf(c, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", address, address); err != nil {
		return nil, err
	}
	reader := bufio.NewReader(c)
	resp, err := http.ReadResponse(reader, &http.Request{Method: http.MethodConnect})
	if err != nil {
		return nil, fmt.Errorf("the node's pod network gave no answer: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		why, readErr := io.ReadAll(io.LimitReader(resp.Body, 512))
		if text := strings.TrimSpace(string(why)); readErr == nil && text != "" {
			return nil, errors.New(text)
		}
		return nil, fmt.Errorf("the node's pod network answered %s", resp.Status)
	}
	return &bufferedConn{Conn: c, reader: reader}, nil
}

// bufferedConn hands on what came in the same packet as the proxy's answer.
type bufferedConn struct {
	net.Conn
	reader *bufio.Reader
}

func (b *bufferedConn) Read(p []byte) (int, error) { return b.reader.Read(p) }

// cause drops the host's path from a socket error: a pod's log should not show it.
func cause(err error) error {
	if opErr, ok := errors.AsType[*net.OpError](err); ok {
		return opErr.Err
	}
	return err
}

// Transport returns an HTTP transport whose connections are the pod's. It reads no
// proxy from the environment.
func (n Net) Transport() *http.Transport {
	return &http.Transport{
		DialContext:           n.DialContext,
		TLSHandshakeTimeout:   dialTimeout,
		ResponseHeaderTimeout: 30 * time.Second,
		IdleConnTimeout:       30 * time.Second,
		MaxIdleConnsPerHost:   4,
		ForceAttemptHTTP2:     true,
	}
}
