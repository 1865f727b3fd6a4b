package scenarios

import (
	"regexp"
	"slices"
	"time"

	"github.com/hardenway/hardenway/content/vocabulary"
)

// ReadyDeadline is how long the conditions of `ready` may take.
const ReadyDeadline = 60 * time.Second

// Limits of a scenario's folder. They are far above what a scenario needs, and there
// so that a wrong folder or a hostile one is refused at once.
const (
	MaxFileSize  = 256 << 10 // bytes of one file
	MaxTotalSize = 4 << 20   // bytes of all files together
	MaxFiles     = 200
)

// idPattern is that of a lab's name, so that a lab may be called like its scenario.
var idPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)

// Valid says whether the id can name a scenario.
func (id ID) Valid() bool { return idPattern.MatchString(string(id)) }

// Tags lists the vocabulary that scenarios, lessons and questions are tagged with.
func Tags() []string { return vocabulary.Words() }

var capabilities = []string{
	"kubelet-api", "node-files", "static-pods", "etcd", "containers", "host-volumes", "network-policy",
}

// Capabilities lists the words that `requires` may hold. They are those of package
// labs, which this package must not import; a test of labs compares the two.
func Capabilities() []string { return slices.Clone(capabilities) }
