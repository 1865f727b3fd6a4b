package content

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/strictyaml/schema"
)

var update = flag.Bool("update", false, "write the generated files anew")

//go:generate go test . -vet=off -run ^TestSchema$ -update

// schemaFile is for editors: they complete and check front matter as it is typed.
const schemaFile = "../docs/lesson.schema.json"

// TestSchema: the schema is made from the types and their comments, and the file in docs/ is
// what they make now.
func TestSchema(t *testing.T) {
	got, err := schema.Make(&schema.Document{
		ID:       "https://raw.githubusercontent.com/hardenway/hardenway/main/docs/lesson.schema.json",
		Title:    "The front matter of a Hardenway lesson",
		Comment:  "Made from the Go types by go generate ./content. Do not edit.",
		Root:     reflect.TypeFor[Meta](),
		Packages: []string{"."},
		Narrower: map[string]map[string]any{
			"Meta.ID":      {"pattern": lessonID.String()},
			"Meta.Module":  {"enum": moduleIDs()},
			"Meta.Tags":    {"items": map[string]any{"enum": vocabulary.Words()}, "uniqueItems": true, "minItems": 1},
			"Meta.Topics":  {"items": map[string]any{"type": "string", "pattern": topicPattern.String()}, "uniqueItems": true},
			"Meta.Minutes": {"minimum": 1, "maximum": MaxMinutes},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
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
		t.Errorf("%s is not what the types say; run go generate ./content", schemaFile)
	}
}
