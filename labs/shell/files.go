package shell

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// physical is a name with every symbolic link followed.
func (c *Call) physical(name string) (string, error) {
	p, err := resolve(fsTree{c.FS}, c.Path(name), true)
	if err != nil {
		return "", fail("resolve", name, err)
	}
	return path.Join("/", p), nil
}

// fsTree resolves names through an FS.
type fsTree struct{ fs FS }

func (t fsTree) lstat(name string) (fs.FileInfo, error) { return t.fs.Lstat(path.Join("/", name)) }
func (t fsTree) readlink(name string) (string, error)   { return t.fs.Readlink(path.Join("/", name)) }

// copyTo copies r to Out. ok is false when the command should end with code.
func (c *Call) copyTo(ctx context.Context, name string, r io.Reader) (code int, ok bool) {
	buf := make([]byte, 32<<10)
	for {
		if ctx.Err() != nil {
			return 137, false
		}
		n, err := r.Read(buf)
		if n > 0 {
			if code, ok := c.write(buf[:n]); !ok {
				return code, false
			}
		}
		if err == io.EOF {
			return 0, true
		}
		if err != nil {
			return c.failed(name, err), true
		}
	}
}

func cat(ctx context.Context, c *Call) int {
	f, ok := c.options("n number=n A show-all=A v e t u")
	if !ok {
		return 2
	}
	names := f.args
	if len(names) == 0 {
		names = []string{"-"}
	}
	code, line := 0, 0
	for _, name := range names {
		r, err := c.Open(name)
		if err != nil {
			code = c.failed(name, err)
			continue
		}
		if f.has("n") || f.has("A") {
			err = eachLine(ctx, r, func(text string, newline bool) error {
				line++
				if f.has("A") {
					text = strings.ReplaceAll(text, "\t", "^I")
					text = strings.ReplaceAll(text, "\r", "^M")
					if newline {
						text += "$"
					}
				}
				if f.has("n") {
					text = fmt.Sprintf("%6d\t%s", line, text)
				}
				if newline {
					text += "\n"
				}
				_, err := io.WriteString(c.Out, text)
				return err
			})
			if err != nil {
				code = c.failed(name, err)
			}
		} else {
			n, ok := c.copyTo(ctx, name, r)
			if !ok {
				done(r)
				return n
			}
			code = max(code, n)
		}
		done(r)
	}
	return code
}

// into is where cp and mv put a source: dst, or its name inside dst when that is a
// directory.
func (c *Call) into(src, dst string) string {
	if fi, err := c.FS.Stat(c.Path(dst)); err == nil && fi.IsDir() {
		base := path.Base(src)
		if base == ".." || base == "/" {
			base = "." // what is in it, then
		}
		return strings.TrimSuffix(dst, "/") + "/" + base
	}
	return dst
}

// targets checks the operands of cp and mv.
func (c *Call) targets(f *flags) (srcs []string, dst string, ok bool) {
	args := f.args
	if t := f.get("t", ""); t != "" {
		args = append(args, t)
	}
	switch len(args) {
	case 0:
		c.Errorf("missing file operand")
		return nil, "", false
	case 1:
		c.Errorf("missing destination file operand after '%s'", args[0])
		return nil, "", false
	}
	srcs, dst = args[:len(args)-1], args[len(args)-1]
	if len(srcs) > 1 {
		if fi, err := c.FS.Stat(c.Path(dst)); err != nil || !fi.IsDir() {
			c.Errorf("target '%s': Not a directory", dst)
			return nil, "", false
		}
	}
	return srcs, dst, true
}

