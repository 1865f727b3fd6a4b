package kind

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/kind/pkg/apis/config/v1alpha4"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/kind/image"
)

// The ports of a node.
const (
	apiServerPort       = 6443
	kubeletPort         = 10250
	kubeletReadOnlyPort = 10255
	etcdPort            = 2379
)

// spec is how a cluster was made and where it is found. It is written once, by Create.
type spec struct {
	Version int     `json:"version"` // of this file's form
	Harden  string  `json:"harden"`
	ID      labs.ID `json:"id"`
	Cluster string  `json:"cluster"` // kind's name for it
	Node    string  `json:"node"`    // name of the node and of its container
	Network string  `json:"network"`
	Image   string  `json:"image"`

	// Address is where the node's ports are mapped to on this machine.
	Address string `json:"address"`
	// Ports are the mapped ones: the node's, and this machine's.
	Ports map[int]int `json:"ports"`

	// Files are the names of the scenario's own files on the node: they may lie anywhere.
	Files []string `json:"files,omitempty"`
}

const specVersion = 1

func (s *spec) hostPort(port int) string {
	return net.JoinHostPort(s.Address, strconv.Itoa(s.Ports[port]))
}

// mapped are the ports of the node that this machine has too. All others are reached
// through the node alone; see Cluster.Dial.
var mapped = []int{apiServerPort, kubeletPort, etcdPort, kubeletReadOnlyPort}

// assign gives a lab its address and ports.
//
// Where Docker runs on this Linux machine, the whole of 127.0.0.0/8 is loopback, so a lab has
// an address to itself and the standard ports, and what a lesson says is what the learner types.
// Docker Desktop forwards 127.0.0.1 only; there the ports are whatever is free.
//
// The address is held until release: of two labs that are started at once, of whatever home,
// each gets its own. Ports that are merely free may be lost to others; Docker says so then.
func assign(ctx context.Context, s *spec, taken []string, ownAddress bool) (release func(), err error) {
	s.Ports = map[int]int{}
	if !ownAddress {
		s.Address = "127.0.0.1"
		return func() {}, freePorts(ctx, s)
	}
	var first error
	for i := 1; i < 255; i++ {
		address := fmt.Sprintf("127.21.%d.1", i)
		if slices.Contains(taken, address) {
			continue
		}
		release, err := hold(ctx, address, mapped)
		if err != nil {
			first = cmp.Or(first, err)
			continue
		}
		s.Address = address
		for _, port := range mapped {
			s.Ports[port] = port
		}
		return release, nil
	}
	return nil, fmt.Errorf("no loopback address is free for a lab: %w", first)
}

// hasOwnAddresses is true where a container's port can be mapped to any loopback address.
func hasOwnAddresses(system string) bool {
	return runtime.GOOS == "linux" && !strings.Contains(strings.ToLower(system), "docker desktop")
}

// claimPort is one that no lab maps.
const claimPort = 6442

// hold claims an address by a listener on claimPort, and sees that the ports are free. They are
// let go at once, since Docker is to have them.
func hold(ctx context.Context, address string, ports []int) (release func(), err error) {
	var lc net.ListenConfig
	claim, err := lc.Listen(ctx, "tcp", net.JoinHostPort(address, strconv.Itoa(claimPort)))
	if err != nil {
		return nil, err
	}
	for _, port := range ports {
		l, err := lc.Listen(ctx, "tcp", net.JoinHostPort(address, strconv.Itoa(port)))
		if err == nil {
			err = l.Close()
		}
		if err != nil {
			return nil, errors.Join(err, claim.Close())
		}
	}
	return func() { _ = claim.Close() }, nil
}

func freePorts(ctx context.Context, s *spec) (err error) {
	var lc net.ListenConfig
	for _, port := range mapped {
		l, err := lc.Listen(ctx, "tcp", net.JoinHostPort(s.Address, "0"))
		if err != nil {
			return fmt.Errorf("no port is free on %s: %w", s.Address, err)
		}
		// All stay open until the last is found, so they differ.
		defer func() { err = errors.Join(err, l.Close()) }()
		address, ok := l.Addr().(*net.TCPAddr)
		if !ok {
			return fmt.Errorf("a TCP listener has the address %s", l.Addr())
		}
		s.Ports[port] = address.Port
	}
	return nil
}

// clusterConfig is what kind is asked for.
func clusterConfig(s *spec, cs labs.ClusterSpec) (*v1alpha4.Cluster, error) {
	kubeadm, err := kubeadmPatch(s, cs.Kubeadm)
	if err != nil {
		return nil, fmt.Errorf("the scenario's patch of kubeadm's ClusterConfiguration: %w", err)
	}
	kubelet, err := kubeletPatch(s.Image, cs.Kubelet)
	if err != nil {
		return nil, fmt.Errorf("the scenario's patch of the KubeletConfiguration: %w", err)
	}
	node := v1alpha4.Node{Role: v1alpha4.ControlPlaneRole, Image: s.Image}
	for _, port := range mapped {
		if port == apiServerPort {
			continue // kind maps it itself, to what Networking says
		}
		node.ExtraPortMappings = append(node.ExtraPortMappings, v1alpha4.PortMapping{
			ContainerPort: int32(port), HostPort: int32(s.Ports[port]), ListenAddress: s.Address, Protocol: v1alpha4.PortMappingProtocolTCP, //nolint:gosec // ports
		})
	}
	return &v1alpha4.Cluster{
		TypeMeta: v1alpha4.TypeMeta{Kind: "Cluster", APIVersion: "kind.x-k8s.io/v1alpha4"},
		Name:     s.Cluster, Nodes: []v1alpha4.Node{node},
		Networking: v1alpha4.Networking{
			IPFamily: v1alpha4.IPv4Family, APIServerAddress: s.Address, APIServerPort: int32(s.Ports[apiServerPort]), //nolint:gosec // a port
			PodSubnet: podSubnet, ServiceSubnet: serviceSubnet,
		},
		KubeadmConfigPatches:    []string{kubeadm, kubelet},
		ContainerdConfigPatches: []string{registriesPatch},
	}, nil
}

