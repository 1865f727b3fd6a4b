// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var banksupply_chain = quiz.Bank{
	ID:     "supply-chain",
	Title:  "Images and their supply",
	Module: "M16",
	Questions: []quiz.Question{{
		ID:   "registry-pruned-tag",
		Type: "single",
		Text: "A vulnerable image is deleted from the registry. A Deployment with `imagePullPolicy: IfNotPresent` still names its tag and is scaled up. What becomes of the new pods?",
		Options: []quiz.Option{{
			Text: "All of them fail, as the kubelet asks the registry whether the tag still exists.",
			Why:  "With IfNotPresent a kubelet that has the image does not ask for the tag.",
		},
			{
				Text: "All of them start, as the kubelets fetch the image from each other in that case.",
				Why:  "Kubelets do not share images; each node has its own store.",
			},
			{
				Text:    "They start on nodes that have the image in store, and fail on all others.",
				Correct: true,
				Why:     "Only a node without the image has to pull, and there the registry has nothing to give.",
			},
			{
				Text: "They start with the image that had the tag before the vulnerable one was pushed.",
				Why:  "A tag is a pointer without memory, and a deleted one points nowhere.",
			},
		},
		Explanation: "Pruning a registry keeps images from spreading and takes none off the nodes. What keeps them from running is a policy on digests at admission, or asking the registry at each start, with the dependence that this brings.",
		Tags:        []string{"containersec", "hardening"},
		Topics:      []string{"S1-018", "S1-026"},
		Difficulty:  "medium",
		Sources: []quiz.Source{{
			Title: "Images",
			URL:   "https://kubernetes.io/docs/concepts/containers/images/",
		},
		},
		Practice: quiz.Practice{
			Lesson: "M16",
		},
	},
		{
			ID:       "image-lines-not-pinned",
			Type:     "line",
			Text:     "The registry lets tags be moved. Which lines can bring other code tomorrow although nobody changes this manifest?",
			Manifest: "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      initContainers:\n      - name: wait\n        image: reg.example.com/wait:stable\n      - name: migrate\n        image: reg.example.com/db:5.0@sha256:6a1f0c2b9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a\n      containers:\n      - name: web\n        image: reg.example.com/web:5.0.2\n      - name: proxy\n        image: reg.example.com/proxy@sha256:0b9a8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b\n",
			Lines: []quiz.FaultLine{{
				Line: 11,
				Why:  "The tag `stable` is made to be moved.",
			},
				{
					Line: 16,
					Why:  "A version number is a tag like any other, and whoever may push can move it.",
				},
			},
			Explanation: "A digest names content, a tag names a pointer. Where both are given the digest decides, and the tag is a note for people. Enforce digests by policy, or immutable tags in the registry.",
			Tags:        []string{"containersec", "hardening"},
			Topics:      []string{"S1-019"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Images",
				URL:   "https://kubernetes.io/docs/concepts/containers/images/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:     "image-tag-and-digest",
			Type:   "boolean",
			Text:   "A pod names an image as `registry.example.com/shop/web:5.0.2@sha256:` and a digest. Later someone moves the tag `5.0.2` to another image. Do new pods of the same specification still get the old content?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "With a digest the content is fixed, and the tag in front of it is not consulted.",
				False: "It would be so without the digest; with one, what is pulled has to match it.",
			},
			Explanation: "Tag and digest together are useful: people read the tag, and the digest decides. They may come to contradict each other, so let a tool write both.",
			Tags:        []string{"containersec", "hardening"},
			Topics:      []string{"S1-019"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Images",
				URL:   "https://kubernetes.io/docs/concepts/containers/images/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:   "digest-policy-skips-init",
			Type: "verdict",
			Text: "A ValidatingAdmissionPolicy is meant to let in only images with a digest. Its one validation is `object.spec.containers.all(c, c.image.contains('@sha256:'))`. What does it say to this pod?",
			Given: []quiz.Given{{
				Title:    "pod.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  initContainers:\n  - name: fetch\n    image: registry.example.com/shop/fetch:latest\n  containers:\n  - name: web\n    image: registry.example.com/shop/web@sha256:6a1f0c2b9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "It yields false, as one of the pod's images has no digest",
				Why:   "That image belongs to an init container, which is in another list of the pod.",
				Value: "false",
			},
				{
					Text:    "It yields true, and the tag of the init container goes unseen",
					Correct: true,
					Why:     "The expression looks at `containers` alone, and each image in there has a digest.",
					Value:   "true",
				},
				{
					Text:  "It fails, as the pod has lists that the expression does not name",
					Why:   "An expression reads what it names; other fields of the object do not trouble it.",
					Value: "error",
				},
			},
			Explanation: "Code comes in by `initContainers` and `ephemeralContainers` as well, and by image volumes. A rule about images has to name them all, with `has()` for lists that may be missing, and match the subresource `pods/ephemeralcontainers`.",
			Tags:        []string{"admission", "containersec"},
			Topics:      []string{"S1-019"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Validating Admission Policy",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "vap-params-per-team",
				Lesson:   "M16",
			},
			Truth: &quiz.Truth{
				CEL: &quiz.CELTruth{
					Expression: "object.spec.containers.all(c, c.image.contains('@sha256:'))",
					Object:     "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  initContainers:\n  - name: fetch\n    image: registry.example.com/shop/fetch:latest\n  containers:\n  - name: web\n    image: registry.example.com/shop/web@sha256:6a1f0c2b9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a\n",
				},
			},
		},
		{
			ID:   "registry-prefix-policy",
			Type: "verdict",
			Text: "Only images of the company's own registry `registry.example.com` may run. A policy's validation is `object.spec.containers.all(c, c.image.startsWith('registry.example.com'))`. What does it say to this pod?",
			Given: []quiz.Given{{
				Title:    "pod.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: Pod\nmetadata: {name: tool, namespace: shop}\nspec:\n  containers:\n  - name: tool\n    image: registry.example.com.mirror.example/tools/shell:1.2\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "It yields true, and an image of a foreign registry runs",
				Correct: true,
				Why:     "The text begins as wanted, but the host's name goes on after it and is another host.",
				Value:   "true",
			},
				{
					Text:  "It yields false, as the host's name is not the company's",
					Why:   "The expression compares letters and knows nothing of where a host's name ends.",
					Value: "false",
				},
				{
					Text:  "It fails, as an image with such a name cannot be parsed",
					Why:   "The name is well formed, and the expression does not parse it anyway.",
					Value: "error",
				},
			},
			Explanation: "End the prefix with a slash, as in `registry.example.com/`. A list of trusted registries is a good rule and a coarse one: it says where an image lies and not who built it.",
			Tags:        []string{"admission", "containersec"},
			Topics:      []string{"S2-07", "S4-16"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Validating Admission Policy",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "vap-params-per-team",
				Lesson:   "M16",
			},
			Truth: &quiz.Truth{
				CEL: &quiz.CELTruth{
					Expression: "object.spec.containers.all(c, c.image.startsWith('registry.example.com'))",
					Object:     "apiVersion: v1\nkind: Pod\nmetadata: {name: tool, namespace: shop}\nspec:\n  containers:\n  - name: tool\n    image: registry.example.com.mirror.example/tools/shell:1.2\n",
				},
			},
		},
		{
			ID:          "pull-policy-without-tag",
			Type:        "short",
			Text:        "A pod is created with `image: registry.example.com/shop/web` and no `imagePullPolicy`. Which value does the API server store for that field?",
			Accept:      []string{"Always", "imagePullPolicy: Always", "PullAlways"},
			Placeholder: "Value",
			Wrong: []quiz.Wrong{{
				Text: "IfNotPresent",
				Why:  "That is the default for any tag but `latest`, and for a digest; no tag at all means `latest`.",
			},
				{
					Text: "Never",
					Why:  "Never is no default; it means that only images already on the node may be used.",
				},
			},
			Explanation: "A name without tag and digest stands for the tag `latest`, and for that tag the default is Always. With any other tag or with a digest alone it is IfNotPresent.",
			Tags:        []string{"containersec", "hardening"},
			Topics:      []string{"S1-026"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Images",
				URL:   "https://kubernetes.io/docs/concepts/containers/images/",
			},
				{
					Title:  "The defaults",
					Module: "k8s.io/kubernetes/pkg/apis/core/v1/defaults.go#SetDefaults_Container",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:     "pull-policy-after-change",
			Type:   "boolean",
			Text:   "A Deployment was created with the image tag `1.4` and without `imagePullPolicy`. Later `kubectl set image` changes the tag to `latest`. Is the pull policy now Always?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "The default is chosen when the field is empty, and here the first creation has already filled it.",
				False: "The value IfNotPresent was stored when the Deployment was created, and a change of the image does not touch it.",
			},
			Explanation: "A default becomes part of the object. With a moving tag and the stored IfNotPresent, each node keeps what it pulled first, so that two replicas may run different code. Say the policy yourself, or better the digest.",
			Tags:        []string{"containersec", "hardening"},
			Topics:      []string{"S1-026", "S1-019"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Images",
				URL:   "https://kubernetes.io/docs/concepts/containers/images/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:   "registry-down-restart",
			Type: "verdict",
			Text: "A container with `imagePullPolicy: Always` has run for a week. The registry cannot be reached at the moment. The container crashes, and its image is on the node. What happens?",
			Options: []quiz.Option{{
				Text: "It is started again at once, as its image is on the node",
				Why:  "With Always the kubelet asks the registry before each start, whatever is in store.",
			},
				{
					Text: "It is started again at once, as the policy is for new pods only",
					Why:  "The policy is looked at for each start of a container, restarts in place included.",
				},
				{
					Text: "It is moved to another node that can still reach the registry",
					Why:  "A pod stays on its node; only its controller could make a new one, if the pod were deleted.",
				},
				{
					Text:    "It stays down until the registry answers the kubelet again",
					Correct: true,
					Why:     "The pull fails, and the kubelet tries again with growing pauses.",
				},
			},
			Explanation: "Always means that the tag is resolved and credentials are checked at each start, while layers in store are not fetched again. The price is that the registry becomes a part of the path to every restart, so it has to be as available as the cluster.",
			Tags:        []string{"containersec", "kubelet"},
			Topics:      []string{"S1-026"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Images",
				URL:   "https://kubernetes.io/docs/concepts/containers/images/",
			},
				{
					Title:  "The kubelet's image manager",
					Module: "k8s.io/kubernetes/pkg/kubelet/images/image_manager.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:     "always-pull-plugin-scope",
			Type:   "boolean",
			Text:   "The admission plug-in AlwaysPullImages is on, and a new pod sets `imagePullPolicy: Never` for its init container. Is that overwritten too?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "The plug-in sets Always for containers of every kind in a new pod, and for image volumes.",
				False: "An init container that could say Never would be a way around the plug-in, so it makes no exception.",
			},
			Explanation: "The plug-in is off by default. It mutates pods and then checks that nothing changed the policy back, so authors have no say. Since 1.35 the kubelet also asks by itself for credentials before it reuses an image that was pulled with some.",
			Tags:        []string{"admission", "containersec"},
			Topics:      []string{"S1-026"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "AlwaysPullImages",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages",
			},
				{
					Title:  "The plug-in",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/alwayspullimages/admission.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:   "image-smaller-what-improves",
			Type: "multiple",
			Text: "A service is one static binary. Its image was based on a full distribution and now holds the binary and certificates only. What is better afterwards?",
			Options: []quiz.Option{{
				Text:    "Fewer packages are there that can have known vulnerabilities",
				Correct: true,
				Why:     "What is not in the image need not be patched, and does not fill the scanner's report.",
			},
				{
					Text:    "An intruder finds no shell and no package manager in it",
					Correct: true,
					Why:     "Tools have to be brought along, which is more work and more noise.",
				},
				{
					Text: "Flaws in libraries linked into the binary no longer matter",
					Why:  "They are in the binary as before, and some scanners see them less well there.",
				},
				{
					Text: "Flaws of the node's kernel are harder to reach from it",
					Why:  "The system calls that a process may make are limited by seccomp and not by files of the image.",
				},
				{
					Text: "The process can no longer run as root, for lack of users",
					Why:  "Users are numbers, and without `USER` the process is uid 0 even if there is no `/etc/passwd`.",
				},
			},
			Explanation: "A small image has less to patch and less to abuse. User, capabilities and seccomp are set elsewhere, and the program's own flaws come along in the smallest image.",
			Tags:        []string{"containersec", "hardening"},
			Topics:      []string{"S2-06"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Building best practices",
				URL:   "https://docs.docker.com/build/building/best-practices/",
			},
				{
					Title: "Distroless images",
					URL:   "https://github.com/GoogleContainerTools/distroless",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:   "image-reproducible",
			Type: "single",
			Text: "Two parties who do not know each other build an image from the same commit, and get the same digest as the one in the registry. What does that show?",
			Options: []quiz.Option{{
				Text: "That the source of that commit has no vulnerability known today",
				Why:  "A reproducible build copies flaws faithfully; finding them is a scanner's work.",
			},
				{
					Text: "That the published image has been signed by those who wrote the source of it",
					Why:  "Nobody's key comes into it; a digest says what and not who.",
				},
				{
					Text: "That the base image of the build is still maintained by its makers",
					Why:  "An abandoned base can be built in again and again with the same result.",
				},
				{
					Text:    "That the published image holds what the source makes, and nothing more",
					Correct: true,
					Why:     "A build machine that had slipped something in would have made another digest.",
				},
			},
			Explanation: "Reproducible builds take the build machine out of what must be trusted. They complement signatures, which say who vouches for an image, and scans, which say what is known against it.",
			Tags:        []string{"containersec", "crypto"},
			Topics:      []string{"S2-06"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Reproducible Builds",
				URL:   "https://reproducible-builds.org/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:       "dockerfile-four-faults",
			Type:     "line",
			Text:     "A company has three rules: everything that is built in is pinned, no credential is in an image, and nothing runs as root. Which lines of this Dockerfile break them?",
			Manifest: "FROM docker.io/library/python:3 AS build\nWORKDIR /src\nCOPY requirements.lock .\nRUN pip install --require-hashes --target /deps -r requirements.lock\nADD https://downloads.example.com/fonts.tar.gz /deps/\nCOPY src/ /src/\nFROM registry.example.com/base/python@sha256:6a1f0c2b9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a\nENV PYTHONPATH=/deps\nENV REPORT_API_TOKEN=b7c1e09d55f2\nCOPY --from=build /deps /deps\nCOPY --from=build /src /src\nUSER 0\nENTRYPOINT [\"python3\", \"/src/main.py\"]\n",
			Lines: []quiz.FaultLine{{
				Line: 1,
				Why:  "The tag moves with each release, so the build stage differs from day to day; it wants a digest.",
			},
				{
					Line: 5,
					Why:  "What the URL gives may change; `ADD` takes a `--checksum`, or the file belongs in the repository.",
				},
				{
					Line: 9,
					Why:  "It is in the image's configuration for everyone who can pull, and in `docker history`.",
				},
				{
					Line: 12,
					Why:  "User 0 is root; a number above 0 lets `runAsNonRoot` be checked.",
				},
			},
			Explanation: "The last stage decides what ships, but an earlier one decides what is copied into it, so it has to be pinned as well. Deleting a credential in a later layer would not help, as earlier layers remain.",
			Tags:        []string{"containersec", "hardening", "secrets"},
			Topics:      []string{"S2-07", "S4-16"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Building best practices",
				URL:   "https://docs.docker.com/build/building/best-practices/",
			},
				{
					Title: "Dockerfile reference",
					URL:   "https://docs.docker.com/reference/dockerfile/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:     "image-user-is-a-wish",
			Type:   "boolean",
			Text:   "An image is built with `USER 10001`. Is it thereby certain that no pod runs its program as root?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "The user in the image is a default; whoever writes the pod can set `runAsUser` to 0.",
				False: "A pod's `runAsUser` goes before the image's user, so only admission can rule out root.",
			},
			Explanation: "`USER` is good manners of an image and makes a safe default. That nobody runs as root has to be required where pods come in, by Pod Security at the level restricted or by a policy.",
			Tags:        []string{"containersec", "admission"},
			Topics:      []string{"S2-07", "S4-16"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Configure a Security Context for a Pod or Container",
				URL:   "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "psa-baseline-namespace",
				Lesson:   "M16",
			},
		},
		{
			ID:   "image-scanned-once",
			Type: "single",
			Text: "A pipeline scans each image and refuses those with serious findings. An image passed three months ago, has run since, and was not looked at again. What is wrong with calling it clean?",
			Options: []quiz.Option{{
				Text:    "Findings published since then are not in that result, though the image is the same",
				Correct: true,
				Why:     "The image stands still and the knowledge about it grows, so what runs has to be matched again.",
			},
				{
					Text: "A scan before the push says nothing, since a push gives the image another digest",
					Why:  "Pushing does not alter content; a scan of the same digest stays about the same image.",
				},
				{
					Text: "A scan counts only if its report has been signed with the key that signs the images",
					Why:  "A signed report proves who scanned, and ages as fast as an unsigned one.",
				},
				{
					Text: "Scanners in pipelines look at the base image alone, and not at layers added to it",
					Why:  "They look at all layers; how well they recognise what is in there is another matter.",
				},
			},
			Explanation: "Scan in the pipeline to keep old flaws out, and scan what runs, or keep a list of components to match daily, to hear about new ones. Rebuilding on a fresh base at regular times closes most of them unasked.",
			Tags:        []string{"containersec", "detection"},
			Topics:      []string{"S2-07", "S4-16"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Cloud Native Security and Kubernetes",
				URL:   "https://kubernetes.io/docs/concepts/security/cloud-native-security/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:   "grafeas-and-kritis",
			Type: "single",
			Text: "A deck of 2018 names Grafeas and Kritis for the supply chain of images. What were their parts, and what does the work now?",
			Options: []quiz.Option{{
				Text:    "Grafeas kept facts on images and Kritis admitted pods by them; policy engines admit now",
				Correct: true,
				Why:     "Engines such as Kyverno, or Binary Authorization on Google Cloud, check signatures and attestations.",
			},
				{
					Text: "Grafeas scanned images and Kritis stored the findings; registries do both now",
					Why:  "Neither was a scanner, and it was Grafeas that stored.",
				},
				{
					Text: "Grafeas signed images and Kritis held the keys for it; the kubelet verifies them now",
					Why:  "Neither held keys for signing, and the kubelet does not verify signatures of images.",
				},
				{
					Text: "Grafeas built images and Kritis deployed the results; GitOps agents deploy now",
					Why:  "Both were about what is known of an image and not about building or deploying it.",
				},
			},
			Explanation: "The division of labour has stayed: facts about an image are collected and signed, and a gate at admission decides by them. The facts are now mostly attestations beside the image in the registry.",
			Tags:        []string{"containersec", "admission"},
			Topics:      []string{"S2-08"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Securing Software Supply Chain with Grafeas",
				URL:   "https://kubernetes.io/blog/2017/11/securing-software-supply-chain-grafeas/",
			},
				{
					Title: "Binary Authorization overview",
					URL:   "https://cloud.google.com/binary-authorization/docs/overview",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:   "image-tools-match",
			Type: "match",
			Text: "Which tool answers which question about an image?",
			Pairs: []quiz.Pair{{
				Left:  "Clair",
				Right: "Are there known vulnerabilities in its packages?",
				Why:   "It matches what it finds in the layers with databases of flaws.",
			},
				{
					Left:  "Notation",
					Right: "Has a key that we trust signed this digest?",
					Why:   "It is the command of the Notary Project, whose first Notary was archived in 2025.",
				},
				{
					Left:  "in-toto",
					Right: "Was each step from source to image done as laid down?",
					Why:   "It ties signed statements about the steps to a layout of who may do what.",
				},
				{
					Left:  "OpenSCAP",
					Right: "Does its configuration follow a written security guide?",
					Why:   "It checks systems, and images, against profiles such as those of CIS.",
				},
			},
			Extra: []quiz.Item{{
				Text: "Which system calls does its program make at run time?",
				Why:  "That is seen while it runs, by tracing, and not by any of these.",
			},
			},
			Explanation: "A scan, a signature, an attestation of steps and a check of configuration are four statements. None stands in for another: a signed image may be vulnerable, and a clean one may come from a stranger.",
			Tags:        []string{"containersec", "crypto"},
			Topics:      []string{"S2-09"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Clair",
				URL:   "https://github.com/quay/clair",
			},
				{
					Title: "Notary Project",
					URL:   "https://notaryproject.dev/",
				},
				{
					Title: "in-toto",
					URL:   "https://in-toto.io/",
				},
				{
					Title: "OpenSCAP",
					URL:   "https://www.open-scap.org/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:          "notary-successor-command",
			Type:        "short",
			Text:        "The first Notary, of Docker Content Trust, was archived in 2025. What is the command called with which the Notary Project signs and verifies images in registries today?",
			Accept:      []string{"notation", "notation sign", "notation verify", "notation cli", "notation-cli"},
			Placeholder: "command",
			Wrong: []quiz.Wrong{{
				Text: "notary",
				Why:  "That is the old command, whose repository was archived.",
			},
				{
					Text: "cosign",
					Why:  "It does the same kind of work, but belongs to Sigstore.",
				},
				{
					Text: "docker trust",
					Why:  "That is the front end of the old Notary.",
				},
			},
			Explanation: "Notation stores signatures beside the image in an OCI registry and trusts certificates. Sigstore's cosign is the other tool in wide use; it also signs without long-lived keys, by a login.",
			Tags:        []string{"containersec", "crypto"},
			Topics:      []string{"S2-09"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Notary Project",
				URL:   "https://notaryproject.dev/",
			},
				{
					Title: "Notary, archived",
					URL:   "https://github.com/notaryproject/notary",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:   "cosign-whose-signature",
			Type: "single",
			Text: "Images are signed with cosign and without keys: a certificate of Sigstore's public authority binds a short-lived key to a login. A policy admits each image with a valid signature of that kind. What must it ask as well?",
			Options: []quiz.Option{{
				Text: "Whether the signature was made before the image had been pushed",
				Why:  "A signature is over a digest and is good whenever it was made, within the certificate's life.",
			},
				{
					Text:    "Whether the certificate names the signer and issuer that are expected",
					Correct: true,
					Why:     "Anyone with a login gets such a certificate, so validity alone says only that somebody signed.",
				},
				{
					Text: "Whether the short-lived key is still valid on the day on which the pod is made",
					Why:  "It is meant to have expired by then; the transparency log shows that it was valid at signing.",
				},
				{
					Text: "Whether the image has the same name as in the transparency log",
					Why:  "The signature covers the digest; a copy under another name is still the same image.",
				},
			},
			Explanation: "For signatures bound to an identity the identity is the key. Name the workflow or person and the issuer exactly, as `cosign verify` demands by `--certificate-identity` and `--certificate-oidc-issuer`.",
			Tags:        []string{"containersec", "crypto", "admission"},
			Topics:      []string{"S2-09", "S2-07"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Verifying Signatures",
				URL:   "https://docs.sigstore.dev/cosign/verifying/verify/",
			},
				{
					Title: "Sigstore overview",
					URL:   "https://docs.sigstore.dev/about/overview/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
		{
			ID:   "commit-to-pod-order",
			Type: "order",
			Text: "A pod names an image by its tag, in a cluster whose admission webhooks verify signatures. Put what happens in order, from the pipeline to the node.",
			Items: []quiz.Item{{
				Text: "The pipeline signs the digest that passed its checks.",
				Why:  "Before there is a signature nothing can be verified; and it covers the digest, as a tag can be moved.",
			},
				{
					Text: "The pod with the tag is sent to the API server.",
					Why:  "Up to here the tag may have been moved to an image that nobody signed.",
				},
				{
					Text: "A mutating webhook writes the digest of the tag into the pod.",
					Why:  "It asks the registry once, so that all that follows is about the same content.",
				},
				{
					Text: "A validating webhook checks the signature of that digest and who made it.",
					Why:  "Validation comes after all mutation, so it sees what will be stored.",
				},
				{
					Text: "The kubelet pulls by the digest in the stored pod.",
					Why:  "If it pulled by the tag, it might get other content than was verified.",
				},
			},
			Explanation: "Each step is about one digest. Verify a tag and pull the tag later, and the two may differ, which is why verifying policies also replace the tag in the pod by the digest.",
			Tags:        []string{"containersec", "admission", "crypto"},
			Topics:      []string{"S2-08", "S2-06"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Sigstore policy controller",
				URL:   "https://docs.sigstore.dev/policy-controller/overview/",
			},
				{
					Title: "Admission control phases",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M16",
			},
		},
	},
}
