package computed

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/quiz"
)

// trap makes of a grant that allows a request one that nearly does. Each is a mistake that
// people make, or a rule of RBAC that they do not know.
type trap struct {
	name string
	from quiz.Difficulty // the easiest questions that have it
	// inRole says that the role is changed, so that it cannot be the same as before.
	inRole bool
	// spring changes the grant, and says what is wrong with it now. It returns "" if the
	// trap does not fit.
	spring func(c *chance, g *grant, who caller, r request) string
}

var traps = []trap{
	{"verb", quiz.Easy, true, func(c *chance, g *grant, _ caller, r request) string {
		near := pick(c, otherVerbs(r.verb)...)
		g.rule.verbs = sortVerbs(append(companions(c, r.thing, r.verb, near), near))
		return fmt.Sprintf("its rule holds %s, and not `%s`", codes(g.rule.verbs), r.verb)
	}},
	{"namespace", quiz.Easy, true, func(c *chance, g *grant, _ caller, r request) string {
		if g.everywhere || r.cluster {
			return ""
		}
		other := otherNamespace(c, r.namespace)
		if !g.clusterRole {
			g.roleNamespace = other
		}
		g.namespace = other
		return fmt.Sprintf("it is a RoleBinding in `%s`, so it gives nothing in `%s`", other, r.namespace)
	}},
	{"resource", quiz.Easy, true, func(c *chance, g *grant, _ caller, r request) string {
		g.rule.resources = []string{pick(c, r.others...)}
		return fmt.Sprintf("its rule is for %s, and not for `%s`", codes(g.rule.resources), r.full())
	}},
	{"other subject", quiz.Easy, false, func(c *chance, g *grant, who caller, _ request) string {
		switch g.subject.kind {
		case "ServiceAccount":
			g.subject.name = pick(c, without(robots, who.robot)...)
		case "User":
			g.subject.name = pick(c, without(people, who.user)...)
		default:
			return ""
		}
		return fmt.Sprintf("it is for %s", g.subject)
	}},
	{"subresource", quiz.Medium, true, func(c *chance, g *grant, _ caller, r request) string {
		if r.subresource != "" {
			g.rule.resources = []string{r.resource}
			if c.coin() {
				g.rule.resources = []string{r.resource + "/*"}
				return fmt.Sprintf("its rule says `%s/*`, which matches no subresource: only `*/%s`, `*` and the full name do", r.resource, r.subresource)
			}
			return fmt.Sprintf("its rule is for `%s`, and a subresource such as `%s` has to be named itself", r.resource, r.full())
		}
		sub := map[string]string{"pods": "log", "deployments": "scale", "nodes": "status", "services": "proxy", "daemonsets": "status", "cronjobs": "status", "jobs": "status"}[r.resource]
		if sub == "" {
			return ""
		}
		g.rule.resources = []string{r.resource + "/" + sub}
		return fmt.Sprintf("its rule is for the subresource `%s/%s`, which does not include `%s`", r.resource, sub, r.resource)
	}},
	{"API group", quiz.Medium, true, func(c *chance, g *grant, _ caller, r request) string {
		wrong := pick(c, r.wrongGroups...)
		g.rule.groups = []string{wrong}
		return fmt.Sprintf("its rule names %s, while `%s` is in %s", groupName(wrong), r.resource, groupName(r.group))
	}},
	{"resource name", quiz.Medium, true, func(c *chance, g *grant, _ caller, r request) string {
		names := without(objectNames(r.thing), r.name)
		g.rule.names = []string{pick(c, names...)}
		if r.verb == "create" && r.name == "" {
			return fmt.Sprintf("its rule is for the object %s only, and what is being created has no name yet", codes(g.rule.names))
		}
		if r.name == "" {
			return fmt.Sprintf("its rule is for the one object %s, and `%s` without a name is for all of them", codes(g.rule.names), r.verb)
		}
		return fmt.Sprintf("its rule is for the object %s only", codes(g.rule.names))
	}},
	{"group", quiz.Medium, false, func(c *chance, g *grant, who caller, _ request) string {
		if g.subject.kind != "Group" {
			return ""
		}
		if who.robot != "" {
			g.subject.name = "system:serviceaccounts:" + otherNamespace(c, who.home)
			return fmt.Sprintf("it is for the service accounts of another namespace, by the group `%s`", g.subject.name)
		}
		team, _, _ := strings.Cut(who.groups[0], "-")
		g.subject.name = team + "-" + pick(c, "dev", "developer", "team", "admins")
		return fmt.Sprintf("it is for %s, and the user is in %s", g.subject, codes(who.groups))
	}},
	{"role of another namespace", quiz.Medium, true, func(c *chance, g *grant, _ caller, r request) string {
		if g.clusterRole {
			return ""
		}
		g.roleNamespace = otherNamespace(c, r.namespace)
		return fmt.Sprintf("the Role `%s` that it names is in `%s`, and a RoleBinding finds a Role in its own namespace only", g.roleName(), g.roleNamespace)
	}},
	{"user named like a service account", quiz.Medium, false, func(_ *chance, g *grant, who caller, _ request) string {
		if g.subject.kind != "ServiceAccount" {
			return ""
		}
		g.subject = subject{kind: "User", name: who.robot}
		return fmt.Sprintf("it is for a user called `%s`, and the service account's user name is `%s`", who.robot, who.user)
	}},
	{"service account of another namespace", quiz.Medium, false, func(c *chance, g *grant, who caller, _ request) string {
		if g.subject.kind != "ServiceAccount" {
			return ""
		}
		g.subject.namespace = otherNamespace(c, who.home)
		return fmt.Sprintf("it is for the service account `%s` of `%s`, which is another one", who.robot, g.subject.namespace)
	}},
	{"kind of role", quiz.Hard, false, func(_ *chance, g *grant, _ caller, _ request) string {
		if g.everywhere || g.refersCluster != g.clusterRole {
			return ""
		}
		g.refersCluster = !g.refersCluster
		return fmt.Sprintf("its `roleRef` names a %s `%s`, and there is only a %s of that name", kindOfRole(g.refersCluster), g.roleName(), kindOfRole(g.clusterRole))
	}},
	{"cluster scope", quiz.Medium, false, func(c *chance, g *grant, _ caller, r request) string {
		if !r.cluster || !g.everywhere {
			return ""
		}
		g.everywhere, g.namespace = false, pick(c, teams...)
		return fmt.Sprintf("it is a RoleBinding, and `%s` are in no namespace: only a ClusterRoleBinding reaches them", r.resource)
	}},
	{"aggregation", quiz.Hard, true, func(c *chance, g *grant, _ caller, _ request) string {
		if g.part == "" {
			return ""
		}
		g.label = strings.Replace(g.selector, "aggregate-to-", pick(c, "aggregate-", "aggregated-to-", "aggregate-into-"), 1)
		return fmt.Sprintf("the ClusterRole `%s` looks for the label `%s`, and `%s` has `%s`, so its rule does not get there", g.roleName(), g.selectorKey(), g.partName(), g.labelKey())
	}},
}

