package embedded

import (
	"strings"
	"testing"

	"github.com/hardenway/hardenway/labs"
)

func TestSpecOwns(t *testing.T) {
	own := Spec{Address: "127.20.3.1", APIServerPort: 6443}
	shared := Spec{Address: sharedAddress, APIServerPort: 40001, KubeletPort: 40002, EtcdPort: 40003}
	for _, test := range []struct {
		name, address string
		spec          Spec
		want          string // in the error; "" for none
	}{
		{"the API server", "127.20.3.1:6443", own, ""},
		{"any port of its own address", "127.20.3.1:12345", own, ""},
		{"another lab", "127.20.4.1:6443", own, "network is unreachable: from here only this lab's node, 127.20.3.1"},
		{"the machine's loopback", "127.0.0.1:2375", own, "network is unreachable"},
		{"a name", "localhost:6443", own, "network is unreachable"},
		{"the world", "192.0.2.1:443", own, "network is unreachable"},
		{"a cloud's metadata", "169.254.169.254:80", own, "network is unreachable"},
		{"no port", "127.20.3.1", own, "missing port"},
		{"a port that is none", "127.20.3.1:http", own, `"http" is not a port`},
		{"a shared address: the kubelet", "127.0.0.1:40002", shared, ""},
		{"a shared address: a node port", "127.0.0.1:30080", shared, ""},
		{"a shared address: what else runs there", "127.0.0.1:2375", shared, "connection refused: this lab has no such port"},
		{"a shared address: port 0", "127.0.0.1:0", shared, "connection refused"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.spec.Owns(test.address)
			switch {
			case test.want == "" && err != nil:
				t.Errorf("Owns(%q) = %v, want nil", test.address, err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("Owns(%q) = %v, want an error with %q", test.address, err, test.want)
			}
		})
	}
}

// Scripts and checks reach the lab's node only, from whichever vantage point.
func TestDialLeadsNowhereElse(t *testing.T) {
	c := &Cluster{spec: Spec{Address: "127.20.3.1"}}
	for _, from := range []labs.Vantage{labs.FromHost, labs.FromNode} {
		if _, err := c.Dial(t.Context(), from, "tcp", "192.0.2.1:80"); err == nil || !strings.Contains(err.Error(), "network is unreachable") {
			t.Errorf("from %s: %v", from, err)
		}
	}
}
