package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/quiz/banks"
	"github.com/hardenway/hardenway/scenarios"
)

type proveLessonsOptions struct {
	Targets  []string
	All      bool
	Module   string
	On       string
	Image    string
	Parallel int
	Format   format
}

func newProveLessons(f *Factory) *cobra.Command {
	o := &proveLessonsOptions{}
	cmd := &cobra.Command{
		Use:   "lessons <id or file>... | --module <module> | --all",
		Short: "Run what lessons show, and compare",
		Long: `Each lesson gets a fresh lab and a shell on its node, in which its console blocks run one after the other. What they print is compared with what the lesson shows. A block that is not run says why.

A path with a slash, or one that ends in .md, is a lesson that need not be in this build, or a folder of them.`,
		Example: `harden prove lessons kubelet-api
			harden prove lessons ./content/kubelet-nodes/10-kubelet-api.md
			harden prove lessons --module M10 --on kind
			harden prove lessons --all -o junit > lessons.xml`,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return completeLessons(args), cobra.ShellCompDirectiveDefault // files are fine too
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Targets = args
			return runProveLessons(cmd.Context(), f, o)
		},
	}
	cmd.Flags().BoolVarP(&o.All, "all", "a", false, "every lesson in this build")
	cmd.Flags().StringVarP(&o.Module, "module", "m", "", "the lessons of this `module`, such as M10")
	cmd.Flags().StringVar(&o.On, "on", "", "`provider` of the clusters, embedded if not given")
	cmd.Flags().StringVar(&o.Image, "image", "", "node `image` for --on kind, kind's own if not given")
	cmd.Flags().IntVarP(&o.Parallel, "parallel", "p", 2, "have this `number` of labs at once")
	formatFlag(cmd, &o.Format, formatJSON, formatJUnit)
	mustComplete(cmd, "on", f.completeProviders)
	mustComplete(cmd, "module", completeModules)
	return cmd
}

