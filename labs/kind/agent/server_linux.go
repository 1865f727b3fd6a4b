package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// Serve answers calls on a connection until it ends.
func Serve(ctx context.Context, conn io.ReadWriteCloser, root string) error {
	s := &server{root: root}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+PathFile, s.file)
	mux.HandleFunc("POST "+PathDial, s.dial)
	mux.HandleFunc("POST "+PathSignal, s.signal)
	mux.HandleFunc("POST "+PathTree, s.tree)
	mux.HandleFunc("POST "+PathRestore, s.restore)
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	server := &http.Server{Handler: mux, Protocols: &protocols, BaseContext: func(net.Listener) context.Context { return ctx }}
	l := &oneConn{conn: make(chan net.Conn, 1), closed: make(chan struct{})}
	l.conn <- &notingConn{Conn: Conn(conn), ended: sync.OnceFunc(func() { _ = l.Close() })}
	err := server.Serve(l)
	if errors.Is(err, net.ErrClosed) || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// oneConn is a listener to which one connection comes.
type oneConn struct {
	conn   chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (l *oneConn) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conn:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *oneConn) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *oneConn) Addr() net.Addr { return addr{} }

// notingConn tells when it is closed.
type notingConn struct {
	net.Conn
	ended func()
}

func (c *notingConn) Close() error {
	c.ended()
	return c.Conn.Close()
}

type server struct{ root string }

// at is a name in the node; the root is another only in tests.
func (s *server) at(name string) string { return path.Join(s.root, path.Clean("/"+name)) }

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // who does not hear it has gone
}

func (s *server) file(w http.ResponseWriter, r *http.Request) {
	var call FileCall
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	got, err := s.do(call)
	if err != nil {
		got = FileAnswer{Error: fileError(err)}
	}
	answer(w, got)
}

// kernels are directories that are no files of the node's but ways into the kernel, which is the
// host's too. They are read, and not written, whatever link leads there. It keeps accidents from
// the host; a privileged pod has other ways.
var kernels = []string{"/proc", "/sys", "/dev"}

func (s *server) guarded(call FileCall) bool {
	changes := map[string]bool{
		"mkdir": true, "remove": true, "removeall": true, "rename": true, "symlink": true, "chmod": true, "chtimes": true, "write": true,
		"open": call.Flag.Write || call.Flag.Append || call.Flag.Create || call.Flag.Truncate,
	}
	if !changes[call.Op] {
		return false
	}
	names := []string{call.Name}
	if call.Op == "rename" {
		names = append(names, call.To)
	}
	follows := call.Op == "open" || call.Op == "write" || call.Op == "chmod" || call.Op == "chtimes"
	for _, name := range names {
		name = s.real(name, follows)
		for _, kernel := range kernels {
			if name == kernel || strings.HasPrefix(name, kernel+"/") || name == "/" {
				return true
			}
		}
	}
	return false
}

// real is a name without the links on its way, and without the one it is itself if that is
// followed. What is not there yet is taken as it is written.
func (s *server) real(name string, follow bool) string {
	dir, base := path.Split(path.Clean("/" + name))
	if resolved, err := filepath.EvalSymlinks(s.at(dir)); err == nil {
		dir = path.Join("/", strings.TrimPrefix(resolved, path.Clean(s.root)))
	}
	name = path.Join(dir, base)
	if resolved, err := filepath.EvalSymlinks(s.at(name)); err == nil && follow {
		return path.Join("/", strings.TrimPrefix(resolved, path.Clean(s.root)))
	}
	return name
}

func (s *server) do(call FileCall) (FileAnswer, error) {
	name := s.at(call.Name)
	if s.guarded(call) {
		return FileAnswer{}, fs.ErrPermission
	}
	var got FileAnswer
	var err error
	switch call.Op {
	case "open":
		return s.open(name, call)
	case "read":
		return read(name, call)
	case "write":
		return write(name, call)
	case "stat":
		got.Info, err = infoOf(os.Stat(name))
	case "lstat":
		got.Info, err = infoOf(os.Lstat(name))
	case "readdir":
		var entries []fs.DirEntry
		if entries, err = os.ReadDir(name); err == nil {
			for _, entry := range entries {
				if info, err := infoOf(entry.Info()); err == nil { // else it has gone meanwhile
					got.Entries = append(got.Entries, *info)
				}
			}
		}
	case "readlink":
		got.Link, err = os.Readlink(name)
	case "mkdir":
		err = os.MkdirAll(name, call.Mode)
	case "remove":
		err = os.Remove(name)
	case "removeall":
		err = os.RemoveAll(name)
	case "rename":
		err = os.Rename(name, s.at(call.To))
	case "symlink":
		err = os.Symlink(call.To, name)
	case "chmod":
		err = os.Chmod(name, call.Mode)
	case "chtimes":
		err = os.Chtimes(name, call.ATime, call.MTime)
	default:
		err = fmt.Errorf("the agent knows no operation %q: it is older than harden", call.Op)
	}
	return got, err
}

func infoOf(info fs.FileInfo, err error) (*Info, error) {
	if err != nil {
		return nil, err
	}
	return &Info{Name: info.Name(), Size: info.Size(), Mode: info.Mode(), MTime: info.ModTime()}, nil
}

func (f Flag) system() int {
	flag := os.O_RDONLY
	switch {
	case f.Read && f.Write:
		flag = os.O_RDWR
	case f.Write:
		flag = os.O_WRONLY
	}
	for set, bit := range map[*bool]int{&f.Append: os.O_APPEND, &f.Create: os.O_CREATE, &f.Exclusive: os.O_EXCL, &f.Truncate: os.O_TRUNC} {
		if *set {
			flag |= bit
		}
	}
	return flag
}

