package workshop

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options are what a server is made with.
type Options struct {
	Plan  *Plan
	Store *Store
	// Now is the clock; time.Now without it.
	Now func() time.Time
	// Log takes one line for each request, and what goes wrong. It is never given a token.
	Log *slog.Logger
	// URL is where learners reach the server, and Fingerprint that of its certificate when it made one
	// itself. Both are shown to the room.
	URL, Fingerprint string
	// Secure says that everything goes over TLS.
	Secure bool
	Limits *Limits // DefaultLimits without it
	// Course answers below /course/, which it is not told; nil for none. LessonPage is the path below it
	// of a lesson's page.
	Course     http.Handler
	LessonPage func(lesson string) string
	// Hosting gives learners labs; nil for none.
	Hosting Hosting
	// Harden is the version of the program, shown at the foot of pages.
	Harden string
}

// Server is one event that is being served. It is safe for use by several goroutines.
type Server struct {
	o      Options
	gate   *gate
	hub    *hub
	key    ed25519.PrivateKey
	code   string
	fresh  string // the instructor's token, when it was made just now
	limits Limits

	callers, strangers, guesses *buckets

	mu   sync.RWMutex // of room and changed
	room *Room
	// changed is what the pages do not show yet: everything with the key "".
	changed map[LearnerID]bool
	wake    chan struct{}
	pages   *pages
	stop    context.CancelFunc
	running context.Context // ends with the server

	verbs, tunnels turns // of learners, with their hosted labs

	sentMu sync.Mutex
	sent   map[audience]map[string]string // the parts that an audience was sent last
	done   chan struct{}
}

// The server's memory besides the journal.
const (
	metaCode       = "code"
	metaInstructor = "instructor"
	metaKey        = "key"
	metaEvent      = "event"
)

