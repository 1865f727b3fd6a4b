package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
)

type watchOptions struct {
	Lab   string
	Until bool
}

func newWatch(f *Factory) *cobra.Command {
	o := &watchOptions{}
	cmd := &cobra.Command{
		Use:   "watch [lab]",
		Short: "Grade a lab again whenever it changes",
		Long: `Grades the lab whenever its cluster or its node's files change, and shows what changed since the last time. It goes on until you end it, also once the scenario is solved.

On a terminal q quits, h shows the next hint, d shows all that is said about the checks where the screen is too small for it, and the arrow keys scroll. The last state stays on the screen. In a pipe each change is one line with its time.`,
		Example: `harden watch
			harden watch weak-rbac --until-solved`,
		Args:              atMost(1, "one lab"),
		ValidArgsFunction: f.completeLabs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Lab = first(args)
			return runWatch(cmd.Context(), f, o)
		},
	}
	cmd.Flags().BoolVar(&o.Until, "until-solved", false, "end once the scenario is solved")
	return cmd
}

func runWatch(ctx context.Context, f *Factory, o *watchOptions) error {
	lab, err := f.pick(ctx, o.Lab, "watch")
	if err != nil {
		return err
	}
	if f.out().Plain || !f.IO.InTTY {
		return watchLines(ctx, f, lab, o.Until)
	}
	return watchScreen(ctx, f, lab, o.Until)
}

// errWatched ends watching for a reason of our own.
var errWatched = errors.New("watched enough")

// watchLines writes one line for each change.
func watchLines(ctx context.Context, f *Factory, lab Lab, until bool) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w := &lineWatcher{f: f, lab: lab}
	err := lab.Watch(ctx, func(report *grader.Report, _ labs.Changes) {
		if ctx.Err() != nil {
			return
		}
		w.report(ctx, report)
		if gone := f.gone(ctx, lab, report); gone != nil {
			cancel(gone)
		}
		if until && report.Solved || f.out().Failed() != nil {
			cancel(errWatched)
		}
	})
	if w.last == nil {
		return err
	}
	if cause := context.Cause(ctx); cause != nil && isGone(cause) {
		return cause
	}
	if !errors.Is(context.Cause(ctx), errWatched) && ctx.Err() == nil {
		return err
	}
	v := &reportView{out: f.out(), lab: string(lab.ID())}
	f.out().Line(f.Now().Format(time.TimeOnly), " verdict: ", v.summary(w.last))
	if errors.Is(context.Cause(ctx), errWatched) {
		return verdict(w.last)
	}
	return &codeError{ExitCancelled}
}

// goneError ends the watching of a lab that was stopped meanwhile.
type goneError struct{ id labs.ID }

func (e *goneError) Error() string {
	return fmt.Sprintf("lab %q was stopped while it was watched", e.id)
}

func isGone(err error) bool {
	_, ok := errors.AsType[*goneError](err)
	return ok
}

// gone tells whether a lab that gave no answer is not there any more. One that is
// there, but down, is watched on: it may be on its way back.
func (f *Factory) gone(ctx context.Context, lab Lab, report *grader.Report) error {
	if report.Outcome() != grader.Error {
		return nil
	}
	e, err := f.engine()
	if err != nil {
		return nil //nolint:nilerr // it could be opened before, so this is for the next look to tell
	}
	_, err = e.Open(ctx, lab.ID())
	if _, ok := errors.AsType[*labs.NotFoundError](err); ok {
		return &goneError{lab.ID()}
	}
	return nil
}

type lineWatcher struct {
	f    *Factory
	lab  Lab
	last *grader.Report
}

