package rollout

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"strconv"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/hardenway/hardenway/labs/workshop/deploy"
)

func unmarshal(data []byte, into any) error { return json.Unmarshal(data, into) }

// ForeignError: the namespace is not one that deploy made.
type ForeignError struct{ Namespace, Context string }

func (e *ForeignError) Error() string {
	return fmt.Sprintf("the namespace %q of %s was not made by harden workshop deploy, and is left alone", e.Namespace, e.Context)
}

// Mend is what to do about it.
func (e *ForeignError) Mend() string { return "--namespace with another name" }

// LeavingError: the namespace is being removed.
type LeavingError struct{ Namespace string }

func (e *LeavingError) Error() string {
	return fmt.Sprintf("the namespace %q is being removed", e.Namespace)
}

// Mend is what to do about it.
func (e *LeavingError) Mend() string {
	return "harden workshop undeploy, which waits until it is gone"
}

// Present is a workshop that is on a cluster, or as much of it as there is.
type Present struct {
	Title string
	Until time.Time
	Labs  int
	// Event is the event's file; nil when there is none yet.
	Event []byte
	// Keys are nil unless all of them are there.
	Keys *deploy.Keys
	// Hold says how long all certificates hold.
	Hold time.Time
	// Job is whether there is one, since when, whether it is over, and the digest of what its labs are.
	Job      bool
	Started  time.Time
	Over     bool
	Template string
	// Server is whether there is a server.
	Server bool
	// Leaving says that the namespace is being removed.
	Leaving bool

	uid types.UID
}

// Present looks at a namespace; nil when there is none. One that deploy did not make is a *ForeignError.
func (t *Target) Present(ctx context.Context, namespace string) (*Present, error) {
	var ns corev1.Namespace
	if found, err := t.read(ctx, "Namespace", "", namespace, &ns); err != nil || !found {
		return nil, err
	}
	if ns.Labels[deploy.Label] != "true" {
		return nil, &ForeignError{Namespace: namespace, Context: t.Context}
	}
	p := &Present{Title: ns.Annotations[deploy.TitleNote], Leaving: ns.DeletionTimestamp != nil, uid: ns.UID}
	p.Until, _ = time.Parse(time.RFC3339, ns.Annotations[deploy.UntilNote])
	p.Labs, _ = strconv.Atoi(ns.Annotations[deploy.LabsNote])
	if p.Leaving {
		return p, nil
	}
	var event corev1.ConfigMap
	found, err := t.read(ctx, "ConfigMap", namespace, deploy.EventName, &event)
	if err != nil {
		return nil, err
	}
	if found {
		p.Event = []byte(event.Data[deploy.EventKey])
	}
	if err := t.presentKeys(ctx, namespace, p); err != nil {
		return nil, err
	}
	var job batchv1.Job
	if p.Job, err = t.read(ctx, "Job", namespace, deploy.JobName, &job); err != nil {
		return nil, err
	}
	if p.Job {
		p.Template = job.Annotations[deploy.TemplateNote]
		if job.Status.StartTime != nil {
			p.Started = job.Status.StartTime.Time
		}
		for _, c := range job.Status.Conditions {
			if (c.Type == batchv1.JobFailed || c.Type == batchv1.JobComplete || c.Type == batchv1.JobFailureTarget) && c.Status == corev1.ConditionTrue {
				p.Over = true
			}
		}
	}
	var set appsv1.StatefulSet
	p.Server, err = t.read(ctx, "StatefulSet", namespace, deploy.ServerName, &set)
	return p, err
}

func (t *Target) presentKeys(ctx context.Context, namespace string, p *Present) error {
	secrets := map[string]map[string][]byte{}
	for _, name := range []string{deploy.ServingName, deploy.ClientName, deploy.InstructorName, deploy.AgentsName} {
		var s corev1.Secret
		found, err := t.read(ctx, "Secret", namespace, name, &s)
		if err != nil {
			return err
		}
		if !found {
			return nil // a deployment that ended on its way; all of them are made anew
		}
		secrets[name] = s.Data
	}
	pair := func(of map[string][]byte, cert, key string) deploy.Pair {
		return deploy.Pair{Cert: of[cert], Key: of[key]}
	}
	client, agents := secrets[deploy.ClientName], secrets[deploy.AgentsName]
	k := &deploy.Keys{
		Serving: pair(secrets[deploy.ServingName], deploy.CertKey, deploy.KeyKey), Client: pair(client, deploy.CertKey, deploy.KeyKey),
		ClientCA: agents[deploy.CAKey], LabCAs: client[deploy.CAKey], Instructor: string(secrets[deploy.InstructorName][deploy.HashKey]),
	}
	for i := 0; agents[deploy.LabCert(i)] != nil; i++ {
		k.Labs = append(k.Labs, pair(agents, deploy.LabCert(i), deploy.LabKey(i)))
	}
	for i, data := range append([][]byte{k.Serving.Cert, k.Client.Cert, k.ClientCA}, certs(k.Labs)...) {
		end, err := ends(data)
		if err != nil {
			return nil //nolint:nilerr // what cannot be read is made anew
		}
		if i == 0 || end.Before(p.Hold) {
			p.Hold = end
		}
	}
	p.Keys = k
	return nil
}

func certs(pairs []deploy.Pair) [][]byte {
	list := make([][]byte, len(pairs))
	for i, p := range pairs {
		list[i] = p.Cert
	}
	return list
}

// ends is when the first certificate in PEM ends.
func ends(data []byte) (time.Time, error) {
	block, _ := pem.Decode(data)
	if block == nil {
		return time.Time{}, fmt.Errorf("there is no certificate")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return time.Time{}, err
	}
	return cert.NotAfter, nil
}
