package labs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/scenarios"
)

// ProveOptions say what to prove.
type ProveOptions struct {
	Scenarios []scenarios.ID // empty: every scenario of the catalogue
	Provider  string         // "" is the default one
	Image     string         // the node image, for a provider that has such
	// Parallel is how many scenarios are proved at once, each on its own cluster; default 2.
	Parallel int
	// Only keeps to the steps whose name contains one of these words ("wrong/", "fresh");
	// the report then says that it is not the whole proof.
	Only []string
	// Report hears of every step. It may be called from several goroutines.
	Report func(ProofEvent)
}

// ProofEvent is one step of a proof that begins or ends.
type ProofEvent struct {
	Scenario scenarios.ID
	Step     *ProofStep
	// Number counts from 1; Steps is how many the scenario has.
	Number, Steps int
	Done          bool
}

// ProofVersion is the version of the proof's JSON. Within it fields are only added.
const ProofVersion = "hardenway.dev/proof/v1"

// ProofOutcome is what a step or a proof came to. The zero value proves nothing.
type ProofOutcome string

// The outcomes of proof.
const (
	Unproven    ProofOutcome = ""             // not run
	Proven      ProofOutcome = "proven"       // what was seen is what was expected
	Disproven   ProofOutcome = "disproven"    // it is not
	NotProvable ProofOutcome = "error"        // the step could not be run to its end
	NotRunnable ProofOutcome = "not-runnable" // the cluster lacks what the scenario requires
)

// ProofReport is the proof of one or more scenarios.
type ProofReport struct {
	APIVersion string          `json:"apiVersion"`
	Harden     string          `json:"harden"`
	Provider   string          `json:"provider"`
	Started    time.Time       `json:"started"`
	Took       time.Duration   `json:"took"`
	Partial    bool            `json:"partial,omitempty"` // only some steps were asked for
	Scenarios  []ScenarioProof `json:"scenarios"`
}

// ScenarioProof is the proof of one scenario.
type ScenarioProof struct {
	Scenario scenarios.ID  `json:"scenario"`
	Title    string        `json:"title"`
	Outcome  ProofOutcome  `json:"outcome"`
	Problem  string        `json:"problem,omitempty"` // why no step, or not every step, was run
	Steps    []ProofStep   `json:"steps"`
	Took     time.Duration `json:"took"`
}

// ProofStep is one step of a proof.
type ProofStep struct {
	Name     string        `json:"name"`  // "read", "fresh", "solutions/edit.sh", "wrong/half.sh", "stopped", "reset"
	Title    string        `json:"title"` // in the author's words
	Outcome  ProofOutcome  `json:"outcome"`
	Expected []string      `json:"expected"`
	Seen     []string      `json:"seen"`
	Wrong    []string      `json:"wrong,omitempty"`  // where the two differ
	Output   string        `json:"output,omitempty"` // the end of what the scripts printed
	Took     time.Duration `json:"took"`
	Spent    Spent         `json:"spent"` // what of that went where
}

// Spent says where the time of a step went. The rest is starting the lab, or stopping its
// API server.
type Spent struct {
	Reset   time.Duration `json:"reset"`   // bringing the lab back to its seeded state before the step
	Scripts time.Duration `json:"scripts"` // the fix and the attack
	Grading time.Duration `json:"grading"` // until the verdicts stay what they are
}

// on adds the time until done is called.
func on(sum *time.Duration) (done func()) {
	began := time.Now()
	return func() { *sum += time.Since(began) }
}

// Spent is the sum over all steps, which took took together. That is longer than the
// proof where several scenarios were proved at once.
func (r *ProofReport) Spent() (spent Spent, took time.Duration, steps int) {
	for _, proof := range r.Scenarios {
		for _, step := range proof.Steps {
			spent.Reset += step.Spent.Reset
			spent.Scripts += step.Spent.Scripts
			spent.Grading += step.Spent.Grading
			took += step.Took
			steps++
		}
	}
	return spent, took, steps
}

// Outcome is the report's outcome as a whole: proven only when there is something in it
// and all of it is proven, not-runnable scenarios aside.
func (r *ProofReport) Outcome() ProofOutcome {
	whole := Unproven
	for _, s := range r.Scenarios {
		switch {
		case s.Outcome == NotRunnable:
			if whole == Unproven {
				whole = NotRunnable
			}
		case s.Outcome == Disproven || whole == Disproven:
			whole = Disproven
		case s.Outcome != Proven || whole == NotProvable:
			whole = NotProvable
		default:
			whole = Proven
		}
	}
	return whole
}

