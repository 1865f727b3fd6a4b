package quiz

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var begin = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// clock is what a session is told.
type clock struct{ now time.Time }

func (c *clock) after(d time.Duration) time.Time {
	c.now = c.now.Add(d)
	return c.now
}

// samplePool is a pool of the sample's questions and of more of them in other modules.
func samplePool(tb testing.TB) *Pool {
	tb.Helper()
	banks, err := loadSample(sample(tb))
	if err != nil {
		tb.Fatal(err)
	}
	for _, module := range []string{"M05", "M10", "M14"} {
		more := Bank{ID: "more-" + module, Module: module}
		for _, q := range banks[0].Questions {
			q.ID = ID(fmt.Sprintf("%s-%s", strings.ToLower(module), q.ID))
			more.Questions = append(more.Questions, q)
		}
		banks = append(banks, more)
	}
	return NewPool(banks...)
}

func begun(tb testing.TB, config Config, ids ...ID) (*Session, *clock) {
	tb.Helper()
	c := &clock{now: begin}
	s, err := New(config, samplePool(tb), ids, c.now)
	if err != nil {
		tb.Fatal(err)
	}
	return s, c
}

// TestPractice: feedback after each answer, a question put off comes again, and the report
// counts what was answered.
func TestPractice(t *testing.T) {
	s, c := begun(t, Config{ID: "p1", Mode: ModePractice, Seed: 7}, "sample-single", "sample-boolean", "sample-verdict")
	s.Skip(c.after(time.Second))
	p, ok := s.Current(c.now)
	if !ok || p.Question.ID != "sample-boolean" {
		t.Fatalf("after skipping comes %v", p.Question)
	}
	a, err := p.Parse("true")
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Answer(a, c.after(3*time.Second))
	if err != nil || !r.Correct || len(r.Notes) != 2 {
		t.Fatalf("Answer = %+v, %v", r, err)
	}
	if r, err = s.Answer(Answer{}, c.after(time.Second)); err != nil || r.Correct || r.Notes[1].Mark != Missed {
		t.Fatalf("giving up = %+v, %v", r, err)
	}
	if p, ok = s.Current(c.now); !ok || p.Question.ID != "sample-single" {
		t.Fatal("the question that was put off does not come again")
	}
	if err := s.Goto(1, c.now); err == nil || err.Error() != "question 2 is answered" {
		t.Errorf("Goto an answered question: %v", err)
	}
	report, err := s.Report()
	if err != nil || report.Answered != 2 || report.Right != 1 || report.Score != 0.5 || report.Passed != nil || report.Questions != 3 {
		t.Errorf("report so far: %+v, %v", report, err)
	}
	if _, err := s.Answer(Answer{Options: []int{0}}, c.after(time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Current(c.now); ok || !s.Over() {
		t.Error("the session goes on after the last answer")
	}
	if _, err := s.Answer(Answer{}, c.now); !errors.Is(err, ErrOver) {
		t.Errorf("another answer: %v", err)
	}
	events := s.Events()
	var got []string
	for _, e := range events {
		got = append(got, fmt.Sprintf("%s %s %t %v", e.ID, e.Question, e.Correct, e.Took))
	}
	want := []string{"p1-2 sample-boolean true 3s", "p1-3 sample-verdict false 1s", "p1-1 sample-single true 2s"}
	if !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
}

func exam(tb testing.TB) (*Session, *clock) {
	tb.Helper()
	return begun(tb, Config{
		ID: "e1", Mode: ModeExam, Seed: 1, Limit: 10 * time.Minute, PassMark: 0.7,
		Areas: []Area{{Name: "heavy", Weight: 3, Questions: []ID{"sample-single", "sample-multiple"}}, {Name: "light", Weight: 1, Questions: []ID{"sample-boolean", "sample-match"}}},
	}, "sample-single", "sample-boolean", "sample-match", "sample-multiple")
}

// TestExam: nothing is told before the end, answers may be changed, and areas weigh.
func TestExam(t *testing.T) {
	s, c := exam(t)
	r, err := s.Answer(Answer{Options: []int{1}}, c.after(time.Minute))
	if err != nil || !reflect.DeepEqual(r, Result{}) {
		t.Errorf("an exam answers with %+v, %v", r, err)
	}
	if _, err := s.Report(); !errors.Is(err, ErrNotOver) {
		t.Errorf("a report before the end: %v", err)
	}
	if events := s.Events(); events != nil {
		t.Errorf("events before the end: %v", events)
	}
	if err := s.Goto(0, c.after(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if a, ok := s.Given(); !ok || !slices.Equal(a.Options, []int{1}) {
		t.Errorf("the answer given is %+v, %t", a, ok)
	}
	if _, err := s.Answer(Answer{Options: []int{0}}, c.after(time.Minute)); err != nil { // right after all
		t.Fatal(err)
	}
	no := false
	if _, err := s.Answer(Answer{True: &no}, c.after(time.Minute)); err != nil { // wrong
		t.Fatal(err)
	}
	if _, err := s.Answer(Answer{Rights: []int{0, 2}}, c.after(time.Minute)); err != nil { // half
		t.Fatal(err)
	}
	if left, ok := s.Remaining(c.now); !ok || left != 5*time.Minute {
		t.Errorf("%s is left", left)
	}
	s.Finish(c.after(time.Minute)) // without sample-multiple
	report, err := s.Report()
	if err != nil {
		t.Fatal(err)
	}
	// heavy: (1 + 0) / 2, three times; light: (0 + 0.5) / 2, once.
	if want := (3*0.5 + 0.25) / 4; report.Score != want || report.Passed == nil || *report.Passed {
		t.Errorf("score %v, want %v; passed %v", report.Score, want, report.Passed)
	}
	if report.Answered != 3 || report.Right != 1 || report.Spent != 6*time.Minute {
		t.Errorf("report %+v", report)
	}
	if len(s.Events()) != 3 || report.Items[3].Answered || report.Items[3].Result.Correct || len(report.Items[3].Result.Notes) != 2 {
		t.Errorf("the question without an answer: %+v", report.Items[3])
	}
	if err := s.Goto(0, c.now); !errors.Is(err, ErrOver) {
		t.Errorf("going on after the end: %v", err)
	}
}

// TestExamTime: the answer that comes too late does not count, and the one before does.
func TestExamTime(t *testing.T) {
	s, c := exam(t)
	if _, err := s.Answer(Answer{Options: []int{0}}, c.after(9*time.Minute)); err != nil {
		t.Fatal(err)
	}
	s.after(t, c, -5*time.Minute) // a clock that is set back gives nothing and takes nothing
	if left, _ := s.Remaining(c.now); left != time.Minute {
		t.Errorf("%s is left after the clock was set back", left)
	}
	yes := true
	if _, err := s.Answer(Answer{True: &yes}, c.after(61*time.Second)); !errors.Is(err, ErrTimeUp) {
		t.Errorf("an answer after the time: %v", err)
	}
	if _, err := s.Answer(Answer{True: &yes}, c.after(time.Second)); !errors.Is(err, ErrOver) {
		t.Errorf("another: %v", err)
	}
	if _, ok := s.Current(c.now); ok || !s.Over() {
		t.Error("the exam goes on")
	}
	report, err := s.Report()
	if err != nil || report.Answered != 1 || report.Spent != 10*time.Minute {
		t.Errorf("report %+v, %v", report, err)
	}
}

func (s *Session) after(t *testing.T, c *clock, d time.Duration) {
	t.Helper()
	s.Current(c.after(d))
}

// TestPassMark: a score of exactly the pass mark passes.
func TestPassMark(t *testing.T) {
	for right, want := range map[int]bool{1: false, 2: true, 3: true} {
		s, c := begun(t, Config{ID: "e", Mode: ModeExam, PassMark: 2.0 / 3}, "sample-single", "m05-sample-single", "m10-sample-single")
		for i := range 3 {
			a := Answer{Options: []int{0}}
			if i >= right {
				a.Options[0] = 1
			}
			if _, err := s.Answer(a, c.after(time.Second)); err != nil {
				t.Fatal(err)
			}
		}
		if s.Over() {
			t.Error("an exam ends with its last answer")
		}
		s.Finish(c.now)
		if r, err := s.Report(); err != nil || *r.Passed != want {
			t.Errorf("%d of 3: passed %t, want %t (%v)", right, *r.Passed, want, err)
		}
	}
}

// TestResume: after each step of a session, its snapshot goes on exactly as the session itself
// does, and the time between does not count.
func TestResume(t *testing.T) {
	pool := samplePool(t)
	for _, mode := range Modes() {
		random := rand.New(rand.NewPCG(1, 2))
		c := &clock{now: begin}
		ids := Draw(pool.IDs(), 12, 3)
		s, err := New(Config{ID: "r", Mode: mode, Seed: 3, Limit: time.Hour}, pool, ids, c.now)
		if err != nil {
			t.Fatal(err)
		}
		for step := 0; !s.Over() && step < 40; step++ {
			data, err := s.Snapshot(c.after(time.Second))
			if err != nil {
				t.Fatal(err)
			}
			later := c.now.Add(48 * time.Hour)
			resumed, err := Resume(data, pool, later)
			if err != nil {
				t.Fatalf("%s, step %d: %v", mode, step, err)
			}
			p, ok := s.Current(c.now)
			q, again := resumed.Current(later)
			if ok != again || !reflect.DeepEqual(p, q) {
				t.Fatalf("%s, step %d: %v goes on as %v", mode, step, p, q)
			}
			have, _ := s.Remaining(c.now)
			if left, _ := resumed.Remaining(later); left != have {
				t.Fatalf("%s, step %d: %s are left, and were %s", mode, step, left, have)
			}
			twice, err := resumed.Snapshot(later)
			if err != nil || string(twice) != string(data) {
				t.Fatalf("%s, step %d: the snapshot of the resumed session differs (%v):\n%s\n%s", mode, step, err, data, twice)
			}
			if !reflect.DeepEqual(s.Events(), resumed.Events()) {
				t.Fatalf("%s, step %d: the events differ", mode, step)
			}
			if !ok {
				s.Finish(c.now)
				continue
			}
			if random.IntN(3) == 0 {
				s.Skip(c.after(time.Second))
				continue
			}
			if _, err := s.Answer(randomAnswer(p.Question, random), c.after(time.Second)); err != nil {
				t.Fatal(err)
			}
		}
		if !s.Over() || s.Answered() != 12 {
			t.Errorf("%s: %d answered", mode, s.Answered())
		}
	}
}

// TestResumeRefused: what is said to a snapshot that cannot be gone on with.
func TestResumeRefused(t *testing.T) {
	s, c := begun(t, Config{ID: "r", Mode: ModePractice}, "sample-single", "sample-boolean")
	data, err := s.Snapshot(c.now)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, old, with, want, mend string }{
		{"damaged", `"format"`, `format`, "the session cannot be resumed: its file is damaged: invalid character 'f' looking for beginning of object key string", "begin a new one"},
		{"another file", "quiz-session", "progress", "the session cannot be resumed: its file holds no session", "begin a new one"},
		{"newer", `"version": 1`, `"version": 2`, "the session cannot be resumed: it has version 2, and this harden knows version 1", "update harden, or begin a new one"},
		{"a question that is gone", `"sample-boolean"`, `"sample-old"`, `the session cannot be resumed: its questions are not those of this harden: there is no question "sample-old"`, "begin a new one"},
		{"a place that is none", `"current": 0`, `"current": 2`, "the session cannot be resumed: its file is damaged", "begin a new one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(string(data), tt.old) {
				t.Fatalf("the snapshot has no %s", tt.old)
			}
			_, err := Resume([]byte(strings.Replace(string(data), tt.old, tt.with, 1)), samplePool(t), begin)
			refused, is := errors.AsType[*SnapshotError](err)
			if !is || err.Error() != tt.want || refused.Mend() != tt.mend {
				t.Errorf("%v; want %s", err, tt.want)
			}
		})
	}
	if ids := SnapshotQuestions(data); !slices.Equal(ids, []ID{"sample-single", "sample-boolean"}) {
		t.Errorf("the snapshot's questions are %v", ids)
	}
}

// FuzzResume: a file that anybody may have edited is a session or an error.
func FuzzResume(f *testing.F) {
	s, c := begun(f, Config{ID: "r", Mode: ModeExam, Limit: time.Hour}, "sample-single", "sample-match", "sample-order", "sample-line")
	for range 4 {
		data, err := s.Snapshot(c.after(time.Second))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		p, _ := s.Current(c.now)
		if _, err := s.Answer(p.Question.Key(), c.now); err != nil {
			f.Fatal(err)
		}
	}
	pool := samplePool(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Resume(data, pool, begin)
		if err != nil {
			if _, is := errors.AsType[*SnapshotError](err); !is {
				t.Fatal(err)
			}
			return
		}
		s.Current(begin)
		s.Answer(Answer{Items: []int{9, -1}, Rights: []int{7}, Lines: []int{-3}}, begin)
		s.Finish(begin)
		if _, err := s.Report(); err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(s.Events()); err != nil {
			t.Fatal(err)
		}
	})
}

