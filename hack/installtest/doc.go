// Package installtest holds the proof that `go install …/cmd/harden@version` works: from
// a module proxy, with nothing of this checkout in reach.
package installtest
