package progress_test

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hardenway/hardenway/labs/progress"
)

var day = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return day.Add(time.Duration(minutes) * time.Minute) }

// session is a learner's evening.
func session() []progress.Event {
	return []progress.Event{
		{ID: "a1", Time: at(0), Kind: progress.Started, Scenario: "weak-rbac", Lab: "weak-rbac", Provider: "embedded", Harden: "v1.0.0"},
		{ID: "a2", Time: at(3), Kind: progress.Graded, Scenario: "weak-rbac", Lab: "weak-rbac", Outcomes: map[string]string{"bot-cut": "fail", "bot-works": "pass"}},
		{ID: "a3", Time: at(5), Kind: progress.HintUnlocked, Scenario: "weak-rbac", Hint: "01-who.md"},
		{ID: "a4", Time: at(6), Kind: progress.HintUnlocked, Scenario: "weak-rbac", Hint: "01-who.md"},
		{ID: "a5", Time: at(12), Kind: progress.Graded, Scenario: "weak-rbac", Lab: "weak-rbac", Solved: true, Outcomes: map[string]string{"bot-cut": "pass", "bot-works": "pass"}},
		{ID: "a6", Time: at(12), Kind: progress.Solved, Scenario: "weak-rbac", Lab: "weak-rbac"},
		{ID: "a7", Time: at(13), Kind: progress.DebriefRead, Scenario: "weak-rbac"},
		{ID: "a8", Time: at(14), Kind: progress.Reset, Scenario: "weak-rbac", Lab: "weak-rbac"},
		{ID: "a9", Time: at(18), Kind: progress.Solved, Scenario: "weak-rbac", Lab: "weak-rbac"},
		{ID: "b0", Time: at(19), Kind: progress.Stopped, Scenario: "weak-rbac", Lab: "weak-rbac"},
		{ID: "b1", Time: at(20), Kind: progress.Started, Scenario: "open-dashboard", Lab: "mine"},
	}
}

func record(t *testing.T, path string, events ...progress.Event) *progress.Log {
	t.Helper()
	log := progress.Open(path)
	for _, e := range events {
		if err := log.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	return log
}

func ids(t *testing.T, log *progress.Log) ([]string, []progress.Note) {
	t.Helper()
	events, notes, err := log.Events()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(events))
	for i, e := range events {
		out[i] = e.ID
	}
	return out, notes
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSummary(t *testing.T) {
	want := progress.Summary{Events: 11, Scenarios: map[string]progress.Scenario{
		"weak-rbac": {
			FirstStarted: at(0), LastActive: at(19), Starts: 2, Resets: 1, Grades: 2,
			SolvedAt: at(12), LastSolvedAt: at(18), Solves: 2, Best: 4 * time.Minute,
			Hints: []string{"01-who.md"}, DebriefRead: true,
			Outcomes: map[string]string{"bot-cut": "pass", "bot-works": "pass"},
		},
		"open-dashboard": {FirstStarted: at(20), LastActive: at(20), Starts: 1},
	}}
	log := record(t, filepath.Join(t.TempDir(), "deep", "er", "progress.jsonl"), session()...)
	got, notes, err := log.Read()
	if err != nil {
		t.Fatal(err)
	}
	if len(notes) != 0 {
		t.Errorf("notes of a sound file: %v", notes)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	// Order is that of time, not of the file.
	backwards := session()
	slices.Reverse(backwards)
	if diff := cmp.Diff(want, progress.Summarize(backwards)); diff != "" {
		t.Errorf("the same events backwards (-want +got):\n%s", diff)
	}
}

func TestSummarizeAttempts(t *testing.T) {
	event := func(minute int, kind progress.Kind, lab string) progress.Event {
		return progress.Event{ID: fmt.Sprint(minute, kind, lab), Time: at(minute), Kind: kind, Scenario: "s", Lab: lab}
	}
	tests := []struct {
		name   string
		events []progress.Event
		solves int
		best   time.Duration
	}{
		{"solved once, told twice", []progress.Event{event(0, progress.Started, "l"), event(4, progress.Solved, "l"), event(9, progress.Solved, "l")}, 1, 4 * time.Minute},
		{"two labs do not mix", []progress.Event{event(0, progress.Started, "l"), event(7, progress.Started, "m"), event(8, progress.Solved, "l")}, 1, 8 * time.Minute},
		{"a reset begins anew", []progress.Event{event(0, progress.Started, "l"), event(5, progress.Reset, "l"), event(8, progress.Solved, "l")}, 1, 3 * time.Minute},
		{"the beginning is not known", []progress.Event{event(8, progress.Solved, "l")}, 1, 0},
		{"stopped before it was solved", []progress.Event{event(0, progress.Started, "l"), event(5, progress.Stopped, "l")}, 0, 0},
		{"solved in no time", []progress.Event{event(0, progress.Started, "l"), event(0, progress.Solved, "l")}, 1, time.Millisecond},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := progress.Summarize(tt.events).Scenarios["s"]
			if got.Solves != tt.solves || got.Best != tt.best || got.Solved() != (tt.solves > 0) {
				t.Errorf("solves %d, best %s, solved %t; want %d, %s", got.Solves, got.Best, got.Solved(), tt.solves, tt.best)
			}
		})
	}
}

