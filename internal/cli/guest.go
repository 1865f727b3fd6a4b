package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/labs/hosted/guest"
	"github.com/hardenway/hardenway/labs/workshop"
	"github.com/hardenway/hardenway/scenarios"
)

// guestEngine is an Engine that also has the lab which a workshop hosts for the learner: what others do here, it asks the
// workshop's server for.
type guestEngine struct {
	Engine

	f         *Factory
	guest     *guest.Guest
	catalogue *scenarios.Catalogue
}

// withGuest adds what a workshop hosts to an engine of this machine's.
func (f *Factory) withGuest(e Engine, catalogue *scenarios.Catalogue, self string) (Engine, error) {
	g, err := f.guestHere()
	if err != nil {
		return nil, err
	}
	g.Self = self
	return &guestEngine{e, f, g, catalogue}, nil
}

// noted is what is remembered of a hosted lab, or nil when there is none of that name.
func (e *guestEngine) noted(id labs.ID) (*guest.Note, error) {
	note, err := e.guest.Note(id)
	if _, none := errors.AsType[*labs.NotFoundError](err); none {
		return nil, nil //nolint:nilnil // it is not hosted
	}
	return note, err
}

// Start implements Engine.
func (e *guestEngine) Start(ctx context.Context, o labs.StartOptions) (Lab, error) {
	if o.Provider != hosted.Name {
		id := o.Name
		if id == "" {
			id = labs.ID(o.Scenario)
		}
		if note, err := e.noted(id); err != nil || note != nil {
			return nil, errors.Join(err, &labs.ExistsError{ID: id})
		}
		return e.Engine.Start(ctx, o)
	}
	return e.startHosted(ctx, o)
}

func (e *guestEngine) startHosted(ctx context.Context, o labs.StartOptions) (Lab, error) {
	const mine = "harden start without --on workshop, which runs it on this machine"
	switch {
	case o.From != nil:
		return nil, usagef(mine, "a workshop hosts the scenarios of its event, and none of a folder of yours")
	case o.Image != "":
		return nil, usagef("the same without --image", "a hosted cluster has no node image")
	case o.Keep:
		return nil, usagef("the same without --keep", "a workshop keeps no lab that did not come up")
	}
	member, err := e.guest.Desk.Member()
	if err != nil {
		return nil, workshopError(err)
	}
	scenario, err := e.catalogue.Get(o.Scenario)
	if err != nil {
		return nil, err
	}
	note := guest.Note{Harden: e.f.Build, Lab: o.Name, Scenario: string(o.Scenario), URL: member.URL, Created: e.f.Now().UTC().Truncate(time.Second)}
	if note.Lab == "" {
		note.Lab = labs.ID(scenario.ID)
	}
	if err := note.Lab.Validate(); err != nil {
		return nil, err
	}
	there, err := e.noted(note.Lab)
	if err != nil {
		return nil, err
	}
	if there == nil {
		if _, err := e.Engine.Open(ctx, note.Lab); !errors.As(err, new(*labs.NotFoundError)) {
			return nil, &labs.ExistsError{ID: note.Lab}
		}
	} else if there.Scenario != note.Scenario {
		return nil, &labs.ExistsError{ID: note.Lab}
	}
	result, err := e.guest.Desk.HostedDo(ctx, workshop.HostedStart, workshop.HostedRequest{Scenario: note.Scenario}, reportTo(o.Report))
	if err != nil {
		return nil, workshopError(err)
	}
	var got workshop.Hosted
	if err := json.Unmarshal(result, &got); err != nil {
		return nil, fmt.Errorf("what the workshop says of your hosted lab cannot be read: %w", err)
	}
	note.Remote = labs.ID(got.Lab)
	// It is one lab, so what it was called before is over.
	if err := e.forgetOthers(ctx, note.Lab); err != nil {
		return nil, err
	}
	if err := e.guest.Keep(note); err != nil {
		return nil, err
	}
	return e.open(ctx, &note)
}

func (e *guestEngine) forgetOthers(ctx context.Context, but labs.ID) error {
	ids, err := e.guest.Labs()
	for _, id := range ids {
		if id != but {
			err = errors.Join(err, e.guest.Forget(ctx, id))
		}
	}
	return err
}

