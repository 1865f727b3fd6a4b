package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"reflect"
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"
)

// session is one Run: what its scripts, subshells and commands share.
type session struct {
	sh     *Shell
	fs     *sessionFS
	ctx    context.Context // ends when the run does
	cancel context.CancelCauseFunc
	tty    bool

	calls      atomic.Int64 // of functions and commands so far
	goroutines int          // of the process, when the run began

	mu      sync.Mutex
	running int                     // commands at this moment
	ended   bool                    // no more of them may start
	idle    *sync.Cond              // of mu: running went to 0
	funcs   map[string]*syntax.Stmt // every function a script of this run declares
	sources map[string][]byte       // files on their way to the source builtin
	nsource int
}

// streams are the streams of one command. in is never nil.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// errEnded is why the context of a run is done when nothing went wrong.
var errEnded = errors.New("the script has ended")

// start sets up a run, lets main do it, and clears up.
func (sh *Shell) start(parent context.Context, stdio Stdio, main func(context.Context, *session, streams) int) (code int, err error) {
	ctx, cancel := context.WithCancelCause(parent)
	s := &session{
		sh: sh, ctx: ctx, cancel: cancel, tty: stdio.TTY,
		goroutines: runtime.NumGoroutine(),
		funcs:      map[string]*syntax.Stmt{}, sources: map[string][]byte{},
	}
	s.idle = sync.NewCond(&s.mu)
	s.fs = &sessionFS{FS: sh.o.FS, s: s}
	s.fs.umask.Store(0o022)

	var mu sync.Mutex
	left := sh.o.Limits.Output
	closed := false
	limited := func(w io.Writer) io.Writer {
		return &oneWriter{func(p []byte) (int, error) {
			mu.Lock()
			defer mu.Unlock()
			if closed || w == nil {
				return len(p), nil
			}
			if left -= int64(len(p)); left < 0 {
				return 0, s.stop(fmt.Sprintf("more than %d bytes of output", sh.o.Limits.Output))
			}
			return w.Write(p)
		}}
	}
	out := limited(stdio.Out)
	errs := out
	if !same(stdio.Out, stdio.Err) {
		errs = limited(stdio.Err)
	}
	defer func() {
		// A job that is still there must not write to streams the caller has back.
		mu.Lock()
		closed = true
		mu.Unlock()
	}()

	in, closeIn, err := inputFile(stdio.In)
	if err != nil {
		cancel(err)
		return 126, fmt.Errorf("preparing the shell's input: %w", err)
	}
	defer closeIn()
	go s.watchMemory()
	defer s.wait()
	defer cancel(errEnded)
	defer func() {
		// The interpreter is not proof against every odd script; the caller is.
		if p := recover(); p != nil {
			code, err = 2, fmt.Errorf("the shell failed on this script: %v", p)
		}
	}()
	code = main(ctx, s, streams{in, out, errs})
	if ctx.Err() != nil {
		return 137, context.Cause(ctx)
	}
	return code, nil
}

// wait lets no more commands start and returns when those that run have ended, which
// they do because ctx has.
func (s *session) wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	for s.running > 0 {
		s.idle.Wait()
	}
}

// enter counts a command that starts; leave, one that ends.
func (s *session) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return false
	}
	if s.running++; s.running > s.sh.o.Limits.Commands {
		s.running--
		_ = s.stop(fmt.Sprintf("more than %d commands at once", s.sh.o.Limits.Commands)) // the context carries it
		return false
	}
	return true
}

func (s *session) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running--; s.running == 0 {
		s.idle.Broadcast()
	}
}

