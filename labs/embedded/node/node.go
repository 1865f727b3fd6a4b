package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/klog/v2"
	kubeadmapi "k8s.io/kubernetes/cmd/kubeadm/app/apis/kubeadm"

	"github.com/hardenway/hardenway/internal/kubeversion"
	"github.com/hardenway/hardenway/labs/embedded"
	"github.com/hardenway/hardenway/labs/embedded/cri"
	"github.com/hardenway/hardenway/labs/embedded/podnet"
)

// startTimeout bounds a start. It is far above what a slow machine needs.
const startTimeout = 3 * time.Minute

// runNode is the node's process: it lays out the files, serves the container runtime and
// the pod network, keeps the kubelet running, and takes orders until it is told to stop.
func runNode(ctx context.Context) error {
	spec, err := embedded.ReadSpec(os.Getenv(embedded.EnvDir))
	if err != nil {
		return err
	}
	// The node outlives the terminal of whoever started it.
	signal.Ignore(syscall.SIGHUP)
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	n := &node{spec: spec, stop: stop, events: newEventLog()}
	return n.run(ctx)
}

type node struct {
	spec    embedded.Spec
	stop    context.CancelFunc
	events  *eventLog
	runtime *cri.Runtime
	kubelet *unit
	network *podnet.Network

	mu     sync.Mutex
	client kubernetes.Interface
}

func (n *node) run(ctx context.Context) (err error) {
	var lc net.ListenConfig
	if err := os.MkdirAll(n.spec.Run, 0o700); err != nil {
		return err
	}
	controlListener, err := lc.Listen(ctx, "unix", n.spec.ControlSocket())
	if err != nil {
		return fmt.Errorf("control socket: %w", err)
	}
	server := &http.Server{Handler: n.orders(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(controlListener) }()
	defer func() {
		if err != nil {
			// Whoever follows the start reads the reason before the socket closes.
			n.events.add(embedded.NodeEvent{Error: err.Error()})
			n.events.waitRead(2 * time.Second)
		}
		_ = server.Close()
	}()

	done := n.events.step("node files")
	cfg, err := layOut(n.spec)
	if err != nil {
		return err
	}
	if err := writeUserKubeconfig(n.spec); err != nil {
		return err
	}
	done()

	n.runtime, err = cri.New(cri.Config{
		LabID: string(n.spec.ID), NodeRoot: n.spec.Root, StateDir: n.spec.ContainersDir(), SocketDir: n.spec.PodSockets(), Socket: n.spec.RuntimeSocket(),
		NodeAddress: n.spec.Address, APIServer: n.spec.HostPort(n.spec.APIServerPort), PodProxy: n.spec.PodProxy(), EgressConfig: egressFile(n.spec),
		PodNetwork: netip.MustParsePrefix(embedded.PodNetwork), Executable: n.spec.Executable, Version: kubeversion.Version,
		Directories: directories(n.spec), Exec: execConfined, Hollow: n.tellHollow,
	})
	if err != nil {
		return err
	}
	if err := n.runtime.Serve(ctx); err != nil {
		return err
	}
	defer func() {
		cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		n.runtime.Close(cleanup)
	}()

	n.network = &podnet.Network{
		NodeAddress: n.spec.Address, OnNode: n.spec.Owns, APIServer: n.spec.HostPort(n.spec.APIServerPort),
		DialPod: n.runtime.DialPod, Warn: func(err error) { klog.ErrorS(err, "Pod network") },
	}
	proxyListener, err := lc.Listen(ctx, "unix", n.spec.PodProxy())
	if err != nil {
		return fmt.Errorf("pod network: %w", err)
	}
	go n.network.ServeProxy(ctx, proxyListener)

	n.kubelet = newUnit(n.spec)
	n.kubelet.start()
	defer n.kubelet.stop()

	started := make(chan error, 1)
	go func() {
		startCtx, cancel := context.WithTimeout(ctx, startTimeout)
		defer cancel()
		started <- n.bringUp(startCtx, ctx, cfg)
	}()
	select {
	case err := <-started:
		if err != nil {
			return err
		}
	case <-ctx.Done():
		return nil
	}
	n.events.add(embedded.NodeEvent{Ready: true})
	return n.untilGone(ctx)
}

// How often a node looks whether it still has a directory, and how often in a row it has to be missing.
const (
	lookForDir  = 5 * time.Second
	dirMissings = 2
)

// untilGone waits for the node's end. That its directory was deleted is one: nobody could find the node any more to
// stop it, and half a gigabyte would go on running.
func (n *node) untilGone(ctx context.Context) error {
	tick := time.NewTicker(lookForDir)
	defer tick.Stop()
	for missing := 0; missing < dirMissings; {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		// Not the directory itself, which a component that still writes would make again.
		if _, err := embedded.ReadSpec(n.spec.Dir); errors.Is(err, fs.ErrNotExist) {
			missing++
		} else {
			missing = 0
		}
	}
	klog.InfoS("The lab's directory was deleted, so its node ends", "directory", n.spec.Dir)
	_ = os.RemoveAll(n.spec.Run) // sockets, which nobody else would remove either
	return nil
}

// bringUp waits for the control plane the kubelet is starting, and makes the few objects
// that kubeadm makes through the API. life is as long as the node's.
func (n *node) bringUp(ctx, life context.Context, cfg *kubeadmapi.InitConfiguration) error {
	done := n.events.step("etcd")
	if err := poll(ctx, "etcd does not listen", func() error { return dialOnce(ctx, n.spec.HostPort(n.spec.EtcdPort)) }); err != nil {
		return n.explain(err, "etcd")
	}
	done()
	done = n.events.step("API server")
	config, err := clientcmd.BuildConfigFromFlags("", filepath.Join(n.spec.Dir, embedded.AdminKubeconfig))
	if err != nil {
		return err
	}
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	if err := poll(ctx, "the API server is not ready", func() error {
		_, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err
	}); err != nil {
		return n.explain(err, "kube-apiserver")
	}
	n.mu.Lock()
	n.client = client
	n.mu.Unlock()
	done()
	// The pod network's proxy has to know of Services and pods at once, however often the API
	// server was restarted before.
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return &insistent{next} })
	watching, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	if err := n.network.WatchServices(life, watching); err != nil {
		return err
	}
	done = n.events.step("node Ready")
	if err := poll(ctx, "kubeadm's objects", func() error { return bootstrapObjects(ctx, client, n.spec) }); err != nil {
		return err
	}
	if err := poll(ctx, "the node is not Ready", func() error { return nodeReady(ctx, client, n.spec.NodeName) }); err != nil {
		return n.explain(err, "kubelet")
	}
	done()
	done = n.events.step("controllers")
	// Pods are refused until the controller manager has made the ServiceAccount they
	// use by default.
	if err := poll(ctx, "the controller manager has not made the default ServiceAccount", func() error {
		_, err := client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{})
		return err
	}); err != nil {
		return n.explain(err, "kube-controller-manager")
	}
	done()
	return nil
}

