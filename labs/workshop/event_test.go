package workshop

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hardenway/hardenway/internal/strictyaml/schema"
	"github.com/hardenway/hardenway/quiz"
)

var updateFiles = flag.Bool("update", false, "write the generated files anew")

const head = "apiVersion: hardenway.dev/v1alpha1\nkind: Workshop\n"

func TestLoad(t *testing.T) {
	e, err := Load([]byte(head+`title: Kubernetes security in a day
code: blue-harbour
start: 2026-03-04T09:00:00+01:00
minutes: 420
names: [Ada, Łukasz Żak]
stuck: {attempts: 4}
items:
- lesson: attacker-goals
- scenario: weak-rbac
  hints: held
  minutes: 30
- quiz: M05
  count: 3
- quiz: What we saw
  questions: [rbac-verbs]
`), "event.yaml", Known{Scenarios: []string{"weak-rbac"}, Lessons: []string{"attacker-goals"}, Questions: []quiz.ID{"rbac-verbs"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Items[1]; got.Kind() != KindScenario || got.Hints != ReleaseHeld || got.Minutes != 30 {
		t.Errorf("the scenario is %+v", got)
	}
	p := &Plan{Event: *e}
	if want := time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC); !p.End().Equal(want) {
		t.Errorf("it ends at %s, want %s", p.End(), want)
	}
	if s := p.stuckAfter(); s != (Stuck{Attempts: 4, Minutes: 15}) {
		t.Errorf("stuck is %+v", s)
	}
}

// Everything that is wrong is told at once, with its line.
func TestLoadProblems(t *testing.T) {
	known := Known{Scenarios: []string{"weak-rbac", "open-dashboard"}, Lessons: []string{"attacker-goals"}, Questions: []quiz.ID{"rbac-verbs"}}
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{"the file is empty; docs/workshop.md shows how an event begins"}},
		{"nothing", "{}", []string{"event.yaml:1: there is no apiVersion: it says which format the file has; begin the file with `apiVersion: hardenway.dev/v1alpha1` and `kind: Workshop`"}},
		{"bare", head + "title: ''\n", []string{
			"event.yaml:1: there are no items: an event is a list of scenarios, lessons and quizzes; add `items:` with at least one, such as `- scenario: anonymous-kubelet`",
			"event.yaml:3: there is no title: it heads every page; add it",
		}},
		{"many", head + `title: "a\u202eb"
code: abc
start: 2026-03-04T09:00:00Z
end: 2026-03-04T08:00:00Z
minutes: 5
names: [Ada, ada, "x\u200by", ""]
stuck: {minutes: -1, attempts: -1}
items:
- scenario: weak-rbca
  hints: later
- {scenario: weak-rbac, lesson: attacker-goals}
- scenario: weak-rbac
- scenario: weak-rbac
- lesson: attacker-goals
  hints: held
  count: 3
- quiz: anything
- quiz: M05
  count: 900
- quiz: mine
  questions: [rbac-verbs, rbac-verbs, rbac-verb]
  count: 2
- titel: x
`, []string{
			`event.yaml:3: the title cannot be shown: it is one line of at most 120 characters; shorten it, and leave control characters out`,
			`event.yaml:4: code is "abc": it is read aloud and must not be guessed: from 6 to 32 letters and digits, with dashes between; leave it out, and one is made`,
			`event.yaml:6: end is not after start; correct one of them`,
			`event.yaml:7: there are both minutes and an end: one of them would not be used; remove one`,
			`event.yaml:8: "ada" is in names twice: learners are told apart by it; add an initial`,
			`event.yaml:8: names[2] is "x\u200by": U+200B in it cannot be seen, or turns the direction of text; write it as it is to be shown`,
			`event.yaml:8: names[3] is "": it is empty; write it as it is to be shown`,
			`event.yaml:9: stuck.attempts is -1: it counts failures in a row; use a number from 1`,
			`event.yaml:9: stuck.minutes is -1; use a number from 1`,
			`event.yaml:11: there is no scenario "weak-rbca"; did you mean "weak-rbac"?`,
			`event.yaml:12: items[0].hints is "later"; use free, or held`,
			`event.yaml:13: items[1] has not exactly one of scenario, lesson and quiz: it is one thing to do; make an item of each`,
			`event.yaml:15: scenario weak-rbac is there twice: the first is items[2]; remove one, or give a quiz another name`,
			`event.yaml:16: items[4] has questions or a count and is no quiz; remove them`,
			`event.yaml:17: items[4].hints is of no use here: only scenarios have hints; remove it`,
			`event.yaml:19: items[5].quiz is "anything": no module of the course is called so, and no questions are listed; name a module such as M10, or add ` + "`questions: [id, …]`",
			`event.yaml:20: the quiz has too many or too few questions: it has from 1 to 50; make it shorter`,
			`event.yaml:23: question "rbac-verbs" is there twice; remove one`,
			`event.yaml:23: there is no question "rbac-verb"; did you mean "rbac-verbs"?`,
			`event.yaml:24: there are both a count and questions: the list says how many there are; remove one`,
			`event.yaml:25: items[8] has not exactly one of scenario, lesson and quiz: it is one thing to do; make an item of each`,
			`event.yaml:25: unknown key "titel" in items[8]; did you mean "title"?`,
		}},
		{"large", strings.Repeat("#", MaxFileSize+1), []string{"event.yaml: the file is larger than 256 KiB: no event is; is this the right file?"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load([]byte(c.text), "event.yaml", known)
			if err == nil {
				t.Fatal("it was taken")
			}
			_, got, _ := strings.Cut(err.Error(), "\n")
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("not told: %s", want)
				}
			}
			if n := strings.Count(got, "\n") + 1; n != len(c.want) {
				t.Errorf("%d problems, want %d:\n%s", n, len(c.want), got)
			}
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(head + "title: x\nitems:\n- scenario: weak-rbac\n- quiz: M05\n- {quiz: a, questions: [b]}\n"))
	f.Add([]byte(head + "title: x\nstart: 2026-03-04T09:00:00Z\nminutes: 5\nnames: [a, b]\nitems: [{lesson: x}]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := Load(data, "event.yaml", Known{})
		if (e == nil) == (err == nil) {
			t.Fatalf("event %v, error %v", e, err)
		}
		if err == nil {
			for _, item := range e.Items {
				if item.Kind() == "" || len(item.Questions) > MaxQuestions {
					t.Errorf("item %+v was taken", item)
				}
			}
		}
	})
}

