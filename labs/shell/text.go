package shell

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// eachLine calls f for every line of r, told whether a newline ended it. It ends with
// the first error of f.
func eachLine(ctx context.Context, r io.Reader, f func(text string, newline bool) error) error {
	br := bufio.NewReader(r)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, err := readLine(br)
		if line != "" {
			text, newline := strings.CutSuffix(line, "\n")
			if ferr := f(text, newline); ferr != nil {
				return ferr
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// maxLine is how long a line may be. /dev/zero is one line without end.
const maxLine = 16 << 20

// readLine reads up to and including the next newline.
func readLine(br *bufio.Reader) (string, error) {
	var line []byte
	for {
		part, err := br.ReadSlice('\n')
		if err == nil && line == nil {
			return string(part), nil
		}
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return string(line), err
		}
		if len(line) > maxLine {
			return "", fmt.Errorf("a line is longer than %d MiB", maxLine>>20)
		}
	}
}

// errStop ends eachLine early without anything being wrong.
var errStop = errors.New("enough")

// inputs calls f for every named file, or for In when there are none. It reports a
// file that cannot be read and goes on; code is then 1.
func (c *Call) inputs(ctx context.Context, names []string, f func(name string, r io.Reader) error) (code int) {
	if len(names) == 0 {
		names = []string{"-"}
	}
	for _, name := range names {
		r, err := c.Open(name)
		if err != nil {
			code = c.failed(name, err)
			continue
		}
		err = f(name, r)
		done(r)
		if ctx.Err() != nil {
			return 137
		}
		if w, ok := errors.AsType[*writeError](err); ok {
			return c.unwritable(w.err)
		}
		if err != nil && !errors.Is(err, errStop) {
			code = c.failed(name, err)
		}
	}
	return code
}

// writeError marks an error of Out, after which a command has nothing more to do.
type writeError struct{ err error }

func (e *writeError) Error() string { return e.err.Error() }

// print writes to Out and marks the error.
func (c *Call) print(text string) error {
	if _, err := io.WriteString(c.Out, text); err != nil {
		return &writeError{err}
	}
	return nil
}

// legacyCount turns "head -5" into "head -n 5".
func legacyCount(args []string) []string {
	if len(args) > 1 && len(args[1]) > 1 && args[1][0] == '-' {
		if _, err := strconv.ParseUint(args[1][1:], 10, 63); err == nil {
			return slices.Concat(args[:1], []string{"-n", args[1][1:]}, args[2:])
		}
	}
	return args
}

// count reads a number with the suffixes of head and tail.
func count(text string) (n int64, sign byte, err error) {
	digits := text
	if text != "" && (text[0] == '-' || text[0] == '+') {
		sign, digits = text[0], text[1:]
	}
	unit := int64(1)
	for suffix, size := range map[string]int64{"b": 512, "K": 1 << 10, "k": 1 << 10, "kB": 1000, "M": 1 << 20, "MB": 1_000_000, "G": 1 << 30} {
		if d, ok := strings.CutSuffix(digits, suffix); ok && d != "" && d[len(d)-1] <= '9' {
			digits, unit = d, size
		}
	}
	n, err = strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 || n > 1<<40 {
		return 0, 0, fmt.Errorf("invalid number: '%s'", text)
	}
	return n * unit, sign, nil
}

func head(ctx context.Context, c *Call) int {
	c.Args = legacyCount(c.Args)
	f, ok := c.options("n: lines=n: c: bytes=c: q quiet=q v verbose=v")
	if !ok {
		return 1
	}
	n, sign, err := count(f.get("n", "10"))
	if f.has("c") {
		n, sign, err = count(f.get("c", ""))
	}
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	first := true
	return c.inputs(ctx, f.args, func(name string, r io.Reader) error {
		if err := c.title(f, name, &first); err != nil {
			return err
		}
		if f.has("c") {
			if sign == '-' {
				data, err := io.ReadAll(io.LimitReader(r, maxRead))
				if err != nil {
					return err
				}
				return c.print(string(data[:max(0, int64(len(data))-n)]))
			}
			_, err := io.Copy(outWriter{c}, ctxReader{ctx, io.LimitReader(r, n)})
			return err
		}
		if n == 0 && sign != '-' {
			return nil
		}
		var held []string
		i := int64(0)
		return eachLine(ctx, r, func(text string, newline bool) error {
			if newline {
				text += "\n"
			}
			if sign == '-' {
				if held = append(held, text); int64(len(held)) > n {
					text, held = held[0], held[1:]
					return c.print(text)
				}
				return nil
			}
			if err := c.print(text); err != nil {
				return err
			}
			if i++; i == n {
				return errStop
			}
			return nil
		})
	})
}

// outWriter marks write errors as those of Out.
type outWriter struct{ c *Call }

func (w outWriter) Write(p []byte) (int, error) {
	n, err := w.c.Out.Write(p)
	if err != nil {
		return n, &writeError{err}
	}
	return n, nil
}

// title writes the line head and tail put above each of several files.
func (c *Call) title(f *flags, name string, first *bool) error {
	if (len(f.args) < 2 || f.has("q")) && !f.has("v") {
		return nil
	}
	if name == "-" {
		name = "standard input"
	}
	text := "==> " + name + " <==\n"
	if !*first {
		text = "\n" + text
	}
	*first = false
	return c.print(text)
}

func tail(ctx context.Context, c *Call) int {
	c.Args = legacyCount(c.Args)
	f, ok := c.options("n: lines=n: c: bytes=c: q quiet=q v verbose=v f follow=f F")
	if !ok {
		return 1
	}
	if f.has("f") || f.has("F") {
		c.Errorf("-f is not known here: run tail again to see what is new")
		return 1
	}
	n, sign, err := count(f.get("n", "10"))
	if f.has("c") {
		n, sign, err = count(f.get("c", ""))
	}
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	first := true
	return c.inputs(ctx, f.args, func(name string, r io.Reader) error {
		if err := c.title(f, name, &first); err != nil {
			return err
		}
		if f.has("c") {
			data, err := io.ReadAll(io.LimitReader(ctxReader{ctx, r}, maxRead))
			if err != nil {
				return err
			}
			from := max(0, int64(len(data))-n)
			if sign == '+' {
				from = min(int64(len(data)), max(0, n-1))
			}
			return c.print(string(data[from:]))
		}
		var held []string
		i := int64(0)
		err := eachLine(ctx, r, func(text string, newline bool) error {
			i++
			if newline {
				text += "\n"
			}
			if sign == '+' {
				if i >= n {
					return c.print(text)
				}
				return nil
			}
			if held = append(held, text); int64(len(held)) > n {
				held = held[1:]
			}
			return nil
		})
		if err != nil {
			return err
		}
		return c.print(strings.Join(held, ""))
	})
}

func wc(ctx context.Context, c *Call) int {
	f, ok := c.options("l lines=l w words=w c bytes=c m chars=m L max-line-length=L")
	if !ok {
		return 1
	}
	type counts [5]int64 // lines, words, chars, bytes, longest line
	which := []int{}
	for i, o := range []string{"l", "w", "m", "c", "L"} {
		if f.has(o) {
			which = append(which, i)
		}
	}
	if len(which) == 0 {
		which = []int{0, 1, 3}
	}
	var rows []counts
	var names []string
	var total counts
	code := c.inputs(ctx, f.args, func(name string, r io.Reader) error {
		var n counts
		err := eachLine(ctx, r, func(text string, newline bool) error {
			n[1] += int64(len(strings.FieldsFunc(text, unicode.IsSpace)))
			n[2] += int64(utf8.RuneCountInString(text))
			n[3] += int64(len(text))
			n[4] = max(n[4], int64(utf8.RuneCountInString(text)))
			if newline {
				n[0]++
				n[2]++
				n[3]++
			}
			return nil
		})
		if err != nil {
			return err
		}
		if len(f.args) == 0 {
			name = ""
		}
		rows, names = append(rows, n), append(names, name)
		for i := range total {
			if i == 4 {
				total[i] = max(total[i], n[i])
			} else {
				total[i] += n[i]
			}
		}
		return nil
	})
	if len(f.args) > 1 {
		rows, names = append(rows, total), append(names, "total")
	}
	width := 1
	if len(rows) > 1 || len(which) > 1 {
		for _, v := range total {
			width = max(width, len(strconv.FormatInt(v, 10)))
		}
		if len(f.args) == 0 {
			width = 7
		}
	}
	for i, n := range rows {
		var cols []string
		for _, k := range which {
			cols = append(cols, fmt.Sprintf("%*d", width, n[k]))
		}
		if names[i] != "" {
			cols = append(cols, names[i])
		}
		c.println(strings.Join(cols, " "))
	}
	return code
}

// sortKey is one -k of sort: from one field and character to another.
type sortKey struct {
	fromField, fromChar, toField, toChar int
	numeric, reverse, fold, blanks       bool
}

func parseSortKey(text string, base sortKey) (sortKey, error) {
	k := base
	bad := fmt.Errorf("invalid key '%s'", text)
	own := false
	part := func(s string) (field, char int, err error) {
		digits := strings.TrimRight(s, "bnrfhgMVi")
		for _, o := range s[len(digits):] {
			if !own {
				k.numeric, k.reverse, k.fold, k.blanks, own = false, false, false, false, true
			}
			switch o {
			case 'n', 'g', 'h':
				k.numeric = true
			case 'r':
				k.reverse = true
			case 'f':
				k.fold = true
			case 'b':
				k.blanks = true
			}
		}
		f, c, dotted := strings.Cut(digits, ".")
		if field, err = strconv.Atoi(f); err != nil || field < 1 {
			return 0, 0, bad
		}
		if dotted {
			if char, err = strconv.Atoi(c); err != nil || char < 0 {
				return 0, 0, bad
			}
		}
		return field, char, nil
	}
	from, to, ranged := strings.Cut(text, ",")
	var err error
	if k.fromField, k.fromChar, err = part(from); err != nil {
		return k, err
	}
	if ranged {
		if k.toField, k.toChar, err = part(to); err != nil {
			return k, err
		}
	}
	return k, nil
}

// of cuts the key out of a line.
func (k sortKey) of(line, sep string) string {
	if k.fromField == 0 {
		return line
	}
	var starts, ends []int // of the fields
	if sep != "" {
		at := 0
		for f := range strings.SplitSeq(line, sep) {
			starts, ends = append(starts, at), append(ends, at+len(f))
			at += len(f) + len(sep)
		}
	} else {
		// A field begins with the blanks before it.
		for at := 0; at < len(line); {
			start := at
			for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
				at++
			}
			for at < len(line) && line[at] != ' ' && line[at] != '\t' {
				at++
			}
			starts, ends = append(starts, start), append(ends, at)
		}
	}
	if k.fromField > len(starts) {
		return ""
	}
	skip := func(at int) int {
		for (k.blanks || k.numeric) && at < len(line) && (line[at] == ' ' || line[at] == '\t') {
			at++
		}
		return at
	}
	from := skip(starts[k.fromField-1])
	from = min(len(line), from+max(0, k.fromChar-1))
	to := len(line)
	if k.toField > 0 && k.toField <= len(ends) {
		to = ends[k.toField-1]
		if k.toChar > 0 {
			to = min(to, skip(starts[k.toField-1])+k.toChar)
		}
	}
	if to < from {
		return ""
	}
	return line[from:to]
}

// leadingNumber is the number a text begins with, 0 when it begins with none.
func leadingNumber(text string) float64 {
	text = strings.TrimLeft(text, " \t")
	end := 0
	for end < len(text) && (text[end] >= '0' && text[end] <= '9' || text[end] == '.' || end == 0 && text[end] == '-') {
		end++
	}
	n, err := strconv.ParseFloat(text[:end], 64)
	if err != nil {
		return 0
	}
	switch unit := text[end:]; {
	case unit == "":
	case strings.ContainsRune("KMGT", rune(unit[0])):
		n *= float64(int64(1) << (10 * (1 + strings.IndexByte("KMGT", unit[0]))))
	}
	return n
}

func (k sortKey) compare(a, b, sep string) int {
	a, b = k.of(a, sep), k.of(b, sep)
	order := 0
	switch {
	case k.numeric:
		order = cmp.Compare(leadingNumber(a), leadingNumber(b))
	case k.fold:
		order = strings.Compare(strings.ToUpper(a), strings.ToUpper(b))
	default:
		order = strings.Compare(a, b)
	}
	if k.reverse {
		return -order
	}
	return order
}

func sortLines(ctx context.Context, c *Call) int {
	f, ok := c.options("n numeric-sort=n r reverse=r u unique=u f ignore-case=f b k: key=k: t: field-separator=t: o: output=o: s stable=s c check=c h g V z")
	if !ok {
		return 2
	}
	base := sortKey{numeric: f.has("n") || f.has("h") || f.has("g"), reverse: f.has("r"), fold: f.has("f"), blanks: f.has("b")}
	keys := []sortKey{}
	for _, text := range f.all("k") {
		k, err := parseSortKey(text, base)
		if err != nil {
			c.Errorf("%v", err)
			return 2
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		keys = append(keys, base)
	}
	sep := f.get("t", "")
	if sep == `\t` {
		sep = "\t"
	}
	var lines []string
	size := 0
	end := "\n"
	if f.has("z") {
		end = "\x00"
	}
	code := c.inputs(ctx, f.args, func(_ string, r io.Reader) error {
		if f.has("z") {
			data, err := io.ReadAll(io.LimitReader(ctxReader{ctx, r}, maxRead))
			if text := strings.TrimSuffix(string(data), end); text != "" {
				lines = append(lines, strings.Split(text, end)...)
			}
			return err
		}
		return eachLine(ctx, r, func(text string, _ bool) error {
			if size += len(text); size > maxRead {
				return errors.New("more than 64 MiB to sort")
			}
			lines = append(lines, text)
			return nil
		})
	})
	if code != 0 {
		return max(2, code)
	}
	byKeys := func(a, b string) int {
		for _, k := range keys {
			if order := k.compare(a, b, sep); order != 0 {
				return order
			}
		}
		return 0
	}
	full := func(a, b string) int {
		order := byKeys(a, b)
		if order == 0 && !f.has("s") && !f.has("u") {
			// The last resort of sort is the whole line.
			if order = strings.Compare(a, b); f.has("r") {
				order = -order
			}
		}
		return order
	}
	if f.has("c") {
		for i := 1; i < len(lines); i++ {
			if order := full(lines[i-1], lines[i]); order > 0 || order == 0 && f.has("u") {
				c.Errorf("-:%d: disorder: %s", i+1, lines[i])
				return 1
			}
		}
		return 0
	}
	slices.SortStableFunc(lines, full)
	if f.has("u") {
		lines = slices.CompactFunc(lines, func(a, b string) bool { return byKeys(a, b) == 0 })
	}
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(line + end)
	}
	if name := f.get("o", ""); name != "" {
		if err := c.WriteFile(name, []byte(b.String())); err != nil {
			return c.failed(name, err) + 1
		}
		return 0
	}
	code, _ = c.write([]byte(b.String()))
	return code
}

func uniq(ctx context.Context, c *Call) int {
	f, ok := c.options("c count=c d repeated=d u unique=u i ignore-case=i")
	if !ok {
		return 1
	}
	if len(f.args) > 1 {
		c.Errorf("this shell's uniq writes to standard output only")
		return 1
	}
	var last string
	n := 0
	flush := func() error {
		if n == 0 || f.has("d") && n < 2 || f.has("u") && n > 1 {
			return nil
		}
		if f.has("c") {
			return c.print(fmt.Sprintf("%7d %s\n", n, last))
		}
		return c.print(last + "\n")
	}
	return c.inputs(ctx, f.args, func(_ string, r io.Reader) error {
		err := eachLine(ctx, r, func(text string, _ bool) error {
			if n > 0 && (text == last || f.has("i") && strings.EqualFold(text, last)) {
				n++
				return nil
			}
			if err := flush(); err != nil {
				return err
			}
			last, n = text, 1
			return nil
		})
		if err != nil {
			return err
		}
		return flush()
	})
}

// charSet reads the sets of tr: ranges, classes, escapes.
func charSet(text string) ([]rune, error) {
	classes := map[string]func(rune) bool{
		"alpha": unicode.IsLetter, "digit": unicode.IsDigit, "space": unicode.IsSpace,
		"upper": unicode.IsUpper, "lower": unicode.IsLower, "punct": func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) },
		"alnum": func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) },
		"blank": func(r rune) bool { return r == ' ' || r == '\t' },
		"cntrl": unicode.IsControl, "print": unicode.IsPrint,
		"graph":  func(r rune) bool { return r > ' ' && r < 127 },
		"xdigit": func(r rune) bool { return strings.ContainsRune("0123456789abcdefABCDEF", r) },
	}
	var out []rune
	rs := []rune(text)
	one := func(i int) (rune, int) { // the character at i and where the next begins
		if rs[i] != '\\' || i+1 == len(rs) {
			return rs[i], i + 1
		}
		if j := i + 1; rs[j] >= '0' && rs[j] <= '7' {
			n := rune(0)
			for j < len(rs) && j < i+4 && rs[j] >= '0' && rs[j] <= '7' {
				n = n*8 + rs[j] - '0'
				j++
			}
			return n, j
		}
		if r, ok := map[rune]rune{'n': '\n', 't': '\t', 'r': '\r', 'a': '\a', 'b': '\b', 'f': '\f', 'v': '\v'}[rs[i+1]]; ok {
			return r, i + 2
		}
		return rs[i+1], i + 2
	}
	for i := 0; i < len(rs); {
		if rest := string(rs[i:]); strings.HasPrefix(rest, "[:") {
			if name, _, ok := strings.Cut(rest[2:], ":]"); ok {
				in, known := classes[name]
				if !known {
					return nil, fmt.Errorf("invalid character class '%s'", name)
				}
				for r := rune(0); r < 128; r++ {
					if in(r) {
						out = append(out, r)
					}
				}
				i += len([]rune(name)) + 4
				continue
			}
		}
		from, next := one(i)
		if next+1 < len(rs) && rs[next] == '-' {
			to, after := one(next + 1)
			if to < from {
				return nil, fmt.Errorf("range-endpoints of '%c-%c' are in reverse collating sequence order", from, to)
			}
			if to-from > 1<<16 {
				return nil, fmt.Errorf("the range '%c-%c' is too long", from, to)
			}
			for r := from; r <= to; r++ {
				out = append(out, r)
			}
			i = after
			continue
		}
		out = append(out, from)
		i = next
	}
	return out, nil
}

