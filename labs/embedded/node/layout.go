package node

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	corev1 "k8s.io/api/core/v1"
	kubeletv1beta1 "k8s.io/kubelet/config/v1beta1"
	kubeadmapi "k8s.io/kubernetes/cmd/kubeadm/app/apis/kubeadm"
	"k8s.io/kubernetes/cmd/kubeadm/app/phases/certs"
	"k8s.io/kubernetes/cmd/kubeadm/app/phases/controlplane"
	"k8s.io/kubernetes/cmd/kubeadm/app/phases/etcd"
	"k8s.io/kubernetes/cmd/kubeadm/app/phases/kubeconfig"
	"k8s.io/kubernetes/cmd/kubeadm/app/phases/kubelet"
	configutil "k8s.io/kubernetes/cmd/kubeadm/app/util/config"
	etcdutil "k8s.io/kubernetes/cmd/kubeadm/app/util/etcd"
	"k8s.io/kubernetes/cmd/kubeadm/app/util/staticpod"
	"sigs.k8s.io/yaml"

	"github.com/hardenway/hardenway/internal/kubeversion"
	"github.com/hardenway/hardenway/labs/embedded"
)

// The directories of a kubeadm node.
const (
	kubernetesDir = "etc/kubernetes"
	pkiDir        = "etc/kubernetes/pki"
	manifestsDir  = "etc/kubernetes/manifests"
	kubeletDir    = "var/lib/kubelet"
)

// placeholderAddress is of TEST-NET-1 (RFC 5737): kubeadm refuses a loopback address, so
// its configuration is made with this one and the real one is put in afterwards.
const placeholderAddress = "192.0.2.1"

// criEndpoint is what the node's files say of the container runtime. The socket itself has
// a short path elsewhere, which the kubelet is told when it starts.
const criEndpoint = "unix:///run/hardenway/cri.sock"

// initConfiguration is kubeadm's configuration of the lab's cluster, with the scenario's
// patch merged in.
func initConfiguration(spec embedded.Spec) (*kubeadmapi.InitConfiguration, error) {
	cluster := map[string]any{
		"apiVersion": "kubeadm.k8s.io/v1beta4", "kind": "ClusterConfiguration",
		"clusterName": string(spec.ID), "kubernetesVersion": kubeversion.Version,
		"networking": map[string]any{"podSubnet": embedded.PodSubnet},
		// Elliptic keys take milliseconds where RSA takes a good part of the start.
		"encryptionAlgorithm": "ECDSA-P256",
	}
	init := map[string]any{
		"apiVersion": "kubeadm.k8s.io/v1beta4", "kind": "InitConfiguration",
		"localAPIEndpoint": map[string]any{"advertiseAddress": placeholderAddress, "bindPort": spec.APIServerPort},
		"nodeRegistration": map[string]any{"name": spec.NodeName, "taints": []any{}, "criSocket": criEndpoint},
	}
	patched, err := mergePatch(cluster, spec.Kubeadm)
	if err != nil {
		return nil, fmt.Errorf("the scenario's patch of kubeadm's ClusterConfiguration: %w", err)
	}
	initDoc, err := yaml.Marshal(init)
	if err != nil {
		return nil, err
	}
	cfg, err := configutil.BytesToInitConfiguration([]byte(string(initDoc)+"---\n"+string(patched)), true)
	if err != nil {
		return nil, fmt.Errorf("kubeadm configuration: %w", err)
	}
	cfg.LocalAPIEndpoint.AdvertiseAddress = spec.Address
	local := cfg.Etcd.Local
	setArg(&local.ExtraArgs, "listen-client-urls", spec.URL("https", spec.EtcdPort))
	setArg(&local.ExtraArgs, "advertise-client-urls", spec.URL("https", spec.EtcdPort))
	setArg(&local.ExtraArgs, "listen-peer-urls", spec.URL("https", spec.EtcdPeerPort))
	setArg(&local.ExtraArgs, "initial-advertise-peer-urls", spec.URL("https", spec.EtcdPeerPort))
	setArg(&local.ExtraArgs, "initial-cluster", spec.NodeName+"="+spec.URL("https", spec.EtcdPeerPort))
	setArg(&local.ExtraArgs, "listen-metrics-urls", spec.URL("http", spec.EtcdMetricsPort))
	setArg(&cfg.APIServer.ExtraArgs, "bind-address", spec.Address)
	setArg(&cfg.APIServer.ExtraArgs, "etcd-servers", spec.URL("https", spec.EtcdPort))
	setArg(&cfg.ControllerManager.ExtraArgs, "bind-address", spec.Address)
	setArg(&cfg.Scheduler.ExtraArgs, "bind-address", spec.Address)
	if spec.ControllerManagerPort != 0 {
		setArg(&cfg.ControllerManager.ExtraArgs, "secure-port", strconv.Itoa(spec.ControllerManagerPort))
		setArg(&cfg.Scheduler.ExtraArgs, "secure-port", strconv.Itoa(spec.SchedulerPort))
	}
	return cfg, nil
}