func cp(ctx context.Context, c *Call) int {
	f, ok := c.options("r R recursive=r p preserve? a archive=a f force=f T n no-clobber=n L d v verbose=v t:")
	if !ok {
		return 2
	}
	srcs, dst, ok := c.targets(f)
	if !ok {
		return 1
	}
	recursive := f.has("r") || f.has("R") || f.has("a")
	keep := f.has("p") || f.has("a") || f.has("preserve")
	links := (f.has("a") || f.has("d") || recursive) && !f.has("L")
	code := 0
	for _, src := range srcs {
		to := dst
		if !f.has("T") {
			to = c.into(src, dst)
		}
		if f.has("n") {
			if _, err := c.FS.Lstat(c.Path(to)); err == nil {
				continue
			}
		}
		fi, err := c.FS.Stat(c.Path(src))
		if err != nil && links {
			fi, err = c.FS.Lstat(c.Path(src))
		}
		if err != nil {
			c.Errorf("cannot stat '%s': %s", src, reason(err))
			code = 1
			continue
		}
		if fi.IsDir() && !recursive {
			c.Errorf("-r not specified; omitting directory '%s'", src)
			code = 1
			continue
		}
		if fi.IsDir() {
			from, err1 := c.physical(src)
			inside, err2 := c.physical(to)
			if err1 == nil && err2 == nil && (inside == from || strings.HasPrefix(inside, strings.TrimSuffix(from, "/")+"/")) {
				c.Errorf("cannot copy a directory, '%s', into itself, '%s'", src, to)
				code = 1
				continue
			}
		}
		if f.has("v") {
			c.printf("'%s' -> '%s'\n", src, to)
		}
		// A link named on the command line is followed unless -a or -d says otherwise.
		top := links && (f.has("a") || f.has("d"))
		if !c.copyTree(ctx, src, to, copying{keep: keep, links: links, force: f.has("f")}, top) {
			code = 1
		}
	}
	return code
}

// copying says how to copy: with modes and times, with links as links, and over files
// that cannot be opened.
type copying struct{ keep, links, force bool }

// copyTree copies a file or directory; link says whether src itself may be copied as
// a link. It reports what it cannot copy and goes on.
func (c *Call) copyTree(ctx context.Context, src, dst string, how copying, link bool) bool {
	if ctx.Err() != nil {
		return false
	}
	stat := c.FS.Stat
	if link {
		stat = c.FS.Lstat
	}
	fi, err := stat(c.Path(src))
	if err != nil {
		c.Errorf("cannot stat '%s': %s", src, reason(err))
		return false
	}
	switch {
	case fi.Mode()&fs.ModeSymlink != 0:
		target, err := c.FS.Readlink(c.Path(src))
		if err == nil {
			if old, lerr := c.FS.Lstat(c.Path(dst)); lerr == nil && !old.IsDir() {
				err = c.FS.Remove(c.Path(dst))
			}
		}
		if err == nil {
			err = c.FS.Symlink(target, c.Path(dst))
		}
		if err != nil {
			c.Errorf("cannot create symbolic link '%s': %s", dst, reason(err))
			return false
		}
		return true
	case fi.IsDir():
		old, err := c.FS.Stat(c.Path(dst))
		if err == nil && !old.IsDir() {
			c.Errorf("cannot overwrite non-directory '%s' with directory '%s'", dst, src)
			return false
		}
		made := err != nil
		if made {
			if err := c.FS.MkdirAll(c.Path(dst), fi.Mode().Perm()|0o700); err != nil {
				c.Errorf("cannot create directory '%s': %s", dst, reason(err))
				return false
			}
		}
		entries, err := c.FS.ReadDir(c.Path(src))
		if err != nil {
			c.Errorf("cannot access '%s': %s", src, reason(err))
			return false
		}
		good := true
		for _, e := range entries {
			if !c.copyTree(ctx, strings.TrimSuffix(src, "/")+"/"+e.Name(), strings.TrimSuffix(dst, "/")+"/"+e.Name(), how, how.links) {
				good = false
			}
		}
		if how.keep {
			good = c.keepTimes(dst, fi) && good
		}
		return good
	}
	if a, err1 := c.physical(src); err1 == nil {
		if b, err2 := c.physical(dst); err2 == nil && a == b {
			c.Errorf("'%s' and '%s' are the same file", src, dst)
			return false
		}
	}
	if err := c.copyFile(ctx, src, dst, fi.Mode().Perm(), how.force); err != nil {
		c.Errorf("cannot create regular file '%s': %s", dst, reason(err))
		return false
	}
	return !how.keep || c.keepTimes(dst, fi)
}

// keepTimes gives dst the mode and time of what it was copied from.
func (c *Call) keepTimes(dst string, fi fs.FileInfo) bool {
	err := c.FS.Chmod(c.Path(dst), fi.Mode())
	if err == nil {
		if err = c.s.fs.Chtimes(c.Path(dst), fi.ModTime(), fi.ModTime()); errors.Is(err, errors.ErrUnsupported) {
			err = nil
		}
	}
	if err != nil {
		c.Errorf("preserving the mode and time of '%s': %s", dst, reason(err))
		return false
	}
	return true
}

