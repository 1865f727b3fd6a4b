package grader

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// Options are what a grading may be told. The zero value is one look, now.
type Options struct {
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Rand is where canaries come from; default crypto/rand.
	Rand io.Reader
	// Deadline is how long one check may take in all; default 20 s, or the check's Within
	// and ten seconds more where that is longer.
	Deadline time.Duration
	// Settle looks again at what is not as wanted until its Within is over, counted from
	// LastChange if that is known and from the start if not. Without it there is one
	// look, and what may still settle is pending.
	Settle bool
	// LastChange is when the cluster or its node's files last changed, as far as the
	// caller knows. Zero is not known: then nothing is pending.
	LastChange time.Time
	// Parallel is how many checks run at once; default 8.
	Parallel int
	// Facts puts what each expect saw into the report, for authors.
	Facts bool
}

// Grader grades one cluster. It may be used many times, also at the same time.
type Grader struct {
	target  Target
	options Options
	swept   sync.Once
}

// New makes a grader of a cluster. It asks the cluster nothing yet.
func New(target Target, options Options) *Grader {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Rand == nil {
		options.Rand = rand.Reader
	}
	options.Rand = &lockedReader{r: options.Rand}
	if options.Deadline <= 0 {
		options.Deadline = 20 * time.Second
	}
	if options.Parallel <= 0 {
		options.Parallel = 8
	}
	return &Grader{target: target, options: options}
}

// lockedReader lets checks that run at once share a source of randomness.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}

// SetLastChange tells when the cluster last changed, for the gradings to come. It must
// not be called while one runs.
func (g *Grader) SetLastChange(t time.Time) { g.options.LastChange = t }

// run is one grading.
type run struct {
	target   Target
	options  Options
	vars     *variables
	server   *apiServer
	sentinel *sentinel
	janitor  *janitor
}

// Grade looks at every check and says what each came to. The report holds a result for
// every check, in their order, whatever happens. When ctx ends, what has no verdict yet
// is an error; what the grader made is removed all the same.
func (g *Grader) Grade(ctx context.Context, checks []Check) *Report {
	started := g.options.Now()
	clock := time.Now()
	report := &Report{APIVersion: ReportVersion, Started: started.UTC().Truncate(time.Millisecond), Results: make([]Result, len(checks))}
	for i, c := range checks {
		report.Results[i] = Result{ID: c.ID, Title: c.Title, Role: c.Role, Said: "It was not looked at.", Evidence: Evidence{Wanted: c.Expect}}
	}
	defer func() {
		report.Took = Duration(time.Since(clock).Round(time.Millisecond))
		report.settle()
	}()
	nothing := func(err error) *Report {
		report.Problem = err.Error()
		for i := range report.Results {
			report.Results[i].Outcome, report.Results[i].Said = Error, err.Error()
		}
		return report
	}

	r, err := g.newRun(ctx)
	if err != nil {
		return nothing(err)
	}
	defer r.server.done()
	defer r.sentinel.end()
	opening, cancel := context.WithTimeout(ctx, g.options.Deadline)
	err = r.open(opening)
	cancel()
	if err != nil {
		return nothing(err)
	}

	var wg sync.WaitGroup
	if g.options.Settle { // a person waits for it anyway; single looks come every few seconds
		g.swept.Do(func() {
			wg.Go(func() {
				sweeping, cancel := context.WithTimeout(ctx, g.options.Deadline)
				defer cancel()
				report.Notes = append(report.Notes, r.sweep(sweeping)...)
			})
		})
	}
	slots := make(chan struct{}, g.options.Parallel)
	for i := range checks {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			report.Results[i] = r.grade(ctx, checks[i], started)
		})
	}
	wg.Wait()

	// The gate's far side. It comes before the clean-up, so that a dead API server is
	// not waited for twice.
	closing, cancel := context.WithTimeout(ctx, g.options.Deadline)
	err = r.alive(closing)
	cancel()
	report.Notes = append(report.Notes, r.clean(ctx, err == nil)...)
	if err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("the grading was cancelled, so nothing can be told: %w", context.Cause(ctx))
		}
		return nothing(err)
	}
	return report
}

