package banks_test

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/hardenway/hardenway/quiz"
)

//go:generate go test . -vet=off -run ^TestGenerated$ -update

// TestGenerated: next to each bank is the same bank as Go. Reading all the YAML takes a good
// part of a second, and JSON a tenth of that; what the compiler has laid out takes no time. Where the
// Go files no longer compile, because a type has changed, remove them and make them anew.
func TestGenerated(t *testing.T) {
	all := load(t)
	want := map[string][]byte{"banks.go": goIndex(t, all)}
	for _, b := range all {
		want[b.ID+".go"] = goBank(t, b)
	}
	have, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range have {
		if want[name] != nil || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if !*update {
			t.Errorf("%s has no bank; run go generate ./quiz/banks", name)
		} else if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range want {
		if *update {
			if err := os.WriteFile(name, data, 0o644); err != nil { //nolint:gosec // source code
				t.Fatal(err)
			}
			continue
		}
		if old, err := os.ReadFile(name); err != nil || !bytes.Equal(old, data) {
			t.Errorf("%s is not what the YAML next to it says; run go generate ./quiz/banks", name)
		}
	}
}

const goHead = "// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.\n\n"

// goIndex is the file that puts the banks together.
func goIndex(t *testing.T, banks []quiz.Bank) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(goHead)
	b.WriteString("// Package banks is harden's own questions. They are written as YAML, next to what is made\n" +
		"// of them here so that a quiz begins at once.\npackage banks\n\n" +
		"import \"github.com/hardenway/hardenway/quiz\"\n\n" +
		"// All returns the banks in the order of their files. Whoever changes one changes it for all.\n" +
		"func All() []quiz.Bank {\n\treturn []quiz.Bank{\n")
	for _, bank := range banks {
		fmt.Fprintf(&b, "%s,\n", goName(bank.ID))
	}
	b.WriteString("}\n}\n\n// A boolean question points to its answer.\nvar yes, no = true, false\n")
	return formatted(t, b.Bytes())
}

func goBank(t *testing.T, bank quiz.Bank) []byte {
	t.Helper()
	bank.File, bank.Lines = "", nil
	var b bytes.Buffer
	b.WriteString(goHead + "package banks\n\nimport \"github.com/hardenway/hardenway/quiz\"\n\nvar " + goName(bank.ID) + " = ")
	goValue(&b, reflect.ValueOf(bank))
	b.WriteString("\n")
	return formatted(t, b.Bytes())
}

func formatted(t *testing.T, source []byte) []byte {
	t.Helper()
	out, err := format.Source(source)
	if err != nil {
		t.Fatalf("%v in\n%s", err, source)
	}
	return out
}

// goName is a bank's id as the name of a variable.
func goName(id string) string { return "bank" + strings.ReplaceAll(id, "-", "_") }

// goValue writes a value as a composite literal, which the compiler lays out so that nothing
// is left to do when the program starts. Zero fields are left out.
func goValue(b *bytes.Buffer, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		b.WriteString("quiz." + v.Type().Name())
		goFields(b, v)
	case reflect.Pointer:
		if v.Elem().Kind() == reflect.Bool {
			b.WriteString(map[bool]string{true: "&yes", false: "&no"}[v.Elem().Bool()])
			return
		}
		b.WriteString("&")
		goValue(b, v.Elem())
	case reflect.Slice:
		name := v.Type().Elem().Name()
		if v.Type().Elem().Kind() == reflect.Struct {
			name = "quiz." + name
		}
		b.WriteString("[]" + name + "{")
		for i := range v.Len() {
			if e := v.Index(i); e.Kind() == reflect.Struct {
				goFields(b, e)
				b.WriteString(",\n")
			} else {
				goValue(b, e)
				b.WriteString(", ")
			}
		}
		b.WriteString("}")
	case reflect.String:
		b.WriteString(strconv.Quote(v.String()))
	default:
		fmt.Fprint(b, v.Interface())
	}
}

func goFields(b *bytes.Buffer, v reflect.Value) {
	b.WriteString("{\n")
	for i := range v.NumField() {
		if f := v.Field(i); !f.IsZero() {
			b.WriteString(v.Type().Field(i).Name + ": ")
			goValue(b, f)
			b.WriteString(",\n")
		}
	}
	b.WriteString("}")
}
