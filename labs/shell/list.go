package shell

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// modeString is a mode as ls -l shows it: "drwxr-xr-x".
func modeString(m fs.FileMode) string {
	kind := byte('-')
	switch {
	case m.IsDir():
		kind = 'd'
	case m&fs.ModeSymlink != 0:
		kind = 'l'
	case m&fs.ModeCharDevice != 0:
		kind = 'c'
	case m&fs.ModeDevice != 0:
		kind = 'b'
	case m&fs.ModeNamedPipe != 0:
		kind = 'p'
	case m&fs.ModeSocket != 0:
		kind = 's'
	}
	out := []byte{kind}
	for shift := 6; shift >= 0; shift -= 3 {
		bits := m.Perm() >> shift & 7
		for i, letter := range []byte("rwx") {
			if bits&(4>>i) != 0 {
				out = append(out, letter)
			} else {
				out = append(out, '-')
			}
		}
	}
	for _, s := range []struct {
		flag   fs.FileMode
		at     int
		letter byte
	}{{fs.ModeSetuid, 3, 's'}, {fs.ModeSetgid, 6, 's'}, {fs.ModeSticky, 9, 't'}} {
		if m&s.flag == 0 {
			continue
		}
		if out[s.at] == '-' {
			out[s.at] = s.letter - 'a' + 'A'
		} else {
			out[s.at] = s.letter
		}
	}
	return string(out)
}

// octal is a mode as stat -c %a and find -perm know it.
func octal(m fs.FileMode) uint32 {
	n := uint32(m.Perm())
	if m&fs.ModeSetuid != 0 {
		n |= 0o4000
	}
	if m&fs.ModeSetgid != 0 {
		n |= 0o2000
	}
	if m&fs.ModeSticky != 0 {
		n |= 0o1000
	}
	return n
}

// humanSize is a size as ls -h shows it.
func humanSize(n int64) string {
	if n < 1024 {
		return strconv.FormatInt(n, 10)
	}
	f, unit := float64(n), 0
	for f >= 1024 && unit < 5 {
		f, unit = f/1024, unit+1
	}
	if f < 10 {
		return fmt.Sprintf("%.1f%c", f, " KMGTP"[unit])
	}
	return fmt.Sprintf("%.0f%c", f, " KMGTP"[unit])
}

