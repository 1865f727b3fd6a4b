package computed

import (
	"fmt"
	"slices"
	"strings"
)

// sketch is a pod that is being drawn. Its parts are lines of YAML without indentation.
type sketch struct {
	name, namespace string
	spec            []string // "hostPID: true"
	context         []string // of the pod's securityContext
	init            []container
	containers      []container
	volumes         []volume
}

// container is one of a pod's containers.
type container struct {
	name, image string
	ports       []string // "{containerPort: 80}"
	rest        []string // "command: [sleep]"
	context     []string // of the securityContext, but for the capabilities
	drop, add   []string
}

// volume is one of a pod's volumes, and where the first container mounts it.
type volume struct{ name, source, path string }

// set puts a line into a block, or in the place of the one with the same key.
func set(block *[]string, line string) {
	key, _, _ := strings.Cut(line, ":")
	for i, other := range *block {
		if was, _, _ := strings.Cut(other, ":"); was == key {
			(*block)[i] = line
			return
		}
	}
	*block = append(*block, line)
}

// clone is a copy to draw on.
func (s sketch) clone() sketch {
	s.spec, s.context, s.volumes = slices.Clone(s.spec), slices.Clone(s.context), slices.Clone(s.volumes)
	s.init, s.containers = cloneContainers(s.init), cloneContainers(s.containers)
	return s
}

func cloneContainers(all []container) []container {
	all = slices.Clone(all)
	for i := range all {
		c := &all[i]
		c.ports, c.rest, c.context = slices.Clone(c.ports), slices.Clone(c.rest), slices.Clone(c.context)
		c.drop, c.add = slices.Clone(c.drop), slices.Clone(c.add)
	}
	return all
}

// yaml is the pod as a manifest.
func (s sketch) yaml() string {
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: v1\nkind: Pod\nmetadata:\n  name: %s\n  namespace: %s\nspec:\n", s.name, s.namespace)
	write(&b, "  ", s.spec)
	if len(s.context) > 0 {
		b.WriteString("  securityContext:\n")
		write(&b, "    ", s.context)
	}
	writeContainers(&b, "initContainers", s.init, nil)
	writeContainers(&b, "containers", s.containers, s.volumes)
	if len(s.volumes) > 0 {
		b.WriteString("  volumes:\n")
	}
	for _, v := range s.volumes {
		fmt.Fprintf(&b, "  - name: %s\n", v.name)
		write(&b, "    ", []string{v.source})
	}
	return b.String()
}

func writeContainers(b *strings.Builder, key string, containers []container, mounted []volume) {
	if len(containers) == 0 {
		return
	}
	fmt.Fprintf(b, "  %s:\n", key)
	for i, c := range containers {
		fmt.Fprintf(b, "  - name: %s\n    image: %s\n", c.name, c.image)
		write(b, "    ", c.rest)
		if len(c.ports) > 0 {
			b.WriteString("    ports:\n")
		}
		for _, port := range c.ports {
			fmt.Fprintf(b, "    - %s\n", port)
		}
		if len(c.context)+len(c.drop)+len(c.add) > 0 {
			b.WriteString("    securityContext:\n")
			write(b, "      ", c.context)
		}
		if len(c.drop)+len(c.add) > 0 {
			b.WriteString("      capabilities:\n")
		}
		for _, list := range []struct {
			key   string
			words []string
		}{{"drop", c.drop}, {"add", c.add}} {
			if len(list.words) > 0 {
				fmt.Fprintf(b, "        %s: %s\n", list.key, flow(list.words))
			}
		}
		if i == 0 && len(mounted) > 0 {
			b.WriteString("    volumeMounts:\n")
			for _, v := range mounted {
				fmt.Fprintf(b, "    - {name: %s, mountPath: %s}\n", v.name, v.path)
			}
		}
	}
}

func write(b *strings.Builder, indent string, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(b, "%s%s\n", indent, line)
	}
}

// newSketch draws an ordinary pod. One for the restricted level says everything that the
// level wants to be said.
func newSketch(c *chance, restricted bool) sketch {
	app, team := pick(c, apps...), pick(c, teams...)
	s := sketch{name: app, namespace: team}
	add := func(name, image string) container {
		made := container{name: name, image: "registry.example.com/" + image}
		if restricted {
			made.context, made.drop = []string{"allowPrivilegeEscalation: false"}, []string{"ALL"}
			if c.coin() {
				made.context = append(made.context, "readOnlyRootFilesystem: true")
			}
		}
		return made
	}
	main := add(app, fmt.Sprintf("%s/%s:%d.%d", team, app, 1+c.IntN(4), c.IntN(10)))
	main.ports = []string{fmt.Sprintf("{containerPort: %d}", pick(c, 8080, 8443, 9000, 3000))}
	s.containers = []container{main}
	if c.IntN(byDifficulty(c, 6, 2, 2)) == 0 {
		s.containers = append(s.containers, add(pick(c, "proxy", "metrics", "log-agent"), "shared/sidecar:2.1"))
	}
	if c.IntN(byDifficulty(c, 8, 4, 2)) == 0 {
		s.init = []container{add("prepare", "shared/init:1.4")}
	}
	if restricted {
		s.context = []string{"runAsNonRoot: true", "seccompProfile: {type: RuntimeDefault}"}
	}
	if c.coin() {
		s.volumes = append(s.volumes, pick(c,
			volume{"config", fmt.Sprintf("configMap: {name: %s-config}", app), "/etc/" + app},
			volume{"scratch", "emptyDir: {}", "/tmp"},
			volume{"credentials", fmt.Sprintf("secret: {secretName: %s-credentials}", app), "/credentials"},
		))
	}
	return s
}
