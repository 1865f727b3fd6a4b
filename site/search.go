package site

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// searchIndex is what the search box looks through: the pages' own words, section by section, without
// what is folded away to be thought about first. It is a script and no JSON, because a page that is
// opened from a disk may load scripts and nothing else.
type searchIndex struct{ entries []searchEntry }

type searchEntry struct {
	Page  string `json:"p"` // with the fragment
	Kind  string `json:"k"`
	Title string `json:"t"`
	Head  string `json:"h,omitempty"` // of the section
	Text  string `json:"x"`
}

func (s *searchIndex) add(page, kind, title, head, text string) {
	s.entries = append(s.entries, searchEntry{page, kind, title, head, oneLine(text)})
}

// sections adds what stands below each heading of a text. The headings have been rendered, so that
// w.places from the given one on has their ids.
func (s *searchIndex) sections(w *writer, from int, kind, title string, nodes []ast.Node) {
	page, head := w.page, ""
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 || head != "" {
			s.add(page, kind, title, head, text.String())
		}
		text.Reset()
	}
	for _, n := range nodes {
		if _, ok := n.(*ast.Heading); ok && from < len(w.places) {
			flush()
			page, head = w.page+"#"+w.places[from].ID, w.places[from].Text
			from++
			continue
		}
		text.WriteString(w.text(n, true) + " ")
	}
	flush()
}

// script is the index as the script that hands it to the search box.
func (s *searchIndex) script() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("hardenwayIndex(")
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s.entries); err != nil {
		return nil, err
	}
	b.Truncate(b.Len() - 1) // the encoder's line end
	b.WriteString(");\n")
	return b.Bytes(), nil
}
