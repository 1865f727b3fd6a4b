// Package labtest is the one suite that every cluster provider passes. It knows
// providers by the interfaces of package labs only, so that what it asks for is what
// the rest of the program may rely on.
package labtest

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/shell"
)

// How long things may take on a slow, busy machine. Nothing waits this long when all is well.
const (
	createTime = 5 * time.Minute
	effectTime = 3 * time.Minute
	deleteTime = 2 * time.Minute
)

const (
	kubeletConfig     = "/var/lib/kubelet/config.yaml"
	apiServerManifest = "/etc/kubernetes/manifests/kube-apiserver.yaml"
	extraFile         = "/etc/hardenway-test/one.txt"
	extraContent      = "laid over the node\n"
)

// Run runs the suite. newProvider is called once and gives a provider with no clusters
// of this suite's names (labtest-…); the suite deletes what it makes.
func Run(t *testing.T, newProvider func(*testing.T) labs.Provider) {
	t.Helper()
	home := t.TempDir()
	sentinel := filepath.Join(home, ".kube", "config")
	const untouched = "# The user's own: not to be read, not to be written.\n"
	must(t, os.MkdirAll(filepath.Dir(sentinel), 0o700))
	must(t, os.WriteFile(sentinel, []byte(untouched), 0o600))
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Setenv("KUBECONFIG", sentinel)
	t.Cleanup(func() {
		data, err := os.ReadFile(sentinel)
		if err != nil || string(data) != untouched {
			t.Errorf("the user's kubeconfig was changed: %q, %v", data, err)
		}
		entries, err := os.ReadDir(filepath.Dir(sentinel))
		if err != nil || len(entries) != 1 {
			t.Errorf("something was put next to the user's kubeconfig: %v, %v", entries, err)
		}
	})
	s := &suite{provider: newProvider(t)}
	t.Run("words", s.words)
	t.Run("not found", s.notFound)
	t.Run("one cluster", s.oneCluster)
	t.Run("two at once", s.twoAtOnce)
	t.Run("cancelled", s.cancelled)
}

type suite struct {
	provider labs.Provider
	cluster  labs.Cluster
}

// words: what a provider says of itself can be shown to people.
func (s *suite) words(t *testing.T) {
	if s.provider.Name() == "" {
		t.Error("the provider has no name")
	}
	for _, capability := range s.provider.Capabilities() {
		if !slices.Contains(labs.AllCapabilities(), capability) {
			t.Errorf("capability %q is none of labs.AllCapabilities", capability)
		}
	}
	for _, diagnosis := range s.provider.Diagnose(t.Context()) {
		if diagnosis.Subject == "" || diagnosis.Finding == "" {
			t.Errorf("a diagnosis without words: %+v", diagnosis)
		}
		if !diagnosis.OK && diagnosis.Mend == "" {
			t.Errorf("%s is not OK, and nothing says how to mend it: %s", diagnosis.Subject, diagnosis.Finding)
		}
	}
}

func (s *suite) notFound(t *testing.T) {
	const id = labs.ID("labtest-nobody")
	_, err := s.provider.Open(t.Context(), id)
	if notFound, ok := errors.AsType[*labs.NotFoundError](err); !ok || notFound.ID != id {
		t.Errorf("Open of a cluster that never was: got %v, want a NotFoundError", err)
	}
	if err := s.provider.Delete(t.Context(), id, nil); err != nil {
		t.Errorf("Delete of a cluster that never was: %v", err)
	}
}

// oneCluster makes one cluster and asks everything of it, in an order in which one
// question does not spoil the next.
func (s *suite) oneCluster(t *testing.T) {
	spec := labs.ClusterSpec{
		ID: "labtest-one",
		Kubeadm: map[string]any{
			"apiServer": map[string]any{
				"certSANs":  []any{"labtest.example"},
				"extraArgs": []any{map[string]any{"name": "service-account-max-token-expiration", "value": "1h"}},
			},
		},
		Kubelet: map[string]any{"maxPods": 17},
		Files:   map[string]labs.File{strings.TrimPrefix(extraFile, "/"): {Data: []byte(extraContent), Mode: 0o640}},
	}
	cluster := s.create(t, spec)
	s.cluster = cluster
	for _, test := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"node ready", s.nodeReady},
		{"exists", s.exists},
		{"open and list", s.openAndList},
		{"kubeconfig", s.kubeconfig},
		{"admin config", s.adminConfig},
		{"kubeadm patch", s.kubeadmPatch},
		{"kubelet patch", s.kubeletPatch},
		{"node files", s.nodeFiles},
		{"capabilities", s.capabilities},
		{"dial", s.dial},
		{"etcd", s.etcd},
		{"exec on the node", s.exec},
		{"restart kubelet", s.restartKubelet},
		{"checkpoint and restore", s.restore},
		{"frozen API server", s.freeze},
		{"static pod edit", s.staticPod},
		{"restore of a broken control plane", s.restoreBroken},
	} {
		if !t.Run(test.name, test.run) && test.name == "node ready" {
			break
		}
	}
	t.Run("delete", s.delete)
}

