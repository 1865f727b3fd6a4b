package console

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	one := 1
	tests := []struct {
		name, info, text string
		want             Block
	}{
		{"a command and its output", "console", "$ id\nuid=0(root)\n", Block{Line: 10, Commands: []Command{{11, "id", "uid=0(root)\n"}}}},
		{"several, one silent", "console", "$ cd /etc\n$ ls\na\n\nb\n\n$ pwd\n/etc\n", Block{Line: 10, Commands: []Command{
			{11, "cd /etc", ""}, {12, "ls", "a\n\nb\n"}, {17, "pwd", "/etc\n"},
		}}},
		{"a backslash", "console", "$ echo a \\\n    b\na b\n", Block{Line: 10, Commands: []Command{{11, "echo a \\\n    b", "a b\n"}}}},
		{"a here-document", "console", "$ cat > x <<'EOF'\n$HOME \"\nEOF\n$ cat x\n$HOME \"\n", Block{Line: 10, Commands: []Command{
			{11, "cat > x <<'EOF'\n$HOME \"\nEOF", ""}, {14, "cat x", "$HOME \"\n"},
		}}},
		{"a loop", "console", "$ for i in 1 2; do\n  echo $i\ndone\n1\n2\n", Block{Line: 10, Commands: []Command{{11, "for i in 1 2; do\n  echo $i\ndone", "1\n2\n"}}}},
		{"quotes", "console", "$ echo '{\n  \"a\": 1\n}' | jq .a\n1\n", Block{Line: 10, Commands: []Command{{11, "echo '{\n  \"a\": 1\n}' | jq .a", "1\n"}}}},
		{"what the info string says", "console exit=1 within=20s on=kind", "$ false\n", Block{
			Line: 10, Info: Info{Exit: &one, Within: 20 * time.Second, On: "kind"}, Commands: []Command{{11, "false", ""}},
		}},
		{"not run", `console norun="needs a cloud account"`, "$ aws\n", Block{Line: 10, Info: Info{NoRun: "needs a cloud account"}, Commands: []Command{{11, "aws", ""}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, problems := Parse(tt.info, tt.text, 10)
			if diff := cmp.Diff(tt.want, got); diff != "" || len(problems) > 0 {
				t.Errorf("%v\n%s", problems, diff)
			}
		})
	}
}

func TestParseProblems(t *testing.T) {
	tests := []struct{ info, text, want string }{
		{"console", "", "10: the block shows no command: ; begin a line with `$ `, or call the block `text`"},
		{"console", "uid=0\n$ id\n", "11: the block begins with output: nothing says which command printed it; begin it with `$ ` and the command, or call the block `text`"},
		{"console", "$ \n", "11: there is a prompt without a command: ; add it, or remove the line"},
		{"console", "$ echo 'a\nb\n", "11: the command is not one of a shell: 1:6: reached EOF without closing quote `'`; "},
		{"console exit=x", "$ a\n", `10: exit is "x": an exit code is a number from 0 to 255; `},
		{"console within=1h", "$ a\n", `10: within is "1h": it is a time of at most 3m0s; write it like 20s`},
		{"console norun", "$ a\n", `10: the info string cannot be read: "norun" is no key=value; write exit=1, within=20s, on=kind or norun="the reason"`},
		{`console norun=""`, "$ a\n", `10: norun has no reason: a block that is not run says why; write norun="needs a cloud account"`},
		{`console norun="x`, "$ a\n", `10: the info string cannot be read: the quotes of norun do not end; write exit=1, within=20s, on=kind or norun="the reason"`},
		{"console wait=3", "$ a\n", `10: the info string says "wait": nothing reads that; write exit=1, within=20s, on=kind or norun="the reason"`},
		{"console exit=1 exit=1", "$ a\n", "10: the info string says exit twice: ; remove one"},
		{`console norun="x" exit=1`, "$ a\n", "10: the block is not run and says how: ; leave one of both out"},
		{"console on=", "$ a\n", "10: on says nothing: it names the provider that the block needs; write on=kind"},
	}
	for _, tt := range tests {
		t.Run(tt.info+tt.text, func(t *testing.T) {
			_, problems := Parse(tt.info, tt.text, 10)
			var got []string
			for _, p := range problems {
				got = append(got, fmt.Sprintf("%d: %s: %s; %s", p.Line, p.What, p.Why, p.Mend))
			}
			if strings.Join(got, "\n") != tt.want {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), tt.want)
			}
		})
	}
}

