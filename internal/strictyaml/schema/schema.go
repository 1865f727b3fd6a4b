// Package schema makes JSON schemas of Go types and their comments, so that an editor
// completes and checks a file as it is typed, by the same types that read it. Only tests use
// it: they keep the schemas in docs/ what the types say.
package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/hardenway/hardenway/internal/strictyaml"
)

// Document is the schema of one kind of file.
type Document struct {
	ID      string // its address
	Title   string
	Comment string // where it comes from, for whoever opens it
	Root    reflect.Type
	// Packages are the folders of the packages that declare the types.
	Packages []string
	// Enums are the types that have words of their own.
	Enums map[reflect.Type][]string
	// Narrower is what a field's type alone does not say, by "Type.Field".
	Narrower map[string]map[string]any
	// Special makes the schemas of types that are not what Go says they are.
	Special map[reflect.Type]func(*Maker) map[string]any
}

// Maker makes the schema of one document.
type Maker struct {
	doc  *Document
	docs map[string]string // "Type" and "Type.Field"
	defs map[string]any
	used map[string]bool // keys of Narrower
}

// Make is the schema as a file.
func Make(doc *Document) ([]byte, error) {
	m := &Maker{doc: doc, docs: map[string]string{}, defs: map[string]any{}, used: map[string]bool{}}
	for _, dir := range doc.Packages {
		if err := m.readDocs(dir); err != nil {
			return nil, err
		}
	}
	root := m.Object(doc.Root)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = doc.ID
	root["title"] = doc.Title
	root["$comment"] = doc.Comment
	root["$defs"] = m.defs
	for key := range doc.Narrower {
		if !m.used[key] {
			return nil, fmt.Errorf("the schema narrows %s, and there is no such field", key)
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
func (m *Maker) readDocs(dir string) error {
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
				if typ, ok := spec.(*ast.TypeSpec); ok {
					m.readType(typ, gen)
				}
			}
		}
	}
	return nil
}

func (m *Maker) readType(typ *ast.TypeSpec, gen *ast.GenDecl) {
	m.docs[typ.Name.Name] = sentence(typ.Doc, gen.Doc)
	structure, ok := typ.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range structure.Fields.List {
		for _, ident := range field.Names {
			m.docs[typ.Name.Name+"."+ident.Name] = sentence(field.Doc, field.Comment)
		}
	}
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

// Comment is what the type's declaration says of it.
func (m *Maker) Comment(t reflect.Type) string { return m.docs[t.Name()] }

// Type is the schema of a type; that of a struct is a reference.
func (m *Maker) Type(t reflect.Type) map[string]any {
	if special := m.doc.Special[t]; special != nil {
		return special(m)
	}
	if words := m.doc.Enums[t]; words != nil {
		return map[string]any{"enum": words}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return m.Type(t.Elem())
	case reflect.Struct:
		return m.Define(t.Name(), func() map[string]any { return m.Object(t) })
	case reflect.Slice:
		return map[string]any{"type": []string{"array", "null"}, "items": m.Type(t.Elem())}
	case reflect.Map:
		if t.Elem().Kind() == reflect.Interface {
			return map[string]any{"type": []string{"object", "null"}}
		}
		return map[string]any{"type": []string{"object", "null"}, "additionalProperties": m.Type(t.Elem())}
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

// Define puts a schema among the definitions, once, and returns a reference to it.
func (m *Maker) Define(name string, body func() map[string]any) map[string]any {
	if _, is := m.defs[name]; !is {
		m.defs[name] = nil // for a type that holds itself
		m.defs[name] = body()
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

// Object is the schema of a struct. Fields are required when they are always written,
// unless they are named as optional.
func (m *Maker) Object(t reflect.Type, optional ...string) map[string]any {
	left := map[string]bool{}
	for _, name := range optional {
		left[name] = true
	}
	properties, required := map[string]any{}, []string{}
	for _, f := range strictyaml.Fields(t) {
		key := f.Owner.Name() + "." + f.Go.Name
		property := m.Type(f.Go.Type)
		if more, is := m.doc.Narrower[key]; is {
			m.used[key] = true
			maps.Copy(property, more)
		}
		if doc := m.docs[key]; doc != "" {
			property["description"] = doc
		}
		properties[f.Name] = property
		if !f.Optional && !left[f.Name] {
			required = append(required, f.Name)
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
