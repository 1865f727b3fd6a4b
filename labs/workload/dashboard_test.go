package workload

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// newTestDashboard serves a dashboard over the fake API server.
func newTestDashboard(t *testing.T, skip bool) (*dashboard, *fakeAPI, *logBuffer) {
	t.Helper()
	api, vars := newFakeAPI(t)
	p, log := newPod(t, vars)
	d := newDashboard(p, dashboardOptions{skip: skip, namespace: "kubernetes-dashboard", settings: "kubernetes-dashboard-settings"}, newAPIClient(t, p))
	return d, api, log
}

const examplePodJSON = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"miner","namespace":"default"}}`

// The API without a page: what an attacker, a probe and a script see.
func TestDashboardAPI(t *testing.T) {
	bearer := func(token string) []string { return []string{"Authorization", "Bearer " + token} }
	for _, tt := range []struct {
		name    string
		skip    bool
		own     []string // rights of the dashboard's own ServiceAccount
		method  string
		target  string
		headers []string
		body    string
		code    int
		want    string
		as      string // token the API server was asked with, "" for not asked
	}{
		// The hole.
		{name: "skip on, nobody, list secrets", skip: true, own: everything, target: "/api/v1/secrets?namespace=kube-system", code: 200, want: `"bootstrap"`, as: ownToken},
		{name: "skip on, nobody, one secret", skip: true, own: everything, target: "/api/v1/secrets/bootstrap?namespace=kube-system", code: 200, want: `"bytes"`, as: ownToken},
		{name: "skip on, nobody, create", skip: true, own: everything, method: "POST", target: "/api/v1/raw", body: examplePodJSON, code: 201, want: `"default pods/miner"`, as: ownToken},
		{name: "skip on, nobody, dry run", skip: true, own: everything, method: "POST", target: "/api/v1/raw?dryRun=All", body: examplePodJSON, code: 201, want: `"default pods/miner"`, as: ownToken},
		// Closed by rights.
		{name: "skip on, own account without rights", skip: true, target: "/api/v1/secrets?namespace=kube-system", code: 403, want: "/api/v1/namespaces/kube-system/secrets is forbidden: User", as: ownToken},
		{name: "skip on, own account may not create", skip: true, method: "POST", target: "/api/v1/raw", body: examplePodJSON, code: 403, want: "is forbidden", as: ownToken},
		// Closed by login.
		{name: "skip off, nobody", own: everything, target: "/api/v1/secrets?namespace=kube-system", code: 401, want: "log in first"},
		{name: "skip off, nobody, create", own: everything, method: "POST", target: "/api/v1/raw", body: examplePodJSON, code: 401, want: "log in first"},
		{name: "skip off, skip cookie", own: everything, target: "/api/v1/secrets", headers: []string{"Cookie", "dashboard-skip=yes"}, code: 401, want: "log in first"},
		{name: "skip off, invented session", own: everything, target: "/api/v1/secrets", headers: []string{"Cookie", "dashboard-session=x"}, code: 401, want: "log in first"},
		// A visitor with a token is that visitor, whatever the flag says.
		{name: "viewer, own pods", skip: true, own: everything, target: "/api/v1/pods?namespace=team-a", headers: bearer(viewerToken), code: 200, want: `"api-0"`, as: viewerToken},
		{name: "viewer, skip off", own: everything, target: "/api/v1/pods?namespace=team-a", headers: bearer(viewerToken), code: 200, want: `"api-0"`, as: viewerToken},
		{name: "viewer, others' secrets", skip: true, own: everything, target: "/api/v1/secrets?namespace=kube-system", headers: bearer(viewerToken), code: 403, want: "system:serviceaccount:team-a:viewer", as: viewerToken},
		{name: "viewer may not create", skip: true, own: everything, method: "POST", target: "/api/v1/raw", body: examplePodJSON, headers: bearer(viewerToken), code: 403, want: "is forbidden", as: viewerToken},
		{name: "expired token does not fall back", skip: true, own: everything, target: "/api/v1/secrets", headers: bearer(staleToken), code: 401, want: "Unauthorized", as: staleToken},
		{name: "empty token does not fall back", skip: true, own: everything, target: "/api/v1/secrets", headers: []string{"Authorization", "Bearer "}, code: 401, want: "log in first"},
		{name: "basic does not fall back", skip: true, own: everything, target: "/api/v1/secrets", headers: []string{"Authorization", "Basic YTpi"}, code: 401, want: "log in first"},
		{name: "stale session does not fall back", skip: true, own: everything, target: "/api/v1/secrets", headers: []string{"Cookie", "dashboard-session=x"}, code: 401, want: "log in first"},
		// Another site in the visitor's browser.
		{name: "cross-site", skip: true, own: everything, method: "POST", target: "/api/v1/raw", body: examplePodJSON, headers: []string{"Sec-Fetch-Site", "cross-site"}, code: 403, want: "cross-origin"},
		// Its own settings are for anyone, as on the login page.
		{name: "settings", own: everything, target: "/api/v1/settings", code: 200, want: `"clusterName": "Nordwind"`, as: ownToken},
		{name: "settings without rights", target: "/api/v1/settings", code: 403, want: "is forbidden", as: ownToken},
		// Strange requests.
		{name: "unknown resource", skip: true, own: everything, target: "/api/v1/tokens", code: 404, want: `this dashboard does not show \"tokens\"`},
		{name: "namespace with a path", skip: true, own: everything, target: "/api/v1/pods?namespace=a/../../b", code: 400, want: "cannot be the name of a namespace"},
		{name: "name without a namespace", skip: true, own: everything, target: "/api/v1/secrets/x", code: 400, want: "in which namespace?"},
		{name: "nothing to create", skip: true, own: everything, method: "POST", target: "/api/v1/raw", body: "---\n \n", code: 400, want: "there is no object in this text"},
		{name: "not YAML", skip: true, own: everything, method: "POST", target: "/api/v1/raw", body: "a: [", code: 400, want: "neither YAML nor JSON"},
		{name: "not an object", skip: true, own: everything, method: "POST", target: "/api/v1/raw", body: "hello", code: 400, want: "this is not an object"},
		{name: "no kind", skip: true, own: everything, method: "POST", target: "/api/v1/raw", body: "a: b", code: 400, want: "needs an apiVersion and a kind"},
		{name: "path in the version", skip: true, own: everything, method: "POST", target: "/api/v1/raw", body: `{"apiVersion":"../api/v1","kind":"Pod"}`, code: 400, want: "needs an apiVersion and a kind"},
		{name: "path in the namespace", skip: true, own: everything, method: "POST", target: "/api/v1/raw", body: `{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"../.."}}`, code: 400, want: "cannot be the name of a namespace", as: ownToken},
		{name: "unknown kind", skip: true, own: everything, method: "POST", target: "/api/v1/raw", body: `{"apiVersion":"v1","kind":"Pood"}`, code: 400, want: "knows no kind Pood in v1", as: ownToken},
		{name: "healthz", target: "/healthz", code: 200, want: "ok"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, api, log := newTestDashboard(t, tt.skip)
			api.ownRights = tt.own
			method := tt.method
			if method == "" {
				method = http.MethodGet
			}
			req := httptest.NewRequestWithContext(t.Context(), method, tt.target, strings.NewReader(tt.body))
			for i := 0; i+1 < len(tt.headers); i += 2 {
				req.Header.Set(tt.headers[i], tt.headers[i+1])
			}
			rec := httptest.NewRecorder()
			d.handler().ServeHTTP(rec, req)
			if rec.Code != tt.code || !strings.Contains(rec.Body.String(), tt.want) {
				t.Errorf("%d\n%s\nwant %d with %s", rec.Code, rec.Body, tt.code, tt.want)
			}
			calls := api.since(0)
			switch {
			case tt.as == "" && len(calls) > 0:
				t.Errorf("the API server was asked: %+v", calls)
			case tt.as != "" && len(calls) == 0:
				t.Error("the API server was not asked")
			}
			for _, c := range calls {
				if c.token != tt.as {
					t.Errorf("%s %s was asked with token %q, want %q", c.method, c.path, c.token, tt.as)
				}
				if c.method == http.MethodPost && (c.query.Get("dryRun") == "All") != strings.Contains(tt.target, "dryRun") {
					t.Errorf("%s %s: dry run %q", c.method, c.path, c.query.Get("dryRun"))
				}
			}
			for _, secret := range []string{ownToken, viewerToken, staleToken} {
				if strings.Contains(log.String(), secret) || strings.Contains(rec.Body.String(), secret) {
					t.Errorf("a token shows:\n%s\n%s", log, rec.Body)
				}
			}
		})
	}
}

