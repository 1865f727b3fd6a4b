package grader

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Label marks every object the grader makes, with the value "true".
const Label = "hardenway.dev/grader"

const (
	// cleanTime bounds the clean-up, which goes on when the run is cancelled.
	cleanTime = 10 * time.Second
	// staleAfter is the age from which a marked object must be left over from a run that
	// was killed: no run takes that long.
	staleAfter = 10 * time.Minute
)

// swept are the kinds of objects a killed run may leave behind.
var swept = []string{"/api/v1/namespaces", "/api/v1/secrets", "/api/v1/configmaps", "/api/v1/pods", "/api/v1/serviceaccounts"}

// janitor removes what a run made.
type janitor struct {
	mu    sync.Mutex
	paths []string
	ready map[string]*sync.Once // canary namespaces
	fails map[string]error
}

// remember notes an object to be deleted, by its path. Do so before making it: a create
// whose answer is lost may have happened.
func (j *janitor) remember(path string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !slices.Contains(j.paths, path) {
		j.paths = append(j.paths, path)
	}
}

// forget drops an object that is gone already.
func (j *janitor) forget(path string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.paths = slices.DeleteFunc(j.paths, func(p string) bool { return p == path })
}

// clean deletes everything, the last made first, and returns what could not be deleted.
// An API server that was seen to be dead is given little time. What is left over then is
// swept by a later run.
func (r *run) clean(ctx context.Context, alive bool) []string {
	patience := cleanTime
	if !alive && ctx.Err() == nil {
		patience = time.Second
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	r.janitor.mu.Lock()
	paths := slices.Clone(r.janitor.paths)
	r.janitor.mu.Unlock()
	slices.Reverse(paths)
	var left []string
	for i, path := range paths {
		if err := r.remove(ctx, path); err != nil {
			left = append(left, fmt.Sprintf("%s is left over: %v", path, err))
			if why := netKind(err); why == netRefused || why == netTimeout {
				// Nobody is there: trying the rest only costs the learner time.
				for _, rest := range paths[i+1:] {
					left = append(left, rest+" is left over too")
				}
				break
			}
			continue
		}
		r.janitor.forget(path)
	}
	return left
}

// remove deletes an object at once. One that is not there is no error.
func (r *run) remove(ctx context.Context, path string) error {
	a, err := r.asGrader(ctx, call{method: http.MethodDelete, path: path, query: url.Values{"gracePeriodSeconds": {"0"}}})
	if err != nil {
		return err
	}
	if !a.ok() && a.code != http.StatusNotFound && a.code != http.StatusConflict {
		return fmt.Errorf("the API server answered %s", a)
	}
	return nil
}

// marked puts the grader's label on an object about to be made.
func marked(object map[string]any) map[string]any {
	object = deepCopy(object).(map[string]any)
	metadata, _ := object["metadata"].(map[string]any)
	if metadata == nil {
		metadata = map[string]any{}
		object["metadata"] = metadata
	}
	labels, _ := metadata["labels"].(map[string]any)
	if labels == nil {
		labels = map[string]any{}
		metadata["labels"] = labels
	}
	labels[Label] = "true"
	return object
}

func deepCopy(v any) any {
	switch t := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(t))
		for k := range t {
			out[k] = deepCopy(t[k])
		}
		return out
	case []any:
		out := make([]any, len(t))
		for i := range t {
			out[i] = deepCopy(t[i])
		}
		return out
	}
	return v
}

// namespace makes sure that a namespace named by a canary exists. Others are the lab's
// business.
func (r *run) namespace(ctx context.Context, name string) error {
	if name == "" || !r.vars.isCanary(name) {
		return nil
	}
	r.janitor.mu.Lock()
	if r.janitor.ready == nil {
		r.janitor.ready, r.janitor.fails = map[string]*sync.Once{}, map[string]error{}
	}
	once := r.janitor.ready[name]
	if once == nil {
		once = &sync.Once{}
		r.janitor.ready[name] = once
	}
	r.janitor.mu.Unlock()
	once.Do(func() {
		err := r.create(ctx, "/api/v1/namespaces", name, map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name}})
		if err == nil {
			// A pod needs the namespace's default ServiceAccount, which a controller makes.
			err = r.waitFor(ctx, "/api/v1/namespaces/"+name+"/serviceaccounts/default")
		}
		r.janitor.mu.Lock()
		r.janitor.fails[name] = err
		r.janitor.mu.Unlock()
	})
	r.janitor.mu.Lock()
	defer r.janitor.mu.Unlock()
	return r.janitor.fails[name]
}

// create makes an object of the grader's own, marked and remembered.
func (r *run) create(ctx context.Context, collection, name string, object map[string]any) error {
	r.janitor.remember(collection + "/" + name)
	a, err := r.asGrader(ctx, call{method: http.MethodPost, path: collection, body: marked(object)})
	if err != nil {
		return fmt.Errorf("making a canary: %w", err)
	}
	if !a.ok() {
		return fmt.Errorf("making a canary: POST %s: the API server answered %s", collection, a)
	}
	return nil
}

func (r *run) waitFor(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for {
		a, err := r.asGrader(ctx, call{method: http.MethodGet, path: path})
		if err != nil {
			return err
		}
		if a.ok() {
			return nil
		}
		if !pause(ctx, 50*time.Millisecond) {
			return fmt.Errorf("%s did not come to be: %s", path, a)
		}
	}
}

// sweep deletes what runs that were killed left behind.
func (r *run) sweep(ctx context.Context) []string {
	var notes []string
	for _, collection := range swept {
		a, err := r.asGrader(ctx, call{method: http.MethodGet, path: collection, query: url.Values{"labelSelector": {Label + "=true"}}})
		if err != nil || !a.ok() {
			notes = append(notes, fmt.Sprintf("could not look for leftovers in %s", collection))
			continue
		}
		items, _ := a.object["items"].([]any)
		for _, item := range items {
			m, _ := item.(map[string]any)
			metadata, _ := m["metadata"].(map[string]any)
			name, _ := metadata["name"].(string)
			namespace, _ := metadata["namespace"].(string)
			made, err := time.Parse(time.RFC3339, fmt.Sprint(metadata["creationTimestamp"]))
			if name == "" || err != nil || r.options.Now().Sub(made) < staleAfter || metadata["deletionTimestamp"] != nil {
				continue
			}
			path := collection + "/" + name
			if namespace != "" {
				path = "/api/v1/namespaces/" + namespace + strings.TrimPrefix(collection, "/api/v1") + "/" + name
			}
			if err := r.remove(ctx, path); err != nil {
				notes = append(notes, fmt.Sprintf("%s is left over from an earlier run: %v", path, err))
			}
		}
	}
	return notes
}