// stop ends the run because of a limit and returns the error that says so.
func (s *session) stop(what string) error {
	err := &LimitError{What: what}
	s.cancel(err)
	return err
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// oneWriter is compared by its address. A program that is given the same one for its output
// and its errors writes both in the order in which it says them.
type oneWriter struct{ write func([]byte) (int, error) }

func (w *oneWriter) Write(p []byte) (int, error) { return w.write(p) }

// same says whether both are one writer.
func same(a, b io.Writer) bool {
	return a != nil && b != nil && reflect.TypeOf(a).Comparable() && reflect.TypeOf(b).Comparable() && a == b
}

// inputFile makes an *os.File of a reader, because that is what the interpreter hands
// from command to command, and because reads of it can be given up.
func inputFile(in io.Reader) (*os.File, func(), error) {
	if f, ok := in.(*os.File); ok && f != nil {
		fi, err := f.Stat()
		if err != nil {
			return nil, nil, err
		}
		if f.SetReadDeadline(time.Time{}) == nil {
			return f, func() { f.SetReadDeadline(time.Time{}) }, nil //nolint:errcheck // it worked before
		}
		if fi.Mode().IsRegular() {
			return f, func() {}, nil // which never makes anybody wait
		}
		// A terminal: a read of it cannot be given up, one of our pipe can.
	}
	pr, pw, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	if in == nil {
		done(pw)
	} else {
		go func() {
			io.Copy(pw, in) //nolint:errcheck // either side may end first, and that is all there is to say
			done(pw)
		}()
	}
	return pr, func() { done(pr) }, nil
}

// environ makes the variables a shell begins with: the exported ones, and those the
// interpreter would otherwise take from the host.
func (s *session) environ(env []string, zero string) *environ {
	e := &environ{vars: map[string]expand.Variable{}}
	for _, kv := range env {
		name, value, ok := strings.Cut(kv, "=")
		if ok && syntax.ValidName(name) {
			e.vars[name] = expand.Variable{Set: true, Exported: true, Kind: expand.String, Str: value}
		}
	}
	own := func(name, value string, readOnly bool) {
		e.vars[name] = expand.Variable{Set: true, Kind: expand.String, Str: value, ReadOnly: readOnly}
	}
	user := s.sh.o.User
	own("UID", strconv.Itoa(user.UID), true)
	own("EUID", strconv.Itoa(user.UID), true)
	own("GID", strconv.Itoa(user.GID), true)
	own(varPID, "1", false)
	own(varPPID, "0", false)
	own(varZero, zero, false)
	if _, ok := e.vars["HOME"]; !ok {
		own("HOME", user.home(), false)
	}
	return e
}

// environ is where a runner looks for a variable that its script has not set.
type environ struct {
	vars map[string]expand.Variable
	// resetting is true while the runner reads TMPDIR, the directory it would make
	// pipes in, and the one place it opens files by itself. See poison.
	resetting bool
}

// poison is a directory that cannot exist: no system call takes a NUL byte.
const poison = "/\x00hardenway"

func (e *environ) Get(name string) expand.Variable {
	if name == "TMPDIR" && e.resetting {
		return expand.Variable{Set: true, Kind: expand.String, Str: poison}
	}
	if user, ok := strings.CutPrefix(name, "HOME "); ok {
		// Asked for "~user". Without an answer the host's users are looked up.
		return expand.Variable{Set: true, Kind: expand.String, Str: "~" + user}
	}
	return e.vars[name]
}

func (e *environ) Each(f func(string, expand.Variable) bool) {
	for name, v := range e.vars {
		if !f(name, v) {
			return
		}
	}
}

// params are the options ("-e") and the positional parameters of a script.
type params struct {
	set  []string
	args []string
}

// runner makes an interpreter that reaches everything through the session.
func (s *session) runner(env *environ, dir string, p params, io streams) (*interp.Runner, error) {
	r, err := interp.New(
		interp.Env(env),
		func(r *interp.Runner) error {
			r.Dir = dir // interp.Dir would look for it on the host
			return nil
		},
		interp.StdIO(io.in, io.out, io.err),
		interp.Params(slices.Concat(p.set, []string{"--"}, p.args)...),
		interp.CallHandler(s.onCall),
		interp.ExecHandlers(func(interp.ExecHandlerFunc) interp.ExecHandlerFunc { return s.onExec }),
		interp.OpenHandler(s.onOpen),
		interp.ReadDirHandler2(s.onReadDir),
		interp.StatHandler(s.onStat),
		interp.AccessHandler(s.onAccess),
	)
	if err != nil {
		return nil, err
	}
	env.resetting = true
	r.Reset()
	env.resetting = false
	s.mu.Lock()
	r.Funcs = maps.Clone(s.funcs)
	s.mu.Unlock()
	return r, nil
}

// script runs a whole script and returns its exit code.
func (s *session) script(ctx context.Context, env *environ, dir, text string, p params, io streams) int {
	zero := env.vars[varZero].Str
	file, err := s.parse(text, zero)
	if err != nil {
		io.errf("%v\n", err)
		return 2
	}
	// Only commands that run functions of the script need them, and they start
	// from a clone; this runner's come as the script declares them.
	r, err := s.runner(env, dir, p, io)
	if err != nil {
		io.errf("%s: %v\n", zero, err)
		return 2
	}
	r.Funcs = nil
	return s.exitCode(r.Run(ctx, file), io)
}

// exitCode turns what the interpreter returns into an exit code.
func (s *session) exitCode(err error, io streams) int {
	if err == nil {
		return 0
	}
	if code, ok := errors.AsType[interp.ExitStatus](err); ok {
		return int(code)
	}
	if s.ctx.Err() == nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		io.errf("sh: %v\n", err)
		return 2
	}
	return 137
}

