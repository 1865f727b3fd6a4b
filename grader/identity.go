package grader

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"os"
	"strings"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/transport"
)

// credential is an identity ready to be used.
type credential struct {
	// who is told in the evidence. It holds no secret.
	who string
	// admin is the grader's own credential; with impersonate, it speaks for another.
	admin       bool
	impersonate *transport.ImpersonationConfig
	bearer      string
	basic       string // user:password
	certPEM     []byte
	keyPEM      []byte
	// user and groups are what the API server should take the bearer for, where that is
	// known without asking: not for tokens and kubeconfigs.
	user   string
	groups []string
}

var (
	graderCredential = &credential{who: Self, admin: true, user: "hardenway:grader", groups: []string{"system:masters", "system:authenticated"}}
	noCredential     = &credential{who: Anonymous, user: "system:anonymous", groups: []string{"system:unauthenticated"}}
)

// authorize puts what goes into a header into a request to the API server. The grader's own
// credential is added by its transport.
func (c *credential) authorize(req *http.Request) {
	switch {
	case c.bearer != "":
		req.Header.Set("Authorization", "Bearer "+c.bearer)
	case c.basic != "":
		req.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(c.basic)))
	}
}

// certificate is the client certificate of the credential, or nil.
func (c *credential) certificate() (*tls.Certificate, error) {
	if c.certPEM == nil {
		return nil, nil
	}
	cert, err := tls.X509KeyPair(c.certPEM, c.keyPEM)
	if err != nil {
		return nil, fmt.Errorf("the certificate of %s: %w", c.who, err)
	}
	return &cert, nil
}

// outside is the credential as it is shown to something else than the API server: the
// grader's own is taken out of the client configuration.
func (r *run) outside(c *credential) (*credential, error) {
	if !c.admin {
		return c, nil
	}
	out, err := fromConfig(c.who, r.server.config)
	if err != nil {
		return nil, err
	}
	out.impersonate = c.impersonate
	return out, nil
}

// fromConfig takes the credential out of a client configuration.
func fromConfig(who string, config *rest.Config) (*credential, error) {
	out := &credential{who: who, bearer: config.BearerToken}
	switch {
	case config.ExecProvider != nil:
		return nil, fmt.Errorf("%s: its credential comes from a program (%s), and the grader runs none", who, config.ExecProvider.Command)
	case config.AuthProvider != nil:
		return nil, fmt.Errorf("%s: its credential comes from the plugin %s, which the grader does not have", who, config.AuthProvider.Name)
	case config.Username != "":
		out.basic = config.Username + ":" + config.Password
	case config.BearerToken == "" && config.BearerTokenFile != "":
		token, err := os.ReadFile(config.BearerTokenFile)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", who, err)
		}
		out.bearer = strings.TrimSpace(string(token))
	}
	copied := rest.CopyConfig(config)
	if err := rest.LoadTLSFiles(copied); err != nil {
		return nil, fmt.Errorf("%s: %w", who, err)
	}
	if len(copied.CertData) > 0 {
		out.certPEM, out.keyPEM = copied.CertData, copied.KeyData
	}
	return out, nil
}

// describe names an identity in the evidence, without any secret.
func (i *Identity) describe() string {
	switch {
	case i == nil:
		return ""
	case i.Word != "":
		return i.Word
	case i.ServiceAccount != "":
		return "serviceaccount " + i.ServiceAccount
	case i.User != "":
		return withGroups("user "+i.User, i.Groups)
	case i.Certificate != nil:
		s := withGroups("certificate CN="+i.Certificate.CN, i.Certificate.Organizations)
		if i.Certificate.CA != "" {
			s += " of " + i.Certificate.CA
		}
		return s
	case i.KeyPair != nil:
		return "certificate " + i.KeyPair.Cert
	case i.Kubeconfig != "":
		return "kubeconfig " + i.Kubeconfig
	case i.Token != "":
		return "a token"
	case i.Basic != "":
		user, _, _ := strings.Cut(i.Basic, ":")
		return "user " + user + " with a password"
	}
	return "nobody"
}

func withGroups(who string, groups []string) string {
	if len(groups) == 0 {
		return who
	}
	return who + " in " + strings.Join(groups, ", ")
}

