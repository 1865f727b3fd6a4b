package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// mark is in the environment of every process of a lab.
const mark = "HARDENWAY_LAB="

// process is one process of a lab.
type process struct {
	pid  int
	name string
}

// processes finds those of a lab by their mark. Processes of other users cannot be read
// and are none of this lab's.
func processes(lab string) ([]process, error) {
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil, err
	}
	var found []process
	for _, dir := range dirs {
		env, err := os.ReadFile(filepath.Join(dir, "environ"))
		if err != nil || !slices.Contains(strings.Split(string(env), "\x00"), mark+lab) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			return nil, err
		}
		command, err := os.ReadFile(filepath.Join(dir, "cmdline"))
		if err != nil {
			continue // it has just ended
		}
		argv := bytes.Split(command, []byte{0})
		name := string(argv[0])
		if name == "workload" && len(argv) > 1 {
			name += " " + string(argv[1])
		}
		found = append(found, process{pid, name})
	}
	return found, nil
}

// labMemory is the proportional set size of every process of a lab: memory that processes
// share, such as the binary itself, is counted once. The first metric is the sum.
func labMemory(lab string) ([]Metric, error) {
	list, err := processes(lab)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no process has %s%s", mark, lab)
	}
	var parts []Metric
	var sum float64
	for _, p := range list {
		pss, err := pssOf(p.pid)
		if err != nil {
			return nil, fmt.Errorf("memory of %s: %w", p.name, err)
		}
		sum += pss
		parts = append(parts, summary(Metric{Name: "  " + p.name, Unit: "MB", Samples: []float64{pss}}))
	}
	slices.SortFunc(parts, func(a, b Metric) int { return int(b.Median - a.Median) })
	whole := summary(Metric{Name: "memory of the node (PSS)", Unit: "MB", Aim: "450 MB", Samples: []float64{sum}})
	return append([]Metric{whole}, parts...), nil
}

// pssOf is in megabytes.
func pssOf(pid int) (float64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[0] == "Pss:" {
			kib, err := strconv.ParseFloat(fields[1], 64)
			return kib * 1024 / 1e6, err
		}
	}
	return 0, errors.New("smaps_rollup has no Pss")
}

// leftovers is what there still is of a lab that was stopped.
func leftovers(lab string, p place) ([]string, error) {
	var left []string
	list, err := processes(lab)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		left = append(left, fmt.Sprintf("process %d (%s)", p.pid, p.name))
	}
	ports, err := listening(p.address)
	if err != nil {
		return nil, err
	}
	for _, port := range ports {
		left = append(left, fmt.Sprintf("listener on %s:%d", p.address, port))
	}
	if _, err := os.Lstat(p.sockets); err == nil {
		left = append(left, "directory "+p.sockets)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return left, nil
}

// listening lists the TCP ports somebody listens on at address, which must be one that a
// lab has to itself: 127.0.0.1 is everybody's and is not looked at.
func listening(address string) ([]int, error) {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return nil, err
	}
	if ip == netip.AddrFrom4([4]byte{127, 0, 0, 1}) {
		return nil, nil
	}
	data, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return nil, err
	}
	bytes4 := ip.As4()
	slices.Reverse(bytes4[:]) // the kernel prints the address as a number of this machine's byte order
	prefix := strings.ToUpper(hex.EncodeToString(bytes4[:])) + ":"
	var ports []int
	for line := range strings.Lines(string(data)) {
		const listen = "0A"
		fields := strings.Fields(line)
		if len(fields) < 4 || fields[3] != listen || !strings.HasPrefix(fields[1], prefix) {
			continue
		}
		port, err := strconv.ParseInt(strings.TrimPrefix(fields[1], prefix), 16, 32)
		if err != nil {
			return nil, err
		}
		ports = append(ports, int(port))
	}
	return ports, nil
}
