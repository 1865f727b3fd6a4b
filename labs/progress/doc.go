// Package progress remembers what a learner has done, in one file of JSON lines
// that only grows.
//
// The first line names the format. Every other line is one event with a checksum:
//
//	{"format":"hardenway.dev/progress","version":1}
//	{"v":1,"sum":"5ad1f0c3","event":{"id":"…","time":"…","kind":"started","scenario":"weak-rbac",…}}
//
// Whatever happens to a process, a machine or a copy of the file, what was recorded
// before stays readable: a line is added by one write, under a lock, and synced; a line
// cut short is skipped, told of, and left where it is, and the next event begins on a
// fresh line. Nothing is ever rewritten or removed. Every event has an id of its own
// and order does not matter, so files of two machines are merged by putting their
// lines together, repetitions and all.
//
// The package knows no lab and no scenario: to it they are words.
package progress
