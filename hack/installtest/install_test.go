package installtest

import (
	"archive/zip"
	"encoding/json"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

const (
	module  = "github.com/hardenway/hardenway"
	version = "v0.0.1-installtest"
	root    = "../.."
)

// A module is refused by `go install pkg@version` when its go.mod has a replace, when a
// file's name is not one every system can hold, or when the build needs a file that is
// not in the module. So this packs the work tree as a proxy would serve it, and installs
// from there. Dependencies come from the module cache this test was built from.
func TestInstallFromAModuleProxy(t *testing.T) {
	if testing.Short() {
		t.Skip("links the whole binary")
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if out, err := install(t, bin, mod); err != nil {
		t.Fatalf("go install: %v\n%s", err, out)
	}

	harden := exec.CommandContext(t.Context(), filepath.Join(bin, "harden"), "version", "-o", "json")
	harden.Env = append(os.Environ(), "HARDEN_HOME="+t.TempDir())
	out, err := harden.Output()
	if err != nil {
		t.Fatalf("harden version: %v", err)
	}
	var got struct{ Harden, Kubernetes string }
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("harden version: %v in %s", err, out)
	}
	if got.Harden != version || !strings.HasPrefix(got.Kubernetes, "v1.") {
		t.Errorf("the installed harden says it is %q with Kubernetes %q, want %q and v1.…", got.Harden, got.Kubernetes, version)
	}
	list := exec.CommandContext(t.Context(), filepath.Join(bin, "harden"), "list")
	list.Env = harden.Env
	if out, err := list.Output(); err != nil || !strings.Contains(string(out), "anonymous-kubelet") {
		t.Errorf("the installed harden does not have the scenarios in it: %v\n%s", err, out)
	}
}

// With a replace in it, the proof above has to fail: the version the author built with is not
// the one that an installed binary would have.
func TestInstallRefusesReplace(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := install(t, t.TempDir(), append(mod, "\nreplace example.com/a => example.com/b v1.0.0\n"...))
	if err == nil || !strings.Contains(string(out), "replace directives") {
		t.Errorf("go install of a module with a replace: %v\n%s", err, out)
	}
}

// install makes a proxy of the work tree with mod as its go.mod, and installs harden from
// there into bin.
func install(t *testing.T, bin string, mod []byte) ([]byte, error) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the module cache is put together by links")
	}
	proxy := t.TempDir()
	serve(t, proxy, mod, moduleFiles(t))
	cache := filepath.Join(t.TempDir(), "mod")
	borrowCache(t, goEnv(t, "GOMODCACHE"), cache)
	cmd := exec.CommandContext(t.Context(), "go", "install", "-ldflags=-s -w", module+"/cmd/harden@"+version)
	cmd.Dir = bin // outside of any module
	cmd.Env = append(os.Environ(), "GOBIN="+bin, "GOMODCACHE="+cache, "CGO_ENABLED=0", "GOWORK=off", "GO111MODULE=on",
		// The flags everything else is built with, so that the build cache has it all.
		// -modcacherw: a read-only directory could not be removed again.
		"GOFLAGS=-trimpath -modcacherw",
		// After the two directories the proxy this machine uses, for a dependency that
		// the work tree's own build did not need.
		"GOPROXY="+fileURL(proxy)+","+fileURL(filepath.Join(cache, "cache", "download"))+","+goEnv(t, "GOPROXY"),
		// The work tree's go.sum has vouched for the dependencies already.
		"GOSUMDB=off", "GONOPROXY=none", "GOPRIVATE=")
	return cmd.CombinedOutput()
}

