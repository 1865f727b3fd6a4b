// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankworkload_hardening = quiz.Bank{
	ID:     "workload-hardening",
	Title:  "Hardening workloads",
	Module: "M13",
	Questions: []quiz.Question{{
		ID:     "seccomp-unset-default",
		Type:   "boolean",
		Text:   "Every kubelet of a cluster has `seccompDefault: true`. A pod's security context asks for the seccomp type `Unconfined`, and no admission policy looks at it. Is its container held by the runtime's default profile?",
		Answer: &no,
		Why: &quiz.Why{
			True:  "The setting fills in for containers for which nothing is asked, and overrules none that ask for something.",
			False: "The pod's own word counts; refusing `Unconfined` is the work of admission, such as Pod Security.",
		},
		Explanation: "`seccompDefault` is false unless a kubelet's configuration sets it, though it has been stable since Kubernetes 1.27. Even when set it is a default and not a rule: the levels `baseline` and `restricted` refuse `Unconfined`, and only `restricted` demands a profile.",
		Tags:        []string{"containersec", "hardening", "kubelet"},
		Topics:      []string{"S1-153", "S2-12"},
		Difficulty:  "medium",
		Sources: []quiz.Source{{
			Title: "Restrict a Container's Syscalls with seccomp",
			URL:   "https://kubernetes.io/docs/tutorials/security/seccomp/",
		},
			{
				Title:  "How the kubelet chooses the profile",
				Module: "k8s.io/kubernetes/pkg/kubelet/kuberuntime/helpers.go#fieldSeccompProfile",
			},
		},
		Practice: quiz.Practice{
			Lesson: "M13",
		},
	},
		{
			ID:   "seccomp-default-is-a-list",
			Type: "single",
			Text: "A slide says that the default seccomp profile of Docker \"blocks about 40 of 300 system calls\". The numbers have moved since. What stays true of the default profiles that Docker and containerd ship?",
			Options: []quiz.Option{{
				Text: "They name the dangerous calls and let every call pass that is not on their list.",
				Why:  "It is the other way round, the profile names what may pass; a list of dangerous calls would age badly.",
			},
				{
					Text:    "They refuse what they do not name, so a call that is new in the kernel is refused too.",
					Correct: true,
					Why:     "The default action is an error, and only calls on the list get past it.",
				},
				{
					Text: "They refuse the same calls for every container, whatever capabilities it has been given.",
					Why:  "Parts of the list are added when the container holds a capability, such as `CAP_SYS_ADMIN`.",
				},
				{
					Text: "They apply to each pod of a node as soon as its runtime is one that ships them.",
					Why:  "Under Kubernetes the kubelet asks the runtime for no filter unless pod or kubelet say otherwise.",
				},
			},
			Explanation: "The default profile is an allow-list whose default action is an error. How many calls that blocks depends on the kernel that you count against and on the container's capabilities, so any fixed number ages.",
			Tags:        []string{"containersec", "hardening"},
			Topics:      []string{"S1-149"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Seccomp security profiles for Docker",
				URL:   "https://docs.docker.com/engine/security/seccomp/",
			},
				{
					Title: "The default profile of containerd",
					URL:   "https://github.com/containerd/containerd/blob/main/contrib/seccomp/seccomp_default.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "seccomp-default-follows-capabilities",
			Type: "single",
			Text: "A container has the capability `SYS_ADMIN` added and seccomp type `RuntimeDefault`, on a node with containerd. What does the default profile do about the system call `mount`?",
			Options: []quiz.Option{{
				Text: "It refuses the call with an error, since the filter is the same for all containers.",
				Why:  "The profile is built for each container, and what it holds of capabilities changes the list.",
			},
				{
					Text: "It writes each call to the kernel's audit log, and then refuses it with an error.",
					Why:  "Calls outside the list get an error; logging would take a profile of your own with a log action.",
				},
				{
					Text:    "It lets the call pass, since the list is made longer for a holder of this capability.",
					Correct: true,
					Why:     "With `CAP_SYS_ADMIN` the profile also lists `mount`, `setns`, `unshare`, `bpf` and others.",
				},
				{
					Text: "It lets the call pass only when the path that is mounted lies within the container.",
					Why:  "Seccomp sees numbers and not the memory behind pointers, so it cannot judge a path.",
				},
			},
			Explanation: "The default profile and capabilities are not two independent walls. Adding a capability opens the calls that are of use with it, so `SYS_ADMIN` undoes much of what `RuntimeDefault` gives.",
			Tags:        []string{"containersec", "breakout", "containerd"},
			Topics:      []string{"S1-149", "S2-13"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "The default profile of containerd",
				URL:   "https://github.com/containerd/containerd/blob/main/contrib/seccomp/seccomp_default.go",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "seccomp-recording-gaps",
			Type: "multiple",
			Text: "A team records which system calls its service makes during ten minutes of tests, and turns the list into a seccomp profile. Which of these can make the service fail later under that profile?",
			Options: []quiz.Option{{
				Text:    "An error path that no test went through makes a call that was never seen.",
				Correct: true,
				Why:     "A recording holds only what ran, so rare paths, retries and crash handlers are missing.",
			},
				{
					Text:    "A new base image has another C library, which makes other calls for the same work.",
					Correct: true,
					Why:     "Libraries choose calls, such as `openat2` in place of `openat`, so the profile belongs to one build.",
				},
				{
					Text: "A Secret whose file the service reads only when it starts gets a new value while it runs.",
					Why:  "The kubelet replaces the file from outside the container, and its calls are not filtered by the profile.",
				},
				{
					Text:    "The runtime's own set-up before the program starts needs calls that the tests did not record.",
					Correct: true,
					Why:     "The filter is in force before the program is executed, so some calls of the runtime have to be on the list.",
				},
				{
					Text: "The pod is given a higher memory limit than it had during the recording.",
					Why:  "A limit is kept by cgroups, from outside; which calls the process makes does not follow from it.",
				},
			},
			Explanation: "Profiles made by tracing (`strace`, Tracee, a profile with a log action) are only as complete as the run that was traced. Run them in log mode first and record again with each new build.",
			Tags:        []string{"containersec", "hardening"},
			Topics:      []string{"S1-150"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Restrict a Container's Syscalls with seccomp",
				URL:   "https://kubernetes.io/docs/tutorials/security/seccomp/",
			},
				{
					Title: "Security Profiles Operator",
					URL:   "https://github.com/kubernetes-sigs/security-profiles-operator",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "seccomp-own-profile-order",
			Type: "order",
			Text: "A team wants a seccomp profile of its own for one service. Put the steps in order.",
			Items: []quiz.Item{{
				Text: "Run the service in a test cluster under a profile whose default action is to log.",
				Why:  "A log action breaks nothing and shows what a strict profile would refuse.",
			},
				{
					Text: "Let the tests and a rehearsed failure run, and collect the calls from the node's log.",
					Why:  "The list can be no better than what ran while it was written.",
				},
				{
					Text: "Write the profile with an error as default action and the reviewed calls as its list.",
					Why:  "Someone has to look at the list first; a recording may hold calls that nobody wants to allow.",
				},
				{
					Text: "Put the file below the kubelet's seccomp directory on each node that may run the pod.",
					Why:  "Kubernetes does not carry the file to nodes, and a pod that names a missing one does not start.",
				},
				{
					Text: "Name the file in the pods' security context as type `Localhost`.",
					Why:  "Only once the file is everywhere may the workload depend on it.",
				},
			},
			Explanation: "Log, collect, review, distribute, enforce. The step that is forgotten most is the distribution, since the API server cannot know whether a node has the file.",
			Tags:        []string{"containersec", "hardening", "methodology"},
			Topics:      []string{"S1-150", "S1-152"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Restrict a Container's Syscalls with seccomp",
				URL:   "https://kubernetes.io/docs/tutorials/security/seccomp/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:          "seccomp-localhost-path",
			Type:        "short",
			Text:        "A pod has `seccompProfile` with type `Localhost` and `localhostProfile: profiles/web.json`. The kubelet's root directory is the default one. Where on the node has the file to be?",
			Accept:      []string{"/var/lib/kubelet/seccomp/profiles/web.json"},
			Placeholder: "/path/to/web.json",
			Wrong: []quiz.Wrong{{
				Text: "/var/lib/kubelet/profiles/web.json",
				Why:  "Close, but the path counts from the directory `seccomp` below the kubelet's root directory.",
			},
				{
					Text: "/etc/seccomp/profiles/web.json",
					Why:  "The kubelet looks only below its own root directory, not in `/etc`.",
				},
				{
					Text: "profiles/web.json",
					Why:  "That is the relative part; asked is the whole path on the node.",
				},
			},
			Explanation: "`localhostProfile` is relative to the directory `seccomp` below the kubelet's root directory, and must not lead out of it. The file has to be there before the container is created.",
			Tags:        []string{"containersec", "kubelet"},
			Topics:      []string{"S1-152"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Seccomp and Kubernetes",
				URL:   "https://kubernetes.io/docs/reference/node/seccomp/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "seccomp-localhost-missing",
			Type: "verdict",
			Text: "A pod with this security context is created in a namespace that enforces the level `restricted`, which it meets. No node has the file. What happens?",
			Given: []quiz.Given{{
				Title:    "part of the pod",
				Language: "yaml",
				Text:     "securityContext:\n  runAsNonRoot: true\n  seccompProfile:\n    type: Localhost\n    localhostProfile: profiles/web.json\n",
			},
			},
			Options: []quiz.Option{{
				Text: "The API server rejects the pod, as no node has the file",
				Why:  "The API server sees no node's files; Pod Security looks at the type only, and `Localhost` is permitted.",
			},
				{
					Text: "The pod stays unscheduled until some node has the file",
					Why:  "The scheduler knows nothing of profiles, as nodes do not report which ones they have.",
				},
				{
					Text: "The container runs with the profile of the runtime instead",
					Why:  "There is no fall back to the default; a profile that was asked for and cannot be loaded is an error.",
				},
				{
					Text:    "The pod is put on a node, where its container cannot be created",
					Correct: true,
					Why:     "The runtime fails to load the file when it builds the container, and the kubelet keeps trying.",
				},
			},
			Explanation: "Seccomp, AppArmor and SELinux profiles of your own live on nodes. The control plane accepts any name, and the mistake only shows where the container is to be created: an outage, though not an open door.",
			Tags:        []string{"containersec", "kubelet"},
			Topics:      []string{"S1-152"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Restrict a Container's Syscalls with seccomp",
				URL:   "https://kubernetes.io/docs/tutorials/security/seccomp/",
			},
				{
					Title:  "How the kubelet hands the profile on",
					Module: "k8s.io/kubernetes/pkg/kubelet/kuberuntime/helpers.go#fieldSeccompProfile",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "apparmor-bane-next-step",
			Type: "single",
			Text: "A developer has written a short file about an nginx image, and the tool `bane` has made an AppArmor profile of it. What is needed before pods can name that profile?",
			Options: []quiz.Option{{
				Text:    "It has to be loaded into the kernel of each node on which the pods may run.",
				Correct: true,
				Why:     "The runtime refers to a loaded profile by name; loading it, as with `apparmor_parser`, is up to you.",
			},
				{
					Text: "It has to be stored as a ConfigMap in the namespace in which the pods will run.",
					Why:  "The kubelet does not read profiles from ConfigMaps; an operator may, but then it loads them on the nodes.",
				},
				{
					Text: "It has to be put below the kubelet's seccomp directory under the profile's name.",
					Why:  "That directory is for seccomp's JSON files; AppArmor profiles are known to the kernel by their name.",
				},
				{
					Text: "It has to be allowed for that namespace in the configuration of the API server.",
					Why:  "No such list exists; Pod Security looks at the type of the profile and not at its name.",
				},
			},
			Explanation: "`bane` spares you the grammar of AppArmor and nothing else: the profile still has to reach every node and be loaded there. A pod then names it in `securityContext.appArmorProfile` with type `Localhost`, a field since Kubernetes 1.30.",
			Tags:        []string{"containersec", "hardening"},
			Topics:      []string{"S1-151", "S1-152"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "bane",
				URL:   "https://github.com/genuinetools/bane",
			},
				{
					Title: "Restrict a Container's Access to Resources with AppArmor",
					URL:   "https://kubernetes.io/docs/tutorials/security/apparmor/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "profile-tools-match",
			Type: "match",
			Text: "Which tool does which work?",
			Pairs: []quiz.Pair{{
				Left:  "bane",
				Right: "writes an AppArmor profile from a short description",
				Why:   "It makes files and vanishes; bringing them to nodes is another matter.",
			},
				{
					Left:  "strace",
					Right: "prints the system calls of one process as it makes them",
					Why:   "It is the oldest way to see what a seccomp profile would have to allow, and slow.",
				},
				{
					Left:  "Security Profiles Operator",
					Right: "brings profiles to nodes from objects of the API",
					Why:   "It is a project of Kubernetes' own that also records profiles from running pods.",
				},
				{
					Left:  "Tracee",
					Right: "watches calls and events of a whole node by eBPF",
					Why:   "From what it sees profiles can be derived, with the same gaps as any recording.",
				},
			},
			Extra: []quiz.Item{{
				Text: "rejects pods without a profile at admission",
				Why:  "That is done by Pod Security at the level restricted, or by an admission policy.",
			},
			},
			Explanation: "Making a profile, seeing what it must allow, bringing it to nodes and requiring it of pods are four tasks. Only the last is built into Kubernetes.",
			Tags:        []string{"containersec", "hardening"},
			Topics:      []string{"S1-150", "S1-151", "S1-152"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "bane",
				URL:   "https://github.com/genuinetools/bane",
			},
				{
					Title: "Security Profiles Operator",
					URL:   "https://github.com/kubernetes-sigs/security-profiles-operator",
				},
				{
					Title: "Tracee",
					URL:   "https://github.com/aquasecurity/tracee",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "psa-user-namespace-root",
			Type: "verdict",
			Text: "A namespace on Kubernetes 1.37 has the labels `pod-security.kubernetes.io/enforce: restricted` and `pod-security.kubernetes.io/enforce-version: v1.34`. Someone creates this pod. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "pod.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: Pod\nmetadata:\n  name: legacy\n  namespace: press\nspec:\n  hostUsers: false\n  securityContext:\n    seccompProfile: {type: RuntimeDefault}\n  containers:\n  - name: legacy\n    image: registry.example.com/press/legacy:3.1\n    securityContext:\n      runAsUser: 0\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL]}\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "Created, as the rules on root are lifted in a user namespace",
				Why:   "So it is from version 1.35 of the policy on, and with `latest`; this namespace is held to an older one.",
				Value: "allowed",
			},
				{
					Text:    "Denied, as this version of the policy forbids root in any pod",
					Correct: true,
					Why:     "Version 1.34 does not ask whether the pod has users of its own, so uid 0 and the missing `runAsNonRoot` are refused.",
					Value:   "denied",
				},
				{
					Text:  "Denied, as `hostUsers` must not be set in a restricted pod",
					Why:   "No version of the policy forbids the field; a pod that leaves the node's user namespace is safer.",
					Value: "denied for hostUsers",
				},
				{
					Text:  "Created, with `runAsUser` changed to a number above 0",
					Why:   "Pod Security only judges and never changes a pod; defaults would be the work of a mutating policy.",
					Value: "mutated",
				},
			},
			Explanation: "A pinned version keeps that release's rules, and its lack of exceptions too. From version 1.35 on, a pod with `hostUsers` false may run as root, since its uid 0 is an unprivileged one on the node; capabilities and escalation are judged as before.",
			Tags:        []string{"admission", "containersec"},
			Topics:      []string{"S1-155", "S2-13"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.35",
			Sources: []quiz.Source{{
				Title: "Pod Security Standards",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
			},
				{
					Title:  "The check of runAsUser",
					Module: "k8s.io/pod-security-admission/policy/check_runAsUser.go#runAsUser1_35",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M13",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level:   "restricted",
					Version: "v1.34",
					Pod:     "apiVersion: v1\nkind: Pod\nmetadata:\n  name: legacy\n  namespace: press\nspec:\n  hostUsers: false\n  securityContext:\n    seccompProfile: {type: RuntimeDefault}\n  containers:\n  - name: legacy\n    image: registry.example.com/press/legacy:3.1\n    securityContext:\n      runAsUser: 0\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL]}\n",
				},
			},
		},
		{
			ID:   "nonroot-user-by-name",
			Type: "verdict",
			Text: "An image was built with `USER app` as its last line about users. A pod runs it with `runAsNonRoot: true` and sets no `runAsUser` anywhere. The API server has accepted the pod and it is on a node. What comes next?",
			Options: []quiz.Option{{
				Text: "The container runs, as a user that is not called root is not root",
				Why:  "A name proves nothing, since the image's own `/etc/passwd` may map it to uid 0.",
			},
				{
					Text:    "The container is not started, as a name cannot be proved not to be root",
					Correct: true,
					Why:     "The kubelet has only the name, cannot tell its uid, and reports `CreateContainerConfigError`.",
				},
				{
					Text: "The container runs as uid 65534, which is the stand-in for unknown users",
					Why:  "Nobody chooses a uid for you; the kubelet checks what it is given and refuses what it cannot check.",
				},
				{
					Text: "The container runs as root, as the setting concerns numbers only",
					Why:  "That would be failing open; the kubelet refuses instead.",
				},
			},
			Explanation: "`runAsNonRoot` is checked by the kubelet against a number: the pod's `runAsUser`, or else the image's user. Write a number in the image's `USER`, or set `runAsUser` in the pod.",
			Tags:        []string{"containersec", "kubelet", "hardening"},
			Topics:      []string{"S1-155", "S2-12"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "The kubelet's check",
				Module: "k8s.io/kubernetes/pkg/kubelet/kuberuntime/security_context_others.go#verifyRunAsNonRoot",
			},
				{
					Title: "Configure a Security Context for a Pod or Container",
					URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "container-root-is-node-root",
			Type: "single",
			Text: "A container runs as uid 0 with all capabilities dropped, and `hostUsers` is not set. Why is that still worse than uid 10001?",
			Options: []quiz.Option{{
				Text: "Programs run by uid 0 are left alone by the seccomp filter of their container.",
				Why:  "A filter applies to every process of the container, whoever owns it.",
			},
				{
					Text: "The kubelet mounts more of the node's file system into containers that are run as uid 0.",
					Why:  "What is mounted follows from the pod's volumes and mounts and not from its user.",
				},
				{
					Text: "Dropped capabilities come back to uid 0 as soon as it executes another program.",
					Why:  "What was taken from the bounding set cannot be had again by executing something.",
				},
				{
					Text:    "Its uid is 0 on the node too, so any file of root that it reaches treats it as owner.",
					Correct: true,
					Why:     "Without a user namespace uids are the node's; owner rights need no capability.",
				},
			},
			Explanation: "Without a user namespace the container's root and the node's root are the same uid. Whatever leads to the node's files, a volume too many or a hole in the runtime, then leads there as their owner.",
			Tags:        []string{"containersec", "breakout"},
			Topics:      []string{"S1-155", "S2-12"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "User Namespaces",
				URL:   "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
			},
				{
					Title: "capabilities(7)",
					URL:   "https://man7.org/linux/man-pages/man7/capabilities.7.html",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "readonly-root-writable-paths",
			Type: "multiple",
			Text: "The container below runs as a user that owns all these paths. Into which of them can it write?",
			Given: []quiz.Given{{
				Title:    "part of the pod",
				Language: "yaml",
				Text:     "containers:\n- name: web\n  image: registry.example.com/shop/web:5.0\n  securityContext:\n    readOnlyRootFilesystem: true\n  volumeMounts:\n  - {name: scratch, mountPath: /tmp}\n  - {name: settings, mountPath: /etc/web}\n  - {name: uploads, mountPath: /srv/uploads}\n  - {name: assets, mountPath: /srv/assets, readOnly: true}\nvolumes:\n- {name: scratch, emptyDir: {}}\n- {name: settings, configMap: {name: web}}\n- {name: uploads, persistentVolumeClaim: {claimName: uploads}}\n- {name: assets, persistentVolumeClaim: {claimName: assets}}\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "`/tmp`",
				Correct: true,
				Why:     "An `emptyDir` is a volume of its own, and the setting concerns only what comes from the image.",
			},
				{
					Text: "`/etc/web`",
					Why:  "The kubelet mounts ConfigMaps, Secrets and the like read-only, whatever the container's root file system is.",
				},
				{
					Text:    "`/srv/uploads`",
					Correct: true,
					Why:     "A claim is mounted writable unless its mount or the volume says `readOnly`.",
				},
				{
					Text: "`/srv/assets`",
					Why:  "Its mount says `readOnly`, which holds for this container even if others may write.",
				},
				{
					Text: "`/usr/local/bin`",
					Why:  "It comes from the image, and that is what `readOnlyRootFilesystem` protects.",
				},
			},
			Explanation: "`readOnlyRootFilesystem` covers the image's layers and leaves volumes alone. Give the program an `emptyDir` for each path where it must write, and remember that an intruder can write, and usually execute, there as well.",
			Tags:        []string{"containersec", "hardening", "volume"},
			Topics:      []string{"S1-154"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Configure a Security Context for a Pod or Container",
				URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
			},
				{
					Title:  "ConfigMap volumes are read-only",
					Module: "k8s.io/kubernetes/pkg/volume/configmap/configmap.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:     "readonly-root-and-memory",
			Type:   "boolean",
			Text:   "A container has `readOnlyRootFilesystem: true` and no volume that it can write to. Can an attacker who makes its program misbehave still run code of their own there?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "Code can be injected into the process, or run from an anonymous file in memory, with nothing written to disk.",
				False: "The setting protects files of the image; what a process holds in memory is out of its reach.",
			},
			Explanation: "An immutable file system takes away the easy ways to bring tools and to stay, and makes changes stand out. It is no guard against the running process, which is why seccomp, dropped capabilities and detection remain.",
			Tags:        []string{"containersec", "hardening", "detection"},
			Topics:      []string{"S1-154"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "memfd_create(2)",
				URL:   "https://man7.org/linux/man-pages/man2/memfd_create.2.html",
			},
				{
					Title:  "What the field promises",
					Module: "k8s.io/api/core/v1/types.go#SecurityContext",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:       "psa-restricted-faults",
			Type:     "line",
			Text:     "This pod is refused in a namespace that enforces `restricted`. Which lines have to go so that it is admitted?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata: {name: report, namespace: finance}\nspec:\n  hostNetwork: true\n  securityContext:\n    runAsNonRoot: true\n    seccompProfile: {type: RuntimeDefault}\n  containers:\n  - name: report\n    image: registry.example.com/finance/report:2.4\n    securityContext:\n      runAsUser: 0\n      allowPrivilegeEscalation: false\n      readOnlyRootFilesystem: false\n      capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}\n  - name: proxy\n    image: registry.example.com/finance/proxy:1.7\n    securityContext:\n      seccompProfile: {type: Unconfined}\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL]}\n",
			Lines: []quiz.FaultLine{{
				Line: 5,
				Why:  "Sharing the node's network is refused from `baseline` on.",
			},
				{
					Line: 13,
					Why:  "The pod's `runAsNonRoot` does not make up for a container that asks for uid 0 by number.",
				},
				{
					Line: 20,
					Why:  "A container's own profile counts before the pod's, and `Unconfined` is refused from `baseline` on.",
				},
			},
			Explanation: "The container's security context overrides the pod's, so good settings at the top do not make a pod safe. Adding `NET_BIND_SERVICE` is the one permitted exception, and Pod Security does not ask for a read-only root file system.",
			Tags:        []string{"admission", "containersec"},
			Topics:      []string{"S2-13"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Pod Security Standards",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
			},
				{
					Title:  "The checks",
					Module: "k8s.io/pod-security-admission/policy/checks.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M13",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "restricted",
				},
			},
		},
		{
			ID:   "security-context-what-if-unset",
			Type: "match",
			Text: "A pod has no security context at all and names no service account. What holds for its containers, on a kubelet with default settings?",
			Pairs: []quiz.Pair{{
				Left:  "`allowPrivilegeEscalation`",
				Right: "set-uid programs may raise rights",
				Why:   "The flag `no_new_privs` is set only where the field is false.",
			},
				{
					Left:  "`readOnlyRootFilesystem`",
					Right: "the image's files can be changed",
					Why:   "The default is false, so the container gets a writable layer on top of the image.",
				},
				{
					Left:  "`seccompProfile`",
					Right: "no filter is in force",
					Why:   "Unset means unconfined as long as the kubelet's `seccompDefault` is false.",
				},
				{
					Left:  "`runAsUser`",
					Right: "the image decides",
					Why:   "The `USER` of the image counts, and without one it is root.",
				},
				{
					Left:  "`automountServiceAccountToken`",
					Right: "a token is in the file system",
					Why:   "Unless the pod or its service account says false, a token is mounted.",
				},
			},
			Extra: []quiz.Item{{
				Text: "a number above 10000 is chosen",
				Why:  "Kubernetes itself never picks a uid; some distributions do so by an admission plug-in.",
			},
			},
			Explanation: "The defaults are made so that any image runs, not so that it runs safely. Each of these has to be set, or demanded by admission.",
			Tags:        []string{"containersec", "hardening"},
			Topics:      []string{"S2-12", "S1-153"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Configure a Security Context for a Pod or Container",
				URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
			},
				{
					Title:  "Who adds the token",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/serviceaccount/admission.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "automount-everywhere",
				Lesson:   "M13",
			},
		},
		{
			ID:     "capabilities-per-container",
			Type:   "boolean",
			Text:   "A pod has four containers. Can its author drop all capabilities of the four at once, in the pod's own `securityContext`?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "Only some fields exist at both levels, such as `runAsUser` and `seccompProfile`; `capabilities` is not among them.",
				False: "The field `capabilities` exists in a container's security context only, so it is written four times.",
			},
			Explanation: "`capabilities`, `privileged`, `allowPrivilegeEscalation` and `readOnlyRootFilesystem` belong to containers; `fsGroup` and `sysctls` belong to pods; users, seccomp, AppArmor and SELinux exist in both, and the container's word counts.",
			Tags:        []string{"containersec", "hardening"},
			Topics:      []string{"S2-13"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "PodSecurityContext",
				Module: "k8s.io/api/core/v1/types.go#PodSecurityContext",
			},
				{
					Title: "Configure a Security Context for a Pod or Container",
					URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
			Truth: &quiz.Truth{
				Field: &quiz.FieldTruth{
					GroupVersion: "v1",
					Kind:         "Pod",
					Path:         "spec.securityContext.capabilities",
				},
			},
		},
		{
			ID:       "collector-too-much",
			Type:     "line",
			Text:     "A collector reads log files below `/var/log/pods`, keeps them in a small buffer of its own, and sends them away. It listens nowhere and changes none of the node's files. Which lines give it more than that work needs?",
			Manifest: "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: collector, namespace: logging}\nspec:\n  selector: {matchLabels: {app: collector}}\n  template:\n    metadata: {labels: {app: collector}}\n    spec:\n      hostPID: true\n      automountServiceAccountToken: false\n      containers:\n      - name: collector\n        image: registry.example.com/ops/collector:4.2\n        securityContext:\n          privileged: true\n          readOnlyRootFilesystem: true\n          seccompProfile: {type: RuntimeDefault}\n        volumeMounts:\n        - {name: logs, mountPath: /var/log/pods, readOnly: true}\n        - {name: buffer, mountPath: /buffer}\n      volumes:\n      - {name: logs, hostPath: {path: /}}\n      - {name: buffer, emptyDir: {sizeLimit: 200Mi}}\n",
			Lines: []quiz.FaultLine{{
				Line: 9,
				Why:  "Seeing the node's processes, and reaching into them, is of no use to a reader of files.",
			},
				{
					Line: 15,
					Why:  "A privileged container has every capability and every device, and the seccomp profile below is not applied.",
				},
				{
					Line: 22,
					Why:  "The whole node is mounted where `/var/log/pods` would do, with keys and kubelet credentials in it.",
				},
			},
			Explanation: "A read-only mount of one directory is enough here. The line `readOnly: true` does not save a mount of `/`: reading the node's keys and tokens is already enough to act as the node.",
			Tags:        []string{"containersec", "breakout", "volume"},
			Topics:      []string{"S2-11"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "hostPath volumes",
				URL:   "https://kubernetes.io/docs/concepts/storage/volumes/",
			},
				{
					Title: "Privileged containers and seccomp",
					URL:   "https://kubernetes.io/docs/tutorials/security/seccomp/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:   "runtime-socket-read-only",
			Type: "single",
			Text: "A build pod mounts `/run/containerd/containerd.sock` from the node with `readOnly: true`, and runs as root. Its author says that it can only look. What does the setting really do?",
			Options: []quiz.Option{{
				Text: "It makes the runtime accept only requests that list or read, and refuse the others.",
				Why:  "The runtime does not see how the socket was mounted, and answers whoever has connected.",
			},
				{
					Text:    "It keeps the socket's file from being replaced, and says nothing about requests sent.",
					Correct: true,
					Why:     "Connecting and sending are not writes to a file system, so any request of the runtime's API goes through.",
				},
				{
					Text: "It makes connecting fail at once, since a connection needs a mount that is writable.",
					Why:  "A mount that is read-only does not stop a process from connecting to a socket on it.",
				},
				{
					Text: "It lets the pod see its own containers, since others belong to another mount.",
					Why:  "The runtime's API knows all containers of the node; mounts do not divide them.",
				},
			},
			Explanation: "A runtime's socket is root on the node: whoever may talk to it can start a privileged container. No mount option and no capability changes that, so the only safe number of pods with the socket is none that you do not fully trust.",
			Tags:        []string{"containersec", "breakout", "containerd"},
			Topics:      []string{"S2-11"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "unix(7)",
				URL:   "https://man7.org/linux/man-pages/man7/unix.7.html",
			},
				{
					Title: "hostPath volumes",
					URL:   "https://kubernetes.io/docs/concepts/storage/volumes/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
		{
			ID:          "restricted-one-capability",
			Type:        "short",
			Text:        "At the level `restricted` a container has to drop `ALL` capabilities and may add back exactly one. Which one, as a manifest spells it?",
			Accept:      []string{"NET_BIND_SERVICE"},
			Placeholder: "NAME_OF_IT",
			Wrong: []quiz.Wrong{{
				Text: "CAP_NET_BIND_SERVICE",
				Why:  "That is the kernel's name; manifests leave out the prefix, and Pod Security compares the spelling.",
			},
				{
					Text: "NET_RAW",
					Why:  "That one allows forged packets, and not even `baseline` lets it be added.",
				},
				{
					Text: "NET_ADMIN",
					Why:  "It reconfigures the network and is beyond `baseline` already.",
				},
				{
					Text: "CHOWN",
					Why:  "It may be added at `baseline`, as it is in runtimes' default set, but not at `restricted`.",
				},
			},
			Explanation: "Binding a port below 1024 was thought harmless enough to be permitted. Everything else that a container may add at `baseline` is refused at `restricted`.",
			Tags:        []string{"containersec", "admission"},
			Topics:      []string{"S2-13"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Pod Security Standards",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
			},
				{
					Title:  "The check of capabilities",
					Module: "k8s.io/pod-security-admission/policy/check_capabilities_restricted.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M13",
			},
		},
		{
			ID:       "psa-baseline-faults",
			Type:     "line",
			Text:     "The namespace enforces `baseline` on Kubernetes 1.37, and this pod is refused. Which lines have to go so that it is admitted?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: lab}\nspec:\n  containers:\n  - name: web\n    image: registry.example.com/lab/web:2.0\n    ports:\n    - containerPort: 8080\n      hostPort: 8080\n    livenessProbe:\n      httpGet:\n        host: 169.254.169.254\n        path: /healthz\n        port: 80\n    securityContext:\n      runAsUser: 0\n      allowPrivilegeEscalation: true\n      capabilities:\n        add: [SYS_PTRACE]\n",
			Lines: []quiz.FaultLine{{
				Line: 10,
				Why:  "A port on the node is refused from `baseline` on, as it takes the node's address.",
			},
				{
					Line: 13,
					Why:  "Since version 1.34 of the policy a probe may not name a host, as the kubelet would send requests there.",
				},
				{
					Line: 20,
					Why:  "At `baseline` only capabilities of the usual default set may be added, and this is not one of them.",
				},
			},
			Explanation: "`baseline` stops known ways to the node and leaves root and set-uid programs alone; those are matters of `restricted`. A probe's host is an easily missed one: it makes the kubelet send requests to wherever the pod's author likes.",
			Tags:        []string{"admission", "containersec"},
			Topics:      []string{"S2-13", "S1-023"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.34",
			Sources: []quiz.Source{{
				Title: "Pod Security Standards",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
			},
				{
					Title:  "The check of probes",
					Module: "k8s.io/pod-security-admission/policy/check_hostProbesAndhostLifecycle.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M13",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "baseline",
				},
			},
		},
		{
			ID:          "user-namespace-field",
			Type:        "short",
			Text:        "A program insists on running as uid 0. One field of the pod's `spec`, set to false, makes that an unprivileged uid on the node. Which field?",
			Accept:      []string{"hostUsers", "spec.hostUsers", "pod.spec.hostUsers", "hostUsers: false"},
			Placeholder: "fieldName",
			Wrong: []quiz.Wrong{{
				Text: "runAsNonRoot",
				Why:  "Set to false it permits root, and set to true it refuses it; it maps nothing.",
			},
				{
					Text: "hostPID",
					Why:  "It is about seeing the node's processes, and false is its default.",
				},
				{
					Text: "privileged",
					Why:  "It belongs to a container, false is its default, and it leaves the uid as it is.",
				},
				{
					Text: "allowPrivilegeEscalation",
					Why:  "Set to false it keeps set-uid programs from raising rights; who is root already stays root.",
				},
			},
			Explanation: "With `hostUsers` false the pod gets a user namespace of its own, stable since Kubernetes 1.36. Root inside is then a high, powerless uid outside, which takes much of the danger out of a breakout.",
			Tags:        []string{"containersec", "breakout", "hardening"},
			Topics:      []string{"S1-155"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "User Namespaces",
				URL:   "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
			},
				{
					Title:  "PodSpec",
					Module: "k8s.io/api/core/v1/types.go#PodSpec",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M13",
			},
		},
	},
}
