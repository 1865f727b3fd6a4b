package kind

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hardenway/hardenway/labs/kind/agent"
	"github.com/hardenway/hardenway/labs/remote"
	"github.com/hardenway/hardenway/labs/remote/files"
	"github.com/hardenway/hardenway/labs/shell"
)

// agentPath is where the agent is in a node.
const agentPath = "/usr/local/lib/hardenway-agent"

// agentClient calls the agent of one node. Its process is started by the first call and by the
// first after it has ended; it ends with this one's.
type agentClient struct{ remote.Caller }

func newAgentClient(node string) *agentClient {
	transport := remote.Transport(func(context.Context) (net.Conn, error) { return startAgent(node) })
	transport.IdleConnTimeout = time.Minute
	return &agentClient{remote.Caller{Client: &http.Client{Transport: transport}, Base: "http://node"}}
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
	return remote.Conn(p), nil
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

// signal sends a signal to the processes of that name and returns how many there were.
func (a *agentClient) signal(ctx context.Context, name string, signal int) (n int, err error) {
	query := url.Values{"name": {name}, "signal": {strconv.Itoa(signal)}}
	return n, a.JSON(ctx, agent.PathSignal+"?"+query.Encode(), nil, nil, &n)
}

func (a *agentClient) tree(ctx context.Context, call agent.TreeCall) ([]byte, error) {
	body, err := json.Marshal(call)
	if err != nil {
		return nil, err
	}
	response, err := a.Post(ctx, agent.PathTree, nil, bytes.NewReader(body))
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
	return changed, a.JSON(ctx, agent.PathRestore, http.Header{agent.HeaderTree: {string(header)}}, bytes.NewReader(archive), &changed)
}

// dial opens a connection from the node.
func (a *agentClient) dial(ctx context.Context, d agent.Dial) (net.Conn, error) {
	header, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	return a.Dial(ctx, agent.PathDial, http.Header{agent.HeaderDial: {string(header)}}, d.Address)
}

// files are all of the node's own, /proc and the like included; those the agent lets be read only.
func (a *agentClient) files() shell.ChtimesFS { return files.New(a.Caller, agent.PathFile) }
