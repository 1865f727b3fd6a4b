package labs

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hardenway/hardenway/labs/shell"
)

// TestKeepLogs: what components said last is kept, not what a learner's pods did, and not for ever.
func TestKeepLogs(t *testing.T) {
	home := Home(t.TempDir())
	const apiServer = "kube-system_kube-apiserver-harden_1/kube-apiserver/"
	files := shell.MemoryFS(map[string]string{
		"var/log/pods/" + apiServer + "0.log":   "first\n",
		"var/log/pods/" + apiServer + "1.log":   strings.Repeat("x", keptSize+5) + "the end\n",
		"var/log/pods/shop_web_2/app/0.log":     "a learner's\n",
		"var/log/kubelet.log":                   "kubelet\n",
		"var/log/audit/audit.log":               "not a component's\n",
		"etc/kubernetes/manifests/kube-api.yml": "nor this\n",
	})
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	var dirs []string
	for i := range keptLogs + 2 {
		dir, err := home.keepLogs("shop", files, "it differed", now.Add(time.Duration(i)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, dir)
		if _, err := home.keepLogs("shop-2", files, "another lab's", now); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]string{}
	last := dirs[len(dirs)-1]
	entries, err := os.ReadDir(last)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(last, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got[e.Name()] = string(data)
	}
	name := "pods_" + strings.ReplaceAll(apiServer, "/", "_")
	want := []string{"kubelet.log", name + "0.log", name + "1.log", "why"}
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) {
		t.Errorf("kept %q, want %q", names, want)
	}
	if got["why"] != "it differed\n" || got[name+"0.log"] != "first\n" {
		t.Errorf("kept %q", got)
	}
	if end := got[name+"1.log"]; len(end) != keptSize || !strings.HasSuffix(end, "xthe end\n") {
		t.Errorf("of a long log %d bytes are kept, ending in %q", len(end), end[max(0, len(end)-20):])
	}
	for i, dir := range dirs {
		if _, err := os.Stat(dir); (err == nil) != (i >= len(dirs)-keptLogs) {
			t.Errorf("directory %d of %d: %v", i+1, len(dirs), err)
		}
	}
	if others, _ := filepath.Glob(filepath.Join(string(home), "logs", "shop-2-*")); len(others) != 1 {
		t.Errorf("of another lab there are %q", others)
	}
}