func ls(ctx context.Context, c *Call) int {
	f, ok := c.options("l a all=a A almost-all=A 1 R recursive=R d directory=d h human-readable=h n t r reverse=r F classify=F p S C color? i o g time-style:")
	if !ok {
		return 2
	}
	names := f.args
	if len(names) == 0 {
		names = []string{"."}
	}
	long := f.has("l") || f.has("n") || f.has("o") || f.has("g")
	type entry struct {
		name string // as shown
		path string
		fi   fs.FileInfo
	}
	arrange := func(list []entry) {
		slices.SortStableFunc(list, func(a, b entry) int {
			order := 0
			switch {
			case f.has("t"):
				order = b.fi.ModTime().Compare(a.fi.ModTime())
			case f.has("S"):
				order = int(max(-1, min(1, b.fi.Size()-a.fi.Size())))
			}
			if order == 0 {
				order = strings.Compare(a.name, b.name)
			}
			if f.has("r") {
				order = -order
			}
			return order
		})
	}
	show := func(list []entry) {
		width := 1
		size := func(e entry) string {
			switch {
			case e.fi.Mode()&fs.ModeDevice != 0:
				return "1, 3"
			case f.has("h"):
				return humanSize(e.fi.Size())
			}
			return strconv.FormatInt(e.fi.Size(), 10)
		}
		for _, e := range list {
			width = max(width, len(size(e)))
		}
		owner := "root root"
		if f.has("n") {
			owner = "0 0"
		}
		for _, e := range list {
			name := e.name
			if f.has("F") || f.has("p") {
				switch {
				case e.fi.IsDir():
					name += "/"
				case f.has("F") && !long && e.fi.Mode()&fs.ModeSymlink != 0:
					name += "@"
				case f.has("F") && e.fi.Mode().IsRegular() && e.fi.Mode().Perm()&0o111 != 0:
					name += "*"
				}
			}
			if !long {
				c.println(name)
				continue
			}
			if e.fi.Mode()&fs.ModeSymlink != 0 {
				if target, err := c.FS.Readlink(c.Path(e.path)); err == nil {
					name += " -> " + target
				}
			}
			links := 1
			if e.fi.IsDir() {
				links = 2
			}
			when := e.fi.ModTime()
			stamp := when.UTC().Format("Jan _2 15:04")
			if age := time.Since(when); age > 182*24*time.Hour || age < -time.Hour {
				stamp = when.UTC().Format("Jan _2  2006")
			}
			c.printf("%s %d %s %*s %s %s\n", modeString(e.fi.Mode()), links, owner, width, size(e), stamp, name)
		}
	}
	code := 0
	var files, dirs []entry
	for _, name := range names {
		stat := c.FS.Stat
		if long || f.has("d") {
			stat = c.FS.Lstat
		}
		fi, err := stat(c.Path(name))
		if err != nil {
			fi, err = c.FS.Lstat(c.Path(name)) // a link that leads nowhere
		}
		if err == nil && strings.HasSuffix(name, "/") && !f.has("d") {
			fi, err = c.FS.Stat(c.Path(name))
		}
		if err != nil {
			c.Errorf("cannot access '%s': %s", name, reason(err))
			code = 2
			continue
		}
		e := entry{name, name, fi}
		if fi.IsDir() && !f.has("d") {
			dirs = append(dirs, e)
		} else {
			files = append(files, e)
		}
	}
	arrange(files)
	arrange(dirs)
	show(files)
	titles := len(names) > 1 || f.has("R")
	first := len(files) == 0
	var list func(dir entry)
	list = func(dir entry) {
		if ctx.Err() != nil {
			return
		}
		entries, err := c.FS.ReadDir(c.Path(dir.path))
		if err != nil {
			c.Errorf("cannot open directory '%s': %s", dir.name, reason(err))
			code = 2
			return
		}
		if titles {
			if !first {
				c.println()
			}
			c.printf("%s:\n", dir.name)
		}
		first = false
		var shown, below []entry
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".") && !f.has("a") && !f.has("A") {
				continue
			}
			fi, err := e.Info()
			if err != nil {
				continue
			}
			sub := entry{e.Name(), strings.TrimSuffix(dir.path, "/") + "/" + e.Name(), fi}
			shown = append(shown, sub)
			if fi.IsDir() {
				below = append(below, entry{strings.TrimSuffix(dir.name, "/") + "/" + e.Name(), sub.path, fi})
			}
		}
		if f.has("a") {
			up := dir.fi
			if fi, err := c.FS.Stat(c.Path(strings.TrimSuffix(dir.path, "/") + "/..")); err == nil {
				up = fi
			}
			shown = append(shown, entry{".", dir.path, dir.fi}, entry{"..", dir.path, up})
		}
		arrange(shown)
		if long {
			c.printf("total %d\n", len(shown))
		}
		show(shown)
		if f.has("R") {
			arrange(below)
			for _, sub := range below {
				list(sub)
			}
		}
	}
	for _, dir := range dirs {
		list(dir)
	}
	if ctx.Err() != nil {
		return 137
	}
	return code
}

func stat(_ context.Context, c *Call) int {
	f, ok := c.options("c: format=c: printf: L dereference=L t")
	if !ok {
		return 1
	}
	if len(f.args) == 0 {
		c.Errorf("missing operand")
		return 1
	}
	format, newline := f.get("c", ""), "\n"
	if f.has("printf") {
		format, newline = unescape(f.get("printf", "")), ""
	}
	code := 0
	for _, name := range f.args {
		get := c.FS.Lstat
		if f.has("L") {
			get = c.FS.Stat
		}
		fi, err := get(c.Path(name))
		if err != nil {
			c.Errorf("cannot statx '%s': %s", name, reason(err))
			code = 1
			continue
		}
		if format == "" && newline == "\n" {
			c.printf("  File: %s\n  Size: %d\t%s\nAccess: (%04o/%s)  Uid: (0/root)   Gid: (0/root)\nModify: %s\n",
				name, fi.Size(), fileKind(fi), octal(fi.Mode()), modeString(fi.Mode()), fi.ModTime().UTC().Format("2006-01-02 15:04:05.000000000 -0700"))
			continue
		}
		var b strings.Builder
		for i := 0; i < len(format); i++ {
			if format[i] != '%' || i+1 == len(format) {
				b.WriteByte(format[i])
				continue
			}
			i++
			switch format[i] {
			case 'a':
				fmt.Fprintf(&b, "%o", octal(fi.Mode()))
			case 'A':
				b.WriteString(modeString(fi.Mode()))
			case 'n':
				b.WriteString(name)
			case 'N':
				fmt.Fprintf(&b, "'%s'", name)
				if target, err := c.FS.Readlink(c.Path(name)); err == nil {
					fmt.Fprintf(&b, " -> '%s'", target)
				}
			case 's':
				fmt.Fprint(&b, fi.Size())
			case 'U', 'G':
				b.WriteString("root")
			case 'u', 'g':
				b.WriteString("0")
			case 'F':
				b.WriteString(fileKind(fi))
			case 'Y', 'Z', 'X':
				fmt.Fprint(&b, fi.ModTime().Unix())
			case 'y', 'z', 'x':
				b.WriteString(fi.ModTime().UTC().Format("2006-01-02 15:04:05.000000000 -0700"))
			case '%':
				b.WriteByte('%')
			default:
				b.WriteString("?")
			}
		}
		c.printf("%s", b.String()+newline)
	}
	return code
}

