package node

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	kubeadmapi "k8s.io/kubernetes/cmd/kubeadm/app/apis/kubeadm"
	"k8s.io/kubernetes/cmd/kubeadm/app/phases/kubeconfig"

	"github.com/hardenway/hardenway/labs/embedded"
)

// writeClientKubeconfig writes a kubeconfig with a client certificate of the cluster's CA.
func writeClientKubeconfig(cfg *kubeadmapi.InitConfiguration, name, user string, groups ...string) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if err := kubeconfig.WriteKubeConfigWithClientCert(f, cfg, user, groups, time.Now().AddDate(1, 0, 0)); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// writeServingCertificate makes the certificate a kubelet makes for itself when it has
// none: self-signed, for the node's name and address. Made here it has an elliptic
// key; the kubelet's own would be RSA and slow.
func writeServingCertificate(spec embedded.Spec, dir string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 126))
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: spec.NodeName + "@" + time.Now().Format("1136239445")},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true,
		DNSNames: []string{spec.NodeName}, IPAddresses: []net.IP{net.ParseIP(spec.Address)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "kubelet.crt"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644); err != nil { //nolint:gosec // public
		return err
	}
	return os.WriteFile(filepath.Join(dir, "kubelet.key"), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}), 0o600)
}
