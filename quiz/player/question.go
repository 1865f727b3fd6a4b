package player

import (
	"fmt"
	"strings"
	"time"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/quiz"
)

// card is a question as it stands before the learner.
type card struct {
	quiz.Presented

	number, total int
	mode          quiz.Mode
	given         quiz.Answer // of an exam: what was answered when the learner was here before
	// left is the time that is left; nil where there is no limit.
	left func() time.Duration
}

func (c *card) exam() bool { return c.mode == quiz.ModeExam }

// heading is the line above a question.
func (s screen) heading(c *card) {
	dot := " " + s.out.Pick("·", "-") + " "
	var parts []string
	if c.Question.Difficulty != "" { // what comes from another program has none
		parts = append(parts, string(c.Question.Difficulty))
	}
	if len(c.Question.Tags) > 0 {
		parts = append(parts, strings.Join(c.Question.Tags, ", "))
	}
	if c.left != nil {
		parts = append(parts, clock(c.left())+" left")
	}
	s.line()
	s.line(s.out.Style(fmt.Sprintf("Question %d of %d", c.number, c.total), term.Bold),
		s.out.Style(strings.Join(append([]string{""}, parts...), dot), term.Dim))
	s.line()
}

// question shows everything that is needed to answer. With options false, what a form lets the
// learner choose from is left to the form.
func (s screen) question(c *card, options bool) {
	q := c.Question
	s.heading(c)
	s.markdown(q.Text)
	for _, g := range q.Given {
		s.line()
		if g.Title != "" {
			s.paragraph(s.out.Style(term.CleanLine(g.Title)+":", term.Bold))
		}
		s.code(strings.Split(strings.TrimRight(g.Text, "\n"), "\n"), false)
	}
	if q.Opinion {
		s.line()
		s.paragraph(opinion)
	}
	switch q.Type {
	case quiz.Single, quiz.Verdict, quiz.Multiple:
		if options {
			s.line()
			for i := range c.Options {
				s.hang(margin+margin+c.Letter(i)+") ", s.inline(q.Options[c.Options[i]].Text))
			}
		}
	case quiz.Order:
		s.line()
		for i, item := range c.Items {
			s.hang(fmt.Sprintf("%s%s%d) ", margin, margin, i+1), s.inline(q.Items[item].Text))
		}
	case quiz.Match:
		if options {
			s.line()
			for i, pair := range q.Pairs {
				s.hang(fmt.Sprintf("%s%s%d) ", margin, margin, i+1), s.inline(pair.Left))
			}
			s.line()
			rights := q.Rights()
			for i, right := range c.Rights {
				s.hang(margin+margin+c.Letter(i)+") ", s.inline(rights[right]))
			}
		}
	case quiz.Line:
		s.line()
		s.code(c.Lines(), true)
	case quiz.Boolean, quiz.Short:
	}
	if !c.given.IsZero() {
		s.line()
		s.paragraph("Your answer so far: " + term.CleanLine(c.Show(c.given)))
	}
	s.line()
}

const opinion = "This asks for an opinion: experienced people disagree."

// wanted says how the question is answered, short enough to stand before a cursor.
func wanted(c *card) string {
	q := c.Question
	last := func(n int) string { return c.Letter(n - 1) }
	switch q.Type {
	case quiz.Single, quiz.Verdict:
		return "one of a to " + last(len(c.Options))
	case quiz.Multiple:
		return "all that are right, such as a," + last(len(c.Options))
	case quiz.Boolean:
		return "true or false"
	case quiz.Order:
		return "the numbers in order, such as " + sample(len(c.Items))
	case quiz.Match:
		return fmt.Sprintf("a letter for each number, such as 1=%s 2=a", last(len(c.Rights)))
	case quiz.Line:
		return "the numbers of the lines at fault, such as 3,4"
	case quiz.Short:
		if q.Placeholder != "" {
			return term.CleanLine(q.Placeholder)
		}
		return "a word or a few"
	default:
		return "an answer"
	}
}

// sample is an order of n items, such as 2 1 3.
func sample(n int) string {
	numbers := make([]string, n)
	for i := range numbers {
		numbers[i] = fmt.Sprint(i + 1)
	}
	if n > 1 {
		numbers[0], numbers[1] = numbers[1], numbers[0]
	}
	return strings.Join(numbers, " ")
}

// manner says in a sentence how the question is answered.
func manner(c *card) string {
	q := c.Question
	switch q.Type {
	case quiz.Single, quiz.Verdict:
		return "One option is right. Type its letter, such as b."
	case quiz.Multiple:
		return "One option or several are right. Type all their letters, such as a,c."
	case quiz.Boolean:
		return "Type true or false. A letter will do: t or f."
	case quiz.Order:
		return "Type the numbers in the right order, the first one first, such as " + sample(len(c.Items)) + "."
	case quiz.Match:
		return "Give each number the letter that belongs to it, such as 1=b 2=a. A letter may be needed twice, or not at all."
	case quiz.Line:
		return "Type the numbers of all lines that are at fault, such as 7 or 3,8. A range will do: 4-6."
	case quiz.Short:
		return `Type the answer. Case does not count. An answer that is a command here goes in quotes: "s".`
	default:
		return ""
	}
}
