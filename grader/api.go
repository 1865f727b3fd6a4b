package grader

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	apiversion "k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/transport"
)

const (
	// maxTimeout bounds every single question.
	maxTimeout = 15 * time.Second
	// apiTimeout is how long one answer of the API server may take.
	apiTimeout = 8 * time.Second
	// lingerTime is how long a request that makes an object goes on when the run is cancelled.
	lingerTime = 2 * time.Second
	// maxAnswer bounds what is read of one answer of the API server.
	maxAnswer = 32 << 20
	userAgent = "hardenway-grader"
)

// apiServer holds the ways to the API server: one connection as the grader, one without
// any credential, and those of identities with certificates of their own.
type apiServer struct {
	base   *url.URL
	config *rest.Config // as the target gave it

	admin http.RoundTripper // with the grader's credential
	bare  http.RoundTripper // with none

	mu    sync.Mutex
	own   map[*credential]http.RoundTripper // of those with a certificate of their own
	close []func()
}

// newAPIServer prepares connections and makes none yet. It does not use client-go's cache
// of connections, which outlives a run: a connection to an API server that hangs would
// be used again when a new one listens on the port.
func newAPIServer(config *rest.Config) (*apiServer, error) {
	config = rest.CopyConfig(config)
	base, _, err := rest.DefaultServerUrlFor(config)
	if err != nil {
		return nil, fmt.Errorf("the address of the API server: %w", err)
	}
	s := &apiServer{base: base, config: config}
	if s.admin, err = s.transport(config); err != nil {
		return nil, err
	}
	if s.bare, err = s.transport(rest.AnonymousClientConfig(config)); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *apiServer) transport(config *rest.Config) (http.RoundTripper, error) {
	tlsConfig, err := rest.TLSConfigFor(config)
	if err != nil {
		return nil, fmt.Errorf("the grader's own TLS configuration: %w", err)
	}
	dial := config.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: apiTimeout}).DialContext
	}
	// No proxy from the environment: a lab is on this machine or next to it.
	t := &http.Transport{
		TLSClientConfig: tlsConfig, DialContext: dial, Proxy: config.Proxy, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: apiTimeout, MaxIdleConnsPerHost: 16, IdleConnTimeout: 30 * time.Second,
	}
	s.mu.Lock()
	s.close = append(s.close, t.CloseIdleConnections)
	s.mu.Unlock()
	wrapped, err := rest.HTTPWrappersForConfig(config, t)
	if err != nil {
		return nil, fmt.Errorf("the grader's own credential: %w", err)
	}
	return wrapped, nil
}

// as returns the way to the API server for a credential.
func (s *apiServer) as(c *credential) (http.RoundTripper, error) {
	switch {
	case c.admin && c.impersonate == nil:
		return s.admin, nil
	case c.admin:
		return transport.NewImpersonatingRoundTripper(*c.impersonate, s.admin), nil
	case c.certPEM != nil:
		s.mu.Lock()
		way := s.own[c]
		s.mu.Unlock()
		if way != nil {
			return way, nil
		}
		config := rest.AnonymousClientConfig(s.config)
		config.CertData, config.KeyData = c.certPEM, c.keyPEM
		way, err := s.transport(config)
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.own == nil {
			s.own = map[*credential]http.RoundTripper{}
		}
		s.own[c] = way
		return way, nil
	}
	return s.bare, nil
}

func (s *apiServer) done() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.close {
		f()
	}
	s.close = nil
}

// call is one request to the API server.
type call struct {
	method, path string
	query        url.Values
	body         any    // marshalled as JSON, unless it is []byte
	contentType  string // default application/json
	agent        string // user agent; default the grader's
	accept       []int  // codes taken as an answer although they mean "could not tell" otherwise
	timeout      time.Duration
}

func (c call) String() string {
	s := c.method + " " + c.path
	if len(c.query) > 0 {
		s += "?" + c.query.Encode()
	}
	return s
}

// answer is what the API server said.
type answer struct {
	code     int
	header   http.Header
	body     []byte
	object   map[string]any // nil when the body is no JSON object
	reason   string         // of a Status
	message  string
	warnings []string
}

func (a *answer) ok() bool { return a.code >= 200 && a.code < 300 }

func (a *answer) String() string {
	s := fmt.Sprintf("%d %s", a.code, http.StatusText(a.code))
	if a.message != "" && !a.ok() {
		s += ": " + short(a.message, 240)
	}
	return s
}

// untold is an error of the kind "could not tell" that names the question.
type untold struct {
	asked string
	why   string
	err   error
}

func (e *untold) Error() string { return e.asked + ": " + e.why }
func (e *untold) Unwrap() error { return e.err }