// open shows that the file can be opened, and makes or empties it as asked. Reads and writes
// open it again: a file that nobody closes must not stay open in the node. A FIFO is opened
// by none of it for longer than that, and never waited for.
func (s *server) open(name string, call FileCall) (FileAnswer, error) {
	f, err := os.OpenFile(name, call.Flag.system()|syscall.O_NONBLOCK, call.Mode)
	if err != nil {
		return FileAnswer{}, err
	}
	info, err := infoOf(f.Stat())
	return FileAnswer{Info: info}, errors.Join(err, f.Close())
}

func read(name string, call FileCall) (got FileAnswer, err error) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	got.Data = make([]byte, min(max(call.Count, 0), 1<<20))
	n, err := f.ReadAt(got.Data, call.Offset)
	got.Data, got.EOF = got.Data[:n], errors.Is(err, io.EOF)
	if got.EOF {
		err = nil
	}
	return got, err
}

func write(name string, call FileCall) (got FileAnswer, err error) {
	flag := os.O_WRONLY | syscall.O_NONBLOCK
	if call.Flag.Append {
		flag |= os.O_APPEND
	}
	f, err := os.OpenFile(name, flag, 0)
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if call.Flag.Append {
		_, err = f.Write(call.Data)
	} else {
		_, err = f.WriteAt(call.Data, call.Offset)
	}
	return got, err
}

// dial opens a connection and copies both ways.
func (s *server) dial(w http.ResponseWriter, r *http.Request) {
	var d Dial
	if err := json.Unmarshal([]byte(r.Header.Get(HeaderDial)), &d); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	conn, err := dialWithin(r.Context(), d)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		_ = json.NewEncoder(w).Encode(dialError(err)) // who does not hear it has gone
		return
	}
	defer func() { _ = conn.Close() }()
	w.WriteHeader(http.StatusOK)
	flush := http.NewResponseController(w)
	if flush.Flush() != nil {
		return
	}
	go func() {
		_, err := io.Copy(conn, r.Body)
		if tcp, ok := conn.(*net.TCPConn); ok && err == nil {
			_ = tcp.CloseWrite() // the caller has said all it had to say
			return
		}
		_ = conn.Close() // the caller has gone
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := conn.Read(buffer)
		if n > 0 {
			if _, err := w.Write(buffer[:n]); err != nil || flush.Flush() != nil {
				return
			}
		}
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			panic(http.ErrAbortHandler) // the other end sees a connection that broke, not one that ended
		}
	}
}

// outsideError: the address is none of the lab's.
type outsideError struct{ address string }

func (e *outsideError) Error() string {
	return "connect: network is unreachable: " + e.address + " is not of this lab"
}

func dialWithin(ctx context.Context, d Dial) (net.Conn, error) {
	host, port, err := net.SplitHostPort(d.Address)
	if err != nil {
		return nil, err
	}
	addresses, err := resolve(ctx, d.Resolver, host)
	if err != nil {
		return nil, err
	}
	var prefixes []netip.Prefix
	for _, text := range d.Within {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, err
		}
		prefixes = append(prefixes, prefix)
	}
	var first error
	for _, address := range addresses {
		inside := false
		for _, prefix := range prefixes {
			inside = inside || prefix.Contains(address)
		}
		err := error(&outsideError{net.JoinHostPort(address.String(), port)})
		if inside {
			var conn net.Conn
			if conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(address.String(), port)); err == nil {
				return conn, nil
			}
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

func resolve(ctx context.Context, server, host string) ([]netip.Addr, error) {
	if address, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{address.Unmap()}, nil
	}
	resolver := net.DefaultResolver
	if server != "" {
		resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, server)
		}}
		// As a pod's resolver would complete it; with the dot nothing else is tried.
		host = strings.TrimSuffix(host, ".")
		if strings.HasSuffix(host, ".svc") {
			host += ".cluster.local"
		}
		host += "."
	}
	addresses, err := resolver.LookupNetIP(ctx, "ip4", host)
	for i := range addresses {
		addresses[i] = addresses[i].Unmap()
	}
	return addresses, err
}

func dialError(err error) DialError {
	var outside *outsideError
	var timeout net.Error
	kind := "other"
	switch {
	case errors.As(err, &outside):
		kind = "outside"
	case errors.Is(err, syscall.ECONNREFUSED):
		kind = "refused"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		kind = "unreachable"
	case errors.Is(err, syscall.ECONNRESET):
		kind = "reset"
	case errors.As(err, &timeout) && timeout.Timeout():
		kind = "timeout"
	}
	return DialError{Kind: kind, Text: err.Error()}
}

// signal sends a signal to every process that was started under a name. A container's
// processes are the node's too.
func (s *server) signal(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.URL.Query().Get("signal"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	pids, err := processes(r.URL.Query().Get("name"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.Signal(number)); err != nil && !errors.Is(err, syscall.ESRCH) {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	answer(w, len(pids))
}

// processes finds those whose program was called by that name: argv[0], as the program
// itself may be another's name.
func processes(name string) ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		line, err := os.ReadFile("/proc/" + entry.Name() + "/cmdline")
		if err != nil {
			continue // it has ended
		}
		program, _, _ := strings.Cut(string(line), "\x00")
		if name != "" && path.Base(program) == name {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

func fileError(err error) *FileError {
	text := err.Error()
	if cause, ok := errors.AsType[syscall.Errno](err); ok {
		text = cause.Error() // without the path, which the caller knows by another name
	}
	for _, k := range kinds {
		// Not by ENOTEMPTY being an "exist" error: the more exact name wins.
		if errors.Is(err, k.is) && (k.kind != "exist" || !errors.Is(err, syscall.ENOTEMPTY)) {
			return &FileError{Kind: k.kind, Text: text}
		}
	}
	return &FileError{Kind: "other", Text: text}
}
