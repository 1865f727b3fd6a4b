package shell

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"mvdan.cc/sh/v3/syntax"
)

func succeed(context.Context, *Call) int     { return 0 }
func failCommand(context.Context, *Call) int { return 1 }

// sh is the shell as a command: -c SCRIPT, a script file, or commands from In.
func sh(ctx context.Context, c *Call) int {
	args := c.Args[1:]
	var set []string
	command, interactive, stdin := false, false, false
options:
	for len(args) > 0 && len(args[0]) > 1 && (args[0][0] == '-' || args[0][0] == '+') {
		arg := args[0]
		args = args[1:]
		switch arg {
		case "--":
			break options
		case "--login", "--posix", "--norc", "--noprofile":
			continue
		}
		for _, o := range arg[1:] {
			switch o {
			case 'c':
				command = true
			case 'i':
				interactive = true
			case 's':
				stdin = true
			case 'l':
			case 'a', 'e', 'f', 'n', 'u', 'x':
				set = append(set, arg[:1]+string(o))
			case 'o':
				if len(args) == 0 {
					c.Errorf("-o: a name must follow")
					return 2
				}
				set = append(set, arg[:1]+"o", args[0])
				args = args[1:]
			default:
				c.Errorf("-%c: invalid option", o)
				return 2
			}
		}
	}
	switch {
	case command:
		if len(args) == 0 {
			c.Errorf("-c: a script must follow")
			return 2
		}
		zero, rest := c.Args[0], args[1:]
		if len(rest) > 0 {
			zero, rest = rest[0], rest[1:]
		}
		return c.s.script(ctx, c.s.environ(c.Environ(), zero), c.Dir, args[0], params{set, rest}, c.streams())
	case len(args) > 0 && !stdin:
		data, err := c.readFile(args[0], int64(c.s.sh.o.Limits.Script)+1)
		if err != nil {
			c.Errorf("%s: %s", args[0], reason(err))
			return 127
		}
		return c.s.script(ctx, c.s.environ(c.Environ(), args[0]), c.Dir, string(data), params{set, args[1:]}, c.streams())
	}
	prompt := ""
	if c.s.tty || interactive {
		prompt = c.s.sh.o.Prompt
	}
	return c.s.interactive(ctx, c.s.environ(c.Environ(), c.Args[0]), c.Dir, params{set, args}, prompt, c.streams())
}

func env(ctx context.Context, c *Call) int {
	f, ok := c.options("+ i ignore-environment=i u: unset=u: C: chdir=C: 0 null=0")
	if !ok {
		return 125
	}
	var vars []string
	if !f.has("i") {
		vars = c.Environ()
	}
	drop := func(name string) {
		kept := vars[:0:0]
		for _, kv := range vars {
			if !strings.HasPrefix(kv, name+"=") {
				kept = append(kept, kv)
			}
		}
		vars = kept
	}
	for _, name := range f.all("u") {
		drop(name)
	}
	args := f.args
	for len(args) > 0 && strings.Contains(args[0], "=") {
		name, _, _ := strings.Cut(args[0], "=")
		if !syntax.ValidName(name) {
			c.Errorf("'%s' is no name for a variable", name)
			return 125
		}
		drop(name)
		vars, args = append(vars, args[0]), args[1:]
	}
	if len(args) == 0 {
		end := "\n"
		if f.has("0") {
			end = "\x00"
		}
		for _, kv := range vars {
			c.printf("%s", kv+end)
		}
		return 0
	}
	dir := c.Dir
	if d := f.get("C", ""); d != "" {
		fi, err := c.FS.Stat(c.Path(d))
		if err != nil || !fi.IsDir() {
			c.Errorf("cannot change directory to '%s'", d)
			return 125
		}
		dir = c.Path(d)
	}
	e := &environ{vars: c.s.environ(vars, "sh").vars}
	if f.has("i") {
		for _, name := range []string{"PATH", "HOME"} {
			if _, set := e.vars[name]; set && !e.vars[name].Exported {
				delete(e.vars, name)
			}
		}
	}
	return c.s.run(ctx, e, dir, args, c.streams())
}

