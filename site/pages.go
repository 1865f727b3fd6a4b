package site

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/quiz"
)

func (b *builder) home() {
	questions := 0
	for i := range b.Banks {
		questions += len(b.Banks[i].Questions)
	}
	b.put(page{
		Path: "index.html", Kind: "home", Title: "Hardenway",
		Description: "A hands-on lab for Kubernetes security: lessons, scenarios on real clusters, and questions.",
		Data: map[string]any{
			"Modules": b.modulesOf, "Lessons": len(b.lessonPages), "Scenarios": len(b.Course.Scenarios),
			"Questions": questions, "Paths": entryPaths(),
		},
	}, "home")
}

// modules makes a page for each module, and those that list modules and lessons.
func (b *builder) modules() {
	b.put(page{
		Path: "modules/index.html", Kind: "course", Title: "The course", Here: "course",
		Description: "All modules of the course with their lessons.", Data: b.modulesOf,
	}, "course")
	b.put(page{
		Path: "lessons/index.html", Kind: "course", Title: "All lessons", Here: "course",
		Description: "All lessons of the course.", Data: b.modulesOf,
	}, "course")
	b.put(page{
		Path: "slides/index.html", Kind: "slidelist", Title: "Slides", Here: "",
		Description: "Slides for each lesson, with notes for who speaks.", Data: b.modulesOf,
	}, "slidelist")
	for i, m := range b.modulesOf {
		data := map[string]any{"M": m}
		if i > 0 {
			data["Prev"] = b.modulesOf[i-1]
		}
		if i+1 < len(b.modulesOf) {
			data["Next"] = b.modulesOf[i+1]
		}
		var topics []content.Covered
		for _, c := range b.covered {
			if len(c.Topic.In) > 0 && c.Topic.In[0] == m.ID {
				topics = append(topics, c)
			}
		}
		data["Topics"] = topics
		b.put(page{
			Path: m.Page(), Kind: "module", Title: m.ID + " " + m.Title, Here: "course",
			Description: "Module " + m.ID + " of the course: " + m.Title + ".", Data: data,
		}, "module")
		words := make([]string, len(m.Lessons))
		for i, l := range m.Lessons {
			words[i] = l.Title
		}
		b.index.add(m.Page(), "module", m.ID+" "+m.Title, "", strings.Join(words, ". "))
	}
}

// opened is a self-check of the lesson's own: a question to answer for oneself.
type opened struct {
	ID               string
	Question, Answer template.HTML
}

func (b *builder) lessons() {
	b.each(len(b.lessonPages), func(part *builder, i int) {
		part.lesson(b.lessonPages[i])
		part.slides(b.lessonPages[i])
	})
}

func (b *builder) lesson(l *lessonPage) {
	w := b.writer(l.Page(), "content/"+path.Dir(l.File))
	var nodes []ast.Node
	check := false
	for n := w.parse(l.Body).FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level <= 2 {
			check = w.text(h, false) == content.CheckYourself
			if h.Level == 1 {
				continue // the frame has it
			}
		}
		if !check {
			nodes = append(nodes, n)
		}
	}
	text := w.render(nodes...)
	b.index.sections(w, 0, "lesson", l.Title, nodes)
	places := w.places

	var open []opened
	for _, entry := range l.doc.Check {
		if entry.Question == "" {
			continue
		}
		id := fmt.Sprintf("check-%d", len(open)+1)
		open = append(open, opened{id, w.line(entry.Question), w.blocks(entry.Answer)})
	}
	var questions []asked
	for _, q := range b.questionsOf(l) {
		questions = append(questions, b.ask(w, q.Question))
		if b.shownAt[q.ID] == "" {
			b.shownAt[q.ID] = l.Page() + "#q-" + string(q.ID)
		}
	}
	var practice []*Scenario
	for _, id := range l.Scenarios {
		if s := b.scenarioOf[id]; s != nil {
			practice = append(practice, s)
		}
	}
	var lab *Scenario
	if l.Lab != nil {
		lab = b.scenarioOf[l.Lab.Scenario]
	}
	b.put(page{
		Path: l.Page(), Kind: "lesson", Title: l.Title, Description: l.Summary, Here: "course", styles: w.styles.String(),
		Data: map[string]any{
			"L": l, "M": l.module, "Of": len(l.module.Lessons), "Number": l.number, "Text": text, "Places": places,
			"Open": open, "Questions": questions, "Practice": practice, "Lab": lab, "Prev": l.prev, "Next": l.next,
		},
	}, "lesson")
}

