package shell

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sedCommand is one command of a sed script. Blocks are flat: "{" jumps behind its "}"
// when its addresses do not hold.
type sedCommand struct {
	from, to *sedAddress
	negate   bool
	name     byte
	text     string // of a, i, c, r, w, y's and labels
	jump     int    // where "{", b, t and T lead
	code     int    // of q and Q
	sub      *sedSub
	table    map[rune]rune // of y

	active bool // inside the range from,to
	until  int  // the line the range ends at, for addresses that count
}

// sedAddress says which lines a command is for.
type sedAddress struct {
	line int            // > 0
	last bool           // $
	re   *regexp.Regexp // /re/
	same bool           // //, the last expression used
	step int            // first~step
	zero bool           // 0,/re/
	plus bool           // ,+N
	mult bool           // ,~N
}

// sedSub is an s command.
type sedSub struct {
	re     *regexp.Regexp
	same   bool
	with   []sedPart
	global bool
	nth    int
	print  int
	file   string
}

// sedPart is a piece of a replacement: text, a group (0 is all of the match), or a
// change of case.
type sedPart struct {
	text  string
	group int // -1 for text and case
	cas   byte
}

// sedParser reads a script.
type sedParser struct {
	src      string
	pos      int
	extended bool
	cmds     []*sedCommand
}

// parseSed reads a sed script: the commands s y { } d D p P n N h H g G x a i c q Q = b
// t T : r w l, with GNU's addresses and one-line forms.
func parseSed(src string, extended bool) ([]*sedCommand, error) {
	p := &sedParser{src: src, extended: extended}
	if err := p.script(); err != nil {
		return nil, fmt.Errorf("-e expression #1, char %d: %w", min(p.pos, len(src)), err)
	}
	return p.cmds, nil
}

func (p *sedParser) eof() bool { return p.pos >= len(p.src) }

func (p *sedParser) peek() byte {
	if p.eof() {
		return 0
	}
	return p.src[p.pos]
}

func (p *sedParser) skip(chars string) {
	for !p.eof() && strings.IndexByte(chars, p.src[p.pos]) >= 0 {
		p.pos++
	}
}

func (p *sedParser) script() error {
	var open []int
	labels, wanted := map[string]int{}, map[*sedCommand]string{}
	for {
		p.skip(" \t\n;")
		if p.eof() {
			break
		}
		if p.peek() == '#' {
			p.rest()
			continue
		}
		cmd := &sedCommand{}
		if err := p.addresses(cmd); err != nil {
			return err
		}
		if p.eof() {
			return errors.New("missing command")
		}
		cmd.name = p.peek()
		p.pos++
		switch cmd.name {
		case '{':
			open = append(open, len(p.cmds))
			p.cmds = append(p.cmds, cmd)
			continue
		case '}':
			if len(open) == 0 {
				return errors.New("unexpected '}'")
			}
			if cmd.from != nil {
				return errors.New("} doesn't want any addresses")
			}
			p.cmds[open[len(open)-1]].jump = len(p.cmds)
			open = open[:len(open)-1]
		case '=', 'd', 'D', 'p', 'P', 'n', 'N', 'h', 'H', 'g', 'G', 'x', 'l', 'z', 'F':
		case 'q', 'Q':
			if cmd.to != nil {
				return fmt.Errorf("command %c only uses one address", cmd.name)
			}
			p.skip(" \t")
			if n, ok := p.number(); ok {
				cmd.code = n & 255
			}
		case 'a', 'i', 'c':
			text, err := p.text()
			if err != nil {
				return err
			}
			cmd.text = text
		case ':':
			if cmd.from != nil {
				return errors.New(": doesn't want any addresses")
			}
			label := p.word()
			if label == "" {
				return errors.New(`":" lacks a label`)
			}
			labels[label] = len(p.cmds)
			continue
		case 'b', 't', 'T':
			wanted[cmd] = p.word()
		case 'r', 'w':
			p.skip(" \t")
			cmd.text = p.rest()
			if cmd.text == "" {
				return errors.New("missing filename in r/R/w/W commands")
			}
		case 's':
			if err := p.substitute(cmd); err != nil {
				return err
			}
		case 'y':
			if err := p.transliterate(cmd); err != nil {
				return err
			}
		default:
			return fmt.Errorf("unknown command: '%c'", cmd.name)
		}
		if cmd.name != '}' {
			p.cmds = append(p.cmds, cmd)
		}
		p.skip(" \t")
		if p.eof() || p.peek() == '\n' || p.peek() == ';' || p.peek() == '}' || p.peek() == '#' {
			continue
		}
		if strings.IndexByte("aicrw", cmd.name) < 0 {
			return errors.New("extra characters after command")
		}
	}
	if len(open) > 0 {
		return errors.New("unmatched '{'")
	}
	for cmd, label := range wanted {
		cmd.jump = len(p.cmds)
		if label != "" {
			at, ok := labels[label]
			if !ok {
				return fmt.Errorf("can't find label for jump to '%s'", label)
			}
			cmd.jump = at
		}
	}
	return nil
}

