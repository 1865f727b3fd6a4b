package grader

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	utiljson "k8s.io/apimachinery/pkg/util/json"
)

var _ probe = (*HTTPProbe)(nil)

const (
	httpTimeout = 5 * time.Second
	maxBody     = 1 << 20
)

func (h *HTTPProbe) scope() scope {
	if len(h.Requests) == 0 {
		return scope{"response": nil, "responses": nil}
	}
	var ids []string
	for _, q := range h.Requests {
		if q.ID != "" {
			ids = append(ids, q.ID)
		}
	}
	return scope{"responses": nil, "r": ids}
}

func (h *HTTPProbe) validate(p *problems, _ Role) {
	if (h.URL == "") == (len(h.Requests) == 0) {
		p.add("url", "it needs either a url or requests")
	}
	p.control(h.Control)
	h.HTTPRequest.validate(p, len(h.Requests) > 0)
	if h.ID != "" {
		p.add("id", "an id is for one of several requests")
	}
	if len(h.Requests) == 0 {
		return
	}
	var ids []string
	for i := range h.Requests {
		ids = append(ids, h.Requests[i].ID)
		h.Requests[i].validate(p.at("requests[%d]", i), false)
	}
	p.ids("requests", ids)
}

func (q *HTTPRequest) validate(p *problems, shared bool) {
	p.from(q.From)
	p.identity("as", q.As)
	p.timeout(q.Timeout)
	if q.TLS != "" && !slices.Contains(TLSTrusts(), q.TLS) {
		p.add("tls", "%q: it is %s or %s", q.TLS, TrustAny, TrustCluster)
	}
	if q.Method != "" && q.Method != strings.ToUpper(q.Method) {
		p.add("method", "%q: methods are written large", q.Method)
	}
	if q.WebSocket && (q.Method != "" && q.Method != http.MethodGet || q.Body != "") {
		p.add("websocket", "an upgrade is a GET without a body")
	}
	switch {
	case shared:
	case q.URL == "":
		p.add("url", "a request needs a url")
	case !strings.HasPrefix(q.URL, "http://") && !strings.HasPrefix(q.URL, "https://") && !strings.HasPrefix(q.URL, "${"):
		p.add("url", "%q: it begins with http:// or https://", q.URL)
	}
}

// all are the probe's requests with what they share filled in.
func (h *HTTPProbe) all() []HTTPRequest {
	if len(h.Requests) == 0 {
		return []HTTPRequest{h.HTTPRequest}
	}
	out := slices.Clone(h.Requests)
	for i := range out {
		q := &out[i]
		if q.From == "" {
			q.From = h.From
		}
		if q.As == nil {
			q.As = h.As
		}
		if q.TLS == "" {
			q.TLS = h.TLS
		}
		if q.Timeout == nil {
			q.Timeout = h.Timeout
		}
		if q.Method == "" && !q.WebSocket {
			q.Method = h.Method
		}
		if len(h.Headers) > 0 {
			headers := map[string]string{}
			for k, v := range h.Headers {
				headers[k] = v
			}
			for k, v := range q.Headers {
				headers[k] = v
			}
			q.Headers = headers
		}
	}
	return out
}

func (h *HTTPProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	requests := h.all()
	facts := make([]map[string]any, len(requests))
	seen := make([]Observation, len(requests))
	var who identities
	err := each(ctx, len(requests), func(ctx context.Context, i int) error {
		c, err := who.get(ctx, l.run, requests[i].As)
		if err != nil {
			return err
		}
		facts[i], seen[i], err = l.http(ctx, c, requests[i])
		return err
	})
	for _, s := range seen {
		if s.Asked != "" {
			l.saw(s)
		}
	}
	if err != nil {
		return nil, err
	}
	failed := false
	byID := map[string]any{}
	for i, f := range facts {
		failed = failed || f["error"] != ""
		if requests[i].ID != "" {
			byID[requests[i].ID] = f
		}
	}
	if err := l.control(ctx, h.Control, requests[0].From, failed); err != nil {
		return nil, err
	}
	return map[string]any{"response": facts[0], "responses": anyList(facts), "r": byID}, nil
}

