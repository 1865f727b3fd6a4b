package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs/progress"
)

type lessonOptions struct {
	What   string
	Next   bool
	Format format
}

func newLesson(f *Factory) *cobra.Command {
	o := &lessonOptions{}
	cmd := &cobra.Command{
		Use:   "lesson [id, module or tag]",
		Short: "Read a lesson of the course",
		Long: `Without a name the lessons are listed, module by module; with that of a module or a tag, those of it. A lesson that was shown counts as read.

On a terminal a long lesson is shown page by page, with the program that PAGER names, or less. The name of a lab or a scenario shows its brief.`,
		Example: `harden lesson
			harden lesson kubelet-api
			harden lesson M10
			harden lesson --next`,
		Args: atMost(1, "one lesson, module or tag"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return completeLessons(nil), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.What = first(args)
			return runLesson(cmd.Context(), f, o)
		},
	}
	cmd.Flags().BoolVarP(&o.Next, "next", "n", false, "go on with the next lesson that is not read")
	formatFlag(cmd, &o.Format, formatJSON)
	return cmd
}

// course is the lessons, and which of them were read.
type course struct {
	lessons []*content.Lesson
	read    map[string]time.Time
}

func runLesson(ctx context.Context, f *Factory, o *lessonOptions) error {
	if o.What == "next" { // what a person types who has not read the help
		o.What, o.Next = "", true
	}
	lessons, err := content.Lessons()
	if err != nil && len(lessons) == 0 {
		return err
	}
	learned, err := f.learned()
	if err != nil {
		return err
	}
	all := &course{lessons, learned.Lessons}
	if lesson := content.ByID(lessons, o.What); lesson != nil && !o.Next {
		return f.showLesson(ctx, all, lesson, o.Format)
	}
	some, err := all.some(o.What)
	if err != nil {
		if o.Next {
			return err
		}
		// It used to be the brief that this verb showed.
		scenario, briefErr := f.pickScenario(ctx, o.What, "brief")
		if briefErr != nil {
			return err
		}
		f.showBrief(scenario)
		return nil
	}
	if o.Next {
		next := some.next()
		if next == nil && len(some.lessons) == 0 {
			f.note("There is no lesson about that yet.")
			return nil
		}
		if next == nil {
			f.note("You have read them all. harden review asks what is due.")
			return nil
		}
		return f.showLesson(ctx, all, next, o.Format)
	}
	if o.Format == formatJSON {
		return writeJSON(f.out(), some.list())
	}
	some.write(f)
	return nil
}

// some are the lessons of a module or a tag, or all of them.
func (c *course) some(what string) (*course, error) {
	if what == "" {
		return c, nil
	}
	if _, ok := vocabulary.ModuleOf(what); ok {
		return &course{content.ByModule(c.lessons, what), c.read}, nil
	}
	if _, ok := vocabulary.Canonical(what); ok {
		return &course{content.ByTag(c.lessons, what), c.read}, nil
	}
	return nil, unknownLesson(c.lessons, what)
}

// next is the lesson to go on with: the first after the one that was read last which was never
// read, or the first of all of these. It is nil when all were read.
func (c *course) next() *content.Lesson {
	last, when := -1, time.Time{}
	for i, l := range c.lessons {
		if at, ok := c.read[l.ID]; ok && !at.Before(when) {
			last, when = i, at
		}
	}
	for i := range c.lessons {
		l := c.lessons[(last+1+i)%len(c.lessons)]
		if _, read := c.read[l.ID]; !read {
			return l
		}
	}
	return nil
}

// lessonListVersion is the version of `harden lesson -o json`. Within it fields are only added.
const lessonListVersion = "hardenway.dev/lessons/v1"

type lessonList struct {
	APIVersion string      `json:"apiVersion"`
	Lessons    []lessonRow `json:"lessons"`
}

type lessonRow struct {
	content.Meta
	Read time.Time `json:"read,omitzero"` // the last time
	Text string    `json:"text,omitempty"`
}

func (c *course) list() lessonList {
	list := lessonList{APIVersion: lessonListVersion, Lessons: []lessonRow{}}
	for _, l := range c.lessons {
		list.Lessons = append(list.Lessons, lessonRow{Meta: l.Meta, Read: c.read[l.ID]})
	}
	return list
}

