package shell

import (
	"context"
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
	"strconv"
	"strings"
	"time"
)

// What curl's exit codes say.
const (
	curlProtocol = 1
	curlUsage    = 2
	curlURL      = 3
	curlResolve  = 6
	curlConnect  = 7
	curlHTTP     = 22
	curlWrite    = 23
	curlRead     = 26
	curlTimeout  = 28
	curlTLS      = 35
	curlRedirect = 47
	curlEmpty    = 52
	curlReceive  = 56
	curlCert     = 58
	curlPeer     = 60
	curlCAFile   = 77
)

const curlOptions = `s silent=s S show-error=S k insecure=k i include=i show-headers=i I head=I X: request=X: H: header=H:
	d: data=d: data-binary: data-raw: data-urlencode: json: G get=G o: output=o: O w: write-out=w: f fail=f fail-with-body m: max-time=m:
	connect-timeout: cacert: capath: E: cert=E: key: cert-type: key-type: L location=L max-redirs: u: user=u: A: user-agent=A: e: referer=e:
	v verbose=v oauth2-bearer: tlsv1.2 tlsv1.3 tlsv1.1 tlsv1.0 tlsv1 tls-max: http1.1 http2 http1.0 compressed N no-buffer=N
	retry: retry-delay: noproxy: x: proxy=x: resolve: connect-to: 4 6 g globoff=g no-progress-meter url: D: dump-header=D: T: upload-file=T: path-as-is`

func curl(ctx context.Context, c *Call) int {
	f, err := options(c.Args, curlOptions)
	if err != nil {
		c.errf("curl: %v\n", err)
		return curlUsage
	}
	r := &curlRun{c: c, f: f}
	for _, o := range []string{"resolve", "connect-to", "x", "O", "T", "capath"} {
		if f.has(o) {
			dashes := "--"
			if len(o) == 1 {
				dashes = "-"
			}
			return r.fail(curlUsage, fmt.Errorf("option %s%s is not known here", dashes, o))
		}
	}
	urls := append(f.all("url"), f.args...)
	if len(urls) == 0 {
		return r.fail(curlUsage, errors.New("no URL specified"))
	}
	if text := f.get("m", ""); text != "" {
		d, err := duration(text)
		if err != nil || d == 0 {
			return r.fail(curlUsage, fmt.Errorf("option -m: %q is no number of seconds", text))
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, d)
		defer cancel()
	}
	if code, err := r.prepare(); err != nil {
		return r.fail(code, err)
	}
	defer r.client.CloseIdleConnections()
	code := 0
	for _, u := range urls {
		n, err := r.get(ctx, u)
		if err != nil {
			n = r.fail(n, err)
		}
		code = max(code, n)
	}
	return code
}

// curlRun is one curl command.
type curlRun struct {
	c      *Call
	f      *flags
	client *http.Client
	method string
	body   []byte
	hasBod bool
	typ    string // of the body, unless a header says it
	query  string // with -G
}

func (r *curlRun) fail(code int, err error) int {
	if !r.f.has("s") || r.f.has("S") {
		r.c.errf("curl: (%d) %v\n", code, err)
	}
	return code
}

