package grader

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/remotecommand"
	"k8s.io/client-go/transport"
	utilexec "k8s.io/client-go/util/exec"
	"k8s.io/klog/v2"
	"k8s.io/streaming/pkg/httpstream"
)

var _ probe = (*ExecProbe)(nil)

const (
	execTimeout = 5 * time.Second
	maxOutput   = 1 << 20
)

func (e *ExecProbe) scope() scope { return scope{"exec": nil} }

func (e *ExecProbe) validate(p *problems, _ Role) {
	p.identity("as", e.As)
	p.timeout(e.Timeout)
	if e.Selector == "" {
		if _, _, ok := namespacedName(e.Pod); !ok {
			p.add("pod", "%q: write namespace/name, or only the namespace with a selector", e.Pod)
		}
	} else if e.Pod == "" || strings.Contains(e.Pod, "/") {
		p.add("pod", "%q: with a selector it is only the namespace", e.Pod)
	}
	if len(e.Command) == 0 {
		p.add("command", "say what to run, as a list: [id, -u]")
	}
}

// execFacts are those of a command that did not run.
func execFacts(why, message string) map[string]any {
	return map[string]any{"exec": map[string]any{"ran": false, "why": why, "message": message}}
}

func (e *ExecProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	c, err := l.credential(ctx, e.As, graderCredential)
	if err != nil {
		return nil, err
	}
	o := Observation{Asked: "exec in " + e.Pod + ": " + short(strings.Join(e.Command, " "), 120), As: c.who, From: string(FromHost)}
	namespace, name, facts, err := e.find(ctx, l)
	if err != nil || facts != nil {
		o.Got = "no such running pod"
		if err != nil {
			o.Got = whyNot(err)
		}
		l.saw(o)
		return facts, err
	}
	facts, got, err := e.run(ctx, l, c, namespace, name)
	o.Got = got
	if err != nil {
		o.Got = whyNot(err)
	}
	l.saw(o)
	return facts, err
}

// find finds the pod, as the grader. That it is not there or does not run is a fact.
func (e *ExecProbe) find(ctx context.Context, l *look) (namespace, name string, facts map[string]any, err error) {
	namespace, name, _ = strings.Cut(e.Pod, "/")
	q := call{method: http.MethodGet, path: "/api/v1/namespaces/" + namespace + "/pods"}
	if name != "" {
		q.path += "/" + name
	} else {
		q.query = url.Values{"labelSelector": {e.Selector}}
	}
	a, err := l.asGrader(ctx, q)
	if err != nil {
		return "", "", nil, err
	}
	pods := []any{a.object}
	switch {
	case a.code == http.StatusNotFound:
		return "", "", execFacts("missing", a.message), nil
	case !a.ok():
		return "", "", nil, &untold{asked: q.String(), why: "the API server answered " + a.String()}
	case name == "":
		pods, _ = a.object["items"].([]any)
	}
	if len(pods) == 0 {
		return "", "", execFacts("missing", "no pod in "+namespace+" has the labels "+e.Selector), nil
	}
	phase := ""
	for _, p := range pods {
		pod, _ := p.(map[string]any)
		metadata, _ := pod["metadata"].(map[string]any)
		status, _ := pod["status"].(map[string]any)
		phase, _ = status["phase"].(string)
		if phase == "Running" && metadata["deletionTimestamp"] == nil {
			found, _ := metadata["name"].(string)
			return namespace, found, nil, nil
		}
	}
	return "", "", execFacts("not-running", "the pod is "+or(phase, "without a phase")), nil
}

// kubeletTrouble is how the API server, or the kubelet through it, words that the kubelet is
// out of reach or cannot get at the container.
var kubeletTrouble = regexp.MustCompile(`error dialing backend|container not found|container .* is not valid for pod|no such container|not running|cannot exec`)

