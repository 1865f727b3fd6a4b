package quiz

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// SnapshotVersion is the version that Snapshot writes. It rises when an older build would
// misread one.
const SnapshotVersion = 1

const snapshotFormat = "hardenway.dev/quiz-session"

// snapshot is a session as it is kept between two runs of the program.
type snapshot struct {
	Format  string         `json:"format"`
	Version int            `json:"version"`
	Config  Config         `json:"config"`
	Spent   time.Duration  `json:"spent"`
	Current int            `json:"current"`
	Over    bool           `json:"over,omitempty"`
	Slots   []snapshotSlot `json:"questions"`
}

type snapshotSlot struct {
	ID       ID            `json:"id"`
	Answered bool          `json:"answered,omitempty"`
	Answer   Answer        `json:"answer,omitzero"`
	Correct  bool          `json:"correct,omitempty"`
	Score    float64       `json:"score,omitempty"`
	When     time.Time     `json:"when,omitzero"`
	Took     time.Duration `json:"took,omitempty"`
}

// Snapshot is the session as JSON, to go on with it later. Its clock stands from then on: the time
// until Resume does not count.
func (s *Session) Snapshot(now time.Time) ([]byte, error) {
	s.tick(now)
	snap := snapshot{
		Format: snapshotFormat, Version: SnapshotVersion, Config: s.config,
		Spent: s.spent, Current: s.at, Over: s.over,
	}
	for i := range s.slots {
		sl := &s.slots[i]
		snap.Slots = append(snap.Slots, snapshotSlot{
			ID: sl.shown.Question.ID, Answered: sl.answered, Answer: sl.answer,
			Correct: sl.result.Correct, Score: sl.result.Score, When: sl.when, Took: sl.took,
		})
	}
	return json.MarshalIndent(snap, "", " ")
}

// SnapshotError: a snapshot cannot be gone on with.
type SnapshotError struct {
	What string
	Err  error
	mend string
}

// Error says what and why.
func (e *SnapshotError) Error() string {
	text := "the session cannot be resumed: " + e.What
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap is why.
func (e *SnapshotError) Unwrap() error { return e.Err }

// Mend is what to do about it, fit to follow "try:".
func (e *SnapshotError) Mend() string { return e.mend }

// Resume goes on with a session: the same questions, in the same order, with the same order
// of options. The pool has to have them all; generated ones are made anew from their ids and
// put into it first. An answer that was graded stays graded as it was.
func Resume(data []byte, pool *Pool, now time.Time) (*Session, error) {
	const begin = "begin a new one"
	var snap snapshot
	if err := json.Unmarshal(data, &snap); err != nil {
		return nil, &SnapshotError{What: "its file is damaged", Err: err, mend: begin}
	}
	switch {
	case snap.Format != snapshotFormat:
		return nil, &SnapshotError{What: "its file holds no session", mend: begin}
	case snap.Version > SnapshotVersion:
		return nil, &SnapshotError{What: fmt.Sprintf("it has version %d, and this harden knows version %d", snap.Version, SnapshotVersion), mend: "update harden, or begin a new one"}
	case snap.Version < 1 || len(snap.Slots) == 0 || snap.Current < -1 || snap.Current >= len(snap.Slots):
		return nil, &SnapshotError{What: "its file is damaged", mend: begin}
	}
	ids := make([]ID, len(snap.Slots))
	for i, sl := range snap.Slots {
		ids[i] = sl.ID
	}
	s, err := New(snap.Config, pool, ids, now)
	if err != nil {
		return nil, &SnapshotError{What: "its questions are not those of this harden", Err: err, mend: begin}
	}
	s.spent, s.at, s.over = snap.Spent, snap.Current, snap.Over
	for i, sl := range snap.Slots {
		have := &s.slots[i]
		have.took = sl.Took
		if !sl.Answered {
			continue
		}
		have.answered, have.answer, have.when = true, sl.Answer, sl.When
		have.result = have.shown.Grade(sl.Answer)
		have.result.Correct, have.result.Score = sl.Correct, sl.Score
	}
	if s.at >= 0 && s.slots[s.at].answered && s.config.Mode != ModeExam {
		return nil, &SnapshotError{What: "its file is damaged", Err: errors.New("the current question has an answer"), mend: begin}
	}
	return s, nil
}

// SnapshotQuestions lists the ids of the questions of a snapshot, so that generated ones can be made
// before it is resumed. It is nil when the data are no snapshot.
func SnapshotQuestions(data []byte) []ID {
	var snap snapshot
	if json.Unmarshal(data, &snap) != nil || snap.Format != snapshotFormat {
		return nil
	}
	var ids []ID
	for _, sl := range snap.Slots {
		ids = append(ids, sl.ID)
	}
	return ids
}
