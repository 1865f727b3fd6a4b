package workshop

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"

	"github.com/hardenway/hardenway/labs/remote"
)

// Hosted asks for the learner's hosted lab. Errors: ErrNotJoined, *Fault, *UnreachableError.
func (d *Desk) Hosted(ctx context.Context) (*Hosted, error) {
	m, err := d.Member()
	if err != nil {
		return nil, err
	}
	lab := &Hosted{}
	return lab, m.session().call(ctx, http.MethodGet, "/api/v1/hosted", nil, lab)
}

// maxHostedLine bounds one line of an answer, in bytes: a grading with its evidence.
const maxHostedLine = 4 << 20

// HostedDo has the server do something with the learner's hosted lab, and returns its result. each hears how it goes on.
// Errors: ErrNotJoined, *Fault, *UnreachableError.
func (d *Desk) HostedDo(ctx context.Context, verb HostedVerb, request HostedRequest, each func(HostedLine)) (result json.RawMessage, err error) {
	m, err := d.Member()
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	c := m.session()
	defer c.http.CloseIdleConnections()
	answer, err := c.send(ctx, http.MethodPost, "/api/v1/hosted/"+string(verb), bytes.NewReader(body), http.Header{"Content-Type": {"application/json"}})
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	err = remote.ReadLines(answer.Body, maxHostedLine, func(l HostedLine) (bool, error) {
		if l.Fault != nil {
			return true, l.Fault.clean()
		}
		if !l.Ended && each != nil {
			each(l)
		}
		result = l.Result
		return l.Ended, nil
	})
	if _, fault := errors.AsType[*Fault](err); err == nil || fault {
		return result, err
	}
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	return nil, &UnreachableError{c.base, err}
}

// Tunnel opens a connection to the learner's hosted lab, by which package hosted speaks. Errors: as of HostedDo.
func (d *Desk) Tunnel(ctx context.Context) (net.Conn, error) {
	m, err := d.Member()
	if err != nil {
		return nil, err
	}
	c := m.session()
	// The connection outlives ctx, which is for making it.
	stream, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, cancel)
	answer, err := c.send(stream, http.MethodGet, "/api/v1/hosted/tunnel", http.NoBody, http.Header{"Connection": {"Upgrade"}, "Upgrade": {TunnelProtocol}})
	if !stop() && err == nil {
		err = errors.Join(context.Cause(ctx), answer.Body.Close())
	}
	if err != nil {
		cancel()
		return nil, err
	}
	body, ok := answer.Body.(io.ReadWriteCloser)
	if !ok || answer.StatusCode != http.StatusSwitchingProtocols {
		err := answer.Body.Close()
		cancel()
		return nil, &UnreachableError{c.base, errors.Join(errors.New("the way to it does not let connections be upgraded"), err)}
	}
	return remote.Conn(&tunnel{body, func() {
		cancel()
		c.http.CloseIdleConnections()
	}}), nil
}

// tunnel ends what belongs to it.
type tunnel struct {
	io.ReadWriteCloser
	ended func()
}

// Close implements io.Closer.
func (t *tunnel) Close() error {
	defer t.ended()
	return t.ReadWriteCloser.Close()
}
