package grader

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

var _ probe = (*AccessProbe)(nil)

func (a *AccessProbe) scope() scope {
	ids := make([]string, 0, len(a.Requests))
	for _, q := range a.Requests {
		ids = append(ids, q.ID)
	}
	return scope{"access": ids}
}

func (a *AccessProbe) validate(p *problems, _ Role) {
	p.identity("as", a.As)
	if a.As == nil && slices.ContainsFunc(a.Requests, func(q AccessRequest) bool { return q.As == nil }) {
		p.add("as", "say as whom: the probe needs an as, or each of its requests does")
	}
	validateRequests(p, a.Requests)
}

func validateRequests(p *problems, requests []AccessRequest) {
	if len(requests) == 0 {
		p.add("requests", "it asks nothing: list at least one request")
	}
	var ids []string
	for i := range requests {
		ids = append(ids, requests[i].ID)
		requests[i].validate(p.at("requests[%d]", i))
	}
	p.ids("requests", ids)
}

// methods are the verbs that have a request of their own, and its method.
var methods = map[string]string{
	"get": http.MethodGet, "list": http.MethodGet, "watch": http.MethodGet, "create": http.MethodPost, "update": http.MethodPut,
	"patch": http.MethodPatch, "delete": http.MethodDelete, "deletecollection": http.MethodDelete,
	"post": http.MethodPost, "put": http.MethodPut, "head": http.MethodHead,
}

func (q *AccessRequest) mode() AccessMode {
	if q.Mode != "" {
		return q.Mode
	}
	if methods[q.Verb] == "" || q.Resource != "" && q.Name == "" && q.namesOne() {
		return ByReview
	}
	return ByBoth
}

// namesOne tells whether the request is about one object, which then needs a name.
func (q *AccessRequest) namesOne() bool {
	switch q.Verb {
	case "get", "update", "patch", "delete":
		return true
	case "create":
		return strings.Contains(strings.TrimPrefix(q.Resource, "/"), "/") && !versionedCollection(q.Resource)
	}
	return false
}

func versionedCollection(s string) bool {
	r, err := parseResource(s)
	return err == nil && r.sub == ""
}

func (q *AccessRequest) validate(p *problems) {
	p.identity("as", q.As)
	p.accept(q.Accept)
	if q.Verb == "" {
		p.add("verb", "say what is asked for: get, list, create and so on")
	} else if q.Verb != strings.ToLower(q.Verb) {
		p.add("verb", "%q: verbs are written small", q.Verb)
	}
	if q.Mode != "" && !slices.Contains(AccessModes(), q.Mode) {
		p.add("mode", "%q: access is asked by %s, %s or %s", q.Mode, ByReview, ByRequest, ByBoth)
	}
	switch {
	case (q.Resource == "") == (q.NonResourceURL == ""):
		p.add("resource", "a request is for a resource or for a nonResourceURL, one of the two")
	case q.Resource != "":
		if _, err := parseResource(q.Resource); err != nil {
			p.add("resource", "%v", err)
		}
	case !strings.HasPrefix(q.NonResourceURL, "/"):
		p.add("nonResourceURL", "%q: it begins with a slash", q.NonResourceURL)
	}
	if q.Mode == ByRequest || q.Mode == ByBoth {
		if methods[q.Verb] == "" {
			p.add("mode", "there is no request for the verb %q: use mode %s", q.Verb, ByReview)
		}
		if q.Resource != "" && q.Name == "" && q.namesOne() {
			p.add("name", "a request to %s %s is about one object: name it, or use mode %s", q.Verb, q.Resource, ByReview)
		}
	}
	if q.Object != nil && q.File != "" {
		p.add("file", "an object and a file exclude each other")
	}
	if (q.Object != nil || q.File != "") && !slices.Contains([]string{"create", "update", "patch", "post", "put"}, q.Verb) {
		p.add("object", "%s sends no object", q.Verb)
	}
	if q.Real && slices.Contains([]string{"delete", "deletecollection", "update", "patch"}, q.Verb) && !strings.Contains(q.Name+q.Namespace, "${canary.") {
		p.add("real", "the grader does not change what is the learner's: only a canary may be changed in earnest")
	}
}

