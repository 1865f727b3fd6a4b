package workshop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// route is one thing that can be asked for.
type route struct {
	pattern string // of http.ServeMux
	access  access
	page    bool // for people: what goes wrong is a page too
	handle  func(*Server, *exchange) error
}

// routes is everything that the server answers, and who may ask. A path with {learner} is about that one.
func routes() []route {
	return []route{
		{"GET /{$}", everybody, true, (*Server).welcomePage},
		{"GET /login", everybody, true, (*Server).loginPage},
		{"POST /login", everybody, true, (*Server).login},
		{"POST /logout", everybody, true, (*Server).logout},
		{"GET /assets/{name}", everybody, false, (*Server).asset},
		{"GET /healthz", everybody, false, (*Server).healthz},

		{"POST /api/v1/join", everybody, false, (*Server).apiJoin},
		{"GET /api/v1/room", learners, false, (*Server).apiRoom},
		{"GET /api/v1/me", learners, false, (*Server).apiMe},
		{"POST /api/v1/reports", learners, false, (*Server).apiReports},
		{"POST /api/v1/answer", learners, false, (*Server).apiAnswer},
		{"POST /api/v1/leave", learners, false, (*Server).apiLeave},
		{"POST /api/v1/link", learners, false, (*Server).apiLink},

		{"GET /api/v1/hosted", learners, false, (*Server).apiHosted},
		{"POST /api/v1/hosted/start", learners, false, hostedVerb(HostedStart)},
		{"POST /api/v1/hosted/check", learners, false, hostedVerb(HostedCheck)},
		{"POST /api/v1/hosted/watch", learners, false, hostedVerb(HostedWatch)},
		{"POST /api/v1/hosted/reset", learners, false, hostedVerb(HostedReset)},
		{"POST /api/v1/hosted/stop", learners, false, hostedVerb(HostedStop)},
		{"GET /api/v1/hosted/tunnel", learners, false, (*Server).apiTunnel},

		{"GET /me", learners, true, (*Server).mePage},
		{"GET /me/events", learners, false, (*Server).meEvents},
		{"POST /me/answer", learners, true, (*Server).meAnswer},
		{"GET /learners/{learner}/transcript", oneself, true, (*Server).transcriptPage},
		{"GET /learners/{learner}/transcript.json", oneself, false, (*Server).transcriptJSON},

		{"GET /instructor", instructors, true, (*Server).instructorPage},
		{"GET /instructor/events", instructors, false, (*Server).instructorEvents},
		{"GET /instructor/learners/{learner}", instructors, true, (*Server).learnerPage},
		{"POST /instructor/act", instructors, true, (*Server).act},
		{"GET /projector", instructors, true, (*Server).projectorPage},
		{"GET /projector/events", instructors, false, (*Server).projectorEvents},
		{"GET /api/v1/instructor/room", instructors, false, (*Server).apiInstructorRoom},
		{"GET /export.csv", instructors, false, (*Server).exportCSV},
		{"GET /export.json", instructors, false, (*Server).exportJSON},
	}
}

// Handler answers every route.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes() {
		mux.Handle(r.pattern, s.guard(r))
	}
	if s.o.Course != nil {
		course := http.StripPrefix("/course", s.o.Course)
		mux.Handle("GET /course/", s.guardCourse(course))
	}
	mux.Handle("/", s.guard(route{pattern: "/", access: everybody, page: true, handle: func(*Server, *exchange) error {
		return &Fault{FaultNotFound, "there is no such page", ""}
	}}))
	return http.NewCrossOriginProtection().Handler(mux)
}

// exchange is one request, its caller, and the way to the answer.
type exchange struct {
	http.ResponseWriter

	r    *http.Request
	who  identity
	now  time.Time
	page bool

	status int
	bytes  int64
}

// Unwrap is for http.ResponseController.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// WriteHeader remembers the status for the log.
func (x *exchange) WriteHeader(status int) {
	if x.status == 0 {
		x.status = status
	}
	x.ResponseWriter.WriteHeader(status)
}

// Write counts bytes for the log.
func (x *exchange) Write(p []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	n, err := x.ResponseWriter.Write(p)
	x.bytes += int64(n)
	return n, err
}