func (c *Call) copyFile(ctx context.Context, src, dst string, perm fs.FileMode, force bool) error {
	r, err := c.FS.OpenFile(c.Path(src), os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer done(r)
	const flag = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	w, err := c.FS.OpenFile(c.Path(dst), flag, perm)
	if err != nil && force {
		if c.FS.Remove(c.Path(dst)) == nil {
			w, err = c.FS.OpenFile(c.Path(dst), flag, perm)
		}
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(onlyWriter{w}, ctxReader{ctx, r})
	return errors.Join(err, w.Close())
}

type onlyWriter struct{ io.Writer }

// ctxReader ends with ctx.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (r ctxReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

func mv(ctx context.Context, c *Call) int {
	f, ok := c.options("f force=f n no-clobber=n T v verbose=v t:")
	if !ok {
		return 2
	}
	srcs, dst, ok := c.targets(f)
	if !ok {
		return 1
	}
	code := 0
	for _, src := range srcs {
		to := dst
		if !f.has("T") {
			to = c.into(src, dst)
		}
		if _, err := c.FS.Lstat(c.Path(src)); err != nil {
			c.Errorf("cannot stat '%s': %s", src, reason(err))
			code = 1
			continue
		}
		if _, err := c.FS.Lstat(c.Path(to)); err == nil && f.has("n") {
			continue
		}
		a, err1 := c.physical(path.Dir(c.Path(src)))
		b, err2 := c.physical(path.Dir(c.Path(to)))
		if err1 == nil && err2 == nil && path.Join(a, path.Base(src)) == path.Join(b, path.Base(to)) {
			c.Errorf("'%s' and '%s' are the same file", src, to)
			code = 1
			continue
		}
		err := c.FS.Rename(c.Path(src), c.Path(to))
		if errors.Is(err, syscall.EXDEV) {
			if !c.copyTree(ctx, src, to, copying{keep: true, links: true}, true) {
				code = 1
				continue
			}
			err = c.FS.RemoveAll(c.Path(src))
		}
		if err != nil {
			c.Errorf("cannot move '%s' to '%s': %s", src, to, reason(err))
			code = 1
		} else if f.has("v") {
			c.printf("renamed '%s' -> '%s'\n", src, to)
		}
	}
	return code
}

func rm(_ context.Context, c *Call) int {
	f, ok := c.options("r R=r recursive=r f force=f d dir=d i v verbose=v")
	if !ok {
		return 2
	}
	if len(f.args) == 0 && !f.has("f") {
		c.Errorf("missing operand")
		return 1
	}
	code := 0
	complain := func(name string, err error) {
		c.Errorf("cannot remove '%s': %s", name, reason(err))
		code = 1
	}
	for _, name := range f.args {
		if base := path.Base(name); base == "." || base == ".." {
			c.Errorf("refusing to remove '.' or '..' directory: skipping '%s'", name)
			code = 1
			continue
		}
		if path.Clean(c.Path(name)) == "/" {
			c.Errorf("it is dangerous to operate recursively on '/'")
			code = 1
			continue
		}
		fi, err := c.FS.Lstat(c.Path(name))
		switch {
		case err != nil && f.has("f") && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)):
		case err != nil:
			complain(name, err)
		case fi.IsDir() && f.has("r"):
			if err := c.FS.RemoveAll(c.Path(name)); err != nil {
				complain(name, err)
			}
		case fi.IsDir() && !f.has("d"):
			complain(name, syscall.EISDIR)
		default:
			if err := c.FS.Remove(c.Path(name)); err != nil {
				complain(name, err)
			} else if f.has("v") {
				c.printf("removed '%s'\n", name)
			}
		}
	}
	return code
}

