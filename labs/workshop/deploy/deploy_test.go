package deploy

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/yaml"
)

var update = flag.Bool("update", false, "write what is as what has to be")

var morning = time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC)

func testConfig() *Config {
	return &Config{
		Namespace: "hardenway-workshop", Title: "Kubernetes security in a day", Event: []byte("title: Kubernetes security in a day\ncode: blue-harbour\n"),
		Image: "hardenway/harden:v1", Learners: 3, Now: morning, Until: morning.Add(9 * time.Hour), Expose: ClusterIP, StorageSize: "1Gi",
	}
}

func testKeys(labs int) *Keys {
	k := &Keys{
		Serving: Pair{[]byte("serving"), []byte("serving's key")}, Client: Pair{[]byte("client"), []byte("client's key")},
		ClientCA: []byte("who the client is"), LabCAs: []byte("who labs are"), Instructor: strings.Repeat("ab", 32),
	}
	for i := range labs {
		k.Labs = append(k.Labs, Pair{fmt.Appendf(nil, "lab %d", i), fmt.Appendf(nil, "lab %d's key", i)})
	}
	return k
}

// Every manifest as it is printed.
func TestGolden(t *testing.T) {
	exposed := testConfig()
	exposed.Expose, exposed.URL, exposed.StorageClass, exposed.StorageSize = LoadBalancer, "https://192.0.2.7:7443", "fast", "5Gi"
	forgetful := testConfig()
	forgetful.Expose, forgetful.StorageSize, forgetful.Learners = NodePort, NoStorage, 1
	for name, c := range map[string]*Config{"plain": testConfig(), "load-balancer": exposed, "no-storage": forgetful} {
		if err := c.Check(); err != nil {
			t.Fatal(err)
		}
		got, err := YAML(c.Objects(testKeys(c.Learners)))
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name+".yaml")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what is made: look at it, and run go test ./labs/workshop/deploy -update\n%s", file, got)
		}
	}
}

// What is printed is read by the API's own types, which know every field of it.
func TestStrict(t *testing.T) {
	c := testConfig()
	text, err := YAML(c.Objects(testKeys(c.Learners)))
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, document := range strings.Split(string(text), "---\n") {
		var head metav1.PartialObjectMetadata
		if err := yaml.Unmarshal([]byte(document), &head); err != nil {
			t.Fatal(err)
		}
		into := map[string]any{
			"v1 Namespace": &corev1.Namespace{}, "v1 Secret": &corev1.Secret{}, "v1 ConfigMap": &corev1.ConfigMap{}, "v1 Service": &corev1.Service{}, "v1 ResourceQuota": &corev1.ResourceQuota{},
			"apps/v1 StatefulSet": &appsv1.StatefulSet{}, "batch/v1 Job": &batchv1.Job{}, "networking.k8s.io/v1 NetworkPolicy": &networkingv1.NetworkPolicy{},
			"policy/v1 PodDisruptionBudget": &policyv1.PodDisruptionBudget{},
		}[head.APIVersion+" "+head.Kind]
		if into == nil {
			t.Errorf("what is a %s %s?", head.APIVersion, head.Kind)
			continue
		}
		if err := yaml.UnmarshalStrict([]byte(document), into); err != nil {
			t.Errorf("%s %s: %v", head.Kind, head.Name, err)
		}
		if head.Kind != "Namespace" && head.Namespace != c.Namespace {
			t.Errorf("%s %s is in the namespace %q", head.Kind, head.Name, head.Namespace)
		}
		if head.Labels[labelBy] != byValue {
			t.Errorf("%s %s does not say who made it", head.Kind, head.Name)
		}
		order = append(order, head.Kind)
		if strings.Contains(document, "status:") || strings.Contains(document, "creationTimestamp") {
			t.Errorf("%s %s has what only a cluster fills in", head.Kind, head.Name)
		}
	}
	if order[0] != "Namespace" || order[1] != "NetworkPolicy" || order[len(order)-1] != "Job" {
		t.Errorf("applied in the order of %v", order)
	}
}