func TestNothingThereYet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none", "progress.jsonl")
	sum, notes, err := progress.Open(path).Read()
	if err != nil || len(notes) != 0 || sum.Events != 0 || len(sum.Scenarios) != 0 {
		t.Errorf("Read = %+v, %v, %v; want nothing", sum, notes, err)
	}
	if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading made the directory: %v", err)
	}
}

// A process may be killed, or the power lost, after any byte of a write.
func TestCutAtEveryByte(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "progress.jsonl")
	record(t, path, session()[:4]...)
	whole := read(t, path)
	all := []string{"a1", "a2", "a3", "a4"}
	for cut := range len(whole) + 1 {
		write(t, path, whole[:cut])
		log := progress.Open(path)

		got, notes := ids(t, log)
		lines := bytes.Count(whole[:cut], []byte("\n"))
		want := all[:max(0, lines-1)]
		// A line that lacks only its end is whole.
		if cut < len(whole) && whole[cut] == '\n' && lines > 0 {
			want = all[:lines]
		}
		if !slices.Equal(got, want) {
			t.Fatalf("cut at %d: read %v, want %v", cut, got, want)
		}
		torn := cut > 0 && whole[cut-1] != '\n' && (cut == len(whole) || whole[cut] != '\n')
		if torn != (len(notes) == 1) || torn && !strings.Contains(notes[0].Text, "cut short") {
			t.Fatalf("cut at %d: notes %v, torn %t", cut, notes, torn)
		}

		after := progress.Event{ID: "zz", Kind: progress.Stopped, Scenario: "weak-rbac"}
		if err := log.Append(t.Context(), after); err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		got, notes = ids(t, log)
		if !slices.Equal(got, append(slices.Clone(want), "zz")) {
			t.Fatalf("cut at %d: after an append read %v", cut, got)
		}
		if torn != (len(notes) == 1) {
			t.Fatalf("cut at %d: after an append notes %v, torn %t", cut, notes, torn)
		}
		if !bytes.HasPrefix(read(t, path), whole[:cut]) {
			t.Fatalf("cut at %d: the append changed what was there", cut)
		}
	}
}

