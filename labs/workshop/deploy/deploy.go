// Package deploy says what a workshop on a Kubernetes cluster is made of: plain data in, manifests out.
//
// It speaks to no cluster, makes no key and knows no clock. Whoever calls it brings the keys, and either prints the manifests or
// applies them.
//
// All of it is in one namespace, which holds its pods to the restricted level of Pod Security and lets nothing in or out but what is
// listed. No pod has a token of the cluster's. Learners' labs are an Indexed Job, because they end at a time and each needs a name;
// the server is a StatefulSet, because what it accepted has to survive it.
package deploy

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/hardenway/hardenway/labs/image"
)

// Names of what is deployed. There is one workshop in a namespace.
const (
	// ServerName is the StatefulSet's and its Service's; ServerPod is its only pod.
	ServerName = "workshop"
	ServerPod  = ServerName + "-0"
	// JobName is that of the labs' Job, whose pods are lab-0, lab-1 and so on below LabsName, a Service.
	JobName  = "lab"
	LabsName = "labs"

	EventName      = "event"        // ConfigMap: the event, and where the labs are
	ServingName    = "serving"      // Secret: the certificate that learners see
	ClientName     = "labs-client"  // Secret: what the server shows to labs
	AgentsName     = "labs-serving" // Secret: what labs show to the server
	InstructorName = "instructor"   // Secret: the hash of the instructor's token
	quotaName      = "workshop"     // ResourceQuota
	budgetName     = "lab"          // PodDisruptionBudget
	denyName       = "deny-all"     // NetworkPolicy
	serverPolicy   = "server"       // NetworkPolicy
	labPolicy      = "lab"          // NetworkPolicy
	dataClaim      = "data"         // of the StatefulSet's claim
	containerName  = "harden"       // in every pod
	HashKey        = "sha256"       // of the Secret InstructorName
	CAKey          = "ca.crt"       // of AgentsName and ClientName
	CertKey        = "tls.crt"      // of ServingName and ClientName
	KeyKey         = "tls.key"      // of ServingName and ClientName
	EventKey       = "event.yaml"   // of the ConfigMap
	labsKey        = "labs.txt"     // of the ConfigMap
	EventPath      = "/etc/workshop/" + EventKey
	DataPath       = "/data/results"
	homePath       = "/data/home"
	labHome        = "/lab"
)

// Ports. Those of labs are the defaults of harden workshop lab.
const (
	ServerPort = 7443
	labPort    = 7444
	healthPort = 7445
)

// Labels and annotations.
const (
	// Label is on the namespace, and says that deploy made it. Nothing else is ever removed.
	Label        = "hardenway.dev/workshop"
	labelName    = "app.kubernetes.io/name"
	labelBy      = "app.kubernetes.io/managed-by"
	labelPart    = "app.kubernetes.io/component"
	nameValue    = "hardenway-workshop"
	byValue      = "harden"
	server       = "server"
	lab          = "lab"
	TitleNote    = "hardenway.dev/title"    // on the namespace: the event's title
	UntilNote    = "hardenway.dev/until"    // on the namespace: when labs end, in RFC 3339
	LabsNote     = "hardenway.dev/labs"     // on the namespace: how many labs there are
	ConfigNote   = "hardenway.dev/config"   // on the server's pod: changes with what is mounted
	TemplateNote = "hardenway.dev/template" // on the Job: changes with what a lab is
)

// MaxLearners is how many labs one workshop may have: their certificates are one Secret, of at most 1 MiB.
const MaxLearners = 500

// Expose is how learners reach the server.
type Expose string

// The ways.
const (
	ClusterIP    Expose = "cluster-ip"    // by a port forwarded by whoever may
	NodePort     Expose = "node-port"     // at a port of every node
	LoadBalancer Expose = "load-balancer" // at an address that the cluster's provider gives
)

// Exposes lists them.
func Exposes() []Expose { return []Expose{ClusterIP, NodePort, LoadBalancer} }

// NoStorage, as a size, keeps results in the pod: they are lost with it.
const NoStorage = "none"

// Config is a workshop on a cluster.
type Config struct {
	Namespace string
	Title     string
	// Event is the event's file. It has a code: one that the server makes up could not be told.
	Event    []byte
	Image    string
	Learners int
	// Now and Until are when labs are made, and when they end.
	Now, Until time.Time
	// URL is how learners reach the server; "" when that is not known yet.
	URL    string
	Expose Expose
	// Mounted is the digest of what the server reads when it starts; Objects sets it.
	Mounted string
	// StorageSize is a quantity, or NoStorage; StorageClass is "" for the cluster's default.
	StorageSize, StorageClass string
}

// Pair is a certificate with its key, both in PEM.
type Pair struct{ Cert, Key []byte }