// Prove shows of each scenario that it is what it says: see ProofStep and the
// documentation of the format for the steps. A step that fails does not keep the others
// from being run, and a scenario not the other scenarios. What did not come out as
// declared is in the report; err tells only that there was nothing to prove. When ctx
// ends, the clusters are removed and the report tells how far it came, with ctx's error.
func (e *Engine) Prove(ctx context.Context, o ProveOptions) (*ProofReport, error) {
	provider, err := e.provider(o.Provider)
	if err != nil {
		return nil, err
	}
	ids := o.Scenarios
	if len(ids) == 0 {
		metas, err := e.Scenarios.All()
		if err != nil {
			return nil, err
		}
		for _, meta := range metas {
			ids = append(ids, meta.ID)
		}
	}
	if len(ids) == 0 {
		return nil, errors.New("there is no scenario to prove")
	}
	if err := e.Home.writable(); err != nil {
		return nil, err
	}
	report := &ProofReport{
		APIVersion: ProofVersion, Harden: e.Version, Provider: provider.Name(),
		Started: time.Now().UTC().Truncate(time.Second), Partial: len(o.Only) > 0,
		Scenarios: make([]ScenarioProof, len(ids)),
	}
	began := time.Now()
	var group errgroup.Group
	group.SetLimit(cmpOr(o.Parallel, 2))
	for i, id := range ids {
		report.Scenarios[i] = ScenarioProof{Scenario: id, Steps: []ProofStep{}}
		group.Go(func() error {
			start := time.Now()
			e.proveScenario(ctx, provider, &report.Scenarios[i], o)
			report.Scenarios[i].Took = time.Since(start)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return report, err
	}
	report.Took = time.Since(began)
	return report, context.Cause(ctx)
}

// cmpOr is n, or otherwise when n says nothing.
func cmpOr(n, otherwise int) int {
	if n <= 0 {
		return otherwise
	}
	return n
}

// proveScenario proves one scenario on a cluster of its own, and removes the cluster.
func (e *Engine) proveScenario(ctx context.Context, provider Provider, proof *ScenarioProof, o ProveOptions) {
	fail := func(outcome ProofOutcome, err error) { proof.Outcome, proof.Problem = outcome, err.Error() }
	if err := context.Cause(ctx); err != nil {
		fail(NotProvable, err)
		return
	}
	scenario, err := e.Scenarios.Get(proof.Scenario)
	if err != nil {
		fail(NotProvable, err)
		return
	}
	proof.Title = scenario.Title
	if missing := Missing(provider.Capabilities(), requirements(scenario)); len(missing) > 0 {
		fail(NotRunnable, &UnsupportedError{What: string(scenario.ID), Provider: provider.Name(), Missing: missing})
		return
	}
	id := proofID(scenario.ID)
	// Two proofs of one scenario would share a cluster. The lab's own lock is taken by each
	// start, reset and stop in between, so this is another one.
	lock, err := e.Home.lock(id+"-proof", "prove")
	if err != nil {
		fail(NotProvable, err)
		return
	}
	defer lock.remove()
	// What a proof that was killed left behind.
	if err := e.Stop(ctx, id, nil); err != nil {
		fail(NotProvable, err)
		return
	}
	ground := &clusterGround{engine: e, options: StartOptions{Scenario: scenario.ID, Provider: provider.Name(), Image: o.Image, Name: id}}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
		defer cancel()
		if err := e.Stop(ctx, id, nil); err != nil {
			fail(NotProvable, errors.Join(errors.New(proof.Problem), err))
		}
	}()
	prover := &prover{scenario: scenario, lint: scenarios.Lint, ground: ground}
	prover.run(ctx, proof, o)
}

// proofID is the name of the lab in which a scenario is proved.
func proofID(scenario scenarios.ID) ID {
	const room = 40 - len("proving-") - len("-proof")
	name := string(scenario)
	return ID("proving-" + strings.TrimRight(name[:min(len(name), room)], "-"))
}

// ground is where a proof is made: a lab, or in tests a script of one.
type ground interface {
	// start makes the lab as it is seeded; again, it makes it anew.
	start(ctx context.Context) error
	grade(ctx context.Context, o grader.Options) (*grader.Report, error)
	script(ctx context.Context, name string, out io.Writer) (int, error)
	// reset returns to the seeded state and says whether the lab had to be made anew for it.
	reset(ctx context.Context) (*ResetReport, error)
	// outages are the ways in which the API server can be made to not answer.
	outages() []outage
}

// outage is one way to keep the API server from answering.
type outage struct {
	name  string
	begin func(ctx context.Context) (end func(context.Context) error, err error)
}

// prover makes the proof of one scenario.
type prover struct {
	scenario *scenarios.Scenario
	lint     func(*scenarios.Scenario) []scenarios.Problem // nil: its files are not judged
	ground   ground
	dirty    bool     // the lab is not as seeded
	started  bool     // the lab is there
	resets   []string // resets that did not do what they should, in words
	again    []string // resets that put everything back twice
}

// step is one step of a proof, still to be made.
type proofStep struct {
	name, title string
	run         func(context.Context, *ProofStep) error
	asItIs      bool // do not reset before
}

// stepTime bounds one step. It is far above what a step takes.
const stepTime = 6 * time.Minute

func (p *prover) steps() []proofStep {
	var steps []proofStep
	if p.lint != nil {
		steps = append(steps, proofStep{name: "read", title: "Fit for the catalogue", run: p.read, asItIs: true})
	}
	steps = append(steps, proofStep{name: "fresh", title: "Freshly seeded", run: p.fresh})
	for _, solution := range p.scenario.Proof.Solutions {
		steps = append(steps, proofStep{name: solution.Script.Name, title: solution.Title, run: func(ctx context.Context, step *ProofStep) error {
			return p.solution(ctx, step, solution)
		}})
	}
	for _, wrong := range p.scenario.Proof.Wrong {
		steps = append(steps, proofStep{name: wrong.Script.Name, title: wrong.Title, run: func(ctx context.Context, step *ProofStep) error {
			return p.wrong(ctx, step, wrong)
		}})
	}
	for _, outage := range p.ground.outages() {
		steps = append(steps, proofStep{name: outage.name, title: "Nothing can be told without the API server", run: func(ctx context.Context, step *ProofStep) error {
			return p.outage(ctx, step, outage)
		}})
	}
	return append(steps, proofStep{name: "reset", title: "Reset equals fresh", run: p.reset, asItIs: true})
}

// run starts the lab and makes every step. The time of the start counts for the first.
func (p *prover) run(ctx context.Context, proof *ScenarioProof, o ProveOptions) {
	began := time.Now()
	startErr := p.ground.start(ctx)
	if unsupported, ok := errors.AsType[*UnsupportedError](startErr); ok {
		proof.Outcome, proof.Problem = NotRunnable, unsupported.Error()
		return
	}
	p.started = startErr == nil
	steps := slices.DeleteFunc(p.steps(), func(s proofStep) bool {
		return len(o.Only) > 0 && !slices.ContainsFunc(o.Only, func(word string) bool { return strings.Contains(s.name, word) })
	})
	proof.Steps = make([]ProofStep, 0, len(steps))
	for i, s := range steps {
		step := &ProofStep{Name: s.name, Title: s.title, Expected: []string{}, Seen: []string{}}
		event := ProofEvent{Scenario: p.scenario.ID, Step: step, Number: i + 1, Steps: len(steps)}
		if o.Report != nil {
			o.Report(event)
		}
		err := startErr
		if err == nil {
			err = p.ready(ctx, s, &step.Spent)
		}
		if err == nil {
			limited, cancel := context.WithTimeoutCause(ctx, stepTime, fmt.Errorf("not done within %s", stepTime))
			err = s.run(limited, step)
			cancel()
		}
		step.Took = time.Since(began)
		switch seeded, isSeeded := errors.AsType[*SeededError](err); {
		case isSeeded:
			step.Outcome, step.Wrong = Disproven, append(step.Wrong, seeded.Error())
		case err != nil:
			step.Outcome, step.Wrong = NotProvable, append(step.Wrong, err.Error())
		case len(step.Wrong) > 0:
			step.Outcome = Disproven
		default:
			step.Outcome = Proven
		}
		proof.Steps = append(proof.Steps, *step)
		if o.Report != nil {
			event.Done = true
			o.Report(event)
		}
		if cause := context.Cause(ctx); cause != nil {
			proof.Problem = cause.Error()
			break
		}
		if !p.started {
			proof.Problem = "the lab did not start, so the other steps were not made"
			break
		}
		began = time.Now()
	}
	proof.Outcome = proofOutcome(proof, len(steps))
	if len(steps) == 0 {
		proof.Problem = fmt.Sprintf("no step's name contains %s", strings.Join(o.Only, " or "))
	}
}

func proofOutcome(proof *ScenarioProof, steps int) ProofOutcome {
	outcome := Proven
	for _, step := range proof.Steps {
		switch {
		case step.Outcome == Disproven:
			return Disproven
		case step.Outcome != Proven:
			outcome = NotProvable
		}
	}
	if len(proof.Steps) < steps || steps == 0 {
		outcome = NotProvable
	}
	return outcome
}

// ready brings the lab to the seeded state before a step.
func (p *prover) ready(ctx context.Context, s proofStep, spent *Spent) error {
	if s.asItIs || !p.dirty {
		return nil
	}
	defer on(&spent.Reset)()
	report, err := p.ground.reset(ctx)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err != nil {
		// The step is not to suffer from it: it gets a new lab. The step "reset" tells.
		p.resets = append(p.resets, fmt.Sprintf("before %s: %v", s.name, err))
		if err := p.ground.start(ctx); err != nil {
			p.started = false
			return fmt.Errorf("starting anew after a reset that failed: %w", err)
		}
	} else if report.Recreated != "" {
		p.resets = append(p.resets, fmt.Sprintf("before %s: %s", s.name, madeAnew(report)))
	} else if report.Again != "" {
		p.again = append(p.again, fmt.Sprintf("before %s: put back a second time: %s", s.name, report.Again))
	}
	p.dirty = false
	return nil
}

// read: nothing about the scenario's files keeps it out of the catalogue, such as a check
// that no wrong fix makes fail, or a summary that lists would cut.
func (p *prover) read(_ context.Context, step *ProofStep) error {
	step.Expected = append(step.Expected, "nothing to mend in its files")
	findings := p.lint(p.scenario)
	step.Seen = append(step.Seen, fmt.Sprintf("%d things to mend", len(findings)))
	for _, finding := range findings {
		step.Wrong = append(step.Wrong, finding.String())
	}
	return nil
}

// fresh: every goal fails, every guard passes, no trap is sprung, and the attack works.
func (p *prover) fresh(ctx context.Context, step *ProofStep) error {
	want := map[string]grader.Outcome{}
	for _, check := range p.scenario.Checks {
		want[check.ID] = seededOutcome(check.Role)
	}
	if err := p.expect(ctx, step, want, nil); err != nil {
		return err
	}
	return p.attack(ctx, step, true)
}

// solution: every check passes and the attack fails.
func (p *prover) solution(ctx context.Context, step *ProofStep, solution scenarios.Solution) error {
	if err := p.fix(ctx, step, solution.Script.Name); err != nil {
		return err
	}
	want := map[string]grader.Outcome{}
	for _, check := range p.scenario.Checks {
		want[check.ID] = grader.Pass
	}
	if err := p.expect(ctx, step, want, nil); err != nil {
		return err
	}
	return p.attack(ctx, step, false)
}

// wrong: exactly the declared checks fail, each saying something of its author's.
func (p *prover) wrong(ctx context.Context, step *ProofStep, wrong scenarios.WrongFix) error {
	if err := p.fix(ctx, step, wrong.Script.Name); err != nil {
		return err
	}
	want := map[string]grader.Outcome{}
	for _, check := range p.scenario.Checks {
		switch {
		case slices.Contains(wrong.Fails, check.ID):
			want[check.ID] = grader.Fail
		case slices.Contains(wrong.Errors, check.ID):
			want[check.ID] = grader.Error
		default:
			want[check.ID] = grader.Pass
		}
	}
	if len(wrong.Fails) == 0 {
		step.Wrong = append(step.Wrong, "it declares no check that fails")
	}
	return p.expect(ctx, step, want, wrong.Fails)
}

// fix runs a script that must come to its end.
func (p *prover) fix(ctx context.Context, step *ProofStep, name string) error {
	p.dirty = true
	defer on(&step.Spent.Scripts)()
	var out tail
	code, err := p.ground.script(ctx, name, &out)
	step.Output += out.String()
	if err != nil {
		return err
	}
	step.Expected = append(step.Expected, name+" exits 0")
	step.Seen = append(step.Seen, fmt.Sprintf("%s exited %d", name, code))
	if code != 0 {
		step.Wrong = append(step.Wrong, fmt.Sprintf("%s exited %d, so what it wants to show was not reached", name, code))
	}
	return nil
}

// attack runs the attack, which must work or must be refused.
func (p *prover) attack(ctx context.Context, step *ProofStep, works bool) error {
	p.dirty = true
	name := p.scenario.Attack.Name
	defer on(&step.Spent.Scripts)()
	var out tail
	code, err := p.ground.script(ctx, name, &out)
	step.Output += out.String()
	if err != nil {
		return err
	}
	expected := "the attack fails"
	if works {
		expected = "the attack works"
	}
	step.Expected = append(step.Expected, expected)
	step.Seen = append(step.Seen, fmt.Sprintf("%s exited %d", name, code))
	switch {
	case code == 126 || code == 127:
		step.Wrong = append(step.Wrong, fmt.Sprintf("%s exited %d: it could not be run to its end, which shows nothing", name, code))
	case works && code != 0:
		step.Wrong = append(step.Wrong, fmt.Sprintf("the attack was refused (exit %d), but should work", code))
	case !works && code == 0:
		step.Wrong = append(step.Wrong, "the attack still works")
	}
	return nil
}

// settledAfter is how much longer than the slowest check says a state may take to show.
const settledAfter = 45 * time.Second

// expect grades until the outcomes are the wanted ones twice in a row. The first of the
// two gradings gives every check that does not pass its whole time to do so, as `harden
// check` does; without that, a fix that works after ten seconds would look like one that
// does not. said are checks that must say something of their author's.
func (p *prover) expect(ctx context.Context, step *ProofStep, want map[string]grader.Outcome, said []string) error {
	defer on(&step.Spent.Grading)()
	changed := time.Now()
	end := changed.Add(p.slowest() + settledAfter)
	for {
		report, err := p.ground.grade(ctx, grader.Options{Settle: true, LastChange: changed})
		if err != nil {
			return err
		}
		wrong := p.compare(report, want, said)
		if len(wrong) == 0 {
			if report, err = p.ground.grade(ctx, grader.Options{}); err != nil {
				return err
			}
			wrong = p.compare(report, want, said)
		}
		if len(wrong) == 0 || !time.Now().Before(end) {
			for _, result := range report.Results {
				step.Expected = append(step.Expected, fmt.Sprintf("%s %s: %s", result.Role, result.ID, want[result.ID]))
				step.Seen = append(step.Seen, strings.TrimSpace(fmt.Sprintf("%s %s: %s %s", result.Role, result.ID, result.Outcome, result.Said)))
			}
			step.Wrong = append(step.Wrong, wrong...)
			return nil
		}
		if err := sleep(ctx, time.Second); err != nil {
			return err
		}
	}
}

// slowest is the longest time that a check gives itself.
func (p *prover) slowest() time.Duration {
	slowest := 15 * time.Second
	for _, check := range p.scenario.Checks {
		if check.Within != nil {
			slowest = max(slowest, time.Duration(*check.Within))
		}
	}
	return slowest
}

// compare says what in a grading is not as wanted: a check that came to something else,
// one that is missing, and one that fails without a word of its author's.
func (p *prover) compare(report *grader.Report, want map[string]grader.Outcome, said []string) []string {
	var wrong []string
	for _, check := range p.scenario.Checks {
		result := report.Result(check.ID)
		if result == nil {
			wrong = append(wrong, fmt.Sprintf("%s %s: was not graded", check.Role, check.ID))
			continue
		}
		if result.Outcome != want[check.ID] {
			text := fmt.Sprintf("%s %s: should %s, but is %s", check.Role, check.ID, want[check.ID], result.Outcome)
			if result.Said != "" {
				text += ": " + result.Said
			}
			wrong = append(wrong, text+lastSeen(result))
			continue
		}
		if slices.Contains(said, check.ID) && !authored(check, result.Said) {
			wrong = append(wrong, fmt.Sprintf("%s %s: fails as declared, but no feedback of the scenario's fits: a learner is told only %q%s", check.Role, check.ID, result.Said, lastSeen(result)))
		}
	}
	return wrong
}

// lastSeen is the last of what a verdict rests on, in brackets.
func lastSeen(result *grader.Result) string {
	n := len(result.Evidence.Seen)
	if n == 0 {
		return ""
	}
	seen := result.Evidence.Seen[n-1]
	return fmt.Sprintf(" (%s: %s)", seen.Asked, seen.Got)
}

var variableUse = regexp.MustCompile(`\\\$\\\{[^}]*\\\}`)

// authored says whether a text is one of the check's own feedback, whatever stands in the
// places of its variables.
func authored(check grader.Check, said string) bool {
	for _, feedback := range check.Feedback {
		pattern := variableUse.ReplaceAllString(regexp.QuoteMeta(strings.TrimSpace(feedback.Say)), ".*")
		if matched, err := regexp.MatchString(`(?s)\A`+pattern+`\z`, strings.TrimSpace(said)); err == nil && matched {
			return true
		}
	}
	return false
}

// outageTime is how long a grading without an API server may take: each check has 20
// seconds by default, and they run side by side.
const outageTime = 30 * time.Second

// outage: with the API server not answering every check is an error, in time.
func (p *prover) outage(ctx context.Context, step *ProofStep, o outage) (err error) {
	p.dirty = true
	step.Expected = append(step.Expected, fmt.Sprintf("every check is error, within %s", outageTime))
	end, err := o.begin(ctx)
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
		defer cancel()
		err = errors.Join(err, end(ctx))
	}()
	graded := on(&step.Spent.Grading)
	report, err := p.ground.grade(ctx, grader.Options{})
	graded()
	if err != nil {
		return err
	}
	step.Seen = append(step.Seen, fmt.Sprintf("%d of %d checks are error, after %s", report.Count(grader.Error), len(report.Results), report.Took))
	for _, check := range p.scenario.Checks {
		result := report.Result(check.ID)
		switch {
		case result == nil:
			step.Wrong = append(step.Wrong, fmt.Sprintf("%s %s: was not graded", check.Role, check.ID))
		case result.Outcome != grader.Error:
			step.Wrong = append(step.Wrong, fmt.Sprintf("%s %s: is %s without an API server%s", check.Role, check.ID, result.Outcome, lastSeen(result)))
		}
	}
	if took := time.Duration(report.Took); took > outageTime {
		step.Wrong = append(step.Wrong, fmt.Sprintf("the grading took %s, longer than %s", took, outageTime))
	}
	return nil
}

