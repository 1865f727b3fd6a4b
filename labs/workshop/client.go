package workshop

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Client speaks to a workshop's server.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// ParseURL takes the address of a workshop as people give it. Without TLS it has to be this machine's own.
func ParseURL(text string) (string, error) {
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return "", fmt.Errorf("%q is no address of a workshop", text)
	case u.Scheme != "https" && u.Scheme != "http":
		return "", fmt.Errorf("%q begins with neither https:// nor http://", text)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return "", fmt.Errorf("%q is more than the address of a workshop", text)
	case u.Scheme == "http" && !Loopback(u.Hostname()):
		return "", fmt.Errorf("%q would carry your token over the network unencrypted", text)
	}
	return u.Scheme + "://" + u.Host, nil
}

// Loopback says whether a host is this machine itself.
func Loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// Fingerprint is how a certificate is named: SHA-256, in lower-case hexadecimal.
func Fingerprint(certificate []byte) string {
	sum := sha256.Sum256(certificate)
	return hex.EncodeToString(sum[:])
}

// ParseFingerprint takes a fingerprint as people copy it: with colons, dashes or spaces, in any case.
func ParseFingerprint(text string) (string, error) {
	plain := strings.ToLower(strings.NewReplacer(":", "", "-", "", " ", "", "\n", "").Replace(strings.TrimPrefix(strings.TrimSpace(text), "sha256:")))
	if raw, err := hex.DecodeString(plain); err != nil || len(raw) != sha256.Size {
		return "", fmt.Errorf("%.100q is no fingerprint: that has 64 hexadecimal digits", text)
	}
	return plain, nil
}

// OtherCertificateError: the server shows another certificate than the one that was agreed on.
type OtherCertificateError struct{ Have, Want string }

// Error names both.
func (e *OtherCertificateError) Error() string {
	return fmt.Sprintf("the server shows a certificate with the fingerprint %s, and yours is to have %s", e.Have, e.Want)
}

// Mend is what to do about it.
func (e *OtherCertificateError) Mend() string {
	return "ask the instructor for the fingerprint; if it is the new one, leave and join again"
}

// NewClient speaks to the server at base, which ParseURL took. With a fingerprint the server has to show that very
// certificate; without, one that this machine trusts.
func NewClient(base, fingerprint, token string) *Client {
	config := &tls.Config{MinVersion: tls.VersionTLS13}
	if fingerprint != "" {
		config.InsecureSkipVerify = true // it is compared with what is pinned instead
		config.VerifyConnection = func(state tls.ConnectionState) error {
			if have := Fingerprint(state.PeerCertificates[0].Raw); have != fingerprint {
				return &OtherCertificateError{have, fingerprint}
			}
			return nil
		}
	}
	return &Client{base: base, token: token, http: &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: config, ForceAttemptHTTP2: true, TLSHandshakeTimeout: handshakeTime,
			MaxIdleConnsPerHost: 2, IdleConnTimeout: idleTime,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

const handshakeTime = 5 * time.Second

// Certificate looks at the server's certificate: its fingerprint, and whether this machine trusts it without.
// Nothing is sent.
func Certificate(ctx context.Context, base string) (fingerprint string, trusted bool, err error) {
	u, err := url.Parse(base)
	if err != nil {
		return "", false, err
	}
	host := u.Host
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), "443")
	}
	dialer := &tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true}} // it is only looked at
	conn, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		return "", false, fmt.Errorf("reaching %s: %w", base, err)
	}
	defer conn.Close()
	tlsConn, ok := conn.(*tls.Conn)
	if !ok || len(tlsConn.ConnectionState().PeerCertificates) == 0 {
		return "", false, fmt.Errorf("%s shows no certificate", base)
	}
	chain := tlsConn.ConnectionState().PeerCertificates
	others := x509.NewCertPool()
	for _, c := range chain[1:] {
		others.AddCert(c)
	}
	_, verifyErr := chain[0].Verify(x509.VerifyOptions{DNSName: u.Hostname(), Intermediates: others})
	return Fingerprint(chain[0].Raw), verifyErr == nil, nil
}

const maxAnswerBody = 4 << 20 // bytes

