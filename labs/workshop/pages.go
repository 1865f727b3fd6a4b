package workshop

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hardenway/hardenway/quiz"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed assets/*
var assetFiles embed.FS

// pages makes HTML. Rows of the matrix are kept until something about them changes: a room of hundreds would
// otherwise be drawn anew for each report.
type pages struct {
	server    *Server
	templates *template.Template

	mu        sync.Mutex
	rows      map[LearnerID]string
	forgotten int // how often rows were
}

func newPages(s *Server) (*pages, error) {
	p := &pages{server: s, rows: map[LearnerID]string{}}
	t, err := template.New("pages").Funcs(template.FuncMap{
		"mark": CellState.mark, "class": CellState.class, "rich": rich, "clock": clock, "stamp": stamp, "percent": percent,
		"lesson": p.lesson, "letter": func(i int) string { return quiz.Presented{}.Letter(i) }, "inc": func(i int) int { return i + 1 },
		"multiple": func(t quiz.Type) bool { return t == quiz.Multiple },
		"choice": func(t quiz.Type) bool {
			return t == quiz.Single || t == quiz.Verdict || t == quiz.Multiple || t == quiz.Boolean
		},
		"has":   func(answer, label string) bool { return strings.Contains(","+answer+",", ","+label+",") },
		"short": short, "sentence": sentence,
		"grouped": func(fingerprint string) []string {
			var groups []string
			for f := fingerprint; f != ""; f = f[min(8, len(f)):] {
				groups = append(groups, f[:min(8, len(f))])
			}
			return groups
		},
	}).ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("the workshop's pages: %w", err)
	}
	p.templates = t
	return p, nil
}

// lesson is where a lesson can be read; "" when it is not served along.
func (p *pages) lesson(id string) string {
	if p.server.o.Course == nil || p.server.o.LessonPage == nil {
		return ""
	}
	return "/course/" + p.server.o.LessonPage(id)
}

// mark is a state as one character, for those who do not see its colour.
func (s CellState) mark() string {
	switch s {
	case Passed:
		return "✓"
	case Failing:
		return "✗"
	case Unclear:
		return "?"
	case Attempted:
		return "…"
	case NotStarted:
	}
	return "·"
}

func (s CellState) class() string { return strings.ReplaceAll(string(s), " ", "-") }

// clock is a time of day, with what a script needs to say how long ago it was: "12 min ago".
func clock(t time.Time) template.HTML { return timeElement(t, " ago") }

// short is clock where there is no room: "12 min".
func short(t time.Time) template.HTML { return timeElement(t, "") }

func timeElement(t time.Time, suffix string) template.HTML {
	if t.IsZero() {
		return ""
	}
	return template.HTML(fmt.Sprintf(`<time datetime="%s" data-ago="%s">%s</time>`, t.UTC().Format(time.RFC3339), suffix, t.Local().Format("15:04")))
}

// sentence is a message of a fault as a page says it.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:] + "."
}

func stamp(t time.Time) string { return t.Local().Format("2 January 2006 15:04") }

func percent(part, whole int) int {
	if whole <= 0 {
		return 0
	}
	return 100 * part / whole
}

// rich is a little markdown as HTML: paragraphs, blocks of code, `code`, **strong** and *stressed* words.
// Everything else is text.
func rich(text string) template.HTML {
	var b strings.Builder
	for i, block := range strings.Split(strings.Trim(text, "\n"), "```") {
		if i%2 == 1 {
			_, code, _ := strings.Cut(block, "\n") // the first line names the language
			b.WriteString("<pre><code>" + template.HTMLEscapeString(strings.Trim(code, "\n")) + "</code></pre>")
			continue
		}
		for paragraph := range strings.SplitSeq(block, "\n\n") {
			if strings.TrimSpace(paragraph) != "" {
				b.WriteString("<p>" + inline(strings.TrimSpace(paragraph)) + "</p>")
			}
		}
	}
	return template.HTML(b.String()) //nolint:gosec // every piece of text was escaped
}

func inline(text string) string {
	var b strings.Builder
	for i, piece := range strings.Split(text, "`") {
		switch i % 2 {
		case 1:
			b.WriteString("<code>" + template.HTMLEscapeString(piece) + "</code>")
		default:
			b.WriteString(stressed(stressed(template.HTMLEscapeString(piece), "**", "strong"), "*", "em"))
		}
	}
	return b.String()
}

