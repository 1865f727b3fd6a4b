package embedded

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func manifestOf(name string, mounts ...string) nodeFile {
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: kube-system}\nspec:\n  containers: [{name: c, image: i}]\n  volumes:\n", name)
	for i, path := range mounts {
		fmt.Fprintf(&b, "  - {name: v%d, hostPath: {path: %s}}\n", i, path)
	}
	return nodeFile{mode: 0o600, data: []byte(b.String())}
}

func TestRestartsFor(t *testing.T) {
	files := map[string]nodeFile{
		"etc/kubernetes/manifests/kube-apiserver.yaml": manifestOf("kube-apiserver", "/etc/kubernetes/pki", "/etc/kubernetes/audit.yaml"),
		"etc/kubernetes/manifests/etcd.yaml":           manifestOf("etcd", "/etc/kubernetes/pki/etcd"),
		"etc/kubernetes/audit.yaml":                    {mode: 0o600},
	}
	for _, test := range []struct {
		name    string
		changed []string
		want    restarts
	}{
		{name: "nothing", want: restarts{}},
		{name: "a file nobody reads", changed: []string{"root/notes.txt", "etc/kubernetes/audit.yaml.bak"}, want: restarts{}},
		{name: "a mounted file", changed: []string{"etc/kubernetes/audit.yaml"}, want: restarts{renew: []string{"kube-apiserver"}}},
		{name: "a file in a mounted directory", changed: []string{"etc/kubernetes/pki/sa.key"}, want: restarts{renew: []string{"kube-apiserver"}}},
		{name: "a file two have", changed: []string{"etc/kubernetes/pki/etcd/ca.crt"}, want: restarts{renew: []string{"etcd", "kube-apiserver"}}},
		{name: "a manifest", changed: []string{"etc/kubernetes/manifests/etcd.yaml"}, want: restarts{end: []string{"etcd"}, kubelet: true}},
		{
			name: "a manifest and a file of its", changed: []string{"etc/kubernetes/manifests/etcd.yaml", "etc/kubernetes/pki/etcd/ca.crt"},
			want: restarts{end: []string{"etcd"}, renew: []string{"kube-apiserver"}, kubelet: true},
		},
		{name: "a manifest that is gone again", changed: []string{"etc/kubernetes/manifests/backdoor.yaml"}, want: restarts{end: []string{"backdoor"}, kubelet: true}},
		{name: "the kubelet's configuration", changed: []string{"var/lib/kubelet/config.yaml"}, want: restarts{kubelet: true}},
		{name: "whom the kubelet trusts", changed: []string{"etc/kubernetes/pki/ca.crt"}, want: restarts{renew: []string{"kube-apiserver"}, kubelet: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := restartsFor(test.changed, files)
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(got.renew)
			if !slices.Equal(got.end, test.want.end) || !slices.Equal(got.renew, test.want.renew) || got.kubelet != test.want.kubelet {
				t.Errorf("restartsFor(%v) = %+v, want %+v", test.changed, got, test.want)
			}
			if pods := slices.Sorted(slices.Values(got.pods)); !slices.Equal(pods, []string{"kube-system/etcd", "kube-system/kube-apiserver"}) {
				t.Errorf("the static pods there are to be: %v", pods)
			}
		})
	}
	files["etc/kubernetes/manifests/etcd.yaml"] = nodeFile{data: []byte("half a manif")}
	if _, err := restartsFor([]string{"etc/kubernetes/pki/etcd/ca.crt"}, files); err == nil || !strings.Contains(err.Error(), "the checkpoint's etc/kubernetes/manifests/etcd.yaml") {
		t.Errorf("a damaged checkpoint: %v", err)
	}
}
