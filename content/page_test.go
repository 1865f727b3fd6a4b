package content_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hardenway/hardenway/content"
)

// TestPage: the lesson on the page for authors is one, up to the reasons that it gives.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../docs/lessons.md")
	if err != nil {
		t.Fatal(err)
	}
	match := regexp.MustCompile("(?ms)^`````markdown\n(.*?)^`````$").FindSubmatch(page)
	if match == nil {
		t.Fatal("there is no lesson")
	}
	fsys := fstest.MapFS{"kubelet-nodes/10-kubelet-api.md": {Data: match[1]}}
	lessons, err := content.Load(fsys, known(t))
	if err != nil {
		t.Fatal(err)
	}
	if doc := lessons[0].Read(); len(doc.Blocks) != 1 || len(doc.Check) != 3 {
		t.Errorf("it has %d blocks and %d questions", len(doc.Blocks), len(doc.Check))
	}
	for _, section := range content.Sections() {
		if !strings.Contains(string(page), "`"+section+"`") {
			t.Errorf("the page does not name the section %q", section)
		}
	}
}
