package computed

import (
	"fmt"
	"slices"
	"strings"
)

// thing is a resource that a request may be for, with what it is easily mistaken for.
type thing struct {
	group, resource string
	subresource     string   // of the request; empty for the resource itself
	cluster         bool     // its objects live in no namespace
	wrongGroups     []string // that people write
	others          []string // resources of the same group
	verbs           []string // that make sense for it
}

var things = []thing{
	{resource: "pods", wrongGroups: []string{"apps", "v1"}, others: []string{"podtemplates", "services"}, verbs: []string{"get", "list", "watch", "create", "delete", "patch"}},
	{resource: "pods", subresource: "log", wrongGroups: []string{"apps", "v1"}, others: []string{"events"}, verbs: []string{"get"}},
	{resource: "pods", subresource: "exec", wrongGroups: []string{"apps", "v1"}, others: []string{"services"}, verbs: []string{"create", "get"}},
	{resource: "secrets", wrongGroups: []string{"v1", "apps"}, others: []string{"configmaps", "serviceaccounts"}, verbs: []string{"get", "list", "watch", "create", "update", "delete"}},
	{resource: "configmaps", wrongGroups: []string{"v1", "apps"}, others: []string{"secrets", "endpoints"}, verbs: []string{"get", "list", "create", "update", "patch"}},
	{resource: "services", wrongGroups: []string{"networking.k8s.io", "apps"}, others: []string{"endpoints", "pods"}, verbs: []string{"get", "list", "create", "delete", "patch"}},
	{resource: "serviceaccounts", subresource: "token", wrongGroups: []string{"authentication.k8s.io", "v1"}, others: []string{"secrets"}, verbs: []string{"create"}},
	{group: "apps", resource: "deployments", wrongGroups: []string{"", "extensions"}, others: []string{"replicasets", "statefulsets"}, verbs: []string{"get", "list", "create", "update", "patch", "delete"}},
	{group: "apps", resource: "deployments", subresource: "scale", wrongGroups: []string{"", "autoscaling"}, others: []string{"replicasets/scale", "statefulsets/scale"}, verbs: []string{"get", "update", "patch"}},
	{group: "apps", resource: "daemonsets", wrongGroups: []string{"", "extensions"}, others: []string{"deployments", "statefulsets"}, verbs: []string{"get", "list", "create", "patch", "delete"}},
	{group: "batch", resource: "cronjobs", wrongGroups: []string{"", "apps"}, others: []string{"jobs"}, verbs: []string{"get", "list", "create", "update", "patch"}},
	{group: "batch", resource: "jobs", wrongGroups: []string{"", "apps"}, others: []string{"cronjobs"}, verbs: []string{"get", "list", "create", "delete"}},
	{group: "networking.k8s.io", resource: "networkpolicies", wrongGroups: []string{"", "policy"}, others: []string{"ingresses"}, verbs: []string{"get", "list", "create", "update", "delete"}},
	{group: "networking.k8s.io", resource: "ingresses", wrongGroups: []string{"", "extensions"}, others: []string{"networkpolicies"}, verbs: []string{"get", "list", "create", "patch"}},
	{group: "rbac.authorization.k8s.io", resource: "rolebindings", wrongGroups: []string{"", "rbac"}, others: []string{"roles", "clusterrolebindings"}, verbs: []string{"get", "list", "create", "delete"}},
	{group: "policy", resource: "poddisruptionbudgets", wrongGroups: []string{"", "apps"}, others: []string{"podsecuritypolicies"}, verbs: []string{"get", "list", "create", "patch"}},
	{resource: "nodes", cluster: true, wrongGroups: []string{"v1"}, others: []string{"namespaces"}, verbs: []string{"get", "list", "watch", "patch"}},
	{resource: "nodes", subresource: "proxy", cluster: true, wrongGroups: []string{"v1"}, others: []string{"nodes"}, verbs: []string{"get", "create"}},
	{resource: "persistentvolumes", cluster: true, wrongGroups: []string{"v1", "storage.k8s.io"}, others: []string{"persistentvolumeclaims"}, verbs: []string{"get", "list", "create", "delete"}},
	{group: "storage.k8s.io", resource: "storageclasses", cluster: true, wrongGroups: []string{""}, others: []string{"volumeattachments"}, verbs: []string{"get", "list", "create"}},
}

// full is the resource as a rule names it: pods/log.
func (t thing) full() string {
	if t.subresource == "" {
		return t.resource
	}
	return t.resource + "/" + t.subresource
}

// otherVerbs are verbs that are taken for the one, the likeliest first.
func otherVerbs(verb string) []string {
	near := map[string][]string{
		"get": {"list", "watch"}, "list": {"get", "watch"}, "watch": {"list", "get"}, "create": {"update", "patch"},
		"update": {"patch", "create"}, "patch": {"update", "create"}, "delete": {"deletecollection", "update"},
	}
	return near[verb]
}

// companions are verbs that a rule could hold next to those that it must not.
func companions(c *chance, t thing, not ...string) []string {
	var may []string
	for _, verb := range t.verbs {
		if !slices.Contains(not, verb) {
			may = append(may, verb)
		}
	}
	return some(c, c.IntN(3), may)
}

// verbOrder is how people write verbs.
var verbOrder = []string{"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"}

func sortVerbs(verbs []string) []string {
	slices.SortFunc(verbs, func(a, b string) int { return slices.Index(verbOrder, a) - slices.Index(verbOrder, b) })
	return slices.Compact(verbs)
}

// groupName is an API group as a rule holds it, in words.
func groupName(group string) string {
	if group == "" {
		return "the core API group (`\"\"`)"
	}
	return "the API group `" + group + "`"
}

// flow is a list in YAML.
func flow(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		if word == "" || strings.ContainsAny(word, "*:") {
			word = fmt.Sprintf("%q", word)
		}
		quoted[i] = word
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
