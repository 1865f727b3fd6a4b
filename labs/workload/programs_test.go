package workload

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hardenway/hardenway/internal/porttest"
	"github.com/hardenway/hardenway/labs/workload/kubeapi"
	"github.com/hardenway/hardenway/labs/workload/podfs"
	"github.com/hardenway/hardenway/labs/workload/podnet"
)

func TestShop(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "motto"), []byte("From the mount.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mounts := `[{"containerPath":"/etc/shop","hostPath":` + quoted(t, dir) + `}]`
	for _, tt := range []struct {
		name   string
		shop   shop
		vars   map[string]string
		target string
		code   int
		want   string
	}{
		{"page", shop{name: "Nord & <b>wind</b>"}, nil, "/", 200, "<h1>Nord &amp; &lt;b&gt;wind&lt;/b&gt;</h1>"},
		{"goods", shop{}, nil, "/api/goods", 200, `"Storm lantern"`},
		{"healthz", shop{}, nil, "/healthz", 200, "ok"},
		{"no such page", shop{}, nil, "/nothing", 404, "404"},
		{"settings from the environment", shop{}, map[string]string{"SHOP_MOTTO": "Hi."}, "/config", 200, `"motto": "Hi."`},
		{"settings from a directory", shop{config: "/etc/shop"}, map[string]string{podfs.EnvMounts: mounts}, "/config", 200, `"motto": "From the mount."`},
		{"settings from a file", shop{config: "/etc/shop/motto"}, map[string]string{podfs.EnvMounts: mounts}, "/config", 200, `"config": "From the mount.\n"`},
		{"settings not mounted", shop{config: "/etc/shadow"}, map[string]string{podfs.EnvMounts: mounts}, "/config", 500, "the settings cannot be read: open /etc/shadow: file does not exist"},
		{"no debug page", shop{secrets: []string{"KEY"}}, map[string]string{"KEY": "x"}, "/debug/env", 404, "404"},
		{"debug page", shop{debug: true, secrets: []string{"KEY"}}, map[string]string{"KEY": "x", "OTHER": "y"}, "/debug/env", 200, "{\n  \"KEY\": \"x\"\n}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.shop
			s.pod, _ = newPod(t, tt.vars)
			rec := get(t, s.handler(), tt.target)
			if rec.Code != tt.code || !strings.Contains(rec.Body.String(), tt.want) {
				t.Errorf("%d\n%s\nwant %d with %s", rec.Code, rec.Body, tt.code, tt.want)
			}
		})
	}
}

// TestShopKeepsOrders takes orders into a file that is there from before, and into none.
func TestShopKeepsOrders(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "old"), []byte("{\"item\":\"rope\"}\nbroken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mounts := `[{"containerPath":"/data","hostPath":` + quoted(t, dir) + `},{"containerPath":"/ro","hostPath":` + quoted(t, dir) + `,"readOnly":true}]`
	for _, tt := range []struct {
		name, orders, body string
		code               int
		says, lists        string
	}{
		{"beside older ones", "/data/old", `{"item":"mug"}`, 201, `"mug"`, `[{"item":"rope"},{"item":"mug"}]`},
		{"the first", "/data/new", `{"item":"mug"}`, 201, `"mug"`, `[{"item":"mug"}]`},
		{"nothing", "/data/none", `{}`, 400, "want {", `[]`},
		{"no order", "/data/none", `mug`, 400, "want {", `[]`},
		{"read only", "/ro/none", `{"item":"mug"}`, 500, "open /ro/none: read-only file system", `[]`},
		{"not mounted", "/etc/none", `{"item":"mug"}`, 500, "open /etc/none: file does not exist", `[]`},
		{"no directory", "/data/no/none", `{"item":"mug"}`, 500, "open /data/no/none: ", `[]`},
		{"a link that leads out", "/data/out", `{"item":"mug"}`, 500, "escapes", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := shop{orders: tt.orders}
			s.pod, _ = newPod(t, map[string]string{podfs.EnvMounts: mounts})
			if strings.HasSuffix(tt.orders, "/out") {
				if err := os.Symlink(filepath.Join(t.TempDir(), "x"), filepath.Join(dir, "out")); err != nil {
					t.Skip(err)
				}
			}
			rec := httptest.NewRecorder()
			s.handler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/orders", strings.NewReader(tt.body)))
			if rec.Code != tt.code || !strings.Contains(rec.Body.String(), tt.says) {
				t.Errorf("ordering: %d %s, want %d with %s", rec.Code, rec.Body, tt.code, tt.says)
			}
			if rec = get(t, s.handler(), "/api/orders"); tt.lists != "" && strings.Join(strings.Fields(rec.Body.String()), "") != tt.lists {
				t.Errorf("listing: %d %s, want %s", rec.Code, rec.Body, tt.lists)
			}
		})
	}
	s := shop{}
	s.pod, _ = newPod(t, nil)
	if rec := get(t, s.handler(), "/api/orders"); rec.Code != http.StatusNotFound {
		t.Errorf("a shop without --orders answers %d", rec.Code)
	}
}

