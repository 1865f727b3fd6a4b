package remote

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
)

// Conn makes a stream a net.Conn. It knows no deadlines: HTTP/2 has its own ways.
func Conn(stream io.ReadWriteCloser) net.Conn { return plainConn{stream} }

type plainConn struct{ io.ReadWriteCloser }

func (plainConn) LocalAddr() net.Addr              { return Addr("stream") }
func (plainConn) RemoteAddr() net.Addr             { return Addr("stream") }
func (plainConn) SetDeadline(time.Time) error      { return nil }
func (plainConn) SetReadDeadline(time.Time) error  { return nil }
func (plainConn) SetWriteDeadline(time.Time) error { return nil }

// Addr is an address of TCP as text.
type Addr string

// Network implements net.Addr.
func (Addr) Network() string  { return "tcp" }
func (a Addr) String() string { return string(a) }

// DialError says why there is no connection.
type DialError struct {
	Kind string `json:"kind"` // refused, timeout, unreachable, outside, reset, other
	Text string `json:"text"`
}

// OutsideError: the address is none of the lab's.
type OutsideError struct{ Address string }

func (e *OutsideError) Error() string {
	return "connect: network is unreachable: " + e.Address + " is not of this lab"
}

// DialErrorOf is an error as the other end is told of it.
func DialErrorOf(err error) DialError {
	var outside *OutsideError
	var timeout net.Error
	kind := "other"
	switch {
	case errors.As(err, &outside):
		kind = "outside"
	case errors.Is(err, syscall.ECONNREFUSED):
		kind = "refused"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		kind = "unreachable"
	case errors.Is(err, syscall.ECONNRESET):
		kind = "reset"
	case errors.As(err, &timeout) && timeout.Timeout():
		kind = "timeout"
	}
	return DialError{Kind: kind, Text: err.Error()}
}

// Failure is the error that dialling the address from this machine would have been.
func (e DialError) Failure(address string) error {
	var cause error
	switch e.Kind {
	case "refused":
		cause = os.NewSyscallError("connect", syscall.ECONNREFUSED)
	case "unreachable", "outside":
		cause = os.NewSyscallError("connect", syscall.EHOSTUNREACH)
	case "reset":
		cause = os.NewSyscallError("connect", syscall.ECONNRESET)
	case "timeout":
		cause = os.ErrDeadlineExceeded
	default:
		return errors.New(e.Text)
	}
	return &net.OpError{Op: "dial", Net: "tcp", Addr: Addr(address), Err: cause}
}

// ServeDial answers a call that Caller.Dial makes: with the connection that dial opens, whose bytes the
// request's and the answer's bodies then are, or with why there is none.
func ServeDial(w http.ResponseWriter, r *http.Request, dial func(context.Context) (net.Conn, error)) {
	conn, err := dial(r.Context())
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		_ = json.NewEncoder(w).Encode(DialErrorOf(err)) // who does not hear it has gone
		return
	}
	defer func() { _ = conn.Close() }()
	w.WriteHeader(http.StatusOK)
	flush := http.NewResponseController(w)
	if flush.Flush() != nil {
		return
	}
	stop := context.AfterFunc(r.Context(), func() { _ = conn.Close() }) // the caller has gone
	defer stop()
	go func() {
		_, err := io.Copy(conn, r.Body)
		if half, ok := conn.(interface{ CloseWrite() error }); ok && err == nil {
			_ = half.CloseWrite() // the caller has said all it had to say
		}
		if err != nil {
			_ = conn.Close()
		}
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := conn.Read(buffer)
		if n > 0 {
			if _, err := w.Write(buffer[:n]); err != nil || flush.Flush() != nil {
				return
			}
		}
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			panic(http.ErrAbortHandler) // the other end sees a connection that broke, not one that ended
		}
	}
}

// Dial opens a connection at the other end, by a call that ServeDial answers there. The address is what
// errors and RemoteAddr name.
func (c Caller) Dial(ctx context.Context, call string, header http.Header, address string) (net.Conn, error) {
	up, upWriter := io.Pipe()
	// The connection outlives ctx, which is for making it.
	stream, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, cancel)
	response, err := c.Post(stream, call, header, up)
	if err == nil && response.StatusCode != http.StatusOK {
		err = dialFailure(response, address)
		_ = response.Body.Close()
	}
	if !stop() && err == nil { // ctx ended in the last moment
		_ = response.Body.Close()
		err = context.Cause(ctx)
	}
	if err != nil {
		cancel()
		_ = upWriter.Close()
		if ctx.Err() != nil {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: Addr(address), Err: context.Cause(ctx)}
		}
		return nil, err
	}
	// The pipe knows deadlines, which a stream does not.
	here, there := net.Pipe()
	go func() {
		_, err := io.Copy(upWriter, there)
		_ = upWriter.CloseWithError(err)
	}()
	go func() {
		_, err := io.Copy(there, response.Body)
		_ = response.Body.Close()
		_ = there.Close()
		_ = upWriter.CloseWithError(err)
		cancel()
	}()
	return &streamConn{Conn: here, remote: Addr(address), cancel: cancel}, nil
}

func dialFailure(response *http.Response, address string) error {
	if response.StatusCode != http.StatusBadGateway {
		return Failure(response)
	}
	var refused DialError
	if err := json.NewDecoder(io.LimitReader(response.Body, maxSaid)).Decode(&refused); err != nil {
		return err
	}
	return refused.Failure(address)
}

// streamConn is a connection from elsewhere.
type streamConn struct {
	net.Conn
	remote net.Addr
	cancel func()
}

func (c *streamConn) RemoteAddr() net.Addr { return c.remote }

func (c *streamConn) Close() error {
	err := c.Conn.Close()
	c.cancel()
	return err
}
