package node

import (
	"context"
	"io"

	"github.com/hardenway/hardenway/labs/embedded/cri"
	"github.com/hardenway/hardenway/labs/shell"
)

// execConfined runs a command in the small shell, with nothing in view but the container's
// environment and mounts.
func execConfined(ctx context.Context, c cri.Confined, argv []string, in io.Reader, out, errOut io.Writer, tty bool) (int, error) {
	var mounts []shell.Mount
	for _, m := range c.Mounts {
		mount, closer, err := shell.HostMount(m.ContainerPath, m.HostPath, m.ReadOnly)
		if err != nil {
			continue // what is not there now (a file its owner removed) is not there in the container
		}
		defer func() { _ = closer() }()
		mounts = append(mounts, mount)
	}
	view, err := shell.PodFS(c.Hostname, mounts...)
	if err != nil {
		return 0, err
	}
	s := shell.New(shell.Options{
		FS: view, Env: c.Env, Hostname: c.Hostname, Dial: c.Dial, Prompt: "/ $ ",
		User: shell.User{UID: int(c.UID), GID: int(c.GID)},
	})
	return s.RunArgs(ctx, argv, shell.Stdio{In: in, Out: out, Err: errOut, TTY: tty})
}
