package grader

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	utiljson "k8s.io/apimachinery/pkg/util/json"
)

var _ probe = (*TokenProbe)(nil)

const (
	// revocationPatience is how long a revoked token may still be taken: the API server
	// remembers for 10 s that it was good.
	revocationPatience = 15 * time.Second
	canaryAccount      = "canary"
)

func (t *TokenProbe) scope() scope { return scope{"token": nil} }

func (t *TokenProbe) validate(p *problems, _ Role) {
	p.identity("as", t.As)
	if _, _, ok := namespacedName(t.ServiceAccount); !ok && t.ServiceAccount != canaryAccount {
		p.add("serviceAccount", "%q: write namespace/name, or %s for one of the grader's own", t.ServiceAccount, canaryAccount)
	}
	if t.Bound != Unbound && !slices.Contains(TokenBindings(), t.Bound) {
		p.add("bound", "%q: a token is bound to a %s or a %s", t.Bound, BoundToPod, BoundToSecret)
	}
	if t.Revoke && t.Bound == Unbound && t.ServiceAccount != canaryAccount {
		p.add("revoke", "there is nothing the grader may delete: bind the token to a pod or a secret, or use the serviceAccount %s", canaryAccount)
	}
	if t.ExpirationSeconds != nil && *t.ExpirationSeconds <= 0 {
		p.add("expirationSeconds", "%d: it must be more than 0", *t.ExpirationSeconds)
	}
}

