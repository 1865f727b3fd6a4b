// Package probes writes the reference of probe kinds, docs/probes.md, from the grader's
// own table. A test compares the page with it, so that the page cannot rot.
package probes

import (
	"fmt"
	"strings"
	"time"

	"github.com/hardenway/hardenway/grader"
)

// Markdown is the page.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Probes\n\nMade from the grader itself by `make docs`; do not edit.\n\n" +
		"A check has exactly one probe. The probe collects facts, and the check's `expect`, one CEL expression, judges them. " +
		"What a probe is given is in the schema, [scenario.schema.json](scenario.schema.json); what it brings back is here. " +
		"A fact that is missing makes an expression that uses it an *error*, never a pass. A check may have a `control` too, " +
		"an expression over the same facts that holds when the look could have seen either answer; when it does not, the check is an *error*.\n\n" +
		"Every expression may also use:\n\n")
	facts(&b, grader.CommonFacts())
	for _, k := range grader.Kinds() {
		fmt.Fprintf(&b, "\n## %s\n\n%s", k.Name, k.Doc)
		if k.Within > 0 {
			fmt.Fprintf(&b, " A verdict may take %s to settle, if the check does not say otherwise with `within`.", time.Duration(k.Within))
		} else {
			b.WriteString(" It is looked at once, if the check does not say otherwise with `within`.")
		}
		b.WriteString("\n\n")
		facts(&b, k.Facts)
		for _, r := range k.Records {
			fmt.Fprintf(&b, "\n`%s`:\n\n", r.Name)
			facts(&b, r.Facts)
		}
	}
	return b.String()
}

func facts(b *strings.Builder, list []grader.Fact) {
	b.WriteString("| fact | type | |\n|---|---|---|\n")
	for _, f := range list {
		fmt.Fprintf(b, "| `%s` | `%s` | %s |\n", f.Name, f.Type, strings.ReplaceAll(f.Doc, "|", `\|`))
	}
}
