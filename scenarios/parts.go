package scenarios

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/internal/nearest"
	"github.com/hardenway/hardenway/internal/strictyaml"
)

// Parts are what many scenarios seed alike: an application, its client, a team. A
// scenario takes one by name, with values of its own, instead of carrying a copy. They
// are built in, so that they mean the same to a scenario from elsewhere.
//
//go:embed _parts/*.yaml
var parts embed.FS

const dirParts = "_parts"

// Part is a built-in part.
type Part struct {
	Name    string
	Summary string      // what it is, from the comment at its head
	Params  []PartParam // in the order in which they occur
	text    string
}

// PartParam is a value that a scenario gives, or can give, to a part.
type PartParam struct {
	Name    string
	Default string
	// Required is true for a value without a default.
	Required bool
}

// use is one entry of `uses`.
type use struct {
	// Part names a built-in part: see docs/authoring.md.
	Part string `json:"part"`
	// With are the part's values.
	With map[string]string `json:"with,omitempty"`
}

// paramPattern is ${name} or ${name:-default}.
var paramPattern = regexp.MustCompile(`\$\{([a-z]+)(:-([^}]*))?\}`)

// paramValue is what a value may be: it is put into YAML as it stands.
var paramValue = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9./:_-]*$`)

// Parts returns the built-in parts by name.
func Parts() []Part {
	entries, err := parts.ReadDir(dirParts)
	if err != nil {
		panic(err) // it is compiled in
	}
	var list []Part
	for _, entry := range entries {
		data, err := parts.ReadFile(path.Join(dirParts, entry.Name()))
		if err != nil {
			panic(err)
		}
		list = append(list, newPart(strings.TrimSuffix(entry.Name(), ".yaml"), string(data)))
	}
	return list
}

func newPart(name, text string) Part {
	p := Part{Name: name, text: text}
	var summary []string
	for line := range strings.Lines(text) {
		comment, is := strings.CutPrefix(line, "# ")
		if !is {
			break
		}
		summary = append(summary, strings.TrimSpace(comment))
	}
	p.Summary = strings.Join(summary, " ")
	for _, m := range paramPattern.FindAllStringSubmatch(text, -1) {
		if !slices.ContainsFunc(p.Params, func(known PartParam) bool { return known.Name == m[1] }) {
			p.Params = append(p.Params, PartParam{Name: m[1], Default: m[3], Required: m[2] == ""})
		}
	}
	return p
}

func (p Part) paramNames() []string {
	names := make([]string, len(p.Params))
	for i, param := range p.Params {
		names[i] = param.Name
	}
	return names
}

// manifest is the part with values in place.
func (p Part) manifest(values map[string]string) Manifest {
	text := paramPattern.ReplaceAllStringFunc(p.text, func(found string) string {
		m := paramPattern.FindStringSubmatch(found)
		if value, ok := values[m[1]]; ok {
			return value
		}
		return m[3]
	})
	var given []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		given = append(given, name+"="+values[name])
	}
	return Manifest{Name: "part " + strings.Join(append([]string{p.Name}, given...), " "), Data: []byte(text)}
}

// uses puts the parts that the scenario takes in front of its own manifests.
func (l *loader) uses(s *Scenario, file *scenarioFile, d *strictyaml.Decoder) {
	all := Parts()
	var names []string
	for _, p := range all {
		names = append(names, p.Name)
	}
	for i, use := range file.Uses {
		field := fmt.Sprintf("uses[%d]", i)
		at := slices.Index(names, use.Part)
		if at < 0 {
			d.At(strictyaml.Join(field, "part"), fmt.Sprintf("there is no part %q", use.Part), "", nearest.DidYouMean(use.Part, names))
			continue
		}
		part, before := all[at], len(d.Problems)
		for _, name := range slices.Sorted(maps.Keys(use.With)) {
			where := strictyaml.Join(field, "with."+name)
			switch value := use.With[name]; {
			case !slices.Contains(part.paramNames(), name):
				d.At(where, fmt.Sprintf("part %s has no value %q", part.Name, name), "", nearest.DidYouMean(name, part.paramNames()))
			case !paramValue.MatchString(value):
				d.At(where, fmt.Sprintf("%s is %q", name, value), "it is put into a manifest as it stands", "use letters, digits and . / : _ - and begin with a letter or digit")
			}
		}
		for _, param := range part.Params {
			if _, given := use.With[param.Name]; param.Required && !given {
				d.At(field, fmt.Sprintf("part %s needs %s", part.Name, param.Name), "it has no default", fmt.Sprintf("add `with: {%s: …}`", param.Name))
			}
		}
		if len(d.Problems) == before {
			s.Manifests = append(s.Manifests, part.manifest(use.With))
		}
	}
}
