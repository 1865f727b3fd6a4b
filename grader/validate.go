package grader

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// problems gathers what is wrong below one path.
type problems struct {
	prefix string
	list   *[]Problem
}

func (p *problems) add(path, format string, args ...any) {
	*p.list = append(*p.list, Problem{Path: join(p.prefix, path), Message: fmt.Sprintf(format, args...)})
}

// at is the same list, one level down.
func (p *problems) at(format string, args ...any) *problems {
	return &problems{prefix: join(p.prefix, fmt.Sprintf(format, args...)), list: p.list}
}

func join(prefix, path string) string {
	if prefix == "" || path == "" {
		return prefix + path
	}
	return prefix + "." + path
}

var (
	checkID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	// partID is what CEL can select by a dot.
	partID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
	// celReserved cannot be selected by a dot, although they look like it.
	celReserved = []string{"in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while", "true", "false", "null"}
)

// Validate reports everything wrong with how the check is written, expressions included.
// A check it finds nothing in can be graded.
func (c Check) Validate() []Problem {
	var list []Problem
	p := &problems{list: &list}
	if !checkID.MatchString(c.ID) {
		p.add("id", "%q: name a check by lower-case words joined by dashes, such as anonymous-denied", c.ID)
	}
	if strings.TrimSpace(c.Title) == "" {
		p.add("title", "a check needs a title: what should be true, in the learner's words")
	}
	if !slices.Contains(Roles(), c.Role) {
		p.add("role", "%q: a check is a %s, a %s or a %s", c.Role, Goal, Guard, Trap)
	}
	if c.Within != nil && *c.Within < 0 {
		p.add("within", "%s: it cannot be negative", *c.Within)
	}

	found := c.probes()
	names := slices.Sorted(maps.Keys(found))
	if len(found) != 1 {
		var all []string
		for _, k := range kinds {
			all = append(all, k.Name)
		}
		if len(found) == 0 {
			p.add("", "a check needs a probe, one of %s", strings.Join(all, ", "))
		} else {
			p.add(names[1], "a check has exactly one probe, and this one has %s: make several checks", strings.Join(names, " and "))
		}
	}
	for _, name := range names {
		sub := p.at("%s", name)
		found[name].validate(sub, c.Role)
		variableProblems(sub, found[name])
	}

	if strings.TrimSpace(c.Expect) == "" {
		p.add("expect", "a check needs an expect: a CEL expression that is true when all is well")
	} else if len(found) == 1 {
		if _, err := compile(names[0], found[names[0]].scope(), c.Expect); err != nil {
			p.add("expect", "%s: %v", short(c.Expect, 80), err)
		}
	}
	if c.Control != "" && len(found) == 1 {
		if _, err := compile(names[0], found[names[0]].scope(), c.Control); err != nil {
			p.add("control", "%s: %v", short(c.Control, 80), err)
		}
	}
	for i, f := range c.Feedback {
		sub := p.at("feedback[%d]", i)
		if strings.TrimSpace(f.Say) == "" {
			sub.add("say", "feedback needs something to say")
		}
		if len(found) == 1 {
			if _, err := compile(names[0], found[names[0]].scope(), f.When); err != nil {
				sub.add("when", "%s: %v", short(f.When, 80), err)
			}
		}
		for _, use := range varUse.FindAllStringSubmatch(f.Say, -1) {
			if strings.HasPrefix(use[0], "$$") {
				continue
			}
			if problem := variableProblem(use[1]); problem != "" {
				sub.add("say", "%s", problem)
			}
		}
	}
	return list
}

// variableProblems finds unknown variables in every string of a probe.
func variableProblems(p *problems, pr probe) {
	raw, err := json.Marshal(pr)
	if err != nil {
		p.add("", "it cannot be written as JSON: %v", err)
		return
	}
	var tree any
	if err := decodeJSON(raw, &tree); err != nil {
		p.add("", "it cannot be read back from JSON: %v", err)
		return
	}
	walkStrings("", tree, func(path, s string) string {
		for _, use := range varUse.FindAllStringSubmatch(s, -1) {
			if strings.HasPrefix(use[0], "$$") {
				continue
			}
			if problem := variableProblem(use[1]); problem != "" {
				p.add(path, "%s", problem)
			}
		}
		return s
	})
}

// ids checks the names of a probe's parts.
func (p *problems) ids(field string, ids []string, reserved ...string) {
	seen := map[string]int{}
	for i, id := range ids {
		sub := p.at("%s[%d]", field, i)
		switch {
		case id == "":
			sub.add("id", "it needs an id, by which expect finds it")
		case !partID.MatchString(id) || slices.Contains(celReserved, id):
			sub.add("id", "%q: expect could not name it. Use letters and digits, beginning with a letter, and no word of CEL's own", id)
		case slices.Contains(reserved, id):
			sub.add("id", "%q means something else here: choose another", id)
		}
		if first, twice := seen[id]; twice && id != "" {
			sub.add("id", "%q is the id of %s[%d] too", id, field, first)
		} else {
			seen[id] = i
		}
	}
}

func (p *problems) from(v Vantage) {
	if v != "" && !slices.Contains(Vantages(), v) {
		p.add("from", "%q: a probe stands at %s, %s or %s", v, FromHost, FromNode, FromPods)
	}
}

