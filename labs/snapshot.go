package labs

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/pager"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/labs/shell"
)

// Snapshot is the digest of a lab's state: one hash for each API object and each
// node file, of what a learner can change about it. What changes by itself (leases,
// events, heartbeats, names that controllers make up) is not in it, so two snapshots of an
// untouched lab are equal, and two equal snapshots mean that nothing is left of a change.
type Snapshot struct {
	Version int               `json:"version"`
	Objects map[string]string `json:"objects"` // "secrets/shop/db" to hash
	Files   map[string]string `json:"files"`   // "/etc/kubernetes/manifests/etcd.yaml" to mode and hash
	// Notes are things that could not be looked at, such as an API group whose server is away.
	Notes []string `json:"notes,omitempty"`
}

const snapshotVersion = 1

// Difference is one thing that differs between two snapshots.
type Difference struct {
	Kind DifferenceKind `json:"kind"`
	Name string         `json:"name"`
	What string         `json:"what"` // "added", "removed", "changed", seen from the earlier snapshot
	// Detail says more of a change, if more is known: "2 of that name, was 1; 1 deleting".
	Detail string `json:"detail,omitempty"`
}

// DifferenceKind says what differs.
type DifferenceKind string

// The kinds of difference.
const (
	ObjectDifference DifferenceKind = "object"
	FileDifference   DifferenceKind = "file"
)

func (d Difference) String() string {
	text := fmt.Sprintf("%s %s %s", d.Kind, d.Name, d.What)
	if d.Detail != "" {
		text += " (" + d.Detail + ")"
	}
	return text
}

// changeDetail compares the hashes of one name in two snapshots.
func changeDetail(old, current string) string {
	was, is := strings.Split(old, "+"), strings.Split(current, "+")
	var details []string
	if len(was) != len(is) {
		details = append(details, fmt.Sprintf("%d of that name, was %d", len(is), len(was)))
	}
	for _, mark := range []string{"deleting", "not scheduled"} {
		if n := strings.Count(current, "/"+mark); n > 0 {
			details = append(details, fmt.Sprintf("%d %s", n, mark))
		}
	}
	return strings.Join(details, "; ")
}

// Diff lists what is different in later, in order of kind and name.
func (s *Snapshot) Diff(later *Snapshot) []Difference {
	return append(diffMaps(ObjectDifference, s.Objects, later.Objects),
		diffMaps(FileDifference, s.Files, later.Files)...)
}

