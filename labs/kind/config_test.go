package kind

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	kindexec "sigs.k8s.io/kind/pkg/exec"

	"github.com/hardenway/hardenway/labs"
)

func TestClusterConfig(t *testing.T) {
	s := &spec{ID: "lab", Cluster: "harden-lab", Node: "harden-lab-control-plane", Image: "kindest/node:v1.37.0@sha256:0", Address: "127.21.3.1", Ports: map[int]int{}}
	for _, port := range mapped {
		s.Ports[port] = port
	}
	patch := map[string]any{"apiServer": map[string]any{"certSANs": []any{"lab.example"}}}
	config, err := clusterConfig(s, labs.ClusterSpec{Kubeadm: patch, Kubelet: map[string]any{"maxPods": 17, "syncFrequency": "9s"}})
	if err != nil {
		t.Fatal(err)
	}
	if config.Name != "harden-lab" || config.Networking.APIServerAddress != "127.21.3.1" || config.Networking.APIServerPort != 6443 {
		t.Errorf("got %+v", config.Networking)
	}
	for _, mapping := range config.Nodes[0].ExtraPortMappings {
		if mapping.ListenAddress != "127.21.3.1" || mapping.HostPort != mapping.ContainerPort {
			t.Errorf("a port is open elsewhere than on the lab's loopback address: %+v", mapping)
		}
	}
	docs := map[string]map[string]any{}
	for _, text := range config.KubeadmConfigPatches {
		var doc map[string]any
		if err := json.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		docs[doc["kind"].(string)] = doc
	}
	names := docs["ClusterConfiguration"]["apiServer"].(map[string]any)["certSANs"].([]any)
	if !slices.Equal(names, []any{"lab.example", "localhost", "127.0.0.1", "127.21.3.1"}) {
		t.Errorf("the API server's certificate would be for %v", names)
	}
	kubelet := docs["KubeletConfiguration"]
	if kubelet["maxPods"] != 17.0 || kubelet["syncFrequency"] != "9s" || kubelet["fileCheckFrequency"] != "2s" || kubelet["crashLoopBackOff"] == nil {
		t.Errorf("the kubelet's patch is %v", kubelet)
	}
	if got := patch["apiServer"].(map[string]any)["certSANs"]; len(got.([]any)) != 1 {
		t.Errorf("the scenario's own patch was changed: %v", got)
	}
}

// TestQuickShutdown: beside a scenario's own arguments, unless it decides itself, and only where
// kubeadm takes a list.
func TestQuickShutdown(t *testing.T) {
	arg := func(name, value string) any { return map[string]any{"name": name, "value": value} }
	server := func(args ...any) map[string]any {
		return map[string]any{"apiServer": map[string]any{"extraArgs": args}}
	}
	for _, tt := range []struct {
		image string
		patch map[string]any
		want  []any
	}{
		{"kindest/node:v1.37.0", nil, []any{arg(quickShutdown, "true")}},
		{"kindest/node:v1.36.1", server(arg("profiling", "false")), []any{arg("profiling", "false"), arg(quickShutdown, "true")}},
		{"kindest/node:v1.37.0", server(arg(quickShutdown, "false")), []any{arg(quickShutdown, "false")}},
		{"kindest/node:v1.35.0", nil, nil},
		{"somewhere/node:latest", nil, nil},
	} {
		text, err := kubeadmPatch(&spec{Image: tt.image}, tt.patch)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct{ APIServer struct{ ExtraArgs []any } }
		if err := json.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(doc.APIServer.ExtraArgs, tt.want) {
			t.Errorf("%s, %v: %v, want %v", tt.image, tt.patch, doc.APIServer.ExtraArgs, tt.want)
		}
	}
}

func TestOlderKubelet(t *testing.T) {
	for image, has := range map[string]bool{"kindest/node:v1.34.2": false, "kindest/node:v1.35.0": true, "somewhere/node:latest": false, "hardenway/node:v1.37.1-0a": true} {
		text, err := kubeletPatch(image, nil)
		if err != nil || strings.Contains(text, "crashLoopBackOff") != has {
			t.Errorf("%s: %s, %v; an older kubelet does not start with crashLoopBackOff", image, text, err)
		}
	}
}

