package workload

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
)

// authorizer is an authorization webhook. Its policy is a file, read anew for each question:
//
//	{"rules": [{"groups": ["interns"], "verbs": ["delete"], "answer": "deny", "reason": "not yet"}]}
//
// The first rule that fits answers, by allow, deny or none. A rule fits whose lists, as far as
// it has them, all hold what is asked; "*" is anything. No rule is no opinion.
type authorizer struct {
	*pod
	policy string
}

// runAuthorizer serves the webhook by TLS.
//
//	POST /authorize  a SubjectAccessReview of v1
//	GET  /healthz    for probes
func runAuthorizer(ctx context.Context, p *pod, args []string) error {
	set := p.flags("authorizer")
	port := set.Int("port", 9443, "port to listen on")
	cert := set.String("tls-cert", "/etc/authorizer/tls.crt", "mounted file with the server's certificate")
	key := set.String("tls-key", "/etc/authorizer/tls.key", "mounted file with its key")
	policy := set.String("policy", "/etc/authorizer/policy.json", "mounted file with the rules")
	if err := parse(set, args); err != nil {
		return err
	}
	config, err := p.certificate(*cert, *key)
	if err != nil {
		return err
	}
	a := &authorizer{pod: p, policy: *policy}
	return p.serveTLS(ctx, *port, config, a.handler())
}

func (a *authorizer) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("POST /authorize", a.authorize)
	return mux
}

// authzPolicy is the policy file.
type authzPolicy struct {
	Rules []authzRule `json:"rules"`
}

type authzRule struct {
	Users      []string `json:"users"`
	Groups     []string `json:"groups"`
	Verbs      []string `json:"verbs"`
	Resources  []string `json:"resources"`
	Namespaces []string `json:"namespaces"`
	Answer     string   `json:"answer"`
	Reason     string   `json:"reason"`
}

// accessReview is as much of authorization.k8s.io/v1 SubjectAccessReview as is needed.
type accessReview struct {
	APIVersion string        `json:"apiVersion"`
	Kind       string        `json:"kind"`
	Spec       *accessSpec   `json:"spec,omitempty"`
	Status     *accessStatus `json:"status,omitempty"`
}

type accessSpec struct {
	User               string          `json:"user"`
	Groups             []string        `json:"groups"`
	ResourceAttributes *accessResource `json:"resourceAttributes"`
}

type accessResource struct {
	Namespace string `json:"namespace"`
	Verb      string `json:"verb"`
	Resource  string `json:"resource"`
}

type accessStatus struct {
	Allowed bool   `json:"allowed"`
	Denied  bool   `json:"denied,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

func (a *authorizer) authorize(w http.ResponseWriter, r *http.Request) {
	var review accessReview
	if err := json.NewDecoder(io.LimitReader(r.Body, maxReview)).Decode(&review); err != nil || review.Spec == nil {
		http.Error(w, "want a SubjectAccessReview with a spec", http.StatusBadRequest)
		return
	}
	spec := review.Spec
	if spec.ResourceAttributes == nil {
		// It never learned about paths, and says so instead of guessing.
		a.logf("%s in %q: not about a resource, and this program knows nothing else", spec.User, spec.Groups)
		http.Error(w, "only resources are understood", http.StatusNotImplemented)
		return
	}
	policy, err := a.read()
	if err != nil {
		a.logf("%v", err)
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	status := policy.judge(spec)
	a.logf("%s in %q: %s %s in %q: allowed %v, denied %v", spec.User, spec.Groups,
		spec.ResourceAttributes.Verb, spec.ResourceAttributes.Resource, spec.ResourceAttributes.Namespace, status.Allowed, status.Denied)
	writeJSON(w, http.StatusOK, accessReview{APIVersion: "authorization.k8s.io/v1", Kind: "SubjectAccessReview", Status: &status})
}

// read reads the policy strictly: a misspelt key must not be a rule that fits everybody.
func (a *authorizer) read() (*authzPolicy, error) {
	data, err := a.files.ReadFile(a.policy)
	if err != nil {
		return nil, err
	}
	policy := &authzPolicy{}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(policy); err != nil {
		return nil, fmt.Errorf("%s: %w", a.policy, err)
	}
	for i, rule := range policy.Rules {
		if !slices.Contains([]string{"allow", "deny", "none"}, rule.Answer) {
			return nil, fmt.Errorf("%s: rule %d: the answer is %q; want allow, deny or none", a.policy, i+1, rule.Answer)
		}
	}
	return policy, nil
}

func (p *authzPolicy) judge(spec *accessSpec) accessStatus {
	for _, rule := range p.Rules {
		if rule.fits(spec) {
			return accessStatus{Allowed: rule.Answer == "allow", Denied: rule.Answer == "deny", Reason: rule.Reason}
		}
	}
	return accessStatus{}
}

func (r *authzRule) fits(spec *accessSpec) bool {
	at := spec.ResourceAttributes
	has := func(list []string, asked ...string) bool {
		return len(list) == 0 || slices.Contains(list, "*") ||
			slices.ContainsFunc(asked, func(s string) bool { return slices.Contains(list, s) })
	}
	return has(r.Users, spec.User) && has(r.Groups, spec.Groups...) && has(r.Verbs, at.Verb) &&
		has(r.Resources, at.Resource) && has(r.Namespaces, at.Namespace)
}
