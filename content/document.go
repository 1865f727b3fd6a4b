package content

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/hardenway/hardenway/internal/console"
)

// Document is what a lesson's text holds. Lines are those of the lesson's file.
type Document struct {
	Headings []Heading
	Blocks   []console.Block
	Check    []SelfCheck
	Links    []Link
	Images   []Image
	Words    int // of the text, without its code blocks
	// Problems are those of the console blocks, which are left out where there is one.
	Problems []Problem
}

// Heading is a heading of the text.
type Heading struct {
	Level, Line int
	Text        string
}

// SelfCheck is one entry of "Check yourself": a question with its answer, or questions of the
// quiz.
type SelfCheck struct {
	Line             int
	Question, Answer string   // markdown
	Quiz             []string // ids of questions
}

// Link is a link of the text, and Image a picture.
type (
	Link struct {
		Line   int
		Target string
	}
	Image struct {
		Line      int
		File, Alt string
	}
)

// Markdown reads markdown as lessons are written.
var Markdown = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough))

// Read reads the text of the lesson.
func (l *Lesson) Read() *Document {
	r := &reader{lesson: l, source: []byte(l.Body), doc: &Document{}}
	root := Markdown.Parser().Parse(text.NewReader(r.source))
	r.blocks(root)
	return r.doc
}

type reader struct {
	lesson  *Lesson
	source  []byte
	doc     *Document
	section string // the heading that the text is below
}

// line is the line of the file in which the byte of the body stands.
func (r *reader) line(at int) int { return r.lesson.BodyLine + lines(r.lesson.Body, at) }

func (r *reader) blocks(root ast.Node) {
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level <= 2 {
			r.section = r.inline(h)
		}
		if r.section == CheckYourself {
			r.check(n)
		}
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // no step of it fails
			if entering {
				r.node(n)
			}
			return ast.WalkContinue, nil
		})
	}
}

func (r *reader) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		r.doc.Headings = append(r.doc.Headings, Heading{Level: n.Level, Line: r.at(n), Text: r.inline(n)})
	case *ast.FencedCodeBlock:
		if n.Info != nil && string(n.Language(r.source)) == console.Language {
			r.console(n)
		}
	case *ast.Link:
		r.doc.Links = append(r.doc.Links, Link{Line: r.at(n), Target: string(n.Destination)})
	case *ast.Image:
		r.doc.Images = append(r.doc.Images, Image{Line: r.at(n), File: string(n.Destination), Alt: r.inline(n)})
	case *ast.Text:
		r.doc.Words += len(strings.Fields(string(n.Value(r.source))))
	}
}

func (r *reader) console(n *ast.FencedCodeBlock) {
	var b strings.Builder
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		b.Write(segment.Value(r.source))
	}
	block, problems := console.Parse(string(n.Info.Value(r.source)), b.String(), r.line(n.Info.Segment.Start))
	for _, p := range problems {
		r.doc.Problems = append(r.doc.Problems, Problem{Path: r.lesson.File, Line: p.Line, What: p.What, Why: p.Why, Mend: p.Mend})
	}
	if len(problems) == 0 {
		r.doc.Blocks = append(r.doc.Blocks, block)
	}
}

// quizPattern finds questions of the quiz: "Quiz: `etcd-shared-ca`, `etcd-open-port`."
var quizPattern = regexp.MustCompile("(?i)\\bquiz:\\s*((?:`?[a-z0-9]+(?:-[a-z0-9]+)+`?(?:,\\s*)?)+)")

var quizID = regexp.MustCompile(`[a-z0-9]+(?:-[a-z0-9]+)+`)

// check reads the entries of "Check yourself": the items of its lists.
func (r *reader) check(n ast.Node) {
	list, ok := n.(*ast.List)
	if !ok {
		if p, ok := n.(*ast.Paragraph); ok {
			if ids := quizIDs(r.markdown(p)); len(ids) > 0 {
				r.doc.Check = append(r.doc.Check, SelfCheck{Line: r.at(p), Quiz: ids})
			}
		}
		return
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		entry := SelfCheck{Line: r.at(item)}
		for part := item.FirstChild(); part != nil; part = part.NextSibling() {
			if quote, ok := part.(*ast.Blockquote); ok {
				entry.Answer = joined(entry.Answer, r.markdown(quote))
				continue
			}
			entry.Question = joined(entry.Question, r.markdown(part))
		}
		if ids := quizIDs(entry.Question); len(ids) > 0 {
			entry.Quiz, entry.Question = ids, ""
		}
		r.doc.Check = append(r.doc.Check, entry)
	}
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n\n" + b
}

func quizIDs(markdown string) []string {
	var ids []string
	for _, match := range quizPattern.FindAllStringSubmatch(markdown, -1) {
		ids = append(ids, quizID.FindAllString(match[1], -1)...)
	}
	return ids
}

// markdown is the source of a block without the marks of the blocks around it.
func (r *reader) markdown(n ast.Node) string {
	if fence, ok := n.(*ast.FencedCodeBlock); ok {
		info := ""
		if fence.Info != nil {
			info = string(fence.Info.Value(r.source))
		}
		return "```" + info + "\n" + string(fence.Lines().Value(r.source)) + "```"
	}
	if n.Type() == ast.TypeBlock && n.FirstChild() != nil && n.FirstChild().Type() == ast.TypeBlock {
		var parts []string
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			parts = append(parts, r.markdown(c))
		}
		if _, ok := n.(*ast.List); ok {
			return "- " + strings.Join(parts, "\n- ")
		}
		return strings.Join(parts, "\n\n")
	}
	return strings.TrimSpace(string(n.Lines().Value(r.source)))
}

// inline is the text of a heading or a link.
func (r *reader) inline(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // no step of it fails
		if t, ok := n.(*ast.Text); ok && entering {
			b.Write(t.Value(r.source))
			if t.SoftLineBreak() || t.HardLineBreak() {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// at is the line where a node begins: that of the first text in it, or of the block that holds
// it.
func (r *reader) at(n ast.Node) int {
	start := -1
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // no step of it fails
		if t, ok := n.(*ast.Text); ok && start < 0 {
			start = t.Segment.Start
		}
		if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 && start < 0 {
			start = n.Lines().At(0).Start
		}
		if start >= 0 {
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	if start >= 0 {
		return r.line(start)
	}
	if n.Parent() == nil {
		return r.lesson.BodyLine
	}
	return r.at(n.Parent())
}
