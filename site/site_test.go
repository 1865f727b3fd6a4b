package site_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/scenarios"
	"github.com/hardenway/hardenway/site"
	"github.com/hardenway/hardenway/site/catalogue"
)

// whole is what this harden holds, and the site of it.
var whole = sync.OnceValues(func() (*site.Course, error) {
	return catalogue.Course(scenarios.Builtin(), "v0.1.0-test", "v1.37.1")
})

var built = sync.OnceValues(func() (*site.Site, error) {
	course, err := whole()
	if err != nil {
		return nil, err
	}
	return site.Build(course)
})

func build(t testing.TB) *site.Site {
	t.Helper()
	s, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// page is a page as a tree.
type page struct {
	name string
	root *html.Node
	ids  map[string]bool
}

var parsed = sync.OnceValues(func() ([]page, error) {
	s, err := built()
	if err != nil {
		return nil, err
	}
	var list []page
	for _, name := range s.Names() {
		if path.Ext(name) != ".html" {
			continue
		}
		root, err := html.Parse(bytes.NewReader(s.Files[name]))
		if err != nil {
			return nil, err
		}
		p := page{name, root, map[string]bool{}}
		for n := range root.Descendants() {
			if id := attribute(n, "id"); id != "" {
				p.ids[id] = true
			}
		}
		list = append(list, p)
	}
	return list, nil
})

func pages(t testing.TB) []page {
	t.Helper()
	list, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func text(n *html.Node) string {
	var b strings.Builder
	if n.Type == html.TextNode {
		return n.Data
	}
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// Each link leads somewhere: to a file of the site, and to a place in it where it names one. None
// depends on where the site lies.
func TestLinks(t *testing.T) {
	s := build(t)
	ids := map[string]map[string]bool{}
	for _, p := range pages(t) {
		ids[p.name] = p.ids
	}
	for _, p := range pages(t) {
		for n := range p.root.Descendants() {
			href := attribute(n, "href")
			if n.Type != html.ElementNode || href == "" {
				continue
			}
			u, err := url.Parse(href)
			switch {
			case err != nil:
				t.Errorf("%s: %v", p.name, err)
			case n.Data == "link":
				if u.Scheme != "data" {
					t.Errorf("%s: the head loads %s", p.name, href)
				}
			case u.Scheme == "https" && n.Data == "a":
			case u.Scheme != "" || u.Host != "" || strings.HasPrefix(u.Path, "/"):
				t.Errorf("%s: the link to %s holds in one place only", p.name, href)
			default:
				file := p.name
				if u.Path != "" {
					file = path.Join(path.Dir(p.name), u.Path)
				}
				if _, ok := s.Files[file]; !ok {
					t.Errorf("%s: the link to %s leads nowhere", p.name, href)
				} else if u.Fragment != "" && !ids[file][u.Fragment] {
					t.Errorf("%s: the link to %s names a place that %s does not have", p.name, href, file)
				}
			}
		}
	}
}

// What holds for each page: one title, names that are unique, nothing that is loaded before it is
// shown, and a policy that allows what is in it.
func TestPages(t *testing.T) {
	titles := map[string]string{}
	for _, p := range pages(t) {
		headings, last := 0, 0
		var policy, style, script string
		ids := map[string]bool{}
		for n := range p.root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if id := attribute(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("%s: the id %s is there twice", p.name, id)
				}
				ids[id] = true
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s %s=%q>, which the page's own policy forbids", p.name, n.Data, a.Key, a.Val)
				}
				if a.Key == "src" {
					t.Errorf("%s: it loads %s", p.name, a.Val)
				}
			}
			switch n.Data {
			case "h1", "h2", "h3", "h4", "h5", "h6":
				level := int(n.Data[1] - '0')
				if level == 1 {
					headings++
				}
				if level > last+1 {
					t.Errorf("%s: %q is a heading of level %d after one of %d", p.name, text(n), level, last)
				}
				last = level
				if strings.TrimSpace(text(n)) == "" {
					t.Errorf("%s: a heading is empty", p.name)
				}
			case "title":
				if n.Parent.Data != "head" {
					continue // of a picture
				}
				if other := titles[text(n)]; other != "" && !strings.HasSuffix(p.name, "index.html") {
					t.Errorf("%s has the title of %s: %q", p.name, other, text(n))
				}
				titles[text(n)] = p.name
			case "meta":
				if attribute(n, "http-equiv") == "Content-Security-Policy" {
					policy = attribute(n, "content")
				}
				if attribute(n, "name") == "description" && attribute(n, "content") == "" {
					t.Errorf("%s: nothing describes it", p.name)
				}
			case "style":
				style += text(n)
			case "script":
				script += text(n)
			case "iframe", "object", "embed", "img", "base":
				t.Errorf("%s: there is <%s>", p.name, n.Data)
			case "a":
				if !has(n, "href") || strings.TrimSpace(text(n)) == "" {
					t.Errorf("%s: a link has no words or leads nowhere: %v", p.name, n.Attr)
				}
			}
		}
		if headings != 1 {
			t.Errorf("%s has %d headings of the first level", p.name, headings)
		}
		for what, source := range map[string]string{"style-src": style, "script-src": script} {
			sum := sha256.Sum256([]byte(source))
			if want := what + " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; source == "" || !strings.Contains(policy, want) {
				t.Errorf("%s: the policy %q does not allow its own %s", p.name, policy, what)
			}
		}
	}
}

