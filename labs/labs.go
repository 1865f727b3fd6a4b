// Package labs holds the nouns of a lab (Provider, Cluster, Node, Capability)
// and what happens to one: start, grade, reset, stop, prove.
//
// A lab is one scenario running on one cluster. The package knows no provider
// by name: providers live in their own packages and pass the suite in
// labs/labtest.
package labs

import (
	"context"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"k8s.io/client-go/rest"

	"github.com/hardenway/hardenway/labs/shell"
)

// ID names a lab on this machine. It is also the cluster's name, so it keeps
// to what a DNS label and a file name can both hold.
type ID string

var idPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)

// Validate says why an ID cannot be used, or nil.
func (id ID) Validate() error {
	if !idPattern.MatchString(string(id)) {
		return fmt.Errorf("lab name %q: use 1 to 40 lower-case letters, digits and dashes, starting and ending with a letter or digit", string(id))
	}
	return nil
}

// Capability is something a scenario may require of a cluster and a provider
// may have. A scenario whose requirement is missing is "not runnable here",
// which is never the same as failed.
type Capability string

// The capabilities, one by one.
const (
	// KubeletAPI is a kubelet whose HTTPS port answers from the host.
	KubeletAPI Capability = "kubelet-api"
	// NodeFiles are the node's files at their kubeadm places, to read and edit.
	NodeFiles Capability = "node-files"
	// StaticPods is a control plane that follows edits of its manifests.
	StaticPods Capability = "static-pods"
	// EtcdAccess is etcd's client port, answering from the host.
	EtcdAccess Capability = "etcd"
	// Containers are real containers of any image, isolated by the kernel.
	Containers Capability = "containers"
	// HostVolumes are real mounts of the node's file system into containers.
	HostVolumes Capability = "host-volumes"
	// NetworkPolicy is a pod network that enforces NetworkPolicy objects.
	NetworkPolicy Capability = "network-policy"
)

// AllCapabilities lists every capability in the order the documentation has them.
func AllCapabilities() []Capability {
	return []Capability{KubeletAPI, NodeFiles, StaticPods, EtcdAccess, Containers, HostVolumes, NetworkPolicy}
}

// Missing returns which of want are not among have, in want's order.
func Missing(have, want []Capability) []Capability {
	var missing []Capability
	for _, w := range want {
		if !slices.Contains(have, w) {
			missing = append(missing, w)
		}
	}
	return missing
}

// Provider makes clusters of one kind. Its methods may be called from several
// goroutines and several processes at once.
type Provider interface {
	// Name is the word after --on, such as "embedded".
	Name() string
	Capabilities() []Capability
	// Create makes a cluster and returns once its API server is ready and its
	// node is Ready. When it fails, or ctx ends, it has removed whatever it made.
	// It returns *ExistsError when a cluster of that name is there already.
	Create(ctx context.Context, spec ClusterSpec, report Reporter) (Cluster, error)
	// Open attaches to a cluster that Create made, perhaps in another process.
	// It returns *NotFoundError when there is none, and *StoppedError when its
	// files are there but it does not run any more.
	Open(ctx context.Context, id ID) (Cluster, error)
	// List names every cluster of this provider on this machine, running or not.
	List(ctx context.Context) ([]ID, error)
	// Delete removes a cluster and everything of it: processes, ports, files.
	// Deleting what is not there is no error.
	Delete(ctx context.Context, id ID, report Reporter) error
	// Diagnose says what would keep Create from working on this machine.
	Diagnose(ctx context.Context) []Diagnosis
}

// ClusterSpec is what a scenario asks of a new cluster.
type ClusterSpec struct {
	ID ID
	// Image is the node image, for a provider whose nodes are containers; "" is its own choice.
	// A provider that has no images refuses any other.
	Image string
	// Kubeadm is merged into kubeadm's ClusterConfiguration (v1beta4), Kubelet into
	// the KubeletConfiguration (v1beta1); RFC 7386 merges, lists are replaced.
	Kubeadm, Kubelet map[string]any
	// SharedEtcdCA makes the cluster's CA etcd's CA too.
	SharedEtcdCA bool
	// Files are laid over the node's root before anything starts, keyed by
	// slash-separated path relative to the root.
	Files map[string]File
}

// File is the content and mode of one file on a node.
type File struct {
	Data []byte
	Mode uint32 // permission bits; 0 means 0o644
}

