package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/labs/progress"
	"github.com/hardenway/hardenway/labs/workshop"
	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/scenarios"
)

// Reports to a workshop begin where a command notes what was done, not in the progress file: that has neither
// what was said of a check nor the gradings between the first and the last of a watch, and an instructor wants
// both. Only what belongs to the event is reported.

// How long a command waits for the workshop's server at its end.
const (
	reportPatience = time.Second
	pollPatience   = 300 * time.Millisecond
	queueTime      = 2 * time.Second // one report may wait that long for another process to write its own
	sendTime       = 5 * time.Second // one attempt to send, in a command that goes on meanwhile
	resendTime     = 15 * time.Second
)

// reporter sends what a learner does to the workshop they joined, in the background of a command. Its zero value
// is ready. While nobody joined it does nothing.
type reporter struct {
	// patience is how long a command waits at its end, and for one attempt to send, where it is not the usual time: what
	// a script sees of a server must not depend on how busy the machine is.
	patience time.Duration

	mu      sync.Mutex
	looked  bool
	desk    *workshop.Desk // nil when nobody joined
	room    workshop.Notice
	problem error // the first, told at the end

	stop             context.CancelFunc
	wake             chan struct{}
	tried            chan struct{} // after each attempt
	ended            chan struct{}
	told, attempted  int // how often something was there to send, and up to which it was tried
	queued           bool
	last             workshop.Delivery
	lastErr          error
	goneFromWorkshop bool
}

// desk is where workshops are joined.
func (f *Factory) desk() (*workshop.Desk, error) {
	home, err := f.Home()
	if err != nil {
		return nil, err
	}
	return workshop.OpenDesk(filepath.Join(string(home), "workshop")), nil
}

// joined is the desk of who joined, or nil.
func (f *Factory) joined() *workshop.Desk {
	r := &f.reports
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.looked {
		return r.desk
	}
	r.looked = true
	desk, err := f.desk()
	if err == nil {
		_, err = desk.Member()
	}
	if err == nil {
		r.room, err = desk.Room()
	}
	switch {
	case errors.Is(err, workshop.ErrNotJoined):
	case err != nil:
		r.problem = err
	default:
		r.desk = desk
	}
	return r.desk
}

// poll begins to ask the workshop what there is to know, for a command that a learner uses.
func (f *Factory) poll(cmd *cobra.Command) {
	top := cmd
	for top.Parent() != nil && top.Parent().Parent() != nil {
		top = top.Parent()
	}
	if top.GroupID != groupLearn || f.joined() == nil {
		return
	}
	f.reports.begin(false)
}

// begin starts the sender, or tells it that there is more.
func (r *reporter) begin(queued bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told++
	r.queued = r.queued || queued
	if r.stop == nil {
		ctx, stop := context.WithCancel(context.Background())
		r.stop, r.wake, r.tried, r.ended = stop, make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{})
		go r.send(ctx)
	}
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// patient is the usual time, unless there is another.
func (r *reporter) patient(usual time.Duration) time.Duration {
	if r.patience > 0 {
		return r.patience
	}
	return usual
}

func (r *reporter) send(ctx context.Context) {
	defer close(r.ended)
	for {
		again := time.NewTimer(resendTime)
		select {
		case <-ctx.Done():
			again.Stop()
			return
		case <-r.wake:
		case <-again.C:
		}
		again.Stop()
		r.mu.Lock()
		upTo, waiting, gone := r.told, r.last.Waiting > 0 || r.lastErr != nil, r.goneFromWorkshop
		fresh := upTo > r.attempted
		r.mu.Unlock()
		if gone || !fresh && !waiting {
			continue
		}
		var done workshop.Delivery
		var err error
		if r.desk.Quiet(time.Now()) {
			err = errQuiet
		} else {
			limited, cancel := context.WithTimeout(ctx, r.patient(sendTime))
			done, err = r.desk.Deliver(limited, time.Now())
			cancel()
		}
		r.mu.Lock()
		r.attempted, r.last, r.lastErr = upTo, done, err
		if fault, ok := errors.AsType[*workshop.Fault](err); ok && fault.Code == workshop.FaultRemoved {
			r.goneFromWorkshop = true
		}
		r.mu.Unlock()
		select {
		case r.tried <- struct{}{}:
		default:
		}
	}
}