func (s *suite) create(t *testing.T, spec labs.ClusterSpec) labs.Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), createTime)
	defer cancel()
	// A test that was killed may have left it.
	must(t, s.provider.Delete(ctx, spec.ID, nil))
	var mu sync.Mutex
	begun, done := map[string]bool{}, 0
	cluster, err := s.provider.Create(ctx, spec, func(e labs.Event) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case e.Step == "":
			t.Error("an event names no step")
		case e.Done:
			done++
		default:
			begun[e.Step] = true
		}
	})
	if err != nil {
		t.Fatalf("creating a cluster: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), deleteTime)
		defer cancel()
		if err := s.provider.Delete(ctx, spec.ID, nil); err != nil {
			t.Errorf("deleting %s: %v", spec.ID, err)
		}
	})
	mu.Lock()
	defer mu.Unlock()
	if len(begun) == 0 || done == 0 {
		t.Errorf("Create reported %d steps begun and %d done: a person would see nothing", len(begun), done)
	}
	return cluster
}

func (s *suite) client(t *testing.T) *kubernetes.Clientset {
	t.Helper()
	config, err := s.cluster.AdminConfig()
	must(t, err)
	return clientFor(t, config)
}

func clientFor(t *testing.T, config *rest.Config) *kubernetes.Clientset {
	t.Helper()
	config = rest.CopyConfig(config)
	config.QPS = -1
	config.Timeout = 10 * time.Second
	client, err := kubernetes.NewForConfig(config)
	must(t, err)
	return client
}

// nodeReady: Create promises it, without a wait afterwards.
func (s *suite) nodeReady(t *testing.T) {
	node, err := s.client(t).CoreV1().Nodes().Get(t.Context(), s.cluster.Node().Name(), metav1.GetOptions{})
	must(t, err)
	if !ready(node) {
		t.Errorf("right after Create the node is not Ready: %+v", node.Status.Conditions)
	}
	if s.cluster.ID() != "labtest-one" || s.cluster.Provider() != s.provider.Name() {
		t.Errorf("the cluster says it is %s of %s", s.cluster.ID(), s.cluster.Provider())
	}
}

func ready(node *corev1.Node) bool {
	return slices.ContainsFunc(node.Status.Conditions, func(c corev1.NodeCondition) bool {
		return c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue
	})
}

func (s *suite) exists(t *testing.T) {
	_, err := s.provider.Create(t.Context(), labs.ClusterSpec{ID: s.cluster.ID()}, nil)
	if exists, ok := errors.AsType[*labs.ExistsError](err); !ok || exists.ID != s.cluster.ID() {
		t.Errorf("Create of a cluster that is there: got %v, want an ExistsError", err)
	}
	s.nodeReady(t) // and it was left alone
}

func (s *suite) openAndList(t *testing.T) {
	opened, err := s.provider.Open(t.Context(), s.cluster.ID())
	must(t, err)
	if opened.Endpoints() != s.cluster.Endpoints() || opened.Kubeconfig() != s.cluster.Kubeconfig() || opened.Node().Name() != s.cluster.Node().Name() {
		t.Errorf("Open found another cluster than Create made: %+v, want %+v", opened.Endpoints(), s.cluster.Endpoints())
	}
	ids, err := s.provider.List(t.Context())
	must(t, err)
	if !slices.Contains(ids, s.cluster.ID()) {
		t.Errorf("List has %v, and not %s", ids, s.cluster.ID())
	}
}

func (s *suite) kubeconfig(t *testing.T) {
	path := s.cluster.Kubeconfig()
	info, err := os.Stat(path)
	must(t, err)
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the kubeconfig can be read by others: mode %v, want 0600", info.Mode().Perm())
	}
	config, err := clientcmd.BuildConfigFromFlags("", path)
	must(t, err)
	if groups := s.groups(t, config); slices.Contains(groups, "system:masters") {
		t.Errorf("the learner is in system:masters, so no RBAC lesson would hold: %v", groups)
	}
	if _, err := clientFor(t, config).RbacV1().ClusterRoleBindings().List(t.Context(), metav1.ListOptions{}); err != nil {
		t.Errorf("the learner is no administrator: %v", err)
	}
}

func (s *suite) adminConfig(t *testing.T) {
	config, err := s.cluster.AdminConfig()
	must(t, err)
	if groups := s.groups(t, config); !slices.Contains(groups, "system:masters") {
		t.Errorf("the lab's own credential is not in system:masters: %v", groups)
	}
}