// Cluster is a running cluster.
type Cluster interface {
	ID() ID
	Provider() string
	// Kubeconfig is the path of the learner's own kubeconfig. The user's
	// ~/.kube/config is never read and never written.
	Kubeconfig() string
	// AdminConfig is a client configuration of the lab's own, in system:masters,
	// which the learner does not hold. Seeding and grading use it.
	AdminConfig() (*rest.Config, error)
	// Node is the cluster's (first) node.
	Node() Node
	// Endpoints tells where the standard ports are to be found from the host.
	Endpoints() Endpoints
	// Etcd opens a client with the API server's own client certificate, as it is
	// on the node now. The caller closes it.
	Etcd(ctx context.Context) (*clientv3.Client, error)
	// Dial opens a connection from a vantage point. In FromPods, addresses may name
	// Services (shop.default.svc:80), ClusterIPs and pod IPs.
	Dial(ctx context.Context, from Vantage, network, address string) (net.Conn, error)
	// Checkpoint remembers the state of now, API objects and node files, as the
	// one Restore returns to.
	Checkpoint(ctx context.Context) error
	// Restore returns to the last Checkpoint: API objects byte for byte in
	// etcd, cluster-scoped ones included, and node files with their modes. It returns
	// once the API server is ready and the node is Ready again.
	Restore(ctx context.Context, report Reporter) error
}

// Vantage is where a probe stands.
type Vantage string

// The vantage points.
const (
	FromHost Vantage = "host" // the learner's machine
	FromNode Vantage = "node" // a process on the node
	FromPods Vantage = "pods" // a process in the pod network
)

// Endpoints are host-reachable addresses, "127.20.0.1:6443". They differ from the
// standard ports only where the host has a single loopback address.
type Endpoints struct {
	APIServer string `json:"apiServer"`
	Kubelet   string `json:"kubelet"`
	Etcd      string `json:"etcd"`
	// NodeAddress is the host part under which node ports are reached.
	NodeAddress string `json:"nodeAddress"`
}

// Node is one node of a cluster.
type Node interface {
	Name() string
	// Files are the node's files. Paths are slash-separated; "/" is the node's root.
	Files() shell.FS
	// Root is where the files are on this machine, or "" when they are not (kind).
	Root() string
	// RestartKubelet restarts the kubelet and returns when it has been started
	// again, not when it is healthy: a wrong configuration shows only later.
	RestartKubelet(ctx context.Context) error
	// Exec runs one of the node's commands (systemctl, journalctl, crictl). It
	// returns the exit code; err only when the command could not be run at all.
	Exec(ctx context.Context, argv []string, stdio Stdio) (int, error)
	// Shell runs an interactive shell on the node, in its root directory.
	Shell(ctx context.Context, stdio Stdio) (int, error)
}

// Stdio are the streams of a command.
type Stdio struct {
	In       io.Reader
	Out, Err io.Writer
}

// Reporter hears what a long operation is doing. It may be called from several
// goroutines. A nil Reporter is silent: use Report to call one.
type Reporter func(Event)

// Event is one step of an operation as a person would follow it.
type Event struct {
	Step string        // what, in the words of the user: "etcd", "API server", "node Ready"
	Done bool          // false when it begins
	Took time.Duration // set when Done
}

// Report calls r unless it is nil.
func Report(r Reporter, e Event) {
	if r != nil {
		r(e)
	}
}

// Diagnosis is one line of `harden doctor`.
type Diagnosis struct {
	Subject string `json:"subject"` // "loopback addresses", "Docker daemon"
	OK      bool   `json:"ok"`
	Finding string `json:"finding"`        // what was seen
	Mend    string `json:"mend,omitempty"` // what to do, when not OK
}

// NotFoundError: there is no such lab.
type NotFoundError struct{ ID ID }

func (e *NotFoundError) Error() string { return fmt.Sprintf("no lab %q is on this machine", e.ID) }

// ExistsError: a lab of that name is there already.
type ExistsError struct{ ID ID }

func (e *ExistsError) Error() string { return fmt.Sprintf("lab %q exists already", e.ID) }

// StoppedError: the lab's files are there, but its processes are gone.
type StoppedError struct {
	ID  ID
	Why string // what was seen, such as "its node process (pid 4711) has ended"
}

func (e *StoppedError) Error() string { return fmt.Sprintf("lab %q is not running: %s", e.ID, e.Why) }

// UnsupportedError: the cluster lacks what the scenario requires.
type UnsupportedError struct {
	What     string // the scenario
	Provider string
	Missing  []Capability
}

func (e *UnsupportedError) Error() string {
	missing := make([]string, len(e.Missing))
	for i, capability := range e.Missing {
		missing[i] = string(capability)
	}
	return fmt.Sprintf("cannot start %q: it needs %s, which the %s cluster does not have", e.What, strings.Join(missing, " and "), e.Provider)
}
