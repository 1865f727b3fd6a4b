package labs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/hardenway/hardenway/grader"
)

func reportOf(outcomes ...grader.Outcome) *grader.Report {
	report := &grader.Report{}
	for i, outcome := range outcomes {
		report.Results = append(report.Results, grader.Result{ID: fmt.Sprintf("c%d", i), Outcome: outcome})
	}
	return report
}

// TestWatchRhythm plays changes against the clock and notes when gradings begin.
func TestWatchRhythm(t *testing.T) {
	ms := time.Millisecond
	const slow = grader.Outcome(-1) // a failure that takes a second to see
	for _, test := range []struct {
		name    string
		outcome grader.Outcome
		changes []time.Duration // when something changes
		until   time.Duration
		want    []time.Duration // when it is graded
	}{
		{"nothing happens", grader.Fail, nil, 25 * time.Second, []time.Duration{0, 10 * time.Second, 20 * time.Second}},
		{"in doubt", grader.Error, nil, 5 * time.Second, []time.Duration{0, 2 * time.Second, 4 * time.Second}},
		{"pending", grader.Pending, nil, 3 * time.Second, []time.Duration{0, 2 * time.Second}},
		// After a change it looks more often for a while.
		{"one change", grader.Fail, []time.Duration{time.Second}, 6 * time.Second, []time.Duration{0, 1300 * ms, 3300 * ms, 5300 * ms}},
		{"a burst is one", grader.Fail, []time.Duration{1000 * ms, 1100 * ms, 1350 * ms}, 3 * time.Second, []time.Duration{0, 1650 * ms}},
		{"never quiet", grader.Fail, every(200*ms, 4*time.Second), 3 * time.Second, []time.Duration{0, 2200 * ms}},
		{"slow and never quiet", slow, every(200*ms, 20*time.Second), 14 * time.Second, []time.Duration{0, 5 * time.Second, 10 * time.Second}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeoutCause(t.Context(), test.until, errors.New("enough"))
				defer cancel()
				began := time.Now()
				changed := make(chan struct{}, 1)
				go func() {
					for _, at := range test.changes {
						if sleep(ctx, at-time.Since(began)) != nil {
							return
						}
						select {
						case changed <- struct{}{}:
						default:
						}
					}
				}()
				var got []time.Duration
				err := watchLoop(ctx, changed, func(time.Time) (*grader.Report, error) {
					got = append(got, time.Since(began))
					if test.outcome == slow {
						return reportOf(grader.Fail), sleep(ctx, time.Second)
					}
					return reportOf(test.outcome), nil
				}, func(*grader.Report, Changes) {})
				if errorText(err) != "enough" || !slices.Equal(got, test.want) {
					t.Errorf("graded at %v, want %v (%v)", got, test.want, err)
				}
			})
		})
	}
}

func every(step, until time.Duration) (times []time.Duration) {
	for at := step; at < until; at += step {
		times = append(times, at)
	}
	return times
}

func TestWatchTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reports := []*grader.Report{
			reportOf(grader.Fail, grader.Pass), reportOf(grader.Fail, grader.Pass), reportOf(grader.Pass, grader.Error),
		}
		var got []string
		n := 0
		err := watchLoop(t.Context(), nil, func(time.Time) (*grader.Report, error) {
			if n == len(reports) {
				return nil, errors.New("the lab was stopped")
			}
			n++
			return reports[n-1], nil
		}, func(_ *grader.Report, c Changes) { got = append(got, c.String()) })
		want := []string{"", "", "c0: pass, was fail; c1: error, was pass"}
		if !slices.Equal(got, want) || errorText(err) != "the lab was stopped" {
			t.Errorf("told %q, want %q; %v", got, want, err)
		}
	})
}

