package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestValid: the validator of the web's own people has nothing to say about any page.
func TestValid(t *testing.T) {
	jar, err := vnu.file(t.Context(), "build/dist/vnu.jar")
	if err != nil {
		t.Fatal(err)
	}
	if err := found("java", "default-jre-headless"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "vnu.jar")
	if err := os.WriteFile(file, jar, 0o600); err != nil {
		t.Fatal(err)
	}
	// All pages have the same style, and reading it takes most of the validator's time: so it is left
	// to a page of each kind.
	bare, full := t.TempDir(), kinds(t)
	for _, name := range pages(t) {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(full, name) {
			head, rest, _ := strings.Cut(string(data), "<style>")
			_, rest, _ = strings.Cut(rest, "</style>")
			data = []byte(head + rest)
		}
		copied := filepath.Join(bare, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(copied), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "java", "-Xss4m", "-jar", file, "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html", bare)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the validator: %v", err)
	}
	var report struct {
		Messages []struct {
			Type, SubType, URL, Message, Extract string
			LastLine                             int
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("the validator said %q: %v", out, err)
	}
	// The same fault is on many pages: it is told once, with the first.
	times := map[string]int{}
	for _, m := range report.Messages {
		if strings.Contains(m.Message, "violates Content Security Policy") {
			continue // it does not compute the hash that the policy names; browsers do, and every page here has colours
		}
		if times[m.Message]++; times[m.Message] == 1 {
			t.Errorf("%s:%d: %s %s: %s\n%s", strings.TrimPrefix(m.URL, "file:"+bare), m.LastLine, m.Type, m.SubType, m.Message, m.Extract)
		}
	}
	for message, n := range times {
		t.Logf("%d times: %s", n, message)
	}
}

// TestEveryPage: each page opens without an error and without a request that leaves the site, and
// fits a telephone.
func TestEveryPage(t *testing.T) {
	folders := map[string][]string{}
	for _, name := range pages(t) {
		folders[filepath.Dir(name)] = append(folders[filepath.Dir(name)], name)
	}
	for dir, names := range folders {
		t.Run(dir, func(t *testing.T) {
			p := open(t, size(360, 800), theme("light"))
			for _, name := range names {
				p.visit(name)
				for _, wide := range value[[]string](p, `document.documentElement.scrollWidth <= 360 ? [] : Array.from(document.querySelectorAll('body *')).filter(function (e) {
					return e.getBoundingClientRect().right > 361 && !e.parentElement.closest('pre, .table, .scroll, .lines, .quiet');
				}).map(function (e) { return e.outerHTML.slice(0, 150); }).slice(-3)`) {
					t.Errorf("%s does not fit a telephone of 360 pixels: %s", name, wide)
				}
			}
		})
	}
}

// TestAxe: axe-core finds nothing on a page of each kind, in either theme, from a telephone to a desk;
// also with everything unfolded and all questions answered.
func TestAxe(t *testing.T) {
	script, err := axe.file(t.Context(), "axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range kinds(t) {
		t.Run(short(name), func(t *testing.T) {
			p := open(t)
			for _, look := range []string{"light", "dark"} {
				for _, width := range []int64{360, 800, 1400} {
					p.do(size(width, 900), theme(look))
					p.visit(name)
					shoot(p, fmt.Sprintf("%s-%s-%d", short(name), look, width))
					p.do(chromedp.Evaluate(string(script), nil))
					violations(p, fmt.Sprintf("%s, %d", look, width))
				}
				p.do(chromedp.Evaluate(`document.querySelectorAll('details').forEach(function (d) { d.open = true; });
					document.querySelectorAll('.q').forEach(function (q) {
						q.querySelectorAll('input[type=radio], input[type=checkbox]').forEach(function (i) { i.checked = true; });
						q.querySelectorAll('input[type=text]').forEach(function (i) { i.value = 'nonsense'; });
						q.querySelectorAll('select').forEach(function (s) { s.selectedIndex = 1; });
						q.requestSubmit();
					});`, nil))
				shoot(p, fmt.Sprintf("%s-%s-open", short(name), look))
				violations(p, look+", unfolded")
			}
		})
	}
}

func violations(p *tab, where string) {
	p.t.Helper()
	for _, line := range value[[]string](p, `axe.run(document, {resultTypes: ['violations']}).then(function (r) {
		return r.violations.map(function (v) {
			return v.id + ' (' + v.impact + '): ' + v.help + '\n  ' + v.nodes.slice(0, 4).map(function (n) { return n.html.slice(0, 200) + '\n    ' + n.failureSummary.replace(/\n/g, '\n    '); }).join('\n  ');
		});
	})`) {
		p.t.Errorf("%s: %s", where, line)
	}
}

// shoot takes a picture, where somebody wants to look at them.
func shoot(p *tab, name string) {
	dir := os.Getenv(envShots)
	if dir == "" {
		return
	}
	var picture []byte
	p.do(chromedp.FullScreenshot(&picture, 100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// TestSearch: by keys alone, from a page below the first folder.
func TestSearch(t *testing.T) {
	p := open(t, size(1400, 900))
	p.visit("lessons/index.html")
	p.do(slash())
	p.until("the box opens", `document.querySelector('dialog').open && document.activeElement.type === 'search'`)
	p.do(chromedp.KeyEvent("impersonat"))
	p.until("something is found", `document.querySelectorAll('.found a').length > 3`)
	if said := value[string](p, `document.querySelector('.status').textContent`); !strings.HasSuffix(said, " places") {
		t.Errorf("what is announced is %q", said)
	}
	if found := value[string](p, `document.querySelector('.found').textContent`); !strings.Contains(found, "Three verbs to rule them all") {
		t.Errorf("what is found is\n%s", found)
	}
	shoot(p, "search")
	p.do(chromedp.KeyEvent(" cluster-admin"))
	p.do(chromedp.KeyEvent(kb.ArrowDown))
	p.until("the first one has the focus", `document.activeElement === document.querySelector('.found a')`)
	p.do(chromedp.KeyEvent(kb.ArrowUp))
	p.until("back in the box", `document.activeElement.type === 'search'`)
	p.do(search("zzzzqx"))
	p.until("nothing is found", `document.querySelector('.status').textContent === 'Nothing found.'`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.until("Escape closes it", `!document.querySelector('dialog').open && document.activeElement.className === 'search'`)

	p.do(slash())
	p.do(search("weak-rbac"))
	p.until("the scenario is first", `document.querySelector('.found a') && document.querySelector('.found a').getAttribute('href').startsWith('../scenarios/weak-rbac.html')`)
	p.do(chromedp.KeyEvent("\r"))
	p.until("Enter opens it", `location.pathname.endsWith('/scenarios/weak-rbac.html')`)
}

// TestSearchFinds: words that a person would look for lead to the page about them.
func TestSearchFinds(t *testing.T) {
	p := open(t)
	p.visit("index.html")
	p.do(click(".search"))
	for _, tt := range []struct{ words, page string }{
		{"escalate verb", "lessons/"},
		{"kubeconfig", "lessons/"},
		{"exit codes", "docs/commands.html"},
		{"default deny", "scenarios/default-deny.html"},
		{"audience", "lessons/"},
	} {
		p.do(search(tt.words))
		p.until(tt.words+" is found", `document.querySelectorAll('.found a').length > 0`)
		first := value[string](p, `Array.from(document.querySelectorAll('.found a')).slice(0, 5).map(function (a) { return a.getAttribute('href'); }).join('\n')`)
		if !strings.Contains(first, tt.page) {
			t.Errorf("%q finds\n%s\nand not %s", tt.words, first, tt.page)
		}
	}
}

// TestQuiz: each kind of question scores a right answer and a wrong one, tells it, and remembers.
func TestQuiz(t *testing.T) {
	const right = `(function (q) {
		q.querySelectorAll('input[type=radio], input[type=checkbox]').forEach(function (i) { i.checked = 'right' in i.dataset; });
		q.querySelectorAll('input[type=text]').forEach(function (i) { i.value = ' ' + JSON.parse(i.dataset.accept)[0].toUpperCase() + '\u0060'; });
		q.querySelectorAll('select').forEach(function (s) { s.value = s.dataset.right; });
	})`
	const wrong = `(function (q) {
		var boxes = q.querySelectorAll('input[type=radio], input[type=checkbox]');
		boxes.forEach(function (i) { i.checked = !('right' in i.dataset); });
		q.querySelectorAll('input[type=text]').forEach(function (i) { i.value = 'something else'; });
		q.querySelectorAll('select').forEach(function (s) { s.value = s.dataset.right; s.selectedIndex = 1 + s.selectedIndex % (s.options.length - 1); });
	})`
	seen := map[string]string{}
	for _, name := range pages(t) {
		if !strings.HasPrefix(name, "lessons/") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, by := range []string{"radio", "checkbox", "text", "order", "match", "lines"} {
			if seen[by] == "" && strings.Contains(string(data), `data-by="`+by+`"`) {
				seen[by] = name
			}
		}
	}
	for by, name := range seen {
		t.Run(by, func(t *testing.T) {
			p := open(t, size(1000, 800))
			p.visit(name)
			q := fmt.Sprintf(`document.querySelector('.q[data-by=%s]')`, by)
			p.do(chromedp.Evaluate(`localStorage.clear()`, nil), chromedp.Reload())
			p.until("the page is back", readiness)
			if value[bool](p, q+`.querySelector('.answer').open`) {
				t.Error("the answer is open before anything was answered")
			}
			check := func() { p.do(chromedp.Evaluate(q+`.querySelector('.do button').click()`, nil)) }
			check()
			p.until("an empty answer is none", q+`.querySelector('.verdict').textContent === 'There is no answer yet.'`)
			p.do(chromedp.Evaluate(wrong+`(`+q+`)`, nil))
			check()
			p.until("a wrong one is", q+`.querySelector('.verdict').textContent === 'Not right.' && `+q+`.querySelector('.answer').open`)
			if score := value[string](p, `document.querySelector('.score [role=status]').textContent`); !strings.HasPrefix(score, "0 of 1 right") {
				t.Errorf("the score is %q", score)
			}
			p.do(chromedp.Evaluate(right+`(`+q+`)`, nil))
			check()
			p.until("a right one is", q+`.querySelector('.verdict').textContent === 'Right.'`)
			p.do(chromedp.Reload())
			p.until("the page is back", readiness)
			if score := value[string](p, `document.querySelector('.score [role=status]').textContent`); !strings.HasPrefix(score, "1 of 1 right") {
				t.Errorf("after a reload the score is %q", score)
			}
			p.do(click(".score button"))
			p.until("it is forgotten", q+`.querySelector('.verdict').textContent === '' && localStorage.getItem('hardenway/quiz/v1') === '{}'`)
		})
	}
	for _, by := range []string{"radio", "checkbox", "text", "match"} {
		if seen[by] == "" {
			t.Errorf("no lesson has a question that is answered by %s, so it was not tried", by)
		}
	}
}

// TestForgetful: a browser that keeps nothing and refuses to be asked is no reason to fail.
func TestForgetful(t *testing.T) {
	p := open(t)
	p.do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(`Object.defineProperty(window, 'localStorage', {get: function () { throw new Error('no'); }})`).Do(ctx)
		return err
	}))
	p.visit(kinds(t)[14])
	p.do(click(".theme"))
	p.until("the theme is chosen", `document.documentElement.dataset.theme === 'light'`)
	p.do(chromedp.Evaluate(`document.querySelector('.q').requestSubmit()`, nil))
}

// TestCopy: of a console block the commands are copied, each whole, without prompts and output.
func TestCopy(t *testing.T) {
	p := open(t, chromedp.ActionFunc(func(ctx context.Context) error {
		ctx = cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
		for _, name := range []string{"clipboard-read", "clipboard-write"} {
			if err := cdpbrowser.SetPermission(&cdpbrowser.PermissionDescriptor{Name: name}, cdpbrowser.PermissionSettingGranted).Do(ctx); err != nil {
				return err
			}
		}
		return nil
	}))
	p.visit("lessons/attacker-goals.html")
	p.do(chromedp.Evaluate(`document.querySelector('.console .bar button').click()`, nil))
	p.until("it says so", `document.querySelector('.console .bar button').textContent === 'Copied'`)
	got := value[string](p, `navigator.clipboard.readText()`)
	if !strings.HasPrefix(got, "BUILDER=system:serviceaccount:kite:builder\nkubectl -n kite auth can-i create jobs --as=$BUILDER\nkubectl") ||
		strings.Contains(got, "$ ") || strings.Contains(got, "\nyes") {
		t.Errorf("copied is\n%s", got)
	}
	for _, name := range pages(t) {
		if !strings.HasPrefix(name, "lessons/") {
			continue
		}
		p.visit(name)
		if bad := value[string](p, `Array.from(document.querySelectorAll('[data-copy]')).map(function (c) { return c.dataset.copy; }).filter(function (c) { return /\\\n/.test(c); }).join('\n')`); bad != "" {
			t.Errorf("%s: a command is copied with a line that goes on: %s", name, bad)
		}
	}
}

// TestKeyboard: the tabulator reaches everything that can be pressed, in its order, and what has the
// focus shows it.
func TestKeyboard(t *testing.T) {
	for _, name := range kinds(t) {
		if name == "coverage.html" {
			continue // nothing but links, more than a thousand
		}
		t.Run(short(name), func(t *testing.T) {
			p := open(t, size(1200, 800), theme("light"))
			p.visit(name)
			want := value[int](p, `(function () {
				window.wanted = Array.from(document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')).filter(function (e) {
					if (!e.checkVisibility({visibilityProperty: true}) || e.disabled) return false;
					// Of a group of radio buttons one is stopped at.
					return e.type !== 'radio' || document.querySelector('[name="' + e.name + '"]') === e;
				});
				window.met = new Set();
				document.addEventListener('focusin', function (event) {
					window.met.add(event.target);
					var style = getComputedStyle(event.target);
					if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 1) window.dark = (window.dark || '') + event.target.outerHTML.slice(0, 100) + '\n';
				});
				return window.wanted.length;
			})()`)
			for i := 0; i < want+3; i++ {
				p.do(chromedp.KeyEvent(kb.Tab))
			}
			if missed := value[string](p, `window.wanted.filter(function (e) { return !window.met.has(e); }).map(function (e) { return e.outerHTML.slice(0, 120); }).join('\n')`); missed != "" {
				t.Errorf("the tabulator does not reach\n%s", missed)
			}
			if dark := value[string](p, `window.dark || ''`); dark != "" {
				t.Errorf("nobody sees that these have the focus:\n%s", dark)
			}
		})
	}
}

// TestTheme: it follows the system until one is chosen, and what was chosen is kept; pictures too.
func TestTheme(t *testing.T) {
	p := open(t, theme("dark"))
	p.visit("lessons/admission-chain.html")
	p.do(chromedp.Evaluate(`localStorage.clear()`, nil), chromedp.Reload())
	p.until("the page is back", readiness)
	paper := func() string { return value[string](p, `getComputedStyle(document.body).backgroundColor`) }
	box := func() string {
		return value[string](p, `getComputedStyle(document.querySelector('.figure rect')).stroke`)
	}
	dark, darkBox := paper(), box()
	p.do(click(".theme"))
	if light := paper(); light == dark {
		t.Errorf("the paper is %s in both themes", light)
	}
	if box() == darkBox {
		t.Errorf("the picture keeps its colours: %s", darkBox)
	}
	if label := value[string](p, `document.querySelector('.theme').getAttribute('aria-label')`); label != "Theme: Light" {
		t.Errorf("the button says %q", label)
	}
	p.do(click(".theme"), theme("light"), chromedp.Reload())
	p.until("the page is back", readiness)
	if got := paper(); got != dark {
		t.Errorf("what was chosen is lost: the paper is %s", got)
	}
	if box() != darkBox {
		t.Errorf("the picture does not follow: %s", box())
	}
	p.do(click(".theme"))
	if got := paper(); got == dark {
		t.Error("the theme of the system does not come back")
	}
}

// TestSlides: keys turn them, none is larger than the screen, and the notes are there when wanted.
func TestSlides(t *testing.T) {
	p := open(t, size(1280, 720), theme("light"))
	for _, name := range pages(t) {
		if !strings.HasPrefix(name, "slides/") || name == "slides/index.html" {
			continue
		}
		p.visit(name)
		// Turned by the page's own events: as many steps as there are slides, times all lessons, take
		// minutes from outside.
		for _, fault := range value[[]string](p, `(function () {
			var faults = [], slides = document.querySelectorAll('.slide'), status = document.querySelector('.at');
			slides.forEach(function (slide, i) {
				if (status.textContent !== (i + 1) + ' / ' + slides.length) faults.push('slide ' + (i + 1) + ' is told as ' + status.textContent);
				if (!slide.classList.contains('now')) faults.push('slide ' + (i + 1) + ' is not shown');
				var face = slide.querySelector('.face'), over = face.scrollHeight - face.clientHeight;
				if (over > 1) faults.push('slide ' + (i + 1) + ' is ' + over + ' pixels too high');
				dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}));
			});
			return faults;
		})()`) {
			t.Errorf("%s: %s", name, fault)
		}
		if dir := os.Getenv(envShots); dir != "" && name == "slides/admission-chain.html" {
			p.do(chromedp.KeyEvent(kb.Home))
			for i := range value[int](p, `document.querySelectorAll('.slide').length`) {
				var picture []byte
				p.do(chromedp.CaptureScreenshot(&picture), chromedp.KeyEvent(kb.ArrowRight))
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%02d.png", short(name), i+1)), picture, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	p.do(chromedp.KeyEvent(kb.Home))
	p.until("Home is the first", `document.querySelector('.slide').classList.contains('now')`)
	p.do(chromedp.KeyEvent(kb.End))
	p.until("End is the last", `document.querySelector('.slide:last-of-type').classList.contains('now')`)
	p.do(chromedp.KeyEvent(kb.Home), chromedp.KeyEvent("n"))
	p.until("the notes are below", `document.querySelector('.now .notes').checkVisibility()`)
}

// TestNotes: the second window turns with the first.
func TestNotes(t *testing.T) {
	p := open(t, size(1280, 720))
	p.visit("slides/attacker-goals.html")
	opened := chromedp.WaitNewTarget(p, func(info *target.Info) bool { return strings.Contains(info.URL, "?notes") })
	p.do(chromedp.KeyEvent("s"))
	ctx, cancel := chromedp.NewContext(p, chromedp.WithTargetID(<-opened))
	defer cancel()
	second := &tab{Context: ctx, t: t, from: p.from}
	second.until("the notes are shown", `document.querySelector('.speaker .now .notes').checkVisibility()`)
	p.do(chromedp.KeyEvent(kb.ArrowRight))
	second.until("they follow", `document.querySelector('.at').textContent.startsWith('2 /')`)
	second.do(chromedp.KeyEvent(kb.ArrowRight))
	p.until("and lead", `document.querySelector('.at').textContent.startsWith('3 /')`)
}

// TestWithoutScripts: everything can be read.
func TestWithoutScripts(t *testing.T) {
	p := open(t, emulation.SetScriptExecutionDisabled(true), size(1000, 800))
	p.do(chromedp.Navigate(address("lessons/admission-chain.html")))
	var text string
	p.do(chromedp.Evaluate(`document.querySelector('main').innerText`, &text))
	for _, want := range []string{"How it works", "Can an admission policy prevent", "From the quiz", "Answer", "Sources"} {
		if !strings.Contains(text, want) {
			t.Errorf("the lesson does not show %q", want)
		}
	}
	if strings.Contains(text, "Check\n") {
		t.Error("there is a button that does nothing")
	}
	p.do(chromedp.Navigate(address("slides/admission-chain.html")), chromedp.Evaluate(`document.querySelector('main').innerText`, &text))
	for _, want := range []string{"What admission sees", "Can an admission policy prevent", "It is shown as CONNECT"} {
		if !strings.Contains(text, want) {
			t.Errorf("the slides do not show %q", want)
		}
	}
}

// TestSubPath: the same folder works below any path of a server.
func TestSubPath(t *testing.T) {
	server := httptest.NewServer(http.StripPrefix("/some/where", http.FileServer(http.Dir(folder))))
	t.Cleanup(server.Close)
	p := open(t)
	p.from = server.URL + "/some/where/"
	p.visit("lessons/admission-chain.html")
	p.do(slash(), chromedp.KeyEvent("webhook"))
	p.until("search finds", `document.querySelectorAll('.found a').length > 3`)
	p.do(click(".found a"))
	p.until("and leads there", `location.pathname.startsWith('/some/where/') && document.querySelector('h1') !== null`)
}

// TestStill: nothing moves while a page is loaded.
func TestStill(t *testing.T) {
	for _, name := range kinds(t) {
		for _, width := range []int64{360, 1400} {
			p := open(t, size(width, 900))
			p.visit(name)
			if shift := value[float64](p, `new Promise(function (done) {
				var sum = 0;
				new PerformanceObserver(function (list) {
					list.getEntries().forEach(function (e) { sum += e.value; });
				}).observe({type: 'layout-shift', buffered: true});
				setTimeout(function () { done(sum); }, 300);
			})`); shift > 0.01 {
				t.Errorf("%s, %d: the layout shifts by %.3f", name, width, shift)
			}
		}
	}
}

// TestPrint: a lesson on paper has its text, and neither answers nor buttons.
func TestPrint(t *testing.T) {
	p := open(t, theme("dark"))
	p.visit("lessons/admission-chain.html")
	p.do(emulation.SetEmulatedMedia().WithMedia("print"))
	var text string
	p.do(chromedp.Evaluate(`document.querySelector('body').innerText`, &text))
	for _, never := range []string{"Copy", "Search", "I knew that", "It is shown as CONNECT"} {
		if strings.Contains(text, never) {
			t.Errorf("on paper there is %q", never)
		}
	}
	if paper := value[string](p, `getComputedStyle(document.body).backgroundColor`); paper != "rgb(255, 255, 255)" {
		t.Errorf("the paper is %s", paper)
	}
	if dir := os.Getenv(envShots); dir != "" {
		for _, name := range []string{"lessons/admission-chain.html", "slides/admission-chain.html", "scenarios/weak-rbac.html"} {
			p.visit(name)
			var pdf []byte
			p.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
				pdf, _, err = page.PrintToPDF().WithPrintBackground(true).Do(ctx)
				return err
			}))
			if err := os.WriteFile(filepath.Join(dir, short(name)+".pdf"), pdf, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
