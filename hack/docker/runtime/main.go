//go:build linux

// Runtime stands between Docker and runc on a machine that may not do everything, such as a
// sandbox without CAP_SYS_RESOURCE. Docker 20.10 asks for every capability there is when a
// container is privileged, and runc fails at one that cannot be had. This program takes out of
// what Docker asks for whatever this process's own bounding set lacks, and becomes runc.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "runtime wrapper:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	bounding, err := boundingSet()
	if err != nil {
		return err
	}
	if name, process := document(args); name != "" {
		if err := rewrite(name, process, bounding); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	runc, err := exec.LookPath("runc")
	if err != nil {
		return err
	}
	return syscall.Exec(runc, append([]string{"runc"}, args...), os.Environ())
}

// document finds the JSON that tells of a process's capabilities: a bundle's config.json for
// create and run, the file after --process for exec.
func document(args []string) (name string, process bool) {
	valueOf := func(flags ...string) string {
		for i, arg := range args {
			for _, flag := range flags {
				if value, ok := strings.CutPrefix(arg, flag+"="); ok {
					return value
				}
				if arg == flag && i+1 < len(args) {
					return args[i+1]
				}
			}
		}
		return ""
	}
	for _, arg := range args {
		switch arg {
		case "create", "run":
			bundle := valueOf("--bundle", "-b")
			if bundle == "" {
				bundle = "."
			}
			return filepath.Join(bundle, "config.json"), false
		case "exec":
			return valueOf("--process", "-p"), true
		}
	}
	return "", false
}

// rewrite drops from a document the capabilities that bounding lacks.
func rewrite(name string, process bool, bounding uint64) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	after, err := drop(data, process, bounding)
	if err != nil {
		return err
	}
	return os.WriteFile(name, after, info.Mode().Perm())
}

func drop(data []byte, process bool, bounding uint64) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber() // limits are as large as 64 bits allow, which a float does not hold
	var doc map[string]any
	if err := decoder.Decode(&doc); err != nil {
		return nil, err
	}
	of := doc
	if !process {
		of, _ = doc["process"].(map[string]any)
	}
	sets, _ := of["capabilities"].(map[string]any)
	for set, value := range sets {
		names, _ := value.([]any)
		kept := []any{}
		for _, item := range names {
			if name, ok := item.(string); ok && has(bounding, name) {
				kept = append(kept, name)
			}
		}
		sets[set] = kept
	}
	return json.Marshal(doc)
}

func has(bounding uint64, name string) bool {
	for number, known := range capabilities {
		if known == strings.TrimPrefix(name, "CAP_") {
			return bounding>>number&1 == 1
		}
	}
	return false // newer than this list: runc might not know it either
}

func boundingSet() (uint64, error) {
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		if hex, ok := strings.CutPrefix(line, "CapBnd:"); ok {
			return strconv.ParseUint(strings.TrimSpace(hex), 16, 64)
		}
	}
	return 0, fmt.Errorf("/proc/self/status has no CapBnd")
}

// capabilities in the order of their numbers (linux/capability.h).
var capabilities = strings.Fields(`
	CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST
	NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE
	SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM
	BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE`)
