package quiz

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write the golden file and the schema anew")

// banksDir is the folder of harden's own banks.
func banksDir() fs.FS { return os.DirFS("banks") }

// sample is a bank with a question of each type, all of them in order.
func sample(tb testing.TB) string {
	tb.Helper()
	data, err := os.ReadFile("testdata/sample.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	return string(data)
}

// loadSample loads a bank of that text, under the name that the sample has.
func loadSample(text string) ([]Bank, error) {
	return Load(fstest.MapFS{"sample.yaml": &fstest.MapFile{Data: []byte(text)}}, Known{
		Scenarios: []string{"weak-rbac"}, Lessons: []string{}, Topics: []string{"S1-001", "S1-002"},
	})
}

func TestLoad(t *testing.T) {
	banks, err := loadSample(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[Type]bool{}
	for _, q := range banks[0].Questions {
		seen[q.Type] = true
		if line := banks[0].Lines[q.ID]; !strings.Contains(strings.Split(sample(t), "\n")[line-1], "id: "+string(q.ID)) {
			t.Errorf("%s is said to stand in line %d", q.ID, line)
		}
	}
	if len(banks) != 1 || len(seen) != len(Types()) {
		t.Errorf("%d banks with the types %v", len(banks), seen)
	}
}

// TestPage: the example in the documentation is a bank.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../docs/questions.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	example, _, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("the page has no example")
	}
	if _, err := Load(fstest.MapFS{"example.yaml": &fstest.MapFile{Data: []byte(example)}}, Known{}); err != nil {
		t.Error(err)
	}
}

// broken are changes to the sample, each of which must be told of.
var broken = []struct{ name, old, with string }{
	{"another kind", "kind: QuestionBank", "kind: Scenario"},
	{"another id", "id: sample\n", "id: simple\n"},
	{"an unknown module", "module: M07", "module: M7"},
	{"no title", "title: A bank of samples", "title: ''"},
	{"an unknown key", "  difficulty: easy\n  practice: {lesson: M07}\n\n- id: sample-multiple", "  dificulty: easy\n  practice: {lesson: M07}\n\n- id: sample-multiple"},
	{"an id twice", "id: sample-multiple", "id: sample-single"},
	{"an id that is none", "id: sample-multiple", "id: Sample_2"},
	{"an unknown type", "type: multiple", "type: many"},
	{"no type", "  type: multiple\n", ""},
	{"a field of another type", "  type: boolean\n", "  type: boolean\n  placeholder: x\n"},
	{"a field that is missing", "  answer: true\n", ""},
	{"two right options in single", "  - {text: Two, why: That is one more.}", "  - {text: Two, why: That is one more., correct: true}"},
	{"no right option in multiple", "{text: Red, correct: true,", "{text: Red,"},
	{"options alike", "{text: Two, why", "{text: '`one`', why"},
	{"an empty option", "{text: Two, why", "{text: ' ', why"},
	{"a value in multiple", "{text: Red, correct", "{text: Red, value: x, correct"},
	{"accepted and wrong", "{text: roles, why", "{text: '\"role\"', why"},
	{"accepted twice", "accept: [Role]", "accept: [Role, ' role ']"},
	{"nothing accepted", "accept: [Role]", "accept: []"},
	{"two items", "  - {text: Third, why: Last.}\n", ""},
	{"an extra that belongs", "extra: [{text: Node,", "extra: [{text: Pod,"},
	{"a line that is not there", "{line: 3, why", "{line: 9, why"},
	{"a line twice", "{line: 3, why: It is public.}", "{line: 3, why: It is public.}\n  - {line: 3, why: Again.}"},
	{"an unknown tag", "tags: [rbac, intro]", "tags: [rback, triva, intro, intro]"},
	{"an unknown topic", "topics: [S1-001]", "topics: [S1-01]"},
	{"an unknown scenario", "practice: {scenario: weak-rbac}\n", "practice: {scenario: rbac-weak}\n"},
	{"an unknown lesson", "practice: {lesson: M07}\n\n- id: sample-multiple", "practice: {lesson: M70}\n\n- id: sample-multiple"},
	{"no practice", "  practice: {lesson: M07}\n\n- id: sample-multiple", "  practice: {}\n\n- id: sample-multiple"},
	{"no difficulty", "  difficulty: easy\n  practice: {lesson: M07}\n\n- id: sample-multiple", "  practice: {lesson: M07}\n\n- id: sample-multiple"},
	{"an unknown difficulty", "  difficulty: easy\n  practice: {lesson: M07}\n\n- id: sample-multiple", "  difficulty: simple\n  practice: {lesson: M07}\n\n- id: sample-multiple"},
	{"a version that is none", `kubernetes: ">=1.29"`, `kubernetes: "~1.29"`},
	{"a source without a way", "{title: The API, url: \"https://kubernetes.io/docs/\"}", "{title: The API}"},
	{"no text and no explanation", "  text: One thing is right. Which?\n  given: [{title: a file, language: text, text: \"one\\n\"}]\n", "  given: [{text: ' '}]\n  text: ''\n"},
	{"a truth for a type that has none", "  type: order\n", "  type: order\n  truth: {flag: {component: kubelet, name: v, ask: default}}\n"},
	{"a truth that asks another thing", "truth: {access: {user: ann, verb: get, resource: pods}}", "truth: {access: {user: ann, verb: get, resource: pods, ask: maybe}}"},
	{"two truths", "truth: {access: {user: ann, verb: get, resource: pods}}", "truth: {access: {user: ann, verb: get, resource: pods}, gate: {name: X, ask: stage}}"},
	{"a truth without lines", "  truth: {podSecurity: {level: baseline}}", "  truth: {kubelet: {field: x}}"},
	{"a truth of an option of single", "  - {text: Two, why: That is one more.}", "  - {text: Two, why: That is one more., truth: {kubelet: {field: x}}}"},
}

