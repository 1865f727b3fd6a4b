// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankserviceaccount_tokens = quiz.Bank{
	ID:     "serviceaccount-tokens",
	Title:  "Service account tokens",
	Module: "M06",
	Questions: []quiz.Question{{
		ID:          "sa-user-name",
		Type:        "short",
		Text:        "A Pod in the namespace `ci` runs as the service account `builder` and calls the API server with its mounted token. As which user does it appear in the audit log?",
		Accept:      []string{"system:serviceaccount:ci:builder"},
		Placeholder: "full user name",
		Wrong: []quiz.Wrong{{
			Text: "system:serviceaccounts:ci:builder",
			Why:  "With the plural the prefix belongs to groups, such as `system:serviceaccounts:ci`.",
		},
			{
				Text: "system:serviceaccount:builder",
				Why:  "Service accounts are namespaced, so the namespace is part of the user name.",
			},
			{
				Text: "builder",
				Why:  "That is the object's name. Users of other authenticators could have the same one.",
			},
			{
				Text: "ci:builder",
				Why:  "The prefix `system:serviceaccount:` is missing, which keeps these names apart from people's.",
			},
		},
		Explanation: "The name holds namespace and service account, so accounts of the same name in two namespaces are two users. In a binding you may write a subject of kind ServiceAccount instead.",
		Tags:        []string{"authn", "rbac"},
		Topics:      []string{"S2-18"},
		Difficulty:  "easy",
		Sources: []quiz.Source{{
			Title: "Service accounts",
			URL:   "https://kubernetes.io/docs/concepts/security/service-accounts/",
		},
			{
				Title:  "Names of service account users",
				Module: "k8s.io/apiserver/pkg/authentication/serviceaccount/util.go#MakeUsername",
			},
		},
		Practice: quiz.Practice{
			Scenario: "automount-everywhere",
			Lesson:   "M06",
		},
	},
		{
			ID:          "sa-mount-path",
			Type:        "short",
			Text:        "A tool that runs in a Pod wants to find the automatically mounted token without any configuration. In which directory does it look?",
			Accept:      []string{"/var/run/secrets/kubernetes.io/serviceaccount", "/var/run/secrets/kubernetes.io/serviceaccount/", "/var/run/secrets/kubernetes.io/serviceaccount/token", "/run/secrets/kubernetes.io/serviceaccount", "/run/secrets/kubernetes.io/serviceaccount/", "/run/secrets/kubernetes.io/serviceaccount/token"},
			Placeholder: "/path/to/directory",
			Wrong: []quiz.Wrong{{
				Text: "/var/run/secrets",
				Why:  "That is the parent. Other tools mount below it as well, and the token lies two levels deeper.",
			},
				{
					Text: "/var/lib/kubelet/pods",
					Why:  "There the kubelet keeps the volumes on the node. A container does not see that path.",
				},
				{
					Text: "/etc/kubernetes",
					Why:  "That directory on a node holds kubeconfig files of the control plane and the kubelet.",
				},
			},
			Explanation: "The path is the same in every image, so an intruder looks there first. Other credentials of the Pod, for cloud services for instance, are often mounted nearby.",
			Tags:        []string{"authn", "secrets"},
			Topics:      []string{"S3-10"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title:  "Mount path of the admission plugin",
				Module: "k8s.io/kubernetes/plugin/pkg/admission/serviceaccount/admission.go",
			},
				{
					Title: "Accessing the API from a Pod",
					URL:   "https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "automount-everywhere",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-mounted-files",
			Type: "match",
			Text: "Three files are mounted with an automatically mounted service account. Where does the content of each one come from?",
			Pairs: []quiz.Pair{{
				Left:  "`token`",
				Right: "A TokenRequest that the kubelet makes for this Pod",
				Why:   "The token is bound to the Pod and stored nowhere in the cluster.",
			},
				{
					Left:  "`ca.crt`",
					Right: "The ConfigMap `kube-root-ca.crt` of the namespace",
					Why:   "A controller puts it into each namespace, so that Pods can verify the API server.",
				},
				{
					Left:  "`namespace`",
					Right: "The Pod's own metadata, by the downward API",
					Why:   "Client libraries read it to know their own namespace.",
				},
			},
			Extra: []quiz.Item{{
				Text: "A Secret that is created together with the service account",
				Why:  "Such Secrets have not been created automatically since 1.24.",
			},
				{
					Text: "The kubelet's own kubeconfig file on the node",
					Why:  "That holds the node's identity, which Pods must never get.",
				},
			},
			Explanation: "The three come together in one projected volume, which the ServiceAccount admission plugin adds to the Pod. No Secret is involved any more.",
			Tags:        []string{"authn", "volume"},
			Topics:      []string{"S3-10", "S2-18"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Volume that the admission plugin adds",
				Module: "k8s.io/kubernetes/plugin/pkg/admission/serviceaccount/admission.go#TokenVolumeSource",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "automount-everywhere",
				Lesson:   "M06",
			},
		},
		{
			ID:          "sa-automount-field",
			Type:        "short",
			Text:        "A web server never talks to the Kubernetes API. Which field, set to `false` in its Pod's `spec`, keeps the token out of its containers?",
			Accept:      []string{"automountServiceAccountToken", "spec.automountServiceAccountToken", ".spec.automountServiceAccountToken", "automountServiceAccountToken: false"},
			Placeholder: "fieldName",
			Wrong: []quiz.Wrong{{
				Text: "serviceAccountName",
				Why:  "That chooses the account. Leaving it out means the account `default`, which is mounted too.",
			},
				{
					Text: "enableServiceLinks",
					Why:  "That field is about environment variables that name Services.",
				},
				{
					Text: "automountServiceAccount",
					Why:  "The field's name ends with `Token`, because the account itself stays assigned.",
				},
			},
			Explanation: "The Pod still has a service account, but no credential for it. Most workloads never call the API, and for them a token is only of use to an intruder.",
			Tags:        []string{"authn", "hardening"},
			Topics:      []string{"S3-11", "S0-26"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Configure service accounts for Pods",
				URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
			},
				{
					Title:  "Pod specification",
					Module: "k8s.io/api/core/v1/types.go#PodSpec",
				},
			},
			Practice: quiz.Practice{
				Scenario: "automount-everywhere",
				Lesson:   "M06",
			},
		},
		{
			ID:     "sa-automount-default",
			Type:   "boolean",
			Text:   "Neither a Pod nor its service account sets `automountServiceAccountToken`, and no policy changes the Pod. Do its containers get a token?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "An unset field counts as true in both places, for compatibility with workloads that rely on it.",
				False: "Mounting is opt-out to this day. What changed in 1.24 is that no Secret is created for the token, not that it is left out.",
			},
			Explanation: "The Pod's field wins over the service account's, and if both are unset the token is mounted. Setting the service account `default` of each namespace to false reverses that for new Pods which do not ask for it.",
			Tags:        []string{"authn", "hardening"},
			Topics:      []string{"S1-144", "S3-13"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title:  "Decision of the admission plugin",
				Module: "k8s.io/kubernetes/plugin/pkg/admission/serviceaccount/admission.go#shouldAutomount",
			},
				{
					Title: "Configure service accounts for Pods",
					URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "automount-everywhere",
				Lesson:   "M06",
			},
		},
		{
			ID:       "sa-automount-override",
			Type:     "line",
			Text:     "The shop team opted out of tokens, and still finds one in the container. Which line brings it there?",
			Manifest: "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n  namespace: shop\nautomountServiceAccountToken: false\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  serviceAccountName: web\n  automountServiceAccountToken: true\n  enableServiceLinks: false\n  containers:\n  - name: web\n    image: registry.example.com/shop/web:1.4\n    securityContext:\n      allowPrivilegeEscalation: false\n",
			Lines: []quiz.FaultLine{{
				Line: 15,
				Why:  "The Pod's field overrides the service account's, so the opt-out in line 6 has no effect here.",
			},
			},
			Explanation: "The setting of the service account is only a default for Pods that say nothing. To enforce it, reject Pods that set the field to true by an admission policy.",
			Tags:        []string{"authn", "hardening", "containersec"},
			Topics:      []string{"S1-144", "S0-26", "S3-11"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Decision of the admission plugin",
				Module: "k8s.io/kubernetes/plugin/pkg/admission/serviceaccount/admission.go#shouldAutomount",
			},
				{
					Title: "Configure service accounts for Pods",
					URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "automount-everywhere",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-default-account-shared",
			Type: "single",
			Text: "To make one batch job work, somebody binds the ClusterRole `edit` to the service account `default` of the namespace `shop`. Who gains these rights besides the job?",
			Options: []quiz.Option{{
				Text: "Nobody else, since a token of `default` is made for one Pod only",
				Why:  "Each Pod has its own token, but all of them prove the same user.",
			},
				{
					Text:    "Every Pod in `shop` that does not name a service account",
					Correct: true,
					Why:     "Such Pods run as `default` and have its token mounted, unless they opt out.",
				},
				{
					Text: "Every Pod in any namespace that runs as an account called `default`",
					Why:  "The account of each namespace is a user of its own. The names differ by the namespace.",
				},
				{
					Text: "All people who can log in to the cluster, as `default` is their fallback",
					Why:  "People are not mapped to service accounts. Without a credential they are anonymous.",
				},
			},
			Explanation: "Rights for `default` are rights for every careless workload of the namespace. Give the job an account of its own and leave `default` without bindings.",
			Tags:        []string{"authn", "privesc", "rbac"},
			Topics:      []string{"S0-27", "S3-13"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Service accounts",
				URL:   "https://kubernetes.io/docs/concepts/security/service-accounts/",
			},
				{
					Title: "RBAC good practices",
					URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "automount-everywhere",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-default-account-lists-pods",
			Type: "verdict",
			Text: "A fresh cluster with RBAC has the default roles and bindings only. An intruder in a Pod of the namespace `shop` uses the mounted token of the account `default`. What is the answer?",
			Given: []quiz.Given{{
				Language: "console",
				Text:     "$ curl --cacert ca.crt -H \"Authorization: Bearer $(cat token)\" \\\n    https://kubernetes.default.svc/api/v1/namespaces/shop/pods\n",
			},
			},
			Options: []quiz.Option{{
				Text: "The Pods of `shop`, since an account may read its own namespace",
				Why:  "Living in a namespace gives no rights there. Every right needs a binding.",
			},
				{
					Text: "Only the Pod that the token is bound to",
					Why:  "The binding of a token limits its life. It grants nothing and filters nothing.",
				},
				{
					Text:    "403 for `system:serviceaccount:shop:default`",
					Correct: true,
					Why:     "The token is good, so the caller is known, but no default binding gives it access to Pods.",
					Value:   "denied",
				},
				{
					Text: "401, since mounted tokens are for the kubelet only",
					Why:  "The audience of the mounted token is the API server, so the token is accepted.",
				},
			},
			Explanation: "A default account may do little more than discover the API and ask what it may do. A mounted token becomes dangerous through later bindings, to this account or to a group that it is in.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S0-27"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title:  "Default roles and bindings",
				Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go#ClusterRoleBindings",
			},
				{
					Title: "Using RBAC authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "automount-everywhere",
				Lesson:   "M06",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					User:      "system:serviceaccount:shop:default",
					Groups:    []string{"system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"},
					Verb:      "list",
					Resource:  "pods",
					Namespace: "shop",
				},
			},
		},
		{
			ID:   "sa-groups",
			Type: "match",
			Text: "A RoleBinding in the namespace `shop` has one of these subjects. Who gains rights in `shop` by it?",
			Pairs: []quiz.Pair{{
				Left:  "Group `system:serviceaccounts`",
				Right: "The service accounts of all namespaces, but no people",
				Why:   "Every service account of the cluster is in this group.",
			},
				{
					Left:  "Group `system:serviceaccounts:dev`",
					Right: "The service accounts of one other namespace",
					Why:   "Each namespace has such a group. That the binding lives elsewhere does not matter.",
				},
				{
					Left:  "Group `system:authenticated`",
					Right: "Everybody with a valid credential, people included",
					Why:   "The API server adds this group to whoever has logged in.",
				},
				{
					Left:  "ServiceAccount `default` of `shop`",
					Right: "Pods of the same namespace that name no account",
					Why:   "One account is meant here, the one that Pods get by default.",
				},
			},
			Extra: []quiz.Item{{
				Text: "Callers who present no credential",
				Why:  "Those would be meant by `system:unauthenticated` or `system:anonymous`.",
			},
			},
			Explanation: "You cannot put a service account into a group of your choice, but each one is always in three. A binding to one of those reaches every workload that somebody may start there.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S1-033"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Groups of a service account",
				Module: "k8s.io/apiserver/pkg/authentication/serviceaccount/util.go#MakeGroupNames",
			},
				{
					Title: "Using RBAC authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "weak-rbac",
				Lesson:   "M06",
			},
		},
		{
			ID:       "sa-subjects-that-match-nobody",
			Type:     "line",
			Text:     "This binding is for workloads of the namespaces `ops` and `audit`. Two of its subjects match no service account at all. Which lines hold their names?",
			Manifest: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: node-readers\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: node-reader\nsubjects:\n- kind: Group\n  apiGroup: rbac.authorization.k8s.io\n  name: system:serviceaccounts:ops\n- kind: ServiceAccount\n  namespace: audit\n  name: collector\n- kind: Group\n  apiGroup: rbac.authorization.k8s.io\n  name: system:serviceaccount:audit\n- kind: User\n  apiGroup: rbac.authorization.k8s.io\n  name: system:serviceaccount:audit:default\n- kind: User\n  apiGroup: rbac.authorization.k8s.io\n  name: system:serviceaccounts:ops:runner\n",
			Lines: []quiz.FaultLine{{
				Line: 18,
				Why:  "The group of a namespace is called `system:serviceaccounts:audit`, with the plural.",
			},
				{
					Line: 24,
					Why:  "The user is called `system:serviceaccount:ops:runner`, with the singular.",
				},
			},
			Explanation: "Groups carry the plural, users the singular, and RBAC takes any string without a word. Such a slip shows only when somebody is refused; a subject of kind ServiceAccount leaves less room for it.",
			Tags:        []string{"rbac", "authn"},
			Topics:      []string{"S1-033"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Names and groups of a service account",
				Module: "k8s.io/apiserver/pkg/authentication/serviceaccount/util.go#MakeGroupNames",
			},
				{
					Title: "Using RBAC authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "weak-rbac",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-group-of-namespace-allowed",
			Type: "verdict",
			Text: "A colleague claims that service accounts are in no groups, so that the binding below has no effect. A Pod in the namespace `shop`, running as `default`, reads the Secret `db` of `platform`. What does the API server say?",
			Given: []quiz.Given{{
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: db-reader, namespace: platform}\nrules:\n- {apiGroups: [\"\"], resources: [secrets], resourceNames: [db], verbs: [get]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: db-reader, namespace: platform}\nsubjects:\n- {kind: Group, name: \"system:serviceaccounts:shop\", apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: Role, name: db-reader, apiGroup: rbac.authorization.k8s.io}\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "Allowed, since the account is in the group of its namespace",
				Correct: true,
				Why:     "The authenticator reports that group for every service account of `shop`.",
				Value:   "allowed",
			},
				{
					Text: "Denied (403), since subjects have to be in the binding's namespace",
					Why:  "A RoleBinding limits where the rights hold, not where its subjects come from.",
				},
				{
					Text: "Denied (403), since groups apply to certificates and OIDC only",
					Why:  "Each authenticator may report groups, and the one for service accounts always does.",
				},
				{
					Text: "Denied (403), since a Group of that name was never created",
					Why:  "Groups are not created. They exist as strings that authenticators report.",
				},
			},
			Explanation: "Service accounts are always in `system:serviceaccounts`, in the group of their namespace and in `system:authenticated`. Bindings to these groups are easy to overlook when you search for the account's name.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S1-033"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Groups of a service account",
				Module: "k8s.io/apiserver/pkg/authentication/serviceaccount/util.go#MakeGroupNames",
			},
				{
					Title: "Using RBAC authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "weak-rbac",
				Lesson:   "M06",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: db-reader, namespace: platform}\nrules:\n- {apiGroups: [\"\"], resources: [secrets], resourceNames: [db], verbs: [get]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: db-reader, namespace: platform}\nsubjects:\n- {kind: Group, name: \"system:serviceaccounts:shop\", apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: Role, name: db-reader, apiGroup: rbac.authorization.k8s.io}\n",
					User:      "system:serviceaccount:shop:default",
					Groups:    []string{"system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"},
					Verb:      "get",
					Resource:  "secrets",
					Namespace: "platform",
					Name:      "db",
				},
			},
		},
		{
			ID:   "sa-token-life",
			Type: "order",
			Text: "A Pod with an automatically mounted token is created. Put in order what happens to its token.",
			Items: []quiz.Item{{
				Text: "Admission adds a projected volume to the Pod",
				Why:  "The volume is part of the Pod before it is stored and scheduled.",
			},
				{
					Text: "The Pod is assigned to a node",
					Why:  "Only a kubelet that is responsible for the Pod may ask for its token.",
				},
				{
					Text: "The kubelet posts a TokenRequest that names the Pod",
					Why:  "The Node authorizer and NodeRestriction let it do so for Pods on its own node only.",
				},
				{
					Text: "The API server returns a signed token bound to the Pod's UID",
					Why:  "The token is made on request and handed out, but not stored.",
				},
				{
					Text: "The kubelet writes the file, and the container starts",
					Why:  "Volumes are set up before containers start.",
				},
				{
					Text: "The kubelet replaces the file when 80 % of the time asked for is over",
					Why:  "Renewal is the kubelet's work. A running program has to read the file again.",
				},
			},
			Explanation: "The credential is created for one Pod, on the node where it runs, and no Secret holds it. Whoever controls the node can get the tokens of the Pods there.",
			Tags:        []string{"authn", "kubelet"},
			Topics:      []string{"S1-140", "S3-10"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title:  "Token manager of the kubelet",
				Module: "k8s.io/kubernetes/pkg/kubelet/token/token_manager.go#requiresRefresh",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-refresh-reaches-program",
			Type: "multiple",
			Text: "The kubelet renews a projected token. In which of these cases does a running program get to use the new one without a restart of its container?",
			Options: []quiz.Option{{
				Text:    "It opens and reads the mounted file for every call",
				Correct: true,
				Why:     "The file at the mount path is replaced, so the next read returns the new token.",
			},
				{
					Text: "An entry script copied the token into an environment variable",
					Why:  "The environment of a process stays as it was at its start.",
				},
				{
					Text: "The token file is mounted by `subPath`",
					Why:  "A mount by `subPath` keeps showing the old file. Updates of the volume do not reach it.",
				},
				{
					Text:    "It uses a client library that reads the file again at intervals",
					Correct: true,
					Why:     "Current versions of client-go do so on their own.",
				},
				{
					Text: "It read the file once at its start and keeps the string",
					Why:  "The file changes, but nobody tells the program.",
				},
			},
			Explanation: "Renewal ends at the file. The program has to come back and read it, which rules out environment variables, copies and `subPath`.",
			Tags:        []string{"authn", "kubelet", "volume"},
			Topics:      []string{"S1-140"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Projected volumes",
				URL:   "https://kubernetes.io/docs/concepts/storage/projected-volumes/",
			},
				{
					Title: "Configure service accounts for Pods",
					URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:       "sa-subpath-line",
			Type:     "line",
			Text:     "The program in this Pod reads its token file before every call. About ten minutes after the start its calls begin to fail with 401. Which line is to blame?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: courier\n  namespace: shop\nspec:\n  serviceAccountName: courier\n  automountServiceAccountToken: false\n  containers:\n  - name: courier\n    image: registry.example.com/shop/courier:2.0\n    volumeMounts:\n    - name: access\n      mountPath: /etc/courier/token\n      subPath: token\n      readOnly: true\n  volumes:\n  - name: access\n    projected:\n      sources:\n      - serviceAccountToken:\n          path: token\n          expirationSeconds: 600\n",
			Lines: []quiz.FaultLine{{
				Line: 15,
				Why:  "A mount by `subPath` shows the file as it was at the start, so the renewed token never appears.",
			},
			},
			Explanation: "Mount the directory and read the file in it. The one-year extension of mounted tokens does not hide this mistake, because it applies only to the standard 3607 seconds.",
			Tags:        []string{"authn", "volume"},
			Topics:      []string{"S1-140"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Projected volumes",
				URL:   "https://kubernetes.io/docs/concepts/storage/projected-volumes/",
			},
				{
					Title:  "Extension of mounted tokens",
					Module: "k8s.io/kubernetes/pkg/registry/core/serviceaccount/storage/token.go#Create",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-pod-token-real-life",
			Type: "single",
			Text: "`kube-apiserver` runs with `--service-account-max-token-expiration=24h` and all other token flags at their defaults. How long is the automatically mounted token of a new Pod valid if the Pod keeps running?",
			Options: []quiz.Option{{
				Text: "About one hour",
				Why:  "One hour is what the kubelet asks for and when it renews, but not when the API server stops accepting the token.",
			},
				{
					Text: "24 hours",
					Why:  "The cap applies to requests. The extension of mounted tokens is added afterwards and ignores the cap.",
				},
				{
					Text: "Until the Pod is deleted",
					Why:  "Deleting the Pod ends it early, but the token also has an expiry of its own.",
				},
				{
					Text:    "One year",
					Correct: true,
					Why:     "With `--service-account-extend-token-expiration`, which is on by default, mounted tokens are extended to a year.",
				},
			},
			Explanation: "The extension saves clients that never read the file again, and a thief benefits as well. CIS asks for `--service-account-extend-token-expiration=false`.",
			Tags:        []string{"authn", "persistence"},
			Topics:      []string{"S1-145", "S1-128"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Extension of mounted tokens",
				Module: "k8s.io/kubernetes/pkg/registry/core/serviceaccount/storage/token.go#Create",
			},
				{
					Title: "kube-apiserver flags",
					URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-old-app-after-an-hour",
			Type: "single",
			Text: "An old program reads its automatically mounted token once and never again. The API server has default token settings and writes an audit log. What happens when two hours have passed?",
			Options: []quiz.Option{{
				Text: "Its calls fail with 401, so it needs a token from a Secret",
				Why:  "By default the token is extended to a year, so a Secret without expiry would be a step back for nothing.",
			},
				{
					Text:    "Its calls succeed, and audit events mark its token as stale",
					Correct: true,
					Why:     "Past the time that was asked for, use is counted and annotated, but the token is valid for a year.",
				},
				{
					Text: "Its calls succeed, as the API server swaps the old token for the new",
					Why:  "The server judges the token that it is sent. It replaces nothing.",
				},
				{
					Text: "Its Pod is restarted by the kubelet to hand over the new token",
					Why:  "The kubelet replaces the file only. It restarts nothing because of a token.",
				},
			},
			Explanation: "The metric for stale tokens and the annotation `authentication.k8s.io/stale-token` show which programs need a newer client before you turn the extension off. A token Secret is the last resort for those that cannot be changed.",
			Tags:        []string{"authn", "detection"},
			Topics:      []string{"S1-134", "S1-128"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Handling of stale tokens",
				Module: "k8s.io/kubernetes/pkg/serviceaccount/claims.go#Validate",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:          "sa-max-flag",
			Type:        "short",
			Text:        "`kubectl create token deployer --duration=87600h` gets a token for ten years. Which flag of `kube-apiserver` shortens what is asked for?",
			Accept:      []string{"--service-account-max-token-expiration", "service-account-max-token-expiration"},
			Placeholder: "--flag-name",
			Wrong: []quiz.Wrong{{
				Text: "--service-account-extend-token-expiration",
				Why:  "That flag only lengthens mounted tokens of Pods. It caps nothing.",
			},
				{
					Text: "--service-amount-max-token-expiration",
					Why:  "The flag begins with `service-account`.",
				},
				{
					Text: "--service-account-lookup",
					Why:  "That one decides whether legacy tokens are looked up in the store.",
				},
			},
			Explanation: "Without the flag the limit is 2^32 seconds, about 136 years. With it a longer request is not refused but shortened, and the answer carries a warning.",
			Tags:        []string{"authn", "hardening", "persistence"},
			Topics:      []string{"S1-145", "S1-128"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "kube-apiserver flags",
				URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
			},
				{
					Title:  "Authentication options",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/authentication.go#AddFlags",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-ten-year-token",
			Type: "verdict",
			Text: "The API server has default token settings, and `ops:night-shift` exists. You may create `serviceaccounts/token` in `ops`. What does this command lead to?",
			Given: []quiz.Given{{
				Language: "console",
				Text:     "$ kubectl -n ops create token night-shift --duration=87600h\n",
			},
			},
			Options: []quiz.Option{{
				Text: "An error, since a token has to be bound to a Pod if it lives for more than an hour",
				Why:  "Binding is optional, whatever the duration is.",
			},
				{
					Text: "A token for one hour, since that is the server's limit without further flags",
					Why:  "One hour is the default when no duration is asked for. It is not a limit.",
				},
				{
					Text: "A token for one year, since longer requests are cut to the extended maximum",
					Why:  "One year is how far mounted tokens of Pods are extended. Other requests are not touched by that.",
				},
				{
					Text:    "A token for ten years that stands in no object of the cluster",
					Correct: true,
					Why:     "The server sets no cap below 2^32 seconds by itself, and tokens from TokenRequest are not stored.",
				},
			},
			Explanation: "A moment with this right is enough for years of access. A cap by flag, or an admission policy on the request, closes that door for later requests.",
			Tags:        []string{"authn", "persistence"},
			Topics:      []string{"S1-128", "S1-145"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Limits of a token request",
				Module: "k8s.io/kubernetes/pkg/apis/authentication/validation/validation.go#ValidateTokenRequest",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-policy-against-kubelet",
			Type: "verdict",
			Text: "A ValidatingAdmissionPolicy on creations of `serviceaccounts/token` denies whatever does not fulfil this expression. A new Pod with an automatically mounted token is scheduled. What does the kubelet's request get?",
			Given: []quiz.Given{{
				Title:    "expression",
				Language: "text",
				Text:     "object.spec.expirationSeconds <= 3600\n",
			},
				{
					Title:    "what the kubelet posts",
					Language: "yaml",
					Text:     "apiVersion: authentication.k8s.io/v1\nkind: TokenRequest\nspec:\n  expirationSeconds: 3607\n  boundObjectRef: {apiVersion: v1, kind: Pod, name: web, uid: 7e6f3c1e-0b6c-4a57-9a53-4a5b1c5c0001}\n",
				},
			},
			Options: []quiz.Option{{
				Text: "A token, since policies do not apply to requests of nodes",
				Why:  "Admission makes no exception for nodes. Every creation of the subresource is judged.",
			},
				{
					Text: "A token of 3600 seconds, cut to what the policy allows",
					Why:  "A validating policy can only deny. Only the API server's own cap would shorten.",
				},
				{
					Text:    "A refusal, and the Pod's containers do not start",
					Correct: true,
					Why:     "3607 is more than 3600. Without the token the volume cannot be set up, so the Pod waits.",
					Value:   "false",
				},
				{
					Text: "A token, since subresources are out of reach for policies",
					Why:  "`serviceaccounts/token` can be named as a resource of the policy's rules.",
				},
			},
			Explanation: "The kubelet asks for 3607 seconds for automatically mounted tokens. A limit that is a little too tight shows only when the next Pods fail to start.",
			Tags:        []string{"authn", "admission", "kubelet"},
			Topics:      []string{"S1-128"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Seconds that the mounted volume asks for",
				Module: "k8s.io/kubernetes/pkg/serviceaccount/claims.go#WarnOnlyBoundTokenExpirationSeconds",
			},
				{
					Title: "Validating admission policy",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
			Truth: &quiz.Truth{
				CEL: &quiz.CELTruth{
					Expression: "object.spec.expirationSeconds <= 3600",
					Object:     "apiVersion: authentication.k8s.io/v1\nkind: TokenRequest\nspec:\n  expirationSeconds: 3607\n  boundObjectRef: {apiVersion: v1, kind: Pod, name: web, uid: 7e6f3c1e-0b6c-4a57-9a53-4a5b1c5c0001}\n",
				},
			},
		},
		{
			ID:   "sa-tokenrequest-traces",
			Type: "single",
			Text: "An intruder wants a lasting credential of a service account. Why is a long-lived token from a TokenRequest harder to find afterwards than a new Secret of type `kubernetes.io/service-account-token`?",
			Options: []quiz.Option{{
				Text:    "It leaves no object behind, so only the audit log tells that it was issued",
				Correct: true,
				Why:     "A Secret can be listed at any time, while the request for a token is answered and forgotten.",
			},
				{
					Text: "It is kept in etcd under a key that the API server does not serve to anybody",
					Why:  "It is not kept at all. The server knows it again by the signature and the claims.",
				},
				{
					Text: "Its use appears in the audit log as the action of the user who had asked for it",
					Why:  "Its use appears as the service account. Only the request for it shows the intruder's own name.",
				},
				{
					Text: "Its issue is exempt from audit, because subresources are not logged",
					Why:  "The request is audited like others and even annotated with the new token's id.",
				},
			},
			Explanation: "The event of the TokenRequest carries `authentication.kubernetes.io/issued-credential-id`, and each use of the token carries the same id. If nobody recorded these events, nothing is left to find.",
			Tags:        []string{"authn", "persistence", "detection"},
			Topics:      []string{"S1-129", "S1-128"},
			Difficulty:  "medium",
			Kubernetes:  ">=1.32",
			Sources: []quiz.Source{{
				Title:  "Annotation of issued tokens",
				Module: "k8s.io/apiserver/pkg/authentication/serviceaccount/util.go#IssuedCredentialIDAuditAnnotationKey",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-legacy-properties",
			Type: "multiple",
			Text: "You find a Secret of type `kubernetes.io/service-account-token`, made by hand, with a token in it. The API server has default settings. What is true of this token?",
			Options: []quiz.Option{{
				Text:    "It has no expiry date",
				Correct: true,
				Why:     "Legacy tokens carry no `exp`, so they are good until something is deleted or the key changes.",
			},
				{
					Text: "It is valid for one audience only, the issuer URL",
					Why:  "It names no audience at all. The API server accepts it nevertheless.",
				},
				{
					Text: "It stops working when the Pod that mounts it is deleted",
					Why:  "It is not bound to any Pod. Everybody who has copied it can go on using it.",
				},
				{
					Text:    "It stops working when the Secret is deleted",
					Correct: true,
					Why:     "By default the API server looks up the Secret for each legacy token, so this is a way to revoke it.",
				},
				{
					Text:    "It can be read by whoever may get Secrets in the namespace",
					Correct: true,
					Why:     "The credential lies in the API, where `get`, `list` or `watch` on Secrets is enough to take it.",
				},
			},
			Explanation: "Legacy tokens last and can be read by many, but the claim that they cannot be revoked is wrong. Deleting the Secret or the service account ends them within seconds.",
			Tags:        []string{"authn", "secrets"},
			Topics:      []string{"S1-132"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Validation of legacy tokens",
				Module: "k8s.io/kubernetes/pkg/serviceaccount/legacy.go#Validate",
			},
				{
					Title: "Service accounts",
					URL:   "https://kubernetes.io/docs/concepts/security/service-accounts/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M06",
			},
		},
		{
			ID:     "sa-auto-secret",
			Type:   "boolean",
			Text:   "You create a service account on a current cluster and nothing else. Does a controller create a Secret with a token for it?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "That was so until 1.23. Guides from that time look for the Secret in `.secrets` of the account and fail.",
				False: "Tokens are requested when they are needed, and a Secret is made only if somebody creates one by hand.",
			},
			Explanation: "Since 1.24 nothing is generated automatically. Use `kubectl create token`, or a projected volume, and a hand-made Secret only where neither works.",
			Tags:        []string{"authn", "secrets"},
			Topics:      []string{"S1-133"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Managing service accounts",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
			},
				{
					Title: "KEP-2799, reduction of Secret-based service account tokens",
					URL:   "https://github.com/kubernetes/enhancements/issues/2799",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M06",
			},
		},
		{
			ID:   "sa-legacy-secret-steps",
			Type: "order",
			Text: "A device outside of the cluster can only store a fixed token, so a legacy token is made for it and later withdrawn. Put the steps in order.",
			Items: []quiz.Item{{
				Text: "Create the service account `gate`",
				Why:  "A token Secret that names a missing account is deleted again by the controller.",
			},
				{
					Text: "Create a Secret of type `kubernetes.io/service-account-token` whose annotation names `gate`",
					Why:  "The annotation `kubernetes.io/service-account.name` belongs on the Secret, not on the account.",
				},
				{
					Text: "The token controller fills in `data.token`",
					Why:  "It sees the type and the annotation, and signs a token for that account.",
				},
				{
					Text: "Decode the value from base64 and store it in the device",
					Why:  "The API shows the bytes of a Secret as base64. The token is what comes out of decoding.",
				},
				{
					Text: "Delete the Secret when the device is retired",
					Why:  "With the Secret gone, the API server refuses the token.",
				},
			},
			Explanation: "A legacy token is a deliberate exception: one account, one Secret, few rights, and a date for its removal. A token of limited duration from `kubectl create token` is better wherever the device can renew it.",
			Tags:        []string{"authn", "secrets"},
			Topics:      []string{"S1-133", "S1-134"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Managing service accounts",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
			},
				{
					Title:  "Token controller",
					Module: "k8s.io/kubernetes/pkg/controller/serviceaccount/tokens_controller.go#syncSecret",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M06",
			},
		},
		{
			ID:   "sa-policy-on-token-secrets",
			Type: "verdict",
			Text: "A ValidatingAdmissionPolicy with `validationActions: [Deny]` in its binding evaluates this expression whenever a Secret is created in `shop`. What happens to the manifest?",
			Given: []quiz.Given{{
				Title:    "expression",
				Language: "text",
				Text:     "!has(object.type) || object.type != 'kubernetes.io/service-account-token'\n",
			},
				{
					Title:    "secret.yaml",
					Language: "yaml",
					Text:     "apiVersion: v1\nkind: Secret\nmetadata:\n  name: build-settings\n  namespace: shop\n  annotations:\n    kubernetes.io/service-account.name: deployer\ntype: kubernetes.io/service-account-token\n",
				},
			},
			Options: []quiz.Option{{
				Text: "It is stored, since it has no data yet to be judged",
				Why:  "The expression looks at the type, which is there from the beginning.",
			},
				{
					Text:    "It is rejected",
					Correct: true,
					Why:     "The type is the one that the expression excludes, so it yields false and the binding denies.",
					Value:   "false",
				},
				{
					Text: "It is stored, since the annotation makes it the controller's object",
					Why:  "The annotation tells the controller whom the token is for. Admission comes before any controller.",
				},
				{
					Text: "It is stored, and the token controller's update is rejected",
					Why:  "The creation is denied already, so there is nothing left for the controller to fill.",
				},
			},
			Explanation: "Permission to create Secrets is enough to make a token Secret for any account of the namespace. Since the type of a Secret is immutable, a policy on creation covers it.",
			Tags:        []string{"authn", "admission", "secrets"},
			Topics:      []string{"S1-133"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Managing service accounts",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
			},
				{
					Title: "Validating admission policy",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M06",
			},
			Truth: &quiz.Truth{
				CEL: &quiz.CELTruth{
					Expression: "!has(object.type) || object.type != 'kubernetes.io/service-account-token'",
					Object:     "apiVersion: v1\nkind: Secret\nmetadata:\n  name: build-settings\n  namespace: shop\n  annotations:\n    kubernetes.io/service-account.name: deployer\ntype: kubernetes.io/service-account-token\n",
				},
			},
		},
		{
			ID:     "sa-lookup-default",
			Type:   "boolean",
			Text:   "`--service-account-lookup` is not mentioned in the manifest of `kube-apiserver`. Does deleting a legacy token's Secret make the token invalid?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "The flag's default is true, so the server looks for the Secret and compares the token with its content.",
				False: "That would hold only if the flag were set to false. Then the signature alone would decide.",
			},
			Explanation: "Lookup makes legacy tokens revocable by deletion. A scanner that demands the flag in the manifest asks for what is the default anyway.",
			Tags:        []string{"authn", "ctrlplane"},
			Topics:      []string{"S1-032"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title:  "Authentication options",
				Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/authentication.go#WithServiceAccounts",
			},
				{
					Title: "kube-apiserver flags",
					URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M06",
			},
			Truth: &quiz.Truth{
				Flag: &quiz.FlagTruth{
					Component: "kube-apiserver",
					Name:      "service-account-lookup",
					Ask:       "default",
				},
			},
		},
		{
			ID:   "sa-lookup-off",
			Type: "single",
			Text: "Somebody set `--service-account-lookup=false`. Four tokens were stolen, and the cleanup below was done an hour ago. Which of the tokens still works?",
			Options: []quiz.Option{{
				Text: "A mounted token, whose Pod was deleted",
				Why:  "Bound tokens are checked against their Pod whatever the flag says.",
			},
				{
					Text: "A token from `kubectl create token`, whose service account was deleted",
					Why:  "For tokens from TokenRequest the account's existence and UID are always checked.",
				},
				{
					Text:    "A legacy token, whose Secret was deleted",
					Correct: true,
					Why:     "Without lookup only the signature of a legacy token is checked, so nothing can revoke it but a new key.",
				},
				{
					Text: "A token bound to a Secret object, which was deleted",
					Why:  "The bound object is always looked up, even if it is a Secret like that of a legacy token.",
				},
			},
			Explanation: "The flag concerns legacy tokens alone. With it turned off they outlive their Secret and even their service account.",
			Tags:        []string{"authn", "persistence"},
			Topics:      []string{"S1-032", "S1-132"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Validation of legacy tokens",
				Module: "k8s.io/kubernetes/pkg/serviceaccount/legacy.go#Validate",
			},
				{
					Title:  "Validation of bound tokens",
					Module: "k8s.io/kubernetes/pkg/serviceaccount/claims.go#Validate",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M06",
			},
		},
		{
			ID:   "sa-what-ends-pod-token",
			Type: "multiple",
			Text: "An intruder copied the mounted token out of a Pod. Which events make the API server refuse the copy before it expires?",
			Options: []quiz.Option{{
				Text:    "The Pod is deleted, and its Deployment starts another one",
				Correct: true,
				Why:     "The token names the Pod's UID. The new Pod has another, so the copy is worthless once the old one is gone.",
			},
				{
					Text: "The container is restarted inside the same Pod",
					Why:  "The Pod and its UID stay, so the token stays valid too.",
				},
				{
					Text: "The kubelet renews the token in the Pod",
					Why:  "Renewal issues another token. It does not withdraw the old one.",
				},
				{
					Text:    "The service account is deleted and created again",
					Correct: true,
					Why:     "The account's UID is in the token, and the new account has another one.",
				},
				{
					Text: "All token Secrets of the namespace are deleted",
					Why:  "A mounted token comes from no Secret, so deleting Secrets does not touch it.",
				},
			},
			Explanation: "A bound token lives no longer than its Pod, so deleting the Pod is a quick answer to a stolen token. Rotation alone leaves the copy in use.",
			Tags:        []string{"authn", "recovery"},
			Topics:      []string{"S1-135", "S1-136"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Validation of bound tokens",
				Module: "k8s.io/kubernetes/pkg/serviceaccount/claims.go#Validate",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-recreated-account",
			Type: "verdict",
			Text: "A ten-year token of `ops:night-shift` is in strange hands. You delete the service account and create it again under the same name; its RoleBindings stay as they were. A minute later the thief uses the token. What is the answer?",
			Given: []quiz.Given{{
				Language: "console",
				Text:     "$ kubectl -n ops delete serviceaccount night-shift\n$ kubectl -n ops create serviceaccount night-shift\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "401, since the token holds the UID of the old account",
				Correct: true,
				Why:     "Name and UID have to match the account that exists now, and the UID is new.",
			},
				{
					Text: "403, since the old bindings do not apply to the new account",
					Why:  "Bindings name an account and do apply to the new one. The thief fails before that, at authentication.",
				},
				{
					Text: "200, since namespace and name are those of an existing account",
					Why:  "If names were enough, nothing could invalidate such a token. The UID is compared as well.",
				},
				{
					Text: "200, since the signature and the dates of the token are right",
					Why:  "These are necessary, but the account is looked up too.",
				},
			},
			Explanation: "Recreating the account invalidates all of its tokens at once, while bindings by name carry on. Running Pods of the account lose access as well until their tokens are replaced, so restart them.",
			Tags:        []string{"authn", "recovery", "persistence"},
			Topics:      []string{"S1-136"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Validation of bound tokens",
				Module: "k8s.io/kubernetes/pkg/serviceaccount/claims.go#Validate",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-self-renewal",
			Type: "verdict",
			Text: "A program in a Pod of `shop` runs as the account `watchman`, to which nothing is bound. Its token is about to expire, and it wants to renew it itself. What does this request get?",
			Given: []quiz.Given{{
				Language: "text",
				Text:     "POST /api/v1/namespaces/shop/serviceaccounts/watchman/token\nAuthorization: Bearer <the Pod's token>\n",
			},
			},
			Options: []quiz.Option{{
				Text: "A new token, since the old one is still valid",
				Why:  "A valid token says who asks. It does not include the right to issue tokens.",
			},
				{
					Text: "A new token, since accounts may always ask for themselves",
					Why:  "There is no such rule. Creating tokens is a right like others, even for one's own account.",
				},
				{
					Text: "401, since only a kubelet may call this endpoint",
					Why:  "The caller is known. Anyone with the right may call the endpoint.",
				},
				{
					Text:    "403, since it may not create `serviceaccounts/token`",
					Correct: true,
					Why:     "No default binding gives this right to a workload's account. The kubelet renews in its place.",
					Value:   "denied",
				},
			},
			Explanation: "A stolen token cannot be prolonged by its thief unless the account may create tokens. Be careful with that right: with it, a short token can be exchanged for one of years.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S1-139"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Default roles and bindings",
				Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go#ClusterRoleBindings",
			},
				{
					Title: "RBAC good practices",
					URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					User:        "system:serviceaccount:shop:watchman",
					Groups:      []string{"system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"},
					Verb:        "create",
					Resource:    "serviceaccounts",
					Subresource: "token",
					Namespace:   "shop",
					Name:        "watchman",
				},
			},
		},
		{
			ID:       "sa-mint-right-line",
			Type:     "line",
			Text:     "A controller runs as an account with this Role. Which line lets whoever steals its token trade it for one that is valid for years and bound to no Pod?",
			Manifest: "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: janitor\n  namespace: shop\nrules:\n- {apiGroups: [\"\"], resources: [pods, pods/log], verbs: [get, list, watch, delete]}\n- {apiGroups: [\"\"], resources: [serviceaccounts], verbs: [get, list, watch]}\n- {apiGroups: [\"\"], resources: [serviceaccounts/token], verbs: [create]}\n- {apiGroups: [\"\"], resources: [events], verbs: [create, patch]}\n- {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}\n",
			Lines: []quiz.FaultLine{{
				Line: 9,
				Why:  "With `create` on this subresource one can request tokens of any account in the namespace, for any duration.",
			},
			},
			Explanation: "Bound tokens cannot renew themselves, but an account with this right can issue tokens for itself and for stronger neighbours. Naming single accounts in `resourceNames` limits the damage.",
			Tags:        []string{"rbac", "persistence", "privesc"},
			Topics:      []string{"S1-139", "S1-128"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "RBAC good practices",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
			},
				{
					Title:  "Token requests",
					Module: "k8s.io/kubernetes/pkg/registry/core/serviceaccount/storage/token.go#Create",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:     "sa-binding-optional",
			Type:   "boolean",
			Text:   "A user who may create `serviceaccounts/token` posts a TokenRequest without `spec.boundObjectRef`. Does the API server refuse it?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "Only nodes have to name a Pod, which NodeRestriction demands of them. The API itself makes it optional.",
				False: "Without it the token is tied to the service account's UID alone, and lives until its expiry.",
			},
			Explanation: "`kubectl create token` binds to nothing unless you ask it to. With `--bound-object-kind` and `--bound-object-name` you can bind a token to a Pod, a Node or a Secret, whose deletion then revokes it.",
			Tags:        []string{"authn", "recovery"},
			Topics:      []string{"S1-146"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "TokenRequestSpec",
				Module: "k8s.io/api/authentication/v1/types.go#TokenRequestSpec",
			},
				{
					Title: "kubectl create token",
					URL:   "https://kubernetes.io/docs/reference/kubectl/generated/kubectl_create/kubectl_create_token/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-claims",
			Type: "match",
			Text: "These claims stand in a token that the kubelet obtained for a Pod. What does each of them do?",
			Pairs: []quiz.Pair{{
				Left:  "`aud`",
				Right: "Names the services for which the token is meant",
				Why:   "A receiver that is not named there should refuse the token.",
			},
				{
					Left:  "`kubernetes.io.pod.uid`",
					Right: "Lets the token end with the Pod it was made for",
					Why:   "It comes from `boundObjectRef`, which holds kind, name and UID of the object.",
				},
				{
					Left:  "`kubernetes.io.serviceaccount.uid`",
					Right: "Lets the token end when its account is created anew",
					Why:   "An account of the same name has another UID.",
				},
				{
					Left:  "`jti`",
					Right: "Ties the events of its use to the event of its issue",
					Why:   "The id appears in the audit log at the issue of the token and at each use.",
				},
				{
					Left:  "`kubernetes.io.warnafter`",
					Right: "Says from when on its use counts as stale",
					Why:   "It is set for tokens that were extended beyond the time that was asked for.",
				},
			},
			Extra: []quiz.Item{{
				Text: "Lists the roles that the holder has",
				Why:  "Roles are never part of a token. RBAC looks up bindings for each request.",
			},
			},
			Explanation: "A token states who somebody is, for whom it is meant, and what it depends on. Rights are not in it, so changed bindings take effect at once.",
			Tags:        []string{"authn", "detection"},
			Topics:      []string{"S1-146", "S1-136"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.32",
			Sources: []quiz.Source{{
				Title:  "Claims of a token",
				Module: "k8s.io/kubernetes/pkg/serviceaccount/claims.go#Claims",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "token-lifetimes",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-foreign-audience",
			Type: "verdict",
			Text: "A Pod projects a token with `audience: vault` to log in to a vault outside of the cluster. The vault's operator takes the received token and sends it to the API server, which has no special audience settings. What is the answer?",
			Given: []quiz.Given{{
				Language: "console",
				Text:     "$ curl --cacert ca.crt -H \"Authorization: Bearer $TOKEN\" https://api.example.com:6443/version\n",
			},
			},
			Options: []quiz.Option{{
				Text: "200, since the API server has signed the token itself",
				Why:  "The signature is right, but the token says for whom it is meant, and that is somebody else.",
			},
				{
					Text: "200 as `system:anonymous`, since `/version` is public",
					Why:  "A bad credential does not make a caller anonymous. The request ends with an error.",
				},
				{
					Text:    "401, since the API server is not in the token's audience",
					Correct: true,
					Why:     "The API server compares `aud` with its own audiences, and `vault` is none of them.",
				},
				{
					Text: "403, since the token may be used at the vault only",
					Why:  "The limit belongs to authentication. No authorizer gets to see the request.",
				},
			},
			Explanation: "A token for one receiver cannot be replayed to another. Project a second token with its own audience for each outside service, and leave the API server's token in the Pod.",
			Tags:        []string{"authn", "integration"},
			Topics:      []string{"S1-130"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Check of the audience",
				Module: "k8s.io/kubernetes/pkg/serviceaccount/jwt.go",
			},
				{
					Title: "Service account token volume projection",
					URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audience-replay",
				Lesson:   "M06",
			},
		},
		{
			ID:          "sa-default-audience",
			Type:        "short",
			Text:        "`--api-audiences` is not set on the API server. The value of which other flag is then the audience of tokens that are requested without any?",
			Accept:      []string{"--service-account-issuer", "service-account-issuer"},
			Placeholder: "--flag-name",
			Wrong: []quiz.Wrong{{
				Text: "kubernetes",
				Why:  "That is a common guess, but no such fixed word is used. The question asks for a flag.",
			},
				{
					Text: "--service-account-jwks-uri",
					Why:  "That address tells others where to find the public keys.",
				},
				{
					Text: "--oidc-client-id",
					Why:  "That is the audience of ID tokens from an outside issuer, not of service account tokens.",
				},
				{
					Text: "--external-hostname",
					Why:  "It plays a part in discovery documents, but not in the audience.",
				},
			},
			Explanation: "By default the API server answers to the name of its own issuer, on kubeadm's clusters `https://kubernetes.default.svc.cluster.local`. A receiver that accepts this audience accepts every Pod's standard token.",
			Tags:        []string{"authn", "ctrlplane"},
			Topics:      []string{"S1-130"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Authentication options",
				Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/authentication.go#ToAuthenticationConfig",
			},
				{
					Title: "kube-apiserver flags",
					URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audience-replay",
				Lesson:   "M06",
			},
		},
		{
			ID:       "sa-audience-line",
			Type:     "line",
			Text:     "The cluster was made by kubeadm with its default issuer. The client sends its tokens to a vault and to a billing service. Which line gives the receiver a token that it could use at the API server in the client's name?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: client\n  namespace: shop\nspec:\n  serviceAccountName: client\n  automountServiceAccountToken: false\n  containers:\n  - name: client\n    image: registry.example.com/shop/client:3.1\n    volumeMounts:\n    - {name: tokens, mountPath: /var/run/tokens, readOnly: true}\n  volumes:\n  - name: tokens\n    projected:\n      sources:\n      - serviceAccountToken:\n          audience: https://vault.example.com\n          path: vault\n      - serviceAccountToken:\n          audience: https://kubernetes.default.svc.cluster.local\n          path: billing\n",
			Lines: []quiz.FaultLine{{
				Line: 22,
				Why:  "That is the API server's own audience here, so whoever receives this token can act as `shop:client` there.",
			},
			},
			Explanation: "Leaving the audience out would do the same, since the API server's is then taken. Every receiver needs a name of its own, and has to insist on finding it in the token.",
			Tags:        []string{"authn", "integration", "hardening"},
			Topics:      []string{"S1-130", "S1-131"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "ServiceAccountTokenProjection",
				Module: "k8s.io/api/core/v1/types.go#ServiceAccountTokenProjection",
			},
				{
					Title: "Service account token volume projection",
					URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audience-replay",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-validator-without-audience",
			Type: "single",
			Text: "A self-written service checks its callers by a TokenReview with `spec.token` and nothing else. Why is that not good enough?",
			Options: []quiz.Option{{
				Text: "The review then skips the signature, which is checked for named audiences only",
				Why:  "The signature is always checked. Only the audience is taken from a default.",
			},
				{
					Text:    "It then accepts tokens meant for the API server, and could replay them there",
					Correct: true,
					Why:     "Without `spec.audiences` the API server's own audience is assumed, which is that of every mounted token.",
				},
				{
					Text: "It then accepts tokens for every audience, including those of the vault",
					Why:  "A missing list does not mean any audience. It means the API server's.",
				},
				{
					Text: "The review is then refused with 422, since at least one audience is required",
					Why:  "The list is optional. It is only `spec.token` that has to be there.",
				},
			},
			Explanation: "The audience protects only if the receiver insists on its own name: `spec.audiences` in a TokenReview, or a check of `aud` after verifying the signature itself. Callers should send a token that is good for nothing else.",
			Tags:        []string{"authn", "integration"},
			Topics:      []string{"S1-131", "S1-141"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "TokenReviewSpec",
				Module: "k8s.io/api/authentication/v1/types.go#TokenReviewSpec",
			},
				{
					Title: "Service accounts, authenticating credentials",
					URL:   "https://kubernetes.io/docs/concepts/security/service-accounts/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audience-replay",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-offline-validation",
			Type: "single",
			Text: "A service outside of the cluster verifies service account tokens by itself, with the public keys of the issuer: signature, issuer, audience and expiry. What can it not notice, but a TokenReview would?",
			Options: []quiz.Option{{
				Text: "That the token was meant for another receiver",
				Why:  "The audience is a claim in the token, which the service can read and compare.",
			},
				{
					Text: "That the token's payload was altered on its way",
					Why:  "An altered payload no longer fits the signature, which the service does check.",
				},
				{
					Text: "That the token is past its expiry date",
					Why:  "The date is in the token. A clock is all that is needed.",
				},
				{
					Text:    "That the Pod the token is bound to is gone",
					Correct: true,
					Why:     "That takes a look into the cluster, which the API server does for a TokenReview.",
				},
			},
			Explanation: "A TokenReview runs the API server's own checks: existence and UID of the service account and of the bound object included. Whoever verifies offline should insist on short lifetimes.",
			Tags:        []string{"authn", "integration"},
			Topics:      []string{"S1-141", "S1-135"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Service accounts, authenticating credentials",
				URL:   "https://kubernetes.io/docs/concepts/security/service-accounts/",
			},
				{
					Title:  "Validation of bound tokens",
					Module: "k8s.io/kubernetes/pkg/serviceaccount/claims.go#Validate",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audience-replay",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-anonymous-tokenreview",
			Type: "verdict",
			Text: "A service wants to have tokens checked, but has no credential of its own. The cluster uses RBAC with default roles and bindings, and anonymous requests are enabled. What does it get?",
			Given: []quiz.Given{{
				Language: "text",
				Text:     "POST /apis/authentication.k8s.io/v1/tokenreviews\nContent-Type: application/json\n\n{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"TokenReview\", \"spec\": {\"token\": \"...\"}}\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "403 for `system:anonymous`",
				Correct: true,
				Why:     "Creating tokenreviews is a right, and nobody has bound it to anonymous callers.",
				Value:   "denied",
			},
				{
					Text: "201 with the review's result, since the token vouches for the caller",
					Why:  "The token in the body is the matter to be judged. It does not authenticate the request.",
				},
				{
					Text: "201, but the status leaves out the user",
					Why:  "There is no reduced answer for strangers. The request is allowed or not.",
				},
				{
					Text: "401 from the review, since the caller has no credential",
					Why:  "With anonymous requests enabled, a caller without a credential has an identity and fails at authorization.",
				},
			},
			Explanation: "A checker needs an account of its own with `create` on `tokenreviews`, as the ClusterRole `system:auth-delegator` grants. Otherwise anybody could test stolen tokens.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S1-142"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Default roles and bindings",
				Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go#ClusterRoles",
			},
				{
					Title: "Using RBAC authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-api-binding",
				Lesson:   "M06",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					User:     "system:anonymous",
					Groups:   []string{"system:unauthenticated"},
					Verb:     "create",
					Group:    "authentication.k8s.io",
					Resource: "tokenreviews",
				},
			},
		},
		{
			ID:   "sa-who-may-review",
			Type: "multiple",
			Text: "A cluster has RBAC with default roles and bindings, and one more ClusterRoleBinding that ties `system:auth-delegator` to the account `vault:vault`. Which of these callers may create a TokenReview?",
			Options: []quiz.Option{{
				Text:    "The service account `vault:vault`",
				Correct: true,
				Why:     "The role was made for services that let the API server judge their callers.",
				Truth: &quiz.Truth{
					Access: &quiz.AccessTruth{
						Objects:  "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: vault-delegator}\nsubjects:\n- {kind: ServiceAccount, name: vault, namespace: vault}\nroleRef: {kind: ClusterRole, name: \"system:auth-delegator\", apiGroup: rbac.authorization.k8s.io}\n",
						User:     "system:serviceaccount:vault:vault",
						Groups:   []string{"system:serviceaccounts", "system:serviceaccounts:vault", "system:authenticated"},
						Verb:     "create",
						Group:    "authentication.k8s.io",
						Resource: "tokenreviews",
						Ask:      "bool",
					},
				},
			},
				{
					Text: "Any service account, for its own token",
					Why:  "An account can ask who it is by a SelfSubjectReview, but reviewing tokens is another right.",
					Truth: &quiz.Truth{
						Access: &quiz.AccessTruth{
							Objects:  "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: vault-delegator}\nsubjects:\n- {kind: ServiceAccount, name: vault, namespace: vault}\nroleRef: {kind: ClusterRole, name: \"system:auth-delegator\", apiGroup: rbac.authorization.k8s.io}\n",
							User:     "system:serviceaccount:shop:default",
							Groups:   []string{"system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"},
							Verb:     "create",
							Group:    "authentication.k8s.io",
							Resource: "tokenreviews",
							Ask:      "bool",
						},
					},
				},
				{
					Text:    "The controller manager with its own certificate",
					Correct: true,
					Why:     "Its user `system:kube-controller-manager` is bound to a role with this right.",
					Truth: &quiz.Truth{
						Access: &quiz.AccessTruth{
							User:     "system:kube-controller-manager",
							Groups:   []string{"system:authenticated"},
							Verb:     "create",
							Group:    "authentication.k8s.io",
							Resource: "tokenreviews",
							Ask:      "bool",
						},
					},
				},
				{
					Text: "A caller without a credential",
					Why:  "The bindings for `system:unauthenticated` open a few health and version paths, nothing else.",
					Truth: &quiz.Truth{
						Access: &quiz.AccessTruth{
							User:     "system:anonymous",
							Groups:   []string{"system:unauthenticated"},
							Verb:     "create",
							Group:    "authentication.k8s.io",
							Resource: "tokenreviews",
							Ask:      "bool",
						},
					},
				},
			},
			Explanation: "Reviewing tokens changes nothing in the cluster, but it tells who a token belongs to. That is why it is reserved for components and for services that you bind explicitly.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S1-142"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Default roles and bindings",
				Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go#ClusterRoles",
			},
				{
					Title: "Using RBAC authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "audience-replay",
				Lesson:   "M06",
			},
		},
		{
			ID:   "sa-external-signer",
			Type: "single",
			Text: "The key that signs service account tokens shall live in a hardware module, not in a file of the control plane. What does `--service-account-signing-endpoint` of `kube-apiserver` have to point at?",
			Options: []quiz.Option{{
				Text:    "A Unix socket on which a signer speaks its own small gRPC API",
				Correct: true,
				Why:     "The interface `ExternalJWTSigner` signs claims, lists public keys, and tells its maximum lifetime.",
			},
				{
					Text: "The PKCS#11 library that belongs to the hardware module",
					Why:  "The API server loads no such libraries. A signer process may use one behind the socket.",
				},
				{
					Text: "The socket of the KMS plugin that also encrypts Secrets",
					Why:  "That is a different gRPC API, made for encrypting data keys, and it signs nothing.",
				},
				{
					Text: "An HTTPS address of a webhook that returns whole tokens",
					Why:  "No network endpoint is supported. The signer runs beside the API server.",
				},
			},
			Explanation: "With a key file, whoever reads it can forge tokens for every service account. An external signer takes the key away from the node's disk, but still signs what the API server asks for.",
			Tags:        []string{"authn", "crypto", "hardening"},
			Topics:      []string{"S1-143"},
			Difficulty:  "medium",
			Kubernetes:  ">=1.34",
			Sources: []quiz.Source{{
				Title:  "External signer API",
				Module: "k8s.io/externaljwt/apis/v1/api.proto",
			},
				{
					Title: "KEP-740, external signing of service account tokens",
					URL:   "https://github.com/kubernetes/enhancements/issues/740",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M06",
			},
		},
		{
			ID:   "sa-secret-into-kubeconfig",
			Type: "verdict",
			Text: "Following an old guide, Kim copies a legacy token out of its Secret and into a kubeconfig. The Secret, the account and its bindings are fine. What does `kubectl get pods` report?",
			Given: []quiz.Given{{
				Language: "console",
				Text:     "$ T=$(kubectl -n ci get secret builder-token -o jsonpath='{.data.token}')\n$ kubectl config set-credentials builder --token=\"$T\"\n$ kubectl config set-context ci --cluster=prod --user=builder --namespace=ci\n$ kubectl config use-context ci\n$ kubectl get pods\n",
			},
			},
			Options: []quiz.Option{{
				Text: "The Pods of `ci`, as the guide says",
				Why:  "The guide lacks a step. What stands in `.data` is not yet the token.",
			},
				{
					Text: "403 Forbidden for the service account `builder`",
					Why:  "That would mean that the account was recognised, which this string does not achieve.",
				},
				{
					Text: "403 Forbidden for `system:anonymous`",
					Why:  "A credential was sent, so the request is not anonymous.",
				},
				{
					Text:    "401 Unauthorized",
					Correct: true,
					Why:     "The string is the token in base64, and in this form no authenticator accepts it.",
				},
			},
			Explanation: "Decode `.data` with `base64 -d` first; encoding is not encryption. Better, `kubectl create token builder` prints a token that is ready for use and that expires.",
			Tags:        []string{"authn", "secrets"},
			Topics:      []string{"S3-21"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Secrets",
				URL:   "https://kubernetes.io/docs/concepts/configuration/secret/",
			},
				{
					Title:  "Bearer token authenticator",
					Module: "k8s.io/apiserver/pkg/authentication/request/bearertoken/bearertoken.go#AuthenticateRequest",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M06",
			},
		},
	},
}
