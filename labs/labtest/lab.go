package labtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/scenarios"
)

const labName = labs.ID("labtest-lab")

// RunLab takes one scenario through its whole life on the engine's default provider:
// start, grade, watch it turn green under one of its own solutions, reset, reset of a broken
// control plane, stop. It asks of the engine with a provider what Run asks of the provider.
func RunLab(t *testing.T, engine *labs.Engine, scenario scenarios.ID) {
	t.Helper()
	ctx := t.Context()
	must(t, engine.Stop(ctx, labName, nil))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), deleteTime)
		defer cancel()
		if err := engine.Stop(ctx, labName, nil); err != nil {
			t.Errorf("stopping: %v", err)
		}
	})
	start := func() (*labs.Lab, error) {
		return engine.Start(ctx, labs.StartOptions{Scenario: scenario, Name: labName})
	}
	lab, err := start()
	must(t, err)
	if _, err := start(); err == nil {
		t.Error("a second start of the same lab succeeded")
	} else if _, ok := errors.AsType[*labs.ExistsError](err); !ok {
		t.Errorf("a second start of the same lab: %v", err)
	}
	seeded := func(t *testing.T, report *grader.Report) {
		t.Helper()
		for _, result := range report.Results {
			want := grader.Pass
			if result.Role == grader.Goal {
				want = grader.Fail
			}
			if result.Outcome != want {
				t.Errorf("%s %s is %s, want %s: %s", result.Role, result.ID, result.Outcome, want, result.Said)
			}
		}
	}
	t.Run("open and list", func(t *testing.T) {
		opened, err := engine.Open(ctx, labName)
		must(t, err)
		if opened.State() != lab.State() || opened.Cluster().Endpoints() != lab.Cluster().Endpoints() {
			t.Errorf("Open found %+v, Start made %+v", opened.State(), lab.State())
		}
		statuses, err := engine.List(ctx)
		must(t, err)
		if len(statuses) != 1 || !statuses[0].Running || statuses[0].Problem != nil || statuses[0].Kubeconfig != lab.Cluster().Kubeconfig() {
			t.Errorf("List has %+v", statuses)
		}
	})
	t.Run("grade", func(t *testing.T) {
		report, err := lab.Grade(ctx, grader.Options{})
		must(t, err)
		seeded(t, report)
		if report.Solved || report.Lab != string(labName) || report.Scenario != string(scenario) {
			t.Errorf("the report is of %s/%s, solved %v", report.Scenario, report.Lab, report.Solved)
		}
	})
	t.Run("attack", func(t *testing.T) { script(t, lab, lab.Scenario().Attack.Name, true) })
	t.Run("watch", func(t *testing.T) { watch(t, lab) })
	t.Run("attack after the solution", func(t *testing.T) { script(t, lab, lab.Scenario().Attack.Name, false) })
	t.Run("reset", func(t *testing.T) {
		done := reset(t, lab)
		if len(done.PutBack) == 0 || done.Unknown != "" || done.Recreated != "" {
			t.Errorf("a solved lab was reset, and: put back %v, unknown %q, recreated %q", done.PutBack, done.Unknown, done.Recreated)
		}
		seeded(t, done.Grading)
		again := reset(t, lab)
		if len(again.PutBack) != 0 || again.Digest != done.Digest {
			t.Errorf("a second reset put back %v, and the digest is %s, before %s", again.PutBack, again.Digest, done.Digest)
		}
	})
	t.Run("reset of a broken control plane", func(t *testing.T) {
		files := lab.Cluster().Node().Files()
		write(t, files, apiServerManifest, withFlag(t, read(t, files, apiServerManifest), "--there-is-no-such-flag"))
		eventually(t, "the grading to tell that nothing can be told", func() error {
			report, err := lab.Grade(ctx, grader.Options{})
			must(t, err)
			if errs := report.Count(grader.Error); errs != len(report.Results) {
				return fmt.Errorf("%d of %d checks are error", errs, len(report.Results))
			}
			return nil
		})
		done := reset(t, lab)
		if done.Unknown == "" || !strings.Contains(fmt.Sprint(done.PutBack), apiServerManifest) {
			t.Errorf("put back %v, unknown %q", done.PutBack, done.Unknown)
		}
		if done.Recreated != "" {
			t.Errorf("the cluster was made anew: %s", done.Recreated)
		}
		seeded(t, done.Grading)
	})
	t.Run("reset when the cluster is gone", func(t *testing.T) {
		must(t, provider(t, engine).Delete(ctx, labName, nil))
		stopped, err := engine.Open(ctx, labName)
		if _, ok := errors.AsType[*labs.StoppedError](err); !ok {
			t.Fatalf("Open: got %v, want a StoppedError", err)
		}
		done := reset(t, stopped)
		if done.Recreated == "" {
			t.Error("a cluster that is gone was reset without making it anew")
		}
		seeded(t, done.Grading)
	})
	t.Run("stop", func(t *testing.T) {
		must(t, engine.Stop(ctx, labName, nil))
		must(t, engine.Stop(ctx, labName, nil))
		if statuses, err := engine.List(ctx); err != nil || len(statuses) != 0 {
			t.Errorf("List still has %+v, %v", statuses, err)
		}
		_, err := engine.Open(ctx, labName)
		if _, ok := errors.AsType[*labs.NotFoundError](err); !ok {
			t.Errorf("Open: got %v, want a NotFoundError", err)
		}
		must(t, filepath.WalkDir(string(engine.Home), func(path string, entry os.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				t.Errorf("%s was left", path)
			}
			return err
		}))
	})
}

