package workshop

import (
	"fmt"
	"testing"
	"time"

	"github.com/hardenway/hardenway/quiz"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func testQuestion(id quiz.ID) quiz.Question {
	return quiz.Question{
		ID: id, Type: quiz.Single, Text: "Which *verb* lets `pods/exec` happen?", Explanation: "Because **create** is what exec asks for.",
		Options: []quiz.Option{{Text: "`create`", Correct: true, Why: "It is."}, {Text: "`get`", Why: "No."}, {Text: "`patch`", Why: "No."}},
	}
}

func testPlan() *Plan {
	yes := true
	checks := []Check{{"others-cut-off", "Other workloads have no say", Goal}, {"bot-works", "The bot still works", Guard}}
	return &Plan{
		Title: "A day", Event: Event{Title: "A day", Code: "blue-harbour"},
		Items: []PlanItem{
			{Kind: KindLesson, Name: "attacker-goals", Title: "What attackers want", Minutes: 10},
			{Kind: KindScenario, Name: "weak-rbac", Title: "Star-star-star", Minutes: 20, Checks: checks, Hints: []string{"Who may?", "Which binding?"}, Held: true},
			{Kind: KindScenario, Name: "open-dashboard", Title: "A dashboard", Checks: []Check{{"closed", "It is closed", Goal}}},
			{Kind: KindQuiz, Name: "M05", Title: "Authentication", Questions: []quiz.Question{
				testQuestion("exec-verb"), {ID: "is-it", Type: quiz.Boolean, Text: "Is it?", Answer: &yes, Explanation: "It is."},
			}},
		},
	}
}

// roomTester feeds a room, a minute each.
type roomTester struct {
	t   *testing.T
	r   *Room
	now time.Time
}

func newTester(t *testing.T) *roomTester {
	return &roomTester{t, NewRoom(testPlan()), noon}
}

func (r *roomTester) add(kind EntryKind, who LearnerID, body any) {
	r.t.Helper()
	e, err := entry(kind, who, body)
	if err != nil {
		r.t.Fatal(err)
	}
	r.now = r.now.Add(time.Minute)
	e.Time, e.Seq = r.now, r.r.seq+1
	if err := r.r.apply(e); err != nil {
		r.t.Fatal(err)
	}
}

func (r *roomTester) join(id LearnerID, name string) {
	r.add(EntryJoined, id, joinedBody{name, nil})
}

func (r *roomTester) grade(who LearnerID, origin Origin, solved bool, results ...Result) {
	r.add(EntryReport, who, reportBody{origin, Report{Kind: ReportGraded, Scenario: "weak-rbac", Solved: solved, Results: results}})
}

func (r *roomTester) cells(who LearnerID) string {
	v := r.r.learnerView(r.r.learners[who], r.now)
	text := ""
	for _, c := range v.Items[1].Cells {
		text += fmt.Sprintf("%s %d", c.State, c.Attempts)
		if c.Stuck {
			text += " stuck"
		}
		text += "; "
	}
	return text
}

func TestCells(t *testing.T) {
	r := newTester(t)
	r.join("a", "Ada")
	expect := func(want string) {
		t.Helper()
		if got := r.cells("a"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	expect("not started 0; not started 0; ")
	r.add(EntryReport, "a", reportBody{SelfReported, Report{Kind: ReportStarted, Scenario: "weak-rbac"}})
	expect("attempted 0; attempted 0; ")
	r.grade("a", SelfReported, false, Result{"others-cut-off", Fail, "still open"}, Result{"bot-works", Pass, ""}, Result{"no-such-check", Pass, ""})
	expect("failing 1; passed 0; ")
	// What could not be told neither adds to failures nor ends them.
	r.grade("a", SelfReported, false, Result{"others-cut-off", Unknown, "API server down"}, Result{"bot-works", Unknown, ""})
	expect("could not tell 1; could not tell 0; ")
	for range 4 {
		r.grade("a", SelfReported, false, Result{"others-cut-off", Fail, "still open"}, Result{"bot-works", Pending, ""})
	}
	expect("failing 5 stuck; attempted 0; ")
	// A fresh lab is a fresh beginning.
	r.add(EntryReport, "a", reportBody{SelfReported, Report{Kind: ReportStarted, Scenario: "weak-rbac"}})
	expect("attempted 0; attempted 0; ")
	// Stuck by time: nothing but minutes passed.
	r.grade("a", SelfReported, false, Result{"others-cut-off", Fail, ""}, Result{"bot-works", Pass, ""})
	expect("failing 1; passed 0; ")
	r.now = r.now.Add(15 * time.Minute)
	expect("failing 1 stuck; passed 0; ")
	// Said to be solved, and it is not.
	r.grade("a", SelfReported, true, Result{"others-cut-off", Fail, ""}, Result{"bot-works", Pass, ""})
	expect("failing 2 stuck; passed 0; ")
	r.grade("a", SelfReported, true, Result{"others-cut-off", Pass, ""}, Result{"bot-works", Pass, ""})
	expect("passed 0; passed 0; ")
	// Whoever solved it may break it again.
	r.grade("a", SelfReported, false, Result{"others-cut-off", Fail, ""}, Result{"bot-works", Fail, ""})
	r.add(EntryReport, "a", reportBody{SelfReported, Report{Kind: ReportStarted, Scenario: "weak-rbac"}})
	expect("passed 0; passed 0; ")
	// The instructor's word counts before everything, and can be taken back.
	r.add(EntryOverride, "a", overrideBody{"weak-rbac", "bot-works", Fail, "it does not"})
	expect("passed 0; failing 0; ")
	r.add(EntryOverride, "a", overrideBody{"weak-rbac", "bot-works", "", ""})
	expect("passed 0; passed 0; ")
}

// What a server graded is not undone by what a laptop says.
func TestGradedBeforeReported(t *testing.T) {
	r := newTester(t)
	r.join("a", "Ada")
	r.grade("a", Graded, false, Result{"others-cut-off", Fail, "seen from outside"}, Result{"bot-works", Pass, ""})
	r.grade("a", SelfReported, true, Result{"others-cut-off", Pass, ""}, Result{"bot-works", Pass, ""})
	if got := r.cells("a"); got != "failing 1; passed 0; " {
		t.Error(got)
	}
	v := r.r.learnerView(r.r.learners["a"], r.now)
	if v.Items[1].Origin != Graded || v.Items[2].Origin == Graded {
		t.Errorf("origins %q, %q", v.Items[1].Origin, v.Items[2].Origin)
	}
}

// While it is frozen, reports are counted as late and change nothing.
func TestFreeze(t *testing.T) {
	r := newTester(t)
	r.join("a", "Ada")
	r.add(EntryFreeze, "", switchBody{true})
	r.grade("a", SelfReported, false, Result{"bot-works", Pass, ""})
	r.add(EntryReport, "a", reportBody{SelfReported, Report{Kind: ReportLesson, Lesson: "attacker-goals"}})
	v := r.r.view(r.now, false)
	if l := v.Learners[0]; !v.Frozen || l.Late != 2 || l.Passed != 0 || l.Items[0].Done {
		t.Errorf("frozen %v: %+v", v.Frozen, l)
	}
	r.add(EntryFreeze, "", switchBody{false})
	r.add(EntryReport, "a", reportBody{SelfReported, Report{Kind: ReportLesson, Lesson: "attacker-goals"}})
	if v := r.r.view(r.now, false); v.Frozen || !v.Learners[0].Items[0].Done {
		t.Errorf("after thawing: %+v", v.Learners[0].Items[0])
	}
}

func TestReleases(t *testing.T) {
	r := newTester(t)
	r.join("a", "Ada")
	r.join("b", "Bob")
	r.add(EntryRelease, "", releaseBody{Scenario: "weak-rbac", Hints: 1})
	r.add(EntryRelease, "b", releaseBody{Scenario: "weak-rbac", Hints: 2, Solution: true})
	for id, want := range map[LearnerID]NoticeItem{"a": {Hints: 1}, "b": {Hints: 2, Solution: true}} {
		got := r.r.notice(r.r.learners[id]).Items[1]
		if got.Hints != want.Hints || got.Solution != want.Solution || !got.Held {
			t.Errorf("%s: %+v", id, got)
		}
	}
	r.add(EntryRelease, "b", releaseBody{Scenario: "weak-rbac"})
	if got := r.r.notice(r.r.learners["b"]).Items[1]; got.Hints != 1 || got.Solution {
		t.Errorf("taken back: %+v", got)
	}
}

func TestMessages(t *testing.T) {
	r := newTester(t)
	r.join("a", "Ada")
	r.add(EntryMessage, "", messageBody{"to all"})
	r.join("b", "Bob")
	r.add(EntryMessage, "b", messageBody{"to Bob"})
	texts := func(id LearnerID) (list []string) {
		for _, m := range r.r.notice(r.r.learners[id]).Messages {
			list = append(list, m.Text)
		}
		return list
	}
	if a, b := fmt.Sprint(texts("a")), fmt.Sprint(texts("b")); a != "[to all]" || b != "[to Bob]" {
		t.Errorf("Ada reads %s, Bob %s", a, b)
	}
}

func TestQuestionTogether(t *testing.T) {
	r := newTester(t)
	r.join("a", "Ada")
	r.join("b", "Bob")
	r.join("c", "Eve")
	r.add(EntryQuestion, "", questionBody{1, "exec-verb", PhaseOpen})
	round := r.r.current()
	for id, text := range map[LearnerID]string{"a": "create", "b": "get"} {
		answer, err := round.Shown.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		r.add(EntryAnswer, id, answerBody{1, round.Shown.Show(answer), answer})
	}
	shown := r.r.notice(r.r.learners["a"]).Question
	if shown == nil || !shown.Open || shown.Key != "" || shown.Why != "" || shown.Correct != nil || shown.Answer == "" {
		t.Fatalf("while it is open a learner sees %+v", shown)
	}
	v := r.r.view(r.now, false).Question
	if v.Answered != 2 || v.Here != 3 || v.Right != 1 || len(v.Tally) != 3 {
		t.Errorf("the instructor sees %+v", v)
	}
	r.add(EntryQuestion, "", questionBody{1, "exec-verb", PhaseClosed})
	r.add(EntryAnswer, "c", answerBody{1, "a", quiz.Answer{Options: []int{0}}}) // too late
	r.add(EntryQuestion, "", questionBody{1, "exec-verb", PhaseRevealed})
	shown = r.r.notice(r.r.learners["b"]).Question
	if shown.Open || shown.Key == "" || shown.Why == "" || shown.Correct == nil || *shown.Correct {
		t.Errorf("once it is revealed Bob sees %+v", shown)
	}
	r.add(EntryQuestion, "", questionBody{1, "exec-verb", PhaseDone})
	if r.r.notice(r.r.learners["a"]).Question != nil {
		t.Error("a question that was put away is shown")
	}
	for id, want := range map[LearnerID][2]int{"a": {1, 1}, "b": {0, 1}, "c": {0, 0}} {
		got := r.r.learnerView(r.r.learners[id], r.now).Items[3]
		if got.Right != want[0] || got.Answered != want[1] || got.Questions != 2 {
			t.Errorf("%s: %+v", id, got)
		}
	}
}

// Names are free again once somebody left, and those of the list have to join first.
func TestNames(t *testing.T) {
	r := newTester(t)
	r.r.plan.Event.Names = []string{"Ada  Lovelace", "Bob"}
	if _, ok := r.r.expected("Mallory"); ok {
		t.Error("Mallory is expected")
	}
	if as, ok := r.r.expected("ada lovelace"); !ok || as != "Ada Lovelace" {
		t.Errorf("ada lovelace is expected: %v, as %q", ok, as)
	}
	r.join("a", "Ada Lovelace")
	if r.r.named("ADA LOVELACE") == nil {
		t.Error("nobody is called ADA LOVELACE")
	}
	if v := r.r.view(r.now, false); fmt.Sprint(v.Missing) != "[Bob]" {
		t.Errorf("missing: %v", v.Missing)
	}
	r.add(EntryLeft, "a", struct{}{})
	if r.r.named("Ada Lovelace") != nil {
		t.Error("a name of who left is taken")
	}
	if here, all := r.r.view(r.now, false), r.r.view(r.now, true); len(here.Learners) != 0 || len(all.Learners) != 1 {
		t.Errorf("here %d, all %d", len(here.Learners), len(all.Learners))
	}
}

// An entry of a newer harden changes nothing and stops nothing.
func TestUnknownEntries(t *testing.T) {
	r := NewRoom(testPlan())
	if err := r.apply(Entry{Seq: 1, Kind: "applause"}); err == nil || r.seq != 1 {
		t.Errorf("error %v, seq %d", err, r.seq)
	}
	if err := r.apply(Entry{Seq: 2, Kind: EntryMessage, Body: []byte("{")}); err == nil || len(r.messages) != 0 {
		t.Errorf("error %v, messages %v", err, r.messages)
	}
}
