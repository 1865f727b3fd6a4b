// Package house gives the learners of a workshop labs: it is a workshop's Hosting, and runs a labs.Engine for each of them
// whose clusters are at an agent of package hosted.
//
// Everything of a scenario but what it seeds stays here: checks, hints, solutions and the grader. What a grading came to
// goes to the workshop's journal before the learner is told of it. Who has which lab is in that journal too, and what is
// known of each lab below the house's directory, so that a server that is killed finds everything again.
package house

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/labs/remote"
	"github.com/hardenway/hardenway/labs/workshop"
	"github.com/hardenway/hardenway/scenarios"
)

// Options are what a House is made of.
type Options struct {
	// Dir holds what is known of labs, a directory for each learner.
	Dir string
	// Agents are where labs run, each for one learner.
	Agents []*hosted.AgentClient
	// Scenarios are those there are, and Event says which of them the workshop has.
	Scenarios *scenarios.Catalogue
	Event     func(scenario string) bool
	Version   string // of this harden
	// Until is when labs end; zero for never.
	Until time.Time
	Now   func() time.Time
	// Log takes what goes wrong; nil is nobody.
	Log *slog.Logger
}

// Room is what a House needs of the workshop's server.
type Room interface {
	Here(workshop.LearnerID) bool
	Place(ctx context.Context, learner workshop.LearnerID, places []string) (string, error)
	Leave(ctx context.Context, learner workshop.LearnerID) error
	Places() map[workshop.LearnerID]string
	Record(ctx context.Context, learner workshop.LearnerID, reports ...workshop.Report) error
}

var _ Room = (*workshop.Server)(nil)

// House is the labs of one workshop.
type House struct {
	o      Options
	agents map[string]*hosted.AgentClient
	client string // names this process among those that report
	number atomic.Int64
	// grading and starting bound how many do so at a time.
	grading, starting chan struct{}

	ctx     context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	room   Room
	guests map[workshop.LearnerID]*guest
	alive  map[string]error // by address, what the last look at the agent came to
}

var _ workshop.Hosting = (*House)(nil)

// guest is a learner who has a lab.
type guest struct {
	learner workshop.LearnerID
	agent   *hosted.AgentClient
	engine  *labs.Engine
	ctx     context.Context // ends when the learner goes, or the labs do
	end     context.CancelFunc

	begin   sync.Mutex // held while something is started
	ending  sync.Mutex // held while what runs there is ended because labs are over
	mu      sync.Mutex
	problem string // of what runs there
}

// Times of a House.
const (
	lookTime  = 20 * time.Second // between two looks at the labs
	reachTime = 5 * time.Second  // that one look may take
	// giveUpTime is how long an agent may be silent before its learner is given another one.
	giveUpTime = 20 * time.Second
	stopTime   = 2 * time.Minute // that ending a lab may take, once nobody waits for it
	retryTime  = 500 * time.Millisecond
)

// mostStarting is how many labs are started at a time: a room that starts at once is done sooner so.
const mostStarting = 8

// New makes a House. Open lets it begin.
func New(o Options) *House {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	var client [16]byte
	_, _ = rand.Read(client[:]) // it never fails
	ctx, cancel := context.WithCancel(context.Background())
	h := &House{
		o: o, agents: map[string]*hosted.AgentClient{}, client: hex.EncodeToString(client[:]),
		grading: make(chan struct{}, max(4, 2*runtime.GOMAXPROCS(0))), starting: make(chan struct{}, mostStarting),
		ctx: ctx, cancel: cancel, guests: map[workshop.LearnerID]*guest{}, alive: map[string]error{},
	}
	for _, a := range o.Agents {
		h.agents[a.Address] = a
	}
	return h
}

// Open takes up what the room remembers: who has which lab. Labs of who is not there any more are ended, and what is left in
// labs that nobody has is removed, both in the background.
func (h *House) Open(room Room) {
	h.mu.Lock()
	h.room = room
	h.mu.Unlock()
	had := map[string]bool{}
	for learner, place := range room.Places() {
		agent := h.agents[place]
		if agent == nil {
			h.o.Log.Warn("a learner's hosted lab is not among the addresses any more", "learner", learner, "lab", place)
			continue
		}
		had[place] = true
		h.guest(learner, agent)
		if !room.Here(learner) {
			h.Gone(learner)
		}
	}
	for address, agent := range h.agents {
		if !had[address] {
			h.running.Go(func() {
				ctx, cancel := context.WithTimeout(h.ctx, stopTime)
				defer cancel()
				if err := h.empty(ctx, agent); err != nil && h.ctx.Err() == nil {
					h.o.Log.Warn("what is left in a hosted lab that nobody has could not be removed", "error", err)
				}
			})
		}
	}
	h.running.Go(h.look)
}

