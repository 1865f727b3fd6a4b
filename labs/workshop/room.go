package workshop

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hardenway/hardenway/quiz"
)

// Room is what the journal's entries come to. It reads no clock and no file. It is not safe for use by
// several goroutines.
type Room struct {
	plan *Plan
	seq  int64

	learners map[LearnerID]*Learner
	order    []LearnerID // as they joined
	byToken  map[[32]byte]LearnerID

	messages  []Message
	frozen    bool
	frozenAt  time.Time
	released  map[string]releaseBody               // to the room, by scenario
	releasedT map[LearnerID]map[string]releaseBody // to one learner
	rounds    []*Round
	names     bool // shown on the projector

	accepted int64 // reports
}

// NewRoom is an empty room.
func NewRoom(plan *Plan) *Room {
	return &Room{
		plan: plan, learners: map[LearnerID]*Learner{}, byToken: map[[32]byte]LearnerID{},
		released: map[string]releaseBody{}, releasedT: map[LearnerID]map[string]releaseBody{},
	}
}

// Learner is one person in the room.
type Learner struct {
	ID     LearnerID
	Name   string
	Joined time.Time
	// Gone is when they left or were removed; zero while they are there.
	Gone    time.Time
	Removed bool // by the instructor
	// Seen is when something last came from them.
	Seen time.Time
	// Late counts reports that came while the room was frozen, and do not count.
	Late int

	token     [32]byte
	place     string // of their hosted lab
	scenarios map[string]*scenarioState
	lessons   map[string]time.Time
	questions map[quiz.ID]bool // answered on their own: right or wrong, the last time
}

// Here says whether the learner neither left nor was removed.
func (l *Learner) Here() bool { return l.Gone.IsZero() }

// scenarioState is a learner's way through one scenario.
type scenarioState struct {
	started  time.Time
	solved   time.Time
	hints    int // read
	gradings int
	last     time.Time // the last grading
	origin   Origin
	cells    map[string]*cell
}

// cell is where one learner stands with one check.
type cell struct {
	outcome Outcome
	said    string
	// attempts counts gradings that failed in a row, and failing is since when they do.
	attempts int
	failing  time.Time
	since    time.Time // of the outcome
	override *Override
}

// Override is a verdict by the instructor.
type Override struct {
	Outcome Outcome   `json:"outcome"`
	Note    string    `json:"note,omitempty"`
	Time    time.Time `json:"time"`
}

// Round is one question that the room answers together.
type Round struct {
	Number   int64
	Question *quiz.Question // nil when the event does not have it any more
	ID       quiz.ID
	Phase    Phase
	Shown    quiz.Presented
	Opened   time.Time

	answers map[LearnerID]answered
}

type answered struct {
	text   string
	answer quiz.Answer
}

// apply adds one entry. An entry that this build does not understand changes nothing; the error tells of it.
func (r *Room) apply(e Entry) error {
	r.seq = max(r.seq, e.Seq)
	switch e.Kind {
	case EntryJoined:
		return body(e, func(b joinedBody) { r.join(e, b) })
	case EntryLeft, EntryRemoved:
		r.leave(e)
		return nil
	case EntryReport:
		return body(e, func(b reportBody) { r.report(e, b) })
	case EntryOverride:
		return body(e, func(b overrideBody) { r.override(e, b) })
	case EntryRelease:
		return body(e, func(b releaseBody) { r.release(e, b) })
	case EntryMessage:
		return body(e, func(b messageBody) {
			r.messages = append(r.messages, Message{Number: e.Seq, Time: e.Time, Text: b.Text, To: e.Learner})
		})
	case EntryFreeze:
		return body(e, func(b switchBody) { r.frozen, r.frozenAt = b.On, e.Time })
	case EntryQuestion:
		return body(e, func(b questionBody) { r.question(e, b) })
	case EntryAnswer:
		return body(e, func(b answerBody) { r.answer(e, b) })
	case EntryPlace:
		return body(e, func(b placeBody) {
			if l := r.learners[e.Learner]; l != nil {
				l.place = b.Place
			}
		})
	case EntryNames:
		return body(e, func(b switchBody) { r.names = b.On })
	default:
		return fmt.Errorf("entry %d of the journal is of the kind %q, which this harden does not know", e.Seq, e.Kind)
	}
}

