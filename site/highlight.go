package site

import (
	"html"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
)

// The languages of the course, and no others: chroma's own collection reads the heads of some three
// hundred files whenever a program that holds it begins, which every harden command would wait
// for.

var shellLexer = lexer("sh", func() chroma.Rules {
	return chroma.Rules{
		"root": {
			{Pattern: `#.*`, Type: chroma.Comment},
			{Pattern: `'[^']*'`, Type: chroma.LiteralString},
			{Pattern: `"(?:\\.|\$\((?:[^()]|\([^()]*\))*\)|[^"\\])*"`, Type: chroma.LiteralString},
			{Pattern: `\$(?:\w+|\{[^}]*\}|[?#@*!$-])`, Type: chroma.NameVariable},
			{Pattern: `(?<![\w./-])(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|in|function|return|export)(?![\w./=-])`, Type: chroma.Keyword},
			{Pattern: `(?<=\s)--?[A-Za-z][\w.-]*`, Type: chroma.NameAttribute},
			{Pattern: `\\.`, Type: chroma.LiteralStringEscape},
			{Pattern: `[^\s'"$\\#-]+|[#-]`, Type: chroma.Text},
			{Pattern: `\s+`, Type: chroma.Text},
			{Pattern: `.`, Type: chroma.Text},
		},
	}
})

var yamlLexer = lexer("yaml", func() chroma.Rules {
	return chroma.Rules{
		"root": {
			{Pattern: `(?<=^|\s)#.*`, Type: chroma.Comment},
			{Pattern: `^(?:---|\.\.\.)\s*$`, Type: chroma.Comment},
			{Pattern: `'(?:[^'\n]|'')*'(?=\s*:(?:\s|$))|"(?:\\.|[^"\\\n])*"(?=\s*:(?:\s|$))`, Type: chroma.NameTag},
			{Pattern: `[\w./$*-][\w ./$*-]*(?=:(?:\s|$))`, Type: chroma.NameTag},
			{Pattern: `'(?:[^']|'')*'`, Type: chroma.LiteralString},
			{Pattern: `"(?:\\.|[^"\\])*"`, Type: chroma.LiteralString},
			{Pattern: `(?<=[\s\[,])(?:true|false|null)(?=[\s,\]}]|$)`, Type: chroma.Keyword},
			{Pattern: `(?<=[\s\[,])-?\d[\d.]*(?=[\s,\]}]|$)`, Type: chroma.LiteralNumber},
			{Pattern: `[^\s'"#\[\]{},:-]+`, Type: chroma.Text},
			{Pattern: `\s+`, Type: chroma.Text},
			{Pattern: `.`, Type: chroma.Text},
		},
	}
})

var jsonLexer = lexer("json", func() chroma.Rules {
	return chroma.Rules{
		"root": {
			{Pattern: `"(?:\\.|[^"\\])*"(?=\s*:)`, Type: chroma.NameTag},
			{Pattern: `"(?:\\.|[^"\\])*"`, Type: chroma.LiteralString},
			{Pattern: `\b(?:true|false|null)\b`, Type: chroma.Keyword},
			{Pattern: `-?\d[\d.eE+-]*`, Type: chroma.LiteralNumber},
			{Pattern: `[^"\w]+|\w+|.`, Type: chroma.Text},
		},
	}
})

func lexer(name string, rules func() chroma.Rules) func() chroma.Lexer {
	return sync.OnceValue(func() chroma.Lexer {
		return chroma.Coalesce(chroma.MustNewLexer(&chroma.Config{Name: name, DotAll: false}, rules))
	})
}

// classes are those of chroma, which short names stand for.
var classes = map[chroma.TokenType]string{
	chroma.Comment: "c", chroma.LiteralString: "s", chroma.LiteralStringEscape: "s", chroma.NameVariable: "nv",
	chroma.Keyword: "k", chroma.NameAttribute: "na", chroma.NameTag: "nt", chroma.LiteralNumber: "m",
}

// highlight is a text as HTML, with spans for what has a colour.
func highlight(language, text string) string {
	var lex chroma.Lexer
	switch language {
	case "sh", "bash", "console":
		lex = shellLexer()
	case "yaml":
		lex = yamlLexer()
	case "json":
		lex = jsonLexer()
	default:
		return html.EscapeString(text)
	}
	tokens, err := lex.Tokenise(nil, text)
	if err != nil {
		return html.EscapeString(text) // it is as readable without colours
	}
	var b strings.Builder
	for token := tokens(); token != chroma.EOF; token = tokens() {
		class := classes[token.Type]
		if class != "" {
			b.WriteString(`<span class="` + class + `">`)
		}
		b.WriteString(html.EscapeString(token.Value))
		if class != "" {
			b.WriteString("</span>")
		}
	}
	return b.String()
}
