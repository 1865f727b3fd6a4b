package progress

import (
	"cmp"
	"slices"
	"time"
)

// Summary is what the events come to.
type Summary struct {
	Events    int                 `json:"events"`
	Scenarios map[string]Scenario `json:"scenarios"`
	// Lessons are those that were read, each with the last time.
	Lessons map[string]time.Time `json:"lessons,omitempty"`
}

// Scenario is what was done with one scenario, on whatever machine and in whatever lab.
type Scenario struct {
	FirstStarted time.Time `json:"firstStarted,omitzero"`
	LastActive   time.Time `json:"lastActive"` // the last event of any kind
	// Starts counts fresh beginnings: starts and resets.
	Starts int `json:"starts"`
	Resets int `json:"resets"`
	Grades int `json:"grades"`
	// SolvedAt is the first time, LastSolvedAt the last. Zero: never.
	SolvedAt     time.Time `json:"solvedAt,omitzero"`
	LastSolvedAt time.Time `json:"lastSolvedAt,omitzero"`
	Solves       int       `json:"solves"`
	// Best is the shortest time from a fresh beginning to a solution. Zero: none.
	Best time.Duration `json:"best"`
	// Hints are those that were unlocked, each once, the first one first.
	Hints       []string `json:"hints,omitempty"`
	DebriefRead bool     `json:"debriefRead"`
	// Outcomes are those of the last grading: check to pass, fail, pending or error.
	Outcomes map[string]string `json:"outcomes,omitempty"`
}

// Solved says whether the scenario was ever solved.
func (s Scenario) Solved() bool { return !s.SolvedAt.IsZero() }

// Read sums up the file. The notes tell of lines that were passed over. A file that is
// not there yet is an empty summary.
func (l *Log) Read() (Summary, []Note, error) {
	events, notes, err := l.Events()
	if err != nil {
		return Summary{}, nil, err
	}
	return Summarize(events), notes, nil
}

// Summarize sums up events, in whatever order they are given.
func Summarize(events []Event) Summary {
	ordered := slices.Clone(events)
	slices.SortStableFunc(ordered, func(a, b Event) int {
		return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(a.ID, b.ID))
	})
	type attempt struct{ scenario, lab string }
	open := map[attempt]time.Time{} // fresh beginnings that are not solved yet
	sum := Summary{Events: len(ordered), Scenarios: map[string]Scenario{}}
	for _, e := range ordered {
		if e.Kind == LessonRead {
			if sum.Lessons == nil {
				sum.Lessons = map[string]time.Time{}
			}
			sum.Lessons[e.Lesson] = e.Time
			continue
		}
		s := sum.Scenarios[e.Scenario]
		s.LastActive = e.Time
		key := attempt{e.Scenario, e.Lab}
		solved := e.Kind == Solved || e.Kind == Graded && e.Solved
		switch e.Kind {
		case Started, Reset:
			s.Starts++
			if e.Kind == Reset {
				s.Resets++
			}
			if s.FirstStarted.IsZero() {
				s.FirstStarted = e.Time
			}
			open[key] = e.Time
		case Stopped:
			delete(open, key)
		case Graded:
			s.Grades++
			s.Outcomes = e.Outcomes
		case HintUnlocked:
			if !slices.Contains(s.Hints, e.Hint) {
				s.Hints = append(s.Hints, e.Hint)
			}
		case DebriefRead:
			s.DebriefRead = true
		case Solved, LessonRead:
		}
		if solved {
			if s.SolvedAt.IsZero() {
				s.SolvedAt = e.Time
			}
			began, fresh := open[key]
			// A verdict that is green again and again is one solution, as is the
			// grading that was green and the word for it.
			if fresh || s.Solves == 0 {
				s.Solves++
				s.LastSolvedAt = e.Time
			}
			took := max(e.Time.Sub(began), time.Millisecond) // zero means none
			if fresh && (s.Best == 0 || took < s.Best) {
				s.Best = took
			}
			delete(open, key)
		}
		sum.Scenarios[e.Scenario] = s
	}
	return sum
}

// rank orders what happened within one millisecond: it begins before it ends.
func rank(k Kind) int {
	switch k {
	case Started, Reset:
		return 0
	case Stopped:
		return 2
	case Graded, Solved, HintUnlocked, DebriefRead, LessonRead:
	}
	return 1
}
