package shell

import "syscall"

var (
	errNotDir      = syscall.ENOTDIR
	errIsDir       = syscall.EISDIR
	errLoop        = syscall.ELOOP
	errInvalid     = syscall.EINVAL
	errNotEmpty    = syscall.ENOTEMPTY
	errBusy        = syscall.EBUSY
	errNameTooLong = syscall.ENAMETOOLONG
)
