package quiz

import "time"

// Event is one answer that a learner gave. A log of them is all that is remembered: what is
// due, what is weak and how far somebody came are computed from it. quiz/answerlog keeps it.
type Event struct {
	// ID tells events apart when logs of two machines are put together.
	ID   string    `json:"id"`
	Time time.Time `json:"time"`
	// Session groups the answers of one session.
	Session  string  `json:"session,omitempty"`
	Mode     Mode    `json:"mode"`
	Question ID      `json:"question"`
	Answer   Answer  `json:"answer,omitzero"` // zero when the question was given up
	Correct  bool    `json:"correct"`
	Score    float64 `json:"score"`
	// Took is how long the learner looked at it, as far as somebody measured.
	Took time.Duration `json:"took,omitempty"`
	// Harden is the version of the program that wrote the event.
	Harden string `json:"harden,omitempty"`
}
