package strictyaml_test

import (
	"strings"
	"testing"

	"github.com/hardenway/hardenway/internal/strictyaml"
)

type note struct {
	APIVersion string            `json:"apiVersion"`
	Kind       string            `json:"kind"`
	Title      string            `json:"title"`
	Mode       mode              `json:"mode,omitempty"`
	Pages      int               `json:"pages,omitempty"`
	Tags       []string          `json:"tags,omitempty"`
	Links      map[string]string `json:"links,omitempty"`
	Parts      []struct {
		Text string `json:"text"`
	} `json:"parts,omitempty"`
}

type mode string

func (mode) Verbatim() string { return "a mode" }

var format = strictyaml.Format{
	APIVersion: "hardenway.dev/v1", Kind: "Note", Noun: "note", Article: "a", Holder: "file", IfEmpty: "write something",
}

const head = "apiVersion: hardenway.dev/v1\nkind: Note\n"

// decode reads a note and then looks at it, as each reader does.
func decode(data string) (note, []strictyaml.Problem) {
	d := strictyaml.New("note.yaml", &format)
	var n note
	if root, ok := d.Parse([]byte(data)); ok && d.Head(root) {
		d.Decode(root, &n, "")
		if n.Title == "" {
			d.At("title", "there is no title", "", "add one")
		}
		d.Words("tags", n.Tags, []string{"red", "emerald"}, "colour")
	}
	return n, strictyaml.Sort(d.Problems)
}

// TestProblems: what is told of each mistake, with the line where it stands.
func TestProblems(t *testing.T) {
	tests := []struct {
		name, data, want string
	}{
		{"nothing", "", "note.yaml: the file is empty; write something"},
		{"two", head + "title: a\n---\nb: c\n", "note.yaml:5: there is a second document: the file holds one note; remove the line `---` and what follows"},
		{"no version", "kind: Note\n", "note.yaml:1: there is no apiVersion: it says which format the file has; begin the file with `apiVersion: hardenway.dev/v1` and `kind: Note`"},
		{"a newer version", "apiVersion: hardenway.dev/v2\nkind: Note\n", `note.yaml:1: apiVersion is "hardenway.dev/v2": the file was made for a newer harden; this one reads hardenway.dev/v1; update harden`},
		{"another thing", "apiVersion: v1\nkind: Pod\n", `note.yaml:1: apiVersion is "v1": that is not a note; use hardenway.dev/v1`},
		{"another kind", "apiVersion: hardenway.dev/v1\nkind: Letter\n", `note.yaml:2: kind is "Letter": the file holds a note; use Note`},
		{"an unknown key", head + "title: a\ntag: [red]\n", `note.yaml:4: unknown key "tag"; did you mean "tags"?`},
		{"an unknown word", head + "title: a\ntags:\n- red\n- emerlad\n", `note.yaml:6: unknown colour "emerlad" in tags; did you mean "emerald"?`},
		{"a wrong type below", head + "title: a\nparts:\n- text: [x]\n", "note.yaml:5: parts[0].text is a list: it must be text"},
		{"a number as text", head + "title: 7\n", "note.yaml:3: title is a number: it must be text; put 7 in quotes"},
		{"a mapping as a mode", head + "title: a\nmode: {}\n", "note.yaml:4: mode is a mapping: it must be a mode"},
		{"an alias", head + "title: &x a\n", "note.yaml:3: there is an anchor, &x: anchors are not read, since aliases are not; remove it"},
		{"deep", head + "title: " + strings.Repeat("[", 200) + strings.Repeat("]", 200) + "\n", "note.yaml:3: this nests deeper than 100 levels: no note does; check the brackets"},
		{"several", head + "pages: many\ntags: [red, red]\n", "note.yaml:1: there is no title; add one\n" +
			"note.yaml:3: pages is text: it must be a number\n" + `note.yaml:4: "red" is in tags twice; remove one`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := decode(tt.data)
			var got []string
			for _, p := range problems {
				got = append(got, p.String())
			}
			if strings.Join(got, "\n") != tt.want {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), tt.want)
			}
		})
	}
}

// TestVerbatim: a mode is not the number that YAML takes it for.
func TestVerbatim(t *testing.T) {
	n, problems := decode(head + "title: a\nmode: 0600\npages: 0600\n")
	if len(problems) > 0 || n.Mode != "0600" || n.Pages != 0o600 {
		t.Errorf("got %+v, %v; want the mode as written and the number as YAML has it", n, problems)
	}
}
