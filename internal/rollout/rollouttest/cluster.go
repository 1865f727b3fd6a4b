// Package rollouttest is a Kubernetes API server for tests, as far as a rollout asks one: it keeps what is applied, makes pods of
// what is to have some, and removes a namespace with what is in it. It checks nothing.
package rollouttest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sigs.k8s.io/yaml"
)

// Object is an object as JSON has it.
type Object = map[string]any

// Cluster is such a server.
type Cluster struct {
	URL string

	mu      sync.Mutex
	objects map[string]Object // by path
	serial  int
	log     []string
	refuse  map[string]int // statuses of requests, by "METHOD path"
	broken  string         // why no container runs
}

// New starts one, with a node. It ends with the test.
func New(t *testing.T) *Cluster {
	t.Helper()
	c := &Cluster{objects: map[string]Object{}, refuse: map[string]int{}}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	c.URL = server.URL
	c.Put("/api/v1/nodes/one", Object{
		"metadata": Object{"name": "one"},
		"status": Object{
			"allocatable": Object{"cpu": "8", "memory": "24Gi"}, "conditions": []any{Object{"type": "Ready", "status": "True"}}, "nodeInfo": Object{"containerRuntimeVersion": "containerd://2.1.0"},
			"addresses": []any{Object{"type": "InternalIP", "address": "192.0.2.9"}},
		},
	})
	c.Put("/apis/storage.k8s.io/v1/storageclasses/standard", Object{"metadata": Object{"name": "standard", "annotations": Object{"storageclass.kubernetes.io/is-default-class": "true"}}})
	return c
}

// Kubeconfig writes a kubeconfig with two contexts for this cluster, the first being the current one.
func (c *Cluster) Kubeconfig(t *testing.T, contexts ...string) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: v1\nkind: Config\ncurrent-context: %s\nclusters:\n- name: c\n  cluster: {server: %q}\nusers:\n- name: alice\n  user: {token: secret}\ncontexts:\n", contexts[0], c.URL)
	for _, name := range contexts {
		fmt.Fprintf(&b, "- name: %s\n  context: {cluster: c, user: alice}\n", name)
	}
	file := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Put puts an object there.
func (c *Cluster) Put(at string, o Object) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o["apiVersion"], o["kind"] = "v1", kindOf(path.Dir(at))
	c.put(at, o)
}

// Get is the object at a path; nil when there is none.
func (c *Cluster) Get(at string) Object {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.objects[at]
}

// Paths are those of all objects below a path.
func (c *Cluster) Paths(below string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []string
	for at := range c.objects {
		if strings.HasPrefix(at, below) {
			list = append(list, at)
		}
	}
	slices.Sort(list)
	return list
}

// Refuse answers such requests, "PATCH /api/v1/namespaces/x", with a status.
func (c *Cluster) Refuse(request string, status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refuse[request] = status
}

// Break has no container start, for that reason; "" has them start again.
func (c *Cluster) Break(reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken = reason
}

// Log is every request that changes something, in its order.
func (c *Cluster) Log() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.log)
}

func (c *Cluster) put(at string, o Object) {
	c.serial++
	meta, _ := o["metadata"].(Object)
	if meta == nil {
		meta = Object{}
		o["metadata"] = meta
	}
	meta["uid"] = fmt.Sprintf("uid-%d", c.serial)
	if old := c.objects[at]; old != nil {
		meta["uid"] = old["metadata"].(Object)["uid"]
		if _, ok := o["status"]; !ok && old["status"] != nil {
			o["status"] = old["status"]
		}
	}
	meta["resourceVersion"] = fmt.Sprint(c.serial)
	c.objects[at] = o
	c.consequences(at, o)
}

// field is a value in an object.
func field(o any, names ...string) any {
	for _, name := range names {
		inner, _ := o.(Object)
		o = inner[name]
	}
	return o
}

