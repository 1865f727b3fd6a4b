package editorial

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
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

// BadURL says what is wrong with the address of a source, or nothing.
func BadURL(text string) string {
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
		return fmt.Sprintf("%s is not among the hosts of internal/editorial/sources.go", u.Host)
	}
	return ""
}
