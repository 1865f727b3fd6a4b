package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/computed"
)

// result is what came of one kind of questions.
type result struct {
	kind               computed.Kind
	questions, answers int
	took               time.Duration
	differences        []string
}

// String is one line of the report.
func (r result) String() string {
	return fmt.Sprintf("%s: %d questions, %d answers of the API server, %d differences, %s", r.kind, r.questions, r.answers, len(r.differences), r.took.Round(100*time.Millisecond))
}

// compare counts an answer, and keeps it if it differs from the key.
func (r *result) compare(q *quiz.Question, what, want, got, said string) {
	r.answers++
	if want != got {
		r.differences = append(r.differences, fmt.Sprintf("%s: %s: the key says %s, and the cluster %s: %s", q.ID, what, want, got, said))
	}
}

// check puts n questions of each kind to a cluster.
func check(ctx context.Context, kubeconfig string, first uint64, n int, talk io.Writer) ([]result, error) {
	c, err := connect(kubeconfig)
	if err != nil {
		return nil, err
	}
	var results []result
	for _, kind := range computed.Kinds() {
		r := result{kind: kind}
		var questions []quiz.Question
		for seed := first; seed < first+uint64(n); seed++ {
			q, err := computed.Generate(kind, seed)
			if err != nil {
				return results, err
			}
			questions = append(questions, q)
		}
		_, _ = fmt.Fprintf(talk, "quizcheck: %d questions on %s\n", n, kind)
		began := time.Now()
		switch kind {
		case computed.RBAC:
			err = c.checkAccess(ctx, questions, &r)
		case computed.PodSecurity:
			err = c.checkPods(ctx, questions, &r)
		case computed.VAP:
			err = c.checkPolicies(ctx, questions, &r)
		}
		r.took = time.Since(began)
		results = append(results, r)
		if err != nil {
			return results, fmt.Errorf("%s: %w", kind, err)
		}
	}
	return results, nil
}

// claims are the truths of a question, with what the key says to each.
func claims(q *quiz.Question) (truths []quiz.Truth, words []string) {
	if q.Truth != nil {
		for _, option := range q.Options {
			if option.Correct {
				truths, words = append(truths, *q.Truth), append(words, option.Value)
			}
		}
		if q.Type == quiz.Line {
			denied := *q.Truth.PodSecurity
			denied.Pod = q.Manifest
			truths, words = append(truths, quiz.Truth{PodSecurity: &denied}), append(words, "denied")
		}
	}
	for _, option := range q.Options {
		if option.Truth != nil {
			truths, words = append(truths, *option.Truth), append(words, fmt.Sprint(option.Correct))
		}
	}
	return truths, words
}

// said is a decision in the words of a truth.
func said(ok bool, ask string) string {
	switch {
	case ask == "bool":
		return fmt.Sprint(ok)
	case ok:
		return "allowed"
	default:
		return "denied"
	}
}

// checkAccess gives the cluster the roles of each question and reviews its requests.
func (c *cluster) checkAccess(ctx context.Context, questions []quiz.Question, r *result) error {
	for n := range questions {
		q := &questions[n]
		r.questions++
		truths, words := claims(q)
		for i := 0; i < len(truths); {
			objects := truths[i].Access.Objects
			remove, err := c.world(ctx, objects)
			if err != nil {
				return fmt.Errorf("%s: %w", q.ID, err)
			}
			for ; i < len(truths) && truths[i].Access.Objects == objects; i++ {
				t := truths[i].Access
				ok, reason, err := c.review(ctx, *t)
				if err != nil {
					return fmt.Errorf("%s: %w", q.ID, err)
				}
				r.compare(q, fmt.Sprintf("%s %s %s", t.User, t.Verb, t.Resource), words[i], said(ok, t.Ask), reason)
				if ok && q.Type == quiz.Verdict {
					r.compare(q, "the reason", "true", fmt.Sprint(strings.Contains(q.Explanation, reason)), reason)
				}
			}
			if err := remove(); err != nil {
				return fmt.Errorf("%s: %w", q.ID, err)
			}
		}
	}
	return nil
}

