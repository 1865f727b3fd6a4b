package labs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hardenway/hardenway/labs/shell"
	"github.com/hardenway/hardenway/scenarios"
)

// scriptLab is a lab whose only cluster parts are files, names and an exec.
func scriptLab(t *testing.T, text string) (*Lab, *fakeCluster) {
	t.Helper()
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(kubeconfig, []byte(kubeconfigOf("the learner's kubeconfig")), 0o600); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cluster := &fakeCluster{
		id: "shop", kubeconfig: kubeconfig,
		files: shell.MemoryFS(map[string]string{"etc/kubernetes/manifests/etcd.yaml": "etcd\n", "etc/kubernetes/admin.conf": kubeconfigOf("the node's admin.conf")}),
		exec: func(argv []string, stdio Stdio) (int, error) {
			_, err := fmt.Fprintln(stdio.Out, "on the node: "+strings.Join(argv, " "))
			return 3, err
		},
	}
	scenario := &scenarios.Scenario{
		Meta:   scenarios.Meta{ID: "shop"},
		Attack: scenarios.Script{Name: "attack.sh", Text: text},
		Proof:  scenarios.Proof{Solutions: []scenarios.Solution{{Script: scenarios.Script{Name: "solutions/one.sh", Text: text}}}},
		FS:     fstest.MapFS{"manifests/10.yaml": {Data: []byte("kind: List\n")}, "manifests/20.yaml": {Data: []byte("kind: Pod\n")}},
	}
	return &Lab{engine: &Engine{Self: self}, scenario: scenario, cluster: cluster, state: *goodState("shop")}, cluster
}

func runScript(t *testing.T, text string) (int, string) {
	t.Helper()
	lab, _ := scriptLab(t, text)
	var out bytes.Buffer
	code, err := lab.RunScript(t.Context(), "solutions/one.sh", Stdio{Out: &out, Err: &out})
	if err != nil {
		t.Fatal(err)
	}
	return code, out.String()
}

func TestRunScript(t *testing.T) {
	t.Setenv("LABS_TEST_SECRET", "of the host")
	for _, test := range []struct {
		name, script, out string
		code              int
	}{
		{"starts in the node's root", "pwd; cat etc/kubernetes/manifests/etcd.yaml", "/\netcd\n", 0},
		{"edits the node's files", "sed -i s/etcd/ETCD/ etc/kubernetes/manifests/etcd.yaml; cat /etc/kubernetes/manifests/etcd.yaml", "ETCD\n", 0},
		{"has the scenario's folder", "cat scenario/manifests/10.yaml", "kind: List\n", 0},
		{"cannot write there", "echo x > /scenario/x", "open /scenario/x: read-only file system\n", 1},
		{"has a /tmp and devices", "head -c 3 /dev/zero > tmp/x; wc -c < /tmp/x", "3\n", 0},
		{"knows the lab", `echo "$NODE_NAME $NODE_ADDRESS $KUBELET_PORT $APISERVER $ETCD $KUBECONFIG"`, "fake-node 127.20.0.9 10250 127.20.0.9:6443 127.20.0.9:2379 /root/.kube/config\n", 0},
		{"knows nothing of the host", `echo "[$LABS_TEST_SECRET]"`, "[]\n", 0},
		{"reads the learner's kubeconfig", "cat $KUBECONFIG", kubeconfigOf("the learner's kubeconfig"), 0},
		{"runs the node's commands", "systemctl restart kubelet || echo $?", "on the node: systemctl restart kubelet\n3\n", 0},
		{"exits as it says", "set -e; false; echo never", "", 1},
		{"has no other programs", "docker ps 2>/dev/null", "", 127},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, out := runScript(t, test.script)
			if code != test.code || out != test.out {
				t.Errorf("exit %d and %q, want %d and %q", code, out, test.code, test.out)
			}
		})
	}
}

func TestRunScriptUnknown(t *testing.T) {
	lab, _ := scriptLab(t, "")
	_, err := lab.RunScript(t.Context(), "solutions/two.sh", Stdio{})
	wantError(t, err, `scenario "shop" has no script "solutions/two.sh"`, "attack.sh, solutions/one.sh")
}

