// Package airgap plays what docs/air-gap.md tells an instructor to do: a bundle is saved where there is a
// Docker, and used in a network namespace in which there is nothing but loopback, with a Docker of its own.
// It holds a test only.
package airgap