// data puts together the body from -d and its like.
func (r *curlRun) data() error {
	var parts []string
	for _, o := range r.f.order {
		text := o.value
		switch o.name {
		case "d", "data-binary", "json":
			if name, ok := strings.CutPrefix(text, "@"); ok {
				data, err := r.c.ReadFile(name)
				if err != nil {
					return fmt.Errorf("failed to open %s: %s", name, reason(err))
				}
				text = string(data)
				if o.name == "d" {
					text = strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(text)
				}
			}
			if o.name == "json" {
				r.typ = "application/json"
			}
		case "data-raw":
		case "data-urlencode":
			name, value, ok := strings.Cut(text, "=")
			switch {
			case ok && name != "":
				text = name + "=" + url.QueryEscape(value)
			case ok:
				text = url.QueryEscape(value)
			default:
				text = url.QueryEscape(text)
			}
		default:
			continue
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return nil
	}
	joint := "&"
	if r.typ != "" {
		joint = ""
	}
	text := strings.Join(parts, joint)
	if r.f.has("G") {
		r.query = text
		return nil
	}
	r.body, r.hasBod = []byte(text), true
	if r.typ == "" {
		r.typ = "application/x-www-form-urlencoded"
	}
	return nil
}

func (r *curlRun) prepare() (code int, err error) {
	f := r.f
	if err := r.data(); err != nil {
		return curlRead, err
	}
	r.method = http.MethodGet
	if r.hasBod {
		r.method = http.MethodPost
	}
	if f.has("I") {
		r.method = http.MethodHead
	}
	r.method = f.get("X", r.method)

	tlsConfig := &tls.Config{InsecureSkipVerify: f.has("k"), MinVersion: tls.VersionTLS12} //nolint:gosec // -k is what the learner asks for
	versions := map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}
	for name, v := range versions {
		if f.has("tlsv" + name) {
			tlsConfig.MinVersion = v
		}
	}
	if text := f.get("tls-max", ""); text != "" {
		v, ok := versions[text]
		if !ok {
			return curlUsage, fmt.Errorf("option --tls-max: %q is none of 1.0, 1.1, 1.2, 1.3", text)
		}
		tlsConfig.MaxVersion = v
		tlsConfig.MinVersion = min(tlsConfig.MinVersion, v)
	}
	// Never the host's certificates: whom this place trusts is for its files to say.
	tlsConfig.RootCAs = x509.NewCertPool()
	if name := f.get("cacert", ""); name != "" {
		pem, err := r.c.ReadFile(name)
		if err != nil || !tlsConfig.RootCAs.AppendCertsFromPEM(pem) {
			return curlCAFile, fmt.Errorf("error setting certificate verify locations: CAfile: %s", name)
		}
	} else if pem, err := r.c.ReadFile("/etc/ssl/certs/ca-certificates.crt"); err == nil {
		tlsConfig.RootCAs.AppendCertsFromPEM(pem)
	}
	if name := f.get("E", ""); name != "" {
		cert, err := r.c.ReadFile(name)
		if err != nil {
			return curlCert, fmt.Errorf("could not load client certificate from %s: %s", name, reason(err))
		}
		key := cert
		if keyName := f.get("key", ""); keyName != "" {
			if key, err = r.c.ReadFile(keyName); err != nil {
				return curlCert, fmt.Errorf("could not load the key of the client certificate from %s: %s", keyName, reason(err))
			}
		}
		pair, err := tls.X509KeyPair(cert, key)
		if err != nil {
			return curlCert, fmt.Errorf("unable to use client certificate %s: %w", name, err)
		}
		tlsConfig.Certificates = []tls.Certificate{pair}
	}
	dialTimeout := time.Duration(0)
	if text := f.get("connect-timeout", ""); text != "" {
		if dialTimeout, err = duration(text); err != nil {
			return curlUsage, fmt.Errorf("option --connect-timeout: %q is no number of seconds", text)
		}
	}
	transport := &http.Transport{
		TLSClientConfig:    tlsConfig,
		DisableCompression: !f.has("compressed"),
		ForceAttemptHTTP2:  !f.has("http1.1") && !f.has("http1.0"),
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if dialTimeout > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, dialTimeout)
				defer cancel()
			}
			conn, err := r.c.Dial(ctx, network, address)
			if err != nil {
				return nil, &dialError{address, err}
			}
			return conn, nil
		},
	}
	if !transport.ForceAttemptHTTP2 {
		transport.Protocols = new(http.Protocols)
		transport.Protocols.SetHTTP1(true)
	}
	most := 50
	if text := f.get("max-redirs", ""); text != "" {
		if most, err = strconv.Atoi(text); err != nil {
			return curlUsage, fmt.Errorf("option --max-redirs: %q is no number", text)
		}
	}
	r.client = &http.Client{
		Transport: transport,
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			if !f.has("L") {
				return http.ErrUseLastResponse
			}
			if len(via) > most {
				return &redirectError{most}
			}
			return nil
		},
	}
	return 0, nil
}

