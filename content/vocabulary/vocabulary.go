// Package vocabulary is the words that lessons, scenarios and questions share: the tags, the
// modules of the course, and the topics that it takes up.
package vocabulary

import (
	"slices"
	"strings"
)

// tags holds each tag with what it stands for.
var tags = []Tag{
	{"addon", "what is installed on top: dashboards, meshes, operators"},
	{"admission", "what happens to an object before it is stored: Pod Security, policies, webhooks"},
	{"authn", "authentication: who is asking"},
	{"authz", "authorization: what they may do"},
	{"breakout", "from a container to its node"},
	{"cni", "network plug-ins"},
	{"containerd", "the runtime that most nodes have"},
	{"containersec", "what a container is held by: capabilities, seccomp, users, volumes"},
	{"crypto", "keys, certificates and encryption"},
	{"ctrlplane", "API server, controller manager, scheduler, and how they are set up"},
	{"demo", "worth showing to a room"},
	{"detection", "seeing an attack: audit logs, metrics, alerts"},
	{"etcd", "where the cluster's state is kept"},
	{"forensics", "finding out afterwards what happened"},
	{"goals", "what attackers are after"},
	{"hardening", "closing a hole"},
	{"ingress", "the way in from outside"},
	{"integration", "clouds, CI and other systems that the cluster is tied to"},
	{"intro", "where to begin"},
	{"kubelet", "the agent on each node, and its API"},
	{"labs", "about the lab itself"},
	{"methodology", "how to go about it"},
	{"net", "network policies, services and traffic"},
	{"persistence", "how an attacker stays"},
	{"pivot", "from one system to the next"},
	{"privesc", "from some rights to more"},
	{"quiz", "about the quiz itself"},
	{"rbac", "roles and bindings"},
	{"recovery", "getting back to a cluster that can be trusted"},
	{"runtime", "what runs containers: runc, gVisor, Kata and others"},
	{"secrets", "credentials and where they are kept"},
	{"tenancy", "several teams in one cluster"},
	{"todo", "a question that the course's source left open"},
	{"trivia", "history and curiosities"},
	{"volume", "storage that a pod mounts"},
}

// aliases are spellings that are understood, and written as the tag they stand for.
var aliases = map[string]string{
	"containers": "containersec", "demos": "demo", "network": "net", "runtimes": "runtime", "secret": "secrets",
	"tenacy": "tenancy", "triva": "trivia", "volumes": "volume",
}

var modules = []Module{
	{"M01", "threat-model", "Threat model and vocabulary"},
	{"M02", "containers-runtimes", "What a container is"},
	{"M03", "pki-kubeconfig", "Certificates and kubeconfig"},
	{"M04", "api-request-path", "The way of a request"},
	{"M05", "authentication", "Authentication"},
	{"M06", "serviceaccount-tokens", "Service account tokens"},
	{"M07", "authorization-rbac", "Authorization and RBAC"},
	{"M08", "privilege-escalation", "Privilege escalation"},
	{"M09", "admission-policy", "Admission and policy"},
	{"M10", "kubelet-nodes", "Kubelet and nodes"},
	{"M11", "etcd", "etcd"},
	{"M12", "secrets-at-rest", "Secrets at rest"},
	{"M13", "workload-hardening", "Hardening workloads"},
	{"M14", "network", "The network"},
	{"M15", "tenancy", "Tenancy"},
	{"M16", "supply-chain", "Images and their supply"},
	{"M17", "gitops", "GitOps and delivery"},
	{"M18", "control-plane-cis", "The control plane by the book"},
	{"M19", "detection-audit", "Detection and audit"},
	{"M20", "recovery-forensics", "Recovery and forensics"},
}

// Tag is a word that things are found by.
type Tag struct {
	Word, Means string
}

// Module is one of the course's twenty.
type Module struct {
	ID, Slug, Title string
}

// Tags lists the tags by the alphabet.
func Tags() []Tag { return slices.Clone(tags) }

// Words lists the tags without their meanings, by the alphabet.
func Words() []string {
	words := make([]string, len(tags))
	for i, tag := range tags {
		words[i] = tag.Word
	}
	return words
}

// Canonical is the tag that a spelling stands for. It returns false when there is none.
func Canonical(word string) (string, bool) {
	if alias, ok := aliases[word]; ok {
		return alias, true
	}
	return word, slices.ContainsFunc(tags, func(t Tag) bool { return t.Word == word })
}

// Modules lists the modules in the order in which they are taught.
func Modules() []Module { return slices.Clone(modules) }

// ModuleOf finds a module by its id or slug, in either case.
func ModuleOf(name string) (Module, bool) {
	i := slices.IndexFunc(modules, func(m Module) bool { return strings.EqualFold(m.ID, name) || strings.EqualFold(m.Slug, name) })
	if i < 0 {
		return Module{}, false
	}
	return modules[i], true
}
