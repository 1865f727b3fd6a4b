package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
)

// page shows a text on a terminal page by page, where it is longer than one, with the program
// that PAGER names, or less. Elsewhere, and where there is no such program, it is printed.
func (f *Factory) page(ctx context.Context, text string) error {
	o := f.out()
	_, height := o.Size()
	if !o.TTY || o.Plain || height == 0 || strings.Count(text, "\n") < height {
		o.Print(text)
		return nil
	}
	words := strings.Fields(f.Env("PAGER"))
	if len(words) == 0 {
		words = []string{"less"}
	}
	program, err := exec.LookPath(words[0])
	if err != nil {
		o.Print(text)
		return nil
	}
	cmd := exec.CommandContext(ctx, program, words[1:]...)
	cmd.Stdin = strings.NewReader(text)
	cmd.Stdout, cmd.Stderr = o.Underlying(), f.IO.Err.Underlying()
	if f.Env("LESS") == "" {
		cmd.Env = append(os.Environ(), "LESS=FRX") // colours, and no page that is wiped at the end
	}
	if f.Delegate != nil {
		defer f.Delegate()()
	}
	err = cmd.Run()
	if _, ended := errors.AsType[*exec.ExitError](err); ended {
		return nil // however a person leaves it
	}
	return err
}
