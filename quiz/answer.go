package quiz

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Answer is what somebody answered. Which field counts follows from the question's type. The
// numbers are places in the Question as it is written, whatever the order in which it was
// shown, so that an answer means the same in every session.
type Answer struct {
	Options []int  `json:"options,omitempty"` // single, verdict, multiple: of Question.Options, ascending
	True    *bool  `json:"true,omitempty"`    // boolean
	Text    string `json:"text,omitempty"`    // short
	Items   []int  `json:"items,omitempty"`   // order: of Question.Items, in the order given
	Rights  []int  `json:"rights,omitempty"`  // match: for each of Question.Pairs, of Question.Rights
	Lines   []int  `json:"lines,omitempty"`   // line: numbers of lines, from 1, ascending
}

// IsZero says whether nothing was answered.
func (a Answer) IsZero() bool {
	return len(a.Options)+len(a.Items)+len(a.Rights)+len(a.Lines) == 0 && a.True == nil && a.Text == ""
}

// Key is the right answer.
func (q *Question) Key() Answer {
	var a Answer
	switch q.Type {
	case Single, Verdict, Multiple:
		for i, o := range q.Options {
			if o.Correct {
				a.Options = append(a.Options, i)
			}
		}
	case Boolean:
		if q.Answer != nil {
			yes := *q.Answer
			a.True = &yes
		}
	case Short:
		if len(q.Accept) > 0 {
			a.Text = q.Accept[0]
		}
	case Order:
		for i := range q.Items {
			a.Items = append(a.Items, i)
		}
	case Match:
		rights := q.Rights()
		for _, p := range q.Pairs {
			a.Rights = append(a.Rights, indexPlain(rights, p.Right))
		}
	case Line:
		for _, l := range q.Lines {
			a.Lines = append(a.Lines, l.Line)
		}
		slices.Sort(a.Lines)
	}
	return a
}

// ErrNoAnswer: there was nothing but space.
var ErrNoAnswer = errors.New("there is no answer yet")

// Parse reads an answer as a person types it: "b", "a,c", "true", "2 1 3", "1=c 2=a", "4,7" or
// a word. An error says what cannot be taken and what can; it is meant for that person, who
// has not answered yet.
func (p Presented) Parse(text string) (Answer, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Answer{}, ErrNoAnswer
	}
	switch p.Question.Type {
	case Single, Verdict:
		return p.parseOptions(text, false)
	case Multiple:
		return p.parseOptions(text, true)
	case Boolean:
		return parseBoolean(text)
	case Order:
		return p.parseOrder(text)
	case Match:
		return p.parseMatch(text)
	case Line:
		return p.parseLines(text)
	default: // Short
		if Plain(text) == "" {
			return Answer{}, ErrNoAnswer
		}
		return Answer{Text: text}, nil
	}
}

// parts divides what a person puts commas, semicolons or spaces between.
func parts(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '\t' || r == '\u00a0' })
}

func (p Presented) parseOptions(text string, several bool) (Answer, error) {
	// The words of an option are as good as its letter, and come first: an option may be
	// called "a".
	for i, o := range p.Question.Options {
		if Plain(o.Text) == Plain(text) {
			return Answer{Options: []int{i}}, nil
		}
	}
	labels := parts(text)
	if several && len(labels) == 1 && !slices.ContainsFunc([]rune(labels[0]), func(r rune) bool { return labelIndex(string(r)) < 0 }) {
		labels = strings.Split(labels[0], "") // "ac"
	}
	hint := fmt.Sprintf("answer with a letter from a to %s", label(len(p.Options)-1))
	if several {
		hint = fmt.Sprintf("answer with letters from a to %s, such as a,%s", label(len(p.Options)-1), label(len(p.Options)-1))
	}
	if !several && len(labels) > 1 {
		return Answer{}, fmt.Errorf("one option is right, and %q is more; %s", text, hint)
	}
	var a Answer
	for _, l := range labels {
		i := labelIndex(strings.TrimSuffix(l, ")"))
		if i < 0 || i >= len(p.Options) {
			return Answer{}, fmt.Errorf("there is no option %q; %s", l, hint)
		}
		a.Options = append(a.Options, p.Options[i])
	}
	slices.Sort(a.Options)
	a.Options = slices.Compact(a.Options)
	if len(a.Options) == 0 {
		return Answer{}, ErrNoAnswer
	}
	return a, nil
}

func parseBoolean(text string) (Answer, error) {
	yes := true
	switch strings.ToLower(text) {
	case "true", "t", "yes", "y":
	case "false", "f", "no", "n":
		yes = false
	default:
		return Answer{}, fmt.Errorf("%q is neither true nor false; answer with true or false", text)
	}
	return Answer{True: &yes}, nil
}

func (p Presented) parseOrder(text string) (Answer, error) {
	n := len(p.Items)
	hint := fmt.Sprintf("name each number from 1 to %d once, such as %s", n, strings.Join(numbers(n), " "))
	labels := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;\t\u00a0<>-", r) })
	if len(labels) == 1 && n < 10 {
		labels = strings.Split(labels[0], "") // "213"
	}
	var a Answer
	for _, l := range labels {
		i, err := strconv.Atoi(l)
		if err != nil || i < 1 || i > n {
			return Answer{}, fmt.Errorf("there is no number %q; %s", l, hint)
		}
		if slices.Contains(a.Items, p.Items[i-1]) {
			return Answer{}, fmt.Errorf("number %d is there twice; %s", i, hint)
		}
		a.Items = append(a.Items, p.Items[i-1])
	}
	if len(a.Items) < n {
		return Answer{}, fmt.Errorf("%d of %d are in order; %s", len(a.Items), n, hint)
	}
	return a, nil
}

