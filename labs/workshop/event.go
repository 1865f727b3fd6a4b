package workshop

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/nearest"
	"github.com/hardenway/hardenway/internal/strictyaml"
	"github.com/hardenway/hardenway/quiz"
)

// APIVersion and Kind head every event file.
const (
	APIVersion = "hardenway.dev/v1alpha1"
	Kind       = "Workshop"
)

// Limits of an event. They are far above what a room needs.
const (
	MaxFileSize  = 256 << 10 // bytes of the file
	MaxItems     = 100
	MaxQuestions = 50 // of one quiz
	MaxLearners  = 1000
	maxMinutes   = 7 * 24 * 60
	maxTitle     = 120 // characters
)

// Event is what a workshop is about. The JSON schema is made from this type and its comments.
type Event struct {
	// Title heads every page.
	Title string `json:"title"`
	// Code lets learners in. Without it one is made when the event is first served, and kept.
	Code string `json:"code,omitempty"`
	// Start is when it begins, such as 2026-03-04T09:00:00+01:00. Nothing is refused before.
	Start time.Time `json:"start,omitzero"`
	// End is when it ends. Pages show how long that is; nothing is refused after it.
	End time.Time `json:"end,omitzero"`
	// Minutes is how long it takes, instead of an end. It needs a start.
	Minutes int `json:"minutes,omitempty"`
	// Names are those who may join. Without any, whoever has the code may, under any name.
	Names []string `json:"names,omitempty"`
	// Stuck says when a learner counts as stuck.
	Stuck Stuck `json:"stuck,omitzero"`
	// Items are what is done, in this order.
	Items []Item `json:"items"`
}

// Stuck says when a learner counts as stuck on a check: it failed that often in a row, or it has been
// failing for that long.
type Stuck struct {
	Attempts int `json:"attempts,omitempty"` // 5 without it
	Minutes  int `json:"minutes,omitempty"`  // 15 without it
}

// What Stuck is when the event says nothing.
const (
	stuckAttempts = 5
	stuckMinutes  = 15
)

// Release says who opens a ladder of hints.
type Release string

// The ways.
const (
	ReleaseFree Release = "free" // learners, one hint after the other
	ReleaseHeld Release = "held" // the instructor, for the room or for one person
)

// Releases lists them.
func Releases() []Release { return []Release{ReleaseFree, ReleaseHeld} }

// Item is one thing to do: exactly one of scenario, lesson and quiz.
type Item struct {
	// Scenario is one of the catalogue.
	Scenario string `json:"scenario,omitempty"`
	// Lesson is one of the course.
	Lesson string `json:"lesson,omitempty"`
	// Quiz is a module of the course, such as M10, whose questions are asked together; or any
	// name, when questions lists them.
	Quiz string `json:"quiz,omitempty"`
	// Title is shown instead of the scenario's, the lesson's or the module's own.
	Title string `json:"title,omitempty"`
	// Questions are ids of a quiz's questions, in their order.
	Questions []quiz.ID `json:"questions,omitempty"`
	// Count is how many questions of the module a quiz has, when it does not list them; 5
	// without it.
	Count int `json:"count,omitempty"`
	// Minutes is how long it is meant to take, instead of what the scenario or lesson says.
	Minutes int `json:"minutes,omitempty"`
	// Hints are free unless they are held: then the instructor releases them.
	Hints Release `json:"hints,omitempty"`
}

// ItemKind is what an item is.
type ItemKind string

// The kinds.
const (
	KindScenario ItemKind = "scenario"
	KindLesson   ItemKind = "lesson"
	KindQuiz     ItemKind = "quiz"
)

// Kind says what the item is, "" when it says nothing.
func (i Item) Kind() ItemKind {
	switch {
	case i.Scenario != "":
		return KindScenario
	case i.Lesson != "":
		return KindLesson
	case i.Quiz != "":
		return KindQuiz
	}
	return ""
}

// Name is the name of what the item is about.
func (i Item) Name() string { return i.Scenario + i.Lesson + i.Quiz }

// Known is what an event may name. A nil list takes every name.
type Known struct {
	Scenarios []string
	Lessons   []string
	Questions []quiz.ID
}

// Problem is one thing wrong with an event, told so that it can be mended.
type Problem = strictyaml.Problem

// Problems is the error of Load: everything that is wrong, in the order of the file's lines.
type Problems = strictyaml.Problems

var eventFormat = strictyaml.Format{
	APIVersion: APIVersion, Kind: Kind, Noun: "workshop", Article: "a", Holder: "file",
	IfEmpty: "docs/workshop.md shows how an event begins",
}

