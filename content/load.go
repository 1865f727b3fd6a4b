package content

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/strictyaml"
)

// FS holds the lessons and their pictures.
//
//go:embed */*.md */*.svg
var FS embed.FS

// MaxFileSize is how large a lesson may be, in bytes. It is far above what one needs.
const MaxFileSize = 256 << 10

// Problem is one thing wrong with a lesson, told so that it can be mended.
type Problem = strictyaml.Problem

// Problems is the error of Load: everything that is wrong, in the order of the files' lines.
type Problems = strictyaml.Problems

var lessonFormat = strictyaml.Format{
	Noun: "lesson", Article: "a", Holder: "file", IfEmpty: "docs/lessons.md shows what a lesson says about itself",
}

var embeddedTopics = sync.OnceValues(Topics)

var embedded = sync.OnceValues(func() ([]*Lesson, error) { return Read(FS) })

// Lessons are harden's own, in the order in which they are taught. Their texts are there, but
// nobody has looked at them: that is what Load is for, and a test. Whoever changes one changes it
// for all. The error is a *Problems; lessons that could be read are returned with it.
func Lessons() ([]*Lesson, error) { return embedded() }

// Read reads what the lessons of a folder say about themselves: */*.md, modules in the order
// of their teaching and lessons in that of their names. It is quick. The error is a *Problems;
// lessons that could be read are returned with it.
func Read(fsys fs.FS) ([]*Lesson, error) {
	l := &loader{}
	lessons := l.read(fsys)
	return lessons, l.err(".")
}

// Load is Read, and reads the texts too: every problem is found. Where there are some, no lesson is
// returned.
func Load(fsys fs.FS, known Known) ([]*Lesson, error) {
	l := &loader{known: known}
	lessons := l.read(fsys)
	topics, err := embeddedTopics()
	if err != nil {
		return nil, err
	}
	for _, lesson := range lessons {
		l.check(fsys, lesson, topics)
	}
	if err := l.err("."); err != nil {
		return nil, err
	}
	return lessons, nil
}

// ReadFile reads one lesson that need not stand in a folder of a module, such as one that is being
// written. Name is its path in fsys. The text is checked too. The error is a *Problems; a lesson
// that could be read is returned with it.
func ReadFile(fsys fs.FS, name string, known Known) (*Lesson, error) {
	topics, err := embeddedTopics()
	if err != nil {
		return nil, err
	}
	l := &loader{known: known}
	lesson := l.lesson(fsys, name)
	if lesson != nil {
		l.check(fsys, lesson, topics)
	}
	return lesson, l.err(name)
}

// loader is one run of Read or Load.
type loader struct {
	known    Known
	decoders map[string]*strictyaml.Decoder // by file: they know in which line a field stands
	problems []Problem
}

func (l *loader) err(of string) error {
	for _, d := range l.decoders {
		l.problems = append(l.problems, d.Problems...)
	}
	if len(l.problems) == 0 {
		return nil
	}
	return &Problems{Noun: "the lesson or folder of lessons", Of: of, List: strictyaml.Sort(l.problems)}
}

func (l *loader) read(fsys fs.FS) []*Lesson {
	var lessons []*Lesson
	first := map[string]string{}
	seen := map[string]bool{}
	for _, module := range vocabulary.Modules() {
		names, err := fs.Glob(fsys, module.Slug+"/*.md") // by the alphabet, which the numbers are for
		if err != nil {
			l.problems = append(l.problems, Problem{Path: module.Slug, What: "the folder cannot be read", Why: err.Error()})
		}
		seen[module.Slug] = true
		for _, name := range names {
			lesson := l.lesson(fsys, name)
			if lesson == nil {
				continue
			}
			d := l.decoders[name]
			l.place(lesson, module)
			if at, twice := first[lesson.ID]; twice {
				d.At("id", fmt.Sprintf("lesson %q is there twice", lesson.ID), "the first is in "+at, "give it another id")
			}
			first[lesson.ID] = fmt.Sprintf("%s:%d", name, d.Line("id"))
			lessons = append(lessons, lesson)
		}
	}
	strays, _ := fs.Glob(fsys, "*/*.md") // the pattern is a good one
	for _, name := range strays {
		if !seen[path.Dir(name)] {
			l.problems = append(l.problems, Problem{Path: name, What: "no module has this folder", Why: "a lesson stands in that of its module", Mend: "move it"})
		}
	}
	return lessons
}