func fileKind(fi fs.FileInfo) string {
	switch {
	case fi.IsDir():
		return "directory"
	case fi.Mode()&fs.ModeSymlink != 0:
		return "symbolic link"
	case fi.Mode()&fs.ModeCharDevice != 0:
		return "character special file"
	case fi.Mode()&fs.ModeNamedPipe != 0:
		return "fifo"
	case fi.Mode()&fs.ModeSocket != 0:
		return "socket"
	case fi.Size() == 0:
		return "regular empty file"
	}
	return "regular file"
}

// found is one file that find looks at.
type found struct {
	name  string
	depth int
	fi    fs.FileInfo
}

// findTest decides about one file and may do something with it.
type findTest func(f *found) bool

// finder reads find's expression.
type finder struct {
	c        *Call
	words    []string
	acts     bool // an action such as -print was given
	maxDepth int
	minDepth int
	prune    bool
	code     int
}

func find(ctx context.Context, c *Call) int {
	words := c.Args[1:]
	var roots []string
	for len(words) > 0 && !strings.HasPrefix(words[0], "-") && words[0] != "!" && words[0] != "(" {
		roots, words = append(roots, words[0]), words[1:]
	}
	if len(roots) == 0 {
		roots = []string{"."}
	}
	fd := &finder{c: c, words: words, maxDepth: -1}
	test := func(*found) bool { return true }
	if len(words) > 0 {
		var err error
		test, err = fd.or()
		if err == nil && len(fd.words) > 0 {
			err = fmt.Errorf("unexpected '%s'", fd.words[0])
		}
		if err != nil {
			c.Errorf("%v", err)
			return 1
		}
	}
	for _, root := range roots {
		err := c.walk(ctx, root, func(name string, fi fs.FileInfo, err error) error {
			if err != nil {
				c.Errorf("'%s': %s", name, reason(err))
				fd.code = 1
				return nil
			}
			depth := 0
			if name != root {
				depth = len(components(strings.TrimPrefix(name, root)))
			}
			if depth >= fd.minDepth {
				fd.prune = false
				if test(&found{name, depth, fi}) && !fd.acts {
					c.println(name)
				}
			}
			if fd.prune || fd.maxDepth >= 0 && depth >= fd.maxDepth {
				if fi.IsDir() {
					return fs.SkipDir
				}
			}
			return c.outErr // nobody listens: enough
		})
		if ctx.Err() != nil {
			return 137
		}
		if err != nil {
			return c.unwritable(err)
		}
	}
	return fd.code
}

func (fd *finder) next() string {
	if len(fd.words) == 0 {
		return ""
	}
	word := fd.words[0]
	fd.words = fd.words[1:]
	return word
}

func (fd *finder) or() (findTest, error) {
	left, err := fd.and()
	for err == nil && len(fd.words) > 0 && (fd.words[0] == "-o" || fd.words[0] == "-or") {
		fd.next()
		a := left
		var b findTest
		if b, err = fd.and(); err == nil {
			left = func(f *found) bool { return a(f) || b(f) }
		}
	}
	return left, err
}

func (fd *finder) and() (findTest, error) {
	left, err := fd.test()
	for err == nil && len(fd.words) > 0 && fd.words[0] != "-o" && fd.words[0] != "-or" && fd.words[0] != ")" {
		if fd.words[0] == "-a" || fd.words[0] == "-and" {
			fd.next()
		}
		a := left
		var b findTest
		if b, err = fd.test(); err == nil {
			left = func(f *found) bool { return a(f) && b(f) }
		}
	}
	return left, err
}

