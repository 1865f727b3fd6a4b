// Bench measures what a learner waits for: starts, resets, checks, the time an edited
// manifest takes to act, and the memory of a node. It drives the harden binary as a
// person would and reads only its output and /proc.
//
// No figure is ever compared with a limit: a busy machine must not fail a build. What
// fails is a start or stop that leaves something behind, or a command that does not do
// what it says.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"text/tabwriter"
	"time"
)

// Version is the version of the JSON report. Within it fields are only added.
const Version = "hardenway.dev/bench/v1"

// Report is what one run measured.
type Report struct {
	APIVersion string `json:"apiVersion"`
	Scenario   string `json:"scenario"`
	Platform   string `json:"platform"`
	CPUs       int    `json:"cpus"`
	// Load is the machine's load average over a minute, before and after.
	Load []string `json:"load"`
	// Calibration is the time `harden version` took in the same run, in milliseconds: the
	// least any command of this binary can take on this machine at this time.
	Calibration float64  `json:"calibrationMs"`
	Metrics     []Metric `json:"metrics"`
	// Start is where the time of a start goes, step by step in their order.
	Start []Metric `json:"start"`
	// Rounds is how many starts and stops were looked at, LeftOver what one of them left.
	Rounds   int      `json:"rounds"`
	LeftOver []string `json:"leftOver"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, out, talk io.Writer) int {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(talk)
	harden := flags.String("harden", "bin/harden", "the `binary` to measure")
	scenario := flags.String("scenario", "anonymous-kubelet", "the `scenario` to start")
	n := flags.Int("n", 5, "how often each thing is measured; the median is shown")
	rounds := flags.Int("rounds", 20, "how often a lab is started and stopped")
	beside := flags.Bool("kind", false, "start and stop the scenario on the embedded cluster and on kind in turn, and nothing else (needs Docker and root)")
	format := flags.String("o", "text", "`format` of the result: text or json")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 || *n < 1 || *rounds < 1 || (*format != "text" && *format != "json") {
		_, _ = fmt.Fprintln(talk, "bench: takes flags only; -n and -rounds are at least 1, -o is text or json")
		return 2
	}
	if runtime.GOOS != "linux" {
		_, _ = fmt.Fprintln(talk, "bench: reads /proc, which only Linux has")
		return 2
	}
	report, err := measure(ctx, *harden, *scenario, *n, *rounds, *beside, talk)
	if report != nil {
		if werr := write(out, *format, report); werr != nil {
			err = errors.Join(err, werr)
		}
		for _, left := range report.LeftOver {
			err = errors.Join(err, fmt.Errorf("left behind: %s", left))
		}
	}
	if err != nil {
		_, _ = fmt.Fprintf(talk, "bench: %v\n", err)
		return 1
	}
	return 0
}

// measure runs everything. The report holds what was measured before an error.
func measure(ctx context.Context, harden, scenario string, n, rounds int, beside bool, talk io.Writer) (_ *Report, err error) {
	binary, err := filepath.Abs(harden)
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp("", "harden-bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{binary: binary, home: home, talk: talk}
	defer func() {
		cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		_, stopErr := b.harden(cleanup, 0, "stop", "--all")
		err = errors.Join(err, stopErr, os.RemoveAll(home))
	}()
	r := &Report{
		APIVersion: Version, Scenario: scenario, Platform: runtime.GOOS + "/" + runtime.GOARCH, CPUs: runtime.NumCPU(),
		Load: []string{load()}, Metrics: []Metric{}, Start: []Metric{}, LeftOver: []string{},
	}
	defer func() { r.Load = append(r.Load, load()) }()

	if beside {
		return r, b.sideBySide(ctx, r, scenario, rounds)
	}
	b.say("harden version and list, %d times each", 2*n)
	version, err := b.times(ctx, 2*n, "version")
	if err != nil {
		return r, err
	}
	list, err := b.times(ctx, 2*n, "list")
	if err != nil {
		return r, err
	}
	r.Calibration = newMetric("", "", version).Median
	r.Metrics = append(r.Metrics, newMetric("harden version", "", version), newMetric("harden list", "120 ms", list))

	if err := b.lab(ctx, r, scenario, n); err != nil {
		return r, err
	}
	return r, b.rounds(ctx, r, scenario, rounds)
}

func write(out io.Writer, format string, r *Report) error {
	if format == "json" {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	table := func(title, last string, metrics []Metric, row func(Metric) string) {
		_, _ = fmt.Fprintf(w, "%s\tmedian\tleast\tmost\tn\t%s\n", title, last)
		for _, m := range metrics {
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\n", m.Name, m.show(m.Median), m.show(m.Least), m.show(m.Most), len(m.Samples), row(m))
		}
		_, _ = fmt.Fprintln(w)
	}
	_, _ = fmt.Fprintf(w, "%s on %s, %d CPUs, load %s before and %s after\n\n", r.Scenario, r.Platform, r.CPUs, r.Load[0], r.Load[len(r.Load)-1])
	table("measured", "aim\t× harden version", r.Metrics, func(m Metric) string {
		if m.Unit != "ms" || r.Calibration == 0 {
			return m.Aim + "\t"
		}
		return fmt.Sprintf("%s\t%.1f", m.Aim, m.Median/r.Calibration)
	})
	var whole float64
	for _, m := range r.Start {
		whole += m.Median
	}
	table("step of a start", "share", r.Start, func(m Metric) string {
		return fmt.Sprintf("%.0f %%", 100*m.Median/max(whole, 1))
	})
	_, _ = fmt.Fprintf(w, "%d starts and stops left behind: %d things\n", r.Rounds, len(r.LeftOver))
	return w.Flush()
}
