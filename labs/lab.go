package labs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/scenarios"
)

// Lab is one scenario on one cluster.
type Lab struct {
	engine   *Engine
	provider Provider
	scenario *scenarios.Scenario
	cluster  Cluster // nil when it does not run
	state    State
}

// ID is the lab's name.
func (l *Lab) ID() ID { return l.state.ID }

// Scenario is what runs there.
func (l *Lab) Scenario() *scenarios.Scenario { return l.scenario }

// Cluster is where it runs, or nil when Open said that it does not.
func (l *Lab) Cluster() Cluster { return l.cluster }

// State is what is remembered of it.
func (l *Lab) State() State { return l.state }

// running returns the cluster, or *StoppedError.
func (l *Lab) running() (Cluster, error) {
	if l.cluster == nil {
		return nil, &StoppedError{ID: l.state.ID, Why: "its cluster is not there"}
	}
	return l.cluster, nil
}

// seedDigest is a digest of what a scenario puts into a cluster. It tells a lab that
// was seeded from an older edition of the scenario; texts and checks may change freely.
func seedDigest(scenario *scenarios.Scenario) string {
	hash := sha256.New()
	part := func(name string, value any) {
		data, err := json.Marshal(value)
		if err != nil {
			data = []byte(err.Error()) // these types always marshal
		}
		fmt.Fprintf(hash, "%s\x00%d\x00%s", name, len(data), data)
	}
	part("cluster", scenario.Cluster)
	part("manifests", scenario.Manifests)
	for _, name := range slices.Sorted(maps.Keys(scenario.NodeFiles)) {
		part("node/"+name, scenario.NodeFiles[name])
	}
	return "sha256:" + hex.EncodeToString(hash.Sum(nil))
}

// clusterSpec is what the scenario asks of its cluster.
func clusterSpec(state *State, scenario *scenarios.Scenario) ClusterSpec {
	files := map[string]File{}
	for name, file := range scenario.NodeFiles {
		files[name] = File{Data: file.Data, Mode: uint32(file.Mode.Perm())}
	}
	return ClusterSpec{ID: state.ID, Image: state.Image, Kubeadm: scenario.Cluster.Kubeadm, Kubelet: scenario.Cluster.Kubelet, SharedEtcdCA: scenario.Cluster.SharedEtcdCA, Files: files}
}

// build makes the cluster and brings it to the seeded state. The caller holds the
// lock and clears up when it fails.
func (l *Lab) build(ctx context.Context, report Reporter) error {
	cluster, err := l.provider.Create(ctx, clusterSpec(&l.state, l.scenario), report)
	if err != nil {
		return err
	}
	l.cluster = cluster
	config, err := cluster.AdminConfig()
	if err != nil {
		return err
	}
	client, err := newAPI(config)
	if err != nil {
		return err
	}
	if err := l.checkVersion(client); err != nil {
		return err
	}
	if err := step(report, "scenario", func() error { return client.seed(ctx, l.scenario.Manifests) }); err != nil {
		return err
	}
	if len(l.scenario.Ready) > 0 {
		if err := step(report, "scenario ready", func() error { return l.waitReady(ctx, client) }); err != nil {
			return err
		}
	}
	if err := step(report, "first grading", func() error { return l.waitSeeded(ctx) }); err != nil {
		return err
	}
	return step(report, "checkpoint", func() error { return l.checkpoint(ctx, client) })
}

// checkVersion fails when the cluster's Kubernetes is not one that the scenario is for:
// that is something the cluster lacks, like a capability.
func (l *Lab) checkVersion(client *api) error {
	if l.scenario.Kubernetes == "" {
		return nil
	}
	version, err := client.discovery.ServerVersion()
	if err != nil {
		return fmt.Errorf("asking the cluster for its version: %w", err)
	}
	return runsOn(l.scenario, l.provider.Name(), version.GitVersion)
}

func runsOn(scenario *scenarios.Scenario, provider, version string) error {
	runs, err := scenario.RunsOn(version)
	if err != nil {
		return fmt.Errorf("comparing the cluster's version: %w", err)
	}
	if !runs {
		return &UnsupportedError{What: string(scenario.ID), Provider: provider, Missing: []Capability{Capability("Kubernetes " + scenario.Kubernetes)}}
	}
	return nil
}