func reportTo(report labs.Reporter) func(workshop.HostedLine) {
	return func(l workshop.HostedLine) {
		if l.Step != "" {
			labs.Report(report, labs.Event{Step: l.Step, Done: l.Done, Took: l.Took})
		}
	}
}

// Open implements Engine.
func (e *guestEngine) Open(ctx context.Context, id labs.ID) (Lab, error) {
	note, err := e.noted(id)
	if err != nil {
		return nil, err
	}
	if note == nil {
		return e.Engine.Open(ctx, id)
	}
	return e.open(ctx, note)
}

func (e *guestEngine) open(ctx context.Context, note *guest.Note) (Lab, error) {
	scenario, err := e.catalogue.Get(scenarios.ID(note.Scenario))
	if err != nil {
		return nil, err
	}
	lab := &guestLab{e: e, note: note, scenario: scenario}
	cluster, err := e.guest.Open(ctx, note.Lab)
	if _, stopped := errors.AsType[*labs.StoppedError](err); stopped {
		return lab, err
	}
	if err != nil {
		return nil, workshopError(err)
	}
	lab.cluster = cluster
	return lab, nil
}

// statusTime is how long listing labs waits for a workshop.
const statusTime = 3 * time.Second

// List implements Engine.
func (e *guestEngine) List(ctx context.Context) ([]labs.Status, error) {
	list, err := e.Engine.List(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := e.guest.Labs()
	if err != nil || len(ids) == 0 {
		return list, err
	}
	limited, cancel := context.WithTimeout(ctx, statusTime)
	defer cancel()
	now, askErr := e.guest.Desk.Hosted(limited)
	for _, id := range ids {
		list = append(list, e.status(id, now, askErr))
	}
	slices.SortFunc(list, func(a, b labs.Status) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return list, nil
}

func (e *guestEngine) status(id labs.ID, now *workshop.Hosted, askErr error) labs.Status {
	status := labs.Status{State: labs.State{ID: id, Provider: hosted.Name}}
	note, err := e.guest.Note(id)
	if err != nil {
		status.Problem = err
		return status
	}
	status.State = (&guestLab{note: note}).State()
	switch {
	case askErr != nil:
		status.Problem = workshopError(askErr)
	case now.Lab != string(note.Remote):
		status.Problem = &labs.StoppedError{ID: id, Why: "it does not run in your hosted lab any more"}
	case now.Problem != "":
		status.Problem = &labs.StoppedError{ID: id, Why: now.Problem}
	default:
		status.Running, status.Kubeconfig, status.Endpoints = true, e.guest.Kubeconfig(id), e.guest.Endpoints(id)
	}
	return status
}

// ScenarioOf implements Engine.
func (e *guestEngine) ScenarioOf(state *labs.State) (*scenarios.Scenario, error) {
	if state.Provider == hosted.Name {
		return e.catalogue.Get(scenarios.ID(state.Scenario))
	}
	return e.Engine.ScenarioOf(state)
}

// Stop implements Engine. A lab of a workshop that the learner is not in any more is only forgotten.
func (e *guestEngine) Stop(ctx context.Context, id labs.ID, report labs.Reporter) error {
	note, err := e.noted(id)
	if _, damaged := errors.AsType[*labs.DamagedError](err); damaged {
		return e.guest.Forget(ctx, id) // the workshop's server knows it, and ends it with the event
	}
	if err != nil {
		return err
	}
	if note == nil {
		return e.Engine.Stop(ctx, id, report)
	}
	now, err := e.guest.Desk.Hosted(ctx)
	if err == nil && now.Lab == string(note.Remote) {
		_, err = e.guest.Desk.HostedDo(ctx, workshop.HostedStop, workshop.HostedRequest{}, reportTo(report))
	}
	if err != nil && !over(err) {
		return workshopError(err)
	}
	return e.guest.Forget(ctx, id)
}

// over says whether an error means that there is no hosted lab of the learner's any more.
func over(err error) bool {
	fault, ok := errors.AsType[*workshop.Fault](err)
	return errors.Is(err, workshop.ErrNotJoined) || ok && slices.Contains([]workshop.FaultCode{workshop.FaultRemoved, workshop.FaultSignIn, workshop.FaultNotFound, workshop.FaultState}, fault.Code)
}

// guestLab is a hosted lab as a Lab.
type guestLab struct {
	e        *guestEngine
	note     *guest.Note
	scenario *scenarios.Scenario
	cluster  labs.Cluster // nil when it does not run
}

var _ Lab = (*guestLab)(nil)

// ID implements Lab.
func (l *guestLab) ID() labs.ID { return l.note.Lab }

// Scenario implements Lab.
func (l *guestLab) Scenario() *scenarios.Scenario { return l.scenario }

// Cluster implements Lab.
func (l *guestLab) Cluster() labs.Cluster { return l.cluster }

// State implements Lab.
func (l *guestLab) State() labs.State {
	return labs.State{
		Version: labs.StateVersion, Harden: l.note.Harden, ID: l.note.Lab, Scenario: l.note.Scenario, Provider: hosted.Name, Phase: labs.PhaseReady, Created: l.note.Created, Resets: l.note.Resets,
	}
}

// Grade implements Lab: the server grades.
func (l *guestLab) Grade(ctx context.Context, o grader.Options) (*grader.Report, error) {
	result, err := l.e.guest.Desk.HostedDo(ctx, workshop.HostedCheck, workshop.HostedRequest{Wait: o.Settle}, nil)
	if err != nil {
		return nil, workshopError(err)
	}
	return l.report(result)
}

func (l *guestLab) report(data json.RawMessage) (*grader.Report, error) {
	report := &grader.Report{}
	if err := json.Unmarshal(data, report); err != nil {
		return nil, fmt.Errorf("the workshop's grading cannot be read: %w", err)
	}
	if report.APIVersion != grader.ReportVersion || report.Scenario != l.note.Scenario {
		return nil, fmt.Errorf("the workshop graded %q as %q; harden there may be older or newer", report.Scenario, report.APIVersion)
	}
	report.Lab = string(l.note.Lab)
	return report, nil
}

// Watch implements Lab.
func (l *guestLab) Watch(ctx context.Context, each func(*grader.Report, labs.Changes)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var last *grader.Report
	_, err := l.e.guest.Desk.HostedDo(ctx, workshop.HostedWatch, workshop.HostedRequest{}, func(line workshop.HostedLine) {
		if len(line.Report) == 0 {
			return
		}
		report, err := l.report(line.Report)
		if err != nil {
			cancel(err)
			return
		}
		each(report, labs.ChangesOf(last, report))
		last = report
	})
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return workshopError(err)
}

// Reset implements Lab.
func (l *guestLab) Reset(ctx context.Context, report labs.Reporter) (*labs.ResetReport, error) {
	result, err := l.e.guest.Desk.HostedDo(ctx, workshop.HostedReset, workshop.HostedRequest{}, reportTo(report))
	if err != nil {
		return nil, workshopError(err)
	}
	done := &labs.ResetReport{}
	if err := json.Unmarshal(result, done); err != nil {
		return nil, fmt.Errorf("what the workshop says of the reset cannot be read: %w", err)
	}
	l.note.Resets++
	return done, l.e.guest.Keep(*l.note)
}

// forgetHosted removes what is remembered of hosted labs, which end with leaving.
func (f *Factory) forgetHosted(ctx context.Context) error {
	g, err := f.guestHere()
	if err != nil {
		return err
	}
	ids, err := g.Labs()
	for _, id := range ids {
		err = errors.Join(err, g.Forget(ctx, id))
	}
	return err
}

// guestHere is the learner's side of hosted labs on this machine. It starts no process.
func (f *Factory) guestHere() (*guest.Guest, error) {
	home, err := f.Home()
	if err != nil {
		return nil, err
	}
	desk, err := f.desk()
	if err != nil {
		return nil, err
	}
	return &guest.Guest{Dir: filepath.Join(string(home), "hosted"), Desk: desk}, nil
}

// newWorkshopForward is the process in the background that brings a hosted lab to this machine.
func newWorkshopForward(f *Factory) *cobra.Command {
	return &cobra.Command{
		Use: guest.Forward[1], Short: "Bring a hosted lab to this machine", Hidden: true, Args: cobra.ExactArgs(2),
		Long:    "It is started by harden start --on workshop, ends by harden stop, and is not for people to start.",
		Example: "harden workshop forward weak-rbac NONCE",
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := f.guestHere()
			if err != nil {
				return err
			}
			return g.Run(cmd.Context(), labs.ID(args[0]), args[1])
		},
	}
}