func tr(ctx context.Context, c *Call) int {
	f, ok := c.options("+ d delete=d s squeeze-repeats=s c complement=c C=c t")
	if !ok {
		return 1
	}
	if len(f.args) == 0 || len(f.args) == 1 && !f.has("d") && !f.has("s") {
		c.Errorf("missing operand")
		return 1
	}
	set1, err := charSet(f.args[0])
	var set2 []rune
	if err == nil && len(f.args) > 1 {
		set2, err = charSet(f.args[1])
	}
	if err == nil && len(f.args) > 1 && len(set2) == 0 && !f.has("d") {
		err = errors.New("when not truncating set1, string2 must be non-empty")
	}
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	index := map[rune]int{}
	for i, r := range set1 {
		if _, ok := index[r]; !ok || len(set2) > 0 {
			index[r] = i
		}
	}
	in := func(r rune) bool {
		_, ok := index[r]
		return ok != f.has("c")
	}
	squeeze := set2
	if len(set2) == 0 || f.has("d") && len(f.args) < 2 {
		squeeze = set1
	}
	squeezed := map[rune]bool{}
	for _, r := range squeeze {
		squeezed[r] = true
	}
	inSqueeze := func(r rune) bool {
		if len(f.args) < 2 {
			return in(r)
		}
		return squeezed[r]
	}
	return c.inputs(ctx, nil, func(_ string, r io.Reader) error {
		br, bw := bufio.NewReader(ctxReader{ctx, r}), bufio.NewWriter(outWriter{c})
		last := rune(-1)
		for {
			r, size, err := br.ReadRune()
			if errors.Is(err, io.EOF) {
				return bw.Flush()
			}
			if err != nil {
				return errors.Join(err, bw.Flush())
			}
			raw := r == utf8.RuneError && size == 1 // a byte that is no character stays one
			if f.has("d") && in(r) {
				continue
			}
			if len(set2) > 0 && !f.has("d") && in(r) {
				if f.has("c") {
					r = set2[len(set2)-1]
				} else {
					r = set2[min(index[r], len(set2)-1)]
				}
				raw = false
			}
			if f.has("s") && r == last && inSqueeze(r) {
				continue
			}
			last = r
			if raw {
				if err := br.UnreadRune(); err != nil {
					return err
				}
				b, err := br.ReadByte()
				if err != nil {
					return err
				}
				if err := bw.WriteByte(b); err != nil {
					return err
				}
				continue
			}
			if _, err := bw.WriteRune(r); err != nil {
				return err
			}
			if br.Buffered() == 0 {
				if err := bw.Flush(); err != nil {
					return err
				}
			}
		}
	})
}

