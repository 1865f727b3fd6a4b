package site

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"sync"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed assets/*
var assetFiles embed.FS

// assets reads the files that every page has a part of.
var assets = sync.OnceValues(func() (map[string]string, error) {
	entries, err := assetFiles.ReadDir("assets")
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, e := range entries {
		data, err := assetFiles.ReadFile("assets/" + e.Name())
		if err != nil {
			return nil, err
		}
		files[e.Name()] = slim(string(data))
	}
	dark := strings.TrimSpace(files["dark.css"])
	for _, name := range []string{"site.css", "slides.css"} {
		files[name] = strings.ReplaceAll(files[name], "--dark:here;", dark)
	}
	return files, nil
})

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	lineIndent = regexp.MustCompile(`(?m)^[ \t]+|[ \t]+$`)
	lineEmpty  = regexp.MustCompile(`\n{2,}`)
	jsComment  = regexp.MustCompile(`(?m)^\s*//.*$`)
)

// slim leaves out of a style or a script what only whoever writes it reads.
func slim(text string) string {
	text = cssComment.ReplaceAllString(text, "")
	text = jsComment.ReplaceAllString(text, "")
	text = lineIndent.ReplaceAllString(text, "")
	return strings.TrimSpace(lineEmpty.ReplaceAllString(text, "\n")) + "\n"
}

var templates = sync.OnceValues(func() (*template.Template, error) {
	return template.New("site").Funcs(template.FuncMap{
		"dict":  dict,
		"count": count,
		"inc":   func(i int) int { return i + 1 },
		"hours": hours,
		"versions": func(constraint string) string {
			return strings.NewReplacer(">=", "≥ ", "<=", "≤ ").Replace(constraint)
		},
	}).ParseFS(templateFiles, "templates/*.html")
})

// dict makes a map for a template that is called with several things.
func dict(pairs ...any) (map[string]any, error) {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("%v is no key", pairs[i])
		}
		m[key] = pairs[i+1]
	}
	return m, nil
}

// count is "1 lesson", "2 lessons".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// hours is a number of minutes as one says it.
func hours(minutes int) string {
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return count(m, "minute")
	case m < 15:
		return count(h, "hour")
	case m < 45:
		return fmt.Sprintf("%d½ hours", h)
	default:
		return count(h+1, "hour")
	}
}

// page is what the frame of every page needs.
type page struct {
	Path        string
	Kind        string // of page: its class
	Title       string // of the window
	Description string
	Here        string // the entry of the head's navigation that it is below
	Data        any

	styles string // besides those of all pages
	sheet  string // the asset that styles it; "" is site.css
	script string // the asset that it loads; "" is site.js
	bare   bool   // without head and foot
}

// frame is what the template of the frame is given.
type frame struct {
	page
	Root              string
	Build, Kubernetes string
	Policy            string
	Style             template.CSS
	Boot              template.JS
	Body              template.HTML
}

// put renders a page by the template of its kind and adds it to the files.
func (b *builder) put(p page, name string) {
	html, err := b.frame(p, name)
	if err != nil {
		b.problem(p.Path, err)
		return
	}
	b.files[p.Path] = html
}

func (b *builder) frame(p page, name string) ([]byte, error) {
	t, err := templates()
	if err != nil {
		return nil, err
	}
	files, err := assets()
	if err != nil {
		return nil, err
	}
	f := frame{page: p, Root: root(p.Path), Build: b.Build, Kubernetes: b.Course.Kubernetes}
	var body bytes.Buffer
	if err := t.ExecuteTemplate(&body, name, f); err != nil {
		return nil, err
	}
	f.Body = template.HTML(body.String())
	f.Style = template.CSS(files[or(p.sheet, "site.css")] + slim(p.styles))
	// The first script sets what has to be right before anything is seen, and fetches the other.
	f.Boot = template.JS(strings.ReplaceAll(strings.TrimSpace(files["boot.js"]), "THE_SCRIPT", f.Root+or(p.script, "site.js")))
	f.Policy = policy(string(f.Style), string(f.Boot))
	around := "frame"
	if p.bare {
		around = "bare"
	}
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, around, f); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func or(word, otherwise string) string {
	if word == "" {
		return otherwise
	}
	return word
}

// policy allows a page its own style and script, and what that script loads. It names hashes and no
// hosts, because a page on a disk has none.
func policy(style, script string) string {
	return "default-src 'none'; style-src '" + digest(style) + "'; script-src '" + digest(script) +
		"' 'strict-dynamic'; img-src data:; base-uri 'none'; form-action 'none'"
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