// moduleFiles lists what the module of this work tree would hold, slash-separated.
func moduleFiles(t *testing.T) []string {
	t.Helper()
	git := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	git.Dir = root
	out, err := git.Output()
	if err != nil {
		t.Skipf("this is no git checkout: %v", err)
	}
	all := slices.DeleteFunc(strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"), func(name string) bool {
		info, err := os.Lstat(filepath.Join(root, name))
		return err != nil || !info.Mode().IsRegular() // deleted and not committed yet; links are no part of a module
	})
	// A folder with a go.mod is a module of its own.
	var nested []string
	for _, name := range all {
		if path.Base(name) == "go.mod" && name != "go.mod" {
			nested = append(nested, path.Dir(name)+"/")
		}
	}
	return slices.DeleteFunc(all, func(name string) bool {
		return slices.ContainsFunc(nested, func(dir string) bool { return strings.HasPrefix(name, dir) })
	})
}

// serve lays files out in dir as a module proxy (https://go.dev/ref/mod#goproxy-protocol).
func serve(t *testing.T, dir string, mod []byte, files []string) {
	t.Helper()
	at := filepath.Join(dir, filepath.FromSlash(module), "@v")
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(at, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("list", []byte(version+"\n"))
	write(version+".info", []byte(`{"Version":"`+version+`","Time":"2026-01-02T03:04:05Z"}`))
	write(version+".mod", mod)

	out, err := os.Create(filepath.Join(at, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(out)
	for _, name := range files {
		w, err := z.Create(module + "@" + version + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "go.mod" {
			if _, err := w.Write(mod); err != nil {
				t.Fatal(err)
			}
			continue
		}
		in, err := os.Open(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, in); err != nil {
			t.Fatal(err)
		}
		if err := in.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// borrowCache makes a module cache of links to what is in another, without this module:
// the version made here must never get into a cache that outlives the test.
func borrowCache(t *testing.T, from, to string) {
	t.Helper()
	for _, below := range []string{"", "cache/download"} {
		linkAll(t, filepath.Join(from, below), filepath.Join(to, below), strings.Split(module, "/"))
	}
}

// linkAll links every entry of from in to. What lies on the way to keep is a real directory,
// and its end is left out.
func linkAll(t *testing.T, from, to string, keep []string) {
	t.Helper()
	if err := os.MkdirAll(to, 0o755); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		target := filepath.Join(to, e.Name())
		switch {
		case e.Name() == "cache" && strings.HasSuffix(to, "mod"), e.Name() == "lock" && !e.IsDir():
		case len(keep) > 1 && e.Name() == keep[0]:
			linkAll(t, filepath.Join(from, e.Name()), target, keep[1:])
		case len(keep) == 1 && strings.HasPrefix(e.Name(), keep[0]):
		default:
			source, err := filepath.Abs(filepath.Join(from, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(source, target); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// The rules for names of files in a module (golang.org/x/mod/module, CheckFilePath) that
// a file of ours could break; the go command's own message would name only the first.
func TestNamesOfFilesFitEverySystem(t *testing.T) {
	fits := regexp.MustCompile(`^[A-Za-z0-9._/@+=,~#$%&()\[\]{}!^ -]+$`)
	reserved := regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)`)
	seen := map[string]string{}
	for _, name := range moduleFiles(t) {
		if !fits.MatchString(name) {
			t.Errorf("%q has a character that some system cannot hold", name)
		}
		for part := range strings.SplitSeq(name, "/") {
			if reserved.MatchString(part) || strings.HasSuffix(part, ".") {
				t.Errorf("%q: Windows has no file named %q", name, part)
			}
		}
		if other, ok := seen[strings.ToLower(name)]; ok {
			t.Errorf("%q and %q are one file where case does not count", name, other)
		}
		seen[strings.ToLower(name)] = name
	}
	if _, err := fs.Stat(os.DirFS(root), "go.mod"); err != nil || len(seen) < 100 {
		t.Errorf("this is not the module's root, or half of it is missing: %d files, %v", len(seen), err)
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
	if err != nil {
		t.Fatalf("go env %s: %v", name, err)
	}
	return strings.TrimSpace(string(out))
}

func fileURL(dir string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir)}).String()
}
