package content_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/internal/console"
	"github.com/hardenway/hardenway/internal/editorial/modules"
	"github.com/hardenway/hardenway/quiz/banks"
	"github.com/hardenway/hardenway/scenarios"
)

// known are the real scenarios, questions and sources.
func known(t *testing.T) content.Known {
	t.Helper()
	known := content.Known{Module: modules.Source}
	metas, err := scenarios.Builtin().All()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range metas {
		known.Scenarios = append(known.Scenarios, string(m.ID))
	}
	for _, b := range banks.All() {
		for _, q := range b.Questions {
			known.Questions = append(known.Questions, string(q.ID))
		}
	}
	return known
}

// TestLessons: nothing is wrong with harden's own lessons, as far as a program can tell.
func TestLessons(t *testing.T) {
	lessons, err := content.Load(content.FS, known(t))
	if err != nil {
		t.Fatal(err)
	}
	blocks, words, minutes := 0, 0, 0
	topics, practised := map[string]bool{}, map[string]bool{}
	for _, l := range lessons {
		doc := l.Read()
		blocks += len(doc.Blocks)
		words += doc.Words
		minutes += l.Minutes
		for _, topic := range l.Topics {
			topics[topic] = true
		}
		for _, scenario := range l.Scenarios {
			practised[scenario] = true
		}
	}
	all, err := content.Topics()
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range all {
		if !topics[topic.ID] {
			t.Errorf("no lesson takes up %s, %s", topic.ID, topic.Topic)
		}
	}
	for _, scenario := range known(t).Scenarios {
		if !practised[scenario] {
			t.Errorf("no lesson names the scenario %s, so who has solved it is told of none", scenario)
		}
	}
	t.Logf("%d lessons, %d words, %d minutes, %d console blocks, %d topics", len(lessons), words, minutes, blocks, len(topics))
}

// fine is a lesson that no rule has anything against.
const fine = `---
id: kubelet-api
title: The kubelet's own API
module: M10
tags: [kubelet]
topics: [S3-23]
minutes: 12
kubernetes: ">=1.36"
scenarios: [anonymous-kubelet]
lab: {scenario: anonymous-kubelet}
summary: Who may ask a kubelet what.
sources:
- {title: The documentation, url: "https://kubernetes.io/docs/"}
---
# The kubelet's own API

It listens on port 10250. See [the API](https://kubernetes.io/docs/).

![The kubelet](kubelet.svg)

## How it works

` + "```console within=20s\n$ curl -k https://$NODE_ADDRESS:10250/pods\nUnauthorized\n$ true\n```\n\n```yaml\na: b # simply!\n```" + `

## Check yourself

1. Who may ask? ` + "`!`" + `

   > Whoever the API server lets.
   >
   > Nobody else.
- Why?
  > Because.
- Quiz: ` + "`kubelet-a`, `kubelet-b`." + `
`

func folder(lesson string) fstest.MapFS {
	return fstest.MapFS{
		"kubelet-nodes/10-kubelet-api.md": {Data: []byte(lesson)},
		"kubelet-nodes/kubelet.svg":       {Data: []byte("<svg/>")},
	}
}

var few = content.Known{Scenarios: []string{"anonymous-kubelet"}, Questions: []string{"kubelet-a", "kubelet-b"}}

