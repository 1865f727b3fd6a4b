// Package kind is the cluster whose containers are real: kind's, with one node, in Docker. It
// uses sigs.k8s.io/kind as a library, and is the only package that imports it.
//
// A lab's cluster is in a Docker network of this package's own, by which it is known: a cluster
// that another program or another home of harden's made is neither listed nor deleted. The
// user's kubeconfig is never read and never written.
package kind

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"sigs.k8s.io/kind/pkg/apis/config/defaults"
	"sigs.k8s.io/kind/pkg/cluster"
	kindexec "sigs.k8s.io/kind/pkg/exec"

	"github.com/hardenway/hardenway/internal/disk"
	"github.com/hardenway/hardenway/labs"
)

// Name is the word after --on.
const Name = "kind"

// EnvImage names the node image for new clusters where none is asked for.
const EnvImage = "HARDEN_NODE_IMAGE"

// DefaultImage is the node image of this build's version of kind.
const DefaultImage = defaults.Image

// Provider makes kind clusters.
type Provider struct {
	// Dir holds one directory a cluster.
	Dir string
	// Version is harden's own.
	Version string
	// Image is the node image of new clusters; "" is the one that a bundle brought, or else
	// kind's default.
	Image string
	// Program gives the program that goes into a node, by architecture ("amd64"). Nil takes
	// what was built into this binary.
	Program func(arch string) ([]byte, error)
}

var _ labs.Provider = (*Provider)(nil)

// Name implements labs.Provider.
func (*Provider) Name() string { return Name }

// Capabilities implements labs.Provider.
func (*Provider) Capabilities() []labs.Capability { return labs.AllCapabilities() }

func (p *Provider) dir(id labs.ID) string { return filepath.Join(p.Dir, string(id)) }

// clusterName is kind's name for a lab. With the node's suffix it is as long as a host's name
// may be, if the lab's is.
func clusterName(id labs.ID) string { return "harden-" + string(id) }

func nodeName(id labs.ID) string { return clusterName(id) + "-control-plane" }

// network is the Docker network of this home's labs. It marks their containers from the first
// moment on, and is gone with the last of them.
func (p *Provider) network() (string, error) {
	dir, err := filepath.Abs(p.Dir)
	if err != nil {
		return "", err
	}
	// A home that is reached by several names is one home.
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	sum := sha256.Sum256([]byte(dir))
	return fmt.Sprintf("hardenway-%x", sum[:4]), nil
}

// ForeignError: a kind cluster of that name is there, and is none of this home's.
type ForeignError struct {
	ID      labs.ID
	Cluster string
}

func (e *ForeignError) Error() string {
	return fmt.Sprintf("the kind cluster %q is there and was not made by this harden home; it was left alone", e.Cluster)
}

// Mend says how to tell whose it is, and how to go on without it.
func (e *ForeignError) Mend() string {
	return fmt.Sprintf("start with another --name, or look at it with docker inspect %s", nodeName(e.ID))
}

// owned finds the containers of a lab's cluster. It fails when one is not of this home.
func (p *Provider) owned(ctx context.Context, id labs.ID) ([]string, error) {
	names, err := containersOf(ctx, clusterName(id))
	if err != nil {
		return nil, err
	}
	network, err := p.network()
	if err != nil {
		return nil, err
	}
	var owned []string
	for _, name := range names {
		found, err := inspect(ctx, name)
		if errors.Is(err, errNoContainer) {
			continue // it has gone meanwhile
		}
		if err != nil {
			return nil, err
		}
		if _, ours := found.NetworkSettings.Networks[network]; !ours {
			return nil, &ForeignError{ID: id, Cluster: clusterName(id)}
		}
		owned = append(owned, name)
	}
	return owned, nil
}