// sentinel is a right that reaches somebody after everything that was made before it: through
// an aggregated cluster role and a binding of it, and through a role and a binding.
const sentinel = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: zz-sentinel, labels: {example.com/sentinel: "true"}}
rules: [{apiGroups: [example.com], resources: [everywhere], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: zz-sentinels}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {example.com/sentinel: "true"}}]}
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: zz-sentinels}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: zz-sentinel}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: zz-sentinels}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: zz-sentinel, namespace: default}
rules: [{apiGroups: [example.com], resources: [here], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: zz-sentinel, namespace: default}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: zz-sentinel}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: zz-sentinel}
`

// world makes RBAC objects, and waits until the authorizer has seen them and the controller
// has aggregated what is to be aggregated.
func (c *cluster) world(ctx context.Context, documents string) (remove func() error, err error) {
	objects, err := parse(documents)
	if err != nil {
		return nil, err
	}
	removeObjects, err := c.create(ctx, objects...)
	if err != nil {
		return nil, err
	}
	// What the controller has to write is written before what came later. Its queue has no
	// order, so it gets a moment more.
	sentinels := 1
	if strings.Contains(documents, "aggregationRule") {
		sentinels = 2
	}
	for range sentinels {
		objects, err := parse(sentinel)
		if err != nil {
			return nil, err
		}
		removeSentinel, err := c.create(ctx, objects...)
		if err != nil {
			return nil, err
		}
		for _, truth := range []quiz.AccessTruth{
			{User: "zz-sentinel", Verb: "get", Group: "example.com", Resource: "everywhere", Namespace: "default"},
			{User: "zz-sentinel", Verb: "get", Group: "example.com", Resource: "here", Namespace: "default"},
		} {
			if err := await(ctx, "the authorizer sees the roles", func(ctx context.Context) (bool, error) {
				ok, _, err := c.review(ctx, truth)
				return ok, err
			}); err != nil {
				return nil, err
			}
		}
		if err := removeSentinel(); err != nil {
			return nil, err
		}
		if sentinels > 1 {
			time.Sleep(100 * time.Millisecond)
		}
	}
	return removeObjects, nil
}

// review is a SubjectAccessReview.
func (c *cluster) review(ctx context.Context, t quiz.AccessTruth) (ok bool, reason string, err error) {
	groups := append([]string{"system:authenticated"}, t.Groups...)
	if rest, ok := strings.CutPrefix(t.User, "system:serviceaccount:"); ok {
		namespace, _, _ := strings.Cut(rest, ":")
		groups = append(groups, "system:serviceaccounts", "system:serviceaccounts:"+namespace)
	}
	made, err := c.typed.AuthorizationV1().SubjectAccessReviews().Create(ctx, &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
		User: t.User, Groups: groups,
		ResourceAttributes: &authorizationv1.ResourceAttributes{
			Verb: t.Verb, Group: t.Group, Version: "*", Resource: t.Resource, Subresource: t.Subresource, Namespace: t.Namespace, Name: t.Name,
		},
	}}, metav1.CreateOptions{})
	if err != nil {
		return false, "", err
	}
	return made.Status.Allowed, made.Status.Reason, nil
}

// checkPods creates pods, without keeping them, in namespaces that enforce a level.
func (c *cluster) checkPods(ctx context.Context, questions []quiz.Question, r *result) error {
	for _, level := range []string{"privileged", "baseline", "restricted"} {
		namespace := "quizcheck-" + level
		if err := c.namespace(ctx, namespace, map[string]string{"pod-security.kubernetes.io/enforce": level}); err != nil {
			return err
		}
		account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "cluster-admin"}}
		if _, err := c.typed.CoreV1().ServiceAccounts(namespace).Create(ctx, account, metav1.CreateOptions{}); err != nil {
			return err
		}
		if err := await(ctx, "the default service account is there", func(ctx context.Context) (bool, error) {
			_, err := c.typed.CoreV1().ServiceAccounts(namespace).Get(ctx, "default", metav1.GetOptions{})
			return err == nil, err
		}); err != nil {
			return err
		}
	}
	for n := range questions {
		q := &questions[n]
		r.questions++
		truths, words := claims(q)
		for i, truth := range truths {
			objects, err := parse(truth.PodSecurity.Pod)
			if err != nil {
				return err
			}
			pod := objects[0]
			pod.SetNamespace("quizcheck-" + truth.PodSecurity.Level)
			_, err = c.of(pod).Create(ctx, pod, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}, FieldValidation: metav1.FieldValidationStrict})
			got, message := said(true, truth.PodSecurity.Ask), ""
			if err != nil {
				got, message = "neither", err.Error()
				if apierrors.IsForbidden(err) && strings.Contains(message, "violates PodSecurity") {
					got = said(false, truth.PodSecurity.Ask)
				}
			}
			r.compare(q, "the pod", words[i], got, message)
		}
	}
	return nil
}

// checkPolicies gives the cluster policies, each bound to one namespace, and sends them their
// objects without keeping these. Questions that need the same namespace wait for the next round.
func (c *cluster) checkPolicies(ctx context.Context, questions []quiz.Question, r *result) error {
	var waiting []*quiz.Question
	for i := range questions {
		if questions[i].Type == quiz.Verdict {
			waiting = append(waiting, &questions[i])
		}
	}
	for round := 0; len(waiting) > 0; round++ {
		var later []*quiz.Question
		taken := map[string]*quiz.Question{}
		for _, q := range waiting {
			objects, err := parse(q.Truth.CEL.Object)
			if err != nil {
				return err
			}
			namespace := objects[0].GetNamespace()
			if taken[namespace] != nil {
				later = append(later, q)
				continue
			}
			taken[namespace] = q
		}
		if err := c.policyRound(ctx, round, taken, r); err != nil {
			return err
		}
		waiting = later
	}
	return nil
}

// policyRound checks one question for each of several namespaces.
func (c *cluster) policyRound(ctx context.Context, round int, taken map[string]*quiz.Question, r *result) (err error) {
	last := fmt.Sprintf("quizcheck-last-%d", round)
	acts := func(ctx context.Context) (bool, error) {
		_, err := c.typed.CoreV1().ConfigMaps(last).Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "probe"}}, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		return err != nil && strings.Contains(err.Error(), last), nil
	}
	var removes []func() error
	defer func() {
		for _, remove := range removes {
			err = errors.Join(err, remove())
		}
		// What is removed must not judge the objects of the next round.
		err = errors.Join(err, await(ctx, "the policies act no longer", func(ctx context.Context) (bool, error) {
			ok, err := acts(ctx)
			return !ok, err
		}))
	}()
	create := func(documents string) error {
		objects, err := parse(documents)
		if err != nil {
			return err
		}
		remove, err := c.create(ctx, objects...)
		removes = append(removes, remove)
		return err
	}
	for namespace, q := range taken {
		for _, documents := range []string{q.Truth.CEL.Params, q.Truth.CEL.OldObject} {
			if err := create(documents); err != nil {
				return fmt.Errorf("%s: %w", q.ID, err)
			}
		}
		if err := c.bind(ctx, create, fmt.Sprintf("%s-%d", q.ID, round), namespace, q.Given[0].Text, q.Truth.CEL.Params != ""); err != nil {
			return fmt.Errorf("%s: %w", q.ID, err)
		}
	}
	// The server takes all policies over at once, so the last one tells of the others.
	if err := c.namespace(ctx, last, nil); err != nil {
		return err
	}
	if err := c.bind(ctx, create, last, last, strings.NewReplacer("PLACEHOLDER", last).Replace(refuseAll), false); err != nil {
		return err
	}
	if err := await(ctx, "the policies act", acts); err != nil {
		return err
	}
	for _, q := range taken {
		r.questions++
		objects, err := parse(q.Truth.CEL.Object)
		if err != nil {
			return err
		}
		object := objects[0]
		if q.Truth.CEL.OldObject == "" {
			_, err = c.of(object).Create(ctx, object, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		} else {
			_, err = c.of(object).Update(ctx, object, metav1.UpdateOptions{DryRun: []string{metav1.DryRunAll}})
		}
		_, words := claims(q)
		want := words[0]
		if want == "error" && strings.Contains(q.Given[0].Text, "failurePolicy: Ignore") {
			want = "true" // it is admitted, and nothing tells why
		}
		got, message := "true", ""
		if err != nil {
			got, message = "neither", err.Error()
			switch {
			case strings.Contains(message, "resulted in error"):
				got = "error"
			case strings.Contains(message, "denied request"):
				got = "false"
			}
		}
		r.compare(q, "the object", want, got, message)
	}
	return nil
}

// refuseAll is a policy that refuses every ConfigMap.
const refuseAll = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: PLACEHOLDER}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
  validations:
  - {expression: "false", message: refused by PLACEHOLDER}
`

// bind makes a policy under a name of its own, and binds it to one namespace.
func (c *cluster) bind(ctx context.Context, create func(string) error, name, namespace, policy string, hasParams bool) error {
	if err := c.namespace(ctx, namespace, nil); err != nil {
		return err
	}
	objects, err := parse(policy)
	if err != nil {
		return err
	}
	objects[0].SetName(name)
	data, err := objects[0].MarshalJSON()
	if err != nil {
		return err
	}
	binding := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
		"metadata": map[string]any{"name": name},
		"spec": map[string]any{
			"policyName": name, "validationActions": []any{"Deny"},
			"matchResources": map[string]any{"namespaceSelector": map[string]any{"matchLabels": map[string]any{corev1.LabelMetadataName: namespace}}},
		},
	}}
	if hasParams {
		if err := unstructured.SetNestedMap(binding.Object, map[string]any{"name": "limits", "namespace": namespace, "parameterNotFoundAction": "Deny"}, "spec", "paramRef"); err != nil {
			return err
		}
	}
	bound, err := binding.MarshalJSON()
	if err != nil {
		return err
	}
	return create(string(data) + "\n---\n" + string(bound) + "\n")
}