// http makes one request to the thing under test. What that does with it is a fact; an
// answer that breaks off, and a vantage point that cannot be used, are errors.
func (l *look) http(ctx context.Context, c *credential, q HTTPRequest) (map[string]any, Observation, error) {
	from := q.From
	if from == "" {
		from = FromHost
	}
	method := q.Method
	if method == "" {
		method = http.MethodGet
	}
	o := Observation{Asked: method + " " + q.URL, As: c.who, From: string(from)}
	if q.WebSocket {
		o.Asked += " as a WebSocket"
	}
	fail := func(err error) (map[string]any, Observation, error) {
		o.Got = whyNot(err)
		return nil, o, fmt.Errorf("%s: %w", o.Asked, err)
	}
	u, err := url.Parse(q.URL)
	if err != nil || u.Host == "" {
		return fail(fmt.Errorf("%q is no URL", q.URL))
	}
	own := c.admin
	c, err = l.outside(c)
	if err != nil {
		return fail(err)
	}
	// A certificate is shown without its key; a token shown to a learner's program is theirs.
	if host := u.Hostname(); own && c.bearer+c.basic != "" && host != l.server.base.Hostname() && host != l.vars.given["node.address"] {
		return fail(fmt.Errorf("the grader does not show its own token to %s", host))
	}
	roots, err := l.clusterCA()
	if err != nil {
		return fail(err)
	}
	cert, err := c.certificate()
	if err != nil {
		return fail(err)
	}
	if cert != nil && u.Scheme == "http" {
		return fail(errors.New("a certificate cannot be shown over plain HTTP"))
	}

	timeout := orDuration(q.Timeout, httpTimeout)
	asking, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	tlsConfig := &tls.Config{InsecureSkipVerify: q.TLS != TrustCluster, RootCAs: roots, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}} //nolint:gosec // who serves is a fact here, not a condition
	if cert != nil {
		// Shown whichever CAs the server says it takes: what it does then is the question.
		tlsConfig.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return cert, nil }
	}
	transport := &http.Transport{
		DialContext:     l.dialFrom(from),
		TLSClientConfig: tlsConfig, DisableKeepAlives: true, DisableCompression: true,
	}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	if !q.Follow {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}

	req, err := http.NewRequestWithContext(asking, method, q.URL, strings.NewReader(q.Body))
	if err != nil {
		return fail(err)
	}
	req.Header.Set("User-Agent", userAgent)
	c.authorize(req)
	if c.impersonate != nil {
		req.Header.Set("Impersonate-User", c.impersonate.UserName)
		for _, g := range c.impersonate.Groups {
			req.Header.Add("Impersonate-Group", g)
		}
	}
	if q.WebSocket {
		key := make([]byte, 16)
		if _, err := io.ReadFull(rand.Reader, key); err != nil {
			return fail(err)
		}
		req.Header.Set("Connection", "Upgrade")
		req.Header.Set("Upgrade", "websocket")
		req.Header.Set("Sec-WebSocket-Version", "13")
		req.Header.Set("Sec-WebSocket-Key", base64.StdEncoding.EncodeToString(key))
		req.Header.Set("Sec-WebSocket-Protocol", "v4.channel.k8s.io")
	}
	for k, v := range q.Headers {
		if strings.EqualFold(k, "Host") {
			req.Host = v
			continue
		}
		req.Header.Set(k, v)
	}

	facts := map[string]any{
		"id": q.ID, "code": int64(0), "error": "", "message": "", "headers": map[string]string{}, "body": "", "websocket": false, "verified": false,
	}
	res, err := client.Do(req)
	if err != nil {
		if doubt := l.notAFact(ctx, err); doubt != nil {
			return fail(doubt)
		}
		facts["error"], facts["message"] = netKind(err), err.Error()
		o.Got = facts["error"].(string) + ": " + short(withoutURL(err), 160)
		return facts, o, nil
	}
	defer res.Body.Close()
	var body []byte
	if res.StatusCode != http.StatusSwitchingProtocols {
		if body, err = io.ReadAll(io.LimitReader(res.Body, maxBody)); err != nil {
			return fail(fmt.Errorf("it answered %d, and the answer broke off: %w", res.StatusCode, err))
		}
	}
	headers := map[string]string{}
	for k, v := range res.Header {
		headers[strings.ToLower(k)] = strings.Join(v, ", ")
	}
	facts["code"], facts["headers"], facts["body"] = int64(res.StatusCode), headers, strings.ToValidUTF8(string(body), "�")
	facts["websocket"] = q.WebSocket && res.StatusCode == http.StatusSwitchingProtocols
	var parsed any
	if len(body) > 0 && utiljson.Unmarshal(body, &parsed) == nil {
		facts["json"] = parsed
	}
	if res.TLS != nil {
		facts["verified"] = verifyChain(res.TLS.PeerCertificates, roots, u.Hostname()) == nil
	}
	o.Got = fmt.Sprintf("%d %s", res.StatusCode, http.StatusText(res.StatusCode))
	if text := short(string(body), 120); text != "" && res.StatusCode >= 300 {
		o.Got += ": " + text
	}
	return facts, o, nil
}