func diffMaps(kind DifferenceKind, before, after map[string]string) []Difference {
	names := slices.Collect(maps.Keys(before))
	for name := range after {
		if _, known := before[name]; !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var differences []Difference
	for _, name := range names {
		old, had := before[name]
		current, has := after[name]
		switch {
		case !had:
			differences = append(differences, Difference{Kind: kind, Name: name, What: "added"})
		case !has:
			differences = append(differences, Difference{Kind: kind, Name: name, What: "removed"})
		case old != current:
			differences = append(differences, Difference{Kind: kind, Name: name, What: "changed", Detail: changeDetail(old, current)})
		}
	}
	return differences
}

// Digest is one hash over the whole snapshot.
func (s *Snapshot) Digest() string {
	hash := sha256.New()
	for _, part := range []map[string]string{s.Objects, s.Files} {
		for _, name := range slices.Sorted(maps.Keys(part)) {
			fmt.Fprintf(hash, "%s\x00%s\x00", name, part[name])
		}
		hash.Write([]byte{1})
	}
	return "sha256:" + hex.EncodeToString(hash.Sum(nil))
}

func differencesText(differences []Difference) string {
	const most = 8
	texts := make([]string, 0, most)
	for _, d := range differences[:min(most, len(differences))] {
		texts = append(texts, d.String())
	}
	if more := len(differences) - most; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(texts, "; ")
}

// ignoredResources change by themselves, or are only a view of others.
var ignoredResources = map[schema.GroupResource]bool{
	{Resource: "events"}:                                        true,
	{Group: "events.k8s.io", Resource: "events"}:                true,
	{Group: "coordination.k8s.io", Resource: "leases"}:          true,
	{Group: "coordination.k8s.io", Resource: "leasecandidates"}: true,
}

// snapshotObjects hashes every API object of every kind that can be listed and deleted.
func (a *api) snapshotObjects(ctx context.Context) (map[string]string, []string, error) {
	var notes []string
	a.discovery.Invalidate() // kinds come and go with CRDs
	lists, err := a.discovery.ServerPreferredResources()
	if failed, ok := errors.AsType[*discovery.ErrGroupDiscoveryFailed](err); ok {
		for group, why := range failed.Groups {
			notes = append(notes, fmt.Sprintf("API group %s: %v", group, why))
		}
		slices.Sort(notes)
	} else if err != nil {
		return nil, nil, fmt.Errorf("listing API kinds: %w", err)
	}
	var resources []schema.GroupVersionResource
	for _, list := range lists {
		version, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			return nil, nil, fmt.Errorf("listing API kinds: %w", err)
		}
		for _, resource := range list.APIResources {
			gvr := version.WithResource(resource.Name)
			if strings.Contains(resource.Name, "/") || ignoredResources[gvr.GroupResource()] ||
				!slices.Contains(resource.Verbs, "list") || !slices.Contains(resource.Verbs, "delete") {
				continue
			}
			resources = append(resources, gvr)
		}
	}
	canaries, err := a.canaryNamespaces(ctx)
	if err != nil {
		return nil, nil, err
	}
	found := make([]map[string][]string, len(resources))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for i, resource := range resources {
		group.Go(func() error {
			hashes, err := a.snapshotKind(ctx, resource, canaries)
			if err != nil {
				return fmt.Errorf("listing %s: %w", resource.GroupResource(), err)
			}
			found[i] = hashes
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, nil, err
	}
	objects := map[string]string{}
	for _, kind := range found {
		for name, hashes := range kind {
			// Objects whose name a controller made up share one entry.
			slices.Sort(hashes)
			objects[name] = strings.Join(hashes, "+")
		}
	}
	return objects, notes, nil
}

// canaryNamespaces are those that a grading made and that are not gone yet. What is in
// them has no label.
func (a *api) canaryNamespaces(ctx context.Context) (map[string]bool, error) {
	list, err := a.dynamic.Resource(schema.GroupVersionResource{Version: "v1", Resource: "namespaces"}).
		List(ctx, metav1.ListOptions{LabelSelector: grader.Label})
	if err != nil {
		return nil, fmt.Errorf("listing namespaces: %w", err)
	}
	names := map[string]bool{}
	for _, namespace := range list.Items {
		names[namespace.GetName()] = true
	}
	return names, nil
}

func (a *api) snapshotKind(ctx context.Context, resource schema.GroupVersionResource, ignoredNamespaces map[string]bool) (map[string][]string, error) {
	hashes := map[string][]string{}
	client := a.dynamic.Resource(resource)
	err := eachObject(ctx, client, func(object *unstructured.Unstructured) error {
		if object.GetLabels()[grader.Label] != "" || ignoredNamespaces[object.GetNamespace()] {
			return nil
		}
		name, content := normalise(resource.GroupResource(), object)
		if content == nil {
			return nil
		}
		data, err := json.Marshal(content)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		hashes[name] = append(hashes[name], hex.EncodeToString(sum[:12])+phase(object))
		return nil
	})
	return hashes, err
}

// phase marks the hash of an object that is on its way: being deleted, or a pod without a
// node. It follows from the content, so it changes nothing but what a difference can tell.
func phase(object *unstructured.Unstructured) string {
	if object.GetDeletionTimestamp() != nil {
		return "/deleting"
	}
	if object.GetKind() == "Pod" {
		if node, _, err := unstructured.NestedString(object.Object, "spec", "nodeName"); err == nil && node == "" {
			return "/not scheduled"
		}
	}
	return ""
}

func eachObject(ctx context.Context, client dynamic.ResourceInterface, each func(*unstructured.Unstructured) error) error {
	list := pager.New(pager.SimplePageFunc(func(options metav1.ListOptions) (runtime.Object, error) {
		return client.List(ctx, options)
	}))
	return list.EachListItem(ctx, metav1.ListOptions{}, func(item runtime.Object) error {
		object, ok := item.(*unstructured.Unstructured)
		if !ok {
			return fmt.Errorf("got a %T in a list", item)
		}
		return each(object)
	})
}

// statusMatters names the kinds whose status a person decides: an approval, an address
// handed out, a version that is stored. Every other status is what controllers saw last,
// changes by itself, and is for the checks to judge.
var statusMatters = map[schema.GroupResource]bool{
	{Group: "certificates.k8s.io", Resource: "certificatesigningrequests"}: true,
	{Group: "apiextensions.k8s.io", Resource: "customresourcedefinitions"}: true,
	{Resource: "services"}: true,
}

// normalise returns an object's name in the snapshot and the part of it that only a
// learner changes, or nil content for an object that controllers look after alone.
func normalise(resource schema.GroupResource, object *unstructured.Unstructured) (string, map[string]any) {
	object = object.DeepCopy()
	labels, annotations := object.GetLabels(), object.GetAnnotations()
	switch resource {
	case schema.GroupResource{Resource: "endpoints"}:
		// Written by the endpoint controller from pods' addresses, unless made by hand.
		if _, managed := labels["endpoints.kubernetes.io/managed-by"]; managed {
			return "", nil
		}
	case schema.GroupResource{Group: "discovery.k8s.io", Resource: "endpointslices"}: // likewise
		if strings.HasPrefix(labels["endpointslice.kubernetes.io/managed-by"], "endpointslice") {
			return "", nil
		}
	case schema.GroupResource{Group: "certificates.k8s.io", Resource: "certificatesigningrequests"}:
		// The kubelet's own requests come with each restart and go after an hour.
		signer, _, err := unstructured.NestedString(object.Object, "spec", "signerName")
		if err == nil && (signer == "kubernetes.io/kube-apiserver-client-kubelet" || signer == "kubernetes.io/kubelet-serving") {
			return "", nil
		}
	}
	if resource == (schema.GroupResource{Resource: "pods"}) {
		// A mirror pod comes and goes with the kubelet; its manifest is among the node's files.
		if _, mirror := annotations["kubernetes.io/config.mirror"]; mirror {
			return "", nil
		}
		maskTokenVolumes(object)
	}
	if !statusMatters[resource] {
		delete(object.Object, "status")
	}

	name := object.GetName()
	if generated := object.GetGenerateName(); generated != "" && strings.HasPrefix(name, generated) {
		name = generated + "*"
		object.SetName(name)
	}
	for _, field := range []string{"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"} {
		unstructured.RemoveNestedField(object.Object, "metadata", field)
	}
	owners := object.GetOwnerReferences()
	for i := range owners {
		owners[i].UID = ""
	}
	object.SetOwnerReferences(owners)
	// When something was last seen or used is no one's doing.
	delete(annotations, "kubernetes.io/config.seen")
	delete(annotations, "endpoints.kubernetes.io/last-change-trigger-time")
	delete(annotations, "volumes.kubernetes.io/controller-managed-attach-detach")
	object.SetAnnotations(orNil(annotations))
	delete(labels, "kubernetes.io/legacy-token-last-used")
	delete(labels, "batch.kubernetes.io/controller-uid")
	delete(labels, "controller-uid")
	object.SetLabels(orNil(labels))
	if status, ok := object.Object["status"]; ok {
		object.Object["status"] = withoutTimes(status)
	}
	return objectName(resource.String(), object.GetNamespace(), name), object.Object
}

// maskTokenVolumes hides the random ending that admission gives to the name of a pod's
// token volume (kube-api-access-x7k2p): a pod that is made again has another.
func maskTokenVolumes(pod *unstructured.Unstructured) {
	const prefix = "kube-api-access-"
	mask := func(value any) {
		items, _ := value.([]any)
		for _, item := range items {
			if m, ok := item.(map[string]any); ok {
				if name, ok := m["name"].(string); ok && strings.HasPrefix(name, prefix) {
					m["name"] = prefix + "*"
				}
			}
		}
	}
	spec, ok := pod.Object["spec"].(map[string]any)
	if !ok {
		return
	}
	mask(spec["volumes"])
	for _, list := range []string{"initContainers", "containers", "ephemeralContainers"} {
		containers, _ := spec[list].([]any)
		for _, c := range containers {
			if m, ok := c.(map[string]any); ok {
				mask(m["volumeMounts"])
			}
		}
	}
}

// orNil makes a map that lost its last entry like one that never was.
func orNil(m map[string]string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	return m
}

// withoutTimes drops from a status what says when, keeping what it says.
func withoutTimes(value any) any {
	switch value := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for key, inner := range value {
			if strings.HasSuffix(key, "Time") || key == "observedGeneration" {
				continue
			}
			kept[key] = withoutTimes(inner)
		}
		return kept
	case []any:
		kept := make([]any, len(value))
		for i, inner := range value {
			kept[i] = withoutTimes(inner)
		}
		return kept
	default:
		return value
	}
}

// volatileDirs are what the node's components write while they run.
var volatileDirs = []string{
	"/dev", "/proc", "/sys", "/run", "/tmp",
	"/var/log", "/var/run", "/var/tmp", "/var/cache",
	"/var/lib/etcd", "/var/lib/containerd", "/var/lib/cni",
}

// kubeletFiles are what an administrator writes below /var/lib/kubelet. All the rest
// of it is the kubelet's own.
var kubeletFiles = []string{"config.yaml", "kubeadm-flags.env", "config.d", "instance-config.yaml"}

// wholeNodeRoots are walked when the node's files are on this machine; on a provider
// that reaches them through a container, only kubernetesRoots are, since a whole
// distribution would take minutes.
var (
	wholeNodeRoots  = []string{"/"}
	kubernetesRoots = []string{"/etc/kubernetes", "/var/lib/kubelet"}
)

// volatile says whether a file, or all below a directory, is no part of a node's state.
func volatile(name string) bool {
	if rest, ok := strings.CutPrefix(name, "/var/lib/kubelet/"); ok {
		first, _, _ := strings.Cut(rest, "/")
		return !slices.Contains(kubeletFiles, first)
	}
	return slices.ContainsFunc(volatileDirs, func(dir string) bool {
		return name == dir || strings.HasPrefix(name, dir+"/")
	})
}

// snapshotFiles hashes the files below roots, with their modes.
func snapshotFiles(ctx context.Context, fsys shell.FS, roots []string) (map[string]string, error) {
	files := map[string]string{}
	var walk func(name string) error
	walk = func(name string) error {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if volatile(name) {
			return nil
		}
		info, err := fsys.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // gone while walking, or a root that this node does not have
		}
		if err != nil {
			return err
		}
		switch mode := info.Mode(); {
		case mode.IsDir():
			entries, err := fsys.ReadDir(name)
			if err != nil {
				return err
			}
			files[name] = mode.String()
			for _, entry := range slices.SortedFunc(slices.Values(entries), func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) }) {
				if err := walk(path.Join(name, entry.Name())); err != nil {
					return err
				}
			}
		case mode.IsRegular():
			sum, err := hashFile(fsys, name)
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			files[name] = mode.String() + " " + sum
		case mode&fs.ModeSymlink != 0:
			target, err := fsys.Readlink(name)
			if err != nil {
				return err
			}
			files[name] = "-> " + target
		default: // sockets, pipes and devices belong to what runs
		}
		return nil
	}
	for _, root := range roots {
		if err := walk(root); err != nil {
			return nil, fmt.Errorf("reading the node's files: %w", err)
		}
	}
	return files, nil
}

func hashFile(fsys shell.FS, name string) (_ string, err error) {
	file, err := fsys.OpenFile(name, 0, 0)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)[:12]), nil
}

// snapshot takes the digest of a cluster as it is now.
func snapshot(ctx context.Context, a *api, node Node) (*Snapshot, error) {
	objects, notes, err := a.snapshotObjects(ctx)
	if err != nil {
		return nil, err
	}
	files, err := snapshotFiles(ctx, node.Files(), nodeRoots(node))
	if err != nil {
		return nil, err
	}
	return &Snapshot{Version: snapshotVersion, Objects: objects, Files: files, Notes: notes}, nil
}

func nodeRoots(node Node) []string {
	if node.Root() != "" {
		return wholeNodeRoots
	}
	return kubernetesRoots
}
