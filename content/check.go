package content

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/constraint"
	"github.com/hardenway/hardenway/internal/editorial"
	"github.com/hardenway/hardenway/internal/nearest"
	"github.com/hardenway/hardenway/internal/strictyaml"
)

// Known is what lessons may name that stands elsewhere. A nil list takes every name.
type Known struct {
	Scenarios []string // ids of the catalogue
	Questions []string // ids of the quiz
	// Module says what is wrong with a source in a Go module, such as
	// k8s.io/api/core/v1/types.go and MaxSecretSize, or returns nil.
	Module func(file, symbol string) error
}

// CheckYourself is the heading of the questions at a lesson's end.
const CheckYourself = "Check yourself"

// Sections are the headings that a lesson may have, in their order.
func Sections() []string {
	return []string{"How it works", "How it is attacked", "See it in your cluster", "Close it", "What people get wrong", CheckYourself}
}

// MaxMinutes is how long a lesson may take.
const MaxMinutes = 60

var lessonID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checkMeta checks what can be told from the front matter alone.
func checkMeta(m *Meta, d *strictyaml.Decoder) {
	if !lessonID.MatchString(m.ID) {
		d.At("id", fmt.Sprintf("the id is %q", m.ID), "links and what a learner has read are kept by it", "use lower-case letters and digits with dashes between, such as kubelet-api")
	}
	for _, field := range []struct{ name, value string }{{"title", m.Title}, {"summary", m.Summary}} {
		switch {
		case strings.TrimSpace(field.value) == "":
			d.At(field.name, "there is no "+field.name, "lists show it", "add it")
		case strings.Contains(strings.TrimSpace(field.value), "\n"):
			d.At(field.name, field.name+" has several lines", "lists show one", "shorten it")
		}
	}
	if modules := moduleIDs(); !slices.Contains(modules, m.Module) {
		d.At("module", fmt.Sprintf("module is %q", m.Module), "the course has no such module", nearest.DidYouMean(m.Module, modules))
	}
	if len(m.Tags) == 0 {
		d.At("tags", "there are no tags", "lessons are found by them", "add one")
	}
	d.Words("tags", m.Tags, vocabulary.Words(), "tag")
	if m.Minutes < 1 || m.Minutes > MaxMinutes {
		d.At("minutes", fmt.Sprintf("minutes is %d", m.Minutes), "a lesson takes a sitting", fmt.Sprintf("give 1 to %d, or take the lesson apart", MaxMinutes))
	}
	if _, err := constraint.Parse(m.Kubernetes); err != nil {
		d.At("kubernetes", fmt.Sprintf("kubernetes is %q", m.Kubernetes), err.Error(), `write it like ">=1.36"`)
	}
	if m.Lab != nil && m.Lab.Scenario == "" {
		d.At("lab", "the lab has no scenario", "the console blocks are run in one", "add `scenario`, or remove `lab`")
	}
	for i, s := range m.Sources {
		field := fmt.Sprintf("sources[%d]", i)
		if strings.TrimSpace(s.Title) == "" {
			d.At(field, "the source has no title", "a link says where it leads", "add it")
		}
		if (s.URL == "") == (s.Module == "") {
			d.At(field, "the source does not say where it is", "", "give it `url` or `module`, one of them")
		}
	}
}

// check checks a lesson with its text.
func (l *loader) check(fsys fs.FS, lesson *Lesson, topics []Topic) {
	c := &checker{lesson: lesson, d: l.decoders[lesson.File], known: &l.known, doc: lesson.Read()}
	c.names(topics)
	c.sources()
	c.headings()
	c.console()
	c.selfCheck()
	c.images(fsys)
	c.links(fsys)
	c.words()
}

type checker struct {
	lesson *Lesson
	d      *strictyaml.Decoder
	known  *Known
	doc    *Document
}

