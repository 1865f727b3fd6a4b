package labs

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/hardenway/hardenway/grader"
)

// The rhythm of watching.
const (
	// quietTime is how long nothing may happen before a change is graded: one kubectl
	// apply makes many writes.
	quietTime = 300 * time.Millisecond
	// patience bounds that, for a cluster that never is quiet.
	patience = 2 * time.Second
	// idleTime is between gradings while nothing happens, for changes that leave no
	// trace in etcd or in files: a kubelet that was restarted.
	idleTime = 10 * time.Second
	// busyTime is the same soon after a change, whose effect may come later.
	busyTime = 2 * time.Second
	// busyFor is how long after a change that is.
	busyFor = 30 * time.Second
	// restFactor is how much longer than a grading the pause after it is at least, so that
	// watching a cluster that is never quiet leaves it most of the machine.
	restFactor = 2
	// filesTime is between two looks at the node's files.
	filesTime = 500 * time.Millisecond
	// reconnectTime is between two attempts to watch etcd.
	reconnectTime = 500 * time.Millisecond
)

func (l *Lab) watch(ctx context.Context, each func(*grader.Report, Changes)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changed := make(chan struct{}, 1)
	signal := func() {
		select {
		case changed <- struct{}{}:
		default: // one waits to be seen already
		}
	}
	etcd := make(chan struct{})
	go func() {
		defer close(etcd)
		watchEtcd(ctx, l.cluster.Etcd, signal)
	}()
	files := make(chan struct{})
	go func() {
		defer close(files)
		if root := l.cluster.Node().Root(); root != "" {
			watchFiles(ctx, root, signal)
		}
	}()
	defer func() { <-etcd; <-files }()
	defer cancel()
	return watchLoop(ctx, changed, func(lastChange time.Time) (*grader.Report, error) {
		return l.Grade(ctx, grader.Options{LastChange: lastChange})
	}, each)
}

// watchLoop is the rhythm by itself.
func watchLoop(ctx context.Context, changed <-chan struct{}, grade func(lastChange time.Time) (*grader.Report, error), each func(*grader.Report, Changes)) error {
	var last *grader.Report
	var lastChange time.Time
	for {
		began := time.Now()
		report, err := grade(lastChange)
		rest := min(restFactor*time.Since(began), idleTime)
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if err != nil {
			return err
		}
		each(report, ChangesOf(last, report))
		last = report

		wait := idleTime
		unsettled := report.Count(grader.Pending)+report.Count(grader.Error) > 0
		if unsettled || !lastChange.IsZero() && time.Since(lastChange) < busyFor {
			wait = busyTime
		}
		if err := sleep(ctx, rest); err != nil {
			return err
		}
		idle := time.NewTimer(max(quietTime, wait-rest))
		select {
		case <-ctx.Done():
			idle.Stop()
			return context.Cause(ctx)
		case <-idle.C:
			continue
		case <-changed:
			idle.Stop()
		}
		if err := settle(ctx, changed); err != nil {
			return err
		}
		lastChange = time.Now()
	}
}

// settle waits until no change has come for quietTime, but no longer than patience.
func settle(ctx context.Context, changed <-chan struct{}) error {
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		quiet := time.NewTimer(quietTime)
		select {
		case <-ctx.Done():
			quiet.Stop()
			return context.Cause(ctx)
		case <-limit.C:
			quiet.Stop()
			return nil
		case <-quiet.C:
			return nil
		case <-changed:
			quiet.Stop()
		}
	}
}

// watchEtcd calls changed for every write to the cluster that a person or a controller
// made, and connects again when etcd or the way to it breaks, until ctx ends.
func watchEtcd(ctx context.Context, open func(context.Context) (*clientv3.Client, error), changed func()) {
	for first := true; ; first = false {
		if !first {
			changed() // whatever happened while nobody watched
		}
		watchEtcdOnce(ctx, open, changed)
		if sleep(ctx, reconnectTime) != nil {
			return
		}
	}
}

func watchEtcdOnce(ctx context.Context, open func(context.Context) (*clientv3.Client, error), changed func()) {
	client, err := open(ctx)
	if err != nil {
		return // etcd is down: that is one of the things to be watched through
	}
	defer func() { _ = client.Close() }() // nothing was written
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	own := canaries{}
	for response := range client.Watch(ctx, "/registry/", clientv3.WithPrefix()) {
		if response.Err() != nil {
			return
		}
		for _, event := range response.Events {
			if !uninteresting(string(event.Kv.Key)) && !own.made(event) {
				changed()
			}
		}
	}
}

// uninteresting keys are written all the time while nobody does anything.
func uninteresting(key string) bool {
	for _, prefix := range []string{"/registry/leases/", "/registry/events/", "/registry/masterleases/", "/registry/health", "/registry/minions/"} {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// canaries are the keys that gradings wrote: watching must not answer its own questions.
type canaries map[string]bool

// made says whether the write is the grader's own, or a consequence of it: an object with
// its label, or anything in a namespace with its label.
func (c canaries) made(event *clientv3.Event) bool {
	key := string(event.Kv.Key)
	if event.Type == mvccpb.DELETE {
		own := c.known(key)
		delete(c, key)
		return own
	}
	if c.known(key) {
		return true
	}
	if bytes.Contains(event.Kv.Value, []byte(grader.Label)) {
		c[key] = true
		return true
	}
	return false
}

func (c canaries) known(key string) bool {
	if c[key] {
		return true
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(key, "/registry/"), "/") {
		if c["/registry/namespaces/"+part] || canaryNames.MatchString(part) {
			return true
		}
	}
	return false
}

// canaryNames are those the grader gives, for objects whose label cannot be seen because
// they are encrypted: a name of its own, or one of its random words.
var canaryNames = regexp.MustCompile(`^(hardenway-grader-.*|c[a-z2-7]{15})$`)

// watchFiles calls changed when a file changes that decides how the node runs. It looks
// at size, mode and time of a few dozen files twice a second: that is cheaper than it
// sounds, the same on every system, and sees what editors do by renaming.
func watchFiles(ctx context.Context, root string, changed func()) {
	last := fileTimes(root)
	for sleep(ctx, filesTime) == nil {
		next := fileTimes(root)
		if len(next) != len(last) {
			changed()
		} else {
			for name, stamp := range next {
				if last[name] != stamp {
					changed()
					break
				}
			}
		}
		last = next
	}
}

type fileStamp struct {
	size int64
	mode fs.FileMode
	time time.Time
}

func fileTimes(root string) map[string]fileStamp {
	stamps := map[string]fileStamp{}
	for _, dir := range kubernetesRoots {
		// What cannot be read is as good as not there: it is looked at again at once.
		_ = filepath.WalkDir(filepath.Join(root, filepath.FromSlash(dir)), func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return nil //nolint:nilerr // gone while walking
			}
			relative, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			if volatile("/" + filepath.ToSlash(relative)) {
				if entry.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			info, err := os.Stat(name)
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || info.IsDir() {
				return nil //nolint:nilerr // as above
			}
			stamps[name] = fileStamp{info.Size(), info.Mode(), info.ModTime()}
			return nil
		})
	}
	return stamps
}
