package workshop

import (
	"sync"
)

// audience is who watches a stream of events: "instructor", "projector", or "learner <id>".
type audience string

const (
	toInstructor audience = "instructor"
	toProjector  audience = "projector"
)

func toLearner(id LearnerID) audience { return audience("learner " + id) }

// update is what changed on a page: parts by the id of their element. An empty part is gone.
type update struct {
	Seq   int64             `json:"-"`
	Parts map[string]string `json:"parts"`
}

// hub hands updates to streams. A stream that does not keep up is ended: its browser comes back and gets
// everything anew.
type hub struct {
	mu      sync.Mutex
	streams map[audience]map[*stream]bool
	count   int
	closed  bool
}

// stream is one open page.
type stream struct {
	updates chan update
	done    chan struct{} // closed when the stream is to end
}

const (
	streamBuffer = 16
	mostStreams  = 2500
)

func newHub() *hub { return &hub{streams: map[audience]map[*stream]bool{}} }

// subscribe returns nil when there are too many already.
func (h *hub) subscribe(to audience, most int) *stream {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || h.count >= mostStreams || len(h.streams[to]) >= most {
		return nil
	}
	s := &stream{updates: make(chan update, streamBuffer), done: make(chan struct{})}
	if h.streams[to] == nil {
		h.streams[to] = map[*stream]bool{}
	}
	h.streams[to][s] = true
	h.count++
	return s
}

// drop ends one stream. h.mu is held.
func (h *hub) drop(to audience, s *stream) {
	if !h.streams[to][s] {
		return
	}
	delete(h.streams[to], s)
	if len(h.streams[to]) == 0 {
		delete(h.streams, to)
	}
	h.count--
	close(s.done)
}

func (h *hub) leave(to audience, s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(to, s)
}

// kick ends every stream of an audience.
func (h *hub) kick(to audience) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.streams[to] {
		h.drop(to, s)
	}
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for to, all := range h.streams {
		for s := range all {
			h.drop(to, s)
		}
	}
}

// watched lists the audiences that somebody watches.
func (h *hub) watched() []audience {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := make([]audience, 0, len(h.streams))
	for to := range h.streams {
		list = append(list, to)
	}
	return list
}

func (h *hub) send(to audience, u update) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.streams[to] {
		select {
		case s.updates <- u:
		default:
			h.drop(to, s)
		}
	}
}
