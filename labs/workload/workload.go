// Package workload holds the lab's own container programs: the shop that must keep
// working, the client that keeps calling it, the dashboard stand-in, and so on.
//
// On the embedded cluster they run as processes of the harden binary; on a cluster
// with real containers they are the entrypoint of one small static image. They
// import neither Kubernetes nor client-go, so that the image stays small, and they
// never read a file of the host or open a port beyond what their pod has (see podfs
// and podnet).
package workload

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path"
	"slices"
	"strings"
	"syscall"

	"github.com/hardenway/hardenway/labs/workload/podfs"
	"github.com/hardenway/hardenway/labs/workload/podnet"
)

// Image is the one image that holds every program. A pod picks one with args:
//
//	image: hardenway/workload:v1
//	args: [shop, --port=8080]
const Image = "hardenway/workload:v1"

// The exit codes of Main.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// Env is what a program gets from its container.
type Env struct {
	Getenv         func(string) string
	Stdout, Stderr io.Writer
}

// Program is one of the lab's container programs.
type Program struct {
	Name    string
	Summary string // one line, no full stop
	run     func(ctx context.Context, p *pod, args []string) error
}

// programs is the registry, in the order of the documentation. To add a program, add
// its line here; its file holds the rest.
func programs() []Program {
	return []Program{
		{Name: "idle", Summary: "does nothing until it is told to stop", run: runIdle},
		{Name: "shop", Summary: "a small web shop: the application that must keep working", run: runShop},
		{Name: "prober", Summary: "calls a URL again and again, and tells at /status how that went", run: runProber},
		{Name: "dashboard", Summary: "a stand-in for the retired Kubernetes Dashboard v2", run: runDashboard},
		{Name: "vaultish", Summary: "gives a secret to whom the API server says a token belongs to, and tries the token itself", run: runVaultish},
		{Name: "image-guard", Summary: "an admission webhook that looks images up, and takes its time", run: runImageGuard},
		{Name: "authorizer", Summary: "an authorization webhook that follows a policy file", run: runAuthorizer},
		{Name: "metadata", Summary: "a stand-in for a cloud's metadata service, which gives the machine's credentials to whoever asks", run: runMetadata},
		{Name: "address", Summary: "gives the loopback interface another address; for init containers", run: runAddress},
		{Name: "syscalls", Summary: "makes system calls that few programs need, and tells what the kernel answered", run: runSyscalls},
		{Name: "probe", Summary: "makes one request from inside a pod; for exec probes", run: runProbe},
	}
}

// Programs lists the programs by name and one-line description.
func Programs() []Program { return programs() }

// pod is what every program works with.
type pod struct {
	env   Env
	files podfs.FS
	net   podnet.Net
}

// logf writes one line to the container's log.
func (p *pod) logf(format string, args ...any) {
	// A log that cannot be written must not stop the program, and there is nowhere
	// else to say so.
	_, _ = fmt.Fprintf(p.env.Stdout, format+"\n", args...)
}

// usageError is a mistake in the arguments; flag has printed the details.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// exitError ends a program with a code of its own and no further words.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// Main runs the program args[0] names with the rest as its arguments, until it is
// done, ctx ends, or the process is asked to terminate. It returns the exit code.
func Main(ctx context.Context, args []string, env Env) int {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer stop()

	if len(args) == 0 {
		_, _ = fmt.Fprintf(env.Stderr, "workload: which program? Give its name as the container's first argument: %s\n", names())
		return exitUsage
	}
	// In the image a program may also be called by a link of its name (/bin/probe).
	name := path.Base(args[0])
	i := slices.IndexFunc(programs(), func(p Program) bool { return p.Name == name })
	if i < 0 {
		_, _ = fmt.Fprintf(env.Stderr, "workload: there is no program %q; there are: %s\n", name, names())
		return exitUsage
	}
	program := programs()[i]

	files, err := podfs.FromEnv(env.Getenv)
	if err == nil {
		err = program.run(ctx, &pod{env: env, files: files, net: podnet.FromEnv(env.Getenv)}, args[1:])
	}
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	if code, ok := errors.AsType[exitError](err); ok {
		return int(code)
	}
	_, _ = fmt.Fprintf(env.Stderr, "%s: %v\n", name, err)
	if _, ok := errors.AsType[*usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}

// Process is Main for a process whose own environment and streams are the container's.
func Process(ctx context.Context, args []string) int {
	return Main(ctx, args, Env{Getenv: os.Getenv, Stdout: os.Stdout, Stderr: os.Stderr})
}

func names() string {
	var list []string
	for _, p := range programs() {
		list = append(list, p.Name)
	}
	return strings.Join(list, ", ")
}

// flags returns a flag set for a program; parse it with parse.
func (p *pod) flags(name string) *flag.FlagSet {
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(p.env.Stderr)
	return set
}

// parse reads the arguments and refuses any that are left over.
func parse(set *flag.FlagSet, args []string) error {
	if err := parseSome(set, args); err != nil {
		return err
	}
	if set.NArg() > 0 {
		return &usageError{fmt.Errorf("unexpected argument %q; settings are given as --name=value", set.Arg(0))}
	}
	return nil
}

// parseSome reads the flags and leaves the other arguments to the caller.
func parseSome(set *flag.FlagSet, args []string) error {
	err := set.Parse(args)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		return &usageError{err}
	}
	return err
}
