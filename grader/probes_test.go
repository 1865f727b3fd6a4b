package grader

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/hardenway/hardenway/internal/porttest"
)

// gradeOne grades one check with its facts.
func gradeOne(t *testing.T, target Target, check Check) Result {
	t.Helper()
	check.ID, check.Title = "it", "t"
	if check.Role == "" {
		check.Role = Guard
	}
	for _, p := range check.Validate() {
		t.Fatalf("the check itself: %s", p)
	}
	return New(target, Options{Facts: true}).Grade(t.Context(), []Check{check}).Results[0]
}

func wantOutcome(t *testing.T, res Result, want Outcome, said string) {
	t.Helper()
	if res.Outcome != want || !strings.Contains(res.Said, said) {
		t.Fatalf("got %s: %q; want %s: %q\nseen: %+v\nnotes: %v", res.Outcome, res.Said, want, said, res.Evidence.Seen, res.Evidence.Notes)
	}
}

// silentPort accepts and never says a word.
func silentPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var conns []net.Conn
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conns = append(conns, conn)
		}
	}()
	t.Cleanup(func() {
		l.Close()
		<-done
		for _, c := range conns {
			c.Close()
		}
	})
	return l.Addr().String()
}

func TestHTTP(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/there":
			fmt.Fprint(w, `{"n": 3, "who": "`+r.Header.Get("Authorization")+`"}`)
		case "/cut":
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "half")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "/slow":
			<-r.Context().Done()
		case "/500":
			http.Error(w, "boom", http.StatusInternalServerError)
		case "/upgrade":
			w.Header().Set("Upgrade", "websocket")
			w.Header().Set("Connection", "Upgrade")
			w.WriteHeader(http.StatusSwitchingProtocols)
		case "/echo":
			w.Header().Set("X-Method", r.Method)
			w.Header().Set("X-Upgrade", r.Header.Get("Upgrade"))
			w.Header().Set("X-Host", r.Host)
		}
	}))
	quietly(plain)
	t.Cleanup(plain.Close)
	closed, silent := porttest.Address(t), silentPort(t)
	for _, tc := range []struct {
		name   string
		q      HTTPRequest
		expect string
		want   Outcome
		said   string
	}{
		{name: "an answer", q: HTTPRequest{URL: plain.URL + "/there"}, expect: `response.code == 200 && response.json.n == 3 && response.error == ""`, want: Pass},
		{name: "a redirect is the answer", q: HTTPRequest{URL: plain.URL + "/redirect"}, expect: `response.code == 302 && response.headers.location == "/there"`, want: Pass},
		{name: "a redirect followed", q: HTTPRequest{URL: plain.URL + "/redirect", Follow: true}, expect: "response.code == 200", want: Pass},
		{name: "refused is a fact", q: HTTPRequest{URL: "http://" + closed}, expect: `response.error == "refused" && response.code == 0`, want: Pass},
		{name: "refused is no 401", q: HTTPRequest{URL: "http://" + closed}, expect: "response.code == 401", want: Fail},
		{name: "silence is a fact", q: HTTPRequest{URL: "http://" + silent, Timeout: within(300 * time.Millisecond)}, expect: `response.error == "timeout"`, want: Pass},
		{name: "slow is a fact", q: HTTPRequest{URL: plain.URL + "/slow", Timeout: within(300 * time.Millisecond)}, expect: `response.error == "timeout"`, want: Pass},
		{name: "https to a plain port", q: HTTPRequest{URL: strings.Replace(plain.URL, "http://", "https://", 1)}, expect: `response.error == "tls"`, want: Pass},
		{name: "no such name", q: HTTPRequest{URL: "http://no-such-host.invalid/"}, expect: `response.error == "dns"`, want: Pass},
		{name: "500 is a fact", q: HTTPRequest{URL: plain.URL + "/500"}, expect: "response.code == 500", want: Pass},
		{name: "half an answer is none", q: HTTPRequest{URL: plain.URL + "/cut"}, expect: "response.code == 200", want: Error, said: "it answered 200, and the answer broke off"},
		{name: "upgraded", q: HTTPRequest{URL: plain.URL + "/upgrade", WebSocket: true}, expect: "response.code == 101 && response.websocket", want: Pass},
		{name: "not upgraded", q: HTTPRequest{URL: plain.URL + "/echo", WebSocket: true}, expect: `response.code == 200 && !response.websocket && response.headers["x-upgrade"] == "websocket"`, want: Pass},
		{name: "method and host", q: HTTPRequest{URL: plain.URL + "/echo", Method: "PUT", Headers: map[string]string{"Host": "shop.example"}}, expect: `response.headers["x-method"] == "PUT" && response.headers["x-host"] == "shop.example"`, want: Pass},
		{name: "a token is sent", q: HTTPRequest{URL: plain.URL + "/there", As: &Identity{Token: "tok"}}, expect: `response.json.who == "Bearer tok"`, want: Pass},
		{name: "a password is sent", q: HTTPRequest{URL: plain.URL + "/there", As: &Identity{Basic: "jane:pw"}}, expect: `response.json.who == "Basic amFuZTpwdw=="`, want: Pass},
		{name: "a certificate over plain HTTP", q: HTTPRequest{URL: plain.URL, As: &Identity{Certificate: &Certificate{CN: "x"}}}, expect: "response.code == 200", want: Error, said: "a certificate cannot be shown over plain HTTP"},
		{name: "verified by the cluster's CA", q: HTTPRequest{URL: "https://${apiserver.address}/healthz", TLS: TrustCluster}, expect: "response.verified && response.code == 403", want: Pass},
		{name: "the cluster's certificate for a wrong name", q: HTTPRequest{URL: "https://${apiserver.address}/healthz"}, expect: "response.verified", want: Pass},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			wantOutcome(t, gradeOne(t, newFakeCluster(t), Check{HTTP: &HTTPProbe{HTTPRequest: tc.q}, Expect: tc.expect}), tc.want, tc.said)
		})
	}
}

// A server that is not the cluster's is seen for what it is, and told apart when asked.
func TestHTTPTrust(t *testing.T) {
	other := httptest.NewTLSServer(http.NotFoundHandler())
	quietly(other)
	t.Cleanup(other.Close)
	for _, tc := range []struct {
		tls    TLSTrust
		expect string
	}{
		{TrustAny, "response.code == 404 && !response.verified"},
		{TrustCluster, `response.code == 0 && response.error == "tls"`},
	} {
		wantOutcome(t, gradeOne(t, newFakeCluster(t), Check{HTTP: &HTTPProbe{HTTPRequest: HTTPRequest{URL: other.URL, TLS: tc.tls}}, Expect: tc.expect}), Pass, "")
	}
}

