package workshop

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/hardenway/hardenway/internal/disk"
)

// fileLock is a lock that the system gives back when the process ends, however it does.
type fileLock struct{ file *os.File }

// tryLockFile returns nil, nil when somebody else has the lock.
func tryLockFile(path string) (*fileLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	got, err := disk.TryLock(f, disk.Exclusive)
	if err != nil || !got {
		return nil, errors.Join(err, f.Close())
	}
	return &fileLock{f}, nil
}

// lockFile waits for the lock until ctx ends.
func lockFile(ctx context.Context, path string) (*fileLock, error) {
	wait := time.Millisecond
	for {
		lock, err := tryLockFile(path)
		if err != nil || lock != nil {
			return lock, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(wait):
			wait = min(2*wait, 20*time.Millisecond)
		}
	}
}

// release gives the lock back. It is safe on nil.
func (l *fileLock) release() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}
