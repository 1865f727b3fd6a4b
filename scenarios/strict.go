package scenarios

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// maxDepth is how deep a document may nest. Kubernetes' own deepest types need less
// than thirty.
const maxDepth = 100

// strictDecoder turns one YAML document into Go values by their json tags. Unlike
// the decoders of the libraries it goes on after a problem, so that all of them are
// found, and remembers where in the file each field stands.
type strictDecoder struct {
	path     string         // of the file, for problems
	lines    map[string]int // by field path: "checks[0].http.url"
	spoiled  []string       // fields that could not be read, and were told of
	problems []Problem
}

func newDecoder(path string) *strictDecoder {
	return &strictDecoder{path: path, lines: map[string]int{}}
}

func (d *strictDecoder) problem(line int, what, why, mend string) {
	d.problems = append(d.problems, Problem{Path: d.path, Line: line, What: what, Why: why, Mend: mend})
}

// at reports a problem of a field, unless the field could not be read in the first
// place: then its value is not the author's, and one problem is enough.
func (d *strictDecoder) at(field, what, why, mend string) {
	if !d.isSpoiled(field) {
		d.problem(d.line(field), what, why, mend)
	}
}

func (d *strictDecoder) isSpoiled(field string) bool {
	return slices.ContainsFunc(d.spoiled, func(spoiled string) bool {
		rest, is := strings.CutPrefix(field, spoiled)
		return is && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// spoil reports a field that cannot be read.
func (d *strictDecoder) spoil(n *yaml.Node, field, what, why, mend string) {
	d.problem(n.Line, what, why, mend)
	d.spoiled = append(d.spoiled, field)
}

// stands remembers the line of a field: that of its key where it has one.
func (d *strictDecoder) stands(field string, line int) {
	if _, known := d.lines[field]; !known {
		d.lines[field] = line
	}
}

// line is where the field stands, or the nearest field that holds it.
func (d *strictDecoder) line(field string) int {
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

// parse reads the only document of data. It reports what no scenario needs and what
// hides how much a file holds: anchors, aliases, merges and explicit types.
func (d *strictDecoder) parse(data []byte) (*yaml.Node, bool) {
	docs, ok := d.parseAll(data)
	if !ok {
		return nil, false
	}
	if len(docs) == 0 {
		d.problem(0, "the file is empty", "", "fill it in; `harden new` writes one to start from")
		return nil, false
	}
	if len(docs) > 1 {
		d.problem(docs[1].Line, "there is a second document", "the file holds one scenario", "remove the line `---` and what follows")
		return nil, false
	}
	return docs[0], true
}

// parseAll reads every document of data and returns their roots, empty ones left out.
func (d *strictDecoder) parseAll(data []byte) ([]*yaml.Node, bool) {
	if !d.text(data) {
		return nil, false
	}
	var roots []*yaml.Node
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	for {
		var doc yaml.Node
		err := decoder.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return roots, true
		}
		if err != nil {
			line, msg := yamlError(err)
			d.problem(line, "this is not YAML", msg, "check the indentation, and put text that holds `: `, ` #`, or that begins with one of `>|*&!%@{[`, in quotes")
			return nil, false
		}
		if len(doc.Content) != 1 || isNull(doc.Content[0]) && doc.Content[0].Value == "" {
			continue
		}
		if !d.plain(doc.Content[0], 0) {
			return nil, false
		}
		roots = append(roots, doc.Content[0])
	}
}

// text reports bytes that have no place in a text file.
func (d *strictDecoder) text(data []byte) bool {
	if at := slices.Index(data, 0); at >= 0 {
		d.problem(lineAt(data, at), "there is a NUL byte", "this is a text file", "save it as UTF-8 text")
		return false
	}
	if !utf8.Valid(data) {
		at := 0
		for at < len(data) {
			r, size := utf8.DecodeRune(data[at:])
			if r == utf8.RuneError && size <= 1 {
				break
			}
			at += size
		}
		d.problem(lineAt(data, at), "this is not UTF-8", fmt.Sprintf("byte 0x%02x begins no character", data[at]), "save the file as UTF-8 text")
		return false
	}
	return true
}

// lineAt is the number of the line that holds the byte.
func lineAt(data []byte, at int) int {
	return 1 + strings.Count(string(data[:at]), "\n")
}

var yamlErrorLine = regexp.MustCompile(`^yaml: (?:unmarshal errors:\s*)?(?:line (\d+): )?`)

// yamlError splits "yaml: line 3: did not find …" into its parts.
func yamlError(err error) (int, string) {
	msg := err.Error()
	match := yamlErrorLine.FindStringSubmatch(msg)
	if match == nil {
		return 1, msg
	}
	line, err := strconv.Atoi(match[1])
	if err != nil {
		line = 1 // the only line that the parser does not name
	}
	return line, msg[len(match[0]):]
}

// plain reports anchors, aliases, merges and explicit types anywhere under n. It
// stops at the first of them in a branch.
func (d *strictDecoder) plain(n *yaml.Node, depth int) bool {
	const mend = "write it out in full"
	switch {
	case depth > maxDepth:
		d.problem(n.Line, fmt.Sprintf("this nests deeper than %d levels", maxDepth), "no scenario does", "check the brackets")
		return false
	case n.Kind == yaml.AliasNode:
		d.problem(n.Line, fmt.Sprintf("there is an alias, *%s", n.Value), "aliases hide what a file holds, so they are not read", mend)
		return false
	case n.Anchor != "":
		d.problem(n.Line, fmt.Sprintf("there is an anchor, &%s", n.Anchor), "anchors are not read, since aliases are not", "remove it")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		d.problem(n.Line, fmt.Sprintf("there is an explicit type, %s", n.Tag), "types follow from the field", "remove it")
		return false
	}
	ok := true
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && child.Kind == yaml.ScalarNode && child.ShortTag() == "!!merge" {
			d.problem(child.Line, "there is a merge key, <<", "merges hide what a file holds, so they are not read", mend)
			ok = false
			continue
		}
		ok = d.plain(child, depth+1) && ok
	}
	return ok
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	modeType        = reflect.TypeFor[modeText]()
)

// decode fills v, which must be settable, from n. field is the path of n.
func (d *strictDecoder) decode(n *yaml.Node, v reflect.Value, field string) {
	d.stands(field, n.Line)
	t := v.Type()
	if t == modeType {
		if n.Kind != yaml.ScalarNode {
			d.wrongType(n, field, "a file mode such as \"0600\"")
			return
		}
		v.SetString(n.Value) // as written: 0600 is a mode, not the number 384
		return
	}
	// Such a type is a union: a plain word or a mapping. The mapping is its fields.
	if reflect.PointerTo(t).Implements(jsonUnmarshaler) && (t.Kind() != reflect.Struct || n.Kind != yaml.MappingNode) {
		d.decodeJSON(n, v, field)
		return
	}
	if reflect.PointerTo(t).Implements(textUnmarshaler) {
		if n.Kind != yaml.ScalarNode {
			d.wrongType(n, field, "text")
			return
		}
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(n.Value)); err != nil {
			d.spoil(n, field, label(field)+" cannot be used", err.Error(), "")
		}
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		if isNull(n) {
			return
		}
		v.Set(reflect.New(t.Elem()))
		d.decode(n, v.Elem(), field)
	case reflect.Interface:
		if value, ok := d.generic(n, field); ok && value != nil {
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

func (d *strictDecoder) decodeJSON(n *yaml.Node, v reflect.Value, field string) {
	value, ok := d.generic(n, field)
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

func (d *strictDecoder) decodeStruct(n *yaml.Node, v reflect.Value, field string) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.wrongType(n, field, "a mapping with "+strings.Join(fieldNames(v.Type()), ", "))
		return
	}
	table := tableOf(v.Type())
	d.eachKey(n, field, func(key, value *yaml.Node) {
		f, ok := table.byName[key.Value]
		if !ok {
			d.unknownKey(n, key, value, field, table.names)
			return
		}
		at, err := v.FieldByIndexErr(f.index)
		if err != nil { // an embedded pointer: none of the format's types has one
			d.problem(key.Line, label(join(field, key.Value))+" cannot be used", err.Error(), "")
			return
		}
		d.decode(value, at, join(field, key.Value))
	})
}

func (d *strictDecoder) decodeMap(n *yaml.Node, v reflect.Value, field string) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.wrongType(n, field, "a mapping")
		return
	}
	t := v.Type()
	m := reflect.MakeMapWithSize(t, len(n.Content)/2)
	d.eachKey(n, field, func(key, value *yaml.Node) {
		element := reflect.New(t.Elem()).Elem()
		d.decode(value, element, join(field, key.Value))
		m.SetMapIndex(reflect.ValueOf(key.Value).Convert(t.Key()), element)
	})
	v.Set(m)
}

func (d *strictDecoder) decodeSlice(n *yaml.Node, v reflect.Value, field string) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.SequenceNode {
		d.wrongType(n, field, "a list")
		return
	}
	s := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, child := range n.Content {
		d.decode(child, s.Index(i), fmt.Sprintf("%s[%d]", field, i))
	}
	v.Set(s)
}

