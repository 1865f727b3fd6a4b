package kind

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/hardenway/hardenway/labs"
)

// trouble is why Docker cannot be used.
type trouble int

const (
	noTrouble    trouble = iota
	noClient             // there is no docker command
	noDaemon             // the command is there, and nothing answers it
	noRights             // something is there that this user may not talk to
	otherMachine         // it runs where a lab's ports would be of no use
	otherTrouble
)

// DockerError: Docker, which a kind cluster runs in, cannot be used.
type DockerError struct {
	kind trouble
	// Said is what the docker command said.
	Said string
}

func (e *DockerError) Error() string {
	switch e.kind {
	case noClient:
		return "a kind cluster runs in Docker, and there is no docker command in the PATH"
	case noDaemon:
		return "a kind cluster runs in Docker, and no Docker daemon answers: " + e.Said
	case noRights:
		return "a kind cluster runs in Docker, and you may not use its socket: " + e.Said
	case otherMachine:
		return "a kind cluster runs in Docker, and the docker command talks to that of another machine: " + e.Said
	case noTrouble, otherTrouble:
	}
	return "a kind cluster runs in Docker, and Docker does not work: " + e.Said
}

// Mend offers the cluster that needs no Docker, and says how to get this one.
func (e *DockerError) Mend() string {
	const instead = "start the scenario without --on kind: the embedded cluster needs no Docker. Or "
	switch e.kind {
	case noClient:
		return instead + "install Docker"
	case noDaemon:
		return instead + "start Docker (systemctl start docker, or Docker Desktop), and look at DOCKER_HOST and docker context ls"
	case noRights:
		return instead + "join the group that may (usermod -aG docker, then log in again), or use rootless Docker"
	case otherMachine:
		return instead + "use a Docker of this machine (DOCKER_HOST, docker context use): a lab's ports are open where its Docker is"
	case noTrouble, otherTrouble:
	}
	return instead + "see what docker info says"
}

// troubleIn tells from what the docker command said what is the matter with Docker itself;
// noTrouble when it answered, and only the request was wrong.
func troubleIn(said string) trouble {
	said = strings.ToLower(said)
	has := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(said, word) {
				return true
			}
		}
		return false
	}
	switch {
	case has("permission denied") && has("docker daemon", "docker api", "docker.sock", "dial unix"):
		return noRights
	case has("cannot connect to the docker daemon", "is the docker daemon running", "error during connect", "failed to connect to the docker api"):
		return noDaemon
	case has("unable to resolve docker endpoint"):
		return otherTrouble
	}
	return noTrouble
}

// docker runs the docker command and returns what it printed.
func docker(ctx context.Context, args ...string) ([]byte, error) {
	return dockerWith(ctx, nil, args...)
}

func dockerWith(ctx context.Context, input io.Reader, args ...string) ([]byte, error) {
	var out, errOut bytes.Buffer
	cmd, err := dockerCommand(ctx, args...)
	if err != nil {
		return nil, err
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = input, &out, &errOut
	if err := cmd.Run(); err != nil {
		return nil, dockerFailure(ctx, args, err, errOut.String())
	}
	return out.Bytes(), nil
}

func dockerCommand(ctx context.Context, args ...string) (*exec.Cmd, error) {
	name, err := exec.LookPath("docker")
	if err != nil {
		return nil, &DockerError{kind: noClient}
	}
	return exec.CommandContext(ctx, name, args...), nil //nolint:gosec // docker, with arguments of this package
}

func dockerFailure(ctx context.Context, args []string, err error, said string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	said = strings.TrimSpace(said)
	if kind := troubleIn(said); kind != noTrouble {
		return &DockerError{kind: kind, Said: firstLine(said)}
	}
	if said == "" {
		said = err.Error()
	}
	return fmt.Errorf("docker %s: %s", args[0], said)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// container is what is asked of `docker inspect`.
type container struct {
	ID    string
	State struct {
		Running bool
		Status  string
		Error   string
	}
	Config struct {
		Image  string
		Labels map[string]string
	}
	NetworkSettings struct {
		Networks map[string]struct{ IPAddress string }
		Ports    map[string][]struct{ HostIP, HostPort string }
	}
	Mounts []struct{ Type, Name string }
}

// errNoContainer: there is none of that name.
var errNoContainer = errors.New("no such container")

func inspect(ctx context.Context, name string) (*container, error) {
	out, err := docker(ctx, "container", "inspect", name)
	if err != nil {
		if strings.Contains(strings.ToLower(err.Error()), "no such container") {
			return nil, errNoContainer
		}
		return nil, err
	}
	var found []container
	if err := json.Unmarshal(out, &found); err != nil || len(found) != 1 {
		return nil, fmt.Errorf("docker container inspect %s printed something else than one container: %w", name, err)
	}
	return &found[0], nil
}

// The labels that kind puts on its containers.
const (
	clusterLabel = "io.x-k8s.kind.cluster"
	roleLabel    = "io.x-k8s.kind.role"
)

// containersOf names the containers of a kind cluster, running or not.
func containersOf(ctx context.Context, cluster string) ([]string, error) {
	out, err := docker(ctx, "ps", "--all", "--filter", "label="+clusterLabel+"="+cluster, "--format", "{{.Names}}")
	return strings.Fields(string(out)), err
}

// run runs the docker command with streams of its caller and returns its exit code, which for
// docker exec is that of the command in the container.
func run(ctx context.Context, stdio labs.Stdio, args ...string) (int, error) {
	cmd, err := dockerCommand(ctx, args...)
	if err != nil {
		return 0, err
	}
	var errOut bytes.Buffer
	cmd.Stdin, cmd.Stdout = stdio.In, stdio.Out
	cmd.Stderr = io.MultiWriter(orDiscard(stdio.Err), &limited{to: &errOut, left: 4 << 10})
	if file, ok := stdio.Err.(*os.File); ok && isTerminal(stdio) {
		cmd.Stderr = file
	}
	err = cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && ctx.Err() == nil {
		if kind := troubleIn(errOut.String()); kind != noTrouble {
			return 0, &DockerError{kind: kind, Said: firstLine(strings.TrimSpace(errOut.String()))}
		}
		return exit.ExitCode(), nil
	}
	if err != nil {
		return 0, dockerFailure(ctx, args, err, errOut.String())
	}
	return 0, nil
}

func orDiscard(w io.Writer) io.Writer {
	if w == nil {
		return io.Discard
	}
	return w
}

// limited writes the beginning of what it is given and swallows the rest.
type limited struct {
	to   io.Writer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.left -= n
	if _, err := l.to.Write(p[:n]); err != nil {
		return 0, err
	}
	return len(p), nil
}

// isTerminal is true when a person types.
func isTerminal(stdio labs.Stdio) bool {
	file, ok := stdio.In.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
