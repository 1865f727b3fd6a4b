package rollout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/labs/workshop/deploy"
)

// manager is who owns the fields that are applied.
const manager = "harden"

// Times of waiting.
const (
	pollTime    = time.Second
	addressTime = 5 * time.Minute // for a load balancer's address
	goneTime    = 3 * time.Minute // for labs that are made anew
	placeTime   = time.Minute     // for the server's place on a node
	quietTime   = 10 * time.Second
)

// Order is what to apply.
type Order struct {
	Config deploy.Config
	Keys   *deploy.Keys
	// Anew has the labs that are there ended first, with what learners have in them.
	Anew bool
}

// StorageChangedError: the results' storage cannot be another while they are on it.
type StorageChangedError struct{ Err error }

func (e *StorageChangedError) Error() string {
	return fmt.Sprintf("the server is there with other storage: %v", e.Err)
}

func (e *StorageChangedError) Unwrap() error { return e.Err }

// Mend is what to do about it.
func (e *StorageChangedError) Mend() string {
	return "the --storage and --storage-class of before; or harden workshop undeploy, which fetches the results, and deploy anew"
}

// Apply makes everything that is ordered, or changes what is there to be that. When the order does not say how learners
// reach the server, its Config.URL is what the cluster says.
func (t *Target) Apply(ctx context.Context, o *Order, report labs.Reporter) error {
	if report == nil {
		report = func(labs.Event) {}
	}
	step := func(name string, do func() error) error {
		report(labs.Event{Step: name})
		began := time.Now()
		err := do()
		if err == nil {
			report(labs.Event{Step: name, Done: true, Took: time.Since(began)})
		}
		return err
	}
	c := &o.Config
	objects := c.Objects(o.Keys)
	service := slices.IndexFunc(objects, func(object runtime.Object) bool {
		s, ok := object.(*corev1.Service)
		return ok && s.Name == deploy.ServerName
	})
	err := step("the namespace, its policies and secrets", func() error { return t.applyAll(ctx, objects[:service+1]) })
	if err != nil {
		return err
	}
	if c.URL == "" {
		if err := step("an address for the server", func() (err error) { c.URL, err = t.address(ctx, c); return err }); err != nil {
			return err
		}
		objects = c.Objects(o.Keys) // with the address in them
	}
	if o.Anew {
		if err := step("the labs that were there end", func() error { return t.endLabs(ctx, c.Namespace) }); err != nil {
			return err
		}
	}
	last := len(objects) - 1 // the labs
	return step("the server and the labs", func() error {
		if err := t.applyAll(ctx, objects[service+1:last]); err != nil {
			return err
		}
		t.placed(ctx, c)
		return t.applyAll(ctx, objects[last:])
	})
}

// placed waits until the server has its place on a node, so that labs which are added do not take it while the server is
// started again. One that finds none in a while is seen when everything is waited for.
func (t *Target) placed(ctx context.Context, c *deploy.Config) {
	ctx, cancel := context.WithTimeout(ctx, placeTime)
	defer cancel()
	for {
		var p corev1.Pod
		found, err := t.read(ctx, "Pod", c.Namespace, deploy.ServerPod, &p)
		if err == nil && found && p.DeletionTimestamp == nil && p.Spec.NodeName != "" && p.Annotations[deploy.ConfigNote] == c.Mounted || sleep(ctx, pollTime/2) != nil {
			return
		}
	}
}

func (t *Target) applyAll(ctx context.Context, objects []runtime.Object) error {
	for _, object := range objects {
		plain, err := deploy.Plain(object)
		if err != nil {
			return err
		}
		u := &unstructured.Unstructured{Object: plain}
		_, err = t.of(u.GetKind(), u.GetNamespace()).Apply(ctx, u.GetName(), u, metav1.ApplyOptions{FieldManager: manager, Force: true})
		switch {
		case err == nil:
		case u.GetKind() == "StatefulSet" && (apierrors.IsInvalid(err) || apierrors.IsForbidden(err) && strings.Contains(err.Error(), "volumeClaimTemplates")):
			return &StorageChangedError{Err: err}
		default:
			return said(fmt.Sprintf("making the %s %s", u.GetKind(), u.GetName()), err)
		}
	}
	return nil
}

// address is how learners reach the server, going by what the cluster gave its Service.
func (t *Target) address(ctx context.Context, c *deploy.Config) (string, error) {
	if c.Expose == deploy.ClusterIP {
		return fmt.Sprintf("https://127.0.0.1:%d", deploy.ServerPort), nil
	}
	ctx, cancel := context.WithTimeout(ctx, addressTime)
	defer cancel()
	for {
		var s corev1.Service
		found, err := t.read(ctx, "Service", c.Namespace, deploy.ServerName, &s)
		if err != nil {
			return "", err
		}
		if found && c.Expose == deploy.NodePort && len(s.Spec.Ports) > 0 && s.Spec.Ports[0].NodePort != 0 {
			return t.nodeAddress(ctx, s.Spec.Ports[0].NodePort)
		}
		for _, in := range s.Status.LoadBalancer.Ingress {
			if host := first(in.Hostname, in.IP); host != "" {
				return fmt.Sprintf("https://%s:%d", bracketed(host), deploy.ServerPort), nil
			}
		}
		if err := sleep(ctx, pollTime); err != nil {
			if errors.Is(err, context.DeadlineExceeded) {
				err = &labs.Problem{
					Err: fmt.Errorf("the cluster gave the server no address within %s, although it was asked for a load balancer", addressTime),
					Try: "--expose node-port, if the cluster has none",
				}
			}
			return "", err
		}
	}
}

