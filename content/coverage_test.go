package content

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCoverage: each topic has what takes it up, once, and reasons for the rest.
func TestCoverage(t *testing.T) {
	topics := []Topic{
		{ID: "S1-1", Shown: ShownEmbedded, Question: true}, {ID: "S1-2", Shown: ShownText}, {ID: "S1-3", Shown: ShownKind, Question: true},
	}
	lessons := []*Lesson{{Meta: Meta{ID: "one", Topics: []string{"S1-1", "S1-2"}}}, {Meta: Meta{ID: "two", Topics: []string{"S1-1"}}}}
	got := Coverage(topics, lessons, []Covering{{"lab", []string{"S1-1", "S1-1"}}}, []Covering{{"q", []string{"S1-1"}}})
	want := []Covered{
		{Topic: topics[0], Lessons: []string{"one", "two"}, Scenarios: []string{"lab"}, Questions: []string{"q"}},
		{Topic: topics[1], Lessons: []string{"one"}},
		{Topic: topics[2]},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for i, reasons := range [][3]string{
		{},
		{"", "it cannot be seen in a lab", "there is nothing in it to ask"},
		{"no lesson takes it up yet", "it needs real containers or a real network, and has no lab of its own", "no question asks about it yet"},
	} {
		if have := [3]string{got[i].NoLesson(), got[i].NoScenario(), got[i].NoQuestion()}; have != reasons {
			t.Errorf("%s: %q, want %q", got[i].Topic.ID, have, reasons)
		}
	}
}