// TestLoad: a lesson reads to what its author wrote.
func TestLoad(t *testing.T) {
	lessons, err := content.Load(folder(fine), few)
	if err != nil {
		t.Fatal(err)
	}
	l := content.ByID(lessons, "kubelet-api")
	if l == nil || len(content.ByModule(lessons, "kubelet-nodes")) != 1 || len(content.ByModule(lessons, "M11")) != 0 ||
		len(content.ByTag(lessons, "kubelet")) != 1 || len(content.ByTag(lessons, "etcd")) != 0 {
		t.Fatalf("the lesson is not found: %+v", lessons)
	}
	if near := content.Nearest(lessons, "kubelet-ap"); len(near) != 1 {
		t.Errorf("near are %v", near)
	}
	want := &content.Document{
		Headings: []content.Heading{{1, 15, "The kubelet's own API"}, {2, 21, "How it works"}, {2, 33, "Check yourself"}},
		Links:    []content.Link{{17, "https://kubernetes.io/docs/"}},
		Images:   []content.Image{{19, "kubelet.svg", "The kubelet"}},
		Check: []content.SelfCheck{
			{Line: 35, Question: "Who may ask? `!`", Answer: "Whoever the API server lets.\n\nNobody else."},
			{Line: 40, Question: "Why?", Answer: "Because."},
			{Line: 42, Quiz: []string{"kubelet-a", "kubelet-b"}},
		},
	}
	got := l.Read()
	if len(got.Blocks) != 1 || got.Blocks[0].Line != 23 || len(got.Blocks[0].Commands) != 2 || got.Blocks[0].Commands[0].Line != 24 {
		t.Errorf("the blocks are %+v", got.Blocks)
	}
	got.Blocks, want.Words = nil, got.Words
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestLoadBroken: what is told of each mistake, with its line.
func TestLoadBroken(t *testing.T) {
	tests := []struct{ name, old, by, want string }{
		{"no front matter", "---\nid", "id", ":1: there is no front matter: it says what the lesson is about; begin the file with a line `---`, and end the front matter with another"},
		{"an unknown key", "minutes: 12", "minute: 12", ":1: minutes is 0: a lesson takes a sitting; give 1 to 60, or take the lesson apart\n" +
			`:7: unknown key "minute"; did you mean "minutes"?`},
		{"another id", "id: kubelet-api", "id: kubelet", `:2: id is "kubelet": the file is called "10-kubelet-api.md"; give both the same name`},
		{"a scenario's id", "id: kubelet-api", "id: anonymous-kubelet", `:2: id is "anonymous-kubelet": the file is called "10-kubelet-api.md"; give both the same name` + "\n" +
			`:2: a scenario is called "anonymous-kubelet" too: texts name lessons and scenarios by their ids, and readers could not tell which is meant; give the lesson another id`},
		{"another title", "title: The", "title: A", `:15: the heading is "The kubelet's own API": the title is "A kubelet's own API"; give both the same words`},
		{"another module", "M10", "M11", `:4: module is "M11": the folder is that of M10; move the file, or change the module`},
		{"a tag", "[kubelet]", "[kublet]", `:5: unknown tag "kublet" in tags; did you mean "kubelet"?`},
		{"a topic", "S3-23", "S3-231", `:6: unknown topic "S3-231" in topics; did you mean "S3-21", "S3-23" or "S3-31"?`},
		{"a scenario", "scenarios: [anonymous-kubelet]", "scenarios: [anonymus-kubelet]", `:9: unknown scenario "anonymus-kubelet" in scenarios; did you mean "anonymous-kubelet"?`},
		{"a lab", "scenario: anonymous-kubelet", "scenario: anonymus-kubelet", `:10: unknown scenario "anonymus-kubelet" in lab; did you mean "anonymous-kubelet"?`},
		{"a version", ">=1.36", "new", `:8: kubernetes is "new": "new" does not compare with a version; write it like ">=1.36"`},
		{"a source", "url: \"https://kubernetes.io/docs/\"", "url: \"https://example.com/\"", ":13: the source https://example.com/ cannot be followed: example.com is not among the hosts of internal/editorial/sources.go"},
		{"a source that says nothing", ", url: \"https://kubernetes.io/docs/\"", "", ":13: the source does not say where it is; give it `url` or `module`, one of them"},
		{"a link", "(https://kubernetes.io/docs/)", "(20-other.md)", ":17: the link's file 20-other.md is not there: it is looked for from where the lesson stands"},
		{"a link to a scenario", "(https://kubernetes.io/docs/)", "(../../scenarios/anonymous-kubelet/brief.md)", ":17: the link leads to ../../scenarios/anonymous-kubelet/brief.md: who reads on the site or in a terminal does not have that file; name the scenario: `harden start its-id`"},
		{"a picture", "(kubelet.svg)", "(kublet.svg)", ":19: the picture kublet.svg is not there: it is looked for from where the lesson stands"},
		{"a picture without text", "![The kubelet]", "![]", ":19: the picture kubelet.svg has no text: not everybody sees it; describe it: `![…](kubelet.svg)`"},
		{"a heading", "## How it works", "## How", `:21: the heading is "How": lessons are built alike; use "How it works", "How it is attacked", "See it in your cluster", "Close it", "What people get wrong" or "Check yourself", or ` + "`###`"},
		{"the order", "## How it works", "## Close it\n## How it works", `:22: "How it works" comes too late: lessons have their parts in one order; put it before "Close it"`},
		{"no check", "## Check yourself", "### Check", `: there is no "Check yourself": a learner wants to know whether it was understood; end the lesson with it`},
		{"a block", "$ curl", "curl", ":24: the block begins with output: nothing says which command printed it; begin it with `$ ` and the command, or call the block `text`"},
		{"a block without a lab", "lab: {scenario: anonymous-kubelet}\n", "", ":22: the block is to be run, and the lesson has no lab; add `lab: {scenario: …}` above, or `norun=\"the reason\"` here"},
		{"another build's spaces", "$ curl", "$ curl -d '{}' https://$ETCD/v3/auth/status\n$ curl -d '{}' https://$ETCD/v3/auth/status \\\n    | jq -c .\n$ curl https://$ETCD/v3/auth/status > /dev/null\n$ curl https://$ETCD/v3/auth/status 2> /dev/null\n$ curl", ":24: the command shows what etcd's gateway prints: each build of etcd puts other spaces into its JSON; add `| jq -c .`, or send it to /dev/null" + "\n" +
			":28: the command shows what etcd's gateway prints: each build of etcd puts other spaces into its JSON; add `| jq -c .`, or send it to /dev/null"},
		{"an answer", "  > Because.\n", "", ":40: the question has no answer: a learner wants to compare; add it below the question, indented, as a line that begins with `> `"},
		{"a question of the quiz", "kubelet-b`", "kubelet-c`", `:42: the quiz has no question "kubelet-c"; did you mean "kubelet-a" or "kubelet-b"?`},
		{"few questions", "- Quiz: `kubelet-a`, `kubelet-b`.\n", "", `: "Check yourself" has 2 entries; have 3 to 6`},
		{"words", "It listens", "It simply listens!", `:17: there is "!": the tone is plain; say it otherwise` + "\n" + `:17: there is "simply": what is obvious to one is not to another; say it otherwise`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(fine, tt.old) {
				t.Fatal("the lesson has no such text")
			}
			_, err := content.Load(folder(strings.Replace(fine, tt.old, tt.by, 1)), few)
			if err == nil {
				t.Fatal("it is taken")
			}
			_, got, _ := strings.Cut(err.Error(), "\n")
			got = strings.ReplaceAll(got, "kubelet-nodes/10-kubelet-api.md", "")
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// TestLoadFolders: lessons that are there twice, and folders that are no module's.
func TestLoadFolders(t *testing.T) {
	fsys := folder(fine)
	fsys["kubelet-nodes/20-kubelet-api.md"] = fsys["kubelet-nodes/10-kubelet-api.md"]
	fsys["kubelet/10-kubelet-api.md"] = fsys["kubelet-nodes/10-kubelet-api.md"]
	fsys["kubelet-nodes/read.md"] = fsys["kubelet-nodes/10-kubelet-api.md"]
	const want = `the lesson or folder of lessons "." has 4 problems
kubelet-nodes/20-kubelet-api.md:2: lesson "kubelet-api" is there twice: the first is in kubelet-nodes/10-kubelet-api.md:2; give it another id
kubelet-nodes/read.md: the file has no number: lessons are taught in the order of their names; call it 10-kubelet-api.md
kubelet-nodes/read.md:2: lesson "kubelet-api" is there twice: the first is in kubelet-nodes/20-kubelet-api.md:2; give it another id
kubelet/10-kubelet-api.md: no module has this folder: a lesson stands in that of its module; move it`
	if _, err := content.Load(fsys, few); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// FuzzLesson: whatever a file holds, reading it ends, and problems are in lines that it has.
func FuzzLesson(f *testing.F) {
	f.Add(fine)
	f.Add("---\nid: a\n---\n")
	f.Add("---\n---\n# a\n## Check yourself\n- a\n  - > b\n  > c\n- ```\n")
	f.Fuzz(func(t *testing.T, text string) {
		lesson, err := content.ReadFile(folder(text), "kubelet-nodes/10-kubelet-api.md", few)
		n := strings.Count(text, "\n") + 1
		if problems, ok := err.(*content.Problems); ok { //nolint:errorlint // that very type is promised
			for _, p := range problems.List {
				if p.Line < 0 || p.Line > n {
					t.Errorf("%s: the file has %d lines", p, n)
				}
			}
		} else if err != nil {
			t.Errorf("%T: %v", err, err)
		} else {
			for _, b := range lesson.Read().Blocks {
				if b.Line > n || len(b.Commands) == 0 || !strings.Contains(text, console.Prompt) {
					t.Errorf("there is a block %+v", b)
				}
			}
		}
	})
}

// BenchmarkRead is what a list of lessons costs.
func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		if _, err := content.Read(content.FS); err != nil {
			b.Fatal(err)
		}
	}
}