// errQuiet: the server did not answer a moment ago, and nobody should wait for it again so soon.
var errQuiet = errors.New("the workshop's server did not answer a moment ago")

// tell puts a report into the queue and has it sent.
func (f *Factory) tell(ctx context.Context, report workshop.Report) {
	desk := f.joined()
	if desk == nil || !f.reports.belongs(report) || report.Provider == hosted.Name { // the server knows what it did itself
		return
	}
	report.Time = f.Now()
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), queueTime)
	defer cancel()
	if err := desk.Add(limited, report); err != nil && !errors.Is(err, workshop.ErrNotJoined) {
		f.reports.mu.Lock()
		if f.reports.problem == nil {
			f.reports.problem = err
		}
		f.reports.mu.Unlock()
		return
	}
	f.reports.begin(true)
}

// belongs says whether a report is about something of the event. Everything else is nobody's business.
func (r *reporter) belongs(report workshop.Report) bool {
	return slices.ContainsFunc(r.room.Items, func(item workshop.NoticeItem) bool {
		switch item.Kind {
		case workshop.KindScenario:
			return item.Name == report.Scenario
		case workshop.KindLesson:
			return item.Name == report.Lesson
		case workshop.KindQuiz:
			return report.Question != "" && slices.Contains(item.Questions, report.Question)
		}
		return false
	})
}

// tellEvent reports what the learner's record notes, as far as workshops want it. Gradings are told by tellGraded,
// and hints by tellHint.
func (f *Factory) tellEvent(ctx context.Context, e progress.Event) {
	switch e.Kind {
	case progress.Started, progress.Reset:
		f.tell(ctx, workshop.Report{Kind: workshop.ReportStarted, Scenario: e.Scenario, Provider: e.Provider})
	case progress.LessonRead:
		f.tell(ctx, workshop.Report{Kind: workshop.ReportLesson, Lesson: e.Lesson})
	case progress.Graded, progress.Solved, progress.HintUnlocked, progress.Stopped, progress.DebriefRead:
	}
}

// tellGraded reports a grading.
func (f *Factory) tellGraded(ctx context.Context, lab Lab, report *grader.Report) {
	r := workshop.Report{
		Kind: workshop.ReportGraded, Scenario: recordName(lab.Scenario()), Provider: lab.State().Provider, Solved: report.Solved,
	}
	for _, result := range report.Results {
		r.Results = append(r.Results, workshop.Result{Check: result.ID, Outcome: workshop.Outcome(result.Outcome.String()), Said: result.Said})
	}
	f.tell(ctx, r)
}

func (f *Factory) tellHint(ctx context.Context, scenario *scenarios.Scenario, n int) {
	f.tell(ctx, workshop.Report{Kind: workshop.ReportHint, Scenario: recordName(scenario), Hint: n})
}

func (f *Factory) tellAnswer(ctx context.Context, e quiz.Event) {
	f.tell(ctx, workshop.Report{Kind: workshop.ReportAnswer, Question: e.Question, Correct: e.Correct})
}

// released is how many hints of a scenario the workshop has released; ok is false when it does not hold them.
// With ask the server is asked first, for as long as a command may wait.
func (f *Factory) released(ctx context.Context, scenario *scenarios.Scenario, ask bool) (n int, ok bool) {
	item := f.workshopItem(ctx, scenario, ask)
	if item == nil || !item.Held {
		return 0, false
	}
	return item.Hints, true
}

