package rollout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/remotecommand"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/workshop/deploy"
)

// Results has the server's pod write all results as JSON.
func (t *Target) Results(ctx context.Context, namespace string, out io.Writer) error {
	command := []string{"/bin/harden", "workshop", "export", deploy.EventPath, "--data", deploy.DataPath, "-o", "json"}
	if err := t.run(ctx, namespace, deploy.ServerPod, command, out); err != nil {
		return &labs.Problem{
			Err: fmt.Errorf("fetching the results from the server: %w", err),
			Try: "kubectl -n " + namespace + " get pods, to see what is the matter; or --discard, which removes the results unseen",
		}
	}
	return nil
}

// exec runs a command in a pod, over the kind of connection that the cluster takes.
func (t *Target) exec(ctx context.Context, namespace, pod string, command []string, out io.Writer) error {
	config := rest.CopyConfig(t.config)
	config.GroupVersion, config.APIPath, config.NegotiatedSerializer = &corev1.SchemeGroupVersion, "/api", scheme.Codecs.WithoutConversion()
	client, err := rest.RESTClientFor(config)
	if err != nil {
		return err
	}
	url := client.Post().Resource("pods").Namespace(namespace).Name(pod).SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{Command: command, Stdout: true, Stderr: true}, scheme.ParameterCodec).URL()
	sockets, err := remotecommand.NewWebSocketExecutor(config, "GET", url.String())
	if err != nil {
		return err
	}
	spdy, err := remotecommand.NewSPDYExecutor(config, "POST", url)
	if err != nil {
		return err
	}
	executor, err := remotecommand.NewFallbackExecutor(sockets, spdy, func(error) bool { return true })
	if err != nil {
		return err
	}
	var talk tail
	if err := executor.StreamWithContext(ctx, remotecommand.StreamOptions{Stdout: out, Stderr: &talk}); err != nil {
		if said := string(talk.data); said != "" {
			return fmt.Errorf("%w: %s", err, said)
		}
		return err
	}
	return nil
}

// tail keeps the first of what is written.
type tail struct{ data []byte }

func (t *tail) Write(p []byte) (int, error) {
	const most = 1000
	if room := most - len(t.data); room > 0 {
		t.data = append(t.data, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// LeftError: what is still there when waiting ended.
type LeftError struct {
	Namespace, What string
	Err             error
}

func (e *LeftError) Error() string {
	return fmt.Sprintf("the namespace %q is still there: %s", e.Namespace, e.What)
}

func (e *LeftError) Unwrap() error { return e.Err }

// Mend is what to do about it.
func (e *LeftError) Mend() string { return "harden workshop undeploy again, which goes on waiting" }

// Remove removes the namespace that Present found, and waits until nothing of it is left. Volumes that the cluster keeps, by
// their storage class, are named in the end.
func (t *Target) Remove(ctx context.Context, namespace string, p *Present) (kept []string, err error) {
	volumes, known, err := list[corev1.PersistentVolume](ctx, t, "PersistentVolume", "", metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	uid := p.uid
	err = t.of("Namespace", "").Delete(ctx, namespace, metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &uid}})
	if err != nil && !apierrors.IsNotFound(err) {
		return nil, said("removing the namespace "+namespace, err)
	}
	what := "nothing is known of why"
	for {
		var ns corev1.Namespace
		found, err := t.read(ctx, "Namespace", "", namespace, &ns)
		if err == nil && (!found || ns.UID != uid) {
			break
		}
		if err == nil {
			for _, c := range ns.Status.Conditions {
				if c.Status == corev1.ConditionTrue {
					what = c.Message
				}
			}
			err = sleep(ctx, pollTime)
		}
		if errors.Is(err, context.DeadlineExceeded) {
			return nil, &LeftError{Namespace: namespace, What: what, Err: err}
		}
		if err != nil {
			return nil, err
		}
	}
	if !known {
		return nil, nil
	}
	for _, v := range volumes {
		if v.Spec.ClaimRef != nil && v.Spec.ClaimRef.Namespace == namespace {
			if t.stays(ctx, v.Name) {
				kept = append(kept, v.Name)
			}
		}
	}
	return kept, nil
}

// stays says whether a volume is still there a while after its claim is gone.
func (t *Target) stays(ctx context.Context, name string) bool {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		var v corev1.PersistentVolume
		found, err := t.read(ctx, "PersistentVolume", "", name, &v)
		if err == nil && !found {
			return false
		}
		if err == nil && v.Spec.PersistentVolumeReclaimPolicy == corev1.PersistentVolumeReclaimRetain {
			return true
		}
		if sleep(ctx, pollTime) != nil {
			return true
		}
	}
}
