package formats

import (
	"fmt"
	"io"
	"strings"

	"github.com/hardenway/hardenway/quiz"
)

// GIFT is described in https://docs.moodle.org/en/GIFT_format; where that is silent, Moodle's
// own reader and writer decide (question/format/gift/format.php of moodle/moodle):
//
//   - ~ = # { } : and \ are escaped by a backslash, and a line end is written as \n. An empty line
//     ends a question, so there is none within.
//   - A text begins with its format in brackets: [markdown]. An answer takes that of the question.
//   - An answer that begins with % would be read as a weight, and one with [ as a format, so
//     these have their format in front.
//   - Nothing escapes ->, which divides the sides of a matching.
//   - In short answers * stands for any text, and \* for itself.
//   - A comment of the form // [id:…] [tag:…] before a question gives its id number and tags.

var giftEscapes = strings.NewReplacer(`\`, `\\`, `~`, `\~`, `=`, `\=`, `#`, `\#`, `{`, `\{`, `}`, `\}`, `:`, `\:`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

func giftText(text string) string { return giftEscapes.Replace(trim(text)) }

// giftAnswer is the text of an answer, of which the beginning must not be misread.
func giftAnswer(text string) string {
	if text = trim(text); strings.HasPrefix(text, "%") || strings.HasPrefix(text, "[") {
		return "[markdown]" + giftText(text)
	}
	return giftText(text)
}

// giftFeedback is what is said to an answer.
func giftFeedback(why string) string {
	if why = trim(why); why == "" {
		return ""
	}
	return "#" + giftAnswer(why)
}

// WriteGIFT writes GIFT. Each bank becomes a category.
func WriteGIFT(w io.Writer, banks []quiz.Bank) ([]Loss, error) {
	var losses []Loss
	var b strings.Builder
	b.WriteString("// Made by harden. The texts are licensed under CC-BY-SA-4.0.\n\n")
	for i := range banks {
		fmt.Fprintf(&b, "$CATEGORY: Hardenway/%s\n\n", strings.ReplaceAll(strings.Join(strings.Fields(banks[i].Title), " "), "/", "//"))
		for j := range banks[i].Questions {
			q, lost := common(&banks[i].Questions[j])
			losses = append(losses, lost...)
			if what := giftCannot(&q); what != "" {
				losses = append(losses, Loss{Question: q.ID, What: "it is not written: " + what})
				continue
			}
			losses = append(losses, writeGIFT(&b, q)...)
		}
	}
	_, err := io.WriteString(w, b.String())
	return losses, err
}

// giftCannot says why a question has no form in GIFT, or nothing.
func giftCannot(q *quiz.Question) string {
	if q.Type != quiz.Short {
		return ""
	}
	for _, a := range q.Accept {
		if strings.Contains(a, "->") {
			return "a short answer with -> would be read as a matching"
		}
	}
	for _, w := range q.Wrong {
		if strings.Contains(w.Text+w.Why, "->") {
			return "a short answer with -> would be read as a matching"
		}
	}
	return ""
}

func writeGIFT(b *strings.Builder, q quiz.Question) []Loss {
	var losses []Loss
	fmt.Fprintf(b, "// [id:%s]", q.ID)
	for _, tag := range q.Tags {
		fmt.Fprintf(b, " [tag:%s]", tag)
	}
	fmt.Fprintf(b, "\n::%s::[markdown]%s {\n", giftText(string(q.ID)), giftText(q.Text))
	switch q.Type { //nolint:exhaustive // common leaves these
	case quiz.Single:
		for _, o := range q.Options {
			mark := "~"
			if o.Correct {
				mark = "="
			}
			fmt.Fprintf(b, "\t%s%s%s\n", mark, giftAnswer(o.Text), giftFeedback(o.Why))
		}
	case quiz.Multiple:
		part := fraction(rights(q.Options))
		for _, o := range q.Options {
			sign := "-"
			if o.Correct {
				sign = ""
			}
			fmt.Fprintf(b, "\t~%%%s%s%%%s%s\n", sign, part, giftAnswer(o.Text), giftFeedback(o.Why))
		}
	case quiz.Boolean:
		word, wrong, right := "FALSE", q.Why.True, q.Why.False
		if q.Answer != nil && *q.Answer {
			word, wrong, right = "TRUE", q.Why.False, q.Why.True
		}
		fmt.Fprintf(b, "\t%s#%s#%s\n", word, giftAnswer(wrong), giftAnswer(right))
	case quiz.Short:
		for _, a := range q.Accept {
			fmt.Fprintf(b, "\t=%%100%%%s\n", giftAnswer(literalStar(a)))
		}
		for _, w := range q.Wrong {
			fmt.Fprintf(b, "\t=%%0%%%s%s\n", giftAnswer(literalStar(w.Text)), giftFeedback(w.Why))
		}
	case quiz.Match:
		arrow := false
		for _, p := range q.Pairs {
			left := strings.ReplaceAll(p.Left, "->", "→")
			arrow = arrow || left != p.Left
			fmt.Fprintf(b, "\t=%s -> %s\n", giftAnswer(left), giftText(p.Right))
		}
		for _, e := range q.Extra {
			fmt.Fprintf(b, "\t= -> %s\n", giftText(e.Text))
		}
		if arrow {
			losses = append(losses, Loss{Question: q.ID, What: "-> on a left side is written as →"})
		}
	}
	if q.Explanation != "" {
		fmt.Fprintf(b, "\t####%s\n", giftAnswer(q.Explanation))
	}
	b.WriteString("}\n\n")
	return losses
}

// literalStar keeps a star from standing for any text in a short answer.
func literalStar(text string) string { return strings.ReplaceAll(text, "*", `\*`) }
