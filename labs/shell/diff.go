package shell

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// edit is one line of a comparison: ' ' in both, '-' only in the old, '+' only in the
// new.
type edit struct {
	op   byte
	text string
}

// diffLines compares by Myers' algorithm, up to a bound on the work; beyond it,
// everything between the common beginning and end counts as changed.
func diffLines(a, b []string) []edit {
	var edits []edit
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		edits = append(edits, edit{' ', a[0]})
		a, b = a[1:], b[1:]
	}
	var tail []edit
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append(tail, edit{' ', a[len(a)-1]})
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	edits = append(edits, middle(a, b)...)
	for i := len(tail) - 1; i >= 0; i-- {
		edits = append(edits, tail[i])
	}
	return edits
}

func middle(a, b []string) []edit {
	const most = 2000 // edits searched for; the trace takes most² numbers
	replaceAll := func() (out []edit) {
		for _, s := range a {
			out = append(out, edit{'-', s})
		}
		for _, s := range b {
			out = append(out, edit{'+', s})
		}
		return out
	}
	limit := min(len(a)+len(b), most)
	at := func(k int) int { return k + limit + 1 }
	v := make([]int, 2*limit+3)
	var trace [][]int
	found := -1
search:
	for d := 0; d <= limit; d++ {
		trace = append(trace, append([]int(nil), v...))
		for k := -d; k <= d; k += 2 {
			x := 0
			if k == -d || k != d && v[at(k-1)] < v[at(k+1)] {
				x = v[at(k+1)]
			} else {
				x = v[at(k-1)] + 1
			}
			y := x - k
			for x < len(a) && y < len(b) && y >= 0 && a[x] == b[y] {
				x, y = x+1, y+1
			}
			v[at(k)] = x
			if x >= len(a) && y >= len(b) {
				found = d
				break search
			}
		}
	}
	if found < 0 {
		return replaceAll()
	}
	var back []edit
	x, y := len(a), len(b)
	for d := found; d > 0; d-- {
		v := trace[d]
		k := x - y
		prev := k - 1
		if k == -d || k != d && v[at(k-1)] < v[at(k+1)] {
			prev = k + 1
		}
		px := v[at(prev)]
		py := px - prev
		for x > px && y > py {
			x, y = x-1, y-1
			back = append(back, edit{' ', a[x]})
		}
		if x == px {
			y--
			back = append(back, edit{'+', b[y]})
		} else {
			x--
			back = append(back, edit{'-', a[x]})
		}
	}
	for x > 0 && y > 0 {
		x, y = x-1, y-1
		back = append(back, edit{' ', a[x]})
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}

// splitLines keeps with the last line whether it lacks its newline.
func splitLines(data []byte) []string {
	if len(data) == 0 {
		return nil
	}
	text, whole := strings.CutSuffix(string(data), "\n")
	lines := strings.Split(text, "\n")
	if !whole {
		lines[len(lines)-1] += "\n\\ No newline at end of file"
	}
	return lines
}

// hunk is a run of edits with the lines of both files it is about, counted from 0.
type hunk struct {
	a, b  int
	edits []edit
}

// hunks groups changes that are no more than twice context apart.
func hunks(edits []edit, context int) []hunk {
	var out []hunk
	a, b := 0, 0
	for i := 0; i < len(edits); {
		if edits[i].op == ' ' {
			i, a, b = i+1, a+1, b+1
			continue
		}
		from := max(0, i-context)
		for j := i - 1; j >= from; j-- {
			a, b = a-1, b-1
		}
		end, quiet := i, 0
		for j := i; j < len(edits) && quiet <= 2*context; j++ {
			if edits[j].op == ' ' {
				quiet++
			} else {
				quiet, end = 0, j+1
			}
		}
		to := min(len(edits), end+context)
		h := hunk{a: a, b: b, edits: edits[from:to]}
		out = append(out, h)
		for _, e := range h.edits {
			if e.op != '+' {
				a++
			}
			if e.op != '-' {
				b++
			}
		}
		i = to
	}
	return out
}

func (h hunk) counts() (a, b int) {
	for _, e := range h.edits {
		if e.op != '+' {
			a++
		}
		if e.op != '-' {
			b++
		}
	}
	return a, b
}

func diff(ctx context.Context, c *Call) int {
	f, ok := c.options("u unified? U: q brief=q r recursive=r N new-file=N s a w ignore-all-space=w b ignore-space-change=b i B color? label: L=label:")
	if !ok {
		return 2
	}
	if len(f.args) != 2 {
		c.Errorf("needs two files")
		return 2
	}
	d := &differ{c: c, f: f}
	return d.compare(ctx, f.args[0], f.args[1])
}

type differ struct {
	c *Call
	f *flags

	inside bool // a directory, so that each file needs a title
}

func (d *differ) compare(ctx context.Context, a, b string) int {
	if ctx.Err() != nil {
		return 137
	}
	c := d.c
	isDir := func(name string) (bool, error) {
		if name == "-" {
			return false, nil
		}
		fi, err := c.FS.Stat(c.Path(name))
		return err == nil && fi.IsDir(), err
	}
	dirA, errA := isDir(a)
	dirB, errB := isDir(b)
	for _, problem := range []struct {
		name string
		err  error
	}{{a, errA}, {b, errB}} {
		if problem.err != nil && !(d.f.has("N") && (errA == nil || errB == nil)) {
			c.failed(problem.name, problem.err)
			return 2
		}
	}
	switch {
	case dirA && dirB:
		return d.dirs(ctx, a, b)
	case dirA:
		a += "/" + path.Base(b)
	case dirB:
		b += "/" + path.Base(a)
	}
	read := func(name string) ([]byte, error) {
		data, err := c.ReadFile(name)
		if err != nil && d.f.has("N") {
			if _, serr := c.FS.Stat(c.Path(name)); serr != nil {
				return nil, nil
			}
		}
		return data, err
	}
	old, err := read(a)
	if err != nil {
		c.failed(a, err)
		return 2
	}
	now, err := read(b)
	if err != nil {
		c.failed(b, err)
		return 2
	}
	if bytes.Equal(old, now) {
		if d.f.has("s") {
			c.printf("Files %s and %s are identical\n", a, b)
		}
		return 0
	}
	edits := d.edits(splitLines(old), splitLines(now))
	changed := false
	for _, e := range edits {
		changed = changed || e.op != ' '
	}
	if !changed {
		return 0
	}
	if d.f.has("q") {
		c.printf("Files %s and %s differ\n", a, b)
		return 1
	}
	if d.inside {
		head := []string{"diff"}
		for _, word := range c.Args[1:] {
			if strings.HasPrefix(word, "-") {
				head = append(head, word)
			}
		}
		if err := c.print(strings.Join(append(head, a, b), " ") + "\n"); err != nil {
			return c.unwritable(err)
		}
	}
	if bytes.IndexByte(old, 0) >= 0 || bytes.IndexByte(now, 0) >= 0 {
		c.printf("Binary files %s and %s differ\n", a, b)
		return 1
	}
	var out strings.Builder
	if d.f.has("u") || d.f.has("U") || d.f.has("unified") {
		context := 3
		if text := d.f.get("U", d.f.get("unified", "")); text != "" {
			if _, err := fmt.Sscanf(text, "%d", &context); err != nil || context < 0 {
				c.Errorf("invalid context length '%s'", text)
				return 2
			}
		}
		names := []string{a, b}
		copy(names, d.f.all("label"))
		fmt.Fprintf(&out, "--- %s\n+++ %s\n", names[0], names[1])
		for _, h := range hunks(edits, context) {
			na, nb := h.counts()
			fmt.Fprintf(&out, "@@ -%s +%s @@\n", span(h.a, na), span(h.b, nb))
			for _, e := range h.edits {
				fmt.Fprintf(&out, "%c%s\n", e.op, e.text)
			}
		}
	} else {
		for _, h := range hunks(edits, 0) {
			na, nb := h.counts()
			op := "c"
			switch {
			case na == 0:
				op = "a"
			case nb == 0:
				op = "d"
			}
			fmt.Fprintf(&out, "%s%s%s\n", classic(h.a, na), op, classic(h.b, nb))
			for _, e := range h.edits {
				if e.op == '-' {
					fmt.Fprintf(&out, "< %s\n", e.text)
				}
			}
			if op == "c" {
				out.WriteString("---\n")
			}
			for _, e := range h.edits {
				if e.op == '+' {
					fmt.Fprintf(&out, "> %s\n", e.text)
				}
			}
		}
	}
	if code, ok := c.write([]byte(out.String())); !ok {
		return code
	}
	return 1
}

// edits compares lines, after -w, -b, -i made alike what shall count as alike.
func (d *differ) edits(a, b []string) []edit {
	if !d.f.has("w") && !d.f.has("b") && !d.f.has("i") {
		return diffLines(a, b)
	}
	alike := func(lines []string) []string {
		out := make([]string, len(lines))
		for i, s := range lines {
			switch {
			case d.f.has("w"):
				s = strings.Join(strings.Fields(s), "")
			case d.f.has("b"):
				s = strings.Join(strings.Fields(s), " ")
			}
			if d.f.has("i") {
				s = strings.ToLower(s)
			}
			out[i] = s
		}
		return out
	}
	edits := diffLines(alike(a), alike(b))
	i, j := 0, 0
	for n, e := range edits {
		if e.op == '+' {
			edits[n].text = b[j]
		} else {
			edits[n].text = a[i]
		}
		if e.op != '+' {
			i++
		}
		if e.op != '-' {
			j++
		}
	}
	return edits
}

// span is a range of a unified diff, classic one of a plain diff; from is counted
// from 0.
func span(from, n int) string {
	switch n {
	case 0:
		return fmt.Sprintf("%d,0", from)
	case 1:
		return fmt.Sprint(from + 1)
	}
	return fmt.Sprintf("%d,%d", from+1, n)
}

func classic(from, n int) string {
	switch n {
	case 0:
		return fmt.Sprint(from)
	case 1:
		return fmt.Sprint(from + 1)
	}
	return fmt.Sprintf("%d,%d", from+1, from+n)
}

func (d *differ) dirs(ctx context.Context, a, b string) int {
	list := func(name string) (map[string]fs.DirEntry, []string, error) {
		entries, err := d.c.FS.ReadDir(d.c.Path(name))
		byName, names := map[string]fs.DirEntry{}, []string{}
		for _, e := range entries {
			byName[e.Name()] = e
			names = append(names, e.Name())
		}
		return byName, names, err
	}
	inA, namesA, err := list(a)
	if err != nil {
		d.c.failed(a, err)
		return 2
	}
	inB, namesB, err := list(b)
	if err != nil {
		d.c.failed(b, err)
		return 2
	}
	d.inside = true
	worst := 0
	i, j := 0, 0
	for i < len(namesA) || j < len(namesB) {
		var name string
		if j == len(namesB) || i < len(namesA) && namesA[i] <= namesB[j] {
			name = namesA[i]
		} else {
			name = namesB[j]
		}
		if i < len(namesA) && namesA[i] == name {
			i++
		}
		if j < len(namesB) && namesB[j] == name {
			j++
		}
		ea, eb := inA[name], inB[name]
		if code, ok := d.links(ea, eb, a+"/"+name, b+"/"+name); ok {
			if code != 0 {
				d.c.printf("Symbolic links %s/%s and %s/%s differ\n", a, name, b, name)
			}
			worst = max(worst, code)
			continue
		}
		switch {
		case (ea == nil || eb == nil) && !d.f.has("N"):
			where := a
			if ea == nil {
				where = b
			}
			d.c.printf("Only in %s: %s\n", where, name)
			worst = max(worst, 1)
		case ea != nil && eb != nil && ea.IsDir() && eb.IsDir() && !d.f.has("r"):
			d.c.printf("Common subdirectories: %s/%s and %s/%s\n", a, name, b, name)
		case (ea != nil && ea.IsDir()) != (eb != nil && eb.IsDir()):
			d.c.printf("File %s/%s and file %s/%s are of different types\n", a, name, b, name)
			worst = max(worst, 1)
		default:
			worst = max(worst, d.compare(ctx, a+"/"+name, b+"/"+name))
		}
	}
	return worst
}

// links compares what two links to directories say, because following them may never
// end. ok is false when that is not what the names are.
func (d *differ) links(ea, eb fs.DirEntry, a, b string) (code int, ok bool) {
	if ea == nil || eb == nil {
		return 0, false
	}
	leadsToDir := func(e fs.DirEntry, name string) bool {
		if e.Type()&fs.ModeSymlink == 0 {
			return false
		}
		fi, err := d.c.FS.Stat(d.c.Path(name))
		return err != nil || fi.IsDir()
	}
	if !leadsToDir(ea, a) && !leadsToDir(eb, b) {
		return 0, false
	}
	x, errA := d.c.FS.Readlink(d.c.Path(a))
	y, errB := d.c.FS.Readlink(d.c.Path(b))
	if errA != nil || errB != nil || x != y {
		return 1, true
	}
	return 0, true
}

func cmpFiles(ctx context.Context, c *Call) int {
	f, ok := c.options("s quiet=s silent=s l b")
	if !ok {
		return 2
	}
	if len(f.args) != 2 {
		c.Errorf("needs two files")
		return 2
	}
	var data [2][]byte
	for i, name := range f.args {
		var err error
		if data[i], err = c.ReadFile(name); err != nil {
			if !f.has("s") {
				c.failed(name, err)
			}
			return 2
		}
		if ctx.Err() != nil {
			return 137
		}
	}
	a, b := data[0], data[1]
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	switch {
	case at == len(a) && at == len(b):
		return 0
	case f.has("s"):
	case at == len(a) || at == len(b):
		short := f.args[0]
		if at == len(b) {
			short = f.args[1]
		}
		c.errf("cmp: EOF on %s after byte %d, in line %d\n", short, at, 1+bytes.Count(a[:at], []byte("\n")))
	default:
		c.printf("%s %s differ: byte %d, line %d\n", f.args[0], f.args[1], at+1, 1+bytes.Count(a[:at], []byte("\n")))
	}
	return 1
}
