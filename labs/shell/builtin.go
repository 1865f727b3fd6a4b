package shell

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"unicode/utf8"

	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"
)

// What onCall puts in place of builtins of the interpreter.

// say reports a refusal: its exit code and the message are the arguments.
func say(_ context.Context, c *Call) int {
	if len(c.Args) != 3 {
		return 2
	}
	c.errf("%s\n", c.Args[2])
	code, err := strconv.Atoi(c.Args[1])
	if err != nil {
		return 2
	}
	return code
}

// echo and printf are here, not in the interpreter, because there they would go on for
// ever when nobody reads the pipe they write to.
func echo(_ context.Context, c *Call) int {
	words, newline, escapes := c.Args[1:], true, false
options:
	for ; len(words) > 0 && len(words[0]) > 1 && words[0][0] == '-'; words = words[1:] {
		for _, o := range words[0][1:] {
			if !strings.ContainsRune("neE", o) {
				break options
			}
		}
		for _, o := range words[0][1:] {
			switch o {
			case 'n':
				newline = false
			case 'e':
				escapes = true
			case 'E':
				escapes = false
			}
		}
	}
	text := strings.Join(words, " ")
	if escapes {
		var b strings.Builder
		if unescapeInto(&b, text, true) {
			newline = false
		}
		text = b.String()
	}
	if newline {
		text += "\n"
	}
	code, _ := c.write([]byte(text))
	return code
}

func printf(_ context.Context, c *Call) int {
	words := c.Args[1:]
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	if len(words) == 0 {
		c.Errorf("usage: printf FORMAT [ARGUMENT]...")
		return 2
	}
	format, words := words[0], words[1:]
	if format == "-v" {
		c.Errorf("-v is not known here: use NAME=$(printf ...)")
		return 2
	}
	f := &formatter{c: c, words: words}
	for {
		before := len(f.words)
		stop := f.format(format)
		if code, ok := c.write([]byte(f.b.String())); !ok {
			return code
		}
		f.b.Reset()
		if stop || len(f.words) == 0 || len(f.words) == before {
			return f.code
		}
	}
}

// formatter is printf at work.
type formatter struct {
	c     *Call
	words []string
	b     strings.Builder
	code  int
}

func (f *formatter) next() string {
	if len(f.words) == 0 {
		return ""
	}
	word := f.words[0]
	f.words = f.words[1:]
	return word
}

func (f *formatter) bad(format string, a ...any) {
	f.c.Errorf(format, a...)
	f.code = 1
}

// integer reads a number as printf does: 12, 0x1f, 017, or 'A for a character's code.
func (f *formatter) integer(word string) int64 {
	if word == "" {
		return 0
	}
	if word[0] == '\'' || word[0] == '"' {
		r, _ := utf8.DecodeRuneInString(word[1:])
		return int64(r)
	}
	n, err := strconv.ParseInt(word, 0, 64)
	if err != nil {
		if u, uerr := strconv.ParseUint(word, 0, 64); uerr == nil {
			return int64(u)
		}
		f.bad("'%s': expected a numeric value", word)
	}
	return n
}

