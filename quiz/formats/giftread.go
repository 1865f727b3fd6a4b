package formats

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hardenway/hardenway/internal/strictyaml"
	"github.com/hardenway/hardenway/quiz"
)

// MaxGIFT is how large a file may be and still be read, in bytes.
const MaxGIFT = 4 << 20

// ReadGIFT reads the questions that it can of a GIFT file: choices of one and of several, true
// or false, short answers with full or no credit, and matchings, with feedback, general
// feedback, names, formats, ids and tags. What it cannot read is told, each with its line, and
// left out: numerical questions, essays, descriptions, partial credit. The name is for
// problems. What we want of a question besides, such as a difficulty, is not in GIFT.
func ReadGIFT(name string, data []byte) ([]quiz.Question, []quiz.Problem) {
	r := &giftReader{name: name, ids: map[quiz.ID]bool{}}
	switch {
	case len(data) > MaxGIFT:
		r.problem(0, fmt.Sprintf("the file is larger than %d MiB", MaxGIFT>>20), "", "cut it into several")
		return nil, r.problems
	case !utf8.Valid(data):
		r.problem(0, "this is not UTF-8", "", "save the file as UTF-8 text")
		return nil, r.problems
	}
	text := lineEnds.Replace(strings.TrimPrefix(string(data), "\ufeff"))
	var block, comments []string
	begin := 0
	flush := func() {
		if len(block) > 0 {
			r.block(begin, strings.Join(block, "\n"), strings.Join(comments, " "))
			block, comments = nil, nil
		}
	}
	for i, line := range strings.Split(text, "\n") {
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "":
			flush()
			comments = nil
		case strings.HasPrefix(trimmed, "//"):
			comments = append(comments, trimmed)
		default:
			if len(block) == 0 {
				begin = i + 1
			}
			block = append(block, line)
		}
	}
	flush()
	return r.questions, strictyaml.Sort(r.problems)
}

// lineEnds makes line ends of every system the same.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

type giftReader struct {
	name      string
	ids       map[quiz.ID]bool
	questions []quiz.Question
	problems  []quiz.Problem
}

func (r *giftReader) problem(line int, what, why, mend string) {
	r.problems = append(r.problems, quiz.Problem{Path: r.name, Line: line, What: what, Why: why, Mend: mend})
}

// Escaped characters become characters of Unicode's private use while the structure is read, so
// that they are not taken for it.
const (
	escapable = "~=#{}:\\"
	private   = '\ue000'
)

func hideEscapes(text string) string {
	var b strings.Builder
	escaped := false
	for _, r := range text {
		at := strings.IndexRune(escapable, r)
		switch {
		case escaped && r == 'n':
			b.WriteRune(private + rune(len(escapable)))
		case escaped && at >= 0:
			b.WriteRune(private + rune(at))
		case escaped:
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\\':
			escaped = true
			continue
		default:
			b.WriteRune(r)
		}
		escaped = false
	}
	if escaped {
		b.WriteRune('\\')
	}
	return b.String()
}

func showEscapes(text string) string {
	return strings.Map(func(r rune) rune {
		switch n := r - private; {
		case n < 0 || n > rune(len(escapable)):
			return r
		case n == rune(len(escapable)):
			return '\n'
		default:
			return rune(escapable[n])
		}
	}, text)
}

// formatName is the format that a text may begin with.
var formatName = regexp.MustCompile(`^\[(html|moodle|plain|markdown)\]`)

// giftPlain is a text without its format and escapes.
func giftPlain(text string) string {
	text = strings.TrimSpace(text)
	return strings.TrimSpace(showEscapes(strings.TrimPrefix(text, formatName.FindString(text))))
}

// split cuts "text # feedback".
func split(text string) (string, string) {
	text, feedback, _ := strings.Cut(text, "#")
	return giftPlain(text), giftPlain(feedback)
}

var (
	giftID   = regexp.MustCompile(`\[id:([^\]]+)\]`)
	giftTag  = regexp.MustCompile(`\[tag:([^\]]+)\]`)
	giftMark = regexp.MustCompile(`^%(-?[0-9]{1,3}(?:\.[0-9]*)?)%`)
)

