package workload

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hardenway/hardenway/labs/workload/kubeapi"
	"github.com/hardenway/hardenway/labs/workload/podfs"
	"github.com/hardenway/hardenway/labs/workload/podnet"
)

const (
	ownToken    = "own-token-of-the-pod"
	viewerToken = "token-of-the-viewer"
	staleToken  = "token-that-has-expired"
)

// fakeAPI is as much of an API server as the programs ask: it knows two tokens, and
// what each may do.
type fakeAPI struct {
	*httptest.Server
	mu    sync.Mutex
	calls []call
	// ownRights are prefixes of "METHOD path" that the pod's own token may do.
	ownRights []string
	// viewerRights are the viewer's.
	viewerRights []string
	extraSecret  string // raw JSON of an item in the list of secrets
}

type call struct {
	method, path, token, body, contentType string
	query                                  url.Values
}

// everything is cluster-admin.
var everything = []string{""}

// newFakeAPI starts the fake and returns the environment of a pod that uses it.
func newFakeAPI(t *testing.T) (*fakeAPI, map[string]string) {
	t.Helper()
	api := &fakeAPI{
		ownRights:    everything,
		viewerRights: []string{"GET /api/v1/namespaces/team-a/pods", "GET /apis/apps/v1/namespaces/team-a/deployments", "GET /api/v1/namespaces/team-a/services"},
	}
	api.Server = httptest.NewTLSServer(http.HandlerFunc(api.serve))
	t.Cleanup(api.Close)

	dir := t.TempDir()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: api.Certificate().Raw})
	for name, content := range map[string]string{"token": ownToken, "ca.crt": string(ca), "namespace": "team-a"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content+"\n"), 0o600); err != nil {
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
	return api, map[string]string{
		podfs.EnvMounts:           string(mounts),
		"KUBERNETES_SERVICE_HOST": host,
		"KUBERNETES_SERVICE_PORT": port,
	}
}

func (f *fakeAPI) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	f.mu.Lock()
	f.calls = append(f.calls, call{r.Method, r.URL.Path, token, string(body), r.Header.Get("Content-Type"), r.URL.Query()})
	extra := f.extraSecret
	f.mu.Unlock()

	refuse := func(code int, reason, message string) {
		writeJSON(w, code, map[string]any{"kind": "Status", "status": "Failure", "code": code, "reason": reason, "message": message})
	}
	users := map[string]string{ownToken: "system:serviceaccount:team-a:own", viewerToken: "system:serviceaccount:team-a:viewer"}
	user, known := users[token]
	if !known {
		refuse(http.StatusUnauthorized, "Unauthorized", "Unauthorized")
		return
	}
	rights := f.ownRights
	if token == viewerToken {
		rights = f.viewerRights
	}
	what := r.Method + " " + r.URL.Path
	discovery := r.Method == http.MethodGet && (r.URL.Path == "/api/v1" || r.URL.Path == "/apis/apps/v1")
	whoAmI := r.URL.Path == "/apis/authentication.k8s.io/v1/selfsubjectreviews"
	if !discovery && !whoAmI && !slices.ContainsFunc(rights, func(p string) bool { return strings.HasPrefix(what, p) }) {
		refuse(http.StatusForbidden, "Forbidden", fmt.Sprintf("%s is forbidden: User %q cannot %s", r.URL.Path, user, r.Method))
		return
	}
	item := func(namespace, name, more string) string {
		return fmt.Sprintf(`{"metadata":{"namespace":%q,"name":%q,"creationTimestamp":"2026-01-02T03:04:05Z"}%s}`, namespace, name, more)
	}
	items := func(list ...string) string { return `{"items":[` + strings.Join(list, ",") + `]}` }
	answers := map[string]string{
		"GET /api/v1":                                          `{"resources":[{"name":"pods/log","kind":"Pod","namespaced":true},{"name":"pods","kind":"Pod","namespaced":true},{"name":"namespaces","kind":"Namespace","namespaced":false}]}`,
		"GET /api/v1/namespaces":                               items(item("", "default", ""), item("", "team-a", "")),
		"GET /api/v1/pods":                                     items(item("default", "web-0", ""), item("team-a", "api-0", "")),
		"GET /api/v1/services":                                 items(item("default", "web", "")),
		"GET /apis/apps/v1/deployments":                        items(item("team-a", "api", `,"spec":{"replicas":2,"template":{"spec":{"containers":[{"image":"x/y:1"}]}}},"status":{"readyReplicas":1}`)),
		"GET /api/v1/namespaces/team-a/pods":                   items(item("team-a", "api-0", `,"status":{"phase":"Running"}`)),
		"GET /api/v1/namespaces/team-a/services":               items(),
		"GET /apis/apps/v1/namespaces/team-a/deployments":      items(),
		"GET /api/v1/namespaces/kube-system/secrets":           items(item("kube-system", "bootstrap", `,"type":"Opaque","data":{"key":"c2VhbGVk"}`)),
		"GET /api/v1/namespaces/kube-system/secrets/bootstrap": item("kube-system", "bootstrap", `,"type":"Opaque","data":{"key":"PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==","bytes":"/wA="}`),
		"GET /api/v1/namespaces/kubernetes-dashboard/configmaps/kubernetes-dashboard-settings": `{"data":{"clusterName":"Nordwind","banner":"be kind"}}`,
		"POST /apis/authentication.k8s.io/v1/selfsubjectreviews":                               fmt.Sprintf(`{"status":{"userInfo":{"username":%q}}}`, user),
	}
	answers["GET /api/v1/secrets"] = items(slices.DeleteFunc([]string{item("kube-system", "bootstrap", ""), extra}, func(s string) bool { return s == "" })...)
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/pods") {
		writeJSONBytes(w, http.StatusCreated, body)
		return
	}
	answer, ok := answers[what]
	if !ok {
		refuse(http.StatusNotFound, "NotFound", what+" not found")
		return
	}
	writeJSONBytes(w, http.StatusOK, []byte(answer))
}

// since returns what was asked after the first n calls.
func (f *fakeAPI) since(n int) []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls[n:])
}

func (f *fakeAPI) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.calls)
}

// newPod is a pod with these variables; its log goes to the buffer.
func newPod(t *testing.T, vars map[string]string) (*pod, *logBuffer) {
	t.Helper()
	log := &logBuffer{}
	getenv := func(name string) string { return vars[name] }
	files, err := podfs.FromEnv(getenv)
	if err != nil {
		t.Fatal(err)
	}
	return &pod{env: Env{Getenv: getenv, Stdout: log, Stderr: log}, files: files, net: podnet.FromEnv(getenv)}, log
}

// logBuffer is a log several goroutines write.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func newAPIClient(t *testing.T, p *pod) *kubeapi.Client {
	t.Helper()
	client, err := kubeapi.New(p.env.Getenv, p.files, p.net)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// get asks a handler as curl would.
func get(t *testing.T, handler http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	handler.ServeHTTP(rec, req)
	return rec
}
