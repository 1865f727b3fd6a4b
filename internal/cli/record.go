package cli

import (
	"context"
	"time"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs/progress"
	"github.com/hardenway/hardenway/scenarios"
)

// recordTime is how long one note may wait for another process that is writing.
const recordTime = 3 * time.Second

// remember notes something in the learner's record. What was asked for has been done by
// then, so a record that cannot be written is told of and changes nothing else.
func (f *Factory) remember(ctx context.Context, e progress.Event) {
	e.Harden = f.Build
	e.Time = f.Now()
	f.tellEvent(ctx, e)
	record, err := f.Record()
	if err == nil {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
		defer cancel()
		err = record.Append(limited, e)
	}
	if err == nil {
		return
	}
	f.note("harden: ", term.Clean(err.Error()))
	if try := advice(err); try != "" {
		f.try(term.Clean(try))
	}
}

// about is an event about a lab.
func about(kind progress.Kind, lab Lab) progress.Event {
	return progress.Event{
		Kind: kind, Scenario: recordName(lab.Scenario()), Lab: string(lab.ID()), Provider: lab.State().Provider,
	}
}

// graded is the event of a verdict that was asked for.
func graded(lab Lab, report *grader.Report) progress.Event {
	e := about(progress.Graded, lab)
	e.Solved = report.Solved
	e.Outcomes = map[string]string{}
	for _, r := range report.Results {
		e.Outcomes[r.ID] = r.Outcome.String()
	}
	return e
}

// learned is what the record says, with what was wrong in its file told of.
func (f *Factory) learned() (progress.Summary, error) {
	record, err := f.Record()
	if err != nil {
		return progress.Summary{}, err
	}
	summary, notes, err := record.Read()
	if err != nil {
		return progress.Summary{}, err
	}
	for _, n := range notes {
		f.note("harden: progress file, ", term.Clean(n.String()))
	}
	return summary, nil
}

func recordName(s *scenarios.Scenario) string { return scenarios.RecordName(s.ID, s.Foreign) }

func (f *Factory) learnedOf(s *scenarios.Scenario) (progress.Scenario, error) {
	summary, err := f.learned()
	if err != nil {
		return progress.Scenario{}, err
	}
	return summary.Scenarios[recordName(s)], nil
}
