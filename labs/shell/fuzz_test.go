package shell

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// FuzzSed looks for a script that breaks the parser or runs for ever.
func FuzzSed(f *testing.F) {
	for _, script := range []string{
		"s/a/b/g", "2,3d", "$!N;P;D", "/a/,/b/{s/x/y/;p}", "y/abc/xyz/", "a\\\ntext", "1i text", ":a;N;$!ba;s/\\n/,/g", "0,/x/d", "1~2p", "2,+1p", "2,~4p",
		"s|a\\|b|c|2gpw out", "\\,x,d", "s/\\(a\\)\\{2,3\\}/\\U\\1\\E&/I", "s/[]/]/x/", "s/[[:alpha:]]*/&/", "{{p}}", "}", "s", "s/", "y/a/", "b end;:end", "tx", "w", "q5", "c\\", "#n\np", "s/x*/-/3", "/a\\nb/I,$!=", "s/a/\\", "l;x;G;H;z",
	} {
		f.Add(script, "one\ntwo\nthree", false)
		f.Add(script, "", true)
	}
	f.Fuzz(func(t *testing.T, script, input string, extended bool) {
		if _, err := parseSed(script, extended); err != nil {
			return
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		args := []string{"sed", "-e", script}
		if extended {
			args = []string{"sed", "-E", "-e", script}
		}
		var errs bytes.Buffer
		code, err := New(Options{Limits: Limits{Output: 1 << 20}}).RunArgs(ctx, args, Stdio{In: strings.NewReader(input), Err: &errs})
		if err == nil && code == 125 {
			t.Fatalf("sed broke: %s", errs.String())
		}
	})
}

// FuzzRegexp checks that what the translator accepts Go accepts too, or says why not.
func FuzzRegexp(f *testing.F) {
	for _, expr := range []string{"a*", "\\(a\\|b\\)*", "[]abc]", "[^]a-z]", "^*ab$", "a\\{1,3\\}", "a{1,3}", "(a|b)+?", "\\<x\\>", "[[:digit:]]", "[[.a.]]", "x\\", "[", "a**", "\\w\\W\\s\\S\\b", "[a\\]", "é[é-ü]", "(", ")", "a|*b", "\\.", "{", "a{,2}", "[a-]"} {
		f.Add(expr, "aab", true)
		f.Add(expr, "x", false)
	}
	f.Fuzz(func(t *testing.T, expr, text string, extended bool) {
		re, err := posixRegexp(expr, extended, "")
		if err == nil {
			re.MatchString(text)
			return
		}
		if strings.TrimSpace(err.Error()) == "" {
			t.Errorf("%q was refused without a reason", expr)
		}
	})
}

// FuzzResolve looks for a name that leads out of a directory in which links point
// everywhere.
func FuzzResolve(f *testing.F) {
	for _, name := range []string{"/", "../secret", "/up/secret", "a/../../secret", "abs", "chain/../x", "//up//..//secret", "loop/x", "dir/deep/rel", "/./../up/root/rel", "up/root/up/root/up/secret", "slash/etc/passwd", "\x00", "self/../secret", "a\\..\\..\\secret", "rel/", "dir/up/../../secret"} {
		f.Add(name, "new", byte(0))
		f.Add(name, "../../x", byte(1))
	}
	f.Fuzz(func(t *testing.T, name, target string, op byte) {
		dir := t.TempDir()
		inside := filepath.Join(dir, "root")
		for _, d := range []string{"dir/deep", "a"} {
			if err := os.MkdirAll(filepath.Join(inside, d), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		secret := filepath.Join(dir, "secret")
		if err := os.WriteFile(secret, []byte(canary), 0o644); err != nil {
			t.Fatal(err)
		}
		links := map[string]string{"rel": "../secret", "abs": secret, "up": "..", "slash": "/", "chain": "rel", "loop": "loop", "dir/up": "../..", "dir/deep/rel": "../../../secret", "self": inside}
		for link, to := range links {
			if err := os.Symlink(to, filepath.Join(inside, link)); err != nil {
				t.Skip(err)
			}
		}
		root, err := os.OpenRoot(inside)
		if err != nil {
			t.Fatal(err)
		}
		defer done(root)
		fsys := RootFS(root)
		if data, err := readAll(fsys, name); err == nil && strings.Contains(data, canary) {
			t.Fatalf("%q read the secret", name)
		} else if err != nil && strings.Contains(strings.ReplaceAll(err.Error(), name, ""), dir) {
			t.Fatalf("%q: the error names the host: %v", name, err)
		}
		switch op % 7 {
		case 0:
			err = writeAll(fsys, name, "x", os.O_TRUNC)
		case 1:
			if err = fsys.Symlink(target, name); err == nil {
				if data, err := readAll(fsys, name); err == nil && strings.Contains(data, canary) {
					t.Fatalf("link %q at %q read the secret", target, name)
				}
			}
		case 2:
			err = fsys.RemoveAll(name)
		case 3:
			err = fsys.Rename(name, target)
		case 4:
			err = fsys.Chmod(name, 0o600)
		case 5:
			err = fsys.MkdirAll(name, 0o755)
		case 6:
			_, err = fsys.ReadDir(name)
		}
		if _, ok := errors.AsType[*fs.PathError](err); err != nil && !ok {
			t.Fatalf("the error is a %T: %v", err, err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 2 {
			t.Fatalf("%q, %q, %d: the host has %v (%v)", name, target, op, entries, err)
		}
		fi, err := os.Lstat(secret)
		if err != nil || fi.Mode() != 0o644 {
			t.Fatalf("%q, %q, %d: the secret is %v (%v)", name, target, op, fi.Mode(), err)
		}
		if data, err := os.ReadFile(secret); err != nil || string(data) != canary {
			t.Fatalf("%q, %q, %d: the secret says %q (%v)", name, target, op, data, err)
		}
	})
}

// FuzzScript looks for a script that takes the process down: whatever breaks in a
// goroutine of the interpreter cannot be caught.
func FuzzScript(f *testing.F) {
	for _, script := range []string{
		"echo a | cat", "x=1; echo ${x:-y} ${x:1:2} ${#x} ${x//1/2} ${!x}", "f() { f2; }; f & wait", "[[ -v x ]]; [ -v '' ]", "unset ''", "getopts ab: o -ab; getopts ab: o -a",
		"a=(1 2 3); echo ${a[-1]} ${a[@]:1:1}; unset 'a[0]'; a[5]=x; declare -A m; m[x]=1", "echo $((1/0)) $((1<<-1)) $((2**-1)) $((x=5,y))", "case a in (a|b) ;; esac", "trap 'echo x' EXIT ERR; false", "printf '%*d %s %q\\n' -5 3 x", "select x in a b; do break; done",
		"cat <<E\n$x\nE", "read -a x; mapfile -t y; pushd /; popd; dirs", "echo {1..3}{a,b} {a..c..2}", "set -- -a; shift 5; echo $@ $* $# $? $- $!", "export x=1; readonly x; x=2; declare -n r=x; r=3", "while :; do break; done", "for ((i=0;i<3;i++)); do continue; done", "alias x='echo y'; shopt -s expand_aliases extglob\nx; echo @(a|b)", "let x=1+1; ((x++)); echo $x", "exec 2>&1; exec echo x", "time true", "! true && false || true", "eval 'eval \"echo x\"'", "source /f", "echo ${x^^} ${x@Q} ${x@U} ${x,,}", "local x; return; break", "coproc x; <(x)", "type x; command -v x; hash",
	} {
		f.Add(script)
	}
	f.Fuzz(func(t *testing.T, script string) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		fsys := must(PodFS("pod"))
		_, err := New(Options{FS: fsys, Limits: Limits{Output: 1 << 20, Written: 1 << 20, Memory: 256 << 20}}).Run(ctx, script, nil, Stdio{In: strings.NewReader("a b\nc\n")})
		if err != nil && strings.Contains(err.Error(), "the shell failed on this script") {
			t.Logf("caught: %v", err)
		}
	})
}
