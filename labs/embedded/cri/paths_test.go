package cri

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func testPaths(t *testing.T) (*paths, string) {
	t.Helper()
	host := t.TempDir()
	p := &paths{
		rootfs: filepath.Join(host, "ctr", "rootfs"),
		mounts: []Mount{
			{ContainerPath: "/etc/kubernetes", HostPath: filepath.Join(host, "node/etc/kubernetes")},
			{ContainerPath: "/etc/kubernetes/pki", HostPath: filepath.Join(host, "node/elsewhere/pki")},
			{ContainerPath: "/etc/audit.yaml", HostPath: filepath.Join(host, "node/etc/audit.yaml")},
		},
	}
	p.sort()
	for _, d := range []string{"node/etc/kubernetes", "node/elsewhere/pki"} {
		if err := os.MkdirAll(filepath.Join(host, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return p, host
}

func TestToHost(t *testing.T) {
	p, host := testPaths(t)
	for _, tt := range []struct {
		path, want string
		mounted    bool
	}{
		{"/etc/kubernetes/admin.conf", "node/etc/kubernetes/admin.conf", true},
		{"/etc/kubernetes/pki/ca.crt", "node/elsewhere/pki/ca.crt", true}, // the deeper mount wins
		{"/etc/kubernetes/pki/../admin.conf", "node/etc/kubernetes/admin.conf", true},
		{"/etc/audit.yaml", "node/etc/audit.yaml", true},
		{"/etc/audit.yaml.bak", "ctr/rootfs/etc/audit.yaml.bak", false},
		{"/etc/passwd", "ctr/rootfs/etc/passwd", false},
		{"/etc/kubernetes/../../../../etc/passwd", "ctr/rootfs/etc/passwd", false},
		{"/", "ctr/rootfs", false},
	} {
		got, mounted := p.toHost(tt.path)
		if got != filepath.Join(host, tt.want) || mounted != tt.mounted {
			t.Errorf("toHost(%s) = %s, %v; want %s, %v", tt.path, got, mounted, tt.want, tt.mounted)
		}
	}
}

func TestTranslateArgs(t *testing.T) {
	p, host := testPaths(t)
	got, stop, err := p.translateArgs([]string{
		"kube-apiserver",
		"--client-ca-file=/etc/kubernetes/pki/ca.crt",
		"--service-account-key-file=/etc/kubernetes/pki/sa.pub,/etc/kubernetes/old.pub",
		"--etcd-servers=https://127.20.1.1:2379",
		"--kms=unix:///etc/kubernetes/kms.sock",
		"--tls-cert-file=/not/mounted.crt",
		"--authorization-always-allow-paths=/healthz,/readyz",
		"--config", "/etc/audit.yaml",
	}, filepath.Join(host, "translated"))
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	want := []string{
		"kube-apiserver",
		"--client-ca-file=" + host + "/node/elsewhere/pki/ca.crt",
		"--service-account-key-file=" + host + "/node/elsewhere/pki/sa.pub," + host + "/node/etc/kubernetes/old.pub",
		"--etcd-servers=https://127.20.1.1:2379",
		"--kms=unix://" + host + "/node/etc/kubernetes/kms.sock",
		"--tls-cert-file=" + host + "/ctr/rootfs/not/mounted.crt",
		"--authorization-always-allow-paths=/healthz,/readyz",
		"--config", host + "/node/etc/audit.yaml",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestMirror: a configuration file that names other files reaches the program with those
// resolved, and follows edits.
func TestMirror(t *testing.T) {
	p, host := testPaths(t)
	source := filepath.Join(host, "node/etc/kubernetes/authz.yaml")
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(source, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("kubeConfigFile: /etc/kubernetes/webhook.conf\nother: \"/etc/kubernetes/pki/ca.crt\"\nurl: https://x/etc/kubernetes/no\n")
	args, stop, err := p.translateArgs([]string{"kube-apiserver", "--authorization-config=/etc/kubernetes/authz.yaml"}, filepath.Join(host, "translated"))
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	_, target, _ := strings.Cut(args[1], "=")
	if target == source {
		t.Fatal("the program was given the file with unresolved paths")
	}
	read := func() string {
		data, err := os.ReadFile(target)
		if err != nil {
			return err.Error()
		}
		return string(data)
	}
	want := "kubeConfigFile: " + host + "/node/etc/kubernetes/webhook.conf\nother: \"" + host + "/node/elsewhere/pki/ca.crt\"\nurl: https://x/etc/kubernetes/no\n"
	if got := read(); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	write("kubeConfigFile: /etc/kubernetes/new.conf\n")
	await(t, func() bool { return read() == "kubeConfigFile: "+host+"/node/etc/kubernetes/new.conf\n" })
	if err := os.Remove(source); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { _, err := os.Stat(target); return os.IsNotExist(err) })
}

func await(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not come about within a minute")
		}
	}
}

func TestLogSpeaksOfContainerPaths(t *testing.T) {
	p, host := testPaths(t)
	name := filepath.Join(host, "0.log")
	log, err := openLog(name)
	if err != nil {
		t.Fatal(err)
	}
	w := log.lines("stderr", p.toContainerReplacer(filepath.Join(host, "node")))
	for _, s := range []string{
		"open " + host + "/node/elsewhere/pki/ca.crt: no such file\nopen " + host + "/ctr/rootfs/not/mounted.crt: ",
		"no such file\nlast line without end",
	} {
		if _, err := w.Write([]byte(s)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(string(data)) {
		stamp, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if _, err := time.Parse(time.RFC3339Nano, stamp); err != nil {
			t.Errorf("line %q does not begin with a time", line)
		}
		got = append(got, rest)
	}
	want := []string{
		"stderr F open /etc/kubernetes/pki/ca.crt: no such file",
		"stderr F open /not/mounted.crt: no such file",
		"stderr F last line without end",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestKindOf(t *testing.T) {
	for image, want := range map[string]Kind{
		"registry.k8s.io/kube-apiserver:v1.37.1":     Component,
		"registry.k8s.io/etcd:3.7.0-0":               Component,
		"registry.k8s.io/etcd@sha256:0123":           Component,
		"hardenway/workload:v1":                      Workload,
		"docker.io/hardenway/workload:v1":            Workload,
		"hardenway/workload":                         Workload,
		"evil.example/hardenway/workload:v1":         Hollow,
		"example.com/kube-apiserver:v1":              Hollow,
		"registry.k8s.io/pause:3.10":                 Hollow,
		"localhost:5000/nginx":                       Hollow,
		"nginx":                                      Hollow,
		"":                                           Hollow,
		"registry.k8s.io.example.com/kube-apiserver": Hollow,
	} {
		if got, _ := KindOf(image); got != want {
			t.Errorf("KindOf(%q) = %v, want %v", image, got, want)
		}
	}
}

func TestOnLoopback(t *testing.T) {
	for in, want := range map[string]string{
		"--bind-address=0.0.0.0":                                    "--bind-address=127.20.1.1",
		"--bind-address=::":                                         "--bind-address=127.20.1.1",
		"--bind-address=192.168.1.7":                                "--bind-address=127.20.1.1",
		"--bind-address=127.0.0.1":                                  "--bind-address=127.0.0.1",
		"--listen-client-urls=http://0.0.0.0:2379":                  "--listen-client-urls=http://127.20.1.1:2379",
		"--listen-client-urls=https://127.0.0.1:2379,http://[::]:1": "--listen-client-urls=https://127.0.0.1:2379,http://127.20.1.1:1",
		"--listen-peer-urls=https://node.example:2380":              "--listen-peer-urls=https://127.20.1.1:2380",
		"--listen-metrics-urls=http://localhost:2381":               "--listen-metrics-urls=http://localhost:2381",
		"--advertise-address=10.0.0.1":                              "--advertise-address=10.0.0.1",
		"--etcd-servers=http://10.0.0.1:2379":                       "--etcd-servers=http://10.0.0.1:2379",
		"--anonymous-auth=true":                                     "--anonymous-auth=true",
	} {
		if got := onLoopback([]string{in}, "127.20.1.1")[0]; got != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
	}
}
