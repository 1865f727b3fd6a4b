package scenarios

import (
	"bytes"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/hardenway/hardenway/internal/strictyaml"
)

// headKeys are the parts of scenario.yaml that a list needs.
var headKeys = []string{"apiVersion", "kind", "metadata", "summary", "covers", "kubernetes", "requires"}

// loadHead reads what a list needs of the scenario in dir, and no more: parsing the
// checks of sixty scenarios costs many times what their heads cost. Everything in it
// is checked as Load checks it.
func loadHead(fsys fs.FS, dir string) (Meta, []Problem) {
	name := path.Join(dir, fileScenario)
	l := &loader{fsys: fsys, dir: dir}
	data, err := l.readFile(name)
	if err != nil {
		return Meta{}, []Problem{{Path: name, What: "the file cannot be read", Why: err.Error()}}
	}
	if len(data) > MaxFileSize {
		return Meta{}, []Problem{{Path: name, What: "the file is too large", Mend: "`harden prove` says more"}}
	}
	if cut, ok := cutHead(data); ok {
		if meta, problems := decodeHead(name, dir, cut); len(problems) == 0 {
			return meta, nil
		}
	}
	return decodeHead(name, dir, data)
}

// cutHead returns the lines before the first key that a list does not need. It returns
// false when it is not sure that nothing below them belongs to the head: then the
// whole file has to be parsed.
func cutHead(data []byte) ([]byte, bool) {
	cut, at := -1, 0
	for line := range bytes.Lines(data) {
		if !bytes.ContainsAny(line[:1], " \t\r\n#-") { // something at the left edge
			key, _, isKey := strings.Cut(string(line), ":")
			switch {
			case isKey && slices.Contains(headKeys, key):
				if cut >= 0 {
					return nil, false
				}
			case isKey && slices.Contains(strictyaml.FieldNames(reflect.TypeFor[scenarioFile]()), key):
				if cut < 0 {
					cut = at
				}
			default:
				return nil, false
			}
		}
		at += len(line)
	}
	if cut < 0 {
		return nil, false
	}
	return data[:cut], true
}

func decodeHead(name, dir string, data []byte) (Meta, []Problem) {
	d := newDecoder(name)
	root, ok := d.Parse(data)
	if !ok || !d.Head(root) {
		return Meta{}, d.Problems
	}
	head := &yaml.Node{Kind: root.Kind, Tag: root.Tag, Line: root.Line}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if slices.Contains(headKeys, root.Content[i].Value) {
			head.Content = append(head.Content, root.Content[i], root.Content[i+1])
		}
	}
	var file scenarioFile
	d.Decode(head, &file, "")
	meta := file.meta()
	checkMeta(meta, dir, d)
	return meta, strictyaml.Sort(d.Problems)
}
