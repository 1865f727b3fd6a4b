package shell

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func readAll(fsys FS, name string) (string, error) {
	f, err := fsys.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return "", err
	}
	defer done(f)
	data, err := io.ReadAll(f)
	return string(data), err
}

func writeAll(fsys FS, name, data string, flag int) error {
	f, err := fsys.OpenFile(name, os.O_WRONLY|os.O_CREATE|flag, 0o640)
	if err != nil {
		return err
	}
	_, err = f.Write([]byte(data))
	return errors.Join(err, f.Close())
}

// TestFS runs the same story over every kind of file system that can be written.
func TestFS(t *testing.T) {
	kinds := map[string]func(t *testing.T) FS{
		"root":   func(t *testing.T) FS { fsys, _ := onDisk(t, nil); return fsys },
		"memory": func(*testing.T) FS { return MemoryFS(nil) },
		"mount of root": func(t *testing.T) FS {
			fsys, _ := onDisk(t, nil)
			m, err := MountFS(Mount{At: "/", FS: fsys}, Mount{At: "/elsewhere", FS: TempFS()})
			if err != nil {
				t.Fatal(err)
			}
			return m
		},
	}
	for kind, open := range kinds {
		t.Run(kind, func(t *testing.T) {
			fsys := open(t)
			says := func(what string, err error, want error, text string) {
				t.Helper()
				if want == nil {
					if err != nil {
						t.Errorf("%s: %v", what, err)
					}
					return
				}
				if !errors.Is(err, want) || text != "" && err.Error() != text {
					t.Errorf("%s: %v, want %v, %q", what, err, want, text)
				}
				if _, ok := err.(*fs.PathError); !ok { //nolint:errorlint // the interpreter looks at the type itself
					t.Errorf("%s: the error is a %T, not a *fs.PathError", what, err)
				}
			}
			_, err := readAll(fsys, "/none")
			says("open", err, fs.ErrNotExist, "open /none: no such file or directory")
			says("new file", writeAll(fsys, "/f", "one\n", 0), nil, "")
			says("append", writeAll(fsys, "/f", "two\n", os.O_APPEND), nil, "")
			if got, err := readAll(fsys, "f"); got != "one\ntwo\n" || err != nil {
				t.Errorf("read: %q, %v", got, err)
			}
			says("truncate", writeAll(fsys, "/f", "x", os.O_TRUNC), nil, "")
			says("exclusive", writeAll(fsys, "/f", "x", os.O_EXCL), fs.ErrExist, "open /f: file exists")
			fi, err := fsys.Stat("/f")
			says("stat", err, nil, "")
			if err == nil && (fi.Name() != "f" || fi.Size() != 1 || fi.Mode() != 0o640 || fi.Sys() != nil || time.Since(fi.ModTime()) > time.Hour) {
				t.Errorf("stat: %s %d %s %v %s", fi.Name(), fi.Size(), fi.Mode(), fi.Sys(), fi.ModTime())
			}
			says("chmod", fsys.Chmod("/f", 0o600), nil, "")
			says("chmod", fsys.Chmod("/none", 0o600), fs.ErrNotExist, "chmod /none: no such file or directory")
			if fi, err := fsys.Stat("/f"); err != nil || fi.Mode() != 0o600 {
				t.Errorf("mode after chmod: %v, %v", fi, err)
			}
			says("mkdir", fsys.MkdirAll("/d/e/f", 0o750), nil, "")
			says("mkdir again", fsys.MkdirAll("/d/e", 0o700), nil, "")
			says("mkdir over a file", fsys.MkdirAll("/f/x", 0o700), errNotDir, "mkdir /f/x: not a directory")
			if fi, err := fsys.Stat("/d/e"); err != nil || fi.Mode() != fs.ModeDir|0o750 {
				t.Errorf("mode after mkdir: %v, %v", fi.Mode(), err)
			}
			says("write to a directory", writeAll(fsys, "/d", "x", 0), errIsDir, "open /d: is a directory")
			says("below a file", writeAll(fsys, "/f/x", "x", 0), errNotDir, "open /f/x: not a directory")
			_, err = readAll(fsys, "/f/")
			says("a file as a directory", err, errNotDir, "open /f/: not a directory")
			says("link", fsys.Symlink("/d/e", "/d/e/f/up"), nil, "")
			says("link over a file", fsys.Symlink("/d", "/f"), fs.ErrExist, "symlink /f: file exists")
			says("write through the link", writeAll(fsys, "/d/e/f/up/g", "deep", 0), nil, "")
			if got, err := readAll(fsys, "/d/e/g"); got != "deep" || err != nil {
				t.Errorf("read what was written through a link: %q, %v", got, err)
			}
			says("link to what is not there", fsys.Symlink("new", "/d/dangling"), nil, "")
			says("write what is not there", writeAll(fsys, "/d/dangling", "made", 0), nil, "")
			if got, err := readAll(fsys, "/d/new"); got != "made" || err != nil {
				t.Errorf("read what was made through a link: %q, %v", got, err)
			}
			says("loop", fsys.Symlink("loop", "/loop"), nil, "")
			_, err = readAll(fsys, "/loop")
			says("loop", err, errLoop, "open /loop: too many levels of symbolic links")
			if fi, err := fsys.Lstat("/loop"); err != nil || fi.Mode()&fs.ModeSymlink == 0 {
				t.Errorf("lstat of a link: %v, %v", fi, err)
			}
			if got, err := fsys.Readlink("/d/dangling"); got != "new" || err != nil {
				t.Errorf("readlink: %q, %v", got, err)
			}
			_, err = fsys.Readlink("/f")
			says("readlink of a file", err, errInvalid, "readlink /f: invalid argument")
			entries, err := fsys.ReadDir("/d")
			says("readdir", err, nil, "")
			var names []string
			for _, e := range entries {
				names = append(names, e.Name())
			}
			if got := strings.Join(names, " "); got != "dangling e new" {
				t.Errorf("readdir: %s", got)
			}
			_, err = fsys.ReadDir("/f")
			says("readdir of a file", err, errNotDir, "readdir /f: not a directory")
			says("rename", fsys.Rename("/d/new", "/moved"), nil, "")
			says("rename none", fsys.Rename("/none", "/x"), fs.ErrNotExist, "rename /none: no such file or directory")
			says("remove a full directory", fsys.Remove("/d"), errNotEmpty, "remove /d: directory not empty")
			says("remove", fsys.Remove("/moved"), nil, "")
			says("remove none", fsys.Remove("/moved"), fs.ErrNotExist, "remove /moved: no such file or directory")
			says("remove a link", fsys.RemoveAll("/d/e/f/up/"), nil, "")
			if _, err := fsys.Stat("/d/e/g"); err != nil {
				t.Errorf("removing a link removed what it leads to: %v", err)
			}
			says("remove all", fsys.RemoveAll("/d"), nil, "")
			says("remove all again", fsys.RemoveAll("/d"), nil, "")
			says("remove /", fsys.RemoveAll("/"), errBusy, "remove /: device or resource busy")
			says("NUL", writeAll(fsys, "/a\x00b", "", 0), errInvalid, "open /a\x00b: invalid argument")
			says("long", writeAll(fsys, strings.Repeat("/aaaaaaa", 1000), "", 0), errNameTooLong, "")
			for _, name := range []string{"/../../f", "../f", "//f", "/./f", "/../f"} {
				if _, err := fsys.Stat(name); err != nil {
					t.Errorf("%s is not /f: %v", name, err)
				}
			}
			when := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
			timed, ok := fsys.(ChtimesFS)
			if !ok {
				t.Fatal("no Chtimes")
			}
			says("chtimes", timed.Chtimes("/f", when, when), nil, "")
			if fi, err := fsys.Stat("/f"); err != nil || !fi.ModTime().Equal(when) {
				t.Errorf("time after chtimes: %v, %v", fi.ModTime(), err)
			}
			if fi, err := fsys.Stat("/"); err != nil || !fi.IsDir() || fi.Name() != "/" {
				t.Errorf("the root: %v, %v", fi, err)
			}
			f, err := fsys.OpenFile("/f", os.O_RDONLY, 0)
			says("open", err, nil, "")
			if _, err := f.Write([]byte("x")); err == nil {
				t.Error("a file opened to be read was written")
			}
			says("close", f.Close(), nil, "")
			if _, err := f.Read(make([]byte, 1)); !errors.Is(err, fs.ErrClosed) {
				t.Errorf("read of a closed file: %v", err)
			}
		})
	}
}

