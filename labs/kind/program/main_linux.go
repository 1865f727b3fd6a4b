// Program is all that harden brings into a kind node, as one static Linux program: the agent
// that serves harden itself, the images that nobody has, and in the image hardenway/workload the
// lab's container programs with the small shell that stands beside them.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/hardenway/hardenway/labs/kind/agent"
	"github.com/hardenway/hardenway/labs/kind/image"
	"github.com/hardenway/hardenway/labs/shell"
	"github.com/hardenway/hardenway/labs/workload"
)

func main() { os.Exit(run(context.Background(), os.Args)) }

func run(ctx context.Context, args []string) int {
	switch name := filepath.Base(args[0]); {
	case name == "workload":
		return workload.Process(ctx, args[1:])
	case image.IsHollow(name):
		return workload.Process(ctx, []string{"idle"})
	case len(args) == 2 && args[1] == "images":
		if err := images(ctx); err != nil {
			fmt.Fprintln(os.Stderr, "images:", err)
			return 1
		}
		return 0
	case len(args) == 2 && args[1] == "agent":
		if err := agent.Serve(ctx, stdio{}, "/"); err != nil {
			fmt.Fprintln(os.Stderr, "agent:", err)
			return 1
		}
		return 0
	default:
		return command(ctx, append([]string{name}, args[1:]...))
	}
}

// images serves the node's hollow images, which are made of this program.
func images(ctx context.Context) error {
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	registry, err := image.NewRegistry(executable, runtime.GOARCH)
	if err != nil {
		return err
	}
	return registry.Serve(ctx)
}

// command is one command of the shell in the workload's image: what `kubectl exec pod -- id`
// finds there. The image has nothing else.
func command(ctx context.Context, args []string) int {
	root, err := os.OpenRoot("/")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 126
	}
	defer root.Close() //nolint:errcheck // at the end
	dir, err := os.Getwd()
	if err != nil {
		dir = "/"
	}
	hostname, err := os.Hostname()
	if err != nil {
		hostname = "localhost"
	}
	stat, err := os.Stdin.Stat()
	tty := err == nil && stat.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != ""
	prompt := ""
	if tty {
		prompt = hostname + ":$ "
	}
	// The shell opens no devices, so it has its own /dev.
	files, err := shell.MountFS(shell.Mount{At: "/", FS: shell.RootFS(root)}, shell.Mount{At: "/dev", FS: shell.DevFS()})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 126
	}
	sh := shell.New(shell.Options{
		FS: files, Env: os.Environ(), Dir: dir, Hostname: hostname, Prompt: prompt,
		User: shell.User{UID: os.Getuid(), GID: os.Getgid()}, Dial: dial,
	})
	code, err := sh.RunArgs(ctx, args, shell.Stdio{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, TTY: tty})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return max(code, 1)
	}
	return code
}

// stdio is this process's own input and output as one stream.
type stdio struct{}

func (stdio) Read(p []byte) (int, error)  { return os.Stdin.Read(p) }
func (stdio) Write(p []byte) (int, error) { return os.Stdout.Write(p) }
func (stdio) Close() error                { return os.Stdin.Close() }
