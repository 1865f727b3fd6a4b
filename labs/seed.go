package labs

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"sigs.k8s.io/yaml"

	"github.com/hardenway/hardenway/scenarios"
)

// fieldManager owns the fields that seeding sets.
const fieldManager = "harden"

// applyDeadline is how long one object may keep being refused for reasons that pass by
// themselves: a kind whose CRD is not served yet, a namespace whose default
// ServiceAccount is not there yet, an API server that is still settling.
const applyDeadline = 30 * time.Second

// api is what the engine needs to reach any object of a cluster.
type api struct {
	config    *rest.Config
	discovery discovery.CachedDiscoveryInterface
	mapper    meta.ResettableRESTMapper
	dynamic   dynamic.Interface
}

// newAPI returns clients without client-side throttling: the lab's API server is
// the lab's own, and waiting for tokens would be most of the time of a digest.
func newAPI(config *rest.Config) (*api, error) {
	config = rest.CopyConfig(config)
	config.QPS = -1
	config.Burst = -1
	config.UserAgent = "harden"
	config.WarningHandler = rest.NoWarnings{}
	plain, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("making a discovery client: %w", err)
	}
	dyn, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("making a client: %w", err)
	}
	cached := memory.NewMemCacheClient(plain)
	return &api{
		config: config, discovery: cached, dynamic: dyn,
		mapper: restmapper.NewDeferredDiscoveryRESTMapper(cached),
	}, nil
}

// seedObject is one document of one manifest.
type seedObject struct {
	*unstructured.Unstructured
	file string
}

func (o seedObject) name() string {
	return objectName(strings.ToLower(o.GetKind()), o.GetNamespace(), o.GetName())
}

// objectName is how messages call an object: "role/shop/reader" or "clusterrole/admin".
func objectName(kind, namespace, name string) string {
	if namespace != "" {
		return kind + "/" + namespace + "/" + name
	}
	return kind + "/" + name
}

// decodeManifests splits manifests into objects, in order, but with namespaces first:
// they are what the rest has to be in.
func decodeManifests(manifests []scenarios.Manifest) ([]seedObject, error) {
	var objects []seedObject
	for _, manifest := range manifests {
		reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(manifest.Data)))
		for {
			document, err := reader.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", manifest.Name, err)
			}
			data, err := yaml.YAMLToJSON(document)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", manifest.Name, err)
			}
			if bytes.Equal(data, []byte("null")) { // comments only
				continue
			}
			object := &unstructured.Unstructured{}
			if err := object.UnmarshalJSON(data); err != nil {
				return nil, fmt.Errorf("%s: %w", manifest.Name, err)
			}
			if !object.IsList() {
				objects = append(objects, seedObject{object, manifest.Name})
				continue
			}
			list, err := object.ToList()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", manifest.Name, err)
			}
			for i := range list.Items {
				objects = append(objects, seedObject{&list.Items[i], manifest.Name})
			}
		}
	}
	for _, object := range objects {
		if object.GetAPIVersion() == "" || object.GetName() == "" && object.GetGenerateName() == "" {
			return nil, fmt.Errorf("%s: a %s has no apiVersion or no name", object.file, object.GetKind())
		}
	}
	slices.SortStableFunc(objects, func(a, b seedObject) int { return isNamespace(b) - isNamespace(a) })
	return objects, nil
}

func isNamespace(o seedObject) int {
	if o.GroupVersionKind().GroupKind() == (schema.GroupKind{Kind: "Namespace"}) {
		return 1
	}
	return 0
}

// seed applies a scenario's manifests.
func (a *api) seed(ctx context.Context, manifests []scenarios.Manifest) error {
	objects, err := decodeManifests(manifests)
	if err != nil {
		return fmt.Errorf("seeding: %w", err)
	}
	for _, object := range objects {
		if err := a.apply(ctx, object); err != nil {
			return fmt.Errorf("seeding %s from %s: %w", object.name(), object.file, err)
		}
	}
	return nil
}

func (a *api) apply(ctx context.Context, object seedObject) error {
	ctx, cancel := context.WithTimeout(ctx, applyDeadline)
	defer cancel()
	var last error
	for {
		err := a.applyOnce(ctx, object)
		if err == nil {
			return nil
		}
		if last == nil || ctx.Err() == nil {
			last = err
		}
		if !passing(err) {
			return last
		}
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			return fmt.Errorf("%w; last: %w", err, last)
		}
	}
}

