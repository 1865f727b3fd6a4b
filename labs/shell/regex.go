package shell

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// posixRegexp compiles a POSIX regular expression, basic or extended, with GNU's
// additions (\w, \b, \+ in basic ones …), to a Go one. Matches are the leftmost and
// longest. Back-references in the expression are refused: Go's engine has none, and
// therefore cannot be made to run for ever by an odd expression.
//
// flags are Go's, such as "i" and "m"; "s" is always on, because "." matches a newline
// that a sed script put into its text.
func posixRegexp(expr string, extended bool, flags string) (*regexp.Regexp, error) {
	text, err := translate(expr, extended)
	if err != nil {
		return nil, err
	}
	re, err := regexp.Compile("(?s" + flags + ")" + text)
	if err != nil {
		return nil, fmt.Errorf("invalid regular expression '%s': %w", expr, err)
	}
	re.Longest()
	return re, nil
}

// translate turns POSIX syntax into Go syntax.
func translate(expr string, extended bool) (string, error) {
	var b strings.Builder
	depth := 0
	start := true // nothing to repeat yet: at the beginning, after ( and after |
	for i := 0; i < len(expr); {
		c := expr[i]
		if c == '\\' {
			if i+1 == len(expr) {
				return "", errors.New("trailing backslash")
			}
			d := expr[i+1]
			i += 2
			switch {
			case !extended && strings.IndexByte("(){}|+?", d) >= 0:
				c = d // an operator of basic expressions
				i--   // as if it stood alone
			case extended && strings.IndexByte("(){}|+?", d) >= 0 || strings.IndexByte(`.*[]^$\/`, d) >= 0:
				b.WriteString(regexp.QuoteMeta(string(d)))
				start = false
				continue
			case d >= '1' && d <= '9':
				return "", fmt.Errorf("back-references inside an expression (\\%c) are not known here", d)
			default:
				out, ok := map[byte]string{
					'n': `\n`, 't': `\t`, 'r': `\r`, 'f': `\f`, 'v': `\v`, 'a': `\a`,
					'w': `[[:word:]]`, 'W': `[^[:word:]]`, 's': `\s`, 'S': `\S`,
					'b': `\b`, 'B': `\B`, '<': `\b`, '>': `\b`, '`': `\A`, '\'': `\z`,
				}[d]
				if !ok {
					out = regexp.QuoteMeta(string(d))
				}
				b.WriteString(out)
				start = false
				continue
			}
		} else if !extended && strings.IndexByte("(){}|+?", c) >= 0 {
			b.WriteString(regexp.QuoteMeta(string(c)))
			start = false
			i++
			continue
		}
		// From here c is an operator or an ordinary character.
		switch c {
		case '[':
			class, n, err := bracket(expr[i:])
			if err != nil {
				return "", err
			}
			b.WriteString(class)
			i += n
			start = false
			continue
		case '(':
			b.WriteByte('(')
			depth++
			start = true
		case ')':
			if depth == 0 {
				if extended {
					return "", errors.New("unmatched ) or \\)")
				}
				return "", errors.New("unmatched \\)")
			}
			depth--
			b.WriteByte(')')
			start = false
		case '|':
			b.WriteByte('|')
			start = true
		case '*', '+', '?':
			if start {
				if extended && c != '*' {
					return "", errors.New("nothing to repeat before " + string(c))
				}
				b.WriteString(regexp.QuoteMeta(string(c)))
				start = false
			} else {
				b.WriteByte(c)
				// What was repeated may be repeated again: a** is a*.
				for n := 1; i+1 < len(expr) && n > 0; {
					n = 0
					switch next := expr[i+1]; {
					case next == '*' || extended && (next == '+' || next == '?'):
						n = 1
						i++
					}
					if n > 0 {
						// (x+)* and the like all mean x*.
						s := b.String()
						b.Reset()
						b.WriteString(s[:len(s)-1] + "*")
					}
				}
			}
		case '{':
			if start {
				if !extended {
					return "", errors.New("nothing to repeat before \\{")
				}
				b.WriteString(`\{`)
				start = false
				break
			}
			n, text, err := interval(expr[i+1:], extended)
			if err != nil {
				return "", err
			}
			if text == "" { // not an interval: an ordinary brace
				b.WriteString(`\{`)
				break
			}
			b.WriteString(text)
			i += 1 + n
			continue
		case '}':
			b.WriteString(`\}`)
			start = false
		case '^':
			if extended || start {
				b.WriteByte('^')
			} else {
				b.WriteString(`\^`)
				start = false
			}
		case '$':
			rest := expr[i+1:]
			if extended || rest == "" || strings.HasPrefix(rest, `\)`) || strings.HasPrefix(rest, `\|`) {
				b.WriteByte('$')
			} else {
				b.WriteString(`\$`)
			}
			start = false
		case '.':
			b.WriteByte('.')
			start = false
		default:
			b.WriteString(regexp.QuoteMeta(string(c)))
			if c >= 0x80 { // one byte of a longer character
				s := b.String()
				b.Reset()
				b.WriteString(s[:len(s)-len(regexp.QuoteMeta(string(c)))])
				b.WriteByte(c)
			}
			start = false
		}
		i++
	}
	if depth > 0 {
		return "", errors.New("unmatched ( or \\(")
	}
	return b.String(), nil
}

