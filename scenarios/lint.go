package scenarios

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/internal/strictyaml"
)

// What a scenario in the catalogue must come up to.
const (
	MinSolutions  = 2
	MinWrong      = 5
	MaxBriefWords = 200
	MaxSummary    = 100 // characters: `harden list` cuts what is longer
)

// Lint says what keeps a valid scenario out of the catalogue: it can be played as it
// is, but not trusted or not enjoyed. Paths are relative to the scenario's folder.
func Lint(s *Scenario) []Problem {
	// The lines come from the file itself. It was read before, so a failure here only
	// costs line numbers.
	l := &loader{fsys: s.FS, dir: "."}
	lines := newDecoder(fileScenario)
	if data, err := l.readFile(fileScenario); err == nil {
		if _, d, ok := decodeScenarioFile(fileScenario, data); ok {
			d.Problems = nil // they are the loader's
			lines = d
		}
	}
	for _, rule := range lintRules {
		rule(s, lines)
	}
	return strictyaml.Sort(lines.Problems)
}

// lintRules are the rules, one function each.
var lintRules = []func(*Scenario, *strictyaml.Decoder){
	lintSummary, lintGuards, lintProof, lintCaught, lintFeedback, lintHints, lintBrief, lintNodePaths, lintReady,
}

// problemIn reports a problem of a file other than scenario.yaml.
func problemIn(d *strictyaml.Decoder, file string, line int, what, why, mend string) {
	d.Problems = append(d.Problems, Problem{Path: file, Line: line, What: what, Why: why, Mend: mend})
}

func lintSummary(s *Scenario, d *strictyaml.Decoder) {
	if n := utf8.RuneCountInString(s.Summary); n > MaxSummary {
		d.Report(d.Line("summary"), fmt.Sprintf("summary has %d characters", n), "`harden list` cuts it", fmt.Sprintf("keep it to %d", MaxSummary))
	}
}

func lintGuards(s *Scenario, d *strictyaml.Decoder) {
	if !slices.ContainsFunc(s.Checks, func(c grader.Check) bool { return c.Role == grader.Guard }) {
		d.Report(d.Line("checks"), "no check is a guard", "deleting everything would pass", "add a check with `role: guard` for what must still work")
	}
}

func lintProof(s *Scenario, d *strictyaml.Decoder) {
	if n := len(s.Proof.Solutions); n < MinSolutions {
		d.Report(d.Line("proof.solutions"), "the number of solutions is "+strconv.Itoa(n), "with one, the checks may be measuring how it was done and not what it does", fmt.Sprintf("have at least %d that differ in kind", MinSolutions))
	}
	if n := len(s.Proof.Wrong); n < MinWrong {
		d.Report(d.Line("proof.wrong"), "the number of wrong fixes is "+strconv.Itoa(n), "nothing else shows what the checks catch", fmt.Sprintf("have at least %d: a half fix, the workload deleted, everything allowed, too much refused, edited but not restarted", MinWrong))
	}
	seen := map[string]string{}
	twice := func(script Script, field string) {
		if first, is := seen[script.Text]; is {
			d.Report(d.Line(field), fmt.Sprintf("%s is the same script as %s", script.Name, first), "it shows nothing new", "write another, or remove it")
			return
		}
		seen[script.Text] = script.Name
	}
	for i, solution := range s.Proof.Solutions {
		twice(solution.Script, fmt.Sprintf("proof.solutions[%d]", i))
	}
	for i, wrong := range s.Proof.Wrong {
		twice(wrong.Script, fmt.Sprintf("proof.wrong[%d]", i))
	}
}

// lintCaught: a goal is seen to fail when the scenario is fresh. Nothing but a wrong
// fix shows that a guard or a trap ever does not pass.
func lintCaught(s *Scenario, d *strictyaml.Decoder) {
	for i, c := range s.Checks {
		caught := slices.ContainsFunc(s.Proof.Wrong, func(w WrongFix) bool {
			return slices.Contains(w.Fails, c.ID) || slices.Contains(w.Errors, c.ID)
		})
		if c.Role != grader.Goal && !caught {
			d.Report(d.Line(fmt.Sprintf("checks[%d]", i)), fmt.Sprintf("no wrong fix makes %q fail", c.ID), "nothing shows that it can fail", "add a wrong fix that it catches")
		}
	}
}