func (fd *finder) test() (findTest, error) {
	word := fd.next()
	value := func() (string, error) {
		if len(fd.words) == 0 {
			return "", fmt.Errorf("missing argument to '%s'", word)
		}
		return fd.next(), nil
	}
	glob := func(subject func(*found) string, fold bool) (findTest, error) {
		pattern, err := value()
		if err != nil {
			return nil, err
		}
		re, err := globRegexp(pattern, fold)
		if err != nil {
			return nil, err
		}
		return func(f *found) bool { return re.MatchString(subject(f)) }, nil
	}
	base := func(f *found) string { return path.Base(f.name) }
	whole := func(f *found) string { return f.name }
	switch word {
	case "":
		return nil, errors.New("an expression is missing")
	case "!", "-not":
		t, err := fd.test()
		if err != nil {
			return nil, err
		}
		return func(f *found) bool { return !t(f) }, nil
	case "(":
		t, err := fd.or()
		if err == nil && fd.next() != ")" {
			err = errors.New("a ')' is missing")
		}
		return t, err
	case "-name":
		return glob(base, false)
	case "-iname":
		return glob(base, true)
	case "-path", "-wholename":
		return glob(whole, false)
	case "-ipath":
		return glob(whole, true)
	case "-type":
		v, err := value()
		if err != nil {
			return nil, err
		}
		return func(f *found) bool {
			kind := modeString(f.fi.Mode())[:1]
			if kind == "-" {
				kind = "f"
			}
			return slices.Contains(strings.Split(v, ","), kind)
		}, nil
	case "-perm":
		v, err := value()
		if err != nil {
			return nil, err
		}
		bare := strings.TrimLeft(v, "-/")
		mode, err := parseMode(bare, 0, 0)
		if err != nil {
			return nil, err
		}
		want := octal(mode)
		return func(f *found) bool {
			has := octal(f.fi.Mode())
			switch v[0] {
			case '-':
				return has&want == want
			case '/':
				return want == 0 || has&want != 0
			}
			return has == want
		}, nil
	case "-size":
		v, err := value()
		if err != nil {
			return nil, err
		}
		n, unit := strings.TrimLeft(v, "+-"), int64(512)
		if i := strings.IndexAny(n, "cwbkMG"); i >= 0 && i == len(n)-1 {
			unit = map[byte]int64{'c': 1, 'w': 2, 'b': 512, 'k': 1 << 10, 'M': 1 << 20, 'G': 1 << 30}[n[i]]
			n = n[:i]
		}
		want, err := strconv.ParseInt(n, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("invalid argument '%s' to '-size'", v)
		}
		return func(f *found) bool {
			return compareSigned(v, (f.fi.Size()+unit-1)/unit, want)
		}, nil
	case "-mmin", "-mtime":
		v, err := value()
		if err != nil {
			return nil, err
		}
		want, err := strconv.ParseInt(strings.TrimLeft(v, "+-"), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("invalid argument '%s' to '%s'", v, word)
		}
		unit := time.Minute
		if word == "-mtime" {
			unit = 24 * time.Hour
		}
		return func(f *found) bool {
			return compareSigned(v, int64(time.Since(f.fi.ModTime())/unit), want)
		}, nil
	case "-newer":
		v, err := value()
		if err != nil {
			return nil, err
		}
		than, err := fd.c.FS.Stat(fd.c.Path(v))
		if err != nil {
			return nil, fmt.Errorf("'%s': %s", v, reason(err))
		}
		return func(f *found) bool { return f.fi.ModTime().After(than.ModTime()) }, nil
	case "-empty":
		return func(f *found) bool {
			if !f.fi.IsDir() {
				return f.fi.Mode().IsRegular() && f.fi.Size() == 0
			}
			entries, err := fd.c.FS.ReadDir(fd.c.Path(f.name))
			return err == nil && len(entries) == 0
		}, nil
	case "-maxdepth", "-mindepth":
		v, err := value()
		if err != nil {
			return nil, err
		}
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("expected a positive number as argument to '%s', but got '%s'", word, v)
		}
		if word == "-maxdepth" {
			fd.maxDepth = n
		} else {
			fd.minDepth = n
		}
		return func(*found) bool { return true }, nil
	case "-prune":
		return func(*found) bool { fd.prune = true; return true }, nil
	case "-true":
		return func(*found) bool { return true }, nil
	case "-print", "-print0":
		fd.acts = true
		end := "\n"
		if word == "-print0" {
			end = "\x00"
		}
		return func(f *found) bool {
			fd.c.printf("%s", f.name+end)
			return true
		}, nil
	case "-ls":
		fd.acts = true
		return func(f *found) bool {
			fd.c.printf("%s 1 root root %d %s\n", modeString(f.fi.Mode()), f.fi.Size(), f.name)
			return true
		}, nil
	case "-exec", "-execdir", "-ok", "-delete":
		return nil, fmt.Errorf("%s is not known here: use a pipe to xargs", word)
	}
	return nil, fmt.Errorf("unknown predicate '%s'", word)
}

// compareSigned compares as find's numbers do: "+5" more than, "-5" less than.
func compareSigned(spec string, has, want int64) bool {
	switch {
	case strings.HasPrefix(spec, "+"):
		return has > want
	case strings.HasPrefix(spec, "-"):
		return has < want
	}
	return has == want
}
