package quiz

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/constraint"
	"github.com/hardenway/hardenway/internal/nearest"
	"github.com/hardenway/hardenway/internal/strictyaml"
)

// Limits of a folder of banks. They are far above what is needed, and there so that a wrong
// folder or a hostile one is refused at once.
const (
	MaxFileSize = 1 << 20 // bytes of one bank
	MaxFiles    = 200
)

// Problem is one thing wrong with a bank, told so that it can be mended.
type Problem = strictyaml.Problem

// Problems is the error of Load: everything that is wrong, in the order of the files' lines.
type Problems = strictyaml.Problems

// Known is what questions may name that stands elsewhere. A nil list takes every name.
type Known struct {
	Scenarios []string // ids of the catalogue
	Lessons   []string // ids of lessons, besides the modules
	Topics    []string // ids of content.Topics
}

var format = strictyaml.Format{
	APIVersion: APIVersion, Kind: Kind, Noun: "question bank", Article: "a", Holder: "file",
	IfEmpty: "fill it in; docs/questions.md shows how a bank begins",
}

// bankFile is a bank as it is written. The JSON schema is generated from this type, and from
// the comments of all types below it.
type bankFile struct {
	// APIVersion is hardenway.dev/v1alpha1.
	APIVersion string `json:"apiVersion"`
	// Kind is QuestionBank.
	Kind string `json:"kind"`
	Bank
}

// Load reads and checks every *.yaml of the folder. The banks come in the order of the file
// names. The error is a *Problems with everything that is wrong, so that an author mends it
// in one go.
func Load(fsys fs.FS, known Known) ([]Bank, error) {
	l := &loader{known: known, first: map[ID]string{}}
	names, err := fs.Glob(fsys, "*.yaml")
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading question banks: %w", err)
	case len(names) == 0:
		l.problem(".", "there is no question bank", "none of the files is called ….yaml", "is this the right folder?")
	case len(names) > MaxFiles:
		l.problem(".", fmt.Sprintf("there are more than %d files", MaxFiles), "that many banks nobody reads", "is this the right folder?")
		names = nil
	}
	var banks []Bank
	for _, name := range names {
		data, err := readFile(fsys, name)
		if err != nil {
			l.problem(name, "the file cannot be read", err.Error(), "")
			continue
		}
		banks = append(banks, l.bank(name, data))
	}
	if len(l.problems) > 0 {
		return nil, &Problems{Noun: "the folder of question banks", Of: ".", List: strictyaml.Sort(l.problems)}
	}
	return banks, nil
}

// readFile reads one byte more than a bank may have, and no more.
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

// loader is one run of Load.
type loader struct {
	known    Known
	first    map[ID]string // where an id was first seen
	problems []Problem
}

func (l *loader) problem(name, what, why, mend string) {
	l.problems = append(l.problems, Problem{Path: name, What: what, Why: why, Mend: mend})
}

func (l *loader) bank(name string, data []byte) Bank {
	d := strictyaml.New(name, &format)
	var file bankFile
	if root, ok := d.Parse(data); ok && d.Head(root) {
		d.Decode(root, &file, "")
		file.File = name
		l.checkBank(&file.Bank, d)
	}
	l.problems = append(l.problems, d.Problems...)
	return file.Bank
}

func (l *loader) checkBank(b *Bank, d *strictyaml.Decoder) {
	stem := strings.TrimSuffix(path.Base(d.Path()), ".yaml")
	if b.ID != stem {
		d.At("id", fmt.Sprintf("id is %q", b.ID), fmt.Sprintf("the file is called %q", path.Base(d.Path())), "give both the same name")
	}
	if strings.TrimSpace(b.Title) == "" {
		d.At("title", "there is no title", "lists show it", "add it")
	}
	if modules := moduleIDs(); !slices.Contains(modules, b.Module) {
		d.At("module", fmt.Sprintf("module is %q", b.Module), "the course has no such module", nearest.DidYouMean(b.Module, modules))
	}
	if len(b.Questions) == 0 {
		d.At("questions", "there are no questions", "", "add one, or remove the file")
	}
	b.Lines = make(map[ID]int, len(b.Questions))
	for i := range b.Questions {
		q, field := &b.Questions[i], fmt.Sprintf("questions[%d]", i)
		c := checker{q: q, d: d, field: field, known: &l.known}
		c.check()
		l.unique(q.ID, field, d)
		b.Lines[q.ID] = d.Line(field)
	}
}

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// maxID is how long an id may be: it stands in file names of exports.
const maxID = 60

// Valid says whether the id can name a question.
func (id ID) Valid() bool { return len(id) <= maxID && idPattern.MatchString(string(id)) }

func (l *loader) unique(id ID, field string, d *strictyaml.Decoder) {
	at := strictyaml.Join(field, "id")
	if !id.Valid() {
		d.At(at, fmt.Sprintf("the id of %s is %q", field, string(id)), "a learner's log is kept by it", "use lower-case letters and digits with dashes between, at most 60, such as rbac-escalate-verb")
		return
	}
	if first, twice := l.first[id]; twice {
		d.At(at, fmt.Sprintf("question %q is there twice", string(id)), "the first is in "+first, "give it another id")
		return
	}
	l.first[id] = fmt.Sprintf("%s:%d", d.Path(), d.Line(at))
}

func moduleIDs() []string {
	modules := vocabulary.Modules()
	ids := make([]string, len(modules))
	for i, m := range modules {
		ids[i] = m.ID
	}
	return ids
}

// checkVersions is what is wrong with a version constraint, or nil.
func checkVersions(text string) error {
	_, err := constraint.Parse(text)
	return err
}

// Validate checks banks that came another way than by Load, such as from JSON, by the same rules.
// The error is a *Problems, whose paths are the banks' ids.
func Validate(banks []Bank, known Known) error {
	l := &loader{known: known, first: map[ID]string{}}
	for i := range banks {
		b := banks[i]
		d := strictyaml.New(b.ID+".yaml", &format) // as the bank would be called
		l.checkBank(&b, d)
		for _, p := range d.Problems {
			p.Path, p.Line = b.ID, 0
			l.problems = append(l.problems, p)
		}
	}
	if len(l.problems) > 0 {
		return &Problems{Noun: "the list of question banks", Of: ".", List: strictyaml.Sort(l.problems)}
	}
	return nil
}
