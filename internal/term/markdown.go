package term

import (
	"fmt"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Markdown sets source for o: wrapped, with styles where o has colour, and as quiet
// readable text elsewhere. Code blocks are never wrapped, so they can be copied.
//
// It is written over goldmark, which the site uses too. A larger renderer was tried
// and left: its syntax highlighter costs 20 ms at the start of every command, also of
// those that render nothing.
func Markdown(o *Output, source string) string {
	source = Clean(strings.ReplaceAll(source, "\r\n", "\n"))
	src := []byte(source)
	doc := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList, extension.Linkify)).
		Parser().Parse(text.NewReader(src))
	m := &markdown{out: o, src: src}
	return m.blocks(doc, o.TextWidth()-len(margin), false, margin)
}

// inlineParser knows no blocks but paragraphs: a line that begins with a dash or a number is
// not a list there.
var inlineParser = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1)),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
	)
})

// Inline sets a line of markdown for o, with no margin and unwrapped. Whatever it looks like,
// it is a sentence: no heading, no list.
func Inline(o *Output, source string) string {
	src := []byte(CleanLine(source))
	m := &markdown{out: o, src: src}
	var parts []string
	for c := inlineParser().Parse(text.NewReader(src)).FirstChild(); c != nil; c = c.NextSibling() {
		parts = append(parts, m.inline(c))
	}
	return strings.Join(parts, " ")
}

// margin keeps rendered text off the terminal's edge, and tells it from the
// command's own lines.
const margin = "  "

type markdown struct {
	out *Output
	src []byte
}

// blocks renders the children of n. Every line starts with prefix; width is what is
// left after it.
func (m *markdown) blocks(n ast.Node, width int, tight bool, prefix string) string {
	var b strings.Builder
	first := true
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		rendered := m.block(c, width)
		if rendered == "" {
			continue
		}
		if !first && !tight {
			b.WriteString("\n")
		}
		first = false
		for line := range strings.SplitSeq(strings.TrimRight(rendered, "\n"), "\n") {
			if line == "" {
				b.WriteString("\n")
				continue
			}
			b.WriteString(prefix + line + "\n")
		}
	}
	return b.String()
}

func (m *markdown) block(n ast.Node, width int) string {
	switch n := n.(type) {
	case *ast.Heading:
		title := m.inline(n)
		if n.Level == 1 {
			if m.out.Plain && !m.out.Colour {
				return Wrap(title, width, "") + "\n" + strings.Repeat("=", min(width, Width(title)))
			}
			return Wrap(m.styled(title, Bold, Under), width, "")
		}
		if m.out.Plain && !m.out.Colour {
			return Wrap(title, width, "") + "\n" + strings.Repeat("-", min(width, Width(title)))
		}
		return Wrap(m.styled(title, Bold), width, "")
	case *ast.Paragraph, *ast.TextBlock:
		return Wrap(m.inline(n), width, "")
	case *ast.FencedCodeBlock:
		return m.code(n.Lines())
	case *ast.CodeBlock:
		return m.code(n.Lines())
	case *ast.List:
		return m.list(n, width)
	case *ast.Blockquote:
		bar := m.out.Pick("│ ", "| ")
		return m.blocks(n, width-len("| "), false, m.out.Style(bar, Dim))
	case *ast.ThematicBreak:
		return m.out.Style(strings.Repeat(m.out.Pick("─", "-"), min(width, 24)), Dim)
	case *east.Table:
		return m.table(n)
	case *ast.HTMLBlock:
		return "" // comments for editors and for the site's build
	default:
		return m.blocks(n, width, false, "")
	}
}

// styled styles word by word, so that wrapping never leaves a style open across lines
// or under an indent.
func (m *markdown) styled(s string, styles ...Style) string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = m.out.Style(w, styles...)
	}
	joined := strings.Join(words, " ")
	if strings.HasPrefix(s, " ") {
		joined = " " + joined
	}
	if strings.HasSuffix(s, " ") && len(words) > 0 {
		joined += " "
	}
	return joined
}

