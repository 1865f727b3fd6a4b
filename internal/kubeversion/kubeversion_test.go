package kubeversion_test

import (
	"os"
	"strings"
	"testing"

	"k8s.io/component-base/version"

	"github.com/hardenway/hardenway/internal/kubeversion"
)

func TestVersionIsThatOfTheModule(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(mod), "k8s.io/kubernetes "+kubeversion.Version+"\n") {
		t.Errorf("go.mod does not require k8s.io/kubernetes %s: bring Version and go.mod together", kubeversion.Version)
	}
}

func TestSet(t *testing.T) {
	if err := kubeversion.Set(); err != nil {
		t.Fatal(err)
	}
	if got := version.Get().GitVersion; got != kubeversion.Version {
		t.Errorf("components report %s, want %s", got, kubeversion.Version)
	}
}
