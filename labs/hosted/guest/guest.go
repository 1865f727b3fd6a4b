// Package guest is a learner's hosted lab on their own laptop. It remembers which lab there is, and brings the lab's API server,
// kubelet, etcd and node ports to loopback addresses, by a process in the background, so that any kubectl works
// with the learner's kubeconfig.
//
// The laptop speaks to the workshop's server only, with the token of who joined. It holds no credential of the lab but the learner's
// own, and grades nothing.
package guest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/labs/remote"
	"github.com/hardenway/hardenway/labs/workshop"
)

// Guest is the hosted labs of a learner: one at a time, unless they join another workshop.
type Guest struct {
	// Dir holds one directory a lab.
	Dir string
	// Desk is where the learner joined.
	Desk *workshop.Desk
	// Self is the path of harden, which is the process in the background too.
	Self string
}

// Note is what is remembered of a lab.
type Note struct {
	Version  int       `json:"version"`
	Harden   string    `json:"harden"` // the build that wrote it
	Lab      labs.ID   `json:"lab"`    // its name here
	Remote   labs.ID   `json:"remote"` // its name where it runs
	Scenario string    `json:"scenario"`
	URL      string    `json:"url"` // of the workshop
	Created  time.Time `json:"created"`
	Resets   int       `json:"resets,omitempty"`
}

const noteVersion = 1

// The files of a lab, below its directory.
const (
	noteFile       = "lab.json"
	forwardFile    = "forward.json"
	kubeconfigFile = "kubeconfig"
	forwardLog     = "forward.log"
)

func (g *Guest) path(id labs.ID, name string) string { return filepath.Join(g.Dir, string(id), name) }

// Kubeconfig is where the learner's kubeconfig of a lab is.
func (g *Guest) Kubeconfig(id labs.ID) string { return g.path(id, kubeconfigFile) }

// Keep remembers a lab.
func (g *Guest) Keep(n Note) error {
	n.Version = noteVersion
	if err := os.MkdirAll(filepath.Join(g.Dir, string(n.Lab)), 0o700); err != nil {
		return err
	}
	return writeJSON(g.path(n.Lab, noteFile), n)
}

// Note is what is remembered of a lab. Errors: *labs.NotFoundError, *labs.DamagedError, *labs.VersionError.
func (g *Guest) Note(id labs.ID) (*Note, error) {
	if err := id.Validate(); err != nil {
		return nil, err
	}
	name := g.path(id, noteFile)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &labs.NotFoundError{ID: id}
	}
	if err != nil {
		return nil, err
	}
	n := &Note{}
	if err := json.Unmarshal(data, n); err != nil {
		return nil, &labs.DamagedError{ID: id, Path: name, Why: err}
	}
	switch {
	case n.Version > noteVersion:
		return nil, &labs.VersionError{ID: id, Lab: n.Version, LabHarden: n.Harden, Known: noteVersion}
	case n.Lab != id || n.Scenario == "" || n.Remote.Validate() != nil:
		return nil, &labs.DamagedError{ID: id, Path: name, Why: errors.New("it does not say what runs there")}
	}
	return n, nil
}