func completeModules(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, m := range vocabulary.Modules() {
		names = append(names, m.ID+"\t"+m.Title)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func runProveLessons(ctx context.Context, f *Factory, o *proveLessonsOptions) error {
	ways := 0
	for _, way := range []bool{o.All, o.Module != "", len(o.Targets) > 0} {
		if way {
			ways++
		}
	}
	switch {
	case ways == 0:
		return usagef("harden prove lessons --all", "harden prove lessons needs the id of a lesson, a file, --module or --all")
	case ways > 1:
		return usagef("harden prove lessons --all", "lessons, --module and --all are different wishes: give one of them")
	case o.Parallel < 1:
		return usagef("harden prove lessons --parallel 2", "--parallel %d: there has to be at least one lab at a time", o.Parallel)
	}
	texts, err := f.lessonTexts(o)
	if err != nil {
		return err
	}
	e, err := f.engine()
	if err != nil {
		return err
	}
	report, err := e.ProveLessons(ctx, labs.LessonOptions{
		Lessons: texts, Provider: o.On, Image: o.Image, Parallel: o.Parallel, Report: f.lessonProgress(),
	})
	if report != nil {
		if err := writeLessonProof(f, o.Format, report); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	return outcomeError(report.Outcome())
}

// outcomeError is what a proof's outcome ends the command with.
func outcomeError(outcome labs.ProofOutcome) error {
	switch outcome {
	case labs.Proven:
		return nil
	case labs.Disproven:
		return &codeError{ExitFailed}
	case labs.NotRunnable:
		return &codeError{ExitNotHere}
	default:
		return &codeError{ExitUnknown}
	}
}

// lessonTexts finds the lessons that are meant.
func (f *Factory) lessonTexts(o *proveLessonsOptions) ([]labs.LessonText, error) {
	if len(o.Targets) == 0 {
		lessons, err := content.Lessons()
		if err != nil {
			return nil, err
		}
		if o.Module != "" {
			if _, ok := vocabulary.ModuleOf(o.Module); !ok {
				return nil, usagef("harden lesson, which lists the modules", "the course has no module %q", o.Module)
			}
			lessons = content.ByModule(lessons, o.Module)
		}
		return lessonsToProve(lessons, "content")
	}
	var texts []labs.LessonText
	for _, target := range o.Targets {
		lessons, folder, err := f.lessonsOf(target)
		if err != nil {
			return nil, err
		}
		more, err := lessonsToProve(lessons, folder)
		if err != nil {
			return nil, err
		}
		texts = append(texts, more...)
	}
	return texts, nil
}

// lessonsOf finds the lessons of one target, and the folder that their files are relative to.
func (f *Factory) lessonsOf(target string) (lessons []*content.Lesson, folder string, err error) {
	if !strings.HasSuffix(target, ".md") && !isFolder(target) {
		all, err := content.Lessons()
		if lesson := content.ByID(all, target); lesson != nil {
			return []*content.Lesson{lesson}, "content", nil // whatever is wrong with others
		}
		if err != nil {
			return nil, "", err
		}
		return nil, "", unknownLesson(all, target)
	}
	known, err := f.knownToLessons()
	if err != nil {
		return nil, "", err
	}
	files := []string{target}
	if info, err := os.Stat(target); err != nil {
		return nil, "", &usageError{what: err.Error(), try: "harden prove lessons ./content/kubelet-nodes, with the path of a lesson or of a folder", err: err}
	} else if info.IsDir() {
		if files, err = filepath.Glob(filepath.Join(target, "*.md")); err != nil || len(files) == 0 {
			return nil, "", usagef("harden prove lessons ./content/kubelet-nodes", "there is no lesson in %s: no file ends in .md", target)
		}
	}
	for _, file := range files {
		lesson, err := f.readLesson(file, known)
		if err != nil {
			return nil, "", err
		}
		lesson.File = filepath.ToSlash(file)
		lessons = append(lessons, lesson)
	}
	return lessons, "", nil
}

// readLesson reads one file. Its blocks may be tried whatever else is wrong with the text, which is
// told.
func (f *Factory) readLesson(file string, known content.Known) (*content.Lesson, error) {
	whole, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	// Links lead to other modules' lessons, so the root is the folder of all modules.
	dir, base := filepath.Split(whole)
	root, module := filepath.Split(filepath.Clean(dir))
	lesson, err := content.ReadFile(os.DirFS(root), path.Join(module, base), known)
	if lesson == nil {
		return nil, err
	}
	if problems, ok := errors.AsType[*content.Problems](err); ok {
		for _, p := range problems.List {
			f.note(term.Clean(p.String()))
		}
	}
	return lesson, nil
}

// knownToLessons is what lessons may name of this build.
func (f *Factory) knownToLessons() (content.Known, error) {
	var known content.Known
	catalogue, err := f.Catalogue()
	if err != nil {
		return known, err
	}
	all, err := catalogue.All()
	for _, m := range all {
		known.Scenarios = append(known.Scenarios, string(m.ID))
	}
	for _, bank := range banks.All() {
		for _, q := range bank.Questions {
			known.Questions = append(known.Questions, string(q.ID))
		}
	}
	return known, err
}

func unknownLesson(all []*content.Lesson, name string) error {
	what := fmt.Sprintf("there is no lesson %q", name)
	if near := content.Nearest(all, name); len(near) > 0 {
		what += "; did you mean " + or(quoted(near)) + "?"
	}
	return usagef("harden lesson, which lists the lessons", "%s", what)
}

// lessonsToProve takes the console blocks from lessons.
func lessonsToProve(lessons []*content.Lesson, folder string) ([]labs.LessonText, error) {
	var texts []labs.LessonText
	var problems []content.Problem
	for _, l := range lessons {
		doc := l.Read()
		text := labs.LessonText{ID: l.ID, Title: l.Title, File: path.Join(folder, l.File), Blocks: doc.Blocks}
		if folder == "" {
			text.File = l.File
		}
		if l.Lab != nil {
			text.Scenario = scenarios.ID(l.Lab.Scenario)
		}
		problems = append(problems, doc.Problems...)
		if !slices.ContainsFunc(texts, func(t labs.LessonText) bool { return t.File == text.File }) {
			texts = append(texts, text)
		}
	}
	if len(problems) > 0 {
		return nil, &content.Problems{Noun: "the lesson or folder of lessons", Of: folder, List: problems}
	}
	return texts, nil
}

// lessonProgress tells of each block when it is done. Several lessons are proved at once, so one
// line each is all that stays readable.
func (f *Factory) lessonProgress() func(labs.LessonEvent) {
	o := f.IO.Err
	return func(e labs.LessonEvent) {
		if e.Block == nil {
			return
		}
		o.Line(fmt.Sprintf("%s %s %d/%d line %d ", proofMark(o, e.Block.Outcome), e.Lesson.Lesson, e.Number, e.Blocks, e.Block.Line),
			o.Style(term.Elapsed(e.Block.Took), term.Dim))
		if e.Block.Outcome == labs.Disproven || e.Block.Outcome == labs.NotProvable || cutOff(e) {
			blockReasons(o, e.Lesson.File, *e.Block)
		}
	}
}

// cutOff is true of the first block that was not run for a reason that keeps the rest from running too,
// such as a lab that did not come up. Whoever waits for the proof wants to know that now.
func cutOff(e labs.LessonEvent) bool {
	if e.Lesson.Problem == "" || e.Block.Why != e.Lesson.Problem {
		return false
	}
	earlier := e.Lesson.Blocks[:max(0, e.Number-1)]
	return !slices.ContainsFunc(earlier, func(b labs.BlockProof) bool { return b.Why == e.Lesson.Problem })
}

func writeLessonProof(f *Factory, as format, report *labs.LessonReport) error {
	switch as {
	case formatJSON:
		return writeJSON(f.out(), report)
	case formatJUnit:
		return writeJUnit(f.out(), lessonJUnit(report))
	case formatText: // below
	}
	o := f.out()
	for _, l := range report.Lessons {
		line := fmt.Sprintf("%s %s: %s", proofMark(o, l.Outcome), o.Style(l.Lesson, term.Bold), lessonWord(l.Outcome))
		if len(l.Blocks) > 0 {
			line += fmt.Sprintf(", %s, %s", count(len(l.Blocks), "block"), term.Elapsed(l.Took))
		}
		o.Line(line)
		if l.Problem != "" {
			o.Line("  ", term.Wrap(term.Clean(l.Problem), o.TextWidth()-2, "  "))
		}
		for _, b := range l.Blocks {
			if b.Outcome != labs.Proven && (l.Problem == "" || b.Why != l.Problem) {
				blockReasons(o, l.File, b)
			}
		}
	}
	c := report.Blocks
	o.Line()
	o.Line(fmt.Sprintf("%s executed: %d as shown, %d different, %d not to their end. %s not executed. %s on %s.",
		count(c.Executed(), "block"), c.AsShown, c.Different, c.Errors, count(c.NotRun, "block"), term.Elapsed(report.Took), report.Provider))
	return nil
}

func lessonWord(outcome labs.ProofOutcome) string {
	switch outcome {
	case labs.Proven:
		return "as shown"
	case labs.Disproven:
		return "different"
	case labs.NotRunnable:
		return "nothing to run here"
	default:
		return "could not tell"
	}
}

// blockReasons says of a block why it was not run, or where it differs.
func blockReasons(o *term.Output, file string, b labs.BlockProof) {
	if b.Why != "" {
		word := "not run: "
		if b.Outcome == labs.NotProvable {
			word = "could not tell: "
		}
		o.Line("    ", term.Wrap(term.Clean(fmt.Sprintf("%s:%d: %s%s", file, b.Line, word, b.Why)), o.TextWidth()-4, "    "))
	}
	for _, d := range b.Differs {
		first, _, _ := strings.Cut(d.Command, "\n")
		o.Line("    ", term.CleanLine(fmt.Sprintf("%s:%d: $ %s", file, d.Line, first)))
		o.Line("      ", term.CleanLine(d.Why))
		for line := range strings.Lines(d.Diff) {
			style := term.Dim
			switch {
			case strings.HasPrefix(line, "- "):
				style = term.Red
			case strings.HasPrefix(line, "+ "):
				style = term.Green
			}
			o.Line("      ", o.Style(term.Clean(strings.TrimRight(line, "\n")), style))
		}
	}
}

func lessonJUnit(report *labs.LessonReport) junitSuites {
	suites := junitSuites{Name: "harden prove lessons", Time: seconds(report.Took)}
	for _, l := range report.Lessons {
		suite := junitSuite{Name: l.Lesson, Time: seconds(l.Took), Timestamp: timestamp(report.Started)}
		for _, b := range l.Blocks {
			c := junitCase{Class: l.Lesson, Name: fmt.Sprintf("%s:%d", l.File, b.Line), Time: seconds(b.Took)}
			text := &junitText{Message: term.Clean(b.Why)}
			for _, d := range b.Differs {
				text.Message = strings.TrimPrefix(text.Message+"; "+term.CleanLine(fmt.Sprintf("line %d: %s", d.Line, d.Why)), "; ")
				text.Text += term.Clean(fmt.Sprintf("\n%s:%d: $ %s\n%s", l.File, d.Line, d.Command, d.Diff))
			}
			switch b.Outcome {
			case labs.Proven:
			case labs.Disproven:
				c.Failure = text
			case labs.NotRunnable:
				c.Skipped = text
			default:
				c.Error = text
			}
			suite.Cases = append(suite.Cases, c)
		}
		if l.Problem != "" && l.Outcome != labs.NotRunnable {
			suite.Cases = append(suite.Cases, junitCase{
				Class: l.Lesson, Name: "whole lesson", Time: seconds(l.Took), Error: &junitText{Message: term.Clean(l.Problem)},
			})
		}
		suites.Suites = append(suites.Suites, suite)
	}
	return suites
}

// completeLessons offers the lessons there are.
func completeLessons(args []string) []string {
	lessons, _ := content.Lessons() // those that can be read are still worth offering
	var names []string
	for _, l := range lessons {
		if !slices.Contains(args, l.ID) {
			names = append(names, l.ID+"\t"+l.Title)
		}
	}
	return names
}