func TestScriptVantage(t *testing.T) {
	scenario := &scenarios.Scenario{Attack: scenarios.Script{Name: "attack.sh"}, Attacker: scenarios.Attacker{From: "pods"}}
	for _, test := range []struct {
		script, address string
		want            Vantage
	}{
		{"attack.sh", "10.96.0.1:443", FromPods},
		{"solutions/one.sh", "10.96.0.1:443", FromHost},
		{"solutions/one.sh", "web.shop.svc:80", FromPods},
		{"solutions/one.sh", "web.shop.svc.cluster.local:80", FromPods},
	} {
		if got := scriptVantage(scenario, test.script, test.address); got != test.want {
			t.Errorf("%s dials %s from %s, want %s", test.script, test.address, got, test.want)
		}
	}
	scenario.Attacker.From = "host"
	if got := scriptVantage(scenario, "attack.sh", "127.20.0.9:10250"); got != FromHost {
		t.Errorf("an attack from the host dials from %s", got)
	}
}

func kubectlRunOf(t *testing.T, script string) kubectlRun {
	t.Helper()
	_, out := runScript(t, script)
	var run kubectlRun
	if err := json.Unmarshal([]byte(out), &run); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return run
}

func TestKubectl(t *testing.T) {
	for _, test := range []struct {
		name, script string
		args         string   // with the copies of files as <content>
		in           string   // what kubectl reads
		kubeconfig   string   // default: the learner's
		contents     []string // of the files it was given
	}{
		{name: "plain", script: "kubectl get pods -A", args: "get pods -A"},
		{name: "file", script: "kubectl apply -f scenario/manifests/10.yaml", args: "apply -f <10.yaml>", contents: []string{"kind: List\n"}},
		{name: "file joined", script: "cd scenario; kubectl apply --filename=manifests/10.yaml", args: "apply --filename=<10.yaml>"},
		{name: "file of the script's own", script: "echo mine > tmp/x.yaml; kubectl create -f tmp/x.yaml", args: "create -f <x.yaml>", contents: []string{"mine\n"}},
		{name: "folder", script: "kubectl apply -f /scenario/manifests", args: "apply -f <manifests>"},
		{name: "input", script: "echo hello | kubectl apply -f -", args: "apply -f -", in: "hello\n"},
		{name: "no input unless it is asked for", script: "echo hello | kubectl get pods", args: "get pods"},
		{name: "logs that follow", script: "kubectl logs -f web", args: "logs -f web"},
		{name: "logs of a namespace", script: "kubectl -n team logs -f web", args: "-n team logs -f web"},
		{name: "a namespace called logs", script: "kubectl -n logs apply -f scenario/manifests/10.yaml", args: "-n logs apply -f <10.yaml>"},
		{name: "columns of labels", script: "kubectl get pods -Lf", args: "get pods -Lf"},
		{name: "from-file", script: "kubectl create secret generic s --from-file=key=etc/kubernetes/manifests/etcd.yaml", args: "create secret generic s --from-file=key=<etcd.yaml>"},
		{name: "a container's command", script: "kubectl exec web -- cat -f etc/kubernetes/manifests/etcd.yaml", args: "exec web -- cat -f etc/kubernetes/manifests/etcd.yaml"},
		{name: "a short flag with its value", script: "kubectl apply -Rfscenario/manifests", args: "apply -Rf=<manifests>"},
		{name: "an object called like a command", script: "kubectl get pods cp", args: "get pods cp"},
		{name: "the lab's server", script: "kubectl --server=https://127.20.0.9:6443 get pods", args: "--server=https://127.20.0.9:6443 get pods"},
		{
			name: "a kubeconfig for pods, and the server to use", script: "sed s/127.20.0.9:6443/kubernetes.default.svc/ etc/kubernetes/admin.conf > tmp/k; kubectl --kubeconfig tmp/k --server https://127.20.0.9:6443 get pods",
			args: "--kubeconfig <k> --server https://127.20.0.9:6443 get pods", contents: []string{"the node's admin.conf"},
		},
		{name: "another kubeconfig", script: "KUBECONFIG=etc/kubernetes/admin.conf kubectl get pods", args: "get pods", kubeconfig: "the node's admin.conf"},
		{name: "another kubeconfig by flag", script: "kubectl --kubeconfig etc/kubernetes/admin.conf get pods", args: "--kubeconfig <admin.conf> get pods", contents: []string{"the node's admin.conf"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			run := kubectlRunOf(t, test.script)
			if run.Args[0] != "kubectl" {
				t.Errorf("it was called %q", run.Args[0])
			}
			var args []string
			for _, arg := range run.Args[1:] {
				before, path, found := strings.Cut(arg, string(os.PathSeparator))
				if found && strings.Contains(path, "harden-script-") {
					if _, err := os.Stat(string(os.PathSeparator) + path); err == nil {
						t.Errorf("%s was left behind", path)
					}
					arg = before + "<" + filepath.Base(path) + ">"
				}
				args = append(args, arg)
			}
			if got := strings.Join(args, " "); got != test.args {
				t.Errorf("arguments are %s, want %s", got, test.args)
			}
			if run.In != test.in {
				t.Errorf("it read %q, want %q", run.In, test.in)
			}
			var contents []string
			for _, content := range run.Files {
				if _, token, is := strings.Cut(content, "    token: "); is { // kubeconfigs are written anew
					content = strings.TrimSpace(token)
				}
				contents = append(contents, content)
			}
			for _, want := range append(test.contents, cmpString(test.kubeconfig, "the learner's kubeconfig")) {
				if !slices.Contains(contents, want) {
					t.Errorf("it was given %q, and not %q", contents, want)
				}
			}
			for _, kv := range run.Env {
				name, _, _ := strings.Cut(kv, "=")
				if !slices.Contains([]string{"HOME", "USERPROFILE", "TMPDIR", "TEMP", "KUBECONFIG", "SystemRoot", EnvConfined}, name) {
					t.Errorf("it got the host's %s", name)
				}
			}
		})
	}
}