// format goes through the format once; stop says that \c ended the output.
func (f *formatter) format(format string) (stop bool) {
	for i := 0; i < len(format); i++ {
		switch format[i] {
		case '\\':
			n, end := escape(&f.b, format[i+1:], false)
			if end {
				return true
			}
			i += n
			continue
		case '%':
		default:
			f.b.WriteByte(format[i])
			continue
		}
		start := i
		spec := "%"
		for i++; i < len(format) && strings.IndexByte("-+ #0", format[i]) >= 0; i++ {
			spec += format[i : i+1]
		}
		number := func() {
			if i < len(format) && format[i] == '*' {
				spec += strconv.FormatInt(max(-4096, min(4096, f.integer(f.next()))), 10)
				i++
				return
			}
			from := i
			for i < len(format) && format[i] >= '0' && format[i] <= '9' {
				i++
			}
			// A width beyond this is a mistake, and memory.
			if n, err := strconv.Atoi(format[from:i]); err == nil {
				spec += strconv.Itoa(min(n, 4096))
			}
		}
		number()
		if i < len(format) && format[i] == '.' {
			spec += "."
			i++
			number()
		}
		for i < len(format) && strings.IndexByte("hlLqjzt", format[i]) >= 0 && i+1 < len(format) && strings.IndexByte("diouxXeEfFgGcsb", format[i+1]) >= 0 {
			i++
		}
		if i >= len(format) {
			f.bad("%s: missing format character", format[start:])
			return true
		}
		switch verb := format[i]; verb {
		case '%':
			f.b.WriteByte('%')
		case 'd', 'i':
			fmt.Fprintf(&f.b, spec+"d", f.integer(f.next()))
		case 'u':
			fmt.Fprintf(&f.b, spec+"d", uint64(f.integer(f.next())))
		case 'o', 'x', 'X':
			fmt.Fprintf(&f.b, spec+string(verb), uint64(f.integer(f.next())))
		case 'e', 'E', 'f', 'F', 'g', 'G':
			word := f.next()
			n, err := strconv.ParseFloat(word, 64)
			if err != nil && word != "" {
				f.bad("'%s': expected a numeric value", word)
			}
			fmt.Fprintf(&f.b, spec+string(verb), n)
		case 'c':
			word := f.next()
			r, size := utf8.DecodeRuneInString(word)
			if size > 0 {
				word = string(r)
			}
			fmt.Fprintf(&f.b, strings.ReplaceAll(spec, "0", "")+"s", word)
		case 's':
			fmt.Fprintf(&f.b, spec+"s", f.next())
		case 'b':
			var b strings.Builder
			end := unescapeInto(&b, f.next(), true)
			fmt.Fprintf(&f.b, spec+"s", b.String())
			if end {
				return true
			}
		case 'q':
			word := f.next()
			q, err := syntax.Quote(word, syntax.LangBash)
			if err != nil {
				f.bad("'%s': %v", word, err)
			}
			fmt.Fprintf(&f.b, spec+"s", q)
		default:
			f.bad("%s: invalid conversion specification", format[start:i+1])
			return true
		}
	}
	return false
}