// pods are those that a workshop has.
func pods(c *Config) map[string]corev1.PodTemplateSpec {
	found := map[string]corev1.PodTemplateSpec{}
	for _, object := range c.Objects(testKeys(c.Learners)) {
		switch o := object.(type) {
		case *appsv1.StatefulSet:
			found[server] = o.Spec.Template
		case *batchv1.Job:
			found[lab] = o.Spec.Template
		}
	}
	return found
}

// Pod Security's own evaluator has nothing against them; and against the same with one thing changed it has.
func TestPodSecurity(t *testing.T) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	judge := func(pod corev1.PodTemplateSpec) string {
		all := policy.AggregateCheckResults(evaluator.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec))
		if all.Allowed {
			return ""
		}
		return all.ForbiddenDetail()
	}
	for name, pod := range pods(testConfig()) {
		if said := judge(pod); said != "" {
			t.Errorf("%s: %s", name, said)
		}
		*pod.Spec.Containers[0].SecurityContext.AllowPrivilegeEscalation = true
		if said := judge(pod); !strings.Contains(said, "allowPrivilegeEscalation") {
			t.Errorf("%s: the evaluator sees nothing: %q", name, said)
		}
	}
}

// What Pod Security does not ask for.
func TestNarrow(t *testing.T) {
	for name, pod := range pods(testConfig()) {
		spec, container := pod.Spec, pod.Spec.Containers[0]
		if spec.AutomountServiceAccountToken == nil || *spec.AutomountServiceAccountToken || spec.ServiceAccountName != "" || len(spec.Containers) != 1 || len(spec.InitContainers) != 0 {
			t.Errorf("%s has a token, or more in it than harden", name)
		}
		if !*container.SecurityContext.ReadOnlyRootFilesystem {
			t.Errorf("%s writes to its image", name)
		}
		for _, key := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage} {
			request, limit := container.Resources.Requests[key], container.Resources.Limits[key]
			if request.IsZero() || limit.Cmp(request) < 0 {
				t.Errorf("%s asks for %s of %s and may have %s", name, request.String(), key, limit.String())
			}
		}
		for _, v := range spec.Volumes {
			if v.EmptyDir != nil && v.EmptyDir.SizeLimit == nil || v.HostPath != nil {
				t.Errorf("%s: the volume %s is without end", name, v.Name)
			}
		}
	}
	// A lab is given its own key, and never the Secret as a whole.
	for _, m := range pods(testConfig())[lab].Spec.Containers[0].VolumeMounts {
		if m.Name == AgentsName && m.SubPath == "" && m.SubPathExpr == "" {
			t.Errorf("every lab reads the keys of all at %s", m.MountPath)
		}
	}
}

