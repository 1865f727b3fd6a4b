package quiz

import "slices"

// APIVersion and Kind head every bank.
const (
	APIVersion = "hardenway.dev/v1alpha1"
	Kind       = "QuestionBank"
)

// ID names a question in all banks together. It is never used again for another
// question: a learner's log of answers and Anki's notes are kept by it.
type ID string

// Type says how a question is answered.
type Type string

// The types of question.
const (
	Single   Type = "single"   // one option is right
	Multiple Type = "multiple" // every right option, and no other
	Boolean  Type = "boolean"  // true or false
	Short    Type = "short"    // a word or a few, typed
	Order    Type = "order"    // items are put in order
	Match    Type = "match"    // each left side gets its right side
	Line     Type = "line"     // the lines of a manifest that are at fault
	Verdict  Type = "verdict"  // what will the cluster answer? one option is right
)

// Types lists every type of question.
func Types() []Type {
	return []Type{Single, Multiple, Boolean, Short, Order, Match, Line, Verdict}
}

// Difficulty says how much one should know beforehand. The words are those of scenarios.
type Difficulty string

// The difficulties.
const (
	Easy   Difficulty = "easy"   // whoever has used kubectl for a week can work it out
	Medium Difficulty = "medium" // needs the lesson
	Hard   Difficulty = "hard"   // needs two things known together, or the obvious answer is wrong
)

// Difficulties lists every difficulty, the easiest first.
func Difficulties() []Difficulty { return []Difficulty{Easy, Medium, Hard} }

// Bank is one file of questions.
type Bank struct {
	ID        string     `json:"id"` // the file's name without .yaml
	Title     string     `json:"title"`
	Module    string     `json:"module"` // of the course, such as M10
	Questions []Question `json:"questions"`

	// File and Lines say where the bank and its questions stand, for whoever mends them.
	// Load fills them in.
	File  string     `json:"-"`
	Lines map[ID]int `json:"-"`
}

// Question is one question with its key and everything that is said about it afterwards.
// Which of the fields Options to Lines it has follows from its type.
type Question struct {
	ID   ID   `json:"id"`
	Type Type `json:"type"`
	// Text is markdown: what is asked, in one to three sentences.
	Text string `json:"text"`
	// Given is shown below the text: a manifest, a command, a log line.
	Given []Given `json:"given,omitempty"`

	// Options are those of single, multiple and verdict.
	Options []Option `json:"options,omitempty"`
	// Answer is that of boolean, and Why holds the reason for either.
	Answer *bool `json:"answer,omitempty"`
	Why    *Why  `json:"why,omitempty"`
	// Accept are the right answers of short, the one to show first. Case, surrounding space
	// and backquotes do not count. Placeholder tells the form, such as --flag-name.
	Accept      []string `json:"accept,omitempty"`
	Placeholder string   `json:"placeholder,omitempty"`
	// Wrong are answers of short that people give, each with what is said to it.
	Wrong []Wrong `json:"wrong,omitempty"`
	// Items are those of order, in the right order.
	Items []Item `json:"items,omitempty"`
	// Pairs are those of match; Extra are right sides that belong to nothing.
	Pairs []Pair `json:"pairs,omitempty"`
	Extra []Item `json:"extra,omitempty"`
	// Manifest is what line shows with numbers, and Lines are those at fault.
	Manifest string      `json:"manifest,omitempty"`
	Lines    []FaultLine `json:"lines,omitempty"`

	// Explanation is markdown: what holds and why, whatever was answered.
	Explanation string     `json:"explanation"`
	Tags        []string   `json:"tags"`             // words of vocabulary.Tags
	Topics      []string   `json:"topics,omitempty"` // of content/topics.yaml, such as S3-23
	Difficulty  Difficulty `json:"difficulty"`
	// Kubernetes is a semantic version constraint such as ">=1.29": where the answer holds.
	// Empty means every version that is supported today.
	Kubernetes string `json:"kubernetes,omitempty"`
	// Sources say where the fact stands. An opinion has none.
	Sources []Source `json:"sources,omitempty"`
	// Opinion says that experienced people disagree; the player says so too.
	Opinion bool `json:"opinion,omitempty"`
	// Practice is where a wrong answer can be made good.
	Practice Practice `json:"practice"`
	// Truth is how the answer is computed from Kubernetes' own code. A test compares it
	// with the key.
	Truth *Truth `json:"truth,omitempty"`
}

// HasTag says whether the question carries the tag.
func (q *Question) HasTag(tag string) bool { return slices.Contains(q.Tags, tag) }

// Given is something to look at before answering.
type Given struct {
	Title    string `json:"title,omitempty"`    // such as a file's name
	Language string `json:"language,omitempty"` // for colours: yaml, console, json, text
	Text     string `json:"text"`
}

// Option is one thing to choose.
type Option struct {
	Text    string `json:"text"` // markdown, one line
	Correct bool   `json:"correct,omitempty"`
	Why     string `json:"why"` // why it is right or wrong: one sentence
	// Value is what Truth computes when this option is the right one, where that is not
	// the option's text.
	Value string `json:"value,omitempty"`
	// Truth computes "true" when this option of multiple is right, and "false" when not.
	Truth *Truth `json:"truth,omitempty"`
}

