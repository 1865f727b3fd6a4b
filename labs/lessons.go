package labs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hardenway/hardenway/internal/console"
	"github.com/hardenway/hardenway/scenarios"
)

// LessonText is what of a lesson can be tried: its console blocks.
type LessonText struct {
	ID, Title string
	File      string       // for whoever mends it
	Scenario  scenarios.ID // whose lab the blocks are run in; "" where none is
	Blocks    []console.Block
}

// LessonOptions say which lessons to prove, and where.
type LessonOptions struct {
	Lessons  []LessonText
	Provider string // "" is the default one
	Image    string // the node image, for a provider that has such
	// Parallel is how many labs there are at once; default 2. Lessons of one scenario share
	// a lab, which is reset between them.
	Parallel int
	// Report hears of every lesson that begins and of every block that is done. It may be called
	// from several goroutines.
	Report func(LessonEvent)
}

// LessonEvent is a lesson that begins, or one of its blocks that is done.
type LessonEvent struct {
	Lesson *LessonProof
	Block  *BlockProof // nil where the lesson begins
	// Number counts the blocks from 1; Blocks is how many the lesson has.
	Number, Blocks int
}

// LessonsVersion is the version of the report's JSON. Within it fields are only added.
const LessonsVersion = "hardenway.dev/lesson-proof/v1"

// LessonReport is the proof of lessons.
type LessonReport struct {
	APIVersion string        `json:"apiVersion"`
	Harden     string        `json:"harden"`
	Provider   string        `json:"provider"`
	Started    time.Time     `json:"started"`
	Took       time.Duration `json:"took"`
	// Blocks counts them by what they came to.
	Blocks  BlockCounts   `json:"blocks"`
	Lessons []LessonProof `json:"lessons"`
}

// BlockCounts counts blocks by what they came to. The first three were executed.
type BlockCounts struct {
	AsShown   int `json:"asShown"`
	Different int `json:"different"`
	Errors    int `json:"errors"` // begun, and not run to their end
	NotRun    int `json:"notRun"`
}

// Executed is how many blocks were run.
func (c BlockCounts) Executed() int { return c.AsShown + c.Different + c.Errors }

// LessonProof is the proof of one lesson.
type LessonProof struct {
	Lesson   string       `json:"lesson"`
	Title    string       `json:"title"`
	File     string       `json:"file"`
	Scenario scenarios.ID `json:"scenario,omitempty"`
	Outcome  ProofOutcome `json:"outcome"`
	// Problem is why no block, or not every block, was run, besides those that are not to be.
	Problem string        `json:"problem,omitempty"`
	Blocks  []BlockProof  `json:"blocks"`
	Took    time.Duration `json:"took"`
}

// BlockProof is what became of one block.
type BlockProof struct {
	Line    int           `json:"line"`
	Outcome ProofOutcome  `json:"outcome"` // proven, disproven, error, or not-runnable where it was not run
	Why     string        `json:"why,omitempty"`
	Differs []OutputDiff  `json:"differs,omitempty"`
	Took    time.Duration `json:"took"`
}

// OutputDiff is a command that did not do what the lesson shows.
type OutputDiff struct {
	Line    int    `json:"line"`
	Command string `json:"command"`
	Exit    int    `json:"exit"`
	Why     string `json:"why"`
	// Diff is line by line: "- " is shown in the lesson only, "+ " was printed only.
	Diff string `json:"diff,omitempty"`
}

// Outcome is the report's outcome as a whole: proven only where a block was run and all that
// were are as shown. Blocks that are not to be run here do not count.
func (r *LessonReport) Outcome() ProofOutcome {
	whole := Unproven
	for _, l := range r.Lessons {
		switch {
		case l.Outcome == NotRunnable:
			if whole == Unproven {
				whole = NotRunnable
			}
		case l.Outcome == Disproven || whole == Disproven:
			whole = Disproven
		case l.Outcome != Proven || whole == NotProvable:
			whole = NotProvable
		default:
			whole = Proven
		}
	}
	return whole
}