// TestLoadBroken compares what is told of each mistake with the golden file.
func TestLoadBroken(t *testing.T) {
	const golden = "testdata/broken.txt"
	archive, err := txtar.ParseFile(golden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	want := map[string]string{}
	if archive != nil {
		for _, file := range archive.Files {
			want[file.Name] = string(file.Data)
		}
	}
	now := &txtar.Archive{Comment: []byte("What the loader says of each broken bank. Written by go test -update; read what it wrote.\n\n")}
	for _, tt := range broken {
		t.Run(tt.name, func(t *testing.T) {
			text := sample(t)
			if strings.Count(text, tt.old) != 1 {
				t.Fatalf("the sample has %d times %q", strings.Count(text, tt.old), tt.old)
			}
			banks, err := loadSample(strings.Replace(text, tt.old, tt.with, 1))
			problems, is := errors.AsType[*Problems](err)
			if !is || banks != nil {
				t.Fatalf("Load = %v, %v; want problems and no banks", banks, err)
			}
			got := err.Error() + "\n"
			now.Files = append(now.Files, txtar.File{Name: tt.name, Data: []byte(got)})
			if got != want[tt.name] && !*update {
				t.Errorf("got\n%s\nwant\n%s", got, want[tt.name])
			}
			for _, p := range problems.List {
				if p.Path != "sample.yaml" || p.Line == 0 {
					t.Errorf("a problem that does not say where: %v", p)
				}
			}
		})
	}
	if *update {
		if err := os.WriteFile(golden, txtar.Format(now), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLoadFolder: what is wrong with a folder as a whole.
func TestLoadFolder(t *testing.T) {
	many := fstest.MapFS{}
	for i := range MaxFiles + 1 {
		many[strings.Repeat("a", i+1)+".yaml"] = &fstest.MapFile{}
	}
	tests := []struct {
		name string
		fsys fs.FS
		want string
	}{
		{"nothing", fstest.MapFS{}, "there is no question bank: none of the files is called ….yaml; is this the right folder?"},
		{"too many", many, "there are more than 200 files: that many banks nobody reads; is this the right folder?"},
		{"a large one", fstest.MapFS{"a.yaml": &fstest.MapFile{Data: make([]byte, MaxFileSize+1)}}, "the file cannot be read: it is larger than 1024 KiB"},
		{"a folder", fstest.MapFS{"a.yaml/b": &fstest.MapFile{}}, "the file cannot be read"},
	}
	for _, tt := range tests {
		if _, err := Load(tt.fsys, Known{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}
