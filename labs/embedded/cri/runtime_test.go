package cri

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// The test binary is also the program in containers: it says what it was given.
func TestMain(m *testing.M) {
	if os.Getenv(EnvComponent) != "" {
		os.Exit(program())
	}
	os.Exit(m.Run())
}

type seen struct {
	Args []string
	Env  []string
	Dir  string
}

func program() int {
	dir, _ := os.Getwd()
	// To a file: what goes to the log is told in the container's paths.
	data, err := json.Marshal(seen{os.Args, os.Environ(), dir})
	if err != nil || os.WriteFile("seen.json", data, 0o600) != nil {
		return 1
	}
	if len(os.Args) > 1 && os.Args[1] == "fail" {
		fmt.Fprintln(os.Stderr, "told to")
		return 3
	}
	_, _ = io.Copy(io.Discard, os.Stdin) // until the node's end of the lifeline closes
	return 137
}

type testNode struct {
	runtime *Runtime
	client  runtimeapi.RuntimeServiceClient
	image   runtimeapi.ImageServiceClient
	dir     string
	hollow  chan HollowContainer
}

func newTestNode(t *testing.T) *testNode {
	t.Helper()
	dir, err := os.MkdirTemp("", "cri") // short: unix sockets live in it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	n := &testNode{dir: dir, hollow: make(chan HollowContainer, 10)}
	n.runtime, err = New(Config{
		LabID: "cri-test", NodeRoot: filepath.Join(dir, "node"), StateDir: filepath.Join(dir, "c"), SocketDir: filepath.Join(dir, "s"),
		Socket: filepath.Join(dir, "cri.sock"), NodeAddress: "127.0.0.1", APIServer: "127.0.0.1:1", PodProxy: filepath.Join(dir, "pods.sock"),
		PodNetwork: netip.MustParsePrefix("10.244.0.0/29"), Executable: self,
		Exec: func(_ context.Context, c Confined, argv []string, _ io.Reader, out, _ io.Writer, _ bool) (int, error) {
			if argv[0] == "broken" {
				return 0, errors.New("cannot be run")
			}
			_, _ = fmt.Fprintf(out, "%s %v\n", c.Hostname, argv)
			return 7, nil
		},
		Hollow: func(h HollowContainer) { n.hollow <- h },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.runtime.Serve(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.runtime.Close(context.Background()) })
	conn, err := grpc.NewClient("unix://"+filepath.Join(dir, "cri.sock"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	n.client, n.image = runtimeapi.NewRuntimeServiceClient(conn), runtimeapi.NewImageServiceClient(conn)
	return n
}

func (n *testNode) sandbox(t *testing.T, name string, host bool) string {
	t.Helper()
	mode := runtimeapi.NamespaceMode_POD
	if host {
		mode = runtimeapi.NamespaceMode_NODE
	}
	resp, err := n.client.RunPodSandbox(t.Context(), &runtimeapi.RunPodSandboxRequest{Config: &runtimeapi.PodSandboxConfig{
		Metadata: &runtimeapi.PodSandboxMetadata{Name: name, Namespace: "default", Uid: name}, LogDirectory: filepath.Join(n.dir, "log", name),
		Linux: &runtimeapi.LinuxPodSandboxConfig{SecurityContext: &runtimeapi.LinuxSandboxSecurityContext{NamespaceOptions: &runtimeapi.NamespaceOption{Network: mode}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return resp.GetPodSandboxId()
}

func (n *testNode) container(t *testing.T, sandbox, image string, mounts []*runtimeapi.Mount, argv ...string) string {
	t.Helper()
	resp, err := n.client.CreateContainer(t.Context(), &runtimeapi.CreateContainerRequest{PodSandboxId: sandbox, Config: &runtimeapi.ContainerConfig{
		Metadata: &runtimeapi.ContainerMetadata{Name: "c"}, Image: &runtimeapi.ImageSpec{Image: image}, LogPath: "c.log", Mounts: mounts,
		Command: argv, Envs: []*runtimeapi.KeyValue{{Key: "GREETING", Value: []byte("hello")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.client.StartContainer(t.Context(), &runtimeapi.StartContainerRequest{ContainerId: resp.GetContainerId()}); err != nil {
		t.Fatal(err)
	}
	return resp.GetContainerId()
}

func (n *testNode) status(t *testing.T, id string) *runtimeapi.ContainerStatus {
	t.Helper()
	resp, err := n.client.ContainerStatus(t.Context(), &runtimeapi.ContainerStatusRequest{ContainerId: id})
	if err != nil {
		t.Fatal(err)
	}
	return resp.GetStatus()
}

// saw reads what the program in the only container was given.
func (n *testNode) saw(t *testing.T) seen {
	t.Helper()
	var s seen
	await(t, func() bool {
		files, err := filepath.Glob(filepath.Join(n.dir, "c", "*", "rootfs", "seen.json"))
		if err != nil || len(files) != 1 {
			return false
		}
		data, err := os.ReadFile(files[0])
		return err == nil && json.Unmarshal(data, &s) == nil
	})
	return s
}

func TestContainerGetsOnlyItsOwn(t *testing.T) {
	t.Setenv("SECRET_OF_THE_HOST", "do not leak")
	n := newTestNode(t)
	sb := n.sandbox(t, "shop", false)
	id := n.container(t, sb, "hardenway/workload:v1", []*runtimeapi.Mount{{ContainerPath: "/etc/shop", HostPath: "/srv/shop", Readonly: true}}, "shop", "--settings=/etc/shop/x")
	s := n.saw(t)
	if want := []string{"workload", "shop", "--settings=/etc/shop/x"}; strings.Join(s.Args, " ") != strings.Join(want, " ") {
		t.Errorf("arguments %q, want %q", s.Args, want)
	}
	env := strings.Join(s.Env, "\n")
	for _, want := range []string{
		"GREETING=hello", EnvLab + "=cri-test", "KUBERNETES_SERVICE_HOST=127.0.0.1", EnvPodSockets + "=" + n.dir,
		`"containerPath":"/etc/shop","hostPath":"` + n.dir + `/node/srv/shop","readOnly":true`,
	} {
		if !strings.Contains(env, want) {
			t.Errorf("the environment lacks %s:\n%s", want, env)
		}
	}
	for _, leak := range []string{"SECRET_OF_THE_HOST", "PATH=", "HOME="} {
		if strings.Contains(env, "\n"+leak) {
			t.Errorf("the environment has the host's %s", leak)
		}
	}
	if !strings.HasPrefix(s.Dir, filepath.Join(n.dir, "c")) {
		t.Errorf("the program runs in %s", s.Dir)
	}
	if _, err := n.client.StopContainer(t.Context(), &runtimeapi.StopContainerRequest{ContainerId: id, Timeout: 60}); err != nil {
		t.Fatal(err)
	}
	if st := n.status(t, id); st.GetState() != runtimeapi.ContainerState_CONTAINER_EXITED || st.GetExitCode() != 143 {
		t.Errorf("after a stop: %v, exit code %d; want exited, 143", st.GetState(), st.GetExitCode())
	}
}

func TestFailingContainer(t *testing.T) {
	n := newTestNode(t)
	id := n.container(t, n.sandbox(t, "bad", false), "hardenway/workload:v1", nil, "fail")
	await(t, func() bool { return n.status(t, id).GetState() == runtimeapi.ContainerState_CONTAINER_EXITED })
	if st := n.status(t, id); st.GetExitCode() != 3 || st.GetReason() != "Error" {
		t.Errorf("exit code %d, reason %q; want 3, Error", st.GetExitCode(), st.GetReason())
	}
	data, err := os.ReadFile(filepath.Join(n.dir, "log/bad/c.log"))
	if err != nil || !strings.Contains(string(data), "stderr F told to") {
		t.Errorf("log: %q, %v", data, err)
	}
	if _, err := n.client.ExecSync(t.Context(), &runtimeapi.ExecSyncRequest{ContainerId: id, Cmd: []string{"id"}}); err == nil || !strings.Contains(err.Error(), "container c is not running") {
		t.Errorf("exec into an ended container: %v", err)
	}
}

// TestLifeline: a container ends when the node's end of its standard input closes, which
// is what happens when the node is killed.
func TestLifeline(t *testing.T) {
	n := newTestNode(t)
	id := n.container(t, n.sandbox(t, "orphan", false), "hardenway/workload:v1", nil, "shop")
	n.saw(t)
	n.runtime.mu.Lock()
	c := n.runtime.containers[id]
	n.runtime.mu.Unlock()
	if err := c.lifeline.Close(); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return n.status(t, id).GetExitCode() == 137 })
}

func TestHollow(t *testing.T) {
	n := newTestNode(t)
	id := n.container(t, n.sandbox(t, "web", false), "nginx:1.29", nil)
	if h := <-n.hollow; h.Pod != "web" || h.Image != "nginx:1.29" {
		t.Errorf("told of %+v", h)
	}
	st := n.status(t, id)
	if st.GetState() != runtimeapi.ContainerState_CONTAINER_RUNNING || !strings.HasPrefix(st.GetImageRef(), "hollow-image-without-a-process/nginx@sha256:") {
		t.Errorf("state %v, image %s", st.GetState(), st.GetImageRef())
	}
	out, err := n.client.ExecSync(t.Context(), &runtimeapi.ExecSyncRequest{ContainerId: id, Cmd: []string{"id"}})
	if err != nil || string(out.GetStdout()) != "web [id]\n" || out.GetExitCode() != 7 {
		t.Errorf("exec: %q, %d, %v", out.GetStdout(), out.GetExitCode(), err)
	}
	if _, err := n.client.ExecSync(t.Context(), &runtimeapi.ExecSyncRequest{ContainerId: id, Cmd: []string{"broken"}}); err == nil || !strings.Contains(err.Error(), "cannot be run") {
		t.Errorf("a command that cannot be run: %v", err)
	}
	if _, err := n.client.StopContainer(t.Context(), &runtimeapi.StopContainerRequest{ContainerId: id}); err != nil {
		t.Fatal(err)
	}
	if st := n.status(t, id); st.GetState() != runtimeapi.ContainerState_CONTAINER_EXITED || st.GetExitCode() != 0 {
		t.Errorf("after a stop: %v, %d", st.GetState(), st.GetExitCode())
	}
}

func TestComponentImageHoldsOneProgram(t *testing.T) {
	n := newTestNode(t)
	resp, err := n.client.CreateContainer(t.Context(), &runtimeapi.CreateContainerRequest{PodSandboxId: n.sandbox(t, "cp", true), Config: &runtimeapi.ContainerConfig{
		Metadata: &runtimeapi.ContainerMetadata{Name: "kube-apiserver"}, Image: &runtimeapi.ImageSpec{Image: "registry.k8s.io/kube-apiserver:v1.37.1"}, LogPath: "c.log",
		Command: []string{"/bin/sh", "-c", "cat /etc/shadow"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.client.StartContainer(t.Context(), &runtimeapi.StartContainerRequest{ContainerId: resp.GetContainerId()})
	if err == nil || !strings.Contains(err.Error(), `"/bin/sh": executable file not found in $PATH of image registry.k8s.io/kube-apiserver:v1.37.1, which holds only "kube-apiserver"`) {
		t.Errorf("starting a shell from the API server's image: %v", err)
	}
}

func TestPodNetwork(t *testing.T) {
	n := newTestNode(t)
	sb := n.sandbox(t, "a", false)
	st, err := n.client.PodSandboxStatus(t.Context(), &runtimeapi.PodSandboxStatusRequest{PodSandboxId: sb})
	if err != nil {
		t.Fatal(err)
	}
	address := st.GetStatus().GetNetwork().GetIp()
	if address != "10.244.0.2" {
		t.Errorf("the first pod got %s", address)
	}
	if got := st.GetStatus().GetLinux().GetNamespaces().GetOptions().GetNetwork(); got != runtimeapi.NamespaceMode_POD {
		t.Errorf("the sandbox's network mode came back as %v: the kubelet would kill the pod", got)
	}
	a := netip.MustParseAddr(address)
	if _, ok, err := n.runtime.DialPod(t.Context(), a, 8080); !ok || err == nil || err.Error() != "dial tcp 10.244.0.2:8080: connect: connection refused" {
		t.Errorf("a port nobody listens on: %v, %v", ok, err)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "unix", filepath.Join(n.dir, "s", sb[:8], "8080.sock"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	conn, ok, err := n.runtime.DialPod(t.Context(), a, 8080)
	if !ok || err != nil {
		t.Fatalf("dial: %v, %v", ok, err)
	}
	_ = conn.Close()
	if _, ok, _ := n.runtime.DialPod(t.Context(), netip.MustParseAddr("10.244.0.77"), 80); ok {
		t.Error("an address no pod has was dialled")
	}
	// The network holds six addresses here; a stopped pod gives its own back.
	for i := range 5 {
		n.sandbox(t, fmt.Sprintf("filler-%d", i), false)
	}
	_, err = n.client.RunPodSandbox(t.Context(), &runtimeapi.RunPodSandboxRequest{Config: &runtimeapi.PodSandboxConfig{Metadata: &runtimeapi.PodSandboxMetadata{Name: "one too many"}}})
	if err == nil || !strings.Contains(err.Error(), "no address is left in the pod network 10.244.0.0/29") {
		t.Errorf("one pod too many: %v", err)
	}
	if _, err := n.client.RemovePodSandbox(t.Context(), &runtimeapi.RemovePodSandboxRequest{PodSandboxId: sb}); err != nil {
		t.Fatal(err)
	}
	n.sandbox(t, "next", false)
}

// The kubelet stops a sandbox again when it removes it, and by then another pod may have
// the address.
func TestSecondStopLeavesTheAddressToItsNextPod(t *testing.T) {
	n := newTestNode(t)
	old := n.sandbox(t, "old", false)
	stop := func() {
		if _, err := n.client.StopPodSandbox(t.Context(), &runtimeapi.StopPodSandboxRequest{PodSandboxId: old}); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	n.sandbox(t, "new", false)
	stop()
	address := netip.MustParseAddr("10.244.0.2")
	if _, ok, err := n.runtime.DialPod(t.Context(), address, 80); !ok {
		t.Errorf("no pod has %s any more: %v", address, err)
	}
}

// A component that starts anew is the same container to the kubelet: nothing ends, so
// nothing is backed off.
func TestRenewComponents(t *testing.T) {
	n := newTestNode(t)
	sb := n.sandbox(t, "kube-scheduler", true)
	id := n.container(t, sb, "registry.k8s.io/kube-scheduler:v1.37.1", nil, "kube-scheduler")
	n.saw(t)
	c, err := n.runtime.container(id)
	if err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	before := c.cmd.Process.Pid
	c.mu.Unlock()
	if err := n.runtime.RenewComponents(t.Context(), "kube-apiserver", "kube-scheduler"); err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	after := c.cmd.Process.Pid
	c.mu.Unlock()
	if before == after {
		t.Errorf("process %d is the one of before", after)
	}
	if st := n.status(t, id); st.GetState() != runtimeapi.ContainerState_CONTAINER_RUNNING || st.GetFinishedAt() != 0 {
		t.Errorf("the container is %v, finished at %d", st.GetState(), st.GetFinishedAt())
	}
	other := n.container(t, n.sandbox(t, "kube-apiserver", true), "registry.k8s.io/kube-apiserver:v1.37.1", nil, "kube-apiserver")
	n.status(t, other)
	for _, renewed := range []bool{true, false} { // it is the younger one then
		if err := n.runtime.RenewOlder(t.Context(), "kube-apiserver", "kube-scheduler"); err != nil {
			t.Fatal(err)
		}
		c.mu.Lock()
		before, after = after, c.cmd.Process.Pid
		c.mu.Unlock()
		if (before != after) != renewed {
			t.Errorf("renewed: %t, want %t", before != after, renewed)
		}
	}
	if err := n.runtime.RenewComponents(t.Context(), "etcd"); err != nil {
		t.Errorf("a component that is not there: %v", err)
	}
	n.runtime.StopComponents(t.Context(), "kube-scheduler")
	if st := n.status(t, id); st.GetState() != runtimeapi.ContainerState_CONTAINER_EXITED {
		t.Errorf("stopped, it is %v", st.GetState())
	}
	// Nor would a kubelet use its pod for another container.
	pod, err := n.client.PodSandboxStatus(t.Context(), &runtimeapi.PodSandboxStatusRequest{PodSandboxId: sb})
	if err != nil || pod.GetStatus().GetState() != runtimeapi.PodSandboxState_SANDBOX_NOTREADY {
		t.Errorf("stopped, its pod is %v, %v", pod.GetStatus().GetState(), err)
	}
}

// A static pod whose manifest is gone is ended; those that are to be, and pods of the API server's, are not.
func TestStopStaticPods(t *testing.T) {
	n := newTestNode(t)
	running := map[string]string{}
	for name, source := range map[string]string{"kube-system/etcd": "file", "kube-system/etcd-play": "file", "default/etcd": "file", "default/web": "api"} {
		namespace, pod, _ := strings.Cut(name, "/")
		resp, err := n.client.RunPodSandbox(t.Context(), &runtimeapi.RunPodSandboxRequest{Config: &runtimeapi.PodSandboxConfig{
			Metadata:    &runtimeapi.PodSandboxMetadata{Name: pod + "-node-1", Namespace: namespace, Uid: name},
			Annotations: map[string]string{"kubernetes.io/config.source": source}, LogDirectory: filepath.Join(n.dir, "log", name),
			Linux: &runtimeapi.LinuxPodSandboxConfig{SecurityContext: &runtimeapi.LinuxSandboxSecurityContext{
				NamespaceOptions: &runtimeapi.NamespaceOption{Network: runtimeapi.NamespaceMode_NODE},
			}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		running[name] = n.container(t, resp.GetPodSandboxId(), "registry.k8s.io/etcd:3.7.0-0", nil, "etcd")
	}
	if err := n.runtime.StopStaticPods(t.Context(), "node-1", "kube-system/etcd", "kube-system/kube-apiserver"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]runtimeapi.ContainerState{
		"kube-system/etcd": runtimeapi.ContainerState_CONTAINER_RUNNING, "default/web": runtimeapi.ContainerState_CONTAINER_RUNNING,
		"kube-system/etcd-play": runtimeapi.ContainerState_CONTAINER_EXITED, "default/etcd": runtimeapi.ContainerState_CONTAINER_EXITED,
	} {
		if st := n.status(t, running[name]); st.GetState() != want {
			t.Errorf("%s is %v, want %v", name, st.GetState(), want)
		}
	}
}

func TestImages(t *testing.T) {
	n := newTestNode(t)
	status := func(image string) *runtimeapi.Image {
		t.Helper()
		resp, err := n.image.ImageStatus(t.Context(), &runtimeapi.ImageStatusRequest{Image: &runtimeapi.ImageSpec{Image: image}})
		if err != nil {
			t.Fatal(err)
		}
		return resp.GetImage()
	}
	if i := status("hardenway/workload:v1"); i.GetUid().GetValue() != 65532 || i.GetSize() == 0 {
		t.Errorf("the lab's own image: %v", i)
	}
	if i := status("nginx"); i != nil {
		t.Errorf("an image nobody pulled: %v", i)
	}
	resp, err := n.image.PullImage(t.Context(), &runtimeapi.PullImageRequest{Image: &runtimeapi.ImageSpec{Image: "nginx"}})
	if err != nil {
		t.Fatal(err)
	}
	if i := status(resp.GetImageRef()); i == nil || i.GetSize() == 0 {
		t.Errorf("by the reference of its pull: %v", i)
	}
}

func TestEventsReachTheKubelet(t *testing.T) {
	n := newTestNode(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	stream, err := n.client.GetContainerEvents(ctx, &runtimeapi.GetEventsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	await(t, func() bool {
		n.runtime.events.mu.Lock()
		defer n.runtime.events.mu.Unlock()
		return len(n.runtime.events.listeners) == 1
	})
	id := n.container(t, n.sandbox(t, "brief", false), "hardenway/workload:v1", nil, "fail")
	for {
		e, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if e.GetContainerId() == id && e.GetContainerEventType() == runtimeapi.ContainerEventType_CONTAINER_STOPPED_EVENT {
			if got := e.GetContainersStatuses()[0].GetExitCode(); got != 3 {
				t.Errorf("the event has exit code %d, want 3", got)
			}
			return
		}
	}
}

// A container that is asked to stop while renew exchanges its process ends, and takes no new
// one.
func TestStopWhileRenewing(t *testing.T) {
	n := newTestNode(t)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	for i := range 10 {
		sb := n.sandbox(t, fmt.Sprintf("scheduler-%d", i), true)
		id := n.container(t, sb, "registry.k8s.io/kube-scheduler:v1.37.1", nil, "kube-scheduler")
		c, err := n.runtime.container(id)
		if err != nil {
			t.Fatal(err)
		}
		renewed, stopped := make(chan error, 1), make(chan struct{})
		go func() { renewed <- c.renew(ctx) }()
		for begun := false; !begun; time.Sleep(10 * time.Microsecond) {
			c.mu.Lock()
			begun = c.renewed != nil || len(renewed) > 0
			c.mu.Unlock()
		}
		go func() {
			c.stop(ctx, time.Second)
			close(stopped)
		}()
		select {
		case <-stopped:
		case <-ctx.Done():
			t.Fatal("stopping waits for a process that was replaced")
		}
		if err := <-renewed; err != nil {
			t.Error(err)
		}
		if st := n.status(t, id); st.GetState() != runtimeapi.ContainerState_CONTAINER_EXITED {
			t.Fatalf("stopped, it is %v", st.GetState())
		}
		if err := c.renew(ctx); err != nil {
			t.Errorf("renewing what has ended: %v", err)
		}
	}
}

// A component that was frozen goes on, though nobody says so, and can be stopped meanwhile.
func TestFreeze(t *testing.T) {
	n := newTestNode(t)
	sb := n.sandbox(t, "kube-scheduler", true)
	id := n.container(t, sb, "registry.k8s.io/kube-scheduler:v1.37.1", nil, "kube-scheduler")
	c, err := n.runtime.container(id)
	if err != nil {
		t.Fatal(err)
	}
	state := func() string { return processState(t, c.cmd.Process.Pid) }
	await := func(want string) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); state() != want; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("the process is in state %s, want %s", state(), want)
			}
		}
	}
	limit := func() *time.Timer { // of how long it stays frozen
		n.runtime.mu.Lock()
		defer n.runtime.mu.Unlock()
		return n.runtime.frozen["kube-scheduler"]
	}
	if err := n.runtime.Freeze("etcd", true); err == nil {
		t.Error("a component that does not run was frozen")
	}
	if err := n.runtime.Freeze("kube-scheduler", true); err != nil {
		t.Fatal(err)
	}
	await("T")
	limit().Reset(0) // no sooner, or it could go on before anybody saw it frozen
	await("S")
	if err := n.runtime.Freeze("kube-scheduler", true); err != nil {
		t.Fatal(err)
	}
	limit().Stop()
	await("T")
	began := time.Now()
	c.stop(t.Context(), time.Hour)
	if st := n.status(t, id); st.GetState() != runtimeapi.ContainerState_CONTAINER_EXITED {
		t.Errorf("stopped after %s, it is %v", time.Since(began), st.GetState())
	}
}

// processState is the one letter of proc_pid_stat(5): R, S, T and so on.
func processState(t *testing.T, pid int) string {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Skipf("no /proc here: %v", err)
	}
	_, rest, _ := strings.Cut(string(data), ") ")
	return rest[:1]
}
