package grader

import (
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Variable is one thing that ${…} may name in a check's strings.
type Variable struct {
	Name string `json:"name"` // a name ending in .* stands for all that begin so
	Doc  string `json:"doc"`
}

// Variables lists all variables.
func Variables() []Variable {
	return []Variable{
		{"node.name", "the node's name"},
		{"node.address", "the address under which the node's ports are reached from the host"},
		{"node.kubeletPort", "the port of the kubelet's API"},
		{"apiserver.address", "host:port of the API server"},
		{"etcd.address", "host:port of etcd"},
		{"canary.*", "a random word: 16 small letters and digits, the same all through one grading"},
		{"seed.*", "what the lab noted down when it was seeded"},
	}
}

const (
	canaryPrefix = "canary."
	seedPrefix   = "seed."
)

// varUse matches ${name}, and $${ which stands for a plain ${.
var varUse = regexp.MustCompile(`\$?\$\{([^}]*)\}`)

var canaryName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

// variableProblem says what is wrong with a variable's name, or "".
func variableProblem(name string) string {
	if word, ok := strings.CutPrefix(name, canaryPrefix); ok {
		if !canaryName.MatchString(word) {
			return fmt.Sprintf("${%s}: name a canary by letters and digits, as in ${canary.word}", name)
		}
		return ""
	}
	var names []string
	for _, v := range Variables() {
		prefix, family := strings.CutSuffix(v.Name, "*")
		if name == v.Name || family && strings.HasPrefix(name, prefix) && name != prefix {
			return ""
		}
		names = append(names, v.Name)
	}
	return fmt.Sprintf("there is no variable ${%s}: there are %s. Write $${ for a plain ${", name, strings.Join(names, ", "))
}

// variables are the values of one run.
type variables struct {
	given map[string]string
	rand  io.Reader

	mu       sync.Mutex
	canaries map[string]string
}

// canary returns the random word of that name: the same all through one run, and fit to be
// a DNS label, a part of an object's name or a secret's value.
func (v *variables) canary(name string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if word, ok := v.canaries[name]; ok {
		return word, nil
	}
	word, err := randomWord(v.rand)
	if err != nil {
		return "", err
	}
	if v.canaries == nil {
		v.canaries = map[string]string{}
	}
	v.canaries[name] = word
	return word, nil
}

// isCanary tells whether a word is one of this run's canaries.
func (v *variables) isCanary(word string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Contains(slices.Collect(maps.Values(v.canaries)), word)
}

var wordEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// randomWord is a letter and fifteen letters or digits: 75 bits that nobody guesses.
func randomWord(r io.Reader) (string, error) {
	raw := make([]byte, 10)
	if _, err := io.ReadFull(r, raw); err != nil {
		return "", fmt.Errorf("no randomness for a canary: %w", err)
	}
	word := wordEncoding.EncodeToString(raw)
	return "c" + word[1:], nil
}

func (v *variables) value(name string) (string, error) {
	if word, ok := strings.CutPrefix(name, canaryPrefix); ok {
		return v.canary(word)
	}
	if value, ok := v.given[name]; ok {
		return value, nil
	}
	if strings.HasPrefix(name, seedPrefix) {
		return "", fmt.Errorf("nothing was noted as ${%s} when the lab was seeded", name)
	}
	return "", fmt.Errorf("this lab has no variable ${%s}", name)
}

// expand replaces every variable of a string.
func (v *variables) expand(s string) (string, error) {
	if !strings.Contains(s, "${") {
		return s, nil
	}
	var errs []error
	out := varUse.ReplaceAllStringFunc(s, func(use string) string {
		if strings.HasPrefix(use, "$$") {
			return use[1:]
		}
		value, err := v.value(use[2 : len(use)-1])
		if err != nil {
			errs = append(errs, err)
		}
		return value
	})
	return out, errors.Join(errs...)
}

// expandProbe returns a copy of the probe with every variable replaced, wherever
// in it a string may stand.
func (v *variables) expandProbe(p probe) (probe, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	if strings.Contains(string(raw), "${") {
		var tree any
		if err := decodeJSON(raw, &tree); err != nil {
			return nil, err
		}
		var errs []error
		tree = walkStrings("", tree, func(_, s string) string {
			out, err := v.expand(s)
			if err != nil {
				errs = append(errs, err)
			}
			return out
		})
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		if raw, err = json.Marshal(tree); err != nil {
			return nil, err
		}
	}
	fresh := reflect.New(reflect.TypeOf(p).Elem()).Interface().(probe)
	if err := decodeJSON(raw, fresh); err != nil {
		return nil, err
	}
	return fresh, nil
}

// walkStrings calls f with the path and value of every string of a JSON tree, keys of
// maps included, and returns the tree with what f made of them.
func walkStrings(path string, tree any, f func(path, s string) string) any {
	switch t := tree.(type) {
	case string:
		return f(path, t)
	case []any:
		out := make([]any, len(t))
		for i := range t {
			out[i] = walkStrings(fmt.Sprintf("%s[%d]", path, i), t[i], f)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(t))
		for _, k := range slices.Sorted(maps.Keys(t)) {
			sub := k
			if path != "" {
				sub = path + "." + k
			}
			out[f(sub, k)] = walkStrings(sub, t[k], f)
		}
		return out
	}
	return tree
}
