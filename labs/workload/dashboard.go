package workload

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/hardenway/hardenway/labs/workload/kubeapi"
)

// The dashboard is a stand-in for the retired Kubernetes Dashboard v2. It is there to
// have one hole, the one --enable-skip-login opened in the original: a request that
// brings no credential is answered with the rights of the dashboard's own
// ServiceAccount. It should have no other, so what can be closed is closed: cookies are
// HttpOnly and SameSite, forms carry a token, whatever comes from the cluster is
// escaped, and no token is ever logged.
//
// https://github.com/kubernetes-retired/dashboard/tree/master/docs/user/access-control

const (
	sessionCookie = "dashboard-session"
	skipCookie    = "dashboard-skip"
	formCookie    = "dashboard-form"

	// sessionLife is how long a login lasts. The original's tokens lived as long.
	sessionLife = 15 * time.Minute
	maxSessions = 1000
	maxUpload   = 1 << 20 // bytes of an object to create
	maxToken    = 16 << 10
)

type dashboardOptions struct {
	port      int
	skip      bool
	namespace string
	settings  string
	basePath  string
}

type dashboard struct {
	*pod
	opts dashboardOptions
	api  *kubeapi.Client
	key  []byte // signs the form tokens; a new one for each process

	mu       sync.Mutex
	sessions map[string]session
}

// session is a visitor who gave a token. The token stays here; the browser holds only
// the session's random name.
type session struct {
	token   string
	user    string
	expires time.Time
}

func (o *dashboardOptions) bind(set *flag.FlagSet) {
	set.IntVar(&o.port, "port", 9090, "port to listen on, plain HTTP")
	set.BoolVar(&o.skip, "enable-skip-login", false, "let visitors skip the login and use the dashboard's own ServiceAccount")
	set.StringVar(&o.namespace, "namespace", "kubernetes-dashboard", "namespace of the dashboard's own settings")
	set.StringVar(&o.settings, "settings", "kubernetes-dashboard-settings", "ConfigMap with the dashboard's own settings")
	set.StringVar(&o.basePath, "base-path", "", "path the dashboard is served under, such as ops")
}

func runDashboard(ctx context.Context, p *pod, args []string) error {
	var opts dashboardOptions
	set := p.flags("dashboard")
	opts.bind(set)
	if err := parse(set, args); err != nil {
		return err
	}
	if opts.basePath = strings.Trim(opts.basePath, "/"); opts.basePath != "" {
		opts.basePath = "/" + opts.basePath
	}
	if opts.basePath != "" && !basePathPattern.MatchString(opts.basePath) {
		return &usageError{fmt.Errorf("--base-path=%s: want something like ops", opts.basePath)}
	}
	api, err := kubeapi.New(p.env.Getenv, p.files, p.net)
	if err != nil {
		return err
	}
	d := newDashboard(p, opts, api)
	p.logf("dashboard: a stand-in for the retired Kubernetes Dashboard v2, for this lab only")
	if opts.skip {
		p.logf("dashboard: --enable-skip-login is set: visitors without a token act as this pod's ServiceAccount")
	} else {
		p.logf("dashboard: login is required")
	}
	if _, err := d.readSettings(ctx); err != nil {
		p.logf("dashboard: cannot read its own settings: %v", err)
	}
	return p.serve(ctx, opts.port, d.handler())
}

func newDashboard(p *pod, opts dashboardOptions, api *kubeapi.Client) *dashboard {
	return &dashboard{pod: p, opts: opts, api: api, key: []byte(rand.Text()), sessions: map[string]session{}}
}