// credential gets an identity ready. Whatever has to be issued is issued anew: caches of
// the API server and the kubelet then have never seen it. What cannot be issued is an
// error, since nothing was asked yet.
func (r *run) credential(ctx context.Context, id *Identity, otherwise *credential) (*credential, error) {
	if id == nil {
		return otherwise, nil
	}
	who := id.describe()
	switch {
	case id.Word == Self:
		return graderCredential, nil
	case id.Word == Anonymous:
		return noCredential, nil
	case id.Word == Learner:
		return r.kubeconfigCredential(ctx, who, learnerKubeconfig)
	case id.Kubeconfig != "":
		return r.kubeconfigCredential(ctx, who, id.Kubeconfig)
	case id.ServiceAccount != "":
		return r.tokenCredential(ctx, who, id)
	case id.User != "":
		return &credential{
			who: who, admin: true, user: id.User, groups: impersonatedGroups(id.User, id.Groups),
			impersonate: &transport.ImpersonationConfig{UserName: id.User, Groups: id.Groups, Extra: id.Extra},
		}, nil
	case id.Certificate != nil:
		return r.signedCredential(ctx, who, id.Certificate)
	case id.KeyPair != nil:
		c := &credential{who: who}
		var err error
		if c.certPEM, err = r.readFile(ctx, id.KeyPair.Cert); err != nil {
			return nil, err
		}
		if c.keyPEM, err = r.readFile(ctx, id.KeyPair.Key); err != nil {
			return nil, err
		}
		if _, err := c.certificate(); err != nil {
			return nil, err
		}
		return c, nil
	case id.Token != "":
		return &credential{who: who, bearer: id.Token}, nil
	case id.Basic != "":
		return &credential{who: who, basic: id.Basic}, nil
	}
	return nil, errors.New("an identity that is nobody")
}

// impersonatedGroups are the groups an impersonated user is in: the API server adds some.
func impersonatedGroups(user string, groups []string) []string {
	all := append([]string(nil), groups...)
	if user == "system:anonymous" {
		return append(all, "system:unauthenticated")
	}
	if account, ok := strings.CutPrefix(user, "system:serviceaccount:"); ok && len(groups) == 0 {
		namespace, _, _ := strings.Cut(account, ":")
		all = append(all, "system:serviceaccounts", "system:serviceaccounts:"+namespace)
	}
	return append(all, "system:authenticated")
}

// learnerKubeconfig is where kubeadm leaves the administrator's kubeconfig.
const learnerKubeconfig = "/etc/kubernetes/admin.conf"

// kubeconfigCredential takes the credential of a kubeconfig on the node. Only the
// credential: the server is the one being graded, whatever the file says.
func (r *run) kubeconfigCredential(ctx context.Context, who, path string) (*credential, error) {
	data, err := r.readFile(ctx, path)
	if err != nil {
		return nil, err
	}
	config, err := clientcmd.Load(data)
	if err != nil {
		return nil, fmt.Errorf("%s is no kubeconfig: %w", path, err)
	}
	current := config.Contexts[config.CurrentContext]
	if current == nil {
		return nil, fmt.Errorf("%s has no current context", path)
	}
	user := config.AuthInfos[current.AuthInfo]
	if user == nil {
		return nil, fmt.Errorf("%s has no user %q", path, current.AuthInfo)
	}
	return r.authInfoCredential(ctx, who, user)
}

func (r *run) authInfoCredential(ctx context.Context, who string, user *clientcmdapi.AuthInfo) (*credential, error) {
	if user.Exec != nil {
		return nil, fmt.Errorf("%s: its credential comes from a program (%s), and the grader runs none", who, user.Exec.Command)
	}
	if user.AuthProvider != nil {
		return nil, fmt.Errorf("%s: its credential comes from the plugin %s, which the grader does not have", who, user.AuthProvider.Name)
	}
	c := &credential{who: who, bearer: user.Token, certPEM: user.ClientCertificateData, keyPEM: user.ClientKeyData}
	if user.Username != "" {
		c.basic = user.Username + ":" + user.Password
	}
	for _, f := range []struct {
		path string
		into *[]byte
	}{{user.ClientCertificate, &c.certPEM}, {user.ClientKey, &c.keyPEM}} {
		if f.path == "" || len(*f.into) > 0 {
			continue
		}
		data, err := r.readFile(ctx, f.path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", who, err)
		}
		*f.into = data
	}
	if c.bearer == "" && user.TokenFile != "" {
		data, err := r.readFile(ctx, user.TokenFile)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", who, err)
		}
		c.bearer = strings.TrimSpace(string(data))
	}
	if len(c.certPEM) == 0 {
		c.certPEM, c.keyPEM = nil, nil
	}
	if _, err := c.certificate(); err != nil {
		return nil, err
	}
	return c, nil
}

// tokenCredential asks for a ServiceAccount's token.
func (r *run) tokenCredential(ctx context.Context, who string, id *Identity) (*credential, error) {
	namespace, name, _ := namespacedName(id.ServiceAccount)
	seconds := id.ExpirationSeconds
	if seconds == 0 {
		seconds = 600
	}
	a, err := r.asGrader(ctx, tokenRequest(namespace, name, id.Audiences, seconds, nil))
	if err != nil {
		return nil, fmt.Errorf("no token for %s: %w", who, err)
	}
	token := tokenIn(a)
	if !a.ok() || token == "" {
		return nil, fmt.Errorf("no token for %s: the API server answered %s", who, a)
	}
	return &credential{
		who: who, bearer: token, user: "system:serviceaccount:" + namespace + ":" + name,
		groups: []string{"system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"},
	}, nil
}

