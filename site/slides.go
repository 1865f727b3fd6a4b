package site

import (
	"html/template"
	"path"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"github.com/hardenway/hardenway/content"
)

// slide is one slide. What a lesson says at length is for who speaks; a slide has what is worth
// looking at meanwhile: the point of each paragraph, code, pictures and tables.
type slide struct {
	Kind    string // title, question, end, or nothing
	Section string // the heading it is below, when it has another title
	Title   string
	Body    template.HTML
	Notes   template.HTML
}

// mostPoints is how many points a slide has before another begins.
const mostPoints = 4

// slideMark is a comment in a lesson that says how slides are made of it; docs/lessons.md has the
// words.
var slideMark = regexp.MustCompile(`^<!--\s*slide(?::\s*(show|notes))?\s*-->\s*$`)

// slider takes a lesson's text apart.
type slider struct {
	w      *writer
	slides []slide

	section, title string
	body, notes    strings.Builder
	points, code   int
	open           bool // a list of points
	next           string
}

func (b *builder) slides(l *lessonPage) {
	w := b.writer(l.Slides(), "content/"+path.Dir(l.File))
	s := &slider{w: w}
	s.slides = append(s.slides, slide{Kind: "title", Title: l.Title, Body: template.HTML("<p>" + template.HTMLEscapeString(l.Summary) + "</p>")})
	for n := w.parse(l.Body).FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && w.text(h, false) == content.CheckYourself {
			break
		}
		s.node(n)
	}
	s.flush()
	for _, entry := range l.doc.Check {
		if entry.Question != "" {
			s.slides = append(s.slides, slide{Kind: "question", Section: content.CheckYourself, Title: plain(w, entry.Question), Notes: w.blocks(entry.Answer)})
		}
	}
	var practice []*Scenario
	for _, id := range l.Scenarios {
		if sc := b.scenarioOf[id]; sc != nil {
			practice = append(practice, sc)
		}
	}
	b.put(page{
		Path: l.Slides(), Kind: "slides", Title: "Slides: " + l.Title, Description: l.Summary, bare: true,
		styles: w.styles.String(), sheet: "slides.css", script: "slides.js",
		Data: map[string]any{"L": l, "M": l.module, "Slides": s.slides, "Practice": practice},
	}, "slides")
}

// flush ends the slide in hand.
func (s *slider) flush() {
	s.endPoints()
	if s.body.Len() == 0 && s.notes.Len() == 0 {
		return
	}
	last := &s.slides[len(s.slides)-1]
	if s.title == "" { // the opening is for the title
		last.Body += template.HTML(s.body.String())
		last.Notes += template.HTML(s.notes.String())
	} else {
		one := slide{Title: s.title, Body: template.HTML(s.body.String()), Notes: template.HTML(s.notes.String())}
		if s.section != s.title {
			one.Section = s.section
		}
		s.slides = append(s.slides, one)
	}
	s.body.Reset()
	s.notes.Reset()
	s.points, s.code = 0, 0
}

// mostLines is how many lines of code a slide has beside other things; a point is worth two.
const mostLines = 14

// makeRoom ends the slide in hand where so many more lines would make it too full.
func (s *slider) makeRoom(lines int) {
	// What stands alone before a block introduces it.
	if have := 2*s.points + s.code; (s.points > 1 || s.code > 0) && have+lines > mostLines {
		s.flush()
	}
}

func (s *slider) endPoints() {
	if s.open {
		s.body.WriteString("</ul>\n")
		s.open = false
	}
}

func (s *slider) point(html template.HTML) {
	if html == "" {
		return
	}
	if s.points >= mostPoints || s.code > 0 {
		s.flush()
	}
	if !s.open {
		s.body.WriteString(`<ul class="points">`)
		s.open = true
	}
	s.points++
	s.body.WriteString("<li>" + string(html) + "</li>")
}

// show puts a block on the slide as it is.
func (s *slider) show(n ast.Node) {
	s.endPoints()
	s.body.WriteString(string(s.w.render(n)))
}

func (s *slider) node(n ast.Node) {
	next := s.next
	s.next = ""
	switch n := n.(type) {
	case *ast.Heading:
		if n.Level == 1 {
			return
		}
		s.flush()
		s.title = s.w.text(n, false)
		if n.Level == 2 {
			s.section = s.title
		}
		return
	case *ast.HTMLBlock:
		if match := slideMark.FindStringSubmatch(strings.TrimSpace(string(n.Lines().Value(s.w.src)))); match != nil {
			if s.next = match[1]; s.next == "" {
				s.flush()
			}
		} else {
			s.next = next
		}
		return
	}
	if next == "notes" {
		s.notes.WriteString(string(s.w.render(n)))
		return
	}
	if next == "show" {
		s.show(n)
		return
	}
	switch n := n.(type) {
	case *ast.Paragraph:
		if first := n.FirstChild(); first != nil && first.NextSibling() == nil && first.Kind() == ast.KindImage {
			s.makeRoom(mostLines - 4)
			s.show(n)
			s.code += mostLines - 4
			return
		}
		if s.title != "" { // the title has its summary
			s.point(s.lead(n))
		}
		s.notes.WriteString(string(s.w.render(n)))
	case *ast.List:
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			if first := item.FirstChild(); first != nil {
				s.point(s.lead(first))
				s.notes.WriteString("<ul>" + string(s.w.render(item)) + "</ul>")
			}
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		lines := 0
		for line := range strings.Lines(string(n.Lines().Value(s.w.src))) {
			lines += 1 + len(line)/70 // it is broken on the slide
		}
		s.makeRoom(lines)
		s.show(n)
		s.code += lines
	case *east.Table:
		s.makeRoom(2 * n.ChildCount())
		s.show(n)
		s.code += 2 * n.ChildCount()
	default:
		s.notes.WriteString(string(s.w.render(n)))
	}
}

// lead is the point of a paragraph: the words in bold that it begins with, where they are a sentence of
// their own, or else its first sentence.
func (s *slider) lead(n ast.Node) template.HTML {
	first := n.FirstChild()
	if bold, ok := first.(*ast.Emphasis); ok && bold.Level == 2 && (bold.NextSibling() == nil || strings.ContainsAny(s.w.text(bold, false), ".:?!")) {
		return template.HTML(strings.TrimRight(string(s.w.inline(bold)), ".:,"))
	}
	var b strings.Builder
	for c := first; c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			b.WriteString(string(s.w.render(c)))
			continue
		}
		value := string(t.Segment.Value(s.w.src))
		if end := sentenceEnd(value, t.SoftLineBreak() || t.HardLineBreak() || t.NextSibling() == nil); end >= 0 {
			part := ast.NewTextSegment(t.Segment.WithStop(t.Segment.Start + end))
			b.WriteString(string(s.w.render(part)))
			break
		}
		b.WriteString(string(s.w.render(c)))
	}
	return template.HTML(strings.TrimRight(strings.TrimSpace(b.String()), ".:"))
}

// sentenceEnd is where the first sentence of a text ends, or -1.
func sentenceEnd(text string, atEnd bool) int {
	for i := range len(text) {
		if strings.IndexByte(".?!:", text[i]) < 0 {
			continue
		}
		if i+1 < len(text) && text[i+1] == ' ' || i+1 == len(text) && atEnd {
			return i + 1
		}
	}
	return -1
}
