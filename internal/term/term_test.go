package term

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

func env(pairs ...string) Env {
	return func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func output(w *bytes.Buffer, tty bool, width int, e Env) *Output {
	return NewOutput(w, tty, e, false, func() (int, int) { return width, 24 })
}

func TestConfigure(t *testing.T) {
	for _, tc := range []struct {
		name                 string
		tty, flag            bool
		env                  Env
		plain, colour, ascii bool
	}{
		{"terminal", true, false, env(), false, true, false},
		{"pipe", false, false, env(), true, false, true},
		{"flag", true, true, env("CLICOLOR_FORCE", "1"), true, false, true},
		{"ACCESSIBLE", true, false, env("ACCESSIBLE", "1", "CLICOLOR_FORCE", "1"), true, false, true},
		{"ACCESSIBLE=0", true, false, env("ACCESSIBLE", "0"), false, true, false},
		{"NO_COLOR", true, false, env("NO_COLOR", "1", "CLICOLOR_FORCE", "1"), false, false, false},
		{"empty NO_COLOR", true, false, env("NO_COLOR", ""), false, true, false},
		{"CLICOLOR_FORCE in a pipe", false, false, env("CLICOLOR_FORCE", "1"), true, true, true},
		{"dumb", true, false, env("TERM", "dumb"), true, false, true},
		{"C locale", true, false, env("LC_ALL", "C", "LANG", "en_GB.UTF-8"), false, true, true},
		{"UTF-8 locale", true, false, env("LANG", "sv_SE.utf8"), false, true, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := NewOutput(&bytes.Buffer{}, tc.tty, tc.env, tc.flag, nil)
			if o.Plain != tc.plain || o.Colour != tc.colour || o.ASCII != tc.ascii {
				t.Errorf("plain %v colour %v ascii %v, want %v %v %v", o.Plain, o.Colour, o.ASCII, tc.plain, tc.colour, tc.ascii)
			}
		})
	}
}

func TestClean(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"plain text\n\twith a tab", "plain text\n\twith a tab"},
		{"\x1b[2Jgone", `\x1b[2Jgone`},
		{"bell\x07 \u009b31m", `bell\x07 \x9b31m`},
		{"evil\u202etxt", `evil\u202etxt`},
		{"bad \xff byte", "bad \ufffd byte"},
		{"åäö ✓", "åäö ✓"},
	} {
		if got := Clean(tc.in); got != tc.want {
			t.Errorf("Clean(%q) = %q, want %q", tc.in, got, tc.want)
		}
	}
	if got, want := CleanLine(" a\r\nb\t c "), "a b c"; got != want {
		t.Errorf("CleanLine = %q, want %q", got, want)
	}
}

func TestWrap(t *testing.T) {
	for _, tc := range []struct {
		in     string
		width  int
		indent string
		want   string
	}{
		{"one two three", 7, "", "one two\nthree"},
		{"one two three four", 9, "  ", "one two\n  three\n  four"},
		{"see https://kubernetes.io/docs/long for more", 12, "", "see\nhttps://kubernetes.io/docs/long\nfor more"},
		{"first\nsecond line", 80, "> ", "first\n> second line"},
		{"no   limit  at all", 0, "", "no limit at all"},
		{"", 10, "", ""},
	} {
		if got := Wrap(tc.in, tc.width, tc.indent); got != tc.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", tc.in, tc.width, got, tc.want)
		}
	}
}

func table() *Table {
	t := &Table{Columns: []Column{
		{Title: "SCENARIO"},
		{Title: "MIN", Right: true},
		{Title: "TITLE", Flexible: true},
		{Title: "TAGS", Flexible: true, Optional: true},
	}}
	t.Row("anonymous-kubelet", "15", "The kubelet that answers anyone on the network who asks it", "kubelet authn authz")
	t.Row("weak-rbac", "5", "A deploy bot\nthat can do too much", "rbac")
	return t
}

