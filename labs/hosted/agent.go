package hosted

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"k8s.io/client-go/rest"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/remote"
	"github.com/hardenway/hardenway/labs/shell"
)

// Agent serves the clusters of a provider.
type Agent struct {
	Provider labs.Provider
	// Most is how many clusters there may be at a time.
	Most int
	// Harden is the version of the program.
	Harden string
	// Log takes what goes wrong; nil is nobody.
	Log *slog.Logger

	mu    sync.Mutex
	seats map[labs.ID]*seat
}

// seat is what an agent knows of one cluster's name.
type seat struct {
	busy chan struct{} // holds one token while a cluster is made or removed

	mu     sync.Mutex
	made   string             // the creation that it is of
	cancel context.CancelFunc // of a creation that is under way
	open   labs.Cluster       // as it was opened last
	thaw   func() error
}

// Times of an agent.
const (
	handshakeTime = 5 * time.Second
	idleTime      = 5 * time.Minute
	removeTime    = time.Minute
	diagnoseTime  = 10 * time.Second
	pingTime      = 15 * time.Second // between a connection's signs of life, before one is asked for
)

// Serve answers on the listener until ctx ends. The clusters stay: RemoveAll removes them.
func (a *Agent) Serve(ctx context.Context, l net.Listener, certificate Certificate) error {
	config, err := certificate.agentTLS()
	if err != nil {
		return err
	}
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	server := &http.Server{
		Handler: a.Handler(), Protocols: &protocols, ReadHeaderTimeout: handshakeTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		HTTP2: &http.HTTP2Config{MaxConcurrentStreams: 500, SendPingTimeout: pingTime, PingTimeout: pingTime}, BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog: slog.NewLogLogger(a.log().Handler(), slog.LevelDebug),
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(tls.NewListener(l, config)); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (a *Agent) log() *slog.Logger {
	if a.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return a.Log
}

// Handler answers every call. Who calls is settled before: see Serve.
func (a *Agent) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+pathClusters, a.list)
	mux.HandleFunc("POST "+pathAbout, a.about)
	mux.HandleFunc("POST "+pathClusters+"/{id}/{call}", a.call)
	return mux
}

