package quiz

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/nearest"
	"github.com/hardenway/hardenway/internal/strictyaml"
)

// checker checks one question.
type checker struct {
	q     *Question
	d     *strictyaml.Decoder
	field string // where it stands: questions[3]
	known *Known
}

// at reports a problem of a field of the question. Messages begin with the question's id,
// by which its author knows it.
func (c *checker) at(field, what, why, mend string) {
	name := string(c.q.ID)
	if name == "" {
		name = c.field
	}
	c.d.At(strictyaml.Join(c.field, field), name+": "+what, why, mend)
}

func (c *checker) missing(field, why string) { c.at(field, "there is no "+field, why, "add it") }

func (c *checker) check() {
	q := c.q
	if strings.TrimSpace(q.Text) == "" {
		c.missing("text", "it is what is asked")
	}
	if strings.TrimSpace(q.Explanation) == "" {
		c.missing("explanation", "a learner reads it whatever was answered")
	}
	switch {
	case q.Type == "":
		c.missing("type", "it says how the question is answered")
	case !slices.Contains(Types(), q.Type):
		c.at("type", fmt.Sprintf("type is %q", string(q.Type)), "", nearest.DidYouMean(string(q.Type), words(Types())))
	default:
		c.shape()
	}
	for i, given := range q.Given {
		if strings.TrimSpace(given.Text) == "" {
			c.at(fmt.Sprintf("given[%d]", i), "there is nothing to look at", "", "add `text`, or remove it")
		}
	}
	c.about()
	c.sources()
	c.truths()
}

// has says which of shapeFields the question has.
func (c *checker) has() map[string]bool {
	q := c.q
	return map[string]bool{
		"options": q.Options != nil, "answer": q.Answer != nil, "why": q.Why != nil,
		"accept": q.Accept != nil, "placeholder": q.Placeholder != "", "wrong": q.Wrong != nil,
		"items": q.Items != nil, "pairs": q.Pairs != nil, "extra": q.Extra != nil,
		"manifest": q.Manifest != "", "lines": q.Lines != nil,
	}
}

// shapeFields are the fields that belong to some types only, in the order of Question.
var shapeFields = []string{"options", "answer", "why", "accept", "placeholder", "wrong", "items", "pairs", "extra", "manifest", "lines"}

// shapes are the fields that each type has to have, and those that it may have.
var shapes = map[Type]struct{ needs, may []string }{
	Single:   {needs: []string{"options"}},
	Multiple: {needs: []string{"options"}},
	Verdict:  {needs: []string{"options"}},
	Boolean:  {needs: []string{"answer", "why"}},
	Short:    {needs: []string{"accept"}, may: []string{"placeholder", "wrong"}},
	Order:    {needs: []string{"items"}},
	Match:    {needs: []string{"pairs"}, may: []string{"extra"}},
	Line:     {needs: []string{"manifest", "lines"}},
}

// shape sees that the question has the fields of its type and no other, and that they hold
// something that can be asked.
func (c *checker) shape() {
	shape, has := shapes[c.q.Type], c.has()
	for _, name := range shapeFields {
		needs := slices.Contains(shape.needs, name)
		switch {
		case needs && !has[name]:
			c.at("type", fmt.Sprintf("there is no `%s`", name), fmt.Sprintf("the type is %s", c.q.Type), "add it")
		case has[name] && !needs && !slices.Contains(shape.may, name):
			c.at(name, fmt.Sprintf("there is `%s`", name), fmt.Sprintf("a question of type %s has none", c.q.Type), "remove it, or change the type")
		}
	}
	switch c.q.Type {
	case Single, Verdict, Multiple:
		c.options()
	case Boolean:
	case Short:
		c.short()
	case Order:
		c.order()
	case Match:
		c.match()
	case Line:
		c.line()
	}
}

func (c *checker) options() {
	q := c.q
	if q.Options == nil {
		return
	}
	texts, right := make([]string, len(q.Options)), 0
	for i, o := range q.Options {
		texts[i] = o.Text
		if o.Correct {
			right++
		}
		if o.Value != "" && q.Type == Multiple {
			c.at(fmt.Sprintf("options[%d].value", i), "an option has a value", "only single and verdict compute one", "remove it")
		}
		if o.Truth != nil && q.Type != Multiple {
			c.at(fmt.Sprintf("options[%d].truth", i), "an option has a truth", "only the options of multiple are computed one by one", "give the question one, and the options a value")
		}
	}
	c.distinct("options", texts)
	switch {
	case len(q.Options) < 2 || len(q.Options) > maxChoices:
		c.at("options", fmt.Sprintf("the number of options is %d", len(q.Options)), "", fmt.Sprintf("have 2 to %d", maxChoices))
	case q.Type == Multiple && right == 0:
		c.at("options", "no option is right", "an empty answer cannot be told from none", "mark the right ones with `correct: true`")
	case q.Type != Multiple && right != 1:
		c.at("options", fmt.Sprintf("the number of right options is %d", right), fmt.Sprintf("a question of type %s has one", q.Type), "mark it with `correct: true`, or use the type multiple")
	}
}

