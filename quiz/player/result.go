package player

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/quiz"
)

// ResultVersion is the version of a Result as JSON. Within it fields are only added.
const ResultVersion = "hardenway.dev/quiz-result/v1"

// Result is how a session went, for whoever reads it with a program.
type Result struct {
	APIVersion string    `json:"apiVersion"`
	Session    string    `json:"session,omitempty"`
	Mode       quiz.Mode `json:"mode"`
	// Seed makes the same session again, with the same choice of questions.
	Seed uint64 `json:"seed"`
	// Finished is false when the learner stopped before the end. An exam then has no score yet.
	Finished  bool `json:"finished"`
	Questions int  `json:"questions"`
	Answered  int  `json:"answered"`
	Right     int  `json:"right"`
	// Score is from 0 to 1. That of an exam is over all questions, with partial scores and
	// the weights of the areas; that of any other session is over those answered.
	Score float64 `json:"score"`
	// Passed and PassMark belong to a finished exam.
	Passed       *bool   `json:"passed,omitempty"`
	PassMark     float64 `json:"passMark,omitempty"`
	Seconds      float64 `json:"seconds"`
	LimitSeconds float64 `json:"limitSeconds,omitempty"`

	Areas   []quiz.Share     `json:"areas,omitempty"`
	Modules []quiz.Share     `json:"modules,omitempty"`
	Tags    []quiz.Share     `json:"tags,omitempty"` // the weakest first
	Items   []ResultQuestion `json:"items,omitempty"`
}

// ResultQuestion is how one question went.
type ResultQuestion struct {
	Question quiz.ID   `json:"question"`
	Type     quiz.Type `json:"type"`
	Answered bool      `json:"answered"` // false when it was not reached, or given up
	Correct  bool      `json:"correct"`
	Score    float64   `json:"score"`
	Scenario string    `json:"scenario,omitempty"` // that practises it
	Lesson   string    `json:"lesson,omitempty"`
}

// NewResult is how a session went. Of an exam that is not over it says only how far it came.
func NewResult(s *quiz.Session) (Result, quiz.Report) {
	config := s.Config()
	r := Result{
		APIVersion: ResultVersion, Session: config.ID, Mode: config.Mode, Seed: config.Seed, Finished: s.Over(),
		Questions: s.Len(), Answered: s.Answered(), LimitSeconds: config.Limit.Seconds(),
	}
	report, err := s.Report()
	if err != nil { // the exam goes on another time
		return r, report
	}
	r.Right, r.Score, r.Seconds = report.Right, rounded(report.Score), rounded(report.Spent.Seconds())
	if report.Passed != nil {
		r.Passed, r.PassMark = report.Passed, config.PassMark
	}
	r.Areas, r.Modules, r.Tags = report.Areas, report.Modules, report.Tags
	for _, item := range report.Items {
		q := item.Shown.Question
		r.Items = append(r.Items, ResultQuestion{
			Question: q.ID, Type: q.Type, Answered: item.Answered && !item.Answer.IsZero(), Correct: item.Result.Correct,
			Score: rounded(item.Result.Score), Scenario: q.Practice.Scenario, Lesson: q.Practice.Lesson,
		})
	}
	return r, report
}

// rounded has the digits that mean something.
func rounded(f float64) float64 { return math.Round(f*1000) / 1000 }

// result shows how a session went.
func (s screen) result(config quiz.Config, r quiz.Report) {
	s.line()
	s.line(s.out.Style("Result", term.Bold))
	s.line()
	if r.Passed != nil {
		word, style := "Not passed", term.Red
		if *r.Passed {
			word, style = "Passed", term.Green
		}
		s.paragraph(s.out.Style(word, term.Bold, style) + fmt.Sprintf(": %s, and %s are needed.", percent(r.Score), percent(config.PassMark)))
	}
	s.paragraph(summary(config, r))
	if len(r.Areas) > 0 {
		s.shares("By area", r.Areas, func(a quiz.Share) string {
			return fmt.Sprintf("%s (weight %g)", term.CleanLine(a.Name), a.Weight)
		})
	}
	s.shares("By module", met(r, r.Modules), func(m quiz.Share) string { return moduleTitle(m.Name) })
	s.shares("By tag, the weakest first", met(r, r.Tags), func(t quiz.Share) string { return t.Name })
	s.wrong(r)
}

