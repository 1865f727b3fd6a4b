package computed

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/version"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/featuregate"
	kubeversion "k8s.io/component-base/version"

	// The gates of the control plane and of the kubelet register themselves.
	_ "k8s.io/kubernetes/pkg/features"

	"github.com/hardenway/hardenway/quiz"
)

// gatesAt is every feature gate that is compiled in, as it was in a minor version: those of
// the API server's library, of client-go and of Kubernetes itself. Which of a gate's
// specifications counts is decided by a copy of the gates that emulates that version, so
// nothing that is set in this process shows.
func gatesAt(asked *version.Version) (map[featuregate.Feature]featuregate.FeatureSpec, error) {
	gates := utilfeature.DefaultMutableFeatureGate.DeepCopyAndReset()
	if err := gates.SetEmulationVersion(asked); err != nil {
		return nil, fmt.Errorf("feature gates as of %s: %w", asked, err)
	}
	return gates.GetAll(), nil
}

func evaluateGate(truth quiz.GateTruth) (string, error) {
	asked, err := version.ParseMajorMinor(truth.Version)
	if truth.Version == "" {
		asked, err = version.ParseMajorMinor(kubeversion.DefaultKubeBinaryVersion)
	}
	if err != nil {
		return "", fmt.Errorf("gate: version %q is not like \"1.33\": %w", truth.Version, err)
	}
	gates, err := gatesAt(asked)
	if err != nil {
		return "", err
	}
	gate, known := gates[featuregate.Feature(truth.Name)]
	known = known && gate.PreRelease != featuregate.PreAlpha // which is how a gate to come is shown
	if truth.Ask == "exists" {
		return yes(known), nil
	}
	if !known {
		return "", fmt.Errorf("gate: there is no %s in Kubernetes %s, as far as this version remembers: ask exists, or mend the name or the version", truth.Name, asked)
	}
	switch truth.Ask {
	case "stage":
		if gate.PreRelease == featuregate.GA { // which is an empty word in the code
			return "GA", nil
		}
		return string(gate.PreRelease), nil
	case "default":
		return yes(gate.Default), nil
	case "locked":
		return yes(gate.LockToDefault), nil
	default:
		return "", fmt.Errorf("gate: ask %q is none of stage, default, locked and exists", truth.Ask)
	}
}