func (t *Target) nodeAddress(ctx context.Context, port int32) (string, error) {
	nodes, allowed, err := list[corev1.Node](ctx, t, "Node", "", metav1.ListOptions{})
	if err != nil {
		return "", err
	}
	for _, kind := range []corev1.NodeAddressType{corev1.NodeExternalIP, corev1.NodeInternalIP} {
		for i := range nodes {
			for _, a := range nodes[i].Status.Addresses {
				if a.Type == kind {
					return fmt.Sprintf("https://%s:%d", bracketed(a.Address), port), nil
				}
			}
		}
	}
	why := "no node has an address"
	if !allowed {
		why = "you may not list the cluster's nodes"
	}
	return "", &labs.Problem{Err: fmt.Errorf("the server is at port %d of every node, and %s", port, why), Try: fmt.Sprintf("--url https://<a node's address>:%d", port)}
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// endLabs removes the Job and waits until its pods are gone.
func (t *Target) endLabs(ctx context.Context, namespace string) error {
	foreground := metav1.DeletePropagationForeground
	err := t.of("Job", namespace).Delete(ctx, deploy.JobName, metav1.DeleteOptions{PropagationPolicy: &foreground})
	if err != nil && !apierrors.IsNotFound(err) {
		return said("ending the labs", err)
	}
	limited, cancel := context.WithTimeout(ctx, goneTime)
	defer cancel()
	for {
		var job batchv1.Job
		there, err := t.read(limited, "Job", namespace, deploy.JobName, &job)
		if err == nil && !there {
			return nil
		}
		if err == nil {
			err = sleep(limited, pollTime)
		}
		if limited.Err() != nil && ctx.Err() == nil {
			return fmt.Errorf("labs that were there have not ended within %s", goneTime)
		}
		if err != nil {
			return err
		}
	}
}

// State is how far a deployed workshop is.
type State struct {
	Server bool // it answers
	Ready  int  // labs that can take a scenario
	Labs   int  // that there are to be
	// Trouble is what keeps a pod from running, in Kubernetes' words; "" when nothing is known of.
	Trouble string
	// Image says that the trouble is an image that cannot be had.
	Image bool
}

// Done says whether all of it is ready.
func (s State) Done() bool { return s.Server && s.Ready >= s.Labs }

// Wait waits until the server and all labs are ready. Each state that differs from the one before is told. An image that
// cannot be had ends it: waiting would not bring it.
func (t *Target) Wait(ctx context.Context, c *deploy.Config, each func(State)) (State, error) {
	var last State
	told := false
	began := time.Now()
	for {
		state, err := t.state(ctx, c, time.Since(began) > t.quiet)
		if err != nil {
			return last, err
		}
		if !told || state != last {
			each(state)
		}
		last, told = state, true
		if state.Done() {
			return state, nil
		}
		if state.Image && time.Since(began) > t.quiet/2 {
			return state, nil
		}
		if err := sleep(ctx, pollTime); err != nil {
			return state, err
		}
	}
}

func (t *Target) state(ctx context.Context, c *deploy.Config, complain bool) (State, error) {
	s := State{Labs: c.Learners}
	pods, allowed, err := list[corev1.Pod](ctx, t, "Pod", c.Namespace, metav1.ListOptions{})
	if err != nil {
		return s, err
	}
	if !allowed {
		return s, said("listing pods", apierrors.NewForbidden(corev1.Resource("pods"), "", errors.New("it is not allowed to list them")))
	}
	alive := 0
	for i := range pods {
		p := &pods[i]
		if p.DeletionTimestamp != nil {
			continue
		}
		alive++
		ready := slices.ContainsFunc(p.Status.Conditions, func(c corev1.PodCondition) bool { return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue })
		switch {
		case p.Name == deploy.ServerPod:
			s.Server = ready && p.Annotations[deploy.ConfigNote] == c.Mounted
		case ready && p.Labels[batchv1.JobNameLabel] == deploy.JobName:
			s.Ready++
		}
		if why, image := trouble(p); why != "" && (image || complain) {
			s.Trouble, s.Image = p.Name+": "+why, s.Image || image
		}
	}
	if alive < c.Learners+1 && complain && s.Trouble == "" {
		s.Trouble, err = t.refused(ctx, c.Namespace)
	}
	return s, err
}

// trouble is what keeps a pod from running.
func trouble(p *corev1.Pod) (why string, image bool) {
	for _, c := range p.Status.Conditions {
		if c.Type == corev1.PodScheduled && c.Status == corev1.ConditionFalse {
			return c.Message, false
		}
	}
	for _, c := range p.Status.ContainerStatuses {
		w := c.State.Waiting
		if w == nil {
			continue
		}
		switch w.Reason {
		case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull":
			return w.Reason + " " + c.Image, true
		case "", "ContainerCreating", "PodInitializing":
		default:
			text := w.Reason
			if last := c.LastTerminationState.Terminated; last != nil && last.Message != "" {
				text += ": " + strings.TrimSpace(last.Message)
			} else if w.Message != "" {
				text += ": " + w.Message
			}
			return text, false
		}
	}
	return "", false
}

// refused is why a pod was not made at all, by the last warning about what makes pods.
func (t *Target) refused(ctx context.Context, namespace string) (string, error) {
	events, _, err := list[corev1.Event](ctx, t, "Event", namespace, metav1.ListOptions{FieldSelector: "type=Warning"})
	if err != nil {
		return "", err
	}
	var latest corev1.Event
	for _, e := range events {
		if (e.InvolvedObject.Kind == "Job" || e.InvolvedObject.Kind == "StatefulSet") && !e.LastTimestamp.Before(&latest.LastTimestamp) {
			latest = e
		}
	}
	return latest.Message, nil
}
