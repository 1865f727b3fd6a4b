package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/internal/rollout"
	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/labs"
	"github.com/hardenway/hardenway/scenarios"
	"github.com/hardenway/hardenway/site"
)

// isUsage reports errors which the person mends by typing something else.
func isUsage(err error) bool {
	if _, ok := errors.AsType[*usageError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*scenarios.UnknownError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*site.FolderError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*labs.NotFoundError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*labs.ExistsError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*labs.UnknownProviderError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*rollout.UnknownContextError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*rollout.ForeignError](err); ok {
		return true
	}
	return false
}

// advice is what follows "try:". What the error itself knows comes first.
func advice(err error) string {
	if try := labs.Advice(err); try != "" {
		return try
	}
	if _, ok := errors.AsType[*scenarios.UnknownError](err); ok {
		return "harden list, which shows every scenario"
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EROFS) {
		return "harden doctor, which looks at this machine"
	}
	return ""
}

// renderError is the one place where errors become words. It says nothing where the
// result on stdout said it all.
func renderError(o *term.Output, err error) {
	if err == nil {
		return
	}
	if _, ok := errors.AsType[*codeError](err); ok {
		return
	}
	name := o.Style("harden:", term.Bold, term.Red)
	if exitCode(err) == ExitCancelled {
		o.Line(name, " cancelled")
		// What broke while clearing up is still to be told.
		if err = besidesCancel(err); err == nil {
			return
		}
	}
	first, rest, more := strings.Cut(term.Clean(message(err)), "\n")
	o.Line(name, " ", first)
	if more {
		o.Line(term.Indent(rest, "  "))
	}
	if try := advice(err); try != "" {
		o.Line("  ", o.Style("try:", term.Bold), " ", term.Clean(try))
	}
}

// besidesCancel is what is left of err without the parts that only say that something
// was cancelled.
func besidesCancel(err error) error {
	joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // the parts themselves are wanted
	if !ok {
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	}
	var rest []error
	for _, part := range joined.Unwrap() {
		rest = append(rest, besidesCancel(part))
	}
	return errors.Join(rest...)
}

// message is the error's text, with the list of capabilities of an UnsupportedError in
// words instead of brackets.
func message(err error) string {
	e, ok := errors.AsType[*labs.UnsupportedError](err)
	if !ok {
		return err.Error()
	}
	return fmt.Sprintf("cannot start %q: it needs %s, which the %s cluster does not have", e.What, capabilities(e.Missing), e.Provider)
}

// capabilities says what a cluster has to have, in words a person uses.
func capabilities(list []labs.Capability) string {
	words := make([]string, len(list))
	for i, c := range list {
		switch c {
		case labs.KubeletAPI:
			words[i] = "a kubelet API that answers from the host"
		case labs.NodeFiles:
			words[i] = "node files to edit"
		case labs.StaticPods:
			words[i] = "a control plane of static pods"
		case labs.EtcdAccess:
			words[i] = "etcd's own port"
		case labs.Containers:
			words[i] = "real containers"
		case labs.HostVolumes:
			words[i] = "real host volumes"
		case labs.NetworkPolicy:
			words[i] = "enforced NetworkPolicy"
		default:
			words[i] = string(c)
		}
	}
	return and(words)
}

// and is "a", "a and b", "a, b and c".
func and(words []string) string { return join(words, " and ") }

// or is "a", "a or b", "a, b or c".
func or(words []string) string { return join(words, " or ") }

func join(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + last + words[len(words)-1]
}

func quoted(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fmt.Sprintf("%q", w)
	}
	return out
}

// flagError says what is wrong with a flag, with the nearest ones there are.
func flagError(cmd *cobra.Command, err error) error {
	e := &usageError{what: err.Error(), try: cmd.CommandPath() + " --help", err: err}
	name, found := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !found {
		return e
	}
	e.what = fmt.Sprintf("%s has no flag --%s", cmd.CommandPath(), name)
	var known []string
	for _, flag := range allFlags(cmd) {
		known = append(known, flag.Name)
	}
	if near := scenarios.Nearest(name, known); len(near) > 0 {
		for i := range near {
			near[i] = "--" + near[i]
		}
		e.what += "; did you mean " + or(near) + "?"
	}
	return e
}

// unknownCommand is the Args function of commands that only hold other commands.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			known = append(known, c.Name())
		}
		for _, alias := range c.SuggestFor {
			if alias == args[0] {
				return usagef(cmd.CommandPath()+" "+c.Name(), "there is no command %q", cmd.CommandPath()+" "+args[0])
			}
		}
	}
	what := fmt.Sprintf("there is no command %q", cmd.CommandPath()+" "+args[0])
	if near := scenarios.Nearest(args[0], known); len(near) > 0 {
		what += "; did you mean " + or(quoted(near)) + "?"
	}
	return usagef(cmd.CommandPath()+" --help", "%s", what)
}

// atMost is an Args function; what names the argument, as in "one lab".
func atMost(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return usagef(cmd.CommandPath()+" --help", "%s takes at most %s, not %q as well", cmd.CommandPath(), what, args[n])
		}
		return nil
	}
}

// exactlyOne is an Args function for a command that cannot do without its argument.
func exactlyOne(what, try string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return usagef(try, "%s needs %s", cmd.CommandPath(), what)
		case len(args) > 1:
			return usagef(cmd.CommandPath()+" --help", "%s takes %s, not %q as well", cmd.CommandPath(), what, args[1])
		}
		return nil
	}
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef(cmd.CommandPath()+" --help", "%s takes no argument, but there is %q", cmd.CommandPath(), args[0])
	}
	return nil
}
