package workload

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// prober is the legitimate client: it shows, all the time, whether what should work
// still does.
type prober struct {
	*pod
	url    string
	token  string // path of a token to send, "" for none
	client *http.Client

	mu     sync.Mutex
	status proberStatus
}

// proberStatus is what /status tells.
type proberStatus struct {
	URL string `json:"url"`
	// OK is whether the last call got an answer from 200 to 399.
	OK bool `json:"ok"`
	// Code is the last call's status code, 0 when there was no answer.
	Code  int    `json:"code"`
	Error string `json:"error,omitempty"`
	// Calls and Failures count since the program started.
	Calls    int       `json:"calls"`
	Failures int       `json:"failures"`
	Last     time.Time `json:"last"`
}

// runProber calls --url every --interval.
func runProber(ctx context.Context, p *pod, args []string) error {
	set := p.flags("prober")
	port := set.Int("port", 8081, "port /status and /healthz are served on")
	url := set.String("url", p.env.Getenv("PROBE_URL"), "what to call (default $PROBE_URL)")
	interval := set.Duration("interval", 5*time.Second, "time between calls")
	timeout := set.Duration("timeout", 3*time.Second, "how long a call may take")
	token := set.String("token-file", "", "mounted file with a bearer token to send, read anew for each call")
	if err := parse(set, args); err != nil {
		return err
	}
	if *url == "" {
		return &usageError{fmt.Errorf("what shall be called? Give --url=http://shop.default.svc/ or set PROBE_URL")}
	}
	if *interval <= 0 || *timeout <= 0 {
		return &usageError{fmt.Errorf("--interval and --timeout must be longer than nothing")}
	}
	pr := &prober{
		pod: p, url: *url, token: *token,
		client: &http.Client{Transport: p.net.Transport(), Timeout: *timeout},
		status: proberStatus{URL: *url},
	}
	if _, err := http.NewRequestWithContext(ctx, http.MethodGet, *url, nil); err != nil {
		return &usageError{fmt.Errorf("--url: %w", err)}
	}
	p.logf("calling %s every %s", *url, *interval)
	return p.serveWhile(ctx, *port, pr.handler(), func(ctx context.Context) {
		every(ctx, *interval, func() { pr.call(ctx) })
	})
}

// serveWhile serves while work runs, and ends both together.
func (p *pod) serveWhile(ctx context.Context, port int, handler http.Handler, work func(context.Context)) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { work(ctx) })
	err := p.serve(ctx, port, handler)
	cancel()
	wg.Wait()
	return err
}

// every calls work now and then once per interval, until ctx ends.
func every(ctx context.Context, interval time.Duration, work func()) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		work()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (p *prober) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, _ *http.Request) {
		p.mu.Lock()
		status := p.status
		p.mu.Unlock()
		writeJSON(w, http.StatusOK, status)
	})
	return mux
}

// call makes one call and logs when the outcome differs from the last one.
func (p *prober) call(ctx context.Context) {
	code, err := p.get(ctx)
	if ctx.Err() != nil {
		return // stopping; the call did not fail by itself
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.status
	p.status.Calls++
	p.status.Code, p.status.Error, p.status.Last = code, "", time.Now().UTC()
	p.status.OK = err == nil && code >= 200 && code < 400
	if err != nil {
		p.status.Error = err.Error()
	}
	if !p.status.OK {
		p.status.Failures++
	}
	if before.Calls == 0 || before.Code != code || before.Error != p.status.Error {
		if err != nil {
			p.logf("call %d failed: %v", p.status.Calls, err)
		} else {
			p.logf("call %d: %d %s", p.status.Calls, code, http.StatusText(code))
		}
	}
}

func (p *prober) get(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url, nil)
	if err != nil {
		return 0, err
	}
	if p.token != "" {
		token, err := p.readToken(p.token)
		if err != nil {
			return 0, err
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	// Read a little so that the connection can be used again.
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)); err != nil {
		return resp.StatusCode, fmt.Errorf("reading the answer: %w", err)
	}
	return resp.StatusCode, nil
}

// readToken reads a mounted token, as it is now.
func (p *pod) readToken(name string) (string, error) {
	data, err := p.files.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("reading the token: %w", err)
	}
	return strings.TrimSpace(string(data)), nil
}