// block reads one question, or one category, whose sections we do not keep.
func (r *giftReader) block(line int, text, comments string) {
	if strings.HasPrefix(strings.TrimSpace(text), "$CATEGORY:") {
		return
	}
	if strings.ContainsFunc(text, func(c rune) bool { return c >= private && c <= private+rune(len(escapable)) }) {
		r.problem(line, "there are characters of private use", "they stand for nothing", "remove them")
		return
	}
	text = strings.TrimSpace(hideEscapes(text))
	q := quiz.Question{}
	title := ""
	if rest, named := strings.CutPrefix(text, "::"); named {
		if name, after, closed := strings.Cut(rest, "::"); closed {
			title, text = giftPlain(name), strings.TrimSpace(after)
		}
	}
	open, end := strings.IndexByte(text, '{'), strings.IndexByte(text, '}')
	switch {
	case open < 0 && end < 0:
		r.problem(line, "this is a description", "it asks nothing", "remove it, or add answers in braces")
		return
	case open < 0 || end < open:
		r.problem(line, "a brace has no partner", "", `write \{ and \} in texts`)
		return
	}
	answers, tail := strings.TrimSpace(text[open+1:end]), text[end+1:]
	if strings.ContainsAny(tail, "{}") {
		r.problem(line, "there are two sets of answers", "a question has one", "put an empty line between questions")
		return
	}
	if strings.TrimSpace(tail) == "" {
		q.Text = giftPlain(text[:open])
	} else {
		q.Text = giftPlain(text[:open] + "_____" + tail)
	}
	if at := strings.LastIndex(answers, "####"); at >= 0 {
		q.Explanation = giftPlain(answers[at+4:])
		answers = strings.TrimSpace(answers[:at])
	}
	if q.Text == "" {
		r.problem(line, "the question has no text", "", "add it")
		return
	}
	if !r.answers(line, &q, answers) {
		return
	}
	for _, match := range giftTag.FindAllStringSubmatch(comments, -1) {
		q.Tags = append(q.Tags, match[1])
	}
	id := title
	if match := giftID.FindStringSubmatch(comments); match != nil {
		id = match[1]
	}
	q.ID = r.id(id, q.Text)
	r.questions = append(r.questions, q)
}

// answers reads what stands between the braces.
func (r *giftReader) answers(line int, q *quiz.Question, text string) bool {
	word, _, _ := strings.Cut(text, "#")
	switch word = strings.TrimSpace(word); {
	case text == "":
		r.problem(line, "this is an essay", "nobody could grade it here", "leave it out")
		return false
	case text[0] == '#':
		r.problem(line, "this is a numerical question", "there is no such type", "ask for a short answer")
		return false
	case strings.Contains(text, "~"):
		return r.choice(line, q, text)
	case strings.Contains(text, "=") && strings.Contains(text, "->"):
		return r.match(line, q, text)
	case word == "T" || word == "TRUE" || word == "F" || word == "FALSE":
		right := word[0] == 'T'
		q.Type, q.Answer, q.Why = quiz.Boolean, &right, &quiz.Why{}
		parts := append(strings.SplitN(text, "#", 3), "", "")
		wrongWhy, rightWhy := giftPlain(parts[1]), giftPlain(parts[2])
		if right {
			*q.Why = quiz.Why{True: rightWhy, False: wrongWhy}
		} else {
			*q.Why = quiz.Why{True: wrongWhy, False: rightWhy}
		}
		return true
	default:
		return r.short(line, q, text)
	}
}