// Who may open a connection to whom, going by the policies alone.
func TestPolicies(t *testing.T) {
	c := testConfig()
	of := map[string]labels.Set{}
	for name, pod := range pods(c) {
		of[name] = pod.Labels
	}
	of["a stranger"] = labels.Set{"app": "other"}
	selects := func(s metav1.LabelSelector, who string) bool {
		match, err := metav1.LabelSelectorAsSelector(&s)
		if err != nil {
			t.Fatal(err)
		}
		return match.Matches(of[who])
	}
	open := func(from, to string, number int) bool {
		in, out := false, from == "a stranger" // who is in another namespace, whose policies are not ours
		listed := func(ports []networkingv1.NetworkPolicyPort, peers []networkingv1.NetworkPolicyPeer, who string) bool {
			at := slices.ContainsFunc(ports, func(p networkingv1.NetworkPolicyPort) bool { return p.Port.IntValue() == number })
			return at && (len(peers) == 0 || slices.ContainsFunc(peers, func(p networkingv1.NetworkPolicyPeer) bool {
				return who != "a stranger" && p.NamespaceSelector == nil && selects(*p.PodSelector, who)
			}))
		}
		held := 0
		for _, p := range c.policies() {
			if len(p.Spec.PolicyTypes) != 2 {
				t.Fatalf("%s is about one direction only", p.Name)
			}
			if selects(p.Spec.PodSelector, to) {
				held++
			}
			if selects(p.Spec.PodSelector, to) {
				for _, rule := range p.Spec.Ingress {
					in = in || listed(rule.Ports, rule.From, from)
				}
			}
			if from != "a stranger" && selects(p.Spec.PodSelector, from) {
				for _, rule := range p.Spec.Egress {
					out = out || listed(rule.Ports, rule.To, to)
				}
			}
		}
		if held != 2 {
			t.Errorf("%s is held by %d policies", to, held)
		}
		return in && out
	}
	for _, tt := range []struct {
		from, to string
		port     int
		want     bool
	}{
		{server, lab, labPort, true},
		{server, lab, healthPort, false},
		{lab, lab, labPort, false},
		{lab, server, ServerPort, false},
		{lab, server, 53, false},
		{"a stranger", server, ServerPort, true},
		{"a stranger", lab, labPort, false},
		{"a stranger", server, labPort, false},
	} {
		if got := open(tt.from, tt.to, tt.port); got != tt.want {
			t.Errorf("from %s to %s, port %d: %v", tt.from, tt.to, tt.port, got)
		}
	}
}

func TestJob(t *testing.T) {
	c := testConfig()
	job := c.Job()
	if *job.Spec.Completions != 3 || *job.Spec.Parallelism != 3 || *job.Spec.CompletionMode != batchv1.IndexedCompletion || *job.Spec.ActiveDeadlineSeconds != 9*60*60 {
		t.Errorf("%+v", job.Spec)
	}
	// Another number of labs leaves the template alone, which could not be changed.
	more := testConfig()
	more.Learners = 30
	if !reflect.DeepEqual(c.Job().Spec.Template, more.Job().Spec.Template) {
		t.Error("with more learners each lab is another")
	}
	// Where the server looks is where labs are, and what their certificates say.
	hosts := Hosts(c.Namespace, 0, 3)
	if hosts[2] != "lab-2.labs.hardenway-workshop.svc" || job.Name != "lab" || job.Spec.Template.Spec.Subdomain != "labs" || c.labsService().Name != "labs" {
		t.Errorf("labs are at %v", hosts)
	}
	if got := c.event().Data[labsKey]; got != "lab-0.labs.hardenway-workshop.svc:7444\nlab-1.labs.hardenway-workshop.svc:7444\nlab-2.labs.hardenway-workshop.svc:7444\n" {
		t.Errorf("the list is %q", got)
	}
}

// What the server reads when it starts makes it start again, and nothing else does.
func TestDigest(t *testing.T) {
	note := func(c *Config, k *Keys) string {
		for _, object := range c.Objects(k) {
			if set, ok := object.(*appsv1.StatefulSet); ok {
				return set.Spec.Template.Annotations[ConfigNote]
			}
		}
		return ""
	}
	before := note(testConfig(), testKeys(3))
	if before == "" || note(testConfig(), testKeys(3)) != before {
		t.Errorf("it is %q", before)
	}
	for name, change := range map[string]func(*Config, *Keys){
		"the event": func(c *Config, _ *Keys) { c.Event = []byte("title: another\n") }, "more labs": func(c *Config, _ *Keys) { c.Learners++ },
		"the instructor": func(_ *Config, k *Keys) { k.Instructor = "cd" }, "a CA": func(_ *Config, k *Keys) { k.LabCAs = []byte("two") },
	} {
		c, k := testConfig(), testKeys(3)
		if change(c, k); note(c, k) == before {
			t.Errorf("%s: the server would not notice", name)
		}
	}
	k := testKeys(3)
	if k.Labs[0].Key = []byte("new"); note(testConfig(), k) != before {
		t.Error("the server starts again for what only a lab reads")
	}
}

