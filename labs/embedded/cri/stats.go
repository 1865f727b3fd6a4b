package cri

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// Stats are of the right shape and mean nothing: the processes are not limited, and
// nothing in a lesson depends on how much a pod uses.

func (c *container) stats() *runtimeapi.ContainerStats {
	now := time.Now().UnixNano()
	return &runtimeapi.ContainerStats{
		Attributes: &runtimeapi.ContainerAttributes{Id: c.id, Metadata: c.config.GetMetadata(), Labels: c.config.GetLabels(), Annotations: c.config.GetAnnotations()},
		Cpu:        &runtimeapi.CpuUsage{Timestamp: now, UsageCoreNanoSeconds: &runtimeapi.UInt64Value{}, UsageNanoCores: &runtimeapi.UInt64Value{}},
		Memory:     &runtimeapi.MemoryUsage{Timestamp: now, WorkingSetBytes: &runtimeapi.UInt64Value{}},
		WritableLayer: &runtimeapi.FilesystemUsage{
			Timestamp: now, FsId: &runtimeapi.FilesystemIdentifier{Mountpoint: c.r.cfg.StateDir},
			UsedBytes: &runtimeapi.UInt64Value{}, InodesUsed: &runtimeapi.UInt64Value{},
		},
	}
}

// ContainerStats implements the CRI.
func (r *Runtime) ContainerStats(_ context.Context, req *runtimeapi.ContainerStatsRequest) (*runtimeapi.ContainerStatsResponse, error) {
	c, err := r.container(req.GetContainerId())
	if err != nil {
		return nil, err
	}
	return &runtimeapi.ContainerStatsResponse{Stats: c.stats()}, nil
}

// ListContainerStats implements the CRI.
func (r *Runtime) ListContainerStats(_ context.Context, req *runtimeapi.ListContainerStatsRequest) (*runtimeapi.ListContainerStatsResponse, error) {
	var all []*runtimeapi.ContainerStats
	for _, c := range r.filter(req.GetFilter().GetId(), req.GetFilter().GetPodSandboxId(), req.GetFilter().GetLabelSelector()) {
		all = append(all, c.stats())
	}
	return &runtimeapi.ListContainerStatsResponse{Stats: all}, nil
}

// Describe lists the containers as `crictl ps -a` would, oldest first.
func (r *Runtime) Describe() []string {
	all := r.filter("", "", nil)
	slices.SortFunc(all, func(a, b *container) int { return cmp.Compare(a.createdAt, b.createdAt) })
	lines := []string{"CONTAINER       STATE    NAME                      ATTEMPT  POD"}
	for _, c := range all {
		st := c.status()
		state := strings.ToLower(strings.TrimPrefix(st.GetState().String(), "CONTAINER_"))
		lines = append(lines, fmt.Sprintf("%-15s %-8s %-25s %-8d %s", c.id[:13], state, st.GetMetadata().GetName(), st.GetMetadata().GetAttempt(), c.sandbox.config.GetMetadata().GetName()))
	}
	return lines
}

// freezeLimit is how long a component stays frozen at most: whoever froze it may have been
// killed before letting it go on. No grading, and no reset, takes this long.
const freezeLimit = 2 * time.Minute

// Freeze stops every running process of a component without ending it, or lets it go on: a
// server that accepts connections and never answers. After two minutes it goes on by itself.
func (r *Runtime) Freeze(program string, freeze bool) error {
	r.mu.Lock()
	if timer := r.frozen[program]; timer != nil {
		timer.Stop()
	}
	delete(r.frozen, program)
	if freeze {
		r.frozen[program] = time.AfterFunc(freezeLimit, func() {
			_ = r.Freeze(program, false) // an error means that no process of it is left
		})
	}
	r.mu.Unlock()
	found := false
	for _, c := range r.filter("", "", nil) {
		c.mu.Lock()
		if c.program == program && c.state == runtimeapi.ContainerState_CONTAINER_RUNNING && c.cmd != nil {
			found = true
			if err := pause(c.cmd.Process, freeze); err != nil {
				c.mu.Unlock()
				return err
			}
		}
		c.mu.Unlock()
	}
	if !found {
		return fmt.Errorf("no process of %q runs on this node", program)
	}
	return nil
}