// interactive reads commands from the input as they come and runs each before it
// reads on. Input that a command reads is not the shell's any more.
func (s *session) interactive(ctx context.Context, env *environ, dir string, p params, prompt string, io streams) int {
	r, err := s.runner(env, dir, p, io)
	if err != nil {
		io.errf("sh: %v\n", err)
		return 2
	}
	r.Funcs = nil
	code := 0
	release := interruptible(ctx, s.ctx, io.in)
	defer release()
	lines := &lineReader{r: io.in, check: s.checkText}
	for ctx.Err() == nil && !lines.eof {
		lines.text.Reset()
		parser := syntax.NewParser()
		io.errf("%s", prompt)
		for stmts, err := range parser.InteractiveSeq(lines) {
			if err != nil {
				io.errf("sh: %v\n", err)
				if prompt == "" {
					return 2
				}
				code = 2
				break // the rest of the line is lost, as it should be
			}
			if parser.Incomplete() {
				if prompt != "" {
					io.errf("%s", "> ")
				}
				continue
			}
			lines.text.Reset()
			for _, stmt := range stmts {
				if err := s.vet(stmt); err != nil {
					io.errf("sh: %v\n", err)
					if prompt == "" {
						return 2
					}
					code = 2
					break
				}
				code = s.exitCode(r.Run(ctx, stmt), io)
				if r.Exited() || ctx.Err() != nil {
					return code
				}
			}
			io.errf("%s", prompt)
		}
	}
	if prompt != "" {
		io.errf("\n")
	}
	return code
}

// lineReader never reads past the end of a line, so that what follows is left to the
// commands of that line.
type lineReader struct {
	r     io.Reader
	eof   bool
	text  strings.Builder // of the command so far
	check func(string) error
}

func (l *lineReader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		m, err := l.r.Read(p[n : n+1])
		n += m
		if err == io.EOF && n > 0 && p[n-1] != '\n' && n < len(p) {
			p[n] = '\n' // the parser gives out a command when its line ends
			n, l.eof = n+1, true
			break
		}
		if m == 0 || err != nil {
			l.eof = l.eof || err != nil
			return n, err
		}
		if p[n-1] == '\n' {
			break
		}
	}
	l.text.Write(p[:n])
	return n, l.check(l.text.String())
}

