// Package cri is a container runtime whose containers are processes of the harden
// binary. It serves the kubelet the Container Runtime Interface on a unix
// socket, as containerd does on a real node.
//
// Three kinds of image exist. A component (kube-apiserver, etcd, …) and the lab's own
// workload image run as processes. Any other image is hollow: its pods are scheduled,
// admitted, mounted and reported, but no process runs. The package never
// executes a program of the host, and resolves every path of a container
// through its mounts.
package cri

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	"k8s.io/cri-streaming/pkg/streaming"
)

// RuntimeName is what `kubectl describe` shows before a container's ID.
const RuntimeName = "hardenway"

// Config is what the runtime needs to know of its node.
type Config struct {
	// LabID marks every process, so that a later stop finds it again.
	LabID string
	// NodeRoot is the directory that stands for "/" of the node.
	NodeRoot string
	// StateDir holds what containers write outside their volumes.
	StateDir string
	// SocketDir holds unix sockets; it must be short, since a socket's path is
	// limited to about 100 bytes.
	SocketDir string
	// Socket is where the CRI is served.
	Socket string
	// NodeAddress is the loopback address of the node; host-network pods have it.
	NodeAddress string
	// APIServer is "address:port", handed to the lab's own programs.
	APIServer string
	// PodProxy is the unix socket of the pod network's proxy.
	PodProxy string
	// EgressConfig is a file of this machine that tells the API server to reach pods
	// through PodProxy; it is as if in the API server's image.
	EgressConfig string
	// PodNetwork is where pod addresses come from.
	PodNetwork netip.Prefix
	// Directories are all that a container's process may open files in.
	Directories []string
	// Executable is the harden binary that runs as every container.
	Executable string
	// Version is reported as the runtime's version.
	Version string
	// Exec runs a command in the small shell confined to a container.
	Exec ExecFunc
	// Hollow, when not nil, is told when a container without a process starts.
	Hollow func(HollowContainer)
}

// ExecFunc runs argv confined to a container and returns its exit code. It returns an
// error only when the command could not be run at all.
type ExecFunc func(ctx context.Context, c Confined, argv []string, in io.Reader, out, err io.Writer, tty bool) (int, error)

// Confined is all a command in a container may see.
type Confined struct {
	Hostname string
	Env      []string
	Mounts   []Mount
	UID, GID int64
	// Dial reaches the pod network and the API server, nothing else.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Mount binds a path of a container to a path of this machine.
type Mount struct {
	ContainerPath string `json:"containerPath"`
	HostPath      string `json:"hostPath"`
	ReadOnly      bool   `json:"readOnly"`
}

// HollowContainer names a container that is shown running without a process.
type HollowContainer struct{ Namespace, Pod, UID, Container, Image string }

// Runtime is the container runtime of one node.
type Runtime struct {
	runtimeapi.UnimplementedRuntimeServiceServer
	runtimeapi.UnimplementedImageServiceServer

	cfg    Config
	server *grpc.Server
	stream streaming.Server
	events *broadcaster

	mu         sync.Mutex
	sandboxes  map[string]*sandbox
	containers map[string]*container
	pulled     map[string]bool
	addresses  map[netip.Addr]string  // pod address -> sandbox
	frozen     map[string]*time.Timer // component -> what lets it go on
}

type sandbox struct {
	id        string
	config    *runtimeapi.PodSandboxConfig
	createdAt int64
	ready     bool
	host      bool // in the node's network
	address   netip.Addr
	sockets   string // directory of the unix sockets its programs listen on
	handler   string
}

// New makes a runtime. Serve starts it.
func New(cfg Config) (*Runtime, error) {
	for _, dir := range []string{cfg.StateDir, cfg.SocketDir} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("container runtime: %w", err)
		}
	}
	r := &Runtime{
		cfg:        cfg,
		events:     newBroadcaster(),
		sandboxes:  map[string]*sandbox{},
		containers: map[string]*container{},
		pulled:     map[string]bool{},
		addresses:  map[netip.Addr]string{},
		frozen:     map[string]*time.Timer{},
	}
	return r, nil
}