var filePattern = regexp.MustCompile(`^\d\d-([a-z0-9]+(?:-[a-z0-9]+)*)\.md$`)

// place checks that a lesson stands where it belongs.
func (l *loader) place(lesson *Lesson, module vocabulary.Module) {
	d := l.decoders[lesson.File]
	base := path.Base(lesson.File)
	match := filePattern.FindStringSubmatch(base)
	switch {
	case match == nil:
		d.Report(0, "the file has no number", "lessons are taught in the order of their names", "call it 10-"+lesson.ID+".md")
	case match[1] != lesson.ID:
		d.At("id", fmt.Sprintf("id is %q", lesson.ID), fmt.Sprintf("the file is called %q", base), "give both the same name")
	}
	if lesson.Module != module.ID {
		d.At("module", fmt.Sprintf("module is %q", lesson.Module), fmt.Sprintf("the folder is that of %s", module.ID), "move the file, or change the module")
	}
}

// lesson reads one file and its front matter. It returns nil when that cannot be told from
// the text.
func (l *loader) lesson(fsys fs.FS, name string) *Lesson {
	d := strictyaml.New(name, &lessonFormat)
	if l.decoders == nil {
		l.decoders = map[string]*strictyaml.Decoder{}
	}
	l.decoders[name] = d
	data, err := readFile(fsys, name)
	if err != nil {
		d.Report(0, "the file cannot be read", err.Error(), "")
		return nil
	}
	if !d.Text(data) {
		return nil
	}
	front, body, ok := cut(data)
	if !ok {
		d.Report(1, "there is no front matter", "it says what the lesson is about", "begin the file with a line `---`, and end the front matter with another")
		return nil
	}
	lesson := &Lesson{File: name, Body: string(body), BodyLine: 1 + bytes.Count(data[:len(data)-len(body)], []byte("\n"))}
	// The line before stands for the first `---`, so that lines are those of the file.
	root, ok := d.Parse(append([]byte("\n"), front...))
	if !ok {
		return nil
	}
	d.Decode(root, &lesson.Meta, "")
	checkMeta(&lesson.Meta, d)
	return lesson
}

// cut takes the front matter from the text.
func cut(data []byte) (front, body []byte, ok bool) {
	first, rest, ok := bytes.Cut(data, []byte("\n"))
	if !ok || string(bytes.TrimRight(first, "\r ")) != "---" {
		return nil, nil, false
	}
	at := 0
	for line := range bytes.Lines(rest) {
		if string(bytes.TrimRight(line, "\r\n ")) == "---" {
			return rest[:at], rest[at+len(line):], true
		}
		at += len(line)
	}
	return nil, nil, false
}

// readFile reads one byte more than a lesson may have, and no more.
func readFile(fsys fs.FS, name string) (data []byte, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	data, err = io.ReadAll(io.LimitReader(f, MaxFileSize+1))
	if err == nil && len(data) > MaxFileSize {
		err = fmt.Errorf("it is larger than %d KiB", MaxFileSize>>10)
	}
	return data, err
}

// moduleIDs are the modules in the order in which they are taught.
func moduleIDs() []string {
	var ids []string
	for _, m := range vocabulary.Modules() {
		ids = append(ids, m.ID)
	}
	return ids
}

// lines counts the lines that end before the byte.
func lines(text string, at int) int { return strings.Count(text[:at], "\n") }
