package kind

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/hardenway/hardenway/internal/disk"
)

// errLocked: somebody else holds a lock.
var errLocked = errors.New("locked by another harden")

// How a lock is held, and whether it is waited for.
type lockMode struct {
	how  disk.Lock
	wait bool
}

// lockFile takes a lock across processes, which ends with this one at the latest.
func lockFile(ctx context.Context, name string, mode lockMode) (unlock func(), err error) {
	for {
		unlock, err := tryLockFile(name, mode.how)
		if !errors.Is(err, errLocked) || !mode.wait {
			return unlock, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func tryLockFile(name string, how disk.Lock) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	got, err := disk.TryLock(file, how)
	if err == nil && !got {
		err = errLocked
	}
	if err == nil {
		// Whoever had it before may have removed the file; then it locks nothing any more.
		ours, statErr := file.Stat()
		there, thereErr := os.Stat(name)
		if statErr != nil || thereErr != nil || !os.SameFile(ours, there) {
			err = errLocked // for this moment: to be tried again
		}
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil // which gives the lock back
}
