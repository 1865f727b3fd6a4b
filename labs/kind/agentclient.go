package kind

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/hardenway/hardenway/labs/kind/agent"
	"github.com/hardenway/hardenway/labs/shell"
)

// agentPath is where the agent is in a node.
const agentPath = "/usr/local/lib/hardenway-agent"

// agentClient calls the agent of one node. Its process is started by the first call and by the
// first after it has ended; it ends with this one's.
type agentClient struct {
	client *http.Client
}

func newAgentClient(node string) *agentClient {
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	return &agentClient{client: &http.Client{Transport: &http.Transport{
		Protocols: &protocols, DisableCompression: true, IdleConnTimeout: time.Minute,
		DialContext: func(context.Context, string, string) (net.Conn, error) { return startAgent(node) },
	}}}
}

// agentProcess is the docker exec whose streams lead to the agent.
type agentProcess struct {
	io.WriteCloser // its input
	out            io.ReadCloser
	cmd            *exec.Cmd
	said           *bytes.Buffer
	end            func() error
}

func startAgent(node string) (net.Conn, error) {
	// Not with the caller's context: the connection serves other calls after this one.
	cmd, err := dockerCommand(context.Background(), "exec", "-i", node, agentPath, "agent")
	if err != nil {
		return nil, err
	}
	ownGroup(cmd) // Ctrl-C is for harden to act on, with the agent's help
	p := &agentProcess{cmd: cmd, said: &bytes.Buffer{}}
	cmd.Stderr = &limited{to: p.said, left: 4 << 10}
	if p.WriteCloser, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if p.out, err = cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p.end = sync.OnceValue(func() error {
		_ = p.WriteCloser.Close()
		_ = cmd.Process.Kill()
		return cmd.Wait()
	})
	return agent.Conn(p), nil
}

// Read reads what the agent says. When that ends, the error is what docker said of it.
func (p *agentProcess) Read(b []byte) (int, error) {
	n, err := p.out.Read(b)
	if n == 0 && errors.Is(err, io.EOF) {
		_ = p.end() // so that all has been said
		if said := strings.TrimSpace(p.said.String()); said != "" {
			if kind := troubleIn(said); kind != noTrouble {
				return 0, &DockerError{kind: kind, Said: firstLine(said)}
			}
			return 0, fmt.Errorf("the node cannot be worked in: %s", firstLine(said))
		}
	}
	return n, err
}

func (p *agentProcess) Close() error {
	_ = p.end() // killed, so it has an error, which tells nothing
	return nil
}

// post makes one call. The answer's body is the caller's to close.
func (a *agentClient) post(ctx context.Context, call string, header http.Header, body io.Reader) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://node"+call, body)
	if err != nil {
		return nil, err
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := a.client.Do(request)
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // its address says nothing to anybody
	}
	return response, err
}

func (a *agentClient) json(ctx context.Context, call string, header http.Header, body io.Reader, into any) error {
	response, err := a.post(ctx, call, header, body)
	if err != nil {
		return err
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	if response.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(response.Body, 4<<10)) // as much as there is
		return errors.New(strings.TrimSpace(string(said)))
	}
	return json.NewDecoder(response.Body).Decode(into)
}

// signal sends a signal to the processes of that name and returns how many there were.
func (a *agentClient) signal(ctx context.Context, name string, signal int) (n int, err error) {
	query := url.Values{"name": {name}, "signal": {strconv.Itoa(signal)}}
	return n, a.json(ctx, agent.PathSignal+"?"+query.Encode(), nil, nil, &n)
}

func (a *agentClient) tree(ctx context.Context, call agent.TreeCall) ([]byte, error) {
	body, err := json.Marshal(call)
	if err != nil {
		return nil, err
	}
	response, err := a.post(ctx, agent.PathTree, nil, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	archive, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = errors.New(strings.TrimSpace(string(archive)))
	}
	return archive, err
}

// restore makes the files of a call what an archive of tree has, and returns what it changed.
func (a *agentClient) restore(ctx context.Context, call agent.TreeCall, archive []byte) (changed []string, err error) {
	header, err := json.Marshal(call)
	if err != nil {
		return nil, err
	}
	return changed, a.json(ctx, agent.PathRestore, http.Header{agent.HeaderTree: {string(header)}}, bytes.NewReader(archive), &changed)
}

