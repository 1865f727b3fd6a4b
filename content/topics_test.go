package content

import (
	"strings"
	"testing"
)

// TestTopics: the list reads, and holds both kinds of topic.
func TestTopics(t *testing.T) {
	topics, err := Topics()
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, topic := range topics {
		if topic.Question {
			asked++
		}
	}
	if len(topics) < 300 || asked == len(topics) || asked < 250 {
		t.Errorf("%d topics, %d of them with a question", len(topics), asked)
	}
	t.Logf("%d topics, %d of them with a question", len(topics), asked)
}

// TestTopicsBroken: every mistake is told, with its line.
func TestTopicsBroken(t *testing.T) {
	_, err := readTopics([]byte(`# a comment
- {id: S1-1, tags: [rbac], in: [M07], shown: text, topic: one}
- {id: S1-1, tags: [rback], in: [M7], shown: lab, topic: two}
- {id: one, tags: [], in: [M01], shown: kind, question: no, topic: ''}
`))
	if err == nil {
		t.Fatal("it is taken")
	}
	const want = `the list of topics "content/topics.yaml" has 7 problems
content/topics.yaml:3: topic S1-1 is there twice: the first is in line 2; give it another id
content/topics.yaml:3: topic S1-1 is shown on "lab"; use embedded, kind or text
content/topics.yaml:3: unknown tag "rback" in [1].tags; did you mean "rbac"?
content/topics.yaml:3: unknown module "M7" in [1].in; did you mean "M07", "M17" or "M01"?
content/topics.yaml:4: [2].question is text: it must be true or false
content/topics.yaml:4: the id of a topic is "one"; write it like S3-23
content/topics.yaml:4: topic one says nothing; add ` + "`topic`" + ``
	if got := err.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if strings.Count(err.Error(), "\n") != 7 {
		t.Error("a problem has more than a line")
	}
}
