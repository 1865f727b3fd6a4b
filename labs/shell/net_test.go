package shell

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// authority makes certificates for a test.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "lab-ca"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{t, cert, key, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))}
}

func (a *authority) issue(name string) (cert, key string) {
	a.t.Helper()
	priv, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, priv.Public(), a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(priv)
	if err != nil {
		a.t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}))
}

func TestNetwork(t *testing.T) {
	// Whoever obeyed these would not reach anything.
	t.Setenv("http_proxy", "http://127.0.0.1:9")
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:9")
	mux := http.NewServeMux()
	mux.HandleFunc("/ok", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "fine\n") })
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		cn := ""
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			cn = r.TLS.PeerCertificates[0].Subject.CommonName
		}
		_, _ = fmt.Fprintf(w, "%s %s host=%s type=%q auth=%q x=%q agent=%q cn=%q body=%q\n", r.Method, r.URL.RequestURI(), r.Host, r.Header.Get("Content-Type"), r.Header.Get("Authorization"), r.Header.Get("X-Test"), r.UserAgent(), cn, body)
	})
	mux.HandleFunc("/denied", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok", http.StatusFound) })
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	plain := httptest.NewServer(mux)
	t.Cleanup(plain.Close)

	ca := newAuthority(t)
	cert, key := ca.issue("api.lab")
	pair, err := tls.X509KeyPair([]byte(cert), []byte(key))
	if err != nil {
		t.Fatal(err)
	}
	secure := httptest.NewUnstartedServer(mux)
	secure.EnableHTTP2 = true
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // refusals are what is tested
	pool := x509.NewCertPool()
	pool.AddCert(ca.cert)
	secure.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: pool, MaxVersion: tls.VersionTLS12}
	secure.StartTLS()
	t.Cleanup(secure.Close)

	echoed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { done(echoed) })
	go func() {
		for {
			conn, err := echoed.Accept()
			if err != nil {
				return
			}
			go func() {
				defer done(conn)
				data, _ := io.ReadAll(conn)
				_, _ = fmt.Fprintf(conn, "got %s", data)
			}()
		}
	}()

	clientCert, clientKey := ca.issue("jane")
	fsys := must(PodFS("pod", Mount{At: "/pki", FS: MemoryFS(map[string]string{
		"ca.crt": ca.pem, "client.crt": clientCert, "client.key": clientKey, "both.pem": clientCert + clientKey, "junk": "junk",
	}), ReadOnly: true}, Mount{At: "/data", FS: MemoryFS(map[string]string{"body": "line 1\nline 2\n"})}))
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		to := map[string]string{
			"web.lab:80": plain.Listener.Addr().String(), "127.0.0.1:8080": plain.Listener.Addr().String(),
			"api.lab:443": secure.Listener.Addr().String(), "other.lab:443": secure.Listener.Addr().String(), "web.lab:443": plain.Listener.Addr().String(),
			"echo.lab:7": echoed.Addr().String(), "127.0.0.1:7": echoed.Addr().String(),
		}[address]
		switch {
		case strings.HasPrefix(address, "nowhere.lab:"):
			return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: "nowhere.lab", IsNotFound: true}}
		case strings.HasPrefix(address, "filtered.lab:"):
			<-ctx.Done()
			return nil, ctx.Err()
		case to == "":
			return nil, &net.OpError{Op: "dial", Net: network, Err: fmt.Errorf("connection refused")}
		}
		return new(net.Dialer).DialContext(ctx, network, to)
	}
	const echoLine = ` host=web.lab type="" auth="" x="" agent="curl/8.0.0" cn="" body=""` + "\n"
	tests := []struct {
		script, out, err string
		code             int
	}{
		{"curl http://web.lab/ok", "fine\n", "", 0},
		{"curl -s web.lab/ok", "fine\n", "", 0},
		{"curl -s 'http://web.lab/echo?a=1'", "GET /echo?a=1" + echoLine, "", 0},
		{"curl -s -X DELETE http://web.lab/echo", "DELETE /echo" + echoLine, "", 0},
		{"curl -s -d a=1 -d b=2 http://web.lab/echo", `POST /echo host=web.lab type="application/x-www-form-urlencoded" auth="" x="" agent="curl/8.0.0" cn="" body="a=1&b=2"` + "\n", "", 0},
		{"curl -s -G -d a=1 --data-urlencode 'b=x y' http://web.lab/echo", "GET /echo?a=1&b=x+y" + echoLine, "", 0},
		{"curl -s --data-binary @/data/body -H 'Content-Type: text/plain' http://web.lab/echo", `POST /echo host=web.lab type="text/plain" auth="" x="" agent="curl/8.0.0" cn="" body="line 1\nline 2\n"` + "\n", "", 0},
		{"curl -s -d @/data/body http://web.lab/echo | grep -o 'body=.*'", `body="line 1line 2"` + "\n", "", 0},
		{"echo x | curl -s -X PUT --data-binary @- http://web.lab/echo | grep -o 'body=.*'", `body="x\n"` + "\n", "", 0},
		{"curl -s --json '{\"a\":1}' http://web.lab/echo | grep -o 'type=[^ ]*'", `type="application/json"` + "\n", "", 0},
		{"curl -s -u jane:pw http://web.lab/echo | grep -o 'auth=.* x'", `auth="Basic amFuZTpwdw==" x` + "\n", "", 0},
		{"curl -s -H 'Authorization: Bearer t' -H 'X-Test: 1' -H 'Host: h' -A me http://web.lab/echo", `GET /echo host=h type="" auth="Bearer t" x="1" agent="me" cn="" body=""` + "\n", "", 0},
		{"curl -s -H 'User-Agent:' http://web.lab/echo | grep -o 'agent=[^ ]*'", `agent=""` + "\n", "", 0},
		{"curl -s -o /dev/null -w '%{http_code}\\n' http://web.lab/denied", "403\n", "", 0},
		{"curl -s -o /tmp/o -w '%{http_code} %{size_download} %{content_type}\\n' http://web.lab/ok; cat /tmp/o", "200 5 text/plain; charset=utf-8\nfine\n", "", 0},
		{"curl -f http://web.lab/denied", "", "curl: (22) the requested URL returned error: 403\n", 22},
		{"curl -sf http://web.lab/denied", "", "", 22},
		{"curl -sSf http://web.lab/denied", "", "curl: (22) the requested URL returned error: 403\n", 22},
		{"curl -s http://web.lab/denied", "no\n", "", 0},
		{"curl -si http://web.lab/ok | grep -v Date", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nfine\n", "", 0},
		{"curl -sI http://web.lab/ok | head -n 1", "HTTP/1.1 200 OK\r\n", "", 0},
		{"curl -s -o /dev/null -w '%{http_code} %{redirect_url}' http://web.lab/moved", "302 http://web.lab/ok", "", 0},
		{"curl -sL http://web.lab/moved", "fine\n", "", 0},
		{"curl -sSL --max-redirs 3 http://web.lab/round", "", "curl: (47) maximum (3) redirects followed\n", 47},
		{"curl -sS http://nowhere.lab/", "", "curl: (6) could not resolve host: nowhere.lab\n", 6},
		{"curl -sS http://closed.lab/", "", "curl: (7) failed to connect to closed.lab port 80: connection refused\n", 7},
		{"curl -s -o /dev/null -w '%{http_code}' https://closed.lab:6443/", "000", "", 7},
		{"curl -sS -m 0.1 http://web.lab/slow", "", "curl: (28) operation timed out\n", 28},
		{"curl -sS --connect-timeout 0.1 http://filtered.lab/", "", "curl: (28) failed to connect to filtered.lab port 80: timed out\n", 28},
		{"curl -sS ftp://web.lab/", "", "curl: (1) protocol \"ftp\" is not known here\n", 1},
		{"curl -sS http://", "", "curl: (3) URL rejected: malformed input to a URL function\n", 3},
		{"curl", "", "curl: (2) no URL specified\n", 2},
		{"curl --nope x", "", "curl: unrecognized option '--nope'\n", 2},
		{"curl -sS -x http://p:1 http://web.lab/", "", "curl: (2) option -x is not known here\n", 2},
		{"curl -sS -d @/none http://web.lab/", "", "curl: (26) failed to open /none: No such file or directory\n", 26},
		{"curl -sS -o /pki/x http://web.lab/ok", "", "curl: (23) failure writing output to /pki/x: Read-only file system\n", 23},
		{"curl -sS https://api.lab/ok", "", "curl: (60) SSL certificate problem: x509: certificate signed by unknown authority (-k turns the check off, --cacert says whom to trust)\n", 60},
		{"curl -sk https://api.lab/ok", "fine\n", "", 0},
		{"curl -s --cacert /pki/ca.crt https://api.lab/ok", "fine\n", "", 0},
		{"curl -sS --cacert /pki/ca.crt https://other.lab/ok", "", "curl: (60) SSL certificate problem: x509: certificate is valid for api.lab, not other.lab (-k turns the check off, --cacert says whom to trust)\n", 60},
		{"curl -sS --cacert /pki/junk https://api.lab/ok", "", "curl: (77) error setting certificate verify locations: CAfile: /pki/junk\n", 77},
		{"curl -s --cacert /pki/ca.crt --cert /pki/client.crt --key /pki/client.key https://api.lab/echo | grep -o 'cn=[^ ]*'", "cn=\"jane\"\n", "", 0},
		{"curl -sk -E /pki/both.pem https://api.lab/echo | grep -o 'cn=[^ ]*'", "cn=\"jane\"\n", "", 0},
		{"curl -sSk --cert /pki/client.crt --key /none https://api.lab/", "", "curl: (58) could not load the key of the client certificate from /none: No such file or directory\n", 58},
		{"curl -sSk --tlsv1.3 https://api.lab/ok", "", "curl: (35) TLS connect error: ", 35},
		{"curl -sk --http1.1 -o /dev/null -w '%{http_version}' https://api.lab/ok", "1.1", "", 0},
		{"curl -sk -o /dev/null -w '%{http_version}' https://api.lab/ok", "2", "", 0},
		{"curl -sSk https://web.lab/ok", "", "curl: (35) wrong version number: web.lab speaks no TLS here", 35},
		{"curl -sv http://web.lab/ok 2>&1 >/dev/null | grep -c '^[<>]'", "10\n", "", 0},
		{"nc -z web.lab 80", "", "", 0},
		{"nc -z closed.lab 80", "", "", 1},
		{"nc -zv web.lab 80", "", "Connection to web.lab 80 port [tcp/*] succeeded!\n", 0},
		{"nc -zv closed.lab 80", "", "nc: connect to closed.lab port 80 (tcp) failed: connection refused\n", 1},
		{"nc -z -w 0.1 filtered.lab 80", "", "", 1},
		{"nc -zv web.lab 79-81 2>&1 | grep -c succeeded", "1\n", "", 0},
		{"echo hi | nc echo.lab 7", "got hi\n", "", 0},
		{"printf 'GET /ok HTTP/1.0\\r\\n\\r\\n' | nc web.lab 80 | tail -n 1", "fine\n", "", 0},
		{"nc -l 80", "", "nc: this shell connects over TCP only: no -l, no -u\n", 1},
		{"probe http 8080 /ok", "200 OK\n", "", 0},
		{"probe http 8080 /moved", "302 Found\n", "", 0},
		{"probe http 8080 /denied", "403 Forbidden\n", "", 1},
		{"probe http 8081 /ok", "", "probe: dial tcp: connection refused\n", 1},
		{"probe tcp 7", "", "", 0},
		{"probe http x /", "", "probe: \"x\" is no port\n", 2},
		{"probe", "", "probe: usage: probe http PORT [PATH] | probe tcp PORT\n", 2},
		{"wait-for 60 curl -sf http://web.lab/ok", "fine\n", "", 0},
		{"wait-for 2 curl -sSf http://web.lab/denied", "", "curl: (22) the requested URL returned error: 403\nwait-for: gave up after 2s: curl -sSf http://web.lab/denied\n", 124},
		// The second try hangs and is cut off; it is the first that says what is wrong.
		{"wait-for 2 sh -c 'if [ -e /tmp/tried ]; then echo hanging; sleep 60; fi; touch /tmp/tried; echo no; echo broken >&2; false'", "no\n", "broken\nwait-for: gave up after 2s: sh -c ", 124},
	}
	for _, tt := range tests {
		t.Run(tt.script, func(t *testing.T) {
			t.Parallel()
			got := play(t, Options{FS: fsys, Dial: dial}, tt.script, "")
			if got.out != tt.out || got.code != tt.code || !strings.HasPrefix(got.err, tt.err) || tt.err == "" && got.err != "" {
				t.Errorf("\n got %+v\nwant %+v", got, ran{tt.out, tt.err, tt.code})
			}
		})
	}
}
