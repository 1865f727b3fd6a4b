package formats_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/formats"
)

var update = flag.Bool("update", false, "write the golden files anew")

// ours are harden's own questions, as they are written.
func ours(tb testing.TB) []quiz.Bank {
	tb.Helper()
	return load(tb, "../banks")
}

// sample has a question of each type.
func sample(tb testing.TB) []quiz.Bank {
	tb.Helper()
	return load(tb, "../testdata")
}

func load(tb testing.TB, dir string) []quiz.Bank {
	tb.Helper()
	banks, err := quiz.Load(os.DirFS(dir), quiz.Known{})
	if err != nil {
		tb.Fatal(err)
	}
	for i := range banks {
		banks[i].File, banks[i].Lines = "", nil // where they stood is no part of a format
	}
	return banks
}

// nasty has texts that each format has to escape.
func nasty() []quiz.Bank {
	texts := []string{
		`{a: 1} = b ~ c # d : \e`, "%50% of ::all::", "[html] is a word", "a -> b", `"quoted", 'and' so; on`, "line one\nline two", "tab\there", "<b>bold</b> & <name>",
		"=1+1", "-v", "@home", "ends in \\", `\n is no line end`, "*", "`code` with ``two``", "// no comment", "$CATEGORY: none", "####", "été → 猫 🐈", "// [id:other] [tag:none]",
	}
	b := quiz.Bank{ID: "nasty", Title: "A/B: {c}  \t::d", Module: "M01"}
	yes := true
	for i, text := range texts {
		id := func(kind string) quiz.ID { return quiz.ID(fmt.Sprintf("%s-%d", kind, i)) }
		other := texts[(i+1)%len(texts)]
		q := quiz.Question{Text: text, Explanation: text, Tags: []string{"rbac", "net"}, Difficulty: quiz.Easy, Practice: quiz.Practice{Lesson: "M01"}}
		add := func(id quiz.ID, kind quiz.Type, do func(q *quiz.Question)) {
			n := q
			n.ID, n.Type = id, kind
			do(&n)
			b.Questions = append(b.Questions, n)
		}
		add(id("single"), quiz.Single, func(q *quiz.Question) {
			q.Options = []quiz.Option{{Text: text, Correct: true, Why: text}, {Text: other, Why: other}}
		})
		add(id("multiple"), quiz.Multiple, func(q *quiz.Question) {
			q.Options = []quiz.Option{{Text: text, Correct: true, Why: text}, {Text: other, Correct: true, Why: other}, {Text: "none", Why: text}}
		})
		add(id("boolean"), quiz.Boolean, func(q *quiz.Question) { q.Answer, q.Why = &yes, &quiz.Why{True: text, False: other} })
		add(id("short"), quiz.Short, func(q *quiz.Question) {
			q.Accept, q.Wrong = []string{text}, []quiz.Wrong{{Text: other, Why: text}}
		})
		add(id("match"), quiz.Match, func(q *quiz.Question) {
			q.Pairs = []quiz.Pair{{Left: "first", Right: text, Why: text}, {Left: "second", Right: other, Why: other}}
			q.Extra = []quiz.Item{{Text: "neither", Why: text}}
		})
		add(id("order"), quiz.Order, func(q *quiz.Question) {
			q.Items = []quiz.Item{{Text: text, Why: other}, {Text: other, Why: text}, {Text: "last", Why: text}}
		})
		add(id("line"), quiz.Line, func(q *quiz.Question) {
			q.Manifest, q.Lines = "a: b\n\n"+strings.ReplaceAll(text, "\n", " ")+"\n", []quiz.FaultLine{{Line: 3, Why: text}}
		})
	}
	return []quiz.Bank{b}
}

func write(tb testing.TB, f func(io.Writer, []quiz.Bank) ([]formats.Loss, error), banks []quiz.Bank) ([]byte, []formats.Loss) {
	tb.Helper()
	var b bytes.Buffer
	losses, err := f(&b, banks)
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes(), losses
}

