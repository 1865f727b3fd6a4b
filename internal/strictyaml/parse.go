package strictyaml

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// maxDepth is how deep a document may nest. Kubernetes' own deepest types need less
// than thirty.
const maxDepth = 100

// Parse reads the only document of data. It reports what no file of ours needs and what
// hides how much a file holds: anchors, aliases, merges and explicit types.
func (d *Decoder) Parse(data []byte) (*yaml.Node, bool) {
	docs, ok := d.ParseAll(data)
	if !ok {
		return nil, false
	}
	if len(docs) == 0 {
		d.Report(0, "the file is empty", "", d.format.IfEmpty)
		return nil, false
	}
	if len(docs) > 1 {
		d.Report(docs[1].Line, "there is a second document", "the file holds one "+d.format.Noun, "remove the line `---` and what follows")
		return nil, false
	}
	return docs[0], true
}

// ParseAll reads every document of data and returns their roots, empty ones left out.
func (d *Decoder) ParseAll(data []byte) ([]*yaml.Node, bool) {
	if !d.Text(data) {
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
			d.Report(line, "this is not YAML", msg, "check the indentation, and put text that holds `: `, ` #`, or that begins with one of `>|*&!%@{[`, in quotes")
			return nil, false
		}
		if len(doc.Content) != 1 || IsNull(doc.Content[0]) && doc.Content[0].Value == "" {
			continue
		}
		if !d.plain(doc.Content[0], 0) {
			return nil, false
		}
		roots = append(roots, doc.Content[0])
	}
}

// Text reports bytes that have no place in a text file.
func (d *Decoder) Text(data []byte) bool {
	if at := slices.Index(data, 0); at >= 0 {
		d.Report(lineAt(data, at), "there is a NUL byte", "this is a text file", "save it as UTF-8 text")
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
		d.Report(lineAt(data, at), "this is not UTF-8", fmt.Sprintf("byte 0x%02x begins no character", data[at]), "save the file as UTF-8 text")
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
func (d *Decoder) plain(n *yaml.Node, depth int) bool {
	const mend = "write it out in full"
	switch {
	case depth > maxDepth:
		d.Report(n.Line, fmt.Sprintf("this nests deeper than %d levels", maxDepth), "no "+d.format.Noun+" does", "check the brackets")
		return false
	case n.Kind == yaml.AliasNode:
		d.Report(n.Line, fmt.Sprintf("there is an alias, *%s", n.Value), "aliases hide what a file holds, so they are not read", mend)
		return false
	case n.Anchor != "":
		d.Report(n.Line, fmt.Sprintf("there is an anchor, &%s", n.Anchor), "anchors are not read, since aliases are not", "remove it")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		d.Report(n.Line, fmt.Sprintf("there is an explicit type, %s", n.Tag), "types follow from the field", "remove it")
		return false
	}
	ok := true
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && child.Kind == yaml.ScalarNode && child.ShortTag() == "!!merge" {
			d.Report(child.Line, "there is a merge key, <<", "merges hide what a file holds, so they are not read", mend)
			ok = false
			continue
		}
		ok = d.plain(child, depth+1) && ok
	}
	return ok
}

// Head peeks at which format the file has, before anything in it can be taken for a
// mistake, and reports one that is not this version.
func (d *Decoder) Head(root *yaml.Node) bool {
	if root.Kind != yaml.MappingNode {
		d.WrongType(root, "", "a mapping that begins with apiVersion and kind")
		return false
	}
	var version, kind string
	for i := 0; i+1 < len(root.Content); i += 2 {
		value := root.Content[i+1]
		switch root.Content[i].Value {
		case "apiVersion":
			version = value.Value
			d.lines["apiVersion"] = value.Line
		case "kind":
			kind = value.Value
			d.lines["kind"] = value.Line
		}
	}
	f := d.format
	group, _, _ := strings.Cut(f.APIVersion, "/")
	switch {
	case version == "":
		d.At("apiVersion", "there is no apiVersion", "it says which format the file has", "begin the file with `apiVersion: "+f.APIVersion+"` and `kind: "+f.Kind+"`")
	case strings.HasPrefix(version, group+"/") && version != f.APIVersion:
		d.At("apiVersion", fmt.Sprintf("apiVersion is %q", version), "the file was made for a newer harden; this one reads "+f.APIVersion, "update harden")
	case version != f.APIVersion:
		d.At("apiVersion", fmt.Sprintf("apiVersion is %q", version), "that is not "+f.a(), "use "+f.APIVersion)
	case kind != f.Kind:
		d.At("kind", fmt.Sprintf("kind is %q", kind), "the "+f.Holder+" holds "+f.a(), "use "+f.Kind)
	default:
		return true
	}
	return false
}

// a is the noun with its article.
func (f *Format) a() string { return f.Article + " " + f.Noun }
