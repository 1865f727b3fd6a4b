package pages

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const (
	// envHarden is the binary that builds the site.
	envHarden = "HARDEN_BIN"
	// envShots is a folder to put pictures of the pages into; without it there are none.
	envShots = "HARDEN_SHOTS"
)

var (
	folder  string // of the site
	browser context.Context
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, "pages:", err)
		return 1
	}
	harden := os.Getenv(envHarden)
	if harden == "" {
		return fail(fmt.Errorf("%s names no harden to build the site with: run make test-pages", envHarden))
	}
	program, err := chromium()
	if err != nil {
		return fail(err)
	}
	temporary, err := os.MkdirTemp("", "hardenway-pages-")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(temporary)
	folder = filepath.Join(temporary, "a site")
	if out, err := exec.Command(harden, "site", "build", folder).CombinedOutput(); err != nil {
		return fail(fmt.Errorf("%s site build: %w\n%s", harden, err, out))
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(program), chromedp.UserDataDir(filepath.Join(temporary, "profile")),
		chromedp.Flag("disable-background-networking", true), chromedp.WSURLReadTimeout(2*time.Minute))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's own sandbox refuses root
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	defer end()
	var close context.CancelFunc
	browser, close = chromedp.NewContext(allocator, chromedp.WithBrowserOption(chromedp.WithDialTimeout(2*time.Minute)))
	defer close()
	if err := chromedp.Run(browser); err != nil {
		return fail(fmt.Errorf("starting %s: %w", program, err))
	}
	return m.Run()
}

func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return program, nil
		}
	}
	return "", found("chromium", "chromium")
}

// pages lists every page of the site.
func pages(t *testing.T) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".html") {
			names = append(names, name)
		}
		return err
	})
	if err != nil || len(names) == 0 {
		t.Fatalf("the site has %d pages: %v", len(names), err)
	}
	return names
}

// kinds is one page of each kind: those with the most in them.
func kinds(t *testing.T) []string {
	t.Helper()
	largest := func(dir string) string {
		best, size := "", int64(0)
		for _, name := range pages(t) {
			info, err := os.Stat(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			if filepath.Dir(name) == dir && filepath.Base(name) != "index.html" && info.Size() > size {
				best, size = name, info.Size()
			}
		}
		return best
	}
	names := []string{
		"index.html", "404.html", "questions.html", "coverage.html", "start/index.html", "modules/index.html", "scenarios/index.html",
		"slides/index.html", "tags/index.html", "docs/index.html", "start/learner.html", "start/ci.html", "tags/rbac.html",
	}
	for _, dir := range []string{"modules", "lessons", "scenarios", "slides", "docs"} {
		names = append(names, largest(dir))
	}
	return names
}

func address(name string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(folder, filepath.FromSlash(name)))}).String()
}

// tab is one page of the browser, whose errors and requests are written down.
type tab struct {
	context.Context
	t    *testing.T
	from string // what every request has to begin with
	// refused is what addresses begin with that answer with a status of failure, which the browser's log complains of.
	refused string

	mu   sync.Mutex
	said []string
}

// open makes a tab. When the test ends, whatever the page complained of, and every request that left
// the site, fails it.
func open(t *testing.T, actions ...chromedp.Action) *tab {
	t.Helper()
	return openIn(t, browser, actions...)
}

func openIn(t *testing.T, browser context.Context, actions ...chromedp.Action) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	ctx, late := context.WithTimeout(ctx, 10*time.Minute)
	p := &tab{Context: ctx, t: t, from: address("") + "/"}
	chromedp.ListenTarget(ctx, p.event)
	t.Cleanup(func() {
		late()
		cancel()
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, line := range p.said {
			t.Error(line)
		}
	})
	p.do(append([]chromedp.Action{network.Enable(), log.Enable(), runtime.Enable(), page.BringToFront(), emulation.SetFocusEmulationEnabled(true)}, actions...)...)
	return p
}

func (p *tab) event(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.said = append(p.said, "an exception: "+e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			p.said = append(p.said, fmt.Sprintf("the console has an %s: %s", e.Type, e.Args[0].Value))
		}
	case *log.EventEntryAdded:
		if p.refused != "" && strings.HasPrefix(e.Entry.URL, p.refused) && strings.Contains(e.Entry.Text, "responded with a status") {
			return
		}
		if e.Entry.Level == log.LevelError || e.Entry.Level == log.LevelWarning {
			p.said = append(p.said, fmt.Sprintf("the log has an %s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
		}
	case *network.EventRequestWillBeSent:
		if to := e.Request.URL; !strings.HasPrefix(to, p.from) && !strings.HasPrefix(to, "data:") && to != "about:blank" {
			p.said = append(p.said, "a request leaves the site: "+to)
		}
	}
}

// do runs actions, each of which has to work.
func (p *tab) do(actions ...chromedp.Action) {
	p.t.Helper()
	if err := chromedp.Run(p, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// value evaluates a script. A promise is waited for.
func value[T any](p *tab, script string) T {
	p.t.Helper()
	var v T
	p.do(chromedp.Evaluate(script, &v, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	return v
}

// until waits until a script yields true. A page that makes way for another meanwhile has no answer.
func (p *tab) until(what, script string) {
	p.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		var yes bool
		err := chromedp.Run(p, chromedp.Evaluate(`Boolean(`+script+`)`, &yes))
		if yes {
			return
		}
		if time.Now().After(deadline) || p.Err() != nil {
			p.t.Fatalf("%s: not so: %v", what, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// visit opens a page of the site and waits for its script, which fills the place for buttons.
func (p *tab) visit(name string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.from + strings.TrimPrefix("/"+name, "/")))
	p.until(name+" is ready", readiness)
}

const readiness = `document.readyState === 'complete' && document.documentElement.classList.contains('ready')`

// click presses what a selector finds first, and search types into the search box. chromedp's own
// ways look for a node until it comes, and never say that it did not.
func click(selector string) chromedp.Action {
	return chromedp.Evaluate(`document.querySelector(`+strconv.Quote(selector)+`).click()`, nil)
}

func search(words string) chromedp.Action {
	return chromedp.Evaluate(`(function (box) { box.value = `+strconv.Quote(words)+`; box.dispatchEvent(new Event('input')); })(document.querySelector('dialog input'))`, nil)
}

// slash is that key going down. chromedp's own KeyEvent sends the letter by itself as well, where a
// keyboard's would be prevented with the key.
func slash() chromedp.Action {
	return input.DispatchKeyEvent(input.KeyRawDown).WithKey("/").WithCode("Slash")
}

func size(width, height int64) chromedp.Action { return chromedp.EmulateViewport(width, height) }

func theme(name string) chromedp.Action {
	return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
	})
}

// short is a page's name as that of a file.
func short(name string) string {
	return strings.NewReplacer("/", "-", ".html", "").Replace(name)
}
