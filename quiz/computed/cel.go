package computed

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	celgo "github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	admissionv1 "k8s.io/api/admission/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"sigs.k8s.io/yaml"

	"github.com/hardenway/hardenway/quiz"
)

// failed is what an expression yields that ends in an error.
const failed = "error"

// celCompiler compiles expressions as for validating admission policies.
var celCompiler = sync.OnceValue(func() cel.Compiler {
	return cel.NewCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
})

// anyExpression is an expression that may yield anything, as one of a policy's variables.
type anyExpression string

func (e anyExpression) GetExpression() string    { return string(e) }
func (anyExpression) ReturnTypes() []*celgo.Type { return []*celgo.Type{celgo.AnyType} }
func (e anyExpression) String() string           { return string(e) }

// compileCEL compiles an expression of a policy. Both environments have to take it: that in
// which a new policy is checked, and that in which a stored one runs.
func compileCEL(expression cel.ExpressionAccessor, hasParams bool) (cel.CompilationResult, error) {
	declared := cel.OptionalVariableDeclarations{HasParams: hasParams}
	if checked := celCompiler().CompileCELExpression(expression, declared, environment.NewExpressions); checked.Error != nil {
		return checked, fmt.Errorf("cel: the API server would refuse the policy: %w", checked.Error)
	}
	compiled := celCompiler().CompileCELExpression(expression, declared, environment.StoredExpressions)
	if compiled.Error != nil {
		return compiled, fmt.Errorf("cel: %w", compiled.Error)
	}
	return compiled, nil
}

// admitted is what a policy sees of one request.
type admitted struct {
	attributes *admission.VersionedAttributes
	request    *admissionv1.AdmissionRequest
	params     runtime.Object
	namespace  *corev1.Namespace
}

// newAdmitted describes the request that creates an object, or updates or deletes one.
func newAdmitted(objectYAML, oldYAML, paramsYAML string) (*admitted, error) {
	object, err := celObject("object", objectYAML)
	if err != nil {
		return nil, err
	}
	old, err := celObject("oldObject", oldYAML)
	if err != nil {
		return nil, err
	}
	params, err := celObject("params", paramsYAML)
	if err != nil {
		return nil, err
	}
	subject, operation := object, admission.Create
	switch {
	case object == nil && old == nil:
		subject, operation = &unstructured.Unstructured{}, admission.Create
	case object == nil:
		subject, operation = old, admission.Delete
	case old != nil:
		operation = admission.Update
	}
	kind := subject.GetObjectKind().GroupVersionKind()
	resource, _ := meta.UnsafeGuessKindToResource(kind)
	named, err := meta.Accessor(subject)
	if err != nil {
		return nil, fmt.Errorf("cel: object: %w", err)
	}
	a := &admitted{attributes: &admission.VersionedAttributes{
		Attributes:    admission.NewAttributesRecord(object, old, kind, named.GetNamespace(), named.GetName(), resource, "", operation, nil, false, nil),
		VersionedKind: kind,
	}, params: params}
	if object != nil {
		a.attributes.VersionedObject.Set(object)
	}
	if old != nil {
		a.attributes.VersionedOldObject.Set(old)
	}
	a.request = cel.CreateAdmissionRequest(a.attributes.Attributes, metav1.GroupVersionResource(resource), metav1.GroupVersionKind(kind))
	if name := named.GetNamespace(); name != "" {
		a.namespace = &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{corev1.LabelMetadataName: name}}}
	}
	return a, nil
}

// celObject reads an object as admission sees it: one of Kubernetes' own kinds with its
// defaults set, and any other, such as a custom resource, as it is written. Without text
// there is none.
func celObject(name, text string) (runtime.Object, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil //nolint:nilnil // there is no object, and that is in order
	}
	raw := &unstructured.Unstructured{}
	if err := yaml.UnmarshalStrict([]byte(text), &raw.Object); err != nil {
		return nil, fmt.Errorf("cel: %s: %w", name, err)
	}
	if !legacyscheme.Scheme.Recognizes(raw.GroupVersionKind()) {
		// Numbers as the API server decodes them: whole ones are no fractions.
		data, err := yaml.YAMLToJSON([]byte(text))
		if err != nil {
			return nil, fmt.Errorf("cel: %s: %w", name, err)
		}
		if raw.GetKind() == "" {
			return nil, fmt.Errorf("cel: %s: it has no kind", name)
		}
		if err := raw.UnmarshalJSON(data); err != nil {
			return nil, fmt.Errorf("cel: %s: %w", name, err)
		}
		return raw, nil
	}
	object, err := decodeObject([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("cel: %s: %w", name, err)
	}
	return object, nil
}

// evaluate runs an expression within the budget that a policy has. The second result is the
// error that a policy would report, if the expression ended in one.
func (a *admitted) evaluate(compiled cel.CompilationResult) (ref.Val, error) {
	results, _, err := cel.NewCondition([]cel.CompilationResult{compiled}).ForInput(context.Background(), a.attributes, a.request,
		cel.OptionalVariableBindings{VersionedParams: a.params}, cel.CreateNamespaceObject(a.namespace), celconfig.RuntimeCELCostBudget)
	if err != nil {
		return nil, err
	}
	return results[0].EvalResult, results[0].Error
}

func evaluateCEL(truth quiz.CELTruth) (string, error) {
	if truth.Expression == "" {
		return "", errors.New("cel: expression is missing")
	}
	compiled, err := compileCEL(anyExpression(truth.Expression), truth.Params != "")
	if err != nil {
		return "", err
	}
	input, err := newAdmitted(truth.Object, truth.OldObject, truth.Params)
	if err != nil {
		return "", err
	}
	value, err := input.evaluate(compiled)
	if err != nil {
		if _, ok := errors.AsType[*apiservercel.Error](err); ok {
			return failed, nil
		}
		return "", fmt.Errorf("cel: %w", err)
	}
	return celText(value)
}

// celText is a value as one would say it.
func celText(value ref.Val) (string, error) {
	switch value := value.(type) {
	case types.String:
		return string(value), nil
	case types.Null:
		return "null", nil
	case traits.Lister:
		var words []string
		for it := value.Iterator(); it.HasNext() == types.True; {
			word, err := celText(it.Next())
			if err != nil {
				return "", err
			}
			words = append(words, word)
		}
		return "[" + strings.Join(words, ", ") + "]", nil
	case traits.Mapper:
		return "", errors.New("cel: the expression yields a map, which is no answer: ask for one of its values")
	default:
		return fmt.Sprint(value.Value()), nil
	}
}
