package computed_test

import (
	"context"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/compatibility"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/plugin/pkg/admission/security/podsecurity"
	"k8s.io/pod-security-admission/api"

	"github.com/hardenway/hardenway/quiz"
)

// podSecurityPlugin is the API server's own plug-in, with namespaces in its cache that
// enforce the levels.
func podSecurityPlugin() (*podsecurity.Plugin, error) {
	client, err := kubernetes.NewForConfig(&rest.Config{Host: "https://127.0.0.1:1"}) // never asked: the cache has everything
	if err != nil {
		return nil, err
	}
	shared := informers.NewSharedInformerFactory(client, 0)
	for _, level := range []string{"privileged", "baseline", "restricted"} {
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: level, Labels: map[string]string{api.EnforceLevelLabel: level}}}
		if err := shared.Core().V1().Namespaces().Informer().GetStore().Add(namespace); err != nil {
			return nil, err
		}
	}
	plugins := admission.NewPlugins()
	podsecurity.Register(plugins)
	made, err := plugins.InitPlugin(podsecurity.PluginName, nil, initializer{func(p *podsecurity.Plugin) {
		p.SetExternalKubeClientSet(client)
		p.InspectEffectiveVersion(compatibility.NewEffectiveVersionFromString("1.37", "", ""))
		p.SetExternalKubeInformerFactory(shared)
	}})
	if err != nil {
		return nil, err
	}
	return made.(*podsecurity.Plugin), nil
}

type initializer struct {
	initialize func(*podsecurity.Plugin)
}

func (i initializer) Initialize(plugin admission.Interface) {
	i.initialize(plugin.(*podsecurity.Plugin))
}

// podSecurityRoute asks the plug-in whether it admits a pod that is created in a namespace of
// the level.
func podSecurityRoute() func(*quiz.Question) (int, error) {
	plugin, err := podSecurityPlugin()
	ask := func(level, manifest string) (bool, string, error) {
		object, _, err := legacyscheme.Codecs.UniversalDecoder().Decode([]byte(manifest), nil, nil)
		if err != nil {
			return false, "", fmt.Errorf("%w\n%s", err, manifest)
		}
		pod := object.(*core.Pod)
		pod.Namespace = level
		err = plugin.Validate(context.Background(), admission.NewAttributesRecord(pod, nil, corev1.SchemeGroupVersion.WithKind("Pod"), level, pod.Name,
			corev1.SchemeGroupVersion.WithResource("pods"), "", admission.Create, &metav1.CreateOptions{}, false, &user.DefaultInfo{Name: "mia"}), nil)
		if err != nil {
			return false, err.Error(), nil
		}
		return true, "", nil
	}
	return func(q *quiz.Question) (int, error) {
		if err != nil {
			return 0, err
		}
		if q.Type == quiz.Line {
			return lineRoute(q, ask)
		}
		truths, words := claims(q)
		for i, truth := range truths {
			ok, says, err := ask(truth.PodSecurity.Level, truth.PodSecurity.Pod)
			if err != nil {
				return i, err
			}
			got := map[bool]string{true: "allowed", false: "denied"}[ok]
			if truth.PodSecurity.Ask == "bool" {
				got = fmt.Sprint(ok)
			}
			if got != words[i] {
				return i, fmt.Errorf("the plug-in says %s (%s), and the key says %s\n%s", got, says, words[i], truth.PodSecurity.Pod)
			}
			// The explanation quotes the evaluator; the plug-in has to give the same reason.
			if q.Type == quiz.Verdict && !ok {
				quoted := strings.SplitN(q.Explanation, "`", 3)
				if len(quoted) < 3 || !strings.Contains(says, quoted[1]) {
					return i, fmt.Errorf("the plug-in says %q, and the explanation %q", says, q.Explanation)
				}
			}
		}
		return len(truths), nil
	}
}

// lineRoute mends lines in the text of the manifest: with all of them mended the pod is
// admitted, and with all but one it is not.
func lineRoute(q *quiz.Question, ask func(level, manifest string) (bool, string, error)) (int, error) {
	level := q.Truth.PodSecurity.Level
	var lines []int
	for _, line := range q.Lines {
		lines = append(lines, line.Line)
	}
	ok, says, err := ask(level, textually(q.Manifest, lines...))
	if err != nil || !ok {
		return 0, fmt.Errorf("with lines %v mended: %t, %s, %w\n%s", lines, ok, says, err, q.Manifest)
	}
	for i := range lines {
		others := append(append([]int{}, lines[:i]...), lines[i+1:]...)
		if ok, _, err := ask(level, textually(q.Manifest, others...)); err != nil || ok {
			return i, fmt.Errorf("with lines %v mended and %d not: %t, %w\n%s", others, lines[i], ok, err, q.Manifest)
		}
	}
	return len(lines) + 1, nil
}
