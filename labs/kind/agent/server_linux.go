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
	"syscall"

	"github.com/hardenway/hardenway/labs/remote"
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
	return remote.Serve(ctx, remote.Conn(conn), mux)
}

type server struct{ root string }

// at is a name in the node; the root is another only in tests.
func (s *server) at(name string) string { return path.Join(s.root, path.Clean("/"+name)) }

func (s *server) file(w http.ResponseWriter, r *http.Request) {
	var call remote.FileCall
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	got, err := s.do(call)
	if err != nil {
		got = remote.FileAnswer{Error: remote.FileErrorOf(err)}
	}
	remote.Answer(w, got)
}

// kernels are directories that are no files of the node's but ways into the kernel, which is the
// host's too. They are read, and not written, whatever link leads there. It keeps accidents from
// the host; a privileged pod has other ways.
var kernels = []string{"/proc", "/sys", "/dev"}

func (s *server) guarded(call remote.FileCall) bool {
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

func (s *server) do(call remote.FileCall) (remote.FileAnswer, error) {
	name := s.at(call.Name)
	if s.guarded(call) {
		return remote.FileAnswer{}, fs.ErrPermission
	}
	var got remote.FileAnswer
	var err error
	switch call.Op {
	case "open":
		return s.open(name, call)
	case "read":
		return read(name, call)
	case "write":
		return write(name, call)
	case "stat":
		got.Info, err = remote.InfoOf(os.Stat(name))
	case "lstat":
		got.Info, err = remote.InfoOf(os.Lstat(name))
	case "readdir":
		var entries []fs.DirEntry
		if entries, err = os.ReadDir(name); err == nil {
			for _, entry := range entries {
				if info, err := remote.InfoOf(entry.Info()); err == nil { // else it has gone meanwhile
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

// open shows that the file can be opened, and makes or empties it as asked. Reads and writes
// open it again: a file that nobody closes must not stay open in the node. A FIFO is opened
// by none of it for longer than that, and never waited for.
func (s *server) open(name string, call remote.FileCall) (remote.FileAnswer, error) {
	f, err := os.OpenFile(name, call.Flag.System()|syscall.O_NONBLOCK, call.Mode)
	if err != nil {
		return remote.FileAnswer{}, err
	}
	info, err := remote.InfoOf(f.Stat())
	return remote.FileAnswer{Info: info}, errors.Join(err, f.Close())
}

func read(name string, call remote.FileCall) (got remote.FileAnswer, err error) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	got.Data = make([]byte, min(max(call.Count, 0), remote.MaxRead))
	n, err := f.ReadAt(got.Data, call.Offset)
	got.Data, got.EOF = got.Data[:n], errors.Is(err, io.EOF)
	if got.EOF {
		err = nil
	}
	return got, err
}

func write(name string, call remote.FileCall) (got remote.FileAnswer, err error) {
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
	remote.ServeDial(w, r, func(ctx context.Context) (net.Conn, error) { return dialWithin(ctx, d) })
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
		err := error(&remote.OutsideError{Address: net.JoinHostPort(address.String(), port)})
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
	remote.Answer(w, len(pids))
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