type dialError struct {
	address string
	err     error
}

func (e *dialError) Error() string { return e.err.Error() }
func (e *dialError) Unwrap() error { return e.err }

type redirectError struct{ most int }

func (e *redirectError) Error() string {
	return fmt.Sprintf("maximum (%d) redirects followed", e.most)
}

func (r *curlRun) get(ctx context.Context, text string) (code int, err error) {
	f := r.f
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return curlURL, errors.New("URL rejected: malformed input to a URL function")
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return curlProtocol, fmt.Errorf("protocol %q is not known here", u.Scheme)
	}
	if r.query != "" {
		if u.RawQuery != "" {
			u.RawQuery += "&"
		}
		u.RawQuery += r.query
	}
	var body io.Reader
	if r.hasBod {
		body = strings.NewReader(string(r.body))
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), body)
	if err != nil {
		return curlURL, err
	}
	req.Header.Set("User-Agent", f.get("A", "curl/8.0.0"))
	req.Header.Set("Accept", "*/*")
	if r.hasBod {
		req.Header.Set("Content-Type", r.typ)
	}
	if ref := f.get("e", ""); ref != "" {
		req.Header.Set("Referer", ref)
	}
	if token := f.get("oauth2-bearer", ""); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if user := f.get("u", ""); user != "" {
		req.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user)))
	}
	if err := r.headers(req); err != nil {
		return curlUsage, err
	}
	start := time.Now()
	if f.has("v") {
		r.c.errf("> %s %s HTTP/1.1\n> Host: %s\n", req.Method, req.URL.RequestURI(), req.URL.Host)
		for _, name := range sortedKeys(req.Header) {
			for _, v := range req.Header[name] {
				r.c.errf("> %s: %s\n", name, v)
			}
		}
		r.c.errf("%s\n", ">")
	}
	out := io.Writer(r.c.Out)
	if name := f.get("o", ""); name != "" && name != "-" {
		w, err := r.c.Create(name)
		if err != nil {
			return curlWrite, fmt.Errorf("failure writing output to %s: %s", name, reason(err))
		}
		defer func() {
			if cerr := w.Close(); cerr != nil && err == nil {
				code, err = r.unwritten(cerr)
			}
		}()
		out = w
	}
	resp, err := r.client.Do(req)
	if err != nil {
		r.writeOut(nil, u, 0, time.Since(start))
		return explain(ctx, err, u)
	}
	defer done(resp.Body)
	head := responseHead(resp)
	if f.has("v") {
		if resp.TLS != nil {
			r.c.errf("* SSL connection using %s / %s\n", tls.VersionName(resp.TLS.Version), tls.CipherSuiteName(resp.TLS.CipherSuite))
			if len(resp.TLS.PeerCertificates) > 0 {
				cert := resp.TLS.PeerCertificates[0]
				r.c.errf("*  subject: %s\n*  issuer: %s\n*  expire date: %s\n", cert.Subject, cert.Issuer, cert.NotAfter.UTC().Format(time.RFC1123))
			}
		}
		for line := range strings.Lines(head) {
			r.c.errf("< %s", strings.ReplaceAll(line, "\r", ""))
		}
	}
	if name := f.get("D", ""); name != "" {
		if err := r.c.WriteFile(name, []byte(head)); err != nil {
			return curlWrite, fmt.Errorf("failure writing headers to %s: %s", name, reason(err))
		}
	}
	failed := resp.StatusCode >= 400 && (f.has("f") || f.has("fail-with-body"))
	n := int64(0)
	if !failed || f.has("fail-with-body") {
		if f.has("i") || f.has("I") {
			if _, err := io.WriteString(out, head); err != nil {
				return r.unwritten(err)
			}
		}
		n, err = r.copy(out, resp.Body)
	}
	r.writeOut(resp, u, n, time.Since(start))
	if err != nil {
		if w, ok := errors.AsType[*writeError](err); ok {
			return r.unwritten(w.err)
		}
		if ctx.Err() != nil {
			return curlTimeout, fmt.Errorf("operation timed out after %d milliseconds with %d bytes received", time.Since(start).Milliseconds(), n)
		}
		return curlReceive, fmt.Errorf("recv failure: %w", err)
	}
	if failed {
		return curlHTTP, fmt.Errorf("the requested URL returned error: %d", resp.StatusCode)
	}
	return 0, nil
}

