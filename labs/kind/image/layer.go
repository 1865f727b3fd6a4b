// Package image is what the container images of a lab on kind are made of, both of the one that harden
// brings, hardenway/workload, and of those that the node itself serves.
package image

import (
	"io"
	"path"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/labs/image/rootfs"
	"github.com/hardenway/hardenway/labs/shell"
)

// The names by which the program is run as what it is not a command of the shell for.
const (
	WorkloadEntrypoint = "/bin/workload" // one of the lab's programs, by the first argument
	hollowEntrypoint   = "/bin/hollow"   // nothing; its arguments were meant for somebody else
)

// IsHollow says whether a program that was run under that name is to do nothing.
func IsHollow(name string) bool { return name == path.Base(hollowEntrypoint) }

// Path is where an image's commands are.
const Path = "/bin"

// Entries are the images' root file system: the program, of size bytes, under the names of all its
// commands. All images have the same, so a node keeps it once.
func Entries(program func() (io.ReadCloser, error), size int64) []rootfs.Entry {
	entries := []rootfs.Entry{
		{Path: "bin/", Mode: 0o755},
		{Path: "etc/", Mode: 0o755},
		{Path: "root/", Mode: 0o700},
		{Path: "tmp/", Mode: 0o1777},
		{Path: "usr/", Mode: 0o755},
		{Path: "var/", Mode: 0o755},
		{Path: strings.TrimPrefix(WorkloadEntrypoint, "/"), Mode: 0o755, Open: program, Size: size},
		{Path: "etc/passwd", Mode: 0o644, Data: []byte("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n")},
		{Path: "etc/group", Mode: 0o644, Data: []byte("root:x:0:\nnogroup:x:65534:\n")},
	}
	for _, command := range commands() {
		entries = append(entries, rootfs.Entry{Path: "bin/" + command, Mode: 0o777, Link: path.Base(WorkloadEntrypoint)})
	}
	return entries
}

// commands are the program's names besides WorkloadEntrypoint.
func commands() []string {
	names := append(shell.New(shell.Options{}).Commands(), path.Base(hollowEntrypoint))
	// The language's own words are programs too, for those who exec them without a shell.
	for _, builtin := range []string{"echo", "printf", "pwd", "test"} {
		if !slices.Contains(names, builtin) {
			names = append(names, builtin)
		}
	}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.ContainsAny(name, "/%") })
	slices.Sort(names)
	return names
}
