package kind

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/kind/agent"
	"github.com/hardenway/hardenway/labs/objects"
	"github.com/hardenway/hardenway/labs/remote"
)

// The files of a lab, below its directory.
const (
	specFile        = "spec.json"
	adminKubeconfig = "grader.conf" // the lab's own client, in system:masters
	userKubeconfig  = "kubeconfig"  // the learner's
	kindKubeconfig  = "kind.conf"   // what kind writes; nothing reads it
	checkpointDir   = "checkpoint"
)

// Cluster is a running kind cluster.
type Cluster struct {
	spec  spec
	dir   string
	agent *agentClient

	once    sync.Once
	address string // of the node in Docker's network
	err     error
}

var (
	_ labs.Cluster         = (*Cluster)(nil)
	_ labs.StaticPodTeller = (*Cluster)(nil)
	_ labs.Freezer         = (*Cluster)(nil)
)

func newCluster(s spec, dir string) *Cluster {
	return &Cluster{spec: s, dir: dir, agent: newAgentClient(s.Node)}
}

// ID implements labs.Cluster.
func (c *Cluster) ID() labs.ID { return c.spec.ID }

// Provider implements labs.Cluster.
func (*Cluster) Provider() string { return Name }

// Node implements labs.Cluster.
func (c *Cluster) Node() labs.Node { return &Node{c: c} }

// Kubeconfig implements labs.Cluster.
func (c *Cluster) Kubeconfig() string { return filepath.Join(c.dir, userKubeconfig) }

// AdminConfig implements labs.Cluster.
func (c *Cluster) AdminConfig() (*rest.Config, error) {
	config, err := clientcmd.BuildConfigFromFlags("", filepath.Join(c.dir, adminKubeconfig))
	if err != nil {
		return nil, fmt.Errorf("the lab's own kubeconfig: %w", err)
	}
	config.QPS = -1 // the API server limits for itself
	return config, nil
}

// Endpoints implements labs.Cluster.
func (c *Cluster) Endpoints() labs.Endpoints {
	return labs.Endpoints{
		APIServer: c.spec.hostPort(apiServerPort), Kubelet: c.spec.hostPort(kubeletPort),
		Etcd: c.spec.hostPort(etcdPort), NodeAddress: c.spec.Address,
	}
}

// nodeAddress is the node's address in Docker's network, asked once.
func (c *Cluster) nodeAddress(ctx context.Context) (string, error) {
	c.once.Do(func() {
		found, err := inspect(ctx, c.spec.Node)
		if err != nil {
			c.err = err
			return
		}
		for _, network := range found.NetworkSettings.Networks {
			c.address = network.IPAddress
		}
		if c.address == "" {
			c.err = fmt.Errorf("the node %s has no address", c.spec.Node)
		}
	})
	return c.address, c.err
}

// Dial implements labs.Cluster.
//
// Every vantage point is the node, whose addresses are those that the ports of this machine lead
// to. A port that is mapped would be no better from here: Docker takes a connection to it whether
// or not anything listens behind it, so "refused" could not be told from "accepted". And the
// node is no way out: what is not the lab's own is refused.
//
// FromPods, names are asked of the cluster's DNS. The source is the node all the same, which
// NetworkPolicy never stops; a check of a policy has to exec in a pod.
func (c *Cluster) Dial(ctx context.Context, from labs.Vantage, _, address string) (net.Conn, error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("dial tcp %s: %w", address, err)
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("dial tcp %s: %q is not a port", address, portText)
	}
	node, err := c.nodeAddress(ctx)
	if err != nil {
		return nil, err
	}
	d := agent.Dial{Address: address, Within: []string{node + "/32"}}
	switch from {
	case labs.FromHost:
		if host != c.spec.Address {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: remote.Addr(address), Err: fmt.Errorf("%w: from here only this lab's node, %s, can be reached", syscall.ENETUNREACH, c.spec.Address)}
		}
	case labs.FromNode:
		d.Within = append(d.Within, "127.0.0.0/8")
	case labs.FromPods:
		d.Resolver = net.JoinHostPort(clusterDNS, "53")
	default:
		return nil, fmt.Errorf("no vantage point is called %q", from)
	}
	d.Within = append(d.Within, podSubnet, serviceSubnet)
	if host != c.spec.Address {
		return c.agent.dial(ctx, d)
	}
	// The lab's address on this machine stands for the node's.
	inside := strconv.Itoa(c.spec.insidePort(int(port)))
	d.Address = net.JoinHostPort(node, inside)
	conn, err := c.agent.dial(ctx, d)
	if errors.Is(err, syscall.ECONNREFUSED) && c.spec.Address != sharedAddress {
		// Inside the node too it is a loopback address, at which a program may listen that was
		// told to listen there.
		d.Address, d.Within = net.JoinHostPort(c.spec.Address, inside), []string{c.spec.Address + "/32"}
		conn, err = c.agent.dial(ctx, d)
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		op.Addr = remote.Addr(address) // as the caller knows it
	}
	return conn, err
}

