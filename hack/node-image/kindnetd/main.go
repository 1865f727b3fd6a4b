// Kindnetd is the pod network of the node image that this project builds for its own tests and
// for classrooms without a registry. It stands under kind's own kindnet DaemonSet in place of
// the program of that name, whose source is no Go module, and does what that does: it writes
// the CNI configuration, lets pods out of the cluster, knows the way to other nodes' pods, and
// enforces NetworkPolicy. It is scaffolding: it keeps to IPv4, rebuilds all rules at every
// change, and is not for clusters that anybody depends on.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/netip"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

const cniFile = "/etc/cni/net.d/10-kindnet.conflist"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := run(ctx); err != nil && ctx.Err() == nil {
		log.Print(err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	hostname, err := os.Hostname()
	if err != nil {
		return err
	}
	podSubnet := os.Getenv("POD_SUBNET")
	if _, err := netip.ParsePrefix(podSubnet); err != nil {
		return fmt.Errorf("POD_SUBNET: %w; this network knows one IPv4 subnet", err)
	}
	config, err := rest.InClusterConfig()
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	nodes, pods := factory.Core().V1().Nodes(), factory.Core().V1().Pods()
	namespaces, policies := factory.Core().V1().Namespaces(), factory.Networking().V1().NetworkPolicies()
	changed := make(chan struct{}, 1)
	note := func() {
		select {
		case changed <- struct{}{}:
		default: // one is on its way already
		}
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) { note() }, UpdateFunc: func(any, any) { note() }, DeleteFunc: func(any) { note() },
	}
	for _, informer := range []cache.SharedIndexInformer{nodes.Informer(), pods.Informer(), namespaces.Informer(), policies.Informer()} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			return err
		}
	}
	factory.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return fmt.Errorf("no list of %s could be had", kind)
		}
	}
	applied := ""
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		case <-time.After(30 * time.Second): // in case somebody else took rules or routes away
			applied = ""
		}
		state := state{node: hostname, podSubnet: podSubnet}
		var errs [4]error
		state.nodes, errs[0] = nodes.Lister().List(labels.Everything())
		state.pods, errs[1] = pods.Lister().List(labels.Everything())
		state.namespaces, errs[2] = namespaces.Lister().List(labels.Everything())
		state.policies, errs[3] = policies.Lister().List(labels.Everything())
		if err := errors.Join(errs[:]...); err != nil {
			return err
		}
		rules := state.ruleset()
		if rules == applied {
			continue
		}
		if err := state.apply(ctx, rules); err != nil {
			log.Printf("%v; trying again", err)
			select { // not at every change meanwhile
			case <-ctx.Done():
			case <-time.After(time.Second):
				note()
			}
			continue
		}
		applied = rules
	}
}

func (s *state) apply(ctx context.Context, rules string) error {
	if err := command(ctx, rules, "nft", "-f", "-"); err != nil {
		return err
	}
	for _, node := range s.nodes {
		if node.Spec.PodCIDR == "" {
			continue
		}
		if node.Name == s.node {
			if err := writeCNI(cniFile, node.Spec.PodCIDR); err != nil {
				return err
			}
			continue
		}
		if via := internalIP(node); via != "" {
			if err := command(ctx, "", "ip", "route", "replace", node.Spec.PodCIDR, "via", via); err != nil {
				return err
			}
		}
	}
	return nil
}

func internalIP(node *corev1.Node) string {
	for _, address := range node.Status.Addresses {
		if ip, err := netip.ParseAddr(address.Address); address.Type == corev1.NodeInternalIP && err == nil && ip.Is4() {
			return address.Address
		}
	}
	return ""
}

func command(ctx context.Context, input, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
	return nil
}

// writeCNI tells the container runtime how a pod gets its address. The file comes whole by a
// rename, as the runtime reads whatever is there.
func writeCNI(name, podCIDR string) error {
	data, err := json.MarshalIndent(map[string]any{
		"cniVersion": "0.3.1", "name": "kindnet",
		"plugins": []any{
			map[string]any{
				"type": "ptp", "ipMasq": false,
				"ipam": map[string]any{
					"type": "host-local", "dataDir": "/run/cni-ipam-state",
					"routes": []any{map[string]any{"dst": "0.0.0.0/0"}},
					"ranges": []any{[]any{map[string]any{"subnet": podCIDR}}},
				},
			},
			map[string]any{"type": "portmap", "capabilities": map[string]any{"portMappings": true}},
		},
	}, "", "  ")
	if err != nil {
		return err
	}
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, data) {
		return nil
	}
	tmp := filepath.Join(filepath.Dir(name), ".kindnet.new")
	if err := os.WriteFile(tmp, data, 0o644); err != nil { //nolint:gosec // the kubelet and crictl read it
		return err
	}
	return os.Rename(tmp, name)
}
