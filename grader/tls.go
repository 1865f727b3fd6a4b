package grader

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"time"
)

var _ probe = (*TLSProbe)(nil)

const (
	tlsTimeout = 5 * time.Second
	// quiet is how long a server may say nothing after the handshake and still be taken
	// to have accepted the certificate it was shown. Servers that refuse one say so at once,
	// unless the machine is busy; and few that accept one say nothing to a request.
	quiet = 2 * time.Second
)

var tlsVersions = map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}

func tlsVersionName(v uint16) string {
	for name, known := range tlsVersions {
		if v == known {
			return name
		}
	}
	return ""
}

func cipherNamed(name string) (uint16, bool) {
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if s.Name == name {
			return s.ID, true
		}
	}
	return 0, false
}

// everyCipher are the suites offered when the probe names none: all that Go knows, so
// that a server that takes a weak one is seen to.
func everyCipher() []uint16 {
	var ids []uint16
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ids = append(ids, s.ID)
	}
	return ids
}

func (t *TLSProbe) scope() scope {
	if len(t.Handshakes) == 0 {
		return scope{"tls": nil, "handshakes": nil}
	}
	ids := make([]string, 0, len(t.Handshakes))
	for _, h := range t.Handshakes {
		ids = append(ids, h.ID)
	}
	return scope{"handshakes": nil, "h": ids}
}

func (t *TLSProbe) validate(p *problems, _ Role) {
	p.control(t.Control)
	t.TLSHandshake.validate(p)
	if len(t.Handshakes) == 0 {
		p.address("address", t.Address)
		return
	}
	if t.ID != "" {
		p.add("id", "an id is for one of several handshakes")
	}
	var ids []string
	for i := range t.Handshakes {
		ids = append(ids, t.Handshakes[i].ID)
		sub := p.at("handshakes[%d]", i)
		t.Handshakes[i].validate(sub)
		if t.Address == "" {
			sub.address("address", t.Handshakes[i].Address)
		}
	}
	p.ids("handshakes", ids)
}

func (h *TLSHandshake) validate(p *problems) {
	p.from(h.From)
	p.timeout(h.Timeout)
	p.identity("clientCert", h.ClientCert)
	if id := h.ClientCert; id != nil && (id.Word == Anonymous || id.ServiceAccount != "" || id.User != "" || id.Token != "" || id.Basic != "") {
		p.add("clientCert", "%s has no certificate: use certificate, keyPair, kubeconfig, grader or learner", id.describe())
	}
	for field, v := range map[string]string{"minVersion": h.MinVersion, "maxVersion": h.MaxVersion} {
		if _, ok := tlsVersions[v]; v != "" && !ok {
			p.add(field, "%q: TLS versions are 1.0, 1.1, 1.2 and 1.3, in quotes", v)
		}
	}
	for i, c := range h.Ciphers {
		if _, ok := cipherNamed(c); !ok {
			p.add(fmt.Sprintf("ciphers[%d]", i), "%q is no cipher suite Go knows, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", c)
		}
	}
}