// eventFile is an event as it is written. The JSON schema is made from this type.
type eventFile struct {
	// APIVersion is hardenway.dev/v1alpha1.
	APIVersion string `json:"apiVersion"`
	// Kind is Workshop.
	Kind string `json:"kind"`
	Event
}

// Read reads an event file and loads it. Path is for problems.
func Read(r io.Reader, path string, known Known) (*Event, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFileSize+1))
	if err != nil {
		if pathError, is := errors.AsType[*fs.PathError](err); is {
			err = pathError.Err
		}
		return nil, fmt.Errorf("reading the event in %s: %w", path, err)
	}
	return Load(data, path, known)
}

// Load reads and checks an event. The error is a *Problems with everything that is wrong.
func Load(data []byte, path string, known Known) (*Event, error) {
	d := strictyaml.New(path, &eventFormat)
	var file eventFile
	if len(data) > MaxFileSize {
		d.Report(0, fmt.Sprintf("the file is larger than %d KiB", MaxFileSize>>10), "no event is", "is this the right file?")
	} else if root, ok := d.Parse(data); ok && d.Head(root) {
		d.Decode(root, &file, "")
		file.check(d, known)
	}
	if len(d.Problems) > 0 {
		return nil, &Problems{Noun: "workshop", Of: path, List: strictyaml.Sort(d.Problems)}
	}
	return &file.Event, nil
}

// codePattern is what a join code looks like: it is read aloud and typed.
var codePattern = regexp.MustCompile(`^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$`)

const (
	minCode = 6
	maxCode = 32
)

func (e *Event) check(d *strictyaml.Decoder, known Known) {
	switch title := strings.TrimSpace(e.Title); {
	case title == "":
		d.At("title", "there is no title", "it heads every page", "add it")
	case !printable(title, maxTitle):
		d.At("title", "the title cannot be shown", fmt.Sprintf("it is one line of at most %d characters", maxTitle), "shorten it, and leave control characters out")
	}
	if plain := plainCode(e.Code); e.Code != "" && (!codePattern.MatchString(e.Code) || len(plain) < minCode || len(plain) > maxCode) {
		d.At("code", fmt.Sprintf("code is %q", e.Code), fmt.Sprintf("it is read aloud and must not be guessed: from %d to %d letters and digits, with dashes between", minCode, maxCode), "leave it out, and one is made")
	}
	e.checkTimes(d)
	e.checkNames(d)
	if e.Stuck.Attempts < 0 {
		d.At("stuck.attempts", fmt.Sprintf("stuck.attempts is %d", e.Stuck.Attempts), "it counts failures in a row", "use a number from 1")
	}
	if e.Stuck.Minutes < 0 {
		d.At("stuck.minutes", fmt.Sprintf("stuck.minutes is %d", e.Stuck.Minutes), "", "use a number from 1")
	}
	switch {
	case len(e.Items) == 0:
		d.At("items", "there are no items", "an event is a list of scenarios, lessons and quizzes", "add `items:` with at least one, such as `- scenario: anonymous-kubelet`")
	case len(e.Items) > MaxItems:
		d.At("items", fmt.Sprintf("there are %d items", len(e.Items)), fmt.Sprintf("at most %d are shown", MaxItems), "make two events of it")
	}
	seen := map[string]string{}
	for i := range e.Items {
		e.Items[i].check(d, fmt.Sprintf("items[%d]", i), known, seen)
	}
}

func (e *Event) checkTimes(d *strictyaml.Decoder) {
	switch {
	case e.Minutes < 0 || e.Minutes > maxMinutes:
		d.At("minutes", fmt.Sprintf("minutes is %d", e.Minutes), "an event takes from a minute to a week", "correct it, or leave it out")
	case e.Minutes > 0 && !e.End.IsZero():
		d.At("minutes", "there are both minutes and an end", "one of them would not be used", "remove one")
	case e.Minutes > 0 && e.Start.IsZero():
		d.At("minutes", "there are minutes and no start", "they count from it", "add `start:`, or remove `minutes:`")
	}
	if !e.End.IsZero() && !e.Start.IsZero() && !e.End.After(e.Start) {
		d.At("end", "end is not after start", "", "correct one of them")
	}
}

