// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankprivilege_escalation = quiz.Bank{
	ID:     "privilege-escalation",
	Title:  "Privilege escalation",
	Module: "M08",
	Questions: []quiz.Question{{
		ID:   "privesc-namespace-labels",
		Type: "multiple",
		Text: "Team Heron may `patch` its own Namespace object, and nobody else's. Which of these can follow from that right alone?",
		Options: []quiz.Option{{
			Text:    "It relaxes the Pod Security level that its pods are held to",
			Correct: true,
			Why:     "The level is a label of the namespace, and who patches the object writes the label.",
		},
			{
				Text:    "Its pods pass a NetworkPolicy that another team wrote with a `namespaceSelector`",
				Correct: true,
				Why:     "Such a policy trusts labels. Heron gives its namespace the one that is let in.",
			},
			{
				Text:    "Its namespace falls out of the `namespaceSelector` of an admission webhook",
				Correct: true,
				Why:     "Webhooks and policies are often told by labels which namespaces to leave alone.",
			},
			{
				Text: "It takes away the labels of the neighbour's namespace",
				Why:  "The right is for its own object. Labels of others are out of reach.",
			},
			{
				Text: "It makes its namespace pass for `payments` by the label `kubernetes.io/metadata.name`",
				Why:  "The API server sets this one label to the name at each write, whatever was sent.",
			},
		},
		Explanation: "A namespace's labels are read as facts by Pod Security admission, NetworkPolicies, webhooks and policies. Whoever may write them decides these things. Select by `kubernetes.io/metadata.name` where you can, as no tenant can forge it.",
		Tags:        []string{"breakout", "privesc", "tenancy"},
		Topics:      []string{"S1-082"},
		Difficulty:  "medium",
		Sources: []quiz.Source{{
			Title: "RBAC good practices on namespaces",
			URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#namespace-modification",
		},
			{
				Title:  "The name label",
				Module: "k8s.io/kubernetes/pkg/registry/core/namespace/strategy.go#namespaceStrategy.Canonicalize",
			},
		},
		Practice: quiz.Practice{
			Lesson: "M08",
		},
	},
		{
			ID:   "privesc-admin-relabels",
			Type: "verdict",
			Text: "Mo is lead of team Heron by this binding, and runs the command below, to get a privileged pod through. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "lead.yaml",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: lead, namespace: heron}\nsubjects:\n- {kind: User, name: mo, apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: ClusterRole, name: admin, apiGroup: rbac.authorization.k8s.io}\n",
			},
				{
					Language: "console",
					Text:     "$ kubectl label namespace heron pod-security.kubernetes.io/enforce=privileged --overwrite\n",
				},
			},
			Options: []quiz.Option{{
				Text:  "The label is changed, since `admin` covers all of the namespace",
				Why:   "It covers most of what is in it. The Namespace object it only reads.",
				Value: "allowed",
			},
				{
					Text: "The command is refused, since a level can only be made stricter",
					Why:  "No such rule exists. Whoever may patch the object may also relax the level.",
				},
				{
					Text:    "403, refused by authorization",
					Correct: true,
					Why:     "`admin` has `get`, `list` and `watch` on the Namespace, and no verb that writes.",
					Value:   "denied",
				},
			},
			Explanation: "The default roles keep the object that carries the limits away from those who are limited. With `cluster-admin` bound by a RoleBinding it is another matter: that includes the namespace itself.",
			Tags:        []string{"privesc", "admission", "tenancy"},
			Topics:      []string{"S1-082"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "User-facing roles",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles",
			},
				{
					Title:  "The rules of admin",
					Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go#ClusterRoles",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M08",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: lead, namespace: heron}\nsubjects:\n- {kind: User, name: mo, apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: ClusterRole, name: admin, apiGroup: rbac.authorization.k8s.io}\n",
					User:      "mo",
					Groups:    []string{"system:authenticated"},
					Verb:      "patch",
					Resource:  "namespaces",
					Namespace: "heron",
					Name:      "heron",
				},
			},
		},
		{
			ID:   "privesc-special-rights",
			Type: "match",
			Text: "Match each right with what its holder can do with it.",
			Pairs: []quiz.Pair{{
				Left:  "`bind` on `clusterroles`",
				Right: "hand out a role that goes beyond one's own rights",
				Why:   "It lifts the check for bindings. A right to create bindings is needed beside it.",
			},
				{
					Left:  "`escalate` on `clusterroles`",
					Right: "write rules that go beyond one's own rights",
					Why:   "It lifts the check for roles. A right to create or update roles is needed beside it.",
				},
				{
					Left:  "`impersonate` on `groups`",
					Right: "act as a member of something one does not belong to",
					Why:   "It comes with impersonating a user, and the request then counts with the groups that were named.",
				},
				{
					Left:  "`create` on `serviceaccounts/token`",
					Right: "take a program's identity away and use it elsewhere",
					Why:   "A TokenRequest returns a token for the account, with a lifetime that the caller proposes.",
				},
				{
					Left:  "`create` on `persistentvolumes`",
					Right: "reach the files of a node",
					Why:   "A PersistentVolume may be of type `hostPath`, and Pod Security never sees it.",
				},
			},
			Extra: []quiz.Item{{
				Text: "read the keys of the cluster's certificate authority from a Secret",
				Why:  "None of the five does this by itself, and the authority's key is normally no Secret at all.",
			},
			},
			Explanation: "None of these reads a Secret or starts a privileged pod, and each can end in both. They are what to look for first when roles are reviewed, because they are easily overlooked beside `*`.",
			Tags:        []string{"privesc", "authz", "rbac"},
			Topics:      []string{"S1-083"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Escalation risks",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks",
			},
			},
			Practice: quiz.Practice{
				Scenario: "bind-escalate-impersonate",
				Lesson:   "M08",
			},
		},
		{
			ID:   "privesc-harmless-looking-rights",
			Type: "multiple",
			Text: "Each of these was granted cluster-wide to a small tool, as its only right. With which can whoever steals its token run code or act with far more rights than were granted?",
			Options: []quiz.Option{{
				Text:    "`get` on `nodes/proxy`",
				Correct: true,
				Why:     "It reaches the kubelet's API, where a WebSocket that begins as GET runs commands in containers.",
			},
				{
					Text: "`get` and `list` on `events`",
					Why:  "Events tell a lot about the cluster and grant nothing.",
				},
				{
					Text:    "`create` on `mutatingwebhookconfigurations`",
					Correct: true,
					Why:     "A webhook that points at a server of the attacker's sees every object that is written, and may change it.",
				},
				{
					Text: "`create` on `selfsubjectaccessreviews`",
					Why:  "It asks about one's own rights. Every signed-in caller has it anyway.",
				},
				{
					Text:    "`create` on `deployments`",
					Correct: true,
					Why:     "The pods may run any image, in any namespace and under any of its ServiceAccounts.",
				},
			},
			Explanation: "What matters is not how a right sounds but what can be reached with it in one or two steps. The list of known paths in the documentation is a good start for a review: Secrets, workloads, volumes, `nodes/proxy`, special verbs, certificates, tokens, webhooks, namespaces.",
			Tags:        []string{"privesc", "authz"},
			Topics:      []string{"S1-083", "S1-052"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Escalation risks",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks",
			},
			},
			Practice: quiz.Practice{
				Scenario: "nodes-proxy-is-exec",
				Lesson:   "M08",
			},
		},
		{
			ID:   "privesc-namespace-admin-binds-cluster-admin",
			Type: "single",
			Text: "Ines has the ClusterRole `admin` by a RoleBinding in `lark`, which lets her create RoleBindings there. She creates one in `lark` that gives herself `cluster-admin`. What happens?",
			Options: []quiz.Option{{
				Text:    "She is refused, since the role holds rights that she does not have",
				Correct: true,
				Why:     "Besides the right to create bindings, each rule of the role is compared with her own rights in `lark`.",
			},
				{
					Text: "It works, and she has all rights in `lark`, the Namespace object included",
					Why:  "That would be the effect of the binding, if she were allowed to make it.",
				},
				{
					Text: "It works, and the rights of `admin` stay the upper limit of what she may do",
					Why:  "Rights are not limited afterwards. The check is made once, when the binding is written.",
				},
				{
					Text: "She is refused, since a RoleBinding cannot refer to `cluster-admin`",
					Why:  "It can, and a cluster admin may create one. The role is a ClusterRole like any other.",
				},
			},
			Explanation: "The API server lets nobody write a role or binding that gives more than the author has, at the scope of the object. The verbs `escalate` and `bind` lift that, and `system:masters` is exempt. The check holds even where RBAC is not among the authorizers.",
			Tags:        []string{"rbac", "privesc"},
			Topics:      []string{"S2-21", "S1-083"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Escalation prevention",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping",
			},
				{
					Title:  "Checks when a RoleBinding is created",
					Module: "k8s.io/kubernetes/pkg/registry/rbac/rolebinding/policybased/storage.go#Storage.Create",
				},
			},
			Practice: quiz.Practice{
				Scenario: "bind-escalate-impersonate",
				Lesson:   "M08",
			},
		},
		{
			ID:       "privesc-bind-names-line",
			Type:     "line",
			Text:     "This role is bound to a team's lead by a RoleBinding in the team's namespace. The lead hands out roles to others, and nobody in the team may touch the Namespace object or its quota. Which line breaks that?",
			Manifest: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: team-lead\nrules:\n- apiGroups: [rbac.authorization.k8s.io]\n  resources: [rolebindings]\n  verbs: [get, list, create, delete]\n- apiGroups: [rbac.authorization.k8s.io]\n  resources: [clusterroles]\n  verbs: [bind]\n  resourceNames:\n  - view\n  - edit\n  - admin\n  - cluster-admin\n- apiGroups: [\"\"]\n  resources: [resourcequotas, limitranges]\n  verbs: [get, list]\n",
			Lines: []quiz.FaultLine{{
				Line: 16,
				Why:  "The lead may give `cluster-admin` to anyone in the namespace, which includes its quota and the Namespace object.",
			},
			},
			Explanation: "`bind` is the intended way to let people hand out roles that they do not hold, and `resourceNames` is what keeps it in bounds. The roles up to `admin` leave quota and Namespace read-only.",
			Tags:        []string{"rbac", "privesc"},
			Topics:      []string{"S1-083", "S2-21"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Escalation prevention",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping",
			},
			},
			Practice: quiz.Practice{
				Scenario: "bind-escalate-impersonate",
				Lesson:   "M08",
			},
		},
		{
			ID:   "privesc-nodes-proxy",
			Type: "single",
			Text: "A monitoring agent has `get` on `nodes/proxy`, and no right on pods. Its owner calls that read-only. What do you answer?",
			Options: []quiz.Option{{
				Text: "It is, as long as the API server is of 1.35 or newer",
				Why:  "The API server's handlers for `pods/exec` were mended then. This right leads to the kubelet, past those.",
			},
				{
					Text: "It is, as running a command needs `create` on `pods/exec`",
					Why:  "So it does at the API server. The kubelet does not ask about pods, only about its Node.",
				},
				{
					Text:    "It is not, as the kubelet lets a WebSocket run commands under `get`",
					Correct: true,
					Why:     "The kubelet derives the verb from the HTTP method, and a WebSocket begins with GET.",
				},
				{
					Text: "It is not, as `get` on a proxy includes every other verb",
					Why:  "Verbs do not include one another. A plain POST through the proxy would need `create`.",
				},
			},
			Explanation: "For the kubelet all paths without a subresource of their own, `/exec` among them, fall under `nodes/proxy`. Agents are better off with `nodes/metrics`, `nodes/stats`, `nodes/pods` and the like. Requests sent to the kubelet directly do not even show in the API server's audit log.",
			Tags:        []string{"privesc", "kubelet", "rbac"},
			Topics:      []string{"S1-052", "S1-083"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.35",
			Sources: []quiz.Source{{
				Title:  "Paths and verbs",
				Module: "k8s.io/kubernetes/pkg/kubelet/server/auth.go#nodeAuthorizerAttributesGetter.GetRequestAttributes",
			},
				{
					Title: "RBAC good practices on nodes/proxy",
					URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes",
				},
			},
			Practice: quiz.Practice{
				Scenario: "nodes-proxy-is-exec",
				Lesson:   "M08",
			},
		},
		{
			ID:   "privesc-pv-hostpath-order",
			Type: "order",
			Text: "A namespace enforces `restricted`. Someone who may create pods, claims and PersistentVolumes wants the files of a node. Put the steps in an order in which each one finds what it needs.",
			Items: []quiz.Item{{
				Text: "Create a PersistentVolume of type `hostPath`",
				Why:  "Volumes have no namespace and are not looked at by Pod Security. Everything later refers to this object.",
			},
				{
					Text: "Create a PersistentVolumeClaim with that volume's name in `volumeName`",
					Why:  "The claim is in the namespace and says which volume it wants.",
				},
				{
					Text: "Wait until claim and volume are bound",
					Why:  "A controller pairs the two. Until then no pod that uses the claim can start.",
				},
				{
					Text: "Create a pod that mounts the claim",
					Why:  "Pod Security sees a claim, which even `restricted` allows, and not what is behind it.",
				},
				{
					Text: "Read the node's files in the container",
					Why:  "The kubelet has mounted the directory, with the permissions that its files have.",
				},
			},
			Explanation: "`hostPath` is refused in a pod and accepted in a PersistentVolume, for which no Pod Security level exists. The protection is the right to create PersistentVolumes: keep it to provisioners and cluster admins, or check them by a policy.",
			Tags:        []string{"privesc", "breakout", "volume"},
			Topics:      []string{"S1-086"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "RBAC good practices on volumes",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation",
			},
				{
					Title:  "Volumes in restricted",
					Module: "k8s.io/pod-security-admission/policy/check_restrictedVolumes.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "pv-hostpath-bypass",
				Lesson:   "M08",
			},
		},
		{
			ID:   "privesc-pvc-under-restricted",
			Type: "verdict",
			Text: "`atelier` enforces the level `restricted`. The claim `data` is bound to a PersistentVolume with `hostPath: {path: /}`. What does Pod Security admission say to this pod?",
			Given: []quiz.Given{{
				Title:    "kiln.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: Pod\nmetadata: {name: kiln, namespace: atelier}\nspec:\n  securityContext:\n    runAsNonRoot: true\n    runAsUser: 1000\n    seccompProfile: {type: RuntimeDefault}\n  containers:\n  - name: kiln\n    image: registry.example.com/kiln:3\n    securityContext:\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL]}\n    volumeMounts:\n    - {name: data, mountPath: /data}\n  volumes:\n  - name: data\n    persistentVolumeClaim: {claimName: data}\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "Refused, since the volume behind the claim is a `hostPath`",
				Why:   "The evaluation reads the pod and nothing else. It never follows a claim to its volume.",
				Value: "denied",
			},
				{
					Text:    "Allowed, since a claim is among the permitted volumes",
					Correct: true,
					Why:     "Every line of the pod fits `restricted`, and a claim counts as harmless.",
					Value:   "allowed",
				},
				{
					Text: "Allowed with a warning that names the volume",
					Why:  "A warning would need the same look at the volume, and it is not taken.",
				},
			},
			Explanation: "Pod Security judges the pod as it is written. What a claim leads to was decided when the PersistentVolume was created, and at that moment only RBAC and policies of your own had a say.",
			Tags:        []string{"privesc", "breakout", "admission"},
			Topics:      []string{"S1-086"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Volumes in restricted",
				Module: "k8s.io/pod-security-admission/policy/check_restrictedVolumes.go",
			},
				{
					Title: "Pod Security Standards",
					URL:   "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
				},
			},
			Practice: quiz.Practice{
				Scenario: "pv-hostpath-bypass",
				Lesson:   "M08",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "restricted",
					Pod:   "apiVersion: v1\nkind: Pod\nmetadata: {name: kiln, namespace: atelier}\nspec:\n  securityContext:\n    runAsNonRoot: true\n    runAsUser: 1000\n    seccompProfile: {type: RuntimeDefault}\n  containers:\n  - name: kiln\n    image: registry.example.com/kiln:3\n    securityContext:\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL]}\n    volumeMounts:\n    - {name: data, mountPath: /data}\n  volumes:\n  - name: data\n    persistentVolumeClaim: {claimName: data}\n",
				},
			},
		},
		{
			ID:       "privesc-pv-line",
			Type:     "line",
			Text:     "The namespace `kiln` enforces `baseline`, and all three objects were accepted. Which line brings the node's files into the container?",
			Manifest: "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: cache-7}\nspec:\n  storageClassName: \"\"\n  capacity: {storage: 10Gi}\n  accessModes: [ReadWriteOnce]\n  hostPath: {path: /var/lib/kubelet}\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: cache, namespace: kiln}\nspec: {storageClassName: \"\", volumeName: cache-7, accessModes: [ReadWriteOnce],\n  resources: {requests: {storage: 1Gi}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: glaze, namespace: kiln}\nspec:\n  containers:\n  - name: glaze\n    image: registry.example.com/glaze:1\n    volumeMounts: [{name: cache, mountPath: /cache}]\n  volumes:\n  - {name: cache, persistentVolumeClaim: {claimName: cache}}\n",
			Lines: []quiz.FaultLine{{
				Line: 8,
				Why:  "The PersistentVolume stands for a directory of whichever node the pod lands on, here the kubelet's own.",
			},
			},
			Explanation: "Claim and pod are ordinary, and this is all that Pod Security gets to see. Under `/var/lib/kubelet` are the volumes of the node's other pods, with their Secrets and tokens, and a container that runs as root can read them.",
			Tags:        []string{"breakout", "privesc", "volume"},
			Topics:      []string{"S1-086"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "RBAC good practices on volumes",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation",
			},
			},
			Practice: quiz.Practice{
				Scenario: "pv-hostpath-bypass",
				Lesson:   "M08",
			},
		},
		{
			ID:   "privesc-secrets-and-legacy-tokens",
			Type: "single",
			Text: "The namespace `dock`, created last month on Kubernetes 1.37, has six ServiceAccounts whose pods are running. Someone gains `get` and `list` on its Secrets. Whose tokens does he find there?",
			Options: []quiz.Option{{
				Text: "Those of all six, since each account has a Secret with its token",
				Why:  "Up to 1.23 each account was given such a Secret. Now there is one only where somebody asked for it.",
			},
				{
					Text: "Those of the accounts that are in use, since pods' tokens are stored as Secrets",
					Why:  "A pod's token is issued to its kubelet and mounted. It is stored in no Secret.",
				},
				{
					Text: "Nobody's, since tokens can no longer be kept in Secrets",
					Why:  "They can. The type `kubernetes.io/service-account-token` still works and is still used.",
				},
				{
					Text:    "Those of accounts for which someone created a token Secret",
					Correct: true,
					Why:     "Such a Secret is filled with a token that does not expire, and can be read like any other.",
				},
			},
			Explanation: "Reading Secrets used to mean every ServiceAccount of the namespace. Today it means those with a long-lived token of old or of somebody's making, besides all the other credentials. Look for the type when you review a namespace.",
			Tags:        []string{"authz", "privesc", "secrets"},
			Topics:      []string{"S1-137"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Long-lived tokens",
				URL:   "https://kubernetes.io/docs/concepts/configuration/secret/",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "list-is-read",
				Lesson:   "M08",
			},
		},
		{
			ID:   "privesc-secrets-write-makes-tokens",
			Type: "single",
			Text: "A deploy tool has `create` and `get` on Secrets in `dock`, where at the moment no Secret holds a token. What does that make of the ServiceAccounts in `dock`?",
			Options: []quiz.Option{{
				Text: "Nothing; it also takes `create` on `serviceaccounts/token`",
				Why:  "That is the other way to a token, the TokenRequest. This one goes round it.",
			},
				{
					Text: "The tool can get a token of its own account only",
					Why:  "The annotation may name any account of the namespace. Who asks is not compared with it.",
				},
				{
					Text: "The tool can get tokens, if someone with more rights approves them",
					Why:  "Approval belongs to certificates. The token controller fills the Secret without asking anybody.",
				},
				{
					Text:    "The tool can get a token of any of them that does not expire",
					Correct: true,
					Why:     "It creates a Secret of the token type with the account's name in an annotation, and reads what was filled in.",
				},
			},
			Explanation: "The control plane signs a token for every Secret of type `kubernetes.io/service-account-token` whose annotation `kubernetes.io/service-account.name` names an existing account. A policy that refuses this type closes the way.",
			Tags:        []string{"authz", "privesc", "secrets"},
			Topics:      []string{"S1-137"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Service account token Secrets",
				URL:   "https://kubernetes.io/docs/concepts/configuration/secret/",
			},
				{
					Title:  "The token controller",
					Module: "k8s.io/kubernetes/pkg/controller/serviceaccount/tokens_controller.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M08",
			},
		},
		{
			ID:   "privesc-pod-takes-serviceaccount",
			Type: "verdict",
			Text: "`dock` enforces `restricted`. Lena may create pods in `dock` and has no right on ServiceAccounts. `crane-operator` manages half of the cluster. What does Pod Security admission say to her pod?",
			Given: []quiz.Given{{
				Title:    "hello.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: Pod\nmetadata: {name: hello, namespace: dock}\nspec:\n  serviceAccountName: crane-operator\n  securityContext:\n    runAsNonRoot: true\n    runAsUser: 1000\n    seccompProfile: {type: RuntimeDefault}\n  containers:\n  - name: hello\n    image: registry.example.com/shell:1\n    command: [sleep, infinity]\n    securityContext:\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL]}\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "Refused, since the account has more rights than Lena",
				Why:   "Nobody compares the two. Escalation is checked for roles and bindings, not for pods.",
				Value: "denied",
			},
				{
					Text: "Refused, since she may not use the account",
					Why:  "There is no right to use an account. Creating a pod in its namespace is enough.",
				},
				{
					Text: "Allowed, and the container gets the token of `default`",
					Why:  "The named account is taken as it is. `default` is only for pods that name none.",
				},
				{
					Text:    "Allowed, and the container gets the operator's token",
					Correct: true,
					Why:     "The pod fits the level, which is about the node's safety. The token is mounted by default.",
					Value:   "allowed",
				},
			},
			Explanation: "Whoever may create pods in a namespace, directly or by a Deployment, may act as every ServiceAccount in it. The remedy is to keep strong accounts in namespaces where nobody but their operators creates pods.",
			Tags:        []string{"privesc", "authz", "admission"},
			Topics:      []string{"S1-138"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "RBAC good practices on workloads",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation",
			},
				{
					Title:  "ServiceAccount admission",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/serviceaccount/admission.go#NewServiceAccount",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M08",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "restricted",
					Pod:   "apiVersion: v1\nkind: Pod\nmetadata: {name: hello, namespace: dock}\nspec:\n  serviceAccountName: crane-operator\n  securityContext:\n    runAsNonRoot: true\n    runAsUser: 1000\n    seccompProfile: {type: RuntimeDefault}\n  containers:\n  - name: hello\n    image: registry.example.com/shell:1\n    command: [sleep, infinity]\n    securityContext:\n      allowPrivilegeEscalation: false\n      capabilities: {drop: [ALL]}\n",
				},
			},
		},
		{
			ID:          "privesc-pod-field",
			Type:        "short",
			Text:        "Someone may create pods in a namespace, and wants to act as its ServiceAccount `operator`. In which field of the pod's `spec` is the name written?",
			Accept:      []string{"serviceAccountName", "spec.serviceAccountName", "serviceAccount", "spec.serviceAccount"},
			Placeholder: "a field",
			Wrong: []quiz.Wrong{{
				Text: "automountServiceAccountToken",
				Why:  "This says whether a token is mounted. It does not say whose.",
			},
				{
					Text: "securityContext",
					Why:  "That is about users and rights inside the container and on the node, not about identity at the API server.",
				},
				{
					Text: "subjects",
					Why:  "That is a field of bindings. No binding is needed here, since the account has its rights already.",
				},
			},
			Explanation: "The field takes any account of the pod's namespace, and no right on the account is asked for. `serviceAccount` is an old spelling that still works.",
			Tags:        []string{"privesc", "authz"},
			Topics:      []string{"S1-138"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Configure service accounts for pods",
				URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
			},
				{
					Title:  "PodSpec",
					Module: "k8s.io/api/core/v1/types.go#PodSpec",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M08",
			},
		},
		{
			ID:          "privesc-token-subresource",
			Type:        "short",
			Text:        "With `create` on which resource, written as in a role, does one get a token for an existing ServiceAccount by `kubectl create token`?",
			Accept:      []string{"serviceaccounts/token"},
			Placeholder: "resource/subresource",
			Wrong: []quiz.Wrong{{
				Text: "tokenreviews",
				Why:  "A TokenReview checks a token that one has. It makes none.",
			},
				{
					Text: "secrets",
					Why:  "With `create` and `get` on Secrets there is a way to a token too, but not the one of this command.",
				},
				{
					Text: "serviceaccounts",
					Why:  "Creating an account gives it no rights and returns no token. The subresource has to be granted by itself.",
				},
				{
					Text: "serviceaccount/token",
					Why:  "Resources in rules are in the plural.",
				},
			},
			Explanation: "The command sends a TokenRequest to the account's subresource. The rule can be limited to single accounts by `resourceNames`, since the name is in the URL. The default role `edit` has it for every account of its namespace.",
			Tags:        []string{"privesc", "authz"},
			Topics:      []string{"S1-083"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "RBAC good practices on tokens",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request",
			},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M08",
			},
		},
		{
			ID:   "privesc-list-without-get",
			Type: "verdict",
			Text: "A tool counts Secrets, so it may only list them. With its token someone sends `GET /api/v1/namespaces/shop/secrets?limit=500`. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "counter.yaml",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: counter, namespace: shop}\nrules:\n- {apiGroups: [\"\"], resources: [secrets], verbs: [list]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: counter, namespace: shop}\nsubjects:\n- {kind: ServiceAccount, name: counter, namespace: inventory}\nroleRef: {kind: Role, name: counter, apiGroup: rbac.authorization.k8s.io}\n",
			},
			},
			Options: []quiz.Option{{
				Text: "The Secrets with names and labels; values need the verb `get`",
				Why:  "A client may ask for metadata alone, and nothing makes it. To authorization it is the same list.",
			},
				{
					Text:  "403, since a GET needs the verb `get`",
					Why:   "The verb follows from the path too. A GET without a name is `list`.",
					Value: "denied",
				},
				{
					Text: "The number of Secrets only",
					Why:  "Counting is what the tool does with a list. The request itself is for the objects.",
				},
				{
					Text:    "The Secrets with all their values",
					Correct: true,
					Why:     "It is a list, the rule allows it, and each item is the complete Secret.",
					Value:   "allowed",
				},
			},
			Explanation: "For what can be learned, `list` and `watch` are worth as much as `get`. Without `get`, a request for one Secret by its name is refused, which makes the role look safer than it is.",
			Tags:        []string{"authz", "rbac", "secrets"},
			Topics:      []string{"S1-175"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "RBAC good practices on listing Secrets",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets",
			},
			},
			Practice: quiz.Practice{
				Scenario: "list-is-read",
				Lesson:   "M08",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: counter, namespace: shop}\nrules:\n- {apiGroups: [\"\"], resources: [secrets], verbs: [list]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: counter, namespace: shop}\nsubjects:\n- {kind: ServiceAccount, name: counter, namespace: inventory}\nroleRef: {kind: Role, name: counter, apiGroup: rbac.authorization.k8s.io}\n",
					User:      "system:serviceaccount:inventory:counter",
					Groups:    []string{"system:serviceaccounts", "system:serviceaccounts:inventory", "system:authenticated"},
					Verb:      "list",
					Resource:  "secrets",
					Namespace: "shop",
				},
			},
		},
		{
			ID:     "privesc-watch-only",
			Type:   "boolean",
			Text:   "A ServiceAccount has `watch` on Secrets and neither `get` nor `list`. Can it learn the values of Secrets that nobody has changed for months?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "A watch that is started without a resource version sends the existing objects first, complete with values.",
				False: "A watch sounds like news only. Started without a resource version, it begins with what is there.",
			},
			Explanation: "The three reading verbs are three ways to the same content. A role for Secrets that has one of them is a role for reading Secrets.",
			Tags:        []string{"authz", "rbac", "secrets"},
			Topics:      []string{"S1-175"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Verbs and what they return",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb",
			},
				{
					Title: "Watch semantics",
					URL:   "https://kubernetes.io/docs/reference/using-api/api-concepts/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "list-is-read",
				Lesson:   "M08",
			},
		},
		{
			ID:   "privesc-impersonate-masters",
			Type: "verdict",
			Text: "The group `support` shall see the cluster as a customer sees it, and has this role only. Kas, a member, runs `kubectl get secrets -A --as=kas --as-group=system:masters`. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "support.yaml",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: support-view-as}\nrules:\n- {apiGroups: [\"\"], resources: [users, groups], verbs: [impersonate]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: support-view-as}\nsubjects:\n- {kind: Group, name: support, apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: ClusterRole, name: support-view-as, apiGroup: rbac.authorization.k8s.io}\n",
			},
			},
			Options: []quiz.Option{{
				Text: "403, since `system:masters` is exempt from impersonation",
				Why:  "No group is exempt. A rule without `resourceNames` covers every group there is.",
			},
				{
					Text:  "403, since Kas has no right on Secrets",
					Why:   "The request counts with the identity that was put on, and Kas's own rights play no part any more.",
					Value: "denied",
				},
				{
					Text:    "The Secrets of all namespaces",
					Correct: true,
					Why:     "Both name and group may be impersonated, and members of `system:masters` may do everything.",
					Value:   "allowed",
				},
			},
			Explanation: "Impersonation without names is as good as the strongest identity in the cluster. Limit it by `resourceNames` to the users and groups that are meant. From 1.36 on, constrained impersonation can also limit what is done as somebody else, as long as the plain verb is not granted beside it.",
			Tags:        []string{"privesc", "authz", "rbac"},
			Topics:      []string{"S1-083"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "User impersonation",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/",
			},
				{
					Title:  "Modes of impersonation",
					Module: "k8s.io/apiserver/pkg/endpoints/filters/impersonation/mode.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "bind-escalate-impersonate",
				Lesson:   "M08",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:  "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: support-view-as}\nrules:\n- {apiGroups: [\"\"], resources: [users, groups], verbs: [impersonate]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: support-view-as}\nsubjects:\n- {kind: Group, name: support, apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: ClusterRole, name: support-view-as, apiGroup: rbac.authorization.k8s.io}\n",
					User:     "kas",
					Groups:   []string{"support", "system:authenticated"},
					Verb:     "impersonate",
					Resource: "groups",
					Name:     "system:masters",
				},
			},
		},
	},
}