func (w *lineWatcher) report(ctx context.Context, report *grader.Report) {
	o := w.f.out()
	now := w.f.Now().Format(time.TimeOnly)
	for _, r := range report.Results {
		if line, changed := changeLine(w.last, r); changed {
			o.Line(now, " ", line)
		}
	}
	if report.Solved && (w.last == nil || !w.last.Solved) {
		o.Line(now, " ", fmt.Sprintf("solved: harden debrief %s tells what happened here; Ctrl-C ends watching", w.lab.ID()))
	}
	if len(report.Sprung()) > 0 && (w.last == nil || len(w.last.Sprung()) == 0) {
		o.Line(now, " ", fmt.Sprintf("past saving: harden reset %s goes back to the seeded state", w.lab.ID()))
	}
	note(ctx, w.f, w.lab, w.last, report)
	w.last = report
}

// note records the first grading, and each that is solved after one that was not.
func note(ctx context.Context, f *Factory, lab Lab, last, report *grader.Report) {
	if last == nil || differs(last, report) {
		f.tellGraded(ctx, lab, report)
	}
	switch {
	case last == nil:
		f.remember(ctx, graded(lab, report))
	case report.Solved && !last.Solved:
		f.remember(ctx, graded(lab, report))
	}
}

// differs says whether a grading says something new.
func differs(last, report *grader.Report) bool {
	return slices.ContainsFunc(report.Results, func(r grader.Result) bool {
		_, changed := changeLine(last, r)
		return changed
	})
}

// changeLine is a result in one line, and whether it says something new. What is said
// about a check that could not be told differs from look to look and is no news.
func changeLine(last *grader.Report, r grader.Result) (string, bool) {
	line := fmt.Sprintf("%-7s %-5s %s", r.Outcome, r.Role, term.CleanLine(r.Title))
	if r.Said != "" && r.Outcome != grader.Pass {
		line += ": " + term.CleanLine(r.Said)
	}
	if last == nil {
		return line, true
	}
	was := last.Result(r.ID)
	switch {
	case was == nil:
		return line, true
	case was.Outcome != r.Outcome:
		return fmt.Sprintf("%s (was %s)", line, was.Outcome), true
	case r.Outcome == grader.Fail && was.Said != r.Said:
		return line, true
	}
	return line, false
}

// watchScreen redraws one screen. It uses the terminal's second screen, so that no
// resize can garble what was there before, and writes the last state to the first one
// when it ends.
func watchScreen(ctx context.Context, f *Factory, lab Lab, until bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	hints, err := f.ladder(lab.Scenario())
	if err != nil {
		return err
	}
	m := &watchModel{f: f, ctx: ctx, lab: lab, hints: hints, until: until}
	m.width, m.height = f.out().Size()
	program := tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(f.IO.In), tea.WithOutput(f.out().Underlying()),
		tea.WithoutSignalHandler(), tea.WithWindowSize(m.width, m.height))
	watched := make(chan error, 1)
	go func() {
		err := lab.Watch(ctx, func(report *grader.Report, changes labs.Changes) {
			program.Send(gradedMsg{report, changes})
			if gone := f.gone(ctx, lab, report); gone != nil {
				program.Send(brokenMsg{gone})
			}
		})
		if err != nil && ctx.Err() == nil {
			program.Send(brokenMsg{err})
		}
		watched <- err
	}()
	_, err = program.Run()
	outer := ctx.Err()
	cancel()
	<-watched //nolint:errcheck // its error was told to the program
	if m.report != nil {
		v := m.view(f.out())
		v.write(m.report)
	}
	switch {
	case m.broken != nil:
		return m.broken
	case m.interrupted, outer != nil:
		return &codeError{ExitCancelled}
	case err != nil:
		return fmt.Errorf("drawing on the terminal: %w", err)
	case m.report == nil:
		return &codeError{ExitUnknown}
	}
	return verdict(m.report)
}

type (
	gradedMsg struct {
		report  *grader.Report
		changes labs.Changes
	}
	brokenMsg struct{ err error }
	clockMsg  time.Time
)

