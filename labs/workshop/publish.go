package workshop

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// The rhythm of streams.
const (
	// publishTime is between two looks at what changed: a room that reports at once is told of once.
	publishTime = 250 * time.Millisecond
	// tickTime is between two looks at what the time alone changes: who is stuck.
	tickTime = 15 * time.Second
	pingTime = 15 * time.Second
	// patience is how long one write to a stream may take.
	patience = 10 * time.Second
)

// publish tells streams what changed, until ctx ends.
func (s *Server) publish(ctx context.Context) {
	defer close(s.done)
	tick := time.NewTicker(tickTime)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
			s.mu.Lock()
			s.changed[""] = true
			s.mu.Unlock()
		}
		s.publishOnce()
		select {
		case <-ctx.Done():
			return
		case <-time.After(publishTime):
		}
	}
}

// publishOnce sends each audience what differs from what it was sent last.
func (s *Server) publishOnce() {
	s.mu.Lock()
	changed := s.changed
	s.changed = map[LearnerID]bool{}
	s.mu.Unlock()
	s.pages.forget(changed)
	s.sentMu.Lock()
	defer s.sentMu.Unlock()
	watched := map[audience]bool{}
	for _, to := range s.hub.watched() {
		watched[to] = true
		if id, ok := learnerOf(to); ok && !changed[""] && !changed[id] && s.sent[to] != nil {
			continue
		}
		u, err := s.parts(to)
		if err != nil {
			s.o.Log.Error("a page cannot be made", "error", err)
			continue
		}
		was := s.sent[to]
		s.sent[to] = u.Parts
		if u.Parts = difference(was, u.Parts); len(u.Parts) > 0 {
			s.hub.send(to, u)
		}
	}
	for to := range s.sent {
		if !watched[to] {
			delete(s.sent, to)
		}
	}
}

// rowsPart is the whole matrix. It is sent only when who is in it changed: otherwise their rows are.
const rowsPart = "rows"

// difference is what a page that shows was has to replace in order to show now.
func difference(was, now map[string]string) map[string]string {
	diff := map[string]string{}
	for id, html := range now {
		if id == rowsPart || was[id] == html {
			continue
		}
		if _, known := was[id]; !known && was != nil && now[rowsPart] != "" {
			return whole(now)
		}
		diff[id] = html
	}
	for id := range was {
		if _, still := now[id]; !still && now[rowsPart] != "" {
			return whole(now)
		}
	}
	if was == nil {
		return whole(now)
	}
	return diff
}

// whole leaves out the rows that are in the matrix.
func whole(parts map[string]string) map[string]string {
	all := map[string]string{}
	for id, html := range parts {
		if parts[rowsPart] == "" || !isRow(id) {
			all[id] = html
		}
	}
	return all
}

// streamOf answers with events: first everything there is to see, then what changes.
func (s *Server) streamOf(x *exchange, to audience) error {
	most := s.limits.Streams
	if x.who.role == instructor {
		most *= 10
	}
	stream := s.hub.subscribe(to, most)
	if stream == nil {
		x.Header().Set("Retry-After", "5")
		return &Fault{FaultBusy, "too many pages are open", "close one of them"}
	}
	defer s.hub.leave(to, stream)
	// Whoever was removed between the gate and here is not told anything.
	if id, ok := learnerOf(to); ok && !s.here(id) {
		return &Fault{FaultRemoved, "you are not in this workshop any more", ""}
	}
	first, err := s.parts(to)
	if err != nil {
		return err
	}
	s.sentMu.Lock()
	if s.sent[to] == nil {
		s.sent[to] = first.Parts // the first who watches begins from here
	}
	s.sentMu.Unlock()
	first.Parts = whole(first.Parts)
	control := http.NewResponseController(x)
	x.Header().Set("Content-Type", "text/event-stream")
	x.Header().Set("X-Accel-Buffering", "no")
	send := func(write func() error) error {
		if err := control.SetWriteDeadline(time.Now().Add(patience)); err != nil {
			return err
		}
		if err := write(); err != nil {
			return err
		}
		return control.Flush()
	}
	event := func(u update) error {
		return send(func() error { return writeEvent(x, u) })
	}
	if err := event(first); err != nil {
		return nil //nolint:nilerr // the browser is gone
	}
	ping := time.NewTicker(pingTime)
	defer ping.Stop()
	for {
		var err error
		select {
		case <-x.ctx().Done():
			return nil
		case <-stream.done:
			return nil
		case u := <-stream.updates:
			err = event(u)
		case <-ping.C:
			err = send(func() error {
				_, err := fmt.Fprint(x, "event: ping\ndata: \n\n")
				return err
			})
		}
		if err != nil {
			return nil //nolint:nilerr // the browser is gone
		}
	}
}

func writeEvent(x *exchange, u update) error {
	data, err := json.Marshal(u)
	if err != nil {
		return err
	}
	// In JSON a line never ends within a text.
	_, err = x.Write([]byte("retry: 2000\nid: " + strconv.FormatInt(u.Seq, 10) + "\nevent: parts\ndata: " + string(data) + "\n\n"))
	return err
}

func (s *Server) meEvents(x *exchange) error { return s.streamOf(x, toLearner(x.who.learner)) }

func (s *Server) instructorEvents(x *exchange) error { return s.streamOf(x, toInstructor) }

func (s *Server) projectorEvents(x *exchange) error { return s.streamOf(x, toProjector) }
