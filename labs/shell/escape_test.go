package shell

import (
	"bytes"
	"context"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// canary is what must never leave the host.
const canary = "CANARY-4b1d"

// host is a directory of the host with secrets in it, and one directory among them that
// the shell is given as its root.
type host struct {
	dir, root string
	planted   map[string]bool // names under root that the host put there
	before    []string        // everything outside root
}

func newHost(t *testing.T) *host {
	t.Helper()
	h := &host{dir: t.TempDir(), planted: map[string]bool{}}
	h.root = filepath.Join(h.dir, "root")
	write := func(name string, mode fs.FileMode) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(h.dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(h.dir, name), []byte("#!/bin/sh\necho "+canary+"\n"), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("secret", 0o644)
	write("tool", 0o755)
	write("sh-interp-1", 0o644) // the name of the pipes the interpreter opens itself
	write("rooted/secret", 0o644)
	write("secrets.jq", 0o644)
	for _, dir := range []string{"etc", "tmp", "dir/deep"} {
		if err := os.MkdirAll(filepath.Join(h.root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(h.root, "etc/inside"), []byte("inside\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{
		"rel": "../secret", "abs": filepath.Join(h.dir, "secret"), "up": "..", "slash": "/", "updir": "../../..",
		"dir/deep/rel": "../../../secret", "chain": "rel", "loop": "loop", "dir/up": "../..",
		"mine": filepath.Join(h.root, "etc/inside"), "self": h.root, "beside": h.root + "ed/secret",
	} {
		if err := os.Symlink(target, filepath.Join(h.root, name)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
		h.planted[name] = true
	}
	plantPipe(t, filepath.Join(h.root, "pipe"))
	h.before = h.outside(t)
	return h
}

// outside lists the host's files outside root, with their contents.
func (h *host) outside(t *testing.T) (list []string) {
	t.Helper()
	err := filepath.WalkDir(h.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if p == h.root {
			return fs.SkipDir
		}
		text := p
		if fi, err := d.Info(); err == nil {
			text += " " + fi.Mode().String()
		}
		if d.Type().IsRegular() {
			data, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			text += " " + string(data)
		}
		list = append(list, text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// unharmed checks that nothing outside changed, and that no link a script made would
// lead a program of the host out.
func (h *host) unharmed(t *testing.T) {
	t.Helper()
	if after := h.outside(t); !slices.Equal(after, h.before) {
		t.Errorf("the host changed:\n got %q\nwant %q", after, h.before)
	}
	err := filepath.WalkDir(h.root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.Type()&fs.ModeSymlink == 0 {
			return err
		}
		rel, err := filepath.Rel(h.root, p)
		if err != nil {
			return err
		}
		if name := filepath.ToSlash(rel); h.planted[name] || h.planted[strings.Replace(name, "moved/", "dir/", 1)] {
			return nil
		}
		target, err := os.Readlink(p)
		if err != nil {
			return err
		}
		if filepath.IsAbs(target) {
			t.Errorf("link %s says %s, which the host would follow", rel, target)
		}
		lexical := filepath.Join(filepath.Dir(p), target)
		if lexical != h.root && !strings.HasPrefix(lexical, h.root+string(filepath.Separator)) {
			t.Errorf("link %s says %s, which leads out", rel, target)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// escapes are scripts that try to see or change the host. SECRET, DIR and ROOT are
// replaced by host paths: the attacker is assumed to know them. A script prints EXISTS
// when it could tell that something of the host is there.
var escapes = []string{
	// by name
	"cat SECRET", "cat ../secret", "cat /../secret ../../../../../../../../SECRET", "cat ROOT/../secret", "cat //SECRET /./SECRET",
	"cd /dir/deep && cat ../../../secret", "cat $'../secret'", "cat '../secret\x00'", "cat $'/etc/\\0/../../secret'",
	"cat /proc/self/root/SECRET /proc/self/cwd/../secret /proc/1/environ /proc/self/environ", "cat /dev/fd/0 /dev/fd/3",
	"head SECRET; tail SECRET; wc SECRET; sort SECRET; uniq SECRET; cut -c1- SECRET; base64 SECRET; od -c SECRET; xxd SECRET; sha256sum SECRET; diff SECRET /etc/inside; stat SECRET; file SECRET",
	"grep -r CANARY / ; grep -r CANARY .. ; grep '' SECRET", "sed '' SECRET; sed 'r SECRET' /etc/inside; sed -n 'w SECRET' /etc/inside; sed -i 's/C/X/' SECRET; sed -f SECRET /etc/inside",
	"find / ; find .. ; find DIR -name 'se*'", "ls -laR / ; ls -la .. DIR", "readlink -f /up/secret; realpath /up/secret",
	// redirections
	"read x <SECRET; echo $x", "cat <SECRET", "echo $(<SECRET)", "mapfile -t a <SECRET; echo ${a[0]}", "while read l; do echo $l; done <../secret",
	"exec <SECRET; cat", "{ cat; } <SECRET", "cat <&3 3<SECRET", "echo x >SECRET", "echo x >>DIR/new", "echo x >|DIR/new", "echo x &>DIR/new", "echo x 2>DIR/new; nonsense 2>DIR/new",
	"exec >DIR/new; echo x", "exec 3<>SECRET", "cat </dev/tcp/127.0.0.1/22", "echo x >/dev/tcp/127.0.0.1/22", "cat <>SECRET",
	// the interpreter's own files
	"cat <DIR/sh-interp-1", "TMPDIR=DIR; cat <DIR/sh-interp-1", "export TMPDIR=DIR; sh -c 'cat <DIR/sh-interp-1'", "echo x >DIR/sh-interp-2", "TMPDIR=DIR sh -c 'echo x >DIR/sh-interp-2'",
	"cat <(cat SECRET)", "echo x > >(cat)", "eval 'cat <(echo a)'", "trap 'cat <(echo a)' EXIT", "alias l='cat <(echo a)'; shopt -s expand_aliases\nl", "echo 'cat <(echo a)' >/tmp/x; . /tmp/x",
	"sh -c 'cat <(echo a)'", "echo 'cat <(echo a)' | sh", "f() { cat <(echo a); }; f", "coproc cat SECRET", "eval 'coproc cat SECRET'", "x='<(cat SECRET)'; eval cat $x",
	// existence
	"[ -e SECRET ] && echo EXISTS", "[ -f ../secret ] && echo EXISTS", "[[ -e SECRET ]] && echo EXISTS", "test -r SECRET && echo EXISTS", "[ -x DIR/tool ] && echo EXISTS", "[ -d DIR ] && echo EXISTS",
	"[ SECRET -nt /etc/inside ] && echo EXISTS", "[ SECRET -ef SECRET ] && echo EXISTS", "[ -L ROOT/abs ] && [ -e /abs ] && echo EXISTS", "[ -O SECRET ] && echo EXISTS; true", "[[ -O SECRET ]] && echo EXISTS", "[[ -G SECRET ]] && echo EXISTS",
	"[ -N SECRET ] && echo EXISTS", "[ -w SECRET ] && echo EXISTS", "[ -s SECRET ] && echo EXISTS", "[ -p DIR ] && echo EXISTS",
	"cd DIR && echo EXISTS", "cd .. && cat secret", "cd /up && cat secret; cat /up/secret", "cd /updir && cat secret; ls", "pushd DIR && echo EXISTS", "cd SECRET 2>&1", "CDPATH=DIR cd rooted && echo EXISTS",
	"echo DIR/s* | grep -q secret$ && echo EXISTS", "echo /up/* ../*", "echo /dir/up/*; for f in /dir/up/*; do cat $f; done", "shopt -s globstar; cat /**/secret ../**/secret", "echo ../sec*t",
	// programs
	"DIR/tool", "PATH=DIR tool", "PATH=DIR; tool; command tool; exec tool", "exec DIR/tool", "command DIR/tool", "env DIR/tool; env PATH=DIR tool", "echo x | xargs DIR/tool", "timeout 5 DIR/tool", "wait-for 0.1 DIR/tool", "sh DIR/tool", "sh -c DIR/tool", ". DIR/tool", "/bin/sh -c 'cat SECRET'",
	"/usr/bin/id -un | grep -q xx; /usr/bin/python3 -c 'print(1)' && echo EXISTS", "/bin/ps && echo EXISTS", "./../tool", "/up/tool", "find / -exec cat {} \\;",
	"PATH=DIR; command -v tool && echo EXISTS", "command -v DIR/tool && echo EXISTS", "command -V DIR/tool && echo EXISTS", "type DIR/tool && echo EXISTS", "PATH=DIR; type tool && echo EXISTS", "PATH=DIR; type -p tool && echo EXISTS", "PATH=DIR; type -P tool && echo EXISTS", "PATH=DIR; type -t tool && echo EXISTS",
	"PATH=DIR; builtin type tool && echo EXISTS", "PATH=DIR; command type tool && echo EXISTS", "PATH=DIR; builtin command -v tool && echo EXISTS", "PATH=DIR; command command -v tool && echo EXISTS", "PATH=DIR; command builtin type -p tool && echo EXISTS", "PATH=DIR; hash tool && which tool && echo EXISTS", "builtin builtin command -- command -v DIR/tool && echo EXISTS",
	// source
	". SECRET", "source SECRET", ". ../secret", "PATH=DIR; . secret", "builtin source SECRET", "command . SECRET", "command builtin . SECRET", "PATH=DIR . tool", "eval '. SECRET'", "trap '. SECRET' EXIT", "source /rel", "source /abs",
	// links
	"cat /rel /abs /chain /loop /beside /slash/SECRET /self/../secret", "cat /dir/deep/rel", "cat /self/etc/inside /mine", "cp /rel /tmp/x; cat /tmp/x", "cp -r /up /tmp/x; cat /tmp/x/*", "cp -rL / /tmp/y; cat /tmp/y/rel", "cat /dir/up/secret", "echo x >/rel; echo x >>/abs", "tee /rel /abs </etc/inside", "chmod 777 /rel /abs /up", "touch /up/new /rel", "rm -rf /up/* /up/secret /up/", "mv /rel /tmp/r; cat /tmp/r", "mv /up/secret /tmp/", "mkdir /up/new", "rmdir /up/rooted",
	"ln -s SECRET /tmp/l; cat /tmp/l", "ln -s ../../secret /tmp/l; cat /tmp/l", "ln -s / /tmp/l; cat /tmp/lSECRET", "mkdir -p /a/b/c; cd /a/b/c; ln -s ../../../../secret l; cat l; mv l /l2; cat /l2", "mkdir -p /a/b/c/d; ln -s ../../../etc/inside /a/b/c/d/l; mv /a/b/c/d /d2; cat /d2/l; mv /a/b/c/d/l /l3",
	"mkdir /q; ln -s /dir /q/d; ln -s d/../../../secret /q/e; cat /q/e", "ln -s /up/secret /z; cat /z; ln -sf up/secret /z; cat /z", "ln SECRET /hard; cat /hard", "ln -s /etc /e2; ln -s /e2/../../secret /e3; cat /e3", "cp -a /rel /copied; cat /copied; cp -a /abs /copied2; cp -a /dir /copied3; mv /dir /moved",
	"ln -s /proc/self/environ /p; cat /p", "ln -s /dev/mem /m; cat /m", "cat /pipe", "echo x >/pipe", "read x </pipe", "grep x /pipe; cp /pipe /tmp/p; ls /pipe/x",
	// the host's user and environment
	"echo ~daemon", "echo ~daemon | cat", "eval 'echo ~daemon'", "x=~daemon; echo $x", "x='~daemon'; eval \"echo $x\"", "trap 'echo ~daemon' EXIT", "echo ${u:-~daemon}", "sh -c 'echo ~daemon/x'", "(echo ~daemon)", "echo ~daemon &\nwait", "case /usr/sbin in ~daemon) echo EXISTS;; esac", "[[ /usr/sbin == ~daemon ]] && echo EXISTS", "cd ~daemon && echo EXISTS", "cat <<<~daemon", "a=(~daemon); echo ${a[0]}", "export y=~daemon; echo $y", "for i in ~daemon; do echo $i; done | cat", "f() { echo ~daemon; }; f | cat", "alias l='echo ~daemon'; shopt -s expand_aliases\nl", "echo 'echo ~daemon' >/tmp/x; . /tmp/x | cat",
	"env; printenv; export -p; set; declare -p; declare -p PPID HOST_SECRET", "echo $HOST_SECRET ${HOST_SECRET} $(printenv HOST_SECRET)", "jq -n 'env, $ENV'", "yq -n 'env'", "echo ${!H*}; echo ${!P*}", "sh -c env", "env -i env", "x=HOST_SECRET; echo ${!x}",
	// commands that read files
	"jq -n -f SECRET", "jq -n --rawfile a SECRET '$a'", "jq -n --slurpfile a SECRET '$a'", "jq -n 'import \"secrets\" as s; s::x'", "jq -L DIR -n 'include \"secrets\"; x'", "jq . SECRET", "jq -n 'input_filename, $__loc__, get_search_list'", "yq . SECRET", "yq -i .x=1 SECRET",
	"curl file://SECRET", "curl -d @SECRET http://127.0.0.1:1/", "curl -k --cacert SECRET https://127.0.0.1:1/", "curl -E SECRET https://127.0.0.1:1/", "curl -o DIR/new http://127.0.0.1:1/", "curl -H @SECRET http://127.0.0.1:1/", "curl -w @SECRET http://127.0.0.1:1/", "curl -K SECRET", "curl --unix-socket SECRET http://x/", "curl --netrc-file SECRET http://x/", "curl -T SECRET http://x/", "curl -D DIR/new http://x/",
	"nc -U SECRET", "date -r SECRET", "date -f SECRET", "touch -r SECRET /tmp/x; ls -l /tmp/x", "chmod --reference=SECRET /etc/inside", "xargs -a SECRET echo", "mktemp -p DIR", "TMPDIR=DIR mktemp", "mktemp ../x.XXXX; mktemp DIR/XXXX", "tee DIR/new </etc/inside", "sort -o DIR/new /etc/inside", "diff /etc/inside SECRET; diff -r / /..", "split SECRET", "pwd -P; cd /up; pwd -P; builtin pwd -P; command pwd -P; cd /self; pwd -P",
	"x=PPID; echo ${!x}", "x='$'; echo ${!x}", "x=PPID; declare -p $x", "eval 'x=PPID; echo ${!x}'", "echo $PPID$$ | cat; (echo $((PPID+0)) ${PPID:-1} ${#PPID})", "let x=PPID; echo $x; ((x=PPID)); echo $x; a[PPID]=1; echo ${!a[@]}; b=([PPID]=x); echo ${!b[@]}; for ((i=PPID;i<PPID+1;i++)); do echo $i; done; z=0123456789; echo ${z:PPID:PPID}; echo $((PPID ? 1 : PPID))", "kill -9 $PPID", "kill -9 -1", "ulimit -n 1", "umask 000; echo x >DIR/new", "set -o posix; . SECRET", "history; fc -l", "enable -f SECRET x", "bind -f SECRET", "exec -a x DIR/tool", "suspend", "logout", "caller", "help | grep CANARY", "compgen -f DIR/ | grep -q secret && echo EXISTS",
}

func TestEscape(t *testing.T) {
	t.Setenv("HOST_SECRET", canary)
	pids := []string{strconv.Itoa(os.Getpid()), strconv.Itoa(os.Getppid())}
	for i, attempt := range escapes {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			h := newHost(t)
			script := strings.NewReplacer("SECRET", filepath.Join(h.dir, "secret"), "DIR", h.dir, "ROOT", h.root).Replace(attempt)
			root, err := os.OpenRoot(h.root)
			if err != nil {
				t.Fatal(err)
			}
			defer done(root)
			mounted, err := MountFS(Mount{At: "/", FS: RootFS(root)}, Mount{At: "/dev", FS: DevFS()}, Mount{At: "/tmp/mem", FS: TempFS()})
			if err != nil {
				t.Fatal(err)
			}
			for name, o := range map[string]Options{
				"root": {FS: RootFS(root)},
				"mount, TMPDIR of the host": {FS: mounted, Env: []string{"TMPDIR=" + h.dir}, Dial: func(context.Context, string, string) (net.Conn, error) {
					return nil, os.ErrDeadlineExceeded
				}},
			} {
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
				var out bytes.Buffer
				code, err := New(o).Run(ctx, script, nil, Stdio{Out: &out, Err: &out})
				cancel()
				if err != nil {
					t.Errorf("%s: %s: %v", name, script, err)
				}
				got := out.String()
				for _, secret := range []string{canary, "EXISTS", "/usr/sbin"} {
					// Words of the script itself may come back in a message about it.
					if n := strings.Count(got, secret); n > 0 && !(secret == "EXISTS" && strings.Contains(got, "echo EXISTS") || secret == "/usr/sbin" && onlyPATH(got)) {
						t.Errorf("%s: %s: the output has %s:\n%s", name, script, secret, got)
					}
				}
				if strings.Contains(script, "PPID") {
					for _, pid := range pids {
						if slices.Contains(strings.FieldsFunc(got, func(r rune) bool { return r < '0' || r > '9' }), pid) {
							t.Errorf("%s: %s: the output has the process id %s:\n%s", name, script, pid, got)
						}
					}
				}
				// The host's path may only be there because the script said it.
				if strings.Contains(got, h.dir) && !strings.Contains(script, h.dir) && !strings.Contains(got, "TMPDIR="+h.dir) && name == "root" {
					t.Errorf("%s: %s: the output tells where the host has its files:\n%s", name, script, got)
				}
				if strings.Contains(got, "panic") || strings.Contains(got, "runtime error") {
					t.Errorf("%s: %s: something broke:\n%s", name, script, got)
				}
				t.Logf("%s: %s\nexit %d\n%s", name, script, code, got)
			}
			h.unharmed(t)
		})
	}
}

// onlyPATH says that /usr/sbin stands only in the search path the shell sets itself.
func onlyPATH(out string) bool {
	return strings.Count(out, "/usr/sbin") == strings.Count(out, "/usr/local/bin:/usr/sbin")
}

// TestRefusals pins what the refusals say.
func TestRefusals(t *testing.T) {
	tests := []struct {
		script, err string
		code        int
	}{
		{"echo ok\ncat <(true)", "sh: line 2: this shell has no process substitution, <(...) or >(...): use a pipe or a file in /tmp\n", 2},
		{"eval 'cat <(true)'", "sh: eval: line 1: this shell has no process substitution, <(...) or >(...): use a pipe or a file in /tmp\n", 2},
		{"coproc true", "sh: line 1: this shell has no coproc: start the command with & instead\n", 2},
		{"[ -O /x ]", "sh: [: -O is not known here: there is only one user\n", 2},
		{"[[ -G /x ]]", "sh: line 1: this shell has no test -O and -G: there is only one user\n", 2},
		{"alias x='cat <(true)'", "sh: alias x=cat <(true): this shell only takes an alias of plain words\n", 2},
		{"unset ''", "sh: unset: an empty name is no variable\n", 1},
		{"/none/x", "sh: /none/x: No such file or directory\n", 127},
		{"cat /none", "cat: /none: No such file or directory\n", 1},
		{"cat </none", "open /none: no such file or directory\n", 1},
		{"nmap", "sh: nmap: not found\nThis is a small shell of the lab. Its commands: ", 127},
		{"curl http://x/", "curl: (7) failed to connect to x port 80: there is no network here\n", 7},
		{"sh -q", "sh: -q: invalid option\n", 2},
		{". /none", "sh: .: /none: No such file or directory\n", 1},
	}
	for _, tt := range tests {
		t.Run(tt.script, func(t *testing.T) {
			got := play(t, Options{}, tt.script, "")
			if !strings.HasPrefix(got.err, tt.err) || got.code != tt.code || got.out != "" {
				t.Errorf("got %+v\nwant %q, exit %d", got, tt.err, tt.code)
			}
		})
	}
}

// TestLimits runs scripts that run away.
func TestLimits(t *testing.T) {
	tests := []struct {
		name, script, err string
		limits            Limits
	}{
		{name: "recursion", script: "f() { f; }; f", err: "stopped: commands nested too deep: does a function call itself?"},
		{name: "recursion through substitution", script: "f() { echo $(f); }; f", err: "stopped: commands nested too deep"},
		{name: "recursion through sh", script: "echo '. /tmp/s' >/tmp/s; . /tmp/s", err: "stopped: commands nested too deep"},
		{name: "recursion through scripts", script: "echo 'sh /tmp/s' >/tmp/s; sh /tmp/s", err: "stopped: "},
		{name: "recursion through eval", script: `f='eval "$f"'; eval "$f"`, err: "stopped: commands nested too deep"},
		{name: "fork bomb", script: ":() { : | : & }; :; wait; sleep 80", err: "stopped: "},
		{name: "fork bomb of functions", script: "f() { f & f; }; f", err: "stopped: "},
		{name: "many jobs", script: "while true; do sleep 100 & done", err: "stopped: "},
		{name: "output", script: "yes", err: "stopped: more than 1000 bytes of output", limits: Limits{Output: 1000}},
		{name: "output of echo", script: "while true; do echo xxxxxxxxxxxxxxxxxxxx; done", err: "stopped: more than 1000 bytes of output", limits: Limits{Output: 1000}},
		{name: "files", script: "yes >/tmp/f", err: "stopped: more than 1000 bytes written to files", limits: Limits{Written: 1000}},
		{name: "memory", script: "x=xxxxxxxxxxxxxxxx; while x=$x$x; do y=1; done", err: "stopped: more than 16 MiB of memory", limits: Limits{Memory: 16 << 20}},
		{name: "substitution", script: "x=$(cat /dev/zero)", err: "stopped: more than 64 MiB in a command substitution"},
		{name: "quick substitution", script: "x=$(</dev/zero)", err: "stopped: more than 64 MiB read from a redirection"},
		{name: "memory in jq", script: "jq -n '[range(1e12)]'", err: "stopped: more than 16 MiB of memory", limits: Limits{Memory: 16 << 20}},
		{name: "time", script: "sleep 100", err: "context deadline exceeded"},
		{name: "time in a loop", script: "while true; do true; done", err: "context deadline exceeded"},
		{name: "time in a pipe", script: "cat | cat", err: "context deadline exceeded"},
		{name: "time in read", script: "read x", err: "context deadline exceeded"},
		{name: "time in sed", script: "echo | sed ':a;ba'", err: "context deadline exceeded"},
		{name: "time in jq", script: "jq -n 'repeat(1) | empty'", err: "context deadline exceeded"},
		{name: "time in the background", script: "sleep 100 & wait", err: "context deadline exceeded"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			wait := 90 * time.Second
			if strings.HasPrefix(tt.name, "time") {
				wait = 200 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), wait)
			defer cancel()
			in, typist := net.Pipe() // input that never comes
			defer done(typist)
			defer done(in)
			start := time.Now()
			fsys, err := PodFS("pod")
			if err != nil {
				t.Fatal(err)
			}
			runtime.GC() // what the tests before left counts as the process's own, and is room to grow in
			code, err := New(Options{FS: fsys, Limits: tt.limits}).Run(ctx, tt.script, nil, Stdio{In: in, Out: new(bytes.Buffer), Err: new(bytes.Buffer)})
			if err == nil || !strings.HasPrefix(err.Error(), tt.err) || code != 137 {
				t.Errorf("exit %d, %v, want 137, %s", code, err, tt.err)
			}
			if took := time.Since(start); took > wait+30*time.Second { // less than the sleeps above, and enough for a busy machine
				t.Errorf("took %s to end", took)
			}
			done(in)
			for deadline := time.Now().Add(time.Minute); runtime.NumGoroutine() > before+5; runtime.Gosched() {
				if time.Now().After(deadline) {
					t.Fatalf("%d goroutines are left, %d were there before", runtime.NumGoroutine(), before)
				}
			}
		})
	}
}

// TestSwap reads a name while the host swaps what is there for a link that leads out.
func TestSwap(t *testing.T) {
	h := newHost(t)
	root, err := os.OpenRoot(h.root)
	if err != nil {
		t.Fatal(err)
	}
	defer done(root)
	fsys := RootFS(root)
	swap := filepath.Join(h.root, "swap")
	if err := os.Mkdir(swap, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(swap, "secret"), []byte("inside"), 0o644); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	swapped := make(chan struct{})
	go func() {
		defer close(swapped)
		for {
			select {
			case <-stop:
				return
			default:
			}
			os.Rename(swap, swap+"-away") //nolint:errcheck // the state of the moment decides
			os.Symlink("..", swap)        //nolint:errcheck // as above
			os.Remove(swap)               //nolint:errcheck // as above
			os.Rename(swap+"-away", swap) //nolint:errcheck // as above
		}
	}()
	seen := 0
	for range 20_000 {
		f, err := fsys.OpenFile("/swap/secret", os.O_RDONLY, 0)
		if err != nil {
			continue
		}
		data := make([]byte, 100)
		n, _ := f.Read(data)
		done(f)
		if strings.Contains(string(data[:n]), canary) {
			t.Fatal("read a file of the host")
		}
		seen++
		if f, err := fsys.OpenFile("/swap/new", os.O_WRONLY|os.O_CREATE, 0o644); err == nil {
			done(f)
		}
	}
	close(stop)
	<-swapped
	if seen == 0 {
		t.Error("the file was never read: this test shows nothing")
	}
	h.unharmed(t)
}
