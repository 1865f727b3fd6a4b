package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"harden": func() { os.Exit(fakeMain()) },
		// What selfKubectl runs is the test's own executable under this name.
		"kubectl": func() {
			fmt.Printf("%q KUBECONFIG=%s KUBERC=%s\n", os.Args[1:], os.Getenv("KUBECONFIG"), os.Getenv("KUBERC"))
			if len(os.Args) > 1 && os.Args[1] == "sleep" {
				_, _ = io.Copy(io.Discard, os.Stdin) // until it is interrupted
			}
			os.Exit(7)
		},
	})
}

// TestScript runs command lines as a person would, each as a process of its own.
func TestScript(t *testing.T) {
	fixtures, err := filepath.Abs("testdata/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HARDEN_HOME", "home") // relative, so that goldens hold no path of this machine
			e.Setenv("HARDEN_SCENARIOS", fixtures)
			e.Setenv("TERM", "xterm-256color")
			e.Setenv("LC_ALL", "C.UTF-8")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"waitfor": waitFor,
			"grab":    grab,
			"hold":    hold,
			"act":     workshopAct,
		},
	})
}

// exits runs a command and asserts its exit code: exits 2 harden chek.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code program [argument...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("running %s: %v", args[1], err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d\nstdout:\n%s\nstderr:\n%s", got, want, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// waitFor waits until a file is there.
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: waitfor file")
	}
	deadline := time.Now().Add(time.Minute)
	for {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s did not appear", args[0])
		}
		time.Sleep(5 * time.Millisecond)
	}
}