func body[T any](e Entry, do func(T)) error {
	var b T
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return fmt.Errorf("entry %d of the journal (%s) cannot be read: %w", e.Seq, e.Kind, err)
	}
	do(b)
	return nil
}

func (r *Room) join(e Entry, b joinedBody) {
	l := &Learner{
		ID: e.Learner, Name: b.Name, Joined: e.Time, Seen: e.Time,
		scenarios: map[string]*scenarioState{}, lessons: map[string]time.Time{}, questions: map[quiz.ID]bool{},
	}
	copy(l.token[:], b.Token)
	if _, twice := r.learners[l.ID]; !twice {
		r.order = append(r.order, l.ID)
	}
	r.learners[l.ID] = l
	r.byToken[l.token] = l.ID
}

func (r *Room) leave(e Entry) {
	if l := r.learners[e.Learner]; l != nil && l.Here() {
		l.Gone, l.Removed = e.Time, e.Kind == EntryRemoved
	}
}

// scenario is the learner's state in a scenario of the plan; nil when the plan has no such one.
func (r *Room) scenario(l *Learner, id string) (*scenarioState, *PlanItem) {
	item := r.plan.Scenario(id)
	if item == nil {
		return nil, nil
	}
	s := l.scenarios[id]
	if s == nil {
		s = &scenarioState{cells: map[string]*cell{}, origin: SelfReported}
		l.scenarios[id] = s
	}
	return s, item
}

func (s *scenarioState) cell(id string) *cell {
	c := s.cells[id]
	if c == nil {
		c = &cell{}
		s.cells[id] = c
	}
	return c
}

func (r *Room) report(e Entry, b reportBody) {
	l := r.learners[e.Learner]
	if l == nil {
		return
	}
	r.accepted++
	l.Seen = e.Time
	if r.frozen {
		l.Late++
		return
	}
	switch b.Kind {
	case ReportLesson:
		if r.plan.find(KindLesson, b.Lesson) != nil {
			l.lessons[b.Lesson] = e.Time
		}
		return
	case ReportAnswer:
		if r.plan.Question(b.Question) != nil {
			l.questions[b.Question] = b.Correct
		}
		return
	case ReportStarted, ReportGraded, ReportHint:
	}
	s, item := r.scenario(l, b.Scenario)
	if s == nil {
		return
	}
	// What a server graded is not undone by what a laptop says.
	if s.origin == Graded && b.Origin != Graded && b.Kind != ReportHint {
		return
	}
	if b.Kind != ReportHint {
		s.origin = b.Origin
	}
	switch b.Kind {
	case ReportStarted:
		s.start(e.Time)
	case ReportHint:
		s.hints = max(s.hints, min(b.Hint, len(item.Hints)))
	case ReportGraded:
		s.grade(e.Time, item, b.Report)
	case ReportLesson, ReportAnswer:
	}
}

// start is a fresh beginning. What was solved stays solved.
func (s *scenarioState) start(now time.Time) {
	if s.started.IsZero() {
		s.started = now
	}
	if !s.solved.IsZero() {
		return
	}
	for _, c := range s.cells {
		*c = cell{override: c.override, since: now}
	}
}

func (s *scenarioState) grade(now time.Time, item *PlanItem, b Report) {
	if s.started.IsZero() {
		s.started = now
	}
	s.gradings++
	s.last = now
	if !s.solved.IsZero() {
		return // a lab that was solved may be played with
	}
	passed := 0
	for _, result := range b.Results {
		if item.Check(result.Check) == nil {
			continue
		}
		c := s.cell(result.Check)
		if c.outcome != result.Outcome {
			c.since = now
		}
		c.outcome, c.said = result.Outcome, result.Said
		switch result.Outcome {
		case Pass:
			passed++
			c.attempts, c.failing, c.said = 0, time.Time{}, ""
		case Fail:
			c.attempts++
			if c.failing.IsZero() {
				c.failing = now
			}
		case Pending, Unknown: // neither a failure nor the end of one
		}
	}
	if b.Solved && passed == len(item.Checks) {
		s.solved = now
	}
}

