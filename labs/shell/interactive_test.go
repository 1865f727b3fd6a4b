package shell

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// RunArgs is what kubectl exec calls.
func TestRunArgs(t *testing.T) {
	tests := []struct {
		name    string
		argv    []string
		options Options
		stdin   string
		tty     bool
		out     string
		err     string
		code    int
	}{
		{name: "a command", argv: []string{"cat", "/etc/hostname"}, out: "pod\n"},
		{name: "no shell reads the words", argv: []string{"echo", "$HOME;", "*", "a b", "'"}, out: "$HOME; * a b '\n"},
		{name: "exit code", argv: []string{"sh", "-c", "exit 9"}, code: 9},
		{name: "shell by its place", argv: []string{"/bin/sh", "-c", "echo $0 $1", "zero", "one"}, out: "zero one\n"},
		{name: "bash", argv: []string{"bash", "-c", "[[ a == a ]] && echo yes"}, out: "yes\n"},
		{name: "script from input", argv: []string{"sh"}, stdin: "x=1\nif true; then\n echo $x\nfi\nexit 4\necho no\n", out: "1\n", code: 4},
		{name: "last line without newline", argv: []string{"sh"}, stdin: "echo a; echo b", out: "a\nb\n"},
		{name: "here document from input", argv: []string{"sh"}, stdin: "cat <<E\none\nE\necho two\n", out: "one\ntwo\n"},
		{name: "a command reads on where the shell stopped", argv: []string{"sh"}, stdin: "read x\nhello\necho $x\ncat\nrest\nof it\n", out: "hello\nrest\nof it\n"},
		{name: "syntax error in input", argv: []string{"sh"}, stdin: "echo a\necho )\necho b\n", out: "a\n", err: "sh: 2:6: a command can only contain words and redirects; encountered `)`\n", code: 2},
		{name: "prompt", argv: []string{"sh"}, options: Options{Prompt: "/ $ "}, tty: true, stdin: "echo a\n\nfor i in 1; do\necho $i\ndone\nfalse\n", out: "a\n1\n", err: "/ $ / $ / $ > > / $ / $ \n", code: 1},
		{name: "syntax error at the prompt", argv: []string{"sh"}, options: Options{Prompt: "$ "}, tty: true, stdin: "echo )\necho b\n", out: "b\n", err: "$ sh: 1:6: a command can only contain words and redirects; encountered `)`\n$ $ \n"},
		{name: "no prompt without a terminal", argv: []string{"sh"}, options: Options{Prompt: "$ "}, stdin: "echo a\n", out: "a\n"},
		{name: "-i asks for the prompt", argv: []string{"sh", "-i"}, options: Options{Prompt: "$ "}, stdin: "exit 3\n", err: "$ ", code: 3},
		{name: "state stays between lines", argv: []string{"sh"}, stdin: "cd /etc\nx=1; f() { echo $x; }\npwd; f\n", out: "/etc\n1\n"},
		{name: "unknown command", argv: []string{"nmap"}, err: "sh: nmap: not found\nThis is a small shell of the lab. Its commands: ", code: 127},
		{name: "builtin as a command", argv: []string{"test", "-f", "/etc/hostname"}},
		{name: "environment", argv: []string{"env"}, options: Options{Env: []string{"A=1", "B=x y", "PATH=/bin"}, Hostname: "h"}, out: "A=1\nB=x y\nHOME=/root\nHOSTNAME=h\nPATH=/bin\n"},
		{name: "user", argv: []string{"sh", "-c", "id; whoami; echo $UID $HOME ~"}, options: Options{User: User{UID: 1000, GID: 3000, Name: "app", Home: "/app"}}, out: "uid=1000(app) gid=3000(3000) groups=3000(3000)\napp\n1000 /app /app\n"},
		{name: "directory", argv: []string{"pwd"}, options: Options{Dir: "/etc"}, out: "/etc\n"},
		{name: "own command", argv: []string{"kubectl", "get", "pods"}, options: Options{Commands: map[string]Command{"kubectl": func(_ context.Context, c *Call) int {
			_, _ = fmt.Fprintln(c.Out, strings.Join(c.Args, "|"), c.Getenv("HOSTNAME"), c.Path("x"))
			return 5
		}}}, out: "kubectl|get|pods localhost /x\n", code: 5},
		{name: "command taken away", argv: []string{"curl"}, options: Options{Commands: map[string]Command{"curl": nil}}, err: "sh: curl: not found\n", code: 127},
		{name: "own command that panics", argv: []string{"sh", "-c", "boom; echo $?"}, options: Options{Commands: map[string]Command{"boom": func(context.Context, *Call) int { panic("no") }}}, out: "125\n", err: "boom: failed: no\n"},
		{name: "own command in a pipe", argv: []string{"sh", "-c", "up | cat; echo a | up"}, options: Options{Commands: map[string]Command{"up": func(_ context.Context, c *Call) int {
			data, err := io.ReadAll(c.In)
			if err != nil {
				return 1
			}
			_, _ = fmt.Fprintf(c.Out, "<%s>\n", strings.TrimSpace(string(data)))
			return 0
		}}}, out: "<>\n<a>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			o := tt.options
			o.FS = must(PodFS("pod"))
			var out, errs bytes.Buffer
			code, err := New(o).RunArgs(ctx, tt.argv, Stdio{In: strings.NewReader(tt.stdin), Out: &out, Err: &errs, TTY: tt.tty})
			if err != nil {
				t.Fatal(err)
			}
			if out.String() != tt.out || code != tt.code || !strings.HasPrefix(errs.String(), tt.err) || tt.err == "" && errs.Len() > 0 {
				t.Errorf("exit %d\n got %q\nwant %q\n got %q\nwant %q", code, out.String(), tt.out, errs.String(), tt.err)
			}
		})
	}
}