// names checks what the front matter names that stands elsewhere.
func (c *checker) names(topics []Topic) {
	ids := make([]string, len(topics))
	for i, t := range topics {
		ids[i] = t.ID
	}
	for i, topic := range c.lesson.Topics {
		if field := fmt.Sprintf("topics[%d]", i); !slices.Contains(ids, topic) {
			c.d.At(field, fmt.Sprintf("unknown topic %q in topics", topic), "", didYouMean(topic, ids))
		} else if slices.Contains(c.lesson.Topics[:i], topic) {
			c.d.At(field, fmt.Sprintf("%q is in topics twice", topic), "", "remove one")
		}
	}
	if c.known.Scenarios == nil {
		return
	}
	if slices.Contains(c.known.Scenarios, c.lesson.ID) {
		c.d.At("id", fmt.Sprintf("a scenario is called %q too", c.lesson.ID), "texts name lessons and scenarios by their ids, and readers could not tell which is meant", "give the lesson another id")
	}
	c.d.Words("scenarios", c.lesson.Scenarios, c.known.Scenarios, "scenario")
	if lab := c.lesson.Lab; lab != nil && lab.Scenario != "" && !slices.Contains(c.known.Scenarios, lab.Scenario) {
		c.d.At("lab.scenario", fmt.Sprintf("unknown scenario %q in lab", lab.Scenario), "", nearest.DidYouMean(lab.Scenario, c.known.Scenarios))
	}
}

// didYouMean is for lists that are too long to be told where nothing is near.
func didYouMean(name string, names []string) string {
	if near := nearest.Names(name, names); len(near) > 0 {
		return nearest.DidYouMean(name, names)
	}
	return ""
}

func (c *checker) sources() {
	for i, s := range c.lesson.Sources {
		field := fmt.Sprintf("sources[%d]", i)
		if s.URL != "" {
			if wrong := editorial.BadURL(s.URL); wrong != "" {
				c.d.At(field, fmt.Sprintf("the source %s cannot be followed", s.URL), wrong, "")
			}
		}
		if s.Module != "" && c.known.Module != nil {
			name, symbol, _ := strings.Cut(s.Module, "#")
			if err := c.known.Module(name, symbol); err != nil {
				c.d.At(field, fmt.Sprintf("the source %s cannot be followed", s.Module), err.Error(), "look at it, and name what is there")
			}
		}
	}
}

// headings: the title, then an opening, then the sections that apply in their order.
func (c *checker) headings() {
	hs := c.doc.Headings
	if len(hs) == 0 || hs[0].Level != 1 {
		c.d.Report(c.lesson.BodyLine, "the text has no title", "", "begin it with `# "+c.lesson.Title+"`")
	} else if hs[0].Text != c.lesson.Title {
		c.d.Report(hs[0].Line, fmt.Sprintf("the heading is %q", hs[0].Text), fmt.Sprintf("the title is %q", c.lesson.Title), "give both the same words")
	}
	sections, last := Sections(), -1
	for i, h := range hs {
		switch {
		case h.Level == 1 && i > 0:
			c.d.Report(h.Line, "there is a second title", "a lesson has one", "use `##`")
		case h.Level != 2:
		case !slices.Contains(sections, h.Text):
			c.d.Report(h.Line, fmt.Sprintf("the heading is %q", h.Text), "lessons are built alike", "use "+nearest.QuoteOr(sections)+", or `###`")
		case slices.Index(sections, h.Text) <= last:
			c.d.Report(h.Line, fmt.Sprintf("%q comes too late", h.Text), "lessons have their parts in one order", "put it before "+fmt.Sprintf("%q", sections[last]))
		default:
			last = slices.Index(sections, h.Text)
		}
	}
	if last != len(sections)-1 {
		c.d.Report(0, fmt.Sprintf("there is no %q", CheckYourself), "a learner wants to know whether it was understood", "end the lesson with it")
	}
}

func (c *checker) console() {
	c.d.Problems = append(c.d.Problems, c.doc.Problems...)
	for _, b := range c.doc.Blocks {
		if b.Info.NoRun == "" && c.lesson.Lab == nil {
			c.d.Report(b.Line, "the block is to be run, and the lesson has no lab", "", "add `lab: {scenario: …}` above, or `norun=\"the reason\"` here")
		}
		for _, command := range b.Commands {
			if etcdGateway.MatchString(command.Text) && !spacesTaken.MatchString(command.Text) {
				c.d.Report(command.Line, "the command shows what etcd's gateway prints", "each build of etcd puts other spaces into its JSON", "add `| jq -c .`, or send it to /dev/null")
			}
		}
	}
}