// maxChoices is how many things there may be to choose from or to order: letters and
// learners run out.
const maxChoices = 12

// distinct reports texts that are empty or that a learner could not tell apart.
func (c *checker) distinct(field string, texts []string) {
	seen := map[string]int{}
	for i, text := range texts {
		at := fmt.Sprintf("%s[%d]", field, i)
		key := Plain(text)
		if key == "" {
			c.at(at, at+" is empty", "there is nothing to choose", "add a text")
		} else if first, twice := seen[key]; twice {
			c.at(at, fmt.Sprintf("%s says what %s[%d] says", at, field, first), "case, space and quotes do not count", "change or remove one")
		} else {
			seen[key] = i
		}
	}
}

func (c *checker) short() {
	q := c.q
	if q.Accept != nil && len(q.Accept) == 0 {
		c.at("accept", "no answer is accepted", "nobody could be right", "add one")
	}
	c.distinct("accept", q.Accept)
	var wrong []string
	for i, w := range q.Wrong {
		wrong = append(wrong, w.Text)
		if q.accepts(w.Text) {
			c.at(fmt.Sprintf("wrong[%d]", i), fmt.Sprintf("%q is accepted and wrong", w.Text), "", "remove one")
		}
	}
	c.distinct("wrong", wrong)
}

func (c *checker) order() {
	var texts []string
	for _, item := range c.q.Items {
		texts = append(texts, item.Text)
	}
	if c.q.Items != nil && (len(texts) < 3 || len(texts) > maxChoices) {
		c.at("items", fmt.Sprintf("the number of items is %d", len(texts)), "two can be guessed", fmt.Sprintf("have 3 to %d", maxChoices))
	}
	c.distinct("items", texts)
}

func (c *checker) match() {
	q := c.q
	var lefts, rights []string
	for _, p := range q.Pairs {
		lefts = append(lefts, p.Left)
		rights = append(rights, p.Right)
	}
	if q.Pairs != nil && (len(lefts) < 2 || len(lefts) > maxChoices) {
		c.at("pairs", fmt.Sprintf("the number of pairs is %d", len(lefts)), "", fmt.Sprintf("have 2 to %d", maxChoices))
	}
	c.distinct("pairs", lefts)
	for i, right := range rights { // several may share one
		if Plain(right) == "" {
			c.at(fmt.Sprintf("pairs[%d]", i), fmt.Sprintf("pairs[%d] has no right side", i), "", "add it")
		}
	}
	var extra []string
	for i, item := range q.Extra {
		extra = append(extra, item.Text)
		if slices.ContainsFunc(rights, func(right string) bool { return Plain(right) == Plain(item.Text) }) {
			c.at(fmt.Sprintf("extra[%d]", i), fmt.Sprintf("extra[%d] belongs to a left side", i), "there it is right", "remove it")
		}
	}
	c.distinct("extra", extra)
	if q.Pairs != nil && len(q.Rights()) < 2 {
		c.at("pairs", "there is one right side for all", "there is nothing to choose", "add pairs or `extra`")
	}
}

func (c *checker) line() {
	q := c.q
	if q.Lines != nil && len(q.Lines) == 0 {
		c.at("lines", "no line is at fault", "nobody could be right", "name them")
	}
	last := len(manifestLines(q.Manifest))
	var seen []int
	for i, l := range q.Lines {
		at := fmt.Sprintf("lines[%d]", i)
		switch {
		case l.Line < 1 || l.Line > last:
			c.at(at, fmt.Sprintf("%s is line %d", at, l.Line), fmt.Sprintf("the manifest has %d", last), "count from 1, below `manifest: |`")
		case slices.Contains(seen, l.Line):
			c.at(at, fmt.Sprintf("line %d is there twice", l.Line), "", "remove one")
		case strings.TrimSpace(manifestLines(q.Manifest)[l.Line-1]) == "":
			c.at(at, fmt.Sprintf("line %d of the manifest is empty", l.Line), "", "count from 1, below `manifest: |`")
		}
		seen = append(seen, l.Line)
	}
}

