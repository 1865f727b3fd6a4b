package cli

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/internal/kubeversion"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/answerlog"
	"github.com/hardenway/hardenway/quiz/banks"
	"github.com/hardenway/hardenway/quiz/player"
)

// Generator makes questions whose answers Kubernetes' own code computes.
type Generator interface {
	Kinds() []string
	Generate(kind string, seed uint64) (quiz.Question, error)
	// FromID makes a question again that was made before. It returns false for other ids.
	FromID(id quiz.ID) (quiz.Question, bool, error)
}

// What a session has when nothing is said.
const (
	practiceCount = 10
	reviewCount   = 20
	examCount     = 40
	examMinutes   = 60
	examPass      = 70 // percent
)

type quizOptions struct {
	pick questionPick

	Exam, Weak, Review bool
	Count              int
	Seed               uint64
	Minutes, Pass      int
	Generate           []string
	Bank               string
	Resume, New        bool
	Format             format

	// asked is the command as it was typed, without what does not choose questions.
	asked string
	bare  bool // nothing was asked for
}

func newQuiz(f *Factory) *cobra.Command {
	o := &quizOptions{}
	cmd := &cobra.Command{
		Use:   "quiz [command]",
		Short: "Answer questions, and see why each answer is right or wrong",
		Long: `Asks questions on Kubernetes security. In practice you are told after each answer why it is right or wrong, and where to practise it. An exam has a time limit and a pass mark, and says nothing before its end.

On a terminal you choose with keys. In a pipe, with --plain, or for a screen reader (ACCESSIBLE=1) you type answers: b, or a,c, or true, or 2 1 3, or 1=c 2=a, or numbers of lines, or a word. ? shows help, s leaves a question for later, q stops. Where the input ends, the question in hand is not answered.

Every answer is remembered in HARDEN_HOME, and a quiz that was not finished is gone on with the next time: on a terminal you are asked, elsewhere it goes on and says so. --new begins another.`,
		Example: `harden quiz
			harden quiz --tag rbac --difficulty hard --count 5
			harden quiz --exam --minutes 30 --count 20
			harden quiz --weak
			harden quiz --generate rbac --seed 7
			printf 'b\ntrue\n' | harden quiz --count 2 --seed 1 -o json`,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.asked, o.bare = asked(cmd)
			return runQuiz(cmd.Context(), f, o)
		},
	}
	o.pick.flags(cmd)
	cmd.Flags().BoolVar(&o.Exam, "exam", false, "an exam: time limit, weights by area, pass mark, no feedback before the end")
	cmd.Flags().BoolVar(&o.Weak, "weak", false, "questions on what has gone badly so far")
	cmd.Flags().IntVar(&o.Count, "count", 0, fmt.Sprintf("how many questions; %d without it, in an exam %d", practiceCount, examCount))
	cmd.Flags().Uint64Var(&o.Seed, "seed", 0, "a `number` that decides by itself which questions come and in what order; the same one gives the same quiz")
	cmd.Flags().IntVar(&o.Minutes, "minutes", 0, fmt.Sprintf("time for an exam; %d without it", examMinutes))
	cmd.Flags().IntVar(&o.Pass, "pass", 0, fmt.Sprintf("pass mark of an exam in `percent`; %d without it", examPass))
	cmd.Flags().StringSliceVar(&o.Generate, "generate", nil, "make new questions of this `kind`, with answers computed by Kubernetes' own code: "+or(f.kinds()))
	cmd.Flags().StringVar(&o.Bank, "bank", "", "take the questions from this `file`; their answers are not remembered")
	resumeFlags(cmd, o)
	formatFlag(cmd, &o.Format, formatJSON)
	mustComplete(cmd, "generate", fixed(f.kinds()...))
	cmd.AddCommand(newQuizList(f), newQuizExport(f), newQuizImport(f))
	return cmd
}

func newReview(f *Factory) *cobra.Command {
	o := &quizOptions{Review: true}
	cmd := &cobra.Command{
		Use:   "review",
		Short: "Answer again what you are about to forget",
		Long:  "Asks the questions that are due. When a question is due again follows from all answers you ever gave to it: what you knew rests longer each time, what you did not know comes back soon. A question that you never met is not among them.",
		Example: `harden review
			harden review --tag etcd --count 5`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.asked, _ = asked(cmd)
			return runQuiz(cmd.Context(), f, o)
		},
	}
	o.pick.flags(cmd)
	cmd.Flags().IntVar(&o.Count, "count", 0, fmt.Sprintf("how many questions at most; %d without it", reviewCount))
	cmd.Flags().Uint64Var(&o.Seed, "seed", 0, "a `number` that decides the order of options")
	resumeFlags(cmd, o)
	formatFlag(cmd, &o.Format, formatJSON)
	return cmd
}

