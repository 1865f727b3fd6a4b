package computed

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/cel-go/common/types"
	apiservercel "k8s.io/apiserver/pkg/cel"

	"github.com/hardenway/hardenway/quiz"
)

// policyQuestion draws a question on a validating admission policy. One without a type is a
// draw that came to nothing.
func policyQuestion(c *chance) (quiz.Question, error) {
	q, err := formOf(c, policyVerdict, policyVerdict, policyVerdict, whatHolds)(c)
	if err != nil || q.Type == "" {
		return quiz.Question{}, err
	}
	q.Tags = []string{"admission"}
	q.Sources = []quiz.Source{
		{Title: "The validator of validating admission policies", Module: "k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go#NewValidator"},
		{Title: "Validating Admission Policy", URL: "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/"},
	}
	q.Practice = quiz.Practice{Scenario: "vap-params-per-team", Lesson: "M09"}
	return q, nil
}

// manifest is the policy as a file.
func (r rules) manifest(failurePolicy string, hasParams bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata:\n  name: %s\nspec:\n  failurePolicy: %s\n", r.name, failurePolicy)
	if hasParams {
		b.WriteString("  paramKind: {apiVersion: v1, kind: ConfigMap}\n")
	}
	fmt.Fprintf(&b, "  matchConstraints:\n    resourceRules:\n    - {apiGroups: %s, apiVersions: [v1], operations: [CREATE, UPDATE], resources: [%s]}\n", flow([]string{r.group}), r.resource)
	fmt.Fprintf(&b, "  validations:\n  - message: %s\n    expression: >-\n      %s\n", r.message, r.expression)
	return b.String()
}

// drawRules draws a policy that fits the difficulty.
func drawRules(c *chance) rules {
	level := slices.Index(quiz.Difficulties(), c.difficulty)
	var usable []policyTemplate
	for _, t := range policyTemplates {
		// Hard questions have no easy policies, and easy ones no hard policies.
		if from := slices.Index(quiz.Difficulties(), t.from); from <= level && from >= level-1 {
			usable = append(usable, t)
		}
	}
	return pick(c, usable...).draw(c)
}

// policyVerdict asks what becomes of a request. The three results are equally likely.
func policyVerdict(c *chance) (quiz.Question, error) {
	want := wanted(c, "true", "false", failed)
	failurePolicy := pick(c, byDifficulty(c, []string{"Fail"}, []string{"Fail", "Fail", "Ignore"}, []string{"Fail", "Ignore"})...)
	r := drawRules(c)
	manifest := r.manifest(failurePolicy, r.objects[0].params != "")
	policy, err := newPolicy(manifest)
	if err != nil {
		return quiz.Question{}, err
	}
	var object candidate
	var made outcome
	for _, object = range some(c, len(r.objects), r.objects) {
		input, err := newAdmitted(object.yaml, object.old, object.params)
		if err != nil {
			return quiz.Question{}, err
		}
		if made = policy.decide(input); made.result == want {
			break
		}
	}
	if made.result != want {
		return quiz.Question{}, nil
	}
	if made.admitted != (want == "true" || (want == failed && failurePolicy == "Ignore")) {
		return quiz.Question{}, fmt.Errorf("vap: with %s, the expression yields %s, and admitted is %t", failurePolicy, made.result, made.admitted)
	}
	q := quiz.Question{
		Type:  quiz.Verdict,
		Truth: &quiz.Truth{CEL: &quiz.CELTruth{Expression: r.expression, Object: object.yaml, OldObject: object.old, Params: object.params}},
		Given: []quiz.Given{{Title: "policy.yaml", Language: "yaml", Text: manifest}, {Title: "object.yaml", Language: "yaml", Text: object.yaml}},
		Text:  "The policy is bound to the whole cluster, with the action Deny, and the object is created. What comes of it?",
	}
	if object.old != "" {
		q.Text = "The policy is bound to the whole cluster, with the action Deny, and an object is updated. What comes of it?"
		q.Given[1].Title = "object-new.yaml"
		q.Given = append(q.Given, quiz.Given{Title: "object-before.yaml", Language: "yaml", Text: object.old})
	}
	if object.params != "" {
		q.Given = append(q.Given, quiz.Given{Title: "params.yaml", Language: "yaml", Text: object.params})
	}
	q.Options = []quiz.Option{
		{Text: "It is admitted: the expression is true.", Value: "true", Why: "The policy would have to be satisfied in every part of the expression that counts."},
		{Text: "It is denied: the expression is false.", Value: "false", Why: "The expression would have to come to an end, and to be false there."},
		{Text: "It is denied: the expression ends in an error, and the failure policy is Fail.", Value: failed, Why: "Something would have to be asked for that is not there or not of that type."},
	}
	if failurePolicy == "Ignore" {
		q.Options[2].Text = "It is admitted: the expression ends in an error, and the failure policy is Ignore."
	}
	for i := range q.Options {
		if q.Options[i].Correct = q.Options[i].Value == made.result; q.Options[i].Correct {
			q.Options[i].Why = object.note
		}
	}
	shuffle(c, q.Options)
	q.Explanation = fmt.Sprintf("%s decides: %s", code(r.expression), object.note)
	if made.message != "" && made.result == failed {
		q.Explanation += fmt.Sprintf(" The evaluator says: %s.", code(lastPart(made.message)))
	}
	return q, nil
}

// lastPart is the end of an error of CEL, which begins with the whole expression.
func lastPart(message string) string {
	if i := strings.LastIndex(message, "resulted in error: "); i >= 0 {
		return message[i+len("resulted in error: "):]
	}
	return message
}