func (x *exchange) ctx() context.Context { return x.r.Context() }

// guard is what stands before every route: headers, limits, who it is and whether they may.
func (s *Server) guard(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		x := &exchange{ResponseWriter: w, r: req, now: s.o.Now(), page: r.page}
		defer s.log(x, r.pattern, time.Now())
		headers(w.Header())
		x.who = s.gate.identify(req, x.now, s.findToken, s.here)
		err := s.limit(x)
		if err == nil {
			err = s.admit(x, r.access)
		}
		if err == nil {
			err = r.handle(s, x)
		}
		if err != nil {
			s.fault(x, err)
		}
	})
}

// guardCourse is the same for pages that are not the workshop's own, and bring headers of their own.
func (s *Server) guardCourse(course http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		x := &exchange{ResponseWriter: w, r: req, now: s.o.Now(), page: true}
		defer s.log(x, "GET /course/", time.Now())
		x.who = s.gate.identify(req, x.now, s.findToken, s.here)
		if err := s.limit(x); err != nil {
			s.fault(x, err)
			return
		}
		course.ServeHTTP(x, req)
	})
}

// csp lets a page load what this server sends, run no script that stands in it, and be framed by nobody.
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func headers(h http.Header) {
	h.Set("Content-Security-Policy", csp)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// limit counts the request.
func (s *Server) limit(x *exchange) error {
	var wait time.Duration
	switch x.who.role {
	case learner:
		wait = s.callers.take(x.who.key(), 1, x.now)
	case instructor:
		wait = s.callers.take(x.who.key(), 0.2, x.now) // a page that is worked with
	case nobody, removed:
		wait = s.strangers.take(addressOf(x.r.RemoteAddr), 1, x.now)
	}
	return x.busy(wait)
}

func (x *exchange) busy(wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	seconds := int(math.Ceil(wait.Seconds()))
	x.Header().Set("Retry-After", strconv.Itoa(seconds))
	return &Fault{FaultBusy, "that was asked too often", fmt.Sprintf("wait %d s", seconds)}
}

// admit says whether the caller may.
func (s *Server) admit(x *exchange, a access) error {
	if a.allows(x.who, LearnerID(x.r.PathValue("learner"))) {
		return nil
	}
	switch x.who.role {
	case nobody:
		return &Fault{FaultSignIn, "this needs a token", "harden workshop open, or the link that harden workshop serve showed"}
	case removed:
		return &Fault{FaultRemoved, "you are not in this workshop any more", "join again, or ask the instructor"}
	case learner, instructor:
	}
	return &Fault{FaultRole, "this is not yours to see or do", ""}
}

// statuses are what HTTP calls the faults.
func (c FaultCode) status() int {
	switch c {
	case FaultRequest:
		return http.StatusBadRequest
	case FaultSignIn, FaultRemoved:
		return http.StatusUnauthorized
	case FaultRole, FaultCodeNo:
		return http.StatusForbidden
	case FaultName, FaultState:
		return http.StatusConflict
	case FaultLab:
		return http.StatusBadGateway
	case FaultBusy:
		return http.StatusTooManyRequests
	case FaultNotFound:
		return http.StatusNotFound
	case FaultStorage:
		return http.StatusServiceUnavailable
	case FaultInternal:
	}
	return http.StatusInternalServerError
}

// asFault puts an error into words for the caller. What only concerns the server goes to the log.
func (s *Server) asFault(x *exchange, err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &Fault{FaultRequest, fmt.Sprintf("the request is larger than %d KiB", tooLarge.Limit>>10), "send less at once"}
	}
	if x.ctx().Err() != nil {
		return &Fault{FaultInternal, "the request was given up", ""}
	}
	_, storage := errors.AsType[*StorageError](err)
	s.o.Log.Error("a request failed", "path", x.r.Pattern, "error", err)
	if storage || errors.Is(err, ErrClosed) {
		x.Header().Set("Retry-After", "5")
		return &Fault{FaultStorage, "it could not be written down, and was not accepted", "send it again"}
	}
	return &Fault{FaultInternal, "the server made a mistake", "its log says more"}
}