func resumeFlags(cmd *cobra.Command, o *quizOptions) {
	cmd.Flags().BoolVar(&o.Resume, "resume", false, "go on with the quiz that was not finished, without asking")
	cmd.Flags().BoolVar(&o.New, "new", false, "begin another quiz; the one that was not finished is given up")
}

// asked is the command with the flags that choose the questions, and whether there are none.
func asked(cmd *cobra.Command) (string, bool) {
	parts := []string{cmd.CommandPath()}
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		switch flag.Name {
		case "resume", "new", "output", "plain":
		default:
			part := "--" + flag.Name
			if flag.Value.Type() != "bool" {
				part += " " + strings.Trim(flag.Value.String(), "[]")
			}
			parts = append(parts, part)
		}
	})
	return strings.Join(parts, " "), len(parts) == 1
}

func (o *quizOptions) mode() quiz.Mode {
	switch {
	case o.Exam:
		return quiz.ModeExam
	case o.Weak:
		return quiz.ModeWeak
	case o.Review:
		return quiz.ModeReview
	default:
		return quiz.ModePractice
	}
}

// check says what cannot be meant.
func (o *quizOptions) check(f *Factory) error {
	const help = "harden quiz --help"
	switch {
	case o.Exam && o.Weak:
		return usagef("harden quiz --exam", "--exam and --weak are two wishes: give one of them")
	case o.Resume && o.New:
		return usagef("harden quiz --resume", "--resume and --new are two wishes: give one of them")
	case !o.Exam && o.Minutes != 0:
		return usagef("harden quiz --exam --minutes 30", "--minutes is the time of an exam, and this is none")
	case !o.Exam && o.Pass != 0:
		return usagef("harden quiz --exam --pass 80", "--pass is the pass mark of an exam, and this is none")
	case o.Count < 0:
		return usagef(help, "--count %d: at least one question is needed", o.Count)
	case o.Minutes < 0 || o.Minutes > 24*60:
		return usagef(help, "--minutes %d: an exam takes from 1 minute to a day", o.Minutes)
	case o.Pass < 0 || o.Pass > 100:
		return usagef(help, "--pass %d: use a percentage from 1 to 100", o.Pass)
	case len(o.Generate) > 0 && (o.Exam || o.Weak || o.Bank != "" || !o.pick.empty()):
		return usagef("harden quiz --generate "+o.Generate[0], "--generate makes questions of its own: give with it --count and --seed only")
	case o.Bank != "" && o.Weak:
		return usagef("harden quiz --bank "+o.Bank, "answers to a bank of your own are not remembered, so --weak has nothing to go by")
	}
	for _, kind := range o.Generate {
		if f.Generator == nil {
			return usagef("harden quiz", "this build of harden generates no questions")
		}
		if !slices.Contains(f.kinds(), kind) {
			return usagef("harden quiz --generate "+strings.Join(f.kinds(), ","), "no questions of kind %q are generated: use %s", kind, or(f.kinds()))
		}
	}
	return o.pick.check()
}

// kinds are the kinds of questions that can be generated.
func (f *Factory) kinds() []string {
	if f.Generator == nil {
		return nil
	}
	return f.Generator.Kinds()
}

// runQuiz plays a session, from the beginning or from where it was left.
func runQuiz(ctx context.Context, f *Factory, o *quizOptions) (err error) {
	if err := o.check(f); err != nil {
		return err
	}
	home, err := f.Home()
	if err != nil {
		return err
	}
	seat, err := player.TakeSeat(home.Quiz(), f.Now())
	if err != nil {
		return err
	}
	defer seat.Leave()
	g := &quizGame{Factory: f, o: o, seat: seat, log: answerlog.Open(filepath.Join(home.Quiz(), "answers.jsonl"))}
	talk := f.out()
	if o.Format == formatJSON {
		talk = f.IO.Err
	}
	g.player = player.New(player.Options{In: f.IO.In, InTTY: f.IO.InTTY, Out: talk, Now: f.Now, Keep: g.keep, Lessons: hasLesson})
	g.asks = f.IO.InTTY && talk.TTY
	if err := g.open(ctx); err != nil || g.session == nil {
		return err
	}
	return g.finish(talk, g.player.Play(ctx, g.session))
}