// reset: the lab returns to exactly what it was, without being made anew, here and before
// every step.
func (p *prover) reset(ctx context.Context, step *ProofStep) error {
	step.Expected = append(step.Expected, "every reset gives the seeded state's digest, without a new cluster")
	defer on(&step.Spent.Reset)()
	report, err := p.ground.reset(ctx)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	step.Wrong = append(step.Wrong, p.resets...)
	step.Seen = append(step.Seen, p.again...)
	if err != nil {
		step.Wrong = append(step.Wrong, err.Error())
		return nil
	}
	p.dirty = false
	if report.Again != "" {
		step.Seen = append(step.Seen, "put back a second time: "+report.Again)
	}
	if report.Recreated != "" {
		step.Wrong = append(step.Wrong, madeAnew(report))
	}
	step.Seen = append(step.Seen, fmt.Sprintf("%d objects and %d files as seeded (%s), %d put back", report.Objects, report.Files, report.Digest, len(report.PutBack)))
	return nil
}

func madeAnew(report *ResetReport) string {
	text := "the lab had to be made anew: " + report.Recreated
	if report.Logs != "" {
		text += " (its logs are in " + report.Logs + ")"
	}
	return text
}

// tail keeps the end of what is written to it.
type tail struct{ data []byte }

const tailSize = 4 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.data = append(t.data, p...)
	if over := len(t.data) - 2*tailSize; over > 0 {
		t.data = t.data[len(t.data)-tailSize:]
	}
	return len(p), nil
}