func (e *ExecProbe) run(ctx context.Context, l *look, c *credential, namespace, name string) (map[string]any, string, error) {
	config, err := l.execConfig(c)
	if err != nil {
		return nil, "", err
	}
	u := *l.server.base
	u.Path = "/api/v1/namespaces/" + namespace + "/pods/" + name + "/exec"
	query := url.Values{"command": e.Command, "stdout": {"true"}, "stderr": {"true"}}
	if e.Container != "" {
		query.Set("container", e.Container)
	}
	if e.Stdin != "" {
		query.Set("stdin", "true")
	}
	u.RawQuery = query.Encode()
	executor, err := remotecommand.NewWebSocketExecutor(config, http.MethodGet, u.String())
	if err != nil {
		return nil, "", fmt.Errorf("exec in %s/%s: %w", namespace, name, err)
	}
	running, cancel := context.WithTimeout(ctx, orDuration(e.Timeout, execTimeout))
	defer cancel()
	// remotecommand tells every broken stream on stderr; the verdict tells it already.
	running = klog.NewContext(running, klog.Logger{})
	stdout, stderr := &limited{}, &limited{}
	options := remotecommand.StreamOptions{Stdout: stdout, Stderr: stderr}
	if e.Stdin != "" {
		options.Stdin = strings.NewReader(e.Stdin)
	}
	// The executor's own goroutines may outlive a hanging connection; what they still
	// write is not looked at.
	_, err = bounded(running, "exec in "+namespace+"/"+name, func() (struct{}, error) {
		return struct{}{}, executor.StreamWithContext(running, options)
	})
	code := int64(0)
	exit, isExit := errors.AsType[utilexec.CodeExitError](err)
	upgrade, isUpgrade := errors.AsType[*httpstream.UpgradeFailureError](err)
	switch {
	case err == nil:
	case isExit:
		code = int64(exit.Code)
	case isUpgrade && running.Err() == nil: // else it was not refused, but late
		return e.refused(upgrade, namespace, name)
	default:
		return nil, "", fmt.Errorf("the command did not come to an end: %w", err)
	}
	facts := map[string]any{"ran": true, "why": "", "message": "", "code": code, "stdout": stdout.String(), "stderr": stderr.String()}
	got := fmt.Sprintf("exit code %d", code)
	if text := short(or(stdout.String(), stderr.String()), 120); text != "" {
		got += ": " + text
	}
	return map[string]any{"exec": facts}, got, nil
}

// refused sorts out why the API server did not upgrade the connection. What it says of
// the kubelet and of the caller are facts, anything else is trouble of its own.
func (e *ExecProbe) refused(upgrade *httpstream.UpgradeFailureError, namespace, name string) (map[string]any, string, error) {
	a := &answer{message: upgrade.Cause.Error()}
	if status, ok := errors.AsType[*apierrors.StatusError](upgrade.Cause); ok {
		a.code, a.message = int(status.ErrStatus.Code), status.ErrStatus.Message
	} else if m := upgradeCode.FindStringSubmatch(a.message); m != nil {
		a.code, _ = strconv.Atoi(m[1]) // three digits
	}
	got := fmt.Sprintf("%d %s: %s", a.code, http.StatusText(a.code), short(a.message, 160))
	asOther := e.As != nil && e.As.Word != Self
	switch {
	case asOther && (a.code == http.StatusUnauthorized || a.code == http.StatusForbidden):
		return execFacts("refused", a.message), got, nil
	case a.code == http.StatusNotFound:
		return execFacts("missing", a.message), got, nil
	case kubeletTrouble.MatchString(a.message):
		return execFacts("unreachable", a.message), got, nil
	// The API server hands on what the kubelet says to its certificate. Its own refusals
	// are worded otherwise.
	case a.code == http.StatusForbidden && kubeletForbids.MatchString(a.message), a.code >= 500 && strings.Contains(a.message, "unable to upgrade connection"):
		return execFacts("unreachable", a.message), got, nil
	}
	return nil, "", fmt.Errorf("exec in %s/%s: the API server did not let it begin: %s", namespace, name, got)
}

var (
	// upgradeCode finds the status code where the answer was no Status.
	upgradeCode = regexp.MustCompile(`\((\d{3}) [A-Za-z ]+\)`)
	// kubeletForbids is how the kubelet words its refusals.
	kubeletForbids = regexp.MustCompile(`resource=nodes|Forbidden \(user=`)
)

// execConfig is a client configuration for remotecommand, which makes its own connections.
func (l *look) execConfig(c *credential) (*rest.Config, error) {
	config := rest.CopyConfig(l.server.config)
	if !c.admin {
		config = rest.AnonymousClientConfig(l.server.config)
		config.CertData, config.KeyData, config.BearerToken = c.certPEM, c.keyPEM, c.bearer
	}
	if c.impersonate != nil {
		config.Impersonate = rest.ImpersonationConfig{UserName: c.impersonate.UserName, Groups: c.impersonate.Groups, Extra: c.impersonate.Extra}
	}
	if c.basic != "" {
		config.Wrap(func(rt http.RoundTripper) http.RoundTripper {
			user, password, _ := strings.Cut(c.basic, ":")
			return transport.NewBasicAuthRoundTripper(user, password, rt)
		})
	}
	if config.Proxy == nil {
		config.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil }
	}
	if config.Dial == nil {
		config.Dial = (&net.Dialer{Timeout: apiTimeout}).DialContext
	}
	return config, nil
}

// limited keeps the first MiB of what is written to it.
type limited struct{ buf bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if room := maxOutput - l.buf.Len(); room > 0 {
		l.buf.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}

func (l *limited) String() string { return strings.ToValidUTF8(l.buf.String(), "�") }
