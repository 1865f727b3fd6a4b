package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/hardenway/hardenway/internal/term"
	"github.com/hardenway/hardenway/scenarios"
)

// allFlags are the flags a command takes, its own before the inherited ones, without
// hidden ones.
func allFlags(cmd *cobra.Command) []*pflag.Flag {
	var flags []*pflag.Flag
	add := func(f *pflag.Flag) {
		if !f.Hidden {
			flags = append(flags, f)
		}
	}
	cmd.LocalFlags().VisitAll(add)
	cmd.InheritedFlags().VisitAll(add)
	return flags
}

// writeHelp is the help of every command.
func writeHelp(o *term.Output, cmd *cobra.Command) {
	width := o.TextWidth()
	heading := func(text string) {
		o.Line()
		o.Line(o.Style(text, term.Bold))
	}
	o.Line(o.Style(cmd.CommandPath(), term.Bold), ": ", lowerFirst(cmd.Short))
	if cmd.Long != "" {
		o.Line()
		for i, paragraph := range strings.Split(strings.Trim(cmd.Long, "\n"), "\n\n") {
			if i > 0 {
				o.Line()
			}
			if strings.HasPrefix(paragraph, "  ") { // set by hand: a table, an example
				o.Line(paragraph)
				continue
			}
			o.Line(term.Wrap(strings.ReplaceAll(paragraph, "\n", " "), width, ""))
		}
	}
	if isTopic(cmd) {
		return
	}
	heading("Usage")
	o.Line("  ", usageLine(cmd))
	if len(cmd.Aliases) > 0 {
		o.Line("  also: ", strings.Join(cmd.Aliases, ", "))
	}
	for _, section := range sections(cmd) {
		heading(section.title)
		pairs(o, section.rows, width)
	}
	if flags := flagRows(cmd); len(flags) > 0 {
		heading("Flags")
		pairs(o, flags, width)
	}
	if cmd.Example != "" {
		heading("Examples")
		o.Line(term.Indent(exampleText(cmd), "  "))
	}
	if cmd.HasAvailableSubCommands() {
		o.Line()
		o.Line(term.Wrap(fmt.Sprintf("`%s <command>` tells more about one of them.", helpPath(cmd)), width, ""))
	}
}

func helpPath(cmd *cobra.Command) string {
	root, rest, _ := strings.Cut(cmd.CommandPath(), " ")
	return strings.TrimSpace(root + " help " + rest)
}

func usageLine(cmd *cobra.Command) string {
	line := cmd.UseLine()
	if cmd.HasAvailableSubCommands() {
		line = cmd.CommandPath() + " <command>"
		if strings.Contains(cmd.Use, " ") { // it does something by itself too, and says how
			line = cmd.UseLine()
		}
	}
	if len(allFlags(cmd)) > 0 && !cmd.DisableFlagParsing && !strings.Contains(line, "[flags]") {
		line += " [flags]"
	}
	return line
}

