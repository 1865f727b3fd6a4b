package player

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/quiz"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	got = strings.ReplaceAll(got, "\x1b", "␛")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update writes it anew); got\n%s", file, got)
	}
}

// pool is a question of every type, in the order of quiz.Types.
func pool(t *testing.T) *quiz.Pool {
	t.Helper()
	all, err := quiz.Load(os.DirFS("testdata"), quiz.Known{})
	if err != nil {
		t.Fatal(err)
	}
	return quiz.NewPool(all...)
}

// watch is a clock that stands until it is told to go on.
type watch struct{ time.Time }

func (w *watch) now() time.Time { return w.Time }

func newWatch() *watch { return &watch{time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)} }

// script is what somebody types: a line at a time, and things that happen before one.
type script struct {
	lines []any // string or func()
	rest  string
}

func (s *script) Read(p []byte) (int, error) {
	for s.rest == "" {
		if len(s.lines) == 0 {
			return 0, io.EOF
		}
		next := s.lines[0]
		s.lines = s.lines[1:]
		switch next := next.(type) {
		case string:
			s.rest = next
		case func():
			next()
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

func output(w io.Writer, tty bool, width int, env map[string]string) *term.Output {
	return term.NewOutput(w, tty, func(name string) string { return env[name] }, false, func() (int, int) { return width, 40 })
}

// kept is what a session was kept as, last.
type kept struct {
	events []quiz.Event
	data   []byte
	now    func() time.Time
}

func (k *kept) keep(s *quiz.Session) error {
	k.events = s.Events()
	var err error
	k.data, err = s.Snapshot(k.now())
	return err
}

func session(t *testing.T, config quiz.Config, now time.Time) *quiz.Session {
	t.Helper()
	p := pool(t)
	config.ID, config.Seed = "s", 7
	s, err := quiz.New(config, p, p.IDs(), now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// right is the right answer as it is typed, for each question of a session.
func right(t *testing.T) []string {
	t.Helper()
	p := pool(t)
	var list []string
	for _, id := range p.IDs() {
		q, _ := p.Question(id)
		list = append(list, quiz.Present(q, 7).Show(q.Key()))
	}
	return list
}

// TestLines plays whole sessions line by line.
func TestLines(t *testing.T) {
	ok := right(t)
	var all []any
	for _, a := range ok {
		all = append(all, a+"\n")
	}
	w := newWatch()
	later := func() { w.Time = w.Add(11 * time.Minute) }
	exam := quiz.Config{Mode: quiz.ModeExam, Limit: 10 * time.Minute, PassMark: 0.7}
	practice := quiz.Config{Mode: quiz.ModePractice}
	for _, tc := range []struct {
		name   string
		config quiz.Config
		lines  []any
		tty    bool
		want   error
		events int // that are logged
	}{
		{"all-right", practice, all, false, nil, 8},
		{"wrong-and-mistyped", practice, []any{
			"x\n", "\n", "?\n", "b\n", // single: one that there is not, nothing, help, an answer
			"a,b,c,d\n",           // multiple: too many
			"perhaps\n", "true\n", // boolean
			"anonymous-auth\n",   // short: one that has a reason of its own
			"1 1 2\n", "3 2 1\n", // order
			"1=z\n", "1=a 2=a\n", // match
			"99\n", "1-3\n", // line
			"s\n", "g\n", // verdict: it is the only one left
		}, false, nil, 8},
		{"later", practice, append([]any{"s\n"}, append(all[1:len(all):len(all)], all[0])...), false, nil, 8},
		{"stopped", practice, []any{all[0], "q\n"}, false, ErrStopped, 1},
		{"input-ended", practice, []any{all[0], "a"}, false, ErrInputEnded, 1},
		{"nothing-at-all", practice, nil, false, ErrInputEnded, 0},
		{"exam-right", exam, all, false, nil, 8},
		{"exam-time-up", exam, []any{all[0], later, all[1], all[2]}, false, nil, 1},
		{"exam-changed-and-handed-in", exam, []any{"b\n", "go 1\n", "go 9\n", all[0], "hand in\n", "no\n", "hand in\n", "yes\n"}, false, nil, 1},
		{"exam-stopped", exam, []any{all[0], "q\n"}, false, ErrStopped, 0},
		{"exam-on-a-terminal", exam, append(all[:len(all):len(all)], "go 2\n", "a\n", "\n"), true, nil, 8},
		{"practice-on-a-terminal", practice, []any{all[0], "\n", all[1], "q\n"}, true, ErrStopped, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			*w = *newWatch()
			var b bytes.Buffer
			out := output(&b, tc.tty, 80, map[string]string{"ACCESSIBLE": "1"})
			k := &kept{now: w.now}
			p := New(Options{In: &script{lines: tc.lines}, InTTY: tc.tty, Out: out, Now: w.now, Keep: k.keep})
			s := session(t, tc.config, w.now())
			err := p.Play(t.Context(), s)
			if !errors.Is(err, tc.want) {
				t.Errorf("it ended with %v, want %v", err, tc.want)
			}
			if errors.Is(err, ErrStopped) {
				p.Stopped(s)
			}
			if len(k.events) != tc.events {
				t.Errorf("%d answers were logged, want %d", len(k.events), tc.events)
			}
			golden(t, "lines-"+tc.name, b.String())
		})
	}
}

// TestScreens shows every question with a wrong answer, as wide terminals and narrow ones do.
func TestScreens(t *testing.T) {
	for name, tc := range map[string]struct {
		width int
		env   map[string]string
	}{
		"tty80":    {80, map[string]string{"LANG": "C.UTF-8"}},
		"tty200":   {200, map[string]string{"LANG": "C.UTF-8"}},
		"tty40":    {40, map[string]string{"LANG": "C.UTF-8", "NO_COLOR": "1"}},
		"no-color": {80, map[string]string{"LANG": "C.UTF-8", "NO_COLOR": "1"}},
		"ascii":    {80, map[string]string{"LANG": "C", "NO_COLOR": "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			s := screen{out: output(&b, true, tc.width, tc.env), lessons: func(id string) bool { return id == "M13" }}
			sess := session(t, quiz.Config{Mode: quiz.ModePractice}, newWatch().Time)
			typed := []string{"b", "a,c", "true", "anonymous-auth", "1 2 3", "1=a 2=a", "3,5", "c"}
			for i := 0; ; i++ {
				shown, more := sess.Current(newWatch().Time)
				if !more {
					break
				}
				s.question(&card{Presented: shown, number: i + 1, total: sess.Len(), mode: quiz.ModePractice}, true)
				a, err := shown.Parse(typed[i])
				if err != nil {
					t.Fatal(err)
				}
				result, err := sess.Answer(a, newWatch().Time)
				if err != nil {
					t.Fatal(err)
				}
				s.feedback(shown, a, result)
			}
			report, err := sess.Report()
			if err != nil {
				t.Fatal(err)
			}
			s.result(sess.Config(), report)
			golden(t, "screen-"+name, b.String())
			for line := range strings.Lines(b.String()) {
				// A word that is too long for a narrow terminal stays whole.
				if w := term.Width(strings.TrimSuffix(line, "\n")); w > tc.width && len(strings.Fields(line)) > 3 {
					t.Errorf("%d columns: %s", w, line)
				}
			}
		})
	}
}

// TestCancelled: Ctrl-C ends the wait for a line, and nothing of the question in hand counts.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, typing := io.Pipe()
	defer typing.Close()
	w, k := newWatch(), &kept{now: newWatch().now}
	var b bytes.Buffer
	p := New(Options{In: in, Out: output(&b, false, 0, nil), Now: w.now, Keep: k.keep})
	first := right(t)[0]
	go func() {
		fmt.Fprintln(typing, first)
		fmt.Fprint(typing, "a") // and no more
		cancel()
	}()
	if err := p.Play(ctx, session(t, quiz.Config{Mode: quiz.ModePractice}, w.now())); !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	if len(k.events) != 1 {
		t.Errorf("%d answers were logged, want 1", len(k.events))
	}
}

// TestResumed: what was kept is gone on with, at the same question, with the same order of options.
func TestResumed(t *testing.T) {
	ok := right(t)
	w, k := newWatch(), &kept{now: newWatch().now}
	play := func(s *quiz.Session, lines ...any) string {
		var b bytes.Buffer
		p := New(Options{In: &script{lines: lines}, Out: output(&b, false, 0, nil), Now: w.now, Keep: k.keep})
		_ = p.Play(t.Context(), s)
		return b.String()
	}
	first := play(session(t, quiz.Config{Mode: quiz.ModePractice}, w.now()), ok[0]+"\n", "s\n")
	w.Time = w.Add(48 * time.Hour)
	s, err := quiz.Resume(k.data, pool(t), w.now())
	if err != nil {
		t.Fatal(err)
	}
	second := play(s)
	_, last, _ := strings.Cut(first, "Question 3 of 8")
	_, again, _ := strings.Cut(second, "Question 3 of 8")
	question, _, _ := strings.Cut(last, "Your answer")
	if question == "" || !strings.HasPrefix(again, question[:strings.LastIndex(question, "\n\n")]) {
		t.Errorf("it stopped at\n%s\nand goes on with\n%s", last, second)
	}
}

// TestKeepFails: who cannot write plays all the same, and is told once.
func TestKeepFails(t *testing.T) {
	var b bytes.Buffer
	var lines []any
	for _, a := range right(t) {
		lines = append(lines, a+"\n")
	}
	w := newWatch()
	p := New(Options{In: &script{lines: lines}, Out: output(&b, false, 0, nil), Now: w.now, Keep: func(*quiz.Session) error {
		return errors.New("no space left on device")
	}})
	if err := p.Play(t.Context(), session(t, quiz.Config{Mode: quiz.ModePractice}, w.now())); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "What you answer now is not remembered: no space left on device."); n != 1 {
		t.Errorf("it was said %d times", n)
	}
}

func TestResultJSON(t *testing.T) {
	w := newWatch()
	s := session(t, quiz.Config{Mode: quiz.ModeExam, PassMark: 0.5, Limit: time.Hour}, w.now())
	if r, _ := NewResult(s); r.Finished || r.Questions != 8 || r.Passed != nil || r.Items != nil {
		t.Errorf("an exam that is not over: %+v", r)
	}
	s.Finish(w.now())
	r, _ := NewResult(s)
	if !r.Finished || r.Passed == nil || *r.Passed || len(r.Items) != 8 || r.Items[0].Answered || r.Items[0].Scenario != "anonymous-kubelet" {
		t.Errorf("an exam handed in empty: %+v", r)
	}
}
