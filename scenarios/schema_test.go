package scenarios

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/strictyaml"
	"github.com/hardenway/hardenway/internal/strictyaml/schema"
)

//go:generate go test . -run ^TestSchema$ -update

// schemaFile is for editors: they complete and check scenario.yaml as it is typed.
const schemaFile = "../docs/scenario.schema.json"

// TestSchema: the schema is made from the types and their comments, and the file in
// docs/ is what they make now.
func TestSchema(t *testing.T) {
	got, err := makeSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the types say; run go generate ./scenarios", schemaFile)
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := makeSchema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("scenario.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("scenario.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// TestSchemaAccepts: what the loader takes, an editor must not underline.
func TestSchemaAccepts(t *testing.T) {
	compiled := compileSchema(t)
	files, err := fs.Glob(embedded, "*/"+fileScenario)
	if err != nil || len(files) < 2 {
		t.Fatalf("found %v, %v", files, err)
	}
	for _, name := range files {
		data, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		var value any
		if err := yaml.Unmarshal(data, &value); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := compiled.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefuses: mistakes that an editor can see, the loader refuses too. The other
// way about does not hold: the loader also looks at other files, and compiles.
func TestSchemaRefuses(t *testing.T) {
	compiled := compileSchema(t)
	refused := 0
	for _, tt := range brokenSamples() {
		files := sample(t)
		tt.edit(t, files)
		file := files["sample/"+fileScenario]
		var value any
		if file == nil || yaml.Unmarshal(file.Data, &value) != nil {
			continue
		}
		if compiled.Validate(value) == nil {
			continue
		}
		refused++
		if _, err := Load(files, "sample"); err == nil {
			t.Errorf("%s: the schema refuses it, and the loader does not", tt.name)
		}
	}
	if refused < 20 {
		t.Errorf("the schema refuses only %d of the broken samples", refused)
	}
	t.Logf("the schema refuses %d of %d broken samples", refused, len(brokenSamples()))
}

// enums are the types that have words of their own.
var enums = map[reflect.Type][]string{
	reflect.TypeFor[Difficulty]():          words(Difficulties()),
	reflect.TypeFor[grader.Role]():         words(grader.Roles()),
	reflect.TypeFor[grader.Vantage]():      words(grader.Vantages()),
	reflect.TypeFor[grader.AccessMode]():   words(grader.AccessModes()),
	reflect.TypeFor[grader.TLSTrust]():     words(grader.TLSTrusts()),
	reflect.TypeFor[grader.TokenBinding](): words(grader.TokenBindings()),
	reflect.TypeFor[grader.FileFormat]():   words(grader.FileFormats()),
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, word := range list {
		out[i] = string(word)
	}
	return out
}

// narrower is what a field's type alone does not say.
var narrower = map[string]map[string]any{
	"scenarioFile.APIVersion": {"const": APIVersion},
	"scenarioFile.Kind":       {"const": Kind},
	"scenarioFile.Requires":   {"items": map[string]any{"enum": capabilities}, "uniqueItems": true},
	"scenarioFile.Checks":     {"minItems": 1},
	"metadataFile.ID":         {"pattern": idPattern.String()},
	"metadataFile.Title":      {"minLength": 1},
	"metadataFile.Tags":       {"items": map[string]any{"enum": Tags()}, "uniqueItems": true, "minItems": 1},
	"metadataFile.Minutes":    {"minimum": 1, "maximum": 240},
	"Covers.Seeds":            {"items": map[string]any{"type": "string", "pattern": seedPattern.String()}},
	"Covers.CIS":              {"items": map[string]any{"type": "string", "pattern": cisPattern.String()}},
	"Covers.Attack":           {"items": map[string]any{"type": "string", "pattern": attackPattern.String()}},
	"Covers.Microsoft":        {"items": map[string]any{"type": "string", "pattern": microsoftPattern.String()}},
	"solutionFile.Script":     {"pattern": `^solutions/[^/]+\.sh$`},
	"wrongFile.Script":        {"pattern": `^wrong/[^/]+\.sh$`},
}

func makeSchema() ([]byte, error) {
	return schema.Make(&schema.Document{
		ID:       "https://raw.githubusercontent.com/hardenway/hardenway/main/docs/scenario.schema.json",
		Title:    "A Hardenway scenario",
		Comment:  "Made from the Go types by go generate ./scenarios. Do not edit.",
		Root:     reflect.TypeFor[scenarioFile](),
		Packages: []string{".", "../grader"},
		Enums:    enums, Narrower: narrower, Special: special,
	})
}

// special are the types that are written in more than one way.
var special = map[reflect.Type]func(*schema.Maker) map[string]any{
	reflect.TypeFor[modeText](): func(*schema.Maker) map[string]any {
		return map[string]any{"anyOf": []any{
			map[string]any{"type": "string", "pattern": modePattern.String()},
			map[string]any{"type": "integer", "minimum": 0}, // 0600 without quotes
		}}
	},
	reflect.TypeFor[grader.Duration](): func(*schema.Maker) map[string]any {
		return map[string]any{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`}
	},
	reflect.TypeFor[grader.Identity](): func(m *schema.Maker) map[string]any {
		t := reflect.TypeFor[grader.Identity]()
		return m.Define(t.Name(), func() map[string]any {
			return map[string]any{"description": m.Comment(t), "anyOf": []any{
				map[string]any{"enum": grader.IdentityWords()}, m.Object(t),
			}}
		})
	},
	reflect.TypeFor[grader.Check](): func(m *schema.Maker) map[string]any {
		return m.Define("Check", func() map[string]any { return checkSchema(m) })
	},
	reflect.TypeFor[Ready](): func(m *schema.Maker) map[string]any {
		return m.Define("Ready", func() map[string]any {
			s := m.Object(reflect.TypeFor[Ready]())
			s["minProperties"], s["maxProperties"] = 1, 1
			condition := m.Define("Condition", func() map[string]any { return checkSchema(m, "id", "title", "role") })
			maps.Copy(s["properties"].(map[string]any)["condition"].(map[string]any), condition)
			return s
		})
	},
}

// checkSchema is a check, or the condition that is written like one.
func checkSchema(m *schema.Maker, optional ...string) map[string]any {
	t := reflect.TypeFor[grader.Check]()
	s := m.Object(t, optional...)
	var probes []any
	for _, f := range strictyaml.Fields(t) {
		if f.Go.Type.Kind() == reflect.Pointer && strings.HasSuffix(f.Go.Type.Elem().Name(), "Probe") {
			probes = append(probes, map[string]any{"required": []string{f.Name}})
		}
	}
	s["oneOf"] = probes
	return s
}
