package labs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hardenway/hardenway/grader"
)

// Once the provider says that it has put everything back, the lab may take mostResetTime to
// be as it was seeded again, and resetTime of that with no change in what differs.
const (
	resetTime     = 45 * time.Second
	mostResetTime = 3 * time.Minute
)

// ResetError: the lab was put back, but is not as it was seeded.
type ResetError struct {
	ID          ID
	Differences []Difference
	Broken      []grader.Result // checks that are not as in a fresh lab
	Last        string          // why nothing could be compared; then the others are empty
}

func (e *ResetError) Error() string {
	switch {
	case e.Last != "":
		return fmt.Sprintf("lab %q was reset, but that it is as it was seeded could not be shown: %s", e.ID, e.Last)
	case len(e.Differences) > 0:
		return fmt.Sprintf("lab %q was reset, but differs from how it was seeded: %s", e.ID, differencesText(e.Differences))
	}
	text := fmt.Sprintf("lab %q was reset, but its checks are not as they were:", e.ID)
	for _, result := range e.Broken {
		text += fmt.Sprintf(" %s should %s, but is %s%s;", result.ID, seededOutcome(result.Role), result.Outcome, lastSeen(&result))
	}
	return text[:len(text)-1]
}

// ResetReport says what Reset did, and how it knows that the lab is as it was seeded.
type ResetReport struct {
	// PutBack are the objects and files that were different before.
	PutBack []Difference `json:"putBack"`
	// Unknown says why PutBack is not complete, such as an API server that did not answer.
	Unknown string `json:"unknown,omitempty"`
	// Again says what was different after everything had been put back once, so that it was
	// put back once more; "" when once was enough.
	Again string `json:"again,omitempty"`
	// Recreated says why the cluster was made anew instead; "" when it was not.
	Recreated string `json:"recreated,omitempty"`
	// Logs is a directory with the last of the logs of the cluster that was given up, if any
	// could be kept.
	Logs string `json:"logs,omitempty"`
	// Objects and Files count what was compared with the seeded state, and Digest is the
	// digest both have. A cluster made anew has a new one.
	Objects int    `json:"objects"`
	Files   int    `json:"files"`
	Digest  string `json:"digest"`
	// Grading is the grading afterwards: every goal fails, every guard passes.
	Grading *grader.Report `json:"grading"`
	Took    time.Duration  `json:"took"`
}

// Reset returns the lab to its seeded state, cluster-scoped objects and node files
// included, and proves it: the digest of everything equals the one taken when it was
// seeded, and the checks are as they were then. A cluster that does not run, that cannot
// be put back, or that differs afterwards, is made anew, and the report says why. Errors:
// *BusyError, *SeededError, or what the provider says.
func (l *Lab) Reset(ctx context.Context, report Reporter) (*ResetReport, error) {
	began := time.Now()
	home := l.engine.Home
	lock, err := home.lock(l.state.ID, "reset")
	if err != nil {
		return nil, err
	}
	defer lock.release()
	// The lab may have been stopped since it was opened.
	state, err := home.readState(l.state.ID)
	if err != nil {
		return nil, err
	}
	l.state = *state
	done := &ResetReport{}
	seeded, err := l.seeded()
	switch {
	case l.cluster == nil:
		done.Recreated = "its cluster did not run"
	case err != nil:
		done.Recreated = err.Error()
	case l.state.Digest != seedDigest(l.scenario):
		done.Recreated = "the scenario seeds something else since it was started"
	}
	l.state.Phase = PhaseResetting
	if err := home.writeState(&l.state); err != nil {
		return nil, err
	}
	if done.Recreated == "" {
		l.lookBefore(ctx, seeded, done)
		done.Again, err = twice(func() error { return l.putBack(ctx, seeded, done, report) })
		if err != nil {
			if cause := context.Cause(ctx); cause != nil {
				return nil, cause
			}
			done.Recreated = err.Error()
			// Without them the reset is as good.
			done.Logs, _ = home.keepLogs(l.state.ID, l.cluster.Node().Files(), done.Recreated, began)
		}
	}
	if done.Recreated != "" {
		if err := l.recreate(ctx, done, report); err != nil {
			return nil, err
		}
	}
	l.state.Phase = PhaseReady
	l.state.Resets++
	if err := home.writeState(&l.state); err != nil {
		return nil, err
	}
	done.Took = time.Since(began)
	return done, nil
}

// twice puts a lab back, and once more when something differs afterwards. A request of a
// controller's that was under way when it was halted may take effect after its object was
// put back; it is not there a second time, and making the lab anew takes three times as
// long. again says what differed.
func twice(put func() error) (again string, err error) {
	err = put()
	if differs, ok := errors.AsType[*ResetError](err); ok && len(differs.Differences)+len(differs.Broken) > 0 {
		again = differs.Error()
		err = put()
	}
	return again, err
}