func provider(t *testing.T, engine *labs.Engine) labs.Provider {
	t.Helper()
	if len(engine.Providers) == 0 {
		t.Fatal("the engine has no provider")
	}
	return engine.Providers[0]
}

func script(t *testing.T, lab *labs.Lab, name string, works bool) {
	t.Helper()
	var out bytes.Buffer
	code, err := lab.RunScript(t.Context(), name, labs.Stdio{Out: &out, Err: &out})
	must(t, err)
	if (code == 0) != works {
		t.Errorf("%s exited %d, and should succeed: %v\n%s", name, code, works, out.String())
	}
}

func reset(t *testing.T, lab *labs.Lab) *labs.ResetReport {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), createTime)
	defer cancel()
	done, err := lab.Reset(ctx, nil)
	must(t, err)
	if done.Objects == 0 || done.Files == 0 || done.Digest == "" || done.Grading == nil {
		t.Fatalf("a reset without proof: %+v", done)
	}
	return done
}

// watch sees the lab turn green while a solution is applied, and rests while nothing happens.
func watch(t *testing.T, lab *labs.Lab) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*effectTime)
	defer cancel()
	solved := errors.New("solved")
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	first := make(chan struct{})
	gradings, greener := 0, 0
	ended := make(chan error)
	go func() {
		ended <- lab.Watch(ctx, func(report *grader.Report, changes labs.Changes) {
			if gradings++; gradings == 1 {
				if changes != nil {
					t.Errorf("the first grading brought changes: %s", changes)
				}
				close(first)
			}
			for _, change := range changes {
				if change.To == grader.Pass {
					greener++
				}
			}
			if report.Solved {
				stop(solved)
			}
		})
	}()
	<-first
	script(t, lab, lab.Scenario().Proof.Solutions[0].Script.Name, true)
	if err := <-ended; !errors.Is(err, solved) {
		t.Fatalf("watching ended after %d gradings: %v", gradings, err)
	}
	if greener == 0 {
		t.Error("the lab was solved, and no check was told to have turned green")
	}

	// What a grading writes itself is no reason to grade again. A lab just changed is looked
	// at every two seconds, so more than a few in six are too many. The solution may still be
	// taking effect, which is a reason; a grading that is its own reason never rests.
	for round := 1; ; round++ {
		gradings := gradingsWithin(t, lab, 6*time.Second)
		if gradings <= 4 {
			break
		}
		if round == 5 {
			t.Errorf("%d gradings in six quiet seconds, for the fifth time", gradings)
			break
		}
	}
	// Nothing a grading made is left.
	config, err := lab.Cluster().AdminConfig()
	must(t, err)
	eventually(t, "the canaries to be gone", func() error {
		namespaces, err := clientFor(t, config).CoreV1().Namespaces().List(t.Context(), metav1.ListOptions{LabelSelector: grader.Label})
		if err == nil && len(namespaces.Items) > 0 {
			err = fmt.Errorf("%d namespaces are left", len(namespaces.Items))
		}
		return err
	})
}

// gradingsWithin counts the first grading, however long that takes, and those in the time after it.
func gradingsWithin(t *testing.T, lab *labs.Lab, limit time.Duration) (gradings int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), effectTime)
	defer cancel()
	over := errors.New("the time is over")
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	err := lab.Watch(ctx, func(*grader.Report, labs.Changes) {
		if gradings++; gradings == 1 {
			time.AfterFunc(limit, func() { stop(over) })
		}
	})
	if !errors.Is(err, over) {
		t.Errorf("watching ended after %d gradings with %v", gradings, err)
	}
	return gradings
}