// send asks for something. An answer that says no is an error: *Fault as the server said it, *UnreachableError. The body of any other
// is the caller's to close.
func (c *Client) send(ctx context.Context, method, path string, body io.Reader, header http.Header) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, err
	}
	maps.Copy(r.Header, header)
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, &UnreachableError{c.base, err}
	}
	if answer.StatusCode < http.StatusMultipleChoices {
		return answer, nil
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswerBody))
	if err != nil {
		return nil, &UnreachableError{c.base, err}
	}
	var f faultBody
	if json.Unmarshal(data, &f) != nil || f.Fault == nil {
		return nil, &UnreachableError{c.base, fmt.Errorf("what answers is no workshop: %s", answer.Status)}
	}
	return nil, f.Fault.clean()
}

// call asks for something that is answered by JSON. Errors: as of send.
func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader = http.NoBody
	header := http.Header{}
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
		header.Set("Content-Type", "application/json")
	}
	answer, err := c.send(ctx, method, path, body, header)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswerBody))
	if err != nil {
		return &UnreachableError{c.base, err}
	}
	if out == nil {
		return nil
	}
	if raw, ok := out.(*[]byte); ok {
		*raw = data
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return &UnreachableError{c.base, fmt.Errorf("what answers is no workshop: %w", err)}
	}
	return nil
}

// UnreachableError: the server did not answer as a workshop does.
type UnreachableError struct {
	URL string
	Err error
}

// Error says why.
func (e *UnreachableError) Error() string {
	err := e.Err
	if urlError, ok := errors.AsType[*url.Error](err); ok {
		err = urlError.Err // the address stands before it
	}
	return fmt.Sprintf("the workshop at %s does not answer: %v", e.URL, err)
}

// Unwrap is why.
func (e *UnreachableError) Unwrap() error { return e.Err }

// Join lets somebody in, and writes it down.
func (d *Desk) Join(ctx context.Context, base, fingerprint, code, name string, now time.Time) (*Member, error) {
	c := NewClient(base, fingerprint, "")
	defer c.http.CloseIdleConnections()
	var j Joined
	if err := c.call(ctx, http.MethodPost, "/api/v1/join", joinRequest{code, name}, &j); err != nil {
		return nil, err
	}
	if j.Token == "" || !learnerPattern.MatchString(string(j.Learner)) {
		return nil, &UnreachableError{base, errors.New("what answers is no workshop")}
	}
	var client [16]byte
	random(client[:])
	m := &Member{
		Version: memberVersion, URL: base, Fingerprint: fingerprint, Learner: j.Learner, Name: cleanLine(j.Name, MaxName), Token: j.Token, Key: j.Key,
		Client: hex.EncodeToString(client[:]), Joined: now.UTC().Truncate(time.Second),
	}
	return m, d.sit(ctx, m, j.Room)
}

// session is the client of who joined.
func (m *Member) session() *Client { return NewClient(m.URL, m.Fingerprint, m.Token) }

// Leave tells the server, and removes the token and everything else from this machine, also when the server does
// not answer; then the error says that it was not told.
func (d *Desk) Leave(ctx context.Context) error {
	m, err := d.Member()
	if err != nil {
		return err
	}
	err = m.session().call(ctx, http.MethodPost, "/api/v1/leave", nil, nil)
	if f, ok := errors.AsType[*Fault](err); ok && f.Code == FaultRemoved {
		err = nil
	}
	return errors.Join(d.Forget(context.WithoutCancel(ctx)), err)
}

// Delivery is what came of sending.
type Delivery struct {
	Sent    int // reports that the server has now
	Waiting int // that it does not have yet
	Refused int // that it will never take; they are given up
	Frozen  bool
}

// quietTime is how long nobody tries by themself after the server did not answer.
const quietTime = 15 * time.Second

