package cli

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/internal/term"
)

const (
	groupLearn   = "learn"
	groupCluster = "cluster"
	groupAuthor  = "author"
)

// NewRoot is the whole command.
func NewRoot(f *Factory) *cobra.Command {
	cobra.EnableCommandSorting = false // the order below is the learner's
	root := &cobra.Command{
		Use:   "harden",
		Short: "A hands-on lab for Kubernetes security",
		Long:  `Start a scenario and get a real cluster with one real hole in it. Close the hole with ordinary tools. You are graded by what the cluster then does, not by what you typed.`,
		Example: `harden list
			harden start weak-rbac
			harden watch
			harden stop`,
		Args:          unknownCommand,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	version := root.Flags().Bool("version", false, "show the version of harden; harden version tells more")
	root.RunE = func(cmd *cobra.Command, _ []string) error {
		if *version {
			f.out().Line("harden ", f.Build)
			return nil
		}
		writeHelp(f.out(), cmd)
		return nil
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.PersistentFlags().Bool("plain", false, "plain text: no colour, no spinner, nothing redrawn")
	root.PersistentFlags().BoolP("help", "h", false, "show help on a command")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		plain, err := cmd.Flags().GetBool("plain")
		if err != nil {
			return err
		}
		f.IO.Configure(f.Env, plain)
		f.poll(cmd)
		return nil
	}
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		// Help is asked for before PersistentPreRunE, so --plain is read here too.
		if plain, err := cmd.Flags().GetBool("plain"); err == nil {
			f.IO.Configure(f.Env, plain)
		}
		writeHelp(f.out(), cmd)
	})
	root.SetHelpCommand(newHelp(f))
	root.AddGroup(
		&cobra.Group{ID: groupLearn, Title: "Learn"},
		&cobra.Group{ID: groupCluster, Title: "Work in the cluster"},
		&cobra.Group{ID: groupAuthor, Title: "Write and prove scenarios"},
	)
	// In the order in which a learner meets them.
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add(groupLearn, newLesson(f), newList(f), newStart(f), newBrief(f), newWatch(f), newCheck(f), newHint(f), newDebrief(f),
		newReset(f), newStatus(f), newStop(f), newQuiz(f), newReview(f))
	add(groupCluster, newKubectl(f), newNode(f))
	add(groupAuthor, newNew(f), newProve(f), newSchema(f))
	add("", newSite(f), newWorkshop(f), newBundle(f), newDoctor(f), newVersion(f), newCompletion(f))
	root.AddCommand(newTopics()...)
	return root
}

// Run runs one command line and returns what to exit with. Results are on f.IO.Out,
// everything said about them on f.IO.Err.
func Run(ctx context.Context, f *Factory, args []string) ExitCode {
	root := NewRoot(f)
	root.SetArgs(args)
	root.SetIn(f.IO.In)
	root.SetOut(f.IO.Out)
	root.SetErr(f.IO.Err)
	err := root.ExecuteContext(ctx)
	// A reader that has seen enough (harden list | head -1) is no failure. A disk that is
	// full under the result is.
	if failed := f.IO.Out.Failed(); failed != nil && err == nil && !errors.Is(failed, syscall.EPIPE) {
		err = fmt.Errorf("writing the result: %w", failed)
	}
	if err != nil && ctx.Err() != nil && !errors.Is(err, context.Canceled) && !isResult(err) {
		// Whatever broke while things were being given up is not the news.
		err = errors.Join(context.Canceled, err)
	}
	renderError(f.IO.Err, err)
	f.finish(ctx)
	return exitCode(err)
}

func isResult(err error) bool {
	_, ok := errors.AsType[*codeError](err)
	return ok
}

// verdictMark is how an outcome looks at the head of a line.
func verdictMark(o *term.Output, word string) string {
	switch word {
	case "pass":
		return o.Style(o.Pick("✓", "PASS"), term.Green)
	case "fail":
		return o.Style(o.Pick("✗", "FAIL"), term.Red)
	case "pending":
		return o.Style(o.Pick("…", "WAIT"), term.Yellow)
	default:
		return o.Style(o.Pick("!", "ERROR"), term.Yellow)
	}
}
