package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hardenway/hardenway/scenarios"
)

// TestPage: what the page makes is a scenario as the catalogue wants them. That it proves
// is seen by proving it, which .ci/run does.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/authoring.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), Name)
	if err := write(string(page), dir); err != nil {
		t.Fatal(err)
	}
	s, err := scenarios.Load(os.DirFS(dir), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range scenarios.Lint(s) {
		t.Error(p)
	}
	if string(s.ID) != Name {
		t.Errorf("the page makes the scenario %q, want %q", s.ID, Name)
	}
	if n := len(s.Proof.Wrong); n < 5 {
		t.Errorf("the page has %d wrong fixes, want 5", n)
	}
}

func TestRefused(t *testing.T) {
	for name, tt := range map[string]struct{ page, want string }{
		"no files":  {"# Nothing\n\n```sh\nls\n```\n", "shows no file"},
		"leads out": {"```sh ../x.sh\nls\n```\n", "escapes"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			err := write(tt.page, filepath.Join(dir, "s"))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if _, err := os.Stat(filepath.Join(dir, "x.sh")); err == nil {
				t.Error("a file was written outside")
			}
		})
	}
}
