package player

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/quiz"
)

// keys asks with forms that are moved through with the keyboard. A form takes its place below
// the question and leaves one line behind, so that what was played reads like a page.
//
// The forms' own accessible mode is never used: where its input ends, it answers by itself.
type keys struct {
	screen

	in io.Reader
}

func (k *keys) show(c *card) { k.question(c, false) }

func (k *keys) reply(ctx context.Context, c *card) (reply, error) {
	f := newForm(k.screen, c)
	if err := k.run(ctx, f); err != nil {
		return reply{}, err
	}
	switch f.reply.act {
	case answer:
		k.paragraph("Your answer: " + k.out.Style(term.CleanLine(c.Show(f.reply.answer)), term.Bold))
	case later:
		k.paragraph("Left for later.")
	case giveUp, stop, goTo, handIn, timeUp:
	}
	return f.reply, nil
}

func (k *keys) pause(ctx context.Context) (bool, error) {
	k.line()
	pressed, err := k.choose(ctx, "enter goes on, q stops", "enter", "space", "q")
	return pressed != "q", err
}

func (k *keys) confirm(ctx context.Context, question string) (bool, error) {
	pressed, err := k.choose(ctx, question+" (y/n)", "y", "n")
	if err == nil {
		word := map[string]string{"y": "yes", "n": "no"}[pressed]
		k.paragraph(question + " " + k.out.Style(word, term.Bold))
	}
	return pressed == "y", err
}

func (k *keys) allAnswered(ctx context.Context, c *card) (reply, error) {
	k.line()
	k.paragraph("Every question has an answer.")
	pressed, err := k.choose(ctx, "enter hands the exam in, pgup goes back to the questions, q stops", "enter", "pgup", "q")
	switch pressed {
	case "pgup":
		return reply{act: goTo, to: c.total}, err
	case "q":
		return reply{act: stop}, err
	default:
		return reply{act: handIn}, err
	}
}

// choose waits for one of some keys.
func (k *keys) choose(ctx context.Context, prompt string, allowed ...string) (string, error) {
	m := &keyModel{prompt: k.out.Style(hang(margin, prompt, k.out.TextWidth()), term.Dim), allowed: allowed}
	err := k.run(ctx, m)
	return m.pressed, err
}

// asking is a model that asks something.
type asking interface {
	tea.Model
	cancelled() bool // by Ctrl-C
	done() bool
	height() int
}

// frame is the part of the screen that a model draws on. It never shrinks while the model has it:
// the renderer of bubbletea v2.0.9 forgets how far down its cursor stands when a frame becomes
// shorter, and draws the next one below its remains. For the same reason it is not emptied by
// its model at the end, but by run.
type frame struct{ rows int }

func (f *frame) draw(content string) tea.View {
	f.rows = max(f.rows, lipgloss.Height(content))
	return tea.NewView(content + strings.Repeat("\n", f.rows-lipgloss.Height(content)))
}

func (f *frame) height() int { return f.rows }

// run lets a model have the terminal.
func (k *keys) run(ctx context.Context, m asking) error {
	width, height := k.out.Size()
	var program *tea.Program
	ended := func() { program.Send(endedMsg{}) }
	var in io.Reader = inputEnd{k.in, ended}
	if file, ok := k.in.(*os.File); ok {
		in = fileEnd{file, ended} // a terminal has to be seen as one
	}
	program = tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(k.out.Underlying()),
		tea.WithWindowSize(width, height), tea.WithFilter(filter), tea.WithoutSignalHandler())
	_, err := program.Run()
	// The cursor stands in the last row of the frame. From the first one on all is erased.
	up := ""
	if rows := min(m.height(), height); rows > 1 {
		up = ansi.CursorUp(rows - 1)
	}
	k.out.Print("\r" + up + ansi.EraseScreenBelow)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case m.cancelled():
		return context.Canceled
	case err != nil && !errors.Is(err, tea.ErrProgramKilled):
		return fmt.Errorf("asking on the terminal: %w", err)
	case !m.done():
		return ErrInputEnded
	}
	return nil
}

// filter ends a program where there is nothing more to read; bubbletea itself would wait for ever. It
// also keeps forms from asking for the terminal's size: they are told it at the beginning and
// when it changes, and each time it is told, the frame is drawn anew below itself.
func filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg {
	case endedMsg{}:
		return tea.QuitMsg{}
	case tea.RequestWindowSize():
		return nil
	}
	return msg
}

// endedMsg says that there is nothing more to read.
type endedMsg struct{}

// inputEnd says when there is nothing more to read.
type inputEnd struct {
	io.Reader

	ended func()
}

func (r inputEnd) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil {
		r.ended()
	}
	return n, err
}

