package house

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hardenway/hardenway/internal/porttest"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/labs/workshop"
)

// emptyProvider has no clusters and makes none.
type emptyProvider struct{}

func (emptyProvider) Name() string                                         { return "empty" }
func (emptyProvider) Capabilities() []labs.Capability                      { return nil }
func (emptyProvider) List(context.Context) ([]labs.ID, error)              { return nil, nil }
func (emptyProvider) Delete(context.Context, labs.ID, labs.Reporter) error { return nil }
func (emptyProvider) Diagnose(context.Context) []labs.Diagnosis            { return nil }
func (emptyProvider) Open(_ context.Context, id labs.ID) (labs.Cluster, error) {
	return nil, &labs.NotFoundError{ID: id}
}

func (emptyProvider) Create(context.Context, labs.ClusterSpec, labs.Reporter) (labs.Cluster, error) {
	return nil, errors.New("nothing can be made here")
}

// fakeRoom is a workshop without a journal.
type fakeRoom struct {
	mu       sync.Mutex
	here     map[workshop.LearnerID]bool
	places   map[workshop.LearnerID]string
	recorded []workshop.Report
}

func (r *fakeRoom) Here(id workshop.LearnerID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.here[id]
}

func (r *fakeRoom) Place(_ context.Context, id workshop.LearnerID, places []string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := map[string]bool{}
	for _, p := range r.places {
		taken[p] = true
	}
	for _, p := range places {
		if !taken[p] {
			r.places[id] = p
			return p, nil
		}
	}
	return "", &workshop.Fault{Code: workshop.FaultState, Message: "all hosted labs are taken"}
}

func (r *fakeRoom) Leave(_ context.Context, id workshop.LearnerID) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.places, id)
	return nil
}

func (r *fakeRoom) Places() map[workshop.LearnerID]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	places := map[workshop.LearnerID]string{}
	for id, p := range r.places {
		places[id] = p
	}
	return places
}

func (r *fakeRoom) Record(_ context.Context, _ workshop.LearnerID, reports ...workshop.Report) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.recorded = append(r.recorded, reports...)
	return nil
}

// newAgents serves that many empty labs, and has one address more, at which nobody answers, before them.
func newAgents(t *testing.T, count int) []*hosted.AgentClient {
	t.Helper()
	certificates, err := hosted.NewCertificates([]string{"127.0.0.1"}, time.Now(), time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	var list []*hosted.AgentClient
	for i := range count + 1 {
		address := porttest.Address(t) // the first is one that nobody listens at
		if i > 0 {
			l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			t.Cleanup(cancel)
			agent := &hosted.Agent{Provider: emptyProvider{}, Most: 1, Harden: "test"}
			go func() { _ = agent.Serve(ctx, l, certificates.Labs["127.0.0.1"]) }()
		}
		client, err := hosted.NewAgentClient(address, certificates.Server)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, client)
	}
	return list
}

func newHouse(t *testing.T, count int, change func(*Options)) (*House, *fakeRoom) {
	t.Helper()
	o := Options{Dir: t.TempDir(), Agents: newAgents(t, count), Event: func(s string) bool { return s == "weak-rbac" }, Version: "test"}
	if change != nil {
		change(&o)
	}
	h := New(o)
	t.Cleanup(h.Close)
	r := &fakeRoom{here: map[workshop.LearnerID]bool{"ada": true, "bob": true}, places: map[workshop.LearnerID]string{}}
	return h, r
}

