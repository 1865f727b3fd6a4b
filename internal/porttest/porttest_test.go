package porttest

import (
	"errors"
	"net"
	"testing"
)

func TestAddress(t *testing.T) {
	address := Address(t)
	var lc net.ListenConfig
	for range 3 {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = conn.Close()
			t.Fatal("nobody listens, and yet somebody answers")
		}
		l, err := lc.Listen(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if conn, err = (&net.Dialer{}).DialContext(t.Context(), "tcp", address); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(conn.Close(), l.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
