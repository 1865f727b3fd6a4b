package grader

import (
	"io"
	"time"
)

// Options are what a grading may be told. The zero value is one look, now.
type Options struct {
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Rand is where canaries come from; default crypto/rand.
	Rand io.Reader
	// Deadline is how long one check may take in all; default 20 s, or the check's Within
	// and five seconds more where that is longer.
	Deadline time.Duration
	// Settle looks again at what is not as wanted until its Within is over, counted from
	// LastChange if that is known and from the start if not. Without it there is one
	// look, and what may still settle is pending.
	Settle bool
	// LastChange is when the cluster or its node's files last changed, as far as the
	// caller knows. Zero is not known: then nothing is pending.
	LastChange time.Time
	// Parallel is how many checks run at once; default 8.
	Parallel int
	// Facts puts what each expect saw into the report, for authors.
	Facts bool
}

// Grader grades one cluster.
type Grader struct {
	target  Target
	options Options
}

// New makes a grader of a cluster. It asks the cluster nothing yet.
func New(target Target, options Options) *Grader {
	return &Grader{target: target, options: options}
}