// etcd's JSON gateway writes by protojson, which takes a hash of its own program to decide about
// spaces: https://pkg.go.dev/google.golang.org/protobuf/encoding/protojson#Marshal
var (
	etcdGateway = regexp.MustCompile(`\bcurl\b(?s:.*)/v3/`)
	spacesTaken = regexp.MustCompile(`\|\s*(jq|grep)\b|([^2]>|-o) */dev/null`)
)

// minChecks and maxChecks are how many entries a lesson ends with. Those that name questions of the
// quiz may name several.
const minChecks, maxChecks = 3, 6

func (c *checker) selfCheck() {
	for _, entry := range c.doc.Check {
		switch {
		case len(entry.Quiz) > 0:
			for _, id := range entry.Quiz {
				if c.known.Questions != nil && !slices.Contains(c.known.Questions, id) {
					c.d.Report(entry.Line, fmt.Sprintf("the quiz has no question %q", id), "", didYouMean(id, c.known.Questions))
				}
			}
		case entry.Question == "":
			c.d.Report(entry.Line, "there is no question", "", "add it, or name one of the quiz: `quiz: its-id`")
		case entry.Answer == "":
			c.d.Report(entry.Line, "the question has no answer", "a learner wants to compare", "add it below the question, indented, as a line that begins with `> `")
		}
	}
	n := len(c.doc.Check)
	if slices.ContainsFunc(c.doc.Headings, func(h Heading) bool { return h.Text == CheckYourself }) && (n < minChecks || n > maxChecks) {
		c.d.Report(0, fmt.Sprintf("%q has %d entries", CheckYourself, n), "", fmt.Sprintf("have %d to %d", minChecks, maxChecks))
	}
}

func (c *checker) images(fsys fs.FS) {
	for _, image := range c.doc.Images {
		if strings.TrimSpace(image.Alt) == "" {
			c.d.Report(image.Line, fmt.Sprintf("the picture %s has no text", image.File), "not everybody sees it", "describe it: `![…]("+image.File+")`")
		}
		c.exists(fsys, image.Line, image.File, "the picture")
	}
}

func (c *checker) links(fsys fs.FS) {
	for _, link := range c.doc.Links {
		switch {
		case strings.HasPrefix(link.Target, "#"):
		case strings.Contains(link.Target, "://"):
			if wrong := editorial.BadURL(link.Target); wrong != "" {
				c.d.Report(link.Line, fmt.Sprintf("the link to %s cannot be followed", link.Target), wrong, "")
			}
		default:
			file, _, _ := strings.Cut(link.Target, "#")
			if strings.Contains(file, "scenarios/") {
				c.d.Report(link.Line, fmt.Sprintf("the link leads to %s", file), "who reads on the site or in a terminal does not have that file", "name the scenario: `harden start its-id`")
				continue
			}
			c.exists(fsys, link.Line, file, "the link's file")
		}
	}
}

func (c *checker) exists(fsys fs.FS, line int, file, what string) {
	if _, err := fs.Stat(fsys, path.Join(path.Dir(c.lesson.File), file)); err != nil {
		c.d.Report(line, fmt.Sprintf("%s %s is not there", what, file), "it is looked for from where the lesson stands", "")
	}
}

// notProse is what other people's words may stand in: code, and the marks of pictures and
// comments, which look like exclamation marks.
var notProse = regexp.MustCompile("(?ms)^ *```.*?^ *```[ \t]*$|`[^`]*`|!\\[|<!--|\\]\\([^)\n]*\\)|<https?://[^>]*>")

// words finds turns of phrase that have no place in a lesson.
func (c *checker) words() {
	for _, text := range []struct {
		prose string
		line  int
	}{{c.lesson.Title, c.d.Line("title")}, {c.lesson.Summary, c.d.Line("summary")}} {
		c.report(editorial.Words(text.prose), text.line)
	}
	prose := notProse.ReplaceAllStringFunc(c.lesson.Body, func(code string) string {
		return strings.Map(func(r rune) rune {
			if r == '\n' {
				return r
			}
			return '.'
		}, code)
	})
	line := c.lesson.BodyLine
	for text := range strings.Lines(prose) {
		c.report(editorial.Words(text), line)
		line++
	}
}

func (c *checker) report(findings []editorial.Finding, line int) {
	for _, f := range findings {
		c.d.Report(line, fmt.Sprintf("there is %q", f.Found), f.Why, "say it otherwise")
	}
}
