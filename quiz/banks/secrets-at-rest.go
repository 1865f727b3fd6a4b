// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var banksecrets_at_rest = quiz.Bank{
	ID:     "secrets-at-rest",
	Title:  "Secrets at rest",
	Module: "M12",
	Questions: []quiz.Question{{
		ID:     "secrets-encryption-config-configmaps",
		Type:   "boolean",
		Text:   "Can an EncryptionConfiguration encrypt ConfigMaps and the objects of a CustomResourceDefinition, too?",
		Answer: &yes,
		Why: &quiz.Why{
			True:  "It lists resources by name, and any resource that the API server keeps in etcd can be listed.",
			False: "Only in its first releases was it about Secrets. The task page still uses them as its example, which misleads.",
		},
		Explanation: "What is worth encrypting is not always called Secret: ConfigMaps with connection strings, custom resources of operators, even bindings, since forged ones in plain text fail once `identity` is gone. Custom resources have been possible since v1.26.",
		Tags:        []string{"secrets", "hardening"},
		Topics:      []string{"S1-020", "S1-172"},
		Difficulty:  "easy",
		Sources: []quiz.Source{{
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
			Lesson:   "M12",
		},
	},
		{
			ID:          "secrets-encryption-reload-flag",
			Type:        "short",
			Text:        "You keep changing your EncryptionConfiguration while you show how keys are rotated, and do not want to restart the API server each time. Which of its flags do you set to `true`?",
			Accept:      []string{"--encryption-provider-config-automatic-reload", "encryption-provider-config-automatic-reload", "--encryption-provider-config-automatic-reload=true", "encryption-provider-config-automatic-reload=true"},
			Placeholder: "--flag-name",
			Wrong: []quiz.Wrong{{
				Text: "--encryption-provider-config",
				Why:  "This one names the file. By itself the file is read once, at the start.",
			},
				{
					Text: "--feature-gates",
					Why:  "No gate is needed for this. Reloading has a flag of its own.",
				},
			},
			Explanation: "The server looks for a change at least once a minute. A file that it cannot use leaves the old configuration in force, so watch the metrics about reloads. With several API servers, each reloads its own copy.",
			Tags:        []string{"secrets", "ctrlplane"},
			Topics:      []string{"S1-020"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Encrypting Confidential Data at Rest",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
			},
				{
					Title:  "etcd.go",
					Module: "k8s.io/apiserver/pkg/server/options/etcd.go",
				},
				{
					Title:  "controller.go",
					Module: "k8s.io/apiserver/pkg/server/options/encryptionconfig/controller/controller.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "encryption-stale-plaintext",
				Lesson:   "M12",
			},
		},
		{
			ID:   "secrets-providers-match",
			Type: "match",
			Text: "An EncryptionConfiguration names providers. What is to be said of each?",
			Pairs: []quiz.Pair{{
				Left:  "`identity`",
				Right: "Writes objects as they are",
				Why:   "It encrypts nothing. It is there to read old plain text, or to switch encryption off.",
			},
				{
					Left:  "`aescbc`",
					Right: "Its padding can be attacked, so it is advised against",
					Why:   "The mode has no built-in check that data were not changed.",
				},
				{
					Left:  "`aesgcm`",
					Right: "Sound, if its key is changed before 200,000 writes",
					Why:   "It uses random nonces with one key, and they must not repeat. Nothing changes the key for you.",
				},
				{
					Left:  "`secretbox`",
					Right: "Strong and simple, with its key in a file on the control plane",
					Why:   "XSalsa20 with Poly1305. What remains is that the key lies beside the data.",
				},
				{
					Left:  "`kms` with `apiVersion: v2`",
					Right: "Its root key stays outside of the cluster",
					Why:   "A plug-in on a Unix socket wraps a seed, from which the server derives data keys.",
				},
			},
			Extra: []quiz.Item{{
				Text: "Encrypts what travels from API server to etcd",
				Why:  "That is TLS, set by `--etcd-cafile` and its sisters.",
			},
			},
			Explanation: "The first four differ in cryptography, and none of them helps against somebody who holds a whole control plane node, where the key is. Only `kms` moves the key elsewhere, at the price of one more thing that has to run.",
			Tags:        []string{"secrets", "crypto", "hardening"},
			Topics:      []string{"S1-171"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Encrypting Confidential Data at Rest",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
			},
				{
					Title: "Using a KMS provider for data encryption",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/kms-provider/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "unencrypted-etcd",
				Lesson:   "M12",
			},
		},
		{
			ID:     "secrets-kmsv1-gate",
			Type:   "boolean",
			Text:   "Is the feature gate `KMSv1` on by default in Kubernetes v1.37?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "It was until v1.28. Since v1.29 a configuration with `kms` of version v1 needs the gate switched on by hand.",
				False: "v1 is deprecated and off since v1.29, the release in which v2 became stable.",
			},
			Explanation: "v1 called the KMS for each new data key, so for every write, which was slow and ran into limits. v2 derives data keys from a seed that is wrapped once, and notices when the root key was rotated. New set-ups use v2; old data need v1 until they are rewritten.",
			Tags:        []string{"secrets", "crypto"},
			Topics:      []string{"S1-170"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Using a KMS provider for data encryption",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/kms-provider/",
			},
				{
					Title: "Encrypting Confidential Data at Rest",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
				},
				{
					Title:  "KMSv1 in kube_features.go",
					Module: "k8s.io/apiserver/pkg/features/kube_features.go#KMSv1",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M12",
			},
			Truth: &quiz.Truth{
				Gate: &quiz.GateTruth{
					Name: "KMSv1",
					Ask:  "default",
				},
			},
		},
		{
			ID:   "secrets-kmsv2-data-keys",
			Type: "single",
			Text: "An API server of v1.37 encrypts Secrets with a KMS plug-in of version v2. What happens when somebody updates a Secret?",
			Options: []quiz.Option{{
				Text: "The server sends the whole Secret to the KMS, which returns it encrypted",
				Why:  "The KMS never sees objects. It only wraps and unwraps keys.",
			},
				{
					Text: "The server makes a random key and has the KMS wrap it before it can store",
					Why:  "This is version v1: one call to the KMS for each write.",
				},
				{
					Text: "The server encrypts with the key in its configuration file, named by the KMS",
					Why:  "With `kms` there is no key in the file. It holds the socket's address.",
				},
				{
					Text:    "The server derives a key from a seed in memory and encrypts with AES-GCM",
					Correct: true,
					Why:     "The seed was wrapped by the KMS earlier, and its wrapped form is stored beside each object.",
				},
			},
			Explanation: "So the KMS is asked when a server starts, when the root key changes, and to check that all is well, not for each write. The object's metadata name the root key, by which one sees after a rotation what still has to be rewritten.",
			Tags:        []string{"secrets", "crypto"},
			Topics:      []string{"S1-170"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Using a KMS provider for data encryption",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/kms-provider/",
			},
				{
					Title:  "envelope.go",
					Module: "k8s.io/apiserver/pkg/storage/value/encrypt/envelope/kmsv2/envelope.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M12",
			},
		},
		{
			ID:       "secrets-encryption-masked-lines",
			Type:     "line",
			Text:     "With this file the API server of v1.37 does not start. It goes through the rules from the top. At which lines does it refuse the resource that is named there?",
			Manifest: "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources:\n  - configmaps\n  - Widgets.shop.example.com\n  - '*.payments.example.com'\n  providers:\n  - secretbox:\n      keys:\n      - name: key1\n        secret: c2VjcmV0Ym94LWtleS1vZi0zMi1ieXRlcy1sb25nISE=\n  - identity: {}\n- resources:\n  - secrets\n  - cards.payments.example.com\n  providers:\n  - kms:\n      apiVersion: v2\n      name: vault\n      endpoint: unix:///run/kms/kms.sock\n  - identity: {}\n",
			Lines: []quiz.FaultLine{{
				Line: 6,
				Why:  "Resources are named as in URLs: lower case and plural, then a dot and the group. Capital letters are refused.",
			},
				{
					Line: 16,
					Why:  "The rule in line 7 already covers the whole group, so this line could never count. The server refuses instead of ignoring it.",
				},
			},
			Explanation: "The file selects by resource and group, not by kind. Wildcards have been possible since v1.27: `*.` for the core group, `*.group` for one group, `*.*` for all. The first matching rule counts, so the special ones must come before the general ones.",
			Tags:        []string{"secrets", "ctrlplane"},
			Topics:      []string{"S1-172"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Encrypting Confidential Data at Rest",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
			},
				{
					Title:  "validation_encryption.go",
					Module: "k8s.io/apiserver/pkg/apis/apiserver/validation/validation_encryption.go",
				},
				{
					Title:  "config.go",
					Module: "k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "encryption-stale-plaintext",
				Lesson:   "M12",
			},
		},
		{
			ID:          "secrets-encryption-wildcard",
			Type:        "short",
			Text:        "You want one rule in an EncryptionConfiguration to cover every resource of the group `shop.example.com`, and nothing else. What do you write in its list of resources?",
			Accept:      []string{"*.shop.example.com", "- *.shop.example.com"},
			Placeholder: "an entry of the list",
			Wrong: []quiz.Wrong{{
				Text: "*.*",
				Why:  "This covers every resource of every group.",
			},
				{
					Text: "shop.example.com/*",
					Why:  "Here the resource comes first, and a dot separates it from the group.",
				},
				{
					Text: "*",
					Why:  "A bare star is refused. For the core group one writes `*.`, for everything `*.*`.",
				},
				{
					Text: "shop.example.com",
					Why:  "This is read as the resource `shop` in the group `example.com`.",
				},
			},
			Explanation: "Quote the entry in YAML, where a leading star means something else. A resource of this group that needs other providers must be listed in an earlier rule.",
			Tags:        []string{"secrets", "ctrlplane"},
			Topics:      []string{"S1-172"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Encrypting Confidential Data at Rest",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
			},
				{
					Title:  "validation_encryption.go",
					Module: "k8s.io/apiserver/pkg/apis/apiserver/validation/validation_encryption.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M12",
			},
		},
		{
			ID:   "secrets-backup-and-key",
			Type: "single",
			Text: "Encryption with `secretbox` is on, and all Secrets have been rewritten. Every night a job copies an etcd snapshot and the folder `/etc/kubernetes`, in which the EncryptionConfiguration lies, to one storage bucket. What does encryption at rest bring for this backup?",
			Options: []quiz.Option{{
				Text: "Secrets in it cannot be read, because etcd's snapshots are sealed",
				Why:  "A snapshot is the database as it is. Only what the API server had encrypted is encrypted.",
			},
				{
					Text:    "Hardly anything, because the key's file is in the same folder and bucket",
					Correct: true,
					Why:     "The EncryptionConfiguration holds the key itself. Who has the bucket has the key and what it opens.",
				},
				{
					Text: "Secrets in it cannot be read, because the key is bound to its host",
					Why:  "The key is a string in a file, and works wherever the file is.",
				},
				{
					Text: "Nothing at all, because a snapshot holds objects before encryption",
					Why:  "The API server encrypts before it writes, so etcd never had the plain text.",
				},
			},
			Explanation: "Encryption at rest is made for stolen disks and backups, as long as the key travels another way. Keep the key's file out of the backup and store it apart, or use a KMS, so that there is no key to be copied.",
			Tags:        []string{"etcd", "secrets", "hardening"},
			Topics:      []string{"S1-178"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Encrypting Confidential Data at Rest",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
			},
				{
					Title: "Good practices for Kubernetes Secrets",
					URL:   "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "unencrypted-etcd",
				Lesson:   "M12",
			},
		},
		{
			ID:   "secrets-forged-plaintext",
			Type: "verdict",
			Text: "This is the API server's configuration, and all Secrets are stored encrypted. An intruder with write access to etcd stores a Secret as plain JSON at `/registry/secrets/shop/webhook-key`. What does the API server answer to `kubectl -n shop get secret webhook-key`?",
			Given: []quiz.Given{{
				Title:    "encryption.yaml",
				Language: "yaml",
				Text:     "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - secretbox:\n      keys: [{name: key1, secret: c2VjcmV0Ym94LWtleS1vZi0zMi1ieXRlcy1sb25nISE=}]\n  - identity: {}\n",
			},
			},
			Options: []quiz.Option{{
				Text: "An error: no matching prefix found",
				Why:  "This comes when no provider claims the value. Here `identity` claims everything without a mark.",
			},
				{
					Text: "404",
					Why:  "The key is there. What cannot be read is an error, not a missing object.",
				},
				{
					Text: "The Secret with garbled data",
					Why:  "The value bears no mark of `secretbox`, so nothing tries to decrypt it.",
				},
				{
					Text:    "The intruder's Secret",
					Correct: true,
					Why:     "For reading all providers are tried, and `identity` takes plain text as it is.",
				},
			},
			Explanation: "Encryption hides, and a fallback to plain text means that it proves nothing. When everything is rewritten, take `identity` out. Then a plain value makes reads fail, which is loud: even listing the Secrets of that namespace fails until the key is removed.",
			Tags:        []string{"secrets", "etcd", "privesc"},
			Topics:      []string{"S1-179"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Encrypting Confidential Data at Rest",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
			},
				{
					Title:  "config.go",
					Module: "k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "encryption-stale-plaintext",
				Lesson:   "M12",
			},
		},
		{
			ID:   "secrets-moved-ciphertext",
			Type: "single",
			Text: "An intruder can write to etcd, but has no key. He copies the stored value of Secret `db` in `shop` to the place of a Secret in his own namespace, and reads that one through the API. Which provider makes this fail?",
			Options: []quiz.Option{{
				Text: "`secretbox`, because Poly1305 authenticates every value",
				Why:  "It proves that the value was not changed. Where it was stored is not part of what it proves.",
			},
				{
					Text: "`aescbc`, because its blocks depend on each other",
					Why:  "The chain is within one value. As a whole the value can be moved.",
				},
				{
					Text:    "`kms` v2, because an object's path is bound into its encryption",
					Correct: true,
					Why:     "It uses AES-GCM with the path in etcd as additional data, so the value decrypts at its own place only.",
				},
				{
					Text: "`identity` in second place, because it rejects values with a mark",
					Why:  "It does leave marked values alone, but the first provider recognises its mark and decrypts.",
				},
			},
			Explanation: "`aesgcm` binds the path in the same way. Providers answer different questions: all but `identity` hide, most of these notice a change, and only those two notice a move. None of them stops an intruder from deleting a value or putting an old one back.",
			Tags:        []string{"secrets", "crypto", "etcd"},
			Topics:      []string{"S1-179", "S1-171"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Encrypting Confidential Data at Rest",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
			},
				{
					Title:  "aes.go",
					Module: "k8s.io/apiserver/pkg/storage/value/encrypt/aes/aes.go",
				},
				{
					Title:  "secretbox.go",
					Module: "k8s.io/apiserver/pkg/storage/value/encrypt/secretbox/secretbox.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "encryption-stale-plaintext",
				Lesson:   "M12",
			},
		},
		{
			ID:     "secrets-encrypted-binding-not",
			Type:   "boolean",
			Text:   "Secrets are encrypted by a KMS, and `identity` is gone from their rule. It is the file's only rule. Can an intruder with write access to etcd still make himself a cluster administrator?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "Bindings are not in the rule, so a forged ClusterRoleBinding in plain text is read like any other.",
				False: "The rule protects the type that it names. Resources without a rule are stored and read as plain text.",
			},
			Explanation: "And a cluster administrator reads all Secrets through the API, decrypted. Encryption at rest is for copies of the database; against somebody who writes to the running one, the answer is to keep him away from it.",
			Tags:        []string{"secrets", "etcd", "privesc"},
			Topics:      []string{"S1-179"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Encrypting Confidential Data at Rest",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
			},
				{
					Title: "Kubernetes API Server Bypass Risks",
					URL:   "https://kubernetes.io/docs/concepts/security/api-server-bypass-risks/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "etcd-open-client-port",
				Lesson:   "M12",
			},
		},
		{
			ID:       "secrets-identity-first-line",
			Type:     "line",
			Text:     "Encryption is said to be on, the API server was restarted, and still every new Secret can be read in etcd. Which line is the reason?",
			Manifest: "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources:\n  - secrets\n  - configmaps\n  providers:\n  - identity: {}\n  - secretbox:\n      keys:\n      - name: key2\n        secret: c2VjcmV0Ym94LWtleS1vZi0zMi1ieXRlcy1sb25nISE=\n      - name: key1\n        secret: YW5vdGhlci1zZWNyZXRib3gta2V5LTMyLWJ5dGVzISE=\n",
			Lines: []quiz.FaultLine{{
				Line: 8,
				Why:  "Writing is done by the first provider alone, and this one writes plain text.",
			},
			},
			Explanation: "All providers are for reading, the first one is for writing, and within it the first key. This very order is the way to switch encryption off: put `identity` first, rewrite everything, then drop the rest.",
			Tags:        []string{"secrets", "hardening"},
			Topics:      []string{"S1-020", "S1-171"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Encrypting Confidential Data at Rest",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "encryption-stale-plaintext",
				Lesson:   "M12",
			},
		},
		{
			ID:   "secrets-old-objects-plain",
			Type: "verdict",
			Text: "A cluster is a year old. An hour ago encryption of Secrets was switched on, with `secretbox` first and `identity` second, and nobody did anything else. You read the Secret `db`, created last year, straight from etcd. What do you find?",
			Given: []quiz.Given{{
				Title:    "on the control plane",
				Language: "console",
				Text:     "etcdctl get /registry/secrets/shop/db --print-value-only | head -c 4 | xxd",
			},
			},
			Options: []quiz.Option{{
				Text: "The mark `k8s:`, since reading it encrypted it",
				Why:  "Reads leave etcd as it is. Objects change there only by writes.",
			},
				{
					Text:    "`k8s` and a zero byte, as before",
					Correct: true,
					Why:     "This is unencrypted protobuf. The Secret has not been written since.",
				},
				{
					Text: "The mark `k8s:`, since the API server rewrites all objects when it starts",
					Why:  "It does no such thing by itself. Somebody has to have them rewritten.",
				},
				{
					Text: "Nothing, since plain values are no longer served",
					Why:  "You ask etcd, which serves what it has. And `identity` lets the API server read it, too.",
				},
			},
			Explanation: "Encryption works on writes. To cover old objects, write each once more unchanged, for instance with `kubectl get secrets -A -o json | kubectl replace -f -`, or with a StorageVersionMigration, stable since v1.37. And old backups stay as readable as they were, so change the values that matter.",
			Tags:        []string{"secrets", "etcd", "hardening"},
			Topics:      []string{"S1-180"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Encrypting Confidential Data at Rest",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "encryption-stale-plaintext",
				Lesson:   "M12",
			},
		},
		{
			ID:   "secrets-key-rotation-order",
			Type: "order",
			Text: "Three API servers share an EncryptionConfiguration that has one key, and it must be replaced without an outage. Put the steps in order.",
			Items: []quiz.Item{{
				Text: "Add the new key as the second one",
				Why:  "It is for reading only at this point. A server without it could not read what another has already written with it.",
			},
				{
					Text: "Have all API servers take up the file",
					Why:  "Only when each of them knows the new key may one of them write with it.",
				},
				{
					Text: "Move the new key to the first place, and have all servers take up the file again",
					Why:  "Now new writes use it, and the old key still reads.",
				},
				{
					Text: "Rewrite all objects of the encrypted types",
					Why:  "Until then most of them still need the old key.",
				},
				{
					Text: "Remove the old key from the file",
					Why:  "It comes last: without it, anything that was not rewritten could not be read any more.",
				},
			},
			Explanation: "The order follows from one rule: each server must always be able to read whatever any server may have written. Keep the old key somewhere safe as long as you keep backups that need it.",
			Tags:        []string{"secrets", "hardening", "recovery"},
			Topics:      []string{"S1-180"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Encrypting Confidential Data at Rest",
				URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "encryption-stale-plaintext",
				Lesson:   "M12",
			},
		},
		{
			ID:   "secrets-env-or-file",
			Type: "single",
			Text: "Three running pods get a password from the same Secret: pod A by an environment variable, pod B by a volume, pod C by a volume that is mounted with `subPath`. Somebody changes the Secret. Which pods find the new value without a restart, after some minutes?",
			Options: []quiz.Option{{
				Text:    "B only",
				Correct: true,
				Why:     "The kubelet renews the files of a Secret volume. Variables are set once, and a `subPath` mount stays with the old file.",
			},
				{
					Text: "B and C",
					Why:  "A `subPath` is bound to the file as it was at the start. Updates do not reach it.",
				},
				{
					Text: "A, B and C",
					Why:  "A process's environment is fixed when its container starts. Nothing can change it from outside.",
				},
				{
					Text: "None of them",
					Why:  "This is so if the Secret is marked as immutable, and then it could not have been changed.",
				},
			},
			Explanation: "Variables were made popular by the twelve-factor style and have a price: they are inherited by child processes, turn up in crash reports and debug pages, and never change. A file can be renewed and read only when it is needed.",
			Tags:        []string{"secrets", "containersec"},
			Topics:      []string{"S1-158"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Secrets",
				URL:   "https://kubernetes.io/docs/concepts/configuration/secret/",
			},
				{
					Title: "Good practices for Kubernetes Secrets",
					URL:   "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "unencrypted-etcd",
				Lesson:   "M12",
			},
		},
		{
			ID:   "secrets-env-leaks",
			Type: "multiple",
			Text: "A team hands a Secret to its container as an environment variable, by `secretKeyRef`. What follows from this?",
			Options: []quiz.Option{{
				Text:    "Child processes inherit the value unless the program removes it",
				Correct: true,
				Why:     "An environment is passed on by default, also to a helper that has no need of it.",
			},
				{
					Text:    "A handler that prints its whole environment on errors prints the value",
					Correct: true,
					Why:     "Crash reports and debug pages love to do this. Files are rarely printed whole.",
				},
				{
					Text:    "A new value reaches the container only by a restart",
					Correct: true,
					Why:     "Variables are set when the container starts.",
				},
				{
					Text: "Whoever may `get` the pod sees the value in its spec",
					Why:  "The spec has the reference. A literal `value` would be visible there.",
				},
				{
					Text: "The value is stored unencrypted in etcd with the pod",
					Why:  "The pod's object has the reference only. The value stays in the Secret, encrypted or not as Secrets are.",
				},
			},
			Explanation: "The reference is far better than a literal. Compared with a file, a variable has more ways to slip out by accident, and no way to be renewed.",
			Tags:        []string{"secrets", "containersec", "hardening"},
			Topics:      []string{"S1-158"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Secrets",
				URL:   "https://kubernetes.io/docs/concepts/configuration/secret/",
			},
				{
					Title: "Good practices for Kubernetes Secrets",
					URL:   "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M12",
			},
		},
		{
			ID:       "secrets-literal-lines",
			Type:     "line",
			Text:     "In this namespace, twenty people have the role `view`. It lets them read pods, but no Secrets. Which lines nevertheless show them a password?",
			Manifest: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: report\n  namespace: shop\nspec:\n  automountServiceAccountToken: false\n  containers:\n  - name: report\n    image: registry.example.com/report:1.9.2\n    args:\n    - --db=postgres://report:Tulip7-Harbour@db.shop.svc/report\n    - --password-file=/run/db/password\n    env:\n    - {name: SMTP_USER, value: report}\n    - {name: SMTP_PASSWORD, value: Quartz-Meadow-41}\n    - name: API_KEY\n      valueFrom:\n        secretKeyRef: {name: report-api, key: key}\n    volumeMounts:\n    - {name: db, mountPath: /run/db, readOnly: true}\n  volumes:\n  - name: db\n    secret: {secretName: report-db}\n",
			Lines: []quiz.FaultLine{{
				Line: 12,
				Why:  "An argument is part of the spec, and the password is part of this URL. It is also in the node's list of processes.",
			},
				{
					Line: 16,
					Why:  "A literal value is stored and shown with the pod.",
				},
			},
			Explanation: "Whatever is written into a pod's spec is readable for everybody who may read pods, and for every copy of the manifest. References to Secrets keep the value behind a right of its own. Kubernetes does not notice the difference; a policy can.",
			Tags:        []string{"secrets", "rbac"},
			Topics:      []string{"S4-18", "S1-158"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Good practices for Kubernetes Secrets",
				URL:   "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
			},
				{
					Title: "Secrets",
					URL:   "https://kubernetes.io/docs/concepts/configuration/secret/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "weak-rbac",
				Lesson:   "M12",
			},
		},
		{
			ID:   "secrets-facts",
			Type: "multiple",
			Text: "What holds for Secrets in a cluster with Kubernetes' own defaults?",
			Options: []quiz.Option{{
				Text:    "On a node, the files of a Secret volume are kept in memory",
				Correct: true,
				Why:     "The kubelet puts them on a tmpfs, so they do not get to the node's disk.",
			},
				{
					Text:    "A pod can only use Secrets of its own namespace",
					Correct: true,
					Why:     "References have no field for a namespace.",
				},
				{
					Text: "Their values are encrypted in etcd",
					Why:  "Not without an EncryptionConfiguration. By default they are plain.",
				},
				{
					Text: "Base64 keeps their values from readers of the manifest",
					Why:  "Base64 is an encoding without a key. Anybody can undo it.",
				},
				{
					Text: "A pod gets those that its service account may read",
					Why:  "A pod gets what its spec names. RBAC for the service account is not asked for mounts.",
				},
			},
			Explanation: "A Secret is little more than a ConfigMap that is handled with some care: kept in memory on nodes, left out of the role `view`, sent only to nodes that need it. Encryption and narrow rights are up to you.",
			Tags:        []string{"secrets", "hardening"},
			Topics:      []string{"S2-34"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Secrets",
				URL:   "https://kubernetes.io/docs/concepts/configuration/secret/",
			},
				{
					Title: "Encrypting Confidential Data at Rest",
					URL:   "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
				},
				{
					Title:  "secret.go",
					Module: "k8s.io/kubernetes/pkg/volume/secret/secret.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "unencrypted-etcd",
				Lesson:   "M12",
			},
		},
		{
			ID:          "secrets-size-limit",
			Type:        "short",
			Text:        "How large may the data of one Secret be at most?",
			Accept:      []string{"1 MiB", "1MiB", "1 MB", "1MB", "1 mebibyte", "1048576", "1048576 bytes", "1 megabyte", "1Mi", "1 Mi", "one MiB", "one mebibyte", "1024 KiB", "1024KiB"},
			Placeholder: "a size with its unit",
			Wrong: []quiz.Wrong{{
				Text: "1.5 MiB",
				Why:  "This is etcd's own default limit for a request. The API server's limit for Secrets is lower.",
			},
				{
					Text: "3 MiB",
					Why:  "This is the API server's limit for a request's body. The data of a Secret may be less.",
				},
				{
					Text: "256 KiB",
					Why:  "This is the limit for all annotations of an object together.",
				},
			},
			Explanation: "The limit keeps Secrets from filling etcd and the memory of nodes and API servers, where they are held. Many small ones can still do that; a quota on the number of Secrets helps.",
			Tags:        []string{"secrets", "volume"},
			Topics:      []string{"S2-34"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Secrets",
				URL:   "https://kubernetes.io/docs/concepts/configuration/secret/",
			},
				{
					Title:  "MaxSecretSize in types.go",
					Module: "k8s.io/api/core/v1/types.go#MaxSecretSize",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M12",
			},
		},
		{
			ID:          "secrets-store-csi-kind",
			Type:        "short",
			Text:        "With the Secrets Store CSI driver, a pod's volume refers to a custom resource that says which provider to ask and which objects to fetch. What is its kind?",
			Accept:      []string{"SecretProviderClass", "SecretProviderClasses", "secretproviderclasses.secrets-store.csi.x-k8s.io"},
			Placeholder: "a kind",
			Wrong: []quiz.Wrong{{
				Text: "ExternalSecret",
				Why:  "This kind belongs to the External Secrets Operator, which makes Secrets in the cluster.",
			},
				{
					Text: "SecretStore",
					Why:  "Also of the External Secrets Operator: the connection to a store.",
				},
				{
					Text: "CSIDriver",
					Why:  "This registers the driver itself, once for the cluster.",
				},
			},
			Explanation: "It must be in the pod's namespace. Mounting from several providers is the driver's stable core. There is no provider for every store: OpenStack's Barbican, for one, is reached by other tools, such as the External Secrets Operator.",
			Tags:        []string{"secrets", "addon"},
			Topics:      []string{"S1-076"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Secrets Store CSI Driver",
				URL:   "https://secrets-store-csi-driver.sigs.k8s.io/",
			},
				{
					Title: "External Secrets Operator",
					URL:   "https://external-secrets.io/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M12",
			},
		},
		{
			ID:   "secrets-store-csi-where",
			Type: "single",
			Text: "A pod mounts a database password by the Secrets Store CSI driver, used in its plain form. Where in the cluster is the password then?",
			Options: []quiz.Option{{
				Text: "In a Secret that the driver creates and removes with the pod",
				Why:  "The driver can be told to sync to a Secret, with `secretObjects` in its class. In the plain form it does not.",
			},
				{
					Text: "In the SecretProviderClass, encrypted with the provider's key",
					Why:  "The class has the names of objects and no values.",
				},
				{
					Text: "In the pod's environment, put there by a webhook",
					Why:  "Some injectors of vendors work so. This driver mounts files.",
				},
				{
					Text:    "In the pod's files on its node, and in no object of the API",
					Correct: true,
					Why:     "The provider on the node fetches it when the volume is mounted, and it is put into a volume in memory.",
				},
			},
			Explanation: "So neither etcd nor its backups nor the rights on Secrets can give it away. In exchange, pods do not start while the store is down, and whoever gets into the pod or has root on its node still reads the file.",
			Tags:        []string{"secrets", "addon"},
			Topics:      []string{"S1-076"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Secrets Store CSI Driver",
				URL:   "https://secrets-store-csi-driver.sigs.k8s.io/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M12",
			},
		},
		{
			ID:   "secrets-sync-script",
			Type: "single",
			Text: "An older platform has a script in a CronJob that copies passwords from an external store into Secrets every hour. The team wants to replace it by mounting from the store directly. Which weakness of the script goes away by this?",
			Options: []quiz.Option{{
				Text: "Applications can read the passwords when they run",
				Why:  "They have to, by any way of delivery.",
			},
				{
					Text:    "All passwords lie in etcd, and one account may write them all",
					Correct: true,
					Why:     "The copies can be read by everybody with rights on Secrets, and the script's account reaches every namespace.",
				},
				{
					Text: "The external store is a single point of failure for new pods",
					Why:  "This is a price of mounting. With copies, pods start even while the store is down.",
				},
				{
					Text: "Each application needs an identity at the store",
					Why:  "With the script only the script needs one. Mounting means that each workload has to show who it is.",
				},
			},
			Explanation: "Copying makes the cluster a second store, with its own leaks, and an hour's delay for changes. Operators that sync, such as External Secrets, do it better than a script, and still end in Secrets. Which way is right depends on whether etcd is trusted.",
			Tags:        []string{"secrets", "addon"},
			Topics:      []string{"S1-077"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Secrets Store CSI Driver",
				URL:   "https://secrets-store-csi-driver.sigs.k8s.io/",
			},
				{
					Title: "External Secrets Operator",
					URL:   "https://external-secrets.io/",
				},
				{
					Title: "Good practices for Kubernetes Secrets",
					URL:   "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M12",
			},
		},
		{
			ID:   "secrets-tools-match",
			Type: "match",
			Text: "Several tools bring secrets to workloads or to Git. What does each do with them?",
			Pairs: []quiz.Pair{{
				Left:  "Sealed Secrets",
				Right: "Encrypts for a controller in the cluster, so that the result can be committed",
				Why:   "Only the controller has the private key, and it makes an ordinary Secret of the sealed one.",
			},
				{
					Left:  "SOPS, as used with Flux",
					Right: "Encrypts values in files, which are decrypted when they are applied",
					Why:   "Keys come from a KMS, age or PGP, and names of fields stay readable, so diffs make sense.",
				},
				{
					Left:  "External Secrets Operator",
					Right: "Copies values from an outside store into Secrets and keeps them up to date",
					Why:   "The store is the source, the Secrets are its copies.",
				},
				{
					Left:  "Vault's Kubernetes auth method",
					Right: "Exchanges a service account's token for one of the store's own",
					Why:   "The store has the token reviewed by the API server and then gives what its policy allows to this account.",
				},
			},
			Extra: []quiz.Item{{
				Text: "Encrypts Secrets in etcd before they are written",
				Why:  "That is the API server's own work, by its EncryptionConfiguration.",
			},
			},
			Explanation: "Three questions tell such tools apart: where is the truth kept, where does the plain text appear, and who holds the key. The first three all end in ordinary Secrets, so rights on Secrets and encryption at rest remain your concern.",
			Tags:        []string{"secrets", "addon"},
			Topics:      []string{"S2-35"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Sealed Secrets",
				URL:   "https://github.com/bitnami-labs/sealed-secrets",
			},
				{
					Title: "SOPS",
					URL:   "https://github.com/getsops/sops",
				},
				{
					Title: "External Secrets Operator",
					URL:   "https://external-secrets.io/",
				},
				{
					Title: "Vault: Kubernetes auth method",
					URL:   "https://developer.hashicorp.com/vault/docs/auth/kubernetes",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M12",
			},
		},
		{
			ID:   "secrets-pod-creator-reads",
			Type: "verdict",
			Text: "A build account has only the role below, in the namespace `shop`. It sends the request below. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "objects",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: runner, namespace: shop}\nrules:\n- {apiGroups: [\"\"], resources: [pods], verbs: [create, get, list, delete]}\n- {apiGroups: [\"\"], resources: [pods/log], verbs: [get]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: runner, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: runner}\nsubjects:\n- {kind: ServiceAccount, name: build, namespace: shop}\n",
			},
				{
					Title:    "as the build account",
					Language: "console",
					Text:     "kubectl -n shop get secret db -o yaml",
				},
			},
			Options: []quiz.Option{{
				Text:  "The Secret",
				Why:   "Not by this request. By another one it is in reach: a pod that mounts it and prints it.",
				Value: "allowed",
			},
				{
					Text: "The Secret without its data",
					Why:  "RBAC does not hide fields.",
				},
				{
					Text:    "403",
					Correct: true,
					Why:     "No rule is about Secrets, and this request asks for one.",
					Value:   "denied",
				},
				{
					Text: "404",
					Why:  "The refusal comes before the API server looks whether the Secret exists.",
				},
			},
			Explanation: "The refusal is true and comforts wrongly. Whoever may create pods can let one mount any Secret of the namespace and read its log. So count creators of pods among the readers of Secrets, and separate by namespaces what they must not read.",
			Tags:        []string{"secrets", "rbac", "privesc"},
			Topics:      []string{"S4-18"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Good practices for Kubernetes Secrets",
				URL:   "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
			},
				{
					Title: "Role Based Access Control Good Practices",
					URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "weak-rbac",
				Lesson:   "M12",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: runner, namespace: shop}\nrules:\n- {apiGroups: [\"\"], resources: [pods], verbs: [create, get, list, delete]}\n- {apiGroups: [\"\"], resources: [pods/log], verbs: [get]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: runner, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: runner}\nsubjects:\n- {kind: ServiceAccount, name: build, namespace: shop}\n",
					User:      "system:serviceaccount:shop:build",
					Groups:    []string{"system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"},
					Verb:      "get",
					Resource:  "secrets",
					Namespace: "shop",
					Name:      "db",
				},
			},
		},
		{
			ID:   "secrets-edit-role-reads",
			Type: "verdict",
			Text: "A developer has the built-in ClusterRole `edit` by a RoleBinding in `shop`, and nothing else. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "as the developer",
				Language: "console",
				Text:     "kubectl -n shop get secrets -o yaml",
			},
			},
			Options: []quiz.Option{{
				Text:    "The Secrets, with their data",
				Correct: true,
				Why:     "`edit` may read and write Secrets. Of the roles for users, only `view` leaves them out.",
				Value:   "allowed",
			},
				{
					Text:  "403",
					Why:   "This is what `view` gets. It is a common belief that `edit` is kept from Secrets as well.",
					Value: "denied",
				},
				{
					Text: "The Secrets' names only",
					Why:  "A list has whole objects. `kubectl` shows names only when it is not asked for YAML.",
				},
				{
					Text: "An empty list",
					Why:  "RBAC does not filter lists.",
				},
			},
			Explanation: "`edit` can also run pods as any service account of the namespace, so leaving Secrets out would not protect them. Give it to people who may know everything in this namespace, and keep credentials that they must not have in another one.",
			Tags:        []string{"secrets", "rbac"},
			Topics:      []string{"S4-18"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Using RBAC Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
			},
				{
					Title: "Good practices for Kubernetes Secrets",
					URL:   "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "weak-rbac",
				Lesson:   "M12",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: dev, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}\nsubjects:\n- {apiGroup: rbac.authorization.k8s.io, kind: User, name: dev@example.com}\n",
					User:      "dev@example.com",
					Groups:    []string{"system:authenticated"},
					Verb:      "list",
					Resource:  "secrets",
					Namespace: "shop",
				},
			},
		},
	},
}