func (r *curlRun) unwritten(err error) (int, error) {
	return curlWrite, fmt.Errorf("failure writing output to destination: %s", reason(err))
}

// copy copies the answer as it comes, so that a watch shows what happens.
func (r *curlRun) copy(out io.Writer, body io.Reader) (n int64, err error) {
	buf := make([]byte, 32<<10)
	for {
		m, err := body.Read(buf)
		if m > 0 {
			if _, werr := out.Write(buf[:m]); werr != nil {
				return n, &writeError{werr}
			}
			n += int64(m)
		}
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// headers adds those of -H; one without a value takes a header away.
func (r *curlRun) headers(req *http.Request) error {
	var lines []string
	for _, h := range r.f.all("H") {
		if name, ok := strings.CutPrefix(h, "@"); ok {
			data, err := r.c.ReadFile(name)
			if err != nil {
				return fmt.Errorf("failed to open %s: %s", name, reason(err))
			}
			lines = append(lines, strings.Split(strings.TrimSpace(string(data)), "\n")...)
			continue
		}
		lines = append(lines, h)
	}
	set := map[string]bool{}
	for _, h := range lines {
		name, value, ok := strings.Cut(h, ":")
		name, value = http.CanonicalHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value)
		switch {
		case !ok && strings.HasSuffix(h, ";"):
			req.Header.Set(strings.TrimSuffix(h, ";"), "")
		case !ok:
			continue
		case value == "":
			req.Header.Del(name)
			if name == "User-Agent" {
				req.Header.Set(name, "") // Go would otherwise send its own
			}
		case name == "Host":
			req.Host = value
		case set[name]:
			req.Header.Add(name, value)
		default:
			req.Header.Set(name, value)
			set[name] = true
		}
	}
	return nil
}

func responseHead(resp *http.Response) string {
	var b strings.Builder
	proto := resp.Proto
	if resp.ProtoMajor == 2 {
		proto = "HTTP/2"
	}
	status := resp.Status
	if resp.ProtoMajor == 2 {
		status = strconv.Itoa(resp.StatusCode) + " "
	}
	fmt.Fprintf(&b, "%s %s\r\n", proto, status)
	for _, name := range sortedKeys(resp.Header) {
		for _, v := range resp.Header[name] {
			if resp.ProtoMajor == 2 {
				name = strings.ToLower(name)
			}
			fmt.Fprintf(&b, "%s: %s\r\n", name, v)
		}
	}
	b.WriteString("\r\n")
	return b.String()
}

func sortedKeys(h http.Header) []string {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// writeOut is -w.
func (r *curlRun) writeOut(resp *http.Response, u *url.URL, n int64, took time.Duration) {
	format := r.f.get("w", "")
	if format == "" {
		return
	}
	if name, ok := strings.CutPrefix(format, "@"); ok {
		data, err := r.c.ReadFile(name)
		if err != nil {
			return
		}
		format = string(data)
	}
	code, typ, redirect, version, effective := 0, "", "", "0", u.String()
	if resp != nil {
		code, typ = resp.StatusCode, resp.Header.Get("Content-Type")
		version = strings.TrimSuffix(fmt.Sprintf("%d.%d", resp.ProtoMajor, resp.ProtoMinor), ".0")
		if resp.Request != nil {
			effective = resp.Request.URL.String()
		}
		if loc, err := resp.Location(); err == nil {
			redirect = loc.String()
		}
	}
	values := strings.NewReplacer(
		"%{http_code}", fmt.Sprintf("%03d", code), "%{response_code}", fmt.Sprintf("%03d", code),
		"%{size_download}", strconv.FormatInt(n, 10), "%{content_type}", typ, "%{url_effective}", effective, "%{url}", effective,
		"%{redirect_url}", redirect, "%{http_version}", version, "%{scheme}", u.Scheme, "%{method}", r.method,
		"%{time_total}", fmt.Sprintf("%.6f", took.Seconds()), "%%", "%", `\n`, "\n", `\t`, "\t", `\r`, "\r",
	)
	r.c.printf("%s", values.Replace(format))
}

// explain tells what went wrong with a request in curl's numbers.
func explain(ctx context.Context, err error, u *url.URL) (int, error) {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if e, ok := errors.AsType[*redirectError](err); ok {
		return curlRedirect, e
	}
	if d, ok := errors.AsType[*dialError](err); ok {
		if _, ok := errors.AsType[*net.DNSError](d.err); ok {
			return curlResolve, fmt.Errorf("could not resolve host: %s", u.Hostname())
		}
		if ctx.Err() != nil || errors.Is(d.err, context.DeadlineExceeded) {
			return curlTimeout, fmt.Errorf("failed to connect to %s port %s: timed out", u.Hostname(), port)
		}
		why := d.err
		if e, ok := errors.AsType[*net.OpError](why); ok && e.Err != nil {
			why = cause(e.Err)
		}
		return curlConnect, fmt.Errorf("failed to connect to %s port %s: %w", u.Hostname(), port, why)
	}
	if ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) {
		return curlTimeout, errors.New("operation timed out")
	}
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return curlPeer, fmt.Errorf("SSL certificate problem: %w (-k turns the check off, --cacert says whom to trust)", e.Err)
	}
	if _, ok := errors.AsType[tls.AlertError](err); ok {
		return curlReceive, fmt.Errorf("the other side ended TLS: %w", err)
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || strings.Contains(err.Error(), "HTTP response to HTTPS client") {
		return curlTLS, fmt.Errorf("wrong version number: %s speaks no TLS here (%w)", u.Host, err)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return curlEmpty, errors.New("empty reply from server")
	}
	if strings.Contains(err.Error(), "tls: ") {
		return curlTLS, fmt.Errorf("TLS connect error: %w", err)
	}
	return curlReceive, err
}

func nc(ctx context.Context, c *Call) int {
	f, ok := c.options("z w: v n u l q: N 4 6")
	if !ok {
		return 1
	}
	if f.has("l") || f.has("u") {
		c.Errorf("this shell connects over TCP only: no -l, no -u")
		return 1
	}
	if len(f.args) != 2 {
		c.Errorf("usage: nc [-z] [-v] [-w SECONDS] HOST PORT")
		return 1
	}
	wait := time.Duration(0)
	if text := f.get("w", ""); text != "" {
		var err error
		if wait, err = duration(text); err != nil {
			c.Errorf("%v", err)
			return 1
		}
	}
	host, ports := f.args[0], []string{f.args[1]}
	if from, to, ok := strings.Cut(f.args[1], "-"); ok && f.has("z") {
		a, err1 := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil || a < 1 || b > 65535 || b < a {
			c.Errorf("invalid port range %s", f.args[1])
			return 1
		}
		ports = nil
		for p := a; p <= b; p++ {
			ports = append(ports, strconv.Itoa(p))
		}
	}
	code := 1
	for _, port := range ports {
		dialCtx, cancel := ctx, context.CancelFunc(func() {})
		if wait > 0 {
			dialCtx, cancel = context.WithTimeout(ctx, wait)
		}
		conn, err := c.Dial(dialCtx, "tcp", net.JoinHostPort(host, port))
		cancel()
		if ctx.Err() != nil {
			if err == nil {
				done(conn)
			}
			return 137
		}
		if err != nil {
			if f.has("v") || len(ports) == 1 && !f.has("z") {
				why := err
				if e, ok := errors.AsType[*net.OpError](err); ok && e.Err != nil {
					why = cause(e.Err)
				}
				c.Errorf("connect to %s port %s (tcp) failed: %v", host, port, why)
			}
			continue
		}
		code = 0
		if f.has("v") {
			c.errf("Connection to %s %s port [tcp/*] succeeded!\n", host, port)
		}
		if f.has("z") {
			done(conn)
			continue
		}
		return c.talk(ctx, conn, wait)
	}
	return code
}

// talk copies In to the connection and what comes back to Out. wait is how long
// nothing may come before it gives up; 0 is for ever.
func (c *Call) talk(ctx context.Context, conn net.Conn, wait time.Duration) int {
	defer done(conn)
	stop := context.AfterFunc(ctx, func() { done(conn) })
	defer stop()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		io.Copy(conn, c.In) //nolint:errcheck // the other side may end first
		if half, ok := conn.(interface{ CloseWrite() error }); ok {
			half.CloseWrite() //nolint:errcheck // as above
		}
	}()
	defer func() {
		// What In holds after the answer is for the next command.
		if in, ok := c.In.(interface{ SetReadDeadline(time.Time) error }); ok && ctx.Err() == nil && in.SetReadDeadline(time.Unix(1, 0)) == nil {
			<-sent
			in.SetReadDeadline(time.Time{}) //nolint:errcheck // it was set a moment ago
		}
	}()
	buf := make([]byte, 32<<10)
	for {
		if wait > 0 {
			conn.SetReadDeadline(time.Now().Add(wait)) //nolint:errcheck // then it waits for ever
		}
		n, err := conn.Read(buf)
		if n > 0 {
			if code, ok := c.write(buf[:n]); !ok {
				return code
			}
		}
		if err != nil {
			if ctx.Err() != nil {
				return 137
			}
			return 0
		}
	}
}

