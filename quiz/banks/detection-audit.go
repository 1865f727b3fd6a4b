// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankdetection_audit = quiz.Bank{
	ID:     "detection-audit",
	Title:  "Detection and audit",
	Module: "M19",
	Questions: []quiz.Question{{
		ID:   "audit-levels-match",
		Type: "match",
		Text: "A user creates a ConfigMap. What does the audit event of that request hold, depending on the level that the policy gives it?",
		Pairs: []quiz.Pair{{
			Left:  "None",
			Right: "There is no event",
			Why:   "The request is served as usual and leaves nothing in the log.",
		},
			{
				Left:  "Metadata",
				Right: "User, verb, object, time, addresses and the answer's code",
				Why:   "Who did what and how it ended, without the object's contents. Annotations belong to this level as well.",
			},
			{
				Left:  "Request",
				Right: "The same, and the object as the client sent it",
				Why:   "The body of the request is added, here the ConfigMap's data; the answer's body is not.",
			},
			{
				Left:  "RequestResponse",
				Right: "The same, and the object as it was stored and returned",
				Why:   "Both bodies are kept, so that also what admission and defaulting made of the object can be seen.",
			},
		},
		Extra: []quiz.Item{{
			Text: "Only the difference between the old object and the new one",
			Why:  "No level records differences. For patches the request's body is the patch itself, which looks like one.",
		},
		},
		Explanation: "Each level contains the one before. Bodies make a log useful for changes of RBAC, and dangerous for Secrets and tokens: choose the level by what the body would tell, and whom.",
		Tags:        []string{"detection", "ctrlplane"},
		Topics:      []string{"S3-37"},
		Difficulty:  "easy",
		Sources: []quiz.Source{{
			Title: "Auditing",
			URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
		},
			{
				Title:  "Levels",
				Module: "k8s.io/apiserver/pkg/apis/audit/v1/types.go#Level",
			},
		},
		Practice: quiz.Practice{
			Scenario: "audit-policy-design",
			Lesson:   "M19",
		},
	},
		{
			ID:   "audit-event-fields-match",
			Type: "match",
			Text: "You investigate with audit events. Which field answers which question?",
			Pairs: []quiz.Pair{{
				Left:  "Who asked",
				Right: "`user`, and `impersonatedUser` when set",
				Why:   "With impersonation, `user` is who really authenticated, and `impersonatedUser` is whose rights were used.",
			},
				{
					Left:  "What was done to which object",
					Right: "`verb` and `objectRef`",
					Why:   "Together they name the action, the resource with its subresource, the namespace and the name.",
				},
				{
					Left:  "When it reached the API server",
					Right: "`requestReceivedTimestamp`",
					Why:   "The `stageTimestamp` beside it is when this stage was reached, which for a watch may be minutes later.",
				},
				{
					Left:  "From where it came",
					Right: "`sourceIPs`",
					Why:   "It is a list, and all but the last address come from headers which a client can make up.",
				},
				{
					Left:  "Which binding let it pass",
					Right: "annotation `authorization.k8s.io/reason`",
					Why:   "RBAC writes the binding and the role there, which is where a repair begins.",
				},
				{
					Left:  "How it ended",
					Right: "`responseStatus`",
					Why:   "Its code tells a success from a 403. It is there in the stage `ResponseComplete`.",
				},
			},
			Extra: []quiz.Item{{
				Text: "`userAgent`",
				Why:  "That is how the client's program calls itself. It helps to sort events, and proves nothing.",
			},
			},
			Explanation: "Who, what, when, from where, why allowed and how it ended are all at level `Metadata`. Before you raise levels, see whether the question is not answered already.",
			Tags:        []string{"detection", "forensics"},
			Topics:      []string{"S3-36"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "The event's fields",
				Module: "k8s.io/apiserver/pkg/apis/audit/v1/types.go#Event",
			},
				{
					Title: "Auditing",
					URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M19",
			},
		},
		{
			ID:     "audit-path-without-policy",
			Type:   "boolean",
			Text:   "An API server is started with `--audit-log-path=/var/log/kubernetes/audit.log` and no other audit flag. Does it record requests there at a basic level?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "There is no default policy. The path says where events go, and without a policy there are none.",
				False: "Without `--audit-policy-file` no rule gives any request a level, so nothing is recorded.",
			},
			Explanation: "Auditing takes two things: a policy that chooses, and a backend that keeps. A benchmark check that asks for the path alone passes on such a server. Look for fresh lines in the log instead.",
			Tags:        []string{"detection", "ctrlplane"},
			Topics:      []string{"S2-41"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Auditing",
				URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
			},
				{
					Title:  "A policy is needed",
					Module: "k8s.io/apiserver/pkg/server/options/audit.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M19",
			},
		},
		{
			ID:       "audit-secrets-in-log",
			Type:     "line",
			Text:     "The log of this policy is searched by many people. Which line puts the values of Secrets into it?",
			Manifest: "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n- level: None\n  nonResourceURLs: [\"/livez\", \"/readyz\"]\n- level: None\n  users: [\"system:kube-scheduler\"]\n  resources:\n  - {group: coordination.k8s.io, resources: [leases]}\n- level: RequestResponse\n  resources:\n  - {group: \"\", resources: [secrets, configmaps]}\n- level: Metadata\n  resources:\n  - {group: \"\", resources: [serviceaccounts/token]}\n- level: Request\n  resources:\n  - {group: rbac.authorization.k8s.io}\n- level: Metadata\n",
			Lines: []quiz.FaultLine{{
				Line: 11,
				Why:  "At this level each read copies the Secret into the event. `Metadata` tells who read which one, and no more.",
			},
			},
			Explanation: "Line 13 only says which resources are meant, and line 16 keeps issued tokens out. A log with bodies of Secrets is a second store of secrets, with more readers and a longer life than the first.",
			Tags:        []string{"detection", "secrets"},
			Topics:      []string{"S3-37", "S2-41"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Auditing",
				URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
			},
				{
					Title:  "Levels",
					Module: "k8s.io/apiserver/pkg/apis/audit/v1/types.go#Level",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M19",
			},
		},
		{
			ID:       "audit-policy-blind-rule",
			Type:     "line",
			Text:     "This policy was written to be quiet. One rule makes it blind to nearly everything that an intruder reads with the credential of a pod. In which line does it stand?",
			Manifest: "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- {level: None, nonResourceURLs: [\"/livez*\", \"/readyz*\"]}\n- {level: None, users: [\"system:apiserver\"], verbs: [get, list, watch]}\n- level: None\n  userGroups: [\"system:nodes\"]\n  verbs: [get, update, patch]\n  resources: [{group: coordination.k8s.io, resources: [leases]}]\n- {level: None, userGroups: [\"system:serviceaccounts\"], verbs: [get, list, watch]}\n- level: Metadata\n  resources: [{group: \"\", resources: [secrets, configmaps]}]\n- {level: Request, verbs: [create, update, patch, delete]}\n- {level: Metadata}\n",
			Lines: []quiz.FaultLine{{
				Line: 10,
				Why:  "All pods' credentials are in this group, and the first rule that fits wins, so the rules below never see their reads.",
			},
			},
			Explanation: "Rules are tried from the top, and the first that matches decides. Silence what is loud by naming a known account and a known resource. The rule for leases does so; a rule for all ServiceAccounts gives cover to every stolen token.",
			Tags:        []string{"detection", "methodology"},
			Topics:      []string{"S2-41", "S3-37"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "How rules are matched",
				Module: "k8s.io/apiserver/pkg/audit/policy/checker.go",
			},
				{
					Title: "Auditing",
					URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M19",
			},
		},
		{
			ID:   "audit-pods-rule-and-exec",
			Type: "single",
			Text: "An audit policy has two rules: `RequestResponse` for resources `[\"pods\"]` of the core group, and then `None` for everything. Somebody runs `kubectl exec`, which first gets the pod and then opens the session. What does the log show?",
			Options: []quiz.Option{{
				Text:    "The `get` alone, because `pods/exec` is not matched by `pods`",
				Correct: true,
				Why:     "As in RBAC, a subresource has to be named (`pods/exec`, `pods/*`). The session's request falls to the last rule.",
			},
				{
					Text: "The `get`, and the session with its command, as both concern the pod",
					Why:  "The session is a request on the subresource, and the first rule names the resource alone.",
				},
				{
					Text: "The `get`, and the session with its input and output as bodies",
					Why:  "No level records what flows through an exec session, whatever the rule matches.",
				},
				{
					Text: "The `get`, and the session without its command, as it has no body",
					Why:  "If it were matched, the command would be visible in the event's URI.",
				},
			},
			Explanation: "A rule without any `resources` covers subresources, and so does `*`. A careful list of resources covers just what it lists, and `pods/exec`, `pods/attach`, `pods/ephemeralcontainers` and `serviceaccounts/token` are the ones that go missing.",
			Tags:        []string{"detection", "methodology"},
			Topics:      []string{"S3-37"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "How rules are matched",
				Module: "k8s.io/apiserver/pkg/audit/policy/checker.go",
			},
				{
					Title: "Auditing",
					URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M19",
			},
		},
		{
			ID:   "audit-exec-what-is-seen",
			Type: "single",
			Text: "All requests are audited at level `Metadata`. An intruder runs `kubectl exec -it shop-0 -- sh` and works in that shell for an hour. What can be read from the audit log afterwards?",
			Options: []quiz.Option{{
				Text: "Who opened the session and that a session existed, but not the command",
				Why:  "The command is in the query of `requestURI`, which belongs to every level above `None`.",
			},
				{
					Text: "Each command that was typed, as far as it made system calls",
					Why:  "System calls are seen on the node, by tools such as Falco. The API server sees a stream of bytes.",
				},
				{
					Text:    "Who opened the session, in which pod, and that the command was `sh`",
					Correct: true,
					Why:     "User, pod and the query of the URI are recorded. What is typed afterwards is a stream and is not.",
				},
				{
					Text: "The typed text, once the level is raised to `RequestResponse`",
					Why:  "Bodies are API objects. The stream of a session is none, and is recorded at no level.",
				},
			},
			Explanation: "A one-shot `exec ... -- cat /etc/passwd` leaves its command in the log; an interactive shell hides all but its start. For what happens inside, something has to watch processes on the node.",
			Tags:        []string{"detection", "forensics"},
			Topics:      []string{"S3-36", "S2-41"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "The event's fields",
				Module: "k8s.io/apiserver/pkg/apis/audit/v1/types.go#Event",
			},
				{
					Title: "Auditing",
					URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M19",
			},
		},
		{
			ID:          "audit-webhook-mode-default",
			Type:        "short",
			Text:        "Events are sent to a collector with `--audit-webhook-config-file`, and `--audit-webhook-mode` is not set. In which mode are they delivered?",
			Accept:      []string{"batch", "batch mode", "--audit-webhook-mode=batch"},
			Placeholder: "a mode",
			Wrong: []quiz.Wrong{{
				Text: "blocking",
				Why:  "That is the default of the log backend. There the request waits until its event is written.",
			},
				{
					Text: "blocking-strict",
					Why:  "That has to be chosen. Then a request fails if its event cannot be recorded when it is received.",
				},
			},
			Explanation: "In batch mode, events wait in a buffer and are sent together, so a slow collector does not slow the API server down. The price: when the buffer is full, or the server dies, events are lost. Watch the metric `apiserver_audit_error_total`.",
			Tags:        []string{"detection", "ctrlplane"},
			Topics:      []string{"S2-41"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "kube-apiserver",
				URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
			},
				{
					Title: "Auditing",
					URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M19",
			},
			Truth: &quiz.Truth{
				Flag: &quiz.FlagTruth{
					Component: "kube-apiserver",
					Name:      "audit-webhook-mode",
					Ask:       "default",
				},
			},
		},
		{
			ID:   "audit-source-ip-spoof",
			Type: "single",
			Text: "An event says `sourceIPs: [\"10.0.0.4\", \"10.244.3.17\"]`. 10.0.0.4 is the bastion host, 10.244.3.17 a pod. No proxy stands before the API server. Where did the connection come from?",
			Options: []quiz.Option{{
				Text:    "From the pod; the first address is what the client claimed in a header",
				Correct: true,
				Why:     "The connection's own address comes last. The others stem from `X-Forwarded-For`, which anybody can send.",
			},
				{
					Text: "From the bastion; the second address is where the request was forwarded to",
					Why:  "The list never names targets. It goes from what headers say to the address of the connection.",
				},
				{
					Text: "From both; the client opened two connections for one request",
					Why:  "One request comes over one connection. Several addresses mean headers or proxies.",
				},
				{
					Text: "From the bastion, through the pod; the list shows the route in order",
					Why:  "That would hold if the pod were a proxy that you trust. Here the pod could write any first address.",
				},
			},
			Explanation: "An alert that looks at the first address can be steered by the attacker. Compare the last one with the ranges of pods and nodes. Behind a load balancer that ends connections the last one is the balancer's, and the real one is what that balancer adds.",
			Tags:        []string{"detection", "net", "forensics"},
			Topics:      []string{"S1-010", "S3-36"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Event.SourceIPs",
				Module: "k8s.io/apiserver/pkg/apis/audit/v1/types.go#Event",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M19",
			},
		},
		{
			ID:   "audit-anonymous-from-pods",
			Type: "single",
			Text: "You want an alert for programs in pods that ask the API server without a credential. The network plug-in masquerades what leaves the pods' range. Which condition fits?",
			Options: []quiz.Option{{
				Text: "`user.username` is empty and the address is in the pods' range",
				Why:  "An anonymous request has a name. An empty one is that of a failed login, and the address may be a node's.",
			},
				{
					Text:    "`user.username` is `system:anonymous` and the address is a pod's or a node's",
					Correct: true,
					Why:     "Anonymous requests have that name, and after masquerading the API server sees the node's address.",
				},
				{
					Text: "`user.groups` holds `system:authenticated` and the code is 403",
					Why:  "That group is given to everybody who did log in, so it leaves out the very requests in question.",
				},
				{
					Text: "`user.groups` holds `system:serviceaccounts` and the code of the answer is 401",
					Why:  "Whoever is in that group has shown a valid token. A 401 has no user at all.",
				},
			},
			Explanation: "Pods have a token or need none; programs in pods rarely ask anonymously. Attackers do, so as not to burn the name that they have stolen. Leave out health checks of load balancers and kubelets by path, not by address.",
			Tags:        []string{"authn", "detection"},
			Topics:      []string{"S1-010", "S1-007"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Anonymous requests",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-api-binding",
				Lesson:   "M19",
			},
		},
		{
			ID:   "audit-failed-login-no-user",
			Type: "single",
			Text: "A policy records level `Metadata` for `userGroups: [\"system:unauthenticated\"]` and ends with a rule of level `None`. Someone tries a hundred invalid bearer tokens. How many events are there?",
			Options: []quiz.Option{{
				Text: "A hundred, with the user `system:anonymous` and code 403",
				Why:  "An invalid token is not an anonymous request. It is refused with 401 and never becomes a user.",
			},
				{
					Text: "A hundred, with the user that each token's claims name",
					Why:  "A token that was not verified names nobody. Its claims are not taken over into the event.",
				},
				{
					Text: "One, as the rest is joined by the rate limit for events",
					Why:  "The rate limit of that kind is for Event objects in the API. Audit events are not joined.",
				},
				{
					Text:    "None, as a failed login has no user that the first rule could match",
					Correct: true,
					Why:     "Rules with users or groups match no request without a user, so the last rule decides.",
				},
			},
			Explanation: "Failed authentication is audited, with an empty user and code 401, if a rule without users and groups catches it. End a policy with `level: Metadata`, and alert on 401 separately from the 403 of anonymous users.",
			Tags:        []string{"detection", "authn"},
			Topics:      []string{"S1-007", "S1-010"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Failed authentication is audited",
				Module: "k8s.io/apiserver/pkg/endpoints/filters/authn_audit.go#WithFailedAuthenticationAudit",
			},
				{
					Title:  "How rules are matched",
					Module: "k8s.io/apiserver/pkg/audit/policy/checker.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M19",
			},
		},
		{
			ID:   "lateral-movement-signal",
			Type: "single",
			Text: "An intruder holds one pod of a shop, whose ServiceAccount may read one ConfigMap, and looks around. Which alert shows this soonest, with few false alarms?",
			Options: []quiz.Option{{
				Text: "Any request of the pod's ServiceAccount that is answered with 200",
				Why:  "Its ordinary reads are just that. Such an alert is muted after a day.",
			},
				{
					Text: "New pods in the shop's namespace that were created by a Deployment",
					Why:  "That is what every release looks like, and looking around creates no pods.",
				},
				{
					Text: "A rising number of audit events of all accounts taken together",
					Why:  "One curious account is lost in the sum. Node and controller traffic decides its size.",
				},
				{
					Text:    "403s for resources which that account never asked for before",
					Correct: true,
					Why:     "Workloads ask for the same few things all their lives. Trying other things gets refused, and stands out.",
				},
			},
			Explanation: "Moving through a cluster means asking: the API for what one may do, ports for what listens. Refusals by accounts of workloads, also for `selfsubjectrulesreviews`, and connections that a network policy drops are cheap signals, because healthy programs make few of them.",
			Tags:        []string{"detection", "pivot", "authz", "methodology"},
			Topics:      []string{"S1-007"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Threat matrix, discovery and lateral movement",
				URL:   "https://microsoft.github.io/Threat-Matrix-for-Kubernetes/",
			},
				{
					Title: "Auditing",
					URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "list-is-read",
				Lesson:   "M19",
			},
		},
		{
			ID:   "metrics-weak-signal",
			Type: "single",
			Text: "A team wants to find crypto-mining with one alert: node CPU above 90 percent for ten minutes. What is the main weakness?",
			Options: []quiz.Option{{
				Text:    "Miners may stay below it, and honest batch jobs go above",
				Correct: true,
				Why:     "A throttled miner never fires it, while ordinary load does, so its alarms are soon ignored.",
			},
				{
					Text: "CPU of a node is measured only when metrics-server and autoscaling are installed",
					Why:  "The kubelet measures always. What is missing is meaning, not the number.",
				},
				{
					Text: "Containers can hide their CPU use from the node by joining other cgroups",
					Why:  "A container's cgroup is set by the runtime. Hiding from the kernel's accounting takes the node itself.",
				},
				{
					Text: "The alert sees nodes, and pods with limits never raise a node's CPU use",
					Why:  "Limits cap each pod. Many pods within their limits can well fill a node.",
				},
			},
			Explanation: "Resource use tells that something works, not what. It gets better per workload: steady high use by a pod that never scaled and never needed it. Connections to mining pools, new images and who created the pod say more.",
			Tags:        []string{"detection", "goals"},
			Topics:      []string{"S1-009"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Threat matrix",
				URL:   "https://microsoft.github.io/Threat-Matrix-for-Kubernetes/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "open-dashboard",
				Lesson:   "M19",
			},
		},
		{
			ID:       "hostpath-pod-lines",
			Type:     "line",
			Text:     "This pod comes through a pipeline into a namespace that enforces `baseline`. Which lines get it refused?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shipper\n  namespace: shop\nspec:\n  serviceAccountName: shipper\n  containers:\n  - name: shipper\n    image: registry.example.com/shipper:4.2\n    securityContext:\n      allowPrivilegeEscalation: false\n      readOnlyRootFilesystem: true\n    volumeMounts:\n    - {name: logs, mountPath: /logs, readOnly: true}\n    - {name: spool, mountPath: /spool}\n    - {name: login, mountPath: /var/run/login}\n  volumes:\n  - {name: logs, hostPath: {path: /var/log, type: Directory}}\n  - {name: spool, emptyDir: {sizeLimit: 64Mi}}\n  - {name: login, projected: {sources: [{serviceAccountToken: {path: token, audience: logs}}]}}\n  - {name: spare, hostPath: {path: /}}\n",
			Lines: []quiz.FaultLine{{
				Line: 19,
				Why:  "A hostPath is refused by its kind. Read-only or not, and however harmless the folder, makes no difference.",
			},
				{
					Line: 22,
					Why:  "No container mounts it yet, but the pod declares it. An ephemeral debug container could mount it later.",
				},
			},
			Explanation: "The volumes section is where a pod reaches for its node, which is why changes there deserve a look in every review and every alert. Pod Security judges what is declared; `emptyDir` and `projected` volumes stay within the pod.",
			Tags:        []string{"volume", "breakout", "containersec", "detection"},
			Topics:      []string{"S1-011"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Pod Security Standards",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
			},
				{
					Title: "Volumes, hostPath",
					URL:   "https://kubernetes.io/docs/concepts/storage/volumes/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "pv-hostpath-bypass",
				Lesson:   "M19",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "baseline",
				},
			},
		},
		{
			ID:   "hostpath-cel-without-volumes",
			Type: "verdict",
			Text: "A ValidatingAdmissionPolicy is meant to keep `hostPath` out. What does its expression yield for this pod, as admission sees it?",
			Given: []quiz.Given{{
				Title:    "the expression",
				Language: "text",
				Text:     "object.spec.volumes.all(v, !has(v.hostPath))",
			},
				{
					Title:    "the pod",
					Language: "yaml",
					Text:     "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  automountServiceAccountToken: false\n  containers:\n  - {name: web, image: \"registry.example.com/web:1.0\"}\n",
				},
			},
			Options: []quiz.Option{{
				Text:  "`true`, as no volume is a hostPath",
				Why:   "That is what was meant. But `all` over an empty list needs a list, and here the field is missing.",
				Value: "true",
			},
				{
					Text:  "`false`, as there are no volumes",
					Why:   "Even an empty list would give `true`, because nothing in it breaks the rule.",
					Value: "false",
				},
				{
					Text:    "an error, as `volumes` does not exist",
					Correct: true,
					Why:     "CEL does not read a missing field as an empty list. With `failurePolicy` `Fail` the harmless pod is refused.",
					Value:   "error",
				},
			},
			Explanation: "Write `!has(object.spec.volumes) || object.spec.volumes.all(...)`. Most pods hide the mistake, because the ServiceAccount plugin adds a token volume to them; this one has switched that off. With `failurePolicy` `Ignore`, errors let pods pass unseen.",
			Tags:        []string{"volume", "admission", "detection"},
			Topics:      []string{"S1-011"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "CEL in Kubernetes",
				URL:   "https://kubernetes.io/docs/reference/using-api/cel/",
			},
				{
					Title: "Validating Admission Policy",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "pv-hostpath-bypass",
				Lesson:   "M19",
			},
			Truth: &quiz.Truth{
				CEL: &quiz.CELTruth{
					Expression: "object.spec.volumes.all(v, !has(v.hostPath))",
					Object:     "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  automountServiceAccountToken: false\n  containers:\n  - {name: web, image: \"registry.example.com/web:1.0\"}\n",
				},
			},
		},
		{
			ID:          "pod-security-audit-annotation",
			Type:        "short",
			Text:        "Namespace `shop` is labelled `pod-security.kubernetes.io/audit: restricted`. A pod with a `hostPath` volume is created. Under which annotation of the audit event are the failed checks listed?",
			Accept:      []string{"pod-security.kubernetes.io/audit-violations", "audit-violations"},
			Placeholder: "domain/name",
			Wrong: []quiz.Wrong{{
				Text: "pod-security.kubernetes.io/enforce-policy",
				Why:  "That one says which level and version were enforced, not what was violated.",
			},
				{
					Text: "pod-security.kubernetes.io/exempt",
					Why:  "That one is set when the request was not examined, because of its user, namespace or RuntimeClass.",
				},
				{
					Text: "pod-security.kubernetes.io/audit",
					Why:  "That is the namespace's label. The event's annotation has a longer name.",
				},
			},
			Explanation: "The annotation names level, version and each failed check with the container or volume. It is at level `Metadata`, so no bodies are needed to find out which pods would not survive a stricter namespace.",
			Tags:        []string{"detection", "admission", "containersec"},
			Topics:      []string{"S1-012"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Pod Security Admission",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
			},
				{
					Title:  "Names of the annotations",
					Module: "k8s.io/pod-security-admission/api/constants.go#AuditViolationsAnnotationKey",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M19",
			},
		},
		{
			ID:   "pod-security-audit-only-namespace",
			Type: "verdict",
			Text: "A namespace carries these labels. Somebody creates the pod below. What happens?",
			Given: []quiz.Given{{
				Title:    "labels of namespace tools",
				Language: "yaml",
				Text:     "pod-security.kubernetes.io/enforce: privileged\npod-security.kubernetes.io/audit: baseline\npod-security.kubernetes.io/warn: privileged\n",
			},
				{
					Title:    "the pod",
					Language: "yaml",
					Text:     "apiVersion: v1\nkind: Pod\nmetadata: {name: reader, namespace: tools}\nspec:\n  containers:\n  - name: reader\n    image: registry.example.com/reader:2.0\n    volumeMounts:\n    - {name: host, mountPath: /host}\n  volumes:\n  - {name: host, hostPath: {path: /}}\n",
				},
			},
			Options: []quiz.Option{{
				Text:  "denied (403), and the audit event names the violation",
				Why:   "Only the level of `enforce` refuses, and here that is `privileged`, which refuses nothing.",
				Value: "denied",
			},
				{
					Text:    "allowed, and the audit event names the violation",
					Correct: true,
					Why:     "The audit level is judged separately, and a violation is noted on the allowed request as well.",
					Value:   "allowed",
				},
				{
					Text:  "allowed, with a warning to the client and nothing in the log",
					Why:   "The warning follows the label `warn`, which is `privileged` here. The log follows `audit`.",
					Value: "warned",
				},
				{
					Text:  "allowed, and nothing is noted, as an allowed pod violates nothing",
					Why:   "Each of the three labels is compared with the pod on its own; being admitted does not settle the others.",
					Value: "silent",
				},
			},
			Explanation: "That makes `audit` a way to see what a stricter level would refuse, before it does. The client notices nothing here, so somebody has to read the log; and an alert on violations with `hostPath` in such namespaces is worth having.",
			Tags:        []string{"detection", "admission", "breakout"},
			Topics:      []string{"S1-012", "S1-011"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Pod Security Admission",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
			},
				{
					Title:  "How a pod is evaluated",
					Module: "k8s.io/pod-security-admission/admission/admission.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M19",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "privileged",
					Pod:   "apiVersion: v1\nkind: Pod\nmetadata: {name: reader, namespace: tools}\nspec:\n  containers:\n  - name: reader\n    image: registry.example.com/reader:2.0\n    volumeMounts:\n    - {name: host, mountPath: /host}\n  volumes:\n  - {name: host, hostPath: {path: /}}\n",
				},
			},
		},
		{
			ID:     "pod-security-deployment-audited",
			Type:   "boolean",
			Text:   "A namespace has `audit: restricted` and `enforce: restricted`. Someone creates a Deployment whose pod template is privileged. Is the violation noted in the audit event of the Deployment's creation, although the Deployment itself is not refused?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "Templates of workloads are checked for audit and warn, so the event of the Deployment already names what is wrong.",
				False: "Enforcement looks at pods only; audit and warn also look at the templates of objects that make pods.",
			},
			Explanation: "The Deployment is stored, and its pods are refused afterwards when the ReplicaSet controller creates them. The event of the Deployment names the person who wrote it, the events of the pods name the controller: the first is the better trace.",
			Tags:        []string{"detection", "admission", "containersec"},
			Topics:      []string{"S1-012"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Pod Security Admission",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
			},
				{
					Title:  "Templates are evaluated without enforcement",
					Module: "k8s.io/pod-security-admission/admission/admission.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M19",
			},
		},
		{
			ID:   "kubelet-other-callers",
			Type: "single",
			Text: "You want to know when anybody other than the API server asks kubelets directly. The kubelets use webhook authorization. Where can that be seen with the cluster's own means?",
			Options: []quiz.Option{{
				Text: "In each kubelet's audit log, once a policy file is named in its configuration",
				Why:  "The kubelet has no audit log and no such setting. Its ordinary log tells little about callers.",
			},
				{
					Text:    "In the API server's audit log, as `SubjectAccessReview` with bodies",
					Correct: true,
					Why:     "To decide, the kubelet asks the API server. At level `Request` the event shows about whom it asked.",
				},
				{
					Text: "In the events of the Node object, where the kubelet notes refused callers",
					Why:  "Events of nodes tell of disks, readiness and restarts. Refused callers are not among them.",
				},
				{
					Text: "In etcd's log, since kubelets verify callers' certificates against etcd",
					Why:  "Kubelets do not talk to etcd. Certificates are verified with the CA file on the node.",
				},
			},
			Explanation: "Look for reviews by `system:nodes` whose `spec.user` is neither the API server's kubelet client nor a known scraper. Kubelets keep answers for some minutes, so not each request is seen, and the path is not in it. Firewalls and flow logs fill the gap.",
			Tags:        []string{"kubelet", "authn", "detection"},
			Topics:      []string{"S1-014"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Kubelet authentication and authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
			},
				{
					Title:  "Time for which answers are kept",
					Module: "k8s.io/kubernetes/pkg/kubelet/apis/config/v1beta1/defaults.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "nodes-proxy-is-exec",
				Lesson:   "M19",
			},
		},
		{
			ID:   "demo-request-past-audit",
			Type: "single",
			Text: "You have two minutes before an audience to show that a complete audit log does not show everything. An account may `get` on `nodes/proxy`. Which request makes the point?",
			Options: []quiz.Option{{
				Text: "`kubectl get --raw /api/v1/nodes/worker-1/proxy/pods`",
				Why:  "That goes through the API server and is audited like any other request, with the path in the event.",
			},
				{
					Text: "`kubectl logs shop-0 --previous`, as that shows an old container",
					Why:  "Reading logs is a request on `pods/log` at the API server, and audited.",
				},
				{
					Text: "`kubectl exec shop-0 -- id`, as that opens a web socket",
					Why:  "A web socket begins as a request to the API server, and that one is audited.",
				},
				{
					Text:    "`curl -k -H \"$AUTH\" https://worker-1:10250/pods`, with the account's token",
					Correct: true,
					Why:     "It asks the kubelet itself. The log holds at most the kubelet's question whether this account may.",
				},
			},
			Explanation: "Show the audit log beside it, filtered by the account: the first three appear, the last one does not. Then show what remains visible, a TokenReview and a SubjectAccessReview by the node, and a second call within minutes that leaves not even those.",
			Tags:        []string{"demo", "kubelet", "detection"},
			Topics:      []string{"S1-014"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "API server bypass risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
				{
					Title: "Kubelet authentication and authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "nodes-proxy-is-exec",
				Lesson:   "M19",
			},
		},
		{
			ID:   "fim-what-takes-effect",
			Type: "multiple",
			Text: "File integrity monitoring on the control plane begins with files whose change takes effect within a minute or so, without anybody restarting the API server. Which files are those?",
			Options: []quiz.Option{{
				Text:    "Manifests in the kubelet's static pod folder",
				Correct: true,
				Why:     "The kubelet watches the folder, so a new or changed file is run within moments.",
			},
				{
					Text:    "The file of `--authorization-config`",
					Correct: true,
					Why:     "The API server looks at it regularly and takes over a valid change by itself.",
				},
				{
					Text:    "The bundle of `--client-ca-file`",
					Correct: true,
					Why:     "It is reloaded when it changes. One more CA in it lets its owner log in as anybody.",
				},
				{
					Text: "The file of `--audit-policy-file`",
					Why:  "It is read when the server starts. Watch it too, but a change needs a restart to act.",
				},
				{
					Text: "The file of `--token-auth-file`",
					Why:  "It is read when the server starts. A new line in it is not known until the next start.",
				},
			},
			Explanation: "Such monitoring has its price: upgrades and certificate renewals change many of these files, and alarms for each teach people to ignore them. Compare with what the installer or configuration management says should be there.",
			Tags:        []string{"detection", "ctrlplane", "methodology"},
			Topics:      []string{"S1-016"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Create static Pods",
				URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/",
			},
				{
					Title: "Authorization, configuration reload",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authorization/",
				},
				{
					Title:  "CA bundle reload",
					Module: "k8s.io/apiserver/pkg/server/dynamiccertificates/dynamic_cafile_content.go",
				},
				{
					Title:  "The policy is loaded at start",
					Module: "k8s.io/apiserver/pkg/server/options/audit.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M19",
			},
		},
		{
			ID:     "fim-manifest-admission-gate",
			Type:   "boolean",
			Text:   "In version 1.37, can the API server be given admission policies as files on disk, with `staticManifestsDir`, without switching on a feature gate first?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "The gate `ManifestBasedAdmissionControlConfig` is beta and on in 1.37; in 1.36 it was alpha and off.",
				False: "That was so in 1.36, when the feature was alpha and its gate off.",
			},
			Explanation: "Policies from files are in force from the start, cannot be seen or changed through the API, and survive tampering with etcd. So the folder becomes a target of its own, and a good reason to watch files on the control plane.",
			Tags:        []string{"detection", "ctrlplane", "admission"},
			Topics:      []string{"S1-016"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.37",
			Sources: []quiz.Source{{
				Title: "Manifest-based admission control",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/manifest-admission-control/",
			},
				{
					Title:  "The feature gate",
					Module: "k8s.io/apiserver/pkg/features/kube_features.go#ManifestBasedAdmissionControlConfig",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M19",
			},
			Truth: &quiz.Truth{
				Gate: &quiz.GateTruth{
					Name:    "ManifestBasedAdmissionControlConfig",
					Ask:     "default",
					Version: "1.37",
				},
			},
		},
		{
			ID:   "masters-alert-impersonation",
			Type: "single",
			Text: "An alert fires when `user.groups` of an audit event holds `system:masters`. An administrator bound to `cluster-admin` works with `kubectl --as=root --as-group=system:masters`. What does the alert do?",
			Options: []quiz.Option{{
				Text: "It fires, as impersonated groups replace those in `user.groups`",
				Why:  "In the event `user` stays the one who logged in. The impersonated identity has a field of its own.",
			},
				{
					Text: "It fires, as `cluster-admin` is bound to `system:masters` by default",
					Why:  "A binding from that group to the role does not put holders of the role into the group.",
				},
				{
					Text: "It stays silent, as the API server refuses to impersonate that group",
					Why:  "Whoever may impersonate groups without restriction, as `cluster-admin` does, may take this one too.",
				},
				{
					Text:    "It stays silent, as the group is in `impersonatedUser.groups`",
					Correct: true,
					Why:     "Both fields have to be looked at; the second is set only when a request impersonates.",
				},
			},
			Explanation: "Use of `system:masters` should be rare enough for a telephone call: no RBAC limits it. Watch both fields, leave out the API server's own loopback client, and treat a certificate with that group as break-glass.",
			Tags:        []string{"authz", "authn", "detection"},
			Topics:      []string{"S1-118"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Event.ImpersonatedUser",
				Module: "k8s.io/apiserver/pkg/apis/audit/v1/types.go#Event",
			},
				{
					Title: "RBAC good practices",
					URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M19",
			},
		},
		{
			ID:          "masters-alert-exempt-user",
			Type:        "short",
			Text:        "An alert on group `system:masters` in the audit log fires all day on a healthy cluster, for requests from the loopback address. Under which user name does the API server talk to itself?",
			Accept:      []string{"system:apiserver", "apiserver"},
			Placeholder: "system:...",
			Wrong: []quiz.Wrong{{
				Text: "kube-apiserver",
				Why:  "That is the component. Its internal client has a user name with the prefix of system users.",
			},
				{
					Text: "kube-apiserver-kubelet-client",
					Why:  "That is the name in the certificate which it shows to kubelets. It is not used towards itself.",
				},
				{
					Text: "kubernetes-admin",
					Why:  "That is the name in kubeadm's administrator files, and its use is what the alert is for.",
				},
				{
					Text: "system:kube-controller-manager",
					Why:  "That is another component, with a role of its own and without that group.",
				},
			},
			Explanation: "The loopback client gets a random token at each start and is in `system:masters`. Exempt that user name together with a loopback address; exempting the group would exempt everything.",
			Tags:        []string{"detection", "authn", "ctrlplane"},
			Topics:      []string{"S1-118"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "The loopback client's identity",
				Module: "k8s.io/apiserver/pkg/server/config.go#AuthorizeClientBearerToken",
			},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M19",
			},
		},
		{
			ID:          "whoami-resource-alert",
			Type:        "short",
			Text:        "`kubectl auth whoami` is among the first things tried with a stolen token. Which resource, created in API group `authentication.k8s.io`, do you look for in the audit log?",
			Accept:      []string{"selfsubjectreviews", "selfsubjectreview", "selfsubjectreviews.authentication.k8s.io", "selfsubjectreview.authentication.k8s.io", "authentication.k8s.io/selfsubjectreviews", "self subject reviews", "self subject review"},
			Placeholder: "a resource",
			Wrong: []quiz.Wrong{{
				Text: "selfsubjectaccessreviews",
				Why:  "That answers \"may I do this\", is behind `kubectl auth can-i`, and belongs to `authorization.k8s.io`.",
			},
				{
					Text: "selfsubjectrulesreviews",
					Why:  "That lists rules of a namespace (`kubectl auth can-i --list`), also in `authorization.k8s.io`. Watch it as well.",
				},
				{
					Text: "tokenreviews",
					Why:  "That is how a service has somebody else's token checked, and ordinary users may not create it.",
				},
			},
			Explanation: "Every authenticated user may create it, so it cannot be refused without breaking defaults, and it needs no rights. People use it now and then; a ServiceAccount of a web shop has no reason to ask who it is.",
			Tags:        []string{"authn", "detection", "methodology"},
			Topics:      []string{"S1-169"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "API access to authentication information for a client",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Role system:basic-user",
					Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M19",
			},
		},
		{
			ID:   "whoami-anonymous",
			Type: "verdict",
			Text: "An API server with RBAC has the default settings for anonymous requests and the default roles. A stranger without any credential sends this request. What is the answer?",
			Given: []quiz.Given{{
				Title:    "the request",
				Language: "console",
				Text:     "curl -k -X POST -H 'Content-Type: application/json' \\\n  -d '{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}' \\\n  https://203.0.113.10:6443/apis/authentication.k8s.io/v1/selfsubjectreviews\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "201, naming `system:anonymous` and its group",
				Why:   "The answer would be that, if the role for it were bound to strangers. It is bound to those who logged in.",
				Value: "allowed",
			},
				{
					Text:    "403, refused to user `system:anonymous`",
					Correct: true,
					Why:     "The role `system:basic-user` is for group `system:authenticated`, and a stranger is in `system:unauthenticated`.",
					Value:   "denied",
				},
				{
					Text:  "401, as there is no credential",
					Why:   "With anonymous access on, a request without a credential becomes user `system:anonymous`, and RBAC decides.",
					Value: "unauthenticated",
				},
				{
					Text:  "404, as the path is hidden from strangers",
					Why:   "The API server hides no paths. Authorization comes before it looks whether a path exists.",
					Value: "notfound",
				},
			},
			Explanation: "The refusal itself tells strangers that they count as `system:anonymous`. For you it is a clear signal: this request by that user, in an event with code 403, is somebody looking around.",
			Tags:        []string{"authn", "authz", "detection"},
			Topics:      []string{"S1-169", "S1-010"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Default roles",
				Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go",
			},
				{
					Title: "Anonymous requests",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-api-binding",
				Lesson:   "M19",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					User:     "system:anonymous",
					Groups:   []string{"system:unauthenticated"},
					Verb:     "create",
					Group:    "authentication.k8s.io",
					Resource: "selfsubjectreviews",
				},
			},
		},
		{
			ID:   "audit-follow-one-token",
			Type: "single",
			Text: "One token of a ServiceAccount was stolen; several healthy pods use the same account with tokens of their own. How do you find what was done with the stolen one?",
			Options: []quiz.Option{{
				Text: "By the token itself, which each event holds in its request headers",
				Why:  "Audit events hold no credentials. If they did, the log would be worth stealing.",
			},
				{
					Text: "By `user.uid`, which is different for each token that was issued",
					Why:  "That is the account's UID. It changes when the account is made anew, not with each token.",
				},
				{
					Text:    "By `credential-id` in `user.extra`, the token's own `jti`",
					Correct: true,
					Why:     "The claim is copied into each event, and the event of the token's issue has the same value as annotation.",
				},
				{
					Text: "By `userAgent`, since a stolen token is used by another program",
					Why:  "The program names itself as it likes. It can help with careless intruders, and proves nothing.",
				},
			},
			Explanation: "The keys are `authentication.kubernetes.io/credential-id` at use and `authentication.kubernetes.io/issued-credential-id` at the TokenRequest. With them you can tell when the token was issued, for which pod, and follow just this one through the log.",
			Tags:        []string{"forensics", "detection", "authn"},
			Topics:      []string{"S3-36", "S2-41"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Names of the keys",
				Module: "k8s.io/apiserver/pkg/authentication/serviceaccount/util.go",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M19",
			},
		},
		{
			ID:   "audit-log-off-the-node",
			Type: "multiple",
			Text: "The audit log is a file on the control plane machine. What speaks for sending it away from there as it is written?",
			Options: []quiz.Option{{
				Text:    "An intruder with root on that machine can change or delete the file",
				Correct: true,
				Why:     "Whoever is root there owns the file. A copy elsewhere, with other administrators, stays.",
			},
				{
					Text:    "Rotation deletes old files, often before anybody notices an intrusion",
					Correct: true,
					Why:     "With small files and few backups the local log reaches back hours or days, intrusions last months.",
				},
				{
					Text: "A log that is sent away also shows requests to etcd and kubelets",
					Why:  "Sending does not widen what is recorded. Those requests never pass the API server.",
				},
				{
					Text:    "Several API servers each have a file with only their part of the requests",
					Correct: true,
					Why:     "Each server audits what it served, so the story of one intruder is spread over all of them.",
				},
				{
					Text: "Events at level `Metadata` are complete only after they were sent",
					Why:  "An event is complete when it is written. The receiver can index it, not add to it.",
				},
			},
			Explanation: "Collect, and watch the stream for silence as well: no events from one server is an alarm. The collector's readers can see everything that the policy records, so keep bodies of Secrets and tokens out.",
			Tags:        []string{"detection", "forensics", "hardening"},
			Topics:      []string{"S2-41"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Auditing",
				URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
			},
				{
					Title: "Collect logs to remote data storage (MS-M9020)",
					URL:   "https://microsoft.github.io/Threat-Matrix-for-Kubernetes/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M19",
			},
		},
		{
			ID:   "labs-error-verdict",
			Type: "single",
			Text: "In this lab, after a change on the control plane, all checks of a scenario report `error`, and the attack does not work any more. What does that say about the hardening?",
			Options: []quiz.Option{{
				Text: "That it works, because an attack that fails is the goal",
				Why:  "A stopped API server refuses every attack, and every user. That is no hardening.",
			},
				{
					Text: "That it is half done, as an error counts like one check failed",
					Why:  "A failed check means that the cluster was asked and answered wrongly. An error means that nothing could be told.",
				},
				{
					Text:    "Nothing yet, because the cluster could not be asked reliably",
					Correct: true,
					Why:     "An error means \"could not tell\". Bring the API server back, look at its log, then check again.",
				},
				{
					Text: "That the checks are outdated, as they do not know the new setting",
					Why:  "Checks ask for behaviour, so that every setting with the right effect passes. They did not get to ask.",
				},
			},
			Explanation: "The same holds for monitoring of real clusters. A probe that could not run is a third result beside good and bad, and treating it as good hides both outages and intruders who silence a sensor.",
			Tags:        []string{"labs", "methodology", "detection"},
			Topics:      []string{"S2-41"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title:  "What the outcome error means",
				Module: "github.com/hardenway/hardenway/grader/doc.go",
			},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M19",
			},
		},
	},
}
