package quiz

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// sampleQuestion is the sample's question of a type.
func sampleQuestion(tb testing.TB, kind Type) *Question {
	tb.Helper()
	banks, err := loadSample(sample(tb))
	if err != nil {
		tb.Fatal(err)
	}
	for i := range banks[0].Questions {
		if q := &banks[0].Questions[i]; q.Type == kind {
			return q
		}
	}
	tb.Fatalf("the sample has no %s", kind)
	return nil
}

// TestParse: what a person may type, and what is said to what cannot be taken.
func TestParse(t *testing.T) {
	yes, no := true, false
	manifest := &Question{Type: Line, Manifest: "a\nb\nc\nd\n", Lines: []FaultLine{{Line: 2}}}
	tests := []struct {
		name string
		q    *Question
		text string
		want Answer
		err  string
	}{
		{"letter", sampleQuestion(t, Single), "b", Answer{Options: []int{1}}, ""},
		{"capital", sampleQuestion(t, Single), " C) ", Answer{Options: []int{2}}, ""},
		{"words", sampleQuestion(t, Single), "  `THREE`", Answer{Options: []int{2}}, ""},
		{"two for one", sampleQuestion(t, Single), "a b", Answer{}, `one option is right, and "a b" is more; answer with a letter from a to c`},
		{"no such letter", sampleQuestion(t, Single), "d", Answer{}, `there is no option "d"; answer with a letter from a to c`},
		{"a number", sampleQuestion(t, Verdict), "1", Answer{}, `there is no option "1"; answer with a letter from a to b`},
		{"nothing", sampleQuestion(t, Single), " \t", Answer{}, "there is no answer yet"},
		{"several", sampleQuestion(t, Multiple), "b, a", Answer{Options: []int{0, 1}}, ""},
		{"together", sampleQuestion(t, Multiple), "BA", Answer{Options: []int{0, 1}}, ""},
		{"twice", sampleQuestion(t, Multiple), "a a", Answer{Options: []int{0}}, ""},
		{"one of several is not there", sampleQuestion(t, Multiple), "a,z", Answer{}, `there is no option "z"; answer with letters from a to b, such as a,b`},
		{"only commas", sampleQuestion(t, Multiple), ",,", Answer{}, "there is no answer yet"},
		{"true", sampleQuestion(t, Boolean), "True", Answer{True: &yes}, ""},
		{"n", sampleQuestion(t, Boolean), "n", Answer{True: &no}, ""},
		{"maybe", sampleQuestion(t, Boolean), "maybe", Answer{}, `"maybe" is neither true nor false; answer with true or false`},
		{"typed", sampleQuestion(t, Short), "  Role ", Answer{Text: "Role"}, ""},
		{"only quotes", sampleQuestion(t, Short), "``", Answer{}, "there is no answer yet"},
		{"order", sampleQuestion(t, Order), "2 1 3", Answer{Items: []int{1, 0, 2}}, ""},
		{"order with commas", sampleQuestion(t, Order), "3,2,1", Answer{Items: []int{2, 1, 0}}, ""},
		{"order with arrows", sampleQuestion(t, Order), "3 -> 1 -> 2", Answer{Items: []int{2, 0, 1}}, ""},
		{"order together", sampleQuestion(t, Order), "312", Answer{Items: []int{2, 0, 1}}, ""},
		{"order too short", sampleQuestion(t, Order), "3 1", Answer{}, "2 of 3 are in order; name each number from 1 to 3 once, such as 1 2 3"},
		{"order twice", sampleQuestion(t, Order), "3 1 3", Answer{}, "number 3 is there twice; name each number from 1 to 3 once, such as 1 2 3"},
		{"order beyond", sampleQuestion(t, Order), "1 2 4", Answer{}, `there is no number "4"; name each number from 1 to 3 once, such as 1 2 3`},
		{"match", sampleQuestion(t, Match), "1=b 2=a", Answer{Rights: []int{1, 0}}, ""},
		{"match together", sampleQuestion(t, Match), "2c1A", Answer{Rights: []int{0, 2}}, ""},
		{"match with words", sampleQuestion(t, Match), "1: a, 2 -> b", Answer{Rights: []int{0, 1}}, ""},
		{"match without the other", sampleQuestion(t, Match), "1=b", Answer{}, "number 2 has no letter; give each number from 1 to 2 a letter from a to c, such as 1=a 2=c"},
		{"match without a letter", sampleQuestion(t, Match), "1=b 2", Answer{}, "number 2 has no letter; give each number from 1 to 2 a letter from a to c, such as 1=a 2=c"},
		{"match beyond", sampleQuestion(t, Match), "1=b 2=d", Answer{}, `there is no letter "d"; give each number from 1 to 2 a letter from a to c, such as 1=a 2=c`},
		{"match twice", sampleQuestion(t, Match), "1=b 1=a", Answer{}, "number 1 is there twice; give each number from 1 to 2 a letter from a to c, such as 1=a 2=c"},
		{"lines", manifest, "4, 2", Answer{Lines: []int{2, 4}}, ""},
		{"a range", manifest, "2-3 4", Answer{Lines: []int{2, 3, 4}}, ""},
		{"a line beyond", manifest, "5", Answer{}, `there is no line "5"; answer with numbers of lines from 1 to 4, such as 1,4`},
		{"a range backwards", manifest, "3-2", Answer{}, `there is no line "3-2"; answer with numbers of lines from 1 to 4, such as 1,4`},
	}
	for _, tt := range tests {
		t.Run(string(tt.q.Type)+" "+tt.name, func(t *testing.T) {
			got, err := AsWritten(tt.q).Parse(tt.text)
			message := ""
			if err != nil {
				message = err.Error()
			}
			if message != tt.err || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("Parse(%q) = %+v, %q; want %+v, %q", tt.text, got, message, tt.want, tt.err)
			}
			if tt.err == ErrNoAnswer.Error() && !errors.Is(err, ErrNoAnswer) {
				t.Errorf("the error is not ErrNoAnswer")
			}
		})
	}
}

