// Package podnet is the pod network of the embedded cluster: a proxy on a unix socket
// that knows Services and pods, and the node's listeners for NodePorts.
//
// A pod's address exists only here. Its programs listen on unix sockets, so labs never
// compete for ports, nothing but a NodePort is open to the machine, and an ordinary user
// can run it anywhere. There is no isolation between pods: a scenario about
// NetworkPolicy needs a cluster that has one.
package podnet

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	discoverylisters "k8s.io/client-go/listers/discovery/v1"
	"k8s.io/client-go/tools/cache"
)

// PodDialer connects to a port of a pod; ok is false when no pod has the address.
type PodDialer func(ctx context.Context, address netip.Addr, port uint16) (conn net.Conn, ok bool, err error)

// Network is the pod network of one node.
type Network struct {
	NodeAddress string
	// OnNode is nil for "address:port" of the node that pods may reach; nil for all.
	OnNode func(address string) error
	// APIServer is what is behind the Service kubernetes.default, "address:port".
	APIServer string
	DialPod   PodDialer
	// Warn is told what cannot be served, such as a NodePort that is taken.
	Warn func(error)

	services corelisters.ServiceLister
	slices   discoverylisters.EndpointSliceLister

	mu        sync.Mutex
	nodePorts map[int32]net.Listener
	warned    map[int32]bool
	ctx       context.Context //nolint:containedctx // the life of the network, which ServeProxy begins
}

// ServeProxy answers CONNECT requests on l until ctx ends.
func (n *Network) ServeProxy(ctx context.Context, l net.Listener) {
	n.mu.Lock()
	n.ctx, n.nodePorts, n.warned = ctx, map[int32]net.Listener{}, map[int32]bool{}
	n.mu.Unlock()
	context.AfterFunc(ctx, func() {
		_ = l.Close()
		n.mu.Lock()
		defer n.mu.Unlock()
		for _, np := range n.nodePorts {
			_ = np.Close()
		}
	})
	for {
		conn, err := l.Accept()
		if err != nil {
			return // the listener has been closed
		}
		go n.proxy(ctx, conn)
	}
}

// WatchServices keeps Services and their endpoints in view. The proxy knows only pods and
// the node before it is called.
func (n *Network) WatchServices(ctx context.Context, client kubernetes.Interface) error {
	factory := informers.NewSharedInformerFactory(client, 0)
	services := factory.Core().V1().Services()
	endpoints := factory.Discovery().V1().EndpointSlices()
	n.mu.Lock()
	n.services, n.slices = services.Lister(), endpoints.Lister()
	n.mu.Unlock()
	sync := func(any) { n.syncNodePorts() }
	if _, err := services.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: sync, DeleteFunc: sync, UpdateFunc: func(_, o any) { n.syncNodePorts() },
	}); err != nil {
		return err
	}
	_ = endpoints.Informer()
	factory.Start(ctx.Done())
	return nil
}

// syncNodePorts listens on exactly the node ports that Services have now.
func (n *Network) syncNodePorts() {
	all, err := n.services.List(labels.Everything())
	if err != nil {
		n.Warn(err)
		return
	}
	want := map[int32]func(context.Context) (net.Conn, error){}
	for _, s := range all {
		if s.Spec.Type != corev1.ServiceTypeNodePort && s.Spec.Type != corev1.ServiceTypeLoadBalancer {
			continue
		}
		for _, p := range s.Spec.Ports {
			if p.NodePort != 0 && (p.Protocol == corev1.ProtocolTCP || p.Protocol == "") {
				want[p.NodePort] = func(ctx context.Context) (net.Conn, error) { return n.dialService(ctx, s.Namespace, s.Name, p.Port) }
			}
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for port, l := range n.nodePorts {
		if want[port] == nil {
			_ = l.Close()
			delete(n.nodePorts, port)
		}
	}
	for port, dial := range want {
		if n.nodePorts[port] != nil || n.ctx.Err() != nil {
			continue
		}
		var lc net.ListenConfig
		l, err := lc.Listen(n.ctx, "tcp", net.JoinHostPort(n.NodeAddress, strconv.Itoa(int(port))))
		if err != nil {
			if !n.warned[port] {
				n.warned[port] = true
				n.Warn(fmt.Errorf("node port %d: %w", port, err))
			}
			continue
		}
		delete(n.warned, port)
		n.nodePorts[port] = l
		go n.serveNodePort(l, dial)
	}
}

func (n *Network) serveNodePort(l net.Listener, dial func(context.Context) (net.Conn, error)) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = conn.Close() }()
			backend, err := dial(n.ctx)
			if err != nil {
				reset(conn) // as a node does where no endpoint is ready
				return
			}
			splice(conn, conn, backend)
		}()
	}
}

// reset makes the close look to the client like a refused connection: a RST.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

func (n *Network) proxy(ctx context.Context, conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	r := bufio.NewReader(conn)
	req, err := http.ReadRequest(r)
	if err != nil {
		return
	}
	_ = conn.SetReadDeadline(time.Time{})
	if req.Method != http.MethodConnect {
		answer(conn, http.StatusMethodNotAllowed, "the pod network's proxy only takes CONNECT")
		return
	}
	dialCtx, cancel := context.WithTimeout(ctx, 15*time.Second)
	backend, err := n.Dial(dialCtx, req.Host)
	cancel()
	if err != nil {
		answer(conn, http.StatusBadGateway, err.Error())
		return
	}
	if _, err := io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		_ = backend.Close()
		return
	}
	splice(conn, r, backend)
}

