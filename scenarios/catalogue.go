package scenarios

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hardenway/hardenway/internal/nearest"
)

// One pattern for each part of a scenario, so that folders are found without being
// listed here and Go files and tests stay out of the binary. Each pattern must match
// something, and does: _template has every part. With "all:", node files whose names
// begin with a dot come along.
//
//go:embed all:*/scenario.yaml all:*/brief.md all:*/debrief.md all:*/attack.sh
//go:embed all:*/hints/* all:*/manifests/* all:*/node/* all:*/solutions/* all:*/wrong/* all:*/files/*
var embedded embed.FS

// templateDir is the embedded folder that New copies. Go tools skip names that begin
// with an underscore, and so does a catalogue.
const templateDir = "_template"

// Catalogue is a set of scenario folders. Listing reads only the head of each
// scenario.yaml; the rest of a folder is read and checked by Get. It is safe for use
// from several goroutines.
type Catalogue struct {
	fsys   fs.FS
	name   string // for messages: "built in" or the folder's path
	prefix string // of the paths in problems; empty for the built-in catalogue
	only   string // the one folder that counts, when not empty

	once  sync.Once
	metas []Meta
	err   error // *Problems, or that of reading the folder
}

// Builtin is the catalogue inside the program.
func Builtin() *Catalogue { return builtin }

var builtin = &Catalogue{fsys: embedded, name: "built in"}

// OpenDir is the catalogue of a folder on disk, one folder per scenario. A folder that
// itself holds a scenario.yaml is a catalogue of that one scenario.
func OpenDir(path string) (*Catalogue, error) {
	const mend = "name a folder that holds scenario folders"
	info, err := os.Stat(path)
	if err != nil {
		return nil, &refusal{what: "opening the scenarios in " + path, why: bare(err), mend: mend}
	}
	if !info.IsDir() {
		return nil, &refusal{what: "opening the scenarios in " + path, why: errors.New("it is not a folder"), mend: mend}
	}
	if _, err := os.Stat(filepath.Join(path, fileScenario)); err == nil {
		whole, err := filepath.Abs(path) // "." has no name of its own
		if err == nil {
			whole, err = filepath.EvalSymlinks(whole) // a link to a folder is how it was named, not what it is
		}
		if err != nil {
			return nil, &refusal{what: "opening the scenario in " + path, why: bare(err), mend: mend}
		}
		parent := filepath.Dir(whole)
		return &Catalogue{fsys: os.DirFS(parent), name: path, prefix: parent, only: filepath.Base(whole)}, nil
	}
	c := &Catalogue{fsys: os.DirFS(path), name: path, prefix: path}
	dirs, err := c.dirs()
	if err != nil {
		return nil, err
	}
	if len(dirs) == 0 {
		return nil, &refusal{what: "opening the scenarios in " + path, why: errors.New("no folder in it has a " + fileScenario), mend: mend}
	}
	return c, nil
}

// UnknownError: the catalogue has no such scenario.
type UnknownError struct {
	ID      ID
	Nearest []ID // what may have been meant, best first; may be empty
}

// Error names the scenario and, when there are any, the nearest ones.
func (e *UnknownError) Error() string {
	msg := fmt.Sprintf("there is no scenario %q", string(e.ID))
	if len(e.Nearest) == 0 {
		return msg
	}
	near := make([]string, len(e.Nearest))
	for i, id := range e.Nearest {
		near[i] = string(id)
	}
	return msg + "; did you mean " + nearest.QuoteOr(near) + "?"
}

// All lists every scenario by id. The error, a *Problems, tells of folders whose head
// could not be read; the others are returned with it.
func (c *Catalogue) All() ([]Meta, error) {
	c.once.Do(c.readHeads)
	return slices.Clone(c.metas), c.err
}

// Tagged lists the scenarios that carry every one of the tags.
func (c *Catalogue) Tagged(tags ...string) ([]Meta, error) {
	for _, tag := range tags {
		if !slices.Contains(Tags(), tag) {
			return nil, fmt.Errorf("there is no tag %q; %s", tag, nearest.DidYouMean(tag, Tags()))
		}
	}
	all, err := c.All()
	return slices.DeleteFunc(all, func(m Meta) bool {
		return slices.ContainsFunc(tags, func(tag string) bool { return !m.HasTag(tag) })
	}), err
}

// Get loads one scenario, whole. It returns *UnknownError when there is none of that
// id, and *Problems when its folder cannot be used.
func (c *Catalogue) Get(id ID) (*Scenario, error) {
	dirs, err := c.dirs()
	if err != nil {
		return nil, err
	}
	if slices.Contains(dirs, string(id)) {
		s, err := Load(c.fsys, string(id))
		return s, c.prefixed(err)
	}
	unknown := &UnknownError{ID: id}
	for _, name := range Nearest(string(id), dirs) {
		unknown.Nearest = append(unknown.Nearest, ID(name))
	}
	return nil, unknown
}

// dirs are the names of the scenario folders, sorted: every folder with a
// scenario.yaml whose name does not begin with a dot or an underscore.
func (c *Catalogue) dirs() ([]string, error) {
	entries, err := fs.ReadDir(c.fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("listing the scenarios (%s): %w", c.name, err)
	}
	var dirs []string
	for _, entry := range entries {
		if c.only != "" && entry.Name() != c.only {
			continue
		}
		if !entry.IsDir() || strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_") {
			continue
		}
		if _, err := fs.Stat(c.fsys, entry.Name()+"/"+fileScenario); err == nil {
			dirs = append(dirs, entry.Name())
		}
	}
	return dirs, nil
}

// readHeads fills metas and err.
func (c *Catalogue) readHeads() {
	dirs, err := c.dirs()
	if err != nil {
		c.err = err
		return
	}
	// Each head is read on its own, so all processors may help: a list is waited for.
	metas, found := make([]Meta, len(dirs)), make([][]Problem, len(dirs))
	var wg sync.WaitGroup
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), len(dirs)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(dirs)); i = next.Add(1) - 1 {
				metas[i], found[i] = loadHead(c.fsys, dirs[i])
			}
		})
	}
	wg.Wait()
	problems := newProblems(c.name, nil)
	for i := range dirs {
		if len(found[i]) > 0 {
			problems.List = append(problems.List, found[i]...)
			continue
		}
		c.metas = append(c.metas, metas[i])
	}
	slices.SortFunc(c.metas, func(a, b Meta) int { return cmp.Compare(a.ID, b.ID) })
	if len(problems.List) > 0 {
		c.err = c.prefixed(problems)
	}
}

// prefixed makes the paths in problems those that the user can open.
func (c *Catalogue) prefixed(err error) error {
	problems, is := errors.AsType[*Problems](err)
	if !is || c.prefix == "" {
		return err
	}
	for i := range problems.List {
		problems.List[i].Path = filepath.Join(c.prefix, filepath.FromSlash(problems.List[i].Path))
	}
	return problems
}
