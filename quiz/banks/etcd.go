// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var banketcd = quiz.Bank{
	ID:     "etcd",
	Title:  "etcd",
	Module: "M11",
	Questions: []quiz.Question{{
		ID:   "etcd-cve-why-kubernetes-unaffected",
		Type: "single",
		Text: "An advisory of 2026 says that clients without credentials could list members and raise alarms although etcd's authentication was on (CVE-2026-33413). Why does this hardly touch a usual kubeadm cluster?",
		Options: []quiz.Option{{
			Text: "Its API server repeats each of etcd's checks before it passes a request on to any of the members",
			Why:  "The API server has its own rules for its own callers. It cannot stop somebody who talks to etcd directly.",
		},
			{
				Text: "Its etcd has no gRPC API, only the HTTP one that Kubernetes needs",
				Why:  "It is the other way round: the API server speaks gRPC to etcd.",
			},
			{
				Text: "Its etcd has etcd's roles, but members and alarms are outside of them",
				Why:  "Listing members is open to known users, but Kubernetes does not switch etcd's users and roles on in the first place.",
			},
			{
				Text:    "Its etcd takes only clients with a certificate of etcd's own CA, and uses no etcd users at all",
				Correct: true,
				Why:     "What was missing are checks of users, which Kubernetes does not use. Reaching the API takes a certificate, and with one everything is open anyway.",
			},
		},
		Explanation: "etcd's flaws are mostly about denial of service or about its users and roles. Kubernetes relies on neither: what guards its etcd is the network and mutual TLS. That is also why a leaked client certificate is worth the whole cluster. Patch nevertheless (3.6.9, 3.5.28, 3.4.42).",
		Tags:        []string{"etcd", "authz"},
		Topics:      []string{"S1-107"},
		Difficulty:  "medium",
		Sources: []quiz.Source{{
			Title: "GHSA-q8m4-xhhv-38mg (CVE-2026-33413)",
			URL:   "https://github.com/etcd-io/etcd/security/advisories/GHSA-q8m4-xhhv-38mg",
		},
			{
				Title: "Operating etcd clusters for Kubernetes",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/",
			},
		},
		Practice: quiz.Practice{
			Scenario: "etcd-shared-ca",
			Lesson:   "M11",
		},
	},
		{
			ID:   "etcd-cve-lease-key-names",
			Type: "single",
			Text: "CVE-2023-32082 concerned etcd's call LeaseTimeToLive when roles were in use. What could a user without read permission learn from it?",
			Options: []quiz.Option{{
				Text: "The values of keys that were written under this lease",
				Why:  "The call never returns values, only which keys hang on the lease.",
			},
				{
					Text:    "The names of keys that are attached to a lease",
					Correct: true,
					Why:     "With the option to list keys, the answer named them without asking whether the caller may read them.",
				},
				{
					Text: "The names of all users who hold a lease",
					Why:  "A lease has no owner in etcd. It has an id, a time and keys.",
				},
				{
					Text: "The token with which the lease was created",
					Why:  "Tokens are not stored with leases.",
				},
			},
			Explanation: "Names can be telling: the path of a key names resource, namespace and object. It is fixed in 3.4.26 and 3.5.9, where listing the keys of a lease takes read permission on them. Kubernetes was not affected as long as only the API server reaches etcd.",
			Tags:        []string{"etcd", "authz"},
			Topics:      []string{"S1-108"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "GHSA-3p4g-rcw5-8298 (CVE-2023-32082)",
				URL:   "https://github.com/etcd-io/etcd/security/advisories/GHSA-3p4g-rcw5-8298",
			},
				{
					Title:  "LeaseTimeToLive in v3_server.go",
					Module: "go.etcd.io/etcd/server/v3/etcdserver/v3_server.go#LeaseTimeToLive",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-cve-debug-password",
			Type: "multiple",
			Text: "CVE-2021-28235 let an outsider read passwords of etcd users. Which conditions had to come together? Choose all.",
			Options: []quiz.Option{{
				Text:    "etcd ran with `--log-level debug`",
				Correct: true,
				Why:     "Only then does etcd serve the pages that show traces of recent requests.",
			},
				{
					Text:    "Somebody logged in with user name and password",
					Correct: true,
					Why:     "The trace showed that login request. Identities from certificates send no password.",
				},
				{
					Text:    "The outsider could fetch the debug pages of a client URL",
					Correct: true,
					Why:     "They are on the client port, so mutual TLS there keeps strangers away.",
				},
				{
					Text: "`--enable-pprof` was set",
					Why:  "This adds profiles of the process. The traces of requests hang on the log level.",
				},
				{
					Text: "The outsider had a user with the role `root`",
					Why:  "The pages do not ask for a user. That made the flaw so bad.",
				},
			},
			Explanation: "The request stayed in memory with its password and was printed in the trace. Since 3.4.25 and 3.5.8 etcd wipes the password after checking it. The pages still exist at this log level, so debug logging belongs on no reachable port.",
			Tags:        []string{"etcd", "authn", "secrets"},
			Topics:      []string{"S1-109"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "CVE-2021-28235",
				URL:   "https://nvd.nist.gov/vuln/detail/CVE-2021-28235",
			},
				{
					Title: "etcd pull request 15648",
					URL:   "https://github.com/etcd-io/etcd/pull/15648",
				},
				{
					Title:  "Authenticate in v3_server.go",
					Module: "go.etcd.io/etcd/server/v3/etcdserver/v3_server.go#Authenticate",
				},
				{
					Title:  "etcd.go",
					Module: "go.etcd.io/etcd/server/v3/embed/etcd.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-cve-gateway-common-name",
			Type: "single",
			Text: "Before CVE-2018-16886 was fixed, a client with any trusted certificate called etcd's REST gateway on a cluster with roles and client certificates. As whom did etcd treat the request?",
			Options: []quiz.Option{{
				Text: "As user `root`, since the gateway was trusted without a check",
				Why:  "The gateway had no special standing. It became whom its certificate named.",
			},
				{
					Text: "As the user in the common name of the certificate that the caller had shown",
					Why:  "This is what one would expect, but the gateway opens a connection of its own to etcd.",
				},
				{
					Text:    "As the user in the common name of etcd's own server certificate",
					Correct: true,
					Why:     "The gateway dials etcd with the server's certificate, and its common name was taken for a user's.",
				},
				{
					Text: "As a user without any roles, so that only reading worked",
					Why:  "There is no guest with read access in the v3 API.",
				},
			},
			Explanation: "If that name was an etcd user, every certificate gave that user's rights. Since 3.2.26 and 3.3.11 etcd ignores the common name for requests that come through the gateway. Still: give server certificates no common name that is a user.",
			Tags:        []string{"etcd", "authn", "crypto"},
			Topics:      []string{"S1-110"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "CVE-2018-16886",
				URL:   "https://nvd.nist.gov/vuln/detail/CVE-2018-16886",
			},
				{
					Title: "etcd pull request 10366",
					URL:   "https://github.com/etcd-io/etcd/pull/10366",
				},
				{
					Title:  "AuthInfoFromTLS in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#AuthInfoFromTLS",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-gateway-with-certificate",
			Type: "verdict",
			Text: "An etcd 3.7 runs with `--client-cert-auth=true` and with users and roles on. The user `backup` may read everything. Somebody with a valid certificate for the common name `backup` uses the REST gateway and sends no token. What does etcd answer?",
			Given: []quiz.Given{{
				Title:    "on the caller's machine",
				Language: "console",
				Text:     "curl --cacert ca.crt --cert backup.crt --key backup.key \\\n  https://10.0.0.5:2379/v3/kv/range -d '{\"key\": \"L3JlZ2lzdHJ5\"}'\n",
			},
			},
			Options: []quiz.Option{{
				Text: "200 with the value, because the certificate names a user",
				Why:  "Through gRPC, as with `etcdctl`, it would be so. The gateway stands in between.",
			},
				{
					Text: "No connection, because the TLS handshake fails",
					Why:  "The certificate is valid and trusted, so the handshake succeeds.",
				},
				{
					Text: "404, because v3 has no REST interface",
					Why:  "The gateway is on by default and serves `/v3/`.",
				},
				{
					Text:    "400, because the common name would be ignored anyway",
					Correct: true,
					Why:     "Common names do not count on the gateway, and etcd says so instead of letting the caller wonder.",
				},
			},
			Explanation: "The gateway is a proxy inside etcd, and the caller's certificate ends at it. On such a cluster it takes only certificates without a common name; who somebody is must be shown with a token from `/v3/auth/authenticate`. Users without a password cannot use the gateway at all.",
			Tags:        []string{"etcd", "authn"},
			Topics:      []string{"S1-187", "S1-110"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "etcd: gRPC gateway",
				URL:   "https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/",
			},
				{
					Title:  "accessController in serve.go",
					Module: "go.etcd.io/etcd/server/v3/embed/serve.go#accessController",
				},
				{
					Title:  "AuthInfoFromTLS in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#AuthInfoFromTLS",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:     "etcd-debug-open-without-tls",
			Type:   "boolean",
			Text:   "An etcd serves its clients over plain HTTP, with users and roles switched on. Can a stranger who reaches the client port read `/debug/vars`?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "The debug pages do not know etcd's users. Only TLS with client certificates stands before them.",
				False: "Users and roles guard keys and administration. The HTTP pages beside them are not covered.",
			},
			Explanation: "`/debug/vars`, `/metrics` and, where switched on, profiles and traces are on every client URL, and none of them asks for a user. With mutual TLS the handshake fails first, and all of them are out of reach at once.",
			Tags:        []string{"etcd", "authn"},
			Topics:      []string{"S1-111"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title:  "etcd.go",
					Module: "go.etcd.io/etcd/server/v3/embed/etcd.go",
				},
				{
					Title:  "HandleDebug in debug.go",
					Module: "go.etcd.io/etcd/server/v3/etcdserver/api/etcdhttp/debug.go#HandleDebug",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-open-client-port",
				Lesson:   "M11",
			},
		},
		{
			ID:   "etcd-mtls-what-stays-open",
			Type: "single",
			Text: "kubeadm's etcd demands client certificates on its client and its peer URL. What can be fetched from it all the same without a certificate, by a process on the same host?",
			Options: []quiz.Option{{
				Text:    "`/metrics` and `/health`, on a third port for the loopback address",
				Correct: true,
				Why:     "`--listen-metrics-urls=http://127.0.0.1:2381` opens a listener of its own without TLS, for probes and scrapers.",
			},
				{
					Text: "`/debug/vars` and profiles, since debugging pages are not covered by TLS",
					Why:  "They are served by the client listener, behind the same handshake. The metrics listener does not have them.",
				},
				{
					Text: "`/version` and the list of members on the peer port",
					Why:  "The peer port demands a certificate for every path.",
				},
				{
					Text: "Keys through the REST gateway on the client port",
					Why:  "The gateway shares the client port, so it is behind the same handshake.",
				},
			},
			Explanation: "Mutual TLS closes both ports with all their pages. Two things remain: the metrics listener, harmless while it is bound to the loopback address, and certificates themselves. Any certificate of etcd's CA opens everything, also the one that kubeadm makes for health checks.",
			Tags:        []string{"etcd", "authn", "hardening"},
			Topics:      []string{"S1-185", "S1-111"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title:  "etcd.go",
					Module: "go.etcd.io/etcd/server/v3/embed/etcd.go",
				},
				{
					Title:  "local.go",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/etcd/local.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-open-client-port",
				Lesson:   "M11",
			},
		},
		{
			ID:       "etcd-static-pod-open-lines",
			Type:     "line",
			Text:     "This is part of an etcd manifest on a control plane node. Which lines let a machine in the node network read the cluster's keys, or etcd's metrics, without showing a certificate?",
			Manifest: "spec:\n  hostNetwork: true\n  containers:\n  - name: etcd\n    image: registry.example.com/etcd:3.6.16-0\n    command:\n    - etcd\n    - --name=cp-1\n    - --data-dir=/var/lib/etcd\n    - --cert-file=/etc/kubernetes/pki/etcd/server.crt\n    - --key-file=/etc/kubernetes/pki/etcd/server.key\n    - --client-cert-auth=true\n    - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt\n    - --listen-client-urls=https://127.0.0.1:2379,http://10.0.0.5:2378\n    - --advertise-client-urls=https://10.0.0.5:2379\n    - --listen-peer-urls=https://10.0.0.5:2380\n    - --peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt\n    - --peer-key-file=/etc/kubernetes/pki/etcd/peer.key\n    - --peer-client-cert-auth=true\n    - --peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt\n    - --listen-metrics-urls=http://0.0.0.0:2381\n",
			Lines: []quiz.FaultLine{{
				Line: 14,
				Why:  "The second URL is plain HTTP. There is no handshake on it, so nobody is asked for a certificate.",
			},
				{
					Line: 21,
					Why:  "Metrics without TLS on every address of the host. kubeadm binds this listener to the loopback address.",
				},
			},
			Explanation: "Whether a certificate is needed is decided by each URL's scheme. `--client-cert-auth` changes nothing on a URL that says `http`. One such URL is enough to read and write every object, past authentication, RBAC, admission and audit.",
			Tags:        []string{"etcd", "hardening", "net"},
			Topics:      []string{"S1-111", "S1-185"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title: "Operating etcd clusters for Kubernetes",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/",
				},
				{
					Title:  "etcd.go",
					Module: "go.etcd.io/etcd/server/v3/embed/etcd.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-open-client-port",
				Lesson:   "M11",
			},
		},
		{
			ID:   "etcd-debug-vars-content",
			Type: "multiple",
			Text: "A scan finds that `/debug/vars` of an etcd answers. What can be read there? Choose all.",
			Options: []quiz.Option{{
				Text:    "The arguments with which etcd was started",
				Correct: true,
				Why:     "Go's expvar package publishes the command line, and so the paths of keys and the addresses of members.",
			},
				{
					Text:    "Figures about the process's memory",
					Correct: true,
					Why:     "They come with the same package, as `memstats`.",
				},
				{
					Text:    "The state of raft, such as who leads",
					Correct: true,
					Why:     "etcd adds its raft status to the published variables.",
				},
				{
					Text: "The names of recently read keys",
					Why:  "Those appear in the traces at `/debug/requests`, which need log level debug.",
				},
				{
					Text: "The hashes of users' passwords",
					Why:  "They are in the database, and they can turn up in traces. Variables do not hold them.",
				},
			},
			Explanation: "There is no switch for this page: it is on every client URL. It gives no keys away, yet it tells an attacker how etcd is set up. Mutual TLS is what keeps it private.",
			Tags:        []string{"etcd", "detection"},
			Topics:      []string{"S1-112"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title:  "HandleDebug in debug.go",
					Module: "go.etcd.io/etcd/server/v3/etcdserver/api/etcdhttp/debug.go#HandleDebug",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:       "etcd-config-profiling-lines",
			Type:     "line",
			Text:     "A platform team took etcd's sample configuration file and changed what it needed. Which lines each make etcd serve `/debug/pprof/` to its clients?",
			Manifest: "name: cp-1\ndata-dir: /var/lib/etcd\nsnapshot-count: 10000\nheartbeat-interval: 100\nelection-timeout: 1000\nquota-backend-bytes: 8589934592\nlisten-client-urls: https://10.0.0.5:2379\nadvertise-client-urls: https://10.0.0.5:2379\nclient-transport-security:\n  cert-file: /etc/etcd/server.crt\n  key-file: /etc/etcd/server.key\n  client-cert-auth: true\n  trusted-ca-file: /etc/etcd/ca.crt\nmetrics: extensive\nenable-pprof: true\nlogger: zap\nlog-level: debug\nlog-outputs: [stderr]\n",
			Lines: []quiz.FaultLine{{
				Line: 15,
				Why:  "It is off by default, but on in the sample file, from which many configurations start.",
			},
				{
					Line: 17,
					Why:  "Log level debug registers the profiles too, and on top of them the traces of requests.",
				},
			},
			Explanation: "Profiles cost time to make, so a client can slow etcd down with them, and they show what the process is doing. Either line is enough, and removing only one of them leaves the pages where they are. `metrics: extensive` adds histograms and no page.",
			Tags:        []string{"etcd", "hardening"},
			Topics:      []string{"S1-113"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "etcd: Configuration options",
				URL:   "https://etcd.io/docs/v3.6/op-guide/configuration/",
			},
				{
					Title:  "etcd.go",
					Module: "go.etcd.io/etcd/server/v3/embed/etcd.go",
				},
				{
					Title:  "config.go",
					Module: "go.etcd.io/etcd/server/v3/embed/config.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-http-pages-match",
			Type: "match",
			Text: "etcd runs with log level debug on a test machine. What does each page of its client port show?",
			Pairs: []quiz.Pair{{
				Left:  "`/debug/vars`",
				Right: "The command line, memory figures and the raft status",
				Why:   "These are variables that the process publishes, at any log level.",
			},
				{
					Left:  "`/debug/pprof/`",
					Right: "Profiles of the running process, such as its goroutines",
					Why:   "Also served at other log levels if `enable-pprof` is set.",
				},
				{
					Left:  "`/debug/requests`",
					Right: "Traces of recent calls with their parameters, such as key names",
					Why:   "A request that sets a password shows up here with the beginning of its bcrypt hash.",
				},
				{
					Left:  "`/metrics`",
					Right: "Counters and histograms for Prometheus",
					Why:   "Sums and durations, without keys or users.",
				},
			},
			Extra: []quiz.Item{{
				Text: "The values of all keys as a file",
				Why:  "That is a snapshot. It is a call of the gRPC API, and with users on it takes the role `root`.",
			},
			},
			Explanation: "The pages differ in what they give away: from counters, over the set-up, to names of keys and hashes of passwords in the traces. None of them asks for an etcd user.",
			Tags:        []string{"etcd", "detection"},
			Topics:      []string{"S1-114", "S1-113", "S1-112"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title:  "serve.go",
					Module: "go.etcd.io/etcd/server/v3/embed/serve.go",
				},
				{
					Title:  "HandleDebug in debug.go",
					Module: "go.etcd.io/etcd/server/v3/etcdserver/api/etcdhttp/debug.go#HandleDebug",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:     "etcd-trace-hash",
			Type:   "boolean",
			Text:   "An administrator runs `etcdctl user add app` while etcd logs at level debug. Right afterwards somebody opens `/debug/requests`. Does he find there what he needs to try guesses of the new user's password offline?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "The server puts the hash in the password's place in the request, and the trace shows that request.",
				False: "Only the plain password is kept out of the traces. The request, with the hash in it, is still shown.",
			},
			Explanation: "A trace shows the first hundred characters of a message: for a short user name these hold the salt and enough of the bcrypt hash to compare guesses with. etcd demands no length of a password. The same pages name the keys that were read and written.",
			Tags:        []string{"etcd", "authn", "secrets"},
			Topics:      []string{"S1-114"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title:  "serve.go",
					Module: "go.etcd.io/etcd/server/v3/embed/serve.go",
				},
				{
					Title:  "UserAdd in v3_server.go",
					Module: "go.etcd.io/etcd/server/v3/etcdserver/v3_server.go#UserAdd",
				},
				{
					Title:  "SetupGlobalLoggers in config_logging.go",
					Module: "go.etcd.io/etcd/server/v3/embed/config_logging.go#SetupGlobalLoggers",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-write-sees-no-check",
			Type: "single",
			Text: "An intruder has a client certificate of etcd, and nothing else of the cluster. He writes a key below `/registry/`. Which of the cluster's controls gets to see this write?",
			Options: []quiz.Option{{
				Text: "RBAC, since the API server checks what it loads against the roles",
				Why:  "RBAC judges requests to the API server. What comes out of etcd was, as far as it knows, judged earlier.",
			},
				{
					Text: "Admission, since plug-ins and webhooks see each new object",
					Why:  "Admission is a step of an API request. A watch event from etcd does not pass it.",
				},
				{
					Text: "The audit log, as a request by `system:unsecured`",
					Why:  "The audit log has requests to the API server. This one never went there.",
				},
				{
					Text:    "None of them: the API server serves what it finds",
					Correct: true,
					Why:     "All three sit in front of etcd, inside the API server. Behind it there is only etcd's own access control.",
				},
			},
			Explanation: "Whoever can write to etcd owns the cluster: he can bind himself to `cluster-admin`, replace a Deployment's image or delete everything. That is why etcd belongs on addresses that only API servers and members reach, with a CA of its own.",
			Tags:        []string{"etcd", "privesc", "ctrlplane"},
			Topics:      []string{"S1-176"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Kubernetes API Server Bypass Risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
				{
					Title: "Operating etcd clusters for Kubernetes",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-open-client-port",
				Lesson:   "M11",
			},
		},
		{
			ID:   "etcd-forged-binding",
			Type: "verdict",
			Text: "With a stolen etcd client certificate somebody writes the object below, as JSON, to the key `/registry/clusterrolebindings/maintenance`. A second later `mallory@example.com` sends a request to the API server, which authorizes by `Node,RBAC`. What does it answer?",
			Given: []quiz.Given{{
				Title:    "the value, shown as YAML",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: maintenance, uid: 3f1c9a52-0d7e-4c0e-9d55-6a8f2f7b1e10}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: User, name: mallory@example.com}\n",
			},
				{
					Title:    "as mallory",
					Language: "console",
					Text:     "kubectl -n payments get secret card-keys -o yaml",
				},
			},
			Options: []quiz.Option{{
				Text:  "403: the writer could not have bound such a role himself",
				Why:   "The check against escalation is made when a binding is created through the API. Here it was not.",
				Value: "denied",
			},
				{
					Text:    "The Secret",
					Correct: true,
					Why:     "The API server's watch brings the new binding in, and the authorizer uses it like any other.",
					Value:   "allowed",
				},
				{
					Text: "403: API servers only accept objects in protobuf from etcd",
					Why:  "Protobuf is what they write for built-in types. When reading they recognise JSON too.",
				},
				{
					Text: "403: the object lacks the API server's signature",
					Why:  "Objects in etcd are not signed.",
				},
			},
			Explanation: "No tool is needed that knows Kubernetes' storage format. Encryption at rest would not have stopped it either: bindings are usually not encrypted, and where `identity` is among the providers, plain text is accepted.",
			Tags:        []string{"etcd", "privesc", "rbac"},
			Topics:      []string{"S1-177", "S1-176"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Kubernetes API Server Bypass Risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
				{
					Title: "Operating etcd clusters for Kubernetes",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-open-client-port",
				Lesson:   "M11",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: maintenance}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: User, name: mallory@example.com}\n",
					User:      "mallory@example.com",
					Groups:    []string{"system:authenticated"},
					Verb:      "get",
					Resource:  "secrets",
					Namespace: "payments",
					Name:      "card-keys",
				},
			},
		},
		{
			ID:   "etcd-read-a-backup-order",
			Type: "order",
			Text: "You have nothing but a snapshot file of a cluster without encryption at rest, and want to show on your laptop how a password is read out of it. Put the steps in order.",
			Items: []quiz.Item{{
				Text: "`etcdutl snapshot restore` makes a data directory of the file",
				Why:  "A snapshot is not started directly. Restoring writes a directory for a new cluster with one member.",
			},
				{
					Text: "Start `etcd` on that directory, listening on the loopback address",
					Why:  "It is a new cluster. No certificate of the old one is needed.",
				},
				{
					Text: "`etcdctl get /registry/secrets/ --prefix --keys-only` lists the Secrets",
					Why:  "The path tells namespace and name, so you know what to ask for.",
				},
				{
					Text: "`etcdctl get /registry/secrets/shop/db --print-value-only` fetches one",
					Why:  "The value comes as stored, a protobuf message behind a short mark.",
				},
				{
					Text: "`auger decode` turns the value into YAML",
					Why:  "It knows Kubernetes' types. The strings can be seen without it too, it only makes them tidy.",
				},
			},
			Explanation: "No credentials of the cluster are needed at any point: whoever has the backup has the Secrets. Certificates and users protect a running etcd; a file is protected only by what is encrypted in it.",
			Tags:        []string{"etcd", "secrets"},
			Topics:      []string{"S1-177"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Disaster recovery",
				URL:   "https://etcd.io/docs/v3.6/op-guide/recovery/",
			},
				{
					Title: "auger",
					URL:   "https://github.com/etcd-io/auger",
				},
				{
					Title: "Operating etcd clusters for Kubernetes",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "unencrypted-etcd",
				Lesson:   "M11",
			},
		},
		{
			ID:     "etcd-peer-port-not-covered",
			Type:   "boolean",
			Text:   "Once `etcdctl auth enable` has succeeded, do etcd's users and roles also decide who may talk to the peer port?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "Users and roles belong to the client API. On the peer port there are no users, only certificates.",
				False: "Members trust each other by TLS alone, or not at all when peer TLS is missing.",
			},
			Explanation: "There are two doors. The client URL knows certificates, passwords and roles. The peer URL knows only `--peer-client-cert-auth` and its CA, and through it flow all data. Both have to be shut.",
			Tags:        []string{"etcd", "authn"},
			Topics:      []string{"S1-181"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title:  "peer.go",
					Module: "go.etcd.io/etcd/server/v3/etcdserver/api/etcdhttp/peer.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-trusted-ca-alone",
			Type: "verdict",
			Text: "An etcd 3.7 is started with `--cert-file`, `--key-file` and `--trusted-ca-file`, but without `--client-cert-auth`. Its client URL is `https`. What happens to a caller who has no certificate?",
			Given: []quiz.Given{{
				Title:    "on the caller's machine",
				Language: "console",
				Text:     "etcdctl --endpoints https://10.0.0.5:2379 --cacert ca.crt get /registry --prefix --keys-only",
			},
			},
			Options: []quiz.Option{{
				Text: "The keys are listed, since nothing demands a certificate",
				Why:  "Many texts suggest so. In fact the trusted CA alone makes etcd demand one.",
			},
				{
					Text: "`permission denied`, as an unknown user",
					Why:  "This comes from etcd's roles, which need not be on. The caller does not get so far.",
				},
				{
					Text:    "The TLS handshake fails",
					Correct: true,
					Why:     "With a trusted CA given, etcd requires and verifies a client certificate, with or without the flag.",
				},
				{
					Text: "etcd does not start with this set of flags",
					Why:  "The combination is allowed.",
				},
			},
			Explanation: "The flag still makes a difference: only with `--client-cert-auth` does etcd take the certificate's common name for a user. Set both, then handshake and identity agree.",
			Tags:        []string{"etcd", "authn", "crypto"},
			Topics:      []string{"S1-181"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title:  "ServerConfig in listener.go",
					Module: "go.etcd.io/etcd/client/pkg/v3/transport/listener.go#ServerConfig",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-open-client-port",
				Lesson:   "M11",
			},
		},
		{
			ID:   "etcd-auth-turns-on-rbac",
			Type: "verdict",
			Text: "An etcd cluster had no authentication. An administrator creates user `root` with the role `root` and user `app` without any role, and then enables authentication. What does `app` get?",
			Given: []quiz.Given{{
				Title:    "as app",
				Language: "console",
				Text:     "etcdctl --user app get /config/mode",
			},
			},
			Options: []quiz.Option{{
				Text:    "`permission denied`",
				Correct: true,
				Why:     "Enabling authentication enables roles with it, and a user without a role may do nothing.",
			},
				{
					Text: "The value: without roles a user may read, but not write",
					Why:  "There is no such basic right. What is not granted is refused.",
				},
				{
					Text: "The value: keys from before the change stay open",
					Why:  "Permissions are about names of keys, not about when they were written.",
				},
				{
					Text: "`user name is empty`",
					Why:  "That is the answer to a request without any user. This one names one and proves it.",
				},
			},
			Explanation: "etcd has no switch for roles alone: users and roles come together. So create users, roles and grants for every client first, and enable last, or the clients stand before a closed door.",
			Tags:        []string{"etcd", "authn", "authz"},
			Topics:      []string{"S1-182"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "etcd: Role-based access control",
				URL:   "https://etcd.io/docs/v3.6/op-guide/authentication/rbac/",
			},
				{
					Title:  "AuthEnable in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#AuthEnable",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-secure-setup-order",
			Type: "order",
			Text: "A team sets up an etcd that is never open to strangers and whose administrator has no password. In which order does it go about this?",
			Items: []quiz.Item{{
				Text: "Start etcd with `--client-cert-auth=true` and a CA that serves etcd alone",
				Why:  "Authentication starts off, so before it is on only TLS keeps others out.",
			},
				{
					Text: "`etcdctl user add root --no-password`",
					Why:  "The user must exist, and be called `root`, before authentication can be enabled.",
				},
				{
					Text: "`etcdctl user grant-role root root`",
					Why:  "A user named `root` is not enough: it needs the role `root`.",
				},
				{
					Text: "`etcdctl auth enable`",
					Why:  "From now on each request needs a user.",
				},
				{
					Text: "`etcdctl --cert root.crt --key root.key user list`",
					Why:  "The certificate's common name is `root`, so this works without a password.",
				},
			},
			Explanation: "There is no flag that starts etcd with authentication on, because users live in the database that is still empty. Mutual TLS closes the window until the switch is made. After it, a certificate without a matching user gets nothing.",
			Tags:        []string{"etcd", "authn", "hardening"},
			Topics:      []string{"S1-183", "S1-199", "S1-201"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Role-based access control",
				URL:   "https://etcd.io/docs/v3.6/op-guide/authentication/rbac/",
			},
				{
					Title: "etcd: Transport security model",
					URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
				},
				{
					Title:  "AuthEnable in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#AuthEnable",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:     "etcd-auth-by-flag",
			Type:   "boolean",
			Text:   "Is there a flag or a field of etcd's configuration file that starts a new, empty etcd with user authentication already on?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "`--auth-token` sounds like it, but it only chooses the kind of token for when authentication is on.",
				False: "Authentication is state in the database and is switched on by a call of the API.",
			},
			Explanation: "Between the first start and that call everybody who can connect may do everything, also create the user `root` himself. `--client-cert-auth` can be set from the start, so use it to close the gap.",
			Tags:        []string{"etcd", "authn"},
			Topics:      []string{"S1-201"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "etcd: Role-based access control",
				URL:   "https://etcd.io/docs/v3.6/op-guide/authentication/rbac/",
			},
				{
					Title: "etcd: Configuration options",
					URL:   "https://etcd.io/docs/v3.6/op-guide/configuration/",
				},
				{
					Title:  "config.go",
					Module: "go.etcd.io/etcd/server/v3/embed/config.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:          "etcd-certificate-user-short",
			Type:        "short",
			Text:        "An etcd with `--client-cert-auth=true` and users on gets a gRPC request without a token. Which field of the client certificate's subject does it take for the user's name?",
			Accept:      []string{"CN", "Common Name", "CommonName", "common-name", "the common name", "the CN", "common name (CN)", "CN (common name)", "subject CN", "subject.CN", "subject common name"},
			Placeholder: "a field",
			Wrong: []quiz.Wrong{{
				Text: "O",
				Why:  "Kubernetes takes groups from the organization. etcd does not use it.",
			},
				{
					Text: "SAN",
					Why:  "Alternative names are checked for peers and servers, but they name no etcd user.",
				},
				{
					Text: "OU",
					Why:  "Neither etcd nor Kubernetes reads the organizational unit.",
				},
			},
			Explanation: "The user must exist in etcd, and it can be created with `--no-password`, as it never logs in with one. So every CA that etcd trusts can mint every user, `root` included.",
			Tags:        []string{"etcd", "authn", "crypto"},
			Topics:      []string{"S1-183"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "etcd: Role-based access control",
				URL:   "https://etcd.io/docs/v3.6/op-guide/authentication/rbac/",
			},
				{
					Title: "etcd: Transport security model",
					URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
				},
				{
					Title:  "AuthInfoFromTLS in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#AuthInfoFromTLS",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-shared-ca",
				Lesson:   "M11",
			},
		},
		{
			ID:   "etcd-certificate-without-user",
			Type: "verdict",
			Text: "An etcd 3.7 has users on and demands client certificates. A client comes with a valid certificate for the common name `metrics-reader`. No etcd user has this name. What does it get for a read of `/config/mode` through gRPC?",
			Options: []quiz.Option{{
				Text: "The value, as a guest who may read",
				Why:  "The old v2 API had a guest role. v3 has none.",
			},
				{
					Text: "A failed TLS handshake",
					Why:  "TLS asks whether the certificate is trusted. It knows nothing of users.",
				},
				{
					Text: "The value, and a new user `metrics-reader` without roles",
					Why:  "etcd creates no users by itself.",
				},
				{
					Text:    "`permission denied`",
					Correct: true,
					Why:     "The name from the certificate is looked up when permissions are checked, and a user that is not there has none.",
				},
			},
			Explanation: "With authentication on, a trusted certificate is not enough any more: its common name must be an etcd user with a role that fits. That is how several clients can share one etcd without sharing everything.",
			Tags:        []string{"etcd", "authn", "authz"},
			Topics:      []string{"S1-196"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Role-based access control",
				URL:   "https://etcd.io/docs/v3.6/op-guide/authentication/rbac/",
			},
				{
					Title:  "IsRangePermitted in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#IsRangePermitted",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-client-cert-eku",
			Type: "verdict",
			Text: "An administrator gives the API server a new certificate for etcd. It is signed by the CA that etcd trusts, and its only extended key usage is `serverAuth`. What happens when the API server connects?",
			Options: []quiz.Option{{
				Text: "All works, because the CA is the right one",
				Why:  "The CA is checked, and so is what the certificate may be used for.",
			},
				{
					Text:    "The TLS handshake fails",
					Correct: true,
					Why:     "etcd verifies clients' certificates for the usage `clientAuth`, and this one excludes it.",
				},
				{
					Text: "Reads work and writes are refused",
					Why:  "TLS knows no reads and writes. The connection is made or not.",
				},
				{
					Text: "`permission denied`, as the certificate's user has no role",
					Why:  "This would come later, and only with etcd's users on.",
				},
			},
			Explanation: "The extended key usage keeps a stolen server certificate from being used as a client. etcd's own server and peer certificates need both usages, because members are clients of each other and the gateway dials with the server's certificate.",
			Tags:        []string{"etcd", "authn", "crypto"},
			Topics:      []string{"S1-184"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title:  "KubeadmCertEtcdServer in certlist.go",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/certs/certlist.go#KubeadmCertEtcdServer",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-shared-ca",
				Lesson:   "M11",
			},
		},
		{
			ID:          "etcd-crl-flag",
			Type:        "short",
			Text:        "Unlike the API server, etcd can refuse single client certificates before they expire. Which flag names the file with the revoked ones?",
			Accept:      []string{"--client-crl-file", "client-crl-file", "-client-crl-file"},
			Placeholder: "--flag-name",
			Wrong: []quiz.Wrong{{
				Text: "--peer-crl-file",
				Why:  "This is the list for the other members' certificates, on the peer port.",
			},
				{
					Text: "--trusted-ca-file",
					Why:  "This names the CA. Removing a CA refuses all of its certificates.",
				},
				{
					Text: "--client-ca-file",
					Why:  "A flag of the API server, which has no revocation list.",
				},
			},
			Explanation: "The file is read at each handshake, so a new list counts without a restart. It must be a CRL in DER form; one that cannot be parsed makes every connection fail. For members there is `--peer-crl-file`.",
			Tags:        []string{"etcd", "authn", "crypto"},
			Topics:      []string{"S1-184"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Configuration options",
				URL:   "https://etcd.io/docs/v3.6/op-guide/configuration/",
			},
				{
					Title:  "listener_tls.go",
					Module: "go.etcd.io/etcd/client/pkg/v3/transport/listener_tls.go",
				},
				{
					Title:  "config.go",
					Module: "go.etcd.io/etcd/server/v3/embed/config.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-v2-request",
			Type: "verdict",
			Text: "An old script still talks to etcd's first API. The etcd is 3.7, and the script has a valid client certificate. What does it get?",
			Given: []quiz.Given{{
				Title:    "the script",
				Language: "console",
				Text:     "curl -s --cacert ca.crt --cert app.crt --key app.key https://10.0.0.5:2379/v2/keys/config/mode",
			},
			},
			Options: []quiz.Option{{
				Text: "The value",
				Why:  "It would need `--enable-v2`, a flag that went away with 3.6.",
			},
				{
					Text: "401, as v2 has users of its own",
					Why:  "v2 had its own users indeed, but there is no v2 left to ask them.",
				},
				{
					Text:    "404",
					Correct: true,
					Why:     "The v2 API is no longer there: off by default since 3.4, removed in 3.6.",
				},
				{
					Text: "An empty answer, as v3 keys cannot be seen from v2",
					Why:  "This was so while both APIs ran side by side.",
				},
			},
			Explanation: "v2 was JSON over HTTP, v3 is gRPC with a gateway at `/v3/`. The stores were apart, with separate users, so an open v2 was easily forgotten. In 3.5 it could still be switched on.",
			Tags:        []string{"etcd", "authn", "trivia"},
			Topics:      []string{"S1-197", "S1-186"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd changelog 3.6",
				URL:   "https://github.com/etcd-io/etcd/blob/main/CHANGELOG/CHANGELOG-3.6.md",
			},
				{
					Title: "etcd changelog 3.4",
					URL:   "https://github.com/etcd-io/etcd/blob/main/CHANGELOG/CHANGELOG-3.4.md",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:     "etcd-v2-v3-separate",
			Type:   "boolean",
			Text:   "On an etcd 3.5 with `--enable-v2`, an administrator has enabled authentication in the v3 API only. Can strangers who reach the client port still change keys through `/v2/keys`?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "Both APIs have a store and users of their own. Switching authentication on in one leaves the other as it was.",
				False: "The switch of v3 says nothing to v2, which has its own, and it is off by default.",
			},
			Explanation: "Kubernetes' data live in v3, so such a stranger does not reach them by this way. But whatever old tools keep in v2 stands open. Mutual TLS on the client port covers both.",
			Tags:        []string{"etcd", "authn"},
			Topics:      []string{"S1-186"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title: "etcd: users of v2 and v3 are apart",
					URL:   "https://github.com/etcd-io/etcd/issues/10869",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:          "etcd-v2-off-since",
			Type:        "short",
			Text:        "The first releases of etcd 3 served the old v2 API too, unless told otherwise. Which minor version was the first to have it off by default?",
			Accept:      []string{"3.4", "v3.4", "3.4.0", "v3.4.0", "etcd 3.4", "3.4.x"},
			Placeholder: "3.x",
			Wrong: []quiz.Wrong{{
				Text: "3.5",
				Why:  "Already off by default there, though it could be switched on for the last time.",
			},
				{
					Text: "3.6",
					Why:  "This is the version without v2 and without the flag.",
				},
				{
					Text: "3.3",
					Why:  "In 3.3 v2 was still served by default.",
				},
			},
			Explanation: "3.4, from 2019, turned v2 off by default, and 3.6, from 2025, removed it. On an older etcd one has to look at `--enable-v2`; on a current one there is nothing to look at.",
			Tags:        []string{"etcd", "trivia"},
			Topics:      []string{"S1-190"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd changelog 3.4",
				URL:   "https://github.com/etcd-io/etcd/blob/main/CHANGELOG/CHANGELOG-3.4.md",
			},
				{
					Title: "etcd changelog 3.6",
					URL:   "https://github.com/etcd-io/etcd/blob/main/CHANGELOG/CHANGELOG-3.6.md",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-gateway-base64",
			Type: "single",
			Text: "A blog post reads etcd with `curl` only, and sends the JSON `{\"key\": \"L3JlZ2lzdHJ5\"}` to `/v3/kv/range`. Why does the key look like this?",
			Options: []quiz.Option{{
				Text: "It is encrypted for the connection, since the post used plain HTTP",
				Why:  "Nothing is encrypted here. Anybody can decode the word.",
			},
				{
					Text:    "It is base64, as the gateway's JSON carries bytes that way",
					Correct: true,
					Why:     "Keys and values are bytes for etcd. In the gateway's JSON they are base64, in the answer too.",
				},
				{
					Text: "It is the hash under which etcd files the key",
					Why:  "etcd keeps keys in order of their bytes. Hashes would make prefixes impossible.",
				},
				{
					Text: "It is a token that etcd gave out for this key",
					Why:  "Tokens go into a header and belong to a user, not to a key.",
				},
			},
			Explanation: "The gateway translates REST calls to gRPC and is on by default. So an open client port needs no `etcdctl`: `curl` and `base64` are enough to read the cluster's Secrets.",
			Tags:        []string{"etcd", "net"},
			Topics:      []string{"S1-187"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "etcd: gRPC gateway",
				URL:   "https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/",
			},
				{
					Title:  "config.go",
					Module: "go.etcd.io/etcd/server/v3/embed/config.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-open-client-port",
				Lesson:   "M11",
			},
		},
		{
			ID:   "etcd-auth-token-match",
			Type: "match",
			Text: "A client logs in to etcd with name and password and gets a token. What does each value of `--auth-token` make of this?",
			Pairs: []quiz.Pair{{
				Left:  "`simple`",
				Right: "Random letters that etcd remembers, good for five minutes",
				Why:   "It is the default. The token is not signed, and its time starts anew when it is used.",
			},
				{
					Left:  "`jwt,priv-key=…,sign-method=RS256`",
					Right: "A signed statement, which etcd can check without remembering it",
					Why:   "Its life is fixed when it is issued. The method of a presented token must be the configured one.",
				},
				{
					Left:  "`\"\"`, the empty value",
					Right: "None: logging in with a password cannot succeed",
					Why:   "The provider that stands for nothing refuses to issue tokens. Identities from certificates still work.",
				},
			},
			Extra: []quiz.Item{{
				Text: "A client certificate that is valid for a day",
				Why:  "etcd issues no certificates to users.",
			},
			},
			Explanation: "The code itself calls simple tokens a thing for testing. Where all clients have certificates there is no need for tokens at all, and a token that does not exist cannot be stolen or replayed.",
			Tags:        []string{"etcd", "authn"},
			Topics:      []string{"S1-188"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "etcd: Configuration options",
				URL:   "https://etcd.io/docs/v3.6/op-guide/configuration/",
			},
				{
					Title:  "simple_token.go",
					Module: "go.etcd.io/etcd/server/v3/auth/simple_token.go",
				},
				{
					Title:  "NewTokenProvider in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#NewTokenProvider",
				},
				{
					Title:  "nop.go",
					Module: "go.etcd.io/etcd/server/v3/auth/nop.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-value-prefix-match",
			Type: "match",
			Text: "You read values below `/registry/` with `etcdctl`. What does the beginning of each tell you?",
			Pairs: []quiz.Pair{{
				Left:  "`k8s` and a zero byte",
				Right: "A built-in object as protobuf, not encrypted",
				Why:   "The mark is followed by a protobuf message, in which strings can be read with the naked eye.",
			},
				{
					Left:  "`{\"apiVersion\":\"example.com/v1\"`",
					Right: "A custom resource, as JSON, not encrypted",
					Why:   "The API server has no protobuf types for custom resources.",
				},
				{
					Left:  "`k8s:enc:secretbox:v1:key2:`",
					Right: "An object encrypted with a key from the API server's configuration file",
					Why:   "The mark names provider and key, so that the API server knows how to decrypt.",
				},
				{
					Left:  "`k8s:enc:kms:v2:vault:`",
					Right: "An object whose data key was wrapped by a plug-in outside of the API server",
					Why:   "The name after the version is that of the KMS plug-in.",
				},
			},
			Extra: []quiz.Item{{
				Text: "A Secret, since Secrets are base64 in etcd",
				Why:  "Base64 is the form in JSON and YAML. In protobuf a Secret's data are plain bytes.",
			},
			},
			Explanation: "A look at the first bytes is the quickest audit of encryption at rest. `auger` decodes and encodes the protobuf form, which makes reading and changing objects in etcd easy; the API server would accept JSON as well.",
			Tags:        []string{"etcd", "secrets"},
			Topics:      []string{"S1-189"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "auger",
				URL:   "https://github.com/etcd-io/auger",
			},
				{
					Title: "Encrypting Confidential Data at Rest",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
				},
				{
					Title:  "config.go",
					Module: "k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "unencrypted-etcd",
				Lesson:   "M11",
			},
		},
		{
			ID:   "etcd-discovery-rogue-member",
			Type: "single",
			Text: "The addresses of etcd's members can be found by anybody: they are in DNS as SRV records. What keeps a stranger's machine from taking part in the cluster's traffic as a peer?",
			Options: []quiz.Option{{
				Text: "That SRV records are only read when a cluster is first formed",
				Why:  "True for members, but the stranger needs no record. He has the addresses and can connect.",
			},
				{
					Text: "etcd's users: a peer has to log in as `root`",
					Why:  "Users and roles are not asked on the peer port.",
				},
				{
					Text:    "Peer certificates: `--peer-client-cert-auth` with a CA that signs for members only",
					Correct: true,
					Why:     "Without a certificate of that CA the handshake fails, so it does not matter who knows the addresses.",
				},
				{
					Text: "The cluster's token, `--initial-cluster-token`",
					Why:  "It keeps clusters from being mixed up by mistake. It is not a secret, and no proof of anything.",
				},
			},
			Explanation: "Addresses are no secret worth keeping. With peer certificates required, discovery is harmless. Without them, whoever reaches the peer port can ask for the members and feed them messages of the consensus protocol.",
			Tags:        []string{"etcd", "authn"},
			Topics:      []string{"S1-191"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title:  "peer.go",
					Module: "go.etcd.io/etcd/server/v3/etcdserver/api/etcdhttp/peer.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-cni-shares-datastore",
			Type: "single",
			Text: "A network plug-in offers to keep its state in the cluster's own etcd. Its agent would run on every node with a certificate from etcd's CA. etcd's users are off. What is wrong with this?",
			Options: []quiz.Option{{
				Text:    "Every node would hold a key that reads and writes all of the cluster's objects",
				Correct: true,
				Why:     "Without users and roles, a trusted certificate opens everything. One broken node is then a broken cluster.",
			},
				{
					Text: "The agent's keys could collide with those that Kubernetes keeps below `/registry`",
					Why:  "It uses a prefix of its own. A collision is not the worry.",
				},
				{
					Text: "The agent's watch would count against the API server's limits",
					Why:  "It would not even touch the API server. Load is a matter for etcd, and not the main one.",
				},
				{
					Text: "The agent would have to be trusted by the kubelets' CA as well",
					Why:  "The two CAs have nothing to do with each other, and that is how it should be.",
				},
			},
			Explanation: "Let such plug-ins keep their state behind the Kubernetes API, where RBAC limits them, or give them an etcd of their own. Sharing the cluster's etcd undoes the separation between nodes and control plane.",
			Tags:        []string{"etcd", "privesc", "cni"},
			Topics:      []string{"S1-192"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Kubernetes API Server Bypass Risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
				{
					Title: "Operating etcd clusters for Kubernetes",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-shared-ca",
				Lesson:   "M11",
			},
		},
		{
			ID:   "etcd-audit-commands-match",
			Type: "match",
			Text: "You audit an etcd on which users and roles are said to be in use. Which command answers which question?",
			Pairs: []quiz.Pair{{
				Left:  "Is authentication on at all?",
				Right: "`etcdctl auth status`",
				Why:   "Look here first: users and roles can be defined without being in force.",
			},
				{
					Left:  "Which users are there?",
					Right: "`etcdctl user list`",
					Why:   "It takes the role `root` and shows names only.",
				},
				{
					Left:  "What may the user `app` do, by all roles together?",
					Right: "`etcdctl user get app --detail`",
					Why:   "Without the option it names the roles. With it, it prints what they permit.",
				},
				{
					Left:  "Which keys does the role `reader` open?",
					Right: "`etcdctl role get reader`",
					Why:   "It prints ranges or prefixes for reading and for writing.",
				},
			},
			Extra: []quiz.Item{{
				Text: "`etcdctl member list`",
				Why:  "It shows the servers of the cluster, not those who use it.",
			},
			},
			Explanation: "There is no single command for the whole picture: go through users and roles in a loop. Whoever holds the role `root` stands above all permissions, so count those users first.",
			Tags:        []string{"etcd", "authz", "methodology"},
			Topics:      []string{"S1-193"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "etcd: Role-based access control",
				URL:   "https://etcd.io/docs/v3.6/op-guide/authentication/rbac/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-password-beats-certificate",
			Type: "verdict",
			Text: "An etcd has users on and demands client certificates. The client below has the certificate of `metrics`, who may read nothing, and knows the password of `root`. As whom does etcd treat the request?",
			Given: []quiz.Given{{
				Title:    "on the client",
				Language: "console",
				Text:     "etcdctl --cert metrics.crt --key metrics.key --user root:s3cr3t get /registry/secrets/shop/db",
			},
			},
			Options: []quiz.Option{{
				Text:    "As `root`",
				Correct: true,
				Why:     "The client logs in and sends a token. When there is a token, etcd does not look at the certificate's name.",
			},
				{
					Text: "As `metrics`",
					Why:  "The common name counts only for requests that bring no token.",
				},
				{
					Text: "As nobody: it is refused, since the two do not agree",
					Why:  "etcd does not compare them.",
				},
				{
					Text: "As both: the rights of the two are added",
					Why:  "A request has one user. Rights come from that user's roles.",
				},
			},
			Explanation: "So a password is worth as much as the user it belongs to, whoever's certificate is used. Create users that are meant for certificates with `--no-password`, `root` first of all. Then nobody can become them by guessing.",
			Tags:        []string{"etcd", "authn"},
			Topics:      []string{"S1-194"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "etcd: Role-based access control",
				URL:   "https://etcd.io/docs/v3.6/op-guide/authentication/rbac/",
			},
				{
					Title:  "AuthInfoFromCtx in v3_server.go",
					Module: "go.etcd.io/etcd/server/v3/etcdserver/v3_server.go#AuthInfoFromCtx",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:       "etcd-shared-ca-lines",
			Type:     "line",
			Text:     "In this cluster `/etc/kubernetes/pki/ca.crt` is the CA that also signs the client certificates of kubelets. Which lines let a stolen kubelet certificate open a port of etcd?",
			Manifest: "- command:\n  - etcd\n  - --name=cp-1\n  - --data-dir=/var/lib/etcd\n  - --listen-client-urls=https://127.0.0.1:2379,https://10.0.0.5:2379\n  - --advertise-client-urls=https://10.0.0.5:2379\n  - --cert-file=/etc/kubernetes/pki/etcd/server.crt\n  - --key-file=/etc/kubernetes/pki/etcd/server.key\n  - --client-cert-auth=true\n  - --trusted-ca-file=/etc/kubernetes/pki/ca.crt\n  - --listen-peer-urls=https://10.0.0.5:2380\n  - --initial-advertise-peer-urls=https://10.0.0.5:2380\n  - --peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt\n  - --peer-key-file=/etc/kubernetes/pki/etcd/peer.key\n  - --peer-client-cert-auth=true\n  - --peer-trusted-ca-file=/etc/kubernetes/pki/ca.crt\n  - --listen-metrics-urls=http://127.0.0.1:2381\n",
			Lines: []quiz.FaultLine{{
				Line: 10,
				Why:  "Every certificate of this CA that is meant for clients passes on the client port, and there it reads and writes everything.",
			},
				{
					Line: 16,
					Why:  "On the peer port it passes too: a kubelet's client certificate has no alternative names that could be wrong.",
				},
			},
			Explanation: "Requiring certificates says little as long as the CA signs for half the cluster. etcd needs a CA that signs for members and API servers alone; kubeadm makes one in `pki/etcd`. `--peer-cert-allowed-cn` can narrow the peer port further.",
			Tags:        []string{"etcd", "crypto", "hardening"},
			Topics:      []string{"S1-195", "S1-181"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title: "Operating etcd clusters for Kubernetes",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/",
				},
				{
					Title:  "listener_tls.go",
					Module: "go.etcd.io/etcd/client/pkg/v3/transport/listener_tls.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-shared-ca",
				Lesson:   "M11",
			},
		},
		{
			ID:   "etcd-peer-check-default",
			Type: "single",
			Text: "A member of etcd accepts a connection on its peer port, with `--peer-client-cert-auth` and no further flags about names. What does it check of the other side's certificate besides CA, dates and usage?",
			Options: []quiz.Option{{
				Text: "That its common name is that of a member",
				Why:  "By default the common name counts for nothing here. `--peer-cert-allowed-cn` makes it count.",
			},
				{
					Text: "That its organization is `etcd-peers`",
					Why:  "etcd reads no organization.",
				},
				{
					Text: "That it is the certificate that this member showed when it joined",
					Why:  "Members do not remember certificates, so they can be renewed at any time.",
				},
				{
					Text:    "That its alternative names, if it has any, fit the address it comes from",
					Correct: true,
					Why:     "A certificate without any alternative names passes this check, which is easily overlooked.",
				},
			},
			Explanation: "The check of addresses has been there since etcd 3.2, and it can be switched off. It stops a stolen member certificate from being used elsewhere, and not a certificate of the same CA that has no names. Hence a CA for etcd alone, and an allowed common name or hostname on top.",
			Tags:        []string{"etcd", "authn", "hardening"},
			Topics:      []string{"S1-195"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "etcd: Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title:  "listener_tls.go",
					Module: "go.etcd.io/etcd/client/pkg/v3/transport/listener_tls.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-shared-ca",
				Lesson:   "M11",
			},
		},
		{
			ID:   "etcd-role-prefix",
			Type: "single",
			Text: "An administrator runs `etcdctl role grant-permission ci readwrite /ci` and gives the role to a user. Which keys may this user now read and write?",
			Options: []quiz.Option{{
				Text: "`/ci` and everything below `/ci/`",
				Why:  "etcd has no directories. This would take `--prefix`, and then `/cities` would be in it too unless the prefix ends in a slash.",
			},
				{
					Text:    "The single key `/ci`",
					Correct: true,
					Why:     "Without an option a permission is about exactly the key that is named.",
				},
				{
					Text: "Everything from `/ci` to the end of the key space",
					Why:  "That is the option `--from-key`.",
				},
				{
					Text: "Nothing, because a range needs two ends",
					Why:  "A second argument makes it a range. With one it is a single key, which is allowed.",
				},
			},
			Explanation: "Permissions are `read`, `write` or `readwrite`, on a key, a range or a prefix. Deleting counts as writing, and watching as reading. A prefix is a string: `/ci/` is what one usually means. Before 3.5.33, 3.6.14 and 3.7.1 a reader of one key could watch all keys after it (CVE-2026-73499).",
			Tags:        []string{"etcd", "authz"},
			Topics:      []string{"S1-198"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "etcd: Role-based access control",
				URL:   "https://etcd.io/docs/v3.6/op-guide/authentication/rbac/",
			},
				{
					Title:  "IsDeleteRangePermitted in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#IsDeleteRangePermitted",
				},
				{
					Title: "GHSA-xg4h-6gfc-h4m8 (CVE-2026-73499)",
					URL:   "https://github.com/etcd-io/etcd/security/advisories/GHSA-xg4h-6gfc-h4m8",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-enable-needs-root",
			Type: "single",
			Text: "A program calls etcd's API to enable authentication, on a cluster with many users and roles. etcd refuses. What is most likely missing?",
			Options: []quiz.Option{{
				Text: "A password for each of the users",
				Why:  "Users without passwords are fine, they come by certificate.",
			},
				{
					Text: "At least one role with a permission on the empty prefix",
					Why:  "Permissions on keys are not looked at when authentication is enabled.",
				},
				{
					Text:    "A user named `root` that has the role `root`",
					Correct: true,
					Why:     "etcd makes sure that somebody can still administer it afterwards.",
				},
				{
					Text: "The flag `--client-cert-auth` on every member",
					Why:  "Advisable, but users and passwords work without it.",
				},
			},
			Explanation: "Without this rule one could lock everybody out, since users and roles can only be changed with the role `root`. `etcdctl auth enable` helps by adding the role to an existing user `root`; the bare API call does not. `root` may be a user without a password.",
			Tags:        []string{"etcd", "authn"},
			Topics:      []string{"S1-199"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "etcd: Role-based access control",
				URL:   "https://etcd.io/docs/v3.6/op-guide/authentication/rbac/",
			},
				{
					Title:  "AuthEnable in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#AuthEnable",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:     "etcd-no-password-login",
			Type:   "boolean",
			Text:   "User `ops` was created with `--no-password`. Can somebody log in as `ops` by giving an empty password?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "The option does not mean that the password is empty. It means that there is none to compare with.",
				False: "etcd refuses every login with a password for such a user, also an empty one.",
			},
			Explanation: "Such a user can only come by certificate, as the common name. That is the safest kind: nothing to guess, and no hash in the database.",
			Tags:        []string{"etcd", "authn"},
			Topics:      []string{"S1-200"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "etcd: Role-based access control",
				URL:   "https://etcd.io/docs/v3.6/op-guide/authentication/rbac/",
			},
				{
					Title:  "CheckPassword in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#CheckPassword",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:          "etcd-password-hash-kind",
			Type:        "short",
			Text:        "In a copy of etcd's database you find a user whose stored password begins with `$2a$10$`. Which function made it?",
			Accept:      []string{"bcrypt"},
			Placeholder: "a hash function",
			Wrong: []quiz.Wrong{{
				Text: "SHA-256",
				Why:  "Such hashes have no mark of this form, and they would be far too fast for passwords.",
			},
				{
					Text: "scrypt",
					Why:  "Also made for passwords, but etcd does not use it, and its mark looks different.",
				},
				{
					Text: "PBKDF2",
					Why:  "etcd does not use it. `$2a$` stands for another function.",
				},
			},
			Explanation: "The 10 is the cost, etcd's default: 2 to the power of 10 rounds for each guess. `--bcrypt-cost` changes it. Since etcd demands no length of passwords, a short one falls at any cost.",
			Tags:        []string{"etcd", "authn", "crypto"},
			Topics:      []string{"S1-202"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "etcd: Configuration options",
				URL:   "https://etcd.io/docs/v3.6/op-guide/configuration/",
			},
				{
					Title:  "config.go",
					Module: "go.etcd.io/etcd/server/v3/embed/config.go",
				},
				{
					Title:  "BcryptCost in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#BcryptCost",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
		{
			ID:   "etcd-which-users-have-passwords",
			Type: "single",
			Text: "All clients of an etcd shall come by certificate. You want to find the users who nevertheless have a password. What tells you reliably?",
			Options: []quiz.Option{{
				Text:    "The bucket `authUsers` in a snapshot of the database",
				Correct: true,
				Why:     "There each user is stored with the hash, or with the mark that there is no password.",
			},
				{
					Text: "`etcdctl user list --write-out=json`",
					Why:  "It lists names, and only names.",
				},
				{
					Text: "`etcdctl user get <name> --detail`",
					Why:  "It adds what the user's roles permit. Passwords are not mentioned.",
				},
				{
					Text: "etcd's log of the last weeks",
					Why:  "It shows logins that happened. A password that nobody used leaves no line.",
				},
			},
			Explanation: "No call lists how users may log in. Trying to log in betrays it, as the error for a user without a password is another one, but that is guesswork user by user. Creating all users anew with `--no-password` settles the matter, and so does an empty `--auth-token`, with which no password login succeeds.",
			Tags:        []string{"etcd", "authn", "methodology"},
			Topics:      []string{"S1-203"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "etcd: Role-based access control",
				URL:   "https://etcd.io/docs/v3.6/op-guide/authentication/rbac/",
			},
				{
					Title:  "UserGet in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#UserGet",
				},
				{
					Title:  "UserAdd in store.go",
					Module: "go.etcd.io/etcd/server/v3/auth/store.go#UserAdd",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M11",
			},
		},
	},
}