//go:generate go test . -vet=off -run ^TestSchema$ -update

// schemaFile is for editors: they complete and check an event as it is typed.
const schemaFile = "../../docs/workshop.schema.json"

// TestSchema: the schema is made from the types and their comments, and the file in docs/ is what they make now.
func TestSchema(t *testing.T) {
	stamp := func(*schema.Maker) map[string]any { return map[string]any{"type": "string", "format": "date-time"} }
	got, err := schema.Make(&schema.Document{
		ID:       "https://raw.githubusercontent.com/hardenway/hardenway/main/docs/workshop.schema.json",
		Title:    "A Hardenway workshop",
		Comment:  "Made from the Go types by go generate ./labs/workshop. Do not edit.",
		Root:     reflect.TypeFor[eventFile](),
		Packages: []string{"."},
		Enums:    map[reflect.Type][]string{reflect.TypeFor[Release](): {string(ReleaseFree), string(ReleaseHeld)}},
		Narrower: map[string]map[string]any{
			"eventFile.APIVersion": {"const": APIVersion},
			"eventFile.Kind":       {"const": Kind},
			"Event.Items":          {"minItems": 1, "maxItems": MaxItems},
			"Event.Minutes":        {"minimum": 1, "maximum": maxMinutes},
			"Event.Code":           {"pattern": codePattern.String()},
			"Item.Count":           {"minimum": 1, "maximum": MaxQuestions},
			"Item.Minutes":         {"minimum": 1, "maximum": maxMinutes},
			"Stuck.Attempts":       {"minimum": 1},
			"Stuck.Minutes":        {"minimum": 1},
		},
		Special: map[reflect.Type]func(*schema.Maker) map[string]any{reflect.TypeFor[time.Time](): stamp},
	})
	if err != nil {
		t.Fatal(err)
	}
	if *updateFiles {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil { //nolint:gosec // a page to read
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the types say; run go generate ./labs/workshop", schemaFile)
	}
}

func TestCleanName(t *testing.T) {
	for _, c := range []struct{ name, want, err string }{
		{"Ada", "Ada", ""},
		{"  Ada \t Lovelace\n", "Ada Lovelace", ""},
		{"Łukasz", "Łukasz", ""},
		{"O'Brien-Smith (2)", "O'Brien-Smith (2)", ""},
		{"王芳", "王芳", ""},
		{"e\u0301", "é", ""},
		{"", "", "it is empty"},
		{"--", "", "it has no letter"},
		{"a\u202eb", "", "U+202E in it cannot be seen, or turns the direction of text"},
		{"a\u2066b", "", "U+2066 in it cannot be seen, or turns the direction of text"},
		{"a\x1b[2Jb", "", "U+001B in it cannot be seen, or turns the direction of text"},
		{"a\u3164", "", "U+3164 in it cannot be seen, or turns the direction of text"},
		{"a" + strings.Repeat("\u0335", 4), "", "it has too many marks on one letter"},
		{strings.Repeat("x", 41), "", "it is longer than 40 characters"},
		{strings.Repeat("x", 4000), "", "it is longer than 40 characters, or no text"},
		{"\xff", "", "it is longer than 40 characters, or no text"},
	} {
		got, err := CleanName(c.name)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if got != c.want || text != c.err {
			t.Errorf("%q: %q, %q; want %q, %q", c.name, got, text, c.want, c.err)
		}
	}
}

func TestCleanText(t *testing.T) {
	for _, c := range []struct {
		in   string
		most int
		want string
	}{
		{"two\r\nlines\n", 40, "two\nlines"},
		{"\x1b]0;owned\x07 \u202e", 40, "]0;owned"},
		{"tab\there", 40, "tab here"},
		{"123456789", 5, "12345…"},
		{"\xffx", 40, "\ufffdx"},
	} {
		if got := cleanText(c.in, c.most); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

// A code is spread evenly over its letters, and typed as people type.
func TestCode(t *testing.T) {
	code := newCode()
	if len(code) != 9 || !codePattern.MatchString(code) || len(plainCode(code)) != 8 {
		t.Errorf("the code is %q", code)
	}
	if plainCode(" ABCD efgh ") != plainCode("abcd-EFGH") {
		t.Error("case, dashes and spaces count in a code")
	}
}