// setArg gives a flag a value unless the scenario has given one.
func setArg(args *[]kubeadmapi.Arg, name, value string) {
	for _, a := range *args {
		if a.Name == name {
			return
		}
	}
	*args = append(*args, kubeadmapi.Arg{Name: name, Value: value})
}

func mergePatch(doc, patch map[string]any) ([]byte, error) {
	before, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	if len(patch) == 0 {
		return yaml.JSONToYAML(before)
	}
	p, err := json.Marshal(patch)
	if err != nil {
		return nil, err
	}
	after, err := jsonpatch.MergePatch(before, p)
	if err != nil {
		return nil, err
	}
	return yaml.JSONToYAML(after)
}

// layOut writes the node's files as `kubeadm init` does, then the scenario's over them.
func layOut(spec embedded.Spec) (*kubeadmapi.InitConfiguration, error) {
	cfg, err := initConfiguration(spec)
	if err != nil {
		return nil, err
	}
	at := func(p string) string { return filepath.Join(spec.Root, filepath.FromSlash(p)) }
	for dir, mode := range map[string]os.FileMode{
		pkiDir: 0o755, manifestsDir: 0o755, kubeletDir + "/pki": 0o755, "var/lib/etcd": 0o700,
		"var/log/pods": 0o755, "var/log/containers": 0o755, "etc/ssl/certs": 0o755, "usr/local/share/ca-certificates": 0o755,
		"usr/share/ca-certificates": 0o755, "etc/ca-certificates": 0o755, "tmp": 0o700, "usr/libexec/kubernetes/kubelet-plugins/volume/exec": 0o755,
	} {
		if err := os.MkdirAll(at(dir), mode); err != nil {
			return nil, err
		}
	}

	inManifests := cfg.CertificatesDir
	cfg.CertificatesDir = at(pkiDir)
	if err := quietly(func() error {
		if spec.SharedEtcdCA {
			if err := shareCA(cfg); err != nil {
				return err
			}
		}
		return certs.CreatePKIAssets(cfg)
	}); err != nil {
		return nil, fmt.Errorf("kubeadm certificates: %w", err)
	}
	if err := quietly(func() error {
		for _, name := range []string{"admin.conf", "super-admin.conf", "kubelet.conf", "controller-manager.conf", "scheduler.conf"} {
			if err := kubeconfig.CreateKubeConfigFile(name, at(kubernetesDir), cfg); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return nil, fmt.Errorf("kubeadm kubeconfigs: %w", err)
	}
	if err := writeClientKubeconfig(cfg, filepath.Join(spec.Dir, embedded.AdminKubeconfig), "hardenway", "system:masters"); err != nil {
		return nil, err
	}
	if err := writeServingCertificate(spec, at(kubeletDir+"/pki")); err != nil {
		return nil, fmt.Errorf("the kubelet's serving certificate: %w", err)
	}
	cfg.CertificatesDir = inManifests

	specs := controlplane.GetStaticPodSpecs(&cfg.ClusterConfiguration, &cfg.LocalAPIEndpoint, nil)
	specs["etcd"] = etcd.GetEtcdPodSpec(&cfg.ClusterConfiguration, &cfg.LocalAPIEndpoint, spec.NodeName, []etcdutil.Member{})
	for name, pod := range specs {
		if err := staticpod.WriteStaticPodToDisk(name, at(manifestsDir), loopbackProbes(pod, spec)); err != nil {
			return nil, fmt.Errorf("kubeadm manifests: %w", err)
		}
	}
	if err := writeKubeletConfig(cfg, spec, at(kubeletDir)); err != nil {
		return nil, err
	}
	if err := os.WriteFile(egressFile(spec), egressConfig(spec.PodProxy()), 0o600); err != nil {
		return nil, err
	}
	for name, f := range map[string]string{
		"etc/hostname":    spec.NodeName + "\n",
		"etc/hosts":       "127.0.0.1 localhost\n" + spec.Address + " " + spec.NodeName + "\n",
		"etc/resolv.conf": "nameserver 10.96.0.10\n",
		"etc/os-release":  "PRETTY_NAME=\"Hardenway embedded node\"\nID=hardenway\n",
	} {
		if err := os.WriteFile(at(name), []byte(f), 0o644); err != nil { //nolint:gosec // world-readable on any node
			return nil, err
		}
	}
	return cfg, writeFiles(spec)
}

// shareCA makes the cluster's CA and puts it where etcd's is to be. kubeadm takes a CA
// that is there and signs with it.
func shareCA(cfg *kubeadmapi.InitConfiguration) error {
	if err := certs.CreateCACertAndKeyFiles(certs.KubeadmCertRootCA(), cfg); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(cfg.CertificatesDir, "etcd"), 0o755); err != nil { //nolint:gosec // as kubeadm does
		return err
	}
	for name, mode := range map[string]os.FileMode{"ca.crt": 0o644, "ca.key": 0o600} {
		data, err := os.ReadFile(filepath.Join(cfg.CertificatesDir, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(cfg.CertificatesDir, "etcd", name), data, mode); err != nil {
			return err
		}
	}
	return nil
}

// loopbackProbes points the probes at the node's own address: kubeadm writes 127.0.0.1
// for some, where another lab may be listening.
func loopbackProbes(pod corev1.Pod, spec embedded.Spec) corev1.Pod {
	for i := range pod.Spec.Containers {
		c := &pod.Spec.Containers[i]
		for _, p := range []*corev1.Probe{c.LivenessProbe, c.ReadinessProbe, c.StartupProbe} {
			if p == nil || p.HTTPGet == nil {
				continue
			}
			if p.HTTPGet.Host == "127.0.0.1" {
				p.HTTPGet.Host = spec.Address
			}
		}
	}
	return pod
}

// writeKubeletConfig writes kubeadm's config.yaml with the scenario's patch merged in.
func writeKubeletConfig(cfg *kubeadmapi.InitConfiguration, spec embedded.Spec, dir string) error {
	instance := &kubeletv1beta1.KubeletConfiguration{ContainerRuntimeEndpoint: criEndpoint}
	if err := quietly(func() error { return kubelet.WriteInstanceConfigToDisk(instance, dir) }); err != nil {
		return fmt.Errorf("kubelet configuration: %w", err)
	}
	if err := quietly(func() error { return kubelet.WriteConfigToDisk(&cfg.ClusterConfiguration, dir, "", io.Discard) }); err != nil {
		return fmt.Errorf("kubelet configuration: %w", err)
	}
	name := filepath.Join(dir, "config.yaml")
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var doc map[string]any
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return err
	}
	doc["address"] = spec.Address
	doc["healthzBindAddress"] = spec.Address
	doc["rotateCertificates"] = false // nothing here lives long enough
	// Like the file's other durations, these make an edit felt in seconds, not minutes.
	doc["fileCheckFrequency"], doc["syncFrequency"], doc["nodeStatusUpdateFrequency"] = "2s", "5s", "2s"
	doc["crashLoopBackOff"] = map[string]any{"maxContainerRestartPeriod": "3s"}
	if spec.KubeletPort != embedded.KubeletPort {
		doc["port"], doc["healthzPort"] = spec.KubeletPort, spec.KubeletHealthzPort
	}
	patched, err := mergePatch(doc, spec.Kubelet)
	if err != nil {
		return fmt.Errorf("the scenario's patch of the KubeletConfiguration: %w", err)
	}
	return os.WriteFile(name, patched, 0o644) //nolint:gosec // kubeadm's mode
}

// writeFiles lays the scenario's files over the node's.
func writeFiles(spec embedded.Spec) error {
	root, err := os.OpenRoot(spec.Root)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	for name, f := range spec.Files {
		name = strings.TrimPrefix(name, "/")
		if err := root.MkdirAll(filepath.Dir(filepath.FromSlash(name)), 0o755); err != nil {
			return fmt.Errorf("the scenario's file %s: %w", name, err)
		}
		mode := os.FileMode(f.Mode)
		if mode == 0 {
			mode = 0o644
		}
		if err := root.WriteFile(filepath.FromSlash(name), f.Data, mode); err != nil {
			return fmt.Errorf("the scenario's file %s: %w", name, err)
		}
		if err := root.Chmod(filepath.FromSlash(name), mode); err != nil { // whatever the umask
			return fmt.Errorf("the scenario's file %s: %w", name, err)
		}
	}
	return nil
}

func egressFile(spec embedded.Spec) string { return filepath.Join(spec.Dir, "egress.yaml") }

func egressConfig(socket string) []byte {
	return []byte(`# How the API server reaches pods: through the pod network's proxy, as on a
# cluster with Konnectivity.
apiVersion: apiserver.k8s.io/v1beta1
kind: EgressSelectorConfiguration
egressSelections:
- name: cluster
  connection:
    proxyProtocol: HTTPConnect
    transport:
      uds:
        udsName: ` + socket + "\n")
}

// quietly runs one of kubeadm's phases, which print what they do to standard output.
func quietly(phase func() error) error {
	stdout := os.Stdout
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	os.Stdout = null
	defer func() {
		os.Stdout = stdout
		_ = null.Close()
	}()
	return phase()
}