// Create implements labs.Provider.
func (p *Provider) Create(ctx context.Context, cs labs.ClusterSpec, report labs.Reporter) (_ labs.Cluster, err error) {
	if err := cs.ID.Validate(); err != nil {
		return nil, err
	}
	info, err := systemInfo(ctx)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the directory for labs: %w", err)
	}
	// Before the directory is made: a foreign cluster is no reason to leave anything.
	owned, err := p.owned(ctx, cs.ID)
	if err != nil {
		return nil, err
	}
	if len(owned) > 0 {
		return nil, &labs.ExistsError{ID: cs.ID}
	}
	dir := p.dir(cs.ID)
	// Making the directory is what claims the name: of two creates at once one wins.
	if err := os.Mkdir(dir, 0o700); errors.Is(err, fs.ErrExist) {
		return nil, &labs.ExistsError{ID: cs.ID}
	} else if err != nil {
		return nil, fmt.Errorf("making the lab's directory: %w", err)
	}
	defer func() {
		if err != nil {
			cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
			defer cancel()
			err = errors.Join(err, p.remove(cleanup, cs.ID, nil, 0))
		}
	}()
	s := spec{Version: specVersion, Harden: p.Version, ID: cs.ID, Cluster: clusterName(cs.ID), Node: nodeName(cs.ID), Image: cs.Image}
	if s.Image == "" {
		s.Image = p.nodeImage(ctx)
	}
	for name := range cs.Files {
		s.Files = append(s.Files, name)
	}
	slices.Sort(s.Files)
	if s.Network, err = p.network(); err != nil {
		return nil, err
	}
	program, arch, err := p.prepare(ctx, s.Image, info, report)
	if err != nil {
		return nil, err
	}
	release, err := p.claimAddress(ctx, &s, info)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := p.provision(ctx, &s, cs, program, report); err != nil {
		return nil, err
	}
	c := newCluster(s, dir)
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"lab programs", func() error { return errors.Join(loadWorkload(ctx, &s, program, arch), startHollow(ctx, &s)) }},
		{"kubeconfigs", func() error { return c.writeKubeconfigs() }},
		{"node Ready", func() error { return c.awaitReady(ctx) }},
		{"pod network and DNS", func() error { return c.awaitNetwork(ctx) }},
	} {
		began := time.Now()
		labs.Report(report, labs.Event{Step: step.name})
		if err := step.do(); err != nil {
			return nil, fmt.Errorf("%s: %w", step.name, err)
		}
		labs.Report(report, labs.Event{Step: step.name, Done: true, Took: time.Since(began)})
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return c, nil
}

// prepare sees that the node image and the program for it are here. Pulling is done here and not
// by kind, which could not be stopped while it does.
func (p *Provider) prepare(ctx context.Context, image string, info *dockerInfo, report labs.Reporter) (program []byte, arch string, err error) {
	arch, err = imageArch(ctx, image)
	if errors.Is(err, errNoImage) {
		began := time.Now()
		labs.Report(report, labs.Event{Step: "node image (this is once, and hundreds of megabytes)"})
		if _, err := docker(ctx, "pull", "--quiet", image); err != nil {
			if _, ok := errors.AsType[*DockerError](err); ok || ctx.Err() != nil {
				return nil, "", err
			}
			return nil, "", &labs.Problem{
				Err: fmt.Errorf("the node image %s is not on this machine and cannot be had: %w", image, err),
				Try: "start the scenario without --on kind, or bring an image in a bundle (harden bundle load; docs/air-gap.md), or name one that is here with --image",
			}
		}
		labs.Report(report, labs.Event{Step: "node image (this is once, and hundreds of megabytes)", Done: true, Took: time.Since(began)})
		arch, err = imageArch(ctx, image)
		if err != nil {
			return nil, "", err
		}
	} else if err != nil {
		return nil, "", err
	}
	if own := info.arch(); own != "" && arch != own {
		return nil, "", &labs.Problem{
			Err: fmt.Errorf("the node image %s is for %s, and Docker runs on %s", image, arch, own),
			Try: "an --image for " + own + ", or none, which takes kind's own",
		}
	}
	get := p.Program
	if get == nil {
		get = embedded
	}
	program, err = get(arch)
	return program, arch, err
}

// claimAddress gives the lab its address, in a file that other processes see before they take
// theirs.
func (p *Provider) claimAddress(ctx context.Context, s *spec, info *dockerInfo) (release func(), err error) {
	unlock, err := lockFile(ctx, p.addressLock(), lockMode{wait: true})
	if err != nil {
		return nil, err
	}
	defer unlock()
	taken, err := p.taken(s.ID)
	if err != nil {
		return nil, err
	}
	release, err = assign(ctx, s, taken, hasOwnAddresses(info.OperatingSystem))
	if err != nil {
		return nil, err
	}
	if err := p.writeSpec(s); err != nil {
		release()
		return nil, err
	}
	return release, nil
}

func (p *Provider) writeSpec(s *spec) error {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(p.dir(s.ID), specFile), append(data, '\n'))
}

func (p *Provider) taken(except labs.ID) ([]string, error) {
	ids, err := p.inHome()
	if err != nil {
		return nil, err
	}
	var taken []string
	for _, id := range ids {
		if s, err := p.readSpec(id); err == nil && id != except { // one without has no address either
			taken = append(taken, s.Address)
		}
	}
	return taken, nil
}