// kubeconfigOf is a kubeconfig of the lab's server; what is a text for the test to find.
func kubeconfigOf(what string) string {
	return `apiVersion: v1
kind: Config
current-context: c
clusters:
- {name: c, cluster: {server: "https://127.20.0.9:6443"}}
contexts:
- {name: c, context: {cluster: c, user: u}}
users:
- {name: u, user: {token: "` + what + `"}}
`
}

// A script may be a stranger's, and kubectl runs on the learner's machine.
func TestKubectlRefuses(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("of this machine"), 0o600); err != nil {
		t.Fatal(err)
	}
	const uses, outside = "it would use files or ports of the machine", "a script reaches nothing outside its lab"
	for _, test := range []struct{ name, script, want string }{
		{"cp", "kubectl cp " + secret + " web:/x", uses},
		{"cp after flags", "kubectl -n shop cp " + secret + " web:/x", uses},
		{"proxy", "kubectl proxy --port=1", uses},
		{"kustomize", "kubectl kustomize /etc", uses},
		{"a profile", "kubectl get pods --profile=cpu --profile-output=" + secret, uses},
		{"a dump", "kubectl cluster-info dump --output-directory " + secret, uses},
		{"listening for all", "kubectl port-forward web 1:1 --address=0.0.0.0", uses},
		{"a file of the machine", "kubectl apply -f " + secret, "does not exist"},
		{"a file of the machine, joined", "kubectl apply -f" + secret, "does not exist"},
		{"a file of the machine, behind another flag", "kubectl apply -Rf" + secret, "does not exist"},
		{"a template of the machine", "kubectl get pods -o go-template-file=" + secret, "write the template itself"},
		{"a template of the machine, apart", "kubectl get pods -o jsonpath-file=" + secret, "write the template itself"},
		{"an address", "kubectl apply -f https://192.0.2.1/x.yaml", outside},
		{"another server", "kubectl --server https://192.0.2.1 get pods", "is not this lab's"},
		{"another server, and the lab's", "kubectl --server=https://192.0.2.1 get pods --server=https://127.20.0.9:6443", "is not this lab's"},
		{"another server for a container's command", "sed s/127.20.0.9/192.0.2.1/ etc/kubernetes/admin.conf > tmp/k; kubectl --kubeconfig=tmp/k exec web -- x --server=https://127.20.0.9:6443", "is not this lab's"},
		{"another server, short", "kubectl -s127.0.0.1:2375 get --raw /", "is not this lab's"},
		{"a kubeconfig of another server", "sed s/127.20.0.9/192.0.2.1/ etc/kubernetes/admin.conf > tmp/k; KUBECONFIG=tmp/k kubectl get pods", "is not this lab's"},
		{"a credential plug-in", "sed 's/token: .*}}/exec: {apiVersion: client.authentication.k8s.io\\/v1, command: touch, interactiveMode: Never}}}/' etc/kubernetes/admin.conf > tmp/k; kubectl --kubeconfig=tmp/k get pods", "a script's kubectl runs none"},
		{"a token of the machine", "sed 's/token: .*}}/tokenFile: " + strings.ReplaceAll(secret, "/", "\\/") + "}}/' etc/kubernetes/admin.conf > tmp/k; kubectl --kubeconfig=tmp/k get pods", "no such file"},
		{"a proxy", "sed 's/6443\"}/6443\", proxy-url: \"http:\\/\\/192.0.2.1\"}/' etc/kubernetes/admin.conf > tmp/k; kubectl --kubeconfig=tmp/k get pods", "uses no proxy"},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, out := runScript(t, test.script)
			if code == 0 || !strings.Contains(out, test.want) || strings.Contains(out, "of this machine\n") || strings.Contains(out, `"Args"`) {
				t.Errorf("exit %d: %s\nwant a refusal with %q", code, out, test.want)
			}
		})
	}
}

