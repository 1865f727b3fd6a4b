package workload

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// runSyscalls makes the named system calls, or all it knows, and prints for each what came of it:
// ok, or the kernel's error by its name. It shows what a seccomp profile lets through.
//
//	syscalls getpid keyctl
//	getpid=ok
//	keyctl=EPERM
//
// Besides, seccomp tells the process's mode: off or filter. The calls leave nothing behind. Several are made with arguments that the kernel refuses, each with an error
// of its own: EINVAL of unshare says that the call came as far as the kernel.
func runSyscalls(_ context.Context, p *pod, args []string) error {
	set := p.flags("syscalls")
	if err := parseSome(set, args); err != nil {
		return err
	}
	known := syscalls()
	names := slices.Sorted(maps.Keys(known))
	asked := set.Args()
	if len(asked) == 0 {
		asked = names
	}
	for _, name := range asked {
		call, ok := known[name]
		if !ok {
			return &usageError{fmt.Errorf("no call %q is known here; there are: %s", name, strings.Join(names, ", "))}
		}
		p.logf("%s=%s", name, call())
	}
	return nil
}