// exampleText is the example with its own indent taken away.
func exampleText(cmd *cobra.Command) string {
	lines := strings.Split(strings.Trim(cmd.Example, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines, "\n")
}

type section struct {
	title string
	rows  [][2]string
}

// sections lists the commands below cmd by group, and the topics last.
func sections(cmd *cobra.Command) []section {
	var out []section
	add := func(title string, keep func(*cobra.Command) bool) {
		s := section{title: title}
		for _, c := range cmd.Commands() {
			if keep(c) && !c.Hidden {
				s.rows = append(s.rows, [2]string{c.Name(), c.Short})
			}
		}
		if len(s.rows) > 0 {
			out = append(out, s)
		}
	}
	for _, group := range cmd.Groups() {
		add(group.Title, func(c *cobra.Command) bool { return c.GroupID == group.ID && !isTopic(c) })
	}
	title := "Commands"
	if len(cmd.Groups()) > 0 {
		title = "Other commands"
	}
	add(title, func(c *cobra.Command) bool { return c.GroupID == "" && !isTopic(c) })
	add("Help topics", isTopic)
	return out
}

// isTopic reports a command that is only text.
func isTopic(c *cobra.Command) bool { return !c.Runnable() && !c.HasSubCommands() }

func flagRows(cmd *cobra.Command) [][2]string {
	var rows [][2]string
	for _, f := range allFlags(cmd) {
		name, usage := pflag.UnquoteUsage(f)
		head := "    --" + f.Name
		if f.Shorthand != "" {
			head = "-" + f.Shorthand + ", --" + f.Name
		}
		if name != "" {
			head += " " + name
		}
		if d := f.DefValue; d != "" && d != "false" && d != "[]" && d != "0" {
			usage += fmt.Sprintf(" (default %s)", d)
		}
		rows = append(rows, [2]string{head, usage})
	}
	return rows
}

// pairs sets names and their explanations in two columns; explanations wrap under
// themselves.
func pairs(o *term.Output, rows [][2]string, width int) {
	const widest = 40
	column := 0
	for _, row := range rows {
		if w := term.Width(row[0]); w <= widest {
			column = max(column, w)
		}
	}
	indent := strings.Repeat(" ", column+4)
	for _, row := range rows {
		text := term.Wrap(row[1], width-len(indent), "")
		text = strings.ReplaceAll(text, "\n", "\n"+indent)
		if w := term.Width(row[0]); w <= column {
			o.Line("  ", o.Style(row[0], term.Cyan), strings.Repeat(" ", column-w+2), text)
		} else {
			o.Line("  ", o.Style(row[0], term.Cyan))
			o.Line(indent, text)
		}
	}
}

func lowerFirst(s string) string {
	// "API …" keeps its capitals, "List …" and "A list …" do not.
	if len(s) > 1 && (s[1] >= 'a' && s[1] <= 'z' || s[1] == ' ') {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// newHelp is `harden help [command]`.
func newHelp(f *Factory) *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Tell more about a command or a topic",
		Example: `harden help check
			harden help exit-codes`,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			at, _, err := cmd.Root().Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var names []string
			for _, c := range at.Commands() {
				if !c.Hidden {
					names = append(names, c.Name()+"\t"+c.Short)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			at := cmd.Root()
			for _, name := range args {
				next := child(at, name)
				if next == nil {
					var known []string
					for _, c := range at.Commands() {
						known = append(known, c.Name())
					}
					what := fmt.Sprintf("there is no help on %q", strings.Join(args, " "))
					if near := scenarios.Nearest(name, known); len(near) > 0 {
						what += "; did you mean " + or(quoted(near)) + "?"
					}
					return usagef("harden help", "%s", what)
				}
				at = next
			}
			writeHelp(f.IO.Out, at)
			return nil
		},
	}
}

func child(cmd *cobra.Command, name string) *cobra.Command {
	for _, c := range cmd.Commands() {
		if c.Name() == name || c.HasAlias(name) {
			return c
		}
	}
	return nil
}

// newTopics are the help texts that belong to no command.
func newTopics() []*cobra.Command {
	var codes strings.Builder
	for _, row := range ExitCodes() {
		text := strings.ReplaceAll(term.Wrap(row.Name+": "+row.Meaning, 72, ""), "\n", "\n"+strings.Repeat(" ", 7))
		fmt.Fprintf(&codes, "  %3d  %s\n", row.Code, text)
	}
	return []*cobra.Command{
		{
			Use:   "exit-codes",
			Short: "What harden returns to the shell",
			Long:  strings.TrimRight(codes.String(), "\n"),
		},
		{
			Use:   "environment",
			Short: "Environment variables, and where files are kept",
			Long: `  HARDEN_HOME       where labs, progress and answers are kept; otherwise the
                    place this system has for application data, on Linux
                    ~/.local/share/harden
  HARDEN_LAB        the lab that commands mean when none is named
  HARDEN_SCENARIOS  a folder of scenarios to use instead of the built-in ones
  HARDEN_NODE_IMAGE the node image for --on kind when no --image is given
  ACCESSIBLE        set to 1 it asks for plain text, like --plain: no colour,
                    no spinner, nothing drawn, nothing redrawn
  NO_COLOR          set to anything it turns colour off
  CLICOLOR_FORCE    set to 1 it keeps colour where there is no terminal

harden never reads or writes ~/.kube/config. Each lab has a kubeconfig of its own; harden start and harden status say where.

Without a terminal on the other end, or with TERM=dumb, output is plain text too.`,
		},
		{
			Use:   "output",
			Short: "What goes where, and what scripts may rely on",
			Long: `Results go to standard output. Progress, advice and errors go to standard error, also with -o json.

-o json is a stable interface: every document says its apiVersion, and within a version fields are only added. -o junit is for CI systems. When a command fails before it has a result, standard output is empty, and the exit code tells why (harden help exit-codes).

Nothing prompts without a terminal.`,
		},
	}
}
