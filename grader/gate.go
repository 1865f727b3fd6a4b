package grader

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

// The gate is what makes it impossible to take a dead API server for one that says no.
// It stands in Grade, around every probe, so that no probe can forget it:
//
//   - before: a live read as the grader must succeed, and the API server must be ready, or
//     authorizers that have read no rules yet would pass for strict ones;
//   - meanwhile: a watch is held open. When it breaks, the API server went away, and every
//     look that was under way is an error, even when it is back a moment later;
//   - after each look whose facts are that something did not answer: a live read again;
//   - at the end: a live read must succeed, or every result becomes an error.

// notAnswering begins what is said when the gate is shut.
const notAnswering = "The API server did not answer, so nothing can be told"

// liveObject is read to see whether the API server and etcd live. Every cluster has it.
const liveObject = "/api/v1/namespaces/kube-system"

// alive reads something as the grader. The error says why nothing can be told.
func (r *run) alive(ctx context.Context) error {
	a, err := r.api(ctx, graderCredential, call{method: http.MethodGet, path: liveObject, timeout: r.gateTimeout()})
	if err != nil {
		return shut(err)
	}
	if a.code != http.StatusOK {
		return fmt.Errorf("The API server answers, but not to the grader, so nothing can be told: %s", a) //nolint:staticcheck // told to the learner as it stands
	}
	if metadata, _ := a.object["metadata"].(map[string]any); metadata["name"] != "kube-system" {
		return errors.New("What answers at the API server's address is no API server, so nothing can be told.") //nolint:staticcheck // as above
	}
	return nil
}

// shut words an error as the gate does.
func shut(err error) error {
	if u, ok := errors.AsType[*untold](err); ok {
		return fmt.Errorf("%s: %s", notAnswering, strings.TrimPrefix(u.why, "the API server did not answer: "))
	}
	return fmt.Errorf("%s: %w", notAnswering, err)
}

var (
	// unreadyCheck finds the names of failing checks in what /readyz says.
	unreadyCheck = regexp.MustCompile(`(?m)^\[-\](\S+) failed`)
	// unsyncedInformers finds the list in what /readyz/informer-sync says.
	unsyncedInformers = regexp.MustCompile(`informers not started yet: \[([^\]]*)\]`)
)

// ready tells whether the API server has read what it decides by. An API server that has
// just started answers 403 for want of rules. What a learner may have broken for good must
// not count: Secrets that cannot be decrypted, and a KMS plugin that is gone, keep it
// from ever being ready, and are what some checks are about.
func (r *run) ready(ctx context.Context) error {
	ask := func(path string) (*answer, error) {
		return r.api(ctx, graderCredential, call{method: http.MethodGet, path: path, timeout: r.gateTimeout(), accept: []int{http.StatusInternalServerError}})
	}
	a, err := ask("/readyz")
	if err != nil {
		return shut(err)
	}
	if a.code == http.StatusOK {
		return nil
	}
	var failing []string
	for _, m := range unreadyCheck.FindAllStringSubmatch(string(a.body), -1) {
		switch name := m[1]; {
		case strings.HasPrefix(name, "kms-"), name == "poststarthook/storage-readiness":
		case name == "informer-sync":
			a, err := ask("/readyz/informer-sync")
			if err != nil {
				return shut(err)
			}
			if m := unsyncedInformers.FindStringSubmatch(string(a.body)); a.code != http.StatusOK && (m == nil || strings.TrimSpace(m[1]) != "*v1.Secret") {
				failing = append(failing, name)
			}
		default:
			failing = append(failing, name)
		}
	}
	if a.code != http.StatusInternalServerError || !unreadyCheck.Match(a.body) {
		return fmt.Errorf("%s: it answered %s when asked whether it is ready", notAnswering, a)
	}
	if len(failing) > 3 {
		failing = append(failing[:3], fmt.Sprintf("and %d more", len(failing)-3))
	}
	if len(failing) > 0 {
		return fmt.Errorf("The API server is not ready, so nothing can be told: %s", strings.Join(failing, ", ")) //nolint:staticcheck // told to the learner as it stands
	}
	return nil
}

// gateTimeout is shorter than a look's, so that a hanging API server is noticed early.
func (r *run) gateTimeout() time.Duration { return min(5*time.Second, r.options.Deadline/3) }