func (p *Provider) readSpec(id labs.ID) (spec, error) {
	var s spec
	data, err := os.ReadFile(filepath.Join(p.dir(id), specFile))
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("%s is damaged: %w", filepath.Join(p.dir(id), specFile), err)
	}
	if s.Version > specVersion {
		return s, fmt.Errorf("lab %q was made by a newer harden (%s): stop it with that version, or install it", id, s.Harden)
	}
	if s.ID != id || s.Cluster != clusterName(id) || s.Node != nodeName(id) {
		return s, fmt.Errorf("%s is damaged: it tells of another lab", filepath.Join(p.dir(id), specFile))
	}
	return s, s.validAddress()
}

// networkVariable is how kind is told which Docker network to use; as a library it has no other way.
const networkVariable = "KIND_EXPERIMENTAL_DOCKER_NETWORK"

var setNetwork sync.Mutex

// provision has kind make the cluster, and lays the scenario's files over the node before
// anything in it starts.
func (p *Provider) provision(ctx context.Context, s *spec, cs labs.ClusterSpec, program []byte, report labs.Reporter) error {
	config, err := clusterConfig(s, cs)
	if err != nil {
		return err
	}
	files := map[string]labs.File{strings.TrimPrefix(agentPath, "/"): {Data: program, Mode: 0o755}}
	for name, content := range hollowFiles() {
		files[name] = labs.File{Data: []byte(content)}
	}
	if cs.SharedEtcdCA {
		if files, err = withCA(files); err != nil {
			return err
		}
	}
	for name, file := range cs.Files {
		files[name] = file
	}
	archive, err := filesArchive(files)
	if err != nil {
		return err
	}
	// While the cluster is made the network must not be taken away by another lab's end.
	unlock, err := lockFile(ctx, p.networkLock(), lockMode{how: disk.Shared, wait: true})
	if err != nil {
		return err
	}
	defer unlock()
	said := &progress{report: report, hooks: map[string]func() error{
		"Writing configuration": func() error {
			_, err := dockerWith(ctx, bytes.NewReader(archive), "exec", "-i", s.Node, "tar", "-x", "-p", "--numeric-owner", "-C", "/", "-f", "-")
			if err != nil {
				return fmt.Errorf("laying the scenario's files over the node: %w", err)
			}
			return nil
		},
	}}
	setNetwork.Lock()
	err = os.Setenv(networkVariable, s.Network) // the same for all labs of this process's home
	setNetwork.Unlock()
	if err != nil {
		return err
	}
	made := make(chan error, 1)
	go func() {
		made <- cluster.NewProvider(cluster.ProviderWithDocker(), cluster.ProviderWithLogger(said)).Create(s.Cluster,
			cluster.CreateWithV1Alpha4Config(config), cluster.CreateWithKubeconfigPath(filepath.Join(p.dir(s.ID), kindKubeconfig)),
			cluster.CreateWithDisplayUsage(false), cluster.CreateWithDisplaySalutation(false))
	}()
	select {
	case err = <-made:
	case <-ctx.Done():
		p.stopMaking(ctx, s, made)
		return context.Cause(ctx)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	said.end()
	if err != nil {
		return &labs.Problem{Err: kindFailure(err), Try: "harden doctor, which looks at what kind needs; and without --on kind the embedded cluster"}
	}
	return said.hookFailure()
}

// stopMaking ends a create by taking its container away. kind knows no other way: whatever it
// does next in the node fails, and it returns.
func (p *Provider) stopMaking(ctx context.Context, s *spec, made <-chan error) {
	fresh, cancel := context.WithTimeout(context.WithoutCancel(ctx), 50*time.Second)
	defer cancel()
	for {
		// That there is none yet, or none any more, is no error.
		_, _ = docker(fresh, "rm", "--force", "--volumes", s.Node)
		select {
		case <-made: //nolint:errcheck // that it failed is what was wanted
			return
		case <-fresh.Done():
			return
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// kindFailure is kind's error in fewer words: of a command that failed, what it said last. kind
// itself tells the whole command line, and not what came of it.
func kindFailure(err error) error {
	failed := kindexec.RunErrorForError(err)
	if failed == nil || len(failed.Command) == 0 {
		return fmt.Errorf("kind: %w", err)
	}
	command := failed.Command[:min(len(failed.Command), 2)]
	if command[0] == "docker" && len(failed.Command) > 3 && failed.Command[1] == "exec" {
		// docker exec --privileged NODE COMMAND
		command = failed.Command[slices.IndexFunc(failed.Command, func(word string) bool { return strings.HasSuffix(word, "-control-plane") })+1:]
		command = command[:min(len(command), 2)]
	}
	lines := strings.Split(strings.TrimSpace(string(failed.Output)), "\n")
	return fmt.Errorf("kind: %s: %s", strings.Join(command, " "), strings.Join(lines[max(0, len(lines)-5):], "\n"))
}

// startHollow starts the node's registry, and sees that it does whenever the node does. Not earlier: with
// cgroup v1 kind goes on before systemd listens.
func startHollow(ctx context.Context, s *spec) error {
	if _, err := docker(ctx, "exec", s.Node, "systemctl", "enable", "--now", "--quiet", hollowUnit); err != nil {
		return fmt.Errorf("starting the node's registry of images that run nothing: %w", err)
	}
	return nil
}

func withCA(files map[string]labs.File) (map[string]labs.File, error) {
	ca, err := sharedCA()
	if err != nil {
		return nil, err
	}
	for name, file := range ca {
		files[name] = file
	}
	return files, nil
}

// filesArchive is a tar of files, owned by root.
func filesArchive(files map[string]labs.File) ([]byte, error) {
	var archive bytes.Buffer
	t := tar.NewWriter(&archive)
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		file := files[name]
		clean := strings.TrimPrefix(path.Clean("/"+name), "/")
		if clean == "" {
			return nil, fmt.Errorf("%q is no name of a file", name)
		}
		mode := file.Mode
		if mode == 0 {
			mode = 0o644
		}
		// tar makes the directories above it, or leaves them as they are.
		if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: clean, Mode: int64(mode), Size: int64(len(file.Data)), ModTime: time.Now()}); err != nil {
			return nil, err
		}
		if _, err := t.Write(file.Data); err != nil {
			return nil, err
		}
	}
	if err := t.Close(); err != nil {
		return nil, err
	}
	return archive.Bytes(), nil
}

// loadWorkload brings the image of the lab's own programs into the node.
func loadWorkload(ctx context.Context, s *spec, program []byte, arch string) error {
	var image bytes.Buffer
	if err := workloadImage(&image, program, arch); err != nil {
		return err
	}
	return importImage(ctx, s.Node, &image)
}

// importImage gives an image to the node's container runtime, under the name the archive has.
func importImage(ctx context.Context, node string, image io.Reader) error {
	_, err := dockerWith(ctx, image, "exec", "-i", node, "ctr", "--namespace=k8s.io", "images", "import", "--digests", "-")
	return err
}

// writeKubeconfigs takes the node's own and points them at this machine's address.
func (c *Cluster) writeKubeconfigs() error {
	for from, to := range map[string]string{"/etc/kubernetes/admin.conf": userKubeconfig, "/etc/kubernetes/super-admin.conf": adminKubeconfig} {
		data, err := readFile(c.agent.files(), from)
		if err != nil {
			return err
		}
		config, err := clientcmd.Load(data)
		if err != nil {
			return fmt.Errorf("the node's %s: %w", from, err)
		}
		current, ok := config.Contexts[config.CurrentContext]
		if !ok || config.Clusters[current.Cluster] == nil || config.AuthInfos[current.AuthInfo] == nil {
			return fmt.Errorf("the node's %s has no current context", from)
		}
		name := string(c.spec.ID)
		server := config.Clusters[current.Cluster]
		server.Server = "https://" + c.spec.hostPort(apiServerPort)
		data, err = clientcmd.Write(clientcmdapi.Config{
			Clusters: map[string]*clientcmdapi.Cluster{name: server}, AuthInfos: map[string]*clientcmdapi.AuthInfo{"admin": config.AuthInfos[current.AuthInfo]},
			Contexts: map[string]*clientcmdapi.Context{name: {Cluster: name, AuthInfo: "admin"}}, CurrentContext: name,
		})
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(c.dir, to), data); err != nil {
			return err
		}
	}
	return nil
}

