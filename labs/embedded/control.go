package embedded

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/hardenway/hardenway/labs"
)

// ReadSpec reads how the lab in dir was made.
func ReadSpec(dir string) (Spec, error) {
	var s Spec
	data, err := os.ReadFile(filepath.Join(dir, SpecFile))
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("%s is damaged: %w", filepath.Join(dir, SpecFile), err)
	}
	if s.Version > specVersion {
		return s, fmt.Errorf("lab %q was made by a newer harden (%s): stop it with that version, or install it", s.ID, s.Harden)
	}
	return s, nil
}

// The orders a node's process takes on its control socket, as HTTP.
const (
	PathEvents  = "/events"  // GET: what the node is doing, as JSON lines, until it is ready or has failed
	PathKubelet = "/kubelet" // POST ?action=start|stop|restart|status
	PathLog     = "/log"     // GET: the kubelet's log
	PathFreeze  = "/freeze"  // POST ?component=kube-apiserver&action=freeze|thaw
	PathPods    = "/pods"    // GET: what crictl ps prints
	PathStatic  = "/static"  // GET: when the kubelet read the manifest of each static pod that runs, as JSON
	PathRestart = "/restart" // POST ?end=NAME&renew=NAME&renew-older=NAME&kubelet=restart&static-pods=NAMESPACE/NAME,…: see restarts
	PathStop    = "/stop"    // POST: end the node
)

// NodeEvent is one line of PathEvents.
type NodeEvent struct {
	Step  string        `json:"step,omitempty"`
	Done  bool          `json:"done,omitempty"`
	Took  time.Duration `json:"took,omitempty"` // nanoseconds
	Ready bool          `json:"ready,omitempty"`
	Error string        `json:"error,omitempty"`
}

// control talks to the process of one node.
type control struct {
	socket string
	client *http.Client
}

func newControl(socket string) *control {
	return &control{socket: socket, client: &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", socket)
		},
	}}}
}

// do sends one order. A failure the node tells of is an error with its words.
func (c *control) do(ctx context.Context, method, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://node"+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errors.New(string(bytes.TrimSpace(body)))
	}
	return body, nil
}

// follow reports what the node does until it is ready. It returns the node's own error
// when it failed.
func (c *control) follow(ctx context.Context, report labs.Reporter) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://node"+PathEvents, http.NoBody)
	if err != nil {
		return err
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	decoder := json.NewDecoder(resp.Body)
	for {
		var e NodeEvent
		if err := decoder.Decode(&e); err != nil {
			return fmt.Errorf("the node ended while it was starting: %w", err)
		}
		switch {
		case e.Error != "":
			return errors.New(e.Error)
		case e.Ready:
			return nil
		default:
			labs.Report(report, labs.Event{Step: e.Step, Done: e.Done, Took: e.Took})
		}
	}
}
