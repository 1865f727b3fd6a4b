package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// sideBySide starts and stops the scenario on the embedded cluster and on kind in turn, so
// that both meet the same machine at the same time, and looks at what each start and stop left.
func (b *bench) sideBySide(ctx context.Context, r *Report, scenario string, rounds int) error {
	type side struct {
		starts, stops []time.Duration
		memory        []float64
	}
	sides := map[string]*side{"embedded": {}, "kind": {}}
	for i := range rounds {
		for _, provider := range []string{"embedded", "kind"} {
			lab := fmt.Sprintf("bench-%d-%d", os.Getpid(), i)
			s := sides[provider]
			out, err := b.harden(ctx, 0, "start", scenario, "--name", lab, "--on", provider, "--plain")
			if err != nil {
				return err
			}
			s.starts = append(s.starts, out.took)
			memory, leftover := b.embeddedMemory, b.embeddedLeftovers
			if provider == "kind" {
				memory, leftover = kindMemory, kindLeftovers
			}
			left, err := leftover(ctx, lab)
			if err != nil {
				return err
			}
			mb, err := memory(ctx, lab)
			if err != nil {
				return err
			}
			s.memory = append(s.memory, mb)
			stopped, err := b.harden(ctx, 0, "stop", lab)
			if err != nil {
				return err
			}
			s.stops = append(s.stops, stopped.took)
			list, err := left()
			if err != nil {
				return err
			}
			for _, l := range list {
				r.LeftOver = append(r.LeftOver, fmt.Sprintf("%s after round %d on %s", l, i+1, provider))
			}
			r.Rounds++
			b.say("round %d of %d on %s: started in %.1f s with %.0f MB, stopped in %.1f s", i+1, rounds, provider, out.took.Seconds(), mb, stopped.took.Seconds())
		}
	}
	files, err := b.files()
	if err != nil {
		return err
	}
	for _, name := range files {
		r.LeftOver = append(r.LeftOver, "file "+name)
	}
	embedded, kind := sides["embedded"], sides["kind"]
	start := newMetric("start on kind", "", kind.starts)
	quick := newMetric("start on the embedded cluster", "a sixth", embedded.starts)
	memory := func(name string, samples []float64) Metric {
		return summary(Metric{Name: name, Unit: "MB", Samples: samples})
	}
	r.Metrics = append(r.Metrics, quick, start,
		summary(Metric{Name: "kind takes so many times as long", Unit: "×", Aim: "6", Samples: ratios(kind.starts, embedded.starts)}),
		newMetric("stop on the embedded cluster", "", embedded.stops), newMetric("stop on kind", "", kind.stops),
		memory("memory of the embedded node (PSS)", embedded.memory), memory("memory of the kind node (PSS)", kind.memory))
	return nil
}

// ratios are those of two starts of the same round.
func ratios(over, under []time.Duration) []float64 {
	var list []float64
	for i := range over {
		list = append(list, over[i].Seconds()/under[i].Seconds())
	}
	return list
}

func (b *bench) embeddedMemory(_ context.Context, lab string) (float64, error) {
	metrics, err := labMemory(lab)
	if err != nil {
		return 0, err
	}
	return metrics[0].Median, nil
}

func (b *bench) embeddedLeftovers(ctx context.Context, lab string) (func() ([]string, error), error) {
	place, err := b.place(ctx, lab)
	return func() ([]string, error) { return leftovers(lab, place) }, err
}

func containerOf(lab string) string { return "harden-" + lab + "-control-plane" }

// kindLeftovers notes the lab's container, its volumes and its networks, and returns what tells
// which of them there still are.
func kindLeftovers(ctx context.Context, lab string) (func() ([]string, error), error) {
	made, err := docker(ctx, "inspect", containerOf(lab), "--format",
		`{{range .Mounts}}{{if eq .Type "volume"}}Docker volume {{.Name}}{{"\n"}}{{end}}{{end}}{{range $name, $_ := .NetworkSettings.Networks}}Docker network {{$name}}{{"\n"}}{{end}}`)
	if err != nil {
		return nil, err
	}
	made = append(made, "Docker container "+containerOf(lab))
	if len(made) < 3 {
		return nil, fmt.Errorf("of the container %s Docker tells of no volume or no network: %q", containerOf(lab), made)
	}
	return func() ([]string, error) {
		now, err := dockerObjects(ctx)
		return slices.DeleteFunc(made, func(o string) bool { return !slices.Contains(now, o) }), err
	}, nil
}

// kindMemory is the proportional set size of every process in the node's container. Their
// numbers are those of this machine, which Docker tells when it runs here.
func kindMemory(ctx context.Context, lab string) (float64, error) {
	out, err := docker(ctx, "top", containerOf(lab), "-eo", "pid")
	if err != nil {
		return 0, err
	}
	var sum float64
	for _, line := range out[1:] { // the first is the heading
		pid, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			return 0, fmt.Errorf("docker top: %w", err)
		}
		mb, err := pssOf(pid)
		if errors.Is(err, os.ErrNotExist) {
			continue // it has just ended
		}
		if err != nil {
			return 0, fmt.Errorf("memory of process %d of the kind node, which takes root and a Docker on this machine: %w", pid, err)
		}
		sum += mb
	}
	return sum, nil
}

// dockerObjects names every container, network and volume that Docker has.
func dockerObjects(ctx context.Context) ([]string, error) {
	var all []string
	for kind, args := range map[string][]string{
		"container": {"ps", "--all", "--format", "{{.Names}}"},
		"network":   {"network", "ls", "--format", "{{.Name}}"},
		"volume":    {"volume", "ls", "--format", "{{.Name}}"},
	} {
		names, err := docker(ctx, args...)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			all = append(all, "Docker "+kind+" "+name)
		}
	}
	return all, nil
}

func docker(ctx context.Context, args ...string) ([]string, error) {
	out, err := exec.CommandContext(ctx, "docker", args...).Output()
	if err != nil {
		why := err.Error()
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			why = strings.TrimSpace(string(exit.Stderr))
		}
		return nil, fmt.Errorf("docker %s: %s", args[0], why)
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' }), nil
}
