package labs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/disk"
	"github.com/hardenway/hardenway/scenarios"
)

// Engine does what happens to labs. It is safe for use from several goroutines, and
// several processes may use the same Home at once.
type Engine struct {
	Home      Home
	Providers []Provider // the first is the default
	Scenarios *scenarios.Catalogue
	Version   string // of this build, written into what it makes
	// Self is the path of this executable, which scripts run again as kubectl.
	Self string
}

// cleanupTime is how long undoing may take once its caller has given up.
const cleanupTime = 60 * time.Second

// StartOptions say what to start.
type StartOptions struct {
	Scenario scenarios.ID
	// From is where the scenario comes from when it is not of the engine's catalogue. The
	// lab keeps a copy, and uses that from then on.
	From *scenarios.Catalogue
	// Provider is a provider's name; "" is the default one.
	Provider string
	// Image is the node image, for a provider that has such; "" is its own choice.
	Image string
	// Name is the lab's; "" is the scenario's id.
	Name ID
	// Keep leaves the cluster when the scenario could not be seeded as it promises, for an
	// author to look at. The error is returned all the same.
	Keep   bool
	Report Reporter
}

// Start makes a cluster, seeds the scenario, waits until it is ready, and shows that the
// scenario is what it says: every goal fails, every guard passes, nothing is in doubt.
// It then remembers this state for Reset.
//
// When it fails, or ctx ends, nothing of the lab is left. What an earlier Start left that
// was cut short is cleared first. Errors: *scenarios.UnknownError, *UnknownProviderError,
// *UnsupportedError, *ExistsError, *BusyError, *DamagedError, *VersionError,
// *SeededError, or what the provider says.
func (e *Engine) Start(ctx context.Context, o StartOptions) (*Lab, error) {
	from := e.Scenarios
	if o.From != nil {
		from = o.From
	}
	scenario, err := from.Get(o.Scenario)
	if err != nil {
		return nil, err
	}
	id := o.Name
	if id == "" {
		id = ID(scenario.ID)
	}
	if err := id.Validate(); err != nil {
		return nil, err
	}
	provider, err := e.runnable(scenario, o.Provider)
	if err != nil {
		return nil, err
	}
	if err := e.Home.writable(); err != nil {
		return nil, err
	}
	lock, err := e.Home.lock(id, "start")
	if err != nil {
		return nil, err
	}
	defer func() { e.unlock(lock, id) }()
	if err := e.clearUnfinished(ctx, id, o.Report); err != nil {
		return nil, err
	}
	lab := &Lab{engine: e, provider: provider, scenario: scenario, state: State{
		Harden: e.Version, ID: id, Scenario: string(scenario.ID), Digest: seedDigest(scenario),
		Provider: provider.Name(), Image: o.Image, Phase: PhaseStarting, Created: time.Now().UTC().Truncate(time.Second), Foreign: o.From != nil,
	}}
	if err := e.Home.writeState(&lab.state); err != nil {
		return nil, err
	}
	if o.From != nil {
		if lab.scenario, err = e.Home.keepScenario(id, scenario); err != nil {
			return nil, errors.Join(err, e.Home.removeLab(id))
		}
	}
	if err := lab.build(ctx, o.Report); err != nil {
		if _, ok := errors.AsType[*ExistsError](err); ok {
			// The cluster is not of this Start's making. Only the note about it is.
			return nil, errors.Join(err, e.Home.removeLab(id))
		}
		if o.Keep && lab.cluster != nil {
			lab.state.Phase = PhaseReady
			return nil, errors.Join(err, e.Home.writeState(&lab.state))
		}
		return nil, errors.Join(err, lab.remove(ctx, o.Report))
	}
	return lab, nil
}

// ScenarioOf is the scenario of a lab: its own copy of a foreign one.
func (e *Engine) ScenarioOf(state *State) (*scenarios.Scenario, error) {
	if state.Foreign {
		return e.Home.foreignScenario(state.ID, scenarios.ID(state.Scenario))
	}
	return e.Scenarios.Get(scenarios.ID(state.Scenario))
}

// remove undoes a lab after a failure, also when the caller's ctx is over.
func (l *Lab) remove(ctx context.Context, report Reporter) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	if err := l.provider.Delete(ctx, l.state.ID, report); err != nil {
		return fmt.Errorf("clearing up lab %q: %w", l.state.ID, err)
	}
	return l.engine.Home.removeLab(l.state.ID)
}

// runnable finds the provider and says whether it has what the scenario needs.
func (e *Engine) runnable(scenario *scenarios.Scenario, name string) (Provider, error) {
	provider, err := e.provider(name)
	if err != nil {
		return nil, err
	}
	missing := Missing(provider.Capabilities(), requirements(scenario))
	if len(missing) == 0 {
		return provider, nil
	}
	unsupported := &UnsupportedError{What: string(scenario.ID), Provider: provider.Name(), Missing: missing}
	for _, other := range e.Providers {
		if len(Missing(other.Capabilities(), requirements(scenario))) == 0 {
			return nil, &Problem{Err: unsupported, Try: fmt.Sprintf("harden start %s --on %s", scenario.ID, other.Name())}
		}
	}
	return nil, unsupported
}

