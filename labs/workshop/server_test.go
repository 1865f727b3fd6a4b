package workshop

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hardenway/hardenway/quiz"
)

// house is a server that is being served, with the clock in hand.
type house struct {
	t     *testing.T
	s     *Server
	http  *httptest.Server
	log   *syncBuffer
	mu    sync.Mutex
	clock time.Time
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.clock
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock = h.clock.Add(d)
}

func newHouse(t *testing.T, change ...func(*Options)) *house {
	t.Helper()
	h := &house{t: t, clock: noon, log: &syncBuffer{}}
	store, err := OpenStore(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Plan: testPlan(), Store: store, Now: h.now, Log: slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})), URL: "http://127.0.0.1:7080", Harden: "v0"}
	for _, c := range change {
		c(&o)
	}
	if h.s, err = New(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	h.http = httptest.NewServer(h.s.Handler())
	t.Cleanup(func() {
		h.s.Close()
		h.http.CloseClientConnections()
		h.http.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// ask makes a request. A body that is a url.Values is a form, and every other one JSON.
func (h *house) ask(client *http.Client, method, path, token string, body any) (int, string, http.Header) {
	h.t.Helper()
	var reader io.Reader
	kind := ""
	switch b := body.(type) {
	case nil:
	case url.Values:
		reader, kind = strings.NewReader(b.Encode()), "application/x-www-form-urlencoded"
	case string:
		reader, kind = strings.NewReader(b), "application/json"
	default:
		data, err := json.Marshal(b)
		if err != nil {
			h.t.Fatal(err)
		}
		reader, kind = bytes.NewReader(data), "application/json"
	}
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.http.URL+path, reader)
	if err != nil {
		h.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if strings.HasSuffix(path, "/tunnel") {
		r.Header.Set("Connection", "Upgrade")
		r.Header.Set("Upgrade", TunnelProtocol)
	}
	answer, err := client.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	// A stream does not end, nor does a tunnel to which nothing is said: what comes at once is enough.
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/event-stream") || answer.StatusCode == http.StatusSwitchingProtocols {
		return answer.StatusCode, "", answer.Header
	}
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer.StatusCode, string(data), answer.Header
}

var plainClient = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (h *house) join(name string) Joined {
	h.t.Helper()
	status, body, _ := h.ask(plainClient, "POST", "/api/v1/join", "", joinRequest{"BLUE harbour", name})
	var j Joined
	if err := json.Unmarshal([]byte(body), &j); status != http.StatusCreated || err != nil {
		h.t.Fatalf("joining as %s: %d %s", name, status, body)
	}
	return j
}

// browser is a browser that opened a link.
func (h *house) browser(token string) *http.Client {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: plainClient.CheckRedirect}
	status, body, header := h.ask(client, "POST", "/login", "", url.Values{"token": {token}})
	if status != http.StatusSeeOther {
		h.t.Fatalf("login: %d %s", status, body)
	}
	if cookie := header.Get("Set-Cookie"); !strings.Contains(cookie, "; HttpOnly; SameSite=Strict") {
		h.t.Errorf("the cookie is %s", cookie)
	}
	return client
}

func (h *house) act(form url.Values) {
	h.t.Helper()
	if status, body, _ := h.ask(plainClient, "POST", "/instructor/act", h.s.Token(), form); status != http.StatusSeeOther {
		h.t.Fatalf("%v: %d %s", form, status, body)
	}
}

func graded(number int64, outcome Outcome) Report {
	return Report{
		Client: clientA, Number: number, Kind: ReportGraded, Time: noon, Scenario: "weak-rbac", Solved: outcome == Pass,
		Results: []Result{{"others-cut-off", outcome, "<b>still</b> \x1b[31mopen"}, {"bot-works", Pass, ""}},
	}
}

func (h *house) report(token string, reports ...Report) Accepted {
	h.t.Helper()
	status, body, _ := h.ask(plainClient, "POST", "/api/v1/reports", token, batch{reports})
	var a Accepted
	if err := json.Unmarshal([]byte(body), &a); status != http.StatusOK || err != nil {
		h.t.Fatalf("reporting: %d %s", status, body)
	}
	return a
}

// every role that a caller can have, against every route. What it says here is what the routes do; a route
// that is not here fails the test.
func TestRoutesByRole(t *testing.T) {
	const ok, no, in = "ok", "forbidden", "sign in"
	type row struct{ nobody, learner, other, instructor, removed string }
	public := row{ok, ok, ok, ok, ok}
	ofLearners := row{in, ok, ok, no, in}
	ofOneself := row{in, ok, no, ok, in}
	ofInstructor := row{in, no, no, ok, in}
	nobodys := row{in, in, in, in, in} // it is sent a token that nobody was given
	want := map[string]row{}
	for expected, patterns := range map[row][]string{
		public:       {"GET /{$}", "GET /login", "POST /logout", "GET /assets/{name}", "GET /healthz", "POST /api/v1/join"},
		nobodys:      {"POST /login"},
		ofLearners:   {"GET /api/v1/room", "GET /api/v1/me", "POST /api/v1/reports", "POST /api/v1/answer", "POST /api/v1/leave", "POST /api/v1/link", "GET /api/v1/hosted", "POST /api/v1/hosted/start", "POST /api/v1/hosted/check", "POST /api/v1/hosted/watch", "POST /api/v1/hosted/reset", "POST /api/v1/hosted/stop", "GET /api/v1/hosted/tunnel", "GET /me", "GET /me/events", "POST /me/answer"},
		ofOneself:    {"GET /learners/{learner}/transcript", "GET /learners/{learner}/transcript.json"},
		ofInstructor: {"GET /instructor", "GET /instructor/events", "GET /instructor/learners/{learner}", "POST /instructor/act", "GET /projector", "GET /projector/events", "GET /api/v1/instructor/room", "GET /export.csv", "GET /export.json"},
	} {
		for _, pattern := range patterns {
			want[pattern] = expected
		}
	}
	for _, r := range routes() {
		expected, listed := want[r.pattern]
		if !listed {
			t.Errorf("%s is not in this table", r.pattern)
			continue
		}
		delete(want, r.pattern)
		t.Run(r.pattern, func(t *testing.T) {
			for _, who := range []struct {
				name string
				want string
			}{
				{"nobody", expected.nobody}, {"learner", expected.learner}, {"other", expected.other}, {"instructor", expected.instructor}, {"removed", expected.removed},
			} {
				// A house each, since some routes change who is there.
				h := newHouse(t, withLabs(&fakeHosting{}))
				ada, bob, eve := h.join("Ada"), h.join("Bob"), h.join("Eve")
				h.act(url.Values{"do": {"remove"}, "learner": {string(eve.Learner)}})
				h.act(url.Values{"do": {"ask"}, "question": {"exec-verb"}})
				token := map[string]string{"learner": ada.Token, "other": bob.Token, "instructor": h.s.Token(), "removed": eve.Token}[who.name]
				method, path, _ := strings.Cut(r.pattern, " ")
				path = strings.NewReplacer("{$}", "", "{learner}", string(ada.Learner), "{name}", "workshop.css").Replace(path)
				for _, by := range []string{"bearer", "cookie"} {
					client, bearer := plainClient, token
					if by == "cookie" {
						if r.pattern == "POST /api/v1/leave" {
							continue // the bearer has left already
						}
						if who.name == "nobody" || who.name == "removed" || r.pattern == "POST /logout" {
							continue
						}
						bearer = ""
						login := h.s.Token()
						if who.name != "instructor" {
							id := map[string]LearnerID{"learner": ada.Learner, "other": bob.Learner}[who.name]
							login = h.s.gate.link(id, h.now())
						}
						client = h.browser(login)
					}
					status, body, _ := h.ask(client, method, path, bearer, sample(r.pattern))
					got := map[int]string{401: in, 403: no}[status]
					if got == "" && status < 400 {
						got = ok
					}
					if got != who.want {
						t.Errorf("%s by %s: %s (%d), want %s: %.200s", who.name, by, got, status, who.want, body)
					}
					if got != ok && (strings.Contains(body, "Ada") || strings.Contains(body, string(ada.Learner))) {
						t.Errorf("%s is told of Ada: %s", who.name, body)
					}
				}
			}
		})
	}
	for pattern := range want {
		t.Errorf("there is no route %s", pattern)
	}
}

// sample is a body that a route can do something with.
func sample(pattern string) any {
	switch pattern {
	case "POST /login":
		return url.Values{"token": {"hwi_nonsense"}}
	case "POST /api/v1/join":
		return joinRequest{"blue-harbour", "Somebody " + newCode()}
	case "POST /api/v1/reports":
		return batch{[]Report{graded(1, Fail)}}
	case "POST /api/v1/answer":
		return answerRequest{1, "create"}
	case "POST /api/v1/hosted/start", "POST /api/v1/hosted/check", "POST /api/v1/hosted/watch", "POST /api/v1/hosted/reset", "POST /api/v1/hosted/stop":
		return HostedRequest{Scenario: "weak-rbac"}
	case "POST /me/answer":
		return url.Values{"round": {"1"}, "answer": {"a"}}
	case "POST /instructor/act":
		return url.Values{"do": {"message"}, "text": {"Coffee"}}
	}
	return nil
}

func TestReports(t *testing.T) {
	h := newHouse(t)
	ada := h.join("Ada")
	if a := h.report(ada.Token, graded(1, Fail), graded(2, Fail)); a.New != 2 || a.Through != 2 || a.Frozen {
		t.Errorf("%+v", a)
	}
	if a := h.report(ada.Token, graded(2, Fail), graded(3, Fail)); a.New != 1 || a.Through != 3 {
		t.Errorf("once more: %+v", a)
	}
	v := h.s.Room(false)
	if c := v.Learners[0].Items[1].Cells[0]; c.Attempts != 3 || c.State != Failing || c.Said != "<b>still</b> [31mopen" {
		t.Errorf("%+v", c)
	}
	h.act(url.Values{"do": {"freeze"}})
	if a := h.report(ada.Token, graded(4, Pass)); !a.Frozen || a.New != 1 {
		t.Errorf("frozen: %+v", a)
	}
	if v := h.s.Room(false); v.Learners[0].Passed != 1 || v.Learners[0].Late != 1 {
		t.Errorf("frozen: %+v", v.Learners[0])
	}
	for _, c := range []struct {
		body, want string
		status     int
	}{
		{`{"reports":[]}`, "there are no reports", 400},
		{`{"reports":[`, "unexpected EOF", 400},
		{`{"reports":[{}]}`, "report 1: client is", 400},
		{`{} {}`, "something follows", 400},
		{`{"reports":[{"client":"` + clientA + `","number":1,"kind":"graded","time":"2026-03-04T12:00:00Z","scenario":"../x"}]}`, `report 1: scenario is \"../x\"`, 400},
		{strings.Repeat(" ", maxBody+1), "the request is larger than 512 KiB", 400},
	} {
		if status, body, _ := h.ask(plainClient, "POST", "/api/v1/reports", ada.Token, c.body); status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%.80s: %d %s", c.body, status, body)
		}
	}
	// A scenario that is not of the event is taken, so that it is not sent for ever, and shown nowhere.
	r := graded(9, Pass)
	r.Scenario = "something-else"
	if a := h.report(ada.Token, r); a.Through != 9 {
		t.Errorf("%+v", a)
	}
}

