package grader

import (
	"context"
	"fmt"
	"slices"
	"time"
)

var _ probe = (*TCPProbe)(nil)

const tcpTimeout = 3 * time.Second

func (t *TCPProbe) scope() scope {
	if len(t.Targets) == 0 {
		return scope{"connected": nil, "refused": nil, "connection": nil, "connections": nil}
	}
	ids := make([]string, 0, len(t.Targets))
	for _, target := range t.Targets {
		ids = append(ids, target.ID)
	}
	return scope{"connections": nil, "c": ids}
}

func (t *TCPProbe) validate(p *problems, _ Role) {
	p.from(t.From)
	p.control(t.Control)
	p.timeout(t.Timeout)
	if (t.Address == "") == (len(t.Targets) == 0) {
		p.add("address", "it needs either an address or targets")
	} else if t.Address != "" {
		p.address("address", t.Address)
	}
	var ids []string
	for i, target := range t.Targets {
		ids = append(ids, target.ID)
		sub := p.at("targets[%d]", i)
		sub.from(target.From)
		sub.address("address", target.Address)
	}
	p.ids("targets", ids)
}

func (t *TCPProbe) look(ctx context.Context, l *look) (map[string]any, error) {
	targets := slices.Clone(t.Targets)
	if len(targets) == 0 {
		targets = []TCPTarget{{Address: t.Address}}
	}
	facts := make([]map[string]any, len(targets))
	seen := make([]Observation, len(targets))
	err := each(ctx, len(targets), func(ctx context.Context, i int) error {
		target := targets[i]
		if target.From == "" {
			target.From = t.From
		}
		if target.From == "" {
			target.From = FromHost
		}
		o := &seen[i]
		*o = Observation{Asked: "connect to " + target.Address, From: string(target.From)}
		dialling, cancel := context.WithTimeout(ctx, orDuration(t.Timeout, tcpTimeout))
		defer cancel()
		conn, err := l.target.Dial(dialling, target.From, "tcp", target.Address)
		if err != nil {
			o.Got = whyNot(err)
			if doubt := l.notAFact(ctx, err); doubt != nil {
				return fmt.Errorf("%s: %w", o.Asked, doubt)
			}
		} else {
			o.Got = "connected"
			if err := conn.Close(); err != nil {
				l.note("closing the connection to %s: %v", target.Address, err)
			}
		}
		facts[i] = map[string]any{
			"id": target.ID, "address": target.Address, "connected": err == nil, "refused": netKind(err) == netRefused,
			"error": netKind(err), "message": "",
		}
		if err != nil {
			facts[i]["message"] = err.Error()
		}
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
	failed := false
	byID := map[string]any{}
	for i, f := range facts {
		failed = failed || f["error"] != ""
		if targets[i].ID != "" {
			byID[targets[i].ID] = f
		}
	}
	if err := l.control(ctx, t.Control, t.From, failed); err != nil {
		return nil, err
	}
	return map[string]any{
		"connected": facts[0]["connected"], "refused": facts[0]["refused"], "connection": facts[0], "connections": anyList(facts), "c": byID,
	}, nil
}
