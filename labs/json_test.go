package labs

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hardenway/hardenway/grader"
)

// Reports come out of JSON as they went in, with times that a person can read.
func TestReportsAsJSON(t *testing.T) {
	step := ProofStep{Name: "wrong/half.sh", Title: "Half", Outcome: Disproven, Expected: []string{"e"}, Seen: []string{"s"}, Wrong: []string{"w"}, Output: "o", Took: 1400 * time.Millisecond, Spent: Spent{Reset: time.Second, Scripts: 200 * time.Millisecond, Grading: 90 * time.Millisecond}}
	scenario := ScenarioProof{Scenario: "shop", Title: "The shop", Outcome: Disproven, Problem: "p", Steps: []ProofStep{step}, Took: 2 * time.Minute}
	for _, test := range []struct {
		value any
		took  string
	}{
		{&step, `"took":"1.4s"`},
		{&step.Spent, `{"reset":"1s","scripts":"200ms","grading":"90ms"}`},
		{&scenario, `"took":"2m0s"`},
		{&ProofReport{APIVersion: ProofVersion, Harden: "v0.1.0", Provider: "fake", Started: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC), Took: time.Hour, Partial: true, Scenarios: []ScenarioProof{scenario}}, `"took":"1h0m0s"`},
		{&ResetReport{PutBack: []Difference{{Kind: FileDifference, Name: "/etc/x", What: "changed"}}, Unknown: "u", Again: "a", Recreated: "r", Logs: "l", Objects: 1, Files: 2, Digest: "d", Grading: &grader.Report{Results: []grader.Result{}}, Took: 20 * time.Millisecond}, `"took":"20ms"`},
	} {
		data, err := json.Marshal(test.value)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), test.took) {
			t.Errorf("%T: no %s in %s", test.value, test.took, data)
		}
		back := reflect.New(reflect.TypeOf(test.value).Elem()).Interface()
		if err := json.Unmarshal(data, back); err != nil || !reflect.DeepEqual(test.value, back) {
			t.Errorf("%T: read %+v, %v, wrote %+v", test.value, back, err, test.value)
		}
	}
}
