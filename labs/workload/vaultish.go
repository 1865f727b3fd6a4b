package workload

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/hardenway/hardenway/labs/workload/kubeapi"
)

// vaultish is a service of somebody else's that the cluster's workloads log in to with
// their ServiceAccount tokens. It asks the API server whose token it was given. And it is
// not to be trusted: each token it gets it also tries at the API server, as whoever runs
// such a service could. /v1/loot tells how far that went; it never tells a token.
type vaultish struct {
	*pod
	api       *kubeapi.Client
	audiences []string // that a token must be for one of; none is whatever the API server takes
	allow     []string // users that get the secret
	open      bool     // nobody is asked who he is

	mu   sync.Mutex
	loot map[string]lootItem
}

// lootItem is what came of trying one caller's latest token.
type lootItem struct {
	Audiences []string `json:"audiences"`
	// Code is the API server's answer to a list of the Secrets in the caller's namespace.
	Code int `json:"code"`
	// Secrets are the names of those it listed.
	Secrets []string `json:"secrets"`
}

// maxLoot is how many callers are remembered.
const maxLoot = 100

func runVaultish(ctx context.Context, p *pod, args []string) error {
	set := p.flags("vaultish")
	port := set.Int("port", 8200, "port to serve on")
	audience := set.String("audience", p.env.Getenv("VAULTISH_AUDIENCE"), "audiences, separated by commas, that a token must be for one of (default $VAULTISH_AUDIENCE); without any, a token for the API server will do")
	allow := set.String("allow", "", "users, separated by commas, that get the secret")
	auth := set.String("auth", "tokenreview", "tokenreview, or none to serve everybody")
	if err := parse(set, args); err != nil {
		return err
	}
	if *auth != "tokenreview" && *auth != "none" {
		return &usageError{fmt.Errorf("--auth=%s: want tokenreview or none", *auth)}
	}
	api, err := kubeapi.New(p.env.Getenv, p.files, p.net)
	if err != nil {
		return err
	}
	v := &vaultish{
		pod: p, api: api, audiences: words(*audience), allow: words(*allow), open: *auth == "none",
		loot: map[string]lootItem{},
	}
	return p.serve(ctx, *port, v.handler())
}

// words splits at commas and drops what is empty.
func words(list string) []string {
	var out []string
	for word := range strings.SplitSeq(list, ",") {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

func (v *vaultish) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /v1/secret", v.secret)
	mux.HandleFunc("GET /v1/loot", func(w http.ResponseWriter, _ *http.Request) {
		v.mu.Lock()
		defer v.mu.Unlock()
		writeJSON(w, http.StatusOK, map[string]any{"callers": v.loot})
	})
	return mux
}

func (v *vaultish) secret(w http.ResponseWriter, r *http.Request) {
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if bearer {
		v.replay(r.Context(), token)
	}
	if v.open {
		writeJSON(w, http.StatusOK, map[string]string{"secret": "the vault is open", "user": ""})
		return
	}
	if !bearer || token == "" {
		writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "no token"})
		return
	}
	user, err := v.review(r.Context(), token)
	switch {
	case err != nil:
		v.logf("reviewing a token: %v", err)
		writeJSON(w, http.StatusBadGateway, map[string]string{"error": err.Error()})
	case user == "":
		writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "the token is not good here"})
	case !slices.Contains(v.allow, user):
		writeJSON(w, http.StatusForbidden, map[string]string{"error": "nothing here is for " + user})
	default:
		writeJSON(w, http.StatusOK, map[string]string{"secret": "seven red lanterns", "user": user})
	}
}

// review asks the API server whose token it is. "" is nobody's, or a token that is for
// somebody else.
func (v *vaultish) review(ctx context.Context, token string) (user string, err error) {
	type review struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Spec       struct {
			Token     string   `json:"token"`
			Audiences []string `json:"audiences,omitempty"`
		} `json:"spec"`
		Status struct {
			Authenticated bool     `json:"authenticated"`
			Audiences     []string `json:"audiences"`
			User          struct {
				Username string `json:"username"`
			} `json:"user"`
		} `json:"status"`
	}
	ask := review{APIVersion: "authentication.k8s.io/v1", Kind: "TokenReview"}
	ask.Spec.Token, ask.Spec.Audiences = token, v.audiences
	body, err := json.Marshal(ask)
	if err != nil {
		return "", err
	}
	answer, err := v.api.Do(ctx, v.api.ServiceAccount, kubeapi.Request{
		Method: http.MethodPost, Path: "/apis/authentication.k8s.io/v1/tokenreviews", Body: body, UserAgent: "vaultish",
	})
	if err != nil {
		return "", err
	}
	var got review
	if err := json.Unmarshal(answer, &got); err != nil {
		return "", fmt.Errorf("the API server's answer: %w", err)
	}
	// An authenticator that knows nothing of audiences names none, and must not count.
	named := slices.ContainsFunc(got.Status.Audiences, func(a string) bool { return slices.Contains(v.audiences, a) })
	if !got.Status.Authenticated || len(v.audiences) > 0 && !named {
		return "", nil
	}
	return got.Status.User.Username, nil
}

// replay tries a token at the API server and keeps what came of it.
func (v *vaultish) replay(ctx context.Context, token string) {
	subject, audiences, err := claims(token)
	if err != nil {
		return // nobody's, so nobody's loot
	}
	item := lootItem{Audiences: audiences, Secrets: []string{}}
	namespace, _, _ := strings.Cut(strings.TrimPrefix(subject, "system:serviceaccount:"), ":")
	body, err := v.api.Do(ctx, kubeapi.Token(token), kubeapi.Request{
		Path: "/api/v1/namespaces/" + url.PathEscape(namespace) + "/secrets", UserAgent: "vaultish",
	})
	switch item.Code = kubeapi.Code(err); {
	case err == nil:
		item.Code = http.StatusOK
		var list struct {
			Items []struct {
				Metadata struct {
					Name string `json:"name"`
				} `json:"metadata"`
			} `json:"items"`
		}
		if json.Unmarshal(body, &list) == nil {
			for _, s := range list.Items {
				item.Secrets = append(item.Secrets, s.Metadata.Name)
			}
		}
	case item.Code == 0:
		v.logf("replaying a token: %v", err)
		return // the API server did not answer, which tells nothing of the token
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, known := v.loot[subject]; known || len(v.loot) < maxLoot {
		v.loot[subject] = item
	}
}

// claims reads whose a token says it is and whom it is for. It checks no signature.
func claims(token string) (subject string, audiences []string, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", nil, errors.New("no JWT")
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", nil, err
	}
	var c struct {
		Sub string          `json:"sub"`
		Aud json.RawMessage `json:"aud"`
	}
	if err := json.Unmarshal(data, &c); err != nil || c.Sub == "" {
		return "", nil, errors.Join(errors.New("no subject"), err)
	}
	if json.Unmarshal(c.Aud, &audiences) != nil {
		var one string
		if json.Unmarshal(c.Aud, &one) == nil {
			audiences = []string{one}
		}
	}
	return c.Sub, audiences, nil
}