// A lesson weighs less than 100 kB, without pictures even though they are in it.
func TestWeight(t *testing.T) {
	s := build(t)
	for name, data := range s.Files {
		if strings.HasPrefix(name, "lessons/") && len(data) > 100_000 {
			t.Errorf("%s has %d bytes", name, len(data))
		}
	}
}

func TestSameBytes(t *testing.T) {
	course, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	again, err := site.Build(course)
	if err != nil {
		t.Fatal(err)
	}
	s := build(t)
	if !slices.Equal(s.Names(), again.Names()) {
		t.Fatal("another build has other files")
	}
	for name, data := range s.Files {
		if !bytes.Equal(data, again.Files[name]) {
			t.Errorf("%s differs in another build", name)
		}
	}
}

// No line of a solution or a wrong fix is on the site, except where the scenario's own texts for
// learners have it.
func TestNoSolutions(t *testing.T) {
	s := build(t)
	metas, err := scenarios.Builtin().All()
	if err != nil {
		t.Fatal(err)
	}
	index := string(s.Files["search.js"])
	looked := 0
	for _, meta := range metas {
		one, err := scenarios.Builtin().Get(meta.ID)
		if err != nil {
			t.Fatal(err)
		}
		told := one.Brief + one.Debrief
		for _, h := range one.Hints {
			told += h.Title + h.Text
		}
		told = strings.Join(strings.Fields(told), " ") // a line may be broken there
		root, err := html.Parse(bytes.NewReader(s.Files["scenarios/"+string(meta.ID)+".html"]))
		if err != nil {
			t.Fatal(err)
		}
		shown := text(root)
		var scripts []scenarios.Script
		for _, solution := range one.Proof.Solutions {
			scripts = append(scripts, solution.Script)
			if strings.Contains(shown, solution.Script.Name) {
				t.Errorf("%s: the page names %s", meta.ID, solution.Script.Name)
			}
		}
		for _, wrong := range one.Proof.Wrong {
			scripts = append(scripts, wrong.Script)
		}
		for _, script := range scripts {
			for line := range strings.Lines(script.Text) {
				line = strings.TrimSpace(line)
				if len(line) < 16 || strings.Contains(told, strings.Join(strings.Fields(line), " ")) {
					continue // what is that short is no secret: done, EOF, set -eu
				}
				looked++
				if strings.Contains(shown, line) || strings.Contains(index, line) && !inLessons(t, line) {
					t.Errorf("%s: the site has a line of %s: %s", meta.ID, script.Name, line)
				}
			}
		}
	}
	if looked < 1000 {
		t.Errorf("only %d lines were looked for: are the solutions still where they were?", looked)
	}
}

