package scenarios

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/constraint"
	"github.com/hardenway/hardenway/internal/nearest"
	"github.com/hardenway/hardenway/internal/strictyaml"
)

// The files of a scenario's folder.
const (
	fileScenario = "scenario.yaml"
	fileBrief    = "brief.md"
	fileDebrief  = "debrief.md"
	fileAttack   = "attack.sh"

	dirHints     = "hints"
	dirManifests = "manifests"
	dirNode      = "node"
	dirSolutions = "solutions"
	dirWrong     = "wrong"
	dirFiles     = "files" // whatever checks and scripts need besides
)

func topLevel() []string {
	return []string{
		fileScenario, fileBrief, fileDebrief, fileAttack,
		dirHints, dirManifests, dirNode, dirSolutions, dirWrong, dirFiles,
	}
}

// Load reads and checks the scenario in the folder dir of fsys. The error is a
// *Problems with everything that is wrong, so that an author mends it in one go.
// Load starts nothing and looks at nothing outside the folder.
func Load(fsys fs.FS, dir string) (*Scenario, error) {
	dir = path.Clean(dir)
	l := &loader{fsys: fsys, dir: dir, files: map[string][]byte{}}
	s := l.load()
	if len(l.problems) > 0 {
		return nil, newProblems(l.name(), l.problems)
	}
	return s, nil
}

// loader is one run of Load.
type loader struct {
	fsys     fs.FS
	dir      string
	files    map[string][]byte // by path relative to dir
	problems []Problem
}

// name is what to call the scenario before its id is known.
func (l *loader) name() string { return path.Base(l.dir) }

// at is the path of a file as problems tell it.
func (l *loader) at(name string) string { return path.Join(l.dir, name) }

func (l *loader) problem(name string, line int, what, why, mend string) {
	l.problems = append(l.problems, Problem{Path: l.at(name), Line: line, What: what, Why: why, Mend: mend})
}

func (l *loader) load() *Scenario {
	if !fs.ValidPath(l.dir) {
		l.problems = append(l.problems, Problem{Path: l.dir, What: "this is no path inside a catalogue", Why: "it is absolute or has `..`", Mend: "name a folder below it"})
		return nil
	}
	if !l.read() {
		return nil
	}
	sub, err := fs.Sub(l.fsys, l.dir)
	if err != nil {
		l.problem(".", 0, "the folder cannot be used", err.Error(), "")
		return nil
	}
	s := &Scenario{FS: sub}
	file, decoder, ok := l.decodeScenario()
	if ok {
		l.meta(s, file, decoder)
		l.cluster(s, file, decoder)
		l.uses(s, file, decoder)
		l.checks(s, file, decoder)
		l.proof(s, file, decoder)
		l.nodeFiles(s, file, decoder)
		l.problems = append(l.problems, decoder.Problems...)
	}
	s.Brief = l.markdown(fileBrief, "the learner reads it first: the story and the task")
	s.Debrief = l.markdown(fileDebrief, "the learner reads it last: why it mattered and what to take home")
	s.Attack = l.script(fileAttack, "it shows that the hole is open, and that a fix closes it")
	l.hints(s)
	l.manifests(s)
	return s
}

