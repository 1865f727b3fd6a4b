package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/hardenway/hardenway/labs/workshop"
)

// plan is the event of the server's own: as many checks as a full day has.
func plan() *workshop.Plan {
	p := &workshop.Plan{Title: "A room under load", Event: workshop.Event{Title: "A room under load", Code: "load-testing"}}
	for s := range 5 {
		item := workshop.PlanItem{Kind: workshop.KindScenario, Name: fmt.Sprintf("scenario-%d", s+1), Title: fmt.Sprintf("Scenario %d", s+1), Hints: []string{"One", "Two"}}
		for c := range 7 {
			item.Checks = append(item.Checks, workshop.Check{ID: fmt.Sprintf("check-%d", c+1), Title: fmt.Sprintf("Check %d holds", c+1), Role: workshop.Goal})
		}
		p.Items = append(p.Items, item)
	}
	return p
}

// serve serves that event until ctx ends, and prints its address and, the first time, the instructor's token. The limits are
// the usual ones, but for strangers, who join all at once here.
func serve(ctx context.Context, dir string, out io.Writer) (err error) {
	store, err := workshop.OpenStore(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	limits := workshop.DefaultLimits()
	limits.Stranger = workshop.Limit{PerSecond: 1e5, Burst: 1e5}
	s, err := workshop.New(ctx, workshop.Options{Plan: plan(), Store: store, Limits: &limits})
	if err != nil {
		return err
	}
	defer s.Close()
	address := os.Getenv("WORKSHOP_LOAD_LISTEN")
	if address == "" {
		address = "127.0.0.1:0"
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, l.Addr(), s.Token()); err != nil {
		return err
	}
	if err := s.Serve(ctx, l); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// child is the server's process.
type child struct {
	o       *options
	dir     string
	address string
	token   string
	cmd     *exec.Cmd
}

// start starts the server, at the same address as before when there was one.
func (c *child) start(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	c.cmd = exec.CommandContext(context.WithoutCancel(ctx), self, "-serve", c.dir, "-cpus", strconv.Itoa(c.o.cpus))
	c.cmd.Env = append(os.Environ(), "WORKSHOP_LOAD_LISTEN="+c.address)
	c.cmd.Stderr = os.Stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.cmd.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return fmt.Errorf("the server does not start: %w", errors.Join(err, c.cmd.Wait()))
	}
	address, token, _ := strings.Cut(strings.TrimSpace(line), " ")
	c.address = address
	if token != "" {
		c.token = token
	}
	return nil
}

// kill ends it as a power cut does.
func (c *child) kill() error {
	if err := c.cmd.Process.Kill(); err != nil {
		return err
	}
	_ = c.cmd.Wait() // its end is wanted
	return nil
}

// resident is the memory of the server's process, in bytes: now and at most; 0 where the system does not tell.
func (c *child) resident() (now, most int64) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		return 0, 0
	}
	field := func(name string) int64 {
		for line := range strings.Lines(string(data)) {
			if value, ok := strings.CutPrefix(line, name+":"); ok {
				n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
				if err == nil {
					return n << 10
				}
			}
		}
		return 0
	}
	return field("VmRSS"), field("VmHWM")
}

// spent is the processor time of the server's process.
func (c *child) spent() time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, uerr := strconv.ParseInt(fields[11], 10, 64)
	system, serr := strconv.ParseInt(fields[12], 10, 64)
	if uerr != nil || serr != nil {
		return 0
	}
	const tick = 10 * time.Millisecond // the kernel's unit for programs, whatever its own
	return time.Duration(user+system) * tick
}