var (
	basePathPattern = regexp.MustCompile(`^(/[A-Za-z0-9._~-]+)+$`)
	labelPattern    = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	namePattern     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.:_-]{0,252}$`)
	groupPattern    = regexp.MustCompile(`^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?v[a-z0-9]+$`)
	separator       = regexp.MustCompile(`(?m)^---[ \t]*\r?$`)
)

// resources are what the dashboard lists, by the name in its URLs.
var resources = map[string]struct {
	api        string // path of the group and version
	namespaced bool
}{
	"configmaps":          {"/api/v1", true},
	"deployments":         {"/apis/apps/v1", true},
	"namespaces":          {"/api/v1", false},
	"nodes":               {"/api/v1", false},
	"pods":                {"/api/v1", true},
	"secrets":             {"/api/v1", true},
	"serviceaccounts":     {"/api/v1", true},
	"services":            {"/api/v1", true},
	"clusterrolebindings": {"/apis/rbac.authorization.k8s.io/v1", false},
}

func (d *dashboard) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)

	mux.HandleFunc("GET /api/v1/settings", d.apiSettings)
	mux.HandleFunc("GET /api/v1/{resource}", d.apiRead)
	mux.HandleFunc("GET /api/v1/{resource}/{name}", d.apiRead)
	mux.HandleFunc("POST /api/v1/raw", d.apiCreate)

	mux.HandleFunc("GET /style.css", serveStyle)
	mux.HandleFunc("GET /login", d.loginPage)
	mux.HandleFunc("POST /login", d.form(d.login))
	mux.HandleFunc("POST /skip", d.form(d.skipLogin))
	mux.HandleFunc("POST /logout", d.form(d.logout))
	mux.HandleFunc("GET /{$}", d.page(d.overviewPage))
	mux.HandleFunc("GET /pods", d.page(d.podsPage))
	mux.HandleFunc("GET /deployments", d.page(d.deploymentsPage))
	mux.HandleFunc("GET /secrets", d.page(d.secretsPage))
	mux.HandleFunc("GET /secrets/{namespace}/{name}", d.page(d.secretPage))
	mux.HandleFunc("GET /create", d.page(d.createPage))
	mux.HandleFunc("POST /create", d.form(d.page(d.createFromForm)))
	mux.HandleFunc("GET /settings", d.page(d.settingsPage))

	var handler http.Handler = mux
	if d.opts.basePath != "" {
		outer := http.NewServeMux()
		outer.HandleFunc("GET /healthz", healthz) // the kubelet knows of no path
		outer.Handle(d.opts.basePath+"/", http.StripPrefix(d.opts.basePath, mux))
		handler = outer
	}
	// A browser that another site drives is refused; curl has no origin and is not.
	return d.logRequests(guardHeaders(http.NewCrossOriginProtection().Handler(handler)), d.describe)
}

// describe says for the log what kind of credential came, and nothing of it.
func (d *dashboard) describe(r *http.Request) string {
	switch {
	case r.Header.Get("Authorization") != "":
		return "with a token"
	case sessionID(r) != "":
		return "signed in"
	}
	return "without a credential"
}

func guardHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// visitor is on whose behalf a request goes to the API server.
type visitor struct {
	as      kubeapi.Credential
	name    string // for the page
	skipped bool   // the dashboard's own ServiceAccount
	session string // "" without one
}

// errNoCredential: the visitor must log in.
var errNoCredential = &kubeapi.StatusError{
	Code:    http.StatusUnauthorized,
	Reason:  "Unauthorized",
	Message: "log in first: send a token of yours as \"Authorization: Bearer …\", or use the login page",
}

// visitor finds the credential of a request: the token it brings, or the one its
// session holds. A visitor who brings one is never given the dashboard's own rights,
// not even when it is refused. Only with --enable-skip-login, and only without any
// credential, does the dashboard's ServiceAccount answer. For pages the visitor must
// have pressed Skip; the API asks for nothing, as the original's did not.
func (d *dashboard) visitor(r *http.Request, page bool) (visitor, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		token = strings.TrimSpace(token)
		if !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > maxToken {
			return visitor{}, errNoCredential
		}
		return visitor{as: kubeapi.Token(token), name: "your token"}, nil
	}
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		s, ok := d.session(cookie.Value)
		if !ok {
			return visitor{}, errNoCredential
		}
		return visitor{as: kubeapi.Token(s.token), name: s.user, session: cookie.Value}, nil
	}
	if d.opts.skip {
		_, err := r.Cookie(skipCookie)
		if err == nil || !page {
			return visitor{as: d.api.ServiceAccount, name: "the dashboard's own ServiceAccount", skipped: true}, nil
		}
	}
	return visitor{}, errNoCredential
}

func (d *dashboard) session(id string) (session, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, ok := d.sessions[id]
	if ok && time.Now().After(s.expires) {
		delete(d.sessions, id)
		return session{}, false
	}
	return s, ok
}

func (d *dashboard) addSession(token, user string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	var oldest string
	for id, s := range d.sessions {
		if now.After(s.expires) {
			delete(d.sessions, id)
		} else if oldest == "" || s.expires.Before(d.sessions[oldest].expires) {
			oldest = id
		}
	}
	if len(d.sessions) >= maxSessions {
		delete(d.sessions, oldest)
	}
	id := rand.Text()
	d.sessions[id] = session{token: token, user: user, expires: now.Add(sessionLife)}
	return id
}

func (d *dashboard) endSession(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.sessions, id)
}

// formToken is what a form must carry: a signature of a random cookie and of the
// session, so that neither can be brought in from another site or another login.
func (d *dashboard) formToken(cookie, sessionID string) string {
	mac := hmac.New(sha256.New, d.key)
	_, _ = mac.Write([]byte(cookie + "|" + sessionID)) // a hash never fails to write
	return hex.EncodeToString(mac.Sum(nil))
}

// form lets a POST through when it comes from a form of ours.
func (d *dashboard) form(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
		if err := r.ParseForm(); err != nil {
			d.showError(w, r, visitor{}, &kubeapi.StatusError{Code: http.StatusBadRequest, Message: "the form could not be read: " + err.Error()})
			return
		}
		cookie, err := r.Cookie(formCookie)
		if err != nil || !hmac.Equal([]byte(r.PostForm.Get("form-token")), []byte(d.formToken(cookie.Value, sessionID(r)))) {
			d.showError(w, r, visitor{}, &kubeapi.StatusError{Code: http.StatusForbidden, Message: "this form was not sent from a page of this dashboard, or is too old; open the page again"})
			return
		}
		next(w, r)
	}
}

func sessionID(r *http.Request) string {
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		return cookie.Value
	}
	return ""
}

// do asks the API server on the visitor's behalf.
func (d *dashboard) do(ctx context.Context, v visitor, r kubeapi.Request) ([]byte, error) {
	r.UserAgent = "hardenway-dashboard-stand-in/1"
	body, err := d.api.Do(ctx, v.as, r)
	if kubeapi.Code(err) == http.StatusUnauthorized && v.session != "" {
		d.endSession(v.session) // the token has expired or was revoked
	}
	return body, err
}

// resourcePath is where the API server has a resource. Namespace "" means all.
func resourcePath(resource, namespace, name string) (string, error) {
	known, ok := resources[resource]
	switch {
	case !ok:
		return "", &kubeapi.StatusError{Code: http.StatusNotFound, Message: fmt.Sprintf("this dashboard does not show %q", resource)}
	case namespace != "" && !labelPattern.MatchString(namespace):
		return "", &kubeapi.StatusError{Code: http.StatusBadRequest, Message: fmt.Sprintf("%q cannot be the name of a namespace", namespace)}
	case name != "" && !namePattern.MatchString(name):
		return "", &kubeapi.StatusError{Code: http.StatusBadRequest, Message: fmt.Sprintf("%q cannot be a name", name)}
	case name != "" && known.namespaced && namespace == "":
		return "", &kubeapi.StatusError{Code: http.StatusBadRequest, Message: "in which namespace? Add ?namespace="}
	}
	p := known.api
	if known.namespaced && namespace != "" {
		p += "/namespaces/" + namespace
	}
	p += "/" + resource
	if name != "" {
		p += "/" + name
	}
	return p, nil
}

// get reads a resource into value.
func (d *dashboard) get(ctx context.Context, v visitor, resource, namespace, name string, value any) error {
	where, err := resourcePath(resource, namespace, name)
	if err != nil {
		return err
	}
	body, err := d.do(ctx, v, kubeapi.Request{Path: where})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, value); err != nil {
		return fmt.Errorf("reading the API server's answer: %w", err)
	}
	return nil
}

// codeOf is the status a failure is answered with: the API server's own where it
// gave one.
func codeOf(err error) int {
	if code := kubeapi.Code(err); code != 0 {
		return code
	}
	return http.StatusBadGateway
}

// apiError answers a failure as JSON.
func (d *dashboard) apiError(w http.ResponseWriter, err error) {
	status, ok := errors.AsType[*kubeapi.StatusError](err)
	if !ok {
		d.logf("dashboard: %v", err)
		status = &kubeapi.StatusError{Code: http.StatusBadGateway, Message: err.Error()}
	}
	if status.Code == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	writeJSON(w, status.Code, status)
}

func (d *dashboard) apiRead(w http.ResponseWriter, r *http.Request) {
	v, err := d.visitor(r, false)
	if err != nil {
		d.apiError(w, err)
		return
	}
	where, err := resourcePath(r.PathValue("resource"), r.URL.Query().Get("namespace"), r.PathValue("name"))
	if err != nil {
		d.apiError(w, err)
		return
	}
	body, err := d.do(r.Context(), v, kubeapi.Request{Path: where})
	if err != nil {
		d.apiError(w, err)
		return
	}
	writeJSONBytes(w, http.StatusOK, body)
}

func (d *dashboard) apiCreate(w http.ResponseWriter, r *http.Request) {
	v, err := d.visitor(r, false)
	if err != nil {
		d.apiError(w, err)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		d.apiError(w, &kubeapi.StatusError{Code: http.StatusBadRequest, Message: "reading the object: " + err.Error()})
		return
	}
	created, err := d.create(r.Context(), v, body, r.URL.Query().Get("namespace"), r.URL.Query().Get("dryRun") != "")
	if err != nil {
		d.apiError(w, err)
		return
	}
	writeJSON(w, http.StatusCreated, map[string]any{"created": created})
}

// apiSettings tells the dashboard's own settings to anyone, as the login page does.
// They are read with the dashboard's own ServiceAccount.
func (d *dashboard) apiSettings(w http.ResponseWriter, r *http.Request) {
	settings, err := d.readSettings(r.Context())
	if err != nil {
		d.apiError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, settings)
}

func (d *dashboard) readSettings(ctx context.Context) (map[string]string, error) {
	var settings struct {
		Data map[string]string `json:"data"`
	}
	own := visitor{as: d.api.ServiceAccount}
	if err := d.get(ctx, own, "configmaps", d.opts.namespace, d.opts.settings, &settings); err != nil {
		return nil, err
	}
	return settings.Data, nil
}

// create makes the objects of a YAML or JSON text, in order, and names those it made.
// It stops at the first that is refused.
func (d *dashboard) create(ctx context.Context, v visitor, text []byte, namespace string, dryRun bool) ([]string, error) {
	var created []string
	for _, doc := range separator.Split(string(text), -1) {
		if len(bytes.TrimSpace([]byte(doc))) == 0 {
			continue
		}
		name, err := d.createOne(ctx, v, []byte(doc), namespace, dryRun)
		if err != nil {
			if status, ok := errors.AsType[*kubeapi.StatusError](err); ok && len(created) > 0 {
				return created, &kubeapi.StatusError{Code: status.Code, Reason: status.Reason, Message: status.Message + "; created before that: " + strings.Join(created, ", ")}
			}
			return created, err
		}
		created = append(created, name)
	}
	if len(created) == 0 {
		return nil, &kubeapi.StatusError{Code: http.StatusBadRequest, Message: "there is no object in this text; paste YAML or JSON"}
	}
	return created, nil
}

func (d *dashboard) createOne(ctx context.Context, v visitor, doc []byte, namespace string, dryRun bool) (string, error) {
	bad := func(format string, args ...any) error {
		return &kubeapi.StatusError{Code: http.StatusBadRequest, Reason: "BadRequest", Message: fmt.Sprintf(format, args...)}
	}
	object, err := yaml.YAMLToJSON(doc)
	if err != nil {
		return "", bad("this is neither YAML nor JSON: %v", err)
	}
	var meta struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Metadata   struct {
			Name      string `json:"name"`
			Namespace string `json:"namespace"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(object, &meta); err != nil {
		return "", bad("this is not an object: %v", err)
	}
	if !groupPattern.MatchString(meta.APIVersion) || meta.Kind == "" {
		return "", bad("the object needs an apiVersion and a kind, such as v1 and Pod")
	}
	base := "/apis/" + meta.APIVersion
	if !strings.Contains(meta.APIVersion, "/") {
		base = "/api/" + meta.APIVersion
	}
	var discovered struct {
		Resources []struct {
			Name       string `json:"name"`
			Kind       string `json:"kind"`
			Namespaced bool   `json:"namespaced"`
		} `json:"resources"`
	}
	body, err := d.do(ctx, v, kubeapi.Request{Path: base})
	if err != nil {
		return "", err
	}
	if err := json.Unmarshal(body, &discovered); err != nil {
		return "", fmt.Errorf("reading what the API server serves at %s: %w", base, err)
	}
	for _, res := range discovered.Resources {
		if res.Kind != meta.Kind || strings.Contains(res.Name, "/") {
			continue
		}
		target := base
		if res.Namespaced {
			ns := meta.Metadata.Namespace
			if ns == "" {
				ns = namespace
			}
			if ns == "" {
				ns = "default"
			}
			if !labelPattern.MatchString(ns) {
				return "", bad("%q cannot be the name of a namespace", ns)
			}
			target += "/namespaces/" + ns
		}
		query := url.Values{"fieldManager": {"dashboard"}}
		if dryRun {
			query.Set("dryRun", "All")
		}
		answer, err := d.do(ctx, v, kubeapi.Request{Method: http.MethodPost, Path: target + "/" + res.Name, Query: query, Body: object})
		if err != nil {
			return "", err
		}
		// The API server names an object that came with generateName.
		if err := json.Unmarshal(answer, &meta); err != nil {
			return "", fmt.Errorf("reading the API server's answer: %w", err)
		}
		name := res.Name + "/" + meta.Metadata.Name
		if meta.Metadata.Namespace != "" {
			name = meta.Metadata.Namespace + " " + name
		}
		return name, nil
	}
	return "", bad("the API server knows no kind %s in %s", meta.Kind, meta.APIVersion)
}
