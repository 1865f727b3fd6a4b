package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hardenway/hardenway/quiz/answerlog"
)

// playing is a quiz in a pipe whose other end the test holds.
type playing struct {
	*exec.Cmd

	typing      io.WriteCloser
	said, aside lockedBuffer
}

// lockedBuffer may be read while a process writes to it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func play(t *testing.T, home string, args ...string) *playing {
	t.Helper()
	p := &playing{Cmd: harden(t, home, nil, append([]string{"quiz"}, args...)...)}
	p.Stdout, p.Stderr = &p.said, &p.aside
	var err error
	if p.typing, err = p.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill() })
	return p
}

// asks waits for a question.
func (p *playing) asks(t *testing.T, n int) {
	t.Helper()
	await(t, fmt.Sprintf("question %d", n), func() bool {
		_, after, found := strings.Cut(p.said.String(), fmt.Sprintf("Question %d of", n))
		return found && strings.Contains(after, "Your answer (")
	})
}

func answered(t *testing.T, home string) int {
	t.Helper()
	events, notes, err := answerlog.Open(filepath.Join(home, "quiz", "answers.jsonl")).Events()
	if err != nil || len(notes) > 0 {
		t.Fatal(notes, err)
	}
	return len(events)
}

// TestQuizInterrupted: after Ctrl-C and after a kill, every whole answer is kept, the question in
// hand is not answered, and the next harden quiz asks it.
func TestQuizInterrupted(t *testing.T) {
	for _, tc := range []struct {
		name   string
		signal os.Signal
		code   int
	}{{"Ctrl-C", os.Interrupt, 130}, {"kill -9", syscall.SIGKILL, -1}} {
		t.Run(tc.name, func(t *testing.T) {
			home := t.TempDir()
			p := play(t, home, "--tag", "kubelet", "--count", "3", "--seed", "5")
			p.asks(t, 1)
			fmt.Fprintln(p.typing, "g")
			p.asks(t, 2)
			fmt.Fprint(p.typing, "half an answ")
			if err := p.Process.Signal(tc.signal); err != nil {
				t.Fatal(err)
			}
			if got := code(t, p.Wait()); got != tc.code {
				t.Errorf("it ended with %d, want %d\n%s", got, tc.code, p.aside.String())
			}
			if n := answered(t, home); n != 1 {
				t.Errorf("%d answers are logged, want 1", n)
			}
			again := play(t, home)
			again.asks(t, 2)
			for n := 2; n <= 3; n++ {
				again.asks(t, n)
				fmt.Fprintln(again.typing, "g")
			}
			if got := code(t, again.Wait()); got != 0 {
				t.Errorf("the second run ended with %d\n%s", got, again.aside.String())
			}
			if said := again.aside.String(); !strings.Contains(strings.Join(strings.Fields(said), " "), "1 of 3 questions answered. --new begins another.") {
				t.Errorf("it did not say that it goes on: %q", said)
			}
			if n := answered(t, home); n != 3 {
				t.Errorf("%d answers are logged, want 3", n)
			}
		})
	}
}

// TestQuizTwice: a second player is told, and harms nothing.
func TestQuizTwice(t *testing.T) {
	home := t.TempDir()
	p := play(t, home, "--count", "2", "--seed", "5")
	p.asks(t, 1)
	second := harden(t, home, nil, "quiz", "--new")
	said, err := second.CombinedOutput()
	want := fmt.Sprintf("harden: a quiz is being played already, by process %d since", p.Process.Pid)
	if got := code(t, err); got != 3 || !strings.Contains(string(said), want) {
		t.Errorf("the second player ends with %d and is told\n%s", got, said)
	}
	for n := 1; n <= 2; n++ {
		p.asks(t, n)
		fmt.Fprintln(p.typing, "g")
	}
	if got := code(t, p.Wait()); got != 0 {
		t.Errorf("the first player ends with %d\n%s", got, p.aside.String())
	}
}