func TestMatch(t *testing.T) {
	tests := []struct{ name, want, got, diff string }{
		{"the same", "yes\n", "yes\n", ""},
		{"nothing", "", "", ""},
		{"nothing but empty lines", "", "\n\n", ""},
		{"spaces", "NAME  READY\nweb   1/1\n", "NAME      READY   \nweb       1/1\r\n", ""},
		{"a tab", "a b", "a\tb", ""},
		{"no line end", "yes", "yes\n", ""},
		{"what varies", "web-…  1/1  Running  …  …\n", "web-7d9f  1/1   Running   0   12s\n", ""},
		{"what varies may be nothing", "web…\n", "web\n", ""},
		{"twice in a word", "…:…/…\n", "https://a:6443/b\n", ""},
		{"any lines", "a\n…\nz\n", "a\nb\nc\nz\n", ""},
		{"any lines, none", "a\n…\nz\n", "a\nz\n", ""},
		{"any lines at the end", "a\n…\n", "a\nb\n", ""},
		{"any lines, then one that comes twice", "…\nb\nc\n", "b\nb\nc\n", ""},
		{"anything", "…\n", "a\nb\n", ""},
		{"another word", "yes\n", "no\n", "- yes\n+ no\n"},
		{"nothing came", "yes\n", "", "- yes\n"},
		{"something came", "", "warning\n", "+ warning\n"},
		{"one line of three", "a\nb…\nc\n", "a\nx\nc\n", "  a\n- b…\n+ x\n  c\n"},
		{"one missing", "a\nb\nc\n", "a\nc\n", "  a\n- b\n  c\n"},
		{"after any lines", "a\n…\nz\n", "a\nb\nc\n", "  a\n  …\n- z\n"},
		{"a line between any lines", "…\nm\n…\n", "a\nb\n", "  …\n- m\n  …\n"},
		{"it does not reach over lines", "a…b\n", "a\nb\n", "- a…b\n+ a\n+ b\n"},
		{"the beginning counts", "b…\n", "ab\n", "- b…\n+ ab\n"},
		{"the end counts", "…b\n", "bc\n", "- …b\n+ bc\n"},
		{"prefix and suffix do not overlap", "ab…ba\n", "aba\n", "- ab…ba\n+ aba\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			diff, ok := Match(tt.want, tt.got)
			if ok != (tt.diff == "") {
				t.Errorf("fits: %t", ok)
			}

			if diff != tt.diff {
				t.Errorf("got\n%swant\n%s", diff, tt.diff)
			}
		})
	}
}

// TestMatchLong: what never ends is compared in time, and shown in part.
func TestMatchLong(t *testing.T) {
	long := strings.Repeat("a line\n", 50_000)
	began := time.Now()
	if _, ok := Match(strings.Repeat("…\na line\n", 100)+"the end\n", long); ok {
		t.Error("it fits")
	}
	diff, _ := Match("something\n", long)
	if !strings.Contains(diff, "(and 49700 lines more)") || strings.Count(diff, "\n") > 400 {
		t.Errorf("%d lines of difference", strings.Count(diff, "\n"))
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestParseLong: a quote that never ends is told of, in time.
func TestParseLong(t *testing.T) {
	began := time.Now()
	_, problems := Parse("console", "$ echo '\n"+strings.Repeat("a line\n", 30_000), 1)
	if len(problems) != 1 || !strings.Contains(problems[0].Why, "closing quote") {
		t.Errorf("the problems are %v", problems)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// FuzzMatch: whatever is compared, a text fits itself, the difference is told where there is
// one, and the two ways of comparing agree.
func FuzzMatch(f *testing.F) {
	f.Add("a\n…\nz\n", "a\nb\nz\n")
	f.Add("web-…  1/1\n", "web-x 1/1")
	f.Add("…\n…\n", "")
	f.Add("a…b…c", "abc\xff")
	f.Fuzz(func(t *testing.T, want, got string) {
		diff, ok := Match(want, got)
		if ok != (diff == "") {
			t.Errorf("fits: %t, and the difference is %q", ok, diff)
		}
		if _, ok := Match(got, got); !ok {
			t.Errorf("%q is not itself", got)
		}
		if _, ok := Match(Varies, got); !ok {
			t.Errorf("%q is not anything", got)
		}
		w, g := lines(want), lines(got)
		if len(w) > 50 || len(g) > 50 {
			return
		}
		if differs := strings.Contains("\n"+diff, "\n- ") || strings.Contains("\n"+diff, "\n+ "); differs == ok {
			t.Errorf("fits: %t, and the difference is\n%s", ok, diff)
		}
	})
}

// FuzzParse: a block reads to the same commands again when it is written from what was read.
func FuzzParse(f *testing.F) {
	f.Add("console exit=1", "$ echo a \\\n b\na b\n$ false\n")
	f.Add(`console norun="x y"`, "$ cat <<E\nx\nE\n")
	f.Add("console", "out\n")
	f.Fuzz(func(t *testing.T, info, text string) {
		block, problems := Parse(info, text, 1)
		if len(problems) > 0 {
			return
		}
		var b strings.Builder
		for _, c := range block.Commands {
			b.WriteString(Prompt + c.Text + "\n" + c.Output)
		}
		again, problems := Parse(info, b.String(), 1)
		if len(problems) > 0 || len(again.Commands) != len(block.Commands) {
			t.Fatalf("%q has %d commands, then %d: %v", text, len(block.Commands), len(again.Commands), problems)
		}
		for i, c := range again.Commands {
			if c.Text != block.Commands[i].Text || c.Output != block.Commands[i].Output {
				t.Errorf("%+v became %+v", block.Commands[i], c)
			}
		}
	})
}
