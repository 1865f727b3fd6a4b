// Session records the picture in the README: it types a learner's commands into a real
// terminal (tmux), waits for what harden answers, and draws the screens as one SVG.
// Nothing in the picture is written by hand, so it cannot show what harden does not do.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	columns = 96
	rows    = 36
	// patience is far above what any step takes on a slow machine.
	patience = 2 * time.Minute
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, talk io.Writer) int {
	flags := flag.NewFlagSet("session", flag.ContinueOnError)
	flags.SetOutput(talk)
	harden := flags.String("harden", "bin/harden", "the `binary` to record")
	out := flags.String("to", "docs/session.svg", "the `file` to write")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if err := record(ctx, *harden, *out, talk); err != nil {
		_, _ = fmt.Fprintf(talk, "session: %v\n", err)
		return 1
	}
	return 0
}

func record(ctx context.Context, harden, out string, talk io.Writer) (err error) {
	binary, err := filepath.Abs(harden)
	if err != nil {
		return err
	}
	home, err := os.MkdirTemp("", "learner-")
	if err != nil {
		return err
	}
	t := &terminal{
		server: "harden-session-" + strconv.Itoa(os.Getpid()), binary: binary, talk: talk,
		env: []string{
			"HOME=" + home, "PATH=" + home + "/bin:" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8", "SHELL=/bin/bash",
			"HARDEN_HOME=" + filepath.Join(home, "harden"), "PS1=$ ", "HISTFILE=/dev/null",
		},
	}
	defer func() {
		cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		stop := exec.CommandContext(cleanup, binary, "stop", "--all")
		stop.Env = t.env
		if said, stopErr := stop.CombinedOutput(); stopErr != nil {
			err = errors.Join(err, fmt.Errorf("harden stop: %w: %s", stopErr, said))
		}
		err = errors.Join(err, t.close(cleanup), os.RemoveAll(home))
	}()
	if err := os.Mkdir(filepath.Join(home, "bin"), 0o700); err != nil {
		return err
	}
	if err := os.Symlink(binary, filepath.Join(home, "bin", "harden")); err != nil {
		return err
	}
	// A learner's own prompt, with the name of the node in a node shell.
	const prompt = "PS1='$ '\n[ -z \"$HARDEN_NODE\" ] || PS1=\"[$HARDEN_NODE \\W]# \"\n"
	if err := os.WriteFile(filepath.Join(home, ".bashrc"), []byte(prompt), 0o600); err != nil {
		return err
	}
	frames, err := play(ctx, t)
	if err != nil {
		return err
	}
	svg := draw("A learner's session with harden, recorded from a terminal", frames)
	temporary := out + ".new"
	if err := os.WriteFile(temporary, svg, 0o644); err != nil { //nolint:gosec // a picture, for everyone to read
		return err
	}
	return os.Rename(temporary, out)
}

// play is the session. Each frame is one screen.
func play(ctx context.Context, t *terminal) ([]frame, error) {
	var frames []frame
	var err error
	// do types a line into a window and waits until its screen shows what is to come.
	do := func(window, line, want string) {
		if err == nil && line != "" {
			err = t.send(ctx, window, line)
		}
		if err == nil {
			err = t.await(ctx, window, regexp.MustCompile(want))
		}
	}
	take := func(window, caption string, fromTop bool) {
		if err != nil {
			return
		}
		var lines []string
		if lines, err = t.screen(ctx, window, fromTop); err == nil {
			frames = append(frames, frame{caption, parse(lines)})
		}
	}

	if err := t.open(ctx); err != nil {
		return nil, err
	}
	do("0", "", `^\$ $`) // the shell is up
	do("0", "harden start anonymous-kubelet", `harden stop .*remove the lab`)
	take("0", "1  start: a real cluster, with one real hole in it", true)

	var kubelet string
	if err == nil {
		kubelet, err = t.kubelet(ctx)
	}
	if err == nil {
		err = t.window(ctx)
	}
	do("1", "harden watch", `0 of 3 goals reached`)
	do("1", "", `Not solved`)
	do("0", "clear; harden node shell", `\[anonymous-kubelet .*# $`)
	do("0", "curl -sk "+kubelet+`/pods | grep -o '"name":"PAYMENT_API_KEY".\{33\}'`, `"value".*\n\[.*# $`)
	do("0", `curl -sk -X POST "`+kubelet+`/run/shop/checkout-0/app?cmd=id"`, `uid=.*\n(.*\n)*\[.*# $`)
	do("0", `sed -n '/^authentication/,/^cgroup/p;/^readOnly/p' var/lib/kubelet/config.yaml`, `readOnlyPort.*\n\[.*# $`)
	do("0", `sed -i '/anonymous:/,/enabled:/s/true/false/; s/AlwaysAllow/Webhook/; s/^readOnlyPort: .*/readOnlyPort: 0/' var/lib/kubelet/config.yaml`, `config.yaml\n\[.*# $`)
	do("0", "systemctl restart kubelet", `restart kubelet\n\[.*# $`)
	do("1", "", `3 of 3 goals|Solved`)
	do("0", "curl -sk "+kubelet+"/pods; echo", `Unauthorized\n\[.*# $`)
	take("0", "2  the hole, as an intruder sees it, and the fix, with ordinary tools", false)
	take("1", "3  watch: graded by what the cluster does now", false)
	return frames, err
}