func (s *Server) fault(x *exchange, err error) {
	f := s.asFault(x, err)
	if x.status != 0 {
		return // part of another answer is on its way
	}
	if f.Code == FaultSignIn {
		x.Header().Set("WWW-Authenticate", `Bearer realm="workshop"`)
	}
	if x.page {
		s.faultPage(x, f)
		return
	}
	if err := x.json(f.Code.status(), faultBody{f}); err != nil {
		s.o.Log.Debug("an answer was not taken", "error", err)
	}
}

// log writes the line of a request: what was asked by its pattern, so that nothing secret can be in it.
func (s *Server) log(x *exchange, pattern string, began time.Time) {
	level := slog.LevelInfo
	if strings.HasPrefix(pattern, "GET /assets/") || pattern == "GET /healthz" {
		level = slog.LevelDebug
	}
	attrs := []slog.Attr{
		slog.String("route", pattern), slog.Int("status", x.status), slog.Int64("bytes", x.bytes),
		slog.Int64("ms", time.Since(began).Milliseconds()), slog.String("from", addressOf(x.r.RemoteAddr)), slog.String("role", x.who.role.String()),
	}
	if x.who.learner != "" {
		attrs = append(attrs, slog.String("learner", string(x.who.learner)))
	}
	s.o.Log.LogAttrs(context.WithoutCancel(x.ctx()), level, "request", attrs...)
}

func (x *exchange) json(status int, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	x.Header().Set("Content-Type", "application/json; charset=utf-8")
	x.WriteHeader(status)
	_, err = x.Write(append(data, '\n'))
	return err
}

// body reads the request's body, of at most that many bytes, which has to be JSON.
func (x *exchange) body(most int64) ([]byte, error) {
	if kind, _, _ := strings.Cut(x.r.Header.Get("Content-Type"), ";"); strings.TrimSpace(kind) != "application/json" {
		return nil, &Fault{FaultRequest, "the body is not said to be application/json", ""}
	}
	data, err := io.ReadAll(http.MaxBytesReader(x, x.r.Body, most))
	if err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return nil, err
		}
		return nil, &Fault{FaultRequest, "the body did not come whole", ""}
	}
	return data, nil
}

// form reads the fields of a form.
func (x *exchange) form() error {
	x.r.Body = http.MaxBytesReader(x, x.r.Body, maxSmallBody)
	if err := x.r.ParseForm(); err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return err
		}
		return &Fault{FaultRequest, "the form cannot be read", ""}
	}
	return nil
}

func unreadable(err error) error {
	return &Fault{FaultRequest, "the request cannot be read: " + cleanLine(err.Error(), maxSaid), ""}
}

func (s *Server) healthz(x *exchange) error {
	x.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(x, "ok\n")
	return err
}

func (s *Server) apiJoin(x *exchange) error {
	data, err := x.body(maxSmallBody)
	if err != nil {
		return err
	}
	j, err := parseJoin(data)
	if err != nil {
		return unreadable(err)
	}
	// Only wrong guesses are counted, but whoever made too many has to wait with right ones too.
	from := addressOf(x.r.RemoteAddr)
	if err := x.busy(s.guesses.wait(from, 1, x.now)); err != nil {
		return err
	}
	given, wanted := hashToken(plainCode(j.Code)), hashToken(plainCode(s.code))
	if !sameHash(given, wanted) {
		if err := x.busy(s.guesses.take(from, 1, x.now)); err != nil {
			return err
		}
		return &Fault{FaultCodeNo, "that is not this workshop's code", "read it again from the board"}
	}
	joined, err := s.Join(x.ctx(), j.Name)
	if err != nil {
		return err
	}
	return x.json(http.StatusCreated, joined)
}

func (s *Server) apiRoom(x *exchange) error {
	return x.json(http.StatusOK, s.notice(x.ctx(), x.who.learner))
}

func (s *Server) apiMe(x *exchange) error {
	v := s.learnerView(x.who.learner)
	v.Hosted = s.hosted(x.ctx(), v.ID)
	return x.json(http.StatusOK, v)
}

