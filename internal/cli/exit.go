package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hardenway/hardenway/labs"
)

// ExitCode is what harden returns to the shell.
type ExitCode int

// The exit codes. Scripts rely on them: a code never changes its meaning.
const (
	ExitOK        ExitCode = 0
	ExitFailed    ExitCode = 1
	ExitUsage     ExitCode = 2
	ExitUnknown   ExitCode = 3
	ExitNotHere   ExitCode = 4
	ExitCancelled ExitCode = 130
)

// ExitMeaning is one row of the exit-code table.
type ExitMeaning struct {
	Code    ExitCode
	Name    string
	Meaning string
}

// ExitCodes is the table from which help and documentation are made.
func ExitCodes() []ExitMeaning {
	return []ExitMeaning{
		{ExitOK, "pass", "Done; for check, watch and prove: everything asked for holds; for an exam: passed."},
		{ExitFailed, "checks failed", "The cluster answered, and at least one check is not as it has to be; for prove: at least one step is not; for an exam: not passed."},
		{ExitUsage, "usage", "The command line is wrong: an unknown command, flag, scenario or lab, or a lab that is in the wrong state for it."},
		{ExitUnknown, "could not tell", "Something could not be found out or done: an API server that is down, a disk that is full. This is never counted as a failed check, and never as a passed one."},
		{ExitNotHere, "not runnable here", "The scenario needs something this cluster does not have."},
		{ExitCancelled, "cancelled", "Ctrl-C, or a signal to end; what had been begun was cleaned up. For a quiz also input that ended before its end, and an exam that was left for later."},
	}
}

// ExitCodesMarkdown renders the table for the documentation.
func ExitCodesMarkdown() string {
	var b strings.Builder
	b.WriteString("| code | | meaning |\n|---|---|---|\n")
	for _, row := range ExitCodes() {
		fmt.Fprintf(&b, "| %d | %s | %s |\n", row.Code, row.Name, row.Meaning)
	}
	return b.String()
}

// codeError ends a command with a code when everything to say was said: the result
// itself, on stdout, is what failed.
type codeError struct{ code ExitCode }

func (e *codeError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// usageError is a command line that cannot be meant.
type usageError struct {
	what string
	try  string
	err  error // where it came from, if from somewhere
}

func (e *usageError) Error() string { return e.what }
func (e *usageError) Unwrap() error { return e.err }

// Mend says what to type instead.
func (e *usageError) Mend() string { return e.try }

func usagef(try, format string, args ...any) error {
	return &usageError{what: fmt.Sprintf(format, args...), try: try}
}

// exitCode is the one place where errors become exit codes.
func exitCode(err error) ExitCode {
	if err == nil {
		return ExitOK
	}
	if e, ok := errors.AsType[*codeError](err); ok {
		return e.code
	}
	if errors.Is(err, context.Canceled) {
		return ExitCancelled
	}
	if _, ok := errors.AsType[*labs.UnsupportedError](err); ok {
		return ExitNotHere
	}
	if isUsage(err) {
		return ExitUsage
	}
	return ExitUnknown
}
