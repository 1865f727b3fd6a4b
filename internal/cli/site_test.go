package cli

import (
	"strings"
	"testing"

	"github.com/hardenway/hardenway/site"
)

// What the site tells people to type are commands that there are.
func TestSiteTexts(t *testing.T) {
	for _, way := range site.EntryPaths() {
		text, err := way.Markdown()
		if err != nil {
			t.Fatal(err)
		}
		typed := 0
		within := false
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "```") {
				within = !within
				continue
			}
			_, command, ok := strings.Cut(line, "harden ")
			if !within || !ok {
				continue
			}
			typed++
			command, _, _ = strings.Cut(command, " > ")
			f, _, _ := testFactory(t)
			at, rest, err := NewRoot(f).Find(strings.Fields(command))
			if err != nil {
				t.Errorf("%s: %s: %v", way.ID, line, err)
				continue
			}
			at.InitDefaultHelpFlag()
			if err := at.ParseFlags(rest); err != nil {
				t.Errorf("%s: %s: %v", way.ID, line, err)
			} else if at.Args != nil {
				if err := at.Args(at, at.Flags().Args()); err != nil {
					t.Errorf("%s: %s: %v", way.ID, line, err)
				}
			}
		}
		if typed < 2 {
			t.Errorf("%s has %d commands", way.ID, typed)
		}
	}
}