// A grading's own writes are no changes, or watching would never rest.
func TestCanaries(t *testing.T) {
	put := func(key, value string) *clientv3.Event {
		return &clientv3.Event{Type: mvccpb.PUT, Kv: &mvccpb.KeyValue{Key: []byte(key), Value: []byte(value)}}
	}
	del := func(key string) *clientv3.Event {
		return &clientv3.Event{Type: mvccpb.DELETE, Kv: &mvccpb.KeyValue{Key: []byte(key)}}
	}
	const label = "k8s\x00\x12\x14hardenway.dev/grader\x12\x04true"
	own := canaries{}
	for i, test := range []struct {
		event *clientv3.Event
		made  bool
	}{
		{put("/registry/secrets/shop/key", "k8s\x00"), false},
		{put("/registry/secrets/shop/c123", label), true},
		{del("/registry/secrets/shop/c123"), true},
		{del("/registry/secrets/shop/c123"), false}, // not twice
		{put("/registry/namespaces/c777", label), true},
		{put("/registry/serviceaccounts/c777/default", "k8s\x00"), true},
		{put("/registry/secrets/c777/sealed", "k8s:enc:secretbox:v1:"), true},
		{del("/registry/secrets/c777/sealed"), true},
		{del("/registry/serviceaccounts/c777/default"), true},
		{put("/registry/namespaces/c777", label), true}, // terminating
		{del("/registry/namespaces/c777"), true},
		{put("/registry/namespaces/c777", "k8s\x00"), false}, // a learner's, of the same name
		// Encrypted, so that only the name tells.
		{put("/registry/secrets/shop/hardenway-grader-cabcdefgh2345672", "k8s:enc:aesgcm:v1:"), true},
		{del("/registry/secrets/shop/hardenway-grader-cabcdefgh2345672"), true},
		{put("/registry/namespaces/cabcdefgh2345672", "k8s:enc:aesgcm:v1:"), true},
		{put("/registry/configmaps/cabcdefgh2345672/kube-root-ca.crt", "k8s:enc:aesgcm:v1:"), true},
		{put("/registry/secrets/shop/checkout", "k8s:enc:aesgcm:v1:"), false},
	} {
		if got := own.made(test.event); got != test.made {
			t.Errorf("event %d, %s of %s: the grader's own: %v, want %v", i, test.event.Type, test.event.Kv.Key, got, test.made)
		}
	}
	for key, want := range map[string]bool{
		"/registry/leases/kube-node-lease/n": true, "/registry/events/shop/e": true, "/registry/minions/n": true, "/registry/secrets/shop/s": false,
		"/registry/rbac.authorization.k8s.io/clusterroles/x": false, "/registry/example.com/leases/x": false,
	} {
		if got := uninteresting(key); got != want {
			t.Errorf("%s is uninteresting: %v, want %v", key, got, want)
		}
	}
}

// Etcd that is away is tried again, and its return counts as a change.
func TestWatchEtcdReconnects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 1750*time.Millisecond)
		defer cancel()
		tries, changes := 0, 0
		watchEtcd(ctx, func(context.Context) (*clientv3.Client, error) { tries++; return nil, errors.New("refused") }, func() { changes++ })
		if tries != 4 || changes != 3 {
			t.Errorf("tried %d times and told of %d changes, want 4 and 3", tries, changes)
		}
	})
}

func TestWatchFiles(t *testing.T) {
	root := t.TempDir()
	manifest := filepath.Join(root, "etc", "kubernetes", "manifests", "etcd.yaml")
	pods := filepath.Join(root, "var", "lib", "kubelet", "pods", "u1")
	for _, dir := range []string{filepath.Dir(manifest), pods} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(manifest, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := fileTimes(root)
	for _, test := range []struct {
		name string
		do   func() error
		seen bool
	}{
		{"nothing", func() error { return nil }, false},
		{"edited", func() error { return os.WriteFile(manifest, []byte("two!"), 0o600) }, true},
		{"replaced by an editor", func() error {
			if err := os.WriteFile(manifest+"~", []byte("six!"), 0o600); err != nil {
				return err
			}
			if err := os.Chtimes(manifest+"~", time.Now(), time.Now().Add(time.Second)); err != nil {
				return err
			}
			return os.Rename(manifest+"~", manifest)
		}, true},
		{"mode", func() error { return os.Chmod(manifest, 0o644) }, true},
		{"the kubelet's own", func() error { return os.WriteFile(filepath.Join(pods, "token"), nil, 0o600) }, false},
		{"added", func() error { return os.WriteFile(filepath.Join(root, "etc", "kubernetes", "x"), nil, 0o600) }, true},
		{"removed", func() error { return os.Remove(manifest) }, true},
	} {
		if err := test.do(); err != nil {
			t.Fatal(err)
		}
		after := fileTimes(root)
		seen := len(after) != len(before)
		for name, stamp := range after {
			seen = seen || before[name] != stamp
		}
		if seen != test.seen {
			t.Errorf("%s: seen %v, want %v", test.name, seen, test.seen)
		}
		before = after
	}
	// And by the clock.
	synctest.Test(t, func(t *testing.T) {
		changed := make(chan struct{}, 1)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go watchFiles(ctx, root, func() { changed <- struct{}{} })
		synctest.Wait() // its first look
		if err := os.WriteFile(manifest, []byte("three"), 0o600); err != nil {
			t.Fatal(err)
		}
		select {
		case <-changed:
		case <-time.After(3 * filesTime):
			t.Error("an edit was not seen")
		}
	})
}