func TestAssign(t *testing.T) {
	a, b, c := &spec{}, &spec{}, &spec{}
	releaseA, err := assign(t.Context(), a, nil, true)
	if err != nil {
		t.Skipf("no loopback address of its own is to be had here: %v", err)
	}
	defer releaseA()
	// One of another home, which knows nothing of the first.
	releaseB, err := assign(t.Context(), b, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	releaseB()
	if a.Address == b.Address || a.Ports[kubeletPort] != kubeletPort {
		t.Errorf("two labs got %s and %s, %v", a.Address, b.Address, a.Ports)
	}
	if _, err := assign(t.Context(), c, nil, false); err != nil {
		t.Fatal(err)
	}
	ports := slices.Sorted(maps.Values(c.Ports))
	if c.Address != "127.0.0.1" || len(slices.Compact(ports)) != len(mapped) {
		t.Errorf("where there is one address, the lab got %s, %v", c.Address, c.Ports)
	}
	if c.insidePort(c.Ports[etcdPort]) != etcdPort || c.insidePort(30080) != 30080 {
		t.Errorf("ports are not found again: %v", c.Ports)
	}
	for system, own := range map[string]bool{"Docker Desktop": false, "Debian GNU/Linux 12": hasOwnAddresses("Debian")} {
		if hasOwnAddresses(system) != own {
			t.Errorf("%s: %v", system, !own)
		}
	}
}

func TestProgress(t *testing.T) {
	var heard []string
	p := &progress{report: func(e labs.Event) {
		heard = append(heard, e.Step+map[bool]string{true: " done"}[e.Done])
		if e.Done && e.Took > time.Minute {
			t.Errorf("%s took %s", e.Step, e.Took)
		}
	}}
	ran := 0
	p.hooks = map[string]func() error{"Writing configuration": func() error { ran++; return nil }}
	if err := p.hookFailure(); err == nil || !strings.Contains(err.Error(), `did not say "Writing configuration"`) {
		t.Errorf("a hook that was not run: %v", err)
	}
	for _, line := range []string{
		"Creating cluster \"x\" ...\n", " • Ensuring node image (kindest/node:v1.37.0) 🖼  ...\n", " ✓ Ensuring node image (kindest/node:v1.37.0) 🖼\n", " • Preparing nodes 📦   ...\n", " ✓ Preparing nodes 📦 \n", " • Writing configuration 📜  ...\n",
		" • Starting control-plane 🕹️  ...\n", " ✗ Starting control-plane 🕹️\n", " • Ready after 3s 💚",
	} {
		p.V(0).Info(line)
	}
	p.V(1).Info(" • not for people ...")
	want := []string{"Ensuring node image", "Ensuring node image done", "Preparing nodes", "Preparing nodes done", "Writing configuration", "Writing configuration done", "Starting control-plane", "Starting control-plane done"}
	if !slices.Equal(heard, want) {
		t.Errorf("heard %q\nwant %q", heard, want)
	}
	if ran != 1 || p.hookFailure() != nil {
		t.Errorf("the hook ran %d times: %v", ran, p.hookFailure())
	}
}

func TestRestartsFor(t *testing.T) {
	manifest := func(mounts ...string) []byte {
		text := "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers: [{name: c, image: i}]\n  volumes:\n"
		for i, m := range mounts {
			text += "  - {name: v" + string(rune('a'+i)) + ", hostPath: {path: " + m + "}}\n"
		}
		return []byte(text)
	}
	manifests := map[string][]byte{"kube-apiserver": manifest("/etc/kubernetes/pki", "/etc/kubernetes/audit.yaml"), "etcd": manifest("/etc/kubernetes/pki/etcd")}
	for _, test := range []struct {
		name    string
		changed []string
		renew   []string
		kubelet bool
		units   bool
	}{
		{name: "nothing"},
		{name: "a file nobody reads", changed: []string{"/root/notes", "/etc/kubernetes/audit.yaml.bak"}},
		{name: "a mounted file", changed: []string{"/etc/kubernetes/audit.yaml"}, renew: []string{"kube-apiserver"}},
		{name: "a file two have", changed: []string{"/etc/kubernetes/pki/etcd/ca.crt"}, renew: []string{"etcd", "kube-apiserver"}},
		{name: "a manifest", changed: []string{"/etc/kubernetes/manifests/etcd.yaml", "/etc/kubernetes/pki/etcd/ca.crt"}, renew: []string{"kube-apiserver"}},
		{name: "the kubelet's configuration", changed: []string{"/var/lib/kubelet/config.yaml"}, kubelet: true},
		{name: "its unit", changed: []string{"/etc/systemd/system/kubelet.service.d/11-kind.conf"}, kubelet: true, units: true},
	} {
		got, err := restartsFor(test.changed, manifests)
		if err != nil || !slices.Equal(got.renew, test.renew) || got.kubelet != test.kubelet || got.units != test.units {
			t.Errorf("%s: got %+v, %v", test.name, got, err)
		}
	}
	manifests["etcd"] = []byte("half a manif")
	if _, err := restartsFor([]string{"/etc/x"}, manifests); err == nil || !strings.Contains(err.Error(), "the checkpoint's manifest of etcd") {
		t.Errorf("a damaged checkpoint: %v", err)
	}
}

func TestWatched(t *testing.T) {
	roots := (&spec{Files: []string{"etc/kubernetes/audit.yaml", "var/lib/shop/seed", "/opt/x"}}).watched().Roots
	if !slices.Contains(roots, "/var/lib/shop/seed") || slices.Contains(roots, "/etc/kubernetes/audit.yaml") {
		t.Errorf("a checkpoint has %v", roots)
	}
}

func TestDoctor(t *testing.T) {
	good := dockerInfo{ServerVersion: "28.0", OSType: "linux", Architecture: "aarch64", CgroupVersion: "2", MemTotal: 8 << 30}
	env := func(m map[string]string) func(string) string { return func(name string) string { return m[name] } }
	for _, test := range []struct {
		name string
		got  labs.Diagnosis
		ok   bool
		mend string
	}{
		{name: "arm", got: diagnoseArch(&good), ok: true},
		{name: "another machine", got: diagnoseArch(&dockerInfo{OSType: "linux", Architecture: "s390x"}), mend: "x86_64 or arm64"},
		{name: "Windows containers", got: diagnoseArch(&dockerInfo{OSType: "windows", Architecture: "x86_64"}), mend: "Linux containers"},
		{name: "cgroup 2", got: diagnoseCgroup(&good), ok: true},
		{name: "cgroup 1", got: diagnoseCgroup(&dockerInfo{CgroupVersion: "1"}), mend: "unified_cgroup_hierarchy"},
		{name: "cgroup 1, rootless", got: diagnoseCgroup(&dockerInfo{CgroupVersion: "1", SecurityOptions: []string{"name=rootless"}}), mend: "rootless Docker needs version 2"},
		{name: "memory", got: diagnoseMemory(4 << 30), ok: true},
		{name: "little memory", got: diagnoseMemory(512 << 20), mend: "Settings, Resources"},
		{name: "no inotify", got: diagnoseInotify(t.TempDir()), ok: true},
		{name: "no proxy", got: diagnoseProxy(&good, env(nil)), ok: true},
		{name: "proxy", got: diagnoseProxy(&good, env(map[string]string{"HTTPS_PROXY": "http://p"})), mend: "NO_PROXY"},
		{name: "proxy with exceptions", got: diagnoseProxy(&good, env(map[string]string{"https_proxy": "http://p", "no_proxy": "127.0.0.0/8"})), ok: true},
	} {
		if test.got.OK != test.ok || !strings.Contains(test.got.Mend, test.mend) || test.got.Finding == "" || test.got.OK != (test.got.Mend == "") {
			t.Errorf("%s: %+v", test.name, test.got)
		}
	}
}

func TestKindFailure(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{err: errors.New("no such thing"), want: "kind: no such thing"},
		{
			err:  &kindexec.RunError{Command: []string{"docker", "run", "--name", "x"}, Output: []byte("docker: driver failed: Bind for 127.21.1.1:6443 failed: port is already allocated.\n"), Inner: errors.New("exit status 125")},
			want: "kind: docker run: docker: driver failed: Bind for 127.21.1.1:6443 failed: port is already allocated.",
		},
		{
			err:  &kindexec.RunError{Command: []string{"docker", "exec", "--privileged", "harden-x-control-plane", "kubeadm", "init", "--v=6"}, Output: []byte("a\nb\nc\nd\ne\nf"), Inner: errors.New("exit status 1")},
			want: "kind: kubeadm init: b\nc\nd\ne\nf",
		},
	} {
		if got := kindFailure(test.err); got.Error() != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
