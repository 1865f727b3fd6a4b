package computed_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/computed"
)

var update = flag.Bool("update", false, "write golden files and generated pages anew")

func generate(t *testing.T, kind computed.Kind, seed uint64) quiz.Question {
	t.Helper()
	q, err := computed.Generate(kind, seed)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func text(t *testing.T, value any) string {
	t.Helper()
	out, err := yaml.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestGenerateGolden keeps a few questions of each kind, so that a seed means tomorrow what
// it means today.
func TestGenerateGolden(t *testing.T) {
	for _, kind := range computed.Kinds() {
		for seed := range uint64(9) {
			q := generate(t, kind, seed)
			file := filepath.Join("testdata", string(q.ID)+".yaml")
			got := text(t, q)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s is not as in %s: if the generator was changed on purpose, run go test with -update", q.ID, file)
			}
			again, ok, err := computed.FromID(q.ID)
			if err != nil || !ok || text(t, again) != got {
				t.Errorf("%s made again from its id is another question (%v)", q.ID, err)
			}
		}
	}
}

func TestFromID(t *testing.T) {
	for _, id := range []quiz.ID{"etcd-port", "gen-rbac-7", "gen-rbac-0000007", "gen-dance-000007", "gen-rbac-00000x", "gen-rbac-99999999999999999999"} {
		if _, ok, err := computed.FromID(id); ok || err != nil {
			t.Errorf("FromID(%q) = %t, %v: it is no id of a generated question", id, ok, err)
		}
	}
}

func TestGenerateUnknown(t *testing.T) {
	if _, err := computed.Generate("dance", 1); err == nil || !strings.Contains(err.Error(), `of kind "dance": take one of [rbac podsecurity vap]`) {
		t.Errorf("Generate: %v", err)
	}
}

// TestGenerateForm holds what the lint of banks holds of written questions, and that answers
// are spread evenly: a learner must not do better than chance without reading.
func TestGenerateForm(t *testing.T) {
	n := uint64(300)
	for _, kind := range computed.Kinds() {
		places := map[string][]int{} // by type and number of options: how often the right one stands in each place
		answers := map[string]map[string]int{}
		types, longest, singles := map[quiz.Type]int{}, 0, 0
		texts := map[string]quiz.ID{}
		for seed := range n {
			q := generate(t, kind, seed)
			if err := wellFormed(&q); err != nil {
				t.Errorf("%s: %v\n%s", q.ID, err, text(t, q))
			}
			shown := text(t, []any{q.Text, q.Given, q.Manifest, q.Options})
			if other, ok := texts[shown]; ok {
				t.Errorf("%s is %s again", q.ID, other)
			}
			texts[shown] = q.ID
			types[q.Type]++
			if q.Type == quiz.Verdict {
				right := q.Options[slices.IndexFunc(q.Options, func(o quiz.Option) bool { return o.Correct })]
				key := fmt.Sprint(len(q.Options))
				if answers[key] == nil {
					answers[key] = map[string]int{}
				}
				answers[key][right.Value]++
			}
			if q.Type != quiz.Single && q.Type != quiz.Verdict {
				continue
			}
			key := fmt.Sprintf("%s of %d", q.Type, len(q.Options))
			if places[key] == nil {
				places[key] = make([]int, len(q.Options))
			}
			at := slices.IndexFunc(q.Options, func(o quiz.Option) bool { return o.Correct })
			places[key][at]++
			if q.Type == quiz.Single {
				singles++
				if !slices.ContainsFunc(q.Options, func(o quiz.Option) bool { return !o.Correct && len(o.Text) >= len(q.Options[at].Text) }) {
					longest++
				}
			}
		}
		t.Logf("%s: types %v, places %v, verdicts %v, the right option is the longest in %d of %d", kind, types, places, answers, longest, singles)
		for key, counts := range places {
			uneven(t, string(kind)+": places of the right one among "+key, counts)
		}
		for key, counts := range answers {
			uneven(t, string(kind)+": verdicts with "+key+" options", slices.Collect(maps.Values(counts)))
		}
		if longest*100 > 40*singles {
			t.Errorf("%s: the right option is the longest in %d of %d", kind, longest, singles)
		}
	}
}

// uneven fails if counts are further from each other than chance would have them once in ten
// thousand times.
func uneven(t *testing.T, what string, counts []int) {
	t.Helper()
	total := 0
	for _, count := range counts {
		total += count
	}
	even, sum := float64(total)/float64(len(counts)), 0.0
	for _, count := range counts {
		sum += (float64(count) - even) * (float64(count) - even) / even
	}
	if limits := []float64{0, 0, 15.1, 18.4, 21.1}; sum > limits[len(counts)] {
		t.Errorf("%s: %v", what, counts)
	}
}

// wellFormed says what is missing in a question.
func wellFormed(q *quiz.Question) error {
	switch {
	case q.Text == "" || q.Explanation == "" || len(q.Sources) == 0 || q.Practice.Scenario == "" || q.Practice.Lesson == "":
		return fmt.Errorf("text, explanation, sources or practice are missing")
	case !computed.Computes(q):
		return fmt.Errorf("nothing of it is computed")
	case q.Type == quiz.Line && len(q.Lines) == 0:
		return fmt.Errorf("no line is at fault")
	case q.Type != quiz.Line && len(q.Options) < 2:
		return fmt.Errorf("%d options", len(q.Options))
	}
	for _, tag := range q.Tags {
		if word, ok := vocabulary.Canonical(tag); !ok || word != tag {
			return fmt.Errorf("%q is no tag", tag)
		}
	}
	seen, right := map[string]bool{}, 0
	for _, option := range q.Options {
		if option.Why == "" || option.Text == "" || seen[option.Text] {
			return fmt.Errorf("option %q: no reason, or twice", option.Text)
		}
		if strings.Contains(option.Text, "\n") || strings.Contains(option.Why, "%!") || strings.Contains(option.Why, "..") {
			return fmt.Errorf("option %q: %q", option.Text, option.Why)
		}
		if seen[option.Text] = true; option.Correct {
			right++
		}
	}
	if (q.Type == quiz.Single || q.Type == quiz.Verdict) && right != 1 {
		return fmt.Errorf("%d options are right", right)
	}
	if q.Type == quiz.Multiple && (right == 0 || right == len(q.Options)) {
		return fmt.Errorf("%d of %d options are right", right, len(q.Options))
	}
	return nil
}

// TestGenerateSpeed: once everything is built, a player must not wait for the next question.
func TestGenerateSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("a busy machine is slower than the code")
	}
	for _, kind := range computed.Kinds() {
		began := time.Now()
		generate(t, kind, 1<<40)
		first := time.Since(began)
		const n = 100
		began = time.Now()
		for seed := range uint64(n) {
			generate(t, kind, 1<<41+seed)
		}
		t.Logf("%s: the first after %s, then %s each", kind, first.Round(time.Millisecond), (time.Since(began) / n).Round(10*time.Microsecond))
	}
}
