package kind

import (
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"

	kindlog "sigs.k8s.io/kind/pkg/log"

	"github.com/hardenway/hardenway/labs"
)

// progress turns what kind says into steps. kind says it on its way, in the goroutine that
// does the work, so a hook that is called from here runs between two of its steps.
type progress struct {
	report labs.Reporter
	// hooks run when a step begins, by the beginning of kind's words for it. What a hook
	// returns is kept in failed.
	hooks map[string]func() error

	mu     sync.Mutex
	step   string
	began  time.Time
	failed error
	ran    map[string]bool
}

var _ kindlog.Logger = (*progress)(nil)

// V implements kind's Logger: only what a person would see is of interest.
func (p *progress) V(level kindlog.Level) kindlog.InfoLogger {
	if level > 0 {
		return kindlog.NoopInfoLogger{}
	}
	return p
}

// Warn implements kind's Logger. What kind warns of here is the version of cgroups, of which
// doctor tells, and that it was told which network to use.
func (p *progress) Warn(string) {}

// Warnf implements kind's Logger.
func (p *progress) Warnf(string, ...any) {}

// Error implements kind's Logger. What failed comes back as an error.
func (p *progress) Error(string) {}

// Errorf implements kind's Logger.
func (p *progress) Errorf(string, ...any) {}

// Enabled implements kind's InfoLogger.
func (p *progress) Enabled() bool { return true }

// Infof implements kind's InfoLogger.
func (p *progress) Infof(format string, args ...any) { p.Info(fmt.Sprintf(format, args...)) }

// Info implements kind's InfoLogger. A step begins with a bullet and ends with a tick or a cross.
func (p *progress) Info(message string) {
	message = strings.TrimSpace(message)
	rest, begins := strings.CutPrefix(message, "•")
	if begins {
		p.begin(words(rest))
		return
	}
	if strings.HasPrefix(message, "✓") {
		p.end()
	}
}

// words are kind's, without the pictures and dots, and without the image's name in brackets,
// which is long.
func words(s string) string {
	s, _, _ = strings.Cut(s, " (")
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" -≤", r) {
			return r
		}
		return -1
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func (p *progress) begin(step string) {
	p.end()
	if step == "" || strings.HasPrefix(step, "Ready after") {
		return
	}
	p.mu.Lock()
	p.step, p.began = step, time.Now()
	p.mu.Unlock()
	labs.Report(p.report, labs.Event{Step: step})
	for prefix, hook := range p.hooks {
		if !strings.HasPrefix(step, prefix) {
			continue
		}
		err := hook()
		p.mu.Lock()
		if p.ran == nil {
			p.ran = map[string]bool{}
		}
		p.ran[prefix] = true
		if p.failed == nil {
			p.failed = err
		}
		p.mu.Unlock()
	}
}

func (p *progress) end() {
	p.mu.Lock()
	step, began := p.step, p.began
	p.step = ""
	p.mu.Unlock()
	if step != "" {
		labs.Report(p.report, labs.Event{Step: step, Done: true, Took: time.Since(began)})
	}
}

// hookFailure is what a hook returned, or that one was never run: kind's words have changed then.
func (p *progress) hookFailure() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed != nil {
		return p.failed
	}
	for prefix := range p.hooks {
		if !p.ran[prefix] {
			return fmt.Errorf("kind did not say %q on its way, so nothing could be done at that moment: this build does not fit its version of kind", prefix)
		}
	}
	return nil
}
