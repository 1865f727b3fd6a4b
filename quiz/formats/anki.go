package formats

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"

	"github.com/hardenway/hardenway/quiz"
)

// What Anki reads is described in https://docs.ankiweb.net/importing/text-files.html: headers that
// begin with #, then a note on each line, with tabs between its fields; a field that holds a
// tab, a line end or a quote is put in quotes, and quotes within are doubled. Fields are HTML.
// A note keeps its schedule when the same file is imported again, because its GUID stays: it is
// made from the question's id, which is never given to another question.

const ankiHead = "#separator:tab\n#html:true\n#notetype:Basic\n#columns:GUID\tDeck\tFront\tBack\tTags\n#guid column:1\n#deck column:2\n#tags column:5\n"

// WriteAnki writes notes with a front and a back. Each bank becomes a deck below Hardenway.
func WriteAnki(w io.Writer, banks []quiz.Bank) ([]Loss, error) {
	if _, err := io.WriteString(w, ankiHead); err != nil {
		return nil, err
	}
	var losses []Loss
	table := csv.NewWriter(w)
	table.Comma = '\t'
	for i := range banks {
		b := &banks[i]
		deck := "Hardenway::" + strings.ReplaceAll(strings.Join(strings.Fields(b.Title), " "), "::", ":")
		for j := range b.Questions {
			q := &b.Questions[j]
			front, back, err := sides(q)
			if err != nil {
				return losses, fmt.Errorf("writing %s as HTML: %w", q.ID, err)
			}
			tags := append([]string{"hardenway", b.Module, string(q.Difficulty)}, q.Tags...)
			if err := table.Write([]string{"hardenway-" + string(q.ID), deck, front, back, strings.Join(tags, " ")}); err != nil {
				return losses, err
			}
		}
	}
	table.Flush()
	return losses, table.Error()
}

// sides are a question's front and back, as HTML.
func sides(q *quiz.Question) (front, back string, err error) {
	// What is to be put in order must not be in order, and right sides not in that of the left
	// ones. The id is seed enough, and makes the same note each time.
	p := quiz.AsWritten(q)
	if q.Type == quiz.Order || q.Type == quiz.Match {
		p = quiz.Present(q, 0)
	}
	ask := []string{body(q)}
	if c := choices(p); len(c) > 0 {
		ask = append(ask, list(escapeNumbers(c)))
	}
	answer := []string{"**" + escapeMarkdown(key(p)) + "**"}
	var why []string
	for _, n := range p.Grade(q.Key()).Notes {
		if n.Why != "" {
			part := n.Part
			if q.Type == quiz.Line {
				part = inCode(trim(part))
			}
			if n.Label != "" {
				part = n.Label + `\) ` + part
			}
			why = append(why, part+": "+trim(n.Why))
		}
	}
	for _, w := range q.Wrong {
		why = append(why, "Not "+w.Text+": "+trim(w.Why))
	}
	if len(why) > 0 {
		answer = append(answer, list(why))
	}
	answer = append(answer, after(q))
	if front, err = toHTML(strings.Join(ask, "\n\n")); err != nil {
		return "", "", err
	}
	back, err = toHTML(strings.Join(answer, "\n\n"))
	return front, back, err
}

// key is the right answer in a few words.
func key(p quiz.Presented) string {
	answer := p.Show(p.Question.Key())
	if p.Question.Type == quiz.Line {
		return "line " + answer
	}
	return answer
}

func number(n int) string { return strconv.Itoa(n + 1) }

// escapeNumbers keeps "1. text" in an entry of a list from becoming a list of its own.
func escapeNumbers(entries []string) []string {
	out := make([]string, len(entries))
	for i, e := range entries {
		out[i] = strings.Replace(e, ". ", `\. `, 1)
	}
	return out
}

// escapeMarkdown keeps an answer from being read as markdown.
func escapeMarkdown(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "<", `\<`).Replace(text)
}

// converter makes HTML of markdown. Without the parsers of HTML, <name> is text and is shown as
// such.
var converter = goldmark.New(goldmark.WithParser(parser.NewParser(
	parser.WithBlockParsers(without(parser.DefaultBlockParsers(), parser.NewHTMLBlockParser())...),
	parser.WithInlineParsers(without(parser.DefaultInlineParsers(), parser.NewRawHTMLParser())...),
	parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
)))

// without leaves out the parser of the same kind.
func without(parsers []util.PrioritizedValue, kind any) []util.PrioritizedValue {
	var left []util.PrioritizedValue
	for _, p := range parsers {
		if fmt.Sprintf("%T", p.Value) != fmt.Sprintf("%T", kind) {
			left = append(left, p)
		}
	}
	return left
}

func toHTML(text string) (string, error) {
	var b bytes.Buffer
	if err := converter.Convert([]byte(text), &b); err != nil {
		return "", err
	}
	return strings.TrimSpace(b.String()), nil
}