// interval reads what follows "{": "n}", "n,}", "n,m}" or ",m}", with a backslash before
// the brace in basic expressions. n is how many bytes it took.
func interval(rest string, extended bool) (n int, text string, err error) {
	end := "}"
	if !extended {
		end = `\}`
	}
	body, _, ok := strings.Cut(rest, end)
	lo, hi, comma := strings.Cut(body, ",")
	if extended && (!ok || strings.Trim(body, "0123456789,") != "" || body == "") {
		return 0, "", nil
	}
	if !ok {
		return 0, "", errors.New("unmatched { or \\{")
	}
	number := func(s string) (int, bool) {
		v, err := strconv.Atoi(s)
		return v, err == nil && v >= 0 && v <= 1000
	}
	from, to := 0, 0
	good := true
	if lo != "" {
		from, good = number(lo)
	} else if !comma {
		good = false
	}
	if good && comma && hi != "" {
		to, good = number(hi)
		good = good && to >= from
	}
	if !good {
		return 0, "", fmt.Errorf("invalid content of \\{\\}: '%s' (numbers up to 1000)", body)
	}
	switch {
	case !comma:
		text = fmt.Sprintf("{%d}", from)
	case hi == "":
		text = fmt.Sprintf("{%d,}", from)
	default:
		text = fmt.Sprintf("{%d,%d}", from, to)
	}
	return len(body) + len(end), text, nil
}

// bracket translates the bracket expression at the start of expr and says how long it
// is there. A backslash in one is itself, except before n, t and r, as in GNU's tools.
func bracket(expr string) (class string, n int, err error) {
	var b strings.Builder
	b.WriteByte('[')
	i := 1
	if i < len(expr) && expr[i] == '^' {
		b.WriteByte('^')
		i++
	}
	for first := true; ; first = false {
		if i >= len(expr) {
			return "", 0, errors.New("unmatched [, [^, [:, [., or [=")
		}
		c := expr[i]
		switch {
		case c == ']' && !first:
			b.WriteByte(']')
			return b.String(), i + 1, nil
		case c == '[' && i+1 < len(expr) && strings.IndexByte(":.=", expr[i+1]) >= 0:
			kind := expr[i+1 : i+2]
			name, _, ok := strings.Cut(expr[i+2:], kind+"]")
			if !ok {
				return "", 0, errors.New("unmatched [, [^, [:, [., or [=")
			}
			i += 2 + len(name) + 2
			if kind == ":" {
				switch name {
				case "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit":
					b.WriteString("[:" + name + ":]")
				default:
					return "", 0, fmt.Errorf("invalid character class '%s'", name)
				}
				continue
			}
			if len([]rune(name)) != 1 {
				return "", 0, fmt.Errorf("invalid collation character '%s'", name)
			}
			b.WriteString(classMember(name))
			continue
		case c == '\\' && i+1 < len(expr) && strings.IndexByte("ntr", expr[i+1]) >= 0:
			b.WriteString(expr[i : i+2])
			i += 2
			continue
		case c == '-':
			// Between two members it makes a range; elsewhere it is itself.
			s := b.String()
			if first || strings.HasSuffix(s, "[^") || i+1 < len(expr) && expr[i+1] == ']' {
				b.WriteString(`\-`)
			} else {
				b.WriteByte('-')
			}
			i++
			continue
		}
		b.WriteString(classMember(string(c)))
		if c >= 0x80 {
			s := b.String()
			b.Reset()
			b.WriteString(s[:len(s)-len(string(rune(c)))])
			b.WriteByte(c)
		}
		i++
	}
}

func classMember(s string) string {
	if strings.ContainsAny(s, `\[]^-&~`) {
		return `\` + s
	}
	return s
}

// globRegexp compiles the pattern of find -name, in which * also matches a slash.
func globRegexp(pattern string, fold bool) (*regexp.Regexp, error) {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case '*':
			b.WriteString(".*")
		case '?':
			b.WriteByte('.')
		case '\\':
			if i+1 < len(pattern) {
				i++
			}
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		case '[':
			expr := pattern[i:]
			if strings.HasPrefix(expr, "[!") {
				expr = "[^" + expr[2:]
			}
			class, n, err := bracket(expr)
			if err != nil { // an open bracket is itself
				b.WriteString(`\[`)
				continue
			}
			b.WriteString(class)
			i += n - 1
		default:
			if c >= 0x80 {
				b.WriteByte(c)
			} else {
				b.WriteString(regexp.QuoteMeta(string(rune(c))))
			}
		}
	}
	flags := "(?s)"
	if fold {
		flags = "(?si)"
	}
	re, err := regexp.Compile(flags + `\A(?:` + b.String() + `)\z`)
	if err != nil {
		return nil, fmt.Errorf("invalid pattern '%s': %w", pattern, err)
	}
	return re, nil
}