func printenv(_ context.Context, c *Call) int {
	if len(c.Args) == 1 {
		for _, kv := range c.Environ() {
			c.println(kv)
		}
		return 0
	}
	code := 0
	vars := map[string]string{}
	for _, kv := range c.Environ() {
		name, value, _ := strings.Cut(kv, "=")
		vars[name] = value
	}
	for _, name := range c.Args[1:] {
		if value, ok := vars[name]; ok {
			c.println(value)
		} else {
			code = 1
		}
	}
	return code
}

func id(_ context.Context, c *Call) int {
	f, ok := c.options("u user=u g group=g n name=n G groups=G r")
	if !ok {
		return 1
	}
	u := c.User()
	group := "root"
	if u.GID != 0 {
		group = strconv.Itoa(u.GID)
	}
	switch {
	case f.has("u") && f.has("n"):
		c.println(u.name())
	case f.has("u"):
		c.println(u.UID)
	case (f.has("g") || f.has("G")) && f.has("n"):
		c.println(group)
	case f.has("g"), f.has("G"):
		c.println(u.GID)
	default:
		c.printf("uid=%d(%s) gid=%d(%s) groups=%d(%s)\n", u.UID, u.name(), u.GID, group, u.GID, group)
	}
	return 0
}

func whoami(_ context.Context, c *Call) int {
	c.println(c.User().name())
	return 0
}

func hostname(_ context.Context, c *Call) int {
	if len(c.Args) > 1 && !strings.HasPrefix(c.Args[1], "-") {
		c.Errorf("the name cannot be changed from here")
		return 1
	}
	c.println(c.Hostname())
	return 0
}

func uname(_ context.Context, c *Call) int {
	f, ok := c.options("a s n r v m o p i")
	if !ok {
		return 1
	}
	var out []string
	for _, part := range []struct{ option, text string }{
		{"s", "Linux"}, {"n", c.Hostname()}, {"r", "lab"}, {"m", "virtual"}, {"o", "GNU/Linux"},
	} {
		if f.has(part.option) || f.has("a") || len(f.order) == 0 && part.option == "s" {
			out = append(out, part.text)
		}
	}
	c.println(strings.Join(out, " "))
	return 0
}

func nproc(_ context.Context, c *Call) int {
	c.println(1)
	return 0
}

func which(_ context.Context, c *Call) int {
	code := 0
	for _, name := range c.Args[1:] {
		if kind, where := c.kind(name); kind == "file" {
			c.println(where)
		} else {
			code = 1
		}
	}
	return code
}

func yes(ctx context.Context, c *Call) int {
	text := "y"
	if len(c.Args) > 1 {
		text = strings.Join(c.Args[1:], " ")
	}
	block := []byte(strings.Repeat(text+"\n", max(1, 4096/(len(text)+1))))
	for ctx.Err() == nil {
		if code, ok := c.write(block); !ok {
			return code
		}
	}
	return 137
}

