package workshop

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/hardenway/hardenway/quiz"
)

// RoomVersion is the version of RoomView as JSON. Within it fields are only added.
const RoomVersion = "hardenway.dev/workshop-room/v1"

// CellState is where a learner stands with a check.
type CellState string

// The states.
const (
	NotStarted CellState = "not started"
	Attempted  CellState = "attempted" // begun, and no verdict yet
	Failing    CellState = "failing"
	Unclear    CellState = "could not tell"
	Passed     CellState = "passed"
)

// CellStates lists them.
func CellStates() []CellState { return []CellState{NotStarted, Attempted, Failing, Unclear, Passed} }

// RoomView is the room at one moment, for whoever may see all of it.
type RoomView struct {
	APIVersion string    `json:"apiVersion"`
	Title      string    `json:"title"`
	Time       time.Time `json:"time"`
	Seq        int64     `json:"seq"` // of the last thing that happened
	Start      time.Time `json:"start,omitzero"`
	End        time.Time `json:"end,omitzero"`
	Frozen     bool      `json:"frozen"`
	Names      bool      `json:"names"` // shown on the projector
	Reports    int64     `json:"reports"`

	Items    []ItemView    `json:"items"`
	Learners []LearnerView `json:"learners"`
	Stuck    []StuckView   `json:"stuck"`
	// Missing are names of the event under which nobody joined.
	Missing  []string   `json:"missing,omitempty"`
	Messages []Message  `json:"messages,omitempty"`
	Question *RoundView `json:"question,omitempty"`
	Rounds   int        `json:"rounds"`
}

// ItemView is one item with how the room stands with it.
type ItemView struct {
	Kind    ItemKind `json:"kind"`
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Minutes int      `json:"minutes,omitempty"`
	Checks  []Check  `json:"checks,omitempty"`
	// Hints are their titles; Released is how many the room may read of those that are Held.
	Hints    []string  `json:"hints,omitempty"`
	Held     bool      `json:"held,omitempty"`
	Released int       `json:"released,omitempty"`
	Solution bool      `json:"solution,omitempty"`
	Asked    []quiz.ID `json:"questions,omitempty"`
	Started  int       `json:"started"`
	Done     int       `json:"done"`
}

// LearnerView is one learner with all of their results.
type LearnerView struct {
	ID      LearnerID `json:"id"`
	Name    string    `json:"name"`
	Joined  time.Time `json:"joined"`
	Gone    time.Time `json:"gone,omitzero"`
	Removed bool      `json:"removed,omitempty"`
	Seen    time.Time `json:"seen"`
	Late    int       `json:"late,omitempty"` // reports that came while the room was frozen
	Passed  int       `json:"passed"`         // checks, of Checks
	Checks  int       `json:"checks"`
	Done    int       `json:"done"` // items
	// Items are those of the event, in their order.
	Items  []ItemState `json:"items"`
	Hosted *Hosted     `json:"hosted,omitempty"`
}

// ItemState is where a learner stands with an item.
type ItemState struct {
	Kind    ItemKind  `json:"kind"`
	Name    string    `json:"name"`
	Title   string    `json:"title"`
	Minutes int       `json:"minutes,omitempty"`
	Origin  Origin    `json:"origin,omitempty"`
	Started time.Time `json:"started,omitzero"`
	Solved  time.Time `json:"solved,omitzero"`
	Done    bool      `json:"done"`
	// Gradings, HintsRead and Cells are those of a scenario.
	Gradings  int        `json:"gradings,omitempty"`
	HintsRead int        `json:"hintsRead,omitempty"`
	Hints     int        `json:"hints,omitempty"` // there are
	Held      bool       `json:"held,omitempty"`
	Released  int        `json:"released,omitempty"` // to this learner
	Solution  bool       `json:"solution,omitempty"` // released to this learner
	Cells     []CellView `json:"cells,omitempty"`
	Read      time.Time  `json:"read,omitzero"`
	// Right and Answered are of Questions.
	Right     int `json:"right,omitempty"`
	Answered  int `json:"answered,omitempty"`
	Questions int `json:"questions,omitempty"`
}

// CellView is where a learner stands with one check.
type CellView struct {
	Check    string    `json:"check"`
	Title    string    `json:"title"`
	Role     Role      `json:"role"`
	State    CellState `json:"state"`
	Outcome  Outcome   `json:"outcome,omitempty"` // that was reported
	Said     string    `json:"said,omitempty"`
	Attempts int       `json:"attempts,omitempty"` // failures in a row
	Failing  time.Time `json:"failing,omitzero"`   // since when
	Since    time.Time `json:"since,omitzero"`     // of the outcome
	Stuck    bool      `json:"stuck,omitempty"`
	Override *Override `json:"override,omitempty"`
}