// rest is what is left of the line.
func (p *sedParser) rest() string {
	line, _, _ := strings.Cut(p.src[p.pos:], "\n")
	p.pos += len(line)
	return line
}

// word is a label.
func (p *sedParser) word() string {
	p.skip(" \t")
	end := strings.IndexAny(p.src[p.pos:], "\n; \t}")
	if end < 0 {
		end = len(p.src) - p.pos
	}
	word := p.src[p.pos : p.pos+end]
	p.pos += end
	return word
}

func (p *sedParser) number() (int, bool) {
	end := p.pos
	for end < len(p.src) && p.src[end] >= '0' && p.src[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(p.src[p.pos:end])
	p.pos = end
	return n, err == nil
}

func (p *sedParser) addresses(cmd *sedCommand) error {
	var err error
	if cmd.from, err = p.address(); err != nil {
		return err
	}
	p.skip(" \t")
	if cmd.from != nil && p.peek() == ',' {
		p.pos++
		p.skip(" \t")
		if cmd.to, err = p.address(); err != nil {
			return err
		}
		if cmd.to == nil {
			return errors.New("unexpected ','")
		}
		if cmd.to.zero && !cmd.to.plus && !cmd.to.mult {
			return errors.New("invalid usage of line address 0")
		}
	}
	if cmd.from != nil && cmd.from.zero && (cmd.to == nil || cmd.to.re == nil && !cmd.to.same) {
		return errors.New("invalid usage of line address 0")
	}
	if cmd.from != nil && (cmd.from.plus || cmd.from.mult) {
		return errors.New("addr+N and addr~N only follow a comma")
	}
	p.skip(" \t")
	for p.peek() == '!' {
		cmd.negate = true
		p.pos++
		p.skip(" \t")
	}
	return nil
}

func (p *sedParser) address() (*sedAddress, error) {
	switch c := p.peek(); {
	case c >= '0' && c <= '9':
		n, ok := p.number()
		if !ok {
			return nil, errors.New("the line number is too large")
		}
		a := &sedAddress{line: n, zero: n == 0}
		if p.peek() == '~' {
			p.pos++
			if a.step, ok = p.number(); !ok {
				return nil, errors.New("a number is missing after ~")
			}
			a.zero = false
			if a.step == 0 && n == 0 {
				a.zero = true
			}
		}
		return a, nil
	case c == '$':
		p.pos++
		return &sedAddress{last: true}, nil
	case c == '+' || c == '~':
		p.pos++
		n, ok := p.number()
		if !ok {
			return nil, fmt.Errorf("a number is missing after %c", c)
		}
		return &sedAddress{line: n, plus: c == '+', mult: c == '~'}, nil
	case c == '/' || c == '\\':
		p.pos++
		if c == '\\' {
			if p.eof() {
				return nil, errors.New("unterminated address regex")
			}
			c = p.src[p.pos]
			p.pos++
		}
		text, ok := p.delimited(c, true)
		if !ok {
			return nil, errors.New("unterminated address regex")
		}
		flags := ""
	flags:
		for {
			switch p.peek() {
			case 'I':
				flags += "i"
			case 'M':
				flags += "m"
			default:
				break flags
			}
			p.pos++
		}
		if text == "" {
			return &sedAddress{same: true}, nil
		}
		re, err := posixRegexp(text, p.extended, flags)
		return &sedAddress{re: re}, err
	}
	return nil, nil
}

// delimited reads up to the next delimiter, which a backslash makes ordinary. In an
// expression a bracket hides it too, and the delimiter stays escaped when it would mean
// something else without.
func (p *sedParser) delimited(delim byte, expression bool) (string, bool) {
	var b strings.Builder
	for !p.eof() {
		c := p.src[p.pos]
		switch {
		case c == delim:
			p.pos++
			return b.String(), true
		case c == '\n' && expression && delim != '\n':
			return "", false
		case c == '\\' && p.pos+1 < len(p.src):
			next := p.src[p.pos+1]
			p.pos += 2
			switch {
			case next == delim && expression && strings.IndexByte(`.*[]^$+?(){}|`, delim) >= 0:
				b.WriteByte('[')
				b.WriteByte(next)
				b.WriteByte(']')
				if next == '^' {
					s := b.String()
					b.Reset()
					b.WriteString(s[:len(s)-3] + `\^`)
				}
			case next == delim && (expression || next != '&'):
				b.WriteByte(next)
			default:
				b.WriteByte('\\')
				b.WriteByte(next)
			}
			continue
		case c == '[' && expression:
			// As far as the bracket is whole, the delimiter in it is ordinary.
			if _, n, err := bracket(p.src[p.pos:]); err == nil && !strings.Contains(p.src[p.pos:p.pos+n], "\n") {
				b.WriteString(p.src[p.pos : p.pos+n])
				p.pos += n
				continue
			}
		}
		b.WriteByte(c)
		p.pos++
	}
	return "", false
}

// text is what a, i and c insert: after "\" and a newline, or on the same line.
func (p *sedParser) text() (string, error) {
	p.skip(" \t")
	if p.eof() {
		return "", errors.New(`expected \ after 'a', 'c' or 'i'`)
	}
	if p.peek() == '\\' {
		p.pos++
		// After "a\" the text is on the next line; on this one, its blanks count.
		at := p.pos
		if p.skip(" \t"); p.peek() == '\n' {
			at = p.pos + 1
		}
		p.pos = at
	}
	var b strings.Builder
	for !p.eof() && p.peek() != '\n' {
		c := p.src[p.pos]
		p.pos++
		if c == '\\' && !p.eof() {
			c = p.src[p.pos]
			p.pos++
			switch c {
			case 't':
				c = '\t'
			case 'n':
				c = '\n'
			}
		}
		b.WriteByte(c)
	}
	return b.String() + "\n", nil
}

func (p *sedParser) substitute(cmd *sedCommand) error {
	if p.eof() || p.peek() == '\n' || p.peek() == '\\' {
		return errors.New("unterminated 's' command")
	}
	delim := p.peek()
	p.pos++
	expr, ok := p.delimited(delim, true)
	if !ok {
		return errors.New("unterminated 's' command")
	}
	with, ok := p.delimited(delim, false)
	if !ok {
		return errors.New("unterminated 's' command")
	}
	sub := &sedSub{same: expr == ""}
	cmd.sub = sub
	flags := ""
flags:
	for {
		switch c := p.peek(); {
		case c == 'g':
			sub.global = true
		case c == 'p':
			sub.print++
		case c == 'i' || c == 'I':
			flags += "i"
		case c == 'm' || c == 'M':
			flags += "m"
		case c >= '1' && c <= '9':
			n, ok := p.number()
			if !ok {
				return errors.New("the number of the match is too large")
			}
			sub.nth = n
			continue
		case c == '0':
			return errors.New("number option to 's' command may not be zero")
		case c == 'w':
			p.pos++
			p.skip(" \t")
			if sub.file = p.rest(); sub.file == "" {
				return errors.New("missing filename in r/R/w/W commands")
			}
			break flags
		case c == 'e':
			return errors.New("the e flag of 's' runs programs and is not known here")
		default:
			break flags
		}
		p.pos++
	}
	groups := -1
	if !sub.same {
		re, err := posixRegexp(expr, p.extended, flags)
		if err != nil {
			return err
		}
		sub.re, groups = re, re.NumSubexp()
	}
	var err error
	sub.with, err = replacement(with, groups)
	return err
}

// replacement reads the second half of s: & and \0 to \9, \n, and GNU's \U \L \u \l \E.
// groups is how many the expression has, or -1 when that is not known.
func replacement(text string, groups int) ([]sedPart, error) {
	var parts []sedPart
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			parts = append(parts, sedPart{text: b.String(), group: -1})
			b.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '&' {
			flush()
			parts = append(parts, sedPart{group: 0})
			continue
		}
		if c != '\\' || i+1 == len(text) {
			b.WriteByte(c)
			continue
		}
		i++
		switch c = text[i]; {
		case c >= '0' && c <= '9':
			if n := int(c - '0'); groups >= 0 && n > groups {
				return nil, fmt.Errorf("invalid reference \\%d on 's' command's RHS", n)
			}
			flush()
			parts = append(parts, sedPart{group: int(c - '0')})
		case strings.IndexByte("ULulE", c) >= 0:
			flush()
			parts = append(parts, sedPart{group: -1, cas: c})
		case c == 'n':
			b.WriteByte('\n')
		case c == 't':
			b.WriteByte('\t')
		case c == 'r':
			b.WriteByte('\r')
		default:
			b.WriteByte(c)
		}
	}
	flush()
	return parts, nil
}

