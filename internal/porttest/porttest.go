// Package porttest keeps ports for tests whose server begins later, or begins again. A port that was only free once may be
// another's by then: of another test, or of another package's tests, which run at the same time.
package porttest

import "testing"

// Address is one at 127.0.0.1 with a port that is the test's until its end. While nobody listens there, it refuses
// connections. Listening there has to be asked for by that number, once or again and again.
func Address(tb testing.TB) string {
	tb.Helper()
	address, release, err := Hold()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(release)
	return address
}
