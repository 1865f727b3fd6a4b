package formats

import (
	"fmt"
	"strings"

	"github.com/hardenway/hardenway/quiz"
)

// body is everything that is shown before an answer, but for what there is to choose from.
func body(q *quiz.Question) string {
	parts := []string{strings.TrimSpace(q.Text)}
	for _, g := range q.Given {
		block := fence(g.Language, g.Text)
		if g.Title != "" {
			block = "**" + g.Title + "**\n\n" + block
		}
		parts = append(parts, block)
	}
	if q.Manifest != "" {
		parts = append(parts, fence("", numbered(q.Manifest)))
	}
	if q.Placeholder != "" {
		parts = append(parts, "Form: "+inCode(q.Placeholder))
	}
	return strings.Join(parts, "\n\n")
}

// fence is text as a block of code, behind more backquotes than it holds in a row.
func fence(language, text string) string {
	marks := "```"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	return marks + language + "\n" + strings.TrimRight(text, "\n") + "\n" + marks
}

// numbered puts the numbers of lines in front of them.
func numbered(manifest string) string {
	lines := strings.Split(strings.TrimRight(manifest, "\n"), "\n")
	width := len(fmt.Sprint(len(lines)))
	for i, line := range lines {
		lines[i] = strings.TrimRight(fmt.Sprintf("%*d  %s", width, i+1, line), " ")
	}
	return strings.Join(lines, "\n")
}

// inCode is text as code within a line, behind more backquotes than it holds in a row.
func inCode(text string) string {
	marks := "`"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return marks + text + marks
}

// after is what is said after an answer besides the reasons: the explanation, where it stands, and
// where to practise.
func after(q *quiz.Question) string {
	parts := []string{strings.TrimSpace(q.Explanation)}
	if q.Opinion {
		parts = append(parts, "This is an opinion: experienced people disagree.")
	}
	for _, s := range q.Sources {
		switch {
		case s.URL != "":
			parts = append(parts, fmt.Sprintf("Source: [%s](<%s>)", s.Title, s.URL))
		default:
			parts = append(parts, fmt.Sprintf("Source: %s (%s)", s.Title, inCode(s.Module)))
		}
	}
	if q.Practice.Scenario != "" {
		parts = append(parts, "Practice: "+inCode("harden start "+q.Practice.Scenario))
	}
	return strings.TrimSpace(strings.Join(parts, "\n\n"))
}

// list is a markdown list, one entry a line.
func list(entries []string) string {
	var b strings.Builder
	for i, e := range entries {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString("- " + strings.ReplaceAll(e, "\n", " "))
	}
	return b.String()
}
