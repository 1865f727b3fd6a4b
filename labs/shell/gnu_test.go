package shell

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "ask this machine's GNU tools again what testdata/gnu.txt should say")

// gnuFiles are there when a script of testdata/gnu.txt begins.
var gnuFiles = map[string]string{
	"a.txt":          "one\ntwo\nthree\nfour\nfive\n",
	"b.txt":          "one\n2\nthree\nfour\nfive\nsix\n",
	"words.txt":      "The quick  brown fox\njumps over\n\nthe LAZY dog.\n",
	"fields.csv":     "name,size,kind\nweb,10,pod\ndb,9,pod\napi,100,service\nweb,2,service\n",
	"nonl.txt":       "first\nlast",
	"empty":          "",
	"d/one.yaml":     "kind: Pod\nmetadata:\n  name: one\n",
	"d/two.yaml":     "kind: Service\nmetadata:\n  name: two\n",
	"d/sub/three.md": "# Three\nPod\n",
	"api.yaml":       "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - command:\n    - kube-apiserver\n    - --anonymous-auth=true\n    - --authorization-mode=AlwaysAllow\n    - --etcd-servers=https://127.0.0.1:2379\n    image: x\n",
	"pods.json":      `{"items":[{"name":"a","ready":true,"n":1},{"name":"b","ready":false,"n":20}],"kind":"List"}` + "\n",
}

// example is one entry of testdata/gnu.txt: a script, what it prints on standard output,
// and its exit code.
type example struct {
	line        int
	script, out string
	code        int
}

// readExamples reads entries of the form
//
//	> script, perhaps
//	> of several lines
//	| output
//	= exit code
//
// Output that does not end in a newline has "\" as its last line.
func readExamples(t *testing.T) (comments map[int]string, list []example) {
	t.Helper()
	data, err := os.ReadFile("testdata/gnu.txt")
	if err != nil {
		t.Fatal(err)
	}
	comments = map[int]string{}
	var e example
	for i, line := range strings.Split(string(data), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
			comments[len(list)] += line + "\n"
		case strings.HasPrefix(line, "> "):
			if e.script == "" {
				e.line = i + 1
			}
			e.script += line[2:] + "\n"
		case strings.HasPrefix(line, "| "):
			e.out += line[2:] + "\n"
		case line == `\`:
			e.out = strings.TrimSuffix(e.out, "\n")
		case strings.HasPrefix(line, "= "):
			if _, err := fmt.Sscanf(line, "= %d", &e.code); err != nil {
				t.Fatalf("testdata/gnu.txt:%d: %v", i+1, err)
			}
		case line == "" && e.script != "":
			list, e = append(list, e), example{}
		case line != "":
			t.Fatalf("testdata/gnu.txt:%d: cannot read %q", i+1, line)
		}
	}
	return comments, list
}

// TestLikeGNU compares the commands with what GNU's do. The answers of GNU's are in
// testdata/gnu.txt; "go test -run LikeGNU -update" asks them again, where there are any.
func TestLikeGNU(t *testing.T) {
	comments, list := readExamples(t)
	if len(list) < 100 {
		t.Fatalf("only %d examples were read", len(list))
	}
	if *update {
		var b strings.Builder
		for i, e := range list {
			b.WriteString(comments[i])
			b.WriteString(askGNU(t, e).String())
		}
		b.WriteString(comments[len(list)])
		if err := os.WriteFile("testdata/gnu.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		_, list = readExamples(t)
	}
	for _, e := range list {
		t.Run(fmt.Sprintf("line %d", e.line), func(t *testing.T) {
			t.Parallel()
			fsys, _ := onDisk(t, gnuFiles)
			mounted, err := MountFS(Mount{At: "/w", FS: fsys}, Mount{At: "/dev", FS: DevFS()}, Mount{At: "/tmp", FS: TempFS()})
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, Options{FS: mounted, Dir: "/w"}, e.script, "")
			if got.out != e.out || got.code != e.code {
				t.Errorf("testdata/gnu.txt:%d:\n%s--- got, exit %d\n%s--- want, exit %d\n%s--- stderr\n%s", e.line, e.script, got.code, got.out, e.code, e.out, got.err)
			}
		})
	}
}

func (e example) String() string {
	var b strings.Builder
	for line := range strings.Lines(e.script) {
		b.WriteString("> " + line)
	}
	out, whole := strings.CutSuffix(e.out, "\n")
	if e.out != "" {
		for _, line := range strings.Split(out, "\n") {
			b.WriteString("| " + line + "\n")
		}
		if !whole {
			b.WriteString("\\\n")
		}
	}
	_, _ = fmt.Fprintf(&b, "= %d\n\n", e.code)
	return b.String()
}

// askGNU runs an example with the programs of this machine.
func askGNU(t *testing.T, e example) example {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatalf("-update needs bash and GNU's tools: %v", err)
	}
	_, dir := onDisk(t, gnuFiles)
	cmd := exec.CommandContext(t.Context(), bash, "-c", e.script)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC", "HOME=/root", "TMPDIR=" + filepath.Join(dir, "d")}
	var out bytes.Buffer
	cmd.Stdout = &out
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		t.Fatal(err)
	}
	e.out, e.code = out.String(), cmd.ProcessState.ExitCode()
	return e
}
