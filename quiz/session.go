package quiz

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Mode says what a session is for.
type Mode string

// The modes.
const (
	ModePractice Mode = "practice" // feedback after each answer
	ModeExam     Mode = "exam"     // time limit, weights, pass mark; no feedback before the end
	ModeReview   Mode = "review"   // what is due: see Due
	ModeWeak     Mode = "weak"     // what goes badly: see Weakest
)

// Modes lists all modes.
func Modes() []Mode { return []Mode{ModePractice, ModeExam, ModeReview, ModeWeak} }

// Config is what a session is made with. It goes into the snapshot.
type Config struct {
	// ID names the session in events. Whoever begins one makes it unique.
	ID   string `json:"id"`
	Mode Mode   `json:"mode"`
	// Seed decides the order of options and items.
	Seed uint64 `json:"seed"`
	// Limit is the time for an exam; 0 means none.
	Limit time.Duration `json:"limit,omitempty"`
	// PassMark is the score from which an exam is passed, from 0 to 1.
	PassMark float64 `json:"passMark,omitempty"`
	// Areas weigh the questions of an exam; without any, all count the same. Each question
	// stands in exactly one.
	Areas []Area `json:"areas,omitempty"`
	// Harden is the version of the program, for events.
	Harden string `json:"harden,omitempty"`
}

// Session is one run through some questions. It is a value of memory only: it reads no clock and
// no file. Each call that depends on the time is told it.
//
//	s, err := quiz.New(config, pool, ids, now)
//	for {
//		p, ok := s.Current(now)
//		if !ok { break }
//		answer, err := p.Parse(line)
//		result, err := s.Answer(answer, now)   // of an exam, the result is empty
//	}
//	s.Finish(now)
//	report, err := s.Report()
type Session struct {
	config Config
	slots  []slot
	at     int       // the current slot, or -1 when all are answered
	since  time.Time // up to when the time is counted in spent
	spent  time.Duration
	over   bool
}

// slot is one question of a session.
type slot struct {
	shown    Presented
	module   string
	area     int // of config.Areas, or -1
	answered bool
	answer   Answer
	result   Result
	when     time.Time     // of the answer
	took     time.Duration // while it was the current one
}

// Errors of a session.
var (
	ErrOver    = errors.New("the session is over")
	ErrNotOver = errors.New("the exam is not over")
	ErrTimeUp  = errors.New("the time is up")
)

// New begins a session with these questions, in this order.
func New(config Config, pool *Pool, ids []ID, now time.Time) (*Session, error) {
	if len(ids) == 0 {
		return nil, ErrNoQuestions
	}
	s := &Session{config: config, since: now}
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			return nil, fmt.Errorf("question %q is asked twice", id)
		}
		sl, err := s.slot(id, pool)
		if err != nil {
			return nil, err
		}
		s.slots = append(s.slots, sl)
	}
	return s, nil
}

func (s *Session) slot(id ID, pool *Pool) (slot, error) {
	q, ok := pool.Question(id)
	if !ok {
		return slot{}, fmt.Errorf("there is no question %q", id)
	}
	area := slices.IndexFunc(s.config.Areas, func(a Area) bool { return slices.Contains(a.Questions, id) })
	if area < 0 && len(s.config.Areas) > 0 {
		return slot{}, fmt.Errorf("question %q is in no area of the exam", id)
	}
	return slot{shown: Present(q, s.config.Seed), module: pool.Module(id), area: area}, nil
}

// Config is what the session was made with.
func (s *Session) Config() Config { return s.config }

// Len is the number of questions.
func (s *Session) Len() int { return len(s.slots) }

// Position is the place of the current question, from 0, or -1 when all are answered.
func (s *Session) Position() int { return s.at }

// Answered is the number of questions that have an answer.
func (s *Session) Answered() int {
	n := 0
	for i := range s.slots {
		if s.slots[i].answered {
			n++
		}
	}
	return n
}

// Over says whether no answer is taken any more.
func (s *Session) Over() bool { return s.over }

// Current is the question to ask. It returns false when all are answered, which ends every
// session but an exam: in an exam one may go back to a question until Finish.
func (s *Session) Current(now time.Time) (Presented, bool) {
	s.tick(now)
	if s.over || s.at < 0 {
		return Presented{}, false
	}
	return s.slots[s.at].shown, true
}

