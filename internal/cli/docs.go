package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardenway/hardenway/internal/term"
)

// CommandsMarkdown is the reference of every command, made from the commands
// themselves.
func CommandsMarkdown(root *cobra.Command) string {
	var b strings.Builder
	b.WriteString("# The commands\n\nMade from the command itself by `go test ./internal/cli -update`; do not edit.\n\n")
	b.WriteString(paragraphs(root.Long) + "\n\n")
	for _, group := range sections(root) {
		if group.title == "Help topics" {
			continue
		}
		fmt.Fprintf(&b, "**%s**\n\n", group.title)
		for _, row := range group.rows {
			fmt.Fprintf(&b, "- [`harden %s`](#harden-%s): %s\n", row[0], row[0], lowerFirst(row[1]))
		}
		b.WriteString("\n")
	}
	b.WriteString("Every command takes these flags:\n\n" + flagList(root.PersistentFlags().FlagUsages()) + "\n")
	for _, c := range root.Commands() {
		if !c.Hidden && !isTopic(c) {
			command(&b, c, 2)
		}
	}
	b.WriteString("## Exit codes\n\n" + ExitCodesMarkdown() + "\n")
	b.WriteString("`harden kubectl`, `harden node shell` and `harden node exec` return the exit code of what they run.\n")
	for _, c := range root.Commands() {
		if isTopic(c) && c.Name() != "exit-codes" {
			fmt.Fprintf(&b, "\n## %s\n\n%s\n", c.Short, paragraphs(c.Long))
		}
	}
	return b.String()
}

func command(b *strings.Builder, c *cobra.Command, level int) {
	fmt.Fprintf(b, "%s %s\n\n%s.\n\n", strings.Repeat("#", level), c.CommandPath(), c.Short)
	if c.Long != "" {
		b.WriteString(paragraphs(c.Long) + "\n\n")
	}
	fmt.Fprintf(b, "```\n%s\n```\n\n", usageLine(c))
	if c.LocalNonPersistentFlags().HasAvailableFlags() || c.PersistentFlags().HasAvailableFlags() {
		b.WriteString(flagList(c.LocalFlags().FlagUsages()) + "\n")
	}
	if c.Example != "" {
		b.WriteString("Examples:\n\n```sh\n" + exampleText(c) + "\n```\n\n")
	}
	for _, sub := range c.Commands() {
		command(b, sub, level+1)
	}
}

// flagList is pflag's own list of flags as a block, without help, which all have.
func flagList(usages string) string {
	var lines []string
	for line := range strings.SplitSeq(strings.TrimRight(usages, "\n"), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return "```\n" + strings.Join(lines, "\n") + "\n```\n"
}

// paragraphs is a long text as markdown; what is set by hand becomes a block.
func paragraphs(long string) string {
	var out []string
	for paragraph := range strings.SplitSeq(strings.Trim(long, "\n"), "\n\n") {
		if strings.HasPrefix(paragraph, "  ") {
			out = append(out, "```\n"+paragraph+"\n```")
			continue
		}
		text := strings.ReplaceAll(paragraph, "<", "&lt;")
		out = append(out, term.Wrap(strings.ReplaceAll(text, "\n", " "), 100, ""))
	}
	return strings.Join(out, "\n\n")
}
