package workshop

import (
	"fmt"

	"github.com/hardenway/hardenway/quiz"
)

// Plan is an event with everything it names looked up. What a learner must not see before its time has
// no place in it, but for the keys of questions, which leave the server when they are revealed.
type Plan struct {
	Title string
	Event Event
	Items []PlanItem
}

// PlanItem is one item, looked up.
type PlanItem struct {
	Kind    ItemKind
	Name    string // of the scenario or lesson, or what the quiz is called
	Title   string
	Minutes int // 0 when nobody says
	// Checks and Hints are those of a scenario. Hints are titles only.
	Checks []Check
	Hints  []string
	// Held says that hints are released by the instructor.
	Held bool
	// Questions are those of a quiz.
	Questions []quiz.Question
}

// Key names the item among all: "scenario weak-rbac".
func (i PlanItem) Key() string { return string(i.Kind) + " " + i.Name }

// Scenario is what the server knows of one.
type Scenario struct {
	ID, Title string
	Minutes   int
	Checks    []Check
	Hints     []string // titles
}

// Role is what a check is to a learner.
type Role string

// The roles, in the words of scenarios.
const (
	Goal  Role = "goal"
	Guard Role = "guard"
	Trap  Role = "trap"
)

// Check is one check of a scenario.
type Check struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Role  Role   `json:"role"`
}

// Lesson is what the server knows of one.
type Lesson struct {
	ID, Title string
	Minutes   int
}

// Library is where an event's names are looked up. Its errors name what was looked for.
type Library interface {
	Scenario(id string) (Scenario, error)
	Lesson(id string) (Lesson, error)
	// Questions are those with the ids, or without ids some of the module: the same ones each time.
	Questions(module string, count int, ids []quiz.ID) (title string, list []quiz.Question, err error)
}

const quizCount = 5

// Resolve looks up everything that the event names.
func Resolve(e *Event, library Library) (*Plan, error) {
	p := &Plan{Title: e.Title, Event: *e}
	for _, item := range e.Items {
		planned := PlanItem{Kind: item.Kind(), Name: item.Name(), Held: item.Hints == ReleaseHeld}
		switch planned.Kind {
		case KindScenario:
			s, err := library.Scenario(item.Scenario)
			if err != nil {
				return nil, err
			}
			planned.Title, planned.Minutes, planned.Checks, planned.Hints = s.Title, s.Minutes, s.Checks, s.Hints
		case KindLesson:
			l, err := library.Lesson(item.Lesson)
			if err != nil {
				return nil, err
			}
			planned.Title, planned.Minutes = l.Title, l.Minutes
		case KindQuiz:
			count := item.Count
			if count == 0 {
				count = quizCount
			}
			title, list, err := library.Questions(item.Quiz, count, item.Questions)
			if err != nil {
				return nil, err
			}
			if len(list) == 0 {
				return nil, fmt.Errorf("the quiz %q has no questions", item.Quiz)
			}
			planned.Title, planned.Questions = title, list
		}
		if item.Title != "" {
			planned.Title = item.Title
		}
		if item.Minutes > 0 {
			planned.Minutes = item.Minutes
		}
		p.Items = append(p.Items, planned)
	}
	return p, nil
}

// Scenario finds a scenario of the plan, or returns nil.
func (p *Plan) Scenario(id string) *PlanItem { return p.find(KindScenario, id) }

func (p *Plan) find(kind ItemKind, name string) *PlanItem {
	for i := range p.Items {
		if p.Items[i].Kind == kind && p.Items[i].Name == name {
			return &p.Items[i]
		}
	}
	return nil
}

// Question finds a question of the plan's quizzes, or returns nil.
func (p *Plan) Question(id quiz.ID) *quiz.Question {
	for i := range p.Items {
		for q := range p.Items[i].Questions {
			if p.Items[i].Questions[q].ID == id {
				return &p.Items[i].Questions[q]
			}
		}
	}
	return nil
}

// Check finds a check of the item, or returns nil.
func (i *PlanItem) Check(id string) *Check {
	for c := range i.Checks {
		if i.Checks[c].ID == id {
			return &i.Checks[c]
		}
	}
	return nil
}

// stuckAfter is the event's rule with what it leaves out filled in.
func (p *Plan) stuckAfter() Stuck {
	s := p.Event.Stuck
	if s.Attempts == 0 {
		s.Attempts = stuckAttempts
	}
	if s.Minutes == 0 {
		s.Minutes = stuckMinutes
	}
	return s
}
