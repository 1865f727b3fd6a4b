package objects

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
)

func TestFreshIPAddress(t *testing.T) {
	old := &networkingv1.IPAddress{ObjectMeta: metav1.ObjectMeta{Name: "10.96.0.7", UID: "u", CreationTimestamp: metav1.NewTime(time.Now().Add(-time.Hour))}}
	stored, err := encodeForStorage(old)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := freshIPAddress(stored)
	if err != nil {
		t.Fatal(err)
	}
	obj, _, err := scheme.Codecs.UniversalDeserializer().Decode(fresh, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := obj.(*networkingv1.IPAddress)
	if !ok || got.Name != old.Name || got.UID != old.UID {
		t.Fatalf("it came back as %v", obj)
	}
	if age := time.Since(got.CreationTimestamp.Time); age > 30*time.Second {
		t.Errorf("it is %s old: the API server would take it for a leak after a minute", age)
	}
	if _, err := freshIPAddress([]byte("{}")); err == nil {
		t.Error("what is no object was taken")
	}
}

func TestFreshPod(t *testing.T) {
	owner := []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "ReplicaSet", Name: "web", UID: "1", Controller: new(true)}}
	for _, test := range []struct {
		name, node string
		owners     []metav1.OwnerReference
		ok         bool
		want       string
	}{
		{name: "on this machine", node: "lab", ok: true, want: ""},
		{name: "not scheduled", node: "", ok: true, want: ""},
		{name: "bound to a node that is only an object", node: "edge-3", ok: true, want: "edge-3"},
		{name: "its owner makes it again", node: "lab", owners: owner, ok: false},
	} {
		pod := &corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop", UID: "old", OwnerReferences: test.owners},
			Spec:       corev1.PodSpec{NodeName: test.node, Containers: []corev1.Container{{Name: "c", Image: "i"}}},
			Status:     corev1.PodStatus{Phase: corev1.PodRunning, PodIP: "10.0.0.9"},
		}
		value, err := encodeForStorage(pod)
		if err != nil {
			t.Fatal(err)
		}
		fresh, ok, err := freshPod(value, "lab")
		if err != nil || ok != test.ok {
			t.Errorf("%s: %v, %v, want %v", test.name, ok, err, test.ok)
		}
		if !ok {
			continue
		}
		got, err := DecodePod(fresh)
		if err != nil {
			t.Fatal(err)
		}
		if got.Spec.NodeName != test.want || got.UID == "old" || got.Status.Phase != corev1.PodPending || got.Status.PodIP != "" {
			t.Errorf("%s: on %q, UID %q, %+v", test.name, got.Spec.NodeName, got.UID, got.Status)
		}
	}
}
