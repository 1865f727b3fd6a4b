package scenarios

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"
)

// sample is the template as a catalogue with the one scenario "sample".
func sample(tb testing.TB) fstest.MapFS {
	tb.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(embedded, templateDir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(embedded, name)
		if err != nil {
			return err
		}
		text := strings.ReplaceAll(string(data), templateID, "sample")
		files["sample"+strings.TrimPrefix(name, templateDir)] = &fstest.MapFile{Data: []byte(text)}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return files
}

// edit changes one file of the sample.
type edit func(tb testing.TB, files fstest.MapFS)

func replace(name, old, with string) edit {
	return func(tb testing.TB, files fstest.MapFS) {
		tb.Helper()
		text := string(files["sample/"+name].Data)
		if strings.Count(text, old) != 1 {
			tb.Fatalf("%s has %d times %q, want once", name, strings.Count(text, old), old)
		}
		files["sample/"+name] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, with, 1))}
	}
}

func yml(old, with string) edit { return replace(fileScenario, old, with) }

func put(name, data string) edit {
	return func(_ testing.TB, files fstest.MapFS) {
		files["sample/"+name] = &fstest.MapFile{Data: []byte(data)}
	}
}

func without(name string) edit {
	return func(_ testing.TB, files fstest.MapFS) { delete(files, "sample/"+name) }
}

func all(edits ...edit) edit {
	return func(tb testing.TB, files fstest.MapFS) {
		tb.Helper()
		for _, e := range edits {
			e(tb, files)
		}
	}
}

type brokenSample struct {
	name string
	edit edit
}