// Serve serves the CRI until Close. It returns once both sockets accept connections.
func (r *Runtime) Serve(ctx context.Context) error {
	var lc net.ListenConfig
	// The kubelet fetches exec and port-forward streams by a one-time token from
	// this address, as it does from containerd.
	streamListener, err := lc.Listen(ctx, "tcp", net.JoinHostPort(r.cfg.NodeAddress, "0"))
	if err != nil {
		return fmt.Errorf("container runtime: streaming: %w", err)
	}
	config := streaming.DefaultConfig
	config.Addr = streamListener.Addr().String()
	if r.stream, err = streaming.NewServer(config, streams{r}); err != nil {
		return errors.Join(fmt.Errorf("container runtime: streaming: %w", err), streamListener.Close())
	}
	go serveHTTP(streamListener, r.stream)

	listener, err := lc.Listen(ctx, "unix", r.cfg.Socket)
	if err != nil {
		return errors.Join(fmt.Errorf("container runtime: %w", err), streamListener.Close())
	}
	r.server = grpc.NewServer(grpc.MaxRecvMsgSize(16<<20), grpc.MaxSendMsgSize(16<<20))
	runtimeapi.RegisterRuntimeServiceServer(r.server, r)
	runtimeapi.RegisterImageServiceServer(r.server, r)
	go func() { _ = r.server.Serve(listener) }() // Serve returns when Close stops it
	return nil
}

// Close ends every container, children first to last started, and stops serving.
func (r *Runtime) Close(ctx context.Context) {
	r.mu.Lock()
	all := slices.Collect(maps.Values(r.containers))
	r.mu.Unlock()
	var wg sync.WaitGroup
	for _, c := range all {
		wg.Go(func() { c.stop(ctx, 2*time.Second) })
	}
	wg.Wait()
	if r.server != nil {
		r.server.Stop()
	}
	if r.stream != nil {
		_ = r.stream.Stop()
	}
}

// Version implements the CRI.
func (r *Runtime) Version(context.Context, *runtimeapi.VersionRequest) (*runtimeapi.VersionResponse, error) {
	return &runtimeapi.VersionResponse{Version: "0.1.0", RuntimeName: RuntimeName, RuntimeVersion: r.cfg.Version, RuntimeApiVersion: "v1"}, nil
}

// Status implements the CRI: this runtime is ready from its first request on.
func (r *Runtime) Status(context.Context, *runtimeapi.StatusRequest) (*runtimeapi.StatusResponse, error) {
	return &runtimeapi.StatusResponse{Status: &runtimeapi.RuntimeStatus{Conditions: []*runtimeapi.RuntimeCondition{
		{Type: runtimeapi.RuntimeReady, Status: true},
		{Type: runtimeapi.NetworkReady, Status: true},
	}}}, nil
}

// RuntimeConfig implements the CRI.
func (r *Runtime) RuntimeConfig(context.Context, *runtimeapi.RuntimeConfigRequest) (*runtimeapi.RuntimeConfigResponse, error) {
	return &runtimeapi.RuntimeConfigResponse{Linux: &runtimeapi.LinuxRuntimeConfiguration{CgroupDriver: runtimeapi.CgroupDriver_CGROUPFS}}, nil
}

// UpdateRuntimeConfig implements the CRI: pod addresses come from Config.PodNetwork.
func (r *Runtime) UpdateRuntimeConfig(context.Context, *runtimeapi.UpdateRuntimeConfigRequest) (*runtimeapi.UpdateRuntimeConfigResponse, error) {
	return &runtimeapi.UpdateRuntimeConfigResponse{}, nil
}

