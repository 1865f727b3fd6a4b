package agent

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/hardenway/hardenway/internal/porttest"
	"github.com/hardenway/hardenway/labs/remote"
)

func do(t *testing.T, s *server, call remote.FileCall) remote.FileAnswer {
	t.Helper()
	body, err := json.Marshal(call)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.file(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, PathFile, bytes.NewReader(body)))
	var got remote.FileAnswer
	if err := json.NewDecoder(w.Body).Decode(&got); err != nil {
		t.Fatalf("%s %s: %v", call.Op, call.Name, err)
	}
	return got
}

func TestFiles(t *testing.T) {
	s := &server{root: t.TempDir()}
	if err := os.MkdirAll(s.at("/sys/power"), 0o755); err != nil {
		t.Fatal(err)
	}
	write := remote.Flag{Write: true, Create: true, Truncate: true}
	for _, test := range []struct {
		call remote.FileCall
		err  error
	}{
		{call: remote.FileCall{Op: "mkdir", Name: "/etc/x", Mode: 0o755}},
		{call: remote.FileCall{Op: "open", Name: "/etc/x/f", Flag: write, Mode: 0o600}},
		{call: remote.FileCall{Op: "write", Name: "/etc/x/f", Data: []byte("hello")}},
		{call: remote.FileCall{Op: "write", Name: "/etc/x/f", Data: []byte("J"), Offset: 0}},
		{call: remote.FileCall{Op: "write", Name: "/etc/x/f", Data: []byte("!"), Flag: remote.Flag{Write: true, Append: true}}},
		{call: remote.FileCall{Op: "open", Name: "/etc/x/f", Flag: remote.Flag{Write: true, Create: true, Exclusive: true}}, err: fs.ErrExist},
		{call: remote.FileCall{Op: "open", Name: "/etc/none", Flag: remote.Flag{Read: true}}, err: fs.ErrNotExist},
		{call: remote.FileCall{Op: "open", Name: "/etc/x", Flag: write}, err: syscall.EISDIR},
		{call: remote.FileCall{Op: "remove", Name: "/etc/x"}, err: syscall.ENOTEMPTY},
		{call: remote.FileCall{Op: "stat", Name: "/etc/x/f/g"}, err: syscall.ENOTDIR},
		{call: remote.FileCall{Op: "symlink", Name: "/etc/link", To: "x/f"}},
		{call: remote.FileCall{Op: "chmod", Name: "/etc/x/f", Mode: 0o640}},
		{call: remote.FileCall{Op: "rename", Name: "/etc/x/f", To: "/etc/x/g"}},
		{call: remote.FileCall{Op: "rename", Name: "/etc/x/g", To: "/dev/g"}, err: fs.ErrPermission},
		{call: remote.FileCall{Op: "open", Name: "/proc/sys/kernel/panic", Flag: write}, err: fs.ErrPermission},
		{call: remote.FileCall{Op: "write", Name: "/etc/../sys/power/state", Data: []byte("mem")}, err: fs.ErrPermission},
		{call: remote.FileCall{Op: "symlink", Name: "/etc/x/way", To: "../../sys/power"}},
		{call: remote.FileCall{Op: "open", Name: "/etc/x/way/state", Flag: write}, err: fs.ErrPermission},
		{call: remote.FileCall{Op: "mkdir", Name: "/etc/x/way/more", Mode: 0o755}, err: fs.ErrPermission},
		{call: remote.FileCall{Op: "chmod", Name: "/etc/x/way", Mode: 0o777}, err: fs.ErrPermission},
		{call: remote.FileCall{Op: "remove", Name: "/etc/x/way"}},
		{call: remote.FileCall{Op: "removeall", Name: "/"}, err: fs.ErrPermission},
		{call: remote.FileCall{Op: "levitate", Name: "/etc"}, err: errors.New("older than harden")},
	} {
		got := do(t, s, test.call)
		switch {
		case test.err == nil && got.Error != nil:
			t.Errorf("%+v: %s", test.call, got.Error.Text)
		case test.err != nil && got.Error == nil:
			t.Errorf("%+v succeeded, want %v", test.call, test.err)
		case test.err != nil && !errors.Is(got.Error, test.err) && !strings.Contains(got.Error.Text, test.err.Error()):
			t.Errorf("%+v: %s (%s), want %v", test.call, got.Error.Kind, got.Error.Text, test.err)
		case got.Error != nil && strings.Contains(got.Error.Text, s.root):
			t.Errorf("an error tells of this machine: %s", got.Error.Text)
		}
	}
	got := do(t, s, remote.FileCall{Op: "read", Name: "/etc/x/g", Count: 3})
	rest := do(t, s, remote.FileCall{Op: "read", Name: "/etc/x/g", Count: 100, Offset: 3})
	if string(got.Data)+string(rest.Data) != "Jello!" || got.EOF || !rest.EOF {
		t.Errorf("read %q and %q", got.Data, rest.Data)
	}
	if info := do(t, s, remote.FileCall{Op: "stat", Name: "/etc/x/g"}).Info; info == nil || info.Mode != 0o640 || info.Size != 6 {
		t.Errorf("stat: %+v", info)
	}
	if link := do(t, s, remote.FileCall{Op: "readlink", Name: "/etc/link"}).Link; link != "x/f" {
		t.Errorf("readlink: %q", link)
	}
	if entries := do(t, s, remote.FileCall{Op: "readdir", Name: "/etc"}).Entries; len(entries) != 2 || entries[0].Name != "link" {
		t.Errorf("readdir: %+v", entries)
	}
}

