//go:build unix

// Package detach starts processes that outlive the terminal they were started from.
package detach

import "syscall"

// Attr are the attributes of a process that is to have a session of its own.
func Attr() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