// parseDate reads the dates that scripts write: RFC 3339 and its shorter forms, "@"
// and seconds, "now", and "N units ago" or "+N units".
func parseDate(text string, now time.Time) (time.Time, error) {
	if digits, ok := strings.CutPrefix(text, "@"); ok {
		n, err := strconv.ParseInt(digits, 10, 64)
		if err == nil {
			return time.Unix(n, 0), nil
		}
	}
	switch text {
	case "now", "today":
		return now, nil
	case "yesterday":
		return now.AddDate(0, 0, -1), nil
	case "tomorrow":
		return now.AddDate(0, 0, 1), nil
	}
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02",
		"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST", "Jan _2 15:04:05 2006 MST", time.RFC1123, time.RFC1123Z, time.UnixDate,
	} {
		if t, err := time.ParseInLocation(layout, text, time.UTC); err == nil {
			return t, nil
		}
	}
	if m := relativeDate.FindStringSubmatch(strings.TrimPrefix(text, "now ")); m != nil {
		n, err := strconv.Atoi(m[1])
		if err == nil && n < 1_000_000 && n > -1_000_000 {
			if m[3] != "" {
				n = -n
			}
			switch m[2] {
			case "sec", "second":
				return now.Add(time.Duration(n) * time.Second), nil
			case "min", "minute":
				return now.Add(time.Duration(n) * time.Minute), nil
			case "hour":
				return now.Add(time.Duration(n) * time.Hour), nil
			case "day":
				return now.AddDate(0, 0, n), nil
			case "week":
				return now.AddDate(0, 0, 7*n), nil
			case "month":
				return now.AddDate(0, n, 0), nil
			case "year":
				return now.AddDate(n, 0, 0), nil
			}
		}
	}
	return time.Time{}, fmt.Errorf("invalid date '%s'", text)
}

var relativeDate = regexp.MustCompile(`^([+-]?\d+) ?(sec|second|min|minute|hour|day|week|month|year)s?( ago)?$`)

func date(_ context.Context, c *Call) int {
	f, ok := c.options("u utc=u d: date=d: I? iso-8601? R rfc-email=R r: reference=r:")
	if !ok {
		return 1
	}
	now := time.Now()
	if d := f.get("d", ""); d != "" {
		t, err := parseDate(d, now)
		if err != nil {
			c.Errorf("%v", err)
			return 1
		}
		now = t
	}
	if ref := f.get("r", ""); ref != "" {
		fi, err := c.FS.Stat(c.Path(ref))
		if err != nil {
			return c.failed(ref, err)
		}
		now = fi.ModTime()
	}
	now = now.UTC()
	format := "+%a %b %e %H:%M:%S %Z %Y"
	switch {
	case f.has("R"):
		format = "+%a, %d %b %Y %H:%M:%S %z"
	case f.has("I"), f.has("iso-8601"):
		format = "+%Y-%m-%d"
		if f.get("I", f.get("iso-8601", "")) != "" {
			format = "+%Y-%m-%dT%H:%M:%S%:z"
		}
	}
	if len(f.args) > 0 {
		if format = f.args[0]; !strings.HasPrefix(format, "+") {
			c.Errorf("the clock cannot be set from here")
			return 1
		}
	}
	c.println(strftime(format[1:], now))
	return 0
}

// strftime writes a time by the letters of date.
func strftime(format string, t time.Time) string {
	layouts := map[byte]string{
		'Y': "2006", 'm': "01", 'd': "02", 'e': "_2", 'H': "15", 'M': "04", 'S': "05", 'y': "06", 'I': "03", 'p': "PM",
		'a': "Mon", 'A': "Monday", 'b': "Jan", 'B': "January", 'h': "Jan", 'Z': "MST", 'z': "-0700",
		'F': "2006-01-02", 'T': "15:04:05", 'R': "15:04", 'D': "01/02/06", 'c': "Mon Jan _2 15:04:05 2006", 'x': "01/02/06", 'X': "15:04:05", 'N': "000000000",
	}
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		trim := format[i] == '-' && i+1 < len(format)
		if trim {
			i++
		}
		var out string
		switch c := format[i]; c {
		case '%':
			out = "%"
		case 'n':
			out = "\n"
		case 't':
			out = "\t"
		case 's':
			out = strconv.FormatInt(t.Unix(), 10)
		case 'N':
			out = fmt.Sprintf("%09d", t.Nanosecond())
		case 'j':
			out = fmt.Sprintf("%03d", t.YearDay())
		case 'u':
			out = strconv.Itoa((int(t.Weekday())+6)%7 + 1)
		case 'w':
			out = strconv.Itoa(int(t.Weekday()))
		case '3':
			if i+1 < len(format) && format[i+1] == 'N' {
				i++
				out = fmt.Sprintf("%03d", t.Nanosecond()/1_000_000)
			}
		case ':':
			if i+1 < len(format) && format[i+1] == 'z' {
				i++
				out = t.Format("-07:00")
			}
		default:
			layout, ok := layouts[c]
			if !ok {
				out = "%" + string(c)
				break
			}
			out = t.Format(layout)
		}
		if trim {
			if out = strings.TrimLeft(out, "0 "); out == "" {
				out = "0"
			}
		}
		b.WriteString(out)
	}
	return b.String()
}

