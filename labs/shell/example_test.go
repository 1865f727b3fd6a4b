package shell_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hardenway/hardenway/labs/shell"
)

// kubectl exec: a container sees a small root of its own and what is mounted into it.
func ExampleShell_RunArgs() {
	// What the kubelet made on the host for the pod's service account.
	volume, err := os.MkdirTemp("", "volume")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(volume) }()
	if err := os.WriteFile(filepath.Join(volume, "token"), []byte("eyJhbGciOi...\n"), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	token, unmount, err := shell.HostMount("/var/run/secrets/kubernetes.io/serviceaccount", volume, true)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = unmount() }()
	// One PodFS for the life of the container: what is written to /tmp stays.
	fsys, err := shell.PodFS("web-0", token)
	if err != nil {
		fmt.Println(err)
		return
	}
	sh := shell.New(shell.Options{FS: fsys, Hostname: "web-0", Env: []string{"POD_NAMESPACE=shop"}, Prompt: "/ # "})

	for _, argv := range [][]string{
		{"cat", "/var/run/secrets/kubernetes.io/serviceaccount/token"},
		{"sh", "-c", "echo $POD_NAMESPACE; echo x > /var/run/secrets/kubernetes.io/serviceaccount/token"},
	} {
		code, err := sh.RunArgs(context.Background(), argv, shell.Stdio{Out: os.Stdout, Err: os.Stdout})
		fmt.Println("exit", code, err)
	}
	// Output:
	// eyJhbGciOi...
	// exit 0 <nil>
	// shop
	// open /var/run/secrets/kubernetes.io/serviceaccount/token: read-only file system
	// exit 1 <nil>
}

// A scenario's script: the node's files are at "/", the scenario's at /scenario.
func ExampleShell_Run() {
	dir, err := os.MkdirTemp("", "node")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.MkdirAll(filepath.Join(dir, "var/lib/kubelet"), 0o755); err != nil {
		fmt.Println(err)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, "var/lib/kubelet/config.yaml"), []byte("authentication:\n  anonymous:\n    enabled: true\n"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = root.Close() }()
	fsys, err := shell.NodeFS(shell.RootFS(root),
		shell.Mount{At: "/scenario", FS: shell.MemoryFS(map[string]string{"manifests/app.yaml": "kind: Pod\n"}), ReadOnly: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	sh := shell.New(shell.Options{
		FS:  fsys,
		Env: []string{"NODE_NAME=lab"},
		Commands: map[string]shell.Command{
			"systemctl": func(_ context.Context, c *shell.Call) int {
				if _, err := fmt.Fprintln(c.Out, "on", c.Getenv("NODE_NAME"), c.Args[1:]); err != nil {
					return 1
				}
				return 0
			},
		},
	})
	code, err := sh.Run(context.Background(), `set -e
sed -i 's/enabled: true/enabled: false/' var/lib/kubelet/config.yaml
grep enabled var/lib/kubelet/config.yaml
cat /scenario/manifests/app.yaml
systemctl restart kubelet
`, nil, shell.Stdio{Out: os.Stdout, Err: os.Stdout})
	fmt.Println("exit", code, err)
	// Output:
	//     enabled: false
	// kind: Pod
	// on lab [restart kubelet]
	// exit 0 <nil>
}
