package main

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// state is all that the rules follow from.
type state struct {
	node       string // this one
	podSubnet  string
	nodes      []*corev1.Node
	pods       []*corev1.Pod
	namespaces []*corev1.Namespace
	policies   []*networkingv1.NetworkPolicy
}

const table = "hardenway-kindnet"

// ruleset is the whole table for nft, which replaces the one before in one transaction.
//
// A packet of a connection that stands is let through. A new one is judged by the pod it comes
// from, then by the pod it goes to; each that a policy selects has a chain, in which an allowing
// rule returns and the last one drops. Services are DNATed before, so rules see pods only.
func (s *state) ruleset() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("table ip %s", table) // so that there is one to delete
	line("delete table ip %s", table)
	line("table ip %s {", table)
	line("  chain leaving {")
	line("    type nat hook postrouting priority 100;")
	line("    ip saddr %[1]s ip daddr != %[1]s masquerade", s.podSubnet)
	line("  }")
	var forward, input []string
	for _, pod := range s.sortedPods() {
		if pod.Spec.NodeName != s.node || !networked(pod) {
			continue
		}
		ingress, egress := s.chains(pod)
		name := strings.ReplaceAll(string(pod.UID), "-", "")
		if egress != nil {
			line("  chain from-%s { # %s/%s", name, pod.Namespace, pod.Name)
			for _, rule := range egress {
				line("    %s", rule)
			}
			line("    drop")
			line("  }")
			forward = append(forward, fmt.Sprintf("ip saddr %s jump from-%s", pod.Status.PodIP, name))
			input = append(input, fmt.Sprintf("ip saddr %s jump from-%s", pod.Status.PodIP, name))
		}
		if ingress != nil {
			line("  chain to-%s { # %s/%s", name, pod.Namespace, pod.Name)
			for _, rule := range ingress {
				line("    %s", rule)
			}
			line("    drop")
			line("  }")
			forward = append(forward, fmt.Sprintf("ip daddr %s jump to-%s", pod.Status.PodIP, name))
		}
	}
	for _, hook := range []struct {
		name  string
		rules []string
	}{{"forward", forward}, {"input", input}} {
		line("  chain on-%s {", hook.name)
		line("    type filter hook %s priority 0; policy accept;", hook.name)
		line("    ct state established,related accept")
		for _, rule := range hook.rules {
			line("    %s", rule)
		}
		line("  }")
	}
	line("}")
	return b.String()
}

func (s *state) sortedPods() []*corev1.Pod {
	return slices.SortedFunc(slices.Values(s.pods), func(a, b *corev1.Pod) int {
		return cmp.Or(strings.Compare(a.Namespace, b.Namespace), strings.Compare(a.Name, b.Name))
	})
}

// networked is true for pods with an address of their own that are not over.
func networked(pod *corev1.Pod) bool {
	ip, err := netip.ParseAddr(pod.Status.PodIP)
	return err == nil && ip.Is4() && !pod.Spec.HostNetwork && pod.Status.Phase != corev1.PodSucceeded && pod.Status.Phase != corev1.PodFailed
}

// chains are the rules that let something through to a pod and from it. Nil means that no
// policy selects the pod in that direction; empty, that one does and allows nothing.
func (s *state) chains(pod *corev1.Pod) (ingress, egress []string) {
	policies := slices.SortedFunc(slices.Values(s.policies), func(a, b *networkingv1.NetworkPolicy) int { return strings.Compare(a.Name, b.Name) })
	for _, policy := range policies {
		if policy.Namespace != pod.Namespace || !matches(&policy.Spec.PodSelector, pod.Labels) {
			continue
		}
		types := policy.Spec.PolicyTypes
		if len(types) == 0 { // the API server sets them; this is its rule
			types = []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
			if len(policy.Spec.Egress) > 0 {
				types = append(types, networkingv1.PolicyTypeEgress)
			}
		}
		if slices.Contains(types, networkingv1.PolicyTypeIngress) {
			ingress = append([]string{}, ingress...)
			for _, rule := range policy.Spec.Ingress {
				for _, source := range s.peers(policy.Namespace, rule.From) {
					ingress = append(ingress, allow("saddr", source.match, ports(rule.Ports, pod))...)
				}
			}
		}
		if slices.Contains(types, networkingv1.PolicyTypeEgress) {
			egress = append([]string{}, egress...)
			for _, rule := range policy.Spec.Egress {
				for _, target := range s.peers(policy.Namespace, rule.To) {
					// A named port is a number that each target pod has for itself.
					egress = append(egress, allow("daddr", target.match, ports(rule.Ports, target.pod))...)
				}
			}
		}
	}
	return ingress, egress
}

