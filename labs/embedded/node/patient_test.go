package node

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hardenway/hardenway/internal/porttest"
)

// Once the API server has answered, only a watch waits for it to come back.
func TestPatientWatches(t *testing.T) {
	address := porttest.Address(t)
	answered := &atomic.Bool{}
	answered.Store(true)
	client := &http.Client{Transport: &patient{http.DefaultTransport, time.Now(), answered}}
	ask := func(path string) (int, error) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
		if err != nil {
			return 0, err
		}
		resp, err := client.Do(req)
		if err != nil {
			return 0, err
		}
		return resp.StatusCode, resp.Body.Close()
	}
	for _, path := range []string{"/api/v1/pods", "/api/v1/nodes/n"} {
		if _, err := ask(path); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%s: %v, want that the connection is refused", path, err)
		}
	}
	type answer struct {
		code int
		err  error
	}
	watched := make(chan answer, 1)
	go func() {
		code, err := ask("/api/v1/pods?watch=true&resourceVersion=1")
		watched <- answer{code, err}
	}()
	select {
	case a := <-watched:
		t.Fatalf("the watch did not wait: %d, %v", a.code, a.err)
	case <-time.After(200 * time.Millisecond):
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	err := server.Listener.Close()
	if err != nil {
		t.Fatal(err)
	}
	if server.Listener, err = (&net.ListenConfig{}).Listen(t.Context(), "tcp", address); err != nil {
		t.Fatal(err)
	}
	server.Start()
	defer server.Close()
	if a := <-watched; a.err != nil || a.code != http.StatusTeapot {
		t.Errorf("the watch got %d, %v", a.code, a.err)
	}
}

// An API server that has lost its etcd takes requests and does not answer. The kubelet must
// not wait for it with the pod that is to bring etcd back, even if it was started just now.
func TestPatientMirrors(t *testing.T) {
	const pods = "/api/v1/namespaces/kube-system/pods"
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("hangs") != "" {
			select {
			case <-release:
			case <-r.Context().Done():
			}
		}
		_, _ = w.Write([]byte("answer"))
	}))
	t.Cleanup(func() { close(release); server.Close() })
	answered := &atomic.Bool{}
	client := &http.Client{Transport: &patient{http.DefaultTransport, time.Now(), answered}}
	for _, tt := range []struct {
		method, path string
		gaveUp       bool
	}{
		{http.MethodDelete, pods + "/etcd-n?hangs=1", true},
		{http.MethodPost, pods + "?hangs=1", true},
		{http.MethodGet, "/api/v1/nodes/n?hangs=1", true},
		{http.MethodGet, "/api/v1/nodes?fieldSelector=metadata.name%3Dn&hangs=1", true},
		{http.MethodGet, "/api/v1/nodes/n", false},
		{http.MethodDelete, pods + "/etcd-n", false},
		{http.MethodPost, pods, false},
		{http.MethodPatch, pods + "/etcd-n/status", false},
	} {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			req, err := http.NewRequestWithContext(ctx, tt.method, server.URL+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := client.Do(req)
			for err != nil && !tt.gaveUp && ctx.Err() == nil { // two seconds can be short on a busy machine
				resp, err = client.Do(req)
			}
			if gaveUp := errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil; gaveUp != tt.gaveUp {
				t.Fatalf("gave up: %v (%v), want %v", gaveUp, err, tt.gaveUp)
			}
			if err != nil {
				return
			}
			defer resp.Body.Close() //nolint:errcheck // read to its end below
			if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "answer" {
				t.Errorf("read %q, %v", body, err)
			}
		})
	}
	t.Run("others wait", func(t *testing.T) {
		for _, path := range []string{pods + "/etcd-n/status", pods + "/a/b", "/api/v1/namespaces/shop/pods", "/api/v1/namespaces/kube-system/podtemplates"} {
			if req := httptest.NewRequest(http.MethodDelete, path, nil); mirrors(req) {
				t.Errorf("%s is taken for a mirror pod", path)
			}
		}
	})
}

// The pod network's watches survive whatever a starting API server says.
func TestInsistent(t *testing.T) {
	var asked atomic.Int32
	codes := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusInternalServerError, http.StatusServiceUnavailable, http.StatusOK}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(asked.Add(1)) - 1
		switch {
		case r.URL.Query().Get("old") != "":
			w.WriteHeader(http.StatusGone)
		case n == 1:
			panic(http.ErrAbortHandler) // a process that is killed while it answers
		default:
			w.WriteHeader(codes[min(n, len(codes)-1)])
		}
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer server.Close()
	client := &http.Client{Transport: &insistent{http.DefaultTransport}}
	for _, tt := range []struct {
		query string
		code  int
		asked int32
	}{
		{"", http.StatusUnauthorized, 1}, // no watch: the caller is told
		{"?watch=true", http.StatusOK, int32(len(codes))},
		{"?watch=true&old=1", http.StatusGone, 1},
	} {
		asked.Store(0)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/v1/services"+tt.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", tt.query, err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != tt.code || asked.Load() != tt.asked {
			t.Errorf("%s: %d after %d requests, want %d after %d", tt.query, resp.StatusCode, asked.Load(), tt.code, tt.asked)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+porttest.Address(t)+"/?watch=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := client.Do(req); err == nil {
		_ = resp.Body.Close()
		t.Error("a watch of nobody was answered")
	}
}
