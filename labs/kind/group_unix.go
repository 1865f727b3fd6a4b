//go:build unix

package kind

import (
	"os/exec"
	"syscall"
)

// ownGroup keeps a terminal's Ctrl-C from a command.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