func TestJoinRefusals(t *testing.T) {
	h := newHouse(t)
	h.join("Ada")
	for _, c := range []struct{ code, name, want string }{
		{"wrong-code", "Bob", "that is not this workshop's code"},
		{"blue-harbour", "ADA", `somebody called \"ADA\" has joined already`},
		{"blue-harbour", "", "the name cannot be used: it is empty"},
		{"blue-harbour", "a\u202eb", "the name cannot be used: U+202E"},
	} {
		if status, body, _ := h.ask(plainClient, "POST", "/api/v1/join", "", joinRequest{c.code, c.name}); status < 400 || !strings.Contains(body, c.want) {
			t.Errorf("%s, %q: %d %s", c.code, c.name, status, body)
		}
	}
	// Guessing has an end, also for who has it right at last; it does not end for ever.
	limited := false
	for range 12 {
		status, _, header := h.ask(plainClient, "POST", "/api/v1/join", "", joinRequest{"wrong-code", "Bob"})
		if status == http.StatusTooManyRequests {
			limited = header.Get("Retry-After") != ""
		}
	}
	if status, _, _ := h.ask(plainClient, "POST", "/api/v1/join", "", joinRequest{"blue-harbour", "Bob"}); !limited || status == http.StatusCreated {
		t.Errorf("limited %v, then %d", limited, status)
	}
	h.pass(time.Minute)
	h.join("Bob")
}

