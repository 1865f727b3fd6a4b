package workshop

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hardenway/hardenway/quiz"
)

// deed is what the instructor can do.
type deed string

// The deeds.
const (
	deedMessage  deed = "message"  // say something to all, or to one
	deedRelease  deed = "release"  // hints and the solution, to all or to one
	deedFreeze   deed = "freeze"   // from now on reports do not count
	deedThaw     deed = "thaw"     // they count again
	deedAsk      deed = "ask"      // open a question
	deedPhase    deed = "phase"    // close, reveal or put away the question
	deedOverride deed = "override" // give a verdict, or take it back
	deedRemove   deed = "remove"   // a learner
	deedNames    deed = "names"    // show names on the projector
	deedNoNames  deed = "no-names"
)

// deeds lists them.
func deeds() []deed {
	return []deed{deedMessage, deedRelease, deedFreeze, deedThaw, deedAsk, deedPhase, deedOverride, deedRemove, deedNames, deedNoNames}
}

// act is one deed with what it needs.
type act struct {
	deed     deed
	learner  LearnerID
	text     string
	scenario string
	check    string
	hints    int // -1 leaves them
	solution *bool
	outcome  Outcome
	question quiz.ID
	phase    Phase
	back     string // the page to go back to
}

var learnerPattern = regexp.MustCompile(`^[0-9a-f]{16}$`)

// parseAct reads what the instructor's forms send.
func parseAct(form url.Values) (act, error) {
	for key, values := range form {
		if len(values) > 1 {
			return act{}, fmt.Errorf("%q is there twice", key)
		}
	}
	a := act{
		deed: deed(form.Get("do")), learner: LearnerID(form.Get("learner")), scenario: form.Get("scenario"), check: form.Get("check"),
		hints: -1, outcome: Outcome(form.Get("outcome")), question: quiz.ID(form.Get("question")), phase: Phase(form.Get("phase")), back: "/instructor",
	}
	if a.learner != "" && !learnerPattern.MatchString(string(a.learner)) {
		return a, errors.New("the learner's id is none")
	}
	if form.Get("back") == "learner" && a.learner != "" {
		a.back = "/instructor/learners/" + string(a.learner)
	}
	for name, value := range map[string]string{"scenario": a.scenario, "check": a.check} {
		if value != "" && (!idPattern.MatchString(value) || len(value) > maxID) {
			return a, fmt.Errorf("%s is no id", name)
		}
	}
	switch a.deed {
	case deedMessage:
		if a.text = cleanText(form.Get("text"), MaxMessage); a.text == "" {
			return a, errors.New("the message is empty")
		}
	case deedRelease:
		return a, a.parseRelease(form)
	case deedOverride:
		a.text = cleanText(form.Get("text"), MaxNote)
		switch {
		case a.learner == "" || a.scenario == "" || a.check == "":
			return a, errors.New("a verdict is about a learner and a check")
		case a.outcome != "" && a.outcome != Pass && a.outcome != Fail:
			return a, errors.New("a verdict is pass or fail")
		}
	case deedAsk:
		if !a.question.Valid() {
			return a, errors.New("there is no question to ask")
		}
	case deedPhase:
		if !slices.Contains([]Phase{PhaseOpen, PhaseClosed, PhaseRevealed, PhaseDone}, a.phase) {
			return a, errors.New("there is no such phase")
		}
	case deedRemove:
		if a.learner == "" {
			return a, errors.New("nobody is named")
		}
		a.back = "/instructor"
	case deedFreeze, deedThaw, deedNames, deedNoNames:
	default:
		return a, errors.New("nothing is called so that can be done")
	}
	return a, nil
}

func (a *act) parseRelease(form url.Values) error {
	if a.scenario == "" {
		return errors.New("what is released belongs to a scenario")
	}
	if text := form.Get("hints"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 100 {
			return errors.New("hints is no number of hints")
		}
		a.hints = n
	}
	switch form.Get("solution") {
	case "":
	case "yes", "no":
		yes := form.Get("solution") == "yes"
		a.solution = &yes
	default:
		return errors.New("solution is yes or no")
	}
	if a.hints < 0 && a.solution == nil {
		return errors.New("nothing is released")
	}
	return nil
}