// notAFact tells whether a failed connection says nothing about the thing under test: the
// check's own time is up, or nobody could stand where it was to be asked from.
func (l *look) notAFact(ctx context.Context, err error) error {
	if errors.Is(err, ErrVantage) {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("the time for this check ran out: %w", ctx.Err())
	}
	l.doubted()
	return nil
}

func withoutURL(err error) string {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err.Error()
	}
	return err.Error()
}

// dialFrom dials from a vantage point, through the target.
func (r *run) dialFrom(from Vantage) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		return r.target.Dial(ctx, from, network, address)
	}
}

// clusterCA is the CA by which the grader knows the API server, or nil for the system's.
func (r *run) clusterCA() (*x509.CertPool, error) {
	data := r.server.config.CAData
	if len(data) == 0 {
		return nil, nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		return nil, errors.New("the lab's CA certificate cannot be read")
	}
	return pool, nil
}

// verifyChain says why a served chain is not good for a host, or nil.
func verifyChain(chain []*x509.Certificate, roots *x509.CertPool, host string) error {
	if len(chain) == 0 {
		return errors.New("no certificate was served")
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: host, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return err
}

// podsControl is what can be reached from anywhere in the pod network.
const podsControl = "kubernetes.default.svc:443"

// control makes sure that a connection which failed says something about its far end: the
// near end must reach something else at the same moment. From the host the gate sees to it.
func (l *look) control(ctx context.Context, c *Control, from Vantage, failed bool) error {
	if c == nil {
		if !failed || from == "" || from == FromHost {
			return nil
		}
		c = &Control{Address: podsControl}
		if from == FromNode {
			c.Address = l.vars.given["apiserver.address"]
		}
	}
	if c.From != "" {
		from = c.From
	}
	if from == "" {
		from = FromHost
	}
	ctx, cancel := context.WithTimeout(ctx, tcpTimeout)
	defer cancel()
	conn, err := l.target.Dial(ctx, from, "tcp", c.Address)
	o := Observation{Asked: "control: connect to " + c.Address, From: string(from), Got: "connected"}
	if err != nil {
		o.Got = whyNot(err)
		l.saw(o)
		return fmt.Errorf("from %s not even %s can be reached (%s), so a failed connection says nothing", from, c.Address, whyNot(err))
	}
	l.saw(o)
	return conn.Close()
}
