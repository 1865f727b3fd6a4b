package workload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/hardenway/hardenway/labs/workload/kubeapi"
)

// The annotations the bot writes. The first, on the pod template, is what makes the
// Deployment roll; the second, on the Deployment, is its report.
const (
	annotationRolled = "deploy-bot.hardenway.dev/rolled-at"
	annotationReport = "deploy-bot.hardenway.dev/report"
)

// deployBot is a deployment pipeline in small: it may change one Deployment and look
// at what came of it, and needs nothing else.
type deployBot struct {
	*pod
	api        *kubeapi.Client
	namespace  string
	deployment string

	mu     sync.Mutex
	status botStatus
}

// botStatus is what /status tells.
type botStatus struct {
	Deployment string `json:"deployment"` // namespace/name
	// OK is whether the last round went through.
	OK       bool      `json:"ok"`
	Code     int       `json:"code"` // the API server's answer when it refused
	Error    string    `json:"error,omitempty"`
	Rounds   int       `json:"rounds"`
	Failures int       `json:"failures"`
	Pods     int       `json:"pods"` // pods of the namespace the bot can see
	Last     time.Time `json:"last"`
}

// runDeployBot rolls --deployment every --interval.
func runDeployBot(ctx context.Context, p *pod, args []string) error {
	set := p.flags("deploy-bot")
	port := set.Int("port", 8082, "port /status and /healthz are served on")
	deployment := set.String("deployment", "", "Deployment to roll, in --namespace")
	namespace := set.String("namespace", "", "namespace to work in (default: the pod's own)")
	interval := set.Duration("interval", 20*time.Second, "time between rollouts")
	if err := parse(set, args); err != nil {
		return err
	}
	if *deployment == "" {
		return &usageError{errors.New("which Deployment shall be rolled? Give --deployment=NAME")}
	}
	if *interval <= 0 {
		return &usageError{errors.New("--interval must be longer than nothing")}
	}
	api, err := kubeapi.New(p.env.Getenv, p.files, p.net)
	if err != nil {
		return err
	}
	if *namespace == "" {
		if *namespace, err = api.Namespace(); err != nil {
			return fmt.Errorf("%w; give --namespace", err)
		}
	}
	bot := &deployBot{
		pod: p, api: api, namespace: *namespace, deployment: *deployment,
		status: botStatus{Deployment: *namespace + "/" + *deployment},
	}
	p.logf("rolling deployment %s/%s every %s", *namespace, *deployment, *interval)
	return p.serveWhile(ctx, *port, bot.handler(), func(ctx context.Context) {
		every(ctx, *interval, func() { bot.round(ctx) })
	})
}

func (b *deployBot) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, _ *http.Request) {
		b.mu.Lock()
		status := b.status
		b.mu.Unlock()
		writeJSON(w, http.StatusOK, status)
	})
	return mux
}

// round rolls once and remembers how it went.
func (b *deployBot) round(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	pods, err := b.roll(ctx)
	if errors.Is(ctx.Err(), context.Canceled) {
		return // stopping
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.status.Rounds++
	b.status.OK, b.status.Error, b.status.Last = err == nil, "", time.Now().UTC()
	b.status.Code = kubeapi.Code(err)
	if err != nil {
		b.status.Failures++
		b.status.Error = err.Error()
		b.logf("round %d failed: %v", b.status.Rounds, err)
		return
	}
	b.status.Pods = pods
	b.logf("round %d: rolled %s, %d pods in the namespace", b.status.Rounds, b.deployment, pods)
}

// roll changes the pod template as `kubectl rollout restart` does, then looks at the
// namespace's pods.
func (b *deployBot) roll(ctx context.Context) (pods int, err error) {
	now := time.Now().UTC().Format(time.RFC3339)
	patch, err := json.Marshal(map[string]any{
		"metadata": map[string]any{"annotations": map[string]string{annotationReport: "ok at " + now}},
		"spec": map[string]any{"template": map[string]any{
			"metadata": map[string]any{"annotations": map[string]string{annotationRolled: now}},
		}},
	})
	if err != nil {
		return 0, err
	}
	const agent = "hardenway-deploy-bot/1"
	_, err = b.api.Do(ctx, b.api.ServiceAccount, kubeapi.Request{
		Method:      http.MethodPatch,
		Path:        "/apis/apps/v1/namespaces/" + url.PathEscape(b.namespace) + "/deployments/" + url.PathEscape(b.deployment),
		Query:       url.Values{"fieldManager": {"deploy-bot"}},
		ContentType: "application/strategic-merge-patch+json",
		Body:        patch,
		UserAgent:   agent,
	})
	if err != nil {
		return 0, fmt.Errorf("rolling deployment %s: %w", b.deployment, err)
	}
	body, err := b.api.Do(ctx, b.api.ServiceAccount, kubeapi.Request{
		Path:      "/api/v1/namespaces/" + url.PathEscape(b.namespace) + "/pods",
		UserAgent: agent,
	})
	if err != nil {
		return 0, fmt.Errorf("listing pods: %w", err)
	}
	var list struct {
		Items []struct{} `json:"items"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return 0, fmt.Errorf("listing pods: %w", err)
	}
	return len(list.Items), nil
}

// readToken reads a mounted token, as it is now.
func (p *pod) readToken(name string) (string, error) {
	data, err := p.files.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("reading the token: %w", err)
	}
	return strings.TrimSpace(string(data)), nil
}
