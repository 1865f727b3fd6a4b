package workload

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hardenway/hardenway/labs/workload/podnet"
)

// socketDir is a directory whose sockets fit the 104 bytes some systems allow.
func socketDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "wl") //nolint:usetesting // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// podNetwork is as much of the node's as two pods need: CONNECT to the sockets of a map.
func podNetwork(t *testing.T, services map[string]string) string {
	t.Helper()
	name := filepath.Join(socketDir(t), "proxy")
	l, err := new(net.ListenConfig).Listen(t.Context(), "unix", name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				reader := bufio.NewReader(c)
				req, err := http.ReadRequest(reader)
				if err != nil {
					return
				}
				far, err := new(net.Dialer).DialContext(t.Context(), "unix", services[req.Host])
				if err != nil {
					_, _ = fmt.Fprintf(c, "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\nno pod answers at %s\n", req.Host)
					return
				}
				defer func() { _ = far.Close() }()
				_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
				go func() { _, _ = io.Copy(far, reader) }()
				_, _ = io.Copy(c, far)
			}()
		}
	}()
	return name
}

// start runs a program in the background; its end is awaited when the test ends.
func start(t *testing.T, vars map[string]string, args ...string) *logBuffer {
	t.Helper()
	log := &logBuffer{}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- Main(ctx, args, Env{Getenv: func(name string) string { return vars[name] }, Stdout: log, Stderr: log})
	}()
	t.Cleanup(func() {
		cancel()
		if code := <-ended; code != exitOK {
			t.Errorf("%s: exit code %d\n%s", args[0], code, log)
		}
	})
	return log
}

// until polls a pod's own /status until it says what is wanted.
func until[T any](t *testing.T, vars map[string]string, port int, wanted func(T) bool) T {
	t.Helper()
	network := podnet.FromEnv(func(name string) string { return vars[name] })
	client := &http.Client{Transport: network.Transport()}
	deadline, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var last string
	for {
		req, err := http.NewRequestWithContext(deadline, http.MethodGet, fmt.Sprintf("http://localhost:%d/status", port), nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := client.Do(req); err != nil {
			last = err.Error()
		} else {
			body, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			last = string(body)
			var status T
			if err == nil && json.Unmarshal(body, &status) == nil && wanted(status) {
				return status
			}
		}
		select {
		case <-deadline.Done():
			t.Fatalf("not in time; last seen: %s", last)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// The programs as a node runs them: each in its pod, through the node's pod network, with
// mounts that are somewhere else.
func TestProgramsInPods(t *testing.T) {
	api, vars := newFakeAPI(t)
	api.ownRights = []string{
		"GET /api/v1/namespaces/kubernetes-dashboard/configmaps/kubernetes-dashboard-settings",
		"GET /api/v1/namespaces/team-a/pods",
	}
	dashboardSockets := socketDir(t)
	proxy := podNetwork(t, map[string]string{"dashboard.svc:80": filepath.Join(dashboardSockets, "9090.sock")})
	in := func(sockets string) map[string]string {
		pod := maps.Clone(vars)
		pod[podnet.EnvSockets], pod[podnet.EnvProxy] = sockets, proxy
		return pod
	}

	dashboardLog := start(t, in(dashboardSockets), "dashboard")
	proberPod := in(socketDir(t))
	start(t, proberPod, "prober", "--url=http://dashboard.svc/api/v1/pods?namespace=team-a", "--interval=20ms",
		"--token-file=/var/run/secrets/kubernetes.io/serviceaccount/token")
	lonelyPod := in(socketDir(t))
	start(t, lonelyPod, "prober", "--url=http://nobody.svc/", "--interval=20ms")

	until(t, proberPod, 8081, func(s proberStatus) bool { return s.OK && s.Code == 200 })
	lonely := until(t, lonelyPod, 8081, func(s proberStatus) bool { return s.Failures > 1 })
	if !strings.Contains(lonely.Error, "no pod answers at nobody.svc:80") {
		t.Errorf("the prober of a Service nobody has says %q", lonely.Error)
	}
	for _, want := range []string{"a stand-in for the retired Kubernetes Dashboard v2", "login is required", "GET /api/v1/pods 200 in", "with a token"} {
		if !strings.Contains(dashboardLog.String(), want) {
			t.Errorf("the dashboard's log lacks %q:\n%s", want, dashboardLog)
		}
	}
	if strings.Contains(dashboardLog.String(), ownToken) {
		t.Error("the dashboard's log holds a token")
	}
}

func TestDashboardTellsWhatItCannotRead(t *testing.T) {
	d, api, _ := newTestDashboard(t, true)
	api.ownRights = nil
	b := newBrowser(t, d)
	b.open("/login")
	b.want(200, "Kubernetes (dashboard stand-in)") // no settings, and a page all the same
	b.submit("/skip")
	b.want(403, "Login skipped.", "The API server refused.")
	b.open("/settings")
	b.want(403, "The dashboard reads ConfigMap kubernetes-dashboard-settings in namespace kubernetes-dashboard with its own ServiceAccount, and could not.")
	b.open("/style.css")
	b.want(200, "prefers-color-scheme:dark")
}

func TestAge(t *testing.T) {
	now := time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC)
	for want, since := range map[string]time.Time{
		"":      {},
		"0 s":   now.Add(time.Hour), // clocks differ
		"119 s": now.Add(-119 * time.Second),
		"2 min": now.Add(-2 * time.Minute),
		"47 h":  now.Add(-47*time.Hour - 59*time.Minute),
		"2 d":   now.Add(-48 * time.Hour),
	} {
		if got := age(since, now); got != want {
			t.Errorf("since %s: %q, want %q", since, got, want)
		}
	}
}
