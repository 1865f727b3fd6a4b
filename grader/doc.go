// Package grader turns checks into verdicts. A check asks the cluster something
// by one probe, and one CEL expression judges the facts the probe brought back.
//
// The package knows no provider and no scenario: it is given a [Target] and a
// list of [Check], and returns a [Report]. It never compares the text of a file or
// a manifest with a wanted text, and it never changes what the learner owns: what
// it makes (canary namespaces, secrets, tokens) carries the label
// hardenway.dev/grader=true and is removed again, also when the run is cancelled.
//
// # Could not tell
//
// The outcome [Error] means "could not tell". It is the zero value, it never scores,
// and it is what every result becomes when the API server does not answer as the
// grader before, during and after the look (see gate.go). Within a probe the rule is:
// what goes wrong on the grader's own way (a refused connection to the API server, a
// time-out, a certificate that does not verify, 429, 5xx, a broken body) is an
// error; what the thing under test answers, refusing connections included, is a fact.
package grader
