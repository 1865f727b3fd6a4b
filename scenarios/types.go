package scenarios

import (
	"io/fs"
	"slices"

	"github.com/hardenway/hardenway/grader"
)

// APIVersion and Kind head every scenario.yaml.
const (
	APIVersion = "hardenway.dev/v1alpha1"
	Kind       = "Scenario"
)

// ID names a scenario. It is the name of its folder, and the default name of a
// lab that runs it, so it keeps to what a DNS label and a file name can both hold.
type ID string

// Difficulty says how much a learner should know beforehand.
type Difficulty string

// The difficulties.
const (
	Easy   Difficulty = "easy"   // the brief and `kubectl explain` are enough
	Medium Difficulty = "medium" // needs some reading, or two things changed together
	Hard   Difficulty = "hard"   // needs a plan, and the obvious fix is wrong
)

// Difficulties lists every difficulty, the easiest first.
func Difficulties() []Difficulty { return []Difficulty{Easy, Medium, Hard} }

// Meta is what a list shows of a scenario. It can be read without reading the
// rest of the folder, which is what keeps lists fast.
type Meta struct {
	ID         ID         `json:"id"`
	Title      string     `json:"title"`
	Summary    string     `json:"summary"` // one line
	Tags       []string   `json:"tags"`    // words of Tags()
	Difficulty Difficulty `json:"difficulty"`
	Minutes    int        `json:"minutes"` // for a learner of that level, reading included
	Covers     Covers     `json:"covers"`
	// Kubernetes is a semantic version constraint such as ">=1.36". Empty means any.
	Kubernetes string `json:"kubernetes,omitempty"`
	// Requires are words of Capabilities(): what a cluster must have to run this.
	Requires []string `json:"requires,omitempty"`
}

// HasTag says whether the scenario carries the tag.
func (m Meta) HasTag(tag string) bool { return slices.Contains(m.Tags, tag) }

// Scenario is one scenario, whole, as it is used at run time. It comes from Load or
// Catalogue.Get only, so whoever holds one may rely on it being valid.
type Scenario struct {
	Meta
	Cluster  Cluster
	Ready    []Ready // polled after seeding; all must hold within ReadyDeadline
	Attacker Attacker
	Checks   []grader.Check
	Proof    Proof

	Brief   string // markdown: the story and the task
	Debrief string // markdown: why it mattered and what to take home
	Hints   []Hint // a ladder, the mildest first

	Manifests []Manifest // in the order in which they are applied
	// NodeFiles are laid over the node's root before it starts, keyed by
	// slash-separated path relative to that root.
	NodeFiles map[string]NodeFile
	// Attack exits 0 when the attack worked and non-zero when it was refused.
	Attack Script

	// FS is the scenario's folder, read only. Scripts see it as /scenario.
	FS fs.FS

	// Foreign says that the scenario is not of harden's catalogue. Whoever took it from
	// elsewhere sets it.
	Foreign bool
}

// RecordName is the name under which a learner's progress with a scenario is kept. A
// foreign one may bear the ID of one of harden's own, and is another scenario all the same.
func RecordName(id ID, foreign bool) string {
	if foreign {
		return "elsewhere/" + string(id)
	}
	return string(id)
}

// Check returns the check of that id, or false.
func (s *Scenario) Check(id string) (grader.Check, bool) {
	for _, c := range s.Checks {
		if c.ID == id {
			return c, true
		}
	}
	return grader.Check{}, false
}

// Covers names what the scenario teaches in other people's numbering.
type Covers struct {
	// Seeds are rows of the course's coverage list, such as S3-23.
	Seeds []string `json:"seeds,omitempty"`
	// CIS are recommendations of the CIS Kubernetes Benchmark, such as 4.2.1.
	CIS []string `json:"cis,omitempty"`
	// Attack are techniques of MITRE ATT&CK, such as T1613.
	Attack []string `json:"attack,omitempty"`
	// Microsoft are techniques (MS-TA9030) and mitigations (MS-M9021) of
	// Microsoft's threat matrix for Kubernetes.
	Microsoft []string `json:"microsoft,omitempty"`
}

// Cluster is what the scenario changes about an ordinary kubeadm cluster.
type Cluster struct {
	// Kubeadm is merged into kubeadm's ClusterConfiguration (v1beta4) by the
	// rules of RFC 7386: null removes a key, lists are replaced.
	Kubeadm map[string]any `json:"kubeadm,omitempty"`
	// Kubelet is merged the same way into the KubeletConfiguration (v1beta1).
	Kubelet map[string]any `json:"kubelet,omitempty"`
	// SharedEtcdCA makes the cluster's CA etcd's CA too, instead of one of etcd's own.
	SharedEtcdCA bool `json:"sharedEtcdCA,omitempty"`
}

// Ready is one thing that must hold before the seeded state counts as complete.
// Exactly one field is set.
type Ready struct {
	// Deployment is "namespace/name": every replica is available.
	Deployment string `json:"deployment,omitempty"`
	// DaemonSet is "namespace/name": ready on every node it wants.
	DaemonSet string `json:"daemonset,omitempty"`
	// Pod is "namespace/name": its Ready condition is true.
	Pod string `json:"pod,omitempty"`
	// Condition is any probe with its expectation, written like a check without
	// id, title and role; it holds when the check passes. The loader fills in
	// those three, so that the grader can run it as it stands.
	Condition *grader.Check `json:"condition,omitempty"`
}

// Attacker says where the attack comes from. It is told to the learner; it does
// not set up the attack script, which states its own identity.
type Attacker struct {
	// From is the vantage point: host, node or pods.
	From grader.Vantage `json:"from"`
	// As is who the attacker is to the cluster, in a word or two: "anonymous",
	// "serviceaccount default/default".
	As string `json:"as"`
	// Story is half a sentence: "someone on the same network as the node".
	Story string `json:"story,omitempty"`
}

// Proof holds what shows that the checks can be trusted.
type Proof struct {
	Solutions []Solution
	Wrong     []WrongFix
}

// Script is the text of a POSIX shell script.
type Script struct {
	Name string // relative to the scenario's folder: "solutions/edit-config.sh"
	Text string
}

// Solution is a fix after which every check passes and the attack fails.
type Solution struct {
	Title  string
	Script Script
}

// WrongFix is something a learner might do that must not pass.
type WrongFix struct {
	Title  string
	Script Script
	// Fails are the ids of the checks that fail (for a trap: that are sprung),
	// all of them and no others.
	Fails []string
	// Errors are the ids of the checks that cannot tell after this fix, because
	// it took away what they look at. All of them and no others.
	Errors []string
}

// Hint is one step of the ladder.
type Hint struct {
	Name  string // file name, "01-where-to-look.md"
	Title string // shown before the hint is unlocked
	Text  string // markdown, without the title
}

// Manifest is one file of manifests/, YAML of one or more documents.
type Manifest struct {
	Name string // "manifests/10-shop.yaml"
	Data []byte
}

// NodeFile is one file laid over the node's root.
type NodeFile struct {
	Data []byte
	Mode fs.FileMode // permission bits
}