func TestDashboardCreatesSeveral(t *testing.T) {
	d, api, _ := newTestDashboard(t, true)
	text := "apiVersion: v1\nkind: Pod\nmetadata: {name: one}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: two, namespace: team-a}\n"
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/raw?namespace=team-b", strings.NewReader(text))
	rec := httptest.NewRecorder()
	d.handler().ServeHTTP(rec, req)
	if rec.Code != http.StatusCreated {
		t.Fatalf("%d\n%s", rec.Code, rec.Body)
	}
	var posted []string
	for _, c := range api.since(0) {
		if c.method == http.MethodPost {
			posted = append(posted, c.path)
		}
	}
	if got, want := strings.Join(posted, " "), "/api/v1/namespaces/team-b/pods /api/v1/namespaces/team-a/pods"; got != want {
		t.Errorf("posted to %s, want %s", got, want)
	}

	api.ownRights = []string{"POST /api/v1/namespaces/team-b"}
	req = httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/raw?namespace=team-b", strings.NewReader(text))
	rec = httptest.NewRecorder()
	d.handler().ServeHTTP(rec, req)
	if rec.Code != http.StatusForbidden || !strings.Contains(rec.Body.String(), "created before that: pods/one") {
		t.Errorf("the second refused: %d\n%s", rec.Code, rec.Body)
	}
}

