package computed

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/hardenway/hardenway/quiz"
)

// The words that computations of a decision yield.
const (
	allowed = "allowed"
	denied  = "denied"
)

// Evaluate computes the one word that a truth yields. The question is that which the truth
// belongs to; only a truth about the lines of a manifest looks at it.
func Evaluate(truth quiz.Truth, q *quiz.Question) (string, error) {
	var words []string
	var errs []error
	add := func(word string, err error) {
		words, errs = append(words, word), append(errs, err)
	}
	if truth.Flag != nil {
		add(evaluateFlag(*truth.Flag))
	}
	if truth.Gate != nil {
		add(evaluateGate(*truth.Gate))
	}
	if truth.Kubelet != nil {
		add(evaluateKubelet(*truth.Kubelet))
	}
	if truth.API != nil {
		add(evaluateAPI(*truth.API))
	}
	if truth.Field != nil {
		add(evaluateField(*truth.Field))
	}
	if truth.Access != nil {
		add(evaluateAccess(*truth.Access))
	}
	if truth.PodSecurity != nil {
		add(evaluatePodSecurity(*truth.PodSecurity, q))
	}
	if truth.CEL != nil {
		add(evaluateCEL(*truth.CEL))
	}
	if len(words) != 1 {
		return "", fmt.Errorf("a truth is one computation, and this has %d: give exactly one of flag, gate, kubelet, api, field, access, podSecurity and cel", len(words))
	}
	return words[0], errors.Join(errs...)
}

// yes is how a truth says true or false.
func yes(b bool) string { return strconv.FormatBool(b) }

// decision is how a truth says whether something is allowed, in the words that ask wants.
func decision(ok bool, ask string) (string, error) {
	switch ask {
	case "":
		if ok {
			return allowed, nil
		}
		return denied, nil
	case "bool":
		return yes(ok), nil
	default:
		return "", fmt.Errorf("ask: %q is not known here: leave it out, or write bool", ask)
	}
}
