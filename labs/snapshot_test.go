package labs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	fakediscovery "k8s.io/client-go/discovery/fake"
	fakedynamic "k8s.io/client-go/dynamic/fake"
	clienttesting "k8s.io/client-go/testing"
	"sigs.k8s.io/yaml"

	"github.com/hardenway/hardenway/labs/shell"
)

func object(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(data); err != nil {
		t.Fatal(err)
	}
	return object
}

// TestNormalise: what changes by itself is the same afterwards, and what a person changes
// is not.
func TestNormalise(t *testing.T) {
	pods := schema.GroupResource{Resource: "pods"}
	pod := func(change string) string {
		return `{apiVersion: v1, kind: Pod, metadata: {name: web-5d8-x7k2p, generateName: web-5d8-, namespace: shop, uid: u1, resourceVersion: "7",
  generation: 1, creationTimestamp: "2026-11-21T08:00:00Z", annotations: {team: red}, labels: {app: web}, managedFields: [{manager: kubectl}],
  ownerReferences: [{kind: ReplicaSet, name: web-5d8, uid: o1, apiVersion: apps/v1}]},
  spec: {serviceAccountName: web}, status: {phase: Running}` + change + `}`
	}
	for _, test := range []struct {
		name          string
		resource      schema.GroupResource
		before, after string
		same          bool
	}{
		{"made again by its controller", pods, pod(""), strings.NewReplacer("x7k2p", "q9z1c", "uid: u1", "uid: u2", `"7"`, `"99"`, "08:00", "09:00", "uid: o1", "uid: o2", "Running", "Pending", "generation: 1", "generation: 4").Replace(pod("")), true},
		{"another ServiceAccount", pods, pod(""), strings.Replace(pod(""), "serviceAccountName: web", "serviceAccountName: admin", 1), false},
		{"another label", pods, pod(""), strings.Replace(pod(""), "app: web", "app: wab", 1), false},
		{"another annotation", pods, pod(""), strings.Replace(pod(""), "team: red", "team: blue", 1), false},
		{"another owner", pods, pod(""), strings.Replace(pod(""), "name: web-5d8,", "name: web-6d9,", 1), false},
		{"being deleted", pods, pod(""), strings.Replace(pod(""), "uid: u1", `uid: u1, deletionTimestamp: "2026-11-21T08:00:00Z"`, 1), false},
		{
			"mirror pod seen again", pods,
			`{apiVersion: v1, kind: Pod, metadata: {name: etcd, annotations: {kubernetes.io/config.seen: "1", kubernetes.io/config.hash: h}}}`,
			`{apiVersion: v1, kind: Pod, metadata: {name: etcd, annotations: {kubernetes.io/config.seen: "2", kubernetes.io/config.hash: h}}}`, true,
		},
		{
			"mirror pod of another manifest", pods,
			`{apiVersion: v1, kind: Pod, metadata: {name: etcd, annotations: {kubernetes.io/config.hash: h}}}`,
			`{apiVersion: v1, kind: Pod, metadata: {name: etcd, annotations: {kubernetes.io/config.hash: i}}}`, false,
		},
		{
			"heartbeat",
			schema.GroupResource{Resource: "nodes"},
			`{apiVersion: v1, kind: Node, metadata: {name: n}, status: {conditions: [{type: Ready, lastHeartbeatTime: a}]}}`,
			`{apiVersion: v1, kind: Node, metadata: {name: n}, status: {conditions: [{type: Ready, lastHeartbeatTime: b}], images: [x]}}`, true,
		},
		{
			"taint",
			schema.GroupResource{Resource: "nodes"},
			`{apiVersion: v1, kind: Node, metadata: {name: n}}`,
			`{apiVersion: v1, kind: Node, metadata: {name: n}, spec: {taints: [{key: k}]}}`, false,
		},
		{
			"token used",
			schema.GroupResource{Resource: "secrets"},
			`{apiVersion: v1, kind: Secret, metadata: {name: s, labels: {kubernetes.io/legacy-token-last-used: "2026-11-21"}}, data: {a: Yg==}}`,
			`{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: Yg==}}`, true,
		},
		{
			"secret changed",
			schema.GroupResource{Resource: "secrets"},
			`{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: Yg==}}`,
			`{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: Yw==}}`, false,
		},
		{
			"address handed out",
			schema.GroupResource{Resource: "services"},
			`{apiVersion: v1, kind: Service, metadata: {name: s}, status: {loadBalancer: {}}}`,
			`{apiVersion: v1, kind: Service, metadata: {name: s}, status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}}`, false,
		},
		{
			"request approved",
			schema.GroupResource{Group: "certificates.k8s.io", Resource: "certificatesigningrequests"},
			`{apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: c}, spec: {signerName: kubernetes.io/kube-apiserver-client}, status: {}}`,
			`{apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: c}, spec: {signerName: kubernetes.io/kube-apiserver-client}, status: {conditions: [{type: Approved}]}}`, false,
		},
		{
			"established later",
			schema.GroupResource{Group: "apiextensions.k8s.io", Resource: "customresourcedefinitions"},
			`{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: c}, status: {conditions: [{type: Established, lastTransitionTime: a}]}}`,
			`{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: c}, status: {conditions: [{type: Established, lastTransitionTime: b}]}}`, true,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := func(yaml string) string {
				name, content := normalise(test.resource, object(t, yaml))
				return fmt.Sprint(name, content)
			}
			if before, after := text(test.before), text(test.after); (before == after) != test.same {
				t.Errorf("same: %v, want %v\n%s\n%s", before == after, test.same, before, after)
			}
		})
	}
}

