package computed

import (
	"fmt"
	"strings"
	"sync"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apiserver"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	auditinstall "k8s.io/apiserver/pkg/apis/audit/install"
	aggregatorscheme "k8s.io/kube-aggregator/pkg/apiserver/scheme"
	"k8s.io/kube-openapi/pkg/common"
	openapiutil "k8s.io/kube-openapi/pkg/util"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/generated/openapi"
	kubeletscheme "k8s.io/kubernetes/pkg/kubelet/apis/config/scheme"

	"github.com/hardenway/hardenway/quiz"
)

// definitions are the schemas that the API server publishes, generated from the types.
var definitions = sync.OnceValue(func() map[string]common.OpenAPIDefinition {
	return openapi.GetOpenAPIDefinitions(spec.MustCreateRef)
})

// schemes know which Go type belongs to a kind: those of the API, of the two servers next to
// it, of the kubelet's configuration, and of audit policies.
var schemes = sync.OnceValues(func() ([]*runtime.Scheme, error) {
	kubelet, _, err := kubeletscheme.NewSchemeAndCodecs()
	if err != nil {
		return nil, fmt.Errorf("the kubelet's configuration scheme: %w", err)
	}
	audit := runtime.NewScheme()
	auditinstall.Install(audit)
	return []*runtime.Scheme{legacyscheme.Scheme, apiextensions.Scheme, aggregatorscheme.Scheme, kubelet, audit}, nil
})

func evaluateField(truth quiz.FieldTruth) (string, error) {
	gv, err := schema.ParseGroupVersion(truth.GroupVersion)
	if err != nil {
		return "", fmt.Errorf("field: groupVersion %q: %w", truth.GroupVersion, err)
	}
	gvk := gv.WithKind(truth.Kind)
	all, err := schemes()
	if err != nil {
		return "", err
	}
	for _, scheme := range all {
		if !scheme.Recognizes(gvk) {
			continue
		}
		object, err := scheme.New(gvk)
		if err != nil {
			return "", fmt.Errorf("field: %s: %w", gvk, err)
		}
		definition, ok := definitions()[openapiutil.GetCanonicalTypeName(object)]
		if !ok {
			return "", fmt.Errorf("field: there is no schema of %s", gvk)
		}
		exists, err := hasField(definition.Schema, strings.Split(truth.Path, "."))
		if err != nil {
			return "", fmt.Errorf("field: %s of %s: %w", truth.Path, gvk, err)
		}
		return yes(exists), nil
	}
	return "", fmt.Errorf("field: no kind %s in %s is compiled in: ask api for whether a resource exists, or mend the kind", truth.Kind, truth.GroupVersion)
}

// hasField follows a path such as spec.containers.image through lists and references. An
// index or a wildcard in brackets may be written, and says nothing.
func hasField(at spec.Schema, path []string) (bool, error) {
	for {
		switch {
		case at.Ref.String() != "":
			definition, ok := definitions()[at.Ref.String()]
			if !ok {
				return false, fmt.Errorf("the schema %s is not there", at.Ref.String())
			}
			at = definition.Schema
		case len(at.AllOf) == 1:
			at = at.AllOf[0]
		case at.Items != nil && at.Items.Schema != nil:
			at = *at.Items.Schema
		case len(path) == 0:
			return true, nil
		case at.AdditionalProperties != nil && at.AdditionalProperties.Schema != nil: // any name will do
			at, path = *at.AdditionalProperties.Schema, path[1:]
		default:
			name, _, _ := strings.Cut(path[0], "[")
			property, ok := at.Properties[name]
			if !ok {
				return false, nil
			}
			at, path = property, path[1:]
		}
	}
}
