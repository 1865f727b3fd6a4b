package embedded

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hardenway/hardenway/labs"
)

// processBegan is the start time of a process as the kernel has it.
func processBegan(pid int) (string, error) {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return "", err
	}
	const zombie = 5 // SZOMB, sys/proc.h
	if info.Proc.P_stat == zombie {
		return "", fmt.Errorf("process %d has ended", pid)
	}
	return fmt.Sprintf("%d.%06d", info.Proc.P_starttime.Sec, info.Proc.P_starttime.Usec), nil
}

// endMarked: the environment of a process cannot be read here. The children end when the
// node does, since the other end of their standard input closes; so it is enough to wait
// until no process of the node's session is left.
func endMarked(ctx context.Context, _ labs.ID, dir string) error {
	state, err := readState(dir)
	if err != nil {
		return nil //nolint:nilerr // no process was started
	}
	if !ended(ctx, 5*time.Second, func() bool { return errors.Is(syscall.Kill(-state.PID, 0), syscall.ESRCH) }) {
		return fmt.Errorf("the node's process group %d does not end", state.PID)
	}
	return nil
}

func availableMemory() (uint64, error) { return 0, errors.ErrUnsupported }
