//go:build !linux

package confine

// ToDirectories does nothing where the kernel offers no way.
func ToDirectories([]string, ...string) error { return nil }

// NoExec does nothing where the kernel offers no such filter.
func NoExec() error { return nil }
