package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	oteltrace "go.opentelemetry.io/otel/trace/noop"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	clientset "k8s.io/client-go/kubernetes"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/record"
	"k8s.io/component-base/configz"
	"k8s.io/klog/v2"
	kubeletv1beta1 "k8s.io/kubelet/config/v1beta1"
	kubeletapp "k8s.io/kubernetes/cmd/kubelet/app"
	"k8s.io/kubernetes/cmd/kubelet/app/options"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/kubernetes/pkg/kubelet"
	kubeletconfig "k8s.io/kubernetes/pkg/kubelet/apis/config"
	kubeletscheme "k8s.io/kubernetes/pkg/kubelet/apis/config/scheme"
	"k8s.io/kubernetes/pkg/kubelet/apis/config/validation"
	"k8s.io/kubernetes/pkg/kubelet/cm"
	"k8s.io/kubernetes/pkg/kubelet/kubeletconfig/configfiles"
	kubeletutil "k8s.io/kubernetes/pkg/kubelet/util"
	utilfs "k8s.io/kubernetes/pkg/util/filesystem"
	"k8s.io/kubernetes/pkg/util/oom"
	"k8s.io/kubernetes/pkg/volume"
	"k8s.io/kubernetes/pkg/volume/util/hostutil"
	"k8s.io/mount-utils"
	netutils "k8s.io/utils/net"

	"github.com/hardenway/hardenway/labs/embedded"
)

// runKubelet is the kubelet's own start (cmd/kubelet/app.run), with what reaches into
// the machine exchanged for parts that keep to the node's directory: mounts, cgroups,
// cAdvisor, the kernel's log. Configuration, validation, TLS, authentication,
// authorization, the API and everything that handles pods are the kubelet's.
//
// args is one: the lab's directory.
func runKubelet(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("usage: kubelet DIRECTORY-OF-THE-LAB")
	}
	spec, err := embedded.ReadSpec(args[0])
	if err != nil {
		return err
	}
	logger := klog.FromContext(ctx)
	at := func(p string) string { return filepath.Join(spec.Root, filepath.FromSlash(p)) }

	config, err := loadKubeletConfig(ctx, at(kubeletDir+"/config.yaml"))
	if err != nil {
		return err
	}
	// The runtime tells of every container that starts or ends, so the kubelet need not wait
	// for its next look around, once a second. The file may still switch this off.
	if err := utilfeature.DefaultMutableFeatureGate.SetFromMap(map[string]bool{"PLEGOnDemandRelist": true, "EventedPLEG": true}); err != nil {
		return err
	}
	if err := utilfeature.DefaultMutableFeatureGate.SetFromMap(config.FeatureGates); err != nil {
		return fmt.Errorf("failed to set feature gates from initial flags-based config: %w", err)
	}
	config.FailCgroupV1 = false // there are no cgroups here, of either version
	if err := validation.ValidateKubeletConfiguration(config, utilfeature.DefaultFeatureGate); err != nil {
		return fmt.Errorf("failed to validate kubelet configuration, error: %w, path: /%s/config.yaml", err, kubeletDir)
	}
	if err := registerConfigz(config); err != nil {
		return err
	}
	if err := adaptKubeletConfig(config, spec); err != nil {
		return err
	}

	flags := options.NewKubeletFlags()
	flags.RootDirectory = at(kubeletDir)
	flags.CertDirectory = at(kubeletDir + "/pki")
	flags.KubeConfig = at(kubernetesDir + "/kubelet.conf")
	flags.HostnameOverride = spec.NodeName

	tlsOptions, err := kubeletapp.InitializeTLS(ctx, flags, config)
	if err != nil {
		return err
	}
	deps := &kubelet.Dependencies{
		TLSOptions:                tlsOptions,
		TracerProvider:            oteltrace.NewTracerProvider(),
		ContainerManager:          cm.NewStubContainerManager(),
		OOMAdjuster:               oom.NewFakeOOMAdjuster(),
		Mounter:                   mount.NewFakeMounter(nil),
		Subpather:                 subpather{},
		HostUtil:                  hostUtil{hostutil.NewHostUtil()},
		OSInterface:               nodeOS{root: spec.Root, lab: spec.Dir},
		VolumePlugins:             volumePlugins(spec),
		DynamicPluginProber:       noPlugins{},
		PodStartupLatencyTracker:  kubeletutil.NewPodStartupLatencyTracker(),
		NodeStartupLatencyTracker: kubeletutil.NewNodeStartupLatencyTracker(logger),
	}
	if err := connect(deps, flags.KubeConfig, config); err != nil {
		return err
	}
	nodeName := types.NodeName(spec.NodeName)
	auth, reloadCA, err := kubeletapp.BuildAuth(nodeName, deps.KubeClient, *config)
	if err != nil {
		return err
	}
	deps.Auth = auth
	reloadCA(ctx.Done())
	if err := kubelet.PreInitRuntimeService(ctx, config, deps); err != nil {
		return err
	}

	// With any recorder but the fake one, the kubelet reads the kernel's log (/dev/kmsg):
	// closed to an ordinary user, and its out-of-memory kills are not of this node. The
	// recorder is taken into use right after that decision, when the kubelet first asks
	// for the machine's size.
	recorder := newRecorder(ctx, deps.EventClient, spec.NodeName)
	deps.Recorder = &record.FakeRecorder{}
	deps.CAdvisorInterface = &machine{onInfo: func() { deps.Recorder = recorder }}

	capabilities.Initialize(capabilities.Capabilities{AllowPrivileged: true})

	deps.PodConfig = podSources(ctx, deps, config, spec, recorder)
	containerOptions := flags.ContainerRuntimeOptions
	k, err := kubelet.NewMainKubelet(ctx, config, deps, &containerOptions,
		// The kubelet refuses a loopback --node-ip, but takes a host name that is an
		// address for the node's (pkg/kubelet/nodestatus, NodeAddress).
		spec.Address, nodeName, nil, "", "", flags.CertDirectory, flags.RootDirectory, config.PodLogsDir, "", "",
		true, config.RegisterWithTaints, nil, "", false, true, flags.MinimumGCAge, flags.MaxPerPodContainerCount, flags.MaxContainerCount,
		map[string]string{corev1.LabelHostname: spec.NodeName}, config.NodeStatusMaxImages, config.SeccompDefault)
	if err != nil {
		return fmt.Errorf("failed to create kubelet: %w", err)
	}
	if err := hurry(k, time.Second/2); err != nil {
		return err
	}
	k.BirthCry()
	k.StartGarbageCollection(ctx)
	go k.Run(ctx, deps.PodConfig.Updates())
	if config.EnableServer {
		go k.ListenAndServe(ctx, config, deps.TLSConfig, deps.Auth, deps.TracerProvider)
	}
	if config.ReadOnlyPort > 0 {
		go k.ListenAndServeReadOnly(ctx, netutils.ParseIPSloppy(config.Address), uint(config.ReadOnlyPort), deps.TracerProvider)
	}
	if config.HealthzPort > 0 {
		go serveHealthz(ctx, net.JoinHostPort(config.HealthzBindAddress, fmt.Sprint(config.HealthzPort)))
	}
	<-ctx.Done()
	return nil
}

