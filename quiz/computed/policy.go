package computed

import (
	"context"
	"errors"
	"fmt"
	"sync"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

// conditionCompiler compiles the validations of policies.
var conditionCompiler = sync.OnceValue(func() cel.ConditionCompiler {
	return cel.NewConditionCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
})

// outcome is what a validating admission policy says to a request.
type outcome struct {
	admitted bool
	result   string // of the first validation: "true", "false" or "error"
	message  string // what the API server says, if it is not true
}

// vap is a validating admission policy with the validator that the API server's plug-in
// makes of it.
type vap struct {
	validator validating.Validator
}

// newPolicy compiles a policy. It must have neither variables nor match conditions, for which
// the plug-in builds an environment of its own.
func newPolicy(manifest string) (*vap, error) {
	object, err := decodeObject([]byte(manifest))
	if err != nil {
		return nil, fmt.Errorf("vap: the policy: %w", err)
	}
	given, ok := object.(*admissionregistrationv1.ValidatingAdmissionPolicy)
	if !ok || len(given.Spec.Variables)+len(given.Spec.MatchConditions) > 0 {
		return nil, errors.New("vap: the policy: it is no ValidatingAdmissionPolicy without variables and match conditions")
	}
	var validations, messages []cel.ExpressionAccessor
	for _, v := range given.Spec.Validations {
		validations = append(validations, &validating.ValidationCondition{Expression: v.Expression, Message: v.Message, Reason: v.Reason})
		messages = append(messages, nil)
	}
	declared := cel.OptionalVariableDeclarations{HasParams: given.Spec.ParamKind != nil, HasAuthorizer: true}
	compile := func(expressions []cel.ExpressionAccessor) cel.ConditionEvaluator {
		return conditionCompiler().CompileCondition(expressions, declared, environment.StoredExpressions)
	}
	return &vap{validating.NewValidator(compile(validations), nil, compile(nil), compile(messages), given.Spec.FailurePolicy, nil)}, nil
}

// decide puts a request to the policy.
func (p *vap) decide(input *admitted) outcome {
	decisions := p.validator.Validate(context.Background(), input.attributes.GetResource(), input.attributes, input.params, input.namespace,
		celconfig.RuntimeCELCostBudget, nil).Decisions
	made := outcome{admitted: true}
	for i, d := range decisions {
		made.admitted = made.admitted && d.Action == validating.ActionAdmit
		if i > 0 {
			continue
		}
		switch d.Evaluation {
		case validating.EvalAdmit:
			made.result = "true"
		case validating.EvalDeny:
			made.result, made.message = "false", d.Message
		case validating.EvalError:
			made.result, made.message = failed, d.Message
		}
	}
	return made
}