// dial opens a connection from the node.
func (a *agentClient) dial(ctx context.Context, d agent.Dial) (net.Conn, error) {
	header, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	up, upWriter := io.Pipe()
	// The connection outlives ctx, which is for making it.
	stream, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, cancel)
	response, err := a.post(stream, agent.PathDial, http.Header{agent.HeaderDial: {string(header)}}, up)
	if err == nil && response.StatusCode != http.StatusOK {
		var refused agent.DialError
		err = json.NewDecoder(response.Body).Decode(&refused)
		if err == nil {
			err = dialFailure(d.Address, refused)
		}
		_ = response.Body.Close()
	}
	if !stop() && err == nil { // ctx ended in the last moment
		_ = response.Body.Close()
		err = context.Cause(ctx)
	}
	if err != nil {
		cancel()
		_ = upWriter.Close()
		if ctx.Err() != nil {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: textAddr(d.Address), Err: context.Cause(ctx)}
		}
		return nil, err
	}
	// The pipe knows deadlines, which a stream does not.
	here, there := net.Pipe()
	go func() {
		_, err := io.Copy(upWriter, there)
		_ = upWriter.CloseWithError(err)
	}()
	go func() {
		_, err := io.Copy(there, response.Body)
		_ = response.Body.Close()
		_ = there.Close()
		_ = upWriter.CloseWithError(err)
		cancel()
	}()
	return &streamConn{Conn: here, remote: textAddr(d.Address), cancel: cancel}, nil
}

// streamConn is a connection through the agent.
type streamConn struct {
	net.Conn
	remote net.Addr
	cancel func()
}

func (c *streamConn) RemoteAddr() net.Addr { return c.remote }

func (c *streamConn) Close() error {
	err := c.Conn.Close()
	c.cancel()
	return err
}

type textAddr string

func (textAddr) Network() string  { return "tcp" }
func (a textAddr) String() string { return string(a) }

// dialFailure is the error that dialling from this machine would have been.
func dialFailure(address string, e agent.DialError) error {
	var cause error
	switch e.Kind {
	case "refused":
		cause = os.NewSyscallError("connect", syscall.ECONNREFUSED)
	case "unreachable", "outside":
		cause = os.NewSyscallError("connect", syscall.EHOSTUNREACH)
	case "reset":
		cause = os.NewSyscallError("connect", syscall.ECONNRESET)
	case "timeout":
		cause = os.ErrDeadlineExceeded
	default:
		return errors.New(e.Text)
	}
	return &net.OpError{Op: "dial", Net: "tcp", Addr: textAddr(address), Err: cause}
}

// callTime is how long one call about a file may take.
const callTime = 30 * time.Second

// nodeFS are a node's files. All of it is the node's own, /proc and the like included; those the
// agent lets be read only.
type nodeFS struct{ agent *agentClient }

var _ shell.ChtimesFS = nodeFS{}

func (f nodeFS) call(c agent.FileCall) (agent.FileAnswer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	op, asked := c.Op, c.Name
	fail := func(err error) (agent.FileAnswer, error) {
		return agent.FileAnswer{}, &fs.PathError{Op: op, Path: asked, Err: err}
	}
	c.Name = path.Clean("/" + c.Name)
	body, err := json.Marshal(c)
	if err != nil {
		return fail(err)
	}
	var got agent.FileAnswer
	if err := f.agent.json(ctx, agent.PathFile, nil, bytes.NewReader(body), &got); err != nil {
		return fail(err)
	}
	if got.Error != nil {
		if known := got.Error.Unwrap(); known != nil {
			return fail(known)
		}
		return fail(got.Error)
	}
	return got, nil
}

func (f nodeFS) only(c agent.FileCall) error {
	_, err := f.call(c)
	return err
}

func (f nodeFS) info(op, name string) (fs.FileInfo, error) {
	got, err := f.call(agent.FileCall{Op: op, Name: name})
	if err != nil {
		return nil, err
	}
	return fileInfo{*got.Info}, nil
}

// OpenFile implements shell.FS.
func (f nodeFS) OpenFile(name string, flag int, perm fs.FileMode) (shell.File, error) {
	access := flag & (os.O_RDONLY | os.O_WRONLY | os.O_RDWR)
	how := agent.Flag{
		Read: access != os.O_WRONLY, Write: access != os.O_RDONLY, Append: flag&os.O_APPEND != 0,
		Create: flag&os.O_CREATE != 0, Exclusive: flag&os.O_EXCL != 0, Truncate: flag&os.O_TRUNC != 0,
	}
	got, err := f.call(agent.FileCall{Op: "open", Name: name, Flag: how, Mode: perm})
	if err != nil {
		return nil, err
	}
	return &nodeFile{fs: f, name: name, how: how, info: *got.Info}, nil
}

// Stat implements shell.FS.
func (f nodeFS) Stat(name string) (fs.FileInfo, error) { return f.info("stat", name) }

// Lstat implements shell.FS.
func (f nodeFS) Lstat(name string) (fs.FileInfo, error) { return f.info("lstat", name) }

