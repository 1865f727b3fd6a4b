package podnet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"

	"github.com/hardenway/hardenway/internal/porttest"
	"github.com/hardenway/hardenway/labs/embedded/cri"
)

// newNetwork is a network with one pod, 10.244.0.5, that answers on port 8080.
func newNetwork(t *testing.T, services ...*corev1.Service) (*Network, *fake.Clientset, string) {
	t.Helper()
	pod := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = fmt.Fprintf(w, "hello from %s", r.Host) }))
	t.Cleanup(pod.Close)
	n := &Network{
		NodeAddress: "127.0.0.1", APIServer: pod.Listener.Addr().String(),
		Warn: func(err error) { t.Logf("warned: %v", err) },
		DialPod: func(ctx context.Context, a netip.Addr, port uint16) (net.Conn, bool, error) {
			if a.String() != "10.244.0.5" {
				return nil, false, nil
			}
			if port != 8080 {
				return nil, true, fmt.Errorf("dial tcp %s:%d: connect: connection refused", a, port)
			}
			var d net.Dialer
			conn, err := d.DialContext(ctx, "tcp", pod.Listener.Addr().String())
			return conn, true, err
		},
	}
	client := fake.NewClientset()
	for _, s := range services {
		if _, err := client.CoreV1().Services(s.Namespace).Create(t.Context(), s, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	port, name, ready := int32(8080), "http", true
	if _, err := client.DiscoveryV1().EndpointSlices("shop").Create(t.Context(), &discoveryv1.EndpointSlice{
		ObjectMeta: metav1.ObjectMeta{Name: "web-1", Namespace: "shop", Labels: map[string]string{discoveryv1.LabelServiceName: "web"}},
		Ports:      []discoveryv1.EndpointPort{{Name: &name, Port: &port}},
		Endpoints:  []discoveryv1.Endpoint{{Addresses: []string{"10.244.0.5"}, Conditions: discoveryv1.EndpointConditions{Ready: &ready}}},
	}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "net")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "pods.sock")
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	go n.ServeProxy(t.Context(), l)
	// The listener is served once the first request is answered; the maps exist by then.
	if _, err := cri.DialProxy(t.Context(), socket, "192.0.2.1:1"); err == nil {
		t.Fatal("an address of no network was reached")
	}
	if err := n.WatchServices(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	return n, client, socket
}

func service(name string, kind corev1.ServiceType, nodePort int32) *corev1.Service {
	return &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "shop"},
		Spec: corev1.ServiceSpec{
			Type: kind, ClusterIP: "10.96.0.50", ClusterIPs: []string{"10.96.0.50"},
			Ports: []corev1.ServicePort{{Name: "http", Port: 80, NodePort: nodePort}},
		},
	}
}

func get(t *testing.T, dial func(context.Context, string, string) (net.Conn, error), url string) (string, error) {
	t.Helper()
	c := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func TestProxyKnowsServicesAndPods(t *testing.T) {
	kubernetes := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "kubernetes", Namespace: "default"},
		Spec:       corev1.ServiceSpec{ClusterIP: "10.96.0.1", ClusterIPs: []string{"10.96.0.1"}, Ports: []corev1.ServicePort{{Name: "https", Port: 443}}},
	}
	n, _, socket := newNetwork(t, service("web", corev1.ServiceTypeClusterIP, 0), kubernetes)
	dial := func(ctx context.Context, _, address string) (net.Conn, error) {
		return cri.DialProxy(ctx, socket, address)
	}
	eventually(t, func() error { // the informers fill in the background
		_, err := get(t, dial, "http://web.shop:80/")
		_, other := get(t, dial, "http://kubernetes.default:443/")
		return errors.Join(err, other)
	})
	for _, host := range []string{
		"web.shop", "web.shop.svc", "web.shop.svc.cluster.local", "web.shop.svc.cluster.local.", "10.96.0.50",
		"10.244.0.5:8080", "kubernetes.default.svc:443", "10.96.0.1:443",
	} {
		if body, err := get(t, dial, "http://"+host+"/"); err != nil || !strings.HasPrefix(body, "hello from ") {
			t.Errorf("%s: %q, %v", host, body, err)
		}
	}
	for address, want := range map[string]string{
		"web.shop:81":        "dial tcp 10.96.0.50:81: connect: connection refused",
		"10.244.0.5:9":       "dial tcp 10.244.0.5:9: connect: connection refused",
		"10.244.0.9:80":      "dial tcp 10.244.0.9:80: connect: no route to host",
		"nothing.shop:80":    "dial tcp: lookup nothing.shop.svc: no such host",
		"example.com:80":     "dial tcp: lookup example.com.svc: no such host",
		"www.example.com:80": "dial tcp: lookup www.example.com: no such host",
		"127.0.0.2:22":       "dial tcp 127.0.0.2:22: connect: no route to host",
		"[::1]:22":           "dial tcp [::1]:22: connect: no route to host",
		"localhost:22":       "dial tcp: lookup localhost: no such host",
	} {
		if _, err := cri.DialProxy(t.Context(), socket, address); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
	_ = n
}

func TestNodePorts(t *testing.T) {
	address := porttest.Address(t)
	port, err := netip.ParseAddrPort(address)
	if err != nil {
		t.Fatal(err)
	}
	_, client, _ := newNetwork(t, service("web", corev1.ServiceTypeNodePort, int32(port.Port())))
	url := "http://" + address + "/"
	var d net.Dialer
	eventually(t, func() error {
		body, err := get(t, d.DialContext, url)
		if err == nil && !strings.HasPrefix(body, "hello from ") {
			err = fmt.Errorf("answered %q", body)
		}
		return err
	})
	// The fake API server tells of a change only those who watch already, and the list that was served came before.
	eventually(t, func() error {
		if !slices.ContainsFunc(client.Actions(), func(a clienttesting.Action) bool { return a.Matches("watch", "services") }) {
			return errors.New("nobody watches Services")
		}
		return nil
	})
	// A Service that is no NodePort any more is closed at once.
	s := service("web", corev1.ServiceTypeClusterIP, 0)
	if _, err := client.CoreV1().Services("shop").Update(t.Context(), s, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() error {
		conn, err := d.DialContext(t.Context(), "tcp", address)
		if err != nil {
			return nil
		}
		return errors.Join(errors.New("the node port is still open"), conn.Close())
	})
}

// TestTakenNodePort: a port that something else has is reported once, and served when it
// comes free and Services change.
func TestTakenNodePort(t *testing.T) {
	var lc net.ListenConfig
	taken, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	port := int32(taken.Addr().(*net.TCPAddr).Port) //nolint:gosec // a port
	warned := make(chan error, 10)
	n := &Network{NodeAddress: "127.0.0.1", Warn: func(err error) { warned <- err }, ctx: t.Context(), nodePorts: map[int32]net.Listener{}, warned: map[int32]bool{}}
	client := fake.NewClientset(service("web", corev1.ServiceTypeNodePort, port))
	if err := n.WatchServices(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-warned:
		if !strings.Contains(err.Error(), fmt.Sprintf("node port %d", port)) || !strings.Contains(err.Error(), "address already in use") {
			t.Errorf("warned of %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("nobody was told that the port is taken")
	}
}

func eventually(t *testing.T, try func() error) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("last seen: %v", err)
		}
	}
}
