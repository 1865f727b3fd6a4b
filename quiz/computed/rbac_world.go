package computed

import (
	"fmt"
	"slices"
	"strings"
)

// caller is who sends a request.
type caller struct {
	user   string
	groups []string // that a person is in; those of service accounts follow from their name
	robot  string   // the service account's name, and its namespace
	home   string
}

func person(name string, groups ...string) caller { return caller{user: name, groups: groups} }

func robot(namespace, name string) caller {
	return caller{user: "system:serviceaccount:" + namespace + ":" + name, robot: name, home: namespace}
}

// String says who it is, in markdown.
func (w caller) String() string {
	switch {
	case w.robot != "":
		return fmt.Sprintf("the service account `%s` of namespace `%s`", w.robot, w.home)
	case len(w.groups) > 0:
		return fmt.Sprintf("the user `%s` (group %s)", w.user, codes(w.groups))
	default:
		return fmt.Sprintf("the user `%s`", w.user)
	}
}

// subject is who a binding is for.
type subject struct{ kind, name, namespace string }

// yaml is the subject as a line of a binding.
func (s subject) yaml() string {
	switch s.kind {
	case "ServiceAccount":
		return fmt.Sprintf("{kind: ServiceAccount, name: %s, namespace: %s}", s.name, s.namespace)
	default:
		name := s.name
		if strings.Contains(name, ":") {
			name = fmt.Sprintf("%q", name)
		}
		return fmt.Sprintf("{kind: %s, apiGroup: rbac.authorization.k8s.io, name: %s}", s.kind, name)
	}
}

// String says who it is, in markdown.
func (s subject) String() string {
	switch s.kind {
	case "ServiceAccount":
		return fmt.Sprintf("the service account `%s` of `%s`", s.name, s.namespace)
	case "Group":
		return fmt.Sprintf("the group `%s`", s.name)
	default:
		return fmt.Sprintf("the user `%s`", s.name)
	}
}

// request is what is asked about, but for who asks.
type request struct {
	thing

	verb, namespace, name string
}

// String says what is done, in markdown.
func (r request) String() string {
	text := fmt.Sprintf("`%s` `%s`", r.verb, r.full())
	if r.group != "" {
		text += fmt.Sprintf(" (`%s`)", r.group)
	}
	if r.name != "" {
		text += fmt.Sprintf(" named `%s`", r.name)
	}
	if !r.cluster {
		text += fmt.Sprintf(" in namespace `%s`", r.namespace)
	}
	return text
}

// rule is a rule of a role.
type rule struct{ groups, resources, names, verbs []string }

func (r rule) yaml() string {
	text := fmt.Sprintf("{apiGroups: %s, resources: %s, ", flow(r.groups), flow(r.resources))
	if len(r.names) > 0 {
		text += fmt.Sprintf("resourceNames: %s, ", flow(r.names))
	}
	return text + fmt.Sprintf("verbs: %s}", flow(r.verbs))
}

// grant is one way for a right to get to somebody: a role, a binding, and perhaps a cluster
// role that the role gets its rules from.
type grant struct {
	role, binding string
	// What tells the names of one grant's objects from those of another.
	roleSuffix, bindingSuffix string

	clusterRole   bool   // the role is a ClusterRole
	refersCluster bool   // the binding says that it is one
	everywhere    bool   // the binding is a ClusterRoleBinding
	namespace     string // of the binding
	roleNamespace string // of the role
	subject       subject
	rule          rule

	// The cluster role whose rule is aggregated into the role, the label that it has, and
	// the label that the role looks for. Without a name nothing is aggregated.
	part, label, selector string
}

// copied is a copy of the grant with a binding of its own, and with a role of its own too if
// that will be another one.
func (g grant) copied(suffix string, roleToo bool) grant {
	g.rule = rule{slices.Clone(g.rule.groups), slices.Clone(g.rule.resources), slices.Clone(g.rule.names), slices.Clone(g.rule.verbs)}
	g.bindingSuffix = suffix
	if roleToo {
		g.roleSuffix = suffix
	}
	return g
}