// quizGame is one session with everything around it.
type quizGame struct {
	*Factory

	o       *quizOptions
	seat    *player.Seat
	log     *answerlog.File
	player  *player.Player
	asks    bool // there is a person who can be asked
	session *quiz.Session
	// asked and bank are those of the session, which may be older than this command.
	asked, bank string
	logged      map[string]bool // ids of events
}

// open makes the session: the one that was not finished, or another.
func (g *quizGame) open(ctx context.Context) error {
	saved, err := g.unfinished(ctx)
	if err != nil {
		return err
	}
	if saved != nil {
		return g.resume(saved)
	}
	return g.begin()
}

// unfinished is the session to go on with, or nil for another.
func (g *quizGame) unfinished(ctx context.Context) (*player.Saved, error) {
	if g.o.New {
		return nil, nil
	}
	saved, err := g.seat.Saved()
	switch {
	case err != nil:
		return nil, err
	case saved == nil && g.o.Resume:
		return nil, usagef("harden quiz", "there is no unfinished quiz to go on with")
	case saved == nil:
		return nil, nil
	case g.o.Resume:
		return saved, nil
	case g.asks:
		g.out().Line()
		on, err := g.player.Confirm(ctx, fmt.Sprintf("A quiz was not finished (%s). Go on with it?", saved.Asked))
		if err != nil {
			return nil, g.ended(err)
		}
		if !on {
			return nil, nil
		}
		return saved, nil
	case g.o.bare, g.o.asked == saved.Asked:
		return saved, nil
	default:
		return nil, usagef("--resume to go on with that one, or --new to give it up", "another quiz was not finished: %s", saved.Asked)
	}
}

// resume goes on with a session.
func (g *quizGame) resume(saved *player.Saved) error {
	all, err := g.questions(saved.Bank)
	if err != nil {
		return err
	}
	again, err := g.again(quiz.SnapshotQuestions(saved.Session))
	if err != nil {
		return err
	}
	s, err := quiz.Resume(saved.Session, quiz.NewPool(append(again, all...)...), g.Now().Round(0))
	if err != nil {
		if _, ok := errors.AsType[*quiz.SnapshotError](err); ok {
			return &labs.Problem{Err: err, Try: "harden quiz --new, which begins another; what was answered is remembered"}
		}
		return err
	}
	g.session, g.asked, g.bank = s, saved.Asked, saved.Bank
	g.logged = map[string]bool{}
	for _, e := range s.Events() {
		g.logged[e.ID] = true
	}
	text := fmt.Sprintf("Going on with %s: %d of %s answered. --new begins another.", saved.Asked, s.Answered(), count(s.Len(), "question"))
	g.note(term.Wrap(term.CleanLine(text), g.IO.Err.Width(), ""))
	return nil
}

// again makes the generated questions among those of a session.
func (g *quizGame) again(ids []quiz.ID) ([]quiz.Bank, error) {
	if g.Generator == nil {
		return nil, nil
	}
	var list []quiz.Bank
	for _, id := range ids {
		if !strings.HasPrefix(string(id), "gen-") {
			continue
		}
		q, ok, err := g.Generator.FromID(id)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, generatedBank(q))
		}
	}
	return list, nil
}

// generatedBank is a generated question as a bank of its own, in the module that explains it.
func generatedBank(q quiz.Question) quiz.Bank {
	return quiz.Bank{ID: string(q.ID), Module: q.Practice.Lesson, Questions: []quiz.Question{q}}
}

// questions are the banks to choose from.
func (g *quizGame) questions(bank string) ([]quiz.Bank, error) {
	if bank == "" {
		return banks.All(), nil
	}
	return loadBank(bank)
}

// begin chooses the questions of a new session.
func (g *quizGame) begin() error {
	o := g.o
	seed := o.Seed
	if seed == 0 {
		seed = 1 + rand.Uint64N(999_999) // short enough to be typed again
	}
	config := quiz.Config{
		ID: fmt.Sprintf("%s-%08x", g.Now().UTC().Format("20060102T150405"), rand.Uint32()), Mode: o.mode(), Seed: seed, Harden: g.Build,
	}
	pool, ids, err := g.choose(&config)
	if err != nil || len(ids) == 0 {
		return err
	}
	s, err := quiz.New(config, pool, ids, g.Now().Round(0))
	if err != nil {
		return err
	}
	g.session, g.asked, g.logged = s, o.asked, map[string]bool{}
	if o.Bank != "" {
		if g.bank, err = filepath.Abs(o.Bank); err != nil {
			return err
		}
	}
	g.introduce(config, len(ids))
	return nil
}

