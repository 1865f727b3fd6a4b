package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/yaml"
)

func pod(namespace, name, ip string, labels map[string]string) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, UID: types.UID(namespace + "-" + name), Labels: labels},
		Spec:       corev1.PodSpec{NodeName: "one", Containers: []corev1.Container{{Ports: []corev1.ContainerPort{{Name: "web", ContainerPort: 8080}}}}},
		Status:     corev1.PodStatus{PodIP: ip, Phase: corev1.PodRunning},
	}
}

func cluster(t *testing.T, policies ...string) *state {
	t.Helper()
	s := &state{
		node: "one", podSubnet: "10.244.0.0/16",
		pods: []*corev1.Pod{
			pod("shop", "web", "10.244.0.2", map[string]string{"app": "web"}), pod("shop", "client", "10.244.0.3", map[string]string{"app": "client"}),
			pod("team", "client", "10.244.0.4", map[string]string{"app": "client"}),
		},
		namespaces: []*corev1.Namespace{
			{ObjectMeta: metav1.ObjectMeta{Name: "shop"}}, {ObjectMeta: metav1.ObjectMeta{Name: "team", Labels: map[string]string{"trusted": "yes"}}},
		},
	}
	for _, text := range policies {
		policy := &networkingv1.NetworkPolicy{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "p"}}
		if err := yaml.UnmarshalStrict([]byte(text), &policy.Spec); err != nil {
			t.Fatal(err)
		}
		s.policies = append(s.policies, policy)
	}
	return s
}

func TestChains(t *testing.T) {
	for _, test := range []struct {
		name, policy    string
		ingress, egress []string // of the pod shop/web; nil: not isolated
	}{
		{name: "no policy"},
		{name: "not this pod", policy: "{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}"},
		{name: "deny", policy: "{podSelector: {}, policyTypes: [Ingress]}", ingress: []string{}},
		{name: "deny both", policy: "{podSelector: {}, policyTypes: [Ingress, Egress]}", ingress: []string{}, egress: []string{}},
		{name: "types left out", policy: "{podSelector: {}}", ingress: []string{}},
		{name: "anything", policy: "{podSelector: {}, ingress: [{}], policyTypes: [Ingress]}", ingress: []string{"return"}},
		{
			name: "a pod of the same namespace", policy: "{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}], policyTypes: [Ingress]}",
			ingress: []string{"ip saddr 10.244.0.3 return"},
		},
		{
			name: "a namespace and a pod", policy: "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {trusted: 'yes'}}, podSelector: {matchLabels: {app: client}}}]}], policyTypes: [Ingress]}",
			ingress: []string{"ip saddr 10.244.0.4 return"},
		},
		{
			name: "a namespace or a pod", policy: "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {trusted: 'yes'}}}, {podSelector: {matchLabels: {app: client}}}]}], policyTypes: [Ingress]}",
			ingress: []string{"ip saddr 10.244.0.4 return", "ip saddr 10.244.0.3 return"},
		},
		{
			name: "ports", policy: "{podSelector: {}, ingress: [{ports: [{port: 80}, {port: web}, {port: 53, protocol: UDP}, {port: 90, endPort: 99}, {protocol: TCP}]}], policyTypes: [Ingress]}",
			ingress: []string{"tcp dport 80 return", "tcp dport 8080 return", "udp dport 53 return", "tcp dport 90-99 return", "meta l4proto tcp return"},
		},
		{
			name: "a block with a hole", policy: "{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}], policyTypes: [Egress]}",
			egress: []string{"ip daddr 0.0.0.0/0 ip daddr != { 169.254.169.254/32 } return"},
		},
		{
			name: "out to a named port", policy: "{podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: client}}}], ports: [{port: web}]}], policyTypes: [Egress]}",
			egress: []string{"ip daddr 10.244.0.3 tcp dport 8080 return"},
		},
		{name: "nobody is selected", policy: "{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: nobody}}}]}], policyTypes: [Ingress]}", ingress: []string{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var policies []string
			if test.policy != "" {
				policies = append(policies, test.policy)
			}
			s := cluster(t, policies...)
			ingress, egress := s.chains(s.pods[0])
			for direction, pair := range map[string][2][]string{"ingress": {ingress, test.ingress}, "egress": {egress, test.egress}} {
				if (pair[0] == nil) != (pair[1] == nil) || !slices.Equal(pair[0], pair[1]) {
					t.Errorf("%s: got %#v, want %#v", direction, pair[0], pair[1])
				}
			}
		})
	}
}

func TestTwoPoliciesAdd(t *testing.T) {
	s := cluster(t, "{podSelector: {}, policyTypes: [Ingress]}", "{podSelector: {}, ingress: [{ports: [{port: 80}]}], policyTypes: [Ingress]}")
	if ingress, _ := s.chains(s.pods[0]); !slices.Equal(ingress, []string{"tcp dport 80 return"}) {
		t.Errorf("got %v", ingress)
	}
}

// TestRuleset has nft itself read the rules, where there is one that may.
func TestRuleset(t *testing.T) {
	s := cluster(t, "{podSelector: {}, ingress: [{ports: [{port: 80}]}], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}], policyTypes: [Ingress, Egress]}")
	s.pods[1].Spec.HostNetwork = true
	s.pods[2].Spec.NodeName = "two"
	rules := s.ruleset()
	for _, want := range []string{
		"ip saddr 10.244.0.0/16 ip daddr != 10.244.0.0/16 masquerade", "ip saddr 10.244.0.2 jump from-shopweb", "ip daddr 10.244.0.2 jump to-shopweb",
	} {
		if !strings.Contains(rules, want) {
			t.Errorf("no %q in\n%s", want, rules)
		}
	}
	for _, never := range []string{"10.244.0.3", "10.244.0.4"} { // on the host's network, and on another node
		if strings.Contains(rules, never) {
			t.Errorf("a rule for %s in\n%s", never, rules)
		}
	}
	nft, err := exec.LookPath("nft")
	if err != nil {
		t.Skip("no nft here to read the rules with; hack/node-image runs them")
	}
	cmd := exec.CommandContext(t.Context(), nft, "--check", "-f", "-")
	cmd.Stdin = strings.NewReader(rules)
	if out, err := cmd.CombinedOutput(); err != nil && !strings.Contains(string(out), "not permitted") {
		t.Errorf("nft: %v\n%s\n%s", err, out, rules)
	}
}