func (s *suite) groups(t *testing.T, config *rest.Config) []string {
	t.Helper()
	review, err := clientFor(t, config).AuthenticationV1().SelfSubjectReviews().Create(t.Context(), &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	must(t, err)
	return review.Status.UserInfo.Groups
}

// kubeadmPatch: seen by what the API server does.
func (s *suite) kubeadmPatch(t *testing.T) {
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 30 * time.Second}, "tcp", s.cluster.Endpoints().APIServer,
		&tls.Config{InsecureSkipVerify: true}) //nolint:gosec // it is looked at, not trusted
	must(t, err)
	names := conn.ConnectionState().PeerCertificates[0].DNSNames
	must(t, conn.Close())
	if !slices.Contains(names, "labtest.example") {
		t.Errorf("apiServer.certSANs had no effect: the certificate is for %v", names)
	}
	asked := int64(2 * 60 * 60)
	token, err := s.client(t).CoreV1().ServiceAccounts("default").CreateToken(t.Context(), "default",
		&authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: &asked}}, metav1.CreateOptions{})
	must(t, err)
	if lives := time.Until(token.Status.ExpirationTimestamp.Time); lives > 61*time.Minute {
		t.Errorf("apiServer.extraArgs had no effect: a token lives %s, and at most 1h was set", lives)
	}
}

func (s *suite) kubeletPatch(t *testing.T) {
	if got, err := s.maxPods(t); err != nil || got != 17 {
		t.Errorf("the kubelet runs with maxPods %d, want 17 (%v)", got, err)
	}
}

// maxPods asks the kubelet itself, at its own port: the API server's proxy refuses nodes
// whose address is a loopback one.
func (s *suite) maxPods(t *testing.T) (int, error) {
	config, err := s.cluster.AdminConfig()
	must(t, err)
	config = rest.CopyConfig(config)
	// The kubelet's certificate is its own. That it is this kubelet is seen by what it says.
	config.Insecure, config.CAData, config.CAFile, config.Timeout = true, nil, "", 10*time.Second
	config.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return s.cluster.Dial(ctx, labs.FromHost, network, s.cluster.Endpoints().Kubelet)
	}
	client, err := rest.HTTPClientFor(config)
	must(t, err)
	defer client.CloseIdleConnections()
	response, err := client.Get("https://" + s.cluster.Endpoints().Kubelet + "/configz") //nolint:noctx // the client has a time limit
	if err != nil {
		return 0, err
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %s", response.Status, data)
	}
	var configz struct {
		KubeletConfig struct {
			MaxPods int `json:"maxPods"`
		} `json:"kubeletconfig"`
	}
	if err := json.Unmarshal(data, &configz); err != nil {
		return 0, fmt.Errorf("%w: %s", err, data)
	}
	return configz.KubeletConfig.MaxPods, nil
}

func (s *suite) nodeFiles(t *testing.T) {
	files := s.cluster.Node().Files()
	if got := read(t, files, extraFile); got != extraContent {
		t.Errorf("%s holds %q, want %q", extraFile, got, extraContent)
	}
	info, err := files.Stat(extraFile)
	must(t, err)
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("%s has mode %v, want 0640", extraFile, info.Mode().Perm())
	}
	for _, name := range []string{
		apiServerManifest, kubeletConfig, "/etc/kubernetes/admin.conf", "/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/pki/ca.key",
		"/etc/kubernetes/pki/etcd/ca.crt", "/etc/kubernetes/manifests/etcd.yaml",
	} {
		if info, err := files.Stat(name); err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
			t.Errorf("%s is not where kubeadm has it: %v, %v", name, info, err)
		}
	}
	if root := s.cluster.Node().Root(); root != "" {
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(apiServerManifest))); err != nil {
			t.Errorf("Root says where the files are on this machine, but: %v", err)
		}
	}
	const made = "/etc/hardenway-test/made/by-hand.txt"
	must(t, files.MkdirAll("/etc/hardenway-test/made", 0o755))
	write(t, files, made, "first")
	write(t, files, made, "second")
	must(t, files.Chmod(made, 0o600))
	if got := read(t, files, made); got != "second" {
		t.Errorf("wrote %q, read %q", "second", got)
	}
	must(t, files.Rename(made, made+".old"))
	if _, err := files.Stat(made); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that was renamed is still there under its old name: %v", err)
	}
	must(t, files.RemoveAll("/etc/hardenway-test/made"))
}

// capabilities: what is declared is there. A scenario would otherwise fail instead of
// being not runnable here.
func (s *suite) capabilities(t *testing.T) {
	for _, capability := range s.provider.Capabilities() {
		t.Run(string(capability), func(t *testing.T) {
			switch capability {
			case labs.KubeletAPI:
				s.reached(t, s.cluster.Endpoints().Kubelet)
			case labs.EtcdAccess:
				s.reached(t, s.cluster.Endpoints().Etcd)
			case labs.NodeFiles, labs.StaticPods:
				if !strings.Contains(read(t, s.cluster.Node().Files(), apiServerManifest), "kube-apiserver") {
					t.Errorf("%s is no manifest of the API server", apiServerManifest)
				}
			case labs.Containers, labs.HostVolumes, labs.NetworkPolicy:
				t.Skip("shown by the provider's own tests, which have images")
			}
		})
	}
}

