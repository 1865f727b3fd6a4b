package labs

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/hardenway/hardenway/labs/shell"
)

// StaticPodTeller is a Cluster that knows its static pods.
type StaticPodTeller interface {
	// StaticPods tells of each static pod that runs, by its name without the node's, when
	// the kubelet read the manifest that it was made from.
	StaticPods(ctx context.Context) (map[string]time.Time, error)
}

const waitRestartUsage = `usage: wait-restart [-l] [-t SECONDS] COMPONENT...
Waits until each component runs as its manifest in /etc/kubernetes/manifests says, and the API server is ready; with -l, until it lives.`

// waitRestart is a command of scripts. An API server that is about to be restarted answers
// as before until it is, so asking it whether it is ready tells nothing: a script that did
// would go on, and lose its connection a moment later.
func (l *Lab) waitRestart(ctx context.Context, c *shell.Call) int {
	limit, names, health := 90*time.Second, c.Args[1:], "/readyz"
	if len(names) > 0 && names[0] == "-l" { // a server that cannot read what is stored is never ready
		names, health = names[1:], "/livez"
	}
	if len(names) > 2 && names[0] == "-t" {
		seconds, err := strconv.Atoi(names[1])
		if err != nil || seconds < 1 {
			c.Errorf("%q is no number of seconds\n%s", names[1], waitRestartUsage)
			return 2
		}
		limit, names = time.Duration(seconds)*time.Second, names[2:]
	}
	if len(names) == 0 {
		c.Errorf("%s", waitRestartUsage)
		return 2
	}
	teller, ok := l.cluster.(StaticPodTeller)
	if !ok {
		c.Errorf("this cluster does not tell of its static pods")
		return 127
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("not within %s", limit))
	defer cancel()
	for _, name := range names {
		if err := l.waitStaticPod(ctx, teller, name); err != nil {
			c.Errorf("%v", err)
			return 1
		}
	}
	err := l.waitHealth(ctx, health)
	if err == nil && health == "/readyz" && slices.Contains(names, "etcd") {
		err = l.waitStored(ctx)
	}
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	return 0
}

// waitStored waits until the API server reads from etcd. Its /readyz may tell of an etcd that has ended
// since: while one such question waits for an answer, others get that of the question before.
func (l *Lab) waitStored(ctx context.Context) error {
	for {
		client, err := l.api()
		if err == nil {
			_, err = client.discovery.RESTClient().Get().AbsPath("/api/v1/namespaces/kube-system").Timeout(5 * time.Second).DoRaw(ctx)
		}
		if err == nil || apierrors.IsUnauthorized(err) || apierrors.IsForbidden(err) { // whom it refuses cannot know more
			return nil
		}
		if sleep(ctx, 100*time.Millisecond) != nil {
			return fmt.Errorf("the API server does not read from etcd: %w; last: %w", context.Cause(ctx), err)
		}
	}
}

// waitStaticPod waits until a static pod runs that was made from its manifest as it is now.
func (l *Lab) waitStaticPod(ctx context.Context, teller StaticPodTeller, name string) error {
	manifest := path.Join(path.Dir(apiServerManifest), name+".yaml")
	for {
		info, err := l.cluster.Node().Files().Stat(manifest)
		if err != nil {
			return fmt.Errorf("%s has no manifest: %w", name, err)
		}
		pods, err := teller.StaticPods(ctx)
		seen, runs := pods[name]
		if err == nil && runs && !seen.Before(info.ModTime()) {
			return nil
		}
		if sleep(ctx, 100*time.Millisecond) == nil {
			continue
		}
		switch {
		case err != nil:
			return errors.Join(context.Cause(ctx), err)
		case !runs:
			return fmt.Errorf("%s does not run: %w", name, context.Cause(ctx))
		}
		return fmt.Errorf("%s runs as its manifest was before it was last written: %w; did the edit change anything?", name, context.Cause(ctx))
	}
}
