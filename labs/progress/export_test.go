package progress

import (
	"context"
	"os"

	"github.com/hardenway/hardenway/internal/disk"
)

// HoldLock holds the lock of the file, as a writer that hangs would.
func HoldLock(path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if err := lock(context.Background(), f, disk.Exclusive); err != nil {
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}