// TestGolden: what each format makes of the sample, with what it cannot say.
func TestGolden(t *testing.T) {
	for _, f := range formats.All() {
		t.Run(f.Name, func(t *testing.T) {
			data, losses := write(t, f.Write, sample(t))
			for _, l := range losses {
				data = append(data, "LOSS "+l.String()+"\n"...)
			}
			golden := "testdata/" + f.Name + ".golden"
			if *update {
				if err := os.WriteFile(golden, data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(data)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestJSON: everything comes back.
func TestJSON(t *testing.T) {
	for name, banks := range map[string][]quiz.Bank{"ours": ours(t), "the sample": sample(t)} {
		data, losses := write(t, formats.WriteJSON, banks)
		if len(losses) > 0 {
			t.Errorf("%s: JSON loses %v", name, losses)
		}
		got, err := formats.ReadJSON(data, quiz.Known{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(banks, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestJSONRefused: what is said to JSON that cannot be used.
func TestJSONRefused(t *testing.T) {
	data, _ := write(t, formats.WriteJSON, sample(t))
	tests := []struct{ name, old, with, want string }{
		{"no JSON", "{", "", "reading question banks from JSON: json: cannot unmarshal string"},
		{"an unknown field", `"module"`, `"modul"`, `reading question banks from JSON: json: unknown field "modul"`},
		{"more", "", "", ""},
		{"another kind", `"QuestionBankList"`, `"QuestionBank"`, `reading question banks from JSON: this is "hardenway.dev/v1alpha1" "QuestionBank"; want apiVersion "hardenway.dev/v1alpha1" and kind "QuestionBankList"`},
		{"two right options", `"why": "That is one more."`, `"why": "That is one more.", "correct": true`, "the list of question banks \".\" has 1 problem\nsample: sample-single: the number of right options is 2: a question of type single has one; mark it with `correct: true`, or use the type multiple"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(string(data), tt.old, tt.with, 1)
			if tt.want == "" {
				text, tt.want = text+"{}", "reading question banks from JSON: something follows after the banks"
			}
			if _, err := formats.ReadJSON([]byte(text), quiz.Known{}); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("%v; want %s", err, tt.want)
			}
		})
	}
}

// TestGIFTRoundTrip: what is written reads as what GIFT can say of it, and is written the same
// again, for every question of ours and for texts full of GIFT's own characters.
func TestGIFTRoundTrip(t *testing.T) {
	for name, banks := range map[string][]quiz.Bank{"ours": ours(t), "the sample": sample(t), "nasty": nasty()} {
		t.Run(name, func(t *testing.T) {
			data, losses := write(t, formats.WriteGIFT, banks)
			got, problems := formats.ReadGIFT("quiz.gift", data)
			for _, p := range problems {
				t.Error(p)
			}
			var want []quiz.Question
			for _, b := range banks {
				for i := range b.Questions {
					q, _ := formats.Common(&b.Questions[i])
					unwritten := func(l formats.Loss) bool { return l.Question == q.ID && strings.HasPrefix(l.What, "it is not written") }
					if !slices.ContainsFunc(losses, unwritten) {
						for k := range q.Pairs {
							q.Pairs[k].Left = strings.ReplaceAll(q.Pairs[k].Left, "->", "→")
						}
						want = append(want, q)
					}
				}
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatal(diff)
			}
			bank := quiz.Bank{ID: "again", Title: "again"}
			bank.Questions = got
			again, _ := write(t, formats.WriteGIFT, []quiz.Bank{bank})
			twice, problems := formats.ReadGIFT("quiz.gift", again)
			if diff := cmp.Diff(got, twice, cmpopts.EquateEmpty()); diff != "" || len(problems) > 0 {
				t.Fatal(diff, problems)
			}
		})
	}
}

// TestReadGIFT: what others write, in Moodle's own words and ways.
func TestReadGIFT(t *testing.T) {
	yes, no := true, false
	tests := []struct {
		name, text string
		want       []quiz.Question
		problems   []string
	}{
		{"single", "// a comment\n::A name:: Which port has the kubelet?\n{\n=10250 # Right; it is.\n~10255#That was the read-only one.\n~6443\n####See the documentation.\n}", []quiz.Question{{
			ID: "a-name", Type: quiz.Single, Text: "Which port has the kubelet?", Explanation: "See the documentation.",
			Options: []quiz.Option{{Text: "10250", Correct: true, Why: "Right; it is."}, {Text: "10255", Why: "That was the read-only one."}, {Text: "6443"}},
		}}, nil},
		{"on one line, without a name", "Who signs?{~etcd =the CA ~nobody}", []quiz.Question{{
			ID: "who-signs", Type: quiz.Single, Text: "Who signs?", Options: []quiz.Option{{Text: "etcd"}, {Text: "the CA", Correct: true}, {Text: "nobody"}},
		}}, nil},
		{"a missing word", "The {=kubelet ~scheduler} runs pods.", []quiz.Question{{
			ID: "the-runs-pods", Type: quiz.Single, Text: "The _____ runs pods.", Options: []quiz.Option{{Text: "kubelet", Correct: true}, {Text: "scheduler"}},
		}}, nil},
		{"several", "// [id:two-colours] [tag:intro] [tag:trivia]\n::x::[html]Colours?{~%50%red#yes ~%-100%seven ~%50%[plain]blue}", []quiz.Question{{
			ID: "two-colours", Type: quiz.Multiple, Text: "Colours?", Tags: []string{"intro", "trivia"},
			Options: []quiz.Option{{Text: "red", Correct: true, Why: "yes"}, {Text: "seven"}, {Text: "blue", Correct: true}},
		}}, nil},
		{"true and false", "RBAC denies by default.{T}\n\nRBAC has deny rules.{FALSE#There are none.#So it is.}", []quiz.Question{
			{ID: "rbac-denies-by-default", Type: quiz.Boolean, Text: "RBAC denies by default.", Answer: &yes, Why: &quiz.Why{}},
			{ID: "rbac-has-deny-rules", Type: quiz.Boolean, Text: "RBAC has deny rules.", Answer: &no, Why: &quiz.Why{True: "There are none.", False: "So it is."}},
		}, nil},
		{"short", "::s::Which verb?{=bind =%100%BIND =%0%grant#That is SQL.}", []quiz.Question{{
			ID: "s", Type: quiz.Short, Text: "Which verb?", Accept: []string{"bind", "BIND"}, Wrong: []quiz.Wrong{{Text: "grant", Why: "That is SQL."}},
		}}, nil},
		{"match", "::m::Pair them.{=a -> 1 =b->2 = -> 3}", []quiz.Question{{
			ID: "m", Type: quiz.Match, Text: "Pair them.", Pairs: []quiz.Pair{{Left: "a", Right: "1"}, {Left: "b", Right: "2"}}, Extra: []quiz.Item{{Text: "3"}},
		}}, nil},
		{"escapes", `::e::What is \{a\:1\}?{=\~root\#1\=x\\n ~two\nlines}`, []quiz.Question{{
			ID: "e", Type: quiz.Single, Text: "What is {a:1}?", Options: []quiz.Option{{Text: `~root#1=x\n`, Correct: true}, {Text: "two\nlines"}},
		}}, nil},
		{"the same name twice", "::a::b{T}\n\n::a::c{F}", []quiz.Question{
			{ID: "a", Type: quiz.Boolean, Text: "b", Answer: &yes, Why: &quiz.Why{}}, {ID: "a-2", Type: quiz.Boolean, Text: "c", Answer: &no, Why: &quiz.Why{}},
		}, nil},
		{"what there is no type for", "$CATEGORY: top/a\n\nJust a text.\n\nWrite.{}\n\nHow many?{#3:2}\n\nHalf{=%50%a =b}\n\nAny{=a*}\n\nBroken{=a\n\nParts{=a ~%50%b}\n\nOnly{~a}\n\nNo pair{=a->b =c}\n\n{=a ~b}\n\nTwo {=a ~b} and {=c ~d}\n\nTwo right{=a =b ~c}", nil, []string{
			"q.gift:3: this is a description: it asks nothing; remove it, or add answers in braces",
			"q.gift:5: this is an essay: nobody could grade it here; leave it out",
			"q.gift:7: this is a numerical question: there is no such type; ask for a short answer",
			"q.gift:9: an answer is worth 50 %: an answer is right or wrong; give it 100 or 0",
			"q.gift:11: the answer \"a*\" holds a star: it stands for any text, and our answers do not; write \\\\* for a star",
			"q.gift:13: a brace has no partner; write \\{ and \\} in texts",
			"q.gift:15: an option is right in part: one option of a choice is right, and the others are wrong; leave the weight out",
			"q.gift:17: there is one option: there is nothing to choose; add another",
			"q.gift:19: \"c\" is no pair; write =left -> right",
			"q.gift:21: the question has no text; add it",
			"q.gift:23: there are two sets of answers: a question has one; put an empty line between questions",
			"q.gift:25: 2 options are right: with = there is one; give each a weight, such as ~%50%",
		}},
		{"Latin 1", "caf\xe9{T}", nil, []string{"q.gift: this is not UTF-8; save the file as UTF-8 text"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, problems := formats.ReadGIFT("q.gift", []byte(tt.text))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			var texts []string
			for _, p := range problems {
				texts = append(texts, p.String())
			}
			if diff := cmp.Diff(tt.problems, texts); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzReadGIFT: any text is questions and problems, and what was read is written and read as
// the same.
func FuzzReadGIFT(f *testing.F) {
	for _, banks := range [][]quiz.Bank{sample(f), nasty()} {
		data, _ := write(f, formats.WriteGIFT, banks)
		for _, block := range strings.Split(string(data), "\n\n") {
			f.Add(block)
		}
	}
	f.Add("a{~%9%=b}\n\n::{T}\n\n\\{=\\")
	f.Fuzz(func(t *testing.T, text string) {
		questions, _ := formats.ReadGIFT("x", []byte(text))
		if len(questions) == 0 {
			return
		}
		for _, q := range questions {
			if !q.ID.Valid() {
				t.Fatalf("the id is %q", q.ID)
			}
		}
		data, losses := write(t, formats.WriteGIFT, []quiz.Bank{{Title: "t", Questions: questions}})
		if len(losses) > 0 {
			return // -> in places where it cannot stand
		}
		again, problems := formats.ReadGIFT("x", data)
		if diff := cmp.Diff(questions, again, cmpopts.EquateEmpty()); diff != "" || len(problems) > 0 {
			t.Fatalf("%s\n%v\n%s", diff, problems, data)
		}
	})
}

// FuzzReadJSON: any bytes are banks or an error, and what was read is written and read as the
// same.
func FuzzReadJSON(f *testing.F) {
	data, _ := write(f, formats.WriteJSON, sample(f))
	f.Add(data)
	f.Add([]byte(`{"apiVersion":"hardenway.dev/v1alpha1","kind":"QuestionBankList","banks":[{"id":"a","questions":null}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		banks, err := formats.ReadJSON(data, quiz.Known{})
		if err != nil {
			return
		}
		text, _ := write(t, formats.WriteJSON, banks)
		again, err := formats.ReadJSON(text, quiz.Known{})
		if diff := cmp.Diff(banks, again, cmpopts.EquateEmpty()); diff != "" || err != nil {
			t.Fatal(diff, err)
		}
	})
}

// TestMoodle: the XML holds each question with the marks that Moodle wants: one option is worth
// all, or the right ones of several are together.
func TestMoodle(t *testing.T) {
	type answer struct {
		Fraction float64 `xml:"fraction,attr"`
		Text     string  `xml:"text"`
		Feedback string  `xml:"feedback>text"`
	}
	var doc struct {
		Questions []struct {
			Type     string   `xml:"type,attr"`
			Category string   `xml:"category>text"`
			ID       string   `xml:"idnumber"`
			Text     string   `xml:"questiontext>text"`
			Single   string   `xml:"single"`
			Answers  []answer `xml:"answer"`
			Pairs    []struct {
				Text   string `xml:"text"`
				Answer string `xml:"answer>text"`
			} `xml:"subquestion"`
			Tags []string `xml:"tags>tag>text"`
		} `xml:"question"`
	}
	for name, banks := range map[string][]quiz.Bank{"ours": ours(t), "nasty": nasty()} {
		data, _ := write(t, formats.WriteMoodle, banks)
		doc.Questions = nil
		if err := xml.Unmarshal(data, &doc); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		n := 0
		for _, b := range banks {
			if got := doc.Questions[n]; got.Type != "category" || !strings.HasPrefix(got.Category, "$course$/top/Hardenway/") {
				t.Fatalf("%s: no category before bank %s: %+v", name, b.ID, got)
			}
			n++
			for i := range b.Questions {
				want, _ := formats.Common(&b.Questions[i])
				got := doc.Questions[n]
				n++
				if got.ID != string(want.ID) || got.Text != want.Text || !slices.Equal(got.Tags, want.Tags) {
					t.Fatalf("%s: %+v, want %+v", name, got, want)
				}
				sum, best := 0.0, 0.0
				for _, a := range got.Answers {
					best = max(best, a.Fraction)
					if a.Fraction > 0 {
						sum += a.Fraction
					}
				}
				switch want.Type {
				case quiz.Single:
					if got.Type != "multichoice" || got.Single != "true" || best != 100 || sum != 100 {
						t.Errorf("%s: %s: %+v", name, want.ID, got)
					}
				case quiz.Multiple:
					if got.Type != "multichoice" || got.Single != "false" || sum < 99.9 || sum > 100.1 {
						t.Errorf("%s: %s: %+v", name, want.ID, got)
					}
					for k, a := range got.Answers {
						if want.Options[k].Correct != (a.Fraction > 0) || a.Fraction == 0 || a.Text != want.Options[k].Text || a.Feedback != want.Options[k].Why {
							t.Errorf("%s: %s: %+v, want %+v", name, want.ID, a, want.Options[k])
						}
					}
				case quiz.Boolean:
					if got.Type != "truefalse" || len(got.Answers) != 2 || got.Answers[0].Text != "true" || (got.Answers[0].Fraction == 100) != *want.Answer || sum != 100 {
						t.Errorf("%s: %s: %+v", name, want.ID, got)
					}
				case quiz.Short:
					if got.Type != "shortanswer" || strings.ReplaceAll(got.Answers[0].Text, `\*`, "*") != want.Accept[0] || got.Answers[0].Fraction != 100 {
						t.Errorf("%s: %s: %+v", name, want.ID, got)
					}
				default:
					if got.Type != "matching" || len(got.Pairs) != len(want.Pairs)+len(want.Extra) || got.Pairs[0].Answer != want.Pairs[0].Right {
						t.Errorf("%s: %s: %+v", name, want.ID, got)
					}
				}
			}
		}
		if n != len(doc.Questions) {
			t.Errorf("%s: %d questions, want %d", name, len(doc.Questions), n)
		}
	}
}

// TestAnki: headers come first, each note has its fields, ids are stable and unique, and no
// question gives itself away.
func TestAnki(t *testing.T) {
	for name, banks := range map[string][]quiz.Bank{"ours": ours(t), "nasty": nasty()} {
		data, losses := write(t, formats.WriteAnki, banks)
		if len(losses) > 0 {
			t.Errorf("%s: %v", name, losses)
		}
		text := string(data)
		for _, head := range []string{"#separator:tab", "#html:true", "#notetype:Basic", "#columns:GUID\tDeck\tFront\tBack\tTags", "#guid column:1", "#deck column:2", "#tags column:5"} {
			rest, is := strings.CutPrefix(text, head+"\n")
			if !is {
				t.Fatalf("%s: no header %q", name, head)
			}
			text = rest
		}
		table := csv.NewReader(strings.NewReader(text))
		table.Comma, table.FieldsPerRecord = '\t', 5
		rows, err := table.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		seen, n := map[string]bool{}, 0
		for _, b := range banks {
			for _, q := range b.Questions {
				row := rows[n]
				n++
				if row[0] != "hardenway-"+string(q.ID) || seen[row[0]] || !strings.HasPrefix(row[1], "Hardenway::") || strings.Count(row[1], "::") != 1 {
					t.Errorf("%s: %v", name, row)
				}
				seen[row[0]] = true
				if strings.Contains(row[2]+row[3], "raw HTML omitted") || strings.Contains(row[2], "<name>") || strings.Contains(row[2], "<b>") {
					t.Errorf("%s: %s: HTML of an author's: %s", name, q.ID, row[2])
				}
				if q.Type == quiz.Order && strings.Contains(row[3], "<strong>1 2 3") {
					t.Errorf("%s: %s is in order already", name, q.ID)
				}
			}
		}
		again, _ := write(t, formats.WriteAnki, banks)
		if n != len(rows) || !bytes.Equal(data, again) {
			t.Errorf("%s: %d rows, want %d; or they differ from one time to the next", name, len(rows), n)
		}
	}
}

// TestCSV: the table reads back, and no cell is a formula.
func TestCSV(t *testing.T) {
	for name, banks := range map[string][]quiz.Bank{"ours": ours(t), "nasty": nasty()} {
		data, _ := write(t, formats.WriteCSV, banks)
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		n := 0
		for _, b := range banks {
			n += len(b.Questions)
		}
		if len(rows) != n+1 || rows[0][0] != "id" {
			t.Fatalf("%s: %d rows for %d questions", name, len(rows), n)
		}
		for _, row := range rows[1:] {
			for i, c := range row {
				if c != "" && strings.ContainsRune("=+-@", rune(c[0])) {
					t.Errorf("%s: %s: %s is a formula: %q", name, row[0], rows[0][i], c)
				}
			}
			if row[11] == "" {
				t.Errorf("%s: %s has no answer", name, row[0])
			}
		}
	}
}

// TestAll: names and extensions tell formats apart.
func TestAll(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range formats.All() {
		if seen[f.Name] || f.Name == "" || f.Title == "" || !strings.HasPrefix(f.Extension, ".") || reflect.ValueOf(f.Write).IsNil() {
			t.Errorf("%+v", f)
		}
		seen[f.Name] = true
	}
}