// parse reads a script and refuses what the shell cannot do safely.
func (s *session) parse(text, name string) (*syntax.File, error) {
	if err := s.checkText(text); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	file, err := syntax.NewParser().Parse(strings.NewReader(text), name)
	if err != nil {
		return nil, err
	}
	if err := s.vet(file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return file, nil
}

// onExec runs every command that is neither a function nor part of the interpreter.
func (s *session) onExec(ctx context.Context, args []string) error {
	hc := interp.HandlerCtx(ctx)
	io := streams{in: strings.NewReader(""), out: hc.Stdout, err: hc.Stderr}
	if hc.Stdin != nil {
		io.in = hc.Stdin
	}
	c := s.call(args, hc.Env, hc.Dir, io)
	code := s.exec(ctx, c)
	if err := ctx.Err(); err != nil {
		return err
	}
	if code == exitPipe && (args[0] == "%echo" || args[0] == "%printf") {
		// Nobody reads what this shell writes any more. A real one would be gone.
		return hc.Builtin(ctx, []string{"exit", strconv.Itoa(exitPipe)})
	}
	if code != 0 {
		return interp.ExitStatus(code)
	}
	return nil
}

// exitPipe is what a program returns that died of a closed pipe.
const exitPipe = 128 + 13

// exec runs one command with the guards that all have.
func (s *session) exec(ctx context.Context, c *Call) (code int) {
	if !s.enter() {
		return 137
	}
	defer s.leave()
	if s.tooDeep() != nil {
		return 137
	}
	defer interruptible(ctx, s.ctx, c.In)()
	defer func() {
		if p := recover(); p != nil {
			c.errf("%s: failed: %v\n", c.Args[0], p)
			code = 125
		}
	}()
	if !strings.Contains(c.Args[0], "/") {
		cmd, ok := s.sh.commands[c.Args[0]]
		if !ok {
			return s.notFound(c)
		}
		code = cmd(ctx, c)
	} else {
		code = s.execPath(ctx, c)
	}
	if c.outErr != nil && code == 0 {
		return c.unwritable(c.outErr)
	}
	return code
}

// interruptible makes reads of in end when ctx does. The function it returns undoes
// that, unless the whole run is over.
func interruptible(ctx, run context.Context, in io.Reader) func() {
	f, ok := in.(interface{ SetReadDeadline(time.Time) error })
	if !ok {
		return func() {}
	}
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		f.SetReadDeadline(time.Unix(1, 0)) //nolint:errcheck // a plain file has no deadline and needs none
	})
	return func() {
		if !stop() {
			<-done
			if run.Err() == nil {
				f.SetReadDeadline(time.Time{}) //nolint:errcheck // as above
			}
		}
	}
}

// notFound explains what this shell is.
func (s *session) notFound(c *Call) int {
	c.errf("sh: %s: not found\nThis is a small shell of the lab. Its commands: %s\n", c.Args[0], strings.Join(s.sh.Commands(), " "))
	return 127
}

// execPath runs a command given with a slash: a script of the FS, or one of the
// shell's own commands by the place it has on other systems.
func (s *session) execPath(ctx context.Context, c *Call) int {
	name := c.Args[0]
	fi, err := s.fs.Stat(c.Path(name))
	if err != nil || fi.IsDir() {
		if base, ok := inBin(c.Path(name)); ok && err != nil {
			if cmd, ok := s.sh.commands[base]; ok {
				return cmd(ctx, c)
			}
		}
		if err == nil {
			err = syscall.EISDIR
		}
		c.errf("sh: %s: %s\n", name, reason(err))
		if errors.Is(err, fs.ErrNotExist) {
			return 127
		}
		return 126
	}
	if fi.Mode().Perm()&0o111 == 0 {
		c.errf("sh: %s: Permission denied\n", name)
		return 126
	}
	data, err := c.readFile(name, int64(s.sh.o.Limits.Script)+1)
	if err != nil {
		c.errf("sh: %s: %s\n", name, reason(err))
		return 126
	}
	first, _, _ := strings.Cut(string(data), "\n")
	if strings.Contains(first, "\x00") {
		c.errf("sh: %s: cannot run programs of the file system, only shell scripts\n", name)
		return 126
	}
	set, ok := shebang(first)
	if !ok {
		c.errf("sh: %s: cannot run %q, only shell scripts\n", name, first)
		return 126
	}
	return s.script(ctx, s.environ(c.Environ(), name), c.Dir, string(data), params{set: set, args: c.Args[1:]}, c.streams())
}

