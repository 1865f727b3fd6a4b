package pages

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// The event that is served: 5 scenarios with 40 checks, lessons and a quiz.
const event = `apiVersion: hardenway.dev/v1alpha1
kind: Workshop
title: Kubernetes security in a day
code: blue-harbour
minutes: 420
start: %s
stuck: {attempts: 3, minutes: 15}
items:
- lesson: attacker-goals
- scenario: anonymous-kubelet
- scenario: weak-rbac
  hints: held
- quiz: M05
  count: 4
- scenario: open-dashboard
- scenario: masters-for-everyone
  hints: held
- lesson: etcd-doors
- scenario: unencrypted-etcd
`

var learnerNames = []string{
	"Ada", "Bo", "Çağla Öztürk", "Dagny", "Emmanuel-Philibert de la Tour d’Auvergne", "Fatima az-Zahra", "Gustav", "Håkon", "李小龍", "Jo", "Kwame", "Łukasz",
	"Maria del Carmen Fernández", "Ngọc Ánh", "O’Neill", "Priya", "Qadir", "Rosalind <b>Franklin</b>", "Søren", "Tadeusz", "Ulla", "Véronique", "Wilhelmina", "Xochitl",
	"Yael", "Zbigniew", "Anna Ö.", "Björk", "Chidi", "Dörte",
}

// said is what checks say, as long as they say it.
var said = []string{
	"Anonymous requests are refused now, but are still *authenticated*: the answer was 403 Forbidden, and who is nobody should hear 401.",
	"system:serviceaccount:ci:reporter can still list secrets in every namespace.",
	"Nobody answered at https://10.0.0.7:10250/healthz within 2 s.\nWas the kubelet started again after its configuration was changed?",
	"The deployment shop has 0 of 2 replicas ready.",
}

// room is a workshop that is served by harden, as its own process, with people in it.
type room struct {
	url, token string
	learners   []member
	instructor *http.Client
}

type member struct{ id, name, token string }

// serveRoom starts a server and lets thirty learners in, some of whom get far and some do not. It is
// stopped when the test ends.
func serveRoom(t *testing.T, flags ...string) *room {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "event.yaml")
	if err := os.WriteFile(file, fmt.Appendf(nil, event, time.Now().Add(-2*time.Hour).Format(time.RFC3339)), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, os.Getenv(envHarden), append([]string{"workshop", "serve", file, "--listen", "127.0.0.1:0", "--data", filepath.Join(dir, "data")}, flags...)...)
	cmd.Env = append(os.Environ(), "HARDEN_HOME="+filepath.Join(dir, "home"))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var talk bytes.Buffer
	cmd.Stderr = &talk
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); _ = cmd.Wait() })
	r := &room{}
	lines := bufio.NewScanner(out)
	for r.token == "" && lines.Scan() {
		if found := regexp.MustCompile(`(http://\S+)/login#(hwi_\S+)`).FindStringSubmatch(lines.Text()); found != nil {
			r.url, r.token = found[1], found[2]
		}
	}
	if r.token == "" {
		stop()
		_ = cmd.Wait()
		t.Fatalf("the workshop is not served:\n%s", talk.String())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	r.instructor = &http.Client{Jar: jar, Timeout: 30 * time.Second}
	r.post(t, "/login", url.Values{"token": {r.token}})
	r.fill(t)
	return r
}

// call is a request as a laptop makes it.
func (r *room) call(t *testing.T, token, path string, body, answer any) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	for {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+path, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		got, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(got.Body)
		got.Body.Close()
		switch {
		case err != nil:
			t.Fatal(err)
		case got.StatusCode == http.StatusTooManyRequests:
			time.Sleep(200 * time.Millisecond)
			continue
		case got.StatusCode/100 != 2:
			t.Fatalf("POST %s: %s: %s", path, got.Status, text)
		case answer != nil:
			if err := json.Unmarshal(text, answer); err != nil {
				t.Fatalf("POST %s: %v: %s", path, err, text)
			}
		}
		return
	}
}

