package labs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/hardenway/hardenway/internal/console"
)

// fakeLessons is a lab for lessons: it knows what each command prints.
type fakeLessons struct {
	said     []string       // what was done, in order
	prints   map[string]any // a string; a func(times int) string; an error
	times    map[string]int
	startErr error
	resetErr error
}

func (f *fakeLessons) start(context.Context) error {
	f.said = append(f.said, "start")
	return f.startErr
}

func (f *fakeLessons) reset(context.Context) (*ResetReport, error) {
	f.said = append(f.said, "reset")
	return &ResetReport{}, f.resetErr
}

func (f *fakeLessons) console(context.Context) (lessonShell, error) {
	f.said = append(f.said, "shell")
	return &fakeConsole{f}, nil
}

type fakeConsole struct{ *fakeLessons }

func (f *fakeConsole) Close() error {
	f.said = append(f.said, "close")
	return nil
}

func (f *fakeConsole) Run(_ context.Context, text string, out io.Writer) (int, error) {
	f.said = append(f.said, text)
	f.times[text]++
	printed := ""
	switch p := f.prints[text].(type) {
	case string:
		printed = p
	case func(int) string:
		printed = p(f.times[text])
	case error:
		return 137, p
	}
	_, err := io.WriteString(out, printed)
	if strings.HasPrefix(text, "fail") {
		return 1, err
	}
	return 0, err
}

// blocks reads the blocks of a page: each begins with its info string.
func blocks(t *testing.T, texts ...string) []console.Block {
	t.Helper()
	var list []console.Block
	for i, text := range texts {
		info, body, _ := strings.Cut(text, "\n")
		block, problems := console.Parse("console "+info, body, 10*(i+1))
		if len(problems) > 0 {
			t.Fatalf("%v", problems)
		}
		list = append(list, block)
	}
	return list
}

// TestLessonProver: what becomes of each block, and what was done for it.
func TestLessonProver(t *testing.T) {
	lost := errors.New("stopped: too much")
	tests := []struct {
		name     string
		blocks   []string
		prints   map[string]any
		startErr error
		want     string // outcome and problem, then a line for each block and difference
		said     string
	}{
		{
			name: "as shown", blocks: []string{"\n$ a\nx\n$ b\n", "\n$ c\n…\n"}, prints: map[string]any{"a": "x\n", "c": "1\n2\n"},
			want: "proven\n10 proven\n20 proven", said: "start shell a b c close",
		},
		{
			name: "different, and it goes on", blocks: []string{"\n$ a\nx\n", "\n$ b\n"}, prints: map[string]any{"a": "y\n"},
			want: "disproven\n10 disproven\n  11 a: it exits 0 and prints something else\n- x\n+ y\n20 proven", said: "start shell a b close",
		},
		{
			name: "exit codes", blocks: []string{"exit=1\n$ fail1\n", "exit=1\n$ a\n", "\n$ fail2\n", "\n$ fail3\nno\n"}, prints: map[string]any{"fail3": "no\n"},
			want: "disproven\n10 proven\n20 disproven\n  21 a: it exits 0, and the block says exit=1\n30 disproven\n  31 fail2: it exits 1 without a word\n40 proven",
			said: "start shell fail1 a fail2 fail3 close",
		},
		{
			name: "within", blocks: []string{"within=5s\n$ a\n$ b\n2\n"}, prints: map[string]any{"b": func(n int) string { return fmt.Sprintln(n) }},
			want: "proven\n10 proven", said: "start shell a b b close",
		},
		{
			name: "within, in vain", blocks: []string{"within=1ms\n$ b\n2\n"},
			want: "disproven\n10 disproven\n  11 b: it exits 0 and prints something else, also after 1ms\n- 2\n", said: "start shell b b close",
		},
		{
			name: "not run", blocks: []string{"norun=\"costs money\"\n$ a\n", "on=kind\n$ b\n", "on=embedded\n$ c\n"},
			want: "proven\n10 not-runnable: costs money\n20 not-runnable: it needs a cluster of kind\n30 proven", said: "start shell c close",
		},
		{
			name: "nothing to run", blocks: []string{"norun=\"costs money\"\n$ a\n"},
			want: "not-runnable\n10 not-runnable: costs money",
		},
		{
			name: "a shell that is lost", blocks: []string{"\n$ a\n", "\n$ b\n"}, prints: map[string]any{"a": lost},
			want: "error\n10 error: line 11: a: stopped: too much\n20 not-runnable: the block of line 10 was not run to its end", said: "start shell a close",
		},
		{
			name: "no lab", blocks: []string{"\n$ a\n", "norun=\"costs money\"\n$ b\n"}, startErr: errors.New("the disk is full"),
			want: "error: the disk is full\n10 not-runnable: the disk is full\n20 not-runnable: costs money", said: "start",
		},
		{
			name: "not on this provider", blocks: []string{"\n$ a\n"}, startErr: &UnsupportedError{What: "shop", Provider: "embedded", Missing: []Capability{"containers"}},
			want: "not-runnable: " + (&UnsupportedError{What: "shop", Provider: "embedded", Missing: []Capability{"containers"}}).Error() +
				"\n10 not-runnable: " + (&UnsupportedError{What: "shop", Provider: "embedded", Missing: []Capability{"containers"}}).Error(),
			said: "start",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ground := &fakeLessons{prints: tt.prints, times: map[string]int{}, startErr: tt.startErr}
			report := &LessonReport{Lessons: make([]LessonProof, 1)}
			told := 0
			p := &lessonProver{provider: "embedded", ground: ground, report: func(LessonEvent) { told++ }}
			groups := byScenario([]LessonText{{ID: "l", Scenario: "shop", Blocks: blocks(t, tt.blocks...)}}, report.Lessons)
			synctest.Test(t, func(t *testing.T) { p.prove(t.Context(), groups[0]) }) // the commands take no time
			if got := story(report.Lessons[0]); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			if got := strings.Join(ground.said, " "); got != tt.said {
				t.Errorf("done: %s\nwant: %s", got, tt.said)
			}
			if told != 1+len(tt.blocks) {
				t.Errorf("told %d times", told)
			}
			report.count()
			if c := report.Blocks; c.Executed()+c.NotRun != len(tt.blocks) {
				t.Errorf("counts are %+v", c)
			}
		})
	}
}