// putBack returns the cluster to its checkpoint and proves that it is as seeded. A
// *ResetError says that it is not.
func (l *Lab) putBack(ctx context.Context, seeded *Snapshot, done *ResetReport, report Reporter) error {
	if err := l.cluster.Restore(ctx, report); err != nil {
		return err
	}
	return step(report, "proof of reset", func() error { return l.proveReset(ctx, seeded, done) })
}

// lookBefore notes what is different from the seeded state before anything is put
// back. A cluster that cannot be asked is no hindrance to a reset.
func (l *Lab) lookBefore(ctx context.Context, seeded *Snapshot, done *ResetReport) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	files, err := snapshotFiles(ctx, l.cluster.Node().Files(), nodeRoots(l.cluster.Node()))
	if err != nil {
		done.Unknown = err.Error()
	} else {
		done.PutBack = diffMaps(FileDifference, seeded.Files, files)
	}
	var objects map[string]string
	client, err := l.api()
	if err == nil {
		objects, _, err = client.snapshotObjects(ctx)
	}
	if err != nil {
		done.Unknown = fmt.Sprintf("the API server was not to be asked before: %v", err)
		return
	}
	done.PutBack = append(diffMaps(ObjectDifference, seeded.Objects, objects), done.PutBack...)
}

func (l *Lab) api() (*api, error) {
	config, err := l.cluster.AdminConfig()
	if err != nil {
		return nil, err
	}
	return newAPI(config)
}

// proveReset looks until the lab is as seeded. Controllers need some seconds to find
// that the world has changed under them, and more on a busy machine: as long as what
// differs goes on changing, they are at work.
func (l *Lab) proveReset(ctx context.Context, seeded *Snapshot, done *ResetReport) error {
	return untilSeeded(ctx, l.state.ID, resetTime, mostResetTime, func(ctx context.Context) (*ResetError, error) {
		return l.compare(ctx, seeded, done)
	})
}

// untilSeeded looks until look finds nothing that differs, what differs has not changed for
// the time quiet, or most has passed. The last look that came to something is the error.
func untilSeeded(ctx context.Context, id ID, quiet, most time.Duration, look func(context.Context) (*ResetError, error)) error {
	limited, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	last := &ResetError{ID: id, Last: "it was not looked at"}
	end := time.Now().Add(quiet)
	for {
		now, err := look(limited)
		if now == nil && err == nil {
			return nil
		}
		if err != nil {
			now = &ResetError{ID: id, Last: err.Error()}
		}
		if limited.Err() == nil {
			if len(now.Differences) > 0 && now.Error() != last.Error() {
				end = time.Now().Add(quiet)
			}
			last = now
		}
		if sleep(limited, min(200*time.Millisecond, quiet/4)) != nil || time.Now().After(end) {
			if cause := context.Cause(ctx); cause != nil {
				return cause
			}
			return last
		}
	}
}

// compare looks once. It returns nil, nil when the lab is as seeded.
func (l *Lab) compare(ctx context.Context, seeded *Snapshot, done *ResetReport) (*ResetError, error) {
	client, err := l.api()
	if err != nil {
		return nil, err
	}
	now, err := snapshot(ctx, client, l.cluster.Node())
	if err != nil {
		return nil, err
	}
	if differences := seeded.Diff(now); len(differences) > 0 {
		return &ResetError{ID: l.state.ID, Differences: differences}, nil
	}
	grading, err := l.gradeChecks(ctx, l.scenario.Checks, grader.Options{})
	if err != nil {
		return nil, err
	}
	if broken := unlikeSeeded(grading); len(broken) > 0 {
		return &ResetError{ID: l.state.ID, Broken: broken}, nil
	}
	done.Objects, done.Files, done.Digest, done.Grading = len(now.Objects), len(now.Files), now.Digest(), grading
	return nil, nil
}

// recreate makes the lab anew. When that fails nothing of it is left, as with Start.
func (l *Lab) recreate(ctx context.Context, done *ResetReport, report Reporter) error {
	if err := l.provider.Delete(ctx, l.state.ID, report); err != nil {
		return fmt.Errorf("making lab %q anew: %w", l.state.ID, err)
	}
	l.cluster = nil
	l.state.Phase, l.state.Digest, l.state.Harden = PhaseStarting, seedDigest(l.scenario), l.engine.Version
	if err := l.engine.Home.writeState(&l.state); err != nil {
		return err
	}
	if err := l.build(ctx, report); err != nil {
		return errors.Join(fmt.Errorf("making lab %q anew: %w", l.state.ID, err), l.remove(ctx, report))
	}
	seeded, err := l.seeded()
	if err != nil {
		return err
	}
	grading, err := l.gradeChecks(ctx, l.scenario.Checks, grader.Options{})
	if err != nil {
		return err
	}
	done.Objects, done.Files, done.Digest, done.Grading = len(seeded.Objects), len(seeded.Files), seeded.Digest(), grading
	return nil
}
