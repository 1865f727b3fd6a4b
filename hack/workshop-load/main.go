// Workshop-load plays a room: learners who post results one after the other, and pages that are open, against a
// workshop's server. It tells how long the server took, how much memory it has, and whether everything that it
// acknowledged is there, each thing once.
//
// Without -url it serves an event of its own, in a process of its own, and can kill it in the middle (-kill).
//
// No figure is compared with a limit: a busy machine must not fail a build. What fails is a report that was
// acknowledged and is not there, or is there twice.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

type options struct {
	url, code, token string
	learners         int
	streams          int
	boards           int
	length           time.Duration
	every            time.Duration
	kill             int
	cpus             int
	format           string
	serve            string
}

func run(ctx context.Context, args []string, out, talk io.Writer) int {
	var o options
	flags := flag.NewFlagSet("workshop-load", flag.ContinueOnError)
	flags.SetOutput(talk)
	flags.StringVar(&o.url, "url", "", "`address` of a workshop that is served; its own server without it")
	flags.StringVar(&o.code, "code", "load-testing", "its join `code`")
	flags.StringVar(&o.token, "token", "", "its instructor's `token`, for the pages that are open")
	flags.IntVar(&o.learners, "learners", 300, "how many learners post results")
	flags.IntVar(&o.streams, "streams", 300, "how many learners have their page open")
	flags.IntVar(&o.boards, "boards", 2, "how many pages of the instructor's are open")
	flags.DurationVar(&o.length, "for", 5*time.Minute, "how long")
	flags.DurationVar(&o.every, "every", 2*time.Second, "how long a learner waits between two results, on average")
	flags.IntVar(&o.kill, "kill", 0, "how often the server is killed and started again on the way")
	flags.IntVar(&o.cpus, "cpus", 2, "how many processors the server may use")
	flags.StringVar(&o.format, "o", "text", "`format` of the result: text or json")
	flags.StringVar(&o.serve, "serve", "", "be the server, with its data in this `directory`")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 || o.learners < 1 || o.streams < 0 || o.streams > o.learners || o.boards < 0 || o.every <= 0 || o.length <= 0 || o.kill < 0 || o.format != "text" && o.format != "json" ||
		o.url != "" && o.kill > 0 {
		fmt.Fprintln(talk, "workshop-load: takes flags only; -learners is at least 1 and -streams at most that, -o is text or json, and -kill is for its own server")
		return 2
	}
	if o.serve != "" {
		runtime.GOMAXPROCS(o.cpus)
		if err := serve(ctx, o.serve, out); err != nil {
			fmt.Fprintf(talk, "workshop-load: serving: %v\n", err)
			return 1
		}
		return 0
	}
	report, err := play(ctx, &o, talk)
	if report != nil {
		if werr := report.write(out, o.format); werr != nil && err == nil {
			err = werr
		}
	}
	if err != nil {
		fmt.Fprintf(talk, "workshop-load: %v\n", err)
		return 1
	}
	return 0
}