// watchModel is the screen of `harden watch`.
type watchModel struct {
	f     *Factory
	ctx   context.Context
	lab   Lab
	hints *ladder
	until bool

	width, height int
	report        *grader.Report
	graded        time.Time
	// changed is what differed from the grading before the last that differed at all.
	changed map[string]string
	history []string
	hint    int // the hint shown, -1 none
	shown   bool
	ask     bool // the next hint's title is shown; h again unlocks it
	scroll  int
	details bool // show all that is said, also where it does not fit

	broken      error
	interrupted bool
}

const clockTick = time.Second

func (m *watchModel) Init() tea.Cmd { return clock() }

func clock() tea.Cmd {
	return tea.Tick(clockTick, func(t time.Time) tea.Msg { return clockMsg(t) })
}

func (m *watchModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case clockMsg:
		return m, clock()
	case gradedMsg:
		m.take(msg)
		if m.until && msg.report.Solved {
			return m, tea.Quit
		}
	case brokenMsg:
		m.broken = msg.err
		return m, tea.Quit
	case tea.KeyPressMsg:
		return m, m.key(msg.String())
	}
	return m, nil
}

// mostHistory is how many changes are remembered for the screen.
const mostHistory = 5

func (m *watchModel) take(msg gradedMsg) {
	m.graded = m.f.Now()
	note(m.ctx, m.f, m.lab, m.report, msg.report)
	m.report = msg.report
	if len(msg.changes) == 0 {
		return
	}
	m.changed = map[string]string{}
	for _, c := range msg.changes {
		m.changed[c.ID] = "was " + c.From.String()
		m.history = append(m.history, fmt.Sprintf("%s  %s, was %s: %s", m.graded.Format(time.TimeOnly), c.To, c.From, term.CleanLine(c.Title)))
	}
	if len(m.history) > mostHistory {
		m.history = m.history[len(m.history)-mostHistory:]
	}
}

func (m *watchModel) key(key string) tea.Cmd {
	switch key {
	case "q":
		return tea.Quit
	case "ctrl+c":
		m.interrupted = true
		return tea.Quit
	case "up", "k":
		m.scroll--
	case "down", "j":
		m.scroll++
	case "pgup":
		m.scroll -= max(1, m.height/2)
	case "pgdown", "space":
		m.scroll += max(1, m.height/2)
	case "d":
		m.details = !m.details
	case "esc":
		m.shown, m.ask = false, false
	case "h":
		switch {
		case m.hints.next() < 0 && m.shown:
			m.shown = false
		case m.hints.next() < 0:
			m.shown, m.hint = len(m.hints.open) > 0, len(m.hints.open)-1
		case m.ask && m.held():
		case m.ask:
			m.hint = m.hints.unlock(m.ctx, m.f)
			m.shown, m.ask = true, false
		default:
			m.ask = true
		}
	}
	m.scroll = max(0, m.scroll)
	return nil
}

// held says whether the next hint waits for the instructor of a workshop.
func (m *watchModel) held() bool {
	released, held := m.f.released(m.ctx, m.lab.Scenario(), false)
	return held && m.hints.next() >= released
}

// view writes reports the way the screen shows them.
func (m *watchModel) view(o *term.Output) *reportView {
	return &reportView{out: o, scenario: m.lab.Scenario(), lab: string(m.lab.ID()), changed: m.changed}
}

// on is an output like f.out(), but into w and with the size of the window.
func (m *watchModel) on(w io.Writer) *term.Output {
	out := m.f.out()
	o := term.NewOutput(w, true, m.f.Env, false, func() (int, int) { return m.width, m.height })
	o.Plain, o.Colour, o.ASCII = out.Plain, out.Colour, out.ASCII
	return o
}

func (m *watchModel) View() tea.View {
	view := tea.NewView(m.draw())
	view.AltScreen = true
	return view
}

