// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var banktenancy = quiz.Bank{
	ID:     "tenancy",
	Title:  "Tenancy",
	Module: "M15",
	Questions: []quiz.Question{{
		ID:   "tenancy-hard-or-soft",
		Type: "single",
		Text: "A provider runs code of customers who do not know each other and may be hostile. Which arrangement deserves to be called hard multi-tenancy?",
		Options: []quiz.Option{{
			Text: "One cluster where each customer has a namespace, with quotas, policies and a Role of its own",
			Why:  "That is soft tenancy done well; kernel, nodes and control plane are shared by all.",
		},
			{
				Text: "One cluster where each customer has a namespace and a RuntimeClass of its own with sandboxed pods",
				Why:  "The kernel is then better guarded, but customers still share the API server and its objects.",
			},
			{
				Text:    "A control plane and nodes for each customer, so that nothing shared is left to break out of",
				Correct: true,
				Why:     "Separation holds even if one customer takes over everything that they were given.",
			},
			{
				Text: "One cluster where each customer has nodes of its own, kept apart by taints and tolerations",
				Why:  "The nodes are apart, but the API server, DNS and cluster-wide objects are shared by all.",
			},
		},
		Explanation: "Soft tenancy keeps colleagues out of each other's way, hard tenancy assumes that tenants attack. Kubernetes has no tenant as a notion of its own, and a namespace is a boundary in the API and not in the kernel.",
		Tags:        []string{"tenancy", "authz"},
		Topics:      []string{"S1-074", "S2-30"},
		Difficulty:  "easy",
		Sources: []quiz.Source{{
			Title: "Multi-tenancy",
			URL:   "https://kubernetes.io/docs/concepts/security/multi-tenancy/",
		},
		},
		Practice: quiz.Practice{
			Lesson: "M15",
		},
	},
		{
			ID:   "tenancy-what-namespaces-separate",
			Type: "multiple",
			Text: "Two teams get a namespace each on a new cluster, and nothing else is set up. What do the namespaces divide by themselves?",
			Options: []quiz.Option{{
				Text:    "The names of objects, so that both teams may have a Deployment `web`",
				Correct: true,
				Why:     "Names of namespaced objects are unique within a namespace only.",
			},
				{
					Text:    "The scope of Roles, so that a right given in one namespace ends there",
					Correct: true,
					Why:     "A Role and a RoleBinding count in their own namespace.",
				},
				{
					Text: "The pods' traffic, so that pods of one team cannot reach those of the other",
					Why:  "Without policies every pod reaches every other, across namespaces too.",
				},
				{
					Text: "The use of nodes, so that pods of the two teams do not share a kernel",
					Why:  "The scheduler puts pods of all namespaces on the same nodes unless told otherwise.",
				},
				{
					Text: "The computing power, so that one team cannot use up what there is",
					Why:  "That takes a ResourceQuota in each namespace; there is none to begin with.",
				},
			},
			Explanation: "A namespace is a scope for names, rights and policies. Network, nodes and capacity are divided only once something is put into that scope: NetworkPolicy, scheduling rules, ResourceQuota.",
			Tags:        []string{"tenancy", "authz"},
			Topics:      []string{"S2-31", "S1-075"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Multi-tenancy",
				URL:   "https://kubernetes.io/docs/concepts/security/multi-tenancy/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M15",
			},
		},
		{
			ID:   "tenancy-few-namespaces",
			Type: "single",
			Text: "To save work, a team moves three applications into one namespace. Developers of each have a Role there that lets them create pods. What is lost?",
			Options: []quiz.Option{{
				Text: "Nothing, as long as each application keeps a service account and a Role of its own",
				Why:  "Whoever creates a pod chooses its service account among those of the namespace, so accounts of others are within reach.",
			},
				{
					Text:    "Developers of one application can run pods with the Secrets and accounts of the other two",
					Correct: true,
					Why:     "Who creates pods in a namespace decides what they mount and which of its service accounts they are.",
				},
				{
					Text: "NetworkPolicies can no longer tell the pods of the three applications from each other",
					Why:  "They can, by labels; what is lost is trust in the labels, which all developers may set.",
				},
				{
					Text: "Pod Security can no longer be enforced, as the three applications differ in what they need",
					Why:  "It can, at the strictest level that all three meet; the least strict of them then sets it for all.",
				},
			},
			Explanation: "Rights on pods reach every Secret and service account of the namespace. More namespaces cost templates and automation, fewer ones cost separation; a namespace for each application and stage is a usual balance.",
			Tags:        []string{"tenancy", "authz", "secrets"},
			Topics:      []string{"S1-075", "S2-30"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "RBAC good practices",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:   "hnc-in-a-design",
			Type: "single",
			Text: "A design of 2022 relies on the Hierarchical Namespace Controller to copy RoleBindings from parent to child namespaces. What is to be said about it today?",
			Options: []quiz.Option{{
				Text: "It became part of the controller manager, where it is turned on by a feature gate.",
				Why:  "Hierarchy of namespaces never came into Kubernetes itself.",
			},
				{
					Text: "It goes on under another name, as a part of the Gateway API and its grants.",
					Why:  "ReferenceGrant permits references between namespaces and copies nothing.",
				},
				{
					Text: "It still is the way to go, since the working group for tenancy maintains it.",
					Why:  "The controller found no lasting maintainers, and its repository takes no more changes.",
				},
				{
					Text:    "It was archived in 2025, so something else has to write those bindings now.",
					Correct: true,
					Why:     "The repository was moved to kubernetes-retired; templates by GitOps or an engine that generates objects do the work.",
				},
			},
			Explanation: "A controller that writes RoleBindings holds far-reaching rights, so it should be one that gets fixes. Rendering the bindings from a repository gives the same result without another privileged controller.",
			Tags:        []string{"tenancy", "addon"},
			Topics:      []string{"S1-073"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Hierarchical namespaces, archived",
				URL:   "https://github.com/kubernetes-retired/hierarchical-namespaces",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:   "pv-claimed-by-name",
			Type: "verdict",
			Text: "The administrators made a PersistentVolume `backup-2025` for team `blue`, with no `claimRef`; nobody has claimed it yet. A user of team `red`, with the role `edit` in `red` alone, creates this claim. Class, size and mode fit. What happens?",
			Given: []quiz.Given{{
				Title:    "claim.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: mine, namespace: red}\nspec:\n  storageClassName: archive\n  volumeName: backup-2025\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 100Gi}}\n",
			},
			},
			Options: []quiz.Option{{
				Text:    "It is bound to the volume, as nothing reserves that for `blue`",
				Correct: true,
				Why:     "Volumes belong to no namespace, and an unclaimed one goes to the first fitting claim that names it.",
			},
				{
					Text: "It stays pending, as the volume was made for another namespace",
					Why:  "Without a `claimRef` the volume holds no word about who it is for.",
				},
				{
					Text: "It is forbidden, as the user has no right on PersistentVolumes",
					Why:  "None is needed; the claim is the user's, and a controller does the binding.",
				},
				{
					Text: "It is bound to a new volume, as `volumeName` is only a wish",
					Why:  "A claim that names a volume waits for that one and gets no other.",
				},
			},
			Explanation: "Reserve a volume when you make it, by a `claimRef` with namespace and name of the claim that shall have it. RBAC cannot protect a volume from claims, since tenants never touch the volume themselves.",
			Tags:        []string{"tenancy", "volume", "privesc"},
			Topics:      []string{"S1-084"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Persistent Volumes",
				URL:   "https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
			},
				{
					Title:  "How claims are bound",
					Module: "k8s.io/kubernetes/pkg/controller/volume/persistentvolume/pv_controller.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:   "pv-released-and-reused",
			Type: "order",
			Text: "Data of one tenant ends up with another by way of a volume with the reclaim policy `Retain`. In which order did it happen?",
			Items: []quiz.Item{{
				Text: "The first tenant deletes its claim.",
				Why:  "As long as the claim exists the volume is bound to it.",
			},
				{
					Text: "The volume is Released, and its `claimRef` still holds the old claim's UID.",
					Why:  "In this state no other claim gets it, not even one of the same name.",
				},
				{
					Text: "An administrator removes the `claimRef` so that the volume can be used again.",
					Why:  "This usual recipe frees the volume for everybody and leaves the data on it.",
				},
				{
					Text: "The volume is Available, and a waiting claim that names it is bound.",
					Why:  "The claim may be in any namespace and may have waited for long.",
				},
				{
					Text: "A pod of the second tenant mounts the claim and reads the files.",
					Why:  "From here on all is as intended, only with someone else's data.",
				},
			},
			Explanation: "`Retain` keeps data, and a Released volume is safe as long as its `claimRef` stands. Delete or wipe it rather than clearing the reference, or put the namespace and name of the next claim in its place.",
			Tags:        []string{"tenancy", "volume"},
			Topics:      []string{"S1-084"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Persistent Volumes",
				URL:   "https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:          "namespace-name-label",
			Type:        "short",
			Text:        "Tenants may change the labels of their own namespaces. A policy's `namespaceSelector` shall match the namespace `monitoring` and no other, whatever tenants write. Which label's key should it use?",
			Accept:      []string{"kubernetes.io/metadata.name", "kubernetes.io/metadata.name: monitoring", "kubernetes.io/metadata.name=monitoring"},
			Placeholder: "prefix/name",
			Wrong: []quiz.Wrong{{
				Text: "name",
				Why:  "A label of that name is set by whoever writes the namespace, and nothing keeps it true.",
			},
				{
					Text: "metadata.name",
					Why:  "That is the field; a selector looks at labels, and the label that repeats the field has a prefix.",
				},
				{
					Text: "app.kubernetes.io/name",
					Why:  "It names an application by convention, and anyone who may write the object may set it.",
				},
				{
					Text: "kubernetes.io/name",
					Why:  "Nobody sets or guards that key; the one that the API server keeps right is a little longer.",
				},
			},
			Explanation: "On each write the API server sets this label to the namespace's name, whatever the request says, so nobody can borrow another namespace's. Selecting by a label that a tenant can write lets the tenant choose.",
			Tags:        []string{"tenancy", "net", "hardening"},
			Topics:      []string{"S1-085"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Well-Known Labels",
				URL:   "https://kubernetes.io/docs/reference/labels-annotations-taints/",
			},
				{
					Title:  "Where it is set",
					Module: "k8s.io/kubernetes/pkg/registry/core/namespace/strategy.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "default-deny",
				Lesson:   "M15",
			},
		},
		{
			ID:          "node-label-prefix",
			Type:        "short",
			Text:        "Pods with card data shall run only on nodes with a certain label. A compromised kubelet must not be able to give its own node that label. Which prefix does the admission plug-in NodeRestriction reserve for labels of this kind?",
			Accept:      []string{"node-restriction.kubernetes.io/", "node-restriction.kubernetes.io", "node-restriction.kubernetes.io/*"},
			Placeholder: "prefix/",
			Wrong: []quiz.Wrong{{
				Text: "kubernetes.io/",
				Why:  "Some keys below it, such as `kubernetes.io/hostname`, are set by the kubelet itself; the reserved prefix is a longer one.",
			},
				{
					Text: "node-role.kubernetes.io/",
					Why:  "Kubelets may not set that one either, but it stands for a role of the node and not for isolation.",
				},
				{
					Text: "example.com/",
					Why:  "A kubelet may set labels with prefixes outside of Kubernetes' own on its node freely.",
				},
			},
			Explanation: "NodeRestriction forbids kubelets to add, change or remove labels with that prefix. Without the plug-in, or with a label of another prefix, a captured node can attract the very pods that were to be kept from it.",
			Tags:        []string{"tenancy", "kubelet", "hardening"},
			Topics:      []string{"S1-085", "S2-32"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Assigning Pods to Nodes",
				URL:   "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
			},
				{
					Title:  "The plug-in",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/noderestriction/admission.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "node-restriction-off",
				Lesson:   "M15",
			},
		},
		{
			ID:   "runtimeclass-no-right-needed",
			Type: "verdict",
			Text: "A cluster has the RuntimeClasses `runc` and `gvisor`, and no admission policy of its own. The platform team wants `red` to use `gvisor` only, so the user `rio` gets the Role below and no right on RuntimeClasses. He creates a pod with `runtimeClassName: runc` in `red`. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "role.yaml",
				Language: "yaml",
				Text:     "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: pods, namespace: red}\nrules:\n- apiGroups: [\"\"]\n  resources: [pods]\n  verbs: [get, list, create, delete]\n",
			},
			},
			Options: []quiz.Option{{
				Text:  "Forbidden, as he lacks the verb `use` on that RuntimeClass",
				Why:   "The verb `use` was asked for PodSecurityPolicies, which are gone; RuntimeClasses never needed it.",
				Value: "denied for use",
			},
				{
					Text:  "Forbidden, as the class is not assigned to the namespace",
					Why:   "RuntimeClasses are not assigned to namespaces, and nothing in them names one.",
					Value: "denied",
				},
				{
					Text:  "Created, but with `runtimeClassName` set to `gvisor`",
					Why:   "The admission plug-in for RuntimeClasses adds overhead and scheduling and does not change the class.",
					Value: "mutated",
				},
				{
					Text:    "Created, as the right to create pods is all that is asked",
					Correct: true,
					Why:     "RBAC looks at the pod's creation; which class the pod names is a matter of its content.",
					Value:   "allowed",
				},
			},
			Explanation: "There is no built-in way to tie RuntimeClasses to namespaces. A ValidatingAdmissionPolicy can refuse pods with another class, and a MutatingAdmissionPolicy can set one where it is missing.",
			Tags:        []string{"tenancy", "runtime", "rbac"},
			Topics:      []string{"S1-104"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Runtime Class",
				URL:   "https://kubernetes.io/docs/concepts/containers/runtime-class/",
			},
				{
					Title:  "The plug-in",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/runtimeclass/admission.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "vap-params-per-team",
				Lesson:   "M15",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: pods, namespace: red}\nrules:\n- apiGroups: [\"\"]\n  resources: [pods]\n  verbs: [get, list, create, delete]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: pods, namespace: red}\nsubjects:\n- {kind: User, name: rio, apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: Role, name: pods, apiGroup: rbac.authorization.k8s.io}\n",
					User:      "rio",
					Groups:    []string{"system:authenticated"},
					Verb:      "create",
					Resource:  "pods",
					Namespace: "red",
				},
			},
		},
		{
			ID:   "runtimeclass-policy-unset-field",
			Type: "verdict",
			Text: "Pods of `red` shall run under the RuntimeClass `gvisor` and nothing else. A ValidatingAdmissionPolicy with the validation below is bound to `red` with the action Deny. Someone creates this pod. What comes of it?",
			Given: []quiz.Given{{
				Title:    "the policy's validation",
				Language: "yaml",
				Text:     "- expression: >-\n    !has(object.spec.runtimeClassName) ||\n    object.spec.runtimeClassName == 'gvisor'\n",
			},
				{
					Title:    "pod.yaml",
					Language: "yaml",
					Text:     "apiVersion: v1\nkind: Pod\nmetadata: {name: job, namespace: red}\nspec:\n  containers:\n  - name: job\n    image: registry.example.com/red/job:1.0\n",
				},
			},
			Options: []quiz.Option{{
				Text:  "The expression fails, and the pod is refused",
				Why:   "So it would be without `has`, as reading a field that is not set is an error and `failurePolicy` is Fail.",
				Value: "error",
			},
				{
					Text:  "The expression yields false, and the pod is refused",
					Why:   "That takes `has(object.spec.runtimeClassName) &&` in front, which demands the field and then its value.",
					Value: "false",
				},
				{
					Text:    "The expression yields true, and the pod is admitted",
					Correct: true,
					Why:     "The first half is true for a pod without the field, and such a pod runs under the node's default runtime.",
					Value:   "true",
				},
				{
					Text:  "The expression yields true, and the class is filled in",
					Why:   "Validation changes nothing; a MutatingAdmissionPolicy could set the class where it is missing.",
					Value: "true with gvisor",
				},
			},
			Explanation: "The guard against a missing field lets pass just what the rule was made for: a pod without a class gets the node's default runtime, mostly runc. Decide for each policy what a missing field means, and test it with one.",
			Tags:        []string{"tenancy", "admission", "runtime"},
			Topics:      []string{"S1-104"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Validating Admission Policy",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
			},
				{
					Title: "Runtime Class",
					URL:   "https://kubernetes.io/docs/concepts/containers/runtime-class/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "vap-params-per-team",
				Lesson:   "M15",
			},
			Truth: &quiz.Truth{
				CEL: &quiz.CELTruth{
					Expression: "!has(object.spec.runtimeClassName) || object.spec.runtimeClassName == 'gvisor'",
					Object:     "apiVersion: v1\nkind: Pod\nmetadata: {name: job, namespace: red}\nspec:\n  containers:\n  - name: job\n    image: registry.example.com/red/job:1.0\n",
				},
			},
		},
		{
			ID:   "runtimeclass-by-quota",
			Type: "single",
			Text: "A namespace shall run at most ten pods of the RuntimeClass `kata`, while pods of other classes are not to be counted. Can a ResourceQuota say that?",
			Options: []quiz.Option{{
				Text: "Yes, with the scope `RuntimeClass` and the name of the class in its selector.",
				Why:  "The scopes are about priority, duration, quality of service, affinity and volume attributes; none is about classes.",
			},
				{
					Text: "Yes, with the key `count/runtimeclasses.node.k8s.io` and a value of ten.",
					Why:  "Such a key counts objects of a namespaced kind; RuntimeClasses are cluster-wide, and pods are something else.",
				},
				{
					Text:    "No, as quotas know nothing of classes; such pods need a namespace of their own.",
					Correct: true,
					Why:     "A policy can keep the class to that namespace, and there an ordinary quota on `pods` counts.",
				},
				{
					Text: "No, as pods of a sandboxed class do not count against any quota at all.",
					Why:  "They count like others, and the overhead that their class declares counts as well.",
				},
			},
			Explanation: "What a quota can tell apart is fixed: a few resources, counts of kinds, and a handful of scopes. What it cannot tell apart has to be given a namespace, with an admission policy that keeps it there.",
			Tags:        []string{"tenancy", "runtime", "hardening"},
			Topics:      []string{"S1-105", "S1-157"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Resource Quotas",
				URL:   "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
			},
				{
					Title:  "ResourceQuotaScope",
					Module: "k8s.io/api/core/v1/types.go#ResourceQuotaScope",
				},
			},
			Practice: quiz.Practice{
				Scenario: "quota-service-types",
				Lesson:   "M15",
			},
		},
		{
			ID:     "runtimeclass-overhead-counts",
			Type:   "boolean",
			Text:   "A RuntimeClass declares an overhead of 250 millicores for each pod. A namespace has a quota on `requests.cpu`. Does the overhead count against that quota?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "Admission writes the overhead into the pod, and it is added to what the containers request.",
				False: "A pod's requests are the containers' and its overhead, for scheduling and for quotas alike.",
			},
			Explanation: "The admission plug-in copies the class's overhead into `spec.overhead` of the pod. It is the only part of a RuntimeClass that a quota takes notice of.",
			Tags:        []string{"tenancy", "runtime"},
			Topics:      []string{"S1-105"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Pod Overhead",
				URL:   "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-overhead/",
			},
				{
					Title:  "How requests are added up",
					Module: "k8s.io/component-helpers/resource/helpers.go#PodRequests",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:   "quota-loadbalancer-needs-ports",
			Type: "verdict",
			Text: "The namespace has the quota below and no Services yet. A tenant creates a Service of type LoadBalancer with one port and no further settings. What does the API server answer?",
			Given: []quiz.Given{{
				Title:    "quota.yaml",
				Language: "yaml",
				Text:     "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: services, namespace: kite}\nspec:\n  hard:\n    services: \"5\"\n    services.loadbalancers: \"1\"\n    services.nodeports: \"0\"\n",
			},
			},
			Options: []quiz.Option{{
				Text: "Created, as one load balancer and five Services are within the quota",
				Why:  "Those two numbers fit, but a third one in the quota is touched as well.",
			},
				{
					Text: "Created as a ClusterIP, as its node port is left out for the quota",
					Why:  "A quota admits or refuses; it does not turn a Service into something smaller.",
				},
				{
					Text: "Forbidden, as a load balancer counts as two Services of the quota",
					Why:  "It is one Service and one load balancer, and five Services are allowed.",
				},
				{
					Text:    "Forbidden, as its port would take a node port and none is allowed",
					Correct: true,
					Why:     "A load balancer has a node port for each port unless `allocateLoadBalancerNodePorts` is false.",
				},
			},
			Explanation: "`services.nodeports` counts ports, those of type NodePort and those of type LoadBalancer. To allow load balancers and no open ports on nodes, tenants have to set `allocateLoadBalancerNodePorts: false`, where the provider's load balancer can do so.",
			Tags:        []string{"tenancy", "hardening", "net"},
			Topics:      []string{"S1-157"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Resource Quotas",
				URL:   "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
			},
				{
					Title:  "How Services are counted",
					Module: "k8s.io/kubernetes/pkg/quota/v1/evaluator/core/services.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "quota-service-types",
				Lesson:   "M15",
			},
		},
		{
			ID:   "quota-keys-match",
			Type: "match",
			Text: "What does each key of a ResourceQuota limit?",
			Pairs: []quiz.Pair{{
				Left:  "`services.loadbalancers`",
				Right: "how many Services ask for a balancer outside",
				Why:   "Each of them may cost money in a cloud, so zero is a usual start.",
			},
				{
					Left:  "`services.nodeports`",
					Right: "how many ports are opened on all nodes",
					Why:   "It counts ports and not Services, and includes those of load balancers.",
				},
				{
					Left:  "`requests.storage`",
					Right: "the sum of what all claims ask for",
					Why:   "The number of claims is another key, `persistentvolumeclaims`.",
				},
				{
					Left:  "`count/jobs.batch`",
					Right: "how many objects of one kind may exist",
					Why:   "The form is `count/`, the resource, and its group; finished Jobs count until they are deleted.",
				},
			},
			Extra: []quiz.Item{{
				Text: "how many pods use a RuntimeClass",
				Why:  "No key and no scope of a quota knows RuntimeClasses.",
			},
			},
			Explanation: "Quotas limit what a tenant can use up and what it can open to the outside. Keys that are left out are unlimited, so a quota on processor and memory alone leaves load balancers and objects free.",
			Tags:        []string{"tenancy", "hardening"},
			Topics:      []string{"S1-157"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Resource Quotas",
				URL:   "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "quota-service-types",
				Lesson:   "M15",
			},
		},
		{
			ID:   "quota-namespace-admin",
			Type: "verdict",
			Text: "The user `lee` has a RoleBinding in `kite` to the ClusterRole `admin`, and no other rights. The quota there is in his way, so he creates a Role in `kite` with the verb `update` on `resourcequotas`, to bind it to himself. What does the API server answer to the Role?",
			Options: []quiz.Option{{
				Text:    "Forbidden, as nobody may write a right into a Role that he lacks",
				Correct: true,
				Why:     "The role `admin` only reads quotas, so `lee` lacks this right, and nothing gives him the verb `escalate`.",
				Value:   "denied",
			},
				{
					Text:  "Created, as `admin` may write Roles of the namespace as he likes",
					Why:   "He may write Roles, but only with rights that he has himself.",
					Value: "allowed",
				},
				{
					Text:  "Forbidden, as Roles are written by administrators of the cluster",
					Why:   "`admin` is the default role that may write Roles and RoleBindings in its namespace; `edit` may not.",
					Value: "denied for roles",
				},
				{
					Text:  "Created, but without any effect on an object such as a quota",
					Why:   "Were the Role accepted, it would count; RBAC makes no exception for quotas.",
					Value: "ineffective",
				},
			},
			Explanation: "A tenant who is `admin` of a namespace hands out rights within it and cannot change the limits that were put around it: `view`, `edit` and `admin` all read quotas, none writes them, and the check against escalation closes the way round.",
			Tags:        []string{"tenancy", "rbac"},
			Topics:      []string{"S1-157", "S2-31"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Restrictions on role creation or update",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-creation-or-update",
			},
				{
					Title:  "The rules of the default roles",
					Module: "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "quota-service-types",
				Lesson:   "M15",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:   "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: lee, namespace: kite}\nsubjects:\n- {kind: User, name: lee, apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: ClusterRole, name: admin, apiGroup: rbac.authorization.k8s.io}\n",
					User:      "lee",
					Groups:    []string{"system:authenticated"},
					Verb:      "update",
					Resource:  "resourcequotas",
					Namespace: "kite",
					Name:      "services",
				},
			},
		},
		{
			ID:   "image-cached-for-another-tenant",
			Type: "verdict",
			Text: "Kubelets of version 1.37 run with default settings. A pod of `blue` brought a private image to a node with the pull secret of `blue`. Now a pod of `red`, without any pull secret, names the same image with `imagePullPolicy: IfNotPresent` and lands on that node. What happens?",
			Options: []quiz.Option{{
				Text: "It runs, as the image is present and nothing has to be pulled",
				Why:  "That is how it was for years, and still is with `imagePullCredentialsVerificationPolicy` set to NeverVerify.",
			},
				{
					Text:    "It does not run, as the kubelet sees no credentials that suffice",
					Correct: true,
					Why:     "The kubelet remembers which credentials fetched the image, tries to pull without any, and the registry refuses.",
				},
				{
					Text: "It runs, as the kubelet uses the pull secret that it has seen before",
					Why:  "Credentials of one pod are not lent to another; only who had access is remembered.",
				},
				{
					Text: "It does not run, as images are kept apart by namespace on a node",
					Why:  "They are stored once for the node; access is checked and nothing is copied.",
				},
			},
			Explanation: "Since Kubernetes 1.35 the feature KubeletEnsureSecretPulledImages is on by default. It closes the old gap that a cached private image was free for every pod on the node, without contacting the registry when the same credentials come again.",
			Tags:        []string{"tenancy", "secrets", "kubelet"},
			Topics:      []string{"S1-165", "S1-027"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.35",
			Sources: []quiz.Source{{
				Title: "Images",
				URL:   "https://kubernetes.io/docs/concepts/containers/images/",
			},
				{
					Title:  "The decision",
					Module: "k8s.io/kubernetes/pkg/kubelet/images/pullmanager/image_pull_manager.go",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:          "image-credentials-default-policy",
			Type:        "short",
			Text:        "A kubelet 1.37 re-checks pull credentials only for images that a kubelet has pulled, and lets images that were put on the node in other ways be used by anyone. Which value of `imagePullCredentialsVerificationPolicy`, the default, says that?",
			Accept:      []string{"NeverVerifyPreloadedImages"},
			Placeholder: "NeverVerify...",
			Wrong: []quiz.Wrong{{
				Text: "NeverVerify",
				Why:  "With that value no image that is present is ever checked again.",
			},
				{
					Text: "AlwaysVerify",
					Why:  "That value includes images that were loaded onto the node beforehand.",
				},
				{
					Text: "NeverVerifyAllowlistedImages",
					Why:  "There the images to be spared are named in a list of their own.",
				},
			},
			Explanation: "The default trusts whoever prepared the node: images baked into it are open to all pods. Where private images are preloaded, use AlwaysVerify or a list.",
			Tags:        []string{"tenancy", "secrets", "kubelet"},
			Topics:      []string{"S1-165"},
			Difficulty:  "hard",
			Kubernetes:  ">=1.35",
			Sources: []quiz.Source{{
				Title: "KubeletConfiguration v1beta1",
				URL:   "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
			},
				{
					Title:  "The default",
					Module: "k8s.io/kubernetes/pkg/kubelet/apis/config/v1beta1/defaults.go#SetDefaults_KubeletConfiguration",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
			Truth: &quiz.Truth{
				Kubelet: &quiz.KubeletTruth{
					Field: "imagePullCredentialsVerificationPolicy",
				},
			},
		},
		{
			ID:   "always-pull-is-no-wall",
			Type: "single",
			Text: "A cluster for several tenants uses the admission plug-in AlwaysPullImages so that nobody runs a cached private image without credentials. Why is that no strong boundary between tenants?",
			Options: []quiz.Option{{
				Text: "Because tenants may still set the policy Never in their pods, which is left as it is.",
				Why:  "The plug-in sets every container of a new pod to Always, whatever the author wrote.",
			},
				{
					Text: "Because the kubelet tries the pull secrets of all the namespaces with pods on the node.",
					Why:  "It tries those of the pod and its service account, and what the node itself has.",
				},
				{
					Text: "Because it works for images with the tag `latest` and not for those pinned by digest.",
					Why:  "It does not look at tags; with a digest the registry is asked as well.",
				},
				{
					Text:    "Because the image's layers lie on the node, for anybody who gets out of a container.",
					Correct: true,
					Why:     "The plug-in guards the front door; on a shared node, root reads the images' files directly.",
				},
			},
			Explanation: "Checking credentials at each start is worth having, and since 1.35 the kubelet does so itself. It does not change that tenants who share a node share its kernel, its disk and its runtime.",
			Tags:        []string{"tenancy", "hardening", "admission"},
			Topics:      []string{"S1-027", "S1-165"},
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
				Lesson: "M15",
			},
		},
		{
			ID:   "referencegrant-whose",
			Type: "single",
			Text: "An HTTPRoute in the namespace `web` names a Service in the namespace `pay` as its backend. The Gateway API wants a ReferenceGrant for that. Where is it created?",
			Options: []quiz.Option{{
				Text:    "In `pay`, by those who own the target of the reference",
				Correct: true,
				Why:     "Whoever is referred to has to agree; the grant names the kinds and namespaces that may refer.",
			},
				{
					Text: "In `web`, by those who own the route that refers",
					Why:  "Then anyone could grant themselves access to the Services of others.",
				},
				{
					Text: "In both, as the two owners have to agree in writing",
					Why:  "The owner of the route has said so by writing the route; only the target's side is missing.",
				},
				{
					Text: "In none, as it is a cluster-wide object of the administrators",
					Why:  "ReferenceGrant is namespaced, so that the owners of the target can decide without administrators.",
				},
			},
			Explanation: "ReferenceGrant is a handshake against confused deputies: a controller with rights everywhere follows a reference only if its target agrees. A proposal of 2023 to make it a general API of Kubernetes (KEP-3766) is still provisional.",
			Tags:        []string{"tenancy", "authz", "ingress"},
			Topics:      []string{"S1-173"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "ReferenceGrant",
				URL:   "https://gateway-api.sigs.k8s.io/api-types/referencegrant/",
			},
				{
					Title: "KEP-3766",
					URL:   "https://github.com/kubernetes/enhancements/issues/3766",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:   "tenancy-list-namespaces",
			Type: "verdict",
			Text: "The user `ana` has a RoleBinding to the ClusterRole `view` in the namespace `team-a`, and no other rights. She runs `kubectl get namespaces`. What is the answer?",
			Options: []quiz.Option{{
				Text:  "The one namespace `team-a`, as lists are cut to what she may see",
				Why:   "RBAC answers yes or no for the whole list and never shortens one.",
				Value: "filtered",
			},
				{
					Text:  "All namespaces, as their names are no secret to users with a role",
					Why:   "Names of namespaces are objects like others, and listing them needs a right for the whole cluster.",
					Value: "allowed",
				},
				{
					Text:    "Forbidden, as a list of namespaces is a request to the whole cluster",
					Correct: true,
					Why:     "Her binding counts within `team-a` only, and this request names no namespace.",
					Value:   "denied",
				},
				{
					Text:  "An empty list, as `view` does not contain namespaces",
					Why:   "It does contain them, which lets her get `team-a` by name.",
					Value: "empty",
				},
			},
			Explanation: "With her binding `kubectl get namespace team-a` works and the list does not. Kubernetes filters no lists by rights, so tenants either see all names of a cluster-wide kind or none.",
			Tags:        []string{"tenancy", "rbac"},
			Topics:      []string{"S2-31"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Using RBAC Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
			},
				{
					Title: "Multi-tenancy",
					URL:   "https://kubernetes.io/docs/concepts/security/multi-tenancy/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:  "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: ana, namespace: team-a}\nsubjects:\n- {kind: User, name: ana, apiGroup: rbac.authorization.k8s.io}\nroleRef: {kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io}\n",
					User:     "ana",
					Groups:   []string{"system:authenticated"},
					Verb:     "list",
					Resource: "namespaces",
				},
			},
		},
		{
			ID:       "tenancy-binding-too-wide",
			Type:     "line",
			Text:     "The user `ana` and the service accounts of the namespace `team-a` shall be able to read what is in `team-a`, and nothing in other namespaces. Which lines make this manifest do more?",
			Manifest: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: team-a-view\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: view\nsubjects:\n- apiGroup: rbac.authorization.k8s.io\n  kind: User\n  name: ana\n- apiGroup: rbac.authorization.k8s.io\n  kind: Group\n  name: system:serviceaccounts\n",
			Lines: []quiz.FaultLine{{
				Line: 2,
				Why:  "A ClusterRoleBinding gives the rights in all namespaces; a RoleBinding in `team-a` would confine them.",
			},
				{
					Line: 15,
					Why:  "All service accounts of the cluster are in this group; those of one are in `system:serviceaccounts:team-a`.",
				},
			},
			Explanation: "A ClusterRole is only a list of rights. The kind of the binding decides where they count, and the group's name decides for whom.",
			Tags:        []string{"tenancy", "rbac", "authz"},
			Topics:      []string{"S2-31"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Using RBAC Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "weak-rbac",
				Lesson:   "M15",
			},
		},
		{
			ID:   "taint-and-tenants",
			Type: "single",
			Text: "Nodes for team `blue` carry the taint `team=blue:NoSchedule`. All tenants write their pods themselves, and there is no admission policy. What does the taint achieve?",
			Options: []quiz.Option{{
				Text: "It keeps pods of other teams away, as a toleration takes a right on the node.",
				Why:  "A toleration is a field of the pod, and no right on nodes is asked for it.",
			},
				{
					Text: "It brings all the pods of team `blue` to these nodes, as they match by their name.",
					Why:  "A taint repels and draws nothing; for that the pods need a node selector or affinity.",
				},
				{
					Text:    "It keeps away pods that do not tolerate it, and any tenant may write a toleration.",
					Correct: true,
					Why:     "So it guards against accidents and not against intent.",
				},
				{
					Text: "It moves other teams' running pods elsewhere as soon as it has been set on a node.",
					Why:  "That is the effect of NoExecute, and tolerating pods stay even then.",
				},
			},
			Explanation: "Dedicated nodes take three things: a taint to repel, a node selector or affinity to attract, and admission that decides who may use the two: a policy, or the plug-ins PodNodeSelector and PodTolerationRestriction.",
			Tags:        []string{"tenancy", "hardening"},
			Topics:      []string{"S2-32"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Taints and Tolerations",
				URL:   "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
			},
				{
					Title: "PodNodeSelector",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#podnodeselector",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:   "node-blast-radius",
			Type: "multiple",
			Text: "An attacker has the kubelet's client certificate of node `n1`. The API server runs with the Node authorizer, RBAC and the admission plug-in NodeRestriction. What can the attacker do with the certificate?",
			Options: []quiz.Option{{
				Text:    "Read a Secret that a pod on `n1` mounts",
				Correct: true,
				Why:     "A kubelet has to fetch what its pods need, and the Node authorizer permits just that.",
			},
				{
					Text:    "Request a token for the service account of a pod on `n1`",
					Correct: true,
					Why:     "The kubelet does so for each pod, so every account that runs on the node is within reach.",
				},
				{
					Text: "List all Secrets of a namespace that has pods on `n1`",
					Why:  "Single Secrets that the node's pods refer to are open to it; a whole namespace is not.",
				},
				{
					Text:    "Set the label `team` with the value `blue` on the node `n1`",
					Correct: true,
					Why:     "NodeRestriction reserves certain prefixes only, so a selector on such a label can be satisfied by the attacker.",
				},
				{
					Text: "Delete a pod that is bound to the node `n2`",
					Why:  "NodeRestriction lets a kubelet delete pods of its own node only.",
				},
			},
			Explanation: "The Node authorizer ties the damage to what runs on the node. So it matters which pods share one: keep privileged and sensitive workloads on nodes of their own, chosen by labels that kubelets may not set.",
			Tags:        []string{"tenancy", "kubelet", "authz"},
			Topics:      []string{"S2-32"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Using Node Authorization",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/node/",
			},
				{
					Title:  "NodeRestriction",
					Module: "k8s.io/kubernetes/plugin/pkg/admission/noderestriction/admission.go",
				},
			},
			Practice: quiz.Practice{
				Scenario: "node-restriction-off",
				Lesson:   "M15",
			},
		},
		{
			ID:     "tenancy-pods-reach-secrets",
			Type:   "boolean",
			Text:   "A Role in a namespace allows creating pods and reading their logs, and gives no right on Secrets. Can someone with this Role alone learn the value of a Secret in that namespace, if no admission policy interferes?",
			Answer: &yes,
			Why: &quiz.Why{
				True:  "A pod of theirs can mount the Secret, or take it as a variable, and print it into its log.",
				False: "RBAC asks who creates the pod and not what the pod mounts, and the log then carries the value out.",
			},
			Explanation: "The right to create workloads is the right to read each Secret of the namespace. The boundary between tenants' Secrets is therefore the namespace, and never a missing verb within it.",
			Tags:        []string{"tenancy", "secrets", "rbac"},
			Topics:      []string{"S2-30"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "RBAC good practices",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M15",
			},
		},
		{
			ID:       "tenant-role-past-its-limits",
			Type:     "line",
			Text:     "This ClusterRole is bound by a RoleBinding in the namespace of each tenant. Tenants may do as they like within quota and Pod Security level, and must not change these two. Which lines let them?",
			Manifest: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: tenant-owner}\nrules:\n- apiGroups: [\"\", apps, batch]\n  resources: [pods, services, configmaps, deployments, jobs]\n  verbs: [\"*\"]\n- apiGroups: [\"\"]\n  resources: [resourcequotas]\n  verbs: [get, list, watch, update]\n- apiGroups: [\"\"]\n  resources: [namespaces]\n  verbs: [get, patch]\n- apiGroups: [\"\"]\n  resources: [secrets, persistentvolumeclaims]\n  verbs: [get, list, create, delete]\n- apiGroups: [networking.k8s.io]\n  resources: [ingresses]\n  verbs: [\"*\"]\n",
			Lines: []quiz.FaultLine{{
				Line: 10,
				Why:  "The verb `update` lets tenants write any number into their quota.",
			},
				{
					Line: 13,
					Why:  "With `patch` a tenant relabels its own namespace, and Pod Security levels are labels of it.",
				},
			},
			Explanation: "Namespaces are cluster-wide objects, yet a request for one by name counts as a request within it, so a RoleBinding can give rights on its own namespace. The default roles `edit` and `admin` give neither of the two.",
			Tags:        []string{"tenancy", "rbac", "admission"},
			Topics:      []string{"S2-31", "S1-157"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "RBAC good practices",
				URL:   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
			},
				{
					Title: "Pod Security Admission",
					URL:   "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "quota-service-types",
				Lesson:   "M15",
			},
		},
	},
}