// sharedAddress is the loopback address that belongs to the whole machine.
const sharedAddress = "127.0.0.1"

// clusterDNS is where kubeadm puts it.
const clusterDNS = "10.96.0.10"

// insidePort is the node's port for one of this machine.
func (s *spec) insidePort(port int) int {
	for inside, outside := range s.Ports {
		if outside == port {
			return inside
		}
	}
	return port
}

// Etcd implements labs.Cluster.
func (c *Cluster) Etcd(ctx context.Context) (*clientv3.Client, error) {
	config, plain, err := labs.EtcdClientConfig(c.agent.files())
	if err != nil {
		return nil, fmt.Errorf("etcd: %w", err)
	}
	scheme := "http"
	if plain == "" {
		scheme, config.ServerName = "https", "localhost"
	}
	return clientv3.New(clientv3.Config{
		Endpoints: []string{scheme + "://" + c.spec.hostPort(etcdPort)}, TLS: config, DialTimeout: 5 * time.Second, Context: context.WithoutCancel(ctx), Logger: zap.NewNop(),
		// The certificate is for the node's own names, and this machine's address is none of them.
		DialOptions: []grpc.DialOption{grpc.WithAuthority("localhost")},
	})
}

// FreezeAPIServer implements labs.Freezer: the process is stopped and not ended. The kubelet
// would end it after more than a minute, since it does not answer its probes either.
func (c *Cluster) FreezeAPIServer(ctx context.Context) (thaw func() error, err error) {
	if err := c.freeze(ctx, apiServer, true); err != nil {
		return nil, err
	}
	return func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		return c.freeze(ctx, apiServer, false)
	}, nil
}

// Signals of Linux by number: this machine may have others.
const (
	sigCont = 18
	sigStop = 19
)

func (c *Cluster) freeze(ctx context.Context, component string, freeze bool) error {
	signal := sigCont
	if freeze {
		signal = sigStop
	}
	n, err := c.agent.signal(ctx, component, signal)
	if err == nil && n == 0 && freeze {
		err = fmt.Errorf("no process of %s is running on the node", component)
	}
	return err
}

// StaticPods implements labs.StaticPodTeller. The kubelet gives each pod sandbox the moment at
// which it first saw the manifest; an edited manifest makes another pod.
func (c *Cluster) StaticPods(ctx context.Context) (map[string]time.Time, error) {
	running, err := c.containers(ctx)
	if err != nil {
		return nil, err
	}
	out, err := c.outputOf(ctx, "crictl", "pods", "--state", "ready", "--output", "json")
	if err != nil {
		return nil, err
	}
	var sandboxes struct {
		Items []struct {
			ID       string `json:"id"`
			Metadata struct{ Name string }
			// Annotations are those of the pod.
			Annotations map[string]string `json:"annotations"`
		} `json:"items"`
	}
	if err := json.Unmarshal(out, &sandboxes); err != nil {
		return nil, fmt.Errorf("crictl pods: %w", err)
	}
	pods := map[string]time.Time{}
	for _, sandbox := range sandboxes.Items {
		name, static := strings.CutSuffix(sandbox.Metadata.Name, "-"+c.spec.Node)
		if !static || sandbox.Annotations["kubernetes.io/config.source"] != "file" || !running.inSandbox(sandbox.ID) {
			continue
		}
		seen, err := time.Parse(time.RFC3339Nano, sandbox.Annotations["kubernetes.io/config.seen"])
		if err != nil {
			return nil, fmt.Errorf("crictl pods: when %s was seen: %w", name, err)
		}
		if seen.After(pods[name]) {
			pods[name] = seen
		}
	}
	return pods, nil
}