func mkdir(_ context.Context, c *Call) int {
	f, ok := c.options("p parents=p m: mode=m: v verbose=v")
	if !ok {
		return 2
	}
	if len(f.args) == 0 {
		c.Errorf("missing operand")
		return 1
	}
	code := 0
	for _, name := range f.args {
		err := func() error {
			at := c.Path(name)
			_, err := c.FS.Lstat(at)
			exists := err == nil
			if !f.has("p") {
				if exists {
					return syscall.EEXIST
				}
				parent, err := c.FS.Stat(path.Dir(strings.TrimRight(at, "/")))
				if err != nil {
					return err
				}
				if !parent.IsDir() {
					return syscall.ENOTDIR
				}
			}
			if err := c.FS.MkdirAll(at, 0o777); err != nil {
				return err
			}
			if f.has("m") && !exists {
				mode, err := parseMode(f.get("m", ""), fs.ModeDir|0o777, fs.FileMode(c.s.fs.umask.Load()))
				if err != nil {
					return err
				}
				return c.FS.Chmod(at, mode)
			}
			return nil
		}()
		if err != nil {
			c.Errorf("cannot create directory '%s': %s", name, reason(err))
			code = 1
		}
	}
	return code
}

func rmdir(_ context.Context, c *Call) int {
	f, ok := c.options("p parents=p ignore-fail-on-non-empty=i")
	if !ok {
		return 2
	}
	code := 0
	for _, name := range f.args {
		for {
			fi, err := c.FS.Lstat(c.Path(name))
			if err == nil && !fi.IsDir() {
				err = syscall.ENOTDIR
			}
			if err == nil {
				// Remove alone would also take a file that has come meanwhile.
				err = c.FS.Remove(c.Path(name))
			}
			if err != nil {
				if f.has("i") && errors.Is(err, syscall.ENOTEMPTY) {
					break
				}
				c.Errorf("failed to remove '%s': %s", name, reason(err))
				code = 1
				break
			}
			parent := path.Dir(strings.TrimRight(name, "/"))
			if !f.has("p") || parent == "." || parent == "/" {
				break
			}
			name = parent
		}
	}
	return code
}

func ln(_ context.Context, c *Call) int {
	f, ok := c.options("s symbolic=s f force=f n no-dereference=n T v")
	if !ok {
		return 2
	}
	if !f.has("s") {
		c.Errorf("this shell makes symbolic links only: use ln -s")
		return 1
	}
	args := f.args
	switch len(args) {
	case 0:
		c.Errorf("missing file operand")
		return 1
	case 1:
		args = append(args, path.Base(args[0]))
	}
	dst, code := args[len(args)-1], 0
	for _, target := range args[:len(args)-1] {
		name := dst
		old, err := c.FS.Lstat(c.Path(dst))
		isLink := err == nil && old.Mode()&fs.ModeSymlink != 0
		if !(f.has("n") && isLink) && !f.has("T") {
			name = c.into(target, dst)
		}
		if f.has("f") {
			if fi, err := c.FS.Lstat(c.Path(name)); err == nil && !fi.IsDir() {
				if err := c.FS.Remove(c.Path(name)); err != nil {
					c.Errorf("cannot remove '%s': %s", name, reason(err))
					code = 1
					continue
				}
			}
		}
		if err := c.FS.Symlink(target, c.Path(name)); err != nil {
			c.Errorf("failed to create symbolic link '%s': %s", name, reason(err))
			code = 1
		}
	}
	return code
}

