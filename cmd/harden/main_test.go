//go:build unix

package main

import (
	"strings"
	"testing"
)

// TestOwnFlagsOnly holds that the libraries in this program add no flags to its commands.
func TestOwnFlagsOnly(t *testing.T) {
	m := newMachine(t, t.TempDir())
	if code, out := m.run("", "list", "--version"); code != 2 || !strings.Contains(out, "--version") {
		t.Errorf("harden list --version: exit code %d, and\n%s", code, out)
	}
	if code, out := m.run("", "--version"); code != 0 || !strings.HasPrefix(out, "harden ") || strings.Count(out, "\n") != 1 {
		t.Errorf("harden --version: exit code %d, and\n%s", code, out)
	}
	if _, out := m.run("", "prove", "--help"); strings.Contains(out, "--version") {
		t.Errorf("harden prove --help tells of another's flag:\n%s", out)
	}
}
