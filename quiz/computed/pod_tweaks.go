package computed

import (
	"fmt"
	"strings"
)

// tweak is something that is set in a pod. Whether a level takes it is for the evaluator to
// say; the note says why it may be in order, for the levels that do take it.
type tweak struct {
	key, text, note string
	apply           func(*sketch)
}

// baselineNote is the note of what only the restricted level forbids.
const baselineNote = "Baseline forbids what is known to break out, and leaves this to restricted."

// noteAt is the note at a level that takes the tweak.
func (t tweak) noteAt(level string) string {
	if level == "restricted" && t.note == baselineNote {
		return "With `hostUsers: false` root in the pod is nobody on the node, and restricted does not ask for another user then."
	}
	return t.note
}

// podTweak sets a line of the pod's spec.
func podTweak(line, note string) tweak {
	key, _, _ := strings.Cut(line, ":")
	return tweak{key, fmt.Sprintf("`%s`", line), note, func(s *sketch) { set(&s.spec, line) }}
}

// contextTweak sets a line of the pod's securityContext.
func contextTweak(line, note string) tweak {
	key, _, _ := strings.Cut(line, ":")
	return tweak{key, fmt.Sprintf("`%s` for the whole pod", line), note, func(s *sketch) { set(&s.context, line) }}
}

// containerTweak sets a line of a container's securityContext.
func containerTweak(at int, line, note string) tweak {
	key, _, _ := strings.Cut(line, ":")
	return tweak{"container " + key, fmt.Sprintf("`%s` in a container", line), note, func(s *sketch) { set(&s.containers[at].context, line) }}
}

// capabilityTweak gives a container a capability.
func capabilityTweak(at int, name, note string) tweak {
	return tweak{"capabilities", fmt.Sprintf("the capability `%s`, added in a container", name), note, func(s *sketch) { s.containers[at].add = []string{name} }}
}

// volumeTweak adds a volume.
func volumeTweak(v volume, note string) tweak {
	return tweak{"volume " + v.name, fmt.Sprintf("the volume `%s`", v.source), note, func(s *sketch) { s.volumes = append(s.volumes, v) }}
}

