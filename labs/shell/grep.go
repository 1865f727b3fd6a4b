package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
)

func grep(ctx context.Context, c *Call) int {
	c.Args = legacyContext(c.Args)
	f, ok := c.options(`q quiet=q silent=q v invert-match=v i ignore-case=i y=i E extended-regexp=E F fixed-strings=F G basic-regexp=G P perl-regexp=P
		c count=c n line-number=n r recursive=r R=r dereference-recursive=r l files-with-matches=l L files-without-match=L o only-matching=o
		h no-filename=h H with-filename=H s no-messages=s w word-regexp=w x line-regexp=x e: regexp=e: f: file=f: m: max-count=m:
		A: after-context=A: B: before-context=B: C: context=C: a text=a b color? colour? include: exclude: exclude-dir: line-buffered`)
	if !ok {
		return 2
	}
	args := f.args
	var patterns []string
	given := f.has("e") || f.has("f")
	for _, e := range f.all("e") {
		patterns = append(patterns, strings.Split(e, "\n")...)
	}
	for _, name := range f.all("f") {
		data, err := c.ReadFile(name)
		if err != nil {
			c.failed(name, err)
			return 2
		}
		if len(data) > 0 {
			patterns = append(patterns, strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")...)
		}
	}
	if !given {
		if len(args) == 0 {
			c.Errorf("usage: grep [OPTION]... PATTERNS [FILE]...")
			return 2
		}
		patterns, args = strings.Split(args[0], "\n"), args[1:]
	}
	match, err := grepMatcher(patterns, f)
	if err != nil {
		c.Errorf("%v", err)
		return 2
	}
	number := func(name string, otherwise int) int {
		n, aerr := strconv.Atoi(f.get(name, strconv.Itoa(otherwise)))
		if aerr != nil || n < 0 {
			err = fmt.Errorf("%s: invalid number", f.get(name, ""))
		}
		return n
	}
	most := -1
	if f.has("m") {
		most = number("m", 0)
	}
	before, after := number("C", 0), number("C", 0)
	before, after = number("B", before), number("A", after)
	if err != nil {
		c.Errorf("%v", err)
		return 2
	}

	recursive := f.has("r")
	if recursive && len(args) == 0 {
		args = []string{"."}
	}
	named := f.has("H") || !f.has("h") && (len(args) > 1 || recursive)
	g := &grepper{c: c, f: f, match: match, most: most, before: before, after: after, named: named}
	if len(args) == 0 {
		args = []string{"-"}
	}
	for _, name := range args {
		if !recursive {
			g.file(ctx, name)
		} else {
			err := c.walk(ctx, name, func(p string, fi fs.FileInfo, err error) error {
				switch {
				case err != nil:
					g.complain(p, err)
				case fi.IsDir():
					if p != name && excluded(f.all("exclude-dir"), p) {
						return fs.SkipDir
					}
				case !fi.Mode().IsRegular() && p != name: // links, and devices that never end
				case len(f.all("include")) > 0 && !excluded(f.all("include"), p), excluded(f.all("exclude"), p):
				default:
					g.file(ctx, strings.TrimPrefix(p, "./"))
				}
				return g.out
			})
			if err != nil && g.out == nil {
				return 137
			}
		}
		if ctx.Err() != nil {
			return 137
		}
		if g.out != nil {
			return c.unwritable(g.out)
		}
		if f.has("q") && g.found {
			return 0
		}
	}
	switch {
	case g.failed && !(f.has("q") && g.found):
		return 2
	case g.found:
		return 0
	}
	return 1
}

func excluded(globs []string, name string) bool {
	for _, glob := range globs {
		if re, err := globRegexp(glob, false); err == nil && re.MatchString(path.Base(name)) {
			return true
		}
	}
	return false
}

// legacyContext turns "-3" into "-C 3".
func legacyContext(args []string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		out[i] = arg
		if arg == "--" {
			copy(out[i:], args[i:])
			break
		}
		if len(arg) > 1 && arg[0] == '-' && strings.Trim(arg[1:], "0123456789") == "" && (i == 0 || !strings.HasSuffix(args[i-1], "m") && !strings.HasSuffix(args[i-1], "e")) {
			out[i] = "-C" + arg[1:]
		}
	}
	return out
}

