// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankauthentication = quiz.Bank{
	ID:     "authentication",
	Title:  "Authentication",
	Module: "M05",
	Questions: []quiz.Question{{
		ID:   "authn-shared-admin-conf",
		Type: "single",
		Text: "An old handbook says that administrators shall use `admin.conf`, because it works with a certificate. On a kubeadm cluster three of them have a copy of the file. One leaves the company. What holds for the leaver's copy?",
		Options: []quiz.Option{{
			Text: "It stops working as soon as the leaver's account in the company's directory is closed",
			Why:  "The API server asks no directory about a certificate. It checks signature, purpose and dates.",
		},
			{
				Text: "It works only on the control plane host on which kubeadm has written the file",
				Why:  "A client certificate is not tied to a host. Whoever has the key can use it wherever port 6443 can be reached.",
			},
			{
				Text: "It can be refused by its serial number, while the other two go on working",
				Why:  "There is no list of revoked certificates, and all three copies hold the same certificate anyway.",
			},
			{
				Text:    "It works until the certificate expires, or until the rights of all three are taken",
				Correct: true,
				Why:     "The copies are one identity, so nothing in the cluster can tell the leaver from the two who stay.",
			},
		},
		Explanation: "Whoever has the file controls the cluster, with `kubectl` or any other HTTPS client, and the audit log calls all of them `kubernetes-admin`. Give people personal identities that expire soon, and keep `admin.conf` for emergencies.",
		Tags:        []string{"authn", "ctrlplane"},
		Topics:      []string{"S0-10"},
		Difficulty:  "easy",
		Sources: []quiz.Source{{
			Title: "Hardening guide, authentication mechanisms",
			URL:   "https://kubernetes.io/docs/concepts/security/hardening-guide/authentication-mechanisms/",
		},
			{
				Title:  "X.509 request authenticator",
				Module: "k8s.io/apiserver/pkg/authentication/request/x509/x509.go#Authenticator",
			},
			{
				Title:  "Kubeconfig files that kubeadm writes",
				Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go#getKubeConfigSpecsBase",
			},
		},
		Practice: quiz.Practice{
			Scenario: "masters-for-everyone",
			Lesson:   "M05",
		},
	},
		{
			ID:   "authn-static-token-removal",
			Type: "single",
			Text: "A leaked token stands in the file named by `--token-auth-file`. You delete its line and save the file. When does the API server stop accepting the token?",
			Options: []quiz.Option{{
				Text: "With the next request, because the file is read for each of them",
				Why:  "The file is parsed into a map once, and requests are answered from that map.",
			},
				{
					Text: "After 10 seconds, when the cache of successful logins runs out",
					Why:  "The cache lies in front of the map, and the map itself still holds the deleted line.",
				},
				{
					Text:    "When `kube-apiserver` is started again, and not before that",
					Correct: true,
					Why:     "The map is built at the start, and nothing watches the file afterwards.",
				},
				{
					Text: "Within a minute, when the changed file is loaded again",
					Why:  "That is how the file of `--authentication-config` behaves. The token file is not watched.",
				},
			},
			Explanation: "Static tokens are cleartext, have no expiry, and need a restart of every API server to be withdrawn. That is why they are left to labs.",
			Tags:        []string{"authn", "ctrlplane"},
			Topics:      []string{"S1-021"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Authenticating, static token file",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Reader of the token file",
					Module: "k8s.io/apiserver/pkg/authentication/token/tokenfile/tokenfile.go#NewCSV",
				},
			},
			Practice: quiz.Practice{
				Scenario: "static-token-file",
				Lesson:   "M05",
			},
		},
		{
			ID:          "authn-static-token-flag",
			Type:        "short",
			Text:        "CIS asks that one flag be absent from `kube-apiserver`, because it makes the server accept bearer tokens that stand in cleartext in a CSV file. Which flag?",
			Accept:      []string{"--token-auth-file", "token-auth-file"},
			Placeholder: "--flag-name",
			Wrong: []quiz.Wrong{{
				Text: "--token-auth-file-path",
				Why:  "No such flag exists. The name ends with `file`.",
			},
				{
					Text: "--basic-auth-file",
					Why:  "That one held passwords, and Kubernetes has removed it.",
				},
				{
					Text: "--authentication-token-webhook-config-file",
					Why:  "That file says where to ask about a token. It holds no tokens of users.",
				},
				{
					Text: "--enable-bootstrap-token-auth",
					Why:  "Bootstrap tokens are Secrets in `kube-system` and have an expiry.",
				},
			},
			Explanation: "Each line of that file is token, user name, UID and, optionally, a quoted list of groups. Whoever reads the file or a backup of it can log in as each of them.",
			Tags:        []string{"authn", "ctrlplane", "hardening"},
			Topics:      []string{"S1-021"},
			Difficulty:  "easy",
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
				Scenario: "static-token-file",
				Lesson:   "M05",
			},
		},
		{
			ID:       "authn-token-csv-superusers",
			Type:     "line",
			Text:     "This is the whole file of `--token-auth-file`. Which lines hand out a token whose requests pass without any configured authorizer being asked?",
			Manifest: "tok-a51f,mila,1001,\"developers\"\ntok-b07c,ci-deploy,1002,\"ci,system:masters\"\ntok-c3e9,system:masters,1003,\"developers\"\ntok-d228,noor,1004,auditors\ntok-e61b,release-bot,1005,ci,system:masters\ntok-f940,ops,1006,system:masters\ntok-0d17,backup,1007\ntok-1ab8,system:kube-scheduler,1008,\"platform\"\n",
			Lines: []quiz.FaultLine{{
				Line: 2,
				Why:  "The quoted fourth column is split at commas, so `ci-deploy` is in `ci` and in `system:masters`.",
			},
				{
					Line: 6,
					Why:  "A single group needs no quotes, and this one is `system:masters`.",
				},
			},
			Explanation: "Only the group `system:masters` counts. A user of that name (line 3) is nobody special, and without quotes only the fourth column is read, so the fifth column of line 5 is ignored. Line 8 gets the scheduler's rights by RBAC.",
			Tags:        []string{"authn", "authz", "ctrlplane"},
			Topics:      []string{"S1-021", "S1-046"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Reader of the token file",
				Module: "k8s.io/apiserver/pkg/authentication/token/tokenfile/tokenfile.go#NewCSV",
			},
				{
					Title:  "Superuser authorizer",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/authorizer/reload.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "static-token-file",
				Lesson:   "M05",
			},
		},
		{
			ID:   "authn-wrong-header",
			Type: "verdict",
			Text: "An API server with RBAC and default settings has a static token for the user `mila`, who may list Pods everywhere. She mistypes the name of the header. What is the answer?",
			Given: []quiz.Given{{
				Language: "console",
				Text:     "$ curl --cacert ca.crt -H 'Authentication: Bearer tok-a51f' \\\n    https://api.example.com:6443/api/v1/namespaces/default/pods\n",
			},
			},
			Options: []quiz.Option{{
				Text: "The list of Pods, since the token itself is right",
				Why:  "Only `Authorization` is looked at, so the token was never seen.",
			},
				{
					Text:    "403 for the user `system:anonymous`",
					Correct: true,
					Why:     "Without a credential the request is anonymous, and RBAC grants anonymous callers no Pods.",
					Value:   "denied",
				},
				{
					Text: "401, because the header holds no valid credential",
					Why:  "A 401 would follow from a wrong token in the right header. An unknown header is not an attempt to log in.",
				},
				{
					Text: "400, because HTTP forbids unknown headers",
					Why:  "HTTP servers ignore headers that they do not know.",
				},
			},
			Explanation: "The API server reads bearer tokens from `Authorization`. A 403 that names `system:anonymous` tells you that your credential did not arrive at all.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S3-06"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Authenticating, putting a bearer token in a request",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Bearer token authenticator",
					Module: "k8s.io/apiserver/pkg/authentication/request/bearertoken/bearertoken.go#AuthenticateRequest",
				},
			},
			Practice: quiz.Practice{
				Scenario: "static-token-file",
				Lesson:   "M05",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					User:      "system:anonymous",
					Groups:    []string{"system:unauthenticated"},
					Verb:      "list",
					Resource:  "pods",
					Namespace: "default",
				},
			},
		},
		{
			ID:   "authn-two-credentials",
			Type: "verdict",
			Text: "A monitoring job sends two credentials with each request: a client certificate that expired yesterday, and a valid token of a service account that may read `/metrics`. What does it get?",
			Given: []quiz.Given{{
				Language: "console",
				Text:     "$ curl --cacert ca.crt --cert old.crt --key old.key \\\n    -H \"Authorization: Bearer $TOKEN\" https://api.example.com:6443/metrics\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "200 as the service account",
				Correct: true,
				Why:     "The certificate fails, the next authenticator accepts the token, and one success is enough.",
			},
				{
					Text: "401 Unauthorized",
					Why:  "So it would be if no credential were good. An error only counts once every authenticator has been asked.",
				},
				{
					Text: "403 for `system:anonymous`",
					Why:  "Nobody who shows a good credential is anonymous, and one who shows only bad ones gets 401.",
				},
				{
					Text: "No answer, as TLS fails",
					Why:  "The server asks for a client certificate in the handshake, but leaves it to the authenticator to check it.",
				},
			},
			Explanation: "Client certificates are tried first, then tokens, and the first success decides. Anonymous is different: it is the fallback of requests on which no authenticator has reported an error. A lone bad credential gives 401 even where a stranger would be served.",
			Tags:        []string{"authn", "ctrlplane"},
			Topics:      []string{"S2-19"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Authenticating",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Chain of authenticators",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/authenticator/config.go#New",
				},
				{
					Title:  "What a chain does with an error",
					Module: "k8s.io/apiserver/pkg/authentication/request/union/union.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:     "authn-anonymous-default",
			Type:   "boolean",
			Text:   "A `kube-apiserver` is started with `--authorization-mode=Node,RBAC`, and neither `--anonymous-auth` nor `--authentication-config` is set. Does it treat requests without a credential as `system:anonymous`?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "The default of `--anonymous-auth` is true, and the caller is put in the group `system:unauthenticated`.",
				False: "The API server turns anonymous requests off by itself only with the authorizer `AlwaysAllow`. The kubelet's configuration file has the safer default, which is easily mixed up with this one.",
			},
			Explanation: "Being anonymous is an identity, not a right. It becomes a hole when somebody binds a role to `system:anonymous` or `system:unauthenticated`.",
			Tags:        []string{"authn", "authz"},
			Topics:      []string{"S1-022"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Authenticating, anonymous requests",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Authentication options",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/authentication.go#WithAnonymous",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-api-binding",
				Lesson:   "M05",
			},
			Truth: &quiz.Truth{
				Flag: &quiz.FlagTruth{
					Component: "kube-apiserver",
					Name:      "anonymous-auth",
					Ask:       "default",
				},
			},
		},
		{
			ID:   "authn-anonymous-off-breaks",
			Type: "multiple",
			Text: "On a cluster made by kubeadm you add `--anonymous-auth=false` to the API server's manifest and change nothing else. What stops working?",
			Options: []quiz.Option{{
				Text:    "The kubelet's probes of the API server's own static Pod",
				Correct: true,
				Why:     "The HTTP probes of `/livez` and `/readyz` carry no credential, get 401, and the kubelet restarts the container.",
			},
				{
					Text: "The requests that kubelets send with their client certificates",
					Why:  "A client certificate is a credential, so these requests were never anonymous.",
				},
				{
					Text:    "`kubeadm join` with a discovery token",
					Correct: true,
					Why:     "The joining machine reads the ConfigMap `cluster-info` in `kube-public` before it has any credential.",
				},
				{
					Text: "Requests with an expired token, which were served as anonymous so far",
					Why:  "They were answered with 401 all along, since a failed credential is never turned into an anonymous request.",
				},
				{
					Text: "Calls from Pods that use their mounted service account token",
					Why:  "Those are authenticated by the token, whatever the setting for anonymous requests is.",
				},
			},
			Explanation: "A blunt `false` breaks the few paths that are meant to be public. An `AuthenticationConfiguration` can keep `/livez`, `/readyz` and `/healthz` open for anonymous callers and close everything else.",
			Tags:        []string{"authn", "authz", "ctrlplane"},
			Topics:      []string{"S1-022"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Authenticating, anonymous requests",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Probes in kubeadm's manifest",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/controlplane/manifests.go",
				},
				{
					Title:  "Binding that opens cluster-info",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/bootstraptoken/clusterinfo/clusterinfo.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-health-only",
				Lesson:   "M05",
			},
		},
		{
			ID:   "authn-anonymous-condition-path",
			Type: "verdict",
			Text: "The API server runs with this `AuthenticationConfiguration`. Long ago somebody bound `system:anonymous` to `cluster-admin`, and that binding still exists. What does a caller without a credential get for `GET /livez/ping`?",
			Given: []quiz.Given{{
				Title:    "authn.yaml",
				Language: "yaml",
				Text:     "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n  conditions:\n  - path: /livez\n  - path: /readyz\n",
			},
			},
			Options: []quiz.Option{{
				Text: "200, because `/livez` covers what lies below it",
				Why:  "Paths are compared as a whole. A listed path says nothing about longer ones.",
			},
				{
					Text: "200, because the binding allows everything",
					Why:  "RBAC is never asked, since the request has no identity that a rule could apply to.",
				},
				{
					Text: "403, because the path is not among the conditions",
					Why:  "Conditions belong to authentication. A refusal there is a 401, while 403 is an authorizer's.",
				},
				{
					Text:    "401, because no authenticator takes the request",
					Correct: true,
					Why:     "The path is not listed, so the request does not become anonymous and stays without an identity.",
				},
			},
			Explanation: "Conditions decide which paths may be anonymous at all, by exact comparison. That disarms bindings to `system:anonymous` even where nobody dares to delete them.",
			Tags:        []string{"authn", "hardening"},
			Topics:      []string{"S1-159"},
			Difficulty:  "medium",
			Kubernetes:  ">=1.34",
			Sources: []quiz.Source{{
				Title: "Authenticating, anonymous authenticator configuration",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Anonymous authenticator",
					Module: "k8s.io/apiserver/pkg/authentication/request/anonymous/anonymous.go#AuthenticateRequest",
				},
				{
					Title: "KEP-4633",
					URL:   "https://github.com/kubernetes/enhancements/issues/4633",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-health-only",
				Lesson:   "M05",
			},
		},
		{
			ID:       "authn-config-flag-conflict",
			Type:     "line",
			Text:     "The file behind `--authentication-config` sets `anonymous` with two conditions and one entry of `jwt`. The API server refuses to start. Which flags of this manifest, shortened here, may not stand beside such a file?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\n  namespace: kube-system\nspec:\n  containers:\n  - name: kube-apiserver\n    image: registry.k8s.io/kube-apiserver:v1.37.1\n    command:\n    - kube-apiserver\n    - --authorization-mode=Node,RBAC\n    - --client-ca-file=/etc/kubernetes/pki/ca.crt\n    - --authentication-config=/etc/kubernetes/authn/authn.yaml\n    - --anonymous-auth=true\n    - --enable-bootstrap-token-auth=true\n    - --oidc-issuer-url=https://login.example.com\n    - --oidc-client-id=shop\n    - --service-account-issuer=https://kubernetes.default.svc.cluster.local\n",
			Lines: []quiz.FaultLine{{
				Line: 15,
				Why:  "The flag may not be given at all once the file has a section `anonymous`, not even with the same meaning.",
			},
				{
					Line: 17,
					Why:  "No `--oidc-` flag may stand beside an authentication configuration. The issuer belongs in `jwt[].issuer.url`.",
				},
				{
					Line: 18,
					Why:  "No `--oidc-` flag may stand beside an authentication configuration. The client belongs in `issuer.audiences`.",
				},
			},
			Explanation: "The file replaces the `--oidc-` flags and, where it sets `anonymous`, also `--anonymous-auth`. Client certificates, bootstrap tokens and service account tokens are still set up by flags.",
			Tags:        []string{"authn", "ctrlplane"},
			Topics:      []string{"S1-159"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.32",
			Sources: []quiz.Source{{
				Title:  "Checks of the authentication options",
				Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/authentication.go#validateOIDCOptions",
			},
				{
					Title: "Authenticating",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "anonymous-health-only",
				Lesson:   "M05",
			},
		},
		{
			ID:   "authn-masters-beats-webhook",
			Type: "verdict",
			Text: "An authorization webhook stands before RBAC and answers every request of the user `oncall` with a denial. `oncall` presents a valid client certificate with `CN=oncall, O=system:masters`. What happens to this request?",
			Given: []quiz.Given{{
				Language: "console",
				Text:     "$ kubectl --kubeconfig oncall.conf delete namespace shop\n",
			},
			},
			Options: []quiz.Option{{
				Text: "Denied by the webhook (403), since a denial ends the chain",
				Why:  "A denial ends the chain of configured authorizers, but that chain is never reached here.",
			},
				{
					Text:    "Allowed, and the webhook is not asked",
					Correct: true,
					Why:     "Members of `system:masters` are let through by an authorizer that comes before all configured ones.",
					Value:   "allowed",
				},
				{
					Text: "Allowed by RBAC, after the webhook was overruled",
					Why:  "No authorizer overrules an explicit denial. The webhook was not asked in the first place.",
				},
				{
					Text: "Not authenticated (401), since certificates cannot name `system:` groups",
					Why:  "The API server takes every organization of a certificate that its CA has signed as a group.",
				},
			},
			Explanation: "`system:masters` is built into the API server and comes before RBAC, webhooks and everything else. Deleting bindings or writing deny rules does not help against a certificate of that group.",
			Tags:        []string{"authz", "persistence"},
			Topics:      []string{"S1-046"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "Order of the authorizers",
				Module: "k8s.io/kubernetes/pkg/kubeapiserver/authorizer/reload.go",
			},
				{
					Title: "RBAC good practices",
					URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M05",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					User:     "oncall",
					Groups:   []string{"system:masters", "system:authenticated"},
					Verb:     "delete",
					Resource: "namespaces",
					Name:     "shop",
				},
			},
		},
		{
			ID:     "authn-masters-and-admission",
			Type:   "boolean",
			Text:   "A namespace enforces the Pod Security level `restricted`, without exemptions. A user of the group `system:masters` creates a privileged Pod there. Is the Pod rejected?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "The group skips authorization only. Admission comes afterwards and treats this user like any other.",
				False: "That mixes up authorization and admission. No admission plugin looks away because of the group, although its members may of course relabel the namespace first.",
			},
			Explanation: "Authentication, authorization and admission are separate stages, and `system:masters` opens only the second. A superuser can change the policy, but not ignore it.",
			Tags:        []string{"authz", "admission"},
			Topics:      []string{"S1-046"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Order of the authorizers",
				Module: "k8s.io/kubernetes/pkg/kubeapiserver/authorizer/reload.go",
			},
				{
					Title: "Controlling access to the Kubernetes API",
					URL:   "https://kubernetes.io/docs/concepts/security/controlling-access/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M05",
			},
		},
		{
			ID:   "authn-kubeadm-binding-gone",
			Type: "verdict",
			Text: "On a cluster made by kubeadm an admin deletes the ClusterRoleBinding `kubeadm:cluster-admins` by mistake, and is locked out with `admin.conf`. What does the API server say to this attempt at a repair?",
			Given: []quiz.Given{{
				Language: "console",
				Text:     "$ kubectl --kubeconfig /etc/kubernetes/super-admin.conf create clusterrolebinding \\\n    kubeadm:cluster-admins --clusterrole=cluster-admin --group=kubeadm:cluster-admins\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "Forbidden (403), since both files belong to the group that has lost its binding",
				Why:   "Only `admin.conf` is in `kubeadm:cluster-admins`. The other file was made for the case that this is not enough.",
				Value: "denied",
			},
				{
					Text: "Forbidden (403), since nobody may hand out `cluster-admin` without being bound to it",
					Why:  "The check against escalation lets members of `system:masters` pass, as authorization does.",
				},
				{
					Text:    "Created (201), since its group needs no binding",
					Correct: true,
					Why:     "The certificate carries `system:masters`, which is let through before RBAC is asked.",
					Value:   "allowed",
				},
				{
					Text: "Unauthorized (401), since it holds good for `kubeadm init` alone",
					Why:  "Its certificate is valid for a year like the others. That is why the file belongs in a safe.",
				},
			},
			Explanation: "The certificate in `admin.conf` has the rights that RBAC binds to its group, so it can be disarmed. `super-admin.conf` has rights that no binding gives or takes, and is the way back in.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S1-117"},
			Difficulty:  "medium",
			Kubernetes:  ">=1.29",
			Sources: []quiz.Source{{
				Title:  "Kubeconfig files that kubeadm writes",
				Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go#getKubeConfigSpecsBase",
			},
				{
					Title:  "Check against escalation",
					Module: "k8s.io/kubernetes/pkg/registry/rbac/escalation_check.go#EscalationAllowed",
				},
				{
					Title: "kubeadm implementation details",
					URL:   "https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M05",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					User:     "kubernetes-super-admin",
					Groups:   []string{"system:masters", "system:authenticated"},
					Verb:     "create",
					Group:    "rbac.authorization.k8s.io",
					Resource: "clusterrolebindings",
				},
			},
		},
		{
			ID:   "authn-kubeadm-files",
			Type: "match",
			Text: "Kubeadm writes several kubeconfig files into `/etc/kubernetes` of the first control plane node. Which identity does the certificate behind each of them prove?",
			Pairs: []quiz.Pair{{
				Left:  "`admin.conf`",
				Right: "A member of `kubeadm:cluster-admins`, which a ClusterRoleBinding ties to `cluster-admin`",
				Why:   "Its rights come from RBAC and can be taken away by deleting the binding.",
			},
				{
					Left:  "`super-admin.conf`",
					Right: "A member of `system:masters`, whom no configured authorizer is asked about",
					Why:   "This is the break-glass file. It belongs in a safe, not on the node.",
				},
				{
					Left:  "`kubelet.conf`",
					Right: "A member of `system:nodes`, which the Node authorizer confines to its own Pods",
					Why:   "The kubelet's user name is `system:node:` and the node's name.",
				},
				{
					Left:  "`controller-manager.conf`",
					Right: "A named user of the control plane, with no group in the certificate",
					Why:   "The user is `system:kube-controller-manager`, and default bindings name that user.",
				},
			},
			Extra: []quiz.Item{{
				Text: "A member of `cluster-admin`, the group that RBAC creates at the start",
				Why:  "`cluster-admin` is a ClusterRole. No group of that name comes with a cluster.",
			},
			},
			Explanation: "Kubeadm separates daily administration from the superuser. Who reads any of these files on the node has the identity, because each file holds or names the private key.",
			Tags:        []string{"authn", "ctrlplane"},
			Topics:      []string{"S1-117"},
			Difficulty:  "medium",
			Kubernetes:  ">=1.29",
			Sources: []quiz.Source{{
				Title:  "Kubeconfig files that kubeadm writes",
				Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go#getKubeConfigSpecsBase",
			},
				{
					Title: "KEP-4214, separate super-user kubeconfig for kubeadm",
					URL:   "https://www.kubernetes.dev/resources/keps/4214/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M05",
			},
		},
		{
			ID:   "authn-breakglass-certificate",
			Type: "single",
			Text: "A team logs in by OIDC and keeps one client certificate for emergencies in a safe. Which property makes a certificate fit for that purpose?",
			Options: []quiz.Option{{
				Text:    "It can be checked against a CA file on the server's own disk",
				Correct: true,
				Why:     "No other service takes part, so the login works while the identity provider or a webhook is down.",
			},
				{
					Text: "It can be revoked alone, as soon as the emergency is over",
					Why:  "The API server reads no revocation lists, and that is why the certificate lies in a safe.",
				},
				{
					Text: "It leaves no user name in the audit log that could be misused",
					Why:  "The name and a hash of the certificate do appear in the audit log, which is what you want after an emergency.",
				},
				{
					Text: "It makes every request of its holder skip admission control",
					Why:  "Admission looks at each write, whichever way the caller has logged in.",
				},
			},
			Explanation: "Break-glass access has to survive the failure of everything else. Keep the key offline, renew it on a schedule, and alert on its use, because you cannot revoke it.",
			Tags:        []string{"authn", "recovery"},
			Topics:      []string{"S1-116", "S0-10"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title:  "X.509 request authenticator",
				Module: "k8s.io/apiserver/pkg/authentication/request/x509/x509.go#AuthenticateRequest",
			},
				{
					Title: "Hardening guide, authentication mechanisms",
					URL:   "https://kubernetes.io/docs/concepts/security/hardening-guide/authentication-mechanisms/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M05",
			},
		},
		{
			ID:   "authn-leaked-certificate",
			Type: "multiple",
			Text: "The key of a client certificate with `CN=dana, O=payments` has leaked. It is valid for ten more months. Which measures keep the thief from using Dana's rights?",
			Options: []quiz.Option{{
				Text: "Delete the CertificateSigningRequest that it came from",
				Why:  "The object is only the record of how it was issued. The signed certificate works without it.",
			},
				{
					Text:    "Remove `dana` and `payments` from every RoleBinding and ClusterRoleBinding",
					Correct: true,
					Why:     "The thief is still authenticated, but as somebody to whom nothing is granted beyond what everyone may do.",
				},
				{
					Text: "Have the CA publish a revocation list at the address in the certificate",
					Why:  "The API server consults neither revocation lists nor OCSP for client certificates.",
				},
				{
					Text:    "Replace the CA in `--client-ca-file` and reissue the other certificates",
					Correct: true,
					Why:     "A certificate of a CA that is no longer trusted is refused. It is the thorough and costly way.",
				},
				{
					Text:    "Put an authorization webhook before RBAC that denies the user `dana`",
					Correct: true,
					Why:     "A denial ends the chain. It would not work against `system:masters`, but does against `payments`.",
				},
			},
			Explanation: "Client certificates have no revocation in Kubernetes. You can change the CA for all of them, or make sure that the name and groups in the lost one are worth nothing.",
			Tags:        []string{"authn", "recovery", "crypto"},
			Topics:      []string{"S1-115"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Hardening guide, authentication mechanisms",
				URL:   "https://kubernetes.io/docs/concepts/security/hardening-guide/authentication-mechanisms/",
			},
				{
					Title:  "X.509 request authenticator",
					Module: "k8s.io/apiserver/pkg/authentication/request/x509/x509.go#AuthenticateRequest",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M05",
			},
		},
		{
			ID:   "authn-group-in-certificate",
			Type: "single",
			Text: "The certificates of the payments team carry `O=payments-admins`, and a ClusterRoleBinding gives that group wide rights. One member moves to another team, with eight months left on her certificate. Why is this hard to put right?",
			Options: []quiz.Option{{
				Text: "Nobody can remove a subject from the binding as long as a valid certificate names it",
				Why:  "Subjects of a binding can be changed at any time. Only its `roleRef` is immutable.",
			},
				{
					Text:    "The group stays in her certificate until it expires, and taking it out of the binding hits the whole team",
					Correct: true,
					Why:     "Membership is signed into the certificate. The group can lose its rights, but she cannot be taken out of the group.",
				},
				{
					Text: "The Group object is owned by the CSR API, which lets nobody but the signer edit it",
					Why:  "There are no Group objects. A group is a string that an authenticator reports.",
				},
				{
					Text: "The API server keeps her groups in a cache until she presents a newer certificate with other groups",
					Why:  "Groups are read from the certificate with each request. Nothing is cached from earlier ones.",
				},
			},
			Explanation: "A certificate freezes membership until it expires. Bind rights to user names if certificates have to be used, or take groups from an identity provider whose tokens live for minutes.",
			Tags:        []string{"authn", "authz", "rbac"},
			Topics:      []string{"S1-121", "S1-115"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Hardening guide, authentication mechanisms",
				URL:   "https://kubernetes.io/docs/concepts/security/hardening-guide/authentication-mechanisms/",
			},
				{
					Title:  "Conversion of a certificate into a user",
					Module: "k8s.io/apiserver/pkg/authentication/request/x509/x509.go#CommonNameUserConversion",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M05",
			},
		},
		{
			ID:          "authn-csr-validity-field",
			Type:        "short",
			Text:        "A user asks for a client certificate by a CertificateSigningRequest and wants it to be valid for a day only. Which field of the object's `spec` asks for that?",
			Accept:      []string{"expirationSeconds", "spec.expirationSeconds", ".spec.expirationSeconds", "expirationSeconds: 86400"},
			Placeholder: "fieldName",
			Wrong: []quiz.Wrong{{
				Text: "duration",
				Why:  "Objects of cert-manager have a field of that name. Here the time is given in seconds.",
			},
				{
					Text: "usages",
					Why:  "That says what the certificate is for, such as `client auth`, and not for how long.",
				},
				{
					Text: "--cluster-signing-duration",
					Why:  "That is a flag of the controller manager, which sets the longest time that it signs for.",
				},
				{
					Text: "notAfter",
					Why:  "That stands in the finished certificate. The signer computes it.",
				},
			},
			Explanation: "The signers of the controller manager honour the field from ten minutes up to their own limit, which is a year by default. Certificates cannot be revoked one by one, so a short life is the best protection that they have.",
			Tags:        []string{"authn", "crypto"},
			Topics:      []string{"S3-07"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Certificates and certificate signing requests",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/",
			},
				{
					Title:  "The field",
					Module: "k8s.io/api/certificates/v1/types.go#CertificateSigningRequestSpec",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:   "authn-csr-steps",
			Type: "order",
			Text: "A user gets a client certificate by means of the certificates API. Put the steps in order.",
			Items: []quiz.Item{{
				Text: "Generate a private key on the user's own machine",
				Why:  "The key never leaves that machine, so it comes first and stays there.",
			},
				{
					Text: "Create a PKCS#10 request with the CN and O that are wanted",
					Why:  "The request is signed with the private key and says who the holder wants to be.",
				},
				{
					Text: "Create a CertificateSigningRequest for the signer `kubernetes.io/kube-apiserver-client`",
					Why:  "The object carries the request and names who is to sign it.",
				},
				{
					Text: "Approve the object, which no controller does for this signer",
					Why:  "A person or an own controller has to judge whether the name and groups are deserved.",
				},
				{
					Text: "The controller manager signs and writes `status.certificate`",
					Why:  "The signer acts on approved objects only.",
				},
				{
					Text: "Put the certificate into the kubeconfig beside the key",
					Why:  "Only now are there a key and a certificate that fit together.",
				},
			},
			Explanation: "The approver decides who somebody is, so approval is a right as strong as the groups that can be asked for. Admission refuses `O=system:masters` for this signer, but not other powerful names and groups.",
			Tags:        []string{"authn", "crypto"},
			Topics:      []string{"S3-07"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Certificates and certificate signing requests",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/",
			},
				{
					Title:  "Built-in signers",
					Module: "k8s.io/kubernetes/pkg/controller/certificates/signer/signer.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:   "authn-exec-plugin-trap",
			Type: "single",
			Text: "Ana downloads a kubeconfig whose user has an `exec` section with `command: /usr/bin/python3` and a long list of `args`. She has no kuberc file. What happens when she runs `kubectl get pods` with it?",
			Options: []quiz.Option{{
				Text: "The API server runs the command and takes its output for her identity",
				Why:  "The section is read by the client alone. A server that has to ask somebody else uses a token webhook.",
			},
				{
					Text: "`kubectl` shows the command line and asks her for consent before it is run",
					Why:  "There is no such question. A plugin can ask for input itself, but only once it runs.",
				},
				{
					Text: "`kubectl` refuses it, since plugins have to be files named `kubectl-`",
					Why:  "That is how subcommands are found. Credential plugins may be any program.",
				},
				{
					Text:    "Her machine runs the command with her rights to get a credential",
					Correct: true,
					Why:     "The client library starts the program locally, with her environment and files within reach.",
				},
			},
			Explanation: "A kubeconfig from somebody else can be a program that runs as you. In a kuberc file, `credentialPluginPolicy` can be set to `DenyAll` or to `Allowlist`; without it every command may run.",
			Tags:        []string{"authn", "privesc"},
			Topics:      []string{"S1-079"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Authenticating, client-go credential plugins",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title: "Policy for credential plugins",
					URL:   "https://kubernetes.io/docs/reference/kubectl/kuberc/",
				},
				{
					Title:  "Exec section of a kubeconfig",
					Module: "k8s.io/client-go/tools/clientcmd/api/types.go#ExecConfig",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:       "authn-exec-kubeconfig-lines",
			Type:     "line",
			Text:     "A colleague mails an archive with this kubeconfig and a file `staging-login` beside it. Which lines let a program from the archive run on your laptop, or let a machine in between collect your token?",
			Manifest: "apiVersion: v1\nkind: Config\ncurrent-context: staging\nclusters:\n- name: staging\n  cluster:\n    server: https://staging.example.com:6443\n    insecure-skip-tls-verify: true\ncontexts:\n- name: staging\n  context: {cluster: staging, user: staging}\nusers:\n- name: staging\n  user:\n    exec:\n      apiVersion: client.authentication.k8s.io/v1\n      interactiveMode: IfAvailable\n      provideClusterInfo: false\n      command: ./staging-login\n      args: [token, --cluster, staging]\n",
			Lines: []quiz.FaultLine{{
				Line: 8,
				Why:  "Without a check of the server's certificate, anybody on the path can pose as the API server and read the token.",
			},
				{
					Line: 19,
					Why:  "A relative path is resolved from the kubeconfig's folder, so the file that came by mail is started as you.",
				},
			},
			Explanation: "Read a kubeconfig like a script before you use it. The cluster's CA should come as `certificate-authority-data`, and the plugin should be a program that you have installed yourself.",
			Tags:        []string{"authn", "privesc"},
			Topics:      []string{"S1-079"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Authenticating, client-go credential plugins",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Resolution of relative paths",
					Module: "k8s.io/client-go/tools/clientcmd/loader.go#GetAuthInfoFileReferences",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:   "authn-exec-plugin-cannot-sign",
			Type: "single",
			Text: "A gateway in front of the API server wants every HTTP request signed with a key that never leaves a hardware module. Can an exec credential plugin in the kubeconfig do that?",
			Options: []quiz.Option{{
				Text:    "No, since it hands over a token or a key pair and never sees the requests",
				Correct: true,
				Why:     "The client calls it for a credential and then builds and sends the requests itself.",
			},
				{
					Text: "Yes, since each request is passed to it on standard input to be changed",
					Why:  "A proposal for such a client-side proxy existed, but it was withdrawn and never built.",
				},
				{
					Text: "Yes, but only if `interactiveMode` is set to `Always`",
					Why:  "That field says whether the plugin needs the terminal. It does not change what the plugin is given.",
				},
				{
					Text: "No, since plugins may return bearer tokens only and no certificates",
					Why:  "An answer may hold a client certificate and key. What is missing is a way to sign requests.",
				},
			},
			Explanation: "Credential plugins supply credentials and nothing else. Signing requests takes a local proxy, to which the kubeconfig points; Kubernetes brings none along.",
			Tags:        []string{"authn", "integration"},
			Topics:      []string{"S1-080"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "KEP-2718, client executable proxy (withdrawn)",
				URL:   "https://github.com/kubernetes/enhancements/pull/4752",
			},
				{
					Title:  "What a plugin returns",
					Module: "k8s.io/client-go/pkg/apis/clientauthentication/v1/types.go#ExecCredentialStatus",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:   "authn-identity-objects",
			Type: "multiple",
			Text: "An auditor wants to list everything that the API server could accept as an identity. For which of these does the API have objects to list?",
			Options: []quiz.Option{{
				Text: "`users` in `rbac.authorization.k8s.io/v1`",
				Why:  "A user is a string that an authenticator reports. No object stands behind it.",
				Truth: &quiz.Truth{
					API: &quiz.APITruth{
						GroupVersion: "rbac.authorization.k8s.io/v1",
						Resource:     "users",
						Ask:          "exists",
					},
				},
			},
				{
					Text:    "`serviceaccounts` in `v1`",
					Correct: true,
					Why:     "Service accounts are the only identities that live as objects in the cluster.",
					Truth: &quiz.Truth{
						API: &quiz.APITruth{
							GroupVersion: "v1",
							Resource:     "serviceaccounts",
							Ask:          "exists",
						},
					},
				},
				{
					Text: "`groups` in `rbac.authorization.k8s.io/v1`",
					Why:  "Groups come with the credential, for instance as the O of a certificate or a claim of an ID token.",
					Truth: &quiz.Truth{
						API: &quiz.APITruth{
							GroupVersion: "rbac.authorization.k8s.io/v1",
							Resource:     "groups",
							Ask:          "exists",
						},
					},
				},
				{
					Text:    "`nodes` in `v1`",
					Correct: true,
					Why:     "These objects can be listed, but the user `system:node:NAME` exists apart from them, by its certificate.",
					Truth: &quiz.Truth{
						API: &quiz.APITruth{
							GroupVersion: "v1",
							Resource:     "nodes",
							Ask:          "exists",
						},
					},
				},
				{
					Text: "`kubeconfigs` in `authentication.k8s.io/v1`",
					Why:  "A kubeconfig is a file of the client. The API knows nothing of it.",
					Truth: &quiz.Truth{
						API: &quiz.APITruth{
							GroupVersion: "authentication.k8s.io/v1",
							Resource:     "kubeconfigs",
							Ask:          "exists",
						},
					},
				},
			},
			Explanation: "A list of users does not exist in a cluster. To know who could come in, look at the certificate authorities, the identity provider, the token files and webhooks, and the service accounts.",
			Tags:        []string{"authn", "authz"},
			Topics:      []string{"S1-122"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Authenticating, users in Kubernetes",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:     "authn-node-object-deleted",
			Type:   "boolean",
			Text:   "You delete the Node object of a stolen machine with `kubectl delete node`. Does the API server from then on answer 401 to the machine's kubelet certificate?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "The object and the identity are separate things. Authentication checks the signature, the purpose and the dates only.",
				False: "The certificate still proves `system:node:NAME`, and when the kubelet is restarted it can even register the node again.",
			},
			Explanation: "A node's user comes from its certificate, not from the Node object. Deleting the object tidies the list of nodes, but shutting out a stolen node needs more, up to a new CA.",
			Tags:        []string{"authn", "kubelet"},
			Topics:      []string{"S1-122", "S1-115"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Using Node authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/node/",
			},
				{
					Title:  "X.509 request authenticator",
					Module: "k8s.io/apiserver/pkg/authentication/request/x509/x509.go#AuthenticateRequest",
				},
			},
			Practice: quiz.Practice{
				Scenario: "revoke-compromised-node",
				Lesson:   "M05",
			},
		},
		{
			ID:   "authn-same-name-two-ways",
			Type: "verdict",
			Text: "The RoleBinding below was made for Dana of the shop team, who logs in by OIDC without any prefix. A contractor of the same name holds a valid client certificate with `CN=dana, O=contractors`. What does the contractor's request get?",
			Given: []quiz.Given{{
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: deployer, namespace: shop}\nrules:\n- apiGroups: [apps]\n  resources: [deployments]\n  verbs: [get, list, watch, patch, delete]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: dana-deployer, namespace: shop}\nsubjects:\n- {kind: User, name: dana, apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: Role, name: deployer, apiGroup: rbac.authorization.k8s.io}\n",
			},
				{
					Language: "console",
					Text:     "$ kubectl --kubeconfig contractor.conf -n shop delete deployment web\n",
				},
			},
			Options: []quiz.Option{{
				Text: "Denied (403), since the binding was made for an OIDC user",
				Why:  "A subject has no field for the way of logging in. Only the name is compared.",
			},
				{
					Text: "Denied (403), since the contractor is in another group",
					Why:  "The binding names a user. Further groups neither help nor hurt.",
				},
				{
					Text: "401, since a user name can belong to one authenticator only",
					Why:  "Authenticators do not know each other's names, so nothing detects the clash.",
				},
				{
					Text:    "Allowed, since both are the user `dana` to RBAC",
					Correct: true,
					Why:     "After authentication a user is a name with groups, and equal names are the same user.",
					Value:   "allowed",
				},
			},
			Explanation: "Two authenticators that report the same name report the same user. Prefixes such as `oidc:` keep the name spaces apart, and the same holds for groups.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S1-124"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Authenticating",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Prefixes of claims",
					Module: "k8s.io/apiserver/pkg/apis/apiserver/v1/types.go#PrefixedClaimOrExpression",
				},
			},
			Practice: quiz.Practice{
				Scenario: "static-token-file",
				Lesson:   "M05",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: deployer, namespace: shop}\nrules:\n- apiGroups: [apps]\n  resources: [deployments]\n  verbs: [get, list, watch, patch, delete]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: dana-deployer, namespace: shop}\nsubjects:\n- {kind: User, name: dana, apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: Role, name: deployer, apiGroup: rbac.authorization.k8s.io}\n",
					User:      "dana",
					Groups:    []string{"contractors", "system:authenticated"},
					Verb:      "delete",
					Group:     "apps",
					Resource:  "deployments",
					Namespace: "shop",
					Name:      "web",
				},
			},
		},
		{
			ID:       "authn-claim-prefix-line",
			Type:     "line",
			Text:     "Everybody who can define roles in the identity provider can become a superuser of the cluster by defining one with a well-chosen name. Which line of this file makes that possible?",
			Manifest: "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n  conditions:\n  - path: /livez\n  - path: /readyz\njwt:\n- issuer:\n    url: https://login.example.com\n    audiences:\n    - shop-cluster\n  claimValidationRules:\n  - claim: tenant\n    requiredValue: shop\n  claimMappings:\n    username:\n      claim: sub\n      prefix: \"oidc:\"\n    groups:\n      claim: roles\n      prefix: \"\"\n",
			Lines: []quiz.FaultLine{{
				Line: 22,
				Why:  "With an empty prefix a role named `system:masters` becomes the group of that name. Nothing filters it out.",
			},
			},
			Explanation: "Groups from outside need a prefix, or a rule in `userValidationRules` that refuses names with `system:`. The prefix has to be given explicitly in this file, and the empty string is accepted.",
			Tags:        []string{"authn", "privesc"},
			Topics:      []string{"S1-124", "S1-126"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.34",
			Sources: []quiz.Source{{
				Title: "Authenticating, using authentication configuration",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Claim mappings and user validation rules",
					Module: "k8s.io/apiserver/pkg/apis/apiserver/v1/types.go#ClaimMappings",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:          "authn-webhook-header",
			Type:        "short",
			Text:        "A cluster authenticates bearer tokens by a webhook. In which HTTP header of the client's request does the API server look for the token?",
			Accept:      []string{"Authorization", "Authorization:", "Authorization: Bearer", "Authorization header", "the Authorization header"},
			Placeholder: "name of the header",
			Wrong: []quiz.Wrong{{
				Text: "Authentication",
				Why:  "That header name is a common slip. The API server ignores it, and the caller stays anonymous.",
			},
				{
					Text: "X-Remote-User",
					Why:  "That is a header of a trusted front proxy. It carries a name, not a token.",
				},
				{
					Text: "X-Auth-Token",
					Why:  "OpenStack services use that one. Kubernetes does not read it.",
				},
			},
			Explanation: "Webhook tokens, static tokens, service account tokens and ID tokens all arrive as `Authorization: Bearer`. The API server tries its token authenticators one after the other.",
			Tags:        []string{"authn", "integration"},
			Topics:      []string{"S1-125"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Authenticating, webhook token authentication",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Bearer token authenticator",
					Module: "k8s.io/apiserver/pkg/authentication/request/bearertoken/bearertoken.go#AuthenticateRequest",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:   "authn-webhook-steps",
			Type: "order",
			Text: "A client sends a bearer token that only an authentication webhook knows. Put the events in order.",
			Items: []quiz.Item{{
				Text: "The API server takes the token from the header `Authorization`",
				Why:  "Everything begins with the bearer token of the request.",
			},
				{
					Text: "The authenticators that work locally do not recognise the token",
					Why:  "Local ones come first. The webhook is the last of the token authenticators.",
				},
				{
					Text: "The API server posts a TokenReview that holds the token",
					Why:  "The token goes to the webhook as `spec.token`, so the webhook sees the credential itself.",
				},
				{
					Text: "The webhook fills in `status.authenticated` and `status.user`",
					Why:  "It answers with a name, a UID and groups of its choice.",
				},
				{
					Text: "The API server keeps the answer for the cache's duration",
					Why:  "By default an accepted token is not asked about again for two minutes.",
				},
				{
					Text: "The authorizers judge the name and groups from the answer",
					Why:  "Authorization comes after authentication and trusts the webhook's words.",
				},
			},
			Explanation: "The webhook decides who the caller is, groups included, so it can make anyone a member of `system:masters`. It has to be guarded like the API server itself.",
			Tags:        []string{"authn", "integration"},
			Topics:      []string{"S1-125"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Authenticating, webhook token authentication",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Webhook token authenticator",
					Module: "k8s.io/apiserver/plugin/pkg/authenticator/token/webhook/webhook.go#AuthenticateToken",
				},
				{
					Title:  "Order of the authenticators",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/authenticator/config.go#New",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:          "authn-webhook-cache",
			Type:        "short",
			Text:        "A token webhook now rejects a stolen token, but the API server has cached its earlier approval. If `--authentication-token-webhook-cache-ttl` is not set, for how long does this cache keep an approval?",
			Accept:      []string{"2m0s", "2m", "2m00s", "2min", "2 min", "2 minutes", "two minutes", "120s", "120", "120 seconds", "2m 0s"},
			Placeholder: "such as 45s or 1h",
			Wrong: []quiz.Wrong{{
				Text: "10s",
				Why:  "That is the general cache of successful token logins, which lies in front of the webhook's own, longer one.",
			},
				{
					Text: "0",
					Why:  "Answers are cached by default, or every single request would wait for the webhook.",
				},
				{
					Text: "5m",
					Why:  "Five minutes is the default for approvals of an authorization webhook.",
				},
			},
			Explanation: "Revocation at the webhook becomes effective when the cached approval has run out. A shorter duration costs more calls and makes the API server depend more on the webhook.",
			Tags:        []string{"authn", "integration"},
			Topics:      []string{"S1-125"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "kube-apiserver flags",
				URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
			},
				{
					Title:  "Authentication options",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/authentication.go#WithWebHook",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
			Truth: &quiz.Truth{
				Flag: &quiz.FlagTruth{
					Component: "kube-apiserver",
					Name:      "authentication-token-webhook-cache-ttl",
					Ask:       "default",
				},
			},
		},
		{
			ID:   "authn-oidc-leaver",
			Type: "single",
			Text: "The identity provider issues ID tokens for 15 minutes. Rui gets one at 09:50, and his account is disabled at 09:55. How long does a cluster that uses OIDC let him in with it?",
			Options: []quiz.Option{{
				Text: "Until 09:55, since the provider tells the API server of it",
				Why:  "Nothing in Kubernetes listens to such messages. There is no back-channel logout.",
			},
				{
					Text:    "Until about 10:05, since the token is valid by its own dates",
					Correct: true,
					Why:     "The API server checks signature, issuer, audience and dates by itself and does not ask the provider about Rui.",
				},
				{
					Text: "Until 09:56, since signing keys are fetched every minute",
					Why:  "The keys that verify tokens belong to the provider, not to Rui, and stay the same.",
				},
				{
					Text: "Until his kubeconfig is taken away from his laptop",
					Why:  "The token in it stops working by itself, and renewal fails because the account is disabled.",
				},
			},
			Explanation: "An ID token cannot be called back, so its lifetime is the time it takes to shut somebody out. That is why short tokens with renewal by the client are recommended for people.",
			Tags:        []string{"authn", "recovery"},
			Topics:      []string{"S1-127", "S1-126"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Authenticating, OpenID Connect tokens",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title: "Hardening guide, authentication mechanisms",
					URL:   "https://kubernetes.io/docs/concepts/security/hardening-guide/authentication-mechanisms/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:     "authn-oidc-phones-home",
			Type:   "boolean",
			Text:   "An identity provider supports OIDC back-channel logout. Can it be set up so that the API server takes part and drops a user's ID tokens when the provider announces a logout?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "The API server has no endpoint for logout messages. It only fetches the provider's configuration and keys.",
				False: "Tokens are checked offline by signature, claims and dates, so a logout at the provider goes unnoticed.",
			},
			Explanation: "In an emergency you can add a rule to `userValidationRules` in the authentication configuration file, which is loaded again without a restart. Otherwise the token's own expiry has to be short.",
			Tags:        []string{"authn", "integration"},
			Topics:      []string{"S1-127"},
			Difficulty:  "medium",
			Kubernetes:  ">=1.30",
			Sources: []quiz.Source{{
				Title: "Authenticating, OpenID Connect tokens",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title: "OpenID Connect back-channel logout 1.0",
					URL:   "https://openid.net/specs/openid-connect-backchannel-1_0.html",
				},
				{
					Title:  "Reload of the authentication configuration",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/options/authentication.go#ApplyTo",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:   "authn-oidc-against-certificates",
			Type: "multiple",
			Text: "A company moves its developers from client certificates valid for a year to ID tokens of its OIDC provider, valid for ten minutes. What does it gain?",
			Options: []quiz.Option{{
				Text:    "A change of groups at the provider reaches the cluster with the next token",
				Correct: true,
				Why:     "Groups come as a claim of each token, so membership is at most ten minutes old.",
			},
				{
					Text: "The API server can ask for a second factor by itself",
					Why:  "Such checks happen at the provider. The API server sees the resulting token only.",
				},
				{
					Text:    "A stolen credential is worthless after minutes rather than months",
					Correct: true,
					Why:     "The thief of an ID token has ten minutes, unless the refresh token was stolen too.",
				},
				{
					Text:    "Shutting somebody out no longer takes changes in the cluster",
					Correct: true,
					Why:     "The provider stops issuing tokens. Nothing in the cluster has to be edited.",
				},
				{
					Text: "Roles no longer have to be bound in the cluster",
					Why:  "OIDC tells who somebody is. What they may do is still up to RBAC.",
				},
			},
			Explanation: "The provider becomes the one place where people come and go, and short tokens carry its decisions to the cluster. Authorization is not part of it.",
			Tags:        []string{"authn", "integration"},
			Topics:      []string{"S1-126"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Hardening guide, authentication mechanisms",
				URL:   "https://kubernetes.io/docs/concepts/security/hardening-guide/authentication-mechanisms/",
			},
				{
					Title: "Authenticating, OpenID Connect tokens",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:   "authn-ldap-people",
			Type: "single",
			Text: "A company keeps its people in LDAP and signs them in with Kerberos. How can they log in to a cluster as themselves?",
			Options: []quiz.Option{{
				Text: "Point `--ldap-server-url` of the API server at the directory",
				Why:  "No such flag exists. The API server speaks neither LDAP nor Kerberos.",
			},
				{
					Text: "Send Kerberos tickets as `Authorization: Negotiate` to port 6443",
					Why:  "The API server reads bearer tokens from that header and takes no tickets.",
				},
				{
					Text:    "Put an OIDC provider before the directory and trust its tokens",
					Correct: true,
					Why:     "The provider checks the password or ticket and issues an ID token, which the API server can verify.",
				},
				{
					Text: "Run a controller that copies the people into User objects",
					Why:  "There are no User objects to copy them into. People exist outside the cluster only.",
				},
			},
			Explanation: "Kubernetes leaves people to outside systems and accepts proof of them in a few forms. An OIDC provider such as Dex or Keycloak, a token webhook or an authenticating proxy translates from the company's directory.",
			Tags:        []string{"authn", "integration"},
			Topics:      []string{"S3-08", "S2-17"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Authenticating",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title: "Dex",
					URL:   "https://github.com/dexidp/dex",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:   "authn-existing-methods",
			Type: "multiple",
			Text: "An old handbook lists these flags of `kube-apiserver` for authentication. Which of them does a current API server still know?",
			Options: []quiz.Option{{
				Text: "`--basic-auth-file`",
				Why:  "Passwords in a file were removed years ago. A server that is started with the flag exits with an error.",
				Truth: &quiz.Truth{
					Flag: &quiz.FlagTruth{
						Component: "kube-apiserver",
						Name:      "basic-auth-file",
						Ask:       "exists",
					},
				},
			},
				{
					Text:    "`--token-auth-file`",
					Correct: true,
					Why:     "Static tokens still work, although nobody should use them outside of a lab.",
					Truth: &quiz.Truth{
						Flag: &quiz.FlagTruth{
							Component: "kube-apiserver",
							Name:      "token-auth-file",
							Ask:       "exists",
						},
					},
				},
				{
					Text:    "`--requestheader-username-headers`",
					Correct: true,
					Why:     "It names the header in which a trusted authenticating proxy reports the user.",
					Truth: &quiz.Truth{
						Flag: &quiz.FlagTruth{
							Component: "kube-apiserver",
							Name:      "requestheader-username-headers",
							Ask:       "exists",
						},
					},
				},
				{
					Text:    "`--oidc-issuer-url`",
					Correct: true,
					Why:     "The flag still exists beside the newer authentication configuration file, but cannot be combined with it.",
					Truth: &quiz.Truth{
						Flag: &quiz.FlagTruth{
							Component: "kube-apiserver",
							Name:      "oidc-issuer-url",
							Ask:       "exists",
						},
					},
				},
				{
					Text: "`--experimental-keystone-url`",
					Why:  "Logging in with an OpenStack password was dropped. A token webhook can do the translation.",
					Truth: &quiz.Truth{
						Flag: &quiz.FlagTruth{
							Component: "kube-apiserver",
							Name:      "experimental-keystone-url",
							Ask:       "exists",
						},
					},
				},
			},
			Explanation: "What is left are client certificates, bearer tokens of several kinds, OIDC, webhooks and front proxies. Passwords have no place in the API server any more.",
			Tags:        []string{"authn", "ctrlplane"},
			Topics:      []string{"S2-19"},
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
				Lesson: "M05",
			},
		},
		{
			ID:   "authn-where-names-come-from",
			Type: "match",
			Text: "Each way of logging in takes the user's name from another place. From where?",
			Pairs: []quiz.Pair{{
				Left:  "Client certificate",
				Right: "The common name of a subject that a trusted CA has signed",
				Why:   "The groups stand beside it, as organizations of the same subject.",
			},
				{
					Left:  "OIDC",
					Right: "A claim of a token that an outside issuer has signed",
					Why:   "Which claim it is, and with which prefix, is configured in the API server.",
				},
				{
					Left:  "Token webhook",
					Right: "The answer of a remote service to a TokenReview",
					Why:   "The API server understands nothing of the token itself and believes the service.",
				},
				{
					Left:  "Authenticating proxy",
					Right: "A header, believed because of the sender's own certificate",
					Why:   "The proxy proves itself with a client certificate and names the user in a header such as `X-Remote-User`.",
				},
				{
					Left:  "Static token file",
					Right: "A row of a file that was read when the server started",
					Why:   "The row with the token also holds the name, a UID and groups.",
				},
			},
			Extra: []quiz.Item{{
				Text: "An object of kind User that the credential refers to",
				Why:  "Kubernetes has no such kind.",
			},
			},
			Explanation: "In every case something outside of RBAC says who the caller is. Whoever controls that place, be it the CA, the issuer, the service, the proxy or the file, can be anybody.",
			Tags:        []string{"authn", "ctrlplane"},
			Topics:      []string{"S2-19", "S2-17"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Authenticating",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title:  "Chain of authenticators",
					Module: "k8s.io/kubernetes/pkg/kubeapiserver/authenticator/config.go#New",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:   "authn-tools",
			Type: "match",
			Text: "Several tools help with logging in and with roles. What is each of them for?",
			Pairs: []quiz.Pair{{
				Left:  "Dex",
				Right: "Issues ID tokens for people whom another directory knows",
				Why:   "It is an OIDC provider with connectors to LDAP, GitHub and others.",
			},
				{
					Left:  "aws-iam-authenticator",
					Right: "Lets cloud identities log in, by a token and a webhook that verifies it",
					Why:   "Formerly the heptio authenticator, it maps AWS roles and users to names and groups.",
				},
				{
					Left:  "audit2rbac",
					Right: "Writes roles that fit what a user was seen doing",
					Why:   "It reads audit events and derives the rules that cover them.",
				},
				{
					Left:  "`kubectl auth can-i`",
					Right: "Asks whether one action would be allowed",
					Why:   "It posts a SelfSubjectAccessReview, so the server's authorizers answer.",
				},
				{
					Left:  "`kubectl auth whoami`",
					Right: "Shows the name and groups that the server sees",
					Why:   "It posts a SelfSubjectReview, which is answered from the result of authentication.",
				},
			},
			Extra: []quiz.Item{{
				Text: "Adds a user to a group inside the cluster",
				Why:  "No tool does that, because groups are not kept in the cluster.",
			},
			},
			Explanation: "Keep apart who somebody is (`whoami`, Dex, cloud authenticators) and what they may do (`can-i`, roles from audit logs).",
			Tags:        []string{"authn", "rbac", "addon"},
			Topics:      []string{"S2-23"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Dex",
				URL:   "https://github.com/dexidp/dex",
			},
				{
					Title: "AWS IAM authenticator",
					URL:   "https://github.com/kubernetes-sigs/aws-iam-authenticator",
				},
				{
					Title: "audit2rbac",
					URL:   "https://github.com/liggitt/audit2rbac",
				},
				{
					Title: "Checking API access",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authorization/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
		{
			ID:          "authn-whoami",
			Type:        "short",
			Text:        "With which `kubectl` command do you make the server say as which user, and in which groups, your current credential is seen?",
			Accept:      []string{"kubectl auth whoami", "auth whoami"},
			Placeholder: "kubectl ...",
			Wrong: []quiz.Wrong{{
				Text: "kubectl whoami",
				Why:  "Stock `kubectl` has no such subcommand at the top level. It stands below `auth`.",
			},
				{
					Text: "kubectl config view",
					Why:  "That shows the local file. What the server makes of a token or a plugin's output it cannot tell.",
				},
				{
					Text: "kubectl config current-context",
					Why:  "The context's name is a local label that anybody can choose.",
				},
				{
					Text: "kubectl auth can-i --list",
					Why:  "That lists rights, not the identity that they belong to.",
				},
			},
			Explanation: "The command posts a SelfSubjectReview, which every authenticated user may create. It settles disputes about prefixes and groups quickly.",
			Tags:        []string{"authn", "rbac"},
			Topics:      []string{"S2-23"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "kubectl auth whoami",
				URL:   "https://kubernetes.io/docs/reference/kubectl/generated/kubectl_auth/kubectl_auth_whoami/",
			},
				{
					Title:  "Default role system:basic-user",
					Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M05",
			},
		},
	},
}
