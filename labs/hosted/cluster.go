package hosted

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"k8s.io/client-go/rest"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/remote"
	"github.com/hardenway/hardenway/labs/remote/files"
	"github.com/hardenway/hardenway/labs/shell"
)

// Cluster is a cluster elsewhere.
type Cluster struct {
	Description

	caller     remote.Caller
	path       func(Call) string
	kubeconfig string
	provider   string
}

var (
	_ labs.Cluster         = (*Cluster)(nil)
	_ labs.StaticPodTeller = (*Cluster)(nil)
)

// freezable is a cluster whose API server can be made to hang.
type freezable struct{ *Cluster }

var _ labs.Freezer = freezable{}

// OpenAsLearner attaches to the learner's own lab through what a workshop's server passes on. kubeconfig is where the
// learner's kubeconfig is on this machine; the caller writes it.
func OpenAsLearner(ctx context.Context, caller remote.Caller, id labs.ID, kubeconfig string) (*Cluster, error) {
	return open(ctx, caller, id, learnerPath, kubeconfig)
}

func open(ctx context.Context, caller remote.Caller, id labs.ID, path func(Call) string, kubeconfig string) (*Cluster, error) {
	d := &Description{}
	if err := asTrouble(caller.JSON(ctx, path(CallOpen), nil, http.NoBody, d)); err != nil {
		return nil, err
	}
	if err := d.check(id); err != nil {
		return nil, err
	}
	return newCluster(caller, path, d, kubeconfig), nil
}

func newCluster(caller remote.Caller, path func(Call) string, d *Description, kubeconfig string) *Cluster {
	return &Cluster{Description: *d, caller: caller, path: path, kubeconfig: kubeconfig, provider: Name}
}

// call makes a call whose answer is JSON, or nothing.
func (c *Cluster) call(ctx context.Context, call Call, query string, in, out any) error {
	var body io.Reader = http.NoBody
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	return asTrouble(c.caller.JSON(ctx, c.path(call)+query, http.Header{"Content-Type": {"application/json"}}, body, out))
}

// ID implements labs.Cluster.
func (c *Cluster) ID() labs.ID { return c.Description.ID }

// Provider implements labs.Cluster.
func (c *Cluster) Provider() string { return c.provider }

// Kubeconfig implements labs.Cluster.
func (c *Cluster) Kubeconfig() string { return c.kubeconfig }

// Endpoints implements labs.Cluster: as they are where the lab runs. Dial reaches them.
func (c *Cluster) Endpoints() labs.Endpoints { return c.Description.Endpoints }

// adminTime is how long asking for the lab's own credential may take.
const adminTime = 15 * time.Second

// AdminConfig implements labs.Cluster. Its connections go through the agent.
func (c *Cluster) AdminConfig() (*rest.Config, error) {
	ctx, cancel := context.WithTimeout(context.Background(), adminTime)
	defer cancel()
	var a adminAccess
	if err := c.call(ctx, CallAdmin, "", nil, &a); err != nil {
		return nil, fmt.Errorf("the lab's own credential: %w", err)
	}
	if a.Host != "https://"+c.Description.Endpoints.APIServer {
		return nil, fmt.Errorf("the lab's own credential is for %.100q, and its API server is at %s", a.Host, c.Description.Endpoints.APIServer)
	}
	return &rest.Config{
		Host: a.Host, TLSClientConfig: rest.TLSClientConfig{CAData: a.CA, CertData: a.Cert, KeyData: a.Key}, QPS: -1, // the API server limits for itself
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			return c.Dial(ctx, labs.FromHost, network, address)
		},
	}, nil
}

// Dial implements labs.Cluster.
func (c *Cluster) Dial(ctx context.Context, from labs.Vantage, network, address string) (net.Conn, error) {
	header, err := json.Marshal(Target{from, network, address})
	if err != nil {
		return nil, err
	}
	conn, err := c.caller.Dial(ctx, c.path(CallDial), http.Header{HeaderDial: {string(header)}}, address)
	if err != nil {
		return nil, asTrouble(err)
	}
	return &boundedConn{Conn: conn, left: mostRead}, nil
}

// mostRead is how many bytes may come by one connection, so that whoever owns a lab cannot fill the memory of what
// grades it.
const mostRead = 1 << 30

