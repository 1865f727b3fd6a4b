package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/hardenway/hardenway/grader"
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
	schema, err := compiler.Compile("scenario.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestSchemaAccepts: what the loader takes, an editor must not underline.
func TestSchemaAccepts(t *testing.T) {
	schema := compileSchema(t)
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
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefuses: mistakes that an editor can see, the loader refuses too. The other
// way about does not hold: the loader also looks at other files, and compiles.
func TestSchemaRefuses(t *testing.T) {
	schema := compileSchema(t)
	refused := 0
	for _, tt := range brokenSamples() {
		files := sample(t)
		tt.edit(t, files)
		file := files["sample/"+fileScenario]
		var value any
		if file == nil || yaml.Unmarshal(file.Data, &value) != nil {
			continue
		}
		if schema.Validate(value) == nil {
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

type schemaMaker struct {
	docs map[string]string // "Type" and "Type.Field"
	defs map[string]any
	used map[string]bool // keys of narrower
}

func makeSchema() ([]byte, error) {
	m := &schemaMaker{docs: map[string]string{}, defs: map[string]any{}, used: map[string]bool{}}
	for _, dir := range []string{".", "../grader"} {
		if err := m.readDocs(dir); err != nil {
			return nil, err
		}
	}
	root := m.object(reflect.TypeFor[scenarioFile](), nil)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "https://raw.githubusercontent.com/hardenway/hardenway/main/docs/scenario.schema.json"
	root["title"] = "A Hardenway scenario"
	root["$comment"] = "Made from the Go types by go generate ./scenarios. Do not edit."
	root["$defs"] = m.defs
	for key := range narrower {
		if !m.used[key] {
			return nil, fmt.Errorf("narrower has %s, and there is no such field", key)
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(root)
	return out.Bytes(), err
}

// readDocs collects the comments of a package's types and fields.
func (m *schemaMaker) readDocs(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range gen.Specs {
				typ, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				m.docs[typ.Name.Name] = sentence(typ.Doc, gen.Doc)
				structure, ok := typ.Type.(*ast.StructType)
				if !ok {
					continue
				}
				for _, field := range structure.Fields.List {
					for _, ident := range field.Names {
						m.docs[typ.Name.Name+"."+ident.Name] = sentence(field.Doc, field.Comment)
					}
				}
			}
		}
	}
	return nil
}

// sentence is the first comment there is, on one line.
func sentence(groups ...*ast.CommentGroup) string {
	for _, group := range groups {
		if text := strings.Join(strings.Fields(group.Text()), " "); text != "" {
			return text
		}
	}
	return ""
}

// schema is the schema of a type.
func (m *schemaMaker) schema(t reflect.Type) map[string]any {
	switch {
	case t == reflect.TypeFor[modeText]():
		return map[string]any{"anyOf": []any{
			map[string]any{"type": "string", "pattern": modePattern.String()},
			map[string]any{"type": "integer", "minimum": 0}, // 0600 without quotes
		}}
	case t == reflect.TypeFor[grader.Duration]():
		return map[string]any{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`}
	case t == reflect.TypeFor[grader.Identity]():
		return m.define(t, func() map[string]any {
			return map[string]any{"description": m.docs["Identity"], "anyOf": []any{
				map[string]any{"enum": grader.IdentityWords()}, m.object(t, nil),
			}}
		})
	case t == reflect.TypeFor[grader.Check]():
		return m.define(t, func() map[string]any { return m.check(t, false) })
	case enums[t] != nil:
		return map[string]any{"enum": enums[t]}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return m.schema(t.Elem())
	case reflect.Struct:
		return m.define(t, func() map[string]any {
			s := m.object(t, nil)
			if t == reflect.TypeFor[Ready]() {
				s["minProperties"], s["maxProperties"] = 1, 1
			}
			return s
		})
	case reflect.Slice:
		return map[string]any{"type": []string{"array", "null"}, "items": m.schema(t.Elem())}
	case reflect.Map:
		if t.Elem().Kind() == reflect.Interface {
			return map[string]any{"type": []string{"object", "null"}}
		}
		return map[string]any{"type": []string{"object", "null"}, "additionalProperties": m.schema(t.Elem())}
	case reflect.Interface:
		return map[string]any{}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.String:
		return map[string]any{"type": "string"}
	default:
		return map[string]any{"type": "integer"}
	}
}

func (m *schemaMaker) define(t reflect.Type, make func() map[string]any) map[string]any {
	name := t.Name()
	if _, is := m.defs[name]; !is {
		m.defs[name] = nil // for a type that holds itself
		m.defs[name] = make()
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

// check is a check, or the condition that is written like one.
func (m *schemaMaker) check(t reflect.Type, condition bool) map[string]any {
	var optional []string
	if condition {
		optional = []string{"id", "title", "role"}
	}
	s := m.object(t, optional)
	var probes []any
	for _, f := range orderedFields(t) {
		if f.struct_.Type.Kind() == reflect.Pointer && strings.HasSuffix(f.struct_.Type.Elem().Name(), "Probe") {
			probes = append(probes, map[string]any{"required": []string{f.name}})
		}
	}
	s["oneOf"] = probes
	return s
}

// object is a struct. Fields are required when they are always written.
func (m *schemaMaker) object(t reflect.Type, optional []string) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, f := range orderedFields(t) {
		key := f.owner.Name() + "." + f.struct_.Name
		property := m.schema(f.struct_.Type)
		if t == reflect.TypeFor[Ready]() && f.name == "condition" {
			m.defs["Condition"] = m.check(reflect.TypeFor[grader.Check](), true)
			property = map[string]any{"$ref": "#/$defs/Condition"}
		}
		if more, is := narrower[key]; is {
			m.used[key] = true
			maps.Copy(property, more)
		}
		if doc := m.docs[key]; doc != "" {
			property["description"] = doc
		}
		properties[f.name] = property
		if !f.optional && !slices.Contains(optional, f.name) {
			required = append(required, f.name)
		}
	}
	s := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	if doc := m.docs[t.Name()]; doc != "" {
		s["description"] = doc
	}
	return s
}
