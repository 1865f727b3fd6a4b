package labs

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	clienttesting "k8s.io/client-go/testing"

	"github.com/hardenway/hardenway/scenarios"
)

func manifests(texts ...string) []scenarios.Manifest {
	var list []scenarios.Manifest
	for i, text := range texts {
		list = append(list, scenarios.Manifest{Name: "manifests/" + string(rune('1'+i)) + ".yaml", Data: []byte(text)})
	}
	return list
}

func TestDecodeManifests(t *testing.T) {
	objects, err := decodeManifests(manifests(`# what the shop is made of
---
apiVersion: v1
kind: ConfigMap
metadata: {name: prices, namespace: shop}
---
# only a comment
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
`, `
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Secret, metadata: {name: key, namespace: depot}}
- {apiVersion: v1, kind: Namespace, metadata: {name: depot}}
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, object := range objects {
		got = append(got, object.name()+" from "+object.file)
	}
	want := "namespace/shop from manifests/1.yaml, namespace/depot from manifests/2.yaml, configmap/shop/prices from manifests/1.yaml, secret/depot/key from manifests/2.yaml"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
	for text, want := range map[string]string{
		"a: [":            "manifests/1.yaml: yaml: line 1: did not find expected node content",
		"kind: ConfigMap": "manifests/1.yaml: a ConfigMap has no apiVersion or no name",
		"{apiVersion: v1, kind: Pod, metadata: {}}": "manifests/1.yaml: a Pod has no apiVersion or no name",
		"apiVersion: v1\n":                          `manifests/1.yaml: Object 'Kind' is missing in '{"apiVersion":"v1"}'`,
	} {
		if _, err := decodeManifests(manifests(text)); errorText(err) != want {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

// applied makes the fake API server take server-side apply, after refusals.
func applied(refuse ...error) (*api, *[]string) {
	a, dyn := fakeAPI()
	var names []string
	dyn.PrependReactor("patch", "*", func(action clienttesting.Action) (bool, runtime.Object, error) {
		if len(refuse) > 0 {
			err := refuse[0]
			refuse = refuse[1:]
			return true, nil, err
		}
		patch := action.(clienttesting.PatchAction)
		object := &unstructured.Unstructured{}
		if err := json.Unmarshal(patch.GetPatch(), object); err != nil {
			return true, nil, err
		}
		names = append(names, objectName(patch.GetResource().Resource, patch.GetNamespace(), patch.GetName()))
		return true, object, nil
	})
	return a, &names
}

func TestSeed(t *testing.T) {
	a, names := applied()
	err := a.seed(t.Context(), manifests(`
{apiVersion: v1, kind: ConfigMap, metadata: {name: prices}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: everything}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
`))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(*names, " "); got != "namespaces/shop configmaps/default/prices clusterroles/everything" {
		t.Errorf("applied %s", got)
	}
}

func TestSeedRetries(t *testing.T) {
	pods := schema.GroupResource{Resource: "pods"}
	noAccount := apierrors.NewForbidden(pods, "web", errors.New(`error looking up service account shop/default: serviceaccount "default" not found`))
	for _, test := range []struct {
		name   string
		refuse []error
		err    string
	}{
		{name: "no ServiceAccount yet", refuse: []error{noAccount, noAccount}},
		{name: "starting", refuse: []error{&url.Error{Op: "Patch", URL: "https://x", Err: errors.New("connection refused")}, apierrors.NewServiceUnavailable("starting")}},
		{name: "a webhook's hiccup", refuse: []error{apierrors.NewInternalError(errors.New("failed calling webhook"))}},
		{
			name: "refused by policy", refuse: []error{apierrors.NewForbidden(pods, "web", errors.New("violates PodSecurity"))},
			err: `seeding pod/shop/web from manifests/1.yaml: pods "web" is forbidden: violates PodSecurity`,
		},
		{
			name: "wrong", refuse: []error{apierrors.NewBadRequest("strict decoding error: unknown field \"spec.contaners\"")},
			err: `seeding pod/shop/web from manifests/1.yaml: strict decoding error: unknown field "spec.contaners"`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, names := applied(test.refuse...)
				err := a.seed(t.Context(), manifests(`{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}`))
				if errorText(err) != test.err {
					t.Errorf("got %v, want %q", err, test.err)
				}
				if applied := len(*names) == 1; applied != (test.err == "") {
					t.Errorf("applied %v", *names)
				}
			})
		})
	}
}

// A kind that never comes is told of with its name, after the deadline and not before.
func TestSeedNoKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := applied()
		began := time.Now()
		err := a.seed(t.Context(), manifests(`{apiVersion: example.com/v1, kind: Widget, metadata: {name: one}}`))
		if !meta.IsNoMatchError(err) || !strings.HasPrefix(errorText(err), "seeding widget/one from manifests/1.yaml: context deadline exceeded; last: no matches for kind") {
			t.Errorf("got %v", err)
		}
		if took := time.Since(began); took != applyDeadline {
			t.Errorf("gave up after %s", took)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("enough"))
		if err := a.seed(ctx, manifests(`{apiVersion: example.com/v1, kind: Widget, metadata: {name: one}}`)); !strings.Contains(errorText(err), "enough") {
			t.Errorf("cancelled: %v", err)
		}
	})
}

func TestNotReady(t *testing.T) {
	a, _ := fakeAPI(
		object(t, `{apiVersion: v1, kind: Pod, metadata: {name: up, namespace: shop}, status: {phase: Running, conditions: [{type: Ready, status: "True"}]}}`),
		object(t, `{apiVersion: v1, kind: Pod, metadata: {name: down, namespace: shop}, status: {phase: Running, conditions: [{type: Ready, status: "False", message: "containers with unready status: [web]"}]}}`),
		object(t, `{apiVersion: v1, kind: Pod, metadata: {name: new, namespace: shop}}`),
	)
	for name, want := range map[string]string{
		"up": "", "down": "containers with unready status: [web]", "new": "phase not started", "nobody": `pods "nobody" not found`,
	} {
		what, why := a.notReady(t.Context(), scenarios.Ready{Pod: "shop/" + name})
		if what != "pod/shop/"+name || why != want {
			t.Errorf("%s: got %s: %q, want %q", name, what, why, want)
		}
	}
	for text, want := range map[string]string{
		`{apiVersion: apps/v1, kind: Deployment, metadata: {generation: 2}, spec: {replicas: 2}, status: {observedGeneration: 1}}`:                                           "its controller has not seen it yet",
		`{apiVersion: apps/v1, kind: Deployment, metadata: {generation: 2}, spec: {replicas: 2}, status: {observedGeneration: 2, updatedReplicas: 1}}`:                       "1 of 2 replicas are made",
		`{apiVersion: apps/v1, kind: Deployment, metadata: {generation: 2}, spec: {replicas: 2}, status: {observedGeneration: 2, updatedReplicas: 2}}`:                       "0 of 2 replicas are available",
		`{apiVersion: apps/v1, kind: Deployment, metadata: {generation: 2}, spec: {replicas: 2}, status: {observedGeneration: 2, updatedReplicas: 2, availableReplicas: 2}}`: "",
		`{apiVersion: apps/v1, kind: DaemonSet, metadata: {generation: 1}, status: {observedGeneration: 1}}`:                                                                 "ready on 0 of 0 nodes",
		`{apiVersion: apps/v1, kind: DaemonSet, metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 1, numberReady: 1}}`:                      "",
	} {
		if got := rolledOut(object(t, text)); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
