package computed_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	celgo "github.com/google/cel-go/cel"
	celtypes "github.com/google/cel-go/common/types"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	k8sruntime "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/kubernetes/pkg/api/legacyscheme"

	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/computed"
)

// TestSecondRoute checks generated questions a second time, by code of Kubernetes that had no
// part in making them. What differs is which functions are asked and how the objects get
// there, so a mistake in one of the ways shows.
func TestSecondRoute(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 1_000
	}
	shares := map[computed.Kind]int{computed.RBAC: n * 4 / 10, computed.PodSecurity: n * 3 / 10, computed.VAP: n * 3 / 10}
	routes := map[computed.Kind]func() func(*quiz.Question) (int, error){
		computed.RBAC:        func() func(*quiz.Question) (int, error) { return accessRoute },
		computed.PodSecurity: podSecurityRoute,
		computed.VAP:         celRoute,
	}
	for _, kind := range computed.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			route := routes[kind]()
			var mu sync.Mutex
			decisions, wrong := 0, 0
			seeds := make(chan uint64)
			var workers sync.WaitGroup
			for range runtime.NumCPU() {
				workers.Go(func() {
					for seed := range seeds {
						q, err := computed.Generate(kind, seed)
						made := 0
						if err == nil {
							made, err = route(&q)
						}
						mu.Lock()
						decisions += made
						if err != nil {
							if wrong++; wrong < 10 {
								t.Errorf("%s: %v", q.ID, err)
							}
						}
						mu.Unlock()
					}
				})
			}
			for seed := range shares[kind] {
				seeds <- uint64(seed)
			}
			close(seeds)
			workers.Wait()
			t.Logf("%d questions, %d decisions made twice, %d disagreements", shares[kind], decisions, wrong)
		})
	}
}

// claims are the truths of a question with what its key says about each.
func claims(q *quiz.Question) (truths []quiz.Truth, words []string) {
	if q.Truth != nil && q.Type != quiz.Line {
		for _, option := range q.Options {
			if option.Correct {
				truths, words = append(truths, *q.Truth), append(words, option.Value)
			}
		}
	}
	for _, option := range q.Options {
		if option.Truth != nil {
			truths, words = append(truths, *option.Truth), append(words, fmt.Sprint(option.Correct))
		}
	}
	return truths, words
}

// celRoute evaluates expressions with cel-go itself, on the objects as plain maps.
func celRoute() func(*quiz.Question) (int, error) {
	base, err := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()).Env(environment.StoredExpressions)
	if err == nil {
		base, err = base.Extend(celgo.Variable("object", celgo.DynType), celgo.Variable("oldObject", celgo.DynType), celgo.Variable("params", celgo.DynType),
			celgo.Variable("request", celgo.DynType), celgo.Variable("namespaceObject", celgo.DynType))
	}
	return func(q *quiz.Question) (int, error) {
		if err != nil {
			return 0, err
		}
		truths, words := claims(q)
		for i, truth := range truths {
			ast, issues := base.Compile(truth.CEL.Expression)
			if issues.Err() != nil {
				return i, issues.Err()
			}
			program, err := base.Program(ast)
			if err != nil {
				return i, err
			}
			object, err := plainObject(truth.CEL.Object)
			if err != nil {
				return i, err
			}
			old, err := plainObject(truth.CEL.OldObject)
			if err != nil {
				return i, err
			}
			params, err := plainObject(truth.CEL.Params)
			if err != nil {
				return i, err
			}
			namespace := (&unstructured.Unstructured{Object: object.(map[string]any)}).GetNamespace()
			operation := "CREATE"
			if old != nil {
				operation = "UPDATE"
			}
			value, _, err := program.Eval(map[string]any{
				"object": object, "oldObject": old, "params": params,
				"request":         map[string]any{"operation": operation, "namespace": namespace},
				"namespaceObject": map[string]any{"metadata": map[string]any{"name": namespace}},
			})
			got := "error"
			if err == nil {
				got = fmt.Sprint(value == celtypes.True)
			}
			if want := words[i]; got != want && (got != "error" || want != "false" || q.Type == quiz.Verdict) {
				return i, fmt.Errorf("%s: cel-go says %s (%s), and the key says %s\n%s", truth.CEL.Expression, got, fmt.Sprint(err), want, truth.CEL.Object)
			}
		}
		return len(truths), nil
	}
}

// plainObject is an object with its defaults as a map. Without text it is null.
func plainObject(text string) (any, error) {
	if text == "" {
		return nil, nil
	}
	object, _, err := legacyscheme.Codecs.UniversalDecoder(legacyscheme.Scheme.PrioritizedVersionsAllGroups()...).Decode([]byte(text), nil, nil)
	if err != nil {
		return nil, err
	}
	return k8sruntime.DefaultUnstructuredConverter.ToUnstructured(object)
}

// textually mends a line of a manifest without knowing what it means: true and false are
// turned round, and anything else is taken out.
func textually(manifest string, lines ...int) string {
	var out []string
	for i, line := range strings.Split(manifest, "\n") {
		switch {
		case !slices.Contains(lines, i+1):
			out = append(out, line)
		case strings.HasSuffix(line, ": true"):
			out = append(out, strings.TrimSuffix(line, "true")+"false")
		case strings.HasSuffix(line, ": false"):
			out = append(out, strings.TrimSuffix(line, "false")+"true")
		case strings.Contains(line, "drop: "):
			out = append(out, line[:strings.Index(line, "drop:")]+"drop: [ALL]")
		case strings.Contains(line, "Unconfined"):
			out = append(out, strings.Replace(line, "Unconfined", "RuntimeDefault", 1))
		case strings.HasPrefix(strings.TrimSpace(line), "- {containerPort"):
			// The item goes, and with the last one the list has to go too.
			out = append(out, line[:strings.Index(line, "{")]+"{containerPort: 12345}")
		}
	}
	return strings.Join(out, "\n")
}