// A name that was left is free, and its old token is nothing.
func TestLeave(t *testing.T) {
	h := newHouse(t)
	ada := h.join("Ada")
	if status, body, _ := h.ask(plainClient, "POST", "/api/v1/leave", ada.Token, nil); status != http.StatusNoContent {
		t.Fatalf("%d %s", status, body)
	}
	if status, body, _ := h.ask(plainClient, "GET", "/api/v1/me", ada.Token, nil); status != 401 || !strings.Contains(body, `"code":"removed"`) {
		t.Errorf("%d %s", status, body)
	}
	if again := h.join("Ada"); again.Learner == ada.Learner {
		t.Error("the same id was given twice")
	}
}

// A link opens one browser, for a while.
func TestLinks(t *testing.T) {
	h := newHouse(t)
	ada := h.join("Ada")
	link := func() string {
		_, body, _ := h.ask(plainClient, "POST", "/api/v1/link", ada.Token, nil)
		var o opened
		if err := json.Unmarshal([]byte(body), &o); err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(o.Path, "#")
		return token
	}
	first := link()
	client := h.browser(first)
	if status, body, _ := h.ask(client, "GET", "/me", "", nil); status != 200 || !strings.Contains(body, "<b>Ada</b>") {
		t.Errorf("%d %s", status, body)
	}
	if status, _, _ := h.ask(plainClient, "POST", "/login", "", url.Values{"token": {first}}); status != 401 {
		t.Errorf("twice: %d", status)
	}
	late := link()
	h.pass(onceTime)
	if status, _, _ := h.ask(plainClient, "POST", "/login", "", url.Values{"token": {late}}); status != 401 {
		t.Errorf("late: %d", status)
	}
	h.act(url.Values{"do": {"remove"}, "learner": {string(ada.Learner)}})
	if status, _, _ := h.ask(client, "GET", "/me", "", nil); status != 401 {
		t.Errorf("removed: %d", status)
	}
	// The instructor's token opens as many as wanted, until there is another.
	board := h.browser(h.s.Token())
	if status, _, _ := h.ask(board, "GET", "/instructor", "", nil); status != 200 {
		t.Errorf("the instructor: %d", status)
	}
	if _, err := h.s.NewInstructor(t.Context()); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := h.ask(board, "GET", "/instructor", "", nil); status != 401 {
		t.Errorf("the instructor of before: %d", status)
	}
}

