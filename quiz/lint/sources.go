package lint

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/hardenway/hardenway/quiz"
)

// hosts are where facts stand: projects' own documentation, standards, vendors. A new one is
// added here once somebody has looked at it.
var hosts = []string{
	// Kubernetes and its projects
	"kubernetes.io", "www.kubernetes.dev", "etcd.io", "github.com", "pkg.go.dev", "cncf.io", "www.cncf.io",
	"gateway-api.sigs.k8s.io", "secrets-store-csi-driver.sigs.k8s.io", "kind.sigs.k8s.io",
	// standards and catalogues
	"datatracker.ietf.org", "www.rfc-editor.org", "openid.net", "csrc.nist.gov", "nvlpubs.nist.gov", "nvd.nist.gov",
	"www.cve.org", "www.cisecurity.org", "ciscat-assessor.docs.cisecurity.org", "attack.mitre.org", "microsoft.github.io",
	"owasp.org", "cheatsheetseries.owasp.org", "slsa.dev", "opengitops.dev", "spiffe.io", "in-toto.io",
	"reproducible-builds.org", "wasi.dev", "confidentialcontainers.org",
	// Linux and what runs containers
	"man7.org", "man.openbsd.org", "git.kernel.org", "docs.kernel.org", "www.kernel.org", "gvisor.dev", "katacontainers.io",
	"rootlesscontaine.rs", "docs.docker.com", "containerd.io", "docs.wasmtime.dev", "docs.openssl.org", "www.open-scap.org",
	"git-scm.com",
	// what is installed on top
	"istio.io", "linkerd.io", "fluxcd.io", "argo-cd.readthedocs.io", "external-secrets.io", "docs.sigstore.dev",
	"notaryproject.dev", "open-policy-agent.github.io", "www.openpolicyagent.org", "kyverno.io", "docs.kubewarden.io",
	"falco.org", "docs.cilium.io", "docs.tigera.io", "www.kube-router.io", "cert-manager.io", "rbac-manager.docs.fairwinds.com",
	"developer.hashicorp.com",
	// clouds and forges
	"cloud.google.com", "docs.cloud.google.com", "docs.aws.amazon.com", "learn.microsoft.com", "docs.gitlab.com", "docs.github.com",
	// the press, of incidents whose own reports are gone
	"bgr.com", "www.coindesk.com",
}

// sources: a fact says where it stands, and an opinion does not pretend to stand anywhere.
func sources(l *linter) {
	l.each(func(b *quiz.Bank, q *quiz.Question) {
		switch {
		case q.Opinion && len(q.Sources) > 0:
			l.question(b, q, "an opinion has a source", "then it is a fact, or somebody's opinion passes for one", "remove `opinion` or the sources")
		case !q.Opinion && len(q.Sources) == 0:
			l.question(b, q, "there is no source", "a fact says where it stands", "add one, or set `opinion: true` where experienced people disagree")
		}
		for _, s := range q.Sources {
			if s.URL != "" {
				if wrong := badURL(s.URL); wrong != "" {
					l.question(b, q, fmt.Sprintf("the source %s cannot be followed", s.URL), wrong, "")
				}
			}
			if s.Module != "" && l.options.Module != nil {
				name, symbol, _ := strings.Cut(s.Module, "#")
				if err := l.options.Module(name, symbol); err != nil {
					l.question(b, q, fmt.Sprintf("the source %s cannot be followed", s.Module), err.Error(), "look at it, and name what is there")
				}
			}
		}
	})
}

// badURL says what is wrong with an address, or nothing.
func badURL(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return err.Error()
	case u.Scheme != "https":
		return "it does not begin with https://"
	case u.User != nil || u.Port() != "":
		return "it has a user or a port"
	case strings.ContainsAny(text, " \t\n<>\"`"):
		return "it has characters that no address has"
	case !slices.Contains(hosts, u.Host):
		return fmt.Sprintf("%s is not among the hosts of quiz/lint/sources.go", u.Host)
	}
	return ""
}