// ranges are what cut selects: "1,3-5,7-".
type ranges [][2]int

func parseRanges(text string) (ranges, error) {
	var out ranges
	for part := range strings.SplitSeq(text, ",") {
		from, to, dashed := strings.Cut(part, "-")
		r := [2]int{1, 1 << 30}
		var err error
		if from != "" {
			r[0], err = strconv.Atoi(from)
		}
		if err == nil && to != "" {
			r[1], err = strconv.Atoi(to)
		}
		if !dashed {
			r[1] = r[0]
		}
		if err != nil || part == "-" || part == "" || r[0] < 1 || r[1] < r[0] {
			return nil, fmt.Errorf("invalid list '%s'", text)
		}
		out = append(out, r)
	}
	return out, nil
}

func (rs ranges) has(n int) bool {
	return slices.ContainsFunc(rs, func(r [2]int) bool { return r[0] <= n && n <= r[1] })
}

func cut(ctx context.Context, c *Call) int {
	f, ok := c.options("d: delimiter=d: f: fields=f: c: characters=c: b: bytes=b: s only-delimited=s complement output-delimiter:")
	if !ok {
		return 1
	}
	list, what := "", ""
	for _, o := range []string{"f", "c", "b"} {
		if f.has(o) {
			list, what = f.get(o, ""), o
		}
	}
	if what == "" {
		c.Errorf("you must specify a list of bytes, characters, or fields")
		return 1
	}
	want, err := parseRanges(list)
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	sep := f.get("d", "\t")
	if utf8.RuneCountInString(sep) != 1 {
		c.Errorf("the delimiter must be a single character")
		return 1
	}
	joint := sep
	if what != "f" {
		joint = ""
	}
	joint = f.get("output-delimiter", joint)
	return c.inputs(ctx, f.args, func(_ string, r io.Reader) error {
		return eachLine(ctx, r, func(text string, _ bool) error {
			var parts, kept []string
			switch what {
			case "f":
				if !strings.Contains(text, sep) {
					if f.has("s") {
						return nil
					}
					return c.print(text + "\n")
				}
				parts = strings.Split(text, sep)
			case "c":
				parts = strings.Split(text, "")
			case "b":
				for i := range len(text) {
					parts = append(parts, text[i:i+1])
				}
			}
			for i, p := range parts {
				if want.has(i+1) != f.has("complement") {
					kept = append(kept, p)
				}
			}
			return c.print(strings.Join(kept, joint) + "\n")
		})
	})
}

// unescape reads the backslash escapes of printf-like formats.
func unescape(text string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\0`, "\x00", `\e`, "\x1b").Replace(text)
}

func tac(ctx context.Context, c *Call) int {
	f, ok := c.options("")
	if !ok {
		return 1
	}
	return c.inputs(ctx, f.args, func(_ string, r io.Reader) error {
		var lines []string
		size := 0
		err := eachLine(ctx, r, func(text string, newline bool) error {
			if newline {
				text += "\n"
			}
			if size += len(text); size > maxRead {
				return errors.New("more than 64 MiB to turn round")
			}
			lines = append(lines, text)
			return nil
		})
		if err != nil {
			return err
		}
		slices.Reverse(lines)
		return c.print(strings.Join(lines, ""))
	})
}
