// Package kubeapi talks to the API server from inside a pod, with the standard
// library alone: an image made of these programs stays small.
//
// It holds no credential longer than a request. The CA and the ServiceAccount's
// token are read anew for each one, because the kubelet replaces both.
package kubeapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/hardenway/hardenway/labs/workload/podfs"
	"github.com/hardenway/hardenway/labs/workload/podnet"
)

// ServiceAccountDir is where a pod finds its token, CA and namespace.
const ServiceAccountDir = "/var/run/secrets/kubernetes.io/serviceaccount"

// maxBody is the largest answer that is read, in bytes.
const maxBody = 16 << 20

// Client asks the API server. It is safe for several goroutines.
type Client struct {
	// Base is the API server's URL, "https://10.96.0.1:443".
	Base string

	files podfs.FS
	net   podnet.Net

	mu    sync.Mutex
	caSum [sha256.Size]byte
	http  *http.Client
}

// New returns a client for the API server the pod's environment names.
func New(getenv func(string) string, files podfs.FS, network podnet.Net) (*Client, error) {
	host, port := getenv("KUBERNETES_SERVICE_HOST"), getenv("KUBERNETES_SERVICE_PORT")
	if host == "" || port == "" {
		return nil, errors.New("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this program talks to the API server and runs in a pod")
	}
	return &Client{Base: "https://" + net.JoinHostPort(host, port), files: files, net: network}, nil
}

// Credential returns the bearer token to send with a request; "" sends none.
type Credential func() (string, error)

// ServiceAccount is the pod's own token, as the kubelet has mounted it now.
func (c *Client) ServiceAccount() (string, error) {
	token, err := c.files.ReadFile(ServiceAccountDir + "/token")
	if err != nil {
		return "", fmt.Errorf("reading the pod's own token: %w", err)
	}
	return strings.TrimSpace(string(token)), nil
}

// Token is the credential of someone who gave us their token.
func Token(token string) Credential {
	return func() (string, error) { return token, nil }
}

// Namespace is the namespace the pod runs in.
func (c *Client) Namespace() (string, error) {
	ns, err := c.files.ReadFile(ServiceAccountDir + "/namespace")
	if err != nil {
		return "", fmt.Errorf("reading the pod's own namespace: %w", err)
	}
	return strings.TrimSpace(string(ns)), nil
}

// Request is one call of the API server.
type Request struct {
	Method      string // "" is GET
	Path        string // "/api/v1/namespaces/default/pods"
	Query       url.Values
	ContentType string // of Body; "" is application/json
	Body        []byte
	UserAgent   string
}

// StatusError is an answer of the API server outside 200 to 299. What it says is the
// API server's own sentence, which names the user, the verb and the resource.
type StatusError struct {
	Code    int    `json:"code"`
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message"`
}

func (e *StatusError) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

// Code returns the API server's status code in err, or 0 when it gave none.
func Code(err error) int {
	if status, ok := errors.AsType[*StatusError](err); ok {
		return status.Code
	}
	return 0
}

// Do sends a request as whoever the credential says. It returns the body, or a
// *StatusError when the API server refused.
func (c *Client) Do(ctx context.Context, as Credential, r Request) ([]byte, error) {
	client, err := c.client()
	if err != nil {
		return nil, err
	}
	token, err := as()
	if err != nil {
		return nil, err
	}
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	target := c.Base + r.Path
	if len(r.Query) > 0 {
		target += "?" + r.Query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(r.Body))
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, r.Path, err)
	}
	req.Header.Set("Accept", "application/json")
	if r.UserAgent != "" {
		req.Header.Set("User-Agent", r.UserAgent)
	}
	if len(r.Body) > 0 {
		req.Header.Set("Content-Type", orDefault(r.ContentType, "application/json"))
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("asking the API server: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("reading the API server's answer: %w", err)
	}
	if len(body) > maxBody {
		return nil, fmt.Errorf("%s %s: the answer is larger than %d MiB", method, r.Path, maxBody>>20)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return nil, statusError(resp, body)
	}
	return body, nil
}

func statusError(resp *http.Response, body []byte) error {
	status := &StatusError{}
	if err := json.Unmarshal(body, status); err != nil || status.Message == "" {
		text := strings.TrimSpace(string(body[:min(len(body), 300)]))
		status = &StatusError{Message: orDefault(text, resp.Status)}
	}
	status.Code = resp.StatusCode
	return status
}

func orDefault(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// client returns an HTTP client that trusts the cluster's CA as it is mounted now.
func (c *Client) client() (*http.Client, error) {
	ca, err := c.files.ReadFile(ServiceAccountDir + "/ca.crt")
	if err != nil {
		return nil, fmt.Errorf("reading the cluster's CA: %w", err)
	}
	sum := sha256.Sum256(ca)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.http != nil && sum == c.caSum {
		return c.http, nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(ca) {
		return nil, fmt.Errorf("reading the cluster's CA: %s/ca.crt holds no certificate", ServiceAccountDir)
	}
	if c.http != nil {
		c.http.CloseIdleConnections()
	}
	transport := c.net.Transport()
	transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	c.http = &http.Client{
		Transport: transport,
		Timeout:   30 * time.Second,
		// The API server redirects nothing we ask for; a token must not follow one.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	c.caSum = sum
	return c.http, nil
}