func (p *sedParser) transliterate(cmd *sedCommand) error {
	if p.eof() {
		return errors.New("unterminated 'y' command")
	}
	delim := p.peek()
	p.pos++
	from, ok := p.delimited(delim, false)
	if !ok {
		return errors.New("unterminated 'y' command")
	}
	to, ok := p.delimited(delim, false)
	if !ok {
		return errors.New("unterminated 'y' command")
	}
	a, b := []rune(unescape(from)), []rune(unescape(to))
	if len(a) != len(b) {
		return errors.New("strings for 'y' command are different lengths")
	}
	cmd.table = map[rune]rune{}
	for i, r := range a {
		if _, ok := cmd.table[r]; !ok {
			cmd.table[r] = b[i]
		}
	}
	return nil
}

// sedRun runs a script over the lines of one or more files.
type sedRun struct {
	c     *Call
	cmds  []*sedCommand
	quiet bool

	next    func() (line string, newline, ok bool, err error) // looks one line ahead
	isLast  func() bool
	out     io.Writer
	line    int
	space   string
	newline bool // the line in space ended with one
	hold    string
	after   []string // what a and r print once the line is done
	lastRE  *regexp.Regexp
	files   map[string]io.WriteCloser // of w
	name    string
	broken  bool // an error ended the script
}

