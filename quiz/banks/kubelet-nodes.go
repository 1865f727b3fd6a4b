// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankkubelet_nodes = quiz.Bank{
	ID:     "kubelet-nodes",
	Title:  "Kubelet and nodes",
	Module: "M10",
	Questions: []quiz.Question{{
		ID:     "kubelet-file-anonymous-default",
		Type:   "boolean",
		Text:   "A kubelet is started with `--config`, and its file does not mention `authentication`. Is `authentication.anonymous.enabled` true for it?",
		Answer: &no,
		Why: &quiz.Why{
			True:  "That is the default of the old command line flag, which counts only where no configuration file is read.",
			False: "In a file, a missing field gets the file's own default, and that is false.",
		},
		Explanation: "The kubelet has two sets of defaults. Those of the configuration file are safe: anonymous off, tokens reviewed, mode `Webhook`, no read-only port. Those of the bare command line are the opposite, so a kubelet without a file deserves a look.",
		Tags:        []string{"kubelet", "authn", "hardening"},
		Topics:      []string{"S3-24"},
		Difficulty:  "medium",
		Sources: []quiz.Source{{
			Title: "KubeletConfiguration v1beta1",
			URL:   "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
		},
			{
				Title:  "SetDefaults_KubeletConfiguration in defaults.go",
				Module: "k8s.io/kubernetes/pkg/kubelet/apis/config/v1beta1/defaults.go#SetDefaults_KubeletConfiguration",
			},
		},
		Practice: quiz.Practice{
			Scenario: "anonymous-kubelet",
			Lesson:   "M10",
		},
		Truth: &quiz.Truth{
			Kubelet: &quiz.KubeletTruth{
				Field: "authentication.anonymous.enabled",
			},
		},
	},
		{
			ID:          "kubelet-flag-read-only-port",
			Type:        "short",
			Text:        "A kubelet runs without a configuration file and without the flag `--read-only-port`. On which TCP port does it then answer anybody, without TLS and without asking who it is?",
			Accept:      []string{"10255", ":10255", "port 10255", "10255/tcp", "tcp 10255", "tcp/10255"},
			Placeholder: "a port number",
			Wrong: []quiz.Wrong{{
				Text: "10250",
				Why:  "That is the kubelet's main port. It speaks TLS, and authentication and authorization can be set for it.",
			},
				{
					Text: "10248",
					Why:  "That port serves `/healthz` alone, and only on the loopback address unless told otherwise.",
				},
				{
					Text: "0",
					Why:  "Zero switches the port off. It is the default in a configuration file, not on the command line.",
				},
			},
			Explanation: "The flag's default is 10255, the default of the field `readOnlyPort` is 0. A kubelet that reads a file without the field therefore serves no read-only port.",
			Tags:        []string{"kubelet", "hardening"},
			Topics:      []string{"S3-27"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "KubeletConfiguration v1beta1",
				URL:   "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
			},
				{
					Title:  "applyLegacyDefaults in options.go",
					Module: "k8s.io/kubernetes/cmd/kubelet/app/options/options.go#applyLegacyDefaults",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-kubelet",
				Lesson:   "M10",
			},
			Truth: &quiz.Truth{
				Flag: &quiz.FlagTruth{
					Component: "kubelet",
					Name:      "read-only-port",
					Ask:       "default",
				},
			},
		},
		{
			ID:   "kubelet-read-only-port-leaks",
			Type: "single",
			Text: "An old node pool still has `readOnlyPort: 10255`. What is the worst that a stranger who reaches this port can get from it directly?",
			Options: []quiz.Option{{
				Text: "A shell in any container of this node, by opening a connection to `/exec`",
				Why:  "The read-only server never installs exec, attach, port-forward or container logs.",
			},
				{
					Text: "The contents of every Secret that this node's pods mount as volumes",
					Why:  "A pod's spec names the Secrets that it mounts. Their contents are not in it.",
				},
				{
					Text:    "The whole specs of this node's pods, with passwords that somebody wrote into `env`",
					Correct: true,
					Why:     "`/pods` returns the pods as the API knows them, and a literal value of a variable is part of the spec.",
				},
				{
					Text: "The kubelet's client key, and with it the rights of this node",
					Why:  "No path of the kubelet hands out its keys. They are files on the node.",
				},
			},
			Explanation: "The port has no TLS, no authentication and no authorization. It serves pods, statistics, metrics and health, which is enough to map the cluster and to read whatever is written literally into pod specs.",
			Tags:        []string{"kubelet", "secrets"},
			Topics:      []string{"S3-27"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "KubeletConfiguration v1beta1",
				URL:   "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
			},
				{
					Title:  "ListenAndServeKubeletReadOnlyServer in server.go",
					Module: "k8s.io/kubernetes/pkg/kubelet/server/server.go#ListenAndServeKubeletReadOnlyServer",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-kubelet",
				Lesson:   "M10",
			},
		},
		{
			ID:   "kubelet-settings-match",
			Type: "match",
			Text: "Each setting of a node's kubelet closes one hole. Which does what?",
			Pairs: []quiz.Pair{{
				Left:  "`authentication.anonymous.enabled: false`",
				Right: "A request that proves no identity gets 401",
				Why:   "Without an anonymous user there is nobody whom such a request could stand for.",
			},
				{
					Left:  "`authorization.mode: Webhook`",
					Right: "The API server is asked whether a caller may do this",
					Why:   "The kubelet sends a SubjectAccessReview about `nodes` and a subresource.",
				},
				{
					Left:  "`serverTLSBootstrap: true`",
					Right: "The kubelet asks the cluster to sign its serving certificate",
					Why:   "Otherwise it signs one itself, which nobody can verify.",
				},
				{
					Left:  "`rotateCertificates: true`",
					Right: "The kubelet renews its client certificate by itself",
					Why:   "This is about the certificate with which the node logs in at the API server.",
				},
			},
			Extra: []quiz.Item{{
				Text: "The API server verifies the kubelet before it talks to it",
				Why:  "That is `--kubelet-certificate-authority` of the API server. No kubelet can make its callers careful.",
			},
			},
			Explanation: "Securing the kubelet has three sides: who may call it, how it shows who it is, and how it logs in itself. The fields are independent, and setting one says nothing about the others.",
			Tags:        []string{"kubelet", "hardening", "crypto"},
			Topics:      []string{"S2-38"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "KubeletConfiguration v1beta1",
				URL:   "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
			},
				{
					Title: "Kubelet authentication/authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-kubelet",
				Lesson:   "M10",
			},
		},
		{
			ID:       "kubelet-config-open-lines",
			Type:     "line",
			Text:     "Somebody tried to repair a monitoring agent by changing this file on a node. Which lines let a caller without any credentials read from this kubelet or command it?",
			Manifest: "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nauthentication:\n  anonymous:\n    enabled: true\n  webhook:\n    enabled: true\n    cacheTTL: 2m0s\n  x509:\n    clientCAFile: /etc/kubernetes/pki/ca.crt\nauthorization:\n  mode: AlwaysAllow\nclusterDNS: [10.96.0.10]\nclusterDomain: cluster.local\nreadOnlyPort: 10255\nrotateCertificates: true\nserverTLSBootstrap: true\nstaticPodPath: /etc/kubernetes/manifests\n",
			Lines: []quiz.FaultLine{{
				Line: 5,
				Why:  "Requests without credentials become `system:anonymous` instead of getting 401.",
			},
				{
					Line: 12,
					Why:  "Whoever got an identity, be it the anonymous one, may do everything, `/exec` included.",
				},
				{
					Line: 15,
					Why:  "A second port without TLS, authentication or authorization, which serves the pods' specs.",
				},
			},
			Explanation: "Lines 5 and 12 are worst together: the first invites strangers and the second gives them every right. The read-only port leaks whatever the other two say. An agent that needs metrics should get `get` on `nodes/metrics` instead.",
			Tags:        []string{"kubelet", "hardening", "authn", "authz"},
			Topics:      []string{"S2-38", "S3-24"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "KubeletConfiguration v1beta1",
				URL:   "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
			},
				{
					Title: "Kubelet authentication/authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-kubelet",
				Lesson:   "M10",
			},
		},
		{
			ID:   "kubelet-curl-no-credentials",
			Type: "verdict",
			Text: "The kubelet's file leaves out `authentication` and `authorization`, apart from the CA of its clients. What does it answer to this request?",
			Given: []quiz.Given{{
				Title:    "on another machine",
				Language: "console",
				Text:     "curl -sk https://10.0.0.7:10250/pods",
			},
			},
			Options: []quiz.Option{{
				Text: "403",
				Why:  "For that the kubelet would need to know somebody, if only `system:anonymous`, and then find that he has no right.",
			},
				{
					Text: "200 with a list of pods",
					Why:  "This is what the anonymous user gets with `AlwaysAllow`, the pair of defaults of the bare command line.",
				},
				{
					Text:    "401",
					Correct: true,
					Why:     "Anonymous access is off by a file's default, so a request without certificate and token has no identity.",
				},
				{
					Text: "404",
					Why:  "The path exists, and who asks is looked at before anything of it is served.",
				},
			},
			Explanation: "401 means 'I do not know who you are', 403 means 'I know, and you may not'. The difference tells an attacker, and you, whether anonymous access is on.",
			Tags:        []string{"kubelet", "authn"},
			Topics:      []string{"S3-25", "S3-24"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Kubelet authentication/authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
			},
				{
					Title:  "InstallAuthFilter in server.go",
					Module: "k8s.io/kubernetes/pkg/kubelet/server/server.go#InstallAuthFilter",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-kubelet",
				Lesson:   "M10",
			},
		},
		{
			ID:   "kubelet-curl-anonymous-webhook",
			Type: "verdict",
			Text: "A kubelet has anonymous access switched on and `authorization.mode: Webhook`. The cluster has only the RBAC objects that it was born with. What does this kubelet answer?",
			Given: []quiz.Given{{
				Title:    "on another machine",
				Language: "console",
				Text:     "curl -sk https://10.0.0.7:10250/pods",
			},
			},
			Options: []quiz.Option{{
				Text:    "403",
				Correct: true,
				Why:     "The caller is `system:anonymous`, and no default role gives that user anything on `nodes/pods` or `nodes/proxy`.",
				Value:   "denied",
			},
				{
					Text:  "200 with a list of pods",
					Why:   "This takes mode `AlwaysAllow`, or a binding that gives strangers rights on nodes.",
					Value: "allowed",
				},
				{
					Text: "401",
					Why:  "With anonymous access on, a request without credentials has an identity: the anonymous one.",
				},
				{
					Text: "500",
					Why:  "The API server answers the question about the anonymous user as about any other, and the answer is no.",
				},
			},
			Explanation: "Mode `Webhook` still protects a kubelet that gives strangers an identity. Yet one careless binding for `system:unauthenticated` is enough, and the kubelet honours it like any other.",
			Tags:        []string{"kubelet", "authn", "authz"},
			Topics:      []string{"S3-25", "S3-26"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Kubelet authentication/authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
			},
				{
					Title:  "GetRequestAttributes in auth.go",
					Module: "k8s.io/kubernetes/pkg/kubelet/server/auth.go#GetRequestAttributes",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-kubelet",
				Lesson:   "M10",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					User:        "system:anonymous",
					Groups:      []string{"system:unauthenticated"},
					Verb:        "get",
					Resource:    "nodes",
					Subresource: "proxy",
					Name:        "worker-1",
				},
			},
		},
		{
			ID:   "kubelet-metrics-role-asks-pods",
			Type: "verdict",
			Text: "The monitoring agent logs in with its service account token and has only the role below. It sends `GET /pods` to port 10250 of a node whose kubelet authorizes by webhook. What is the answer?",
			Given: []quiz.Given{{
				Title:    "objects",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: scrape}\nrules:\n- {apiGroups: [\"\"], resources: [nodes/metrics, nodes/stats], verbs: [get]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: scrape}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: scrape}\nsubjects:\n- {kind: ServiceAccount, name: agent, namespace: monitoring}\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "200 with a list of pods",
				Why:   "It would be if the role had `nodes/pods`, or the far too strong `nodes/proxy`.",
				Value: "allowed",
			},
				{
					Text: "401",
					Why:  "The kubelet has the token checked by a TokenReview, so it knows the service account.",
				},
				{
					Text: "200 with the pods that the role `view` would show",
					Why:  "The kubelet filters nothing. Whoever may call `/pods` sees all pods of the node.",
				},
				{
					Text:    "403",
					Correct: true,
					Why:     "`/pods` is checked as `nodes/pods` and then as `nodes/proxy`. The role has neither.",
					Value:   "denied",
				},
			},
			Explanation: "The kubelet turns a path into a subresource of `nodes`: `/metrics` into `metrics`, `/stats` into `stats`, `/pods` into `pods` or else `proxy`. So an agent can be given what it reads and no more.",
			Tags:        []string{"kubelet", "rbac", "authz"},
			Topics:      []string{"S3-25", "S3-26"},
			Difficulty:  "medium",
			Kubernetes:  ">=1.33",
			Sources: []quiz.Source{{
				Title: "Kubelet authentication/authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
			},
				{
					Title: "KEP-2862: Fine-grained Kubelet API Authorization",
					URL:   "https://www.kubernetes.dev/resources/keps/2862/",
				},
				{
					Title:  "GetRequestAttributes in auth.go",
					Module: "k8s.io/kubernetes/pkg/kubelet/server/auth.go#GetRequestAttributes",
				},
			},
			Practice: quiz.Practice{
				Scenario: "nodes-proxy-is-exec",
				Lesson:   "M10",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: scrape}\nrules:\n- {apiGroups: [\"\"], resources: [nodes/metrics, nodes/stats], verbs: [get]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: scrape}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: scrape}\nsubjects:\n- {kind: ServiceAccount, name: agent, namespace: monitoring}\n",
					User:        "system:serviceaccount:monitoring:agent",
					Groups:      []string{"system:serviceaccounts", "system:serviceaccounts:monitoring", "system:authenticated"},
					Verb:        "get",
					Resource:    "nodes",
					Subresource: "pods",
					Name:        "worker-1",
				},
			},
		},
		{
			ID:       "kubelet-proxy-role-line",
			Type:     "line",
			Text:     "A dashboard shall look at nodes and nothing more. This is its ClusterRole. Which line nevertheless lets it run commands in containers?",
			Manifest: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: node-dashboard\nrules:\n- apiGroups: [\"\"]\n  resources: [nodes, pods, namespaces]\n  verbs: [get, list, watch]\n- apiGroups: [\"\"]\n  resources: [nodes/metrics, nodes/stats]\n  verbs: [get]\n- apiGroups: [\"\"]\n  resources: [nodes/proxy]\n  verbs: [get]\n- apiGroups: [metrics.k8s.io]\n  resources: [nodes, pods]\n  verbs: [get, list]\n- nonResourceURLs: [/metrics, /healthz]\n  verbs: [get]\n",
			Lines: []quiz.FaultLine{{
				Line: 13,
				Why:  "This subresource stands for every path of the kubelet that has none of its own, `/exec` and `/run` included.",
			},
			},
			Explanation: "The kubelet takes the verb from the HTTP method, and a WebSocket begins with `GET`. So `get` is enough to open `/exec` on port 10250. For health, pods and configuration there are now `nodes/healthz`, `nodes/pods` and `nodes/configz`.",
			Tags:        []string{"kubelet", "rbac", "privesc"},
			Topics:      []string{"S3-26"},
			Difficulty:  "medium",
			Kubernetes:  ">=1.33",
			Sources: []quiz.Source{{
				Title: "Role Based Access Control Good Practices",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
			},
				{
					Title: "Kubelet authentication/authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
				},
				{
					Title:  "GetRequestAttributes in auth.go",
					Module: "k8s.io/kubernetes/pkg/kubelet/server/auth.go#GetRequestAttributes",
				},
			},
			Practice: quiz.Practice{
				Scenario: "nodes-proxy-is-exec",
				Lesson:   "M10",
			},
		},
		{
			ID:          "kubelet-webhook-object",
			Type:        "short",
			Text:        "A kubelet with `authorization.mode: Webhook` knows who calls it and wants to know whether that caller may read its metrics. An object of which kind does it create at the API server to find out?",
			Accept:      []string{"SubjectAccessReview", "SubjectAccessReviews", "subject access review", "subjectaccessreviews.authorization.k8s.io", "SAR"},
			Placeholder: "a kind",
			Wrong: []quiz.Wrong{{
				Text: "LocalSubjectAccessReview",
				Why:  "That one asks about a single namespace. The kubelet asks about its Node, and nodes have no namespace.",
			},
				{
					Text: "TokenReview",
					Why:  "That one comes earlier and asks whose token this is. It says nothing of rights.",
				},
				{
					Text: "SelfSubjectAccessReview",
					Why:  "This asks about oneself. The kubelet asks about its caller.",
				},
				{
					Text: "AdmissionReview",
					Why:  "The API server sends those to admission webhooks, about objects that are to be stored.",
				},
			},
			Explanation: "The review names the caller, the verb and `nodes` with a subresource. So rights on kubelets are ordinary RBAC, and whoever may edit bindings decides over every kubelet.",
			Tags:        []string{"kubelet", "authz"},
			Topics:      []string{"S3-26"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Kubelet authentication/authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
			},
				{
					Title:  "BuildAuthz in auth.go",
					Module: "k8s.io/kubernetes/cmd/kubelet/app/auth.go#BuildAuthz",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-kubelet",
				Lesson:   "M10",
			},
		},
		{
			ID:   "kubelet-request-order",
			Type: "order",
			Text: "A service account's token arrives at a kubelet for the first time, with webhooks for authentication and authorization switched on. In which order do these things happen?",
			Items: []quiz.Item{{
				Text: "The caller sees the kubelet's serving certificate in the TLS handshake",
				Why:  "There is no request before there is a connection, and here a careless client skips the verification.",
			},
				{
					Text: "The kubelet sends the token to the API server in a TokenReview",
					Why:  "First it must be known who calls.",
				},
				{
					Text: "The API server answers with a user name and groups",
					Why:  "An invalid token ends the request here with 401.",
				},
				{
					Text: "The kubelet turns method and path into a verb and a subresource of `nodes`",
					Why:  "Only with an identity is there somebody to ask about. `GET /stats` becomes `get` on `nodes/stats`.",
				},
				{
					Text: "The kubelet asks the API server in a SubjectAccessReview",
					Why:  "A no ends the request with 403.",
				},
				{
					Text: "The kubelet's handler for this path runs",
					Why:  "Nothing is executed or shown before both answers are in.",
				},
			},
			Explanation: "Both answers are cached, a yes about rights for five minutes by default. So a right that is taken away at the API server can live on at a kubelet for a while.",
			Tags:        []string{"kubelet", "authn", "authz"},
			Topics:      []string{"S3-26"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Kubelet authentication/authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
			},
				{
					Title: "KubeletConfiguration v1beta1",
					URL:   "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
				},
				{
					Title:  "InstallAuthFilter in server.go",
					Module: "k8s.io/kubernetes/pkg/kubelet/server/server.go#InstallAuthFilter",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-kubelet",
				Lesson:   "M10",
			},
		},
		{
			ID:   "kubelet-effective-config",
			Type: "single",
			Text: "On a kubeadm node `ps` shows a kubelet with `--config=/var/lib/kubelet/config.yaml` and a dozen more flags. You want to see the settings that this running kubelet really uses. What shows them?",
			Options: []quiz.Option{{
				Text:    "`kubectl get --raw /api/v1/nodes/worker-1/proxy/configz`",
				Correct: true,
				Why:     "The kubelet itself reports its configuration after file, drop-ins and flags were put together.",
			},
				{
					Text: "`cat /var/lib/kubelet/config.yaml` on the node",
					Why:  "The file may have changed since the start, and flags on the command line override it.",
				},
				{
					Text: "`kubectl -n kube-system get configmap kubelet-config -o yaml`",
					Why:  "kubeadm copies this to nodes when they join or are upgraded. A running kubelet does not read it.",
				},
				{
					Text: "`systemctl cat kubelet` on the node",
					Why:  "It shows the unit and its drop-ins, so the flags. The fields of the file are not in it.",
				},
			},
			Explanation: "Files show what was meant, `/configz` shows what is. Directly at the kubelet it takes `get` on `nodes/configz`; through the API server's proxy, as here, it takes the far stronger `nodes/proxy`.",
			Tags:        []string{"kubelet", "methodology"},
			Topics:      []string{"S3-23"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Configuring each kubelet in your cluster using kubeadm",
				URL:   "https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/kubelet-integration/",
			},
				{
					Title: "Kubelet authentication/authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
				},
				{
					Title:  "setConfigz in server.go",
					Module: "k8s.io/kubernetes/cmd/kubelet/app/server.go#setConfigz",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-kubelet",
				Lesson:   "M10",
			},
		},
		{
			ID:     "kubelet-flag-beats-file",
			Type:   "boolean",
			Text:   "The file that `--config` names says `anonymous: {enabled: false}`. `ps` shows that the same kubelet was started with `--anonymous-auth=true`. Does it accept anonymous requests?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "Flags are parsed once more on top of the file, so an explicit flag wins.",
				False: "Flags for such settings are deprecated, but as long as one is there it wins over the file.",
			},
			Explanation: "An audit that only reads `/var/lib/kubelet/config.yaml` misses this. Look at the process's arguments as well, or ask `/configz`, which shows the result of both.",
			Tags:        []string{"kubelet", "hardening"},
			Topics:      []string{"S3-23", "S3-24"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Set Kubelet Parameters Via A Configuration File",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/",
			},
				{
					Title:  "kubeletConfigFlagPrecedence in server.go",
					Module: "k8s.io/kubernetes/cmd/kubelet/app/server.go#kubeletConfigFlagPrecedence",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-kubelet",
				Lesson:   "M10",
			},
		},
		{
			ID:   "kubelet-apiserver-bare-connection",
			Type: "single",
			Text: "A kube-apiserver is started with none of the flags `--kubelet-client-certificate`, `--kubelet-client-key` and `--kubelet-certificate-authority`. How does it connect to a kubelet for `kubectl logs`?",
			Options: []quiz.Option{{
				Text: "Over plain HTTP, since it has nothing to set up TLS with",
				Why:  "The kubelet brings the certificate for the handshake. The API server always dials with https.",
			},
				{
					Text: "Over TLS, with its own serving certificate as proof in both directions",
					Why:  "The serving certificate is for its own clients. Nothing falls back to it.",
				},
				{
					Text: "Not at all, because it refuses to start without these files",
					Why:  "All three flags are optional, and an API server without them starts.",
				},
				{
					Text:    "Over TLS, but it neither proves who it is nor checks whom it talks to",
					Correct: true,
					Why:     "Without a CA it skips verification, and without a client certificate it comes as a stranger.",
				},
			},
			Explanation: "A kubelet with sound settings answers such an API server with 401. The missing CA hurts more quietly: anybody who takes over a node's address gets the sessions and tokens that were meant for the kubelet.",
			Tags:        []string{"kubelet", "ctrlplane", "authn", "crypto"},
			Topics:      []string{"S1-024"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Communication between Nodes and the Control Plane",
				URL:   "https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/",
			},
				{
					Title:  "KubeletClientConfig in kubelet_client.go",
					Module: "k8s.io/kubernetes/pkg/kubelet/client/kubelet_client.go#KubeletClientConfig",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M10",
			},
		},
		{
			ID:     "kubelet-kubeadm-verifies-kubelets",
			Type:   "boolean",
			Text:   "Somebody created a cluster with `kubeadm init` and no further settings. Does its API server verify the certificate that a kubelet shows it?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "kubeadm gives the API server a client certificate for kubelets. A CA for checking them is not among its default flags.",
				False: "Without `--kubelet-certificate-authority` the API server accepts whatever certificate it is shown.",
			},
			Explanation: "It could hardly be otherwise, because by default each kubelet signs its serving certificate itself. Let the cluster sign them first (`serverTLSBootstrap`), see that requests are approved, and only then set the CA.",
			Tags:        []string{"kubelet", "ctrlplane", "crypto"},
			Topics:      []string{"S1-024"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Communication between Nodes and the Control Plane",
				URL:   "https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/",
			},
				{
					Title:  "getAPIServerCommand in manifests.go",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/controlplane/manifests.go#getAPIServerCommand",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M10",
			},
		},
		{
			ID:   "kubelet-tls-bootstrap-order",
			Type: "order",
			Text: "A new machine joins a cluster by TLS bootstrapping. In which order does it come to its client certificate?",
			Items: []quiz.Item{{
				Text: "The kubelet logs in with a bootstrap token",
				Why:  "It has nothing else yet. The token makes it a member of a bootstrappers' group.",
			},
				{
					Text: "The kubelet makes a key and creates a CertificateSigningRequest",
					Why:  "The key is made on the node and never leaves it. Only the request is sent.",
				},
				{
					Text: "A controller sees that the requester may create `certificatesigningrequests/nodeclient`, and approves",
					Why:  "Approval is a decision about the requester's rights, and it comes before any signature.",
				},
				{
					Text: "The signer issues a certificate for `system:node:<name>` in the group `system:nodes`",
					Why:  "A signer acts on approved requests only.",
				},
				{
					Text: "The kubelet fetches the certificate and from now on logs in as a node",
					Why:  "The bootstrap token has done its work and should expire.",
				},
			},
			Explanation: "Two rights stand behind this: the bootstrappers' group may create requests, and it may have them approved as `nodeclient`. Renewals later go by `selfnodeclient`, which lets a node renew its own name only.",
			Tags:        []string{"kubelet", "authn", "crypto"},
			Topics:      []string{"S1-025"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "TLS bootstrapping",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/",
			},
				{
					Title: "Certificates and Certificate Signing Requests",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/",
				},
				{
					Title:  "recognizers in sarapprove.go",
					Module: "k8s.io/kubernetes/pkg/controller/certificates/approver/sarapprove.go#recognizers",
				},
			},
			Practice: quiz.Practice{
				Scenario: "revoke-compromised-node",
				Lesson:   "M10",
			},
		},
		{
			ID:   "kubelet-stolen-bootstrap-token",
			Type: "single",
			Text: "A join command with a valid bootstrap token was pasted into a ticket. The cluster is kubeadm's, with its defaults. What can a reader of the ticket make of it?",
			Options: []quiz.Option{{
				Text: "A client certificate for a node, but only under a name that is not registered yet",
				Why:  "Nothing compares the requested name with existing nodes, so he can also become a node that is there.",
			},
				{
					Text:    "A client certificate for any node name, approved without a human",
					Correct: true,
					Why:     "The bootstrappers' group may have node client requests approved, and the name in them is the requester's choice.",
				},
				{
					Text: "A client certificate for any group that he writes into his request",
					Why:  "The signer for node clients accepts nothing but names `system:node:…` in the group `system:nodes`.",
				},
				{
					Text: "Nothing until an administrator runs `kubectl certificate approve`",
					Why:  "That holds for serving certificates. kubeadm lets a controller approve client certificates of bootstrappers.",
				},
			},
			Explanation: "Whoever is a node may read the Secrets of the pods on it. Treat bootstrap tokens as credentials: a short life (kubeadm's default is 24 hours), one for each join, and deleted afterwards.",
			Tags:        []string{"kubelet", "authn", "privesc"},
			Topics:      []string{"S1-025"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "TLS bootstrapping",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/",
			},
				{
					Title:  "AutoApproveNodeBootstrapTokens in tlsbootstrap.go",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/bootstraptoken/node/tlsbootstrap.go#AutoApproveNodeBootstrapTokens",
				},
				{
					Title:  "ValidateKubeletClientCSR in helpers.go",
					Module: "k8s.io/kubernetes/pkg/apis/certificates/helpers.go#ValidateKubeletClientCSR",
				},
			},
			Practice: quiz.Practice{
				Scenario: "revoke-compromised-node",
				Lesson:   "M10",
			},
		},
		{
			ID:     "kubelet-serving-csr-auto-approved",
			Type:   "boolean",
			Text:   "A team sets `serverTLSBootstrap: true` on all nodes of a stock cluster. Do the resulting requests for serving certificates get approved by the kube-controller-manager?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "Its approver knows client certificates of nodes only, first ones and renewals.",
				False: "Nothing in Kubernetes itself approves the signer `kubernetes.io/kubelet-serving`; somebody or something else has to.",
			},
			Explanation: "Client certificates of kubelets are requested, approved, signed and rotated without help. For serving certificates the middle step is missing on purpose, because the control plane cannot know which addresses a machine may claim. Until somebody approves, `kubectl logs` and `exec` can fail on such nodes.",
			Tags:        []string{"kubelet", "authn", "crypto"},
			Topics:      []string{"S1-119"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "TLS bootstrapping",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/",
			},
				{
					Title: "Certificates and Certificate Signing Requests",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/",
				},
				{
					Title:  "recognizers in sarapprove.go",
					Module: "k8s.io/kubernetes/pkg/controller/certificates/approver/sarapprove.go#recognizers",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M10",
			},
		},
		{
			ID:   "kubelet-serving-csr-approver-check",
			Type: "single",
			Text: "A team writes a small controller that approves kubelets' requests for serving certificates. NodeRestriction is on, and nobody but nodes may create requests. Which check must the controller add, because nothing else in the cluster makes it?",
			Options: []quiz.Option{{
				Text: "That the requester belongs to the group `system:nodes`",
				Why:  "Here authorization lets nobody else ask. Where others may create requests, the approver has to check this too, since the signer looks only at what is in the request.",
			},
				{
					Text: "That the common name is that of the node that asks",
					Why:  "NodeRestriction refuses a node's request for this signer when it carries another node's name.",
				},
				{
					Text:    "That the names and addresses in it belong to this node",
					Correct: true,
					Why:     "The signer wants to see at least one name or address, and does not ask whose it is.",
				},
				{
					Text: "That the request asks for the usage `server auth`",
					Why:  "The signer refuses requests whose usages are not those of a serving certificate.",
				},
			},
			Explanation: "Whoever gets a serving certificate for another node's address can stand in for that node's kubelet. So an approver compares the subject alternative names with what it knows from the cloud or an inventory, not with what the node reports of itself.",
			Tags:        []string{"kubelet", "crypto", "authn"},
			Topics:      []string{"S1-119"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Certificates and Certificate Signing Requests",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/",
			},
				{
					Title: "TLS bootstrapping",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/",
				},
				{
					Title:  "ValidateKubeletServingCSR in helpers.go",
					Module: "k8s.io/kubernetes/pkg/apis/certificates/helpers.go#ValidateKubeletServingCSR",
				},
				{
					Title:  "Plugin in admission.go",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/noderestriction/admission.go#Plugin",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M10",
			},
		},
		{
			ID:   "kubelet-serving-cert-what-is-compared",
			Type: "single",
			Text: "An API server of v1.37 runs with `--kubelet-certificate-authority`. It opens a connection for `kubectl exec` into a pod on `worker-1`. With what must the kubelet's certificate agree, apart from being signed by that CA?",
			Options: []quiz.Option{{
				Text:    "With the address being dialled, taken from the Node's status",
				Correct: true,
				Why:     "It is ordinary verification of a TLS server: the host that was dialled must be among the certificate's names.",
			},
				{
					Text: "With the common name `system:node:worker-1`",
					Why:  "This is what a proposed hardening would add. Until then any certificate of the CA with the right address will do.",
				},
				{
					Text: "With the public key that the kubelet used when it joined",
					Why:  "Nothing remembers such a key. The client and the serving certificate have different keys anyway.",
				},
				{
					Text: "With the fingerprint in the Node's annotations",
					Why:  "There is no such annotation, and a node could write it itself.",
				},
			},
			Explanation: "So the check binds an address, not a node. If addresses are given out again, an old certificate for the same address passes for the new node's kubelet. A proposal to check the node's name too (KEP-4872) has been under way for some releases.",
			Tags:        []string{"kubelet", "authn", "crypto"},
			Topics:      []string{"S1-162"},
			Difficulty:  "hard",
			Kubernetes:  "<1.38",
			Sources: []quiz.Source{{
				Title: "KEP-4872: Harden Kubelet Serving Certificate Validation",
				URL:   "https://github.com/kubernetes/enhancements/issues/4872",
			},
				{
					Title: "Communication between Nodes and the Control Plane",
					URL:   "https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/",
				},
				{
					Title:  "GetConnectionInfo in kubelet_client.go",
					Module: "k8s.io/kubernetes/pkg/kubelet/client/kubelet_client.go#GetConnectionInfo",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M10",
			},
		},
		{
			ID:       "kubelet-static-pod-references",
			Type:     "line",
			Text:     "This file lies in a node's static pod folder. No container starts, and the kubelet's log has a complaint about the file. Which lines make this kubelet of v1.37 refuse it?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: edge-proxy\n  namespace: kube-system\nspec:\n  hostNetwork: true\n  serviceAccountName: edge-proxy\n  containers:\n  - name: proxy\n    image: registry.example.com/edge-proxy:2.4.1\n    volumeMounts:\n    - {name: tls, mountPath: /tls, readOnly: true}\n    - {name: conf, mountPath: /conf, readOnly: true}\n  volumes:\n  - name: tls\n    secret: {secretName: edge-proxy-tls}\n  - name: conf\n    hostPath: {path: /etc/edge-proxy, type: Directory}\n",
			Lines: []quiz.FaultLine{{
				Line: 8,
				Why:  "A static pod cannot have a service account: the account is an object of the API, and so is its token.",
			},
				{
					Line: 17,
					Why:  "A Secret is an object of the API. A static pod must find its files on the node.",
				},
			},
			Explanation: "Static pods are the node's own. They may not refer to service accounts, Secrets, ConfigMaps or claims, because a node could otherwise draw such objects to itself by writing a file. The kubelet now refuses such a file as a whole; formerly only the mirror pod failed.",
			Tags:        []string{"kubelet", "admission", "secrets"},
			Topics:      []string{"S1-029"},
			Difficulty:  "medium",
			Kubernetes:  ">=1.34",
			Sources: []quiz.Source{{
				Title: "Create static Pods",
				URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/",
			},
				{
					Title:  "tryDecodeSinglePod in common.go",
					Module: "k8s.io/kubernetes/pkg/kubelet/config/common.go#tryDecodeSinglePod",
				},
				{
					Title:  "HasAPIObjectReference in util.go",
					Module: "k8s.io/kubernetes/pkg/api/pod/util.go#HasAPIObjectReference",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M10",
			},
		},
		{
			ID:   "kubelet-mirror-pod-refused",
			Type: "single",
			Text: "An intruder with root on a node writes a manifest for a privileged pod into the static pod folder. It names a namespace whose Pod Security level is `restricted`. What do you see?",
			Options: []quiz.Option{{
				Text: "Neither container nor pod: the kubelet asks the API server before it starts one",
				Why:  "For static pods the kubelet asks nobody. That is the point of them.",
			},
				{
					Text: "A pod in the namespace, which has been running since the file was written",
					Why:  "The mirror pod is an ordinary create request, and admission refuses this one.",
				},
				{
					Text: "A pod that stays `Pending` until the namespace allows it",
					Why:  "Pending pods have been stored. This one is refused, so there is no object at all.",
				},
				{
					Text:    "A container on the node, and no pod of that name in the API",
					Correct: true,
					Why:     "The container starts from the file. Only its mirror, the object that would show it, is refused by admission.",
				},
			},
			Explanation: "A mirror pod lets the API show a static pod, and gives it no power over it. So a failed mirror makes a static pod invisible to `kubectl`. To find it, look at the node: the folder, the runtime's list, or the kubelet's own `/pods`.",
			Tags:        []string{"kubelet", "detection", "persistence"},
			Topics:      []string{"S1-029"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Kubernetes API Server Bypass Risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
				{
					Title: "Create static Pods",
					URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M10",
			},
		},
		{
			ID:   "kubelet-node-authorizer-other-secret",
			Type: "verdict",
			Text: "A cluster runs with `--authorization-mode=Node,RBAC` and its default roles. Secret `db` in namespace `shop` is used only by pods on `worker-2`. Somebody copied the kubelet's kubeconfig of `worker-1`. What does the API server answer him?",
			Given: []quiz.Given{{
				Title:    "on the intruder's machine",
				Language: "console",
				Text:     "kubectl --kubeconfig worker-1.conf -n shop get secret db",
			},
			},
			Options: []quiz.Option{{
				Text:  "The Secret",
				Why:   "It would be if a pod on `worker-1` referred to it. The Node authorizer follows such references.",
				Value: "allowed",
			},
				{
					Text:    "403",
					Correct: true,
					Why:     "The Node authorizer finds no pod on `worker-1` that uses this Secret, and RBAC gives nodes nothing either.",
					Value:   "denied",
				},
				{
					Text: "401",
					Why:  "The certificate in the file is as good on his machine as on the node.",
				},
				{
					Text: "404, because a node only sees namespaces in which it runs pods",
					Why:  "Nodes have no view of their own of namespaces. A refusal is a 403.",
				},
			},
			Explanation: "The Node authorizer limits what a node reads: Secrets and ConfigMaps only one by one, and only those that pods bound to this node refer to. So it matters which pods an attacker can draw to the node.",
			Tags:        []string{"kubelet", "authz", "secrets"},
			Topics:      []string{"S1-030"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Using Node Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/node/",
			},
				{
					Title:  "NodeAuthorizer in node_authorizer.go",
					Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/node/node_authorizer.go#NodeAuthorizer",
				},
			},
			Practice: quiz.Practice{
				Scenario: "node-restriction-off",
				Lesson:   "M10",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					User:      "system:node:worker-1",
					Groups:    []string{"system:nodes", "system:authenticated"},
					Verb:      "get",
					Resource:  "secrets",
					Namespace: "shop",
					Name:      "db",
				},
			},
		},
		{
			ID:   "kubelet-without-noderestriction",
			Type: "multiple",
			Text: "A cluster authorizes by `Node,RBAC`, but the admission plug-in NodeRestriction is off. Which of these single requests succeed with the kubelet credentials of `worker-1`?",
			Options: []quiz.Option{{
				Text:    "Remove the taint from Node `worker-2`",
				Correct: true,
				Why:     "The Node authorizer allows updates of nodes in general. Limiting them to the own Node is the plug-in's work.",
			},
				{
					Text:    "Create a pod for `worker-1` that mounts any Secret of `shop`",
					Correct: true,
					Why:     "The authorizer lets nodes create pods for the sake of mirror pods. Only the plug-in insists that it is one, without references.",
				},
				{
					Text:    "Delete a pod that runs on `worker-2`",
					Correct: true,
					Why:     "The authorizer lets nodes delete pods. That the pod must be on the same node is for the plug-in to check.",
				},
				{
					Text: "Read a Secret that only a pod on `worker-2` uses",
					Why:  "Reads are limited by the Node authorizer, with or without the plug-in.",
				},
				{
					Text: "Delete Node `worker-2`",
					Why:  "Nodes may create, update and patch Node objects. Neither the authorizer nor a default role lets them delete one.",
				},
			},
			Explanation: "The two belong together: the authorizer narrows what a node reads, the plug-in what it writes. Without the second, the first can be walked around, because a node that writes pods chooses itself which Secrets it may read. The plug-in is not on by default; kubeadm switches it on.",
			Tags:        []string{"kubelet", "authz", "admission", "privesc"},
			Topics:      []string{"S1-030"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Using Node Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/node/",
			},
				{
					Title: "Admission Control in Kubernetes",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
				},
				{
					Title:  "NodeAuthorizer in node_authorizer.go",
					Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/node/node_authorizer.go#NodeAuthorizer",
				},
				{
					Title:  "Plugin in admission.go",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/noderestriction/admission.go#Plugin",
				},
			},
			Practice: quiz.Practice{
				Scenario: "node-restriction-off",
				Lesson:   "M10",
			},
		},
		{
			ID:   "kubelet-label-own-node",
			Type: "verdict",
			Text: "NodeRestriction is on. With the kubeconfig of `worker-1`, somebody labels that very node. What is the answer?",
			Given: []quiz.Given{{
				Title:    "on worker-1",
				Language: "console",
				Text:     "kubectl --kubeconfig /etc/kubernetes/kubelet.conf label node worker-1 node-restriction.kubernetes.io/zone=pci",
			},
			},
			Options: []quiz.Option{{
				Text: "403, from the Node authorizer",
				Why:  "For the authorizer this is a patch of the node's own object, which it allows. It does not look at labels.",
			},
				{
					Text: "200, and the label is set",
					Why:  "This is what happens without the plug-in, or with a label outside the protected prefixes.",
				},
				{
					Text:    "403, from the admission plug-in",
					Correct: true,
					Why:     "Labels with this prefix are reserved for administrators, and a node may not add, change or remove them.",
				},
				{
					Text: "200, but the label is dropped",
					Why:  "Admission refuses the request as a whole. It does not quietly mend it.",
				},
			},
			Explanation: "Pods that must run on trusted nodes are often steered by labels. If a stolen node could set such a label, it would draw them, and their Secrets, to itself. Use this prefix for every label that a placement decision depends on.",
			Tags:        []string{"kubelet", "admission", "privesc"},
			Topics:      []string{"S1-031"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Admission Control in Kubernetes",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
			},
				{
					Title: "Assigning Pods to Nodes",
					URL:   "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
				},
				{
					Title:  "Plugin in admission.go",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/noderestriction/admission.go#Plugin",
				},
			},
			Practice: quiz.Practice{
				Scenario: "node-restriction-off",
				Lesson:   "M10",
			},
		},
		{
			ID:   "kubelet-labels-refused",
			Type: "multiple",
			Text: "NodeRestriction is on. A kubelet tries to add labels to its own Node. Which of these does the plug-in refuse?",
			Options: []quiz.Option{{
				Text:    "`node-restriction.kubernetes.io/pci=true`",
				Correct: true,
				Why:     "The prefix exists for this: labels that nodes cannot give themselves.",
			},
				{
					Text:    "`node-role.kubernetes.io/control-plane=`",
					Correct: true,
					Why:     "Under `kubernetes.io` a node may only set labels from a short list, and roles are not on it.",
				},
				{
					Text: "`topology.kubernetes.io/zone=eu-1a`",
					Why:  "Zone and region are on the list, since the kubelet reports where it runs. So do not trust them.",
				},
				{
					Text: "`example.com/pci=true`",
					Why:  "Prefixes of one's own are not protected. A node may set them as it likes.",
				},
			},
			Explanation: "The plug-in knows two groups: the reserved prefix, and labels under `kubernetes.io` or `k8s.io` that are not on the kubelet's list. Everything else a node may write, also the label on which your own affinity rule relies.",
			Tags:        []string{"kubelet", "admission", "hardening"},
			Topics:      []string{"S1-031"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Admission Control in Kubernetes",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
			},
				{
					Title:  "IsKubeletLabel in well_known_labels.go",
					Module: "k8s.io/kubelet/pkg/apis/well_known_labels.go#IsKubeletLabel",
				},
				{
					Title:  "Plugin in admission.go",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/noderestriction/admission.go#Plugin",
				},
			},
			Practice: quiz.Practice{
				Scenario: "node-restriction-off",
				Lesson:   "M10",
			},
		},
		{
			ID:       "kubelet-node-selector-line",
			Type:     "line",
			Text:     "These pods hold card data and must run on a few trusted nodes only. NodeRestriction is on. Which line lets a stolen node make itself look trusted?",
			Manifest: "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: card-vault, namespace: payments}\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: card-vault}}\n  template:\n    metadata: {labels: {app: card-vault}}\n    spec:\n      automountServiceAccountToken: false\n      nodeSelector:\n        kubernetes.io/os: linux\n        example.com/pci: \"true\"\n      tolerations:\n      - {key: pci, operator: Exists, effect: NoSchedule}\n      containers:\n      - name: vault\n        image: registry.example.com/card-vault:3.2.0\n",
			Lines: []quiz.FaultLine{{
				Line: 13,
				Why:  "A node may give itself this label. It is outside the prefixes that the plug-in keeps from nodes, such as `node-restriction.kubernetes.io/`.",
			},
			},
			Explanation: "The toleration is no weakness: it lets the pods onto tainted nodes, and a node cannot change its own taints. But nothing here keeps them from a node without the taint that wears the label. With a protected label, only an administrator can call a node trusted.",
			Tags:        []string{"kubelet", "admission", "hardening"},
			Topics:      []string{"S1-031"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Assigning Pods to Nodes",
				URL:   "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
			},
				{
					Title: "Admission Control in Kubernetes",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
				},
				{
					Title:  "Plugin in admission.go",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/noderestriction/admission.go#Plugin",
				},
			},
			Practice: quiz.Practice{
				Scenario: "node-restriction-off",
				Lesson:   "M10",
			},
		},
		{
			ID:   "kubelet-source-address",
			Type: "single",
			Text: "From a pod, an intruder with a stolen token calls kubelets on port 10250 directly. You want the address that he came from. Where is it most likely to be found?",
			Options: []quiz.Option{{
				Text: "In the audit log of the API server, as `sourceIPs`",
				Why:  "His requests never went there. At most you find the kubelet's own reviews of him, with the kubelet's address.",
			},
				{
					Text:    "In the network's records, such as flow logs or the node's firewall",
					Correct: true,
					Why:     "They see every connection to the port, whatever the kubelet makes of it.",
				},
				{
					Text: "In the kubelet's audit log on the node",
					Why:  "A kubelet has no audit log.",
				},
				{
					Text: "In the kubelet's log, on the line for a refused request",
					Why:  "The line for a 403 names user, verb and resource, and not the address. A plain 401 leaves no line.",
				},
			},
			Explanation: "A kubelet logs callers' addresses only as part of its HTTP log, which appears at verbosity 3 and above, too much for most clusters. So watch the port from outside, and let only those reach it who need it.",
			Tags:        []string{"kubelet", "detection", "net"},
			Topics:      []string{"S1-013"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Kubernetes API Server Bypass Risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
				{
					Title:  "InstallAuthFilter in server.go",
					Module: "k8s.io/kubernetes/pkg/kubelet/server/server.go#InstallAuthFilter",
				},
				{
					Title:  "withLogging in httplog.go",
					Module: "k8s.io/apiserver/pkg/server/httplog/httplog.go#withLogging",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M10",
			},
		},
		{
			ID:   "kubelet-port-firewall",
			Type: "single",
			Text: "Only the control plane and the metrics agents shall reach port 10250 of the nodes, whoever else is in the network. Which measure does this by itself?",
			Options: []quiz.Option{{
				Text: "An ingress NetworkPolicy for the kubelets in `kube-system`",
				Why:  "NetworkPolicies select pods. The kubelet is a process of the host, and no policy selects it.",
			},
				{
					Text: "A default-deny egress NetworkPolicy in every namespace",
					Why:  "Pods with the host's network and other machines still get through. It also stops the agents until an exception is made.",
				},
				{
					Text:    "A rule in the nodes' firewall or the cloud's security group",
					Correct: true,
					Why:     "It filters what arrives at the node, from pods and machines alike.",
				},
				{
					Text: "`anonymous.enabled: false` and `mode: Webhook` in the kubelet's file",
					Why:  "Necessary all the same, but this decides what callers may do, not who reaches the port.",
				},
			},
			Explanation: "Kubelets need few callers: the API server, and whatever scrapes metrics. A firewall in front means that a flaw in the kubelet, or a stolen token, is not open to every pod.",
			Tags:        []string{"kubelet", "net", "hardening"},
			Topics:      []string{"S1-013"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Kubernetes API Server Bypass Risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
				{
					Title: "Ports and Protocols",
					URL:   "https://kubernetes.io/docs/reference/networking/ports-and-protocols/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M10",
			},
		},
		{
			ID:       "kubelet-metrics-proxy-line",
			Type:     "line",
			Text:     "This is the configuration of kube-proxy in a cluster whose nodes are in a shared office network. Which line lets everybody in that network read metrics without any credentials?",
			Manifest: "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nbindAddress: 0.0.0.0\nclientConnection:\n  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf\n  qps: 5\nclusterCIDR: 10.244.0.0/16\nconntrack:\n  maxPerCore: 32768\nenableProfiling: false\nhealthzBindAddress: 0.0.0.0:10256\nmetricsBindAddress: 0.0.0.0:10249\nmode: nftables\n",
			Lines: []quiz.FaultLine{{
				Line: 12,
				Why:  "kube-proxy neither authenticates nor authorizes here, so the address decides. The default is the loopback address.",
			},
			},
			Explanation: "Most components ask for credentials before they show metrics: the kubelet wants `get` on `nodes/metrics`, the scheduler and the controller manager want `get` on the path `/metrics`. kube-proxy asks nobody, so leave its metrics on the loopback address, or put something in front. The health port says little and is needed by load balancers.",
			Tags:        []string{"net", "detection", "hardening"},
			Topics:      []string{"S2-40"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "kube-proxy Configuration v1alpha1",
				URL:   "https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/",
			},
				{
					Title: "Metrics For Kubernetes System Components",
					URL:   "https://kubernetes.io/docs/concepts/cluster-administration/system-metrics/",
				},
				{
					Title:  "SetDefaults_KubeProxyConfiguration in defaults.go",
					Module: "k8s.io/kubernetes/pkg/proxy/apis/config/v1alpha1/defaults.go#SetDefaults_KubeProxyConfiguration",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M10",
			},
		},
		{
			ID:   "kubelet-view-cannot-list-nodes",
			Type: "verdict",
			Text: "A contractor has the ClusterRole `view` through a ClusterRoleBinding, and nothing else. He wants to know the nodes' addresses and labels. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "as the contractor",
				Language: "console",
				Text:     "kubectl get nodes -o wide",
			},
			},
			Options: []quiz.Option{{
				Text:    "403",
				Correct: true,
				Why:     "`view` covers what lives in namespaces. Nodes are not in it, even when it is bound for the whole cluster.",
				Value:   "denied",
			},
				{
					Text:  "The list of nodes",
					Why:   "A ClusterRoleBinding widens a role to all namespaces. It adds no resources to it.",
					Value: "allowed",
				},
				{
					Text: "The list, without addresses",
					Why:  "RBAC allows or refuses a request. It hides no fields.",
				},
				{
					Text: "An empty list",
					Why:  "An empty list would mean that he may list and there is nothing. A missing right is a 403.",
				},
			},
			Explanation: "Node objects tell addresses, versions, cloud identities and labels, a map for an attacker, so the default roles for users leave them out. Give `get` and `list` on `nodes` in a role of its own to those who need it, and `patch` or `delete` to hardly anyone.",
			Tags:        []string{"rbac", "kubelet"},
			Topics:      []string{"S3-35"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Using RBAC Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "weak-rbac",
				Lesson:   "M10",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:  "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: contractor}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: User, name: contractor@example.com}\n",
					User:     "contractor@example.com",
					Groups:   []string{"system:authenticated"},
					Verb:     "list",
					Resource: "nodes",
				},
			},
		},
		{
			ID:   "kubelet-patch-nodes-right",
			Type: "single",
			Text: "An inventory tool has `get`, `list` and `patch` on `nodes`, so that it can write a label. What can somebody who steals its token do with these rights?",
			Options: []quiz.Option{{
				Text:    "Drive the pods off every node by taints, and choose where new ones run",
				Correct: true,
				Why:     "Taints are part of a Node's spec, so a patch sets them, and `NoExecute` evicts what does not tolerate it.",
			},
				{
					Text: "Read the environment of every pod through the kubelets",
					Why:  "The kubelet's API is guarded by subresources such as `nodes/pods` and `nodes/proxy`, which the tool does not have.",
				},
				{
					Text: "Replace a Node's address, so that `kubectl exec` reaches his machine",
					Why:  "Addresses are in the status, and a patch of `nodes` ignores it. That would take `nodes/status`.",
				},
				{
					Text: "Get the cloud credentials of the machines from the Node objects",
					Why:  "A Node carries an identifier of the machine, not its credentials. Those come from the cloud's metadata address.",
				},
			},
			Explanation: "Rights on nodes sound like inventory and are rights over scheduling. Where a tool only needs labels, let an admission policy refuse its changes of `spec`.",
			Tags:        []string{"rbac", "kubelet", "privesc"},
			Topics:      []string{"S3-35"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Taints and Tolerations",
				URL:   "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
			},
				{
					Title: "Role Based Access Control Good Practices",
					URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "node-restriction-off",
				Lesson:   "M10",
			},
		},
	},
}