func TestTable(t *testing.T) {
	for _, tc := range []struct {
		name  string
		tty   bool
		width int
		want  string
	}{
		{"narrow leaves out what is optional, then cuts", true, 60, `
SCENARIO           MIN  TITLE
anonymous-kubelet   15  The kubelet that answers anyone on …
weak-rbac            5  A deploy bot that can do too much
`},
		{"wide shows all", true, 200, `
SCENARIO           MIN  TITLE                                                       TAGS
anonymous-kubelet   15  The kubelet that answers anyone on the network who asks it  kubelet authn authz
weak-rbac            5  A deploy bot that can do too much                           rbac
`},
		{"a pipe gets everything", false, 40, `
SCENARIO           MIN  TITLE                                                       TAGS
anonymous-kubelet   15  The kubelet that answers anyone on the network who asks it  kubelet authn authz
weak-rbac            5  A deploy bot that can do too much                           rbac
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var b bytes.Buffer
			table().Write(output(&b, tc.tty, tc.width, env("NO_COLOR", "1")))
			if got, want := b.String(), tc.want[1:]; got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
	for width := 20; width <= 200; width++ {
		var b bytes.Buffer
		table().Write(output(&b, true, width, env()))
		for line := range strings.SplitSeq(b.String(), "\n") {
			// Below 45 columns even the least a column keeps does not fit.
			if w := Width(line); w > max(width, 46) {
				t.Errorf("at %d columns a line takes %d: %q", width, w, line)
			}
		}
	}
}

func TestProgressPlain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		p := NewProgress(output(&b, false, 0, env()), time.Now)
		p.Step("etcd", false, 0)
		time.Sleep(1200 * time.Millisecond)
		p.Step("API server", false, 0)
		p.Step("etcd", true, 0)
		p.Step("seed", true, 90*time.Second)
		time.Sleep(time.Second)
		p.Close(true)
		p.Close(true)
		p.Step("late", true, time.Second)
		want := "etcd: done (1.2s)\nseed: done (1m30s)\nAPI server: stopped (1.0s)\n"
		if got := b.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestProgressTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		p := NewProgress(output(&b, true, 80, env("NO_COLOR", "1")), time.Now)
		p.Step("etcd", false, 0)
		p.Step("API server", false, 0)
		time.Sleep(500 * time.Millisecond)
		p.Step("etcd", true, 0)
		time.Sleep(time.Second)
		p.Step("API server", true, 0)
		p.Close(false)
		screen := replay(t, b.String())
		want := "  ✓ etcd                            0.5s\n  ✓ API server                      1.5s\n"
		if screen != want {
			t.Errorf("the screen shows\n%swant\n%s", screen, want)
		}
		if n := strings.Count(b.String(), "✓ etcd"); n != 1 {
			t.Errorf("a finished step at the head of the list was drawn %d times, want once", n)
		}
	})
}

// replay is what a screen shows after the cursor movements Progress makes: up n
// lines, return, and erase to the end of the line.
func replay(t *testing.T, s string) string {
	t.Helper()
	var lines []string
	row := 0
	for s != "" {
		switch {
		case strings.HasPrefix(s, "\x1b[K"):
			s = s[3:]
			if row < len(lines) {
				lines[row] = ""
			}
		case strings.HasPrefix(s, "\x1b["):
			end := strings.IndexByte(s, 'A')
			if end < 0 {
				t.Fatalf("unknown movement at %q", s)
			}
			n := 0
			for _, d := range s[2:end] {
				n = n*10 + int(d-'0')
			}
			if row -= n; row < 0 {
				t.Fatalf("the cursor moves above the first line")
			}
			s = s[end+1:]
		case s[0] == '\r':
			s = s[1:]
		case s[0] == '\n':
			row++
			s = s[1:]
		default:
			for len(lines) <= row {
				lines = append(lines, "")
			}
			end := strings.IndexAny(s, "\x1b\n\r")
			if end < 0 {
				end = len(s)
			}
			lines[row] += s[:end]
			s = s[end:]
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestElapsed(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                        "0.0s",
		1234 * time.Millisecond:  "1.2s",
		59949 * time.Millisecond: "59.9s",
		59990 * time.Millisecond: "1m00s",
		125 * time.Second:        "2m05s",
		time.Hour + 3*time.Minute + 40*time.Second: "1h04m",
	} {
		if got := Elapsed(d); got != want {
			t.Errorf("Elapsed(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	source, err := os.ReadFile("testdata/brief.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		golden string
		tty    bool
		width  int
	}{
		{"plain.golden", false, 0},
		{"tty80.golden", true, 80},
		{"tty200.golden", true, 200},
		{"tty40.golden", true, 40},
	} {
		t.Run(tc.golden, func(t *testing.T) {
			var b bytes.Buffer
			got := Markdown(output(&b, tc.tty, tc.width, env()), string(source))
			golden(t, tc.golden, strings.ReplaceAll(got, "\x1b", "␛"))
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
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

func TestMarkdownIsSafe(t *testing.T) {
	var b bytes.Buffer
	got := Markdown(output(&b, true, 80, env("NO_COLOR", "1")), "a &#27;[2J b \x1b]0;title\x07 `\x1b[31m`\n")
	if strings.ContainsAny(got, "\x1b\x07") {
		t.Errorf("a control character got through: %q", got)
	}
}

type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestFailedKeepsTheFirstError(t *testing.T) {
	o := NewOutput(closedPipe{}, false, env(), false, nil)
	if err := o.Failed(); err != nil {
		t.Fatalf("before any write: %v", err)
	}
	o.Line("hello")
	if err := o.Failed(); err == nil || err.Error() != "closed" {
		t.Errorf("Failed() = %v, want closed", err)
	}
}