func (m *markdown) code(lines *text.Segments) string {
	var b strings.Builder
	for i := range lines.Len() {
		segment := lines.At(i)
		line := strings.TrimRight(string(segment.Value(m.src)), "\n")
		if line == "" {
			b.WriteString("\n")
			continue
		}
		b.WriteString("  " + m.out.Style(line, Cyan) + "\n")
	}
	return b.String()
}

func (m *markdown) list(n *ast.List, width int) string {
	var b strings.Builder
	number := n.Start
	first := true
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		bullet := m.out.Pick("•", "-") + " "
		if n.IsOrdered() {
			bullet = fmt.Sprintf("%d. ", number)
			number++
		}
		if !first && !n.IsTight {
			b.WriteString("\n")
		}
		first = false
		pad := strings.Repeat(" ", Width(bullet))
		body := m.blocks(item, width-Width(bullet), n.IsTight, "")
		for i, line := range strings.Split(strings.TrimRight(body, "\n"), "\n") {
			switch {
			case i == 0:
				b.WriteString(bullet + line + "\n")
			case line == "":
				b.WriteString("\n")
			default:
				b.WriteString(pad + line + "\n")
			}
		}
	}
	return b.String()
}

func (m *markdown) table(n *east.Table) string {
	var rows [][]string
	var widths []int
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			text := m.inline(cell)
			if _, header := row.(*east.TableHeader); header {
				text = m.styled(text, Bold)
			}
			if len(widths) <= len(cells) {
				widths = append(widths, 0)
			}
			widths[len(cells)] = max(widths[len(cells)], Width(text))
			cells = append(cells, text)
		}
		rows = append(rows, cells)
	}
	var b strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", widths[i]-Width(cell)+len(columnGap)))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

func (m *markdown) inline(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.WriteString(m.literal(c))
			switch {
			case c.HardLineBreak():
				b.WriteByte('\n')
			case c.SoftLineBreak():
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.CodeSpan:
			b.WriteString(m.codeSpan(c))
		case *ast.Emphasis:
			b.WriteString(m.emphasis(c))
		case *ast.Link:
			label, target := m.inline(c), string(c.Destination)
			b.WriteString(m.styled(label, Under))
			if label != target && !strings.HasPrefix(target, "#") {
				b.WriteString(" <" + target + ">")
			}
		case *ast.AutoLink:
			b.Write(c.URL(m.src))
		case *ast.Image:
			b.WriteString("[" + m.inline(c) + "]")
		case *east.TaskCheckBox:
			if c.IsChecked {
				b.WriteString("[x] ")
			} else {
				b.WriteString("[ ] ")
			}
		case *ast.RawHTML:
		default:
			b.WriteString(m.inline(c))
		}
	}
	return b.String()
}

// literal is the text of a node with backslash escapes and entities resolved, and
// cleaned again, since an entity can spell a control character.
func (m *markdown) literal(t *ast.Text) string {
	value := t.Segment.Value(m.src)
	if t.IsRaw() || t.Parent() != nil && t.Parent().Kind() == ast.KindCodeSpan {
		return string(value)
	}
	return Clean(string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))))
}

// codeSpan shows `code`: in colour where there is some, else between the backquotes it
// was written with, because a name like get is unreadable without.
func (m *markdown) codeSpan(n ast.Node) string {
	code := m.inline(n)
	if m.out.Colour {
		return m.styled(code, Cyan)
	}
	return "`" + code + "`"
}

func (m *markdown) emphasis(n *ast.Emphasis) string {
	inner := m.inline(n)
	if m.out.Colour {
		style := Italic
		if n.Level == 2 {
			style = Bold
		}
		return m.styled(inner, style)
	}
	mark := strings.Repeat("*", n.Level)
	return mark + inner + mark
}
