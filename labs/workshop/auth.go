package workshop

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Tokens are 256 random bits behind a word that says what they are for. The server keeps their SHA-256.
const (
	learnerToken    = "hwl_" // the command line of a learner
	instructorToken = "hwi_"
	onceToken       = "hwo_" // opens a learner's page, once
	browserToken    = "hwb_" // a cookie
)

func newToken(kind string) string {
	var b [32]byte
	random(b[:])
	return kind + base64.RawURLEncoding.EncodeToString(b[:])
}

func hashToken(token string) [32]byte { return sha256.Sum256([]byte(token)) }

func sameHash(a, b [32]byte) bool { return subtle.ConstantTimeCompare(a[:], b[:]) == 1 }

// role is what a caller is.
type role int

const (
	nobody role = iota
	learner
	instructor
	removed // was a learner, and left or was removed
)

func (r role) String() string {
	return [...]string{"nobody", "learner", "instructor", "removed"}[r]
}

// identity is who makes a request.
type identity struct {
	role    role
	learner LearnerID // of learner and removed
	browser [32]byte  // the hash of the cookie; zero for a bearer
}

// key names the caller for limits.
func (i identity) key() string {
	if i.role == instructor {
		return "instructor " + hex.EncodeToString(i.browser[:8])
	}
	return string(i.learner) + " " + hex.EncodeToString(i.browser[:8])
}

// access is who may use a route.
type access int

const (
	everybody   access = iota
	learners           // each for themself
	oneself            // the learner whom the path names, and the instructor
	instructors        // one word for whoever has the instructor's token
)

// allows is the one place that decides who may do what. Subject is the learner whom the path names, if
// it names one.
func (a access) allows(i identity, subject LearnerID) bool {
	switch a {
	case everybody:
		return true
	case learners:
		return i.role == learner
	case oneself:
		return i.role == instructor || i.role == learner && i.learner == subject && subject != ""
	case instructors:
		return i.role == instructor
	}
	return false
}

// browserTime is how long a browser stays let in.
const browserTime = 7 * 24 * time.Hour

// onceTime is how long a link that opens a page holds.
const onceTime = 5 * time.Minute

// gate knows tokens. It is safe for use by several goroutines.
type gate struct {
	store  *Store
	cookie string // the cookie's name
	secure bool

	mu         sync.Mutex
	instructor [32]byte
	browsers   map[[32]byte]browser
	once       map[[32]byte]browser
}

// mostOnce bounds links that nobody opened.
const mostOnce = 5000

// identify says who makes the request. The learner behind a token is looked up by find.
func (g *gate) identify(r *http.Request, now time.Time, find func(token [32]byte) identity, here func(LearnerID) bool) identity {
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		hash := hashToken(bearer)
		if g.isInstructor(hash) {
			return identity{role: instructor}
		}
		return find(hash)
	}
	cookie, err := r.Cookie(g.cookie)
	if err != nil {
		return identity{}
	}
	hash := hashToken(cookie.Value)
	g.mu.Lock()
	b, ok := g.browsers[hash]
	g.mu.Unlock()
	switch {
	case !ok || !sameHash(b.token, hash) || !now.Before(b.expires):
		return identity{}
	case b.learner == "":
		return identity{role: instructor, browser: hash}
	case !here(b.learner):
		return identity{role: removed, learner: b.learner}
	}
	return identity{role: learner, learner: b.learner, browser: hash}
}

func (g *gate) isInstructor(hash [32]byte) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return sameHash(hash, g.instructor)
}

// link makes a token that lets one browser in as that learner.
func (g *gate) link(id LearnerID, now time.Time) string {
	token := newToken(onceToken)
	g.mu.Lock()
	defer g.mu.Unlock()
	for hash, b := range g.once {
		if len(g.once) >= mostOnce || !now.Before(b.expires) {
			delete(g.once, hash)
		}
	}
	hash := hashToken(token)
	g.once[hash] = browser{token: hash, learner: id, expires: now.Add(onceTime)}
	return token
}

// redeem takes an instructor's token, or a link that was not opened yet.
func (g *gate) redeem(token string, now time.Time) (as browser, ok bool) {
	hash := hashToken(token)
	if g.isInstructor(hash) {
		return browser{}, true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	b, ok := g.once[hash]
	if !ok || !sameHash(b.token, hash) {
		return browser{}, false
	}
	delete(g.once, hash)
	return browser{learner: b.learner}, now.Before(b.expires)
}

// letIn gives a browser a cookie.
func (g *gate) letIn(ctx context.Context, w http.ResponseWriter, as LearnerID, now time.Time) error {
	token := newToken(browserToken)
	b := browser{token: hashToken(token), learner: as, expires: now.Add(browserTime)}
	if err := g.store.addBrowser(ctx, b); err != nil {
		return err
	}
	g.mu.Lock()
	g.browsers[b.token] = b
	g.mu.Unlock()
	http.SetCookie(w, g.newCookie(token, browserTime))
	return nil
}

func (g *gate) newCookie(value string, age time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: g.cookie, Value: value, Path: "/", MaxAge: int(age.Seconds()), HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: g.secure,
	}
}

// letOut forgets a browser.
func (g *gate) letOut(ctx context.Context, w http.ResponseWriter, hash [32]byte) error {
	g.mu.Lock()
	delete(g.browsers, hash)
	g.mu.Unlock()
	c := g.newCookie("", 0)
	c.MaxAge = -1
	http.SetCookie(w, c)
	return g.store.removeBrowser(ctx, hash)
}
