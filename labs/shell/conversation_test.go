package shell

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// TestConverse: what a command leaves behind is there for the next, and each has its own
// output and exit code.
func TestConverse(t *testing.T) {
	var streams []bool
	sh := New(Options{FS: must(PodFS("pod")), Commands: map[string]Command{"both": func(_ context.Context, c *Call) int {
		streams = append(streams, same(c.Out, c.Err))
		return 0
	}}})
	c := sh.Converse(t.Context())
	defer c.Close()
	for _, tt := range []struct {
		command, out string
		code         int
	}{
		{"x=1", "", 0},
		{"echo $x; echo oops >&2; echo end", "1\noops\nend\n", 0},
		{"mkdir -p /tmp/a && cd /tmp/a && echo hello > file", "", 0},
		{"pwd; cat file", "/tmp/a\nhello\n", 0},
		{"f() { echo \"f $1\"; return 4; }", "", 0},
		{"f x", "f x\n", 4},
		{"echo $?", "4\n", 0},
		{"cat <<EOF\n$x\nEOF", "1\n", 0},
		{"cat missing", "cat: missing: No such file or directory\n", 1},
		{"echo 'a", "sh:1:6: reached EOF without closing quote `'`\n", 2},
		{"cat", "", 0},
		{"nothing-of-the-kind 2>/dev/null", "", 127},
		{"(exit 3)", "", 3},
		{"both", "", 0},
		{"both 2>&1", "", 0},
		{"both 2>/dev/null", "", 0},
	} {
		var out bytes.Buffer
		code, err := c.Run(t.Context(), tt.command, &out)
		if err != nil || code != tt.code || out.String() != tt.out {
			t.Errorf("%s: %v, exit %d\n got %q\nwant %q", tt.command, err, code, out.String(), tt.out)
		}
	}
	if len(streams) != 3 || !streams[0] || !streams[1] || streams[2] {
		t.Errorf("output and errors are one stream: %v", streams)
	}
}

// TestConverseEnds: a command that is given up leaves a shell behind that works; after an
// exit or a close there is none, and jobs are gone.
func TestConverseEnds(t *testing.T) {
	sh := New(Options{FS: must(PodFS("pod"))})
	c := sh.Converse(t.Context())
	short, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, errors.New("too long"))
	defer cancel()
	if _, err := c.Run(short, "sleep 60", nil); err == nil || err.Error() != "too long" {
		t.Errorf("given up: %v", err)
	}
	var out bytes.Buffer
	if code, err := c.Run(t.Context(), "echo still here; sleep 100 &", &out); err != nil || code != 0 || out.String() != "still here\n" {
		t.Errorf("afterwards: %v, exit %d, %q", err, code, out.String())
	}
	if code, err := c.Run(t.Context(), "exit 5; echo no", &out); err != nil || code != 5 {
		t.Errorf("exit: %v, %d", err, code)
	}
	if _, err := c.Run(t.Context(), "echo no", &out); !errors.Is(err, ErrExited) {
		t.Errorf("after the exit: %v", err)
	}
	c.Close()
	c = sh.Converse(t.Context())
	c.Close()
	c.Close()
	if _, err := c.Run(t.Context(), "echo no", &out); err == nil || strings.Contains(out.String(), "no\n") {
		t.Errorf("after the close: %v, %q", err, out.String())
	}
}

// TestConverseLimit: a command that meets a limit ends the conversation, and says so.
func TestConverseLimit(t *testing.T) {
	c := New(Options{FS: must(PodFS("pod")), Limits: Limits{Output: 1000}}).Converse(t.Context())
	defer c.Close()
	for range 2 {
		_, err := c.Run(t.Context(), "yes", nil)
		if limit, ok := errors.AsType[*LimitError](err); !ok || limit.What != "more than 1000 bytes of output" {
			t.Errorf("got %v", err)
		}
	}
}
