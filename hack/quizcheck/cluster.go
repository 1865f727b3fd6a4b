package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"
)

// patience is how long the server may take to act on what it was given.
const patience = 60 * time.Second

// cluster is the API server that is asked.
type cluster struct {
	typed   kubernetes.Interface
	dynamic dynamic.Interface
}

func connect(kubeconfig string) (*cluster, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = 500, 500
	typed, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	untyped, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	return &cluster{typed, untyped}, nil
}

// parse reads YAML documents.
func parse(documents string) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(documents)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		data, err := yaml.YAMLToJSON(document)
		if err != nil {
			return nil, err
		}
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(data); err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
}

// of is where objects of a kind are.
func (c *cluster) of(object *unstructured.Unstructured) dynamic.ResourceInterface {
	resource, _ := meta.UnsafeGuessKindToResource(object.GroupVersionKind())
	if namespace := object.GetNamespace(); namespace != "" {
		return c.dynamic.Resource(resource).Namespace(namespace)
	}
	return c.dynamic.Resource(resource)
}

// create makes objects, with the namespaces that they are in. The function that is returned
// removes the objects again.
func (c *cluster) create(ctx context.Context, objects ...*unstructured.Unstructured) (remove func() error, err error) {
	made := []*unstructured.Unstructured{}
	remove = func() error {
		var errs []error
		for _, object := range made {
			errs = append(errs, c.of(object).Delete(ctx, object.GetName(), metav1.DeleteOptions{}))
		}
		return errors.Join(errs...)
	}
	for _, object := range objects {
		if err := c.namespace(ctx, object.GetNamespace(), nil); err != nil {
			return remove, err
		}
		if _, err := c.of(object).Create(ctx, object, metav1.CreateOptions{FieldValidation: metav1.FieldValidationStrict}); err != nil {
			return remove, fmt.Errorf("creating %s %s: %w", object.GetKind(), object.GetName(), err)
		}
		made = append(made, object)
	}
	return remove, nil
}

// namespace makes a namespace, if it is named and not there yet.
func (c *cluster) namespace(ctx context.Context, name string, labels map[string]string) error {
	if name == "" {
		return nil
	}
	_, err := c.typed.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// await asks again until the answer is yes.
func await(ctx context.Context, what string, yes func(context.Context) (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		ok, err := yes(ctx)
		if ok && err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: it takes longer than %s; last: %w", what, patience, errors.Join(err, ctx.Err()))
		case <-time.After(10 * time.Millisecond):
		}
	}
}