// post sends one of the instructor's forms.
func (r *room) post(t *testing.T, path string, form url.Values) {
	t.Helper()
	got, err := r.instructor.PostForm(r.url+path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if text, _ := io.ReadAll(got.Body); got.StatusCode != http.StatusOK {
		t.Fatalf("POST %s: %s: %s", path, got.Status, text)
	}
}

func (r *room) act(t *testing.T, pairs ...string) {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r.post(t, "/instructor/act", form)
}

// fill lets people in and has them do things. Who does what is the same each time.
func (r *room) fill(t *testing.T) {
	t.Helper()
	type object = map[string]any
	checks := map[string][]string{}
	var order []string
	for i, name := range learnerNames {
		var m struct {
			Learner, Token string
		}
		r.call(t, "", "/api/v1/join", object{"code": "blue-harbour", "name": name}, &m)
		r.learners = append(r.learners, member{m.Learner, name, m.Token})
		if i == 0 {
			checks, order = r.checks(t)
		}
		var reports []object
		report := func(o object) {
			o["client"], o["number"], o["time"] = fmt.Sprintf("%032x", i+1), len(reports)+1, time.Now().UTC().Format(time.RFC3339)
			reports = append(reports, o)
		}
		if i%7 != 6 {
			report(object{"kind": "lesson", "lesson": "attacker-goals"})
		}
		for s, scenario := range order {
			done := (29 - i) - 6*s // how far this learner got with it
			if done <= -3 {
				break
			}
			report(object{"kind": "started", "scenario": scenario, "provider": "embedded"})
			if done <= 0 {
				break
			}
			for try := range 1 + i%4 {
				var results []object
				solved := true
				for c, check := range checks[scenario] {
					outcome, text := "pass", ""
					switch {
					case c >= done && (c+i)%11 == 3:
						outcome, text = "error", said[2]
					case c >= done && (c+i)%3 != 0:
						outcome, text = "fail", said[(c+i)%len(said)]
					}
					solved = solved && outcome == "pass"
					results = append(results, object{"check": check, "outcome": outcome, "said": text})
				}
				report(object{"kind": "graded", "scenario": scenario, "solved": solved, "results": results})
				if solved || try > 5 {
					break
				}
			}
		}
		if len(reports) > 0 {
			r.call(t, m.Token, "/api/v1/reports", object{"reports": reports}, nil)
		}
	}
	r.act(t, "do", "message", "text", "The break is at half past ten. The coffee is in the other building,\nso take your badge: https://example.org/a-very-long-address-that-does-not-break-anywhere-by-itself-and-goes-on")
	r.act(t, "do", "message", "text", "You are one step from it: who else may bind that role?", "learner", r.learners[20].id)
	r.act(t, "do", "release", "scenario", "weak-rbac", "hints", "2")
	r.act(t, "do", "release", "scenario", "anonymous-kubelet", "solution", "yes")
	r.act(t, "do", "override", "learner", r.learners[20].id, "scenario", "anonymous-kubelet", "check", "node-ready", "outcome", "pass", "text", "Seen on the screen: the node was only slow.")
}

// checks are those of the event's scenarios.
func (r *room) checks(t *testing.T) (checks map[string][]string, order []string) {
	t.Helper()
	var view struct {
		Items []struct {
			Kind, Name string
			Checks     []struct{ ID string }
		}
	}
	r.get(t, "/api/v1/instructor/room", &view)
	checks = map[string][]string{}
	for _, item := range view.Items {
		if item.Kind == "scenario" {
			order = append(order, item.Name)
		}
		for _, c := range item.Checks {
			checks[item.Name] = append(checks[item.Name], c.ID)
		}
	}
	return checks, order
}

func (r *room) get(t *testing.T, path string, answer any) {
	t.Helper()
	got, err := r.instructor.Get(r.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if err := json.NewDecoder(got.Body).Decode(answer); err != nil {
		t.Fatalf("%s: %s: %v", path, got.Status, err)
	}
}

// ask opens a question together, and learners answer it.
func (r *room) ask(t *testing.T) (round int) {
	t.Helper()
	var view struct {
		Items []struct {
			Questions []string
		}
		Question *struct {
			Round   int
			Options []string
		}
	}
	r.get(t, "/api/v1/instructor/room", &view)
	for _, item := range view.Items {
		if len(item.Questions) > 0 {
			r.act(t, "do", "ask", "question", item.Questions[0])
		}
	}
	var notice struct{ Question struct{ Round int } }
	for i, m := range r.learners[:20] {
		r.notice(t, m, &notice)
		r.call(t, m.token, "/api/v1/answer", map[string]any{"round": notice.Question.Round, "answer": []string{"a", "b", "a", "a"}[i%4]}, nil)
	}
	return notice.Question.Round
}

func (r *room) notice(t *testing.T, m member, answer any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+"/api/v1/room", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+m.token)
	got, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if err := json.NewDecoder(got.Body).Decode(answer); err != nil {
		t.Fatalf("%s: %v", got.Status, err)
	}
}

// link is what opens that learner's page, once.
func (r *room) link(t *testing.T, m member) string {
	t.Helper()
	var link struct{ Path string }
	r.call(t, m.token, "/api/v1/link", map[string]any{}, &link)
	return link.Path
}

// visitor is a browser of its own, with no cookies but those that it is given.
func (r *room) visitor(t *testing.T, actions ...chromedp.Action) *tab {
	t.Helper()
	p := open(t, actions...)
	p.from = r.url + "/"
	p.do(network.ClearBrowserCookies())
	return p
}

// loaded waits until a page of the workshop is there.
func (p *tab) loaded() {
	p.t.Helper()
	p.until("the page is there", `document.readyState === 'complete'`)
}

// goTo opens a page of the workshop. One that the server refuses is still a page.
func (p *tab) goTo(path string, status int) {
	p.t.Helper()
	got, err := chromedp.RunResponse(p, chromedp.Navigate(p.from+strings.TrimPrefix(path, "/")))
	if err != nil {
		p.t.Fatal(err)
	}
	if int(got.Status) != status {
		p.t.Errorf("%s: status %d, not %d", path, got.Status, status)
	}
	p.loaded()
}

// signIn follows a link.
func (p *tab) signIn(path, to string) {
	p.t.Helper()
	p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(p.from+strings.TrimPrefix(path, "/")))
	p.until("the link opens "+to, `location.pathname === '`+to+`' && document.readyState === 'complete'`)
}

