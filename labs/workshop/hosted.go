package workshop

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/hardenway/hardenway/labs/remote"
)

// Hosted is the lab that the workshop gives a learner, where a laptop is not enough. What is graded there is
// graded by the server.
type Hosted struct {
	// Name is where it is; "" while the learner has none yet, and gets one by starting a scenario.
	Name string `json:"name"`
	// Ready says that it can be used, or that there is one to be had.
	Ready bool `json:"ready"`
	// Scenario is what runs in it, under the name Lab; "" for nothing.
	Scenario string `json:"scenario,omitempty"`
	Lab      string `json:"lab,omitempty"`
	// Problem says why what runs in it cannot be used; it is made anew when it is started or reset.
	Problem string    `json:"problem,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
}

// Hosting is who gives learners such labs. Whoever grades them tells the server by Server.Record. Its errors are *Fault
// where the learner is to read them. It is used by several goroutines.
type Hosting interface {
	// Lab is the learner's; nil when there is none and none to be had. It is asked often, and does not wait for the lab.
	Lab(ctx context.Context, learner LearnerID) (*Hosted, error)
	// Do does what the learner asks for, and says how it goes on. The result is JSON: a *Hosted of start,
	// and what harden's own commands show of the others.
	Do(ctx context.Context, learner LearnerID, verb HostedVerb, request HostedRequest, say func(HostedLine)) (json.RawMessage, error)
	// Tunnel passes on what the learner's own machine does with their lab, until the connection or ctx ends.
	Tunnel(ctx context.Context, learner LearnerID, conn net.Conn) error
	// Gone is told that a learner is not in the room any more: their lab ends. It does not wait for that.
	Gone(learner LearnerID)
}

// HostedVerb is what a learner does with a hosted lab.
type HostedVerb string

// The verbs.
const (
	HostedStart HostedVerb = "start"
	HostedCheck HostedVerb = "check" // grade it once
	HostedWatch HostedVerb = "watch" // grade it when it changes, until the request ends
	HostedReset HostedVerb = "reset"
	HostedStop  HostedVerb = "stop"
)

// HostedVerbs lists them.
func HostedVerbs() []HostedVerb {
	return []HostedVerb{HostedStart, HostedCheck, HostedWatch, HostedReset, HostedStop}
}

// HostedRequest is what a verb is asked with.
type HostedRequest struct {
	Scenario string `json:"scenario,omitempty"` // of start
	Wait     bool   `json:"wait,omitempty"`     // of check: give changes the time that they need
}

// HostedLine is one line of the answer to a verb.
type HostedLine struct {
	Step string        `json:"step,omitempty"`
	Done bool          `json:"done,omitempty"`
	Took time.Duration `json:"took,omitempty"` // nanoseconds
	// Report is one grading of watch.
	Report json.RawMessage `json:"report,omitempty"`
	Alive  bool            `json:"alive,omitempty"`
	// The last line has one of these.
	Fault  *Fault          `json:"error,omitempty"`
	Ended  bool            `json:"ended,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
}

// TunnelProtocol is what a learner's connection to their lab is upgraded to: HTTP/2, whose requests are those of
// labs/hosted.
const TunnelProtocol = "hardenway-lab/1"

// How much of a server one learner may use for their lab at a time.
const (
	mostVerbs   = 4
	mostTunnels = 24
)

// parseHosted reads what a verb is asked with.
func parseHosted(verb HostedVerb, data []byte) (HostedRequest, error) {
	var r HostedRequest
	if err := decodeBody(data, &r); err != nil {
		return r, err
	}
	if verb == HostedStart && (!idPattern.MatchString(r.Scenario) || len(r.Scenario) > maxID) {
		return r, fmt.Errorf("scenario is %.100q", r.Scenario)
	}
	return r, nil
}

// turns counts what each learner does at a time. The zero value counts nothing yet.
type turns struct {
	mu   sync.Mutex
	used map[LearnerID]int
}

// take begins one more, of at most that many.
func (t *turns) take(id LearnerID, most int) (release func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.used == nil {
		t.used = map[LearnerID]int{}
	}
	if t.used[id] >= most {
		return nil, false
	}
	t.used[id]++
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.used[id]--; t.used[id] == 0 {
			delete(t.used, id)
		}
	}, true
}

func (s *Server) hosting() (Hosting, error) {
	if s.o.Hosting == nil {
		return nil, &Fault{FaultNotFound, "this workshop has no hosted labs", "harden start without --on workshop runs a lab on your own machine"}
	}
	return s.o.Hosting, nil
}

func (s *Server) apiHosted(x *exchange) error {
	if _, err := s.hosting(); err != nil {
		return err
	}
	lab := s.hosted(x.ctx(), x.who.learner)
	if lab == nil {
		return &Fault{FaultNotFound, "all hosted labs are taken", "ask the instructor"}
	}
	return x.json(http.StatusOK, lab)
}

