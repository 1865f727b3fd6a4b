package kind

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hardenway/hardenway/labs"
)

// fakeDocker puts a docker command before all others that runs a shell script.
func fakeDocker(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// What Docker clients of several versions say.
const (
	saidDown20    = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
	saidDown28    = "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory"
	saidRights20  = `Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/info": dial unix /var/run/docker.sock: connect: permission denied`
	saidRights28  = `permission denied while trying to connect to the docker API at unix:///var/run/docker.sock`
	saidDesktop   = `error during connect: this error may indicate that the docker daemon is not running: Get "http://%2F%2F.%2Fpipe%2Fdocker_engine/v1.24/info": open //./pipe/docker_engine: The system cannot find the file specified.`
	saidFar       = `error during connect: Get "http://far.example:2375/v1.24/info": dial tcp: lookup far.example: no such host`
	saidNoSuch    = "Error response from daemon: No such container: harden-x-control-plane"
	saidPullFails = `Error response from daemon: Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host`
)

func TestTroubleIn(t *testing.T) {
	for said, want := range map[string]trouble{
		saidDown20: noDaemon, saidDown28: noDaemon, saidDesktop: noDaemon, saidFar: noDaemon, saidRights20: noRights, saidRights28: noRights,
		saidNoSuch: noTrouble, saidPullFails: noTrouble, "": noTrouble,
		"cat: /etc/shadow: Permission denied": noTrouble,
	} {
		if got := troubleIn(said); got != want {
			t.Errorf("%q: got %d, want %d", said, got, want)
		}
	}
}

func TestCreateWithoutDocker(t *testing.T) {
	for _, test := range []struct {
		name, script string
		want, mend   string
	}{
		{name: "down", script: "echo '" + saidDown20 + "' >&2; exit 1", want: "no Docker daemon answers: Cannot connect", mend: "start Docker"},
		{name: "rights", script: "echo '" + saidRights20 + "' >&2; exit 1", want: "you may not use its socket", mend: "usermod -aG docker"},
		{name: "down, but exit code 0", script: `echo '{"ServerErrors":["` + saidDown28 + `"]}'`, want: "no Docker daemon answers: failed to connect", mend: "start Docker"},
		{name: "rights, but exit code 0", script: `echo '{"ServerErrors":["` + saidRights28 + `"]}'`, want: "you may not use its socket", mend: "usermod -aG docker"},
		{name: "elsewhere", script: `if [ "$1" = context ]; then echo ssh://me@far.example; else exit 1; fi`, want: "that of another machine: ssh://me@far.example", mend: "docker context use"},
		{name: "no answer at all", script: "echo '{}'", want: "docker info tells of no server", mend: "start Docker"},
		{name: "no JSON", script: "echo hello", want: "Docker does not work: docker info printed no JSON", mend: "docker info"},
	} {
		t.Run(test.name, func(t *testing.T) {
			fakeDocker(t, test.script)
			checkUnusable(t, test.want, test.mend)
		})
	}
	t.Run("no client", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		checkUnusable(t, "there is no docker command in the PATH", "install Docker")
	})
}

func checkUnusable(t *testing.T, want, mend string) {
	t.Helper()
	p := &Provider{Dir: filepath.Join(t.TempDir(), "kind")}
	_, err := p.Create(t.Context(), labs.ClusterSpec{ID: "lab"}, nil)
	if _, ok := errors.AsType[*DockerError](err); !ok || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want a DockerError with %q", err, want)
	}
	if advice := labs.Advice(err); !strings.Contains(advice, mend) || !strings.Contains(advice, "without --on kind") {
		t.Errorf("the advice is %q, want %q and the embedded cluster in it", advice, mend)
	}
	if _, err := os.Stat(p.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was left: %v", err)
	}
	found := p.Diagnose(t.Context())
	if len(found) != 1 || found[0].OK || !strings.Contains(found[0].Finding, want) || found[0].Mend == "" {
		t.Errorf("doctor says %+v", found)
	}
	// Nobody needs Docker to hear that there are no labs.
	if ids, err := p.List(t.Context()); err != nil || len(ids) != 0 {
		t.Errorf("List: %v, %v", ids, err)
	}
	if err := p.Delete(t.Context(), "lab", nil); err != nil {
		t.Errorf("Delete of what is not there: %v", err)
	}
	if _, err := p.Open(t.Context(), "lab"); err == nil {
		t.Error("Open found a lab")
	} else if _, ok := errors.AsType[*labs.NotFoundError](err); !ok {
		t.Errorf("Open: %v", err)
	}
}