// Keys are everything secret in a workshop, and the certificates by which its parts know each other.
type Keys struct {
	// Serving is what learners see.
	Serving Pair
	// Client is what the server shows to labs, which know it by ClientCA.
	Client   Pair
	ClientCA []byte
	// Labs are what labs show to the server, in their order. It knows them by LabCAs: more than one when labs were
	// added later.
	Labs   []Pair
	LabCAs []byte
	// Instructor is the SHA-256 of the instructor's token, in hexadecimal digits.
	Instructor string
}

// Host is the name by which the server reaches a lab, and to which its certificate is made out.
func Host(namespace string, index int) string {
	return fmt.Sprintf("%s-%d.%s.%s.svc", JobName, index, LabsName, namespace)
}

// Hosts are those of the labs from one index up to another.
func Hosts(namespace string, from, to int) []string {
	var list []string
	for i := from; i < to; i++ {
		list = append(list, Host(namespace, i))
	}
	return list
}

// Check says what is wrong with c, all of it.
func (c *Config) Check() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if problems := validation.IsDNS1123Label(c.Namespace); len(problems) > 0 {
		fault("the namespace %q cannot be one: use small letters, digits and dashes, at most 63", c.Namespace)
	}
	if c.Learners < 1 || c.Learners > MaxLearners {
		fault("%d learners: a workshop on a cluster is for 1 to %d", c.Learners, MaxLearners)
	}
	if _, err := image.Reference(c.Image); err != nil {
		faults = append(faults, err)
	}
	if !c.Until.After(c.Now) {
		fault("labs would end at %s, and it is %s", c.Until.Format(time.RFC3339), c.Now.Format(time.RFC3339))
	}
	if !slices.Contains(Exposes(), c.Expose) {
		fault("%q is no way to reach a server: use %s, %s or %s", string(c.Expose), ClusterIP, NodePort, LoadBalancer)
	}
	if c.StorageSize == NoStorage {
		if c.StorageClass != "" {
			fault("a storage class, and storage is %s", NoStorage)
		}
	} else if size, err := resource.ParseQuantity(c.StorageSize); err != nil || size.Sign() <= 0 {
		fault("%q is no size of storage: use something like 1Gi, or %s", c.StorageSize, NoStorage)
	}
	if c.StorageClass != "" && len(validation.IsDNS1123Subdomain(c.StorageClass)) > 0 {
		fault("the storage class %q cannot be one", c.StorageClass)
	}
	return errors.Join(faults...)
}

// Seconds is how long labs live.
func (c *Config) Seconds() int64 { return int64(c.Until.Sub(c.Now).Seconds()) }

// Sizes are what a pod asks for, and what it may have at most.
type Sizes struct {
	CPU, Memory, Disk             resource.Quantity // requests
	MostCPU, MostMemory, MostDisk resource.Quantity // limits
}

// What a pod needs, from measurements of hack/bench and hack/workshop-load.
//
// A lab in a container under these restrictions has 395 MB of memory with weak-rbac running, at most 410 MB while it was graded
// and reset, and 17 MB before anything is started; scenarios with more pods have up to 100 MB more. It takes an eighth of a
// processor while nobody does anything, and 23 s of processor time for a start. Its home has 125 MB on the disk.
//
// The server has 80 MB with 300 learners who post and look on; every lab that is graded adds some.
func labSizes() Sizes {
	return Sizes{
		CPU: resource.MustParse("150m"), Memory: resource.MustParse("512Mi"), Disk: resource.MustParse("384Mi"),
		MostCPU: resource.MustParse("2"), MostMemory: resource.MustParse("1Gi"), MostDisk: resource.MustParse("2Gi"),
	}
}

func serverSizes() Sizes {
	return Sizes{
		CPU: resource.MustParse("250m"), Memory: resource.MustParse("384Mi"), Disk: resource.MustParse("128Mi"),
		MostCPU: resource.MustParse("2"), MostMemory: resource.MustParse("1536Mi"), MostDisk: resource.MustParse("1Gi"),
	}
}

// Totals is what a workshop asks for in all.
func (c *Config) Totals() Sizes {
	one, sum := labSizes(), serverSizes()
	for _, p := range []struct{ one, sum *resource.Quantity }{
		{&one.CPU, &sum.CPU},
		{&one.Memory, &sum.Memory},
		{&one.Disk, &sum.Disk},
		{&one.MostCPU, &sum.MostCPU},
		{&one.MostMemory, &sum.MostMemory},
		{&one.MostDisk, &sum.MostDisk},
	} {
		more := p.one.DeepCopy()
		more.Mul(int64(c.Learners))
		p.sum.Add(more)
	}
	return sum
}

// Fit is how many labs fit beside a server into that much memory and CPU, going by what they ask for.
func Fit(cpu, memory resource.Quantity) int {
	one, server := labSizes(), serverSizes()
	cpu.Sub(server.CPU)
	memory.Sub(server.Memory)
	return int(max(0, min(cpu.MilliValue()/one.CPU.MilliValue(), memory.Value()/one.Memory.Value())))
}