// TestMetadataAnswersAtItsAddress: the port is open at all addresses of a node.
func TestMetadataAnswersAtItsAddress(t *testing.T) {
	p, log := newPod(t, nil)
	m := &metadata{pod: p, address: netip.MustParseAddr("169.254.169.254"), machine: "worker-9"}
	for _, tt := range []struct {
		at, path string
		code     int
		want     string
	}{
		{"169.254.169.254", "/metadata/credentials", 200, "not-a-real-key-of-worker-9"},
		{"169.254.169.254", "/metadata/machine", 200, "worker-9"},
		{"169.254.169.254", "/", 404, ""},
		{"10.0.0.1", "/metadata/credentials", 404, ""},
		{"10.0.0.1", "/healthz", 200, "ok"},
	} {
		ctx := context.WithValue(t.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.ParseIP(tt.at), Port: 80})
		rec := httptest.NewRecorder()
		m.handler().ServeHTTP(rec, httptest.NewRequestWithContext(ctx, http.MethodGet, tt.path, nil))
		if rec.Code != tt.code || !strings.Contains(rec.Body.String(), tt.want) {
			t.Errorf("%s at %s: %d %s, want %d with %q", tt.path, tt.at, rec.Code, rec.Body, tt.code, tt.want)
		}
	}
	if !strings.Contains(log.String(), "GET /metadata/credentials 200") {
		t.Errorf("the log does not tell who asked:\n%s", log)
	}
}