// lingering is a context that outlives a cancelled parent by a while. A request that makes
// an object has to be seen to its end: given up in the middle, it may take effect after
// the clean-up has looked. When it is the time that ran out, it has been waited for enough.
func lingering(parent context.Context, d time.Duration) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() {
		if errors.Is(parent.Err(), context.Canceled) {
			select {
			case <-ctx.Done():
			case <-time.After(d):
			}
		}
		cancel(context.Cause(parent))
	})
	return ctx, func() { stop(); cancel(nil) }
}

// api asks the API server as somebody. It returns an error when there is no answer to
// rely on: none at all, a broken one, 429, or 5xx, which is the API server's own trouble.
func (r *run) api(ctx context.Context, c *credential, q call) (*answer, error) {
	fail := func(err error, format string, args ...any) (*answer, error) {
		return nil, &untold{asked: q.String(), why: fmt.Sprintf(format, args...), err: err}
	}
	timeout := q.timeout
	if timeout == 0 {
		timeout = apiTimeout
	}
	if q.method == http.MethodPost && q.query.Get("dryRun") == "" {
		var stop func()
		ctx, stop = lingering(ctx, lingerTime)
		defer stop()
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	var body io.Reader
	if q.body != nil {
		raw, isRaw := q.body.([]byte)
		if !isRaw {
			var err error
			if raw, err = json.Marshal(q.body); err != nil {
				return fail(err, "the request cannot be written: %v", err)
			}
		}
		body = bytes.NewReader(raw)
	}
	u := *r.server.base
	u.Path = strings.TrimSuffix(u.Path, "/") + q.path
	u.RawQuery = q.query.Encode()
	req, err := http.NewRequestWithContext(ctx, q.method, u.String(), body)
	if err != nil {
		return fail(err, "%v", err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", userAgent)
	if q.agent != "" {
		req.Header.Set("User-Agent", q.agent)
	}
	if q.body != nil {
		req.Header.Set("Content-Type", "application/json")
		if q.contentType != "" {
			req.Header.Set("Content-Type", q.contentType)
		}
	}
	c.authorize(req)
	way, err := r.server.as(c)
	if err != nil {
		return fail(err, "%v", err)
	}
	res, err := way.RoundTrip(req)
	if err != nil {
		return fail(err, "the API server did not answer: %s", whyNot(err))
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return fail(err, "the API server's answer broke off: %s", whyNot(err))
	}
	if len(raw) > maxAnswer {
		return fail(nil, "the answer is longer than %d MiB", maxAnswer>>20)
	}
	a := &answer{code: res.StatusCode, header: res.Header, body: raw, object: jsonObject(raw)}
	for _, w := range res.Header.Values("Warning") {
		a.warnings = append(a.warnings, warningText(w))
	}
	if a.object["kind"] == "Status" {
		a.reason, _ = a.object["reason"].(string)
		a.message, _ = a.object["message"].(string)
	} else if !a.ok() {
		a.message = short(string(raw), 400)
	}
	if (a.code == http.StatusTooManyRequests || a.code >= 500) && !q.accepts(a) {
		return fail(nil, "the API server answered %s", a)
	}
	return a, nil
}

// accepts tells whether a code that is no answer otherwise is taken as one. Data that cannot
// be decrypted is told by 500 when one object is read, and by 429 when a list of them is,
// since the API server goes on trying to fill its cache.
func (c call) accepts(a *answer) bool {
	return slices.Contains(c.accept, a.code) ||
		a.code == http.StatusTooManyRequests && slices.Contains(c.accept, http.StatusInternalServerError) && undecodable.MatchString(a.message)
}

// asGrader asks as the grader, who may do everything: being refused is then trouble of the
// grader's own, and no fact.
func (r *run) asGrader(ctx context.Context, q call) (*answer, error) {
	a, err := r.api(ctx, graderCredential, q)
	if err != nil {
		return nil, err
	}
	if a.code == http.StatusUnauthorized || a.code == http.StatusForbidden && refuser(a) != refusedByAdmission {
		return nil, &untold{asked: q.String(), why: "the grader's own credential was refused: " + a.String()}
	}
	return a, nil
}

// warningText takes the text out of a Warning header: 299 - "text".
func warningText(w string) string {
	if _, text, ok := strings.Cut(w, `"`); ok {
		if i := strings.LastIndex(text, `"`); i >= 0 {
			return strings.ReplaceAll(text[:i], `\"`, `"`)
		}
	}
	return w
}

// Who refused a request.
const (
	refusedByAuthentication = "authentication"
	refusedByAuthorization  = "authorization"
	refusedByAdmission      = "admission"
)

// authorizerRefusal is how the API server words a refusal of its authorizers. What
// admission says is worded otherwise, whoever it is that says it.
var authorizerRefusal = regexp.MustCompile(`(?s)(forbidden: User "[^"]*" cannot |^User "[^"]*" cannot )`)

// refuser tells who refused: nothing that was let through to its handler is refused,
// so 404, 409 and 422 come after admission or before it but never from an authorizer.
func refuser(a *answer) string {
	switch {
	case a.code == http.StatusUnauthorized:
		return refusedByAuthentication
	case a.code == http.StatusForbidden && authorizerRefusal.MatchString(a.message):
		return refusedByAuthorization
	case a.code == http.StatusForbidden:
		return refusedByAdmission
	}
	return ""
}

// resource is where a kind of object is found.
type resource struct {
	group, version, name, sub string
}

func (r resource) String() string {
	s := r.name
	if r.sub != "" {
		s += "/" + r.sub
	}
	if r.group != "" {
		s = r.name + "." + r.group
		if r.sub != "" {
			s += "/" + r.sub
		}
	}
	return s
}

// path is the URL path of an object, or of the collection when name is "".
func (r resource) path(namespace, name string) string {
	p := "/api/" + r.version
	if r.group != "" {
		p = "/apis/" + r.group + "/" + r.version
	}
	if namespace != "" {
		p += "/namespaces/" + namespace
	}
	p += "/" + r.name
	if name != "" {
		p += "/" + name
	}
	if r.sub != "" {
		p += "/" + r.sub
	}
	return p
}

var versionWord = regexp.MustCompile(`^v[0-9]+((alpha|beta)[0-9]+)?$`)

// parseResource reads "pods", "pods/log", "deployments.apps", "deployments.apps/scale",
// "v1/pods" and "apps/v1/deployments". The version is "" when it was not said.
func parseResource(s string) (resource, error) {
	parts := strings.Split(s, "/")
	if slices.Contains(parts, "") {
		return resource{}, fmt.Errorf("%q is no resource: write pods, pods/log, deployments.apps or apps/v1/deployments", s)
	}
	var r resource
	switch {
	case versionWord.MatchString(parts[0]) && len(parts) >= 2:
		r.version, parts = parts[0], parts[1:]
	case len(parts) >= 3 && versionWord.MatchString(parts[1]):
		r.group, r.version, parts = parts[0], parts[1], parts[2:]
	default:
		var group string
		parts[0], group, _ = strings.Cut(parts[0], ".")
		r.group = group
	}
	if len(parts) > 2 {
		return resource{}, fmt.Errorf("%q is no resource: write pods, pods/log, deployments.apps or apps/v1/deployments", s)
	}
	r.name = parts[0]
	if len(parts) == 2 {
		r.sub = parts[1]
	}
	if r.group == "" && r.version == "" {
		r.version = "v1"
	}
	return r, nil
}

// knownKinds maps group/resource of Kubernetes' own to their newest stable version, and kind.
var knownKinds = sync.OnceValue(func() map[schema.GroupResource]schema.GroupVersionKind {
	known := map[schema.GroupResource]schema.GroupVersionKind{}
	for gvk := range scheme.Scheme.AllKnownTypes() {
		plural, _ := meta.UnsafeGuessKindToResource(gvk)
		if gvk.Kind == "Endpoints" {
			plural.Resource = "endpoints"
		}
		have, ok := known[plural.GroupResource()]
		if !ok || apiversion.CompareKubeAwareVersionStrings(gvk.Version, have.Version) > 0 {
			known[plural.GroupResource()] = gvk
		}
	}
	return known
})

// resource finds a resource's version when it was not said: Kubernetes' own kinds are
// known, for others the API server is asked which version it prefers.
func (r *run) resource(ctx context.Context, s string) (resource, error) {
	res, err := parseResource(s)
	if err != nil || res.version != "" {
		return res, err
	}
	if gvk, ok := knownKinds()[schema.GroupResource{Group: res.group, Resource: res.name}]; ok {
		res.version = gvk.Version
		return res, nil
	}
	a, err := r.asGrader(ctx, call{method: http.MethodGet, path: "/apis/" + res.group})
	if err != nil {
		return res, err
	}
	res.version = "v1" // an unknown group answers 404 by whatever version, and 403 before that
	if preferred, ok := a.object["preferredVersion"].(map[string]any); ok && a.ok() {
		if v, ok := preferred["version"].(string); ok && v != "" {
			res.version = v
		}
	}
	return res, nil
}

// resourceOf finds where an object of one of Kubernetes' own kinds goes.
func resourceOf(object map[string]any) (resource, error) {
	apiVersion, _ := object["apiVersion"].(string)
	kind, _ := object["kind"].(string)
	if apiVersion == "" || kind == "" {
		return resource{}, errors.New("the object needs apiVersion and kind")
	}
	gv, err := schema.ParseGroupVersion(apiVersion)
	if err != nil {
		return resource{}, err
	}
	plural, _ := meta.UnsafeGuessKindToResource(gv.WithKind(kind))
	if kind == "Endpoints" {
		plural.Resource = "endpoints"
	}
	return resource{group: gv.Group, version: gv.Version, name: plural.Resource}, nil
}
