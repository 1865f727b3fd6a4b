package computed

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/quiz"
)

// Computes says whether any part of the question's key is computed.
func Computes(q *quiz.Question) bool {
	return q.Truth != nil || slices.ContainsFunc(q.Options, func(o quiz.Option) bool { return o.Truth != nil })
}

// Verify compares a question's key with what is computed. Each difference is one error, and
// says what was computed. A question without a truth has none.
func Verify(q *quiz.Question) error {
	var errs []error
	if q.Truth != nil {
		computed, err := Evaluate(*q.Truth, q)
		if err == nil {
			err = agrees(q, computed)
		}
		errs = append(errs, err)
	}
	for i, option := range q.Options {
		if option.Truth == nil {
			continue
		}
		computed, err := Evaluate(*option.Truth, q)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("option %d: %w", i+1, err))
		case computed == failed && !option.Correct: // an expression that ends in an error does not hold
		case computed != yes(option.Correct):
			errs = append(errs, fmt.Errorf("option %d %q: the key says %s, and computed was %q", i+1, option.Text, yes(option.Correct), computed))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("%s: %w", q.ID, err)
	}
	return nil
}

// agrees says how the key of a question differs from the word that was computed for it.
func agrees(q *quiz.Question, computed string) error {
	switch q.Type {
	case quiz.Boolean:
		if q.Answer == nil || yes(*q.Answer) != computed {
			return fmt.Errorf("computed was %q, and the answer is another", computed)
		}
	case quiz.Short:
		if len(q.Accept) == 0 || normal(q.Accept[0]) != normal(computed) {
			return fmt.Errorf("computed was %q, and the first accepted answer is another", computed)
		}
	case quiz.Single, quiz.Verdict:
		for i, option := range q.Options {
			value := option.Value
			if value == "" {
				value = option.Text
			}
			if option.Correct != (normal(value) == normal(computed)) {
				return fmt.Errorf("computed was %q, and option %d (%s) is marked %s", computed, i+1, value, yes(option.Correct))
			}
		}
		if !slices.ContainsFunc(q.Options, func(o quiz.Option) bool { return o.Correct }) {
			return fmt.Errorf("computed was %q, and no option is right", computed)
		}
	case quiz.Line:
		var lines []int
		for _, line := range q.Lines {
			lines = append(lines, line.Line)
		}
		if lineList(lines) != computed {
			return fmt.Errorf("computed were the lines %s, and the key has %s", computed, lineList(lines))
		}
	case quiz.Multiple:
		return errors.New("a question of type multiple is computed for each option: move the truth into the options")
	case quiz.Order, quiz.Match:
		return fmt.Errorf("a question of type %s cannot be computed: leave the truth out", q.Type)
	default:
		return fmt.Errorf("type %q is not known", q.Type)
	}
	return nil
}

// normal is an answer without what does not count: case, backquotes, and space around it.
func normal(answer string) string {
	return strings.ToLower(strings.TrimSpace(strings.ReplaceAll(answer, "`", "")))
}
