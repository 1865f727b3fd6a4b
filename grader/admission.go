package grader

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var _ probe = (*AdmissionProbe)(nil)

const twinID = "twin"

func (a *AdmissionProbe) scope() scope {
	ids := make([]string, 0, len(a.Cases)+1)
	for _, c := range a.Cases {
		ids = append(ids, c.ID)
	}
	if a.Twin != nil {
		ids = append(ids, twinID)
	}
	return scope{"admission": ids}
}

func (a *AdmissionProbe) validate(p *problems, role Role) {
	p.identity("as", a.As)
	if len(a.Cases) == 0 {
		p.add("cases", "it sends nothing: list at least one case")
	}
	var ids []string
	for i := range a.Cases {
		ids = append(ids, a.Cases[i].ID)
		a.Cases[i].validate(p.at("cases[%d]", i))
	}
	p.ids("cases", ids, twinID)
	switch {
	case a.Twin != nil:
		a.Twin.validate(p.at("twin"))
		if a.Twin.ID != "" && a.Twin.ID != twinID {
			p.add("twin.id", "%q: the twin's id is always %q", a.Twin.ID, twinID)
		}
	case role == Goal:
		p.add("twin", "a goal needs a good twin that is to be admitted, or refusing everything would pass")
	}
}

func (c *AdmissionCase) validate(p *problems) {
	p.identity("as", c.As)
	p.accept(c.Accept)
	if c.Operation != "" && !slices.Contains([]string{"create", "update", "patch", "delete"}, c.Operation) {
		p.add("operation", "%q: it is create, update, patch or delete", c.Operation)
	}
	if c.Object != nil && c.File != "" {
		p.add("file", "an object and a file exclude each other")
	}
	if c.Object == nil && c.File == "" && c.Operation != "delete" {
		p.add("object", "say which object, by object or by file")
	}
	if c.Resource != "" {
		if _, err := parseResource(c.Resource); err != nil {
			p.add("resource", "%v", err)
		}
	} else if c.Object != nil && c.Operation != "patch" {
		if _, err := resourceOf(c.Object); err != nil {
			p.add("object", "%v", err)
		}
	}
	if (c.Operation == "patch" || c.Operation == "delete") && (c.Resource == "" || c.Name == "") {
		p.add("name", "to %s something, name its resource and itself", c.Operation)
	}
	if c.Real && c.Operation != "" && c.Operation != "create" {
		p.add("real", "only a create may be in earnest: the grader does not change what is the learner's")
	}
}

func (a *AdmissionProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	cases := slices.Clone(a.Cases)
	if a.Twin != nil {
		twin := *a.Twin
		twin.ID = twinID
		cases = append(cases, twin)
	}
	facts := make([]map[string]any, len(cases))
	seen := make([]Observation, len(cases))
	var who identities
	err := each(ctx, len(cases), func(ctx context.Context, i int) error {
		id := cases[i].As
		if id == nil {
			id = a.As
		}
		if id == nil {
			id = &Identity{Word: Self}
		}
		c, err := who.get(ctx, l.run, id)
		if err != nil {
			return err
		}
		facts[i], seen[i], err = l.admit(ctx, c, cases[i])
		return err
	})
	for _, s := range seen {
		if s.Asked != "" {
			l.saw(s)
		}
	}
	if err != nil {
		return nil, err
	}
	admission := map[string]any{}
	for i, c := range cases {
		admission[c.ID] = facts[i]
	}
	return map[string]any{"admission": admission}, nil
}

