package term

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Progress shows the steps of a long operation: on a terminal a list that moves while
// steps run, elsewhere one line for each step that ended.
//
// Its methods may be called from several goroutines.
type Progress struct {
	out  *Output
	now  func() time.Time
	quit chan struct{}
	idle sync.WaitGroup

	mu    sync.Mutex
	steps []*step
	live  int // lines of the last frame that the next one may overwrite
	frame int
	ended bool
}

type step struct {
	name  string
	began time.Time
	took  time.Duration
	done  bool
	fails bool
}

const tick = 100 * time.Millisecond

// NewProgress starts showing on out. Close ends it.
func NewProgress(out *Output, now func() time.Time) *Progress {
	p := &Progress{out: out, now: now, quit: make(chan struct{})}
	if !p.out.Plain {
		p.idle.Go(p.animate)
	}
	return p
}

func (p *Progress) animate() {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-p.quit:
			return
		case <-ticker.C:
			p.mu.Lock()
			p.frame++
			p.draw()
			p.mu.Unlock()
		}
	}
}

// Step says that a step began or, with done, that it ended after took. A step that
// ends without having begun is shown as ended; took 0 is replaced by the time since it
// began.
func (p *Progress) Step(name string, done bool, took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	var s *step
	for _, known := range p.steps {
		if known.name == name && !known.done {
			s = known
		}
	}
	if s == nil {
		s = &step{name: name, began: p.now()}
		p.steps = append(p.steps, s)
	}
	if done {
		s.done = true
		s.took = took
		if took == 0 {
			s.took = p.now().Sub(s.began)
		}
		if p.out.Plain {
			p.out.Line(p.text(s, 0))
		}
	}
	if !p.out.Plain {
		p.draw()
	}
}

// Close ends the display and leaves it on the screen. Steps that have not ended are
// shown as failed when failed is set, since one of them is where it stopped.
func (p *Progress) Close(failed bool) {
	p.mu.Lock()
	if p.ended {
		p.mu.Unlock()
		return
	}
	p.ended = true
	for _, s := range p.steps {
		if s.done {
			continue
		}
		s.took, s.done, s.fails = p.now().Sub(s.began), true, failed
		if p.out.Plain && failed {
			p.out.Line(p.text(s, 0))
		}
	}
	if !p.out.Plain {
		p.draw()
	}
	p.mu.Unlock()
	close(p.quit)
	p.idle.Wait()
}

// draw writes the moving part anew. Steps at the head of the list that have ended
// are written for the last time and scroll away like any other line, so the moving
// part stays small, also when the terminal is.
func (p *Progress) draw() {
	var b strings.Builder
	if p.live > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", p.live)
	}
	width := p.out.Width()
	p.live = 0
	ended := 0
	for i, s := range p.steps {
		b.WriteString("\r\x1b[K" + p.text(s, width) + "\n")
		if s.done && i == ended {
			ended++
		} else {
			p.live++
		}
	}
	p.steps = p.steps[ended:]
	p.out.Print(b.String())
}

var spinner = []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

var spinnerASCII = []string{"-", "\\", "|", "/"}

// nameWidth is the column of the times; most step names are shorter.
const nameWidth = 30

func (p *Progress) text(s *step, width int) string {
	took := s.took
	if !s.done {
		took = p.now().Sub(s.began)
	}
	if p.out.Plain {
		state := "done"
		if s.fails {
			state = "stopped"
		}
		return fmt.Sprintf("%s: %s (%s)", CleanLine(s.name), state, Elapsed(took))
	}
	var mark string
	switch {
	case s.fails:
		mark = p.out.Style(p.out.Pick("✗", "x"), Red)
	case s.done:
		mark = p.out.Style(p.out.Pick("✓", "+"), Green)
	case p.out.ASCII:
		mark = p.out.Style(spinnerASCII[p.frame%len(spinnerASCII)], Cyan)
	default:
		mark = p.out.Style(spinner[p.frame%len(spinner)], Cyan)
	}
	name := CleanLine(s.name)
	if width > 0 {
		name = p.out.Truncate(name, max(8, width-14))
	}
	pad := strings.Repeat(" ", max(1, min(nameWidth, max(0, width-14))-Width(name)))
	return "  " + mark + " " + name + pad + p.out.Style(fmt.Sprintf("%6s", Elapsed(took)), Dim)
}

// Elapsed writes a duration the way a person says it: 0.4s, 12.1s, 2m05s, 1h04m.
func Elapsed(d time.Duration) string {
	switch {
	case d < time.Minute-50*time.Millisecond:
		return fmt.Sprintf("%.1fs", d.Seconds())
	case d < time.Hour:
		d = d.Round(time.Second)
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	default:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
	}
}
