package cli

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// signals turns signals into the end of a context.
//
// The first one ends what is being done in good order; after it signals have their
// ordinary effect again, so a second Ctrl-C ends the process at once. While a shell
// has the terminal, Ctrl-C is the shell's alone.
type signals struct {
	delegated atomic.Bool
}

// listen starts listening. The function it returns ends it.
func (s *signals) listen(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	wanted := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // it is under nohup
		wanted = append(wanted, syscall.SIGHUP)
	}
	heard := make(chan os.Signal, 4)
	signal.Notify(heard, wanted...)
	// Writing to a closed pipe is an error like any other, so that a start whose output
	// nobody reads any more still clears up after itself. Notify, unlike Ignore, is not
	// inherited by the programs we start.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	go func() {
		defer signal.Stop(heard)
		for {
			select {
			case <-ctx.Done():
				return
			case sig := <-heard:
				if sig == os.Interrupt && s.delegated.Load() {
					continue
				}
				cancel()
				return
			}
		}
	}()
	return ctx, cancel
}

// delegate leaves Ctrl-C to another program until the function it returns is called.
func (s *signals) delegate() (back func()) {
	s.delegated.Store(true)
	return func() { s.delegated.Store(false) }
}