// fileEnd is inputEnd for a file.
type fileEnd struct {
	*os.File

	ended func()
}

func (r fileEnd) Read(p []byte) (int, error) {
	n, err := r.File.Read(p)
	if err != nil {
		r.ended()
	}
	return n, err
}

// keyModel waits for a key.
type keyModel struct {
	frame

	prompt      string
	allowed     []string
	pressed     string
	interrupted bool
}

func (m *keyModel) Init() tea.Cmd { return nil }

func (m *keyModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch pressed := strings.ToLower(key.String()); {
		case pressed == "ctrl+c":
			m.interrupted = true
			return m, tea.Quit
		case slices.Contains(m.allowed, pressed):
			m.pressed = pressed
			return m, tea.Quit
		}
	}
	return m, nil
}

func (m *keyModel) View() tea.View { return m.draw(m.prompt) }

func (m *keyModel) cancelled() bool { return m.interrupted }
func (m *keyModel) done() bool      { return m.pressed != "" }

// form asks one question.
type form struct {
	screen
	frame

	card *card
	huh  *huh.Form
	text func() string // what was chosen, as it would be typed
	// letters is how many things there are to choose by letter; 0 where the answer is typed.
	letters int
	several bool // of these

	size        tea.WindowSizeMsg // of the terminal
	help        bool
	none        bool // the learner wanted to answer with nothing chosen
	reply       reply
	interrupted bool
}

func newForm(s screen, c *card) *form {
	f := &form{screen: s, card: c}
	q := c.Question
	switch q.Type {
	case quiz.Single, quiz.Verdict:
		f.one(f.optionTexts())
	case quiz.Boolean:
		f.boolean()
	case quiz.Multiple:
		f.many(f.optionTexts())
	case quiz.Match:
		f.match()
	case quiz.Short, quiz.Order, quiz.Line:
		f.typed()
	}
	keymap := huh.NewDefaultKeyMap()
	keymap.Select.Filter.SetEnabled(false)
	f.huh.WithTheme(huh.ThemeFunc(f.theme)).WithKeyMap(keymap).WithShowHelp(false)
	return f
}

// theme uses the terminal's own colours, as everything else here does.
func (f *form) theme(bool) *huh.Styles {
	t := huh.ThemeBase(false)
	plain, bold := lipgloss.NewStyle(), lipgloss.NewStyle().Bold(true)
	pointer := bold.Foreground(lipgloss.Color("6"))
	s := &t.Focused
	s.Base = plain.PaddingLeft(len(margin))
	s.Title = bold
	s.SelectSelector = pointer.SetString(f.out.Pick("▸ ", "> "))
	s.MultiSelectSelector = s.SelectSelector
	s.SelectedPrefix = plain.Foreground(lipgloss.Color("2")).SetString(f.out.Pick("[✓] ", "[x] "))
	s.UnselectedPrefix = plain.SetString("[ ] ")
	s.ErrorMessage = plain.Foreground(lipgloss.Color("1")).PaddingLeft(len(margin)).SetString("")
	s.ErrorIndicator = plain.SetString("")
	s.TextInput.Prompt = pointer
	s.TextInput.Placeholder = plain.Faint(true)
	t.Blurred = *s
	return t
}

func (f *form) optionTexts() []string {
	texts := make([]string, len(f.card.Options))
	for i, option := range f.card.Options {
		texts[i] = f.card.Question.Options[option].Text
	}
	return texts
}

// lettered are things to choose, wrapped to what a form has room for.
func (f *form) lettered(texts []string, room int) []huh.Option[int] {
	options := make([]huh.Option[int], len(texts))
	for i, text := range texts {
		// The form sets the text in a style of its own, which a full reset would end early.
		text = strings.ReplaceAll(f.inline(text), "\x1b[0m", "\x1b[39m")
		options[i] = huh.NewOption(hang(f.card.Letter(i)+") ", text, f.out.TextWidth()-room), i)
	}
	return options
}

func (f *form) one(texts []string) {
	f.letters = len(texts)
	chosen := -1
	field := huh.NewSelect[int]().Options(f.lettered(texts, 4)...).Value(&chosen)
	f.huh = huh.NewForm(huh.NewGroup(field))
	f.text = func() string { return f.card.Letter(chosen) }
}

func (f *form) boolean() {
	yes := true
	field := huh.NewSelect[bool]().Options(huh.NewOption("true", true), huh.NewOption("false", false)).Value(&yes)
	f.huh = huh.NewForm(huh.NewGroup(field))
	f.text = func() string { return fmt.Sprint(yes) }
}

