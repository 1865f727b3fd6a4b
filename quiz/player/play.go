package player

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/quiz"
)

// Player leads a person through a session.
type Player struct {
	screen screen
	ask    asker
	now    func() time.Time
	keep   func(*quiz.Session) error
	kept   bool // that keeping failed was said
}

// Options are what a Player is made with.
type Options struct {
	In  io.Reader
	Out *term.Output // where the conversation goes
	// InTTY says that In is a terminal.
	InTTY bool
	// Now is the clock. It is asked for the time of day, so that an exam's time goes on while
	// the machine sleeps.
	Now func() time.Time
	// Keep is given the session whenever something has changed, to put it away.
	Keep func(*quiz.Session) error
	// Lessons says whether there is a lesson of that name to be read; nil when there are none.
	Lessons func(id string) bool
}

// New returns a Player. It asks with keys where there is a terminal at both ends and nobody wants
// plain text, and line by line elsewhere.
func New(o Options) *Player {
	p := &Player{screen: screen{out: o.Out, lessons: o.Lessons}, keep: o.Keep}
	// Without Round, times would be compared by a clock that stands while the machine sleeps.
	p.now = func() time.Time { return o.Now().Round(0) }
	if o.InTTY && o.Out.TTY && !o.Out.Plain {
		p.ask = &keys{screen: p.screen, in: o.In}
	} else {
		p.ask = &lines{screen: p.screen, in: newLineReader(o.In), tty: o.InTTY && o.Out.TTY}
	}
	return p
}

// Confirm asks a question that is answered with yes or no.
func (p *Player) Confirm(ctx context.Context, question string) (bool, error) {
	return p.ask.confirm(ctx, question)
}

// Play asks the questions of a session until there are no more or the person stops. It returns nil
// when the session is over, ErrStopped, ErrInputEnded, or what ended the context. Whatever it
// returns, the session is as the last whole answer left it, and was kept.
func (p *Player) Play(ctx context.Context, s *quiz.Session) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		shown, more := s.Current(p.now())
		if !more {
			if s.Over() {
				return p.end(s)
			}
			r, err := p.ask.allAnswered(ctx, p.card(s, quiz.Presented{Question: &quiz.Question{}}))
			if err = p.do(ctx, s, nil, r, err); err != nil {
				return err
			}
			continue
		}
		c := p.card(s, shown)
		p.ask.show(c)
		p.put(s) // while the person reads: it waits for the disk
		r, err := p.ask.reply(ctx, c)
		if err = p.do(ctx, s, c, r, err); err != nil {
			return err
		}
	}
}

// ErrStopped: the person wants to go on another time.
var ErrStopped = errors.New("stopped")

// card is a question with what is said around it.
func (p *Player) card(s *quiz.Session, shown quiz.Presented) *card {
	c := &card{Presented: shown, number: s.Position() + 1, total: s.Len(), mode: s.Config().Mode}
	c.given, _ = s.Given()
	if _, limited := s.Remaining(p.now()); limited {
		c.left = func() time.Duration {
			left, _ := s.Remaining(p.now())
			return left
		}
	}
	return c
}

// do does what the person wants. An error ends the session for now.
func (p *Player) do(ctx context.Context, s *quiz.Session, c *card, r reply, err error) error {
	if err != nil {
		return err
	}
	switch r.act {
	case answer, giveUp:
		return p.answer(ctx, s, c, r.answer)
	case later:
		before := s.Position()
		s.Skip(p.now())
		if s.Position() == before {
			p.screen.line()
			p.screen.paragraph("No other question is left. Answer this one, or stop with q.")
		}
	case goTo:
		if err := s.Goto(r.to-1, p.now()); err != nil && !errors.Is(err, quiz.ErrOver) {
			p.screen.paragraph(sentence(err))
		}
	case handIn:
		return p.handIn(ctx, s)
	case stop:
		return ErrStopped
	case timeUp: // the session knows, and ends
	}
	return nil
}

func (p *Player) answer(ctx context.Context, s *quiz.Session, c *card, a quiz.Answer) error {
	result, err := s.Answer(a, p.now())
	switch {
	case errors.Is(err, quiz.ErrTimeUp), errors.Is(err, quiz.ErrOver):
		p.screen.line()
		p.screen.paragraph("That answer came too late and does not count.")
		return nil
	case err != nil:
		return err
	}
	p.put(s)
	if c.exam() {
		return nil
	}
	p.screen.line()
	p.screen.feedback(c.Presented, a, result)
	if s.Over() {
		return nil
	}
	if on, err := p.ask.pause(ctx); err != nil || !on {
		return cmp.Or(err, ErrStopped)
	}
	return nil
}

func (p *Player) handIn(ctx context.Context, s *quiz.Session) error {
	if open := s.Len() - s.Answered(); open > 0 {
		yes, err := p.ask.confirm(ctx, fmt.Sprintf("%s of %d have no answer and will count as wrong. Hand the exam in?", count(open, "question"), s.Len()))
		if err != nil || !yes {
			return err
		}
	}
	s.Finish(p.now())
	return nil
}

// end shows how the session went, and of an exam now also why.
func (p *Player) end(s *quiz.Session) error {
	config := s.Config()
	if left, limited := s.Remaining(p.now()); limited && left == 0 {
		p.screen.line()
		p.screen.paragraph(p.screen.out.Style("The time is up.", term.Bold))
	}
	s.Finish(p.now())
	p.put(s)
	report, err := s.Report()
	if err != nil {
		return err
	}
	if config.Mode == quiz.ModeExam {
		p.review(report)
	}
	p.screen.result(config, report)
	return nil
}

// review goes through what was not right in an exam.
func (p *Player) review(r quiz.Report) {
	for i, item := range r.Items {
		if item.Result.Correct {
			continue
		}
		p.screen.question(&card{Presented: item.Shown, number: i + 1, total: len(r.Items), mode: r.Mode}, true)
		p.screen.feedback(item.Shown, item.Answer, item.Result)
	}
}

// Stopped shows how far a session came that is to be gone on with.
func (p *Player) Stopped(s *quiz.Session) {
	p.screen.line()
	p.screen.paragraph(fmt.Sprintf("Stopped after %d of %s.", s.Answered(), count(s.Len(), "question")))
	if report, err := s.Report(); err == nil && report.Answered > 0 {
		p.screen.result(s.Config(), report)
	}
}

// put keeps the session. What fails is said once: the quiz can be played without.
func (p *Player) put(s *quiz.Session) {
	if p.keep == nil {
		return
	}
	if err := p.keep(s); err != nil && !p.kept {
		p.kept = true
		p.screen.line()
		p.screen.paragraph("What you answer now is not remembered: " + term.Clean(err.Error()) + ".")
	}
}
