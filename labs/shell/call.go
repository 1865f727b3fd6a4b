package shell

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"
)

// Call is what a Command is given: its words, its streams, and the only file system
// and network it may use.
type Call struct {
	// Args are the words of the command, its name first. Never empty.
	Args []string
	// Dir is the working directory. Use Path before handing a name to FS.
	Dir string
	FS  FS
	// In is never nil, and a read of it ends when the command's context does.
	In       io.Reader
	Out, Err io.Writer

	env    expand.Environ
	s      *session
	outErr error // the first that printf or println met
}

func (s *session) call(args []string, env expand.Environ, dir string, io streams) *Call {
	return &Call{Args: args, Dir: dir, FS: s.fs, In: io.in, Out: s.bounded(io.out), Err: s.bounded(io.err), env: env, s: s}
}

// bounded keeps $(...) from holding more than fits.
func (s *session) bounded(w io.Writer) io.Writer {
	b, ok := w.(*strings.Builder)
	if !ok {
		return w
	}
	return writerFunc(func(p []byte) (int, error) {
		if b.Len()+len(p) > maxRead {
			return 0, s.stop(fmt.Sprintf("more than %d MiB in a command substitution", maxRead>>20))
		}
		return b.Write(p)
	})
}

func (c *Call) streams() streams { return streams{c.In, c.Out, c.Err} }

// Getenv returns a variable of the shell, exported or not, or "".
func (c *Call) Getenv(name string) string { return c.env.Get(name).String() }

// Environ is the environment of the command: the exported variables, sorted.
func (c *Call) Environ() []string {
	vars := map[string]string{}
	c.env.Each(func(name string, v expand.Variable) bool {
		if v.Exported && v.IsSet() && v.Kind == expand.String {
			vars[name] = v.Str
		} else {
			delete(vars, name)
		}
		return true
	})
	out := make([]string, 0, len(vars))
	for name, value := range vars {
		out = append(out, name+"="+value)
	}
	slices.Sort(out)
	return out
}

// Path makes a name absolute, as the FS wants it.
func (c *Call) Path(name string) string { return abs(c.Dir, name) }

// Dial opens a connection through Options.Dial.
func (c *Call) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if c.s.sh.o.Dial == nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: errNoNetwork}
	}
	return c.s.sh.o.Dial(ctx, network, address)
}

// User is who runs the command.
func (c *Call) User() User { return c.s.sh.o.User }

// Hostname is the name of the machine or pod.
func (c *Call) Hostname() string { return c.s.sh.o.Hostname }

// Errorf writes a message to Err, the command's name before it and a newline after.
func (c *Call) Errorf(format string, a ...any) {
	c.errf("%s: %s\n", strings.TrimPrefix(c.Args[0], "%"), fmt.Sprintf(format, a...))
}

// errf writes to Err. When nobody can be told, nobody can be told that either.
func (c *Call) errf(format string, a ...any) { c.streams().errf(format, a...) }

func (s streams) errf(format string, a ...any) {
	fmt.Fprintf(s.err, format, a...) //nolint:errcheck // there is nowhere to report it
}

// printf and println write to Out. An error is kept, and makes the command fail once it
// returns; what comes after it is not written.
func (c *Call) printf(format string, a ...any) {
	if c.outErr == nil {
		_, c.outErr = fmt.Fprintf(c.Out, format, a...)
	}
}

func (c *Call) println(a ...any) { c.printf("%s", fmt.Sprintln(a...)) }

// Open opens a file for reading; "-" is In.
func (c *Call) Open(name string) (io.ReadCloser, error) {
	if name == "-" || name == "/dev/stdin" {
		return io.NopCloser(c.In), nil
	}
	return c.FS.OpenFile(c.Path(name), os.O_RDONLY, 0)
}

