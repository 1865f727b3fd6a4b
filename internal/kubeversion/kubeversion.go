// Package kubeversion tells the Kubernetes code in this binary which version it is.
//
// Kubernetes' own builds set the version with linker flags. Hardenway must also build
// by a plain `go install`, which has none, so the version is set when the program
// begins.
package kubeversion

import (
	"fmt"
	_ "unsafe" // for go:linkname

	"k8s.io/component-base/version"
)

// Version is the version of Kubernetes in this binary: that of k8s.io/kubernetes in
// go.mod, which a test compares.
const Version = "v1.37.1"

//go:linkname gitVersion k8s.io/component-base/version.gitVersion
var gitVersion string

// Set makes every component in this process report Version. It must run before any of
// them starts.
func Set() error {
	gitVersion = Version
	// The value was copied when the package was initialised; this stores it again.
	if err := version.SetDynamicVersion(Version); err != nil {
		return fmt.Errorf("setting the version of Kubernetes: %w", err)
	}
	return nil
}