// hostedVerb answers one verb, line by line.
func hostedVerb(verb HostedVerb) func(*Server, *exchange) error {
	return func(s *Server, x *exchange) error {
		data, err := x.body(maxSmallBody)
		if err != nil {
			return err
		}
		request, err := parseHosted(verb, data)
		if err != nil {
			return unreadable(err)
		}
		hosting, err := s.hosting()
		if err != nil {
			return err
		}
		release, ok := s.verbs.take(x.who.learner, mostVerbs)
		if !ok {
			x.Header().Set("Retry-After", "5")
			return &Fault{FaultBusy, "your hosted lab is asked too much at once", "wait until another command has ended"}
		}
		defer release()
		ctx, cancel := s.whileServing(x.ctx())
		defer cancel()
		remote.Lines(x, HostedLine{Alive: true}, func(say func(any)) {
			result, err := hosting.Do(ctx, x.who.learner, verb, request, func(l HostedLine) { say(l) })
			if err != nil {
				say(HostedLine{Fault: s.asFault(x, err)})
				return
			}
			say(HostedLine{Ended: true, Result: result})
		})
		return nil
	}
}

// whileServing is a context that also ends with the server.
func (s *Server) whileServing(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.running, cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}

// apiTunnel makes the connection one to the learner's own lab.
func (s *Server) apiTunnel(x *exchange) error {
	hosting, err := s.hosting()
	if err != nil {
		return err
	}
	if x.r.Header.Get("Upgrade") != TunnelProtocol {
		return &Fault{FaultRequest, "this is reached by an upgrade to " + TunnelProtocol + " only", ""}
	}
	id := x.who.learner
	release, ok := s.tunnels.take(id, mostTunnels)
	if !ok {
		x.Header().Set("Retry-After", "5")
		return &Fault{FaultBusy, "too many connections to your hosted lab are open", "end a command that holds one"}
	}
	defer release()
	conn, buffered, err := http.NewResponseController(x).Hijack()
	if err != nil {
		return err
	}
	defer conn.Close()
	x.status = http.StatusSwitchingProtocols
	err = errors.Join(conn.SetDeadline(time.Time{}), writeUpgrade(conn))
	if err == nil {
		ctx, cancel := context.WithCancel(s.running)
		defer cancel()
		err = hosting.Tunnel(ctx, id, &upgradedConn{conn, buffered.Reader})
	}
	if err != nil {
		s.o.Log.Debug("a tunnel ended", "learner", id, "error", err)
	}
	return nil
}

func writeUpgrade(conn net.Conn) error {
	_, err := fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: %s\r\n\r\n", TunnelProtocol)
	return err
}

// upgradedConn gives back what was read together with the request.
type upgradedConn struct {
	net.Conn
	r *bufio.Reader
}

// Read implements net.Conn.
func (c *upgradedConn) Read(p []byte) (int, error) { return c.r.Read(p) }

// Here says whether the learner is in the room.
func (s *Server) Here(id LearnerID) bool { return s.here(id) }

// Place gives a learner one of the places that nobody has, or the one they have already. Errors: *Fault when
// there is none left.
func (s *Server) Place(ctx context.Context, id LearnerID, places []string) (place string, err error) {
	_, err = s.o.Store.AppendIf(ctx, func() ([]Entry, error) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		l := s.room.learners[id]
		if l == nil || !l.Here() {
			return nil, &Fault{FaultRemoved, "you are not in this workshop any more", ""}
		}
		taken := map[string]bool{}
		for _, other := range s.room.learners {
			taken[other.place] = true
		}
		for _, p := range places {
			if p == l.place {
				place = p
				return nil, nil
			}
			if place == "" && !taken[p] {
				place = p
			}
		}
		if place == "" {
			return nil, &Fault{FaultState, "all hosted labs are taken", "ask the instructor, or start it on your own machine, without --on workshop"}
		}
		e, err := entry(EntryPlace, id, placeBody{place})
		return s.stamped(e), err
	})
	return place, err
}

// Leave takes a learner's place back, so that another may have it.
func (s *Server) Leave(ctx context.Context, id LearnerID) error {
	return s.add(ctx, EntryPlace, id, placeBody{})
}

// Places are those that learners have, or had when they went and nobody took them back.
func (s *Server) Places() map[LearnerID]string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	places := map[LearnerID]string{}
	for id, l := range s.room.learners {
		if l.place != "" {
			places[id] = l.place
		}
	}
	return places
}

// gone tells the hosting that a learner is not there any more.
func (s *Server) gone(id LearnerID) {
	if s.o.Hosting != nil {
		s.o.Hosting.Gone(id)
	}
}
