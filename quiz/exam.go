package quiz

import (
	"errors"
	"fmt"
	"math"
)

// Section is a part of an exam, before its questions are drawn.
type Section struct {
	Name   string
	Weight float64 // against the other sections; any unit
	Filter Filter
}

// Area is a part of an exam with its questions.
type Area struct {
	Name      string  `json:"name"`
	Weight    float64 `json:"weight"`
	Questions []ID    `json:"questions"`
}

// Course is the whole course as sections of an exam, weighted by how much of a cluster's
// security hangs on them.
func Course() []Section {
	section := func(name string, weight float64, modules ...string) Section {
		return Section{Name: name, Weight: weight, Filter: Filter{Modules: modules}}
	}
	return []Section{
		section("Ground", 15, "M01", "M02", "M03", "M04"),
		section("Identity and rights", 25, "M05", "M06", "M07", "M08"),
		section("Admission and workloads", 20, "M09", "M13", "M16"),
		section("Nodes and data", 15, "M10", "M11", "M12"),
		section("Network and tenancy", 10, "M14", "M15"),
		section("Operation", 15, "M17", "M18", "M19", "M20"),
	}
}

// ErrNoQuestions: nothing is left to ask.
var ErrNoQuestions = errors.New("no question fits")

// DrawExam draws count questions, shared among the sections by weight: by the largest remainder,
// and at least one for each section. A section with fewer questions than its share gives
// the rest to the others. Sections without any question are left out and named; it is an
// error only when none has any. The extra filter holds for all sections.
func DrawExam(pool *Pool, sections []Section, extra Filter, count int, seed uint64) (areas []Area, empty []string, err error) {
	var have [][]ID
	taken := map[ID]bool{}
	for _, s := range sections {
		if s.Weight <= 0 {
			return nil, nil, fmt.Errorf("the weight of section %q is %v; give it one above 0", s.Name, s.Weight)
		}
		var ids []ID
		for _, id := range pool.Select(s.Filter) {
			// A question that fits two sections belongs to the first.
			if q, _ := pool.Question(id); !taken[id] && extra.Match(q, pool.Module(id)) {
				taken[id] = true
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			empty = append(empty, s.Name)
			continue
		}
		areas = append(areas, Area{Name: s.Name, Weight: s.Weight})
		have = append(have, ids)
	}
	if len(areas) == 0 {
		return nil, empty, ErrNoQuestions
	}
	for i, n := range shares(areas, have, count) {
		// Each section has a seed of its own, so that a new question in one changes no other.
		areas[i].Questions = Draw(have[i], n, seed^idHash(ID(areas[i].Name)))
	}
	return areas, empty, nil
}

// shares divides count among areas by weight, with at least one and at most all questions for
// each.
func shares(areas []Area, have [][]ID, count int) []int {
	n, left := make([]int, len(areas)), count
	for i := range n {
		n[i] = 1
		left--
	}
	for left > 0 {
		// The area that is furthest below its share gets the next question.
		total := 0.0
		for i := range areas {
			if n[i] < len(have[i]) {
				total += areas[i].Weight
			}
		}
		best, lack := -1, math.Inf(-1)
		for i, a := range areas {
			if n[i] >= len(have[i]) {
				continue
			}
			if d := a.Weight/total*float64(count) - float64(n[i]); d > lack {
				best, lack = i, d
			}
		}
		if best < 0 {
			break
		}
		n[best]++
		left--
	}
	return n
}

// Mixed lists the questions of areas in the order in which an exam asks them: it does not go from
// subject to subject.
func Mixed(areas []Area, seed uint64) []ID {
	var ids []ID
	for _, a := range areas {
		ids = append(ids, a.Questions...)
	}
	return Draw(ids, 0, seed)
}