// probe is what the lab's workloads use to be asked how they are:
// "probe http PORT PATH" succeeds on 2xx and 3xx, "probe tcp PORT" on a connection.
func probe(ctx context.Context, c *Call) int {
	args := c.Args[1:]
	usage := func() int {
		c.Errorf("usage: probe http PORT [PATH] | probe tcp PORT")
		return 2
	}
	if len(args) < 2 || len(args) > 3 {
		return usage()
	}
	port, err := strconv.ParseUint(args[1], 10, 16)
	if err != nil || port == 0 {
		c.Errorf("%q is no port", args[1])
		return 2
	}
	address := net.JoinHostPort("127.0.0.1", args[1])
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	switch {
	case args[0] == "tcp" && len(args) == 2:
		conn, err := c.Dial(ctx, "tcp", address)
		if err != nil {
			c.Errorf("%v", err)
			return 1
		}
		done(conn)
		return 0
	case args[0] == "http":
		where := "/"
		if len(args) == 3 {
			where = args[2]
		}
		if !strings.HasPrefix(where, "/") {
			where = "/" + where
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+where, nil)
		if err != nil {
			c.Errorf("%v", err)
			return 2
		}
		transport := &http.Transport{DialContext: c.Dial, DisableKeepAlives: true}
		resp, err := transport.RoundTrip(req)
		if err != nil {
			c.Errorf("%v", err)
			return 1
		}
		defer done(resp.Body)
		c.printf("%s\n", resp.Status)
		if resp.StatusCode < 200 || resp.StatusCode >= 400 {
			return 1
		}
		return 0
	}
	return usage()
}
