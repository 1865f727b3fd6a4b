package workload

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hardenway/hardenway/labs/workload/podfs"
	"github.com/hardenway/hardenway/labs/workload/podnet"
)

func TestAuthorizer(t *testing.T) {
	const cats = `{"rules":[{"groups":["CATS"],"answer":"deny","reason":"no cats"},{"users":["mia"],"verbs":["get"],"resources":["pods"],"namespaces":["shop"],"answer":"allow"}]}`
	for _, tt := range []struct {
		name, policy, spec string
		code               int
		allowed, denied    bool
		says               string
	}{
		{"a cat", cats, `{"user":"tom","groups":["system:authenticated","CATS"],"resourceAttributes":{"verb":"get","resource":"pods"}}`, 200, false, true, "no cats"},
		{"groups are compared exactly", cats, `{"user":"tom","groups":["cats"],"resourceAttributes":{"verb":"get"}}`, 200, false, false, ""},
		{"allowed", cats, `{"user":"mia","resourceAttributes":{"verb":"get","resource":"pods","namespace":"shop"}}`, 200, true, false, ""},
		{"another verb", cats, `{"user":"mia","resourceAttributes":{"verb":"delete","resource":"pods","namespace":"shop"}}`, 200, false, false, ""},
		{"another namespace", cats, `{"user":"mia","resourceAttributes":{"verb":"get","resource":"pods"}}`, 200, false, false, ""},
		{"the first rule answers", `{"rules":[{"answer":"none"},{"groups":["*"],"answer":"allow"}]}`, `{"user":"x","groups":["a"],"resourceAttributes":{}}`, 200, false, false, ""},
		{"a star", `{"rules":[{"groups":["*"],"answer":"deny"}]}`, `{"user":"x","resourceAttributes":{}}`, 200, false, true, ""},
		{"no rules", `{}`, `{"user":"x","resourceAttributes":{}}`, 200, false, false, ""},
		{"not a resource", cats, `{"user":"tom","groups":["CATS"],"nonResourceAttributes":{"path":"/version","verb":"get"}}`, 501, false, false, "only resources"},
		{"a misspelt key", `{"rules":[{"group":["CATS"],"answer":"deny"}]}`, `{"user":"x","resourceAttributes":{}}`, 500, false, false, `unknown field "group"`},
		{"a misspelt answer", `{"rules":[{"answer":"Deny"}]}`, `{"user":"x","resourceAttributes":{}}`, 500, false, false, `the answer is "Deny"; want allow, deny or none`},
		{"no file", "", `{"user":"x","resourceAttributes":{}}`, 500, false, false, "policy.json"},
		{"no spec", cats, `null`, 400, false, false, "with a spec"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, _ := newPod(t, nil)
			a := &authorizer{pod: p, policy: filepath.Join(t.TempDir(), "policy.json")}
			if tt.policy != "" {
				if err := os.WriteFile(a.policy, []byte(tt.policy), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			rec := post(t, a.handler(), "/authorize", `{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":`+tt.spec+`}`)
			if rec.Code != tt.code || !strings.Contains(rec.Body.String(), tt.says) {
				t.Fatalf("%d %s, want %d with %q", rec.Code, rec.Body, tt.code, tt.says)
			}
			if tt.code != http.StatusOK {
				return
			}
			var review accessReview
			if err := json.Unmarshal(rec.Body.Bytes(), &review); err != nil {
				t.Fatal(err)
			}
			if s := review.Status; review.Kind != "SubjectAccessReview" || s == nil || s.Allowed != tt.allowed || s.Denied != tt.denied {
				t.Errorf("answer %s, want allowed %v, denied %v", rec.Body, tt.allowed, tt.denied)
			}
		})
	}
}

func TestAuthorizerServes(t *testing.T) {
	dir, roots := certificateDir(t, "authorizer")
	sockets := socketDir(t)
	p, log := newPod(t, map[string]string{
		podnet.EnvSockets: sockets,
		podfs.EnvMounts:   `[{"containerPath":"/etc/authorizer","hostPath":` + quoted(t, dir) + `}]`,
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() { ended <- Main(ctx, []string{"authorizer"}, p.env) }()
	resp := tlsGet(t, filepath.Join(sockets, "9443.sock"), "authorizer", roots, "https://authorizer/healthz")
	if resp.StatusCode != http.StatusOK {
		t.Errorf("healthz: %s", resp.Status)
	}
	cancel()
	if code := <-ended; code != exitOK {
		t.Errorf("exit code %d, want 0:\n%s", code, log)
	}
}