// draw is the screen as text: a head, a body that scrolls, and a foot that stays.
func (m *watchModel) draw() string {
	width := max(20, m.width)
	head, foot := m.head(width), m.foot()
	room := m.height - strings.Count(head, "\n") - strings.Count(foot, "\n") - 2
	fits := func(lines []string) bool { return m.height <= 0 || len(lines) <= max(1, room) }

	// Old changes and what is said about each check give way before a check does.
	lines := m.body(0, mostHistory)
	short := false
	for _, less := range []struct{ said, history int }{{2, mostHistory}, {2, 2}, {1, 2}, {1, 0}} {
		if m.details || fits(lines) {
			break
		}
		lines, short = m.body(less.said, less.history), true
	}
	keys := "q quit"
	if len(m.hints.open) > 0 {
		keys += "   h hint"
	}
	switch {
	case short:
		keys += "   d details"
	case m.details:
		keys += "   d fewer details"
	}
	if !fits(lines) {
		room = max(1, room)
		m.scroll = min(m.scroll, len(lines)-room)
		above, below := m.scroll, len(lines)-room-m.scroll
		lines = lines[m.scroll : m.scroll+room]
		keys += fmt.Sprintf("   up/down scroll (%d above, %d below)", above, below)
	} else {
		m.scroll = 0
	}

	var screen strings.Builder
	o := m.on(&screen)
	for line := range strings.SplitSeq(head+strings.Join(lines, "\n")+"\n\n"+foot, "\n") {
		if screen.Len() > 0 {
			o.Line()
		}
		o.Print(o.Truncate(line, width))
	}
	o.Print(o.Style(o.Truncate(keys, width), term.Dim))
	return screen.String()
}

// head says what is watched and when it was looked at.
func (m *watchModel) head(width int) string {
	var text strings.Builder
	o := m.on(&text)
	title := o.Style(term.CleanLine(m.lab.Scenario().Title), term.Bold)
	looked := "looking for the first time"
	if m.report != nil {
		looked = fmt.Sprintf("%s  looked %s ago", m.lab.ID(), ago(m.f.Now().Sub(m.graded)))
	}
	if gap := width - term.Width(title) - term.Width(looked); gap >= 2 {
		o.Line(title, spaces(gap), o.Style(looked, term.Dim))
	} else {
		o.Line(title)
		o.Line(o.Style(looked, term.Dim))
	}
	o.Line()
	return text.String()
}

// body is the results, the last changes, and the hint, as lines. saidLines is that of
// reportView.
func (m *watchModel) body(saidLines, history int) []string {
	var text strings.Builder
	o := m.on(&text)
	v := m.view(o)
	v.saidLines = saidLines
	if m.report != nil {
		v.results(m.report)
	}
	if changes := m.history[max(0, len(m.history)-history):]; len(changes) > 0 {
		o.Line(o.Style("Changes", term.Bold))
		for _, line := range changes {
			o.Line("  ", line)
		}
		o.Line()
	}
	switch {
	case m.ask:
		next := m.hints.next()
		o.Line(o.Style(fmt.Sprintf("Hint %d of %d: %s", next+1, len(m.hints.open), term.CleanLine(m.hints.scenario.Hints[next].Title)), term.Bold))
		if m.held() {
			o.Line("  The instructor has not released it yet. Esc puts it away")
			break
		}
		o.Line("  h again unlocks it, Esc leaves it locked")
	case m.shown:
		writeHint(o, m.hints.scenario, m.hint)
	}
	return strings.Split(strings.TrimRight(text.String(), "\n"), "\n")
}

// foot is the verdict.
func (m *watchModel) foot() string {
	if m.report == nil {
		return ""
	}
	var text strings.Builder
	o := m.on(&text)
	v := m.view(o)
	o.Line(v.summary(m.report))
	// An unsolved lab has nothing to offer but a hint, which has a key.
	if m.report.Solved || m.report.Outcome() == grader.Error || len(m.report.Sprung()) > 0 {
		for _, line := range v.next(m.report) {
			o.Line("  ", line)
		}
	}
	return text.String()
}

// ago is a time in whole seconds: it is redrawn each second.
func ago(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%ds", int(max(0, d).Seconds()))
	}
	return term.Elapsed(d)
}