func answer(w io.Writer, code int, why string) {
	_, _ = fmt.Fprintf(w, "HTTP/1.1 %d %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", code, http.StatusText(code), len(why), why)
}

// splice copies both ways until both have ended. What r holds already goes first.
func splice(a net.Conn, r io.Reader, b net.Conn) {
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = io.Copy(b, r)
		closeWrite(b)
	})
	wg.Go(func() {
		_, _ = io.Copy(a, b)
		closeWrite(a)
	})
	wg.Wait()
	_, _ = a.Close(), b.Close()
}

func closeWrite(c net.Conn) {
	if cw, ok := c.(interface{ CloseWrite() error }); ok {
		_ = cw.CloseWrite()
		return
	}
	_ = c.Close()
}

// Dial connects to "host:port" as a process in the pod network would: host is a pod's
// address, a Service's ClusterIP or name, or the node's address.
func (n *Network) Dial(ctx context.Context, address string) (net.Conn, error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("dial tcp %s: %w", address, err)
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("dial tcp %s: %q is not a port", address, portText)
	}
	if host == n.NodeAddress {
		if n.OnNode != nil {
			if err := n.OnNode(address); err != nil {
				return nil, err
			}
		}
		var d net.Dialer
		return d.DialContext(ctx, "tcp", address)
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		if conn, ok, err := n.DialPod(ctx, ip, uint16(port)); ok {
			return conn, err
		}
		if s := n.serviceByIP(host); s != nil {
			return n.dialService(ctx, s.Namespace, s.Name, int32(port))
		}
		return nil, fmt.Errorf("dial tcp %s: connect: no route to host", address)
	}
	name := strings.Split(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(host, "."), ".cluster.local"), ".svc"), ".")
	if len(name) == 2 {
		return n.dialService(ctx, name[1], name[0], int32(port))
	}
	return nil, fmt.Errorf("dial tcp: lookup %s: no such host", host)
}

func (n *Network) serviceByIP(ip string) *corev1.Service {
	services := n.lister()
	if services == nil {
		return nil
	}
	all, err := services.List(labels.Everything())
	if err != nil {
		return nil
	}
	for _, s := range all {
		if slices.Contains(s.Spec.ClusterIPs, ip) || slices.Contains(s.Spec.ExternalIPs, ip) {
			return s
		}
	}
	return nil
}

func (n *Network) lister() corelisters.ServiceLister {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.services
}

var errRefused = errors.New("connect: connection refused")

// dialService connects to a ready endpoint of a Service; each in turn until one answers.
func (n *Network) dialService(ctx context.Context, namespace, name string, port int32) (net.Conn, error) {
	services := n.lister()
	if services == nil {
		return nil, fmt.Errorf("dial tcp %s.%s: the node is still starting", name, namespace)
	}
	s, err := services.Services(namespace).Get(name)
	if err != nil {
		return nil, fmt.Errorf("dial tcp: lookup %s.%s.svc: no such host", name, namespace)
	}
	if namespace == "default" && name == "kubernetes" {
		if port != 443 {
			return nil, fmt.Errorf("dial tcp %s:%d: %w", s.Spec.ClusterIP, port, errRefused)
		}
		// It has no endpoints: the API server may not advertise a loopback address.
		var d net.Dialer
		return d.DialContext(ctx, "tcp", n.APIServer)
	}
	i := slices.IndexFunc(s.Spec.Ports, func(p corev1.ServicePort) bool { return p.Port == port })
	if i < 0 {
		return nil, fmt.Errorf("dial tcp %s:%d: %w", s.Spec.ClusterIP, port, errRefused)
	}
	list, err := n.slices.EndpointSlices(namespace).List(labels.SelectorFromSet(labels.Set{discoveryv1.LabelServiceName: name}))
	if err != nil {
		return nil, err
	}
	lastErr := fmt.Errorf("dial tcp %s:%d: %w", s.Spec.ClusterIP, port, errRefused)
	for address, target := range endpoints(list, s.Spec.Ports[i].Name) {
		conn, err := n.Dial(ctx, net.JoinHostPort(address, strconv.Itoa(int(target))))
		if err == nil {
			return conn, nil
		}
		lastErr = err
	}
	return nil, lastErr
}

// endpoints yields address and port of every ready endpoint, in the random order of maps,
// which is all the balancing a lab needs.
func endpoints(list []*discoveryv1.EndpointSlice, portName string) func(func(string, int32) bool) {
	found := map[string]int32{}
	for _, s := range list {
		for _, p := range s.Ports {
			if p.Port == nil || p.Name == nil || *p.Name != portName {
				continue
			}
			for _, e := range s.Endpoints {
				if e.Conditions.Ready == nil || *e.Conditions.Ready {
					for _, a := range e.Addresses {
						found[a] = *p.Port
					}
				}
			}
		}
	}
	return maps.All(found)
}