// shebang says whether the first line of a script asks for a shell, and with which
// options.
func shebang(line string) (set []string, ok bool) {
	rest, ok := strings.CutPrefix(line, "#!")
	if !ok {
		return nil, true
	}
	words := strings.Fields(rest)
	if len(words) > 1 && path.Base(words[0]) == "env" {
		words = words[1:]
	}
	if len(words) == 0 || !isShell(path.Base(words[0])) {
		return nil, false
	}
	return words[1:], true
}

func isShell(name string) bool {
	return name == "sh" || name == "bash" || name == "ash" || name == "dash"
}

// inBin returns the command a name in one of the usual program directories stands for.
func inBin(name string) (string, bool) {
	switch path.Dir(path.Clean(name)) {
	case "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin":
		return path.Base(name), true
	}
	return "", false
}

// abs is a name as the FS wants it. It is not cleaned: only the FS knows where ".."
// leads after a link.
func abs(dir, name string) string {
	if name == "" || path.IsAbs(name) {
		return name
	}
	return strings.TrimSuffix(dir, "/") + "/" + name
}

// onOpen opens the files of redirections and of the source builtin.
func (s *session) onOpen(ctx context.Context, name string, flag int, perm fs.FileMode) (io.ReadWriteCloser, error) {
	hc := interp.HandlerCtx(ctx)
	if id, ok := strings.CutPrefix(name, sourcePrefix); ok {
		s.mu.Lock()
		data, ok := s.sources[id]
		delete(s.sources, id)
		s.mu.Unlock()
		if ok {
			return readCloser{strings.NewReader(string(data))}, nil
		}
	}
	switch name {
	case "":
		return nil, fail("open", name, syscall.ENOENT)
	case "/dev/stdin":
		if hc.Stdin == nil {
			return nil, fail("open", name, syscall.ENOENT)
		}
		return readCloser{hc.Stdin}, nil
	case "/dev/stdout":
		return writeCloser{hc.Stdout}, nil
	case "/dev/stderr":
		return writeCloser{hc.Stderr}, nil
	}
	f, err := s.fs.OpenFile(abs(hc.Dir, name), flag, perm)
	if err != nil || flag&(os.O_WRONLY|os.O_RDWR) != 0 {
		return f, err
	}
	return &boundedFile{File: f, s: s, left: maxRead}, nil
}

// boundedFile is an input redirection. What reads it may keep all of it, as $(<file)
// does, and some files never end.
type boundedFile struct {
	File
	s    *session
	left int64
}

func (b *boundedFile) Read(p []byte) (int, error) {
	n, err := b.File.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, b.s.stop(fmt.Sprintf("more than %d MiB read from a redirection", maxRead>>20))
	}
	return n, err
}

type readCloser struct{ io.Reader }

func (readCloser) Write([]byte) (int, error) { return 0, syscall.EBADF }
func (readCloser) Close() error              { return nil }

type writeCloser struct{ io.Writer }

func (writeCloser) Read([]byte) (int, error) { return 0, syscall.EBADF }
func (writeCloser) Close() error             { return nil }

func (s *session) onReadDir(_ context.Context, name string) ([]fs.DirEntry, error) {
	// A pattern such as /*/*/*/* may ask very often, and does not look at the context.
	if err := s.ctx.Err(); err != nil {
		return nil, fail("readdir", name, err)
	}
	return s.fs.ReadDir(name)
}

