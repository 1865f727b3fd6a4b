package kind

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/hardenway/hardenway/internal/disk"
	"github.com/hardenway/hardenway/labs"
)

// dockerInfo is what `docker info` tells of the machine that Docker runs on.
type dockerInfo struct {
	ServerVersion   string
	OperatingSystem string
	OSType          string
	Architecture    string // as the kernel says it
	CgroupVersion   string
	MemTotal        int64 // bytes
	DockerRootDir   string
	SecurityOptions []string
	HTTPProxy       string `json:"HttpProxy"`
	HTTPSProxy      string `json:"HttpsProxy"`
	NoProxy         string
	ServerErrors    []string
	DriverStatus    [][2]string
}

func systemInfo(ctx context.Context) (*dockerInfo, error) {
	if out, err := docker(ctx, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"); err == nil {
		if host := strings.TrimSpace(string(out)); !local(host) {
			return nil, &DockerError{kind: otherMachine, Said: host}
		}
	} // else docker info will say what is the matter
	out, err := docker(ctx, "info", "--format", "{{json .}}")
	if err != nil {
		if _, known := errors.AsType[*DockerError](err); known || ctx.Err() != nil {
			return nil, err
		}
		return nil, &DockerError{kind: otherTrouble, Said: err.Error()}
	}
	return parseInfo(out)
}

