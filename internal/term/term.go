// Package term is the command's way to the person in front of it: the three
// streams, what each can show, and the few shapes text is put into (tables, wrapped
// prose, rendered markdown, a list of steps that moves).
//
// It knows nothing of labs or grades. It never exits, never reads the environment
// by itself, and never sends a cursor movement to anything but a terminal.
package term

import (
	"io"
	"os"
	"strings"
	"sync"

	xterm "golang.org/x/term"
)

// DefaultWidth is the width assumed for prose where no terminal says otherwise.
const DefaultWidth = 80

// ProseWidth is the longest line prose is set to, however wide the terminal is:
// longer lines are hard to follow.
const ProseWidth = 96

// Streams are the command's input and its two outputs. Results go to Out, talk
// (progress, advice, errors) goes to Err.
type Streams struct {
	In       io.Reader
	InTTY    bool
	Out, Err *Output
}

// Output is one output stream and what it is able to show.
//
// Writes may come from several goroutines.
type Output struct {
	mu sync.Mutex
	w  io.Writer
	// err is the first write error. A closed pipe shows up here, so that code which
	// prints line after line can ask once at the end.
	err error

	// TTY says that a terminal is on the other end.
	TTY bool
	// Plain asks for no colour, no spinner, no box drawing, and no cursor moves.
	Plain bool
	// Colour says that colour may be used.
	Colour bool
	// ASCII asks for marks that need no UTF-8.
	ASCII bool

	size func() (width, height int)
}

// Env is what the environment says about output, looked up by name.
type Env func(name string) string

// System returns the streams of this process. plain is the --plain flag.
func System(env Env, plain bool) *Streams {
	return &Streams{
		In:    os.Stdin,
		InTTY: xterm.IsTerminal(int(os.Stdin.Fd())),
		Out:   file(os.Stdout, env, plain),
		Err:   file(os.Stderr, env, plain),
	}
}

func file(f *os.File, env Env, plain bool) *Output {
	fd := int(f.Fd())
	return NewOutput(f, xterm.IsTerminal(fd), env, plain, func() (int, int) {
		width, height, err := xterm.GetSize(fd)
		if err != nil {
			return 0, 0
		}
		return width, height
	})
}

// NewOutput returns an output over w. size tells the terminal's width and height,
// 0 for unknown; it is asked anew whenever text is set, so a resize is seen.
func NewOutput(w io.Writer, tty bool, env Env, plain bool, size func() (width, height int)) *Output {
	o := &Output{w: w, TTY: tty, size: size}
	o.configure(env, plain)
	return o
}

// Configure decides anew what both outputs may show; the --plain flag is known only
// after the streams are made.
func (s *Streams) Configure(env Env, plain bool) {
	s.Out.configure(env, plain)
	s.Err.configure(env, plain)
}

func (o *Output) configure(env Env, plain bool) {
	dumb := env("TERM") == "dumb"
	accessible := truthy(env("ACCESSIBLE"))
	o.Plain = plain || accessible || dumb || !o.TTY
	o.ASCII = o.Plain || !utf8Locale(env)
	switch {
	case plain, accessible, env("NO_COLOR") != "":
		o.Colour = false
	case truthy(env("CLICOLOR_FORCE")):
		o.Colour = true
	default:
		o.Colour = o.TTY && !dumb
	}
}

func truthy(value string) bool {
	return value != "" && value != "0" && !strings.EqualFold(value, "false")
}

// utf8Locale follows the order of POSIX: LC_ALL, then LC_CTYPE, then LANG. Where none
// is set nothing is known, and terminals of today read UTF-8.
func utf8Locale(env Env) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := env(name); value != "" {
			value = strings.ToLower(value)
			return strings.Contains(value, "utf-8") || strings.Contains(value, "utf8")
		}
	}
	return true
}

// Write writes p as it is.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n, err := o.w.Write(p)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// Print writes the pieces one after the other. It returns no error: commands print
// many small pieces, and ask Failed once at the end.
func (o *Output) Print(pieces ...string) {
	_, _ = o.Write([]byte(strings.Join(pieces, ""))) // the error is kept for Failed
}

// Line writes the pieces and ends the line.
func (o *Output) Line(pieces ...string) {
	o.Print(strings.Join(pieces, ""), "\n")
}

// Failed returns the first error any write met, or nil.
func (o *Output) Failed() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// Size is the terminal's width and height in cells, 0 where unknown.
func (o *Output) Size() (width, height int) {
	if o.size == nil {
		return 0, 0
	}
	return o.size()
}

// Width is the number of columns tables may use, or 0 for as many as they like:
// what is piped into a file or another command is never cut.
func (o *Output) Width() int {
	if !o.TTY {
		return 0
	}
	if width, _ := o.Size(); width > 0 {
		return width
	}
	return DefaultWidth
}

// TextWidth is the number of columns prose is wrapped to.
func (o *Output) TextWidth() int {
	width := o.Width()
	if width == 0 {
		width = DefaultWidth
	}
	return min(max(width, 20), ProseWidth)
}

// Underlying is the writer beneath, for libraries that must have the file itself (a
// full-screen program, an interactive shell).
func (o *Output) Underlying() io.Writer { return o.w }
