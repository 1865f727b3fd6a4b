package cri

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// detach keeps a terminal's Ctrl-C from reaching the process.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// terminate: Windows has no polite signal, so a stop is by force at once.
func terminate(*os.Process) error { return errors.ErrUnsupported }

func signalCode(*os.ProcessState) int32 { return 137 }

func pause(*os.Process, bool) error { return errors.ErrUnsupported }