// brokenSamples are all the ways in which a scenario can be refused. What each is told
// stands in testdata/broken.txt.
func brokenSamples() []brokenSample {
	return []brokenSample{
		// The file as YAML.
		{"no scenario.yaml", without(fileScenario)},
		{"empty", put(fileScenario, "# nothing\n")},
		{"only a separator", put(fileScenario, "---\n")},
		{"text instead of a mapping", put(fileScenario, "hello\n")},
		{"not YAML", yml("minutes: 10", "minutes: 10: 20")},
		{"a constraint without quotes", yml(`kubernetes: ">=1.30"`, `kubernetes: >=1.30`)},
		{"two documents", yml("proof:", "---\nproof:")},
		{"a NUL byte", yml("minutes: 10", "minutes: 10\x00")},
		{"Latin 1", yml("The reader that", "L\xe9 reader that")},
		{"an anchor and its alias", all(yml("tags: [rbac, secrets]", "tags: &t [rbac, secrets]"), yml("cis: [5.1.2]", "cis: *t"))},
		{"an alias bomb", put(fileScenario, bomb())},
		{"a merge", yml("cluster: {}", "cluster: {<<: {kubelet: {}}}")},
		{"an explicit type", yml("minutes: 10", "minutes: !!int \"10\"")},
		{"brackets without end", yml("cluster: {}", "cluster: {kubelet: {a: "+strings.Repeat("[", 200)+strings.Repeat("]", 200)+"}}")},

		// Parts.
		{"an unknown part", yml("cluster: {}", "cluster: {}\nuses: [{part: shpo, with: {namespace: shop}}]")},
		{"parts with wrong values", yml("cluster: {}", "cluster: {}\nuses: [{part: shop, with: {namspace: shop}}, {part: prober, with: {namespace: shop, url: \"a: {b\"}}]")},
		{"a part that makes what the manifests make", yml("cluster: {}", "cluster: {}\nuses: [{part: team, with: {name: shop}}]")},

		// The version.
		{"no version", yml("apiVersion: hardenway.dev/v1alpha1\n", "")},
		{"a newer version", yml("hardenway.dev/v1alpha1", "hardenway.dev/v2")},
		{"another thing's version", yml("apiVersion: hardenway.dev/v1alpha1", "apiVersion: apps/v1")},
		{"another kind", yml("kind: Scenario", "kind: Lesson")},

		// Keys and types, several at once.
		{"unknown keys", all(yml("minutes: 10\n", "minuets: 10\n"), yml("summary:", "sumary:"), yml("  feedback:\n  - {when: access.other", "  feedbak:\n  - {when: access.other"), yml("wrong:", "rong:"))},
		{"a key far from all", yml("cluster: {}", "cluster: {xyzzy: 1}")},
		{"a key twice", yml("  difficulty: easy ", "  title: Another\n  difficulty: easy ")},
		{"a comma that cuts an expression", yml("{when: access.other.allowed, say", "{when: has(access.other, 1), say")},
		{"wrong types", all(yml("minutes: 10\n", "minutes: ten\n"), yml("tags: [rbac, secrets]", "tags: rbac"), yml("cis: [5.1.2]", "cis: [5.1]"), yml("[T1552.007]", "{T1552: 7}"), yml("cluster: {}", "cluster: []"), yml("attacker: {from: host, as: serviceaccount shop/reader, story: someone who took over the process that reads the settings}", "attacker: me"))},
		{"a key that is not text", yml("cluster: {}", "cluster: {[a]: b}")},
		{"a number too large", yml("minutes: 10\n", "minutes: 99999999999999999999\n")},

		// What the fields hold.
		{"another id", yml("id: sample ", "id: simple ")},
		{"an id that is none", yml("id: sample ", "id: Sample_1 ")},
		{"no id and no title", all(yml("  id: sample               # the folder's name\n", ""), yml("  title: The reader that reads secrets\n", "  title: \"\"\n"))},
		{"unknown tags", yml("tags: [rbac, secrets]", "tags: [rback, secrets, secrets]")},
		{"an unknown difficulty", yml("difficulty: easy ", "difficulty: simple ")},
		{"a summary of two lines", yml("summary: A ServiceAccount that needs one ConfigMap can read every Secret there is.", "summary: |\n  One.\n  Two.")},
		{"numbers of other people's that are none", all(yml("cis: [5.1.2]", `cis: ["5", 5.1.2, 5.1.2]`), yml("[T1552.007]", "[1552]"), yml("[MS-TA9025]", "[TA9025]"))},
		{"a version that is none", yml(`kubernetes: ">=1.30"`, `kubernetes: "1.x"`)},
		{"an unknown capability", yml("requires: []", "requires: [network-policies]")},
		{"a patch with a kind", yml("cluster: {}", "cluster: {kubelet: {kind: KubeletConfiguration}}")},
		{"modes", yml("modes: {etc/hardenway/notice.txt: 0640}", "modes: {etc/hardenway/notice.txt: rw, etc/hardenway/notice.tx: 0600, /etc/passwd: 0644}")},
		{"ready", yml("- condition:\n", "- {pod: web}\n- {pod: shop/web, deployment: shop/web}\n- {}\n- condition:\n")},
		{"an attacker from nowhere", yml("attacker: {from: host, as: serviceaccount shop/reader,", "attacker: {from: mars,")},

		// Checks. What is wrong within one is the grader's to say; here it is only told
		// where.
		{"an id twice", yml("id: secret-kept", "id: no-secrets")},
		{"no goal", yml("role: goal\n", "role: guard\n")},
		{"an expression that does not compile", yml("expect: access.payment.code == 200", "expect: access.payment.code = 200")},
		{"an unknown variable", yml("name: payment, mode: request}", "name: \"${nobody}\", mode: request}")},
		{"no probe", yml("  access:\n    as: grader\n    requests:\n    - {id: payment, verb: get, resource: secrets, namespace: shop, name: payment, mode: request}\n", "")},
		{"a file that is not there", yml("name: payment, mode: request}", "name: payment, mode: request, file: files/pod.yaml}")},
		{"a file outside", yml("name: payment, mode: request}", "name: payment, mode: request, file: ../../etc/passwd}")},

		// Proof.
		{"scripts that are not there", all(yml("script: wrong/list-removed.sh", "script: wrong/list-remove.sh"), yml("script: solutions/own-role.sh", "script: solutions/none.sh"))},
		{"paths that lead elsewhere", all(yml("script: wrong/list-removed.sh", "script: ../other/wrong/list-removed.sh"), yml("script: wrong/bound-to-group.sh", "script: /wrong/bound-to-group.sh"), yml("script: wrong/secret-deleted.sh", "script: solutions/own-role.sh"))},
		{"a wrong fix that is not wrong", yml("title: Take away list but not get, fails: [no-secrets]", "fails: []")},
		{"a check with two outcomes", yml("fails: [no-secrets, secret-kept]", "fails: [no-secrets, secret-kept], errors: [no-secrets]")},

		// The other files.
		{"texts that are missing", all(without(fileBrief), put(fileDebrief, " \n"), without(fileAttack))},
		{"scripts that do not parse", all(replace("attack.sh", "set -e", "if true; then"), replace("wrong/secret-deleted.sh", "set -e", "a=(1 2)"), replace("wrong/binding-deleted.sh", "set -e", "echo 'a"), put("wrong/list-removed.sh", "\n"))},
		{"hints", all(put("hints/4-more.md", "# More\n\nText.\n"), put("hints/05-flat.md", "No title.\n"), put("hints/06-title.md", "# Only a title\n\n"), put("hints/07-bytes.md", "# T\n\n\xff\n"))},
		{"files that have no place", all(put("notes.txt", "x"), put("hint/01-a.md", "# A\n\nb\n"), put("solutions.sh", "true\n"), put("node.yaml/a", "x"))},
		{"a folder where a file belongs", all(without(fileBrief), put("brief.md/a", "x"))},
		{"a symbolic link", func(_ testing.TB, files fstest.MapFS) {
			files["sample/node/etc/shadow"] = &fstest.MapFile{Data: []byte("/etc/shadow"), Mode: fs.ModeSymlink}
		}},
		{"a pipe", func(_ testing.TB, files fstest.MapFS) {
			files["sample/files/pipe"] = &fstest.MapFile{Mode: fs.ModeNamedPipe}
		}},
		{"a large file", put("node/core", strings.Repeat("x", MaxFileSize+1))},
		{"too many files", func(_ testing.TB, files fstest.MapFS) {
			for i := range MaxFiles {
				files[fmt.Sprintf("sample/files/%d", i)] = &fstest.MapFile{}
			}
		}},
		{"too much together", func(_ testing.TB, files fstest.MapFS) {
			for i := range MaxTotalSize/MaxFileSize + 1 {
				files[fmt.Sprintf("sample/files/%d", i)] = &fstest.MapFile{Data: make([]byte, MaxFileSize)}
			}
		}},

		// Manifests.
		{"manifests that are none", all(put("manifests/30-a.yaml", "# nothing\n"), put("manifests/31-b.yaml", "a: b\n"), put("manifests/32-c.yaml", "- a\n"), put("manifests/33-d.yaml", "apiVersion: v1\nkind: Pod\n"), put("manifests/34-e.json", "{}"), put("manifests/35-f.yaml", "kind: Pod\nmetadata: {name: x}\n"), put("manifests/36-g.yaml", "apiVersion: v1\nkind: List\nitems: []\n"), put("manifests/37-h.yaml", "a: b: c\n"))},
		{"manifests with mistakes", all(put("manifests/30-a.yaml", "# one\napiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n  containers:\n  - name: c\n    imagee: x\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: {containers: many}\n"), put("manifests/31-b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {a: b, a: c}\n"))},
		{"an object twice", put("manifests/30-a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\n")},
	}
}

