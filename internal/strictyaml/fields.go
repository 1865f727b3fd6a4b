package strictyaml

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Field is one field of a struct as JSON sees it.
type Field struct {
	Name     string
	Index    []int
	Optional bool         // omitempty or omitzero
	Owner    reflect.Type // the struct that declares it, for its documentation
	Go       reflect.StructField
}

// Fields are the fields of the struct t in their order of declaration, those of embedded
// structs among them.
func Fields(t reflect.Type) []Field {
	var fields []Field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() && !f.Anonymous {
			continue
		}
		inline := f.Anonymous && name == ""
		if inner := f.Type; inline && inner.Kind() == reflect.Struct {
			for _, sub := range Fields(inner) {
				sub.Index = append([]int{i}, sub.Index...)
				fields = append(fields, sub)
			}
			continue
		}
		if name == "" {
			name = f.Name
		}
		optional := slices.ContainsFunc(strings.Split(options, ","), func(o string) bool { return o == "omitempty" || o == "omitzero" })
		fields = append(fields, Field{Name: name, Index: []int{i}, Optional: optional, Owner: t, Go: f})
	}
	return fields
}

// fieldTable is what the decoder asks of a struct type.
type fieldTable struct {
	names  []string
	byName map[string]Field
}

var fieldTables sync.Map // reflect.Type to *fieldTable: types do not change

func tableOf(t reflect.Type) *fieldTable {
	if table, ok := fieldTables.Load(t); ok {
		return table.(*fieldTable)
	}
	table := &fieldTable{byName: map[string]Field{}}
	for _, f := range Fields(t) {
		table.names = append(table.names, f.Name)
		table.byName[f.Name] = f
	}
	fieldTables.Store(t, table)
	return table
}

// FieldNames are the keys that a mapping for the struct t may have.
func FieldNames(t reflect.Type) []string { return tableOf(t).names }
