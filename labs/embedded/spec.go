package embedded

import (
	"fmt"
	"net"
	"path/filepath"
	"strconv"

	"github.com/hardenway/hardenway/labs"
)

// The names under which the harden binary is started as a part of a node; the other
// components go by their own.
const (
	NodeComponent    = "hardenway-node"
	KubeletComponent = "kubelet"
)

// EnvDir tells the node's process which lab it is.
const EnvDir = "HARDENWAY_DIR"

// The standard ports, where a lab has a loopback address of its own.
const (
	APIServerPort      = 6443
	KubeletPort        = 10250
	KubeletHealthzPort = 10248
	EtcdPort           = 2379
	EtcdPeerPort       = 2380
	EtcdMetricsPort    = 2381
)

// The pod network exists only within the node: programs listen on unix sockets, and the
// node's proxy connects them. PodNetwork is the first node's part of PodSubnet.
const (
	PodSubnet  = "10.244.0.0/16"
	PodNetwork = "10.244.0.0/24"
)

// The files of a lab, below its directory.
const (
	SpecFile        = "spec.json"           // how the node was made
	StateFile       = "state.json"          // the process that runs it
	NodeLog         = "node.log"            // what that process says
	AdminKubeconfig = "grader.conf"         // the lab's own client, in system:masters
	UserKubeconfig  = "kubeconfig"          // the learner's
	nodeRoot        = "node"                // stands for "/" of the node
	containersDir   = "containers"          // what containers write outside their volumes
	checkpointDir   = "checkpoint"          // the state Restore returns to
	kubeletLog      = "var/log/kubelet.log" // in the node, where a person may look
)

// Spec is everything the node's process needs to know. It is written once, by Create.
type Spec struct {
	// Version is the format of this file.
	Version int `json:"version"`
	// Harden is the version of harden that made the lab.
	Harden string  `json:"harden"`
	ID     labs.ID `json:"id"`
	// Dir is the lab's directory, Root the node's, Run that of the sockets.
	Dir  string `json:"dir"`
	Root string `json:"root"`
	Run  string `json:"run"`
	// Executable is the harden binary.
	Executable string `json:"executable"`

	NodeName string `json:"nodeName"`
	Address  string `json:"address"`

	APIServerPort      int `json:"apiServerPort"`
	KubeletPort        int `json:"kubeletPort"`
	KubeletHealthzPort int `json:"kubeletHealthzPort"`
	EtcdPort           int `json:"etcdPort"`
	EtcdPeerPort       int `json:"etcdPeerPort"`
	EtcdMetricsPort    int `json:"etcdMetricsPort"`
	// 0 means the component's own default.
	ControllerManagerPort int `json:"controllerManagerPort,omitempty"`
	SchedulerPort         int `json:"schedulerPort,omitempty"`

	Kubeadm      map[string]any       `json:"kubeadm,omitempty"`
	Kubelet      map[string]any       `json:"kubelet,omitempty"`
	SharedEtcdCA bool                 `json:"sharedEtcdCA,omitempty"`
	Files        map[string]labs.File `json:"files,omitempty"`
}

const specVersion = 1

// URL is an address of the node with a port.
func (s Spec) URL(scheme string, port int) string {
	return fmt.Sprintf("%s://%s", scheme, s.HostPort(port))
}

// HostPort is "address:port" on the node.
func (s Spec) HostPort(port int) string { return net.JoinHostPort(s.Address, strconv.Itoa(port)) }

// ControlSocket is where the node's process takes orders.
func (s Spec) ControlSocket() string { return filepath.Join(s.Run, "ctl.sock") }

// RuntimeSocket is where the kubelet finds its container runtime.
func (s Spec) RuntimeSocket() string { return filepath.Join(s.Run, "cri.sock") }

// PodProxy is the way into the pod network.
func (s Spec) PodProxy() string { return filepath.Join(s.Run, "pods.sock") }

// PodSockets holds the sockets of the programs in pods.
func (s Spec) PodSockets() string { return filepath.Join(s.Run, "p") }

// ContainersDir holds what containers write outside their volumes.
func (s Spec) ContainersDir() string { return filepath.Join(s.Dir, containersDir) }

// KubeletLog is the kubelet's log on this machine.
func (s Spec) KubeletLog() string { return filepath.Join(s.Root, filepath.FromSlash(kubeletLog)) }
