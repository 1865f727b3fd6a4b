// Package editorial is what every text of the course is held to, lessons and questions alike:
// where facts may stand, and which turns of phrase have no place in it.
package editorial

import (
	"regexp"
	"strings"
)

// Finding is a turn of phrase that has no place in a text.
type Finding struct {
	At    int    // the byte of the text where it begins
	Found string // what stands there
	Why   string
}

// banned are turns of phrase with the reason.
var banned = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`!([^=]|$)`), "the tone is plain"},
	{regexp.MustCompile(`(?i)\b(obviously|simply|needless to say)\b`), "what is obvious to one is not to another"},
	{regexp.MustCompile(`\bS\d-\d{2,3}\b`), "topics have their own field, and a learner does not know their numbers"},
	{regexp.MustCompile(`(?i)\b(the (course )?notes|todo|fixme|tbd)\b`), "a text stands for itself"},
	{regexp.MustCompile(`[:;]-?[()](\s|$)|[\x{1F300}-\x{1FAFF}]`), "the tone is plain"},
}

// Words finds turns of phrase that have no place in prose. Code must be taken out before: other
// people's words may stand there. Of each kind the first is found.
func Words(prose string) []Finding {
	var findings []Finding
	for _, rule := range banned {
		if at := rule.pattern.FindStringIndex(prose); at != nil {
			findings = append(findings, Finding{At: at[0], Found: strings.TrimSpace(prose[at[0]:at[1]]), Why: rule.why})
		}
	}
	return findings
}
