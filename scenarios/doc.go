// Package scenarios holds the scenario format (its types, a strict loader that
// reports every problem at once, lint rules) and the scenarios themselves, one
// folder each.
//
// A scenario is one real security hole in one real cluster: what to seed, how to
// attack it, how to tell that it is closed, and the proof that the telling can be
// trusted. The package reads scenarios; it never starts a cluster and knows no
// provider. labs does both.
package scenarios
