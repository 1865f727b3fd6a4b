package computed

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/kubernetes/pkg/api/legacyscheme"

	// The control plane's types, with their defaults and conversions, register themselves.
	_ "k8s.io/kubernetes/pkg/controlplane"
)

// strictDecoder reads manifests as the API server does with strict field validation: into
// the type of their own version, and unknown or repeated fields are errors.
var strictDecoder = sync.OnceValue(func() runtime.Decoder {
	return serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
})

// decodeObject reads one manifest and sets the defaults that the API server would set.
func decodeObject(manifest []byte) (runtime.Object, error) {
	object, _, err := strictDecoder().Decode(manifest, nil, nil)
	if err != nil {
		return nil, err
	}
	legacyscheme.Scheme.Default(object)
	return object, nil
}

// decodeObjects reads YAML documents, of which empty ones do not count.
func decodeObjects(documents string) ([]runtime.Object, error) {
	var objects []runtime.Object
	reader := yaml.NewYAMLReader(bufio.NewReader(strings.NewReader(documents)))
	for n := 1; ; n++ {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, fmt.Errorf("document %d: %w", n, err)
		}
		if len(bytes.TrimSpace(document)) == 0 {
			continue
		}
		object, err := decodeObject(document)
		if err != nil {
			return nil, fmt.Errorf("document %d: %w", n, err)
		}
		objects = append(objects, object)
	}
}
