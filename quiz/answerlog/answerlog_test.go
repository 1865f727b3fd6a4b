package answerlog_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/answerlog"
)

var begin = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func event(id string) quiz.Event {
	return quiz.Event{
		ID: id, Time: begin, Session: "s", Mode: quiz.ModePractice, Question: "etcd-peer-port",
		Answer: quiz.Answer{Options: []int{2}}, Correct: true, Score: 1, Took: 3 * time.Second, Harden: "v1",
	}
}

func encoded(tb testing.TB, id string) string {
	tb.Helper()
	line, err := answerlog.Encode(event(id))
	if err != nil {
		tb.Fatal(err)
	}
	return string(line)
}

func ids(events []quiz.Event) []string {
	var list []string
	for _, e := range events {
		list = append(list, e.ID)
	}
	return list
}

// TestLine: the format, as other builds have to read it.
func TestLine(t *testing.T) {
	const want = `{"v":1,"sum":"144bdcf8","answer":{"id":"a","time":"2026-03-01T09:00:00Z","session":"s","mode":"practice","question":"etcd-peer-port","answer":{"options":[2]},"correct":true,"score":1,"took":3000000000,"harden":"v1"}}` + "\n"
	if got := encoded(t, "a"); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if log := answerlog.Decode([]byte(want)); !reflect.DeepEqual(log.Events, []quiz.Event{event("a")}) || len(log.Notes) > 0 {
		t.Errorf("it reads as %+v", log)
	}
	if _, err := answerlog.Encode(quiz.Event{ID: "a", Question: "q"}); err == nil || !strings.HasPrefix(err.Error(), "an answer has no id, question or time") {
		t.Errorf("an event without a time: %v", err)
	}
}

// TestDecode: what is read of a file to which things have happened, and what is said.
func TestDecode(t *testing.T) {
	a, b, c := encoded(t, "a"), encoded(t, "b"), encoded(t, "c")
	newer := strings.Replace(b, `"v":1`, `"v":3`, 1)
	const damaged = "not as harden wrote it; it was passed over and left where it is"
	tests := []struct {
		name, data string
		ids        []string
		notes      []string
		newer      int
		torn       bool
	}{
		{"nothing", "", nil, nil, 0, false},
		{"whole", a + b, []string{"a", "b"}, nil, 0, false},
		{"merged", a + b + a + c, []string{"a", "b", "c"}, nil, 0, false},
		{"Windows' line ends and a mark", "\ufeff" + strings.ReplaceAll(a+b, "\n", "\r\n") + "\n\n", []string{"a", "b"}, nil, 0, false},
		{"cut short", a + b[:len(b)/2], []string{"a"}, []string{"line 2: cut short, as when harden is killed while it writes; it was passed over and left where it is"}, 0, true},
		{"only the line's end is missing", a + strings.TrimSpace(b), []string{"a", "b"}, nil, 0, false},
		{"cut short and gone on with", a + b[:40] + "\n" + c, []string{"a", "c"}, []string{"line 2: " + damaged}, 0, false},
		{"cut short and written on at once", a + b[:40] + c, []string{"a", "c"}, nil, 0, false},
		{"changed", a + strings.Replace(b, `"correct":true`, `"correct":false`, 1) + c, []string{"a", "c"}, []string{"line 2: " + damaged}, 0, false},
		{"newer", a + newer + c, []string{"a", "c"}, []string{"line 2: version 3, and this harden knows version 1; it was passed over"}, 3, false},
		{"another file", "shopping:\n- milk\n", nil, []string{"line 1: " + damaged, "line 2: " + damaged}, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			log := answerlog.Decode([]byte(tt.data))
			var notes []string
			for _, n := range log.Notes {
				notes = append(notes, n.String())
			}
			if !slices.Equal(ids(log.Events), tt.ids) || !slices.Equal(notes, tt.notes) || log.Newer != tt.newer || log.Torn != tt.torn {
				t.Errorf("got %v %v newer %d torn %t", ids(log.Events), notes, log.Newer, log.Torn)
			}
		})
	}
}

// FuzzDecode: any bytes are a log, and what is added to them is read.
func FuzzDecode(f *testing.F) {
	a, b := encoded(f, "a"), encoded(f, "b")
	for _, data := range []string{"", a, a + b[:30], strings.Replace(a, `"v":1`, `"v":2`, 1), "{}\n[]\nnull\n", "\x00\xff\n"} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := answerlog.Decode(data)
		added := append(slices.Clone(data), "\n"+encoded(t, "added")...)
		after := answerlog.Decode(added)
		if len(after.Events) < len(before.Events) || !slices.Contains(ids(after.Events), "added") {
			t.Fatalf("before %v, after %v", ids(before.Events), ids(after.Events))
		}
	})
}

