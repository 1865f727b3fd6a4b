package objects

import (
	"bytes"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/uuid"
	"k8s.io/client-go/kubernetes/scheme"
)

// storable is an object of the API.
type storable interface {
	runtime.Object
	metav1.Object
}

// encodeForStorage writes an object as the API server keeps it: protobuf with a prefix.
func encodeForStorage(obj storable) ([]byte, error) {
	kinds, _, err := scheme.Scheme.ObjectKinds(obj)
	if err != nil {
		return nil, err
	}
	obj.GetObjectKind().SetGroupVersionKind(kinds[0])
	obj.SetResourceVersion("") // etcd's own revision is the version
	var b bytes.Buffer
	if err := protobuf.NewSerializer(scheme.Scheme, scheme.Scheme).Encode(obj, &b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func newUID() types.UID { return uuid.NewUUID() }