func (f *Factory) workshopItem(ctx context.Context, scenario *scenarios.Scenario, ask bool) *workshop.NoticeItem {
	desk := f.joined()
	if desk == nil {
		return nil
	}
	if ask && !desk.Quiet(time.Now()) {
		limited, cancel := context.WithTimeout(ctx, f.reports.patient(reportPatience))
		_, _ = desk.Deliver(limited, time.Now()) // without an answer, what it said last holds
		cancel()
	}
	room, err := desk.Room()
	if err != nil {
		return nil
	}
	for i := range room.Items {
		if room.Items[i].Kind == workshop.KindScenario && room.Items[i].Name == recordName(scenario) {
			return &room.Items[i]
		}
	}
	return nil
}

// finish waits a moment for what is on its way, and says what the learner should know of the workshop.
func (f *Factory) finish(ctx context.Context) {
	r := &f.reports
	r.mu.Lock()
	begun, problem := r.stop != nil, r.problem
	r.mu.Unlock()
	if problem != nil {
		f.note("harden: the workshop is not told: ", term.Clean(problem.Error()))
		if try := advice(problem); try != "" {
			f.try(term.Clean(try))
		}
	}
	if !begun {
		return
	}
	r.await(ctx)
	r.stop()
	<-r.ended
	r.mu.Lock()
	queued, last, err := r.queued, r.last, r.lastErr
	r.mu.Unlock()
	f.tellOutcome(queued, last, err)
	f.tellMessages(ctx)
}

// await waits until everything was tried, as long as a command may.
func (r *reporter) await(ctx context.Context) {
	r.mu.Lock()
	patience := r.patient(pollPatience)
	if r.queued {
		patience = r.patient(reportPatience)
	}
	r.mu.Unlock()
	if ctx.Err() != nil {
		patience = pollPatience
	}
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		r.mu.Lock()
		done := r.attempted == r.told
		r.mu.Unlock()
		if done {
			return
		}
		select {
		case <-limit.C:
			return
		case <-r.tried:
		}
	}
}

// tellOutcome says in one line what did not go as it should.
func (f *Factory) tellOutcome(queued bool, last workshop.Delivery, err error) {
	quiet := func(text string) { f.note(f.IO.Err.Style("workshop: "+text, term.Dim)) }
	fault, refused := errors.AsType[*workshop.Fault](err)
	switch {
	case refused && fault.Code == workshop.FaultRemoved:
		limited, cancel := context.WithTimeout(context.Background(), queueTime)
		defer cancel()
		if err := f.reports.desk.Forget(limited); err == nil {
			quiet("you are not in it any more; nothing more is reported")
		}
	case queued && last.Frozen:
		quiet("it is frozen; what was reported does not count")
	case last.Refused > 0:
		quiet(fmt.Sprintf("%s the server does not understand; harden may be older or newer there", plural(last.Refused, "a report", "some reports")))
	case queued:
		m, memberErr := f.reports.desk.Member()
		if memberErr != nil {
			return
		}
		if waiting, waitErr := f.reports.desk.Waiting(m); waitErr == nil && len(waiting) > 0 {
			quiet(fmt.Sprintf("no answer; %s kept and sent later", plural(len(waiting), "1 report is", fmt.Sprintf("%d reports are", len(waiting)))))
		}
	}
}

// tellMessages shows what the instructor said, once.
func (f *Factory) tellMessages(ctx context.Context) {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), queueTime)
	defer cancel()
	list, err := f.reports.desk.Untold(limited)
	if err != nil {
		return // it is shown the next time
	}
	for _, m := range list {
		f.note()
		f.note(f.IO.Err.Style("From the instructor:", term.Bold), " ", term.Wrap(term.Clean(m.Text), f.IO.Err.TextWidth()-21, "  "))
	}
}

// heldError: the instructor has not released that hint yet.
func heldError(scenario *scenarios.Scenario, n int) error {
	return &usageError{
		what: fmt.Sprintf("hint %d of %q is not released in this workshop yet", n, scenario.ID),
		try:  "ask the instructor; harden hint " + string(scenario.ID) + " shows the titles",
	}
}
