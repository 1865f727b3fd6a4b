package cri

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// The environment of a container's process. The names are read by the harden binary's
// dispatch and by the lab's programs.
const (
	// EnvComponent names what a process of the harden binary is to be.
	EnvComponent = "HARDENWAY_COMPONENT"
	// EnvLab marks every process of a lab.
	EnvLab = "HARDENWAY_LAB"
	// EnvDirectories lists the directories whose files the process may open.
	EnvDirectories = "HARDENWAY_DIRECTORIES"
	// EnvMounts holds the container's mounts as JSON, for programs that open files.
	EnvMounts = "HARDENWAY_MOUNTS"
	// EnvPodSockets is the directory in which a program listens: one unix socket a port.
	EnvPodSockets = "HARDENWAY_POD_SOCKETS"
	// EnvPodProxy is the unix socket through which a program reaches the pod network.
	EnvPodProxy = "HARDENWAY_POD_PROXY"
	// EnvNodeAddress is where host-network programs listen.
	EnvNodeAddress = "HARDENWAY_NODE_ADDRESS"
)

type container struct {
	id      string
	r       *Runtime
	sandbox *sandbox
	config  *runtimeapi.ContainerConfig
	kind    Kind
	program string
	paths   paths
	dir     string // what the container writes outside its mounts, and translated files
	logPath string

	mu         sync.Mutex
	state      runtimeapi.ContainerState
	createdAt  int64
	startedAt  int64
	finishedAt int64
	exitCode   int32
	reason     string
	message    string
	cmd        *exec.Cmd
	lifeline   io.Closer
	log        *logFile
	done       chan struct{} // closed when the container has ended
	stopWatch  func()
	ending     bool         // set by stop: from then on no process takes another's place
	renewed    chan<- error // set while renew waits for a new process
}

// CreateContainer implements the CRI.
func (r *Runtime) CreateContainer(_ context.Context, req *runtimeapi.CreateContainerRequest) (*runtimeapi.CreateContainerResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.sandboxes[req.GetPodSandboxId()]
	if !ok {
		return nil, status.Errorf(codes.NotFound, "pod sandbox %q not found", req.GetPodSandboxId())
	}
	c := &container{
		id: newID(), r: r, sandbox: s, config: req.GetConfig(),
		state: runtimeapi.ContainerState_CONTAINER_CREATED, createdAt: time.Now().UnixNano(), done: make(chan struct{}),
	}
	c.kind, c.program = KindOf(c.image())
	c.dir = filepath.Join(r.cfg.StateDir, c.id[:12])
	c.logPath = filepath.Join(s.config.GetLogDirectory(), c.config.GetLogPath())
	for _, m := range c.config.GetMounts() {
		c.paths.mounts = append(c.paths.mounts, Mount{ContainerPath: m.GetContainerPath(), HostPath: r.hostPath(m.GetHostPath()), ReadOnly: m.GetReadonly()})
	}
	c.paths.rootfs = filepath.Join(c.dir, "rootfs")
	c.paths.sort()
	if err := os.MkdirAll(c.paths.rootfs, 0o700); err != nil {
		return nil, status.Errorf(codes.Internal, "container: %v", err)
	}
	r.containers[c.id] = c
	r.events.send(r.containerEvent(c, runtimeapi.ContainerEventType_CONTAINER_CREATED_EVENT))
	return &runtimeapi.CreateContainerResponse{ContainerId: c.id}, nil
}

// hostPath resolves a mount's source. The kubelet's own directories are real paths
// below the node's root already; anything else is a path of the node.
func (r *Runtime) hostPath(p string) string {
	if p == r.cfg.NodeRoot || strings.HasPrefix(p, r.cfg.NodeRoot+string(filepath.Separator)) {
		return p
	}
	return filepath.Join(r.cfg.NodeRoot, filepath.Join(string(filepath.Separator), p))
}