// introduce says what comes.
func (g *quizGame) introduce(config quiz.Config, n int) {
	what := map[quiz.Mode]string{
		quiz.ModePractice: "Practice", quiz.ModeExam: "Exam", quiz.ModeReview: "Review", quiz.ModeWeak: "Weak spots",
	}[config.Mode]
	text := fmt.Sprintf("%s: %s", what, count(n, "question"))
	if config.Mode == quiz.ModeExam {
		text += fmt.Sprintf(" in %s, passed from %.0f %%", count(int(config.Limit.Minutes()), "minute"), config.PassMark*100)
	}
	g.note(text + fmt.Sprintf(". The same again: --seed %d", config.Seed))
}

// choose chooses the questions of a new session. There may be none to ask now, which is said.
func (g *quizGame) choose(config *quiz.Config) (*quiz.Pool, []quiz.ID, error) {
	o := g.o
	if len(o.Generate) > 0 {
		return g.generate(config.Seed)
	}
	all, err := g.questions(o.Bank)
	if err != nil {
		return nil, nil, err
	}
	pool := quiz.NewPool(all...)
	filter := o.pick.filter()
	fits := pool.Select(filter)
	if len(fits) == 0 {
		return nil, nil, usagef("harden quiz list, which counts the questions there are", "no question is like that")
	}
	switch config.Mode {
	case quiz.ModeExam:
		return g.chooseExam(config, pool, filter)
	case quiz.ModeReview:
		return g.chooseDue(pool, fits)
	case quiz.ModeWeak:
		return g.chooseWeak(pool, fits)
	case quiz.ModePractice:
	}
	return pool, quiz.Draw(fits, or0(o.Count, practiceCount), config.Seed), nil
}

func (g *quizGame) chooseExam(config *quiz.Config, pool *quiz.Pool, filter quiz.Filter) (*quiz.Pool, []quiz.ID, error) {
	o := g.o
	config.Limit = time.Duration(or0(o.Minutes, examMinutes)) * time.Minute
	config.PassMark = float64(or0(o.Pass, examPass)) / 100
	filter.FactsOnly = true
	wanted := or0(o.Count, examCount)
	areas, _, err := quiz.DrawExam(pool, quiz.Course(), filter, wanted, config.Seed)
	if errors.Is(err, quiz.ErrNoQuestions) {
		return nil, nil, usagef("harden quiz, which also asks for opinions", "no question like that can be in an exam")
	}
	if err != nil {
		return nil, nil, err
	}
	config.Areas = areas
	ids := quiz.Mixed(areas, config.Seed)
	switch {
	case len(ids) > wanted:
		g.note(fmt.Sprintf("Every area has a question, which makes %d.", len(ids)))
	case len(ids) < wanted:
		g.note(fmt.Sprintf("There are only %s like that.", count(len(ids), "question")))
	}
	return pool, ids, nil
}

func (g *quizGame) chooseDue(pool *quiz.Pool, fits []quiz.ID) (*quiz.Pool, []quiz.ID, error) {
	events, err := g.remembered()
	if err != nil {
		return nil, nil, err
	}
	memories := quiz.Memories(events)
	due := among(quiz.Due(pool, memories, g.Now()), fits)
	if len(due) > 0 {
		return pool, first0(due, or0(g.o.Count, reviewCount)), nil
	}
	var next time.Time
	for _, id := range fits {
		if m, ok := memories[id]; ok && (next.IsZero() || m.Due().Before(next)) {
			next = m.Due()
		}
	}
	if g.o.Format == formatJSON {
		return nil, nil, writeJSON(g.out(), player.Result{APIVersion: player.ResultVersion, Mode: quiz.ModeReview, Finished: true})
	}
	if next.IsZero() {
		g.out().Line("Nothing to review: no question like that was answered yet.")
		g.try("harden quiz")
		return nil, nil, nil
	}
	g.out().Line(fmt.Sprintf("Nothing is due. The next question is on %s.", next.Local().Format("2 January 2006")))
	return nil, nil, nil
}

