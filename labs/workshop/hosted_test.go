package workshop

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// fakeHosting gives each learner a lab of their own, in which nothing runs.
type fakeHosting struct {
	mu   sync.Mutex
	done []string
	gone []LearnerID
	// hold keeps Do from ending, once it has said that it began.
	hold chan struct{}
}

func withLabs(f *fakeHosting) func(*Options) { return func(o *Options) { o.Hosting = f } }

func (f *fakeHosting) Lab(_ context.Context, id LearnerID) (*Hosted, error) {
	return &Hosted{Name: "lab of " + string(id), Ready: true}, nil
}

func (f *fakeHosting) Do(ctx context.Context, id LearnerID, verb HostedVerb, r HostedRequest, say func(HostedLine)) (json.RawMessage, error) {
	f.mu.Lock()
	f.done = append(f.done, string(verb)+" "+string(id)+" "+r.Scenario)
	hold := f.hold
	f.mu.Unlock()
	say(HostedLine{Step: "etcd"})
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	switch r.Scenario {
	case "full":
		return nil, &Fault{FaultState, "all hosted labs are taken", "ask the instructor"}
	case "broken":
		return nil, errors.New("a secret of the server's")
	}
	return json.RawMessage(`{"name":"` + string(id) + `"}`), nil
}

// Tunnel says whose lab it is, and then gives back as much as a greeting.
func (f *fakeHosting) Tunnel(ctx context.Context, id LearnerID, conn net.Conn) error {
	if _, err := io.WriteString(conn, string(id)+"\n"); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	_, err := io.CopyN(conn, conn, int64(len(greeting)))
	return err
}

const greeting = "hello"

func (f *fakeHosting) Gone(id LearnerID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gone = append(f.gone, id)
}

// sit joins by way of a laptop.
func (h *house) sit(name string) (*Desk, *Member) {
	h.t.Helper()
	d := OpenDesk(h.t.TempDir())
	m, err := d.Join(h.t.Context(), h.http.URL, "", h.s.Code(), name, h.now())
	if err != nil {
		h.t.Fatal(err)
	}
	return d, m
}

func TestHostedVerbs(t *testing.T) {
	f := &fakeHosting{}
	h := newHouse(t, withLabs(f))
	d, m := h.sit("Ada")
	var steps []string
	each := func(l HostedLine) {
		if l.Step != "" {
			steps = append(steps, l.Step)
		}
	}
	result, err := d.HostedDo(t.Context(), HostedStart, HostedRequest{Scenario: "weak-rbac"}, each)
	if want := `{"name":"` + string(m.Learner) + `"}`; err != nil || string(result) != want {
		t.Errorf("start: %s, %v; want %s", result, err, want)
	}
	if strings.Join(steps, ",") != "etcd" {
		t.Errorf("steps: %q", steps)
	}
	for _, test := range []struct {
		verb     HostedVerb
		scenario string
		want     string
	}{
		{HostedStart, "full", "all hosted labs are taken"},
		{HostedStart, "broken", "the server made a mistake"},
		{HostedStart, "", `the request cannot be read: scenario is ""`},
		{HostedStart, "../etc", `the request cannot be read: scenario is "../etc"`},
	} {
		_, err := d.HostedDo(t.Context(), test.verb, HostedRequest{Scenario: test.scenario}, nil)
		var fault *Fault
		if !errors.As(err, &fault) || fault.Message != test.want {
			t.Errorf("%s %q: %v, want %q", test.verb, test.scenario, err, test.want)
		}
	}
	lab, err := d.Hosted(t.Context())
	if err != nil || lab.Name != "lab of "+string(m.Learner) {
		t.Errorf("hosted: %+v, %v", lab, err)
	}
	if log := h.log.String(); !strings.Contains(log, "a secret of the server's") {
		t.Errorf("what went wrong is not in the log: %s", log)
	}
}

func TestHostedNone(t *testing.T) {
	h := newHouse(t)
	d, _ := h.sit("Ada")
	const want = "this workshop has no hosted labs"
	_, hosted := d.Hosted(t.Context())
	_, do := d.HostedDo(t.Context(), HostedCheck, HostedRequest{}, nil)
	_, tunnel := d.Tunnel(t.Context())
	for what, err := range map[string]error{"hosted": hosted, "check": do, "tunnel": tunnel} {
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %q", what, err, want)
		}
	}
}