// duration reads sleep's times: "1.5", "2m".
func duration(text string) (time.Duration, error) {
	unit := time.Second
	digits := text
	if text != "" {
		if u, ok := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[text[len(text)-1]]; ok {
			unit, digits = u, text[:len(text)-1]
		}
	}
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n < 0 || math.IsNaN(n) {
		if text == "infinity" || text == "inf" {
			return math.MaxInt64, nil
		}
		return 0, fmt.Errorf("invalid time interval '%s'", text)
	}
	if d := n * float64(unit); d < math.MaxInt64 {
		return time.Duration(d), nil
	}
	return math.MaxInt64, nil
}

// pause waits; false means ctx was done first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

func sleep(ctx context.Context, c *Call) int {
	if len(c.Args) < 2 {
		c.Errorf("missing operand")
		return 1
	}
	var total time.Duration
	for _, arg := range c.Args[1:] {
		d, err := duration(arg)
		if err != nil {
			c.Errorf("%v", err)
			return 1
		}
		if total += d; total < 0 {
			total = math.MaxInt64
		}
	}
	if !pause(ctx, total) {
		return 137
	}
	return 0
}

func timeout(ctx context.Context, c *Call) int {
	f, ok := c.options("+ k: kill-after=k: s: signal=s: preserve-status foreground v")
	if !ok {
		return 125
	}
	if len(f.args) < 2 {
		c.Errorf("usage: timeout DURATION COMMAND [ARG]...")
		return 125
	}
	d, err := duration(f.args[0])
	if err != nil {
		c.Errorf("%v", err)
		return 125
	}
	limited := ctx
	if d > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, d)
		defer cancel()
	}
	code := c.Run(limited, f.args[1:], Stdio{})
	if limited.Err() != nil && ctx.Err() == nil && !f.has("preserve-status") {
		return 124
	}
	return code
}

// waitFor runs a command every quarter of a second until it succeeds. What failed
// tries print is kept back; of the last try it is shown, or of the one before where the
// last was cut off by the time: what cut off, the command says, and not what is wrong.
func waitFor(ctx context.Context, c *Call) int {
	if len(c.Args) < 3 {
		c.Errorf("usage: wait-for SECONDS COMMAND [ARG]...")
		return 2
	}
	d, err := duration(c.Args[1])
	if err != nil {
		c.Errorf("%v", err)
		return 2
	}
	limited, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var printed, complained string
	for {
		var out, errs strings.Builder
		code := c.Run(limited, c.Args[2:], Stdio{In: strings.NewReader(""), Out: limitBuffer{&out}, Err: limitBuffer{&errs}})
		if cut := code != 0 && limited.Err() != nil; !cut || printed+complained == "" {
			printed, complained = out.String(), errs.String()
		}
		over := code == 0 || !pause(limited, 250*time.Millisecond)
		if ctx.Err() != nil {
			return 137
		}
		if !over {
			continue
		}
		if _, err := io.WriteString(c.Err, complained); err != nil {
			return c.unwritable(err)
		}
		if n, ok := c.write([]byte(printed)); !ok {
			return n
		}
		if code != 0 {
			c.Errorf("gave up after %s: %s", c.Args[1]+plural(c.Args[1]), strings.Join(c.Args[2:], " "))
			return 124
		}
		return 0
	}
}

// plural adds "s" where a bare number of seconds was given.
func plural(text string) string {
	if strings.Trim(text, "0123456789.") == "" {
		return "s"
	}
	return ""
}

