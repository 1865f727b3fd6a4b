package quiz

import (
	"cmp"
	"slices"
	"time"
)

// Report is how a session went.
type Report struct {
	Mode      Mode          `json:"mode"`
	Questions int           `json:"questions"`
	Answered  int           `json:"answered"`
	Right     int           `json:"right"`
	Spent     time.Duration `json:"spent"`
	// Score is from 0 to 1. That of an exam is over all questions, partial scores and
	// weights included; that of any other session over those with an answer.
	Score float64 `json:"score"`
	// Passed belongs to an exam with a pass mark.
	Passed *bool `json:"passed,omitempty"`

	Areas   []Share `json:"areas,omitempty"`
	Modules []Share `json:"modules,omitempty"`
	Tags    []Share `json:"tags,omitempty"` // the weakest first
	// Items are the questions in the order of the session.
	Items []Outcome `json:"items,omitempty"`
}

// Share is how a part of the questions went.
type Share struct {
	Name      string  `json:"name"`
	Questions int     `json:"questions"`
	Answered  int     `json:"answered"`
	Right     int     `json:"right"`
	Score     float64 `json:"score"`
	Weight    float64 `json:"weight,omitempty"` // of an area
}

// Outcome is how one question went.
type Outcome struct {
	Shown    Presented `json:"-"`
	Question ID        `json:"question"`
	Answered bool      `json:"answered"`
	Answer   Answer    `json:"answer,omitzero"`
	Result   Result    `json:"result"`
}

// passSlack keeps a score that is the pass mark but for rounding from failing.
const passSlack = 1e-9

// Report says how the session went. Of an exam that is not over there is none.
func (s *Session) Report() (Report, error) {
	exam := s.config.Mode == ModeExam
	if exam && !s.over {
		return Report{}, ErrNotOver
	}
	r := Report{Mode: s.config.Mode, Questions: len(s.slots), Spent: s.spent}
	modules, tags := map[string]*Share{}, map[string]*Share{}
	areas := make([]Share, len(s.config.Areas))
	for i, a := range s.config.Areas {
		areas[i] = Share{Name: a.Name, Weight: a.Weight}
	}
	all := Share{}
	for i := range s.slots {
		sl := &s.slots[i]
		q := sl.shown.Question
		all.add(sl)
		named(modules, sl.module).add(sl)
		for _, tag := range q.Tags {
			named(tags, tag).add(sl)
		}
		if sl.area >= 0 {
			areas[sl.area].add(sl)
		}
		outcome := Outcome{Shown: sl.shown, Question: q.ID, Answered: sl.answered, Answer: sl.answer, Result: sl.result}
		if !sl.answered {
			outcome.Result = sl.shown.Grade(Answer{})
		}
		r.Items = append(r.Items, outcome)
	}
	r.Answered, r.Right = all.Answered, all.Right
	r.Score = all.finish(exam).Score
	r.Modules = finished(modules, exam)
	r.Tags = finished(tags, exam)
	slices.SortStableFunc(r.Modules, func(a, b Share) int { return cmp.Compare(a.Name, b.Name) })
	if len(areas) > 0 {
		score, weight := 0.0, 0.0
		for i := range areas {
			areas[i] = areas[i].finish(exam)
			if areas[i].Questions > 0 {
				score += areas[i].Weight * areas[i].Score
				weight += areas[i].Weight
			}
		}
		r.Areas = areas
		if weight > 0 {
			r.Score = score / weight
		}
	}
	if exam && s.config.PassMark > 0 {
		passed := r.Score+passSlack >= s.config.PassMark
		r.Passed = &passed
	}
	return r, nil
}

// add counts a question; until finish, Score is a sum.
func (s *Share) add(sl *slot) {
	s.Questions++
	if !sl.answered {
		return
	}
	s.Answered++
	s.Score += sl.result.Score
	if sl.result.Correct {
		s.Right++
	}
}

// finish makes the sum of scores a mean, over all questions or those answered.
func (s Share) finish(all bool) Share {
	n := s.Answered
	if all {
		n = s.Questions
	}
	if n > 0 {
		s.Score /= float64(n)
	}
	return s
}

func named(shares map[string]*Share, name string) *Share {
	if shares[name] == nil {
		shares[name] = &Share{Name: name}
	}
	return shares[name]
}

// finished are the shares, the weakest first.
func finished(shares map[string]*Share, all bool) []Share {
	var list []Share
	for _, s := range shares {
		list = append(list, s.finish(all))
	}
	slices.SortFunc(list, func(a, b Share) int {
		return cmp.Or(cmp.Compare(a.Score, b.Score), cmp.Compare(b.Questions, a.Questions), cmp.Compare(a.Name, b.Name))
	})
	return list
}