// about checks the words that a question is found by.
func (c *checker) about() {
	q := c.q
	if len(q.Tags) == 0 {
		c.missing("tags", "questions are chosen by them")
	}
	for i, tag := range q.Tags {
		at := fmt.Sprintf("tags[%d]", i)
		canonical, ok := vocabulary.Canonical(tag)
		switch {
		case !ok:
			c.at(at, fmt.Sprintf("unknown tag %q", tag), "", nearest.DidYouMean(tag, vocabulary.Words()))
		case canonical != tag:
			c.at(at, fmt.Sprintf("the tag %q is an old spelling", tag), "", fmt.Sprintf("write %q", canonical))
		case slices.Contains(q.Tags[:i], tag):
			c.at(at, fmt.Sprintf("the tag %q is there twice", tag), "", "remove one")
		}
	}
	for i, topic := range q.Topics {
		at := fmt.Sprintf("topics[%d]", i)
		if c.known.Topics != nil && !slices.Contains(c.known.Topics, topic) {
			c.at(at, fmt.Sprintf("there is no topic %q", topic), "", nearest.DidYouMean(topic, c.known.Topics))
		} else if slices.Contains(q.Topics[:i], topic) {
			c.at(at, fmt.Sprintf("the topic %q is there twice", topic), "", "remove one")
		}
	}
	switch {
	case q.Difficulty == "":
		c.missing("difficulty", "learners choose by it")
	case !slices.Contains(Difficulties(), q.Difficulty):
		c.at("difficulty", fmt.Sprintf("difficulty is %q", string(q.Difficulty)), "", "use easy, medium or hard")
	}
	if err := checkVersions(q.Kubernetes); err != nil {
		c.at("kubernetes", fmt.Sprintf("kubernetes is %q", q.Kubernetes), err.Error(), `write a constraint such as ">=1.29" or ">=1.29 <1.38"`)
	}
	p := q.Practice
	if p == (Practice{}) {
		c.missing("practice", "whoever answers wrong wants to know where to learn it")
	}
	if p.Scenario != "" && c.known.Scenarios != nil && !slices.Contains(c.known.Scenarios, p.Scenario) {
		c.at("practice.scenario", fmt.Sprintf("there is no scenario %q", p.Scenario), "", nearest.DidYouMean(p.Scenario, c.known.Scenarios))
	}
	if p.Lesson != "" && c.known.Lessons != nil && !slices.Contains(moduleIDs(), p.Lesson) && !slices.Contains(c.known.Lessons, p.Lesson) {
		c.at("practice.lesson", fmt.Sprintf("there is no lesson %q", p.Lesson), "", nearest.DidYouMean(p.Lesson, append(moduleIDs(), c.known.Lessons...)))
	}
}

func (c *checker) sources() {
	for i, s := range c.q.Sources {
		at := fmt.Sprintf("sources[%d]", i)
		if strings.TrimSpace(s.Title) == "" {
			c.at(at, at+" has no title", "a learner sees it before following it", "add it")
		}
		if s.URL == "" && s.Module == "" {
			c.at(at, at+" leads nowhere", "", "add `url` or `module`")
		}
	}
}

// truths checks the form of computations. What they yield, quiz/computed compares.
func (c *checker) truths() {
	q := c.q
	if q.Truth != nil {
		switch q.Type {
		case Single, Verdict, Boolean, Short:
		case Line:
			if q.Truth.PodSecurity == nil {
				c.at("truth", "the truth is not podSecurity", "nothing else computes lines at fault", "remove it")
			}
		case Multiple, Order, Match:
			c.at("truth", "there is a truth", fmt.Sprintf("for a question of type %s there is no single word to compute", q.Type), "for multiple, give each option its own")
		}
		c.truth("truth", q.Truth)
	}
	for i := range q.Options {
		if t := q.Options[i].Truth; t != nil {
			c.truth(fmt.Sprintf("options[%d].truth", i), t)
		}
	}
}

// asks are the words that `ask` may have in each truth.
var asks = map[string][]string{
	"flag": {"default", "exists", "deprecated"}, "gate": {"stage", "default", "locked", "exists"},
	"api": {"exists", "namespaced"}, "access": {"", "bool"}, "podSecurity": {"", "bool"},
}

func (c *checker) truth(field string, t *Truth) {
	var set []string
	ask := func(kind, word string) {
		set = append(set, kind)
		if !slices.Contains(asks[kind], word) {
			c.at(field, fmt.Sprintf("the truth `%s` asks %q", kind, word), "", "use "+nearest.QuoteOr(slices.DeleteFunc(slices.Clone(asks[kind]), func(w string) bool { return w == "" })))
		}
	}
	if t.Flag != nil {
		ask("flag", t.Flag.Ask)
	}
	if t.Gate != nil {
		ask("gate", t.Gate.Ask)
	}
	if t.API != nil {
		ask("api", t.API.Ask)
	}
	if t.Access != nil {
		ask("access", t.Access.Ask)
	}
	if t.PodSecurity != nil {
		ask("podSecurity", t.PodSecurity.Ask)
	}
	if t.Kubelet != nil {
		set = append(set, "kubelet")
	}
	if t.Field != nil {
		set = append(set, "field")
	}
	if t.CEL != nil {
		set = append(set, "cel")
	}
	if len(set) != 1 {
		c.at(field, fmt.Sprintf("the truth has %d computations", len(set)), strings.Join(set, ", "), "set exactly one")
	}
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, word := range list {
		out[i] = string(word)
	}
	return out
}
