// Package shell is a small POSIX shell that runs inside the harden process and
// sees nothing of the host: not its programs, not its environment, and no file but
// those of the FS it is given.
//
// It serves three places: `kubectl exec` into a lab container, the scripts of a
// scenario (attack, solutions, wrong fixes), and `harden node exec`. All of them want
// the same thing: the handful of commands a lesson uses, on every host alike.
//
// PodFS and NodeFS make the file system of a container and of a node; New makes a
// Shell over it; Run runs a script and RunArgs a command given as words. A Command is
// a program that a caller adds, such as kubectl.
//
// The language is mvdan.cc/sh's, which is bash's for the most part. What it would do on
// the host itself is replaced or refused (guard.go says what and why), and escape_test.go
// holds the ways out that were tried. The commands answer as GNU's do, as far as
// they go: testdata/gnu.txt has the comparison.
//
// What remains: a script can find the process id of harden when arithmetic looks up
// a variable whose value is PPID. A script that panics the interpreter in a pipe would end the
// process; the ways that are known are refused, and a caller that must survive any
// script runs the shell in a process of its own. Windows is not a host for it, because
// the interpreter reads names by the rules of the host.
package shell
