package progress_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hardenway/hardenway/labs/progress"
)

// childVariable makes the test binary an appender: it appends to the named file, and
// prints the id of each event once Append has returned.
const childVariable = "PROGRESS_TEST_APPEND_TO"

func TestMain(m *testing.M) {
	path := os.Getenv(childVariable)
	if path == "" {
		os.Exit(m.Run())
	}
	log := progress.Open(path)
	for i := 0; ; i++ {
		if os.Getenv("PROGRESS_TEST_COUNT") == fmt.Sprint(i) {
			os.Exit(0)
		}
		id := fmt.Sprintf("%d-%d", os.Getpid(), i)
		if text := os.Getenv("PROGRESS_TEST_LIMIT"); text != "" {
			os.Exit(appendWithin(log, text))
		}
		event := progress.Event{ID: id, Kind: progress.Graded, Scenario: "weak-rbac", Outcomes: map[string]string{"goal": strings.Repeat("x", i%3000)}}
		if err := log.Append(context.Background(), event); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(id)
	}
}

func child(t *testing.T, path string, count string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childVariable+"="+path, "PROGRESS_TEST_COUNT="+count)
	cmd.Stderr = os.Stderr
	return cmd
}

// Several processes, and several goroutines in this one, write at once.
func TestManyWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.jsonl")
	const processes, goroutines, each = 4, 4, 40
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
	for range goroutines {
		wg.Go(func() {
			log := progress.Open(path)
			for range each {
				if err := log.Append(t.Context(), progress.Event{Kind: progress.Solved, Scenario: "x"}); err != nil {
					t.Error(err)
					return
				}
				// A reader never takes a line that is being written for a torn one.
				if _, notes, err := log.Events(); err != nil || len(notes) != 0 {
					t.Errorf("while others write: notes %v, error %v", notes, err)
					return
				}
			}
		})
	}
	wg.Wait()
	events, notes, err := progress.Open(path).Events()
	if err != nil || len(notes) != 0 {
		t.Fatalf("notes %v, error %v", notes, err)
	}
	if want := (processes + goroutines) * each; len(events) != want {
		t.Errorf("%d events, want %d", len(events), want)
	}
	if n := strings.Count(string(read(t, path)), `"format":`); n != 1 {
		t.Errorf("%d headers, want 1", n)
	}
}

// What Append said it recorded is there, however the process ended.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.jsonl")
	var promised []string
	for round := range 15 {
		cmd := child(t, path, "")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// Kill it after some events, at a moment of its own: whatever it is doing.
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
	got, notes := ids(t, progress.Open(path))
	for _, id := range promised {
		if !slices.Contains(got, id) {
			t.Errorf("event %s was recorded and is gone", id)
		}
	}
	if len(notes) > 15 {
		t.Errorf("%d notes from 15 kills: %v", len(notes), notes)
	}
	t.Logf("%d events promised, %d there, %d lines cut short", len(promised), len(got), len(notes))
}

// A lock that is never given back ends in an error that says so, not in a hang.
func TestLockHeld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.jsonl")
	record(t, path, session()[0])
	release, err := progress.HoldLock(path)
	if err != nil {
		t.Fatal(err)
	}
	before := read(t, path)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err = progress.Open(path).Append(ctx, session()[1])
	want := fmt.Sprintf("progress is not recorded in %s: context deadline exceeded", path)
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	if got := read(t, path); string(got) != string(before) {
		t.Error("the file was changed without the lock")
	}
	release()
	record(t, path, session()[1])
}