// Close ends what goes on here. The labs stay.
func (h *House) Close() {
	h.cancel()
	h.running.Wait()
	for _, a := range h.agents {
		a.Close()
	}
}

// guest is the learner's, at that agent.
func (h *House) guest(learner workshop.LearnerID, agent *hosted.AgentClient) *guest {
	h.mu.Lock()
	defer h.mu.Unlock()
	if g := h.guests[learner]; g != nil && g.agent == agent {
		return g
	}
	home := h.home(learner)
	g := &guest{learner: learner, agent: agent, engine: &labs.Engine{
		Home: home, Scenarios: h.o.Scenarios, Version: h.o.Version, Providers: []labs.Provider{&hosted.Provider{Agent: agent, Dir: home.Provider(hosted.Name)}},
	}}
	g.ctx, g.end = context.WithCancel(h.ctx)
	h.guests[learner] = g
	return g
}

func (h *House) home(learner workshop.LearnerID) labs.Home {
	return labs.Home(filepath.Join(h.o.Dir, string(learner)))
}

// known is the learner's guest, or nil.
func (h *House) known(learner workshop.LearnerID) *guest {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.guests[learner]
}

// lab is what runs in a guest's lab, as this machine remembers it; "" for nothing.
func (g *guest) lab() labs.ID {
	entries, err := os.ReadDir(filepath.Dir(g.engine.Home.Lab("x")))
	if err != nil {
		return ""
	}
	for _, e := range entries {
		if id := labs.ID(e.Name()); e.IsDir() && id.Validate() == nil {
			return id
		}
	}
	return ""
}

func (g *guest) setProblem(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.problem = ""; err != nil {
		g.problem = err.Error()
	}
}

// expired says whether labs are over.
func (h *House) expired() bool { return !h.o.Until.IsZero() && !h.o.Now().Before(h.o.Until) }

// Lab implements workshop.Hosting.
func (h *House) Lab(_ context.Context, learner workshop.LearnerID) (*workshop.Hosted, error) {
	if h.expired() {
		return nil, nil
	}
	g := h.known(learner)
	if g == nil {
		if !h.free() {
			return nil, nil
		}
		return &workshop.Hosted{Ready: true, Expires: h.o.Until}, nil
	}
	return h.hosted(g), nil
}

func (h *House) hosted(g *guest) *workshop.Hosted {
	h.mu.Lock()
	down := h.alive[g.agent.Address]
	h.mu.Unlock()
	lab := string(g.lab())
	g.mu.Lock()
	defer g.mu.Unlock()
	v := &workshop.Hosted{Name: g.agent.Address, Ready: down == nil, Scenario: lab, Lab: lab, Problem: g.problem, Expires: h.o.Until}
	if down != nil {
		v.Problem = down.Error()
	}
	return v
}

// free says whether there is a lab that nobody has.
func (h *House) free() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	taken := map[string]bool{}
	for _, g := range h.guests {
		taken[g.agent.Address] = true
	}
	for address := range h.agents {
		if !taken[address] && h.alive[address] == nil {
			return true
		}
	}
	return false
}