// admit sends one object, as a dry run unless it is real.
func (l *look) admit(ctx context.Context, c *credential, ac AdmissionCase) (map[string]any, Observation, error) {
	o := Observation{As: c.who, From: string(FromHost), Asked: "admission of " + ac.ID}
	fail := func(err error) (map[string]any, Observation, error) {
		o.Got = whyNot(err)
		return nil, o, err
	}
	res, namespace, name, err := l.placeOf(ctx, ac)
	if err != nil {
		return fail(err)
	}
	if err := l.namespace(ctx, namespace); err != nil {
		return fail(err)
	}
	// No retries and no doubt about what was sent: one call, one answer.
	ask := call{query: url.Values{"fieldValidation": {"Strict"}}, accept: ac.Accept}
	var object map[string]any
	if ac.Object != nil {
		object = deepCopy(ac.Object).(map[string]any)
	}
	collection := res.path(namespace, "")
	switch ac.Operation {
	case "", "create":
		ask.method, ask.path = http.MethodPost, collection
		if res.sub != "" {
			ask.path = res.path(namespace, name)
		}
		object = fitForCreate(object, namespace)
		if ac.Real {
			object = marked(object)
		}
	case "update":
		ask.method, ask.path = http.MethodPut, res.path(namespace, name)
		if err := l.freshen(ctx, ask.path, object); err != nil {
			return fail(err)
		}
	case "patch":
		ask.method, ask.path, ask.contentType = http.MethodPatch, res.path(namespace, name), "application/merge-patch+json"
		if res.sub == "ephemeralcontainers" {
			ask.contentType = "application/strategic-merge-patch+json"
		}
	case "delete":
		ask.method, ask.path = http.MethodDelete, res.path(namespace, name)
	}
	if object != nil {
		ask.body = object
	}
	if !ac.Real {
		ask.query.Set("dryRun", "All")
	}
	o.Asked = ask.String() + " (" + ac.ID + ")"
	a, err := l.api(ctx, c, ask)
	if err != nil {
		return fail(err)
	}
	o.Got = a.String()
	if ac.Real && a.ok() {
		metadata, _ := a.object["metadata"].(map[string]any)
		if made, _ := metadata["name"].(string); made != "" {
			path := collection + "/" + made
			l.janitor.remember(path)
			if err := l.remove(ctx, path); err == nil {
				l.janitor.forget(path)
			}
		}
	}
	if a.code == http.StatusBadRequest && strings.Contains(a.message, "does not support dry run") {
		return fail(&untold{asked: ask.String(), why: "a webhook does not support dry runs, so whether it admits this cannot be told without real: true: " + a.message})
	}
	if a.code == http.StatusConflict {
		return fail(&untold{asked: ask.String(), why: "the API server answered " + a.String() + " (leave the object's name out, so that it gets one of its own)"})
	}
	if a.code == http.StatusBadRequest && !webhookDenied.MatchString(a.message) {
		return fail(&untold{asked: ask.String(), why: "the request itself is wrong: " + a.String()})
	}
	by, refuser := admissionRefuser(a)
	facts := map[string]any{
		"allowed": a.ok(), "code": int64(a.code), "refusedBy": by, "refuser": refuser, "statusReason": a.reason, "message": "", "warnings": some(a.warnings),
	}
	if a.ok() {
		o.Got = "admitted"
		if a.object != nil {
			facts["object"] = a.object
		}
	} else {
		facts["message"] = a.message
	}
	return facts, o, nil
}

// placeOf works out where an object goes.
func (l *look) placeOf(ctx context.Context, ac AdmissionCase) (res resource, namespace, name string, err error) {
	if ac.Resource != "" {
		if res, err = l.resource(ctx, ac.Resource); err != nil {
			return res, "", "", err
		}
	} else if res, err = resourceOf(ac.Object); err != nil {
		return res, "", "", fmt.Errorf("admission case %s: %w", ac.ID, err)
	}
	metadata, _ := ac.Object["metadata"].(map[string]any)
	namespace, name = ac.Namespace, ac.Name
	if s, ok := metadata["namespace"].(string); ok && namespace == "" {
		namespace = s
	}
	if s, ok := metadata["name"].(string); ok && name == "" {
		name = s
	}
	if ac.Operation == "update" && name == "" {
		return res, "", "", fmt.Errorf("admission case %s: an update names its object", ac.ID)
	}
	return res, namespace, name, nil
}

// fitForCreate gives an object without a name a generated one, and its namespace.
func fitForCreate(object map[string]any, namespace string) map[string]any {
	if object == nil {
		return nil
	}
	metadata, _ := object["metadata"].(map[string]any)
	if metadata == nil {
		metadata = map[string]any{}
		object["metadata"] = metadata
	}
	if metadata["name"] == nil && metadata["generateName"] == nil {
		metadata["generateName"] = "hardenway-grader-"
	}
	if namespace != "" {
		metadata["namespace"] = namespace
	}
	return object
}

// freshen gives an update the resourceVersion of now. An object that is not there will be
// answered by 404, which is a fact.
func (l *look) freshen(ctx context.Context, path string, object map[string]any) error {
	if object == nil {
		return errors.New("an update needs an object")
	}
	a, err := l.asGrader(ctx, call{method: http.MethodGet, path: path})
	if err != nil || !a.ok() {
		return err
	}
	have, _ := a.object["metadata"].(map[string]any)
	metadata, _ := object["metadata"].(map[string]any)
	if metadata == nil {
		metadata = map[string]any{}
		object["metadata"] = metadata
	}
	metadata["resourceVersion"] = have["resourceVersion"]
	return nil
}

var (
	policyDenied  = regexp.MustCompile(`ValidatingAdmissionPolicy '([^']+)'`)
	webhookDenied = regexp.MustCompile(`(?:admission webhook|failed calling webhook) "([^"]+)"`)
)

// admissionRefuser tells which part of the API server refused, by how it words it.
func admissionRefuser(a *answer) (by, name string) {
	if a.ok() {
		return "", ""
	}
	if m := policyDenied.FindStringSubmatch(a.message); m != nil {
		return "policy", m[1]
	}
	if m := webhookDenied.FindStringSubmatch(a.message); m != nil {
		return "webhook", m[1]
	}
	switch {
	case refuser(a) == refusedByAuthentication, refuser(a) == refusedByAuthorization:
		return refuser(a), ""
	case a.code == http.StatusNotFound:
		return "missing", ""
	case strings.Contains(a.message, "violates PodSecurity"):
		return "pod-security", ""
	case strings.Contains(a.message, "exceeded quota"), strings.Contains(a.message, "failed quota"):
		return "quota", ""
	case a.code == http.StatusUnprocessableEntity:
		return "validation", ""
	}
	return refusedByAdmission, ""
}
