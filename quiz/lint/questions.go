package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/internal/constraint"
	"github.com/hardenway/hardenway/internal/editorial"
	"github.com/hardenway/hardenway/quiz"
)

// reasons: whoever answers wants to know why, whatever the answer was.
func reasons(l *linter) {
	l.each(func(b *quiz.Bank, q *quiz.Question) {
		need := func(part, why string) {
			switch {
			case strings.TrimSpace(why) == "":
				l.question(b, q, part+" has no reason", "a learner who chose it is told nothing", "add `why`")
			case quiz.Plain(why) == quiz.Plain(part):
				l.question(b, q, part+" is its own reason", "it says nothing new", "say what holds instead, or where the confusion comes from")
			}
		}
		for _, o := range q.Options {
			need(o.Text, o.Why)
		}
		for _, i := range q.Items {
			need(i.Text, i.Why)
		}
		for _, p := range q.Pairs {
			need(p.Left, p.Why)
		}
		for _, e := range q.Extra {
			need(e.Text, e.Why)
		}
		for _, w := range q.Wrong {
			need(w.Text, w.Why)
		}
		for _, f := range q.Lines {
			need(fmt.Sprintf("line %d", f.Line), f.Why)
		}
		if q.Why != nil {
			need("true", q.Why.True)
			need("false", q.Why.False)
		}
	})
}

// oneLine: what is chosen is shown after a letter, on one line.
func oneLine(l *linter) {
	l.each(func(b *quiz.Bank, q *quiz.Question) {
		var parts []string
		for _, o := range q.Options {
			parts = append(parts, o.Text)
		}
		for _, i := range slices.Concat(q.Items, q.Extra) {
			parts = append(parts, i.Text)
		}
		for _, p := range q.Pairs {
			parts = append(parts, p.Left, p.Right)
		}
		parts = append(parts, q.Accept...)
		for _, part := range parts {
			if strings.Contains(strings.TrimSpace(part), "\n") {
				first, _, _ := strings.Cut(strings.TrimSpace(part), "\n")
				l.question(b, q, fmt.Sprintf("%q… has several lines", first), "it is shown on one", "shorten it, or put the long part under `given`")
			}
		}
	})
}

// banned are turns of phrase that have no place in a question, with the reason, besides those
// that have none in any text.
var banned = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`(?i)\b(all|none) of the above\b`), "options are shuffled, so nothing is above"},
	{regexp.MustCompile(`(?i)\bwhich of the following\b`), "it is a formula: ask the question"},
	{regexp.MustCompile(`  +\S`), "a line break or a slip left several spaces"},
}

// code is what stands between backquotes, where other people's words may stand.
var code = regexp.MustCompile("`[^`]*`")

// words looks for turns of phrase in everything that a learner reads but manifests and code.
func words(l *linter) {
	l.each(func(b *quiz.Bank, q *quiz.Question) {
		for _, text := range prose(q) {
			plain := code.ReplaceAllString(text, "`…`")
			var findings []editorial.Finding
			for _, rule := range banned {
				if found := rule.pattern.FindString(plain); found != "" {
					findings = append(findings, editorial.Finding{Found: strings.TrimSpace(found), Why: rule.why})
				}
			}
			for _, f := range append(findings, editorial.Words(plain)...) {
				l.question(b, q, fmt.Sprintf("there is %q", f.Found), f.Why, "say it otherwise")
			}
		}
	})
}

// prose is what an author wrote in words.
func prose(q *quiz.Question) []string {
	texts := []string{q.Text, q.Explanation}
	for _, o := range q.Options {
		texts = append(texts, o.Text, o.Why)
	}
	for _, i := range slices.Concat(q.Items, q.Extra) {
		texts = append(texts, i.Text, i.Why)
	}
	for _, p := range q.Pairs {
		texts = append(texts, p.Left, p.Right, p.Why)
	}
	for _, w := range q.Wrong {
		texts = append(texts, w.Why)
	}
	for _, f := range q.Lines {
		texts = append(texts, f.Why)
	}
	if q.Why != nil {
		texts = append(texts, q.Why.True, q.Why.False)
	}
	return texts
}

// versions: a question whose answer no longer holds teaches the wrong thing.
func versions(l *linter) {
	if l.options.Kubernetes == "" {
		return
	}
	l.each(func(b *quiz.Bank, q *quiz.Question) {
		c, err := constraint.Parse(q.Kubernetes)
		if err != nil {
			l.question(b, q, fmt.Sprintf("kubernetes is %q", q.Kubernetes), err.Error(), "write a constraint")
			return
		}
		ok, err := c.Admits(l.options.Kubernetes)
		switch {
		case err != nil:
			l.question(b, q, "the version cannot be compared", err.Error(), "")
		case !ok:
			l.question(b, q, fmt.Sprintf("it holds for Kubernetes %s", q.Kubernetes), "harden is built from "+l.options.Kubernetes, "ask what holds now, or remove it")
		}
	})
}

// topics: the course takes up nothing that the quiz does not ask about.
func topics(l *linter) {
	asked := quiz.Count(l.banks).Topics
	for _, topic := range l.options.Topics {
		if asked[topic] == 0 {
			l.bank(nil, "no question is about topic "+topic, "every topic needs one, unless content/topics.yaml has `question: false`", "write one, or name the topic in one that asks about it")
		}
	}
}
