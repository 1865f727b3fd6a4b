package shell

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

// ran is what came of a script.
type ran struct {
	out, err string
	code     int
}

// play runs a script in a shell with the given options and input.
func play(t *testing.T, o Options, script, stdin string) ran {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // against hanging, and long enough for the race detector on a busy machine
	defer cancel()
	var out, errs bytes.Buffer
	code, err := New(o).Run(ctx, script, nil, Stdio{In: strings.NewReader(stdin), Out: &out, Err: &errs})
	if err != nil {
		t.Fatalf("script %q: %v\nstdout: %s\nstderr: %s", script, err, out.String(), errs.String())
	}
	return ran{out.String(), errs.String(), code}
}

// onDisk is a RootFS over a directory of the test with some files in it.
func onDisk(t *testing.T, files map[string]string) (FS, string) {
	t.Helper()
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { done(root) })
	fsys := RootFS(root)
	for name, data := range files {
		if i := strings.LastIndexByte(name, '/'); i > 0 {
			if err := fsys.MkdirAll(name[:i], 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if strings.HasSuffix(name, "/") {
			continue
		}
		f, err := fsys.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(data)); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return fsys, dir
}

func TestShell(t *testing.T) {
	tests := []struct {
		name, script, stdin string
		out, err            string
		code                int
	}{
		{name: "words", script: `echo hello  "big world"`, out: "hello big world\n"},
		{name: "exit code", script: "exit 3", code: 3},
		{name: "errexit", script: "set -e; false; echo no", code: 1},
		{name: "pipe", script: "printf 'b\\na\\n' | sort | head -n1", out: "a\n"},
		{name: "pipe nobody reads", script: "while true; do echo y; done | head -n 2", out: "y\ny\n"},
		{name: "yes", script: "yes | head -n 2", out: "y\ny\n"},
		{name: "redirect", script: "echo one >/tmp/f; echo two >>/tmp/f; cat </tmp/f", out: "one\ntwo\n"},
		{name: "here document", script: "x=1\ncat <<E\n$x ~root $$\nE", out: "1 ~root 1\n"},
		{name: "cd and relative names", script: "mkdir -p /tmp/a/b; cd /tmp/a; echo x >b/c; cat b/c; pwd; cd ..; pwd", out: "x\n/tmp/a\n/tmp\n"},
		{name: "glob", script: "cd /tmp; touch b.txt a.txt; echo *.txt /tmp/*.txt", out: "a.txt b.txt /tmp/a.txt /tmp/b.txt\n"},
		{name: "function", script: "f() { echo \"got $1\"; return 4; }; f x; echo $?", out: "got x\n4\n"},
		{name: "function named as a command", script: "ls() { echo mine; command ls -d /tmp; }; ls", out: "mine\n/tmp\n"},
		{name: "function named echo", script: "echo() { printf 'e:%s\\n' \"$1\"; }; echo a", out: "e:a\n"},
		{name: "command substitution", script: "x=$(cat /etc/hostname); echo \"<$x>\"", out: "<pod-1>\n"},
		{name: "quick read", script: "echo $(</etc/hostname)", out: "pod-1\n"},
		{name: "read loop", script: "printf 'a b\\nc d\\n' | while read -r x y; do echo \"$y$x\"; done", out: "ba\ndc\n"},
		{name: "stdin", script: "read x; cat; echo \"$x\"", stdin: "1\n2\n3\n", out: "2\n3\n1\n"},
		{name: "test", script: "[ -e /etc/hostname ] && [ -d /etc ] && [ ! -e /none ] && test -s /etc/hostname && [ -r /etc/hostname ] && [ ! -x /etc/hostname ] && echo yes", out: "yes\n"},
		{name: "source", script: "echo 'x=5; return 3; x=6' >/tmp/lib; . /tmp/lib; echo $? $x", out: "3 5\n"},
		{name: "source with arguments", script: "echo 'echo $1-$#' >/tmp/lib; cd /tmp; . ./lib a b", out: "a-2\n"},
		{name: "eval", script: `x='echo a; echo b'; eval "$x"`, out: "a\nb\n"},
		{name: "trap", script: "trap 'echo bye' EXIT INT; echo hi", out: "hi\nbye\n"},
		{name: "sh -c", script: "sh -c 'echo $0 $1; exit 7' zero one; echo $?", out: "zero one\n7\n"},
		{name: "sh script", script: "echo 'echo $0:$1' >/tmp/s; sh /tmp/s x; chmod +x /tmp/s; /tmp/s y", out: "/tmp/s:x\n/tmp/s:y\n"},
		{name: "sh from a pipe", script: "echo 'echo in; read x; echo $x\nline' | sh", out: "in\nline\n"},
		{name: "sh does not inherit what is not exported", script: "a=1; export b=2; sh -c 'echo \"<$a$b>\"'", out: "<2>\n"},
		{name: "script without leave to run", script: "echo true >/tmp/s; /tmp/s", err: "sh: /tmp/s: Permission denied\n", code: 126},
		{name: "script of another program", script: "echo '#!/usr/bin/python3' >/tmp/s; chmod +x /tmp/s; /tmp/s", err: "sh: /tmp/s: cannot run \"#!/usr/bin/python3\", only shell scripts\n", code: 126},
		{name: "command by its place", script: "/bin/cat /etc/hostname; /usr/bin/env true", out: "pod-1\n"},
		{name: "syntax error", script: "echo (", err: "sh:1:1: `foo(` must be followed by `)`\n", code: 2},
		{name: "command -v", script: "f() { :; }; command -v f cat cd; command -v nmap; echo $?; command -v if", out: "f\n/bin/cat\ncd\n1\nif\n"},
		{name: "type", script: "f() { :; }; type f cat; type -t f cat cd", out: "f is a function\ncat is /bin/cat\nfunction\nfile\nbuiltin\n"},
		{name: "umask", script: "umask; umask 077; echo x >/tmp/p; mkdir /tmp/q; stat -c %a /tmp/p /tmp/q", out: "0022\n600\n700\n"},
		{name: "pwd -P", script: "mkdir /tmp/real; ln -s /tmp/real /tmp/link; cd /tmp/link; pwd; pwd -P", out: "/tmp/link\n/tmp/real\n"},
		{name: "background", script: "echo one & wait; echo two", out: "one\ntwo\n"},
		{name: "dev null", script: "echo x >/dev/null; cat /dev/null; head -c 3 /dev/zero | wc -c; head -c 8 /dev/urandom | wc -c", out: "3\n8\n"},
		{name: "dev stdin", script: "echo x | cat /dev/stdin; echo e >/dev/stderr", out: "x\n", err: "e\n"},
		{name: "echo -e", script: `echo -e 'a\tb\c' ; echo; echo -n x; echo -e '100%\n'`, out: "a\tb\nx100%\n\n"},
		{name: "printf", script: `printf '%s=%d\n' a 1 b 2; printf '%5.1f|%-3s|%03d\n' 2.25 x 7`, out: "a=1\nb=2\n  2.2|x  |007\n"},
		{name: "hexdump", script: "printf 'k8s:enc:aescbc\\001\\002xyz' | hexdump -C; head -c 48 /dev/zero | hexdump -C", out: "00000000  6b 38 73 3a 65 6e 63 3a  61 65 73 63 62 63 01 02  |k8s:enc:aescbc..|\n00000010  78 79 7a                                          |xyz|\n00000013\n00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n00000030\n"},
		{name: "strings", script: "printf 'a\\000secret=1\\001bc\\n' | strings; printf 'ab\\000' | strings -n 2", out: "secret=1\nab\n"},
		{name: "chown", script: "chown 0:0 /etc/hostname; echo $?; chown -R app /etc", out: "0\n", err: "chown: every file here belongs to root:root, and cannot be given to 'app'\n", code: 1},
		{name: "home", script: "echo ~ ~/x ~root ~nobody $HOME", out: "/root /root/x /root ~nobody /root\n"},
		{name: "ids", script: "echo $$ $PPID ${PPID} $((PPID)) $UID $EUID; id -u; whoami; hostname; echo $0", out: "1 0 0 0 0 0\n0\nroot\npod-1\nsh\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys, err := PodFS("pod-1")
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, Options{FS: fsys, Hostname: "pod-1"}, tt.script, tt.stdin)
			if want := (ran{tt.out, tt.err, tt.code}); got != want {
				t.Errorf("%s\n got %+v\nwant %+v", tt.script, got, want)
			}
		})
	}
}
