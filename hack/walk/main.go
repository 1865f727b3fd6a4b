// Command walk writes the scenario that docs/authoring.md makes step by step, so that the
// page can be proved as any scenario is:
//
//	go run ./hack/walk docs/authoring.md DIR && bin/harden prove DIR/support-desk
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Name is the scenario of the page.
const Name = "support-desk"

// A file's fence names it after the language: ```yaml scenario.yaml. A file that is shown
// in pieces has a fence for each.
var fence = regexp.MustCompile("(?ms)^```[a-z]+ ([^\\s`]+)\n(.*?)^```$")

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: walk PAGE DIR")
		os.Exit(2)
	}
	page, err := os.ReadFile(os.Args[1])
	if err == nil {
		err = write(string(page), filepath.Join(os.Args[2], Name))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "walk:", err)
		os.Exit(1)
	}
}

// write makes the files of the page in dir, which must not be there yet.
func write(page, dir string) error {
	files := map[string]string{}
	for _, m := range fence.FindAllStringSubmatch(page, -1) {
		files[m[1]] += m[2]
	}
	if len(files) == 0 {
		return fmt.Errorf("the page shows no file")
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // nothing was written through it that has not been closed
	for name, text := range files {
		if sub, _, ok := strings.Cut(name, "/"); ok {
			if err := root.MkdirAll(sub, 0o755); err != nil {
				return err
			}
		}
		if err := root.WriteFile(name, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