// explain adds where the reason is to be read.
func (n *node) explain(err error, component string) error {
	if component == "kubelet" {
		return fmt.Errorf("%w (the kubelet's log is %s)", err, n.spec.KubeletLog())
	}
	return fmt.Errorf("%w (its log is below %s)", err, filepath.Join(n.spec.Root, "var", "log", "pods"))
}

// poll tries until it works or ctx ends; the error then carries the last thing seen.
func poll(ctx context.Context, what string, try func() error) error {
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: last seen: %w", what, err)
		case <-time.After(25 * time.Millisecond):
		}
	}
}

func dialOnce(ctx context.Context, address string) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return conn.Close()
}

// nodeReady is called every few milliseconds while the node is coming up.
func nodeReady(ctx context.Context, client kubernetes.Interface, name string) error {
	got, err := client.CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	for _, t := range got.Spec.Taints {
		if t.Effect == corev1.TaintEffectNoSchedule {
			return fmt.Errorf("it has the taint %s", t.Key)
		}
	}
	for _, c := range got.Status.Conditions {
		if c.Type == corev1.NodeReady {
			if c.Status == corev1.ConditionTrue {
				return nil
			}
			return errors.New(c.Message)
		}
	}
	return errors.New("the kubelet has not reported yet")
}

// bootstrapObjects are what kubeadm's later phases make: the bindings for the administrators'
// group and the API server's kubelet client, and the control-plane label.
func bootstrapObjects(ctx context.Context, client kubernetes.Interface, spec embedded.Spec) error {
	for name, b := range map[string]struct {
		role, kind, subject string
	}{
		"kubeadm:cluster-admins":           {"cluster-admin", rbacv1.GroupKind, "kubeadm:cluster-admins"},
		"kubeadm:apiserver-kubelet-client": {"system:kubelet-api-admin", rbacv1.UserKind, "kube-apiserver-kubelet-client"},
	} {
		_, err := client.RbacV1().ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
			ObjectMeta: metav1.ObjectMeta{Name: name},
			RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: b.role},
			Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: b.kind, Name: b.subject}},
		}, metav1.CreateOptions{})
		if err != nil && !apierrors.IsAlreadyExists(err) {
			return err
		}
	}
	patch := []byte(`{"metadata":{"labels":{"node-role.kubernetes.io/control-plane":"","node.kubernetes.io/exclude-from-external-load-balancers":""}}}`)
	_, err := client.CoreV1().Nodes().Patch(ctx, spec.NodeName, types.MergePatchType, patch, metav1.PatchOptions{})
	return err
}

