package machine

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// envImage names an image of a bare Debian, where one can be pulled. Without it one is made here.
const envImage = "HARDEN_TEST_DEBIAN"

const (
	suite = "bookworm"
	// ownImage is what debootstrap calls minbase: no more than apt and what it needs.
	ownImage = "hardenway/bare-debian:" + suite
)

// debian is the name of an image that is on this machine.
func debian(t *testing.T) string {
	t.Helper()
	if name := os.Getenv(envImage); name != "" {
		if _, err := output(t.Context(), "docker", "image", "inspect", name); err != nil {
			if _, err := output(t.Context(), "docker", "pull", "--quiet", name); err != nil {
				t.Fatalf("%s=%s: %v", envImage, name, err)
			}
		}
		return name
	}
	if _, err := output(t.Context(), "docker", "image", "inspect", ownImage); err == nil {
		return ownImage
	}
	if _, err := output(t.Context(), "docker", "import", "--change", `CMD ["sh"]`, rootFiles(t), ownImage); err != nil {
		t.Fatalf("making an image of it: %v", err)
	}
	return ownImage
}

// rootFiles is a tar of a bare Debian, kept from one run to the next.
func rootFiles(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	must(t, err)
	cache = filepath.Join(cache, "hardenway", "machine")
	kept := filepath.Join(cache, fmt.Sprintf("debian-%s-%s.tar", suite, runtime.GOARCH))
	if _, err := os.Stat(kept); err == nil {
		return kept
	}
	if os.Geteuid() != 0 {
		t.Fatalf("a bare Debian is made by debootstrap, which needs root; where images can be pulled, set %s to one such as debian:%s-slim", envImage, suite)
	}
	must(t, os.MkdirAll(cache, 0o755))
	// What runs left that were killed meanwhile is found like their containers: by the owner's name.
	const prefix = "root_"
	old, err := filepath.Glob(filepath.Join(cache, prefix+"*"))
	must(t, err)
	for _, dir := range old {
		alive, err := lives(strings.ReplaceAll(strings.TrimPrefix(filepath.Base(dir), prefix), "_", "/"))
		must(t, err)
		if !alive {
			must(t, os.RemoveAll(dir))
		}
	}
	me, err := owner(os.Getpid())
	must(t, err)
	root := filepath.Join(cache, prefix+strings.ReplaceAll(me, "/", "_"))
	must(t, os.Mkdir(root, 0o755))
	defer os.RemoveAll(root)
	if _, err := output(t.Context(), "debootstrap", "--variant=minbase", suite, root); err != nil {
		t.Fatalf("debootstrap (apt-get install debootstrap): %v", err)
	}
	must(t, os.RemoveAll(filepath.Join(root, "var/cache/apt/archives")))
	must(t, os.RemoveAll(filepath.Join(root, "var/lib/apt/lists")))
	if _, err := output(t.Context(), "tar", "--numeric-owner", "-C", root, "-cf", kept+".new", "."); err != nil {
		t.Fatal(err)
	}
	must(t, os.Rename(kept+".new", kept))
	return kept
}

func output(ctx context.Context, name string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(append([]string{name}, args...), " "), err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