// inLessons says whether a line stands in a lesson, a page of documentation or another scenario's
// brief, which may show what some scenario's solution does too.
func inLessons(t *testing.T, line string) bool {
	t.Helper()
	course, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range course.Lessons {
		if strings.Contains(l.Body, line) {
			return true
		}
	}
	for _, s := range course.Scenarios {
		if strings.Contains(s.Brief, line) {
			return true
		}
	}
	names, err := fs.Glob(course.Docs, "*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(course.Docs, name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(line)) {
			return true
		}
	}
	return false
}

// The coverage page has each topic once, with what takes it up or the reason why nothing does.
func TestCoverage(t *testing.T) {
	course, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	var practised, asked []content.Covering
	for _, s := range course.Scenarios {
		practised = append(practised, content.Covering{ID: s.ID, Topics: s.Topics})
	}
	for _, b := range course.Banks {
		for _, q := range b.Questions {
			asked = append(asked, content.Covering{ID: string(q.ID), Topics: q.Topics})
		}
	}
	rows := map[string]*html.Node{}
	for _, p := range pages(t) {
		if p.name != "coverage.html" {
			continue
		}
		for n := range p.root.Descendants() {
			if n.Data == "tr" && attribute(n, "id") != "" {
				rows[attribute(n, "id")] = n
			}
		}
	}
	covered := content.Coverage(course.Topics, course.Lessons, practised, asked)
	if len(covered) < 300 || len(rows) != len(covered) {
		t.Fatalf("there are %d rows for %d topics", len(rows), len(covered))
	}
	titles := map[string]string{}
	for _, l := range course.Lessons {
		titles[l.ID] = l.Title
	}
	for _, c := range covered {
		row := rows[c.Topic.ID]
		if row == nil {
			t.Errorf("%s has no row", c.Topic.ID)
			continue
		}
		cells := map[string]string{}
		for n := range row.Descendants() {
			if n.Data == "td" {
				cells[attribute(n, "data-of")] = text(n)
			}
		}
		for _, cell := range []struct {
			of     string
			has    []string
			reason string
		}{{"Lesson", titled(c.Lessons, titles), c.NoLesson()}, {"Scenario", c.Scenarios, c.NoScenario()}, {"Questions", c.Questions, c.NoQuestion()}} {
			if (len(cell.has) == 0) == (cell.reason == "") {
				t.Errorf("%s: %s has %v and the reason %q", c.Topic.ID, cell.of, cell.has, cell.reason)
			}
			got := strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'").Replace(cells[cell.of])
			if want := strings.Join(cell.has, "") + cell.reason; sorted(got) != sorted(want) {
				t.Errorf("%s: under %s there is %q, want %q", c.Topic.ID, cell.of, got, want)
			}
		}
	}
}

func titled(ids []string, titles map[string]string) []string {
	var list []string
	for _, id := range ids {
		list = append(list, titles[id])
	}
	return list
}

// sorted makes texts equal that have the same letters: lists of them may be in different order.
func sorted(s string) string {
	letters := []byte(s)
	slices.Sort(letters)
	return string(letters)
}

// What is to be thought about first is not found by searching: answers, hints and debriefs.
func TestSearchIndex(t *testing.T) {
	s := build(t)
	data, ok := bytes.CutPrefix(bytes.TrimSpace(s.Files["search.js"]), []byte("hardenwayIndex("))
	data, end := bytes.CutSuffix(data, []byte(");"))
	var entries []struct{ P, K, T, H, X string }
	if err := json.Unmarshal(data, &entries); err != nil || !ok || !end {
		t.Fatalf("the index is no call with a list: %v", err)
	}
	kinds := map[string]int{}
	all := ""
	for _, e := range entries {
		kinds[e.K]++
		all += e.X + "\n"
		file, _, _ := strings.Cut(e.P, "#")
		if _, ok := s.Files[file]; !ok {
			t.Errorf("the index leads to %s, which is not there", e.P)
		}
	}
	for _, kind := range []string{"lesson", "scenario", "module", "tag", "page"} {
		if kinds[kind] == 0 {
			t.Errorf("no %s can be found", kind)
		}
	}
	for _, never := range []string{"It is shown as CONNECT", "A Role in payments with two kinds of rules", "and one subject, system:serviceaccounts"} {
		if strings.Contains(all, never) {
			t.Errorf("searching tells %q", never)
		}
	}
	for _, always := range []string{"They can refuse, or not refuse", "Friday, half past five"} {
		if !strings.Contains(all, always) {
			t.Errorf("searching does not find %q", always)
		}
	}
}

