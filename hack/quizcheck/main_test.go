package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestAgainstCluster puts some questions of each kind to a cluster of the harden binary that
// was built last. Without one there is nothing to ask.
func TestAgainstCluster(t *testing.T) {
	const binary = "../../bin/harden"
	if _, err := os.Stat(binary); err != nil || testing.Short() {
		t.Skip("it needs bin/harden, which make build makes, and half a minute")
	}
	var out, talk bytes.Buffer
	code := run(t.Context(), []string{"-harden", binary, "-n", "15"}, &out, &talk)
	t.Log("\n" + out.String())
	if code != 0 {
		t.Errorf("exit code %d\n%s", code, talk.String())
	}
	if got := len(regexp.MustCompile(`(?m) 0 differences`).FindAllString(out.String(), -1)); got != 3 {
		t.Errorf("%d of 3 kinds agree", got)
	}
}

func TestUsage(t *testing.T) {
	var talk bytes.Buffer
	if code := run(t.Context(), []string{"-n", "0"}, &talk, &talk); code != 2 || !strings.Contains(talk.String(), "-n is at least 1") {
		t.Errorf("exit code %d: %s", code, talk.String())
	}
}
