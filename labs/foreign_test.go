package labs

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hardenway/hardenway/scenarios"
)

// A lab keeps what it was started from: the folder may be edited, moved or deleted
// meanwhile, and what is graded stays what was seeded.
func TestKeepScenario(t *testing.T) {
	from := filepath.Join(t.TempDir(), "mine")
	if _, err := scenarios.New(from, "mine"); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(from, "mine", ".git"), 0o700); err != nil {
		t.Fatal(err)
	}
	catalogue, err := scenarios.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	scenario, err := catalogue.Get("mine")
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(t, newFake("fake", AllCapabilities()...))
	kept, err := e.Home.keepScenario("mine", scenario)
	if err != nil {
		t.Fatal(err)
	}
	if seedDigest(kept) != seedDigest(scenario) {
		t.Error("the copy seeds something else")
	}
	if err := os.RemoveAll(from); err != nil {
		t.Fatal(err)
	}
	state := goodState("mine")
	state.Scenario, state.Foreign = "mine", true
	again, err := e.ScenarioOf(state)
	if err != nil {
		t.Fatal(err)
	}
	if !again.Foreign || scenario.Foreign {
		t.Errorf("foreign: %t in the lab, %t in its folder", again.Foreign, scenario.Foreign)
	}
	if again.Brief != scenario.Brief {
		t.Error("the lab has another brief")
	}
	if _, err := os.Stat(filepath.Join(e.Home.foreign("mine"), "mine", ".git")); err == nil {
		t.Error(".git was copied")
	}
	state.Foreign = false
	if _, err := e.ScenarioOf(state); err == nil {
		t.Error("a scenario of the built-in catalogue would be taken from the lab's directory")
	}
}
