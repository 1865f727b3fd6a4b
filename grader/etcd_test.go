package grader

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
)

// startEtcd gives a cluster a real etcd, shared by all clusters that encrypt, or by all
// that do not.
func startEtcd(c *fakeCluster) {
	c.t.Helper()
	start := etcds.plain
	if c.encrypt {
		start = etcds.sealed
	}
	client, err := start()
	if err != nil {
		c.t.Fatal(err)
	}
	c.etcd = client
}

var etcds = struct {
	plain, sealed func() (*clientv3.Client, error)
	stop          []func()
	mu            sync.Mutex
}{}

func TestMain(m *testing.M) {
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "hardenway-grader-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Setenv("ETCD_CLIENT_DEBUG", "fatal"); err != nil { // else every cancelled request is told on stderr
		panic(err)
	}
	etcds.plain = sync.OnceValues(func() (*clientv3.Client, error) { return newEtcd(filepath.Join(dir, "plain")) })
	etcds.sealed = sync.OnceValues(func() (*clientv3.Client, error) { return newEtcd(filepath.Join(dir, "sealed")) })
	defer func() {
		for _, stop := range etcds.stop {
			stop()
		}
	}()
	return m.Run()
}

func newEtcd(dir string) (*clientv3.Client, error) {
	cfg := embed.NewConfig()
	cfg.Dir = dir
	cfg.LogLevel = "fatal"
	cfg.UnsafeNoFsync = true
	local := url.URL{Scheme: "http", Host: "127.0.0.1:0"}
	cfg.ListenClientUrls, cfg.ListenPeerUrls = []url.URL{local}, []url.URL{local}
	server, err := embed.StartEtcd(cfg)
	if err != nil {
		return nil, err
	}
	select {
	case <-server.Server.ReadyNotify():
	case <-time.After(time.Minute):
		server.Close()
		return nil, errors.New("etcd did not start")
	}
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{server.Clients[0].Addr().String()}, DialTimeout: 2 * time.Second})
	if err != nil {
		return nil, err
	}
	etcds.mu.Lock()
	defer etcds.mu.Unlock()
	etcds.stop = append(etcds.stop, server.Close, func() { client.Close() })
	return client, nil
}

func TestEncryption(t *testing.T) {
	for _, tc := range []struct{ value, provider, version, key string }{
		{"k8s\x00\n\x0c\n\x02v1\x12\x06Secret", "", "", ""},
		{"k8s:enc:secretbox:v1:key1:\x00\x01", "secretbox", "v1", "key1"},
		{"k8s:enc:aescbc:v1:2026-11:\xff\xfe:more:colons", "aescbc", "v1", "2026-11"},
		{"k8s:enc:kms:v2:plugin:\x0a\x02", "kms", "v2", "plugin"},
		{"k8s:enc:", "", "", ""},
		{"k8s:enc:secretbox", "", "", ""},
		{"k8s:enc::v1:key1:x", "", "", ""},
		{" k8s:enc:secretbox:v1:key1:x", "", "", ""},
		{"", "", "", ""},
	} {
		provider, version, key := encryption([]byte(tc.value))
		if provider != tc.provider || version != tc.version || key != tc.key {
			t.Errorf("%q: got %q %q %q, want %q %q %q", tc.value, provider, version, key, tc.provider, tc.version, tc.key)
		}
	}
}

func TestReadable(t *testing.T) {
	for _, tc := range []struct {
		value, text string
		want        bool
	}{
		{"\x12\x04word\x1a", "word", true},
		{`{"data":{"k":"d29yZA=="}}`, "word", true},
		{"something else", "word", false},
		{"anything", "", false},
	} {
		if got := readable([]byte(tc.value), tc.text); got != tc.want {
			t.Errorf("%q in %q: got %v", tc.text, tc.value, got)
		}
	}
}
