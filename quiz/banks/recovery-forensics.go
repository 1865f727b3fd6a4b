// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankrecovery_forensics = quiz.Bank{
	ID:     "recovery-forensics",
	Title:  "Recovery and forensics",
	Module: "M20",
	Questions: []quiz.Question{{
		ID:   "recovery-credential-enders",
		Type: "match",
		Text: "After an intrusion each kind of credential is ended in its own way. What makes a stolen copy worthless?",
		Pairs: []quiz.Pair{{
			Left:  "A token that the kubelet mounted into a pod",
			Right: "Deleting that pod",
			Why:   "Such a token is bound to its pod. When the pod is gone, the API server refuses it, within about a minute.",
		},
			{
				Left:  "A token kept in a Secret of type `kubernetes.io/service-account-token`",
				Right: "Deleting that Secret",
				Why:   "The token names its Secret, and the API server looks whether it still exists. It has no end of its own.",
			},
			{
				Left:  "A client certificate of group `kubeadm:cluster-admins`",
				Right: "Deleting the binding of the group",
				Why:   "The certificate still authenticates, but whatever it may do came from RBAC.",
			},
			{
				Left:  "A client certificate of group `system:masters`",
				Right: "Replacing the CA that the API server trusts",
				Why:   "No binding limits that group, and client certificates cannot be revoked, so trust in the signer has to end.",
			},
			{
				Left:  "The key of the cloud controller manager",
				Right: "Revoking it at the provider",
				Why:   "It is valid outside the cluster, where nothing done in the cluster reaches.",
			},
		},
		Extra: []quiz.Item{{
			Text: "Deleting the CertificateSigningRequest",
			Why:  "That object was the form on which a certificate was asked for. What was issued stays valid.",
		},
		},
		Explanation: "\"Rotate everything\" is a list of different deeds. Make the list before the bad day, because what cannot be revoked decides how much has to be rebuilt.",
		Tags:        []string{"recovery", "crypto", "authn", "persistence"},
		Topics:      []string{"S1-005", "S1-006"},
		Difficulty:  "medium",
		Sources: []quiz.Source{{
			Title: "Authentication mechanisms, hardening guide",
			URL:   "https://kubernetes.io/docs/concepts/security/hardening-guide/authentication-mechanisms/",
		},
			{
				Title:  "What a token is checked for",
				Module: "k8s.io/kubernetes/pkg/serviceaccount/claims.go",
			},
			{
				Title: "Managing service accounts",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
			},
		},
		Practice: quiz.Practice{
			Scenario: "masters-for-everyone",
			Lesson:   "M20",
		},
	},
		{
			ID:   "recovery-ca-rotation-order",
			Type: "order",
			Text: "A certificate in `system:masters` was copied. The CA for clients has to be replaced while the cluster works on. Put the steps in order.",
			Items: []quiz.Item{{
				Text: "Make a new CA, and keep its key off the machines that were reached",
				Why:  "Without the new CA there is nothing to trust or to issue from. On the machine that was robbed, its key is no safer than the old.",
			},
				{
					Text: "Let the API server trust both CAs in `--client-ca-file`",
					Why:  "From now on old and new certificates are accepted side by side, so nothing breaks during the change.",
				},
				{
					Text: "Issue new certificates to kubelets, components and administrators",
					Why:  "They work at once, because the new CA is trusted already, and everybody can move at their own pace.",
				},
				{
					Text: "Remove the old CA from `--client-ca-file`",
					Why:  "Only this step ends the stolen copy. Done earlier, it would have locked everybody out.",
				},
			},
			Explanation: "Trust both, move everybody, trust one. Until the last step the thief is still inside, so watch what the old CA's certificates do. kubeadm has no command for replacing a CA; `kubeadm certs renew` issues from the same one.",
			Tags:        []string{"recovery", "crypto", "ctrlplane"},
			Topics:      []string{"S1-005"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Manual rotation of CA certificates",
				URL:   "https://kubernetes.io/docs/tasks/tls/manual-rotation-of-ca-certificates/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M20",
			},
		},
		{
			ID:   "recovery-lost-node-order",
			Type: "order",
			Text: "Node `edge-3` was stolen; its kubelet certificate is valid for months. Put the response in an order in which the thief never gets ahead of you.",
			Items: []quiz.Item{{
				Text: "Put a policy in force that refuses the user `system:node:edge-3` its Node and new certificates",
				Why:  "A kubelet may register its Node and renew its certificate. If the Node goes first, the thief makes it anew and gets pods again.",
			},
				{
					Text: "Delete the Node and its pods, and every binding to its user name",
					Why:  "The Node authorizer lets it read what its pods need. Without pods and bindings it gets at no Secret.",
				},
				{
					Text: "Replace each Secret that it could read",
					Why:  "Had the new values been written before, the thief could have read them, too.",
				},
				{
					Text: "Lift the policy when the last certificate of that name has ended",
					Why:  "Until then the name stays burnt. As none was renewed, nobody can log in with it afterwards.",
				},
			},
			Explanation: "Locking out comes first and is the smaller part; what could be read counts as known. kubeadm has renewals of kubelets' certificates approved by themselves, whether the Node exists or not. The replacement machine gets a new name, since a name in use would be shared with the thief.",
			Tags:        []string{"recovery", "authn", "kubelet"},
			Topics:      []string{"S1-120", "S1-005"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Using Node authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/node/",
			},
				{
					Title:  "What NodeRestriction allows a node",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/noderestriction/admission.go",
				},
				{
					Title:  "Renewals are approved by the user's name",
					Module: "k8s.io/kubernetes/pkg/controller/certificates/approver/sarapprove.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "revoke-compromised-node",
				Lesson:   "M20",
			},
		},
		{
			ID:   "recovery-node-name-reuse",
			Type: "single",
			Text: "The kubelet certificate of a stolen machine cannot be revoked. Why must its replacement not join under the old node name?",
			Options: []quiz.Option{{
				Text: "The name in the old certificate is taken, so the new request would not be signed",
				Why:  "The signer keeps no list of names. A second certificate with the same name is issued without a question.",
			},
				{
					Text: "The scheduler would send no pods, as the old Node's taints are kept by name",
					Why:  "Taints are part of the Node object and go with it. A new object begins without them.",
				},
				{
					Text:    "Both certificates are then the same user, so the thief reads what the new node may",
					Correct: true,
					Why:     "The name is the identity. The Node authorizer grants by name what the pods of that node mention.",
				},
				{
					Text: "Both kubelets would fail, as two machines with one name exclude each other",
					Why:  "They would disturb each other's status. Reading Secrets works for both, which is the trouble.",
				},
			},
			Explanation: "A client certificate says who, and nothing tells two holders of one name apart. Give machines names that are used once, and keep kubelet certificates short-lived.",
			Tags:        []string{"authn", "authz", "recovery"},
			Topics:      []string{"S1-120"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Using Node authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/node/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "revoke-compromised-node",
				Lesson:   "M20",
			},
		},
		{
			ID:   "recovery-node-leftover-binding",
			Type: "verdict",
			Text: "Node `edge-3` was stolen. Its Node object and all its pods were deleted, and it cannot register again. The binding below dates from an old repair. The thief uses the kubelet's certificate to get Secret `store` in `backup`. What is the answer?",
			Given: []quiz.Given{{
				Title:    "role and binding",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: store-reader, namespace: backup}\nrules:\n- {apiGroups: [\"\"], resources: [secrets], resourceNames: [store], verbs: [get]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: repair-edge, namespace: backup}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: store-reader}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: User, name: \"system:node:edge-3\"}\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "allowed, as RBAC grants it to the name",
				Correct: true,
				Why:     "The Node authorizer has no opinion without pods, so RBAC is asked, and the binding still stands.",
				Value:   "allowed",
			},
				{
					Text:  "403, as the Node authorizer refuses it",
					Why:   "That authorizer does not refuse for good. When it has nothing to allow, the next one is asked.",
					Value: "denied",
				},
				{
					Text:  "401, as the Node does not exist any more",
					Why:   "A certificate is checked for its signer and its time. Whether a Node of that name exists is not asked.",
					Value: "unauthenticated",
				},
				{
					Text:  "404, as the Secret is hidden from this user",
					Why:   "The API server hides no objects from users. It refuses or answers.",
					Value: "notfound",
				},
			},
			Explanation: "Bindings to a user name outlive the Node, its pods and every repair, and nothing removes them. Search all bindings for the name before you call the node gone.",
			Tags:        []string{"rbac", "recovery", "authn"},
			Topics:      []string{"S1-120"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "The Node authorizer's decisions",
				Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/node/node_authorizer.go",
			},
				{
					Title: "Authorization overview",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authorization/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "revoke-compromised-node",
				Lesson:   "M20",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: store-reader, namespace: backup}\nrules:\n- {apiGroups: [\"\"], resources: [secrets], resourceNames: [store], verbs: [get]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: repair-edge, namespace: backup}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: store-reader}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: User, name: \"system:node:edge-3\"}\n",
					User:      "system:node:edge-3",
					Groups:    []string{"system:nodes", "system:authenticated"},
					Verb:      "get",
					Resource:  "secrets",
					Namespace: "backup",
					Name:      "store",
				},
			},
		},
		{
			ID:       "recovery-binding-subject-lines",
			Type:     "line",
			Text:     "The kubelet certificate of node `edge-3` is in a thief's hands. Which lines of this binding are of use to the thief, no matter what pods run where?",
			Manifest: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: inventory\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: inventory-reader\nsubjects:\n- {kind: User, apiGroup: rbac.authorization.k8s.io, name: \"system:node:edge-1\"}\n- {kind: User, apiGroup: rbac.authorization.k8s.io, name: \"system:node:edge-3\"}\n- {kind: ServiceAccount, name: edge-3, namespace: inventory}\n- {kind: Group, apiGroup: rbac.authorization.k8s.io, name: \"system:nodes\"}\n- {kind: Group, apiGroup: rbac.authorization.k8s.io, name: \"system:serviceaccounts:inventory\"}\n",
			Lines: []quiz.FaultLine{{
				Line: 11,
				Why:  "That is the user name in the certificate.",
			},
				{
					Line: 13,
					Why:  "That is the group in the certificate, as in every kubelet's, so this line serves all stolen nodes at once.",
				},
			},
			Explanation: "A certificate is a user name and groups, and a binding may name either. Line 12 has the node's name but means a ServiceAccount, for which a token is needed.",
			Tags:        []string{"rbac", "authn", "recovery"},
			Topics:      []string{"S1-120"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Using Node authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/node/",
			},
				{
					Title: "Using RBAC authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "revoke-compromised-node",
				Lesson:   "M20",
			},
		},
		{
			ID:   "recovery-admin-conf-unbound",
			Type: "verdict",
			Text: "A copy of kubeadm's `admin.conf` was stolen: user `kubernetes-admin`, group `kubeadm:cluster-admins`. You deleted the ClusterRoleBinding `kubeadm:cluster-admins`; no other binding names the user or the group. The thief runs `kubectl auth whoami`, then `kubectl get secrets -A`. What are the answers?",
			Options: []quiz.Option{{
				Text:  "Both are answered, as the certificate is still valid",
				Why:   "A valid certificate settles who asks. Listing Secrets takes a right, and the binding that gave it is gone.",
				Value: "allowed",
			},
				{
					Text:  "Both get a 401, as the user has no binding any more",
					Why:   "Bindings play no part in authentication, so the thief is still recognized by name.",
					Value: "unauthenticated",
				},
				{
					Text:  "Both get a 403, as the user has no rights any more",
					Why:   "One right is left that every authenticated user has, to ask who one is, by the role `system:basic-user`.",
					Value: "denied-both",
				},
				{
					Text:    "The first is answered, and the second gets a 403",
					Correct: true,
					Why:     "The user is still authenticated and may ask who it is; the right to Secrets went with the one binding.",
					Value:   "denied",
				},
			},
			Explanation: "`admin.conf` can be disarmed by RBAC, though not locked out; `super-admin.conf` is in `system:masters` and cannot even be disarmed. Your own administrators need another binding before you delete this one.",
			Tags:        []string{"recovery", "rbac", "authn"},
			Topics:      []string{"S1-005"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "The group of admin.conf",
				Module: "k8s.io/kubernetes/cmd/kubeadm/app/constants/constants.go",
			},
				{
					Title: "Certificate management with kubeadm",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M20",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					User:     "kubernetes-admin",
					Groups:   []string{"kubeadm:cluster-admins", "system:authenticated"},
					Verb:     "list",
					Resource: "secrets",
				},
			},
		},
		{
			ID:   "recovery-control-plane-rebuild",
			Type: "single",
			Text: "Somebody was root on a control plane machine for an unknown time. Every strange pod and binding has been deleted. What is the sound decision?",
			Options: []quiz.Option{{
				Text: "Carry on, and restart each component so that it forgets the intruder",
				Why:  "Restarts change nothing about stolen keys, changed binaries or objects nobody has noticed.",
			},
				{
					Text:    "Build a new cluster with new keys, and deploy from reviewed sources",
					Correct: true,
					Why:     "Nothing read from the old one can prove itself clean, and its CA and signing keys are known to the intruder.",
				},
				{
					Text: "Restore etcd from the night before, which undoes what was written",
					Why:  "The start is unknown, and keys on the disk stay stolen whatever etcd holds.",
				},
				{
					Text: "Reinstall the one machine, and let it join the others again",
					Why:  "From there every key of the cluster was in reach, those of the other machines' certificates included.",
				},
			},
			Explanation: "Repair is for faults; against an intruder it is a guess about what was done. A cluster that can be made anew from Git within hours turns the question around: what is worth keeping for the investigation, and what has to be rotated outside?",
			Tags:        []string{"recovery", "ctrlplane", "etcd"},
			Topics:      []string{"S1-002", "S1-005"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "API server bypass risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
				{
					Title: "PKI certificates and requirements",
					URL:   "https://kubernetes.io/docs/setup/best-practices/certificates/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M20",
			},
		},
		{
			ID:          "recovery-ca-key-file",
			Type:        "short",
			Text:        "With one file of a kubeadm control plane, a thief can later write client certificates for any user and group, far away from the cluster and without a trace in it. What is its path?",
			Accept:      []string{"/etc/kubernetes/pki/ca.key", "etc/kubernetes/pki/ca.key", "pki/ca.key", "ca.key"},
			Placeholder: "/etc/kubernetes/...",
			Wrong: []quiz.Wrong{{
				Text: "/etc/kubernetes/pki/sa.key",
				Why:  "With that one tokens of ServiceAccounts can be forged, which is as bad, but they are no certificates.",
			},
				{
					Text: "/etc/kubernetes/super-admin.conf",
					Why:  "That is one finished certificate with its key. It is powerful, and makes no others.",
				},
				{
					Text: "/etc/kubernetes/pki/etcd/ca.key",
					Why:  "That CA signs for etcd. The API server does not accept its certificates from clients.",
				},
				{
					Text: "/etc/kubernetes/pki/front-proxy-ca.key",
					Why:  "That CA signs for aggregation proxies. It opens the same doors by another way, headers instead of subjects.",
				},
			},
			Explanation: "The key need not lie there: kubeadm works with an external CA when only `ca.crt` is present, and then certificates are signed elsewhere. The controller manager uses the key to sign requests, which has to be given up or replaced in that case.",
			Tags:        []string{"recovery", "crypto", "ctrlplane", "persistence"},
			Topics:      []string{"S1-005", "S1-002"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "PKI certificates and requirements",
				URL:   "https://kubernetes.io/docs/setup/best-practices/certificates/",
			},
				{
					Title: "Certificate management with kubeadm",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M20",
			},
		},
		{
			ID:     "recovery-etcd-rbac-limits",
			Type:   "boolean",
			Text:   "An intruder controls the API server's process on a kubeadm cluster. Do permissions within etcd limit that intruder to reading?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "etcd has users and roles, but kubeadm does not switch them on, and the API server has to write anyway.",
				False: "The API server's client certificate reads and writes all keys, so etcd is taken as well.",
			},
			Explanation: "Count the two as one: who has the API server has etcd's contents, and with them every object, and the encryption configuration that the API server reads lies beside it. The reverse holds too, since what is in etcd is what the API server believes.",
			Tags:        []string{"recovery", "ctrlplane", "etcd"},
			Topics:      []string{"S1-004"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title:  "etcd's arguments as kubeadm sets them",
				Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/etcd/local.go",
			},
				{
					Title: "Operating etcd clusters for Kubernetes",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-shared-ca",
				Lesson:   "M20",
			},
		},
		{
			ID:       "recovery-etcd-doors-lines",
			Type:     "line",
			Text:     "Strange objects appeared in the cluster, and no audit event tells of their creation. This is part of etcd's manifest. Which lines let others than the API server and etcd's own tools write to it?",
			Manifest: "spec:\n  containers:\n  - name: etcd\n    command:\n    - etcd\n    - --advertise-client-urls=https://10.20.0.11:2379\n    - --cert-file=/etc/kubernetes/pki/etcd/server.crt\n    - --client-cert-auth=true\n    - --data-dir=/var/lib/etcd\n    - --key-file=/etc/kubernetes/pki/etcd/server.key\n    - --listen-client-urls=https://127.0.0.1:2379,https://10.20.0.11:2379,http://10.20.0.11:2378\n    - --listen-metrics-urls=http://127.0.0.1:2381\n    - --listen-peer-urls=https://10.20.0.11:2380\n    - --peer-client-cert-auth=true\n    - --peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt\n    - --trusted-ca-file=/etc/kubernetes/pki/ca.crt\n",
			Lines: []quiz.FaultLine{{
				Line: 11,
				Why:  "The last address speaks plain HTTP, where no certificate can be asked for, and anybody who reaches the port can write.",
			},
				{
					Line: 16,
					Why:  "This is the cluster's CA, which signs every kubelet and user. etcd's own CA belongs here, as in line 15.",
				},
			},
			Explanation: "Whoever writes to etcd needs no RBAC, passes no admission and leaves no audit event. The metrics address serves metrics and health over plain HTTP on the loopback address, which is kubeadm's normal setting.",
			Tags:        []string{"etcd", "recovery", "forensics"},
			Topics:      []string{"S1-204", "S4-15"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "etcd's arguments as kubeadm sets them",
				Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/etcd/local.go",
			},
				{
					Title: "etcd transport security model",
					URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-shared-ca",
				Lesson:   "M20",
			},
		},
		{
			ID:   "recovery-etcd-direct-write",
			Type: "single",
			Text: "It is certain that an intruder had write access to etcd for a week, past the API server. Why is deleting the known strange objects not enough?",
			Options: []quiz.Option{{
				Text: "Objects written past the API server cannot be deleted through it",
				Why:  "Well-formed ones can be, like any others. That is not the difficulty.",
			},
				{
					Text: "etcd keeps deleted objects until compaction, and brings them back",
					Why:  "Old revisions can be read for a while. They do not come back by themselves.",
				},
				{
					Text: "The API server caches objects, so a deletion takes effect only after a restart",
					Why:  "The watch cache follows etcd's changes, so a deletion is seen at once.",
				},
				{
					Text:    "No record tells what was written, so nobody can say what else was changed",
					Correct: true,
					Why:     "The audit log never saw it. A field in a legitimate object may have been changed as well as a new one added.",
				},
			},
			Explanation: "Comparing everything with Git finds part of it, but much in etcd never was in Git: Secrets, bindings of operators, webhooks, leases. So the advice is the same as for the API server: build anew, carry over only what was reviewed, rotate all Secrets.",
			Tags:        []string{"etcd", "recovery", "forensics"},
			Topics:      []string{"S1-204", "S1-002"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "API server bypass risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-open-client-port",
				Lesson:   "M20",
			},
		},
		{
			ID:     "recovery-snapshot-old-credentials",
			Type:   "boolean",
			Text:   "After an intrusion, etcd is restored from a snapshot that was taken before it, on clean machines with the old PKI files. Can a client certificate which the intruder stole still be used?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "Certificates are not kept in etcd. The same CA is trusted again, so every copy is as good as before.",
				False: "A snapshot turns back objects. It turns back neither knowledge nor the trust in a CA.",
			},
			Explanation: "The restored Secrets hold the values that the intruder has read, too. A clean snapshot is a source of objects to review, to be followed by a new CA, new signing keys and new values for all Secrets.",
			Tags:        []string{"etcd", "recovery", "crypto"},
			Topics:      []string{"S1-204", "S1-005"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "etcd disaster recovery",
				URL:   "https://etcd.io/docs/v3.6/op-guide/recovery/",
			},
				{
					Title: "PKI certificates and requirements",
					URL:   "https://kubernetes.io/docs/setup/best-practices/certificates/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M20",
			},
		},
		{
			ID:   "recovery-cloud-controller-key",
			Type: "single",
			Text: "A control plane machine was taken over. The cloud controller manager on it used a static key of the cloud account. The cluster is being built anew. What else belongs to the response?",
			Options: []quiz.Option{{
				Text: "Nothing for this key, as it is made anew together with the new cluster",
				Why:  "The new cluster may get a new key. The old one stays valid until somebody revokes it at the provider.",
			},
				{
					Text: "Moving the key into a Secret that is encrypted in the new etcd",
					Why:  "That hides a known key better. The intruder has no need to look for it again.",
				},
				{
					Text:    "Revoking the key at the provider, and reviewing what it did in the account",
					Correct: true,
					Why:     "Its power was outside the cluster, and so are its traces, such as machines, disks, images and further keys.",
				},
				{
					Text: "Removing the bindings of the controller's ServiceAccount in the old cluster",
					Why:  "That limits what the controller does in the cluster. At the provider the key counts, not RBAC.",
				},
			},
			Explanation: "The same goes for registry passwords, DNS and storage keys, and the node's own cloud identity. Read the provider's log for the time of the intrusion, and prefer short-lived credentials that the provider gives to a machine or workload.",
			Tags:        []string{"recovery", "integration", "ctrlplane"},
			Topics:      []string{"S1-006"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Cloud controller manager",
				URL:   "https://kubernetes.io/docs/concepts/architecture/cloud-controller/",
			},
				{
					Title: "Threat matrix, credential access",
					URL:   "https://microsoft.github.io/Threat-Matrix-for-Kubernetes/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M20",
			},
		},
		{
			ID:     "persistence-cronjob-deleted-job",
			Type:   "boolean",
			Text:   "Every night at two a miner runs for an hour. A responder finds the Job and deletes it with its pod. Is the matter settled, if the Job had an ownerReference to a CronJob?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "Deleting a Job removes its pods. What made the Job is not touched, and will make the next one.",
				False: "The CronJob makes a new Job at the next appointed time. It has to be deleted, and its author found.",
			},
			Explanation: "Go up the chain of owners: pod, Job, CronJob, and beyond it perhaps a GitOps application or an operator that makes the CronJob again. Between runs there is no pod to see, which is why a CronJob is a quiet way to stay.",
			Tags:        []string{"persistence", "recovery"},
			Topics:      []string{"S1-015"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "CronJob",
				URL:   "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/",
			},
				{
					Title: "Threat matrix, CronJob",
					URL:   "https://microsoft.github.io/Threat-Matrix-for-Kubernetes/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M20",
			},
		},
		{
			ID:   "persistence-with-edit",
			Type: "multiple",
			Text: "An intruder had the ClusterRole `edit` by a RoleBinding in namespace `shop`, and nothing else. Which of these could the intruder create in order to stay, so that you have to look for it?",
			Options: []quiz.Option{{
				Text: "A RoleBinding in `shop` for another user",
				Why:  "Roles and bindings are left out of `edit`; they belong to `admin`, within its own rights.",
				Truth: &quiz.Truth{
					Access: &quiz.AccessTruth{
						Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: dev, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: User, name: dev@example.com}\n",
						User:      "dev@example.com",
						Groups:    []string{"system:authenticated"},
						Verb:      "create",
						Group:     "rbac.authorization.k8s.io",
						Resource:  "rolebindings",
						Namespace: "shop",
						Ask:       "bool",
					},
				},
			},
				{
					Text:    "A CronJob in `shop` that starts tomorrow",
					Correct: true,
					Why:     "Workloads of all kinds belong to `edit`, those that run later included.",
					Truth: &quiz.Truth{
						Access: &quiz.AccessTruth{
							Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: dev, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: User, name: dev@example.com}\n",
							User:      "dev@example.com",
							Groups:    []string{"system:authenticated"},
							Verb:      "create",
							Group:     "batch",
							Resource:  "cronjobs",
							Namespace: "shop",
							Ask:       "bool",
						},
					},
				},
				{
					Text: "A webhook configuration that sees all objects",
					Why:  "Webhook configurations belong to the whole cluster, and a RoleBinding gives nothing there.",
					Truth: &quiz.Truth{
						Access: &quiz.AccessTruth{
							Objects:  "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: dev, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: User, name: dev@example.com}\n",
							User:     "dev@example.com",
							Groups:   []string{"system:authenticated"},
							Verb:     "create",
							Group:    "admissionregistration.k8s.io",
							Resource: "mutatingwebhookconfigurations",
							Ask:      "bool",
						},
					},
				},
				{
					Text:    "A Secret that gets a lasting token of an account in `shop`",
					Correct: true,
					Why:     "Secrets belong to `edit`. One of the type for account tokens is filled by a controller, without an end.",
					Truth: &quiz.Truth{
						Access: &quiz.AccessTruth{
							Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: dev, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: User, name: dev@example.com}\n",
							User:      "dev@example.com",
							Groups:    []string{"system:authenticated"},
							Verb:      "create",
							Resource:  "secrets",
							Namespace: "shop",
							Ask:       "bool",
						},
					},
				},
			},
			Explanation: "`edit` looks harmless beside `admin`, and still makes workloads, reads Secrets and acts as every ServiceAccount of its namespace. So the hunt covers CronJobs, Deployments, token Secrets and whatever those accounts were allowed elsewhere.",
			Tags:        []string{"persistence", "rbac", "recovery"},
			Topics:      []string{"S1-015"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "Default roles",
				Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go",
			},
				{
					Title: "Managing service accounts",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "weak-rbac",
				Lesson:   "M20",
			},
		},
		{
			ID:   "persistence-hidden-static-pod",
			Type: "single",
			Text: "During an investigation `kubectl get pods -A` shows nothing strange on a worker, yet its CPU is busy. On the node `crictl pods` lists a pod in a namespace that does not exist. How can that be?",
			Options: []quiz.Option{{
				Text: "A pod of a deleted namespace runs on until its containers end by themselves",
				Why:  "A namespace is gone only after its pods are; the kubelet stops them before that.",
			},
				{
					Text:    "A manifest in the static pod folder names a namespace for which no mirror pod can be made",
					Correct: true,
					Why:     "The kubelet runs what the folder holds. Without the namespace the API takes no mirror pod, so nobody sees it there.",
				},
				{
					Text: "A user without rights to list that namespace sees its pods under no name",
					Why:  "A list over all namespaces is allowed or refused as a whole. It is not thinned out.",
				},
				{
					Text: "A pod that the scheduler has not bound yet is known to the runtime only",
					Why:  "It is the other way round. An unbound pod is in the API, and no runtime knows of it.",
				},
			},
			Explanation: "The API shows what the API was told. For what runs, ask each node: the runtime's list, the static pod folder, the kubelet's configuration with its `staticPodPath`, systemd units and cron. Compare the runtime's list with the API's and look at the rest.",
			Tags:        []string{"persistence", "forensics", "kubelet"},
			Topics:      []string{"S1-015"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "API server bypass risks",
				URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
			},
				{
					Title: "Create static Pods",
					URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M20",
			},
		},
		{
			ID:   "persistence-group-binding",
			Type: "verdict",
			Text: "The responders deleted the ServiceAccount `shop/backdoor`. The binding below, made by the intruder, was overlooked. Somebody takes over an ordinary pod in `shop` which runs as `shop/default`, and asks for the Secrets of `vault`. What is the answer?",
			Given: []quiz.Given{{
				Title:    "binding in namespace vault",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: metrics, namespace: vault}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: \"system:serviceaccounts:shop\"}\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "denied (403), as a binding ends with its account",
				Why:   "Bindings do not end with their subjects, and this one names a group, not the deleted account.",
				Value: "denied",
			},
				{
					Text:  "denied (403), as the account is of another namespace",
					Why:   "A subject may be of any namespace. Where the binding stands says where the rights hold.",
					Value: "denied-namespace",
				},
				{
					Text:    "allowed, as every account of `shop` is in that group",
					Correct: true,
					Why:     "Each ServiceAccount is in the group of its namespace, and `admin` reads Secrets in `vault`.",
					Value:   "allowed",
				},
				{
					Text:  "denied (401), as the token was made for `shop`",
					Why:   "Tokens are not limited to a namespace. The API server recognizes the account wherever it asks.",
					Value: "unauthenticated",
				},
			},
			Explanation: "Search bindings by what they give and to whom, not only for the name of the account that was caught. A subject such as `system:serviceaccounts:shop` or `system:authenticated` survives every deletion of accounts.",
			Tags:        []string{"persistence", "rbac", "recovery"},
			Topics:      []string{"S1-015"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Using RBAC authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "rbac-repair",
				Lesson:   "M20",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: metrics, namespace: vault}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: \"system:serviceaccounts:shop\"}\n",
					User:      "system:serviceaccount:shop:default",
					Groups:    []string{"system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"},
					Verb:      "list",
					Resource:  "secrets",
					Namespace: "vault",
				},
			},
		},
		{
			ID:   "forensics-keep-the-pod",
			Type: "single",
			Text: "One of five pods of a Deployment was taken over. You want it out of the traffic and unable to connect, but its memory and files kept for a closer look. What comes first?",
			Options: []quiz.Option{{
				Text:    "Change its labels to ones that only a policy denying all traffic selects",
				Correct: true,
				Why:     "The Service and the ReplicaSet lose it and a new pod takes its place, while this one stays as it is.",
			},
				{
					Text: "Delete it with a long grace period, and copy its files in the meantime",
					Why:  "Deletion ends the processes at once or soon. Memory is lost, and the files go with the pod.",
				},
				{
					Text: "Drain its node, so that nothing else is touched while you look at it",
					Why:  "Draining evicts just this pod as well, and destroys what you wanted to see.",
				},
				{
					Text: "Scale the Deployment down to four, so that one pod is left out of the traffic",
					Why:  "The controller chooses which pod it deletes, and it deletes rather than keeps.",
				},
			},
			Explanation: "Then cordon the node, note the times, and save what is volatile before what is on disk. A network policy may leave connections that are already open alone, depending on the plug-in, so look at them. What the pod's token may do has to be ended as well.",
			Tags:        []string{"forensics", "recovery", "methodology"},
			Topics:      []string{"S1-002"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "ReplicaSet, isolating pods",
				URL:   "https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/",
			},
				{
					Title: "Network policies",
					URL:   "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M20",
			},
		},
	},
}