// peer is one source or target: what nft matches, "" for anything, and the pod if it is one.
type peer struct {
	match string
	pod   *corev1.Pod
}

func (s *state) peers(namespace string, from []networkingv1.NetworkPolicyPeer) []peer {
	if len(from) == 0 {
		return []peer{{}}
	}
	var all []peer
	for _, p := range from {
		if p.IPBlock != nil {
			if prefix, err := netip.ParsePrefix(p.IPBlock.CIDR); err != nil || !prefix.Addr().Is4() {
				continue // this network has no such addresses
			}
			match := p.IPBlock.CIDR
			if len(p.IPBlock.Except) > 0 {
				match += " ip ADDR != { " + strings.Join(p.IPBlock.Except, ", ") + " }"
			}
			all = append(all, peer{match: match})
			continue
		}
		for _, pod := range s.sortedPods() {
			if !networked(pod) || p.PodSelector != nil && !matches(p.PodSelector, pod.Labels) {
				continue
			}
			if p.NamespaceSelector == nil && pod.Namespace != namespace || p.NamespaceSelector != nil && !matches(p.NamespaceSelector, s.namespaceLabels(pod.Namespace)) {
				continue
			}
			all = append(all, peer{match: pod.Status.PodIP, pod: pod})
		}
	}
	return all
}

func (s *state) namespaceLabels(name string) map[string]string {
	for _, namespace := range s.namespaces {
		if namespace.Name == name {
			return namespace.Labels
		}
	}
	return nil
}

func matches(selector *metav1.LabelSelector, of map[string]string) bool {
	compiled, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && compiled.Matches(labels.Set(of)) // the API server lets none through that fails
}

// ports are nft matches for a rule's ports; [""] means any. pod is who has named ports, if
// that is known.
func ports(of []networkingv1.NetworkPolicyPort, pod *corev1.Pod) []string {
	if len(of) == 0 {
		return []string{""}
	}
	var all []string
	for _, p := range of {
		protocol := corev1.ProtocolTCP
		if p.Protocol != nil {
			protocol = *p.Protocol
		}
		name := strings.ToLower(string(protocol))
		switch {
		case p.Port == nil:
			all = append(all, "meta l4proto "+name)
		case p.Port.Type == intstr.Int && p.EndPort != nil:
			all = append(all, fmt.Sprintf("%s dport %d-%d", name, p.Port.IntVal, *p.EndPort))
		case p.Port.Type == intstr.Int:
			all = append(all, fmt.Sprintf("%s dport %d", name, p.Port.IntVal))
		case pod != nil:
			for _, container := range pod.Spec.Containers {
				for _, port := range container.Ports {
					if port.Name == p.Port.StrVal && cmp.Or(port.Protocol, corev1.ProtocolTCP) == protocol {
						all = append(all, fmt.Sprintf("%s dport %d", name, port.ContainerPort))
					}
				}
			}
		}
	}
	return all
}

// allow makes a rule for each port.
func allow(direction, match string, ports []string) []string {
	var rules []string
	for _, port := range ports {
		var words []string
		if match != "" {
			words = append(words, "ip "+direction+" "+strings.ReplaceAll(match, "ADDR", direction))
		}
		if port != "" {
			words = append(words, port)
		}
		rules = append(rules, strings.Join(append(words, "return"), " "))
	}
	return rules
}