// all are the probe's handshakes with what they share filled in.
func (t *TLSProbe) all() []TLSHandshake {
	if len(t.Handshakes) == 0 {
		return []TLSHandshake{t.TLSHandshake}
	}
	out := slices.Clone(t.Handshakes)
	for i := range out {
		h, s := &out[i], t.TLSHandshake
		h.From = Vantage(or(string(h.From), string(s.From)))
		h.Address, h.ServerName = or(h.Address, s.Address), or(h.ServerName, s.ServerName)
		h.MinVersion, h.MaxVersion, h.CA = or(h.MinVersion, s.MinVersion), or(h.MaxVersion, s.MaxVersion), or(h.CA, s.CA)
		if h.Ciphers == nil {
			h.Ciphers = s.Ciphers
		}
		if h.ALPN == nil {
			h.ALPN = s.ALPN
		}
		if h.ClientCert == nil {
			h.ClientCert = s.ClientCert
		}
		if h.Timeout == nil {
			h.Timeout = s.Timeout
		}
	}
	return out
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (t *TLSProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	all := t.all()
	facts := make([]map[string]any, len(all))
	seen := make([]Observation, len(all))
	var who identities
	err := each(ctx, len(all), func(ctx context.Context, i int) error {
		var cert *tls.Certificate
		who2 := ""
		if id := all[i].ClientCert; id != nil {
			c, err := who.get(ctx, l.run, id)
			if err != nil {
				return err
			}
			if c, err = l.outside(c); err != nil {
				return err
			}
			if cert, err = c.certificate(); err != nil {
				return err
			}
			if cert == nil {
				return fmt.Errorf("%s has no certificate to show", c.who)
			}
			who2 = c.who
		}
		var err error
		facts[i], seen[i], err = l.handshake(ctx, all[i], cert)
		seen[i].As = who2
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
		if all[i].ID != "" {
			byID[all[i].ID] = f
		}
	}
	if err := l.control(ctx, t.Control, all[0].From, failed); err != nil {
		return nil, err
	}
	return map[string]any{"tls": facts[0], "handshakes": anyList(facts), "h": byID}, nil
}

// shaken is what one handshake came to.
type shaken struct {
	err       error
	state     tls.ConnectionState
	requested bool
	cas       []string
}

// handshake shakes hands without a certificate, and again with one where there is one.
func (l *look) handshake(ctx context.Context, h TLSHandshake, cert *tls.Certificate) (map[string]any, Observation, error) {
	from := h.From
	if from == "" {
		from = FromHost
	}
	o := Observation{Asked: "TLS handshake with " + h.Address, From: string(from)}
	fail := func(err error) (map[string]any, Observation, error) {
		o.Got = whyNot(err)
		return nil, o, fmt.Errorf("%s: %w", o.Asked, err)
	}
	host, _, err := net.SplitHostPort(h.Address)
	if err != nil {
		return fail(err)
	}
	if h.ServerName != "" {
		host = h.ServerName
	}
	roots, err := l.clusterCA()
	if err != nil {
		return fail(err)
	}
	if h.CA != "" {
		data, err := l.readFile(ctx, h.CA)
		if err != nil {
			return fail(err)
		}
		if roots = x509.NewCertPool(); !roots.AppendCertsFromPEM(data) {
			return fail(fmt.Errorf("%s holds no certificate", h.CA))
		}
	}
	bare, err := l.shake(ctx, h, from, host, nil)
	if err != nil {
		return fail(err)
	}
	judged, required := bare, bare.requested && bare.err != nil && netKind(bare.err) != netTimeout
	facts := map[string]any{"id": h.ID, "clientCertRequested": bare.requested, "clientCertRequired": required, "acceptableCAs": bare.cas}
	if cert != nil {
		if judged, err = l.shake(ctx, h, from, host, cert); err != nil {
			return fail(err)
		}
		facts["clientCertAccepted"] = judged.err == nil && judged.requested
	}
	if facts["acceptableCAs"] == nil || bare.cas == nil {
		facts["acceptableCAs"] = []string{}
	}
	chain := judged.state.PeerCertificates
	verify := verifyChain(chain, roots, host)
	facts["ok"], facts["error"], facts["message"] = judged.err == nil, netKind(judged.err), ""
	if judged.err != nil {
		facts["message"] = judged.err.Error()
	}
	facts["version"], facts["cipher"], facts["alpn"] = tlsVersionName(judged.state.Version), "", judged.state.NegotiatedProtocol
	if judged.state.CipherSuite != 0 {
		facts["cipher"] = tls.CipherSuiteName(judged.state.CipherSuite)
	}
	certs := make([]any, 0, len(chain))
	for _, c := range chain {
		certs = append(certs, certificateFacts(c, l.options.Now()))
	}
	facts["chain"], facts["verified"], facts["verifyError"] = certs, verify == nil, ""
	if verify != nil {
		facts["verifyError"] = verify.Error()
	}
	o.Got = "TLS " + facts["version"].(string)
	if judged.err != nil {
		o.Got = facts["error"].(string) + ": " + short(judged.err.Error(), 160)
	} else if len(chain) > 0 {
		o.Got += ", certificate of " + chain[0].Subject.String()
	}
	switch {
	case required:
		o.Got += "; a client certificate is required"
	case bare.requested:
		o.Got += "; a client certificate is asked for"
	}
	return facts, o, nil
}

// shake makes one handshake and then waits for what the server does: in TLS 1.3 a server
// refuses a client's certificate only after the client thinks the handshake is over.
func (l *look) shake(ctx context.Context, h TLSHandshake, from Vantage, host string, cert *tls.Certificate) (*shaken, error) {
	s := &shaken{}
	shaking, cancel := context.WithTimeout(ctx, orDuration(h.Timeout, tlsTimeout))
	defer cancel()
	raw, err := l.target.Dial(shaking, from, "tcp", h.Address)
	if err != nil {
		if doubt := l.notAFact(ctx, err); doubt != nil {
			return nil, doubt
		}
		s.err = err
		return s, nil
	}
	defer raw.Close()
	config := &tls.Config{
		ServerName: host, InsecureSkipVerify: true, NextProtos: h.ALPN, CipherSuites: everyCipher(), //nolint:gosec // the certificate is a fact, judged by expect
		MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS13,
		GetClientCertificate: func(info *tls.CertificateRequestInfo) (*tls.Certificate, error) {
			s.requested = true
			for _, der := range info.AcceptableCAs {
				s.cas = append(s.cas, nameOf(der))
			}
			if cert != nil {
				return cert, nil
			}
			return &tls.Certificate{}, nil
		},
		// The chain is worth having even when the handshake then fails.
		VerifyConnection: func(state tls.ConnectionState) error { s.state = state; return nil },
	}
	if h.ALPN == nil {
		config.NextProtos = []string{"h2", "http/1.1"}
	}
	if h.MinVersion != "" {
		config.MinVersion = tlsVersions[h.MinVersion]
	}
	if h.MaxVersion != "" {
		config.MaxVersion = tlsVersions[h.MaxVersion]
	}
	if len(h.Ciphers) > 0 {
		config.CipherSuites = nil
		for _, name := range h.Ciphers {
			id, ok := cipherNamed(name)
			if !ok {
				return nil, fmt.Errorf("no cipher suite %q", name)
			}
			config.CipherSuites = append(config.CipherSuites, id)
		}
	}
	conn := tls.Client(raw, config)
	if err := conn.HandshakeContext(shaking); err != nil {
		if doubt := l.notAFact(ctx, err); doubt != nil {
			return nil, doubt
		}
		s.err = err
		return s, nil
	}
	s.state = conn.ConnectionState()
	if !s.requested {
		return s, nil
	}
	// Say something, so that a server which waits for the client to begin goes on.
	hello := "GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"
	if s.state.NegotiatedProtocol == "h2" {
		hello = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"
	}
	if err := conn.SetDeadline(time.Now().Add(quiet)); err != nil {
		return nil, err
	}
	_, err = io.WriteString(conn, hello)
	if err == nil {
		_, err = conn.Read(make([]byte, 1))
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	// Silence is consent; an alert, or a closed connection without a word, is not.
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		s.err = err
	}
	return s, nil
}

func nameOf(der []byte) string {
	var seq pkix.RDNSequence
	if rest, err := asn1.Unmarshal(der, &seq); err != nil || len(rest) > 0 {
		return hex.EncodeToString(der)
	}
	var name pkix.Name
	name.FillFromRDNSequence(&seq)
	return name.String()
}

var keyUsageNames = []struct {
	bit  x509.KeyUsage
	name string
}{
	{x509.KeyUsageDigitalSignature, "digitalSignature"},
	{x509.KeyUsageContentCommitment, "nonRepudiation"},
	{x509.KeyUsageKeyEncipherment, "keyEncipherment"},
	{x509.KeyUsageDataEncipherment, "dataEncipherment"},
	{x509.KeyUsageKeyAgreement, "keyAgreement"},
	{x509.KeyUsageCertSign, "keyCertSign"},
	{x509.KeyUsageCRLSign, "cRLSign"},
}

var extKeyUsageNames = map[x509.ExtKeyUsage]string{
	x509.ExtKeyUsageAny: "any", x509.ExtKeyUsageServerAuth: "serverAuth", x509.ExtKeyUsageClientAuth: "clientAuth",
	x509.ExtKeyUsageCodeSigning: "codeSigning", x509.ExtKeyUsageEmailProtection: "emailProtection", x509.ExtKeyUsageTimeStamping: "timeStamping",
	x509.ExtKeyUsageOCSPSigning: "OCSPSigning",
}

func certificateFacts(c *x509.Certificate, now time.Time) map[string]any {
	var usages, ext, ips []string
	for _, u := range keyUsageNames {
		if c.KeyUsage&u.bit != 0 {
			usages = append(usages, u.name)
		}
	}
	for _, u := range c.ExtKeyUsage {
		name, ok := extKeyUsageNames[u]
		if !ok {
			name = fmt.Sprintf("usage-%d", int(u))
		}
		ext = append(ext, name)
	}
	for _, ip := range c.IPAddresses {
		ips = append(ips, ip.String())
	}
	sum := sha256.Sum256(c.Raw)
	const day = 24 * time.Hour
	return map[string]any{
		"subject": c.Subject.String(), "cn": c.Subject.CommonName, "organizations": some(c.Subject.Organization), "issuer": c.Issuer.String(),
		"selfSigned": c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil, "isCA": c.BasicConstraintsValid && c.IsCA,
		"version": int64(c.Version), "serial": strings.ToLower(c.SerialNumber.Text(16)), "dnsNames": some(c.DNSNames), "ipAddresses": some(ips),
		"notBefore": c.NotBefore.UTC().Format(time.RFC3339), "notAfter": c.NotAfter.UTC().Format(time.RFC3339),
		"days": int64(c.NotAfter.Sub(c.NotBefore) / day), "daysLeft": int64(c.NotAfter.Sub(now) / day),
		"keyUsages": some(usages), "extKeyUsages": some(ext), "publicKey": publicKeyName(c), "signatureAlgorithm": c.SignatureAlgorithm.String(),
		"fingerprint": hex.EncodeToString(sum[:]),
	}
}

func publicKeyName(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA-%d", k.N.BitLen())
	case *ecdsa.PublicKey:
		return fmt.Sprintf("ECDSA-%d", k.Curve.Params().BitSize)
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return c.PublicKeyAlgorithm.String()
}

func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