// escape writes what the backslash escape before rest stands for and says how many
// bytes of rest it took; end is \c. With zero, octal numbers begin with a 0 (\0101), as
// in echo -e and %b.
func escape(b *strings.Builder, rest string, zero bool) (n int, end bool) {
	if rest == "" {
		b.WriteByte('\\')
		return 0, false
	}
	switch c := rest[0]; {
	case c == 'c':
		return 1, true
	case c == 'x' || c == 'u' || c == 'U':
		most := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
		to := 1
		for to < len(rest) && to <= most && strings.IndexByte("0123456789abcdefABCDEF", rest[to]) >= 0 {
			to++
		}
		v, err := strconv.ParseUint(rest[1:to], 16, 32)
		if err != nil {
			b.WriteString(`\` + rest[:1])
			return 1, false
		}
		if c == 'x' {
			b.WriteByte(byte(v))
		} else {
			b.WriteRune(rune(v))
		}
		return to, false
	case c >= '0' && c <= '7' && (!zero || c == '0'):
		from := 0
		if zero {
			from = 1
		}
		to := from
		for to < len(rest) && to < from+3 && rest[to] >= '0' && rest[to] <= '7' {
			to++
		}
		v, err := strconv.ParseUint("0"+rest[from:to], 8, 32)
		if err != nil {
			v = 0
		}
		b.WriteByte(byte(v))
		return to, false
	default:
		if out, ok := map[byte]byte{'\\': '\\', 'n': '\n', 't': '\t', 'r': '\r', 'a': '\a', 'b': '\b', 'f': '\f', 'v': '\v', 'e': 0x1b, 'E': 0x1b, '"': '"', '\'': '\''}[c]; ok && (c != '"' && c != '\'' || !zero) {
			b.WriteByte(out)
			return 1, false
		}
		b.WriteByte('\\')
		b.WriteByte(c)
		return 1, false
	}
}

// unescapeInto writes text with its escapes read; end is \c.
func unescapeInto(b *strings.Builder, text string, zero bool) (end bool) {
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			b.WriteByte(text[i])
			continue
		}
		n, end := escape(b, text[i+1:], zero)
		if end {
			return true
		}
		i += n
	}
	return false
}

func pwd(_ context.Context, c *Call) int {
	f, ok := c.options("L P")
	if !ok {
		return 2
	}
	dir := c.Dir
	if len(f.order) > 0 && f.order[len(f.order)-1].name == "P" {
		var err error
		if dir, err = c.physical(c.Dir); err != nil {
			return c.failed(c.Dir, err)
		}
	}
	code, _ := c.write([]byte(dir + "\n"))
	return code
}

func umask(_ context.Context, c *Call) int {
	f, ok := c.options("S")
	if !ok {
		return 2
	}
	mask := &c.s.fs.umask
	if len(f.args) == 0 {
		if f.has("S") {
			m := fs.FileMode(0o777 &^ mask.Load())
			rwx := func(bits fs.FileMode) string {
				return strings.ReplaceAll(bits.String()[7:], "-", "")
			}
			c.printf("u=%s,g=%s,o=%s\n", rwx(m>>6&7), rwx(m>>3&7), rwx(m&7))
			return 0
		}
		c.printf("%04o\n", mask.Load())
		return 0
	}
	n, err := strconv.ParseUint(f.args[0], 8, 32)
	if err != nil || n > 0o777 {
		c.Errorf("%s: the mask must be an octal number up to 777", f.args[0])
		return 1
	}
	mask.Store(uint32(n))
	return 0
}

func ulimit(_ context.Context, c *Call) int {
	if len(c.Args) == 1 {
		c.println("unlimited")
		return 0
	}
	c.Errorf("this shell has limits of its own, which a script cannot change")
	return 1
}

// typeOf is `type` and `command -V`; functions are answered before it is asked.
func typeOf(_ context.Context, c *Call) int {
	f, ok := c.options("+ t p P a f")
	if !ok {
		return 2
	}
	code := 0
	for _, name := range f.args {
		kind, where := c.kind(name)
		switch {
		case kind == "" || kind != "file" && (f.has("p") || f.has("P")):
			if !f.has("t") && !f.has("p") && !f.has("P") {
				c.errf("sh: type: %s: not found\n", name)
			}
			code = 1
		case f.has("t"):
			c.println(kind)
		case f.has("p") || f.has("P"):
			c.println(where)
		case kind == "file":
			c.printf("%s is %s\n", name, where)
		default:
			c.printf("%s is a shell %s\n", name, kind)
		}
	}
	return code
}

func commandV(_ context.Context, c *Call) int {
	code := 0
	for _, name := range c.Args[1:] {
		kind, where := c.kind(name)
		switch kind {
		case "":
			code = 1
		case "file":
			c.println(where)
		default:
			c.println(name)
		}
	}
	return code
}

// kind says what a word would run: "keyword", "builtin", "file" with its place, or
// nothing. The shell's own commands have the place they have elsewhere.
func (c *Call) kind(name string) (kind, where string) {
	if strings.Contains(name, "/") {
		fi, err := c.FS.Stat(c.Path(name))
		if err == nil && !fi.IsDir() && fi.Mode().Perm()&0o111 != 0 {
			return "file", name
		}
		if base, ok := inBin(c.Path(name)); ok && errors.Is(err, fs.ErrNotExist) && c.s.sh.commands[base] != nil {
			return "file", name
		}
		return "", ""
	}
	_, own := c.s.sh.commands[name]
	switch {
	case strings.HasPrefix(name, "%"):
		return "", ""
	case syntax.IsKeyword(name):
		return "keyword", name
	case interp.IsBuiltin(name):
		return "builtin", name
	case own:
		return "file", "/bin/" + name
	}
	return "", ""
}
