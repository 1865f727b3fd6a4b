package scenarios

import (
	"testing"
)

func TestNew(t *testing.T) {
	dir := t.TempDir()
	folder, err := New(dir, "my-first")
	if err != nil {
		t.Fatal(err)
	}
	c, err := OpenDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Get("my-first")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Lint(s) {
		t.Error(p)
	}
}

func TestBuiltin(t *testing.T) {
	all, err := Builtin().All()
	if err != nil {
		t.Error(err)
	}
	for _, m := range all {
		s, err := Builtin().Get(m.ID)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, p := range Lint(s) {
			t.Errorf("%s: %v", m.ID, p)
		}
	}
}
