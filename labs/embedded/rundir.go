package embedded

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// runDirOf is where the sockets of the lab in dir are. A unix socket's path is limited to
// 104 bytes on some systems, and a home directory may use up most of that, so the sockets
// have a short place of their own.
func runDirOf(dir string) (string, error) {
	sum := sha256.Sum256([]byte(dir))
	base := os.Getenv("XDG_RUNTIME_DIR")
	if base == "" || len(base) > 40 || !isDir(base) {
		base = filepath.Join(shortTemp(), "harden-"+strconv.Itoa(os.Getuid()))
	} else {
		base = filepath.Join(base, "harden")
	}
	return filepath.Join(base, hex.EncodeToString(sum[:4])), nil
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// runDir makes the directory. It is refused when somebody else could have put it there.
func runDir(dir string) (string, error) {
	run, err := runDirOf(dir)
	if err != nil {
		return "", err
	}
	base := filepath.Dir(run)
	if err := os.MkdirAll(base, 0o700); err != nil {
		return "", fmt.Errorf("making a directory for sockets: %w", err)
	}
	if err := ownedByUs(base); err != nil {
		return "", fmt.Errorf("directory for sockets: %w: remove it, or set XDG_RUNTIME_DIR to a directory of your own", err)
	}
	if err := os.RemoveAll(run); err != nil { // left by a machine that went down
		return "", err
	}
	if err := os.Mkdir(run, 0o700); err != nil {
		return "", fmt.Errorf("making a directory for sockets: %w", err)
	}
	return run, nil
}