// read fills files, refusing what is no plain file, what is too large and what has no
// place in the folder. Afterwards nothing else touches the file system.
func (l *loader) read() bool {
	total, refused := 0, false
	err := fs.WalkDir(l.fsys, l.dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := strings.TrimPrefix(strings.TrimPrefix(name, l.dir), "/")
		if l.dir == "." {
			rel = name
		}
		top, _, nested := strings.Cut(rel, "/")
		switch {
		case rel == "" || rel == ".":
			if !entry.IsDir() {
				l.problem(".", 0, "this is not a folder", "a scenario is a folder of files", "")
				return fs.SkipAll
			}
			return nil
		case strings.HasPrefix(path.Base(rel), ".") && top != dirNode && top != dirFiles:
			// What editors, version control and file managers leave about.
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.Type()&fs.ModeSymlink != 0:
			l.problem(rel, 0, "this is a symbolic link", "a scenario must be whole wherever its folder is copied", "put the file itself there")
			return nil
		case !entry.IsDir() && !entry.Type().IsRegular():
			l.problem(rel, 0, "this is not a plain file", "", "remove it")
			return nil
		case !slices.Contains(topLevel(), top):
			l.problem(rel, 0, fmt.Sprintf("%q has no place in a scenario", top), "nothing reads it", didYouMeanFile(top))
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !nested && entry.IsDir() != (path.Ext(top) == ""):
			l.problem(rel, 0, fmt.Sprintf("%q is %s", top, fileOrFolder(entry)), "the format has it the other way", "")
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		if len(l.files) == MaxFiles {
			l.problem(".", 0, fmt.Sprintf("there are more than %d files", MaxFiles), "a scenario needs far fewer", "is this the right folder?")
			refused = true
			return fs.SkipAll
		}
		data, err := l.readFile(name)
		if err != nil {
			return err
		}
		if len(data) > MaxFileSize {
			l.problem(rel, 0, fmt.Sprintf("the file is larger than %d KiB", MaxFileSize>>10), "scenarios are kept in the program, which must stay small", "make it shorter")
			return nil
		}
		if total += len(data); total > MaxTotalSize {
			l.problem(".", 0, fmt.Sprintf("the files together are larger than %d MiB", MaxTotalSize>>20), "scenarios are kept in the program, which must stay small", "remove what is not needed")
			refused = true
			return fs.SkipAll
		}
		l.files[rel] = data
		return nil
	})
	if err != nil {
		if err = bare(err); errors.Is(err, fs.ErrNotExist) {
			l.problem(".", 0, "there is no such folder", "", "`harden list` shows the scenarios there are, and `harden new` makes one")
		} else {
			l.problem(".", 0, "the folder cannot be read", err.Error(), "")
		}
		return false
	}
	return !refused
}

// readFile reads one byte more than a file may have, and no more.
func (l *loader) readFile(name string) (data []byte, err error) {
	f, err := l.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, MaxFileSize+1))
}

func didYouMeanFile(name string) string {
	if near := Nearest(name, topLevel()); len(near) > 0 {
		return "did you mean " + nearest.QuoteOr(near) + "?"
	}
	return "remove it, or put it below " + dirFiles + "/"
}

func fileOrFolder(entry fs.DirEntry) string {
	if entry.IsDir() {
		return "a folder"
	}
	return "a file"
}

// decodeScenario reads scenario.yaml. It returns false when there is nothing to go on
// with; problems of single fields do not stop it.
func (l *loader) decodeScenario() (*scenarioFile, *strictyaml.Decoder, bool) {
	data, ok := l.files[fileScenario]
	if !ok {
		l.problem(fileScenario, 0, "the file is missing", "it says what the scenario is", "`harden new` writes one to start from")
		return nil, nil, false
	}
	file, d, ok := decodeScenarioFile(l.at(fileScenario), data)
	if !ok {
		l.problems = append(l.problems, d.Problems...)
	}
	return file, d, ok
}

func decodeScenarioFile(name string, data []byte) (*scenarioFile, *strictyaml.Decoder, bool) {
	d := newDecoder(name)
	root, ok := d.Parse(data)
	if !ok || !d.Head(root) {
		return nil, d, false
	}
	file := &scenarioFile{}
	d.Decode(root, file, "")
	return file, d, true
}

var (
	seedPattern      = regexp.MustCompile(`^S\d+-\d+$`)
	cisPattern       = regexp.MustCompile(`^\d+(\.\d+)+$`)
	attackPattern    = regexp.MustCompile(`^T\d{4}(\.\d{3})?$`)
	microsoftPattern = regexp.MustCompile(`^MS-(TA|M)\d{4}(\.\d{3})?$`)
	namePattern      = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
)

// meta fills and checks what a list shows.
func (l *loader) meta(s *Scenario, file *scenarioFile, d *strictyaml.Decoder) {
	s.Meta = file.meta()
	checkMeta(s.Meta, l.dir, d)
}

