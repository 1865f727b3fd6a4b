package formats

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/hardenway/hardenway/quiz"
)

// The table is CSV by RFC 4180. A cell that begins with =, +, -, @, a tab or a line end would be
// taken for a formula by a spreadsheet (https://owasp.org/www-community/attacks/CSV_Injection), so it
// gets an apostrophe in front, as spreadsheets themselves mark text.

var csvHead = []string{
	"id", "bank", "module", "type", "difficulty", "kubernetes", "opinion", "tags", "topics",
	"text", "choices", "answer", "reasons", "explanation", "sources", "scenario", "lesson",
}

// WriteCSV writes a table with a line for each question. Parts of a cell are on lines of their own.
func WriteCSV(w io.Writer, banks []quiz.Bank) ([]Loss, error) {
	table := csv.NewWriter(w)
	table.UseCRLF = true
	if err := table.Write(csvHead); err != nil {
		return nil, err
	}
	for i := range banks {
		b := &banks[i]
		for j := range b.Questions {
			q := &b.Questions[j]
			p := quiz.AsWritten(q)
			var reasons, sources []string
			for _, n := range p.Grade(q.Key()).Notes {
				if n.Why != "" {
					reasons = append(reasons, strings.TrimSpace(n.Label+" "+n.Part)+": "+trim(n.Why))
				}
			}
			for _, wrong := range q.Wrong {
				reasons = append(reasons, wrong.Text+": "+trim(wrong.Why))
			}
			for _, s := range q.Sources {
				sources = append(sources, strings.TrimSpace(s.Title+" "+s.URL+" "+s.Module))
			}
			opinion := ""
			if q.Opinion {
				opinion = "yes"
			}
			row := []string{
				string(q.ID), b.ID, b.Module, string(q.Type), string(q.Difficulty), q.Kubernetes, opinion,
				strings.Join(q.Tags, " "), strings.Join(q.Topics, " "),
				body(q), strings.Join(choices(p), "\n"), p.Show(q.Key()), strings.Join(reasons, "\n"), trim(q.Explanation),
				strings.Join(sources, "\n"), q.Practice.Scenario, q.Practice.Lesson,
			}
			for k := range row {
				row[k] = cell(row[k])
			}
			if err := table.Write(row); err != nil {
				return nil, err
			}
		}
	}
	table.Flush()
	return nil, table.Error()
}

// cell is text that no spreadsheet takes for a formula.
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}

// choices are what there is to choose from or to put in order, with the letters and numbers that
// the answer names.
func choices(p quiz.Presented) []string {
	var list []string
	for shown, i := range p.Options {
		list = append(list, p.Letter(shown)+". "+p.Question.Options[i].Text)
	}
	for shown, i := range p.Items {
		list = append(list, number(shown)+". "+p.Question.Items[i].Text)
	}
	for i, pair := range p.Question.Pairs {
		list = append(list, number(i)+". "+pair.Left)
	}
	rights := p.Question.Rights()
	for shown, i := range p.Rights {
		list = append(list, p.Letter(shown)+". "+rights[i])
	}
	if p.Question.Type == quiz.Boolean {
		list = append(list, "true", "false")
	}
	return list
}