func TestNormaliseLeavesOut(t *testing.T) {
	for _, test := range []struct {
		name     string
		resource schema.GroupResource
		object   string
		out      bool
	}{
		{"a controller's slice", schema.GroupResource{Group: "discovery.k8s.io", Resource: "endpointslices"}, `{apiVersion: v1, kind: EndpointSlice, metadata: {name: s, labels: {endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}}}`, true},
		{"a person's slice", schema.GroupResource{Group: "discovery.k8s.io", Resource: "endpointslices"}, `{apiVersion: v1, kind: EndpointSlice, metadata: {name: s}}`, false},
		{"a controller's endpoints", schema.GroupResource{Resource: "endpoints"}, `{apiVersion: v1, kind: Endpoints, metadata: {name: s, labels: {endpoints.kubernetes.io/managed-by: endpoint-controller}}}`, true},
		{"a person's endpoints", schema.GroupResource{Resource: "endpoints"}, `{apiVersion: v1, kind: Endpoints, metadata: {name: s}}`, false},
		{"the kubelet's request", schema.GroupResource{Group: "certificates.k8s.io", Resource: "certificatesigningrequests"}, `{apiVersion: v1, kind: CertificateSigningRequest, metadata: {name: s}, spec: {signerName: kubernetes.io/kubelet-serving}}`, true},
		{"a person's request", schema.GroupResource{Group: "certificates.k8s.io", Resource: "certificatesigningrequests"}, `{apiVersion: v1, kind: CertificateSigningRequest, metadata: {name: s}, spec: {signerName: kubernetes.io/kube-apiserver-client}}`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, content := normalise(test.resource, object(t, test.object)); (content == nil) != test.out {
				t.Errorf("left out: %v, want %v", content == nil, test.out)
			}
		})
	}
}

// fakeAPI is an API server of maps. Its kinds are those listed here.
func fakeAPI(objects ...runtime.Object) (*api, *fakedynamic.FakeDynamicClient) {
	all := metav1.Verbs{"list", "delete", "get", "patch"}
	fake := &clienttesting.Fake{}
	fake.Resources = []*metav1.APIResourceList{
		{GroupVersion: "v1", APIResources: []metav1.APIResource{
			{Name: "namespaces", Kind: "Namespace", Verbs: all},
			{Name: "configmaps", Kind: "ConfigMap", Namespaced: true, Verbs: all},
			{Name: "pods", Kind: "Pod", Namespaced: true, Verbs: all},
			{Name: "pods/log", Kind: "Pod", Namespaced: true, Verbs: metav1.Verbs{"get"}},
			{Name: "events", Kind: "Event", Namespaced: true, Verbs: all},
			{Name: "componentstatuses", Kind: "ComponentStatus", Verbs: metav1.Verbs{"get", "list"}},
		}},
		{GroupVersion: "rbac.authorization.k8s.io/v1", APIResources: []metav1.APIResource{{Name: "clusterroles", Kind: "ClusterRole", Verbs: all}}},
		{GroupVersion: "coordination.k8s.io/v1", APIResources: []metav1.APIResource{{Name: "leases", Kind: "Lease", Namespaced: true, Verbs: all}}},
	}
	kinds := map[schema.GroupVersionResource]string{}
	mapper := meta.NewDefaultRESTMapper(nil)
	for _, list := range fake.Resources {
		version, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			panic(err)
		}
		for _, resource := range list.APIResources {
			if strings.Contains(resource.Name, "/") {
				continue
			}
			kinds[version.WithResource(resource.Name)] = resource.Kind + "List"
			scope := meta.RESTScopeRoot
			if resource.Namespaced {
				scope = meta.RESTScopeNamespace
			}
			mapper.AddSpecific(version.WithKind(resource.Kind), version.WithResource(resource.Name), version.WithResource(resource.Kind), scope)
		}
	}
	dyn := fakedynamic.NewSimpleDynamicClientWithCustomListKinds(runtime.NewScheme(), kinds, objects...)
	return &api{
		discovery: memory.NewMemCacheClient(&fakediscovery.FakeDiscovery{Fake: fake}),
		dynamic:   dyn, mapper: resettable{mapper},
	}, dyn
}