// tweaksFor are all tweaks that can be made to a pod. Those of containers are for one of them.
func tweaksFor(c *chance, s sketch) []tweak {
	at := c.IntN(len(s.containers))
	port := pick(c, 80, 443, 9100)
	const (
		groupNote  = "Pod Security looks at the user that a container runs as, and not at groups."
		optInNote  = "This is stricter than the default, and no level minds that."
		noRuleNote = "No control of Pod Security looks at this."
	)
	tweaks := []tweak{
		podTweak("hostNetwork: true", ""),
		podTweak("hostPID: true", ""),
		podTweak("hostIPC: true", ""),
		podTweak("hostUsers: false", "A user namespace of its own makes a pod safer, and no level forbids it."),
		podTweak("hostUsers: true", "Sharing the node's user namespace is the default, and no level forbids it."),
		podTweak("shareProcessNamespace: true", "The containers of the pod see each other's processes, and not those of the node."),
		podTweak("automountServiceAccountToken: true", "Tokens are no subject of Pod Security; RBAC decides what they are good for."),
		podTweak("serviceAccountName: cluster-admin", "A service account's name gives nothing away to Pod Security; RBAC decides what it may do."),
		podTweak("priorityClassName: system-node-critical", "Priority is no subject of Pod Security."),
		podTweak("dnsPolicy: Default", "Using the node's resolver settings is no subject of Pod Security."),
		contextTweak("runAsUser: 0", baselineNote),
		contextTweak("runAsUser: 1000", "Any user but 0 will do."),
		contextTweak("runAsGroup: 0", groupNote),
		contextTweak("fsGroup: 0", groupNote),
		contextTweak("supplementalGroups: [0]", groupNote),
		contextTweak("runAsNonRoot: false", baselineNote),
		contextTweak("seccompProfile: {type: Unconfined}", ""),
		contextTweak("seccompProfile: {type: Localhost, localhostProfile: app.json}", "A profile of one's own is as good as the runtime's default."),
		contextTweak(`sysctls: [{name: kernel.msgmax, value: "65536"}]`, ""),
		contextTweak(`sysctls: [{name: net.ipv4.ip_local_port_range, value: "2000 65000"}]`, "This sysctl is on the list of safe ones."),
		contextTweak(`sysctls: [{name: net.ipv4.ip_forward, value: "1"}]`, ""),
		contextTweak("seLinuxOptions: {type: spc_t}", ""),
		contextTweak("seLinuxOptions: {type: container_t}", "It is one of the types that containers have anyway."),
		contextTweak(`seLinuxOptions: {level: "s0:c12,c34"}`, "A level separates pods further; type, user and role are what is looked at."),
		contextTweak("appArmorProfile: {type: Unconfined}", ""),
		contextTweak("appArmorProfile: {type: RuntimeDefault}", optInNote),
		containerTweak(at, "privileged: true", ""),
		containerTweak(at, "privileged: false", "False is the default."),
		containerTweak(at, "allowPrivilegeEscalation: true", baselineNote),
		containerTweak(at, "readOnlyRootFilesystem: false", noRuleNote),
		containerTweak(at, "runAsUser: 0", baselineNote),
		containerTweak(at, "runAsUser: 65534", "Any user but 0 will do."),
		containerTweak(at, "runAsGroup: 0", groupNote),
		containerTweak(at, "runAsNonRoot: false", baselineNote),
		containerTweak(at, "seccompProfile: {type: Unconfined}", ""),
		containerTweak(at, "procMount: Default", "This is the default."),
		capabilityTweak(at, "NET_ADMIN", ""),
		capabilityTweak(at, "SYS_ADMIN", ""),
		capabilityTweak(at, "SYS_PTRACE", ""),
		capabilityTweak(at, "NET_RAW", ""),
		capabilityTweak(at, "NET_BIND_SERVICE", "It is the one capability that even restricted lets a container have."),
		capabilityTweak(at, "CHOWN", "It is one of those that a container runtime gives by default, so baseline takes it."),
		capabilityTweak(at, "SYS_CHROOT", "It is one of those that a container runtime gives by default, so baseline takes it."),
		capabilityTweak(at, "MKNOD", "It is one of those that a container runtime gives by default, so baseline takes it."),
		volumeTweak(volume{"host", "hostPath: {path: /var/log}", "/host"}, ""),
		volumeTweak(volume{"socket", "hostPath: {path: /run/containerd/containerd.sock, type: Socket}", "/run/containerd.sock"}, ""),
		volumeTweak(volume{"share", "nfs: {server: nfs.example.com, path: /export}", "/share"}, baselineNote),
		volumeTweak(volume{"memory", "emptyDir: {medium: Memory}", "/memory"}, "An emptyDir is in order wherever it is kept."),
		volumeTweak(volume{"data", "persistentVolumeClaim: {claimName: data}", "/data"}, "A claim is in order; what is behind it is for whoever makes volumes."),
		volumeTweak(volume{"inline", "csi: {driver: secrets.example.com}", "/inline"}, "An inline CSI volume is on restricted's list of volumes."),
		volumeTweak(volume{"pod-info", "downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}", "/info"}, "The downward API is on restricted's list of volumes."),
		{"ports", fmt.Sprintf("`hostPort: %d`", port), "", func(s *sketch) {
			s.containers[at].ports = append(s.containers[at].ports, fmt.Sprintf("{containerPort: %d, hostPort: %d, name: extra}", port, port))
		}},
		{"ports", fmt.Sprintf("`containerPort: %d`", port), "A container's own port binds nothing on the node.", func(s *sketch) {
			s.containers[at].ports = append(s.containers[at].ports, fmt.Sprintf("{containerPort: %d, name: extra}", port))
		}},
		{"probe", "a liveness probe with `host: 127.0.0.1`", "", func(s *sketch) {
			set(&s.containers[at].rest, "livenessProbe: {httpGet: {port: 8080, host: 127.0.0.1}}")
		}},
		{"probe", "a liveness probe without a host", "It asks the pod itself.", func(s *sketch) {
			set(&s.containers[at].rest, "livenessProbe: {httpGet: {port: 8080, path: /healthz}}")
		}},
	}
	if len(s.containers[at].drop) > 0 {
		tweaks = append(tweaks,
			tweak{"capabilities", "`drop: [NET_RAW]` in place of `drop: [ALL]`", baselineNote, func(s *sketch) { s.containers[at].drop = []string{"NET_RAW"} }},
			tweak{"init", "an init container without a `securityContext`", baselineNote, func(s *sketch) {
				s.init = append(s.init, container{name: "migrate", image: "registry.example.com/shared/migrate:3.0"})
			}},
		)
	}
	return tweaks
}
