package quiz

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// answered is a log with an answer to one question at each of the times.
func answered(id ID, right []bool, after []time.Duration) []Event {
	now := begin
	var log []Event
	for i, correct := range right {
		now = now.Add(after[i])
		e := Event{ID: fmt.Sprint(id, i), Question: id, Time: now, Correct: correct}
		if correct {
			e.Score = 1
		}
		log = append(log, e)
	}
	return log
}

// TestMemoryIntervals: the intervals that py-fsrs, the reference implementation, computes for the
// same answers (test_review_card in its tests/test_basic.py; the steps of ten minutes are its
// learning steps).
func TestMemoryIntervals(t *testing.T) {
	const step, day = 10 * time.Minute, 24 * time.Hour
	right := []bool{true, true, true, true, true, true, false, false, true, true, true, true, true}
	days := []int{0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21} // after each answer; 0 is a step
	after := make([]time.Duration, len(right))
	for i := 1; i < len(after); i++ {
		after[i] = step
		if days[i-1] > 0 {
			after[i] = time.Duration(days[i-1]) * day
		}
	}
	for i := range right {
		m := Memories(answered("q", right[:i+1], after[:i+1]))["q"]
		if days[i] > 0 && math.Round(m.Stability) != float64(days[i]) {
			t.Errorf("after %d answers the interval is %.2f days, want %d", i+1, m.Stability, days[i])
		}
	}
}

// TestMemoryState: stability and difficulty of py-fsrs' test_memo_state.
func TestMemoryState(t *testing.T) {
	const day = 24 * time.Hour
	m := Memories(answered("q", []bool{false, true, true, true, true, true}, []time.Duration{0, 0, day, 3 * day, 8 * day, 21 * day}))["q"]
	if math.Abs(m.Stability-53.62691) > 1e-4 || math.Abs(m.Difficulty-6.3574867) > 1e-4 || m.Answers != 6 || m.Lapses != 0 {
		t.Errorf("stability %.5f, difficulty %.7f, %d answers, %d lapses", m.Stability, m.Difficulty, m.Answers, m.Lapses)
	}
}

// TestDue: what is nearest to being forgotten comes first, and nothing before its day.
func TestDue(t *testing.T) {
	pool := samplePool(t)
	const day = 24 * time.Hour
	log := answered("sample-single", []bool{true}, []time.Duration{0})                                   // two days
	log = append(log, answered("sample-boolean", []bool{false}, []time.Duration{0})...)                  // one day
	log = append(log, answered("sample-short", []bool{true, true}, []time.Duration{0, 2 * day})...)      // eleven more
	log = append(log, answered("sample-gone", []bool{false}, []time.Duration{0})...)                     // not in the pool
	log = append(log, Event{Question: "sample-order", Time: begin, Score: 0.8})                          // nearly right: one day
	log = append(log, answered("sample-line", []bool{true, true}, []time.Duration{0, 2 * time.Hour})...) // twice in a day
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(log), func(i, j int) { log[i], log[j] = log[j], log[i] }) // as merged logs are
	memories := Memories(log)
	tests := []struct {
		days float64
		want []ID
	}{
		{0.9, nil},
		{1, []ID{"sample-boolean", "sample-order"}},
		{2, []ID{"sample-boolean", "sample-order", "sample-single"}},
		{3, []ID{"sample-boolean", "sample-order", "sample-single", "sample-line"}},
		{30, []ID{"sample-boolean", "sample-order", "sample-single", "sample-line", "sample-short"}},
	}
	for _, tt := range tests {
		if got := Due(pool, memories, begin.Add(time.Duration(tt.days*float64(day)))); !slices.Equal(got, tt.want) {
			t.Errorf("after %v days %v are due, want %v", tt.days, got, tt.want)
		}
	}
}

// TestMemoryBounds: whatever the answers, a memory stays within its bounds, and a year is the
// longest rest.
func TestMemoryBounds(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		var right []bool
		var after []time.Duration
		for range 1 + random.IntN(40) {
			right = append(right, random.IntN(4) > 0)
			after = append(after, time.Duration(random.Int64N(int64(300*24*time.Hour))))
		}
		m := Memories(answered("q", right, after))["q"]
		rest := m.Due().Sub(m.Last)
		if math.IsNaN(m.Stability) || m.Stability <= 0 || m.Difficulty < 1 || m.Difficulty > 10 || rest < 24*time.Hour || rest > maxInterval*24*time.Hour {
			t.Fatalf("%v after %v: %+v, due after %s", right, after, m, rest)
		}
		if known := m.Known(m.Last.Add(time.Duration(m.Stability) * 24 * time.Hour)); known < 0.89 {
			t.Fatalf("after its stability of %.2f days a question is known with %.3f", m.Stability, known)
		}
	}
}

// TestWeakSpots: one wrong answer of one says less than several of many, and what was learnt
// since does not count.
func TestWeakSpots(t *testing.T) {
	bank := Bank{ID: "b", Module: "M01"}
	var log []Event
	ask := func(tag string, wrong, right int) {
		for i := range wrong + right {
			id := ID(fmt.Sprintf("%s-%d", tag, i))
			bank.Questions = append(bank.Questions, Question{ID: id, Tags: []string{tag}})
			log = append(log, answered(id, []bool{i >= wrong}, []time.Duration{0})...)
		}
	}
	ask("etcd", 1, 0)
	ask("rbac", 6, 2)
	ask("net", 1, 9)
	ask("intro", 0, 10)
	bank.Questions = append(bank.Questions, Question{ID: "learnt", Tags: []string{"volume"}})
	log = append(log, answered("learnt", []bool{false, false, false, true, true}, []time.Duration{0, time.Hour, time.Hour, time.Hour, time.Hour})...)
	var got []string
	pool := NewPool(bank)
	for _, w := range WeakSpots(pool, log) {
		got = append(got, fmt.Sprintf("%s %d/%d %.2f", w.Tag, w.Wrong, w.Answers, w.Strength))
	}
	// Eight of 31 answers that count are wrong, which is 0.26.
	want := []string{"rbac 6/8 0.41", "etcd 1/1 0.59", "volume 0/2 0.83", "net 1/10 0.85", "intro 0/10 0.93"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	weakest := Weakest(pool, log, begin.Add(time.Hour))
	if weakest[0] != "rbac-0" || len(weakest) != len(bank.Questions) {
		t.Errorf("the weakest are %v", weakest)
	}
	if spots := WeakSpots(pool, nil); len(spots) != 0 {
		t.Errorf("without answers there are %v", spots)
	}
	if ids := Weakest(pool, nil, begin); len(ids) != len(bank.Questions) {
		t.Errorf("without answers %v come", ids)
	}
}