// parseMode reads an octal or symbolic mode and applies it to old. A symbolic clause
// that names nobody leaves alone what mask has.
func parseMode(text string, old fs.FileMode, mask fs.FileMode) (fs.FileMode, error) {
	bad := fmt.Errorf("invalid mode: '%s'", text)
	const special = fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky
	if n, err := strconv.ParseUint(text, 8, 32); err == nil {
		if n > 0o7777 {
			return 0, bad
		}
		mode := old&^(fs.ModePerm|special) | fs.FileMode(n&0o777)
		for bit, flag := range map[uint64]fs.FileMode{0o4000: fs.ModeSetuid, 0o2000: fs.ModeSetgid, 0o1000: fs.ModeSticky} {
			if n&bit != 0 {
				mode |= flag
			}
		}
		return mode, nil
	}
	mode := old
	for clause := range strings.SplitSeq(text, ",") {
		i := strings.IndexAny(clause, "+-=")
		if i < 0 {
			return 0, bad
		}
		var who fs.FileMode // which of the nine bits are spoken of
		users := clause[:i]
		for _, u := range users {
			switch u {
			case 'u':
				who |= 0o700
			case 'g':
				who |= 0o070
			case 'o':
				who |= 0o007
			case 'a':
				who |= 0o777
			default:
				return 0, bad
			}
		}
		if users == "" {
			who = 0o777 &^ mask
		}
		for rest := clause[i:]; rest != ""; {
			op := rest[0]
			if !strings.ContainsRune("+-=", rune(op)) {
				return 0, bad
			}
			end := strings.IndexAny(rest[1:], "+-=")
			perms := rest[1:]
			if end >= 0 {
				perms = rest[1 : 1+end]
			}
			rest = rest[1+len(perms):]
			var bits, extra fs.FileMode
			for _, p := range perms {
				switch p {
				case 'r':
					bits |= 0o444
				case 'w':
					bits |= 0o222
				case 'x':
					bits |= 0o111
				case 'X':
					if mode.IsDir() || mode&0o111 != 0 {
						bits |= 0o111
					}
				case 's':
					if users == "" || strings.ContainsAny(users, "ua") {
						extra |= fs.ModeSetuid
					}
					if users == "" || strings.ContainsAny(users, "ga") {
						extra |= fs.ModeSetgid
					}
				case 't':
					extra |= fs.ModeSticky
				case 'u', 'g', 'o':
					shift := map[rune]uint{'u': 6, 'g': 3, 'o': 0}[p]
					bits |= mode >> shift & 7 * 0o111
				default:
					return 0, bad
				}
			}
			switch op {
			case '+':
				mode |= bits&who | extra
			case '-':
				mode &^= bits&who | extra
			case '=':
				mode = mode&^who | bits&who | extra
			}
		}
	}
	return mode, nil
}

func chmod(ctx context.Context, c *Call) int {
	// "chmod -x file" is a mode, not an option.
	var modes, args []string
	for _, arg := range c.Args {
		if len(args) > 0 && len(modes) == 0 && len(arg) > 1 && arg[0] == '-' && strings.Trim(arg[1:], "rwxXst,+-=ugoa") == "" {
			modes = append(modes, arg)
			continue
		}
		args = append(args, arg)
	}
	f, err := options(args, "R recursive=R v verbose=v c f reference:")
	if err != nil {
		c.Errorf("%v", err)
		return 1
	}
	names := f.args
	if len(modes) == 0 && !f.has("reference") && len(names) > 0 {
		modes, names = names[:1], names[1:]
	}
	if len(names) == 0 {
		c.Errorf("missing operand")
		return 1
	}
	code := 0
	apply := func(name string, fi fs.FileInfo) {
		var mode fs.FileMode
		var err error
		if ref := f.get("reference", ""); ref != "" {
			var of fs.FileInfo
			if of, err = c.FS.Stat(c.Path(ref)); err == nil {
				mode = of.Mode()
			}
		} else if mode, err = parseMode(modes[0], fi.Mode(), fs.FileMode(c.s.fs.umask.Load())); err != nil {
			c.Errorf("%v", err)
			code = 1
			return
		}
		if err == nil {
			err = c.FS.Chmod(c.Path(name), mode)
		}
		if err != nil {
			c.Errorf("changing permissions of '%s': %s", name, reason(err))
			code = 1
		}
	}
	for _, name := range names {
		fi, err := c.FS.Stat(c.Path(name))
		if err != nil {
			c.Errorf("cannot access '%s': %s", name, reason(err))
			code = 1
			continue
		}
		apply(name, fi)
		if f.has("R") && fi.IsDir() {
			err := c.walk(ctx, name, func(p string, fi fs.FileInfo, err error) error {
				if err != nil {
					c.Errorf("cannot access '%s': %s", p, reason(err))
					code = 1
				} else if p != name && fi.Mode()&fs.ModeSymlink == 0 {
					apply(p, fi)
				}
				return nil
			})
			if err != nil {
				return 137
			}
		}
	}
	return code
}

