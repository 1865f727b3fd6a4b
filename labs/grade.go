package labs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	clientv3 "go.etcd.io/etcd/client/v3"
	"k8s.io/client-go/rest"

	"github.com/hardenway/hardenway/grader"
	"github.com/hardenway/hardenway/labs/shell"
)

// Grade looks at every check of the lab's scenario and returns what it came to. A
// learner's disagreement with a check is in the report, never an error; err tells that
// there was nothing to grade, such as a lab that does not run.
func (l *Lab) Grade(ctx context.Context, o grader.Options) (*grader.Report, error) {
	return l.gradeChecks(ctx, l.scenario.Checks, o)
}

func (l *Lab) gradeChecks(ctx context.Context, checks []grader.Check, o grader.Options) (*grader.Report, error) {
	cluster, err := l.running()
	if err != nil {
		return nil, err
	}
	report := grader.New(&target{cluster}, o).Grade(ctx, checks)
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	report.Scenario, report.Lab = string(l.scenario.ID), string(l.state.ID)
	return report, nil
}

// target is a cluster as the grader sees it.
type target struct{ cluster Cluster }

var _ grader.Target = (*target)(nil)

func (t *target) AdminConfig() (*rest.Config, error) { return t.cluster.AdminConfig() }

func (t *target) Etcd(ctx context.Context) (*clientv3.Client, error) { return t.cluster.Etcd(ctx) }

func (t *target) Dial(ctx context.Context, from grader.Vantage, network, address string) (net.Conn, error) {
	return t.cluster.Dial(ctx, Vantage(from), network, address)
}

func (t *target) Files() grader.Files { return readFiles{t.cluster.Node().Files()} }

func (t *target) Vars() map[string]string { return variables(t.cluster) }

// variables are the lab's names and addresses, as checks and scripts have them.
func variables(cluster Cluster) map[string]string {
	endpoints := cluster.Endpoints()
	_, kubeletPort, err := net.SplitHostPort(endpoints.Kubelet)
	if err != nil {
		kubeletPort = "10250"
	}
	return map[string]string{
		"node.name":         cluster.Node().Name(),
		"node.address":      endpoints.NodeAddress,
		"node.kubeletPort":  kubeletPort,
		"apiserver.address": endpoints.APIServer,
		"etcd.address":      endpoints.Etcd,
	}
}

// readFiles shows a node's files to the grader, which only reads.
type readFiles struct{ shell.FS }

// Read implements grader.Files.
func (f readFiles) Read(name string, offset, length int64) (_ []byte, err error) {
	file, err := f.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if offset > 0 {
		seeker, ok := file.(io.Seeker)
		if !ok {
			return nil, fmt.Errorf("reading %s from its %dth byte on: the node's files can only be read from their beginning", name, offset)
		}
		if _, err := seeker.Seek(offset, io.SeekStart); err != nil {
			return nil, err
		}
	}
	return io.ReadAll(io.LimitReader(file, length))
}

// Change is one check whose outcome differs from the last grading's.
type Change struct {
	ID    string         `json:"id"`
	Title string         `json:"title"`
	Role  grader.Role    `json:"role"`
	From  grader.Outcome `json:"from"`
	To    grader.Outcome `json:"to"`
}

func (c Change) String() string { return fmt.Sprintf("%s: %s, was %s", c.ID, c.To, c.From) }

// Changes are what a grading brought that the one before did not have.
type Changes []Change

func (c Changes) String() string {
	texts := make([]string, len(c))
	for i, change := range c {
		texts[i] = change.String()
	}
	return strings.Join(texts, "; ")
}

// ChangesOf compares two gradings of the same checks. There are none to the first.
func ChangesOf(last, next *grader.Report) Changes {
	if last == nil {
		return nil
	}
	var found Changes
	for _, result := range next.Results {
		if was := last.Result(result.ID); was != nil && was.Outcome != result.Outcome {
			found = append(found, Change{ID: result.ID, Title: result.Title, Role: result.Role, From: was.Outcome, To: result.Outcome})
		}
	}
	return found
}

// Watch grades the lab now and again whenever its cluster or its node's files
// change, and every ten seconds besides, and gives each report to each, with what changed
// since the one before. It goes on, through restarts of the API server and of etcd too,
// until ctx ends, and then returns ctx's error. Calls of each follow one another.
func (l *Lab) Watch(ctx context.Context, each func(*grader.Report, Changes)) error {
	if _, err := l.running(); err != nil {
		return err
	}
	return l.watch(ctx, each)
}