// local is true for an endpoint on this machine. A container's ports are open where its Docker is.
func local(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "tcp" && u.Scheme != "ssh" && u.Scheme != "http" && u.Scheme != "https" {
		return true // a socket or a pipe
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// parseInfo reads the answer. Some clients exit with 0 and tell of a daemon that does not answer.
func parseInfo(out []byte) (*dockerInfo, error) {
	var info dockerInfo
	if err := json.Unmarshal(out, &info); err != nil {
		return nil, &DockerError{kind: otherTrouble, Said: fmt.Sprintf("docker info printed no JSON: %v", err)}
	}
	if len(info.ServerErrors) > 0 {
		said := strings.Join(info.ServerErrors, "; ")
		kind := troubleIn(said)
		if kind == noTrouble {
			kind = otherTrouble
		}
		return nil, &DockerError{kind: kind, Said: firstLine(said)}
	}
	if info.ServerVersion == "" {
		return nil, &DockerError{kind: noDaemon, Said: "docker info tells of no server"}
	}
	return &info, nil
}

// containerdStore is true where Docker keeps images in containerd, as it does by default since 29.
func (i *dockerInfo) containerdStore() bool {
	return slices.Contains(i.DriverStatus, [2]string{"driver-type", "io.containerd.snapshotter.v1"})
}

// arch is the architecture in Go's words, "" for one that is not known here.
func (i *dockerInfo) arch() string {
	switch i.Architecture {
	case "x86_64", "amd64":
		return "amd64"
	case "aarch64", "arm64":
		return "arm64"
	}
	return ""
}

var errNoImage = errors.New("no such image")

// imageArch is the architecture of an image on this machine, or errNoImage.
func imageArch(ctx context.Context, image string) (string, error) {
	out, err := docker(ctx, "image", "inspect", "--format", "{{.Architecture}}", image)
	if err != nil && strings.Contains(strings.ToLower(err.Error()), "no such image") {
		return "", errNoImage
	}
	return strings.TrimSpace(string(out)), err
}

const (
	neededMemory = 3 << 29 // bytes: a node takes 1 GB (PSS of its processes), its pods and Docker the rest
	neededDisk   = 4 << 30
	// What kind's own known issues recommend, and what is too little for two clusters.
	neededWatches, neededInstances = 65536, 256
)

// Diagnose implements labs.Provider.
func (p *Provider) Diagnose(ctx context.Context) []labs.Diagnosis {
	info, err := systemInfo(ctx)
	if err != nil {
		d := labs.Diagnosis{Subject: "Docker", Finding: err.Error(), Mend: labs.Advice(err)}
		if d.Mend == "" {
			d.Mend = "see what docker info says"
		}
		return []labs.Diagnosis{d}
	}
	found := []labs.Diagnosis{
		{Subject: "Docker", OK: true, Finding: fmt.Sprintf("version %s on %s", info.ServerVersion, info.OperatingSystem)},
		diagnoseArch(info), diagnoseCgroup(info), diagnoseMemory(info.MemTotal), p.diagnoseImage(ctx), p.diagnoseProgram(info),
	}
	if native(info) {
		found = append(found, diagnoseDisk(info.DockerRootDir), diagnoseInotify("/proc/sys"))
	}
	return append(found, diagnoseProxy(info, os.Getenv))
}

// native is true where Docker's files and kernel are this machine's.
func native(info *dockerInfo) bool { return hasOwnAddresses(info.OperatingSystem) }

func diagnoseArch(info *dockerInfo) labs.Diagnosis {
	d := labs.Diagnosis{Subject: "architecture", OK: info.arch() != "" && info.OSType == "linux", Finding: fmt.Sprintf("%s containers on %s", info.OSType, info.Architecture)}
	if !d.OK {
		d.Mend = "Docker with Linux containers on x86_64 or arm64: there are node images for no other"
	}
	return d
}

func diagnoseCgroup(info *dockerInfo) labs.Diagnosis {
	rootless := strings.Contains(strings.Join(info.SecurityOptions, " "), "rootless")
	d := labs.Diagnosis{Subject: "cgroups", OK: true, Finding: "version " + info.CgroupVersion}
	switch {
	case info.CgroupVersion == "2":
	case rootless:
		d.OK, d.Mend = false, "boot with systemd.unified_cgroup_hierarchy=1: rootless Docker needs version 2"
	default:
		d.OK, d.Finding = false, d.Finding+", at which a kubelet since 1.35 does not start unless its image tells it to"
		d.Mend = "boot with systemd.unified_cgroup_hierarchy=1, or use a node image that bears it, such as the one make node-image builds"
	}
	return d
}

func diagnoseMemory(total int64) labs.Diagnosis {
	d := labs.Diagnosis{Subject: "memory", OK: total >= neededMemory, Finding: fmt.Sprintf("%d MB for Docker", total>>20)}
	if !d.OK {
		d.Mend = fmt.Sprintf("a lab wants %d MB: give Docker more (in Docker Desktop: Settings, Resources)", neededMemory>>20)
	}
	return d
}

func (p *Provider) diagnoseImage(ctx context.Context) labs.Diagnosis {
	image := p.nodeImage(ctx)
	d := labs.Diagnosis{Subject: "node image", OK: true, Finding: image}
	_, err := imageArch(ctx, image)
	switch {
	case errors.Is(err, errNoImage):
		d.Finding += " is not here yet; the first start pulls it. Without a network: harden bundle load"
	case err == nil && p.Image == "" && image != DefaultImage:
		d.Finding += ", from a bundle"
	case err != nil:
		d.OK, d.Finding, d.Mend = false, err.Error(), "see what docker image inspect "+image+" says"
	}
	return d
}

func (p *Provider) diagnoseProgram(info *dockerInfo) labs.Diagnosis {
	get := p.Program
	if get == nil {
		get = embedded
	}
	d := labs.Diagnosis{Subject: "lab programs", OK: true, Finding: "in this build, for " + info.arch()}
	if _, err := get(info.arch()); err != nil {
		d.OK, d.Finding, d.Mend = false, err.Error(), labs.Advice(err)
		if d.Mend == "" {
			d.Mend = "a released harden"
		}
	}
	return d
}

func diagnoseDisk(dir string) labs.Diagnosis {
	// The directory itself is often closed to this user; the disk it is on is not.
	free, err := disk.Free(dir)
	for err != nil && filepath.Dir(dir) != dir {
		dir = filepath.Dir(dir)
		free, err = disk.Free(dir)
	}
	if err != nil {
		return labs.Diagnosis{Subject: "disk space", OK: true, Finding: fmt.Sprintf("unknown: %v", err)}
	}
	d := labs.Diagnosis{Subject: "disk space", OK: free >= neededDisk, Finding: fmt.Sprintf("%d MB free where Docker keeps its data", free>>20)}
	if !d.OK {
		d.Mend = fmt.Sprintf("an image and a lab want %d MB: docker system df shows what Docker holds, docker system prune gives it back", neededDisk>>20)
	}
	return d
}

func diagnoseInotify(sys string) labs.Diagnosis {
	limit := func(name string) int {
		data, err := os.ReadFile(filepath.Join(sys, "fs", "inotify", name))
		if err != nil {
			return -1
		}
		n, err := strconv.Atoi(strings.TrimSpace(string(data)))
		if err != nil {
			return -1
		}
		return n
	}
	watches, instances := limit("max_user_watches"), limit("max_user_instances")
	d := labs.Diagnosis{Subject: "inotify limits", OK: true, Finding: fmt.Sprintf("%d watches, %d instances", watches, instances)}
	switch {
	case watches < 0 || instances < 0:
		d.Finding = "unknown on " + runtime.GOOS
	case watches < neededWatches || instances < neededInstances:
		d.OK = false
		d.Mend = "sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512: with less, the kubelets of a few labs have too many open files"
	}
	return d
}

// diagnoseProxy looks whether a proxy would stand between a node and itself.
func diagnoseProxy(info *dockerInfo, getenv func(string) string) labs.Diagnosis {
	of := func(names ...string) string {
		for _, name := range names {
			if value := getenv(name); value != "" {
				return value
			}
		}
		return ""
	}
	proxy := of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
	d := labs.Diagnosis{Subject: "proxy", OK: true, Finding: "none"}
	if info.HTTPProxy != "" || info.HTTPSProxy != "" {
		d.Finding = "Docker pulls images through one"
	}
	if proxy != "" {
		// kind hands it to the node, with the node's own networks excepted.
		d.Finding = "set in this environment; the node gets it too"
		if !strings.Contains(of("NO_PROXY", "no_proxy"), "127.0.0.") {
			d.OK = false
			d.Mend = "NO_PROXY=127.0.0.0/8,localhost beside it: a lab's API server is at a loopback address"
		}
	}
	return d
}
