package lint

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/hardenway/hardenway/quiz"
)

// deviations is how many standard deviations from chance are too many. By chance alone one
// position of eighty would be as far off, and authors place keys on purpose.
const deviations = 2.5

// Limits of length, and how many questions it takes to judge them.
const (
	lengthRatio   = 1.25 // of the mean lengths of right and wrong options, either way
	longestShare  = 0.40 // of single questions whose right option is the longest
	enoughOptions = 10   // right options that a mean is taken of
	enoughSingles = 8
)

// tally compares a count with what chance would give.
type tally struct{ seen, expected, variance float64 }

func (t *tally) add(hit bool, chance float64) {
	if hit {
		t.seen++
	}
	t.expected += chance
	t.variance += chance * (1 - chance)
}

// off is how many standard deviations the count is from chance.
func (t tally) off() float64 {
	if t.variance == 0 {
		return 0
	}
	return (t.seen - t.expected) / math.Sqrt(t.variance)
}

// places are the positions that are compared: a question has rarely more options.
const places = 4

// positions: files and exports show options as they are written, so the key must not be
// guessed from where it stands. For each place, right options are counted against what chance would
// give for questions with that many options.
func positions(l *linter) {
	var all [places]tally
	for i := range l.banks {
		var here [places]tally
		for j := range l.banks[i].Questions {
			q := &l.banks[i].Questions[j]
			right := 0
			for _, o := range q.Options {
				if o.Correct {
					right++
				}
			}
			if quiz.Ordered(q.Options) {
				continue // true, false; 401, 403
			}
			for place := range min(places, len(q.Options)) {
				chance := float64(right) / float64(len(q.Options))
				here[place].add(q.Options[place].Correct, chance)
				all[place].add(q.Options[place].Correct, chance)
			}
		}
		l.positions(&l.banks[i], here)
	}
	l.positions(nil, all)
}

func (l *linter) positions(b *quiz.Bank, counts [places]tally) {
	for place, t := range counts {
		if math.Abs(t.off()) > deviations {
			l.bank(b, fmt.Sprintf("option %d is right %.0f times", place+1, t.seen),
				fmt.Sprintf("by chance it would be %.1f times, give or take %.1f", t.expected, math.Sqrt(t.variance)),
				"spread the right options over all places")
		}
	}
}

// length is how long an option looks.
func length(text string) float64 { return float64(utf8.RuneCountInString(text)) }

// lengths: the longest option is the right one in many a quiz, and learners know.
func lengths(l *linter) {
	for i := range l.banks {
		b := &l.banks[i]
		var right, wrong []float64
		singles, longest := 0, 0
		for j := range b.Questions {
			q := &b.Questions[j]
			if q.Type != quiz.Single && q.Type != quiz.Multiple {
				continue
			}
			for _, o := range q.Options {
				if o.Correct {
					right = append(right, length(o.Text))
				} else {
					wrong = append(wrong, length(o.Text))
				}
			}
			if q.Type == quiz.Single {
				singles++
				if rightIsLongest(q) {
					longest++
				}
			}
		}
		if r, w := mean(right), mean(wrong); len(right) >= enoughOptions && (r > w*lengthRatio || w > r*lengthRatio) {
			l.bank(b, fmt.Sprintf("right options have %.0f characters on average, and wrong ones %.0f", r, w), "the key can be guessed from the length", fmt.Sprintf("bring them within %s of each other", percent(lengthRatio-1)))
		}
		if singles >= enoughSingles && float64(longest) > longestShare*float64(singles) {
			l.bank(b, fmt.Sprintf("in %d of %d questions of type single the right option is the longest", longest, singles), "the key can be guessed from the length", fmt.Sprintf("bring it to %s at most", percent(longestShare)))
		}
	}
}

func rightIsLongest(q *quiz.Question) bool {
	if len(q.Options) == 0 {
		return false
	}
	longest := slices.MaxFunc(q.Options, func(a, b quiz.Option) int { return cmp.Compare(length(a.Text), length(b.Text)) })
	same := 0
	for _, o := range q.Options {
		if length(o.Text) == length(longest.Text) {
			same++
		}
	}
	return longest.Correct && same == 1
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	if len(values) == 0 {
		return 0
	}
	return sum / float64(len(values))
}

// The share of questions that may be answered by tossing a coin, of all and of one bank.
const (
	maxBooleans     = 0.20
	maxBankBooleans = 0.30
)

// booleans: there are not too many, and about half of them are true.
func booleans(l *linter) {
	var truth tally
	all, coins := 0, 0
	for i := range l.banks {
		b := &l.banks[i]
		var here tally
		n := 0
		for j := range b.Questions {
			q := &b.Questions[j]
			all++
			if q.Type == quiz.Boolean && q.Answer != nil {
				n++
				here.add(*q.Answer, 0.5)
				truth.add(*q.Answer, 0.5)
			}
		}
		l.truth(b, here, n)
		l.coins(b, n, len(b.Questions), maxBankBooleans)
		coins += n
	}
	l.truth(nil, truth, coins)
	l.coins(nil, coins, all, maxBooleans)
}

func (l *linter) truth(b *quiz.Bank, t tally, n int) {
	if math.Abs(t.off()) > deviations {
		l.bank(b, fmt.Sprintf("%.0f of %d true-or-false questions are true", t.seen, n), "the answer can be guessed", "turn some round")
	}
}

func (l *linter) coins(b *quiz.Bank, n, of int, most float64) {
	if n > 2 && float64(n) > most*float64(of) {
		l.bank(b, fmt.Sprintf("%d of %d questions are true or false", n, of), "half of them are guessed", fmt.Sprintf("bring them to %s at most", percent(most)))
	}
}