// errQuit ends a script: q and Q.
type errQuit struct{ code int }

func (errQuit) Error() string { return "quit" }

func (s *sedRun) print(text string, newline bool) error {
	if newline {
		text += "\n"
	}
	if _, err := io.WriteString(s.out, text); err != nil {
		return &writeError{err}
	}
	return nil
}

func (s *sedRun) flush() error {
	for _, text := range s.after {
		if err := s.print(text, false); err != nil {
			return err
		}
	}
	s.after = nil
	return nil
}

// endCycle prints what a cycle leaves.
func (s *sedRun) endCycle() error {
	if !s.quiet {
		if err := s.print(s.space, s.newline); err != nil {
			return err
		}
	}
	if len(s.after) > 0 && !s.newline && !s.quiet {
		if err := s.print("", true); err != nil {
			return err
		}
	}
	return s.flush()
}

func (s *sedRun) read() (bool, error) {
	line, newline, ok, err := s.next()
	if !ok || err != nil {
		return false, err
	}
	s.line++
	s.space, s.newline = line, newline
	return true, nil
}

func (s *sedRun) regexp(re *regexp.Regexp, same bool) (*regexp.Regexp, error) {
	if same {
		if s.lastRE == nil {
			return nil, errors.New("no previous regular expression")
		}
		return s.lastRE, nil
	}
	s.lastRE = re
	return re, nil
}