func tokenRequest(namespace, name string, audiences []string, seconds int64, bound map[string]any) call {
	spec := map[string]any{}
	if len(audiences) > 0 {
		spec["audiences"] = audiences
	}
	if seconds != 0 {
		spec["expirationSeconds"] = seconds
	}
	if bound != nil {
		spec["boundObjectRef"] = bound
	}
	return call{
		method: http.MethodPost, path: "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + name + "/token",
		body: map[string]any{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec},
	}
}

func tokenIn(a *answer) string {
	status, _ := a.object["status"].(map[string]any)
	token, _ := status["token"].(string)
	return token
}

// defaultCA is the cluster's CA as kubeadm lays it, without its extension.
const defaultCA = "/etc/kubernetes/pki/ca"

// signedCredential signs a client certificate with a CA key of the node's.
func (r *run) signedCredential(ctx context.Context, who string, want *Certificate) (*credential, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("a key for %s: %w", who, err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("a serial number for %s: %w", who, err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: want.CN, Organization: want.Organizations},
		NotBefore:    now.Add(-24 * time.Hour), NotAfter: now.Add(time.Hour),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if want.ServerAuth {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	}
	if want.Expired {
		template.NotAfter = now.Add(-time.Hour)
	}
	parent, signer := template, crypto.Signer(key)
	if !want.SelfSigned {
		ca := want.CA
		if ca == "" {
			ca = defaultCA
		}
		if parent, signer, err = r.authority(ctx, ca); err != nil {
			return nil, fmt.Errorf("%s: %w", who, err)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, fmt.Errorf("signing %s: %w", who, err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("the key of %s: %w", who, err)
	}
	c := &credential{
		who:     who,
		certPEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		keyPEM:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}),
	}
	// Whom the API server takes the bearer of an odd certificate for, if anyone, is asked.
	if !want.SelfSigned && !want.Expired && !want.ServerAuth && (want.CA == "" || want.CA == defaultCA) {
		c.user, c.groups = want.CN, append([]string{"system:authenticated"}, want.Organizations...)
	}
	return c, nil
}

// authority reads a CA's certificate and key from the node.
func (r *run) authority(ctx context.Context, base string) (*x509.Certificate, crypto.Signer, error) {
	certPEM, err := r.readFile(ctx, base+".crt")
	if err != nil {
		return nil, nil, err
	}
	keyPEM, err := r.readFile(ctx, base+".key")
	if err != nil {
		return nil, nil, err
	}
	block, _ := pem.Decode(certPEM)
	if block == nil {
		return nil, nil, fmt.Errorf("%s.crt holds no certificate", base)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, nil, fmt.Errorf("%s.crt: %w", base, err)
	}
	key, err := parseKey(keyPEM)
	if err != nil {
		return nil, nil, fmt.Errorf("%s.key: %w", base, err)
	}
	return cert, key, nil
}

func parseKey(data []byte) (crypto.Signer, error) {
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			return nil, errors.New("it holds no private key")
		}
		switch block.Type {
		case "EC PRIVATE KEY":
			return x509.ParseECPrivateKey(block.Bytes)
		case "RSA PRIVATE KEY":
			return x509.ParsePKCS1PrivateKey(block.Bytes)
		case "PRIVATE KEY":
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return nil, err
			}
			signer, ok := key.(crypto.Signer)
			if !ok {
				return nil, fmt.Errorf("a key of type %T cannot sign", key)
			}
			return signer, nil
		}
	}
}

// maxFile is how many bytes of a file on the node are read. Manifests, keys and certificates are far
// smaller; whoever owns the node can put anything in their place.
const maxFile = 16 << 20

// readFile reads a file of the node. A file that is not there is an error here, since
// the grader needs it; the files probe has its own way.
func (r *run) readFile(ctx context.Context, path string) ([]byte, error) {
	data, err := r.readPart(ctx, path, 0, maxFile+1)
	if len(data) > maxFile {
		return nil, fmt.Errorf("reading %s on the node: it is larger than %d MiB", path, maxFile>>20)
	}
	return data, err
}

// readPart reads length bytes at most of a file of the node, from offset on.
func (r *run) readPart(ctx context.Context, path string, offset, length int64) ([]byte, error) {
	return bounded(ctx, "reading "+path+" on the node", func() ([]byte, error) { return r.target.Files().Read(path, offset, length) })
}