func (g *quizGame) chooseWeak(pool *quiz.Pool, fits []quiz.ID) (*quiz.Pool, []quiz.ID, error) {
	events, err := g.remembered()
	if err != nil {
		return nil, nil, err
	}
	if len(quiz.WeakSpots(pool, events)) == 0 {
		return nil, nil, usagef("harden quiz", "nothing was answered yet that could tell weak spots")
	}
	return pool, first0(among(quiz.Weakest(pool, events, g.Now()), fits), or0(g.o.Count, practiceCount)), nil
}

// generate makes questions from one seed after the other.
func (g *quizGame) generate(seed uint64) (*quiz.Pool, []quiz.ID, error) {
	var list []quiz.Bank
	var ids []quiz.ID
	for i := range or0(g.o.Count, practiceCount) {
		q, err := g.Generator.Generate(g.o.Generate[i%len(g.o.Generate)], seed+uint64(i/len(g.o.Generate)))
		if err != nil {
			return nil, nil, err
		}
		list = append(list, generatedBank(q))
		ids = append(ids, q.ID)
	}
	return quiz.NewPool(list...), ids, nil
}

// remembered are all answers, with what was wrong in their file told of.
func (g *quizGame) remembered() ([]quiz.Event, error) {
	events, notes, err := g.log.Events()
	if err != nil {
		return nil, err
	}
	for _, n := range notes {
		g.note("harden: file of answers, ", term.Clean(n.String()))
	}
	return events, nil
}

// keep puts the session away: answers go to the log before the session says that they were
// given, so that none is lost between the two. An answer that is logged twice counts once.
func (g *quizGame) keep(s *quiz.Session) error {
	if g.bank == "" {
		for _, e := range s.Events() {
			if g.logged[e.ID] {
				continue
			}
			if err := g.log.Append(e); err != nil {
				return err
			}
			g.logged[e.ID] = true
			g.tellAnswer(context.Background(), e)
		}
	}
	if s.Over() {
		return g.seat.Clear()
	}
	now := g.Now().Round(0)
	data, err := s.Snapshot(now)
	if err != nil {
		return err
	}
	return g.seat.Save(player.Saved{When: now.UTC(), Asked: g.asked, Bank: g.bank, Session: data})
}

// finish says how the session went, or how to go on with it.
func (g *quizGame) finish(talk *term.Output, err error) error {
	exam := g.session.Config().Mode == quiz.ModeExam
	if errors.Is(err, player.ErrStopped) && talk == g.out() {
		g.player.Stopped(g.session)
	}
	cancelled := errors.Is(err, context.Canceled)
	result, _ := player.NewResult(g.session)
	if g.o.Format == formatJSON && !cancelled {
		if err := writeJSON(g.out(), result); err != nil {
			return err
		}
	}
	switch {
	case err == nil:
		if result.Passed != nil && !*result.Passed {
			return &codeError{ExitFailed}
		}
		return nil
	case errors.Is(err, player.ErrStopped):
		g.note("harden quiz goes on from here.")
		if exam { // a script must not take it for a pass
			return &codeError{ExitCancelled}
		}
		return nil
	default:
		return g.ended(err)
	}
}

// ended is the end of a quiz by what nobody typed.
func (g *quizGame) ended(err error) error {
	switch {
	case errors.Is(err, player.ErrInputEnded):
		g.note("The input ended. The question in hand is not answered; harden quiz goes on with it.")
		return &codeError{ExitCancelled}
	case errors.Is(err, context.Canceled):
		g.note()
		g.note("harden quiz goes on from here.")
	}
	return err
}

// hasLesson says whether harden lesson has something to show for a module or a lesson's id. The lessons
// are read when the first question is answered, not before it is shown.
func hasLesson(id string) bool {
	lessons, _ := content.Lessons() // those that can be read are worth being named; harden lesson tells of others
	return content.ByID(lessons, id) != nil || len(content.ByModule(lessons, id)) > 0
}

// or0 is n, or else the other one when it is 0.
func or0(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// among are the ids of a list that the other one has too.
func among(list, wanted []quiz.ID) []quiz.ID {
	keep := map[quiz.ID]bool{}
	for _, id := range wanted {
		keep[id] = true
	}
	return slices.DeleteFunc(slices.Clone(list), func(id quiz.ID) bool { return !keep[id] })
}

// first0 are the first n of a list.
func first0(list []quiz.ID, n int) []quiz.ID { return list[:min(n, len(list))] }

// quizKubernetes is the version that answers are to hold for.
const quizKubernetes = kubeversion.Version