func (s *sedRun) holds(a *sedAddress) (bool, error) {
	switch {
	case a.last:
		return s.isLast(), nil
	case a.re != nil || a.same:
		re, err := s.regexp(a.re, a.same)
		return err == nil && re.MatchString(s.space), err
	case a.step > 0:
		return s.line >= a.line && (s.line-a.line)%a.step == 0, nil
	}
	return s.line == a.line, nil
}

// selects says whether a command is for the line in the space.
func (s *sedRun) selects(cmd *sedCommand) (bool, error) {
	yes, err := s.inRange(cmd)
	return yes != cmd.negate, err
}

func (s *sedRun) inRange(cmd *sedCommand) (bool, error) {
	if cmd.from == nil {
		return true, nil
	}
	if cmd.to == nil {
		return s.holds(cmd.from)
	}
	if cmd.from.zero && s.line == 1 && !cmd.active && cmd.until == 0 {
		cmd.active, cmd.until = true, -1
	}
	if !cmd.active {
		begins, err := s.holds(cmd.from)
		if !begins || err != nil {
			return false, err
		}
		cmd.until = -1
		switch to := cmd.to; {
		case to.plus:
			cmd.until = s.line + to.line
		case to.mult:
			cmd.until = s.line
			if to.line > 0 {
				cmd.until = (s.line + to.line - 1) / to.line * to.line
			}
		case to.re == nil && !to.same && !to.last && to.step == 0:
			cmd.until = to.line
		}
		// A range whose end is past already is this one line.
		cmd.active = cmd.until < 0 && !(cmd.to.last && s.isLast()) || cmd.until > s.line
		return true, nil
	}
	if cmd.until >= 0 {
		if s.line >= cmd.until {
			cmd.active = false
		}
		return s.line <= cmd.until, nil
	}
	ends, err := s.holds(cmd.to)
	if ends {
		cmd.active = false
	}
	return true, err
}

func (s *sedRun) run(ctx context.Context) error {
	for {
		ok, err := s.read()
		if err != nil || !ok {
			return err
		}
		for again := true; again; {
			if again, err = s.cycle(ctx); err != nil {
				return err
			}
		}
	}
}

