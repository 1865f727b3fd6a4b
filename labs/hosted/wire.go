package hosted

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/remote"
)

// Call is one thing that an agent does with a cluster. Its requests are POST, to Path or to learnerPath.
type Call string

// The calls about one cluster.
const (
	CallCreate     Call = "create"      // a Creation; answers Lines, the last with a Description
	CallDelete     Call = "delete"      // ?made=; answers Lines
	CallOpen       Call = "open"        // answers a Description
	CallAdmin      Call = "admin"       // answers an adminAccess
	CallCheckpoint Call = "checkpoint"  // answers Lines
	CallRestore    Call = "restore"     // answers Lines
	CallFreeze     Call = "freeze"      // ?thaw=true ends it
	CallStaticPods Call = "static-pods" // answers when each was seen, by name
	CallFile       Call = "file"        // a remote.FileCall; answers a remote.FileAnswer
	CallExec       Call = "exec"        // a Command; answers a CommandAnswer
	CallKubelet    Call = "kubelet"     // restarts it
	CallDial       Call = "dial"        // a stream, the Target in HeaderDial; answers the other direction
)

// Calls lists them.
func Calls() []Call {
	return []Call{CallCreate, CallDelete, CallOpen, CallAdmin, CallCheckpoint, CallRestore, CallFreeze, CallStaticPods, CallFile, CallExec, CallKubelet, CallDial}
}

// LearnerCalls are those that a learner may make about their own cluster. What grades, and what makes and
// unmakes, is the server's.
func LearnerCalls() []Call { return []Call{CallOpen, CallFile, CallExec, CallKubelet, CallDial} }

// The other paths of an agent.
const (
	pathClusters = "/v1/clusters" // POST: the IDs there are
	pathAbout    = "/v1/about"    // POST: an About
)

// Path is where an agent takes a call about a cluster.
func Path(id labs.ID, call Call) string {
	return pathClusters + "/" + url.PathEscape(string(id)) + "/" + string(call)
}

// learnerPath is where a workshop's server takes a call about the learner's own cluster.
func learnerPath(call Call) string { return "/v1/lab/" + string(call) }

// HeaderDial holds the Target of CallDial.
const HeaderDial = "Hardenway-Dial"

// Bounds of what is sent, in bytes.
const (
	maxCreation = 8 << 20
	maxLine     = 4 << 20
	maxSmall    = 64 << 10
	maxOutput   = 4 << 20 // of a command
	maxHeader   = 16 << 10
	maxTarget   = 300
)

// About is what an agent says of itself.
type About struct {
	Harden       string            `json:"harden"`
	Provider     string            `json:"provider"`
	Capabilities []labs.Capability `json:"capabilities"`
	Diagnoses    []labs.Diagnosis  `json:"diagnoses,omitempty"` // when they were asked for
}

// Creation is what a cluster is to be.
type Creation struct {
	Spec labs.ClusterSpec `json:"spec"`
	// Made names this one call. A delete with that name removes only what it made.
	Made string `json:"made"`
}

// Description is a cluster that runs.
type Description struct {
	ID         labs.ID        `json:"id"`
	NodeName   string         `json:"nodeName"`
	Endpoints  labs.Endpoints `json:"endpoints"`
	Kubeconfig []byte         `json:"kubeconfig"` // the learner's
	CanFreeze  bool           `json:"canFreeze,omitempty"`
}

func (d *Description) check(id labs.ID) error {
	if d == nil || d.ID != id || d.NodeName == "" || len(d.Kubeconfig) == 0 {
		return errors.New("the lab's agent does not describe the cluster that was asked for")
	}
	return nil
}

// adminAccess is the lab's own client configuration.
type adminAccess struct {
	Host string `json:"host"`
	CA   []byte `json:"ca"`
	Cert []byte `json:"cert"`
	Key  []byte `json:"key"`
}

// Command is one of the node's.
type Command struct {
	Args []string `json:"args"`
}

// CommandAnswer is what came of it. Of a long output the end is there.
type CommandAnswer struct {
	Code  int      `json:"code"`
	Out   []byte   `json:"out,omitempty"`
	Err   []byte   `json:"err,omitempty"`
	Error *Trouble `json:"error,omitempty"` // it could not be run
}

// Target is where a connection is to go.
type Target struct {
	From    labs.Vantage `json:"from"`
	Network string       `json:"network"`
	Address string       `json:"address"`
}