func (c *container) image() string {
	if i := c.config.GetImage().GetUserSpecifiedImage(); i != "" {
		return i
	}
	return c.config.GetImage().GetImage()
}

// StartContainer implements the CRI.
func (r *Runtime) StartContainer(_ context.Context, req *runtimeapi.StartContainerRequest) (*runtimeapi.StartContainerResponse, error) {
	c, err := r.container(req.GetContainerId())
	if err != nil {
		return nil, err
	}
	if err := c.start(); err != nil {
		return nil, status.Errorf(codes.Internal, "starting container %s: %v", c.config.GetMetadata().GetName(), err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events.send(r.containerEvent(c, runtimeapi.ContainerEventType_CONTAINER_STARTED_EVENT))
	return &runtimeapi.StartContainerResponse{}, nil
}

func (r *Runtime) container(id string) (*container, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, ok := r.containers[id]
	if !ok {
		return nil, status.Errorf(codes.NotFound, "container %q not found", id)
	}
	return c, nil
}

func (c *container) start() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state != runtimeapi.ContainerState_CONTAINER_CREATED {
		return fmt.Errorf("it is %s already", c.state)
	}
	log, err := openLog(c.logPath)
	if err != nil {
		return err
	}
	c.log = log
	if c.kind == Hollow {
		c.startedAt, c.state = time.Now().UnixNano(), runtimeapi.ContainerState_CONTAINER_RUNNING
		_, _ = fmt.Fprintf(log.stream("stdout"), "This container is hollow: %s is not one of the lab's own images, so no process runs in it.\n", c.image())
		if c.r.cfg.Hollow != nil {
			m := c.sandbox.config.GetMetadata()
			c.r.cfg.Hollow(HollowContainer{Namespace: m.GetNamespace(), Pod: m.GetName(), UID: m.GetUid(), Container: c.config.GetMetadata().GetName(), Image: c.image()})
		}
		return nil
	}
	if err := c.startProcess(); err != nil {
		_ = log.Close()
		return err
	}
	return nil
}

// startProcess is called with c.mu held.
func (c *container) startProcess() error {
	argv := append(slices.Clone(c.config.GetCommand()), c.config.GetArgs()...)
	if c.kind == Component {
		if len(argv) == 0 || argv[0] != c.program {
			return fmt.Errorf("exec: %q: executable file not found in $PATH of image %s, which holds only %q", first(argv), c.image(), c.program)
		}
	} else {
		argv = append([]string{c.program}, argv...)
	}
	c.stopWatch = func() {}
	if c.kind == Component {
		translated, stopWatch, err := c.paths.translateArgs(onLoopback(argv, c.r.cfg.NodeAddress), filepath.Join(c.dir, "translated"))
		if err != nil {
			return err
		}
		c.stopWatch = stopWatch
		// These name files of the image, not of the container's mounts. The lab's own
		// programs resolve paths themselves, from EnvMounts.
		argv = slices.Insert(translated, 1, entrypointFlags(c.program, argv[1:], c.r.cfg)...)
	}
	cmd := exec.Command(c.r.cfg.Executable) //nolint:noctx // stop ends it; it outlives the request that starts it
	cmd.Args = argv
	cmd.Dir = c.paths.rootfs
	if wd := c.config.GetWorkingDir(); wd != "" {
		if host, ok := c.paths.toHost(wd); ok {
			cmd.Dir = host
		}
	}
	env, err := c.processEnv()
	if err != nil {
		return err
	}
	cmd.Env = env
	// The lifeline: a program that reads the end of its standard input knows that the
	// node is gone, even after kill -9, and ends too.
	stdin, lifeline, err := os.Pipe()
	if err != nil {
		return err
	}
	cmd.Stdin = stdin
	back := c.paths.toContainerReplacer(c.r.cfg.NodeRoot)
	stdout, stderr := c.log.lines("stdout", back), c.log.lines("stderr", back)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.WaitDelay = time.Second
	detach(cmd)
	if err := cmd.Start(); err != nil {
		_, _ = stdin.Close(), lifeline.Close()
		return err
	}
	_ = stdin.Close() // the child has its own copy
	c.cmd, c.lifeline = cmd, lifeline
	c.startedAt, c.state = time.Now().UnixNano(), runtimeapi.ContainerState_CONTAINER_RUNNING
	go c.wait(cmd, stdout, stderr)
	return nil
}

func first(argv []string) string {
	if len(argv) == 0 {
		return ""
	}
	return argv[0]
}

// processEnv is the whole environment of the process: nothing of the host's.
func (c *container) processEnv() ([]string, error) {
	env := map[string]string{}
	for _, e := range c.config.GetEnvs() {
		env[e.GetKey()] = string(e.GetValue())
	}
	host, port, err := net.SplitHostPort(c.r.cfg.APIServer)
	if err != nil {
		return nil, err
	}
	if c.kind == Workload || env["KUBERNETES_SERVICE_HOST"] != "" {
		// The Service's address is of no network of this machine; the API server's own is.
		env["KUBERNETES_SERVICE_HOST"], env["KUBERNETES_SERVICE_PORT"] = host, port
	}
	if c.kind == Workload {
		mounts, err := json.Marshal(c.paths.mounts)
		if err != nil {
			return nil, err
		}
		env[EnvMounts] = string(mounts)
		env[EnvPodProxy] = c.r.cfg.PodProxy
		env["HOSTNAME"] = c.hostname()
		if c.sandbox.host {
			env[EnvNodeAddress] = c.r.cfg.NodeAddress
		} else {
			env[EnvPodSockets] = c.sandbox.sockets
		}
	}
	env[EnvComponent] = c.program
	env[EnvLab] = c.r.cfg.LabID
	env[EnvDirectories] = strings.Join(c.r.cfg.Directories, string(filepath.ListSeparator))
	maps.Copy(env, imageEnv(c.program))
	list := make([]string, 0, len(env))
	for _, k := range slices.Sorted(maps.Keys(env)) {
		list = append(list, k+"="+env[k])
	}
	return list, nil
}

func (c *container) hostname() string {
	if h := c.sandbox.config.GetHostname(); h != "" {
		return h
	}
	return c.sandbox.config.GetMetadata().GetName()
}

// wait records the end of the process.
func (c *container) wait(cmd *exec.Cmd, outputs ...io.Closer) {
	_ = cmd.Wait() // how it ended is in its state
	for _, o := range outputs {
		_ = o.Close() // flushes a last line without newline
	}
	c.mu.Lock()
	if renewed := c.renewed; renewed != nil {
		c.renewed = nil
		if c.ending {
			renewed <- nil // what is stopped needs no new process
		} else {
			_ = c.lifeline.Close()
			c.stopWatch()
			err := c.startProcess()
			renewed <- err
			if err == nil {
				c.mu.Unlock()
				return
			}
		}
	}
	c.finishedAt = time.Now().UnixNano()
	c.state = runtimeapi.ContainerState_CONTAINER_EXITED
	c.exitCode = exitCode(cmd)
	c.reason = "Completed"
	if c.exitCode != 0 {
		c.reason = "Error"
	}
	_, _ = c.lifeline.Close(), c.log.Close()
	c.stopWatch()
	c.mu.Unlock()
	close(c.done)
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	c.r.events.send(c.r.containerEvent(c, runtimeapi.ContainerEventType_CONTAINER_STOPPED_EVENT))
}

// StopContainer implements the CRI; timeout is in seconds.
func (r *Runtime) StopContainer(ctx context.Context, req *runtimeapi.StopContainerRequest) (*runtimeapi.StopContainerResponse, error) {
	c, err := r.container(req.GetContainerId())
	if err != nil {
		if status.Code(err) == codes.NotFound {
			return &runtimeapi.StopContainerResponse{}, nil // stopping is idempotent
		}
		return nil, err
	}
	c.stop(ctx, time.Duration(req.GetTimeout())*time.Second)
	return &runtimeapi.StopContainerResponse{}, nil
}

// stop ends the container: politely, and after grace by force. It returns when the
// process is gone.
func (c *container) stop(ctx context.Context, grace time.Duration) {
	c.mu.Lock()
	switch {
	case c.state != runtimeapi.ContainerState_CONTAINER_RUNNING:
		c.mu.Unlock()
		return
	case c.kind == Hollow:
		c.finishedAt = time.Now().UnixNano()
		c.state, c.reason = runtimeapi.ContainerState_CONTAINER_EXITED, "Completed"
		_ = c.log.Close()
		c.mu.Unlock()
		close(c.done)
		c.r.mu.Lock()
		c.r.events.send(c.r.containerEvent(c, runtimeapi.ContainerEventType_CONTAINER_STOPPED_EVENT))
		c.r.mu.Unlock()
		return
	}
	c.ending = true // or the kubelet would wait for the end of a process that renew has replaced
	process := c.cmd.Process
	c.mu.Unlock()
	if grace = graceOf(c.program, grace); grace > 0 {
		if terminate(process) == nil {
			select {
			case <-c.done:
				return
			case <-time.After(grace):
			case <-ctx.Done():
			}
		}
	}
	_ = process.Kill() // an error means that it has ended already
	<-c.done
}

// renew exchanges the container's process for a new one. To the kubelet it is the same
// container all along, so nothing counts as a crash and nothing is backed off. A
// container that does not run, or is being stopped, is left to the kubelet.
func (c *container) renew(ctx context.Context) error {
	c.mu.Lock()
	if c.state != runtimeapi.ContainerState_CONTAINER_RUNNING || c.cmd == nil || c.ending || c.renewed != nil {
		c.mu.Unlock()
		return nil
	}
	renewed := make(chan error, 1)
	c.renewed = renewed
	_ = c.cmd.Process.Kill() // an error means that it has ended already
	c.mu.Unlock()
	select {
	case err := <-renewed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// RemoveContainer implements the CRI.
func (r *Runtime) RemoveContainer(ctx context.Context, req *runtimeapi.RemoveContainerRequest) (*runtimeapi.RemoveContainerResponse, error) {
	c, err := r.container(req.GetContainerId())
	if err != nil {
		return &runtimeapi.RemoveContainerResponse{}, nil //nolint:nilerr // what is not there is removed
	}
	c.stop(ctx, 0)
	r.mu.Lock()
	delete(r.containers, c.id)
	r.events.send(r.containerEvent(c, runtimeapi.ContainerEventType_CONTAINER_DELETED_EVENT))
	r.mu.Unlock()
	if err := c.cleanUp(); err != nil {
		return nil, status.Errorf(codes.Internal, "removing a container's files: %v", err)
	}
	return &runtimeapi.RemoveContainerResponse{}, nil
}

func (c *container) cleanUp() error { return os.RemoveAll(c.dir) }

// ListContainers implements the CRI.
func (r *Runtime) ListContainers(_ context.Context, req *runtimeapi.ListContainersRequest) (*runtimeapi.ListContainersResponse, error) {
	var items []*runtimeapi.Container
	for _, c := range r.filter(req.GetFilter().GetId(), req.GetFilter().GetPodSandboxId(), req.GetFilter().GetLabelSelector()) {
		st := c.status()
		if f := req.GetFilter().GetState(); f != nil && f.GetState() != st.GetState() {
			continue
		}
		items = append(items, &runtimeapi.Container{
			Id: c.id, PodSandboxId: c.sandbox.id, Metadata: st.GetMetadata(), Image: st.GetImage(), ImageRef: st.GetImageRef(), ImageId: st.GetImageId(),
			State: st.GetState(), CreatedAt: st.GetCreatedAt(), Labels: st.GetLabels(), Annotations: st.GetAnnotations(),
		})
	}
	return &runtimeapi.ListContainersResponse{Containers: items}, nil
}

func (r *Runtime) filter(id, sandboxID string, labels map[string]string) []*container {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []*container
	for _, c := range r.containers {
		if strings.HasPrefix(c.id, id) && (sandboxID == "" || c.sandbox.id == sandboxID) && hasLabels(c.config.GetLabels(), labels) {
			found = append(found, c)
		}
	}
	return found
}

// ContainerStatus implements the CRI.
func (r *Runtime) ContainerStatus(_ context.Context, req *runtimeapi.ContainerStatusRequest) (*runtimeapi.ContainerStatusResponse, error) {
	c, err := r.container(req.GetContainerId())
	if err != nil {
		return nil, err
	}
	return &runtimeapi.ContainerStatusResponse{Status: c.status()}, nil
}

func (c *container) status() *runtimeapi.ContainerStatus {
	c.mu.Lock()
	defer c.mu.Unlock()
	return &runtimeapi.ContainerStatus{
		Id: c.id, Metadata: c.config.GetMetadata(), State: c.state, CreatedAt: c.createdAt, StartedAt: c.startedAt, FinishedAt: c.finishedAt,
		ExitCode: c.exitCode, Reason: c.reason, Message: c.message,
		Image: &runtimeapi.ImageSpec{Image: c.image()}, ImageRef: imageID(c.image()), ImageId: imageID(c.image()),
		Labels: c.config.GetLabels(), Annotations: c.config.GetAnnotations(), Mounts: c.config.GetMounts(), LogPath: c.logPath,
		Resources: &runtimeapi.ContainerResources{Linux: c.config.GetLinux().GetResources()},
		User:      &runtimeapi.ContainerUser{Linux: &runtimeapi.LinuxContainerUser{Uid: c.uid(), Gid: c.uid()}},
	}
}

func (c *container) uid() int64 {
	if u := c.config.GetLinux().GetSecurityContext().GetRunAsUser(); u != nil {
		return u.GetValue()
	}
	if c.kind == Workload {
		return workloadUID
	}
	return 0
}

// containerEvent is called with r.mu held.
func (r *Runtime) containerEvent(c *container, kind runtimeapi.ContainerEventType) *runtimeapi.ContainerEventResponse {
	var statuses []*runtimeapi.ContainerStatus
	for _, other := range r.containersOf(c.sandbox.id) {
		statuses = append(statuses, other.status())
	}
	return &runtimeapi.ContainerEventResponse{
		ContainerId: c.id, ContainerEventType: kind, CreatedAt: time.Now().UnixNano(),
		PodSandboxStatus: c.sandbox.status(), ContainersStatuses: statuses,
	}
}

// UpdateContainerResources implements the CRI: there is nothing that limits a process.
func (r *Runtime) UpdateContainerResources(context.Context, *runtimeapi.UpdateContainerResourcesRequest) (*runtimeapi.UpdateContainerResourcesResponse, error) {
	return &runtimeapi.UpdateContainerResourcesResponse{}, nil
}

// UpdatePodSandboxResources implements the CRI.
func (r *Runtime) UpdatePodSandboxResources(context.Context, *runtimeapi.UpdatePodSandboxResourcesRequest) (*runtimeapi.UpdatePodSandboxResourcesResponse, error) {
	return &runtimeapi.UpdatePodSandboxResourcesResponse{}, nil
}

// ReopenContainerLog implements the CRI; the kubelet calls it after it rotated a log.
func (r *Runtime) ReopenContainerLog(_ context.Context, req *runtimeapi.ReopenContainerLogRequest) (*runtimeapi.ReopenContainerLogResponse, error) {
	c, err := r.container(req.GetContainerId())
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.log != nil {
		if err := c.log.reopen(); err != nil {
			return nil, status.Errorf(codes.Internal, "container log: %v", err)
		}
	}
	return &runtimeapi.ReopenContainerLogResponse{}, nil
}
