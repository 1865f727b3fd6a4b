package workshop

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func testStore(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := OpenStore(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func entriesOf(t *testing.T, s *Store) (list []Entry) {
	t.Helper()
	if err := s.Entries(context.Background(), func(e Entry) error { list = append(list, e); return nil }); err != nil {
		t.Fatal(err)
	}
	return list
}

const clientA = "00000000000000000000000000000001"

func report(number int64) Entry {
	return Entry{Time: noon, Kind: EntryReport, Learner: "a", Client: clientA, Number: number, Body: []byte(`{}`)}
}

// A report counts once, however often and from however many sides it comes.
func TestAppendOnce(t *testing.T) {
	s := testStore(t, t.TempDir())
	var mu sync.Mutex
	committed := 0
	s.commit = func(list []Entry) { mu.Lock(); committed += len(list); mu.Unlock() }
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for n := int64(1); n <= 50; n++ {
				if _, err := s.Append(t.Context(), report(n), report(n+1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	list := entriesOf(t, s)
	if len(list) != 51 || committed != 51 {
		t.Errorf("%d entries, %d committed, want 51", len(list), committed)
	}
	// The same number of another learner is another report.
	other := report(1)
	other.Learner = "b"
	if fresh, err := s.Append(t.Context(), other); err != nil || len(fresh) != 1 || fresh[0].Seq == 0 {
		t.Errorf("%v, %v", fresh, err)
	}
	// What is no report is taken each time.
	for range 2 {
		if fresh, err := s.Append(t.Context(), Entry{Time: noon, Kind: EntryMessage, Body: []byte(`{}`)}); err != nil || len(fresh) != 1 {
			t.Errorf("%v, %v", fresh, err)
		}
	}
}

// Nothing comes between a look and what follows from it.
func TestAppendIf(t *testing.T) {
	s := testStore(t, t.TempDir())
	count := 0
	s.commit = func(list []Entry) { count += len(list) } // by the writer alone, as decide is called
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			_, err := s.AppendIf(t.Context(), func() ([]Entry, error) {
				if count >= 10 {
					return nil, errors.New("the room is full")
				}
				return []Entry{{Time: noon, Kind: EntryJoined, Learner: LearnerID(fmt.Sprint(i)), Body: []byte(`{}`)}}, nil
			})
			if err != nil && err.Error() != "the room is full" {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(entriesOf(t, s)); n != 10 {
		t.Errorf("%d entries, want 10", n)
	}
}

func TestStoreAgain(t *testing.T) {
	dir := t.TempDir()
	s, err := OpenStore(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), report(1)); err != nil {
		t.Fatal(err)
	}
	if err := s.setMeta(t.Context(), "k", "v"); err != nil {
		t.Fatal(err)
	}
	// One serves it, and others may read meanwhile.
	if _, err := OpenStore(t.Context(), dir); err == nil || err.Error() != "the event in "+dir+" is being served already" {
		t.Errorf("served twice: %v", err)
	}
	reader, err := ReadStore(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(entriesOf(t, reader)); n != 1 {
		t.Errorf("a reader sees %d entries", n)
	}
	if _, err := reader.db.ExecContext(t.Context(), "DELETE FROM journal"); err == nil {
		t.Error("a reader can write")
	}
	if err := errors.Join(reader.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), report(2)); !errors.Is(err, ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
	again := testStore(t, dir)
	if value, err := again.meta(t.Context(), "k"); err != nil || value != "v" {
		t.Errorf("%q, %v", value, err)
	}
	if fresh, err := again.Append(t.Context(), report(1)); err != nil || len(fresh) != 0 {
		t.Errorf("once more: %v, %v", fresh, err)
	}
	var mode string
	var sync int
	if err := again.db.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal_mode %s, %v", mode, err)
	}
	if err := again.db.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&sync); err != nil || sync != 2 {
		t.Errorf("synchronous %d, %v", sync, err)
	}
	if runtime.GOOS != "windows" {
		for _, name := range []string{databaseFile, databaseFile + "-wal", "lock"} {
			info, err := os.Stat(filepath.Join(dir, name))
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", name, info, err)
			}
		}
	}
}

// The directory may be named from where one stands.
func TestStoreRelative(t *testing.T) {
	t.Chdir(t.TempDir())
	testStore(t, "data")
	if _, err := os.Stat("data/" + databaseFile); err != nil {
		t.Error(err)
	}
}

func TestStoreRefuses(t *testing.T) {
	if _, err := ReadStore(t.Context(), t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("nothing there: %v", err)
	}
	newer := t.TempDir()
	s, err := OpenStore(t.Context(), newer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.ExecContext(t.Context(), "PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = OpenStore(t.Context(), newer)
	if e, ok := errors.AsType[*NewerStoreError](err); !ok || !strings.Contains(e.Error(), "has version 99, and this harden knows version 1") {
		t.Errorf("newer: %v", err)
	}
	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, databaseFile), []byte(strings.Repeat("no database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenStore(t.Context(), damaged); err == nil {
		t.Error("a damaged file was opened")
	}
}

// With a disk that fails, nothing is acknowledged, and nothing is told to the room.
func TestStorageError(t *testing.T) {
	s := testStore(t, t.TempDir())
	told := 0
	s.commit = func(list []Entry) { told += len(list) }
	if err := s.inTransaction(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	fresh, err := s.Append(t.Context(), report(1))
	if _, ok := errors.AsType[*StorageError](err); !ok || len(fresh) != 0 || told != 0 {
		t.Errorf("%v, %v, told %d", fresh, err, told)
	}
}
