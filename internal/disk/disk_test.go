package disk

import (
	"os"
	"path/filepath"
	"testing"
)

// A file opened twice is as good as two processes: a lock belongs to what was opened.
func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	open := func() *os.File {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	try := func(f *os.File, how Lock, want bool) {
		t.Helper()
		if got, err := TryLock(f, how); got != want || err != nil {
			t.Errorf("lock (shared: %t): %t, %v; want %t", how, got, err, want)
		}
	}
	one, two, three := open(), open(), open()
	try(one, Exclusive, true)
	try(two, Exclusive, false)
	try(two, Shared, false)
	if _, err := two.WriteString("beside the lock"); err != nil {
		t.Error(err)
	}
	if _, err := os.ReadFile(path); err != nil {
		t.Error(err)
	}
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := TryLock(one, Exclusive); got || err == nil {
		t.Errorf("lock of a closed file: %t, %v", got, err)
	}
	try(two, Shared, true)
	try(three, Shared, true)
	four := open()
	try(four, Exclusive, false)
}

func TestSyncDir(t *testing.T) {
	if err := SyncDir(t.TempDir()); err != nil {
		t.Error(err)
	}
}
