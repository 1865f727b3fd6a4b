package grader

import (
	"encoding/json"
	"io"
	"time"
)

// ReportVersion is the version of the report's JSON. Within it fields are only added.
const ReportVersion = "hardenway.dev/report/v1"

// Report is what one grading came to.
type Report struct {
	APIVersion string `json:"apiVersion"`
	// Scenario and Lab are filled in by the caller.
	Scenario string    `json:"scenario,omitempty"`
	Lab      string    `json:"lab,omitempty"`
	Started  time.Time `json:"started"`
	Took     Duration  `json:"took"`
	// Solved: every goal and guard passes, no trap is sprung, and nothing is in doubt.
	Solved bool `json:"solved"`
	// Problem says why nothing could be told, when that is so for every check.
	Problem string   `json:"problem,omitempty"`
	Results []Result `json:"results"`
	// Notes are what else is worth knowing of the run, such as what could not be cleaned up.
	Notes []string `json:"notes,omitempty"`
}

// Result is what one check came to.
type Result struct {
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	Role    Role    `json:"role"`
	Outcome Outcome `json:"outcome"`
	// Said is what to tell the learner: the first feedback that held, a default text, or
	// for an error what kept the grader from telling. Empty for pass.
	Said     string   `json:"said,omitempty"`
	Evidence Evidence `json:"evidence"`
	Took     Duration `json:"took"`
	// Facts is what the expect saw, only when Options.Facts asked for it.
	Facts map[string]any `json:"facts,omitempty"`
}

// Evidence is what a verdict rests on. It holds no credential.
type Evidence struct {
	Seen []Observation `json:"seen,omitempty"`
	// Wanted is the check's expect.
	Wanted string `json:"wanted"`
	// Notes are what else is worth knowing: feedback that could not be evaluated, how
	// many looks it took, what could not be cleaned up.
	Notes []string `json:"notes,omitempty"`
}

// Observation is one question and its answer.
type Observation struct {
	Asked string `json:"asked"`          // "GET https://127.20.0.1:10250/pods"
	As    string `json:"as,omitempty"`   // "anonymous", "serviceaccount shop/bot"
	From  string `json:"from,omitempty"` // "host"
	Got   string `json:"got"`            // "401 Unauthorized"
}

// Outcome is the report's outcome as a whole: error before fail before pending before
// pass. An empty report is an error.
func (r *Report) Outcome() Outcome {
	if len(r.Results) == 0 {
		return Error
	}
	worst := Pass
	rank := map[Outcome]int{Error: 0, Fail: 1, Pending: 2, Pass: 3}
	for _, res := range r.Results {
		if rank[res.Outcome] < rank[worst] {
			worst = res.Outcome
		}
	}
	return worst
}

// Count tells how many results have the outcome.
func (r *Report) Count(o Outcome) int {
	n := 0
	for _, res := range r.Results {
		if res.Outcome == o {
			n++
		}
	}
	return n
}

// Sprung lists the traps that are sprung: the state is past saving.
func (r *Report) Sprung() []Result {
	var sprung []Result
	for _, res := range r.Results {
		if res.Role == Trap && res.Outcome == Fail {
			sprung = append(sprung, res)
		}
	}
	return sprung
}

// Result finds a result by its check's ID, or nil.
func (r *Report) Result(id string) *Result {
	for i := range r.Results {
		if r.Results[i].ID == id {
			return &r.Results[i]
		}
	}
	return nil
}

// WriteJSON writes the report as indented JSON with a final newline.
func (r *Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(r)
}

func (r *Report) settle() {
	r.Solved = len(r.Results) > 0
	goals := 0
	for _, res := range r.Results {
		if res.Role == Goal {
			goals++
		}
		if res.Outcome != Pass {
			r.Solved = false
		}
	}
	if goals == 0 {
		r.Solved = false
	}
}