func (a *api) applyOnce(ctx context.Context, object seedObject) error {
	gvk := object.GroupVersionKind()
	mapping, err := a.mapper.RESTMapping(gvk.GroupKind(), gvk.Version)
	if err != nil {
		if meta.IsNoMatchError(err) {
			a.mapper.Reset() // the kind may come with a CRD applied a moment ago
		}
		return err
	}
	var resource dynamic.ResourceInterface = a.dynamic.Resource(mapping.Resource)
	if mapping.Scope.Name() == meta.RESTScopeNameNamespace {
		if object.GetNamespace() == "" {
			object.SetNamespace(metav1.NamespaceDefault)
		}
		resource = a.dynamic.Resource(mapping.Resource).Namespace(object.GetNamespace())
	}
	if object.GetName() == "" && object.GetGenerateName() != "" {
		_, err = resource.Create(ctx, object.Unstructured, metav1.CreateOptions{FieldManager: fieldManager, FieldValidation: metav1.FieldValidationStrict})
		return err
	}
	data, err := json.Marshal(object.Unstructured)
	if err != nil {
		return err
	}
	force := true
	_, err = resource.Patch(ctx, object.GetName(), "application/apply-patch+yaml", data, metav1.PatchOptions{
		FieldManager: fieldManager, Force: &force, FieldValidation: metav1.FieldValidationStrict,
	})
	return err
}

// passing says whether an error of the API server may go away by itself.
func passing(err error) bool {
	if _, ok := errors.AsType[*url.Error](err); ok {
		return true // not reached, or the connection broke
	}
	message := err.Error()
	switch {
	case meta.IsNoMatchError(err), discovery.IsGroupDiscoveryFailedError(err),
		apierrors.IsServiceUnavailable(err), apierrors.IsInternalError(err), apierrors.IsTimeout(err),
		apierrors.IsServerTimeout(err), apierrors.IsTooManyRequests(err), apierrors.IsConflict(err),
		utilnet.IsConnectionRefused(err), utilnet.IsConnectionReset(err), utilnet.IsProbableEOF(err):
		return true
	case apierrors.IsForbidden(err):
		// Admission refuses a pod whose ServiceAccount the controller has yet to make,
		// and the RBAC authorizer everything while its informers fill.
		return strings.Contains(message, "serviceaccount") || strings.Contains(message, "not yet ready")
	case apierrors.IsNotFound(err):
		// The namespace, or the endpoint of a CRD that is not established yet.
		return strings.Contains(message, "the server could not find the requested resource") || strings.Contains(message, "namespaces")
	default:
		return false
	}
}

// sleep waits for d, or for ctx and returns its error.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// rolledOut says why a Deployment or DaemonSet is not at its wanted state, or "".
func rolledOut(object *unstructured.Unstructured) string {
	number := func(fields ...string) int64 {
		n, _, err := unstructured.NestedInt64(object.Object, fields...)
		if err != nil {
			return -1 // the server's own types have numbers there
		}
		return n
	}
	if number("status", "observedGeneration") < object.GetGeneration() {
		return "its controller has not seen it yet"
	}
	switch object.GetKind() {
	case "Deployment":
		want := number("spec", "replicas")
		if updated := number("status", "updatedReplicas"); updated < want {
			return fmt.Sprintf("%d of %d replicas are made", updated, want)
		}
		if available := number("status", "availableReplicas"); available < want {
			return fmt.Sprintf("%d of %d replicas are available", available, want)
		}
	case "DaemonSet":
		want := number("status", "desiredNumberScheduled")
		if ready := number("status", "numberReady"); ready < want || want == 0 {
			return fmt.Sprintf("ready on %d of %d nodes", ready, want)
		}
	}
	return ""
}

// podNotReady says why a pod is not ready, or "".
func podNotReady(object *unstructured.Unstructured) string {
	conditions, _, err := unstructured.NestedSlice(object.Object, "status", "conditions")
	if err != nil {
		return err.Error()
	}
	for _, item := range conditions {
		condition, ok := item.(map[string]any)
		if !ok || condition["type"] != "Ready" {
			continue
		}
		if condition["status"] == "True" {
			return ""
		}
		if message, ok := condition["message"].(string); ok && message != "" {
			return message
		}
	}
	phase, _, err := unstructured.NestedString(object.Object, "status", "phase")
	if err != nil || phase == "" {
		phase = "not started"
	}
	return "phase " + phase
}

// notReady says why one of the ready conditions that name an object does not hold, or "".
func (a *api) notReady(ctx context.Context, ready scenarios.Ready) (what, why string) {
	var resource schema.GroupVersionResource
	var kind, ref string
	judge := rolledOut
	switch {
	case ready.Deployment != "":
		kind, ref, resource = "deployment", ready.Deployment, schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "deployments"}
	case ready.DaemonSet != "":
		kind, ref, resource = "daemonset", ready.DaemonSet, schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "daemonsets"}
	default:
		kind, ref, resource, judge = "pod", ready.Pod, schema.GroupVersionResource{Version: "v1", Resource: "pods"}, podNotReady
	}
	namespace, name, _ := strings.Cut(ref, "/")
	what = kind + "/" + ref
	object, err := a.dynamic.Resource(resource).Namespace(namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return what, err.Error()
	}
	return what, judge(object)
}