func TestDashboardWithoutAnAPIServer(t *testing.T) {
	d, api, _ := newTestDashboard(t, true)
	api.Close()
	rec := get(t, d.handler(), "/api/v1/secrets")
	if rec.Code != http.StatusBadGateway || !strings.Contains(rec.Body.String(), "asking the API server") {
		t.Errorf("%d\n%s\nwant 502", rec.Code, rec.Body)
	}
}

// browser is a visitor with cookies who reads forms.
type browser struct {
	t      *testing.T
	client *http.Client
	base   string
	page   string
	code   int
}

func newBrowser(t *testing.T, d *dashboard) *browser {
	t.Helper()
	server := httptest.NewServer(d.handler())
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, client: &http.Client{Jar: jar}, base: server.URL + d.opts.basePath}
}

func (b *browser) do(method, path string, form url.Values) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.page, b.code = string(body), resp.StatusCode
	if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
		b.t.Errorf("%s %s: Content-Security-Policy %q", method, path, csp)
	}
	for _, cookie := range resp.Cookies() {
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode {
			b.t.Errorf("%s %s: cookie %s is not HttpOnly and SameSite=Strict", method, path, cookie.Name)
		}
	}
}

func (b *browser) open(path string) { b.t.Helper(); b.do(http.MethodGet, path, nil) }

var formTokenPattern = regexp.MustCompile(`name="form-token" value="([0-9a-f]+)"`)