func (p Presented) parseMatch(text string) (Answer, error) {
	n, last := len(p.Question.Pairs), label(len(p.Rights)-1)
	hint := fmt.Sprintf("give each number from 1 to %d a letter from a to %s, such as 1=a 2=%s", n, last, last)
	// "1=c 2=a", "1:c, 2-a", "1c 2a": a number, then its letter, whatever stands between.
	tokens := splitPairs(text)
	a := Answer{Rights: make([]int, n)}
	for i := range a.Rights {
		a.Rights[i] = -1
	}
	for len(tokens) > 0 {
		i, err := strconv.Atoi(tokens[0])
		if err != nil || i < 1 || i > n {
			return Answer{}, fmt.Errorf("there is no number %q; %s", tokens[0], hint)
		}
		if len(tokens) == 1 {
			return Answer{}, fmt.Errorf("number %d has no letter; %s", i, hint)
		}
		right := labelIndex(tokens[1])
		switch {
		case right < 0 || right >= len(p.Rights):
			return Answer{}, fmt.Errorf("there is no letter %q; %s", tokens[1], hint)
		case a.Rights[i-1] >= 0:
			return Answer{}, fmt.Errorf("number %d is there twice; %s", i, hint)
		}
		a.Rights[i-1] = p.Rights[right]
		tokens = tokens[2:]
	}
	if i := slices.Index(a.Rights, -1); i >= 0 {
		return Answer{}, fmt.Errorf("number %d has no letter; %s", i+1, hint)
	}
	return a, nil
}

// splitPairs cuts a text into runs of digits and runs of anything else that is no divider.
func splitPairs(text string) []string {
	var tokens []string
	kind := 0 // of the last character: 0 a divider, 1 a digit, 2 another
	for _, r := range text {
		now := 2
		switch {
		case strings.ContainsRune(" ,;\t\u00a0=:->→", r):
			now = 0
		case r >= '0' && r <= '9':
			now = 1
		}
		if now != 0 {
			if now != kind {
				tokens = append(tokens, "")
			}
			tokens[len(tokens)-1] += string(r)
		}
		kind = now
	}
	return tokens
}

func (p Presented) parseLines(text string) (Answer, error) {
	n := len(manifestLines(p.Question.Manifest))
	hint := fmt.Sprintf("answer with numbers of lines from 1 to %d, such as 1,%d", n, n)
	var a Answer
	for _, part := range parts(text) {
		from, to, isRange := strings.Cut(part, "-")
		first, err := strconv.Atoi(from)
		last := first
		if err == nil && isRange {
			last, err = strconv.Atoi(to)
		}
		if err != nil || first < 1 || last > n || last < first {
			return Answer{}, fmt.Errorf("there is no line %q; %s", part, hint)
		}
		for line := first; line <= last; line++ {
			a.Lines = append(a.Lines, line)
		}
	}
	slices.Sort(a.Lines)
	a.Lines = slices.Compact(a.Lines)
	if len(a.Lines) == 0 {
		return Answer{}, ErrNoAnswer
	}
	return a, nil
}

// Show is the answer as a person would type it for this order of things. Parse reads it.
func (p Presented) Show(a Answer) string {
	switch p.Question.Type {
	case Single, Verdict, Multiple:
		var labels []string
		for shown, i := range p.Options {
			if slices.Contains(a.Options, i) {
				labels = append(labels, label(shown))
			}
		}
		return strings.Join(labels, ",")
	case Boolean:
		if a.True == nil {
			return ""
		}
		return strconv.FormatBool(*a.True)
	case Order:
		var labels []string
		for _, i := range a.Items {
			labels = append(labels, strconv.Itoa(slices.Index(p.Items, i)+1))
		}
		return strings.Join(labels, " ")
	case Match:
		var labels []string
		for i, right := range a.Rights {
			labels = append(labels, fmt.Sprintf("%d=%s", i+1, label(slices.Index(p.Rights, right))))
		}
		return strings.Join(labels, " ")
	case Line:
		var labels []string
		for _, line := range a.Lines {
			labels = append(labels, strconv.Itoa(line))
		}
		return strings.Join(labels, ",")
	default: // Short
		return a.Text
	}
}

// label is the letter of the n-th thing to choose, from 0.
func label(n int) string {
	if n < 0 || n > 25 {
		return "?"
	}
	return string(rune('a' + n))
}

// labelIndex is the place that a letter stands for, or -1.
func labelIndex(text string) int {
	if len(text) != 1 {
		return -1
	}
	if i := int(strings.ToLower(text)[0]) - 'a'; i >= 0 && i < 26 {
		return i
	}
	return -1
}

func numbers(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = strconv.Itoa(i + 1)
	}
	return list
}

// indexPlain is the place of a text in a list, or -1.
func indexPlain(list []string, text string) int {
	plain := Plain(text)
	return slices.IndexFunc(list, func(have string) bool { return Plain(have) == plain })
}