// A page of another site can make a browser do nothing.
func TestCrossOrigin(t *testing.T) {
	h := newHouse(t)
	board := h.browser(h.s.Token())
	for _, header := range []string{"Sec-Fetch-Site: cross-site", "Origin: https://evil.example"} {
		name, value, _ := strings.Cut(header, ": ")
		r, err := http.NewRequestWithContext(t.Context(), "POST", h.http.URL+"/instructor/act", strings.NewReader("do=freeze"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(name, value)
		answer, err := board.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusForbidden || h.s.Room(false).Frozen {
			t.Errorf("%s: %d", header, answer.StatusCode)
		}
	}
}

// events reads a stream until it holds text, or ends.
func (h *house) events(token, path string) (*bufio.Reader, func()) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Minute)
	r, err := http.NewRequestWithContext(ctx, "GET", h.http.URL+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := plainClient.Do(r)
	if err != nil || answer.StatusCode != 200 {
		h.t.Fatalf("%s: %v, %v", path, answer, err)
	}
	return bufio.NewReader(answer.Body), func() { cancel(); answer.Body.Close() }
}

// nextParts is the next event that has parts.
func nextParts(t *testing.T, r *bufio.Reader) map[string]string {
	t.Helper()
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatalf("the stream ended: %v", err)
		}
		if data, ok := strings.CutPrefix(line, "data: {"); ok {
			var u update
			if err := json.Unmarshal([]byte("{"+data), &u); err != nil {
				t.Fatal(err)
			}
			return u.Parts
		}
	}
}