// RemoveAll removes every cluster.
func (a *Agent) RemoveAll(ctx context.Context) error {
	ids, err := a.Provider.List(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, id := range ids {
		failed = append(failed, a.remove(ctx, id, "", nil))
	}
	return errors.Join(failed...)
}

func (a *Agent) seat(id labs.ID) *seat {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.seats == nil {
		a.seats = map[labs.ID]*seat{}
	}
	s := a.seats[id]
	if s == nil {
		s = &seat{busy: make(chan struct{}, 1)}
		a.seats[id] = s
	}
	return s
}

// take waits for the right to make or remove the cluster.
func (s *seat) take(ctx context.Context) (release func(), err error) {
	select {
	case s.busy <- struct{}{}:
		return func() { <-s.busy }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (a *Agent) list(w http.ResponseWriter, r *http.Request) {
	ids, err := a.Provider.List(r.Context())
	if err != nil {
		a.refuse(w, err)
		return
	}
	remote.Answer(w, append([]labs.ID{}, ids...))
}

func (a *Agent) about(w http.ResponseWriter, r *http.Request) {
	about := About{Harden: a.Harden, Provider: a.Provider.Name(), Capabilities: a.Provider.Capabilities()}
	if r.URL.Query().Has("diagnose") {
		ctx, cancel := context.WithTimeout(r.Context(), diagnoseTime)
		defer cancel()
		about.Diagnoses = a.Provider.Diagnose(ctx)
	}
	remote.Answer(w, about)
}

// statuses are what HTTP calls the troubles.
func (t *Trouble) status() int {
	switch t.Code {
	case "not-found", "stopped":
		return http.StatusNotFound
	case "exists", "full":
		return http.StatusConflict
	}
	return http.StatusInternalServerError
}

func (a *Agent) refuse(w http.ResponseWriter, err error) {
	t := troubleOf(err)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(t.status())
	_ = json.NewEncoder(w).Encode(t) // who does not hear it has gone
}

func bad(w http.ResponseWriter, err error) { http.Error(w, err.Error(), http.StatusBadRequest) }

func (a *Agent) call(w http.ResponseWriter, r *http.Request) {
	id, call := labs.ID(r.PathValue("id")), Call(r.PathValue("call"))
	if err := id.Validate(); err != nil {
		bad(w, err)
		return
	}
	switch call {
	case CallCreate:
		a.create(w, r, id)
	case CallDelete:
		lines(w, func(report labs.Reporter) (*Description, error) {
			return nil, a.remove(r.Context(), id, r.URL.Query().Get("made"), report)
		})
	case CallOpen:
		a.open(w, r, id)
	case CallAdmin, CallCheckpoint, CallRestore, CallFreeze, CallStaticPods, CallFile, CallExec, CallKubelet, CallDial:
		cluster, err := a.cluster(r.Context(), id)
		if err != nil {
			a.refuse(w, err)
			return
		}
		a.onCluster(w, r, call, cluster)
	default:
		bad(w, fmt.Errorf("the agent has no call %.40q: it is older than harden", string(call)))
	}
}

func (a *Agent) onCluster(w http.ResponseWriter, r *http.Request, call Call, cluster labs.Cluster) {
	ctx := r.Context()
	switch call {
	case CallAdmin:
		a.admin(w, cluster)
	case CallCheckpoint:
		lines(w, func(labs.Reporter) (*Description, error) { return nil, cluster.Checkpoint(ctx) })
	case CallRestore:
		lines(w, func(report labs.Reporter) (*Description, error) { return nil, cluster.Restore(ctx, report) })
	case CallFreeze:
		if err := a.freeze(r, cluster); err != nil {
			a.refuse(w, err)
		}
	case CallStaticPods:
		teller, ok := cluster.(labs.StaticPodTeller)
		if !ok {
			a.refuse(w, errors.New("this cluster does not tell of its static pods"))
			return
		}
		pods, err := teller.StaticPods(ctx)
		if err != nil {
			a.refuse(w, err)
			return
		}
		remote.Answer(w, pods)
	case CallFile:
		var c remote.FileCall
		if err := remote.Read(w, r, remote.MaxCall, &c); err != nil {
			bad(w, err)
			return
		}
		got, err := doFile(cluster.Node().Files(), c)
		if err != nil {
			got = remote.FileAnswer{Error: remote.FileErrorOf(err)}
		}
		remote.Answer(w, got)
	case CallExec:
		var c Command
		if err := remote.Read(w, r, maxSmall, &c); err != nil {
			bad(w, err)
			return
		}
		remote.Answer(w, run(ctx, cluster.Node(), c))
	case CallKubelet:
		if err := cluster.Node().RestartKubelet(ctx); err != nil {
			a.refuse(w, err)
		}
	case CallDial:
		target, err := ParseTarget(r.Header.Get(HeaderDial))
		if err != nil {
			bad(w, err)
			return
		}
		remote.ServeDial(w, r, func(ctx context.Context) (net.Conn, error) {
			return cluster.Dial(ctx, target.From, target.Network, target.Address)
		})
	case CallCreate, CallDelete, CallOpen: // no calls on a cluster
	}
}

// cluster is the one of that name, which runs.
func (a *Agent) cluster(ctx context.Context, id labs.ID) (labs.Cluster, error) {
	s := a.seat(id)
	s.mu.Lock()
	open := s.open
	s.mu.Unlock()
	if open != nil {
		return open, nil
	}
	return a.look(ctx, id)
}

// look opens a cluster, and remembers it.
func (a *Agent) look(ctx context.Context, id labs.ID) (labs.Cluster, error) {
	s := a.seat(id)
	cluster, err := a.Provider.Open(ctx, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open = nil; err == nil {
		s.open = cluster
	}
	return cluster, err
}

// open answers what the cluster is. It looks anew each time, so that one whose processes are gone is told of.
func (a *Agent) open(w http.ResponseWriter, r *http.Request, id labs.ID) {
	cluster, err := a.look(r.Context(), id)
	if err == nil {
		var d *Description
		if d, err = describe(cluster); err == nil {
			remote.Answer(w, d)
			return
		}
	}
	a.refuse(w, err)
}

func describe(cluster labs.Cluster) (*Description, error) {
	kubeconfig, err := os.ReadFile(cluster.Kubeconfig())
	if err != nil {
		return nil, fmt.Errorf("the learner's kubeconfig: %w", err)
	}
	_, freezes := cluster.(labs.Freezer)
	return &Description{cluster.ID(), cluster.Node().Name(), cluster.Endpoints(), kubeconfig, freezes}, nil
}

func (a *Agent) create(w http.ResponseWriter, r *http.Request, id labs.ID) {
	var c Creation
	if err := remote.Read(w, r, maxCreation, &c); err != nil {
		bad(w, err)
		return
	}
	if c.Spec.ID != id {
		bad(w, fmt.Errorf("the cluster to be made is called %.60q in one place and %q in another", string(c.Spec.ID), id))
		return
	}
	lines(w, func(report labs.Reporter) (*Description, error) { return a.make(r.Context(), c, report) })
}

func (a *Agent) make(ctx context.Context, c Creation, report labs.Reporter) (*Description, error) {
	s := a.seat(c.Spec.ID)
	release, err := s.take(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := a.room(ctx, c.Spec.ID); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	s.cancel = cancel
	s.mu.Unlock()
	cluster, err := a.Provider.Create(ctx, c.Spec, report)
	s.mu.Lock()
	s.cancel, s.open = nil, nil
	if err == nil {
		s.open, s.made = cluster, c.Made
	}
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return describe(cluster)
}

// room fails when there are as many clusters as there may be. Two that are made at once may both find room for
// the last one; the provider holds that out, and the workshop does not ask for two.
func (a *Agent) room(ctx context.Context, id labs.ID) error {
	has, err := a.Provider.List(ctx)
	if err != nil {
		return err
	}
	if slices.Contains(has, id) {
		return &labs.ExistsError{ID: id}
	}
	if len(has) >= max(a.Most, 1) {
		return &FullError{has}
	}
	return nil
}

// remove removes a cluster. With made it removes it only if that creation made it; a creation that is under way is
// given up first, since whoever wants it gone does not want to wait for it.
func (a *Agent) remove(ctx context.Context, id labs.ID, made string, report labs.Reporter) error {
	s := a.seat(id)
	if made == "" {
		s.mu.Lock()
		if s.cancel != nil {
			s.cancel()
		}
		s.mu.Unlock()
	}
	release, err := s.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	s.mu.Lock()
	other := made != "" && s.made != made
	if !other {
		s.open, s.thaw = nil, nil
	}
	s.mu.Unlock()
	if other {
		return nil
	}
	// Whoever asked may go away meanwhile.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removeTime)
	defer cancel()
	return a.Provider.Delete(ctx, id, report)
}

func (a *Agent) admin(w http.ResponseWriter, cluster labs.Cluster) {
	config, err := cluster.AdminConfig()
	if err == nil {
		err = rest.LoadTLSFiles(config)
	}
	if err != nil {
		a.refuse(w, err)
		return
	}
	remote.Answer(w, adminAccess{config.Host, config.CAData, config.CertData, config.KeyData})
}

func (a *Agent) freeze(r *http.Request, cluster labs.Cluster) error {
	s := a.seat(cluster.ID())
	s.mu.Lock()
	thaw := s.thaw
	s.mu.Unlock()
	if r.URL.Query().Has("thaw") {
		if thaw == nil {
			return nil
		}
		return thaw()
	}
	freezer, ok := cluster.(labs.Freezer)
	if !ok {
		return errors.New("this cluster cannot make its API server hang")
	}
	thaw, err := freezer.FreezeAPIServer(r.Context())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.thaw = thaw
	return err
}

// lines answers a call that takes its time.
func lines(w http.ResponseWriter, do func(labs.Reporter) (*Description, error)) {
	remote.Lines(w, line{Alive: true}, func(say func(any)) {
		cluster, err := do(func(e labs.Event) { say(line{Step: e.Step, Done: e.Done, Took: e.Took}) })
		if err != nil {
			say(line{Error: troubleOf(err)})
			return
		}
		say(line{Cluster: cluster, Ended: true})
	})
}

// run runs one of the node's commands.
func run(ctx context.Context, node labs.Node, c Command) CommandAnswer {
	var out, errOut tail
	code, err := node.Exec(ctx, c.Args, labs.Stdio{Out: &out, Err: &errOut})
	answer := CommandAnswer{Code: code, Out: out.bytes(), Err: errOut.bytes()}
	if err != nil {
		answer.Error = troubleOf(err)
	}
	return answer
}

// tail keeps the end of what is written.
type tail struct{ bytes.Buffer }

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	n, err := t.Buffer.Write(p)
	if over := t.Len() - maxOutput; over > maxOutput {
		t.Next(over)
	}
	return n, err
}

func (t *tail) bytes() []byte {
	if over := t.Len() - maxOutput; over > 0 {
		t.Next(over)
	}
	return t.Bytes()
}

// doFile does one call about the files of a node. Reads and writes open the file again: one that nobody
// closes must not stay open here.
func doFile(files shell.FS, c remote.FileCall) (remote.FileAnswer, error) {
	var got remote.FileAnswer
	var err error
	switch c.Op {
	case "open":
		got.Info, err = openFile(files, c)
	case "read":
		return readFile(files, c)
	case "write":
		err = writeFile(files, c)
	case "stat":
		got.Info, err = remote.InfoOf(files.Stat(c.Name))
	case "lstat":
		got.Info, err = remote.InfoOf(files.Lstat(c.Name))
	case "readdir":
		entries, failed := files.ReadDir(c.Name)
		err = failed
		for _, entry := range entries {
			if info, err := remote.InfoOf(entry.Info()); err == nil { // else it has gone meanwhile
				got.Entries = append(got.Entries, *info)
			}
		}
	case "readlink":
		got.Link, err = files.Readlink(c.Name)
	case "mkdir":
		err = files.MkdirAll(c.Name, c.Mode)
	case "remove":
		err = files.Remove(c.Name)
	case "removeall":
		err = files.RemoveAll(c.Name)
	case "rename":
		err = files.Rename(c.Name, c.To)
	case "symlink":
		err = files.Symlink(c.To, c.Name)
	case "chmod":
		err = files.Chmod(c.Name, c.Mode)
	default:
		err = fmt.Errorf("the agent has no operation %.40q on files", c.Op)
	}
	return got, err
}

func openFile(files shell.FS, c remote.FileCall) (info *remote.Info, err error) {
	f, err := files.OpenFile(c.Name, c.Flag.System(), c.Mode)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return remote.InfoOf(f.Stat())
}

// at opens a file at a place in it.
func at(files shell.FS, c remote.FileCall, flag int) (shell.File, error) {
	f, err := files.OpenFile(c.Name, flag, 0)
	if err != nil || c.Offset == 0 {
		return f, err
	}
	seeker, ok := f.(io.Seeker)
	if !ok {
		return nil, errors.Join(errors.ErrUnsupported, f.Close())
	}
	if _, err := seeker.Seek(c.Offset, io.SeekStart); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func readFile(files shell.FS, c remote.FileCall) (got remote.FileAnswer, err error) {
	f, err := at(files, c, os.O_RDONLY)
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	got.Data = make([]byte, min(max(c.Count, 0), remote.MaxRead))
	n, err := io.ReadFull(f, got.Data)
	got.Data = got.Data[:n]
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		got.EOF, err = true, nil
	}
	return got, err
}

func writeFile(files shell.FS, c remote.FileCall) (err error) {
	flag := os.O_WRONLY
	if c.Flag.Append {
		flag, c.Offset = flag|os.O_APPEND, 0
	}
	f, err := at(files, c, flag)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = f.Write(c.Data)
	return err
}