func loadKubeletConfig(ctx context.Context, name string) (*kubeletconfig.KubeletConfiguration, error) {
	loader, err := configfiles.NewFsLoader(&utilfs.DefaultFs{}, name)
	if err != nil {
		return nil, fmt.Errorf("failed to load kubelet config file: %w", err)
	}
	config, err := loader.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("failed to load kubelet config file, path: /%s/config.yaml, error: %w", kubeletDir, err)
	}
	return config, nil
}

// registerConfigz shows the configuration as it stands in the file, with the node's
// paths, under /configz.
func registerConfigz(config *kubeletconfig.KubeletConfiguration) error {
	scheme, _, err := kubeletscheme.NewSchemeAndCodecs()
	if err != nil {
		return err
	}
	versioned := kubeletv1beta1.KubeletConfiguration{}
	if err := scheme.Convert(config, &versioned, nil); err != nil {
		return err
	}
	versioned.SetGroupVersionKind(kubeletv1beta1.SchemeGroupVersion.WithKind("KubeletConfiguration"))
	c, err := configz.New("kubeletconfig")
	if err != nil {
		return err
	}
	return c.Set(&versioned)
}

// adaptKubeletConfig fits a configuration to a node without cgroups, mounts or a machine
// of its own. Nothing about who may do what is touched.
func adaptKubeletConfig(config *kubeletconfig.KubeletConfiguration, spec embedded.Spec) error {
	config.CgroupsPerQOS = false
	config.EnforceNodeAllocatable = nil
	config.FailSwapOn = false
	config.MakeIPTablesUtilChains = false
	config.ProtectKernelDefaults = false
	config.LocalStorageCapacityIsolation = false
	config.ConfigMapAndSecretChangeDetectionStrategy = kubeletconfig.WatchChangeDetectionStrategy
	config.EnableControllerAttachDetach = true
	// A full laptop disk must not evict a lesson's pods.
	config.EvictionHard, config.EvictionSoft = map[string]string{}, nil
	config.ImageGCHighThresholdPercent, config.ImageGCLowThresholdPercent = 100, 99
	// These two would serve the machine's own /var/log and run its journalctl.
	config.EnableSystemLogHandler, config.EnableSystemLogQuery = false, false
	config.ContainerRuntimeEndpoint = "unix://" + spec.RuntimeSocket()
	config.ImageServiceEndpoint = config.ContainerRuntimeEndpoint
	if config.SyncFrequency.Duration > 10*time.Second {
		config.SyncFrequency.Duration = 10 * time.Second
	}
	// A lab never listens beyond this machine: "all addresses" are the node's one.
	var err error
	if config.Address, err = nodeOnly("address", config.Address, spec); err != nil {
		return err
	}
	if config.HealthzBindAddress, err = nodeOnly("healthzBindAddress", config.HealthzBindAddress, spec); err != nil {
		return err
	}
	for _, p := range []*string{
		&config.StaticPodPath, &config.Authentication.X509.ClientCAFile, &config.TLSCertFile, &config.TLSPrivateKeyFile,
		&config.VolumePluginDir, &config.PodLogsDir, &config.ResolverConfig,
	} {
		if *p != "" && !strings.HasPrefix(*p, spec.Root) {
			*p = filepath.Join(spec.Root, *p)
		}
	}
	return nil
}