// reached: something answers there with TLS.
func (s *suite) reached(t *testing.T, address string) {
	t.Helper()
	conn, err := s.cluster.Dial(t.Context(), labs.FromHost, "tcp", address)
	must(t, err)
	defer conn.Close() //nolint:errcheck // nothing was said
	must(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	client := tls.Client(conn, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // it is looked at, not trusted
	// A server that wants a certificate may refuse, but has shown that it is there.
	if err := client.Handshake(); err != nil && len(client.ConnectionState().PeerCertificates) == 0 && !strings.Contains(err.Error(), "tls") {
		t.Errorf("no TLS at %s: %v", address, err)
	}
}

func (s *suite) dial(t *testing.T) {
	service, err := s.client(t).CoreV1().Services("default").Get(t.Context(), "kubernetes", metav1.GetOptions{})
	must(t, err)
	api := s.cluster.Endpoints().APIServer
	for _, test := range []struct {
		from    labs.Vantage
		address string
	}{
		{labs.FromHost, api},
		{labs.FromNode, "127.0.0.1:0"}, // replaced below: the node's own way to its API server
		{labs.FromPods, "kubernetes.default.svc:443"},
		{labs.FromPods, "kubernetes.default.svc.cluster.local:443"},
		{labs.FromPods, net.JoinHostPort(service.Spec.ClusterIP, "443")},
	} {
		if test.from == labs.FromNode {
			test.address = s.nodeAPIServer(t)
		}
		t.Run(fmt.Sprintf("%s to %s", test.from, test.address), func(t *testing.T) {
			client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
				DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
					return s.cluster.Dial(ctx, test.from, network, test.address)
				},
				TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // reached or not is the question
			}}
			defer client.CloseIdleConnections()
			response, err := client.Get("https://any/version") //nolint:noctx // the client has a time limit
			must(t, err)
			defer response.Body.Close() //nolint:errcheck // it was read
			data, err := io.ReadAll(response.Body)
			must(t, err)
			if !bytes.Contains(data, []byte("gitVersion")) {
				t.Errorf("this is no API server: %s: %.200s", response.Status, data)
			}
		})
	}
	for _, from := range []labs.Vantage{labs.FromHost, labs.FromNode, labs.FromPods} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		// Port 1 is nobody's.
		conn, err := s.cluster.Dial(ctx, from, "tcp", net.JoinHostPort(s.cluster.Endpoints().NodeAddress, "1"))
		if err == nil {
			t.Errorf("from %s a connection to a closed port succeeded", from)
			_ = conn.Close() // nothing was said
		} else if ctx.Err() != nil {
			t.Errorf("from %s a closed port is not told from a slow one: %v", from, err)
		}
		cancel()
	}
}

// nodeAPIServer is the API server's address as the node's own kubelet has it.
func (s *suite) nodeAPIServer(t *testing.T) string {
	t.Helper()
	config, err := clientcmd.Load([]byte(read(t, s.cluster.Node().Files(), "/etc/kubernetes/kubelet.conf")))
	must(t, err)
	for _, cluster := range config.Clusters {
		return strings.TrimPrefix(cluster.Server, "https://")
	}
	t.Fatal("the kubelet's kubeconfig names no cluster")
	return ""
}

func (s *suite) etcd(t *testing.T) {
	client := s.client(t)
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "labtest"}, StringData: map[string]string{"word": "plainly-to-be-read"}}
	_, err := client.CoreV1().Secrets("default").Create(t.Context(), secret, metav1.CreateOptions{})
	must(t, err)
	etcd, err := s.cluster.Etcd(t.Context())
	must(t, err)
	defer etcd.Close() //nolint:errcheck // all answers have been had
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	response, err := etcd.Get(ctx, "/registry/secrets/default/labtest")
	must(t, err)
	if response.Count != 1 || !bytes.Contains(response.Kvs[0].Value, []byte("plainly-to-be-read")) {
		t.Errorf("the secret's raw bytes were not found in etcd: %d keys", response.Count)
	}
	must(t, client.CoreV1().Secrets("default").Delete(t.Context(), "labtest", metav1.DeleteOptions{}))
}

func (s *suite) exec(t *testing.T) {
	for _, test := range []struct {
		argv []string
		code int
		out  string // part of what is printed
	}{
		{argv: []string{"systemctl", "is-active", "kubelet"}, out: "active"},
		{argv: []string{"journalctl", "-u", "kubelet"}, out: "kubelet"},
		{argv: []string{"crictl", "ps"}, out: "kube-apiserver"},
		{argv: []string{"systemctl", "is-active", "nobody-of-that-name"}, code: -1},
	} {
		t.Run(strings.Join(test.argv, " "), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			var out bytes.Buffer
			code, err := s.cluster.Node().Exec(ctx, test.argv, labs.Stdio{Out: &out, Err: &out})
			must(t, err)
			if code != test.code && !(test.code < 0 && code != 0) {
				t.Errorf("exit code %d, want %d (-1: any but 0): %s", code, test.code, out.String())
			}
			if !strings.Contains(out.String(), test.out) {
				t.Errorf("printed %.400q, want %q in it", out.String(), test.out)
			}
		})
	}
}

