package banks_test

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hardenway/hardenway/content"
	"github.com/hardenway/hardenway/content/vocabulary"
	"github.com/hardenway/hardenway/internal/kubeversion"
	"github.com/hardenway/hardenway/quiz"
	"github.com/hardenway/hardenway/quiz/lint"
)

// TestLint: nothing keeps harden's own questions from being good ones, as far as a program can
// tell.
func TestLint(t *testing.T) {
	if _, err := modules(); err != nil {
		t.Fatal(err)
	}
	topics, err := content.Topics()
	if err != nil {
		t.Fatal(err)
	}
	options := lint.Options{Kubernetes: kubeversion.Version, Module: moduleSource}
	for _, topic := range topics {
		if topic.Question {
			options.Topics = append(options.Topics, topic.ID)
		}
	}
	findings := lint.Banks(load(t), options)
	for _, f := range findings {
		t.Error(f)
	}
	if len(findings) > 0 {
		t.Errorf("%d findings", len(findings))
	}
}

// required finds the modules in go.mod. The graph of all modules would have more of them, and
// need more than go.sum vouches for.
var required = regexp.MustCompile(`(?m)^\t(\S+) v\S+`)

// modules are the folders of the Go modules that harden is built from, by path.
var modules = sync.OnceValues(func() (map[string]string, error) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		return nil, err
	}
	args := []string{"list", "-m", "-f", "{{.Path}} {{.Dir}}", "github.com/hardenway/hardenway"}
	for _, match := range required.FindAllSubmatch(mod, -1) {
		args = append(args, string(match[1]))
	}
	out, err := exec.Command("go", args...).Output()
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

// moduleSource says what is wrong with a source in a Go module: the file has to be there at
// the version that harden is built from, with the symbol in it.
func moduleSource(name, symbol string) error {
	dirs, err := modules()
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

// TestCounts: there are enough questions, every type of them, and every module and topic has
// some. With -v it lists the counts.
func TestCounts(t *testing.T) {
	c := quiz.Count(load(t))
	if c.Questions < 320 {
		t.Errorf("there are %d questions, and at least 320 are wanted", c.Questions)
	}
	for _, kind := range quiz.Types() {
		if c.Types[kind] < 15 {
			t.Errorf("there are %d questions of type %s", c.Types[kind], kind)
		}
	}
	for _, m := range vocabulary.Modules() {
		if c.Modules[m.ID] < 5 {
			t.Errorf("module %s has %d questions", m.ID, c.Modules[m.ID])
		}
	}
	t.Logf("%d questions, %d opinions, %d whose key is computed; %d topics, %d scenarios that practise one", c.Questions, c.Opinions, c.Computed, len(c.Topics), len(c.Scenarios))
	t.Log("types:", counted(c.Types))
	t.Log("difficulties:", counted(c.Difficulties))
	t.Log("modules:", counted(c.Modules))
	t.Log("tags:", counted(c.Tags))
}

func counted[K cmp.Ordered](counts map[K]int) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%v %d", key, counts[key]))
	}
	return strings.Join(parts, ", ")
}
