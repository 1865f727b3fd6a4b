package computed

import (
	"cmp"
	"errors"
	"fmt"
	"sync"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/core"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/pod-security-admission/admission"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"

	"github.com/hardenway/hardenway/quiz"
)

// podSecurity is the evaluator that the API server's plug-in has.
var podSecurity = sync.OnceValues(func() (policy.Evaluator, error) {
	return policy.NewEvaluator(policy.DefaultChecks(), nil)
})

// levelVersion reads a level and a version as the labels of a namespace hold them.
func levelVersion(level, version string) (api.LevelVersion, error) {
	l, err := api.ParseLevel(level)
	if err != nil {
		return api.LevelVersion{}, fmt.Errorf("podSecurity: level %q: %w", level, err)
	}
	v, err := api.ParseVersion(cmp.Or(version, api.VersionLatest))
	if err != nil {
		return api.LevelVersion{}, fmt.Errorf("podSecurity: version %q: %w", version, err)
	}
	return api.LevelVersion{Level: l, Version: v}, nil
}

// decodePod reads a Pod, or something that makes pods, for whose pods the answer then is.
func decodePod(manifest string) (*metav1.ObjectMeta, *corev1.PodSpec, error) {
	object, err := decodeObject([]byte(manifest))
	if err != nil {
		return nil, nil, fmt.Errorf("podSecurity: %w", err)
	}
	if pod, ok := object.(*corev1.Pod); ok {
		if err := validatePod(pod); err != nil {
			return nil, nil, fmt.Errorf("podSecurity: the API server would refuse the pod before it asks: %w", err)
		}
	}
	meta, spec, err := podOf(object)
	if err != nil {
		return nil, nil, fmt.Errorf("podSecurity: %w", err)
	}
	return meta, spec, nil
}

// podOf finds the pod in an object, as the admission does.
func podOf(object runtime.Object) (*metav1.ObjectMeta, *corev1.PodSpec, error) {
	meta, spec, err := admission.DefaultPodSpecExtractor{}.ExtractPodSpec(object)
	if err == nil && spec == nil {
		err = errors.New("there is no pod in it")
	}
	return meta, spec, err
}

// validatePod says what the API server would say to the pod. The fields that the server fills
// in from the request are filled in. Privileged containers are allowed, as kubeadm does.
func validatePod(pod *corev1.Pod) error {
	capabilities.Setup(true, 0)
	internal := &core.Pod{}
	if err := legacyscheme.Scheme.Convert(pod.DeepCopy(), internal, nil); err != nil {
		return err
	}
	internal.Namespace = cmp.Or(internal.Namespace, metav1.NamespaceDefault)
	if internal.Spec.ServiceAccountName == "" { // which admission fills in, for old clients too
		internal.Spec.ServiceAccountName, internal.Spec.DeprecatedServiceAccount = "default", "default" //nolint:staticcheck // validation wants both or neither
	}
	if internal.Name == "" {
		internal.Name = cmp.Or(internal.GenerateName, "pod")
	}
	options := podutil.GetValidationOptionsFromPodSpecAndMeta(&internal.Spec, nil, &internal.ObjectMeta, nil)
	return corevalidation.ValidatePodCreate(internal, options).ToAggregate()
}

// violations are the checks that a pod fails at a level, in the words of Pod Security.
func violations(at api.LevelVersion, meta *metav1.ObjectMeta, spec *corev1.PodSpec) (policy.AggregateCheckResult, error) {
	evaluator, err := podSecurity()
	if err != nil {
		return policy.AggregateCheckResult{}, fmt.Errorf("podSecurity: %w", err)
	}
	return policy.AggregateCheckResults(evaluator.EvaluatePod(at, meta, spec)), nil
}

func evaluatePodSecurity(truth quiz.PodSecurityTruth, q *quiz.Question) (string, error) {
	at, err := levelVersion(truth.Level, truth.Version)
	if err != nil {
		return "", err
	}
	if truth.Pod == "" {
		if q == nil || q.Type != quiz.Line {
			return "", errors.New("podSecurity: pod is missing; only a question of type line goes without")
		}
		return faultLines(at, q.Manifest)
	}
	meta, spec, err := decodePod(truth.Pod)
	if err != nil {
		return "", err
	}
	result, err := violations(at, meta, spec)
	if err != nil {
		return "", err
	}
	return decision(result.Allowed, truth.Ask)
}
