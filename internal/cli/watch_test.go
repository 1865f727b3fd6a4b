package cli

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/scenarios"
)

// watched is a screen of `harden watch` in front of a fake lab.
func watched(t *testing.T, env ...string) (*watchModel, Lab) {
	t.Helper()
	f, _, _ := testFactory(t, append([]string{"FAKE_TTY", "80x24", "NO_COLOR", "1", "LC_ALL", "C.UTF-8"}, env...)...)
	e, err := f.engine()
	if err != nil {
		t.Fatal(err)
	}
	lab, err := e.Start(t.Context(), labs.StartOptions{Scenario: "open-door"})
	if err != nil {
		t.Fatal(err)
	}
	hints, err := f.ladder(lab.Scenario())
	if err != nil {
		t.Fatal(err)
	}
	return &watchModel{f: f, ctx: t.Context(), lab: lab, hints: hints, width: 80, height: 24}, lab
}

func look(t *testing.T, m *watchModel, lab Lab, edit func(*grader.Report)) {
	t.Helper()
	report, err := lab.Grade(t.Context(), grader.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(report)
	}
	var changes labs.Changes
	if m.report != nil {
		for _, r := range report.Results {
			if was := m.report.Result(r.ID); was.Outcome != r.Outcome {
				changes = append(changes, labs.Change{ID: r.ID, Title: r.Title, Role: r.Role, From: was.Outcome, To: r.Outcome})
			}
		}
	}
	m.Update(gradedMsg{report, changes})
}

func press(m *watchModel, keys ...string) {
	for _, k := range keys {
		m.key(k)
	}
}