// StuckView is one learner who is stuck in one scenario, and the check that failed most often there.
type StuckView struct {
	Learner       LearnerID `json:"learner"`
	Name          string    `json:"name"`
	Scenario      string    `json:"scenario"`
	ScenarioTitle string    `json:"scenarioTitle"`
	Check         string    `json:"check"`
	CheckTitle    string    `json:"checkTitle"`
	Said          string    `json:"said,omitempty"`
	Attempts      int       `json:"attempts"`
	Since         time.Time `json:"since"`
	// More is on how many other checks of it they are stuck too.
	More int `json:"more,omitempty"`
}

// RoundView is a question that the room answers together, as the instructor sees it.
type RoundView struct {
	QuestionShown

	Phase    Phase     `json:"phase"`
	Opened   time.Time `json:"opened"`
	Answered int       `json:"answered"`
	Here     int       `json:"here"`
	Right    int       `json:"right"`
	Tally    []Tally   `json:"tally"`
}

// Tally is how many gave an answer.
type Tally struct {
	Label string `json:"label"` // as it was typed: a, true, a word
	Text  string `json:"text,omitempty"`
	Count int    `json:"count"`
	Right bool   `json:"right"`
}

// End is when the event ends; zero when nobody says.
func (p *Plan) End() time.Time {
	if p.Event.Minutes > 0 {
		return p.Event.Start.Add(time.Duration(p.Event.Minutes) * time.Minute)
	}
	return p.Event.End
}

// view is the room as its instructor sees it. With everybody, also those who are gone.
func (r *Room) view(now time.Time, everybody bool) *RoomView {
	v := &RoomView{
		APIVersion: RoomVersion, Title: r.plan.Title, Time: now.UTC(), Seq: r.seq, Start: r.plan.Event.Start, End: r.plan.End(),
		Frozen: r.frozen, Names: r.names, Reports: r.accepted, Learners: []LearnerView{}, Stuck: []StuckView{}, Rounds: len(r.rounds),
		Messages: slices.Clone(r.messages),
	}
	list := r.here()
	if everybody {
		list = r.all()
	}
	for _, l := range list {
		v.Learners = append(v.Learners, r.learnerView(l, now))
	}
	v.Items = r.items(v.Learners)
	for i := range v.Learners {
		v.Stuck = append(v.Stuck, v.Learners[i].stuck()...)
	}
	slices.SortStableFunc(v.Stuck, func(a, b StuckView) int { return a.Since.Compare(b.Since) })
	for _, name := range r.plan.Event.Names {
		if clean, err := CleanName(name); err == nil && r.named(clean) == nil {
			v.Missing = append(v.Missing, clean)
		}
	}
	v.Question = r.roundView(r.current())
	return v
}

// items are the event's items with how those learners stand with them.
func (r *Room) items(learners []LearnerView) []ItemView {
	items := make([]ItemView, len(r.plan.Items))
	for i, item := range r.plan.Items {
		open := r.released[item.Name]
		view := ItemView{Kind: item.Kind, Name: item.Name, Title: item.Title, Minutes: item.Minutes, Checks: item.Checks, Hints: item.Hints, Held: item.Held}
		if item.Kind == KindScenario {
			view.Released, view.Solution = open.Hints, open.Solution
		}
		for _, q := range item.Questions {
			view.Asked = append(view.Asked, q.ID)
		}
		for _, l := range learners {
			state := l.Items[i]
			if state.Done {
				view.Done++
			}
			if state.Done || !state.Started.IsZero() || state.Answered > 0 {
				view.Started++
			}
		}
		items[i] = view
	}
	return items
}

func (l *LearnerView) stuck() []StuckView {
	var list []StuckView
	for _, item := range l.Items {
		worst, count := -1, 0
		for i, c := range item.Cells {
			if !c.Stuck {
				continue
			}
			if count++; worst < 0 || c.Attempts > item.Cells[worst].Attempts {
				worst = i
			}
		}
		if worst < 0 {
			continue
		}
		c := item.Cells[worst]
		list = append(list, StuckView{
			Learner: l.ID, Name: l.Name, Scenario: item.Name, ScenarioTitle: item.Title, Check: c.Check, CheckTitle: c.Title,
			Said: c.Said, Attempts: c.Attempts, Since: c.Failing, More: count - 1,
		})
	}
	return list
}

