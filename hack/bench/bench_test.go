package main

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		samples             []float64
		median, least, most float64
	}{
		{[]float64{7}, 7, 7, 7},
		{[]float64{9, 1, 5}, 5, 1, 9},
		{[]float64{8, 2, 6, 4}, 5, 2, 8},
	} {
		m := summary(Metric{Samples: tt.samples})
		if m.Median != tt.median || m.Least != tt.least || m.Most != tt.most {
			t.Errorf("of %v: median %v, least %v, most %v; want %v, %v, %v", tt.samples, m.Median, m.Least, m.Most, tt.median, tt.least, tt.most)
		}
	}
}

// What is left over is an error of bench, so it must not overlook any kind of it.
func TestLeftOver(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	const address = "127.20.250.1"
	lab := "left-over-" + strconv.Itoa(os.Getpid())
	sockets := filepath.Join(t.TempDir(), "sockets")
	p := place{address: address, sockets: sockets}
	left := func() string {
		t.Helper()
		list, err := leftovers(lab, p)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(list, "; ")
	}
	if got := left(); got != "" {
		t.Fatalf("nothing was made, and yet: %s", got)
	}

	const line = "here\n"
	echo := exec.CommandContext(t.Context(), "cat")
	echo.Env = []string{mark + lab}
	in, err := echo.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := echo.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := echo.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = echo.Wait() }) // t.Context ends first, and it with it
	// Start returns within execve, before the kernel shows the new environment; a program that answers is past that.
	if _, err := io.WriteString(in, line); err != nil {
		t.Fatal(err)
	}
	if answer, err := bufio.NewReader(out).ReadString('\n'); answer != line || err != nil {
		t.Fatalf("answered %q, %v", answer, err)
	}
	if got, want := left(), "process "+strconv.Itoa(echo.Process.Pid); !strings.HasPrefix(got, want) {
		t.Errorf("left over: %q, want %q", got, want)
	}

	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", address+":0")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := left(), "listener on "+l.Addr().String(); !strings.Contains(got, want) {
		t.Errorf("left over: %q, want %q in it", got, want)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}

	if err := os.Mkdir(sockets, 0o700); err != nil {
		t.Fatal(err)
	}
	if got, want := left(), "directory "+sockets; !strings.HasSuffix(got, want) {
		t.Errorf("left over: %q, want %q at its end", got, want)
	}
}

func TestFilesLeftInHome(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"locks/a.lock", "progress.jsonl", "embedded/a/spec.json", "labs/b/lab.json"} {
		if err := os.MkdirAll(filepath.Join(home, filepath.Dir(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(home, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := (&bench{home: home}).files()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"embedded/a", "embedded/a/spec.json", "labs/b", "labs/b/lab.json", "locks/a.lock"}
	if !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}

func TestMemoryOfAProcess(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	if mb, err := pssOf(os.Getpid()); err != nil || mb < 1 || mb > 4000 {
		t.Errorf("this test takes %v MB, %v", mb, err)
	}
	if _, err := labMemory("no-such-lab"); err == nil || err.Error() != "no process has HARDENWAY_LAB=no-such-lab" {
		t.Errorf("memory of a lab that is not there: %v", err)
	}
}

func TestShow(t *testing.T) {
	for want, m := range map[string]Metric{
		"340 ms": newMetric("", "", []time.Duration{340 * time.Millisecond}),
		"4.20 s": newMetric("", "", []time.Duration{4200 * time.Millisecond}),
		"465 MB": summary(Metric{Unit: "MB", Samples: []float64{465.2}}),
	} {
		if got := m.show(m.Median); got != want {
			t.Errorf("shown as %q, want %q", got, want)
		}
	}
}