func TestWatchScreen(t *testing.T) {
	m, lab := watched(t)
	if got := m.draw(); !strings.Contains(got, "looking for the first time") {
		t.Errorf("before the first look it shows\n%s", got)
	}
	look(t, m, lab, nil)
	if got, want := m.draw(), `The door that is open to everyone                       open-door  looked 0s ago

Goals
  ✗ The reader cannot read any Secret
    The reader can still read the Secret next to its settings, and so can
    whoever takes it over.
  ✗ Anonymous requests are refused
    The reader can still read the Secret next to its settings, and so can
    whoever takes it over.

Guards
  ✓ The reader can read its settings

Traps
  ✓ The payment key was not deleted

Not solved. 0 of 2 goals reached.
q quit   h hint`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	look(t, m, lab, func(r *grader.Report) {
		for i := range r.Results {
			r.Results[i].Outcome, r.Results[i].Said = grader.Pass, ""
		}
		r.Solved = true
	})
	if got, want := m.draw(), `The door that is open to everyone                       open-door  looked 0s ago

Goals
  ✓ The reader cannot read any Secret < was fail
  ✓ Anonymous requests are refused < was fail

Guards
  ✓ The reader can read its settings

Traps
  ✓ The payment key was not deleted

Changes
  12:00:00  pass, was fail: The reader cannot read any Secret
  12:00:00  pass, was fail: Anonymous requests are refused

Solved. Every goal is reached and nothing else broke.
  harden debrief open-door  what happened here, and what to take home
q quit   h hint`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Whatever the size, no line is wider and no screen is higher than the window.
func TestWatchFits(t *testing.T) {
	m, lab := watched(t)
	look(t, m, lab, func(r *grader.Report) { r.Results[0].Said = strings.Repeat("a long explanation ", 40) })
	press(m, "h", "h")
	for width := 20; width <= 200; width += 7 {
		for height := 8; height <= 60; height += 3 {
			m.Update(tea.WindowSizeMsg{Width: width, Height: height})
			for _, key := range []string{"d", "pgdown", "pgdown", "d", "pgdown", "pgdown"} {
				press(m, key)
				lines := strings.Split(m.draw(), "\n")
				if len(lines) > height {
					t.Fatalf("%dx%d: %d lines", width, height, len(lines))
				}
				for _, line := range lines {
					if w := term.Width(line); w > width {
						t.Fatalf("%dx%d: %d columns: %q", width, height, w, line)
					}
				}
			}
			m.scroll = 0
		}
	}
}

func TestWatchScroll(t *testing.T) {
	m, lab := watched(t)
	look(t, m, lab, nil)
	m.Update(tea.WindowSizeMsg{Width: 60, Height: 12})
	top := m.draw()
	if !strings.Contains(top, "d details   up/down scroll (0 above, 4 b") {
		t.Errorf("a screen that is too small does not say so:\n%s", top)
	}
	press(m, "down", "down", "j", "k", "pgdown", "pgdown", "pgdown")
	bottom := m.draw()
	if !strings.Contains(bottom, "The payment key was not deleted") || !strings.Contains(bottom, "(4 above, 0 b") {
		t.Errorf("the end cannot be reached:\n%s", bottom)
	}
	press(m, "pgup", "pgup", "up", "up")
	if got := m.draw(); got != top {
		t.Errorf("back at the top it shows\n%s", got)
	}
}

// On a small screen every check is seen before every word about it is.
func TestWatchShortens(t *testing.T) {
	m, lab := watched(t)
	look(t, m, lab, nil)
	m.Update(tea.WindowSizeMsg{Width: 60, Height: 16})
	if got, want := m.draw(), `The door that is open to everyone   open-door  looked 0s ago

Goals
  ✗ The reader cannot read any Secret
    The reader can still read the Secret next to its settin…
  ✗ Anonymous requests are refused
    The reader can still read the Secret next to its settin…

Guards
  ✓ The reader can read its settings

Traps
  ✓ The payment key was not deleted

Not solved. 0 of 2 goals reached.
q quit   h hint   d details`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// h shows a title first. Hints are noted when they are unlocked, not before.
func TestWatchHints(t *testing.T) {
	m, lab := watched(t)
	look(t, m, lab, nil)
	unlocked := func() []string {
		learned, err := m.f.learnedOf(lab.Scenario())
		if err != nil {
			t.Fatal(err)
		}
		return learned.Hints
	}
	press(m, "h")
	if got := m.draw(); !strings.Contains(got, "Hint 1 of 2: Who may do what\n  h again unlocks it") {
		t.Errorf("it shows\n%s", got)
	}
	press(m, "esc")
	if got := m.draw(); strings.Contains(got, "Hint 1") || len(unlocked()) > 0 {
		t.Errorf("Esc left hints %v and\n%s", unlocked(), got)
	}
	press(m, "h", "h")
	if got := m.draw(); !strings.Contains(got, "Ask the API server: `kubectl auth can-i`.") {
		t.Errorf("it shows\n%s", got)
	}
	if got := unlocked(); len(got) != 1 || got[0] != "01-who.md" {
		t.Errorf("unlocked %v", got)
	}
	press(m, "h", "h")
	if got := m.draw(); !strings.Contains(got, "Hint 2 of 2: Where it comes from") {
		t.Errorf("it shows\n%s", got)
	}
	press(m, "h")
	if got := m.draw(); strings.Contains(got, "Hint 2") {
		t.Errorf("h after the last hint does not put it away:\n%s", got)
	}
	press(m, "h")
	if got := m.draw(); !strings.Contains(got, "Hint 2 of 2") {
		t.Errorf("h does not show the last hint again:\n%s", got)
	}
}

// A whole run over a terminal: it draws on the second screen, q ends it, and the last
// state is left on the first one.
func TestWatchLeavesTheLastState(t *testing.T) {
	for _, tc := range []struct {
		key  string
		want ExitCode
	}{
		{"q", ExitFailed},
		{"\x03", ExitCancelled},
	} {
		m, lab := watched(t)
		keys, typed := io.Pipe()
		drawn := &screen{seen: make(chan struct{})}
		m.f.IO.In = keys
		m.f.IO.Out = term.NewOutput(drawn, true, m.f.Env, false, func() (int, int) { return 80, 24 })
		go func() {
			select {
			case <-drawn.seen:
			case <-t.Context().Done():
			}
			_, _ = io.WriteString(typed, tc.key) // the pipe cannot fail before the end
		}()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		err := watchScreen(ctx, m.f, lab, false)
		cancel()
		if got := exitCode(err); got != tc.want {
			t.Errorf("%q: exit code %d (%v), want %d", tc.key, got, err, tc.want)
		}
		on, off := strings.Index(drawn.String(), "\x1b[?1049h"), strings.LastIndex(drawn.String(), "\x1b[?1049l")
		if on < 0 || off < on {
			t.Fatalf("%q: the second screen was not entered and left: %q", tc.key, drawn.String())
		}
		if left := drawn.String()[off:]; !strings.Contains(left, "Not solved. 0 of 2 goals reached.\n") {
			t.Errorf("%q: left on the screen: %q", tc.key, left)
		}
	}
}

// screen keeps what is written to it and tells when a grading has been drawn.
type screen struct {
	bytes.Buffer
	seen chan struct{}
	told bool
}

func (s *screen) Write(p []byte) (int, error) {
	n, err := s.Buffer.Write(p)
	if !s.told && strings.Contains(s.Buffer.String(), "0 of 2") {
		s.told = true
		close(s.seen)
	}
	return n, err
}

// A scenario from elsewhere is another one, though it bears the ID of one of harden's own.
func TestForeignScenarioIsLearnedApart(t *testing.T) {
	m, lab := watched(t)
	own := lab.Scenario()
	foreign := *own
	foreign.Foreign = true
	e := graded(lab, &grader.Report{Solved: true})
	e.Scenario = recordName(&foreign)
	m.f.remember(t.Context(), e)
	for scenario, want := range map[*scenarios.Scenario]bool{own: false, &foreign: true} {
		learned, err := m.f.learnedOf(scenario)
		if err != nil {
			t.Fatal(err)
		}
		if learned.Solved() != want {
			t.Errorf("foreign %t: solved %t", scenario.Foreign, learned.Solved())
		}
	}
	m.f.remember(t.Context(), graded(lab, &grader.Report{Solved: true}))
	if learned, err := m.f.learnedOf(own); err != nil || !learned.Solved() {
		t.Errorf("harden's own: %+v, %v", learned, err)
	}
}