// Labs lists the labs that are remembered, in order of name.
func (g *Guest) Labs() ([]labs.ID, error) {
	entries, err := os.ReadDir(g.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing hosted labs: %w", err)
	}
	var ids []labs.ID
	for _, e := range entries {
		if id := labs.ID(e.Name()); e.IsDir() && id.Validate() == nil {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Forget ends the process in the background and removes what is remembered of a lab.
func (g *Guest) Forget(ctx context.Context, id labs.ID) error {
	if err := id.Validate(); err != nil {
		return err
	}
	if f, err := g.forward(id); err == nil {
		f.stop(ctx)
	}
	return os.RemoveAll(filepath.Join(g.Dir, string(id)))
}

// caller speaks to the learner's lab through the workshop's server. Its connection is made at the first call.
func (g *Guest) caller() (remote.Caller, *http.Transport) {
	transport := remote.Transport(g.Desk.Tunnel)
	transport.IdleConnTimeout = time.Minute
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: pingTime, PingTimeout: pingTime}
	return remote.Caller{Client: &http.Client{Transport: transport}, Base: "http://lab"}, transport
}

const pingTime = 15 * time.Second

// Cluster is a hosted lab's cluster on the learner's laptop.
type Cluster struct {
	*hosted.Cluster

	id    labs.ID
	local labs.Endpoints
}

var (
	_ labs.Cluster   = (*Cluster)(nil)
	_ labs.Elsewhere = (*Cluster)(nil)
)

// Open attaches to a lab, and sees that the process in the background runs. Errors: *labs.NotFoundError,
// *labs.StoppedError, and as of workshop.Desk.
func (g *Guest) Open(ctx context.Context, id labs.ID) (*Cluster, error) {
	note, err := g.Note(id)
	if err != nil {
		return nil, err
	}
	caller, _ := g.caller()
	remote, err := hosted.OpenAsLearner(ctx, caller, note.Remote, g.Kubeconfig(id))
	if _, gone := errors.AsType[*labs.NotFoundError](err); gone {
		return nil, &labs.StoppedError{ID: id, Why: "nothing of that name runs in your hosted lab any more"}
	}
	if _, stopped := errors.AsType[*labs.StoppedError](err); stopped || err != nil {
		return nil, err
	}
	f, err := g.forwarding(ctx, id)
	if err != nil {
		return nil, err
	}
	c := &Cluster{remote, id, f.Endpoints}
	return c, c.writeKubeconfig()
}

// writeKubeconfig writes the learner's kubeconfig with the address that the API server has here. Its certificate is for the address
// that it has where it runs, so that name is looked for in it.
func (c *Cluster) writeKubeconfig() error {
	config, err := clientcmd.Load(c.Description.Kubeconfig)
	if err != nil {
		return fmt.Errorf("the learner's kubeconfig: %w", err)
	}
	inside, _, err := net.SplitHostPort(c.Cluster.Endpoints().APIServer)
	if err != nil {
		return fmt.Errorf("the address of the lab's API server: %w", err)
	}
	for _, cluster := range config.Clusters {
		cluster.Server = "https://" + c.local.APIServer
		if inside != c.local.NodeAddress {
			cluster.TLSServerName = inside
		}
	}
	for _, user := range config.AuthInfos {
		if user.Exec != nil || user.AuthProvider != nil {
			return errors.New("the lab's kubeconfig would start a program here, which it has no business to")
		}
	}
	data, err := clientcmd.Write(*config)
	if err != nil {
		return err
	}
	return writeFile(c.Kubeconfig(), data)
}

// ID implements labs.Cluster.
func (c *Cluster) ID() labs.ID { return c.id }

// Endpoints implements labs.Cluster: as they are on this machine.
func (c *Cluster) Endpoints() labs.Endpoints { return c.local }

// Inside implements labs.Elsewhere.
func (c *Cluster) Inside() labs.Endpoints { return c.Cluster.Endpoints() }

// errServers: it is not for the learner.
var errServers = errors.New("that is the workshop's server's to do")

// AdminConfig implements labs.Cluster. The lab's own credential stays with the server.
func (*Cluster) AdminConfig() (*rest.Config, error) { return nil, errServers }

// Checkpoint implements labs.Cluster.
func (*Cluster) Checkpoint(context.Context) error { return errServers }

// Restore implements labs.Cluster.
func (*Cluster) Restore(context.Context, labs.Reporter) error { return errServers }

// Dial implements labs.Cluster. What is an address of the lab's on this machine leads to the one where it runs.
func (c *Cluster) Dial(ctx context.Context, from labs.Vantage, network, address string) (net.Conn, error) {
	return c.Cluster.Dial(ctx, from, network, inside(address, c.local, c.Cluster.Endpoints()))
}

// inside is an address as it is where the lab runs.
func inside(address string, local, there labs.Endpoints) string {
	for here, to := range map[string]string{local.APIServer: there.APIServer, local.Kubelet: there.Kubelet, local.Etcd: there.Etcd} {
		if address == here {
			return to
		}
	}
	if host, port, err := net.SplitHostPort(address); err == nil && host == local.NodeAddress {
		return net.JoinHostPort(there.NodeAddress, port)
	}
	return address
}

// Node implements labs.Cluster.
func (c *Cluster) Node() labs.Node { return &node{c.Cluster.Node(), c} }

type node struct {
	labs.Node

	c *Cluster
}

// Shell implements labs.Node, with the addresses that the lab has on this machine.
func (n *node) Shell(ctx context.Context, stdio labs.Stdio) (int, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	return labs.NodeShell(ctx, n.c, self, stdio)
}

// writeJSON replaces a file whole.
func writeJSON(name string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(name, append(data, '\n'))
}

func writeFile(name string, data []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}

// Endpoints are those of a lab on this machine, as the process in the background said last.
func (g *Guest) Endpoints(id labs.ID) labs.Endpoints {
	f, err := g.forward(id)
	if err != nil {
		return labs.Endpoints{}
	}
	return f.Endpoints
}