func TestStreams(t *testing.T) {
	h := newHouse(t)
	ada, bob := h.join("Ada"), h.join("Bob")
	board, end := h.events(h.s.Token(), "/instructor/events")
	defer end()
	first := nextParts(t, board)
	if !strings.Contains(first["rows"], ">Ada<") || !strings.Contains(first["rows"], ">Bob<") || first[rowID(ada.Learner)] != "" {
		t.Errorf("first comes %v", first)
	}
	own, endOwn := h.events(ada.Token, "/me/events")
	defer endOwn()
	if page := fmt.Sprint(nextParts(t, own)); strings.Contains(page, "Bob") || !strings.Contains(page, "Ada") {
		t.Errorf("Ada sees %s", page)
	}
	h.report(ada.Token, graded(1, Fail))
	for {
		parts := nextParts(t, board)
		if row := parts[rowID(ada.Learner)]; strings.Contains(row, "failing") {
			if parts["rows"] != "" || parts[rowID(bob.Learner)] != "" {
				t.Errorf("more than Ada's row comes: %v", parts)
			}
			if strings.Contains(row, "<b>still") || !strings.Contains(row, "&lt;b&gt;still") {
				t.Errorf("what was said is not escaped: %s", row)
			}
			break
		}
	}
	// Somebody new is a new table; somebody removed too, and their own stream ends.
	h.join("Eve")
	for !strings.Contains(nextParts(t, board)["rows"], ">Eve<") {
	}
	h.act(url.Values{"do": {"remove"}, "learner": {string(ada.Learner)}})
	for {
		if rows := nextParts(t, board)["rows"]; rows != "" && !strings.Contains(rows, ">Ada<") {
			break
		}
	}
	if _, err := io.Copy(io.Discard, own); err != nil {
		t.Errorf("Ada's stream: %v", err)
	}
}

// Whoever does not read is dropped, and holds nobody up.
func TestSlowStream(t *testing.T) {
	h := newHub()
	slow := h.subscribe("x", 1)
	if h.subscribe("x", 1) != nil {
		t.Error("there is no limit")
	}
	for range streamBuffer + 1 {
		h.send("x", update{})
	}
	select {
	case <-slow.done:
	default:
		t.Error("a stream that is not read goes on")
	}
	if h.count != 0 || h.subscribe("x", 1) == nil {
		t.Error("its place is not free")
	}
	h.close()
	if h.subscribe("x", 1) != nil {
		t.Error("there are streams after the end")
	}
}

// Nothing that a learner or a laptop says is markup on any page, and the pages load nothing else.
func TestEscaping(t *testing.T) {
	h := newHouse(t)
	ada := h.join(`<script>alert("x")</script>`)
	r := graded(1, Fail)
	r.Results[0].Said = `"><img src=x onerror=alert(1)>`
	h.report(ada.Token, r)
	h.act(url.Values{"do": {"message"}, "text": {"<i>hello</i>"}})
	h.act(url.Values{"do": {"override"}, "learner": {string(ada.Learner)}, "scenario": {"weak-rbac"}, "check": {"bot-works"}, "outcome": {"fail"}, "text": {"<u>no</u>"}})
	h.act(url.Values{"do": {"names"}})
	board := h.browser(h.s.Token())
	me := h.browser(h.s.gate.link(ada.Learner, h.now()))
	for path, client := range map[string]*http.Client{
		"/instructor": board, "/projector": board, "/instructor/learners/" + string(ada.Learner): board, "/learners/" + string(ada.Learner) + "/transcript": me, "/me": me,
	} {
		status, body, header := h.ask(client, "GET", path, "", nil)
		if status != 200 {
			t.Errorf("%s: %d %s", path, status, body)
		}
		for _, bad := range []string{"<script>alert", "<img src=x", "<i>hello", "<u>no", "style=\"", "onclick", ada.Token, h.s.Token(), "hwb_"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s has %s", path, bad)
			}
		}
		if header.Get("Content-Security-Policy") != csp || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers %v", path, header)
		}
	}
}