// cycle runs the script once over the space. again asks for another one without
// reading a line (D).
func (s *sedRun) cycle(ctx context.Context) (again bool, err error) {
	replaced := false
	for pc := 0; pc < len(s.cmds); pc++ {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if len(s.space) > maxRead || len(s.hold) > maxRead {
			return false, errors.New("more than 64 MiB of text held")
		}
		cmd := s.cmds[pc]
		yes, err := s.selects(cmd)
		if err != nil {
			return false, err
		}
		if !yes {
			if cmd.name == '{' {
				pc = cmd.jump - 1
			}
			continue
		}
		switch cmd.name {
		case '=':
			err = s.print(strconv.Itoa(s.line), true)
		case 'a':
			s.after = append(s.after, cmd.text)
		case 'i':
			err = s.print(cmd.text, false)
		case 'c':
			if cmd.to == nil || cmd.negate || !cmd.active {
				err = s.print(cmd.text, false)
			}
			return false, errors.Join(err, s.flush())
		case 'd':
			return false, s.flush()
		case 'D':
			_, rest, more := strings.Cut(s.space, "\n")
			if !more {
				return false, s.flush()
			}
			s.space = rest
			return true, s.flush()
		case 'p':
			err = s.print(s.space, true)
		case 'P':
			first, _, _ := strings.Cut(s.space, "\n")
			err = s.print(first, true)
		case 'n', 'N':
			if s.isLast() {
				// GNU prints the space when there is no next line for N.
				if cmd.name == 'n' && s.quiet {
					return false, errors.Join(s.flush(), errQuit{})
				}
				return false, errors.Join(s.endCycle(), errQuit{})
			}
			held := s.space
			if cmd.name == 'n' {
				err = s.endCycle()
			} else {
				err = s.flush()
			}
			if err == nil {
				_, err = s.read()
			}
			if cmd.name == 'N' {
				s.space = held + "\n" + s.space
			}
		case 'h':
			s.hold = s.space
		case 'H':
			s.hold += "\n" + s.space
		case 'g':
			s.space = s.hold
		case 'G':
			s.space += "\n" + s.hold
		case 'x':
			s.space, s.hold = s.hold, s.space
		case 'z':
			s.space = ""
		case 'F':
			err = s.print(s.name, true)
		case 'l':
			err = s.print(visible(s.space)+"$", true)
		case 'q':
			return false, errors.Join(s.endCycle(), errQuit{cmd.code})
		case 'Q':
			return false, errQuit{cmd.code}
		case 'b':
			pc = cmd.jump - 1
		case 't', 'T':
			if replaced == (cmd.name == 't') {
				pc = cmd.jump - 1
			}
			replaced = false
		case 'r':
			if data, rerr := s.c.ReadFile(cmd.text); rerr == nil {
				s.after = append(s.after, string(data))
			}
		case 'w':
			err = s.writeTo(cmd.text, s.space+"\n")
		case 's':
			var did bool
			did, err = s.substitute(cmd.sub)
			replaced = replaced || did
		case 'y':
			s.space = strings.Map(func(r rune) rune {
				if to, ok := cmd.table[r]; ok {
					return to
				}
				return r
			}, s.space)
		}
		if err != nil {
			return false, err
		}
	}
	return false, s.endCycle()
}

