// Package agent is harden's hand on a kind node: a small program in the node that does, for
// the process at the other end of its standard streams, what would each cost the start of a
// process there: files, connections, and signals to components.
//
// It speaks HTTP/2 over standard input and output, so one `docker exec` serves any number of
// calls at once, and nothing listens anywhere. When its input ends, so does it.
package agent

import (
	"io"
	"io/fs"
	"net"
	"syscall"
	"time"
)

// The calls.
const (
	PathFile    = "/file"    // POST a FileCall; answers a FileAnswer
	PathDial    = "/dial"    // POST a stream, the target in HeaderDial; answers the other direction
	PathSignal  = "/signal"  // POST ?name=&signal=: to every process of that name
	PathTree    = "/tree"    // POST a TreeCall; answers a tar of what is there
	PathRestore = "/restore" // POST a tar, the TreeCall in HeaderTree; answers the names it changed, as JSON
)

// The headers that carry what goes with a stream.
const (
	HeaderDial = "Hardenway-Dial"
	HeaderTree = "Hardenway-Tree"
)

// FileCall is one operation on the node's files. Names are absolute.
type FileCall struct {
	Op     string      `json:"op"`
	Name   string      `json:"name"`
	To     string      `json:"to,omitempty"`     // rename, symlink
	Flag   Flag        `json:"flag,omitempty"`   // open
	Mode   fs.FileMode `json:"mode,omitempty"`   // open, mkdir, chmod
	Offset int64       `json:"offset,omitempty"` // read, write
	Count  int         `json:"count,omitempty"`  // read
	Data   []byte      `json:"data,omitempty"`   // write
	ATime  time.Time   `json:"atime,omitzero"`   // chtimes
	MTime  time.Time   `json:"mtime,omitzero"`
}

// Flag is how to open a file, in words that mean the same on every system.
type Flag struct {
	Read, Write, Append, Create, Exclusive, Truncate bool
}

// FileAnswer is what came of it.
type FileAnswer struct {
	Error   *FileError `json:"error,omitempty"`
	Info    *Info      `json:"info,omitempty"`
	Entries []Info     `json:"entries,omitempty"`
	Link    string     `json:"link,omitempty"`
	Data    []byte     `json:"data,omitempty"`
	EOF     bool       `json:"eof,omitempty"`
	Offset  int64      `json:"offset,omitempty"`
}

// FileError is an error of the node's system, by a name that means the same elsewhere.
type FileError struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// Info is a fs.FileInfo.
type Info struct {
	Name  string      `json:"name"`
	Size  int64       `json:"size"`
	Mode  fs.FileMode `json:"mode"`
	MTime time.Time   `json:"mtime"`
}

// TreeCall names files: everything below Roots, but not what is in Skip.
type TreeCall struct {
	Roots []string `json:"roots"`
	Skip  []string `json:"skip,omitempty"`
}

// Dial is where a connection is to go.
type Dial struct {
	Address string `json:"address"`
	// Resolver is the DNS server, host:port, that names are asked of; "" is the node's own way.
	Resolver string `json:"resolver,omitempty"`
	// Within are the prefixes that may be reached. A name that leads elsewhere is refused.
	Within []string `json:"within"`
}

// DialError says why there is no connection.
type DialError struct {
	Kind string `json:"kind"` // refused, timeout, unreachable, outside, other
	Text string `json:"text"`
}

// Conn makes a stream a net.Conn. It knows no deadlines: HTTP/2 has its own ways.
func Conn(stream io.ReadWriteCloser) net.Conn { return streamConn{stream} }

type streamConn struct{ io.ReadWriteCloser }

func (streamConn) LocalAddr() net.Addr              { return addr{} }
func (streamConn) RemoteAddr() net.Addr             { return addr{} }
func (streamConn) SetDeadline(time.Time) error      { return nil }
func (streamConn) SetReadDeadline(time.Time) error  { return nil }
func (streamConn) SetWriteDeadline(time.Time) error { return nil }

type addr struct{}

func (addr) Network() string { return "stdio" }
func (addr) String() string  { return "stdio" }

// kinds are the errors that have a meaning of their own at the other end.
var kinds = []struct {
	kind string
	is   error
}{
	{"not-exist", fs.ErrNotExist},
	{"exist", fs.ErrExist},
	{"permission", fs.ErrPermission},
	{"is-directory", syscall.EISDIR},
	{"not-directory", syscall.ENOTDIR},
	{"not-empty", syscall.ENOTEMPTY},
	{"read-only", syscall.EROFS},
	{"no-space", syscall.ENOSPC},
	{"busy", syscall.EBUSY},
	{"loop", syscall.ELOOP},
	{"cross-device", syscall.EXDEV},
	{"too-long", syscall.ENAMETOOLONG},
	{"invalid", syscall.EINVAL},
}

// Unwrap makes the error one that errors.Is knows on this system.
func (e *FileError) Unwrap() error {
	for _, k := range kinds {
		if k.kind == e.Kind {
			return k.is
		}
	}
	return nil
}

func (e *FileError) Error() string { return e.Text }