// RunPodSandbox gives a pod its address and its directory.
func (r *Runtime) RunPodSandbox(_ context.Context, req *runtimeapi.RunPodSandboxRequest) (*runtimeapi.RunPodSandboxResponse, error) {
	s := &sandbox{id: newID(), config: req.GetConfig(), createdAt: time.Now().UnixNano(), ready: true, handler: req.GetRuntimeHandler()}
	s.host = s.config.GetLinux().GetSecurityContext().GetNamespaceOptions().GetNetwork() == runtimeapi.NamespaceMode_NODE
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.host {
		s.address, _ = netip.ParseAddr(r.cfg.NodeAddress)
	} else {
		address, err := r.nextAddress()
		if err != nil {
			return nil, status.Error(codes.ResourceExhausted, err.Error())
		}
		s.address = address
		r.addresses[address] = s.id
		// The socket's path must stay short: eight characters tell pods apart.
		s.sockets = filepath.Join(r.cfg.SocketDir, s.id[:8])
		if err := os.MkdirAll(s.sockets, 0o700); err != nil {
			return nil, status.Errorf(codes.Internal, "pod sandbox: %v", err)
		}
	}
	if dir := s.config.GetLogDirectory(); dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, status.Errorf(codes.Internal, "pod sandbox: log directory: %v", err)
		}
	}
	r.sandboxes[s.id] = s
	r.events.send(r.sandboxEvent(s, runtimeapi.ContainerEventType_CONTAINER_STARTED_EVENT))
	return &runtimeapi.RunPodSandboxResponse{PodSandboxId: s.id}, nil
}

// nextAddress finds a free pod address. The first two of the network are left out, as
// most CNI plug-ins do: the network's own and the bridge's.
func (r *Runtime) nextAddress() (netip.Addr, error) {
	a := r.cfg.PodNetwork.Addr().Next().Next()
	for ; r.cfg.PodNetwork.Contains(a); a = a.Next() {
		if _, taken := r.addresses[a]; !taken {
			return a, nil
		}
	}
	return netip.Addr{}, fmt.Errorf("no address is left in the pod network %s: delete some pods", r.cfg.PodNetwork)
}