// terminal is a tmux server of our own.
type terminal struct {
	server string
	binary string
	env    []string
	talk   io.Writer
}

func (t *terminal) tmux(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "tmux", append([]string{"-L", t.server, "-f", os.DevNull}, args...)...)
	cmd.Env = t.env
	said, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("tmux %s: %w: %s", strings.Join(args, " "), err, said)
	}
	return string(said), nil
}

func (t *terminal) open(ctx context.Context) error {
	_, err := t.tmux(ctx, "new-session", "-d", "-x", strconv.Itoa(columns), "-y", strconv.Itoa(rows), "bash", "--norc", "--noprofile")
	return err
}

func (t *terminal) window(ctx context.Context) error {
	_, err := t.tmux(ctx, "new-window", "-d", "bash", "--norc", "--noprofile")
	return err
}

func (t *terminal) send(ctx context.Context, window, line string) error {
	_, _ = fmt.Fprintf(t.talk, "session: %s\n", line)
	if _, err := t.tmux(ctx, "send-keys", "-t", window, "-l", line); err != nil {
		return err
	}
	_, err := t.tmux(ctx, "send-keys", "-t", window, "Enter")
	return err
}

// await looks at a window's screen until want is on it.
func (t *terminal) await(ctx context.Context, window string, want *regexp.Regexp) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var last string
	for {
		text, err := t.tmux(ctx, "capture-pane", "-p", "-J", "-t", window)
		if err == nil {
			// tmux cuts the spaces at the end of a line, the prompt's too.
			last = strings.TrimRight(text, "\n ") + " "
			if want.MatchString(last) {
				return nil
			}
		} else if ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: waited for %s; the screen was:\n%s", ctx.Err(), want, last)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// screen returns a window's lines with their colours: those on it, or the first ones
// there were.
func (t *terminal) screen(ctx context.Context, window string, fromTop bool) ([]string, error) {
	args := []string{"capture-pane", "-p", "-e", "-t", window}
	if fromTop {
		args = append(args, "-S", "-")
	}
	text, err := t.tmux(ctx, args...)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return lines[:min(len(lines), rows)], nil
}

// kubelet asks harden where the kubelet is, as a learner would.
func (t *terminal) kubelet(ctx context.Context) (string, error) {
	cmd := exec.CommandContext(ctx, t.binary, "status", "anonymous-kubelet", "-o", "json")
	cmd.Env = t.env
	said, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("harden status: %w", err)
	}
	var status struct {
		Labs []struct {
			Endpoints struct{ Kubelet string }
		}
	}
	if err := json.Unmarshal(said, &status); err != nil || len(status.Labs) != 1 {
		return "", fmt.Errorf("harden status says nothing of one lab (%w): %s", err, said)
	}
	return "https://" + status.Labs[0].Endpoints.Kubelet, nil
}

func (t *terminal) close(ctx context.Context) error {
	_, err := t.tmux(ctx, "kill-server")
	return err
}