// stressed makes elements of what stands between pairs of a mark.
func stressed(text, mark, element string) string {
	parts := strings.Split(text, mark)
	if len(parts)%2 == 0 { // one has no partner
		return text
	}
	var b strings.Builder
	for i, part := range parts {
		if i%2 == 1 {
			part = "<" + element + ">" + part + "</" + element + ">"
		}
		b.WriteString(part)
	}
	return b.String()
}

// frame is what every page has.
type frame struct {
	Title  string
	Kind   string // the page's own class
	Events string // the path of its stream; "" for none
	Role   string
	Harden string
	Data   any
	Parts  map[string]template.HTML
	Course bool
}

func (s *Server) page(x *exchange, status int, name string, f frame) error {
	f.Kind, f.Harden, f.Role, f.Course = name, s.o.Harden, x.who.role.String(), s.o.Course != nil
	var b bytes.Buffer
	if err := s.pages.templates.ExecuteTemplate(&b, name+".html", f); err != nil {
		return fmt.Errorf("the page %q: %w", name, err)
	}
	x.Header().Set("Content-Type", "text/html; charset=utf-8")
	x.WriteHeader(status)
	_, _ = x.Write(b.Bytes()) // whoever asked is gone, then
	return nil
}

func (p *pages) part(name string, data any) (string, error) {
	var b bytes.Buffer
	if err := p.templates.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("part %q of a page: %w", name, err)
	}
	return b.String(), nil
}

func rowID(id LearnerID) string { return "row-" + string(id) }

func isRow(id string) bool { return strings.HasPrefix(id, "row-") }

// forget drops rows that are not what they were.
func (p *pages) forget(changed map[LearnerID]bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forgotten++
	if changed[""] {
		clear(p.rows)
	}
	for id := range changed {
		delete(p.rows, id)
	}
}

func learnerOf(to audience) (LearnerID, bool) {
	id, ok := strings.CutPrefix(string(to), "learner ")
	return LearnerID(id), ok
}

// parts are the parts of an audience's page, as they are now.
func (s *Server) parts(to audience) (update, error) {
	if id, ok := learnerOf(to); ok {
		return s.learnerParts(id)
	}
	age := s.pages.age() // before the room is looked at: rows of a room that has changed since are not kept
	v := s.Room(false)
	if to == toProjector {
		return s.pages.update(v.Seq, map[string]any{"board": s.board(v), "projected": s.board(v)})
	}
	u, err := s.pages.update(v.Seq, map[string]any{"status": s.board(v), "stuck": v, "question": v, "messages": v, "releases": v, "tools": v})
	if err != nil {
		return u, err
	}
	var rows strings.Builder
	for i := range v.Learners {
		row, err := s.pages.row(&v.Learners[i], age)
		if err != nil {
			return u, err
		}
		u.Parts[rowID(v.Learners[i].ID)] = row
		rows.WriteString(row)
	}
	u.Parts[rowsPart] = `<tbody id="rows">` + rows.String() + `</tbody>`
	return u, nil
}

func (p *pages) update(seq int64, parts map[string]any) (update, error) {
	u := update{Seq: seq, Parts: map[string]string{}}
	for id, data := range parts {
		html, err := p.part(id, data)
		if err != nil {
			return u, err
		}
		u.Parts[id] = strings.TrimSpace(html)
	}
	return u, nil
}

// age tells rooms apart: another one means that rows were forgotten in between.
func (p *pages) age() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.forgotten
}

// row is that of a learner as seen at an age.
func (p *pages) row(l *LearnerView, age int) (string, error) {
	p.mu.Lock()
	row, known := p.rows[l.ID]
	p.mu.Unlock()
	if known {
		return row, nil
	}
	row, err := p.part("row", l)
	row = strings.TrimSpace(row)
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if age == p.forgotten {
		p.rows[l.ID] = row
	}
	return row, nil
}

// me is what a learner's page is made of.
type me struct {
	*LearnerView

	Room Notice
	Now  time.Time
}

func (s *Server) learnerParts(id LearnerID) (update, error) {
	v := s.learnerView(id)
	if v == nil {
		return update{}, fmt.Errorf("there is no learner %q", id)
	}
	s.mu.RLock()
	m := me{LearnerView: v, Room: s.room.notice(s.room.learners[id]), Now: s.o.Now()}
	seq := s.room.seq
	s.mu.RUnlock()
	m.Room.Hosted = s.hosted(s.running, id)
	return s.pages.update(seq, map[string]any{"notice": m, "asked": m, "way": m})
}

