package workload

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hardenway/hardenway/labs/workload/podfs"
	"github.com/hardenway/hardenway/labs/workload/podnet"
)

func post(t *testing.T, handler http.Handler, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	handler.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(body)))
	return rec
}

func TestImageGuard(t *testing.T) {
	p, _ := newPod(t, nil)
	g := &imageGuard{pod: p, allow: []string{"example.com/ours/", "hardenway/"}}
	for _, tt := range []struct {
		name, spec string
		allowed    bool
		message    string
	}{
		{"good", `{"containers":[{"image":"hardenway/workload:v1"},{"image":"example.com/ours/a"}]}`, true, ""},
		{"bad", `{"containers":[{"image":"example.com/theirs/b"}]}`, false, "example.com/theirs/b is not an image of ours"},
		{"one of two", `{"containers":[{"image":"hardenway/workload:v1"},{"image":"x:latest"}]}`, false, "x:latest is not an image of ours"},
		{"an init container", `{"initContainers":[{"image":"x"}],"containers":[{"image":"hardenway/workload:v1"}]}`, false, "x is not"},
		{"an ephemeral container", `{"ephemeralContainers":[{"image":"x"}]}`, false, "x is not"},
		{"no pod at all", `{}`, true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := post(t, g.handler(), "/validate", `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","object":{"spec":`+tt.spec+`}}}`)
			var review admissionReview
			if err := json.Unmarshal(rec.Body.Bytes(), &review); err != nil || rec.Code != 200 {
				t.Fatalf("%d %s: %v", rec.Code, rec.Body, err)
			}
			r := review.Response
			if r == nil || r.UID != "u-1" || r.Allowed != tt.allowed || review.APIVersion != "admission.k8s.io/v1" {
				t.Fatalf("answer %s, want allowed: %v", rec.Body, tt.allowed)
			}
			if !tt.allowed && !strings.Contains(r.Status.Message, tt.message) {
				t.Errorf("it said %q, want %q", r.Status.Message, tt.message)
			}
		})
	}
	if rec := post(t, g.handler(), "/validate", "{}"); rec.Code != http.StatusBadRequest {
		t.Errorf("without a request: %d, want 400", rec.Code)
	}
}

// Each image takes its time, but not longer than anybody waits.
func TestImageGuardTakesItsTime(t *testing.T) {
	p, _ := newPod(t, nil)
	g := &imageGuard{pod: p, allow: []string{"x"}, perImage: time.Hour}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if !g.lookUp(ctx, "x:1") {
		t.Error("a good image is bad when nobody waits")
	}
	g.perImage = 10 * time.Millisecond
	began := time.Now()
	post(t, g.handler(), "/validate", `{"request":{"object":{"spec":{"containers":[{"image":"a"},{"image":"b"},{"image":"a"},{"image":"c"}]}}}}`)
	if took := time.Since(began); took < 30*time.Millisecond {
		t.Errorf("three images took %s", took)
	}
}

// certificateDir holds a certificate for a name, as a Secret is mounted.
func certificateDir(t *testing.T, name string) (dir string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for file, data := range map[string][]byte{"tls.crt": certPEM, "tls.key": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})} {
		if err := os.WriteFile(filepath.Join(dir, file), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(certPEM)
	return dir, roots
}

// tlsGet asks a program that listens on the socket of its pod, once it does.
func tlsGet(t *testing.T, socket, name string, roots *x509.CertPool, url string) *http.Response {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: name, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		},
	}}
	t.Cleanup(client.CloseIdleConnections)
	for {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err == nil {
			t.Cleanup(func() { _ = resp.Body.Close() })
			return resp
		}
		if t.Context().Err() != nil || strings.Contains(err.Error(), "certificate") {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
}

func TestImageGuardServes(t *testing.T) {
	dir, roots := certificateDir(t, "image-guard.guard.svc")
	sockets := socketDir(t)
	p, log := newPod(t, map[string]string{
		podnet.EnvSockets: sockets,
		podfs.EnvMounts:   `[{"containerPath":"/tls","hostPath":` + quoted(t, dir) + `}]`,
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() { ended <- Main(ctx, []string{"image-guard", "--allow=hardenway/"}, p.env) }()
	resp := tlsGet(t, filepath.Join(sockets, "8443.sock"), "image-guard.guard.svc", roots, "https://image-guard.guard.svc/healthz")
	if resp.StatusCode != http.StatusOK {
		t.Errorf("healthz: %s", resp.Status)
	}
	// As the embedded node turns an httpGet probe with the scheme HTTPS into a command.
	if code := Main(t.Context(), []string{"probe", "https", "8443", "/healthz"}, p.env); code != exitOK {
		t.Errorf("probing by TLS: exit code %d, want 0:\n%s", code, log)
	}
	cancel()
	if code := <-ended; code != exitOK {
		t.Errorf("exit code %d, want 0:\n%s", code, log)
	}
}
