package player

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestSeat(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "quiz")
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	seat, err := TakeSeat(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	if saved, err := seat.Saved(); err != nil || saved != nil {
		t.Errorf("a new seat has %+v, %v", saved, err)
	}
	want := Saved{Format: savedFormat, Version: SavedVersion, When: now, Asked: "harden quiz --tag etcd", Session: json.RawMessage(`{}`)}
	if err := seat.Save(want); err != nil {
		t.Fatal(err)
	}
	if got, err := seat.Saved(); err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("saved %+v, got %+v, %v", want, got, err)
	}
	var taken *TakenError
	if _, err := TakeSeat(dir, now); !errors.As(err, &taken) || taken.PID != os.Getpid() {
		t.Errorf("the second player gets %v", err)
	} else if !strings.HasPrefix(err.Error(), "a quiz is being played already, by process ") {
		t.Errorf("the second player is told %q", err)
	}
	seat.Leave()
	again, err := TakeSeat(dir, now)
	if err != nil {
		t.Fatalf("after the first one has left: %v", err)
	}
	defer again.Leave()
	if got, err := again.Saved(); err != nil || got.Asked != want.Asked {
		t.Errorf("what was saved: %+v, %v", got, err)
	}
	for range 2 {
		if err := again.Clear(); err != nil {
			t.Error(err)
		}
	}
	if saved, err := again.Saved(); err != nil || saved != nil {
		t.Errorf("a cleared seat has %+v, %v", saved, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != "player.lock" {
		t.Errorf("what is left: %v, %v", entries, err)
	}
}

func TestSeatDamaged(t *testing.T) {
	dir := t.TempDir()
	seat, err := TakeSeat(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	defer seat.Leave()
	for data, want := range map[string]string{
		"":      "unexpected end of JSON input",
		`{"ver`: "unexpected end of JSON input",
		`{}`:    "it holds something else",
		`{"format":"hardenway.dev/quiz-saved","version":9}`: "it has version 9, and this harden knows version 1",
	} {
		if err := os.WriteFile(filepath.Join(dir, "session.json"), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := seat.Saved()
		var damaged *DamagedError
		if !errors.As(err, &damaged) || !strings.HasSuffix(err.Error(), want) || !strings.Contains(damaged.Mend(), "--new") {
			t.Errorf("%q: %v; want %s", data, err, want)
		}
	}
}
