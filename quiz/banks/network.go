// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var banknetwork = quiz.Bank{
	ID:     "network",
	Title:  "The network",
	Module: "M14",
	Questions: []quiz.Question{{
		ID:   "netpol-pod-not-selected",
		Type: "verdict",
		Text: "The policy below is the only one in the cluster, and the network plug-in enforces policies. A pod in another namespace connects to a pod labelled `app: web` in `shop`. What happens?",
		Given: []quiz.Given{{
			Title:    "policy.yaml",
			Language: "yaml",
			Text:     "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: db, namespace: shop}\nspec:\n  podSelector: {matchLabels: {app: db}}\n  policyTypes: [Ingress]\n  ingress:\n  - from:\n    - podSelector: {matchLabels: {app: api}}\n",
		},
		},
		Options: []quiz.Option{{
			Text: "It is dropped, as a namespace with a policy is closed to others",
			Why:  "A policy isolates the pods that it selects and no others, even within its own namespace.",
		},
			{
				Text: "It is dropped, as only pods labelled `app` `api` may connect",
				Why:  "That rule is for the pods that the policy selects, those labelled `app` `db`.",
			},
			{
				Text:    "It is made, as no policy selects the pod that is called",
				Correct: true,
				Why:     "A pod stays open to everyone until some policy selects it for this direction.",
			},
			{
				Text: "It is made, as policies do not look at other namespaces",
				Why:  "They do; a caller from elsewhere would be dropped at a pod labelled `app` `db`.",
			},
		},
		Explanation: "Isolation is a property of a pod and a direction. It begins with the first policy that selects the pod, so policies for single workloads leave all others open. A policy that selects every pod closes that gap.",
		Tags:        []string{"net", "cni"},
		Topics:      []string{"S0-19"},
		Difficulty:  "easy",
		Sources: []quiz.Source{{
			Title: "Network Policies",
			URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
		},
		},
		Practice: quiz.Practice{
			Scenario: "default-deny",
			Lesson:   "M14",
		},
	},
		{
			ID:   "netpol-egress-rules-without-types",
			Type: "verdict",
			Text: "Someone wants to limit where the pods `app: mailer` may connect to, and creates this policy. No other policy selects them. A pod that could connect to a mailer before tries again. What happens, given a plug-in that enforces policies?",
			Given: []quiz.Given{{
				Title:    "policy.yaml",
				Language: "yaml",
				Text:     "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: mailer-out, namespace: shop}\nspec:\n  podSelector: {matchLabels: {app: mailer}}\n  egress:\n  - to:\n    - ipBlock: {cidr: 198.51.100.0/24}\n    ports:\n    - {protocol: TCP, port: 587}\n",
			},
			},
			Options: []quiz.Option{{
				Text: "It is made, as the policy has rules for one direction only",
				Why:  "That would be so with `policyTypes` set to Egress alone; unset it means more.",
			},
				{
					Text:    "It is dropped, as the policy covers incoming traffic too",
					Correct: true,
					Why:     "Unset `policyTypes` always contain Ingress, and there is no rule that would let anyone in.",
				},
				{
					Text: "It is made, as replies are the only outgoing packets",
					Why:  "Replies of permitted connections pass anyway; here the incoming connection itself is not permitted.",
				},
				{
					Text: "It is dropped, as the caller is not in 198.51.100.0/24",
					Why:  "That block is a list of destinations for the mailer and says nothing of callers.",
				},
			},
			Explanation: "When `policyTypes` is left out, every policy applies to incoming traffic, and to outgoing traffic as well if it has an `egress` section. A policy for outgoing traffic alone has to say so in `policyTypes`.",
			Tags:        []string{"net", "hardening"},
			Topics:      []string{"S0-20"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
				{
					Title:  "NetworkPolicySpec",
					Module: "k8s.io/api/networking/v1/types.go#NetworkPolicySpec",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
		},
		{
			ID:          "netpol-deny-outgoing-only",
			Type:        "short",
			Text:        "A policy has an empty `podSelector` and no rules at all. It shall stop every outgoing connection of the namespace's pods and leave incoming ones as they are. Which one word has `policyTypes` to list?",
			Accept:      []string{"Egress", "[Egress]", "- Egress", "policyTypes: [Egress]"},
			Placeholder: "Word",
			Wrong: []quiz.Wrong{{
				Text: "Ingress",
				Why:  "That would stop incoming connections, and it is also what an unset `policyTypes` would mean here.",
			},
				{
					Text: "Deny",
					Why:  "Policies know no action; a policy that allows nothing in a direction is the denial.",
				},
				{
					Text: "All",
					Why:  "There is no such value; both directions would be two entries.",
				},
			},
			Explanation: "Without any `egress` section the default of `policyTypes` is Ingress alone. A policy that is to forbid outgoing traffic has to name Egress, as nothing else in it says so.",
			Tags:        []string{"net", "hardening"},
			Topics:      []string{"S0-20", "S0-22"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
				{
					Title:  "NetworkPolicySpec",
					Module: "k8s.io/api/networking/v1/types.go#NetworkPolicySpec",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
		},
		{
			ID:       "netpol-one-dash-too-many",
			Type:     "line",
			Text:     "Only pods labelled `app: scraper` in the namespace `monitoring` shall reach the exporter's port. The policy lets in more than that. Which line is to blame?",
			Manifest: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: exporter\n  namespace: shop\nspec:\n  podSelector:\n    matchLabels: {app: db}\n  policyTypes: [Ingress]\n  ingress:\n  - from:\n    - namespaceSelector:\n        matchLabels: {kubernetes.io/metadata.name: monitoring}\n    - podSelector:\n        matchLabels: {app: scraper}\n    ports:\n    - {protocol: TCP, port: 9187}\n",
			Lines: []quiz.FaultLine{{
				Line: 14,
				Why:  "Its dash begins a second peer, so all of `monitoring` may come in, and scrapers of `shop` besides.",
			},
			},
			Explanation: "Peers of a list are alternatives. `namespaceSelector` and `podSelector` in one entry mean both at once; in two entries the first admits a whole namespace and the second looks for pods in the policy's own namespace.",
			Tags:        []string{"net", "hardening"},
			Topics:      []string{"S0-21"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
				{
					Title:  "NetworkPolicyPeer",
					Module: "k8s.io/api/networking/v1/types.go#NetworkPolicyPeer",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
		},
		{
			ID:   "netpol-peer-in-own-namespace",
			Type: "verdict",
			Text: "The policy is enforced and is the only one. A pod labelled `access: \"true\"` in the namespace `dev` connects to an nginx pod in `default` on port 80. What happens?",
			Given: []quiz.Given{{
				Title:    "policy.yaml",
				Language: "yaml",
				Text:     "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: access-nginx, namespace: default}\nspec:\n  podSelector: {matchLabels: {run: nginx}}\n  ingress:\n  - from:\n    - podSelector: {matchLabels: {access: \"true\"}}\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "It is dropped, as the rule means pods of `default` alone",
				Correct: true,
				Why:     "A `podSelector` without `namespaceSelector` searches the policy's own namespace.",
			},
				{
					Text: "It is made, as the label of the calling pod matches",
					Why:  "The label matches, but the selector looks at pods of `default` and this one is in `dev`.",
				},
				{
					Text: "It is dropped, as the rule does not name the port 80",
					Why:  "A rule without `ports` covers every port.",
				},
				{
					Text: "It is made, as `policyTypes` is missing in the policy",
					Why:  "Left out, it means Ingress here, so the policy is in force.",
				},
			},
			Explanation: "To let pods of other namespaces in, the peer needs a `namespaceSelector` too, best by the label `kubernetes.io/metadata.name`. A label that tenants can set on their namespaces would let them choose to be let in.",
			Tags:        []string{"net", "hardening"},
			Topics:      []string{"S0-23", "S0-21"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "NetworkPolicyPeer",
				Module: "k8s.io/api/networking/v1/types.go#NetworkPolicyPeer",
			},
				{
					Title: "Declare Network Policy",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/declare-network-policy/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
		},
		{
			ID:       "netpol-default-deny-holes",
			Type:     "line",
			Text:     "This policy is meant to isolate every pod of the namespace in both directions and to allow nothing. Which lines keep it from that?",
			Manifest: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny\n  namespace: shop\nspec:\n  podSelector:\n    matchLabels: {tier: backend}\n  policyTypes:\n  - Ingress\n  - Egress\n  ingress:\n  - {}\n  egress: []\n",
			Lines: []quiz.FaultLine{{
				Line: 8,
				Why:  "Only pods with this label are selected; an empty `podSelector` would select all of the namespace.",
			},
				{
					Line: 13,
					Why:  "An empty rule names no peer and no port, and so allows everything in; an empty list allows nothing.",
				},
			},
			Explanation: "An empty selector means all, an empty list of rules means nothing is allowed, and an empty rule in the list means that all is allowed. The three look alike and decide whether a default-deny denies.",
			Tags:        []string{"net", "hardening"},
			Topics:      []string{"S0-22"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
				{
					Title:  "NetworkPolicyIngressRule",
					Module: "k8s.io/api/networking/v1/types.go#NetworkPolicyIngressRule",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
		},
		{
			ID:   "netpol-dns-forgotten",
			Type: "single",
			Text: "A namespace gets a policy that denies all outgoing traffic, and another that allows port 5432 to the database's addresses. The application now says that it cannot resolve the database's name. What is missing?",
			Options: []quiz.Option{{
				Text: "A rule for incoming traffic, so that the answers of the name server may come back",
				Why:  "Answers to a permitted connection are permitted without a rule of their own.",
			},
				{
					Text: "A rule that allows traffic to the API server, which resolves Services' names",
					Why:  "Names are resolved by the cluster's DNS pods; applications do not ask the API server.",
				},
				{
					Text: "A rule with the database's name in place of its addresses, which may have changed",
					Why:  "NetworkPolicy knows no names, only selectors and address blocks.",
				},
				{
					Text:    "A rule that allows port 53, by UDP and TCP, to the pods of the cluster's DNS",
					Correct: true,
					Why:     "The query to the name server is outgoing traffic like any other and is denied with the rest.",
				},
			},
			Explanation: "Nearly every workload needs DNS, so a policy that denies outgoing traffic comes with one that allows it. Allow TCP too, as long answers are fetched that way, and keep it to the DNS pods, since DNS to anywhere is a way to carry data out.",
			Tags:        []string{"net", "hardening"},
			Topics:      []string{"S0-22", "S4-17"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
				{
					Title: "RFC 7766: DNS Transport over TCP",
					URL:   "https://www.rfc-editor.org/rfc/rfc7766",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
		},
		{
			ID:     "netpol-probe-under-default-deny",
			Type:   "boolean",
			Text:   "All pods of a namespace are isolated for incoming traffic and no rule allows anything. Does a readiness probe by HTTP, sent by the kubelet of the pod's own node, still arrive?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "Traffic between a pod and the node that it runs on is let through, whatever the policies say.",
				False: "A policy cannot shut out the pod's own node, or probes would fail wherever policies are in use.",
			},
			Explanation: "Traffic from the pod's own node is always allowed. That keeps probes alive, and it means that whoever holds a node, or a pod in the network of that node, is not held off by policies of the pods on it.",
			Tags:        []string{"net", "kubelet"},
			Topics:      []string{"S0-22", "S2-26"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
				{
					Title:  "NetworkPolicySpec",
					Module: "k8s.io/api/networking/v1/types.go#NetworkPolicySpec",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
		},
		{
			ID:     "netpol-two-sides",
			Type:   "boolean",
			Text:   "In the namespace `a` a policy allows all outgoing traffic to the namespace `b`. In `b` every pod is isolated for incoming traffic and nothing is allowed. Can pods of `a` connect to pods of `b`?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "The rule in `a` is only half of it; what `b` does not let in stays out.",
				False: "The caller's side and the called side must both permit a connection.",
			},
			Explanation: "Policies of one pod and direction add up, so any of them can permit. The two ends of a connection are another matter: the outgoing side of the caller and the incoming side of the called pod both have to agree.",
			Tags:        []string{"net", "hardening"},
			Topics:      []string{"S0-21"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
		},
		{
			ID:     "netpol-no-such-flag",
			Type:   "boolean",
			Text:   "An old guide turns on network policies with `--enable-network-policy`. Is that a flag of kube-apiserver?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "The API for policies is always served; what differs is whether a network plug-in acts on it.",
				False: "It is a flag of Google Cloud's command line, where it adds enforcement to a GKE cluster.",
			},
			Explanation: "Upstream Kubernetes has no switch for network policies. You get enforcement by choosing a network plug-in that does it, such as Calico, Cilium or kube-router.",
			Tags:        []string{"net", "cni", "integration"},
			Topics:      []string{"S0-24"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
				{
					Title: "GKE network policies",
					URL:   "https://cloud.google.com/kubernetes-engine/docs/how-to/network-policy",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
			Truth: &quiz.Truth{
				Flag: &quiz.FlagTruth{
					Component: "kube-apiserver",
					Name:      "enable-network-policy",
					Ask:       "exists",
				},
			},
		},
		{
			ID:   "netpol-without-enforcer",
			Type: "verdict",
			Text: "A cluster's network comes from the plain flannel daemon, and nothing that enforces policies is installed beside it. Someone creates a policy that denies everything in a namespace. What happens?",
			Options: []quiz.Option{{
				Text: "The API server rejects it, as the plug-in has not registered",
				Why:  "Plug-ins do not register with the API server for this; the resource is built in.",
			},
				{
					Text: "It is stored with a warning, and all connections go on",
					Why:  "No warning comes, since the API server does not know who acts on policies.",
				},
				{
					Text: "It is stored, and kube-proxy enforces it for Services only",
					Why:  "kube-proxy routes to Services and never reads policies.",
				},
				{
					Text:    "It is stored without a word, and all connections go on",
					Correct: true,
					Why:     "A policy is only an object until a network plug-in, or a helper beside it, acts on it.",
				},
			},
			Explanation: "The API accepts policies on every cluster, and their status says nothing about enforcement. So test with a connection that must fail. For flannel, an additional enforcer such as kube-network-policies can be installed.",
			Tags:        []string{"net", "cni"},
			Topics:      []string{"S2-26", "S3-32"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
				{
					Title: "flannel",
					URL:   "https://github.com/flannel-io/flannel",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
		},
		{
			ID:   "cni-enforcers-today",
			Type: "multiple",
			Text: "A table of 2019 lists kube-router, Calico, Weave Net and Romana as plug-ins that enforce NetworkPolicy, and flannel as one that does not. Which choices are sound for a new cluster that needs enforcement from its plug-in?",
			Options: []quiz.Option{{
				Text:    "Calico",
				Correct: true,
				Why:     "It enforces policies and is maintained.",
			},
				{
					Text:    "Cilium",
					Correct: true,
					Why:     "It enforces policies by eBPF; the old table was made before it was widespread.",
				},
				{
					Text: "Weave Net",
					Why:  "It did enforce policies, but its maker is gone and the repository was archived in 2024.",
				},
				{
					Text: "flannel alone",
					Why:  "Its daemon only connects pods; enforcement has to come from something installed beside it.",
				},
				{
					Text:    "kube-router",
					Correct: true,
					Why:     "It enforces policies with iptables and ipsets and is maintained.",
				},
			},
			Explanation: "Enforcing is one question and being maintained is another. A network plug-in runs with high privileges on every node, so one that gets no fixes is a risk even where its policies work.",
			Tags:        []string{"net", "cni"},
			Topics:      []string{"S3-32"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Calico network policy",
				URL:   "https://docs.tigera.io/calico/latest/network-policy/",
			},
				{
					Title: "Cilium",
					URL:   "https://docs.cilium.io/en/stable/",
				},
				{
					Title: "kube-router",
					URL:   "https://www.kube-router.io/",
				},
				{
					Title: "Weave Net, archived",
					URL:   "https://github.com/weaveworks/weave",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:   "externalips-what-is-stopped",
			Type: "single",
			Text: "What does the admission plug-in `DenyServiceExternalIPs` protect against?",
			Options: []quiz.Option{{
				Text: "Requests by way of the API server's proxy to the cloud's metadata address",
				Why:  "That is a matter of rights on `proxy` and of the API server's own checks of addresses.",
			},
				{
					Text:    "A tenant's Service drawing in traffic meant for an address that is not its own",
					Correct: true,
					Why:     "With `externalIPs` a Service can claim any address, and the nodes send its traffic to the tenant's pods.",
				},
				{
					Text: "Services of type LoadBalancer that make the cluster reachable from the internet",
					Why:  "Such Services are counted by quotas or refused by a policy; the plug-in lets them pass.",
				},
				{
					Text: "Pods that choose an address of their own and so pretend to be another pod",
					Why:  "Pods get addresses from the network plug-in; the field in question belongs to Services.",
				},
			},
			Explanation: "This is CVE-2020-8554: who may write Services can take over traffic of others by `spec.externalIPs`. The plug-in is off by default. Kubernetes 1.36 deprecated the field, and API servers warn about it.",
			Tags:        []string{"net", "hardening", "admission"},
			Topics:      []string{"S1-023"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "DenyServiceExternalIPs",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#denyserviceexternalips",
			},
				{
					Title: "CVE-2020-8554",
					URL:   "https://github.com/kubernetes/kubernetes/issues/97076",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:   "externalips-existing-service",
			Type: "verdict",
			Text: "A Service has had `externalIPs: [203.0.113.7]` for a year. Now the admission plug-in `DenyServiceExternalIPs` is turned on. The Service's owner changes its `targetPort` and leaves the addresses as they are. What does the API server answer?",
			Options: []quiz.Option{{
				Text: "The update is denied, as the Service has external addresses",
				Why:  "The plug-in compares with the stored object and denies only addresses that were not there.",
			},
				{
					Text: "The update is stored, and the external addresses are removed",
					Why:  "The plug-in is a validating one and changes nothing.",
				},
				{
					Text:    "The update is stored, as no external address was added",
					Correct: true,
					Why:     "Keeping or removing addresses passes, so old uses survive until someone takes them out.",
				},
				{
					Text: "The Service had been deleted when the plug-in was turned on",
					Why:  "Admission sees requests as they come in and does not look through what is stored.",
				},
			},
			Explanation: "Turning the plug-in on stops new uses only. List the Services with `externalIPs` at the same time, and decide about each.",
			Tags:        []string{"net", "admission", "hardening"},
			Topics:      []string{"S1-023"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "The plug-in",
				Module: "k8s.io/kubernetes/plugin/pkg/admission/network/denyserviceexternalips/admission.go",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:     "proxy-to-link-local",
			Type:   "boolean",
			Text:   "Someone who may write the status of pods sets a pod's address to 169.254.169.254, and asks the API server to proxy a request to that pod. Does the API server refuse to connect?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "The proxy takes global unicast addresses only, and answers that this address is not allowed.",
				False: "It would be a way to a cloud's metadata service, which is why loopback and link-local addresses are refused.",
			},
			Explanation: "The API server can be made to send requests for others through the `proxy` subresources of nodes, pods and services. It refuses loopback and link-local targets, though not private ranges, so rights on `proxy` stay precious.",
			Tags:        []string{"net", "pivot", "ctrlplane"},
			Topics:      []string{"S1-023"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "The check",
				Module: "k8s.io/kubernetes/pkg/registry/core/pod/strategy.go#ResourceLocation",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:   "tls-or-policy",
			Type: "single",
			Text: "A policy lets only pods labelled `app: shop` connect to the payment service, which speaks plain HTTP. An auditor still asks for TLS on that connection. What does TLS add?",
			Options: []quiz.Option{{
				Text: "It keeps pods without the label from opening a connection at all.",
				Why:  "That is what the policy does; a TLS server takes the connection first and judges then.",
			},
				{
					Text: "It limits which paths and methods the shop's pods may use in requests.",
					Why:  "TLS carries any request; paths and methods are for the application or a proxy that reads HTTP.",
				},
				{
					Text:    "It hides what is sent from others on the way, and shows who is answering.",
					Correct: true,
					Why:     "A policy chooses who may send packets to whom, and protects nothing inside them.",
				},
				{
					Text: "It makes the rule hold where a node's plug-in does not enforce policies.",
					Why:  "Encryption does not keep anyone from connecting, unless clients need a certificate as well.",
				},
			},
			Explanation: "Policies work on addresses and ports and trust the network to carry packets honestly. TLS gives secrecy and proof of the server, and with client certificates proof of both ends. Each covers a gap of the other.",
			Tags:        []string{"net", "crypto"},
			Topics:      []string{"S2-25"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
				{
					Title: "RFC 8446: TLS 1.3",
					URL:   "https://www.rfc-editor.org/rfc/rfc8446",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:   "mesh-without-app-changes",
			Type: "multiple",
			Text: "What can a service mesh such as Istio do for an application that is not changed for it?",
			Options: []quiz.Option{{
				Text:    "Encrypt and authenticate connections between workloads by mutual TLS",
				Correct: true,
				Why:     "The proxies beside the workloads, or on their nodes, hold the certificates and do the handshake.",
			},
				{
					Text:    "Record how many requests fail and how long each service takes",
					Correct: true,
					Why:     "The proxies see each request, and report numbers without any code in the application.",
				},
				{
					Text:    "Send a twentieth of the requests to a new version of a service",
					Correct: true,
					Why:     "Routing by weight is decided by the proxies.",
				},
				{
					Text: "Check whether the customer in a request may see the order named",
					Why:  "Who owns which order is known to the application alone; a mesh sees identities, methods and paths.",
				},
				{
					Text: "Catch the traffic of code that may rewrite its pod's iptables rules",
					Why:  "A sidecar is in the way by rules in the pod's own network namespace; who can change them can go around it.",
				},
			},
			Explanation: "A mesh moves encryption, identity, routing and telemetry out of the application. It is no substitute for the application's own decisions, and a sidecar is not a boundary against code in the same pod.",
			Tags:        []string{"net", "addon"},
			Topics:      []string{"S2-27", "S2-25"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "What is Istio",
				URL:   "https://istio.io/latest/docs/overview/what-is-istio/",
			},
				{
					Title: "Istio security best practices",
					URL:   "https://istio.io/latest/docs/ops/best-practices/security/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:   "istio-permissive-default",
			Type: "verdict",
			Text: "Istio is installed with default settings, and the pods of `pay` have sidecars. There is no PeerAuthentication, no AuthorizationPolicy and no NetworkPolicy. A pod without a sidecar calls `pay` by plain HTTP. What happens?",
			Options: []quiz.Option{{
				Text:    "It is answered, as sidecars accept plain text and mutual TLS alike",
				Correct: true,
				Why:     "The mode is PERMISSIVE until a PeerAuthentication says STRICT.",
			},
				{
					Text: "It is refused, as pods of a mesh talk by mutual TLS only",
					Why:  "Pods of the mesh do so among themselves, yet plain callers are served until the mode is STRICT.",
				},
				{
					Text: "It is answered, as the caller's node adds mutual TLS for it",
					Why:  "In sidecar mode nothing acts for a pod that has no proxy; the request goes out as it is.",
				},
				{
					Text: "It is refused, as no AuthorizationPolicy allows the caller",
					Why:  "Without any AuthorizationPolicy for a workload, requests to it are allowed.",
				},
			},
			Explanation: "The permissive mode is there for moving into a mesh step by step, and it is easily left on. Encryption between members is then real, but nobody is forced to be a member.",
			Tags:        []string{"net", "addon", "crypto"},
			Topics:      []string{"S2-27", "S2-25"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "PeerAuthentication",
				URL:   "https://istio.io/latest/docs/reference/config/security/peer_authentication/",
			},
				{
					Title: "Istio security",
					URL:   "https://istio.io/latest/docs/concepts/security/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:   "net-tools-match",
			Type: "match",
			Text: "An old list of tools for secure connections is brought up to date. What is what?",
			Pairs: []quiz.Pair{{
				Left:  "cert-manager",
				Right: "gets certificates issued and renewed by way of API objects",
				Why:   "It talks to authorities such as ACME servers or Vault and writes the result into Secrets.",
			},
				{
					Left:  "SPIFFE",
					Right: "a standard for the names and credentials of workloads",
					Why:   "SPIRE implements it, and meshes use its form of names in their certificates.",
				},
				{
					Left:  "OPA",
					Right: "a general engine for rules that are written in Rego",
					Why:   "It decides questions about JSON, for admission through Gatekeeper and for much else.",
				},
				{
					Left:  "Linkerd",
					Right: "a service mesh, whose second version grew out of Conduit",
					Why:   "Conduit as a name of its own is gone since it became Linkerd 2.",
				},
			},
			Extra: []quiz.Item{{
				Text: "a network plug-in that enforces policies by eBPF",
				Why:  "That would be Cilium, which is not among them.",
			},
			},
			Explanation: "Certificates, identities, decisions and the proxies that use them are separate building blocks. Names change hands and projects end, so ask what a tool in an old list is called today and who maintains it.",
			Tags:        []string{"net", "addon", "crypto"},
			Topics:      []string{"S2-28"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "cert-manager",
				URL:   "https://cert-manager.io/docs/",
			},
				{
					Title: "SPIFFE overview",
					URL:   "https://spiffe.io/docs/latest/spiffe-about/overview/",
				},
				{
					Title: "Open Policy Agent",
					URL:   "https://www.openpolicyagent.org/docs/",
				},
				{
					Title: "Linkerd overview",
					URL:   "https://linkerd.io/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:   "mesh-or-policy-for-methods",
			Type: "single",
			Text: "Pods of two teams call the same port of the service `orders`. The first team may read and delete orders, the second may only read. Which means can tell the two kinds of request apart?",
			Options: []quiz.Option{{
				Text: "A NetworkPolicy with one ingress rule per team, where each rule lists the methods.",
				Why:  "A rule of NetworkPolicy has peers and ports; it has no field for methods or paths.",
			},
				{
					Text: "A second Service in front of the same pods, in the first team's namespace only.",
					Why:  "A Service is a name and an address; either team could call the other one, or the pods.",
				},
				{
					Text: "A Role that gives the second team no verb `delete` on the resource `orders`.",
					Why:  "RBAC judges requests to the API server; calls between pods do not pass it.",
				},
				{
					Text:    "A rule of a service mesh on caller and method, enforced by the called side's proxy.",
					Correct: true,
					Why:     "A proxy that reads HTTP and knows the caller by its certificate can judge both.",
				},
			},
			Explanation: "NetworkPolicy ends at the port. Where the difference lies in the request, something that reads requests has to decide: the application itself or a mesh. The policy stays useful below it, since it also stops callers that skip the mesh.",
			Tags:        []string{"net", "tenancy", "addon"},
			Topics:      []string{"S2-33", "S2-27"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Istio AuthorizationPolicy",
				URL:   "https://istio.io/latest/docs/reference/config/security/authorization-policy/",
			},
				{
					Title:  "NetworkPolicyIngressRule",
					Module: "k8s.io/api/networking/v1/types.go#NetworkPolicyIngressRule",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:   "netpol-label-spoof",
			Type: "verdict",
			Text: "In the namespace `shop` a policy lets pods labelled `app: api` into the database, and all others not. A developer with the role `edit` in `shop` starts a pod `debug` of their own with the label `app: api`. Policies are enforced. May `debug` connect to the database?",
			Options: []quiz.Option{{
				Text: "No, as it is not a pod of the Deployment `api`",
				Why:  "Policies do not know owners; they see labels, and pods may carry any.",
			},
				{
					Text:    "Yes, as policies go by labels and anyone may choose them",
					Correct: true,
					Why:     "Whoever can create pods, or change labels of pods, in the namespace decides whom the policy lets in.",
				},
				{
					Text: "No, as its address was not known when the policy was made",
					Why:  "Plug-ins follow pods as they come and go; new pods with the label are admitted at once.",
				},
				{
					Text: "Yes, as the role `edit` is exempt from policies",
					Why:  "Roles concern requests to the API server; packets have no user.",
				},
			},
			Explanation: "A policy protects a pod from strangers and not from people who may write pods in the namespace that it trusts. A boundary between teams is better drawn by namespace, whose name label the API server itself keeps right.",
			Tags:        []string{"net", "tenancy", "rbac"},
			Topics:      []string{"S2-33", "S1-085"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
				{
					Title: "Multi-tenancy",
					URL:   "https://kubernetes.io/docs/concepts/security/multi-tenancy/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
		},
		{
			ID:   "netpol-edit-may-delete",
			Type: "verdict",
			Text: "The platform team has put a policy `default-deny` into the namespace `shop`. The user `kim` has a RoleBinding in `shop` to the ClusterRole `edit`, and no other rights. She runs `kubectl -n shop delete networkpolicy default-deny`. What is the answer?",
			Options: []quiz.Option{{
				Text:  "Forbidden, as policies are written by cluster admins only",
				Why:   "The default roles `edit` and `admin` both have all writing verbs on networkpolicies.",
				Value: "denied",
			},
				{
					Text:  "Not found, as she may not see policies of others",
					Why:   "Objects have no owner in RBAC, and even the role `view` reads networkpolicies.",
					Value: "not found",
				},
				{
					Text:  "Forbidden, as `edit` may read policies and not delete them",
					Why:   "That describes `view`; `edit` adds create, update, patch and delete.",
					Value: "denied for delete",
				},
				{
					Text:    "Deleted, as the role `edit` contains networkpolicies",
					Correct: true,
					Why:     "The role is meant for people who own the namespace, and so it includes its policies.",
					Value:   "allowed",
				},
			},
			Explanation: "A policy that tenants must not remove needs more than being there: a role without that right, an admission policy that protects it, or a policy kind of the plug-in for the whole cluster, which tenants cannot write.",
			Tags:        []string{"net", "rbac", "tenancy"},
			Topics:      []string{"S4-17", "S2-33"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Using RBAC Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
			},
				{
					Title:  "The rules of the default roles",
					Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: kim, namespace: shop}\nsubjects:\n- {kind: User, name: kim, apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: ClusterRole, name: edit, apiGroup: rbac.authorization.k8s.io}\n",
					User:      "kim",
					Groups:    []string{"system:authenticated"},
					Verb:      "delete",
					Group:     "networking.k8s.io",
					Resource:  "networkpolicies",
					Namespace: "shop",
					Name:      "default-deny",
				},
			},
		},
		{
			ID:       "metadata-second-rule",
			Type:     "line",
			Text:     "The pods of this namespace shall not reach the cloud's metadata service at 169.254.169.254, which listens on port 80. They still can. Which line reaches too far?",
			Manifest: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: outgoing, namespace: shop}\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n  - to:\n    - ipBlock:\n        cidr: 0.0.0.0/0\n        except: [169.254.169.254/32]\n    ports:\n    - {protocol: TCP, port: 443}\n  - to:\n    - ipBlock:\n        cidr: 0.0.0.0/0\n    ports:\n    - {protocol: TCP, port: 80}\n  - to:\n    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}\n      podSelector: {matchLabels: {k8s-app: kube-dns}}\n    ports:\n    - {protocol: UDP, port: 53}\n    - {protocol: TCP, port: 53}\n",
			Lines: []quiz.FaultLine{{
				Line: 16,
				Why:  "This block has no exception of its own, and what any rule allows is allowed.",
			},
			},
			Explanation: "An `except` takes addresses out of its own block and denies nothing. One wider rule anywhere, in this policy or in another that selects the same pod, brings them back.",
			Tags:        []string{"net", "integration", "pivot"},
			Topics:      []string{"S2-39", "S0-21"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "IPBlock",
				Module: "k8s.io/api/networking/v1/types.go#IPBlock",
			},
				{
					Title: "Securing a Cluster",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/securing-a-cluster/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:   "metadata-host-network",
			Type: "single",
			Text: "Every namespace has a correct policy against the metadata service, and the plug-in enforces it. Which pod is likely to reach the service all the same?",
			Options: []quiz.Option{{
				Text:    "A pod with `hostNetwork`, whose packets are the node's own to most plug-ins",
				Correct: true,
				Why:     "It shares the node's address, and plug-ins mostly do not apply pods' policies to the node's traffic.",
			},
				{
					Text: "A pod with `hostPID`, which can see the processes that talk to the service",
					Why:  "Sharing process numbers does not change the network that its own packets leave from.",
				},
				{
					Text: "A pod that leaves out `privileged`, as the default value of that field is true",
					Why:  "The default is false, and the field alone changes nothing about the pod's address.",
				},
				{
					Text: "A pod that sets `dnsPolicy` to None, and names the service as its name server",
					Why:  "Its queries would be packets to that address like any others, and be dropped.",
				},
			},
			Explanation: "What a policy means for pods on the host's network is left to the plug-in, and mostly they are not covered. Nor does a hop limit of 1 stop them, as their packets start on the node. So forbid `hostNetwork` by admission, and give the node's own identity few rights in the cloud.",
			Tags:        []string{"net", "integration", "pivot"},
			Topics:      []string{"S2-39"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
				{
					Title: "Instance metadata options of Amazon EC2",
					URL:   "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:          "metadata-cidr",
			Type:        "short",
			Text:        "An `ipBlock` shall allow all of IPv4 except the address at which AWS, Google Cloud and Azure serve instance metadata. What goes into its list `except`?",
			Accept:      []string{"169.254.169.254/32", "[169.254.169.254/32]", "- 169.254.169.254/32"},
			Placeholder: "a.b.c.d/n",
			Wrong: []quiz.Wrong{{
				Text: "169.254.169.254",
				Why:  "The field takes blocks in CIDR form, so the length of the prefix is missing.",
			},
				{
					Text: "127.0.0.1/32",
					Why:  "That is the pod's own loopback address; the metadata service has a link-local one.",
				},
				{
					Text: "10.0.0.0/8",
					Why:  "That is a private range, in which pods and Services often live.",
				},
				{
					Text: "169.254.169.0/24",
					Why:  "It would cover the address and 255 others that nobody asked about.",
				},
			},
			Explanation: "The service answers whoever asks from the instance, and may hand out the node's credentials. Denying the address to pods is one layer; giving the node itself few rights in the cloud is the other.",
			Tags:        []string{"net", "integration"},
			Topics:      []string{"S2-39"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Securing a Cluster",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/securing-a-cluster/",
			},
				{
					Title: "Instance metadata of Amazon EC2",
					URL:   "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M14",
			},
		},
		{
			ID:   "netpol-introduce-order",
			Type: "order",
			Text: "A namespace in production has no policies yet. It shall end up with a default-deny and no outage. Put the steps in order.",
			Items: []quiz.Item{{
				Text: "In a scratch namespace, deny everything and see that a connection fails.",
				Why:  "Without a plug-in that enforces, all that follows would be decoration.",
			},
				{
					Text: "Once policies are known to be enforced, record which connections the namespace's workloads make and accept.",
					Why:  "What is not known cannot be allowed in time.",
				},
				{
					Text: "Write policies that allow those connections, and DNS, and apply them.",
					Why:  "They come before the general denial, so that nothing is cut off when it arrives.",
				},
				{
					Text: "Apply the policy that selects every pod and allows nothing.",
					Why:  "From here on, pods that nobody thought of are closed as well.",
				},
				{
					Text: "Try connections that must fail and ones that must work, and keep the tests.",
					Why:  "Only a test shows whether labels and selectors mean what their author thought.",
				},
			},
			Explanation: "Policies are additive, so the allowing ones can be there before the denying one. Each of them isolates the pods that it selects already, which is why the record of connections comes first.",
			Tags:        []string{"net", "methodology", "hardening"},
			Topics:      []string{"S4-17", "S0-22"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Network Policies",
				URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M14",
			},
		},
	},
}