// limitBuffer keeps what wait-for holds back from growing without end.
type limitBuffer struct{ b *strings.Builder }

func (l limitBuffer) Write(p []byte) (int, error) {
	if l.b.Len()+len(p) > 8<<20 {
		return 0, errors.New("more than 8 MiB of output held back")
	}
	return l.b.Write(p)
}

func xargs(ctx context.Context, c *Call) int {
	f, ok := c.options("+ n: max-args=n: I: replace=I: 0 null=0 r no-run-if-empty=r d: delimiter=d: t verbose=t P: max-procs=P: L: x a: arg-file=a:")
	if !ok {
		return 1
	}
	command := f.args
	if len(command) == 0 {
		command = []string{"echo"}
	}
	most := 0
	if n := f.get("n", f.get("L", "")); n != "" {
		var err error
		if most, err = strconv.Atoi(n); err != nil || most < 1 {
			c.Errorf("invalid number '%s' for -n option", n)
			return 1
		}
	}
	data, err := c.ReadFile(f.get("a", "-"))
	if ctx.Err() != nil {
		return 137
	}
	if err != nil {
		return c.failed(f.get("a", "-"), err)
	}
	var words []string
	switch {
	case f.has("0"), f.has("d"):
		sep := "\x00"
		if f.has("d") {
			sep = unescape(f.get("d", ""))
		}
		if sep == "" {
			c.Errorf("the delimiter is empty")
			return 1
		}
		if text := strings.TrimSuffix(string(data), sep); text != "" {
			words = strings.Split(text, sep)
		}
	case f.has("I"):
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); line != "" {
				words = append(words, line)
			}
		}
	default:
		if words, err = xargsWords(string(data)); err != nil {
			c.Errorf("%v", err)
			return 1
		}
	}
	code := 0
	run := func(argv []string) bool {
		if f.has("t") {
			c.errf("%s\n", strings.Join(argv, " "))
		}
		switch n := c.Run(ctx, argv, Stdio{In: strings.NewReader("")}); {
		case ctx.Err() != nil:
			code = 137
			return false
		case n == 0:
		case n == 126, n == 127:
			code = n
			return false
		case n == 255:
			c.Errorf("%s: exited with status 255; aborting", argv[0])
			code = 124
			return false
		default:
			code = 123
		}
		return true
	}
	if mark := f.get("I", ""); mark != "" {
		for _, word := range words {
			argv := make([]string, len(command))
			for i, arg := range command {
				argv[i] = strings.ReplaceAll(arg, mark, word)
			}
			if !run(argv) {
				break
			}
		}
		return code
	}
	if len(words) == 0 {
		if !f.has("r") {
			run(command)
		}
		return code
	}
	if most == 0 {
		most = 5000
	}
	for len(words) > 0 {
		n := min(most, len(words))
		if !run(append(command[:len(command):len(command)], words[:n]...)) {
			break
		}
		words = words[n:]
	}
	return code
}

// xargsWords splits at blanks and newlines, with quotes and backslashes.
func xargsWords(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	in, quote := false, rune(0)
	r := bufio.NewReader(strings.NewReader(text))
	for {
		ch, _, err := r.ReadRune()
		if err != nil {
			break
		}
		switch {
		case quote != 0 && ch == quote:
			quote = 0
		case quote != 0 && ch == '\n':
			return nil, fmt.Errorf("unmatched %s quote; by default quotes are special to xargs unless you use the -0 option", map[rune]string{'"': "double", '\'': "single"}[quote])
		case quote != 0:
			word.WriteRune(ch)
		case ch == '"' || ch == '\'':
			quote, in = ch, true
		case ch == '\\':
			if ch, _, err = r.ReadRune(); err == nil {
				word.WriteRune(ch)
				in = true
			}
		case ch == ' ' || ch == '\t' || ch == '\n':
			if in {
				words = append(words, word.String())
			}
			word.Reset()
			in = false
		default:
			word.WriteRune(ch)
			in = true
		}
	}
	if quote != 0 {
		return nil, errors.New("unmatched quote; by default quotes are special to xargs unless you use the -0 option")
	}
	if in {
		words = append(words, word.String())
	}
	return words, nil
}

