package node

import (
	"context"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/tools/record"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/kubelet"
	kubeletconfig "k8s.io/kubernetes/pkg/kubelet/apis/config"
	podconfig "k8s.io/kubernetes/pkg/kubelet/config"
	kubetypes "k8s.io/kubernetes/pkg/kubelet/types"

	"github.com/hardenway/hardenway/labs/embedded"
	"github.com/hardenway/hardenway/labs/embedded/cri"
)

// podSources are the kubelet's: the manifests' directory and the API server. Pods from
// the API server pass through probesByExec.
func podSources(ctx context.Context, deps *kubelet.Dependencies, config *kubeletconfig.KubeletConfiguration, spec embedded.Spec, recorder record.EventRecorderLogger) *podconfig.PodConfig {
	logger := klog.FromContext(ctx)
	name := types.NodeName(spec.NodeName)
	sources := podconfig.NewPodConfig(recorder, deps.PodStartupLatencyTracker)
	if config.StaticPodPath != "" {
		podconfig.NewSourceFile(logger, config.StaticPodPath, name, config.FileCheckFrequency.Duration, sources.Channel(ctx, kubetypes.FileSource))
	}
	registered := nodeRegistered(ctx, deps, name)
	podconfig.NewSourceApiserver(logger, deps.KubeClient, name, registered, edited(sources.Channel(ctx, kubetypes.ApiserverSource), probesByExec))
	return sources
}

// edited passes updates on to out, each pod edited first. The type of an update is the
// kubelet's own secret; its shape is not.
func edited[U ~struct{ Pods []*corev1.Pod }](out chan<- U, edit func(*corev1.Pod) *corev1.Pod) chan<- U {
	in := make(chan U)
	go func() {
		for u := range in {
			update := struct{ Pods []*corev1.Pod }(u)
			pods := make([]*corev1.Pod, len(update.Pods))
			for i, p := range update.Pods {
				pods[i] = edit(p)
			}
			out <- U{Pods: pods}
		}
	}()
	return in
}

// probesByExec turns the HTTP and TCP probes of a pod into commands run in the pod. The
// kubelet would dial the pod's address, which exists only within the pod network. A
// hollow container has nothing that could answer, so its probes are left out.
func probesByExec(pod *corev1.Pod) *corev1.Pod {
	if pod.Spec.HostNetwork {
		return pod
	}
	pod = pod.DeepCopy()
	for _, list := range [][]corev1.Container{pod.Spec.InitContainers, pod.Spec.Containers} {
		for i := range list {
			c := &list[i]
			if kind, _ := cri.KindOf(c.Image); kind == cri.Hollow {
				c.LivenessProbe, c.ReadinessProbe, c.StartupProbe = nil, nil, nil
				continue
			}
			for _, p := range []*corev1.Probe{c.LivenessProbe, c.ReadinessProbe, c.StartupProbe} {
				if p == nil {
					continue
				}
				switch {
				case p.HTTPGet != nil && p.HTTPGet.Host == "":
					scheme := "http"
					if p.HTTPGet.Scheme == corev1.URISchemeHTTPS {
						scheme = "https"
					}
					p.Exec = &corev1.ExecAction{Command: []string{"probe", scheme, portOf(c, p.HTTPGet.Port), p.HTTPGet.Path}}
					p.HTTPGet = nil
				case p.TCPSocket != nil && p.TCPSocket.Host == "":
					p.Exec = &corev1.ExecAction{Command: []string{"probe", "tcp", portOf(c, p.TCPSocket.Port)}}
					p.TCPSocket = nil
				}
			}
		}
	}
	return pod
}

func portOf(c *corev1.Container, port intstr.IntOrString) string {
	if port.Type == intstr.Int {
		return strconv.Itoa(port.IntValue())
	}
	for _, p := range c.Ports {
		if p.Name == port.StrVal {
			return strconv.Itoa(int(p.ContainerPort))
		}
	}
	return port.StrVal
}

// nodeRegistered waits, when first called, until the kubelet's node is known to the API
// server. The kubelet itself would look once a second.
func nodeRegistered(ctx context.Context, deps *kubelet.Dependencies, name types.NodeName) func() bool {
	return func() bool {
		for ctx.Err() == nil {
			if _, err := deps.KubeClient.CoreV1().Nodes().Get(ctx, string(name), metav1.GetOptions{}); err == nil {
				return true
			}
			time.Sleep(50 * time.Millisecond) //nolint:forbidigo // a poll, bounded by ctx
		}
		return false
	}
}
