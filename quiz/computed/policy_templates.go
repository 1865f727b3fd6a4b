package computed

import (
	"fmt"
	"strings"

	"github.com/hardenway/hardenway/quiz"
)

// rules is what a policy template draws: an expression, and objects for it.
type rules struct {
	name, message string
	group         string
	resource      string
	expression    string
	objects       []candidate
}

// candidate is an object that a policy may be asked about.
type candidate struct {
	yaml, old, params string
	note              string // what decides about it
}

// policyTemplate draws a policy.
type policyTemplate struct {
	from quiz.Difficulty // the easiest questions that have it
	draw func(c *chance) rules
}

// workload draws a Deployment. Lines are those of the pod's spec below its containers, each
// container's lines are given as one flow mapping.
func workload(name, namespace, labels, replicas string, containers []string, podLines ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: %s\n  namespace: %s\n", name, namespace)
	if labels != "" {
		fmt.Fprintf(&b, "  labels: %s\n", labels)
	}
	b.WriteString("spec:\n")
	if replicas != "" {
		fmt.Fprintf(&b, "  replicas: %s\n", replicas)
	}
	fmt.Fprintf(&b, "  selector: {matchLabels: {app: %[1]s}}\n  template:\n    metadata: {labels: {app: %[1]s}}\n    spec:\n", name)
	for _, line := range podLines {
		fmt.Fprintf(&b, "      %s\n", line)
	}
	b.WriteString("      containers:\n")
	for _, c := range containers {
		fmt.Fprintf(&b, "      - %s\n", c)
	}
	return b.String()
}

func plainContainer(name, image string, more ...string) string {
	return "{" + strings.Join(append([]string{"name: " + name, "image: " + image}, more...), ", ") + "}"
}

func configMap(name, namespace, meta, data string) string {
	text := fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\n  namespace: %s\n", name, namespace)
	if meta != "" {
		text += "  " + meta + "\n"
	}
	if data != "" {
		text += "data: " + data + "\n"
	}
	return text
}

func service(name, namespace, spec string) string {
	return fmt.Sprintf("apiVersion: v1\nkind: Service\nmetadata:\n  name: %[1]s\n  namespace: %[2]s\nspec:\n  selector: {app: %[1]s}\n  ports: [{port: 80}]\n%[3]s", name, namespace, spec)
}

func ingress(name, namespace string, hosts ...string) string {
	text := fmt.Sprintf("apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: %s\n  namespace: %s\nspec:\n  rules:\n", name, namespace)
	for _, host := range hosts {
		begin := "- "
		if host != "" {
			text += fmt.Sprintf("  - host: %s\n", host)
			begin = "  "
		}
		text += fmt.Sprintf("  %shttp: {paths: [{path: /, pathType: Prefix, backend: {service: {name: %s, port: {number: 80}}}}]}\n", begin, name)
	}
	return text
}

