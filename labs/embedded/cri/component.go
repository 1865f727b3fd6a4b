package cri

import (
	"net"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// entrypointFlags are what the lab's image of a component adds in front of the
// manifest's own flags, as an image's entrypoint may: what a node on a loopback
// address needs, and nothing a lesson is about. A flag the manifest gives wins.
func entrypointFlags(program string, given []string, cfg Config) []string {
	var add []string
	switch program {
	case "kube-apiserver":
		add = []string{"--bind-address=" + cfg.NodeAddress} // its default is every address
		// From v1.37 on, kube-apiserver refuses to advertise a loopback address unless
		// it does not reconcile its own endpoints.
		add = append(add, "--endpoint-reconciler-type=none")
		if cfg.EgressConfig != "" {
			add = append(add, "--egress-selector-config-file="+cfg.EgressConfig)
		}
	case "kube-controller-manager", "kube-scheduler":
		add = []string{
			"--bind-address=" + cfg.NodeAddress,
			// The default is to look for the lease every 2 seconds, which a start would wait for;
			// each look costs a request and a write to etcd. How long a lease lasts stays about
			// as it is (15 and 10 seconds): a leader must outlive a restart of the API server,
			// which an edit of its manifest takes, or it would crash at every edit.
			"--leader-elect-lease-duration=12s", "--leader-elect-renew-deadline=10s", "--leader-elect-retry-period=1s",
			// The controller manager asks for a token for each of its fifty controllers before it
			// starts them. At the default of 20 requests a second that alone takes five seconds.
			"--kube-api-qps=1000", "--kube-api-burst=1000",
		}
	}
	return slices.DeleteFunc(add, func(flag string) bool {
		name, _, _ := strings.Cut(flag, "=")
		return slices.ContainsFunc(given, func(g string) bool { return g == name || strings.HasPrefix(g, name+"=") })
	})
}

// imageEnv is the environment the lab's image of a component sets.
func imageEnv(program string) map[string]string {
	switch program {
	case "etcd":
		return map[string]string{
			// A lab's data need not survive a power cut, and a disk that syncs slowly
			// would be most of the start.
			"ETCD_UNSAFE_NO_FSYNC": "true",
			"GOGC":                 "60",
		}
	case "kube-apiserver", "kube-controller-manager", "kube-scheduler":
		return map[string]string{"GOGC": "60"}
	}
	return nil
}

// graceOf is how long a component's process is given to end by itself when it is stopped:
// at most what the pod grants. Neither of the two ends sooner by waiting for it:
// kube-apiserver waits for every open watch, up to a minute, and keeps no state of its
// own; etcd waits seven seconds for the API server's streams (stopServers in
// server/embed/etcd.go), which do not end, and what it has written stays written when the
// process is killed.
func graceOf(program string, granted time.Duration) time.Duration {
	switch program {
	case "kube-apiserver":
		return 0
	case "etcd":
		return min(granted, time.Second)
	}
	return granted
}

func exitCode(cmd *exec.Cmd) int32 {
	switch {
	case cmd.ProcessState == nil:
		return 128
	case cmd.ProcessState.ExitCode() >= 0:
		return int32(cmd.ProcessState.ExitCode()) //nolint:gosec // an exit code is a byte
	default:
		return signalCode(cmd.ProcessState)
	}
}

// onLoopback keeps a component's listeners on this machine. A manifest may say 0.0.0.0, and
// in a lesson it does; on the node that is the node's one address, never the network the
// learner's laptop is in.
func onLoopback(args []string, nodeAddress string) []string {
	out := slices.Clone(args)
	for i, arg := range out {
		flag, value, ok := strings.Cut(arg, "=")
		name := strings.TrimLeft(flag, "-")
		if !ok || name != "bind-address" && name != "address" && !(strings.HasPrefix(name, "listen-") && strings.HasSuffix(name, "-urls")) {
			continue
		}
		parts := strings.Split(value, ",")
		for j, part := range parts {
			parts[j] = hostOnLoopback(part, nodeAddress)
		}
		out[i] = flag + "=" + strings.Join(parts, ",")
	}
	return out
}

// hostOnLoopback exchanges the host in an address or URL unless it is a loopback address.
func hostOnLoopback(value, nodeAddress string) string {
	u, err := url.Parse(value)
	host := value
	isURL := err == nil && u.Host != ""
	if isURL {
		if u.Scheme == "unix" || u.Scheme == "unixs" {
			return value
		}
		host = u.Hostname()
	}
	if ip := net.ParseIP(host); ip.IsLoopback() || host == "localhost" {
		return value
	}
	if !isURL {
		return nodeAddress
	}
	u.Host = net.JoinHostPort(nodeAddress, u.Port())
	return u.String()
}
