// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankadmission_policy = quiz.Bank{
	ID:     "admission-policy",
	Title:  "Admission and policy",
	Module: "M09",
	Questions: []quiz.Question{{
		ID:     "admission-psp-known",
		Type:   "boolean",
		Text:   "A runbook from 2019 says: create a PodSecurityPolicy. Does an API server of Kubernetes 1.37 know the resource `podsecuritypolicies` of `policy/v1beta1`?",
		Answer: &no,
		Why: &quiz.Why{
			True:  "It was known until 1.24, and texts that recommend it are still easily found.",
			False: "Resource and admission plugin were removed in 1.25. No flag brings them back.",
		},
		Explanation: "PodSecurityPolicy was deprecated in 1.21 and removed in 1.25. Its place is taken by Pod Security admission, which knows three fixed levels, and by policies in CEL or an engine for everything in between.",
		Tags:        []string{"admission", "containersec"},
		Topics:      []string{"S0-28", "S2-14"},
		Difficulty:  "easy",
		Sources: []quiz.Source{{
			Title: "PodSecurityPolicy",
			URL:   "https://kubernetes.io/docs/concepts/security/pod-security-policy/",
		},
			{
				Title: "Deprecated API migration guide",
				URL:   "https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
			},
		},
		Practice: quiz.Practice{
			Scenario: "psa-baseline-namespace",
			Lesson:   "M09",
		},
		Truth: &quiz.Truth{
			API: &quiz.APITruth{
				GroupVersion: "policy/v1beta1",
				Resource:     "podsecuritypolicies",
				Ask:          "exists",
			},
		},
	},
		{
			ID:   "admission-psp-and-psa",
			Type: "single",
			Text: "A PodSecurityPolicy was a cluster-wide object, and whoever had the verb `use` on it could create pods that fit. What decides today which level Pod Security admission holds a pod to?",
			Options: []quiz.Option{{
				Text: "The same verb, now on the level's name instead of a policy object",
				Why:  "Pod Security admission does not look at the RBAC rights of whoever creates the pod.",
			},
				{
					Text: "A field `securityLevel` in the pod's own security context",
					Why:  "A pod cannot choose what it is judged by. There is no such field.",
				},
				{
					Text: "The rights of the ServiceAccount under which the pod runs",
					Why:  "For PodSecurityPolicy the ServiceAccount's `use` could count. Levels pay no attention to it.",
				},
				{
					Text:    "The labels of the namespace that the pod is created in",
					Correct: true,
					Why:     "The labels name a level for each of the modes enforce, audit and warn.",
				},
			},
			Explanation: "One level for everybody who creates pods in a namespace, and never a change of the pod: that is simpler than PodSecurityPolicy was, and coarser. Exemptions exist, for users, namespaces and RuntimeClasses, in the API server's configuration.",
			Tags:        []string{"admission", "containersec"},
			Topics:      []string{"S2-14", "S1-067"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Pod Security admission",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
			},
				{
					Title:  "How a pod is evaluated",
					Module: "k8s.io/pod-security-admission/admission/admission.go#Admission.ValidatePod",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M09",
			},
		},
		{
			ID:   "admission-restricted-without-seccomp",
			Type: "verdict",
			Text: "`press` enforces `restricted`. All nodes have kubelets with `seccompDefault: true`, so containers without a profile get the runtime's. What does Pod Security admission say to this pod?",
			Given: []quiz.Given{{
				Title:    "web.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: press}\nspec:\n  securityContext:\n    runAsNonRoot: true\n    runAsUser: 1000\n  containers:\n  - name: web\n    image: registry.example.com/web:4\n    securityContext:\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL]}\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "Refused, since the pod itself names no seccomp profile",
				Correct: true,
				Why:     "The level wants `RuntimeDefault` or `Localhost` in the pod. What nodes do is not known to the API server.",
				Value:   "denied",
			},
				{
					Text:  "Allowed, since the node's default is as good as a profile",
					Why:   "For the running container it would be. Admission judges the object as it was sent.",
					Value: "allowed",
				},
				{
					Text: "Allowed, since `restricted` only forbids `Unconfined`",
					Why:  "That is the rule of `baseline`. The stricter level wants the field to be set.",
				},
				{
					Text: "Refused, since `runAsUser` must not be set under `restricted`",
					Why:  "Any user but 0 is in order, and with `runAsNonRoot` this pod has both.",
				},
			},
			Explanation: "A container without `seccompProfile` runs unconfined, unless its kubelet is told otherwise, and admission cannot see that. So it has to be written down: `seccompProfile: {type: RuntimeDefault}`, for the pod or each container.",
			Tags:        []string{"admission", "containersec", "hardening"},
			Topics:      []string{"S0-28", "S1-067"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "The check",
				Module: "k8s.io/pod-security-admission/policy/check_seccompProfile_restricted.go",
			},
				{
					Title: "Pod Security Standards",
					URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M13",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "restricted",
					Pod:   "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: press}\nspec:\n  securityContext:\n    runAsNonRoot: true\n    runAsUser: 1000\n  containers:\n  - name: web\n    image: registry.example.com/web:4\n    securityContext:\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL]}\n",
				},
			},
		},
		{
			ID:       "admission-baseline-lines",
			Type:     "line",
			Text:     "This pod is refused in a namespace that enforces `baseline`. Which lines are at fault?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: disk-watch\n  namespace: press\nspec:\n  hostPID: true\n  containers:\n  - name: watch\n    image: registry.example.com/disk-watch:2\n    securityContext:\n      runAsUser: 0\n      capabilities:\n        add:\n        - NET_BIND_SERVICE\n        - SYS_ADMIN\n    volumeMounts:\n    - {name: logs, mountPath: /logs}\n    - {name: tmp, mountPath: /tmp}\n  volumes:\n  - name: logs\n    hostPath: {path: /var/log}\n  - name: tmp\n    emptyDir: {}\n",
			Lines: []quiz.FaultLine{{
				Line: 7,
				Why:  "With the host's process IDs a container sees and can signal processes of the node. `baseline` forbids all three host namespaces.",
			},
				{
					Line: 16,
					Why:  "`SYS_ADMIN` is close to root on the node. Of capabilities, `baseline` lets only the common default ones be added.",
				},
				{
					Line: 22,
					Why:  "A `hostPath` volume is forbidden, whatever the path and however it is mounted.",
				},
			},
			Explanation: "`baseline` stops what is known to lead out of a container, and leaves the rest alone: it takes a container that runs as root, and `NET_BIND_SERVICE` is among the capabilities that may be added. `restricted` would want more.",
			Tags:        []string{"admission", "containersec", "breakout"},
			Topics:      []string{"S1-067"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Pod Security Standards",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
			},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M09",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "baseline",
				},
			},
		},
		{
			ID:       "admission-restricted-lines",
			Type:     "line",
			Text:     "This pod is refused in a namespace that enforces `restricted`. Which lines are at fault?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata: {name: portal, namespace: press}\nspec:\n  securityContext:\n    runAsNonRoot: true\n    seccompProfile: {type: RuntimeDefault}\n  containers:\n  - name: web\n    image: registry.example.com/portal:7\n    securityContext:\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}\n  - name: helper\n    image: registry.example.com/helper:7\n    securityContext:\n      runAsNonRoot: false\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL]}\n  volumes:\n  - {name: cache, emptyDir: {}}\n  - {name: media, nfs: {server: nfs.example.com, path: /media}}\n",
			Lines: []quiz.FaultLine{{
				Line: 17,
				Why:  "The container overrides what the pod promises. Without this line the pod's `runAsNonRoot` would hold for it too.",
			},
				{
					Line: 22,
					Why:  "Volumes inside a pod are limited to a few types, and `nfs` is not among them. A claim to such a volume would pass.",
				},
			},
			Explanation: "Where pod and container both speak, the container's word counts, so each container is judged with its own overrides. `NET_BIND_SERVICE` is the one capability that `restricted` lets a container add.",
			Tags:        []string{"admission", "containersec"},
			Topics:      []string{"S1-067"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Pod Security Standards",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
			},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M09",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "restricted",
				},
			},
		},
		{
			ID:          "admission-psa-label",
			Type:        "short",
			Text:        "Which label key on a namespace makes the API server refuse pods that do not fit a Pod Security level?",
			Accept:      []string{"pod-security.kubernetes.io/enforce", "pod-security.kubernetes.io/enforce=baseline", "pod-security.kubernetes.io/enforce=restricted"},
			Placeholder: "prefix/name",
			Wrong: []quiz.Wrong{{
				Text: "pod-security.kubernetes.io/warn",
				Why:  "This only sends a warning to whoever creates the pod.",
			},
				{
					Text: "pod-security.kubernetes.io/audit",
					Why:  "This only adds an annotation to the audit event.",
				},
				{
					Text: "pod-security.kubernetes.io/enforce-version",
					Why:  "That pins which version's rules are used. Without the level beside it, it refuses nothing.",
				},
			},
			Explanation: "The value is `privileged`, `baseline` or `restricted`. A namespace without labels is held to the default of the plugin's configuration, which is `privileged`, so everything passes.",
			Tags:        []string{"admission", "containersec"},
			Topics:      []string{"S1-067"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Pod Security admission",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces",
			},
				{
					Title:  "Constants",
					Module: "k8s.io/pod-security-admission/api/constants.go#EnforceLevelLabel",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M09",
			},
		},
		{
			ID:   "admission-psa-deployment",
			Type: "single",
			Text: "`press` enforces `baseline` and has no other Pod Security label. Someone applies a Deployment whose pod template asks for `privileged: true`. What happens?",
			Options: []quiz.Option{{
				Text: "The Deployment is refused with a message that names the violation",
				Why:  "Enforcement looks at pods only. Templates are looked at for warnings and audit.",
			},
				{
					Text: "The Deployment is stored, and its pods run without being privileged",
					Why:  "Pod Security admission never changes a pod. It takes it or refuses it.",
				},
				{
					Text:    "The Deployment is stored, and its pods are refused one after the other",
					Correct: true,
					Why:     "The refusal meets the ReplicaSet's controller. It shows in events, while the Deployment never gets ready.",
				},
				{
					Text: "The Deployment is stored, and its pods run until the next restart",
					Why:  "Running pods are left alone when a label is added. New ones are judged before they are stored.",
				},
			},
			Explanation: "That is why `warn` belongs beside `enforce`: it tells the author of a Deployment at once, where `enforce` alone only tells the controller. Without the label, `warn` is at the default level, and so is silent.",
			Tags:        []string{"admission", "containersec"},
			Topics:      []string{"S1-067"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "How controllers' templates are evaluated",
				Module: "k8s.io/pod-security-admission/admission/admission.go#Admission.ValidatePodController",
			},
				{
					Title: "Workload resources and templates",
					URL:   "https://kubernetes.io/docs/concepts/security/pod-security-admission/#workload-resources-and-pod-templates",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M09",
			},
		},
		{
			ID:   "admission-rbac-sees",
			Type: "multiple",
			Text: "Which of these rules for who may create pods can be said in RBAC alone?",
			Options: []quiz.Option{{
				Text:    "Only in the namespaces `lark` and `wren`",
				Correct: true,
				Why:     "A binding in each of the two says just that.",
			},
				{
					Text: "Only with images from `registry.example.com`",
					Why:  "The image is in the body of the request, and authorization decides before the body is looked at.",
				},
				{
					Text:    "Without the right to open a shell in them",
					Correct: true,
					Why:     "`pods/exec` is a resource of its own, so it is enough not to grant it.",
				},
				{
					Text: "Only without volumes of type `hostPath`",
					Why:  "Types of volumes are contents of the object. Pod Security admission or a policy has to look at them.",
				},
				{
					Text: "Only if the pod's user is not root",
					Why:  "That is in the security context, and so out of RBAC's sight.",
				},
			},
			Explanation: "RBAC sees who, which verb, which resource, namespace and name. Everything that is in the object itself is the business of admission, which gets to see it once authorization has said yes.",
			Tags:        []string{"admission", "authz", "hardening"},
			Topics:      []string{"S1-056"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Request attributes",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authorization/",
			},
				{
					Title: "Admission control",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "vap-params-per-team",
				Lesson:   "M09",
			},
		},
		{
			ID:     "admission-vap-built-in",
			Type:   "boolean",
			Text:   "A cluster of Kubernetes 1.37 has no policy engine and no extra feature gates. Does its API server serve `validatingadmissionpolicies` of `admissionregistration.k8s.io/v1`?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "The kind has been stable since 1.30. The plugin that evaluates it is on by default, so nothing has to be installed.",
				False: "Policies used to need an engine with a webhook, and in older versions this kind was behind a feature gate.",
			},
			Explanation: "ValidatingAdmissionPolicy is evaluated in the API server itself, in CEL. A policy has an effect only with a binding; without one it is stored and does nothing.",
			Tags:        []string{"admission", "hardening"},
			Topics:      []string{"S1-057"},
			Difficulty:  "easy",
			Kubernetes:  ">=1.30",
			Sources: []quiz.Source{{
				Title: "ValidatingAdmissionPolicy",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
			},
				{
					Title:  "Plugins that are on by default",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/plugins.go#DefaultOffAdmissionPlugins",
				},
			},
			Practice: quiz.Practice{
				Scenario: "vap-params-per-team",
				Lesson:   "M09",
			},
			Truth: &quiz.Truth{
				API: &quiz.APITruth{
					GroupVersion: "admissionregistration.k8s.io/v1",
					Resource:     "validatingadmissionpolicies",
					Ask:          "exists",
				},
			},
		},
		{
			ID:          "admission-vap-stable-version",
			Type:        "short",
			Text:        "In which minor version of Kubernetes did ValidatingAdmissionPolicy become stable?",
			Accept:      []string{"1.30", "v1.30", "1.30.0", "v1.30.0", "Kubernetes 1.30"},
			Placeholder: "1.x",
			Wrong: []quiz.Wrong{{
				Text: "1.26",
				Why:  "That is when it appeared, as alpha.",
			},
				{
					Text: "1.28",
					Why:  "That is when it became beta, still off by default as beta APIs are.",
				},
				{
					Text: "1.36",
					Why:  "In 1.36 its sibling became stable, MutatingAdmissionPolicy.",
				},
			},
			Explanation: "Alpha in 1.26, beta in 1.28, stable in 1.30. Every supported version therefore has it, and a policy written for `admissionregistration.k8s.io/v1` needs no engine.",
			Tags:        []string{"admission", "trivia"},
			Topics:      []string{"S1-061"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "KEP-3488",
				URL:   "https://github.com/kubernetes/enhancements/issues/3488",
			},
				{
					Title:  "The kind in v1",
					Module: "k8s.io/api/admissionregistration/v1/types.go#ValidatingAdmissionPolicy",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
		},
		{
			ID:   "admission-map-stage",
			Type: "single",
			Text: "A team wants to set `automountServiceAccountToken: false` on new pods by a MutatingAdmissionPolicy instead of a webhook. At which stage is the feature gate `MutatingAdmissionPolicy` in Kubernetes 1.37?",
			Options: []quiz.Option{{
				Text:    "Stable, and on by default",
				Correct: true,
				Why:     "Since 1.36 it needs neither a feature gate nor a flag.",
				Value:   "GA",
			},
				{
					Text:  "Beta, and off by default",
					Why:   "That was 1.34 and 1.35, where gate and API version had to be switched on.",
					Value: "BETA",
				},
				{
					Text:  "Alpha, and off by default",
					Why:   "That was 1.32 and 1.33.",
					Value: "ALPHA",
				},
				{
					Text:  "Deprecated, in favour of webhooks",
					Why:   "It goes the other way. Policies in CEL take over simple work from webhooks.",
					Value: "DEPRECATED",
				},
			},
			Explanation: "With the mutating sibling, defaults too can be set without a server of one's own. Both are evaluated in the API server, so there is nothing that can be down or slow.",
			Tags:        []string{"admission", "hardening"},
			Topics:      []string{"S1-057", "S1-061"},
			Difficulty:  "medium",
			Kubernetes:  ">=1.36",
			Sources: []quiz.Source{{
				Title: "MutatingAdmissionPolicy",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/",
			},
				{
					Title:  "The feature gate",
					Module: "k8s.io/kubernetes/pkg/features/kube_features.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
			Truth: &quiz.Truth{
				Gate: &quiz.GateTruth{
					Name: "MutatingAdmissionPolicy",
					Ask:  "stage",
				},
			},
		},
		{
			ID:   "admission-vap-missing-field",
			Type: "verdict",
			Text: "A policy for Deployments has the expression below and no `failurePolicy`; its binding says `validationActions: [Deny]`. What happens to this Deployment?",
			Given: []quiz.Given{{
				Title:    "the expression",
				Language: "text",
				Text:     "object.spec.template.spec.securityContext.runAsNonRoot == true",
			},
				{
					Title:    "web.yaml",
					Language: "yaml",
					Text:     "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: lark}\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - {name: web, image: \"registry.example.com/web:1\"}\n",
				},
			},
			Options: []quiz.Option{{
				Text:  "Admitted, since a field that is missing cannot violate anything",
				Why:   "The expression does not hold for what is missing. Nor does CEL take it for true.",
				Value: "true",
			},
				{
					Text:  "Refused, since the expression yields `false`",
					Why:   "Comparing a missing field with true is no comparison that yields false. It is an error.",
					Value: "false",
				},
				{
					Text:    "Refused, since the expression ends in an error",
					Correct: true,
					Why:     "The field is not there, and without `failurePolicy` an error counts as a failure, which is then denied.",
					Value:   "error",
				},
				{
					Text: "Admitted with a warning, since the expression ends in an error",
					Why:  "With `failurePolicy` at `Ignore` it would be admitted, and without any warning.",
				},
			},
			Explanation: "The refusal is what was wanted, and the message will puzzle the author of the Deployment. Ask with `has(…)` or the `?` operators first, so that the rule itself says no. With `Ignore`, the very objects that lack the field would pass.",
			Tags:        []string{"admission", "hardening"},
			Topics:      []string{"S1-058", "S1-069"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "failurePolicy",
				Module: "k8s.io/api/admissionregistration/v1/types.go#ValidatingAdmissionPolicySpec",
			},
				{
					Title: "ValidatingAdmissionPolicy",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "vap-params-per-team",
				Lesson:   "M09",
			},
			Truth: &quiz.Truth{
				CEL: &quiz.CELTruth{
					Expression: "object.spec.template.spec.securityContext.runAsNonRoot == true",
					Object:     "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: lark}\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - {name: web, image: \"registry.example.com/web:1\"}\n",
				},
			},
		},
		{
			ID:   "admission-vap-where",
			Type: "single",
			Text: "A platform team moves a check from a validating webhook to a ValidatingAdmissionPolicy. What changes in how a request is judged?",
			Options: []quiz.Option{{
				Text: "The check runs in the controller manager, some seconds after the write",
				Why:  "Then it could not refuse anything. Admission is part of the request.",
			},
				{
					Text: "The check runs on the node, before the kubelet starts the containers",
					Why:  "The kubelet has checks of its own. CEL policies are evaluated where objects are written.",
				},
				{
					Text:    "The check runs in the API server, so no other program has to answer",
					Correct: true,
					Why:     "The CEL expressions are compiled and evaluated in the process, within a limit of cost.",
				},
				{
					Text: "The check runs in the API server, and can now fetch a list from elsewhere",
					Why:  "An expression sees the request, the namespace, parameters and an authorizer. It cannot call anything.",
				},
			},
			Explanation: "With the webhook go its certificate, its latency and the question of what happens when it is down. What an expression cannot do, such as verifying a signature, stays with webhooks.",
			Tags:        []string{"admission", "hardening"},
			Topics:      []string{"S1-058", "S1-070"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "ValidatingAdmissionPolicy",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
			},
				{
					Title:  "What an expression sees",
					Module: "k8s.io/api/admissionregistration/v1/types.go#Validation",
				},
			},
			Practice: quiz.Practice{
				Scenario: "webhook-fail-open",
				Lesson:   "M09",
			},
		},
		{
			ID:   "admission-vap-star",
			Type: "single",
			Text: "A policy shall refuse shells for a group, so its rule has `operations: [\"CONNECT\"]`, and `apiGroups`, `apiVersions` and `resources` are each `[\"*\"]`. `kubectl exec` still works for the group. Why?",
			Options: []quiz.Option{{
				Text: "Admission does not see `exec`, since it writes nothing",
				Why:  "It sees it as the operation CONNECT. Only `get`, `list` and `watch` bypass admission.",
			},
				{
					Text:    "The star among resources does not cover subresources",
					Correct: true,
					Why:     "`exec` is the subresource `pods/exec`. It takes `pods/exec`, `pods/*` or `*/*`.",
				},
				{
					Text: "The operation of `exec` is CREATE, as in RBAC",
					Why:  "In RBAC the verb is `create`. In admission, opening a stream is the operation CONNECT.",
				},
				{
					Text: "The star covers the API groups with a name, and pods have none",
					Why:  "A star there stands for all groups, the core group with its empty name included.",
				},
			},
			Explanation: "The same star means different things: in an RBAC rule `*` covers all resources with their subresources, in the rules of policies and webhooks only resources themselves. A policy that is tested only by what it should refuse tells you this.",
			Tags:        []string{"admission", "hardening"},
			Topics:      []string{"S1-059"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Rule",
				Module: "k8s.io/api/admissionregistration/v1/types.go#Rule",
			},
				{
					Title:  "How a rule is matched",
					Module: "k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules/rules.go#Matcher",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
		},
		{
			ID:       "admission-vap-selector-line",
			Type:     "line",
			Text:     "The binding refuses what violates the policy, in all namespaces. Yet whoever may create pods can bring in any image. Which line lets them?",
			Manifest: "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata:\n  name: our-images\nspec:\n  failurePolicy: Fail\n  matchConstraints:\n    matchPolicy: Equivalent\n    objectSelector: {matchExpressions: [{key: image-exempt, operator: DoesNotExist}]}\n    resourceRules:\n    - apiGroups: [\"\"]\n      apiVersions: [v1]\n      operations: [CREATE, UPDATE]\n      resources: [pods, pods/ephemeralcontainers]\n  variables:\n  - name: containers\n    expression: >-\n      object.spec.containers + object.spec.?initContainers.orValue([]) +\n      object.spec.?ephemeralContainers.orValue([])\n  validations:\n  - expression: variables.containers.all(c, c.image.startsWith('registry.example.com/'))\n    message: images come from registry.example.com\n",
			Lines: []quiz.FaultLine{{
				Line: 9,
				Why:  "The policy leaves alone every pod that has the label `image-exempt`, and the author of a pod sets its labels.",
			},
			},
			Explanation: "An `objectSelector` is for policies that one opts in to. Exemptions belong where tenants cannot write: in the binding, by namespace, or in `matchConditions` that ask who the user is.",
			Tags:        []string{"admission", "hardening"},
			Topics:      []string{"S1-059"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "MatchResources",
				Module: "k8s.io/api/admissionregistration/v1/types.go#MatchResources",
			},
				{
					Title: "ValidatingAdmissionPolicy",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "vap-params-per-team",
				Lesson:   "M09",
			},
		},
		{
			ID:   "admission-which-requests",
			Type: "multiple",
			Text: "Which of these requests can an admission webhook or policy refuse?",
			Options: []quiz.Option{{
				Text: "`kubectl get secret db -o yaml`",
				Why:  "Reading one object goes from authorization straight to storage.",
			},
				{
					Text:    "`kubectl delete configmap settings`",
					Correct: true,
					Why:     "Deleting is an operation of its own in admission, with the old object to look at.",
				},
				{
					Text:    "`kubectl exec web-0 -- sh`",
					Correct: true,
					Why:     "It arrives as the operation CONNECT on `pods/exec`.",
				},
				{
					Text: "`kubectl get pods --watch`",
					Why:  "A watch is reading, and admission is never asked about it.",
				},
				{
					Text:    "`kubectl scale deployment web --replicas=9`",
					Correct: true,
					Why:     "It updates the subresource `deployments/scale`. A rule has to name that.",
				},
			},
			Explanation: "Admission covers CREATE, UPDATE, DELETE and CONNECT. Who may see what is decided by authorization alone, so no policy can make up for a role that reads too much.",
			Tags:        []string{"admission", "authz"},
			Topics:      []string{"S1-060"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Admission control",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "list-is-read",
				Lesson:   "M09",
			},
		},
		{
			ID:     "admission-no-reads",
			Type:   "boolean",
			Text:   "The support team has the ClusterRole `secret-reader`. Can a ValidatingAdmissionPolicy keep them from reading the Secrets of `payments`, without any change to roles and bindings?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "A policy can ask who the user is, which suggests it. But it is not asked at all about reading.",
				False: "Reading never goes through admission. The binding has to be narrowed instead.",
			},
			Explanation: "Admission judges changes. For reading there is authorization, which in this case means bindings per namespace, or an authorizer in front of RBAC that denies.",
			Tags:        []string{"admission", "authz"},
			Topics:      []string{"S1-060"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Admission control",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "list-is-read",
				Lesson:   "M09",
			},
		},
		{
			ID:       "admission-param-missing-line",
			Type:     "line",
			Text:     "Each team has an object `TeamLimit`, called `limits`, in its namespace. A namespace without one shall take no Deployment at all. Today it takes any. Which line is at fault?",
			Manifest: "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata:\n  name: replicas-per-team\nspec:\n  policyName: replicas-per-team\n  validationActions: [Deny, Audit]\n  paramRef:\n    name: limits\n    parameterNotFoundAction: Allow\n  matchResources:\n    namespaceSelector:\n      matchExpressions:\n      - key: kubernetes.io/metadata.name\n        operator: NotIn\n        values: [kube-system]\n",
			Lines: []quiz.FaultLine{{
				Line: 10,
				Why:  "When no parameter is found, the binding counts as fulfilled. With `Deny`, the policy's `failurePolicy` applies, which is Fail by default.",
			},
			},
			Explanation: "Without a `namespace` in `paramRef` the parameter is looked up in the namespace of the object, so one binding serves all teams. Who may delete the parameter then decides whether there is a limit, so teams should not be able to.",
			Tags:        []string{"admission", "tenancy"},
			Topics:      []string{"S1-062"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "ParamRef",
				Module: "k8s.io/api/admissionregistration/v1/types.go#ParamRef",
			},
				{
					Title: "ValidatingAdmissionPolicy",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "vap-params-per-team",
				Lesson:   "M09",
			},
		},
		{
			ID:   "admission-vap-actions",
			Type: "verdict",
			Text: "A policy has the expression below. Its binding has `validationActions: [Warn, Audit]` and finds this parameter for `lark`. What happens to the Deployment?",
			Given: []quiz.Given{{
				Title:    "the expression",
				Language: "text",
				Text:     "object.spec.replicas <= params.maxReplicas",
			},
				{
					Title:    "the parameter",
					Language: "yaml",
					Text:     "apiVersion: limits.example.com/v1\nkind: TeamLimit\nmetadata: {name: limits, namespace: lark}\nmaxReplicas: 5\n",
				},
				{
					Title:    "web.yaml",
					Language: "yaml",
					Text:     "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: lark}\nspec:\n  replicas: 6\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - {name: web, image: \"registry.example.com/web:1\"}\n",
				},
			},
			Options: []quiz.Option{{
				Text: "Refused, since the expression yields `false`",
				Why:  "Without `Deny` among the actions nothing is refused, whatever an expression yields.",
			},
				{
					Text:    "Stored with six replicas, and the client sees a warning",
					Correct: true,
					Why:     "The validation fails, and the binding's actions say what that means, a warning and a note in the audit log.",
					Value:   "false",
				},
				{
					Text: "Stored with five replicas, and the client sees a warning",
					Why:  "A validating policy never changes an object. That would be a mutating one.",
				},
				{
					Text:  "Stored with six replicas and without a warning",
					Why:   "That would be so if the expression held. Six is more than the five that the parameter allows.",
					Value: "true",
				},
			},
			Explanation: "Rules stand in the policy, figures in the parameter, and the consequence in the binding. So a new rule can first be bound with `Warn` and `Audit`, and with `Deny` once nobody trips over it.",
			Tags:        []string{"admission", "tenancy"},
			Topics:      []string{"S1-062", "S1-058"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "validationActions",
				Module: "k8s.io/api/admissionregistration/v1/types.go#ValidatingAdmissionPolicyBindingSpec",
			},
			},
			Practice: quiz.Practice{
				Scenario: "vap-params-per-team",
				Lesson:   "M09",
			},
			Truth: &quiz.Truth{
				CEL: &quiz.CELTruth{
					Expression: "object.spec.replicas <= params.maxReplicas",
					Object:     "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: lark}\nspec:\n  replicas: 6\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - {name: web, image: \"registry.example.com/web:1\"}\n",
					Params:     "apiVersion: limits.example.com/v1\nkind: TeamLimit\nmetadata: {name: limits, namespace: lark}\nmaxReplicas: 5\n",
				},
			},
		},
		{
			ID:   "admission-engines",
			Type: "match",
			Text: "Match each way to write policies with what its policies are written in.",
			Pairs: []quiz.Pair{{
				Left:  "ValidatingAdmissionPolicy",
				Right: "expressions in CEL, evaluated in the API server",
				Why:   "It is built in and is no webhook.",
			},
				{
					Left:  "OPA Gatekeeper",
					Right: "templates in Rego, filled in by constraint objects",
					Why:   "A ConstraintTemplate holds the code and makes a new kind, whose objects say where it applies and with which values.",
				},
				{
					Left:  "Kyverno",
					Right: "rules in the form of Kubernetes objects, with patterns or expressions",
					Why:   "It was made so that one need not learn a language of its own for a policy.",
				},
				{
					Left:  "Kubewarden",
					Right: "programs, compiled to WebAssembly and fetched from a registry",
					Why:   "Policies can be written in several languages and are distributed like images.",
				},
			},
			Extra: []quiz.Item{{
				Text: "rules in Role and ClusterRole objects, which look at the body",
				Why:  "RBAC has no way to look at the body of a request, whatever engine is installed.",
			},
			},
			Explanation: "The three engines are webhooks of their own, with rights of their own, and add what the built-in policies lack, such as reports about existing objects or outside data. Gatekeeper and Kyverno can also be given CEL by now.",
			Tags:        []string{"admission", "addon"},
			Topics:      []string{"S1-063"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Gatekeeper",
				URL:   "https://open-policy-agent.github.io/gatekeeper/website/docs/",
			},
				{
					Title: "Kyverno",
					URL:   "https://kyverno.io/docs/",
				},
				{
					Title: "Kubewarden",
					URL:   "https://docs.kubewarden.io/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
		},
		{
			ID:   "admission-vap-limits",
			Type: "multiple",
			Text: "Which of these can a ValidatingAdmissionPolicy not do by itself, so that it takes an engine, a webhook or a controller?",
			Options: []quiz.Option{{
				Text:    "Verify that an image carries a signature of the build system",
				Correct: true,
				Why:     "That takes a request to the registry, and an expression cannot make any.",
			},
				{
					Text: "Compare an updated object with what it was before",
					Why:  "`oldObject` is there for that.",
				},
				{
					Text:    "List the existing objects that violate a new rule",
					Correct: true,
					Why:     "It is asked about requests only. What is stored already stays unseen until it is written again.",
				},
				{
					Text: "Ask whether the user has a certain RBAC permission",
					Why:  "The variable `authorizer` checks that within the expression.",
				},
				{
					Text:    "Create a NetworkPolicy in each new namespace",
					Correct: true,
					Why:     "It says yes or no about one object. Making others takes a controller, such as an engine's generate rules.",
				},
			},
			Explanation: "An expression knows the request, the old object, the namespace, one kind of parameter and the caller's rights. It cannot fetch anything and keeps no memory, which is also why it cannot be down.",
			Tags:        []string{"admission", "hardening"},
			Topics:      []string{"S1-064"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "What an expression sees",
				Module: "k8s.io/api/admissionregistration/v1/types.go#Validation",
			},
				{
					Title: "ValidatingAdmissionPolicy",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
		},
		{
			ID:   "admission-policy-authors",
			Type: "single",
			Text: "A team may write Gatekeeper's ConstraintTemplates and the constraints to them, and nothing else in the cluster. Rego has a function for HTTP requests, and this installation leaves it on. What does that mean?",
			Options: []quiz.Option{{
				Text: "The team can only refuse objects, since a rule has no other outcome than its verdict",
				Why:  "Evaluating code is more than its verdict. The function acts while the rule is worked out.",
			},
				{
					Text: "The team can send requests under the identity of whoever creates an object",
					Why:  "The engine sees who that is. It gets neither the token nor the rights of that person.",
				},
				{
					Text: "The team can send requests only to the API server, with the rights of Gatekeeper",
					Why:  "The function takes any address. That is the trouble with it, and external data providers are the remedy.",
				},
				{
					Text:    "The team can make Gatekeeper send requests from its place in the cluster's network",
					Correct: true,
					Why:     "The code runs in the engine's pod. Whatever that pod reaches, such as internal services, the author reaches.",
				},
			},
			Explanation: "Whoever writes policies writes programs that run in a privileged place and see what everybody sends. That makes the right to configure an engine or a webhook close to that of an admin. An engine's own documentation warns of this function.",
			Tags:        []string{"addon", "admission", "privesc"},
			Topics:      []string{"S1-065"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Gatekeeper on external data",
				URL:   "https://open-policy-agent.github.io/gatekeeper/website/docs/externaldata/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
		},
		{
			ID:   "admission-webhook-owner",
			Type: "single",
			Text: "An attacker may create MutatingWebhookConfigurations, and has no other right. A webhook server of theirs runs outside the cluster. How do they get at the rights of an operator that runs in a pod?",
			Options: []quiz.Option{{
				Text: "They have the webhook change answers to `kubectl get secrets`",
				Why:  "Webhooks see writes, never the answers to reads.",
			},
				{
					Text: "They have the webhook allow requests that RBAC refuses",
					Why:  "Admission comes after authorization and can only refuse. What was forbidden stays forbidden.",
				},
				{
					Text:    "They have the webhook add a container of theirs to the operator's pod",
					Correct: true,
					Why:     "At its next start the pod has a second container, to which the same token can be mounted.",
				},
				{
					Text: "They have the webhook rewrite other webhooks' configurations to drop checks",
					Why:  "Webhooks that are configured through the API are never called for such objects, to keep a cluster from locking itself up.",
				},
			},
			Explanation: "Even a validating webhook gets Secrets as they are written, so both kinds belong to cluster admins only. The rights that come with an engine's own ServiceAccount deserve the same look.",
			Tags:        []string{"admission", "privesc"},
			Topics:      []string{"S1-065"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "RBAC good practices on webhooks",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks",
			},
				{
					Title:  "What webhooks are not asked about",
					Module: "k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules/rules.go#IsExemptAdmissionConfigurationResource",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
		},
		{
			ID:   "admission-json-override",
			Type: "verdict",
			Text: "No Pod Security label is set. A policy with `Deny` has the expression below, so that no container runs as root. What happens to this pod?",
			Given: []quiz.Given{{
				Title:    "the expression",
				Language: "text",
				Text:     "has(object.spec.securityContext.runAsNonRoot) && object.spec.securityContext.runAsNonRoot\n",
			},
				{
					Title:    "report.yaml",
					Language: "yaml",
					Text:     "apiVersion: v1\nkind: Pod\nmetadata: {name: report, namespace: lark}\nspec:\n  securityContext: {runAsNonRoot: true, runAsUser: 1000}\n  containers:\n  - name: report\n    image: registry.example.com/report:2\n    securityContext: {runAsNonRoot: false, runAsUser: 0}\n",
				},
			},
			Options: []quiz.Option{{
				Text:  "Refused, since a container sets `runAsUser` to 0",
				Why:   "So it should be, but the expression never looks into containers.",
				Value: "false",
			},
				{
					Text: "Admitted, and the container runs as user 1000",
					Why:  "The pod's user is a default. A container that names its own is run under that.",
				},
				{
					Text: "Admitted, and the kubelet refuses to start the container",
					Why:  "The kubelet checks the container's effective `runAsNonRoot`, and that is false here.",
				},
				{
					Text:    "Admitted, and the container runs as root",
					Correct: true,
					Why:     "The expression holds for the pod's part, and the container's own security context overrides it.",
					Value:   "true",
				},
			},
			Explanation: "A policy sees JSON, and the meaning of a pod is spread over several places in it. This one misses overrides, init and ephemeral containers. Pod Security's checks of the same thing know them all.",
			Tags:        []string{"admission", "hardening", "containersec"},
			Topics:      []string{"S1-066"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Security context",
				URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
			},
				{
					Title:  "The same check in Pod Security",
					Module: "k8s.io/pod-security-admission/policy/check_runAsNonRoot.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
			Truth: &quiz.Truth{
				CEL: &quiz.CELTruth{
					Expression: "has(object.spec.securityContext.runAsNonRoot) && object.spec.securityContext.runAsNonRoot",
					Object:     "apiVersion: v1\nkind: Pod\nmetadata: {name: report, namespace: lark}\nspec:\n  securityContext: {runAsNonRoot: true, runAsUser: 1000}\n  containers:\n  - name: report\n    image: registry.example.com/report:2\n    securityContext: {runAsNonRoot: false, runAsUser: 0}\n",
				},
			},
		},
		{
			ID:   "admission-image-user",
			Type: "single",
			Text: "An engine refuses pods in which `runAsUser` is 0. A pod without any security context comes in, and `id` in its container says root. How can that be?",
			Options: []quiz.Option{{
				Text: "The engine was down, and its webhook fails open",
				Why:  "It could be, and need not. The rule would have let this pod through as well.",
			},
				{
					Text: "The engine saw the pod before the defaults were set",
					Why:  "There is no default for `runAsUser` that the API server would set. The field stays empty.",
				},
				{
					Text: "The kubelet sets user 0 where a pod names none",
					Why:  "The kubelet sets nothing. It asks the runtime to start the image as it is.",
				},
				{
					Text:    "The user comes from the image, which the engine did not look at",
					Correct: true,
					Why:     "The object says nothing about a user, so the image's own counts, and many images name none, which is root.",
				},
			},
			Explanation: "A rule has to say what must be there, not only what must not. `runAsNonRoot: true` makes the kubelet look at the image's user too, and refuse to start a container that would run as root.",
			Tags:        []string{"admission", "containersec", "addon"},
			Topics:      []string{"S1-066"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Security context",
				URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
			},
				{
					Title:  "SecurityContext",
					Module: "k8s.io/api/core/v1/types.go#SecurityContext",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
		},
		{
			ID:   "admission-ephemeral-containers",
			Type: "verdict",
			Text: "A policy with `Deny` covers `pods` and `pods/ephemeralcontainers` and has the expression below. Someone runs `kubectl debug web-0 --image=images.example.net/tools`, which makes this of the pod. What happens?",
			Given: []quiz.Given{{
				Title:    "the expression",
				Language: "text",
				Text:     "(object.spec.containers + object.spec.?initContainers.orValue([]))\n  .all(c, c.image.startsWith('registry.example.com/'))\n",
			},
				{
					Title:    "the pod as it would be stored",
					Language: "yaml",
					Text:     "apiVersion: v1\nkind: Pod\nmetadata: {name: web-0, namespace: lark}\nspec:\n  containers:\n  - {name: web, image: \"registry.example.com/web:1\"}\n  ephemeralContainers:\n  - {name: debugger, image: images.example.net/tools}\n",
				},
			},
			Options: []quiz.Option{{
				Text:    "Admitted, and the foreign image runs",
				Correct: true,
				Why:     "The new container is in another list, which the expression does not look at.",
				Value:   "true",
			},
				{
					Text:  "Refused, since one image has another registry",
					Why:   "That is what the policy's author believes. The two lists that it looks at have only the one good image.",
					Value: "false",
				},
				{
					Text: "Refused, since running pods cannot be changed",
					Why:  "Most of a pod's spec cannot. Ephemeral containers are the exception, by a subresource of their own.",
				},
			},
			Explanation: "The rule was complete until pods got a third list of containers. A rule over raw objects goes stale when the API grows, in what it matches and in what it looks at. Put the three lists together in a variable.",
			Tags:        []string{"admission", "containersec", "hardening"},
			Topics:      []string{"S1-068"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Ephemeral containers",
				URL:   "https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
			Truth: &quiz.Truth{
				CEL: &quiz.CELTruth{
					Expression: "(object.spec.containers + object.spec.?initContainers.orValue([])).all(c, c.image.startsWith('registry.example.com/'))",
					Object:     "apiVersion: v1\nkind: Pod\nmetadata: {name: web-0, namespace: lark}\nspec:\n  containers:\n  - {name: web, image: \"registry.example.com/web:1\"}\n  ephemeralContainers:\n  - {name: debugger, image: images.example.net/tools}\n",
				},
			},
		},
		{
			ID:          "admission-ephemeral-subresource",
			Type:        "short",
			Text:        "A policy checks images on `pods`, with CREATE and UPDATE, and looks at all three lists of containers. Which further resource, written as in its rules, has to be matched so that `kubectl debug` on a running pod is checked?",
			Accept:      []string{"pods/ephemeralcontainers", "pods/*", "*/ephemeralcontainers"},
			Placeholder: "resource/subresource",
			Wrong: []quiz.Wrong{{
				Text: "pods/exec",
				Why:  "That is running a command in a container that is there already. No image comes in.",
			},
				{
					Text: "pods/containers",
					Why:  "Containers are a list in the pod and no resource. Only the third list has a subresource.",
				},
				{
					Text: "pods/debug",
					Why:  "There is no such subresource. The command is named after its purpose.",
				},
			},
			Explanation: "The debugging container is added by an update of the subresource `pods/ephemeralcontainers`, and a rule for `pods` does not match that. It is also a resource of its own in RBAC, which `edit` and `admin` leave out by default.",
			Tags:        []string{"admission", "containersec", "hardening"},
			Topics:      []string{"S1-068", "S1-059"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Ephemeral containers",
				URL:   "https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/",
			},
				{
					Title:  "Rule",
					Module: "k8s.io/api/admissionregistration/v1/types.go#Rule",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
		},
		{
			ID:   "admission-when-it-fails",
			Type: "match",
			Text: "Match each mechanism with what happens if it cannot give an answer and nothing was configured about that.",
			Pairs: []quiz.Pair{{
				Left:  "An admission webhook of `admissionregistration.k8s.io/v1`",
				Right: "The request is refused",
				Why:   "`failurePolicy` defaults to `Fail`, for webhooks and for both kinds of policy.",
			},
				{
					Left:  "A ValidatingAdmissionPolicy whose expression ends in an error",
					Right: "The request is refused",
					Why:   "The default is `Fail` here too, and the binding's `Deny` then applies.",
				},
				{
					Left:  "An authorization webhook that is given by flags",
					Right: "The next authorizer is asked",
					Why:   "An error counts as no opinion. If RBAC allows the request, it goes through.",
				},
				{
					Left:  "An authorization webhook in an AuthorizationConfiguration",
					Right: "The server does not start with such a configuration",
					Why:   "`failurePolicy` is required there and has no default, so this question has to be answered beforehand.",
				},
			},
			Extra: []quiz.Item{{
				Text: "The request waits until an answer comes",
				Why:  "None of these waits without end. Calls have a time limit, and expressions a limit of cost.",
			},
			},
			Explanation: "Open or closed is a choice between security and availability, and the defaults differ. Look for the setting in each mechanism, and at time limits too: an answer that comes too late counts as none.",
			Tags:        []string{"admission", "authz"},
			Topics:      []string{"S1-069"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Defaults of webhooks and policies",
				Module: "k8s.io/kubernetes/pkg/apis/admissionregistration/v1/defaults.go",
			},
				{
					Title:  "Authorization webhook by flags",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/authorization.go",
				},
				{
					Title:  "failurePolicy of an authorizer",
					Module: "k8s.io/apiserver/pkg/apis/apiserver/v1/types.go#WebhookConfiguration",
				},
			},
			Practice: quiz.Practice{
				Scenario: "webhook-fail-open",
				Lesson:   "M09",
			},
		},
		{
			ID:   "admission-webhook-latency",
			Type: "single",
			Text: "Three validating webhooks match every pod. The first answers in 50 ms, the second in 200 ms, the third hangs and has `timeoutSeconds: 5`. About how much later does the answer to creating a pod come because of them?",
			Options: []quiz.Option{{
				Text: "Five and a quarter seconds, as their times add up",
				Why:  "Mutating webhooks are called one after the other, since each may change the object. Validating ones are not.",
			},
				{
					Text: "Ten seconds, as that is the time limit of webhooks",
					Why:  "Ten seconds is the default of `timeoutSeconds`. The third webhook has its own.",
				},
				{
					Text:    "Five seconds, as they are called in parallel and one hangs",
					Correct: true,
					Why:     "The slowest counts. Whether the pod is then refused follows from the third one's `failurePolicy`.",
				},
				{
					Text: "A fifth of a second, as the server does not wait for the one that hangs",
					Why:  "It waits as long as that webhook's time limit says, and only then applies its `failurePolicy`.",
				},
			},
			Explanation: "A webhook is in the path of each request that it matches, so it adds its latency to deployments, node failures and its own restart. Narrow rules, short time limits and, where it suffices, a policy in CEL keep that small.",
			Tags:        []string{"admission", "addon"},
			Topics:      []string{"S1-070"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "How validating webhooks are called",
				Module: "k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go",
			},
				{
					Title: "Admission webhook good practices",
					URL:   "https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "webhook-fail-open",
				Lesson:   "M09",
			},
		},
		{
			ID:   "admission-order",
			Type: "order",
			Text: "A pod is created. Put in order what the API server does with the request.",
			Items: []quiz.Item{{
				Text: "Find out who sends it",
				Why:  "Authentication is first. Without a name nothing can be decided.",
			},
				{
					Text: "Ask the authorizers whether this user may create pods here",
					Why:  "It needs no body. What is refused here never gets to admission.",
				},
				{
					Text: "Let mutating admission change the object",
					Why:  "Defaults and sidecars are put in before anybody judges the result.",
				},
				{
					Text: "Check the object against the rules of its type",
					Why:  "The changed object has to be a valid pod, whatever mutation made of it.",
				},
				{
					Text: "Let validating admission say yes or no",
					Why:  "It sees the final object, so that nothing can be changed behind its back.",
				},
				{
					Text: "Store the object in etcd",
					Why:  "Only what everybody has let through gets here.",
				},
			},
			Explanation: "Mutating before validating is what makes a validating check trustworthy. A mutating step can refuse too, and a validating one only that: there is no third answer by which it could wave a request past the others.",
			Tags:        []string{"admission", "authn", "authz"},
			Topics:      []string{"S1-071"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Controlling access",
				URL:   "https://kubernetes.io/docs/concepts/security/controlling-access/",
			},
				{
					Title:  "Order of plugins",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/plugins.go#AllOrderedPlugins",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M04",
			},
		},
		{
			ID:   "admission-mutating-vs-validating",
			Type: "single",
			Text: "A company wants each pod to carry the label `owner`, and to refuse pods without it. One mutating webhook that adds a missing label and one that checks are proposed. What should the checking one be?",
			Options: []quiz.Option{{
				Text:    "A validating one, as it sees the object after all mutations",
				Correct: true,
				Why:     "It judges what will be stored, and mutating steps can no longer interfere.",
			},
				{
					Text: "A mutating one, as it can refuse as well and needs only one call",
					Why:  "It may refuse, but a later mutating step could still take the label away.",
				},
				{
					Text: "A validating one, as a mutating one has no way to refuse",
					Why:  "Both kinds can refuse a request. What differs is when they see it and whether they may change it.",
				},
				{
					Text: "A mutating one, as the object cannot be refused once it was changed",
					Why:  "Changed objects are validated and refused all the time. Nothing is final before storage.",
				},
			},
			Explanation: "What enforces belongs into the validating phase. The mutating phase may run a webhook a second time after others have changed the object, and its order among webhooks is nothing to rely on.",
			Tags:        []string{"admission", "addon"},
			Topics:      []string{"S1-071"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Dynamic admission control",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/",
			},
				{
					Title:  "Order of plugins",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/plugins.go#AllOrderedPlugins",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M09",
			},
		},
		{
			ID:   "admission-binding-actions",
			Type: "match",
			Text: "Match each entry in a policy binding's `validationActions` with what it does when a validation fails.",
			Pairs: []quiz.Pair{{
				Left:  "Deny",
				Right: "the request is refused",
				Why:   "Only this one keeps the object out.",
			},
				{
					Left:  "Warn",
					Right: "the client gets a warning, and the object is stored",
					Why:   "It is for trying a rule out with those whom it will concern. It cannot be combined with `Deny`.",
				},
				{
					Left:  "Audit",
					Right: "the failure is noted in the audit event, and nobody is told",
					Why:   "It is for finding out what a rule would refuse, and can go with either of the others.",
				},
			},
			Extra: []quiz.Item{{
				Text: "the object is mended and then stored",
				Why:  "Changing objects is for mutating policies, which have no such actions.",
			},
			},
			Explanation: "A policy without a binding does nothing, and the binding says where it counts and with what consequence. The same policy can be denied in one namespace and only noted in another. An empty list is not accepted.",
			Tags:        []string{"admission", "hardening"},
			Topics:      []string{"S1-062"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title:  "validationActions",
				Module: "k8s.io/api/admissionregistration/v1/types.go#ValidatingAdmissionPolicyBindingSpec",
			},
			},
			Practice: quiz.Practice{
				Scenario: "vap-params-per-team",
				Lesson:   "M09",
			},
		},
	},
}