// act does what a form asks for.
func (s *Server) act(x *exchange) error {
	if err := x.form(); err != nil {
		return err
	}
	a, err := parseAct(x.r.PostForm)
	if err != nil {
		return unreadable(err)
	}
	if err := s.do(x.ctx(), a); err != nil {
		return err
	}
	// A script that asked stays where it is.
	if x.r.Header.Get("X-Requested-With") == "script" {
		x.WriteHeader(http.StatusNoContent)
		return nil
	}
	return x.redirect(a.back)
}

// do does a deed.
func (s *Server) do(ctx context.Context, a act) error {
	_, err := s.o.Store.AppendIf(ctx, func() ([]Entry, error) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		e, err := s.room.deed(a)
		return s.stamped(e), err
	})
	if err == nil && a.deed == deedRemove {
		s.hub.kick(toLearner(a.learner))
		s.gone(a.learner)
	}
	return err
}

// deed is the entry of an act, or why there is none.
func (r *Room) deed(a act) (Entry, error) {
	if a.learner != "" && r.learners[a.learner] == nil {
		return Entry{}, &Fault{FaultNotFound, "there is no such learner", ""}
	}
	item := r.plan.Scenario(a.scenario)
	if a.scenario != "" && item == nil {
		return Entry{}, &Fault{FaultNotFound, "the event has no such scenario", ""}
	}
	switch a.deed {
	case deedMessage:
		return entry(EntryMessage, a.learner, messageBody{a.text})
	case deedRelease:
		return r.releaseEntry(a, item)
	case deedFreeze, deedThaw:
		return entry(EntryFreeze, "", switchBody{a.deed == deedFreeze})
	case deedNames, deedNoNames:
		return entry(EntryNames, "", switchBody{a.deed == deedNames})
	case deedRemove:
		return entry(EntryRemoved, a.learner, struct{}{})
	case deedOverride:
		if item.Check(a.check) == nil {
			return Entry{}, &Fault{FaultNotFound, "the scenario has no such check", ""}
		}
		return entry(EntryOverride, a.learner, overrideBody{a.scenario, a.check, a.outcome, a.text})
	case deedAsk:
		if r.plan.Question(a.question) == nil {
			return Entry{}, &Fault{FaultNotFound, "the event has no such question", ""}
		}
		if now := r.current(); now != nil && now.Phase == PhaseOpen {
			return Entry{}, &Fault{FaultState, "another question is open", "close it first"}
		}
		return entry(EntryQuestion, "", questionBody{int64(len(r.rounds)) + 1, a.question, PhaseOpen})
	case deedPhase:
		now := r.current()
		if now == nil {
			return Entry{}, &Fault{FaultState, "no question is being asked", ""}
		}
		if now.Phase == PhaseRevealed && a.phase != PhaseDone {
			return Entry{}, &Fault{FaultState, "the answer was shown already", "ask it again, which is another round"}
		}
		return entry(EntryQuestion, "", questionBody{now.Number, now.ID, a.phase})
	}
	return Entry{}, &Fault{FaultRequest, "nothing is called so that can be done", ""}
}

func (r *Room) releaseEntry(a act, item *PlanItem) (Entry, error) {
	b := r.released[a.scenario]
	if a.learner != "" {
		b = r.releasedT[a.learner][a.scenario]
	}
	b.Scenario = a.scenario
	if a.hints >= 0 {
		b.Hints = min(a.hints, len(item.Hints))
	}
	if a.solution != nil {
		b.Solution = *a.solution
	}
	return entry(EntryRelease, a.learner, b)
}

// formAnswer reads a learner's form: ticked letters, or what was typed.
func formAnswer(form url.Values) (answerRequest, error) {
	round, err := strconv.ParseInt(form.Get("round"), 10, 64)
	if err != nil {
		return answerRequest{}, errors.New("the round is no number")
	}
	if len(form["answer"]) > 26 {
		return answerRequest{}, errors.New("there are too many answers")
	}
	a := answerRequest{Round: round, Answer: strings.Join(form["answer"], ",")}
	return a, a.check()
}
