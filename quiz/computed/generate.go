package computed

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hardenway/hardenway/quiz"
)

// Kind is a kind of generated question.
type Kind string

// The kinds of generated questions.
const (
	RBAC        Kind = "rbac"        // a world of roles and bindings: who may do what
	PodSecurity Kind = "podsecurity" // a pod and a level: is it admitted, and what decides
	VAP         Kind = "vap"         // a validating policy's expression and an object
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{RBAC, PodSecurity, VAP} }

// attempts is how often a question is drawn before its seed is given up. A draw is thrown
// away when the evaluator does not answer as the question needs it, or two options are alike.
const attempts = 200

// Generate makes the question that belongs to a kind and a seed. The same two make the same
// question, byte for byte, for as long as harden is built from the same Kubernetes.
func Generate(kind Kind, seed uint64) (quiz.Question, error) {
	draw := map[Kind]func(*chance) (quiz.Question, error){RBAC: rbacQuestion, PodSecurity: podQuestion, VAP: policyQuestion}[kind]
	if draw == nil {
		return quiz.Question{}, fmt.Errorf("there are no generated questions of kind %q: take one of %v", kind, Kinds())
	}
	c := newChance(kind, seed)
	for range attempts {
		q, err := draw(c)
		if err != nil {
			return quiz.Question{}, fmt.Errorf("generating %s: %w", idOf(kind, seed), err)
		}
		if q.Type == "" {
			continue
		}
		q.ID, q.Difficulty = idOf(kind, seed), DifficultyOf(seed)
		return q, nil
	}
	return quiz.Question{}, fmt.Errorf("generating %s: %d draws and no question among them", idOf(kind, seed), attempts)
}

// DifficultyOf is how difficult the question of a seed is: 0 is easy, 1 medium, 2 hard, 3
// easy again. So whoever wants hard ones takes every third seed.
func DifficultyOf(seed uint64) quiz.Difficulty {
	all := quiz.Difficulties()
	return all[seed%uint64(len(all))]
}

// idOf is what a generated question is called.
func idOf(kind Kind, seed uint64) quiz.ID { return quiz.ID(fmt.Sprintf("gen-%s-%06d", kind, seed)) }

// generatedID matches the ids of generated questions.
var generatedID = regexp.MustCompile(`^gen-([a-z]+)-(\d{6,20})$`)

// FromID makes a generated question again from its id. It returns false for other ids.
func FromID(id quiz.ID) (quiz.Question, bool, error) {
	parts := generatedID.FindStringSubmatch(string(id))
	if parts == nil || !slices.Contains(Kinds(), Kind(parts[1])) {
		return quiz.Question{}, false, nil
	}
	seed, err := strconv.ParseUint(parts[2], 10, 64)
	if err != nil || idOf(Kind(parts[1]), seed) != id {
		return quiz.Question{}, false, nil
	}
	q, err := Generate(Kind(parts[1]), seed)
	return q, true, err
}

// chance is where a question's choices come from.
type chance struct {
	*rand.Rand

	difficulty quiz.Difficulty
	// What is asked and what the answer is to be are drawn once for each seed. Were they
	// drawn again with each attempt, the answers that are easier to reach would be more.
	form, want int
	level      string // of Pod Security
}

func newChance(kind Kind, seed uint64) *chance {
	name := fnv.New64a()
	_, _ = name.Write([]byte(kind)) // it never fails
	c := &chance{Rand: rand.New(rand.NewPCG(seed, name.Sum64())), difficulty: DifficultyOf(seed)}
	c.form, c.want, c.level = c.Int(), c.Int(), pick(c, "baseline", "restricted")
	return c
}

// formOf is the one of several forms that the question has.
func formOf[T any](c *chance, forms ...T) T { return forms[c.form%len(forms)] }

// wanted is the one of several answers that the question is to have.
func wanted[T any](c *chance, answers ...T) T { return answers[c.want%len(answers)] }

// coin is true half of the time.
func (c *chance) coin() bool { return c.IntN(2) == 0 }

// byDifficulty is one of three values.
func byDifficulty[T any](c *chance, easy, medium, hard T) T {
	switch c.difficulty {
	case quiz.Easy:
		return easy
	case quiz.Medium:
		return medium
	case quiz.Hard:
		return hard
	default:
		return hard
	}
}

// pick is one of the values.
func pick[T any](c *chance, values ...T) T { return values[c.IntN(len(values))] }

// some are n of the values, in any order.
func some[T any](c *chance, n int, values []T) []T {
	shuffled := slices.Clone(values)
	shuffle(c, shuffled)
	return shuffled[:min(n, len(shuffled))]
}

func shuffle[T any](c *chance, values []T) {
	c.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
}

// distinct says whether no two options read alike.
func distinct(options []quiz.Option) bool {
	seen := map[string]bool{}
	for _, option := range options {
		if seen[normal(option.Text)] {
			return false
		}
		seen[normal(option.Text)] = true
	}
	return true
}

// rights counts the right options.
func rights(options []quiz.Option) int {
	n := 0
	for _, option := range options {
		if option.Correct {
			n++
		}
	}
	return n
}

// code is text as code in markdown.
func code(text string) string { return "`" + text + "`" }

// codes is a list of words as code: `get`, `list` and `watch`.
func codes(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = code(word)
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + " and " + quoted[len(quoted)-1]
}