func bomb() string {
	return "a: &a [x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: &d [*c, *c, *c, *c]\n"
}

var update = flag.Bool("update", false, "write the golden files and the schema anew")

// TestLoadBroken compares every problem of every broken sample with the golden file.
func TestLoadBroken(t *testing.T) {
	const golden = "testdata/broken.txt"
	archive, err := txtar.ParseFile(golden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	want := map[string]string{}
	if archive != nil {
		for _, file := range archive.Files {
			want[file.Name] = string(file.Data)
		}
	}
	now := &txtar.Archive{Comment: []byte("What the loader says of each broken sample. Written by go test -update; read what it wrote.\n\n")}
	for _, tt := range brokenSamples() {
		t.Run(tt.name, func(t *testing.T) {
			files := sample(t)
			tt.edit(t, files)
			begin := time.Now()
			s, err := Load(files, "sample")
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
			problems, ok := errors.AsType[*Problems](err)
			if !ok || s != nil || len(problems.List) == 0 {
				t.Fatalf("Load = %v, %v; want problems and no scenario", s, err)
			}
			got := err.Error() + "\n"
			now.Files = append(now.Files, txtar.File{Name: tt.name, Data: []byte(got)})
			if got != want[tt.name] && !*update {
				t.Errorf("got\n%s\nwant\n%s", got, want[tt.name])
			}
			for _, p := range problems.List {
				if !strings.HasPrefix(p.Path, "sample") || p.What == "" {
					t.Errorf("a problem that says too little: %+v", p)
				}
			}
		})
	}
	if *update {
		if err := os.WriteFile(golden, txtar.Format(now), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if len(now.Files) != len(want) {
		t.Errorf("%d samples, and the golden file has %d; run go test -update", len(now.Files), len(want))
	}
}
