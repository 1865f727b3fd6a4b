package labs

import (
	"context"
	"io"
	"time"

	"github.com/hardenway/hardenway/scenarios"
)

// ProveOptions say what to prove.
type ProveOptions struct {
	Scenarios []scenarios.ID // empty: every scenario of the catalogue
	Provider  string         // "" is the default one
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
	Name     string        `json:"name"`  // "fresh", "solutions/edit.sh", "wrong/half.sh", "stopped", "reset"
	Title    string        `json:"title"` // in the author's words
	Outcome  ProofOutcome  `json:"outcome"`
	Expected []string      `json:"expected"`
	Seen     []string      `json:"seen"`
	Wrong    []string      `json:"wrong,omitempty"`  // where the two differ
	Output   string        `json:"output,omitempty"` // the end of what the scripts printed
	Took     time.Duration `json:"took"`
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

// ProofRenderer writes a proof in one format.
type ProofRenderer interface {
	Render(w io.Writer, report *ProofReport) error
}

// Prove shows of each scenario that it is what it says: see ProofStep and the
// documentation of the format for the steps. A step that fails does not keep the others
// from being run, and a scenario not the other scenarios. What did not come out as
// declared is in the report; err tells only that there was nothing to prove. When ctx
// ends, the clusters are removed and the report tells how far it came, with ctx's error.
func (e *Engine) Prove(ctx context.Context, o ProveOptions) (*ProofReport, error) {
	return e.prove(ctx, o)
}
