// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankthreat_model = quiz.Bank{
	ID:     "threat-model",
	Title:  "Threat model and vocabulary",
	Module: "M01",
	Questions: []quiz.Question{{
		ID:   "threat-minimal-host-os",
		Type: "single",
		Text: "NIST SP 800-190 advises running containers on a host operating system that was made for containers and carries little else. What is the argument?",
		Options: []quiz.Option{{
			Text: "Each container then boots a small kernel of its own",
			Why:  "That is what a VM-based runtime does; with an ordinary runtime a lean host still lends its one kernel to all.",
		},
			{
				Text:    "All containers lean on it, so less on it is less to attack",
				Correct: true,
				Why:     "Containers share the host's kernel and services, so each thing removed from the host is gone for all of them.",
			},
			{
				Text: "Images need no scanning if their host has few packages",
				Why:  "Libraries come with the image, whatever is installed on the host beneath.",
			},
			{
				Text: "A host without a package manager needs no updates of its kernel",
				Why:  "Such hosts are replaced or updated as a whole image; a hole in the shared kernel has to be closed all the same.",
			},
		},
		Explanation: "Two VMs share a hypervisor, two containers share a whole kernel and the host around it. What runs on the host is attack surface for every container there, which is why a minimal host pays off more than it does inside a VM.",
		Tags:        []string{"intro", "containersec"},
		Topics:      []string{"S0-01", "S2-44"},
		Difficulty:  "easy",
		Sources: []quiz.Source{{
			Title: "NIST SP 800-190, Application Container Security Guide",
			URL:   "https://csrc.nist.gov/pubs/sp/800/190/final",
		},
		},
		Practice: quiz.Practice{
			Lesson: "M01",
		},
	},
		{
			ID:   "threat-nist-components",
			Type: "match",
			Text: "NIST SP 800-190 sorts the risks of containers by component. Where does each finding belong?",
			Pairs: []quiz.Pair{{
				Left:  "A private key lies in a layer that was \"deleted\" by a later layer",
				Right: "Image",
				Why:   "Secrets in clear text inside layers are a risk of the image; a later layer only hides them.",
			},
				{
					Left:  "Nodes pull over plain HTTP and without a login",
					Right: "Registry",
					Why:   "Insecure connections and weak authentication when images are fetched are risks of the registry.",
				},
				{
					Left:  "One account may change the workloads of every team",
					Right: "Orchestrator",
					Why:   "Unbounded administrative access is a risk of the system that places and manages the workloads.",
				},
				{
					Left:  "A workload was started in privileged mode",
					Right: "Container",
					Why:   "An insecure runtime configuration belongs to the running container, even if its image is perfect.",
				},
				{
					Left:  "A node also serves mail and has accounts for developers",
					Right: "Host OS",
					Why:   "A large attack surface and shared use of the machine are risks of the operating system beneath.",
				},
			},
			Explanation: "The guide names five components: image, registry, orchestrator, container and host OS. It is from 2017 and mentions products only as examples, so it serves as a map of where risks lie, not as a list of settings for today's Kubernetes.",
			Tags:        []string{"methodology", "intro"},
			Topics:      []string{"S2-44"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "NIST SP 800-190, chapters 3 and 4",
				URL:   "https://csrc.nist.gov/pubs/sp/800/190/final",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M01",
			},
		},
		{
			ID:       "threat-escape-lines",
			Type:     "line",
			Text:     "The Pod Security level `baseline` is meant to close the well-known ways from a container to its node. Which lines of this pod does it refuse?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: node-report\n  namespace: shop\nspec:\n  hostPID: true\n  automountServiceAccountToken: false\n  containers:\n  - name: report\n    image: registry.example.com/shop/report:1.4\n    command: [\"/report\", \"--every=1h\"]\n    securityContext:\n      privileged: true\n      runAsUser: 0\n      readOnlyRootFilesystem: true\n    volumeMounts:\n    - {name: host, mountPath: /host, readOnly: true}\n  volumes:\n  - name: host\n    hostPath: {path: /}\n",
			Lines: []quiz.FaultLine{{
				Line: 7,
				Why:  "In the node's PID namespace a container sees and can signal the node's processes; with privileges it can enter them.",
			},
				{
					Line: 14,
					Why:  "A privileged container has every capability and the node's devices; mounting the node's disk is one command.",
				},
				{
					Line: 21,
					Why:  "The node's files come with it, kubelet credentials and other pods' volumes among them, even if read-only.",
				},
			},
			Explanation: "Either of the last two gives the node away by itself to whoever takes over this container; the first opens the view of its processes. Running as root is refused only by `restricted`, and a read-only root file system protects the container's files, not the node.",
			Tags:        []string{"breakout", "containersec", "admission"},
			Topics:      []string{"S0-05"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Pod Security Standards",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
			},
				{
					Title:  "The checks",
					Module: "k8s.io/pod-security-admission/policy/check_hostPathVolumes.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M01",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "baseline",
				},
			},
		},
		{
			ID:   "threat-node-compromise-reach",
			Type: "multiple",
			Text: "An intruder is root on one worker node. The Node authorizer and NodeRestriction are on, and no pod on this node has a service account with rights of its own. What can the intruder do with what the node has?",
			Options: []quiz.Option{{
				Text:    "Read the memory of every container on this node",
				Correct: true,
				Why:     "Containers are processes of the node's kernel, and root on the node may look into each of them.",
			},
				{
					Text: "List the Secrets of all namespaces",
					Why:  "The Node authorizer lets a kubelet get only objects that pods bound to its own node refer to.",
				},
				{
					Text:    "Change what a service answers from its pods here",
					Correct: true,
					Why:     "Processes, volumes and traffic of these pods are in the hands of root, and callers notice no difference.",
				},
				{
					Text: "Start a privileged pod on another node",
					Why:  "NodeRestriction lets a kubelet create nothing but mirror pods, bound to its own node; they start no container.",
				},
				{
					Text:    "Mine coins past every ResourceQuota",
					Correct: true,
					Why:     "Quotas count pods in the API; a process that root starts beside them is known to nobody but the kernel.",
				},
			},
			Explanation: "A lost node means that everything on it is lost: processes, mounted Secrets, tokens of its pods, and its computing power. The Node authorizer and NodeRestriction keep the damage from spreading to the rest of the cluster through the kubelet's own credential.",
			Tags:        []string{"kubelet", "breakout", "goals"},
			Topics:      []string{"S0-06"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Using Node Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/node/",
			},
				{
					Title:  "NodeRestriction",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/noderestriction/admission.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "revoke-compromised-node",
				Lesson:   "M01",
			},
		},
		{
			ID:   "threat-control-plane-lost-key",
			Type: "single",
			Text: "An intruder was root on a control plane host of a kubeadm cluster and copied `/etc/kubernetes/pki`. The team has replaced all CAs and reissued every certificate, and has deleted all Secrets that held tokens. Which of the copied files still lets the intruder in, under the name of whichever service account is wanted?",
			Options: []quiz.Option{{
				Text: "`ca.crt`, since every client has it in its kubeconfig",
				Why:  "That file is public; it lets a client check the server and proves nothing about the client.",
			},
				{
					Text: "`sa.pub`, since it is what tokens are checked with",
					Why:  "The public half only verifies tokens; signing takes the private one.",
				},
				{
					Text: "`apiserver.key`, since it is the server's own identity",
					Why:  "It belongs to a certificate that was replaced, and never was a way to log in as a service account.",
				},
				{
					Text:    "`sa.key`, since it signs whatever token is wanted",
					Correct: true,
					Why:     "It is a bare key outside of every CA. With it and an account's UID, which the intruder could read in etcd, tokens can be written at home.",
				},
			},
			Explanation: "Control plane hosts hold the keys that all trust hangs on: the CAs' keys and the key that signs service account tokens. After a compromise there, all of them have to be replaced, or the cluster has to be built anew. Rotating the CAs alone is half of the work.",
			Tags:        []string{"ctrlplane", "privesc", "recovery"},
			Topics:      []string{"S0-07"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "PKI certificates and requirements",
				URL:   "https://kubernetes.io/docs/setup/best-practices/certificates/",
			},
				{
					Title:  "What a token has to hold",
					Module: "k8s.io/kubernetes/pkg/serviceaccount/claims.go#Validate",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M20",
			},
		},
		{
			ID:   "threat-etcd-write-unseen",
			Type: "single",
			Text: "Someone has a client certificate for etcd and writes a ClusterRoleBinding straight into it. Audit logging of the API server is on and logs everything. What does its log say about the creation?",
			Options: []quiz.Option{{
				Text:    "Nothing, because the API server got no request",
				Correct: true,
				Why:     "Authentication, authorization, admission and audit are stages of the API server; etcd knows none of them.",
			},
				{
					Text: "A `create` by `system:apiserver`, which loads new keys",
					Why:  "The API server watches etcd and serves what it finds; it records no request for that.",
				},
				{
					Text: "A `create` that names the certificate's CN as the user",
					Why:  "The certificate was shown to etcd, not to the API server, so no Kubernetes user comes into play.",
				},
				{
					Text: "A `patch` by the controller that reconciles RBAC",
					Why:  "Reconciliation happens at the start and only for the default roles; a foreign binding is left alone.",
				},
			},
			Explanation: "Write access to etcd is more than cluster-admin: the binding takes effect as soon as the API server sees it, and there is no trace of its making. Hence etcd gets a CA of its own, and hardly anyone but the API server a client certificate of that CA.",
			Tags:        []string{"etcd", "privesc", "detection"},
			Topics:      []string{"S0-08"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Kubernetes API Server Bypass Risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-open-client-port",
				Lesson:   "M11",
			},
		},
		{
			ID:   "threat-static-pod-directory",
			Type: "single",
			Text: "`kubeadm init` was run without a word about etcd in its configuration. What starts etcd after a reboot of the control plane host?",
			Options: []quiz.Option{{
				Text:    "The kubelet, from a manifest on the host",
				Correct: true,
				Why:     "By default etcd is a static pod like the rest of the control plane, in `/etc/kubernetes/manifests`.",
			},
				{
					Text: "A systemd unit named `etcd.service` that kubeadm installed",
					Why:  "That is how many external clusters of etcd are run, but kubeadm installs no such unit.",
				},
				{
					Text: "The scheduler, which places the pod again on this node",
					Why:  "The scheduler needs the API server, and the API server needs etcd, so this would never come up.",
				},
				{
					Text: "A StatefulSet in `kube-system`, once the API server is up",
					Why:  "A StatefulSet is stored in etcd, so it could not be what starts etcd in the first place.",
				},
			},
			Explanation: "kubeadm puts the manifests of the control plane's static pods into a directory on the host. Whoever can write to that directory runs pods on the host with no request to the API server, so it deserves the care that the CA's keys get. Other installers use units on the host or pods of another cluster, which changes what is lost together and how it is brought back.",
			Tags:        []string{"ctrlplane", "intro", "recovery"},
			Topics:      []string{"S1-001"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "kubeadm implementation details",
				URL:   "https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/",
			},
				{
					Title:  "Manifest of etcd",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/etcd/local.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "threat-hosted-control-plane",
			Type: "single",
			Text: "A company hosts the API servers and etcd of its twenty clusters as pods in one management cluster. Who else, apart from the twenty teams' own administrators, has to be counted as administrator of all of them?",
			Options: []quiz.Option{{
				Text:    "Whoever administers the management cluster",
				Correct: true,
				Why:     "They can read the hosted clusters' keys, exec into their etcd, and change the flags of their API servers.",
			},
				{
					Text: "Nobody, because each hosted cluster has a CA of its own",
					Why:  "Each of those CAs' keys lies in the management cluster, usually in a Secret.",
				},
				{
					Text: "Whoever may run pods on the worker nodes of any hosted cluster",
					Why:  "Workers of a hosted cluster do not run its control plane, so this is a step further away than usual.",
				},
				{
					Text: "Whoever owns the registry that the hosted workloads come from",
					Why:  "That gives code in workloads, which is bad enough, yet not the control plane of all clusters.",
				},
			},
			Explanation: "Where the control plane runs decides who can take it: the hosts' administrators with units or static pods, the administrators of another cluster with a hosted one, the provider with a managed one. Ask it first in every review.",
			Tags:        []string{"ctrlplane", "intro"},
			Topics:      []string{"S1-001"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Kubernetes API Server Bypass Risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
				{
					Title: "Options for highly available topology",
					URL:   "https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/ha-topology/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M01",
			},
		},
		{
			ID:       "threat-control-plane-taint-line",
			Type:     "line",
			Text:     "A team wants its application pods to stay away from the control plane host. Which line of this kubeadm configuration works against that?",
			Manifest: "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\nlocalAPIEndpoint:\n  advertiseAddress: 10.0.0.10\n  bindPort: 6443\nnodeRegistration:\n  name: cp-1\n  criSocket: unix:///run/containerd/containerd.sock\n  imagePullPolicy: IfNotPresent\n  taints: []\n  kubeletExtraArgs:\n  - name: node-labels\n    value: site=north\n---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nclusterName: shop\ncontrolPlaneEndpoint: api.example.com:6443\n",
			Lines: []quiz.FaultLine{{
				Line: 10,
				Why:  "An empty list is not the same as no list: without the field kubeadm adds the taint `node-role.kubernetes.io/control-plane:NoSchedule`, with an empty one it adds none.",
			},
			},
			Explanation: "A control plane host that is joined as an ordinary node runs anybody's pods beside the CA's keys and etcd. One breakout there is a breakout into the control plane, and its kubelet is one more door. The taint keeps pods away that do not tolerate it; who may use that toleration is a matter for admission policies.",
			Tags:        []string{"ctrlplane", "kubelet", "hardening", "breakout"},
			Topics:      []string{"S1-003"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "kubeadm configuration v1beta4",
				URL:   "https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/",
			},
				{
					Title:  "The field",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/apis/kubeadm/v1beta4/types.go#NodeRegistrationOptions",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M01",
			},
		},
		{
			ID:   "threat-mining-quota",
			Type: "single",
			Text: "A leaked token may create pods in one namespace. Which object in that namespace limits how much computing power a miner can take in all, however many pods it makes?",
			Options: []quiz.Option{{
				Text: "A LimitRange with a maximum for each container",
				Why:  "It caps the single container or pod, but nothing in it counts how many there are.",
			},
				{
					Text: "A NetworkPolicy that denies egress",
					Why:  "It may keep a miner from its pool, but the pods still burn CPU, and a denial of service needs no network.",
				},
				{
					Text:    "A ResourceQuota for CPU, memory and pods",
					Correct: true,
					Why:     "A quota caps the sum over the namespace, so the hundredth pod is refused.",
				},
				{
					Text: "A PriorityClass with a negative value",
					Why:  "It is an object of the whole cluster that decides who goes first when room is scarce; it caps nothing.",
				},
			},
			Explanation: "Attackers who are after computing power or after a denial of service need no more than pods that start. A quota bounds the loss per namespace, and unusual consumption is often the first thing that gives a miner away.",
			Tags:        []string{"goals", "tenancy"},
			Topics:      []string{"S1-008"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Resource Quotas",
				URL:   "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
			},
				{
					Title: "Limit Ranges",
					URL:   "https://kubernetes.io/docs/concepts/policy/limit-range/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "quota-service-types",
				Lesson:   "M15",
			},
		},
		{
			ID:     "threat-empty-pod-worth-taking",
			Type:   "boolean",
			Text:   "A pod mounts no Secret, its service account has no rights, and its database is public data. Is it still worth taking over for an attacker?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "Its CPU can mine, its address can reach neighbours, and its process runs on a kernel that others share.",
				False: "This looks at data only; computing power, the position in the network and the shared kernel are goals too.",
			},
			Explanation: "Data theft is one goal among several. Miners want CPU, others want a foothold from which internal services, the cloud's metadata service or the node's kernel can be reached. \"There is nothing to steal here\" is no threat model.",
			Tags:        []string{"goals", "intro"},
			Topics:      []string{"S4-01", "S1-008"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "MITRE ATT&CK matrix for containers",
				URL:   "https://attack.mitre.org/matrices/enterprise/containers/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M01",
			},
		},
		{
			ID:   "threat-shared-responsibility",
			Type: "multiple",
			Text: "A company moves to a managed Kubernetes service where the provider runs the control plane and offers node images. Which tasks stay with the company?",
			Options: []quiz.Option{{
				Text:    "Keeping its container images free of known holes",
				Correct: true,
				Why:     "The provider patches what it ships; what is inside a customer's image is the customer's.",
			},
				{
					Text: "Patching the API server against a new CVE",
					Why:  "The control plane is the part that is bought; the provider patches it.",
				},
				{
					Text:    "Deciding who is bound to `cluster-admin`",
					Correct: true,
					Why:     "Roles and bindings inside the cluster are the customer's configuration, as is access in the cloud's IAM.",
				},
				{
					Text:    "Giving pods a sensible `securityContext`",
					Correct: true,
					Why:     "The configuration of workloads is the customer's, and no provider can guess what a workload needs.",
				},
				{
					Text: "Encrypting the connection between the members of etcd",
					Why:  "In such a service etcd is run by the provider, and customers usually cannot even reach it.",
				},
			},
			Explanation: "A managed service takes over the control plane and the making of node images. Workloads, images, access rights and moving to supported versions in time stay with the customer. Read the provider's own list: the line between them differs in details, such as who starts the upgrade of nodes.",
			Tags:        []string{"intro", "methodology"},
			Topics:      []string{"S1-017"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "GKE shared responsibility",
				URL:   "https://cloud.google.com/kubernetes-engine/docs/concepts/shared-responsibility",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M01",
			},
		},
		{
			ID:     "threat-ga-is-not-on",
			Type:   "boolean",
			Text:   "User namespaces for pods have been generally available (GA) since v1.36. On nodes that support them, does every new pod whose `spec` says nothing about it now get a user namespace of its own?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "GA says that a feature is stable and can be relied upon; here each pod still has to ask for it.",
				False: "A pod gets one only with `hostUsers: false`; a field that is left out counts as true, as it always did.",
			},
			Explanation: "GA means stable: the feature stays, its API is supported, and as a rule its gate can no longer switch it off. Whether it does anything by itself is another question, and several protective settings are GA and still left to the administrator or the author of a pod.",
			Tags:        []string{"intro", "hardening"},
			Topics:      []string{"S1-078"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.36",
			Sources: []quiz.Source{{
				Title: "Feature stages",
				URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/",
			},
				{
					Title: "User Namespaces",
					URL:   "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
				},
				{
					Title:  "The field",
					Module: "k8s.io/api/core/v1/types.go#HostUsers",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M01",
			},
		},
		{
			ID:   "threat-who-to-watch",
			Type: "match",
			Text: "The Kubernetes project works in special interest groups (SIGs) and committees. Who is in charge of what?",
			Pairs: []quiz.Pair{{
				Left:  "A report of a hole that is not public yet",
				Right: "Security Response Committee",
				Why:   "It takes private reports, arranges the fix and publishes the CVE; a public issue would warn attackers first.",
			},
				{
					Left:  "RBAC, service account tokens, Pod Security admission",
					Right: "SIG Auth",
					Why:   "Authentication, authorization and the policies around them are its subject.",
				},
				{
					Left:  "User namespaces for pods, the kubelet's own authorization",
					Right: "SIG Node",
					Why:   "The kubelet and how it drives the runtime belong to it, even where the purpose is security.",
				},
				{
					Left:  "NetworkPolicy and the end of `externalIPs` of Services",
					Right: "SIG Network",
					Why:   "What concerns pods' traffic is decided there, security features included.",
				},
				{
					Left:  "Third-party audits, self-assessments, hardening documents",
					Right: "SIG Security",
					Why:   "It works across the project and owns hardly any code of the components.",
				},
			},
			Extra: []quiz.Item{{
				Text: "SIG Scalability",
				Why:  "It watches over performance in large clusters; nothing on the left is its subject.",
			},
			},
			Explanation: "Security is spread over the project: SIG Auth is the first to watch, but many features that matter come from SIG Node, SIG Network and SIG API Machinery. SIG Security does not handle vulnerability reports; the committee does.",
			Tags:        []string{"trivia", "intro"},
			Topics:      []string{"S1-166"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "SIGs and committees",
				URL:   "https://github.com/kubernetes/community/blob/master/sig-list.md",
			},
				{
					Title: "Security and disclosure",
					URL:   "https://kubernetes.io/docs/reference/issues-security/security/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M01",
			},
		},
		{
			ID:   "threat-six-areas-gap",
			Type: "single",
			Text: "A team divides its work into six areas: images, running containers, authentication and authorization, communication, applications, control plane. So far it signs images, enforces the level `restricted`, reviews RBAC, tests its own code for injection and has hardened the API server and etcd. Which step would open the area that is still untouched?",
			Options: []quiz.Option{{
				Text: "Turning on audit logs of the API server",
				Why:  "Worth doing, yet it belongs to the control plane, where the team has already been at work.",
			},
				{
					Text: "Setting `runAsNonRoot` on all workloads",
					Why:  "The level `restricted` requires it already, so running containers are covered.",
				},
				{
					Text: "Letting people log in through an identity provider",
					Why:  "That improves authentication, which shares its area with the RBAC that was reviewed.",
				},
				{
					Text:    "Denying pod traffic that no policy allows",
					Correct: true,
					Why:     "Nothing on the list touches communication; a default deny for pods, and TLS between services, would.",
				},
			},
			Explanation: "A list of areas is worth most for what it shows to be missing. Here any pod can still talk to any other pod, so one injected application reaches all the rest.",
			Tags:        []string{"intro", "methodology"},
			Topics:      []string{"S2-02"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Security overview",
				URL:   "https://kubernetes.io/docs/concepts/security/",
			},
				{
					Title: "Network Policies",
					URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M01",
			},
		},
		{
			ID:   "threat-build-to-run",
			Type: "order",
			Text: "A change to an application travels from source to a running container, and every station can be guarded. Put the stations in order.",
			Items: []quiz.Item{{
				Text: "Review of the commit",
				Why:  "The source comes first; whatever is merged here is built by machines that ask no questions.",
			},
				{
					Text: "Build of the image, with a scan of its packages",
					Why:  "The image is made from the reviewed source; this is the last point where its content can change.",
				},
				{
					Text: "Push to the registry, with a signature for the digest",
					Why:  "Only a finished image has a digest, and the signature vouches for exactly that one.",
				},
				{
					Text: "Admission of the pod, where the signature can be verified",
					Why:  "Build time ends and run time begins when an object that names the image is sent to the API server.",
				},
				{
					Text: "Pull of the image by the node",
					Why:  "The kubelet acts on a stored pod only, so what admission refused is never fetched for it.",
				},
				{
					Text: "Watch over the process for behaviour that does not fit",
					Why:  "What slipped through all earlier stations can only be noticed while it runs.",
				},
			},
			Explanation: "Images are not changed after they are built; a fix means a new image that takes the whole way again. This makes each station automatic and repeatable, and turns a change inside a running container into a sign of an intruder.",
			Tags:        []string{"intro", "methodology"},
			Topics:      []string{"S2-03"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Cloud Native Security and Kubernetes",
				URL:   "https://kubernetes.io/docs/concepts/security/cloud-native-security/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:   "threat-namespace-admin-hands-out",
			Type: "verdict",
			Text: "The infrastructure team has made Anna, of the group `shop-leads`, the administrator of a namespace by the binding below. She has no other rights. A developer joins, and she runs `kubectl -n shop create rolebinding devs --clusterrole=edit --group=shop-devs`. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "binding.yaml",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: leads\n  namespace: shop\nsubjects:\n- kind: Group\n  name: shop-leads\n  apiGroup: rbac.authorization.k8s.io\nroleRef:\n  kind: ClusterRole\n  name: admin\n  apiGroup: rbac.authorization.k8s.io\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "`403`: bindings are for cluster admins",
				Why:   "The ClusterRole `admin` holds every verb on Roles and RoleBindings, so that namespaces can be run by their own.",
				Value: "denied",
			},
				{
					Text:    "`201`: she may pass on what she holds",
					Correct: true,
					Why:     "`admin` may create RoleBindings, and `edit` holds nothing that `admin` does not hold in this namespace.",
					Value:   "allowed",
				},
				{
					Text: "`403`: she is not bound to `edit` herself",
					Why:  "Rules are compared, not names; by `admin` she has all that `edit` would give away.",
				},
				{
					Text: "`422`: a RoleBinding names Roles only",
					Why:  "A RoleBinding may refer to a ClusterRole, whose rules then hold in its own namespace.",
				},
			},
			Explanation: "The default roles draw the line between responsibilities: `edit` is for developers, `admin` for whoever runs the namespace and hands out rights in it. What bounds the namespace itself (its labels, quotas and limits) stays with the infrastructure's administrators, and nobody can grant more than they hold.",
			Tags:        []string{"rbac", "authz", "intro"},
			Topics:      []string{"S2-04"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "User-facing roles",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles",
			},
				{
					Title:  "The roles' rules",
					Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "bind-escalate-impersonate",
				Lesson:   "M07",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: leads\n  namespace: shop\nsubjects:\n- kind: Group\n  name: shop-leads\n  apiGroup: rbac.authorization.k8s.io\nroleRef:\n  kind: ClusterRole\n  name: admin\n  apiGroup: rbac.authorization.k8s.io\n",
					User:      "anna",
					Groups:    []string{"shop-leads", "system:authenticated"},
					Verb:      "create",
					Group:     "rbac.authorization.k8s.io",
					Resource:  "rolebindings",
					Namespace: "shop",
				},
			},
		},
		{
			ID:   "threat-namespace-is-logical",
			Type: "single",
			Text: "Two teams have a namespace each in a plain cluster with runc, and Roles that reach no further. Which of the things below do their pods have in common, unless someone takes further measures?",
			Options: []quiz.Option{{
				Text:    "The kernel of any node that runs pods of both",
				Correct: true,
				Why:     "Namespaces sort objects in the API; the scheduler places pods of both teams on the same machines.",
			},
				{
					Text: "The right to read each other's ConfigMaps",
					Why:  "Roles that reach no further than the namespace keep exactly this apart.",
				},
				{
					Text: "The names of their Deployments and Services",
					Why:  "Names are unique per namespace, so both teams may use the same ones.",
				},
				{
					Text: "The service account called `default`",
					Why:  "Each namespace has one of its own; the two are different identities that share a name.",
				},
			},
			Explanation: "There are two views of a cluster. The logical one has namespaces, roles and objects; the physical one has machines, kernels and networks. A boundary in the first is none in the second until node pools, runtimes and network policies make it one.",
			Tags:        []string{"intro", "ctrlplane", "tenancy"},
			Topics:      []string{"S2-05"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Multi-tenancy",
				URL:   "https://kubernetes.io/docs/concepts/security/multi-tenancy/",
			},
				{
					Title: "Cluster architecture",
					URL:   "https://kubernetes.io/docs/concepts/architecture/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:          "threat-who-talks-to-etcd",
			Type:        "short",
			Text:        "In a cluster as kubeadm builds it, the scheduler, the controllers, the kubelets and kubectl never open a connection to etcd. They all go through one component, and only that one does. Which?",
			Accept:      []string{"kube-apiserver", "API server", "apiserver", "api-server", "the API server", "the apiserver", "the kube-apiserver", "Kubernetes API server", "the Kubernetes API server", "Kubernetes apiserver", "kube-api-server", "kube apiserver", "kube API server"},
			Placeholder: "name of the component",
			Wrong: []quiz.Wrong{{
				Text: "kube-controller-manager",
				Why:  "The controllers keep their state in API objects, so they are clients like all the others.",
			},
				{
					Text: "kubelet",
					Why:  "On a control plane host the kubelet starts etcd as a static pod, but it stores nothing there itself.",
				},
			},
			Explanation: "The API server is where each request is authenticated, authorized, admitted and logged. That is worth something only as long as nothing else reaches etcd, which is why a client certificate for etcd should exist for the API server and hardly anyone else.",
			Tags:        []string{"ctrlplane", "etcd", "intro"},
			Topics:      []string{"S2-05", "S0-08"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Kubernetes components",
				URL:   "https://kubernetes.io/docs/concepts/overview/components/",
			},
				{
					Title: "Kubernetes API Server Bypass Risks",
					URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-shared-ca",
				Lesson:   "M11",
			},
		},
		{
			ID:   "threat-config-or-image",
			Type: "multiple",
			Text: "Attacks come in by two surfaces: the configuration of the cluster, and the images of the applications. An image scanner looks at the second only. What will it never find?",
			Options: []quiz.Option{{
				Text:    "A RoleBinding that gives `edit` to the `default` service account",
				Correct: true,
				Why:     "This is an object in the API; nothing of it is in any image.",
			},
				{
					Text: "A version of OpenSSL with a published hole in the base layer",
					Why:  "Known holes in packages are what scanners are made for.",
				},
				{
					Text:    "A kubelet that answers requests without credentials",
					Correct: true,
					Why:     "How nodes are set up is configuration of the cluster; no image tells of it.",
				},
				{
					Text: "A JavaScript library of the application with a published hole",
					Why:  "Scanners read the lists of packages of common languages too, and report versions with known holes.",
				},
				{
					Text:    "A namespace without any NetworkPolicy",
					Correct: true,
					Why:     "What is missing in the API cannot be seen by looking at layers; it takes a look at the cluster.",
				},
			},
			Explanation: "A clean scan says nothing about the cluster, and a hardened cluster says nothing about the application. Plans need both: benchmarks and policy checks for the configuration, scans and updates for the images.",
			Tags:        []string{"intro", "methodology"},
			Topics:      []string{"S4-11"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Cloud Native Security and Kubernetes",
				URL:   "https://kubernetes.io/docs/concepts/security/cloud-native-security/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M01",
			},
		},
		{
			ID:   "threat-open-console-2018",
			Type: "single",
			Text: "In February 2018 researchers reported that strangers mined coins in a car maker's cluster, whose Kubernetes console asked for no password. Data in an S3 bucket was exposed as well. How did that come about?",
			Options: []quiz.Option{{
				Text: "The console's service account token was accepted by AWS as a login",
				Why:  "Federation of that kind has to be set up on purpose, and the report speaks of ordinary AWS credentials.",
			},
				{
					Text: "The miner broke out to the node and queried the metadata service",
					Why:  "A likely path in many clusters, but no breakout was needed or reported here.",
				},
				{
					Text:    "AWS credentials lay in a pod that the console showed",
					Correct: true,
					Why:     "Whoever can look into pods finds what is stored in them, and here those were keys of the cloud account.",
				},
				{
					Text: "The bucket itself was public, as was the console",
					Why:  "The reports name credentials as the way to the bucket, not a bucket that was open.",
				},
			},
			Explanation: "The console gave the cluster, the cluster gave the keys, and the keys gave the data. The miners also kept CPU usage low and hid behind an endpoint that no list of mining pools knew, so alarms on load or known addresses stayed quiet. The console needed a login, and the pod should have had no long-lived cloud key.",
			Tags:        []string{"goals", "addon", "secrets"},
			Topics:      []string{"S4-12"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Report of BGR, 2018-02-20",
				URL:   "https://bgr.com/tech/tesla-cryptojacking-cryptocurrency-software-mining/",
			},
				{
					Title: "Report of CoinDesk, 2018-02-21",
					URL:   "https://www.coindesk.com/markets/2018/02/21/teslas-cloud-hit-by-crypto-mining-malware-attack/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "open-dashboard",
				Lesson:   "M18",
			},
		},
	},
}