// Deliver sends what waits, or asks what there is to know when nothing does. One process at a time sends; a second
// one waits for it until ctx ends. Errors: *UnreachableError, *Fault; whatever they are, nothing is lost.
func (d *Desk) Deliver(ctx context.Context, now time.Time) (Delivery, error) {
	m, err := d.Member()
	if err != nil {
		return Delivery{}, err
	}
	lock, err := lockFile(ctx, d.path("sending"))
	if err != nil {
		return Delivery{}, err
	}
	done, err := d.deliver(ctx, m)
	switch {
	case err == nil:
	case errors.As(err, new(*UnreachableError)):
		err = errors.Join(err, d.hears(context.WithoutCancel(ctx), m, nil, now.Add(quietTime)))
	}
	return done, errors.Join(err, lock.release())
}

// mostBytes keeps a batch well below what the server takes.
const mostBytes = maxBody / 2

func (d *Desk) deliver(ctx context.Context, m *Member) (done Delivery, err error) {
	c := m.session()
	defer c.http.CloseIdleConnections()
	most := MaxBatch
	for first := true; ; first = false {
		waiting, err := d.Waiting(m)
		done.Waiting = len(waiting)
		if err != nil {
			return done, err
		}
		if len(waiting) == 0 {
			if !first {
				return done, nil
			}
			var room Notice
			if err := c.call(ctx, http.MethodGet, "/api/v1/room", nil, &room); err != nil {
				return done, err
			}
			done.Frozen = room.Frozen
			return done, d.hears(ctx, m, &room, time.Time{})
		}
		list := fitting(waiting, most)
		var a Accepted
		err = c.call(ctx, http.MethodPost, "/api/v1/reports", batch{list}, &a)
		last := list[len(list)-1].Number
		f, fault := errors.AsType[*Fault](err)
		switch {
		case fault && f.Code == FaultRequest && len(list) > 1:
			most = 1 // one of them is not to the server's liking: find out which
			continue
		case fault && f.Code == FaultRequest:
			done.Refused++ // and it never will be
		case err != nil:
			return done, err
		default:
			done.Sent += len(list)
			done.Frozen = a.Frozen
			if err := d.hears(ctx, m, &a.Room, time.Time{}); err != nil {
				return done, err
			}
		}
		// The server has it, whatever becomes of ctx.
		if err := d.acknowledged(context.WithoutCancel(ctx), m, last); err != nil {
			return done, err
		}
	}
}

// fitting are the first reports that one request takes.
func fitting(list []Report, most int) []Report {
	size := 0
	for i, r := range list {
		size += 400
		for _, result := range r.Results {
			size += 100 + 2*len(result.Check) + 2*len(result.Said)
		}
		if i >= most || i > 0 && size > mostBytes {
			return list[:i]
		}
	}
	return list
}

// Answer answers the question that is open.
func (d *Desk) Answer(ctx context.Context, round int64, text string) (Notice, error) {
	m, err := d.Member()
	if err != nil {
		return Notice{}, err
	}
	var room Notice
	if err := m.session().call(ctx, http.MethodPost, "/api/v1/answer", answerRequest{round, text}, &room); err != nil {
		return Notice{}, err
	}
	return room, d.hears(ctx, m, &room, time.Time{})
}

// Me is how the server sees the learner.
func (d *Desk) Me(ctx context.Context) (*LearnerView, error) {
	m, err := d.Member()
	if err != nil {
		return nil, err
	}
	v := &LearnerView{}
	return v, m.session().call(ctx, http.MethodGet, "/api/v1/me", nil, v)
}

// Link is an address that opens the learner's page in a browser, once and for a few minutes.
func (d *Desk) Link(ctx context.Context) (string, time.Time, error) {
	m, err := d.Member()
	if err != nil {
		return "", time.Time{}, err
	}
	var o opened
	if err := m.session().call(ctx, http.MethodPost, "/api/v1/link", nil, &o); err != nil {
		return "", time.Time{}, err
	}
	return m.URL + o.Path, o.Expires, nil
}

// Transcript is the learner's, as the server issues it now. VerifyTranscript reads it.
func (d *Desk) Transcript(ctx context.Context) ([]byte, error) {
	m, err := d.Member()
	if err != nil {
		return nil, err
	}
	var data []byte
	err = m.session().call(ctx, http.MethodGet, "/learners/"+string(m.Learner)+"/transcript.json", nil, &data)
	return data, err
}