// choice reads options: = is right, ~ is wrong, and weights make it a choice of several.
func (r *giftReader) choice(line int, q *quiz.Question, text string) bool {
	q.Type = quiz.Multiple
	if strings.Contains(text, "=") {
		q.Type = quiz.Single
	}
	for _, part := range strings.Split(strings.ReplaceAll(text, "=", "~="), "~") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		o := quiz.Option{}
		if rest, right := strings.CutPrefix(part, "="); right {
			o.Correct, part = true, rest
		} else if mark := giftMark.FindStringSubmatch(part); mark != nil {
			weight, err := strconv.ParseFloat(mark[1], 64)
			if err != nil {
				r.problem(line, fmt.Sprintf("the weight is %s", mark[1]), err.Error(), "")
				return false
			}
			if q.Type == quiz.Single && weight > 0 {
				r.problem(line, "an option is right in part", "one option of a choice is right, and the others are wrong", "leave the weight out")
				return false
			}
			o.Correct, part = weight > 0, part[len(mark[0]):]
		}
		if o.Text, o.Why = split(part); o.Text == "" {
			r.problem(line, "an option is empty", "", "remove it")
			return false
		}
		q.Options = append(q.Options, o)
	}
	right := rights(q.Options)
	switch {
	case len(q.Options) < 2:
		r.problem(line, "there is one option", "there is nothing to choose", "add another")
		return false
	case right == 0:
		r.problem(line, "no option is right", "", "mark it with =, or give it a weight")
		return false
	case q.Type == quiz.Single && right > 1:
		r.problem(line, fmt.Sprintf("%d options are right", right), "with = there is one", "give each a weight, such as ~%50%")
		return false
	}
	return true
}

func (r *giftReader) short(line int, q *quiz.Question, text string) bool {
	q.Type = quiz.Short
	for i, part := range strings.Split(text, "=") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if i == 0 && strings.Contains(text, "=") {
			r.problem(line, fmt.Sprintf("%q stands before the first answer", giftPlain(part)), "", "put = in front of it")
			return false
		}
		weight := 100.0
		if mark := giftMark.FindStringSubmatch(part); mark != nil {
			var err error
			if weight, err = strconv.ParseFloat(mark[1], 64); err != nil || weight != 0 && weight != 100 {
				r.problem(line, fmt.Sprintf("an answer is worth %s %%", mark[1]), "an answer is right or wrong", "give it 100 or 0")
				return false
			}
			part = part[len(mark[0]):]
		}
		answer, why := split(part)
		stars := strings.ReplaceAll(answer, `\*`, "")
		if strings.Contains(stars, "*") {
			r.problem(line, fmt.Sprintf("the answer %q holds a star", answer), "it stands for any text, and our answers do not", `write \\* for a star`)
			return false
		}
		answer = strings.ReplaceAll(answer, `\*`, "*")
		switch {
		case answer == "":
			r.problem(line, "an answer is empty", "", "remove it")
			return false
		case weight == 100:
			q.Accept = append(q.Accept, answer)
		default:
			q.Wrong = append(q.Wrong, quiz.Wrong{Text: answer, Why: why})
		}
	}
	if len(q.Accept) == 0 {
		r.problem(line, "no answer is right", "", "add one with = in front")
		return false
	}
	return true
}

func (r *giftReader) match(line int, q *quiz.Question, text string) bool {
	q.Type = quiz.Match
	for _, part := range strings.Split(text, "=") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		left, right, arrow := strings.Cut(part, "->")
		l, x := giftPlain(left), strings.TrimSpace(showEscapes(right))
		switch {
		case !arrow || x == "":
			r.problem(line, fmt.Sprintf("%q is no pair", giftPlain(part)), "", "write =left -> right")
			return false
		case l == "":
			q.Extra = append(q.Extra, quiz.Item{Text: x})
		default:
			q.Pairs = append(q.Pairs, quiz.Pair{Left: l, Right: x})
		}
	}
	if len(q.Pairs) < 2 {
		r.problem(line, "there are too few pairs", "one is no matching", "add some")
		return false
	}
	return true
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

// id makes an id of a title or of the text, one that no other question of the file has.
func (r *giftReader) id(title, text string) quiz.ID {
	id := quiz.ID(title)
	if !id.Valid() {
		slug := strings.Trim(notInID.ReplaceAllString(strings.ToLower(title), "-"), "-")
		if slug == "" {
			slug = strings.Trim(notInID.ReplaceAllString(strings.ToLower(text), "-"), "-")
		}
		slug = strings.Trim(slug[:min(len(slug), 40)], "-")
		if slug == "" {
			slug = "question"
		}
		id = quiz.ID(slug)
	}
	base := id
	for n := 2; r.ids[id]; n++ {
		id = quiz.ID(fmt.Sprintf("%s-%d", base[:min(len(base), 50)], n))
	}
	r.ids[id] = true
	return id
}