func checkMeta(m Meta, dir string, d *strictyaml.Decoder) {
	missing := func(field, why string) {
		d.At(field, "there is no "+field, why, "add it")
	}
	switch {
	case m.ID == "":
		missing("metadata.id", "it names the scenario")
	case !m.ID.Valid():
		d.At("metadata.id", fmt.Sprintf("metadata.id is %q", string(m.ID)), "a lab is called by it", "use 1 to 40 lower-case letters, digits and dashes, starting and ending with a letter or digit")
	case dir != "." && string(m.ID) != path.Base(dir):
		d.At("metadata.id", fmt.Sprintf("metadata.id is %q", string(m.ID)), fmt.Sprintf("the folder is called %q", path.Base(dir)), "give both the same name")
	}
	if strings.TrimSpace(m.Title) == "" {
		missing("metadata.title", "lists show it")
	}
	if strings.TrimSpace(m.Summary) == "" {
		missing("summary", "`harden list` shows it")
	}
	if strings.ContainsAny(strings.TrimSpace(m.Summary), "\r\n") {
		d.At("summary", "summary has several lines", "`harden list` shows it on one", "shorten it")
	}
	if len(m.Tags) == 0 {
		missing("metadata.tags", "lessons and questions are found by them")
	}
	d.Words("metadata.tags", m.Tags, Tags(), "tag")
	switch {
	case m.Difficulty == "":
		missing("metadata.difficulty", "learners choose by it")
	case !slices.Contains(Difficulties(), m.Difficulty):
		d.At("metadata.difficulty", fmt.Sprintf("metadata.difficulty is %q", string(m.Difficulty)), "", "use easy, medium or hard")
	}
	if m.Minutes < 1 || m.Minutes > 240 {
		d.At("metadata.minutes", fmt.Sprintf("metadata.minutes is %d", m.Minutes), "it tells a learner how long to set aside", "use 1 to 240")
	}
	d.Patterns("covers.seeds", m.Covers.Seeds, seedPattern, "S3-23")
	d.Patterns("covers.cis", m.Covers.CIS, cisPattern, "4.2.1")
	d.Patterns("covers.attack", m.Covers.Attack, attackPattern, "T1613 or T1078.001")
	d.Patterns("covers.microsoft", m.Covers.Microsoft, microsoftPattern, "MS-TA9030 or MS-M9021")
	if _, err := constraint.Parse(m.Kubernetes); err != nil {
		d.At("kubernetes", fmt.Sprintf("kubernetes is %q", m.Kubernetes), err.Error(), `write a constraint such as ">=1.36" or ">=1.34 <1.38"`)
	}
	d.Words("requires", m.Requires, Capabilities(), "capability")
}

// cluster checks what is there before the learner comes: patches, readiness, attacker.
func (l *loader) cluster(s *Scenario, file *scenarioFile, d *strictyaml.Decoder) {
	s.Cluster, s.Ready, s.Attacker = file.Cluster, file.Ready, file.Attacker
	patch := func(field string, patch map[string]any) {
		for _, key := range []string{"apiVersion", "kind"} {
			if _, has := patch[key]; has {
				d.At(strictyaml.Join(field, key), strictyaml.Join(field, key)+" is set", "the patch is laid over a configuration that has one", "remove it")
			}
		}
	}
	patch("cluster.kubeadm", s.Cluster.Kubeadm)
	patch("cluster.kubelet", s.Cluster.Kubelet)
	for i := range s.Ready {
		field := fmt.Sprintf("ready[%d]", i)
		r := &s.Ready[i]
		set := 0
		for _, object := range []struct{ key, value string }{{"deployment", r.Deployment}, {"daemonset", r.DaemonSet}, {"pod", r.Pod}} {
			key, value := object.key, object.value
			if value == "" {
				continue
			}
			set++
			namespace, name, ok := strings.Cut(value, "/")
			if !ok || !namePattern.MatchString(namespace) || name == "" || strings.Contains(name, "/") {
				d.At(strictyaml.Join(field, key), fmt.Sprintf("%s.%s is %q", field, key, value), "", "write namespace/name")
			}
		}
		if r.Condition != nil {
			set++
			if r.Condition.ID == "" {
				r.Condition.ID = fmt.Sprintf("ready-%d", i+1)
			}
			if r.Condition.Title == "" {
				r.Condition.Title = fmt.Sprintf("Ready condition %d", i+1)
			}
			if r.Condition.Role == "" {
				r.Condition.Role = grader.Guard
			}
			l.check(r.Condition, strictyaml.Join(field, "condition"), d)
		}
		if set != 1 {
			d.At(field, fmt.Sprintf("%s names %d things", field, set), "each entry waits for one", "set exactly one of deployment, daemonset, pod, condition")
		}
	}
	if s.Attacker.From == "" && s.Attacker.As == "" {
		d.At("attacker", "there is no attacker", "a learner must know whom to keep out", "add `attacker: {from: host, as: anonymous, story: …}`")
		return
	}
	if from := s.Attacker.From; !slices.Contains(grader.Vantages(), from) {
		d.At("attacker.from", fmt.Sprintf("attacker.from is %q", string(from)), "", "use host, node or pods")
	}
	if strings.TrimSpace(s.Attacker.As) == "" {
		d.At("attacker.as", "attacker.as is empty", "it says who the attacker is to the cluster", "add it, such as `as: anonymous`")
	}
}