func (r *Room) override(e Entry, b overrideBody) {
	l := r.learners[e.Learner]
	if l == nil {
		return
	}
	s, item := r.scenario(l, b.Scenario)
	if s == nil || item.Check(b.Check) == nil {
		return
	}
	c := s.cell(b.Check)
	c.override = nil
	if b.Outcome != "" {
		c.override = &Override{Outcome: b.Outcome, Note: b.Note, Time: e.Time}
	}
}

func (r *Room) release(e Entry, b releaseBody) {
	if e.Learner == "" {
		r.released[b.Scenario] = b
		return
	}
	if r.releasedT[e.Learner] == nil {
		r.releasedT[e.Learner] = map[string]releaseBody{}
	}
	r.releasedT[e.Learner][b.Scenario] = b
}

// open is what is released to a learner of a scenario: what is to the room, and what is to them.
func (r *Room) open(learner LearnerID, scenario string) releaseBody {
	room, own := r.released[scenario], r.releasedT[learner][scenario]
	return releaseBody{Scenario: scenario, Hints: max(room.Hints, own.Hints), Solution: room.Solution || own.Solution}
}

func (r *Room) question(e Entry, b questionBody) {
	round := r.round(b.Round)
	if round == nil {
		round = &Round{Number: b.Round, ID: b.Question, Question: r.plan.Question(b.Question), Opened: e.Time, answers: map[LearnerID]answered{}}
		if round.Question != nil {
			// One order for all, so that a letter means the same to everybody.
			round.Shown = quiz.Present(round.Question, uint64(b.Round)) //nolint:gosec // a seed, and never negative
		}
		r.rounds = append(r.rounds, round)
	}
	round.Phase = b.Phase
}

func (r *Room) answer(e Entry, b answerBody) {
	l, round := r.learners[e.Learner], r.round(b.Round)
	if l == nil || round == nil || round.Phase != PhaseOpen {
		return
	}
	l.Seen = e.Time
	round.answers[e.Learner] = answered{b.Text, b.Answer}
}

func (r *Room) round(number int64) *Round {
	for _, round := range r.rounds {
		if round.Number == number {
			return round
		}
	}
	return nil
}

// current is the question on everybody's screen, or nil.
func (r *Room) current() *Round {
	if len(r.rounds) == 0 {
		return nil
	}
	if last := r.rounds[len(r.rounds)-1]; last.Phase != PhaseDone && last.Question != nil {
		return last
	}
	return nil
}

// here are the learners who are in the room, as they joined.
func (r *Room) here() []*Learner {
	var list []*Learner
	for _, id := range r.order {
		if l := r.learners[id]; l.Here() {
			list = append(list, l)
		}
	}
	return list
}

// all are all learners who ever were, as they joined.
func (r *Room) all() []*Learner {
	list := make([]*Learner, 0, len(r.order))
	for _, id := range r.order {
		list = append(list, r.learners[id])
	}
	return list
}

// named finds who is in the room under a name.
func (r *Room) named(name string) *Learner {
	key := nameKey(name)
	for l := range maps.Values(r.learners) {
		if l.Here() && nameKey(l.Name) == key {
			return l
		}
	}
	return nil
}

// expected says whether the event lets somebody of that name in.
func (r *Room) expected(name string) (as string, ok bool) {
	if len(r.plan.Event.Names) == 0 {
		return name, true
	}
	i := slices.IndexFunc(r.plan.Event.Names, func(n string) bool {
		clean, err := CleanName(n)
		return err == nil && nameKey(clean) == nameKey(name)
	})
	if i < 0 {
		return "", false
	}
	as, err := CleanName(r.plan.Event.Names[i])
	return as, err == nil
}