// visible shows a text as the l command does.
func visible(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\\':
			b.WriteString(`\\`)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func (s *sedRun) writeTo(name, text string) error {
	w, ok := s.files[name]
	if !ok {
		var err error
		if w, err = s.c.Create(name); err != nil {
			return err
		}
		s.files[name] = w
	}
	_, err := io.WriteString(w, text)
	return err
}

func (s *sedRun) substitute(sub *sedSub) (bool, error) {
	re, err := s.regexp(sub.re, sub.same)
	if err != nil {
		return false, err
	}
	limit := -1
	if !sub.global {
		limit = max(1, sub.nth)
	}
	var b strings.Builder
	at, did := 0, false
	for i, m := range re.FindAllStringSubmatchIndex(s.space, limit) {
		if i+1 < sub.nth {
			continue
		}
		b.WriteString(s.space[at:m[0]])
		replace(&b, sub.with, s.space, m)
		at, did = m[1], true
		if b.Len() > maxRead {
			return false, errors.New("more than 64 MiB of text held")
		}
	}
	if !did {
		return false, nil
	}
	b.WriteString(s.space[at:])
	s.space = b.String()
	for range sub.print {
		if err := s.print(s.space, true); err != nil {
			return true, err
		}
	}
	if sub.file != "" {
		return true, s.writeTo(sub.file, s.space+"\n")
	}
	return true, nil
}

// replace writes a replacement for the match m of text.
func replace(b *strings.Builder, with []sedPart, text string, m []int) {
	var all, one byte // \U or \L until \E; \u or \l for the next character
	for _, part := range with {
		if part.cas != 0 {
			switch part.cas {
			case 'u', 'l':
				one = part.cas
			case 'E':
				all = 0
			default:
				all, one = part.cas, 0
			}
			continue
		}
		piece := part.text
		if part.group >= 0 {
			piece = ""
			if i := 2 * part.group; i+1 < len(m) && m[i] >= 0 {
				piece = text[m[i]:m[i+1]]
			}
		}
		switch all {
		case 'U':
			piece = strings.ToUpper(piece)
		case 'L':
			piece = strings.ToLower(piece)
		}
		if one != 0 && piece != "" {
			r, size := utf8.DecodeRuneInString(piece)
			if one == 'u' {
				r = unicode.ToUpper(r)
			} else {
				r = unicode.ToLower(r)
			}
			piece, one = string(r)+piece[size:], 0
		}
		b.WriteString(piece)
	}
}

func sed(ctx context.Context, c *Call) (code int) {
	// -i takes its suffix joined or not at all, so it is read here.
	var args []string
	inPlace, suffix := false, ""
	for i, arg := range c.Args {
		if arg == "--" {
			args = append(args, c.Args[i:]...)
			break
		}
		switch {
		case i > 0 && strings.HasPrefix(arg, "--in-place"):
			inPlace, suffix = true, strings.TrimPrefix(strings.TrimPrefix(arg, "--in-place"), "=")
			continue
		case i > 0 && len(arg) > 1 && arg[0] == '-' && arg[1] != '-' && c.Args[i-1] != "-e" && c.Args[i-1] != "-f":
			if at := strings.IndexByte(arg, 'i'); at > 0 && strings.Trim(arg[1:at], "nErsuz") == "" {
				inPlace, suffix = true, arg[at+1:]
				if arg = arg[:at]; arg == "-" {
					continue
				}
			}
		}
		args = append(args, arg)
	}
	f, err := options(args, "n quiet=n silent=n E regexp-extended=E r=E e: expression=e: f: file=f: s separate=s u z posix sandbox debug")
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	if f.has("z") {
		c.Errorf("-z is not known here")
		return 1
	}
	var scripts []string
	names := f.args
	for _, o := range f.order {
		switch o.name {
		case "e":
			scripts = append(scripts, o.value)
		case "f":
			data, err := c.ReadFile(o.value)
			if err != nil {
				c.Errorf("couldn't open file %s: %s", o.value, reason(err))
				return 1
			}
			scripts = append(scripts, strings.TrimSuffix(string(data), "\n"))
		}
	}
	if len(scripts) == 0 {
		if len(names) == 0 {
			c.Errorf("no script specified")
			return 1
		}
		scripts, names = names[:1], names[1:]
	}
	script := strings.Join(scripts, "\n")
	quiet := f.has("n")
	if rest, ok := strings.CutPrefix(script, "#n\n"); ok {
		quiet, script = true, rest
	}
	parse := func() ([]*sedCommand, error) { return parseSed(script, f.has("E")) }
	cmds, err := parse()
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	if len(names) == 0 {
		if inPlace {
			c.Errorf("no input files")
			return 1
		}
		names = []string{"-"}
	}
	files := map[string]io.WriteCloser{}
	defer func() {
		for name, w := range files {
			if err := w.Close(); err != nil {
				c.Errorf("couldn't close %s: %s", name, reason(err))
				code = max(code, 4)
			}
		}
	}()
	if !inPlace && !f.has("s") {
		s := &sedRun{c: c, cmds: cmds, quiet: quiet, out: c.Out, files: files}
		return s.over(ctx, names)
	}
	for _, name := range names {
		// Ranges begin anew with each file.
		if cmds, err = parse(); err != nil {
			c.Errorf("%v", err)
			return 1
		}
		s := &sedRun{c: c, cmds: cmds, quiet: quiet, out: c.Out, files: files}
		if !inPlace {
			code = max(code, s.over(ctx, []string{name}))
			continue
		}
		if ctx.Err() != nil {
			return 137
		}
		code = max(code, s.inPlace(ctx, name, suffix))
	}
	return code
}

// inPlace runs the script over one file and puts the outcome in its place.
func (s *sedRun) inPlace(ctx context.Context, name, suffix string) int {
	fi, err := s.c.FS.Stat(s.c.Path(name))
	if err != nil {
		s.c.Errorf("can't read %s: %s", name, reason(err))
		return 2
	}
	if !fi.Mode().IsRegular() {
		s.c.Errorf("couldn't edit %s: not a regular file", name)
		return 4
	}
	old, err := s.c.ReadFile(name)
	if err != nil {
		s.c.Errorf("can't read %s: %s", name, reason(err))
		return 2
	}
	var b strings.Builder
	s.out = &b
	code := s.over(ctx, []string{name})
	if ctx.Err() != nil {
		return 137
	}
	if s.broken {
		return code // and the file stays as it was
	}
	if suffix != "" {
		to := name + suffix
		if strings.Contains(suffix, "*") {
			dir, base := splitName(name)
			to = dir + strings.ReplaceAll(suffix, "*", base)
		}
		if err = s.c.WriteFile(to, old); err == nil {
			err = s.c.FS.Chmod(s.c.Path(to), fi.Mode().Perm())
		}
		if err != nil {
			s.c.Errorf("couldn't write %s: %s", to, reason(err))
			return 4
		}
	}
	if err := s.c.replaceFile(name, []byte(b.String())); err != nil {
		s.c.Errorf("couldn't write %s: %s", name, reason(err))
		return 4
	}
	return code
}

func splitName(name string) (dir, base string) {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i+1], name[i+1:]
	}
	return "", name
}