func lintFeedback(s *Scenario, d *strictyaml.Decoder) {
	for i, c := range s.Checks {
		if c.Role == grader.Goal && len(c.Feedback) == 0 {
			d.Report(d.Line(fmt.Sprintf("checks[%d]", i)), fmt.Sprintf("goal %q has no feedback", c.ID), "a learner is told only that it failed", "add `feedback` with what the answers seen so far mean")
		}
	}
}

func lintHints(s *Scenario, d *strictyaml.Decoder) {
	if len(s.Hints) == 0 {
		problemIn(d, dirHints, 0, "there are no hints", "a learner who is stuck gives up", "add hints/01-….md, the mildest first")
	}
	titles := map[string]bool{}
	for _, hint := range s.Hints {
		if titles[hint.Title] {
			problemIn(d, path.Join(dirHints, hint.Name), 1, fmt.Sprintf("the title %q is there twice", hint.Title), "a learner chooses by the titles", "give it another")
		}
		titles[hint.Title] = true
	}
}

func lintBrief(s *Scenario, d *strictyaml.Decoder) {
	if n := len(strings.Fields(s.Brief)); n > MaxBriefWords {
		problemIn(d, fileBrief, 0, fmt.Sprintf("the brief has %d words", n), "it is read before anything is tried", fmt.Sprintf("keep it to %d, and move the rest to the debrief", MaxBriefWords))
	}
}

// lintReady: a workload that is not waited for makes the first grading a race.
func lintReady(s *Scenario, d *strictyaml.Decoder) {
	if len(s.Ready) > 0 {
		return
	}
	for _, m := range s.Manifests {
		for _, kind := range []string{"Deployment", "DaemonSet", "StatefulSet", "Pod"} {
			if strings.Contains("\n"+string(m.Data)+"\n", "\nkind: "+kind+"\n") {
				d.Report(1, fmt.Sprintf("%s seeds a %s and nothing waits for it", m.Name, kind), "the first grading may come before it runs", "name it under `ready`")
				return
			}
		}
	}
}

// nodeDirs are folders of a node that scripts name relative to its root.
var nodeDirs = []string{"/etc/kubernetes", "/var/lib/kubelet", "/var/lib/etcd"}

// lintNodePaths: the node shell starts in the node's root, which is the real root on
// one provider and a folder on another. What a script shows a person must work there.
func lintNodePaths(s *Scenario, d *strictyaml.Decoder) {
	scripts := []Script{s.Attack}
	for _, solution := range s.Proof.Solutions {
		scripts = append(scripts, solution.Script)
	}
	for _, wrong := range s.Proof.Wrong {
		scripts = append(scripts, wrong.Script)
	}
	for _, script := range scripts {
		file, err := parseShell(script.Text)
		if err != nil {
			continue // a loaded script parses
		}
		check := func(word *syntax.Word) {
			if word == nil {
				return
			}
			lit := word.Lit()
			if slices.ContainsFunc(nodeDirs, func(dir string) bool { return strings.HasPrefix(lit, dir) }) {
				problemIn(d, script.Name, int(word.Pos().Line()), fmt.Sprintf("the path %s is absolute", lit), "a node's root is not everywhere the root of the machine", "write "+strings.TrimPrefix(lit, "/")+": scripts start in the node's root")
			}
		}
		syntax.Walk(file, func(node syntax.Node) bool {
			switch node := node.(type) {
			case *syntax.CallExpr:
				for _, word := range node.Args {
					check(word)
				}
			case *syntax.Redirect:
				if node.Op != syntax.Hdoc && node.Op != syntax.DashHdoc {
					check(node.Word)
				}
			}
			return true
		})
	}
}