func (g *Grader) newRun(ctx context.Context) (*run, error) {
	ctx, cancel := context.WithTimeout(ctx, g.options.Deadline/2)
	defer cancel()
	config, err := bounded(ctx, "the lab's admin credential", g.target.AdminConfig)
	if err != nil {
		return nil, fmt.Errorf("the grader cannot reach the cluster, so nothing can be told: %w", err)
	}
	given, err := bounded(ctx, "the lab's variables", func() (map[string]string, error) { return g.target.Vars(), nil })
	if err != nil {
		return nil, fmt.Errorf("the grader cannot reach the cluster, so nothing can be told: %w", err)
	}
	server, err := newAPIServer(config)
	if err != nil {
		return nil, fmt.Errorf("the grader cannot reach the cluster, so nothing can be told: %w", err)
	}
	r := &run{target: g.target, options: g.options, vars: &variables{given: given, rand: g.options.Rand}, server: server, janitor: &janitor{}}
	r.sentinel = &sentinel{run: r}
	return r, nil
}

// verdict is what one look came to.
type verdict struct {
	outcome Outcome
	said    string
	seen    []Observation
	notes   []string
	facts   map[string]any
}

// grade brings one check to a result.
func (r *run) grade(ctx context.Context, c Check, started time.Time) Result {
	clock := time.Now()
	within := c.within()
	deadline := r.options.Deadline
	if r.options.Settle {
		deadline = max(deadline, within+10*time.Second)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, deadline, fmt.Errorf("no verdict within %s", deadline))
	defer cancel()

	since := r.options.LastChange
	if since.IsZero() && r.options.Settle {
		since = started
	}
	settling := func() bool {
		return !since.IsZero() && r.options.Now().Sub(since) < within
	}

	var v verdict
	looks := 0
	for {
		v = r.look(ctx, c)
		looks++
		if v.outcome == Pass || !r.options.Settle || !settling() {
			break
		}
		if !pause(ctx, min(time.Second, 100*time.Millisecond<<min(looks, 4))) {
			break
		}
	}
	if v.outcome == Fail && !r.options.Settle && settling() {
		v.outcome = Pending
	}
	if looks > 1 {
		v.notes = append(v.notes, fmt.Sprintf("looked %d times in %s; this is the last", looks, time.Since(clock).Round(100*time.Millisecond)))
	}
	res := Result{
		ID: c.ID, Title: c.Title, Role: c.Role, Outcome: v.outcome, Said: v.said,
		Evidence: Evidence{Seen: v.seen, Wanted: c.Expect, Notes: v.notes}, Took: Duration(time.Since(clock).Round(time.Millisecond)),
	}
	if r.options.Facts {
		res.Facts = v.facts
	}
	return res
}

