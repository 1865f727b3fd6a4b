package hosted

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/remote"
)

// Name is the word after --on.
const Name = "workshop"

// Provider makes clusters where an agent runs.
type Provider struct {
	// Agent is the connection to it.
	Agent *AgentClient
	// Dir holds what is remembered of clusters here: the learner's kubeconfig of each.
	Dir string
}

var _ labs.Provider = (*Provider)(nil)

// AgentClient is a connection to an agent.
type AgentClient struct {
	Address   string
	transport *http.Transport
	caller    remote.Caller
}

// dialTime is how long reaching an agent may take.
const dialTime = 10 * time.Second

// NewAgentClient speaks to the agent at an address, "lab-0.labs.svc:7444". Nothing is connected yet.
func NewAgentClient(address string, certificate Certificate) (*AgentClient, error) {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return nil, &labs.Problem{Err: fmt.Errorf("the address of a hosted lab: %w", err), Try: "lab-0.labs.workshop.svc:7444, or 127.0.0.1:7444"}
	}
	config, err := certificate.serverTLS()
	if err != nil {
		return nil, err
	}
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	transport := &http.Transport{
		TLSClientConfig: config, Protocols: &protocols, TLSHandshakeTimeout: handshakeTime, DisableCompression: true, IdleConnTimeout: idleTime,
		MaxResponseHeaderBytes: maxHeader,
		DialContext:            (&net.Dialer{Timeout: dialTime}).DialContext,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingTime, PingTimeout: pingTime},
	}
	return &AgentClient{address, transport, remote.Caller{Client: &http.Client{Transport: transport}, Base: "https://" + address}}, nil
}

// Close ends idle connections.
func (a *AgentClient) Close() { a.transport.CloseIdleConnections() }

// About asks the agent what it is.
func (a *AgentClient) About(ctx context.Context) (*About, error) {
	about := &About{}
	if err := a.caller.JSON(ctx, pathAbout, nil, http.NoBody, about); err != nil {
		return nil, a.unreachable(err)
	}
	return about, nil
}

// unreachable names the agent in an error.
func (a *AgentClient) unreachable(err error) error {
	return fmt.Errorf("the hosted lab at %s: %w", a.Address, asTrouble(err))
}

// Name implements labs.Provider.
func (*Provider) Name() string { return Name }

// Capabilities implements labs.Provider: those of an embedded cluster, which is what is hosted.
func (*Provider) Capabilities() []labs.Capability {
	return []labs.Capability{labs.KubeletAPI, labs.NodeFiles, labs.StaticPods, labs.EtcdAccess}
}

func (p *Provider) kubeconfig(id labs.ID) string {
	return filepath.Join(p.Dir, string(id), "kubeconfig")
}

// cluster is the one that was described, with the learner's kubeconfig written here.
func (p *Provider) cluster(d *Description, id labs.ID) (labs.Cluster, error) {
	if err := d.check(id); err != nil {
		return nil, err
	}
	name := p.kubeconfig(id)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(name, d.Kubeconfig, 0o600); err != nil {
		return nil, err
	}
	c := newCluster(p.Agent.caller, func(call Call) string { return Path(id, call) }, d, name)
	if d.CanFreeze {
		return freezable{c}, nil
	}
	return c, nil
}

// forget removes what is remembered of a cluster.
func (p *Provider) forget(id labs.ID) error { return os.RemoveAll(filepath.Join(p.Dir, string(id))) }

// undoTime is how long removing what a creation left may take.
const undoTime = 30 * time.Second

// Create implements labs.Provider.
func (p *Provider) Create(ctx context.Context, spec labs.ClusterSpec, report labs.Reporter) (labs.Cluster, error) {
	if err := spec.ID.Validate(); err != nil {
		return nil, err
	}
	if spec.Image != "" {
		return nil, &labs.Problem{Err: fmt.Errorf("a hosted cluster has no node image, so it cannot be made from %s", spec.Image), Try: "the same without --image"}
	}
	made := rand.Text()
	body, err := json.Marshal(Creation{spec, made})
	if err != nil {
		return nil, err
	}
	d, err := follow(ctx, p.Agent.caller, Path(spec.ID, CallCreate), bytes.NewReader(body), report)
	var cluster labs.Cluster
	if err == nil {
		if cluster, err = p.cluster(d, spec.ID); err == nil {
			return cluster, nil
		}
	}
	if ctx.Err() == nil && !errors.Is(err, remote.ErrCutOff) && d == nil {
		return nil, err // the agent says so itself, and left nothing
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return nil, p.Agent.unreachable(err)
	}
	// It may have been made all the same, or be on its way.
	undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	_, undone := follow(undo, p.Agent.caller, Path(spec.ID, CallDelete)+"?made="+made, http.NoBody, nil)
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	} else {
		err = p.Agent.unreachable(err)
	}
	return nil, errors.Join(err, undone)
}