// restartKubelet: an edit of its configuration counts from the restart on, not before.
func (s *suite) restartKubelet(t *testing.T) {
	files := s.cluster.Node().Files()
	before := read(t, files, kubeletConfig)
	after := strings.Replace(before, "maxPods: 17", "maxPods: 18", 1)
	if before == after {
		t.Fatalf("%s does not say maxPods: 17:\n%s", kubeletConfig, before)
	}
	write(t, files, kubeletConfig, after)
	if got, err := s.maxPods(t); err != nil || got != 17 {
		t.Errorf("the kubelet took the edit before it was restarted: maxPods %d, %v", got, err)
	}
	s.restart(t)
	eventually(t, "the kubelet to run with maxPods 18", func() error {
		got, err := s.maxPods(t)
		if err == nil && got != 18 {
			err = fmt.Errorf("it is %d", got)
		}
		return err
	})
	write(t, files, kubeletConfig, "this is no configuration\n")
	s.restart(t)
	eventually(t, "a kubelet with a broken configuration to be gone", func() error {
		if got, err := s.maxPods(t); err == nil {
			return fmt.Errorf("it still answers, with maxPods %d", got)
		}
		return nil
	})
	write(t, files, kubeletConfig, before)
	s.restart(t)
	eventually(t, "the kubelet to come back", func() error {
		got, err := s.maxPods(t)
		if err == nil && got != 17 {
			err = fmt.Errorf("maxPods is %d", got)
		}
		return err
	})
}

func (s *suite) restart(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), effectTime)
	defer cancel()
	must(t, s.cluster.Node().RestartKubelet(ctx))
}

// anonymous asks the API server for /version without a credential.
func (s *suite) anonymous(t *testing.T) (int, error) {
	config, err := s.cluster.AdminConfig()
	must(t, err)
	client, err := rest.HTTPClientFor(rest.AnonymousClientConfig(config))
	must(t, err)
	client.Timeout = 5 * time.Second
	defer client.CloseIdleConnections()
	response, err := client.Get("https://" + s.cluster.Endpoints().APIServer + "/version") //nolint:noctx // the client has a time limit
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

func (s *suite) anonymousBecomes(t *testing.T, want int) {
	t.Helper()
	eventually(t, fmt.Sprintf("anonymous requests to be answered by %d", want), func() error {
		got, err := s.anonymous(t)
		if err == nil && got != want {
			err = fmt.Errorf("it is %d", got)
		}
		return err
	})
}

const commandLine = "    - kube-apiserver\n"

// withFlag adds a flag to the API server's manifest.
func withFlag(t *testing.T, manifest, flag string) string {
	t.Helper()
	edited := strings.Replace(manifest, commandLine, commandLine+"    - "+flag+"\n", 1)
	if edited == manifest {
		t.Fatalf("the manifest is not laid out as kubeadm does it:\n%s", manifest)
	}
	return edited
}

// staticPod: an edit of the manifest takes effect, a wrong one fails, and putting it right
// recovers.
func (s *suite) staticPod(t *testing.T) {
	files := s.cluster.Node().Files()
	before := read(t, files, apiServerManifest)
	s.anonymousBecomes(t, http.StatusOK)
	write(t, files, apiServerManifest, withFlag(t, before, "--anonymous-auth=false"))
	s.anonymousBecomes(t, http.StatusUnauthorized)
	write(t, files, apiServerManifest, withFlag(t, before, "--there-is-no-such-flag"))
	eventually(t, "an API server with a wrong flag to be gone", func() error {
		if got, err := s.anonymous(t); err == nil {
			return fmt.Errorf("it still answers: %d", got)
		}
		return nil
	})
	write(t, files, apiServerManifest, before)
	s.anonymousBecomes(t, http.StatusOK)
	eventually(t, "the node to be Ready again", func() error {
		node, err := s.client(t).CoreV1().Nodes().Get(t.Context(), s.cluster.Node().Name(), metav1.GetOptions{})
		if err == nil && !ready(node) {
			err = errors.New("it is not")
		}
		return err
	})
}

const addedPod = "labtest-added"

const addedManifest = `apiVersion: v1
kind: Pod
metadata: {name: ` + addedPod + `, namespace: kube-system}
spec:
  hostNetwork: true
  containers:
  - {name: idle, image: "hardenway/workload:v1", imagePullPolicy: IfNotPresent, args: [idle]}
`

var crds = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}

