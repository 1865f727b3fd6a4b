package labs

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func TestFindHome(t *testing.T) {
	user := func() (string, error) { return filepath.FromSlash("/home/ada"), nil }
	nobody := func() (string, error) { return "", errors.New("$HOME is not defined") }
	for _, test := range []struct {
		name, goos string
		env        map[string]string
		user       func() (string, error)
		want, err  string
	}{
		{name: "told", goos: "linux", env: map[string]string{"HARDEN_HOME": "/srv/labs", "XDG_DATA_HOME": "/x"}, user: user, want: "/srv/labs"},
		{name: "xdg", goos: "linux", env: map[string]string{"XDG_DATA_HOME": "/x"}, user: user, want: "/x/harden"},
		{name: "xdg relative", goos: "linux", env: map[string]string{"XDG_DATA_HOME": "x"}, user: user, want: "/home/ada/.local/share/harden"},
		{name: "linux", goos: "linux", user: user, want: "/home/ada/.local/share/harden"},
		{name: "mac", goos: "darwin", env: map[string]string{"XDG_DATA_HOME": "/x"}, user: user, want: "/home/ada/Library/Application Support/harden"},
		{name: "windows", goos: "windows", env: map[string]string{"LocalAppData": "/ada/local"}, user: user, want: "/ada/local/harden"},
		{name: "nowhere", goos: "linux", user: nobody, err: "no place to keep labs in: $HOME is not defined"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := findHome(test.goos, func(k string) string { return test.env[k] }, test.user)
			if test.err != "" {
				wantError(t, err, test.err, "set HARDEN_HOME to a directory you can write")
				return
			}
			if err != nil || string(got) != filepath.FromSlash(test.want) {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

// wantError compares an error's text and advice.
func wantError(t *testing.T, err error, text, advice string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %q", text)
	}
	if err.Error() != text {
		t.Errorf("error\n got %s\nwant %s", err, text)
	}
	if got := Advice(err); got != advice {
		t.Errorf("advice\n got %s\nwant %s", got, advice)
	}
}

func goodState(id ID) *State {
	return &State{
		Harden: "v0.1.0", ID: id, Scenario: "weak-rbac", Digest: "sha256:0", Provider: "fake", Phase: PhaseReady,
		Created: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC),
	}
}

func TestStateRoundTrip(t *testing.T) {
	home := Home(t.TempDir())
	want := goodState("shop")
	if err := home.writeState(want); err != nil {
		t.Fatal(err)
	}
	got, err := home.readState("shop")
	if err != nil || *got != *want {
		t.Errorf("read %+v, %v, wrote %+v", got, err, want)
	}
	entries, err := os.ReadDir(home.Lab("shop"))
	if err != nil || len(entries) != 1 {
		t.Errorf("writing left something besides lab.json: %v, %v", entries, err)
	}
}

func TestReadStateErrors(t *testing.T) {
	home := Home(t.TempDir())
	path := home.statePath("shop")
	damaged := func(why string) string { return `the state of lab "shop" is damaged: ` + path + ": " + why }
	const stopIt = "harden stop shop, which removes the lab and keeps that file aside; then start it again"
	for _, test := range []struct{ name, content, err, advice string }{
		{"empty", "", damaged("unexpected end of JSON input"), stopIt},
		{"cut short", `{"version": 1, "harden": "v0.`, damaged("unexpected end of JSON input"), stopIt},
		{"another file", "apiVersion: v1\n", damaged("invalid character 'a' looking for beginning of value"), stopIt},
		{"no version", `{}`, damaged("version is 0"), stopIt},
		{"unknown field", `{"version": 1, "hardener": "v0.1.0"}`, damaged(`json: unknown field "hardener"`), stopIt},
		{"other lab", `{"version": 1, "id": "depot"}`, damaged(`it is the state of lab "depot"`), stopIt},
		{"no scenario", `{"version": 1, "id": "shop"}`, damaged("it names no scenario"), stopIt},
		{"no provider", `{"version": 1, "id": "shop", "scenario": "x"}`, damaged("it names no provider"), stopIt},
		{"odd phase", `{"version": 1, "id": "shop", "scenario": "x", "provider": "y", "phase": "asleep"}`, damaged(`phase is "asleep"`), stopIt},
		{
			"newer", `{"version": 2, "harden": "v9.0.0", "pods": {}}`,
			`lab "shop" was made by a newer harden (v9.0.0): its state has version 2 and this build knows up to 1; it was left as it is`,
			"harden v9.0.0 for this lab, or another --name for a new one",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := home.writeFile(path, []byte(test.content)); err != nil {
				t.Fatal(err)
			}
			_, err := home.readState("shop")
			wantError(t, err, test.err, test.advice)
			data, readErr := os.ReadFile(path)
			if readErr != nil || string(data) != test.content {
				t.Errorf("reading changed the file: %q, %v", data, readErr)
			}
		})
	}
}

func TestKeepDamaged(t *testing.T) {
	home := Home(t.TempDir())
	for _, content := range []string{"first", "second"} {
		if err := home.writeFile(home.statePath("shop"), []byte(content)); err != nil {
			t.Fatal(err)
		}
		_, err := home.readState("shop")
		damaged, ok := errors.AsType[*DamagedError](err)
		if !ok {
			t.Fatalf("got %v", err)
		}
		kept, err := home.keepDamaged(damaged)
		if err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(kept); err != nil || string(data) != content {
			t.Errorf("kept %q, %v, want %q", data, err, content)
		}
	}
	entries, err := os.ReadDir(filepath.Join(string(home), "damaged"))
	if err != nil || len(entries) != 2 {
		t.Errorf("two damaged files should be kept: %v, %v", entries, err)
	}
}

func TestMendFile(t *testing.T) {
	other := errors.New("other")
	for _, test := range []struct {
		name   string
		err    error
		advice string
	}{
		{"no space", &fs.PathError{Op: "write", Path: "/h/x", Err: syscall.ENOSPC}, "free some space on that disk, or set HARDEN_HOME to a directory on another"},
		{"read-only", &fs.PathError{Op: "open", Path: "/h/x", Err: syscall.EROFS}, "make /h/x writable for you, or set HARDEN_HOME to a directory that is"},
		{"forbidden", &fs.PathError{Op: "open", Path: "/h/x", Err: syscall.EACCES}, "make /h/x writable for you, or set HARDEN_HOME to a directory that is"},
		{"other", other, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := mendFile(test.err)
			wantError(t, got, test.err.Error(), test.advice)
			if !errors.Is(got, test.err) {
				t.Error("the cause is lost")
			}
		})
	}
	if mendFile(nil) != nil {
		t.Error("nil became an error")
	}
}

func TestHomeNotWritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := Home(filepath.Join(file, "home")).writable()
	if err == nil || !strings.Contains(err.Error(), "writing "+file) {
		t.Errorf("got %v", err)
	}
}

func TestLock(t *testing.T) {
	home := Home(t.TempDir())
	first, err := home.lock("shop", "start")
	if err != nil {
		t.Fatal(err)
	}
	_, err = home.lock("shop", "stop")
	busy, ok := errors.AsType[*BusyError](err)
	if !ok || busy.Doing != "start" || busy.Wanted != "stop" || busy.PID != os.Getpid() || time.Since(busy.Since) > time.Minute {
		t.Fatalf("got %v", err)
	}
	wantPrefix := `cannot stop lab "shop" now: another harden (pid `
	if !strings.HasPrefix(err.Error(), wantPrefix) || !strings.Contains(err.Error(), ") is at start of it since ") {
		t.Errorf("got %q", err)
	}
	other, err := home.lock("depot", "start")
	if err != nil {
		t.Errorf("the lock of one lab keeps another from being started: %v", err)
	}
	other.release()
	first.release()
	first.release()
	again, err := home.lock("shop", "stop")
	if err != nil {
		t.Fatalf("a lock that was given back cannot be had: %v", err)
	}
	again.remove()
	if _, err := os.Stat(home.lockPath("shop")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the lock's file was left: %v", err)
	}
}

// Many take the lock, hold it for a moment, and remove the file: never two at once.
func TestLockExcludes(t *testing.T) {
	home := Home(t.TempDir())
	if err := os.MkdirAll(filepath.Dir(home.lockPath("shop")), 0o700); err != nil {
		t.Fatal(err)
	}
	var inside, most, had atomic.Int32
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 40 {
				taken, err := takeLock(home.lockPath("shop"), "test")
				if err != nil {
					t.Error(err)
					return
				}
				if taken == nil {
					continue
				}
				had.Add(1)
				most.Store(max(most.Load(), inside.Add(1)))
				time.Sleep(time.Millisecond)
				inside.Add(-1)
				taken.remove()
			}
		})
	}
	wait.Wait()
	if most.Load() != 1 || had.Load() < 2 {
		t.Errorf("up to %d held the lock at once, %d times in all", most.Load(), had.Load())
	}
}

// A process that is killed holds nothing any more, and its note misleads nobody.
func TestLockOfKilledProcess(t *testing.T) {
	home := Home(t.TempDir())
	holder := exec.CommandContext(t.Context(), os.Args[0])
	holder.Env = append(os.Environ(), "LABS_TEST_HOLD_LOCK="+string(home))
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("the other process said %q, %v", line, err)
	}
	_, err = home.lock("shop", "reset")
	if busy, ok := errors.AsType[*BusyError](err); !ok || busy.PID != holder.Process.Pid {
		t.Errorf("the lock of another process: got %v", err)
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := holder.Wait(); err == nil {
		t.Error("the killed process ended well")
	}
	mine, err := home.lock("shop", "reset")
	if err != nil {
		t.Fatalf("a killed process still holds its lock: %v", err)
	}
	mine.release()
}

func TestLabIDs(t *testing.T) {
	home := Home(t.TempDir())
	if ids, err := home.labIDs(); err != nil || len(ids) != 0 {
		t.Errorf("a home that is not there yet: %v, %v", ids, err)
	}
	for _, name := range []string{"shop", "depot", "Not-A-Lab", ".hidden"} {
		if err := os.MkdirAll(filepath.Join(string(home), "labs", name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	ids, err := home.labIDs()
	if err != nil || len(ids) != 2 || ids[0] != "depot" || ids[1] != "shop" {
		t.Errorf("got %v, %v", ids, err)
	}
	if err := home.removeLab("../shop"); err == nil {
		t.Error("a name with a path in it was accepted")
	}
}