// look looks at the labs now and again, so that one that crashed is told of.
func (h *House) look() {
	for {
		var all sync.WaitGroup
		for address, agent := range h.agents {
			all.Go(func() {
				err := h.reach(agent, reachTime)
				h.mu.Lock()
				was, seen := h.alive[address]
				h.alive[address] = err
				h.mu.Unlock()
				if err != nil && (!seen || was == nil) && h.ctx.Err() == nil {
					h.o.Log.Warn("a hosted lab cannot be reached", "error", err)
				}
			})
		}
		all.Wait()
		h.mu.Lock()
		guests := make([]*guest, 0, len(h.guests))
		for _, g := range h.guests {
			guests = append(guests, g)
		}
		expired := h.expired()
		h.mu.Unlock()
		for _, g := range guests {
			if expired {
				g.end()
				if g.ending.TryLock() {
					h.running.Go(func() {
						defer g.ending.Unlock()
						h.clear(g)
					})
				}
				continue
			}
			h.lookAt(g)
		}
		wait := lookTime
		if left := h.o.Until.Sub(h.o.Now()); !h.o.Until.IsZero() && left > 0 {
			wait = min(wait, left)
		}
		select {
		case <-h.ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (h *House) reach(agent *hosted.AgentClient, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(h.ctx, limit)
	defer cancel()
	_, err := agent.About(ctx)
	return err
}

// lookAt sees whether what is said to run in a lab does.
func (h *House) lookAt(g *guest) {
	id := g.lab()
	if id == "" {
		g.setProblem(nil)
		return
	}
	ctx, cancel := context.WithTimeout(g.ctx, reachTime)
	defer cancel()
	_, err := g.engine.Open(ctx, id)
	if _, busy := errors.AsType[*labs.BusyError](err); busy || g.ctx.Err() != nil {
		return // it is being started or stopped
	}
	g.setProblem(err)
}

// empty removes what is left in a lab in which nothing is to run.
func (h *House) empty(ctx context.Context, agent *hosted.AgentClient) error {
	provider := &hosted.Provider{Agent: agent, Dir: filepath.Join(h.o.Dir, "nobody")}
	ids, err := provider.List(ctx)
	for _, id := range ids {
		err = errors.Join(err, provider.Delete(ctx, id, nil))
	}
	return err
}

// Gone implements workshop.Hosting.
func (h *House) Gone(learner workshop.LearnerID) {
	g := h.known(learner)
	if g == nil {
		return
	}
	g.end()
	h.running.Go(func() {
		if !h.clear(g) {
			return // the next server tries again
		}
		ctx, cancel := context.WithTimeout(h.ctx, stopTime)
		defer cancel()
		h.mu.Lock()
		room := h.room
		h.mu.Unlock()
		if err := room.Leave(ctx, learner); err != nil {
			h.o.Log.Error("a hosted lab could not be taken back", "learner", learner, "error", err)
			return
		}
		h.mu.Lock()
		if h.guests[learner] == g {
			delete(h.guests, learner)
		}
		h.mu.Unlock()
		if err := os.RemoveAll(string(g.engine.Home)); err != nil {
			h.o.Log.Warn("what was remembered of a hosted lab could not be removed", "learner", learner, "error", err)
		}
	})
}

// clear ends what runs in a guest's lab, and says whether nothing is left.
func (h *House) clear(g *guest) bool {
	ctx, cancel := context.WithTimeout(h.ctx, stopTime)
	defer cancel()
	for {
		id := g.lab()
		if id == "" {
			return true
		}
		err := g.engine.Stop(ctx, id, nil)
		if _, busy := errors.AsType[*labs.BusyError](err); !busy {
			if err != nil && h.ctx.Err() == nil {
				h.o.Log.Error("a hosted lab could not be stopped", "learner", g.learner, "error", err)
			}
			return err == nil
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(retryTime):
		}
	}
}

// Tunnel implements workshop.Hosting.
func (h *House) Tunnel(ctx context.Context, learner workshop.LearnerID, conn net.Conn) error {
	g := h.known(learner)
	if g == nil {
		return errors.New("the learner has no hosted lab")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(g.ctx, cancel)()
	return remote.Serve(ctx, conn, g.agent.LearnerHandler(func(context.Context) (labs.ID, error) {
		id := g.lab()
		switch {
		case g.ctx.Err() != nil || !h.room.Here(learner):
			return "", errors.New("your hosted lab has ended")
		case id == "":
			return "", &labs.NotFoundError{}
		}
		return id, nil
	}))
}

// Do implements workshop.Hosting.
func (h *House) Do(ctx context.Context, learner workshop.LearnerID, verb workshop.HostedVerb, r workshop.HostedRequest, say func(workshop.HostedLine)) (json.RawMessage, error) {
	if h.expired() {
		return nil, &workshop.Fault{Code: workshop.FaultState, Message: "the workshop's hosted labs ended at " + h.o.Until.Local().Format("15:04"), Mend: "harden start without --on workshop runs a lab on your own machine"}
	}
	result, err := h.do(ctx, learner, verb, r, say)
	if err != nil {
		return nil, faultOf(err)
	}
	return json.Marshal(result)
}

func (h *House) do(ctx context.Context, learner workshop.LearnerID, verb workshop.HostedVerb, r workshop.HostedRequest, say func(workshop.HostedLine)) (any, error) {
	report := func(e labs.Event) { say(workshop.HostedLine{Step: e.Step, Done: e.Done, Took: e.Took}) }
	if verb == workshop.HostedStart {
		return h.start(ctx, learner, r.Scenario, report)
	}
	g := h.known(learner)
	if g == nil || g.lab() == "" {
		return nil, &workshop.Fault{Code: workshop.FaultState, Message: "nothing runs in your hosted lab", Mend: "harden start SCENARIO --on workshop"}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(g.ctx, cancel)()
	if verb == workshop.HostedStop {
		id := g.lab()
		if err := g.engine.Stop(ctx, id, report); err != nil {
			return nil, err
		}
		g.setProblem(nil)
		return h.hosted(g), nil
	}
	lab, err := g.engine.Open(ctx, g.lab())
	if _, stopped := errors.AsType[*labs.StoppedError](err); err != nil && !(stopped && verb == workshop.HostedReset && lab != nil) {
		return nil, err
	}
	switch verb {
	case workshop.HostedCheck:
		return h.check(ctx, g, lab, r.Wait)
	case workshop.HostedWatch:
		return nil, h.watch(ctx, g, lab, say)
	case workshop.HostedReset:
		done, err := lab.Reset(ctx, report)
		if err != nil {
			return nil, err
		}
		g.setProblem(nil)
		return done, h.record(ctx, g, workshop.Report{Kind: workshop.ReportStarted, Scenario: string(lab.Scenario().ID)})
	case workshop.HostedStart, workshop.HostedStop:
	}
	return nil, fmt.Errorf("the server knows no %q of hosted labs", verb)
}

// take waits for its turn among what is done at a time.
func take(ctx context.Context, turns chan struct{}) (release func(), err error) {
	select {
	case turns <- struct{}{}:
		return func() { <-turns }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// start starts a scenario in the learner's lab. What runs there already goes on when it is that scenario, and
// is in the way when it is another; what has crashed is cleared first.
func (h *House) start(ctx context.Context, learner workshop.LearnerID, name string, report labs.Reporter) (*workshop.Hosted, error) {
	if !h.o.Event(name) {
		return nil, &workshop.Fault{Code: workshop.FaultState, Message: fmt.Sprintf("%q is not part of this workshop", name), Mend: "harden workshop status, which lists what is; without --on workshop it runs on your own machine"}
	}
	g, err := h.settle(ctx, learner)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(g.ctx, cancel)()
	if !g.begin.TryLock() {
		return nil, &workshop.Fault{Code: workshop.FaultBusy, Message: "your hosted lab is being started already", Mend: "wait for it to end"}
	}
	defer g.begin.Unlock()
	if id := g.lab(); id != "" {
		lab, err := g.engine.Open(ctx, id)
		switch {
		case err == nil && string(lab.Scenario().ID) == name:
			return h.hosted(g), nil
		case err == nil:
			return nil, &workshop.Fault{Code: workshop.FaultState, Message: fmt.Sprintf("your hosted lab runs %q, and runs one scenario at a time", id), Mend: "harden stop " + string(id)}
		}
		if _, busy := errors.AsType[*labs.BusyError](err); busy {
			return nil, err
		}
		labs.Report(report, labs.Event{Step: "what was left of " + string(id) + " is removed", Done: true})
		if err := g.engine.Stop(ctx, id, report); err != nil {
			return nil, err
		}
	}
	release, err := take(ctx, h.starting)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := h.empty(ctx, g.agent); err != nil { // what somebody left whose lab did not answer then
		return nil, err
	}
	if _, err := g.engine.Start(ctx, labs.StartOptions{Scenario: scenarios.ID(name), Report: report}); err != nil {
		return nil, err
	}
	g.setProblem(nil)
	return h.hosted(g), h.record(ctx, g, workshop.Report{Kind: workshop.ReportStarted, Scenario: name})
}

const onceMore = "the same once more in a minute; or without --on workshop, on your own machine"

// settle gives the learner a lab whose agent answers: their own, or another when theirs does not, since what runs there is lost to
// them as long as it does not.
func (h *House) settle(ctx context.Context, learner workshop.LearnerID) (*guest, error) {
	var last error
	for {
		g := h.known(learner)
		if g == nil {
			answering := h.answering()
			place, err := h.room.Place(ctx, learner, answering)
			if err != nil {
				fault, ok := errors.AsType[*workshop.Fault](err)
				switch full := ok && fault.Code == workshop.FaultState; {
				case last != nil:
					return nil, last
				case full && len(answering) < len(h.o.Agents): // "taken" would be said of labs that only do not answer yet
					return nil, &labs.Problem{Err: fmt.Errorf("%d of %d hosted labs answer, and none of them is free", len(answering), len(h.o.Agents)), Try: onceMore}
				}
				return nil, err
			}
			g = h.guest(learner, h.agents[place])
		}
		err := h.reach(g.agent, giveUpTime)
		h.mu.Lock()
		h.alive[g.agent.Address] = err
		h.mu.Unlock()
		if err == nil {
			return g, nil
		}
		last = &labs.Problem{Err: err, Try: onceMore}
		if err := h.vacate(ctx, g); err != nil {
			return nil, err
		}
	}
}

// answering are the addresses of the agents that answered when they were asked last, or were not asked yet.
func (h *House) answering() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []string
	for _, a := range h.o.Agents {
		if h.alive[a.Address] == nil {
			list = append(list, a.Address)
		}
	}
	return list
}

// vacate takes a lab back that does not answer, and forgets what ran there. Whoever gets it next begins by removing it.
func (h *House) vacate(ctx context.Context, g *guest) error {
	if err := h.room.Leave(ctx, g.learner); err != nil {
		return err
	}
	g.end()
	h.mu.Lock()
	if h.guests[g.learner] == g {
		delete(h.guests, g.learner)
	}
	h.mu.Unlock()
	return os.RemoveAll(string(g.engine.Home))
}

func (h *House) check(ctx context.Context, g *guest, lab *labs.Lab, wait bool) (*grader.Report, error) {
	release, err := take(ctx, h.grading)
	if err != nil {
		return nil, err
	}
	defer release()
	report, err := lab.Grade(ctx, grader.Options{Settle: wait})
	if err != nil {
		return nil, err
	}
	return report, h.record(ctx, g, Graded(string(lab.Scenario().ID), report))
}

// watch grades when something changes, and records what changed.
func (h *House) watch(ctx context.Context, g *guest, lab *labs.Lab, say func(workshop.HostedLine)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	first := true
	return lab.Watch(ctx, func(report *grader.Report, changes labs.Changes) {
		if first || len(changes) > 0 {
			if err := h.record(ctx, g, Graded(string(lab.Scenario().ID), report)); err != nil {
				cancel(err)
				return
			}
		}
		first = false
		data, err := json.Marshal(report)
		if err != nil {
			cancel(err)
			return
		}
		say(workshop.HostedLine{Report: data})
	})
}

// Graded is a grading as the workshop has it.
func Graded(scenario string, report *grader.Report) workshop.Report {
	r := workshop.Report{Kind: workshop.ReportGraded, Scenario: scenario, Solved: report.Solved}
	for _, result := range report.Results {
		r.Results = append(r.Results, workshop.Result{Check: result.ID, Outcome: workshop.Outcome(result.Outcome.String()), Said: result.Said})
	}
	return r
}

// record puts something into the journal, as graded here.
func (h *House) record(ctx context.Context, g *guest, r workshop.Report) error {
	r.Client, r.Number, r.Time, r.Provider = h.client, h.number.Add(1), h.o.Now(), hosted.Name
	return h.room.Record(ctx, g.learner, r)
}

// faultOf puts an error into words for the learner.
func faultOf(err error) error {
	if _, ok := errors.AsType[*workshop.Fault](err); ok || errors.Is(err, context.Canceled) {
		return err
	}
	code := workshop.FaultLab
	if _, busy := errors.AsType[*labs.BusyError](err); busy {
		code = workshop.FaultBusy
	}
	if _, storage := errors.AsType[*workshop.StorageError](err); storage {
		return err
	}
	return &workshop.Fault{Code: code, Message: err.Error(), Mend: labs.Advice(err)}
}