// walk calls visit for name and everything below it, directories before what they
// hold, links not followed. visit may return fs.SkipDir. Only ctx ends the walk early.
func (c *Call) walk(ctx context.Context, name string, visit func(name string, fi fs.FileInfo, err error) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	fi, err := c.FS.Lstat(c.Path(name))
	if verr := visit(name, fi, err); verr != nil || err != nil || !fi.IsDir() {
		if errors.Is(verr, fs.SkipDir) {
			return nil
		}
		return verr
	}
	entries, err := c.FS.ReadDir(c.Path(name))
	if err != nil {
		return visit(name, nil, err)
	}
	for _, e := range entries {
		if err := c.walk(ctx, strings.TrimSuffix(name, "/")+"/"+e.Name(), visit); err != nil {
			return err
		}
	}
	return nil
}

func touch(_ context.Context, c *Call) int {
	f, ok := c.options("c no-create=c a m d: date=d: t: r: reference=r:")
	if !ok {
		return 2
	}
	when := time.Now()
	if d := f.get("d", ""); d != "" {
		t, err := parseDate(d, when)
		if err != nil {
			c.Errorf("%v", err)
			return 1
		}
		when = t
	}
	if ref := f.get("r", ""); ref != "" {
		fi, err := c.FS.Stat(c.Path(ref))
		if err != nil {
			return c.failed(ref, err)
		}
		when = fi.ModTime()
	}
	if f.has("t") {
		c.Errorf("-t is not known here: use -d")
		return 1
	}
	code := 0
	for _, name := range f.args {
		_, err := c.FS.Stat(c.Path(name))
		exists := err == nil
		switch {
		case exists:
			err = c.s.fs.Chtimes(c.Path(name), when, when)
		case f.has("c"):
			continue
		case errors.Is(err, fs.ErrNotExist):
			var file File
			file, err = c.FS.OpenFile(c.Path(name), os.O_WRONLY|os.O_CREATE, 0o666)
			if err == nil {
				err = file.Close()
			}
			if err == nil && (f.has("d") || f.has("r")) {
				err = c.s.fs.Chtimes(c.Path(name), when, when)
			}
		}
		if err != nil {
			c.Errorf("cannot touch '%s': %s", name, reason(err))
			code = 1
		}
	}
	return code
}

func tee(ctx context.Context, c *Call) (code int) {
	f, ok := c.options("a append=a i")
	if !ok {
		return 2
	}
	flag := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if f.has("a") {
		flag = os.O_WRONLY | os.O_CREATE | os.O_APPEND
	}
	outs, names := []io.Writer{c.Out}, []string{"standard output"}
	for _, name := range f.args {
		if name == "/dev/stdout" || name == "/dev/stderr" {
			w, err := c.Create(name)
			if err == nil {
				outs, names = append(outs, w), append(names, name)
			}
			continue
		}
		file, err := c.FS.OpenFile(c.Path(name), flag, 0o666)
		if err != nil {
			code = c.failed(name, err)
			continue
		}
		defer func() {
			if err := file.Close(); err != nil && code == 0 {
				code = c.failed(name, err)
			}
		}()
		outs, names = append(outs, file), append(names, name)
	}
	buf := make([]byte, 32<<10)
	for {
		if ctx.Err() != nil {
			return 137
		}
		n, err := c.In.Read(buf)
		for i, w := range outs {
			if w == nil || n == 0 {
				continue
			}
			if _, err := w.Write(buf[:n]); err != nil {
				outs[i] = nil // the others still get theirs
				if i == 0 && c.unwritable(err) == exitPipe {
					continue
				}
				code = c.failed(names[i], err)
			}
		}
		if err == io.EOF {
			return code
		}
		if err != nil {
			return c.failed("-", err)
		}
	}
}

