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
	mounts := []shell.Mount{
		{At: "/", FS: shell.ReadOnly(shell.MemoryFS(map[string]string{
			"/etc/hostname": c.Hostname + "\n",
			"/etc/passwd":   "root:x:0:0:root:/root:/bin/sh\nnonroot:x:65532:65532:nonroot:/home/nonroot:/bin/sh\n",
		}))},
		{At: "/dev", FS: shell.DevFS()},
		{At: "/tmp", FS: shell.TempFS()},
	}
	for _, m := range c.Mounts {
		mount, closer, err := shell.HostMount(m.ContainerPath, m.HostPath, m.ReadOnly)
		if err != nil {
			continue // what is not there now (a file its owner removed) is not there in the container
		}
		defer func() { _ = closer() }()
		mounts = append(mounts, mount)
	}
	view, err := shell.MountFS(mounts...)
	if err != nil {
		return 0, err
	}
	s := shell.New(shell.Options{
		FS: view, Env: c.Env, Hostname: c.Hostname, Dial: c.Dial, Prompt: "/ $ ",
		User: shell.User{UID: int(c.UID), GID: int(c.GID)},
	})
	return s.RunArgs(ctx, argv, shell.Stdio{In: in, Out: out, Err: errOut, TTY: tty})
}
