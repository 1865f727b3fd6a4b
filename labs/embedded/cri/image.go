package cri

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strings"
	"time"

	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// Kind says how containers of an image are run.
type Kind int

// The kinds of image.
const (
	Hollow    Kind = iota // shown running, no process
	Component             // a part of the control plane, by the program's own name
	Workload              // one of the lab's programs
)

// WorkloadImage is the one image of the lab's own programs; the program is the
// container's first argument.
const WorkloadImage = "hardenway/workload"

var components = []string{"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"}

// KindOf tells how containers of image run, and the program's name.
func KindOf(image string) (Kind, string) {
	name, _ := splitImage(image)
	if strings.TrimPrefix(name, "docker.io/") == WorkloadImage {
		return Workload, "workload"
	}
	// Only the upstream project's own images are the real components: a learner's
	// "example.com/etcd" is as hollow as anything else.
	if base := path.Base(name); strings.HasPrefix(name, "registry.k8s.io/") && slices.Contains(components, base) {
		return Component, base
	}
	return Hollow, ""
}

// splitImage cuts "name:tag", "name@digest" or "name" into its name and the rest.
func splitImage(image string) (name, rest string) {
	if i := strings.IndexByte(image, '@'); i >= 0 {
		image = image[:i]
	}
	if i := strings.LastIndexByte(image, ':'); i > strings.LastIndexByte(image, '/') {
		return image[:i], image[i:]
	}
	return image, ""
}

// imageID is stable for a name, as a digest would be. A hollow image says that it is
// one, since `kubectl describe pod` prints this.
func imageID(image string) string {
	sum := sha256.Sum256([]byte(image))
	id := "sha256:" + hex.EncodeToString(sum[:])
	if kind, _ := KindOf(image); kind == Hollow {
		name, _ := splitImage(image)
		return "hollow-image-without-a-process/" + name + "@" + id
	}
	return id
}

// workloadUID is the user the lab's programs say they run as: not root, so that
// runAsNonRoot works with them as it does with a well-made image.
const workloadUID = 65532

func describeImage(image string) *runtimeapi.Image {
	i := &runtimeapi.Image{
		Id: imageID(image), RepoTags: []string{image}, Size: 1 << 20, // a size of 0 makes the kubelet reject the image
		Spec: &runtimeapi.ImageSpec{Image: image},
	}
	if kind, _ := KindOf(image); kind == Workload {
		i.Uid = &runtimeapi.Int64Value{Value: workloadUID}
	}
	return i
}

func (r *Runtime) present(image string) bool {
	kind, _ := KindOf(image)
	return kind != Hollow || r.pulled[image]
}

// ImageStatus implements the CRI: the lab's own images are always there, others once
// they have been "pulled".
func (r *Runtime) ImageStatus(_ context.Context, req *runtimeapi.ImageStatusRequest) (*runtimeapi.ImageStatusResponse, error) {
	image := req.GetImage().GetImage()
	r.mu.Lock()
	defer r.mu.Unlock()
	for known := range r.pulled { // by ID, as the kubelet asks after a pull
		if imageID(known) == image {
			image = known
		}
	}
	if !r.present(image) {
		return &runtimeapi.ImageStatusResponse{}, nil
	}
	return &runtimeapi.ImageStatusResponse{Image: describeImage(image)}, nil
}

// PullImage implements the CRI. Nothing is fetched: an image the lab does not run itself
// is hollow.
func (r *Runtime) PullImage(_ context.Context, req *runtimeapi.PullImageRequest) (*runtimeapi.PullImageResponse, error) {
	image := req.GetImage().GetImage()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pulled[image] = true
	return &runtimeapi.PullImageResponse{ImageRef: imageID(image)}, nil
}

// ListImages implements the CRI.
func (r *Runtime) ListImages(context.Context, *runtimeapi.ListImagesRequest) (*runtimeapi.ListImagesResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var images []*runtimeapi.Image
	for image := range r.pulled {
		images = append(images, describeImage(image))
	}
	return &runtimeapi.ListImagesResponse{Images: images}, nil
}

// RemoveImage implements the CRI.
func (r *Runtime) RemoveImage(_ context.Context, req *runtimeapi.RemoveImageRequest) (*runtimeapi.RemoveImageResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.pulled, req.GetImage().GetImage())
	return &runtimeapi.RemoveImageResponse{}, nil
}

// ImageFsInfo implements the CRI. Images take no room, so the figures are constant and
// never lead the kubelet to collect or evict anything.
func (r *Runtime) ImageFsInfo(context.Context, *runtimeapi.ImageFsInfoRequest) (*runtimeapi.ImageFsInfoResponse, error) {
	usage := &runtimeapi.FilesystemUsage{
		Timestamp: time.Now().UnixNano(), FsId: &runtimeapi.FilesystemIdentifier{Mountpoint: r.cfg.StateDir},
		UsedBytes: &runtimeapi.UInt64Value{Value: 1 << 20}, InodesUsed: &runtimeapi.UInt64Value{Value: 1},
	}
	return &runtimeapi.ImageFsInfoResponse{
		ImageFilesystems: []*runtimeapi.FilesystemUsage{usage}, ContainerFilesystems: []*runtimeapi.FilesystemUsage{usage},
	}, nil
}
