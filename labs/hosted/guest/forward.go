package guest

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/hardenway/hardenway/internal/detach"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/hosted"
	"github.com/hardenway/hardenway/labs/workshop"
)

// Forward is the verb under which harden runs in the background, with a lab's name and a nonce.
var Forward = []string{"workshop", "forward"}

// forward is what the process in the background says of itself, in a file that only the learner can read.
type forward struct {
	// Nonce tells this process from any other that may listen at its address later.
	Nonce string `json:"nonce"`
	// Control is where it answers whether it lives, and is told to end.
	Control   string         `json:"control"`
	Endpoints labs.Endpoints `json:"endpoints"`
}

// Times of forwarding.
const (
	beginTime  = 15 * time.Second       // until the process in the background is there
	answerTime = 2 * time.Second        // until it answers
	noticeTime = time.Second            // until it notices that it is not wanted any more
	lookTime   = 30 * time.Second       // between two looks whether the lab is still the learner's
	portsTime  = 5 * time.Second        // between two looks at the lab's node ports
	waitTime   = 100 * time.Millisecond // between two looks for the process
	dialTime   = 15 * time.Second       // until a connection is there at the other end
)

func (g *Guest) forward(id labs.ID) (*forward, error) {
	data, err := os.ReadFile(g.path(id, forwardFile))
	if err != nil {
		return nil, err
	}
	f := &forward{}
	return f, json.Unmarshal(data, f)
}

// ask asks the process in the background something.
func (f *forward) ask(ctx context.Context, method, path string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, "http://"+f.Control+path, http.NoBody)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+f.Nonce)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return errors.New(answer.Status)
	}
	return nil
}

// stop ends the process. One that does not answer ends when its file is gone.
func (f *forward) stop(ctx context.Context) { _ = f.ask(ctx, http.MethodPost, "/stop") }

// forwarding is the process in the background, which is started when it does not run.
func (g *Guest) forwarding(ctx context.Context, id labs.ID) (*forward, error) {
	if f, err := g.forward(id); err == nil && f.ask(ctx, http.MethodGet, "/alive") == nil {
		return f, nil
	}
	nonce := rand.Text()
	log, err := os.OpenFile(g.path(id, forwardLog), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, err
	}
	defer func() { _ = null.Close() }()
	process, err := os.StartProcess(g.Self, append(append([]string{g.Self}, Forward...), string(id), nonce), &os.ProcAttr{
		Env: os.Environ(), Files: []*os.File{null, log, log}, Sys: detach.Attr(),
	})
	if err != nil {
		return nil, fmt.Errorf("starting what brings the lab to this machine: %w", err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = process.Wait() // its log says how it ended
	}()
	limited, cancel := context.WithTimeout(ctx, beginTime)
	defer cancel()
	for {
		// Another command may have started one meanwhile: either is as good.
		if f, err := g.forward(id); err == nil && f.ask(limited, http.MethodGet, "/alive") == nil {
			return f, nil
		}
		select {
		case <-limited.Done():
			_ = process.Kill()
			if cause := context.Cause(ctx); cause != nil {
				return nil, cause
			}
			return nil, fmt.Errorf("what brings the lab to this machine did not begin within %s%s", beginTime, g.logTail(id))
		case <-ended:
			return nil, fmt.Errorf("what brings the lab to this machine ended at once%s", g.logTail(id))
		case <-time.After(waitTime):
		}
	}
}

func (g *Guest) logTail(id labs.ID) string {
	data, err := os.ReadFile(g.path(id, forwardLog))
	text := strings.TrimSpace(string(data))
	if err != nil || text == "" {
		return ""
	}
	return ": " + text[max(0, len(text)-500):]
}

// Run is the process in the background: it brings a lab to loopback addresses of this machine until ctx ends, it is told to
// end, or the lab is not the learner's any more.
func (g *Guest) Run(ctx context.Context, id labs.ID, nonce string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	note, err := g.Note(id)
	if err != nil {
		return err
	}
	caller, transport := g.caller()
	transport.IdleConnTimeout = 0 // it is needed as long as this process
	cluster, err := hosted.OpenAsLearner(ctx, caller, note.Remote, g.Kubeconfig(id))
	if err != nil {
		return err
	}
	b := &bringer{cluster: cluster, ports: map[int32]net.Listener{}}
	defer b.close()
	local, err := b.listen(ctx)
	if err != nil {
		return err
	}
	control, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	f := &forward{Nonce: nonce, Control: control.Addr().String(), Endpoints: local}
	server := &http.Server{Handler: f.handler(cancel), ReadHeaderTimeout: answerTime, ReadTimeout: answerTime, WriteTimeout: answerTime}
	go func() { _ = server.Serve(control) }()
	defer server.Close() //nolint:errcheck // at the end
	if err := writeJSON(g.path(id, forwardFile), f); err != nil {
		return err
	}
	go b.bringNodePorts(ctx, g.Kubeconfig(id), local)
	return g.whileWanted(ctx, id, nonce)
}

func (f *forward) handler(stop func()) http.Handler {
	own := func(do func()) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+f.Nonce)) != 1 {
				http.Error(w, "this is another's", http.StatusForbidden)
				return
			}
			_, _ = io.WriteString(w, "ok\n") // who does not hear it has gone
			do()
		}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /alive", own(func() {}))
	mux.Handle("POST /stop", own(stop))
	return mux
}

