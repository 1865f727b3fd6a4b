package machine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

// The labels of every container that is made here. The owner is a process, in a way that no
// other process ever is: machine's boot, number, and the time it began.
const (
	label      = "hardenway.test"
	labelValue = "machine"
	ownerLabel = "hardenway.test.owner"
)

// owner names a process, or is "" when there is none of that number.
func owner(pid int) (string, error) {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return "", err
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESRCH) { // the latter when it ends while it is read
		return "", nil
	}
	if err != nil {
		return "", err
	}
	// The command's name, in brackets, may hold anything; the 22nd field is when it began.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if len(fields) < 20 {
		return "", fmt.Errorf("/proc/%d/stat has %d fields", pid, len(fields))
	}
	if fields[0] == "Z" || fields[0] == "X" {
		return "", nil // it has ended, and its parent has not looked yet
	}
	return fmt.Sprintf("%s/%d/%s", strings.TrimSpace(string(boot)), pid, fields[19]), nil
}

// lives says whether an owner's process is there.
func lives(name string) (bool, error) {
	parts := strings.Split(name, "/")
	if len(parts) != 3 {
		return false, nil
	}
	pid, err := strconv.Atoi(parts[1])
	if err != nil {
		return false, nil //nolint:nilerr // nobody's
	}
	now, err := owner(pid)
	return now == name, err
}

// sweep removes the containers of processes that are gone, however they went, and returns them.
func sweep(ctx context.Context) ([]string, error) {
	docker, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err != nil {
		return nil, err
	}
	defer docker.Close()
	found, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: client.Filters{}.Add("label", label+"="+labelValue)})
	if err != nil {
		return nil, err
	}
	var swept []string
	for _, c := range found.Items {
		alive, err := lives(c.Labels[ownerLabel])
		if err != nil {
			return swept, err
		}
		if alive {
			continue
		}
		_, err = docker.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
		if err != nil && !strings.Contains(strings.ToLower(err.Error()), "no such container") && !strings.Contains(err.Error(), "already in progress") {
			return swept, fmt.Errorf("removing container %s: %w", c.ID, err)
		}
		swept = append(swept, c.ID)
	}
	return swept, nil
}