func (r *Room) learnerView(l *Learner, now time.Time) LearnerView {
	v := LearnerView{ID: l.ID, Name: l.Name, Joined: l.Joined, Gone: l.Gone, Removed: l.Removed, Seen: l.Seen, Late: l.Late}
	for i := range r.plan.Items {
		item := &r.plan.Items[i]
		state := ItemState{Kind: item.Kind, Name: item.Name, Title: item.Title, Minutes: item.Minutes}
		switch item.Kind {
		case KindScenario:
			r.scenarioView(&state, item, l, now)
			v.Checks += len(state.Cells)
			for _, c := range state.Cells {
				if c.State == Passed {
					v.Passed++
				}
			}
		case KindLesson:
			state.Read = l.lessons[item.Name]
			state.Done = !state.Read.IsZero()
			state.Origin = SelfReported
		case KindQuiz:
			r.quizView(&state, item, l)
		}
		if state.Done {
			v.Done++
		}
		v.Items = append(v.Items, state)
	}
	return v
}

func (r *Room) scenarioView(state *ItemState, item *PlanItem, l *Learner, now time.Time) {
	open := r.open(l.ID, item.Name)
	state.Held, state.Hints, state.Released, state.Solution = item.Held, len(item.Hints), min(open.Hints, len(item.Hints)), open.Solution
	s := l.scenarios[item.Name]
	if s == nil {
		s = &scenarioState{}
	}
	state.Origin, state.Started, state.Solved, state.Gradings, state.HintsRead = s.origin, s.started, s.solved, s.gradings, s.hints
	state.Done = len(item.Checks) > 0
	after := r.plan.stuckAfter()
	for _, check := range item.Checks {
		view := CellView{Check: check.ID, Title: check.Title, Role: check.Role, State: NotStarted}
		c := s.cells[check.ID]
		if c == nil {
			c = &cell{}
		}
		view.Outcome, view.Said, view.Attempts, view.Failing, view.Since, view.Override = c.outcome, c.said, c.attempts, c.failing, c.since, c.override
		view.State = c.state(s)
		view.Stuck = l.Here() && view.State == Failing &&
			(c.attempts >= after.Attempts || !c.failing.IsZero() && now.Sub(c.failing) >= time.Duration(after.Minutes)*time.Minute)
		state.Done = state.Done && view.State == Passed
		state.Cells = append(state.Cells, view)
	}
}

// state is what counts: the instructor's word, that it was solved once, and then the last outcome.
func (c *cell) state(s *scenarioState) CellState {
	outcome := c.outcome
	switch {
	case c.override != nil:
		outcome = c.override.Outcome
	case !s.solved.IsZero():
		outcome = Pass
	}
	switch outcome {
	case Pass:
		return Passed
	case Fail:
		return Failing
	case Unknown:
		return Unclear
	case Pending:
		return Attempted
	}
	if s.started.IsZero() {
		return NotStarted
	}
	return Attempted
}

// quizView counts what was answered together and on one's own; of both, the room's answer.
func (r *Room) quizView(state *ItemState, item *PlanItem, l *Learner) {
	state.Questions = len(item.Questions)
	for i := range item.Questions {
		id := item.Questions[i].ID
		right, known := l.questions[id]
		state.Origin = SelfReported
		for _, round := range r.rounds {
			if round.ID == id && round.Question != nil && (round.Phase == PhaseRevealed || round.Phase == PhaseDone) {
				if a, ok := round.answers[l.ID]; ok {
					right, known = round.Shown.Grade(a.answer).Correct, true
				}
			}
		}
		if known {
			state.Answered++
		}
		if known && right {
			state.Right++
		}
	}
	state.Done = state.Answered == state.Questions && state.Questions > 0
}

// question is a round as a learner sees it.
func (r *Round) question(learner LearnerID) *QuestionShown {
	p := r.Shown
	q := p.Question
	shown := &QuestionShown{Round: r.Number, ID: q.ID, Type: q.Type, Text: q.Text, Open: r.Phase == PhaseOpen}
	for _, g := range q.Given {
		shown.Given = append(shown.Given, g.Text)
	}
	if q.Manifest != "" {
		shown.Given = append(shown.Given, numbered(p.Lines()))
	}
	for _, i := range p.Options {
		shown.Options = append(shown.Options, q.Options[i].Text)
	}
	if q.Type == quiz.Match {
		rights := q.Rights()
		for _, i := range p.Rights {
			shown.Options = append(shown.Options, rights[i])
		}
		for _, pair := range q.Pairs {
			shown.Lefts = append(shown.Lefts, pair.Left)
		}
	}
	for _, i := range p.Items {
		shown.Items = append(shown.Items, q.Items[i].Text)
	}
	a, answered := r.answers[learner]
	shown.Answer = a.text
	if r.Phase == PhaseRevealed {
		shown.Key, shown.Why = p.Show(q.Key()), q.Explanation
		if answered {
			correct := p.Grade(a.answer).Correct
			shown.Correct = &correct
		}
	}
	return shown
}

