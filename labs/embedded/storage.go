package embedded

import (
	"bytes"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/uuid"
	"k8s.io/client-go/kubernetes/scheme"
)

// encodeForStorage writes a pod as the API server keeps it: protobuf with a prefix.
func encodeForStorage(pod *corev1.Pod) ([]byte, error) {
	pod.SetGroupVersionKind(corev1.SchemeGroupVersion.WithKind("Pod"))
	pod.ResourceVersion = "" // etcd's own revision is the version
	var b bytes.Buffer
	if err := protobuf.NewSerializer(scheme.Scheme, scheme.Scheme).Encode(pod, &b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func newUID() types.UID { return uuid.NewUUID() }