// New makes a server of what the store remembers. From then on the store is the server's: whoever calls New ends
// it by Close, and then the store.
func New(ctx context.Context, o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	limits := DefaultLimits()
	if o.Limits != nil {
		limits = *o.Limits
	}
	s := &Server{
		o: o, limits: limits, hub: newHub(), room: NewRoom(o.Plan), changed: map[LearnerID]bool{}, wake: make(chan struct{}, 1), sent: map[audience]map[string]string{}, done: make(chan struct{}),
		callers: newBuckets(limits.Caller), strangers: newBuckets(limits.Stranger), guesses: newBuckets(limits.Guess),
	}
	if err := s.remember(ctx); err != nil {
		return nil, err
	}
	unknown := 0
	err := o.Store.Entries(ctx, func(e Entry) error {
		if err := s.room.apply(e); err != nil {
			if unknown++; unknown == 1 {
				o.Log.Warn("an entry was passed over", "error", err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if s.pages, err = newPages(s); err != nil {
		return nil, err
	}
	o.Store.commit = s.committed
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop, s.running = stop, running
	go s.publish(running)
	return s, nil
}

// remember reads what the store remembers, or makes it up.
func (s *Server) remember(ctx context.Context) error {
	value := func(key string, fresh func() string) (string, error) {
		old, err := s.o.Store.meta(ctx, key)
		if err != nil || old != "" {
			return old, err
		}
		value := fresh()
		return value, s.o.Store.setMeta(ctx, key, value)
	}
	event, err := s.o.Store.meta(ctx, metaEvent)
	if err != nil {
		return err
	}
	if event != "" && event != s.o.Plan.Title {
		return &OtherEventError{Dir: s.o.Store.dir, Have: event, Want: s.o.Plan.Title}
	}
	if err := s.o.Store.setMeta(ctx, metaEvent, s.o.Plan.Title); err != nil {
		return err
	}
	if s.code = s.o.Plan.Event.Code; s.code == "" {
		if s.code, err = value(metaCode, newCode); err != nil {
			return err
		}
	}
	key, err := value(metaKey, func() string {
		var seed [ed25519.SeedSize]byte
		random(seed[:])
		return hex.EncodeToString(seed[:])
	})
	if err != nil {
		return err
	}
	seed, err := hex.DecodeString(key)
	if err != nil || len(seed) != ed25519.SeedSize {
		return fmt.Errorf("the key in %s is damaged", s.o.Store.dir)
	}
	s.key = ed25519.NewKeyFromSeed(seed)
	name := hashToken("event " + key)
	prefix := ""
	if s.o.Secure {
		prefix = "__Host-" // browsers take such a cookie from this host only, and over TLS
	}
	s.gate = &gate{
		store: s.o.Store, cookie: prefix + "harden-" + hex.EncodeToString(name[:4]), secure: s.o.Secure,
		browsers: map[[32]byte]browser{}, once: map[[32]byte]browser{},
	}
	hash, err := s.o.Store.meta(ctx, metaInstructor)
	if err != nil {
		return err
	}
	if hash == "" {
		if s.fresh, err = s.NewInstructor(ctx); err != nil {
			return err
		}
	} else {
		known, err := hex.DecodeString(hash)
		if err != nil || len(known) != len(s.gate.instructor) {
			return fmt.Errorf("the instructor's token in %s is damaged", s.o.Store.dir)
		}
		copy(s.gate.instructor[:], known)
	}
	list, err := s.o.Store.browsers(ctx, s.o.Now())
	if err != nil {
		return err
	}
	for _, b := range list {
		s.gate.browsers[b.token] = b
	}
	return nil
}

// OtherEventError: the directory holds the results of another event.
type OtherEventError struct{ Dir, Have, Want string }

// Error says which events they are.
func (e *OtherEventError) Error() string {
	return fmt.Sprintf("%s holds the workshop %q, and this is %q", e.Dir, e.Have, e.Want)
}

// Mend is what to do about it.
func (e *OtherEventError) Mend() string {
	return "name another directory with --data, or give the event its old title"
}

// Token is the instructor's, when it was made by this server's New, and else "": only its hash is kept.
func (s *Server) Token() string { return s.fresh }

// NewInstructor makes another token for the instructor. The one before, and every browser that was let in by
// it, are nothing any more.
func (s *Server) NewInstructor(ctx context.Context) (string, error) {
	token := newToken(instructorToken)
	return token, s.replaceInstructor(ctx, hashToken(token))
}

func (s *Server) replaceInstructor(ctx context.Context, hash [32]byte) error {
	if err := s.o.Store.setMeta(ctx, metaInstructor, hex.EncodeToString(hash[:])); err != nil {
		return err
	}
	if err := s.o.Store.removeInstructors(ctx); err != nil {
		return err
	}
	s.gate.mu.Lock()
	s.gate.instructor = hash
	for token, b := range s.gate.browsers {
		if b.learner == "" {
			delete(s.gate.browsers, token)
		}
	}
	s.gate.mu.Unlock()
	s.hub.kick(toInstructor)
	s.hub.kick(toProjector)
	return nil
}

// Code is the join code.
func (s *Server) Code() string { return s.code }

// Key is the public key by which transcripts are verified, in base64.
func (s *Server) Key() string {
	public, _ := s.key.Public().(ed25519.PublicKey)
	return base64.StdEncoding.EncodeToString(public)
}

// Room is the room now. With everybody, also those who left.
func (s *Server) Room(everybody bool) *RoomView {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.room.view(s.o.Now(), everybody)
}

// Close ends every stream. The store is still to be closed.
func (s *Server) Close() {
	s.stop()
	<-s.done
	s.hub.close()
}

// committed is told by the store of what is on the disk now.
func (s *Server) committed(entries []Entry) {
	s.mu.Lock()
	for _, e := range entries {
		if err := s.room.apply(e); err != nil {
			s.o.Log.Error("an entry cannot be applied", "error", err)
		}
		who := e.Learner
		switch e.Kind {
		case EntryJoined, EntryLeft, EntryRemoved, EntryFreeze, EntryQuestion, EntryNames:
			who = ""
		case EntryReport, EntryOverride, EntryRelease, EntryMessage, EntryAnswer, EntryPlace:
		}
		s.changed[who] = true
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// stamped gives entries the time.
func (s *Server) stamped(entries ...Entry) []Entry {
	now := s.o.Now().UTC().Truncate(time.Millisecond)
	for i := range entries {
		entries[i].Time = now
	}
	return entries
}

// add writes one entry.
func (s *Server) add(ctx context.Context, kind EntryKind, learner LearnerID, body any) error {
	e, err := entry(kind, learner, body)
	if err != nil {
		return err
	}
	_, err = s.o.Store.Append(ctx, s.stamped(e)...)
	return err
}

// Record takes reports whose origin is this server's own grading, out of the learner's reach. HTTP has no
// way here.
func (s *Server) Record(ctx context.Context, id LearnerID, reports ...Report) error {
	entries := make([]Entry, 0, len(reports))
	for _, r := range reports {
		if err := r.check(); err != nil {
			return fmt.Errorf("recording a grading of %s: %w", id, err)
		}
		e, err := reportEntry(id, Graded, r)
		if err != nil {
			return err
		}
		entries = append(entries, e)
	}
	_, err := s.o.Store.Append(ctx, s.stamped(entries...)...)
	return err
}

// Join lets a learner in by name. Errors are *Fault.
func (s *Server) Join(ctx context.Context, name string) (*Joined, error) {
	clean, err := CleanName(name)
	if err != nil {
		return nil, &Fault{FaultName, "the name cannot be used: " + err.Error(), "choose another"}
	}
	var id [8]byte
	random(id[:])
	token := newToken(learnerToken)
	hash := hashToken(token)
	joined := &Joined{APIVersion: WireVersion, Learner: LearnerID(hex.EncodeToString(id[:])), Token: token, Key: s.Key()}
	_, err = s.o.Store.AppendIf(ctx, func() ([]Entry, error) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		as, ok := s.room.expected(clean)
		switch {
		case !ok:
			return nil, &Fault{FaultName, fmt.Sprintf("nobody called %q is expected", clean), "give the name that the instructor has on the list"}
		case s.room.named(as) != nil:
			return nil, &Fault{FaultName, fmt.Sprintf("somebody called %q has joined already", as), "add an initial; or ask the instructor to remove the other one, if that was you"}
		case len(s.room.learners) >= MaxLearners:
			return nil, &Fault{FaultState, "the room is full", "ask the instructor"}
		}
		joined.Name = as
		e, err := entry(EntryJoined, joined.Learner, joinedBody{as, hash[:]})
		return s.stamped(e), err
	})
	if err != nil {
		return nil, err
	}
	joined.Room = s.notice(ctx, joined.Learner)
	return joined, nil
}

// notice is what that learner is told of the room.
func (s *Server) notice(ctx context.Context, id LearnerID) Notice {
	s.mu.RLock()
	l := s.room.learners[id]
	var n Notice
	if l != nil {
		n = s.room.notice(l)
	}
	s.mu.RUnlock()
	n.Hosted = s.hosted(ctx, id)
	return n
}

func (s *Server) hosted(ctx context.Context, id LearnerID) *Hosted {
	if s.o.Hosting == nil {
		return nil
	}
	lab, err := s.o.Hosting.Lab(ctx, id)
	if err != nil {
		s.o.Log.Warn("a hosted lab cannot be looked at", "learner", id, "error", err)
		return nil
	}
	return lab
}

// learnerView is where a learner stands; nil for nobody.
func (s *Server) learnerView(id LearnerID) *LearnerView {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l := s.room.learners[id]
	if l == nil {
		return nil
	}
	v := s.room.learnerView(l, s.o.Now())
	return &v
}

// findToken says whose token it is.
func (s *Server) findToken(hash [32]byte) identity {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l := s.room.learners[s.room.byToken[hash]]
	switch {
	case l == nil || !sameHash(l.token, hash):
		return identity{}
	case !l.Here():
		return identity{role: removed, learner: l.ID}
	}
	return identity{role: learner, learner: l.ID}
}

func (s *Server) here(id LearnerID) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l := s.room.learners[id]
	return l != nil && l.Here()
}

// Times of a connection. A stream of events sets its own.
const (
	headerTime = 5 * time.Second
	readTime   = 15 * time.Second
	answerTime = 30 * time.Second
	idleTime   = 2 * time.Minute
	maxHeader  = 16 << 10 // bytes
	closeTime  = 3 * time.Second
)

// Serve answers on the listener until ctx ends.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: answerTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.hub.close() // streams end, and with them their requests
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	err := server.Shutdown(limited)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	if failed := <-ended; !errors.Is(failed, http.ErrServerClosed) {
		err = errors.Join(err, failed)
	}
	return err
}
