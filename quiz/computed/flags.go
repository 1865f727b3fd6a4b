package computed

import (
	"fmt"
	"sync"

	"github.com/spf13/pflag"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubeletoptions "k8s.io/kubernetes/cmd/kubelet/app/options"

	"github.com/hardenway/hardenway/quiz"
)

// componentFlags is each component's whole set of flags, as its --help lists them.
var componentFlags = map[string]func() (*pflag.FlagSet, error){
	"kube-apiserver": sync.OnceValues(func() (*pflag.FlagSet, error) {
		return apiserver.NewAPIServerCommand().Flags(), nil
	}),
	"kube-controller-manager": sync.OnceValues(func() (*pflag.FlagSet, error) {
		return controllermanager.NewControllerManagerCommand().Flags(), nil
	}),
	"kube-scheduler": sync.OnceValues(func() (*pflag.FlagSet, error) {
		return scheduler.NewSchedulerCommand().Flags(), nil
	}),
	"kubelet": sync.OnceValues(kubeletFlagSet),
}

// kubeletFlagSet puts the kubelet's flags together. Its command parses them by itself and so
// has none to show.
func kubeletFlagSet() (*pflag.FlagSet, error) {
	set := pflag.NewFlagSet("kubelet", pflag.ContinueOnError)
	kubeletoptions.NewKubeletFlags().AddFlags(set)
	config, err := kubeletoptions.NewKubeletConfiguration()
	if err != nil {
		return nil, fmt.Errorf("the kubelet's default configuration: %w", err)
	}
	kubeletoptions.AddKubeletConfigFlags(set, config)
	kubeletoptions.AddGlobalFlags(set)
	return set, nil
}

func evaluateFlag(truth quiz.FlagTruth) (string, error) {
	build, ok := componentFlags[truth.Component]
	if !ok {
		return "", fmt.Errorf("flag: component %q is none of kube-apiserver, kube-controller-manager, kube-scheduler and kubelet", truth.Component)
	}
	set, err := build()
	if err != nil {
		return "", err
	}
	flag := set.Lookup(truth.Name)
	if truth.Ask == "exists" {
		return yes(flag != nil), nil
	}
	if flag == nil {
		return "", fmt.Errorf("flag: %s has no flag --%s at this version: ask exists, or mend the name (without dashes)", truth.Component, truth.Name)
	}
	switch truth.Ask {
	case "default":
		return flag.DefValue, nil
	case "deprecated":
		return yes(flag.Deprecated != ""), nil
	default:
		return "", fmt.Errorf("flag: ask %q is none of default, exists and deprecated", truth.Ask)
	}
}
