// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankcontainers_runtimes = quiz.Bank{
	ID:     "containers-runtimes",
	Title:  "What a container is",
	Module: "M02",
	Questions: []quiz.Question{{
		ID:   "container-namespaces-and-cgroups",
		Type: "match",
		Text: "A container is a process that the kernel shows less of the machine, and gives less of it. What is behind each of these effects?",
		Pairs: []quiz.Pair{{
			Left:  "`ps` shows three processes, on a node that runs three hundred",
			Right: "PID namespace",
			Why:   "Process numbers are counted per PID namespace, and a process sees only its own and nested ones.",
		},
			{
				Left:  "Two pods on one node both listen on port 80 without a conflict",
				Right: "Network namespace",
				Why:   "Interfaces, routes and ports exist once per network namespace.",
			},
			{
				Left:  "`/etc/os-release` names another distribution than the node's",
				Right: "Mount namespace",
				Why:   "What is mounted where, the root file system included, is private to a mount namespace.",
			},
			{
				Left:  "A process is killed when it wants more than 512 MiB",
				Right: "cgroup",
				Why:   "A cgroup meters and limits; no namespace hides or caps memory.",
			},
			{
				Left:  "Root in the container is user 196608 on the node",
				Right: "User namespace",
				Why:   "User numbers are mapped from one user namespace to another.",
			},
		},
		Extra: []quiz.Item{{
			Text: "UTS namespace",
			Why:  "It gives a container its own host name, which none of these effects is about.",
		},
		},
		Explanation: "Namespaces decide what a process can see and name, cgroups how much it can use. Both are features of one kernel, so a hole in that kernel is a hole in every such wall on the node.",
		Tags:        []string{"containersec", "intro"},
		Topics:      []string{"S0-02"},
		Difficulty:  "easy",
		Sources: []quiz.Source{{
			Title: "namespaces(7)",
			URL:   "https://man7.org/linux/man-pages/man7/namespaces.7.html",
		},
			{
				Title: "cgroups(7)",
				URL:   "https://man7.org/linux/man-pages/man7/cgroups.7.html",
			},
		},
		Practice: quiz.Practice{
			Lesson: "M02",
		},
	},
		{
			ID:       "container-host-namespaces-lines",
			Type:     "line",
			Text:     "Which lines make this pod use a namespace of the node, so that even the level `baseline` refuses them?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: probe\n  namespace: shop\nspec:\n  hostname: probe\n  hostNetwork: true\n  hostIPC: true\n  shareProcessNamespace: true\n  dnsPolicy: ClusterFirstWithHostNet\n  hostAliases:\n  - ip: 10.0.0.20\n    hostnames: [db.example.com]\n  containers:\n  - name: probe\n    image: registry.example.com/shop/probe:0.9\n    args: [\"--interval=30s\"]\n  - name: exporter\n    image: registry.example.com/shop/exporter:2.1\n",
			Lines: []quiz.FaultLine{{
				Line: 8,
				Why:  "The containers see the node's interfaces and reach what listens on its loopback address.",
			},
				{
					Line: 9,
					Why:  "Shared memory and semaphores of the node's processes become reachable.",
				},
			},
			Explanation: "A pod gets its own network, IPC and PID namespaces unless it asks for the node's. `shareProcessNamespace` joins the containers of this one pod with each other, and the host names concern name resolution only.",
			Tags:        []string{"containersec", "admission"},
			Topics:      []string{"S0-02"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Pod Security Standards",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
			},
				{
					Title:  "The check",
					Module: "k8s.io/pod-security-admission/policy/check_hostNamespaces.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M02",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "baseline",
				},
			},
		},
		{
			ID:     "container-root-without-capabilities",
			Type:   "boolean",
			Text:   "A container runs as user 0 with all capabilities dropped. In a volume that it shares with another container lies a file that belongs to user 1000 and has mode `0600`. Can its process read the file?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "What lets root read everything is a capability, CAP_DAC_OVERRIDE or CAP_DAC_READ_SEARCH, and both are dropped here.",
				False: "Without these capabilities user 0 is one user among others, and this file is for user 1000 alone.",
			},
			Explanation: "Capabilities split what only root may do, and overriding file permissions is one of these things. Permissions themselves are decided by the user number: root without capabilities still owns whatever belongs to user 0. Hence workloads should run as another user as well as without capabilities, and a shared volume needs fitting owners.",
			Tags:        []string{"containersec", "authz"},
			Topics:      []string{"S0-03"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "capabilities(7)",
				URL:   "https://man7.org/linux/man-pages/man7/capabilities.7.html",
			},
				{
					Title: "Configure a security context",
					URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "container-short-life-evidence",
			Type: "single",
			Text: "One pod of a Deployment opens connections that nobody can explain. What should be done before it is deleted and replaced?",
			Options: []quiz.Option{{
				Text: "Note the image's digest, since the image holds all its files",
				Why:  "The image holds what the container started with; what was written, fetched or changed since is not in it.",
			},
				{
					Text:    "Cut it off by policy and save its files and memory",
					Correct: true,
					Why:     "With the pod its writable layer and its memory go, and they may be the only evidence there is.",
				},
				{
					Text: "Restart its container, which keeps the state in the pod",
					Why:  "A restarted container gets a fresh writable layer, so this destroys evidence too.",
				},
				{
					Text: "Raise its grace period, so that its files outlast it",
					Why:  "The grace period delays the end by a while and then everything is removed all the same.",
				},
			},
			Explanation: "Many containers live for hours, many VMs for years. That is good for updates, which come as new containers, and bad for investigations: logs have to leave the container while it runs, and evidence has to be taken on purpose.",
			Tags:        []string{"containersec", "forensics"},
			Topics:      []string{"S0-04"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Pod lifecycle",
				URL:   "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/",
			},
				{
					Title: "NIST SP 800-190, chapter 2",
					URL:   "https://csrc.nist.gov/pubs/sp/800/190/final",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M20",
			},
		},
		{
			ID:   "runtime-cri-or-oci",
			Type: "single",
			Text: "\"Container runtime\" is said of two kinds of program. What must listen at the address that the kubelet is given as `containerRuntimeEndpoint`?",
			Options: []quiz.Option{{
				Text: "An OCI runtime such as runc or crun",
				Why:  "Those are run as a command for each container and listen nowhere.",
			},
				{
					Text: "The Docker Engine with its HTTP interface",
					Why:  "The kubelet's adapter for it, dockershim, was removed in v1.24; an adapter outside, cri-dockerd, would be needed.",
				},
				{
					Text: "A CNI plug-in such as Cilium or Calico",
					Why:  "These connect pods to the network, and the runtime calls them, not the kubelet.",
				},
				{
					Text:    "A CRI implementation like containerd",
					Correct: true,
					Why:     "The kubelet speaks the Container Runtime Interface over a socket, and containerd or CRI-O answers.",
				},
			},
			Explanation: "The documents of Kubernetes mean the CRI implementation when they say container runtime, those of the OCI mean runc and its kind. \"High-level\" and \"low-level\" runtime are common words for the two, but nowhere defined.",
			Tags:        []string{"runtime", "containerd"},
			Topics:      []string{"S1-072", "S1-087"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Container runtimes",
				URL:   "https://kubernetes.io/docs/setup/production-environment/container-runtimes/",
			},
				{
					Title: "OCI runtime specification",
					URL:   "https://github.com/opencontainers/runtime-spec",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:     "runtime-docker-built-image",
			Type:   "boolean",
			Text:   "A developer builds an image with `docker build` and pushes it to a registry, for the CPU architecture of the cluster's nodes. These have containerd and no Docker. Does the image run there?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "Docker builds images that containerd and CRI-O understand, since image format and registry protocol are common.",
				False: "What Kubernetes dropped is its adapter for the Docker Engine on nodes, not images that Docker has built.",
			},
			Explanation: "Early clusters ran containers through the Docker Engine. Today the kubelet speaks CRI to containerd or CRI-O. What changes for a pod is whatever relied on the engine itself, such as a mounted `/var/run/docker.sock`.",
			Tags:        []string{"runtime", "trivia"},
			Topics:      []string{"S1-087"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Dockershim removal FAQ",
				URL:   "https://kubernetes.io/blog/2022/02/17/dockershim-faq/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "runtime-start-chain",
			Type: "order",
			Text: "A pod was bound to a node that has containerd and runc. Put in order what happens until its program runs.",
			Items: []quiz.Item{{
				Text: "The kubelet notices the pod that is meant for its node",
				Why:  "The kubelet watches the API for pods of its node; nobody calls it.",
			},
				{
					Text: "The kubelet sends a CRI request over a Unix socket",
					Why:  "This is the border between Kubernetes and the runtime.",
				},
				{
					Text: "containerd has the files of the image ready and starts a shim",
					Why:  "The daemon that came out of Docker looks after images, and gives each pod a small process of its own.",
				},
				{
					Text: "The shim calls runc with a configuration in the OCI's format",
					Why:  "The shim stands between the daemon and the container, so the daemon can be restarted without harm.",
				},
				{
					Text: "runc sets up namespaces, cgroups and the root file system",
					Why:  "Only here, at the end of the chain, does the kernel get to hear what makes a container.",
				},
				{
					Text: "runc becomes the container's program by `execve`",
					Why:  "The runtime is gone once the program runs; no part of runc remains between it and the kernel.",
				},
			},
			Explanation: "Docker was split into the engine, containerd and runc, and Kubernetes uses the lower two without the engine. Nothing of the chain stays between a running program and the kernel, so isolation is what runc has set up, and the kernel enforces it.",
			Tags:        []string{"runtime", "containerd", "kubelet"},
			Topics:      []string{"S1-088", "S1-087", "S1-072"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Container Runtime Interface",
				URL:   "https://kubernetes.io/docs/concepts/containers/cri/",
			},
				{
					Title: "runc",
					URL:   "https://github.com/opencontainers/runc",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "runtime-docker-ps-empty",
			Type: "single",
			Text: "On a node both Docker and Kubernetes use the same containerd. The node runs twenty pods, but `docker ps` lists nothing. Why?",
			Options: []quiz.Option{{
				Text:    "Docker works in another namespace of containerd",
				Correct: true,
				Why:     "The engine works in containerd's namespace `moby`, the CRI plug-in in `k8s.io`, and each sees only its own.",
			},
				{
					Text: "Pods run with runc, and Docker has its own program for that",
					Why:  "Docker hands its containers to containerd and runc as well; that is what it was split into.",
				},
				{
					Text: "The kubelet starts containers itself and bypasses containerd",
					Why:  "The kubelet asks the CRI implementation for every container; it creates none on its own.",
				},
				{
					Text: "Docker leaves out containers whose image it has not built",
					Why:  "The list has nothing to do with who built an image; it shows any container that the engine manages.",
				},
			},
			Explanation: "Docker, containerd and runc were one program once. Now the engine is one client of containerd and the kubelet another. On a node use `crictl` to see pods, and remember that whoever may talk to containerd's socket is root on the node.",
			Tags:        []string{"runtime", "containerd"},
			Topics:      []string{"S1-088"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Namespaces of containerd",
				URL:   "https://github.com/containerd/containerd/blob/main/docs/namespaces.md",
			},
				{
					Title: "Debugging nodes with crictl",
					URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/crictl/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:          "runtimeclass-pod-field",
			Type:        "short",
			Text:        "A cluster offers runc and gVisor. By which field of its `spec` does a pod choose the runtime?",
			Accept:      []string{"runtimeClassName", "spec.runtimeClassName", ".spec.runtimeClassName"},
			Placeholder: "name of the field",
			Wrong: []quiz.Wrong{{
				Text: "runtimeClass",
				Why:  "Close, but the field holds the name of a RuntimeClass and is called `runtimeClassName`.",
			},
				{
					Text: "handler",
					Why:  "That is a field of the RuntimeClass; it names the entry in the configuration of the node's runtime.",
				},
				{
					Text: "containerRuntime",
					Why:  "No such field exists; a pod chooses a class, not a program.",
				},
			},
			Explanation: "A pod names a RuntimeClass, and its `handler` names an entry in the configuration of containerd or CRI-O. Whoever may create pods may choose any class, or none and so the default; to force a class onto a namespace takes an admission policy.",
			Tags:        []string{"runtime", "tenancy"},
			Topics:      []string{"S1-089"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Runtime Class",
				URL:   "https://kubernetes.io/docs/concepts/containers/runtime-class/",
			},
				{
					Title:  "The field",
					Module: "k8s.io/api/core/v1/types.go#PodSpec",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:   "runtimeclass-missing",
			Type: "verdict",
			Text: "A cluster has the default admission plug-ins and no RuntimeClass at all. A user who may create pods sends this one. What happens?",
			Given: []quiz.Given{{
				Title:    "pod.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: Pod\nmetadata:\n  name: convert\n  namespace: shop\nspec:\n  runtimeClassName: gvisor\n  containers:\n  - name: convert\n    image: registry.example.com/shop/convert:2.0\n",
			},
			},
			Options: []quiz.Option{{
				Text: "`201`: the pod runs with the default runtime",
				Why:  "That would weaken isolation silently; the default is taken only if a pod names no class.",
			},
				{
					Text: "`201`: the pod stays `Pending` until the class is there",
					Why:  "So it would be with a missing Secret or claim, but a missing class is noticed at admission.",
				},
				{
					Text:    "`403`: admission refuses the pod",
					Correct: true,
					Why:     "The plug-in RuntimeClass looks the class up to add its overhead, and rejects the pod if there is none.",
				},
				{
					Text: "`404`: the resource RuntimeClass is not known",
					Why:  "The resource is built in; what is missing is an object, and the request was for a pod anyway.",
				},
			},
			Explanation: "The admission plug-in RuntimeClass is on by default. It copies overhead and scheduling rules of the class into the pod, and answers \"RuntimeClass not found\" if it cannot. It fails closed: no pod runs with less isolation than it asked for.",
			Tags:        []string{"runtime", "admission"},
			Topics:      []string{"S1-089"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "The plug-in",
				Module: "k8s.io/kubernetes/plugin/pkg/admission/runtimeclass/admission.go",
			},
				{
					Title: "Admission control",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "runtimeclass-handler-line",
			Type: "line",
			Text: "The pod is admitted but never starts; the kubelet reports that the runtime does not know what it was asked for. The nodes' containerd is configured as shown. Which line is at fault?",
			Given: []quiz.Given{{
				Title:    "/etc/containerd/config.toml, in part",
				Language: "text",
				Text:     "[plugins.'io.containerd.cri.v1.runtime'.containerd]\n  default_runtime_name = 'runc'\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]\n  runtime_type = 'io.containerd.runc.v2'\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runsc]\n  runtime_type = 'io.containerd.runsc.v1'\n",
			},
			},
			Manifest: "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata:\n  name: sandboxed\nhandler: gvisor\nscheduling:\n  nodeSelector:\n    sandbox: \"yes\"\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: convert\n  namespace: shop\nspec:\n  runtimeClassName: sandboxed\n  containers:\n  - name: convert\n    image: registry.example.com/shop/convert:2.0\n",
			Lines: []quiz.FaultLine{{
				Line: 5,
				Why:  "The handler has to be the name of the entry below `runtimes`, which is `runsc` here.",
			},
			},
			Explanation: "Two names are in play. A class may be called anything; its handler must match the nodes' configuration, which the API server cannot see. So a wrong handler passes admission and fails on the node.",
			Tags:        []string{"runtime", "containerd"},
			Topics:      []string{"S1-089"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Runtime Class",
				URL:   "https://kubernetes.io/docs/concepts/containers/runtime-class/",
			},
				{
					Title:  "The field",
					Module: "k8s.io/api/node/v1/types.go#RuntimeClass",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "runtime-crun-for-runc",
			Type: "single",
			Text: "To isolate tenants better, a team replaces runc with crun on all nodes. What does that change for someone who tries to break out of a container?",
			Options: []quiz.Option{{
				Text: "System calls are answered by crun instead of the host's kernel",
				Why:  "That describes gVisor's runsc; crun is gone once the program runs.",
			},
				{
					Text: "Each container gets a kernel, as crun starts small VMs",
					Why:  "That describes Kata; an optional krun mode aside, crun makes ordinary containers.",
				},
				{
					Text: "The container's root becomes an ordinary user on the node",
					Why:  "That takes a user namespace, which either runtime sets up only if it is asked to.",
				},
				{
					Text:    "Little, since both use the same kernel's features",
					Correct: true,
					Why:     "crun is written in C and starts faster with less memory, but builds the same namespaces and cgroups.",
				},
			},
			Explanation: "runc (Go) and crun (C) do the same job by the same specification. They differ in speed, footprint and their own bugs. A different wall needs a different kind of runtime.",
			Tags:        []string{"runtime", "trivia"},
			Topics:      []string{"S1-090"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "crun",
				URL:   "https://github.com/containers/crun",
			},
				{
					Title: "runc",
					URL:   "https://github.com/opencontainers/runc",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "runtime-why-sandbox",
			Type: "single",
			Text: "Workloads run without root, with the default seccomp profile and all capabilities dropped. Which attack from inside do gVisor or Kata still make harder?",
			Options: []quiz.Option{{
				Text: "Use of a stolen service account token against the API server",
				Why:  "A token is sent over the network and works from inside any sandbox.",
			},
				{
					Text:    "Use of a bug in a system call that the profile has to allow",
					Correct: true,
					Why:     "The program's calls go to another kernel first, so a bug in the host's kernel is not within its direct reach.",
				},
				{
					Text: "Use of an injection hole in the web application itself",
					Why:  "The runtime changes what an intruder can do next, not whether the application has holes.",
				},
				{
					Text: "Use of open ports in neighbouring pods of the cluster",
					Why:  "Sandboxed pods have an ordinary pod network; that is a task for network policies.",
				},
			},
			Explanation: "Ordinary containers are held by filters in front of one shared kernel, and what the filters let through meets that kernel's bugs. Alternative runtimes put a second kernel between, in user space or in a VM.",
			Tags:        []string{"runtime", "hardening", "breakout"},
			Topics:      []string{"S1-092"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "gVisor's security model",
				URL:   "https://gvisor.dev/docs/architecture_guide/security/",
			},
				{
					Title: "Multi-tenancy",
					URL:   "https://kubernetes.io/docs/concepts/security/multi-tenancy/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:   "runtime-four-approaches",
			Type: "match",
			Text: "Four ways to isolate workloads more strongly than runc does. What does each of them rely on?",
			Pairs: []quiz.Pair{{
				Left:  "Kata Containers",
				Right: "A small VM for each pod, with a kernel of its own",
				Why:   "The boundary is the hypervisor's, as between virtual machines.",
			},
				{
					Left:  "gVisor",
					Right: "A kernel in user space that answers the program's system calls",
					Why:   "The Sentry implements Linux in Go and needs only a few calls of the host.",
				},
				{
					Left:  "WebAssembly",
					Right: "Byte code that can call only what its host hands to it",
					Why:   "A module has no system calls at all; it sees imported functions.",
				},
				{
					Left:  "Confidential containers",
					Right: "Encrypted memory and attestation, against the node's operator too",
					Why:   "They turn the question round and protect the workload from whoever runs the machine.",
				},
			},
			Extra: []quiz.Item{{
				Text: "A list of files and operations that the one kernel enforces",
				Why:  "That is AppArmor or SELinux, which help ordinary containers but bring no second boundary.",
			},
			},
			Explanation: "The first three protect the host from the workload. Confidential containers mean to protect the workload from the host; they usually build on Kata's VMs, with hardware that encrypts memory.",
			Tags:        []string{"runtime", "containersec"},
			Topics:      []string{"S1-093", "S1-092"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Kata Containers",
				URL:   "https://katacontainers.io/",
			},
				{
					Title: "gVisor",
					URL:   "https://gvisor.dev/docs/",
				},
				{
					Title: "Confidential Containers",
					URL:   "https://confidentialcontainers.org/",
				},
				{
					Title: "Security of WASI",
					URL:   "https://wasi.dev/security",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "kata-kernel-exploit",
			Type: "single",
			Text: "A pod with two containers runs with Kata Containers. An intruder in one of them uses a hole in the Linux kernel and runs code of its own in kernel mode. What has fallen?",
			Options: []quiz.Option{{
				Text: "The node's kernel, because containers always share it",
				Why:  "So it is with runc; with Kata the system calls go to the guest's kernel.",
			},
				{
					Text: "This container only, because each has its own VM",
					Why:  "The VM is made per pod, so both containers use the same guest kernel.",
				},
				{
					Text:    "The guest's kernel, and so the whole pod",
					Correct: true,
					Why:     "Both containers are in one VM; between it and the node stands the hypervisor.",
				},
				{
					Text: "Nothing, because Kata filters such system calls",
					Why:  "Kata lets the guest's kernel be attacked; the idea is that little is won by it.",
				},
			},
			Explanation: "Kata starts a small VM with its own kernel for each pod. A kernel hole gives the intruder the pod; the way to the node leads through the hypervisor and its virtual devices, which is a second and smaller surface.",
			Tags:        []string{"runtime", "hardening", "breakout"},
			Topics:      []string{"S1-094"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Architecture of Kata Containers",
				URL:   "https://github.com/kata-containers/kata-containers/blob/main/docs/design/architecture/README.md",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "kata-needs-virtualization",
			Type: "single",
			Text: "Worker nodes are VMs of a cloud provider. After installing Kata Containers on them, every Kata pod fails because its VM does not start. What is most likely missing on these nodes?",
			Options: []quiz.Option{{
				Text:    "Nested virtualization, which not every instance type offers",
				Correct: true,
				Why:     "A VM inside a VM needs the outer hypervisor to pass on the CPU's extensions; otherwise take bare metal.",
			},
				{
					Text: "User namespaces, which the outer kernel must offer to guests",
					Why:  "These remap users of ordinary containers; Kata's boundary does not depend on them.",
				},
				{
					Text: "A kernel module of Kata's, which replaces the host's KVM",
					Why:  "Kata uses the hypervisor support that Linux has; it brings no module of that kind.",
				},
				{
					Text: "Privileged mode for the pods, which opens `/dev/kvm` to them",
					Why:  "The hypervisor is started by the runtime on the node, not by the pod, which needs no such right.",
				},
			},
			Explanation: "Own kernels have a price: a start that takes longer, memory for each VM, and CPUs with virtualization that the node can use. On clouds that means bare metal or instance types with nested virtualization, or a variant that asks the cloud for a separate VM per pod.",
			Tags:        []string{"runtime", "integration"},
			Topics:      []string{"S1-095"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Kata Containers",
				URL:   "https://github.com/kata-containers/kata-containers",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:          "runtimeclass-overhead",
			Type:        "short",
			Text:        "Each Kata pod takes 150 MiB for its VM, on top of what its containers ask for. In which field of the RuntimeClass does the administrator say so, so that the scheduler and quotas count it?",
			Accept:      []string{"overhead", ".overhead", "overhead.podFixed", ".overhead.podFixed", "podFixed", "overhead.podFixed.memory"},
			Placeholder: "name of the field",
			Wrong: []quiz.Wrong{{
				Text: "resources",
				Why:  "Containers have that field; the cost of a runtime belongs to the class, not to a container.",
			},
				{
					Text: "requests",
					Why:  "Requests are stated per container by the pod's author, who does not know what the VM needs.",
				},
				{
					Text: "scheduling",
					Why:  "That field of the class says which nodes have the runtime, not what it costs.",
				},
			},
			Explanation: "At admission the `overhead` of the class is copied into the pod, and a pod that brings another value is refused. The scheduler, ResourceQuota and the pod's cgroup then count it. Without it the VMs' memory is counted by nobody and nodes run full.",
			Tags:        []string{"runtime", "tenancy"},
			Topics:      []string{"S1-095", "S1-089"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Pod Overhead",
				URL:   "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-overhead/",
			},
				{
					Title:  "The field",
					Module: "k8s.io/api/node/v1/types.go#Overhead",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "kata-privileged-pod",
			Type: "single",
			Text: "A monitoring agent is a privileged pod that reads the node's interfaces through `hostNetwork`. It is moved to Kata Containers to tame it. What can be expected?",
			Options: []quiz.Option{{
				Text: "It works as before, since Kata passes privileges on to the node",
				Why:  "Privileges mainly count inside the guest; that is the very purpose of the VM.",
			},
				{
					Text:    "It fails in its task, as it gets the guest's devices and network",
					Correct: true,
					Why:     "A VM has its own devices and interfaces; Kata's documents tell not to use the host's network with it.",
				},
				{
					Text: "It is refused by the API server, which checks the class's abilities",
					Why:  "The API server knows nothing of what a runtime can do; such a conflict only shows on the node.",
				},
				{
					Text: "It runs with runc instead, which Kata falls back to in such a case",
					Why:  "No runtime hands a pod to another one; the class decides, and it was Kata's.",
				},
			},
			Explanation: "Agents whose job is to look after the node cannot do it from inside a VM. They stay with the ordinary runtime. Mind that `privileged` may still hand some of the host's devices to a Kata guest, unless the node's containerd is told otherwise by `privileged_without_host_devices`.",
			Tags:        []string{"runtime", "hardening"},
			Topics:      []string{"S1-096"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Limitations of Kata Containers",
				URL:   "https://github.com/kata-containers/kata-containers/blob/main/docs/Limitations.md",
			},
				{
					Title: "Privileged Kata Containers",
					URL:   "https://github.com/kata-containers/kata-containers/blob/main/docs/how-to/privileged.md",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:     "gvisor-hardware",
			Type:   "boolean",
			Text:   "Does a node need a CPU with virtualization extensions that it can use, so that pods can run with gVisor?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "That is so for Kata; gVisor has a platform that uses KVM, but it is not the only one.",
				False: "Its default platform, Systrap, intercepts system calls with seccomp and signals, also inside a VM.",
			},
			Explanation: "gVisor's kernel is a process in user space that takes the program's system calls. How it gets hold of them is the platform's business: Systrap needs no hardware support, KVM uses it where there is bare metal.",
			Tags:        []string{"runtime", "hardening"},
			Topics:      []string{"S1-097"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Platform guide",
				URL:   "https://gvisor.dev/docs/architecture_guide/platforms/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "gvisor-cloud-run",
			Type: "single",
			Text: "Google wrote gVisor and uses it itself. Which workloads of Cloud Run are isolated by it today?",
			Options: []quiz.Option{{
				Text:    "Services in the first generation's environment",
				Correct: true,
				Why:     "It starts fast and emulates most system calls, which are marks of gVisor.",
			},
				{
					Text: "Services and jobs alike, in either generation",
					Why:  "The second generation is a microVM, and jobs always use that one.",
				},
				{
					Text: "Services in the second generation's environment",
					Why:  "It is the other way round; the second generation runs in a microVM for full compatibility.",
				},
				{
					Text: "Nothing any more, since microVMs took its place",
					Why:  "The first generation still exists and is chosen where a fast start matters.",
				},
			},
			Explanation: "Both generations are sandboxed. The first has gVisor and starts fast, the second is a microVM with full Linux compatibility; jobs and worker pools use only the second. The choice is the same as in a cluster: compatibility against start time and memory.",
			Tags:        []string{"runtime", "trivia"},
			Topics:      []string{"S1-098"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "About execution environments",
				URL:   "https://docs.cloud.google.com/run/docs/about-execution-environments",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "gvisor-sentry-bug",
			Type: "single",
			Text: "A malicious program in a gVisor pod uses a bug in the Sentry and runs code of its own inside the Sentry's process. What still keeps it from the host?",
			Options: []quiz.Option{{
				Text: "Nothing, as the Sentry runs as an unconfined root process",
				Why:  "The project treats the Sentry as something that may fall, and confines it from the start.",
			},
				{
					Text: "A hypervisor, since the Sentry always runs as a guest",
					Why:  "Only the KVM platform uses virtualization, and it is not there to guard against the Sentry.",
				},
				{
					Text: "The pod's own seccomp profile from its `securityContext`",
					Why:  "That profile is about the program's calls, which the Sentry answers itself.",
				},
				{
					Text:    "Its own seccomp filter, namespaces and empty root",
					Correct: true,
					Why:     "The host grants the Sentry few system calls and hardly any files, so a second hole is needed to get out.",
				},
			},
			Explanation: "gVisor has two layers: the Sentry in front of the host's kernel, and a jail around the Sentry. A bug in the first is no escape yet. Weaknesses inside the sandbox are on record, but no widely known escape that ends with code on the host.",
			Tags:        []string{"runtime", "breakout"},
			Topics:      []string{"S1-099"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "gVisor's security model",
				URL:   "https://gvisor.dev/docs/architecture_guide/security/",
			},
				{
					Title: "Security policy",
					URL:   "https://github.com/google/gvisor/blob/master/SECURITY.md",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "gvisor-candidates",
			Type: "multiple",
			Text: "A team wants to move workloads to gVisor. Which of them are likely to fail or to become noticeably slower, and deserve a trial first?",
			Options: []quiz.Option{{
				Text:    "A tracer that loads eBPF programs into the kernel",
				Correct: true,
				Why:     "The Sentry offers no eBPF, and loading anything into the host's kernel is what it is there to prevent.",
			},
				{
					Text: "A job that multiplies large matrices in memory",
					Why:  "Pure computation hardly makes system calls, so it runs at about its usual speed.",
				},
				{
					Text: "A web service in Go that answers a few requests per second",
					Why:  "It uses common calls only, and few of them; this is what gVisor runs well.",
				},
				{
					Text:    "A build that opens hundreds of thousands of small files",
					Correct: true,
					Why:     "Each system call costs more in gVisor, and file work is made of little else.",
				},
				{
					Text:    "A helper that inserts a kernel module for a device",
					Correct: true,
					Why:     "There is no kernel to insert it into, other than the Sentry, which takes no modules.",
				},
			},
			Explanation: "gVisor implements a large part of Linux, not all of it, and makes every system call dearer. Programs that compute or serve run well, programs that live on system calls run slower, and programs that want something from the real kernel do not run.",
			Tags:        []string{"runtime", "hardening"},
			Topics:      []string{"S1-100"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Applications",
				URL:   "https://gvisor.dev/docs/user_guide/compatibility/",
			},
				{
					Title: "Performance guide",
					URL:   "https://gvisor.dev/docs/architecture_guide/performance/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "wasm-no-ambient-authority",
			Type: "single",
			Text: "A WASI module with malicious code is started by a WebAssembly runtime that was given no options. What can the code read of the machine's files?",
			Options: []quiz.Option{{
				Text: "What the user who started the runtime can read",
				Why:  "A native program inherits its user's rights, but a module has none that were not handed to it.",
			},
				{
					Text:    "No file, since the host opened no directory for it",
					Correct: true,
					Why:     "A module can only use handles that it was given, and there is no call to ask for more.",
				},
				{
					Text: "Files below the directory where the runtime was started",
					Why:  "The current directory is not granted by itself; it has to be opened for the module on purpose.",
				},
				{
					Text: "World-readable files, because permissions guard the rest",
					Why:  "Permissions of the host come second; first the module needs a handle, and it has none.",
				},
			},
			Explanation: "WASI has no ambient authority: files, network and environment are handed over one by one. The boundary between module and host is a short list of imported functions, where a container's boundary is hundreds of system calls. In a cluster the shim usually opens the image's own files for the module, but still none of the node's.",
			Tags:        []string{"runtime", "hardening"},
			Topics:      []string{"S1-101"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Security of WASI",
				URL:   "https://wasi.dev/security",
			},
				{
					Title: "Security of Wasmtime",
					URL:   "https://docs.wasmtime.dev/security.html",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "wasm-moving-a-service",
			Type: "multiple",
			Text: "A team wants to run an existing Linux service as WebAssembly on its nodes, by a shim of containerd. What has it to expect?",
			Options: []quiz.Option{{
				Text:    "The code has to be compiled for WASI as its target",
				Correct: true,
				Why:     "A runtime for WebAssembly executes byte code; a program for Linux on x86 or ARM is of no use to it.",
			},
				{
					Text: "The present image runs unchanged under the new RuntimeClass",
					Why:  "Packing and delivery stay the same, but the image must hold a WebAssembly module instead of a Linux program.",
				},
				{
					Text:    "Libraries that need threads or raw sockets may not work",
					Correct: true,
					Why:     "WASI offers less than Linux does, and how much of it is there differs between runtimes.",
				},
				{
					Text: "Computation will be dozens of times slower than before",
					Why:  "Modules are compiled to machine code, so the loss is usually moderate.",
				},
				{
					Text: "A small VM is needed for each module as its boundary",
					Why:  "The boundary is the runtime's own memory and import checks; that is why modules start so fast.",
				},
			},
			Explanation: "WebAssembly isolates well and performs decently, because modules are compiled to machine code, ahead of time or while they run. Its price is that applications have to be built for it, with libraries that fit.",
			Tags:        []string{"runtime", "containersec"},
			Topics:      []string{"S1-102", "S1-103"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "runwasi",
				URL:   "https://github.com/containerd/runwasi",
			},
				{
					Title: "WASI",
					URL:   "https://wasi.dev/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:          "container-root-switch",
			Type:        "short",
			Text:        "`chroot` changes where a process looks up paths, but the old root stays mounted, and a privileged process can find its way back. Which system call does runc use by default, to swap the root of the whole mount namespace so that the old one can be unmounted?",
			Accept:      []string{"pivot_root", "pivot_root(2)", "pivotroot", "pivot-root", "pivot root", "pivot_root()"},
			Placeholder: "name of the system call",
			Wrong: []quiz.Wrong{{
				Text: "chroot",
				Why:  "That is what has to be improved on; runc resorts to it only if told not to pivot.",
			},
				{
					Text: "switch_root",
					Why:  "A command for the start of a machine, which moves the mount and empties the old file system.",
				},
				{
					Text: "unshare",
					Why:  "It makes the new mount namespace, but the root in it is still the old one.",
				},
			},
			Explanation: "After `pivot_root` the old root is unmounted, so nothing of it is left to be reached. A way back through `chroot` needs CAP_SYS_CHROOT, which containers often have by default, and so the difference is not academic. Default seccomp profiles deny `pivot_root` to the container itself.",
			Tags:        []string{"containersec", "trivia"},
			Topics:      []string{"S1-147"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "pivot_root(2)",
				URL:   "https://man7.org/linux/man-pages/man2/pivot_root.2.html",
			},
				{
					Title: "chroot(2)",
					URL:   "https://man7.org/linux/man-pages/man2/chroot.2.html",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:   "container-keyrings",
			Type: "single",
			Text: "Keys in the kernel's keyrings were once visible across containers. Node kernels are recent. Which setting gives a pod a list of keyring names and user keyrings apart from those of other pods?",
			Options: []quiz.Option{{
				Text: "`runAsNonRoot: true`, because keyrings belong to users",
				Why:  "Two pods that run as user 1000 would still share the keyrings of that user number.",
			},
				{
					Text: "`hostPID: false`, because keyrings belong to processes",
					Why:  "It is the default anyway; named keyrings and those of users do not follow the PID namespace.",
				},
				{
					Text: "`hostIPC: false`, because keyrings are a kind of shared memory",
					Why:  "It is the default anyway, and the IPC namespace knows queues, semaphores and memory, but no keys.",
				},
				{
					Text:    "`hostUsers: false`, because keyrings are kept per user namespace",
					Correct: true,
					Why:     "Since Linux 5.3 keyring names and user keyrings hang on the user namespace, and this gives the pod one.",
				},
			},
			Explanation: "\"Keyrings are not namespaced\" is half outdated: they are split by user namespace, but pods share the node's unless they ask for their own. The default seccomp profiles of Docker and containerd block `keyctl` and its kin, which hides the problem as long as a profile is in force.",
			Tags:        []string{"containersec", "todo"},
			Topics:      []string{"S1-148", "S1-156"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Linux: keys: Namespace keyring names",
				URL:   "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/commit/?id=b206f281d0ee14969878469816a69db22d5838e8",
			},
				{
					Title: "Seccomp profiles of Docker",
					URL:   "https://docs.docker.com/engine/security/seccomp/",
				},
				{
					Title: "User Namespaces",
					URL:   "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "userns-capability-under-restricted",
			Type: "verdict",
			Text: "The namespace `shop` enforces the Pod Security level `restricted` in its `latest` version. A team has read that root in a user namespace is harmless, and creates this pod there. What is the answer?",
			Given: []quiz.Given{{
				Title:    "pod.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: Pod\nmetadata:\n  name: tunnel\n  namespace: shop\nspec:\n  hostUsers: false\n  securityContext:\n    seccompProfile: {type: RuntimeDefault}\n  containers:\n  - name: tunnel\n    image: registry.example.com/shop/tunnel:5\n    securityContext:\n      runAsUser: 0\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL], add: [NET_ADMIN]}\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "`201`: the level's checks do not apply to this pod",
				Why:   "Of what this pod asks for, only root is waived in a user namespace; all other demands of the level stay.",
				Value: "allowed",
			},
				{
					Text:    "`403`: the capability is refused, and root is not",
					Correct: true,
					Why:     "The checks on users are waived with `hostUsers: false`, but only NET_BIND_SERVICE may be added at this level.",
					Value:   "denied",
				},
				{
					Text: "`403`: root and the capability are both refused",
					Why:  "So it was in versions of the standard before v1.35, which did not look at `hostUsers`.",
				},
				{
					Text: "`201`: the capability is taken out of the pod",
					Why:  "Pod Security admission never changes a pod; it accepts or refuses.",
				},
			},
			Explanation: "A user namespace maps the container's root to a number without rights on the node, and `restricted` therefore allows root in such pods. A capability counts only inside that namespace, but it still opens paths into the kernel that have had holes, so the level goes on forbidding it.",
			Tags:        []string{"containersec", "admission"},
			Topics:      []string{"S1-156"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.35",
			Sources: []quiz.Source{{
				Title: "User Namespaces",
				URL:   "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
			},
				{
					Title:  "The check of users",
					Module: "k8s.io/pod-security-admission/policy/check_runAsUser.go",
				},
				{
					Title:  "The check of capabilities",
					Module: "k8s.io/pod-security-admission/policy/check_capabilities_restricted.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "restricted",
					Pod:   "apiVersion: v1\nkind: Pod\nmetadata:\n  name: tunnel\n  namespace: shop\nspec:\n  hostUsers: false\n  securityContext:\n    seccompProfile: {type: RuntimeDefault}\n  containers:\n  - name: tunnel\n    image: registry.example.com/shop/tunnel:5\n    securityContext:\n      runAsUser: 0\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL], add: [NET_ADMIN]}\n",
				},
			},
		},
		{
			ID:   "userns-with-host-pid",
			Type: "verdict",
			Text: "On a server with the default admission configuration, in a namespace without any Pod Security label, an administrator creates this pod. What does the API server say?",
			Given: []quiz.Given{{
				Title:    "pod.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: Pod\nmetadata:\n  name: watch\n  namespace: tools\nspec:\n  hostUsers: false\n  hostPID: true\n  containers:\n  - name: watch\n    image: registry.example.com/tools/watch:1\n",
			},
			},
			Options: []quiz.Option{{
				Text: "`201`: the pod sees the node's processes as an ordinary user",
				Why:  "It might be a useful idea, but Kubernetes decided not to support the combination.",
			},
				{
					Text: "`403`: admission denies `hostPID` in this namespace",
					Why:  "Without a label the namespace enforces `privileged`, so Pod Security admission objects to nothing.",
				},
				{
					Text: "`201`: `hostUsers` is dropped, for `hostPID` wins",
					Why:  "The API server does not settle contradictions in silence; it reports them.",
				},
				{
					Text:    "`422`: the pod is invalid, as the two fields exclude each other",
					Correct: true,
					Why:     "Validation forbids the node's PID namespace to a pod that wants its own user namespace.",
				},
			},
			Explanation: "A pod in its own user namespace may not use the PID or IPC namespace of the node. This is validation, which comes with the API itself and does not depend on policies or on who asks.",
			Tags:        []string{"containersec", "admission"},
			Topics:      []string{"S1-156"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "User Namespaces",
				URL:   "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
			},
				{
					Title:  "Validation",
					Module: "k8s.io/kubernetes/pkg/apis/core/validation/validation.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M02",
			},
		},
		{
			ID:     "userns-not-rootless",
			Type:   "boolean",
			Text:   "A pod is started with `hostUsers: false`. Do the kubelet and containerd on this node therefore run without root?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "That would be a rootless runtime, which is a property of the node's setup and not of a pod.",
				False: "The pod's processes are mapped to unprivileged users; the programs that start them run as they did before.",
			},
			Explanation: "Two things go by similar names. With a pod in a user namespace, root-run node software starts processes that are nobody on the node. With rootless containers the runtime itself has no privileges. The first is a field of the pod, stable since v1.36; the second changes how a node is built.",
			Tags:        []string{"containersec", "runtime"},
			Topics:      []string{"S1-156"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "User Namespaces",
				URL:   "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
			},
				{
					Title: "Rootless containers",
					URL:   "https://rootlesscontaine.rs/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
	},
}
