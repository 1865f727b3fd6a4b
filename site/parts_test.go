package site

import (
	"errors"
	"html"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hardenway/hardenway/content"
)

func TestJoined(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"one line", "id", "id"},
		{"goes on", "curl -s \\\n    https://a \\\n\t-k", "curl -s https://a -k"},
		{"in double quotes", "echo \"a\\\n  b\"", "echo \"a  b\""},
		{"in single quotes", "echo 'a\\\n b'", "echo 'a\\\n b'"},
		{"a here-document", "cat <<END \\\n x\na\\\nEND", "cat <<END \\\n x\na\\\nEND"},
		{"an escaped backslash", "echo \\\\ \\\n b", "echo \\\\ b"},
		{"a loop", "for i in 1; do\n  id\ndone", "for i in 1; do\n  id\ndone"},
	} {
		if got := joined(tt.in); got != tt.want {
			t.Errorf("%s: %q becomes %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestQuotes(t *testing.T) {
	for in, want := range map[string]string{
		`"It can" only`: "“It can” only", "team B's": "team B’s", `('a' "b")`: "(‘a’ “b”)", "plain": "plain", "kubelet's 'own'": "kubelet’s ‘own’",
	} {
		if got := quotes(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{"How it works": "how-it-works", "`harden site build`": "harden-site-build", "A, b: c?": "a-b-c"} {
		if got := slug(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestInline(t *testing.T) {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" aria-labelledby="t d"><title id="t">x</title><style>svg{color:#222}.a,text{fill:red}@media (prefers-color-scheme:dark){svg{color:#ddd}.a{fill:blue}}.z{x:1}</style><path id="p" marker-end="url(#p)"/></svg>`
	got, style, err := inline(svg, "fig-x")
	if err != nil {
		t.Fatal(err)
	}
	if want := `<svg aria-labelledby="fig-x-t fig-x-d" id="fig-x"><title id="fig-x-t">x</title><path id="fig-x-p" marker-end="url(#fig-x-p)"/></svg>`; got != want {
		t.Errorf("the picture is\n%s\nwant\n%s", got, want)
	}
	if want := `#fig-x .a,#fig-x text{fill:red}@media (prefers-color-scheme:dark){:root:not([data-theme=light]) #fig-x .a{fill:blue}}:root[data-theme=dark] #fig-x .a{fill:blue}#fig-x .z{x:1}`; style != want {
		t.Errorf("its style is\n%s\nwant\n%s", style, want)
	}
	for in, want := range map[string]string{
		`<svg onload="x()"></svg>`:                                             "which a picture of a lesson has no need of",
		`<svg><script>x</script></svg>`:                                        "which a picture of a lesson has no need of",
		`<svg><image href="https://example.com/a.png"/></svg>`:                 "which a picture of a lesson has no need of",
		`<svg><style>@media print{.a{x:1}}</style></svg>`:                      "only @media (prefers-color-scheme:dark) is understood",
		`<svg><style>.a{x:1</style></svg>`:                                     "does not end",
		`<p>no</p>`:                                                            "does not begin with <svg",
		`<svg><style>@media (prefers-color-scheme:dark){.a{x:1}</style></svg>`: "does not end",
	} {
		if _, _, err := inline(in, "x"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", in, err, want)
		}
	}
}

// Colours are all that is added to code.
func TestHighlight(t *testing.T) {
	tags := regexp.MustCompile(`<[^>]*>`)
	for _, tt := range []struct{ language, text, want string }{
		{"sh", "kubectl get pods -o json | jq '.a' # why\n", `<span class="na">-o</span>`},
		{"sh", `echo "$HOME <b>" && x=$(id)`, `<span class="s">&#34;$HOME &lt;b&gt;&#34;</span>`},
		{"yaml", "a: b # c\n- {x: \"1\", y: true}\n", `<span class="nt">a</span>`},
		{"json", `{"a": [1, null]}`, `<span class="m">1</span>`},
		{"text", "<script>", "&lt;script&gt;"},
		{"go", "func", "func"},
	} {
		got := highlight(tt.language, tt.text)
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s %q is %s, want %s in it", tt.language, tt.text, got, tt.want)
		}
		if back := html.UnescapeString(tags.ReplaceAllString(got, "")); back != tt.text {
			t.Errorf("%s %q comes back as %q", tt.language, tt.text, back)
		}
	}
}

// small is a course that means harm, and names what is not there.
func small() *Course {
	return &Course{
		Build: `<b>"`, Kubernetes: "v1", Docs: fstest.MapFS{"x.md": {Data: []byte("# Docs\n\n[a](missing.md) [b](#c)\n\n## c\n")}},
		Lessons: []*content.Lesson{{
			Meta: content.Meta{ID: "harm", Title: `<script>alert("1")</script>`, Module: "M01", Minutes: 3, Summary: "</style>", Scenarios: []string{"nowhere"}, Topics: []string{"S0-01"}},
			File: "threat-model/10-harm.md",
			Body: "# x\n\n<script>alert(2)</script>\n\nText <b onclick=x>in</b> [click](javascript:alert(3)) [data](data:text/html,x) [lesson](20-gone.md)\n\n## How it works\n\nOne. Two.\n\n```console\nno prompt\n```\n\n<!-- slide: notes -->\n\nHidden.\n\n<!-- slide -->\n\n**Shown.** More.\n\n## Check yourself\n\n- A `<i>`?\n  > Yes.\n- Quiz: `not-there`\n",
		}},
		Topics:    []content.Topic{{ID: "S0-01", In: []string{"M01"}, Topic: "<x>", Shown: content.ShownText}},
		Scenarios: []Scenario{{ID: "one", Title: "One", Summary: "s", Difficulty: "easy", Brief: "# Else\n\n## Your task\n", Debrief: "# D\n", Start: "harden start one"}},
	}
}

func TestHarm(t *testing.T) {
	s, err := Build(small())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"lessons/harm.html", "slides/harm.html"} {
		page := string(s.Files[name])
		for _, never := range []string{"alert(2)", "javascript:", "data:text", "onclick", `<script>alert`, "20-gone", "not-there", "nowhere"} {
			if strings.Contains(page, never) {
				t.Errorf("%s has %s", name, never)
			}
		}
	}
	slides := string(s.Files["slides/harm.html"])
	for _, always := range []string{"<li>One</li>", "<li>Shown</li>", "<p>Hidden.</p>", `aria-label="Notes to slide 2"><p>One. Two.</p>`} {
		if !strings.Contains(slides, always) {
			t.Errorf("the slides have no %s", always)
		}
	}
	if strings.Contains(slides, "<li>Hidden</li>") {
		t.Error("what is for the notes is on a slide")
	}
}

func TestWrongModule(t *testing.T) {
	course := small()
	course.Lessons[0].Module = "M99"
	if _, err := Build(course); err == nil || !strings.Contains(err.Error(), `lesson harm is of module "M99", which the course does not have`) {
		t.Errorf("the error is %v", err)
	}
}

func TestMissingPicture(t *testing.T) {
	course := small()
	course.Lessons[0].Body = "# x\n\n![a picture](gone.svg)\n"
	course.Pictures = fstest.MapFS{}
	if _, err := Build(course); err == nil || !strings.Contains(err.Error(), "lessons/harm.html: reading a picture") {
		t.Errorf("the error is %v", err)
	}
}

func TestWrite(t *testing.T) {
	first := &Site{Files: map[string][]byte{"index.html": []byte("1"), "a/b.html": []byte("2"), "a/c.html": []byte("3")}}
	second := &Site{Files: map[string][]byte{"index.html": []byte("4"), "d/e.html": []byte("5")}}
	dir := filepath.Join(t.TempDir(), "new", "site")
	write := func(s *Site) {
		t.Helper()
		if err := s.Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	write(first)
	mine := filepath.Join(dir, "CNAME")
	if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	write(second)
	write(second)
	var names []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			rel, _ := filepath.Rel(dir, name)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if got, want := strings.Join(names, " "), ".hardenway-site CNAME d/e.html index.html"; err != nil || got != want {
		t.Errorf("the folder has %s, want %s: %v", got, want, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a folder of ours that is empty is still there")
	}
	if entries, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(entries) != 1 {
		t.Errorf("something is left beside the folder: %v %v", entries, err)
	}

	// A file of somebody else's where ours has to go.
	third := &Site{Files: map[string][]byte{"CNAME": []byte("ours"), "index.html": []byte("6")}}
	refused(t, third.Write(dir), "it holds CNAME, which harden did not write and the site has to")
	if data, _ := os.ReadFile(filepath.Join(dir, "index.html")); string(data) != "4" {
		t.Errorf("a refused build wrote %q", data)
	}
	// Folders that are not ours.
	other := t.TempDir()
	if err := first.Write(other); err != nil {
		t.Errorf("an empty folder: %v", err)
	}
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, first.Write(full), "it is not empty, and not a site that harden wrote")
	refused(t, first.Write(filepath.Join(full, "x")), "it is a file")
	if err := os.WriteFile(filepath.Join(full, Marker), []byte("../../etc/passwd\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, first.Write(full), "is not one that harden wrote")
}

func refused(t *testing.T, err error, why string) {
	t.Helper()
	folder, ok := errors.AsType[*FolderError](err)
	if !ok || !strings.Contains(folder.Why, why) || folder.Mend() == "" {
		t.Errorf("the error is %v, want one that says %q", err, why)
	}
}

// A marker that was tampered with leads nowhere outside of the folder.
func TestWriteStaysInside(t *testing.T) {
	parent := t.TempDir()
	dir, outside := filepath.Join(parent, "site"), filepath.Join(parent, "precious")
	if err := os.WriteFile(outside, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &Site{Files: map[string][]byte{"index.html": []byte("1")}}
	if err := s.Write(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, Marker), []byte(markerHead+"index.html\n../precious\n/etc/x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(outside); err != nil {
		t.Errorf("a file outside of the folder is gone: %v", err)
	}
}

func TestHandler(t *testing.T) {
	h := (&Site{Files: map[string][]byte{"index.html": []byte("home"), "a/index.html": []byte("a"), "a/b.js": []byte("c"), "404.html": []byte("gone")}}).Handler()
	for _, tt := range []struct {
		method, path string
		code         int
		kind, body   string
	}{
		{"GET", "/", 200, "text/html; charset=utf-8", "home"},
		{"GET", "/a/", 200, "text/html; charset=utf-8", "a"},
		{"GET", "/a", 301, "", ""},
		{"GET", "/a/b.js", 200, "text/javascript; charset=utf-8", "c"},
		{"GET", "/a/none.html", 404, "text/html; charset=utf-8", "gone"},
		{"GET", "/../index.html", 200, "text/html; charset=utf-8", "home"},
		{"HEAD", "/index.html", 200, "text/html; charset=utf-8", ""},
		{"POST", "/", 405, "text/plain; charset=utf-8", "only GET and HEAD are answered\n"},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(tt.method, "http://x"+tt.path, nil))
		if w.Code != tt.code || tt.kind != "" && w.Header().Get("Content-Type") != tt.kind || tt.code != 301 && w.Body.String() != tt.body {
			t.Errorf("%s %s: %d %q %q", tt.method, tt.path, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %s: a browser may guess what it is", tt.method, tt.path)
		}
	}
	// A folder is found from below any path of a server, whatever the folder is called.
	for _, tt := range []struct{ at, asked, leads string }{
		{"", "/a", "/a/"},
		{"", "/a?q=1&r", "/a/?q=1&r"},
		{"/course", "/course/a", "/course/a/"},
		{"/some/where", "/some/where/b:c", "/some/where/b:c/"},
	} {
		below := http.StripPrefix(tt.at, (&Site{Files: map[string][]byte{"a/index.html": []byte("a"), "b:c/index.html": []byte("a")}}).Handler())
		asked := httptest.NewRequest(http.MethodGet, "http://x"+tt.asked, nil)
		w := httptest.NewRecorder()
		below.ServeHTTP(w, asked)
		leads, err := asked.URL.Parse(w.Header().Get("Location"))
		if err != nil || w.Code != http.StatusMovedPermanently || leads.RequestURI() != tt.leads {
			t.Errorf("%s leads by %d %q to %v: %v", tt.asked, w.Code, w.Header().Get("Location"), leads, err)
		}
	}
	// What is the same is not sent again.
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/index.html", nil))
	r := httptest.NewRequest(http.MethodGet, "/index.html", nil)
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	w = httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusNotModified {
		t.Errorf("what is known already is sent again: %d", w.Code)
	}
}