// over runs the script over files as if they were one.
func (s *sedRun) over(ctx context.Context, names []string) int {
	code := 0
	var open io.ReadCloser
	var lines func() (string, bool, bool, error)
	var ahead struct {
		line          string
		newline, ok   bool
		err           error
		filled, ended bool
	}
	advance := func() {
		for {
			if lines != nil {
				line, newline, ok, err := lines()
				if ok || err != nil {
					ahead.line, ahead.newline, ahead.ok, ahead.err = line, newline, ok, err
					return
				}
				done(open)
				lines = nil
			}
			if len(names) == 0 {
				ahead.ok, ahead.err, ahead.ended = false, nil, true
				return
			}
			name := names[0]
			names = names[1:]
			r, err := s.c.Open(name)
			var fi fs.FileInfo
			if file, ok := r.(File); err == nil && ok {
				if fi, err = file.Stat(); err == nil && fi.IsDir() {
					done(r)
					s.c.Errorf("couldn't edit %s: not a regular file", name)
					code = 2
					continue
				}
			}
			if err != nil {
				s.c.Errorf("can't read %s: %s", name, reason(err))
				code = 2
				continue
			}
			s.name = name
			open, lines = r, lineSource(r)
		}
	}
	fill := func() {
		if !ahead.filled {
			advance()
			ahead.filled = true
		}
	}
	s.next = func() (string, bool, bool, error) {
		fill()
		ahead.filled = ahead.ended
		line, newline := ahead.line, ahead.newline
		if ahead.ok && !newline {
			// Between two files the newline that the first lacks is put in.
			fill()
			newline = ahead.ok
			return line, newline, true, nil
		}
		return line, newline, ahead.ok, ahead.err
	}
	s.isLast = func() bool {
		fill()
		return !ahead.ok
	}
	err := s.run(ctx)
	if lines != nil {
		done(open)
	}
	if ctx.Err() != nil {
		return 137
	}
	if w, ok := errors.AsType[*writeError](err); ok {
		return s.c.unwritable(w.err)
	}
	if quit, ok := errors.AsType[errQuit](err); ok {
		return max(code, quit.code)
	}
	if err != nil {
		s.c.Errorf("%s", reason(err))
		s.broken = true
		return 4
	}
	return code
}

// lineSource reads a line each time it is called.
func lineSource(r io.Reader) func() (line string, newline, ok bool, err error) {
	br := bufio.NewReader(r)
	return func() (string, bool, bool, error) {
		line, err := readLine(br)
		if err != nil && !errors.Is(err, io.EOF) {
			return "", false, false, err
		}
		if line == "" {
			return "", false, false, nil
		}
		text, newline := strings.CutSuffix(line, "\n")
		return text, newline, true, nil
	}
}