// policyTemplates are what policies are drawn from. Each note holds for its own object and
// expression, and says why the evaluator comes to its result.
var policyTemplates = []policyTemplate{
	{quiz.Easy, func(c *chance) rules {
		app, team, limit := pick(c, apps...), pick(c, teams...), 2+c.IntN(6)
		one := []string{plainContainer(app, "registry.example.com/"+app+":1.2")}
		over := limit + 1 + c.IntN(3)
		return rules{
			"replica-limit", fmt.Sprintf("at most %d replicas", limit), "apps", "deployments", fmt.Sprintf("object.spec.replicas <= %d", limit),
			[]candidate{
				{yaml: workload(app, team, "", fmt.Sprint(limit), one), note: fmt.Sprintf("`%d <= %d` holds: the limit itself is in order.", limit, limit)},
				{yaml: workload(app, team, "", fmt.Sprint(over), one), note: fmt.Sprintf("%d replicas are more than %d.", over, limit)},
				{yaml: workload(app, team, "", "", one), note: "`replicas` is not written, but defaults are set before admission: the policy sees 1, and no missing field."},
			},
		}
	}},
	{quiz.Easy, func(c *chance) rules {
		app, team, key := pick(c, apps...), pick(c, teams...), pick(c, "owner", "team", "cost-center")
		other := pick(c, "app", "tier")
		return rules{
			"label-required", "the label " + key + " is required", "", "configmaps", fmt.Sprintf("'%s' in object.metadata.labels", key),
			[]candidate{
				{yaml: configMap(app, team, fmt.Sprintf("labels: {%s: %s}", key, team), ""), note: "`in` asks for a key of the map, and the label is there."},
				{yaml: configMap(app, team, fmt.Sprintf("labels: {%s: %s}", other, team), ""), note: "There are labels, and this one is not among them."},
				{yaml: configMap(app, team, fmt.Sprintf("annotations: {%s: %s}", key, team), ""), note: "Without any label there is no `metadata.labels` to look into, and a missing field is an error and not an empty map."},
				{yaml: configMap(app, team, "", "{a: b}"), note: "Without any label there is no `metadata.labels` to look into, and a missing field is an error and not an empty map."},
			},
		}
	}},
	{quiz.Medium, func(c *chance) rules {
		app, team, key := pick(c, apps...), pick(c, teams...), pick(c, "owner", "team", "tier")
		return rules{
			"label-value", "the label " + key + " has to name the namespace", "", "configmaps",
			fmt.Sprintf("has(object.metadata.labels) && object.metadata.labels['%s'] == object.metadata.namespace", key),
			[]candidate{
				{yaml: configMap(app, team, fmt.Sprintf("labels: {%s: %s}", key, team), ""), note: "The labels are there, and the value is the namespace's name."},
				{yaml: configMap(app, team, fmt.Sprintf("labels: {%s: %s}", key, otherNamespace(c, team)), ""), note: "The label is there and names another namespace."},
				{yaml: configMap(app, team, "", ""), note: "`has` is false, and `&&` then does not look at its right side, so nothing goes wrong."},
				{yaml: configMap(app, team, fmt.Sprintf("labels: {app: %s}", app), ""), note: "`has` asks for the map of labels only. It is there, and the key that is then asked of it is not, which is an error."},
			},
		}
	}},
	{quiz.Easy, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		host := "registry.example.com"
		good, bad := plainContainer(app, host+"/"+app+":1"), plainContainer("helper", "docker.io/library/helper:2")
		return rules{
			"own-registry", "images come from " + host, "apps", "deployments",
			fmt.Sprintf("object.spec.template.spec.containers.all(c, c.image.startsWith('%s/'))", host),
			[]candidate{
				{yaml: workload(app, team, "", "2", []string{good}), note: "Every container's image begins with that text."},
				{yaml: workload(app, team, "", "2", []string{good, bad}), note: "`all` wants it of every container, and one image comes from elsewhere."},
				{yaml: workload(app, team, "", "2", []string{good}, "initContainers:", "- "+bad), note: "The init container's image comes from elsewhere, but the expression looks at `containers` only."},
				{yaml: workload(app, team, "", "2", []string{plainContainer(app, host+".evil.test/"+app+":1")}), note: "The slash at the end of the prefix keeps a longer host name out."},
			},
		}
	}},
	{quiz.Medium, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		host := "registry.example.com"
		return rules{
			"own-registry", "images come from " + host, "apps", "deployments",
			fmt.Sprintf("object.spec.template.spec.containers.exists(c, c.image.startsWith('%s'))", host),
			[]candidate{
				{yaml: workload(app, team, "", "1", []string{plainContainer(app, host+".evil.test/"+app+":1")}), note: "The prefix has no slash at its end, so a host name that only begins with it passes."},
				{yaml: workload(app, team, "", "1", []string{plainContainer(app, "docker.io/library/"+app+":1"), plainContainer("proxy", host+"/proxy:1")}), note: "`exists` is content with one container; `all` would have wanted every one."},
				{yaml: workload(app, team, "", "1", []string{plainContainer(app, "docker.io/library/"+app+":1")}), note: "No container's image begins with that text."},
			},
		}
	}},
	{quiz.Medium, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		field := pick(c, "hostNetwork", "hostPID", "hostIPC")
		one := []string{plainContainer(app, "registry.example.com/"+app+":1")}
		return rules{
			"no-" + strings.ToLower(field), field + " is not allowed", "apps", "deployments",
			fmt.Sprintf("!object.spec.template.spec.%s", field),
			[]candidate{
				{yaml: workload(app, team, "", "2", one, field+": true"), note: "The field is true, so its negation is false."},
				{yaml: workload(app, team, "", "2", one), note: fmt.Sprintf("`%s` is not there, and false is no default that the API server writes into the object. The expression needs `has` or `.?`.", field)},
				{yaml: workload(app, team, "", "2", one, field+": false"), note: fmt.Sprintf("False is what the API server leaves out of this field, so `%s` is missing although it was written, and a missing field is an error.", field)},
			},
		}
	}},
	{quiz.Medium, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		field := pick(c, "hostNetwork", "hostPID")
		one := []string{plainContainer(app, "registry.example.com/"+app+":1")}
		return rules{
			"no-" + strings.ToLower(field), field + " is not allowed", "apps", "deployments",
			fmt.Sprintf("!has(object.spec.template.spec.%[1]s) || !object.spec.template.spec.%[1]s", field),
			[]candidate{
				{yaml: workload(app, team, "", "2", one, field+": true"), note: "The field is there and true, so both sides of `||` are false."},
				{yaml: workload(app, team, "", "2", one), note: "The field is not there, so the left side holds and the right one does not matter."},
			},
		}
	}},
	{quiz.Medium, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		image := "registry.example.com/" + app + ":3"
		limit := pick(c, "512Mi", "1Gi", "256Mi")
		return rules{
			"memory-limit", "a memory limit of at most " + limit + " is required", "apps", "deployments",
			fmt.Sprintf("object.spec.template.spec.containers.all(c, quantity(c.resources.limits['memory']).compareTo(quantity('%s')) <= 0)", limit),
			[]candidate{
				{yaml: workload(app, team, "", "1", []string{plainContainer(app, image, "resources: {limits: {memory: 200M}}")}), note: fmt.Sprintf("Quantities are compared by value: 200M is less than %s.", limit)},
				{yaml: workload(app, team, "", "1", []string{plainContainer(app, image, "resources: {limits: {memory: 2Gi}}")}), note: fmt.Sprintf("2Gi is more than %s.", limit)},
				{yaml: workload(app, team, "", "1", []string{plainContainer(app, image)}), note: "There are no limits to look into, and that is an error, not a zero."},
				{yaml: workload(app, team, "", "1", []string{plainContainer(app, image, `resources: {limits: {cpu: "1"}}`)}), note: "There is a limit for CPU only, and asking the map for `memory` is an error."},
			},
		}
	}},
	{quiz.Easy, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		return rules{
			"service-types", "only ClusterIP", "", "services", "object.spec.type == 'ClusterIP'",
			[]candidate{
				{yaml: service(app, team, "  type: NodePort\n"), note: "The type is another."},
				{yaml: service(app, team, "  type: LoadBalancer\n"), note: "The type is another."},
				{yaml: service(app, team, ""), note: "No type is written, and the default of ClusterIP is set before admission."},
				{yaml: service(app, team, "  type: ClusterIP\n  externalIPs: [192.0.2.7]\n"), note: "External IPs are another way in, which this expression does not look at."},
			},
		}
	}},
	{quiz.Medium, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		return rules{
			"no-external-ips", "external IPs are not allowed", "", "services", "!has(object.spec.externalIPs) && object.spec.type != 'NodePort'",
			[]candidate{
				{yaml: service(app, team, "  externalIPs: [192.0.2.7]\n"), note: "`has` finds the field, so the left side is false."},
				{yaml: service(app, team, "  type: LoadBalancer\n"), note: "A LoadBalancer opens node ports as well, but the expression asks for the word NodePort only."},
				{yaml: service(app, team, "  type: NodePort\n"), note: "The right side is false."},
				{yaml: service(app, team, "  externalIPs: []\n"), note: "An empty list is left out of the object, so `has` finds nothing."},
			},
		}
	}},
	{quiz.Medium, func(c *chance) rules {
		app, team, domain := pick(c, apps...), pick(c, teams...), pick(c, "shop.example.com", "apps.example.com")
		return rules{
			"own-hosts", "hosts are below " + domain, "networking.k8s.io", "ingresses", fmt.Sprintf("object.spec.rules.all(r, r.host.endsWith('.%s'))", domain),
			[]candidate{
				{yaml: ingress(app, team, app+"."+domain), note: "Every rule's host ends with that text."},
				{yaml: ingress(app, team, app+"."+domain, app+".example.net"), note: "`all` wants it of every rule, and one host is elsewhere."},
				{yaml: ingress(app, team, ""), note: "A rule without a host is for every host, and has no `host` to look at, which is an error."},
				{yaml: ingress(app, team, domain), note: "The dot in front wants a name below the domain, and this is the domain itself."},
			},
		}
	}},
	{quiz.Hard, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		one := []string{plainContainer(app, "registry.example.com/"+app+":1")}
		return rules{
			"two-in-production", "production needs two replicas", "apps", "deployments", "object.metadata.labels.env == 'test' || object.spec.replicas >= 2",
			[]candidate{
				{yaml: workload(app, team, "", "3", one), note: "The left side is an error, since there are no labels. `||` forgives an error on one side if the other side is true."},
				{yaml: workload(app, team, "", "1", one), note: "The left side is an error, since there are no labels, and the right side is false, so the error stays."},
				{yaml: workload(app, team, "{env: test}", "1", one), note: "The left side holds, so one replica is enough."},
				{yaml: workload(app, team, "{env: prod}", "1", one), note: "Neither side holds."},
				{yaml: workload(app, team, "{app: "+app+"}", "", one), note: "The label `env` is an error to ask for, and the default of one replica makes the right side false, so the error stays."},
			},
		}
	}},
	{quiz.Hard, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		one := []string{plainContainer(app, "registry.example.com/"+app+":1")}
		least := 2 + c.IntN(2)
		return rules{
			"labelled-and-many", "a label and enough replicas", "apps", "deployments", fmt.Sprintf("object.metadata.labels['team'] == '%s' && object.spec.replicas >= %d", team, least),
			[]candidate{
				{yaml: workload(app, team, "", "1", one), note: "The left side is an error. `&&` forgives an error on one side if the other side is false, so the whole is false."},
				{yaml: workload(app, team, "", "4", one), note: "The left side is an error, and the right side is true and cannot decide alone, so the error stays."},
				{yaml: workload(app, team, "{team: "+team+"}", "4", one), note: "Both sides hold."},
				{yaml: workload(app, team, "{team: "+otherNamespace(c, team)+"}", "4", one), note: "The left side is false."},
			},
		}
	}},
	{quiz.Hard, func(c *chance) rules {
		app, team, key := pick(c, apps...), pick(c, teams...), pick(c, "tier", "zone")
		return rules{
			"known-" + key, "an unknown " + key, "", "configmaps", fmt.Sprintf("object.metadata.?labels[?'%s'].orValue('none') in ['web', 'db']", key),
			[]candidate{
				{yaml: configMap(app, team, "", ""), note: "`.?` and `[?…]` make of what is missing an empty optional, and `orValue` a word, which is not in the list. Nothing is an error here."},
				{yaml: configMap(app, team, fmt.Sprintf("labels: {%s: web}", key), ""), note: "The label is there, and its value is in the list."},
				{yaml: configMap(app, team, fmt.Sprintf("labels: {%s: cache}", key), ""), note: "The label's value is not in the list."},
				{yaml: configMap(app, team, fmt.Sprintf("labels: {%s: db, app: %s}", key, app), ""), note: "The label is there, and its value is in the list; other labels do not matter."},
			},
		}
	}},
	{quiz.Hard, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		one := []string{plainContainer(app, "registry.example.com/"+app+":1")}
		n := 2 + c.IntN(3)
		return rules{
			"no-scale-down", "replicas may only grow", "apps", "deployments", "object.spec.replicas >= oldObject.spec.replicas",
			[]candidate{
				{yaml: workload(app, team, "", fmt.Sprint(n), one), note: "When an object is created there is no `oldObject`; it is null, and null has no fields."},
				{yaml: workload(app, team, "", fmt.Sprint(n), one), old: workload(app, team, "", fmt.Sprint(n-1), one), note: "The number grows."},
				{yaml: workload(app, team, "", fmt.Sprint(n), one), old: workload(app, team, "", fmt.Sprint(n+1), one), note: "The number shrinks."},
				{yaml: workload(app, team, "", "", one), old: workload(app, team, "", fmt.Sprint(n), one), note: "Leaving `replicas` out means the default of 1 in an update too, and 1 is less than before."},
			},
		}
	}},
	{quiz.Medium, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		return rules{
			"fixed-value", "the value of mode cannot be changed", "", "configmaps", "oldObject == null || object.data.mode == oldObject.data.mode",
			[]candidate{
				{yaml: configMap(app, team, "", "{mode: strict}"), note: "On creation `oldObject` is null, so the left side holds."},
				{yaml: configMap(app, team, "", "{mode: open}"), old: configMap(app, team, "", "{mode: strict}"), note: "In an update the two values are compared, and they differ."},
				{yaml: configMap(app, team, "", "{mode: strict, size: \"2\"}"), old: configMap(app, team, "", "{mode: strict}"), note: "The one value that is looked at stays the same."},
				{yaml: configMap(app, team, "", "{size: \"2\"}"), old: configMap(app, team, "", "{mode: strict}"), note: "The new object has no `mode`, and to ask for it is an error."},
			},
		}
	}},
	{quiz.Hard, func(c *chance) rules {
		app, team := pick(c, apps...), pick(c, teams...)
		one := []string{plainContainer(app, "registry.example.com/"+app+":1")}
		limit := 2 + c.IntN(4)
		params := func(data string) string { return configMap("limits", team, "", data) }
		return rules{
			"team-limit", "more replicas than the team may have", "apps", "deployments", "object.spec.replicas <= int(params.data.maxReplicas)",
			[]candidate{
				{yaml: workload(app, team, "", fmt.Sprint(limit), one), params: params(fmt.Sprintf("{maxReplicas: \"%d\"}", limit)), note: "The parameter is text, `int` makes a number of it, and the limit itself is in order."},
				{yaml: workload(app, team, "", fmt.Sprint(limit+2), one), params: params(fmt.Sprintf("{maxReplicas: \"%d\"}", limit)), note: fmt.Sprintf("%d is more than the parameter's %d.", limit+2, limit)},
				{yaml: workload(app, team, "", "1", one), params: params("{maxReplicas: unlimited}"), note: "`int` cannot make a number of that text."},
				{yaml: workload(app, team, "", "1", one), params: params(fmt.Sprintf("{maxreplicas: \"%d\"}", limit)), note: "The key is spelt otherwise, so `maxReplicas` is missing, and that is an error."},
			},
		}
	}},
	{quiz.Medium, func(c *chance) rules {
		app, team, prefix := pick(c, apps...), pick(c, teams...), pick(c, "prod", "dev", "qa")
		return rules{
			"name-form", "names begin with " + prefix + "- and have no digits", "", "configmaps", fmt.Sprintf("object.metadata.name.matches('^%s-[a-z]+$')", prefix),
			[]candidate{
				{yaml: configMap(prefix+"-"+app, team, "", ""), note: "The whole name has that form."},
				{yaml: configMap(prefix+"-"+app+"2", team, "", ""), note: "`$` binds the pattern to the end, and the digit is not in it."},
				{yaml: configMap("x"+prefix+"-"+app, team, "", ""), note: "`^` binds the pattern to the beginning."},
			},
		}
	}},
	{quiz.Easy, func(c *chance) rules {
		app, team, max := pick(c, apps...), pick(c, teams...), 2
		long := "{a: x, b: x, c: x}"
		return rules{
			"few-keys", fmt.Sprintf("at most %d keys", max), "", "configmaps", fmt.Sprintf("!has(object.data) || size(object.data) <= %d", max),
			[]candidate{
				{yaml: configMap(app, team, "", "{a: x, b: x}"), note: "The size of a map is the number of its keys, and that is in order."},
				{yaml: configMap(app, team, "", long), note: "There are three keys."},
				{yaml: configMap(app, team, "", ""), note: "There is no data, so the left side holds."},
			},
		}
	}},
}