// submit sends a form of the page that is open.
func (b *browser) submit(path string, fields ...string) {
	b.t.Helper()
	form := url.Values{}
	if found := formTokenPattern.FindStringSubmatch(b.page); found != nil {
		form.Set("form-token", found[1])
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	b.do(http.MethodPost, path, form)
}

func (b *browser) want(code int, texts ...string) {
	b.t.Helper()
	if b.code != code {
		b.t.Errorf("status %d, want %d\n%s", b.code, code, b.page)
	}
	for _, text := range texts {
		if not, ok := strings.CutPrefix(text, "!"); ok {
			if strings.Contains(b.page, not) {
				b.t.Errorf("the page holds %q:\n%s", not, b.page)
			}
		} else if !strings.Contains(b.page, text) {
			b.t.Errorf("the page lacks %q:\n%s", text, b.page)
		}
	}
}

func TestDashboardPagesSkipped(t *testing.T) {
	d, api, _ := newTestDashboard(t, true)
	api.extraSecret = `{"metadata":{"namespace":"default","name":"<img src=x>"},"type":"<script>"}`
	b := newBrowser(t, d)
	b.open("/")
	b.want(200, "Sign in", "Stand-in:", "--enable-skip-login", ">Skip</button>", "Nordwind", "be kind")
	b.submit("/skip")
	b.want(200, "<h1>Overview</h1>", "Login skipped.", "own ServiceAccount", `<td data-label="Namespace"><a href="/pods?namespace=team-a">team-a</a></td>`)
	b.open("/pods")
	b.want(200, "web-0", "api-0", "<option>team-a</option>")
	b.open("/deployments")
	b.want(200, "1 of 2", "x/y:1")
	b.open("/secrets")
	b.want(200, "/secrets/kube-system/bootstrap", "&lt;img src=x&gt;", "&lt;script&gt;", "!<img", "!<script")
	b.open("/secrets/kube-system/bootstrap")
	b.want(200, "&lt;script&gt;alert(1)&lt;/script&gt;", "2 bytes that are not text", "!<script")
	b.open("/settings")
	b.want(200, "clusterName", "Nordwind")
	b.open("/create")
	b.want(200, "image: hardenway/workload:v1")
	b.submit("/create", "object", "apiVersion: v1\nkind: Pod\nmetadata: {name: hello, namespace: default}\n")
	b.want(201, "Created default pods/hello.")
	b.submit("/create", "object", "</textarea><script>")
	b.want(400, "&lt;/textarea&gt;&lt;script&gt;", "!</textarea><script>")
	b.submit("/logout")
	b.want(200, "Sign in")
	b.open("/secrets")
	b.want(200, "Sign in", "!bootstrap")

	for _, c := range api.since(0) {
		if c.token != ownToken {
			t.Errorf("%s %s was asked with %q", c.method, c.path, c.token)
		}
	}
}

func TestDashboardPagesWithAToken(t *testing.T) {
	d, api, log := newTestDashboard(t, false)
	b := newBrowser(t, d)
	b.open("/")
	b.want(200, "Sign in", "!Skip</button>", "!--enable-skip-login")
	b.submit("/skip")
	b.want(403, "does not let you skip the login")
	b.open("/pods")
	b.want(200, "Sign in")

	b.submit("/login", "token", staleToken)
	b.want(401, "The API server does not accept this token.", "!"+staleToken)
	b.submit("/login", "token", "")
	b.want(401, "does not accept")
	n := api.count()
	b.submit("/login", "token", viewerToken)
	b.want(200, "You act as <strong>system:serviceaccount:team-a:viewer</strong>", "not yours to list", `value="team-a"`)
	b.open("/")
	b.want(403, html.EscapeString(`User "system:serviceaccount:team-a:viewer" cannot GET`), "Choose a namespace in which you have rights")
	b.open("/?namespace=team-a")
	b.want(200, "not yours to list", `<a href="/pods?namespace=team-a">`)
	b.open("/pods?namespace=team-a")
	b.want(200, "api-0", `<input id="namespace" name="namespace" value="team-a"`)
	b.open("/secrets?namespace=kube-system")
	b.want(403, "is forbidden", "!bootstrap")
	b.open("/secrets/kube-system/bootstrap")
	b.want(403, "is forbidden")
	b.open(`/pods?namespace=%22%3E%3Cscript%3E`)
	b.want(400, "cannot be the name of a namespace", "!<script>")

	for _, c := range api.since(n) {
		settings := strings.HasSuffix(c.path, "/configmaps/kubernetes-dashboard-settings")
		if want := map[bool]string{true: ownToken, false: viewerToken}[settings]; c.token != want {
			t.Errorf("%s %s was asked with %q, want %q", c.method, c.path, c.token, want)
		}
	}
	if strings.Contains(log.String(), viewerToken) || strings.Contains(b.page, viewerToken) {
		t.Error("the token shows")
	}
	b.submit("/logout")
	b.want(200, "Sign in")
	if len(d.sessions) != 0 {
		t.Errorf("%d sessions are left after the logout", len(d.sessions))
	}
}

// A form must come from a page of this dashboard and this session.
func TestDashboardForms(t *testing.T) {
	d, api, _ := newTestDashboard(t, true)
	b := newBrowser(t, d)
	b.open("/login")
	b.submit("/skip")
	n := len(api.since(0))
	b.page = "" // forgets the form
	b.submit("/create", "object", examplePodJSON)
	b.want(403, "this form was not sent from a page of this dashboard")

	other := newBrowser(t, d)
	other.open("/login")
	stolen := formTokenPattern.FindStringSubmatch(other.page)[1]
	b.submit("/create", "object", examplePodJSON, "form-token", stolen)
	b.want(403, "this form was not sent from a page of this dashboard")
	for _, c := range api.since(n) {
		if c.method == http.MethodPost {
			t.Errorf("something was created: %+v", c)
		}
	}
	b.submit("/create", "object", strings.Repeat("x", maxUpload+1))
	b.want(400, "the form could not be read")
}

func TestDashboardSessionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDashboard(&pod{}, dashboardOptions{}, nil)
		id := d.addSession("a", "jane")
		time.Sleep(sessionLife - time.Second)
		if s, ok := d.session(id); !ok || s.user != "jane" {
			t.Error("the session ended early")
		}
		time.Sleep(2 * time.Second)
		if _, ok := d.session(id); ok {
			t.Error("the session outlived its time")
		}
		first := d.addSession("a", "first")
		for i := range maxSessions {
			time.Sleep(time.Millisecond)
			d.addSession("b", fmt.Sprint(i))
		}
		if _, ok := d.session(first); ok || len(d.sessions) != maxSessions {
			t.Errorf("%d sessions, want %d without the oldest", len(d.sessions), maxSessions)
		}
	})
}

