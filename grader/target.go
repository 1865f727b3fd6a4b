package grader

import (
	"context"
	"errors"
	"io/fs"
	"net"

	clientv3 "go.etcd.io/etcd/client/v3"
	"k8s.io/client-go/rest"
)

// Target is the cluster to be graded. Methods may be called from several goroutines.
// The grader bounds every call by a deadline of its own, also those without a context.
type Target interface {
	// AdminConfig is a client configuration in system:masters that the learner does
	// not hold.
	AdminConfig() (*rest.Config, error)
	// Etcd opens a client; the grader closes it.
	Etcd(ctx context.Context) (*clientv3.Client, error)
	// Dial opens a connection from a vantage point. An error that wraps ErrVantage means that
	// nobody could stand there, which is not an answer of the address dialled.
	Dial(ctx context.Context, from Vantage, network, address string) (net.Conn, error)
	// Files are the node's files.
	Files() Files
	// Vars are the variables of the lab: see Variables for their names.
	Vars() map[string]string
}

// Files are a node's files, to be read. Names are absolute and slash-separated, and
// errors wrap those of io/fs.
type Files interface {
	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	ReadDir(name string) ([]fs.DirEntry, error)
	// Read returns length bytes at most, from offset on. At the file's end, and beyond it, there are fewer, which is no error.
	Read(name string, offset, length int64) ([]byte, error)
}

// ErrVantage is wrapped by Target.Dial when the vantage point itself is out of reach.
var ErrVantage = errors.New("the vantage point cannot be used")