func (a *AccessProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	facts := make([]map[string]any, len(a.Requests))
	seen := make([][]Observation, len(a.Requests))
	var who identities
	err := each(ctx, len(a.Requests), func(ctx context.Context, i int) error {
		q := a.Requests[i]
		id := q.As
		if id == nil {
			id = a.As
		}
		c, err := who.get(ctx, l.run, id)
		if err != nil {
			return err
		}
		facts[i] = map[string]any{}
		if mode := q.mode(); mode != ByRequest {
			o, err := l.review(ctx, c, q, facts[i])
			seen[i] = append(seen[i], o)
			if err != nil {
				return err
			}
		}
		if mode := q.mode(); mode != ByReview {
			o, _, err := l.request(ctx, c, q, "", facts[i])
			seen[i] = append(seen[i], o)
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, s := range seen {
		l.saw(s...)
	}
	if err != nil {
		return nil, err
	}
	access := map[string]any{}
	for i, q := range a.Requests {
		access[q.ID] = facts[i]
	}
	return map[string]any{"access": access}, nil
}

// review asks the authorizers about an identity, by SubjectAccessReview.
func (l *look) review(ctx context.Context, c *credential, q AccessRequest, facts map[string]any) (Observation, error) {
	o := Observation{Asked: "may " + c.who + " " + q.Verb + " " + q.what() + "?", As: c.who, From: string(FromHost)}
	user, groups, extra, code, err := l.whoIs(ctx, c)
	if err != nil {
		o.Got = whyNot(err)
		return o, err
	}
	if code == http.StatusUnauthorized {
		// Nobody is nobody's bearer: what is not authenticated may do nothing.
		facts["allowed"], facts["denied"], facts["reason"], facts["reviewError"] = false, false, "the credential is not accepted", ""
		o.Got = "the credential is not accepted (401)"
		return o, nil
	}
	spec := map[string]any{"user": user, "groups": groups, "extra": extra}
	if q.NonResourceURL != "" {
		spec["nonResourceAttributes"] = map[string]any{"path": q.NonResourceURL, "verb": q.Verb}
	} else {
		res, err := l.resource(ctx, q.Resource)
		if err != nil {
			o.Got = whyNot(err)
			return o, err
		}
		spec["resourceAttributes"] = map[string]any{
			"verb": q.Verb, "group": res.group, "version": res.version, "resource": res.name, "subresource": res.sub,
			"namespace": q.Namespace, "name": q.Name,
		}
	}
	ask := call{
		method: http.MethodPost, path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
		body: map[string]any{"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec},
	}
	a, err := l.asGrader(ctx, ask)
	if err != nil {
		o.Got = whyNot(err)
		return o, err
	}
	status, ok := a.object["status"].(map[string]any)
	allowed, isBool := status["allowed"].(bool)
	if !a.ok() || !ok || !isBool {
		o.Got = a.String()
		return o, &untold{asked: ask.String(), why: "the API server answered " + a.String()}
	}
	denied, _ := status["denied"].(bool)
	reason, _ := status["reason"].(string)
	trouble, _ := status["evaluationError"].(string)
	facts["allowed"], facts["denied"], facts["reason"], facts["reviewError"] = allowed, denied, reason, trouble
	o.Got = "no"
	if allowed {
		o.Got = "yes"
	}
	if reason != "" {
		o.Got += ": " + short(reason, 160)
	}
	return o, nil
}

// whoIs tells whom the API server takes the bearer of a credential for: by what the
// grader knows, else by asking as that bearer.
func (l *look) whoIs(ctx context.Context, c *credential) (user string, groups []string, extra map[string]any, code int, err error) {
	if c.user != "" {
		if c.impersonate != nil && len(c.impersonate.Extra) > 0 {
			extra = map[string]any{}
			for k, v := range c.impersonate.Extra {
				extra[k] = v
			}
		}
		return c.user, c.groups, extra, http.StatusOK, nil
	}
	a, err := l.selfReview(ctx, c)
	if err != nil {
		return "", nil, nil, 0, err
	}
	info := userInfo(a)
	if a.code == http.StatusUnauthorized {
		return "", nil, nil, a.code, nil
	}
	if name, ok := info["username"].(string); a.ok() && ok {
		extra, _ = info["extra"].(map[string]any)
		return name, stringList(info["groups"]), extra, a.code, nil
	}
	return "", nil, nil, 0, fmt.Errorf("who %s is could not be found out: the API server answered %s", c.who, a)
}

// selfReview asks the API server who it takes the bearer for.
func (r *run) selfReview(ctx context.Context, c *credential) (*answer, error) {
	q := call{
		method: http.MethodPost, path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
		body: map[string]any{"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"},
	}
	a, err := r.api(ctx, c, q)
	if err != nil {
		return nil, err
	}
	if _, named := userInfo(a)["username"].(string); a.ok() && !named {
		return nil, &untold{asked: q.String(), why: "the answer names nobody: " + short(string(a.body), 120)}
	}
	return a, nil
}

func userInfo(a *answer) map[string]any {
	status, _ := a.object["status"].(map[string]any)
	info, _ := status["userInfo"].(map[string]any)
	return info
}

func stringList(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, item := range list {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func (q *AccessRequest) what() string {
	if q.NonResourceURL != "" {
		return q.NonResourceURL
	}
	s := q.Resource
	if q.Name != "" {
		s += " " + q.Name
	}
	if q.Namespace != "" {
		s += " in " + q.Namespace
	}
	return s
}

// request really asks as the identity. The error says that no answer can be relied on.
func (l *look) request(ctx context.Context, c *credential, q AccessRequest, agent string, facts map[string]any) (Observation, *answer, error) {
	o := Observation{As: c.who, From: string(FromHost)}
	ask, cleanup, err := l.requestCall(ctx, q)
	if err != nil {
		o.Asked, o.Got = q.Verb+" "+q.what(), whyNot(err)
		return o, nil, err
	}
	ask.agent = agent
	o.Asked = ask.String()
	a, err := l.api(ctx, c, ask)
	if err != nil {
		o.Got = whyNot(err)
		return o, nil, err
	}
	if err := cleanup(a); err != nil {
		l.note("%v", err)
	}
	o.Got = a.String()
	facts["code"] = int64(a.code)
	facts["refusedBy"] = refuser(a)
	facts["statusReason"], facts["message"] = a.reason, ""
	if !a.ok() {
		facts["message"] = a.message
	}
	items := 0
	if q.Verb == "watch" {
		items = strings.Count(string(a.body), "\n")
	} else if a.object != nil {
		facts["object"] = a.object
		list, _ := a.object["items"].([]any)
		items = len(list)
	}
	facts["items"] = int64(items)
	return o, a, nil
}

// requestCall makes the HTTP request of an access request. Writes are dry runs unless they
// are real; cleanup removes what a real create made.
func (l *look) requestCall(ctx context.Context, q AccessRequest) (ask call, cleanup func(*answer) error, err error) {
	cleanup = func(*answer) error { return nil }
	ask = call{method: methods[q.Verb], query: url.Values{}, accept: q.Accept}
	for k, v := range q.Query {
		ask.query.Set(k, v)
	}
	writes := !slices.Contains([]string{"get", "list", "watch", "head"}, q.Verb)
	if q.NonResourceURL != "" {
		path, rawQuery, _ := strings.Cut(q.NonResourceURL, "?")
		more, err := url.ParseQuery(rawQuery)
		if err != nil {
			return ask, cleanup, fmt.Errorf("nonResourceURL: %w", err)
		}
		for k := range more {
			ask.query.Set(k, more.Get(k))
		}
		ask.path = path
		if q.Object != nil {
			ask.body = q.Object
		}
		return ask, cleanup, nil
	}
	res, err := l.resource(ctx, q.Resource)
	if err != nil {
		return ask, cleanup, err
	}
	name := q.Name
	if q.Verb == "list" || q.Verb == "watch" || q.Verb == "deletecollection" {
		if name != "" {
			ask.query.Set("fieldSelector", "metadata.name="+name)
			name = ""
		}
	}
	if q.Verb == "create" && res.sub == "" {
		name = ""
	}
	ask.path = res.path(q.Namespace, name)
	if q.Verb == "watch" {
		ask.query.Set("watch", "true")
		ask.query.Set("timeoutSeconds", "1")
		ask.timeout = apiTimeout
	}
	if writes && !q.Real {
		ask.query.Set("dryRun", "All")
	}
	switch q.Verb {
	case "create", "update":
		ask.body = q.Object
		if q.Object == nil {
			ask.body = smallestObject(res, q.Namespace)
		}
	case "patch":
		ask.contentType = "application/merge-patch+json"
		ask.body = q.Object
		if q.Object == nil {
			ask.body = map[string]any{}
		}
	case "delete", "deletecollection":
		if q.Verb == "deletecollection" && len(ask.query["labelSelector"]) == 0 && len(ask.query["fieldSelector"]) == 0 {
			ask.query.Set("labelSelector", Label+"=true") // whatever happens, never the learner's
		}
	}
	if q.Real && q.Verb == "create" && res.sub == "" {
		if err := l.namespace(ctx, q.Namespace); err != nil {
			return ask, cleanup, err
		}
		object, ok := ask.body.(map[string]any)
		if !ok {
			return ask, cleanup, fmt.Errorf("a real create of %s needs an object", res)
		}
		ask.body = marked(object)
		collection := ask.path
		cleanup = func(a *answer) error {
			metadata, _ := a.object["metadata"].(map[string]any)
			made, _ := metadata["name"].(string)
			if !a.ok() || made == "" {
				return nil
			}
			l.janitor.remember(collection + "/" + made)
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanTime)
			defer cancel()
			if err := l.remove(ctx, collection+"/"+made); err != nil {
				return fmt.Errorf("%s/%s is left over: %w", collection, made, err)
			}
			l.janitor.forget(collection + "/" + made)
			return nil
		}
	}
	return ask, cleanup, nil
}

// smallestObject is something to create where only the answer matters. For kinds the
// grader does not know it may be refused as invalid, which is then no refusal of access.
func smallestObject(res resource, namespace string) map[string]any {
	kind := "Object"
	if gvk, ok := knownKinds()[schema.GroupResource{Group: res.group, Resource: res.name}]; ok {
		kind = gvk.Kind
	}
	apiVersion := res.version
	if res.group != "" {
		apiVersion = res.group + "/" + res.version
	}
	metadata := map[string]any{"generateName": "hardenway-grader-"}
	if namespace != "" {
		metadata["namespace"] = namespace
	}
	o := map[string]any{"apiVersion": apiVersion, "kind": kind, "metadata": metadata}
	labels := map[string]any{"hardenway.dev/probe": "access"}
	container := []any{map[string]any{
		"name": "main", "image": "hardenway/workload:v1",
		"securityContext": map[string]any{"allowPrivilegeEscalation": false, "runAsNonRoot": true, "runAsUser": 1000, "capabilities": map[string]any{"drop": []any{"ALL"}}},
	}}
	pod := map[string]any{"containers": container, "securityContext": map[string]any{"seccompProfile": map[string]any{"type": "RuntimeDefault"}}}
	template := map[string]any{"metadata": map[string]any{"labels": labels}, "spec": pod}
	switch res.name + "/" + res.sub {
	case "pods/":
		o["spec"] = pod
	case "deployments/", "replicasets/", "daemonsets/":
		o["spec"] = map[string]any{"selector": map[string]any{"matchLabels": labels}, "template": template}
	case "statefulsets/":
		o["spec"] = map[string]any{"serviceName": "none", "selector": map[string]any{"matchLabels": labels}, "template": template}
	case "jobs/":
		once := deepCopy(template).(map[string]any)
		once["spec"].(map[string]any)["restartPolicy"] = "Never"
		o["spec"] = map[string]any{"template": once}
	case "cronjobs/":
		once := deepCopy(template).(map[string]any)
		once["spec"].(map[string]any)["restartPolicy"] = "Never"
		o["spec"] = map[string]any{"schedule": "0 0 1 1 *", "suspend": true, "jobTemplate": map[string]any{"spec": map[string]any{"template": once}}}
	case "services/":
		o["spec"] = map[string]any{"ports": []any{map[string]any{"port": 80}}}
	case "serviceaccounts/token":
		return map[string]any{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": map[string]any{"expirationSeconds": 600}}
	case "pods/eviction":
		return map[string]any{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": map[string]any{}}
	case "roles/", "clusterroles/":
		o["rules"] = []any{}
	case "rolebindings/", "clusterrolebindings/":
		o["roleRef"] = map[string]any{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}
		o["subjects"] = []any{map[string]any{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "hardenway:nobody"}}
	}
	return o
}

// identities issues each identity of a look once, however many requests share it.
type identities struct {
	slots chan struct{}
	made  map[string]*credential
	init  sync.Once
}

func (s *identities) get(ctx context.Context, r *run, id *Identity) (*credential, error) {
	s.init.Do(func() { s.slots, s.made = make(chan struct{}, 1), map[string]*credential{} })
	key := "-"
	if id != nil {
		raw, err := id.MarshalJSON()
		if err != nil {
			return nil, err
		}
		key = string(raw)
	}
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c := s.made[key]; c != nil {
		return c, nil
	}
	c, err := r.credential(ctx, id, noCredential)
	if err != nil {
		return nil, err
	}
	s.made[key] = c
	return c, nil
}