// No page and no answer has the key of a question before it is revealed.
func TestKeysAreKept(t *testing.T) {
	h := newHouse(t)
	ada := h.join("Ada")
	h.act(url.Values{"do": {"ask"}, "question": {"exec-verb"}})
	me := h.browser(h.s.gate.link(ada.Learner, h.now()))
	board := h.browser(h.s.Token())
	seen := func() (all string) {
		for _, path := range []string{"/me", "/api/v1/room", "/api/v1/me"} {
			status, body, _ := h.ask(me, "GET", path, "", nil)
			if status != 200 {
				t.Errorf("%s: %d %s", path, status, body)
			}
			all += body
		}
		status, wall, _ := h.ask(board, "GET", "/projector", "", nil)
		if status != 200 {
			t.Errorf("the projector: %d", status)
		}
		return all + wall
	}
	if all := seen(); strings.Contains(all, "Because") || strings.Contains(all, `"key"`) || strings.Contains(all, `class="right"`) || !strings.Contains(all, "pods/exec") {
		t.Errorf("open: %s", all)
	}
	if status, body, _ := h.ask(plainClient, "POST", "/api/v1/answer", ada.Token, answerRequest{1, "z"}); status != 400 || !strings.Contains(body, "there is no option") {
		t.Errorf("%d %s", status, body)
	}
	if status, _, _ := h.ask(me, "POST", "/me/answer", "", url.Values{"round": {"1"}, "answer": {"b"}}); status != 303 {
		t.Errorf("answering: %d", status)
	}
	h.act(url.Values{"do": {"phase"}, "phase": {"closed"}})
	if all := seen(); strings.Contains(all, "Because") || strings.Contains(all, `class="right"`) {
		t.Errorf("closed: %s", all)
	}
	if status, _, _ := h.ask(plainClient, "POST", "/api/v1/answer", ada.Token, answerRequest{1, "create"}); status != 409 {
		t.Errorf("after the end: %d", status)
	}
	h.act(url.Values{"do": {"phase"}, "phase": {"revealed"}})
	if all := seen(); !strings.Contains(all, "Because") || !strings.Contains(all, `"key"`) {
		t.Errorf("revealed: %s", all)
	}
}

// Questions of every type are on the pages, whatever became of them.
func TestQuestionsOfAllTypes(t *testing.T) {
	yes := true
	questions := []quiz.Question{
		{ID: "exec-verb", Type: quiz.Single, Text: "Which of these?", Options: []quiz.Option{{Text: "`create`", Correct: true}, {Text: "`get`"}}},
		{ID: "is-it", Type: quiz.Boolean, Text: "Is it?", Answer: &yes, Explanation: "It is."},
		{ID: "which", Type: quiz.Multiple, Text: "Which of them?", Options: []quiz.Option{{Text: "this", Correct: true}, {Text: "that", Correct: true}, {Text: "none"}}},
		{ID: "order-them", Type: quiz.Order, Text: "In which order?", Items: []quiz.Item{{Text: "authentication"}, {Text: "authorization"}, {Text: "admission"}}},
		{ID: "match-them", Type: quiz.Match, Text: "What belongs together?", Pairs: []quiz.Pair{{Left: "401", Right: "who"}, {Left: "403", Right: "may not"}}},
	}
	h := newHouse(t, func(o *Options) {
		for i := range o.Plan.Items {
			if o.Plan.Items[i].Kind == KindQuiz {
				o.Plan.Items[i].Questions = questions
			}
		}
	})
	me := h.browser(h.s.gate.link(h.join("Ada").Learner, h.now()))
	board := h.browser(h.s.Token())
	for _, q := range questions {
		h.act(url.Values{"do": {"ask"}, "question": {string(q.ID)}})
		for _, phase := range []Phase{PhaseOpen, PhaseClosed, PhaseRevealed, PhaseDone} {
			h.act(url.Values{"do": {"phase"}, "phase": {string(phase)}})
			for path, client := range map[string]*http.Client{"/me": me, "/projector": board, "/instructor": board} {
				status, body, _ := h.ask(client, "GET", path, "", nil)
				_, text, _ := strings.Cut(body, "<main") // the instructor's list of questions has every text
				if status != 200 || path != "/instructor" && strings.Contains(text, q.Text) != (phase != PhaseDone) {
					t.Errorf("%s is %s on %s: %d %s", q.ID, phase, path, status, body)
				}
			}
		}
	}
}

