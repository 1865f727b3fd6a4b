package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bench drives one binary with a home of its own.
type bench struct {
	binary, home string
	talk         io.Writer
}

func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.talk, "bench: "+format+"\n", args...)
}

// output is what one command printed, and how long it took.
type output struct {
	stdout, stderr string
	took           time.Duration
}

// harden runs one command, which has to return the exit code want.
func (b *bench) harden(ctx context.Context, want int, args ...string) (output, error) {
	cmd := exec.CommandContext(ctx, b.binary, args...)
	cmd.Env = append(os.Environ(), "HARDEN_HOME="+b.home, "ACCESSIBLE=1")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // so that it cleans up
	cmd.WaitDelay = 30 * time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	err := cmd.Run()
	out := output{stdout: stdout.String(), stderr: stderr.String(), took: time.Since(began)}
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else if err != nil {
		return out, err
	}
	if code != want {
		return out, fmt.Errorf("harden %s: exit code %d, not %d:\n%s%s", strings.Join(args, " "), code, want, out.stdout, out.stderr)
	}
	return out, nil
}

// times is how long a command took, n times.
func (b *bench) times(ctx context.Context, n int, args ...string) ([]time.Duration, error) {
	var samples []time.Duration
	for range n {
		out, err := b.harden(ctx, 0, args...)
		if err != nil {
			return nil, err
		}
		samples = append(samples, out.took)
	}
	return samples, nil
}

// stepLine is a line of plain progress: "API server: done (2.8s)".
var stepLine = regexp.MustCompile(`(?m)^(.+): done \((\d+(?:\.\d+)?)s\)$`)

// step is a part of a start, in the order they ended.
type step struct {
	name string
	took time.Duration
}

// start starts a lab and returns how long it took and where the time went. A start ends
// with a first grading that has to find the scenario unsolved.
func (b *bench) start(ctx context.Context, scenario, lab string) (time.Duration, []step, error) {
	out, err := b.harden(ctx, 0, "start", scenario, "--name", lab, "--plain")
	if err != nil {
		return 0, nil, err
	}
	var steps []step
	for _, m := range stepLine.FindAllStringSubmatch(out.stderr, -1) {
		seconds, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			return 0, nil, fmt.Errorf("step %q: %w", m[0], err)
		}
		steps = append(steps, step{m[1], time.Duration(seconds * float64(time.Second))})
	}
	if len(steps) == 0 {
		return 0, nil, fmt.Errorf("harden start printed no steps:\n%s", out.stderr)
	}
	return out.took, steps, nil
}

// lab measures what is done with one running lab.
func (b *bench) lab(ctx context.Context, r *Report, scenario string, n int) error {
	lab := "bench-" + strconv.Itoa(os.Getpid())
	b.say("one lab: check, reset and a manifest edit, %d times each", n)
	if _, _, err := b.start(ctx, scenario, lab); err != nil {
		return err
	}
	var checks, took, resets, edits []time.Duration
	for range n {
		out, err := b.harden(ctx, 1, "check", lab, "-o", "json") // 1: it answers, and is not solved
		if err != nil {
			return err
		}
		var graded struct{ Took string }
		if err := json.Unmarshal([]byte(out.stdout), &graded); err != nil {
			return fmt.Errorf("harden check: %w", err)
		}
		inside, err := time.ParseDuration(graded.Took)
		if err != nil {
			return fmt.Errorf("harden check: %w", err)
		}
		checks, took = append(checks, out.took), append(took, inside)
	}
	pss, err := labMemory(lab)
	if err != nil {
		return err
	}
	place, err := b.place(ctx, lab)
	if err != nil {
		return err
	}
	for range n {
		edit, err := place.edit(ctx)
		if err != nil {
			return err
		}
		edits = append(edits, edit)
		out, err := b.harden(ctx, 0, "reset", lab)
		if err != nil {
			return err
		}
		resets = append(resets, out.took)
	}
	r.Metrics = append(r.Metrics,
		newMetric("harden check", "300 ms", checks),
		newMetric("  of which grading", "", took),
		newMetric("edited manifest acts", "5 s", edits),
		newMetric("harden reset", "3 s", resets),
	)
	r.Metrics = append(r.Metrics, pss...)
	_, err = b.harden(ctx, 0, "stop", lab)
	return err
}

// place is where a running lab is found.
type place struct {
	address, apiServer string
	root, sockets      string
}