func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"namespace":        {func(c *Config) { c.Namespace = "Kube_System" }, `the namespace "Kube_System" cannot be one: use small letters, digits and dashes, at most 63`},
		"nobody":           {func(c *Config) { c.Learners = 0 }, "0 learners: a workshop on a cluster is for 1 to 500"},
		"too many":         {func(c *Config) { c.Learners = 501 }, "501 learners: a workshop on a cluster is for 1 to 500"},
		"image":            {func(c *Config) { c.Image = "Hardenway" }, `"Hardenway" is no name of an image: use one with a tag or a digest, such as registry.example.org/harden:v1`},
		"image, no tag":    {func(c *Config) { c.Image = "hardenway/harden" }, `"hardenway/harden" is no name of an image: use one with a tag or a digest, such as registry.example.org/harden:v1`},
		"over":             {func(c *Config) { c.Until = c.Now }, "labs would end at 2026-03-04T08:00:00Z, and it is 2026-03-04T08:00:00Z"},
		"expose":           {func(c *Config) { c.Expose = "ingress" }, `"ingress" is no way to reach a server: use cluster-ip, node-port or load-balancer`},
		"storage":          {func(c *Config) { c.StorageSize = "big" }, `"big" is no size of storage: use something like 1Gi, or none`},
		"storage, nothing": {func(c *Config) { c.StorageSize = "0" }, `"0" is no size of storage: use something like 1Gi, or none`},
		"class":            {func(c *Config) { c.StorageClass = "A B" }, `the storage class "A B" cannot be one`},
		"class of nothing": {func(c *Config) { c.StorageClass, c.StorageSize = "fast", "none" }, "a storage class, and storage is none"},
		"all at once": {func(c *Config) { c.Learners, c.Expose = 0, "x" }, "0 learners: a workshop on a cluster is for 1 to 500\n" +
			`"x" is no way to reach a server: use cluster-ip, node-port or load-balancer`},
	} {
		c := testConfig()
		tt.change(c)
		if err := c.Check(); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v\nwant %s", name, err, tt.want)
		}
	}
	for _, image := range []string{"registry.example.org:5000/a/harden:v1", "hardenway/harden@sha256:" + strings.Repeat("0", 64)} {
		c := testConfig()
		if c.Image = image; c.Check() != nil {
			t.Errorf("%s: %v", image, c.Check())
		}
	}
}

func TestTotals(t *testing.T) {
	c := testConfig()
	c.Learners = 30
	sum, one, alone := c.Totals(), labSizes(), serverSizes()
	if want := 30*one.Memory.Value() + alone.Memory.Value(); sum.Memory.Value() != want {
		t.Errorf("%d bytes of memory, not %d", sum.Memory.Value(), want)
	}
	if again := labSizes(); again.Memory.Cmp(one.Memory) != 0 {
		t.Error("adding changed what is added")
	}
	if n := Fit(sum.CPU, sum.Memory); n != 30 {
		t.Errorf("what 30 ask for is enough for %d", n)
	}
	if n := Fit(resource.MustParse("100m"), resource.MustParse("1Ti")); n != 0 {
		t.Errorf("a tenth of a processor is enough for %d", n)
	}
}

// One Secret holds the keys of the largest workshop.
func TestLargest(t *testing.T) {
	c := testConfig()
	c.Learners = MaxLearners
	k := testKeys(0)
	for range MaxLearners {
		k.Labs = append(k.Labs, Pair{bytes.Repeat([]byte("c"), 700), bytes.Repeat([]byte("k"), 300)}) // what elliptic ones have, in PEM
	}
	for _, object := range c.Objects(k) {
		plain, err := Plain(object)
		if err != nil {
			t.Fatal(err)
		}
		if text := fmt.Sprint(plain); len(text) > 1<<20 {
			t.Errorf("a %T is %d bytes", object, len(text))
		}
	}
}