func (t *tail) String() string {
	data := t.data
	if over := len(data) - tailSize; over > 0 {
		data = data[over:]
		if _, rest, ok := bytes.Cut(data, []byte("\n")); ok {
			data = rest
		}
	}
	return string(bytes.ToValidUTF8(data, []byte("\uFFFD")))
}

// clusterGround is a real lab.
type clusterGround struct {
	engine  *Engine
	options StartOptions
	lab     *Lab
}

func (g *clusterGround) start(ctx context.Context) error {
	if g.lab != nil {
		if err := g.engine.Stop(ctx, g.options.Name, nil); err != nil {
			return err
		}
		g.lab = nil
	}
	lab, err := g.engine.Start(ctx, g.options)
	if err != nil {
		return err
	}
	g.lab = lab
	return nil
}

func (g *clusterGround) grade(ctx context.Context, o grader.Options) (*grader.Report, error) {
	return g.lab.Grade(ctx, o)
}

func (g *clusterGround) script(ctx context.Context, name string, out io.Writer) (int, error) {
	return g.lab.RunScript(ctx, name, Stdio{Out: out, Err: out})
}

func (g *clusterGround) reset(ctx context.Context) (*ResetReport, error) {
	return g.lab.Reset(ctx, nil)
}

// Freezer is a Cluster that can make its API server hang: connections are taken, and
// nothing is answered.
type Freezer interface {
	// FreezeAPIServer returns once the API server hangs. thaw ends it; once more is no
	// error.
	FreezeAPIServer(ctx context.Context) (thaw func() error, err error)
}