func requirements(scenario *scenarios.Scenario) []Capability {
	wanted := make([]Capability, len(scenario.Requires))
	for i, word := range scenario.Requires {
		wanted[i] = Capability(word)
	}
	return wanted
}

func (e *Engine) provider(name string) (Provider, error) {
	var known []string
	for _, provider := range e.Providers {
		if name == "" || provider.Name() == name {
			return provider, nil
		}
		known = append(known, provider.Name())
	}
	return nil, &UnknownProviderError{Name: name, Known: known}
}

// clearUnfinished removes what a Start or Stop that was cut short left of a lab, and
// fails when there is a lab that somebody may still want. The caller holds the lock.
func (e *Engine) clearUnfinished(ctx context.Context, id ID, report Reporter) error {
	state, err := e.Home.readState(id)
	if _, ok := errors.AsType[*NotFoundError](err); ok {
		// A directory without a state file has nothing in it that could be wanted.
		return e.Home.removeLab(id)
	}
	if err != nil {
		return err
	}
	if state.Phase != PhaseStarting && state.Phase != PhaseStopping {
		return &ExistsError{ID: id}
	}
	provider, err := e.provider(state.Provider)
	if err != nil {
		return err
	}
	if err := provider.Delete(ctx, id, report); err != nil {
		return fmt.Errorf("clearing what an unfinished start or stop of lab %q left: %w", id, err)
	}
	return e.Home.removeLab(id)
}

// Open attaches to a lab. When the lab is there but its cluster does not run, it
// returns the lab together with a *StoppedError: such a lab can be Reset, and its
// scenario read. Other errors: *NotFoundError, *DamagedError, *VersionError,
// *BusyError while it is being started or stopped, *UnfinishedError when that was cut short.
func (e *Engine) Open(ctx context.Context, id ID) (*Lab, error) {
	if err := id.Validate(); err != nil {
		return nil, err
	}
	state, err := e.Home.readState(id)
	if err != nil {
		return nil, err
	}
	switch state.Phase {
	case PhaseStarting, PhaseStopping:
		lock, err := e.Home.lock(id, "open")
		if err != nil {
			return nil, err
		}
		lock.release()
		return nil, &UnfinishedError{ID: id, Phase: state.Phase}
	case PhaseReady, PhaseResetting:
	}
	provider, err := e.provider(state.Provider)
	if err != nil {
		return nil, fmt.Errorf("lab %q: %w", id, err)
	}
	scenario, err := e.ScenarioOf(state)
	if err != nil {
		return nil, fmt.Errorf("lab %q: %w", id, err)
	}
	lab := &Lab{engine: e, provider: provider, scenario: scenario, state: *state}
	cluster, err := provider.Open(ctx, id)
	if _, ok := errors.AsType[*NotFoundError](err); ok {
		return lab, &StoppedError{ID: id, Why: "its cluster is gone"}
	}
	if err != nil {
		if _, ok := errors.AsType[*StoppedError](err); ok {
			return lab, err
		}
		return nil, err
	}
	lab.cluster = cluster
	return lab, nil
}

// Status is one line of `harden status`.
type Status struct {
	State
	// Running says whether its cluster runs.
	Running bool `json:"running"`
	// Kubeconfig and Endpoints are set when it runs.
	Kubeconfig string    `json:"kubeconfig,omitempty"`
	Endpoints  Endpoints `json:"endpoints,omitzero"`
	// Problem is what keeps the lab from being used, or nil. Such a lab is listed all the
	// same, by its ID.
	Problem error `json:"-"`
}

