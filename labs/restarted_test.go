package labs

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/client-go/rest"

	"github.com/hardenway/hardenway/labs/shell"
)

// restartingCluster runs its static pods as they were seeded, until restart.
type restartingCluster struct {
	*fakeCluster
	restarted func() (time.Time, bool)
}

func (c *restartingCluster) StaticPods(context.Context) (map[string]time.Time, error) {
	seen, runs := c.restarted()
	if !runs {
		return nil, nil
	}
	return map[string]time.Time{"etcd": seen}, nil
}

func TestWaitStaticPod(t *testing.T) {
	for _, test := range []struct {
		name  string
		state func(sinceEdit time.Duration, edit time.Time) (time.Time, bool)
		want  string // in the error; "" for none
		after time.Duration
	}{
		{
			name: "restarted after two seconds", after: 2 * time.Second,
			state: func(since time.Duration, edit time.Time) (time.Time, bool) {
				if since < 2*time.Second {
					return edit.Add(-time.Minute), true // the one of before answers as ever
				}
				return edit.Add(time.Second), true
			},
		},
		{
			name: "an edit that changed nothing", want: "etcd runs as its manifest was before it was last written: not within 10s; did the edit change anything?",
			state: func(_ time.Duration, edit time.Time) (time.Time, bool) { return edit.Add(-time.Minute), true },
		},
		{
			name: "a component that cannot start", want: "etcd does not run: not within 10s",
			state: func(time.Duration, time.Time) (time.Time, bool) { return time.Time{}, false },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				fake := &fakeCluster{id: "shop", files: shell.MemoryFS(map[string]string{"etc/kubernetes/manifests/etcd.yaml": "etcd\n"})}
				info, err := fake.files.Stat("/etc/kubernetes/manifests/etcd.yaml")
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				cluster := &restartingCluster{fake, func() (time.Time, bool) { return test.state(time.Since(began), info.ModTime()) }}
				lab := &Lab{cluster: cluster}
				ctx, cancel := context.WithTimeoutCause(t.Context(), 10*time.Second, errNotWithin10s)
				defer cancel()
				err = lab.waitStaticPod(ctx, cluster, "etcd")
				switch {
				case test.want == "" && err != nil:
					t.Errorf("err = %v", err)
				case test.want != "" && (err == nil || err.Error() != test.want):
					t.Errorf("err = %v, want %s", err, test.want)
				}
				if took := time.Since(began); took < test.after {
					t.Errorf("it went on after %s, with the old one", took)
				}
			})
		})
	}
}

// answeringCluster has an API server that is the test's.
type answeringCluster struct {
	*fakeCluster
	url string
}

func (c *answeringCluster) AdminConfig() (*rest.Config, error) { return &rest.Config{Host: c.url}, nil }

func TestWaitStored(t *testing.T) {
	for _, test := range []struct {
		name    string
		answers []int // the last one stays
		asked   int
		want    string // in the error; "" for none
	}{
		{name: "etcd is not there at first", answers: []int{500, 500, 200}, asked: 3},
		{name: "whom it refuses does not wait", answers: []int{500, 403}, asked: 2},
		{name: "nor who is nobody", answers: []int{401}, asked: 1},
		{name: "etcd does not come", answers: []int{500}, want: "the API server does not read from etcd: enough seen"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, stop := context.WithCancelCause(t.Context())
			defer stop(nil)
			var asked atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				n := int(asked.Add(1))
				if r.URL.Path != "/api/v1/namespaces/kube-system" {
					t.Errorf("it asks for %s", r.URL)
				}
				if n == 4 {
					stop(constError("enough seen"))
				}
				w.WriteHeader(test.answers[min(n, len(test.answers))-1])
			}))
			defer server.Close()
			err := (&Lab{cluster: &answeringCluster{&fakeCluster{id: "shop"}, server.URL}}).waitStored(ctx)
			switch {
			case test.want == "" && (err != nil || int(asked.Load()) != test.asked):
				t.Errorf("asked %d times, want %d: %v", asked.Load(), test.asked, err)
			case test.want != "" && (err == nil || !strings.HasPrefix(err.Error(), test.want)):
				t.Errorf("err = %v, want %s", err, test.want)
			}
		})
	}
}

type constError string

func (e constError) Error() string { return string(e) }

const errNotWithin10s = constError("not within 10s")

func TestWaitRestartUsage(t *testing.T) {
	for script, want := range map[string]string{
		"wait-restart":                 "usage: wait-restart [-l] [-t SECONDS] COMPONENT...",
		"wait-restart -l":              "usage: wait-restart",
		"wait-restart -t soon etcd":    `"soon" is no number of seconds`,
		"wait-restart kube-apiserver":  "this cluster does not tell of its static pods",
		"wait-restart -t 1 kube-proxy": "this cluster does not tell of its static pods",
	} {
		var out bytes.Buffer
		lab, _ := scriptLab(t, script)
		code, err := lab.RunScript(t.Context(), "solutions/one.sh", Stdio{Out: &out, Err: &out})
		if err != nil || code == 0 || !strings.Contains(out.String(), want) {
			t.Errorf("%s: exit %d, %v: %q, want %q", script, code, err, out.String(), want)
		}
	}
}
