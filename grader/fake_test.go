package grader

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gorilla/websocket"
	clientv3 "go.etcd.io/etcd/client/v3"
	"k8s.io/client-go/rest"

	"github.com/hardenway/hardenway/internal/porttest"
)

// fault is a way for an API server to be of no help.
type fault string

const (
	healthy     fault = ""
	stopped     fault = "stopped"      // refuses connections, and has closed those it had
	hanging     fault = "hanging"      // takes requests and never answers
	failing     fault = "500"          // answers 500 to everything
	unavailable fault = "503"          // answers 503 to everything
	throttling  fault = "429"          // answers 429 to everything
	cutting     fault = "cut"          // closes the connection in the middle of an answer
	disowning   fault = "unauthorized" // does not know the grader any more
	babbling    fault = "babbling"     // answers 200 with something that is no answer
)

// faults are all of them but healthy.
func faults() []fault {
	return []fault{stopped, hanging, failing, unavailable, throttling, cutting, disowning, babbling}
}

// pki is a CA and what it signed.
type pki struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
}

func newPKI(t testing.TB) *pki {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "kubernetes"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &pki{cert: cert, key: key, pem: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
}

func (p *pki) keyPEM(t testing.TB, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
}

// issue signs a certificate and returns it and its key as PEM.
func (p *pki) issue(t testing.TB, name string, organizations ...string) (certPEM, keyPEM []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name, Organization: organizations}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}, p.cert, key.Public(), p.key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), p.keyPEM(t, key)
}