type resettable struct{ meta.RESTMapper }

func (resettable) Reset() {}

func TestSnapshotObjects(t *testing.T) {
	seeded := []runtime.Object{
		object(t, `{apiVersion: v1, kind: Namespace, metadata: {name: shop}}`),
		object(t, `{apiVersion: v1, kind: ConfigMap, metadata: {name: prices, namespace: shop}, data: {tea: "3"}}`),
		object(t, `{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: everything}, rules: [{verbs: ["*"]}]}`),
		object(t, `{apiVersion: v1, kind: Pod, metadata: {name: web-1, generateName: web-, namespace: shop}, spec: {nodeName: n}}`),
		object(t, `{apiVersion: v1, kind: Pod, metadata: {name: web-2, generateName: web-, namespace: shop}, spec: {nodeName: n}}`),
	}
	noise := []runtime.Object{
		object(t, `{apiVersion: v1, kind: Event, metadata: {name: e, namespace: shop}}`),
		object(t, `{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: l, namespace: shop}}`),
		object(t, `{apiVersion: v1, kind: Namespace, metadata: {name: c123, labels: {hardenway.dev/grader: "true"}}}`),
		object(t, `{apiVersion: v1, kind: ConfigMap, metadata: {name: kube-root-ca.crt, namespace: c123}}`),
		object(t, `{apiVersion: v1, kind: ConfigMap, metadata: {name: c456, namespace: shop, labels: {hardenway.dev/grader: "true"}}}`),
	}
	take := func(objects []runtime.Object) *Snapshot {
		t.Helper()
		a, _ := fakeAPI(objects...)
		found, notes, err := a.snapshotObjects(t.Context())
		if err != nil || len(notes) != 0 {
			t.Fatal(err, notes)
		}
		return &Snapshot{Objects: found}
	}
	before := take(seeded)
	var names []string
	for name := range before.Objects {
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{"clusterroles.rbac.authorization.k8s.io/everything", "configmaps/shop/prices", "namespaces/shop", "pods/shop/web-*"}
	if !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	if after := take(slices.Concat(noise, seeded)); after.Digest() != before.Digest() {
		t.Errorf("noise counts: %s", differencesText(before.Diff(after)))
	}
	for _, test := range []struct {
		name   string
		change func([]runtime.Object) []runtime.Object
		want   string
	}{
		{"a pod made again", func(o []runtime.Object) []runtime.Object {
			return append(o[:4:4], object(t, `{apiVersion: v1, kind: Pod, metadata: {name: web-9, generateName: web-, namespace: shop}, spec: {nodeName: n}}`))
		}, ""},
		{"a pod less", func(o []runtime.Object) []runtime.Object { return o[:4] }, "object pods/shop/web-* changed (1 of that name, was 2)"},
		{"a role narrowed and a value changed", func(o []runtime.Object) []runtime.Object {
			return append(slices.Clone(o[3:]), o[0],
				object(t, `{apiVersion: v1, kind: ConfigMap, metadata: {name: prices, namespace: shop}, data: {tea: "4"}}`),
				object(t, `{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: everything}, rules: [{verbs: ["get"]}]}`))
		}, "object clusterroles.rbac.authorization.k8s.io/everything changed; object configmaps/shop/prices changed"},
		{"one away and one new", func(o []runtime.Object) []runtime.Object {
			return append(slices.Clone(o[2:]), o[0], object(t, `{apiVersion: v1, kind: Namespace, metadata: {name: mine}}`))
		}, "object configmaps/shop/prices removed; object namespaces/mine added"},
	} {
		t.Run(test.name, func(t *testing.T) {
			after := take(test.change(slices.Clone(seeded)))
			if got := differencesText(before.Diff(after)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if (after.Digest() == before.Digest()) != (test.want == "") {
				t.Error("the digest does not agree with the differences")
			}
		})
	}
}

func TestSnapshotObjectsErrors(t *testing.T) {
	a, dyn := fakeAPI()
	dyn.PrependReactor("list", "clusterroles", func(clienttesting.Action) (bool, runtime.Object, error) {
		return true, nil, errors.New("connection refused")
	})
	_, _, err := a.snapshotObjects(t.Context())
	if got := errorText(err); got != "listing clusterroles.rbac.authorization.k8s.io: connection refused" {
		t.Errorf("got %q", got)
	}
	a.discovery = brokenDiscovery{a.discovery}
	if _, notes, err := a.snapshotObjects(t.Context()); !slices.Equal(notes, []string{"API group metrics.k8s.io/v1: away"}) || err != nil {
		t.Errorf("an API group whose server is away: notes %v, %v", notes, err)
	}
}

// brokenDiscovery has an aggregated API whose server is away.
type brokenDiscovery struct {
	discovery.CachedDiscoveryInterface
}

func (b brokenDiscovery) ServerPreferredResources() ([]*metav1.APIResourceList, error) {
	return nil, &discovery.ErrGroupDiscoveryFailed{Groups: map[schema.GroupVersion]error{{Group: "metrics.k8s.io", Version: "v1"}: errors.New("away")}}
}

func TestSnapshotFiles(t *testing.T) {
	files := shell.MemoryFS(map[string]string{
		"etc/kubernetes/manifests/etcd.yaml": "etcd", "etc/kubernetes/pki/ca.key": "key",
		"var/lib/kubelet/config.yaml": "kind: KubeletConfiguration", "var/lib/kubelet/pods/u1/token": "t", "var/lib/kubelet/cpu_manager_state": "{}",
		"var/lib/etcd/member/snap/db": "db", "var/log/pods/x.log": "log", "tmp/x": "x", "home/ada/notes": "n",
	})
	take := func(roots []string) map[string]string {
		t.Helper()
		found, err := snapshotFiles(t.Context(), files, roots)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	before := take(wholeNodeRoots)
	for name, in := range map[string]bool{
		"/etc/kubernetes/manifests/etcd.yaml": true, "/etc/kubernetes/pki/ca.key": true, "/var/lib/kubelet/config.yaml": true, "/home/ada/notes": true,
		"/var/lib/kubelet/pods/u1/token": false, "/var/lib/kubelet/cpu_manager_state": false, "/var/lib/etcd/member/snap/db": false, "/var/log/pods/x.log": false, "/tmp/x": false,
	} {
		if _, has := before[name]; has != in {
			t.Errorf("%s is in the snapshot: %v, want %v", name, has, in)
		}
	}
	if _, has := take(kubernetesRoots)["/home/ada/notes"]; has {
		t.Error("a node that is not on this machine was walked whole")
	}
	write := func(name, content string, mode fs.FileMode) {
		t.Helper()
		file, err := files.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
		if err == nil {
			_, err = file.Write([]byte(content))
			err = errors.Join(err, file.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	write("/etc/kubernetes/manifests/etcd.yaml", "ETCD", 0)
	write("/etc/kubernetes/added", "", 0o644)
	if err := errors.Join(files.Chmod("/etc/kubernetes/pki/ca.key", 0o600), files.Remove("/home/ada/notes"), files.Symlink("/etc/kubernetes/pki", "/etc/pki")); err != nil {
		t.Fatal(err)
	}
	got := differencesText(diffMaps(FileDifference, before, take(wholeNodeRoots)))
	want := "file /etc/kubernetes/added added; file /etc/kubernetes/manifests/etcd.yaml changed; file /etc/kubernetes/pki/ca.key changed; file /etc/pki added; file /home/ada/notes removed"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	if _, err := snapshotFiles(ctx, files, wholeNodeRoots); errorText(err) != "reading the node's files: enough" {
		t.Errorf("cancelled: %v", err)
	}
}

func TestDifferencesText(t *testing.T) {
	var many []Difference
	for i := range 11 {
		many = append(many, Difference{Kind: FileDifference, Name: fmt.Sprintf("/f%d", i), What: "added"})
	}
	if got := differencesText(many); !strings.HasSuffix(got, "file /f7 added; and 3 more") {
		t.Errorf("got %q", got)
	}
}

func TestChangeDetail(t *testing.T) {
	for _, test := range []struct{ old, current, want string }{
		{"aa", "bb", ""},
		{"aa", "aa+bb/deleting", "2 of that name, was 1; 1 deleting"},
		{"aa", "bb/not scheduled", "1 not scheduled"},
		{"aa+bb", "aa", "1 of that name, was 2"},
	} {
		if got := changeDetail(test.old, test.current); got != test.want {
			t.Errorf("changeDetail(%q, %q) = %q, want %q", test.old, test.current, got, test.want)
		}
	}
}