// A token that somebody else made lets in, and the one before does not any more. The same one again changes nothing.
func TestKnowInstructor(t *testing.T) {
	h := newHouse(t)
	before := h.s.Token()
	token, text := NewInstructorToken()
	hash, err := ParseInstructor(text + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.s.KnowInstructor(t.Context(), hash); err != nil {
		t.Fatal(err)
	}
	if h.s.Token() != "" {
		t.Error("a token is shown that opens nothing")
	}
	status := func(token string) int {
		status, _, _ := h.ask(plainClient, "GET", "/api/v1/instructor/room", token, nil)
		return status
	}
	if status(before) != 401 || status(token) != 200 {
		t.Errorf("the old one is answered %d, the new one %d", status(before), status(token))
	}
	browser := h.browser(token)
	if err := h.s.KnowInstructor(t.Context(), hash); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := h.ask(browser, "GET", "/instructor", "", nil); status != 200 {
		t.Errorf("the same token again signs browsers out: %d", status)
	}
	for _, bad := range []string{"", "ab", strings.Repeat("g", 64), strings.Repeat("a", 66)} {
		if _, err := ParseInstructor(bad); err == nil || err.Error() != "it is not the SHA-256 of a token, which has 64 hexadecimal digits" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// The log says who asked for what, and holds nothing that opens a door.
func TestLog(t *testing.T) {
	h := newHouse(t)
	ada := h.join("Ada")
	link := h.s.gate.link(ada.Learner, h.now())
	h.browser(link)
	h.report(ada.Token, graded(1, Fail))
	h.ask(plainClient, "GET", "/me?token="+ada.Token, "", nil)
	text := h.log.String()
	for _, secret := range []string{ada.Token, link, h.s.Token(), "hwb_", "blue"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log has %s", secret)
		}
	}
	if !strings.Contains(text, `route="POST /api/v1/reports" status=200`) || !strings.Contains(text, "learner="+string(ada.Learner)) {
		t.Errorf("the log is\n%s", text)
	}
}

func TestLimits(t *testing.T) {
	limits := DefaultLimits()
	limits.Caller = Limit{PerSecond: 1, Burst: 5}
	h := newHouse(t, func(o *Options) { o.Limits = &limits })
	ada, bob := h.join("Ada"), h.join("Bob")
	codes := []int{}
	for range 7 {
		status, _, _ := h.ask(plainClient, "GET", "/api/v1/me", ada.Token, nil)
		codes = append(codes, status)
	}
	if !slices.Equal(codes, []int{200, 200, 200, 200, 200, 429, 429}) {
		t.Errorf("%v", codes)
	}
	// Others are not held up, and she is not for long.
	if status, _, _ := h.ask(plainClient, "GET", "/api/v1/me", bob.Token, nil); status != 200 {
		t.Errorf("Bob: %d", status)
	}
	h.pass(2 * time.Second)
	if status, _, _ := h.ask(plainClient, "GET", "/api/v1/me", ada.Token, nil); status != 200 {
		t.Errorf("later: %d", status)
	}
}

func TestBuckets(t *testing.T) {
	b := newBuckets(Limit{PerSecond: 1, Burst: 1})
	for i := range mostBuckets + 50 {
		b.take(fmt.Sprint(i), 1, noon)
	}
	if len(b.used) > mostBuckets {
		t.Errorf("%d callers are remembered", len(b.used))
	}
	for remote, want := range map[string]string{
		"192.0.2.1:99": "192.0.2.1", "[2001:db8:1:2:3::4]:9": "2001:db8:1:2::/64", "[::ffff:192.0.2.1]:9": "192.0.2.1", "[fe80::1%eth0]:9": "fe80::/64", "pipe": "pipe",
	} {
		if got := addressOf(remote); got != want {
			t.Errorf("%s: %s, want %s", remote, got, want)
		}
	}
}

// What a server graded is signed; what a laptop reported is not.
func TestTranscript(t *testing.T) {
	h := newHouse(t)
	ada := h.join("Ada")
	path := "/learners/" + string(ada.Learner) + "/transcript.json"
	h.report(ada.Token, graded(1, Pass))
	_, body, _ := h.ask(plainClient, "GET", path, ada.Token, nil)
	said, err := VerifyTranscript([]byte(body), ada.Key)
	if !errors.Is(err, ErrUnsigned) || said.Name != "Ada" || said.Passed != 2 {
		t.Errorf("%+v, %v", said, err)
	}
	r := graded(1, Pass)
	r.Client = strings.Repeat("f", 32)
	if err := h.s.Record(t.Context(), ada.Learner, r); err != nil {
		t.Fatal(err)
	}
	_, body, _ = h.ask(plainClient, "GET", path, ada.Token, nil)
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, []byte(body), "", "  "); err != nil {
		t.Fatal(err)
	}
	if said, err = VerifyTranscript(pretty.Bytes(), ada.Key); err != nil || said.Items[1].Origin != Graded {
		t.Errorf("signed: %+v, %v", said, err)
	}
	forged := strings.Replace(body, `"name":"Ada"`, `"name":"Eve"`, 1)
	if _, err := VerifyTranscript([]byte(forged), ada.Key); !errors.Is(err, ErrForged) {
		t.Errorf("forged: %v", err)
	}
	other := newHouse(t)
	if _, err := VerifyTranscript([]byte(body), other.s.Key()); !errors.Is(err, ErrForged) {
		t.Errorf("another key: %v", err)
	}
}

func TestCSV(t *testing.T) {
	h := newHouse(t)
	eve := h.join(`=HYPERLINK("x") A`)
	r := graded(1, Fail)
	r.Results[0].Said = "\n @SUM(1)\nand \"more\""
	h.report(eve.Token, r)
	_, body, header := h.ask(plainClient, "GET", "/export.csv", h.s.Token(), nil)
	if !strings.Contains(body, `"'=HYPERLINK(""x"") A"`) || !strings.Contains(body, `'@SUM(1)`) || strings.Contains(body, ",=") || strings.Contains(body, ",@") {
		t.Errorf("%s", body)
	}
	if header.Get("Content-Disposition") != `attachment; filename="workshop.csv"` {
		t.Errorf("%v", header)
	}
	for cell, want := range map[string]string{"=1": "'=1", " +1": "' +1", "-1": "'-1", "@x": "'@x", "\t=1": "' =1", "a=1": "a=1", "": "", "＝1": "'＝1", "3": "3"} {
		if got := harmless(cell); got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}

// A server that comes back knows everything it knew, and nothing that was secret is in its file.
func TestServedAgain(t *testing.T) {
	dir := t.TempDir()
	serve := func() (*Server, *Store) {
		store, err := OpenStore(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		s, err := New(t.Context(), Options{Plan: testPlan(), Store: store, Now: func() time.Time { return noon }})
		if err != nil {
			t.Fatal(err)
		}
		return s, store
	}
	s, store := serve()
	token := s.Token()
	ada, err := s.Join(t.Context(), "Ada")
	if err != nil {
		t.Fatal(err)
	}
	e, err := reportEntry(ada.Learner, SelfReported, graded(1, Pass))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Append(t.Context(), s.stamped(e)...); err != nil {
		t.Fatal(err)
	}
	key, before := s.Key(), s.Room(true)
	s.Close()
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	s, store = serve()
	defer func() { s.Close(); store.Close() }()
	after := s.Room(true)
	if a, b := fmt.Sprintf("%+v", before.Learners), fmt.Sprintf("%+v", after.Learners); a != b {
		t.Errorf("before\n%s\nafter\n%s", a, b)
	}
	if s.Token() != "" || s.Key() != key || !s.gate.isInstructor(hashToken(token)) || s.findToken(hashToken(ada.Token)).role != learner {
		t.Error("the server does not know its own")
	}
	if _, err := New(t.Context(), Options{Plan: &Plan{Title: "Another"}, Store: store}); err == nil || !strings.Contains(err.Error(), `holds the workshop "A day", and this is "Another"`) {
		t.Errorf("another event: %v", err)
	}
}