// apiServerManifest is where kubeadm has it.
const apiServerManifest = "/etc/kubernetes/manifests/kube-apiserver.yaml"

func (g *clusterGround) outages() []outage {
	if g.lab == nil {
		return nil
	}
	outages := []outage{{name: "stopped", begin: func(ctx context.Context) (func(context.Context) error, error) {
		return stopAPIServer(ctx, g.lab)
	}}}
	if _, can := g.lab.cluster.(Freezer); can {
		outages = append(outages, outage{name: "hanging", begin: func(ctx context.Context) (func(context.Context) error, error) {
			// Asked anew: a reset may have made another cluster since.
			thaw, err := g.lab.cluster.(Freezer).FreezeAPIServer(ctx)
			if err != nil {
				return nil, fmt.Errorf("freezing the API server: %w", err)
			}
			return func(context.Context) error { return thaw() }, nil
		}})
	}
	return outages
}

// stopAPIServer takes the API server's manifest away, as a person would, and returns
// once nothing listens any more. end puts it back and waits until it is ready.
func stopAPIServer(ctx context.Context, lab *Lab) (end func(context.Context) error, err error) {
	const aside = "/etc/kubernetes/kube-apiserver.yaml.aside"
	cluster := lab.cluster
	files := cluster.Node().Files()
	if err := files.Rename(apiServerManifest, aside); err != nil {
		return nil, fmt.Errorf("stopping the API server: %w", err)
	}
	end = func(ctx context.Context) error {
		if err := files.Rename(aside, apiServerManifest); err != nil {
			return fmt.Errorf("starting the API server again: %w", err)
		}
		return lab.waitAPIServer(ctx)
	}
	for {
		conn, err := cluster.Dial(ctx, FromHost, "tcp", cluster.Endpoints().APIServer)
		if err != nil && ctx.Err() == nil {
			return end, nil
		}
		if err == nil {
			_ = conn.Close() // nothing was said
		}
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
			defer cancel()
			return nil, errors.Join(fmt.Errorf("the API server goes on after its manifest was taken away: %w", err), end(undo))
		}
	}
}

// waitAPIServer waits until the API server is ready.
func (l *Lab) waitAPIServer(ctx context.Context) error { return l.waitHealth(ctx, "/readyz") }

// waitHealth waits until the API server says so at one of its health paths.
func (l *Lab) waitHealth(ctx context.Context, path string) error {
	var last error
	for {
		client, err := l.api()
		if err == nil {
			_, err = client.discovery.RESTClient().Get().AbsPath(path).Timeout(5 * time.Second).DoRaw(ctx)
		}
		if err == nil {
			return nil
		}
		if last == nil || ctx.Err() == nil {
			last = err
		}
		if err := sleep(ctx, 200*time.Millisecond); err != nil {
			return fmt.Errorf("the API server's %s does not say ok: %w; last: %w", path, err, last)
		}
	}
}
