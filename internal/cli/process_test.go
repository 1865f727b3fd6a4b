package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// harden is the command of the script tests as a process that can be signalled.
func harden(t *testing.T, home string, env []string, args ...string) *exec.Cmd {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no signals to send, and symbolic links need a privilege")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "harden")
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	fixtures, err := filepath.Abs("testdata/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), link, args...)
	cmd.Env = append(os.Environ(), "HARDEN_HOME="+home, "HARDEN_SCENARIOS="+fixtures, "LC_ALL=C.UTF-8", "TERM=xterm")
	cmd.Env = append(cmd.Env, env...)
	return cmd
}

func code(t *testing.T, err error) int {
	t.Helper()
	if err == nil {
		return 0
	}
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		t.Fatal(err)
	}
	return exit.ExitCode()
}

func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func exists(path string) func() bool {
	return func() bool {
		_, err := os.Stat(path)
		return err == nil
	}
}

func TestInterruptedStart(t *testing.T) {
	for _, tc := range []struct {
		name   string
		env    []string
		signal os.Signal
		want   []string
	}{
		{"Ctrl-C", nil, os.Interrupt, []string{"clearing up (Ctrl-C again ends at once)", "harden: cancelled\n"}},
		{"terminated", nil, syscall.SIGTERM, []string{"harden: cancelled\n"}},
		{
			"clearing up fails",
			[]string{"FAKE_FAIL=clear"},
			os.Interrupt,
			[]string{"harden: cancelled\n", "harden: clearing up lab \"open-door\": a process would not end\n"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			home := t.TempDir()
			cmd := harden(t, home, append(tc.env, "FAKE_SLOW=1m"), "start", "open-door")
			var out, talk bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &talk
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			await(t, "the start to begin", exists(filepath.Join(home, "starting")))
			if err := cmd.Process.Signal(tc.signal); err != nil {
				t.Fatal(err)
			}
			if got := code(t, cmd.Wait()); got != int(ExitCancelled) {
				t.Errorf("exit code %d, want %d", got, ExitCancelled)
			}
			if out.Len() > 0 {
				t.Errorf("a start that was cancelled printed a result: %q", out.String())
			}
			for _, want := range tc.want {
				if !strings.Contains(talk.String(), want) {
					t.Errorf("said %q, want %q in it", talk.String(), want)
				}
			}
			if exists(filepath.Join(home, "fake", "open-door.json"))() {
				t.Error("the lab is still there")
			}
		})
	}
}

// A clear-up that hangs must not take the terminal hostage.
func TestSecondInterruptEndsAtOnce(t *testing.T) {
	home := t.TempDir()
	cmd := harden(t, home, []string{"FAKE_SLOW=1m", "FAKE_FAIL=hang"}, "start", "open-door")
	talk, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, "the start to begin", exists(filepath.Join(home, "starting")))
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	// The first one is handled asynchronously, so more may be needed than one more.
	ended := make(chan error, 1)
	go func() {
		_, _ = io.Copy(io.Discard, talk) // ends with the process
		ended <- cmd.Wait()
	}()
	for deadline := time.After(time.Minute); ; {
		select {
		case err := <-ended:
			status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
			if !ok || !status.Signaled() || status.Signal() != syscall.SIGINT {
				t.Errorf("ended with %v, want to be ended by SIGINT", err)
			}
			return
		case <-deadline:
			t.Fatal("still there after many Ctrl-C")
		case <-time.After(20 * time.Millisecond):
			_ = cmd.Process.Signal(os.Interrupt) // it may have ended by now
		}
	}
}

// harden list | head -1
func TestClosedPipe(t *testing.T) {
	home := t.TempDir()
	cmd := harden(t, home, nil, "list")
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = write, &talk
	if err := read.Close(); err != nil {
		t.Fatal(err)
	}
	err = cmd.Run()
	if got := code(t, err); got != 0 {
		t.Errorf("exit code %d (%v), want 0", got, err)
	}
	if strings.Contains(talk.String(), "harden:") {
		t.Errorf("said %q about a pipe that was closed", talk.String())
	}
	if err := write.Close(); err != nil {
		t.Fatal(err)
	}
}

// A result that could not be written is not a result.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	cmd := harden(t, t.TempDir(), nil, "list")
	var talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = full, &talk
	if got := code(t, cmd.Run()); got != int(ExitUnknown) {
		t.Errorf("exit code %d, want %d", got, ExitUnknown)
	}
	if want := "harden: writing the result: write /dev/stdout: no space left on device\n"; !strings.Contains(talk.String(), want) {
		t.Errorf("said %q, want %q in it", talk.String(), want)
	}
}