// Open implements labs.Provider.
func (p *Provider) Open(ctx context.Context, id labs.ID) (labs.Cluster, error) {
	if err := id.Validate(); err != nil {
		return nil, err
	}
	d := &Description{}
	if err := asTrouble(p.Agent.caller.JSON(ctx, Path(id, CallOpen), nil, http.NoBody, d)); err != nil {
		if _, ok := errors.AsType[*labs.NotFoundError](err); ok {
			return nil, errors.Join(err, p.forget(id))
		}
		if _, ok := errors.AsType[*labs.StoppedError](err); ok {
			return nil, err
		}
		return nil, p.Agent.unreachable(err)
	}
	return p.cluster(d, id)
}

// List implements labs.Provider.
func (p *Provider) List(ctx context.Context) ([]labs.ID, error) {
	var ids []labs.ID
	if err := p.Agent.caller.JSON(ctx, pathClusters, nil, http.NoBody, &ids); err != nil {
		return nil, p.Agent.unreachable(err)
	}
	for _, id := range ids {
		if err := id.Validate(); err != nil {
			return nil, p.Agent.unreachable(err)
		}
	}
	return ids, nil
}

// Delete implements labs.Provider.
func (p *Provider) Delete(ctx context.Context, id labs.ID, report labs.Reporter) error {
	if err := id.Validate(); err != nil {
		return err
	}
	if _, err := follow(ctx, p.Agent.caller, Path(id, CallDelete), http.NoBody, report); err != nil {
		return p.Agent.unreachable(err)
	}
	return p.forget(id)
}

// Diagnose implements labs.Provider.
func (p *Provider) Diagnose(ctx context.Context) []labs.Diagnosis {
	subject := "hosted lab " + p.Agent.Address
	about := &About{}
	if err := p.Agent.caller.JSON(ctx, pathAbout+"?diagnose=true", nil, http.NoBody, about); err != nil {
		return []labs.Diagnosis{{Subject: subject, Finding: asTrouble(err).Error(), Mend: "see that harden workshop lab runs there, and that its certificates are of the same CA"}}
	}
	return append([]labs.Diagnosis{{Subject: subject, OK: true, Finding: "harden " + about.Harden}}, about.Diagnoses...)
}

// ReadAddresses reads a file of agents' addresses: one on each line, # begins a comment.
func ReadAddresses(name string) ([]string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, &labs.Problem{Err: fmt.Errorf("reading the addresses of hosted labs: %w", err), Try: "a text file with one address on each line, such as lab-0.labs.workshop.svc:7444"}
	}
	return parseAddresses(name, string(data))
}

// mostAddresses is how many labs one workshop may have.
const mostAddresses = 1000

func parseAddresses(name, text string) ([]string, error) {
	var list []string
	var problems []error
	seen := map[string]int{}
	for i, line := range strings.Split(text, "\n") {
		address, _, _ := strings.Cut(line, "#")
		if address = strings.TrimSpace(address); address == "" {
			continue
		}
		host, port, err := net.SplitHostPort(address)
		switch {
		case err != nil:
			problems = append(problems, fmt.Errorf("%s:%d: %q is no address with a port: write lab-0.labs.workshop.svc:7444", name, i+1, address))
		case host == "" || port == "" || strings.ContainsAny(address, " /\\@?#"):
			problems = append(problems, fmt.Errorf("%s:%d: %q is no address with a host and a port: write lab-0.labs.workshop.svc:7444", name, i+1, address))
		case seen[address] != 0:
			problems = append(problems, fmt.Errorf("%s:%d: %s is there already, in line %d: each learner has a lab alone", name, i+1, address, seen[address]))
		default:
			seen[address] = i + 1
			list = append(list, address)
		}
	}
	switch {
	case len(problems) > 0:
		return nil, errors.Join(problems...)
	case len(list) == 0:
		return nil, fmt.Errorf("%s: there is no address in it: write one on each line, such as lab-0.labs.workshop.svc:7444", name)
	case len(list) > mostAddresses:
		return nil, fmt.Errorf("%s: there are %d addresses; a workshop has at most %d labs", name, len(list), mostAddresses)
	}
	return list, nil
}
