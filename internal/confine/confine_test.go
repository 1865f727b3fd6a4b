package confine

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// The test binary is also the process that gives up its rights: they cannot be had back.
func TestMain(m *testing.M) {
	if dir := os.Getenv("CONFINE_TEST_DIR"); dir != "" {
		confined(dir, os.Getenv("CONFINE_TEST_OTHER"))
		return
	}
	os.Exit(m.Run())
}

func confined(dir, other string) {
	if err := errors.Join(NoExec(), ToDirectories([]string{dir}, filepath.Join(other, "named"))); err != nil {
		fmt.Println("setting up:", err)
		return
	}
	report := func(what string, err error) {
		fmt.Printf("%s: %v\n", what, err == nil)
	}
	try := func(what, name string) {
		_, err := os.ReadFile(name)
		report("read "+what, err)
	}
	try("own", filepath.Join(dir, "own"))
	try("other", filepath.Join(other, "other"))
	try("named", filepath.Join(other, "named"))
	try("a link out", filepath.Join(dir, "link"))
	try("up and over", filepath.Join(dir, "..", filepath.Base(other), "other"))
	report("write own", os.WriteFile(filepath.Join(dir, "new"), nil, 0o600))
	report("write other", os.WriteFile(filepath.Join(other, "new"), nil, 0o600))
	report("write named", os.WriteFile(filepath.Join(other, "named"), []byte("x"), 0o600))
	report("rename own", os.Rename(filepath.Join(dir, "new"), filepath.Join(dir, "sub", "new")))
	report("rename out", os.Rename(filepath.Join(dir, "own"), filepath.Join(other, "own")))
	_, err := os.ReadDir("/root")
	report("list a home", err)
	report("run", exec.Command("/bin/true").Run()) //nolint:noctx // it must not start at all
	null, err := os.Open(os.DevNull)
	report("null", errors.Join(err, null.Close()))
}

func TestConfined(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux offers a way")
	}
	dir, other := t.TempDir(), t.TempDir()
	for _, name := range []string{filepath.Join(dir, "own"), filepath.Join(other, "other"), filepath.Join(other, "named")} {
		if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Symlink(filepath.Join(other, "other"), filepath.Join(dir, "link")), os.Mkdir(filepath.Join(dir, "sub"), 0o700)); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), "CONFINE_TEST_DIR="+dir, "CONFINE_TEST_OTHER="+other)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	allowed := []string{"read own", "read named", "write own", "rename own", "null"}
	refused := []string{"read other", "read a link out", "read up and over", "write other", "write named", "rename out", "list a home"}
	if !kernelHasLandlock() {
		t.Log("this kernel has no Landlock: only programs are refused")
		refused = nil
	}
	refused = append(refused, "run")
	for _, what := range allowed {
		if !strings.Contains(string(out), what+": true\n") {
			t.Errorf("%s: refused, and is needed", what)
		}
	}
	for _, what := range refused {
		if !strings.Contains(string(out), what+": false\n") {
			t.Errorf("%s: was possible", what)
		}
	}
	if t.Failed() {
		t.Logf("%s", out)
	}
}
