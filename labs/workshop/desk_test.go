package workshop

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// sat is a desk whose learner has joined.
func (h *house) sat(dir, name string) *Desk {
	h.t.Helper()
	d := OpenDesk(dir)
	if _, err := d.Join(h.t.Context(), h.http.URL, "", "blue-harbour", name, noon); err != nil {
		h.t.Fatal(err)
	}
	return d
}

func failing() Report {
	return Report{Kind: ReportGraded, Time: noon, Scenario: "weak-rbac", Results: []Result{{"others-cut-off", Fail, "still open"}}}
}

func (h *house) attempts() int {
	return h.s.Room(false).Learners[0].Items[1].Cells[0].Attempts
}

func TestDesk(t *testing.T) {
	h := newHouse(t)
	dir := filepath.Join(t.TempDir(), "workshop")
	if _, err := OpenDesk(dir).Member(); !errors.Is(err, ErrNotJoined) {
		t.Errorf("before joining: %v", err)
	}
	if err := OpenDesk(dir).Add(t.Context(), failing()); !errors.Is(err, ErrNotJoined) {
		t.Errorf("before joining: %v", err)
	}
	d := h.sat(dir, "Ada")
	for range 3 {
		if err := d.Add(t.Context(), failing()); err != nil {
			t.Fatal(err)
		}
	}
	done, err := d.Deliver(t.Context(), noon)
	if err != nil || done.Sent != 3 || h.attempts() != 3 {
		t.Errorf("%+v, %v, %d attempts", done, err, h.attempts())
	}
	if info, err := os.Stat(filepath.Join(dir, "queue.jsonl")); err != nil || info.Size() != 0 {
		t.Errorf("the queue is not empty: %v, %v", info, err)
	}
	// Numbers go on after the queue was emptied.
	if err := d.Add(t.Context(), failing()); err != nil {
		t.Fatal(err)
	}
	if done, err := d.Deliver(t.Context(), noon); err != nil || done.Sent != 1 || h.attempts() != 4 {
		t.Errorf("%+v, %v, %d attempts", done, err, h.attempts())
	}
	h.act(map[string][]string{"do": {"message"}, "text": {"Coffee at ten"}})
	if _, err := d.Deliver(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"[Coffee at ten]", "[]"} {
		list, err := d.Untold(t.Context())
		texts := []string{}
		for _, m := range list {
			texts = append(texts, m.Text)
		}
		if err != nil || fmt.Sprint(texts) != want {
			t.Errorf("%v, %v, want %s", texts, err, want)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "member.json"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the token can be read: %v, %v", info, err)
	}
	m, err := d.Member()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) > 2 { // the locks stay
		t.Errorf("left behind: %v, %v", names, err)
	}
	if status, _, _ := h.ask(plainClient, "GET", "/api/v1/me", m.Token, nil); status != 401 {
		t.Errorf("the token is still good: %d", status)
	}
}

// Without a server reports wait, and whoever asks again soon need not wait for it. Whatever the server took
// before its answer was lost counts once.
func TestOffline(t *testing.T) {
	h := newHouse(t)
	d := h.sat(t.TempDir(), "Ada")
	m, err := d.Member()
	if err != nil {
		t.Fatal(err)
	}
	real := m.URL
	lost := 0
	proxy := httptestProxy(t, real, func() bool { lost++; return lost <= 2 })
	m.URL = proxy
	if err := d.write("member.json", m); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if err := d.Add(t.Context(), failing()); err != nil {
			t.Fatal(err)
		}
		done, err := d.Deliver(t.Context(), noon)
		if _, unreachable := errors.AsType[*UnreachableError](err); unreachable != (i < 2) {
			t.Errorf("%d: %+v, %v", i, done, err)
		}
		if i < 2 && (!d.Quiet(noon.Add(time.Second)) || d.Quiet(noon.Add(time.Minute))) {
			t.Error("nobody keeps quiet, or for ever")
		}
	}
	if h.attempts() != 3 || d.Quiet(noon) {
		t.Errorf("%d attempts, want 3", h.attempts())
	}
}

// httptestProxy passes requests on and loses the answers that it is told to.
func httptestProxy(t *testing.T, to string, lose func() bool) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		again, err := http.NewRequestWithContext(r.Context(), r.Method, to+r.URL.Path, r.Body)
		if err != nil {
			t.Error(err)
			return
		}
		again.Header = r.Header.Clone()
		answer, err := http.DefaultClient.Do(again)
		if err != nil {
			t.Error(err)
			return
		}
		defer answer.Body.Close()
		if lose() {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(answer.StatusCode)
		if _, err := io.Copy(w, answer.Body); err != nil {
			t.Error(err)
		}
	})}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { server.Close() })
	return "http://" + l.Addr().String()
}

