package cri

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	remotecommand "k8s.io/cri-streaming/pkg/streaming/remotecommand"
	utilexec "k8s.io/utils/exec"
)

func serveHTTP(l net.Listener, h http.Handler) {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 30 * time.Second}
	_ = s.Serve(l) // ends with the listener
}

// confined is what a command in the container may see.
func (c *container) confined() (Confined, error) {
	c.mu.Lock()
	state := c.state
	c.mu.Unlock()
	if state != runtimeapi.ContainerState_CONTAINER_RUNNING {
		return Confined{}, status.Errorf(codes.FailedPrecondition, "container %s is not running", c.config.GetMetadata().GetName())
	}
	host, port, err := net.SplitHostPort(c.r.cfg.APIServer)
	if err != nil {
		return Confined{}, err
	}
	conf := Confined{Hostname: c.hostname(), Mounts: c.paths.mounts, UID: c.uid(), GID: c.uid(), Dial: c.dial}
	conf.Env = append(conf.Env, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME="+conf.Hostname)
	for _, e := range c.config.GetEnvs() {
		switch e.GetKey() {
		case "KUBERNETES_SERVICE_HOST":
			e = &runtimeapi.KeyValue{Key: e.GetKey(), Value: []byte(host)}
		case "KUBERNETES_SERVICE_PORT", "KUBERNETES_SERVICE_PORT_HTTPS":
			e = &runtimeapi.KeyValue{Key: e.GetKey(), Value: []byte(port)}
		}
		conf.Env = append(conf.Env, e.GetKey()+"="+string(e.GetValue()))
	}
	return conf, nil
}

// dial connects from inside the container's pod.
func (c *container) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %q is not a port", network, portText)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip.IsLoopback() && host != c.r.cfg.NodeAddress {
		return c.r.dialSandbox(ctx, c.sandbox, uint16(port)) // the pod's own loopback
	}
	if address == c.r.cfg.APIServer || host == c.r.cfg.NodeAddress {
		var d net.Dialer
		return d.DialContext(ctx, "tcp", address)
	}
	return DialProxy(ctx, c.r.cfg.PodProxy, address)
}

// ExecSync implements the CRI; the kubelet's exec probes and /run use it.
func (r *Runtime) ExecSync(ctx context.Context, req *runtimeapi.ExecSyncRequest) (*runtimeapi.ExecSyncResponse, error) {
	c, err := r.container(req.GetContainerId())
	if err != nil {
		return nil, err
	}
	conf, err := c.confined()
	if err != nil {
		return nil, err
	}
	if req.GetTimeout() > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(req.GetTimeout())*time.Second)
		defer cancel()
	}
	var stdout, stderr bytes.Buffer
	code, err := r.cfg.Exec(ctx, conf, req.GetCmd(), bytes.NewReader(nil), &stdout, &stderr, false)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, status.Errorf(codes.DeadlineExceeded, "command timed out after %d seconds", req.GetTimeout())
	case err != nil:
		return nil, status.Errorf(codes.Unknown, "exec: %v", err)
	}
	return &runtimeapi.ExecSyncResponse{Stdout: stdout.Bytes(), Stderr: stderr.Bytes(), ExitCode: int32(code)}, nil //nolint:gosec // an exit code is a byte
}

// Exec implements the CRI.
func (r *Runtime) Exec(_ context.Context, req *runtimeapi.ExecRequest) (*runtimeapi.ExecResponse, error) {
	return r.stream.GetExec(req)
}

// Attach implements the CRI.
func (r *Runtime) Attach(_ context.Context, req *runtimeapi.AttachRequest) (*runtimeapi.AttachResponse, error) {
	return r.stream.GetAttach(req)
}

// PortForward implements the CRI.
func (r *Runtime) PortForward(_ context.Context, req *runtimeapi.PortForwardRequest) (*runtimeapi.PortForwardResponse, error) {
	return r.stream.GetPortForward(req)
}

// streams serves exec, attach and port-forward connections.
type streams struct{ r *Runtime }

func (s streams) Exec(ctx context.Context, containerID string, cmd []string, in io.Reader, out, errOut io.WriteCloser, tty bool, _ <-chan remotecommand.TerminalSize) error {
	c, err := s.r.container(containerID)
	if err != nil {
		return err
	}
	conf, err := c.confined()
	if err != nil {
		return err
	}
	var stderr io.Writer = errOut
	if errOut == nil {
		stderr = out // with a terminal there is one stream
	}
	if in == nil {
		in = bytes.NewReader(nil)
	}
	code, err := s.r.cfg.Exec(ctx, conf, cmd, in, out, stderr, tty)
	if err != nil {
		return err
	}
	if code != 0 {
		return utilexec.CodeExitError{Err: fmt.Errorf("command terminated with exit code %d", code), Code: code}
	}
	return nil
}

// Attach has nothing to attach to: the lab's programs read nothing and log what they say.
func (s streams) Attach(context.Context, string, io.Reader, io.WriteCloser, io.WriteCloser, bool, <-chan remotecommand.TerminalSize) error {
	return errors.New("the embedded cluster's containers cannot be attached to: use kubectl logs -f, or kubectl exec for a shell")
}

func (s streams) PortForward(ctx context.Context, sandboxID string, port int32, stream io.ReadWriteCloser) error {
	s.r.mu.Lock()
	sb := s.r.sandboxes[sandboxID]
	s.r.mu.Unlock()
	if sb == nil {
		return fmt.Errorf("pod sandbox %q not found", sandboxID)
	}
	conn, err := s.r.dialSandbox(ctx, sb, uint16(port)) //nolint:gosec // the API server checks the range
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return splice(stream, conn)
}

// splice copies both ways until either side has ended.
func splice(a, b io.ReadWriteCloser) error {
	errs := make(chan error, 2)
	copyTo := func(dst, src io.ReadWriteCloser) {
		_, err := io.Copy(dst, src)
		if cw, ok := dst.(interface{ CloseWrite() error }); ok {
			_ = cw.CloseWrite()
		}
		errs <- err
	}
	go copyTo(a, b)
	go copyTo(b, a)
	err := <-errs
	if err == nil {
		// One direction has ended in order; the answer may still be on its way.
		select {
		case err = <-errs:
		case <-time.After(10 * time.Second):
		}
	}
	_, _ = a.Close(), b.Close()
	return err
}
