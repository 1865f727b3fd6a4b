// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankapi_request_path = quiz.Bank{
	ID:     "api-request-path",
	Title:  "The way of a request",
	Module: "M04",
	Questions: []quiz.Question{{
		ID:     "api-without-kubectl",
		Type:   "boolean",
		Text:   "To restrict access, an administrator removes the kubectl program from a jump host. The users' kubeconfig files stay in their home directories. Can these users still change objects in the cluster from there?",
		Answer: &yes,
		Why: &quiz.Why{
			True:  "The API is HTTPS with a credential, so curl or any program with the files' contents does the same.",
			False: "kubectl is only a client; nothing on the server knows or cares whether it is installed.",
		},
		Explanation: "What has to be restricted is the API: who reaches the port, who gets a credential, and what each identity may do. Taking away a tool changes none of the three.",
		Tags:        []string{"authz", "hardening"},
		Topics:      []string{"S0-09"},
		Difficulty:  "easy",
		Sources: []quiz.Source{{
			Title: "Access clusters using the Kubernetes API",
			URL:   "https://kubernetes.io/docs/tasks/administer-cluster/access-cluster-api/",
		},
		},
		Practice: quiz.Practice{
			Lesson: "M04",
		},
	},
		{
			ID:   "api-restrict-access",
			Type: "multiple",
			Text: "An API server can be reached from the whole internet and answers every pod of the cluster. Which measures reduce what strangers and stolen credentials can do with it?",
			Options: []quiz.Option{{
				Text:    "A firewall that lets only known networks reach its port",
				Correct: true,
				Why:     "Whoever cannot connect can use neither a stolen credential nor a hole in the server.",
			},
				{
					Text: "A port other than 6443, which scanners do not expect",
					Why:  "Scanners try all ports and know the server by its certificate; this costs them minutes.",
				},
				{
					Text:    "Personal identities with credentials that expire soon",
					Correct: true,
					Why:     "A leak is then worth little for long, and the audit log can tell who did what.",
				},
				{
					Text: "A shared `admin.conf`, kept in one well-guarded folder",
					Why:  "A shared certificate cannot be revoked or told apart by person; it is for emergencies only.",
				},
				{
					Text:    "Bindings for each task instead of `cluster-admin` for all",
					Correct: true,
					Why:     "What an identity may not do, its thief may not do either.",
				},
			},
			Explanation: "Restricting access has three parts that do not replace each other: the network in front of the port, authentication that tells people apart, and authorization that gives each as little as the work needs.",
			Tags:        []string{"authz", "hardening"},
			Topics:      []string{"S0-09"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Securing a cluster",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/securing-a-cluster/",
			},
				{
					Title: "Hardening guide for authentication",
					URL:   "https://kubernetes.io/docs/concepts/security/hardening-guide/authentication-mechanisms/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M04",
			},
		},
		{
			ID:   "api-order-with-impersonation",
			Type: "order",
			Text: "A support engineer runs `kubectl delete pod web-0 --as=noor`. Put in order what the API server does with the request.",
			Items: []quiz.Item{{
				Text: "It finds out from the credential that the engineer is asking",
				Why:  "All later decisions need to know who asks; without an identity the answer would be 401.",
			},
				{
					Text: "It asks the authorizers whether the engineer may impersonate `noor`",
					Why:  "Taking on another identity is a right of the real user, so it is judged before the identity changes.",
				},
				{
					Text: "It puts the request into the queues of priority and fairness as `noor`",
					Why:  "Flow control sorts requests by user, and by now that is the impersonated one.",
				},
				{
					Text: "It asks the authorizers whether `noor` may delete the pod",
					Why:  "This is authorization of the request itself; the engineer's own rights no longer count for it.",
				},
				{
					Text: "It lets admission look at the deletion",
					Why:  "Plug-ins, webhooks and policies see a request only after it was authorized.",
				},
				{
					Text: "It writes the change to etcd",
					Why:  "Only what passed all of it is stored; a read would have left out admission altogether.",
				},
			},
			Explanation: "The order explains many answers: 401 before 403, and a 403 for lack of rights before any policy is asked. With impersonation the authorizers are asked twice, about two users, and the audit event names both.",
			Tags:        []string{"authz", "admission", "ctrlplane"},
			Topics:      []string{"S2-20"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "User impersonation",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/",
			},
				{
					Title: "Controlling Access to the Kubernetes API",
					URL:   "https://kubernetes.io/docs/concepts/security/controlling-access/",
				},
				{
					Title:  "Handler chain",
					Module: "k8s.io/apiserver/pkg/server/config.go#DefaultBuildHandlerChain",
				},
			},
			Practice: quiz.Practice{
				Scenario: "bind-escalate-impersonate",
				Lesson:   "M04",
			},
		},
		{
			ID:   "api-which-stage-said-no",
			Type: "match",
			Text: "Four requests fail. Which stage turned each of them down?",
			Pairs: []quiz.Pair{{
				Left:  "`401 Unauthorized`",
				Right: "Authentication",
				Why:   "Despite its name the status says that nobody could be identified.",
			},
				{
					Left:  "`403`: User \"dana\" cannot create resource \"pods\"",
					Right: "Authorization",
					Why:   "The user is known by name, and no authorizer allowed what was asked.",
				},
				{
					Left:  "`403`: violates PodSecurity \"baseline:latest\"",
					Right: "Admission",
					Why:   "The right to create pods was there, but this pod breaks a rule; the status is the same as for a lack of rights.",
				},
				{
					Left:  "`422`: spec.containers: Required value",
					Right: "Validation",
					Why:   "The request was allowed, but what it carries is no valid pod.",
				},
			},
			Extra: []quiz.Item{{
				Text: "etcd",
				Why:  "It stores what has passed; it refuses no request for its content.",
			},
			},
			Explanation: "Read beyond the number. A 403 may come from authorization or from admission, and the remedies differ: another binding in the first case, another object in the second.",
			Tags:        []string{"authn", "authz", "admission"},
			Topics:      []string{"S2-20"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Controlling Access to the Kubernetes API",
				URL:   "https://kubernetes.io/docs/concepts/security/controlling-access/",
			},
				{
					Title: "Admission control",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M04",
			},
		},
		{
			ID:       "api-always-allow-line",
			Type:     "line",
			Text:     "The roles and bindings of this cluster were reviewed and are strict, yet any service account can delete any namespace. Which line is the reason?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\n  namespace: kube-system\nspec:\n  hostNetwork: true\n  priorityClassName: system-node-critical\n  containers:\n  - name: kube-apiserver\n    image: registry.k8s.io/kube-apiserver:v1.37.1\n    command:\n    - kube-apiserver\n    - --advertise-address=10.0.0.10\n    - --allow-privileged=true\n    - --authorization-mode=Node,RBAC,AlwaysAllow\n    - --client-ca-file=/etc/kubernetes/pki/ca.crt\n    - --enable-admission-plugins=NodeRestriction\n    - --enable-bootstrap-token-auth=true\n    - --etcd-servers=https://127.0.0.1:2379\n    - --secure-port=6443\n",
			Lines: []quiz.FaultLine{{
				Line: 16,
				Why:  "Node and RBAC only ever allow or have no opinion, so each request that they do not allow reaches AlwaysAllow.",
			},
			},
			Explanation: "Authorizers are asked in turn until one allows or denies. RBAC has no way to deny, so the last one in the chain decides about everything else. If none has an opinion, the request is refused.",
			Tags:        []string{"authz", "ctrlplane"},
			Topics:      []string{"S2-20", "S0-09"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authorization/",
			},
				{
					Title:  "Modes",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/authorizer/modes/modes.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "webhook-authorizer-cats",
				Lesson:   "M07",
			},
		},
		{
			ID:          "api-node-mode",
			Type:        "short",
			Text:        "One authorization mode is made for a single kind of client: it allows a kubelet what concerns the pods of its own node, and has no opinion about anybody else. By which word is it turned on in `--authorization-mode`?",
			Accept:      []string{"Node", "--authorization-mode=Node"},
			Placeholder: "one word",
			Wrong: []quiz.Wrong{{
				Text: "NodeRestriction",
				Why:  "That is its counterpart in admission, which limits what a kubelet may write.",
			},
				{
					Text: "RBAC",
					Why:  "It serves everyone, and its rules cannot say \"pods that are bound to this node\".",
				},
				{
					Text: "ABAC",
					Why:  "It reads rules from a file, for any user; it is still there, but changes need a restart.",
				},
			},
			Explanation: "The built-in modes are Node, RBAC, ABAC and Webhook, beside AlwaysAllow and AlwaysDeny. `Node,RBAC` is what installers set; with neither the flag nor a configuration file, kube-apiserver itself still falls back to AlwaysAllow.",
			Tags:        []string{"authz", "kubelet"},
			Topics:      []string{"S2-20"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Using Node Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/node/",
			},
				{
					Title:  "The default",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/authorization.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "node-restriction-off",
				Lesson:   "M07",
			},
		},
		{
			ID:   "api-cluster-admin-meets-policy",
			Type: "verdict",
			Text: "In a cluster made by kubeadm, Eva is bound to `cluster-admin`. The namespace `shop` has the label `pod-security.kubernetes.io/enforce: baseline`, and nobody is exempt in the server's configuration. She creates this pod. What is the answer?",
			Given: []quiz.Given{{
				Title:    "pod.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: Pod\nmetadata:\n  name: debug\n  namespace: shop\nspec:\n  containers:\n  - name: debug\n    image: registry.example.com/tools/debug:3\n    securityContext:\n      privileged: true\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "`201`: `cluster-admin` may do anything",
				Why:   "It may ask for anything; whether an object is acceptable is decided after that.",
				Value: "allowed",
			},
				{
					Text:    "`403`: admission turns the pod down",
					Correct: true,
					Why:     "Authorization lets her pass, then Pod Security admission judges the pod and not the person.",
					Value:   "denied",
				},
				{
					Text: "`403`: RBAC lacks a rule for privileged pods",
					Why:  "RBAC knows verbs and resources; it does not see a pod's fields.",
				},
				{
					Text: "`201`, with `privileged` set to false",
					Why:  "Pod Security admission never changes a pod, it only accepts or refuses.",
				},
			},
			Explanation: "Each stage asks its own question. Having every right ends authorization, not admission. She may of course remove the label, and the audit log then shows that she did.",
			Tags:        []string{"admission", "authz"},
			Topics:      []string{"S2-20"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Pod Security Admission",
				URL:   "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
			},
				{
					Title: "Controlling Access to the Kubernetes API",
					URL:   "https://kubernetes.io/docs/concepts/security/controlling-access/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M09",
			},
			Truth: &quiz.Truth{
				PodSecurity: &quiz.PodSecurityTruth{
					Level: "baseline",
					Pod:   "apiVersion: v1\nkind: Pod\nmetadata:\n  name: debug\n  namespace: shop\nspec:\n  containers:\n  - name: debug\n    image: registry.example.com/tools/debug:3\n    securityContext:\n      privileged: true\n",
				},
			},
		},
		{
			ID:   "api-what-authenticates",
			Type: "multiple",
			Text: "A slide lists ways to authenticate to a cluster, and not all entries belong there. Which of these tell the API server who sends a request?",
			Options: []quiz.Option{{
				Text:    "An ID token of an OpenID Connect provider",
				Correct: true,
				Why:     "Its claims become the user's name and groups.",
			},
				{
					Text: "A RoleBinding that names the user",
					Why:  "RBAC authorizes; a binding presumes that somebody else has found out who the user is.",
				},
				{
					Text:    "A client certificate of a trusted CA",
					Correct: true,
					Why:     "The subject's CN and O become user and groups.",
				},
				{
					Text: "The admission plug-in NodeRestriction",
					Why:  "It limits what a kubelet that is already known may write.",
				},
				{
					Text:    "A bearer token of a service account",
					Correct: true,
					Why:     "Signature and claims say which service account it is.",
				},
			},
			Explanation: "Authentication finds out who asks and grants nothing. RBAC is authorization, and NodeRestriction is admission. Mixing them up leads to mending the wrong place, such as adding a binding against a 401.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S3-09"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Authenticating",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M04",
			},
		},
		{
			ID:   "api-unauthorized-remedy",
			Type: "single",
			Text: "kubectl reports `You must be logged in to the server (Unauthorized)`. A colleague proposes a RoleBinding for the user. What will it change?",
			Options: []quiz.Option{{
				Text:    "Nothing, because the server does not know who asks",
				Correct: true,
				Why:     "A 401 comes from authentication, for instance for an expired token; bindings are not looked at.",
			},
				{
					Text: "Nothing, because this error needs a ClusterRoleBinding",
					Why:  "No kind of binding helps here, for none is consulted before there is a user.",
				},
				{
					Text: "It gives the user the right to log in, which was missing",
					Why:  "There is no such right; whoever shows a valid credential is authenticated.",
				},
				{
					Text: "It lets the request through as `system:anonymous`",
					Why:  "A credential that fails is not replaced by an anonymous identity, and the binding is for somebody else.",
				},
			},
			Explanation: "401 is a matter of the credential: expired, for another cluster, or mangled. 403 with a name is a matter of rights. The HTTP word for 401, \"Unauthorized\", has misled people for decades.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S3-09", "S2-20"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Controlling Access to the Kubernetes API",
				URL:   "https://kubernetes.io/docs/concepts/security/controlling-access/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M04",
			},
		},
		{
			ID:   "api-empty-token",
			Type: "verdict",
			Text: "The pod's service account is bound to `view` in the namespace `shop`. In the script that runs there, the path to the token has a typing error, so that the variable is empty. Anonymous requests are enabled, as by default, and nothing was added to the rights of anonymous users. What does curl print in the end?",
			Given: []quiz.Given{{
				Language: "console",
				Text:     "$ TOKEN=$(cat /var/run/secrets/kubernetes.io/serviceacount/token)\ncat: /var/run/secrets/kubernetes.io/serviceacount/token: No such file or directory\n$ curl --cacert /var/run/secrets/kubernetes.io/serviceaccount/ca.crt \\\n    -H \"Authorization: Bearer $TOKEN\" \\\n    https://kubernetes.default.svc/api/v1/namespaces/shop/pods\n",
			},
			},
			Options: []quiz.Option{{
				Text: "`401`, since an empty token is not valid",
				Why:  "A token that is wrong gives that; with nothing after `Bearer` the server finds no token to judge.",
			},
				{
					Text: "`403` for the service account",
					Why:  "The server would have to read the token to know the service account.",
				},
				{
					Text:  "`200`, with the list of pods",
					Why:   "With the token in the header that would be the answer; the pod's address proves nothing.",
					Value: "allowed",
				},
				{
					Text:    "`403` for `system:anonymous`",
					Correct: true,
					Why:     "The word `Bearer` alone is no credential, so the request is anonymous, and RBAC refuses it.",
					Value:   "denied",
				},
			},
			Explanation: "The header is called `Authorization`, although it carries what authenticates. If a refusal names `system:anonymous`, look for a credential that never arrived: an empty variable, a wrong header, a proxy that strips it.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S3-12"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Access clusters using the Kubernetes API",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/access-cluster-api/",
			},
				{
					Title:  "How the header is read",
					Module: "k8s.io/apiserver/pkg/authentication/request/bearertoken/bearertoken.go",
				},
				{
					Title: "RFC 6750, bearer tokens",
					URL:   "https://datatracker.ietf.org/doc/html/rfc6750#section-2.1",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-api-binding",
				Lesson:   "M04",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					User:      "system:anonymous",
					Groups:    []string{"system:unauthenticated"},
					Verb:      "list",
					Resource:  "pods",
					Namespace: "shop",
				},
			},
		},
		{
			ID:   "api-bad-token-not-anonymous",
			Type: "verdict",
			Text: "Anonymous requests are enabled, and `/version` is open to anonymous users, as by default. A script sends a token that expired yesterday. What does it get?",
			Given: []quiz.Given{{
				Language: "console",
				Text:     "$ curl --cacert ca.crt -H \"Authorization: Bearer $EXPIRED\" https://api.example.com:6443/version\n",
			},
			},
			Options: []quiz.Option{{
				Text: "`200`, as for any anonymous request",
				Why:  "Without the header it would be so; with it the request claims an identity.",
			},
				{
					Text: "`403` for `system:anonymous`",
					Why:  "The request never becomes anonymous, and an anonymous user might read this path.",
				},
				{
					Text:    "`401`",
					Correct: true,
					Why:     "A credential that is shown and fails is an error; the server does not go on to anonymous.",
				},
				{
					Text: "`403` for the token's former user",
					Why:  "Nothing in a token that failed is believed, its subject included.",
				},
			},
			Explanation: "Anonymous is what a request without any credential becomes. So the same path may answer a stranger and refuse a client with an old token, which looks odd in monitoring but is right.",
			Tags:        []string{"authn", "authz"},
			Topics:      []string{"S3-12", "S2-20"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Anonymous requests",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests",
			},
				{
					Title:  "The union of authenticators",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/authenticator/config.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-health-only",
				Lesson:   "M05",
			},
		},
		{
			ID:   "api-token-decoding",
			Type: "single",
			Text: "A log contains a service account's token (a JWT). What does an outsider need to read which service account it is for and when it expires?",
			Options: []quiz.Option{{
				Text: "The API server's public key, to decrypt the claims",
				Why:  "That key verifies the signature; there is nothing to decrypt.",
			},
				{
					Text: "The service account's private key, kept in `sa.key`",
					Why:  "The file signs new tokens for all service accounts; reading one takes no key.",
				},
				{
					Text:    "Nothing more than a base64url decoder",
					Correct: true,
					Why:     "Header and claims are base64url text; only the signature involves a key, and it hides nothing.",
				},
				{
					Text: "Access to the API server's TokenReview",
					Why:  "A review tells whether the token is valid, which is a different question from what it says.",
				},
			},
			Explanation: "Decoding is not decrypting: a JWT has three parts, and the first two are for everyone to read. Proof against forgery is the signature, which the API server checks. A token in a log is a credential until it expires.",
			Tags:        []string{"authn", "secrets"},
			Topics:      []string{"S3-12"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "RFC 7519, JSON Web Token",
				URL:   "https://datatracker.ietf.org/doc/html/rfc7519",
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
			ID:   "api-paths",
			Type: "match",
			Text: "What does each path of an API server serve?",
			Pairs: []quiz.Pair{{
				Left:  "`/api/v1`",
				Right: "The core group, such as pods and Secrets",
				Why:   "The oldest resources have no group name, and so a path of their own.",
			},
				{
					Left:  "`/apis`",
					Right: "All groups with a name, such as `apps`",
					Why:   "Everything after the first resources, custom ones included, is below this path.",
				},
				{
					Left:  "`/metrics`",
					Right: "Numbers for a monitoring system",
					Why:   "They tell much about a cluster, so ordinary users may not read them by default.",
				},
				{
					Left:  "`/readyz`",
					Right: "Whether the server can take requests",
					Why:   "Load balancers ask here; the older `/healthz` is deprecated.",
				},
				{
					Left:  "`/version`",
					Right: "Which build is running",
					Why:   "By default anyone may read it, even without a credential.",
				},
			},
			Extra: []quiz.Item{{
				Text: "Log files of the host",
				Why:  "That was `/logs`, which is off by default.",
			},
			},
			Explanation: "Paths below `/api` and `/apis` are about resources, and RBAC rules name these. The other paths are protected by rules with `nonResourceURLs`, which only ClusterRoles can hold.",
			Tags:        []string{"ctrlplane", "intro"},
			Topics:      []string{"S3-18"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Kubernetes API concepts",
				URL:   "https://kubernetes.io/docs/reference/using-api/api-concepts/",
			},
				{
					Title: "API health endpoints",
					URL:   "https://kubernetes.io/docs/reference/using-api/health-checks/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M04",
			},
		},
		{
			ID:          "api-path-of-deployments",
			Type:        "short",
			Text:        "Deployments are in version `v1` of the group `apps`. Which path lists those of the namespace `shop`?",
			Accept:      []string{"/apis/apps/v1/namespaces/shop/deployments", "apis/apps/v1/namespaces/shop/deployments", "/apis/apps/v1/namespaces/shop/deployments/"},
			Placeholder: "/path",
			Wrong: []quiz.Wrong{{
				Text: "/api/apps/v1/namespaces/shop/deployments",
				Why:  "Only the core group is below `/api`; groups with a name are below `/apis`.",
			},
				{
					Text: "/api/v1/namespaces/shop/deployments",
					Why:  "That is the core group's path, and Deployments are not in it.",
				},
				{
					Text: "/apis/apps/v1/shop/deployments",
					Why:  "The namespace follows the word `namespaces`.",
				},
				{
					Text: "/apis/v1/apps/namespaces/shop/deployments",
					Why:  "First comes the group, then its version.",
				},
			},
			Explanation: "`kubectl get --raw` takes such paths, and `kubectl -v=8` shows those that kubectl uses. Authorization is derived from the path and the method: this GET is the verb `list` on `deployments` in the group `apps`.",
			Tags:        []string{"ctrlplane", "authz"},
			Topics:      []string{"S3-18"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Kubernetes API concepts",
				URL:   "https://kubernetes.io/docs/reference/using-api/api-concepts/",
			},
				{
					Title:  "How a path is read",
					Module: "k8s.io/apiserver/pkg/endpoints/request/requestinfo.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M04",
			},
		},
		{
			ID:     "api-logs-path-default",
			Type:   "boolean",
			Text:   "Old overviews list `/logs` among the paths of the API server. Does a kube-apiserver with default flags serve it?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "The handler still exists, but it is installed only with `--enable-logs-handler`.",
				False: "`--enable-logs-handler` defaults to false, so the path answers 404 to those who may ask.",
			},
			Explanation: "The path hands out files of `/var/log` on the API server's host and has nothing to do with logs of pods or with shipping logs elsewhere. Leave it off; files of a host are not the API's business.",
			Tags:        []string{"ctrlplane", "hardening"},
			Topics:      []string{"S3-18"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "kube-apiserver",
				URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
			},
				{
					Title:  "The handler",
					Module: "k8s.io/kubernetes/pkg/routes/logs.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M18",
			},
			Truth: &quiz.Truth{
				Flag: &quiz.FlagTruth{
					Component: "kube-apiserver",
					Name:      "enable-logs-handler",
					Ask:       "default",
				},
			},
		},
		{
			ID:   "api-metrics-for-viewer",
			Type: "verdict",
			Text: "Finn may see nearly everything: a ClusterRoleBinding gives him the ClusterRole `view`. He runs `kubectl get --raw /metrics`. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "binding.yaml",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: finn-views\nsubjects:\n- kind: User\n  name: finn\n  apiGroup: rbac.authorization.k8s.io\nroleRef:\n  kind: ClusterRole\n  name: view\n  apiGroup: rbac.authorization.k8s.io\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "`403`: the path is not in his rules",
				Correct: true,
				Why:     "`view` is about resources; `/metrics` needs a rule with `nonResourceURLs`, as `system:monitoring` has.",
				Value:   "denied",
			},
				{
					Text:  "`200`: anyone who is logged in may read it",
					Why:   "That is so for `/version`, discovery and the plain health checks, not for metrics.",
					Value: "allowed",
				},
				{
					Text: "`404`: metrics are on another port",
					Why:  "The API server serves its own metrics on its one secure port; other components have ports of theirs.",
				},
				{
					Text: "`401`: metrics need a token of their own",
					Why:  "The same credentials count for all paths of the server.",
				},
			},
			Explanation: "Metrics tell of namespaces, users' activity and versions, and so are not for everyone. RBAC treats paths that are no resources separately; the default ClusterRole `system:monitoring` names them.",
			Tags:        []string{"rbac", "authz", "ctrlplane"},
			Topics:      []string{"S3-18"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Using RBAC Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
			},
				{
					Title:  "Default roles",
					Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M07",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: finn-views\nsubjects:\n- kind: User\n  name: finn\n  apiGroup: rbac.authorization.k8s.io\nroleRef:\n  kind: ClusterRole\n  name: view\n  apiGroup: rbac.authorization.k8s.io\n",
					User:    "finn",
					Groups:  []string{"system:authenticated"},
					Verb:    "get",
					Path:    "/metrics",
				},
			},
		},
		{
			ID:          "api-ready-path",
			Type:        "short",
			Text:        "A load balancer in front of three API servers still asks `/healthz`, which has been deprecated for long. Which path should it ask instead, so that a server that is shutting down gets no new requests?",
			Accept:      []string{"/readyz", "readyz"},
			Placeholder: "/path",
			Wrong: []quiz.Wrong{{
				Text: "/livez",
				Why:  "It tells whether the process should be restarted, and stays good during an orderly shutdown.",
			},
				{
					Text: "/healthz",
					Why:  "That is the deprecated one.",
				},
				{
					Text: "/metrics",
					Why:  "It is not open to a client without a credential, and says nothing in one word.",
				},
			},
			Explanation: "`/livez` and `/readyz` replace `/healthz` and answer two different questions. By default all three may be asked without a credential; since v1.34 anonymous access can be restricted to just such paths by a stable feature.",
			Tags:        []string{"ctrlplane", "net"},
			Topics:      []string{"S3-18"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "API health endpoints",
				URL:   "https://kubernetes.io/docs/reference/using-api/health-checks/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-health-only",
				Lesson:   "M04",
			},
		},
		{
			ID:       "api-proxy-sidecar-lines",
			Type:     "line",
			Text:     "By default `kubectl proxy` can only be reached from its own host, and only under a local name. Which lines of this pod take these two limits away?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: board\n  namespace: shop\nspec:\n  serviceAccountName: board-reader\n  containers:\n  - name: board\n    image: registry.example.com/shop/board:1.8\n    env:\n    - name: API_URL\n      value: http://127.0.0.1:8011\n  - name: api\n    image: registry.example.com/base/kubectl:1.37\n    command: [kubectl, proxy]\n    args:\n    - --port=8011\n    - --address=0.0.0.0\n    - --accept-hosts=.*\n    - --accept-paths=^/api/v1/namespaces/shop/\n    - --reject-methods=POST,PUT,PATCH,DELETE\n",
			Lines: []quiz.FaultLine{{
				Line: 19,
				Why:  "It listens on all addresses of the pod, so every pod that can reach this one can use the service account's rights.",
			},
				{
					Line: 20,
					Why:  "It accepts any `Host` header, which was to keep out web pages that a browser was lured to.",
				},
			},
			Explanation: "`kubectl proxy` adds the credential of whoever started it to every request, and asks the caller for none. Bound to 127.0.0.1 it serves the containers of one pod, or the users of one machine. Another port is harmless. It has nothing in common with kube-proxy, which forwards traffic of Services.",
			Tags:        []string{"net", "authn"},
			Topics:      []string{"S3-19"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Use an HTTP proxy to access the Kubernetes API",
				URL:   "https://kubernetes.io/docs/tasks/extend-kubernetes/http-proxy-access-api/",
			},
				{
					Title:  "Defaults of the filter",
					Module: "k8s.io/kubectl/pkg/proxy/proxy_server.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M04",
			},
		},
		{
			ID:   "api-proxy-identity",
			Type: "single",
			Text: "An administrator runs `kubectl proxy --port=8011` on a shared machine. Another user of the machine, who has no kubeconfig, runs `curl http://127.0.0.1:8011/api/v1/secrets`. As whom does the request reach the API server?",
			Options: []quiz.Option{{
				Text: "As `system:anonymous`, since curl has sent no credential",
				Why:  "That would be so without the proxy; the proxy adds a credential to each request.",
			},
				{
					Text:    "As the administrator, whose kubeconfig the proxy uses",
					Correct: true,
					Why:     "The proxy authenticates with its own credential for whoever connects to its port.",
				},
				{
					Text: "As the second user, whose name the proxy passes on",
					Why:  "The proxy does not know local users; it sees a connection on a port.",
				},
				{
					Text: "As `system:kube-proxy`, which is what runs the port",
					Why:  "That is the identity of kube-proxy, another program that only shares a word with this one.",
				},
			},
			Explanation: "The proxy turns \"may connect to this port\" into \"may act as me\". On shared machines use `--unix-socket`, whose file only the owner may open, or stop the proxy when it is not needed.",
			Tags:        []string{"net", "authn"},
			Topics:      []string{"S3-19"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "kubectl proxy",
				URL:   "https://kubernetes.io/docs/reference/kubectl/generated/kubectl_proxy/",
			},
				{
					Title:  "The server",
					Module: "k8s.io/kubectl/pkg/proxy/proxy_server.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M04",
			},
		},
		{
			ID:   "api-kubelet-client-cert-secrets",
			Type: "verdict",
			Text: "A cluster was made by kubeadm v1.37. Someone copies `apiserver-kubelet-client.crt` with its key (subject `CN=kube-apiserver-kubelet-client`, no organization) and asks the API server for all Secrets. kubeadm has made the binding below. What is the answer?",
			Given: []quiz.Given{{
				Title:    "The binding, in part",
				Language: "yaml",
				Text:     "kind: ClusterRoleBinding\nmetadata:\n  name: kubeadm:apiserver-kubelet-client\nsubjects:\n- kind: User\n  name: kube-apiserver-kubelet-client\nroleRef:\n  kind: ClusterRole\n  name: system:kubelet-api-admin\n",
			},
				{
					Language: "console",
					Text:     "$ curl --cacert ca.crt --cert apiserver-kubelet-client.crt --key apiserver-kubelet-client.key \\\n    https://api.example.com:6443/api/v1/secrets\n",
				},
			},
			Options: []quiz.Option{{
				Text:  "`200`: the certificate is an administrator's",
				Why:   "It was, as long as kubeadm put an administrators' group into it; that has been taken out.",
				Value: "allowed",
			},
				{
					Text: "`401`: it is not for the API server",
					Why:  "Purpose and CA are right for any client of this cluster, so it is accepted as a user.",
				},
				{
					Text: "`403` for `system:anonymous`",
					Why:  "The certificate is valid, so the request has a name.",
				},
				{
					Text:    "`403` for that user",
					Correct: true,
					Why:     "The role reaches nodes and what kubelets serve, and Secrets are not among that.",
					Value:   "denied",
				},
			},
			Explanation: "In clusters that an older kubeadm has made, the certificate may carry `O=system:masters` (before v1.29) or `O=kubeadm:cluster-admins`, and there the same request gives away every Secret. Check the subject of yours; the key is as dangerous as what the subject is bound to.",
			Tags:        []string{"authn", "crypto", "rbac"},
			Topics:      []string{"S3-29"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.37",
			Sources: []quiz.Source{{
				Title: "kubeadm: a dedicated ClusterRole for the kubelet client",
				URL:   "https://github.com/kubernetes/kubernetes/pull/138957",
			},
				{
					Title:  "The certificate",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/certs/certlist.go#KubeadmCertKubeletClient",
				},
			},
			Practice: quiz.Practice{
				Scenario: "nodes-proxy-is-exec",
				Lesson:   "M10",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:  "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: kubeadm:apiserver-kubelet-client\nsubjects:\n- kind: User\n  name: kube-apiserver-kubelet-client\n  apiGroup: rbac.authorization.k8s.io\nroleRef:\n  kind: ClusterRole\n  name: system:kubelet-api-admin\n  apiGroup: rbac.authorization.k8s.io\n",
					User:     "kube-apiserver-kubelet-client",
					Groups:   []string{"system:authenticated"},
					Verb:     "list",
					Resource: "secrets",
				},
			},
		},
		{
			ID:   "api-kubelet-client-cert-use",
			Type: "single",
			Text: "The API server's client certificate for kubelets has no rights on pods or Secrets, only the role `system:kubelet-api-admin`. What can a thief of its key do all the same, who reaches the nodes' port 10250?",
			Options: []quiz.Option{{
				Text: "Read the nodes' metrics and logs, but nothing inside containers",
				Why:  "Metrics and logs are part of it, but the role also holds `nodes/proxy` with every verb.",
			},
				{
					Text: "Sign certificates of new nodes, which the kubelets then trust",
					Why:  "That takes the CA's key; this certificate may not sign anything.",
				},
				{
					Text:    "Run commands in any container of any node",
					Correct: true,
					Why:     "The kubelet serves exec to whoever may use `nodes/proxy`, and this is just what the role is for.",
				},
				{
					Text: "Start privileged pods by sending manifests to kubelets",
					Why:  "The kubelet's API has no way to create pods; it takes them from the API server and from its manifest directory.",
				},
			},
			Explanation: "Exec on the kubelet passes by the API server's authorization for pods, its admission and its audit log. From a container whose service account has strong rights, the way to the rest is short. Guard the key like an administrator's.",
			Tags:        []string{"kubelet", "crypto", "privesc"},
			Topics:      []string{"S3-29"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Kubelet authentication and authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
			},
				{
					Title:  "The role",
					Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "nodes-proxy-is-exec",
				Lesson:   "M10",
			},
		},
	},
}