// waitReady waits for the scenario's ready conditions, all at once.
func (l *Lab) waitReady(ctx context.Context, client *api) error {
	limited, cancel := context.WithTimeout(ctx, scenarios.ReadyDeadline)
	defer cancel()
	group, groupCtx := errgroup.WithContext(limited)
	for _, ready := range l.scenario.Ready {
		group.Go(func() error {
			var last string
			for {
				what, why := l.notReady(groupCtx, client, ready)
				if why == "" {
					return nil
				}
				if groupCtx.Err() == nil || last == "" {
					last = what + ": " + why
				}
				if sleep(groupCtx, 100*time.Millisecond) != nil {
					if err := context.Cause(ctx); err != nil {
						return err
					}
					return &SeededError{Scenario: l.scenario.ID, Last: last}
				}
			}
		})
	}
	return group.Wait()
}

func (l *Lab) notReady(ctx context.Context, client *api, ready scenarios.Ready) (what, why string) {
	if ready.Condition == nil {
		return client.notReady(ctx, ready)
	}
	report, err := l.gradeChecks(ctx, []grader.Check{*ready.Condition}, grader.Options{})
	if err != nil {
		return "condition", err.Error()
	}
	for _, result := range report.Results {
		if result.Outcome != grader.Pass {
			seen := "no answer"
			if n := len(result.Evidence.Seen); n > 0 {
				seen = result.Evidence.Seen[n-1].Asked + ": " + result.Evidence.Seen[n-1].Got
			}
			return "condition " + ready.Condition.Expect, fmt.Sprintf("%s (%s)", result.Outcome, seen)
		}
	}
	return "condition", ""
}

// seededTime is how long the first grading may take to see the scenario as seeded:
// admission policies and aggregated configuration need some seconds.
const seededTime = 30 * time.Second

// waitSeeded grades until the checks are as in a fresh lab.
func (l *Lab) waitSeeded(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, seededTime)
	defer cancel()
	var last []grader.Result
	for {
		report, err := l.gradeChecks(limited, l.scenario.Checks, grader.Options{})
		if err == nil {
			if limited.Err() == nil || last == nil {
				last = unlikeSeeded(report)
			}
			if len(last) == 0 {
				return nil
			}
		} else if limited.Err() == nil {
			return err
		}
		if sleep(limited, 200*time.Millisecond) != nil {
			if err := context.Cause(ctx); err != nil {
				return err
			}
			return &SeededError{Scenario: l.scenario.ID, Broken: last}
		}
	}
}

// checkpoint remembers the state of now, and its digest. The state is looked at before
// and after, and once more while the two differ, so that the digest is that of what
// was remembered and not of what a controller did a moment later.
func (l *Lab) checkpoint(ctx context.Context, client *api) error {
	before, err := snapshot(ctx, client, l.cluster.Node())
	if err != nil {
		return err
	}
	const tries = 10
	for range tries {
		if err := l.cluster.Checkpoint(ctx); err != nil {
			return fmt.Errorf("remembering the seeded state: %w", err)
		}
		after, err := snapshot(ctx, client, l.cluster.Node())
		if err != nil {
			return err
		}
		differences := before.Diff(after)
		if len(differences) == 0 {
			data, err := json.Marshal(after)
			if err != nil {
				return err
			}
			if err := l.engine.Home.writeFile(l.engine.Home.seededPath(l.state.ID), data); err != nil {
				return err
			}
			l.state.Phase = PhaseReady
			return l.engine.Home.writeState(&l.state)
		}
		before = after
		if err := sleep(ctx, 200*time.Millisecond); err != nil {
			return err
		}
		if len(differences) > 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return fmt.Errorf("the seeded state of lab %q does not come to rest", l.state.ID)
}

// seeded reads the digest of the seeded state.
func (l *Lab) seeded() (*Snapshot, error) {
	data, err := os.ReadFile(l.engine.Home.seededPath(l.state.ID))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the digest of the seeded state of lab %q is gone", l.state.ID)
	}
	if err != nil {
		return nil, err
	}
	seeded := &Snapshot{}
	if err := json.Unmarshal(data, seeded); err != nil {
		return nil, fmt.Errorf("the digest of the seeded state of lab %q is damaged: %w", l.state.ID, err)
	}
	if seeded.Version != snapshotVersion {
		return nil, fmt.Errorf("the digest of the seeded state of lab %q has version %d, and this build compares version %d", l.state.ID, seeded.Version, snapshotVersion)
	}
	return seeded, nil
}