func quoted(t *testing.T, s string) string {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A program listens where its pod has its ports, answers, and ends when asked.
func TestShopServes(t *testing.T) {
	dir := socketDir(t)
	vars := map[string]string{podnet.EnvSockets: dir}
	p, log := newPod(t, vars)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() { ended <- Main(ctx, []string{"shop", "--port=8080"}, p.env) }()

	var code int
	for code = -1; code != exitOK; { // until the port is open
		if t.Context().Err() != nil {
			t.Fatal("the shop never answered")
		}
		code = Main(t.Context(), []string{"probe", "http", "8080", "/healthz"}, p.env)
	}
	if code := Main(t.Context(), []string{"probe", "http", "8080", "/nothing"}, p.env); code != exitFailed {
		t.Errorf("probing a page that is not there: exit code %d, want %d", code, exitFailed)
	}
	if code := Main(t.Context(), []string{"probe", "tcp", "localhost:8080"}, p.env); code != exitOK {
		t.Errorf("probing the port: exit code %d, want 0", code)
	}
	cancel()
	if code := <-ended; code != exitOK {
		t.Errorf("exit code %d, want 0", code)
	}
	for _, want := range []string{"Nordwind Outfitters opens\n", "listening on port 8080\n", "GET /nothing 404 in ", "asked to stop"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
}

func TestProber(t *testing.T) {
	code := http.StatusOK
	var token string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token = r.Header.Get("Authorization")
		w.WriteHeader(code)
	}))
	defer server.Close()
	name := filepath.Join(t.TempDir(), "token")
	p, log := newPod(t, nil)
	pr := &prober{pod: p, url: server.URL, token: name, client: &http.Client{Transport: p.net.Transport()}, status: proberStatus{URL: server.URL}}
	status := func() (s proberStatus) {
		t.Helper()
		rec := get(t, pr.handler(), "/status")
		if err := json.Unmarshal(rec.Body.Bytes(), &s); err != nil {
			t.Fatalf("%v in %s", err, rec.Body)
		}
		return s
	}

	pr.call(t.Context())
	if s := status(); s.OK || s.Failures != 1 || !strings.Contains(s.Error, "reading the token") {
		t.Errorf("without a token file: %+v", s)
	}
	if err := os.WriteFile(name, []byte("first\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	pr.call(t.Context())
	pr.call(t.Context())
	if s := status(); !s.OK || s.Code != 200 || s.Calls != 3 || s.Error != "" || token != "Bearer first" {
		t.Errorf("with a token: %+v, sent %q", s, token)
	}
	code = http.StatusForbidden
	pr.call(t.Context())
	if s := status(); s.OK || s.Code != 403 || s.Failures != 2 {
		t.Errorf("refused: %+v", s)
	}
	pr.url = "http://" + porttest.Address(t)
	pr.call(t.Context())
	if s := status(); s.OK || s.Code != 0 || !strings.Contains(s.Error, "refused") {
		t.Errorf("no server: %+v", s)
	}
	// A call that the end of the program cut short is no failure.
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	pr.call(stopped)
	if s := status(); s.Calls != 5 {
		t.Errorf("a cancelled call was counted: %+v", s)
	}
	if got := strings.Count(log.String(), "\n"); got != 4 { // the repeated 200 is not news
		t.Errorf("%d lines in the log, want 4:\n%s", got, log)
	}
}

func TestKubeAPIReadsCredentialsAnew(t *testing.T) {
	api, vars := newFakeAPI(t)
	p, _ := newPod(t, vars)
	client := newAPIClient(t, p)
	ask := func() error {
		_, err := client.Do(t.Context(), client.ServiceAccount, kubeapi.Request{Path: "/api/v1/pods"})
		return err
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	tokenFile, err := p.files.Resolve(kubeapi.ServiceAccountDir + "/token")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(tokenFile, []byte(viewerToken), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := ask(); kubeapi.Code(err) != http.StatusForbidden {
		t.Errorf("after the rotation: %v; want the viewer's 403", err)
	}
	if last := api.since(1)[0]; last.token != viewerToken {
		t.Errorf("sent %q after the rotation", last.token)
	}
	// An API server that the mounted CA did not sign is not given the token.
	caFile := filepath.Join(filepath.Dir(tokenFile), "ca.crt")
	if err := os.WriteFile(caFile, []byte(otherCA), 0o600); err != nil {
		t.Fatal(err)
	}
	n := api.count()
	if err := ask(); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("with another CA: %v", err)
	}
	if api.count() != n {
		t.Error("the token went to a server nobody vouches for")
	}
	if err := os.WriteFile(caFile, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := ask(); err == nil || !strings.Contains(err.Error(), "holds no certificate") {
		t.Errorf("with a broken CA: %v", err)
	}
}

// otherCA signed nothing.
const otherCA = `-----BEGIN CERTIFICATE-----
MIIBeDCCAR2gAwIBAgIUWkUxyyGl2rPntYG6RJ+eL8c0aMkwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFb3RoZXIwIBcNMjYxMTIxMDcxNjUwWhgPMjEyNjEwMjgwNzE2
NTBaMBAxDjAMBgNVBAMMBW90aGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
zbGPZQQ24poHz6Us1vPoFLDLrYs9XKvytAoCiItjGrYXN0ZYMhsY/5/vUT3d8D8x
LvyXP51liwp2/jyu0X50baNTMFEwHQYDVR0OBBYEFD2KLG06J48ArHIYcDSlij/e
Sv1TMB8GA1UdIwQYMBaAFD2KLG06J48ArHIYcDSlij/eSv1TMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAI+TjzmDlxfZJb7A266qzVaWoD0lCME3
LJDDlPE4hDKYAiEAgmWQJGGazVIzWsKKR1ZAuC9U0omCxFuTjYeoMukW210=
-----END CERTIFICATE-----
`