// nearly makes grants of a grant, each with another trap in it that makes it useless for the
// request, and says what is wrong with each. There is one for each suffix, which its objects'
// names get; fewer if there are no more traps that fit. Traps named in avoid are left out.
func nearly(c *chance, from grant, who caller, r request, suffixes []string, avoid ...string) []nearMiss {
	level := func(d quiz.Difficulty) int { return slices.Index(quiz.Difficulties(), d) }
	usable := slices.DeleteFunc(slices.Clone(traps), func(t trap) bool {
		return level(t.from) > level(c.difficulty) || slices.Contains(avoid, t.name)
	})
	shuffle(c, usable)
	if c.difficulty == quiz.Hard && c.coin() { // else those that every question has would be most
		slices.SortStableFunc(usable, func(a, b trap) int { return level(b.from) - level(a.from) })
	}
	var made []nearMiss
	for _, t := range usable {
		if len(made) == len(suffixes) {
			break
		}
		g := from.copied(suffixes[len(made)], t.inRole)
		if why := t.spring(c, &g, who, r); why != "" {
			made = append(made, nearMiss{g, why, t.name})
		}
	}
	shuffle(c, made[min(1, len(made)):])
	return made
}

// nearMiss is a grant that nearly allows a request.
type nearMiss struct {
	grant

	why, trap string
}

// objectNames are names that objects of a kind have in the worlds.
func objectNames(t thing) []string {
	switch t.resource {
	case "secrets":
		return []string{"db-password", "tls-cert", "registry-login"}
	case "configmaps":
		return []string{"app-config", "feature-flags", "nginx-conf"}
	case "nodes":
		return []string{"worker-1", "worker-2", "control-plane-1"}
	case "serviceaccounts":
		return []string{"default", "builder", "reader"}
	default:
		return []string{"api", "worker", "frontend"}
	}
}

func otherNamespace(c *chance, not string) string { return pick(c, without(teams, not)...) }

func without(words []string, not string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(word string) bool { return word == not })
}
