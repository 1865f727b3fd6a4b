//go:build !unix

package shell

import "testing"

func plantPipe(*testing.T, string) {}
