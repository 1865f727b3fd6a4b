package site

import (
	"fmt"
	"html"
	"html/template"
	"path"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/hardenway/hardenway/internal/console"
)

// dialect is the markdown of lessons, with quotes that are set as in a book. Dashes are left
// alone: --flags are full of them.
var dialect = goldmark.New(goldmark.WithExtensions(
	extension.Table, extension.Strikethrough,
	extension.NewTypographer(extension.WithTypographicSubstitutions(extension.TypographicSubstitutions{
		extension.LeftSingleQuote: []byte("‘"), extension.RightSingleQuote: []byte("’"),
		extension.LeftDoubleQuote: []byte("“"), extension.RightDoubleQuote: []byte("”"),
		extension.Apostrophe: []byte("’"),
		extension.EnDash:     nil, extension.EmDash: nil, extension.Ellipsis: nil,
		extension.LeftAngleQuote: nil, extension.RightAngleQuote: nil,
	})),
))

// place is a heading that can be linked to.
type place struct {
	Level    int
	ID, Text string
}

// writer makes markdown into HTML for one page.
type writer struct {
	b      *builder
	page   string // its path
	base   string // the folder that relative links are written from: docs, content/authentication
	shift  int    // is added to the level of headings
	prefix string // of ids
	ids    map[string]int
	places []place
	styles strings.Builder // what figures need

	src      []byte
	renderer renderer.Renderer
}

func (b *builder) writer(page, base string) *writer {
	w := &writer{b: b, page: page, base: base, ids: map[string]int{}}
	w.renderer = renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(w, 1), util.Prioritized(gmhtml.NewRenderer(), 1000),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
	))
	return w
}

// RegisterFuncs implements renderer.NodeRenderer.
func (w *writer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindHeading, w.heading)
	r.Register(ast.KindFencedCodeBlock, w.fence)
	r.Register(ast.KindCodeBlock, w.fence)
	r.Register(ast.KindLink, w.link)
	r.Register(ast.KindImage, w.image)
	r.Register(ast.KindParagraph, w.paragraph)
	r.Register(ast.KindHTMLBlock, nothing) // comments for editors and for slides
	r.Register(ast.KindRawHTML, nothing)
	r.Register(east.KindTable, w.table)
	r.Register(east.KindTableHeader, w.tableHeader)
	r.Register(east.KindTableRow, w.tableRow)
	r.Register(east.KindTableCell, w.tableCell)
}

func nothing(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

// parse reads markdown; what is rendered afterwards is of it.
func (w *writer) parse(markdown string) ast.Node {
	w.src = []byte(markdown)
	return dialect.Parser().Parse(text.NewReader(w.src), parser.WithContext(parser.NewContext()))
}

// render is the nodes as HTML.
func (w *writer) render(nodes ...ast.Node) template.HTML {
	var b strings.Builder
	for _, n := range nodes {
		if err := w.renderer.Render(&b, w.src, n); err != nil {
			w.b.problem(w.page, fmt.Errorf("making HTML of markdown: %w", err))
		}
	}
	return template.HTML(b.String())
}

// blocks is a whole markdown text as HTML.
func (w *writer) blocks(markdown string) template.HTML { return w.render(w.parse(markdown)) }

// line is markdown of one paragraph as HTML, without the paragraph around it.
func (w *writer) line(markdown string) template.HTML {
	root := w.parse(strings.TrimSpace(markdown))
	if first := root.FirstChild(); first != nil && first.NextSibling() == nil && first.Kind() == ast.KindParagraph {
		return w.inline(first)
	}
	return w.render(root)
}

// inline is what is inside a node, as HTML.
func (w *writer) inline(n ast.Node) template.HTML {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b.WriteString(string(w.render(c)))
	}
	return template.HTML(strings.TrimSpace(b.String()))
}

// text is what a node says, without marks. With code, its blocks of code as well.
func (w *writer) text(n ast.Node, code bool) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // no step of it fails
		if !entering {
			if n.Type() == ast.TypeBlock {
				b.WriteByte('\n')
			}
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Value(w.src))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(w.src))
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			if code {
				b.Write(n.Lines().Value(w.src))
			}
		case *ast.HTMLBlock, *ast.RawHTML:
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return oneLine(b.String())
}