// workshopPages are the pages as one of each kind of caller sees them.
func workshopPages(r *room) []struct {
	name, path string
	as         string
	status     int
	wide       int64
} {
	one := r.learners[20].id
	return []struct {
		name, path string
		as         string
		status     int
		wide       int64
	}{
		{"welcome", "/", "nobody", 200, 1400},
		{"login", "/login", "nobody", 200, 1400},
		{"refused", "/instructor", "nobody", 401, 1400},
		{"missing", "/nothing/here", "nobody", 404, 1400},
		{"me", "/me", "learner", 200, 1400},
		{"transcript", "/learners/" + one + "/transcript", "learner", 200, 1400},
		{"not-yours", "/learners/" + r.learners[3].id + "/transcript", "learner", 403, 1400},
		{"instructor", "/instructor", "instructor", 200, 1400},
		{"learner", "/instructor/learners/" + one, "instructor", 200, 1400},
		{"projector", "/projector", "instructor", 200, 1920},
	}
}

// TestWorkshopPages: every page of a workshop that is full of people, as each kind of caller sees it, in
// either theme and from a telephone to a wall: axe-core finds nothing, no page is wider than the window,
// nothing is said in the console, the policy is kept and no request leaves the server.
func TestWorkshopPages(t *testing.T) {
	script, err := axe.file(t.Context(), "axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	r := serveRoom(t)
	r.ask(t)
	look := func(t *testing.T, p *tab, name, suffix string, wide int64) {
		for _, colours := range []string{"light", "dark"} {
			for _, width := range []int64{390, 800, wide} {
				// The same page in another state differs in what is on it, and not in its measures or colours.
				if suffix != "" && !(colours == "light" && width == wide || colours == "dark" && width == 390) {
					continue
				}
				p.do(size(width, 900), theme(colours))
				shoot(p, fmt.Sprintf("workshop-%s%s-%s-%d", name, suffix, colours, width))
				if over := value[int64](p, `document.documentElement.scrollWidth`); over > width {
					t.Errorf("%s%s: the page is %d wide in a window of %d: %s", name, suffix, over, width, value[string](p, `Array.from(document.querySelectorAll('body *')).filter(function (e) {
						return e.getBoundingClientRect().right > innerWidth + 1 && !e.parentElement.closest('.scroll, pre');
					}).map(function (e) { return e.outerHTML.slice(0, 120); }).slice(-3).join('\n')`))
				}
				violations(p, fmt.Sprintf("%s%s, %s, %d", name, suffix, colours, width))
			}
		}
	}
	for _, w := range workshopPages(r) {
		t.Run(w.name, func(t *testing.T) {
			p := r.visitor(t)
			switch w.as {
			case "learner":
				p.signIn(r.link(t, r.learners[20]), "/me")
			case "instructor":
				p.signIn("/login#"+r.token, "/instructor")
			}
			if w.status != 200 {
				p.refused = p.from + strings.TrimPrefix(w.path, "/")
			}
			p.goTo(w.path, w.status)
			p.do(chromedp.Evaluate(string(script), nil))
			look(t, p, w.name, "", w.wide)
			if value[bool](p, `(function () { var all = document.querySelectorAll('details'); all.forEach(function (d) { d.open = true; }); return all.length > 0; })()`) {
				look(t, p, w.name, "-open", w.wide)
			}
		})
	}
	r.act(t, "do", "phase", "phase", "revealed")
	r.act(t, "do", "freeze")
	r.act(t, "do", "names")
	for _, w := range workshopPages(r) {
		if w.name != "me" && w.name != "instructor" && w.name != "projector" {
			continue
		}
		t.Run(w.name+", frozen", func(t *testing.T) {
			p := r.visitor(t)
			if w.as == "learner" {
				p.signIn(r.link(t, r.learners[20]), "/me")
			} else {
				p.signIn("/login#"+r.token, "/instructor")
			}
			p.goTo(w.path, w.status)
			p.do(chromedp.Evaluate(string(script), nil))
			look(t, p, w.name, "-frozen", w.wide)
		})
	}
}

// TestWorkshopMatrix: thirty learners and forty checks scroll within a region that has a name and can be
// reached by keys; who a row belongs to stays in sight, and the page itself stays where it is.
func TestWorkshopMatrix(t *testing.T) {
	r := serveRoom(t)
	p := r.visitor(t, size(1100, 800), theme("light"))
	p.signIn("/login#"+r.token, "/instructor")
	for name, script := range map[string]string{
		"there are thirty rows of forty checks":    `document.querySelectorAll('#rows tr').length === 30 && document.querySelectorAll('#rows tr:first-child .cell').length === 43`,
		"the page does not scroll sideways":        `document.documentElement.scrollWidth <= innerWidth`,
		"the region can be reached by keys":        `document.querySelector('.scroll').tabIndex === 0`,
		"the region has a name":                    `document.getElementById(document.querySelector('.scroll').getAttribute('aria-labelledby')).textContent === 'The room'`,
		"the region scrolls":                       `(function () { var s = document.querySelector('.scroll'); s.scrollLeft = 10000; return s.scrollLeft > 50; })()`,
		"names stay in sight":                      `(function () { var s = document.querySelector('.scroll'), n = document.querySelector('#rows .name'); s.scrollLeft = 10000; return Math.abs(n.getBoundingClientRect().left - s.getBoundingClientRect().left) < 2; })()`,
		"a name from a form is text":               `document.querySelector('#rows b') === null && document.body.textContent.includes('Rosalind <b>Franklin</b>')`,
		"the page still does not scroll sideways":  `(function () { scrollTo(10000, 0); return scrollX === 0; })()`,
		"somebody is stuck, and it says on what":   `document.querySelectorAll('#stuck li').length > 2`,
		"the stuck are reached by a list of links": `document.querySelector('#stuck a').pathname.startsWith('/instructor/learners/')`,
	} {
		if !value[bool](p, "Boolean("+script+")") {
			t.Errorf("not so: %s", name)
		}
	}
	// A report arrives without anybody doing anything.
	before := value[string](p, `document.querySelector('#row-`+r.learners[29].id+`').textContent`)
	checks, order := r.checks(t)
	r.call(t, r.learners[29].token, "/api/v1/reports", map[string]any{"reports": []map[string]any{{
		"client": fmt.Sprintf("%032x", 99), "number": 1, "kind": "graded", "time": time.Now().UTC().Format(time.RFC3339), "scenario": order[0],
		"results": []map[string]any{{"check": checks[order[0]][0], "outcome": "pass"}},
	}}}, nil)
	p.until("the row changes", `document.querySelector('#row-`+r.learners[29].id+`').textContent !== `+fmt.Sprintf("%q", before))
}

// TestWorkshopTogether: an instructor and a learner, each in a browser of their own, at the same time.
func TestWorkshopTogether(t *testing.T) {
	r := serveRoom(t)
	teacher := r.visitor(t, size(1400, 900), theme("light"))
	teacher.signIn("/login#"+r.token, "/instructor")
	// Cookies are the browser's, so the learner has another one.
	program, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	// Its helpers may write into the profile for a moment after it has ended, so that goes with the site's folder.
	profile, err := os.MkdirTemp(filepath.Dir(folder), "profile-")
	if err != nil {
		t.Fatal(err)
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(program), chromedp.UserDataDir(profile), chromedp.WSURLReadTimeout(2*time.Minute))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	second, shut := chromedp.NewContext(allocator, chromedp.WithBrowserOption(chromedp.WithDialTimeout(2*time.Minute)))
	t.Cleanup(shut)
	pupil := openIn(t, second, size(390, 844), theme("dark"))
	pupil.from = r.url + "/"
	pupil.signIn(r.link(t, r.learners[20]), "/me")

	teacher.do(chromedp.Evaluate(`(function () { document.getElementById('say').value = 'Five more minutes, <i>please</i>'; document.getElementById('say').form.requestSubmit(); })()`, nil))
	pupil.until("the message is there, as text", `Array.from(document.querySelectorAll('.messages .text')).some(function (e) { return e.textContent === 'Five more minutes, <i>please</i>'; })`)
	teacher.do(click(`#releases button[name=solution][value=yes]`))
	pupil.until("the solution is released", `document.body.textContent.includes('the solution is released')`)
	teacher.do(click(`#tools button[value=freeze]`))
	pupil.until("it is frozen", `document.querySelector('.frozen') !== null`)
	teacher.until("and the button thaws", `document.querySelector('#tools button[value=thaw]') !== null`)
	teacher.do(click(`#tools button[value=thaw]`))
	pupil.until("it is not frozen", `document.querySelector('.frozen') === null`)

	teacher.do(chromedp.Evaluate(`document.getElementById('ask').form.requestSubmit()`, nil))
	pupil.until("the question is there", `document.querySelector('#asked form') !== null`)
	pupil.do(chromedp.Evaluate(`(function () {
		var form = document.querySelector('#asked form'), one = form.querySelector('input[type=radio], input[type=checkbox]');
		if (one) { one.checked = true; } else { form.elements.answer.value = '1'; }
		form.requestSubmit();
	})()`, nil))
	teacher.until("the answer is counted", `/1 of 30 answered/.test(document.getElementById('question').textContent)`)
	pupil.until("and shown to the one who gave it", `/Your answer:/.test(document.getElementById('asked').textContent)`)
	if value[bool](pupil, `document.querySelector('#asked .right') !== null`) {
		t.Error("the answer is shown before it is time")
	}
	teacher.do(click(`#question button[value=closed]`))
	pupil.until("no more are taken", `document.querySelector('#asked form') === null`)
	teacher.do(click(`#question button[value=revealed]`))
	pupil.until("the answer is shown", `/The answer is/.test(document.getElementById('asked').textContent)`)
	teacher.do(click(`#question button[value=done]`))
	pupil.until("it is put away", `document.querySelector('#asked h2') === null`)

	// A verdict by hand, and taken back.
	teacher.goTo("/instructor/learners/"+r.learners[20].id, 200)
	teacher.do(chromedp.Evaluate(`(function () {
		var li = document.querySelector('.judged li:has(.failing), .judged li:has(.not-started)'), form = li.querySelector('form');
		form.elements.text.value = 'Seen with my own eyes'; form.requestSubmit(form.querySelector('button[value=pass]'));
	})()`, nil))
	pupil.until("the verdict and its note are there", `document.body.textContent.includes('Seen with my own eyes')`)
	// Somebody who is removed is told so.
	teacher.until("the learner's page is back", `document.readyState === 'complete' && document.querySelector('form:has(input[value=remove]) button') !== null`)
	pupil.refused = pupil.from + "me"
	teacher.do(click(`form:has(input[value=remove]) button`))
	teacher.until("the row is gone", `location.pathname === '/instructor' && document.getElementById('row-`+r.learners[20].id+`') === null`)
	pupil.until("who was removed is told", `/not in this workshop any more/.test(document.body.textContent)`)
}

// TestWorkshopWithoutScripts: signing in, the matrix, a message, the learner's page with an answer, and the
// transcript.
func TestWorkshopWithoutScripts(t *testing.T) {
	r := serveRoom(t)
	r.ask(t)
	read := func(p *tab, wants ...string) {
		t.Helper()
		text := value[string](p, `document.body.innerText`)
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not show %q", value[string](p, `location.pathname`), want)
			}
		}
	}
	signIn := func(p *tab, path string) {
		t.Helper()
		_, token, _ := strings.Cut(path, "#")
		p.goTo("/login", 200)
		read(p, "Without scripts, paste that part here")
		p.submit(`(function (form) { form.elements.token.value = '` + token + `'; return form; })(document.querySelector('form'))`)
	}
	p := r.visitor(t, emulation.SetScriptExecutionDisabled(true), size(1000, 800))
	signIn(p, "/login#"+r.token)
	read(p, "The room", "Çağla Öztürk", "Stuck", "of 30 answered", "Results as CSV")
	if value[int](p, `document.querySelectorAll('#rows tr').length`) != 30 {
		t.Error("the matrix is not there")
	}
	if !value[bool](p, `document.querySelector('noscript') !== null`) {
		t.Error("the page does not come anew by itself")
	}
	p.submit(`(function (form) { form.elements.text.value = 'Said without scripts'; return form; })(document.getElementById('say').form)`)
	if at := value[string](p, `location.pathname`); at != "/instructor" {
		t.Errorf("a message leads to %s", at)
	}
	p.goTo("/projector", 200)
	read(p, "Said without scripts", "blue-harbour")
	p.goTo("/instructor/learners/"+r.learners[20].id, 200)
	read(p, "Set by you to pass", "the node was only slow")

	p = r.visitor(t, emulation.SetScriptExecutionDisabled(true), size(390, 844))
	signIn(p, r.link(t, r.learners[25]))
	read(p, "Said without scripts", "A question to all", "Kubernetes security in a day")
	p.submit(`(function (form) { var one = form.querySelector('input[type=radio], input[type=checkbox]'); if (one) { one.checked = true; } else { form.elements.answer.value = '1'; } return form; })(document.querySelector('#asked form'))`)
	read(p, "Your answer:")
	p.goTo("/learners/"+r.learners[25].id+"/transcript", 200)
	read(p, "It is not signed", "checks pass", learnerNames[25])
}

// submit sends the form that a script finds, by its first button, and waits for the page that follows.
func (p *tab) submit(find string) {
	p.t.Helper()
	if _, err := chromedp.RunResponse(p, chromedp.Evaluate(find+`.querySelector('button').click()`, nil, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(false) })); err != nil {
		p.t.Fatal(err)
	}
	p.loaded()
}

// TestWorkshopCourse: what the server has along works below its own path, folders without a stroke too.
func TestWorkshopCourse(t *testing.T) {
	r := serveRoom(t)
	p := r.visitor(t)
	p.signIn(r.link(t, r.learners[20]), "/me")
	p.do(click(`a[href^="/course/lessons/"]`))
	p.until("the lesson is there", `location.pathname.startsWith('/course/lessons/') && document.readyState === 'complete' && document.querySelector('h1') !== null`)
	p.do(chromedp.Navigate(p.from + "course/lessons"))
	p.until("the folder is found", `location.pathname === '/course/lessons/' && document.readyState === 'complete'`)
}