// criContainer is one container as crictl tells of it.
type criContainer struct {
	ID           string `json:"id"`
	PodSandboxID string `json:"podSandboxId"`
	Metadata     struct {
		Name string `json:"name"`
	} `json:"metadata"`
	CreatedAt string            `json:"createdAt"` // nanoseconds since 1970
	Labels    map[string]string `json:"labels"`
}

type criContainers []criContainer

func (l criContainers) inSandbox(id string) bool {
	for _, container := range l {
		if container.PodSandboxID == id {
			return true
		}
	}
	return false
}

// containers are those that run on the node.
func (c *Cluster) containers(ctx context.Context) (criContainers, error) {
	out, err := c.outputOf(ctx, "crictl", "ps", "--state", "running", "--output", "json")
	if err != nil {
		return nil, err
	}
	var list struct {
		Containers criContainers `json:"containers"`
	}
	if err := json.Unmarshal(out, &list); err != nil {
		return nil, fmt.Errorf("crictl ps: %w", err)
	}
	return list.Containers, nil
}

// The components of the control plane, by the name of their container and program.
const (
	apiServer         = "kube-apiserver"
	controllerManager = "kube-controller-manager"
	scheduler         = "kube-scheduler"
)

// awaitReady waits until the API server is ready and the node is.
func (c *Cluster) awaitReady(ctx context.Context) error {
	config, err := c.AdminConfig()
	if err != nil {
		return err
	}
	config.Timeout = 5 * time.Second
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	return retry(ctx, 2*time.Minute, func() error {
		if _, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx); err != nil {
			return err
		}
		node, err := client.CoreV1().Nodes().Get(ctx, c.spec.Node, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, cond := range node.Status.Conditions {
			if cond.Type == corev1.NodeReady && cond.Status == corev1.ConditionTrue {
				return nil
			}
		}
		return fmt.Errorf("node %s is not Ready", c.spec.Node)
	})
}

// awaitNetwork waits until the cluster's own Services answer under their names, which takes the
// pod network, kube-proxy and DNS together. A node is Ready some time before.
func (c *Cluster) awaitNetwork(ctx context.Context) error {
	return retry(ctx, 3*time.Minute, func() error {
		once, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		conn, err := c.Dial(once, labs.FromPods, "tcp", "kubernetes.default.svc:443")
		if err != nil {
			return err
		}
		return conn.Close()
	})
}

// retry tries until it works, ctx ends, or the limit has passed: the components may be on
// their way up.
func retry(ctx context.Context, limit time.Duration, try func() error) error {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-limited.Done():
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return fmt.Errorf("not within %s; last seen: %w", limit, err)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// mounts is true when a pod has a path of the node, or the directory it is in.
func mounts(pod *corev1.Pod, name string) bool {
	for _, v := range pod.Spec.Volumes {
		if v.HostPath != nil && (name == v.HostPath.Path || strings.HasPrefix(name, strings.TrimSuffix(v.HostPath.Path, "/")+"/")) {
			return true
		}
	}
	return false
}

// decodePod reads a manifest of a static pod.
func decodePod(data []byte) (*corev1.Pod, error) { return objects.DecodePod(data) }

// validAddress keeps a damaged spec from leading anywhere else.
func (s *spec) validAddress() error {
	address, err := netip.ParseAddr(s.Address)
	if err != nil || !address.IsLoopback() {
		return fmt.Errorf("%q is no loopback address", s.Address)
	}
	return nil
}
