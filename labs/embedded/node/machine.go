package node

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/google/cadvisor/lib/model"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/kubelet/cadvisor"
	kubecontainer "k8s.io/kubernetes/pkg/kubelet/container"
	"k8s.io/kubernetes/pkg/volume/util/hostutil"
)

// machine tells the kubelet of a machine with room for every lesson. It is not the
// learner's: its size must not decide whether a pod can be scheduled.
type machine struct {
	onInfo func()
	once   sync.Once
}

var _ cadvisor.Interface = (*machine)(nil)

const (
	machineMemory = 16 << 30
	machineDisk   = 64 << 30
)

func (*machine) Start() error { return nil }

func (*machine) ContainerInfoV2(string, model.RequestOptions) (map[string]model.ContainerInfo, error) {
	return map[string]model.ContainerInfo{}, nil
}

func (*machine) GetRequestedContainersInfo(string, model.RequestOptions) (map[string]*model.ContainerInfo, error) {
	return map[string]*model.ContainerInfo{}, nil
}

func (m *machine) MachineInfo(klog.Logger) (*model.MachineInfo, error) {
	m.once.Do(m.onInfo)
	return &model.MachineInfo{NumCores: max(4, runtime.NumCPU()), MemoryCapacity: machineMemory, MachineID: "hardenway", SystemUUID: "hardenway", BootID: "hardenway"}, nil
}

func (*machine) VersionInfo() (*model.VersionInfo, error) {
	return &model.VersionInfo{KernelVersion: runtime.GOOS, ContainerOsVersion: "Hardenway embedded node"}, nil
}

func disk() (model.FsInfo, error) {
	return model.FsInfo{Timestamp: time.Now(), Capacity: machineDisk, Available: machineDisk / 2, Usage: machineDisk / 2}, nil
}

func (*machine) ImagesFsInfo(context.Context) (model.FsInfo, error)    { return disk() }
func (*machine) RootFsInfo() (model.FsInfo, error)                     { return disk() }
func (*machine) ContainerFsInfo(context.Context) (model.FsInfo, error) { return disk() }
func (*machine) GetDirFsInfo(string) (model.FsInfo, error)             { return disk() }

// hostUtil looks at files as the real one does, and mounts nothing: as root, the kubelet
// would bind-mount its directory over itself to share it with containers.
type hostUtil struct{ *hostutil.HostUtil }

func (hostUtil) MakeRShared(string) error { return nil }

// nodeOS is the kubelet's view of the file system. What lies outside the lab's directory
// is a path of the node (/var/log/containers, for one) and is taken from its root.
type nodeOS struct {
	kubecontainer.RealOS
	root, lab string
}

func (n nodeOS) path(p string) string {
	if p == n.lab || strings.HasPrefix(p, n.lab+string(filepath.Separator)) || !filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(n.root, p)
}

func (n nodeOS) MkdirAll(p string, perm os.FileMode) error { return n.RealOS.MkdirAll(n.path(p), perm) }

func (n nodeOS) Symlink(oldname, newname string) error {
	return n.RealOS.Symlink(n.path(oldname), n.path(newname))
}
func (n nodeOS) Stat(p string) (os.FileInfo, error)      { return n.RealOS.Stat(n.path(p)) }
func (n nodeOS) Remove(p string) error                   { return n.RealOS.Remove(n.path(p)) }
func (n nodeOS) RemoveAll(p string) error                { return n.RealOS.RemoveAll(n.path(p)) }
func (n nodeOS) Create(p string) (*os.File, error)       { return n.RealOS.Create(n.path(p)) }
func (n nodeOS) Chmod(p string, perm os.FileMode) error  { return n.RealOS.Chmod(n.path(p), perm) }
func (n nodeOS) ReadDir(p string) ([]os.DirEntry, error) { return n.RealOS.ReadDir(n.path(p)) }
func (n nodeOS) Glob(pattern string) ([]string, error)   { return n.RealOS.Glob(n.path(pattern)) }
func (n nodeOS) Open(p string) (*os.File, error)         { return n.RealOS.Open(n.path(p)) }
func (n nodeOS) Rename(oldpath, newpath string) error {
	return n.RealOS.Rename(n.path(oldpath), n.path(newpath))
}

func (n nodeOS) OpenFile(p string, flag int, perm os.FileMode) (*os.File, error) {
	return n.RealOS.OpenFile(n.path(p), flag, perm)
}

func serveHealthz(ctx context.Context, address string) {
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })
	s := &http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = s.Close() })
	if err := s.ListenAndServe(); err != nil && ctx.Err() == nil {
		klog.FromContext(ctx).Error(err, "Failed to start healthz server")
	}
}