func TestTree(t *testing.T) {
	s := &server{root: t.TempDir()}
	put := func(name, data string, mode fs.FileMode) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(s.at(name)), 0o755), os.WriteFile(s.at(name), []byte(data), mode), os.Chmod(s.at(name), mode)); err != nil {
			t.Fatal(err)
		}
	}
	put("/etc/kept", "as it was", 0o600)
	put("/etc/changed", "as it was", 0o600)
	put("/etc/chmodded", "as it was", 0o600)
	put("/etc/gone/deep", "as it was", 0o600)
	put("/etc/skipped", "1", 0o600)
	put("/one-file", "as it was", 0o600)
	if err := os.Symlink("kept", s.at("/etc/link")); err != nil {
		t.Fatal(err)
	}
	call := TreeCall{Roots: []string{"/etc", "/one-file", "/not-there"}, Skip: []string{"/etc/skipped"}}
	before, err := s.readTree(call)
	if err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	if err := writeNodes(&archive, before); err != nil {
		t.Fatal(err)
	}
	want, err := readNodes(&archive)
	if err != nil {
		t.Fatal(err)
	}
	if changed, err := s.restoreTree(call, want); err != nil || len(changed) != 0 {
		t.Errorf("nothing was changed, and restore put back %v, %v", changed, err)
	}

	put("/etc/changed", "by the learner", 0o600)
	put("/etc/chmodded", "as it was", 0o644)
	put("/etc/added/file", "by the learner", 0o644)
	put("/etc/skipped", "2", 0o600)
	put("/not-there/new", "by the learner", 0o600)
	if err := errors.Join(os.RemoveAll(s.at("/etc/gone")), os.Remove(s.at("/one-file")), os.Remove(s.at("/etc/link")), os.Mkdir(s.at("/etc/link"), 0o755)); err != nil {
		t.Fatal(err)
	}
	changed, err := s.restoreTree(call, want)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"/etc/changed", "/etc/chmodded", "/etc/added/file", "/etc/gone/deep", "/one-file", "/etc/link", "/not-there/new"} {
		if !slices.Contains(changed, name) {
			t.Errorf("%s is not among what was changed: %v", name, changed)
		}
	}
	if slices.Contains(changed, "/etc/kept") || slices.Contains(changed, "/etc/skipped") {
		t.Errorf("too much was changed: %v", changed)
	}
	after, err := s.readTree(call)
	if err != nil {
		t.Fatal(err)
	}
	for name, n := range want {
		if !after[name].equal(n) {
			t.Errorf("%s is not as it was: %+v", name, after[name])
		}
	}
	if len(after) != len(want) {
		t.Errorf("there are %d files, were %d", len(after), len(want))
	}
	if data, err := os.ReadFile(s.at("/etc/skipped")); err != nil || string(data) != "2" {
		t.Errorf("a file that changes by itself was put back: %q, %v", data, err)
	}
}

func TestDialWithin(t *testing.T) {
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() }) // at the end
	for _, test := range []struct {
		name string
		dial Dial
		kind string
	}{
		{name: "within", dial: Dial{Address: l.Addr().String(), Within: []string{"127.0.0.0/8"}}},
		{name: "closed", dial: Dial{Address: porttest.Address(t), Within: []string{"127.0.0.0/8"}}, kind: "refused"},
		{name: "outside", dial: Dial{Address: l.Addr().String(), Within: []string{"10.0.0.0/8"}}, kind: "outside"},
		{name: "nowhere allowed", dial: Dial{Address: l.Addr().String()}, kind: "outside"},
		{name: "a name that leads outside", dial: Dial{Address: "localhost:1", Within: []string{"10.0.0.0/8"}}, kind: "outside"},
		{name: "no port", dial: Dial{Address: "localhost"}, kind: "other"},
	} {
		conn, err := dialWithin(t.Context(), test.dial)
		switch {
		case err == nil && test.kind == "":
			_ = conn.Close() // nothing was said
		case err == nil:
			_ = conn.Close() // nothing was said
			t.Errorf("%s: connected", test.name)
		case remote.DialErrorOf(err).Kind != test.kind:
			t.Errorf("%s: got %+v, want %q", test.name, remote.DialErrorOf(err), test.kind)
		}
	}
}

// TestServe: calls over one stream, several at once, and the end of the input ends the agent.
func TestServe(t *testing.T) {
	here, there := net.Pipe()
	ended, root := make(chan error, 1), t.TempDir()
	go func() { ended <- Serve(t.Context(), there, root) }()
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: &protocols, DialContext: func(context.Context, string, string) (net.Conn, error) { return here, nil }}
	client := &http.Client{Transport: transport}
	var lc net.ListenConfig
	echo, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = echo.Close() }) // at the end
	go func() {
		conn, err := echo.Accept()
		if err != nil {
			return
		}
		_, _ = io.Copy(conn, conn)
		_ = conn.Close()
	}()
	header, err := json.Marshal(Dial{Address: echo.Addr().String(), Within: []string{"127.0.0.1/32"}})
	if err != nil {
		t.Fatal(err)
	}
	up, upWriter := io.Pipe()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://node"+PathDial, up)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set(HeaderDial, string(header))
	stream, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close() //nolint:errcheck // it was read
	// While that stream is open, another call.
	other, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://node"+PathFile, strings.NewReader(`{"op":"stat","name":"/"}`))
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(other)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(response.Body); err != nil || !strings.Contains(string(data), `"info"`) {
		t.Errorf("a call beside a stream: %s, %v", data, err)
	}
	_ = response.Body.Close() // it was read
	if _, err := upWriter.Write([]byte("there and back")); err != nil {
		t.Fatal(err)
	}
	if err := upWriter.Close(); err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(stream.Body); err != nil || string(data) != "there and back" {
		t.Errorf("the stream brought %q, %v", data, err)
	}
	if err := here.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the agent ended with %v", err)
	}
}