// Why is the reason for each answer to a boolean question.
type Why struct {
	True  string `json:"true"`
	False string `json:"false"`
}

// Wrong is a wrong answer to a short question that deserves a word.
type Wrong struct {
	Text string `json:"text"`
	Why  string `json:"why"`
}

// Item is one of several things to order, or a right side without a left one.
type Item struct {
	Text string `json:"text"`
	Why  string `json:"why"` // why it stands where it stands, or belongs to nothing
}

// Pair is a left side with the right side that belongs to it.
type Pair struct {
	Left  string `json:"left"`
	Right string `json:"right"`
	Why   string `json:"why"`
}

// FaultLine is a line of the manifest that is at fault.
type FaultLine struct {
	Line int    `json:"line"` // 1 is the first
	Why  string `json:"why"`
}

// Source is where a fact stands.
type Source struct {
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
	// Module is a path in a Go module that harden is built from, such as
	// k8s.io/api/core/v1/types.go#MaxSecretSize.
	Module string `json:"module,omitempty"`
}

// Practice is a scenario of the catalogue or a lesson, or both.
type Practice struct {
	Scenario string `json:"scenario,omitempty"`
	Lesson   string `json:"lesson,omitempty"` // a module such as M10, or a lesson's id
}

// Truth is one computation whose result is the key. Exactly one field is set. It yields a
// word: for boolean, "true" or "false"; for short, the first accepted form; for single and
// verdict, the Value of the right option.
type Truth struct {
	Flag        *FlagTruth        `json:"flag,omitempty"`
	Gate        *GateTruth        `json:"gate,omitempty"`
	Kubelet     *KubeletTruth     `json:"kubelet,omitempty"`
	API         *APITruth         `json:"api,omitempty"`
	Field       *FieldTruth       `json:"field,omitempty"`
	Access      *AccessTruth      `json:"access,omitempty"`
	PodSecurity *PodSecurityTruth `json:"podSecurity,omitempty"`
	CEL         *CELTruth         `json:"cel,omitempty"`
}

// FlagTruth asks a component's own flags.
type FlagTruth struct {
	// Component is kube-apiserver, kube-controller-manager, kube-scheduler or kubelet.
	Component string `json:"component"`
	Name      string `json:"name"` // without dashes: anonymous-auth
	// Ask is default (the value, as --help prints it), exists or deprecated (true or false).
	Ask string `json:"ask"`
}

// GateTruth asks the feature gates that are compiled in.
type GateTruth struct {
	Name string `json:"name"`
	// Ask is stage (ALPHA, BETA, GA, DEPRECATED), default, locked or exists (true or false).
	Ask string `json:"ask"`
	// Version is the minor version asked about, such as "1.33"; the newest without it.
	Version string `json:"version,omitempty"`
}

// KubeletTruth asks what a KubeletConfiguration file that leaves a field out means.
type KubeletTruth struct {
	Field string `json:"field"` // authentication.anonymous.enabled
}

// APITruth asks whether an API server of this version knows a resource.
type APITruth struct {
	GroupVersion string `json:"groupVersion"` // v1, policy/v1beta1
	// Resource may hold a subresource: pods/log.
	Resource string `json:"resource"`
	// Ask is exists (true or false) or namespaced (true or false).
	Ask string `json:"ask"`
}

// FieldTruth asks whether a field exists in a kind's schema: spec.hostUsers of v1 Pod.
type FieldTruth struct {
	GroupVersion string `json:"groupVersion"`
	Kind         string `json:"kind"`
	Path         string `json:"path"`
}

// AccessTruth asks the RBAC authorizer. It yields allowed or denied; with Ask "bool", true or
// false.
type AccessTruth struct {
	// Objects are Roles, ClusterRoles and bindings as YAML documents. The roles that every
	// cluster is born with are there too.
	Objects     string   `json:"objects,omitempty"`
	User        string   `json:"user"`
	Groups      []string `json:"groups,omitempty"`
	Verb        string   `json:"verb"`
	Group       string   `json:"group,omitempty"` // of the API: "" is the core group
	Resource    string   `json:"resource,omitempty"`
	Subresource string   `json:"subresource,omitempty"`
	Namespace   string   `json:"namespace,omitempty"`
	Name        string   `json:"name,omitempty"`
	Path        string   `json:"path,omitempty"` // of a request that is for no resource
	Ask         string   `json:"ask,omitempty"`
}

// PodSecurityTruth asks the evaluator of Pod Security admission. It yields allowed or denied;
// with Ask "bool", true or false. For a question of type line it needs no pod: the manifest is
// denied as it stands, and allowed only without the lines at fault.
type PodSecurityTruth struct {
	Level   string `json:"level"`             // privileged, baseline, restricted
	Version string `json:"version,omitempty"` // v1.37; latest without it
	Pod     string `json:"pod,omitempty"`     // YAML of a Pod
	Ask     string `json:"ask,omitempty"`
}

// CELTruth evaluates an expression as a ValidatingAdmissionPolicy would. It yields what the
// expression yields as text, or "error".
type CELTruth struct {
	Expression string `json:"expression"`
	Object     string `json:"object,omitempty"` // YAML
	OldObject  string `json:"oldObject,omitempty"`
	Params     string `json:"params,omitempty"`
}
