// Package machine tries the released binary on a machine that has nothing: a bare Debian container
// without a network, as an ordinary user. It holds tests only.
//
// The containers are made with testcontainers. Its own reaper is off: that is one more image, to be
// pulled from a registry. Each container tells by labels which process it belongs to instead, and
// every run begins with a sweep of those whose process is gone.
package machine
