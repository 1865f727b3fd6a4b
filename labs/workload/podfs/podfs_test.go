package podfs

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func fromMounts(t *testing.T, mounts ...Mount) FS {
	t.Helper()
	raw, err := json.Marshal(mounts)
	if err != nil {
		t.Fatal(err)
	}
	f, err := FromEnv(func(string) string { return string(raw) })
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "host-secret"), "not the pod's")
	write(t, filepath.Join(dir, "token", "..2026", "token"), "abc")
	for link, target := range map[string]string{
		"token/..data":  "..2026",
		"token/token":   "..data/token",
		"token/escape":  "../host-secret",
		"token/escape2": filepath.Join(dir, "host-secret"),
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	write(t, filepath.Join(dir, "inner", "file"), "inner")
	write(t, filepath.Join(dir, "one.conf"), "one")
	f := fromMounts(t,
		Mount{ContainerPath: "/var/run/secrets", HostPath: filepath.Join(dir, "token"), ReadOnly: true},
		Mount{ContainerPath: "/var/run/secrets/deeper/", HostPath: filepath.Join(dir, "inner")},
		Mount{ContainerPath: "/etc/one.conf", HostPath: filepath.Join(dir, "one.conf")},
	)
	for _, tt := range []struct {
		name, want, wantErr string
	}{
		{name: "/var/run/secrets/token", want: "abc"},
		{name: "var/run//secrets/./token", want: "abc"},
		{name: "/var/run/secrets/deeper/file", want: "inner"},
		{name: "/etc/one.conf", want: "one"},
		{name: "/var/run/secretsx/token", wantErr: "open /var/run/secretsx/token: file does not exist"},
		{name: filepath.Join(dir, "host-secret"), wantErr: "file does not exist"},
		{name: "/var/run/secrets/../../../" + filepath.Join(dir, "host-secret"), wantErr: "file does not exist"},
		{name: "/var/run/secrets/escape", wantErr: "open /var/run/secrets/escape: path escapes"},
		{name: "/var/run/secrets/escape2", wantErr: "open /var/run/secrets/escape2: path escapes"},
		{name: "/var/run/secrets/missing", wantErr: "open /var/run/secrets/missing: no such file"},
		{name: "/etc/one.conf/x", wantErr: "open /etc/one.conf/x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data, err := f.ReadFile(tt.name)
			if tt.wantErr == "" {
				if err != nil || string(data) != tt.want {
					t.Fatalf("got %q, %v; want %q", data, err, tt.want)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
				t.Fatalf("got %q, %v; want an error with %q", data, err, tt.wantErr)
			}
			if !strings.Contains(tt.name, dir) && strings.Contains(err.Error(), dir) {
				t.Errorf("the error shows a path of the host: %v", err)
			}
		})
	}

	// What the kubelet replaces is read anew.
	write(t, filepath.Join(dir, "token", "..2027", "token"), "def")
	if err := os.Remove(filepath.Join(dir, "token", "..data")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("..2027", filepath.Join(dir, "token", "..data")); err != nil {
		t.Fatal(err)
	}
	if data, err := f.ReadFile("/var/run/secrets/token"); err != nil || string(data) != "def" {
		t.Errorf("after the rotation: %q, %v; want def", data, err)
	}
}

func TestReadDir(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "b"), "")
	write(t, filepath.Join(dir, "a"), "")
	f := fromMounts(t, Mount{ContainerPath: "/config", HostPath: dir})
	entries, err := f.ReadDir("/config")
	if err != nil || len(entries) != 2 || entries[0].Name() != "a" {
		t.Errorf("got %v, %v; want a and b", entries, err)
	}
	if _, err := f.ReadDir("/"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("listing what is not mounted: %v, want fs.ErrNotExist", err)
	}
}

func TestWithoutMountsPathsAreTheirOwn(t *testing.T) {
	f, err := FromEnv(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "file")
	write(t, name, "plain")
	if data, err := f.ReadFile(name); err != nil || string(data) != "plain" {
		t.Errorf("got %q, %v", data, err)
	}
	if got, err := f.Resolve(name); err != nil || got != name {
		t.Errorf("Resolve gives %q, %v; want %q", got, err, name)
	}
}

func TestResolve(t *testing.T) {
	f := fromMounts(t, Mount{ContainerPath: "/", HostPath: "/lab/rootfs"}, Mount{ContainerPath: "/data", HostPath: "/lab/data"})
	for name, want := range map[string]string{
		"/etc/hosts": "/lab/rootfs/etc/hosts",
		"/data":      "/lab/data",
		"/data/x":    "/lab/data/x",
		"/database":  "/lab/rootfs/database",
	} {
		if got, err := f.Resolve(name); err != nil || filepath.ToSlash(got) != want {
			t.Errorf("Resolve(%s) = %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestFromEnvRefuses(t *testing.T) {
	for raw, want := range map[string]string{
		"nonsense": "want a JSON list such as",
		`[{"containerPath":"x","hostPath":"/y"}]`: `mount "x" from "/y": the path in the container must be absolute`,
		`[{"containerPath":"/x","hostPath":""}]`:  `mount "/x" from ""`,
	} {
		_, err := FromEnv(func(string) string { return raw })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want an error with %q", raw, err, want)
		}
	}
}