func TestHostedTooMuch(t *testing.T) {
	f := &fakeHosting{hold: make(chan struct{})}
	h := newHouse(t, withLabs(f))
	d, _ := h.sit("Ada")
	other, _ := h.sit("Bob")
	var all sync.WaitGroup
	began := make(chan struct{}, mostVerbs)
	for range mostVerbs {
		all.Go(func() {
			if _, err := d.HostedDo(t.Context(), HostedCheck, HostedRequest{}, func(l HostedLine) {
				if l.Step != "" {
					began <- struct{}{}
				}
			}); err != nil {
				t.Error(err)
			}
		})
	}
	for range mostVerbs {
		<-began
	}
	if _, err := d.HostedDo(t.Context(), HostedCheck, HostedRequest{}, nil); err == nil || err.Error() != "your hosted lab is asked too much at once" {
		t.Errorf("one more: %v", err)
	}
	close(f.hold)
	if _, err := other.HostedDo(t.Context(), HostedCheck, HostedRequest{}, nil); err != nil {
		t.Errorf("another learner: %v", err)
	}
	all.Wait()
}

func TestHostedTunnel(t *testing.T) {
	h := newHouse(t, withLabs(&fakeHosting{}))
	for _, name := range []string{"Ada", "Bob"} {
		d, m := h.sit(name)
		conn, err := d.Tunnel(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, greeting); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(conn)
		if err != nil || string(got) != string(m.Learner)+"\n"+greeting {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}
	// It is no ordinary page.
	ada := h.join("Eve")
	if status, _, _ := h.ask(plainClient, "POST", "/api/v1/hosted/tunnel", ada.Token, nil); status != 404 {
		t.Errorf("POST: %d", status)
	}
}

func TestHostedGone(t *testing.T) {
	f := &fakeHosting{}
	h := newHouse(t, withLabs(f))
	d, ada := h.sit("Ada")
	_, bob := h.sit("Bob")
	if err := d.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.act(url.Values{"do": {"remove"}, "learner": {string(bob.Learner)}})
	if len(f.gone) != 2 || f.gone[0] != ada.Learner || f.gone[1] != bob.Learner {
		t.Errorf("gone: %v, want %s and %s", f.gone, ada.Learner, bob.Learner)
	}
}

func TestPlaces(t *testing.T) {
	h := newHouse(t)
	ada, bob, eve := h.join("Ada"), h.join("Bob"), h.join("Eve")
	two := []string{"a:1", "b:1"}
	place := func(who Joined) string {
		t.Helper()
		got, err := h.s.Place(t.Context(), who.Learner, two)
		if err != nil {
			return err.Error()
		}
		return got
	}
	for i, step := range []struct{ got, want string }{
		{place(ada), "a:1"}, {place(ada), "a:1"}, {place(bob), "b:1"}, {place(eve), "all hosted labs are taken"},
	} {
		if step.got != step.want {
			t.Errorf("step %d: %q, want %q", i, step.got, step.want)
		}
	}
	// Of many at once each gets another one.
	if err := h.s.Leave(t.Context(), ada.Learner); err != nil {
		t.Fatal(err)
	}
	if got := place(eve); got != "a:1" {
		t.Errorf("after one was taken back: %q", got)
	}
	if got := place(ada); got != "all hosted labs are taken" {
		t.Errorf("the one whose was taken back: %q", got)
	}
	if got := h.s.Places(); len(got) != 2 || got[eve.Learner] != "a:1" || got[bob.Learner] != "b:1" {
		t.Errorf("places: %v", got)
	}
	// They are in the journal.
	again := NewRoom(testPlan())
	if err := h.s.o.Store.Entries(t.Context(), again.apply); err != nil {
		t.Fatal(err)
	}
	if again.learners[eve.Learner].place != "a:1" || again.learners[ada.Learner].place != "" {
		t.Errorf("read again: %q and %q", again.learners[eve.Learner].place, again.learners[ada.Learner].place)
	}
}

func FuzzHosted(f *testing.F) {
	f.Add("start", []byte(`{"scenario":"weak-rbac"}`))
	f.Add("check", []byte(`{"wait":true}`))
	f.Add("start", []byte(`{"scenario":"../../etc"} {}`))
	f.Fuzz(func(t *testing.T, verb string, data []byte) {
		r, err := parseHosted(HostedVerb(verb), data)
		if err == nil && HostedVerb(verb) == HostedStart && (strings.ContainsAny(r.Scenario, "/.\\ ") || r.Scenario == "") {
			t.Errorf("scenario %q", r.Scenario)
		}
	})
}