// consequences are what controllers would do.
func (c *Cluster) consequences(at string, o Object) {
	namespace, _ := field(o, "metadata", "namespace").(string)
	name, _ := field(o, "metadata", "name").(string)
	pods := "/api/v1/namespaces/" + namespace + "/pods/"
	pod := func(name, job string) {
		meta := Object{"name": name, "namespace": namespace, "annotations": field(o, "spec", "template", "metadata", "annotations"), "labels": Object{}}
		if job != "" {
			meta["labels"] = Object{"batch.kubernetes.io/job-name": job}
		}
		status := Object{"conditions": []any{Object{"type": "Ready", "status": "True"}}}
		if c.broken != "" {
			status = Object{"containerStatuses": []any{Object{"image": "hardenway/harden:v1", "state": Object{"waiting": Object{"reason": c.broken}}}}}
		}
		c.serial++
		c.objects[pods+name] = Object{"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": Object{"nodeName": "one"}, "status": status}
	}
	switch {
	case strings.Contains(at, "/statefulsets/"):
		pod(name+"-0", "")
	case strings.Contains(at, "/jobs/"):
		if o["status"] == nil {
			o["status"] = Object{"startTime": time.Now().UTC().Format(time.RFC3339)}
		}
		for at := range c.objects {
			if strings.HasPrefix(at, pods+name+"-") {
				delete(c.objects, at)
			}
		}
		count, _ := field(o, "spec", "completions").(float64)
		for i := range int(count) {
			pod(fmt.Sprintf("%s-%d-x", name, i), name)
		}
	case strings.Contains(at, "/services/"):
		spec, _ := o["spec"].(Object)
		if ports, _ := spec["ports"].([]any); spec["type"] == "NodePort" && len(ports) > 0 {
			ports[0].(Object)["nodePort"] = 30443
		}
		if spec["type"] == "LoadBalancer" {
			o["status"] = Object{"loadBalancer": Object{"ingress": []any{Object{"ip": "198.51.100.7"}}}}
		}
	}
}

func answer(w http.ResponseWriter, status int, o any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(o) // whoever asked is gone, then
}

func refusal(w http.ResponseWriter, status int) {
	reason := map[int]string{404: "NotFound", 403: "Forbidden", 401: "Unauthorized", 409: "Conflict", 422: "Invalid"}[status]
	answer(w, status, Object{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": status, "message": "the test says " + reason})
}

// kindOf is what a list's items are; enough for a client that knows already.
func kindOf(at string) string { return strings.TrimSuffix(path.Base(at), "s") }

// ServeHTTP answers one request.
func (c *Cluster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := r.URL.Path
	if r.Method != http.MethodGet {
		c.log = append(c.log, r.Method+" "+at)
	}
	if status := c.refuse[r.Method+" "+at]; status != 0 {
		refusal(w, status)
		return
	}
	o := c.objects[at]
	switch r.Method {
	case http.MethodGet:
		parts := strings.Split(strings.Trim(at, "/"), "/")
		switch {
		case at == "/version":
			answer(w, 200, Object{"major": "1", "minor": "37", "gitVersion": "v1.37.1"})
		case o != nil:
			answer(w, 200, o)
		case listed(parts):
			items := []any{}
			for _, name := range c.below(at) {
				items = append(items, c.objects[name])
			}
			answer(w, 200, Object{"kind": kindOf(at) + "List", "apiVersion": "v1", "metadata": Object{}, "items": items})
		default:
			refusal(w, 404)
		}
	case http.MethodPost:
		answer(w, 201, Object{"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview", "status": Object{"userInfo": Object{"username": "alice@example.org"}}})
	case http.MethodPatch:
		data, err := io.ReadAll(r.Body)
		var applied Object
		if err == nil {
			err = yaml.Unmarshal(data, &applied)
		}
		if err != nil || r.Header.Get("Content-Type") != "application/apply-patch+yaml" || r.URL.Query().Get("fieldManager") == "" {
			refusal(w, 422)
			return
		}
		c.put(at, applied)
		answer(w, 200, applied)
	case http.MethodDelete:
		if o == nil {
			refusal(w, 404)
			return
		}
		for _, name := range c.below(at) {
			delete(c.objects, name)
		}
		if strings.Contains(at, "/jobs/") {
			for _, name := range c.below(strings.ReplaceAll(path.Dir(path.Dir(at)), "/apis/batch/v1", "/api/v1") + "/pods") {
				if strings.HasPrefix(path.Base(name), path.Base(at)+"-") {
					delete(c.objects, name)
				}
			}
		}
		if strings.HasPrefix(at, "/api/v1/namespaces/") {
			for name := range c.objects {
				if strings.Contains(name, "/namespaces/"+path.Base(at)+"/") {
					delete(c.objects, name)
				}
			}
		}
		delete(c.objects, at)
		answer(w, 200, Object{"kind": "Status", "apiVersion": "v1", "status": "Success"})
	}
}

// listed says whether a path is that of a list: of a resource, in a namespace or without one.
func listed(parts []string) bool {
	if len(parts) > 0 && parts[0] == "api" {
		parts = parts[1:]
	} else if len(parts) > 1 {
		parts = parts[2:]
	}
	return len(parts) == 2 || len(parts) == 4
}

func (c *Cluster) below(at string) []string {
	var list []string
	for name := range c.objects {
		if path.Dir(name) == at {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}