func seq(ctx context.Context, c *Call) int {
	sep, width := "\n", false
	args := c.Args[1:]
	for len(args) > 0 {
		if args[0] == "-w" {
			width, args = true, args[1:]
		} else if args[0] == "-s" && len(args) > 1 {
			sep, args = unescape(args[1]), args[2:]
		} else if joined, ok := strings.CutPrefix(args[0], "-s"); ok && joined != "" {
			sep, args = unescape(joined), args[1:]
		} else {
			break
		}
	}
	if len(args) == 0 || len(args) > 3 {
		c.Errorf("usage: seq [FIRST [STEP]] LAST")
		return 1
	}
	var n [3]float64
	digits := 0
	for i, arg := range args {
		v, err := strconv.ParseFloat(arg, 64)
		if err != nil || math.IsNaN(v) {
			c.Errorf("invalid floating point argument: '%s'", arg)
			return 1
		}
		n[i] = v
		if _, frac, ok := strings.Cut(arg, "."); ok {
			digits = max(digits, len(frac))
		}
	}
	first, step, last := 1.0, 1.0, n[len(args)-1]
	if len(args) > 1 {
		first = n[0]
	}
	if len(args) == 3 {
		step = n[1]
	}
	if step == 0 {
		c.Errorf("invalid Zero increment value: '%s'", args[1])
		return 1
	}
	pad := 0
	if width {
		pad = max(len(strconv.FormatFloat(first, 'f', digits, 64)), len(strconv.FormatFloat(last, 'f', digits, 64)))
	}
	for i := 0; c.outErr == nil; i++ {
		v := first + float64(i)*step
		if step > 0 && v > last+1e-9*math.Abs(step) || step < 0 && v < last-1e-9*math.Abs(step) {
			if i > 0 {
				c.println()
			}
			break
		}
		if ctx.Err() != nil {
			return 137
		}
		if i > 0 {
			c.printf("%s", sep)
		}
		c.printf("%0*s", pad, strconv.FormatFloat(v, 'f', digits, 64))
	}
	return 0
}

// expr computes what old scripts have it compute: + - * / %, comparisons, & | and
// ":", length, substr, index.
func expr(_ context.Context, c *Call) int {
	e := &exprParser{words: c.Args[1:]}
	if len(e.words) > 0 && e.words[0] == "--" {
		e.words = e.words[1:]
	}
	v, err := e.or()
	if err == nil && len(e.words) > 0 {
		err = fmt.Errorf("syntax error: unexpected argument '%s'", e.words[0])
	}
	if err != nil {
		c.Errorf("%v", err)
		return 2
	}
	c.println(v)
	if falsy(v) {
		return 1
	}
	return 0
}

func falsy(v string) bool { return v == "" || strings.Trim(v, "-0") == "" && v != "-" }

type exprParser struct{ words []string }

func (e *exprParser) take(ops ...string) string {
	for _, op := range ops {
		if len(e.words) > 0 && e.words[0] == op {
			e.words = e.words[1:]
			return op
		}
	}
	return ""
}

func (e *exprParser) or() (string, error) {
	v, err := e.and()
	for err == nil && e.take("|") != "" {
		var r string
		if r, err = e.and(); falsy(v) {
			v = r
			if falsy(v) {
				v = "0"
			}
		}
	}
	return v, err
}

func (e *exprParser) and() (string, error) {
	v, err := e.compare()
	for err == nil && e.take("&") != "" {
		var r string
		if r, err = e.compare(); falsy(v) || falsy(r) {
			v = "0"
		}
	}
	return v, err
}