func nodeOnly(field, address string, spec embedded.Spec) (string, error) {
	ip := net.ParseIP(address)
	if ip == nil || ip.IsUnspecified() || address == "127.0.0.1" || address == "::1" || address == spec.Address {
		return spec.Address, nil
	}
	return "", fmt.Errorf("%s: listen %s: cannot assign requested address: the embedded node has only %s", field, address, spec.Address)
}

// connect makes the kubelet's clients from its kubeconfig.
func connect(deps *kubelet.Dependencies, kubeconfig string, config *kubeletconfig.KubeletConfiguration) error {
	client, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return fmt.Errorf("invalid kubeconfig: %w", err)
	}
	client.QPS, client.Burst = float32(config.KubeAPIQPS), int(config.KubeAPIBurst)
	client.ContentType = config.ContentType
	// At a start the kubelet comes up before the API server it is about to start. A client
	// that waits for the port, a few milliseconds at a time, spares the back-off of up to
	// seven seconds with which the kubelet would retry its registration.
	deadline, answered := time.Now().Add(30*time.Second), &atomic.Bool{}
	client.Wrap(func(next http.RoundTripper) http.RoundTripper { return &patient{next, deadline, answered} })
	heartbeat := rest.CopyConfig(client)
	heartbeat.QPS = -1
	heartbeat.Timeout = min(config.NodeStatusUpdateFrequency.Duration, time.Duration(config.NodeLeaseDurationSeconds)*time.Second)
	heartbeat.Timeout = max(heartbeat.Timeout, 5*time.Second)
	kube, err := clientset.NewForConfig(client)
	if err != nil {
		return fmt.Errorf("failed to initialize kubelet client: %w", err)
	}
	events, err := typedcorev1.NewForConfig(client)
	if err != nil {
		return fmt.Errorf("failed to initialize kubelet event client: %w", err)
	}
	heartbeats, err := clientset.NewForConfig(heartbeat)
	if err != nil {
		return fmt.Errorf("failed to initialize kubelet heartbeat client: %w", err)
	}
	deps.KubeClient, deps.EventClient, deps.HeartbeatClient = kube, events, heartbeats
	deps.OnHeartbeatFailure = func() {}
	return nil
}

// patient sends a request again while the connection is refused, until the API server has
// answered for the first time or the deadline is over. Later the kubelet must know at once
// that it is gone: the end of the API server's pod waits for its mirror's to be asked for.
// Only watches wait for it: each of their failures doubles the time until the next, and
// some edits of the API server's manifest later new pods would not be seen for a minute.
type patient struct {
	next     http.RoundTripper
	deadline time.Time
	answered *atomic.Bool
}

// insistent asks for a watch until it gets one, or hears that what it asks for is too old
// (410): an API server that starts refuses connections, then callers, then says that it is not
// ready, and each of that would double the time until the next try. It is for a client that
// has every right.
type insistent struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (i *insistent) RoundTrip(req *http.Request) (*http.Response, error) {
	for {
		resp, err := i.next.RoundTrip(req)
		if !watches(req) || err == nil && (resp.StatusCode < http.StatusBadRequest || resp.StatusCode == http.StatusGone) {
			return resp, err
		}
		select {
		case <-req.Context().Done():
			return resp, err
		case <-time.After(100 * time.Millisecond):
		}
		if err == nil {
			_ = resp.Body.Close()
		}
	}
}