// oneLine is a text with one space wherever it has any.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// slug is a heading as an id, made as forges make it, so that links within the repository hold.
func slug(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(heading) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			b.WriteRune(r)
		case r == ' ':
			b.WriteByte('-')
		}
	}
	return b.String()
}

// id is an id that the page does not have yet.
func (w *writer) id(name string) string {
	id := w.prefix + name
	w.ids[id]++
	if n := w.ids[id]; n > 1 {
		return fmt.Sprintf("%s-%d", id, n-1)
	}
	return id
}

func (w *writer) heading(out util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	h := n.(*ast.Heading)
	level := min(h.Level+w.shift, 6)
	if !entering {
		_, err := fmt.Fprintf(out, "</h%d>\n", level)
		return ast.WalkContinue, err
	}
	words := w.text(h, false)
	p := place{Level: level, ID: w.id(slug(words)), Text: words}
	w.places = append(w.places, p)
	_, err := fmt.Fprintf(out, `<h%d id="%s">`, level, html.EscapeString(p.ID))
	return ast.WalkContinue, err
}

func (w *writer) paragraph(out util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if first := n.FirstChild(); first != nil && first.NextSibling() == nil && first.Kind() == ast.KindImage {
		return ast.WalkContinue, nil // a figure is a block
	}
	tag := "<p>"
	if !entering {
		tag = "</p>\n"
	}
	_, err := out.WriteString(tag)
	return ast.WalkContinue, err
}

func (w *writer) link(out util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	href, ok := w.target(string(n.(*ast.Link).Destination))
	if !ok {
		return ast.WalkContinue, nil // what it says is still worth reading
	}
	if !entering {
		_, err := out.WriteString("</a>")
		return ast.WalkContinue, err
	}
	_, err := fmt.Fprintf(out, `<a href="%s">`, html.EscapeString(href))
	return ast.WalkContinue, err
}

var lessonFile = regexp.MustCompile(`^content/[^/]+/\d\d-([^/]+)\.md$`)

// target is where a link leads on the site. It returns false for what the site does not have.
func (w *writer) target(to string) (string, bool) {
	file, fragment, _ := strings.Cut(to, "#")
	if fragment != "" {
		fragment = "#" + fragment
	}
	switch {
	case file == "":
		return "#" + w.prefix + strings.TrimPrefix(fragment, "#"), true
	case strings.HasPrefix(file, "https://"), strings.HasPrefix(file, "http://"):
		return to, true
	case strings.Contains(file, ":"):
		return "", false
	}
	file = path.Join(w.base, file)
	if match := lessonFile.FindStringSubmatch(file); match != nil {
		for _, l := range w.b.lessonPages {
			if l.ID == match[1] {
				return root(w.page) + l.Page() + fragment, true
			}
		}
	}
	if name, ok := strings.CutPrefix(file, "docs/"); ok {
		if name, ok := strings.CutSuffix(name, ".md"); ok && w.b.hasDoc(name) {
			return root(w.page) + "docs/" + name + ".html" + fragment, true
		}
	}
	return "", false
}

// root leads from a page to the site's own folder.
func root(page string) string { return strings.Repeat("../", strings.Count(page, "/")) }

func (w *writer) fence(out util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	info := ""
	if fence, ok := n.(*ast.FencedCodeBlock); ok && fence.Info != nil {
		info = string(fence.Info.Value(src))
	}
	_, err := out.WriteString(string(w.b.code(info, string(n.Lines().Value(src)))))
	return ast.WalkSkipChildren, err
}

// code is a block of code as HTML. A lesson's blocks are on its slides too, and are coloured once.
func (b *builder) code(info, source string) template.HTML {
	key := info + "\n" + source
	block, ok := b.blocks[key]
	if !ok {
		block = code(info, source)
		b.blocks[key] = block
	}
	return block
}

