package site

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hardenway/hardenway/content"
)

// set is the course with quotes as a printer sets them, in what is no markdown. What it was given
// stays as it is.
func (c *Course) set() *Course {
	out := *c
	out.Lessons = slices.Clone(c.Lessons)
	for i, l := range out.Lessons {
		one := *l
		one.Title, one.Summary = quotes(l.Title), quotes(l.Summary)
		one.Sources = slices.Clone(l.Sources)
		for j := range one.Sources {
			one.Sources[j].Title = quotes(one.Sources[j].Title)
		}
		out.Lessons[i] = &one
	}
	out.Scenarios = slices.Clone(c.Scenarios)
	for i := range out.Scenarios {
		s := &out.Scenarios[i]
		s.Title, s.Summary, s.Attacker = quotes(s.Title), quotes(s.Summary), quotes(s.Attacker)
		s.Hints = slices.Clone(s.Hints)
		for j := range s.Hints {
			s.Hints[j].Title = quotes(s.Hints[j].Title)
		}
	}
	out.Topics = append([]content.Topic(nil), c.Topics...)
	for i := range out.Topics {
		out.Topics[i].Topic = quotes(out.Topics[i].Topic)
	}
	return &out
}

// quotes sets straight quotes as pairs of curved ones.
func quotes(text string) string {
	if !strings.ContainsAny(text, `"'`) {
		return text
	}
	var b strings.Builder
	before := ' '
	for i, r := range text {
		next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		opens := (unicode.IsSpace(before) || strings.ContainsRune("([{/–—", before)) && !unicode.IsSpace(next)
		switch {
		case r == '"' && opens:
			b.WriteRune('“')
		case r == '"':
			b.WriteRune('”')
		case r == '\'' && opens:
			b.WriteRune('‘')
		case r == '\'':
			b.WriteRune('’')
		default:
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}
