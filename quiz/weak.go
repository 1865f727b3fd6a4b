package quiz

import (
	"cmp"
	"slices"
	"time"
)

// Weak is how a learner does on one tag.
type Weak struct {
	Tag     string
	Answers int // that counted
	Wrong   int
	// Strength is the estimated share of right answers, from 0 to 1: see WeakSpots.
	Strength float64
}

// prior is how many answers of an average learner are added to each tag. With it one wrong answer
// of one says less than six of eight.
const prior = 4

// recent is how many answers to a question count, the newest: what somebody has learnt
// since is no weak spot.
const recent = 2

// WeakSpots are the tags that the log knows, the weakest first. The share of wrong answers is
// shrunk towards that of the whole log: (wrong + 4 × overall) / (answers + 4), which is the mean
// of a beta distribution whose prior is the learner's own average. A partial score counts in
// part.
func WeakSpots(pool *Pool, log []Event) []Weak {
	latest := map[ID][]Event{}
	sorted := slices.Clone(log)
	slices.SortStableFunc(sorted, func(a, b Event) int { return b.Time.Compare(a.Time) })
	for _, e := range sorted {
		if _, known := pool.Question(e.Question); known && len(latest[e.Question]) < recent {
			latest[e.Question] = append(latest[e.Question], e)
		}
	}
	type sum struct {
		answers, wrong int
		lost           float64
	}
	var all sum
	byTag := map[string]*sum{}
	for _, id := range pool.IDs() {
		q, _ := pool.Question(id)
		for _, e := range latest[id] {
			add := func(s *sum) {
				s.answers++
				s.lost += 1 - e.Score
				if !e.Correct {
					s.wrong++
				}
			}
			add(&all)
			for _, tag := range q.Tags {
				if byTag[tag] == nil {
					byTag[tag] = &sum{}
				}
				add(byTag[tag])
			}
		}
	}
	var list []Weak
	for tag, s := range byTag {
		overall := all.lost / float64(all.answers)
		list = append(list, Weak{
			Tag: tag, Answers: s.answers, Wrong: s.wrong,
			Strength: 1 - (s.lost+prior*overall)/(float64(s.answers)+prior),
		})
	}
	slices.SortFunc(list, func(a, b Weak) int {
		return cmp.Or(cmp.Compare(a.Strength, b.Strength), cmp.Compare(b.Answers, a.Answers), cmp.Compare(a.Tag, b.Tag))
	})
	return list
}

// Weakest chooses questions for whoever wants to work on weak spots, the most useful first: those of
// the weakest tags, and of these the ones that the learner least likely knows. A question that
// was never answered is as likely known as its tags are strong.
func Weakest(pool *Pool, log []Event, now time.Time) []ID {
	strength := map[string]float64{}
	for _, w := range WeakSpots(pool, log) {
		strength[w.Tag] = w.Strength
	}
	memories := Memories(log)
	type candidate struct {
		id     ID
		weak   float64
		chance float64
	}
	var list []candidate
	for _, id := range pool.IDs() {
		q, _ := pool.Question(id)
		c := candidate{id: id, weak: 1}
		for _, tag := range q.Tags {
			if s, ok := strength[tag]; ok {
				c.weak = min(c.weak, s)
			}
		}
		c.chance = c.weak
		if m, ok := memories[id]; ok {
			c.chance = m.Known(now)
		}
		list = append(list, c)
	}
	slices.SortStableFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.weak, b.weak), cmp.Compare(a.chance, b.chance), cmp.Compare(a.id, b.id))
	})
	ids := make([]ID, len(list))
	for i, c := range list {
		ids[i] = c.id
	}
	return ids
}
