package computed

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// document is a manifest, taken apart so that it can be written without some of its parts.
type document struct {
	root  *yaml.Node
	parts []part
	index map[*yaml.Node]int // from a part's key or item to its place in parts
}

// part is an entry of a mapping, or an item of a list. Inner parts come before outer ones.
type part struct {
	line, last int // 1 is the first
	mends      []mend
}

// contains says whether another part is in this one, or begins on its line.
func (p part) contains(other part) bool { return p.line <= other.line && other.line <= p.last }

// mend is what can be done to a part: "" takes it out, and any other value stands in its place.
type mend string

// mends are to be made to parts, which are numbered.
type mends map[int]mend

// parseParts reads one YAML document.
func parseParts(manifest string) (*document, error) {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(manifest), &root); err != nil {
		return nil, fmt.Errorf("the manifest: %w", err)
	}
	if root.Kind != yaml.DocumentNode || len(root.Content) != 1 {
		return nil, errors.New("the manifest: it is empty")
	}
	d := &document{root: root.Content[0], index: map[*yaml.Node]int{}}
	d.collect("", d.root)
	return d, nil
}

// collect adds the parts below a node that stands under a key. It returns the last line.
func (d *document) collect(key string, node *yaml.Node) int {
	last := node.Line
	step := 1
	if node.Kind == yaml.MappingNode {
		step = 2
	}
	if node.Kind != yaml.MappingNode && node.Kind != yaml.SequenceNode {
		return last
	}
	for i := 0; i < len(node.Content); i += step {
		begin, value, name := node.Content[i], node.Content[i+step-1], key
		if step == 2 {
			name = begin.Value
		}
		end := max(begin.Line, d.collect(name, value))
		d.index[begin] = len(d.parts)
		d.parts = append(d.parts, part{line: begin.Line, last: end, mends: mendsOf(name, value)})
		last = max(last, end)
	}
	return last
}

// mendsOf are the ways to mend what stands under a key. Leaving it out is the first. What is
// true or false can be the other, and the two values that Pod Security asks for by name can
// be put where another stands. A container is never the thing to mend: what is missing in it
// is on no line. Nor are names and images, without which there is no pod.
func mendsOf(key string, value *yaml.Node) []mend {
	switch key {
	case "containers", "initContainers", "ephemeralContainers", "apiVersion", "kind", "name", "image":
		return nil
	}
	all := []mend{""}
	if value.Kind != yaml.ScalarNode {
		return all
	}
	if was, err := strconv.ParseBool(value.Value); err == nil && value.Tag == "!!bool" {
		all = append(all, mend(strconv.FormatBool(!was)))
	}
	switch key {
	case "type":
		all = append(all, "RuntimeDefault")
	case "drop":
		all = append(all, "ALL")
	}
	return all
}

// with writes the document with mends made, as JSON.
func (d *document) with(made mends) (string, error) {
	var value any
	if err := d.mended(d.root, made).Decode(&value); err != nil {
		return "", err
	}
	out, err := json.Marshal(value)
	return string(out), err
}

func (d *document) mended(node *yaml.Node, made mends) *yaml.Node {
	copied := *node
	copied.Content = nil
	step := 1
	if node.Kind == yaml.MappingNode {
		step = 2
	}
	for i := 0; i+step <= len(node.Content); i += step {
		value := node.Content[i+step-1]
		mend, ok := made[d.index[node.Content[i]]]
		switch {
		case ok && mend == "":
			continue
		case ok:
			value = &yaml.Node{Kind: yaml.ScalarNode, Value: string(mend)}
		default:
			value = d.mended(value, made)
		}
		if step == 2 {
			copied.Content = append(copied.Content, node.Content[i])
		}
		copied.Content = append(copied.Content, value)
	}
	return &copied
}