func (c *course) write(f *Factory) {
	if len(c.lessons) == 0 {
		f.note("There is no lesson about that yet.")
		return
	}
	o := f.out()
	read, ids := 0, 0
	for _, l := range c.lessons {
		ids = max(ids, term.Width(l.ID))
	}
	module := ""
	for _, l := range c.lessons {
		if l.Module != module {
			if module != "" {
				o.Line()
			}
			module = l.Module
			m, _ := vocabulary.ModuleOf(module)
			o.Line(o.Style(m.ID+" "+m.Title, term.Bold))
		}
		mark := o.Pick(" ", "    ")
		if _, ok := c.read[l.ID]; ok {
			mark = o.Pick("✓", "read")
			read++
		}
		minutes := fmt.Sprintf("%d min", l.Minutes)
		title := l.Title
		if width := o.Width(); width > 0 {
			title = o.Truncate(title, max(10, width-len("  ")-term.Width(mark)-len(" ")-ids-len("    ")-len(minutes)))
		}
		o.Line("  ", mark, " ", o.Style(l.ID, term.Cyan), strings.Repeat(" ", ids-term.Width(l.ID)), "  ", title, "  ", o.Style(minutes, term.Dim))
	}
	f.note()
	f.note(fmt.Sprintf("%d of %s read.", read, count(len(c.lessons), "lesson")))
	if next := c.next(); next != nil {
		f.note("harden lesson --next  goes on with ", next.ID)
	}
}

// showLesson shows a lesson with what there is to do about it, and notes that it was read.
func (f *Factory) showLesson(ctx context.Context, all *course, lesson *content.Lesson, as format) error {
	if as == formatJSON {
		return writeJSON(f.out(), lessonList{lessonListVersion, []lessonRow{{Meta: lesson.Meta, Read: all.read[lesson.ID], Text: lesson.Body}}})
	}
	if err := f.page(ctx, f.lessonPage(lesson)); err != nil {
		return err
	}
	f.remember(ctx, progress.Event{Kind: progress.LessonRead, Lesson: lesson.ID})
	read := map[string]time.Time{lesson.ID: f.Now()}
	for id, at := range all.read {
		if id != lesson.ID {
			read[id] = at
		}
	}
	i := slices.Index(all.lessons, lesson)
	rest := &course{append(slices.Clone(all.lessons[i+1:]), all.lessons[:i]...), read}
	for _, l := range rest.lessons {
		if _, ok := read[l.ID]; !ok {
			f.note()
			f.note("harden lesson --next  goes on with ", l.ID)
			break
		}
	}
	return nil
}

// lessonPage is a lesson as it is read in a terminal.
func (f *Factory) lessonPage(lesson *content.Lesson) string {
	o := f.out()
	m, _ := vocabulary.ModuleOf(lesson.Module)
	var b strings.Builder
	b.WriteString("  " + o.Style(fmt.Sprintf("%s %s, %d minutes", m.ID, m.Title, lesson.Minutes), term.Dim) + "\n")
	if lesson.Lab != nil {
		b.WriteString("  " + o.Style(fmt.Sprintf("to try along: harden start %s && harden node shell", lesson.Lab.Scenario), term.Dim) + "\n")
	}
	b.WriteString("\n")
	b.WriteString(term.Markdown(o, lesson.Body))
	b.WriteString("\n" + term.Markdown(o, f.lessonEnd(lesson)))
	return b.String()
}

// lessonEnd is what a lesson leads to, as markdown.
func (f *Factory) lessonEnd(lesson *content.Lesson) string {
	var b strings.Builder
	b.WriteString("## Go on\n\n")
	for _, id := range lesson.Scenarios {
		fmt.Fprintf(&b, "- `harden start %s`\n", id)
	}
	fmt.Fprintf(&b, "- `harden quiz --module %s`\n", lesson.Module)
	if len(lesson.Sources) > 0 {
		b.WriteString("\n## Sources\n\n")
	}
	for _, s := range lesson.Sources {
		where := "<" + s.URL + ">"
		if s.Module != "" {
			where = "`" + s.Module + "`"
		}
		fmt.Fprintf(&b, "- %s: %s\n", s.Title, where)
	}
	return b.String()
}