// TestQuizOnATerminal plays in tmux, with keys, at two widths. The screens are goldens.
func TestQuizOnATerminal(t *testing.T) {
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("there is no tmux here")
	}
	bank, err := filepath.Abs("../../quiz/player/testdata/every.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{80, 200} {
		t.Run(strconv.Itoa(width), func(t *testing.T) {
			s := newTmux(t, width, bank)
			s.types("harden quiz --bank every.yaml --seed 7", "Enter")
			answers := map[string][]string{
				"the **first** thing":  {"b", "Enter"},
				"does a kubelet serve": {"Enter", "b", "d", "Enter"},
				"look at who asks":     {"f", "Enter"},
				"turns anonymous":      {"anonymous-auth", "Enter"},
				"In what order":        {"3 2", "Enter", "Space", "1", "Enter"},
				"Which port":           {"a", "Enter", "c", "Enter"},
				"the container the":    {"?", "5,10", "Enter"},
				"Nothing is bound":     {"?", "?", "c", "Enter"},
			}
			for n := 1; n <= len(answers); n++ {
				s.await(fmt.Sprintf("Question %d of", n))
				s.await("? help")
				_, question, _ := strings.Cut(s.screen(), fmt.Sprintf("Question %d of", n))
				found := false
				for words, keys := range answers {
					if strings.Contains(strings.ReplaceAll(question, "first thing", "the **first** thing"), words) {
						found = true
						s.types(keys...)
					}
				}
				if !found {
					t.Fatalf("an unknown question:\n%s", question)
				}
				if n < len(answers) {
					s.await("enter goes on")
					s.types("Enter")
				}
			}
			s.await("What was not right")
			s.await("finished with 0")
			screen := s.screen()
			for _, left := range []string{"enter answers", "enter goes on", "▸"} {
				if strings.Contains(screen, left) {
					t.Errorf("%q was left behind:\n%s", left, screen)
				}
			}
			file := filepath.Join("testdata", fmt.Sprintf("quiz-tmux-%d.golden", width))
			got := regexp.MustCompile(`, in [^.]*\.`).ReplaceAllString(screen, ", in some time.")
			// Which modules have a lesson is not this test's business.
			got = regexp.MustCompile(`(Read about it|More of it): .*`).ReplaceAllString(got, "a lesson, or more questions")
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
		})
	}
}

// tmux is a terminal of its own.
type tmux struct {
	t      *testing.T
	server string
}

func newTmux(t *testing.T, width int, bank string) *tmux {
	t.Helper()
	dir := t.TempDir()
	cmd := harden(t, filepath.Join(dir, "home"), nil)
	data, err := os.ReadFile(bank)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, filepath.Base(bank)), data, 0o600); err != nil {
		t.Fatal(err)
	}
	s := &tmux{t, "harden-test-" + strconv.Itoa(os.Getpid()) + "-" + strconv.Itoa(width)}
	start := exec.CommandContext(t.Context(), "tmux", "-L", s.server, "-f", "/dev/null", "new-session", "-d", "-x", strconv.Itoa(width), "-y", "40",
		"sh", "-c", "read line; eval \"$line\"; echo finished with $?; sleep 60")
	start.Dir = dir
	start.Env = append(cmd.Env, "FAKE_TTY=real", "PATH="+filepath.Dir(cmd.Path)+":"+os.Getenv("PATH"), "TERM=xterm-256color", "NO_COLOR=")
	if out, err := start.CombinedOutput(); err != nil {
		t.Fatalf("tmux: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		_ = exec.Command("tmux", "-L", s.server, "kill-server").Run()
	})
	return s
}

// types presses keys slowly enough for each to be seen.
func (s *tmux) types(keys ...string) {
	s.t.Helper()
	for _, key := range keys {
		if out, err := exec.CommandContext(s.t.Context(), "tmux", "-L", s.server, "send-keys", key).CombinedOutput(); err != nil {
			s.t.Fatalf("tmux: %v\n%s", err, out)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// screen is all that was ever shown, without what a line has of space at its end.
func (s *tmux) screen() string {
	s.t.Helper()
	out, err := exec.CommandContext(s.t.Context(), "tmux", "-L", s.server, "capture-pane", "-p", "-S", "-").CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux: %v\n%s", err, out)
	}
	return string(bytes.TrimRight(out, "\n")) + "\n"
}

func (s *tmux) await(text string) {
	s.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for !strings.Contains(s.screen(), text) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited in vain for %q:\n%s", text, s.screen())
		}
		time.Sleep(50 * time.Millisecond)
	}
}