// The grader's own token would let a learner's program be the grader.
func TestGradersTokenIsNotShown(t *testing.T) {
	var got []string
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = append(got, r.Header.Get("Authorization")) }))
	t.Cleanup(shop.Close)
	c := newFakeCluster(t)
	c.conf.CertData, c.conf.KeyData = nil, nil
	claims := "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"grader"}`)) + ".c2ln"
	c.conf.BearerToken = claims
	c.tokens[claims] = "/never/revoked"
	c.may = func(string, []string, string, string) bool { return true }
	url := strings.Replace(shop.URL, "127.0.0.1", "localhost", 1)
	res := gradeOne(t, c, Check{HTTP: &HTTPProbe{HTTPRequest: HTTPRequest{URL: url, As: &Identity{Word: Self}}}, Expect: "response.code == 200"})
	wantOutcome(t, res, Error, "the grader does not show its own token to localhost")
	if len(got) > 0 {
		t.Errorf("it was shown: %v", got)
	}
}

func TestHTTPRequestsShareTheProbesFields(t *testing.T) {
	p := HTTPProbe{
		HTTPRequest: HTTPRequest{From: FromPods, As: &Identity{Word: Anonymous}, Method: "POST", Headers: map[string]string{"A": "1", "B": "1"}, TLS: TrustCluster, Timeout: within(time.Second)},
		Requests:    []HTTPRequest{{ID: "a", URL: "http://x"}, {ID: "b", URL: "http://y", From: FromHost, Method: "GET", Headers: map[string]string{"B": "2"}}, {ID: "c", URL: "http://z", WebSocket: true}},
	}
	got := p.all()
	want := []HTTPRequest{
		{ID: "a", URL: "http://x", From: FromPods, As: p.As, Method: "POST", Headers: map[string]string{"A": "1", "B": "1"}, TLS: TrustCluster, Timeout: p.Timeout},
		{ID: "b", URL: "http://y", From: FromHost, As: p.As, Method: "GET", Headers: map[string]string{"A": "1", "B": "2"}, TLS: TrustCluster, Timeout: p.Timeout},
		{ID: "c", URL: "http://z", From: FromPods, As: p.As, WebSocket: true, Headers: map[string]string{"A": "1", "B": "1"}, TLS: TrustCluster, Timeout: p.Timeout},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// A connection that fails says something only if the place it came from reaches anything.
func TestVantage(t *testing.T) {
	closed := porttest.Address(t)
	probes := map[string]func(from Vantage, control *Control) Check{
		"tcp": func(from Vantage, control *Control) Check {
			return Check{TCP: &TCPProbe{From: from, Address: closed, Control: control}, Expect: "refused"}
		},
		"http": func(from Vantage, control *Control) Check {
			return Check{HTTP: &HTTPProbe{HTTPRequest: HTTPRequest{From: from, URL: "http://" + closed}, Control: control}, Expect: "response.code == 0"}
		},
		"tls": func(from Vantage, control *Control) Check {
			return Check{TLS: &TLSProbe{TLSHandshake: TLSHandshake{From: from, Address: closed}, Control: control}, Expect: "!tls.ok"}
		},
	}
	for name, probe := range probes {
		for _, tc := range []struct {
			name    string
			from    Vantage
			control *Control
			dial    error
			want    Outcome
			said    string
		}{
			{"from the host", FromHost, nil, nil, Pass, ""},
			{"from pods", FromPods, nil, nil, Pass, ""},
			{"from the node", FromNode, nil, nil, Pass, ""},
			{"a dead prober", FromPods, nil, fmt.Errorf("dial unix: %w", ErrVantage), Error, "the vantage point cannot be used"},
			{"a dead prober that does not say so", FromPods, nil, errors.New("connection refused"), Error, "from pods not even kubernetes.default.svc:443 can be reached"},
			{"a control that fails", FromHost, &Control{Address: closed}, nil, Error, "from host not even " + closed + " can be reached (connection refused)"},
		} {
			t.Run(name+"/"+tc.name, func(t *testing.T) {
				c := newFakeCluster(t)
				c.dialErr = tc.dial
				wantOutcome(t, gradeOne(t, c, probe(tc.from, tc.control)), tc.want, tc.said)
			})
		}
	}
}

func TestTCP(t *testing.T) {
	c := newFakeCluster(t)
	closed := porttest.Address(t)
	check := Check{
		TCP:    &TCPProbe{Targets: []TCPTarget{{ID: "closed", Address: closed}, {ID: "open", Address: "${apiserver.address}"}, {ID: "nameless", Address: "no-such-host.invalid:80"}}},
		Expect: `c.closed.refused && !c.closed.connected && c.open.connected && c.nameless.error == "dns" && connections.size() == 3`,
	}
	wantOutcome(t, gradeOne(t, c, check), Pass, "")
}

// tlsServer answers after the handshake, as servers of HTTP do.
func tlsServer(t *testing.T, config *tls.Config) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") }))
	s.TLS = config
	s.EnableHTTP2 = true
	quietly(s)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

func TestTLS(t *testing.T) {
	c := newFakeCluster(t)
	other := newPKI(t)
	config := func(change func(*tls.Config)) string {
		conf := c.ca.serverTLS(t)
		change(conf)
		return tlsServer(t, conf)
	}
	open := config(func(conf *tls.Config) { conf.ClientAuth = tls.NoClientCert })
	requested := config(func(*tls.Config) {})
	required13 := config(func(conf *tls.Config) { conf.ClientAuth = tls.RequireAndVerifyClientCert })
	required12 := config(func(conf *tls.Config) {
		conf.ClientAuth, conf.MaxVersion = tls.RequireAndVerifyClientCert, tls.VersionTLS12
	})
	weak := config(func(conf *tls.Config) {
		conf.MinVersion, conf.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	})
	modern := config(func(conf *tls.Config) { conf.MinVersion = tls.VersionTLS13 })
	foreign := tlsServer(t, other.serverTLS(t))
	c.files["etc/other.crt"] = &fstest.MapFile{Data: other.pem}
	good := &Identity{Certificate: &Certificate{CN: "client"}}
	selfSigned := &Identity{Certificate: &Certificate{CN: "client", SelfSigned: true}}
	expired := &Identity{Certificate: &Certificate{CN: "client", Expired: true}}
	serverOnly := &Identity{Certificate: &Certificate{CN: "client", ServerAuth: true}}
	for _, tc := range []struct {
		name   string
		h      TLSHandshake
		expect string
	}{
		{"no certificate asked for", TLSHandshake{Address: open}, `tls.ok && !tls.clientCertRequested && !tls.clientCertRequired && tls.version == "1.3" && !has(tls.clientCertAccepted)`},
		{"asked for", TLSHandshake{Address: requested}, `tls.ok && tls.clientCertRequested && !tls.clientCertRequired && tls.acceptableCAs == ["CN=kubernetes"]`},
		{"required, TLS 1.3", TLSHandshake{Address: required13}, `!tls.ok && tls.clientCertRequired && tls.error == "tls"`},
		{"required, TLS 1.2", TLSHandshake{Address: required12}, `!tls.ok && tls.clientCertRequired && tls.error == "tls" && tls.chain.size() == 1`},
		{"required, HTTP/1.1 only", TLSHandshake{Address: required13, ALPN: []string{"http/1.1"}}, `!tls.ok && tls.clientCertRequired`},
		{"a good one, TLS 1.3", TLSHandshake{Address: required13, ClientCert: good}, `tls.ok && tls.clientCertAccepted && tls.clientCertRequired`},
		{"a good one, TLS 1.2", TLSHandshake{Address: required12, ClientCert: good}, `tls.ok && tls.clientCertAccepted && tls.version == "1.2"`},
		{"a self-signed one", TLSHandshake{Address: required13, ClientCert: selfSigned}, `!tls.ok && !tls.clientCertAccepted && tls.error == "tls"`},
		{"an expired one", TLSHandshake{Address: required13, ClientCert: expired}, `!tls.clientCertAccepted`},
		{"one for servers", TLSHandshake{Address: required12, ClientCert: serverOnly}, `!tls.clientCertAccepted`},
		{"one nobody asked for is not accepted", TLSHandshake{Address: open, ClientCert: good}, `tls.ok && !tls.clientCertAccepted`},
		{"weak versions are seen", TLSHandshake{Address: weak}, `tls.ok && tls.version == "1.1"`},
		{"weak versions refused", TLSHandshake{Address: modern, MaxVersion: "1.2"}, `!tls.ok && tls.error == "tls" && tls.version == ""`},
		{"a cipher refused", TLSHandshake{Address: required12, MaxVersion: "1.2", Ciphers: []string{"TLS_RSA_WITH_AES_128_CBC_SHA"}}, `!tls.ok && !tls.clientCertRequired`},
		{"the chain", TLSHandshake{Address: open}, `tls.verified && tls.chain[0].cn == "server" && tls.chain[0].issuer == "CN=kubernetes" && !tls.chain[0].isCA && !tls.chain[0].selfSigned && tls.chain[0].version == 3 && tls.chain[0].daysLeft == 0 && tls.chain[0].dnsNames == ["localhost"] && tls.chain[0].ipAddresses == ["127.0.0.1"] && tls.chain[0].extKeyUsages == ["serverAuth", "clientAuth"] && tls.chain[0].publicKey == "ECDSA-256"`},
		{"for another name", TLSHandshake{Address: open, ServerName: "example.com"}, `!tls.verified && tls.verifyError.contains("not example.com")`},
		{"another CA's", TLSHandshake{Address: foreign}, `tls.ok && !tls.verified && tls.verifyError.contains("unknown authority")`},
		{"another CA named", TLSHandshake{Address: foreign, CA: "/etc/other.crt"}, `tls.ok && tls.verified`},
		{"refused", TLSHandshake{Address: porttest.Address(t)}, `!tls.ok && tls.error == "refused" && !tls.clientCertRequired && tls.chain.size() == 0`},
		{"silence", TLSHandshake{Address: silentPort(t), Timeout: within(300 * time.Millisecond)}, `tls.error == "timeout"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wantOutcome(t, gradeOne(t, c, Check{TLS: &TLSProbe{TLSHandshake: tc.h}, Expect: tc.expect}), Pass, "")
		})
	}
}

func TestTLSHandshakesShareTheProbesFields(t *testing.T) {
	c := newFakeCluster(t)
	check := Check{
		TLS: &TLSProbe{
			TLSHandshake: TLSHandshake{Address: "${apiserver.address}", ClientCert: &Identity{Certificate: &Certificate{CN: "client"}}},
			Handshakes:   []TLSHandshake{{ID: "old", MaxVersion: "1.1"}, {ID: "now"}, {ID: "closed", Address: porttest.Address(t)}},
		},
		Expect: `!h.old.ok && h.now.ok && h.now.clientCertAccepted && h.closed.error == "refused" && handshakes.size() == 3`,
	}
	wantOutcome(t, gradeOne(t, c, check), Pass, "")
}

func TestEtcd(t *testing.T) {
	const path = "/api/v1/namespaces/shop/secrets/payment"
	secret := func(c *fakeCluster) {
		c.put(path, map[string]any{"kind": "Secret", "metadata": map[string]any{"name": "payment"}, "data": map[string]any{"key": "cGxhaW4="}})
	}
	back := func(b ReadBack) *EtcdProbe {
		b.ID, b.Resource, b.Namespace, b.Name = "payment", "secrets", "shop", "payment"
		return &EtcdProbe{ReadBack: []ReadBack{b}}
	}
	plain := ReadBack{Data: map[string]string{"key": "plain"}}
	const sum = "a116c9f7f09bcf6f0e6a0d4d0b8f5d7f7d0b9d9f4b6f0f1a2b3c4d5e6f708192"
	for _, tc := range []struct {
		name   string
		setup  func(*fakeCluster)
		probe  *EtcdProbe
		expect string
		want   Outcome
		said   string
	}{
		{"unchanged", secret, back(plain), "etcd.readBack.payment.unchanged && etcd.readBack.payment.readable && etcd.readBack.payment.found", Pass, ""},
		{"changed", secret, back(ReadBack{Data: map[string]string{"key": "other"}}), "!etcd.readBack.payment.unchanged && etcd.readBack.payment.message == 'these keys are gone or changed: key'", Pass, ""},
		{"a key is gone", secret, back(ReadBack{Data: map[string]string{"key": "plain", "more": "x"}}), "!etcd.readBack.payment.unchanged && etcd.readBack.payment.message.endsWith(': more')", Pass, ""},
		{"another sum", secret, back(ReadBack{SHA256: map[string]string{"key": sum}}), "!etcd.readBack.payment.unchanged", Pass, ""},
		{"gone", nothing, back(plain), "!etcd.readBack.payment.found && !etcd.readBack.payment.unchanged", Pass, ""},
		{"undecodable is a fact", func(c *fakeCluster) { secret(c); c.unreadable[path] = true }, back(plain), "etcd.readBack.payment.found && !etcd.readBack.payment.readable && !etcd.readBack.payment.unchanged", Pass, ""},
		{"plain text", nothing, &EtcdProbe{Write: []EtcdWrite{{ID: "new", Resource: "secrets"}}}, "!etcd.written.new.encrypted && etcd.written.new.containsCanary && etcd.written.new.unchanged && etcd.written.new.readable", Pass, ""},
		{"sealed", func(c *fakeCluster) { c.encrypt = true }, &EtcdProbe{Write: []EtcdWrite{{ID: "new", Resource: "secrets", Namespace: "shop"}}}, "etcd.written.new.encrypted && !etcd.written.new.containsCanary && etcd.written.new.provider == 'secretbox' && etcd.written.new.keyName == 'key1' && etcd.written.new.unchanged", Pass, ""},
		{"words", nothing, &EtcdProbe{Write: []EtcdWrite{{ID: "new", Resource: "configmaps", Object: map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "data": map[string]any{"a": "${canary.new} walnut", "b": map[string]any{}}}}}, Words: map[string]string{"tree": "walnut", "fish": "otter"}}, "etcd.written.new.words == ['tree']", Pass, ""},
		{"another etcd than the API server's", func(c *fakeCluster) { c.etcd = nil }, &EtcdProbe{Write: []EtcdWrite{{ID: "new", Resource: "secrets"}}}, "etcd.written.new.encrypted", Error, "reaching etcd: this lab gives no access to it"},
		{"no way to etcd", func(c *fakeCluster) { c.etcdErr = errors.New("no such file: apiserver-etcd-client.key") }, back(plain), "etcd.readBack.payment.found", Error, "reaching etcd: no such file"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newFakeCluster(t)
			startEtcd(c)
			sealed := c.etcd
			tc.setup(c)
			if c.encrypt && c.etcd == sealed {
				startEtcd(c)
			}
			for i := range tc.probe.Write {
				if tc.probe.Write[i].Namespace == "" && tc.probe.Write[i].Object != nil {
					tc.probe.Write[i].Namespace = "default"
				}
			}
			wantOutcome(t, gradeOne(t, c, Check{Etcd: tc.probe, Expect: tc.expect}), tc.want, tc.said)
			if left := c.leftovers(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// etcd is the witness here: when it is dead, nothing can be told.
func TestDeadEtcdIsAnError(t *testing.T) {
	t.Parallel() // it only waits
	check := Check{Etcd: &EtcdProbe{Prefix: "/registry/"}, Expect: "etcd.keys.size() == 0"}
	for name, address := range map[string]string{"refused": porttest.Address(t), "hanging": silentPort(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFakeCluster(t)
			client, err := clientv3.New(clientv3.Config{Endpoints: []string{address}, DialTimeout: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			c.etcd = client
			check := check
			check.ID, check.Title, check.Role = "it", "t", Goal
			// A third of it is what the API server has for an answer, and that one is alive. It is less than one request to
			// etcd may take.
			res := New(c, Options{Deadline: 7 * time.Second}).Grade(t.Context(), []Check{check}).Results[0]
			wantOutcome(t, res, Error, "etcd did not answer")
			wantOutcome(t, res, Error, "no verdict within 7s")
		})
	}
}

func TestAdmission(t *testing.T) {
	refuse := func(code int, message string) func(*fakeCluster) {
		return func(c *fakeCluster) { c.admit = func(map[string]any) (int, string) { return code, message } }
	}
	probe := func(change func(*AdmissionCase)) *AdmissionProbe {
		ac := AdmissionCase{ID: "x", Namespace: "shop", Object: podObject(true)}
		if change != nil {
			change(&ac)
		}
		return &AdmissionProbe{Cases: []AdmissionCase{ac}}
	}
	for _, tc := range []struct {
		name   string
		setup  func(*fakeCluster)
		probe  *AdmissionProbe
		expect string
		want   Outcome
		said   string
	}{
		{"admitted", nothing, probe(nil), "admission.x.allowed && admission.x.code == 201 && admission.x.refusedBy == '' && admission.x.object.kind == 'Pod'", Pass, ""},
		{"a policy", refuse(422, `pods "x" is forbidden: ValidatingAdmissionPolicy 'no-root' with binding 'no-root' denied request: no`), probe(nil), "!admission.x.allowed && admission.x.refusedBy == 'policy' && admission.x.refuser == 'no-root'", Pass, ""},
		{"a webhook", refuse(403, `admission webhook "guard.example.com" denied the request: no`), probe(nil), "admission.x.refusedBy == 'webhook' && admission.x.refuser == 'guard.example.com'", Pass, ""},
		{"a webhook answering 400", refuse(400, `admission webhook "guard.example.com" denied the request: no`), probe(nil), "admission.x.refusedBy == 'webhook'", Pass, ""},
		{"pod security", refuse(403, `pods "x" is forbidden: violates PodSecurity "restricted:latest": x`), probe(nil), "admission.x.refusedBy == 'pod-security'", Pass, ""},
		{"a quota", refuse(403, `pods "x" is forbidden: exceeded quota: few, requested: pods=1`), probe(nil), "admission.x.refusedBy == 'quota'", Pass, ""},
		{"invalid", refuse(422, `Pod "x" is invalid: spec.containers: Required value`), probe(nil), "admission.x.refusedBy == 'validation'", Pass, ""},
		{"no such namespace", refuse(404, `namespaces "shop" not found`), probe(nil), "admission.x.refusedBy == 'missing' && admission.x.code == 404", Pass, ""},
		{"an admission plugin", refuse(403, `pods "x" is forbidden: something else`), probe(nil), "admission.x.refusedBy == 'admission'", Pass, ""},
		{"somebody without rights", nothing, probe(func(ac *AdmissionCase) { ac.As = &Identity{User: "jane"} }), "!admission.x.allowed && admission.x.refusedBy == 'authorization'", Pass, ""},
		{"a dead webhook", refuse(500, `Internal error occurred: failed calling webhook "guard.example.com": connection refused`), probe(nil), "!admission.x.allowed", Error, "the API server answered 500"},
		{"a dead webhook, expected", refuse(500, `Internal error occurred: failed calling webhook "guard.example.com": connection refused`), probe(func(ac *AdmissionCase) { ac.Accept = []int{500} }), "!admission.x.allowed && admission.x.refusedBy == 'webhook' && admission.x.refuser == 'guard.example.com'", Pass, ""},
		{"a webhook that takes no dry runs", refuse(400, `admission webhook "guard.example.com" does not support dry run`), probe(nil), "!admission.x.allowed", Error, "cannot be told without real: true"},
		{"a bad request", refuse(400, `Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.foo"`), probe(nil), "!admission.x.allowed", Error, "the request itself is wrong"},
		{"the name is taken", refuse(409, `pods "p" already exists`), probe(nil), "!admission.x.allowed", Error, "leave the object's name out"},
		{"a patch", nothing, probe(func(ac *AdmissionCase) {
			ac.Operation, ac.Resource, ac.Name, ac.Object = "patch", "services", "web", map[string]any{"spec": map[string]any{"externalIPs": []any{"1.2.3.4"}}}
		}), "admission.x.allowed", Pass, ""},
		{"an update of what is not there", nothing, probe(func(ac *AdmissionCase) { ac.Operation = "update" }), "admission.x.allowed", Pass, ""},
		{"a delete", podRunning, probe(func(ac *AdmissionCase) {
			ac.Operation, ac.Resource, ac.Name, ac.Object = "delete", "pods", "web", nil
		}), "admission.x.allowed", Pass, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newFakeCluster(t)
			tc.setup(c)
			wantOutcome(t, gradeOne(t, c, Check{Admission: tc.probe, Expect: tc.expect}), tc.want, tc.said)
			if left := c.leftovers(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestExec(t *testing.T) {
	probe := &ExecProbe{Pod: "shop/web", Command: []string{"id", "-u"}}
	selected := &ExecProbe{Pod: "shop", Selector: "app=web", Command: []string{"id", "-u"}}
	pending := func(c *fakeCluster) {
		c.put("/api/v1/namespaces/shop/pods/web", map[string]any{"kind": "Pod", "metadata": map[string]any{"name": "web"}, "status": map[string]any{"phase": "Pending"}})
	}
	labelled := func(c *fakeCluster) {
		pending(c)
		c.put("/api/v1/namespaces/shop/pods/web-2", map[string]any{"kind": "Pod", "metadata": map[string]any{"name": "web-2", "labels": map[string]any{"app": "web"}}, "status": map[string]any{"phase": "Running"}})
	}
	refused := func(message string) func(*fakeCluster) {
		return func(c *fakeCluster) { podRunning(c); c.execRefused = message }
	}
	for _, tc := range []struct {
		name   string
		setup  func(*fakeCluster)
		probe  *ExecProbe
		expect string
		want   Outcome
		said   string
	}{
		{"it ran", podRunning, probe, `exec.ran && exec.code == 0 && exec.stdout == "uid=1000\n" && exec.stderr == ""`, Pass, ""},
		{"a code", func(c *fakeCluster) { podRunning(c); c.exec = func([]string) (int, string) { return 7, "" } }, probe, "exec.ran && exec.code == 7", Pass, ""},
		{"by selector", labelled, selected, "exec.ran && exec.code == 0", Pass, ""},
		{"nothing selected", pending, selected, `!exec.ran && exec.why == "missing"`, Pass, ""},
		{"no pod", nothing, probe, `!exec.ran && exec.why == "missing"`, Pass, ""},
		{"a pod that does not run", pending, probe, `!exec.ran && exec.why == "not-running" && exec.message == "the pod is Pending"`, Pass, ""},
		{"a kubelet out of reach", refused(`error dialing backend: dial tcp 127.20.0.1:10250: connect: connection refused`), probe, `!exec.ran && exec.why == "unreachable"`, Pass, ""},
		{"a kubelet out of reach is no exit code", refused(`error dialing backend: dial tcp 127.20.0.1:10250: connect: connection refused`), probe, "exec.code != 0", Error, "no such key: code"},
		{"a kubelet that does not know the API server", refused(`unable to upgrade connection: Unauthorized`), probe, `!exec.ran && exec.why == "unreachable"`, Pass, ""},
		{"no such container", refused(`unable to upgrade connection: container not found ("app")`), probe, `!exec.ran && exec.why == "unreachable"`, Pass, ""},
		{"other trouble of the API server's", refused(`etcdserver: request timed out`), probe, "!exec.ran", Error, "the API server did not let it begin"},
		{"somebody without rights", podRunning, &ExecProbe{As: &Identity{User: "jane"}, Pod: "shop/web", Command: []string{"id"}}, `!exec.ran && exec.why == "refused"`, Pass, ""},
		{"nobody", podRunning, &ExecProbe{As: &Identity{Token: "nonsense"}, Pod: "shop/web", Command: []string{"id"}}, `!exec.ran && exec.why == "refused"`, Pass, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newFakeCluster(t)
			tc.setup(c)
			wantOutcome(t, gradeOne(t, c, Check{Exec: tc.probe, Expect: tc.expect}), tc.want, tc.said)
		})
	}
}

// A command that never ends is not one that failed.
func TestExecThatHangs(t *testing.T) {
	c := newFakeCluster(t)
	podRunning(c)
	c.exec = func([]string) (int, string) { <-c.closing; return 0, "" }
	check := Check{Exec: &ExecProbe{Pod: "shop/web", Command: []string{"sleep", "infinity"}, Timeout: within(300 * time.Millisecond)}, Expect: "!exec.ran"}
	wantOutcome(t, gradeOne(t, c, check), Error, "the command did not come to an end")
}

func TestAccess(t *testing.T) {
	bot := &Identity{ServiceAccount: "shop/bot"}
	for _, tc := range []struct {
		name   string
		may    func(user string, groups []string, verb, path string) bool
		as     *Identity
		q      AccessRequest
		expect string
		want   Outcome
		said   string
	}{
		{name: "both ways", as: bot, q: AccessRequest{Verb: "list", Resource: "pods", Namespace: "shop"}, expect: "!access.x.allowed && access.x.code == 403 && access.x.refusedBy == 'authorization' && access.x.statusReason == 'Forbidden'", want: Pass},
		{name: "review only", as: bot, q: AccessRequest{Verb: "impersonate", Resource: "users"}, expect: "!access.x.allowed && !has(access.x.code)", want: Pass},
		{name: "a verb about one object, without a name", as: bot, q: AccessRequest{Verb: "get", Resource: "secrets", Namespace: "shop"}, expect: "!has(access.x.code)", want: Pass},
		{name: "request only", as: bot, q: AccessRequest{Verb: "list", Resource: "pods", Namespace: "shop", Mode: ByRequest}, expect: "!has(access.x.allowed) && access.x.code == 403", want: Pass},
		{name: "a token nobody knows", as: &Identity{Token: "x"}, q: AccessRequest{Verb: "list", Resource: "pods", Namespace: "shop"}, expect: "!access.x.allowed && access.x.code == 401 && access.x.refusedBy == 'authentication'", want: Pass},
		{name: "the missing is no refusal", as: &Identity{Word: Self}, q: AccessRequest{Verb: "get", Resource: "pods", Namespace: "shop", Name: "none"}, expect: "access.x.allowed && access.x.code == 404 && access.x.refusedBy == ''", want: Pass},
		{name: "a list", as: &Identity{Word: Self}, q: AccessRequest{Verb: "list", Resource: "pods", Namespace: "shop"}, expect: "access.x.code == 200 && access.x.items == 1 && access.x.object.items[0].metadata.name == 'web'", want: Pass},
		{name: "a watch", as: &Identity{Word: Self}, q: AccessRequest{Verb: "watch", Resource: "pods", Namespace: "shop"}, expect: "access.x.code == 200 && access.x.items == 1", want: Pass},
		{name: "a dry run", as: &Identity{Word: Self}, q: AccessRequest{Verb: "create", Resource: "deployments.apps", Namespace: "shop"}, expect: "access.x.code == 201 && access.x.object.kind == 'Deployment'", want: Pass},
		{name: "in earnest", as: &Identity{Word: Self}, q: AccessRequest{Verb: "create", Resource: "configmaps", Namespace: "shop", Real: true}, expect: "access.x.code == 201", want: Pass},
		{name: "a patch", as: &Identity{Word: Self}, q: AccessRequest{Verb: "patch", Resource: "pods", Namespace: "shop", Name: "web"}, expect: "access.x.code == 200", want: Pass},
		{name: "a path", as: &Identity{Word: Anonymous}, q: AccessRequest{Verb: "get", NonResourceURL: "/metrics"}, expect: "!access.x.allowed && access.x.code == 403", want: Pass},
		{name: "an API nobody made", as: bot, q: AccessRequest{Verb: "list", Resource: "${canary.kind}.${canary.group}.example.com", Namespace: "shop"}, expect: "!access.x.allowed && access.x.code == 403", want: Pass},
		{name: "500 is no answer", as: &Identity{Word: Self}, q: AccessRequest{Verb: "get", Resource: "secrets", Namespace: "shop", Name: "bad"}, expect: "access.x.code != 200", want: Error, said: "the API server answered 500"},
		{name: "500 taken as an answer", as: &Identity{Word: Self}, q: AccessRequest{Verb: "get", Resource: "secrets", Namespace: "shop", Name: "bad", Accept: []int{500}}, expect: "access.x.code == 500", want: Pass},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newFakeCluster(t)
			account(c)
			podRunning(c)
			c.unreadable["/api/v1/namespaces/shop/secrets/bad"] = true
			tc.q.ID = "x"
			wantOutcome(t, gradeOne(t, c, Check{Access: &AccessProbe{As: tc.as, Requests: []AccessRequest{tc.q}}, Expect: tc.expect}), tc.want, tc.said)
			if left := c.leftovers(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// Secrets that cannot be decrypted are told by 500 or, of a list, by 429; an API server that
// is merely busy is not that.
func TestUndecodable(t *testing.T) {
	const busy = "storage is (re)initializing"
	for _, tc := range []struct {
		code    int
		message string
		accept  []int
		want    bool
	}{
		{429, busy + ": failed to list: unable to transform key \"/registry/secrets/a/b\": no matching prefix found", []int{500}, true},
		{429, busy + ": failed to list: unable to transform key \"/registry/secrets/a/b\": no matching prefix found", nil, false},
		{429, busy, []int{500}, false},
		{429, busy, []int{429}, true},
		{500, "anything", []int{500}, true},
		{500, "anything", []int{429}, false},
		{503, "anything", []int{500}, false},
	} {
		if got := (call{accept: tc.accept}).accepts(&answer{code: tc.code, message: tc.message}); got != tc.want {
			t.Errorf("%d %q, accept %v: got %v", tc.code, tc.message, tc.accept, got)
		}
	}
}

// An API server that writes elsewhere is not judged by an etcd it does not use.
func TestAnotherEtcd(t *testing.T) {
	c := newFakeCluster(t)
	startEtcd(c)
	check := Check{ID: "it", Title: "t", Role: Goal, Etcd: &EtcdProbe{Write: []EtcdWrite{{ID: "new", Resource: "secrets"}}}, Expect: "!etcd.written.new.containsCanary"}
	res := New(&elsewhere{c}, Options{}).Grade(t.Context(), []Check{check}).Results[0]
	wantOutcome(t, res, Error, "is nowhere in this etcd")
}

// elsewhere gives out an etcd that the cluster does not write to.
type elsewhere struct{ *fakeCluster }

func (e *elsewhere) Etcd(ctx context.Context) (*clientv3.Client, error) {
	client, err := e.fakeCluster.Etcd(ctx)
	e.mu.Lock()
	e.etcd = nil
	e.mu.Unlock()
	return client, err
}

func TestToken(t *testing.T) {
	for _, tc := range []struct {
		name   string
		setup  func(*fakeCluster)
		probe  TokenProbe
		expect string
		want   Outcome
		said   string
	}{
		{"looked at", nothing, TokenProbe{ServiceAccount: "shop/bot", ExpirationSeconds: new(int64(3607))}, "token.issued && token.lifetimeSeconds == 3607 && token.claims.sub == 'system:serviceaccount:shop:bot' && token.username == 'system:serviceaccount:shop:bot' && token.codeBefore == 201 && !has(token.codeAfter)", Pass, ""},
		{"bound to a pod", nothing, TokenProbe{ServiceAccount: "shop/bot", Bound: BoundToPod, Revoke: true}, "token.codeAfter == 401 && token.revokedAfterSeconds < 10", Pass, ""},
		{"remembered for a while", func(c *fakeCluster) { c.remembers = 3 }, TokenProbe{ServiceAccount: "shop/bot", Bound: BoundToSecret, Revoke: true}, "token.codeAfter == 401 && token.revokedAfterSeconds >= 1", Pass, ""},
		{"a canary account", nothing, TokenProbe{ServiceAccount: "canary", Revoke: true}, "token.codeAfter == 401", Pass, ""},
		{"not issued", func(c *fakeCluster) {
			c.may = func(_ string, groups []string, _, path string) bool {
				return slices.Contains(groups, "system:masters")
			}
		}, TokenProbe{ServiceAccount: "shop/bot", As: &Identity{User: "jane"}}, "!token.issued && token.code == 403 && token.refusedBy == 'authorization'", Pass, ""},
		{"no such account", nothing, TokenProbe{ServiceAccount: "shop/none"}, "!token.issued", Error, "the API server answered 404"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newFakeCluster(t)
			account(c)
			tc.setup(c)
			wantOutcome(t, gradeOne(t, c, Check{Token: &tc.probe, Expect: tc.expect}), tc.want, tc.said)
			if left := c.leftovers(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestAudit(t *testing.T) {
	probe := func() *AuditProbe {
		return &AuditProbe{
			Log: "/var/log/audit.log", Words: map[string]string{"secret": "hush", "path": "/api/v1/namespaces/shop/pods"},
			Requests: []AccessRequest{{ID: "pods", Verb: "list", Resource: "pods", Namespace: "shop"}, {ID: "anon", As: &Identity{Word: Anonymous}, Verb: "list", Resource: "secrets", Namespace: "shop"}},
		}
	}
	c := newFakeCluster(t)
	c.logAudit = true
	c.files["var/log/audit.log"].Data = []byte("{\"old\": \"hush\"}\n")
	wantOutcome(t, gradeOne(t, c, Check{Audit: probe(), Expect: `events.size() == 2 && e.pods[0].user.username == "hardenway-grader" && e.anon[0].responseStatus.code == 403 &&
		audit.exists && audit.words.secret == 0 && audit.words.path >= 1`}), Pass, "")

	// What was there before is not read: as a whole it would be too much.
	c.files["var/log/audit.log"] = &fstest.MapFile{Data: bytes.Repeat([]byte("{\"old\": \"hush\"}\n"), 3<<20), Mode: 0o600}
	wantOutcome(t, gradeOne(t, c, Check{Audit: probe(), Expect: `events.size() == 2 && audit.words.secret == 0`}), Pass, "")

	rotated := newFakeCluster(t)
	rotated.logAudit, rotated.rotateAudit = true, true
	rotated.files["var/log/audit.log"].Data = bytes.Repeat([]byte("{\"old\": \"hush\"}\n"), 100)
	one := probe()
	one.Requests = one.Requests[:1]
	wantOutcome(t, gradeOne(t, rotated, Check{Audit: one, Expect: `events.size() == 1 && audit.words.secret == 0`}), Pass, "")

	none := newFakeCluster(t)
	none.files = fstest.MapFS{}
	wantOutcome(t, gradeOne(t, none, Check{Audit: probe(), Expect: "!audit.exists && events.size() == 0 && e.pods.size() == 0"}), Pass, "")
}

// TestFilesBounded holds that a file of the learner's does not fill the grader's memory.
func TestFilesBounded(t *testing.T) {
	c := newFakeCluster(t)
	c.files["etc/huge.yaml"] = &fstest.MapFile{Data: make([]byte, 16<<20+1), Mode: 0o640}
	check := Check{Files: &FilesProbe{Paths: []FileRef{{ID: "huge", Path: "/etc/huge.yaml", Parse: ParseYAML}}}, Expect: "files.huge.parsed"}
	wantOutcome(t, gradeOne(t, c, check), Error, "larger than 16 MiB")
}

func TestFiles(t *testing.T) {
	c := newFakeCluster(t)
	c.files["etc/enc.yaml"] = &fstest.MapFile{Data: []byte("kind: EncryptionConfiguration\nresources:\n- providers: [{secretbox: {}}]\n"), Mode: 0o640}
	c.files["etc/broken.yaml"] = &fstest.MapFile{Data: []byte("a: [\n"), Mode: 0o604}
	check := Check{
		Files: &FilesProbe{Paths: []FileRef{
			{ID: "enc", Path: "/etc/enc.yaml", Parse: ParseYAML},
			{ID: "broken", Path: "/etc/broken.yaml", Parse: ParseYAML},
			{ID: "none", Path: "/etc/none", Parse: ParseJSON},
			{ID: "ca", Path: "/etc/kubernetes/pki/ca.crt", Parse: ParseCertificates},
			{ID: "dir", Path: "/etc/kubernetes"},
		}},
		Expect: `files.enc.exists && files.enc.mode == "0640" && files.enc.groupReadable && !files.enc.worldReadable && files.enc.parsed && files.enc.content.resources[0].providers.size() == 1 &&
			files.broken.exists && !files.broken.parsed && !has(files.broken.content) && files.broken.worldReadable && !files.none.exists && files.none.mode == "" &&
			files.ca.certificates[0].isCA && files.ca.certificates[0].selfSigned && files.dir.dir`,
	}
	wantOutcome(t, gradeOne(t, c, check), Pass, "")
}

// A file that cannot be read is not one that is not there.
func TestUnreadableFileIsAnError(t *testing.T) {
	check := Check{ID: "it", Title: "t", Role: Goal, Files: &FilesProbe{Paths: []FileRef{{ID: "x", Path: "/x"}}}, Expect: "!files.x.exists"}
	target := &brokenFiles{fakeCluster: newFakeCluster(t)}
	wantOutcome(t, New(target, Options{}).Grade(t.Context(), []Check{check}).Results[0], Error, "permission denied")
}

type brokenFiles struct{ *fakeCluster }

func (b *brokenFiles) Files() Files { return brokenFS{} }

type brokenFS struct{ Files }

func (brokenFS) Stat(string) (fs.FileInfo, error)  { return nil, fs.ErrPermission }
func (brokenFS) Lstat(string) (fs.FileInfo, error) { return nil, fs.ErrPermission }

func TestConfigz(t *testing.T) {
	for _, tc := range []struct {
		name   string
		setup  func(*fakeCluster)
		expect string
		want   Outcome
		said   string
	}{
		{"told", nothing, "configz.answered && config.readOnlyPort == 0", Pass, ""},
		{"a dead kubelet does not tell", (*fakeCluster).stopKubelet, "config.readOnlyPort == 0", Error, "no such attribute"},
		{"a dead kubelet is a fact", (*fakeCluster).stopKubelet, "!configz.answered && configz.error == 'refused'", Pass, ""},
		{"a kubelet that refuses the grader", func(c *fakeCluster) {
			c.kubelet = func(w http.ResponseWriter, _ *http.Request) bool { http.Error(w, "no", 403); return true }
		}, "!configz.answered && configz.code == 403", Pass, ""},
		{"nonsense", func(c *fakeCluster) {
			c.kubelet = func(w http.ResponseWriter, _ *http.Request) bool { fmt.Fprint(w, "hello"); return true }
		}, "!configz.answered", Error, "the answer holds no kubeletconfig"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newFakeCluster(t)
			tc.setup(c)
			wantOutcome(t, gradeOne(t, c, Check{Configz: &ConfigzProbe{}, Expect: tc.expect}), tc.want, tc.said)
		})
	}
}

func TestParseResource(t *testing.T) {
	for _, tc := range []struct{ in, path, string, err string }{
		{"pods", "/api/v1/namespaces/n/pods/x", "pods", ""},
		{"pods/log", "/api/v1/namespaces/n/pods/x/log", "pods/log", ""},
		{"v1/pods", "/api/v1/namespaces/n/pods/x", "pods", ""},
		{"deployments.apps/scale", "/apis//namespaces/n/deployments/x/scale", "deployments.apps/scale", ""},
		{"apps/v1/deployments", "/apis/apps/v1/namespaces/n/deployments/x", "deployments.apps", ""},
		{"apps/v1/deployments/scale", "/apis/apps/v1/namespaces/n/deployments/x/scale", "deployments.apps/scale", ""},
		{"things.example.com", "/apis/example.com//namespaces/n/things/x", "things.example.com", ""},
		{"certificatesigningrequests.certificates.k8s.io/approval", "", "certificatesigningrequests.certificates.k8s.io/approval", ""},
		{"a/b/c", "", "", "is no resource"},
		{"pods/", "", "", "is no resource"},
		{"", "", "", "is no resource"},
	} {
		r, err := parseResource(tc.in)
		if tc.err != "" {
			if err == nil || !strings.Contains(err.Error(), tc.err) {
				t.Errorf("%q: got %v, %v", tc.in, r, err)
			}
			continue
		}
		if err != nil || r.String() != tc.string {
			t.Errorf("%q: got %q, %v", tc.in, r, err)
		}
		if r.version != "" && r.path("n", "x") != tc.path {
			t.Errorf("%q: got %q", tc.in, r.path("n", "x"))
		}
	}
}

// Kubernetes' own kinds need no question to the API server.
func TestKnownKinds(t *testing.T) {
	r := &run{}
	for in, want := range map[string]string{
		"deployments.apps": "/apis/apps/v1/deployments", "clusterrolebindings.rbac.authorization.k8s.io": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
		"networkpolicies.networking.k8s.io": "/apis/networking.k8s.io/v1/networkpolicies", "endpoints": "/api/v1/endpoints", "cronjobs.batch": "/apis/batch/v1/cronjobs",
		"horizontalpodautoscalers.autoscaling": "/apis/autoscaling/v2/horizontalpodautoscalers", "leases.coordination.k8s.io": "/apis/coordination.k8s.io/v1/leases", "ingresses.networking.k8s.io": "/apis/networking.k8s.io/v1/ingresses",
		"validatingadmissionpolicies.admissionregistration.k8s.io": "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
		"selfsubjectaccessreviews.authorization.k8s.io":            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
		"poddisruptionbudgets.policy":                              "/apis/policy/v1/poddisruptionbudgets",
	} {
		res, err := r.resource(t.Context(), in)
		if err != nil || res.path("", "") != want {
			t.Errorf("%s: got %s, %v; want %s", in, res.path("", ""), err, want)
		}
	}
}

func TestRefuser(t *testing.T) {
	for _, tc := range []struct {
		code    int
		message string
		want    string
	}{
		{401, "Unauthorized", "authentication"},
		{403, `pods is forbidden: User "system:serviceaccount:a:b" cannot list resource "pods" in API group "" in the namespace "a"`, "authorization"},
		{403, `forbidden: User "system:anonymous" cannot get path "/metrics"`, "authorization"},
		{403, `secrets "x" is forbidden: User "jane" cannot get resource "secrets" in API group "" in the namespace "shop": no cats allowed`, "authorization"},
		{403, `pods "x" is forbidden: violates PodSecurity "baseline:latest"`, "admission"},
		{403, `clusterrolebindings.rbac.authorization.k8s.io "x" is forbidden: user "jane" (groups=["dev"]) is attempting to grant RBAC permissions not currently held`, "admission"},
		{404, "not found", ""},
		{200, "", ""},
	} {
		if got := refuser(&answer{code: tc.code, message: tc.message}); got != tc.want {
			t.Errorf("%d %s: got %q, want %q", tc.code, tc.message, got, tc.want)
		}
	}
}

func TestNetKind(t *testing.T) {
	for _, tc := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{&net.DNSError{Err: "no such host", IsNotFound: true}, "dns"},
		{context.DeadlineExceeded, "timeout"},
		{fmt.Errorf("x: %w", x509.UnknownAuthorityError{}), "tls"},
		{errors.New("dial tcp 10.0.0.1:80: connect: connection refused"), "refused"},
		{errors.New("dial tcp 127.0.0.1:10255: connectex: No connection could be made because the target machine actively refused it."), "refused"},
		{errors.New("read: connection reset by peer"), "closed"},
		{errors.New("wsarecv: An existing connection was forcibly closed by the remote host."), "closed"},
		{errors.New("dial: no route to host"), "unreachable"},
		{errors.New("http: server gave HTTP response to HTTPS client"), "tls"},
		{errors.New("something new"), "other"},
	} {
		if got := netKind(tc.err); got != tc.want {
			t.Errorf("%v: got %q, want %q", tc.err, got, tc.want)
		}
	}
}
