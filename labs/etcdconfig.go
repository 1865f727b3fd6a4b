package labs

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/url"
	"path"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/hardenway/hardenway/labs/shell"
)

// EtcdClientConfig is how the API server of a node reaches its etcd: with the files that its manifest names, so that
// it follows a learner who gives etcd another CA. plain is the server's URL when the manifest says that
// it is reached without TLS, and else "". The caller adds the server's name when that is not its address.
func EtcdClientConfig(files shell.FS) (config *tls.Config, plain string, err error) {
	names := map[string]string{
		"--etcd-cafile":   "/etc/kubernetes/pki/etcd/ca.crt",
		"--etcd-certfile": "/etc/kubernetes/pki/apiserver-etcd-client.crt",
		"--etcd-keyfile":  "/etc/kubernetes/pki/apiserver-etcd-client.key",
	}
	// A manifest that is gone or broken leaves kubeadm's places.
	if data, err := readAll(files, apiServerManifest); err == nil {
		var pod corev1.Pod
		if yaml.Unmarshal(data, &pod) == nil && len(pod.Spec.Containers) > 0 {
			for _, arg := range pod.Spec.Containers[0].Command {
				flag, value, _ := strings.Cut(arg, "=")
				if _, ok := names[flag]; ok {
					names[flag] = value
				}
				if u, err := url.Parse(value); flag == "--etcd-servers" && err == nil && u.Scheme == "http" {
					return nil, value, nil
				}
			}
		}
	}
	read := map[string][]byte{}
	for flag, name := range names {
		if read[flag], err = readAll(files, path.Clean("/"+name)); err != nil {
			return nil, "", err
		}
	}
	pair, err := tls.X509KeyPair(read["--etcd-certfile"], read["--etcd-keyfile"])
	if err != nil {
		return nil, "", err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(read["--etcd-cafile"]) {
		return nil, "", fmt.Errorf("%s holds no certificate", names["--etcd-cafile"])
	}
	return &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, "", nil
}
