package scenarios

import "github.com/hardenway/hardenway/grader"

// scenarioFile is scenario.yaml as it is written. The run-time type Scenario has what
// the other files of the folder add to it. The JSON schema is generated from this
// type, and from its comments.
type scenarioFile struct {
	// APIVersion is hardenway.dev/v1alpha1.
	APIVersion string `json:"apiVersion"`
	// Kind is Scenario.
	Kind     string       `json:"kind"`
	Metadata metadataFile `json:"metadata"`
	// Summary is one line for `harden list`: what is wrong, not how to mend it.
	Summary string `json:"summary"`
	Covers  Covers `json:"covers,omitempty"`
	// Kubernetes is a version constraint such as ">=1.36" or ">=1.34 <1.38".
	Kubernetes string `json:"kubernetes,omitempty"`
	// Requires lists what a cluster must have to run this scenario.
	Requires []string `json:"requires,omitempty"`
	Cluster  Cluster  `json:"cluster,omitempty"`
	// Uses takes built-in parts, such as an application; they come before the files of
	// manifests/.
	Uses []use `json:"uses,omitempty"`
	// Modes are the permission bits of files below node/, by path relative to it.
	// Files not named here get 0644.
	Modes map[string]modeText `json:"modes,omitempty"`
	// Ready lists what must hold before the seeded state counts as complete.
	Ready    []Ready  `json:"ready,omitempty"`
	Attacker Attacker `json:"attacker"`
	// Checks say how to tell that the hole is closed and nothing else broke.
	Checks []grader.Check `json:"checks"`
	Proof  proofFile      `json:"proof"`
}

// metadataFile is the head of a scenario.
type metadataFile struct {
	// ID is the folder's name.
	ID ID `json:"id"`
	// Title is what lists and pages call the scenario.
	Title string `json:"title"`
	// Tags are words of the course's vocabulary.
	Tags       []string   `json:"tags"`
	Difficulty Difficulty `json:"difficulty"`
	// Minutes is how long a learner of that level needs, reading included.
	Minutes int `json:"minutes"`
}

// proofFile shows that the checks can be trusted.
type proofFile struct {
	// Solutions are fixes after which every check passes and the attack fails. At
	// least two, different in kind.
	Solutions []solutionFile `json:"solutions"`
	// Wrong are fixes that must not pass. At least five.
	Wrong []wrongFile `json:"wrong"`
}

// solutionFile is one right fix.
type solutionFile struct {
	// Script is solutions/….sh.
	Script string `json:"script"`
	// Title says what the fix does.
	Title string `json:"title"`
}

// wrongFile is one wrong fix.
type wrongFile struct {
	// Script is wrong/….sh.
	Script string `json:"script"`
	// Title says what somebody might do and believe it enough.
	Title string `json:"title"`
	// Fails are the ids of the checks that fail afterwards, all of them and no
	// others. A trap that is named here is sprung.
	Fails []string `json:"fails,omitempty"`
	// Errors are the ids of the checks that cannot tell afterwards, because the fix
	// took away what they look at.
	Errors []string `json:"errors,omitempty"`
}

// modeText is a file mode in octal, as written: "0600".
type modeText string

// Verbatim keeps the leading zero: as a number, 0600 would be 384.
func (modeText) Verbatim() string { return "a file mode such as \"0600\"" }

func (f *scenarioFile) meta() Meta {
	return Meta{
		ID: f.Metadata.ID, Title: f.Metadata.Title, Summary: f.Summary, Tags: f.Metadata.Tags,
		Difficulty: f.Metadata.Difficulty, Minutes: f.Metadata.Minutes, Covers: f.Covers,
		Kubernetes: f.Kubernetes, Requires: f.Requires,
	}
}