// List tells of every lab on this machine, in order of name, damaged and stopped ones
// included.
func (e *Engine) List(ctx context.Context) ([]Status, error) {
	ids, err := e.Home.labIDs()
	if err != nil {
		return nil, err
	}
	orphans := map[ID]string{} // clusters without a state of ours
	for _, provider := range e.Providers {
		has, err := provider.List(ctx)
		if err != nil {
			return nil, fmt.Errorf("listing %s clusters: %w", provider.Name(), err)
		}
		for _, id := range has {
			if !slices.Contains(ids, id) {
				orphans[id] = provider.Name()
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	statuses := make([]Status, 0, len(ids))
	for _, id := range ids {
		if provider, orphan := orphans[id]; orphan {
			statuses = append(statuses, Status{
				State:   State{ID: id, Provider: provider},
				Problem: &Problem{Err: fmt.Errorf("the cluster of lab %q is there, but no note of what it is", id), Try: fmt.Sprintf("harden stop %s", id)},
			})
			continue
		}
		statuses = append(statuses, e.Status(ctx, id))
	}
	return statuses, nil
}

// Status tells of one lab.
func (e *Engine) Status(ctx context.Context, id ID) Status {
	status := Status{State: State{ID: id}}
	if state, err := e.Home.readState(id); err == nil {
		status.State = *state
	}
	lab, err := e.Open(ctx, id)
	status.Problem = err
	if lab != nil && lab.cluster != nil {
		status.Running = true
		status.Kubeconfig = lab.cluster.Kubeconfig()
		status.Endpoints = lab.cluster.Endpoints()
	}
	return status
}

// Stop removes a lab: its cluster and what is remembered of it. Stopping what is not
// there is no error. The ID alone is enough: a damaged state file is kept aside, never
// deleted. Errors: *BusyError, *VersionError, or what the provider says; Stop can then be
// called again.
func (e *Engine) Stop(ctx context.Context, id ID, report Reporter) error {
	lock, err := e.Home.lock(id, "stop")
	if err != nil {
		return err
	}
	defer func() { e.unlock(lock, id) }()
	providers := e.Providers
	state, err := e.Home.readState(id)
	if err == nil {
		state.Phase = PhaseStopping
		if err := e.Home.writeState(state); err != nil && !disk.IsFull(err) {
			return err
		}
		provider, err := e.provider(state.Provider)
		if err != nil {
			return fmt.Errorf("stopping lab %q: %w", id, err)
		}
		providers = []Provider{provider}
	} else if damaged, ok := errors.AsType[*DamagedError](err); ok {
		kept, err := e.Home.keepDamaged(damaged)
		if err != nil {
			return err
		}
		Report(report, Event{Step: "damaged state file kept as " + kept, Done: true})
	} else if _, ok := errors.AsType[*NotFoundError](err); !ok {
		return err
	}
	for _, provider := range providers {
		if err := provider.Delete(ctx, id, report); err != nil {
			return fmt.Errorf("stopping lab %q: %w", id, err)
		}
	}
	return e.Home.removeLab(id)
}

// unlock gives a lab's lock back, without a trace when nothing is left of the lab.
func (e *Engine) unlock(lock *lock, id ID) {
	if _, err := os.Lstat(e.Home.Lab(id)); errors.Is(err, fs.ErrNotExist) {
		lock.remove()
		return
	}
	lock.release()
}

// step reports the beginning and the end of what do does.
func step(report Reporter, name string, do func() error) error {
	Report(report, Event{Step: name})
	began := time.Now()
	if err := do(); err != nil {
		return err
	}
	Report(report, Event{Step: name, Done: true, Took: time.Since(began)})
	return nil
}

// UnfinishedError: a start or stop of the lab was cut short, so it cannot be used.
type UnfinishedError struct {
	ID    ID
	Phase Phase
}

func (e *UnfinishedError) Error() string {
	what := "a start"
	if e.Phase == PhaseStopping {
		what = "a stop"
	}
	return fmt.Sprintf("lab %q is unfinished: %s of it was cut short", e.ID, what)
}

// Mend says that starting and stopping both clear it.
func (e *UnfinishedError) Mend() string {
	return fmt.Sprintf("harden stop %s, or start it again, which clears it first", e.ID)
}

// SeededError: the cluster came up, but the scenario is not in it what it says it is.
// It is a fault of the scenario or of this build, never of the learner.
type SeededError struct {
	Scenario scenarios.ID
	// Broken are the results that are not as they should be at the start.
	Broken []grader.Result
	// Last is what was seen last of a thing that did not become ready; then Broken is empty.
	Last string
}

func (e *SeededError) Error() string {
	if e.Last != "" {
		return fmt.Sprintf("scenario %q did not become ready within %s; last seen: %s", e.Scenario, scenarios.ReadyDeadline, e.Last)
	}
	text := fmt.Sprintf("scenario %q is not seeded as it should be:", e.Scenario)
	for _, result := range e.Broken {
		text += fmt.Sprintf("\n  %s %s: should %s, but is %s", result.Role, result.ID, seededOutcome(result.Role), result.Outcome)
		if result.Said != "" {
			text += " (" + result.Said + ")"
		}
		for _, seen := range result.Evidence.Seen {
			text += fmt.Sprintf("\n    %s: %s", seen.Asked, seen.Got)
		}
	}
	return text
}

// Mend says how to find out more.
func (e *SeededError) Mend() string {
	return fmt.Sprintf("harden start %s again; if it stays so, it is a fault to report, and --keep leaves the cluster to look at", e.Scenario)
}

// seededOutcome is what a check of that role comes to in a fresh lab.
func seededOutcome(role grader.Role) grader.Outcome {
	if role == grader.Goal {
		return grader.Fail
	}
	return grader.Pass
}

// unlikeSeeded lists the results that a fresh lab would not have.
func unlikeSeeded(report *grader.Report) []grader.Result {
	return slices.DeleteFunc(slices.Clone(report.Results), func(r grader.Result) bool {
		return r.Outcome == seededOutcome(r.Role)
	})
}
