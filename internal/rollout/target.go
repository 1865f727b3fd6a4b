// Package rollout brings a workshop to a Kubernetes cluster that somebody has already, looks at it there, and removes it.
//
// It goes through a context of the user's own kubeconfig, which it reads and never writes, and it touches one namespace: one that it
// made, which a label says. What is in it says package deploy. Whether to, nobody is asked here.
package rollout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/hardenway/hardenway/labs"
)

// Target is a cluster, by a context of the user's kubeconfig.
type Target struct {
	Context string
	Server  string // the API server's address
	Account string // what the kubeconfig calls the user
	File    string // the kubeconfig that has the context

	// quiet is how long nothing is said of what may well be passing.
	quiet   time.Duration
	config  *rest.Config
	objects dynamic.Interface
	// run runs a command in a pod.
	run func(ctx context.Context, namespace, pod string, command []string, out io.Writer) error
}

// UnknownContextError: the kubeconfig has no such context.
type UnknownContextError struct {
	Name string // "" when none is current
	Have []string
}

func (e *UnknownContextError) Error() string {
	switch {
	case len(e.Have) == 0:
		return "there is no kubeconfig with a context"
	case e.Name == "":
		return "the kubeconfig has no current context"
	}
	return fmt.Sprintf("the kubeconfig has no context %q", e.Name)
}

// Mend lists those it has.
func (e *UnknownContextError) Mend() string {
	if len(e.Have) == 0 {
		return "KUBECONFIG with the file of the cluster that the workshop is to be on"
	}
	return "--context with one of: " + strings.Join(e.Have, ", ")
}

// Open finds a context of the user's kubeconfig; the current one when it is not named. It asks the cluster nothing.
func Open(name string) (*Target, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	loader := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, &clientcmd.ConfigOverrides{CurrentContext: name})
	raw, err := loader.RawConfig()
	if err != nil {
		return nil, fmt.Errorf("reading the kubeconfig: %w", err)
	}
	if name == "" {
		name = raw.CurrentContext
	}
	chosen := raw.Contexts[name]
	if chosen == nil {
		return nil, &UnknownContextError{Name: name, Have: slices.Sorted(maps.Keys(raw.Contexts))}
	}
	config, err := loader.ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("the context %q: %w", name, err)
	}
	config.UserAgent, config.QPS = "harden", -1 // the cluster itself says when it is too much
	objects, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("the context %q: %w", name, err)
	}
	t := &Target{Context: name, Server: config.Host, Account: chosen.AuthInfo, File: chosen.LocationOfOrigin, quiet: quietTime, config: config, objects: objects}
	t.run = t.exec
	return t, nil
}

// The kinds that are spoken of.
var kinds = map[string]schema.GroupVersionResource{
	"Namespace":           {Version: "v1", Resource: "namespaces"},
	"Secret":              {Version: "v1", Resource: "secrets"},
	"ConfigMap":           {Version: "v1", Resource: "configmaps"},
	"Service":             {Version: "v1", Resource: "services"},
	"ResourceQuota":       {Version: "v1", Resource: "resourcequotas"},
	"Pod":                 {Version: "v1", Resource: "pods"},
	"Node":                {Version: "v1", Resource: "nodes"},
	"Event":               {Version: "v1", Resource: "events"},
	"PersistentVolume":    {Version: "v1", Resource: "persistentvolumes"},
	"StatefulSet":         {Group: "apps", Version: "v1", Resource: "statefulsets"},
	"Job":                 {Group: "batch", Version: "v1", Resource: "jobs"},
	"NetworkPolicy":       {Group: "networking.k8s.io", Version: "v1", Resource: "networkpolicies"},
	"PodDisruptionBudget": {Group: "policy", Version: "v1", Resource: "poddisruptionbudgets"},
	"StorageClass":        {Group: "storage.k8s.io", Version: "v1", Resource: "storageclasses"},
	"SelfSubjectReview":   {Group: "authentication.k8s.io", Version: "v1", Resource: "selfsubjectreviews"},
}

// of is where objects of a kind are; in the cluster when namespace is "".
func (t *Target) of(kind, namespace string) dynamic.ResourceInterface {
	if namespace == "" {
		return t.objects.Resource(kinds[kind])
	}
	return t.objects.Resource(kinds[kind]).Namespace(namespace)
}

// read gets one object. Whether it is there is the first result.
func (t *Target) read(ctx context.Context, kind, namespace, name string, into any) (bool, error) {
	got, err := t.of(kind, namespace).Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, said(fmt.Sprintf("reading the %s %s", kind, name), err)
	}
	return true, runtime.DefaultUnstructuredConverter.FromUnstructured(got.Object, into)
}

