package content

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/strictyaml"
)

//go:embed topics.yaml
var topicsFile []byte

const topicsName = "content/topics.yaml"

// Topic is one thing that the course takes up.
type Topic struct {
	ID    string   // such as S3-23
	Tags  []string // words of the vocabulary; none where the notes had none
	In    []string // the modules where it lands
	Shown Shown
	// Question says that there has to be a question about it.
	Question bool
	Topic    string // what it says, in a line
}

// Shown is where a topic can be seen.
type Shown string

// Where topics can be seen.
const (
	ShownEmbedded Shown = "embedded" // in a lab on any cluster
	ShownKind     Shown = "kind"     // in a lab whose containers and network are real
	ShownText     Shown = "text"     // nowhere in a lab
)

// topicFile is a topic as it is written.
type topicFile struct {
	ID       string   `json:"id"`
	Tags     []string `json:"tags"`
	In       []string `json:"in"`
	Shown    Shown    `json:"shown"`
	Question *bool    `json:"question,omitempty"` // true when left out
	Topic    string   `json:"topic"`
}

var topicPattern = regexp.MustCompile(`^S\d+-\d+$`)

// Topics reads the topics in the order of the file. The error, a *strictyaml.Problems, has
// everything that is wrong with them.
func Topics() ([]Topic, error) { return readTopics(topicsFile) }

func readTopics(data []byte) ([]Topic, error) {
	d := strictyaml.New(topicsName, &strictyaml.Format{Noun: "list of topics", Article: "a", Holder: "file"})
	var files []topicFile
	if root, ok := d.Parse(data); ok {
		d.Decode(root, &files, "")
		checkTopics(files, d)
	}
	if len(d.Problems) > 0 {
		return nil, &strictyaml.Problems{Noun: "the list of topics", Of: topicsName, List: strictyaml.Sort(d.Problems)}
	}
	topics := make([]Topic, len(files))
	for i, f := range files {
		topics[i] = Topic{ID: f.ID, Tags: f.Tags, In: f.In, Shown: f.Shown, Question: f.Question == nil || *f.Question, Topic: f.Topic}
	}
	return topics, nil
}

func checkTopics(files []topicFile, d *strictyaml.Decoder) {
	var modules []string
	for _, m := range vocabulary.Modules() {
		modules = append(modules, m.ID)
	}
	first := map[string]int{}
	for i, f := range files {
		field := fmt.Sprintf("[%d]", i)
		line := d.Line(field)
		if !topicPattern.MatchString(f.ID) {
			d.At(field, fmt.Sprintf("the id of a topic is %q", f.ID), "", "write it like S3-23")
		} else if at, twice := first[f.ID]; twice {
			d.At(field, fmt.Sprintf("topic %s is there twice", f.ID), fmt.Sprintf("the first is in line %d", at), "give it another id")
		} else {
			first[f.ID] = line
		}
		if f.Topic == "" {
			d.At(field, fmt.Sprintf("topic %s says nothing", f.ID), "", "add `topic`")
		}
		if !slices.Contains([]Shown{ShownEmbedded, ShownKind, ShownText}, f.Shown) {
			d.At(field, fmt.Sprintf("topic %s is shown on %q", f.ID, string(f.Shown)), "", "use embedded, kind or text")
		}
		d.Words(strictyaml.Join(field, "tags"), f.Tags, vocabulary.Words(), "tag")
		d.Words(strictyaml.Join(field, "in"), f.In, modules, "module")
	}
}
