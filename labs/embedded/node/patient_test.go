package node

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// Once the API server has answered, only a watch waits for it to come back.
func TestPatientWatches(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	address := server.Listener.Addr().String()
	if err := server.Listener.Close(); err != nil { // the port refuses now
		t.Fatal(err)
	}
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
	var err error
	if server.Listener, err = (&net.ListenConfig{}).Listen(t.Context(), "tcp", address); err != nil {
		t.Fatal(err)
	}
	server.Start()
	defer server.Close()
	if a := <-watched; a.err != nil || a.code != http.StatusTeapot {
		t.Errorf("the watch got %d, %v", a.code, a.err)
	}
}