// met are the parts that the learner met. Of an exam all count; of a session that was stopped,
// what was answered.
func met(r quiz.Report, list []quiz.Share) []quiz.Share {
	if r.Mode == quiz.ModeExam {
		return list
	}
	var some []quiz.Share
	for _, share := range list {
		if share.Questions = share.Answered; share.Answered > 0 {
			some = append(some, share)
		}
	}
	return some
}

func summary(config quiz.Config, r quiz.Report) string {
	text := fmt.Sprintf("%d of %s right", r.Right, count(r.Questions, "question"))
	if r.Answered < r.Questions {
		text += fmt.Sprintf(", %d answered", r.Answered)
	}
	text += fmt.Sprintf(", score %s, in %s", percent(r.Score), lasted(r.Spent))
	if config.Limit > 0 {
		text += " of " + lasted(config.Limit)
	}
	return text + "."
}

// lasted is a length of time in words.
func lasted(d time.Duration) string {
	d = d.Round(time.Second)
	switch h, m, sec := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60; {
	case h > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	case m > 0 && sec > 0:
		return fmt.Sprintf("%d min %d s", m, sec)
	case m > 0:
		return fmt.Sprintf("%d min", m)
	default:
		return fmt.Sprintf("%d s", sec)
	}
}

// shares is a list of bars. The numbers next to them say the same.
func (s screen) shares(title string, list []quiz.Share, name func(quiz.Share) string) {
	if len(list) == 0 {
		return
	}
	s.line()
	s.paragraph(s.out.Style(title, term.Bold))
	cells := 20
	switch width := s.out.TextWidth(); {
	case width < 50:
		cells = 5
	case width < 70:
		cells = 10
	}
	shown := min(len(list), mostShares)
	names := make([]string, shown)
	widest := 0
	for i, share := range list[:shown] {
		names[i] = s.out.Truncate(name(share), max(s.out.TextWidth()-cells-len("    ")*2-len("  100 %  10 of 10"), 8))
		widest = max(widest, term.Width(names[i]))
	}
	for i, share := range list[:shown] {
		pad := strings.Repeat(" ", widest-term.Width(names[i]))
		s.line(margin, margin, names[i], pad, "  ", s.bar(share.Score, cells),
			fmt.Sprintf("  %5s  %d of %d", percent(share.Score), share.Right, share.Questions))
	}
	if more := len(list) - shown; more > 0 {
		s.line(margin, margin, s.out.Style(fmt.Sprintf("and %d more", more), term.Dim))
	}
}

// mostShares are the modules of the course. An exam touches more tags than anybody reads.
const mostShares = 20

// bar is full for 1 and empty for 0; it is never full for less, nor empty for more.
func (s screen) bar(share float64, cells int) string {
	full := int(math.Round(share * float64(cells)))
	if share < 1 {
		full = min(full, cells-1)
	}
	if share > 0 {
		full = max(full, 1)
	}
	style := term.Green
	switch {
	case share < 0.5:
		style = term.Red
	case share < 0.8:
		style = term.Yellow
	}
	return s.out.Style(strings.Repeat(s.out.Pick("█", "#"), full), style) +
		s.out.Style(strings.Repeat(s.out.Pick("░", "."), cells-full), term.Dim)
}

// wrong lists what was not right, with where to practise it: by place, since one place often
// serves several questions.
func (s screen) wrong(r quiz.Report) {
	type place struct {
		ways      []string
		questions []*quiz.Question
	}
	var places []place
	for _, item := range r.Items {
		if item.Result.Correct || (!item.Answered && r.Mode != quiz.ModeExam) {
			continue
		}
		q := item.Shown.Question
		ways := s.practise(q.Practice)
		i := slices.IndexFunc(places, func(p place) bool { return slices.Equal(p.ways, ways) })
		if i < 0 {
			i = len(places)
			places = append(places, place{ways: ways})
		}
		places[i].questions = append(places[i].questions, q)
	}
	if len(places) == 0 {
		return
	}
	s.line()
	s.paragraph(s.out.Style("What was not right, and where to practise it", term.Bold))
	for _, p := range places {
		s.line()
		for _, q := range p.questions {
			s.hang(margin+margin, s.out.Style(string(q.ID)+":", term.Bold)+" "+s.out.Truncate(s.inline(firstSentence(q.Text)), 2*s.out.TextWidth()))
		}
		for _, way := range p.ways {
			s.hang(margin+margin+margin, way)
		}
	}
}

// firstSentence is enough to remember a question by.
func firstSentence(text string) string {
	text = term.CleanLine(text)
	for _, end := range []string{". ", "? "} {
		if i := strings.Index(text, end); i > 0 {
			text = text[:i+1]
		}
	}
	return text
}
