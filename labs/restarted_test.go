package labs

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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
