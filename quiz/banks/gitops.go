// Code generated from the question banks by go generate ./quiz/banks; DO NOT EDIT.

package banks

import "github.com/hardenway/hardenway/quiz"

var bankgitops = quiz.Bank{
	ID:     "gitops",
	Title:  "GitOps and delivery",
	Module: "M17",
	Questions: []quiz.Question{{
		ID:   "kubectl-shared-account",
		Type: "single",
		Text: "Six developers deploy with `kubectl`, all from one kubeconfig of an administrator. The API server logs each request and response in full. What can that log not answer afterwards?",
		Options: []quiz.Option{{
			Text:    "Which of the six people changed the Deployment `web`",
			Correct: true,
			Why:     "All six are one user to the API server; at best addresses and user agents give a hint.",
		},
			{
				Text: "When the Deployment `web` was changed for the last time",
				Why:  "Each request is logged with its time.",
			},
			{
				Text: "Which image the Deployment `web` was given by a change",
				Why:  "With the request's body in the log, so is the image.",
			},
			{
				Text: "Whether a change of the Deployment `web` was refused",
				Why:  "The response's code is part of each event.",
			},
		},
		Explanation: "Give each person an identity of their own first. Even then the log tells what was done and neither why nor who agreed, which is what a commit with its review adds.",
		Tags:        []string{"methodology", "detection"},
		Topics:      []string{"S4-02"},
		Difficulty:  "easy",
		Sources: []quiz.Source{{
			Title: "Auditing",
			URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
		},
		},
		Practice: quiz.Practice{
			Scenario: "audit-policy-design",
			Lesson:   "M17",
		},
	},
		{
			ID:   "gitops-in-one-sentence",
			Type: "single",
			Text: "A colleague says \"we do GitOps, our manifests are in Git\". What is still missing for it to be more than a place for files?",
			Options: []quiz.Option{{
				Text: "A pipeline that runs `kubectl apply` on the manifests after each merge",
				Why:  "That pushes changes once; what drifts afterwards stays, and the pipeline holds the cluster's credentials.",
			},
				{
					Text: "A dashboard where operators see and edit all that is running at the moment",
					Why:  "Editing in a dashboard goes around the repository, and the files no longer tell the truth.",
				},
				{
					Text: "A repository for each namespace, so that teams cannot see each other's files",
					Why:  "How repositories are cut is a matter of rights, and GitOps works with one as well as with many.",
				},
				{
					Text:    "A way of working where changes are made in Git alone and agents keep the cluster so",
					Correct: true,
					Why:     "It is an operating model with the developers' own tools, and not a place to store files.",
				},
			},
			Explanation: "GitOps joins an operating model, desired state with agents that bring it about, to an experience that developers know: branch, review, merge, revert.",
			Tags:        []string{"methodology", "intro"},
			Topics:      []string{"S4-03", "S4-04"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "OpenGitOps",
				URL:   "https://opengitops.dev/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M17",
			},
		},
		{
			ID:   "gitops-change-order",
			Type: "order",
			Text: "A developer wants to change the number of replicas in a cluster that is run by GitOps. Put the steps in order.",
			Items: []quiz.Item{{
				Text: "A branch with the change is pushed and a pull request is opened.",
				Why:  "The change begins as a proposal that anybody on the team can see.",
			},
				{
					Text: "Checks run without any credential of the cluster, and another person reviews.",
					Why:  "Code of a proposal is not trusted yet, so nothing that it runs may hold a key.",
				},
				{
					Text: "The change is merged into the branch that production follows.",
					Why:  "Merging is the decision, and the right to merge is the right to deploy.",
				},
				{
					Text: "An agent in the cluster fetches the new commit.",
					Why:  "It pulls, so nobody outside needs a way into the cluster.",
				},
				{
					Text: "The agent applies the difference by its own rights and reports.",
					Why:  "What it may do is limited by RBAC in the cluster, whatever the repository asks for.",
				},
			},
			Explanation: "The direction of the connection is the point: the cluster reaches out for its state, and no system outside holds a credential that can write to it.",
			Tags:        []string{"methodology", "hardening"},
			Topics:      []string{"S4-04", "S4-07"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "OpenGitOps",
				URL:   "https://opengitops.dev/",
			},
				{
					Title: "Flux concepts",
					URL:   "https://fluxcd.io/flux/concepts/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M17",
			},
		},
		{
			ID:   "ci-environment-leaks",
			Type: "multiple",
			Text: "A job's kubeconfig is in an environment variable of the CI system. Which of these can leak it?",
			Options: []quiz.Option{{
				Text:    "A test tool from a package registry that reads its own environment",
				Correct: true,
				Why:     "Child processes inherit the environment, so every tool that the job runs has the credential.",
			},
				{
					Text:    "A debug setting that prints the environment into the job's log",
					Correct: true,
					Why:     "Masking is done by known text, and misses encoded or shortened forms.",
				},
				{
					Text:    "A changed build script in a branch whose jobs get the variable too",
					Correct: true,
					Why:     "Whoever may propose code that runs with the variable may read the variable.",
				},
				{
					Text: "The audit log of the API server, where the kubeconfig's key is written",
					Why:  "The log names users and requests; the API server never sees a client's private key, and logs no bearer token.",
				},
				{
					Text: "A job of another project, on another runner, without the variable",
					Why:  "It has no way to the variable, unless the CI system itself has been taken over.",
				},
			},
			Explanation: "A variable is as secret as all code that runs beside it. With GitOps the CI system needs no credential of the cluster; where it must have one, let it be short-lived, for one job, and for few rights.",
			Tags:        []string{"secrets", "integration", "hardening"},
			Topics:      []string{"S4-05"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "GitHub Actions, secure use reference",
				URL:   "https://docs.github.com/en/actions/reference/security/secure-use",
			},
				{
					Title: "OWASP Top 10 CI/CD Security Risks",
					URL:   "https://owasp.org/www-project-top-10-ci-cd-security-risks/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M17",
			},
		},
		{
			ID:       "ci-workflow-lines",
			Type:     "line",
			Text:     "Only the last step needs the kubeconfig. Which lines hand it to other steps, or show it to readers of the log?",
			Manifest: "name: release\non:\n  push:\n    branches: [main]\npermissions:\n  contents: read\nenv:\n  KUBECONFIG_DATA: ${{ secrets.PRODUCTION_KUBECONFIG }}\njobs:\n  release:\n    runs-on: ubuntu-24.04\n    steps:\n    - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8\n    - run: make test\n    - run: env | base64\n    - run: make push\n      env:\n        REGISTRY_TOKEN: ${{ secrets.REGISTRY_TOKEN }}\n    - run: |\n        printf '%s' \"$KUBECONFIG_DATA\" > \"$RUNNER_TEMP/kubeconfig\"\n        kubectl --kubeconfig \"$RUNNER_TEMP/kubeconfig\" apply -f deploy/\n",
			Lines: []quiz.FaultLine{{
				Line: 8,
				Why:  "At this level every step and every tool in it gets the variable; it belongs under the last step's `env`.",
			},
				{
					Line: 15,
					Why:  "It prints the whole environment, encoded in one piece, in which masking by known text finds no secret.",
				},
			},
			Explanation: "Give a credential to the step that needs it and to no other. Better still, do without: an agent in the cluster that pulls makes the last step and its credential superfluous.",
			Tags:        []string{"secrets", "integration"},
			Topics:      []string{"S4-05", "S4-08"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "GitHub Actions, secure use reference",
				URL:   "https://docs.github.com/en/actions/reference/security/secure-use",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M17",
			},
		},
		{
			ID:   "gitops-principles-match",
			Type: "match",
			Text: "Which sentence says what each of the four principles of OpenGitOps asks for?",
			Pairs: []quiz.Pair{{
				Left:  "Declarative",
				Right: "The wanted state is written down, and not how to get there.",
				Why:   "Only a described end can be compared with what is.",
			},
				{
					Left:  "Versioned and immutable",
					Right: "Each state that was ever wanted can be found again as it was.",
					Why:   "The history is the record of decisions, and the way back.",
				},
				{
					Left:  "Pulled automatically",
					Right: "Agents fetch the wanted state by themselves.",
					Why:   "Nothing outside pushes, so nothing outside needs rights in the cluster.",
				},
				{
					Left:  "Continuously reconciled",
					Right: "Agents compare again and again and correct what differs.",
					Why:   "Drift is found even if nobody has committed anything.",
				},
			},
			Extra: []quiz.Item{{
				Text: "Each commit is deployed by the pipeline that built it.",
				Why:  "That is the pushing model, which the third principle replaces.",
			},
			},
			Explanation: "Older texts list four demands in other words: a declarative description, versions in Git, changes by approved commits, and agents that report divergence. The last has grown from raising an alert into putting things right.",
			Tags:        []string{"methodology", "intro"},
			Topics:      []string{"S4-06"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "OpenGitOps",
				URL:   "https://opengitops.dev/",
			},
				{
					Title: "Principles",
					URL:   "https://github.com/open-gitops/documents/blob/main/PRINCIPLES.md",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M17",
			},
		},
		{
			ID:   "argocd-drift-without-self-heal",
			Type: "verdict",
			Text: "An Argo CD Application has `syncPolicy: {automated: {}}` and nothing more, and is in sync. Someone changes an environment variable of its Deployment with `kubectl edit`. Nobody commits anything. What happens?",
			Options: []quiz.Option{{
				Text: "The change is undone, as automated sync follows every difference",
				Why:  "Without `selfHeal` automated sync acts on new commits and leaves changes in the cluster.",
			},
				{
					Text: "The change is refused, as Argo CD guards what it has applied",
					Why:  "Argo CD is a client of the API server like others and has no say in admission.",
				},
				{
					Text:    "The change stays, and the Application is shown as out of sync",
					Correct: true,
					Why:     "Drift is seen and reported; correcting it without a commit takes `selfHeal` set to true.",
				},
				{
					Text: "The change stays, and is committed to the repository by Argo CD",
					Why:  "Agents read the repository and do not write a cluster's drift back.",
				},
			},
			Explanation: "Reconciling is only as strict as its settings. Check for each agent whether it reverts drift, whether it deletes what was removed from Git, and who hears of it.",
			Tags:        []string{"methodology", "detection"},
			Topics:      []string{"S4-07", "S4-06"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Automated Sync Policy",
				URL:   "https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M17",
			},
		},
		{
			ID:   "pipeline-credentials-match",
			Type: "match",
			Text: "A delivery chain is cut into zones. Which credential is the least that each part can do its work with?",
			Pairs: []quiz.Pair{{
				Left:  "the job that tests a pull request",
				Right: "none beyond reading the code",
				Why:   "It runs code that nobody has reviewed, so it must have nothing to lose.",
			},
				{
					Left:  "the job that builds images",
					Right: "write to the image registry",
					Why:   "It leaves images behind, and deploying them is the work of others.",
				},
				{
					Left:  "the bot that proposes new image versions",
					Right: "read the registry, and open pull requests",
					Why:   "It looks for new images and changes manifests by way of review.",
				},
				{
					Left:  "the agent in the cluster",
					Right: "read the repository, and write its own namespaces",
					Why:   "It is the only one that writes to the cluster, and its rights end where its task ends.",
				},
			},
			Extra: []quiz.Item{{
				Text: "write to the image registry and to the cluster",
				Why:  "Whoever has both can build something and run it unseen by anyone.",
			},
			},
			Explanation: "Each part may write in one place only, so taking over one of them gives one step and not the whole way. The CI system is then in another security zone than the cluster.",
			Tags:        []string{"hardening", "integration", "secrets"},
			Topics:      []string{"S4-08", "S4-07"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Flux security",
				URL:   "https://fluxcd.io/flux/security/",
			},
				{
					Title: "OWASP Top 10 CI/CD Security Risks",
					URL:   "https://owasp.org/www-project-top-10-ci-cd-security-risks/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M17",
			},
		},
		{
			ID:   "agent-as-tenant-account",
			Type: "verdict",
			Text: "The agent applies the repository of team `a` as the service account `deployer` of `team-a`, which has a RoleBinding to `edit` there. Someone merges a ClusterRoleBinding that makes `deployer` a `cluster-admin`. What does the API server answer the agent?",
			Options: []quiz.Option{{
				Text:  "Created, as the change was merged and so has been approved",
				Why:   "The API server knows nothing of merges; it asks for the rights of the account that makes the request.",
				Value: "created by approval",
			},
				{
					Text:    "Forbidden, as the account has no right to make such bindings",
					Correct: true,
					Why:     "The role `edit` of one namespace contains no writing of RBAC objects, and none of cluster-wide ones.",
					Value:   "denied",
				},
				{
					Text:  "Created, as `edit` may create what it can also delete",
					Why:   "The role `edit` may do neither with ClusterRoleBindings.",
					Value: "allowed",
				},
				{
					Text:  "Created as a RoleBinding, as the account lives in a namespace",
					Why:   "Requests are answered with yes or no and are not translated into narrower ones.",
					Value: "narrowed",
				},
			},
			Explanation: "An agent that runs as `cluster-admin` turns the right to merge into that role. Let it impersonate an account of the tenant, as Flux does with `serviceAccountName`, and the repository can do no more than the tenant may. Projects of Argo CD restrict too, but within the agent, which keeps its own wide rights.",
			Tags:        []string{"hardening", "rbac", "tenancy"},
			Topics:      []string{"S4-07", "S4-08"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Flux security",
				URL:   "https://fluxcd.io/flux/security/",
			},
				{
					Title: "Using RBAC Authorization",
					URL:   "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
				},
			},
			Practice: quiz.Practice{
				Scenario: "bind-escalate-impersonate",
				Lesson:   "M17",
			},
			Truth: &quiz.Truth{
				Access: &quiz.AccessTruth{
					Objects:  "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: deployer, namespace: team-a}\nsubjects:\n- {kind: ServiceAccount, name: deployer, namespace: team-a}\nroleRef: {kind: ClusterRole, name: edit, apiGroup: rbac.authorization.k8s.io}\n",
					User:     "system:serviceaccount:team-a:deployer",
					Groups:   []string{"system:serviceaccounts", "system:serviceaccounts:team-a", "system:authenticated"},
					Verb:     "create",
					Group:    "rbac.authorization.k8s.io",
					Resource: "clusterrolebindings",
				},
			},
		},
		{
			ID:   "git-history-is-half-the-trail",
			Type: "single",
			Text: "After an incident the history of the GitOps repository shows nothing unusual. What follows for the cluster?",
			Options: []quiz.Option{{
				Text: "Nothing was changed there, as each change would have left a commit in the history.",
				Why:  "Only changes by way of the repository leave commits; the API server takes requests from others too.",
			},
				{
					Text: "Changes made there were undone within minutes, so the cluster can be trusted again.",
					Why:  "An agent corrects what it manages, and objects that are not in the repository go unnoticed by it.",
				},
				{
					Text:    "Little, as changes by other ways than the repository are found in the audit log alone.",
					Correct: true,
					Why:     "Git records what was wanted; what was asked of the API server is recorded by its audit log.",
				},
				{
					Text: "The attacker was in the Git server, since a clean history after an incident is proof of that.",
					Why:  "A rewritten history is possible and has to be looked for, but a clean one proves nothing.",
				},
			},
			Explanation: "Git says who wanted what, why, and who agreed. Compare it with the audit log: a write to the API server that is not the agent's is an exception to be explained.",
			Tags:        []string{"detection", "forensics"},
			Topics:      []string{"S4-09"},
			Difficulty:  "medium",
			Sources: []quiz.Source{{
				Title: "Auditing",
				URL:   "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
			},
			},
			Practice: quiz.Practice{
				Scenario: "audit-policy-design",
				Lesson:   "M17",
			},
		},
		{
			ID:          "gitops-audit-user",
			Type:        "short",
			Text:        "A change by Dana is merged and applied by Flux's `kustomize-controller`. It runs in the namespace `flux-system`, under a service account of its own name, and impersonates nobody. Which user name is in the API server's audit event?",
			Accept:      []string{"system:serviceaccount:flux-system:kustomize-controller"},
			Placeholder: "user name",
			Wrong: []quiz.Wrong{{
				Text: "dana",
				Why:  "She never talked to the API server; her name is in the commit.",
			},
				{
					Text: "kustomize-controller",
					Why:  "That is the account's name; as a user it has a prefix and its namespace.",
				},
				{
					Text: "system:serviceaccounts:flux-system",
					Why:  "That is the group of all service accounts of the namespace, and not the user.",
				},
			},
			Explanation: "In the audit log all that GitOps does is done by the agent. To get from an event to a person, go by the object's revision to the commit, so the commit's authenticity matters.",
			Tags:        []string{"detection", "forensics", "authn"},
			Topics:      []string{"S4-09", "S4-02"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Authenticating",
				URL:   "https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
			},
				{
					Title: "Flux security",
					URL:   "https://fluxcd.io/flux/security/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M17",
			},
		},
		{
			ID:     "git-author-field",
			Type:   "boolean",
			Text:   "The history shows a commit without a signature, and its author is the address of a colleague. Has Git verified that the colleague made it?",
			Answer: &no,
			Why: &quiz.Why{
				True:  "Git copies the author from the settings of whoever commits; only the server's login and a signature prove anything.",
				False: "Anyone can set `user.name` and `user.email` to any text before committing.",
			},
			Explanation: "The author of a commit is free text. Who pushed is known to the Git server's own log, and who committed is shown by a signature whose key is known to be theirs.",
			Tags:        []string{"hardening", "forensics"},
			Topics:      []string{"S4-10"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "Signing Your Work",
				URL:   "https://git-scm.com/book/en/v2/Git-Tools-Signing-Your-Work",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M17",
			},
		},
		{
			ID:   "git-branch-protection",
			Type: "multiple",
			Text: "An attacker has taken over one developer's account at the Git server, though not that person's signing key. Which settings stop a change to production by that account alone?",
			Options: []quiz.Option{{
				Text:    "Merging takes the approval of a second person, for administrators too",
				Correct: true,
				Why:     "One account cannot then both propose and decide.",
			},
				{
					Text: "The server takes only commits with a signature that it can verify for the account",
					Why:  "Whoever has the account can usually add a key of their own to it, so the list of keys has to be elsewhere.",
				},
				{
					Text:    "The agent applies only commits signed by keys that are kept in the cluster",
					Correct: true,
					Why:     "The list of keys is out of the account's reach, and the attacker has none of them.",
				},
				{
					Text: "The repository is private and cannot be seen by anyone outside of the company",
					Why:  "The account is inside, so what outsiders see does not matter.",
				},
				{
					Text: "Each commit must have an author with an address of the company's domain",
					Why:  "The author is free text, and the account has such an address anyway.",
				},
			},
			Explanation: "Protect what production follows: no direct pushes, no rewriting, review by another person, and verification where the commit is used. What the account itself can change is no protection against the account.",
			Tags:        []string{"hardening", "persistence"},
			Topics:      []string{"S4-10"},
			Difficulty:  "hard",
			Sources: []quiz.Source{{
				Title: "Protected branches in GitLab",
				URL:   "https://docs.gitlab.com/user/project/repository/branches/protected/",
			},
				{
					Title: "Flux GitRepository",
					URL:   "https://fluxcd.io/flux/components/source/gitrepositories/",
				},
			},
			Practice: quiz.Practice{
				Lesson: "M17",
			},
		},
		{
			ID:          "git-rewrite-option",
			Type:        "short",
			Text:        "Someone removes a commit from the history and wants the server's branch to forget it too. A plain `git push` is refused, as it is no fast-forward. Which option do they use, that a protected branch has to refuse?",
			Accept:      []string{"--force", "-f", "--force-with-lease", "force", "f", "force-with-lease", "git push --force", "git push -f", "git push --force-with-lease"},
			Placeholder: "--option",
			Wrong: []quiz.Wrong{{
				Text: "--delete",
				Why:  "That removes the branch as a whole, which protection should refuse as well.",
			},
				{
					Text: "--no-verify",
					Why:  "That skips a hook on the pusher's own machine and rewrites nothing.",
				},
				{
					Text: "--amend",
					Why:  "That is an option of `git commit`, which rewrites the last commit locally.",
				},
			},
			Explanation: "Commits are chained by hashes, so an altered history is another history; that alone keeps nobody from putting it in place of the old one. Refuse forced pushes, and keep copies elsewhere to compare.",
			Tags:        []string{"hardening", "forensics"},
			Topics:      []string{"S4-10"},
			Difficulty:  "easy",
			Sources: []quiz.Source{{
				Title: "git-push",
				URL:   "https://git-scm.com/docs/git-push",
			},
			},
			Practice: quiz.Practice{
				Lesson: "M17",
			},
		},
	},
}
