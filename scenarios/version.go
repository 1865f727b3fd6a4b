package scenarios

import "github.com/hardenway/hardenway/internal/constraint"

// ErrVersion: a cluster's version could not be read.
var ErrVersion = constraint.ErrVersion

// RunsOn says whether the scenario is meant for a cluster of that version, such as
// "v1.37.1". Build and pre-release suffixes do not count.
func (m Meta) RunsOn(version string) (bool, error) {
	c, err := constraint.Parse(m.Kubernetes)
	if err != nil {
		return false, err
	}
	return c.Admits(version)
}