// TestGrade: right, wrong and in between, and what is said of each part.
func TestGrade(t *testing.T) {
	yes, no := true, false
	five := &Question{Type: Multiple, Options: []Option{{Text: "a", Correct: true}, {Text: "b", Correct: true}, {Text: "c"}, {Text: "d"}, {Text: "e"}}}
	lines := &Question{Type: Line, Manifest: "a\nb\nc\nd\n", Lines: []FaultLine{{2, "bad"}, {4, "worse"}}}
	four := &Question{Type: Order, Items: []Item{{Text: "1"}, {Text: "2"}, {Text: "3"}, {Text: "4"}}}
	tests := []struct {
		name  string
		q     *Question
		a     Answer
		score float64
		notes string
	}{
		{"right", sampleQuestion(t, Single), Answer{Options: []int{0}}, 1, "hit a One: It is what was asked for.|spared b Two: That is one more.|spared c Three: That is two more."},
		{"wrong", sampleQuestion(t, Single), Answer{Options: []int{1}}, 0, "missed a One: It is what was asked for.|mistake b Two: That is one more.|spared c Three: That is two more."},
		{"nothing", sampleQuestion(t, Single), Answer{}, 0, "missed a One: It is what was asked for.|spared b Two: That is one more.|spared c Three: That is two more."},
		{"both of single", sampleQuestion(t, Single), Answer{Options: []int{0, 1}}, 0, "hit a One: It is what was asked for.|mistake b Two: That is one more.|spared c Three: That is two more."},
		{"all right", five, Answer{Options: []int{0, 1}}, 1, "hit a a|hit b b|spared c c|spared d d|spared e e"},
		{"half", five, Answer{Options: []int{0}}, 0.5, "hit a a|missed b b|spared c c|spared d d|spared e e"},
		{"one right, one wrong", five, Answer{Options: []int{0, 2}}, 0, "hit a a|missed b b|mistake c c|spared d d|spared e e"},
		{"everything", five, Answer{Options: []int{0, 1, 2, 3, 4}}, 0, "hit a a|hit b b|mistake c c|mistake d d|mistake e e"},
		{"true", sampleQuestion(t, Boolean), Answer{True: &yes}, 1, "hit true: It is.|spared false: It is so all the same."},
		{"false", sampleQuestion(t, Boolean), Answer{True: &no}, 0, "missed true: It is.|mistake false: It is so all the same."},
		{"accepted", sampleQuestion(t, Short), Answer{Text: "`ｒｏｌｅ` "}, 1, "hit `ｒｏｌｅ` "},
		{"known to be wrong", sampleQuestion(t, Short), Answer{Text: "Roles"}, 0, "mistake Roles: That is the resource.|missed Role"},
		{"otherwise wrong", sampleQuestion(t, Short), Answer{Text: "ClusterRole"}, 0, "mistake ClusterRole|missed Role"},
		{"in order", four, Answer{Items: []int{0, 1, 2, 3}}, 1, "hit 1 1|hit 2 2|hit 3 3|hit 4 4"},
		{"two changed", four, Answer{Items: []int{1, 0, 2, 3}}, 2.0 / 3, "mistake 1 1|mistake 2 2|hit 3 3|hit 4 4"},
		{"backwards", four, Answer{Items: []int{3, 2, 1, 0}}, 0, "mistake 1 1|mistake 2 2|mistake 3 3|mistake 4 4"},
		{"some in order", four, Answer{Items: []int{0, 1}}, 0, "hit 1 1|hit 2 2|missed 3 3|missed 4 4"},
		{"matched", sampleQuestion(t, Match), Answer{Rights: []int{0, 1}}, 1, "hit 1 container → Pod: A pod holds it.|hit 2 rule → Role: A role holds it.|spared c Node: It holds pods."},
		{"half matched", sampleQuestion(t, Match), Answer{Rights: []int{0, 2}}, 0.5, "hit 1 container → Pod: A pod holds it.|mistake 2 rule → Role: A role holds it.|mistake c Node: It holds pods."},
		{"both lines", lines, Answer{Lines: []int{2, 4}}, 1, "hit 2 b: bad|hit 4 d: worse"},
		{"one line", lines, Answer{Lines: []int{4}}, 0.5, "missed 2 b: bad|hit 4 d: worse"},
		{"one line too many", lines, Answer{Lines: []int{1, 2, 4}}, 0.5, "mistake 1 a|hit 2 b: bad|hit 4 d: worse"},
		{"verdict", sampleQuestion(t, Verdict), Answer{Options: []int{1}}, 1, "spared a allowed: Nothing allows it.|hit b denied by RBAC: She has no role."},
	}
	for _, tt := range tests {
		t.Run(string(tt.q.Type)+" "+tt.name, func(t *testing.T) {
			r := AsWritten(tt.q).Grade(tt.a)
			var notes []string
			for _, n := range r.Notes {
				text := string(n.Mark)
				if n.Label != "" {
					text += " " + n.Label
				}
				text += " " + n.Part
				if n.Why != "" {
					text += ": " + n.Why
				}
				notes = append(notes, text)
			}
			if math.Abs(r.Score-tt.score) > 1e-9 || r.Correct != (tt.score == 1) {
				t.Errorf("correct %t with score %v, want %v", r.Correct, r.Score, tt.score)
			}
			if got := strings.Join(notes, "|"); got != tt.notes {
				t.Errorf("notes\n%s\nwant\n%s", got, tt.notes)
			}
		})
	}
}

