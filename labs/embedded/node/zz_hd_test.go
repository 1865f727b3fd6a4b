package node

import ("testing";"os";"path/filepath";"github.com/hardenway/hardenway/labs/embedded")

func TestZZ(t *testing.T) {
	dir := t.TempDir()
	arg := func(n, v string) map[string]any { return map[string]any{"name": n, "value": v} }
	spec := embedded.Spec{ID: "ca", Dir: dir, Root: filepath.Join(dir, "node"), Run: dir, NodeName: "ca", Address: "127.20.0.9",
		APIServerPort: 6443, KubeletPort: 10250, KubeletHealthzPort: 10248, EtcdPort: 2379, EtcdPeerPort: 2380, EtcdMetricsPort: 2381,
		Kubeadm: map[string]any{"etcd": map[string]any{"local": map[string]any{"extraArgs": []any{arg("client-cert-auth", "false"), arg("trusted-ca-file", ""), arg("peer-client-cert-auth", "false"), arg("peer-trusted-ca-file", "")}}}}}
	if _, err := layOut(spec); err != nil { t.Fatal(err) }
	b, _ := os.ReadFile(filepath.Join(spec.Root, manifestsDir, "etcd.yaml"))
	t.Log(string(b))
	b, _ = os.ReadFile(filepath.Join(spec.Root, "etc/kubernetes/kubelet.conf"))
	t.Log(string(b)[:300])
}