func (f *form) many(texts []string) {
	f.letters, f.several = len(texts), true
	var chosen []int
	field := huh.NewMultiSelect[int]().Options(f.lettered(texts, 8)...).Filterable(false).Value(&chosen)
	f.huh = huh.NewForm(huh.NewGroup(field))
	f.text = func() string {
		letters := make([]string, len(chosen))
		for i, n := range chosen {
			letters[i] = f.card.Letter(n)
		}
		return strings.Join(letters, ",")
	}
}

// match asks for one left side after the other.
func (f *form) match() {
	q := f.card.Question
	rights := q.Rights()
	texts := make([]string, len(f.card.Rights))
	for i, right := range f.card.Rights {
		texts[i] = rights[right]
	}
	f.letters = len(texts)
	chosen := make([]int, len(q.Pairs))
	groups := make([]*huh.Group, len(q.Pairs))
	for i, pair := range q.Pairs {
		title := fmt.Sprintf("%d of %d: %s", i+1, len(q.Pairs), strings.ReplaceAll(f.inline(pair.Left), "\x1b[0m", "\x1b[39m"))
		groups[i] = huh.NewGroup(huh.NewSelect[int]().Title(title).Options(f.lettered(texts, 4)...).Value(&chosen[i]))
	}
	f.huh = huh.NewForm(groups...)
	f.text = func() string {
		pairs := make([]string, len(chosen))
		for i, n := range chosen {
			pairs[i] = fmt.Sprintf("%d=%s", i+1, f.card.Letter(n))
		}
		return strings.Join(pairs, " ")
	}
}

// typed asks for what cannot be chosen.
func (f *form) typed() {
	var text string
	field := huh.NewInput().Value(&text).Prompt(f.out.Pick("▸ ", "> ")).Placeholder(wanted(f.card)).CharLimit(500).
		Validate(func(now string) error {
			if _, ok := command(now, f.card); ok {
				return nil
			}
			if _, err := f.card.Parse(now); err != nil {
				return errors.New(term.Wrap(refusal(f.card, err), f.out.TextWidth()-len(margin), ""))
			}
			return nil
		})
	f.huh = huh.NewForm(huh.NewGroup(field))
	f.text = func() string { return text }
}

type secondMsg struct{}

// second is a tick of the clock that an exam shows.
func second() tea.Cmd { return tea.Tick(time.Second, func(time.Time) tea.Msg { return secondMsg{} }) }

// Init begins.
func (f *form) Init() tea.Cmd {
	if f.card.left != nil {
		return tea.Batch(f.huh.Init(), second())
	}
	return f.huh.Init()
}

// Update takes what is for this form, and leaves the rest to huh.
func (f *form) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case secondMsg:
		if f.card.left() <= 0 {
			f.reply = reply{act: timeUp}
			return f, tea.Quit
		}
		return f, second()
	case tea.WindowSizeMsg:
		f.size = msg
		return f, f.fit()
	case tea.KeyPressMsg:
		if cmd, taken := f.key(msg); taken {
			return f, cmd
		}
	}
	return f, f.pass(msg)
}

// fit gives the choices the room that the footer leaves.
func (f *form) fit() tea.Cmd {
	return f.pass(tea.WindowSizeMsg{
		Width:  min(f.size.Width, term.ProseWidth),
		Height: max(1, f.size.Height-1-lipgloss.Height(f.footer())),
	})
}

// pass gives huh a message, and reads the answer when it was the last.
func (f *form) pass(msg tea.Msg) tea.Cmd {
	_, cmd := f.huh.Update(msg)
	if f.huh.State == huh.StateCompleted && !f.done() {
		return f.read()
	}
	return cmd
}

// settle passes a key, and then at once what huh has to say to itself because of it. Otherwise a key
// that follows quickly would still be for what the one before has ended.
func (f *form) settle(msg tea.Msg) tea.Cmd {
	cmds := []tea.Cmd{f.pass(msg)}
	for len(cmds) > 0 && !f.done() {
		cmd := cmds[0]
		cmds = cmds[1:]
		if cmd == nil {
			continue
		}
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			cmds = append(cmds, msg...)
		default:
			cmds = append(cmds, f.pass(msg))
		}
	}
	if f.done() {
		return tea.Quit
	}
	return nil
}

// read ends the form with what was chosen or typed, unless that is no answer.
func (f *form) read() tea.Cmd {
	text := f.text()
	if r, ok := command(text, f.card); ok && !f.choosing() {
		return f.end(r)
	}
	a, err := f.card.Parse(text)
	if err != nil {
		return nil
	}
	return f.end(reply{act: answer, answer: a})
}

// choosing says that there is something to choose from. Otherwise the answer is typed.
func (f *form) choosing() bool { return f.letters > 0 || f.card.Question.Type == quiz.Boolean }

func (f *form) end(r reply) tea.Cmd {
	f.reply = r
	return tea.Quit
}

