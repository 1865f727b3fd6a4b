package quiz

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// When a question is due again is told by FSRS, the Free Spaced Repetition Scheduler, version
// 6: https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm. It models a memory
// by its stability (after how many days nine of ten would still know it) and its difficulty.
//
// Why this one: the older SM-2 wants a learner to grade how well they knew, on a scale of six, and
// knows only answers that come on the day they are due. Here an answer is right or wrong, and most
// come in practice and exams, whenever those happen; FSRS takes the days that really passed. The
// weights are those that its authors fitted to several hundred million reviews. There is a Go
// module of theirs, which also keeps decks, cards and steps of minutes; what is needed of it are
// these formulas.

// weights are the default parameters of FSRS-6, w0 to w20.
var weights = [21]float64{
	0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
	1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
}

// The grades of FSRS. An answer that is right in part is hard.
const (
	gradeAgain = 1
	gradeHard  = 2
	gradeGood  = 3
	gradeEasy  = 4
)

// hardScore is the partial score from which an answer counts as known with difficulty.
const hardScore = 0.75

// retention is how many of ten due questions a learner is meant to know, and the share by
// which stability is defined.
const retention = 0.9

// maxInterval is how many days a question rests at most. Kubernetes changes three times a year.
const maxInterval = 365

// Memory is what is known of how well a learner knows a question.
type Memory struct {
	Stability  float64   // days after which nine of ten would still know it
	Difficulty float64   // 1 to 10
	Last       time.Time // when it was answered last
	Answers    int       // how often it was answered
	Lapses     int       // how often wrongly after it had been known
}

// Due is when the question should be asked again.
func (m Memory) Due() time.Time {
	days := min(max(math.Round(m.Stability), 1), maxInterval)
	return m.Last.Add(time.Duration(days) * 24 * time.Hour)
}

// Known is the chance that the learner would answer right at that time.
func (m Memory) Known(now time.Time) float64 {
	return retrievability(elapsedDays(m.Last, now), m.Stability)
}

// Memories reads a log. The answers may come in any order; those that gave up a question count
// as wrong.
func Memories(log []Event) map[ID]Memory {
	sorted := slices.Clone(log)
	slices.SortStableFunc(sorted, func(a, b Event) int { return a.Time.Compare(b.Time) })
	memories := map[ID]Memory{}
	for _, e := range sorted {
		memories[e.Question] = memories[e.Question].after(e)
	}
	return memories
}

// after is the memory once the question was answered.
func (m Memory) after(e Event) Memory {
	grade := gradeAgain
	switch {
	case e.Correct:
		grade = gradeGood
	case e.Score >= hardScore:
		grade = gradeHard
	}
	next := Memory{Last: e.Time, Answers: m.Answers + 1, Lapses: m.Lapses}
	if m.Answers == 0 {
		next.Stability = weights[grade-1]
		next.Difficulty = clampDifficulty(firstDifficulty(grade))
		return next
	}
	if grade == gradeAgain {
		next.Lapses++
	}
	days := elapsedDays(m.Last, e.Time)
	if days < 1 {
		next.Stability = sameDay(m.Stability, grade)
	} else if known := retrievability(days, m.Stability); grade == gradeAgain {
		next.Stability = forgotten(m, known)
	} else {
		next.Stability = recalled(m, known, grade)
	}
	next.Stability = max(next.Stability, 0.001)
	next.Difficulty = nextDifficulty(m.Difficulty, grade)
	return next
}

// elapsedDays are whole days: the model has no finer ones.
func elapsedDays(from, to time.Time) float64 {
	return max(0, math.Floor(to.Sub(from).Hours()/24))
}

// retrievability is R(t,S).
func retrievability(days, stability float64) float64 {
	decay := -weights[20]
	factor := math.Pow(retention, 1/decay) - 1
	return math.Pow(1+factor*days/stability, decay)
}

// firstDifficulty is D0(G).
func firstDifficulty(grade int) float64 {
	return weights[4] - math.Exp(weights[5]*float64(grade-1)) + 1
}

func clampDifficulty(d float64) float64 { return min(max(d, 1), 10) }

// nextDifficulty is D'(D,G), with damping near 10 and mean reversion.
func nextDifficulty(d float64, grade int) float64 {
	change := -weights[6] * float64(grade-gradeGood)
	damped := d + (10-d)*change/9
	return clampDifficulty(weights[7]*firstDifficulty(gradeEasy) + (1-weights[7])*damped)
}

// recalled is S'r(D,S,R,G).
func recalled(m Memory, known float64, grade int) float64 {
	growth := math.Exp(weights[8]) * (11 - m.Difficulty) * math.Pow(m.Stability, -weights[9]) * (math.Exp(weights[10]*(1-known)) - 1)
	if grade == gradeHard {
		growth *= weights[15]
	}
	return m.Stability * (1 + growth)
}

// forgotten is S'f(D,S,R).
func forgotten(m Memory, known float64) float64 {
	long := weights[11] * math.Pow(m.Difficulty, -weights[12]) * (math.Pow(m.Stability+1, weights[13]) - 1) * math.Exp(weights[14]*(1-known))
	return min(long, m.Stability/math.Exp(weights[17]*weights[18]))
}

// sameDay is S'(S,G) for a second answer within a day.
func sameDay(stability float64, grade int) float64 {
	growth := math.Exp(weights[17]*(float64(grade-gradeGood)+weights[18])) * math.Pow(stability, -weights[19])
	if grade >= gradeGood {
		growth = max(growth, 1)
	}
	return stability * growth
}

// Due lists the questions of the pool that are due at that time, those most likely forgotten
// first. What was never answered is not among them: it is learnt in practice.
func Due(pool *Pool, memories map[ID]Memory, now time.Time) []ID {
	var due []ID
	for _, id := range pool.IDs() {
		if m, ok := memories[id]; ok && !m.Due().After(now) {
			due = append(due, id)
		}
	}
	slices.SortStableFunc(due, func(a, b ID) int {
		return cmp.Or(cmp.Compare(memories[a].Known(now), memories[b].Known(now)), cmp.Compare(a, b))
	})
	return due
}
