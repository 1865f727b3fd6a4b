package cri

import (
	"sync"
	"time"

	"google.golang.org/grpc"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// broadcaster hands container events to whoever listens, so that the kubelet need not
// wait for its next look (once a second) to see that a container has ended.
type broadcaster struct {
	mu        sync.Mutex
	listeners map[chan *runtimeapi.ContainerEventResponse]struct{}
}

func newBroadcaster() *broadcaster {
	return &broadcaster{listeners: map[chan *runtimeapi.ContainerEventResponse]struct{}{}}
}

// send never blocks: an event lost to a slow listener is made up for by the
// kubelet's periodic look.
func (b *broadcaster) send(e *runtimeapi.ContainerEventResponse) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l := range b.listeners {
		select {
		case l <- e:
		default:
		}
	}
}

// GetContainerEvents implements the CRI.
func (r *Runtime) GetContainerEvents(_ *runtimeapi.GetEventsRequest, stream grpc.ServerStreamingServer[runtimeapi.ContainerEventResponse]) error {
	l := make(chan *runtimeapi.ContainerEventResponse, 1024)
	r.events.mu.Lock()
	r.events.listeners[l] = struct{}{}
	r.events.mu.Unlock()
	defer func() {
		r.events.mu.Lock()
		delete(r.events.listeners, l)
		r.events.mu.Unlock()
	}()
	for {
		select {
		case <-stream.Context().Done():
			return nil
		case e := <-l:
			if err := stream.Send(e); err != nil {
				return err
			}
		}
	}
}

// sandboxEvent is called with r.mu held or for a sandbox nobody else changes.
func (r *Runtime) sandboxEvent(s *sandbox, kind runtimeapi.ContainerEventType) *runtimeapi.ContainerEventResponse {
	return &runtimeapi.ContainerEventResponse{
		ContainerId: s.id, ContainerEventType: kind, CreatedAt: time.Now().UnixNano(), PodSandboxStatus: s.status(),
	}
}
