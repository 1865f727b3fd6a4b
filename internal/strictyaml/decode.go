package strictyaml

import (
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/hardenway/hardenway/internal/nearest"
)

// Format is what a kind of file is called where a problem is told of it, and how it begins.
type Format struct {
	APIVersion string // such as hardenway.dev/v1alpha1
	Kind       string
	Noun       string // "scenario": the file holds one
	Article    string // "a" or "an", before Noun
	Holder     string // "folder" or "file": where an author puts one
	// IfEmpty is what to do about an empty file.
	IfEmpty string
}

// Decoder turns YAML documents of one file into Go values by their json tags. Unlike
// the decoders of the libraries it goes on after a problem, so that all of them are
// found, and remembers where in the file each field stands.
type Decoder struct {
	// Problems are those that were found, in the order in which they were.
	Problems []Problem

	path    string // of the file, for problems
	format  *Format
	lines   map[string]int // by field path: "checks[0].http.url"
	spoiled []string       // fields that could not be read, and were told of
}

// New makes the decoder of one file. The path is for problems; nothing is opened.
func New(path string, format *Format) *Decoder {
	return &Decoder{path: path, format: format, lines: map[string]int{}}
}

// Path is the file's, as problems tell it.
func (d *Decoder) Path() string { return d.path }

// NextDocument forgets where fields stood, before another document of the file is decoded.
func (d *Decoder) NextDocument() { d.lines = map[string]int{} }

// Report adds a problem of the file. Line 0 means the file as a whole.
func (d *Decoder) Report(line int, what, why, mend string) {
	d.Problems = append(d.Problems, Problem{Path: d.path, Line: line, What: what, Why: why, Mend: mend})
}

// At reports a problem of a field, unless the field could not be read in the first
// place: then its value is not the author's, and one problem is enough.
func (d *Decoder) At(field, what, why, mend string) {
	if !d.isSpoiled(field) {
		d.Report(d.Line(field), what, why, mend)
	}
}

// Spoil makes At silent about a field and what is below it.
func (d *Decoder) Spoil(field string) { d.spoiled = append(d.spoiled, field) }

