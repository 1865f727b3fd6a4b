package grader

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	utiljson "k8s.io/apimachinery/pkg/util/json"
)

// probe is what every kind of probe can do. A look returns the facts, or an error when
// it could not tell: see the package comment for which is which.
type probe interface {
	// scope says which of the kind's variables this very probe offers.
	scope() scope
	// validate reports what is wrong with how the probe is written, under its own path.
	validate(p *problems, role Role)
	// look asks the cluster once. Variables are expanded already.
	look(ctx context.Context, l *look) (map[string]any, error)
}

// look is one look of one check at the cluster.
type look struct {
	*run
	mu    sync.Mutex
	seen  []Observation
	notes []string
	// doubt is set when a fact of this look is that something did not answer. It then
	// counts only if the API server answers right afterwards.
	doubt bool
}

func (l *look) saw(o ...Observation) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen = append(l.seen, o...)
}

func (l *look) note(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notes = append(l.notes, fmt.Sprintf(format, args...))
}

func (l *look) doubted() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.doubt = true
}

// each calls f for 0 to n-1, at most four at a time, and returns the error of the
// smallest index, which makes what is reported the same from run to run.
func each(ctx context.Context, n int, f func(ctx context.Context, i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i := range n {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			defer func() {
				if p := recover(); p != nil {
					errs[i] = fmt.Errorf("a fault of the grader's: %v", p)
				}
			}()
			errs[i] = f(ctx, i)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// bounded calls f, which takes no context, and gives up on it when ctx ends. What f may
// return later is dropped.
func bounded[T any](ctx context.Context, what string, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- result{err: fmt.Errorf("%s: a fault: %v", what, p)}
			}
		}()
		v, err := f()
		done <- result{v, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			return r.value, fmt.Errorf("%s: %w", what, r.err)
		}
		return r.value, nil
	case <-ctx.Done():
		var zero T
		return zero, fmt.Errorf("%s: %w", what, ctx.Err())
	}
}

// decodeJSON reads JSON with whole numbers as int64, as Kubernetes does, into maps and
// interfaces; into structs it is ordinary JSON.
func decodeJSON(data []byte, into any) error {
	switch into.(type) {
	case *any, *map[string]any, *[]any:
		return utiljson.Unmarshal(data, into)
	}
	return json.Unmarshal(data, into)
}

// jsonObject reads a JSON object, or returns nil when it is none.
func jsonObject(data []byte) map[string]any {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || data[0] != '{' {
		return nil
	}
	var m map[string]any
	if err := utiljson.Unmarshal(data, &m); err != nil {
		return nil
	}
	return m
}

// plain turns a Go value into maps, lists and scalars.
func plain(v any) (any, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out any
	return out, decodeInto(raw, &out)
}

func decodeInto(raw []byte, out *any) error { return utiljson.Unmarshal(raw, out) }

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func orDuration(d *Duration, otherwise time.Duration) time.Duration {
	if d == nil {
		return otherwise
	}
	return time.Duration(*d)
}

func anyList[T any](in []T) []any {
	out := make([]any, len(in))
	for i := range in {
		out[i] = in[i]
	}
	return out
}

// short cuts a text to be shown to one line of at most n bytes.
func short(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= n {
		return s
	}
	cut := n
	for cut > 0 && s[cut]&0xC0 == 0x80 { // not within a rune
		cut--
	}
	return s[:cut] + "…"
}