func (e *Event) checkNames(d *strictyaml.Decoder) {
	if len(e.Names) > MaxLearners {
		d.At("names", fmt.Sprintf("there are %d names", len(e.Names)), fmt.Sprintf("a room holds at most %d", MaxLearners), "make two events of it")
		return
	}
	seen := map[string]bool{}
	for i, name := range e.Names {
		field := fmt.Sprintf("names[%d]", i)
		clean, err := CleanName(name)
		switch {
		case err != nil:
			d.At(field, fmt.Sprintf("%s is %q", field, name), err.Error(), "write it as it is to be shown")
		case seen[nameKey(clean)]:
			d.At(field, fmt.Sprintf("%q is in names twice", name), "learners are told apart by it", "add an initial")
		}
		seen[nameKey(clean)] = true
	}
}

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (i *Item) check(d *strictyaml.Decoder, field string, known Known, seen map[string]string) {
	at := func(name string) string { return strictyaml.Join(field, name) }
	kinds := 0
	for _, name := range []string{i.Scenario, i.Lesson, i.Quiz} {
		if name != "" {
			kinds++
		}
	}
	if kinds != 1 {
		d.At(field, field+" has not exactly one of scenario, lesson and quiz", "it is one thing to do", "make an item of each")
		return
	}
	kind := i.Kind()
	key := string(kind) + " " + i.Name()
	if first, twice := seen[key]; twice {
		d.At(field, fmt.Sprintf("%s is there twice", key), "the first is "+first, "remove one, or give a quiz another name")
	}
	seen[key] = field
	if i.Title != "" && !printable(i.Title, maxTitle) {
		d.At(at("title"), at("title")+" cannot be shown", fmt.Sprintf("it is one line of at most %d characters", maxTitle), "shorten it")
	}
	if i.Minutes < 0 || i.Minutes > maxMinutes {
		d.At(at("minutes"), fmt.Sprintf("%s is %d", at("minutes"), i.Minutes), "", "use a number of minutes from 1")
	}
	switch kind {
	case KindScenario:
		named(d, at("scenario"), "scenario", i.Scenario, known.Scenarios)
	case KindLesson:
		named(d, at("lesson"), "lesson", i.Lesson, known.Lessons)
	case KindQuiz:
		i.checkQuiz(d, at, known)
	}
	if i.Hints != "" {
		switch {
		case kind != KindScenario:
			d.At(at("hints"), at("hints")+" is of no use here", "only scenarios have hints", "remove it")
		case !slices.Contains(Releases(), i.Hints):
			d.At(at("hints"), fmt.Sprintf("%s is %q", at("hints"), i.Hints), "", "use free, or held")
		}
	}
	if kind != KindQuiz && (len(i.Questions) > 0 || i.Count != 0) {
		d.At(field, field+" has questions or a count and is no quiz", "", "remove them")
	}
}

func named(d *strictyaml.Decoder, field, noun, name string, known []string) {
	switch {
	case !idPattern.MatchString(name) || len(name) > maxID:
		d.At(field, fmt.Sprintf("%s is %q", field, name), "no "+noun+" is called so", nearest.DidYouMean(name, known))
	case known != nil && !slices.Contains(known, name):
		d.At(field, fmt.Sprintf("there is no %s %q", noun, name), "", nearest.DidYouMean(name, known))
	}
}

func (i *Item) checkQuiz(d *strictyaml.Decoder, at func(string) string, known Known) {
	if !printable(i.Quiz, maxTitle) {
		d.At(at("quiz"), at("quiz")+" cannot be shown", fmt.Sprintf("it is one line of at most %d characters", maxTitle), "shorten it")
	}
	_, module := vocabulary.ModuleOf(i.Quiz)
	switch {
	case len(i.Questions) == 0 && !module:
		d.At(at("quiz"), fmt.Sprintf("%s is %q", at("quiz"), i.Quiz), "no module of the course is called so, and no questions are listed", "name a module such as M10, or add `questions: [id, …]`")
	case len(i.Questions) > 0 && i.Count != 0:
		d.At(at("count"), "there are both a count and questions", "the list says how many there are", "remove one")
	case i.Count < 0 || i.Count > MaxQuestions || len(i.Questions) > MaxQuestions:
		d.At(at("quiz"), "the quiz has too many or too few questions", fmt.Sprintf("it has from 1 to %d", MaxQuestions), "make it shorter")
	}
	seen := map[quiz.ID]bool{}
	for n, id := range i.Questions {
		field := fmt.Sprintf("%s[%d]", at("questions"), n)
		switch {
		case !id.Valid() || known.Questions != nil && !slices.Contains(known.Questions, id):
			all := make([]string, len(known.Questions))
			for k, q := range known.Questions {
				all[k] = string(q)
			}
			d.At(field, fmt.Sprintf("there is no question %q", string(id)), "", nearest.DidYouMean(string(id), all))
		case seen[id]:
			d.At(field, fmt.Sprintf("question %q is there twice", string(id)), "", "remove one")
		}
		seen[id] = true
	}
}