// boundedConn ends when too much came by it.
type boundedConn struct {
	net.Conn

	mu   sync.Mutex
	left int64
}

// Read implements net.Conn.
func (c *boundedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left -= int64(n); c.left < 0 {
		return 0, errors.Join(fmt.Errorf("more than %d MB came by one connection", mostRead>>20), c.Conn.Close())
	}
	return n, err
}

// Etcd implements labs.Cluster.
func (c *Cluster) Etcd(ctx context.Context) (*clientv3.Client, error) {
	config, endpoint, err := labs.EtcdClientConfig(c.Node().Files())
	if err != nil {
		return nil, fmt.Errorf("etcd: %w", err)
	}
	if endpoint == "" {
		endpoint = "https://" + c.Description.Endpoints.Etcd
	}
	return clientv3.New(clientv3.Config{
		Endpoints: []string{endpoint}, TLS: config, DialTimeout: 5 * time.Second, Context: context.WithoutCancel(ctx), Logger: zap.NewNop(),
		DialOptions: []grpc.DialOption{grpc.WithContextDialer(func(ctx context.Context, address string) (net.Conn, error) {
			return c.Dial(ctx, labs.FromHost, "tcp", strings.TrimPrefix(address, "tcp://"))
		})},
	})
}

// Checkpoint implements labs.Cluster.
func (c *Cluster) Checkpoint(ctx context.Context) error {
	_, err := follow(ctx, c.caller, c.path(CallCheckpoint), http.NoBody, nil)
	return err
}

// Restore implements labs.Cluster.
func (c *Cluster) Restore(ctx context.Context, report labs.Reporter) error {
	_, err := follow(ctx, c.caller, c.path(CallRestore), http.NoBody, report)
	return err
}

// StaticPods implements labs.StaticPodTeller.
func (c *Cluster) StaticPods(ctx context.Context) (pods map[string]time.Time, err error) {
	return pods, c.call(ctx, CallStaticPods, "", nil, &pods)
}

// FreezeAPIServer implements labs.Freezer.
func (c freezable) FreezeAPIServer(ctx context.Context) (thaw func() error, err error) {
	if err := c.call(ctx, CallFreeze, "", nil, nil); err != nil {
		return nil, err
	}
	return func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		return c.call(ctx, CallFreeze, "?thaw=true", nil, nil)
	}, nil
}

// Node implements labs.Cluster.
func (c *Cluster) Node() labs.Node { return &node{c} }

// node is the one node of a cluster elsewhere.
type node struct{ c *Cluster }

var _ labs.Node = (*node)(nil)

// Name implements labs.Node.
func (n *node) Name() string { return n.c.NodeName }

// Root implements labs.Node: the files are elsewhere.
func (*node) Root() string { return "" }

// Files implements labs.Node. Times of files are the node's to set.
func (n *node) Files() shell.FS { return struct{ shell.FS }{files.New(n.c.caller, n.c.path(CallFile))} }

// RestartKubelet implements labs.Node.
func (n *node) RestartKubelet(ctx context.Context) error {
	return n.c.call(ctx, CallKubelet, "", nil, nil)
}

// Exec implements labs.Node: what the node there has. Commands get no input.
func (n *node) Exec(ctx context.Context, argv []string, stdio labs.Stdio) (int, error) {
	if len(argv) == 0 {
		return 0, errors.New("no command: try systemctl restart kubelet")
	}
	var answer CommandAnswer
	if err := n.c.call(ctx, CallExec, "", Command{argv}, &answer); err != nil {
		return 0, err
	}
	for _, said := range []struct {
		to   io.Writer
		text []byte
	}{{stdio.Out, answer.Out}, {stdio.Err, answer.Err}} {
		if said.to == nil || len(said.text) == 0 {
			continue
		}
		if _, err := said.to.Write(said.text); err != nil {
			return 0, err
		}
	}
	return answer.Code, answer.Error.failure()
}

// Shell implements labs.Node: a shell of harden's own on this machine, on the node's files. It starts no program beside
// the agent, and none but kubectl here.
func (n *node) Shell(ctx context.Context, stdio labs.Stdio) (int, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	return labs.NodeShell(ctx, n.c, self, stdio)
}