// grepMatcher makes one expression of all patterns; no pattern matches nothing.
func grepMatcher(patterns []string, f *flags) (*regexp.Regexp, error) {
	if len(patterns) == 0 {
		return regexp.MustCompile(`[^\s\S]`), nil
	}
	var parts []string
	for _, p := range patterns {
		switch {
		case f.has("F"):
			p = regexp.QuoteMeta(p)
		case f.has("P"):
			// Go's own syntax is close to Perl's.
		default:
			text, err := translate(p, f.has("E"))
			if err != nil {
				return nil, err
			}
			p = text
		}
		parts = append(parts, "(?:"+p+")")
	}
	text := strings.Join(parts, "|")
	if f.has("w") {
		text = `\b(?:` + text + `)\b`
	}
	if f.has("x") {
		text = `\A(?:` + text + `)\z`
	}
	if f.has("i") {
		text = "(?i)" + text
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("invalid regular expression '%s': %w", strings.Join(patterns, "\n"), err)
	}
	if !f.has("P") {
		re.Longest()
	}
	return re, nil
}

// grepper searches file after file.
type grepper struct {
	c             *Call
	f             *flags
	match         *regexp.Regexp
	most          int
	before, after int
	named         bool
	found, failed bool
	out           error // of Out: nothing more can be said
}

func (g *grepper) complain(name string, err error) {
	g.failed = true
	if !g.f.has("s") {
		g.c.failed(name, err)
	}
}

func (g *grepper) print(text string) bool {
	if _, err := io.WriteString(g.c.Out, text); err != nil {
		g.out = err
	}
	return g.out == nil
}

func (g *grepper) file(ctx context.Context, name string) {
	r, err := g.c.Open(name)
	if err != nil {
		g.complain(name, err)
		return
	}
	defer done(r)
	shown := name
	if name == "-" {
		shown = "(standard input)"
	}
	quiet := g.f.has("q") || g.f.has("l") || g.f.has("L")
	hits, number, owed := 0, 0, 0
	lastShown := 0
	var held []string // the lines before, for -B
	line := func(number int, text string, sep string) bool {
		prefix := ""
		if g.named {
			prefix = shown + sep
		}
		if g.f.has("n") {
			prefix += strconv.Itoa(number) + sep
		}
		lastShown = number
		return g.print(prefix + text + "\n")
	}
	err = eachLine(ctx, r, func(text string, _ bool) error {
		number++
		if g.most == 0 {
			return errStop
		}
		hit := g.match.MatchString(text) != g.f.has("v")
		if hit {
			hits++
		}
		switch {
		case quiet && hit:
			return errStop
		case quiet || g.f.has("c"):
		case hit && g.f.has("o"):
			if g.f.has("v") {
				break
			}
			for _, m := range g.match.FindAllString(text, -1) {
				if m != "" && !line(number, m, ":") {
					return errStop
				}
			}
		case hit:
			if (g.before > 0 || g.after > 0) && lastShown > 0 && number-len(held) > lastShown+1 {
				g.print("--\n")
			}
			for i, h := range held {
				line(number-len(held)+i, h, "-")
			}
			held = held[:0]
			owed = g.after
			if !line(number, text, ":") {
				return errStop
			}
		case owed > 0:
			owed--
			line(number, text, "-")
		case g.before > 0:
			if held = append(held, text); len(held) > g.before {
				held = held[1:]
			}
		}
		if g.most > 0 && hits >= g.most {
			return errStop
		}
		return nil
	})
	if err != nil && !errors.Is(err, errStop) && ctx.Err() == nil {
		g.complain(name, err)
	}
	if g.f.has("L") {
		if hits == 0 {
			g.found = true
			g.print(shown + "\n")
		}
		return
	}
	g.found = g.found || hits > 0
	switch {
	case g.f.has("q"):
	case g.f.has("l"):
		if hits > 0 {
			g.print(shown + "\n")
		}
	case g.f.has("c"):
		if g.named {
			g.print(shown + ":")
		}
		g.print(strconv.Itoa(hits) + "\n")
	}
}