// whileWanted waits until the lab is forgotten, another process has its place, or the workshop says that it is over.
func (g *Guest) whileWanted(ctx context.Context, id labs.ID, nonce string) error {
	notice, look := time.NewTicker(noticeTime), time.NewTicker(lookTime)
	defer notice.Stop()
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-notice.C:
			if f, err := g.forward(id); err != nil || f.Nonce != nonce {
				return nil
			}
		case <-look.C:
			limited, cancel := context.WithTimeout(ctx, dialTime)
			_, err := g.Desk.Hosted(limited)
			cancel()
			if fault, ok := errors.AsType[*workshop.Fault](err); errors.Is(err, workshop.ErrNotJoined) || ok && fault.Code != workshop.FaultBusy {
				return fmt.Errorf("the lab is over: %w", err)
			}
		}
	}
}

// bringer listens here for a lab elsewhere.
type bringer struct {
	cluster *hosted.Cluster

	mu        sync.Mutex
	listeners []net.Listener
	ports     map[int32]net.Listener
}

func (b *bringer) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.listeners {
		_ = l.Close()
	}
	for _, l := range b.ports {
		_ = l.Close()
	}
}

// listen listens for the lab's API server, kubelet and etcd: at the very addresses that they have where they run when
// nobody here has them, else at another loopback address with the same ports, and where this machine has but one, at any ports.
func (b *bringer) listen(ctx context.Context) (labs.Endpoints, error) {
	there := b.cluster.Endpoints()
	candidates := []string{there.NodeAddress}
	if runtime.GOOS == "linux" {
		for i := 1; i < 255; i++ {
			candidates = append(candidates, fmt.Sprintf("127.20.%d.1", i))
		}
	}
	for _, host := range candidates {
		if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() || host == "127.0.0.1" {
			continue
		}
		if local, err := b.listenAt(ctx, host, false); err == nil {
			return local, nil
		}
	}
	return b.listenAt(ctx, "127.0.0.1", true)
}

func (b *bringer) listenAt(ctx context.Context, host string, anyPort bool) (local labs.Endpoints, err error) {
	there := b.cluster.Endpoints()
	local.NodeAddress = host
	var open []net.Listener
	for _, e := range []struct {
		there string
		local *string
	}{{there.APIServer, &local.APIServer}, {there.Kubelet, &local.Kubelet}, {there.Etcd, &local.Etcd}} {
		var port string
		if _, port, err = net.SplitHostPort(e.there); err != nil {
			break
		}
		if anyPort {
			port = "0"
		}
		var l net.Listener
		if l, err = (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, port)); err != nil {
			break
		}
		open = append(open, l)
		*e.local = l.Addr().String()
		go b.serve(ctx, l, e.there)
	}
	if err != nil {
		for _, l := range open {
			_ = l.Close()
		}
		return local, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listeners = append(b.listeners, open...)
	return local, nil
}

// serve brings what connects to the listener to an address of the lab.
func (b *bringer) serve(ctx context.Context, l net.Listener, to string) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return // it was closed
		}
		go b.bring(ctx, conn, to)
	}
}

func (b *bringer) bring(ctx context.Context, here net.Conn, to string) {
	defer here.Close()
	limited, cancel := context.WithTimeout(ctx, dialTime)
	there, err := b.cluster.Dial(limited, labs.FromHost, "tcp", to)
	cancel()
	if err != nil {
		if tcp, ok := here.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // so that the other end sees that there was no connection, and not an empty answer
		}
		return
	}
	defer there.Close()
	defer context.AfterFunc(ctx, func() {
		_ = here.Close()
		_ = there.Close()
	})()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(here, there)
		_ = here.Close()
	}()
	_, _ = io.Copy(there, here)
	_ = there.Close()
	<-done
}

// bringNodePorts listens for the node ports that Services of the lab have, as they come and go.
func (b *bringer) bringNodePorts(ctx context.Context, kubeconfig string, local labs.Endpoints) {
	for {
		if wanted, err := nodePorts(ctx, kubeconfig); err == nil {
			b.wantNodePorts(ctx, wanted, local)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(portsTime):
		}
	}
}

// nodePorts are those of the lab's Services, asked with the learner's kubeconfig.
func nodePorts(ctx context.Context, kubeconfig string) (map[int32]bool, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.Timeout = dialTime
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	list, err := client.CoreV1().Services("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	ports := map[int32]bool{}
	for _, service := range list.Items {
		for _, port := range service.Spec.Ports {
			if port.NodePort != 0 {
				ports[port.NodePort] = true
			}
		}
	}
	return ports, nil
}

// mostNodePorts bounds them.
const mostNodePorts = 64

func (b *bringer) wantNodePorts(ctx context.Context, wanted map[int32]bool, local labs.Endpoints) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for port, l := range b.ports {
		if !wanted[port] {
			_ = l.Close()
			delete(b.ports, port)
		}
	}
	for port := range wanted {
		if b.ports[port] != nil || len(b.ports) >= mostNodePorts {
			continue
		}
		text := strconv.Itoa(int(port))
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(local.NodeAddress, text))
		if err != nil {
			continue // somebody has it; the next look tries again
		}
		b.ports[port] = l
		go b.serve(ctx, l, net.JoinHostPort(b.cluster.Endpoints().NodeAddress, text))
	}
}