// remark is an expression with what is worth knowing about it.
type remark struct{ expression, note string }

// remarks are expressions about a Deployment.
func remarks(c *chance, app, team string) []remark {
	n := 1 + c.IntN(4)
	key := pick(c, "team", "env", "tier")
	return []remark{
		{fmt.Sprintf("object.spec.replicas > %d", n), "`replicas` is always there, since it has a default."},
		{fmt.Sprintf("object.spec.replicas != %d", n), "`replicas` is always there, since it has a default."},
		{fmt.Sprintf("has(object.metadata.labels) && '%s' in object.metadata.labels", key), "`has` asks whether there are labels at all, and `in` whether this one is among them."},
		{fmt.Sprintf("'%s' in object.metadata.labels", key), "`in` asks for a key, and needs the map to be there."},
		{fmt.Sprintf("object.metadata.labels['%s'] != ''", key), "To ask a map for a key that it lacks is an error."},
		{fmt.Sprintf("object.metadata.?labels[?'%s'].hasValue()", key), "With `?` what is missing becomes an empty optional."},
		{"object.metadata.namespace == request.namespace", "The object's namespace is the request's."},
		{fmt.Sprintf("namespaceObject.metadata.name == '%s'", team), "`namespaceObject` is the namespace that the object goes to."},
		{fmt.Sprintf("object.metadata.name == '%s'", app), "A Deployment's name is its own, and its pods have longer ones."},
		{"oldObject != null", "`oldObject` is null when an object is created."},
		{"request.operation == 'CREATE'", "The operation is in capitals."},
		{"has(object.spec.template.spec.hostNetwork)", "`has` finds a boolean only if it is true, since false is left out of this field."},
		{"!object.spec.template.spec.hostNetwork", "A boolean that is false is left out of this field, and to ask for it is an error."},
		{"object.spec.template.spec.containers.all(c, c.image.startsWith('registry.example.com/'))", "`all` wants it of every container, and looks at no init container."},
		{"object.spec.template.spec.containers.exists(c, c.image.endsWith(':latest'))", "`exists` is content with one. An image without a tag does not end so, though latest is what it means."},
		{"object.spec.template.spec.containers.all(c, has(c.resources.limits))", "`has` asks for the last field of the path only."},
		{"object.spec.template.spec.containers.exists_one(c, c.name == 'proxy')", "`exists_one` wants exactly one."},
		{"size(object.spec.template.spec.containers) == 1", "`size` counts the items of a list."},
		{"object.spec.template.spec.restartPolicy == 'Always'", "The default is set before admission."},
		{"has(object.spec.template.spec.securityContext.runAsNonRoot)", "The pod's `securityContext` is there by default, and empty."},
		{"object.spec.template.spec.securityContext.runAsNonRoot", "It has no default, and to ask for what is missing is an error."},
		{"object.spec.strategy.type == 'Recreate'", "The default strategy is RollingUpdate."},
		{"object.spec.template.spec.containers[0].imagePullPolicy == 'IfNotPresent'", "The default is Always for the tag latest or none, and IfNotPresent for any other."},
	}
}

// whatHolds asks which of four expressions are true of one object.
func whatHolds(c *chance) (quiz.Question, error) {
	app, team := pick(c, apps...), pick(c, teams...)
	tag := pick(c, ":1.4", ":latest", "")
	containers := []string{plainContainer(app, pick(c, "registry.example.com/", "docker.io/example/")+app+tag, some(c, c.IntN(2), []string{"resources: {limits: {memory: 256Mi}}"})...)}
	if c.coin() {
		containers = append(containers, plainContainer(pick(c, "proxy", "metrics"), "registry.example.com/shared/sidecar:2"))
	}
	labels := pick(c, "", "{app: "+app+"}", "{team: "+team+"}", "{env: test, tier: web}")
	object := workload(app, team, labels, pick(c, "", "1", "3", "5"), containers, some(c, c.IntN(2), []string{"hostNetwork: true", "securityContext: {runAsNonRoot: true}"})...)
	input, err := newAdmitted(object, "", "")
	if err != nil {
		return quiz.Question{}, err
	}
	q := quiz.Question{
		Type: quiz.Multiple, Given: []quiz.Given{{Title: "object.yaml", Language: "yaml", Text: object}},
		Text:        "This object is created. Which of the expressions are true of it in a validating admission policy?",
		Explanation: "A policy sees the object with its defaults set. A field without a default that is not written is missing, and to ask for it is an error, which is neither true nor false.",
	}
	for _, r := range some(c, 4, remarks(c, app, team)) {
		compiled, err := compileCEL(anyExpression(r.expression), false)
		if err != nil {
			return quiz.Question{}, err
		}
		value, err := input.evaluate(compiled)
		option := quiz.Option{Text: code(r.expression), Truth: &quiz.Truth{CEL: &quiz.CELTruth{Expression: r.expression, Object: object}}}
		if problem, ok := errors.AsType[*apiservercel.Error](err); ok {
			option.Why = fmt.Sprintf("It ends in an error (%s). %s", code(lastPart(problem.Error())), r.note)
		} else if err != nil {
			return quiz.Question{}, err
		} else {
			option.Correct = value == types.True
			option.Why = fmt.Sprintf("It yields %t. %s", option.Correct, r.note)
		}
		q.Options = append(q.Options, option)
	}
	if n := rights(q.Options); n == 0 || n == len(q.Options) {
		return quiz.Question{}, nil
	}
	return q, nil
}