// Open implements labs.Provider.
func (p *Provider) Open(ctx context.Context, id labs.ID) (labs.Cluster, error) {
	if err := id.Validate(); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(p.dir(id)); errors.Is(err, fs.ErrNotExist) {
		return nil, &labs.NotFoundError{ID: id}
	}
	s, err := p.readSpec(id)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &labs.StoppedError{ID: id, Why: "its start was cut off"}
	}
	if err != nil {
		return nil, err
	}
	owned, err := p.owned(ctx, id)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(owned, s.Node) {
		return nil, &labs.StoppedError{ID: id, Why: fmt.Sprintf("its container %s is gone", s.Node)}
	}
	found, err := inspect(ctx, s.Node)
	if err != nil {
		return nil, err
	}
	if !found.State.Running {
		return nil, &labs.StoppedError{ID: id, Why: fmt.Sprintf("its container %s is %s", s.Node, found.State.Status)}
	}
	if _, err := os.Stat(filepath.Join(p.dir(id), adminKubeconfig)); err != nil {
		return nil, &labs.StoppedError{ID: id, Why: "its start was cut off"}
	}
	return newCluster(s, p.dir(id)), nil
}

// inHome are the labs that have a directory.
func (p *Provider) inHome() ([]labs.ID, error) {
	entries, err := os.ReadDir(p.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var ids []labs.ID
	for _, e := range entries {
		if id := labs.ID(e.Name()); e.IsDir() && id.Validate() == nil {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// List implements labs.Provider. Docker is not asked: every lab has had its directory since
// before its container, and people without Docker list labs too.
func (p *Provider) List(context.Context) ([]labs.ID, error) { return p.inHome() }

// settleTime is how long a container may take to appear after the harden that wanted it was
// killed: Docker was told already, and copies the image's /var into a volume first.
const settleTime = 15 * time.Second

// Delete implements labs.Provider.
func (p *Provider) Delete(ctx context.Context, id labs.ID, report labs.Reporter) error {
	settle := settleTime
	if _, err := os.Stat(filepath.Join(p.dir(id), adminKubeconfig)); err == nil {
		settle = 0 // its start came to its end
	}
	return p.remove(ctx, id, report, settle)
}

func (p *Provider) remove(ctx context.Context, id labs.ID, report labs.Reporter, settle time.Duration) error {
	if err := id.Validate(); err != nil {
		return err
	}
	dir := p.dir(id)
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil // no lab of this home has been without its directory
	}
	const step = "container"
	began := time.Now()
	labs.Report(report, labs.Event{Step: step})
	if err := p.removeContainers(ctx, id, settle); err != nil {
		return fmt.Errorf("lab %q: %w", id, err)
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("lab %q: removing its files: %w", id, err)
	}
	if err := p.removeNetwork(ctx); err != nil {
		return fmt.Errorf("lab %q: %w", id, err)
	}
	labs.Report(report, labs.Event{Step: step, Done: true, Took: time.Since(began)})
	return nil
}

func (p *Provider) removeContainers(ctx context.Context, id labs.ID, settle time.Duration) error {
	for began := time.Now(); ; {
		owned, err := p.owned(ctx, id)
		if _, foreign := errors.AsType[*ForeignError](err); foreign {
			return nil // somebody else's cluster took the name since: the directory is all that is left of ours
		}
		if err != nil {
			return err
		}
		if len(owned) > 0 {
			// The volumes are anonymous ones, which go with their container.
			_, err := docker(ctx, append([]string{"rm", "--force", "--volumes"}, owned...)...)
			if err != nil && !strings.Contains(strings.ToLower(err.Error()), "no such container") && !strings.Contains(err.Error(), "already in progress") {
				return fmt.Errorf("removing its container: %w", err)
			}
			settle = 0
		}
		if len(owned) == 0 && time.Since(began) >= settle {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// The locks of a home: addresses are given one by one; the network is not taken away while a
// lab is being made.
func (p *Provider) addressLock() string { return filepath.Join(p.Dir, ".address.lock") }
func (p *Provider) networkLock() string { return filepath.Join(p.Dir, ".network.lock") }

// removeNetwork removes this home's network, and its locks, unless a lab is there.
func (p *Provider) removeNetwork(ctx context.Context) error {
	unlock, err := lockFile(ctx, p.networkLock(), lockMode{})
	if errors.Is(err, errLocked) {
		return nil // a lab is being made; the network goes with that one
	}
	if err != nil {
		return err
	}
	defer unlock()
	left, err := p.inHome()
	if err != nil || len(left) > 0 {
		return err
	}
	network, err := p.network()
	if err != nil {
		return err
	}
	out, err := docker(ctx, "network", "ls", "--filter", "name=^"+network+"$", "--format", "{{.ID}}")
	if err != nil {
		return err
	}
	for _, id := range strings.Fields(string(out)) {
		if _, err := docker(ctx, "network", "rm", id); err != nil {
			if text := strings.ToLower(err.Error()); !strings.Contains(text, "not found") && !strings.Contains(text, "no such network") {
				return fmt.Errorf("removing the network %s: %w", network, err)
			}
		}
	}
	for _, name := range []string{p.addressLock(), p.networkLock()} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