// checks checks the checks, one by one and together.
func (l *loader) checks(s *Scenario, file *scenarioFile, d *strictyaml.Decoder) {
	s.Checks = file.Checks
	first := map[string]string{}
	goals := 0
	for i := range s.Checks {
		c, field := &s.Checks[i], fmt.Sprintf("checks[%d]", i)
		l.check(c, field, d)
		if other, twice := first[c.ID]; twice && c.ID != "" {
			d.At(field+".id", fmt.Sprintf("check %q is there twice", c.ID), fmt.Sprintf("the first is in line %d", d.Line(other+".id")), "give it another id")
		} else {
			first[c.ID] = field
		}
		if c.Role == grader.Goal {
			goals++
		}
	}
	switch {
	case len(s.Checks) == 0:
		d.At("checks", "there are no checks", "nothing could tell that the hole is closed", "add at least one goal and one guard")
	case goals == 0:
		d.At("checks", "no check is a goal", "nothing could tell that the hole is closed", "give the check that fails until the hole is closed `role: goal`")
	}
}

// proof reads the scripts that show the checks to be right.
func (l *loader) proof(s *Scenario, file *scenarioFile, d *strictyaml.Decoder) {
	used := map[string]string{}
	ref := func(field, name, dir string) Script {
		at := strictyaml.Join(field, "script")
		switch other, twice := used[name]; {
		case name == "":
			d.At(field, "there is no script in "+field, "", "name one, such as `script: "+dir+"/….sh`")
			return Script{}
		case !fs.ValidPath(name) || strings.Contains(name, `\`):
			d.At(at, fmt.Sprintf("%s.script is %q", field, name), "it leads out of the scenario's folder", "write it relative to the folder, such as "+dir+"/….sh")
			return Script{}
		case path.Dir(name) != dir || path.Ext(name) != ".sh":
			d.At(at, fmt.Sprintf("%s.script is %q", field, name), "these scripts are kept in "+dir+"/", "write "+dir+"/….sh")
			return Script{}
		case twice:
			d.At(at, fmt.Sprintf("%s is used twice", name), "the first is "+other, "name another script")
			return Script{}
		case l.files[name] == nil:
			d.At(at, fmt.Sprintf("there is no file %s", name), "", nearest.DidYouMean(name, l.in(dir)))
			used[name] = field
			return Script{}
		}
		used[name] = field
		return l.script(name, "")
	}
	title := func(field, title string) {
		if strings.TrimSpace(title) == "" {
			d.At(field, "there is no title in "+field, "the proof's report shows it", "add it")
		}
	}
	for i, solution := range file.Proof.Solutions {
		field := fmt.Sprintf("proof.solutions[%d]", i)
		title(field, solution.Title)
		s.Proof.Solutions = append(s.Proof.Solutions, Solution{Title: solution.Title, Script: ref(field, solution.Script, dirSolutions)})
	}
	var ids []string
	for _, c := range file.Checks {
		if !slices.Contains(ids, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	for i, wrong := range file.Proof.Wrong {
		field := fmt.Sprintf("proof.wrong[%d]", i)
		title(field, wrong.Title)
		d.Words(field+".fails", wrong.Fails, ids, "check")
		d.Words(field+".errors", wrong.Errors, ids, "check")
		for _, id := range wrong.Errors {
			if slices.Contains(wrong.Fails, id) {
				d.At(field+".errors", fmt.Sprintf("check %q both fails and cannot tell in %s", id, field), "it has one outcome", "name it in one of the lists")
			}
		}
		if len(wrong.Fails)+len(wrong.Errors) == 0 {
			d.At(field, field+" makes no check fail", "then it is not wrong", "name the checks under `fails`")
		}
		s.Proof.Wrong = append(s.Proof.Wrong, WrongFix{Title: wrong.Title, Script: ref(field, wrong.Script, dirWrong), Fails: wrong.Fails, Errors: wrong.Errors})
	}
	for _, dir := range []string{dirSolutions, dirWrong} {
		for _, name := range l.in(dir) {
			if _, is := used[name]; !is {
				l.problem(name, 0, "nothing runs this script", "it is not in the proof", "name it under `proof` in "+fileScenario+", or remove it")
			}
		}
	}
}

// in lists the files below a folder, sorted.
func (l *loader) in(dir string) []string {
	var names []string
	for name := range l.files {
		if strings.HasPrefix(name, dir+"/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// nodeFiles fills NodeFiles from node/ and `modes`.
func (l *loader) nodeFiles(s *Scenario, file *scenarioFile, d *strictyaml.Decoder) {
	s.NodeFiles = map[string]NodeFile{}
	var names []string
	for _, name := range l.in(dirNode) {
		rel := strings.TrimPrefix(name, dirNode+"/")
		names = append(names, rel)
		s.NodeFiles[rel] = NodeFile{Data: l.files[name], Mode: 0o644}
	}
	for _, name := range slices.Sorted(maps.Keys(file.Modes)) {
		text := file.Modes[name]
		at := strictyaml.Join("modes", name)
		node, ok := s.NodeFiles[name]
		if !ok {
			d.At(at, fmt.Sprintf("modes names %q", name), "there is no such file below "+dirNode+"/", nearest.DidYouMean(name, names))
			continue
		}
		if !modePattern.MatchString(string(text)) {
			d.At(at, fmt.Sprintf("the mode of %s is %q", name, string(text)), "", "write three octal digits after a zero, such as 0600")
			continue
		}
		mode, err := strconv.ParseUint(strings.TrimPrefix(string(text), "0o"), 8, 32)
		if err != nil {
			d.At(at, fmt.Sprintf("the mode of %s is %q", name, string(text)), err.Error(), "")
			continue
		}
		node.Mode = fs.FileMode(mode)
		s.NodeFiles[name] = node
	}
}

var modePattern = regexp.MustCompile(`^0o?[0-7]{3}$`)

// markdown reads a text that must be there.
func (l *loader) markdown(name, why string) string {
	data, ok := l.files[name]
	if !ok {
		l.problem(name, 0, "the file is missing", why, "write it")
		return ""
	}
	text, ok := l.text(name, data)
	if ok && strings.TrimSpace(text) == "" {
		l.problem(name, 0, "the file is empty", why, "write it")
	}
	return text
}

// text is a text file's content with the line ends of Unix.
func (l *loader) text(name string, data []byte) (string, bool) {
	d := newDecoder(l.at(name))
	ok := d.Text(data)
	l.problems = append(l.problems, d.Problems...)
	return strings.ReplaceAll(string(data), "\r\n", "\n"), ok
}

// script reads a script that must be there and parse.
func (l *loader) script(name, why string) Script {
	data, ok := l.files[name]
	if !ok {
		l.problem(name, 0, "the file is missing", why, "write it")
		return Script{}
	}
	text, ok := l.text(name, data)
	if !ok {
		return Script{}
	}
	if strings.TrimSpace(text) == "" {
		l.problem(name, 0, "the script is empty", why, "write it")
		return Script{}
	}
	if _, err := parseShell(text); err != nil {
		line, what := 0, err.Error()
		var parse syntax.ParseError
		var lang syntax.LangError
		switch {
		case errors.As(err, &parse):
			line, what = int(parse.Pos.Line()), parse.Text
		case errors.As(err, &lang):
			line, what = int(lang.Pos.Line()), "the POSIX shell has no "+lang.Feature
		}
		l.problem(name, line, "the shell cannot read this", what, "scripts are POSIX shell; try `sh -n`")
		return Script{}
	}
	return Script{Name: name, Text: text}
}

func parseShell(text string) (*syntax.File, error) {
	return syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(text), "")
}

var hintPattern = regexp.MustCompile(`^\d\d-[a-z0-9]([a-z0-9-]*[a-z0-9])?\.md$`)

// hints reads the ladder in the order of the file names.
func (l *loader) hints(s *Scenario) {
	for _, name := range l.in(dirHints) {
		base := strings.TrimPrefix(name, dirHints+"/")
		if !hintPattern.MatchString(base) {
			l.problem(name, 0, "a hint's file is called "+strconv.Quote(base), "the number orders the ladder", "call it like 01-where-to-look.md")
			continue
		}
		text, ok := l.text(name, l.files[name])
		if !ok {
			continue
		}
		first, rest, _ := strings.Cut(text, "\n")
		title, is := strings.CutPrefix(first, "# ")
		if title = strings.TrimSpace(title); !is || title == "" {
			l.problem(name, 1, "the hint has no title", "a learner sees the titles before choosing to unlock one", "begin the file with `# Title`")
			continue
		}
		if rest = strings.TrimSpace(rest); rest == "" {
			l.problem(name, 1, "the hint says nothing", "there is only a title", "write the hint below it")
			continue
		}
		s.Hints = append(s.Hints, Hint{Name: base, Title: title, Text: rest + "\n"})
	}
}