// A lab that does not answer is given to nobody, and who has one gets another.
func TestSettle(t *testing.T) {
	h, r := newHouse(t, 1, nil)
	h.room = r
	g, err := h.settle(t.Context(), "ada")
	if err != nil {
		t.Fatal(err)
	}
	if g.agent != h.o.Agents[1] || r.places["ada"] != h.o.Agents[1].Address {
		t.Errorf("Ada has %s, and in the journal %q; want %s, which answers", g.agent.Address, r.places["ada"], h.o.Agents[1].Address)
	}
	if again, err := h.settle(t.Context(), "ada"); err != nil || again != g {
		t.Errorf("asked again: %+v, %v", again, err)
	}
	if _, err := h.settle(t.Context(), "bob"); err == nil || err.Error() != "1 of 2 hosted labs answer, and none of them is free" {
		t.Errorf("Bob: %v", err)
	}
	first := h.o.Agents[0].Address
	silent := h.alive[first]
	h.alive[first], r.places["eve"] = nil, first // both answer, and the first has somebody
	if _, err := h.settle(t.Context(), "bob"); err == nil || err.Error() != "all hosted labs are taken" {
		t.Errorf("Bob, when every lab answers: %v", err)
	}
	h.alive[first] = silent
	delete(r.places, "eve")
	if lab, err := h.Lab(t.Context(), "bob"); lab != nil || err != nil {
		t.Errorf("Bob is told of %+v, %v", lab, err)
	}
	if lab, err := h.Lab(t.Context(), "ada"); err != nil || lab == nil || lab.Name != g.agent.Address || !lab.Ready || lab.Lab != "" {
		t.Errorf("Ada is told of %+v, %v", lab, err)
	}
}

func TestNobodyAnswers(t *testing.T) {
	h, r := newHouse(t, 0, nil)
	h.room = r
	_, err := h.Do(t.Context(), "ada", workshop.HostedStart, workshop.HostedRequest{Scenario: "weak-rbac"}, func(workshop.HostedLine) {})
	fault, ok := errors.AsType[*workshop.Fault](err)
	if !ok || fault.Code != workshop.FaultLab || !strings.Contains(fault.Message, "the hosted lab at "+h.o.Agents[0].Address) || fault.Mend == "" {
		t.Errorf("%+v", err)
	}
	if len(r.places) != 0 {
		t.Errorf("places: %v", r.places)
	}
}

func TestRefusals(t *testing.T) {
	now := time.Now()
	h, r := newHouse(t, 1, func(o *Options) {
		o.Until, o.Now = now.Add(time.Hour), func() time.Time { return now }
	})
	h.room = r
	do := func(verb workshop.HostedVerb, scenario string) string {
		_, err := h.Do(t.Context(), "ada", verb, workshop.HostedRequest{Scenario: scenario}, func(workshop.HostedLine) {})
		if fault, ok := errors.AsType[*workshop.Fault](err); ok {
			return fault.Message
		}
		return "no fault"
	}
	if got, want := do(workshop.HostedStart, "token-lifetimes"), `"token-lifetimes" is not part of this workshop`; got != want {
		t.Errorf("another scenario: %q, want %q", got, want)
	}
	for _, verb := range []workshop.HostedVerb{workshop.HostedCheck, workshop.HostedWatch, workshop.HostedReset, workshop.HostedStop} {
		if got, want := do(verb, ""), "nothing runs in your hosted lab"; got != want {
			t.Errorf("%s: %q, want %q", verb, got, want)
		}
	}
	here, there := net.Pipe()
	defer here.Close()
	if err := h.Tunnel(t.Context(), "ada", there); err == nil || err.Error() != "the learner has no hosted lab" {
		t.Errorf("a tunnel to nothing: %v", err)
	}
	now = now.Add(time.Hour)
	if got := do(workshop.HostedStart, "weak-rbac"); !strings.HasPrefix(got, "the workshop's hosted labs ended at ") {
		t.Errorf("after the end: %q", got)
	}
	if lab, err := h.Lab(t.Context(), "ada"); lab != nil || err != nil {
		t.Errorf("after the end Ada is told of %+v, %v", lab, err)
	}
	if len(r.recorded) != 0 {
		t.Errorf("recorded: %+v", r.recorded)
	}
}

// Who goes has no lab any more, and their open connections end.
func TestGone(t *testing.T) {
	h, r := newHouse(t, 1, nil)
	r.places["ada"] = h.o.Agents[1].Address
	r.places["eve"] = "not-there-any-more:1" // the list of labs is another than before
	h.Open(r)
	here, there := net.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- h.Tunnel(t.Context(), "ada", there) }()
	if _, err := io.WriteString(here, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	h.Gone("ada")
	go func() { _, _ = io.Copy(io.Discard, here) }()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the tunnel is still open")
	}
	for end := time.Now().Add(10 * time.Second); r.Places()["ada"] != ""; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("Ada's lab was not taken back")
		}
	}
	h.Gone("nobody") // nothing to do
}