func (s *Server) apiReports(x *exchange) error {
	data, err := x.body(maxBody)
	if err != nil {
		return err
	}
	reports, err := parseBatch(data)
	if err != nil {
		return unreadable(err)
	}
	entries := make([]Entry, len(reports))
	for i, r := range reports {
		if entries[i], err = reportEntry(x.who.learner, SelfReported, r); err != nil {
			return err
		}
	}
	fresh, err := s.o.Store.Append(x.ctx(), s.stamped(entries...)...)
	if err != nil {
		return err
	}
	answer := Accepted{APIVersion: WireVersion, Through: reports[len(reports)-1].Number, New: len(fresh), Room: s.notice(x.ctx(), x.who.learner)}
	answer.Frozen = answer.Room.Frozen
	return x.json(http.StatusOK, answer)
}

func (s *Server) apiAnswer(x *exchange) error {
	data, err := x.body(maxSmallBody)
	if err != nil {
		return err
	}
	a, err := parseAnswer(data)
	if err != nil {
		return unreadable(err)
	}
	if err := s.answer(x.ctx(), x.who.learner, a); err != nil {
		return err
	}
	return x.json(http.StatusOK, s.notice(x.ctx(), x.who.learner))
}

// answer takes a learner's answer to the question that is open. The last one counts.
func (s *Server) answer(ctx context.Context, id LearnerID, a answerRequest) error {
	_, err := s.o.Store.AppendIf(ctx, func() ([]Entry, error) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		round := s.room.current()
		if round == nil || round.Number != a.Round || round.Phase != PhaseOpen {
			return nil, &Fault{FaultState, "that question is not open any more", ""}
		}
		parsed, err := round.Shown.Parse(a.Answer)
		if err != nil {
			return nil, &Fault{FaultRequest, err.Error(), ""}
		}
		e, err := entry(EntryAnswer, id, answerBody{a.Round, round.Shown.Show(parsed), parsed})
		return s.stamped(e), err
	})
	return err
}

func (s *Server) apiLeave(x *exchange) error {
	if err := s.add(x.ctx(), EntryLeft, x.who.learner, struct{}{}); err != nil {
		return err
	}
	s.hub.kick(toLearner(x.who.learner))
	s.gone(x.who.learner)
	x.WriteHeader(http.StatusNoContent)
	return nil
}

// opened is a link that opens a page once. What is secret stands behind #, which browsers keep to themselves.
type opened struct {
	Path    string    `json:"path"`
	Expires time.Time `json:"expires"`
}

func (s *Server) apiLink(x *exchange) error {
	return x.json(http.StatusOK, opened{"/login#" + s.gate.link(x.who.learner, x.now), x.now.Add(onceTime).UTC()})
}

func (s *Server) apiInstructorRoom(x *exchange) error {
	return x.json(http.StatusOK, s.Room(false))
}

func (s *Server) login(x *exchange) error {
	if err := x.form(); err != nil {
		return err
	}
	from := addressOf(x.r.RemoteAddr)
	if err := x.busy(s.guesses.wait(from, 1, x.now)); err != nil {
		return err
	}
	token := strings.TrimSpace(x.r.PostForm.Get("token"))
	as, ok := s.gate.redeem(token, x.now)
	if !ok || as.learner != "" && !s.here(as.learner) {
		if err := x.busy(s.guesses.take(from, 1, x.now)); err != nil {
			return err
		}
		return &Fault{FaultSignIn, "that link does not open anything, or not any more", "harden workshop open makes another"}
	}
	if err := s.gate.letIn(x.ctx(), x, as.learner, x.now); err != nil {
		return err
	}
	to := "/me"
	if as.learner == "" {
		to = "/instructor"
	}
	return x.redirect(to)
}

// redirect sends a browser on after a form.
func (x *exchange) redirect(to string) error {
	x.Header().Set("Location", to)
	x.WriteHeader(http.StatusSeeOther)
	return nil
}

func (s *Server) logout(x *exchange) error {
	if x.who.browser != ([32]byte{}) {
		if err := s.gate.letOut(x.ctx(), x, x.who.browser); err != nil {
			return err
		}
	}
	return x.redirect("/")
}

func (s *Server) meAnswer(x *exchange) error {
	if err := x.form(); err != nil {
		return err
	}
	a, err := formAnswer(x.r.PostForm)
	if err != nil {
		return unreadable(err)
	}
	if err := s.answer(x.ctx(), x.who.learner, a); err != nil {
		return err
	}
	return x.redirect("/me")
}