// TestMain lets the test binary be other processes: one that adds and delivers, and a server.
func TestMain(m *testing.M) {
	switch os.Getenv("WORKSHOP_CHILD") {
	case "desk":
		os.Exit(deskChild())
	case "server":
		os.Exit(serverChild())
	}
	os.Exit(m.Run())
}

// deskChild adds reports and delivers them until it is killed, or has added as many as it should.
func deskChild() int {
	d := OpenDesk(os.Getenv("WORKSHOP_DIR"))
	for i := 0; os.Getenv("WORKSHOP_COUNT") == "" || fmt.Sprint(i) != os.Getenv("WORKSHOP_COUNT"); i++ {
		if err := d.Add(context.Background(), failing()); err != nil {
			fmt.Println("error", err)
			return 1
		}
		fmt.Println("added")
		// The lock of who delivers goes to anybody who asks for it, so that with others one may wait for long.
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		_, err := d.Deliver(ctx, time.Now())
		cancel()
		if err != nil {
			fmt.Println("error", err)
			return 1
		}
	}
	return 0
}

func child(t *testing.T, kind string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(append(os.Environ(), "WORKSHOP_CHILD="+kind), env...)
	cmd.Stderr = os.Stderr
	return cmd
}

// Several processes at one desk lose nothing and send nothing that counts twice.
func TestSeveralProcesses(t *testing.T) {
	h := newHouse(t, unlimited)
	dir := t.TempDir()
	h.sat(dir, "Ada")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if out, err := child(t, "desk", "WORKSHOP_DIR="+dir, "WORKSHOP_COUNT=15").Output(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
	if h.attempts() != 45 {
		t.Errorf("%d attempts, want 45", h.attempts())
	}
}

func unlimited(o *Options) {
	limits := DefaultLimits()
	limits.Caller, limits.Stranger = Limit{1e6, 1e6}, Limit{1e6, 1e6}
	o.Limits = &limits
}

// A laptop's harden that is killed at any moment has lost nothing that it said it had taken down.
func TestDeskKilled(t *testing.T) {
	h := newHouse(t, unlimited)
	dir := t.TempDir()
	d := h.sat(dir, "Ada")
	added, begun := 0, 0
	for round := range 6 {
		cmd := child(t, "desk", "WORKSHOP_DIR="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var timer *time.Timer
		data := make([]byte, 0, 1<<16)
		for {
			chunk := make([]byte, 4096)
			n, err := out.Read(chunk)
			data = append(data, chunk[:n]...)
			if timer == nil && n > 0 { // from the first report on
				timer = time.AfterFunc(time.Duration(20+30*round)*time.Millisecond, func() { _ = cmd.Process.Kill() })
			}
			if err != nil {
				break
			}
		}
		_ = cmd.Wait()
		if strings.Contains(string(data), "error") {
			t.Errorf("round %d: %s", round, data)
		}
		added += strings.Count(string(data), "added\n")
		begun++
	}
	if _, err := d.Deliver(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	// The last report of each round may have been taken without time to say so.
	if got := h.attempts(); got < added || got > added+begun {
		t.Errorf("%d attempts; %d were taken down, and at most %d more", got, added, begun)
	}
	t.Logf("%d reports in %d rounds, %d attempts", added, begun, h.attempts())
}

func TestQueueFull(t *testing.T) {
	h := newHouse(t)
	dir := t.TempDir()
	d := h.sat(dir, "Ada")
	if err := os.WriteFile(filepath.Join(dir, "queue.jsonl"), []byte(strings.Repeat("x", MaxQueue)), 0o600); err != nil {
		t.Fatal(err)
	}
	err := d.Add(t.Context(), failing())
	if _, ok := errors.AsType[*QueueFullError](err); !ok {
		t.Errorf("%v", err)
	}
}

// A line that was cut short costs that line.
func TestTornQueue(t *testing.T) {
	h := newHouse(t)
	dir := t.TempDir()
	d := h.sat(dir, "Ada")
	for range 2 {
		if err := d.Add(t.Context(), failing()); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "queue.jsonl")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data[:len(data)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.Add(t.Context(), failing()); err != nil {
		t.Fatal(err)
	}
	if done, err := d.Deliver(t.Context(), noon); err != nil || done.Sent != 2 || h.attempts() != 2 {
		t.Errorf("%+v, %v, %d attempts", done, err, h.attempts())
	}
}

// A report that the server will never take does not keep the others.
func TestRefusedReport(t *testing.T) {
	h := newHouse(t)
	d := h.sat(t.TempDir(), "Ada")
	m, err := d.Member()
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := d.Add(t.Context(), failing()); err != nil {
			t.Fatal(err)
		}
	}
	real := m.URL
	n := 0
	m.URL = "" // a server that refuses batches of several, and the first report alone
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n++; n <= 2 {
			w.WriteHeader(400)
			fmt.Fprint(w, `{"error":{"code":"request","message":"no"}}`)
			return
		}
		again, _ := http.NewRequestWithContext(r.Context(), r.Method, real+r.URL.Path, r.Body)
		again.Header = r.Header.Clone()
		answer, err := http.DefaultClient.Do(again)
		if err != nil {
			t.Error(err)
			return
		}
		defer answer.Body.Close()
		w.WriteHeader(answer.StatusCode)
		if _, err := io.Copy(w, answer.Body); err != nil {
			t.Error(err)
		}
	})}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	m.URL = "http://" + l.Addr().String()
	if err := d.write("member.json", m); err != nil {
		t.Fatal(err)
	}
	if done, err := d.Deliver(t.Context(), noon); err != nil || done.Refused != 1 || done.Sent != 2 || h.attempts() != 2 {
		t.Errorf("%+v, %v, %d attempts", done, err, h.attempts())
	}
}