// aDocker answers what a provider asks of a Docker in which one kind cluster runs.
func aDocker(network string) string {
	return `case "$*" in
"context "*) echo unix:///var/run/docker.sock ;;
"info "*) echo '{"ServerVersion":"28.0","OSType":"linux","Architecture":"x86_64","OperatingSystem":"Debian","CgroupVersion":"2","MemTotal":8000000000}' ;;
"ps "*) echo harden-mine-control-plane ;;
"container inspect "*) echo '[{"State":{"Running":true,"Status":"running"},"NetworkSettings":{"Networks":{"` + network + `":{"IPAddress":"172.18.0.2"}}}}]' ;;
"rm "*) echo "$*" >> "$REMOVED" ;;
"network ls"*) ;;
*) echo "unexpected: docker $*" >&2; exit 1 ;;
esac`
}

func TestForeignCluster(t *testing.T) {
	fakeDocker(t, aDocker("kind"))
	removed := filepath.Join(t.TempDir(), "removed")
	t.Setenv("REMOVED", removed)
	p := &Provider{Dir: filepath.Join(t.TempDir(), "kind")}
	_, err := p.Create(t.Context(), labs.ClusterSpec{ID: "mine"}, nil)
	const want = `the kind cluster "harden-mine" is there and was not made by this harden home; it was left alone`
	if _, ok := errors.AsType[*ForeignError](err); !ok || err.Error() != want {
		t.Errorf("Create: got %v, want %s", err, want)
	}
	if advice := labs.Advice(err); !strings.Contains(advice, "another --name") {
		t.Errorf("the advice is %q", advice)
	}
	// A directory of ours under a name that somebody else's cluster has now.
	if err := os.MkdirAll(p.dir("mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := p.writeSpec(&spec{Version: specVersion, ID: "mine", Cluster: "harden-mine", Node: "harden-mine-control-plane", Address: "127.21.1.1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Open(t.Context(), "mine"); err == nil || err.Error() != want {
		t.Errorf("Open: got %v, want %s", err, want)
	}
	if err := p.remove(t.Context(), "mine", nil, 0); err != nil {
		t.Errorf("Delete: %v", err)
	}
	if _, err := os.Stat(removed); !errors.Is(err, os.ErrNotExist) {
		data, _ := os.ReadFile(removed)
		t.Errorf("somebody else's cluster was removed: docker %s", data)
	}
	if _, err := os.Stat(p.dir("mine")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the directory is still there: %v", err)
	}
}

func TestOwnClusterIsRemoved(t *testing.T) {
	p := &Provider{Dir: filepath.Join(t.TempDir(), "kind")}
	if err := os.MkdirAll(p.dir("mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	network, err := p.network()
	if err != nil {
		t.Fatal(err)
	}
	removed := filepath.Join(t.TempDir(), "removed")
	// Once removed, it is not listed any more.
	fakeDocker(t, `if [ -e "$REMOVED" ] && [ "$1" = ps ]; then exit 0; fi
`+aDocker(network))
	t.Setenv("REMOVED", removed)
	if _, err := p.Create(t.Context(), labs.ClusterSpec{ID: "mine"}, nil); err == nil {
		t.Error("a second cluster of the name was made")
	} else if _, ok := errors.AsType[*labs.ExistsError](err); !ok {
		t.Errorf("Create: %v", err)
	}
	if _, err := p.Open(t.Context(), "mine"); err == nil || !strings.Contains(err.Error(), "its start was cut off") {
		t.Errorf("Open of a lab whose start was cut off: %v", err)
	}
	if err := p.Delete(t.Context(), "mine", nil); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(removed)
	if err != nil || string(data) != "rm --force --volumes harden-mine-control-plane\n" {
		t.Errorf("removed %q, %v", data, err)
	}
	if entries, err := os.ReadDir(p.Dir); err != nil || len(entries) != 0 {
		t.Errorf("left: %v, %v", entries, err)
	}
}

func TestNetworkIsOfTheHome(t *testing.T) {
	dir := t.TempDir()
	network := func(dir string) string {
		name, err := (&Provider{Dir: dir}).network()
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	a, b := network(filepath.Join(dir, "a")), network(filepath.Join(dir, "b"))
	if a == b || !strings.HasPrefix(a, "hardenway-") {
		t.Errorf("two homes have the networks %s and %s", a, b)
	}
}
