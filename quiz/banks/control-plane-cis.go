// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankcontrol_plane_cis = quiz.Bank{
	ID:     "control-plane-cis",
	Title:  "The control plane by the book",
	Module: "M18",
	Questions: []quiz.Question{{
		ID:   "cis-benchmark-sections",
		Type: "match",
		Text: "The CIS Kubernetes Benchmark is divided by component. Give each finding the section that it stands in.",
		Pairs: []quiz.Pair{{
			Left:  "The API server's manifest is writable for everybody",
			Right: "1, Control plane components",
			Why:   "Section 1 holds files and arguments of the API server, controller manager and scheduler.",
		},
			{
				Left:  "etcd takes connections without a client certificate",
				Right: "2, etcd",
				Why:   "etcd has a section of its own, because whoever reads or writes it needs none of the other components.",
			},
			{
				Left:  "People log in with client certificates, and no audit policy exists",
				Right: "3, Control plane configuration",
				Why:   "Section 3 asks how authentication and logging are organized, which no single file permission shows.",
			},
			{
				Left:  "A kubelet answers anonymous requests",
				Right: "4, Worker nodes",
				Why:   "Kubelet and kube-proxy are checked on every node, hence a section that is run there.",
			},
			{
				Left:  "A team's ServiceAccount is bound to `cluster-admin`",
				Right: "5, Policies",
				Why:   "RBAC, pod security, network policies and Secrets are objects in the API, and most checks there are manual.",
			},
		},
		Extra: []quiz.Item{{
			Text: "6, Container images",
			Why:  "Images have no section in the Kubernetes benchmark; building them is the matter of other CIS benchmarks.",
		},
		},
		Explanation: "The benchmark is published by the Center for Internet Security. Sections 1 to 4 look at processes and files of machines, section 5 at objects in the API. So a scan that never runs on the nodes, or never looks into the API, covers only a part.",
		Tags:        []string{"hardening", "methodology", "ctrlplane"},
		Topics:      []string{"S3-01"},
		Difficulty:  "medium",
		Sources: []quiz.Source{{
			Title: "CIS Kubernetes Benchmark",
			URL:   "https://www.cisecurity.org/benchmark/kubernetes",
		},
			{
				Title: "kube-bench's checks for the benchmark",
				URL:   "https://github.com/aquasecurity/kube-bench/tree/main/cfg/cis-1.12",
			},
		},
		Practice: quiz.Practice{
			Scenario: "cis-sweep",
			Lesson:   "M18",
		},
	},
		{
			ID:   "cis-authorization-config-false-fail",
			Type: "single",
			Text: "A cluster's API server runs with `--authorization-config=/etc/kubernetes/authz.yaml`; the file lists Node and RBAC. A scanner reports checks 1.2.7 and 1.2.8 (\"includes Node\", \"includes RBAC\") as failed. What happened?",
			Options: []quiz.Option{{
				Text: "RBAC in a configuration file is switched off unless the flag names it too",
				Why:  "The file and the flag exclude each other; the server refuses to start with both.",
			},
				{
					Text: "The file is read only after the first reload, so neither is in force yet",
					Why:  "The file is read at the start, and the server does not start without a valid one.",
				},
				{
					Text:    "The scanner looks for `--authorization-mode`, which is rightly absent here",
					Correct: true,
					Why:     "These checks read the process's arguments, and structured authorization does not use that argument.",
				},
				{
					Text: "Node and RBAC have to be in separate files for the benchmark to be met",
					Why:  "The benchmark knows nothing of such files; one file lists all authorizers in their order.",
				},
			},
			Explanation: "A check that compares arguments tells whether a text is there. Structured authorization says the same thing elsewhere, and the check has not learned it. Read what a finding was derived from, then ask the cluster, for example with a request of a user without rights.",
			Tags:        []string{"hardening", "ctrlplane", "authz"},
			Topics:      []string{"S4-19", "S3-01"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Flags and configuration exclude each other",
				Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/authorization.go",
			},
				{
					Title: "Using a configuration file for authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authorization/",
				},
				{
					Title: "What checks 1.2.6 to 1.2.8 compare",
					URL:   "https://github.com/aquasecurity/kube-bench/blob/main/cfg/cis-1.12/master.yaml",
				},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M18",
			},
		},
		{
			ID:   "cis-scan-green-cluster-open",
			Type: "multiple",
			Text: "A benchmark scan of a control plane is all green. Which of these can nevertheless be true?",
			Options: []quiz.Option{{
				Text:    "The audit policy was corrected on disk, and the API server still runs with its old rules",
				Correct: true,
				Why:     "It reads that file when it starts. A scan sees the argument and the file, not what is in force.",
			},
				{
					Text: "The flag `--authorization-mode` of the running API server contains `AlwaysAllow`",
					Why:  "Check 1.2.6 looks for just this word in the arguments, so the scan would not be green.",
				},
				{
					Text:    "ABAC stands beside Node and RBAC, with a policy file that allows everyone everything",
					Correct: true,
					Why:     "The checks want Node and RBAC present and `AlwaysAllow` absent; they do not read the ABAC policy.",
				},
				{
					Text:    "The API server runs an old patch release with a published vulnerability",
					Correct: true,
					Why:     "The benchmark is about configuration. Known faults of a version are not in it.",
				},
			},
			Explanation: "Benchmarks ask good questions, and scanners answer them by looking at texts. Authorizers are joined by \"or\", files may not be in force, and versions are not configuration. Use the list as a start, then test behaviour.",
			Tags:        []string{"hardening", "methodology"},
			Topics:      []string{"S4-19", "S3-01"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Checks of section 1.2",
				URL:   "https://github.com/aquasecurity/kube-bench/blob/main/cfg/cis-1.12/master.yaml",
			},
				{
					Title: "Authorization modules are asked in order",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authorization/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M18",
			},
		},
		{
			ID:   "cis-cat-lite-scope",
			Type: "single",
			Text: "A team runs CIS-CAT Lite, the free edition of CIS's own assessor, with its Ubuntu benchmark on every control plane machine and gets 96 percent. What does the number say about Kubernetes?",
			Options: []quiz.Option{{
				Text:    "Next to nothing, because another product's benchmark was assessed",
				Correct: true,
				Why:     "Each CIS benchmark is about one product. File modes, SSH and kernel settings say little of an API server's flags.",
			},
				{
					Text: "That sections 1 and 2 pass, because those are about host files",
					Why:  "The Kubernetes benchmark's file checks name Kubernetes' own files, which an Ubuntu benchmark does not know.",
				},
				{
					Text: "That all of Level 1 passes, and Level 2 needs the paid edition",
					Why:  "Levels exist within each benchmark. They do not carry over from one product to another.",
				},
				{
					Text: "That the automated checks pass, and the manual ones are left to do",
					Why:  "Automated and manual are marks on single recommendations of the benchmark that was run, here Ubuntu's.",
				},
			},
			Explanation: "The machine's operating system deserves its own benchmark, so the run was useful. For Kubernetes run the Kubernetes benchmark, for instance with kube-bench, and check which benchmark a report names before you quote its score.",
			Tags:        []string{"hardening", "methodology"},
			Topics:      []string{"S3-02"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "CIS-CAT Assessor user guide",
				URL:   "https://ciscat-assessor.docs.cisecurity.org/en/latest/User%20Guide%20-%20Assessor/",
			},
				{
					Title: "CIS Kubernetes Benchmark",
					URL:   "https://www.cisecurity.org/benchmark/kubernetes",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "kube-bench-results",
			Type: "match",
			Text: "kube-bench marks each check with one of four words. What does each mean?",
			Pairs: []quiz.Pair{{
				Left:  "PASS",
				Right: "The test ran and the configuration met it",
				Why:   "A pass is about what the test read, such as an argument or a file's mode.",
			},
				{
					Left:  "FAIL",
					Right: "A scored test was not met, or could not be run",
					Why:   "A scored check that could not be carried out counts as failed, so a missing binary also shows up here.",
				},
				{
					Left:  "WARN",
					Right: "Somebody has to look, for example at a manual check",
					Why:   "Checks of type manual end like this, and unscored ones that are not met. A report without failures may have many.",
				},
				{
					Left:  "INFO",
					Right: "Nothing to be done, such as a skipped check",
					Why:   "Checks that were skipped on purpose are printed for information only.",
				},
			},
			Extra: []quiz.Item{{
				Text: "The setting is right by default, so it was not examined",
				Why:  "kube-bench has no such word; whether a default counts is written into each check.",
			},
			},
			Explanation: "WARN is work, not praise. Most checks about policies are manual, and they are where clusters usually differ from what their owners think.",
			Tags:        []string{"hardening", "addon"},
			Topics:      []string{"S3-03", "S4-19"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "kube-bench, flags and commands",
				URL:   "https://github.com/aquasecurity/kube-bench/blob/main/docs/flags-and-commands.md",
			},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M18",
			},
		},
		{
			ID:   "kube-bench-unknown-version",
			Type: "single",
			Text: "kube-bench finds Kubernetes 1.37, but the newest version in its mapping is an older one. No `--benchmark` was given. Against what does it check?",
			Options: []quiz.Option{{
				Text: "Nothing; it stops and asks for `--benchmark`",
				Why:  "It gives up only when no lower version is in the mapping either.",
			},
				{
					Text:    "The benchmark of the nearest older version it knows",
					Correct: true,
					Why:     "It counts the minor version down until the mapping has an entry, so recent settings are not looked at.",
				},
				{
					Text: "The newest benchmark, fetched from CIS at run time",
					Why:  "Benchmarks come with the tool as files below `cfg`. Nothing is downloaded when it runs.",
				},
				{
					Text: "All benchmarks at once, and it prints the worst result",
					Why:  "One run uses one benchmark. Mixing them would give contradicting findings.",
				},
			},
			Explanation: "The report in JSON names the benchmark that was used. Look at that first: an old benchmark does not know new flags, and complains about some that are gone.",
			Tags:        []string{"addon", "hardening"},
			Topics:      []string{"S3-04"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "kube-bench, mapping of versions",
				URL:   "https://github.com/aquasecurity/kube-bench/blob/main/cfg/config.yaml",
			},
				{
					Title: "kube-bench, cmd/common.go, mapToBenchmarkVersion",
					URL:   "https://github.com/aquasecurity/kube-bench/blob/main/cmd/common.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M18",
			},
		},
		{
			ID:          "kube-bench-targets-flag",
			Type:        "short",
			Text:        "On a machine that runs only etcd, you want kube-bench to check etcd's section and nothing else. Complete the command with the flag that says so: `kube-bench run ___ etcd`",
			Accept:      []string{"--targets", "-s", "targets", "s", "--targets etcd", "--targets=etcd", "--targets=", "-s etcd", "kube-bench run --targets etcd", "kube-bench run --targets=etcd", "kube-bench run -s etcd"},
			Placeholder: "--flag",
			Wrong: []quiz.Wrong{{
				Text: "--check",
				Why:  "That flag takes ids of single checks such as `1.2.6`, and works without `run`.",
			},
				{
					Text: "--benchmark",
					Why:  "That chooses the benchmark's version, such as `cis-1.12`; the sections stay the same.",
				},
				{
					Text: "--group",
					Why:  "That takes ids of groups such as `1.2` within the files that are run.",
				},
			},
			Explanation: "`kube-bench run --targets etcd` runs one section; without it the tool guesses the sections from the processes it finds. Single checks are named with `--check=1.2.6,1.2.7`.",
			Tags:        []string{"addon", "etcd"},
			Topics:      []string{"S3-04"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "kube-bench, flags and commands",
				URL:   "https://github.com/aquasecurity/kube-bench/blob/main/docs/flags-and-commands.md",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "kube-bench-pod-in-baseline-namespace",
			Type: "verdict",
			Text: "A colleague wants to run kube-bench inside the cluster rather than from a binary on the node, and creates this pod in a namespace labelled `pod-security.kubernetes.io/enforce: baseline`. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "scan.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-bench\n  namespace: audit\nspec:\n  hostPID: true\n  restartPolicy: Never\n  containers:\n  - name: kube-bench\n    image: registry.example.com/kube-bench:v1\n    command: [kube-bench]\n    volumeMounts:\n    - {name: etc-kubernetes, mountPath: /etc/kubernetes, readOnly: true}\n  volumes:\n  - name: etc-kubernetes\n    hostPath: {path: /etc/kubernetes}\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "allowed, because the mount is read-only",
				Why:   "Pod Security looks at the kind of volume. Reading `/etc/kubernetes` is enough to steal keys anyway.",
				Value: "allowed",
			},
				{
					Text:  "denied by Pod Security (403), for `hostPID` alone",
					Why:   "The shared PID namespace is one of two violations; the volume is refused as well.",
					Value: "denied-hostpid",
				},
				{
					Text:  "denied by Pod Security (403), for the volume alone",
					Why:   "The volume is one of two violations; sharing the host's processes is refused as well.",
					Value: "denied-volume",
				},
				{
					Text:    "denied by Pod Security (403), for both settings",
					Correct: true,
					Why:     "Baseline forbids sharing host namespaces and every `hostPath` volume, read-only or not.",
					Value:   "denied",
				},
			},
			Explanation: "To compare processes and files of the machine, the scanner needs the machine. Whether it runs as a Job, in a container that you start by hand, from a package or from source: it has to see the host's processes and files. In a cluster that needs a namespace which is exempt, and such a namespace is to be guarded.",
			Tags:        []string{"addon", "admission", "containersec"},
			Topics:      []string{"S3-03"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Running kube-bench",
				URL:   "https://github.com/aquasecurity/kube-bench/blob/main/docs/running.md",
			},
				{
					Title: "Pod Security Standards",
					URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M18",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "baseline",
					Pod:   "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-bench\n  namespace: audit\nspec:\n  hostPID: true\n  restartPolicy: Never\n  containers:\n  - name: kube-bench\n    image: registry.example.com/kube-bench:v1\n    command: [kube-bench]\n    volumeMounts:\n    - {name: etc-kubernetes, mountPath: /etc/kubernetes, readOnly: true}\n  volumes:\n  - name: etc-kubernetes\n    hostPath: {path: /etc/kubernetes}\n",
				},
			},
		},
		{
			ID:   "security-tools-jobs",
			Type: "match",
			Text: "Old lists throw security tools together that look at quite different things. What does each of these examine?",
			Pairs: []quiz.Pair{{
				Left:  "kube-bench",
				Right: "Files and arguments of cluster components, against the CIS Kubernetes Benchmark",
				Why:   "It runs on the machines and compares settings. It does not see what workloads do.",
			},
				{
					Left:  "docker-bench-security",
					Right: "A Docker host and its containers, against the CIS Docker Benchmark",
					Why:   "It is a script for hosts with a Docker daemon. Nodes that run containerd or CRI-O are not its subject.",
				},
				{
					Left:  "Falco",
					Right: "What running processes do, by watching system calls and other events",
					Why:   "It is detection at run time. It tells you that a shell was started, not that a flag is missing.",
				},
				{
					Left:  "kubesec",
					Right: "Manifests before they are applied, giving each a score",
					Why:   "It judges the text of a workload, so it belongs in a pipeline and needs no cluster.",
				},
			},
			Extra: []quiz.Item{{
				Text: "The packets between pods, dropping what no policy allows",
				Why:  "That is enforcement by a network plug-in, and none of these tools does it.",
			},
			},
			Explanation: "Text before deployment, configuration of the platform, and behaviour at run time are three views that do not replace one another. Twistlock, which stands on the same lists, was commercial and went into Palo Alto Networks' Prisma Cloud.",
			Tags:        []string{"addon", "detection", "hardening"},
			Topics:      []string{"S2-15"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "kube-bench",
				URL:   "https://github.com/aquasecurity/kube-bench",
			},
				{
					Title: "Docker Bench for Security",
					URL:   "https://github.com/docker/docker-bench-security",
				},
				{
					Title: "Falco",
					URL:   "https://falco.org/docs/",
				},
				{
					Title: "kubesec",
					URL:   "https://github.com/controlplaneio/kubesec",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "tools-kubeaudit-unmaintained",
			Type: "single",
			Text: "A pipeline has run kubeaudit over all manifests for years. Its owner announced the project's deprecation in 2024. What is the sound way to go on?",
			Options: []quiz.Option{{
				Text: "Keep it pinned, because rules about manifests do not age",
				Why:  "They do. Fields such as `hostUsers` or `appArmorProfile` came later, so the gaps grow.",
			},
				{
					Text: "Replace it by kube-bench alone, which reads manifests too",
					Why:  "The notice names kube-bench, but that compares nodes with the CIS benchmark and reads no manifests of workloads.",
				},
				{
					Text: "Drop it, because RBAC refuses pods with bad settings",
					Why:  "RBAC decides who may create pods at all. It does not look into them.",
				},
				{
					Text:    "Enforce its rules at admission, and add a maintained linter",
					Correct: true,
					Why:     "Pod Security and policies cover what it looked for and cannot be skipped; a linter keeps the early feedback.",
				},
			},
			Explanation: "Tools on old lists (kubeaudit, k8guard, kubeatf) came and went; of that list Vault is still developed. Keep what matters as a rule in the cluster, where a dead tool cannot take it along, and treat linters as exchangeable.",
			Tags:        []string{"addon", "admission", "hardening"},
			Topics:      []string{"S2-42"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Deprecate kubeaudit",
				URL:   "https://github.com/Shopify/kubeaudit/issues/593",
			},
				{
					Title: "Pod Security Admission",
					URL:   "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M18",
			},
		},
		{
			ID:       "sshd-config-faults",
			Type:     "line",
			Text:     "This is the SSH server's configuration on the control plane machines. The rule is: nobody logs in with a password, and nobody logs in as root. Which lines break it?",
			Manifest: "# /etc/ssh/sshd_config\nPort 22\nListenAddress 10.20.0.11\nHostKey /etc/ssh/ssh_host_ed25519_key\nPermitRootLogin yes\nMaxAuthTries 3\nPubkeyAuthentication yes\nAuthorizedKeysFile .ssh/authorized_keys\nPasswordAuthentication yes\nKbdInteractiveAuthentication no\nPermitEmptyPasswords no\nX11Forwarding no\nAllowGroups platform-admins\nClientAliveInterval 300\nLogLevel VERBOSE\n",
			Lines: []quiz.FaultLine{{
				Line: 5,
				Why:  "Root can log in directly. With `no`, people come under their own names and use sudo, and the log says who it was.",
			},
				{
					Line: 9,
					Why:  "Passwords can be guessed from the network. With `no` here, only keys are left, as line 10 is `no` already.",
				},
			},
			Explanation: "Root on a control plane machine is root over etcd, the CA's key and every static pod. So the way into the machine is part of the cluster's security: keys, personal accounts, a narrow address, a short list of groups.",
			Tags:        []string{"hardening", "ctrlplane"},
			Topics:      []string{"S3-05"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "sshd_config(5)",
				URL:   "https://man.openbsd.org/sshd_config",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "crictl-api-server-down",
			Type: "order",
			Text: "`kubectl` gets \"connection refused\" on a kubeadm control plane with containerd. You are root on the node. Put the steps in the order in which they narrow the fault down, each building on the one before.",
			Items: []quiz.Item{{
				Text: "`crictl ps -a --name kube-apiserver`",
				Why:  "The runtime is asked first whether there is a container, and whether it runs or exited. No API server is needed.",
			},
				{
					Text: "`crictl logs` with the id of the newest container",
					Why:  "The id comes from the list. The last lines usually name the flag or the file that it stumbled over.",
				},
				{
					Text: "Correct the flag in `/etc/kubernetes/manifests/kube-apiserver.yaml`",
					Why:  "Now the cause is known. The file is the pod's only source, so it is corrected there.",
				},
				{
					Text: "Wait for the kubelet to start a new container, then ask `/readyz`",
					Why:  "The kubelet notices the file by itself, and only the ready answer shows that the repair worked.",
				},
			},
			Explanation: "`kubectl logs` goes through the API server, so it cannot help when that is what failed. The runtime knows its containers without it. If there is no container at all, the next place is `journalctl -u kubelet`.",
			Tags:        []string{"containerd", "ctrlplane", "recovery"},
			Topics:      []string{"S3-16", "S0-33"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Debugging Kubernetes nodes with crictl",
				URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/crictl/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M18",
			},
		},
		{
			ID:          "crictl-exited-containers",
			Type:        "short",
			Text:        "The API server's container ends seconds after each start. `crictl ps` does not show it, and you need its id for `crictl logs`. Which option makes `crictl ps` list every container, running or ended?",
			Accept:      []string{"-a", "--all", "a", "all", "crictl ps -a", "crictl ps --all"},
			Placeholder: "-x",
			Wrong: []quiz.Wrong{{
				Text: "--previous",
				Why:  "That belongs to `kubectl logs`, which needs the API server that is down.",
			},
				{
					Text: "--last",
					Why:  "That shows the newest few, whatever their state. It may well do here, but it does not list every container.",
				},
				{
					Text: "--latest",
					Why:  "That shows one container, the newest of all, which need not be the API server's.",
				},
				{
					Text: "--state",
					Why:  "With `exited` it shows the ended ones and leaves out those that run.",
				},
			},
			Explanation: "Without `-a`, only running containers are shown, as with `docker ps`. A crash loop is best seen by the attempt number and the exit time, and explained by the log of the newest attempt.",
			Tags:        []string{"containerd", "ctrlplane"},
			Topics:      []string{"S3-16"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Debugging Kubernetes nodes with crictl",
				URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/crictl/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "component-logs-without-docker",
			Type: "single",
			Text: "An old runbook says \"`docker logs k8s_kube-scheduler`\" for a failed scheduler. On today's nodes with containerd the command finds nothing, although the API server is up. Why, and what works?",
			Options: []quiz.Option{{
				Text:    "They belong to the CRI runtime; use `kubectl logs` or `crictl logs`",
				Correct: true,
				Why:     "The kubelet talks to containerd directly. A Docker daemon beside it, if there is one, does not list those containers.",
			},
				{
					Text: "Static pods have no logs of their own; use the kubelet's journal alone",
					Why:  "Static pods log like others, through the runtime to files below `/var/log/pods`.",
				},
				{
					Text: "The container has another name in Docker now; use `docker ps` to find it",
					Why:  "Kubernetes' containers are in containerd's namespace `k8s.io`, and Docker does not show them under any name.",
				},
				{
					Text: "The scheduler logs to systemd since version 1.24; use `journalctl -u kube-scheduler`",
					Why:  "That is so where it was installed as a service. kubeadm runs it as a static pod, before and after 1.24.",
				},
			},
			Explanation: "The Docker shim left the kubelet in 1.24. As long as the API server answers, `kubectl -n kube-system logs` is the shortest way, for static pods as well; when it does not, `crictl` on the node.",
			Tags:        []string{"ctrlplane", "containerd", "recovery"},
			Topics:      []string{"S0-33"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Debugging Kubernetes nodes with crictl",
				URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/crictl/",
			},
				{
					Title: "Dockershim removal FAQ",
					URL:   "https://kubernetes.io/blog/2022/02/17/dockershim-faq/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "static-pod-backup-copy",
			Type: "single",
			Text: "Before an edit, somebody copies `/etc/kubernetes/manifests/kube-apiserver.yaml` to `kube-apiserver.yaml.bak` in the same folder. After the edit the API server keeps returning to its old flags. Why?",
			Options: []quiz.Option{{
				Text: "Changes to a static pod's flags count only after the kubelet is restarted",
				Why:  "The kubelet watches the folder and replaces the pod by itself.",
			},
				{
					Text: "The kubelet compares the file with the mirror pod, and the mirror pod wins",
					Why:  "It is the other way round. The mirror pod in the API is a reflection that is replaced to fit the file.",
				},
				{
					Text: "The API server saves its flags in etcd and prefers those to the manifest",
					Why:  "Flags are read from the process's arguments at each start, and are kept nowhere else.",
				},
				{
					Text:    "The kubelet reads the copy as well, and both files describe the same pod",
					Correct: true,
					Why:     "It takes every file whose name has no leading dot, whatever its ending. Two files with one pod fight.",
				},
			},
			Explanation: "Keep copies outside the folder, or with a leading dot. For the same reason a stray file there is a way to persist: whatever is put into that folder is run by the kubelet, without RBAC and without admission.",
			Tags:        []string{"ctrlplane", "kubelet", "persistence"},
			Topics:      []string{"S3-22"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "How the folder is read",
				Module: "k8s.io/kubernetes/pkg/kubelet/config/file.go",
			},
				{
					Title: "Create static Pods",
					URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M18",
			},
		},
		{
			ID:   "kubeadm-upgrade-worker-order",
			Type: "order",
			Text: "The control plane of a kubeadm cluster has been upgraded by one minor version. Bring a worker to the same version, in the documented order.",
			Items: []quiz.Item{{
				Text: "Point the package source to the new minor version and install the new kubeadm",
				Why:  "kubeadm carries the knowledge of its own version, so it comes first. Sources are one per minor version.",
			},
				{
					Text: "`kubeadm upgrade node` on the worker",
					Why:  "On a worker it brings the kubelet's configuration up to date, before the new kubelet reads it.",
				},
				{
					Text: "`kubectl drain` with `--ignore-daemonsets`",
					Why:  "Workloads leave before the kubelet is exchanged. Pods of DaemonSets stay, hence the option.",
				},
				{
					Text: "Install the new kubelet, reload systemd and restart it",
					Why:  "With the node empty, a restart into a new minor version disturbs nobody.",
				},
				{
					Text: "`kubectl uncordon`",
					Why:  "Last, the node may take pods again.",
				},
			},
			Explanation: "A kubelet may be older than the API server (up to three minor versions), never newer, so the control plane goes first. The form `kubeadm upgrade node config --kubelet-version` of old instructions is gone.",
			Tags:        []string{"ctrlplane", "hardening", "recovery"},
			Topics:      []string{"S3-31"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Upgrading Linux nodes",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/upgrading-linux-nodes/",
			},
				{
					Title: "Version skew policy",
					URL:   "https://kubernetes.io/releases/version-skew-policy/",
				},
				{
					Title:  "kubeadm upgrade node",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/cmd/upgrade/node.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:          "kubeadm-upgrade-second-control-plane",
			Type:        "short",
			Text:        "A kubeadm cluster has three control plane machines. On the first one you ran `kubeadm upgrade apply v1.37.1`. Which command is run on the second and third?",
			Accept:      []string{"kubeadm upgrade node", "sudo kubeadm upgrade node"},
			Placeholder: "kubeadm ...",
			Wrong: []quiz.Wrong{{
				Text: "kubeadm upgrade apply v1.37.1",
				Why:  "That changes cluster-wide configuration and is run once. The others only take over what the first one wrote.",
			},
				{
					Text: "kubeadm upgrade node config",
					Why:  "That form belonged to old versions and is gone; the command without the last word does all of it.",
				},
				{
					Text: "kubeadm upgrade plan",
					Why:  "That looks and changes nothing; it belongs before the first machine's upgrade.",
				},
			},
			Explanation: "`apply` writes the cluster's new configuration and upgrades the first machine's static pods; `node` does that for each other control plane machine, and the kubelet's configuration on workers. Both renew the certificates that kubeadm manages, unless told otherwise.",
			Tags:        []string{"ctrlplane", "hardening"},
			Topics:      []string{"S3-31"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Upgrading kubeadm clusters",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-upgrade/",
			},
				{
					Title:  "kubeadm upgrade node",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/cmd/upgrade/node.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:          "support-window-months",
			Type:        "short",
			Text:        "For about how many months after its release does a minor version of Kubernetes get patches, counting the last stretch in which only critical faults are fixed?",
			Accept:      []string{"14", "14 months", "fourteen", "about 14", "fourteen months", "about 14 months", "~14", "~14 months", "about fourteen", "about fourteen months"},
			Placeholder: "a number",
			Wrong: []quiz.Wrong{{
				Text: "12",
				Why:  "Twelve is the ordinary part. Two months of maintenance follow, for security and critical faults.",
			},
				{
					Text: "9",
					Why:  "Nine months was the rule until 1.18.",
				},
				{
					Text: "24",
					Why:  "Some vendors sell that long; the project itself does not give it.",
				},
			},
			Explanation: "Twelve months of support plus two of maintenance, and about three releases a year: three minor versions are maintained at a time. Whoever upgrades once a year is always near the edge.",
			Tags:        []string{"trivia", "hardening"},
			Topics:      []string{"S1-167"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Patch releases and support period",
				URL:   "https://kubernetes.io/releases/patch-releases/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "version-out-of-support",
			Type: "single",
			Text: "A vulnerability in kube-apiserver is announced, fixed in the latest patches of the three newest minor versions. Your cluster runs the fourth newest. The announcement does not mention it. What follows?",
			Options: []quiz.Option{{
				Text: "It is not affected, or the announcement would list it among the affected versions",
				Why:  "Versions out of support are often not examined at all. Silence says nothing about them.",
			},
				{
					Text:    "It must be taken as affected, and upgraded one minor version at a time",
					Correct: true,
					Why:     "No patch will come for it, and the control plane may not skip minor versions on the way up.",
				},
				{
					Text: "A patch for it will come a few weeks later, after the supported ones are done",
					Why:  "The project publishes no patches for versions past their end of life.",
				},
				{
					Text: "The newest kube-apiserver binary can be put in directly, as the API is stable",
					Why:  "Skipping minor versions of the API server is not supported; storage versions and skew rules stand against it.",
				},
			},
			Explanation: "Being up to date is the control for which no flag exists. The cheap way is a habit: patch releases every month, the next minor version well before the current one ends, and the same for add-ons.",
			Tags:        []string{"hardening", "methodology"},
			Topics:      []string{"S4-14", "S1-167"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Patch releases and support period",
				URL:   "https://kubernetes.io/releases/patch-releases/",
			},
				{
					Title: "Version skew policy",
					URL:   "https://kubernetes.io/releases/version-skew-policy/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M18",
			},
		},
		{
			ID:   "ingress-nginx-retired",
			Type: "single",
			Text: "The cluster is on the newest patch release. At its edge still runs ingress-nginx, the community's controller, installed with its usual ClusterRole. What is the point for the next security review?",
			Options: []quiz.Option{{
				Text: "Its repository is archived, so the pods will stop at the next upgrade of the cluster",
				Why:  "Nothing stops. Images and charts stay available and the pods go on, which is why it is easily forgotten.",
			},
				{
					Text: "The Ingress API is removed from Kubernetes, so its objects are no longer guarded by RBAC",
					Why:  "Ingress is still a stable API. The one controller was retired, not the API.",
				},
				{
					Text:    "It gets no fixes, faces the internet, and its account can read all Secrets",
					Correct: true,
					Why:     "Retired in March 2026, it stands in the most exposed place with rights that make each new fault a fault of the cluster.",
				},
				{
					Text: "It has to be replaced by a Service of type LoadBalancer, the only supported entry left",
					Why:  "Other Ingress controllers exist, and implementations of the Gateway API are what the project recommends.",
				},
			},
			Explanation: "\"Up to date\" covers everything with rights in the cluster. A controller for Ingress needs the TLS Secrets of all namespaces unless it is confined, so an unmaintained one is a way from a crafted request to every certificate's key.",
			Tags:        []string{"ingress", "addon", "hardening"},
			Topics:      []string{"S4-14"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Ingress NGINX retirement",
				URL:   "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
			},
				{
					Title: "ingress-nginx",
					URL:   "https://github.com/kubernetes/ingress-nginx",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "airgap-what-else",
			Type: "multiple",
			Text: "A kubeadm cluster is to run without any connection to the internet. The container images of all applications are mirrored in an inner registry. What else has to be provided inside?",
			Options: []quiz.Option{{
				Text:    "The images of the control plane, CoreDNS and kube-proxy",
				Correct: true,
				Why:     "Those are pulled from registry.k8s.io unless mirrored or loaded; `kubeadm config images list` prints them.",
			},
				{
					Text: "A connection from the kubelets to etcd for image pulls",
					Why:  "Kubelets never talk to etcd. Images come from registries through the container runtime.",
				},
				{
					Text:    "The pause image, and the runtime's setting that names it",
					Correct: true,
					Why:     "containerd starts each pod's sandbox from it and has its own setting for where it comes from.",
				},
				{
					Text:    "Copies of the vulnerability data that scanners use",
					Correct: true,
					Why:     "A scanner without fresh data reports fewer and fewer findings and looks better each week.",
				},
				{
					Text:    "Packages of kubelet, kubeadm and the operating system",
					Correct: true,
					Why:     "Updates do not end with the gap. Without an inner mirror, machines stay on the version they were installed with.",
				},
			},
			Explanation: "The gap takes away the easy ways in, and the easy updates with them. It needs its own ways for images, packages, time, names, certificates and vulnerability data, and somebody who carries them across and verifies signatures on the way.",
			Tags:        []string{"hardening", "net", "methodology"},
			Topics:      []string{"S1-028"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "kubeadm init without an internet connection",
				URL:   "https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-init/",
			},
				{
					Title: "Container runtimes, overriding the sandbox image",
					URL:   "https://kubernetes.io/docs/setup/production-environment/container-runtimes/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:          "airgap-images-list",
			Type:        "short",
			Text:        "You prepare a registry mirror for an isolated kubeadm installation. Which command of kubeadm prints the control plane images of a given version, so that you can copy them?",
			Accept:      []string{"kubeadm config images list", "sudo kubeadm config images list", "config images list", "kubeadm config images list --kubernetes-version", "kubeadm config images list --kubernetes-version v1.37.1"},
			Placeholder: "kubeadm ...",
			Wrong: []quiz.Wrong{{
				Text: "kubeadm config images pull",
				Why:  "That pulls them onto the machine where it runs; it does not give you the list for a mirror.",
			},
				{
					Text: "kubeadm config print init-defaults",
					Why:  "That prints a configuration file, with the repository's name in it, not the images with their versions.",
				},
			},
			Explanation: "`kubeadm config images list --kubernetes-version v1.37.1` prints each image with its tag, etcd and pause included. With `imageRepository` in the configuration kubeadm then uses the mirror.",
			Tags:        []string{"hardening", "net"},
			Topics:      []string{"S1-028"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "kubeadm config",
				URL:   "https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-config/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "dashboard-whose-rights",
			Type: "single",
			Text: "A web dashboard runs in the cluster for three teams, each of which may see only its own namespace. Which arrangement keeps that so even when the dashboard has a fault?",
			Options: []quiz.Option{{
				Text: "Its ServiceAccount is `cluster-admin`, and its menu hides other teams' namespaces",
				Why:  "The menu is no boundary. Whoever gets past the program has everything its account has.",
			},
				{
					Text:    "Users bring their own tokens, and its ServiceAccount may do almost nothing",
					Correct: true,
					Why:     "The API server then decides by the user, and the dashboard's own credential is worth little when stolen.",
				},
				{
					Text: "Its ServiceAccount has `view` everywhere, and an Ingress asks for one password",
					Why:  "A shared password says nothing about teams, and `view` everywhere shows every team's objects.",
				},
				{
					Text: "Users share one token of a ServiceAccount with the union of the teams' rights",
					Why:  "Everybody then has everybody's rights, and the audit log shows one name for all.",
				},
			},
			Explanation: "Ask of each dashboard whose rights it uses. A program that acts for people passes their identity on; what it does for itself should need no more than its settings. Then it is also clear in the audit log who did what.",
			Tags:        []string{"addon", "authz", "rbac"},
			Topics:      []string{"S0-25", "S2-37"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "RBAC good practices",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
			},
				{
					Title: "Kubernetes Dashboard (archived)",
					URL:   "https://github.com/kubernetes-retired/dashboard",
				},
			},
			Practice: quiz.Practice{
				Scenario: "open-dashboard",
				Lesson:   "M18",
			},
		},
		{
			ID:   "dashboard-skip-login-list-secrets",
			Type: "verdict",
			Text: "The retired Dashboard 2.7.0 was installed with a Role like this one, bound to its ServiceAccount, and somebody added `--enable-skip-login`. A visitor presses Skip and opens the list of Secrets in namespace `kubernetes-dashboard`. What does the API server answer the dashboard?",
			Given: []quiz.Given{{
				Title:    "role.yaml",
				Language: "yaml",
				Text:     "kind: Role\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: kubernetes-dashboard, namespace: kubernetes-dashboard}\nrules:\n- apiGroups: [\"\"]\n  resources: [secrets]\n  resourceNames: [kubernetes-dashboard-key-holder, kubernetes-dashboard-certs, kubernetes-dashboard-csrf]\n  verbs: [get, update, delete]\n- apiGroups: [\"\"]\n  resources: [configmaps]\n  resourceNames: [kubernetes-dashboard-settings]\n  verbs: [get, update]\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "allowed, with the three named Secrets only",
				Why:   "RBAC never filters a list. It allows the request or refuses it.",
				Value: "filtered",
			},
				{
					Text:  "allowed, with all Secrets of the namespace",
					Why:   "That would take `list` on `secrets` without names; the rule has neither.",
					Value: "allowed",
				},
				{
					Text:    "denied by RBAC (403), for want of `list`",
					Correct: true,
					Why:     "The rule has other verbs, and only for three names. A list of the whole collection is not covered.",
					Value:   "denied",
				},
				{
					Text:  "denied by authentication (401), for want of a token",
					Why:   "After Skip the dashboard uses its own ServiceAccount's token, so the API server knows very well who asks.",
					Value: "unauthenticated",
				},
			},
			Explanation: "With the rights it was shipped with, skip-login shows an empty page. The disaster comes with the next step, when somebody makes it \"work\" with a binding to `cluster-admin`. A compromised dashboard could still take the three Secrets by name.",
			Tags:        []string{"addon", "rbac", "authz"},
			Topics:      []string{"S0-25", "S3-30"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Kubernetes Dashboard (archived)",
				URL:   "https://github.com/kubernetes-retired/dashboard",
			},
				{
					Title: "Using RBAC authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "open-dashboard",
				Lesson:   "M18",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: kubernetes-dashboard, namespace: kubernetes-dashboard}\nrules:\n- apiGroups: [\"\"]\n  resources: [secrets]\n  resourceNames: [kubernetes-dashboard-key-holder, kubernetes-dashboard-certs, kubernetes-dashboard-csrf]\n  verbs: [get, update, delete]\n- apiGroups: [\"\"]\n  resources: [configmaps]\n  resourceNames: [kubernetes-dashboard-settings]\n  verbs: [get, update]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: kubernetes-dashboard, namespace: kubernetes-dashboard}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: kubernetes-dashboard}\nsubjects:\n- {kind: ServiceAccount, name: kubernetes-dashboard, namespace: kubernetes-dashboard}\n",
					User:      "system:serviceaccount:kubernetes-dashboard:kubernetes-dashboard",
					Groups:    []string{"system:serviceaccounts", "system:serviceaccounts:kubernetes-dashboard", "system:authenticated"},
					Verb:      "list",
					Resource:  "secrets",
					Namespace: "kubernetes-dashboard",
				},
			},
		},
		{
			ID:   "dashboard-admin-user-recipe",
			Type: "single",
			Text: "A tutorial installs Dashboard v2.7.0, creates a ServiceAccount `admin-user` bound to `cluster-admin`, and has everybody log in with that account's token, taken from a Secret. Which judgement is right today?",
			Options: []quiz.Option{{
				Text:    "The project is archived, and the token is a shared, lasting key to the whole cluster",
				Correct: true,
				Why:     "No fixes come since January 2026, and a token from a Secret does not expire and names no person.",
			},
				{
					Text: "The recipe is fine, if only the chart of version 7 or later is used in place of the manifest",
					Why:  "The chart belongs to the same archived project, and the account would be as powerful as before.",
				},
				{
					Text: "The recipe is fine, because a token from a Secret ends after one hour by itself",
					Why:  "Tokens from `kubectl create token` end after an hour by default; one kept in a Secret has no end.",
				},
				{
					Text: "The recipe fails, because ServiceAccount tokens are no longer accepted by the API server",
					Why:  "They are accepted. What changed in 1.24 is that no Secret is made for each account by itself.",
				},
			},
			Explanation: "If a web interface is wanted, take a maintained one such as Headlamp and let people log in as themselves. For a short test, `kubectl create token` gives a token that ends, for an account with just the needed rights.",
			Tags:        []string{"addon", "authn"},
			Topics:      []string{"S3-30", "S0-25"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Kubernetes Dashboard (archived)",
				URL:   "https://github.com/kubernetes-retired/dashboard",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "open-dashboard",
				Lesson:   "M18",
			},
		},
		{
			ID:     "kubeadm-defaults-audit",
			Type:   "boolean",
			Text:   "Installers have better defaults than they used to, and kubeadm adds no dashboard. Does a plain `kubeadm init` of version 1.37 also write an audit log?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "kubeadm passes no audit flag unless `extraArgs` says so; and without a policy file the API server records nothing.",
				False: "Audit policy, encryption at rest and verification of kubelets' certificates are left to the administrator.",
			},
			Explanation: "kubeadm sets `Node,RBAC`, NodeRestriction, a certificate for every component, and kubelets that strangers cannot use. It does not set `--audit-policy-file`, `--encryption-provider-config`, `--kubelet-certificate-authority` or anonymous access off. \"Good defaults\" is not \"cannot be attacked\".",
			Tags:        []string{"ctrlplane", "detection", "trivia"},
			Topics:      []string{"S4-13"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "The API server's arguments",
				Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/controlplane/manifests.go",
			},
				{
					Title: "Auditing",
					URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M18",
			},
		},
		{
			ID:     "api-server-profiling-default",
			Type:   "boolean",
			Text:   "An API server is started without the flag `--profiling`. Does it serve profiles below `/debug/pprof/` to those who may get that path?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "The flag's default is true. Authorization stands before it, and the benchmark still asks to switch it off.",
				False: "The benchmark's advice is often taken for the default. kubeadm does not set the flag either.",
			},
			Explanation: "Profiles tell about a running server's inner life and cost time to make. RBAC gives the path to nobody but administrators; with `--profiling=false` it is gone (CIS 1.2.15). The controller manager and the scheduler have the same flag.",
			Tags:        []string{"ctrlplane", "hardening"},
			Topics:      []string{"S2-37", "S4-15"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "kube-apiserver",
				URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M18",
			},
			Truth: &quiz.Truth{
				Flag: &quiz.FlagTruth{
					Component: "kube-apiserver",
					Name:      "profiling",
					Ask:       "default",
				},
			},
		},
		{
			ID:       "api-server-manifest-faults",
			Type:     "line",
			Text:     "This is part of the API server's manifest on a kubeadm control plane. Somebody has weakened three of its arguments. Which lines are they?",
			Manifest: "spec:\n  containers:\n  - name: kube-apiserver\n    command:\n    - kube-apiserver\n    - --advertise-address=10.20.0.11\n    - --allow-privileged=true\n    - --authorization-mode=Node,RBAC,AlwaysAllow\n    - --client-ca-file=/etc/kubernetes/pki/ca.crt\n    - --enable-admission-plugins=NodeRestriction\n    - --enable-bootstrap-token-auth=true\n    - --etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt\n    - --etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt\n    - --kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt\n    - --secure-port=6443\n    - --service-account-issuer=https://kubernetes.default.svc.cluster.local\n    - --tls-min-version=VersionTLS10\n    - --token-auth-file=/etc/kubernetes/tokens.csv\n    image: registry.k8s.io/kube-apiserver:v1.37.1\n",
			Lines: []quiz.FaultLine{{
				Line: 8,
				Why:  "Authorizers are joined by \"or\". What Node and RBAC have no rule for, the last one allows.",
			},
				{
					Line: 17,
					Why:  "The default is TLS 1.2. This opens the door to TLS 1.0 for clients that still ask for it.",
				},
				{
					Line: 18,
					Why:  "Tokens in clear text on a disk, without an end, and changed only with a restart. The benchmark wants the flag absent.",
				},
			},
			Explanation: "`--allow-privileged=true` is what kubeadm sets, and Pod Security decides who may use it. Bootstrap tokens are Secrets with an end and few rights. The rest names keys and certificates, one CA for etcd and another for the cluster.",
			Tags:        []string{"ctrlplane", "authz", "hardening"},
			Topics:      []string{"S4-15", "S2-37"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "kube-apiserver",
				URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
			},
				{
					Title:  "What kubeadm sets",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/controlplane/manifests.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M18",
			},
		},
		{
			ID:   "lock-down-interfaces",
			Type: "multiple",
			Text: "RBAC for users is in good order, admission policies are strict, the audit log is complete. Which of these still lets somebody act on the cluster past all three?",
			Options: []quiz.Option{{
				Text:    "A client certificate that etcd accepts",
				Correct: true,
				Why:     "etcd knows neither RBAC nor admission. Whoever writes there writes the cluster's state.",
			},
				{
					Text: "A right to create `pods/exec` in one namespace",
					Why:  "That request goes through the API server, is authorized, passes admission and is audited.",
				},
				{
					Text:    "Write access to a node's static pod folder",
					Correct: true,
					Why:     "The kubelet runs what lies there. Admission can only keep the mirror pod out of the API.",
				},
				{
					Text:    "Access to the containerd socket on a node",
					Correct: true,
					Why:     "The runtime starts containers for whoever may open its socket, with any mounts and any user.",
				},
				{
					Text: "A right to impersonate another user",
					Why:  "Impersonation widens rights, but each request is still authorized, admitted and audited under both names.",
				},
			},
			Explanation: "Locking down the control plane means every door: the API server, etcd's ports, the kubelet's API, its manifests, and the runtime's socket. The API server's controls hold only for what comes through the API server.",
			Tags:        []string{"ctrlplane", "etcd", "kubelet", "rbac"},
			Topics:      []string{"S4-15", "S2-37"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "API server bypass risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "nodes-proxy-is-exec",
				Lesson:   "M18",
			},
		},
		{
			ID:       "dockerd-tls-without-verify",
			Type:     "line",
			Text:     "A build host's Docker daemon is reachable from the network on purpose, for a few known clients. Which line lets anybody who reaches the port run containers?",
			Manifest: "{\n  \"hosts\": [\n    \"unix:///var/run/docker.sock\",\n    \"tcp://10.20.0.30:2376\"\n  ],\n  \"tls\": true,\n  \"tlscert\": \"/etc/docker/server.pem\",\n  \"tlskey\": \"/etc/docker/server-key.pem\",\n  \"tlscacert\": \"/etc/docker/clients-ca.pem\",\n  \"tlsverify\": false,\n  \"icc\": false,\n  \"live-restore\": true,\n  \"no-new-privileges\": true,\n  \"log-driver\": \"journald\"\n}\n",
			Lines: []quiz.FaultLine{{
				Line: 10,
				Why:  "Without verification the daemon encrypts, and takes orders from every client. It must be true, with the CA of line 9.",
			},
			},
			Explanation: "TLS on port 2376 protects what is on the wire; `tlsverify` with `tlscacert` decides who may speak. Port 2375 has neither. Anyone who can give the daemon orders mounts `/` into a container and is root on the host.",
			Tags:        []string{"containersec", "ctrlplane", "hardening"},
			Topics:      []string{"S3-33"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Protect the Docker daemon socket",
				URL:   "https://docs.docker.com/engine/security/protect-access/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "docker-host-access",
			Type: "single",
			Text: "Ten developers need to start builds on a remote Docker host. The platform team wants to keep root on that host to itself. Which plan does that?",
			Options: []quiz.Option{{
				Text: "Give them SSH keys, and a Docker context of the form `ssh://` for their accounts in group `docker`",
				Why:  "The way in is safe, but the group's members can mount the whole host into a container, which is root.",
			},
				{
					Text: "Give them client certificates for port 2376 with `tlsverify`, one certificate per developer",
					Why:  "That authenticates them well. The daemon then does whatever they ask, root on the host included.",
				},
				{
					Text:    "Give them a build service that takes jobs, and keep the daemon's socket to the platform team",
					Correct: true,
					Why:     "Whoever can command the daemon is root. So developers get something narrower than the daemon.",
				},
				{
					Text: "Give them the socket in a container, since a container's root is not the host's root",
					Why:  "The socket in a container is the daemon all the same, and it starts containers next to yours, not inside.",
				},
			},
			Explanation: "SSH keys instead of passwords, few accounts and verified TLS are right for those who are to be root. They do not make the daemon's API a smaller thing. Rootless daemons or builders without a daemon lower the price.",
			Tags:        []string{"hardening", "containersec"},
			Topics:      []string{"S3-34", "S3-33"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Protect the Docker daemon socket",
				URL:   "https://docs.docker.com/engine/security/protect-access/",
			},
				{
					Title: "Docker daemon attack surface",
					URL:   "https://docs.docker.com/engine/security/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
		{
			ID:   "quiz-computed-key-differs",
			Type: "single",
			Text: "Many keys of this quiz are computed from the code of one Kubernetes version, defaults of flags for instance. On your own cluster a flag's default seems to be another. What should be looked at first?",
			Options: []quiz.Option{{
				Text:    "Whether your cluster's version or its installer is the reason",
				Correct: true,
				Why:     "Defaults change between versions, and installers override them. Both are quickly found on the node.",
			},
				{
					Text: "Whether the flag was changed with `kubectl` since the cluster was made",
					Why:  "Flags of a component cannot be set through the API; they stand in its manifest or unit file.",
				},
				{
					Text: "Whether the documentation's page for the newest version says the same",
					Why:  "That checks the quiz, which was computed already. It does not tell you why your cluster differs.",
				},
				{
					Text: "Whether the component was built from source with other default values",
					Why:  "Possible, and rare. A version or an argument explains nearly every such difference.",
				},
			},
			Explanation: "\"The default\" is a fact about a version. What counts for your security is the value in force: read the process's arguments and its configuration files, or the component's `/configz` and `/flagz` where they are served, and then ask the cluster by behaviour.",
			Tags:        []string{"quiz", "methodology", "ctrlplane"},
			Topics:      []string{"S4-19"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title:  "How keys are computed",
				Module: "github.com/hardenway/hardenway/quiz/computed/doc.go",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
		},
	},
}
