//go:build unix

package shell

import (
	"syscall"
	"testing"
)

// plantPipe makes a named pipe: whoever opens it waits for its other end.
func plantPipe(t *testing.T, name string) {
	t.Helper()
	if err := syscall.Mkfifo(name, 0o644); err != nil {
		t.Fatal(err)
	}
}