func cmpString(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func TestKubectlFails(t *testing.T) {
	code, out := runScript(t, "kubectl fail >/dev/null; echo $?; kubectl apply -f nowhere.yaml")
	if code != 1 || out != "3\nkubectl: error: the path \"/nowhere.yaml\" does not exist\n" {
		t.Errorf("exit %d: %q", code, out)
	}
}

func TestEtcdctlArguments(t *testing.T) {
	for _, test := range []struct {
		args, words, flags, err string
	}{
		{"get --prefix --print-value-only /registry/secrets/", "get /registry/secrets/", "map[prefix:true print-value-only:true]", ""},
		{"get /a /b --limit=3 -w json", "get /a /b", "map[limit:3 w:json]", ""},
		{"--endpoints https://127.0.0.1:2379 --cacert=/x get /a", "get /a", "map[cacert:/x endpoints:https://127.0.0.1:2379]", ""},
		{"put /a -- -x", "put /a -x", "map[]", ""},
		{"get /a --write-out=hex", "get /a", "map[w:hex]", ""},
		{"get /a --limit", "", "", "flag --limit needs a value"},
		{"get /a --consistency=l", "", "", "unknown flag: --consistency"},
	} {
		words, flags, err := etcdctlArguments(strings.Fields(test.args))
		if errorText(err) != test.err {
			t.Errorf("%s: got %v, want %q", test.args, err, test.err)
		}
		if err == nil && (strings.Join(words, " ") != test.words || fmt.Sprint(flags) != test.flags) {
			t.Errorf("%s: got %v and %v, want %s and %s", test.args, words, flags, test.words, test.flags)
		}
	}
}

func TestEtcdctlWithoutEtcd(t *testing.T) {
	if code, out := runScript(t, "etcdctl get /a"); code != 1 || out != "etcdctl: this cluster has no API server\n" {
		t.Errorf("exit %d: %q", code, out)
	}
	if code, out := runScript(t, "etcdctl"); code != 1 || !strings.HasPrefix(out, "etcdctl: no command given\nusage:\n") {
		t.Errorf("exit %d: %q", code, out)
	}
}