// address checks host:port, variables allowed.
func (p *problems) address(field, address string) {
	if address == "" {
		p.add(field, "it needs an address: host:port")
		return
	}
	if !strings.Contains(address, ":") && !strings.Contains(address, "${") {
		p.add(field, "%q has no port: write host:port", address)
	}
}

func (p *problems) control(c *Control) {
	if c == nil {
		return
	}
	sub := p.at("control")
	sub.from(c.From)
	sub.address("address", c.Address)
}

func (p *problems) timeout(d *Duration) {
	if d != nil && (*d <= 0 || *d > Duration(maxTimeout)) {
		p.add("timeout", "%s: it must be more than 0 and at most %s", *d, maxTimeout)
	}
}

func (p *problems) accept(codes []int) {
	for i, code := range codes {
		if code != 429 && (code < 500 || code > 599) {
			p.add(fmt.Sprintf("accept[%d]", i), "%d is always taken as an answer; accept is for 429 and 500 to 599", code)
		}
	}
}

// namespacedName splits namespace/name.
func namespacedName(s string) (namespace, name string, ok bool) {
	namespace, name, ok = strings.Cut(s, "/")
	return namespace, name, ok && namespace != "" && name != "" && !strings.Contains(name, "/")
}

// identity checks who a probe asks as.
func (p *problems) identity(field string, id *Identity) {
	if id == nil {
		return
	}
	sub := p.at("%s", field)
	if id.Word != "" && !slices.Contains(IdentityWords(), id.Word) {
		p.add(field, "%q: the identities in a word are %s", id.Word, strings.Join(IdentityWords(), ", "))
	}
	set := map[string]bool{
		"a word": id.Word != "", "serviceAccount": id.ServiceAccount != "", "user": id.User != "",
		"certificate": id.Certificate != nil, "keyPair": id.KeyPair != nil, "kubeconfig": id.Kubeconfig != "",
		"token": id.Token != "", "basic": id.Basic != "",
	}
	var chosen []string
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if set[name] {
			chosen = append(chosen, name)
		}
	}
	if len(chosen) != 1 {
		p.add(field, "an identity is exactly one of %s or serviceAccount, user, certificate, keyPair, kubeconfig, token, basic; this one has %s", strings.Join(IdentityWords(), ", "), orNothing(chosen))
	}
	if id.ServiceAccount != "" {
		if _, _, ok := namespacedName(id.ServiceAccount); !ok {
			sub.add("serviceAccount", "%q: write namespace/name", id.ServiceAccount)
		}
	} else if len(id.Audiences) > 0 || id.ExpirationSeconds != 0 {
		p.add(field, "audiences and expirationSeconds go with serviceAccount")
	}
	if id.ExpirationSeconds != 0 && id.ExpirationSeconds < 600 {
		sub.add("expirationSeconds", "%d: the API gives out no token for less than 600 seconds", id.ExpirationSeconds)
	}
	if id.User == "" && (len(id.Groups) > 0 || len(id.Extra) > 0) {
		p.add(field, "groups and extra go with user")
	}
	if id.Certificate != nil && id.Certificate.CN == "" {
		sub.add("certificate.cn", "a certificate needs a name")
	}
	if id.KeyPair != nil && (id.KeyPair.Cert == "" || id.KeyPair.Key == "") {
		sub.add("keyPair", "it needs cert and key, both files on the node")
	}
	if id.Basic != "" && !strings.Contains(id.Basic, ":") {
		sub.add("basic", "write user:password")
	}
}

// Resolve reads the manifests that the check's probes name by file and puts them in
// as objects. Call it once, after Validate, with the scenario's folder.
func (c *Check) Resolve(folder fs.FS) []Problem {
	var list []Problem
	p := &problems{list: &list}
	load := func(p *problems, file string, into *map[string]any) {
		if file == "" {
			return
		}
		data, err := fs.ReadFile(folder, path.Clean(file))
		if err != nil {
			p.add("file", "%q cannot be read from the scenario's folder: %v", file, err)
			return
		}
		var object map[string]any
		if err := yaml.UnmarshalStrict(data, &object); err != nil {
			p.add("file", "%q is not one YAML object: %v", file, err)
			return
		}
		if len(object) == 0 {
			p.add("file", "%q is empty", file)
			return
		}
		*into = object
	}
	for i := range c.accessRequests() {
		r := &c.accessRequests()[i]
		load(p.at("%s.requests[%d]", c.requestsOf(), i), r.File, &r.Object)
	}
	if c.Admission != nil {
		for i := range c.Admission.Cases {
			load(p.at("admission.cases[%d]", i), c.Admission.Cases[i].File, &c.Admission.Cases[i].Object)
		}
		if c.Admission.Twin != nil {
			load(p.at("admission.twin"), c.Admission.Twin.File, &c.Admission.Twin.Object)
		}
	}
	return list
}

func (c *Check) accessRequests() []AccessRequest {
	switch {
	case c.Access != nil:
		return c.Access.Requests
	case c.Audit != nil:
		return c.Audit.Requests
	}
	return nil
}

func (c *Check) requestsOf() string {
	if c.Access != nil {
		return "access"
	}
	return "audit"
}