// TestPresent: the same seed shows the same order, other seeds others, and some things never
// change places.
func TestPresent(t *testing.T) {
	q := sampleQuestion(t, Single)
	orders := map[string]int{}
	for seed := range uint64(600) {
		p := Present(q, seed)
		if again := Present(q, seed); !slices.Equal(p.Options, again.Options) {
			t.Fatalf("seed %d shows %v and %v", seed, p.Options, again.Options)
		}
		orders[fmt.Sprint(p.Options)]++
	}
	if len(orders) != 6 {
		t.Errorf("of the six orders there are %v", orders)
	}
	for order, n := range orders {
		if n < 60 || n > 140 { // 100 on average, with a deviation of 9
			t.Errorf("order %s is shown %d times of 600", order, n)
		}
	}
	order := sampleQuestion(t, Order)
	for seed := range uint64(50) {
		if p := Present(order, seed); slices.IsSorted(p.Items) {
			t.Errorf("seed %d shows the items in order", seed)
		}
	}
	fixed := []Question{
		{ID: "a", Options: []Option{{Text: "allowed"}, {Text: "denied"}}},
		{ID: "b", Options: []Option{{Text: "False"}, {Text: "`True`"}}},
		{ID: "c", Options: []Option{{Text: "401"}, {Text: "403"}, {Text: "404"}, {Text: "500"}}},
	}
	for _, q := range fixed {
		for seed := range uint64(20) {
			if p := Present(&q, seed); !slices.IsSorted(p.Options) {
				t.Errorf("%s is shown as %v", q.ID, p.Options)
			}
		}
	}
	pair := Question{ID: "d", Type: Single, Options: []Option{{Text: "kubelet"}, {Text: "etcd"}}}
	seen := map[int]bool{}
	for seed := range uint64(20) {
		seen[Present(&pair, seed).Options[0]] = true
	}
	if len(seen) != 2 {
		t.Error("two options that are no opposites keep their order")
	}
}