// place asks for a lab's addresses, and reads its directories from its own record.
func (b *bench) place(ctx context.Context, lab string) (place, error) {
	out, err := b.harden(ctx, 0, "status", lab, "-o", "json")
	if err != nil {
		return place{}, err
	}
	var status struct {
		Labs []struct {
			Endpoints struct{ APIServer, NodeAddress string }
		}
	}
	if err := json.Unmarshal([]byte(out.stdout), &status); err != nil {
		return place{}, fmt.Errorf("harden status: %w", err)
	}
	data, err := os.ReadFile(filepath.Join(b.home, "embedded", lab, "spec.json"))
	if err != nil {
		return place{}, err
	}
	var spec struct{ Root, Run string }
	if err := json.Unmarshal(data, &spec); err != nil {
		return place{}, fmt.Errorf("spec.json: %w", err)
	}
	if len(status.Labs) != 1 || status.Labs[0].Endpoints.APIServer == "" || spec.Root == "" || spec.Run == "" {
		return place{}, fmt.Errorf("lab %s does not say where it is:\n%s\n%s", lab, out.stdout, data)
	}
	at := status.Labs[0].Endpoints
	return place{at.NodeAddress, at.APIServer, spec.Root, spec.Run}, nil
}

// edit turns anonymous requests off in the API server's manifest and returns how long it
// takes until one is refused.
func (p place) edit(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	client := &http.Client{
		Timeout:   2 * time.Second,
		Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, //nolint:gosec // asks as anyone would, about nothing secret
	}
	await := func(want int) error {
		var last string
		for {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+p.apiServer+"/version", nil)
			if err != nil {
				return err
			}
			if resp, err := client.Do(req); err != nil {
				last = err.Error()
			} else {
				_ = resp.Body.Close()
				if last = resp.Status; resp.StatusCode == want {
					return nil
				}
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("the API server does not answer an anonymous request with %d; last: %s", want, last)
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
	if err := await(http.StatusOK); err != nil {
		return 0, err
	}
	name := filepath.Join(p.root, "etc/kubernetes/manifests/kube-apiserver.yaml")
	data, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	const command = "- kube-apiserver\n"
	head, tail, ok := strings.Cut(string(data), command)
	if !ok {
		return 0, fmt.Errorf("%s: no line %q", name, command)
	}
	indent := head[strings.LastIndexByte(head, '\n')+1:]
	began := time.Now()
	if err := os.WriteFile(name, []byte(head+command+indent+"- --anonymous-auth=false\n"+tail), 0o600); err != nil {
		return 0, err
	}
	err = await(http.StatusUnauthorized)
	return time.Since(began), err
}

// rounds starts and stops a lab again and again and looks for what is left.
func (b *bench) rounds(ctx context.Context, r *Report, scenario string, rounds int) error {
	var starts, stops []time.Duration
	var names []string
	steps := map[string][]time.Duration{}
	for i := range rounds {
		lab := fmt.Sprintf("bench-%d-%d", os.Getpid(), i)
		took, parts, err := b.start(ctx, scenario, lab)
		if err != nil {
			return err
		}
		starts = append(starts, took)
		for _, p := range parts {
			if _, ok := steps[p.name]; !ok {
				names = append(names, p.name)
			}
			steps[p.name] = append(steps[p.name], p.took)
		}
		place, err := b.place(ctx, lab)
		if err != nil {
			return err
		}
		out, err := b.harden(ctx, 0, "stop", lab)
		if err != nil {
			return err
		}
		stops = append(stops, out.took)
		r.Rounds++
		left, err := leftovers(lab, place)
		if err != nil {
			return err
		}
		for _, l := range left {
			r.LeftOver = append(r.LeftOver, fmt.Sprintf("%s after round %d", l, i+1))
		}
		b.say("round %d of %d: started in %.1f s, stopped in %.1f s", i+1, rounds, took.Seconds(), out.took.Seconds())
	}
	files, err := b.files()
	if err != nil {
		return err
	}
	for _, name := range files {
		r.LeftOver = append(r.LeftOver, "file "+name)
	}
	r.Metrics = slices.Insert(r.Metrics, min(2, len(r.Metrics)),
		newMetric("start until graded", "6 s", starts), newMetric("harden stop", "", stops))
	for _, name := range names {
		r.Start = append(r.Start, newMetric(name, "", steps[name]))
	}
	return nil
}

// files lists what is in the home and ought not to be once every lab is stopped. What
// stays is the learner's progress, and the empty directories that hold labs.
func (b *bench) files() ([]string, error) {
	var names []string
	err := filepath.WalkDir(b.home, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(b.home, path)
		if err != nil {
			return err
		}
		atTop := !strings.ContainsRune(rel, filepath.Separator)
		switch {
		case atTop && (d.IsDir() || strings.HasPrefix(rel, "progress.jsonl")):
		default:
			names = append(names, rel)
		}
		return nil
	})
	return names, err
}

// load is the machine's load average over the last minute.
func load() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(data), " ")
	return cmp.Or(first, "unknown")
}