// list gets all objects of a kind. Whether they may be listed is the first result.
func list[T any](ctx context.Context, t *Target, kind, namespace string, options metav1.ListOptions) (items []T, allowed bool, err error) {
	got, err := t.of(kind, namespace).List(ctx, options)
	if apierrors.IsForbidden(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, said(fmt.Sprintf("listing each %s", kind), err)
	}
	for i := range got.Items {
		var item T
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(got.Items[i].Object, &item); err != nil {
			return nil, false, err
		}
		items = append(items, item)
	}
	return items, true, nil
}

// said puts what the API server answered into an error with advice.
func said(doing string, err error) error {
	try := ""
	switch {
	case apierrors.IsUnauthorized(err):
		try = "sign in to the cluster again: it does not know who you are"
	case apierrors.IsForbidden(err):
		try = "--context with a user that may make a namespace and everything in it, or --dry-run, and have somebody who may apply that"
	case apierrors.IsInvalid(err) || apierrors.IsConflict(err) || apierrors.IsAlreadyExists(err) || errors.Is(err, context.Canceled):
	case apierrors.ReasonForError(err) == metav1.StatusReasonUnknown:
		try = "look whether the cluster can be reached: kubectl version"
	}
	err = fmt.Errorf("%s: %w", doing, err)
	if try == "" {
		return err
	}
	return &labs.Problem{Err: err, Try: try}
}

// Facts are what can be said of a cluster before anything is done to it.
type Facts struct {
	Version string
	User    string // as the cluster calls who asks; "" when it does not say
	// Nodes are those that take pods, with what they have for pods in all. 0: nobody may say.
	Nodes       int
	CPU, Memory resource.Quantity
	// Lab is why this is one of harden's own labs, or "".
	Lab string
	// Storage is the default storage class, and "" when there is none. StorageKnown: it could be looked up.
	Storage      string
	StorageKnown bool
}

// Look asks the cluster for what can be known of it.
func (t *Target) Look(ctx context.Context) (*Facts, error) {
	facts := &Facts{}
	plain, err := rest.UnversionedRESTClientFor(dynamic.ConfigFor(t.config))
	if err != nil {
		return nil, err
	}
	data, err := plain.Get().AbsPath("/version").DoRaw(ctx)
	if err != nil {
		return nil, said("asking "+t.Server+" for its version", err)
	}
	var info version.Info
	if err := unmarshal(data, &info); err != nil {
		return nil, &labs.Problem{Err: fmt.Errorf("what answers at %s is no Kubernetes: %w", t.Server, err), Try: "look at the context's server"}
	}
	facts.Version = info.GitVersion
	review := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}}
	if got, err := t.of("SelfSubjectReview", "").Create(ctx, review, metav1.CreateOptions{}); err == nil {
		facts.User, _, _ = unstructured.NestedString(got.Object, "status", "userInfo", "username")
	}
	nodes, _, err := list[corev1.Node](ctx, t, "Node", "", metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for i := range nodes {
		facts.node(&nodes[i])
	}
	classes, known, err := list[storageClass](ctx, t, "StorageClass", "", metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	facts.StorageKnown = known
	for _, class := range classes {
		if class.Annotations["storageclass.kubernetes.io/is-default-class"] == "true" {
			facts.Storage = class.Name
		}
	}
	return facts, nil
}

// storageClass is as much as is asked of one.
type storageClass struct {
	metav1.ObjectMeta `json:"metadata"`
}

// node adds a node. One of an embedded lab has a container runtime of our own, one of a lab on kind our name.
func (f *Facts) node(n *corev1.Node) {
	switch runtime := n.Status.NodeInfo.ContainerRuntimeVersion; {
	case strings.HasPrefix(runtime, "hardenway:"):
		f.Lab = fmt.Sprintf("its node %s is an embedded lab", n.Name)
	case strings.HasPrefix(n.Name, "harden-") && strings.HasSuffix(n.Name, "-control-plane"):
		f.Lab = fmt.Sprintf("its node %s is a lab on kind", n.Name)
	}
	ready := slices.ContainsFunc(n.Status.Conditions, func(c corev1.NodeCondition) bool {
		return c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue
	})
	closed := n.Spec.Unschedulable || slices.ContainsFunc(n.Spec.Taints, func(t corev1.Taint) bool {
		return t.Effect == corev1.TaintEffectNoSchedule || t.Effect == corev1.TaintEffectNoExecute
	})
	if ready && !closed {
		f.Nodes++
		f.CPU.Add(*n.Status.Allocatable.Cpu())
		f.Memory.Add(*n.Status.Allocatable.Memory())
	}
}
