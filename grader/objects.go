package grader

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

var _ probe = (*ObjectsProbe)(nil)

func (o *ObjectsProbe) scope() scope {
	ids := make([]string, 0, len(o.List))
	for _, ref := range o.List {
		ids = append(ids, ref.ID)
	}
	return scope{"objects": ids}
}

func (o *ObjectsProbe) validate(p *problems, _ Role) {
	if len(o.List) == 0 {
		p.add("list", "it reads nothing: list at least one object")
	}
	var ids []string
	for i, ref := range o.List {
		ids = append(ids, ref.ID)
		sub := p.at("list[%d]", i)
		if ref.Resource == "" {
			sub.add("resource", "say which resource: pods, deployments.apps")
		} else if _, err := parseResource(ref.Resource); err != nil {
			sub.add("resource", "%v", err)
		}
		if ref.Name != "" && (ref.LabelSelector != "" || ref.FieldSelector != "") {
			sub.add("name", "a name and a selector exclude each other")
		}
		if ref.Optional && ref.Name == "" {
			sub.add("optional", "it goes with a name; a list may be empty anyway")
		}
	}
	p.ids("list", ids)
}

func (o *ObjectsProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	found := make([]map[string]any, len(o.List))
	seen := make([]Observation, len(o.List))
	err := each(ctx, len(o.List), func(ctx context.Context, i int) error {
		ref := o.List[i]
		res, err := l.resource(ctx, ref.Resource)
		if err != nil {
			return err
		}
		q := call{method: http.MethodGet, path: res.path(ref.Namespace, ref.Name), query: url.Values{}}
		if ref.LabelSelector != "" {
			q.query.Set("labelSelector", ref.LabelSelector)
		}
		if ref.FieldSelector != "" {
			q.query.Set("fieldSelector", ref.FieldSelector)
		}
		seen[i] = Observation{Asked: q.String(), As: Self, From: string(FromHost)}
		a, err := l.asGrader(ctx, q)
		if err != nil {
			seen[i].Got = whyNot(err)
			return err
		}
		seen[i].Got = a.String()
		switch {
		case a.code == http.StatusNotFound:
			if ref.Optional {
				found[i] = map[string]any{}
			}
			return nil
		case !a.ok():
			return &untold{asked: q.String(), why: "the API server answered " + a.String()}
		case a.object == nil:
			return &untold{asked: q.String(), why: "the API server's answer is no object"}
		}
		if items, ok := a.object["items"].([]any); ok && ref.Name == "" {
			seen[i].Got = fmt.Sprintf("%d %s, %d items", a.code, http.StatusText(a.code), len(items))
		}
		found[i] = a.object
		return nil
	})
	for _, s := range seen {
		if s.Asked != "" {
			l.saw(s)
		}
	}
	if err != nil {
		return nil, err
	}
	objects := map[string]any{}
	for i, ref := range o.List {
		if found[i] != nil {
			objects[ref.ID] = found[i]
		}
	}
	return map[string]any{"objects": objects}, nil
}
