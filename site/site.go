package site

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/quiz"
)

// Course is what the site shows.
type Course struct {
	Build      string // the version of harden
	Kubernetes string // the version that lessons were tried with, such as v1.37.1

	Lessons   []*content.Lesson // in the order in which they are taught
	Pictures  fs.FS             // where lessons find theirs: paths as in content.Lesson.File
	Topics    []content.Topic
	Scenarios []Scenario
	Banks     []quiz.Bank
	Docs      fs.FS // pages for authors and operators: *.md; nil for none
}

// Scenario is what a learner may see of one. There is no place in it for a solution.
type Scenario struct {
	ID, Title  string
	Summary    string // one line
	Difficulty string
	Minutes    int
	Tags       []string
	Topics     []string // of the course, such as S3-23
	Standards  []Standard
	Kubernetes string   // a version constraint; "" is any
	Needs      []string // what the cluster has to have that not every one has, in words
	Start      string   // the command that starts it
	Attacker   string   // where the attack comes from, in half a sentence; may be empty
	Brief      string   // markdown
	Debrief    string   // markdown
	Hints      []Hint   // the mildest first
}

// Standard is a list that others number things by, with the numbers that a scenario takes up.
type Standard struct {
	Name    string
	Numbers []string
}

// Hint is one step of a scenario's ladder.
type Hint struct {
	Title, Text string // the text is markdown
}

// Site is a site that was built.
type Site struct {
	// Files by slash-separated path.
	Files map[string][]byte
}

// Pages counts the pages, which are the HTML files.
func (s *Site) Pages() int {
	n := 0
	for name := range s.Files {
		if strings.HasSuffix(name, ".html") {
			n++
		}
	}
	return n
}

// Size is how many bytes all files have together.
func (s *Site) Size() int64 {
	var n int64
	for _, data := range s.Files {
		n += int64(len(data))
	}
	return n
}

// Names lists the files by the alphabet.
func (s *Site) Names() []string { return slices.Sorted(maps.Keys(s.Files)) }

// Build makes the site. The error joins everything that could not be made, each with the page it
// belongs to.
func Build(course *Course) (*Site, error) {
	b, err := newBuilder(course)
	if err != nil {
		return nil, err
	}
	b.home()
	b.modules()
	b.lessons()
	b.scenarios()
	b.tags()
	b.questions()
	b.coverage()
	b.paths()
	b.docs()
	b.notFound()
	b.assets()
	if len(b.problems) > 0 {
		return nil, fmt.Errorf("building the site: %w", errors.Join(b.problems...))
	}
	return &Site{Files: b.files}, nil
}

// builder is one run of Build.
type builder struct {
	*Course
	files    map[string][]byte
	problems []error
	index    searchIndex

	modulesOf   []*module
	lessonPages []*lessonPage
	scenarioOf  map[string]*Scenario
	questionOf  map[quiz.ID]*askedQuestion
	covered     []content.Covered
	docNames    []string           // without .md
	shownAt     map[quiz.ID]string // the page and place where a question is asked
	blocks      map[string]template.HTML
}

// module is one of the course's, with what belongs to it.
type module struct {
	vocabulary.Module
	Lessons   []*lessonPage
	Scenarios []*Scenario // that its lessons name, or that take its topics up
	Questions int
	Minutes   int
}

// Page is the path of the module's page.
func (m *module) Page() string { return "modules/" + m.Slug + ".html" }

// lessonPage is a lesson with what is around it.
type lessonPage struct {
	*content.Lesson
	module     *module
	number     int // in its module, from 1
	prev, next *lessonPage
	doc        *content.Document
}

// Page is the path of the lesson's page, and Slides that of its slides.
func (l *lessonPage) Page() string   { return "lessons/" + l.ID + ".html" }
func (l *lessonPage) Slides() string { return "slides/" + l.ID + ".html" }

// Page is the path of the scenario's page.
func (s *Scenario) Page() string { return "scenarios/" + s.ID + ".html" }

// askedQuestion is a question with the bank it stands in.
type askedQuestion struct {
	*quiz.Question
	bank *quiz.Bank
}