// Create opens a file for writing, new or emptied.
func (c *Call) Create(name string) (io.WriteCloser, error) {
	switch name {
	case "/dev/stdout":
		return writeCloser{c.Out}, nil
	case "/dev/stderr":
		return writeCloser{c.Err}, nil
	}
	return c.FS.OpenFile(c.Path(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
}

// maxRead is how much of a file a command holds in memory.
const maxRead = 64 << 20

// ReadFile reads a whole file; "-" is In. A file larger than 64 MiB is an error.
func (c *Call) ReadFile(name string) ([]byte, error) { return c.readFile(name, maxRead) }

func (c *Call) readFile(name string, limit int64) ([]byte, error) {
	f, err := c.Open(name)
	if err != nil {
		return nil, err
	}
	defer done(f)
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fail("read", name, syscall.EFBIG)
	}
	return data, nil
}

// WriteFile replaces what a file holds, keeping its mode; a new one gets 0666 less
// the umask.
func (c *Call) WriteFile(name string, data []byte) error {
	f, err := c.Create(name)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

// replaceFile puts a new file in the place of one that is there, so that a program which
// watches it (the kubelet its manifests, the API server its configuration) never reads
// half of it. Where a file cannot be replaced, such as a mounted one, it is written over.
// A link stays a link. The new file has the old one's mode.
func (c *Call) replaceFile(name string, data []byte) error {
	at, err := c.physical(name)
	if err != nil {
		return err
	}
	fi, err := c.FS.Stat(at)
	if err != nil {
		return err
	}
	// The kubelet passes over names that begin with a dot.
	temp := path.Join(path.Dir(at), "."+path.Base(at)+"."+rand.Text()[:8])
	f, err := c.FS.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return c.WriteFile(name, data)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, c.FS.Remove(temp))
	}
	if err = c.FS.Chmod(temp, fi.Mode()); err == nil {
		err = c.FS.Rename(temp, at)
	}
	if err != nil {
		if err := c.FS.Remove(temp); err != nil {
			return err
		}
		return c.WriteFile(name, data)
	}
	return nil
}

// Run runs another command with streams of its own: what xargs and timeout do. A nil
// stream is the Call's. The command may also be a function or a builtin of the shell,
// which then runs in a shell of its own.
func (c *Call) Run(ctx context.Context, argv []string, stdio Stdio) int {
	io := c.streams()
	if stdio.In != nil {
		io.in = stdio.In
	}
	if stdio.Out != nil {
		io.out = stdio.Out
	}
	if stdio.Err != nil {
		io.err = stdio.Err
	}
	return c.s.run(ctx, c.env, c.Dir, argv, io)
}

// run runs a command given as words.
func (s *session) run(ctx context.Context, env expand.Environ, dir string, argv []string, io streams) int {
	if len(argv) == 0 || argv[0] == "" {
		io.errf("%v\n", "sh: an empty word is no command")
		return 127
	}
	_, own := s.sh.commands[argv[0]]
	if own && !s.isFunction(argv[0]) || !s.isFunction(argv[0]) && !interp.IsBuiltin(argv[0]) {
		return s.exec(ctx, s.call(argv, env, dir, io))
	}
	// The words become one call of a script, quoted so that nothing in them is read.
	var b strings.Builder
	for _, word := range argv {
		q, err := syntax.Quote(word, syntax.LangBash)
		if err != nil {
			io.errf("sh: %s: %v\n", argv[0], err)
			return 2
		}
		b.WriteString(q + " ")
	}
	all := s.environ(nil, "sh")
	env.Each(func(name string, v expand.Variable) bool {
		if v.IsSet() && !v.ReadOnly {
			all.vars[name] = v
		}
		return true
	})
	file, err := s.parse(b.String(), "sh")
	if err != nil {
		io.errf("%v\n", err)
		return 2
	}
	r, err := s.runner(all, dir, params{}, io)
	if err != nil {
		io.errf("sh: %v\n", err)
		return 2
	}
	return s.exitCode(r.Run(ctx, file), io)
}

// done closes what was read, or what nobody waits for: nothing is lost when that fails.
func done(c io.Closer) { _ = c.Close() }

// reason is why something failed, in the words of a Unix command.
func reason(err error) string {
	err = cause(err)
	switch {
	case err == nil:
		return "Success"
	case errors.Is(err, syscall.ENOTDIR): // before ErrNotExist, which it also is on Windows
		return "Not a directory"
	case errors.Is(err, syscall.EISDIR):
		return "Is a directory"
	case errors.Is(err, syscall.EXDEV):
		return "Invalid cross-device link"
	case errors.Is(err, syscall.ENOTEMPTY):
		return "Directory not empty"
	case errors.Is(err, syscall.EPERM):
		return "Operation not permitted"
	case errors.Is(err, fs.ErrNotExist):
		return "No such file or directory"
	case errors.Is(err, fs.ErrPermission):
		return "Permission denied"
	case errors.Is(err, fs.ErrExist):
		return "File exists"
	}
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:]
}

// failed reports an error about a file and returns exit code 1.
func (c *Call) failed(name string, err error) int {
	c.Errorf("%s: %s", name, reason(err))
	return 1
}

// write writes to Out. When that fails the command is at its end: the code is what to
// return.
func (c *Call) write(p []byte) (code int, ok bool) {
	if _, err := c.Out.Write(p); err != nil {
		return c.unwritable(err), false
	}
	return 0, true
}

func (c *Call) unwritable(err error) int {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		return exitPipe
	}
	if _, ok := errors.AsType[*LimitError](err); ok {
		return 137
	}
	c.Errorf("write error: %s", reason(err))
	return 1
}