func TestDamage(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "source.jsonl")
	record(t, source, session()[:3]...)
	sound := read(t, source)
	lines := strings.SplitAfter(string(sound), "\n")
	tests := []struct {
		name  string
		data  string
		want  []string
		notes []string
	}{
		{"a flipped bit", strings.Replace(string(sound), `"fail"`, `"fbil"`, 1), []string{"a1", "a3"}, []string{"line 3: not as harden wrote it; it was passed over and left where it is"}},
		{"a hand that added to it", string(sound) + `{"kind":"solved","scenario":"weak-rbac"}` + "\n", []string{"a1", "a2", "a3"}, []string{"line 5: not as harden wrote it"}},
		{"zeroes after a power cut", string(sound) + strings.Repeat("\x00", 100), []string{"a1", "a2", "a3"}, []string{"line 5: cut short"}},
		{"the header lost", strings.Join(lines[1:], ""), []string{"a1", "a2", "a3"}, nil},
		{"line ends of Windows", strings.ReplaceAll(string(sound), "\n", "\r\n"), []string{"a1", "a2", "a3"}, nil},
		{"a byte order mark and empty lines", "\ufeff" + strings.ReplaceAll(string(sound), "\n", "\n\n"), []string{"a1", "a2", "a3"}, nil},
		{"a kind of a later version", string(sound) + unknownKind, []string{"a1", "a2", "a3"}, []string{`line 5: an event of the kind "dreamt", which this harden does not know`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "progress.jsonl")
			write(t, path, []byte(tt.data))
			got, notes := ids(t, progress.Open(path))
			if !slices.Equal(got, tt.want) {
				t.Errorf("read %v, want %v", got, tt.want)
			}
			if len(notes) != len(tt.notes) {
				t.Fatalf("notes %v, want %d", notes, len(tt.notes))
			}
			for i, want := range tt.notes {
				if !strings.HasPrefix(notes[i].String(), want) {
					t.Errorf("note %q, want %q", notes[i], want)
				}
			}
			record(t, path, progress.Event{ID: "zz", Kind: progress.Reset, Scenario: "x"})
			if after := read(t, path); !bytes.HasPrefix(after, []byte(tt.data)) {
				t.Error("an append changed what was there")
			}
			if got, _ := ids(t, progress.Open(path)); !slices.Equal(got, append(slices.Clone(tt.want), "zz")) {
				t.Errorf("after an append read %v", got)
			}
		})
	}
}

// unknownKind is a whole line of this version whose kind is new.
var unknownKind = line(`{"id":"q1","time":"2026-05-04T09:00:00Z","kind":"dreamt","scenario":"weak-rbac"}`)

// line is what the package documentation says a line is.
func line(event string) string {
	sum := crc32.Checksum([]byte(event), crc32.MakeTable(crc32.Castagnoli))
	return fmt.Sprintf(`{"v":1,"sum":"%08x","event":%s}`+"\n", sum, event)
}

// Two machines, one file each, a common beginning, merged line by line.
func TestMerge(t *testing.T) {
	dir := t.TempDir()
	here, there := filepath.Join(dir, "here"), filepath.Join(dir, "there")
	record(t, here, session()[:6]...)
	write(t, there, read(t, here))
	record(t, here, session()[6:9]...)
	record(t, there, session()[9:]...)
	want, _, err := record(t, filepath.Join(dir, "straight"), session()...).Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, order := range [][]string{{here, there}, {there, here}, {here, there, here}} {
		merged := filepath.Join(dir, "merged")
		var all []byte
		for _, path := range order {
			all = append(all, read(t, path)...)
		}
		write(t, merged, all)
		got, notes, err := progress.Open(merged).Read()
		if err != nil || len(notes) != 0 {
			t.Fatalf("notes %v, error %v", notes, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("merged %v (-want +got):\n%s", order, diff)
		}
	}
}

func TestRefused(t *testing.T) {
	source := filepath.Join(t.TempDir(), "source.jsonl")
	record(t, source, session()[:2]...)
	sound := string(read(t, source))
	tests := []struct {
		name, data string
		want       string // of the error; %s is the path
		mend       string
		events     int // still readable
	}{
		{
			"a file made by a newer harden", strings.Replace(sound, `"version":1`, `"version":2`, 1),
			"progress is not recorded: line 1 of %s has version 2, and this harden knows version 1", "update harden, or set HARDEN_HOME to another directory", 2,
		},
		{
			"a newer harden added a line", sound + `{"v":3,"sum":"00000000","event":{}}` + "\n",
			"progress is not recorded: line 4 of %s has version 3, and this harden knows version 1", "update harden, or set HARDEN_HOME to another directory", 2,
		},
		{
			"somebody's diary", "Dear diary,\nit rained.\n",
			"progress is not recorded: %s holds no line that harden wrote", "move the file away; harden begins a new one", 0,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "progress.jsonl")
			write(t, path, []byte(tt.data))
			log := progress.Open(path)
			err := log.Append(t.Context(), progress.Event{Kind: progress.Solved, Scenario: "x"})
			if want := fmt.Sprintf(tt.want, path); err == nil || err.Error() != want {
				t.Errorf("error %v\n want %s", err, want)
			}
			mender, ok := errors.AsType[interface {
				error
				Mend() string
			}](err)
			if !ok || mender.Mend() != tt.mend {
				t.Errorf("mend of %v, want %q", err, tt.mend)
			}
			if got := string(read(t, path)); got != tt.data {
				t.Errorf("the file was touched:\n%s", got)
			}
			events, notes, err := log.Events()
			if err != nil || len(events) != tt.events || len(notes) == 0 {
				t.Errorf("read %d events, notes %v, error %v; want %d events and a note", len(events), notes, err, tt.events)
			}
		})
	}
}