// TestFile: what is appended is read, after a torn line too; a newer file is left alone.
func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "home", "answers.jsonl")
	log := answerlog.Open(path)
	if events, notes, err := log.Events(); err != nil || len(events)+len(notes) > 0 {
		t.Errorf("a file that is not there: %v, %v, %v", events, notes, err)
	}
	if err := log.Append(event("a"), event("b")); err != nil {
		t.Fatal(err)
	}
	if err := log.Append(); err != nil {
		t.Fatal(err)
	}
	add := func(text string) {
		t.Helper()
		file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	add(encoded(t, "torn")[:50])
	if err := log.Append(event("c")); err != nil {
		t.Fatal(err)
	}
	events, notes, err := log.Events()
	if err != nil || !slices.Equal(ids(events), []string{"a", "b", "c"}) || len(notes) != 1 {
		t.Errorf("%v, %v, %v", ids(events), notes, err)
	}
	add(strings.Replace(encoded(t, "d"), `"v":1`, `"v":2`, 1))
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	err = log.Append(event("e"))
	newer, is := errors.AsType[*answerlog.NewerError](err)
	if want := "answers are not recorded: line 5 of " + path + " has version 2, and this harden knows version 1"; !is || newer.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Error("a newer file was changed")
	}
	events, notes, err = log.Events()
	if err != nil || len(events) != 3 || len(notes) != 2 {
		t.Errorf("%v, %v, %v", ids(events), notes, err)
	}
}

// TestFileRefused: errors name the file and the reason.
func TestFileRefused(t *testing.T) {
	dir := t.TempDir()
	log := answerlog.Open(dir)
	if err := log.Append(event("a")); err == nil || err.Error() != "recording answers in "+dir+": is a directory" {
		t.Errorf("a folder: %v", err)
	}
	if _, _, err := log.Events(); err == nil || err.Error() != "reading answers in "+dir+": is a directory" {
		t.Errorf("a folder: %v", err)
	}
}

// childVariable makes the test binary a process that appends to the file, and prints the id of
// each event once Append has returned.
const childVariable = "ANSWERLOG_TEST_APPEND_TO"

func TestMain(m *testing.M) {
	path := os.Getenv(childVariable)
	if path == "" {
		os.Exit(m.Run())
	}
	log := answerlog.Open(path)
	for i := 0; os.Getenv("ANSWERLOG_TEST_COUNT") != fmt.Sprint(i); i++ {
		e := event(fmt.Sprintf("%d-%d", os.Getpid(), i))
		e.Answer.Text = strings.Repeat("x", i*61%5000)
		if err := log.Append(e); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(e.ID)
	}
}

func child(t *testing.T, path, count string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childVariable+"="+path, "ANSWERLOG_TEST_COUNT="+count)
	cmd.Stderr = os.Stderr
	return cmd
}

// TestManyWriters: processes and goroutines that write at once lose nothing and mix nothing.
func TestManyWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.jsonl")
	const processes, goroutines, each = 3, 3, 40
	var wg sync.WaitGroup
	for range processes {
		cmd := child(t, path, fmt.Sprint(each))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	for g := range goroutines {
		wg.Go(func() {
			log := answerlog.Open(path)
			for i := range each {
				if err := log.Append(event(fmt.Sprintf("g%d-%d", g, i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	events, notes, err := answerlog.Open(path).Events()
	if want := (processes + goroutines) * each; err != nil || len(notes) > 0 || len(events) != want {
		t.Errorf("%d events, want %d; notes %v, error %v", len(events), want, notes, err)
	}
}

// TestKill: what Append said it recorded is there, whatever happened to the process afterwards,
// and whatever other processes that were killed left behind.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.jsonl")
	var promised []string
	for round := range 8 {
		cmd := child(t, path, "")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); n++ {
			promised = append(promised, lines.Text())
			if n == 3+round {
				time.AfterFunc(time.Duration(round)*137*time.Microsecond, func() {
					if err := cmd.Process.Kill(); err != nil {
						t.Error(err)
					}
				})
			}
		}
		_ = cmd.Wait() // "signal: killed", which is what was asked for
	}
	events, notes, err := answerlog.Open(path).Events()
	if err != nil {
		t.Fatal(err)
	}
	got := ids(events)
	for _, id := range promised {
		if !slices.Contains(got, id) {
			t.Errorf("event %s was recorded and is gone", id)
		}
	}
	t.Logf("%d events promised, %d there, notes %v", len(promised), len(got), notes)
}