func (b *builder) scenarios() {
	type group struct {
		Level string
		List  []*Scenario
	}
	var groups []group
	for _, level := range levels() {
		g := group{Level: level}
		for i := range b.Course.Scenarios {
			if s := &b.Course.Scenarios[i]; s.Difficulty == level {
				g.List = append(g.List, s)
			}
		}
		if len(g.List) > 0 {
			groups = append(groups, g)
		}
	}
	b.put(page{
		Path: "scenarios/index.html", Kind: "scenarios", Title: "The scenarios", Here: "scenarios",
		Description: "Every scenario: a real cluster with one real hole in it.",
		Data:        map[string]any{"Groups": groups, "All": len(b.Course.Scenarios)},
	}, "scenarios")
	b.each(len(b.Course.Scenarios), func(part *builder, i int) { part.scenario(&b.Course.Scenarios[i]) })
}

func (b *builder) scenario(s *Scenario) {
	w := b.writer(s.Page(), "scenarios/"+s.ID)
	var nodes []ast.Node
	for n := w.parse(s.Brief).FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level == 1 {
			if w.text(h, false) == s.Title {
				continue // the page has it
			}
			w.shift = 1
		}
		nodes = append(nodes, n)
	}
	brief := w.render(nodes...)
	places := slices.Clone(w.places)
	b.index.add(s.Page(), "scenario", s.Title, "", s.Summary+" "+s.ID)
	b.index.sections(w, 0, "scenario", s.Title, nodes)
	type step struct {
		Title string
		Text  template.HTML
	}
	var hints []step
	w.shift = 2
	for i, h := range s.Hints {
		w.prefix = fmt.Sprintf("hint-%d-", i+1)
		hints = append(hints, step{h.Title, w.blocks(h.Text)})
	}
	w.prefix = "debrief-"
	debrief := w.blocks(s.Debrief)

	var lessons []*lessonPage
	for _, l := range b.lessonPages {
		if slices.Contains(l.Scenarios, s.ID) {
			lessons = append(lessons, l)
		}
	}
	questions := 0
	for _, q := range b.questionOf {
		if q.Practice.Scenario == s.ID {
			questions++
		}
	}
	b.put(page{
		Path: s.Page(), Kind: "scenario", Title: s.Title, Description: s.Summary, Here: "scenarios", styles: w.styles.String(),
		Data: map[string]any{
			"S": s, "Brief": brief, "Places": places, "Hints": hints, "Debrief": debrief, "Lessons": lessons, "Questions": questions,
		},
	}, "scenario")
}

// tagPage is a tag with what carries it.
type tagPage struct {
	vocabulary.Tag
	Lessons   []*lessonPage
	Scenarios []*Scenario
	Questions int
}

// Page is the path of the tag's page.
func (t *tagPage) Page() string { return "tags/" + t.Word + ".html" }

func (b *builder) tags() {
	counts := quiz.Count(b.Banks)
	var tags []*tagPage
	for _, tag := range vocabulary.Tags() {
		t := &tagPage{Tag: tag, Questions: counts.Tags[tag.Word]}
		for _, l := range b.lessonPages {
			if l.HasTag(tag.Word) {
				t.Lessons = append(t.Lessons, l)
			}
		}
		for i := range b.Course.Scenarios {
			if slices.Contains(b.Course.Scenarios[i].Tags, tag.Word) {
				t.Scenarios = append(t.Scenarios, &b.Course.Scenarios[i])
			}
		}
		tags = append(tags, t)
		b.index.add(t.Page(), "tag", tag.Word, "", tag.Means)
		b.put(page{
			Path: t.Page(), Kind: "tag", Title: "Tag: " + tag.Word, Description: tag.Means, Data: t,
		}, "tag")
	}
	b.put(page{
		Path: "tags/index.html", Kind: "taglist", Title: "Tags", Description: "The words that lessons, scenarios and questions are found by.", Data: tags,
	}, "taglist")
}

func (b *builder) questions() {
	type row struct {
		*module
		Of                 []int // by difficulty
		Computed, Opinions int
	}
	var rows []row
	total := row{Of: make([]int, len(levels()))}
	for _, m := range b.modulesOf {
		r := row{module: m, Of: make([]int, len(levels()))}
		for i := range b.Banks {
			if b.Banks[i].Module != m.ID {
				continue
			}
			c := quiz.Count(b.Banks[i : i+1])
			for j, d := range quiz.Difficulties() {
				r.Of[j] += c.Difficulties[d]
				total.Of[j] += c.Difficulties[d]
			}
			r.Computed += c.Computed
			r.Opinions += c.Opinions
		}
		total.Computed += r.Computed
		total.Opinions += r.Opinions
		rows = append(rows, r)
	}
	all := quiz.Count(b.Banks)
	type kind struct {
		Type  quiz.Type
		How   string
		Count int
	}
	var kinds []kind
	for _, t := range quiz.Types() {
		_, how := howTo(t)
		kinds = append(kinds, kind{t, how, all.Types[t]})
	}
	b.put(page{
		Path: "questions.html", Kind: "questions", Title: "The questions", Here: "questions",
		Description: "How many questions there are on what, and how to be asked.",
		Data:        map[string]any{"Rows": rows, "Total": total, "All": all, "Levels": levels(), "Kinds": kinds},
	}, "questions")
}