func mktemp(_ context.Context, c *Call) int {
	f, ok := c.options("d directory=d p: tmpdir=p: t q quiet=q u suffix:")
	if !ok {
		return 2
	}
	template := "tmp.XXXXXXXXXX"
	dir := ""
	if len(f.args) > 0 {
		template = f.args[0]
	} else {
		dir = "/tmp"
	}
	if f.has("p") || f.has("t") {
		dir = f.get("p", "")
		if dir == "" {
			dir = "/tmp"
		}
	}
	if dir == "/tmp" && c.Getenv("TMPDIR") != "" && !f.has("p") {
		dir = c.Getenv("TMPDIR")
	}
	xs := len(template) - len(strings.TrimRight(template, "X"))
	if xs < 3 {
		c.Errorf("too few X's in template '%s'", template)
		return 1
	}
	for range 100 {
		name := template[:len(template)-xs] + rand.Text()[:min(xs, 26)] + f.get("suffix", "")
		if dir != "" {
			name = strings.TrimSuffix(dir, "/") + "/" + name
		}
		var err error
		if _, lerr := c.FS.Lstat(c.Path(name)); lerr == nil {
			continue
		}
		switch {
		case f.has("u"):
		case f.has("d"):
			var parent fs.FileInfo
			if parent, err = c.FS.Stat(path.Dir(c.Path(name))); err == nil && !parent.IsDir() {
				err = syscall.ENOTDIR
			}
			if err == nil {
				err = c.FS.MkdirAll(c.Path(name), 0o700)
			}
		default:
			var file File
			if file, err = c.FS.OpenFile(c.Path(name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
				err = file.Close()
			}
		}
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			c.Errorf("failed to create via template '%s': %s", template, reason(err))
			return 1
		}
		c.println(name)
		return 0
	}
	c.Errorf("failed to create via template '%s': %s", template, reason(fs.ErrExist))
	return 1
}

func readlink(_ context.Context, c *Call) int {
	f, ok := c.options("f canonicalize=f e m n no-newline=n")
	if !ok {
		return 2
	}
	code := 0
	for _, name := range f.args {
		var target string
		var err error
		if f.has("f") || f.has("e") || f.has("m") {
			target, err = c.physical(name)
			if err == nil && f.has("e") {
				_, err = c.FS.Stat(target)
			}
		} else {
			target, err = c.FS.Readlink(c.Path(name))
		}
		if err != nil {
			code = 1
			continue
		}
		c.printf("%s", target)
		if !f.has("n") {
			c.println()
		}
	}
	return code
}

func realpath(_ context.Context, c *Call) int {
	f, ok := c.options("e m s")
	if !ok {
		return 2
	}
	code := 0
	for _, name := range f.args {
		target, err := c.physical(name)
		if err == nil && f.has("e") {
			_, err = c.FS.Stat(target)
		}
		if err != nil {
			code = c.failed(name, err)
			continue
		}
		c.println(target)
	}
	return code
}

func basename(_ context.Context, c *Call) int {
	f, ok := c.options("+ a s: suffix=s:")
	if !ok {
		return 2
	}
	if len(f.args) == 0 {
		c.Errorf("missing operand")
		return 1
	}
	names, suffix := f.args, f.get("s", "")
	if !f.has("a") && !f.has("s") {
		names = f.args[:1]
		if len(f.args) > 1 {
			suffix = f.args[1]
		}
	}
	for _, name := range names {
		base := path.Base(name)
		if name == "" {
			base = ""
		}
		if base != suffix {
			base = strings.TrimSuffix(base, suffix)
		}
		c.println(base)
	}
	return 0
}

func dirname(_ context.Context, c *Call) int {
	f, ok := c.options("+")
	if !ok {
		return 2
	}
	if len(f.args) == 0 {
		c.Errorf("missing operand")
		return 1
	}
	for _, name := range f.args {
		dir := path.Dir(strings.TrimRight(name, "/"))
		if strings.Trim(name, "/") == "" && name != "" {
			dir = "/"
		}
		c.println(dir)
	}
	return 0
}

// chown accepts what changes nothing: every file here belongs to root.
func chown(ctx context.Context, c *Call) int {
	f, ok := c.options("R recursive=R h v f c reference:")
	if !ok {
		return 1
	}
	names, owner := f.args, "root:root"
	if !f.has("reference") {
		if len(names) == 0 {
			c.Errorf("missing operand")
			return 1
		}
		owner, names = names[0], names[1:]
	}
	if len(names) == 0 {
		c.Errorf("missing operand after '%s'", owner)
		return 1
	}
	code := 0
	for _, part := range strings.FieldsFunc(owner, func(r rune) bool { return r == ':' || r == '.' }) {
		if part != "root" && part != "0" {
			c.Errorf("every file here belongs to root:root, and cannot be given to '%s'", owner)
			return 1
		}
	}
	for _, name := range names {
		if _, err := c.FS.Lstat(c.Path(name)); err != nil {
			c.Errorf("cannot access '%s': %s", name, reason(err))
			code = 1
		}
		if ctx.Err() != nil {
			return 137
		}
	}
	return code
}
