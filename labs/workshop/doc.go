// Package workshop is the instructor's server: a room of learners, what each of their checks
// came to, and what the instructor says and does. It is also the learner's side of it: joining,
// a queue of reports that survives a crash, and sending them.
//
// Everything that happens is one entry of a journal in SQLite, and an entry is on the disk before
// anybody is told that it was accepted. What the pages show is computed from the journal, so a server that
// is killed comes back with everything it acknowledged, each thing once.
//
// What a laptop reports is the laptop's word, and is shown as such: Origin tells it from what
// a server graded itself.
//
// The package knows no cluster and no terminal. It never sends a solution: a Plan has no place for one.
package workshop
