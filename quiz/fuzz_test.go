package quiz

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"
)

// FuzzLoad: whatever bytes a bank holds, Load ends soon, and ends with a bank or with problems
// that each fit on a line.
func FuzzLoad(f *testing.F) {
	f.Add(sample(f))
	for _, tt := range broken {
		f.Add(strings.Replace(sample(f), tt.old, tt.with, 1))
	}
	// A whole bank is more than a fuzzer can change in any way that matters; its questions are
	// seeds one by one.
	names, err := fs.Glob(banksDir(), "*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(banksDir(), name)
		if err != nil {
			f.Fatal(err)
		}
		head, rest, _ := strings.Cut(string(data), "\nquestions:\n")
		for i, question := range strings.Split(rest, "\n\n- id: ") {
			if i%8 == 0 {
				f.Add(head + "\nquestions:\n- id: " + strings.TrimPrefix(question, "- id: "))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		begin := time.Now()
		banks, err := loadSample(text)
		if took := time.Since(begin); took > 10*time.Second {
			t.Fatalf("took %s", took)
		}
		if err != nil {
			problems, is := errors.AsType[*Problems](err)
			if !is || banks != nil || len(problems.List) == 0 {
				t.Fatalf("Load = %v, %v", banks, err)
			}
			if lines := strings.Count(err.Error(), "\n"); lines != len(problems.List) {
				t.Fatalf("%d problems in %d lines:\n%v", len(problems.List), lines, err)
			}
			return
		}
		if len(banks) != 1 || len(banks[0].Questions) == 0 {
			t.Fatalf("loads as %+v", banks)
		}
	})
}
