//go:build unix

package cri

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// detach keeps a terminal's Ctrl-C from reaching the process.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// terminate asks a process to end. One that is frozen goes on, or it could not.
func terminate(p *os.Process) error {
	return errors.Join(p.Signal(syscall.SIGTERM), p.Signal(syscall.SIGCONT))
}

// signalCode is 128 plus the signal's number, as shells and runtimes report it.
func signalCode(state *os.ProcessState) int32 {
	if ws, ok := state.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int32(ws.Signal()) //nolint:gosec // a signal's number is small
	}
	return 128
}

// pause stops a process, or lets it go on.
func pause(p *os.Process, stop bool) error {
	if stop {
		return p.Signal(syscall.SIGSTOP)
	}
	return p.Signal(syscall.SIGCONT)
}