func (d *Decoder) isSpoiled(field string) bool {
	return slices.ContainsFunc(d.spoiled, func(spoiled string) bool {
		rest, is := strings.CutPrefix(field, spoiled)
		return is && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// spoil reports a field that cannot be read.
func (d *Decoder) spoil(n *yaml.Node, field, what, why, mend string) {
	d.Report(n.Line, what, why, mend)
	d.spoiled = append(d.spoiled, field)
}

// stands remembers the line of a field: that of its key where it has one.
func (d *Decoder) stands(field string, line int) {
	if _, known := d.lines[field]; !known {
		d.lines[field] = line
	}
}

// Line is where the field stands, or the nearest field that holds it.
func (d *Decoder) Line(field string) int {
	for {
		if line, ok := d.lines[field]; ok {
			return line
		}
		cut := strings.LastIndexAny(field, ".[")
		if cut < 0 {
			return 1
		}
		field = field[:cut]
	}
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	verbatimType    = reflect.TypeFor[Verbatim]()
)

// Verbatim is a type of strings whose values are taken as they are written, whatever YAML
// makes of them: as a file's mode, 0600 is not the number 384.
type Verbatim interface {
	// Verbatim says what a value must be, for whoever wrote something else: "a file mode".
	Verbatim() string
}

// Decode fills what target points to from n, which stands at the field path field ("" for
// a document).
func (d *Decoder) Decode(n *yaml.Node, target any, field string) {
	d.decode(n, reflect.ValueOf(target).Elem(), field)
}

// decode fills v, which must be settable, from n.
func (d *Decoder) decode(n *yaml.Node, v reflect.Value, field string) {
	d.stands(field, n.Line)
	t := v.Type()
	if t.Kind() == reflect.String && t.Implements(verbatimType) {
		if n.Kind != yaml.ScalarNode {
			d.WrongType(n, field, v.Interface().(Verbatim).Verbatim())
			return
		}
		v.SetString(n.Value)
		return
	}
	// Such a type is a union: a plain word or a mapping. The mapping is its fields.
	if reflect.PointerTo(t).Implements(jsonUnmarshaler) && (t.Kind() != reflect.Struct || n.Kind != yaml.MappingNode) {
		d.decodeJSON(n, v, field)
		return
	}
	if reflect.PointerTo(t).Implements(textUnmarshaler) {
		if n.Kind != yaml.ScalarNode {
			d.WrongType(n, field, "text")
			return
		}
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(n.Value)); err != nil {
			d.spoil(n, field, label(field)+" cannot be used", err.Error(), "")
		}
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		if IsNull(n) {
			return
		}
		v.Set(reflect.New(t.Elem()))
		d.decode(n, v.Elem(), field)
	case reflect.Interface:
		if value, ok := d.Generic(n, field); ok && value != nil {
			v.Set(reflect.ValueOf(value))
		}
	case reflect.Struct:
		d.decodeStruct(n, v, field)
	case reflect.Map:
		d.decodeMap(n, v, field)
	case reflect.Slice:
		d.decodeSlice(n, v, field)
	default:
		d.decodeScalar(n, v, field)
	}
}

func (d *Decoder) decodeJSON(n *yaml.Node, v reflect.Value, field string) {
	value, ok := d.Generic(n, field)
	if !ok {
		return
	}
	data, err := json.Marshal(value)
	if err == nil {
		err = json.Unmarshal(data, v.Addr().Interface())
	}
	if err != nil {
		d.spoil(n, field, label(field)+" cannot be used", strings.TrimPrefix(err.Error(), "json: "), "")
	}
}

func (d *Decoder) decodeStruct(n *yaml.Node, v reflect.Value, field string) {
	if IsNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.WrongType(n, field, "a mapping with "+strings.Join(FieldNames(v.Type()), ", "))
		return
	}
	table := tableOf(v.Type())
	d.eachKey(n, field, func(key, value *yaml.Node) {
		f, ok := table.byName[key.Value]
		if !ok {
			d.unknownKey(n, key, value, field, table.names)
			return
		}
		at, err := v.FieldByIndexErr(f.Index)
		if err != nil { // an embedded pointer: none of the format's types has one
			d.Report(key.Line, label(Join(field, key.Value))+" cannot be used", err.Error(), "")
			return
		}
		d.decode(value, at, Join(field, key.Value))
	})
}

func (d *Decoder) decodeMap(n *yaml.Node, v reflect.Value, field string) {
	if IsNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.WrongType(n, field, "a mapping")
		return
	}
	t := v.Type()
	m := reflect.MakeMapWithSize(t, len(n.Content)/2)
	d.eachKey(n, field, func(key, value *yaml.Node) {
		element := reflect.New(t.Elem()).Elem()
		d.decode(value, element, Join(field, key.Value))
		m.SetMapIndex(reflect.ValueOf(key.Value).Convert(t.Key()), element)
	})
	v.Set(m)
}

func (d *Decoder) decodeSlice(n *yaml.Node, v reflect.Value, field string) {
	if IsNull(n) {
		return
	}
	if n.Kind != yaml.SequenceNode {
		d.WrongType(n, field, "a list")
		return
	}
	s := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, child := range n.Content {
		d.decode(child, s.Index(i), fmt.Sprintf("%s[%d]", field, i))
	}
	v.Set(s)
}

func (d *Decoder) decodeScalar(n *yaml.Node, v reflect.Value, field string) {
	wanted := map[reflect.Kind]string{reflect.String: "text", reflect.Bool: "true or false"}[v.Kind()]
	if wanted == "" {
		wanted = "a number"
	}
	if n.Kind != yaml.ScalarNode {
		d.WrongType(n, field, wanted)
		return
	}
	tag := n.ShortTag()
	switch k := v.Kind(); {
	case k == reflect.String && (tag == "!!str" || tag == "!!timestamp"):
		v.SetString(n.Value)
	case k == reflect.Bool && tag == "!!bool":
		v.SetBool(strings.EqualFold(n.Value, "true"))
	case v.CanInt() && (tag == "!!int" || tag == "!!float"):
		var i int64
		if err := n.Decode(&i); err != nil || v.OverflowInt(i) {
			d.spoil(n, field, fmt.Sprintf("%s is %s", label(field), n.Value), "it must be a whole number, and not so large", "")
			return
		}
		v.SetInt(i)
	case v.CanUint() && (tag == "!!int" || tag == "!!float"):
		var u uint64
		if err := n.Decode(&u); err != nil || v.OverflowUint(u) {
			d.spoil(n, field, fmt.Sprintf("%s is %s", label(field), n.Value), "it must be a whole number from 0, and not so large", "")
			return
		}
		v.SetUint(u)
	case v.CanFloat() && (tag == "!!int" || tag == "!!float"):
		var f float64
		if err := n.Decode(&f); err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			d.spoil(n, field, fmt.Sprintf("%s is %s", label(field), n.Value), "that is not a number one can count with", "")
			return
		}
		v.SetFloat(f)
	default:
		d.WrongType(n, field, wanted)
	}
}