func (d *strictDecoder) decodeScalar(n *yaml.Node, v reflect.Value, field string) {
	wanted := map[reflect.Kind]string{reflect.String: "text", reflect.Bool: "true or false"}[v.Kind()]
	if wanted == "" {
		wanted = "a number"
	}
	if n.Kind != yaml.ScalarNode {
		d.wrongType(n, field, wanted)
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
		d.wrongType(n, field, wanted)
	}
}

// generic is n as the values that JSON has, whole numbers as int64.
func (d *strictDecoder) generic(n *yaml.Node, field string) (any, bool) {
	d.stands(field, n.Line)
	switch n.Kind {
	case yaml.MappingNode:
		m, ok := make(map[string]any, len(n.Content)/2), true
		d.eachKey(n, field, func(key, value *yaml.Node) {
			element, fine := d.generic(value, join(field, key.Value))
			m[key.Value], ok = element, ok && fine
		})
		return m, ok
	case yaml.SequenceNode:
		s, ok := make([]any, len(n.Content)), true
		for i, child := range n.Content {
			element, fine := d.generic(child, fmt.Sprintf("%s[%d]", field, i))
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
func (d *strictDecoder) eachKey(n *yaml.Node, field string, do func(key, value *yaml.Node)) {
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			d.problem(key.Line, "a key"+in(field)+" is not text", "", "put the key in quotes")
			continue
		}
		if first, twice := seen[key.Value]; twice {
			d.problem(key.Line, fmt.Sprintf("%q%s is there twice", key.Value, in(field)), fmt.Sprintf("the first is in line %d", first), "remove one")
			continue
		}
		seen[key.Value] = key.Line
		d.stands(join(field, key.Value), key.Line)
		do(key, value)
	}
}

func (d *strictDecoder) unknownKey(parent, key, value *yaml.Node, field string, known []string) {
	// {when: f(a, b == 1), say: …} is cut at the comma. Nobody sees that at once.
	if parent.Style&yaml.FlowStyle != 0 && isNull(value) && value.Value == "" {
		d.problem(key.Line, fmt.Sprintf("%q stands alone%s", key.Value, in(field)), "between { and } a comma begins a new key", "put the text that holds the comma in quotes")
		return
	}
	d.problem(key.Line, fmt.Sprintf("unknown key %q%s", key.Value, in(field)), "", didYouMean(key.Value, known))
}

func (d *strictDecoder) wrongType(n *yaml.Node, field, wanted string) {
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

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

func join(field, key string) string {
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

// jsonField is one field of a struct as JSON sees it.
type jsonField struct {
	name     string
	index    []int
	optional bool // omitempty or omitzero
	struct_  reflect.StructField
	owner    reflect.Type // the struct that declares it, for its documentation
}

// orderedFields are the fields of t in their order of declaration, those of embedded
// structs among them.
func orderedFields(t reflect.Type) []jsonField {
	var fields []jsonField
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() && !f.Anonymous {
			continue
		}
		inline := f.Anonymous && name == ""
		if inner := f.Type; inline && inner.Kind() == reflect.Struct {
			for _, sub := range orderedFields(inner) {
				sub.index = append([]int{i}, sub.index...)
				fields = append(fields, sub)
			}
			continue
		}
		if name == "" {
			name = f.Name
		}
		optional := slices.ContainsFunc(strings.Split(options, ","), func(o string) bool { return o == "omitempty" || o == "omitzero" })
		fields = append(fields, jsonField{name: name, index: []int{i}, optional: optional, struct_: f, owner: t})
	}
	return fields
}

// fieldTable is what the decoder asks of a struct type.
type fieldTable struct {
	names  []string
	byName map[string]jsonField
}

var fieldTables sync.Map // reflect.Type to *fieldTable: types do not change

func tableOf(t reflect.Type) *fieldTable {
	if table, ok := fieldTables.Load(t); ok {
		return table.(*fieldTable)
	}
	table := &fieldTable{byName: map[string]jsonField{}}
	for _, f := range orderedFields(t) {
		table.names = append(table.names, f.name)
		table.byName[f.name] = f
	}
	fieldTables.Store(t, table)
	return table
}

func fieldNames(t reflect.Type) []string { return tableOf(t).names }