// tellHollow says in the pod's events, which `kubectl describe` shows, that one of its
// containers has no process.
func (n *node) tellHollow(h cri.HollowContainer) {
	n.mu.Lock()
	client := n.client
	n.mu.Unlock()
	if client == nil {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		now := metav1.Now()
		_, err := client.CoreV1().Events(h.Namespace).Create(ctx, &corev1.Event{
			ObjectMeta: metav1.ObjectMeta{GenerateName: h.Pod + ".", Namespace: h.Namespace},
			InvolvedObject: corev1.ObjectReference{
				APIVersion: "v1", Kind: "Pod", Namespace: h.Namespace, Name: h.Pod, UID: types.UID(h.UID),
				FieldPath: fmt.Sprintf("spec.containers{%s}", h.Container),
			},
			Reason: "Hollow", Type: corev1.EventTypeNormal, Count: 1, FirstTimestamp: now, LastTimestamp: now,
			Source:  corev1.EventSource{Component: "hardenway-node", Host: n.spec.NodeName},
			Message: fmt.Sprintf("Image %q is not one of the lab's own: the container is shown running, but no process runs in it", h.Image),
		}, metav1.CreateOptions{})
		if err != nil {
			klog.ErrorS(err, "Could not tell that a container is hollow", "namespace", h.Namespace, "pod", h.Pod)
		}
	}()
}

// writeUserKubeconfig gives the learner kubeadm's admin.conf under the lab's name.
func writeUserKubeconfig(spec embedded.Spec) error {
	config, err := clientcmd.LoadFromFile(filepath.Join(spec.Root, "etc/kubernetes/admin.conf"))
	if err != nil {
		return err
	}
	name := "hardenway-" + string(spec.ID)
	current := config.Contexts[config.CurrentContext]
	config.Contexts = map[string]*clientcmdapi.Context{name: current}
	config.CurrentContext = name
	return clientcmd.WriteToFile(*config, filepath.Join(spec.Dir, embedded.UserKubeconfig))
}

// eventLog keeps what the node has done so far, for whoever asks and whenever.
type eventLog struct {
	mu      sync.Mutex
	events  []embedded.NodeEvent
	changed chan struct{} // closed at each change
	readers int
}

func newEventLog() *eventLog { return &eventLog{changed: make(chan struct{})} }

func (l *eventLog) add(e embedded.NodeEvent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
	close(l.changed)
	l.changed = make(chan struct{})
}

// step reports that something begins; the returned function, that it is done.
func (l *eventLog) step(name string) (done func()) {
	began := time.Now()
	l.add(embedded.NodeEvent{Step: name})
	return func() { l.add(embedded.NodeEvent{Step: name, Done: true, Took: time.Since(began)}) }
}

// stream writes every event, past and to come, until the node is ready or has failed.
func (l *eventLog) stream(ctx context.Context, w http.ResponseWriter) {
	l.mu.Lock()
	l.readers++
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.readers--
		l.mu.Unlock()
	}()
	encoder := json.NewEncoder(w)
	for next := 0; ; {
		l.mu.Lock()
		events, changed := l.events[next:], l.changed
		next = len(l.events)
		l.mu.Unlock()
		for _, e := range events {
			if encoder.Encode(e) != nil {
				return
			}
			if e.Ready || e.Error != "" {
				return
			}
		}
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}

// waitRead gives readers time to see the last event.
func (l *eventLog) waitRead(limit time.Duration) {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		l.mu.Lock()
		readers := l.readers
		l.mu.Unlock()
		if readers == 0 {
			return
		}
	}
}
