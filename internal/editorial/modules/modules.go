// Package modules follows sources that stand in Go modules. It asks the go command where the
// modules are, so it is for tests only.
package modules

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// moduleRoot is the folder with go.mod, here or above.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		above := filepath.Dir(dir)
		if above == dir {
			return "", errors.New("there is no go.mod here or above")
		}
		dir = above
	}
}

// required finds the modules in go.mod. The graph of all modules would have more of them, and
// need more than go.sum vouches for.
var required = regexp.MustCompile(`(?m)^\t(\S+) v\S+`)

// folders are those of the Go modules that harden is built from, by path.
var folders = sync.OnceValues(func() (map[string]string, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	args := []string{"list", "-m", "-f", "{{.Path}} {{.Dir}}", "github.com/hardenway/hardenway"}
	for _, match := range required.FindAllSubmatch(mod, -1) {
		args = append(args, string(match[1]))
	}
	out, err := exec.CommandContext(context.Background(), "go", args...).Output()
	if err != nil {
		return nil, fmt.Errorf("listing modules: %w", err)
	}
	dirs := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if name, dir, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			dirs[name] = dir
		}
	}
	return dirs, nil
})

// Source says what is wrong with a source in a Go module: the file has to be there at
// the version that harden is built from, with the symbol in it.
func Source(name, symbol string) error {
	dirs, err := folders()
	if err != nil {
		return err
	}
	module := name
	for dirs[module] == "" {
		cut := strings.LastIndex(module, "/")
		if cut < 0 {
			return fmt.Errorf("no module that harden is built from holds %s", name)
		}
		module = module[:cut]
	}
	path := filepath.Join(dirs[module], filepath.FromSlash(strings.TrimPrefix(strings.TrimPrefix(name, module), "/")))
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("module %s has no such file", module)
	}
	if symbol == "" {
		return nil
	}
	if info.IsDir() {
		return fmt.Errorf("%s is a folder, in which nobody finds %s", name, symbol)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, part := range strings.Split(symbol, ".") { // Type.Method
		if !regexp.MustCompile(`(^|\W)` + regexp.QuoteMeta(part) + `(\W|$)`).Match(data) {
			return fmt.Errorf("the file has no %s", part)
		}
	}
	return nil
}