// TestNewRefused: sessions that cannot be.
func TestNewRefused(t *testing.T) {
	pool := samplePool(t)
	tests := []struct {
		name   string
		config Config
		ids    []ID
		want   string
	}{
		{"nothing", Config{}, nil, "no question fits"},
		{"twice", Config{}, []ID{"sample-single", "sample-single"}, `question "sample-single" is asked twice`},
		{"unknown", Config{}, []ID{"sample-none"}, `there is no question "sample-none"`},
		{"in no area", Config{Areas: []Area{{Name: "a", Weight: 1}}}, []ID{"sample-single"}, `question "sample-single" is in no area of the exam`},
	}
	for _, tt := range tests {
		if _, err := New(tt.config, pool, tt.ids, begin); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

// TestDrawExam: shares by weight, at least one each, and what one section lacks goes to others.
func TestDrawExam(t *testing.T) {
	pool := samplePool(t) // eight questions in each of M05, M07, M10, M14
	sections := []Section{
		{Name: "a", Weight: 60, Filter: Filter{Modules: []string{"M05"}}},
		{Name: "b", Weight: 30, Filter: Filter{Modules: []string{"authorization-rbac"}}},
		{Name: "c", Weight: 10, Filter: Filter{Modules: []string{"M10"}}},
		{Name: "d", Weight: 1, Filter: Filter{Modules: []string{"M20"}}},
	}
	tests := []struct {
		count int
		want  []int
	}{
		{10, []int{6, 3, 1}},
		{3, []int{1, 1, 1}},
		{20, []int{8, 8, 4}},
		{24, []int{8, 8, 8}},
		{100, []int{8, 8, 8}},
	}
	for _, tt := range tests {
		areas, empty, err := DrawExam(pool, sections, Filter{}, tt.count, 5)
		if err != nil || !slices.Equal(empty, []string{"d"}) {
			t.Fatalf("%v, %v", empty, err)
		}
		var got []int
		for _, a := range areas {
			got = append(got, len(a.Questions))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%d questions are shared as %v, want %v", tt.count, got, tt.want)
		}
		again, _, err := DrawExam(pool, sections, Filter{}, tt.count, 5)
		if err != nil || !reflect.DeepEqual(areas, again) {
			t.Errorf("the same seed draws another exam")
		}
		if ids := Mixed(areas, 5); len(ids) == 0 {
			t.Error("nothing is asked")
		} else if _, err := New(Config{Mode: ModeExam, Areas: areas}, pool, ids, begin); err != nil {
			t.Error(err)
		}
	}
	if _, _, err := DrawExam(pool, sections[3:], Filter{}, 3, 5); !errors.Is(err, ErrNoQuestions) {
		t.Errorf("an exam of nothing: %v", err)
	}
	if _, _, err := DrawExam(pool, []Section{{Name: "x"}}, Filter{}, 3, 5); err == nil || err.Error() != `the weight of section "x" is 0; give it one above 0` {
		t.Errorf("a section without weight: %v", err)
	}
	facts, _, err := DrawExam(pool, sections[:1], Filter{FactsOnly: true}, 8, 5)
	if err != nil || len(facts[0].Questions) != 3 {
		t.Errorf("without opinions: %v, %v", facts, err)
	}
}

// TestCourse: the sections of the whole course hold each module once.
func TestCourse(t *testing.T) {
	var modules []string
	for _, s := range Course() {
		modules = append(modules, s.Filter.Modules...)
	}
	slices.Sort(modules)
	if !slices.Equal(modules, moduleIDs()) {
		t.Errorf("the sections hold %v", modules)
	}
}

// TestFilter: each field chooses, aliases are understood, and all fields hold together.
func TestFilter(t *testing.T) {
	pool := samplePool(t)
	tests := []struct {
		name   string
		filter Filter
		want   int
	}{
		{"all", Filter{}, 32},
		{"tag", Filter{Tags: []string{"authz"}}, 4},
		{"alias", Filter{Tags: []string{"network"}}, 4},
		{"one of two tags", Filter{Tags: []string{"authz", "net"}}, 8},
		{"unknown tag", Filter{Tags: []string{"cooking"}}, 0},
		{"module", Filter{Modules: []string{"m07"}}, 8},
		{"slug", Filter{Modules: []string{"authorization-rbac", "M05"}}, 16},
		{"scenario", Filter{Scenarios: []string{"weak-rbac"}}, 8},
		{"topic", Filter{Topics: []string{"S1-002"}}, 4},
		{"type", Filter{Types: []Type{Order, Match}}, 8},
		{"difficulty", Filter{Difficulties: []Difficulty{Hard}}, 4},
		{"id", Filter{IDs: []ID{"sample-line"}}, 1},
		{"facts", Filter{FactsOnly: true}, 12},
		{"an old version", Filter{Kubernetes: "v1.28.0"}, 28},
		{"a new version", Filter{Kubernetes: "v1.37.1"}, 32},
		{"together", Filter{Modules: []string{"M07"}, Tags: []string{"rbac"}, Types: []Type{Verdict}}, 1},
	}
	for _, tt := range tests {
		if got := pool.Select(tt.filter); len(got) != tt.want {
			t.Errorf("%s: %v, want %d", tt.name, got, tt.want)
		}
	}
	if a, b := Draw(pool.IDs(), 5, 1), Draw(pool.IDs(), 5, 1); !slices.Equal(a, b) || len(a) != 5 {
		t.Errorf("the same seed draws %v and %v", a, b)
	}
	if a, b := Draw(pool.IDs(), 0, 1), Draw(pool.IDs(), 0, 2); slices.Equal(a, b) || len(a) != 32 {
		t.Error("other seeds draw the same")
	}
}