// Generic is n as the values that JSON has, whole numbers as int64.
func (d *Decoder) Generic(n *yaml.Node, field string) (any, bool) {
	d.stands(field, n.Line)
	switch n.Kind {
	case yaml.MappingNode:
		m, ok := make(map[string]any, len(n.Content)/2), true
		d.eachKey(n, field, func(key, value *yaml.Node) {
			element, fine := d.Generic(value, Join(field, key.Value))
			m[key.Value], ok = element, ok && fine
		})
		return m, ok
	case yaml.SequenceNode:
		s, ok := make([]any, len(n.Content)), true
		for i, child := range n.Content {
			element, fine := d.Generic(child, fmt.Sprintf("%s[%d]", field, i))
			s[i], ok = element, ok && fine
		}
		return s, ok
	}
	switch n.ShortTag() {
	case "!!null":
		return nil, true
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), true
	case "!!int":
		var i int64
		if err := n.Decode(&i); err != nil {
			d.spoil(n, field, fmt.Sprintf("%s is %s", label(field), n.Value), "that number is too large", "put it in quotes if it is text")
			return nil, false
		}
		return i, true
	case "!!float":
		var f float64
		if err := n.Decode(&f); err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			d.spoil(n, field, fmt.Sprintf("%s is %s", label(field), n.Value), "JSON has no such number", "put it in quotes if it is text")
			return nil, false
		}
		return f, true
	default:
		return n.Value, true
	}
}

// eachKey calls do for each key of the mapping n, and reports keys that are not text
// or stand there twice.
func (d *Decoder) eachKey(n *yaml.Node, field string, do func(key, value *yaml.Node)) {
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			d.Report(key.Line, "a key"+in(field)+" is not text", "", "put the key in quotes")
			continue
		}
		if first, twice := seen[key.Value]; twice {
			d.Report(key.Line, fmt.Sprintf("%q%s is there twice", key.Value, in(field)), fmt.Sprintf("the first is in line %d", first), "remove one")
			continue
		}
		seen[key.Value] = key.Line
		d.stands(Join(field, key.Value), key.Line)
		do(key, value)
	}
}

func (d *Decoder) unknownKey(parent, key, value *yaml.Node, field string, known []string) {
	// {when: f(a, b == 1), say: …} is cut at the comma. Nobody sees that at once.
	if parent.Style&yaml.FlowStyle != 0 && IsNull(value) && value.Value == "" {
		d.Report(key.Line, fmt.Sprintf("%q stands alone%s", key.Value, in(field)), "between { and } a comma begins a new key", "put the text that holds the comma in quotes")
		return
	}
	d.Report(key.Line, fmt.Sprintf("unknown key %q%s", key.Value, in(field)), "", nearest.DidYouMean(key.Value, known))
}

// WrongType reports that n is not what is wanted: "text", "a list".
func (d *Decoder) WrongType(n *yaml.Node, field, wanted string) {
	is := ""
	mend := ""
	switch n.Kind {
	case yaml.MappingNode:
		is = "a mapping"
	case yaml.SequenceNode:
		is = "a list"
	default:
		is = map[string]string{
			"!!null": "empty", "!!bool": "true or false", "!!int": "a number", "!!float": "a number", "!!str": "text",
		}[n.ShortTag()]
		if is == "" {
			is = n.ShortTag()
		}
		if is != "empty" && wanted == "text" {
			mend = fmt.Sprintf("put %s in quotes", n.Value)
		}
	}
	d.spoil(n, field, fmt.Sprintf("%s is %s", label(field), is), "it must be "+wanted, mend)
}

// IsNull says whether n is null, written or left out.
func IsNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// Join is the path of a key within a field.
func Join(field, key string) string {
	if field == "" {
		return key
	}
	return field + "." + key
}

// in is ` in checks[0].http`, or "" at the top.
func in(field string) string {
	if field == "" {
		return ""
	}
	return " in " + field
}

// label names a field in a sentence.
func label(field string) string {
	if field == "" {
		return "the document"
	}
	return field
}