func TestCannotWrite(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	write(t, file, nil)
	tests := []struct{ name, path, want string }{
		{"the directory is a file", filepath.Join(file, "progress.jsonl"), "not a directory"},
		{"the file is a directory", dir, "is a directory"},
	}
	if runtime.GOOS != "windows" && os.Getuid() != 0 {
		closed := filepath.Join(dir, "closed")
		if err := os.Mkdir(closed, 0o500); err != nil {
			t.Fatal(err)
		}
		tests = append(tests, struct{ name, path, want string }{"a read-only home", filepath.Join(closed, "progress.jsonl"), "permission denied"})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := progress.Open(tt.path).Append(t.Context(), progress.Event{Kind: progress.Solved, Scenario: "x"})
			writeError, ok := errors.AsType[*progress.WriteError](err)
			if !ok {
				t.Fatalf("error %v, want a WriteError", err)
			}
			want := fmt.Sprintf("progress is not recorded in %s: %s", tt.path, tt.want)
			if runtime.GOOS != "windows" && writeError.Error() != want {
				t.Errorf("error %q, want %q", writeError, want)
			}
			if !strings.Contains(writeError.Mend(), "HARDEN_HOME") {
				t.Errorf("mend %q", writeError.Mend())
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	path := filepath.Join(f.TempDir(), "seed.jsonl")
	log := progress.Open(path)
	for _, e := range session()[:3] {
		if err := log.Append(f.Context(), e); err != nil {
			f.Fatal(err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(unknownKind))
	f.Add([]byte(`{"v":2,"sum":"x"}`))
	f.Add([]byte("\n\n{}\nnull\n[]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "progress.jsonl")
		write(t, path, data)
		log := progress.Open(path)
		before, _, err := log.Events()
		if err != nil {
			t.Fatal(err)
		}
		err = log.Append(t.Context(), progress.Event{ID: "new-one", Kind: progress.Solved, Scenario: "x"})
		now := read(t, path)
		if err != nil {
			if !bytes.Equal(now, data) {
				t.Fatalf("refused (%v), and the file was changed", err)
			}
			return
		}
		if !bytes.HasPrefix(now, data) {
			t.Fatal("what was there was changed")
		}
		after, _, err := log.Events()
		if err != nil || len(after) != len(before)+1 {
			t.Fatalf("%d events before, %d after, error %v", len(before), len(after), err)
		}
	})
}

// TestLessonsRead: lessons are kept with the last time they were read, apart from scenarios.
func TestLessonsRead(t *testing.T) {
	at := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	read := func(lesson string, minutes int) progress.Event {
		return progress.Event{ID: fmt.Sprint(lesson, minutes), Kind: progress.LessonRead, Lesson: lesson, Time: at.Add(time.Duration(minutes) * time.Minute)}
	}
	got := progress.Summarize([]progress.Event{read("kubelet-api", 5), read("etcd-keys", 2), read("kubelet-api", 1)})
	want := progress.Summary{Events: 3, Scenarios: map[string]progress.Scenario{}, Lessons: map[string]time.Time{"kubelet-api": at.Add(5 * time.Minute), "etcd-keys": at.Add(2 * time.Minute)}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	log := progress.Open(filepath.Join(t.TempDir(), "progress.jsonl"))
	if err := log.Append(t.Context(), read("kubelet-api", 1)); err != nil {
		t.Fatal(err)
	}
	for _, e := range []progress.Event{{Kind: progress.LessonRead}, {Kind: progress.LessonRead, Scenario: "weak-rbac"}, {Kind: progress.Started, Lesson: "kubelet-api"}, {Kind: progress.Started}} {
		if err := log.Append(t.Context(), e); err == nil {
			t.Errorf("%+v is recorded", e)
		}
	}
	if summary, notes, err := log.Read(); err != nil || len(notes) > 0 || len(summary.Lessons) != 1 {
		t.Errorf("%+v, %v, %v", summary, notes, err)
	}
}