func (s *session) onStat(_ context.Context, name string, follow bool) (fs.FileInfo, error) {
	if name == "" {
		return nil, fail("stat", name, syscall.ENOENT)
	}
	if follow {
		return s.fs.Stat(name)
	}
	return s.fs.Lstat(name)
}

// onAccess answers test -r, -w, -x. The shell runs as whoever may do everything the
// FS lets it, as root in a container, so only the x bit and the FS decide.
func (s *session) onAccess(_ context.Context, name string, mode interp.AccessMode) error {
	if name == "" {
		return fail("access", name, syscall.ENOENT)
	}
	fi, err := s.fs.Stat(name)
	if err != nil {
		return err
	}
	if mode&interp.AccessExec != 0 && !fi.IsDir() && fi.Mode().Perm()&0o111 == 0 {
		return fail("access", name, fs.ErrPermission)
	}
	if mode&interp.AccessWrite != 0 && fi.Mode().IsRegular() {
		f, err := s.fs.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return f.Close()
	}
	if mode&interp.AccessRead != 0 && fi.Mode().IsRegular() {
		f, err := s.fs.OpenFile(name, os.O_RDONLY, 0)
		if err != nil {
			return err
		}
		return f.Close()
	}
	return nil
}

// watchMemory ends the run when the process grows too much meanwhile: a variable that
// doubles in a loop is quicker than any other guard.
func (s *session) watchMemory() {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	heap := func() int64 {
		metrics.Read(sample)
		return int64(sample[0].Value.Uint64())
	}
	limit := s.sh.o.Limits.Memory
	most := heap() + limit
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
		}
		if heap() <= most {
			continue
		}
		// Some of it may be garbage that nobody has looked at yet.
		if runtime.GC(); heap() > most {
			_ = s.stop(fmt.Sprintf("more than %d MiB of memory", limit>>20)) // the context carries it
			return
		}
	}
}

// tooDeep ends the run when functions call each other without end, or when there are
// too many goroutines. Both would otherwise take the whole process down.
func (s *session) tooDeep() error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	// Counting frames takes time in proportion to their number, and recursion comes by
	// here again soon.
	if limit := s.sh.o.Limits.Depth; s.calls.Add(1)%16 == 0 && runtime.Callers(limit, make([]uintptr, 1)) > 0 {
		return s.stop("commands nested too deep: does a function call itself?")
	}
	if limit := s.sh.o.Limits.Goroutines; runtime.NumGoroutine() > s.goroutines+limit {
		return s.stop("too many commands in the background: does a function start itself?")
	}
	return nil
}

// sessionFS adds to the FS what belongs to a process: the umask, and how much it may
// write.
type sessionFS struct {
	FS
	s       *session
	umask   atomic.Uint32
	written atomic.Int64
}

func (f *sessionFS) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	file, err := f.FS.OpenFile(name, flag, perm&^fs.FileMode(f.umask.Load()))
	if err != nil || flag&(os.O_WRONLY|os.O_RDWR) == 0 {
		return file, err
	}
	return &countedFile{File: file, fs: f}, nil
}

func (f *sessionFS) MkdirAll(name string, perm fs.FileMode) error {
	return f.FS.MkdirAll(name, perm&^fs.FileMode(f.umask.Load()))
}

func (f *sessionFS) Chtimes(name string, atime, mtime time.Time) error {
	c, ok := f.FS.(ChtimesFS)
	if !ok {
		return fail("chtimes", name, errors.ErrUnsupported)
	}
	return c.Chtimes(name, atime, mtime)
}

type countedFile struct {
	File
	fs *sessionFS
}

func (c *countedFile) Write(p []byte) (int, error) {
	if limit := c.fs.s.sh.o.Limits.Written; c.fs.written.Add(int64(len(p))) > limit {
		return 0, c.fs.s.stop(fmt.Sprintf("more than %d bytes written to files", limit))
	}
	return c.File.Write(p)
}