func newBuilder(course *Course) (*builder, error) {
	course = course.set()
	b := &builder{
		Course: course, files: map[string][]byte{}, scenarioOf: map[string]*Scenario{},
		questionOf: map[quiz.ID]*askedQuestion{}, shownAt: map[quiz.ID]string{}, blocks: map[string]template.HTML{},
	}
	byModule := map[string]*module{}
	for _, m := range vocabulary.Modules() {
		byModule[m.ID] = &module{Module: m}
		b.modulesOf = append(b.modulesOf, byModule[m.ID])
	}
	for i := range course.Scenarios {
		b.scenarioOf[course.Scenarios[i].ID] = &course.Scenarios[i]
	}
	for i := range course.Banks {
		bank := &course.Banks[i]
		for j := range bank.Questions {
			b.questionOf[bank.Questions[j].ID] = &askedQuestion{&bank.Questions[j], bank}
		}
		if m := byModule[bank.Module]; m != nil {
			m.Questions += len(bank.Questions)
		}
	}
	for _, lesson := range course.Lessons {
		m := byModule[lesson.Module]
		if m == nil {
			return nil, fmt.Errorf("building the site: lesson %s is of module %q, which the course does not have", lesson.ID, lesson.Module)
		}
		page := &lessonPage{Lesson: lesson, module: m, number: len(m.Lessons) + 1, doc: lesson.Read()}
		m.Lessons = append(m.Lessons, page)
		m.Minutes += lesson.Minutes
		if n := len(b.lessonPages); n > 0 {
			page.prev, b.lessonPages[n-1].next = b.lessonPages[n-1], page
		}
		b.lessonPages = append(b.lessonPages, page)
	}
	b.practise()
	b.cover()
	if course.Docs != nil {
		names, err := fs.Glob(course.Docs, "*.md")
		if err != nil {
			return nil, fmt.Errorf("building the site: listing the pages of documentation: %w", err)
		}
		for _, name := range names {
			b.docNames = append(b.docNames, strings.TrimSuffix(name, ".md"))
		}
	}
	return b, nil
}

// practise finds the scenarios of each module: those that its lessons name, and those that take
// up a topic which lands there first.
func (b *builder) practise() {
	lands := map[string]string{} // topic to module
	for _, t := range b.Topics {
		if len(t.In) > 0 {
			lands[t.ID] = t.In[0]
		}
	}
	for _, m := range b.modulesOf {
		for i := range b.Course.Scenarios {
			s := &b.Course.Scenarios[i]
			named := slices.ContainsFunc(m.Lessons, func(l *lessonPage) bool { return slices.Contains(l.Scenarios, s.ID) })
			if named || slices.ContainsFunc(s.Topics, func(id string) bool { return lands[id] == m.ID }) {
				m.Scenarios = append(m.Scenarios, s)
			}
		}
		slices.SortStableFunc(m.Scenarios, func(x, y *Scenario) int {
			return cmp.Compare(level(x.Difficulty), level(y.Difficulty))
		})
	}
}

// level puts difficulties in order.
func level(difficulty string) int { return slices.Index(levels(), difficulty) }

func levels() []string {
	var words []string
	for _, d := range quiz.Difficulties() {
		words = append(words, string(d))
	}
	return words
}

func (b *builder) cover() {
	var practised, asked []content.Covering
	for i := range b.Course.Scenarios {
		practised = append(practised, content.Covering{ID: b.Course.Scenarios[i].ID, Topics: b.Course.Scenarios[i].Topics})
	}
	for i := range b.Banks {
		for j := range b.Banks[i].Questions {
			q := &b.Banks[i].Questions[j]
			asked = append(asked, content.Covering{ID: string(q.ID), Topics: q.Topics})
		}
	}
	b.covered = content.Coverage(b.Topics, b.Course.Lessons, practised, asked)
}

// each makes n parts of the site on all processors. Each part has a builder of its own, and they
// are put together in their order, so that it makes no difference who was first.
func (b *builder) each(n int, do func(part *builder, i int)) {
	parts := make([]*builder, n)
	var wg sync.WaitGroup
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				part := *b
				part.files, part.shownAt = map[string][]byte{}, map[quiz.ID]string{}
				part.blocks = map[string]template.HTML{}
				part.index, part.problems = searchIndex{}, nil
				parts[i] = &part
				do(&part, int(i))
			}
		})
	}
	wg.Wait()
	for _, part := range parts {
		maps.Copy(b.files, part.files)
		b.index.entries = append(b.index.entries, part.index.entries...)
		b.problems = append(b.problems, part.problems...)
		for id, at := range part.shownAt {
			if b.shownAt[id] == "" {
				b.shownAt[id] = at
			}
		}
	}
}

func (b *builder) problem(page string, err error) {
	b.problems = append(b.problems, fmt.Errorf("%s: %w", page, err))
}
