package site

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"

	"github.com/hardenway/hardenway/quiz"
)

// asked is a question as a page asks it. Its key is in the page: nobody but the reader scores.
type asked struct {
	ID   quiz.ID
	Type quiz.Type
	// Control is how it is answered: radio, checkbox, text, order, match or lines.
	Control     string
	How         string // what to do, in a few words
	Text        template.HTML
	Given       []given
	Options     []option // of radio, checkbox and lines
	Places      []option // what is put in order, or what gets a right side
	Rights      []right
	Accept      string // JSON: the right answers of text
	Placeholder string
	Answer      template.HTML
	Reasons     []reason
	Explanation template.HTML
	Sources     []source
	Opinion     bool
	Practice    *Scenario
}

type given struct {
	Title string
	Code  template.HTML
}

type option struct {
	Text  template.HTML
	Plain string // for names that are read out
	Right bool
	Key   string // of order and match: what has to be chosen
}

type right struct {
	Letter string
	Text   template.HTML
}

type reason struct {
	Right     bool
	Text, Why template.HTML
}

type source struct{ Title, URL, Module string }

// howTo says how a question of a type is answered.
func howTo(t quiz.Type) (control, how string) {
	switch t {
	case quiz.Multiple:
		return "checkbox", "Choose every one that is right."
	case quiz.Short:
		return "text", "Type a word or a few."
	case quiz.Order:
		return "order", "Give each its place."
	case quiz.Match:
		return "match", "Give each what belongs to it."
	case quiz.Line:
		return "lines", "Choose the lines that are at fault."
	case quiz.Boolean:
		return "radio", "True or false?"
	case quiz.Single, quiz.Verdict:
	}
	return "radio", "Choose one."
}

// ask makes a question ready for a page. The order of what may be shuffled is the same in every
// build.
func (b *builder) ask(w *writer, q *quiz.Question) asked {
	a := asked{ID: q.ID, Type: q.Type, Text: w.blocks(q.Text), Explanation: w.blocks(q.Explanation), Opinion: q.Opinion, Placeholder: q.Placeholder}
	a.Control, a.How = howTo(q.Type)
	a.Practice = b.scenarioOf[q.Practice.Scenario]
	for _, g := range q.Given {
		a.Given = append(a.Given, given{g.Title, code(g.Language, g.Text)})
	}
	for _, s := range q.Sources {
		a.Sources = append(a.Sources, source(s))
	}
	shown := quiz.Present(q, 1)
	if q.Type == quiz.Boolean && q.Answer != nil {
		a.Options = []option{{Text: "True", Right: *q.Answer}, {Text: "False", Right: !*q.Answer}}
		if q.Why != nil {
			a.Reasons = []reason{{*q.Answer, "True", w.line(q.Why.True)}, {!*q.Answer, "False", w.line(q.Why.False)}}
		}
	}
	for _, i := range shown.Options {
		o := &q.Options[i]
		text := w.line(o.Text)
		a.Options = append(a.Options, option{Text: text, Right: o.Correct})
		a.Reasons = append(a.Reasons, reason{o.Correct, text, w.line(o.Why)})
	}
	switch q.Type {
	case quiz.Short:
		accepted, err := json.Marshal(q.Accept)
		if err != nil {
			b.problem(w.page, err)
		}
		a.Accept = string(accepted)
		a.Answer = w.line("`" + first(q.Accept) + "`")
		for _, wrong := range q.Wrong {
			a.Reasons = append(a.Reasons, reason{false, w.line("`" + wrong.Text + "`"), w.line(wrong.Why)})
		}
	case quiz.Order:
		for _, i := range shown.Items {
			text := w.line(q.Items[i].Text)
			a.Places = append(a.Places, option{Text: text, Plain: plain(w, q.Items[i].Text), Key: fmt.Sprint(i + 1)})
		}
		for i, item := range q.Items {
			a.Rights = append(a.Rights, right{Letter: fmt.Sprint(i + 1)})
			a.Reasons = append(a.Reasons, reason{true, w.line(item.Text), w.line(item.Why)})
		}
	case quiz.Match:
		b.match(w, q, shown, &a)
	case quiz.Line:
		for i, line := range shown.Lines() {
			at := slices.IndexFunc(q.Lines, func(l quiz.FaultLine) bool { return l.Line == i+1 })
			a.Options = append(a.Options, option{Text: template.HTML(highlight("yaml", line)), Right: at >= 0})
			if at >= 0 {
				a.Reasons = append(a.Reasons, reason{true, template.HTML(fmt.Sprintf("Line %d", i+1)), w.line(q.Lines[at].Why)})
			}
		}
	case quiz.Single, quiz.Multiple, quiz.Boolean, quiz.Verdict:
	}
	return a
}

func (b *builder) match(w *writer, q *quiz.Question, shown quiz.Presented, a *asked) {
	rights := q.Rights()
	letterOf := map[string]string{}
	for n, i := range shown.Rights {
		letterOf[quiz.Plain(rights[i])] = shown.Letter(n)
		a.Rights = append(a.Rights, right{shown.Letter(n), w.line(rights[i])})
	}
	for _, p := range q.Pairs {
		left := w.line(p.Left)
		a.Places = append(a.Places, option{Text: left, Plain: plain(w, p.Left), Key: letterOf[quiz.Plain(p.Right)]})
		a.Reasons = append(a.Reasons, reason{true, left + ": " + w.line(p.Right), w.line(p.Why)})
	}
	for _, e := range q.Extra {
		a.Reasons = append(a.Reasons, reason{false, w.line(e.Text), w.line(e.Why)})
	}
}

// plain is a line of markdown without its marks.
func plain(w *writer, markdown string) string { return w.text(w.parse(markdown), true) }

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// enough is how many questions of the quiz a lesson's page has when its own list names fewer.
const enough = 6

// questionsOf are the questions that a lesson's page asks: those that its text names, and of those
// that share topics with it the nearest ones.
func (b *builder) questionsOf(l *lessonPage) []*askedQuestion {
	var list []*askedQuestion
	has := map[quiz.ID]bool{}
	add := func(q *askedQuestion) {
		if q != nil && !has[q.ID] {
			has[q.ID] = true
			list = append(list, q)
		}
	}
	for _, entry := range l.doc.Check {
		for _, id := range entry.Quiz {
			add(b.questionOf[quiz.ID(id)])
		}
	}
	type near struct {
		q     *askedQuestion
		score int
	}
	var others []near
	for i := range b.Banks {
		for j := range b.Banks[i].Questions {
			q := &b.Banks[i].Questions[j]
			score := 0
			for _, topic := range q.Topics {
				if slices.Contains(l.Topics, topic) {
					score += 2
				}
			}
			if score == 0 || q.Opinion {
				continue
			}
			if b.Banks[i].Module == l.Module {
				score++
			}
			if q.Practice.Lesson == l.ID {
				score++
			}
			others = append(others, near{b.questionOf[q.ID], score})
		}
	}
	slices.SortStableFunc(others, func(x, y near) int { return cmp.Compare(y.score, x.score) })
	for _, o := range others {
		if len(list) >= enough {
			break
		}
		add(o.q)
	}
	return list
}
