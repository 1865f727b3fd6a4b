package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hardenway/hardenway/labs/workshop"
)

// Version is the version of the JSON report. Within it fields are only added.
const Version = "hardenway.dev/workshop-load/v1"

// Report is what one run measured.
type Report struct {
	APIVersion string  `json:"apiVersion"`
	Platform   string  `json:"platform"`
	CPUs       int     `json:"cpus"` // that the server may use
	Load       string  `json:"load"` // the machine's average before
	Learners   int     `json:"learners"`
	Streams    int     `json:"streams"`
	Boards     int     `json:"boards"`
	Seconds    float64 `json:"seconds"`
	// Posted counts requests that were acknowledged, Failed those that were not and were sent again.
	Posted  int64 `json:"posted"`
	Failed  int64 `json:"failed"`
	Limited int64 `json:"limited"`
	// Milliseconds from asking to the acknowledgement.
	Median float64 `json:"medianMs"`
	P90    float64 `json:"p90Ms"`
	P99    float64 `json:"p99Ms"`
	Most   float64 `json:"mostMs"`
	// Events and Bytes came over the streams.
	Events int64 `json:"events"`
	Bytes  int64 `json:"bytes"`
	// Memory of the server in MB: in the end, and at most. CPU is its share of one processor. 0: not known.
	Memory     float64 `json:"memoryMB"`
	MemoryMost float64 `json:"memoryMostMB"`
	CPU        float64 `json:"cpu"`
	Kills      int     `json:"kills"`
	// Stored is how many reports are there in the end; of those acknowledged Missing are not, and Twice are
	// there more than once. -1: not looked at.
	Stored  int `json:"stored"`
	Missing int `json:"missing"`
	Twice   int `json:"twice"`
}

// player is one learner.
type player struct {
	token, client string
	acknowledged  int64 // reports up to that number
	number        int64
	waiting       []workshop.Report
	took          []time.Duration
}

type game struct {
	o       *options
	base    string
	client  *http.Client
	players []*player

	posted, failed, limited, events, bytes atomic.Int64

	mu       sync.Mutex
	problems []error
}

func play(ctx context.Context, o *options, talk io.Writer) (_ *Report, err error) {
	g := &game{o: o, base: o.url, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: o.learners, MaxConnsPerHost: 0}}}
	var own *child
	token := o.token
	if o.url == "" {
		dir, err := os.MkdirTemp("", "workshop-load-")
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		own = &child{o: o, dir: dir}
		if err := own.start(ctx); err != nil {
			return nil, err
		}
		defer func() { _ = own.kill() }()
		g.base, token = "http://"+own.address, own.token
	}
	r := &Report{
		APIVersion: Version, Platform: runtime.GOOS + "/" + runtime.GOARCH, CPUs: o.cpus, Load: load(), Learners: o.learners, Streams: o.streams, Boards: o.boards,
		Stored: -1, Missing: -1, Twice: -1,
	}
	fmt.Fprintf(talk, "%d learners join\n", o.learners)
	if err := g.join(ctx); err != nil {
		return nil, err
	}
	fmt.Fprintf(talk, "they post for %s, every %s on average; %d learners and %d instructors look on\n", o.length, o.every, o.streams, o.boards)
	began := time.Now()
	running, stop := context.WithTimeout(ctx, o.length)
	defer stop()
	watching, unwatch := context.WithCancel(ctx)
	defer unwatch()
	var posters, watchers sync.WaitGroup
	for _, p := range g.players {
		posters.Go(func() { g.post(running, p) })
	}
	for _, p := range g.players[:o.streams] {
		watchers.Go(func() { g.watch(watching, "/me/events", p.token) })
	}
	if token != "" {
		for range o.boards {
			watchers.Go(func() { g.watch(watching, "/instructor/events", token) })
		}
	}
	spent := time.Duration(0)
	for i := range o.kill {
		wait := time.NewTimer(o.length / time.Duration(o.kill+1))
		select {
		case <-running.Done():
		case <-wait.C:
			spent += own.spent()
			fmt.Fprintf(talk, "killing the server, %d of %d\n", i+1, o.kill)
			if err := errors.Join(own.kill(), own.start(ctx)); err != nil {
				return r, err
			}
			r.Kills++
		}
		wait.Stop()
	}
	posters.Wait()
	r.Seconds = time.Since(began).Seconds()
	if own != nil {
		now, most := own.resident()
		r.Memory, r.MemoryMost = float64(now)/1e6, float64(most)/1e6
		r.CPU = (spent + own.spent()).Seconds() / r.Seconds
	}
	unwatch()
	watchers.Wait()
	g.count(r)
	if own != nil {
		if err := own.kill(); err != nil {
			return r, err
		}
		if err := g.compare(ctx, r, own.dir); err != nil {
			return r, err
		}
	}
	if r.Missing > 0 || r.Twice > 0 {
		return r, fmt.Errorf("%d acknowledged reports are missing, and %d are there twice", r.Missing, r.Twice)
	}
	return r, errors.Join(g.problems...)
}