func numbered(lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		b.WriteString(strings.TrimRight(pad(i+1)+" "+line, " ") + "\n")
	}
	return b.String()
}

func pad(n int) string {
	text := []byte{' ', ' ', byte('0' + n%10)}
	if n >= 10 {
		text[1] = byte('0' + n/10%10)
	}
	if n >= 100 {
		text[0] = byte('0' + n/100%10)
	}
	return string(text)
}

// roundView is nil for nil.
func (r *Room) roundView(round *Round) *RoundView {
	if round == nil {
		return nil
	}
	v := &RoundView{QuestionShown: *round.question(""), Phase: round.Phase, Opened: round.Opened, Tally: []Tally{}}
	v.Key, v.Why = round.Shown.Show(round.Question.Key()), round.Question.Explanation
	counts := map[string]*Tally{}
	add := func(label, text string, right bool) *Tally {
		t := &Tally{Label: label, Text: text, Right: right}
		counts[label] = t
		return t
	}
	q := round.Question
	switch q.Type {
	case quiz.Single, quiz.Verdict, quiz.Multiple:
		for shown, i := range round.Shown.Options {
			add(round.Shown.Letter(shown), q.Options[i].Text, q.Options[i].Correct)
		}
	case quiz.Boolean:
		for _, value := range []bool{true, false} {
			label := "false"
			if value {
				label = "true"
			}
			add(label, "", q.Answer != nil && *q.Answer == value)
		}
	case quiz.Short, quiz.Order, quiz.Match, quiz.Line:
	}
	for _, l := range r.here() {
		v.Here++
		a, ok := round.answers[l.ID]
		if !ok {
			continue
		}
		v.Answered++
		correct := round.Shown.Grade(a.answer).Correct
		if correct {
			v.Right++
		}
		labels := []string{round.Shown.Show(a.answer)}
		if q.Type == quiz.Multiple {
			labels = strings.Split(labels[0], ",")
		}
		for _, label := range labels {
			if q.Type == quiz.Short {
				label = quiz.Plain(label)
			}
			t := counts[label]
			if t == nil {
				t = add(label, "", correct)
			}
			t.Count++
		}
	}
	for _, t := range counts {
		v.Tally = append(v.Tally, *t)
	}
	byChoice := q.Type != quiz.Short && q.Type != quiz.Order && q.Type != quiz.Match && q.Type != quiz.Line
	slices.SortFunc(v.Tally, func(a, b Tally) int {
		switch {
		case byChoice && q.Type == quiz.Boolean:
			return cmp.Compare(b.Label, a.Label) // true before false
		case byChoice:
			return cmp.Compare(a.Label, b.Label)
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Label, b.Label))
	})
	const most = 12
	if !byChoice && len(v.Tally) > most {
		v.Tally = v.Tally[:most]
	}
	return v
}

// notice is what a learner's laptop is told.
func (r *Room) notice(l *Learner) Notice {
	n := Notice{Title: r.plan.Title, End: r.plan.End(), Frozen: r.frozen, Items: []NoticeItem{}}
	for i := range r.plan.Items {
		item := &r.plan.Items[i]
		told := NoticeItem{Kind: item.Kind, Name: item.Name, Title: item.Title, Minutes: item.Minutes, Held: item.Held}
		if item.Kind == KindScenario {
			open := r.open(l.ID, item.Name)
			told.Hints, told.Solution = min(open.Hints, len(item.Hints)), open.Solution
		}
		for _, q := range item.Questions {
			told.Questions = append(told.Questions, q.ID)
		}
		n.Items = append(n.Items, told)
	}
	n.Messages = r.messagesTo(l)
	if round := r.current(); round != nil {
		n.Question = round.question(l.ID)
	}
	return n
}

// mostMessages is how many messages are shown: the last ones.
const mostMessages = 20

// messagesTo are the last messages to a learner since they joined, the oldest first.
func (r *Room) messagesTo(l *Learner) []Message {
	var list []Message
	for _, m := range r.messages {
		if (m.To == "" || m.To == l.ID) && !m.Time.Before(l.Joined) {
			list = append(list, m)
		}
	}
	return list[max(0, len(list)-mostMessages):]
}
