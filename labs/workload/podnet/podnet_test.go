package podnet

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hardenway/hardenway/internal/porttest"
)

func fromVars(vars map[string]string) Net {
	return FromEnv(func(name string) string { return vars[name] })
}

// shortDir is a directory whose sockets fit the 104 bytes some systems allow.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pn") //nolint:usetesting // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func answer(l net.Listener, text string) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(c, text)
		_ = c.Close()
	}
}

func TestListenOnSocket(t *testing.T) {
	dir := shortDir(t)
	n := fromVars(map[string]string{EnvSockets: dir, EnvNodeAddress: "127.0.0.1"})
	l, err := n.Listen(t.Context(), 8080)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if want := filepath.Join(dir, "8080.sock"); l.Addr().String() != want {
		t.Errorf("listens on %s, want %s", l.Addr(), want)
	}
	go answer(l, "hello")

	// The pod reaches its own port as localhost.
	for _, address := range []string{"localhost:8080", "127.0.0.1:8080", "[::1]:8080"} {
		c, err := n.DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if data, err := io.ReadAll(c); err != nil || string(data) != "hello" {
			t.Errorf("%s: got %q, %v", address, data, err)
		}
		_ = c.Close()
	}

	// A second container of the pod does not get the port.
	_, err = n.Listen(t.Context(), 8080)
	if err == nil || err.Error() != "listening on port 8080: another container of this pod listens on it already" {
		t.Errorf("listening twice: %v", err)
	}
	_, err = n.DialContext(t.Context(), "tcp", "localhost:8081")
	if err == nil || !strings.Contains(err.Error(), "nothing in this pod listens on port 8081") || strings.Contains(err.Error(), dir) {
		t.Errorf("dialling a port nobody has: %v", err)
	}
}

func TestListenAfterAKill(t *testing.T) {
	dir := shortDir(t)
	n := fromVars(map[string]string{EnvSockets: dir})
	dead, err := new(net.ListenConfig).Listen(t.Context(), "unix", filepath.Join(dir, "8080.sock"))
	if err != nil {
		t.Fatal(err)
	}
	socket, ok := dead.(*net.UnixListener)
	if !ok {
		t.Fatalf("listening on a socket gives a %T", dead)
	}
	socket.SetUnlinkOnClose(false) // as kill -9 leaves it
	_ = dead.Close()
	l, err := n.Listen(t.Context(), 8080)
	if err != nil {
		t.Fatalf("the socket of a dead container keeps the port: %v", err)
	}
	_ = l.Close()
}

// Where a program listens. On a learner's machine that is never every interface.
func TestListenAddress(t *testing.T) {
	for _, tt := range []struct {
		name string
		vars map[string]string
		all  bool
	}{
		{"by hand", nil, false},
		{"hostNetwork on the embedded node", map[string]string{EnvNodeAddress: "127.0.0.1", "KUBERNETES_SERVICE_HOST": "10.96.0.1", "KUBERNETES_SERVICE_PORT": "443"}, false},
		{"in a real container", map[string]string{"KUBERNETES_SERVICE_HOST": "10.96.0.1", "KUBERNETES_SERVICE_PORT": "443"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := fromVars(tt.vars).Listen(t.Context(), freePort(t))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = l.Close() }()
			if all := tcpAddr(t, l).IP.IsUnspecified(); all != tt.all {
				t.Errorf("listens on %s, which is on all interfaces: %t, want %t", l.Addr(), all, tt.all)
			}
		})
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	_, text, err := net.SplitHostPort(porttest.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func tcpAddr(t *testing.T, l net.Listener) *net.TCPAddr {
	t.Helper()
	address, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("listens on a %T", l.Addr())
	}
	return address
}

// proxy answers CONNECT on a unix socket as the node does, by a map of addresses.
func proxy(t *testing.T, answers map[string]string) string {
	t.Helper()
	name := filepath.Join(shortDir(t), "p")
	l, err := new(net.ListenConfig).Listen(t.Context(), "unix", name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				req, err := http.ReadRequest(bufio.NewReader(c))
				if err != nil || req.Method != http.MethodConnect {
					return
				}
				switch reply := answers[req.Host]; reply {
				case "hang":
					_, _ = io.Copy(io.Discard, c)
				case "":
					_, _ = io.WriteString(c, "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\nno Service answers at "+req.Host+"\n")
				default: // in one packet with what the far end says first
					_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n"+reply)
				}
			}()
		}
	}()
	return name
}

func TestDialThroughTheProxy(t *testing.T) {
	api, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = api.Close() }()
	go answer(api, "API")
	host, port, err := net.SplitHostPort(api.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	n := fromVars(map[string]string{
		EnvSockets:                shortDir(t), // in which nothing has the API server's port
		EnvProxy:                  proxy(t, map[string]string{"shop.default.svc:80": "far end", "slow:80": "hang"}),
		"KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": port,
	})
	for _, tt := range []struct{ address, want, wantErr string }{
		{address: "shop.default.svc:80", want: "far end"},
		{address: api.Addr().String(), want: "API"},
		{address: "nobody:80", wantErr: "dialling nobody:80: no Service answers at nobody:80"},
		{address: "nonsense", wantErr: `dialling "nonsense"`},
	} {
		t.Run(tt.address, func(t *testing.T) {
			c, err := n.DialContext(t.Context(), "tcp", tt.address)
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
					t.Fatalf("got %v, want an error with %q", err, tt.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			if data, err := io.ReadAll(c); err != nil || string(data) != tt.want {
				t.Errorf("got %q, %v; want %q", data, err, tt.want)
			}
		})
	}

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := n.DialContext(ctx, "tcp", "slow:80"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a proxy that hangs: %v, want the deadline", err)
	}
}

func TestDialWithoutTheNode(t *testing.T) {
	n := fromVars(map[string]string{EnvProxy: filepath.Join(shortDir(t), "gone")})
	_, err := n.DialContext(t.Context(), "tcp", "shop:80")
	if err == nil || !strings.Contains(err.Error(), "dialling shop:80: the node's pod network does not answer") {
		t.Errorf("got %v", err)
	}
}
