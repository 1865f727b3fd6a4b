// Package shell is a small POSIX shell that runs inside the harden process and
// sees nothing of the host: not its programs, not its environment, and no file but
// those of the FS it is given.
//
// It serves three places: `kubectl exec` into a lab container, the scripts of a
// scenario (attack, solutions, wrong fixes), and `harden node exec`. All of them want
// the same thing: the handful of commands a lesson uses, on every host alike.
package shell