// A certificate that nobody vouches for is known by its fingerprint, and no other is taken.
func TestPinned(t *testing.T) {
	dir := t.TempDir()
	pair, err := OwnCertificate(dir, []string{"127.0.0.1"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	print := Fingerprint(pair.Certificate[0])
	if again, err := OwnCertificate(dir, nil, time.Now()); err != nil || Fingerprint(again.Certificate[0]) != print {
		t.Errorf("the certificate is another the next time: %v", err)
	}
	if later, err := OwnCertificate(dir, nil, time.Now().Add(certificateTime)); err != nil || Fingerprint(later.Certificate[0]) == print {
		t.Errorf("it is never made anew: %v", err)
	}
	h := newHouse(t, func(o *Options) { o.Secure = true })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- h.s.Serve(ctx, tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}}))
	}()
	base := "https://" + l.Addr().String()
	seen, trusted, err := Certificate(t.Context(), base)
	if err != nil || trusted || seen != print {
		t.Errorf("%s, %v, %v", seen, trusted, err)
	}
	desk := OpenDesk(t.TempDir())
	if _, err := desk.Join(t.Context(), base, "", "blue-harbour", "Ada", noon); err == nil {
		t.Error("a certificate of nobody's was taken")
	}
	_, err = desk.Join(t.Context(), base, strings.Repeat("0", 64), "blue-harbour", "Ada", noon)
	if _, ok := errors.AsType[*OtherCertificateError](err); !ok {
		t.Errorf("another fingerprint: %v", err)
	}
	if _, err := desk.Join(t.Context(), base, print, "blue-harbour", "Ada", noon); err != nil {
		t.Error(err)
	}
	if link, _, err := desk.Link(t.Context()); err != nil || !strings.HasPrefix(link, base+"/login#hwo_") {
		t.Errorf("%s, %v", link, err)
	}
	cancel()
	if err := <-ended; err != nil && !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
}

func TestParseURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://room.example:7443/": "https://room.example:7443", "192.0.2.7:7443": "https://192.0.2.7:7443", "http://127.0.0.1:7080": "http://127.0.0.1:7080",
		"http://[::1]:7080": "http://[::1]:7080", "http://localhost:1": "http://localhost:1",
		"http://192.0.2.7:7080": `"http://192.0.2.7:7080" would carry your token over the network unencrypted`,
		"http://localhost.evil": `"http://localhost.evil" would carry your token over the network unencrypted`,
		"ftp://x":               `"ftp://x" begins with neither https:// nor http://`,
		"https://a@b":           `"https://a@b" is more than the address of a workshop`,
		"https://b/x?y":         `"https://b/x?y" is more than the address of a workshop`,
		"":                      `"https://" is no address of a workshop`,
	} {
		got, err := ParseURL(in)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	if f, err := ParseFingerprint("sha256:" + strings.Repeat("AB:", 31) + "AB"); err != nil || f != strings.Repeat("ab", 32) {
		t.Errorf("%s, %v", f, err)
	}
	if _, err := ParseFingerprint("abc"); err == nil {
		t.Error("abc is a fingerprint")
	}
}

func FuzzQueue(f *testing.F) {
	body := []byte(`{"client":"` + clientA + `","number":1,"kind":"lesson","time":"2026-03-04T12:00:00Z","lesson":"attacker-goals"}`)
	f.Add(fmt.Appendf(nil, `{"v":1,"sum":%q,"report":%s}`+"\n", checksum(body), body))
	f.Add([]byte("{\"v\":1}\n\n\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		last := int64(0)
		for _, r := range parseQueue(data, clientA) {
			if r.Number <= last || r.Client != clientA || r.check() != nil {
				t.Errorf("a report that cannot be sent was read: %+v", r)
			}
			last = r.Number
		}
	})
}
