package labs

import (
	"encoding/json"
	"time"

	"github.com/hardenway/hardenway/grader"
)

// In JSON a length of time is written as everywhere in harden's reports: "1.4s". The
// types below shadow the field of their plain twin.

type (
	plainReset    ResetReport
	plainReport   ProofReport
	plainScenario ScenarioProof
	plainStep     ProofStep

	jsonReset struct {
		*plainReset
		Took grader.Duration `json:"took"`
	}
	jsonReport struct {
		*plainReport
		Took grader.Duration `json:"took"`
	}
	jsonScenario struct {
		*plainScenario
		Took grader.Duration `json:"took"`
	}
	jsonSpent struct {
		Reset   grader.Duration `json:"reset"`
		Scripts grader.Duration `json:"scripts"`
		Grading grader.Duration `json:"grading"`
	}
	jsonStep struct {
		*plainStep
		Took grader.Duration `json:"took"`
	}
)

func took(d time.Duration) grader.Duration { return grader.Duration(d.Round(time.Millisecond)) }

// MarshalJSON writes what was spent.
func (s Spent) MarshalJSON() ([]byte, error) {
	return json.Marshal(jsonSpent{took(s.Reset), took(s.Scripts), took(s.Grading)})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *Spent) UnmarshalJSON(data []byte) error {
	var j jsonSpent
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*s = Spent{time.Duration(j.Reset), time.Duration(j.Scripts), time.Duration(j.Grading)}
	return nil
}

// MarshalJSON writes the report.
func (r ResetReport) MarshalJSON() ([]byte, error) {
	return json.Marshal(jsonReset{(*plainReset)(&r), took(r.Took)})
}

// UnmarshalJSON reads the report.
func (r *ResetReport) UnmarshalJSON(data []byte) error {
	j := jsonReset{plainReset: (*plainReset)(r)}
	err := json.Unmarshal(data, &j)
	r.Took = time.Duration(j.Took)
	return err
}

// MarshalJSON writes the report.
func (r ProofReport) MarshalJSON() ([]byte, error) {
	return json.Marshal(jsonReport{(*plainReport)(&r), took(r.Took)})
}

// UnmarshalJSON reads the report.
func (r *ProofReport) UnmarshalJSON(data []byte) error {
	j := jsonReport{plainReport: (*plainReport)(r)}
	err := json.Unmarshal(data, &j)
	r.Took = time.Duration(j.Took)
	return err
}

// MarshalJSON writes the proof.
func (s ScenarioProof) MarshalJSON() ([]byte, error) {
	return json.Marshal(jsonScenario{(*plainScenario)(&s), took(s.Took)})
}

// UnmarshalJSON reads the proof.
func (s *ScenarioProof) UnmarshalJSON(data []byte) error {
	j := jsonScenario{plainScenario: (*plainScenario)(s)}
	err := json.Unmarshal(data, &j)
	s.Took = time.Duration(j.Took)
	return err
}

// MarshalJSON writes the step.
func (s ProofStep) MarshalJSON() ([]byte, error) {
	return json.Marshal(jsonStep{(*plainStep)(&s), took(s.Took)})
}

// UnmarshalJSON reads the step.
func (s *ProofStep) UnmarshalJSON(data []byte) error {
	j := jsonStep{plainStep: (*plainStep)(s)}
	err := json.Unmarshal(data, &j)
	s.Took = time.Duration(j.Took)
	return err
}
