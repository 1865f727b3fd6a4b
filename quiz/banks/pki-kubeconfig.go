// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankpki_kubeconfig = quiz.Bank{
	ID:     "pki-kubeconfig",
	Title:  "Certificates and kubeconfig",
	Module: "M03",
	Questions: []quiz.Question{{
		ID:   "pki-three-command-ca",
		Type: "multiple",
		Text: "A tutorial makes a CA for a cluster with these commands and nothing else. What is wrong with the certificate that comes out?",
		Given: []quiz.Given{{
			Language: "console",
			Text:     "$ openssl genrsa -out ca.key 2048\n$ openssl req -new -key ca.key -subj \"/CN=KUBERNETES-CA\" -out ca.csr\n$ openssl x509 -req -in ca.csr -signkey ca.key -out ca.crt\n",
		},
		},
		Options: []quiz.Option{{
			Text:    "It expires after thirty days",
			Correct: true,
			Why:     "Without `-days` the certificate is valid for 30 days, and all certificates under it stop working with it.",
		},
			{
				Text: "It carries the private key within it",
				Why:  "A certificate holds the public key only; the private one stays in `ca.key`.",
			},
			{
				Text:    "It does not say that it is a CA",
				Correct: true,
				Why:     "No extension with `CA:TRUE` was asked for, so a verifier may refuse what it has signed.",
			},
			{
				Text: "It has an issuer who is not its subject",
				Why:  "It is signed with the key that it is about, so both are the same name, as in any root certificate.",
			},
		},
		Explanation: "`openssl req -x509` with `-days` makes a root in one step, and its usual configuration sets `CA:TRUE`. Check the result with `openssl x509 -noout -text` before anything is signed with it. The key deserves more care than the rest: unencrypted on an administrator's laptop it is worth the cluster.",
		Tags:        []string{"crypto", "ctrlplane"},
		Topics:      []string{"S0-29", "S3-14"},
		Difficulty:  "medium",
		Sources: []quiz.Source{{
			Title: "openssl-x509",
			URL:   "https://docs.openssl.org/3.0/man1/openssl-x509/",
		},
			{
				Title: "openssl-req",
				URL:   "https://docs.openssl.org/3.0/man1/openssl-req/",
			},
			{
				Title: "RFC 5280, basic constraints",
				URL:   "https://datatracker.ietf.org/doc/html/rfc5280#section-4.2.1.9",
			},
		},
		Practice: quiz.Practice{
			Lesson: "M03",
		},
	},
		{
			ID:   "pki-issue-client-cert-order",
			Type: "order",
			Text: "A CA is there. Put the steps in order by which Bruno gets a client certificate without the CA ever seeing his private key.",
			Items: []quiz.Item{{
				Text: "`openssl genrsa -out bruno.key 3072`, on Bruno's machine",
				Why:  "The key pair comes first, and this file never leaves his machine.",
			},
				{
					Text: "`openssl req -new -key bruno.key -subj /O=shop-dev/CN=bruno -out bruno.csr`",
					Why:  "The request holds the public key and the name that he wants, signed with his private key.",
				},
				{
					Text: "`openssl x509 -req -in bruno.csr -CA ca.crt -CAkey ca.key -days 90 -out bruno.crt`",
					Why:  "The CA vouches for the name; whoever runs this must check the `O`, which becomes a group.",
				},
				{
					Text: "`openssl verify -purpose sslclient -CAfile ca.crt bruno.crt`",
					Why:  "Only now is there a certificate whose chain can be checked.",
				},
			},
			Explanation: "The request carries the name, but the CA decides. A signer that signs any subject hands out any group, `system:masters` included, which is why the key of the cluster's CA is the key to the cluster.",
			Tags:        []string{"crypto", "authn"},
			Topics:      []string{"S0-29", "S3-14"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Generate certificates manually",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/certificates/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M03",
			},
		},
		{
			ID:       "pki-ca-key-copied",
			Type:     "line",
			Text:     "Worker nodes shall trust the cluster and be able to prove who they are. Which line of this script gives each of them the whole cluster?",
			Manifest: "#!/bin/sh\nset -eu\numask 077\nfor node in worker-1 worker-2 worker-3; do\n  openssl genrsa -out \"$node.key\" 3072\n  openssl req -new -key \"$node.key\" \\\n    -subj \"/O=system:nodes/CN=system:node:$node\" -out \"$node.csr\"\n  openssl x509 -req -in \"$node.csr\" -CA ca.crt -CAkey ca.key \\\n    -days 365 -out \"$node.crt\"\n  scp ca.crt \"root@$node:/etc/kubernetes/pki/ca.crt\"\n  scp ca.key \"root@$node:/etc/kubernetes/pki/ca.key\"\n  scp \"$node.crt\" \"root@$node:/var/lib/kubelet/pki/kubelet-client.crt\"\n  scp \"$node.key\" \"root@$node:/var/lib/kubelet/pki/kubelet-client.key\"\n  rm \"$node.key\" \"$node.csr\"\ndone\n",
			Lines: []quiz.FaultLine{{
				Line: 11,
				Why:  "With the CA's key a node, and whoever takes it, can sign a certificate for any user and any group.",
			},
			},
			Explanation: "To trust a CA takes `ca.crt`, which is public. `ca.key` belongs on control plane hosts at most, and can be kept out of the cluster altogether, in what kubeadm calls external CA mode. Better than copying keys around is to let each node make its own and send a CSR, as TLS bootstrapping does.",
			Tags:        []string{"crypto", "hardening"},
			Topics:      []string{"S3-14", "S0-30"},
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
				Scenario: "revoke-compromised-node",
				Lesson:   "M03",
			},
		},
		{
			ID:   "pki-certificate-purposes",
			Type: "match",
			Text: "kubeadm makes one certificate for each purpose. When is each of them shown, and to whom?",
			Pairs: []quiz.Pair{{
				Left:  "`apiserver.crt`",
				Right: "By the API server, to whoever connects to it",
				Why:   "It is the serving certificate, whose alternative names list what the API server is called.",
			},
				{
					Left:  "`apiserver-kubelet-client.crt`",
					Right: "By the API server, to a kubelet",
					Why:   "With it the API server logs in at kubelets for logs, exec and port forwarding.",
				},
				{
					Left:  "`apiserver-etcd-client.crt`",
					Right: "By the API server, to etcd",
					Why:   "It is signed by etcd's own CA, for etcd trusts nobody else.",
				},
				{
					Left:  "`front-proxy-client.crt`",
					Right: "By the API server, to an extension API server",
					Why:   "It proves that the headers naming the user come from the API server, and has a CA of its own as well.",
				},
			},
			Extra: []quiz.Item{{
				Text: "By a kubelet, to the API server",
				Why:  "That is the kubelet's client certificate, made for each node and kept in `/var/lib/kubelet/pki`.",
			},
			},
			Explanation: "One certificate for each purpose, and a CA for each circle of trust: a stolen one then opens one door. Three CAs take part: the cluster's, etcd's and the front proxy's.",
			Tags:        []string{"crypto", "ctrlplane"},
			Topics:      []string{"S0-30"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "PKI certificates and requirements",
				URL:   "https://kubernetes.io/docs/setup/best-practices/certificates/",
			},
				{
					Title:  "The list",
					Module: "k8s.io/kubernetes/cmd/kubeadm/app/phases/certs/certlist.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M03",
			},
		},
		{
			ID:   "pki-etcd-own-ca",
			Type: "single",
			Text: "An installer saves a CA: etcd trusts the same one that signs kubelets' client certificates. What follows from that?",
			Options: []quiz.Option{{
				Text: "Nothing yet, since etcd also compares the CN with a list of users",
				Why:  "Its own users and roles are off unless somebody turns them on, and Kubernetes does not.",
			},
				{
					Text:    "Any node's client certificate opens etcd with full access",
					Correct: true,
					Why:     "etcd asks only whether its CA signed the client certificate, and this one did.",
				},
				{
					Text: "Kubelets could show their certificates to etcd, but write nothing",
					Why:  "There is no split between reading and writing at this door; who is in may do all.",
				},
				{
					Text: "The API server refuses to start with such a configuration",
					Why:  "It takes the files that it is given and compares no CAs with each other.",
				},
			},
			Explanation: "For etcd without its own authentication, a client certificate is not an identity but a ticket. So its CA must sign hardly anything: in kubeadm, the members themselves, the API server and a health check.",
			Tags:        []string{"crypto", "etcd", "privesc"},
			Topics:      []string{"S0-30", "S0-08"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Transport security model",
				URL:   "https://etcd.io/docs/v3.6/op-guide/security/",
			},
				{
					Title: "PKI certificates and requirements",
					URL:   "https://kubernetes.io/docs/setup/best-practices/certificates/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-shared-ca",
				Lesson:   "M11",
			},
		},
		{
			ID:       "pki-unit-file-reused-cert",
			Type:     "line",
			Text:     "In this unit two lines use a key pair for a purpose that it was not made for. Which?",
			Manifest: "[Service]\nExecStart=/usr/local/bin/kube-apiserver \\\n  --advertise-address=10.0.0.10 \\\n  --authorization-mode=Node,RBAC \\\n  --enable-admission-plugins=NodeRestriction \\\n  --client-ca-file=/etc/kubernetes/pki/ca.crt \\\n  --tls-cert-file=/etc/kubernetes/pki/apiserver.crt \\\n  --tls-private-key-file=/etc/kubernetes/pki/apiserver.key \\\n  --etcd-servers=https://10.0.0.10:2379 \\\n  --etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt \\\n  --etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt \\\n  --etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key \\\n  --kubelet-client-certificate=/etc/kubernetes/pki/apiserver-etcd-client.crt \\\n  --kubelet-client-key=/etc/kubernetes/pki/apiserver-etcd-client.key \\\n  --service-account-issuer=https://kubernetes.default.svc.cluster.local \\\n  --service-account-key-file=/etc/kubernetes/pki/sa.pub \\\n  --service-account-signing-key-file=/etc/kubernetes/pki/sa.key\nRestart=on-failure\n",
			Lines: []quiz.FaultLine{{
				Line: 13,
				Why:  "This is the client certificate for etcd; for kubelets there is `apiserver-kubelet-client.crt`.",
			},
				{
					Line: 14,
					Why:  "The key goes with the certificate, so it has to be the one made for kubelets as well.",
				},
			},
			Explanation: "Where etcd has a CA of its own, kubelets do not trust this certificate, and logs and exec fail. Where one CA signs everything it may even work, and then each certificate opens doors that it should not.",
			Tags:        []string{"ctrlplane", "crypto"},
			Topics:      []string{"S0-31", "S0-30"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "kube-apiserver",
				URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
			},
				{
					Title: "PKI certificates and requirements",
					URL:   "https://kubernetes.io/docs/setup/best-practices/certificates/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M18",
			},
		},
		{
			ID:   "pki-apiserver-flags-left",
			Type: "multiple",
			Text: "Manuals of several years list these flags of kube-apiserver. Which of them does a kube-apiserver of today know?",
			Options: []quiz.Option{{
				Text: "`--kubelet-https=true`",
				Why:  "Connections to kubelets are always HTTPS now, so the flag that could turn it off is gone.",
				Truth: &quiz.Truth{
					Flag: &quiz.FlagTruth{
						Component: "kube-apiserver",
						Name:      "kubelet-https",
						Ask:       "exists",
					},
				},
			},
				{
					Text:    "`--kubelet-client-certificate`",
					Correct: true,
					Why:     "The API server still logs in at kubelets with a client certificate.",
					Truth: &quiz.Truth{
						Flag: &quiz.FlagTruth{
							Component: "kube-apiserver",
							Name:      "kubelet-client-certificate",
							Ask:       "exists",
						},
					},
				},
				{
					Text: "`--enable-swagger-ui`",
					Why:  "The page for trying out the API was taken out; what is left is the OpenAPI document.",
					Truth: &quiz.Truth{
						Flag: &quiz.FlagTruth{
							Component: "kube-apiserver",
							Name:      "enable-swagger-ui",
							Ask:       "exists",
						},
					},
				},
				{
					Text:    "`--service-account-issuer`",
					Correct: true,
					Why:     "It has even become necessary, for tokens carry an issuer and the server refuses to start without one.",
					Truth: &quiz.Truth{
						Flag: &quiz.FlagTruth{
							Component: "kube-apiserver",
							Name:      "service-account-issuer",
							Ask:       "exists",
						},
					},
				},
				{
					Text: "`--insecure-port=0`",
					Why:  "The port without TLS is gone and with it the flag, whatever its value.",
					Truth: &quiz.Truth{
						Flag: &quiz.FlagTruth{
							Component: "kube-apiserver",
							Name:      "insecure-port",
							Ask:       "exists",
						},
					},
				},
			},
			Explanation: "An unknown flag keeps the server from starting, so old unit files fail loudly. What they lack fails quietly: no NodeRestriction, no audit policy, no encryption at rest. Compare with `kube-apiserver --help` of your version.",
			Tags:        []string{"ctrlplane", "trivia"},
			Topics:      []string{"S0-31"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "kube-apiserver",
				URL:   "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M18",
			},
		},
		{
			ID:          "pki-kubelet-serving-unchecked",
			Type:        "short",
			Text:        "kubeadm gives the API server a client certificate for kubelets, but does not make it check the certificates that kubelets show. Which flag of kube-apiserver, with a CA file, would?",
			Accept:      []string{"--kubelet-certificate-authority", "kubelet-certificate-authority"},
			Placeholder: "--flag-name",
			Wrong: []quiz.Wrong{{
				Text: "--client-ca-file",
				Why:  "With that CA the API server checks clients that connect to it, not servers that it connects to.",
			},
				{
					Text: "--kubelet-client-certificate",
					Why:  "That is what the API server shows to the kubelet, the other direction.",
				},
				{
					Text: "--tls-cert-file",
					Why:  "That is the API server's own serving certificate.",
				},
			},
			Explanation: "Without the flag the connection is encrypted, but to whoever answers at that address. It can be set only after kubelets have serving certificates from that CA, which takes `serverTLSBootstrap` and someone who approves their requests.",
			Tags:        []string{"crypto", "kubelet", "ctrlplane"},
			Topics:      []string{"S0-30", "S0-31"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Control plane to node communication",
				URL:   "https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/",
			},
				{
					Title:  "The flag",
					Module: "k8s.io/kubernetes/cmd/kube-apiserver/app/options/options.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "cis-sweep",
				Lesson:   "M10",
			},
		},
		{
			ID:       "pki-san-missing",
			Type:     "line",
			Text:     "On the first of March 2027 people start to use `https://api.example.com:6443`, and kubectl reports that the certificate is not valid for that name. The CA is the right one. Which line has to be longer?",
			Manifest: "Certificate:\n    Data:\n        Version: 3 (0x2)\n        Issuer: CN = kubernetes\n        Validity\n            Not Before: Nov  2 08:00:00 2026 GMT\n            Not After : Nov  2 08:05:00 2027 GMT\n        Subject: CN = kube-apiserver\n        X509v3 extensions:\n            X509v3 Key Usage: critical\n                Digital Signature, Key Encipherment\n            X509v3 Extended Key Usage:\n                TLS Web Server Authentication\n            X509v3 Basic Constraints: critical\n                CA:FALSE\n            X509v3 Subject Alternative Name:\n                DNS:kubernetes, DNS:kubernetes.default, DNS:cp-1, IP Address:10.96.0.1, IP Address:10.0.0.10\n",
			Lines: []quiz.FaultLine{{
				Line: 17,
				Why:  "A client compares the name in its URL with the alternative names, and `api.example.com` is not among them.",
			},
			},
			Explanation: "What counts for a server is the subject alternative name; clients written in Go ignore the CN there altogether. With kubeadm, add the name to `apiServer.certSANs` and make the certificate anew. Never answer such an error with `insecure-skip-tls-verify`.",
			Tags:        []string{"crypto", "ctrlplane"},
			Topics:      []string{"S0-32", "S3-15"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "RFC 5280, subject alternative name",
				URL:   "https://datatracker.ietf.org/doc/html/rfc5280#section-4.2.1.6",
			},
				{
					Title: "kubeadm configuration v1beta4",
					URL:   "https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M03",
			},
		},
		{
			ID:          "pki-subject-to-group",
			Type:        "short",
			Text:        "A client certificate is signed by the cluster's CA. Its CN becomes the name of the user. Which field of the subject does the API server read as the user's groups?",
			Accept:      []string{"O", "Organization", "Organisation", "organizationName", "organization name", "O (Organization)", "Organization (O)", "O=", "/O", "/O="},
			Placeholder: "field of the subject",
			Wrong: []quiz.Wrong{{
				Text: "OU",
				Why:  "The organizational unit is not looked at; many a certificate has lost its groups by that.",
			},
				{
					Text: "CN",
					Why:  "The common name is the user's name.",
				},
				{
					Text: "SAN",
					Why:  "Alternative names count for servers; the API server does not read them in a client's certificate.",
				},
			},
			Explanation: "`O=system:masters` therefore means a member of the superuser group, for as long as the certificate is valid. There is no list of revoked certificates, so what can be taken back is only the rights that are bound to a name or group.",
			Tags:        []string{"crypto", "authn"},
			Topics:      []string{"S0-32", "S3-15"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "X.509 client certificates",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates",
			},
				{
					Title:  "The conversion",
					Module: "k8s.io/apiserver/pkg/authentication/request/x509/x509.go#CommonNameUserConversion",
				},
			},
			Practice: quiz.Practice{
				Scenario: "masters-for-everyone",
				Lesson:   "M05",
			},
		},
		{
			ID:   "pki-server-cert-as-client",
			Type: "verdict",
			Text: "For a test someone puts this certificate and its key into a kubeconfig and runs `kubectl get nodes`. The cluster's CA signed it, it is not expired, and anonymous requests are allowed. What is the answer?",
			Given: []quiz.Given{{
				Title:    "openssl x509 -noout -text, in part",
				Language: "text",
				Text:     "Issuer: CN = kubernetes\nSubject: O = kubeadm:cluster-admins, CN = carla\nX509v3 extensions:\n    X509v3 Extended Key Usage:\n        TLS Web Server Authentication\n    X509v3 Basic Constraints: critical\n        CA:FALSE\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "`401`: the request is not authenticated",
				Correct: true,
				Why:     "The API server verifies client certificates for client authentication, which this one is not made for.",
			},
				{
					Text: "`403`: `system:anonymous` may not list nodes",
					Why:  "That comes when no credential is shown; a credential that is shown and fails ends the matter.",
				},
				{
					Text: "`403`: `carla` may not list nodes",
					Why:  "To be named in a refusal she would have to be authenticated first.",
				},
				{
					Text: "`200`: the list of nodes",
					Why:  "The group would have the rights, but the certificate's purpose is checked before its subject counts.",
				},
			},
			Explanation: "Extended key usage tells what a certificate is for. A serving certificate with an impressive subject is of no use to log in, and this is one reason to give each purpose its own certificate.",
			Tags:        []string{"crypto", "authn"},
			Topics:      []string{"S0-32", "S0-30"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title:  "The check",
				Module: "k8s.io/apiserver/pkg/authentication/request/x509/x509.go#DefaultVerifyOptions",
			},
				{
					Title: "RFC 5280, extended key usage",
					URL:   "https://datatracker.ietf.org/doc/html/rfc5280#section-4.2.1.12",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M03",
			},
		},
		{
			ID:   "pki-organization-bound-as-user",
			Type: "verdict",
			Text: "Bruno's client certificate has the subject `O=shop-dev, CN=bruno`. The binding below is all there is for the team. What does `kubectl -n shop get pods` tell him?",
			Given: []quiz.Given{{
				Title:    "binding.yaml",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: developers\n  namespace: shop\nsubjects:\n- kind: User\n  name: shop-dev\n  apiGroup: rbac.authorization.k8s.io\nroleRef:\n  kind: ClusterRole\n  name: view\n  apiGroup: rbac.authorization.k8s.io\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "`200`, with the pods of the namespace",
				Why:   "So it would be if the subject's kind were `Group`; here it names a user who does not exist.",
				Value: "allowed",
			},
				{
					Text: "`401`, as no user of that name is known",
					Why:  "Kubernetes keeps no list of users; a valid certificate is enough to be `bruno`.",
				},
				{
					Text:    "`403`, with `bruno` as the user",
					Correct: true,
					Why:     "He is `bruno` in the group `shop-dev`, and the binding is for a user called `shop-dev`.",
					Value:   "denied",
				},
				{
					Text: "`403`, with `shop-dev` as the user",
					Why:  "The organization never becomes the user's name; the message would name the CN.",
				},
			},
			Explanation: "The CN is the user and each O a group, so a binding has to say which of the two it means. RBAC does not check whether a subject exists, and a slip like this is only noticed when somebody is refused.",
			Tags:        []string{"crypto", "authn", "rbac"},
			Topics:      []string{"S0-32", "S3-15"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "X.509 client certificates",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates",
			},
				{
					Title: "Using RBAC Authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "rbac-repair",
				Lesson:   "M07",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: developers\n  namespace: shop\nsubjects:\n- kind: User\n  name: shop-dev\n  apiGroup: rbac.authorization.k8s.io\nroleRef:\n  kind: ClusterRole\n  name: view\n  apiGroup: rbac.authorization.k8s.io\n",
					User:      "bruno",
					Groups:    []string{"shop-dev", "system:authenticated"},
					Verb:      "list",
					Resource:  "pods",
					Namespace: "shop",
				},
			},
		},
		{
			ID:   "pki-read-embedded-cert",
			Type: "single",
			Text: "A kubeconfig holds `client-certificate-data`. Its bare value was saved as the file `data`. Which command shows whom this credential stands for, and until when?",
			Options: []quiz.Option{{
				Text: "`openssl x509 -in data -noout -subject -enddate`",
				Why:  "The file is base64 around PEM, so openssl finds no certificate in it as it stands.",
			},
				{
					Text: "`base64 -d data | openssl req -noout -subject`",
					Why:  "The subcommand `req` reads signing requests; in the kubeconfig is what became of one.",
				},
				{
					Text:    "`base64 -d data | openssl x509 -noout -subject -enddate`",
					Correct: true,
					Why:     "Under the base64 there is an ordinary PEM certificate, and `x509` prints what is asked for.",
				},
				{
					Text: "`base64 -d data | openssl rsa -noout -text -check`",
					Why:  "That is for private keys, which are in `client-key-data` next to it.",
				},
			},
			Explanation: "Look before you trust: the subject tells the user and groups, the end date how long a leak would matter. What is encoded in a kubeconfig is not encrypted, the key included.",
			Tags:        []string{"crypto", "authn"},
			Topics:      []string{"S3-15", "S0-32", "S0-34"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "openssl-x509",
				URL:   "https://docs.openssl.org/3.0/man1/openssl-x509/",
			},
				{
					Title: "kubeconfig v1",
					URL:   "https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M03",
			},
		},
		{
			ID:   "kubeconfig-parts",
			Type: "match",
			Text: "What does each part of a kubeconfig file hold?",
			Pairs: []quiz.Pair{{
				Left:  "`clusters`",
				Right: "Where an API server is, and which CA to trust for it",
				Why:   "This part is about the server, and normally contains no secrets.",
			},
				{
					Left:  "`users`",
					Right: "A credential, or a command that fetches one",
					Why:   "This is the part to protect; its name is a label of the file and need not be the name on the credential.",
				},
				{
					Left:  "`contexts`",
					Right: "A triple of server, credential and namespace",
					Why:   "A context only refers to the other two by name and adds a default namespace.",
				},
				{
					Left:  "`current-context`",
					Right: "What is used if nothing else is said",
					Why:   "It is one name, and the reason why a command may end up in the wrong cluster.",
				},
			},
			Extra: []quiz.Item{{
				Text: "The rights that are granted in a namespace",
				Why:  "No rights are in the file; they are decided by the API server, whatever the file says.",
			},
			},
			Explanation: "A kubeconfig says where to go and whom to be. By default kubectl reads `$HOME/.kube/config`, and anyone who can read that file with a key or token in it can be its owner.",
			Tags:        []string{"authn", "intro"},
			Topics:      []string{"S0-34"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Organizing cluster access using kubeconfig files",
				URL:   "https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/",
			},
				{
					Title: "kubeconfig v1",
					URL:   "https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M03",
			},
		},
		{
			ID:   "kubeconfig-where-kubectl-looks",
			Type: "order",
			Text: "In a pod, kubectl finds all of these. Put them in the order in which they are preferred, the strongest first.",
			Items: []quiz.Item{{
				Text: "The file named by `--kubeconfig`",
				Why:  "The flag beats everything else, and this one file is then used alone.",
			},
				{
					Text: "The files named by `KUBECONFIG`",
					Why:  "Without the flag the variable decides; several files are merged.",
				},
				{
					Text: "`$HOME/.kube/config`",
					Why:  "The default place is looked at only if the variable is not set.",
				},
				{
					Text: "The token of the pod's service account",
					Why:  "Only where no kubeconfig is found does kubectl act as the pod it runs in.",
				},
			},
			Explanation: "`kubectl config view --minify` shows what is in force, and `kubectl auth whoami` who one is with it. Both are worth a look before a command that deletes.",
			Tags:        []string{"authn", "intro"},
			Topics:      []string{"S3-17", "S0-34"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Organizing cluster access using kubeconfig files",
				URL:   "https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/",
			},
				{
					Title:  "Loading rules",
					Module: "k8s.io/client-go/tools/clientcmd/loader.go#NewDefaultClientConfigLoadingRules",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M03",
			},
		},
		{
			ID:   "kubeconfig-merge-same-user",
			Type: "single",
			Text: "`KUBECONFIG` is `prod.yaml:test.yaml`. Both files have an entry for a user called `admin`: in the first it is a client certificate, in the second a token. Which of them does kubectl use in a context of `test.yaml` that refers to `admin`?",
			Options: []quiz.Option{{
				Text: "The entry of `test.yaml`, since the context is from there",
				Why:  "Names are resolved after merging; a context does not remember its file.",
			},
				{
					Text: "The entry of `test.yaml`, since later files overwrite earlier ones",
					Why:  "With maps it is the other way round, the first file to set a key wins.",
				},
				{
					Text: "None, since kubectl refuses names that are not unique",
					Why:  "Nothing is reported; that is what makes this dangerous.",
				},
				{
					Text:    "The entry of `prod.yaml`, so the other one is ignored",
					Correct: true,
					Why:     "The first file that has the name wins with its whole entry, and nothing of the second is mixed in.",
				},
			},
			Explanation: "So a command for the test cluster carries the credential of production to a server that may be less trusted. Unique names for clusters and users in each file avoid it, and so does one file at a time.",
			Tags:        []string{"authn", "secrets"},
			Topics:      []string{"S3-17", "S0-34"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Organizing cluster access using kubeconfig files",
				URL:   "https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files",
			},
				{
					Title:  "Loading",
					Module: "k8s.io/client-go/tools/clientcmd/loader.go#ClientConfigLoadingRules",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M03",
			},
		},
		{
			ID:          "kubeconfig-view-raw",
			Type:        "short",
			Text:        "`kubectl config view` prints the merged configuration with keys and tokens blotted out. Which flag makes it print the same with nothing blotted out, and so turns its output into a credential?",
			Accept:      []string{"--raw", "raw", "--raw=true", "kubectl config view --raw"},
			Placeholder: "--flag",
			Wrong: []quiz.Wrong{{
				Text: "--minify",
				Why:  "It leaves out what the current context does not use; secrets in the rest stay blotted out.",
			},
				{
					Text: "--flatten",
					Why:  "It prints secrets as well, but not the same: files that are referred to are embedded, so that the result can be moved.",
				},
				{
					Text: "-o yaml",
					Why:  "The format changes nothing about what is blotted out.",
				},
			},
			Explanation: "The default output is safe to paste into a ticket; with `--raw`, and with `--flatten` too, it is not. Base64 in a kubeconfig hides nothing, so treat a file with a key or token like a password.",
			Tags:        []string{"authn", "secrets"},
			Topics:      []string{"S3-17"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "kubectl config view",
				URL:   "https://kubernetes.io/docs/reference/kubectl/generated/kubectl_config/kubectl_config_view/",
			},
				{
					Title:  "The flag",
					Module: "k8s.io/kubectl/pkg/cmd/config/view.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M03",
			},
		},
		{
			ID:       "kubeconfig-skip-verify",
			Type:     "line",
			Text:     "A build server uses this kubeconfig. Which line lets anyone on the network path take the token, although the connection is encrypted?",
			Manifest: "apiVersion: v1\nkind: Config\ncurrent-context: shop\npreferences: {}\nclusters:\n- name: shop\n  cluster:\n    server: https://api.example.com:6443\n    tls-server-name: kubernetes.default.svc\n    insecure-skip-tls-verify: true\ncontexts:\n- name: shop\n  context:\n    cluster: shop\n    user: deployer\n    namespace: shop\nusers:\n- name: deployer\n  user:\n    tokenFile: /run/secrets/deployer/token\n",
			Lines: []quiz.FaultLine{{
				Line: 10,
				Why:  "The client does not check who answers, so someone in between can end the connection and read the token.",
			},
			},
			Explanation: "Encryption without authentication of the server is encryption to an unknown party. Put the CA into `certificate-authority-data` instead. `tls-server-name` only changes the name that is expected, which is harmless as long as the certificate is verified.",
			Tags:        []string{"authn", "crypto", "net"},
			Topics:      []string{"S0-34", "S3-17"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "kubeconfig v1",
				URL:   "https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M03",
			},
		},
		{
			ID:     "kubeconfig-delete-context",
			Type:   "boolean",
			Text:   "Before lending out a laptop, somebody runs `kubectl config delete-context prod`. The context referred to the user `prod-admin`, whose entry holds a client key. Is the key still in the file afterwards?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "Only the context is taken out. The entries of the user and the cluster stay, each until it is deleted itself.",
				False: "A context only names a cluster and a user; deleting the reference deletes neither of them.",
			},
			Explanation: "`kubectl config delete-user` removes the entry with the credential. Neither command makes a credential invalid, so what may have been copied has to be ended in the cluster or at the identity provider.",
			Tags:        []string{"authn", "secrets"},
			Topics:      []string{"S0-34", "S3-17"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Organizing cluster access using kubeconfig files",
				URL:   "https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/",
			},
				{
					Title:  "The command",
					Module: "k8s.io/kubectl/pkg/cmd/config/delete_context.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M03",
			},
		},
	},
}
