package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/windows"

	"github.com/hardenway/hardenway/labs"
)

func processBegan(pid int) (string, error) {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid)) //nolint:gosec // a process number
	if err != nil {
		return "", err
	}
	defer func() { _ = windows.CloseHandle(h) }()
	var code uint32
	const stillActive = 259
	if err := windows.GetExitCodeProcess(h, &code); err != nil || code != stillActive {
		return "", fmt.Errorf("process %d has ended", pid)
	}
	var began, end, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(h, &began, &end, &kernel, &user); err != nil {
		return "", err
	}
	return fmt.Sprint(began.Nanoseconds()), nil
}

func alive(s State) bool {
	began, err := processBegan(s.PID)
	return err == nil && began == s.Began
}

func terminate(s State) error { return kill(s) }

func kill(s State) error {
	p, err := os.FindProcess(s.PID)
	if err != nil {
		return err
	}
	return p.Kill()
}

// endMarked: the children end when the node does, since the other end of their standard
// input closes.
func endMarked(context.Context, labs.ID, string) error { return nil }

func shortTemp() string { return os.TempDir() }

func ownedByUs(string) error { return nil }

func freeSpace(dir string) (uint64, error) {
	p, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	return free, windows.GetDiskFreeSpaceEx(p, &free, nil, nil)
}

func availableMemory() (uint64, error) { return 0, errors.ErrUnsupported }