// TestRootFSKeepsHostNames opens, reads and writes in ways that fail, and looks for names
// of the host in what is said.
func TestRootFSKeepsHostNames(t *testing.T) {
	fsys, dir := onDisk(t, map[string]string{"/d/f": "x"})
	var errs []error
	_, err := readAll(fsys, "/d")
	errs = append(errs, err)
	_, err = readAll(fsys, "/none/x")
	errs = append(errs, err, fsys.Remove("/d"), fsys.Rename("/d", "/d/f/x"), fsys.Rename("/d", "/d/e"), fsys.Symlink("x", "/none/x"), fsys.Chmod("/none", 0),
		writeAll(fsys, "/d", "", 0), fsys.MkdirAll("/d/f/x", 0o755), fsys.Chmod("/d/f", fs.ModeSetuid|0o755), fsys.MkdirAll("/s", fs.ModeSetgid|0o755))
	f, err := fsys.OpenFile("/d/f", os.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Write([]byte("x"))
	errs = append(errs, err, f.Close(), f.Close())
	failed := 0
	for i, err := range errs {
		if err == nil {
			continue
		}
		failed++
		if strings.Contains(err.Error(), dir) || strings.Contains(fmt.Sprintf("%#v", err), dir) {
			t.Errorf("%d: %#v tells a name of the host", i, err)
		}
	}
	if failed != len(errs)-1 {
		t.Errorf("%d of %d operations failed; all but one should", failed, len(errs))
	}
}

func TestRootFSOverUmask(t *testing.T) {
	fsys, dir := onDisk(t, nil)
	if err := writeAll(fsys, "/f", "", 0); err != nil {
		t.Fatal(err)
	}
	f, err := fsys.OpenFile("/wide", os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	done(f)
	if err := fsys.MkdirAll("/sticky", fs.ModeSticky|0o777); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{"f": 0o640, "wide": 0o666, "sticky": fs.ModeDir | fs.ModeSticky | 0o777} {
		fi, err := os.Lstat(filepath.Join(dir, name))
		if err != nil || fi.Mode() != want {
			t.Errorf("%s has mode %v (%v), want %v", name, fi.Mode(), err, want)
		}
	}
}

func TestMountFS(t *testing.T) {
	secret, dir := onDisk(t, map[string]string{"/..2026/token": "t0k3n", "/..2026/ca.crt": "CA"})
	for name, target := range map[string]string{"..data": "..2026", "token": "..data/token", "ca.crt": "..data/ca.crt", "away": "../../../etc/passwd"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	file, fileDir := onDisk(t, map[string]string{"/app.conf": "conf", "/neighbour": "private"})
	data, _ := onDisk(t, nil)
	const sa = "/var/run/secrets/kubernetes.io/serviceaccount"
	fsys, err := PodFS("web-0", Mount{At: sa, FS: secret, ReadOnly: true}, Mount{At: "/etc/app.conf", FS: file, File: "/app.conf"}, Mount{At: "/data", FS: data})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, script, out, err string
		code                   int
	}{
		{name: "projected volume", script: "cat " + sa + "/token; ls " + sa, out: "t0k3naway\nca.crt\ntoken\n"},
		{name: "parents are there", script: "ls /var /var/run /var/run/secrets; cd " + sa + "/../..; pwd", out: "/var:\nrun\n\n/var/run:\nsecrets\n\n/var/run/secrets:\nkubernetes.io\n/var/run/secrets\n"},
		{name: "read only", script: "echo x >" + sa + "/x; rm " + sa + "/token", err: "open " + sa + "/x: read-only file system\nrm: cannot remove '" + sa + "/token': Read-only file system\n", code: 1},
		{name: "link out of the mount", script: "cat " + sa + "/away", err: "cat: " + sa + "/away: No such file or directory\n", code: 1},
		{name: "no new link out of the mount", script: "ln -s /etc/passwd /data/p", err: "ln: failed to create symbolic link '/data/p': Invalid cross-device link\n", code: 1},
		{name: "nor a relative one", script: "cd /data; ln -s ../etc/passwd p", err: "ln: failed to create symbolic link 'p': Invalid cross-device link\n", code: 1},
		{name: "link inside", script: "cd /data; echo x >f; ln -s /data/f g; ln -s f h; cat g h; readlink -f g", out: "x\nx\n/data/f\n"},
		{name: "one file", script: "cat /etc/app.conf; ls /etc", out: "confapp.conf\ngroup\nhostname\nhosts\nos-release\npasswd\n"},
		{name: "one file has no neighbours", script: "cat /etc/app.conf/../neighbour; cat /etc/neighbour; ls /etc/app.conf/", err: "cat: /etc/app.conf/../neighbour: No such file or directory\ncat: /etc/neighbour: No such file or directory\nls: cannot access '/etc/app.conf/': Not a directory\n", code: 2},
		{name: "one file can be edited", script: "sed -i s/conf/CONF/ /etc/app.conf; cat /etc/app.conf; sed -i s/CONF/conf/ /etc/app.conf", out: "CONF"},
		{name: "mount points stay", script: "rm -r /data; mv /etc/app.conf /tmp/x; rm -rf /var", err: "rm: cannot remove '/data': Device or resource busy\nmv: cannot move '/etc/app.conf' to '/tmp/x': Device or resource busy\nrm: cannot remove '/var': Device or resource busy\n", code: 1},
		{name: "over mounts", script: "echo m >/tmp/m; mv /tmp/m /data/m; cat /data/m; ls /tmp; cp -r /data /tmp/copy; cat /tmp/copy/m", out: "m\nm\n"},
		{name: "root", script: "ls /; hostname; cat /etc/hostname", out: "bin\ndata\ndev\netc\nhome\nmnt\nopt\nroot\nrun\ntmp\nusr\nvar\nlocalhost\nweb-0\n"},
		{name: "devices", script: "ls /dev; ls -l /dev/null | cut -c1-10; echo x >/dev/full", out: "full\nnull\nrandom\nurandom\nzero\ncrw-rw-rw-\n", err: "echo: write error: No space left on device\n", code: 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := play(t, Options{FS: fsys}, tt.script, "")
			if want := (ran{tt.out, tt.err, tt.code}); got != want {
				t.Errorf("%s\n got %+v\nwant %+v", tt.script, got, want)
			}
		})
	}
	t.Run("one file swapped for a link", func(t *testing.T) {
		if err := os.Remove(filepath.Join(fileDir, "app.conf")); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("neighbour", filepath.Join(fileDir, "app.conf")); err != nil {
			t.Fatal(err)
		}
		got := play(t, Options{FS: fsys}, "cat /etc/app.conf; cat </etc/app.conf; cp /etc/app.conf /tmp/x; [ -s /etc/app.conf ] && echo EXISTS", "")
		if strings.Contains(got.out+got.err, "private") || strings.Contains(got.out, "EXISTS") {
			t.Errorf("the neighbour was shown: %+v", got)
		}
	})
}

func TestMountFSRefuses(t *testing.T) {
	tests := []struct {
		mounts []Mount
		err    string
	}{
		{[]Mount{{At: "data", FS: MemoryFS(nil)}}, `mount at "data": the place must be an absolute path`},
		{[]Mount{{At: "/data"}}, `mount at "/data": no file system given`},
		{[]Mount{{At: "/data", FS: MemoryFS(nil)}, {At: "/data/", FS: MemoryFS(nil)}}, `mount at "/data/": something is mounted there already`},
	}
	for _, tt := range tests {
		if _, err := MountFS(tt.mounts...); err == nil || err.Error() != tt.err {
			t.Errorf("%v, want %s", err, tt.err)
		}
	}
}

func TestHostMount(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte("file"), 0o644); err != nil {
		t.Fatal(err)
	}
	m, closeDir, err := HostMount("/d", dir, false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = closeDir() }()
	f, closeFile, err := HostMount("/etc/f", filepath.Join(dir, "f"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = closeFile() }()
	if _, _, err := HostMount("/x", filepath.Join(dir, "none"), false); err == nil || !strings.HasPrefix(err.Error(), "mounting /x: ") {
		t.Errorf("a mount of nothing: %v", err)
	}
	fsys, err := MountFS(m, f)
	if err != nil {
		t.Fatal(err)
	}
	got := play(t, Options{FS: fsys}, "cat /d/f /etc/f; ls / /etc; echo x >/etc/f; echo y >/d/f; cat /etc/f", "")
	if want := (ran{"filefile/:\nd\netc\n\n/etc:\nf\ny\n", "open /etc/f: read-only file system\n", 0}); got != want {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

func TestMemoryFSIsBounded(t *testing.T) {
	got := play(t, Options{FS: must(PodFS("x"))}, "head -c 80M /dev/zero >/tmp/x; rm /tmp/x; echo again >/tmp/x; cat /tmp/x", "")
	if want := (ran{"again\n", "head: write error: No space left on device\n", 0}); got != want {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

func must(fsys FS, err error) FS {
	if err != nil {
		panic(err)
	}
	return fsys
}