func (e *exprParser) compare() (string, error) {
	v, err := e.sum()
	for err == nil {
		op := e.take("=", "==", "!=", "<=", ">=", "<", ">")
		if op == "" {
			break
		}
		var r string
		if r, err = e.sum(); err != nil {
			break
		}
		order := strings.Compare(v, r)
		a, err1 := strconv.ParseInt(v, 10, 64)
		b, err2 := strconv.ParseInt(r, 10, 64)
		if err1 == nil && err2 == nil {
			order = int(max(-1, min(1, float64(a)-float64(b))))
		}
		yes := map[string]bool{"=": order == 0, "==": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[op]
		v = "0"
		if yes {
			v = "1"
		}
	}
	return v, err
}

func (e *exprParser) arithmetic(next func() (string, error), ops ...string) (string, error) {
	v, err := next()
	for err == nil {
		op := e.take(ops...)
		if op == "" {
			break
		}
		var r string
		if r, err = next(); err != nil {
			break
		}
		a, err1 := strconv.ParseInt(v, 10, 64)
		b, err2 := strconv.ParseInt(r, 10, 64)
		if err1 != nil || err2 != nil {
			return "", errors.New("non-integer argument")
		}
		switch op {
		case "+":
			a += b
		case "-":
			a -= b
		case "*":
			a *= b
		default:
			if b == 0 {
				return "", errors.New("division by zero")
			}
			if op == "/" {
				a /= b
			} else {
				a %= b
			}
		}
		v = strconv.FormatInt(a, 10)
	}
	return v, err
}

func (e *exprParser) sum() (string, error) {
	return e.arithmetic(e.product, "+", "-")
}

func (e *exprParser) product() (string, error) {
	return e.arithmetic(e.match, "*", "/", "%")
}

func (e *exprParser) match() (string, error) {
	v, err := e.value()
	for err == nil && e.take(":") != "" {
		var p string
		if p, err = e.value(); err != nil {
			break
		}
		v, err = exprMatch(v, p)
	}
	return v, err
}

func exprMatch(text, pattern string) (string, error) {
	re, err := posixRegexp("^\\("+pattern+"\\)", false, "")
	if err != nil {
		return "", err
	}
	m := re.FindStringSubmatch(text)
	switch {
	case re.NumSubexp() > 1 && m == nil:
		return "", nil
	case re.NumSubexp() > 1:
		return m[2], nil
	case m == nil:
		return "0", nil
	}
	return strconv.Itoa(len([]rune(m[0]))), nil
}

func (e *exprParser) value() (string, error) {
	if len(e.words) == 0 {
		return "", errors.New("syntax error: missing argument")
	}
	word := e.words[0]
	e.words = e.words[1:]
	switch word {
	case "(":
		v, err := e.or()
		if err == nil && e.take(")") == "" {
			err = errors.New("syntax error: expecting ')'")
		}
		return v, err
	case "length":
		v, err := e.value()
		return strconv.Itoa(len([]rune(v))), err
	case "match":
		v, err := e.value()
		if err != nil {
			return "", err
		}
		p, err := e.value()
		if err != nil {
			return "", err
		}
		return exprMatch(v, p)
	case "substr":
		v, err := e.value()
		var n [2]int
		for i := range n {
			var s string
			if err == nil {
				s, err = e.value()
			}
			if err == nil {
				if n[i], err = strconv.Atoi(s); err != nil {
					return "", nil
				}
			}
		}
		rs := []rune(v)
		from, to := n[0]-1, n[0]-1+n[1]
		if err != nil || from < 0 || n[1] < 1 || from >= len(rs) {
			return "", err
		}
		return string(rs[from:min(len(rs), to)]), nil
	case "index":
		v, err := e.value()
		if err != nil {
			return "", err
		}
		chars, err := e.value()
		return strconv.Itoa(len([]rune(v[:max(0, strings.IndexAny(v, chars))])) + btoi(strings.ContainsAny(v, chars))), err
	}
	return word, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