// code is a block of code as HTML. The info string is that of its fence.
func code(info, source string) template.HTML {
	language, _, _ := strings.Cut(strings.TrimSpace(info), " ")
	if language == console.Language {
		if block, problems := console.Parse(info, source, 1); len(problems) == 0 {
			return consoleBlock(&block)
		}
	}
	label := language
	if label == "" {
		label = "text"
	}
	return template.HTML(`<div class="code"><div class="bar"><span>` + html.EscapeString(label) + `</span></div><pre tabindex="0"><code>` +
		highlight(language, strings.TrimRight(source, "\n")) + "</code></pre></div>\n")
}

func consoleBlock(block *console.Block) template.HTML {
	var b strings.Builder
	b.WriteString(`<div class="code console"><div class="bar"><span>console</span>`)
	if on := block.Info.On; on != "" {
		b.WriteString(` <span class="when">only on ` + html.EscapeString(on) + `</span>`)
	}
	if why := block.Info.NoRun; why != "" {
		b.WriteString(` <span class="when">not run: ` + html.EscapeString(why) + `</span>`)
	}
	b.WriteString(`</div><pre tabindex="0"><code>`)
	for i, c := range block.Commands {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(`<span class="cmd"`)
		if one := joined(c.Text); one != c.Text {
			b.WriteString(` data-copy="` + html.EscapeString(one) + `"`)
		}
		b.WriteString(`><span class="ps" aria-hidden="true">$ </span>` + highlight("sh", c.Text) + `</span>`)
		if output := strings.TrimRight(c.Output, "\n"); output != "" {
			output = strings.ReplaceAll(html.EscapeString(output), "…", `<span class="v">…</span>`)
			b.WriteString("\n" + `<span class="out">` + output + `</span>`)
		}
	}
	b.WriteString("</code></pre></div>\n")
	return template.HTML(b.String())
}

// joined is a command in as few lines as it can have: a backslash at a line's end goes, and the lines
// become one. A command with a here-document keeps all of its lines, since those of the document are
// what it is.
func joined(command string) string {
	if strings.Contains(command, "<<") || !strings.Contains(command, "\\\n") {
		return command
	}
	var b strings.Builder
	var quote byte
	for i := 0; i < len(command); i++ {
		c := command[i]
		switch {
		case quote == '\'':
			if c == '\'' {
				quote = 0
			}
		case c == '\\' && i+1 < len(command):
			i++
			if command[i] != '\n' {
				b.WriteByte(c)
				c = command[i]
				break
			}
			if quote != 0 {
				continue
			}
			for i+1 < len(command) && (command[i+1] == ' ' || command[i+1] == '\t') {
				i++
			}
			before := strings.TrimRight(b.String(), " \t")
			b.Reset()
			b.WriteString(before)
			c = ' '
		case c == '"' && quote == '"':
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		}
		b.WriteByte(c)
	}
	return b.String()
}

// Tables. A head without words is left out, and a table may be wider than a telephone.

func (w *writer) table(out util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := `<div class="table" tabindex="0"><table>` + "\n"
	if !entering {
		tag = "</tbody></table></div>\n"
	}
	_, err := out.WriteString(tag)
	return ast.WalkContinue, err
}

func (w *writer) tableHeader(out util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	empty := w.text(n, true) == ""
	switch {
	case entering && empty:
		_, err := out.WriteString("<tbody>\n")
		return ast.WalkSkipChildren, err
	case entering:
		_, err := out.WriteString("<thead><tr>")
		return ast.WalkContinue, err
	case empty:
		return ast.WalkContinue, nil
	}
	_, err := out.WriteString("</tr></thead>\n<tbody>\n")
	return ast.WalkContinue, err
}

func (w *writer) tableRow(out util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := "<tr>"
	if !entering {
		tag = "</tr>\n"
	}
	_, err := out.WriteString(tag)
	return ast.WalkContinue, err
}

func (w *writer) tableCell(out util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := "td"
	if n.Parent().Kind() == east.KindTableHeader && w.text(n, true) != "" {
		tag = "th"
	}
	if !entering {
		_, err := out.WriteString("</" + tag + ">")
		return ast.WalkContinue, err
	}
	open := "<" + tag + ">"
	switch {
	case tag == "th":
		open = `<th scope="col">`
	case n.(*east.TableCell).Alignment == east.AlignRight:
		open = `<td class="number">`
	}
	_, err := out.WriteString(open)
	return ast.WalkContinue, err
}
