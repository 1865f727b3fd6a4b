package quiz

import (
	"bytes"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/strictyaml/schema"
)

//go:generate go test . -vet=off -run ^TestSchema$ -update

// schemaFile is for editors: they complete and check a bank as it is typed.
const schemaFile = "../docs/questions.schema.json"

// TestSchema: the schema is made from the types and their comments, and the file in docs/ is
// what they make now.
func TestSchema(t *testing.T) {
	got := makeSchema(t)
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil { //nolint:gosec // a page to read
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the types say; run go generate ./quiz", schemaFile)
	}
}

func makeSchema(t *testing.T) []byte {
	t.Helper()
	some := func(m *schema.Maker, t reflect.Type, most int) map[string]any {
		return m.Define(t.Name(), func() map[string]any {
			s := m.Object(t)
			s["minProperties"], s["maxProperties"] = 1, most
			return s
		})
	}
	data, err := schema.Make(&schema.Document{
		ID:       "https://raw.githubusercontent.com/hardenway/hardenway/main/docs/questions.schema.json",
		Title:    "A Hardenway question bank",
		Comment:  "Made from the Go types by go generate ./quiz. Do not edit.",
		Root:     reflect.TypeFor[bankFile](),
		Packages: []string{"."},
		Enums: map[reflect.Type][]string{
			reflect.TypeFor[Type]():       words(Types()),
			reflect.TypeFor[Difficulty](): words(Difficulties()),
		},
		Narrower: map[string]map[string]any{
			"bankFile.APIVersion":  {"const": APIVersion},
			"bankFile.Kind":        {"const": Kind},
			"Bank.Module":          {"enum": moduleIDs()},
			"Bank.Questions":       {"minItems": 1},
			"Question.ID":          {"pattern": idPattern.String(), "maxLength": maxID},
			"Question.Tags":        {"items": map[string]any{"enum": vocabulary.Words()}, "uniqueItems": true, "minItems": 1},
			"Question.Topics":      {"uniqueItems": true},
			"FaultLine.Line":       {"minimum": 1},
			"FlagTruth.Ask":        {"enum": asks["flag"]},
			"GateTruth.Ask":        {"enum": asks["gate"]},
			"APITruth.Ask":         {"enum": asks["api"]},
			"AccessTruth.Ask":      {"enum": asks["access"]},
			"PodSecurityTruth.Ask": {"enum": asks["podSecurity"]},
		},
		Special: map[reflect.Type]func(*schema.Maker) map[string]any{
			reflect.TypeFor[Question](): questionSchema,
			reflect.TypeFor[Practice](): func(m *schema.Maker) map[string]any { return some(m, reflect.TypeFor[Practice](), 2) },
			reflect.TypeFor[Truth]():    func(m *schema.Maker) map[string]any { return some(m, reflect.TypeFor[Truth](), 1) },
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// questionSchema says which fields each type has.
func questionSchema(m *schema.Maker) map[string]any {
	t := reflect.TypeFor[Question]()
	return m.Define(t.Name(), func() map[string]any {
		s := m.Object(t)
		var rules []any
		for _, kind := range Types() {
			shape := shapes[kind]
			then := map[string]any{}
			for _, field := range shapeFields {
				if !slices.Contains(shape.needs, field) && !slices.Contains(shape.may, field) {
					then[field] = false
				}
			}
			rules = append(rules, map[string]any{
				"if":   map[string]any{"properties": map[string]any{"type": map[string]any{"const": string(kind)}}},
				"then": map[string]any{"required": shape.needs, "properties": then},
			})
		}
		s["allOf"] = rules
		return s
	})
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(makeSchema(t)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("questions.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("questions.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// TestSchemaAccepts: what the loader takes, an editor must not underline.
func TestSchemaAccepts(t *testing.T) {
	compiled := compileSchema(t)
	texts := map[string][]byte{"the sample": []byte(sample(t))}
	names, err := fs.Glob(banksDir(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if texts[name], err = fs.ReadFile(banksDir(), name); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range texts {
		var value any
		if err := yaml.Unmarshal(data, &value); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := compiled.Validate(textKeys(value)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefuses: mistakes that an editor can see, the loader refuses too.
func TestSchemaRefuses(t *testing.T) {
	compiled, refused := compileSchema(t), 0
	for _, tt := range broken {
		text := strings.Replace(sample(t), tt.old, tt.with, 1)
		var value any
		if yaml.Unmarshal([]byte(text), &value) != nil || compiled.Validate(textKeys(value)) == nil {
			continue
		}
		refused++
		if _, err := loadSample(text); err == nil {
			t.Errorf("%s: the schema refuses it, and the loader does not", tt.name)
		}
	}
	if refused < 14 {
		t.Errorf("the schema refuses only %d of the broken samples", refused)
	}
	t.Logf("the schema refuses %d of %d broken samples", refused, len(broken))
}

// textKeys makes the keys true and false, of `why`, text: JSON has no others.
func textKeys(value any) any {
	switch value := value.(type) {
	case map[any]any:
		out := map[string]any{}
		for key, element := range value {
			name, is := key.(string)
			if b, boolean := key.(bool); boolean {
				name, is = map[bool]string{true: "true", false: "false"}[b], true
			}
			if is {
				out[name] = textKeys(element)
			}
		}
		return out
	case map[string]any:
		for key, element := range value {
			value[key] = textKeys(element)
		}
	case []any:
		for i, element := range value {
			value[i] = textKeys(element)
		}
	}
	return value
}