// ReadDir implements shell.FS.
func (f nodeFS) ReadDir(name string) ([]fs.DirEntry, error) {
	got, err := f.call(agent.FileCall{Op: "readdir", Name: name})
	if err != nil {
		return nil, err
	}
	entries := make([]fs.DirEntry, len(got.Entries))
	for i, info := range got.Entries {
		entries[i] = fs.FileInfoToDirEntry(fileInfo{info})
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// Readlink implements shell.FS.
func (f nodeFS) Readlink(name string) (string, error) {
	got, err := f.call(agent.FileCall{Op: "readlink", Name: name})
	return got.Link, err
}

// MkdirAll implements shell.FS.
func (f nodeFS) MkdirAll(name string, perm fs.FileMode) error {
	return f.only(agent.FileCall{Op: "mkdir", Name: name, Mode: perm})
}

// Remove implements shell.FS.
func (f nodeFS) Remove(name string) error { return f.only(agent.FileCall{Op: "remove", Name: name}) }

// RemoveAll implements shell.FS.
func (f nodeFS) RemoveAll(name string) error {
	return f.only(agent.FileCall{Op: "removeall", Name: name})
}

// Rename implements shell.FS.
func (f nodeFS) Rename(oldname, newname string) error {
	return f.only(agent.FileCall{Op: "rename", Name: oldname, To: path.Clean("/" + newname)})
}

// Symlink implements shell.FS.
func (f nodeFS) Symlink(oldname, newname string) error {
	return f.only(agent.FileCall{Op: "symlink", Name: newname, To: oldname})
}

// Chmod implements shell.FS.
func (f nodeFS) Chmod(name string, mode fs.FileMode) error {
	return f.only(agent.FileCall{Op: "chmod", Name: name, Mode: mode})
}

// Chtimes implements shell.ChtimesFS.
func (f nodeFS) Chtimes(name string, atime, mtime time.Time) error {
	return f.only(agent.FileCall{Op: "chtimes", Name: name, ATime: atime, MTime: mtime})
}

// fileInfo is an agent.Info as a fs.FileInfo.
type fileInfo struct{ i agent.Info }

func (f fileInfo) Name() string       { return f.i.Name }
func (f fileInfo) Size() int64        { return f.i.Size }
func (f fileInfo) Mode() fs.FileMode  { return f.i.Mode }
func (f fileInfo) ModTime() time.Time { return f.i.MTime }
func (f fileInfo) IsDir() bool        { return f.i.Mode.IsDir() }
func (f fileInfo) Sys() any           { return nil }

// nodeFile is an open file: a name and a place in it.
type nodeFile struct {
	fs   nodeFS
	name string
	how  agent.Flag
	info agent.Info

	mu     sync.Mutex
	offset int64
	rest   []byte // read and not yet asked for
	ended  bool
	closed bool
}

var _ shell.File = (*nodeFile)(nil)

func (f *nodeFile) Stat() (fs.FileInfo, error) { return f.fs.info("stat", f.name) }

// Read implements fs.File.
func (f *nodeFile) Read(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.usable("read", f.how.Read); err != nil || len(p) == 0 {
		return 0, err
	}
	if len(f.rest) == 0 && !f.ended {
		got, err := f.fs.call(agent.FileCall{Op: "read", Name: f.name, Offset: f.offset, Count: max(len(p), 64<<10)})
		if err != nil {
			return 0, err
		}
		f.rest, f.ended = got.Data, got.EOF
	}
	if len(f.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	f.offset += int64(n)
	return n, nil
}

// Write implements shell.File.
func (f *nodeFile) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.usable("write", f.how.Write); err != nil {
		return 0, err
	}
	written := 0
	for chunk := range slices.Chunk(p, 256<<10) {
		if _, err := f.fs.call(agent.FileCall{Op: "write", Name: f.name, Offset: f.offset, Data: chunk, Flag: f.how}); err != nil {
			return written, err
		}
		f.offset += int64(len(chunk))
		written += len(chunk)
		f.rest, f.ended = nil, false
	}
	return written, nil
}

func (f *nodeFile) usable(op string, allowed bool) error {
	switch {
	case f.closed:
		return &fs.PathError{Op: op, Path: f.name, Err: fs.ErrClosed}
	case !allowed:
		return &fs.PathError{Op: op, Path: f.name, Err: fs.ErrPermission}
	case f.info.Mode.IsDir():
		return &fs.PathError{Op: op, Path: f.name, Err: syscall.EISDIR}
	}
	return nil
}

// Close implements fs.File.
func (f *nodeFile) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return &fs.PathError{Op: "close", Path: f.name, Err: fs.ErrClosed}
	}
	f.closed = true
	return nil
}
