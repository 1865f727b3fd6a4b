// Package objects is how a provider returns a cluster's API objects to what they were: by
// writing etcd's keys back byte for byte. The API server follows etcd's watch, so it and
// everything behind it see those writes as ordinary changes. That restores objects of any kind,
// cluster-scoped ones included, past finalizers and admission.
package objects

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	clientv3 "go.etcd.io/etcd/client/v3"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
)

// Read reads all of etcd but what changes by itself.
func Read(ctx context.Context, client *clientv3.Client) (map[string][]byte, error) {
	resp, err := client.Get(ctx, "\x00", clientv3.WithFromKey())
	if err != nil {
		return nil, fmt.Errorf("reading etcd: %w", err)
	}
	keys := map[string][]byte{}
	for _, kv := range resp.Kvs {
		if !liveKey(string(kv.Key)) {
			keys[string(kv.Key)] = kv.Value
		}
	}
	return keys, nil
}

// Write makes the changes: pods in a round of their own, after all else.
func Write(ctx context.Context, client *clientv3.Client, ops, pods []clientv3.Op) error {
	const atOnce = 100 // etcd takes 128 operations in a transaction
	for _, list := range [][]clientv3.Op{ops, pods} {
		for batch := range slices.Chunk(list, atOnce) {
			if _, err := client.Txn(ctx).Then(batch...).Commit(); err != nil {
				return fmt.Errorf("writing etcd: %w", err)
			}
		}
	}
	return nil
}

// liveKey: keys that are renewed all the time, or that record the past.
func liveKey(key string) bool {
	for _, p := range []string{"/registry/leases/", "/registry/events/", "/registry/masterleases/"} {
		if strings.HasPrefix(key, p) {
			return true
		}
	}
	return false
}

// Minded is true for objects that controllers derive others from, or that are derived.
func Minded(key string) bool {
	for _, kind := range []string{
		"deployments", "replicasets", "statefulsets", "daemonsets", "controllerrevisions", "jobs", "cronjobs", "pods", "controllers",
		"services", "endpointslices", "endpoints", "ipaddresses", "namespaces", "serviceaccounts", "persistentvolumes", "persistentvolumeclaims", "resourcequotas",
	} {
		if strings.HasPrefix(key, "/registry/"+kind+"/") {
			return true
		}
	}
	return false
}

// Changes are the writes that make etcd hold keys. Pods are made in a second round:
// after their ServiceAccounts and volumes, and after their namesakes are gone.
func Changes(ctx context.Context, client *clientv3.Client, keys map[string][]byte, node string) (ops, pods []clientv3.Op, _ error) {
	now, err := Read(ctx, client)
	if err != nil {
		return nil, nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(now)) {
		value := now[key]
		want, ok := keys[key]
		switch {
		case isPod(key) && ok && samePod(want, value), isPod(key) && isMirror(value):
			// The pod is the one of the checkpoint and its status is of now; and the
			// kubelet keeps its mirror pods itself.
		case !ok:
			ops = append(ops, clientv3.OpDelete(key))
		case bytes.Equal(want, value):
		case isPod(key):
			// Another pod of the same name: it goes, and what comes is decided below.
			ops = append(ops, clientv3.OpDelete(key))
			delete(now, key)
		default:
			ops = append(ops, clientv3.OpPut(key, string(want)))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if _, ok := now[key]; ok {
			continue
		}
		if strings.HasPrefix(key, "/registry/ipaddresses/") {
			fresh, err := freshIPAddress(keys[key])
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", key, err)
			}
			ops = append(ops, clientv3.OpPut(key, string(fresh)))
			continue
		}
		if !isPod(key) {
			ops = append(ops, clientv3.OpPut(key, string(keys[key])))
			continue
		}
		fresh, ok, err := freshPod(keys[key], node)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", key, err)
		}
		if ok {
			pods = append(pods, clientv3.OpPut(key, string(fresh)))
		}
	}
	return ops, pods, nil
}

func isPod(key string) bool { return strings.HasPrefix(key, "/registry/pods/") }

// DecodePod reads a pod as etcd or a manifest has it.
func DecodePod(value []byte) (*corev1.Pod, error) {
	obj, _, err := scheme.Codecs.UniversalDeserializer().Decode(value, nil, nil)
	if err != nil {
		return nil, err
	}
	pod, ok := obj.(*corev1.Pod)
	if !ok {
		return nil, fmt.Errorf("it holds a %T, not a pod", obj)
	}
	return pod, nil
}

// samePod is true when two values are one pod at different times.
func samePod(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, errX := DecodePod(a)
	y, errY := DecodePod(b)
	if errX != nil || errY != nil || x.UID != y.UID || y.DeletionTimestamp != nil {
		return false
	}
	// What an administrator can change of a running pod must be as it was.
	return maps.Equal(x.Labels, y.Labels) && maps.Equal(x.Annotations, y.Annotations) &&
		len(x.Spec.EphemeralContainers) == len(y.Spec.EphemeralContainers) && sameImages(x, y) && x.Status.Phase == y.Status.Phase
}

func sameImages(x, y *corev1.Pod) bool {
	return slices.EqualFunc(x.Spec.Containers, y.Spec.Containers, func(a, b corev1.Container) bool { return a.Image == b.Image })
}

func isMirror(value []byte) bool {
	pod, err := DecodePod(value)
	return err == nil && pod.Annotations[corev1.MirrorPodAnnotationKey] != ""
}

// freshPod is a pod of the checkpoint as it was before it was scheduled. A node has
// finished with a pod's UID once that pod is gone, so it gets a new one. A pod that is
// bound to a node which is not this machine stays bound. ok is false for
// pods that their owner makes again.
func freshPod(value []byte, node string) (_ []byte, ok bool, _ error) {
	pod, err := DecodePod(value)
	if err != nil {
		return nil, false, err
	}
	if metav1.GetControllerOf(pod) != nil || pod.Annotations[corev1.MirrorPodAnnotationKey] != "" {
		return nil, false, nil
	}
	pod.UID = newUID()
	pod.CreationTimestamp = metav1.Now()
	if pod.Spec.NodeName == node { // another node is an object of the scenario's, and so is this
		pod.Spec.NodeName = ""
	}
	pod.Status = corev1.PodStatus{Phase: corev1.PodPending, QOSClass: pod.Status.QOSClass}
	data, err := encodeForStorage(pod)
	return data, err == nil, err
}

// freshIPAddress is a Service's address made just now. The API server takes one that is
// older than a minute for a leak, and deletes it, when it sees it before its Service
// (pkg/registry/core/service/ipallocator/controller, syncIPAddress).
func freshIPAddress(value []byte) ([]byte, error) {
	obj, _, err := scheme.Codecs.UniversalDeserializer().Decode(value, nil, nil)
	if err != nil {
		return nil, err
	}
	address, ok := obj.(*networkingv1.IPAddress)
	if !ok {
		return nil, fmt.Errorf("it holds a %T, not an IPAddress", obj)
	}
	address.CreationTimestamp = metav1.Now()
	return encodeForStorage(address)
}