// TestConversation types commands one after the other and waits for the answer to each.
func TestConversation(t *testing.T) {
	shellSide, typist := net.Pipe()
	var mu sync.Mutex
	var screen strings.Builder
	news := make(chan struct{}, 100)
	shown := writerFunc(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		screen.Write(p)
		select {
		case news <- struct{}{}:
		default:
		}
		return len(p), nil
	})
	type end struct {
		code int
		err  error
	}
	ended := make(chan end, 1)
	go func() {
		code, err := New(Options{FS: must(PodFS("pod")), Prompt: "/ $ "}).RunArgs(t.Context(), []string{"sh"}, Stdio{In: shellSide, Out: shown, Err: shown, TTY: true})
		ended <- end{code, err}
	}()
	expect := func(want string) {
		t.Helper()
		timeout := time.After(20 * time.Second)
		for {
			mu.Lock()
			got := screen.String()
			mu.Unlock()
			if strings.HasSuffix(got, want) {
				return
			}
			select {
			case <-news:
			case <-timeout:
				t.Fatalf("the screen shows %q, want %q at its end", got, want)
			}
		}
	}
	typed := func(line string) {
		t.Helper()
		if _, err := io.WriteString(typist, line); err != nil {
			t.Fatal(err)
		}
	}
	expect("/ $ ")
	typed("echo hello\n")
	expect("hello\n/ $ ")
	typed("x=$(hostname); while read y; do\n")
	expect("> ")
	typed("echo \"$x $y\"; [ \"$y\" = end ] && break; done\n")
	typed("one\n")
	expect("localhost one\n")
	typed("end\n")
	expect("localhost end\n/ $ ")
	typed("cat\n")
	typed("echoed\n")
	expect("echoed\n")
	done(typist) // Ctrl-D: it ends cat, and then the shell
	select {
	case got := <-ended:
		if got.code != 0 || got.err != nil {
			t.Errorf("exit %d, %v", got.code, got.err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the shell did not end with its input")
	}
}

// TestTimeoutGivesInputBack checks that a command whose time is up leaves the input to
// the next.
func TestTimeoutGivesInputBack(t *testing.T) {
	pr, pw, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer done(pr)
	defer done(pw)
	var out bytes.Buffer
	o := Options{Commands: map[string]Command{"type-now": func(context.Context, *Call) int {
		if _, err := pw.WriteString("late\n"); err != nil {
			return 1
		}
		return 0
	}}}
	code, err := New(o).Run(t.Context(), "timeout 0.1 cat; echo $?; type-now; read x; echo \"<$x>\"", nil, Stdio{In: pr, Out: &out})
	if err != nil || code != 0 || out.String() != "124\n<late>\n" {
		t.Errorf("exit %d, %v: %q", code, err, out.String())
	}
}

// TestAfterTheEnd checks that nothing is written once Run has returned.
func TestAfterTheEnd(t *testing.T) {
	var mu sync.Mutex
	returned := false
	w := writerFunc(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		if returned {
			t.Errorf("%q was written after the end", p)
		}
		return len(p), nil
	})
	for range 20 {
		mu.Lock()
		returned = false
		mu.Unlock()
		code, err := New(Options{}).Run(t.Context(), "(while sleep 0.0001; do echo x; done) & (while true; do echo y; sleep 0.0001; done) & sleep 0.01; exit 3", nil, Stdio{Out: w, Err: w})
		mu.Lock()
		returned = true
		mu.Unlock()
		if code != 3 || err != nil {
			t.Fatalf("exit %d, %v", code, err)
		}
	}
}

