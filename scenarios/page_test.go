package scenarios

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestScenariosPage keeps docs/scenarios.md what the catalogue says. With -update it is
// written anew.
func TestScenariosPage(t *testing.T) {
	metas, err := Builtin().All()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("# The scenarios\n\nMade from the scenarios by `make docs`. `harden list` shows them too, with what you have solved.\n")
	seeds := map[string]bool{}
	for _, difficulty := range Difficulties() {
		fmt.Fprintf(&b, "\n## %s\n\n| | what is wrong | minutes | tags |\n|---|---|---|---|\n", strings.ToUpper(string(difficulty[:1]))+string(difficulty[1:]))
		for _, m := range metas {
			if m.Difficulty == difficulty {
				fmt.Fprintf(&b, "| `%s` | **%s.** %s | %d | %s |\n", m.ID, strings.TrimSuffix(m.Title, "."), m.Summary, m.Minutes, strings.Join(m.Tags, " "))
			}
			for _, seed := range m.Covers.Seeds {
				seeds[seed] = true
			}
		}
	}
	fmt.Fprintf(&b, "\nThe %d scenarios cover %d topics of the course's list (`covers.seeds`).\n", len(metas), len(seeds))
	const page = "../docs/scenarios.md"
	if *update {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil { //nolint:gosec // a page to read
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(strings.Split(string(have), "\n"), strings.Split(b.String(), "\n")) {
		t.Errorf("%s is not what the scenarios say: run make docs", page)
	}
}