// suffixed is a name with a suffix, if there is one.
func suffixed(name, suffix string) string {
	if suffix == "" {
		return name
	}
	return name + "-" + suffix
}

func (g grant) roleName() string     { return suffixed(g.role, g.roleSuffix) }
func (g grant) partName() string     { return suffixed(g.part, g.roleSuffix) }
func (g grant) labelKey() string     { return suffixed(g.label, g.roleSuffix) }
func (g grant) selectorKey() string  { return suffixed(g.selector, g.roleSuffix) }
func (g grant) bindingWords() string { return suffixed(g.binding, g.bindingSuffix) }

// bindingKind is the kind of the binding.
func (g grant) bindingKind() string {
	if g.everywhere {
		return "ClusterRoleBinding"
	}
	return "RoleBinding"
}

// bindingName names the binding, in markdown.
func (g grant) bindingName() string {
	if g.everywhere {
		return fmt.Sprintf("ClusterRoleBinding `%s`", g.bindingWords())
	}
	return fmt.Sprintf("RoleBinding `%s` in `%s`", g.bindingWords(), g.namespace)
}

func kindOfRole(cluster bool) string {
	if cluster {
		return "ClusterRole"
	}
	return "Role"
}

const rbacAPI = "apiVersion: rbac.authorization.k8s.io/v1\n"

// documents are the grant's objects, each a YAML document. The last is the binding.
func (g grant) documents() []string {
	meta := fmt.Sprintf("{name: %s}", g.roleName())
	if !g.clusterRole {
		meta = fmt.Sprintf("{name: %s, namespace: %s}", g.roleName(), g.roleNamespace)
	}
	var documents []string
	rules := "rules:\n- " + g.rule.yaml() + "\n"
	if g.part != "" {
		documents = append(documents, rbacAPI+fmt.Sprintf("kind: ClusterRole\nmetadata: {name: %s, labels: {%s: \"true\"}}\n%s", g.partName(), g.labelKey(), rules))
		rules = fmt.Sprintf("aggregationRule:\n  clusterRoleSelectors:\n  - matchLabels: {%s: \"true\"}\nrules: []\n", g.selectorKey())
	}
	documents = append(documents, rbacAPI+fmt.Sprintf("kind: %s\nmetadata: %s\n%s", kindOfRole(g.clusterRole), meta, rules))
	meta = fmt.Sprintf("{name: %s}", g.bindingWords())
	if !g.everywhere {
		meta = fmt.Sprintf("{name: %s, namespace: %s}", g.bindingWords(), g.namespace)
	}
	return append(documents, rbacAPI+fmt.Sprintf("kind: %s\nmetadata: %s\nsubjects:\n- %s\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: %s, name: %s}\n",
		g.bindingKind(), meta, g.subject.yaml(), kindOfRole(g.refersCluster), g.roleName()))
}

// world is the RBAC that was added to a new cluster.
type world []grant

// yaml is the world as a file. Objects that several grants share stand in it once.
func (w world) yaml() string {
	var documents []string
	for _, g := range w {
		for _, document := range g.documents() {
			if !slices.Contains(documents, document) {
				documents = append(documents, document)
			}
		}
	}
	return strings.Join(documents, "---\n")
}

// clashes says whether two objects of a kind have one name and are not the same.
func (w world) clashes() bool {
	seen := map[string]string{}
	for _, g := range w {
		for _, document := range g.documents() {
			lines := strings.SplitN(document, "\n", 4)
			name, _, _ := strings.Cut(lines[2], ", labels")
			key := lines[1] + strings.TrimSuffix(name, "}")
			if was, ok := seen[key]; ok && was != document {
				return true
			}
			seen[key] = document
		}
	}
	return false
}
