package embedded

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/embedded/cri"
)

// processBegan is the start time of a process in the kernel's ticks, field 22 of
// /proc/PID/stat (proc(5)), with the boot it belongs to. A zombie counts as ended.
func processBegan(pid int) (string, error) {
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return "", err
	}
	// The second field is the program's name in parentheses and may hold anything.
	i := bytes.LastIndexByte(data, ')')
	fields := strings.Fields(string(data[i+1:]))
	if i < 0 || len(fields) < 20 {
		return "", fmt.Errorf("process %d: its status has an unknown form", pid)
	}
	if fields[0] == "Z" || fields[0] == "X" {
		return "", fmt.Errorf("process %d has ended", pid)
	}
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(string(boot)) + "/" + fields[19], nil
}

// endMarked kills whatever process of this user still bears the lab's mark: children of a
// node that was killed while they were stopped, say. The mark is in the environment the
// process was started with.
func endMarked(ctx context.Context, id labs.ID, dir string) error {
	marked := func() []int {
		var pids []int
		entries, err := os.ReadDir("/proc")
		if err != nil {
			return nil
		}
		for _, e := range entries {
			pid, err := strconv.Atoi(e.Name())
			if err != nil || pid == os.Getpid() {
				continue
			}
			env, err := os.ReadFile(filepath.Join("/proc", e.Name(), "environ"))
			if err != nil || !bytes.Contains(append([]byte{0}, env...), []byte("\x00"+cri.EnvLab+"="+string(id)+"\x00")) {
				continue
			}
			// Another home may have a lab of the same name: the working directory tells.
			cwd, err := os.Readlink(filepath.Join("/proc", e.Name(), "cwd"))
			cwd = strings.TrimSuffix(cwd, " (deleted)")
			if err != nil || cwd != dir && !strings.HasPrefix(cwd, dir+"/") {
				continue
			}
			if _, err := processBegan(pid); err == nil {
				pids = append(pids, pid)
			}
		}
		return pids
	}
	// They are on their way out: the node's end is theirs.
	if ended(ctx, time.Second, func() bool { return len(marked()) == 0 }) {
		return nil
	}
	for _, pid := range marked() {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("ending process %d: %w", pid, err)
		}
	}
	if !ended(ctx, 5*time.Second, func() bool { return len(marked()) == 0 }) {
		return fmt.Errorf("processes %v do not end", marked())
	}
	return nil
}

// availableMemory is in bytes: MemAvailable of /proc/meminfo.
func availableMemory() (uint64, error) {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "MemAvailable:"); ok {
			kb, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("the kernel does not say how much memory is available")
}