func TestDashboardUnderAPath(t *testing.T) {
	d, _, _ := newTestDashboard(t, true)
	d.opts.basePath = "/ops"
	b := newBrowser(t, d)
	b.open("/")
	b.want(200, "Sign in", `href="/ops/style.css"`)
	b.submit("/skip")
	b.want(200, "<h1>Overview</h1>", `href="/ops/pods?namespace=default"`)
	b.open("/api/v1/secrets")
	b.want(200, "bootstrap")
	if rec := get(t, d.handler(), "/api/v1/secrets"); rec.Code != http.StatusNotFound {
		t.Errorf("without the path: %d, want 404", rec.Code)
	}
	if rec := get(t, d.handler(), "/healthz"); rec.Code != http.StatusOK {
		t.Errorf("/healthz without the path: %d, want 200", rec.Code)
	}
}

// A session whose token the API server refuses is over.
func TestDashboardForgetsARefusedToken(t *testing.T) {
	d, _, _ := newTestDashboard(t, false)
	id := d.addSession(staleToken, "jane")
	rec := get(t, d.handler(), "/pods", "Cookie", sessionCookie+"="+id)
	if rec.Code != http.StatusUnauthorized {
		t.Errorf("%d, want 401", rec.Code)
	}
	rec = get(t, d.handler(), "/pods", "Cookie", sessionCookie+"="+id)
	if rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/login" {
		t.Errorf("%d to %q, want 303 to /login", rec.Code, rec.Header().Get("Location"))
	}
}
