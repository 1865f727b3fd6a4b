package workload

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
)

// metadata is a stand-in for what a cloud has at 169.254.169.254: it believes that whoever reaches
// it is the machine, and asks for nothing.
type metadata struct {
	*pod
	address netip.Addr // the only address at which it answers
	machine string
}

// runMetadata serves the machine's metadata.
//
//	/metadata/machine      its name
//	/metadata/credentials  keys of the account that the machine runs under
//	/healthz               for probes, at any address
func runMetadata(ctx context.Context, p *pod, args []string) error {
	set := p.flags("metadata")
	port := set.Int("port", 80, "port to listen on")
	address := set.String("address", "169.254.169.254", "the address at which it answers")
	machine := set.String("machine", "worker-1", "name of the machine")
	if err := parse(set, args); err != nil {
		return err
	}
	at, err := netip.ParseAddr(*address)
	if err != nil {
		return &usageError{fmt.Errorf("--address=%s: want an IP address", *address)}
	}
	m := &metadata{pod: p, address: at, machine: *machine}
	return p.serve(ctx, *port, m.handler())
}

func (m *metadata) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metadata/machine", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"name": m.machine, "region": "north-1"})
	})
	mux.HandleFunc("GET /metadata/credentials", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{
			"account": "nodes@nordwind.example", "may": "read every bucket, start machines",
			"key": "not-a-real-key-of-" + m.machine,
		})
	})
	outer := http.NewServeMux()
	outer.HandleFunc("GET /healthz", healthz)
	outer.Handle("/", m.onlyHere(m.logRequests(mux, func(r *http.Request) string { return "from " + r.RemoteAddr })))
	return outer
}

// onlyHere answers at the one address. On the node's network the port is open at all of them.
func (m *metadata) onlyHere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
		if !ok || local.AddrPort().Addr().Unmap() != m.address {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
