// Package cli is the harden command: it reads the command line, asks package labs to
// do the work, and puts results and errors into words.
//
// It is the only place that knows cobra. It decides nothing about labs or grades, and
// it never exits the process: Main returns the exit code.
package cli

import (
	"context"
	"time"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/progress"
	"github.com/hardenway/hardenway/scenarios"
)

// Factory makes what commands depend on. What can fail, or takes time to make, is a
// function, so that a command pays only for what it uses and tests need no cluster.
type Factory struct {
	IO  *term.Streams
	Env term.Env
	Now func() time.Time

	// Build is the version of this harden.
	Build string
	// Catalogue holds the scenarios to choose from.
	Catalogue func() (*scenarios.Catalogue, error)
	// Engine runs labs with the scenarios of a catalogue.
	Engine func(*scenarios.Catalogue) (Engine, error)
	// Providers are the cluster providers of this build, the default one first.
	Providers func() ([]labs.Provider, error)
	// Home is where labs and progress are kept.
	Home func() (labs.Home, error)
	// Record is what the learner has done.
	Record func() (Record, error)
	// Generator makes questions for the quiz; nil when this build has none.
	Generator Generator
	// Self is the path of this program.
	Self func() (string, error)
	// Free is how many bytes can be written to the disk of a directory.
	Free func(dir string) (uint64, error)
	// Delegate leaves Ctrl-C to a program that has the terminal, until back is called.
	Delegate func() (back func())
	// Kubectl runs kubectl with that kubeconfig and no other, and returns its exit code.
	Kubectl func(ctx context.Context, kubeconfig string, args []string, stdio labs.Stdio) (int, error)

	reports reporter // to the workshop that was joined
}

// Engine is what the commands ask of a labs.Engine.
type Engine interface {
	Start(ctx context.Context, o labs.StartOptions) (Lab, error)
	// Open may return a lab together with a *labs.StoppedError.
	Open(ctx context.Context, id labs.ID) (Lab, error)
	List(ctx context.Context) ([]labs.Status, error)
	ScenarioOf(state *labs.State) (*scenarios.Scenario, error)
	Stop(ctx context.Context, id labs.ID, report labs.Reporter) error
	Prove(ctx context.Context, o labs.ProveOptions) (*labs.ProofReport, error)
	ProveLessons(ctx context.Context, o labs.LessonOptions) (*labs.LessonReport, error)
}

// Lab is what the commands ask of a labs.Lab.
type Lab interface {
	ID() labs.ID
	Scenario() *scenarios.Scenario
	Cluster() labs.Cluster
	State() labs.State
	Grade(ctx context.Context, o grader.Options) (*grader.Report, error)
	Watch(ctx context.Context, each func(*grader.Report, labs.Changes)) error
	Reset(ctx context.Context, report labs.Reporter) (*labs.ResetReport, error)
}

var _ Lab = (*labs.Lab)(nil)

// Record is what the learner has done. It outlives labs: it is kept by scenario.
type Record interface {
	Append(ctx context.Context, e progress.Event) error
	Read() (progress.Summary, []progress.Note, error)
}

var _ Record = (*progress.Log)(nil)

// engine is labs.Engine as an Engine.
type engine struct{ *labs.Engine }

var _ Engine = engine{}

func (e engine) Start(ctx context.Context, o labs.StartOptions) (Lab, error) {
	return lab(e.Engine.Start(ctx, o))
}

func (e engine) Open(ctx context.Context, id labs.ID) (Lab, error) {
	return lab(e.Engine.Open(ctx, id))
}

// lab keeps a nil *labs.Lab from becoming a Lab that is not nil.
func lab(l *labs.Lab, err error) (Lab, error) {
	if l == nil {
		return nil, err
	}
	return l, err
}

func (f *Factory) out() *term.Output { return f.IO.Out }

// note writes a line of talk.
func (f *Factory) note(pieces ...string) { f.IO.Err.Line(pieces...) }

// wrapped is note for a sentence that may be longer than a line.
func (f *Factory) wrapped(text string) { f.note(term.Wrap(text, f.IO.Err.TextWidth(), "")) }

// try writes a line of advice.
func (f *Factory) try(advice string) {
	f.note("  ", f.IO.Err.Style("try:", term.Bold), " ", advice)
}

func (f *Factory) engine() (Engine, error) {
	catalogue, err := f.Catalogue()
	if err != nil {
		return nil, err
	}
	return f.Engine(catalogue)
}

// stdio is what an interactive command gets.
func (f *Factory) stdio() labs.Stdio {
	return labs.Stdio{In: f.IO.In, Out: f.IO.Out.Underlying(), Err: f.IO.Err.Underlying()}
}