// key takes the keys that are commands.
func (f *form) key(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	pressed := msg.String()
	choosing := f.choosing()
	switch {
	case pressed == "ctrl+c":
		f.interrupted = true
		return tea.Quit, true
	case pressed == "?" && (choosing || f.text() == ""):
		f.help = !f.help
		return f.fit(), true
	case f.card.exam() && (pressed == "pgup" || pressed == "pgdown"):
		to := f.card.number + 1
		if pressed == "pgup" {
			to = f.card.number - 1
		}
		if to < 1 || to > f.card.total {
			return nil, true
		}
		return f.end(reply{act: goTo, to: to}), true
	case !choosing && pressed == "enter":
		cmd := f.read()
		return cmd, cmd != nil // huh says why it is no answer
	case !choosing:
		return nil, false
	}
	if f.several {
		// The field could say this too, but would say it before anything was done.
		f.none = (pressed == "enter" || pressed == "tab") && f.text() == ""
		if f.none {
			return f.fit(), true
		}
	}
	if n := int(msg.Code) - 'a'; len(pressed) == 1 && n >= 0 && n < f.letters {
		return f.jump(n), true
	}
	switch pressed {
	case "t", "f":
		if f.card.Question.Type == quiz.Boolean {
			return f.jump(strings.Index("tf", pressed)), true
		}
	case "s":
		return f.end(reply{act: later}), true
	case "q":
		return f.end(reply{act: stop}), true
	case "G":
		if !f.card.exam() {
			return f.end(reply{act: giveUp}), true
		}
	case "H":
		if f.card.exam() {
			return f.end(reply{act: handIn}), true
		}
	}
	return f.settle(msg), true
}

// jump moves to the n-th thing, and chooses it where several can be chosen.
func (f *form) jump(n int) tea.Cmd {
	f.settle(tea.KeyPressMsg{Code: tea.KeyHome})
	for range n {
		f.settle(tea.KeyPressMsg{Code: tea.KeyDown})
	}
	if f.several {
		f.settle(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
	}
	return nil
}

// View is the form with the keys that it knows below it.
func (f *form) View() tea.View { return f.draw(f.huh.View() + "\n\n" + f.footer()) }

// footer is the time that is left and the keys.
func (f *form) footer() string {
	var parts []string
	if f.card.left != nil {
		parts = append(parts, clock(f.card.left())+" left")
	}
	choosing := f.choosing()
	if f.several {
		parts = append(parts, "space chooses")
	}
	parts = append(parts, "enter answers")
	if f.card.Question.Type == quiz.Match {
		parts = append(parts, "shift+tab goes back")
	}
	if choosing {
		parts = append(parts, "s later")
	} else {
		parts = append(parts, "s enter: later")
	}
	parts = append(parts, "? help")
	if choosing {
		parts = append(parts, "q stop")
	} else {
		parts = append(parts, "q enter: stop")
	}
	notice := ""
	if f.none {
		notice = margin + f.out.Style("Nothing is chosen yet: space chooses, enter answers.", term.Red) + "\n\n"
	}
	text := notice + f.out.Style(hang(margin, strings.Join(parts, f.out.Pick(" · ", ", ")), f.out.TextWidth()), term.Dim)
	if f.help {
		text += "\n\n" + f.helpText(choosing)
	}
	return text
}

func (f *form) helpText(choosing bool) string {
	rows := [][2]string{}
	if !choosing {
		text := hang(margin, manner(f.card), f.out.TextWidth())
		for _, row := range commands(f.card) {
			text += fmt.Sprintf("\n%s%s  %s", margin+margin, f.out.Style(fmt.Sprintf("%-9s", row[0]), term.Cyan), row[1])
		}
		return text
	}
	rows = append(rows, [2]string{"up, down", "move; a letter goes there at once"})
	if f.several {
		rows = append(rows, [2]string{"space", "choose, or choose no more; one is right, or several are"})
	}
	rows = append(rows, [2]string{"enter", "answer"}, [2]string{"s", "leave this question for later"})
	if f.card.exam() {
		rows = append(rows, [2]string{"pgup, pgdown", "go to the question before or after, also to one that is answered"}, [2]string{"H", "hand in: end the exam now"})
	} else {
		rows = append(rows, [2]string{"G", "give up and see the answer; it counts as not known"})
	}
	rows = append(rows, [2]string{"q", "stop; harden quiz goes on from here another time"}, [2]string{"?", "show or hide this"})
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = hang(margin+f.out.Style(fmt.Sprintf("%-13s", row[0]), term.Cyan), row[1], f.out.TextWidth())
	}
	return strings.Join(lines, "\n")
}

func (f *form) cancelled() bool { return f.interrupted }
func (f *form) done() bool      { return f.reply.act != 0 }