func (t *TokenProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	asker, err := l.credential(ctx, t.As, graderCredential)
	if err != nil {
		return nil, err
	}
	suffix, err := randomWord(l.options.Rand)
	if err != nil {
		return nil, err
	}
	name := "hardenway-grader-" + suffix
	namespace, account, _ := namespacedName(t.ServiceAccount)
	revocable := "" // what is deleted to revoke
	if t.ServiceAccount == canaryAccount {
		namespace, account = "default", name
		collection := "/api/v1/namespaces/default/serviceaccounts"
		if err := l.create(ctx, collection, name, map[string]any{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": map[string]any{"name": name}}); err != nil {
			return nil, err
		}
		revocable = collection + "/" + name
	}
	var bound map[string]any
	if t.Bound != Unbound {
		if bound, revocable, err = l.bindingCanary(ctx, t.Bound, namespace, account, name); err != nil {
			return nil, err
		}
	}
	var seconds int64
	if t.ExpirationSeconds != nil {
		seconds = *t.ExpirationSeconds
	}

	ask := tokenRequest(namespace, account, t.Audiences, seconds, bound)
	o := Observation{Asked: fmt.Sprintf("a token of serviceaccount %s/%s", namespace, account), As: asker.who, From: string(FromHost)}
	if seconds != 0 {
		o.Asked += fmt.Sprintf(" for %d s", seconds)
	}
	a, err := l.api(ctx, asker, ask)
	if err != nil {
		o.Got = whyNot(err)
		l.saw(o)
		return nil, err
	}
	if asker == graderCredential && (a.code == http.StatusUnauthorized || refuser(a) == refusedByAuthorization || a.code == http.StatusNotFound) {
		return nil, &untold{asked: ask.String(), why: "the API server answered " + a.String()}
	}
	token := tokenIn(a)
	facts := map[string]any{"issued": a.ok() && token != "", "code": int64(a.code), "message": "", "refusedBy": refuser(a), "username": "", "groups": []string{}}
	out := map[string]any{"token": facts}
	if !a.ok() {
		facts["message"] = a.message
		o.Got = a.String()
		l.saw(o)
		return out, nil
	}
	claims, err := tokenClaims(token)
	if err != nil {
		return nil, &untold{asked: ask.String(), why: err.Error()}
	}
	facts["claims"] = claims
	lifetime, err := tokenLifetime(claims)
	if err != nil {
		return nil, &untold{asked: ask.String(), why: err.Error()}
	}
	facts["lifetimeSeconds"] = lifetime
	o.Got = fmt.Sprintf("issued for %d s", lifetime)
	l.saw(o)

	bearer := &credential{who: fmt.Sprintf("the token of %s/%s", namespace, account), bearer: token}
	used := Observation{Asked: "who am I?", As: bearer.who, From: string(FromHost)}
	review, err := l.selfReview(ctx, bearer)
	if err != nil {
		return nil, err
	}
	facts["codeBefore"] = int64(review.code)
	if info := userInfo(review); review.ok() {
		facts["username"], _ = info["username"].(string)
		facts["groups"] = some(stringList(info["groups"]))
		used.Got = fmt.Sprintf("%d: %s", review.code, facts["username"])
	} else {
		used.Got = review.String()
	}
	l.saw(used)
	if !t.Revoke {
		return out, nil
	}
	return out, l.revoke(ctx, bearer, revocable, facts)
}

// bindingCanary makes what a token is to be bound to.
func (l *look) bindingCanary(ctx context.Context, kind TokenBinding, namespace, account, name string) (bound map[string]any, path string, err error) {
	collection := "/api/v1/namespaces/" + namespace + "/secrets"
	object := map[string]any{"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"name": name}}
	if kind == BoundToPod {
		collection = "/api/v1/namespaces/" + namespace + "/pods"
		pod := smallestObject(resource{version: "v1", name: "pods"}, namespace)
		pod["metadata"] = map[string]any{"name": name}
		spec := pod["spec"].(map[string]any)
		spec["serviceAccountName"] = account
		// No scheduler takes it, so it costs nothing and can be deleted at once.
		spec["schedulerName"] = "hardenway-grader-nobody"
		object = pod
	}
	if err := l.create(ctx, collection, name, object); err != nil {
		return nil, "", err
	}
	a, err := l.asGrader(ctx, call{method: http.MethodGet, path: collection + "/" + name})
	if err != nil {
		return nil, "", err
	}
	metadata, _ := a.object["metadata"].(map[string]any)
	if !a.ok() || metadata["uid"] == nil {
		return nil, "", fmt.Errorf("the canary %s/%s is gone again: %s", collection, name, a)
	}
	return map[string]any{"apiVersion": "v1", "kind": object["kind"], "name": name, "uid": metadata["uid"]}, collection + "/" + name, nil
}

// revoke deletes what the token hangs on, and uses the token until it is refused.
func (l *look) revoke(ctx context.Context, bearer *credential, path string, facts map[string]any) error {
	if err := l.remove(ctx, path); err != nil {
		return fmt.Errorf("revoking the token: %w", err)
	}
	l.janitor.forget(path)
	began := time.Now()
	o := Observation{Asked: "who am I? (after DELETE " + path + ")", As: bearer.who, From: string(FromHost)}
	for {
		review, err := l.selfReview(ctx, bearer)
		if err != nil {
			return err
		}
		facts["codeAfter"] = int64(review.code)
		o.Got = fmt.Sprintf("%d after %.1f s", review.code, time.Since(began).Seconds())
		if review.code == http.StatusUnauthorized {
			facts["revokedAfterSeconds"] = int64(time.Since(began).Seconds())
			break
		}
		if time.Since(began) >= revocationPatience {
			break
		}
		if !pause(ctx, 500*time.Millisecond) {
			return fmt.Errorf("waiting for the token to be refused, which was still answered by %d: %w", review.code, ctx.Err())
		}
	}
	l.saw(o)
	return nil
}

// tokenClaims reads a token's claims without verifying it: the API server has just made it.
func tokenClaims(token string) (map[string]any, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errors.New("what was issued is no JSON web token")
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, errors.New("the claims of the token cannot be read")
	}
	var claims map[string]any
	if err := utiljson.Unmarshal(raw, &claims); err != nil {
		return nil, errors.New("the claims of the token cannot be read")
	}
	return claims, nil
}

func tokenLifetime(claims map[string]any) (int64, error) {
	exp, ok1 := claims["exp"].(int64)
	iat, ok2 := claims["iat"].(int64)
	if !ok1 || !ok2 {
		return 0, errors.New("the token does not say from when until when it is good")
	}
	return exp - iat, nil
}
