package rollout

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hardenway/hardenway/internal/rollout/rollouttest"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/workshop/deploy"
)

const space = "hardenway-workshop"

func target(t *testing.T, c *rollouttest.Cluster) *Target {
	t.Helper()
	t.Setenv("KUBECONFIG", c.Kubeconfig(t, "prod", "test"))
	target, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func order(t *testing.T, learners int) *Order {
	t.Helper()
	now := time.Now()
	o := &Order{Config: deploy.Config{
		Namespace: space, Title: "A day", Event: []byte("title: A day\ncode: blue-harbour\n"), Image: "hardenway/harden:v1", Learners: learners, Now: now, Until: now.Add(8 * time.Hour),
		Expose: deploy.ClusterIP, StorageSize: "1Gi",
	}}
	var err error
	if o.Keys, err = MakeKeys(&o.Config, nil, strings.Repeat("ab", 32), now); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOpen(t *testing.T) {
	c := rollouttest.New(t)
	file := c.Kubeconfig(t, "prod", "test")
	t.Setenv("KUBECONFIG", file)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, want string }{{"", "prod"}, {"test", "test"}} {
		got, err := Open(tt.name)
		if err != nil || got.Context != tt.want || got.Server != c.URL || got.Account != "alice" || got.File != file {
			t.Errorf("%q: %+v, %v", tt.name, got, err)
		}
	}
	_, err = Open("none")
	if err == nil || err.Error() != `the kubeconfig has no context "none"` || labs.Advice(err) != "--context with one of: prod, test" {
		t.Errorf("%v: %s", err, labs.Advice(err))
	}
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the kubeconfig was written: %v", err)
	}
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "none"))
	if _, err = Open(""); err == nil || err.Error() != "there is no kubeconfig with a context" || !strings.Contains(labs.Advice(err), "KUBECONFIG") {
		t.Errorf("%v", err)
	}
}

func TestLook(t *testing.T) {
	c := rollouttest.New(t)
	to := target(t, c)
	// One that takes no pods does not count.
	c.Put("/api/v1/nodes/control", rollouttest.Object{
		"metadata": rollouttest.Object{"name": "control"}, "spec": rollouttest.Object{"taints": []any{rollouttest.Object{"key": "x", "effect": "NoSchedule"}}},
		"status": rollouttest.Object{"allocatable": rollouttest.Object{"cpu": "8", "memory": "24Gi"}, "conditions": []any{rollouttest.Object{"type": "Ready", "status": "True"}}},
	})
	facts, err := to.Look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if facts.Version != "v1.37.1" || facts.User != "alice@example.org" || facts.Nodes != 1 || facts.CPU.String() != "8" || facts.Memory.String() != "24Gi" || facts.Storage != "standard" || facts.Lab != "" {
		t.Errorf("%+v", facts)
	}
	// What may not be known is not an error.
	c.Refuse("GET /api/v1/nodes", 403)
	c.Refuse("GET /apis/storage.k8s.io/v1/storageclasses", 403)
	if facts, err = to.Look(t.Context()); err != nil || facts.Nodes != 0 || facts.StorageKnown {
		t.Errorf("%+v, %v", facts, err)
	}
	c.Refuse("GET /version", 401)
	if _, err = to.Look(t.Context()); err == nil || !strings.Contains(labs.Advice(err), "sign in") {
		t.Errorf("%v", err)
	}
}

// A lab of harden's own is known by its node, whatever it is called in the kubeconfig.
func TestOwnLab(t *testing.T) {
	for name, node := range map[string]rollouttest.Object{
		"its node node-1 is an embedded lab": {
			"metadata": rollouttest.Object{"name": "node-1"}, "status": rollouttest.Object{"nodeInfo": rollouttest.Object{"containerRuntimeVersion": "hardenway://0.1.0"}},
		},
		"its node harden-weak-rbac-control-plane is a lab on kind": {"metadata": rollouttest.Object{"name": "harden-weak-rbac-control-plane"}},
	} {
		c := rollouttest.New(t)
		to := target(t, c)
		c.Put("/api/v1/nodes/lab", node)
		facts, err := to.Look(t.Context())
		if err != nil || facts.Lab != name {
			t.Errorf("%v, %v", facts, err)
		}
	}
}