// RoundTrip implements http.RoundTripper.
func (p *patient) RoundTrip(req *http.Request) (*http.Response, error) {
	for {
		resp, err := p.once(req)
		if err == nil {
			p.answered.Store(true)
			return resp, nil
		}
		if !errors.Is(err, syscall.ECONNREFUSED) || !watches(req) && (p.answered.Load() || time.Now().After(p.deadline) || looksForItself(req)) {
			return resp, err
		}
		select {
		case <-req.Context().Done():
			return resp, err
		case <-time.After(20 * time.Millisecond):
		}
		if req.GetBody != nil {
			if req.Body, err = req.GetBody(); err != nil {
				return nil, err
			}
		}
	}
}

// once sends the request and gives it as long as its kind is given.
func (p *patient) once(req *http.Request) (*http.Response, error) {
	limit := patience(req)
	if limit == 0 {
		return p.next.RoundTrip(req)
	}
	ctx, cancel := context.WithTimeout(req.Context(), limit)
	resp, err := p.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		cancel()
		return resp, err
	}
	resp.Body = &closer{resp.Body, cancel}
	return resp, nil
}

// patience is how long the kubelet waits for an answer, where that is less than the API
// server's own minute: one that has lost its etcd takes requests, answers none of them, and
// does not go on with those it has when etcd is back. 0 means that there is no limit.
func patience(req *http.Request) time.Duration {
	switch {
	case mirrors(req), looksForItself(req):
		return 2 * time.Second
	case req.Method == http.MethodGet && !watches(req):
		// Among them are the lists that a kubelet makes before it watches. Until it has
		// that of nodes it ends no static pod of before its own restart, such as the API
		// server that does not answer (pkg/kubelet/config/apiserver.go).
		return 10 * time.Second
	}
	return 0
}

// mirrors is true when the kubelet makes or removes the mirror of a static pod, which it
// does before it starts the pod (tryReconcileMirrorPods in pkg/kubelet/kubelet.go). When the
// pod is etcd, the API server cannot answer until that has started, and etcd would stay
// down for the half a minute until the API server gives up. The kubelet only logs that it
// failed, and tries again at the next sync.
func mirrors(req *http.Request) bool {
	path, isPod := strings.CutPrefix(req.URL.Path, "/api/v1/namespaces/kube-system/pods")
	return isPod && (req.Method == http.MethodPost && path == "" || req.Method == http.MethodDelete && strings.Count(path, "/") == 1)
}

// closer is a body that ends its request's context.
type closer struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close implements io.Closer.
func (c *closer) Close() error {
	defer c.cancel()
	return c.ReadCloser.Close()
}

// watches is true of a request that is to last.
func watches(req *http.Request) bool {
	return req.Method == http.MethodGet && req.URL.Query().Get("watch") != ""
}

// looksForItself is true when the kubelet reads its own node. Its volume manager does so
// after a restart, and mounts nothing, not even for the API server's own pod, until it
// has an answer or an error (updateReconstructedFromNodeStatus in
// pkg/kubelet/volumemanager/reconciler); it asks again at once itself.
func looksForItself(req *http.Request) bool {
	return req.Method == http.MethodGet && strings.HasPrefix(req.URL.Path, "/api/v1/nodes/")
}

// hurry sets how long the kubelet waits before it looks again at a pod that it could not
// start. Its 10 to 15 seconds are a constant; a static pod whose manifest was edited waits
// that long, for it cannot start while its predecessor ends
// (pkg/kubelet/pod_workers.go, podWorkerLoop). A learner should not.
func hurry(k kubelet.Bootstrap, backOff time.Duration) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("this kubelet has no podWorkers.backOffPeriod: %v", r)
		}
	}()
	workers := reflect.ValueOf(k).Elem().FieldByName("podWorkers").Elem().Elem()
	field := workers.FieldByName("backOffPeriod")
	reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().SetInt(int64(backOff)) //nolint:gosec // of a pinned version, and tested
	return nil
}

func newRecorder(ctx context.Context, client typedcorev1.EventsGetter, host string) record.EventRecorderLogger {
	b := record.NewBroadcaster(record.WithContext(ctx))
	b.StartStructuredLogging(3)
	b.StartRecordingToSink(&typedcorev1.EventSinkImpl{Interface: client.Events("")})
	return b.NewRecorder(legacyscheme.Scheme, corev1.EventSource{Component: "kubelet", Host: host})
}

var _ volume.DynamicPluginProber = noPlugins{}

// noPlugins: FlexVolume plug-ins are programs of the host.
type noPlugins struct{}

func (noPlugins) Init() error                         { return nil }
func (noPlugins) Probe() ([]volume.ProbeEvent, error) { return nil, nil }
