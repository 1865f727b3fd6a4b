package grader

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	utiljson "k8s.io/apimachinery/pkg/util/json"
)

var _ probe = (*AuditProbe)(nil)

// auditPatience is how long the log is read again while events are still missing. The API
// server writes them as it answers, unless it was told to batch.
const auditPatience = 2 * time.Second

func (a *AuditProbe) scope() scope {
	ids := make([]string, 0, len(a.Requests))
	for _, q := range a.Requests {
		ids = append(ids, q.ID)
	}
	return scope{"events": nil, "e": ids, "audit": nil}
}

func (a *AuditProbe) validate(p *problems, _ Role) {
	p.identity("as", a.As)
	if !strings.HasPrefix(a.Log, "/") && !strings.HasPrefix(a.Log, "${") {
		p.add("log", "%q: say where the log is on the node, from the root: /var/log/kubernetes/audit.log", a.Log)
	}
	validateRequests(p, a.Requests)
	for i, q := range a.Requests {
		if q.Mode == ByReview {
			p.add(fmt.Sprintf("requests[%d].mode", i), "the requests of an audit probe are real ones")
		} else if q.mode() == ByReview {
			p.add(fmt.Sprintf("requests[%d]", i), "%s %s is no request that can be made: does it lack a name?", q.Verb, q.Resource)
		}
	}
}

func (a *AuditProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	before, _, err := l.log(ctx, a.Log)
	if err != nil {
		return nil, err
	}
	mark, err := randomWord(l.options.Rand)
	if err != nil {
		return nil, err
	}
	agent := func(id string) string { return userAgent + "/" + mark + "-" + id }

	seen := make([]Observation, len(a.Requests))
	var who identities
	err = each(ctx, len(a.Requests), func(ctx context.Context, i int) error {
		q := a.Requests[i]
		id := q.As
		if id == nil {
			id = a.As
		}
		if id == nil {
			id = &Identity{Word: Self}
		}
		c, err := who.get(ctx, l.run, id)
		if err != nil {
			return err
		}
		seen[i], _, err = l.request(ctx, c, q, agent(q.ID), map[string]any{})
		return err
	})
	for _, s := range seen {
		if s.Asked != "" {
			l.saw(s)
		}
	}
	if err != nil {
		return nil, err
	}

	var facts map[string]any
	for end := time.Now().Add(auditPatience); ; {
		log, exists, err := l.log(ctx, a.Log)
		if err != nil {
			return nil, err
		}
		fresh := log
		if len(log) >= len(before) && bytes.Equal(log[:min(len(before), 256)], before[:min(len(before), 256)]) {
			fresh = log[len(before):] // else it was rotated meanwhile, and all of it is new
		}
		var all bool
		facts, all = a.facts(fresh, exists, agent)
		if all || !exists || time.Now().After(end) || !pause(ctx, 100*time.Millisecond) {
			break
		}
	}
	l.saw(Observation{Asked: "events marked " + mark + " in " + a.Log, From: string(FromNode), Got: fmt.Sprintf("%d", len(facts["events"].([]any)))})
	return facts, nil
}

// log reads the audit log. That it is not there is a fact.
func (l *look) log(ctx context.Context, path string) (data []byte, exists bool, err error) {
	data, err = l.readFile(ctx, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// facts sorts the marked events. all tells that every request has come to its end in the log.
func (a *AuditProbe) facts(log []byte, exists bool, agent func(string) string) (facts map[string]any, all bool) {
	events := []any{}
	byID := map[string]any{}
	ended := map[string]bool{}
	for _, q := range a.Requests {
		byID[q.ID] = []any{}
	}
	for line := range bytes.Lines(log) {
		if !bytes.Contains(line, []byte(userAgent+"/")) {
			continue
		}
		var event map[string]any
		if err := utiljson.Unmarshal(line, &event); err != nil {
			continue // half a line, still being written
		}
		for _, q := range a.Requests {
			if event["userAgent"] == agent(q.ID) {
				events = append(events, event)
				byID[q.ID] = append(byID[q.ID].([]any), event)
				ended[q.ID] = ended[q.ID] || event["stage"] == "ResponseComplete" || event["stage"] == "Panic"
			}
		}
	}
	words := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(a.Words)) {
		words[name] = int64(0)
		if text := a.Words[name]; text != "" {
			words[name] = int64(bytes.Count(log, []byte(text)))
		}
	}
	return map[string]any{
		"events": events, "e": byID,
		"audit": map[string]any{"exists": exists, "bytes": int64(len(log)), "words": words},
	}, len(ended) == len(a.Requests) && !slices.Contains(slices.Collect(maps.Values(ended)), false)
}