func TestYQ(t *testing.T) {
	const doc = "apiVersion: v1\nkind: Pod\nspec:\n  replicas: 3\n  size: 10000000\n  on: \"yes\"\n  when: \"2020-01-01\"\n  args: [a, b]\n"
	tests := []struct {
		script, out, err string
		code             int
	}{
		{"yq .kind /f", "Pod\n", "", 0},
		{"yq .spec.replicas /f", "3\n", "", 0},
		{"yq .spec.args /f", "- a\n- b\n", "", 0},
		{"yq -o json -c .spec.args /f; yq -o=json .spec.args[0] /f; yq -j .spec.replicas /f", "[\"a\",\"b\"]\n\"a\"\n3\n", "", 0},
		{"yq -i '.spec.replicas=1 | .spec.args += [\"c\"]' /f; cat /f", "apiVersion: v1\nkind: Pod\nspec:\n  args:\n    - a\n    - b\n    - c\n  \"on\": \"yes\"\n  replicas: 1\n  size: 10000000\n  when: \"2020-01-01\"\n", "", 0},
		{"yq -i 'del(.spec)' /f; cat /f", "apiVersion: v1\nkind: Pod\n", "", 0},
		{"printf 'a: 1\\n---\\na: 2\\n' | yq .a", "1\n2\n", "", 0},
		{"printf 'a: 1\\n---\\na: 2\\n' >/m; yq -i '.a += 1' /m; cat /m", "a: 2\n---\na: 3\n", "", 0},
		{"yq -n '{a: 1.5, b: null, c: true}'", "a: 1.5\nb: null\nc: true\n", "", 0},
		{"yq -e .none /f", "null\n", "", 1},
		{"yq --arg x y '.kind = $x | .kind' /f", "y\n", "", 0},
		{"printf 'a: [' | yq .", "", "yq: -: yaml: ", 2},
		{"yq '.[' /f", "", "yq: .[ is no filter: ", 3},
		{"yq -i . /none", "", "yq: /none: No such file or directory\n", 2},
		{"yq -i .", "", "yq: -i needs exactly one file\n", 2},
		{"printf '1: a\\n2: b\\n' | yq -o json -c .", "{\"1\":\"a\",\"2\":\"b\"}\n", "", 0},
		{"yq '.spec.replicas + \"x\"' /f", "", "yq: error: ", 5},
	}
	for _, tt := range tests {
		t.Run(tt.script, func(t *testing.T) {
			got := play(t, Options{FS: MemoryFS(map[string]string{"/f": doc})}, tt.script, "")
			if got.out != tt.out || got.code != tt.code || !strings.HasPrefix(got.err, tt.err) || tt.err == "" && got.err != "" {
				t.Errorf("\n got %+v\nwant %+v", got, ran{tt.out, tt.err, tt.code})
			}
		})
	}
}

// TestWaitFor retries a function, a builtin and a script until they succeed.
func TestWaitFor(t *testing.T) {
	tests := []struct {
		script, out, err string
		code             int
	}{
		{"ready() { n=$(cat /n); echo $((n+1)) >/n; [ $n -ge 2 ] && echo ready; }; echo 0 >/n; wait-for 10 ready; cat /n", "ready\n3\n", "", 0},
		{"(sleep 0.3; touch /there) & wait-for 10 test -e /there; echo $?", "0\n", "", 0},
		{"wait-for 0.1 sh -c 'echo out; echo err >&2; exit 3'", "out\n", "err\nwait-for: gave up after 0.1s: sh -c echo out; echo err >&2; exit 3\n", 124},
		{"wait-for 0.1 sleep 5", "", "wait-for: gave up after 0.1s: sleep 5\n", 124},
		{"wait-for 1", "", "wait-for: usage: wait-for SECONDS COMMAND [ARG]...\n", 2},
		{"wait-for soon true", "", "wait-for: invalid time interval 'soon'\n", 2},
		{"f() { echo \"$1-$x\"; }; x=var; timeout 5 f a; echo b | xargs f; env y=1 f c", "a-var\nb-var\nc-\n", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.script, func(t *testing.T) {
			// In a tenth of a second a busy machine may not get as far as the first try.
			synctest.Test(t, func(t *testing.T) {
				got := play(t, Options{}, tt.script, "")
				if want := (ran{tt.out, tt.err, tt.code}); got != want {
					t.Errorf("\n got %+v\nwant %+v", got, want)
				}
			})
		})
	}
}

// TestInPlaceIsWhole reads a file all the while it is edited: whoever watches it must
// never see half of it.
func TestInPlaceIsWhole(t *testing.T) {
	fsys, dir := onDisk(t, map[string]string{"/f": strings.Repeat("x: 1\n", 5000)})
	stop, bad := make(chan struct{}), make(chan string, 1)
	go func() {
		defer close(bad)
		for {
			select {
			case <-stop:
				return
			default:
			}
			data, err := os.ReadFile(filepath.Join(dir, "f"))
			if n := strings.Count(string(data), "\n"); err != nil || n != 5000 {
				bad <- fmt.Sprintf("%d lines, %v", n, err)
				return
			}
		}
	}()
	rounds := "50"
	if testing.Short() {
		rounds = "10" // enough for the race detector, which makes each as long as five
	}
	got := play(t, Options{FS: fsys}, "chmod 640 f; ln -s f link; i=0; while [ $i -lt "+rounds+" ]; do sed -i 's/1/2/' f; sed -i 's/2/1/' link; i=$((i+1)); done; stat -c '%a %F' f link; ls -A", "")
	close(stop)
	if what, ok := <-bad; ok {
		t.Errorf("while the file was edited it had %s", what)
	}
	if want := (ran{"640 regular file\n777 symbolic link\nf\nlink\n", "", 0}); got != want {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}
