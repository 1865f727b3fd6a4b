package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/hardenway/hardenway/scenarios"
)

// Of harden's own catalogue nothing is carried but the names; what is said tells who needs it.
func TestBundleOfOwnScenarios(t *testing.T) {
	f, out, talk := testFactory(t, "HARDEN_SCENARIOS", "")
	f.Catalogue = func() (*scenarios.Catalogue, error) { return scenarios.OpenDir("testdata/scenarios") }
	home, err := f.Home()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(string(home), "class.tar")
	if code := Run(t.Context(), f, []string{"bundle", "save", "--all", "-f", file}); code != ExitOK {
		t.Fatalf("exit code %d\n%s", code, talk)
	}
	for _, want := range []string{
		"Every harden has its own scenarios, and the programs of their pods, inside itself", "Need kind, and so this image: locked-door.",
		"Run without kind too, with nothing but harden: open-door.", "about 982 MB", "Free in " + string(home) + ": 14.9 GB",
	} {
		if !strings.Contains(strings.ReplaceAll(talk.String(), "\n", " "), want) {
			t.Errorf("said\n%s\nwant %q in it", talk, want)
		}
	}
	digest := strings.Fields(out.String())[1]
	out.Reset()
	talk.Reset()
	if code := Run(t.Context(), f, []string{"bundle", "load", file, "--digest", digest}); code != ExitOK {
		t.Fatalf("exit code %d\n%s", code, talk)
	}
	if !strings.Contains(talk.String(), "\n  harden start locked-door --on kind\n") || strings.Contains(talk.String(), "open-door") {
		t.Errorf("said\n%s", talk)
	}
	if strings.Contains(out.String(), "scenario") {
		t.Errorf("a scenario was carried:\n%s", out)
	}
	// A harden that is older than the one which saved.
	f.Catalogue = func() (*scenarios.Catalogue, error) { return scenarios.OpenDir("testdata/scenarios/open-door") }
	talk.Reset()
	if code := Run(t.Context(), f, []string{"bundle", "load", file}); code != ExitOK {
		t.Fatalf("exit code %d\n%s", code, talk)
	}
	if want := "This harden (v0.1.0-test) does not have locked-door; v0.1.0-test did.\n"; !strings.Contains(talk.String(), want) {
		t.Errorf("said\n%s\nwant %q in it", talk, want)
	}
}

func TestInterruptedBundleSave(t *testing.T) {
	home := t.TempDir()
	file := filepath.Join(t.TempDir(), "class.tar")
	cmd := harden(t, home, []string{"FAKE_SLOW=1m"}, "bundle", "save", "--all", "-f", file)
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, "the save to begin", exists(filepath.Join(home, "saving")))
	if !exists(file + ".part")() {
		t.Error("what is not whole is not told apart by its name")
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if got := code(t, cmd.Wait()); got != int(ExitCancelled) {
		t.Errorf("exit code %d, want %d\n%s", got, ExitCancelled, &talk)
	}
	if left, _ := os.ReadDir(filepath.Dir(file)); len(left) > 0 || out.Len() > 0 {
		t.Errorf("it left %v and printed %q", left, out.String())
	}
}

func TestSizeWord(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1 kB", 999_499: "999 kB", 999_500: "1 MB", 982_400_000: "982 MB", 999_600_000: "1.0 GB", 14_940_000_000: "14.9 GB"} {
		if got := sizeWord(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