// restore: whatever a learner does, the checkpoint's state comes back.
func (s *suite) restore(t *testing.T) {
	ctx := t.Context()
	client := s.client(t)
	files := s.cluster.Node().Files()
	config, err := s.cluster.AdminConfig()
	must(t, err)
	dyn, err := dynamic.NewForConfig(config)
	must(t, err)

	kept, err := client.CoreV1().ConfigMaps("default").Create(ctx, &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: "labtest-kept"}, Data: map[string]string{"word": "as seeded"},
	}, metav1.CreateOptions{})
	must(t, err)
	role, err := client.RbacV1().ClusterRoles().Create(ctx, &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{Name: "labtest"},
		Rules:      []rbacv1.PolicyRule{{APIGroups: []string{"*"}, Resources: []string{"*"}, Verbs: []string{"*"}}},
	}, metav1.CreateOptions{})
	must(t, err)
	const doomed, changed, chmodded, added = "/etc/hardenway-test/doomed", "/etc/hardenway-test/changed", "/etc/hardenway-test/chmodded", "/etc/hardenway-test/added/file"
	for _, name := range []string{doomed, changed, chmodded} {
		write(t, files, name, "as seeded")
		must(t, files.Chmod(name, 0o600))
	}
	must(t, s.cluster.Checkpoint(ctx))

	must(t, client.CoreV1().ConfigMaps("default").Delete(ctx, kept.Name, metav1.DeleteOptions{}))
	role.Rules[0].Verbs = []string{"get"}
	_, err = client.RbacV1().ClusterRoles().Update(ctx, role, metav1.UpdateOptions{})
	must(t, err)
	_, err = client.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "labtest-added"}}, metav1.CreateOptions{})
	must(t, err)
	_, err = dyn.Resource(crds).Create(ctx, crd(), metav1.CreateOptions{})
	must(t, err)
	widgets := schema.GroupVersionResource{Group: "labtest.example", Version: "v1", Resource: "widgets"}
	eventually(t, "an object of a new kind", func() error {
		_, err := dyn.Resource(widgets).Create(ctx, &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "labtest.example/v1", "kind": "Widget", "metadata": map[string]any{"name": "one"},
		}}, metav1.CreateOptions{})
		return err
	})
	must(t, files.Remove(doomed))
	write(t, files, changed, "by the learner")
	must(t, files.Chmod(chmodded, 0o644))
	must(t, files.MkdirAll("/etc/hardenway-test/added", 0o755))
	write(t, files, added, "by the learner")
	teller, tells := s.cluster.(labs.StaticPodTeller)
	if tells {
		write(t, files, path.Join(path.Dir(apiServerManifest), addedPod+".yaml"), addedManifest)
		eventually(t, "a static pod that was added to run", func() error {
			pods, err := teller.StaticPods(ctx)
			if err == nil && pods[addedPod].IsZero() {
				err = fmt.Errorf("there are %v", pods)
			}
			return err
		})
	}

	s.restoreNow(t)

	if tells { // at once: it would hold its ports as long as it ran
		if pods, err := teller.StaticPods(ctx); err != nil || !pods[addedPod].IsZero() {
			t.Errorf("a static pod that was added still runs: %v, %v", pods, err)
		}
	}

	got, err := client.CoreV1().ConfigMaps("default").Get(ctx, kept.Name, metav1.GetOptions{})
	if err != nil || got.UID != kept.UID || got.Data["word"] != "as seeded" {
		t.Errorf("a deleted object did not come back as the one it was: %v, %v", got, err)
	}
	again, err := client.RbacV1().ClusterRoles().Get(ctx, role.Name, metav1.GetOptions{})
	if err != nil || again.Rules[0].Verbs[0] != "*" {
		t.Errorf("a changed cluster-scoped object is not as it was: %v, %v", again, err)
	}
	// Watches and caches may need a moment to find that the world has changed.
	eventually(t, "what was added to be gone", func() error {
		if _, err := client.CoreV1().Namespaces().Get(ctx, "labtest-added", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
			return fmt.Errorf("the namespace: %w", orThere(err))
		}
		if _, err := dyn.Resource(crds).Get(ctx, crd().GetName(), metav1.GetOptions{}); !apierrors.IsNotFound(err) {
			return fmt.Errorf("the CRD: %w", orThere(err))
		}
		if _, err := dyn.Resource(widgets).Get(ctx, "one", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
			return fmt.Errorf("the object of a new kind: %w", orThere(err))
		}
		return nil
	})
	for _, name := range []string{doomed, changed, chmodded} {
		if got := read(t, files, name); got != "as seeded" {
			t.Errorf("%s holds %q", name, got)
		}
		info, err := files.Stat(name)
		must(t, err)
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", name, info.Mode().Perm())
		}
	}
	if _, err := files.Stat(added); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that was added is still there: %v", err)
	}
	s.nodeReady(t)
	s.writable(t)
	// And once more, with nothing to put back.
	s.restoreNow(t)
	s.nodeReady(t)
}