func (g *game) join(ctx context.Context) error {
	g.players = make([]*player, g.o.learners)
	errs := make([]error, g.o.learners)
	var wg sync.WaitGroup
	gate := make(chan struct{}, 16)
	for i := range g.players {
		wg.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			var j workshop.Joined
			_, err := g.ask(ctx, "/api/v1/join", "", map[string]string{"code": g.o.code, "name": fmt.Sprintf("Learner %03d", i+1)}, &j)
			g.players[i], errs[i] = &player{token: j.Token, client: fmt.Sprintf("%032x", rand.Uint64())}, err
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (g *game) ask(ctx context.Context, path, token string, in, out any) (status int, err error) {
	data, err := json.Marshal(in)
	if err != nil {
		return 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.base+path, bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := g.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return answer.StatusCode, err
	}
	if answer.StatusCode >= http.StatusMultipleChoices {
		return answer.StatusCode, fmt.Errorf("%s: %s: %.200s", path, answer.Status, body)
	}
	return answer.StatusCode, json.Unmarshal(body, out)
}

// post posts one learner's results until ctx ends. What was not acknowledged is sent again.
func (g *game) post(ctx context.Context, p *player) {
	for {
		wait := time.NewTimer(time.Duration((0.5 + rand.Float64()) * float64(g.o.every)))
		select {
		case <-ctx.Done():
			wait.Stop()
			return
		case <-wait.C:
		}
		p.number++
		p.waiting = append(p.waiting, result(p))
		list := p.waiting[:min(len(p.waiting), workshop.MaxBatch)]
		began := time.Now()
		var a workshop.Accepted
		// A request that was begun is ended, so that what is counted is what the server did.
		status, err := g.ask(context.WithoutCancel(ctx), "/api/v1/reports", p.token, map[string]any{"reports": list}, &a)
		switch {
		case status == http.StatusTooManyRequests:
			g.limited.Add(1)
			continue
		case err != nil:
			g.failed.Add(1)
			if status != 0 {
				g.problem(err)
			}
			continue
		}
		p.took = append(p.took, time.Since(began))
		p.acknowledged = a.Through
		p.waiting = slices.Clone(p.waiting[len(list):])
		g.posted.Add(1)
	}
}

func (g *game) problem(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.problems) < 5 {
		g.problems = append(g.problems, err)
	}
}

// result is a grading as scenarios have them.
func result(p *player) workshop.Report {
	r := workshop.Report{
		Client: p.client, Number: p.number, Kind: workshop.ReportGraded, Time: time.Now(), Scenario: fmt.Sprintf("scenario-%d", 1+rand.IntN(5)), Provider: "embedded",
	}
	for c := range 7 {
		result := workshop.Result{Check: fmt.Sprintf("check-%d", c+1), Outcome: workshop.Pass}
		if rand.IntN(3) == 0 {
			result.Outcome, result.Said = workshop.Fail, "Other workloads may still do what they never needed. Look at the subjects of the bindings: a group reaches whoever is in it."
		}
		r.Results = append(r.Results, result)
	}
	return r
}

// watch keeps a page's stream open, and opens it again when it ends.
func (g *game) watch(ctx context.Context, path, token string) {
	for ctx.Err() == nil {
		g.watchOnce(ctx, path, token)
		wait := time.NewTimer(500 * time.Millisecond)
		select {
		case <-ctx.Done():
		case <-wait.C:
		}
		wait.Stop()
	}
}

func (g *game) watchOnce(ctx context.Context, path, token string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, g.base+path, http.NoBody)
	if err != nil {
		return
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := g.client.Do(r)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		g.problem(fmt.Errorf("%s: %s", path, answer.Status))
		return
	}
	lines := bufio.NewReaderSize(answer.Body, 64<<10)
	for {
		line, err := lines.ReadSlice('\n')
		g.bytes.Add(int64(len(line)))
		if bytes.HasPrefix(line, []byte("event: parts")) {
			g.events.Add(1)
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

func (g *game) count(r *Report) {
	r.Posted, r.Failed, r.Limited, r.Events, r.Bytes = g.posted.Load(), g.failed.Load(), g.limited.Load(), g.events.Load(), g.bytes.Load()
	var all []time.Duration
	for _, p := range g.players {
		all = append(all, p.took...)
	}
	slices.Sort(all)
	at := func(list []time.Duration, share float64) float64 {
		if len(list) == 0 {
			return 0
		}
		return float64(list[min(len(list)-1, int(share*float64(len(list))))].Microseconds()) / 1000
	}
	r.Median, r.P90, r.P99, r.Most = at(all, 0.5), at(all, 0.9), at(all, 0.99), at(all, 1)
}

// compare looks into the store for everything that was acknowledged.
func (g *game) compare(ctx context.Context, r *Report, dir string) error {
	store, err := workshop.ReadStore(ctx, filepath.Clean(dir))
	if err != nil {
		return err
	}
	have := map[string]int{}
	err = store.Entries(ctx, func(e workshop.Entry) error {
		if e.Kind == workshop.EntryReport {
			have[fmt.Sprint(e.Client, e.Number)]++
		}
		return nil
	})
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	r.Stored, r.Missing, r.Twice = 0, 0, 0
	for _, n := range have {
		r.Stored += n
		if n > 1 {
			r.Twice++
		}
	}
	for _, p := range g.players {
		for n := int64(1); n <= p.acknowledged; n++ {
			if have[fmt.Sprint(p.client, n)] == 0 {
				r.Missing++
			}
		}
	}
	return nil
}

func load() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(string(data))[:3], " ")
}

func (r *Report) write(w io.Writer, format string) error {
	if format == "json" {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(r)
	}
	_, err := fmt.Fprintf(w, `%d learners, %d of their pages and %d of the instructor's open, %.0f s, %d processors for the server, load before %s
posted         %d, %.1f a second; %d failed and were sent again, %d were too many
acknowledged   median %.1f ms, 90 %% %.1f ms, 99 %% %.1f ms, at most %.1f ms
streams        %d events, %.1f MB
server         %.1f MB in the end, %.1f MB at most, %.2f of a processor, killed %d times
kept           %d reports; %d acknowledged ones missing, %d there twice
`, r.Learners, r.Streams, r.Boards, r.Seconds, r.CPUs, r.Load, r.Posted, float64(r.Posted)/max(r.Seconds, 1), r.Failed, r.Limited,
		r.Median, r.P90, r.P99, r.Most, r.Events, float64(r.Bytes)/1e6, r.Memory, r.MemoryMost, r.CPU, r.Kills, r.Stored, r.Missing, r.Twice)
	return err
}