// look looks once, within one unbroken presence of the API server.
func (r *run) look(ctx context.Context, c Check) (v verdict) {
	l := &look{run: r}
	told := func(err error) verdict {
		return verdict{outcome: Error, said: couldNot(ctx, err), seen: l.seen, notes: l.notes}
	}
	defer func() {
		if p := recover(); p != nil {
			v = told(fmt.Errorf("a fault of the grader's: %v", p))
			v.notes = append(v.notes, string(debug.Stack()))
		}
	}()

	kind, p, ok := c.probe()
	if !ok {
		return told(errors.New("the check has not exactly one probe"))
	}
	expect, err := compile(kind, p.scope(), c.Expect)
	if err != nil {
		return told(fmt.Errorf("its expect: %w", err))
	}
	var control *expression
	if c.Control != "" {
		if control, err = compile(kind, p.scope(), c.Control); err != nil {
			return told(fmt.Errorf("its control: %w", err))
		}
	}
	p, err = r.vars.expandProbe(p)
	if err != nil {
		return told(err)
	}

	waiting, cancel := context.WithTimeout(ctx, r.gateTimeout())
	there := r.sentinel.wait(waiting)
	cancel()
	if !there {
		return told(errors.New(notAnswering))
	}
	epoch, _ := r.sentinel.now()
	facts, err := p.look(ctx, l)
	if err != nil {
		return told(err)
	}
	if l.doubt {
		if err := r.alive(ctx); err != nil {
			return told(err)
		}
	}
	if now, up := r.sentinel.now(); now != epoch || !up {
		return told(errors.New("The API server went away meanwhile, so this look does not count"))
	}
	if err := ctx.Err(); err != nil {
		return told(err)
	}

	facts["vars"] = r.vars.given
	if err := r.addCanaries(facts, expect, control, c, kind, p); err != nil {
		return told(err)
	}
	v = verdict{seen: l.seen, notes: l.notes, facts: facts}
	err = c.controlled(ctx, control, facts)
	good := false
	if err == nil {
		if good, err = expect.eval(ctx, facts); err != nil {
			err = fmt.Errorf("the facts do not answer what the check expects: %w", err)
		}
	}
	if err != nil {
		v.outcome, v.said = Error, couldNot(ctx, err)
		// Feedback may know why.
		if said := r.feedback(ctx, c, kind, p, facts, &v); said != "" {
			v.notes = append(v.notes, said)
		}
		return v
	}
	if good {
		v.outcome = Pass
		return v
	}
	v.outcome = Fail
	if v.said = r.feedback(ctx, c, kind, p, facts, &v); v.said == "" {
		v.said = defaultSaid(c.Role)
	}
	return v
}

// controlled is an error when the check's control does not hold.
func (c Check) controlled(ctx context.Context, control *expression, facts map[string]any) error {
	if control == nil {
		return nil
	}
	holds, err := control.eval(ctx, facts)
	if err != nil {
		return fmt.Errorf("the facts do not answer the check's control: %w", err)
	}
	if !holds {
		return fmt.Errorf("what this check looks from cannot reach what it has to reach, so nothing can be told of what it does not reach (%s)", short(c.Control, 120))
	}
	return nil
}

// addCanaries gives expressions the words they name.
func (r *run) addCanaries(facts map[string]any, expect, control *expression, c Check, kind string, p probe) error {
	words := map[string]string{}
	names := expect.canaries
	if control != nil {
		names = append(names[:len(names):len(names)], control.canaries...)
	}
	for _, f := range c.Feedback {
		if e, err := compile(kind, p.scope(), f.When); err == nil {
			names = append(names[:len(names):len(names)], e.canaries...)
		}
	}
	for _, name := range names {
		word, err := r.vars.canary(name)
		if err != nil {
			return err
		}
		words[name] = word
	}
	facts["canary"] = words
	return nil
}

// feedback returns the first feedback that holds, or "".
func (r *run) feedback(ctx context.Context, c Check, kind string, p probe, facts map[string]any, v *verdict) string {
	for i, f := range c.Feedback {
		when, err := compile(kind, p.scope(), f.When)
		if err != nil {
			v.notes = append(v.notes, fmt.Sprintf("feedback %d: %v", i+1, err))
			continue
		}
		holds, err := when.eval(ctx, facts)
		if err != nil {
			v.notes = append(v.notes, fmt.Sprintf("feedback %d could not be tried (%s): %v", i+1, short(f.When, 80), err))
			continue
		}
		if !holds {
			continue
		}
		said, err := r.vars.expand(f.Say)
		if err != nil {
			v.notes = append(v.notes, fmt.Sprintf("feedback %d: %v", i+1, err))
			said = f.Say
		}
		return strings.TrimSpace(said)
	}
	return ""
}

// defaultSaid is what is told when no feedback holds.
func defaultSaid(role Role) string {
	switch role {
	case Guard:
		return "This has to keep working, and it does not any more."
	case Trap:
		return "The state is past saving from here. Reset the lab to start over."
	case Goal:
	}
	return "This is not so yet."
}

// couldNot words an error for the learner. A deadline is told as such, with what was
// being waited for.
func couldNot(ctx context.Context, err error) string {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(err, cause) {
		return fmt.Sprintf("%v: %v", cause, err)
	}
	return err.Error()
}
