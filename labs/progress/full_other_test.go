//go:build !linux

package progress_test

import "github.com/hardenway/hardenway/labs/progress"

// appendWithin is for TestNoRoom, which runs on Linux.
func appendWithin(*progress.Log, string) int { return 2 }