// ProveLessons runs the console blocks of lessons and compares what they print with what the
// lessons show. Each lesson has a fresh lab of its scenario and a shell of its own, in which its
// blocks run one after the other. What differs is in the report; err tells only that there was
// nothing to prove. When ctx ends, the labs are removed and the report tells how far it came, with
// ctx's error.
func (e *Engine) ProveLessons(ctx context.Context, o LessonOptions) (*LessonReport, error) {
	provider, err := e.provider(o.Provider)
	if err != nil {
		return nil, err
	}
	if len(o.Lessons) == 0 {
		return nil, errors.New("there is no lesson to prove")
	}
	if err := e.Home.writable(); err != nil {
		return nil, err
	}
	report := &LessonReport{
		APIVersion: LessonsVersion, Harden: e.Version, Provider: provider.Name(),
		Started: time.Now().UTC().Truncate(time.Second), Lessons: make([]LessonProof, len(o.Lessons)),
	}
	began := time.Now()
	var group errgroup.Group
	group.SetLimit(cmpOr(o.Parallel, 2))
	for _, same := range byScenario(o.Lessons, report.Lessons) {
		group.Go(func() error {
			e.proveLessons(ctx, provider, same, o)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return report, err
	}
	report.Took = time.Since(began)
	report.count()
	return report, context.Cause(ctx)
}

func (r *LessonReport) count() {
	for _, l := range r.Lessons {
		for _, b := range l.Blocks {
			switch b.Outcome {
			case Proven:
				r.Blocks.AsShown++
			case Disproven:
				r.Blocks.Different++
			case NotRunnable:
				r.Blocks.NotRun++
			default:
				r.Blocks.Errors++
			}
		}
	}
}

// lessonRun is a lesson with its place in the report.
type lessonRun struct {
	text  LessonText
	proof *LessonProof
}

// byScenario puts lessons that share a scenario together, in the order of the first of each.
func byScenario(texts []LessonText, proofs []LessonProof) [][]lessonRun {
	var groups [][]lessonRun
	at := map[scenarios.ID]int{}
	for i, text := range texts {
		proofs[i] = LessonProof{Lesson: text.ID, Title: text.Title, File: text.File, Scenario: text.Scenario, Blocks: []BlockProof{}}
		run := lessonRun{text, &proofs[i]}
		if g, ok := at[text.Scenario]; ok {
			groups[g] = append(groups[g], run)
			continue
		}
		at[text.Scenario] = len(groups)
		groups = append(groups, []lessonRun{run})
	}
	return groups
}

// proveLessons proves lessons that share a scenario, on one cluster that it removes afterwards.
func (e *Engine) proveLessons(ctx context.Context, provider Provider, runs []lessonRun, o LessonOptions) {
	p := &lessonProver{provider: provider.Name(), report: o.Report}
	scenario := runs[0].text.Scenario
	if !p.anyToRun(runs) {
		p.prove(ctx, runs)
		return
	}
	ground, end, err := e.lessonGround(ctx, provider, scenario, o)
	if err != nil {
		p.startErr = err
	}
	p.ground = ground
	p.prove(ctx, runs)
	if end == nil {
		return
	}
	if err := end(ctx); err != nil {
		last := runs[len(runs)-1].proof
		last.Outcome, last.Problem = NotProvable, joinText(last.Problem, err.Error())
	}
}

// lessonGround makes what lessons of a scenario are proved on. end removes it.
func (e *Engine) lessonGround(ctx context.Context, provider Provider, id scenarios.ID, o LessonOptions) (_ lessonGround, end func(context.Context) error, err error) {
	scenario, err := e.Scenarios.Get(id)
	if err != nil {
		return nil, nil, err
	}
	if missing := Missing(provider.Capabilities(), requirements(scenario)); len(missing) > 0 {
		return nil, nil, &UnsupportedError{What: string(id), Provider: provider.Name(), Missing: missing}
	}
	name := lessonLabID(id)
	lock, err := e.Home.lock(name+"-proof", "prove")
	if err != nil {
		return nil, nil, err
	}
	// What a proof that was killed left behind.
	if err := e.Stop(ctx, name, nil); err != nil {
		lock.remove()
		return nil, nil, err
	}
	end = func(ctx context.Context) error {
		defer lock.remove()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
		defer cancel()
		return e.Stop(ctx, name, nil)
	}
	return &labGround{clusterGround{engine: e, options: StartOptions{Scenario: id, Provider: provider.Name(), Image: o.Image, Name: name}}}, end, nil
}

// lessonLabID is the name of the lab in which lessons are proved.
func lessonLabID(scenario scenarios.ID) ID {
	const room = 40 - len("lesson-") - len("-proof")
	name := string(scenario)
	return ID("lesson-" + strings.TrimRight(name[:min(len(name), room)], "-"))
}

// lessonGround is where lessons are proved: a lab, or in tests a script of one.
type lessonGround interface {
	start(ctx context.Context) error
	reset(ctx context.Context) (*ResetReport, error)
	console(ctx context.Context) (lessonShell, error)
}

// lessonShell is a shell that stays between commands.
type lessonShell interface {
	Run(ctx context.Context, text string, out io.Writer) (int, error)
	Close() error
}

var _ lessonShell = (*Console)(nil)

// labGround is a real lab.
type labGround struct{ clusterGround }

func (g *labGround) console(ctx context.Context) (lessonShell, error) { return g.lab.Console(ctx) }

// lessonProver proves lessons that share a lab.
type lessonProver struct {
	provider string
	ground   lessonGround
	startErr error // why there is no lab
	started  bool
	report   func(LessonEvent)
}

// notHere is why a block is not run on this provider's clusters, or "".
func (p *lessonProver) notHere(text LessonText, b *console.Block) string {
	switch {
	case b.Info.NoRun != "":
		return b.Info.NoRun
	case text.Scenario == "":
		return "the lesson has no lab"
	case b.Info.On != "" && b.Info.On != p.provider:
		return "it needs a cluster of " + b.Info.On
	}
	return ""
}

func (p *lessonProver) anyToRun(runs []lessonRun) bool {
	for _, run := range runs {
		for i := range run.text.Blocks {
			if p.notHere(run.text, &run.text.Blocks[i]) == "" {
				return true
			}
		}
	}
	return false
}

func (p *lessonProver) tell(e LessonEvent) {
	if p.report != nil {
		p.report(e)
	}
}

// prove proves the lessons one after the other.
func (p *lessonProver) prove(ctx context.Context, runs []lessonRun) {
	for _, run := range runs {
		began := time.Now()
		p.tell(LessonEvent{Lesson: run.proof, Blocks: len(run.text.Blocks)})
		p.lesson(ctx, run)
		run.proof.Took = time.Since(began)
		run.proof.Outcome = lessonOutcome(run.proof)
	}
}

// lessonOutcome sums up the blocks.
func lessonOutcome(proof *LessonProof) ProofOutcome {
	executed, failed := 0, proof.Problem != "" && proof.Outcome != NotRunnable
	for _, b := range proof.Blocks {
		switch b.Outcome {
		case Disproven:
			return Disproven
		case NotProvable:
			failed = true
		case Proven:
			executed++
		case Unproven, NotRunnable:
		}
	}
	switch {
	case failed:
		return NotProvable
	case executed == 0:
		return NotRunnable
	}
	return Proven
}

// lesson runs the blocks of one lesson.
func (p *lessonProver) lesson(ctx context.Context, run lessonRun) {
	var shell lessonShell
	lost := "" // why no more blocks can be run
	defer func() {
		if shell == nil {
			return
		}
		if err := shell.Close(); err != nil {
			run.proof.Problem = joinText(run.proof.Problem, err.Error())
		}
	}()
	for i := range run.text.Blocks {
		block := &run.text.Blocks[i]
		proof := BlockProof{Line: block.Line}
		began := time.Now()
		why := p.notHere(run.text, block)
		if why == "" && lost == "" && shell == nil {
			var err error
			if shell, err = p.fresh(ctx); err != nil {
				lost = err.Error()
				run.proof.Problem = lost
				if _, ok := errors.AsType[*UnsupportedError](err); ok {
					run.proof.Outcome = NotRunnable
				}
			}
		}
		switch {
		case why != "":
			proof.Outcome, proof.Why = NotRunnable, why
		case lost != "":
			proof.Outcome, proof.Why = NotRunnable, lost
		default:
			if err := p.block(ctx, shell, block, &proof); err != nil {
				proof.Outcome, proof.Why = NotProvable, err.Error()
				lost = fmt.Sprintf("the block of line %d was not run to its end", block.Line)
				if cause := context.Cause(ctx); cause != nil {
					lost = cause.Error()
					run.proof.Problem = lost
				}
			}
		}
		proof.Took = time.Since(began)
		run.proof.Blocks = append(run.proof.Blocks, proof)
		p.tell(LessonEvent{Lesson: run.proof, Block: &proof, Number: i + 1, Blocks: len(run.text.Blocks)})
	}
}

// fresh brings the lab to its seeded state and opens a shell.
func (p *lessonProver) fresh(ctx context.Context) (lessonShell, error) {
	if err := errors.Join(p.startErr, context.Cause(ctx)); err != nil {
		return nil, err
	}
	again := p.started
	if again {
		if _, err := p.ground.reset(ctx); err != nil {
			again = false // it gets a new lab
		}
	}
	if !again {
		if err := p.ground.start(ctx); err != nil {
			return nil, err
		}
	}
	p.started = true
	return p.ground.console(ctx)
}

// commandTime bounds one command, besides the time that the block gives it. What takes
// longer waits for something that does not come.
const commandTime = 3 * time.Minute

// pause is between two runs of a command that is repeated.
const pause = time.Second

// block runs a block. The error says that a command did not come to its end.
func (p *lessonProver) block(ctx context.Context, shell lessonShell, block *console.Block, proof *BlockProof) error {
	for i, command := range block.Commands {
		last := i == len(block.Commands)-1
		end := time.Now()
		if last {
			end = end.Add(block.Info.Within)
		}
		for {
			differs, err := tryCommand(ctx, shell, command, last, block.Info.Exit)
			if err != nil {
				return fmt.Errorf("line %d: %s: %w", command.Line, command.Text, err)
			}
			if differs == nil {
				break
			}
			if time.Now().Before(end) {
				if err := sleep(ctx, pause); err != nil {
					return err
				}
				continue
			}
			if last && block.Info.Within > 0 {
				differs.Why += fmt.Sprintf(", also after %s", block.Info.Within)
			}
			proof.Differs = append(proof.Differs, *differs)
			break
		}
	}
	proof.Outcome = Proven
	if len(proof.Differs) > 0 {
		proof.Outcome = Disproven
	}
	return nil
}

// tryCommand runs a command and returns where it differs from what is shown, or nil.
func tryCommand(ctx context.Context, shell lessonShell, command console.Command, last bool, exit *int) (*OutputDiff, error) {
	limited, cancel := context.WithTimeoutCause(ctx, commandTime, fmt.Errorf("not done within %s", commandTime))
	defer cancel()
	var out bytes.Buffer
	code, err := shell.Run(limited, command.Text, &out)
	if err != nil {
		return nil, err
	}
	differs := &OutputDiff{Line: command.Line, Command: command.Text, Exit: code}
	diff, fits := console.Match(command.Output, strings.ToValidUTF8(out.String(), "\uFFFD"))
	switch {
	case !fits:
		differs.Why, differs.Diff = fmt.Sprintf("it exits %d and prints something else", code), diff
	case last && exit != nil && code != *exit:
		differs.Why = fmt.Sprintf("it exits %d, and the block says exit=%d", code, *exit)
	case command.Output == "" && code != 0 && !(last && exit != nil):
		// Nobody would see it in the lesson.
		differs.Why = fmt.Sprintf("it exits %d without a word", code)
	default:
		return nil, nil
	}
	return differs, nil
}

// joinText is both texts, where there are two.
func joinText(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
