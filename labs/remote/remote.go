// Package remote is how harden works on a node that is elsewhere: calls about its files,
// and connections that begin there. Both are requests of HTTP/2, so that one connection, of
// whatever kind, serves any number of them at once.
//
// It knows neither what the node is nor how the connection came about: labs/kind has one through
// docker exec, labs/hosted one with certificates on both sides, or through a workshop's server.
// Package files, below, shows the files of such a node as a shell.FS.
package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Caller makes calls to the other end.
type Caller struct {
	Client *http.Client
	// Base stands before the path of every call: "http://node".
	Base string
}

// maxSaid bounds what is read of an answer that says why a call failed, in bytes.
const maxSaid = 4 << 10

// Post makes one call. The answer's body is the caller's to close.
func (c Caller) Post(ctx context.Context, call string, header http.Header, body io.Reader) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Base+call, body)
	if err != nil {
		return nil, err
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := c.Client.Do(request)
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // its address says nothing to anybody
	}
	return response, err
}

// JSON makes a call whose answer is JSON. An answer that is none is a *StatusError.
func (c Caller) JSON(ctx context.Context, call string, header http.Header, body io.Reader, into any) error {
	response, err := c.Post(ctx, call, header, body)
	if err != nil {
		return err
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	if err := Failure(response); err != nil {
		return err
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(io.LimitReader(response.Body, MaxAnswer)).Decode(into)
}

// MaxAnswer bounds an answer that is JSON, in bytes: the other end may be anybody's by now.
const MaxAnswer = 8 << 20

// StatusError: the other end did not do what it was called for.
type StatusError struct {
	Status int // of HTTP
	Said   string
}

func (e *StatusError) Error() string {
	if e.Said == "" {
		return http.StatusText(e.Status)
	}
	return e.Said
}

// Failure is the error that an answer tells of, or nil. Then its body was not read.
func Failure(response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	said, _ := io.ReadAll(io.LimitReader(response.Body, maxSaid)) // as much as there is
	return &StatusError{response.StatusCode, strings.TrimSpace(string(said))}
}

// Serve answers HTTP/2 on one connection until it ends. The connection brings no names and no
// certificate of its own with it: who is at its other end is settled before.
func Serve(ctx context.Context, conn net.Conn, handler http.Handler) error {
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	server := &http.Server{
		Handler: handler, Protocols: &protocols, BaseContext: func(net.Listener) context.Context { return ctx }, //nolint:gosec // the connection is that of a process that was started, or was let in
	}
	l := &oneConn{conn: make(chan net.Conn, 1), closed: make(chan struct{}), addr: conn.LocalAddr()}
	l.conn <- &notingConn{Conn: conn, ended: sync.OnceFunc(func() { _ = l.Close() })}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	err := server.Serve(l)
	if errors.Is(err, net.ErrClosed) || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Transport speaks HTTP/2 on connections that dial makes, without asking which protocol it is to be.
func Transport(dial func(context.Context) (net.Conn, error)) *http.Transport {
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	return &http.Transport{
		Protocols: &protocols, DisableCompression: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) },
	}
}

// oneConn is a listener to which one connection comes.
type oneConn struct {
	conn   chan net.Conn
	once   sync.Once
	closed chan struct{}
	addr   net.Addr
}

func (l *oneConn) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conn:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *oneConn) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *oneConn) Addr() net.Addr { return l.addr }

// notingConn tells when it is closed.
type notingConn struct {
	net.Conn
	ended func()
}

func (c *notingConn) Close() error {
	c.ended()
	return c.Conn.Close()
}

// Answer writes a value as JSON.
func Answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // who does not hear it has gone
}

// Read reads a call's body, of at most that many bytes, as one JSON value and nothing behind it.
func Read(w http.ResponseWriter, r *http.Request, most int64, into any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, most))
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("the call cannot be read: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("the call cannot be read: something follows it")
	}
	return nil
}
