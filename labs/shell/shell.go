package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
)

// Options are what a Shell has. The zero value is a shell in an empty file system,
// with no network and the commands of this package.
type Options struct {
	// FS is everything the shell sees. Nil is an empty MemoryFS.
	FS FS
	// Env is the whole environment, "NAME=value". PATH, HOME and HOSTNAME are added
	// when it lacks them; nothing comes from the host.
	Env []string
	// Dir is the working directory at the start; empty is "/".
	Dir string
	// Commands are added to the shell's own, and go before those of the same name.
	// A nil Command takes one away.
	Commands map[string]Command
	// Hostname is what `hostname` says; empty is "localhost".
	Hostname string
	// User is who `id` and `whoami` say runs; the zero value is root.
	User User
	// Dial opens connections for curl, nc and probe. Nil is no network at all.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Prompt is written before each command read from a terminal (Stdio.TTY), such as
	// "/ $ ". Empty is no prompt.
	Prompt string
	// Limits hold a script that runs away. The zero value is DefaultLimits.
	Limits Limits
}

// User is an identity inside the shell. It changes what is said, not what is allowed.
type User struct {
	UID, GID int
	Name     string // empty is "root" for UID 0 and the number otherwise
	Home     string // empty is "/root" for UID 0 and "/" otherwise
}

func (u User) name() string {
	switch {
	case u.Name != "":
		return u.Name
	case u.UID == 0:
		return "root"
	}
	return fmt.Sprint(u.UID)
}

func (u User) home() string {
	switch {
	case u.Home != "":
		return u.Home
	case u.UID == 0:
		return "/root"
	}
	return "/"
}

// Limits are upper bounds for one Run, commands it starts included. A zero field
// takes its value from DefaultLimits. How long a script may run is the context's to say.
type Limits struct {
	// Output is how many bytes Stdio.Out and Stdio.Err take together.
	Output int64
	// Written is how many bytes may be written to files.
	Written int64
	// Commands is how many commands may run at one moment.
	Commands int
	// Goroutines is by how much the process's goroutines may grow meanwhile: it
	// ends fork bombs, whose processes are goroutines here.
	Goroutines int
	// Depth is how many Go stack frames deep functions may call each other; one
	// shell function takes about ten.
	Depth int
	// Memory is by how many bytes the process's heap may grow meanwhile.
	Memory int64
	// Script is the size in bytes of one script.
	Script int
}

// DefaultLimits are generous for a lesson and harmless for a laptop.
func DefaultLimits() Limits {
	return Limits{Output: 64 << 20, Written: 256 << 20, Commands: 256, Goroutines: 4096, Depth: 10_000, Memory: 1 << 30, Script: 128 << 10}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	set := func(field *int, value int) {
		if *field <= 0 {
			*field = value
		}
	}
	if l.Output <= 0 {
		l.Output = d.Output
	}
	if l.Written <= 0 {
		l.Written = d.Written
	}
	if l.Memory <= 0 {
		l.Memory = d.Memory
	}
	set(&l.Commands, d.Commands)
	set(&l.Goroutines, d.Goroutines)
	set(&l.Depth, d.Depth)
	set(&l.Script, d.Script)
	return l
}

// LimitError says which of the Limits a script met.
type LimitError struct {
	What string // what there was too much of, with the bound
}

func (e *LimitError) Error() string { return "stopped: " + e.What }

// Stdio are the streams of a run. Nil In is empty, nil Out and Err discard. In is read
// ahead of the script, unless it is a file or a pipe: leave it nil for a script that
// has nothing to ask.
type Stdio struct {
	In       io.Reader
	Out, Err io.Writer
	// TTY says that a person types the input: commands are then read line by
	// line, after a prompt. Echo and line editing are the other side's.
	TTY bool
}

// Command is a program of the shell: it works on what the Call gives it, and returns
// its exit code. It stops early when ctx ends.
type Command func(ctx context.Context, c *Call) int

// Shell runs scripts. It holds no state between runs and may be used from several
// goroutines at once.
type Shell struct {
	o        Options
	commands map[string]Command
}

// New makes a Shell.
func New(o Options) *Shell {
	if o.FS == nil {
		o.FS = MemoryFS(nil)
	}
	if o.Dir == "" {
		o.Dir = "/"
	}
	if o.Hostname == "" {
		o.Hostname = "localhost"
	}
	o.Limits = o.Limits.withDefaults()
	has := func(name string) bool {
		for _, kv := range o.Env {
			if strings.HasPrefix(kv, name+"=") {
				return true
			}
		}
		return false
	}
	o.Env = slices.Clone(o.Env)
	for _, kv := range []string{
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=" + o.User.home(),
		"HOSTNAME=" + o.Hostname,
	} {
		if name, _, _ := strings.Cut(kv, "="); !has(name) {
			o.Env = append(o.Env, kv)
		}
	}
	sh := &Shell{o: o, commands: ownCommands()}
	for name, c := range o.Commands {
		if c == nil {
			delete(sh.commands, name)
		} else {
			sh.commands[name] = c
		}
	}
	return sh
}

// Commands lists the shell's commands, sorted. Builtins of the language (cd, test, read)
// are not among them.
func (sh *Shell) Commands() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(sh.commands)), func(name string) bool {
		return strings.HasPrefix(name, "%")
	})
}

// Run runs a script; args are its $1, $2 and so on. It returns the script's exit
// code. The error is non-nil only when the script did not come to its end: ctx was
// done, or a *LimitError. A syntax error is exit code 2, reported on Err, as in any
// shell.
//
// Jobs the script left in the background end with it. When In is not an *os.File, a
// read of it may still be waiting when Run returns; close it to end that.
func (sh *Shell) Run(ctx context.Context, script string, args []string, stdio Stdio) (int, error) {
	return sh.start(ctx, stdio, func(ctx context.Context, s *session, io streams) int {
		return s.script(ctx, s.environ(sh.o.Env, "sh"), sh.o.Dir, script, params{args: args}, io)
	})
}

// RunArgs runs one command given as words, which no shell looks at: what `kubectl
// exec pod -- cat /x` does. The command may be a shell itself ("sh", "-c", script), and
// without arguments it is one that reads its commands from In.
func (sh *Shell) RunArgs(ctx context.Context, argv []string, stdio Stdio) (int, error) {
	if len(argv) == 0 {
		return 2, errors.New("no command given: name one, such as sh")
	}
	return sh.start(ctx, stdio, func(ctx context.Context, s *session, io streams) int {
		return s.run(ctx, s.environ(sh.o.Env, "sh"), sh.o.Dir, argv, io)
	})
}
