package workload

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hardenway/hardenway/labs/workload/kubeapi"
	"github.com/hardenway/hardenway/labs/workload/podfs"
)

// jwt is a token as vaultish reads it; only reviewAPI knows whether it is good.
func jwt(subject string, audiences ...string) string {
	data, _ := json.Marshal(map[string]any{"sub": subject, "aud": audiences})
	return "h." + base64.RawURLEncoding.EncodeToString(data) + ".s"
}

// reviewAPI is an API server that reviews tokens as Kubernetes does, and lists Secrets
// to whoever has a token for it.
func reviewAPI(t *testing.T) map[string]string {
	t.Helper()
	api := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if r.Method == http.MethodGet {
			if _, audiences, err := claims(token); err != nil || !slices.Contains(audiences, "api") {
				http.Error(w, `{"message":"Unauthorized","code":401}`, http.StatusUnauthorized)
				return
			}
			_, _ = fmt.Fprint(w, `{"items":[{"metadata":{"name":"bank"}}]}`)
			return
		}
		var ask struct {
			Spec struct {
				Token     string
				Audiences []string
			}
		}
		if err := json.NewDecoder(r.Body).Decode(&ask); err != nil || token != ownToken {
			http.Error(w, `{"message":"no","code":403}`, http.StatusForbidden)
			return
		}
		subject, audiences, err := claims(ask.Spec.Token)
		wanted := ask.Spec.Audiences
		if len(wanted) == 0 {
			wanted = []string{"api"}
		}
		both := slices.DeleteFunc(audiences, func(a string) bool { return !slices.Contains(wanted, a) })
		if subject == "blind" { // an authenticator that knows nothing of audiences
			both = nil
		}
		writeJSON(w, http.StatusCreated, map[string]any{"status": map[string]any{
			"authenticated": err == nil && (len(both) > 0 || subject == "blind"), "audiences": both, "user": map[string]string{"username": subject},
		}})
	}))
	t.Cleanup(api.Close)
	dir := t.TempDir()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: api.Certificate().Raw})
	for name, content := range map[string]string{"token": ownToken, "ca.crt": string(ca)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mounts, err := json.Marshal([]podfs.Mount{{ContainerPath: kubeapi.ServiceAccountDir, HostPath: dir, ReadOnly: true}})
	if err != nil {
		t.Fatal(err)
	}
	host, port, err := net.SplitHostPort(api.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{podfs.EnvMounts: string(mounts), "KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": port}
}

func TestVaultish(t *testing.T) {
	const client = "system:serviceaccount:shop:client"
	vars := reviewAPI(t)
	for _, tt := range []struct {
		name      string
		audiences []string
		open      bool
		token     string
		code      int
		want      string
		loot      string
	}{
		{"no token", nil, false, "", 401, "no token", `{}`},
		{"no JWT", nil, false, "x", 401, "not good here", `{}`},
		{"token for the API server", nil, false, jwt(client, "api"), 200, "seven red lanterns", `{"system:serviceaccount:shop:client":{"audiences":["api"],"code":200,"secrets":["bank"]}}`},
		{"token for the API server, vault's wanted", []string{"vaultish"}, false, jwt(client, "api"), 401, "not good here", `{"system:serviceaccount:shop:client":{"audiences":["api"],"code":200,"secrets":["bank"]}}`},
		{"token for the vault", []string{"vaultish"}, false, jwt(client, "vaultish"), 200, client, `{"system:serviceaccount:shop:client":{"audiences":["vaultish"],"code":401,"secrets":[]}}`},
		{"token for the vault, which does not say so", nil, false, jwt(client, "vaultish"), 401, "not good here", `{"system:serviceaccount:shop:client":{"audiences":["vaultish"],"code":401,"secrets":[]}}`},
		{"either audience", []string{"vaultish", "api"}, false, jwt(client, "api"), 200, client, `{"system:serviceaccount:shop:client":{"audiences":["api"],"code":200,"secrets":["bank"]}}`},
		{"somebody else", []string{"vaultish"}, false, jwt("system:serviceaccount:shop:other", "vaultish"), 403, "nothing here is for system:serviceaccount:shop:other", `{"system:serviceaccount:shop:other":{"audiences":["vaultish"],"code":401,"secrets":[]}}`},
		{"reviewer that names no audience", []string{"vaultish"}, false, jwt("blind", "vaultish"), 401, "not good here", `{"blind":{"audiences":["vaultish"],"code":401,"secrets":[]}}`},
		{"open", nil, true, "", 200, "the vault is open", `{}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, log := newPod(t, vars)
			api, err := kubeapi.New(p.env.Getenv, p.files, p.net)
			if err != nil {
				t.Fatal(err)
			}
			v := &vaultish{pod: p, api: api, audiences: tt.audiences, allow: []string{client, "blind"}, open: tt.open, loot: map[string]lootItem{}}
			req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/secret", nil)
			if tt.token != "" {
				req.Header.Set("Authorization", "Bearer "+tt.token)
			}
			rec := httptest.NewRecorder()
			v.handler().ServeHTTP(rec, req)
			if rec.Code != tt.code || !strings.Contains(rec.Body.String(), tt.want) {
				t.Errorf("%d %s, want %d with %s\n%s", rec.Code, rec.Body, tt.code, tt.want, log)
			}
			var told struct {
				Callers json.RawMessage `json:"callers"`
			}
			if err := json.Unmarshal(get(t, v.handler(), "/v1/loot").Body.Bytes(), &told); err != nil {
				t.Fatal(err)
			}
			got := strings.Join(strings.Fields(string(told.Callers)), "")
			if got != tt.loot {
				t.Errorf("loot %s\nwant %s", got, tt.loot)
			}
		})
	}
}

func TestVaultishRefuses(t *testing.T) {
	for want, args := range map[string][]string{
		"--auth=maybe: want tokenreview or none": {"vaultish", "--auth=maybe"},
		"KUBERNETES_SERVICE_HOST":                {"vaultish"},
	} {
		p, log := newPod(t, nil)
		if Main(t.Context(), args, p.env) == exitOK || !strings.Contains(log.String(), want) {
			t.Errorf("%v said %q, want %q", args, log, want)
		}
	}
}