// story is a proof in words.
func story(l LessonProof) string {
	var b strings.Builder
	line := func(outcome ProofOutcome, why string) {
		b.WriteString(string(outcome))
		if why != "" {
			b.WriteString(": " + why)
		}
		b.WriteString("\n")
	}
	line(l.Outcome, l.Problem)
	for _, block := range l.Blocks {
		fmt.Fprintf(&b, "%d ", block.Line)
		line(block.Outcome, block.Why)
		for _, d := range block.Differs {
			fmt.Fprintf(&b, "  %d %s: %s\n%s", d.Line, d.Command, d.Why, d.Diff)
		}
	}
	if s := b.String(); !strings.HasSuffix(s, "- 2\n") {
		return strings.TrimSuffix(s, "\n")
	}
	return b.String()
}

// TestLessonsShareALab: lessons of one scenario have one lab, reset in between, and a shell
// each; a reset that fails makes it anew.
func TestLessonsShareALab(t *testing.T) {
	texts := []LessonText{
		{ID: "one", Scenario: "shop", Blocks: blocks(t, "\n$ a\n")},
		{ID: "other", Scenario: "farm", Blocks: blocks(t, "\n$ x\n")},
		{ID: "two", Scenario: "shop", Blocks: blocks(t, "norun=\"no\"\n$ b\n")},
		{ID: "three", Scenario: "shop", Blocks: blocks(t, "\n$ c\n")},
	}
	for _, tt := range []struct {
		resetErr error
		said     string
	}{
		{nil, "start shell a close reset shell c close"},
		{errors.New("no"), "start shell a close reset start shell c close"},
	} {
		ground := &fakeLessons{times: map[string]int{}, resetErr: tt.resetErr}
		proofs := make([]LessonProof, len(texts))
		groups := byScenario(texts, proofs)
		if len(groups) != 2 || len(groups[0]) != 3 {
			t.Fatalf("%d groups", len(groups))
		}
		p := &lessonProver{provider: "embedded", ground: ground}
		p.prove(t.Context(), groups[0])
		if diff := cmp.Diff(tt.said, strings.Join(ground.said, " ")); diff != "" {
			t.Error(diff)
		}
		if proofs[0].Outcome != Proven || proofs[2].Outcome != NotRunnable || proofs[3].Outcome != Proven || proofs[1].Outcome != Unproven {
			t.Errorf("outcomes: %+v", proofs)
		}
	}
}

// TestLessonCancelled: when the time is over the rest is not run, and nothing is proven.
func TestLessonCancelled(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("interrupted")
	ground := &fakeLessons{times: map[string]int{}, prints: map[string]any{"b": func(int) string { cancel(gone); return "" }}}
	proofs := make([]LessonProof, 2)
	texts := []LessonText{
		{ID: "one", Scenario: "shop", Blocks: blocks(t, "within=3m\n$ b\nnever\n", "\n$ c\n")},
		{ID: "two", Scenario: "shop", Blocks: blocks(t, "\n$ d\n")},
	}
	p := &lessonProver{provider: "embedded", ground: ground}
	p.prove(ctx, byScenario(texts, proofs)[0])
	for _, proof := range proofs {
		if proof.Outcome != NotProvable || !strings.Contains(proof.Problem, gone.Error()) {
			t.Errorf("%s", story(proof))
		}
	}
	if got := strings.Join(ground.said, " "); got != "start shell b close" {
		t.Errorf("done: %s", got)
	}
}

// TestLessonReportOutcome: a report proves something only where something was run.
func TestLessonReportOutcome(t *testing.T) {
	for want, outcomes := range map[ProofOutcome][]ProofOutcome{
		Unproven:    nil,
		NotRunnable: {NotRunnable, NotRunnable},
		Proven:      {NotRunnable, Proven},
		NotProvable: {Proven, Unproven, Proven},
		Disproven:   {Proven, Disproven, NotProvable},
	} {
		r := &LessonReport{}
		for _, o := range outcomes {
			r.Lessons = append(r.Lessons, LessonProof{Outcome: o})
		}
		if got := r.Outcome(); got != want {
			t.Errorf("%v: %s, want %s", outcomes, got, want)
		}
	}
}

// TestConsole: a lab's shell has what scripts have, and stays.
func TestConsole(t *testing.T) {
	lab, _ := scriptLab(t, "")
	c, err := lab.Console(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []struct{ text, out string }{
		{"cat etc/kubernetes/manifests/etcd.yaml", "etcd\n"},
		{"cd etc; x=1", ""},
		{"pwd; echo $x; crictl ps; ls /scenario/manifests", "/etc\n1\non the node: crictl ps\n10.yaml\n20.yaml\n"},
	} {
		var out strings.Builder
		if _, err := c.Run(t.Context(), command.text, &out); err != nil || out.String() != command.out {
			t.Errorf("%s: %v, %q", command.text, err, out.String())
		}
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
