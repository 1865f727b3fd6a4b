package progress_test

import (
	"context"
	"fmt"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/hardenway/hardenway/labs/progress"
)

// appendWithin runs in a child: it appends one event where the file may not grow beyond
// so many bytes, which cuts a write short just as a full disk does.
func appendWithin(log *progress.Log, limit string) int {
	signal.Ignore(syscall.SIGXFSZ)
	n, err := strconv.ParseUint(limit, 10, 64)
	if err == nil {
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n})
	}
	if err != nil {
		fmt.Println("no limit:", err)
		return 2
	}
	fmt.Println(log.Append(context.Background(), session()[2]))
	return 0
}

// A full disk costs the event that did not fit, and nothing else.
func TestNoRoom(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.jsonl")
	record(t, path, session()[:2]...)
	before := read(t, path)
	for room := range 40 {
		cmd := child(t, path, "")
		cmd.Env = append(cmd.Env, fmt.Sprintf("PROGRESS_TEST_LIMIT=%d", len(before)+room))
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		want := fmt.Sprintf("progress is not recorded in %s: file too large", path)
		if got := strings.TrimSpace(string(out)); got != want {
			t.Fatalf("with room for %d bytes: %q, want %q", room, got, want)
		}
		if got := read(t, path); string(got) != string(before) {
			t.Fatalf("with room for %d bytes the file became\n%s", room, got)
		}
	}
}