// Given is the answer that the current question has already, when somebody went back to it.
func (s *Session) Given() (Answer, bool) {
	if s.at < 0 || !s.slots[s.at].answered {
		return Answer{}, false
	}
	return s.slots[s.at].answer, true
}

// Remaining is the time that is left, and whether the session has a limit.
func (s *Session) Remaining(now time.Time) (time.Duration, bool) {
	if s.config.Limit <= 0 {
		return 0, false
	}
	s.tick(now)
	return max(0, s.config.Limit-s.spent), true
}

// tick lets the time go on, and ends an exam whose time is up. A clock that was set back adds
// nothing.
func (s *Session) tick(now time.Time) {
	if s.over {
		return
	}
	passed := max(0, now.Sub(s.since))
	s.since = now
	if s.config.Limit > 0 {
		passed = min(passed, s.config.Limit-s.spent)
	}
	s.spent += passed
	if s.at >= 0 {
		s.slots[s.at].took += passed
	}
	if s.config.Limit > 0 && s.spent >= s.config.Limit {
		s.over = true
	}
}

// Answer answers the current question and goes on to the next one without an answer. The zero
// answer gives the question up. Of an exam the result is empty: it comes with the report. The
// error is ErrOver, or ErrTimeUp when the answer came too late to count.
func (s *Session) Answer(a Answer, now time.Time) (Result, error) {
	before := s.over
	s.tick(now)
	switch {
	case s.over && !before:
		return Result{}, ErrTimeUp
	case s.over || s.at < 0:
		return Result{}, ErrOver
	}
	sl := &s.slots[s.at]
	sl.answered, sl.answer, sl.when = true, a, now
	sl.result = sl.shown.Grade(a)
	result := sl.result
	s.next()
	if s.config.Mode == ModeExam {
		return Result{}, nil
	}
	if s.at < 0 {
		s.over = true
	}
	return result, nil
}

// Skip leaves the current question for later: the next one without an answer comes, and this
// one when there is no other.
func (s *Session) Skip(now time.Time) {
	s.tick(now)
	if !s.over && s.at >= 0 {
		s.next()
	}
}

// next makes the next question without an answer the current one.
func (s *Session) next() {
	n := len(s.slots)
	for step := 1; step <= n; step++ {
		if i := (s.at + step) % n; !s.slots[i].answered {
			s.at = i
			return
		}
	}
	s.at = -1
}

// Goto makes the i-th question the current one, from 0. Only an exam lets one change an answer.
func (s *Session) Goto(i int, now time.Time) error {
	s.tick(now)
	switch {
	case s.over:
		return ErrOver
	case i < 0 || i >= len(s.slots):
		return fmt.Errorf("there is no question %d; there are 1 to %d", i+1, len(s.slots))
	case s.slots[i].answered && s.config.Mode != ModeExam:
		return fmt.Errorf("question %d is answered", i+1)
	}
	s.at = i
	return nil
}

// Finish ends the session.
func (s *Session) Finish(now time.Time) {
	s.tick(now)
	s.over = true
}

// Events are the answers given, in the order in which they were, as a log keeps them. Their ids
// follow from the session's, so that recording one twice records it once. Of an exam there
// are none before its end, since until then an answer may change.
func (s *Session) Events() []Event {
	if s.config.Mode == ModeExam && !s.over {
		return nil
	}
	var events []Event
	for i := range s.slots {
		sl := &s.slots[i]
		if !sl.answered {
			continue
		}
		events = append(events, Event{
			ID: fmt.Sprintf("%s-%d", s.config.ID, i+1), Time: sl.when.UTC().Truncate(time.Millisecond),
			Session: s.config.ID, Mode: s.config.Mode, Question: sl.shown.Question.ID,
			Answer: sl.answer, Correct: sl.result.Correct, Score: sl.result.Score,
			Took: sl.took.Truncate(time.Millisecond), Harden: s.config.Harden,
		})
	}
	slices.SortStableFunc(events, func(a, b Event) int { return a.Time.Compare(b.Time) })
	return events
}
