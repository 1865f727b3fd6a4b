package labs

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/hardenway/hardenway/labs/shell"
)

func TestNodeExec(t *testing.T) {
	fake := &fakeCluster{
		id: "shop", files: shell.MemoryFS(map[string]string{"etc/kubernetes/x.txt": "x\n"}),
		exec: func(argv []string, stdio Stdio) (int, error) {
			_, err := fmt.Fprintln(stdio.Out, "on the node:", argv)
			return 3, err
		},
	}
	run := func(argv ...string) (int, string) {
		var out bytes.Buffer
		code, err := NodeExec(t.Context(), fake, "/", argv, Stdio{Out: &out, Err: &out})
		if err != nil {
			t.Fatal(err)
		}
		return code, out.String()
	}
	if code, out := run("systemctl", "status", "kubelet"); code != 3 || out != "on the node: [systemctl status kubelet]\n" {
		t.Errorf("a command of the node's: %d, %q", code, out)
	}
	if code, out := run("openssl", "rand", "-hex", "4"); code != 0 || len(out) != 9 {
		t.Errorf("openssl: %d, %q", code, out)
	}
	if code, out := run("openssl", "x509", "-in", "etc/kubernetes/missing.crt", "-noout"); code == 0 {
		t.Errorf("openssl found a file that is not on the node: %q", out)
	}
}

func TestOnNode(t *testing.T) {
	root := filepath.FromSlash("/home/me/labs/x/node")
	for dir, want := range map[string]string{
		"/home/me/labs/x/node":                "/",
		"/home/me/labs/x/node/etc/kubernetes": "/etc/kubernetes",
		"/home/me/labs/x":                     "/",
		"/home/me/labs/x/node-2":              "/",
		"/":                                   "/",
	} {
		if got := onNode(root, filepath.FromSlash(dir)); got != want {
			t.Errorf("onNode(%q) = %q, want %q", dir, got, want)
		}
	}
	if got := onNode("", "/etc"); got != "/" {
		t.Errorf("a node whose files are elsewhere: %q", got)
	}
}
