// Package agent is harden's hand on a kind node: a small program in the node that does, for
// the process at the other end of its standard streams, what would each cost the start of a
// process there: files, connections, and signals to components.
//
// It speaks HTTP/2 over standard input and output, so one `docker exec` serves any number of
// calls at once, and nothing listens anywhere. When its input ends, so does it.
package agent

// The calls.
const (
	PathFile    = "/file"    // POST a remote.FileCall; answers a remote.FileAnswer
	PathDial    = "/dial"    // POST a stream, the target in HeaderDial; answers the other direction
	PathSignal  = "/signal"  // POST ?name=&signal=: to every process of that name
	PathTree    = "/tree"    // POST a TreeCall; answers a tar of what is there
	PathRestore = "/restore" // POST a tar, the TreeCall in HeaderTree; answers the names it changed, as JSON
)

// The headers that carry what goes with a stream.
const (
	HeaderDial = "Hardenway-Dial"
	HeaderTree = "Hardenway-Tree"
)

// TreeCall names files: everything below Roots, but not what is in Skip.
type TreeCall struct {
	Roots []string `json:"roots"`
	Skip  []string `json:"skip,omitempty"`
}

// Dial is where a connection is to go.
type Dial struct {
	Address string `json:"address"`
	// Resolver is the DNS server, host:port, that names are asked of; "" is the node's own way.
	Resolver string `json:"resolver,omitempty"`
	// Within are the prefixes that may be reached. A name that leads elsewhere is refused.
	Within []string `json:"within"`
}
