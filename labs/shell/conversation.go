package shell

import (
	"context"
	"errors"
	"io"
	"sync"

	"mvdan.cc/sh/v3/interp"
)

// ErrExited is why a Conversation takes no more commands: one of them was `exit`.
var ErrExited = errors.New("the shell has exited")

// Conversation is a shell that is told one command after the other, and stays between them:
// variables, functions, the working directory and jobs in the background. Unlike Run it says of
// each command what it printed, and its exit code. The Limits hold for all of them together.
type Conversation struct {
	commands chan command
	end      context.CancelCauseFunc
	ended    chan struct{} // closed once err is set
	err      error

	one sync.Mutex // held while a command runs

	mu  sync.Mutex
	out io.Writer // of the command that runs; nil between them
}

type command struct {
	ctx  context.Context
	text string
	code chan<- int
}

// Converse begins a conversation, which ends with ctx, an `exit`, or Close.
func (sh *Shell) Converse(ctx context.Context) *Conversation {
	ctx, end := context.WithCancelCause(ctx)
	c := &Conversation{commands: make(chan command), end: end, ended: make(chan struct{})}
	go func() {
		defer close(c.ended)
		out := &oneWriter{c.write}
		if _, c.err = sh.start(ctx, Stdio{Out: out, Err: out}, c.listen); c.err == nil {
			c.err = ErrExited
		}
	}()
	return c
}

// Run runs a command, or several as a script would have them. What it prints, errors among
// it, goes to out as it comes; so does what jobs in the background print meanwhile. The error says
// that it did not come to its end: ctx was done, or the conversation is over.
func (c *Conversation) Run(ctx context.Context, text string, out io.Writer) (int, error) {
	c.one.Lock()
	defer c.one.Unlock()
	c.redirect(out)
	defer c.redirect(nil)
	code := make(chan int, 1)
	select {
	case <-ctx.Done():
		return 137, context.Cause(ctx)
	case <-c.ended:
		return 137, c.err
	case c.commands <- command{ctx, text, code}:
	}
	select {
	case got := <-code:
		if ctx.Err() != nil {
			return got, context.Cause(ctx)
		}
		return got, nil
	case <-c.ended:
		return 137, c.err
	}
}

// Close ends the conversation, jobs in the background too. It may be called more than once.
func (c *Conversation) Close() {
	c.end(errEnded)
	<-c.ended
}

func (c *Conversation) redirect(out io.Writer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out = out
}

func (c *Conversation) write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.out == nil {
		return len(p), nil
	}
	return c.out.Write(p)
}

// listen runs commands until the conversation ends.
func (c *Conversation) listen(ctx context.Context, s *session, io streams) int {
	r, err := s.runner(s.environ(s.sh.o.Env, "sh"), s.sh.o.Dir, params{}, io)
	if err != nil {
		io.errf("sh: %v\n", err)
		return 2
	}
	r.Funcs = nil
	for {
		select {
		case <-ctx.Done():
			return 137
		case cmd := <-c.commands:
			code := s.one(ctx, r, cmd, io)
			if ctx.Err() != nil {
				return code // a limit, which the caller is told of
			}
			given := cmd.ctx.Err() != nil // given up: the interpreter takes that for an exit
			cmd.code <- code
			if r.Exited() && !given {
				return code
			}
		}
	}
}

// one runs one command of a conversation.
func (s *session) one(ctx context.Context, r *interp.Runner, cmd command, io streams) int {
	file, err := s.parse(cmd.text, "sh")
	if err != nil {
		io.errf("%v\n", err)
		return 2
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(cmd.ctx, cancel)()
	code := 0
	for _, stmt := range file.Stmts {
		code = s.exitCode(r.Run(ctx, stmt), io)
		if r.Exited() || ctx.Err() != nil {
			break
		}
	}
	return code
}