// TestKey: for every question, the key as it is shown reads back as itself and is right, and any
// other answer is not.
func TestKey(t *testing.T) {
	banks, err := loadSample(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := range banks[0].Questions {
		checkKey(t, &banks[0].Questions[i])
	}
}

func checkKey(t *testing.T, q *Question) {
	t.Helper()
	for seed := range uint64(5) {
		p, key := Present(q, seed), q.Key()
		if r := p.Grade(key); !r.Correct || r.Score != 1 {
			t.Errorf("%s: the key %+v is graded %+v", q.ID, key, r)
		}
		if got, err := p.Parse(p.Show(key)); err != nil || !reflect.DeepEqual(got, key) {
			t.Errorf("%s: %q reads as %+v, %v; want %+v", q.ID, p.Show(key), got, err, key)
		}
		random := rand.New(rand.NewPCG(seed, 1))
		for range 10 {
			a := randomAnswer(q, random)
			if r := p.Grade(a); r.Correct != reflect.DeepEqual(a, key) || r.Correct != (r.Score == 1) || r.Score < 0 {
				t.Errorf("%s: %+v is graded %+v, and the key is %+v", q.ID, a, r, key)
			}
		}
	}
}

// randomAnswer is an answer that Parse could have made.
func randomAnswer(q *Question, random *rand.Rand) Answer {
	var a Answer
	switch q.Type {
	case Single, Verdict:
		a.Options = []int{random.IntN(len(q.Options))}
	case Multiple:
		for i := range q.Options {
			if random.IntN(2) == 0 {
				a.Options = append(a.Options, i)
			}
		}
	case Boolean:
		yes := random.IntN(2) == 0
		a.True = &yes
	case Short:
		a.Text = fmt.Sprint("wrong ", random.Int())
	case Order:
		a.Items = random.Perm(len(q.Items))
	case Match:
		for range q.Pairs {
			a.Rights = append(a.Rights, random.IntN(len(q.Rights())))
		}
	case Line:
		for i := range manifestLines(q.Manifest) {
			if random.IntN(4) == 0 {
				a.Lines = append(a.Lines, i+1)
			}
		}
	}
	return a
}

// FuzzParse: whatever is typed is an answer that can be graded and shown, or an error.
func FuzzParse(f *testing.F) {
	banks, err := loadSample(sample(f))
	if err != nil {
		f.Fatal(err)
	}
	questions := banks[0].Questions
	for i, text := range []string{"b", "a,c", "true", "role", "2 1 3", "1=c 2=a", "2-3", "c", "1 =", "-", "99999999999999999999", "\x00\xff", "ａ", "1-99999999999"} {
		f.Add(text, uint64(i))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		for i := range questions {
			p := Present(&questions[i], seed)
			a, err := p.Parse(text)
			if err != nil {
				if !reflect.DeepEqual(a, Answer{}) {
					t.Fatalf("%s: %q reads as %+v with %v", questions[i].ID, text, a, err)
				}
				continue
			}
			r := p.Grade(a)
			if again, err := p.Parse(p.Show(a)); err != nil || !reflect.DeepEqual(again, a) {
				t.Fatalf("%s: %q is %+v, shown as %q, which is %+v, %v", questions[i].ID, text, a, p.Show(a), again, err)
			}
			if r.Score < 0 || r.Score > 1 || r.Correct != (r.Score == 1) || math.IsNaN(r.Score) {
				t.Fatalf("%s: %q is graded %+v", questions[i].ID, text, r)
			}
		}
	})
}

// TestPlainText: what counts of a text.
func TestPlainText(t *testing.T) {
	for text, want := range map[string]string{
		" --Anonymous-Auth ": "--anonymous-auth", "`kubectl  auth\tcan-i`": "kubectl auth can-i",
		"“system:masters”": "system:masters", "—anonymous-auth": "--anonymous-auth", "non‑root": "non-root",
		"ＲＢＡＣ": "rbac", "it's": "its", "\u00a0": "",
	} {
		if got := Plain(text); got != want {
			t.Errorf("Plain(%q) = %q, want %q", text, got, want)
		}
	}
}
