package progress

import (
	"context"
	"os"
	"time"

	"github.com/hardenway/hardenway/internal/disk"
)

// lock waits for the file's lock until ctx ends. Closing the file gives it back, and so
// does the system when the process ends.
func lock(ctx context.Context, f *os.File, how disk.Lock) error {
	// There is no way to wait for a lock and for a context at once, so it is asked
	// for, seldom enough not to burden anybody: it is held for one write.
	wait := time.Millisecond
	for {
		got, err := disk.TryLock(f, how)
		if err != nil || got {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(wait):
			wait = min(2*wait, 20*time.Millisecond)
		}
	}
}