func (p *pki) serverTLS(t testing.TB) *tls.Config {
	t.Helper()
	pair, err := tls.X509KeyPair(p.issue(t, "server"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(p.cert)
	return &tls.Config{Certificates: []tls.Certificate{pair}, ClientCAs: pool, ClientAuth: tls.VerifyClientCertIfGiven}
}

// fakeCluster is an API server, a kubelet and a node, as far as the grader looks at them.
// It holds objects by path and knows who may do what by a function.
type fakeCluster struct {
	t    testing.TB
	ca   *pki
	api  *httptest.Server
	node *httptest.Server
	conf *rest.Config

	mu      sync.Mutex
	objects map[string]map[string]any
	tokens  map[string]string // token -> the path it hangs on
	files   fstest.MapFS
	vars    map[string]string
	seen    []string             // method and path of every request, in order
	sees    func(request string) // is told each of them before it is answered

	// may decides what an identity may do; the default is that only system:masters may.
	may func(user string, groups []string, verb, path string) bool
	// admit refuses objects: "" admits.
	admit func(object map[string]any) (code int, message string)
	// tokenSeconds is how long tokens are good, when it is not what was asked for.
	tokenSeconds int64
	remembers    int            // how often a revoked token is still taken
	revoked      map[string]int // the path a token hung on -> how often it was taken since
	logAudit     bool
	rotateAudit  bool // the log begins anew with each event
	exec         func(command []string) (code int, stdout string)
	execRefused  string // a 500 with this message instead of an upgrade
	encrypt      bool
	etcd         *clientv3.Client
	etcdErr      error
	dialErr      error
	unready      []string        // checks of /readyz that fail
	unsynced     string          // what /readyz/informer-sync says
	unreadable   map[string]bool // GETs of these paths answer 500 as the API server does
	kubelet      func(w http.ResponseWriter, r *http.Request) bool

	fault    fault
	faultAt  int // the fault begins with this request to the API server, counted from 0
	requests atomic.Int64
	closing  chan struct{}
	conns    map[net.Conn]http.ConnState
}

const clusterUID = "6f6e6c79-6f6e-6521-0000-000000000001"

func newFakeCluster(t testing.TB) *fakeCluster {
	t.Helper()
	c := &fakeCluster{
		t: t, ca: newPKI(t), objects: map[string]map[string]any{}, tokens: map[string]string{}, revoked: map[string]int{}, closing: make(chan struct{}),
		conns: map[net.Conn]http.ConnState{}, unreadable: map[string]bool{},
	}
	c.put("/api/v1/namespaces/kube-system", map[string]any{"kind": "Namespace", "metadata": map[string]any{"name": "kube-system", "uid": clusterUID}})
	c.api = httptest.NewUnstartedServer(http.HandlerFunc(c.serveAPI))
	c.api.TLS = c.ca.serverTLS(t)
	c.api.EnableHTTP2 = true
	quietly(c.api)
	c.api.Config.ConnState = func(conn net.Conn, s http.ConnState) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if s == http.StateClosed || s == http.StateHijacked {
			delete(c.conns, conn)
			return
		}
		c.conns[conn] = s
	}
	c.api.StartTLS()
	c.node = httptest.NewUnstartedServer(http.HandlerFunc(c.serveKubelet))
	c.node.TLS = c.ca.serverTLS(t)
	quietly(c.node)
	c.node.StartTLS()
	t.Cleanup(func() {
		close(c.closing)
		c.api.CloseClientConnections()
		c.node.CloseClientConnections()
		c.api.Close()
		c.node.Close()
	})
	cert, key := c.ca.issue(t, "hardenway-grader", "system:masters")
	c.conf = &rest.Config{Host: c.api.URL, TLSClientConfig: rest.TLSClientConfig{CAData: c.ca.pem, CertData: cert, KeyData: key}}
	adminCert, adminKey := c.ca.issue(t, "kubernetes-admin", "kubeadm:cluster-admins")
	c.files = fstest.MapFS{
		"var/log/audit.log":         {Mode: 0o600},
		"etc/kubernetes/pki/ca.crt": {Data: c.ca.pem, Mode: 0o644},
		"etc/kubernetes/pki/ca.key": {Data: c.ca.keyPEM(t, c.ca.key), Mode: 0o600},
		"etc/kubernetes/admin.conf": {Mode: 0o600, Data: fmt.Appendf(nil, `
apiVersion: v1
kind: Config
current-context: admin
contexts: [{name: admin, context: {cluster: lab, user: admin}}]
clusters: [{name: lab, cluster: {server: "https://192.0.2.1:6443"}}]
users: [{name: admin, user: {client-certificate-data: %s, client-key-data: %s}}]
`, base64.StdEncoding.EncodeToString(adminCert), base64.StdEncoding.EncodeToString(adminKey))},
	}
	apiURL, nodeURL := hostOf(t, c.api.URL), hostOf(t, c.node.URL)
	host, port, err := net.SplitHostPort(nodeURL)
	if err != nil {
		t.Fatal(err)
	}
	c.vars = map[string]string{
		"node.name": "node-1", "node.address": host, "node.kubeletPort": port, "apiserver.address": apiURL, "etcd.address": "127.0.0.1:1", "seed.leaked": "leaked-token",
	}
	c.may = func(_ string, groups []string, _, _ string) bool { return slices.Contains(groups, "system:masters") }
	return c
}

func quietly(s *httptest.Server) { s.Config.ErrorLog = log.New(io.Discard, "", 0) }

func hostOf(t testing.TB, raw string) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

// The Target.

func (c *fakeCluster) AdminConfig() (*rest.Config, error) { return rest.CopyConfig(c.conf), nil }
func (c *fakeCluster) Vars() map[string]string            { return c.vars }

func (c *fakeCluster) Files() Files {
	c.mu.Lock()
	defer c.mu.Unlock()
	return fakeFiles{c.files}
}

func (c *fakeCluster) Etcd(context.Context) (*clientv3.Client, error) {
	if c.etcdErr != nil {
		return nil, c.etcdErr
	}
	if c.etcd == nil {
		return nil, nil
	}
	return clientv3.New(clientv3.Config{Endpoints: c.etcd.Endpoints(), DialTimeout: 2 * time.Second})
}

func (c *fakeCluster) Dial(ctx context.Context, from Vantage, network, address string) (net.Conn, error) {
	if c.dialErr != nil && from != FromHost {
		return nil, c.dialErr
	}
	if address == podsControl {
		address = c.vars["apiserver.address"]
	}
	// No such name is asked of this machine's resolver, which may be slow, or none.
	if host, _, err := net.SplitHostPort(address); err == nil && strings.HasSuffix(host, ".invalid") {
		return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

type fakeFiles struct{ fstest.MapFS }

func (f fakeFiles) name(s string) string { return strings.TrimPrefix(s, "/") }

func (f fakeFiles) Stat(name string) (fs.FileInfo, error)      { return f.MapFS.Stat(f.name(name)) }
func (f fakeFiles) Lstat(name string) (fs.FileInfo, error)     { return f.MapFS.Stat(f.name(name)) }
func (f fakeFiles) ReadDir(name string) ([]fs.DirEntry, error) { return f.MapFS.ReadDir(f.name(name)) }

func (f fakeFiles) Read(name string, offset, length int64) ([]byte, error) {
	data, err := f.MapFS.ReadFile(f.name(name))
	data = data[min(offset, int64(len(data))):]
	return data[:min(length, int64(len(data)))], err
}

// Objects.

func (c *fakeCluster) put(path string, object map[string]any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.objects[path] = object
}

func (c *fakeCluster) has(path string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.objects[path] != nil
}

// leftovers are the grader's own objects that are still there.
func (c *fakeCluster) leftovers() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var left []string
	for path, o := range c.objects {
		metadata, _ := o["metadata"].(map[string]any)
		labels, _ := metadata["labels"].(map[string]any)
		if labels[Label] == "true" {
			left = append(left, path)
		}
	}
	return left
}

// breakFrom makes the API server fail from its n-th request on.
func (c *fakeCluster) breakFrom(n int, f fault) {
	c.fault, c.faultAt = f, n
	c.requests.Store(0)
	if n == 0 && f == stopped {
		c.stop()
	}
}

// stopKubelet has nothing listen where the kubelet did.
func (c *fakeCluster) stopKubelet() {
	c.t.Helper()
	_, port, err := net.SplitHostPort(porttest.Address(c.t))
	if err != nil {
		c.t.Fatal(err)
	}
	c.vars["node.kubeletPort"] = port
}

// stop closes the API server's port and connections, as a killed process does.
func (c *fakeCluster) stop() {
	c.api.Listener.Close()
	c.mu.Lock()
	conns := c.conns
	c.conns = map[net.Conn]http.ConnState{}
	c.mu.Unlock()
	for conn := range conns {
		conn.Close()
	}
}

// broken answers as the fault has it, and tells whether it did.
func (c *fakeCluster) broken(w http.ResponseWriter, r *http.Request) bool {
	n := int(c.requests.Add(1)) - 1
	c.mu.Lock()
	c.seen = append(c.seen, r.Method+" "+r.URL.Path)
	c.mu.Unlock()
	if c.sees != nil {
		c.sees(r.Method + " " + r.URL.Path)
	}
	if c.fault == healthy || n < c.faultAt {
		return false
	}
	switch c.fault {
	case stopped:
		c.stop()
		panic(http.ErrAbortHandler)
	case hanging:
		select {
		case <-r.Context().Done():
		case <-c.closing:
		}
	case failing:
		status(w, http.StatusInternalServerError, "InternalError", "Internal error occurred: etcdserver: leader changed")
	case unavailable:
		status(w, http.StatusServiceUnavailable, "ServiceUnavailable", "apiserver is shutting down")
	case throttling:
		w.Header().Set("Retry-After", "1")
		status(w, http.StatusTooManyRequests, "TooManyRequests", "storage is (re)initializing")
	case cutting:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(http.StatusOK)
		fmt.Fprint(w, `{"kind":"Secr`)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	case disowning:
		status(w, http.StatusUnauthorized, "Unauthorized", "Unauthorized")
	case babbling:
		fmt.Fprint(w, "<html>welcome to the captive portal</html>")
	case healthy:
	}
	return true
}

func status(w http.ResponseWriter, code int, reason, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	writeJSON(w, map[string]any{"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason, "message": message})
}

func writeJSON(w io.Writer, v any) {
	if err := json.NewEncoder(w).Encode(v); err != nil && !errors.Is(err, http.ErrHandlerTimeout) {
		return // the client went away
	}
}

// who authenticates a request.
func (c *fakeCluster) who(r *http.Request) (user string, groups []string, ok bool) {
	if token, has := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); has {
		c.mu.Lock()
		defer c.mu.Unlock()
		path, known := c.tokens[token]
		if !known {
			return "", nil, false
		}
		if taken, revoked := c.revoked[path]; revoked {
			if taken >= c.remembers {
				return "", nil, false
			}
			c.revoked[path]++
		}
		claims, err := tokenClaims(token)
		if err != nil {
			return "", nil, false
		}
		return claims["sub"].(string), []string{"system:serviceaccounts", "system:authenticated"}, true
	}
	user, groups = "system:anonymous", []string{"system:unauthenticated"}
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		subject := r.TLS.PeerCertificates[0].Subject
		user, groups = subject.CommonName, append([]string{"system:authenticated"}, subject.Organization...)
	}
	if as := r.Header.Get("Impersonate-User"); as != "" {
		user, groups = as, append([]string{"system:authenticated"}, r.Header.Values("Impersonate-Group")...)
	}
	return user, groups, true
}

func verbOf(r *http.Request) string {
	if r.URL.Query().Get("watch") == "true" {
		return "watch"
	}
	return map[string]string{"GET": "get", "POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}[r.Method]
}

func (c *fakeCluster) serveAPI(w http.ResponseWriter, r *http.Request) {
	if c.broken(w, r) {
		return
	}
	user, groups, ok := c.who(r)
	if !ok {
		status(w, http.StatusUnauthorized, "Unauthorized", "Unauthorized")
		return
	}
	path := r.URL.Path
	if strings.HasPrefix(path, "/readyz") {
		c.serveReadyz(w, path)
		return
	}
	if path == "/apis/authentication.k8s.io/v1/selfsubjectreviews" {
		w.WriteHeader(http.StatusCreated)
		writeJSON(w, map[string]any{"kind": "SelfSubjectReview", "status": map[string]any{"userInfo": map[string]any{"username": user, "groups": groups}}})
		return
	}
	if !c.may(user, groups, verbOf(r), path) {
		c.audit(r, user, http.StatusForbidden)
		status(w, http.StatusForbidden, "Forbidden", fmt.Sprintf(`things is forbidden: User %q cannot %s resource "things" in API group "" in the namespace "x"`, user, verbOf(r)))
		return
	}
	c.audit(r, user, http.StatusOK)
	var body map[string]any
	if r.Body != nil {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		body = jsonObject(raw)
	}
	switch {
	case path == "/apis/authorization.k8s.io/v1/subjectaccessreviews":
		c.review(w, body)
	case verbOf(r) == "watch":
		w.Header().Set("Content-Type", "application/json")
		writeJSON(w, map[string]any{"type": "ADDED", "object": map[string]any{"kind": "Namespace"}})
		w.(http.Flusher).Flush()
		if r.URL.Query().Get("timeoutSeconds") == "1" {
			return
		}
		select {
		case <-r.Context().Done():
		case <-c.closing:
		}
	case strings.HasSuffix(path, "/token"):
		c.issueToken(w, strings.TrimSuffix(path, "/token"), body)
	case strings.HasSuffix(path, "/exec"):
		c.serveExec(w, r)
	case r.Method == http.MethodGet:
		c.get(w, r)
	case r.Method == http.MethodPost:
		c.create(w, r, body)
	case r.Method == http.MethodPut, r.Method == http.MethodPatch:
		writeJSON(w, body)
	case r.Method == http.MethodDelete:
		c.mu.Lock()
		_, there := c.objects[path]
		if there && r.URL.Query().Get("dryRun") == "" {
			delete(c.objects, path)
			c.revoked[path] = 0
		}
		c.mu.Unlock()
		if !there {
			status(w, http.StatusNotFound, "NotFound", "not found")
			return
		}
		writeJSON(w, map[string]any{"kind": "Status", "status": "Success"})
	}
}

// serveReadyz words what is not ready as the API server does.
func (c *fakeCluster) serveReadyz(w http.ResponseWriter, path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if path == "/readyz/informer-sync" {
		http.Error(w, "internal server error: "+c.unsynced, http.StatusInternalServerError)
		return
	}
	if len(c.unready) == 0 {
		fmt.Fprint(w, "ok")
		return
	}
	text := "[+]ping ok\n"
	for _, name := range c.unready {
		text += "[-]" + name + " failed: reason withheld\n"
	}
	http.Error(w, text+"readyz check failed", http.StatusInternalServerError)
}

func (c *fakeCluster) review(w http.ResponseWriter, body map[string]any) {
	spec, _ := body["spec"].(map[string]any)
	attributes, _ := spec["resourceAttributes"].(map[string]any)
	verb, _ := attributes["verb"].(string)
	where := "/"
	if attributes == nil {
		non, _ := spec["nonResourceAttributes"].(map[string]any)
		verb, _ = non["verb"].(string)
		where, _ = non["path"].(string)
	} else {
		for _, part := range []string{"namespace", "resource", "name"} {
			if s, _ := attributes[part].(string); s != "" {
				where += s + "/"
			}
		}
	}
	user, _ := spec["user"].(string)
	allowed := c.may(user, stringList(spec["groups"]), verb, where)
	w.WriteHeader(http.StatusCreated)
	writeJSON(w, map[string]any{"kind": "SubjectAccessReview", "status": map[string]any{"allowed": allowed, "reason": "because"}})
}

func (c *fakeCluster) get(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	object := c.objects[r.URL.Path]
	bad := c.unreadable[r.URL.Path]
	items := []any{}
	for path, o := range c.objects {
		rest, under := strings.CutPrefix(path, r.URL.Path+"/")
		if !under || strings.Contains(rest, "/") {
			continue
		}
		if sel := r.URL.Query().Get("labelSelector"); sel != "" {
			metadata, _ := o["metadata"].(map[string]any)
			labels, _ := metadata["labels"].(map[string]any)
			k, v, _ := strings.Cut(sel, "=")
			if labels[k] != v {
				continue
			}
		}
		items = append(items, o)
	}
	c.mu.Unlock()
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	collection := slices.Contains([]string{"pods", "secrets", "configmaps", "namespaces", "serviceaccounts", "deployments", "services"}, parts[len(parts)-1])
	switch {
	case bad:
		status(w, http.StatusInternalServerError, "InternalError", "Internal error occurred: no matching prefix found")
	case object != nil:
		writeJSON(w, object)
	case collection:
		writeJSON(w, map[string]any{"kind": "List", "items": items})
	default:
		status(w, http.StatusNotFound, "NotFound", "the server could not find the requested resource")
	}
}

func (c *fakeCluster) create(w http.ResponseWriter, r *http.Request, body map[string]any) {
	if c.admit != nil {
		if code, message := c.admit(body); message != "" {
			status(w, code, "Forbidden", message)
			return
		}
	}
	metadata, _ := body["metadata"].(map[string]any)
	if metadata == nil {
		metadata = map[string]any{}
		body["metadata"] = metadata
	}
	name, _ := metadata["name"].(string)
	if name == "" {
		name = fmt.Sprint(metadata["generateName"]) + "abcde"
		metadata["name"] = name
	}
	metadata["uid"] = "uid-" + name
	if plain, ok := body["stringData"].(map[string]any); ok {
		data := map[string]any{}
		for k, v := range plain {
			data[k] = base64.StdEncoding.EncodeToString([]byte(v.(string)))
		}
		body["data"] = data
		delete(body, "stringData")
	}
	if r.URL.Query().Get("dryRun") == "" {
		path := r.URL.Path + "/" + name
		c.put(path, body)
		c.store(r.Context(), path, body)
		if r.URL.Path == "/api/v1/namespaces" {
			c.put(path+"/serviceaccounts/default", map[string]any{"kind": "ServiceAccount"})
		}
	}
	w.WriteHeader(http.StatusCreated)
	writeJSON(w, body)
}

// store writes an object to etcd as the API server would.
func (c *fakeCluster) store(ctx context.Context, path string, object map[string]any) {
	if c.etcd == nil {
		return
	}
	parts := strings.Split(strings.TrimPrefix(path, "/api/v1/namespaces/"), "/")
	key := "/registry/" + parts[1] + "/" + parts[0] + "/" + parts[2]
	if len(parts) != 3 {
		return
	}
	raw, err := json.Marshal(object)
	if err != nil {
		c.t.Error(err)
		return
	}
	if c.encrypt {
		sealed := make([]byte, 64)
		if _, err := rand.Read(sealed); err != nil {
			c.t.Error(err)
			return
		}
		raw = append([]byte("k8s:enc:secretbox:v1:key1:"), sealed...)
	}
	if _, err := c.etcd.Put(context.WithoutCancel(ctx), key, string(raw)); err != nil {
		c.t.Error(err)
	}
}

func (c *fakeCluster) issueToken(w http.ResponseWriter, account string, body map[string]any) {
	if !c.has(account) {
		status(w, http.StatusNotFound, "NotFound", "serviceaccounts not found")
		return
	}
	spec, _ := body["spec"].(map[string]any)
	seconds, ok := spec["expirationSeconds"].(int64)
	if !ok {
		seconds = 3600
	}
	if c.tokenSeconds != 0 {
		seconds = c.tokenSeconds
	}
	hangs := account
	if bound, ok := spec["boundObjectRef"].(map[string]any); ok {
		parts := strings.Split(account, "/")
		hangs = strings.Join(parts[:len(parts)-2], "/") + "/" + strings.ToLower(bound["kind"].(string)) + "s/" + bound["name"].(string)
	}
	parts := strings.Split(account, "/")
	now := time.Now().Unix() // asked once: a second may begin between two looks
	claims, err := json.Marshal(map[string]any{
		"sub": "system:serviceaccount:" + parts[len(parts)-3] + ":" + parts[len(parts)-1], "iat": now, "exp": now + seconds, "jti": rand.Text(),
	})
	if err != nil {
		c.t.Error(err)
	}
	token := "e30." + base64.RawURLEncoding.EncodeToString(claims) + ".c2ln"
	c.mu.Lock()
	c.tokens[token] = hangs
	c.mu.Unlock()
	w.WriteHeader(http.StatusCreated)
	writeJSON(w, map[string]any{"kind": "TokenRequest", "status": map[string]any{"token": token}})
}

func (c *fakeCluster) serveExec(w http.ResponseWriter, r *http.Request) {
	if c.execRefused != "" {
		status(w, http.StatusInternalServerError, "InternalError", c.execRefused)
		return
	}
	upgrader := websocket.Upgrader{Subprotocols: []string{"v5.channel.k8s.io"}, CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	code, stdout := 0, "uid=1000\n"
	if c.exec != nil {
		code, stdout = c.exec(r.URL.Query()["command"])
	}
	result := `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}`
	if code != 0 {
		result = fmt.Sprintf(`{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","reason":"NonZeroExitCode","message":"command terminated","details":{"causes":[{"reason":"ExitCode","message":"%d"}]}}`, code)
	}
	for _, m := range [][]byte{append([]byte{1}, stdout...), append([]byte{3}, result...)} {
		if err := conn.WriteMessage(websocket.BinaryMessage, m); err != nil {
			return
		}
	}
	deadline := time.Now().Add(10 * time.Second)
	if err := conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), deadline); err != nil {
		return
	}
	if _, _, err := conn.ReadMessage(); err != nil {
		return
	}
}

// audit appends an event to the log on the node.
func (c *fakeCluster) audit(r *http.Request, user string, code int) {
	if !c.logAudit {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	line, err := json.Marshal(map[string]any{
		"kind": "Event", "stage": "ResponseComplete", "verb": verbOf(r), "requestURI": r.URL.Path, "userAgent": r.UserAgent(),
		"user": map[string]any{"username": user}, "responseStatus": map[string]any{"code": code},
	})
	if err != nil {
		c.t.Error(err)
		return
	}
	// A new file each time, since the grader may be reading the old one.
	files := fstest.MapFS{}
	for k, v := range c.files {
		files[k] = v
	}
	var old []byte
	if f := files["var/log/audit.log"]; f != nil && !c.rotateAudit {
		old = f.Data
	}
	files["var/log/audit.log"] = &fstest.MapFile{Data: append(bytes.Clone(old), append(line, '\n')...), Mode: 0o600}
	c.files = files
}

// serveKubelet is the thing under test for http, tcp, tls and configz.
func (c *fakeCluster) serveKubelet(w http.ResponseWriter, r *http.Request) {
	if c.kubelet != nil && c.kubelet(w, r) {
		return
	}
	if r.Header.Get("Authorization") == "" && len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
		return
	}
	switch r.URL.Path {
	case "/configz":
		writeJSON(w, map[string]any{"kubeletconfig": map[string]any{"authentication": map[string]any{"anonymous": map[string]any{"enabled": false}}, "readOnlyPort": 0}})
	case "/pods":
		writeJSON(w, map[string]any{"kind": "PodList", "items": []any{}})
	default:
		http.NotFound(w, r)
	}
}

// answerAnyone is a kubelet with the hole open.
func answerAnyone(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path == "/configz" {
		writeJSON(w, map[string]any{"kubeletconfig": map[string]any{"authentication": map[string]any{"anonymous": map[string]any{"enabled": true}}}})
		return true
	}
	writeJSON(w, map[string]any{"kind": "PodList"})
	return true
}
