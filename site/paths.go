package site

import (
	"embed"

	"github.com/yuin/goldmark/ast"
)

//go:embed texts/*.md
var textFiles embed.FS

// EntryPath is one of the ways into Hardenway: a page for who comes by it.
type EntryPath struct {
	ID, Title, Line string
}

// Page is the path of its page.
func (p EntryPath) Page() string { return "start/" + p.ID + ".html" }

// Markdown is its text.
func (p EntryPath) Markdown() (string, error) {
	data, err := textFiles.ReadFile("texts/" + p.ID + ".md")
	return string(data), err
}

// EntryPaths are the four ways in.
func EntryPaths() []EntryPath { return entryPaths() }

func entryPaths() []EntryPath {
	return []EntryPath{
		{"learner", "To learn", "One lesson, one broken cluster, one fix. Alone, at your own pace."},
		{"instructor", "To teach", "Slides, handouts, and a room of thirty with no network."},
		{"author", "To write", "A scenario of your own, proved before anyone plays it."},
		{"ci", "To automate", "Proofs and grades as reports and exit codes."},
	}
}

func (b *builder) paths() {
	b.put(page{
		Path: "start/index.html", Kind: "pathlist", Title: "Where to begin", Description: "Four ways in.", Data: entryPaths(),
	}, "pathlist")
	for _, p := range entryPaths() {
		text, err := p.Markdown()
		if err != nil {
			b.problem(p.Page(), err)
			continue
		}
		w := b.writer(p.Page(), "docs")
		var nodes []ast.Node
		title := p.Title
		for n := w.parse(text).FirstChild(); n != nil; n = n.NextSibling() {
			if h, ok := n.(*ast.Heading); ok && h.Level == 1 {
				title = w.text(h, false)
				continue
			}
			nodes = append(nodes, n)
		}
		body := w.render(nodes...)
		b.index.sections(w, 0, "page", title, nodes)
		b.put(page{
			Path: p.Page(), Kind: "path", Title: title, Description: p.Line,
			Data: map[string]any{"Title": title, "Line": p.Line, "Text": body, "Others": entryPaths(), "ID": p.ID},
		}, "path")
	}
}
