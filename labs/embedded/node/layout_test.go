//go:build unix

package node

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/hardenway/hardenway/labs/embedded"
)

func TestEtcdCA(t *testing.T) {
	for _, shared := range []bool{false, true} {
		dir := t.TempDir()
		spec := embedded.Spec{
			ID: "ca", Dir: dir, Root: filepath.Join(dir, "node"), Run: dir, NodeName: "ca", Address: "127.20.0.9",
			APIServerPort: 6443, KubeletPort: 10250, KubeletHealthzPort: 10248, EtcdPort: 2379, EtcdPeerPort: 2380, EtcdMetricsPort: 2381,
			SharedEtcdCA: shared,
		}
		if _, err := layOut(spec); err != nil {
			t.Fatal(err)
		}
		read := func(name string) []byte {
			data, err := os.ReadFile(filepath.Join(spec.Root, pkiDir, name))
			if err != nil {
				t.Fatal(err)
			}
			return data
		}
		for _, name := range []string{"ca.crt", "ca.key"} {
			if got := bytes.Equal(read(name), read("etcd/"+name)); got != shared {
				t.Errorf("shared: %v, but etcd/%s is the cluster's: %v", shared, name, got)
			}
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(read("ca.crt"))
		for _, name := range []string{"etcd/server.crt", "etcd/peer.crt", "apiserver-etcd-client.crt"} {
			block, _ := pem.Decode(read(name))
			cert, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := cert.Verify(x509.VerifyOptions{Roots: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); (err == nil) != shared {
				t.Errorf("shared: %v, and %s is signed by the cluster's CA: %v", shared, name, err)
			}
		}
	}
}
