package workshop

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/hardenway/hardenway/quiz"
)

// LearnerID names a learner of one event: it is never used again. It is no secret.
type LearnerID string

// Origin says whose word a result is.
type Origin string

// The origins.
const (
	SelfReported Origin = "self-reported" // the learner's own machine says so
	Graded       Origin = "graded"        // a server graded it, out of the learner's reach
)

// EntryKind is what happened in the room.
type EntryKind string

// The kinds. Within a journal's version, kinds and fields are only added.
const (
	EntryJoined   EntryKind = "joined"
	EntryLeft     EntryKind = "left"    // by the learner
	EntryRemoved  EntryKind = "removed" // by the instructor
	EntryReport   EntryKind = "report"
	EntryOverride EntryKind = "override" // a verdict by the instructor, or its end
	EntryRelease  EntryKind = "release"  // hints and solutions
	EntryMessage  EntryKind = "message"
	EntryFreeze   EntryKind = "freeze" // or its end
	EntryQuestion EntryKind = "question"
	EntryAnswer   EntryKind = "answer"
	EntryNames    EntryKind = "names" // shown on the projector, or not
	EntryPlace    EntryKind = "place" // a hosted lab is the learner's, or nobody's any more
)

// Entry is one thing that happened, as the journal keeps it.
type Entry struct {
	Seq  int64     // the order of everything; the journal fills it in
	Time time.Time // by the server's clock
	Kind EntryKind
	// Learner is whom it is about, or "" for the room.
	Learner LearnerID
	// Client and Number name a report among the learner's: the journal takes each once.
	Client string
	Number int64
	Body   json.RawMessage
}

type joinedBody struct {
	Name  string `json:"name"`
	Token []byte `json:"token"` // its SHA-256
}

type reportBody struct {
	Origin Origin `json:"origin"`
	Report
}

type overrideBody struct {
	Scenario string  `json:"scenario"`
	Check    string  `json:"check"`
	Outcome  Outcome `json:"outcome,omitempty"` // "" takes the override back
	Note     string  `json:"note,omitempty"`
}

type releaseBody struct {
	Scenario string `json:"scenario"`
	Hints    int    `json:"hints,omitempty"` // how many are open from now on
	Solution bool   `json:"solution,omitempty"`
}

type messageBody struct {
	Text string `json:"text"`
}

type placeBody struct {
	Place string `json:"place,omitempty"` // "" takes it back
}

type switchBody struct {
	On bool `json:"on"`
}

// Phase is how far a question that the room answers together has come.
type Phase string

// The phases.
const (
	PhaseOpen     Phase = "open"     // answers are taken
	PhaseClosed   Phase = "closed"   // no more answers; the key is not shown yet
	PhaseRevealed Phase = "revealed" // the key is shown
	PhaseDone     Phase = "done"     // it is put away
)

type questionBody struct {
	Round    int64   `json:"round"`
	Question quiz.ID `json:"question"`
	Phase    Phase   `json:"phase"`
}

type answerBody struct {
	Round  int64       `json:"round"`
	Text   string      `json:"text"`
	Answer quiz.Answer `json:"answer"`
}

// entry makes an entry. What goes into a body can be JSON.
func entry(kind EntryKind, learner LearnerID, body any) (Entry, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return Entry{}, fmt.Errorf("an entry of the kind %q: %w", kind, err)
	}
	return Entry{Kind: kind, Learner: learner, Body: data}, nil
}

// reportEntry is a report as an entry.
func reportEntry(learner LearnerID, origin Origin, r Report) (Entry, error) {
	e, err := entry(EntryReport, learner, reportBody{origin, r})
	e.Client, e.Number = r.Client, r.Number
	return e, err
}