// writable: controllers and admission work after a restore, not only reads.
func (s *suite) writable(t *testing.T) {
	t.Helper()
	client := s.client(t)
	const name = "labtest-after-restore"
	_, err := client.CoreV1().Namespaces().Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	must(t, err)
	eventually(t, "the controllers to work after a restore", func() error {
		_, err := client.CoreV1().ServiceAccounts(name).Get(t.Context(), "default", metav1.GetOptions{})
		return err
	})
	must(t, client.CoreV1().Namespaces().Delete(t.Context(), name, metav1.DeleteOptions{}))
	eventually(t, "a namespace to end after a restore", func() error {
		if _, err := client.CoreV1().Namespaces().Get(t.Context(), name, metav1.GetOptions{}); !apierrors.IsNotFound(err) {
			return orThere(err)
		}
		return nil
	})
}

func orThere(err error) error {
	if err == nil {
		return errors.New("it is still there")
	}
	return err
}

func (s *suite) restoreNow(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), createTime)
	defer cancel()
	must(t, s.cluster.Restore(ctx, nil))
}

func crd() *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
		"metadata": map[string]any{"name": "widgets.labtest.example"},
		"spec": map[string]any{
			"group": "labtest.example", "scope": "Cluster",
			"names": map[string]any{"plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"},
			"versions": []any{map[string]any{
				"name": "v1", "served": true, "storage": true,
				"schema": map[string]any{"openAPIV3Schema": map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true}},
			}},
		},
	}}
}

// restoreBroken: a learner who broke the control plane gets it back.
func (s *suite) restoreBroken(t *testing.T) {
	files := s.cluster.Node().Files()
	before := read(t, files, apiServerManifest)
	write(t, files, apiServerManifest, withFlag(t, before, "--there-is-no-such-flag"))
	eventually(t, "an API server with a wrong flag to be gone", func() error {
		if got, err := s.anonymous(t); err == nil {
			return fmt.Errorf("it still answers: %d", got)
		}
		return nil
	})
	s.restoreNow(t)
	s.nodeReady(t)
	if got := read(t, files, apiServerManifest); got != before {
		t.Errorf("the manifest was not put back:\n%s", got)
	}
}

func (s *suite) freeze(t *testing.T) {
	freezer, ok := s.cluster.(labs.Freezer)
	if !ok {
		t.Skip("this provider cannot make its API server hang")
	}
	s.anonymousBecomes(t, http.StatusOK)
	ctx, cancel := context.WithTimeout(t.Context(), effectTime)
	defer cancel()
	thaw, err := freezer.FreezeAPIServer(ctx)
	must(t, err)
	defer func() {
		if err := thaw(); err != nil {
			t.Errorf("letting the API server go on: %v", err)
		}
	}()
	conn, err := s.cluster.Dial(ctx, labs.FromHost, "tcp", s.cluster.Endpoints().APIServer)
	if err != nil {
		t.Errorf("a hanging API server takes connections, but: %v", err)
	} else {
		must(t, conn.Close())
	}
	if got, err := s.anonymous(t); err == nil {
		t.Errorf("a hanging API server answered %d", got)
	}
	must(t, thaw())
	must(t, thaw()) // once more is no error
	s.anonymousBecomes(t, http.StatusOK)
}

func (s *suite) delete(t *testing.T) {
	s.deleted(t, s.cluster)
}

// deleted deletes a cluster and looks for what it left.
func (s *suite) deleted(t *testing.T, cluster labs.Cluster) {
	t.Helper()
	id, endpoints, root, kubeconfig := cluster.ID(), cluster.Endpoints(), cluster.Node().Root(), cluster.Kubeconfig()
	ctx, cancel := context.WithTimeout(t.Context(), deleteTime)
	defer cancel()
	addresses := map[string]string{"API server": endpoints.APIServer, "kubelet": endpoints.Kubelet, "etcd": endpoints.Etcd}
	certificates := map[string][]byte{}
	for name, address := range addresses {
		_, certificates[name] = listens(ctx, address)
	}
	must(t, s.provider.Delete(ctx, id, nil))
	for name, address := range addresses {
		silent(ctx, t, name, address, certificates[name])
	}
	for _, path := range []string{root, kubeconfig} {
		if path == "" {
			continue
		}
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there: %v", path, err)
		}
	}
	s.gone(t, id)
	must(t, s.provider.Delete(ctx, id, nil)) // once more is no error
}

// silent: what had the certificate does not listen any more. The address itself is anybody's by now,
// such as a lab's that another test starts.
func silent(ctx context.Context, t *testing.T, name, address string, certificate []byte) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		somebody, shown := listens(ctx, address)
		if !somebody || shown != nil && certificate != nil && !bytes.Equal(shown, certificate) {
			return
		}
		// Whoever looks whether the address is free listens there for a moment, and shows nothing.
		if shown != nil || time.Now().After(deadline) {
			t.Errorf("something still listens at the %s's %s", name, address)
			return
		}
	}
}