// registriesPatch has containerd look into registriesDir for where an image is pulled from. Images of
// kind v0.27 and later do that anyway; older ones, and our own, do not.
const (
	registriesDir   = "/etc/containerd/certs.d"
	registriesPatch = `[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "` + registriesDir + `"
`
)

// hollowUnit is the node's service that answers for image.Host.
const hollowUnit = "hardenway-images.service"

// hollowFiles are what a node has so that images of image.Host come from itself.
func hollowFiles() map[string]string {
	return map[string]string{
		strings.TrimPrefix(registriesDir, "/") + "/" + image.Host + "/hosts.toml": `# Nobody has images of ` + image.Host + `: the lab's containers of that name run nothing. See ` + hollowUnit + `.
server = "http://` + image.Address + `"
`,
		"etc/systemd/system/" + hollowUnit: `[Unit]
Description=Images of ` + image.Host + `, which run nothing

[Service]
ExecStart=` + agentPath + ` images
Restart=always

[Install]
WantedBy=multi-user.target
`,
	}
}

// The networks inside a lab, the same for all: they meet only in their own node.
const (
	podSubnet     = "10.244.0.0/16"
	serviceSubnet = "10.96.0.0/16"
)

// kubeadmPatch is the scenario's, as kind takes it, with what a replaced list would lose.
func kubeadmPatch(s *spec, patch map[string]any) (string, error) {
	doc := deepCopy(patch)
	doc["kind"] = "ClusterConfiguration"
	if doc["encryptionAlgorithm"] == nil {
		doc["encryptionAlgorithm"] = "ECDSA-P256" // as in the embedded cluster: quicker than RSA
	}
	if server, ok := doc["apiServer"].(map[string]any); ok {
		if names, ok := server["certSANs"].([]any); ok {
			// kind's own names, by which the lab itself finds the API server.
			server["certSANs"] = append(names, "localhost", "127.0.0.1", s.Address)
		}
	}
	// Since 1.36 kind writes kubeadm's v1beta4, whose arguments are a list.
	if minorOf(s.Image) >= 36 {
		server, ok := doc["apiServer"].(map[string]any)
		if !ok {
			server = map[string]any{}
			doc["apiServer"] = server
		}
		args, _ := server["extraArgs"].([]any)
		if !slices.ContainsFunc(args, func(a any) bool { m, ok := a.(map[string]any); return ok && m["name"] == quickShutdown }) {
			server["extraArgs"] = append(args, map[string]any{"name": quickShutdown, "value": "true"})
		}
	}
	return marshal(doc)
}

// quickShutdown makes an API server that was told to end wait 2 s for watches to go, and not until
// the kubelet kills it after 30 s (GenericAPIServer.RunWithContext). So an edited manifest acts
// in seconds, as in the embedded cluster.
const quickShutdown = "shutdown-send-retry-after"

var minorVersion = regexp.MustCompile(`:v1\.(\d+)`)

// minorOf is the minor version in an image's tag, or 0 when it has none.
func minorOf(image string) int {
	m := minorVersion.FindStringSubmatch(image)
	if m == nil {
		return 0
	}
	minor, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	return minor
}

// kubeletPatch is the scenario's over what makes edits felt in seconds, as in the embedded
// cluster.
func kubeletPatch(image string, patch map[string]any) (string, error) {
	doc := map[string]any{
		"fileCheckFrequency": "2s", "syncFrequency": "5s", "nodeStatusUpdateFrequency": "2s",
	}
	// Since 1.35 a kubelet takes this without a feature gate; an older one would not start.
	if minorOf(image) >= 35 {
		doc["crashLoopBackOff"] = map[string]any{"maxContainerRestartPeriod": "3s"}
	}
	for key, value := range deepCopy(patch) {
		doc[key] = value
	}
	doc["kind"] = "KubeletConfiguration"
	return marshal(doc)
}

func marshal(doc map[string]any) (string, error) {
	data, err := json.Marshal(doc) // which is YAML too
	return string(data), err
}

func deepCopy(m map[string]any) map[string]any {
	out := map[string]any{}
	for key, value := range m {
		switch v := value.(type) {
		case map[string]any:
			out[key] = deepCopy(v)
		case []any:
			out[key] = slices.Clone(v)
		default:
			out[key] = v
		}
	}
	return out
}