func TestUnreachable(t *testing.T) {
	c := rollouttest.New(t)
	to := target(t, c)
	to.config.Host = "http://127.0.0.1:1"
	if _, err := to.Look(t.Context()); err == nil || !strings.Contains(labs.Advice(err), "kubectl version") {
		t.Errorf("%v: %s", err, labs.Advice(err))
	}
}

func TestApply(t *testing.T) {
	c := rollouttest.New(t)
	to := target(t, c)
	if p, err := to.Present(t.Context(), space); p != nil || err != nil {
		t.Fatalf("%+v, %v", p, err)
	}
	o := order(t, 3)
	var steps []string
	if err := to.Apply(t.Context(), o, func(e labs.Event) {
		if e.Done {
			steps = append(steps, e.Step)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"the namespace, its policies and secrets", "an address for the server", "the server and the labs"}; !slices.Equal(steps, want) {
		t.Errorf("steps are %q", steps)
	}
	if o.Config.URL != "https://127.0.0.1:7443" {
		t.Errorf("it is reached at %s", o.Config.URL)
	}
	log := c.Log()
	if log[0] != "PATCH /api/v1/namespaces/hardenway-workshop" || !strings.Contains(log[1], "networkpolicies") || !strings.HasSuffix(log[len(log)-1], "/jobs/lab") {
		t.Errorf("applied were\n%s", strings.Join(log, "\n"))
	}
	set := fmt.Sprint(c.Get("/apis/apps/v1/namespaces/" + space + "/statefulsets/workshop"))
	if !strings.Contains(set, "--url https://127.0.0.1:7443") {
		t.Errorf("the server is not told its address: %s", set)
	}
	var states []State
	state, err := to.Wait(t.Context(), &o.Config, func(s State) { states = append(states, s) })
	if err != nil || !state.Done() || state.Ready != 3 || len(states) != 1 {
		t.Errorf("%+v, %v", states, err)
	}
	p, err := to.Present(t.Context(), space)
	if err != nil {
		t.Fatal(err)
	}
	if p.Title != "A day" || p.Labs != 3 || string(p.Event) != string(o.Config.Event) || p.Keys == nil || len(p.Keys.Labs) != 3 || !p.Job || p.Over || p.Started.IsZero() || !p.Server ||
		p.Template != o.Config.Job().Annotations[deploy.TemplateNote] || p.Keys.Instructor != o.Keys.Instructor || !p.Hold.After(o.Config.Until) {
		t.Errorf("%+v", p)
	}
	// The same again changes nothing.
	again := &Order{Config: o.Config, Keys: p.Keys}
	before := fmt.Sprint(c.Get("/apis/apps/v1/namespaces/" + space + "/statefulsets/workshop")["spec"], c.Get("/apis/batch/v1/namespaces/" + space + "/jobs/lab")["spec"])
	if err := to.Apply(t.Context(), again, nil); err != nil {
		t.Fatal(err)
	}
	if after := fmt.Sprint(c.Get("/apis/apps/v1/namespaces/" + space + "/statefulsets/workshop")["spec"], c.Get("/apis/batch/v1/namespaces/" + space + "/jobs/lab")["spec"]); after != before {
		t.Errorf("it was\n%s\nand is\n%s", before, after)
	}
}

// More labs have a CA of their own. Each lab and the server still know one another, the labs of before with the
// files that they read then.
func TestMoreKeys(t *testing.T) {
	o := order(t, 2)
	old := o.Keys
	c := o.Config
	c.Learners = 4
	more, err := MoreKeys(&c, old, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if len(more.Labs) != 4 || !bytes.Equal(more.Client.Cert, old.Client.Cert) || !bytes.Equal(more.Labs[1].Key, old.Labs[1].Key) || bytes.Equal(more.LabCAs, old.LabCAs) {
		t.Error("what was there was not kept, or nothing was added")
	}
	if len(old.Labs) != 2 {
		t.Error("what was handed in is another now")
	}
	pool := func(data []byte) *x509.CertPool {
		p := x509.NewCertPool()
		if !p.AppendCertsFromPEM(data) {
			t.Fatalf("there is no certificate in %q", data)
		}
		return p
	}
	leaf := func(p deploy.Pair) *x509.Certificate {
		pair, err := tls.X509KeyPair(p.Cert, p.Key)
		if err != nil {
			t.Fatal(err)
		}
		return pair.Leaf
	}
	for i, lab := range more.Labs {
		if _, err := leaf(lab).Verify(x509.VerifyOptions{Roots: pool(more.LabCAs), DNSName: deploy.Host(space, i)}); err != nil {
			t.Errorf("the server does not know lab %d: %v", i, err)
		}
		if _, err := leaf(lab).Verify(x509.VerifyOptions{Roots: pool(more.LabCAs), DNSName: deploy.Host(space, i+1)}); err == nil {
			t.Errorf("lab %d passes for another", i)
		}
	}
	for name, ca := range map[string][]byte{"new": more.ClientCA, "old": old.ClientCA} {
		if _, err := leaf(more.Client).Verify(x509.VerifyOptions{Roots: pool(ca), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
			t.Errorf("%s labs do not know the server: %v", name, err)
		}
	}
	// The keys of the CAs are nowhere.
	for _, data := range [][]byte{more.LabCAs, more.ClientCA} {
		for rest := data; ; {
			var block *pem.Block
			if block, rest = pem.Decode(rest); block == nil {
				break
			} else if block.Type != "CERTIFICATE" {
				t.Errorf("beside the CA there is a %s", block.Type)
			}
		}
	}
	c.Learners = 1
	if fewer, err := MoreKeys(&c, more, time.Now()); err != nil || len(fewer.Labs) != 1 {
		t.Errorf("%d labs, %v", len(fewer.Labs), err)
	}
}

func TestAnew(t *testing.T) {
	c := rollouttest.New(t)
	to := target(t, c)
	o := order(t, 2)
	if err := to.Apply(t.Context(), o, nil); err != nil {
		t.Fatal(err)
	}
	uid := func() any {
		return c.Get("/apis/batch/v1/namespaces/" + space + "/jobs/lab")["metadata"].(rollouttest.Object)["uid"]
	}
	before := uid()
	o.Anew = true
	if err := to.Apply(t.Context(), o, nil); err != nil {
		t.Fatal(err)
	}
	if uid() == before {
		t.Error("the labs are still those of before")
	}
}

func TestAddress(t *testing.T) {
	for expose, want := range map[deploy.Expose]string{deploy.NodePort: "https://192.0.2.9:30443", deploy.LoadBalancer: "https://198.51.100.7:7443"} {
		c := rollouttest.New(t)
		to := target(t, c)
		o := order(t, 1)
		o.Config.Expose = expose
		if err := to.Apply(t.Context(), o, nil); err != nil || o.Config.URL != want {
			t.Errorf("%s: %q, %v", expose, o.Config.URL, err)
		}
	}
	c := rollouttest.New(t)
	to := target(t, c)
	c.Refuse("GET /api/v1/nodes", 403)
	o := order(t, 1)
	o.Config.Expose = deploy.NodePort
	err := to.Apply(t.Context(), o, nil)
	if err == nil || err.Error() != "the server is at port 30443 of every node, and you may not list the cluster's nodes" || labs.Advice(err) != "--url https://<a node's address>:30443" {
		t.Errorf("%v", err)
	}
}

func TestApplyFails(t *testing.T) {
	for name, tt := range map[string]struct {
		request string
		status  int
		want    string
		advice  string
	}{
		"not allowed":   {"PATCH /api/v1/namespaces/" + space, 403, "making the Namespace hardenway-workshop: the test says Forbidden", "--context with a user that may make a namespace"},
		"not known":     {"PATCH /api/v1/namespaces/" + space, 401, "making the Namespace hardenway-workshop: the test says Unauthorized", "sign in to the cluster again"},
		"other storage": {"PATCH /apis/apps/v1/namespaces/" + space + "/statefulsets/workshop", 422, "the server is there with other storage: the test says Invalid", "the --storage and --storage-class of before"},
	} {
		c := rollouttest.New(t)
		to := target(t, c)
		c.Refuse(tt.request, tt.status)
		err := to.Apply(t.Context(), order(t, 1), nil)
		if err == nil || err.Error() != tt.want || !strings.Contains(labs.Advice(err), tt.advice) {
			t.Errorf("%s: %v; try: %s", name, err, labs.Advice(err))
		}
	}
}

func TestWait(t *testing.T) {
	c := rollouttest.New(t)
	to := target(t, c)
	c.Break("ErrImagePull")
	to.quiet = time.Second
	o := order(t, 2)
	if err := to.Apply(t.Context(), o, nil); err != nil {
		t.Fatal(err)
	}
	// An image that is not there does not come by waiting.
	state, err := to.Wait(t.Context(), &o.Config, func(State) {})
	if err != nil || state.Done() || !state.Image || !strings.Contains(state.Trouble, "ErrImagePull hardenway/harden:v1") {
		t.Errorf("%+v, %v", state, err)
	}
	// Anything else may.
	c.Break("CrashLoopBackOff")
	if err := to.Apply(t.Context(), o, nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if state, err = to.Wait(ctx, &o.Config, func(s State) {
		if s.Trouble != "" {
			cancel() // it is told of, and waited for all the same
		}
	}); !errors.Is(err, context.Canceled) || !strings.Contains(state.Trouble, "CrashLoopBackOff") {
		t.Errorf("%+v, %v", state, err)
	}
	// A server of before is not the one that is waited for.
	c.Break("")
	if err := to.Apply(t.Context(), o, nil); err != nil {
		t.Fatal(err)
	}
	other := o.Config
	other.Mounted = "something else"
	if state, err := to.state(t.Context(), &other, false); err != nil || state.Server || state.Ready != 2 {
		t.Errorf("%+v, %v", state, err)
	}
}

func TestForeign(t *testing.T) {
	c := rollouttest.New(t)
	to := target(t, c)
	c.Put("/api/v1/namespaces/kube-system", rollouttest.Object{"metadata": rollouttest.Object{"name": "kube-system"}})
	_, err := to.Present(t.Context(), "kube-system")
	if err == nil || err.Error() != `the namespace "kube-system" of prod was not made by harden workshop deploy, and is left alone` || labs.Advice(err) != "--namespace with another name" {
		t.Errorf("%v", err)
	}
	if len(c.Log()) != 0 {
		t.Errorf("it was touched: %v", c.Log())
	}
}

func TestRemove(t *testing.T) {
	c := rollouttest.New(t)
	to := target(t, c)
	if err := to.Apply(t.Context(), order(t, 2), nil); err != nil {
		t.Fatal(err)
	}
	for name, policy := range map[string]string{"pv-kept": "Retain"} {
		c.Put("/api/v1/persistentvolumes/"+name, rollouttest.Object{
			"metadata": rollouttest.Object{"name": name}, "spec": rollouttest.Object{"claimRef": rollouttest.Object{"namespace": space}, "persistentVolumeReclaimPolicy": policy},
		})
	}
	c.Put("/api/v1/persistentvolumes/other", rollouttest.Object{"metadata": rollouttest.Object{"name": "other"}, "spec": rollouttest.Object{"claimRef": rollouttest.Object{"namespace": "shop"}}})
	c.Put("/api/v1/namespaces/shop", rollouttest.Object{"metadata": rollouttest.Object{"name": "shop"}})
	p, err := to.Present(t.Context(), space)
	if err != nil {
		t.Fatal(err)
	}
	to.run = func(_ context.Context, namespace, pod string, command []string, out io.Writer) error {
		_, err := fmt.Fprintf(out, "%s/%s %s", namespace, pod, strings.Join(command, " "))
		return err
	}
	var results bytes.Buffer
	if err := to.Results(t.Context(), space, &results); err != nil || results.String() != "hardenway-workshop/workshop-0 /bin/harden workshop export /etc/workshop/event.yaml --data /data/results -o json" {
		t.Errorf("%v: %s", err, results.String())
	}
	kept, err := to.Remove(t.Context(), space, p)
	if err != nil || !slices.Equal(kept, []string{"pv-kept"}) {
		t.Errorf("%v, %v", kept, err)
	}
	for _, at := range c.Paths("/") {
		if strings.Contains(at, space) {
			t.Errorf("%s is still there", at)
		}
	}
	if c.Get("/api/v1/namespaces/shop") == nil {
		t.Error("another namespace is gone")
	}
	to.run = func(context.Context, string, string, []string, io.Writer) error { return errors.New("no such pod") }
	if err := to.Results(t.Context(), space, io.Discard); err == nil || !strings.Contains(labs.Advice(err), "--discard") {
		t.Errorf("%v", err)
	}
}