// watchPipe starts `harden watch` in a pipe and returns a function that reads its next line.
func watchPipe(t *testing.T, home string, args ...string) (*exec.Cmd, func() string) {
	t.Helper()
	start := harden(t, home, nil, "start", "open-door", "-q")
	if out, err := start.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := harden(t, home, nil, append([]string{"watch"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = &bytes.Buffer{}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	return cmd, func() string {
		if !lines.Scan() {
			return fmt.Sprintf("(end: %v)", lines.Err())
		}
		return lines.Text()
	}
}

func outcomes(t *testing.T, home, content string) {
	t.Helper()
	temp := filepath.Join(home, "outcomes.new")
	if err := os.WriteFile(temp, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(temp, filepath.Join(home, "outcomes")); err != nil {
		t.Fatal(err)
	}
}

func TestWatchPipe(t *testing.T) {
	home := t.TempDir()
	cmd, next := watchPipe(t, home)
	expect := func(want ...string) {
		t.Helper()
		for _, w := range want {
			if got := next(); got != w {
				t.Errorf("got  %q\nwant %q", got, w)
			}
		}
	}
	const said = ": The reader can still read the Secret next to its settings, and so can whoever takes it over."
	expect(
		"12:00:00 fail    goal  The reader cannot read any Secret"+said,
		"12:00:00 fail    goal  Anonymous requests are refused"+said,
		"12:00:00 pass    guard The reader can read its settings",
		"12:00:00 pass    trap  The payment key was not deleted",
	)
	outcomes(t, home, "no-secrets fail Only list is left.\ndoor-closed pass\n")
	expect(
		"12:00:00 fail    goal  The reader cannot read any Secret: Only list is left.",
		"12:00:00 pass    goal  Anonymous requests are refused (was fail)",
	)
	outcomes(t, home, "no-secrets pass\ndoor-closed pass\n")
	expect(
		"12:00:00 pass    goal  The reader cannot read any Secret (was fail)",
		"12:00:00 solved: harden debrief open-door tells what happened here; Ctrl-C ends watching",
	)
	// It does not move on by itself, and a solution can be lost again.
	outcomes(t, home, "no-secrets pass\ndoor-closed pass\nkey-kept fail Gone.\n")
	expect(
		"12:00:00 fail    trap  The payment key was not deleted: Gone. (was pass)",
		"12:00:00 past saving: harden reset open-door goes back to the seeded state",
	)
	// What could not be told varies in its words from look to look, which is no news.
	outcomes(t, home, "problem connection refused\n")
	expect(
		"12:00:00 error   goal  The reader cannot read any Secret: connection refused (was pass)",
		"12:00:00 error   goal  Anonymous requests are refused: connection refused (was pass)",
		"12:00:00 error   guard The reader can read its settings: connection refused (was pass)",
		"12:00:00 error   trap  The payment key was not deleted: connection refused (was fail)",
	)
	looked := func(content string) func() bool {
		return func() bool {
			data, err := os.ReadFile(filepath.Join(home, "looked"))
			return err == nil && string(data) == content
		}
	}
	outcomes(t, home, "problem EOF\n")
	await(t, "the next look", looked("problem EOF\n"))
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	expect("12:00:00 verdict: Could not tell. 4 of 4 checks had no answer, so there is no verdict.", "(end: <nil>)")
	if got := code(t, cmd.Wait()); got != int(ExitCancelled) {
		t.Errorf("exit code %d, want %d", got, ExitCancelled)
	}
}

func TestWatchUntilSolved(t *testing.T) {
	home := t.TempDir()
	cmd, next := watchPipe(t, home, "--until-solved")
	for range 4 {
		next()
	}
	outcomes(t, home, "no-secrets pass\ndoor-closed pass\n")
	var last string
	for line := next(); !strings.HasPrefix(line, "(end"); line = next() {
		last = line
	}
	if want := "12:00:00 verdict: Solved. Every goal is reached and nothing else broke."; last != want {
		t.Errorf("the last line is %q, want %q", last, want)
	}
	if got := code(t, cmd.Wait()); got != 0 {
		t.Errorf("exit code %d, want 0", got)
	}
}

func TestWatchOfAStoppedLab(t *testing.T) {
	home := t.TempDir()
	cmd, next := watchPipe(t, home)
	for range 4 {
		next()
	}
	if out, err := harden(t, home, nil, "stop").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	outcomes(t, home, "problem connection refused\n")
	for line := next(); !strings.HasPrefix(line, "(end"); line = next() {
	}
	if got := code(t, cmd.Wait()); got != int(ExitUnknown) {
		t.Errorf("exit code %d, want %d", got, ExitUnknown)
	}
	if got, want := fmt.Sprint(cmd.Stderr), "harden: lab \"open-door\" was stopped while it was watched\n"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

// Ctrl-C in a shell is the shell's.
func TestInterruptInNodeShell(t *testing.T) {
	home := t.TempDir()
	start := harden(t, home, nil, "start", "open-door", "-q")
	if out, err := start.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := harden(t, home, nil, "node", "shell")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	next := func(want string) {
		t.Helper()
		if !lines.Scan() || lines.Text() != want {
			t.Fatalf("read %q (%v), want %q", lines.Text(), lines.Err(), want)
		}
	}
	next("shell begins")
	for range 3 {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(in, "still here\n"); err != nil {
			t.Fatal(err)
		}
		next(`shell heard "still here"`)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if got := code(t, cmd.Wait()); got != 3 {
		t.Errorf("exit code %d, want the shell's own 3", got)
	}
}

func TestInterruptedKubectl(t *testing.T) {
	home := t.TempDir()
	start := harden(t, home, nil, "start", "open-door", "-q")
	if out, err := start.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := harden(t, home, nil, "kubectl", "hang")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var talk bytes.Buffer
	cmd.Stderr = &talk
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if !bufio.NewScanner(out).Scan() {
		t.Fatal("kubectl did not begin")
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if got := code(t, cmd.Wait()); got != int(ExitCancelled) {
		t.Errorf("exit code %d, want %d", got, ExitCancelled)
	}
	if talk.Len() > 0 {
		t.Errorf("said %q", talk.String())
	}
}
