// Package detach starts processes that outlive the terminal they were started from.
package detach

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// Attr are the attributes of a process that is to have a session of its own.
func Attr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.DETACHED_PROCESS}
}