// ParseTarget reads the header of CallDial.
func ParseTarget(text string) (Target, error) {
	var t Target
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return t, fmt.Errorf("where to connect to cannot be read: %w", err)
	}
	switch {
	case t.Network != "tcp":
		return t, fmt.Errorf("network %.20q: connections are of tcp", t.Network)
	case t.Address == "" || len(t.Address) > maxTarget:
		return t, fmt.Errorf("the address is empty or longer than %d bytes", maxTarget)
	case !slices.Contains([]labs.Vantage{labs.FromHost, labs.FromNode, labs.FromPods}, t.From):
		return t, fmt.Errorf("no vantage point is called %.20q", string(t.From))
	}
	return t, nil
}

// line is one of a call that takes its time.
type line struct {
	Step  string        `json:"step,omitempty"`
	Done  bool          `json:"done,omitempty"`
	Took  time.Duration `json:"took,omitempty"` // nanoseconds
	Alive bool          `json:"alive,omitempty"`
	// One of the next two ends it.
	Error   *Trouble     `json:"error,omitempty"`
	Ended   bool         `json:"ended,omitempty"`
	Cluster *Description `json:"cluster,omitempty"` // that was made
}

// Trouble is an error of the other end.
type Trouble struct {
	Code string  `json:"code"` // not-found, exists, stopped, full, cancelled, other
	ID   labs.ID `json:"id,omitempty"`
	Text string  `json:"text"`
	Mend string  `json:"mend,omitempty"`
}

// FullError: an agent has as many clusters as it is to have.
type FullError struct{ Has []labs.ID }

func (e *FullError) Error() string {
	return fmt.Sprintf("this hosted lab runs %v already, and runs one at a time", e.Has)
}

func troubleOf(err error) *Trouble {
	t := &Trouble{Code: "other", Text: err.Error(), Mend: labs.Advice(err)}
	var (
		notFound *labs.NotFoundError
		exists   *labs.ExistsError
		stopped  *labs.StoppedError
		full     *FullError
	)
	switch {
	case errors.As(err, &notFound):
		t.Code, t.ID = "not-found", notFound.ID
	case errors.As(err, &exists):
		t.Code, t.ID = "exists", exists.ID
	case errors.As(err, &stopped):
		t.Code, t.ID, t.Text = "stopped", stopped.ID, stopped.Why
	case errors.As(err, &full):
		t.Code = "full"
	case errors.Is(err, context.Canceled):
		t.Code = "cancelled"
	}
	return t
}

// failure is the error that it was at the other end. nil is none.
func (t *Trouble) failure() error {
	if t == nil {
		return nil
	}
	switch t.Code {
	case "not-found":
		return &labs.NotFoundError{ID: t.ID}
	case "exists":
		return &labs.ExistsError{ID: t.ID}
	case "stopped":
		return &labs.StoppedError{ID: t.ID, Why: t.Text}
	case "cancelled":
		return fmt.Errorf("%s: %w", t.Text, context.Canceled)
	}
	if t.Mend != "" {
		return &labs.Problem{Err: errors.New(t.Text), Try: t.Mend}
	}
	return errors.New(t.Text)
}

// readLines follows a call that takes its time, until the line that ends it.
func readLines(body io.Reader, report labs.Reporter) (cluster *Description, err error) {
	err = remote.ReadLines(body, maxLine, func(l line) (bool, error) {
		if l.Step != "" {
			labs.Report(report, labs.Event{Step: l.Step, Done: l.Done, Took: l.Took})
		}
		cluster = l.Cluster
		return l.Ended, l.Error.failure()
	})
	return cluster, err
}

// follow makes a call that takes its time.
func follow(ctx context.Context, c remote.Caller, path string, body io.Reader, report labs.Reporter) (*Description, error) {
	response, err := c.Post(ctx, path, http.Header{"Content-Type": {"application/json"}}, body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", remote.ErrCutOff, err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	if err := answerOf(response); err != nil {
		return nil, err
	}
	return readLines(response.Body, report)
}

// answerOf is the error that an answer tells of, in the words of the other end.
func answerOf(response *http.Response) error {
	return asTrouble(remote.Failure(response))
}

// asTrouble reads the Trouble in what an answer said.
func asTrouble(err error) error {
	if status, ok := errors.AsType[*remote.StatusError](err); ok {
		var t Trouble
		if json.Unmarshal([]byte(status.Said), &t) == nil && t.Code != "" {
			return t.failure()
		}
	}
	return err
}

// errForbidden: a learner asked for what is the server's to do.
var errForbidden = errors.New("that is for the workshop's server to do, and not for a learner")
