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
	before, err := l.logEnd(ctx, a.Log)
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
		fresh, exists, err := l.logSince(ctx, a.Log, before)
		if err != nil {
			return nil, err
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

// maxAudit is how many bytes of new events are read. An API server rotates its log after 100 MB, and what
// is new is of the last seconds: in whole logs a few checks at once would take gigabytes.
const maxAudit = 32 << 20

// logEnd is where a log ended, and how it began, by which a rotated one is told from it.
type logEnd struct {
	begins []byte
	size   int64
}

// logEnd looks where the log ends now. One that is not there ends at its beginning.
func (l *look) logEnd(ctx context.Context, path string) (logEnd, error) {
	stat, err := bounded(ctx, "looking at "+path+" on the node", func() (fs.FileInfo, error) { return l.target.Files().Stat(path) })
	if errors.Is(err, fs.ErrNotExist) {
		return logEnd{}, nil
	}
	if err != nil {
		return logEnd{}, err
	}
	begins, err := l.readPart(ctx, path, 0, min(stat.Size(), 256))
	if errors.Is(err, fs.ErrNotExist) {
		return logEnd{}, nil // rotated just now
	}
	return logEnd{begins, stat.Size()}, err
}

// logSince is what the log got since it ended there. That there is no log is a fact.
func (l *look) logSince(ctx context.Context, path string, before logEnd) (fresh []byte, exists bool, err error) {
	now, err := l.logEnd(ctx, path)
	if err != nil {
		return nil, false, err
	}
	from := before.size
	if now.size < before.size || !bytes.HasPrefix(now.begins, before.begins) {
		from = 0 // it was rotated meanwhile, and all of it is new
	}
	fresh, err = l.readPart(ctx, path, from, maxAudit+1)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if len(fresh) > maxAudit {
		return nil, true, fmt.Errorf("%s on the node grew by more than %d MiB while the check ran: too much to be read", path, maxAudit>>20)
	}
	return fresh, err == nil, err
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