// listens says whether somebody listens at an address, and the certificate that is shown there.
func listens(ctx context.Context, address string) (somebody bool, certificate []byte) {
	conn, err := (&net.Dialer{Timeout: 2 * time.Second}).DialContext(ctx, "tcp", address)
	if err != nil {
		return false, nil
	}
	defer conn.Close() //nolint:errcheck // nothing was said
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return true, nil
	}
	client := tls.Client(conn, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // it is looked at, not trusted
	_ = client.HandshakeContext(ctx)                                  // a server that refuses has shown its certificate
	if shown := client.ConnectionState().PeerCertificates; len(shown) > 0 {
		return true, shown[0].Raw
	}
	return true, nil
}

func (s *suite) gone(t *testing.T, id labs.ID) {
	t.Helper()
	ids, err := s.provider.List(t.Context())
	must(t, err)
	if slices.Contains(ids, id) {
		t.Errorf("List still has %s: %v", id, ids)
	}
	_, err = s.provider.Open(t.Context(), id)
	if _, ok := errors.AsType[*labs.NotFoundError](err); !ok {
		t.Errorf("Open of a deleted cluster: got %v, want a NotFoundError", err)
	}
}

// twoAtOnce: made at the same time, they know nothing of each other. One has the longest
// name there can be.
func (s *suite) twoAtOnce(t *testing.T) {
	longest := labs.ID("labtest-" + strings.Repeat("long-", 6) + "xx")
	must(t, longest.Validate())
	if len(longest) != 40 {
		t.Fatalf("the longest name has %d characters", len(longest))
	}
	clusters := make([]labs.Cluster, 2)
	t.Run("create", func(t *testing.T) {
		var wait sync.WaitGroup
		for i, id := range []labs.ID{"labtest-a", longest} {
			must(t, s.provider.Delete(t.Context(), id, nil))
			wait.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), createTime)
				defer cancel()
				cluster, err := s.provider.Create(ctx, labs.ClusterSpec{ID: id}, nil)
				if err != nil {
					t.Errorf("creating %s: %v", id, err)
					return
				}
				clusters[i] = cluster
			})
		}
		wait.Wait()
	})
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), deleteTime)
		defer cancel()
		for _, id := range []labs.ID{"labtest-a", longest} {
			if err := s.provider.Delete(ctx, id, nil); err != nil {
				t.Errorf("deleting %s: %v", id, err)
			}
		}
	})
	if t.Failed() {
		return
	}
	a, b := clusters[0].Endpoints(), clusters[1].Endpoints()
	if a.APIServer == b.APIServer || a.Kubelet == b.Kubelet || a.Etcd == b.Etcd {
		t.Fatalf("two clusters share an address: %+v and %+v", a, b)
	}
	s.cluster = clusters[0]
	_, err := s.client(t).CoreV1().Namespaces().Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "only-in-a"}}, metav1.CreateOptions{})
	must(t, err)
	s.cluster = clusters[1]
	if _, err := s.client(t).CoreV1().Namespaces().Get(t.Context(), "only-in-a", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("what was made in one cluster is in the other: %v", err)
	}
	s.deleted(t, clusters[0])
	// The other one does not notice.
	if _, err := s.client(t).CoreV1().Namespaces().List(t.Context(), metav1.ListOptions{}); err != nil {
		t.Errorf("deleting one cluster hurt the other: %v", err)
	}
	s.deleted(t, clusters[1])
}

// cancelled: a Create that is given up leaves nothing, wherever it was.
func (s *suite) cancelled(t *testing.T) {
	for _, after := range []int{1, 2, 4} {
		t.Run(fmt.Sprintf("after %d events", after), func(t *testing.T) {
			id := labs.ID(fmt.Sprintf("labtest-cancel-%d", after))
			must(t, s.provider.Delete(t.Context(), id, nil))
			ctx, cancel := context.WithTimeout(t.Context(), createTime)
			defer cancel()
			var mu sync.Mutex
			events := 0
			cluster, err := s.provider.Create(ctx, labs.ClusterSpec{ID: id}, func(labs.Event) {
				mu.Lock()
				defer mu.Unlock()
				if events++; events == after {
					cancel()
				}
			})
			if err == nil {
				s.deleted(t, cluster)
				t.Fatal("Create went on although it was cancelled")
			}
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the error does not say that it was cancelled: %v", err)
			}
			s.gone(t, id)
		})
	}
}

// eventually waits for a condition and reports what was seen last.
func eventually(t *testing.T, what string, condition func() error) {
	t.Helper()
	deadline := time.Now().Add(effectTime)
	for {
		err := condition()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited %s for %s; last: %v", effectTime, what, err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func read(t *testing.T, files shell.FS, name string) string {
	t.Helper()
	file, err := files.OpenFile(name, os.O_RDONLY, 0)
	must(t, err)
	data, err := io.ReadAll(file)
	must(t, err)
	must(t, file.Close())
	return string(data)
}

func write(t *testing.T, files shell.FS, name, content string) {
	t.Helper()
	file, err := files.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	must(t, err)
	_, err = file.Write([]byte(content))
	must(t, err)
	must(t, file.Close())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