// Each lesson has its page and its slides, each scenario and module its page, and each page of a
// folder an index beside it, so that the page for what is missing can lead there.
func TestEverythingHasAPage(t *testing.T) {
	s := build(t)
	course, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"index.html", "404.html", "coverage.html", "questions.html"}
	for _, l := range course.Lessons {
		want = append(want, "lessons/"+l.ID+".html", "slides/"+l.ID+".html")
	}
	for _, one := range course.Scenarios {
		want = append(want, "scenarios/"+one.ID+".html")
	}
	for _, p := range site.EntryPaths() {
		want = append(want, p.Page())
	}
	for name := range s.Files {
		want = append(want, path.Join(path.Dir(name), "index.html"))
	}
	for _, name := range want {
		if _, ok := s.Files[name]; !ok {
			t.Errorf("there is no %s", name)
		}
	}
	if s.Pages() < len(course.Lessons)*2+len(course.Scenarios)+20 || s.Size() < 1e6 {
		t.Errorf("%d pages of %d bytes", s.Pages(), s.Size())
	}
}

// Slides show what a lesson shows, and the notes have every word of it.
func TestSlides(t *testing.T) {
	for _, p := range pages(t) {
		if !strings.HasPrefix(p.name, "slides/") || p.name == "slides/index.html" {
			continue
		}
		n := 0
		for c := range p.root.Descendants() {
			if c.Data == "section" {
				n++
			}
		}
		if n < 8 || n > 80 {
			t.Errorf("%s has %d slides", p.name, n)
		}
	}
	s := build(t)
	course, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range course.Lessons {
		root, err := html.Parse(bytes.NewReader(s.Files["slides/"+l.ID+".html"]))
		if err != nil {
			t.Fatal(err)
		}
		shown := bare(text(root))
		for word := range strings.FieldsSeq(bare(l.Body)) {
			if len(word) > 3 && !strings.Contains(shown, word) && !strings.Contains(quizPart(l.Body), word) {
				t.Errorf("slides of %s: %q is neither shown nor in the notes", l.ID, word)
			}
		}
	}
}

// bare is a text without marks, as words.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return ' '
	}, s)
}

// quizPart is what a lesson's text has that is not shown as it stands: info strings of blocks, ids of
// questions, and where links lead.
func quizPart(body string) string {
	var b strings.Builder
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "```") || strings.Contains(strings.ToLower(line), "quiz:") || strings.Contains(line, "](") || strings.HasPrefix(strings.TrimSpace(line), "`") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func BenchmarkBuild(b *testing.B) {
	course, err := whole()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := site.Build(course)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(s.Pages()), "pages")
	}
}

func BenchmarkCourse(b *testing.B) {
	for b.Loop() {
		if _, err := catalogue.Course(scenarios.Builtin(), "", ""); err != nil {
			b.Fatal(err)
		}
	}
}

// Each page has both themes: what stands for the dark one in the style was filled in.
func TestThemes(t *testing.T) {
	for name, data := range build(t).Files {
		if strings.HasSuffix(name, ".html") && (bytes.Contains(data, []byte("dark:here")) || bytes.Count(data, []byte("--paper: #181715")) != 2) {
			t.Errorf("%s has no dark theme", name)
		}
	}
}
