package scenarios

import (
	"slices"
	"strings"
	"testing"
)

func TestLint(t *testing.T) {
	tests := []struct {
		name string
		edit edit
		want []string
	}{
		{"nothing", all(), nil},
		{"a long summary", yml("summary: A Service", "summary: "+strings.Repeat("very ", 20)+"A Service"), []string{
			"scenario.yaml:18: summary has 173 characters: `harden list` cuts it; keep it to 100",
		}},
		{"no guard", all(
			yml("  title: The reader can read its settings\n  role: guard", "  title: The reader can read its settings\n  role: trap"),
			yml("  title: The payment key is still there\n  role: guard", "  title: The payment key is still there\n  role: trap"),
		), []string{
			"scenario.yaml:46: no check is a guard: deleting everything would pass; add a check with `role: guard` for what must still work",
		}},
		{"too little proof", all(
			without("solutions/own-role.sh"), yml("  - {script: solutions/own-role.sh, title: Give it a Role of its own in its namespace}\n", ""),
			without("wrong/list-removed.sh"), yml("  - {script: wrong/list-removed.sh, title: Take away list but not get, fails: [no-secrets]}\n", ""),
		), []string{
			"scenario.yaml:89: the number of solutions is 1: with one, the checks may be measuring how it was done and not what it does; have at least 2 that differ in kind",
			"scenario.yaml:91: the number of wrong fixes is 4: nothing else shows what the checks catch; have at least 5: a half fix, the workload deleted, everything allowed, too much refused, edited but not restarted",
		}},
		{"the same script twice", put("wrong/secret-deleted.sh", "set -e\nkubectl delete clusterrolebinding shop-reader\n"), []string{
			"scenario.yaml:97: wrong/secret-deleted.sh is the same script as wrong/binding-deleted.sh: it shows nothing new; write another, or remove it",
		}},
		{"a guard that nothing fails", yml("fails: [no-secrets, secret-kept]", "fails: [no-secrets]"), []string{
			`scenario.yaml:75: no wrong fix makes "secret-kept" fail: nothing shows that it can fail; add a wrong fix that it catches`,
		}},
		{"a guard that is only seen not to tell", yml("fails: [no-secrets, secret-kept]", "fails: [no-secrets], errors: [secret-kept]"), nil},
		{"a goal that explains nothing", yml("  feedback:\n  - {when: access.other.allowed, say: The reader can still list the Secrets of kube-system.}\n  - {when: access.own.allowed, say: \"Other namespaces are safe now, but the Secret next to the settings is not.\"}\n", ""), []string{
			`scenario.yaml:47: goal "no-secrets" has no feedback: a learner is told only that it failed; add ` + "`feedback` with what the answers seen so far mean",
		}},
		{"no hints", all(without("hints/01-who-may-what.md"), without("hints/02-where-it-comes-from.md"), without("hints/03-what-to-write.md")), []string{
			"hints: there are no hints: a learner who is stuck gives up; add hints/01-….md, the mildest first",
		}},
		{"two hints of one title", put("hints/04-again.md", "# Who may do what\n\nAgain.\n"), []string{
			`hints/04-again.md:1: the title "Who may do what" is there twice: a learner chooses by the titles; give it another`,
		}},
		{"a long brief", put("brief.md", strings.Repeat("word ", 201)), []string{
			"brief.md: the brief has 201 words: it is read before anything is tried; keep it to 200, and move the rest to the debrief",
		}},
		{"paths from the machine's root", put("wrong/secret-deleted.sh", "# /etc/kubernetes is fine here\nsed -i s/a/b/ /etc/kubernetes/manifests/kube-apiserver.yaml\ncat > /var/lib/kubelet/config.yaml <<'EOF'\n  - --flag=/etc/kubernetes/x\nEOF\ncat <<'EOF' | tee etc/kubernetes/y\n/etc/kubernetes/y\nEOF\n"), []string{
			"wrong/secret-deleted.sh:2: the path /etc/kubernetes/manifests/kube-apiserver.yaml is absolute: a node's root is not everywhere the root of the machine; write etc/kubernetes/manifests/kube-apiserver.yaml: scripts start in the node's root",
			"wrong/secret-deleted.sh:3: the path /var/lib/kubelet/config.yaml is absolute: a node's root is not everywhere the root of the machine; write var/lib/kubelet/config.yaml: scripts start in the node's root",
		}},
		{"a workload that nothing waits for", all(
			yml("ready:\n- condition:\n    objects: {list: [{id: settings, resource: configmaps, namespace: shop, name: settings}]}\n    expect: has(objects.settings)\n", ""),
			put("manifests/30-pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec: {containers: [{name: c, image: hardenway/workload:v1}]}\n"),
		), []string{
			"scenario.yaml:1: manifests/30-pod.yaml seeds a Pod and nothing waits for it: the first grading may come before it runs; name it under `ready`",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := sample(t)
			tt.edit(t, files)
			s, err := Load(files, "sample")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range Lint(s) {
				got = append(got, p.String())
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(tt.want, "\n\t"))
			}
		})
	}
}