// board is the room for people who look up to the wall, and the head of the instructor's page.
type board struct {
	*RoomView

	URL, Fingerprint, Code string
	Passed, Checks         int
	Done                   int // learners who have done every item
}

func (s *Server) board(v *RoomView) board {
	b := board{RoomView: v, URL: s.o.URL, Fingerprint: s.o.Fingerprint, Code: s.code}
	for i := range v.Learners {
		b.Passed += v.Learners[i].Passed
		b.Checks += v.Learners[i].Checks
		if v.Learners[i].Done == len(v.Learners[i].Items) {
			b.Done++
		}
	}
	return b
}

// Message is what stands on the wall: the last one to everybody.
func (b board) Message() *Message {
	for i := len(b.Messages) - 1; i >= 0; i-- {
		if b.Messages[i].To == "" {
			return &b.Messages[i]
		}
	}
	return nil
}

// html is parts as a page has them when it is loaded.
func html(u update) map[string]template.HTML {
	parts := map[string]template.HTML{}
	for id, part := range u.Parts {
		parts[id] = template.HTML(part) //nolint:gosec // a template made it
	}
	return parts
}

func (s *Server) welcomePage(x *exchange) error {
	switch x.who.role {
	case learner:
		return x.redirect("/me")
	case instructor:
		return x.redirect("/instructor")
	case nobody, removed:
	}
	return s.page(x, http.StatusOK, "welcome", frame{Title: s.o.Plan.Title, Data: map[string]string{"URL": s.o.URL}})
}

func (s *Server) loginPage(x *exchange) error {
	return s.page(x, http.StatusOK, "login", frame{Title: "Open your page"})
}

func (s *Server) faultPage(x *exchange, f *Fault) {
	if x.r.Header.Get("X-Requested-With") == "script" {
		if err := x.json(f.Code.status(), faultBody{f}); err != nil {
			s.o.Log.Debug("an answer was not taken", "error", err)
		}
		return
	}
	if err := s.page(x, f.Code.status(), "fault", frame{Title: "That did not work", Data: f}); err != nil {
		s.o.Log.Error("a page cannot be made", "error", err)
	}
}

func (s *Server) mePage(x *exchange) error {
	u, err := s.learnerParts(x.who.learner)
	if err != nil {
		return err
	}
	return s.page(x, http.StatusOK, "me", frame{Title: s.o.Plan.Title, Events: "/me/events", Parts: html(u), Data: map[string]any{"ID": x.who.learner}})
}

func (s *Server) instructorPage(x *exchange) error {
	u, err := s.parts(toInstructor)
	if err != nil {
		return err
	}
	v := s.Room(false)
	type choice struct{ ID, Text, Quiz string }
	var questions []choice
	for _, item := range s.o.Plan.Items {
		for _, q := range item.Questions {
			questions = append(questions, choice{string(q.ID), cleanLine(strings.NewReplacer("`", "", "*", "").Replace(q.Text), 90), item.Title})
		}
	}
	data := map[string]any{"Items": v.Items, "Questions": questions}
	return s.page(x, http.StatusOK, "instructor", frame{Title: s.o.Plan.Title, Events: "/instructor/events", Parts: html(u), Data: data})
}

func (s *Server) projectorPage(x *exchange) error {
	u, err := s.parts(toProjector)
	if err != nil {
		return err
	}
	return s.page(x, http.StatusOK, "projector", frame{Title: s.o.Plan.Title, Events: "/projector/events", Parts: html(u)})
}

// learnerPage is one learner as the instructor sees them.
func (s *Server) learnerPage(x *exchange) error {
	v := s.learnerView(LearnerID(x.r.PathValue("learner")))
	if v == nil {
		return &Fault{FaultNotFound, "there is no such learner", ""}
	}
	v.Hosted = s.hosted(x.ctx(), v.ID)
	return s.page(x, http.StatusOK, "learner", frame{Title: v.Name, Data: v})
}

// assetTypes are what files are, by their ending. The machine's own tables differ.
var assetTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

func (s *Server) asset(x *exchange) error {
	name := x.r.PathValue("name")
	data, err := assetFiles.ReadFile("assets/" + name)
	kind := assetTypes[path.Ext(name)]
	if err != nil || kind == "" {
		return &Fault{FaultNotFound, "there is no such file", ""}
	}
	x.Header().Set("Content-Type", kind)
	x.Header().Set("Cache-Control", "max-age=300")
	_, _ = x.Write(data) // whoever asked is gone, then
	return nil
}