// StaticPods tells of each static pod with a running container, by its name without the
// node's, when the kubelet read the manifest that it was made from.
func (r *Runtime) StaticPods(nodeName string) map[string]time.Time {
	pods := map[string]time.Time{}
	for _, c := range r.filter("", "", nil) {
		name, static := c.sandbox.staticPod(nodeName)
		if !static || c.status().GetState() != runtimeapi.ContainerState_CONTAINER_RUNNING {
			continue
		}
		seen, err := time.Parse(time.RFC3339Nano, c.sandbox.config.GetAnnotations()["kubernetes.io/config.seen"])
		if err != nil {
			continue // not the kubelet's: it always writes it so
		}
		if seen.After(pods[name]) {
			pods[name] = seen
		}
	}
	return pods
}

// staticPod is the name of a pod that was made from a manifest, without the node's.
func (s *sandbox) staticPod(nodeName string) (name string, static bool) {
	name = strings.TrimSuffix(s.config.GetMetadata().GetName(), "-"+nodeName)
	return name, s.config.GetAnnotations()["kubernetes.io/config.source"] == "file"
}

// StopStaticPods ends every static pod but some, which are named namespace/name. A kubelet that starts without a pod's
// manifest leaves its containers running until it has heard of all the API server's pods, and longer.
func (r *Runtime) StopStaticPods(ctx context.Context, nodeName string, but ...string) error {
	r.mu.Lock()
	var others []string
	for id, s := range r.sandboxes {
		if name, static := s.staticPod(nodeName); static && !slices.Contains(but, s.config.GetMetadata().GetNamespace()+"/"+name) {
			others = append(others, id)
		}
	}
	r.mu.Unlock()
	for _, id := range others {
		if _, err := r.StopPodSandbox(ctx, &runtimeapi.StopPodSandboxRequest{PodSandboxId: id}); err != nil {
			return fmt.Errorf("ending a static pod: %w", err)
		}
	}
	return nil
}

// StopComponents ends the named components of the control plane, containers and pods. A
// kubelet that starts later would else put its container into the pod that is still there,
// and the pod would tell of an older manifest.
func (r *Runtime) StopComponents(ctx context.Context, names ...string) {
	var wg sync.WaitGroup
	for _, c := range r.components(names) {
		wg.Go(func() {
			c.stop(ctx, time.Second)
			r.mu.Lock()
			defer r.mu.Unlock()
			r.endSandbox(c.sandbox)
		})
	}
	wg.Wait()
}

// RenewComponents exchanges the processes of the named components for new ones, which read
// their files anew. Containers and pods stay what they are.
func (r *Runtime) RenewComponents(ctx context.Context, names ...string) error {
	var group errgroup.Group
	for _, c := range r.components(names) {
		group.Go(func() error { return c.renew(ctx) })
	}
	return group.Wait()
}

// RenewOlder is RenewComponents for those whose process is older than that of another
// component, or whose other does not run.
func (r *Runtime) RenewOlder(ctx context.Context, than string, names ...string) error {
	var since int64
	for _, c := range r.components([]string{than}) {
		since = max(since, c.status().GetStartedAt())
	}
	if since == 0 {
		return r.RenewComponents(ctx, names...)
	}
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return !slices.ContainsFunc(r.components([]string{name}), func(c *container) bool { return c.status().GetStartedAt() < since })
	})
	return r.RenewComponents(ctx, names...)
}

func (r *Runtime) components(names []string) []*container {
	return slices.DeleteFunc(r.filter("", "", nil), func(c *container) bool { return c.kind != Component || !slices.Contains(names, c.program) })
}
