package quiz

import (
	"math/rand/v2"
	"slices"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/constraint"
)

// Pool is the questions that there are to choose from.
type Pool struct {
	ids     []ID
	entries map[ID]entry
}

type entry struct {
	q      *Question
	module string
}

// NewPool puts banks together. Of two questions with one id the first stays. The questions are
// not copied.
func NewPool(banks ...Bank) *Pool {
	p := &Pool{entries: map[ID]entry{}}
	for b := range banks {
		for i := range banks[b].Questions {
			q := &banks[b].Questions[i]
			if _, twice := p.entries[q.ID]; twice {
				continue
			}
			p.ids = append(p.ids, q.ID)
			p.entries[q.ID] = entry{q: q, module: banks[b].Module}
		}
	}
	return p
}

// IDs lists the questions in the order of the banks.
func (p *Pool) IDs() []ID { return slices.Clone(p.ids) }

// Question finds a question.
func (p *Pool) Question(id ID) (*Question, bool) {
	e, ok := p.entries[id]
	return e.q, ok
}

// Module is the module that a question belongs to, such as M10; "" when there is no such
// question.
func (p *Pool) Module(id ID) string { return p.entries[id].module }

// Filter says which questions are wanted. Within a field one match is enough; all fields that
// are set must match. The zero filter takes every question.
type Filter struct {
	IDs          []ID
	Tags         []string // aliases of the vocabulary are understood
	Modules      []string // ids or slugs: M10, kubelet-nodes
	Scenarios    []string // that practise the question
	Topics       []string
	Types        []Type
	Difficulties []Difficulty
	// Kubernetes leaves out what does not hold for that version, such as v1.37.1.
	Kubernetes string
	// FactsOnly leaves out opinions: an exam should have one right answer.
	FactsOnly bool
}

// Match says whether the filter takes a question of that module.
func (f Filter) Match(q *Question, module string) bool {
	return among(f.IDs, q.ID) && among(f.Types, q.Type) && among(f.Difficulties, q.Difficulty) &&
		among(f.Scenarios, q.Practice.Scenario) && overlap(f.Topics, q.Topics) &&
		(len(f.Tags) == 0 || slices.ContainsFunc(f.Tags, func(tag string) bool {
			canonical, _ := vocabulary.Canonical(tag)
			return q.HasTag(canonical)
		})) &&
		(len(f.Modules) == 0 || slices.ContainsFunc(f.Modules, func(name string) bool {
			m, ok := vocabulary.ModuleOf(name)
			return ok && m.ID == module
		})) &&
		!(f.FactsOnly && q.Opinion) && holds(q.Kubernetes, f.Kubernetes)
}

// among says whether nothing is asked for, or the value is.
func among[T comparable](list []T, value T) bool {
	return len(list) == 0 || slices.Contains(list, value)
}

func overlap(list, values []string) bool {
	return len(list) == 0 || slices.ContainsFunc(values, func(v string) bool { return slices.Contains(list, v) })
}

// holds says whether a question's constraint admits the version. What cannot be read was told
// by Load, and keeps nobody from a question.
func holds(versions, version string) bool {
	if versions == "" || version == "" {
		return true
	}
	c, err := constraint.Parse(versions)
	if err != nil {
		return true
	}
	ok, err := c.Admits(version)
	return ok || err != nil
}

// Select lists the questions that the filter takes, in the order of the banks.
func (p *Pool) Select(f Filter) []ID {
	var ids []ID
	for _, id := range p.ids {
		if e := p.entries[id]; f.Match(e.q, e.module) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Draw shuffles a list and takes the first count of it; 0 takes all. The same seed draws the
// same.
func Draw(ids []ID, count int, seed uint64) []ID {
	drawn := slices.Clone(ids)
	random := rand.New(rand.NewPCG(seed, idHash("draw")))
	random.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	if count > 0 && count < len(drawn) {
		drawn = drawn[:count]
	}
	return drawn
}