// coverageRow is a topic with what takes it up, as links.
type coverageRow struct {
	*content.Covered
	Lessons   []*lessonPage
	Scenarios []*Scenario
	Asked     []askedAt
}

type askedAt struct{ ID, Page string }

func (b *builder) coverage() {
	type group struct {
		*module
		Rows []coverageRow
	}
	groups := map[string]*group{}
	var list []*group
	for _, m := range b.modulesOf {
		g := &group{module: m}
		groups[m.ID] = g
		list = append(list, g)
	}
	var taught, practised, questioned, askable int
	for i := range b.covered {
		c := &b.covered[i]
		row := coverageRow{Covered: c}
		for _, l := range b.lessonPages {
			if slices.Contains(c.Lessons, l.ID) {
				row.Lessons = append(row.Lessons, l)
			}
		}
		for _, id := range c.Scenarios {
			row.Scenarios = append(row.Scenarios, b.scenarioOf[id])
		}
		for _, id := range c.Questions {
			row.Asked = append(row.Asked, askedAt{id, b.shownAt[quiz.ID(id)]})
		}
		if len(c.Lessons) > 0 {
			taught++
		}
		if len(c.Scenarios) > 0 {
			practised++
		}
		if len(c.Questions) > 0 {
			questioned++
		}
		if c.Topic.Question {
			askable++
		}
		if len(c.Topic.In) == 0 || groups[c.Topic.In[0]] == nil {
			b.problem("coverage.html", fmt.Errorf("topic %s lands in no module of the course", c.Topic.ID))
			continue
		}
		g := groups[c.Topic.In[0]]
		g.Rows = append(g.Rows, row)
	}
	list = slices.DeleteFunc(list, func(g *group) bool { return len(g.Rows) == 0 })
	b.put(page{
		Path: "coverage.html", Kind: "coverage", Title: "What the course covers", Here: "coverage",
		Description: "Each topic with its lesson, its scenario and its questions, or the reason why there is none.",
		Data: map[string]any{
			"Groups": list, "Topics": len(b.covered), "Taught": taught, "Practised": practised, "Questioned": questioned, "Askable": askable,
		},
	}, "coverage")
}

// hasDoc says whether the site has that page of documentation.
func (b *builder) hasDoc(name string) bool { return slices.Contains(b.docNames, name) }

func (b *builder) docs() {
	type entry struct{ Name, Title, Opening string }
	var list []entry
	for _, name := range b.docNames {
		data, err := fs.ReadFile(b.Docs, name+".md")
		if err != nil {
			b.problem("docs/"+name+".html", err)
			continue
		}
		w := b.writer("docs/"+name+".html", "docs")
		title, opening := name, ""
		var nodes []ast.Node
		for n := w.parse(string(data)).FirstChild(); n != nil; n = n.NextSibling() {
			if h, ok := n.(*ast.Heading); ok && h.Level == 1 {
				title = w.text(h, false)
				continue
			}
			if opening == "" && n.Kind() == ast.KindParagraph {
				opening = sentence(w.text(n, false))
			}
			nodes = append(nodes, n)
		}
		text := w.render(nodes...)
		b.index.sections(w, 0, "page", title, nodes)
		list = append(list, entry{name, title, opening})
		b.put(page{
			Path: w.page, Kind: "doc", Title: title, Description: opening, styles: w.styles.String(),
			Data: map[string]any{"Title": title, "Text": text, "Places": w.places},
		}, "doc")
	}
	b.put(page{
		Path: "docs/index.html", Kind: "doclist", Title: "Documentation", Description: "Pages for authors, instructors and operators.", Data: list,
	}, "doclist")
}

// sentence is the first sentence of a text.
func sentence(text string) string {
	for i := 0; i+1 < len(text); i++ {
		if strings.IndexByte(".?:", text[i]) >= 0 && text[i+1] == ' ' {
			return text[:i] + strings.TrimSuffix(text[i:i+1], ":") + strings.Repeat(".", strings.Count(text[i:i+1], ":"))
		}
	}
	return text
}

func (b *builder) notFound() {
	b.put(page{
		// Whatever folder it is shown in has an index.html, so its links hold anywhere.
		Path: "404.html", Kind: "missing", Title: "There is no such page", Description: "There is no such page.", bare: true, script: "site.js",
	}, "missing")
}

func (b *builder) assets() {
	files, err := assets()
	if err != nil {
		b.problem("assets", err)
		return
	}
	for _, name := range []string{"site.js", "slides.js"} {
		b.files[name] = []byte(files[name])
	}
	script, err := b.index.script()
	if err != nil {
		b.problem("search.js", err)
		return
	}
	b.files["search.js"] = script
}