// StopPodSandbox ends what is left of a pod. It is no error to stop one twice.
func (r *Runtime) StopPodSandbox(ctx context.Context, req *runtimeapi.StopPodSandboxRequest) (*runtimeapi.StopPodSandboxResponse, error) {
	r.mu.Lock()
	s, ok := r.sandboxes[req.GetPodSandboxId()]
	containers := r.containersOf(req.GetPodSandboxId())
	r.mu.Unlock()
	if !ok {
		return &runtimeapi.StopPodSandboxResponse{}, nil
	}
	for _, c := range containers {
		c.stop(ctx, 0)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.endSandbox(s)
	if !s.host {
		if r.addresses[s.address] == s.id { // at a second stop it may be another pod's
			delete(r.addresses, s.address)
		}
		if err := os.RemoveAll(s.sockets); err != nil {
			return nil, status.Errorf(codes.Internal, "pod sandbox: %v", err)
		}
	}
	return &runtimeapi.StopPodSandboxResponse{}, nil
}

// endSandbox is called with r.mu held.
func (r *Runtime) endSandbox(s *sandbox) {
	if s.ready {
		s.ready = false
		r.events.send(r.sandboxEvent(s, runtimeapi.ContainerEventType_CONTAINER_STOPPED_EVENT))
	}
}

// RemovePodSandbox forgets a pod and removes what its containers wrote.
func (r *Runtime) RemovePodSandbox(ctx context.Context, req *runtimeapi.RemovePodSandboxRequest) (*runtimeapi.RemovePodSandboxResponse, error) {
	if _, err := r.StopPodSandbox(ctx, &runtimeapi.StopPodSandboxRequest{PodSandboxId: req.GetPodSandboxId()}); err != nil {
		return nil, err
	}
	r.mu.Lock()
	containers := r.containersOf(req.GetPodSandboxId())
	s := r.sandboxes[req.GetPodSandboxId()]
	delete(r.sandboxes, req.GetPodSandboxId())
	for _, c := range containers {
		delete(r.containers, c.id)
	}
	r.mu.Unlock()
	for _, c := range containers {
		if err := c.cleanUp(); err != nil {
			return nil, status.Errorf(codes.Internal, "removing a container's files: %v", err)
		}
	}
	if s != nil {
		r.events.send(r.sandboxEvent(s, runtimeapi.ContainerEventType_CONTAINER_DELETED_EVENT))
	}
	return &runtimeapi.RemovePodSandboxResponse{}, nil
}

// containersOf is called with r.mu held.
func (r *Runtime) containersOf(sandboxID string) []*container {
	var found []*container
	for _, c := range r.containers {
		if c.sandbox.id == sandboxID {
			found = append(found, c)
		}
	}
	return found
}

// PodSandboxStatus implements the CRI. It echoes the namespace options the sandbox was
// made with: the kubelet takes a difference for a changed sandbox and kills the pod.
func (r *Runtime) PodSandboxStatus(_ context.Context, req *runtimeapi.PodSandboxStatusRequest) (*runtimeapi.PodSandboxStatusResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.sandboxes[req.GetPodSandboxId()]
	if !ok {
		return nil, status.Errorf(codes.NotFound, "pod sandbox %q not found", req.GetPodSandboxId())
	}
	var statuses []*runtimeapi.ContainerStatus
	for _, c := range r.containersOf(s.id) {
		statuses = append(statuses, c.status())
	}
	return &runtimeapi.PodSandboxStatusResponse{Status: s.status(), ContainersStatuses: statuses, Timestamp: time.Now().UnixNano()}, nil
}

func (s *sandbox) state() runtimeapi.PodSandboxState {
	if s.ready {
		return runtimeapi.PodSandboxState_SANDBOX_READY
	}
	return runtimeapi.PodSandboxState_SANDBOX_NOTREADY
}

func (s *sandbox) status() *runtimeapi.PodSandboxStatus {
	st := &runtimeapi.PodSandboxStatus{
		Id: s.id, Metadata: s.config.GetMetadata(), State: s.state(), CreatedAt: s.createdAt,
		Labels: s.config.GetLabels(), Annotations: s.config.GetAnnotations(), RuntimeHandler: s.handler,
		Network: &runtimeapi.PodSandboxNetworkStatus{},
		Linux: &runtimeapi.LinuxPodSandboxStatus{Namespaces: &runtimeapi.Namespace{
			Options: s.config.GetLinux().GetSecurityContext().GetNamespaceOptions(),
		}},
	}
	if s.ready && !s.host {
		// The kubelet fills in the node's address for host-network pods itself.
		st.Network.Ip = s.address.String()
	}
	return st
}

// ListPodSandbox implements the CRI.
func (r *Runtime) ListPodSandbox(_ context.Context, req *runtimeapi.ListPodSandboxRequest) (*runtimeapi.ListPodSandboxResponse, error) {
	f := req.GetFilter()
	r.mu.Lock()
	defer r.mu.Unlock()
	var items []*runtimeapi.PodSandbox
	for _, s := range r.sandboxes {
		switch {
		case f.GetId() != "" && !strings.HasPrefix(s.id, f.GetId()),
			f.GetState() != nil && f.GetState().GetState() != s.state(),
			!hasLabels(s.config.GetLabels(), f.GetLabelSelector()):
			continue
		}
		items = append(items, &runtimeapi.PodSandbox{
			Id: s.id, Metadata: s.config.GetMetadata(), State: s.state(), CreatedAt: s.createdAt,
			Labels: s.config.GetLabels(), Annotations: s.config.GetAnnotations(), RuntimeHandler: s.handler,
		})
	}
	return &runtimeapi.ListPodSandboxResponse{Items: items}, nil
}

func hasLabels(labels, want map[string]string) bool {
	for k, v := range want {
		if labels[k] != v {
			return false
		}
	}
	return true
}

// DialPod connects to a port of a pod by the pod's address. ok is false when no pod
// of this node has the address.
func (r *Runtime) DialPod(ctx context.Context, address netip.Addr, port uint16) (conn net.Conn, ok bool, err error) {
	r.mu.Lock()
	s := r.sandboxes[r.addresses[address]]
	r.mu.Unlock()
	if s == nil {
		return nil, false, nil
	}
	conn, err = r.dialSandbox(ctx, s, port)
	return conn, true, err
}

func (r *Runtime) dialSandbox(ctx context.Context, s *sandbox, port uint16) (net.Conn, error) {
	var d net.Dialer
	if s.host {
		return d.DialContext(ctx, "tcp", net.JoinHostPort(r.cfg.NodeAddress, fmt.Sprint(port)))
	}
	conn, err := d.DialContext(ctx, "unix", filepath.Join(s.sockets, fmt.Sprintf("%d.sock", port)))
	if err != nil {
		// The socket's path means nothing to whoever asked for a pod's port.
		return nil, fmt.Errorf("dial tcp %s:%d: connect: connection refused", s.address, port)
	}
	return conn, nil
}

func newID() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails, see crypto/rand
	return hex.EncodeToString(b)
}
