package player

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/quiz"
)

// feedback says how good an answer was, why, and where to practise it.
func (s screen) feedback(shown quiz.Presented, a quiz.Answer, r quiz.Result) {
	s.verdict(a, r)
	s.line()
	s.notes(shown, a, r)
	s.background(shown.Question)
}

// verdict is the first line of the feedback.
func (s screen) verdict(a quiz.Answer, r quiz.Result) {
	switch {
	case r.Correct:
		s.line(s.out.Style(s.out.Pick("✓ ", "")+"Right.", term.Bold, term.Green))
	case a.IsZero():
		s.line(s.out.Style(s.out.Pick("· ", "")+"Not answered.", term.Bold, term.Yellow))
	case r.Score > 0:
		s.line(s.out.Style(s.out.Pick("✗ ", "")+"Not quite: right in part, "+percent(r.Score)+".", term.Bold, term.Yellow))
	default:
		s.line(s.out.Style(s.out.Pick("✗ ", "")+"Wrong.", term.Bold, term.Red))
	}
}

// notes go through the parts of the question. Of options, what was chosen and what is right come
// first; the parts of other types stay in their order.
func (s screen) notes(shown quiz.Presented, a quiz.Answer, r quiz.Result) {
	q := shown.Question
	notes := slices.Clone(r.Notes)
	switch q.Type {
	case quiz.Single, quiz.Verdict, quiz.Multiple, quiz.Boolean:
		rank := map[quiz.Mark]int{quiz.Mistake: 0, quiz.Hit: 0, quiz.Missed: 1, quiz.Spared: 2}
		slices.SortStableFunc(notes, func(a, b quiz.Note) int { return cmp.Compare(rank[a.Mark], rank[b.Mark]) })
		for _, n := range notes {
			s.note(n.Mark, label(n.Label, ")"), s.inline(n.Part), whose(n.Mark, a.IsZero()), n.Why)
		}
	case quiz.Order:
		for i, n := range notes {
			s.note(n.Mark, fmt.Sprintf("%d. ", i+1), s.inline(n.Part), place(a, i), n.Why)
		}
	case quiz.Match:
		s.matches(shown, a, notes)
	case quiz.Line:
		for _, n := range notes {
			s.note(n.Mark, "line "+n.Label+": ", s.out.Style(term.CleanLine(n.Part), term.Cyan), whose(n.Mark, a.IsZero()), n.Why)
		}
	case quiz.Short:
		for _, n := range notes {
			s.note(n.Mark, "", s.out.Style(term.CleanLine(n.Part), term.Cyan), whose(n.Mark, a.IsZero()), n.Why)
		}
		if len(q.Accept) > 1 {
			s.hang(margin+margin, "Also right: "+term.CleanLine(strings.Join(q.Accept[1:min(len(q.Accept), 4)], ", ")))
		}
	}
}

func label(text, after string) string {
	if text == "" {
		return ""
	}
	return text + after + " "
}

// whose says in words what the mark says: nobody has to see colours, or know signs.
func whose(mark quiz.Mark, none bool) string {
	switch mark {
	case quiz.Hit:
		return "your answer, right"
	case quiz.Mistake:
		return "your answer, wrong"
	case quiz.Missed:
		if none {
			return "right"
		}
		return "right, and not in your answer"
	case quiz.Spared:
		return "wrong"
	default:
		return ""
	}
}

// place says where an answer has the i-th item.
func place(a quiz.Answer, i int) string {
	switch at := slices.Index(a.Items, i); at {
	case -1:
		return ""
	case i:
		return "your answer, right"
	default:
		return "you have it as number " + fmt.Sprint(at+1)
	}
}

func (s screen) matches(shown quiz.Presented, a quiz.Answer, notes []quiz.Note) {
	q := shown.Question
	rights := q.Rights()
	for i, n := range notes {
		if i >= len(q.Pairs) {
			s.note(n.Mark, label(n.Label, ")"), s.inline(n.Part), "belongs to nothing", n.Why)
			continue
		}
		said := ""
		switch {
		case n.Mark == quiz.Hit:
			said = whose(n.Mark, false)
		case n.Mark == quiz.Mistake && i < len(a.Rights):
			said = "you said: " + s.inline(rights[a.Rights[i]])
		}
		pair := s.inline(q.Pairs[i].Left) + s.out.Pick(" → ", ": ") + s.inline(q.Pairs[i].Right)
		s.note(n.Mark, label(n.Label, ")"), pair, said, n.Why)
	}
}

// note is one part of a question with what is to be said about it.
func (s screen) note(mark quiz.Mark, lead, part, remark, why string) {
	sign, style := "·", term.Dim
	switch mark {
	case quiz.Hit:
		sign, style = "✓", term.Green
	case quiz.Missed:
		sign, style = "→", term.Green
	case quiz.Mistake:
		sign, style = "✗", term.Red
	case quiz.Spared:
	}
	if s.out.ASCII {
		sign = " "
	}
	if remark != "" {
		words := strings.Fields("(" + remark + ")")
		for i, w := range words {
			words[i] = s.out.Style(w, style)
		}
		part += " " + strings.Join(words, " ")
	}
	s.hang(margin+s.out.Style(sign, style)+" "+lead, part)
	if why != "" {
		s.hang(strings.Repeat(" ", len(margin)+2+min(len(lead), 3)), s.inline(why))
	}
}

// background is what holds whatever was answered, where it stands, and where to practise it.
func (s screen) background(q *quiz.Question) {
	s.line()
	s.markdown(q.Explanation)
	if len(q.Sources) > 0 {
		s.line()
		for _, source := range q.Sources {
			where := cmp.Or(source.URL, source.Module)
			s.hang(margin+"Source: ", term.CleanLine(source.Title))
			s.line(margin, margin, s.out.Style(term.CleanLine(where), term.Under))
		}
	}
	if ways := s.practise(q.Practice); len(ways) > 0 {
		s.line()
		for _, way := range ways {
			s.hang(margin, way)
		}
	}
}

// practise says where a question can be practised: by commands, as far as there are any.
func (s screen) practise(p quiz.Practice) []string {
	var ways []string
	if p.Scenario != "" {
		ways = append(ways, "Practise it: "+s.words("harden start "+p.Scenario))
	}
	switch {
	case p.Lesson == "":
	case s.lessons != nil && s.lessons(p.Lesson):
		ways = append(ways, "Read about it: "+s.words("harden lesson "+p.Lesson))
	default:
		ways = append(ways, "More of it: "+s.words("harden quiz --module "+p.Lesson)+" ("+moduleTitle(p.Lesson)+")")
	}
	return ways
}

// moduleTitle is M10 Kubelet and nodes.
func moduleTitle(id string) string {
	if m, ok := vocabulary.ModuleOf(id); ok {
		return m.ID + " " + m.Title
	}
	return cmp.Or(id, "other")
}

// words are a command, styled word by word so that it can be wrapped.
func (s screen) words(command string) string {
	list := strings.Fields(term.CleanLine(command))
	for i, w := range list {
		list[i] = s.out.Style(w, term.Cyan)
	}
	return strings.Join(list, " ")
}