// open waits for the gate. An API server that has just been told to restart is given a few
// seconds when the grading is to settle.
func (r *run) open(ctx context.Context) error {
	patience := time.Duration(0)
	if r.options.Settle {
		patience = min(10*time.Second, r.options.Deadline/2)
	}
	end := time.Now().Add(patience)
	for {
		err := r.alive(ctx)
		if err == nil {
			if err = r.sentinel.start(ctx); err == nil {
				return nil
			}
		}
		if time.Now().After(end) || ctx.Err() != nil {
			return err
		}
		if !pause(ctx, 200*time.Millisecond) {
			return err
		}
	}
}

// pause waits and tells whether ctx is still alive.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// sentinel holds a watch open and notices when it breaks.
type sentinel struct {
	run *run

	mu      sync.Mutex
	epoch   int           // counts watches; a look is good only within one
	up      bool          // the present watch is unbroken
	changed chan struct{} // closed at the next change of the two above
	stop    context.CancelFunc
	done    chan struct{}
}

// start opens the first watch and returns once it has been answered.
func (s *sentinel) start(ctx context.Context) error {
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	body, err := s.watch(watching)
	if err != nil {
		stop()
		return err
	}
	s.stop, s.done = stop, make(chan struct{})
	s.set(true)
	go func() {
		defer close(s.done)
		for watching.Err() == nil {
			if body != nil {
				for body.next() == nil {
				}
				body.close()
				s.set(false)
			}
			if body, err = s.watch(watching); err != nil {
				body = nil
				pause(watching, 100*time.Millisecond)
				continue
			}
			s.set(true)
		}
		if body != nil {
			body.close()
		}
	}()
	return nil
}

func (s *sentinel) end() {
	if s.stop != nil {
		s.stop()
		<-s.done
	}
}

func (s *sentinel) set(up bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.up = up
	if up {
		s.epoch++
	}
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

// now returns the epoch, and whether the API server is there.
func (s *sentinel) now() (epoch int, up bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.epoch, s.up
}

// wait returns when the API server is there, or with ctx.
func (s *sentinel) wait(ctx context.Context) bool {
	for {
		s.mu.Lock()
		if s.up {
			s.mu.Unlock()
			return true
		}
		if s.changed == nil {
			s.changed = make(chan struct{})
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

// stream is an open watch.
type stream struct {
	next  func() error
	close func()
}

// watch opens a watch and returns once its first event is there and the API server is ready.
func (s *sentinel) watch(ctx context.Context) (*stream, error) {
	ctx, cancel := context.WithCancel(ctx)
	u := *s.run.server.base
	u.Path += "/api/v1/namespaces"
	u.RawQuery = url.Values{"watch": {"true"}, "fieldSelector": {"metadata.name=kube-system"}, "timeoutSeconds": {"600"}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		cancel()
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", userAgent)

	// The first answer has a deadline, the watch has none.
	late := time.AfterFunc(s.run.gateTimeout(), cancel)
	defer late.Stop()
	res, err := s.run.server.admin.RoundTrip(req)
	if err != nil {
		cancel()
		if !late.Stop() {
			return nil, fmt.Errorf("%s: no answer in time", notAnswering)
		}
		return nil, fmt.Errorf("%s: %s", notAnswering, whyNot(err))
	}
	closeAll := func() { cancel(); res.Body.Close() }
	if res.StatusCode != http.StatusOK {
		closeAll()
		return nil, fmt.Errorf("%s: it answered %s to a watch", notAnswering, res.Status)
	}
	dec := json.NewDecoder(bufio.NewReader(res.Body))
	next := func() error {
		var event struct {
			Type string `json:"type"`
		}
		if err := dec.Decode(&event); err != nil {
			return err
		}
		if event.Type == "ERROR" {
			return errors.New("the watch ended in an error")
		}
		return nil
	}
	if err := next(); err != nil {
		closeAll()
		return nil, fmt.Errorf("%s: its watch broke off: %s", notAnswering, whyNot(err))
	}
	if !late.Stop() {
		closeAll()
		return nil, fmt.Errorf("%s: no answer in time", notAnswering)
	}
	// Whenever it comes anew, it must be ready before a look counts.
	if err := s.run.ready(ctx); err != nil {
		closeAll()
		return nil, err
	}
	return &stream{next: next, close: closeAll}, nil
}
